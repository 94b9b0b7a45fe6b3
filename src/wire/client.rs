//! The client that asks and waits: what the command line and `lobby rpc` use.
//!
//! A lost connection is made again, the same person logs in again, and the unanswered call is repeated with the same
//! key; the server does a write with one key once.

use super::connection::{Connection, Hello, Login, Welcome, out_of_turn, random_key};
use super::socket::Target;
use super::start;
use crate::api::call::{Call, Reply, Typed};
use crate::api::session::Me;
use crate::api::wire::{ToClient, ToServer};
use crate::domain::fault::{Fault, FaultKind};
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a call goes on trying to reach the server again.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest pause between two tries. A try at a socket nobody listens on costs next to nothing.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);
/// Most calls of a row that are without an answer: enough that the server never waits for the next, few enough for its
/// queue to this client.
const AHEAD: usize = 4;

/// A connection to an office that mends itself.
pub struct Client {
    pub(super) target: Target,
    pub(super) hello: Hello,
    welcome: Welcome,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<Connection>,
    /// Who to log in as again.
    login: Option<Login>,
    next_id: u64,
}

impl Client {
    /// Connects to the office; a personal one is started when it does not answer.
    ///
    /// # Errors
    /// `Unavailable` when nobody answers, `Refused` when server and program do not belong together.
    pub fn connect(target: &Target, hello: &Hello) -> Result<Self, Fault> {
        let (connection, welcome) = open(target, hello)?;
        Ok(Self::with(target, hello, connection, welcome))
    }

    /// Connects to the office when its server runs; none when it does not.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub fn connect_running(target: &Target, hello: &Hello) -> Result<Option<Self>, Fault> {
        let Some(stream) = start::reach_running(target)? else { return Ok(None) };
        let (connection, welcome) = Connection::open(stream, hello)?;
        Ok(Some(Self::with(target, hello, connection, welcome)))
    }

    fn with(target: &Target, hello: &Hello, connection: Connection, welcome: Welcome) -> Self {
        let state = State { connection: Some(connection), ..State::default() };
        Self { target: target.clone(), hello: *hello, welcome, state: Mutex::new(state) }
    }

    /// The office, and whom this account may log in as.
    #[must_use]
    pub const fn welcome(&self) -> &Welcome {
        &self.welcome
    }

    /// Logs in; a second time changes the person.
    ///
    /// # Errors
    /// When the account may not be that person, or the name is none of them.
    pub fn login(&self, login: &Login) -> Result<Me, Fault> {
        let mut state = self.state();
        let mut tries = Tries::new();
        loop {
            let done = self.connected(&mut state, false).and_then(|connection| connection.login(login));
            match done {
                Ok(me) => {
                    state.login = Some(Login::again(&me));
                    return Ok(me);
                }
                Err(fault) => {
                    state.connection = None;
                    tries.again(fault)?;
                }
            }
        }
    }

    /// Asks a call and waits for its answer.
    ///
    /// # Errors
    /// The desk's fault, or `Unavailable` when the server stays away.
    pub fn call<C: Typed>(&self, args: C) -> Result<C::Reply, Fault> {
        C::unwrap_reply(self.call_raw(args.wrap(), None)?).ok_or_else(out_of_turn)
    }

    /// Asks any call. A write without a key gets a random one.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn call_raw(&self, call: Call, key: Option<String>) -> Result<Reply, Fault> {
        let key = match key {
            None if call.info().writes => Some(random_key()?),
            key => key,
        };
        let mut state = self.state();
        let (id, question) = state.question(call, key);
        let mut tries = Tries::new();
        loop {
            let asked =
                self.connected(&mut state, true).and_then(|connection| ask(connection, id, &question));
            match asked {
                Ok(result) => return result,
                Err(fault) => {
                    // A question too large to send is the caller's to mend; the connection is as it was.
                    if fault.kind != FaultKind::TooLarge {
                        state.connection = None;
                    }
                    tries.again(fault)?;
                }
            }
        }
    }

    /// Asks writes in a row, and asks further ones while the first are not answered yet. `next` gives the calls,
    /// `answered` is told the replies, in the same order.
    ///
    /// # Errors
    /// As [`Self::call`], and those of `answered`; calls that were asked already may be done all the same.
    pub fn call_in_a_row(
        &self,
        next: &mut dyn FnMut() -> Option<Call>,
        answered: &mut dyn FnMut(Reply) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let mut state = self.state();
        let mut asked: VecDeque<(u64, ToServer)> = VecDeque::new();
        // Of those, how many this connection has seen.
        let mut sent = 0;
        let mut tries = Tries::new();
        loop {
            while asked.len() < AHEAD
                && let Some(call) = next()
            {
                asked.push_back(state.question(call, Some(random_key()?)));
            }
            let Some(first) = asked.front().map(|(id, _)| *id) else { return Ok(()) };
            let turn = self.connected(&mut state, true).and_then(|connection| {
                for (_, question) in asked.iter().skip(sent) {
                    connection.send(question)?;
                    sent += 1;
                }
                answer(connection, first)
            });
            match turn {
                Ok(result) => {
                    asked.pop_front();
                    sent -= 1;
                    tries = Tries::new();
                    answered(result?)?;
                }
                Err(fault) => {
                    if fault.kind != FaultKind::TooLarge {
                        (state.connection, sent) = (None, 0);
                    }
                    tries.again(fault)?;
                }
            }
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, made again when it is lost.
    fn connected<'s>(&self, state: &'s mut State, login: bool) -> Result<&'s mut Connection, Fault> {
        let connection = match state.connection.take() {
            Some(connection) => connection,
            None => {
                let (mut connection, _) = open(&self.target, &self.hello)?;
                if login && let Some(login) = &state.login {
                    connection.login(login)?;
                }
                connection
            }
        };
        Ok(state.connection.insert(connection))
    }

    /// Its connection and who it is, for the form that does not wait.
    pub(super) fn into_parts(self) -> (Target, Hello, Option<Connection>, Option<Login>) {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        (self.target, self.hello, state.connection, state.login)
    }
}

/// Connects and says the first word. Between the two a server may end (an older one, or one that nobody needed): then
/// once more, to reach the next one.
pub(super) fn open(target: &Target, hello: &Hello) -> Result<(Connection, Welcome), Fault> {
    match Connection::open(start::reach(target)?, hello) {
        Err(fault) if fault.kind == FaultKind::Unavailable => Connection::open(start::reach(target)?, hello),
        done => done,
    }
}

impl State {
    /// A call with the next number.
    fn question(&mut self, call: Call, key: Option<String>) -> (u64, ToServer) {
        self.next_id += 1;
        (self.next_id, ToServer::Call { id: self.next_id, key, call: Box::new(call) })
    }
}

/// Asks and waits for the answer.
fn ask(connection: &mut Connection, id: u64, question: &ToServer) -> Result<Result<Reply, Fault>, Fault> {
    connection.send(question)?;
    answer(connection, id)
}

/// Reads until the answer; pushes are not for a client that waits.
fn answer(connection: &mut Connection, id: u64) -> Result<Result<Reply, Fault>, Fault> {
    loop {
        match connection.read()? {
            ToClient::Answer { id: answered, result } if answered == id => {
                return Ok(result.map(|reply| *reply).map_err(|fault| *fault));
            }
            ToClient::Goodbye { fault } => return Err(*fault),
            _ => {}
        }
    }
}

/// Tries again with growing pauses, as long as trying again can help.
struct Tries {
    until: Instant,
    pause: Duration,
}

impl Tries {
    fn new() -> Self {
        Self { until: Instant::now() + PATIENCE, pause: Duration::from_millis(20) }
    }

    fn again(&mut self, fault: Fault) -> Result<(), Fault> {
        if fault.kind != FaultKind::Unavailable || Instant::now() + self.pause > self.until {
            return Err(fault);
        }
        thread::sleep(self.pause);
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}
