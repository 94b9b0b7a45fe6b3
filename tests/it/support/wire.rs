//! A server in this process, over an office in memory, on a socket in a directory of its own.

use lobby::api::describe::call_from_json;
use lobby::api::wire::{PROTOCOL, ToClient, ToServer};
use lobby::api::{Fault, Reply};
use lobby::desk::{Clock, Desk, Founder, SystemClock};
use lobby::domain::register::Registers;
use lobby::store::{MemoryEngine, Options, Store};
use lobby::text::lang::Lang;
use lobby::wire::frame;
use lobby::wire::server::{self, Server};
use lobby::wire::socket::{Lock, make_data_dir};
use lobby::wire::{Client, Hello, Link, LinkEvent, Login, Target};
use serde_json::Value as Json;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Long enough for the slowest machine; only a broken program waits so long.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running server.
pub struct Served {
    pub server: Option<Server>,
    pub socket: PathBuf,
    pub registers: Arc<Registers>,
    _dir: tempfile::TempDir,
}

impl Served {
    /// An office with two people of this account, `one` and `two`, besides its founder `boss`.
    pub fn start() -> Self {
        Self::with(server::Options::default())
    }

    pub fn with(options: server::Options) -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let uid = rustix::process::getuid().as_raw();
        let registers = Arc::new(Registers::standard());
        let store = Store::open(MemoryEngine::new(), &Options::unwatched()).expect("the store opens");
        let founder = Founder { office: "测试物业".into(), uid, name: "boss".into() };
        lobby::desk::create(&store, &registers, &founder, SystemClock.now()).expect("founded");
        let desk = Desk::open(store, Arc::clone(&registers), Arc::new(SystemClock)).expect("opens");
        let data = make_data_dir(&dir.path().join("office")).expect("a data directory");
        let socket = dir.path().join("s");
        let listening = Lock::take(&data, Duration::ZERO)
            .and_then(|lock| lock.listen(Some(&socket), 0o600, true))
            .expect("listens");
        let server = Server::start(desk, listening, options).expect("starts");
        let served = Self { server: Some(server), socket, registers, _dir: dir };
        let boss = served.client("boss");
        for name in ["one", "two"] {
            let posts = serde_json::json!(["receptionist", "supervisor"]);
            served.ok(&boss, "staff.add", serde_json::json!({"name": name, "uid": uid, "posts": posts}));
        }
        served.ok(&boss, "place.add", serde_json::json!({"code": "3-2-1801"}));
        served
    }

    pub fn target(&self) -> Target {
        Target::Socket(self.socket.clone())
    }

    pub fn hello(&self) -> Hello {
        Hello::new(&self.registers, Lang::En)
    }

    /// A client of that person.
    pub fn client(&self, name: &str) -> Client {
        self.client_at(&self.target(), name)
    }

    pub fn client_at(&self, target: &Target, name: &str) -> Client {
        let client = Client::connect(target, &self.hello()).expect("connects");
        client.login(&Login { name: Some(name.into()), ..Login::default() }).expect("logs in");
        client
    }

    /// The terminal's client of that person.
    pub fn link(&self, name: &str) -> (Link, crossbeam_channel::Receiver<LinkEvent>) {
        let (sender, events) = crossbeam_channel::unbounded();
        (Link::start(self.client(name), sender).expect("starts"), events)
    }

    pub fn call(&self, client: &Client, id: &str, args: Json) -> Result<Reply, Fault> {
        client.call_raw(call_from_json(&self.registers, id, args)?, None)
    }

    pub fn ok(&self, client: &Client, id: &str, args: Json) -> Json {
        let reply = self.call(client, id, args).unwrap_or_else(|fault| panic!("{id}: {fault:?}"));
        reply.to_json().expect("a reply is JSON")
    }

    /// A socket that has said nothing yet.
    pub fn raw(&self) -> Raw {
        let stream = UnixStream::connect(&self.socket).expect("connects");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        Raw { stream }
    }

    /// A socket on which that person has logged in.
    pub fn raw_as(&self, name: &str) -> Raw {
        let mut raw = self.raw();
        raw.send(&ToServer::Hello {
            protocol: PROTOCOL,
            build: "test".into(),
            registers: self.hello().registers,
            lang: Lang::En,
        });
        assert!(matches!(raw.read(), ToClient::Welcome { .. }));
        raw.send(&ToServer::Login { staff: None, name: Some(name.into()), desk: None, pin: None });
        assert!(matches!(raw.read(), ToClient::LoggedIn { .. }));
        raw
    }

    pub fn server(&self) -> &Server {
        self.server.as_ref().expect("it runs")
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if let Some(server) = self.server.take()
            && let Ok(stopper) = server.stopper()
        {
            stopper.stop();
            server.wait();
        }
    }
}

/// A client that says exactly what it is told to.
pub struct Raw {
    pub stream: UnixStream,
}

impl Raw {
    pub fn send(&mut self, message: &ToServer) {
        let bytes = frame::encode(message, frame::FROM_CLIENT).expect("encodes");
        self.stream.write_all(&bytes).expect("writes");
    }

    pub fn read(&mut self) -> ToClient {
        self.try_read().expect("a message")
    }

    pub fn try_read(&mut self) -> Result<ToClient, frame::FrameError> {
        frame::read(&mut self.stream, frame::FROM_SERVER)
    }
}

/// Waits until something holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits for an event.
pub fn event<T>(
    events: &crossbeam_channel::Receiver<LinkEvent>,
    what: &str,
    mut wanted: impl FnMut(LinkEvent) -> Option<T>,
) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        let event = events.recv_deadline(end).unwrap_or_else(|_| panic!("waited in vain: {what}"));
        if let Some(found) = wanted(event) {
            return found;
        }
    }
}
