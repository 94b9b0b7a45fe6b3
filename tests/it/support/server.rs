//! The program itself as the server of an office in a directory of its own: started, killed, started again.

use lobby::api::describe::call_from_json;
use lobby::domain::register::Registers;
use lobby::text::lang::Lang;
use lobby::wire::{Client, Hello, Login, Target};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

/// An office on disk and its server. Dropped, the server is killed and the directory removed.
pub struct Office {
    dir: tempfile::TempDir,
    child: Option<Child>,
    pub registers: Registers,
}

impl Office {
    /// Founds an office and starts its server. Its founder is `boss`.
    pub fn found(name: &str) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let mut office = Self { dir, child: None, registers: Registers::standard() };
        office.serve(&["--create", name]);
        office
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("office")
    }

    pub fn socket(&self) -> PathBuf {
        self.dir.path().join("s")
    }

    pub fn target(&self) -> Target {
        Target::Socket(self.socket())
    }

    /// The program, told nothing by this machine's environment.
    pub fn program() -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lobby"));
        for name in ["LOBBY_DATA", "LOBBY_SOCKET", "LOBBY_STAFF", "LOBBY_LANG"] {
            command.env_remove(name);
        }
        command.env("USER", "boss");
        command
    }

    /// Starts the server, and returns when it listens.
    pub fn start(&mut self) {
        self.serve(&[]);
    }

    fn serve(&mut self, more: &[&str]) {
        let mut child = Self::program()
            .args(["--lang", "en", "serve", "--data"])
            .arg(self.data())
            .arg("--socket")
            .arg(self.socket())
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        assert!(line.starts_with("Listening on "), "the server did not start: {line}\n{}", self.log());
        self.child = Some(child);
    }

    /// SIGKILL; returns when the process is gone.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("a server that runs");
        child.kill().expect("killed");
        child.wait().expect("gone");
    }

    /// Sends the server a signal.
    pub fn signal(&self, signal: Signal) {
        let child = self.child.as_ref().expect("a server that runs");
        kill_process(Pid::from_child(child), signal).expect("a signal");
        // Its threads stop one after the other, and until the last one has, it may still answer.
        let stat = format!("/proc/{}/task", child.id());
        let stopped = || {
            let threads = std::fs::read_dir(&stat).expect("its threads").flatten();
            threads
                .filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok())
                .all(|stat| stat.rsplit_once(") ").is_some_and(|(_, state)| state.starts_with('T')))
        };
        while signal == Signal::STOP && !stopped() {
            std::thread::yield_now();
        }
    }

    /// Runs a subcommand on the office's files, or through its server.
    pub fn run(&self, args: &[&str]) -> Output {
        let socket = self.socket();
        let mut command = Self::program();
        command.args(["--lang", "en", "--staff", "boss"]).args(args);
        match self.child {
            Some(_) => command.arg("--socket").arg(socket),
            None => command.arg("--data").arg(self.data()),
        };
        command.output().expect("the program runs")
    }

    /// `lobby verify` finds nothing.
    pub fn verified(&self) {
        let output = self.run(&["verify", "--json"]);
        let (said, complained) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "verify: {said}{complained}");
        let found: Json = serde_json::from_str(&said).expect("JSON");
        assert_eq!(found["findings"], json!([]));
    }

    /// What the server has written to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.data().join("server.log")).unwrap_or_default()
    }

    /// A client of that person.
    pub fn client(&self, name: &str) -> Client {
        let client =
            Client::connect(&self.target(), &Hello::new(&self.registers, Lang::Zh)).expect("connects");
        client.login(&Login { name: Some(name.into()), ..Login::default() }).expect("logs in");
        client
    }

    /// Makes a call that must be done.
    pub fn ok(&self, client: &Client, id: &str, args: Json) -> Json {
        let said = args.to_string();
        let call = call_from_json(&self.registers, id, args).expect("a call");
        let reply = client.call_raw(call, None).unwrap_or_else(|fault| panic!("{id} {said}: {fault:?}"));
        reply.to_json().expect("a reply is JSON")
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
