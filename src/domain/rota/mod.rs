//! The roster: who is planned (patterns, shifts, absences, swaps) and who is here (duty). Who answers for a desk is not
//! decided here but by the [`watch`](crate::domain::handover); a planned slot only says when it should be handed over.
//!
//! A slot is two wall times of the site (`spec/handover.md` 4.7). Where the clocks show a time twice, a slot begins with
//! the first and ends with the last, so that slots may overlap but never leave a gap; a time that the clocks jump over
//! moves forward by the jump.

pub mod absence;
pub mod duty;
pub mod pattern;
pub mod shift;
pub mod swap;

use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::{At, Date, Gap, at_wall_clock};
use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

/// Minutes of a day on the wall.
const DAY: i64 = 1_440;

/// A planned time: it begins at `from` and has ended at `to`, which is never before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// When it begins.
    pub from: At,
    /// When it ends.
    pub to: At,
}

/// The slot of `day` between two times of the wall clock, in minutes after midnight; an end that is not later than the
/// start is on the next day. None: the calendar of the zone skips that day.
#[must_use]
pub fn span(day: Date, start: i64, end: i64, zone: Tz) -> Option<Span> {
    if skipped(day, zone) {
        return None;
    }
    let (start, last) = (wall(day, start)?, wall(day, if end > start { end } else { end + DAY })?);
    let to = ends(last, zone);
    let from = match at_wall_clock(start, zone) {
        Ok(at) => at,
        // A short slot around the jump may end before the moved start: it begins when the clocks have jumped.
        Err(gap) => Some(moved(start, &gap, zone)).filter(|at| *at < to).unwrap_or(gap.opens),
    };
    Some(Span { from, to: to.max(from) })
}

/// Why nobody can come at this time of that day: the clocks jump over it.
///
/// # Errors
/// The jump.
pub fn typed(day: Date, minutes: i64, zone: Tz) -> Result<(), Gap> {
    wall(day, minutes).map_or(Ok(()), |wall| at_wall_clock(wall, zone).map(|_| ()))
}

fn wall(day: Date, minutes: i64) -> Option<NaiveDateTime> {
    day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::try_minutes(minutes)?)
}

/// Whether no clock of the zone ever shows this day.
fn skipped(day: Date, zone: Tz) -> bool {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    At::start_of(day, zone) == At::start_of(next, zone)
}

/// The last instant at which the clocks show a time.
fn ends(wall: NaiveDateTime, zone: Tz) -> At {
    use chrono::TimeZone;
    use chrono::offset::LocalResult;
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) | LocalResult::Ambiguous(_, at) => At(at.timestamp_millis()),
        LocalResult::None => match at_wall_clock(wall, zone) {
            Ok(at) => at,
            Err(gap) => moved(wall, &gap, zone),
        },
    }
}

/// A time that is jumped over, later by the jump.
fn moved(wall: NaiveDateTime, gap: &Gap, zone: Tz) -> At {
    let jump = gap.after - gap.before - TimeDelta::minutes(1);
    let later = wall.checked_add_signed(jump).unwrap_or(gap.after);
    at_wall_clock(later, zone).unwrap_or(gap.opens)
}

/// A time of day as people type it, in minutes after midnight: `7:30`, `07：30`, `730`, `7`, `24:00`.
#[must_use]
pub fn read_time(text: &str) -> Option<i64> {
    let text = text.trim().replace('：', ":");
    let (hours, minutes) = match text.split_once(':') {
        Some(parts) => parts,
        None if text.len() > 2 && text.is_ascii() => text.split_at(text.len() - 2),
        None => (text.as_str(), "0"),
    };
    let number = |text: &str| -> Option<i64> {
        let digits = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let all = hours * 60 + minutes;
    (minutes < 60 && all <= DAY).then_some(all)
}

/// Minutes after midnight as `07:30`.
#[must_use]
pub fn write_time(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))
}

/// A planned slot, as much of it as finding the right one needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The entry of the register `shift`.
    pub shift: u64,
    /// Its desk.
    pub desk: DeskId,
    /// Who is to come, substitutes and absences considered; none: nobody.
    pub who: Option<StaffId>,
    /// When.
    pub span: Span,
}

/// The slot somebody who takes over `desk` at `now` comes for: of those they have that are not over and begin within
/// `early` minutes, the one that began last, else the one that begins first.
#[must_use]
pub fn slot_of(slots: &[Slot], desk: DeskId, who: StaffId, now: At, early: i64) -> Option<Slot> {
    let mine = |slot: &&Slot| {
        let soon = slot.span.from.plus_minutes(-early) <= now && now < slot.span.to;
        slot.desk == desk && slot.who == Some(who) && soon
    };
    let begun = slots.iter().filter(mine).filter(|slot| slot.span.from <= now).max_by_key(|s| s.span.from);
    begun.or_else(|| slots.iter().filter(mine).min_by_key(|slot| slot.span.from)).copied()
}

#[cfg(test)]
mod tests;
