//! A program in a pseudo-terminal: keys in, as the keymap files write them; screens out, as a person would see them.

use crate::support::often::often;
use lobby::tui::keymap::{Code, Key};
use portable_pty::{Child, CommandBuilder, MasterPty, PtyPair, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long something may take; only a broken program waits so long.
fn limit() -> Duration {
    Duration::from_secs(often("LOBBY_TEST_WAIT", 30))
}

/// What the terminal shows, and a bell for every change.
struct Seen {
    parser: Mutex<vt100::Parser>,
    changed: Condvar,
    /// How often the bell rang.
    bells: AtomicUsize,
}

impl Seen {
    fn lock(&self) -> MutexGuard<'_, vt100::Parser> {
        self.parser.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A program in a terminal.
pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    seen: Arc<Seen>,
    /// Every key but the characters typed into text and look-up fields.
    pub keys_pressed: usize,
}

/// Runs a program in a terminal of this size.
fn spawn_command(
    mut command: CommandBuilder,
    cols: u16,
    rows: u16,
) -> (PtyPair, Box<dyn Child + Send + Sync>) {
    let pair = native_pty_system().openpty(PtySize { rows, cols, ..PtySize::default() }).unwrap();
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    command.env_remove("SSH_CONNECTION");
    command.env_remove("NO_COLOR");
    let child = pair.slave.spawn_command(command).unwrap();
    (pair, child)
}

/// Runs a test of this binary in a terminal of 80x24, with `flag` set.
pub fn spawn(test: &str, flag: &str) -> (PtyPair, Box<dyn Child + Send + Sync>) {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(flag, "1");
    spawn_command(command, 80, 24)
}

impl Pty {
    /// Runs a test of this binary in a pty, with `flag` set.
    pub fn start(test: &str, flag: &str) -> Self {
        Self::of(spawn(test, flag), 80, 24)
    }

    /// Runs a program in a pty of 80x24.
    pub fn run(command: CommandBuilder) -> Self {
        Self::sized(command, 80, 24)
    }

    /// Runs a program in a pty of this size.
    pub fn sized(command: CommandBuilder, cols: u16, rows: u16) -> Self {
        Self::of(spawn_command(command, cols, rows), cols, rows)
    }

    fn of((pair, child): (PtyPair, Box<dyn Child + Send + Sync>), cols: u16, rows: u16) -> Self {
        let parser = vt100::Parser::new(cells(rows), cells(cols), 0);
        let seen = Arc::new(Seen {
            parser: Mutex::new(parser),
            changed: Condvar::new(),
            bells: AtomicUsize::new(0),
        });
        let (mut reader, writer) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let shown = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut chunk) {
                let bells = chunk[..n].iter().filter(|byte| **byte == 7).count();
                shown.bells.fetch_add(bells, Ordering::SeqCst);
                shown.lock().process(&chunk[..n]);
                shown.changed.notify_all();
            }
        });
        Self { master: pair.master, writer, child, seen, keys_pressed: 0 }
    }

    /// Waits until the screen is as asked; fails with the screen when it does not come to that.
    #[track_caller]
    pub fn wait(&self, what: &str, found: impl Fn(&vt100::Screen) -> bool) {
        assert!(self.comes_to(found), "no {what}; the screen:\n{}", self.text());
    }

    /// Waits until the screen is as asked; whether it came to that.
    pub fn comes_to(&self, found: impl Fn(&vt100::Screen) -> bool) -> bool {
        let end = Instant::now() + limit();
        let mut parser = self.seen.lock();
        while !found(parser.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            parser = self.seen.changed.wait_timeout(parser, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Waits until the terminal's bell has rung.
    #[track_caller]
    pub fn rings(&self) {
        self.wait("bell", |_| self.seen.bells.load(Ordering::SeqCst) > 0);
    }

    /// Waits until the screen holds this text.
    #[track_caller]
    pub fn shows(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the screen no longer holds this text.
    #[track_caller]
    pub fn hides(&self, text: &str) {
        self.wait(&format!("end of {text}"), |screen| !screen.contents().contains(text));
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.seen.lock().screen().contents()
    }

    /// Presses keys, written as in the keymap files.
    pub fn keys(&mut self, keys: &str) {
        for word in keys.split_whitespace() {
            let key = word.parse().unwrap_or_else(|bad| panic!("{bad:?} is no key"));
            self.send(&bytes_of(key));
            self.keys_pressed += 1;
        }
    }

    /// Types into a text or look-up field.
    pub fn typed(&mut self, text: &str) {
        self.send(text.as_bytes());
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
        self.writer.flush().unwrap();
    }

    /// Gives the window another size.
    pub fn resize(&self, cols: u16, rows: u16) {
        self.seen.lock().screen_mut().set_size(cells(rows), cells(cols));
        self.master.resize(PtySize { rows, cols, ..PtySize::default() }).unwrap();
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// The exit code, once the terminal was seen to be as it was.
    pub fn ends_restored(mut self) -> u32 {
        let code = end(&mut *self.child);
        self.wait("terminal given back", |screen| {
            !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
        });
        let tty = std::fs::File::open(self.master.tty_name().unwrap()).unwrap();
        let modes = rustix::termios::tcgetattr(tty).unwrap().local_modes;
        use rustix::termios::LocalModes;
        assert!(modes.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG), "{modes:?}");
        code
    }

    /// SIGKILL; returns when the program is gone.
    pub fn kill(mut self) {
        self.signal(Signal::KILL);
        end(&mut *self.child);
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

/// What xterm sends for a key.
fn bytes_of(key: Key) -> Vec<u8> {
    let text = match key.code {
        Code::Char(c) if key.ctrl => char::from(c.to_ascii_lowercase() as u8 & 0x1f).to_string(),
        Code::Char(c) => c.to_string(),
        Code::Tab if key.shift => "\x1b[Z".into(),
        Code::Enter => "\r".into(),
        Code::Esc => "\x1b".into(),
        Code::Tab => "\t".into(),
        Code::Backspace => "\x7f".into(),
        Code::Insert => "\x1b[2~".into(),
        Code::Delete => "\x1b[3~".into(),
        Code::PageUp => "\x1b[5~".into(),
        Code::PageDown => "\x1b[6~".into(),
        Code::Home => "\x1b[H".into(),
        Code::End => "\x1b[F".into(),
        Code::Up => "\x1b[A".into(),
        Code::Down => "\x1b[B".into(),
        Code::Right => "\x1b[C".into(),
        Code::Left => "\x1b[D".into(),
        Code::F(n @ 1..=4) => format!("\x1bO{}", char::from(b'P' + n - 1)),
        // The numbers have gaps where the terminals of old had other keys.
        Code::F(n) => format!("\x1b[{}~", [15, 17, 18, 19, 20, 21, 23, 24][usize::from(n) - 5]),
    };
    if key.alt { format!("\x1b{text}").into_bytes() } else { text.into_bytes() }
}

/// Waits for the program's end; gives its exit code.
pub fn end(child: &mut (dyn Child + Send + Sync)) -> u32 {
    let end = Instant::now() + limit();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.exit_code();
        }
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("the program did not end");
        }
        std::thread::yield_now();
    }
}
