//! The lengths of a period and its days. Pure.

use crate::text::lang::{T, t};
use chrono::{Datelike, Days, Months, NaiveDate};

/// How long a period is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Length {
    Day,
    Week,
    #[default]
    Month,
    Quarter,
    Year,
}

impl Length {
    pub(super) const fn label(self) -> T {
        match self {
            Self::Day => t("日", "day"),
            Self::Week => t("周", "week"),
            Self::Month => t("月", "month"),
            Self::Quarter => t("季", "quarter"),
            Self::Year => t("年", "year"),
        }
    }

    pub(super) const fn next(self) -> Self {
        match self {
            Self::Day => Self::Week,
            Self::Week => Self::Month,
            Self::Month => Self::Quarter,
            Self::Quarter => Self::Year,
            Self::Year => Self::Day,
        }
    }

    /// The days of the period that many back from the one `today` is in, the first and the last.
    pub(super) fn days(self, today: NaiveDate, back: u32) -> (NaiveDate, NaiveDate) {
        self.found(today, back).unwrap_or((today, today))
    }

    fn found(self, today: NaiveDate, back: u32) -> Option<(NaiveDate, NaiveDate)> {
        let months = |months: u32| {
            let into = today.month0() % months;
            let from = today.with_day(1)?.checked_sub_months(Months::new(into + back * months))?;
            Some((from, from.checked_add_months(Months::new(months))?.pred_opt()?))
        };
        match self {
            Self::Day => {
                let day = today.checked_sub_days(Days::new(u64::from(back)))?;
                Some((day, day))
            }
            Self::Week => {
                let into = u64::from(today.weekday().num_days_from_monday());
                let from = today.checked_sub_days(Days::new(into + 7 * u64::from(back)))?;
                Some((from, from.checked_add_days(Days::new(6))?))
            }
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => months(12),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_whole() {
        let today: NaiveDate = "2026-11-23".parse().unwrap();
        let days = |length: Length, back| {
            let (from, to) = length.days(today, back);
            format!("{from} {to}")
        };
        assert_eq!(days(Length::Day, 1), "2026-11-22 2026-11-22");
        assert_eq!(days(Length::Week, 0), "2026-11-23 2026-11-29");
        assert_eq!(days(Length::Month, 0), "2026-11-01 2026-11-30");
        assert_eq!(days(Length::Month, 9), "2026-02-01 2026-02-28");
        assert_eq!(days(Length::Quarter, 1), "2026-07-01 2026-09-30");
        assert_eq!(days(Length::Year, 1), "2025-01-01 2025-12-31");
    }
}
