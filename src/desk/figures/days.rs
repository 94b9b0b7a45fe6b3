//! The days of a report: the period before, and the steps of a trend. Pure.

use crate::api::service::Period;
use crate::domain::figures::Window;
use crate::domain::moment::At;
use chrono::{Datelike, Days, Months, NaiveDate};
use chrono_tz::Tz;

/// Up to so many days a trend goes day by day.
const DAILY: i64 = 35;
/// Up to so many days it goes week by week, from there on month by month.
const WEEKLY: i64 = 200;

/// The period before: as many months when the period is whole months, else as many days.
pub(super) fn before(period: Period) -> Option<Period> {
    let to = period.from.pred_opt()?;
    if period.from.day() == 1 && period.to.succ_opt()?.day() == 1 {
        let after = period.to.succ_opt()?;
        let months = (after.year() - period.from.year()) * 12 + i32::try_from(after.month()).ok()?
            - i32::try_from(period.from.month()).ok()?;
        let from = period.from.checked_sub_months(Months::new(u32::try_from(months).ok()?))?;
        return Some(Period { from, to });
    }
    let days = u64::try_from((period.to - period.from).num_days()).ok()?;
    Some(Period { from: to.checked_sub_days(Days::new(days))?, to })
}

/// The steps of a trend.
pub(super) struct Steps {
    /// The first day of each.
    pub(super) days: Vec<NaiveDate>,
    starts: Vec<At>,
    /// Where the last one ends; what is due after that belongs to no step yet.
    end: At,
}

impl Steps {
    /// Days, weeks from Monday or months, whichever can be read on one screen. Those that have not begun show nothing:
    /// a trend does not fall because the month is young.
    pub(super) fn of(period: Period, zone: Tz, now: At) -> Self {
        let length = (period.to - period.from).num_days() + 1;
        let next = |day: NaiveDate| {
            if length <= DAILY {
                day.succ_opt()
            } else if length <= WEEKLY {
                let left = 7 - u64::from(day.weekday().num_days_from_monday());
                day.checked_add_days(Days::new(left))
            } else {
                day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)))
            }
        };
        let shown = |day: &NaiveDate| *day <= period.to && At::start_of(*day, zone) <= now;
        let days: Vec<NaiveDate> =
            std::iter::successors(Some(period.from), |day| next(*day).filter(shown)).collect();
        let starts = days.iter().map(|day| At::start_of(*day, zone)).collect();
        let end = days.last().and_then(|day| next(*day)).map_or(At(i64::MAX), |day| At::start_of(day, zone));
        Self { days, starts, end }
    }

    /// The window of each step; the last ends with the period at the latest.
    pub(super) fn windows(&self, whole: &Window) -> Vec<Window> {
        let ends = self.starts.iter().skip(1).copied().chain(std::iter::once(self.end.min(whole.end)));
        self.starts.iter().zip(ends).map(|(start, end)| Window { start: *start, end, ..*whole }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::Scale;

    fn period(from: &str, to: &str) -> Period {
        Period { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn whole_months_are_compared_with_whole_months() {
        assert_eq!(before(period("2026-03-01", "2026-03-31")), Some(period("2026-02-01", "2026-02-28")));
        assert_eq!(before(period("2026-01-01", "2026-03-31")), Some(period("2025-10-01", "2025-12-31")));
        assert_eq!(before(period("2026-11-02", "2026-11-08")), Some(period("2026-10-26", "2026-11-01")));
        assert_eq!(before(period("2026-11-01", "2026-11-23")), Some(period("2026-10-09", "2026-10-31")));
    }

    #[test]
    fn steps_cover_the_period_without_gap() {
        let zone = chrono_tz::Asia::Shanghai;
        for (from, to, count, young) in [
            ("2026-11-01", "2026-11-30", 30, 2),
            // The first week is a Sunday alone.
            ("2026-11-01", "2026-12-31", 10, 2),
            ("2026-01-01", "2026-12-31", 12, 1),
            ("2026-11-23", "2026-11-23", 1, 1),
        ] {
            let period = period(from, to);
            let steps = Steps::of(period, zone, At(i64::MAX));
            assert_eq!(steps.days.len(), count, "{from} {to}");
            let second = At::start_of(period.from.succ_opt().unwrap(), zone);
            let begun = Steps::of(period, zone, second);
            assert_eq!(begun.days.len(), young, "what has begun by the second day");
            let end = At(At::end_of(period.to, zone).0 + 1);
            let whole =
                Window { start: At::start_of(period.from, zone), end, now: At(0), scale: Scale::USUAL };
            let last = begun.windows(&whole).pop().unwrap();
            assert!(young == count || last.end < end, "what is due later is not the last step's");
            let windows = steps.windows(&whole);
            assert_eq!(windows[0].start, At::start_of(period.from, zone));
            assert!(windows.windows(2).all(|pair| pair[0].end == pair[1].start));
            assert_eq!(windows.last().unwrap().end, end);
        }
    }
}
