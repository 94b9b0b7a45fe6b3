//! How a map looks: heads, floors, letters, legend, the line about one room. Letters say everything; colour repeats.

use super::walk::{Row, Walk};
use crate::api::map::{MapCell, MapView};
use crate::domain::map::Lens;
use crate::say;
use crate::text::lang::{Lang, Say, t};
use crate::text::width::{fit, pad_left, width};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widget::panel::{below, line, paragraph, top};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Cells of the floor's name before the rooms.
const FLOOR: u16 = 5;
/// Lines for the legend, and for the room one stands on.
const FOOT: u16 = 2;
/// A door's number is not given more than this.
const DOOR: usize = 7;

/// Theme and language.
pub type Look = (Theme, Lang);

/// Cells of one room: brackets or blanks around a letter and its mark.
fn cell_width(view: &MapView) -> u16 {
    let door = view.columns.iter().map(|column| width(&column.door)).max().unwrap_or(0).min(DOOR);
    u16::try_from(door + 1).unwrap_or(4).max(4)
}

/// Rooms side by side on a screen of this width.
#[must_use]
pub fn columns_in(view: &MapView, screen: u16) -> usize {
    usize::from(screen.saturating_sub(FLOOR + 2).checked_div(cell_width(view)).unwrap_or(1).max(1))
}

/// Draws the map into `area` and gives where the hardware cursor belongs.
pub fn draw(view: &MapView, walk: &Walk, area: Rect, look: Look, buf: &mut Buffer) -> Position {
    let (theme, lang) = look;
    line(&lenses(&view.lens, lang), theme.style(Tone::Text), area, buf);
    let mut rest = below(area, 1);
    let foot = (FOOT + FOOT).min(rest.height);
    let feet = below(rest, rest.height - foot);
    rest = top(rest, rest.height - foot);
    legend(view, top(feet, FOOT), look, buf);
    if let Some(cell) = walk.here() {
        paragraph(about(cell).get(lang), theme.style(Tone::Text), below(feet, FOOT), buf);
    }
    let cells = cell_width(view);
    let across = columns_in(view, area.width + 2);
    let left = walk.column.checked_div(across).unwrap_or(0) * across;
    rest = heads(view, left, across, rest, look, buf);
    let (all, wide) = (walk.rows.len(), walk.columns());
    let overfull = all > usize::from(rest.height) || wide > across;
    let page = usize::from(rest.height.saturating_sub(u16::from(overfull && rest.height > 2))).max(1);
    let first = walk.row.checked_div(page).unwrap_or(0) * page;
    let mut cursor = Position { x: area.x, y: area.y };
    for (at, row) in walk.rows.iter().enumerate().skip(first).take(page) {
        let here = (at == walk.row).then_some(walk.column);
        if let Some(at) = row_line(row, here, (left, across, cells), rest, look, buf) {
            cursor = at;
        }
        rest = below(rest, 1);
    }
    if overfull {
        let (from, to) = (first + 1, (first + page).min(all));
        let (west, east) = (left + 1, (left + across).min(wide));
        let words = say!(
            "第 {from}–{to} 行，共 {all} 行；第 {west}–{east} 列，共 {wide} 列",
            "Rows {from}-{to} of {all}, columns {west}-{east} of {wide}"
        );
        let end = Rect { y: feet.y.saturating_sub(1), height: 1, ..area };
        line(words.get(lang), theme.style(Tone::Muted), end, buf);
    }
    cursor
}

fn lenses(chosen: &str, lang: Lang) -> String {
    let words = Lens::ALL.iter().map(|lens| {
        let label = lens.label().get(lang);
        if lens.id() == chosen { format!("[{label}]") } else { format!(" {label} ") }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The units and the doors above the columns.
fn heads(view: &MapView, left: usize, across: usize, area: Rect, look: Look, buf: &mut Buffer) -> Rect {
    let (theme, lang) = look;
    let cells = cell_width(view);
    let (mut area, x0) = (area, area.x);
    let shown = || view.columns.iter().skip(left).take(across).enumerate();
    let x = |at: usize| x0 + FLOOR + cells * u16::try_from(at).unwrap_or(u16::MAX / cells.max(1));
    if view.columns.iter().any(|column| !column.unit.is_empty()) {
        let mut last = None;
        for (at, column) in shown() {
            if last == Some(&column.unit) || column.unit.is_empty() {
                last = Some(&column.unit);
                continue;
            }
            last = Some(&column.unit);
            let unit = &column.unit;
            let same = shown().filter(|(_, other)| other.unit == *unit).count();
            let room = usize::from(cells) * same;
            let long = say!("{unit}单元", "Unit {unit}");
            let words = if width(long.get(lang)) < room { long.get(lang) } else { unit.as_str() };
            let spot = Rect { x: x(at), width: u16::try_from(room).unwrap_or(cells), ..area };
            line(&format!(" {words}"), theme.style(Tone::Title), spot.intersection(area), buf);
        }
        area = below(area, 1);
    }
    if !view.columns.is_empty() {
        for (at, column) in shown() {
            let words = fit(&format!(" {}", column.door), usize::from(cells));
            let spot = Rect { x: x(at), width: cells, ..area };
            line(&words, theme.style(Tone::Label), spot.intersection(area), buf);
        }
        area = below(area, 1);
    }
    area
}

/// One row; gives where the cursor is when it is in it.
fn row_line(
    row: &Row,
    here: Option<usize>,
    (left, across, cells): (usize, usize, u16),
    area: Rect,
    (theme, lang): Look,
    buf: &mut Buffer,
) -> Option<Position> {
    if let Some(heading) = &row.heading {
        line(heading.get(lang), theme.style(Tone::Title), area, buf);
        return None;
    }
    let label = pad_left(&row.floor, usize::from(FLOOR) - 2);
    line(&label, theme.style(Tone::Label), area, buf);
    let mut cursor = None;
    let mut x = area.x + FLOOR;
    for (at, cell) in row.cells.iter().enumerate().skip(left).take(across) {
        if let Some(cell) = cell {
            let chosen = here == Some(at);
            let letter = &cell.letter;
            let words = if chosen { format!("[{letter}]") } else { format!(" {letter} ") };
            let tone = if chosen { Tone::Selected } else { tone(cell) };
            let spot = Rect { x, width: cells, height: 1, ..area }.intersection(area);
            line(&words, theme.style(tone), spot, buf);
            cursor = cursor.or_else(|| chosen.then_some(Position { x, y: area.y }));
        }
        x = x.saturating_add(cells);
    }
    cursor
}

fn tone(cell: &MapCell) -> Tone {
    match cell.letter.as_str() {
        letter if letter.ends_with('!') || letter == "w" => Tone::Urgent,
        "." | "-" | "=" => Tone::Muted,
        _ => Tone::Text,
    }
}

/// What the letters mean, with counts, and the total.
fn legend(view: &MapView, area: Rect, (theme, lang): Look, buf: &mut Buffer) {
    let total = view.total;
    let mut words: Vec<String> = vec![say!("共 {total} 户", "{total} rooms").get(lang).to_owned()];
    words.extend(view.legend.iter().map(|letter| {
        let (mark, count) = (&letter.letter, letter.count);
        format!("{mark} {} ({count})", letter.words.get(lang))
    }));
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut().filter(|line| width(line) + width(&word) + 3 <= usize::from(area.width)) {
            Some(line) => *line = format!("{line}   {word}"),
            None => lines.push(word),
        }
    }
    let mut area = area;
    for words in lines.iter().take(usize::from(area.height)) {
        line(words, theme.style(Tone::Label), area, buf);
        area = below(area, 1);
    }
}

/// Everything about the room one stands on, in a sentence.
fn about(cell: &MapCell) -> Say {
    let mut words = vec![Say::same(format!("> {}", cell.code)), cell.occupancy.clone()];
    if !cell.occupants.zh.is_empty() {
        words.push(cell.occupants.clone());
    } else if cell.merged_into.is_none() {
        words.push(t("没有登记住户", "Nobody is registered").into());
    }
    let (requests, urgent) = (cell.requests, cell.urgent);
    if urgent > 0 {
        words.push(say!("未结报修 {requests} 件，急 {urgent} 件", "{requests} open, {urgent} urgent"));
    } else if requests > 0 {
        words.push(say!("未结报修 {requests} 件", "{requests} open"));
    }
    if !cell.note.is_empty() {
        let note = &cell.note;
        words.push(say!("提示：{note}", "Note: {note}"));
    }
    Say {
        zh: words.iter().map(|say| say.zh.as_str()).collect::<Vec<_>>().join("  "),
        en: words.iter().map(|say| say.en.as_str()).collect::<Vec<_>>().join("  "),
    }
}
