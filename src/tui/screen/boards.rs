//! The boards of service: what is late or soon will be, what nobody has, what waits and why, what was promised for
//! today, what was escalated. Live. Enter opens an entry. Giving work out stays with the dispatch board.

use super::entry::EntryScreen;
use super::explain::ExplainScreen;
use super::{Cx, Kind, Live, Msg, Outcome, Screen, Ticket, Topic, reply};
use crate::api::service::{BoardLine, BoardService, Grouping, ServiceBoard, ServiceBoardView};
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::register::AnyRegister;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Lines of a group on the screen.
const LINES: u16 = 200;

/// The board on the screen.
#[derive(Default)]
pub struct BoardsScreen {
    board: ServiceBoard,
    by: Grouping,
    view: Option<ServiceBoardView>,
    /// Rows with the entry they open; a group's heading opens none.
    rows: Vec<(Line, Option<Opens>)>,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    selection: Selection,
    /// The registers whose entries can come onto a board.
    tags: Vec<Tag>,
}

/// What a row opens.
#[derive(Clone, PartialEq, Eq)]
struct Opens {
    entry: EntryRef,
    number: String,
}

const fn title(board: ServiceBoard) -> T {
    match board {
        ServiceBoard::Overdue => t("超时与将到时", "Overdue and soon due"),
        ServiceBoard::Unassigned => t("无人负责", "Nobody has it"),
        ServiceBoard::Waiting => t("等待中", "Waiting"),
        ServiceBoard::Promises => t("今日承诺", "Promises of today"),
        ServiceBoard::Escalations => t("投诉升级", "Escalations"),
    }
}

const fn grouping(by: Grouping) -> T {
    match by {
        Grouping::Matter => t("按事由", "by matter"),
        Grouping::Person => t("按人员", "by person"),
        Grouping::Class => t("按级别", "by class"),
    }
}

impl BoardsScreen {
    /// What is overdue, empty until it is read.
    #[must_use]
    pub fn new(cx: &Cx) -> Self {
        let shown = |register: &&dyn AnyRegister| {
            matches!(register.info().id, "promise" | "request" | "staff")
                || register.clocks(&*register.blank()).is_some()
        };
        let tags = cx.registers.iter().filter(shown).map(|register| register.info().tag).collect();
        Self { tags, ..Self::default() }
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
            return;
        }
        let (board, by) = (self.board, self.by);
        self.asked = Some(cx.call(BoardService { board, by, group: None, skip: 0, limit: LINES }));
    }

    /// Turns to another board or grouping; what stood there is of no use any more.
    fn turn(&mut self, cx: &mut Cx) {
        self.view = None;
        self.rows.clear();
        self.selection = Selection::default();
        self.ask(cx);
    }

    fn build(&mut self, cx: &Cx) {
        let kept = self.rows.get(self.selection.at).and_then(|(_, opens)| opens.clone());
        self.rows.clear();
        for group in self.view.iter().flat_map(|view| &view.groups) {
            let count = group.count;
            let heading = format!("{} ({count})", cx.say(&group.label));
            self.rows.push((Line::new(vec![String::new(), heading]).toned(Tone::Title), None));
            for one in &group.lines {
                let entry = EntryRef::new(one.row.register, one.row.head.id);
                let opens = Opens { entry, number: one.row.head.number.clone() };
                self.rows.push((self.line(one, cx), Some(opens)));
            }
        }
        // The selection stays on its entry, wherever others have pushed it.
        if let Some(at) =
            kept.and_then(|kept| self.rows.iter().position(|(_, opens)| opens.as_ref() == Some(&kept)))
        {
            self.selection.at = at;
        } else if self.selection.at == 0 && self.rows.len() > 1 {
            self.selection.at = 1;
        }
        self.selection.clamp(self.rows.len());
    }

    fn line(&self, one: &BoardLine, cx: &Cx) -> Line {
        let at = one.at.map_or_else(String::new, |at| at.screen(cx.now, cx.zone));
        let matter = cx.say(&one.row.title).to_owned();
        let mut why = cx.say(&one.why).to_owned();
        if self.board == ServiceBoard::Waiting {
            why = format!("{why} {}", one.since.screen(cx.now, cx.zone));
        }
        let cells = vec![
            at,
            matter,
            one.place.clone(),
            cx.say(&one.class).to_owned(),
            one.person.clone(),
            why,
            one.row.head.number.clone(),
        ];
        let tone = if one.late { Tone::Late } else { Tone::Text };
        Line::new(cells).toned(tone)
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_REFRESH => self.ask(cx),
            id::LIST_VIEW => {
                let at = ServiceBoard::ALL.iter().position(|board| *board == self.board).unwrap_or(0);
                self.board = ServiceBoard::ALL.get(at + 1).copied().unwrap_or_default();
                self.turn(cx);
            }
            id::BOARDS_GROUP => {
                let at = Grouping::ALL.iter().position(|by| *by == self.by).unwrap_or(0);
                self.by = Grouping::ALL.get(at + 1).copied().unwrap_or_default();
                self.turn(cx);
            }
            id::LIST_OPEN => {
                let Some((_, Some(opens))) = self.rows.get(self.selection.at) else { return };
                if let Some(info) = cx.registers.by_tag(opens.entry.register).map(AnyRegister::info) {
                    cx.push(Box::new(EntryScreen::new(info.id, info.tag, &opens.number)));
                }
            }
            id::ENTRY_EXPLAIN => {
                let Some((_, Some(opens))) = self.rows.get(self.selection.at) else { return };
                cx.push(Box::new(ExplainScreen::new(opens.entry, &opens.number)));
            }
            _ => drop(self.selection.run(command, self.rows.len())),
        }
    }

    /// The column of times, which differ from board to board.
    const fn times(&self) -> T {
        match self.board {
            ServiceBoard::Waiting => t("何时再看", "Look again"),
            _ => t("到期", "Due"),
        }
    }
}

impl Screen for BoardsScreen {
    fn name(&self) -> &'static str {
        "boards"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        let (board, by) = (title(self.board), grouping(self.by));
        let (zh, en, by_zh, by_en) = (board.zh, board.en, by.zh, by.en);
        cx.say(&say!("看板：{zh}（{by_zh}）", "Board: {en} ({by_en})")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "换视图在超时、无人负责、等待、今日承诺、投诉升级之间切换；可按人员或级别分组；回车打开，“时限说明”说明何以到期。",
            "The view key goes through overdue, unassigned, waiting, promises of today and escalations; another groups by person or class; Enter opens, the explain key says why it is due then.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        self.tags.iter().copied().map(Topic::Register).collect()
    }

    /// What was far off a minute ago may be soon due now, though nobody has done anything.
    fn minute(&mut self, cx: &mut Cx) {
        self.ask(cx);
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                    return;
                }
                match reply::<BoardService>(result) {
                    Ok(view) => {
                        self.error = None;
                        self.view = Some(view);
                        self.build(cx);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
            }
            Msg::Changed(_) => self.ask(cx),
            // Another language has other words.
            Msg::Focus => self.build(cx),
            _ => {}
        }
    }

    fn commands(&self, _: &Cx) -> Vec<Live> {
        let opens = self.rows.get(self.selection.at).is_some_and(|(_, opens)| opens.is_some());
        let none = t("这一行没有可打开的内容", "This line opens nothing");
        vec![
            Live::when(id::LIST_OPEN, opens, none),
            Live::when(id::ENTRY_EXPLAIN, opens, none),
            Live::on(id::LIST_VIEW),
            Live::on(id::BOARDS_GROUP),
            Live::on(id::LIST_REFRESH),
            Live::on(id::GO_BACK),
        ]
    }

    fn snap(&self, _: &Cx) -> Snap {
        let some = !self.rows.is_empty();
        Snap { selected: some, empty: !some, ..Snap::default() }
    }

    fn waits(&self) -> bool {
        self.view.is_none() && self.asked.is_some()
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let buf = frame.buffer_mut();
        let inner = panel(&self.title(cx), true, area, cx.theme, buf);
        if let Some(view) = &self.view {
            let (total, late) = (view.total, view.late);
            let words = say!("共 {total} 件，其中 {late} 件已超时", "{total} in all, {late} of them overdue");
            line(cx.say(&words), cx.theme.style(Tone::Text), inner, buf);
        }
        let columns = [
            Column::new(cx.t(self.times()), 11),
            Column::new(cx.t(t("事项", "Matter")), 20).flexible(),
            Column::new(cx.t(t("位置", "Place")), 12),
            Column::new(cx.t(t("级别", "Class")), if area.width < 100 { 6 } else { 10 }),
            Column::new(cx.t(t("负责人", "Person")), 8),
            Column::new(cx.t(t("状态/原因", "State, why")), 22),
            Column::new(cx.t(t("编号", "Number")), 12),
        ];
        let empty = if self.view.is_some() {
            t("没有这样的事项", "Nothing of the kind")
        } else {
            t("正在读取……", "Reading ...")
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: None,
            heads: true,
            focused: true,
        };
        let rows: Vec<Line> = self.rows.iter().map(|(line, _)| line.clone()).collect();
        table::draw(&columns, &rows, &mut self.selection, &around, below(inner, 1), (cx.theme, cx.lang), buf)
    }
}
