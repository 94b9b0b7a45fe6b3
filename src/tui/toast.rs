//! The line above the footer: what was said last, else what the line to the office does.

use super::model::{Model, Phase};
use super::screen::Level;
use super::theme::Tone;
use crate::text::lang::t;
use crate::text::width::fit;
use ratatui::Frame;
use ratatui::layout::Rect;

const CONNECTING: crate::text::lang::T = t("正在连接…", "Connecting...");
const LOST: crate::text::lang::T =
    t("连接中断，正在重连…已填的内容不会丢", "The line is lost, trying again... Nothing typed is lost");

/// Draws it.
pub(super) fn draw(model: &Model, frame: &mut Frame<'_>, area: Rect) {
    let (cx, theme) = (&model.cx, model.cx.theme);
    let (tone, text) = match (&model.toast, &model.begun) {
        (Some((text, level)), _) => {
            let tone = match level {
                Level::Done => Tone::Good,
                Level::Info => Tone::Text,
                Level::Fault => Tone::Error,
            };
            // The mark says it where the colour does not.
            let mark = if tone.mark().is_empty() { "" } else { " " };
            (tone, format!("{}{mark}{}", tone.mark(), cx.say(text)))
        }
        (None, Some(begun)) => (Tone::Key, format!("{} ...", begun.seq)),
        (None, None) if !cx.online => (Tone::Urgent, format!("{} {}", Tone::Urgent.mark(), cx.t(LOST))),
        (None, None) if model.phase == Phase::Connecting => (Tone::Text, cx.t(CONNECTING).to_owned()),
        (None, None) => return,
    };
    let room = usize::from(area.width.saturating_sub(1));
    // A longer one is cut; the whole of it is for the screens to show.
    frame.buffer_mut().set_stringn(area.x + 1, area.y, fit(&text, room), room, theme.style(tone));
}
