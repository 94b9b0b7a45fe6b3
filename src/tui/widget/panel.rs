//! A box with a heading, as the theme draws boxes; for screen readers just the heading above its content.

use crate::text::width::{fit, width, wrap};
use crate::tui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Widget};

/// Draws the box and gives the room inside it. The heading is cut where it does not fit.
pub fn panel(title: &str, focused: bool, area: Rect, theme: Theme, buf: &mut Buffer) -> Rect {
    let tone = if focused { Tone::Focus } else { Tone::Border };
    let heading = theme.style(if focused { Tone::Focus } else { Tone::Title });
    let Some(set) = theme.border_set() else {
        line(title, heading, area, buf);
        return below(area, 1);
    };
    let block = Block::bordered().border_set(set).border_style(theme.style(tone));
    let inner = block.inner(area);
    block.render(area, buf);
    let room = usize::from(area.width.saturating_sub(4));
    if room > 0 && !title.is_empty() {
        let words = format!(" {} ", fit(title, width(title).min(room.saturating_sub(2))));
        line(
            &words,
            heading,
            Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: 1, ..area },
            buf,
        );
    }
    inner
}

/// How many rows a box takes besides its content.
#[must_use]
pub fn frame_rows(theme: Theme) -> u16 {
    if theme.border_set().is_some() { 2 } else { 1 }
}

/// Writes one line at the top of `area`, cut where the area ends.
pub fn line(text: &str, style: Style, area: Rect, buf: &mut Buffer) {
    if area.width > 0 && area.height > 0 {
        let cells = width(text).min(usize::from(area.width));
        buf.set_string(area.x, area.y, fit(text, cells), style);
    }
}

/// Writes a text broken into lines, as far as `area` goes; gives how many lines it took.
pub fn paragraph(text: &str, style: Style, area: Rect, buf: &mut Buffer) -> u16 {
    let mut rest = area;
    for words in wrap(text, usize::from(area.width)) {
        if rest.height == 0 {
            break;
        }
        line(&words, style, rest, buf);
        rest = below(rest, 1);
    }
    area.height - rest.height
}

/// What is left of `area` below its first `rows` rows.
#[must_use]
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The first `rows` rows of `area`.
#[must_use]
pub fn top(area: Rect, rows: u16) -> Rect {
    Rect { height: rows.min(area.height), ..area }
}

/// `area` in two side by side: the left `cells` wide, a column of space between.
#[must_use]
pub fn beside(area: Rect, cells: u16) -> (Rect, Rect) {
    let left = cells.min(area.width);
    let gap = (area.width - left).min(1);
    (Rect { width: left, ..area }, Rect { x: area.x + left + gap, width: area.width - left - gap, ..area })
}
