//! One client's session: its handshake, and the thread that reads its calls. Reads are answered here; writes go to
//! the store thread. The answers of one session come in the order of its calls.

use super::outbox::{Full, Next, Outbox};
use super::{Queued, Shared, goodbye};
use crate::api::call::{Call, Reply};
use crate::api::session::{Me, Nothing, Present};
use crate::api::wire::{PROTOCOL, ToClient, ToServer, Topic};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::register::Who;
use crate::say;
use crate::text::lang::{Lang, Say, t};
use crate::wire::build;
use crate::wire::connection::{lost, out_of_turn};
use crate::wire::frame::{self, FrameError};
use std::collections::BTreeSet;
use std::io::{BufReader, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A client must have logged in after so long; a person choosing their name is still within it.
const HANDSHAKE: Duration = Duration::from_secs(120);
/// Most topics one client may watch.
const TOPICS: usize = 1024;

/// What other threads know of a session.
pub(super) struct Session {
    pub(super) id: u64,
    pub(super) uid: u32,
    pub(super) out: Outbox,
    stream: UnixStream,
    who: Mutex<Option<Who>>,
    watched: Mutex<BTreeSet<Topic>>,
}

/// How the reading ended: quietly, or with a word to the client.
type End = Option<Box<Fault>>;

impl Session {
    pub(super) fn new(id: u64, uid: u32, stream: UnixStream) -> Self {
        Self { id, uid, out: Outbox::default(), stream, who: Mutex::default(), watched: Mutex::default() }
    }

    fn who(&self) -> MutexGuard<'_, Option<Who>> {
        self.who.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the reading; what is under way is still answered.
    pub(super) fn stop_reading(&self) {
        if let Err(error) = self.stream.shutdown(Shutdown::Read) {
            tracing::debug!("session {}: already gone: {error}", self.id);
        }
    }

    /// Gives the client up.
    pub(super) fn abandon(&self, why: &str) {
        tracing::info!("session {} dropped: {why}", self.id);
        self.out.abandon();
        // An error here says that the connection is gone already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    /// Tells it that topics changed, as far as it watches them.
    pub(super) fn push(&self, topics: &BTreeSet<Topic>) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        let seen: Vec<Topic> = topics.intersection(&watched).copied().collect();
        if !seen.is_empty() {
            self.out.topics(seen);
        }
    }

    /// Tells the person something, when the session is theirs.
    pub(super) fn notify(&self, staff: StaffId, text: &Say) {
        if self.who().as_ref().is_none_or(|who| who.staff != staff) {
            return;
        }
        let frame = encode(&ToClient::Notice { text: text.clone() });
        if self.out.notice(frame) == Err(Full) {
            self.abandon("too many unread notices");
        }
    }

    /// Asks the desk again who this is, after staff records changed; ends the session when they may no longer work.
    pub(super) fn refresh(&self, shared: &Shared) {
        let Some(who) = self.who().clone() else { return };
        let looked = shared.desk.login(self.uid, self.id, Some(who.staff), None, Some(who.desk), who.lang);
        let mut now = self.who();
        // Meanwhile the reader may have changed the person, who was looked at then.
        let Some(now) = now.as_mut().filter(|now| now.staff == who.staff && now.desk == who.desk) else {
            return;
        };
        match looked {
            Ok(me) => *now = Who { lang: now.lang, ..me.who },
            Err(fault) => {
                self.out.close(Some(goodbye(fault)));
                self.stop_reading();
            }
        }
    }

    /// The writer thread: everything that goes out to this client.
    pub(super) fn write_all(&self, shared: &Shared) {
        let mut stream = &self.stream;
        loop {
            let bytes = match self.out.next() {
                Next::Bytes(bytes) => bytes,
                Next::Changed(topics) => encode(&ToClient::Changed { topics }),
                Next::End(last) => {
                    if let Some(last) = last {
                        // The last word is a courtesy: the client may be gone.
                        let _ = stream.write_all(&last);
                    }
                    break;
                }
            };
            if let Err(error) = stream.write_all(&bytes) {
                self.abandon(&format!("it does not read: {error}"));
                break;
            }
        }
        let _ = self.stream.shutdown(Shutdown::Both);
        shared.leave(self.id);
    }

    /// The reader thread: handshake, then calls until the end.
    pub(super) fn read_all(self: &Arc<Self>, shared: &Shared) {
        let end = self.converse(shared);
        if let Some(topic) = shared.presence().leave(self.id) {
            shared.push(&BTreeSet::from([topic]));
        }
        let last = match end {
            Some(fault) => Some(goodbye(*fault)),
            None if shared.stopping() => Some(goodbye(super::ending())),
            None => None,
        };
        self.out.close(last);
    }

    fn converse(self: &Arc<Self>, shared: &Shared) -> End {
        let mut from = match self.stream.try_clone().and_then(|stream| {
            stream.set_read_timeout(Some(HANDSHAKE))?;
            stream.set_write_timeout(Some(shared.options.write_timeout))?;
            Ok(BufReader::new(stream))
        }) {
            Ok(from) => from,
            Err(error) => return Some(Box::new(lost(&FrameError::Io(error)))),
        };
        let mut lang = match self.welcome(shared, &mut from) {
            Ok(lang) => lang,
            Err(end) => return end,
        };
        loop {
            let (message, bytes) = match read(&mut from) {
                Ok(read) => read,
                Err(end) => return end,
            };
            let known = self.who().clone();
            match (message, known) {
                (ToServer::Bye, _) => return None,
                (ToServer::Login { staff, name, desk, .. }, _) => {
                    if !self.out.wait_for_room() {
                        return None;
                    }
                    match shared.desk.login(self.uid, self.id, staff, name.as_deref(), desk, lang) {
                        Ok(me) => self.logged_in(shared, me),
                        Err(fault) => return Some(Box::new(fault)),
                    }
                    // From here on a client may be silent for as long as it likes.
                    if let Err(error) = self.stream.set_read_timeout(None) {
                        return Some(Box::new(lost(&FrameError::Io(error))));
                    }
                }
                (ToServer::Speak { lang: new }, who) => {
                    lang = new;
                    if who.is_some()
                        && let Some(who) = self.who().as_mut()
                    {
                        who.lang = lang;
                    }
                }
                (ToServer::Watch { topics }, Some(_)) => {
                    *self.watched.lock().unwrap_or_else(PoisonError::into_inner) =
                        topics.into_iter().take(TOPICS).collect();
                }
                (ToServer::Call { id, key, call }, Some(who)) => {
                    if !self.out.wait_for_room() {
                        return None;
                    }
                    self.call(shared, who, id, key, call, bytes);
                }
                (ToServer::Hello { .. } | ToServer::Watch { .. } | ToServer::Call { .. }, _) => {
                    return Some(Box::new(out_of_turn()));
                }
            }
        }
    }

    /// The first word and its answer; the language of the screen.
    fn welcome(&self, shared: &Shared, from: &mut BufReader<UnixStream>) -> Result<Lang, End> {
        let (ToServer::Hello { protocol, build: theirs, registers, lang }, _) = read(from)? else {
            return Err(Some(Box::new(out_of_turn())));
        };
        let ours = build::mine();
        if protocol != PROTOCOL || registers != shared.digest {
            return Err(Some(Box::new(
                Fault::refused(say!(
                    "服务与本程序版本不同（服务 {ours}，本程序 {theirs}），请重新启动 lobby 或升级",
                    "Server and program are of different versions (server {ours}, program {theirs}); restart lobby or upgrade"
                ))
                .at(if protocol == PROTOCOL { "registers" } else { "protocol" }),
            )));
        }
        let (choices, desks) = shared.desk.login_choices(self.uid).map_err(|fault| Some(Box::new(fault)))?;
        let office = shared.desk.office_name().map_err(|fault| Some(Box::new(fault)))?;
        self.out.answer(encode(&ToClient::Welcome { build: ours.to_owned(), office, choices, desks }));
        Ok(lang)
    }

    fn logged_in(&self, shared: &Shared, me: Me) {
        // Another person at this screen: what the one before looked at is not theirs.
        if let Some(topic) = shared.presence().leave(self.id) {
            shared.push(&BTreeSet::from([topic]));
        }
        tracing::info!("session {}: account {} works as #{}", self.id, self.uid, me.who.staff.0);
        *self.who() = Some(me.who.clone());
        self.out.answer(encode(&ToClient::LoggedIn { me: Box::new(me) }));
    }

    fn call(
        self: &Arc<Self>,
        shared: &Shared,
        who: Who,
        id: u64,
        key: Option<String>,
        mut call: Box<Call>,
        bytes: usize,
    ) {
        // Hashing a PIN takes its time; it is this session's, not everybody's.
        if let Err(fault) = shared.desk.prove(&who, &mut call) {
            self.out.answer(answer_frame(id, Err(fault)));
            return;
        }
        // A refusal may have to be written down, so the desk says which calls need the writer.
        let served_here = matches!(*call, Call::SetPresence(_) | Call::Stop(_));
        if !served_here && shared.desk.needs_writer(&who, &call) {
            self.out.write_begun(bytes);
            shared.queue(Queued::Write { session: Arc::clone(self), id, who, key, call });
            return;
        }
        if !self.out.wait_for_writes() {
            return;
        }
        let stop = matches!(*call, Call::Stop(_));
        let result = match catch_unwind(AssertUnwindSafe(|| answer(shared, &who, &call))) {
            Ok(result) => result,
            Err(payload) => Err(super::bug(call.id(), &*payload)),
        };
        let stop = stop && result.is_ok();
        self.out.answer(answer_frame(id, result));
        if stop {
            shared.stop();
        }
    }
}

fn answer(shared: &Shared, who: &Who, call: &Call) -> Result<Reply, Fault> {
    match call {
        Call::SetPresence(at) => {
            let topics = shared.presence().set(who, at);
            shared.push(&topics.into_iter().collect());
            Ok(Reply::SetPresence(Nothing {}))
        }
        Call::Stop(_) if who.may(call.info().who) => Ok(Reply::Stop(Nothing {})),
        Call::Stop(_) => Err(Fault::new(
            FaultKind::Forbidden,
            t("只有系统管理员可以停止服务", "Only the administrator may stop the server"),
        )),
        _ => {
            let mut reply = shared.desk.read(who, call)?;
            if let Some((entry, presence)) = audience(&mut reply) {
                *presence = shared.presence().others(entry, who.session);
            }
            Ok(reply)
        }
    }
}

/// Where a reply about one entry says who else is there.
fn audience(reply: &mut Reply) -> Option<(EntryRef, &mut Vec<Present>)> {
    match reply {
        Reply::Show(entry) => Some((entry.entry, &mut entry.presence)),
        Reply::Checklist(list) => Some((list.entry.entry, &mut list.entry.presence)),
        Reply::RoomCard(card) | Reply::PersonCard(card) => {
            Some((EntryRef::new(card.subject.register, card.subject.head.id), &mut card.presence))
        }
        _ => None,
    }
}

/// The next message, and its size in bytes. A client that is gone ends quietly; one that talks nonsense is told so.
fn read(from: &mut BufReader<UnixStream>) -> Result<(ToServer, usize), End> {
    frame::read_sized(from, frame::FROM_CLIENT).map_err(|error| match error {
        FrameError::Disconnected => None,
        error => Some(Box::new(lost(&error))),
    })
}

/// The frame of an answer; a reply that is too large becomes the fault that says so.
pub(super) fn answer_frame(id: u64, result: Result<Reply, Fault>) -> Vec<u8> {
    let message = ToClient::Answer { id, result: result.map(Box::new).map_err(Box::new) };
    frame::encode(&message, frame::FROM_SERVER).unwrap_or_else(|error| {
        tracing::error!("an answer could not be sent: {error}");
        encode(&ToClient::Answer { id, result: Err(Box::new(lost(&error))) })
    })
}

/// The frame of a small message. It cannot fail for the messages there are; empty bytes would only be skipped.
pub(super) fn encode(message: &ToClient) -> Vec<u8> {
    frame::encode(message, frame::FROM_SERVER).unwrap_or_else(|error| {
        tracing::error!("a message could not be encoded: {error}");
        Vec::new()
    })
}
