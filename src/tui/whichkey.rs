//! The popup of a begun key sequence: what may come next.

use super::command::Commands;
use super::keymap::{Next, resolve::prefix_group};
use super::model::Model;
use super::popup;
use super::theme::Tone;
use crate::text::lang::{T, t};
use crate::text::width::{fit, width};
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws it at the lower right of `body`, over the screen but away from what one was looking at.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, body: Rect) {
    let Some(begun) = model.begun.as_ref().filter(|begun| begun.shown) else { return };
    let (cx, commands) = (&model.cx, &model.cx.commands);
    let rows: Vec<(String, String)> = begun
        .next
        .iter()
        .map(|candidate| {
            let words = match &candidate.next {
                Next::Command(id) => cx.t(commands.label(id)).to_owned(),
                // A plus says that more keys follow.
                Next::More(group) => format!("+{}", cx.t(title(commands, group.as_deref()))),
            };
            (candidate.key.to_string(), words)
        })
        .collect();
    let keys = rows.iter().map(|(key, _)| width(key)).max().unwrap_or(0);
    let words = rows.iter().map(|(_, words)| width(words)).max().unwrap_or(0);
    let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    let (w, h) = (small(keys + words + 6).max(24).min(body.width), small(rows.len() + 2).min(body.height));
    let area = Rect { x: body.right() - w, y: body.bottom() - h, width: w, height: h };
    let group = model.map().and_then(|map| prefix_group(map, &model.chain(), &begun.seq));
    let heading = format!("{} {}", begun.seq, cx.t(title(commands, group.as_deref())));
    let inner = popup::place(frame, body, area, &heading, cx.theme);
    let room = usize::from(inner.width).saturating_sub(keys + 3);
    for (y, (key, words)) in (inner.y..inner.bottom()).zip(&rows) {
        let buffer = frame.buffer_mut();
        let (x, _) = buffer.set_stringn(inner.x + 1, y, fit(key, keys), keys, cx.theme.style(Tone::Key));
        buffer.set_stringn(x + 2, y, fit(words, room), room, cx.theme.style(Tone::Text));
    }
}

fn title(commands: &Commands, group: Option<&str>) -> T {
    group.and_then(|id| commands.group(id)).map_or(t("接着按", "then"), |group| group.title)
}
