//! Times taken, and what is said of them.

use std::time::{Duration, Instant};

/// Times of one kind.
#[derive(Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Runs a job and keeps how long it took.
    pub fn take<R>(&mut self, job: impl FnOnce() -> R) -> R {
        let begun = Instant::now();
        let result = job();
        self.add(begun.elapsed());
        result
    }

    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The nearest-rank percentile, in seconds; 0 when nothing was measured.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        let rank = (sorted.len() * percent).div_ceil(100).max(1);
        sorted.get(rank - 1).map_or(0.0, Duration::as_secs_f64)
    }

    pub fn p50(&self) -> f64 {
        self.percentile(50)
    }

    pub fn p99(&self) -> f64 {
        self.percentile(99)
    }
}
