//! The last line: what can be done here now, each with its key, and a mark while the key files have faults.

use super::command::{CommandId, id};
use super::model::Model;
use super::theme::Tone;
use crate::text::lang::{T, t};
use crate::text::width::width;
use ratatui::Frame;
use ratatui::layout::Rect;

const KEY_FAULTS: T = t("!键位", "!keys");
/// The place of a command that a screen offers and the table gives none.
const UNPLACED: u8 = 20;

/// One key with its words.
struct Item {
    place: u8,
    /// Small goes first into a narrow line.
    need: u8,
    key: String,
    words: &'static str,
    enabled: bool,
}

impl Item {
    fn cells(&self) -> usize {
        width(&self.key) + 1 + width(self.words) + if self.enabled { 0 } else { 2 }
    }
}

/// Draws it.
pub(super) fn draw(model: &mut Model, frame: &mut Frame<'_>, area: Rect) {
    let theme = model.cx.theme;
    let mark = model.cx.t(KEY_FAULTS);
    let faulty = !model.start.library.faults().is_empty();
    let mut room = usize::from(area.width).saturating_sub(2);
    if faulty {
        room = room.saturating_sub(width(mark) + 2);
    }
    let mut items = items(model);
    items.sort_by_key(|item| (item.need, item.place));
    let mut used = 0;
    items.retain(|item| {
        let cells = item.cells() + if used == 0 { 0 } else { 2 };
        let fits = used + cells <= room;
        used += if fits { cells } else { 0 };
        fits
    });
    items.sort_by_key(|item| item.place);
    let mut x = area.x + 1;
    let buffer = frame.buffer_mut();
    for item in &items {
        let rest = |x: u16| usize::from(area.right().saturating_sub(x));
        // What cannot be done now stands in brackets, and says why when its key is pressed.
        let (open, close, tone) = if item.enabled { ("", "", Tone::Key) } else { ("(", ")", Tone::Muted) };
        let words = if item.enabled { Tone::Text } else { Tone::Muted };
        x = buffer.set_stringn(x, area.y, format!("{open}{}", item.key), rest(x), theme.style(tone)).0;
        let text = format!(" {}{close}", item.words);
        x = buffer.set_stringn(x, area.y, text, rest(x), theme.style(words)).0 + 2;
    }
    if faulty {
        let wide = u16::try_from(width(mark)).unwrap_or(0);
        let x = area.right().saturating_sub(wide + 1);
        buffer.set_stringn(x, area.y, mark, usize::from(wide), theme.style(Tone::Error));
    }
}

/// A key's name as short as it is printed on the keyboard.
fn short(key: &str) -> String {
    key.replace("PageDown", "PgDn")
        .replace("PageUp", "PgUp")
        .replace("Insert", "Ins")
        .replace("Delete", "Del")
}

fn items(model: &mut Model) -> Vec<Item> {
    let keys = model.keys();
    let Some(slot) = model.stack.last() else { return Vec::new() };
    let floats = slot.screen.kind().floats();
    let live = slot.screen.commands(&model.cx);
    let commands = model.cx.commands.clone();
    let key = |id: &CommandId| keys.get(id).and_then(|keys| keys.first()).map(|key| short(&key.to_string()));
    let mut items: Vec<Item> = live
        .iter()
        .filter_map(|live| {
            let info = commands.get(&live.id)?;
            let place = info.footer.unwrap_or(UNPLACED);
            let words = model.cx.t(info.label);
            // What the screen is for goes first; what cannot be done now goes last.
            let need = match (live.enabled.is_ok(), place) {
                (true, 0..=2) => 0,
                (_, 0..=2) | (true, _) => 3,
                (false, _) => 5,
            };
            let need = if live.id == id::GO_BACK || live.id == id::FORM_CANCEL { 2 } else { need };
            Some(Item { place, need, key: key(&live.id)?, words, enabled: live.enabled.is_ok() })
        })
        .collect();
    for info in commands.iter() {
        let Some(place) = info.footer else { continue };
        let listed = live.iter().any(|live| live.id == info.id);
        let global = matches!(info.place, super::command::Place::Global);
        let asleep = floats && info.id != id::APP_HELP;
        if listed || !global || asleep || model.may(&info.id).is_err() {
            continue;
        }
        // The way back and the way to everything else must not fall off a narrow line.
        let need = match info.id.as_ref() {
            id::APP_HELP | id::APP_PALETTE => 1,
            id::GO_BACK => 2,
            id::APP_QUIT => 6,
            // Asked for once or twice a shift.
            id::GO_ROTA | id::GO_DUTY => 7,
            _ => 4,
        };
        if info.id == id::GO_BACK && model.stack.len() < 2 {
            continue;
        }
        if let Some(key) = key(&info.id) {
            items.push(Item { place, need, key, words: model.cx.t(info.label), enabled: true });
        }
    }
    items
}
