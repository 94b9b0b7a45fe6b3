//! The clock thread: sleeps until the next alarm, then has the store thread do what is due. It sleeps for good while no
//! alarm is set, so that an idle server costs nothing. Knows nothing of what an alarm is about.

use super::Shared;
use super::work::Queued;
use crate::domain::moment::At;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The wall clock may be set and a machine may sleep, so a long wait looks up once an hour.
const LONGEST: Duration = Duration::from_secs(3600);
/// After a failure, the next try waits so long.
const HELD: Duration = Duration::from_secs(60);

/// When the program acts next by itself.
#[derive(Debug, Default)]
pub(super) struct Alarm {
    next: Mutex<Next>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Next {
    /// No alarm is set, or the store thread is about to say.
    #[default]
    Never,
    At(At),
    /// Something failed: try again a while later.
    Held,
    End,
}

impl Alarm {
    fn lock(&self) -> MutexGuard<'_, Next> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, next: Next) {
        let mut known = self.lock();
        if *known != next && *known != Next::End {
            *known = next;
            self.changed.notify_all();
        }
    }

    /// Sets the next alarm.
    pub(super) fn set(&self, next: Option<At>) {
        self.put(next.map_or(Next::Never, Next::At));
    }

    /// Tries again a while later.
    pub(super) fn hold(&self) {
        self.put(Next::Held);
    }

    /// Ends the thread.
    pub(super) fn end(&self) {
        self.put(Next::End);
    }
}

/// Runs until [`Alarm::end`].
pub(super) fn run(shared: &Shared) {
    let alarm = &shared.alarm;
    let mut next = alarm.lock();
    loop {
        let wait = match *next {
            Next::End => return,
            Next::Never => {
                next = alarm.changed.wait(next).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            Next::At(at) => shared.desk.until(at),
            Next::Held => HELD,
        };
        let held = *next == Next::Held;
        if !wait.is_zero() {
            let wait = wait.min(LONGEST);
            let woken = alarm.changed.wait_timeout(next, wait).unwrap_or_else(PoisonError::into_inner);
            next = woken.0;
            if !(held && woken.1.timed_out()) {
                continue;
            }
        }
        if *next != Next::End {
            // The store thread sets the next one when it is done.
            *next = Next::Never;
            shared.queue(Queued::Tick);
        }
    }
}
