//! Who has the watch of the counter in the lived days: three shifts a day, handed over at 7, 15 and 23.

use super::past::lived_from;
use crate::domain::demo::Demo;
use crate::domain::moment::{At, at_wall_clock};
use chrono::{Days, NaiveTime, Timelike};

/// When shifts change, in hours of the site's day.
pub(super) const CHANGES: [u32; 3] = [7, 15, 23];
/// Who has the present watch, who had the one before, and the one before that: indexes in `STAFF`.
const ROSTER: [usize; 3] = [2, 5, 3];
/// A handover takes until this many minutes after the hour; a later one is not over at `now`.
pub(super) const OVER: i64 = 15;

/// One watch. The last one goes on.
#[derive(Clone, Copy)]
pub(super) struct Shift {
    pub(super) from: At,
    /// When it is handed over; `now` for the present one.
    pub(super) to: At,
    pub(super) holder: usize,
    pub(super) night: bool,
}

/// The watches of the lived days, the oldest first.
pub(super) fn shifts(demo: &Demo) -> Vec<Shift> {
    let from = lived_from(demo).plus_minutes(-30);
    let mut starts = vec![from];
    let mut day = from.date(demo.zone);
    while At::start_of(day, demo.zone) <= demo.now {
        let walls = CHANGES.iter().filter_map(|hour| NaiveTime::from_hms_opt(*hour, 0, 0));
        let instants = walls.filter_map(|time| at_wall_clock(day.and_time(time), demo.zone).ok());
        starts.extend(instants.filter(|at| from.plus_minutes(60) < *at && at.plus_minutes(OVER) <= demo.now));
        let Some(next) = day.checked_add_days(Days::new(1)) else { break };
        day = next;
    }
    let ends = starts.iter().skip(1).copied().chain([demo.now]);
    let count = starts.len();
    let zone = demo.zone;
    let shift = |(at, (from, to)): (usize, (&At, At))| Shift {
        from: *from,
        to,
        holder: ROSTER.get((count - 1 - at) % ROSTER.len()).copied().unwrap_or(2),
        night: !(6..22).contains(&from.plus_minutes(60).local(zone).hour()),
    };
    starts.iter().zip(ends).enumerate().map(shift).collect()
}

/// Who comes after the present watch: next, after that, and so on.
pub(super) fn later(nth: usize) -> usize {
    let back = (ROSTER.len() - nth % ROSTER.len()) % ROSTER.len();
    ROSTER.get(back).copied().unwrap_or(2)
}

/// Who has the watch at an instant.
pub(super) fn holder(shifts: &[Shift], at: At) -> usize {
    shifts.iter().rev().find(|shift| shift.from <= at).map_or(2, |shift| shift.holder)
}
