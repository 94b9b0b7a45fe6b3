//! The programs that the measurements have started, so that none outlives a section that was given up.

use rustix::process::{Pid, Signal, kill_process};
use std::sync::{Mutex, PoisonError};

static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

fn running() -> std::sync::MutexGuard<'static, Vec<Pid>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Notes a program that was started.
pub fn begun(id: u32) {
    running().extend(pid(id));
}

/// Notes that it has been waited for; its number may be another's now.
pub fn ended(id: u32) {
    running().retain(|known| Some(*known) != pid(id));
}

/// Ends what is left.
pub fn end_all() {
    for left in running().drain(..) {
        let _ = kill_process(left, Signal::KILL);
    }
}

/// The number of a process.
pub fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
}
