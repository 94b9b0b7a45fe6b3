//! The business day: a watch belongs to the day on which it opened, and a day begins when the office says, not at midnight.

use crate::domain::moment::{At, Date, at_wall_clock};
use chrono::{Days, NaiveTime, TimeDelta};
use chrono_tz::Tz;

/// The business day of an instant; a day begins `cutoff` minutes after midnight by the clock on the wall.
#[must_use]
pub fn business_day(at: At, zone: Tz, cutoff: i64) -> Date {
    let wall = at.local(zone).naive_local();
    let day = wall.checked_sub_signed(TimeDelta::minutes(cutoff)).unwrap_or(wall).date();
    // Where the clocks show a time twice, the day has begun with the first.
    if at >= ends(day, zone, cutoff) {
        return day.checked_add_days(Days::new(1)).unwrap_or(day);
    }
    if at < begins(day, zone, cutoff) {
        return day.checked_sub_days(Days::new(1)).unwrap_or(day);
    }
    day
}

/// When a business day begins. A wall time that the clocks jump over begins when they have.
#[must_use]
pub fn begins(day: Date, zone: Tz, cutoff: i64) -> At {
    let (hour, minute) = (cutoff.div_euclid(60), cutoff.rem_euclid(60));
    let time = u32::try_from(hour).ok().zip(u32::try_from(minute).ok());
    let time = time.and_then(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0)).unwrap_or_default();
    at_wall_clock(day.and_time(time), zone).unwrap_or_else(|gap| gap.opens)
}

/// When a business day ends: when the next begins. A day that the calendar skips has no length.
#[must_use]
pub fn ends(day: Date, zone: Tz, cutoff: i64) -> At {
    day.checked_add_days(Days::new(1)).map_or(At(i64::MAX), |next| begins(next, zone, cutoff))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONES: [Tz; 5] = [
        chrono_tz::Europe::London,
        chrono_tz::America::New_York,
        chrono_tz::Australia::Lord_Howe,
        chrono_tz::Pacific::Apia,
        chrono_tz::Asia::Shanghai,
    ];

    fn date(y: i32, m: u32, d: u32) -> Date {
        Date::from_ymd_opt(y, m, d).expect("a day")
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_began() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = |hour: i64| At::start_of(date(2026, 11, 24), zone).plus_minutes(hour * 60);
        assert_eq!(business_day(at(5), zone, 360), date(2026, 11, 23));
        assert_eq!(business_day(at(6), zone, 360), date(2026, 11, 24));
        assert_eq!(business_day(at(23), zone, 360), date(2026, 11, 24));
    }

    /// Days follow each other without a gap and none is negative, whatever the clocks do: an hour forward and back, half
    /// an hour, a day that was skipped.
    #[test]
    fn days_meet_without_a_gap_in_every_zone() {
        for zone in ZONES {
            for cutoff in [0, 90, 150, 360] {
                for year in [2011, 2025, 2026] {
                    let mut day = date(year, 1, 1);
                    while day < date(year + 1, 1, 1) {
                        let next = day.checked_add_days(Days::new(1)).expect("a day");
                        let (from, to) = (begins(day, zone, cutoff), ends(day, zone, cutoff));
                        assert_eq!(to, begins(next, zone, cutoff), "{zone} {day}");
                        assert!(from <= to, "{zone} {day}: {from:?} {to:?}");
                        day = next;
                    }
                }
            }
        }
    }

    #[test]
    fn an_instant_lies_in_its_own_day() {
        for zone in ZONES {
            for step in 0..4_000 {
                // Quarter hours around the autumn of 2025.
                let at = At::start_of(date(2025, 10, 20), zone).plus_minutes(step * 15);
                for cutoff in [60, 90, 360] {
                    let day = business_day(at, zone, cutoff);
                    let inside = begins(day, zone, cutoff) <= at && at < ends(day, zone, cutoff);
                    assert!(inside, "{zone} {at:?} {cutoff}");
                }
            }
        }
    }
}
