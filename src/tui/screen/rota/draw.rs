//! How the roster looks: a week as a grid, a month as a calendar. Marks say everything; colour repeats.

use super::grid::{By, Row, plus, weekday};
use crate::api::rota::{RotaDay, RotaSlot, RotaView};
use crate::domain::ids::StaffId;
use crate::domain::moment::Date;
use crate::text::lang::{Lang, Say, T, t};
use crate::text::width::{fit, width};
use crate::tui::theme::{Theme, Tone};
use crate::tui::widget::panel::{below, line, top};
use chrono::Datelike;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Days of a week.
const WEEK: u16 = 7;
/// The widest label of a row.
const LABEL: usize = 14;

/// What a drawing needs to know besides the view.
#[derive(Clone, Copy)]
pub struct Look {
    /// Colours and marks.
    pub theme: Theme,
    /// The language.
    pub lang: Lang,
    /// Who looks.
    pub me: StaffId,
    /// The day it is.
    pub today: Date,
    /// The day the caret is on.
    pub day: Date,
}

/// What the marks mean.
pub const LEGEND: T = t(
    "! 缺班  ? 待补  + 在班  ~ 替班  * 我的班  - 请假",
    "! missed  ? nobody yet  + here  ~ stand-in  * mine  - absent",
);

/// The mark of a slot, and how it is coloured.
fn mark(slot: &RotaSlot, me: StaffId) -> (&'static str, Tone) {
    match slot.state.as_str() {
        "missed" => ("!", Tone::Late),
        "done" | "noted" => (" ", Tone::Muted),
        _ if slot.staff.is_none() => ("?", Tone::Soon),
        "begun" => ("+", Tone::Good),
        _ if slot.staff == Some(me) => ("*", Tone::Unread),
        _ if !slot.instead_of.is_empty() => ("~", Tone::Text),
        _ => (" ", Tone::Text),
    }
}

/// The words of a slot: who comes in a pattern's row, which shift in a person's.
fn words(slot: &RotaSlot, by: By, lang: Lang) -> String {
    match by {
        By::Patterns if slot.staff.is_none() && slot.instead_of.is_empty() => {
            t("待补", "open").get(lang).to_owned()
        }
        By::Patterns if slot.staff.is_none() => slot.instead_of.clone(),
        By::Patterns => slot.name.clone(),
        By::People => format!("{} {}", slot.mark, slot.start).trim().to_owned(),
    }
}

/// How a day is headed: `>` today, the weekday, the day, and whether people are off although it is no weekend, or come
/// although it is one.
fn head(day: &RotaDay, look: Look) -> String {
    let today = if day.date == look.today { ">" } else { " " };
    let Say { zh, en } = weekday(day.date);
    let name = if look.lang == Lang::Zh { zh } else { en };
    format!("{today}{name} {}{}", day.date.day(), holiday(day, look.lang))
}

fn holiday(day: &RotaDay, lang: Lang) -> &'static str {
    let words = match (day.off, day.name.is_empty()) {
        (_, true) => return "",
        (true, false) => t("休", " off"),
        (false, false) => t("班", " on"),
    };
    words.get(lang)
}

/// Draws a week and gives where the hardware cursor belongs.
pub fn week(
    view: &RotaView,
    rows: &[Row],
    row: usize,
    by: By,
    area: Rect,
    look: Look,
    buf: &mut Buffer,
) -> Position {
    let label = rows.iter().map(|row| width(row.label.get(look.lang))).max().unwrap_or(0);
    let label = u16::try_from(label.clamp(5, LABEL) + 1).unwrap_or(6);
    let cell = area.width.saturating_sub(label) / WEEK;
    let spot = |at: usize, area: Rect| {
        let x = area.x + label + cell * u16::try_from(at).unwrap_or(0);
        Rect { x, width: cell, height: 1, ..area }.intersection(area)
    };
    for (at, day) in view.days.iter().take(WEEK.into()).enumerate() {
        let tone = if day.off { Tone::Muted } else { Tone::Label };
        let tone = if day.date == look.day { Tone::Title } else { tone };
        line(&head(day, look), look.theme.style(tone), spot(at, area), buf);
    }
    let mut rest = below(area, 1);
    let page = usize::from(rest.height).max(1);
    let first = row.checked_div(page).unwrap_or(0) * page;
    let mut cursor = Position { x: area.x, y: area.y };
    for (at, known) in rows.iter().enumerate().skip(first).take(page) {
        let words = fit(known.label.get(look.lang), usize::from(label) - 1);
        line(&words, look.theme.style(Tone::Label), rest, buf);
        for (column, day) in view.days.iter().take(WEEK.into()).enumerate() {
            let slot = known.cells.get(column).copied().flatten().and_then(|at| view.slots.get(at));
            let here = at == row && day.date == look.day;
            let place = spot(column, rest);
            one(slot, absent(view, known, day.date), (by, here), place, look, buf);
            if here {
                cursor = Position { x: place.x, y: place.y };
            }
        }
        rest = below(rest, 1);
    }
    cursor
}

/// Why the person of a row does not come that day.
fn absent<'v>(view: &'v RotaView, row: &Row, day: Date) -> Option<&'v Say> {
    let staff = row.staff?;
    let away = view.absent.iter().find(|one| one.staff == staff && (one.first..=one.last).contains(&day));
    away.map(|one| &one.kind)
}

fn one(
    slot: Option<&RotaSlot>,
    absent: Option<&Say>,
    (by, here): (By, bool),
    area: Rect,
    look: Look,
    buf: &mut Buffer,
) {
    let room = usize::from(area.width.saturating_sub(3));
    let (mark, text, tone) = match (slot, absent) {
        (Some(slot), _) => {
            let (mark, tone) = mark(slot, look.me);
            let words = words(slot, by, look.lang);
            // A narrow cell has room for the pattern's character alone.
            let short = by == By::People && width(&words) > room && !slot.mark.is_empty();
            (mark, if short { slot.mark.clone() } else { words }, tone)
        }
        (None, Some(kind)) => ("-", kind.get(look.lang).to_owned(), Tone::Muted),
        (None, None) => (" ", ".".to_owned(), Tone::Muted),
    };
    let (open, shut) = if here { ("[", "]") } else { (" ", " ") };
    let words = format!("{open}{mark}{}{shut}", fit(&text, room));
    let tone = if here { Tone::Selected } else { tone };
    line(&words, look.theme.style(tone), area, buf);
}

/// Draws a month and gives where the hardware cursor belongs.
pub fn month(view: &RotaView, area: Rect, look: Look, buf: &mut Buffer) -> Position {
    let cell = area.width / WEEK;
    let weeks = u16::try_from(view.days.len().div_ceil(WEEK.into())).unwrap_or(6).max(1);
    let spot = |at: usize, area: Rect| {
        let x = area.x + cell * u16::try_from(at % usize::from(WEEK)).unwrap_or(0);
        Rect { x, width: cell.saturating_sub(1), ..area }.intersection(area)
    };
    for at in 0..usize::from(WEEK) {
        let day = view.days.get(at).map_or(look.day, |day| day.date);
        let Say { zh, en } = weekday(day);
        let words = if look.lang == Lang::Zh { format!("  周{zh}") } else { format!("  {en}") };
        line(&words, look.theme.style(Tone::Label), spot(at, area), buf);
    }
    let rest = below(area, 1);
    let high = (rest.height / weeks).max(1);
    let mut cursor = Position { x: area.x, y: area.y };
    for (at, day) in view.days.iter().enumerate() {
        let down = high * u16::try_from(at / usize::from(WEEK)).unwrap_or(0);
        let place = top(spot(at, below(rest, down)), high);
        if place.height == 0 {
            continue;
        }
        square(view, day, place, look, buf);
        if day.date == look.day {
            cursor = Position { x: place.x, y: place.y };
        }
    }
    cursor
}

/// A day of the month: its number and marks, then as much of its slots as there is room for.
fn square(view: &RotaView, day: &RotaDay, area: Rect, look: Look, buf: &mut Buffer) {
    let here = day.date == look.day;
    let (open, shut) = if here { ("[", "]") } else { (" ", " ") };
    let today = if day.date == look.today { ">" } else { "" };
    let slots: Vec<&RotaSlot> = view.slots.iter().filter(|slot| slot.day == day.date).collect();
    let mine: Vec<&str> = slots
        .iter()
        .filter(|slot| slot.staff == Some(look.me))
        .map(|slot| if slot.mark.is_empty() { "*" } else { slot.mark.as_str() })
        .collect();
    let mine = if mine.is_empty() { String::new() } else { format!(" *{}", mine.concat()) };
    let words = format!("{open}{today}{}{shut}{}{mine}", day.date.day(), holiday(day, look.lang).trim());
    let tone = match (here, day.date.month() == look.day.month(), day.off) {
        (true, ..) => Tone::Selected,
        (false, false, _) => Tone::Muted,
        (false, true, true) => Tone::Label,
        (false, true, false) => Tone::Text,
    };
    line(&words, look.theme.style(tone), area, buf);
    let rest = below(area, 1);
    let plain = if day.date.month() == look.day.month() { Tone::Text } else { Tone::Muted };
    if rest.height > 1 && slots.len() <= usize::from(rest.height) {
        for (at, slot) in slots.iter().enumerate() {
            let (mark, tone) = mark(slot, look.me);
            let who = words_of(slot, look.lang);
            let words = format!("{mark}{} {who}", slot.mark);
            let place = below(rest, u16::try_from(at).unwrap_or(u16::MAX));
            line(&words, look.theme.style(if tone == Tone::Text { plain } else { tone }), place, buf);
        }
        return;
    }
    let all = summary(&slots, look.me);
    let tone = if slots.iter().any(|slot| slot.state == "missed") { Tone::Late } else { plain };
    line(&format!(" {all}"), look.theme.style(tone), rest, buf);
}

fn words_of(slot: &RotaSlot, lang: Lang) -> String {
    if slot.mark.is_empty() {
        return format!("{} {}", slot.start, words(slot, By::Patterns, lang));
    }
    words(slot, By::Patterns, lang)
}

/// `早2晚?夜`: each pattern once, how many where more than one, `!` and `?` where somebody is missing.
fn summary(slots: &[&RotaSlot], me: StaffId) -> String {
    let mut found: Vec<(&str, usize, bool, bool)> = Vec::new();
    for slot in slots {
        let name = if slot.mark.is_empty() { "." } else { slot.mark.as_str() };
        let mark = mark(slot, me).0;
        match found.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, count, missed, open)) => {
                *count += 1;
                *missed |= mark == "!";
                *open |= mark == "?";
            }
            None => found.push((name, 1, mark == "!", mark == "?")),
        }
    }
    let part = |(name, count, missed, open): &(&str, usize, bool, bool)| {
        let count = if *count > 1 { count.to_string() } else { String::new() };
        let marks = [(*missed, "!"), (*open, "?")];
        let marks: String = marks.iter().filter(|(holds, _)| *holds).map(|(_, mark)| *mark).collect();
        format!("{name}{count}{marks}")
    };
    found.iter().map(part).collect()
}

/// The days in words, for the heading.
#[must_use]
pub fn heading(first: Date, month: bool, day: Date, lang: Lang) -> String {
    if month {
        let (year, no) = (day.year(), day.month());
        return if lang == Lang::Zh { format!("{year}年{no}月") } else { day.format("%B %Y").to_string() };
    }
    format!("{} – {}", first.format("%Y-%m-%d"), plus(first, 6).format("%m-%d"))
}
