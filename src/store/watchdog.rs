//! Notices a commit that hangs. It sleeps while none runs, and never decides what is wrong.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What to do about a hanging commit: normally to end the process, since a restart recovers.
pub type Hook = Arc<dyn Fn() + Send + Sync>;

/// A thread that calls the hook when a guarded stretch of work takes longer than the limit.
pub(super) struct Watchdog {
    shared: Arc<Shared>,
}

struct Shared {
    limit: Duration,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    deadline: Option<Instant>,
    /// The thread waits without a deadline and must be woken.
    asleep: bool,
    closed: bool,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watchdog {
    /// Starts the thread.
    pub(super) fn start(limit: Duration, hook: Hook) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { limit, state: Mutex::default(), changed: Condvar::new() });
        let watched = Arc::clone(&shared);
        thread::Builder::new().name("watchdog".into()).spawn(move || watch(&watched, &hook))?;
        Ok(Self { shared })
    }

    /// Arms it until the guard is dropped.
    pub(super) fn arm(&self) -> Armed<'_> {
        let mut state = self.shared.state();
        state.deadline = Some(Instant::now() + self.shared.limit);
        if state.asleep {
            self.shared.changed.notify_one();
        }
        Armed { shared: &self.shared }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.state().closed = true;
        self.shared.changed.notify_one();
    }
}

/// Disarms when dropped, without waking the thread.
pub(super) struct Armed<'a> {
    shared: &'a Shared,
}

impl Drop for Armed<'_> {
    fn drop(&mut self) {
        self.shared.state().deadline = None;
    }
}

fn watch(shared: &Shared, hook: &Hook) {
    let mut state = shared.state();
    while !state.closed {
        let Some(deadline) = state.deadline else {
            state.asleep = true;
            state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.asleep = false;
            continue;
        };
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            tracing::error!("a commit hangs since {:?}", shared.limit);
            state.deadline = None;
            drop(state);
            hook();
            state = shared.state();
            continue;
        }
        state = shared.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
    }
}
