//! Figures over rooms: occupancy by building and state, its week, the moves of a month. Enter on a figure opens the
//! rooms it counts, Enter on a room its card.

mod lines;
mod rooms;

use super::card::CardScreen;
use super::following::Following;
use super::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::report::{Moves, MovesPage, Occupancy, OccupancyFigures, OccupancyWeek, WeekFigures};
use crate::domain::ids::Tag;
use crate::domain::{occupancy, place, relation};
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Line, Selection};
use chrono::{Datelike, Days, Months, NaiveDate};
use lines::Target;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use rooms::RoomsScreen;

/// The registers that the figures are counted from.
const READ: &[Tag] = &[place::TAG, occupancy::TAG, relation::TAG];
/// Moves asked for at a time.
const PAGE: u16 = 200;
/// The next page is asked for so many rows before the end.
const AHEAD: usize = 20;

/// Which figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Which {
    #[default]
    Occupancy,
    Week,
    Moves,
}

impl Which {
    const fn title(self) -> T {
        match self {
            Self::Occupancy => t("使用状态统计", "Occupancy"),
            Self::Week => t("使用状态周报", "Week of occupancy"),
            Self::Moves => t("迁入迁出统计", "Moves"),
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::Occupancy => Self::Week,
            Self::Week => Self::Moves,
            Self::Moves => Self::Occupancy,
        }
    }
}

/// The figures as they came.
enum Figures {
    Occupancy(OccupancyFigures),
    Week(WeekFigures),
    Moves(MovesPage),
}

/// The figures on the screen.
#[derive(Default)]
pub struct ReportScreen {
    which: Which,
    /// The last day that is looked at; none for today.
    day: Option<NaiveDate>,
    figures: Option<Figures>,
    rows: Vec<(Line, Option<Target>)>,
    error: Option<Say>,
    asked: Option<(Ticket, bool)>,
    again: bool,
    selection: Selection,
    following: Following,
}

impl ReportScreen {
    /// Occupancy of today.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn day(&self, cx: &Cx) -> NaiveDate {
        self.day.unwrap_or_else(|| cx.now.local(cx.zone).date_naive())
    }

    /// The month of the day, as far as the day.
    fn moves(&self, after: Option<String>, cx: &Cx) -> Moves {
        let to = self.day(cx);
        let from = to.with_day(1).unwrap_or(to);
        Moves { from, to, kind: None, after, limit: PAGE }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let day = Some(self.day(cx));
        let ticket = match self.which {
            Which::Occupancy => cx.call(Occupancy { building: None, as_of: day }),
            Which::Week => cx.call(OccupancyWeek { to: day }),
            Which::Moves => {
                let asked = self.moves(None, cx);
                cx.call(asked)
            }
        };
        self.following.asked();
        self.asked = Some((ticket, false));
    }

    fn ask_on(&mut self, cx: &mut Cx) {
        let Some(Figures::Moves(page)) = &self.figures else { return };
        let near = self.selection.at + AHEAD >= self.rows.len();
        if let Some(next) = page.next.clone().filter(|_| near && self.asked.is_none()) {
            let asked = self.moves(Some(next), cx);
            self.asked = Some((cx.call(asked), true));
        }
    }

    fn turn(&mut self, earlier: bool, cx: &mut Cx) {
        let day = self.day(cx);
        let today = cx.now.local(cx.zone).date_naive();
        let moved = match (self.which, earlier) {
            (Which::Week, true) => day.checked_sub_days(Days::new(7)),
            (Which::Week, false) => day.checked_add_days(Days::new(7)),
            // A whole month before this one ends on its last day.
            (_, true) => day.with_day(1).and_then(|first| first.pred_opt()),
            (_, false) => {
                let next = day.with_day(1).and_then(|first| first.checked_add_months(Months::new(2)));
                next.and_then(|first| first.pred_opt())
            }
        };
        self.day = moved.filter(|day| *day < today);
        self.ask(cx);
    }

    fn take(&mut self, figures: Figures, more: bool, cx: &Cx) {
        self.error = None;
        self.figures = Some(match (self.figures.take(), figures) {
            (Some(Figures::Moves(mut old)), Figures::Moves(page)) if more => {
                old.moves.extend(page.moves);
                old.next = page.next;
                Figures::Moves(old)
            }
            (_, figures) => figures,
        });
        self.build(cx);
    }

    fn build(&mut self, cx: &Cx) {
        self.rows = match &self.figures {
            Some(Figures::Occupancy(figures)) => lines::occupancy(figures, cx),
            Some(Figures::Week(figures)) => lines::week(figures, cx),
            Some(Figures::Moves(page)) => lines::moves(page, cx),
            None => Vec::new(),
        };
        self.selection.clamp(self.rows.len());
    }

    fn open(&self, cx: &mut Cx) {
        match self.rows.get(self.selection.at).and_then(|(_, target)| target.clone()) {
            Some(Target::Card(place)) => cx.push(Box::new(CardScreen::new(&format!("#{place}")))),
            Some(Target::Rooms { building, state }) => {
                cx.push(Box::new(RoomsScreen::new(building, state, self.day(cx))));
            }
            None => {}
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_OPEN => self.open(cx),
            id::LIST_REFRESH => self.ask(cx),
            id::LIST_VIEW => {
                self.which = self.which.next();
                self.figures = None;
                self.rows.clear();
                self.selection = Selection::default();
                self.ask(cx);
            }
            id::REPORTS_EARLIER => self.turn(true, cx),
            id::REPORTS_LATER => self.turn(false, cx),
            _ => {
                if self.selection.run(command, self.rows.len()) {
                    self.ask_on(cx);
                }
            }
        }
    }

    /// What the figures are of, in one line.
    fn summary(&self) -> Say {
        match &self.figures {
            None => Say::default(),
            Some(Figures::Occupancy(figures)) => {
                let (day, all) = (figures.as_of, &figures.total.all);
                let (rooms, area, none) = (all.rooms, &all.area, all.unmeasured);
                let words = say!(
                    "截至 {day}：{rooms} 户，建筑面积 {area} ㎡",
                    "As of {day}: {rooms} rooms, {area} sq m"
                );
                if none == 0 {
                    return words;
                }
                let Say { zh, en } = words;
                say!("{zh}（其中 {none} 户未登记面积）", "{en} ({none} without an area)")
            }
            Some(Figures::Week(figures)) => {
                let (from, to, count) = (figures.from, figures.to, figures.changes.len());
                say!("{from} 与 {to} 相比，变动 {count} 户", "{to} against {from}: {count} rooms changed")
            }
            Some(Figures::Moves(page)) => lines::counts(page),
        }
    }
}

impl Screen for ReportScreen {
    fn name(&self) -> &'static str {
        "reports"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        self.following.title(cx.t(self.which.title()), cx)
    }

    fn topics(&self) -> Vec<Topic> {
        READ.iter().map(|tag| Topic::Register(*tag)).collect()
    }

    fn about(&self) -> T {
        t(
            "换视图看使用状态、周报、迁入迁出；回车打开一个数字背后的房间。",
            "The view key goes through occupancy, week and moves; Enter opens the rooms behind a figure.",
        )
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } => {
                let Some((_, more)) = self.asked.filter(|(asked, _)| *asked == ticket) else { return };
                self.asked = None;
                self.following.answered();
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                    return;
                }
                let figures = match self.which {
                    Which::Occupancy => reply::<Occupancy>(result).map(Figures::Occupancy),
                    Which::Week => reply::<OccupancyWeek>(result).map(Figures::Week),
                    Which::Moves => reply::<Moves>(result).map(Figures::Moves),
                };
                match figures {
                    Ok(figures) => self.take(figures, more, cx),
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            Msg::Changed(_) if self.following.changed() => self.ask(cx),
            // Another language has other words.
            Msg::Focus => self.build(cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let target = self.rows.get(self.selection.at).is_some_and(|(_, target)| target.is_some());
        let today = t("已是最近一期", "This is the latest");
        let past = self.day.is_some_and(|day| day < cx.now.local(cx.zone).date_naive());
        vec![
            Live::when(id::LIST_OPEN, target, t("没有可打开的内容", "Nothing to open")),
            Live::on(id::LIST_VIEW),
            Live::on(id::REPORTS_EARLIER),
            Live::when(id::REPORTS_LATER, past, today),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn snap(&self, _: &Cx) -> Snap {
        let some = !self.rows.is_empty();
        Snap { selected: some, empty: !some, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        self.figures.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        line(cx.say(&self.summary()), cx.theme.style(Tone::Text), inner, buf);
        let total = match &self.figures {
            Some(Figures::Moves(page)) => Some((page.total, false)),
            _ => None,
        };
        let reading = if self.asked.is_some() {
            t("正在统计……", "Counting ...")
        } else {
            t("没有记录", "Nothing on file")
        };
        let around = Around {
            empty: cx.t(reading),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total,
            heads: true,
            focused: true,
        };
        let columns = match self.which {
            Which::Occupancy => lines::occupancy_columns(cx),
            Which::Week => lines::week_columns(cx),
            Which::Moves => lines::move_columns(cx),
        };
        let rows: Vec<Line> = self.rows.iter().map(|(line, _)| line.clone()).collect();
        let look = (cx.theme, cx.lang);
        table::draw(&columns, &rows, &mut self.selection, &around, below(inner, 1), look, buf)
    }
}
