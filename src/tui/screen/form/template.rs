//! The office's own list of faults, in the form of a new request: one letter fills kind, category, urgency and words.

use super::Form;
use super::state::{FormState, Purpose};
use crate::api::Fault;
use crate::api::entry::{List, Page, Row};
use crate::domain::fault_kind;
use crate::domain::request::Urgency;
use crate::text::fold::fold_ime;
use crate::text::lang::{Say, t};
use crate::text::width::{pad, width};
use crate::tui::popup;
use crate::tui::screen::{Cx, Level, Ticket};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Letters of the alphabet: so many kinds can be picked by one.
const LETTERS: u16 = 26;

/// Whether the form has ready-made texts: that of a new request.
#[must_use]
pub fn has(state: &FormState) -> bool {
    matches!(&state.purpose, Purpose::Act { register: "request", entry: None, .. })
}

/// One kind of fault that a letter picks.
#[derive(Debug)]
struct FaultRow {
    letter: char,
    name: Say,
    /// Under which the office finds it again, whatever the language of the screen.
    item: String,
    category: String,
    urgency: Option<Urgency>,
    words: String,
}

impl FaultRow {
    fn of(row: &Row) -> Option<Self> {
        let text = |field: &str| {
            let cell = row.cells.iter().find(|cell| cell.field == field);
            cell.and_then(|cell| cell.value.text()).unwrap_or_default().to_owned()
        };
        Some(Self {
            letter: text("key").chars().next()?,
            name: row.title.clone(),
            item: text("name"),
            category: text("category"),
            urgency: Urgency::of_id(&text("urgency")),
            words: text("words"),
        })
    }
}

/// The list as the office keeps it, asked for when the form opens.
#[derive(Debug, Default)]
pub struct Templates {
    open: bool,
    asked: Option<Ticket>,
    rows: Option<Vec<FaultRow>>,
    /// A letter that was quicker than the office's answer.
    letter: Option<char>,
}

impl Templates {
    /// Whether the list is on the screen.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// Puts it on the screen or takes it away.
    pub fn show(&mut self, open: bool, cx: &mut Cx) {
        self.open = open;
        self.letter = None;
        if open && self.rows.is_none() {
            self.ask(cx);
        }
    }

    /// Asks the office for it.
    pub fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_none() {
            let view = Some(fault_kind::LETTERS.to_owned());
            let list = List { register: "fault_kind".into(), view, limit: LETTERS, ..List::default() };
            self.asked = Some(cx.call(list));
        }
    }

    /// Whether the answer is for this list.
    #[must_use]
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.asked == Some(ticket)
    }
}

impl Form {
    /// The office's answer about the list.
    pub(super) fn templates_came(&mut self, result: Result<Page, Fault>, cx: &mut Cx) {
        self.templates.asked = None;
        match result {
            Ok(page) => {
                let mut rows: Vec<FaultRow> = page.rows.iter().filter_map(FaultRow::of).collect();
                rows.sort_by_key(|row| row.letter);
                self.templates.rows = Some(rows);
                if let Some(letter) = self.templates.letter.take().filter(|_| self.templates.open) {
                    self.template(letter, cx);
                }
            }
            // Asked again when the list is opened; the form works without it.
            Err(fault) if self.templates.open => cx.toast(fault.text, Level::Fault),
            Err(_) => {}
        }
    }

    /// A letter while the templates are open.
    pub(super) fn template(&mut self, c: char, cx: &mut Cx) {
        let letter = fold_ime(c).to_ascii_lowercase();
        let Some(rows) = &self.templates.rows else {
            self.templates.letter = Some(letter);
            return;
        };
        let Some(fault) = rows.iter().find(|fault| fault.letter == letter) else {
            cx.toast(t("请按列出的字母", "Press one of the letters listed"), Level::Info);
            return;
        };
        let name = cx.say(&fault.name).to_owned();
        let words = if fault.words.is_empty() { name } else { fault.words.clone() };
        let urgency = fault.urgency.map_or("", Urgency::id).to_owned();
        let filled = [
            ("item", fault.item.clone()),
            ("category", fault.category.clone()),
            ("urgency", urgency),
            ("text", words),
        ];
        self.templates.open = false;
        self.settle(cx);
        for (field, text) in filled {
            if let Some(slot) = self.state.slot_mut(field) {
                slot.set(&text);
            }
        }
        // The room may still be missing; then that is what is wanted next.
        let place = self.state.slot("place").is_some_and(super::Slot::is_empty);
        self.state.focus_on(if place { "place" } else { "text" });
        self.edited(cx);
    }
}

/// Draws them above the form, in two columns.
pub fn draw(templates: &Templates, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
    let row = |fault: &FaultRow| {
        let urgency = match fault.urgency {
            Some(urgency) if urgency.rank() < Urgency::Ordinary.rank() => {
                format!(" ({})", cx.t(urgency.label()))
            }
            _ => String::new(),
        };
        format!("{} {}{urgency}", fault.letter, cx.say(&fault.name))
    };
    let rows: Vec<String> = match &templates.rows {
        None => vec![cx.t(t("正在读取…", "Reading …")).to_owned()],
        Some(rows) if rows.is_empty() => {
            vec![cx.t(t("报修项目里还没有设字母的项目", "No kind of fault has a letter yet")).to_owned()]
        }
        Some(rows) => rows.iter().map(row).collect(),
    };
    let half = rows.len().div_ceil(2);
    let cell = rows.iter().map(|row| width(row)).max().unwrap_or(0) + 2;
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let title = cx.t(t("常见报修：按字母填入", "Common faults: a letter fills the form"));
    let inner = popup::open(frame, area, small(cell * 2), small(half), title, cx.theme);
    let mut rest = inner;
    for at in 0..half {
        let (left, right) = (rows.get(at), rows.get(at + half));
        let text =
            format!("{}{}", pad(left.map_or("", String::as_str), cell), right.map_or("", String::as_str));
        line(&text, cx.theme.style(Tone::Text), rest, frame.buffer_mut());
        rest = below(rest, 1);
    }
    Position { x: inner.x, y: inner.y }
}
