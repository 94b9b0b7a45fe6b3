//! The client that asks and goes on: what the terminal uses. Answers and pushes arrive as events.
//!
//! Two threads: one writes, so that a frozen server never stops the screen; one reads, and makes a lost connection
//! again. Then the same person logs in, the topics are watched again, and every unanswered call is repeated in its
//! order with its own key, in the name of the person who asked it.

use super::client::{self, Client};
use super::connection::{Connection, Hello, Login, encode, out_of_turn, random_key};
use super::socket::Target;
use crate::api::call::{Call, Reply};
use crate::api::session::Me;
use crate::api::wire::{ToClient, ToServer, Topic};
use crate::domain::fault::{Fault, FaultKind};
use crate::text::lang::{Lang, Say};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use std::collections::BTreeMap;
use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// What happened on the line.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkEvent {
    /// A call was answered.
    Answer {
        /// The ticket it was sent with.
        ticket: u64,
        /// The reply, or why not.
        result: Result<Box<Reply>, Box<Fault>>,
    },
    /// Something changed that is watched.
    Changed(Vec<Topic>),
    /// Something to be told to this person.
    Notice(Say),
    /// The connection is gone; it is being made again.
    Lost,
    /// The connection is there again (everything watched then counts as changed), or the person was changed.
    Back(Box<Me>),
    /// The session is over for good.
    Gone(Fault),
}

/// A line to the office. Dropped, it says goodbye.
pub struct Link {
    commands: Sender<Command>,
    /// Dropped with the link: the reader then stops waiting to try again.
    _alive: Sender<()>,
}

enum Command {
    Send {
        ticket: u64,
        call: Box<Call>,
        key: Option<String>,
    },
    Watch(Vec<Topic>),
    Speak(Lang),
    Switch(Login),
    /// A new connection, and who logged in on it.
    Connected(UnixStream, Login),
    Close,
}

/// What both threads know.
#[derive(Default)]
struct Line {
    /// Calls without an answer, in their order.
    pending: BTreeMap<u64, Pending>,
    watched: Vec<Topic>,
    login: Login,
    lang: Option<Lang>,
    /// The link was dropped.
    closed: bool,
    /// Why nothing will be answered any more.
    over: Option<Fault>,
}

struct Pending {
    ticket: u64,
    /// Who asked: keys are each person's own, so repeated in another name it might be done twice.
    who: Login,
    /// The question as it goes out.
    frame: Vec<u8>,
}

type Shared = Arc<Mutex<Line>>;

fn lock(line: &Shared) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    /// Takes over a client that has logged in; events come to `wake`.
    ///
    /// # Errors
    /// When the client is not logged in, or there are no more threads.
    pub fn start(client: Client, wake: Sender<LinkEvent>) -> Result<Self, Fault> {
        let (target, hello, connection, login) = client.into_parts();
        let login = login.ok_or_else(out_of_turn)?;
        let (commands, received) = unbounded();
        let (alive, gone) = unbounded();
        if let Some(connection) = &connection {
            let _ = commands.send(Command::Connected(connection.writer()?, login.clone()));
        }
        let line: Shared = Arc::new(Mutex::new(Line { login, ..Line::default() }));
        let writer = Writer { line: Arc::clone(&line), wake: wake.clone(), stream: None, next_id: 1 };
        let reader = Reader { line, wake, target, hello, commands: commands.clone(), gone, connection };
        thread_for("link-out", move || writer.run(&received))?;
        thread_for("link-in", move || reader.run())?;
        Ok(Self { commands, _alive: alive })
    }

    /// Sends a call; its answer carries the ticket. A write without a key gets a random one.
    pub fn send(&self, ticket: u64, call: Call, key: Option<String>) {
        self.tell(Command::Send { ticket, call: Box::new(call), key });
    }

    /// Says which topics the open screens show; replaces the last.
    pub fn watch(&self, topics: Vec<Topic>) {
        self.tell(Command::Watch(topics));
    }

    /// Says that the language of the screen changed.
    pub fn speak(&self, lang: Lang) {
        self.tell(Command::Speak(lang));
    }

    /// Changes the person at this screen; [`LinkEvent::Back`] says who it is then.
    pub fn switch(&self, login: Login) {
        self.tell(Command::Switch(login));
    }

    fn tell(&self, command: Command) {
        // Without a writer the line is over, and `Gone` was told.
        let _ = self.commands.send(command);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.tell(Command::Close);
    }
}

fn thread_for(name: &str, job: impl FnOnce() + Send + 'static) -> Result<(), Fault> {
    thread::Builder::new().name(name.to_owned()).spawn(job).map(drop).map_err(|error| {
        super::socket::unavailable(crate::say!("无法启动线程：{error}", "Cannot start a thread: {error}"))
    })
}

struct Writer {
    line: Shared,
    wake: Sender<LinkEvent>,
    stream: Option<UnixStream>,
    next_id: u64,
}

impl Writer {
    fn run(mut self, commands: &Receiver<Command>) {
        while let Ok(command) = commands.recv() {
            match command {
                Command::Send { ticket, call, key } => self.send(ticket, call, key),
                Command::Watch(topics) => {
                    lock(&self.line).watched.clone_from(&topics);
                    self.say(&ToServer::Watch { topics });
                }
                Command::Speak(lang) => {
                    lock(&self.line).lang = Some(lang);
                    self.say(&ToServer::Speak { lang });
                }
                Command::Switch(login) => {
                    let message = login.message();
                    lock(&self.line).login = login;
                    self.say(&message);
                }
                Command::Connected(stream, login) => self.connected(stream, login),
                Command::Close => {
                    lock(&self.line).closed = true;
                    self.say(&ToServer::Bye);
                    self.end();
                    return;
                }
            }
        }
    }

    fn send(&mut self, ticket: u64, call: Box<Call>, key: Option<String>) {
        let key = match key {
            None if call.info().writes => random_key().map(Some),
            key => Ok(key),
        };
        let id = self.next_id;
        self.next_id += 1;
        let frame = match key.and_then(|key| encode(&ToServer::Call { id, key, call })) {
            Ok(frame) => frame,
            Err(fault) => return self.refuse(ticket, fault),
        };
        let over = {
            let mut line = lock(&self.line);
            // Noted before it is sent: the answer may be quick.
            let who = line.login.clone();
            line.pending.insert(id, Pending { ticket, who, frame: frame.clone() });
            line.over.clone()
        };
        if let Some(fault) = over {
            if lock(&self.line).pending.remove(&id).is_some() {
                self.refuse(ticket, fault);
            }
            return;
        }
        self.write(&frame);
    }

    fn refuse(&self, ticket: u64, fault: Fault) {
        let _ = self.wake.send(LinkEvent::Answer { ticket, result: Err(Box::new(fault)) });
    }

    /// A new connection: watch and ask again. The person may have been changed while there was none, or between two
    /// calls that have no answer yet.
    fn connected(&mut self, stream: UnixStream, mut at: Login) {
        self.stream = Some(stream);
        let (lang, watched, login, asked) = {
            // Not kept while writing: the server may only read on when our reader takes its answers.
            let line = lock(&self.line);
            let asked: Vec<(Login, Vec<u8>)> =
                line.pending.values().map(|asked| (asked.who.clone(), asked.frame.clone())).collect();
            (line.lang, line.watched.clone(), line.login.clone(), asked)
        };
        if let Some(lang) = lang {
            self.say(&ToServer::Speak { lang });
        }
        if !watched.is_empty() {
            self.say(&ToServer::Watch { topics: watched });
        }
        for (who, frame) in asked {
            self.work_as(who, &mut at);
            self.write(&frame);
        }
        self.work_as(login, &mut at);
    }

    fn work_as(&mut self, who: Login, at: &mut Login) {
        if who != *at {
            self.say(&who.message());
            *at = who;
        }
    }

    fn say(&mut self, message: &ToServer) {
        match encode(message) {
            Ok(frame) => self.write(&frame),
            Err(fault) => tracing::error!("a message could not be sent: {fault}"),
        }
    }

    fn write(&mut self, frame: &[u8]) {
        if let Some(stream) = &mut self.stream
            && stream.write_all(frame).is_err()
        {
            self.end();
        }
    }

    /// The reader notices, and makes the connection again.
    fn end(&mut self) {
        if let Some(stream) = self.stream.take() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

struct Reader {
    line: Shared,
    wake: Sender<LinkEvent>,
    target: Target,
    hello: Hello,
    commands: Sender<Command>,
    gone: Receiver<()>,
    connection: Option<Connection>,
}

impl Reader {
    fn run(mut self) {
        while let Err(fault) = self.round() {
            if lock(&self.line).closed {
                return;
            }
            if fault.kind != FaultKind::Unavailable {
                return self.over(fault);
            }
        }
    }

    /// Reads until the connection ends; `Ok` when the link itself is over.
    fn round(&mut self) -> Result<(), Fault> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => match self.come_back()? {
                Some(connection) => connection,
                None => return Ok(()),
            },
        };
        let end = loop {
            match connection.read() {
                Ok(ToClient::Goodbye { fault }) => break *fault,
                Ok(message) => self.take(message),
                Err(fault) => break fault,
            }
        };
        if !lock(&self.line).closed && end.kind == FaultKind::Unavailable {
            self.emit(LinkEvent::Lost);
        }
        Err(end)
    }

    fn take(&self, message: ToClient) {
        match message {
            ToClient::Answer { id, result } => {
                let asked = lock(&self.line).pending.remove(&id);
                if let Some(asked) = asked {
                    self.emit(LinkEvent::Answer { ticket: asked.ticket, result });
                }
            }
            ToClient::Changed { topics } => self.emit(LinkEvent::Changed(topics)),
            ToClient::Notice { text } => self.emit(LinkEvent::Notice(text)),
            ToClient::LoggedIn { me } => {
                lock(&self.line).login = Login::again(&me);
                self.emit(LinkEvent::Back(me));
            }
            ToClient::Welcome { .. } | ToClient::Goodbye { .. } => {}
        }
    }

    /// Tries until the server is there again, with growing pauses; none when the link was dropped meanwhile.
    fn come_back(&self) -> Result<Option<Connection>, Fault> {
        let mut pause = Duration::from_millis(20);
        loop {
            if lock(&self.line).closed {
                return Ok(None);
            }
            match self.connect() {
                Ok(connection) => return Ok(Some(connection)),
                Err(fault) if fault.kind != FaultKind::Unavailable => return Err(fault),
                Err(_) => {}
            }
            if self.gone.recv_timeout(pause) == Err(RecvTimeoutError::Disconnected) {
                return Ok(None);
            }
            pause = (pause * 2).min(Duration::from_secs(3));
        }
    }

    fn connect(&self) -> Result<Connection, Fault> {
        let (login, lang) = {
            let line = lock(&self.line);
            (line.login.clone(), line.lang.unwrap_or(self.hello.lang))
        };
        let (mut connection, _) = client::open(&self.target, &Hello { lang, ..self.hello })?;
        let me = connection.login(&login)?;
        let writer = connection.writer()?;
        self.emit(LinkEvent::Back(Box::new(me)));
        let _ = self.commands.send(Command::Connected(writer, login));
        // What happened while nobody listened is not told again, so everything shown may be old.
        let watched = lock(&self.line).watched.clone();
        if !watched.is_empty() {
            self.emit(LinkEvent::Changed(watched));
        }
        Ok(connection)
    }

    /// Nothing more will come: every question is answered with the reason.
    fn over(&self, fault: Fault) {
        let pending = {
            let mut line = lock(&self.line);
            line.over = Some(fault.clone());
            std::mem::take(&mut line.pending)
        };
        for asked in pending.into_values() {
            self.emit(LinkEvent::Answer { ticket: asked.ticket, result: Err(Box::new(fault.clone())) });
        }
        self.emit(LinkEvent::Gone(fault));
    }

    fn emit(&self, event: LinkEvent) {
        // Nobody listens any more when the screen is closing.
        let _ = self.wake.send(event);
    }
}
