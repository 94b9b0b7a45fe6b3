//! What waits to be written to one client: answers in order, and a set of changed topics that never becomes a queue.
//! Bounded, so that a client that does not read costs little. Writes nothing itself.

use crate::api::wire::Topic;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Most calls of one client that are under way or answered but unread; further ones wait in its own socket.
const UNDER_WAY: usize = 64;
/// With so many bytes unread, or in writes under way, no further call is taken from the client.
const BYTES: usize = 4 * 1024 * 1024;
/// Most notices that wait. They are not asked for, so a client that lets them pile up is dropped.
const NOTICES: usize = 64;

/// Answers, notices and topics for one client.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    /// Frames in the order of their writing.
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
    notices: usize,
    topics: BTreeSet<Topic>,
    /// Writes that the store thread has yet to answer.
    writing: usize,
    /// Bytes of the writes since none was under way.
    asked: usize,
    /// No more will come after what is under way; the last frame, if any.
    closing: Option<Option<Vec<u8>>>,
    /// The client is gone or given up: nothing is kept for it.
    dead: bool,
}

/// What the writer does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// These bytes go out.
    Bytes(Vec<u8>),
    /// This message goes out: what changed.
    Changed(Vec<Topic>),
    /// This goes out, if there is something, and then nothing more.
    End(Option<Vec<u8>>),
}

/// The client has let too much pile up.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl Outbox {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'m>(&self, inner: MutexGuard<'m, Inner>) -> MutexGuard<'m, Inner> {
        self.changed.wait(inner).unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until another call may be taken; false when the session is over.
    pub(super) fn wait_for_room(&self) -> bool {
        let mut inner = self.lock();
        while !inner.over() && inner.full() {
            inner = self.wait(inner);
        }
        !inner.over()
    }

    /// Waits until every earlier write is answered, so that a read sees them; false when the session is over.
    pub(super) fn wait_for_writes(&self) -> bool {
        let mut inner = self.lock();
        while !inner.over() && inner.writing > 0 {
            inner = self.wait(inner);
        }
        !inner.over()
    }

    /// A write was handed to the store thread; its answer comes by [`Self::answer_write`].
    pub(super) fn write_begun(&self, bytes: usize) {
        let mut inner = self.lock();
        inner.writing += 1;
        inner.asked += bytes;
    }

    /// The answer to a write.
    pub(super) fn answer_write(&self, frame: Vec<u8>) {
        let mut inner = self.lock();
        inner.writing = inner.writing.saturating_sub(1);
        if inner.writing == 0 {
            inner.asked = 0;
        }
        inner.push(frame);
        self.changed.notify_all();
    }

    /// Any other frame that was asked for.
    pub(super) fn answer(&self, frame: Vec<u8>) {
        self.lock().push(frame);
        self.changed.notify_all();
    }

    /// A frame that was not asked for.
    pub(super) fn notice(&self, frame: Vec<u8>) -> Result<(), Full> {
        let mut inner = self.lock();
        if inner.notices >= NOTICES {
            return Err(Full);
        }
        inner.notices += 1;
        inner.push(frame);
        self.changed.notify_all();
        Ok(())
    }

    /// Topics that changed; those that wait already are not told twice.
    pub(super) fn topics(&self, topics: impl IntoIterator<Item = Topic>) {
        let mut inner = self.lock();
        if !inner.over() {
            inner.topics.extend(topics);
            self.changed.notify_all();
        }
    }

    /// Ends the session after what is under way, with `last` as the last word. The first reason counts.
    pub(super) fn close(&self, last: Option<Vec<u8>>) {
        let mut inner = self.lock();
        if inner.closing.is_none() {
            inner.closing = Some(last);
        }
        self.changed.notify_all();
    }

    /// Gives the client up; what waits is thrown away.
    pub(super) fn abandon(&self) {
        let mut inner = self.lock();
        inner.dead = true;
        inner.frames.clear();
        inner.topics.clear();
        inner.bytes = 0;
        self.changed.notify_all();
    }

    /// Waits for something to write. Answers come before pushes.
    pub(super) fn next(&self) -> Next {
        let mut inner = self.lock();
        loop {
            if inner.dead {
                return Next::End(None);
            }
            if !inner.frames.is_empty() {
                let frames: Vec<_> = inner.frames.drain(..).collect();
                inner.bytes = 0;
                inner.notices = 0;
                self.changed.notify_all();
                return Next::Bytes(frames.concat());
            }
            if inner.writing == 0
                && let Some(last) = &mut inner.closing
            {
                return Next::End(last.take());
            }
            if !inner.topics.is_empty() {
                return Next::Changed(std::mem::take(&mut inner.topics).into_iter().collect());
            }
            inner = self.wait(inner);
        }
    }
}

impl Inner {
    fn full(&self) -> bool {
        self.writing + self.frames.len() >= UNDER_WAY || self.bytes >= BYTES || self.asked >= BYTES
    }

    const fn over(&self) -> bool {
        self.dead || self.closing.is_some()
    }

    fn push(&mut self, frame: Vec<u8>) {
        if !self.dead {
            self.bytes += frame.len();
            self.frames.push_back(frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_before_pushes_and_a_topic_is_told_once() {
        let outbox = Outbox::default();
        outbox.topics([Topic::Log, Topic::Watch]);
        outbox.topics([Topic::Log]);
        outbox.answer(vec![1]);
        outbox.answer(vec![2]);
        assert_eq!(outbox.next(), Next::Bytes(vec![1, 2]));
        assert_eq!(outbox.next(), Next::Changed(vec![Topic::Log, Topic::Watch]));
    }

    #[test]
    fn closing_waits_for_writes_under_way() {
        let outbox = Outbox::default();
        outbox.write_begun(1);
        outbox.close(Some(vec![9]));
        outbox.answer_write(vec![1]);
        assert_eq!(outbox.next(), Next::Bytes(vec![1]));
        assert_eq!(outbox.next(), Next::End(Some(vec![9])));
        assert!(!outbox.wait_for_room());
    }

    #[test]
    fn large_writes_wait_for_each_other() {
        let outbox = Outbox::default();
        outbox.write_begun(BYTES);
        assert!(outbox.lock().full());
        outbox.answer_write(vec![1]);
        assert!(!outbox.lock().full());
        assert!(outbox.wait_for_room());
    }

    #[test]
    fn notices_nobody_reads_are_too_many_at_last() {
        let outbox = Outbox::default();
        for _ in 0..NOTICES {
            assert_eq!(outbox.notice(vec![0]), Ok(()));
        }
        assert_eq!(outbox.notice(vec![0]), Err(Full));
    }
}
