//! The real program as a server: started over a data directory, found by its socket, ended when it is dropped.

use crate::children;
use crate::office;
use lobby::api::call::Call;
use lobby::api::session::LoginChoice;
use lobby::domain::register::Registers;
use lobby::text::lang::Lang;
use lobby::wire::{Client, Hello, Login, Target};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program that this run was built with.
pub const LOBBY: &str = env!("CARGO_BIN_EXE_lobby");
/// How long a server may take to answer at all.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server.
pub struct Served {
    child: Child,
    pub data: PathBuf,
    pub socket: PathBuf,
    pub registers: Registers,
    /// From the start of the program to its first word to a client.
    pub ready: Duration,
}

impl Served {
    /// Serves a data directory, which becomes an office when it is empty.
    pub fn start(data: &Path) -> Self {
        fs::create_dir_all(data).unwrap();
        let socket = data.with_extension("sock");
        let begun = Instant::now();
        let child = Command::new(LOBBY)
            .args(["serve", "--stay", "--create", "阳光花园物业服务中心", "--data"])
            .arg(data)
            .arg("--socket")
            .arg(&socket)
            .env_remove("LOBBY_DATA")
            .env_remove("LOBBY_SOCKET")
            .env_remove("LOBBY_STAFF")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        children::begun(child.id());
        let registers = Registers::standard();
        let mut served = Self { child, data: data.to_owned(), socket, registers, ready: Duration::ZERO };
        while served.hail().is_none() {
            assert!(begun.elapsed() < PATIENCE, "the server does not answer");
            assert!(served.child.try_wait().unwrap().is_none(), "the server ended: {}", served.log());
            std::thread::sleep(Duration::from_micros(500));
        }
        served.ready = begun.elapsed();
        served
    }

    fn log(&self) -> String {
        fs::read_to_string(self.data.join("server.log")).unwrap_or_default()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The first word of a client, when somebody answers.
    fn hail(&self) -> Option<Client> {
        // Without a socket there is nobody; asked through `connect`, the client itself would wait for it.
        let there = self.socket.exists();
        let hello = Hello::new(&self.registers, Lang::Zh);
        there.then(|| Client::connect(&Target::Socket(self.socket.clone()), &hello).ok()).flatten()
    }

    /// The people this account may be.
    pub fn people(&self) -> Vec<LoginChoice> {
        self.hail().unwrap().welcome().choices.clone()
    }

    /// A client of that person, of the first one without a name.
    pub fn client(&self, name: Option<&str>) -> Client {
        let client = self.hail().unwrap();
        let first = || client.welcome().choices[0].name.clone();
        let name = name.map_or_else(first, str::to_owned);
        client.login(&Login { name: Some(name), ..Login::default() }).unwrap();
        client
    }

    /// A call of this program's registers.
    pub fn call(&self, id: &str, args: serde_json::Value) -> Call {
        office::call(&self.registers, id, args)
    }

    /// Asks it to end, as a system does, and waits until it has.
    pub fn stop(mut self) {
        self.end(rustix::process::Signal::TERM);
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.end(rustix::process::Signal::KILL);
    }

    fn end(&mut self, signal: rustix::process::Signal) {
        let id = self.child.id();
        if let Some(pid) = children::pid(id) {
            let _ = rustix::process::kill_process(pid, signal);
        }
        let until = Instant::now() + PATIENCE;
        while self.child.try_wait().unwrap().is_none() {
            if Instant::now() > until {
                let _ = self.child.kill();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        children::ended(id);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.end(rustix::process::Signal::KILL);
        }
    }
}
