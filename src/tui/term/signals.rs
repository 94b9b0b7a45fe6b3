//! The ways out that do not pass the main loop: signals, and a terminal that is gone.
//!
//! The main loop may be stuck in a write or spin on a dead terminal (crossterm 793), so these threads end the
//! process themselves. They sleep in the kernel: no wake-ups while nothing happens.

use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Starts both watchers, once a process.
///
/// # Errors
/// The handlers cannot be set or a thread cannot be started.
pub(super) fn watch() -> io::Result<()> {
    static WATCHING: AtomicBool = AtomicBool::new(false);
    if WATCHING.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            leave(signal);
        }
    })?;
    thread::Builder::new().name("hang-up".into()).spawn(|| {
        if gone() {
            leave(SIGHUP);
        }
    })?;
    Ok(())
}

/// Ends the process as a shell expects it of one killed by the signal.
fn leave(signal: i32) {
    super::restore();
    std::process::exit(128 + signal);
}

/// Waits until the terminal is gone. A signal is not always sent: the program may ignore it or have no controlling
/// terminal, but the descriptor hangs up all the same.
fn gone() -> bool {
    let stdin = io::stdin();
    loop {
        // No event is asked for, so only a hang-up or an error wakes it.
        let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_) => return true,
            Err(rustix::io::Errno::INTR) => {}
            // Without this watcher the signals still do their part.
            Err(_) => return false,
        }
    }
}
