//! The dispatch board: what nobody has yet on the left, who could do it on the right. Enter on a request goes over to
//! the hands; there a letter or Enter gives the work to one.

use super::doing::Doing;
use super::rows::{short, short_columns};
use super::{Cx, Kind, Level, Live, Msg, Outcome, Screen, Ticket, Topic, Typing, reply};
use crate::api::card::{Board, BoardShow, Hand};
use crate::api::entry::Row;
use crate::domain::register::{Head, Values};
use crate::domain::value::Value;
use crate::text::fold::fold_ime;
use crate::text::lang::{Say, T, t};
use crate::tui::command::id;
use crate::tui::keymap::Snap;
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{beside, panel};
use crate::tui::widget::table::{self, Around, Column, Line, Selection};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// The letters of the hands, in their order.
const LETTERS: &str = "123456789abcdefghijklmnopqrstuvwxyz";
/// Width of the hands, in cells.
const HANDS: u16 = 28;
/// The register that is dispatched.
const REQUEST: &str = "request";
const REQUEST_TAG: u16 = 1;

/// The board on the screen.
#[derive(Default)]
pub struct BoardScreen {
    board: Board,
    loaded: bool,
    error: Option<Say>,
    asked: Option<Ticket>,
    again: bool,
    request: Selection,
    hand: Selection,
    /// Whether the caret is among the hands.
    choosing: bool,
    doing: Doing,
}

impl BoardScreen {
    /// The board, empty until it is read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            self.again = true;
        } else {
            self.asked = Some(cx.call(BoardShow {}));
        }
    }

    fn take(&mut self, board: Board) {
        // The selection stays on its request, wherever others have pushed it.
        let id = self.head().map(|head| head.id);
        self.board = board;
        self.loaded = true;
        let rows = &self.board.unassigned.rows;
        if let Some(at) = id.and_then(|id| rows.iter().position(|row| row.head.id == id)) {
            self.request.at = at;
        } else {
            // Somebody else was faster: no hand may get the next request by mistake.
            self.choosing = false;
        }
        self.request.clamp(rows.len());
        self.hand.clamp(self.board.hands.len());
    }

    fn head(&self) -> Option<&Head> {
        self.board.unassigned.rows.get(self.request.at).map(|row| &row.head)
    }

    /// Why nothing can be assigned now.
    fn may(&self, cx: &Cx) -> Result<(), Say> {
        let Some(head) = self.head() else {
            return Err(t("没有待派工的报修", "Nothing is unassigned").into());
        };
        let register = cx.registers.by_id(REQUEST);
        match register.and_then(|register| Some((register, register.action("dispatch")?))) {
            Some((register, action)) => super::doing::may(register, action, head, cx),
            None => Ok(()),
        }
    }

    fn go_over(&mut self, cx: &mut Cx) {
        match self.may(cx) {
            Ok(()) => {
                // The hand that usually does it is the first that Enter takes.
                let usual = self.board.usual.get(self.request.at).copied().flatten();
                let is_it = |hand: &Hand| hand.staff.is_none() && hand.team == usual;
                if let Some(at) = usual.and_then(|_| self.board.hands.iter().position(is_it)) {
                    self.hand.at = at;
                }
                self.choosing = true;
            }
            Err(why) => cx.toast(why, Level::Info),
        }
    }

    fn assign(&mut self, at: usize, cx: &mut Cx) {
        let (Some(head), Some(hand)) = (self.head().cloned(), self.board.hands.get(at)) else { return };
        let values = match (hand.staff, hand.team) {
            (Some(staff), _) => Values::default().with("owner", Value::Id(staff.0)),
            (None, Some(team)) => Values::default().with("team", Value::Id(team)),
            (None, None) => return,
        };
        self.choosing = false;
        self.doing.act(REQUEST, "dispatch", &head, values, cx);
    }

    fn command(&mut self, command: &str, cx: &mut Cx) {
        let (requests, hands) = (self.board.unassigned.rows.len(), self.board.hands.len());
        if self.choosing {
            match command {
                id::LIST_OPEN => self.assign(self.hand.at, cx),
                id::GO_BACK | id::PANE_NEXT | id::PANE_PREV => self.choosing = false,
                _ => drop(self.hand.run(command, hands)),
            }
            return;
        }
        match command {
            id::GO_BACK => cx.pop(Outcome::Cancelled),
            id::LIST_OPEN | id::BOARD_ASSIGN | id::PANE_NEXT | id::PANE_PREV => self.go_over(cx),
            id::LIST_REFRESH => self.ask(cx),
            _ if self.request.run(command, requests) => {}
            _ => {
                let Some(head) = self.head().cloned() else { return };
                if command == id::ENTRY_ACTIONS {
                    self.doing.choose(REQUEST, &head, cx);
                } else {
                    self.doing.run(command, REQUEST, &head, cx);
                }
            }
        }
    }

    fn hand_lines(&self) -> Vec<Line> {
        let letters = LETTERS.chars();
        let line = |(hand, letter): (&Hand, char)| {
            let name = if hand.staff.is_none() { format!("[{}]", hand.name) } else { hand.name.clone() };
            let line =
                Line::new(vec![letter.to_string(), name, hand.load.to_string(), hand.urgent.to_string()]);
            line.toned(if hand.urgent > 0 { Tone::Soon } else { Tone::Text })
        };
        self.board.hands.iter().zip(letters.chain(std::iter::repeat(' '))).map(line).collect()
    }
}

impl Screen for BoardScreen {
    fn name(&self) -> &'static str {
        "board"
    }

    fn kind(&self) -> Kind {
        Kind::Table
    }

    fn title(&self, cx: &Cx) -> String {
        cx.t(t("派工板", "Dispatch board")).to_owned()
    }

    fn about(&self) -> T {
        t(
            "左边选报修，回车到右边，按字母或回车派给一人或一个班组。",
            "Pick a request on the left, Enter goes to the right, a letter or Enter gives it to a person or a team.",
        )
    }

    fn topics(&self) -> Vec<Topic> {
        vec![Topic::Register(REQUEST_TAG), Topic::Register(crate::domain::staff::TAG)]
    }

    fn start(&mut self, cx: &mut Cx) {
        self.asked = None;
        self.ask(cx);
    }

    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx) {
        match msg {
            Msg::Command(command) => self.command(command, cx),
            // Only asked for while the caret is among the hands.
            Msg::Char(c) => {
                let letter = fold_ime(c).to_ascii_lowercase();
                let at = LETTERS.chars().position(|l| l == letter).filter(|at| *at < self.board.hands.len());
                match at {
                    Some(at) => self.assign(at, cx),
                    None => cx.toast(t("没有这个字母", "No hand has that letter"), Level::Info),
                }
            }
            Msg::Answer { ticket, result } if self.asked == Some(ticket) => {
                self.asked = None;
                match reply::<BoardShow>(result) {
                    Ok(board) => {
                        self.error = None;
                        self.take(board);
                    }
                    Err(fault) => self.error = Some(fault.text),
                }
                if std::mem::take(&mut self.again) {
                    self.ask(cx);
                }
            }
            Msg::Answer { ticket, result } => {
                if self.doing.answer(ticket, &result, cx).is_some() {
                    self.ask(cx);
                }
            }
            Msg::Changed(_) => self.ask(cx),
            Msg::Returned { of, outcome } => drop(self.doing.returned(of, &outcome, cx)),
            Msg::Paste(_) | Msg::Focus => {}
        }
    }

    fn commands(&self, cx: &Cx) -> Vec<Live> {
        let assign = match self.may(cx) {
            Ok(()) => Live::on(id::BOARD_ASSIGN),
            Err(why) => Live::off(id::BOARD_ASSIGN, why),
        };
        let mut all =
            vec![assign, Live::on(id::PANE_NEXT), Live::on(id::LIST_REFRESH), Live::on(id::GO_BACK)];
        let none = t("没有待派工的报修", "Nothing is unassigned");
        for command in [id::ENTRY_ACTIONS, id::ENTRY_EXPLAIN] {
            all.push(Live::when(command, self.head().is_some(), none));
        }
        if let Some(register) = cx.registers.by_id(REQUEST) {
            all.extend(super::doing::live(register, self.head(), cx));
        }
        all
    }

    fn typing(&self) -> Typing {
        if self.choosing { Typing::Line } else { Typing::No }
    }

    fn waits(&self) -> bool {
        !self.loaded && self.asked.is_some()
    }

    fn snap(&self, _: &Cx) -> Snap {
        let empty = self.board.unassigned.rows.is_empty();
        Snap { selected: !empty, empty, open: !empty, ..Snap::default() }
    }

    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
        let (left, right) = beside(area, area.width.saturating_sub(HANDS + 1));
        let look = (cx.theme, cx.lang);
        let buf = frame.buffer_mut();
        let total = self.board.unassigned.total;
        let title = format!("{} ({total})", cx.t(t("待派工", "Unassigned")));
        let inner = panel(&title, !self.choosing, left, cx.theme, buf);
        let rows = self.board.unassigned.rows.iter().map(|row| request_line(row, cx));
        let empty = if self.loaded {
            t("全部已派出", "Everything is dispatched")
        } else {
            t("正在读取……", "Reading ...")
        };
        let around = Around {
            empty: cx.t(empty),
            error: self.error.as_ref().map(|error| cx.say(error)),
            total: Some((total, self.board.unassigned.more_than_total)),
            heads: true,
            focused: true,
        };
        let columns = wanted(short_columns(cx));
        let rows: Vec<Line> = rows.map(|row| Line { cells: wanted(row.cells), ..row }).collect();
        let at_request = table::draw(&columns, &rows, &mut self.request, &around, inner, look, buf);
        let title = cx.t(if self.choosing {
            t("派给谁（按字母）", "To whom (letter)")
        } else {
            t("人手", "Hands")
        });
        let inner = panel(title, self.choosing, right, cx.theme, buf);
        let columns = [
            Column::new("", 1),
            Column::new(cx.t(t("人员/班组", "Name")), 10).flexible(),
            Column::new(cx.t(t("在手", "load")), 4).right(),
            Column::new(cx.t(t("急", "urg")), 3).right(),
        ];
        let around = Around {
            empty: cx.t(t("没有可派的人员", "Nobody to give it to")),
            heads: true,
            focused: self.choosing,
            ..Around::default()
        };
        let at_hand = table::draw(&columns, &self.hand_lines(), &mut self.hand, &around, inner, look, buf);
        if self.choosing { at_hand } else { at_request }
    }
}

/// A request under [`short_columns`], with its own words where it has some: the category would leave no room for them.
fn request_line(row: &Row, cx: &Cx) -> Line {
    let mut line = short(row, cx);
    let words = row.cells.iter().find(|cell| cell.field == "text").and_then(|cell| cell.value.text());
    if let (Some(words), Some(matter)) = (words.filter(|words| !words.is_empty()), line.cells.get_mut(3)) {
        words.clone_into(matter);
    }
    line
}

/// What is unassigned has no state to tell: time, matter, place, and the number where there is room for it.
fn wanted<C>(mut cells: Vec<C>) -> Vec<C> {
    cells.truncate(5);
    cells.rotate_left(2);
    // time, matter, place, number, state
    cells.truncate(4);
    cells
}
