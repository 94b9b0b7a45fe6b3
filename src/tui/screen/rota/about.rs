//! What is to be said about one day and one cell of the roster, in a line each. Draws nothing.

use super::grid::{Row, weekday};
use crate::api::rota::{RotaPattern, RotaSlot, RotaView};
use crate::domain::moment::{self, At, Date};
use crate::domain::rota;
use crate::say;
use crate::text::lang::{Say, t};
use chrono_tz::Tz;

fn joined(parts: &[Say], between: &str) -> Say {
    let of = |lang: fn(&Say) -> &str| {
        parts.iter().map(lang).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
    };
    Say { zh: of(|say| &say.zh), en: of(|say| &say.en) }
}

/// The date, its holiday, a day of another length, and who is absent.
#[must_use]
pub fn of_day(view: &RotaView, day: Date) -> Say {
    let date = Say::same(day.format("%Y-%m-%d").to_string());
    let mut parts = vec![date, weekday_long(day)];
    if let Some(known) = view.days.iter().find(|known| known.date == day) {
        let name = &known.name;
        parts.push(match (known.off, name.is_empty()) {
            (true, true) => t("休息日", "a day off").into(),
            (true, false) => say!("{name}，休", "{name}, off"),
            (false, false) => say!("{name}，上班", "{name}, a working day"),
            (false, true) => Say::default(),
        });
        if let Some(minutes) = known.minutes {
            let Say { zh, en } = moment::span(minutes);
            parts.push(say!("时钟调整，这一天共{zh}", "the clocks change: this day has {en}"));
        }
    }
    let away = view.absent.iter().filter(|row| (row.first..=row.last).contains(&day));
    let away: Vec<Say> = away
        .map(|row| {
            let (name, zh, en) = (&row.name, &row.kind.zh, &row.kind.en);
            say!("{name}（{zh}）", "{name} ({en})")
        })
        .collect();
    if !away.is_empty() {
        let Say { zh, en } = Say { zh: joined(&away, "、").zh, en: joined(&away, ", ").en };
        parts.push(say!("请假：{zh}", "absent: {en}"));
    }
    joined(&parts, "  ")
}

fn weekday_long(day: Date) -> Say {
    let Say { zh, en } = weekday(day);
    say!("周{zh}", "{en}")
}

/// From when to when by the clocks, both dates where they differ, and how long it really is (`spec/handover.md` 4.7).
#[must_use]
pub fn times(from: At, to: At, start: &str, end: &str, zone: Tz) -> Say {
    let day = |at: At| at.local(zone).format("%m-%d").to_string();
    let (first, last) = (from.clock(zone), to.clock(zone));
    let clock = if day(from) == day(to) {
        format!("{first}–{last}")
    } else {
        format!("{} {first} – {} {last}", day(from), day(to))
    };
    let long = from.minutes_to(to);
    let Say { zh, en } = moment::span(long);
    let mut parts = vec![Say::same(clock), Say { zh, en }];
    let wall = |text: &str| rota::read_time(text).unwrap_or(0);
    let plain = (wall(end) - wall(start)).rem_euclid(1_440);
    let plain = if plain == 0 { 1_440 } else { plain };
    if plain != long {
        parts.push(t("（时钟调整）", "(the clocks change)").into());
    }
    if !first.starts_with(start) {
        parts.push(say!("{start} 不存在，顺延到 {first}", "{start} does not exist: it begins at {first}"));
    }
    joined(&parts, "  ")
}

/// A slot: number, times, who, state.
#[must_use]
pub fn of_slot(slot: &RotaSlot, view: &RotaView, zone: Tz) -> Say {
    let pattern = view.patterns.iter().find(|known| Some(known.pattern) == slot.pattern);
    let mut parts = vec![
        Say::same(format!("> {}", slot.number)),
        Say::same(pattern.map_or("", |pattern| pattern.name.as_str())),
        times(slot.from, slot.to, &slot.start, &slot.end, zone),
    ];
    let (name, instead) = (&slot.name, &slot.instead_of);
    parts.push(match (slot.staff.is_some(), instead.is_empty()) {
        (true, true) => Say::same(name.clone()),
        (true, false) => say!("{name} 替 {instead}", "{name} for {instead}"),
        (false, true) => t("待补", "nobody yet").into(),
        (false, false) => say!("待补（{instead} 请假）", "nobody yet ({instead} is absent)"),
    });
    parts.push(slot.label.clone());
    joined(&parts, "  ")
}

/// A free cell: what would be planned there, with the times as they would really be.
#[must_use]
pub fn of_free(row: &Row, day: Date, view: &RotaView, zone: Tz) -> Say {
    let free: Say = t("> 空", "> free").into();
    let pattern = view.patterns.iter().find(|known| Some(known.pattern) == row.pattern);
    match pattern {
        Some(pattern) => joined(&[free, would(pattern, day, zone)], "  "),
        None => free,
    }
}

fn would(pattern: &RotaPattern, day: Date, zone: Tz) -> Say {
    let (start, end) = (rota::read_time(&pattern.start), rota::read_time(&pattern.end));
    let name = Say::same(pattern.name.clone());
    let words = match rota::span(day, start.unwrap_or(0), end.unwrap_or(0), zone) {
        Some(span) => times(span.from, span.to, &pattern.start, &pattern.end, zone),
        None => t("当地没有这一天", "the calendar skips this day").into(),
    };
    joined(&[name, words], "  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America::New_York, Asia::Shanghai, Europe::London};

    fn said(day: (i32, u32, u32), start: &str, end: &str, zone: Tz) -> String {
        let day = Date::from_ymd_opt(day.0, day.1, day.2).expect("a day");
        let pattern = RotaPattern {
            pattern: 1,
            mark: "夜".into(),
            name: "夜班".into(),
            start: start.into(),
            end: end.into(),
        };
        would(&pattern, day, zone).zh
    }

    #[test]
    fn a_night_shows_both_dates_and_how_long_it_really_is() {
        let plain = said((2026, 11, 24), "23:00", "07:30", Shanghai);
        assert_eq!(plain, "夜班  11-24 23:00 – 11-25 07:30  8小时30分");
        let longer = said((2026, 10, 24), "23:00", "07:00", London);
        assert_eq!(longer, "夜班  10-24 23:00 – 10-25 07:00  9小时  （时钟调整）");
        let twice = said((2026, 11, 1), "00:00", "01:30", New_York);
        assert_eq!(twice, "夜班  00:00–01:30B  2小时30分  （时钟调整）");
    }

    #[test]
    fn a_time_in_the_jump_is_shown_where_it_moves_before_it_is_saved() {
        let moved = said((2026, 3, 8), "02:30", "08:00", New_York);
        assert_eq!(moved, "夜班  03:30–08:00  4小时30分  （时钟调整）  02:30 不存在，顺延到 03:30");
    }
}
