//! A program in a pseudo-terminal of 120 x 40: keys in, bytes out with their instants. Answers no terminal queries,
//! so that every program waits for none.

use crate::children;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

pub const COLUMNS: u16 = 120;
pub const ROWS: u16 = 40;

/// A running program.
pub struct Pty {
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
    pub started: Instant,
    _master: Box<dyn MasterPty + Send>,
}

/// What a program wrote until it was quiet.
#[derive(Clone, Copy, Default)]
pub struct Burst {
    pub bytes: usize,
    /// When the last of it came; none when nothing came.
    pub last: Option<Instant>,
}

impl Pty {
    /// Starts a program.
    pub fn start(program: &str, args: &[&str], env: &[(&str, &str)]) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows: ROWS, cols: COLUMNS, ..PtySize::default() }).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "");
        for name in ["LC_ALL", "LOBBY_DATA", "LOBBY_SOCKET", "LOBBY_STAFF", "NO_COLOR", "SSH_CONNECTION"] {
            command.env_remove(name);
        }
        for (name, value) in env {
            command.env(name, value);
        }
        let (mut reader, writer) =
            (pair.master.try_clone_reader().unwrap(), pair.master.take_writer().unwrap());
        let (tell, output) = channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 65536];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if tell.send((Instant::now(), chunk[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        children::begun(child.process_id().unwrap_or(0));
        let cells = |count: u16| std::num::NonZero::new(count).unwrap();
        let screen = vt100::Parser::new(cells(ROWS), cells(COLUMNS), 0);
        Self { writer, child, output, screen, started, _master: pair.master }
    }

    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap_or(0)
    }

    /// Types.
    pub fn send(&mut self, keys: &[u8]) -> Instant {
        let at = Instant::now();
        self.writer.write_all(keys).unwrap();
        self.writer.flush().unwrap();
        at
    }

    /// What comes until nothing has come for `quiet`. The first byte may take up to `patience`.
    pub fn burst(&mut self, quiet: Duration, patience: Duration) -> Burst {
        let mut burst = Burst::default();
        let end = Instant::now() + patience + Duration::from_secs(10);
        let mut wait = patience;
        while let Ok((at, chunk)) = self.output.recv_timeout(wait) {
            burst.bytes += chunk.len();
            burst.last = Some(at);
            self.screen.process(&chunk);
            if Instant::now() > end {
                break;
            }
            wait = quiet;
        }
        burst
    }

    /// Types and gives what came of it: the time to its last byte, and how many bytes.
    pub fn answer(&mut self, keys: &[u8], quiet: Duration) -> Option<(Duration, usize)> {
        let at = self.send(keys);
        let burst = self.burst(quiet, Duration::from_secs(1));
        burst.last.map(|last| (last.saturating_duration_since(at), burst.bytes))
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits until the screen shows something; false when it does not within ten seconds.
    pub fn until(&mut self, shows: impl Fn(&str) -> bool) -> bool {
        let end = Instant::now() + Duration::from_secs(10);
        while Instant::now() < end {
            if shows(&self.text()) {
                return true;
            }
            self.burst(Duration::from_millis(20), Duration::from_millis(50));
        }
        shows(&self.text())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        children::ended(self.id());
    }
}

/// Whether a program is installed.
pub fn installed(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|dir| dir.join(program).is_file())
}
