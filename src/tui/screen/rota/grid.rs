//! The cells of the roster and the walk over them: a week as rows of seven days, a month as weeks. Does not draw.

use crate::api::rota::{RotaSlot, RotaView};
use crate::domain::ids::StaffId;
use crate::domain::moment::Date;
use crate::say;
use crate::text::lang::{Say, t};
use chrono::{Datelike, Days, Months, TimeDelta};

/// What a row of the week stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// A pattern; its cells hold people.
    #[default]
    Patterns,
    /// A person; the cells hold patterns.
    People,
}

/// A row of the week. Who shares a pattern on one day stands in rows below each other, of which the first has the label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What it stands for; empty in the rows below the first.
    pub label: Say,
    /// The pattern whose row it is.
    pub pattern: Option<u64>,
    /// The person whose row it is.
    pub staff: Option<StaffId>,
    /// The slot of each day, by its place in the view.
    pub cells: Vec<Option<usize>>,
}

/// The Monday of a day's week.
#[must_use]
pub fn monday(day: Date) -> Date {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

/// So many days later.
#[must_use]
pub fn plus(day: Date, days: i64) -> Date {
    day.checked_add_signed(TimeDelta::days(days)).unwrap_or(day)
}

/// The same day so many months later, or the last of that month.
#[must_use]
pub fn plus_months(day: Date, months: i32) -> Date {
    let by = Months::new(months.unsigned_abs());
    let found = if months < 0 { day.checked_sub_months(by) } else { day.checked_add_months(by) };
    found.unwrap_or(day)
}

/// First day and number of days to ask for: the week of `day`, or the whole weeks of its month.
#[must_use]
pub fn span(day: Date, month: bool) -> (Date, u16) {
    if !month {
        return (monday(day), 7);
    }
    let first = day.with_day(1).unwrap_or(day);
    let last = plus(plus_months(first, 1), -1);
    let from = monday(first);
    let days = monday(last).signed_duration_since(from).num_days() + 7;
    (from, u16::try_from(days).unwrap_or(42))
}

/// The rows of the first seven days of a view.
#[must_use]
pub fn rows(view: &RotaView, by: By) -> Vec<Row> {
    let days: Vec<Date> = view.days.iter().take(7).map(|day| day.date).collect();
    let mut all = Vec::new();
    match by {
        By::Patterns => {
            for pattern in &view.patterns {
                let head = Row {
                    label: Say::same(format!("{} {}", pattern.name, pattern.start)),
                    pattern: Some(pattern.pattern),
                    ..Row::default()
                };
                all.extend(stacked(view, &days, &head, |slot| slot.pattern == Some(pattern.pattern)));
            }
            let known = |slot: &RotaSlot| view.patterns.iter().any(|p| Some(p.pattern) == slot.pattern);
            let other = Row { label: t("其他", "Other").into(), ..Row::default() };
            if view.slots.iter().any(|slot| !known(slot)) {
                all.extend(stacked(view, &days, &other, |slot| !known(slot)));
            }
        }
        By::People => {
            let open = Row { label: t("（待补）", "(open)").into(), ..Row::default() };
            if view.slots.iter().any(|slot| slot.staff.is_none()) {
                all.extend(stacked(view, &days, &open, |slot| slot.staff.is_none()));
            }
            for person in &view.people {
                let head = Row {
                    label: Say::same(person.name.clone()),
                    staff: Some(person.staff),
                    ..Row::default()
                };
                all.extend(stacked(view, &days, &head, |slot| slot.staff == Some(person.staff)));
            }
        }
    }
    all
}

/// As many rows as the fullest day needs, at least one.
fn stacked(view: &RotaView, days: &[Date], head: &Row, belongs: impl Fn(&RotaSlot) -> bool) -> Vec<Row> {
    let of_day = |day: &Date| -> Vec<usize> {
        let slots = view.slots.iter().enumerate();
        slots.filter(|(_, slot)| slot.day == *day && belongs(slot)).map(|(at, _)| at).collect()
    };
    let columns: Vec<Vec<usize>> = days.iter().map(of_day).collect();
    let height = columns.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let row = |line: usize| Row {
        label: if line == 0 { head.label.clone() } else { Say::default() },
        cells: columns.iter().map(|column| column.get(line).copied()).collect(),
        ..head.clone()
    };
    (0..height).map(row).collect()
}

/// The day of the week as a calendar heads it.
#[must_use]
pub fn weekday(day: Date) -> Say {
    let zh = ["一", "二", "三", "四", "五", "六", "日"];
    let en = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = day.weekday().num_days_from_monday() as usize;
    let (zh, en) = (zh.get(at).copied().unwrap_or(""), en.get(at).copied().unwrap_or(""));
    say!("{zh}", "{en}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::rota::{RotaDay, RotaPattern, RotaPerson};
    use crate::domain::moment::At;

    fn date(m: u32, d: u32) -> Date {
        Date::from_ymd_opt(2026, m, d).expect("a day")
    }

    fn slot(day: Date, pattern: Option<u64>, staff: Option<u64>) -> RotaSlot {
        RotaSlot {
            shift: 1,
            number: String::new(),
            rev: 1,
            day,
            pattern,
            mark: String::new(),
            start: "07:30".into(),
            end: "15:30".into(),
            from: At(0),
            to: At(0),
            staff: staff.map(StaffId),
            name: String::new(),
            planned: None,
            instead_of: String::new(),
            state: "planned".into(),
            label: Say::default(),
        }
    }

    fn view(slots: Vec<RotaSlot>) -> RotaView {
        let day = |n| RotaDay { date: plus(date(11, 23), n), name: String::new(), off: false, minutes: None };
        let pattern = |id, name: &str| RotaPattern {
            pattern: id,
            mark: name.into(),
            name: name.into(),
            start: String::new(),
            end: String::new(),
        };
        let person = |id| RotaPerson { staff: StaffId(id), name: id.to_string() };
        RotaView {
            days: (0..7).map(day).collect(),
            patterns: vec![pattern(1, "早"), pattern(2, "夜")],
            people: (1..=30).map(person).collect(),
            slots,
            ..RotaView::default()
        }
    }

    #[test]
    fn who_shares_a_pattern_on_a_day_stands_below_each_other() {
        let monday = date(11, 23);
        let view = view(vec![slot(monday, Some(1), Some(1)), slot(monday, Some(1), Some(2))]);
        let found = rows(&view, By::Patterns);
        assert_eq!(found.len(), 3, "two for the first pattern, one for the second");
        assert_eq!((found[0].cells[0], found[1].cells[0], found[1].cells[1]), (Some(0), Some(1), None));
        assert_eq!((found[1].label.zh.as_str(), found[1].pattern), ("", Some(1)));
    }

    #[test]
    fn nobodys_and_patternless_slots_have_rows_of_their_own() {
        let found = view(vec![slot(date(11, 24), None, None)]);
        assert_eq!(rows(&found, By::Patterns).last().map(|row| row.label.zh.as_str()), Some("其他"));
        let people = rows(&found, By::People);
        assert_eq!(
            (people.len(), people[0].label.zh.as_str(), people[0].cells[1]),
            (31, "（待补）", Some(0))
        );
        assert_eq!(rows(&view(Vec::new()), By::People).len(), 30);
    }

    #[test]
    fn a_month_is_asked_for_in_whole_weeks() {
        assert_eq!(span(date(11, 25), false), (date(11, 23), 7));
        assert_eq!(span(date(11, 25), true), (date(10, 26), 42));
        assert_eq!(span(date(2, 14), true), (date(1, 26), 35));
        assert_eq!(plus_months(date(1, 31), 1), date(2, 28));
    }
}
