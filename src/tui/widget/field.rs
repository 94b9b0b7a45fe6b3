//! A text field: the caret, the keys that edit, and drawing it. Knows no meaning of its text and no label.
//!
//! The text area does the editing. Its own caret is not drawn: the hardware cursor is put there instead, because an
//! input method opens its window at the hardware cursor.

use crate::text::clean::clean;
use crate::text::width::width;
use crate::tui::command::id;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;
use tui_textarea::{CursorMove, TextArea, WrapMode};

/// A field of one line or several.
#[derive(Clone, Debug)]
pub struct Editor {
    area: TextArea<'static>,
    max: usize,
    multiline: bool,
}

impl Editor {
    /// One line of at most `max` characters.
    #[must_use]
    pub fn line(max: usize) -> Self {
        Self::new(max, false)
    }

    /// Several lines of at most `max` characters in all.
    #[must_use]
    pub fn text_of(max: usize) -> Self {
        Self::new(max, true)
    }

    fn new(max: usize, multiline: bool) -> Self {
        let mut area = TextArea::default();
        area.set_cursor_line_style(Style::default());
        area.set_cursor_style(Style::default());
        area.set_max_histories(0);
        if multiline {
            area.set_wrap_mode(WrapMode::Glyph);
        }
        Self { area, max, multiline }
    }

    /// Whether a line break may stand in it.
    #[must_use]
    pub const fn multiline(&self) -> bool {
        self.multiline
    }

    /// What stands in it.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Replaces the text; the caret goes to its end.
    pub fn set(&mut self, text: &str) {
        let kept = clean(text, self.max, self.multiline);
        let mut new = Self::new(self.max, self.multiline);
        new.area.insert_str(kept);
        *self = new;
    }

    /// Puts text in at the caret: a typed character or a pasted text. It is cleaned, and cut where the field is full.
    /// Gives whether all of it found room.
    pub fn insert(&mut self, text: &str) -> bool {
        let room = self.max.saturating_sub(self.text().chars().count());
        let whole = self.cleaned(text);
        let kept: String = whole.chars().take(room).collect();
        if !kept.is_empty() {
            self.area.insert_str(&kept);
        }
        kept.len() == whole.len()
    }

    /// Cleaning takes the blanks off both ends; a blank typed by itself is meant.
    fn cleaned(&self, text: &str) -> String {
        match text {
            "\n" if self.multiline => text.to_owned(),
            " " | "\n" | "\u{3000}" => " ".to_owned(),
            _ => clean(text, usize::MAX, self.multiline),
        }
    }

    /// The caret, in characters from the beginning; a line break is one.
    #[must_use]
    pub fn caret(&self) -> usize {
        let at = self.area.cursor();
        self.area.lines().iter().take(at.0).map(|line| line.chars().count() + 1).sum::<usize>() + at.1
    }

    /// Puts the caret `at` characters from the beginning, or at the end.
    pub fn set_caret(&mut self, at: usize) {
        let (mut row, mut left) = (0, at);
        for line in self.area.lines() {
            let length = line.chars().count();
            if left <= length || row + 1 == self.area.lines().len() {
                left = left.min(length);
                break;
            }
            left -= length + 1;
            row += 1;
        }
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        self.area.move_cursor(CursorMove::Jump(small(row), small(left)));
    }

    /// Runs an editing command. Gives whether it was one.
    pub fn run(&mut self, command: &str) -> bool {
        match command {
            id::FIELD_LEFT => self.area.move_cursor(CursorMove::Back),
            id::FIELD_RIGHT => self.area.move_cursor(CursorMove::Forward),
            id::FIELD_HOME => self.area.move_cursor(CursorMove::Head),
            id::FIELD_END => self.area.move_cursor(CursorMove::End),
            id::FIELD_BACKSPACE => drop(self.area.delete_char()),
            id::FIELD_DELETE => drop(self.area.delete_next_char()),
            id::FIELD_DELETE_WORD => drop(self.area.delete_word()),
            id::FIELD_NEWLINE if self.multiline => drop(self.insert("\n")),
            id::FIELD_UP if self.multiline => self.area.move_cursor(CursorMove::Up),
            id::FIELD_DOWN if self.multiline => self.area.move_cursor(CursorMove::Down),
            _ => return false,
        }
        true
    }

    /// Whether the caret is in the first line, and in the last.
    #[must_use]
    pub fn at_edge(&self) -> (bool, bool) {
        let row = self.area.cursor().0;
        (row == 0, row + 1 >= self.area.lines().len())
    }

    /// How many rows the text takes in a field of several lines that is `cells` wide, the caret included.
    #[must_use]
    pub fn height(&self, cells: usize) -> usize {
        // A wide character at the edge leaves a cell empty, and so does the caret behind the last character.
        let room = cells.saturating_sub(1).max(1);
        self.area.lines().iter().map(|line| width(line).div_ceil(room).max(1)).sum()
    }

    /// Draws it, and gives where the hardware cursor belongs: always inside `area`, also after a wide character.
    pub fn draw(&self, area: Rect, style: Style, buf: &mut Buffer) -> Position {
        buf.set_style(area, style);
        (&self.area).render(area, buf);
        let (top, left) = self.area.scroll_offset();
        let caret = self.area.screen_cursor();
        let within = |at: usize, from: u16, length: u16| {
            let at = u16::try_from(at).unwrap_or(u16::MAX).saturating_sub(from);
            at.min(length.saturating_sub(1))
        };
        Position {
            x: area.x + within(caret.col, left, area.width),
            y: area.y + within(caret.row, top, area.height),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_survives_being_written_down() {
        let mut field = Editor::text_of(100);
        field.set("水管漏水\n在厨房");
        assert_eq!(field.caret(), 8);
        for at in [0, 3, 4, 5, 8] {
            field.set_caret(at);
            assert_eq!(field.caret(), at);
        }
        field.set_caret(99);
        assert_eq!(field.caret(), 8);
    }

    #[test]
    fn a_full_field_takes_no_more_and_a_paste_cannot_carry_controls() {
        let mut field = Editor::line(4);
        assert!(field.insert("a\u{1b}[31mb"));
        assert!(field.insert(" "));
        assert!(!field.insert("\ncdef"));
        assert_eq!(field.text(), "ab c");
    }

    #[test]
    fn the_cursor_stays_inside_a_field_full_of_wide_characters() {
        let mut field = Editor::line(40);
        field.set("电梯停在五层有人被困请速派人");
        let area = Rect::new(3, 1, 9, 1);
        let mut buf = Buffer::empty(Rect::new(0, 0, 20, 3));
        let caret = field.draw(area, Style::default(), &mut buf);
        assert!(area.contains(caret), "{caret:?}");
        field.run(id::FIELD_HOME);
        assert_eq!(field.draw(area, Style::default(), &mut buf), Position { x: 3, y: 1 });
    }

    #[test]
    fn a_long_text_goes_on_in_the_next_row_and_the_caret_with_it() {
        let mut field = Editor::text_of(100);
        field.set("电梯停在五层有人被困请速派人");
        for cells in 4..30 {
            let height = u16::try_from(field.height(cells)).unwrap();
            let area = Rect::new(2, 1, u16::try_from(cells).unwrap(), height);
            let mut buf = Buffer::empty(Rect::new(0, 0, 40, 20));
            let caret = field.draw(area, Style::default(), &mut buf);
            assert!(area.contains(caret), "{cells}: {caret:?}");
            let drawn: String = buf.content().iter().map(ratatui::buffer::Cell::symbol).collect();
            assert!(drawn.contains('电') && drawn.contains('人'), "{cells} cells cut the text: {drawn}");
        }
    }
}
