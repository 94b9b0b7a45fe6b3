//! The loop in a real terminal: drawn at once, keys and resizes taken, the terminal given back with the answer.
//!
//! The program under test is this binary itself, called for [`child`] in a pty.

use crate::support::pty::Pty;
use lobby::api::{Fault, FaultKind};
use lobby::domain::register::Registers;
use lobby::say;
use lobby::text::lang::Lang;
use lobby::tui::{Look, TuiOptions, ask_office_name, run};
use portable_pty::CommandBuilder;
use std::sync::Arc;

const NAME: &str = "LOBBY_LOOP_NAME";
const NOBODY: &str = "LOBBY_LOOP_NOBODY";
const REFUSED: &str = "LOBBY_LOOP_REFUSED";
const TEST: &str = "tui_loop::child";

/// Not a test: what runs in the pty.
#[test]
fn child() {
    let set = |name: &str| std::env::var_os(name).is_some();
    let look = Look { lang: Some(Lang::Zh), ..Look::default() };
    if set(NAME) {
        println!("name {:?}", ask_office_name(&look).unwrap());
    } else if set(NOBODY) || set(REFUSED) {
        let refused = set(REFUSED);
        let options = TuiOptions {
            connect: Box::new(move || {
                if !refused {
                    // Nothing ever wakes it: a server that takes the connection and says nothing.
                    let (_silent, waits) = crossbeam_channel::bounded::<()>(0);
                    let _ = waits.recv();
                }
                Err(Fault::new(FaultKind::Refused, say!("版本不符", "Another version")))
            }),
            registers: Arc::new(Registers::standard()),
            staff: None,
            command: None,
            look,
        };
        let ending = run(options).unwrap();
        println!("ended {:?}", ending.text.map(|text| text.zh));
    }
}

#[test]
fn the_name_of_a_new_office_is_asked_and_given() {
    let mut pty = Pty::start(TEST, NAME);
    pty.wait("the form", |screen| {
        screen.alternate_screen() && screen.contents().contains("新建物业服务中心")
    });
    pty.send("紫荆苑".as_bytes());
    pty.wait("the text, the cursor behind it", |screen| {
        let (row, column) = screen.cursor_position();
        screen.contents().contains("紫荆苑")
            && screen.rows(0, 80).nth(row.into()).is_some_and(|line| line.contains("紫荆苑"))
            && column == 19
    });
    pty.send(b"\r");
    pty.wait("the answer", |screen| screen.contents().contains("name Some(\"紫荆苑\")"));
    assert_eq!(pty.ends_restored(), 0);
}

#[test]
fn an_office_that_does_not_answer_keeps_nobody_from_leaving() {
    let mut pty = Pty::start(TEST, NOBODY);
    pty.wait("the first picture", |screen| screen.contents().contains("正在连接"));
    pty.send(b"q");
    pty.wait("the end", |screen| screen.contents().contains("ended None"));
    assert_eq!(pty.ends_restored(), 0);
}

#[test]
fn an_office_that_refuses_says_why_after_the_screen_is_gone() {
    let pty = Pty::start(TEST, REFUSED);
    pty.wait("the reason", |screen| {
        !screen.alternate_screen() && screen.contents().contains("ended Some(\"版本不符\")")
    });
    assert_eq!(pty.ends_restored(), 0);
}

/// Ends the server of a data directory, however the test ended.
struct Ended(std::path::PathBuf);

impl Drop for Ended {
    fn drop(&mut self) {
        let program = env!("CARGO_BIN_EXE_lobby");
        let _ = std::process::Command::new(program).arg("--data").arg(&self.0).arg("stop").output();
    }
}

#[test]
fn a_newcomer_types_one_command_and_is_at_work() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("office");
    let _ended = Ended(data.clone());
    let lobby = || {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lobby"));
        command.args(["--lang", "zh", "--data"]);
        command.arg(&data);
        command.env("USER", "tester");
        command.env("XDG_CONFIG_HOME", dir.path());
        for name in ["LOBBY_DATA", "LOBBY_SOCKET", "LOBBY_STAFF", "LOBBY_LANG"] {
            command.env_remove(name);
        }
        Pty::run(command)
    };
    let mut first = lobby();
    first.wait("the question for the name", |screen| screen.contents().contains("新建物业服务中心"));
    first.send("紫荆苑\r".as_bytes());
    first.wait("the first screen", |screen| {
        let header = screen.contents().lines().next().unwrap_or_default().to_owned();
        header.contains("紫荆苑") && header.contains("tester（")
    });
    let mut second = lobby();
    second.wait("the same office in a second terminal", |screen| screen.contents().contains("tester（"));
    for pty in [&mut first, &mut second] {
        // The palette is there in text fields too.
        pty.send(b"\x1b[20~");
        pty.wait("the palette", |screen| screen.contents().contains("全部命令 ─"));
        pty.send(b"app.quit\r");
    }
    assert_eq!((first.ends_restored(), second.ends_restored()), (0, 0));
}
