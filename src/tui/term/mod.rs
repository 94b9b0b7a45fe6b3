//! The terminal itself: taken over, drawn on, and given back on every way out.
//!
//! Never turns on the mouse or the kitty protocol, never asks the terminal anything, never sets a window title:
//! a line may drop at any moment, and what was left on stays on in the user's shell. Draws nothing by itself.

mod backend;
mod sgr;
mod signals;

pub use backend::{LeanBackend, draw};

use ratatui::Terminal;
use ratatui::layout::Size;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Whether the terminal is ours. One terminal a process, and panic hook and signal thread must reach it.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Alternate screen, clean and with plain style, cursor home and shown, pasted text in brackets.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[m\x1b[2J\x1b[H\x1b[?25h\x1b[?2004h";
/// Everything of [`ENTER`] and of a half-written frame undone.
const LEAVE: &[u8] = b"\x18\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?25h\x1b[?1049l";
/// How long giving back may wait for a terminal that takes no bytes.
const PATIENCE: Duration = Duration::from_millis(200);

/// Standard output without the lock and the line buffer of [`io::Stdout`]: the signal thread must be able to write
/// while the main thread is stuck in a write.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tty;

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(io::stdout(), bytes)?)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Rings the terminal's bell: one byte, and nothing moves on the screen.
///
/// # Errors
/// When the terminal cannot be written.
pub fn bell() -> io::Result<()> {
    Tty.write_all(b"\x07")
}

/// Holds the terminal; gives it back when dropped, in a panic, and when a signal ends the program.
#[derive(Debug)]
pub struct TermGuard(());

impl TermGuard {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste. Call it once, after the error
    /// reporter's own panic hook is in place.
    ///
    /// # Errors
    /// Standard input or output is not a terminal, or it is taken already, or it refuses raw mode.
    pub fn enter() -> io::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "standard input and output must be a terminal",
            ));
        }
        if TAKEN.swap(true, Ordering::SeqCst) {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the terminal is taken already"));
        }
        // From here on the guard undoes what was done.
        let guard = Self(());
        crossterm::terminal::enable_raw_mode()?;
        Tty.write_all(ENTER)?;
        hook_panics();
        signals::watch()?;
        Ok(guard)
    }

    /// A terminal to draw on, of the size it has now.
    ///
    /// # Errors
    /// The size cannot be read.
    pub fn terminal(&self) -> io::Result<Terminal<LeanBackend<Tty>>> {
        Terminal::new(LeanBackend::new(Tty, size()?))
    }
}

impl Drop for TermGuard {
    fn drop(&mut self) {
        restore();
    }
}

/// The terminal's size, by the kernel; no bytes are exchanged.
///
/// # Errors
/// Standard output is no terminal.
pub fn size() -> io::Result<Size> {
    let size = rustix::termios::tcgetwinsize(io::stdout())?;
    // Serial lines and some test harnesses report 0: assume the least we can draw on.
    let or = |value, least| if value == 0 { least } else { value };
    Ok(Size { width: or(size.ws_col, 80), height: or(size.ws_row, 24) })
}

/// Gives the terminal back. Can be called from anywhere and as often as one likes; only the first call counts.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // A frozen terminal would hold the write for ever; then only the modes are set back.
    if writable(PATIENCE) {
        let _ = Tty.write_all(LEAVE);
    }
    let _ = crossterm::terminal::disable_raw_mode();
}

/// Whether the terminal is ours at the moment. After a panic in any thread it is not, and drawing must stop.
#[must_use]
pub fn taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

fn writable(limit: Duration) -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    let stdout = io::stdout();
    let mut fds = [PollFd::new(&stdout, PollFlags::OUT)];
    let limit = rustix::event::Timespec::try_from(limit).ok();
    matches!(poll(&mut fds, limit.as_ref()), Ok(n) if n > 0)
}

/// The report of a panic is printed before anything is dropped, so the terminal is given back first.
fn hook_panics() {
    static HOOKED: AtomicBool = AtomicBool::new(false);
    if HOOKED.swap(true, Ordering::SeqCst) {
        return;
    }
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        restore();
        before(info);
    }));
}
