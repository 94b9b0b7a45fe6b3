//! The program itself: it starts its own server, a signal ends it in order, `rpc` answers every line.

use crate::support::wire::{PATIENCE, until};
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn lobby(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lobby"));
    command.arg("--data").arg(data).args(["--lang", "en"]).env("USER", "tester");
    for name in ["LOBBY_DATA", "LOBBY_SOCKET", "LOBBY_STAFF", "LOBBY_LANG"] {
        command.env_remove(name);
    }
    command
}

fn run(data: &Path, args: &[&str]) -> Output {
    lobby(data).args(args).output().expect("runs")
}

fn json_of(output: &Output) -> Json {
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Ends the office's server, however the test ended.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a directory") }
    }

    fn data(&self) -> std::path::PathBuf {
        self.dir.path().join("office")
    }

    fn serve(&self) -> Child {
        let mut child = lobby(&self.data())
            .args(["serve", "--create", "阳光花园"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert!(line.starts_with("Listening on "), "{line}");
        child
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = run(&self.data(), &["stop"]);
    }
}

#[test]
fn a_newcomer_types_one_command_and_is_at_work() {
    let office = Office::new();
    let made = run(&office.data(), &["call", "task.give", "text=water the plants", "owner=#1"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(json_of(&made)["rev"], 1);
    let who = json_of(&run(&office.data(), &["call", "session.who"]));
    assert_eq!(who["who"]["name"], "tester");
    let refused = run(&office.data(), &["call", "task.show", "entry=T9999-1"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(run(&office.data(), &["call"]).status.code(), Some(2));
    assert!(run(&office.data(), &["stop"]).status.success());
    until("the server is gone", || lobby::wire::socket::running(&office.data()).is_none());
}

#[test]
fn rpc_answers_every_line_and_survives_a_killed_server() {
    let office = Office::new();
    let mut server = office.serve();
    let mut rpc =
        lobby(&office.data()).arg("rpc").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
    let mut input = rpc.stdin.take().expect("its input");
    let mut output = BufReader::new(rpc.stdout.take().expect("its output"));
    let mut ask = |line: &str| -> Json {
        writeln!(input, "{line}").expect("writes");
        let mut answer = String::new();
        output.read_line(&mut answer).expect("a line");
        serde_json::from_str(&answer).expect("JSON")
    };
    let added = ask(r##"{"id":"1","call":"task.give","args":{"text":"浇花","owner":"#1"},"key":"k1"}"##);
    assert_eq!((&added["id"], &added["ok"]["rev"]), (&json!("1"), &json!(1)));
    let wrong = ask("{nonsense");
    assert_eq!((&wrong["id"], &wrong["fault"]["kind"]), (&Json::Null, &json!("invalid")));
    let unknown = ask(r#"{"id":2,"call":"task.dance"}"#);
    assert_eq!((&unknown["id"], &unknown["fault"]["kind"]), (&json!(2), &json!("not-found")));
    assert!(unknown["fault"]["text"].is_string());
    server.kill().expect("killed");
    server.wait().expect("gone");
    let again = ask(r##"{"id":"3","call":"task.give","args":{"text":"浇花","owner":"#1"},"key":"k1"}"##);
    assert_eq!(again["ok"], added["ok"], "the same key, the same answer, after a crash");
    assert_eq!(ask(r#"{"id":"4","call":"task.list"}"#)["ok"]["total"], 1);
    let reused = ask(r##"{"id":"5","call":"task.give","args":{"text":"another","owner":"#1"},"key":"k1"}"##);
    assert_eq!(reused["fault"]["kind"], "key-reused");
    drop(input);
    assert!(rpc.wait().expect("ends").success());
}

#[test]
fn a_signal_lets_the_server_finish_what_it_has_begun() {
    let office = Office::new();
    let server = office.serve();
    let data = office.data();
    let mut rpc =
        lobby(&data).args(["rpc"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
    let mut input = rpc.stdin.take().expect("its input");
    let writer = std::thread::spawn(move || {
        for id in 0..200 {
            let line = json!({"id": id, "call": "task.give", "args": {"owner": "#1", "text": format!("第 {id} 件")}});
            writeln!(input, "{line}").expect("writes");
        }
    });
    let mut lines = BufReader::new(rpc.stdout.take().expect("its output")).lines();
    // The first answer shows that work is under way.
    let first: Json = serde_json::from_str(&lines.next().expect("a line").expect("text")).expect("JSON");
    assert!(first["ok"].is_object(), "{first}");
    let pid = rustix::process::Pid::from_child(&server);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("a signal");
    let ended = server.wait_with_output().expect("ends");
    assert!(ended.status.success(), "it ended in order: {:?}", ended.status);
    let rest: Vec<Json> =
        lines.map(|line| serde_json::from_str(&line.expect("text")).expect("JSON")).collect();
    writer.join().expect("all was asked");
    assert!(rest.iter().all(|answer| answer["ok"].is_object()), "{rest:?}");
    assert_eq!(rest.len(), 199);
    assert!(rpc.wait().expect("ends").success());
    let listed = json_of(&run(&data, &["call", "task.list", "limit=1"]));
    assert_eq!(listed["total"], 200, "every acknowledged call is there once");
}

#[test]
fn a_second_server_is_refused_while_the_first_runs() {
    let office = Office::new();
    let mut server = office.serve();
    let second = run(&office.data(), &["serve"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("already running"));
    assert!(run(&office.data(), &["stop"]).status.success());
    let end = std::time::Instant::now() + PATIENCE;
    while server.try_wait().expect("a child").is_none() {
        assert!(std::time::Instant::now() < end, "it does not end");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

#[test]
fn what_needs_no_office_works_without_one() {
    let office = Office::new();
    let described = json_of(&run(&office.data(), &["rpc", "--describe"]));
    let calls: Vec<&str> =
        described.as_array().expect("a list").iter().filter_map(|c| c["call"].as_str()).collect();
    for call in [
        "search.find",
        "room.card",
        "request.log",
        "request.dispatch",
        "request.accept",
        "request.finish",
        "request.list",
        "follow_up.record",
        "log.write",
        "log.list",
        "watch.open",
        "watch.offer",
        "watch.accept",
        "draft.save",
        "draft.list",
        "journal.read",
    ] {
        assert!(calls.contains(&call), "{call}");
    }
    for args in [["posts"].as_slice(), &["units"], &["keys", "doc"], &["keys", "check"]] {
        let output = run(&office.data(), args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stdout));
    }
    assert!(!office.data().exists());
}
