//! A program in a pseudo-terminal: this test binary itself, called for one of its tests with a variable set.

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

fn limit() -> Duration {
    let seconds = std::env::var("LOBBY_TEST_WAIT").ok().and_then(|s| s.parse().ok()).unwrap_or(30);
    Duration::from_secs(seconds)
}

type Output = Arc<(Mutex<Vec<u8>>, Condvar)>;

/// A program in a terminal, and what it has written.
pub struct Pty {
    master: Box<dyn portable_pty::MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Output,
}

/// Runs a program in a terminal of 80x24.
fn spawn_command(mut command: CommandBuilder) -> (portable_pty::PtyPair, Box<dyn Child + Send + Sync>) {
    let size = PtySize { rows: 24, cols: 80, ..PtySize::default() };
    let pair = native_pty_system().openpty(size).unwrap();
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    command.env_remove("SSH_CONNECTION");
    command.env_remove("NO_COLOR");
    let child = pair.slave.spawn_command(command).unwrap();
    (pair, child)
}

/// Runs a test of this binary in a terminal, with `flag` set.
pub fn spawn(test: &str, flag: &str) -> (portable_pty::PtyPair, Box<dyn Child + Send + Sync>) {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture", "--test-threads=1"]);
    command.env(flag, "1");
    spawn_command(command)
}

impl Pty {
    /// Runs a test of this binary in a pty, with `flag` set.
    pub fn start(test: &str, flag: &str) -> Self {
        Self::of(spawn(test, flag))
    }

    /// Runs a program in a pty.
    pub fn run(command: CommandBuilder) -> Self {
        Self::of(spawn_command(command))
    }

    fn of((pair, child): (portable_pty::PtyPair, Box<dyn Child + Send + Sync>)) -> Self {
        let output = Output::default();
        let (mut reader, writer) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let heard = output.clone();
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut chunk) {
                heard.0.lock().unwrap().extend_from_slice(&chunk[..n]);
                heard.1.notify_all();
            }
        });
        Self { master: pair.master, writer, child, output }
    }

    fn screen(bytes: &[u8]) -> vt100::Parser {
        let cells = |n| std::num::NonZero::new(n).unwrap();
        let mut parser = vt100::Parser::new(cells(24), cells(80), 0);
        parser.process(bytes);
        parser
    }

    /// Waits until the screen is as asked; fails with the screen when it does not come to that.
    pub fn wait(&self, what: &str, found: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + limit();
        let mut bytes = self.output.0.lock().unwrap();
        loop {
            let screen = Self::screen(&bytes);
            if found(screen.screen()) {
                return;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "no {what}; the screen:\n{}", screen.screen().contents());
            bytes = self.output.1.wait_timeout(bytes, left).unwrap().0;
        }
    }

    /// Types.
    pub fn send(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
        self.writer.flush().unwrap();
    }

    /// Gives the window another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, ..PtySize::default() }).unwrap();
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
