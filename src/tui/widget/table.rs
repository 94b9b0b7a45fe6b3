//! Rows in columns, one of them selected. Column widths are cells, so that Chinese lines up with figures.
//!
//! The page stands still while the selection moves inside it and turns as a whole: scrolling by a row would repaint
//! the screen over a slow line. The selected row has a mark of its own, besides bold and reverse.

use super::panel::{below, line, paragraph};
use crate::say;
use crate::text::lang::{Lang, Say};
use crate::text::width::{fit, pad_left};
use crate::tui::command::id;
use crate::tui::theme::{Theme, Tone};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Its width in cells, where there is room.
    pub width: u16,
    /// Whether figures stand in it, at its right edge.
    pub right: bool,
    /// Whether it takes what room is left, and gives way first.
    pub flexible: bool,
}

impl Column {
    /// A column of `width` cells.
    #[must_use]
    pub fn new(title: impl Into<String>, width: u16) -> Self {
        Self { title: title.into(), width, right: false, flexible: false }
    }

    /// The same, taking what room is left.
    #[must_use]
    pub fn flexible(mut self) -> Self {
        self.flexible = true;
        self
    }

    /// The same for figures.
    #[must_use]
    pub fn right(mut self) -> Self {
        self.right = true;
        self
    }
}

/// The part of a cell that is underlined, in terminal cells from its left edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Underlined {
    /// The column.
    pub column: usize,
    /// The first terminal cell.
    pub from: u16,
    /// The one behind the last.
    pub to: u16,
}

/// A row: a cell for each column, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its cells.
    pub cells: Vec<String>,
    /// What the whole row means; its mark stands before the first cell.
    pub tone: Tone,
    /// What is underlined in it.
    pub underlined: Option<Underlined>,
}

impl Line {
    /// An ordinary row.
    #[must_use]
    pub fn new(cells: Vec<String>) -> Self {
        Self { cells, tone: Tone::Text, underlined: None }
    }

    /// The same with a part underlined.
    #[must_use]
    pub fn underlined(mut self, part: Underlined) -> Self {
        self.underlined = Some(part);
        self
    }

    /// The same with a meaning.
    #[must_use]
    pub fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }
}

/// What a table shows besides its rows.
#[derive(Clone, Debug, Default)]
pub struct Around<'a> {
    /// Said in place of rows when there are none.
    pub empty: &'a str,
    /// Said above the rows, which may be old, when they could not be read.
    pub error: Option<&'a str>,
    /// How many rows there are in all, when more than are here; the flag says: and more.
    pub total: Option<(u64, bool)>,
    /// Whether the heads of the columns are shown.
    pub heads: bool,
    /// Whether the table has the focus: else its selection is not marked.
    pub focused: bool,
}

/// Which row is selected, and how large a page is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The row, from 0.
    pub at: usize,
    /// Rows of a page, as drawn last.
    page: usize,
}

impl Selection {
    /// The rows of the page it is on, as drawn last.
    #[must_use]
    pub fn on_page(&self) -> std::ops::Range<usize> {
        let page = self.page.max(1);
        let first = self.at / page * page;
        first..first + page
    }

    /// Moves by a command; gives whether it was one.
    pub fn run(&mut self, command: &str, rows: usize) -> bool {
        let last = rows.saturating_sub(1);
        let page = self.page.max(1);
        let at = match command {
            id::LIST_UP => self.at.saturating_sub(1),
            id::LIST_DOWN => self.at + 1,
            id::LIST_PAGE_UP => self.at.saturating_sub(page),
            id::LIST_PAGE_DOWN => self.at + page,
            id::LIST_HOME => 0,
            id::LIST_END => last,
            _ => return false,
        };
        self.at = at.min(last);
        true
    }

    /// Keeps it inside a list that became shorter.
    pub fn clamp(&mut self, rows: usize) {
        self.at = self.at.min(rows.saturating_sub(1));
    }
}

/// Cells of the marks before the first column: selection, meaning, and a space.
const MARKS: u16 = 3;
/// The flexible column is not made narrower than this before the last ones are left out, unless it asks for less.
const NARROW: u16 = 24;

/// Draws the table and gives where the hardware cursor belongs: on the selected row.
pub fn draw(
    columns: &[Column],
    rows: &[Line],
    selection: &mut Selection,
    around: &Around<'_>,
    area: Rect,
    look: (Theme, Lang),
    buf: &mut Buffer,
) -> Position {
    let (theme, lang) = look;
    let mut area = area;
    let home = Position { x: area.x, y: area.y };
    if let Some(error) = around.error {
        let mark = Tone::Error.mark();
        let taken = paragraph(&format!("{mark} {error}"), theme.style(Tone::Error), area, buf);
        area = below(area, taken);
    }
    if rows.is_empty() && around.error.is_some() {
        return home;
    }
    if rows.is_empty() {
        paragraph(around.empty, theme.style(Tone::Muted), area, buf);
        return home;
    }
    let widths = share(columns, area.width);
    if around.heads {
        let heads: Vec<String> = columns.iter().map(|column| column.title.clone()).collect();
        let words = format!("{:3}{}", "", row_text(&heads, columns, &widths));
        line(&words, theme.style(Tone::Title), area, buf);
        area = below(area, 1);
    }
    // The last line says where one is, when not everything is on the screen.
    let overfull =
        rows.len() > usize::from(area.height) || around.total.is_some_and(|(all, _)| all > rows.len() as u64);
    let page = usize::from(area.height.saturating_sub(u16::from(overfull && area.height > 3)));
    selection.page = page;
    selection.clamp(rows.len());
    let first = selection.at.checked_div(page).unwrap_or(0) * page;
    let mut cursor = home;
    for (at, row) in rows.iter().enumerate().skip(first).take(page) {
        let selected = around.focused && at == selection.at;
        let tone = if selected { Tone::Selected } else { row.tone };
        let mark = if selected { Tone::Selected.mark() } else { "" };
        let words = format!("{mark:1}{:1} {}", row.tone.mark(), row_text(&row.cells, columns, &widths));
        line(&words, theme.style(tone), area, buf);
        if let Some(part) = row.underlined {
            underline(part, &widths, area, buf);
        }
        if at == selection.at {
            cursor = Position { x: area.x, y: area.y };
        }
        area = below(area, 1);
    }
    if overfull && area.height > 0 {
        let end = Rect { y: area.bottom() - 1, height: 1, ..area };
        let words = position(selection.at + 1, rows.len(), around.total);
        line(words.get(lang), theme.style(Tone::Muted), end, buf);
    }
    cursor
}

/// Underlines a part of the row in the first line of `area`; what was cut off stays as it is.
fn underline(part: Underlined, widths: &[u16], area: Rect, buf: &mut Buffer) {
    let Some(wide) = widths.get(part.column).copied().filter(|wide| *wide > 0) else { return };
    let before: u16 = widths.iter().take(part.column).filter(|wide| **wide > 0).map(|wide| wide + 1).sum();
    let left = area.x + MARKS + before;
    let (from, to) = (left + part.from.min(wide), left + part.to.min(wide));
    let to = to.min(area.right());
    if from < to {
        let part = Rect { x: from, y: area.y, width: to - from, height: 1 };
        buf.set_style(part, Style::new().add_modifier(Modifier::UNDERLINED));
    }
}

/// `第 3 条，共 128 条`.
fn position(at: usize, here: usize, total: Option<(u64, bool)>) -> Say {
    let (all, more) = total.unwrap_or((here as u64, false));
    if more {
        say!("第 {at} 条，共 {all} 条以上", "{at} of more than {all}")
    } else {
        say!("第 {at} 条，共 {all} 条", "{at} of {all}")
    }
}

fn row_text(cells: &[String], columns: &[Column], widths: &[u16]) -> String {
    let mut text = String::new();
    for ((cell, column), &cells) in cells.iter().zip(columns).zip(widths) {
        if cells == 0 {
            continue;
        }
        let cells = usize::from(cells);
        let words = cell.split('\n').next().unwrap_or_default();
        let fitted = fit(words, cells);
        if column.right {
            text.push_str(&pad_left(fitted.trim_end(), cells));
        } else {
            text.push_str(&fitted);
        }
        text.push(' ');
    }
    text
}

/// The width of each column in a table of `width` cells: the flexible one takes or gives the difference; what still
/// does not fit is left out from the right (width 0).
#[must_use]
pub fn share(columns: &[Column], width: u16) -> Vec<u16> {
    let room = width.saturating_sub(MARKS);
    let mut widths: Vec<u16> = columns.iter().map(|column| column.width).collect();
    let flexible = columns.iter().position(|column| column.flexible);
    let least = flexible.and_then(|at| columns.get(at)).map_or(0, |column| column.width.min(NARROW));
    loop {
        let used: u16 = widths.iter().filter(|w| **w > 0).map(|w| w + 1).sum();
        let target = flexible.and_then(|at| widths.get_mut(at)).filter(|w| **w > 0);
        if used <= room {
            if let Some(target) = target {
                *target += room - used;
            }
            return widths;
        }
        let over = used - room;
        match target {
            Some(target) if *target >= least + over => *target -= over,
            _ => {
                // The rightmost column that is not the flexible one goes; at last that one is cut to what there is.
                let last = widths.iter().enumerate().rposition(|(at, w)| *w > 0 && Some(at) != flexible);
                match last.filter(|last| *last > 0 || flexible.is_some()) {
                    Some(at) => widths.iter_mut().skip(at).take(1).for_each(|w| *w = 0),
                    None => {
                        widths.iter_mut().for_each(|w| *w = (*w).min(room.saturating_sub(1)));
                        return widths;
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("编号", 10),
            Column::new("房间", 12),
            Column::new("内容", 28).flexible(),
            Column::new("负责人", 8),
            Column::new("分", 4).right(),
        ]
    }

    fn rows(count: usize) -> Vec<Line> {
        (1..=count)
            .map(|n| {
                let number = format!("R2611-{n:04}");
                Line::new(vec![
                    number,
                    "3-2-1801".into(),
                    "水龙头漏水，一直滴水到地上".into(),
                    "李强".into(),
                    "5".into(),
                ])
            })
            .collect()
    }

    fn text(buf: &Buffer) -> Vec<String> {
        let area = buf.area;
        (area.top()..area.bottom())
            .map(|y| {
                let mut skip = 0;
                let mut out = String::new();
                for x in area.left()..area.right() {
                    let symbol = buf[(x, y)].symbol();
                    if skip > 0 {
                        skip -= 1;
                    } else {
                        out.push_str(symbol);
                        skip = crate::text::width::width(symbol).saturating_sub(1);
                    }
                }
                out.trim_end().to_owned()
            })
            .collect()
    }

    fn drawn(count: usize, selection: &mut Selection, width: u16, height: u16) -> (Vec<String>, Position) {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        let around = Around { empty: "没有记录", heads: true, focused: true, ..Around::default() };
        let look = (Theme::default(), Lang::Zh);
        let at = draw(&columns(), &rows(count), selection, &around, area, look, &mut buf);
        (text(&buf), at)
    }

    #[test]
    fn the_cursor_sits_on_the_selected_row_and_the_page_turns_as_a_whole() {
        let mut selection = Selection::default();
        let (lines, at) = drawn(30, &mut selection, 60, 8);
        assert_eq!(at, Position { x: 0, y: 1 });
        assert!(lines[1].starts_with(">  R2611-0001 3-2-1801"), "{lines:#?}");
        assert_eq!(lines[7], "第 1 条，共 30 条");
        for _ in 0..5 {
            selection.run(id::LIST_DOWN, 30);
        }
        assert!(drawn(30, &mut selection, 60, 8).0[1].contains("0001"), "still the first page");
        selection.run(id::LIST_DOWN, 30);
        let (lines, at) = drawn(30, &mut selection, 60, 8);
        assert!(lines[1].starts_with(">  R2611-0007") && at.y == 1, "{lines:#?}");
    }

    #[test]
    fn nothing_says_so_and_a_short_list_needs_no_position() {
        let mut selection = Selection { at: 9, page: 0 };
        assert_eq!(drawn(0, &mut selection, 40, 4).0[0], "没有记录");
        let (lines, at) = drawn(2, &mut selection, 60, 6);
        assert_eq!((selection.at, at.y), (1, 2));
        assert_eq!(lines[3], "");
    }

    #[test]
    fn what_does_not_fit_is_left_out_from_the_right() {
        assert_eq!(share(&columns(), 80), [10, 12, 38, 8, 4]);
        assert_eq!(share(&columns(), 62), [10, 12, 25, 8, 0]);
        assert_eq!(share(&columns(), 50), [10, 0, 35, 0, 0], "the words keep room to be read");
        assert_eq!(share(&[Column::new("x", 30)], 20), [16]);
    }

    proptest! {
        #[test]
        fn no_share_is_wider_than_the_table(widths in prop::collection::vec(1u16..40, 1..8), flexible in 0usize..8, width in 12u16..200) {
            let columns: Vec<Column> = widths.iter().enumerate()
                .map(|(at, w)| if at == flexible { Column::new("", *w).flexible() } else { Column::new("", *w) })
                .collect();
            let shared = share(&columns, width);
            let used: u16 = shared.iter().filter(|w| **w > 0).map(|w| w + 1).sum();
            prop_assert!(used + MARKS <= width, "{shared:?}");
            prop_assert!(shared.iter().any(|w| *w > 0));
        }
    }
}
