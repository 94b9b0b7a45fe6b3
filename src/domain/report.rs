//! Figures over requests (`tests/data/README.md` has the definitions). Counts what it is given; reads nothing.

use crate::domain::calendar::Calendars;
use crate::domain::clock::{Clocks, Limit, Target};
use crate::domain::moment::At;
use std::sync::Arc;

/// The period of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first instant.
    pub start: At,
    /// The first instant after it.
    pub end: At,
    /// What "closed within" means.
    pub within: Within,
}

/// What "closed within" means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// At most so long, in milliseconds.
    Ms(i64),
    /// Before a clock with this target runs out.
    Target(Target, Arc<Calendars>),
}

impl Within {
    fn met(&self, opened: At, closed: At) -> bool {
        match self {
            Self::Ms(limit) => closed.0.saturating_sub(opened.0) <= *limit,
            Self::Target(target, calendars) => {
                let mut clocks = Clocks::default();
                clocks.start(Limit::Finish, Some(*target), opened, calendars);
                clocks.stop(Limit::Finish, closed);
                clocks.last(Limit::Finish).and_then(|timer| timer.met(closed)) == Some(true)
            }
        }
    }
}

/// Counts of one part of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Opened in the period.
    pub received: u64,
    /// Of these, closed by the end of the period.
    pub closed: u64,
    /// Of `timed`, those closed within the limit.
    pub within: u64,
    /// How long the closed ones took, in milliseconds; those closed before they were opened are left out.
    took: Vec<i64>,
}

impl Tally {
    /// Counts a request that was opened in the period.
    pub fn add(&mut self, opened: At, closed: Option<At>, window: &Window) {
        self.received += 1;
        let Some(closed) = closed.filter(|closed| *closed < window.end) else { return };
        self.closed += 1;
        if closed >= opened {
            let took = closed.0.saturating_sub(opened.0);
            self.within += u64::from(window.within.met(opened, closed));
            self.took.push(took);
        }
    }

    /// Adds another part.
    pub fn merge(&mut self, other: &Self) {
        self.received += other.received;
        self.closed += other.closed;
        self.within += other.within;
        self.took.extend_from_slice(&other.took);
    }

    /// Of the closed, those whose times make sense.
    #[must_use]
    pub fn timed(&self) -> u64 {
        self.took.len() as u64
    }

    /// The nearest-rank percentile of the durations in whole minutes, rounded down; none when there is none.
    pub fn percentile(&mut self, percent: usize) -> Option<i64> {
        let rank = (self.took.len() * percent).div_ceil(100);
        // The rank is between 1 and the count, unless there is none.
        let at = rank.checked_sub(1).filter(|at| *at < self.took.len())?;
        let (_, took, _) = self.took.select_nth_unstable(at);
        Some(took.div_euclid(60_000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn what_is_closed_later_or_before_it_was_opened_has_no_duration() {
        let window = Window { start: At(0), end: At(100 * MINUTE), within: Within::Ms(10 * MINUTE) };
        let mut tally = Tally::default();
        for closed in [Some(10), Some(11), Some(-1), Some(99), Some(100), None] {
            tally.add(At(0), closed.map(|minutes| At(minutes * MINUTE)), &window);
        }
        assert_eq!((tally.received, tally.closed, tally.timed(), tally.within), (6, 4, 3, 1));
        assert_eq!((tally.percentile(50), tally.percentile(90)), (Some(11), Some(99)));
    }

    #[test]
    fn percentiles_are_nearest_rank() {
        let window = Window { start: At(0), end: At(i64::MAX), within: Within::Ms(0) };
        let mut tally = Tally::default();
        assert_eq!(tally.percentile(50), None);
        for minutes in (1..=10).rev() {
            tally.add(At(0), Some(At(minutes * MINUTE + 59_999)), &window);
        }
        assert_eq!(
            (tally.percentile(50), tally.percentile(90), tally.percentile(100)),
            (Some(5), Some(9), Some(10))
        );
    }
}
