//! A thin backend for ratatui: remembers style and cursor between frames and writes each frame in one piece.
//!
//! The stock backend resets the style after every frame, moves the cursor after every wide character and flushes
//! three times; over a slow line that is felt with each key. This one asks the terminal nothing, ever: its size is
//! told to it, its cursor is where it put it.

use super::sgr::{Pen, change};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};
use std::io::{self, Write};

/// Frames longer than this many bytes are bracketed, so that they appear at once. A terminal that does not know
/// the brackets (DEC mode 2026) ignores them.
const LARGE: usize = 512;
/// Runs of blanks longer than this are erased instead of written.
const RUN: u16 = 8;

/// The backend. `W` takes whole frames.
#[derive(Debug)]
pub struct LeanBackend<W: Write> {
    writer: W,
    size: Size,
    frame: Vec<u8>,
    pen: Pen,
    /// Where the terminal's cursor is; `None` when a character of doubtful width or the last column was written.
    at: Option<Position>,
    /// The cell behind an ambiguous character: right on most terminals, not on all.
    doubtful: bool,
    shown: bool,
    want: Option<Position>,
    want_shown: bool,
}

impl<W: Write> LeanBackend<W> {
    /// A backend for a terminal that was just cleared, its cursor shown.
    pub fn new(writer: W, size: Size) -> Self {
        Self {
            writer,
            size,
            frame: Vec::with_capacity(8 * 1024),
            pen: Pen::PLAIN,
            at: None,
            doubtful: false,
            shown: true,
            want: None,
            want_shown: true,
        }
    }

    /// Tells it the terminal's new size. Follow it with `Terminal::resize`, which repaints without asking.
    pub const fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// Where the frames go.
    pub const fn writer(&self) -> &W {
        &self.writer
    }

    fn push(&mut self, text: &str) {
        self.frame.extend_from_slice(text.as_bytes());
    }

    fn go(&mut self, to: Position) {
        let known = self.at.filter(|_| !self.doubtful);
        match known {
            Some(at) if at == to => return,
            Some(at) if at.y == to.y && to.x == 0 => self.push("\r"),
            Some(at) if at.y == to.y && to.x > at.x => match to.x - at.x {
                1 => self.push("\x1b[C"),
                n => self.push(&format!("\x1b[{n}C")),
            },
            Some(at) if at.y == to.y && to.x + 1 == at.x => self.push("\x08"),
            Some(at) if at.y == to.y => self.push(&format!("\x1b[{}G", to.x + 1)),
            Some(at) if at.y + 1 == to.y && to.x == 0 => self.push("\r\n"),
            _ => self.push(&format!("\x1b[{};{}H", to.y + 1, to.x + 1)),
        }
        self.at = Some(to);
        self.doubtful = false;
    }

    fn put(&mut self, at: Position, cell: &Cell) {
        let symbol = cell.symbol();
        if symbol.is_empty() {
            return;
        }
        let trust = trust(symbol);
        // Lines and other ambiguous marks in a row need no new start; what follows them does.
        if !(self.at == Some(at) && self.doubtful && trust == Trust::Ambiguous) {
            self.go(at);
        }
        self.frame.extend_from_slice(symbol.as_bytes());
        let next = at.x.saturating_add(symbol.cell_width().max(1));
        // In the last column terminals differ in where the cursor stays.
        self.at = (next < self.size.width && trust != Trust::None).then_some(Position { x: next, y: at.y });
        self.doubtful = trust == Trust::Ambiguous;
    }

    fn style(&mut self, pen: Pen) {
        change(&mut self.frame, self.pen, pen);
        self.pen = pen;
    }

    fn blanks(&mut self, run: Option<(Position, u16, Pen)>) {
        let Some((start, count, pen)) = run else { return };
        if count > RUN {
            self.go(start);
            // An erased cell takes the ground colour on most terminals, so that must be the plain one.
            self.style(Pen { bg: ratatui::style::Color::Reset, ..pen });
            self.push(&format!("\x1b[{count}X"));
        } else {
            self.style(pen);
            let blank = Cell::default();
            for n in 0..count {
                self.put(Position { x: start.x + n, y: start.y }, &blank);
            }
        }
    }
}

/// Draws one frame.
///
/// The hidden second cell of each wide character is marked before ratatui compares the frames. Without the mark a
/// blank that follows there looks unchanged and is not written, although the terminal erased it in whatever style it
/// was using when half of the character was overwritten.
///
/// # Errors
/// The writer's.
pub fn draw<W: Write>(
    terminal: &mut Terminal<LeanBackend<W>>,
    render: impl FnOnce(&mut Frame<'_>),
) -> io::Result<()> {
    terminal.draw(|frame| {
        render(frame);
        seal(frame.buffer_mut());
    })?;
    Ok(())
}

fn seal(buffer: &mut Buffer) {
    let area = buffer.area;
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let Some(cell) = buffer.cell_mut((x, y)) else { break };
            let next = x.saturating_add(cell.symbol().cell_width().max(1));
            if next > area.right() {
                // Half a character has no place, and in the last cell of all ratatui panics on it (2695).
                cell.set_symbol(" ");
            }
            for hidden in x + 1..next.min(area.right()) {
                if let Some(cell) = buffer.cell_mut((hidden, y)) {
                    cell.set_symbol("");
                }
            }
            x = next;
        }
    }
}

/// How sure a terminal's cursor is after a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    /// All terminals agree.
    Full,
    /// One cell here, two on terminals set for wide ambiguous characters.
    Ambiguous,
    /// Clusters, emoji, rare characters.
    None,
}

fn trust(symbol: &str) -> Trust {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return Trust::None };
    match u32::from(c) {
        0x20..=0x7e
        // East Asian punctuation, kana, ideographs, syllables, full-width forms: two cells everywhere.
        | 0x3001..=0x303e | 0x3041..=0x3247 | 0x3250..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe52 | 0xff01..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd => Trust::Full,
        // Latin with marks, dashes and quotes, arrows, lines and blocks.
        0xa1..=0x24f | 0x2010..=0x2027 | 0x2190..=0x21ff | 0x2500..=0x25ff => Trust::Ambiguous,
        _ => Trust::None,
    }
}

impl<W: Write> Backend for LeanBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut run: Option<(Position, u16, Pen)> = None;
        for (x, y, cell) in content {
            let pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
            if cell.symbol() == " " && !pen.shows_on_blank() {
                match &mut run {
                    Some((start, count, _)) if start.y == y && start.x + *count == x => *count += 1,
                    _ => {
                        self.blanks(run.take());
                        // The colour of letters does not show on a blank: keep the one in use.
                        run =
                            Some((Position { x, y }, 1, Pen { fg: self.pen.fg, ..pen_for_blank(self.pen) }));
                    }
                }
                continue;
            }
            self.blanks(run.take());
            self.style(pen);
            self.put(Position { x, y }, cell);
        }
        self.blanks(run);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.want_shown = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.want_shown = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.want.or(self.at).unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.want = Some(position.into());
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.style(Pen::PLAIN);
        if clear_type != ClearType::All
            && let Some(at) = self.want
        {
            self.go(at);
        }
        self.push(match clear_type {
            ClearType::All => "\x1b[2J",
            ClearType::AfterCursor => "\x1b[J",
            ClearType::BeforeCursor => "\x1b[1J",
            ClearType::CurrentLine => "\x1b[2K",
            ClearType::UntilNewLine => "\x1b[K",
        });
        // A resize can have moved the cursor anywhere.
        self.at = None;
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    /// Ends the frame: the cursor to its place, everything in one write.
    fn flush(&mut self) -> io::Result<()> {
        let large = self.frame.len() > LARGE;
        // While a large frame is written a shown cursor would run over the screen.
        let hide = self.shown && (large || !self.want_shown);
        if self.want_shown {
            if let Some(want) = self.want {
                self.go(want);
            }
            if !self.shown || hide {
                self.push("\x1b[?25h");
            }
        }
        let mut head: &[u8] = b"";
        if large {
            self.push("\x1b[?2026l");
            head = if hide { b"\x1b[?2026h\x1b[?25l" } else { b"\x1b[?2026h" };
        } else if hide {
            self.push("\x1b[?25l");
        }
        self.shown = self.want_shown;
        if self.frame.is_empty() {
            return Ok(());
        }
        self.frame.splice(0..0, head.iter().copied());
        let written = self.writer.write_all(&self.frame);
        self.frame.clear();
        written.and_then(|()| self.writer.flush())
    }
}

/// The pen in use as far as a blank cares: without ground and without what would show.
fn pen_for_blank(pen: Pen) -> Pen {
    if pen.shows_on_blank() { Pen::PLAIN } else { pen }
}

#[cfg(test)]
mod tests;
