//! Terms in days as the law counts them (`domain/facts.md` 10, Civil Code 200-203): the day on which a term begins is not
//! counted, each day after it is, whatever day of the week it is; a last day that is a holiday gives way to the next
//! working day; the term ends when business closes on its last day. It does not stand still while somebody waits.

use super::{Calendar, Site, edge};
use crate::domain::moment::{At, Date};

/// How far the last day is moved on at the most: no holiday is that long.
const LONGEST_HOLIDAY: usize = 60;

/// What a day is to a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The day on which it begins: not counted.
    First,
    /// The day with this number, from 1.
    Counted(i64),
    /// A day after the last one, which was a holiday; the last of these is a working day, and the term ends on it.
    Moved,
}

/// One day of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermDay {
    /// The date.
    pub date: Date,
    /// Its beginning; the term's own on the first day.
    pub from: At,
    /// Its end; the close of business on the last day.
    pub to: At,
    /// What it is to the term.
    pub part: Part,
}

/// The days of a term of so many days that began at `started`, in order and without a gap. The calendar says on which
/// days a term may end, and by its last hour when business closes; its other hours mean nothing here.
#[must_use]
pub fn term(started: At, days: i64, calendar: &Calendar, on: &Site<'_>) -> Vec<TermDay> {
    let close = calendar.hours.last().map_or(1440, |(_, to)| *to);
    let first = started.date(on.zone);
    let day = |date: Date, part: Part| TermDay {
        date,
        from: At::start_of(date, on.zone).max(started),
        to: edge(date, 1440, on.zone),
        part,
    };
    let mut found = vec![day(first, Part::First)];
    let mut dates = first.iter_days().skip(1);
    for (number, date) in (1..=days.max(1)).zip(dates.by_ref()) {
        found.push(day(date, Part::Counted(number)));
    }
    for date in dates.take(LONGEST_HOLIDAY) {
        if found.last().is_none_or(|last| calendar.runs_on(last.date, on.holidays)) {
            break;
        }
        found.push(day(date, Part::Moved));
    }
    if let Some(last) = found.last_mut() {
        last.to = edge(last.date, close, on.zone);
    }
    found
}

/// When a term of so many days ends.
#[must_use]
pub fn end(started: At, days: i64, calendar: &Calendar, on: &Site<'_>) -> At {
    term(started, days, calendar, on).last().map_or(started, |last| last.to)
}

/// The whole days in so many minutes; a part of a day is a day.
#[must_use]
pub const fn days_of(minutes: i64) -> i64 {
    (minutes.saturating_add(1439)) / 1440
}
