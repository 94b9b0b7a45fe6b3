//! The terminal is given back on every way out: quitting, a panic, a signal while the main loop is stuck, a hang-up.
//!
//! The program under test is this binary itself, called for [`child`] in a pty.

use crate::support::pty::{self, Pty, end};
use lobby::tui::input::{self, Input};
use lobby::tui::keymap::Key;
use lobby::tui::term::{self, TermGuard};
use lobby::tui::theme::Env;
use ratatui::widgets::Paragraph;
use rustix::process::Signal;
use std::io::{Read, Write};

const CHILD: &str = "LOBBY_TERM_CHILD";
const TEST: &str = "term_guard::child";

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

fn started() -> Pty {
    let pty = Pty::start(TEST, CHILD);
    pty.wait("the first frame", |screen| screen.contents().contains("ready"));
    pty
}

#[test]
fn quitting_gives_the_terminal_back() {
    let mut pty = started();
    pty.wait("a screen of its own", |screen| screen.alternate_screen() && screen.bracketed_paste());
    pty.send(b"q");
    assert_eq!(pty.ends_restored(), 0);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_reported() {
    let mut pty = started();
    pty.send(b"p");
    pty.wait("the report", |screen| screen.contents().contains("on purpose") && !screen.alternate_screen());
    assert_ne!(pty.ends_restored(), 0);
}

#[test]
fn a_signal_ends_a_stuck_program_and_gives_the_terminal_back() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let mut pty = started();
        pty.send(b"s");
        pty.signal(signal);
        assert_eq!(pty.ends_restored(), code);
    }
}

#[test]
fn a_hang_up_ends_a_stuck_program() {
    let (pair, mut child) = pty::spawn(TEST, CHILD);
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
    let mut pty = started();
    pty.send("前".as_bytes());
    pty.wait("a Chinese character", |screen| screen.contents().contains("key 前"));
    pty.send(b"\x1b[17~");
    pty.wait("F6", |screen| screen.contents().contains("key F6"));
    pty.send(b"\x13");
    pty.wait("Ctrl-S", |screen| screen.contents().contains("key Ctrl-S"));
    pty.send(b"\x1b[200~a\r\nq\x1b[201~");
    pty.wait("the paste, and no quitting by it", |screen| screen.contents().contains("paste a/q"));
    pty.resize(90, 30);
    pty.wait("the new size", |screen| screen.contents().contains("size 90x30"));
    pty.send(b"\x1b");
    pty.wait("a lone Esc", |screen| screen.contents().contains("key Esc"));
    pty.send(b"q");
    assert_eq!(pty.ends_restored(), 0);
}
