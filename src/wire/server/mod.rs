//! The server of one office: lets clients in, runs their calls through the desk, tells them what changed.
//!
//! Threads, and every one of them sleeps while nothing happens: one that lets clients in, a reader and a writer per
//! client, one store thread, one that waits for the next alarm. Knows no rule of the desk.

mod alarm;
mod outbox;
mod presence;
mod session;
mod work;

use crate::api::wire::{ToClient, Topic};
use crate::desk::Desk;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::Tag;
use crate::say;
use crate::text::lang::t;
use crate::wire::connection;
use crate::wire::socket::{Listening, unavailable};
use crossbeam_channel::Sender;
use presence::Presence;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use session::Session;
use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use work::Queued;

/// How a server behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether it ends some minutes (`server.linger_minutes`) after its last client.
    pub linger: bool,
    /// Most clients at once; further ones are told so.
    pub clients: usize,
    /// A client that takes nothing for so long is dropped.
    pub write_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { linger: false, clients: 1000, write_timeout: Duration::from_secs(10) }
    }
}

/// At the start nobody is there yet; the client that started the server is on its way.
const FIRST_CLIENT: Duration = Duration::from_secs(30);
/// How long clients may take to read their last answers when the server ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// What all threads share.
struct Shared {
    desk: Desk,
    options: Options,
    digest: [u8; 32],
    /// The register of staff: when it changes, sessions are looked at anew.
    staff: Option<Tag>,
    sessions: Mutex<BTreeMap<u64, Arc<Session>>>,
    left: Condvar,
    presence: Mutex<Presence>,
    queue: Sender<Queued>,
    alarm: alarm::Alarm,
    stopping: Arc<AtomicBool>,
    wake: UnixStream,
}

impl Shared {
    fn sessions(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Session>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn presence(&self) -> MutexGuard<'_, Presence> {
        self.presence.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all(&self) -> Vec<Arc<Session>> {
        self.sessions().values().cloned().collect()
    }

    fn push(&self, topics: &BTreeSet<Topic>) {
        if !topics.is_empty() {
            for session in self.all() {
                session.push(topics);
            }
        }
    }

    fn queue(&self, queued: Queued) {
        // The store thread lives until the last session is gone, so somebody listens.
        if self.queue.send(queued).is_err() {
            tracing::error!("a write came after the store thread had ended");
        }
    }

    fn leave(&self, session: u64) {
        self.sessions().remove(&session);
        self.left.notify_all();
        self.wake();
    }

    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.wake();
    }

    fn wake(&self) {
        // A full pipe is as good as a byte more: whoever reads it wakes.
        let _ = (&self.wake).write(&[1]);
    }
}

/// Ends a server from another thread, or from a signal.
#[derive(Debug)]
pub struct Stopper {
    /// Set before [`Self::wake`] is written to.
    pub flag: Arc<AtomicBool>,
    /// One byte here wakes the server, which then looks at the flag.
    pub wake: UnixStream,
}

impl Stopper {
    /// Asks the server to finish what it has begun and end.
    pub fn stop(&self) {
        self.flag.store(true, Ordering::SeqCst);
        let _ = (&self.wake).write(&[1]);
    }
}

/// A running server.
pub struct Server {
    shared: Arc<Shared>,
    main: JoinHandle<()>,
}

impl Server {
    /// Lets clients in.
    ///
    /// # Errors
    /// When there are no more threads or file handles.
    pub fn start(desk: Desk, listening: Listening, options: Options) -> io::Result<Self> {
        let (wake, woken) = UnixStream::pair()?;
        for end in [&wake, &woken] {
            end.set_nonblocking(true)?;
        }
        listening.listener.set_nonblocking(true)?;
        let (queue, queued) = crossbeam_channel::unbounded();
        let shared = Arc::new(Shared {
            digest: connection::digest(desk.registers()),
            staff: desk.registers().by_id("staff").map(|register| register.info().tag),
            desk,
            options,
            sessions: Mutex::default(),
            left: Condvar::new(),
            presence: Mutex::default(),
            queue,
            alarm: alarm::Alarm::default(),
            stopping: Arc::default(),
            wake,
        });
        let worker = spawn("store", {
            let shared = Arc::clone(&shared);
            move || work::run(&shared, &queued)
        })?;
        let clock = spawn("clock", {
            let shared = Arc::clone(&shared);
            move || alarm::run(&shared)
        })?;
        let words = spawn("words", {
            let shared = Arc::clone(&shared);
            move || while !shared.stopping() && matches!(shared.desk.read_log_words(), Ok(true)) {}
        })?;
        let main = spawn("door", {
            let shared = Arc::clone(&shared);
            move || keep_door(&shared, listening, woken, [clock, worker, words])
        })?;
        Ok(Self { shared, main })
    }

    /// Something that ends it.
    ///
    /// # Errors
    /// When there are no more file handles.
    pub fn stopper(&self) -> io::Result<Stopper> {
        Ok(Stopper { flag: Arc::clone(&self.shared.stopping), wake: self.shared.wake.try_clone()? })
    }

    /// How many clients are there.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.shared.sessions().len()
    }

    /// Waits until it has ended: everything begun is written, answered and on disk, the socket is gone.
    pub fn wait(self) {
        if self.main.join().is_err() {
            tracing::error!("the thread at the door ended by a bug");
        }
    }
}

fn spawn(name: &str, job: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).stack_size(2 * 1024 * 1024).spawn(job)
}

fn keep_door(
    shared: &Arc<Shared>,
    mut listening: Listening,
    mut woken: UnixStream,
    threads: [JoinHandle<()>; 3],
) {
    let mut next_session = 1;
    let mut empty_until = shared.options.linger.then(|| Instant::now() + FIRST_CLIENT);
    while !shared.stopping() {
        let occupied = !shared.sessions().is_empty();
        if occupied {
            empty_until = None;
        } else if shared.options.linger && empty_until.is_none() {
            let minutes = u64::try_from(shared.desk.setting_int("server.linger_minutes")).unwrap_or(0);
            empty_until = Some(Instant::now() + Duration::from_secs(60 * minutes));
        }
        if empty_until.is_some_and(|until| Instant::now() >= until) {
            tracing::info!("nobody is here any more");
            break;
        }
        let mut fds = [PollFd::new(&listening.listener, PollFlags::IN), PollFd::new(&woken, PollFlags::IN)];
        let timeout = empty_until
            .and_then(|until| Timespec::try_from(until.saturating_duration_since(Instant::now())).ok());
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => {
                tracing::error!("waiting for clients failed: {error}");
                break;
            }
        }
        drain(&mut woken);
        while let Some(stream) = accept(&listening) {
            admit(shared, &stream, next_session);
            next_session += 1;
        }
    }
    shared.stop();
    listening.withdraw();
    say_farewell(shared);
    shared.alarm.end();
    shared.queue(Queued::End);
    for thread in threads {
        let name = thread.thread().name().unwrap_or_default().to_owned();
        if thread.join().is_err() {
            tracing::error!("the {name} thread ended by a bug");
        }
    }
    tracing::info!("ended");
}

fn drain(woken: &mut UnixStream) {
    let mut bytes = [0; 64];
    while matches!(woken.read(&mut bytes), Ok(count) if count > 0) {}
}

fn accept(listening: &Listening) -> Option<UnixStream> {
    match listening.listener.accept() {
        Ok((stream, _)) => Some(stream),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
        Err(error) => {
            // Out of file handles, mostly: without a pause the waiting client would be offered again at once.
            tracing::warn!("cannot let a client in: {error}");
            thread::sleep(Duration::from_millis(50));
            None
        }
    }
}

fn admit(shared: &Arc<Shared>, stream: &UnixStream, id: u64) {
    let begun = || -> io::Result<()> {
        stream.set_nonblocking(false)?;
        let uid = rustix::net::sockopt::socket_peercred(stream)?.uid.as_raw();
        if shared.sessions().len() >= shared.options.clients {
            let full = unavailable(t("连接数已满，请稍后再试", "Too many are connected; try again later"));
            return (&*stream).write_all(&goodbye(full));
        }
        let session = Arc::new(Session::new(id, uid, stream.try_clone()?));
        shared.sessions().insert(id, Arc::clone(&session));
        let threads = || -> io::Result<()> {
            let (writer, all) = (Arc::clone(&session), Arc::clone(shared));
            spawn("writer", move || writer.write_all(&all))?;
            let (reader, all) = (Arc::clone(&session), Arc::clone(shared));
            spawn("reader", move || reader.read_all(&all))?;
            Ok(())
        };
        threads().inspect_err(|_| {
            session.abandon("there are no more threads");
            shared.leave(id);
        })
    };
    if let Err(error) = begun() {
        tracing::warn!("a client could not be let in: {error}");
    }
}

/// Lets every session finish what it has begun, and ends those that do not read.
fn say_farewell(shared: &Shared) {
    for session in shared.all() {
        session.stop_reading();
    }
    let until = Instant::now() + FAREWELL;
    let mut sessions = shared.sessions();
    while !sessions.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        sessions = shared.left.wait_timeout(sessions, left).unwrap_or_else(PoisonError::into_inner).0;
    }
    let stuck: Vec<Arc<Session>> = sessions.values().cloned().collect();
    drop(sessions);
    for session in stuck {
        session.abandon("the server ends");
    }
}

fn goodbye(fault: Fault) -> Vec<u8> {
    session::encode(&ToClient::Goodbye { fault: Box::new(fault) })
}

fn ending() -> Fault {
    unavailable(t("服务正在停止", "The server is ending"))
}

/// A call ran into a bug: logged under a number that the caller is told, and the session goes on.
fn bug(call: &str, payload: &(dyn Any + Send)) -> Fault {
    let what = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    let id = connection::random_key().map_or_else(|_| "0".to_owned(), |key| key.chars().take(8).collect());
    tracing::error!("bug {id} in {call}: {what}");
    Fault::new(
        FaultKind::Bug,
        say!("程序内部错误，编号 {id}；详见 server.log", "Internal error {id}; see server.log"),
    )
}
