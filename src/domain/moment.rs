//! Instants as the desk keeps them and as the screen shows them. Does not read the clock: `now` is an argument.
//!
//! What people type for a moment is read by [`typed`].

pub mod fault;
pub mod typed;

use crate::say;
use crate::text::lang::Say;
use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A calendar day at the site; business dates are days, never instants.
pub type Date = NaiveDate;

/// An instant: milliseconds since 1970-01-01 UTC.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct At(pub i64);

/// Instants are shown and computed within the years 1 to 9999; beyond, the nearest of the two ends is taken.
const FIRST_MS: i64 = -62_135_596_800_000 + 2 * DAY_MS;
const LAST_MS: i64 = 253_402_300_799_999 - 2 * DAY_MS;
const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

impl At {
    /// The same instant for chrono.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.clamp(FIRST_MS, LAST_MS)).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// The wall clock in `zone` at this instant.
    #[must_use]
    pub fn local(self, zone: Tz) -> DateTime<Tz> {
        self.utc().with_timezone(&zone)
    }

    /// The day in `zone` at this instant.
    #[must_use]
    pub fn date(self, zone: Tz) -> Date {
        self.local(zone).date_naive()
    }

    /// `minutes` later (earlier when negative); stops at the end of the number line.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(MINUTE_MS)))
    }

    /// Whole minutes from this instant to `later`, rounded down; negative when `later` is earlier.
    #[must_use]
    pub fn minutes_to(self, later: Self) -> i64 {
        later.0.saturating_sub(self.0).div_euclid(MINUTE_MS)
    }

    /// For the screen: `11-23 16:05`, with the year when it is another than at `now`. The same in both languages.
    #[must_use]
    pub fn screen(self, now: Self, zone: Tz) -> String {
        let local = self.local(zone);
        let format = if local.year() == now.local(zone).year() { "%m-%d" } else { "%Y-%m-%d" };
        format!("{} {}", local.format(format), self.clock(zone))
    }

    /// What the clocks on the wall show: `02:30`; in an hour that comes twice `02:30A` the first time and `02:30B` the
    /// second (`spec/handover.md` 4.7).
    #[must_use]
    pub fn clock(self, zone: Tz) -> String {
        let local = self.local(zone);
        let which = match zone.from_local_datetime(&local.naive_local()) {
            LocalResult::Ambiguous(first, _) if first == local => "A",
            LocalResult::Ambiguous(..) => "B",
            _ => "",
        };
        format!("{}{which}", local.format("%H:%M"))
    }

    /// For a form field: always `2026-11-23 16:05`, so that what stands there reads back as the same minute.
    #[must_use]
    pub fn input(self, zone: Tz) -> String {
        self.local(zone).format("%Y-%m-%d %H:%M").to_string()
    }

    /// For sentences: `今天 16:05`, `明天 9:00`, else as [`At::screen`].
    #[must_use]
    pub fn spoken(self, now: Self, zone: Tz) -> Say {
        let local = self.local(zone);
        let clock = self.clock(zone);
        match local.date_naive().signed_duration_since(now.date(zone)).num_days() {
            0 => say!("今天 {clock}", "today {clock}"),
            1 => say!("明天 {clock}", "tomorrow {clock}"),
            2 => say!("后天 {clock}", "in two days, {clock}"),
            -1 => say!("昨天 {clock}", "yesterday {clock}"),
            _ => Say::same(self.screen(now, zone)),
        }
    }

    /// The first instant of `date` in `zone`: midnight, or where the clocks skip it, the moment they arrive.
    #[must_use]
    pub fn start_of(date: Date, zone: Tz) -> Self {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        match at_wall_clock(midnight, zone) {
            Ok(at) => at,
            Err(gap) => gap.opens,
        }
    }

    /// The last millisecond of `date` in `zone`, for ranges whose end is inclusive.
    #[must_use]
    pub fn end_of(date: Date, zone: Tz) -> Self {
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        Self(Self::start_of(next, zone).0.saturating_sub(1))
    }

    /// The first instant behind a day there.
    #[must_use]
    pub fn after(date: Date, zone: Tz) -> Self {
        Self(Self::end_of(date, zone).0.saturating_add(1))
    }
}

impl From<DateTime<Utc>> for At {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

/// A day for the screen: `11-25`, with the year when it is not `today`'s.
#[must_use]
pub fn date_screen(date: Date, today: Date) -> String {
    date.format(if date.year() == today.year() { "%m-%d" } else { "%Y-%m-%d" }).to_string()
}

/// A length of time in words of the desk: `3天4小时`, `2小时5分`, `7分`. Negative lengths count as none.
#[must_use]
pub fn span(minutes: i64) -> Say {
    let minutes = minutes.max(0);
    let (d, h, m) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (d, h, m) {
        (0, 0, _) => say!("{m}分", "{m} min"),
        (0, _, 0) => say!("{h}小时", "{h} h"),
        (0, _, _) => say!("{h}小时{m}分", "{h} h {m} min"),
        (_, 0, _) => say!("{d}天", "{d} d"),
        _ => say!("{d}天{h}小时", "{d} d {h} h"),
    }
}

/// A stretch of wall clock that the clocks of a zone jump over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The last minute the clocks show before the jump.
    pub before: NaiveDateTime,
    /// What they show right after it.
    pub after: NaiveDateTime,
    /// The instant of the jump.
    pub opens: At,
}

/// The instant when the clocks in `zone` show `wall`. Where they show it twice (autumn), the first time.
///
/// # Errors
/// The gap around `wall` when the clocks never show it (spring).
pub fn at_wall_clock(wall: NaiveDateTime, zone: Tz) -> Result<At, Gap> {
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Ok(At(at.timestamp_millis())),
        LocalResult::None => Err(gap_around(wall, zone)),
    }
}

fn gap_around(wall: NaiveDateTime, zone: Tz) -> Gap {
    use chrono::{DurationRound, TimeDelta};
    let minute = TimeDelta::minutes(1);
    let mut after = wall.duration_trunc(minute).unwrap_or(wall);
    // The longest gap known is the day Samoa left out in 2011.
    for _ in 0..2 * 1440 {
        after = after.checked_add_signed(minute).unwrap_or(after);
        if let Some(at) = zone.from_local_datetime(&after).earliest() {
            let opens = At(at.timestamp_millis());
            let before = At(opens.0 - MINUTE_MS).local(zone).naive_local();
            return Gap { before, after, opens };
        }
    }
    // Only reached at the ends of the calendar, where chrono knows no instant at all.
    Gap { before: wall, after: wall, opens: At(wall.and_utc().timestamp_millis()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Asia, Pacific};
    use proptest::prelude::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    #[test]
    fn the_screen_shows_the_year_only_when_it_is_another() {
        let zone = Asia::Shanghai;
        let now = at_wall_clock(wall("2026-11-23 16:07"), zone).unwrap();
        let other = at_wall_clock(wall("2025-11-23 09:00"), zone).unwrap();
        assert_eq!(now.screen(now, zone), "11-23 16:07");
        assert_eq!(other.screen(now, zone), "2025-11-23 09:00");
        assert_eq!(now.plus_minutes(1440).spoken(now, zone).zh, "明天 16:07");
        assert_eq!(now.spoken(now, zone).en, "today 16:07");
        assert_eq!(date_screen(other.date(zone), now.date(zone)), "2025-11-23");
        assert_eq!(now.utc().to_rfc3339(), "2026-11-23T08:07:00+00:00");
    }

    #[test]
    fn a_time_the_clocks_jump_over_names_both_ends() {
        let gap = at_wall_clock(wall("2020-03-08 02:30"), America::New_York).unwrap_err();
        assert_eq!((gap.before, gap.after), (wall("2020-03-08 01:59"), wall("2020-03-08 03:00")));
        let day = at_wall_clock(wall("2011-12-30 12:00"), Pacific::Apia).unwrap_err();
        assert_eq!((day.before, day.after), (wall("2011-12-29 23:59"), wall("2011-12-31 00:00")));
    }

    #[test]
    fn a_time_the_clocks_show_twice_says_which_time_it_is() {
        use chrono_tz::{America::New_York, Australia::Lord_Howe};
        let first = At::start_of(NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day"), New_York);
        let shown = |minutes: i64| first.plus_minutes(minutes).clock(New_York);
        assert_eq!([shown(59), shown(90), shown(150), shown(180)], ["00:59", "01:30A", "01:30B", "02:00"]);
        assert_eq!(first.plus_minutes(150).screen(first, New_York), "11-01 01:30B");
        let howe = At::start_of(NaiveDate::from_ymd_opt(2026, 4, 5).expect("a day"), Lord_Howe);
        let shown = |minutes: i64| howe.plus_minutes(minutes).clock(Lord_Howe);
        assert_eq!([shown(89), shown(90), shown(120), shown(150)], ["01:29", "01:30A", "01:30B", "02:00"]);
    }

    #[test]
    fn a_time_the_clocks_show_twice_is_the_first_one() {
        let at = at_wall_clock(wall("2020-11-01 01:30"), America::New_York).unwrap();
        assert_eq!(at.utc().to_rfc3339(), "2020-11-01T05:30:00+00:00");
    }

    #[test]
    fn days_begin_and_end_where_the_zone_says() {
        let zone = America::Santiago; // jumps from 24:00 to 01:00 on 6 September 2026
        let date = Date::from_ymd_opt(2026, 9, 6).unwrap();
        assert_eq!(At::start_of(date, zone).local(zone).naive_local(), wall("2026-09-06 01:00"));
        let sh = Asia::Shanghai;
        assert_eq!(At::end_of(date, sh).0 + 1 - At::start_of(date, sh).0, DAY_MS);
        assert_eq!(At::end_of(date, sh).date(sh), date);
    }

    #[test]
    fn spans_in_words() {
        assert_eq!(span(7).zh, "7分");
        assert_eq!(span(125).en, "2 h 5 min");
        assert_eq!(span(120).zh, "2小时");
        assert_eq!(span(3 * 1440 + 240).zh, "3天4小时");
        assert_eq!(span(-5).zh, "0分");
        let at = At(0);
        assert_eq!(at.minutes_to(At(59_999)), 0);
        assert_eq!(at.minutes_to(At(-1)), -1);
    }

    proptest! {
        #[test]
        fn no_instant_breaks_the_screen(ms: i64, now: i64, minutes: i64) {
            let at = At(ms).plus_minutes(minutes);
            let zone = Pacific::Apia;
            prop_assert!(!at.screen(At(now), zone).is_empty());
            let _ = (at.spoken(At(now), zone), At::start_of(at.date(zone), zone), At::end_of(at.date(zone), zone));
            let _ = at.minutes_to(At(now));
        }
    }
}
