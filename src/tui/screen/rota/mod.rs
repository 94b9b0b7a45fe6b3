//! The roster as a calendar: a week as patterns or people by days, a month as days. Arrows walk, Enter opens a shift or
//! plans one in a free cell; what can be done with a shift can be done from its cell. Custody is not decided here.

mod about;
mod copy;
mod draw;
mod duty;
mod grid;
mod keys;

pub use duty::DutyScreen;

use super::doing::{self, Doing};
use super::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::rota::{RotaSlot, RotaView, ShowRota};
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::register::Head;
use crate::domain::rota::{absence, pattern, shift};
use crate::domain::staff;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel, paragraph, top};
use grid::{By, Row};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Lines about the day, the cell and the marks.
const FOOT: u16 = 3;
/// Rows of a page.
const PAGE: isize = 10;

/// The roster on the screen.
#[derive(Default)]
pub struct RotaScreen {
    view: Option<RotaView>,
    rows: Vec<Row>,
    by: By,
    month: bool,
    /// The day the caret is on; none before the first answer.
    day: Option<Date>,
    row: usize,
    asked: Option<Ticket>,
    again: bool,
    error: Option<Say>,
    doing: Doing,
}

impl RotaScreen {
    /// The week of today.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn today(&self, cx: &Cx) -> Date {
        cx.now.date(cx.zone)
    }

    fn day(&self, cx: &Cx) -> Date {
        self.day.unwrap_or_else(|| self.today(cx))
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let (from, days) = grid::span(self.day(cx), self.month);
        self.asked = Some(cx.call(ShowRota { from: Some(from), days, desk: None }));
    }

    fn take(&mut self, view: RotaView) {
        self.rows = grid::rows(&view, self.by);
        self.row = self.row.min(self.rows.len().saturating_sub(1));
        self.view = Some(view);
        self.error = None;
    }

    /// Goes to another day; one that is not shown is read.
    fn go(&mut self, day: Date, cx: &mut Cx) {
        let shown = self.span_shown();
        self.day = Some(day);
        if shown != Some(grid::span(day, self.month)) {
            self.ask(cx);
        }
    }

    fn span_shown(&self) -> Option<(Date, u16)> {
        let view = self.view.as_ref()?;
        let first = view.days.first()?;
        Some((first.date, u16::try_from(view.days.len()).unwrap_or(0)))
    }

    fn turn(&mut self, by: i32, cx: &mut Cx) {
        let day = self.day(cx);
        let next = if self.month { grid::plus_months(day, by) } else { grid::plus(day, 7 * i64::from(by)) };
        self.go(next, cx);
    }

    /// The row of the week the caret is in.
    fn at(&self) -> Option<&Row> {
        self.rows.get(self.row).filter(|_| !self.month)
    }

    /// The slot the caret is on.
    fn here(&self, cx: &Cx) -> Option<&RotaSlot> {
        let (view, day) = (self.view.as_ref()?, self.day(cx));
        let column = view.days.iter().position(|known| known.date == day)?;
        view.slots.get((*self.at()?.cells.get(column)?)?)
    }

    /// The head of that slot, as far as an action on it needs it.
    fn head(&self, cx: &Cx) -> Option<Head> {
        let slot = self.here(cx)?;
        let state = cx.registers.by_id("shift")?.info().state_of_id(&slot.state)?.code;
        Some(Head { id: slot.shift, number: slot.number.clone(), rev: slot.rev, state, ..Head::blank() })
    }

    fn step(&mut self, rows: isize, cx: &mut Cx) {
        if self.month {
            let weeks = i64::try_from(rows.signum()).unwrap_or(0);
            self.go(grid::plus(self.day(cx), 7 * weeks), cx);
        } else {
            let last = self.rows.len().saturating_sub(1);
            self.row = self.row.saturating_add_signed(rows).min(last);
        }
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        let day = self.day(cx);
        match command {
            id::LIST_UP => self.step(-1, cx),
            id::LIST_DOWN => self.step(1, cx),
            id::LIST_PAGE_UP => self.step(-PAGE, cx),
            id::LIST_PAGE_DOWN => self.step(PAGE, cx),
            id::PANE_PREV => self.go(grid::plus(day, -1), cx),
            id::PANE_NEXT => self.go(grid::plus(day, 1), cx),
            id::LIST_HOME => self.go(grid::monday(day), cx),
            id::LIST_END => self.go(grid::plus(grid::monday(day), 6), cx),
            id::ROTA_EARLIER => self.turn(-1, cx),
            id::ROTA_LATER => self.turn(1, cx),
            id::ROTA_TODAY => self.go(self.today(cx), cx),
            id::LIST_VIEW => {
                self.month = !self.month;
                self.go(day, cx);
            }
            id::ROTA_ROWS => {
                self.by = if self.by == By::Patterns { By::People } else { By::Patterns };
                self.row = 0;
                self.rows = self.view.as_ref().map(|view| grid::rows(view, self.by)).unwrap_or_default();
            }
            id::LIST_REFRESH => self.ask(cx),
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            _ => self.act(command, cx),
        }
    }
}

impl Screen for RotaScreen {
    fn name(&self) -> &'static str {
        "rota"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let day = self.day(cx);
        let (first, _) = grid::span(day, self.month);
        let days = draw::heading(first, self.month, day, cx.lang);
        let desk = self.view.as_ref().map_or("", |view| view.name.as_str());
        format!("{} {days} {desk}", cx.t(t("排班表", "Roster"))).trim_end().to_owned()
    }

    fn about(&self) -> T {
        t(
            "一周按班次或按人、一月按日；方向键走动，[ ] 换周换月，v 换周/月，o 按班次/按人。回车打开班，空格子上排班；a 请假，x 换班，c 照上周排。",
            "A week by patterns or people, a month by days. Arrows walk, [ ] turn, v week or month, o patterns or people. Enter opens a shift or plans one; a absence, x swap, c copies the week before.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        [shift::TAG, absence::TAG, pattern::TAG, staff::TAG].map(Topic::Register).to_vec()
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.day.get_or_insert(cx.now.date(cx.zone));
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<ShowRota>(result) {
                    // What was asked for has changed meanwhile: the next answer is the one.
                    Ok(view) if !self.again => self.take(view),
                    Ok(_) => {}
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                }
            }
            Msg::Answer { ticket, result } => {
                let done = self.doing.answer(ticket, &result, cx);
                if done.is_some() {
                    self.ask(cx);
                }
            }
            Msg::Returned { of, outcome } => drop(self.doing.returned(of, &outcome, cx)),
            Msg::Changed(_) => self.ask(cx),
            _ => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let head = self.head(cx);
        let none = t("这一格没有班", "There is no shift in this cell");
        let leads = t("由主管排班", "A supervisor plans the shifts");
        let lead = cx.holds(Posts::LEAD);
        let week = t("在周视图里可用", "In the view of a week");
        let mut live = vec![
            Live::on(id::LIST_OPEN),
            Live::when(id::LIST_NEW, lead, leads),
            Live::on(id::LIST_VIEW),
            Live::when(id::ROTA_ROWS, !self.month, week),
            Live::on(id::ROTA_EARLIER),
            Live::on(id::ROTA_LATER),
            Live::on(id::ROTA_TODAY),
            Live::when(id::ENTRY_ACTIONS, head.is_some(), none),
            Live::on(id::ROTA_ABSENCE),
            Live::when(id::ROTA_SWAP, head.is_some(), none),
            Live::when(id::ROTA_COPY, lead, leads),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ];
        if let Some(register) = cx.registers.by_id("shift") {
            live.extend(doing::live(register, head.as_ref(), cx));
        }
        live
    }

    fn snap(&self, cx: &Cx) -> Snap {
        let here = self.here(cx).is_some();
        Snap { selected: here, empty: !here, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        self.view.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        let home = Position { x: inner.x, y: inner.y };
        if let Some(error) = &self.error {
            let words = format!("{} {}", Tone::Error.mark(), cx.say(error));
            paragraph(&words, cx.theme.style(Tone::Error), inner, buf);
            return home;
        }
        let Some(view) = &self.view else {
            paragraph(cx.t(t("正在读取……", "Reading ...")), cx.theme.style(Tone::Muted), inner, buf);
            return home;
        };
        let day = self.day(cx);
        let feet = below(inner, inner.height.saturating_sub(FOOT));
        let body = top(inner, inner.height.saturating_sub(FOOT));
        line(cx.say(&about::of_day(view, day)), cx.theme.style(Tone::Label), feet, buf);
        let cell = match (self.here(cx), self.at()) {
            (Some(slot), _) => about::of_slot(slot, view, cx.zone),
            (None, Some(row)) => about::of_free(row, day, view, cx.zone),
            (None, None) => t("回车看这一周", "Enter shows this week").into(),
        };
        line(cx.say(&cell), cx.theme.style(Tone::Text), below(feet, 1), buf);
        line(cx.t(draw::LEGEND), cx.theme.style(Tone::Muted), below(feet, 2), buf);
        let look =
            draw::Look { theme: cx.theme, lang: cx.lang, me: cx.me.who.staff, today: self.today(cx), day };
        if self.month {
            draw::month(view, body, look, buf)
        } else {
            draw::week(view, &self.rows, self.row, self.by, body, look, buf)
        }
    }
}
