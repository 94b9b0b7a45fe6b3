//! The ready-made faults of a request: one letter fills category, urgency and words.

use super::Form;
use super::state::{FormState, Purpose};
use crate::domain::request::FAULTS;
use crate::text::fold::fold_ime;
use crate::text::lang::t;
use crate::text::width::{pad, width};
use crate::tui::popup;
use crate::tui::screen::{Cx, Level};
use crate::tui::theme::Tone;
use crate::tui::widget::panel::{below, line};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

/// Whether the form has ready-made texts: that of a new request.
#[must_use]
pub fn has(state: &FormState) -> bool {
    matches!(&state.purpose, Purpose::Act { register: "request", entry: None, .. })
}

impl Form {
    /// A letter while the templates are open.
    pub(super) fn template(&mut self, c: char, cx: &mut Cx) {
        let letter = fold_ime(c).to_ascii_lowercase();
        let Some(fault) = FAULTS.iter().find(|fault| fault.key == letter) else {
            cx.toast(t("请按列出的字母", "Press one of the letters listed"), Level::Info);
            return;
        };
        self.templates = false;
        self.settle(cx);
        for (field, text) in
            [("category", fault.category.id()), ("urgency", fault.urgency.id()), ("text", cx.t(fault.text))]
        {
            if let Some(slot) = self.state.slot_mut(field) {
                slot.set(text);
            }
        }
        // The room may still be missing; then that is what is wanted next.
        let place = self.state.slot("place").is_some_and(super::Slot::is_empty);
        self.state.focus_on(if place { "place" } else { "text" });
        self.edited(cx);
    }
}

/// Draws them above the form, in two columns.
pub fn draw(frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position {
    let rows: Vec<String> = FAULTS
        .iter()
        .map(|fault| {
            let urgency = match fault.urgency.rank() {
                0 | 1 => format!(" ({})", cx.t(fault.urgency.label())),
                _ => String::new(),
            };
            format!("{} {}{urgency}", fault.key, cx.t(fault.text))
        })
        .collect();
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
