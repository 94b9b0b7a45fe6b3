//! Draws a form: labels in a column, the caret's field with its choices, suggestions and help under it. A form longer
//! than the screen shows the part around the caret.

use super::slot::Slot;
use super::state::FormState;
use crate::api::card::Hit;
use crate::domain::register::Kind;
use crate::text::lang::{Lang, t};
use crate::text::width::{pad, width, wrap};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widget::panel::{below, line, top};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The widest label, in cells; a longer one is cut.
const LABEL: usize = 24;
/// How far choices are moved in, in cells.
const MARGIN: u16 = 4;
/// Lines of a text field at most.
const LINES: usize = 5;
/// Suggestions at most.
pub const SUGGESTIONS: usize = 5;

/// What a form is drawn with.
pub struct Look<'a> {
    /// Colours and marks.
    pub theme: Theme,
    /// The language.
    pub lang: Lang,
    /// What was found for the text in the caret's field.
    pub hits: &'a [Hit],
    /// The words in place of hits when nothing was found.
    pub nothing: Option<&'a str>,
}

/// Draws it and gives where the hardware cursor belongs.
pub fn draw(state: &FormState, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> Position {
    let label =
        state.slots.iter().map(|slot| width(slot.info.label.get(look.lang))).max().unwrap_or(0).min(LABEL);
    let indent = u16::try_from(label).unwrap_or(0) + 4;
    let room = area.width.saturating_sub(indent);
    let blocks: Vec<Block> = state
        .slots
        .iter()
        .enumerate()
        .map(|(at, slot)| {
            Block::of(slot, at == state.focus, look, usize::from(room), usize::from(area.width))
        })
        .collect();
    let fold = state.quick();
    let rows_of = |at: usize| blocks.get(at).map_or(0, Block::rows) + usize::from(at == fold && fold > 0);
    // The first field shown: the earliest from which the caret's field still fits whole.
    let mut first = state.focus;
    let mut used = rows_of(first);
    while first > 0 && used + rows_of(first - 1) <= usize::from(area.height) {
        first -= 1;
        used += rows_of(first);
    }
    let mut rest = area;
    let mut caret = Position { x: area.x + indent, y: area.y };
    for (at, (slot, block)) in state.slots.iter().zip(&blocks).enumerate().skip(first) {
        if at == fold && fold > 0 {
            let more = t("以下可不填（Tab 或 ↓）", "Optional (Tab or Down)").get(look.lang);
            line(&format!("   -- {more} --"), look.theme.style(Tone::Muted), rest, buf);
            rest = below(rest, 1);
        }
        if rest.height == 0 {
            break;
        }
        let focused = at == state.focus;
        head(slot, focused, label, look, rest, buf);
        let value = top(Rect { x: rest.x + indent.min(rest.width), width: room, ..rest }, block.value);
        if slot.types() {
            let position = slot.editor.draw(value, look.theme.style(Tone::Text), buf);
            if focused {
                caret = position;
            }
        } else {
            line(slot.shown().get(look.lang), look.theme.style(Tone::Text), value, buf);
            if focused {
                caret = Position { x: value.x, y: value.y };
            }
        }
        rest = below(rest, block.value);
        for (text, tone) in &block.notes {
            // Choices take the whole width: there may be many of them.
            let by = if *tone == Tone::Key { MARGIN } else { indent }.min(rest.width);
            let under = Rect { x: rest.x + by, width: rest.width - by, ..rest };
            line(text, look.theme.style(*tone), under, buf);
            rest = below(rest, 1);
        }
    }
    caret
}

/// `>*类别  `: the mark of the caret's field, the mark of a required one, the label.
fn head(slot: &Slot, focused: bool, label: usize, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let here = if focused { Tone::Selected.mark() } else { " " };
    let must = if slot.required { "*" } else { " " };
    let words = crate::text::width::fit(slot.info.label.get(look.lang), label);
    let tone = if focused { Tone::Focus } else { Tone::Label };
    line(&format!("{here}{must}{words}"), look.theme.style(tone), area, buf);
}

/// How many rows a field takes, and what stands under it.
struct Block {
    value: u16,
    notes: Vec<(String, Tone)>,
}

impl Block {
    fn of(slot: &Slot, focused: bool, look: &Look<'_>, room: usize, width: usize) -> Self {
        let value = match slot.info.kind {
            Kind::Text(_) => slot.editor.height(room).clamp(1, LINES),
            _ => 1,
        };
        let mut notes = Vec::new();
        if let Some(error) = &slot.error {
            let mark = Tone::Error.mark();
            let text = format!("{mark} {}", error.get(look.lang));
            notes.extend(wrap(&text, room).into_iter().take(3).map(|line| (line, Tone::Error)));
        }
        if focused {
            notes.extend(
                choices(slot, look.lang, width.saturating_sub(usize::from(MARGIN)))
                    .into_iter()
                    .map(|line| (line, Tone::Key)),
            );
            if slot.info.kind == Kind::Flag {
                notes.push((t("y 是  n 否", "y yes  n no").get(look.lang).to_owned(), Tone::Key));
            }
            notes.extend(suggestions(slot, look));
            if let Some(hint) = slot.info.hint {
                notes.extend(wrap(hint.get(look.lang), room).into_iter().map(|line| (line, Tone::Muted)));
            }
        }
        Self { value: u16::try_from(value).unwrap_or(1), notes }
    }

    fn rows(&self) -> usize {
        usize::from(self.value) + self.notes.len()
    }
}

/// The letters of a closed list, in columns; those that are chosen stand in brackets.
fn choices(slot: &Slot, lang: Lang, room: usize) -> Vec<String> {
    let all: Vec<String> = slot
        .choices()
        .iter()
        .map(|choice| {
            let words = choice.label.get(lang);
            let key = choice.key;
            if slot.chosen(choice.id) { format!("[{key} {words}]") } else { format!(" {key} {words} ") }
        })
        .collect();
    let cell = all.iter().map(|text| width(text)).max().unwrap_or(0) + 1;
    let columns = (room / cell.max(1)).max(1);
    all.chunks(columns)
        .map(|row| row.iter().map(|text| pad(text, cell)).collect::<String>().trim_end().to_owned())
        .collect()
}

/// What a look-up has found so far.
fn suggestions(slot: &Slot, look: &Look<'_>) -> Vec<(String, Tone)> {
    if slot.looks_in().is_none() || slot.link.is_some() {
        return Vec::new();
    }
    let of = |hit: &Hit| format!("- {}  {}", hit.title.get(look.lang), hit.detail.get(look.lang));
    let mut lines: Vec<(String, Tone)> =
        look.hits.iter().take(SUGGESTIONS).map(|hit| (of(hit), Tone::Muted)).collect();
    if let Some(nothing) = look.nothing {
        lines.push((nothing.to_owned(), Tone::Muted));
    }
    lines
}
