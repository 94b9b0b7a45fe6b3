//! The server's clock behind a trait, so that tests can hold it still.

use crate::domain::moment::At;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Tells the time. The order of things is their sequence number, never this.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> At;

    /// How long it takes until it shows `at`; nothing when it does already.
    fn until(&self, at: At) -> Duration {
        Duration::from_millis(u64::try_from(at.0.saturating_sub(self.now().0)).unwrap_or(0))
    }
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> At {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that runs faster than the machine's, to live a day in minutes.
pub struct FastClock {
    from: At,
    begun: Instant,
    speed: u32,
}

impl FastClock {
    /// A clock that shows `from` now and runs `speed` times as fast as the machine's.
    #[must_use]
    pub fn new(from: At, speed: u32) -> Self {
        Self { from, begun: Instant::now(), speed: speed.max(1) }
    }
}

impl Clock for FastClock {
    fn now(&self) -> At {
        let passed = self.begun.elapsed().saturating_mul(self.speed);
        At(self.from.0.saturating_add(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)))
    }

    fn until(&self, at: At) -> Duration {
        let left = u64::try_from(at.0.saturating_sub(self.now().0)).unwrap_or(0);
        Duration::from_millis(left / u64::from(self.speed))
    }
}

/// A clock that stands until it is moved.
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that stands at `at`.
    #[must_use]
    pub fn new(at: At) -> Self {
        Self(AtomicI64::new(at.0))
    }

    /// Moves it on.
    pub fn advance_minutes(&self, minutes: i64) {
        self.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// Sets it.
    pub fn set(&self, at: At) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> At {
        At(self.0.load(Ordering::SeqCst))
    }
}
