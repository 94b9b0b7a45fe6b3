//! The terminal is given back on every way out: quitting, a panic, a signal while the main loop is stuck, a hang-up.
//!
//! The program under test is this binary itself, called for [`child`] in a pty.

use lobby::tui::input::{self, Input};
use lobby::tui::keymap::Key;
use lobby::tui::term::{self, TermGuard};
use lobby::tui::theme::Env;
use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use ratatui::widgets::Paragraph;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

const CHILD: &str = "LOBBY_TERM_CHILD";

/// Not a test: what runs in the pty. Shows what it hears; `q` quits, `p` panics, `s` gets stuck.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let guard = TermGuard::enter().unwrap();
    let mut terminal = guard.terminal().unwrap();
    let (send, heard) = std::sync::mpsc::channel();
    input::start(&Env::of_process(), move |input| send.send(input).is_ok()).unwrap();
    let mut shown = "ready".to_owned();
    loop {
        term::draw(&mut terminal, |frame| {
            frame.render_widget(Paragraph::new(shown.as_str()), frame.area());
            frame.set_cursor_position((0, 0));
        })
        .unwrap();
        shown = match heard.recv().unwrap() {
            Input::Key(key) if key == Key::char('q') => return,
            Input::Key(key) if key == Key::char('p') => panic!("on purpose"),
            Input::Key(key) if key == Key::char('s') => loop {
                std::thread::park();
            },
            Input::Key(key) => format!("key {key}"),
            Input::Paste(text) => format!("paste {}", text.replace('\n', "/")),
            Input::Resize(size) => {
                terminal.backend_mut().set_size(size);
                terminal.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height)).unwrap();
                format!("size {}x{}", size.width, size.height)
            }
            Input::Lost => return,
        };
    }
}

fn limit() -> Duration {
    let seconds = std::env::var("LOBBY_TEST_WAIT").ok().and_then(|s| s.parse().ok()).unwrap_or(30);
    Duration::from_secs(seconds)
}

type Output = Arc<(Mutex<Vec<u8>>, Condvar)>;

struct Pty {
    master: Box<dyn portable_pty::MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Output,
}

fn spawn() -> (portable_pty::PtyPair, Box<dyn Child + Send + Sync>) {
    let size = PtySize { rows: 24, cols: 80, ..PtySize::default() };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "term_guard::child", "--nocapture", "--test-threads=1"]);
    command.env(CHILD, "1");
    command.env("TERM", "xterm-256color");
    command.env("LC_ALL", "C.UTF-8");
    command.env_remove("SSH_CONNECTION");
    let child = pair.slave.spawn_command(command).unwrap();
    (pair, child)
}

impl Pty {
    fn start() -> Self {
        let (pair, child) = spawn();
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
        let pty = Self { master: pair.master, writer, child, output };
        pty.wait("the first frame", |screen| screen.contents().contains("ready"));
        pty
    }

    fn screen(bytes: &[u8]) -> vt100::Parser {
        let cells = |n| std::num::NonZero::new(n).unwrap();
        let mut parser = vt100::Parser::new(cells(24), cells(80), 0);
        parser.process(bytes);
        parser
    }

    fn wait(&self, what: &str, found: impl Fn(&vt100::Screen) -> bool) {
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

    fn send(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
        self.writer.flush().unwrap();
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        kill_process(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// The exit code, once the terminal was seen to be as it was.
    fn ends_restored(mut self) -> u32 {
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

fn end(child: &mut (dyn Child + Send + Sync)) -> u32 {
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

#[test]
fn quitting_gives_the_terminal_back() {
    let mut pty = Pty::start();
    pty.wait("a screen of its own", |screen| screen.alternate_screen() && screen.bracketed_paste());
    pty.send(b"q");
    assert_eq!(pty.ends_restored(), 0);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    let mut pty = Pty::start();
    pty.send(b"p");
    pty.wait("the report", |screen| screen.contents().contains("on purpose") && !screen.alternate_screen());
    assert_ne!(pty.ends_restored(), 0);
}

#[test]
fn a_signal_ends_a_stuck_program_and_gives_the_terminal_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let mut pty = Pty::start();
        pty.send(b"s");
        pty.signal(signal);
        assert_eq!(pty.ends_restored(), code);
    }
}

#[test]
fn a_hang_up_ends_a_stuck_program() {
    let (pair, mut child) = spawn();
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    drop(pair.slave);
    let mut seen = Vec::new();
    let mut chunk = [0; 4096];
    while !String::from_utf8_lossy(&seen).contains("ready") {
        let n = reader.read(&mut chunk).unwrap();
        assert!(n > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&chunk[..n]);
    }
    writer.write_all(b"s").unwrap();
    drop((reader, writer, pair.master));
    assert_eq!(end(&mut *child), 129);
}

#[test]
fn keys_pastes_and_sizes_arrive() {
    let mut pty = Pty::start();
    pty.send("前".as_bytes());
    pty.wait("a Chinese character", |screen| screen.contents().contains("key 前"));
    pty.send(b"\x1b[17~");
    pty.wait("F6", |screen| screen.contents().contains("key F6"));
    pty.send(b"\x13");
    pty.wait("Ctrl-S", |screen| screen.contents().contains("key Ctrl-S"));
    pty.send(b"\x1b[200~a\r\nq\x1b[201~");
    pty.wait("the paste, and no quitting by it", |screen| screen.contents().contains("paste a/q"));
    pty.master.resize(PtySize { rows: 30, cols: 90, ..PtySize::default() }).unwrap();
    pty.wait("the new size", |screen| screen.contents().contains("size 90x30"));
    pty.send(b"\x1b");
    pty.wait("a lone Esc", |screen| screen.contents().contains("key Esc"));
    pty.send(b"q");
    assert_eq!(pty.ends_restored(), 0);
}
