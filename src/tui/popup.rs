//! The box of a floating screen: cleared ground, border, title. Chooses its place; draws nothing inside.

use super::overlay::clear_overlay;
use super::theme::{Theme, Tone};
use crate::text::width::{fit, width};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Borders};

/// Opens a box of `columns` x `rows` inner cells in the middle of `body`, no larger than it. Gives the inner area.
///
/// Without borders the title takes the first line, and what stands beside the box is cleared, so that a reader does
/// not run from one text into another.
pub fn open(frame: &mut Frame<'_>, body: Rect, columns: u16, rows: u16, title: &str, theme: Theme) -> Rect {
    let outer = |inner: u16, most: u16| inner.saturating_add(2).min(most);
    let (w, h) = (outer(columns, body.width), outer(rows, body.height));
    let x = body.x + (body.width - w) / 2;
    let y = body.y + (body.height - h) / 2;
    place(frame, body, Rect { x, y, width: w, height: h }, title, theme)
}

/// Opens a box at `area`, its outer bounds.
pub fn place(frame: &mut Frame<'_>, body: Rect, area: Rect, title: &str, theme: Theme) -> Rect {
    let Some(set) = theme.border_set() else {
        let rows = Rect { x: body.x, width: body.width, ..area };
        clear_overlay(frame, rows);
        frame.buffer_mut().set_stringn(area.x, area.y, title, area.width.into(), theme.style(Tone::Title));
        return Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    };
    clear_overlay(frame, area);
    let room = usize::from(area.width.saturating_sub(4));
    let title = if width(title) > room { fit(title, room) } else { title.to_owned() };
    let block = Block::new()
        .borders(Borders::ALL)
        .border_set(set)
        .border_style(theme.style(Tone::Focus))
        .title_style(theme.style(Tone::Title))
        .title(format!(" {title} "));
    let inner = block.inner(area);
    frame.render_widget(block, area);
    inner
}
