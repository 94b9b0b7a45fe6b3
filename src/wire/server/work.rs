//! The store thread: takes all writes that wait, runs them as one group, answers them, then tells everybody who
//! watches what changed. The only thread that writes.

use super::session::{Session, answer_frame};
use super::{Shared, bug};
use crate::api::call::{Call, Reply};
use crate::api::wire::Topic;
use crate::desk::{Done, Job};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::StaffId;
use crate::domain::register::Who;
use crate::text::lang::{Say, t};
use crossbeam_channel::Receiver;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Most calls in one group: enough to share a flush, few enough to answer soon.
const GROUP: usize = 256;

/// What the store thread is told.
pub(super) enum Queued {
    /// A write of a session.
    Write {
        /// Whose.
        session: Arc<Session>,
        /// The question's id.
        id: u64,
        /// Who asks.
        who: Who,
        /// Makes it safe to repeat.
        key: Option<String>,
        /// The call.
        call: Box<Call>,
    },
    /// An alarm is due: what the program does by itself.
    Tick,
    /// Nothing more will come.
    End,
}

/// Where the answer goes.
struct Asked {
    session: Arc<Session>,
    id: u64,
    call: &'static str,
}

/// Runs until [`Queued::End`].
pub(super) fn run(shared: &Shared, queue: &Receiver<Queued>) {
    // The office may have been shut over an alarm.
    set_alarm(shared);
    while let Ok(first) = queue.recv() {
        let mut asked = Vec::new();
        let mut jobs = Vec::new();
        let (mut end, mut tick) = (false, false);
        for queued in std::iter::once(first).chain(queue.try_iter()) {
            match queued {
                Queued::End => end = true,
                Queued::Tick => tick = true,
                Queued::Write { session, id, who, key, call } => {
                    asked.push(Asked { session, id, call: call.id() });
                    jobs.push(Job { who, key, call: *call });
                }
            }
            if end || jobs.len() >= GROUP {
                break;
            }
        }
        group(shared, &asked, &jobs);
        if end {
            break;
        }
        let held = tick && !ticked(shared);
        if held {
            shared.alarm.hold();
        } else {
            set_alarm(shared);
        }
    }
}

/// Tells the clock thread when the program acts next by itself.
fn set_alarm(shared: &Shared) {
    match shared.desk.next_alarm() {
        Ok(next) => shared.alarm.set(next),
        Err(fault) => {
            tracing::error!(%fault, "the next alarm cannot be read");
            shared.alarm.hold();
        }
    }
}

/// Does what is due; false when it failed and must not be tried again at once.
fn ticked(shared: &Shared) -> bool {
    match catch_unwind(AssertUnwindSafe(|| shared.desk.tick())) {
        Ok(Ok(ticked)) => {
            tell(shared, &ticked.topics);
            notify(shared, &ticked.notices);
            true
        }
        Ok(Err(fault)) => {
            tracing::error!(%fault, "what was due could not be done");
            false
        }
        Err(payload) => {
            bug("tick", &*payload);
            false
        }
    }
}

fn notify(shared: &Shared, notices: &[(StaffId, Say)]) {
    if notices.is_empty() {
        return;
    }
    for session in shared.all() {
        for (staff, text) in notices {
            session.notify(*staff, text);
        }
    }
}

fn group(shared: &Shared, asked: &[Asked], jobs: &[Job]) {
    if jobs.is_empty() {
        return;
    }
    let results = match catch_unwind(AssertUnwindSafe(|| shared.desk.write(jobs))) {
        Ok(results) => results,
        // One of them is a bug and nothing of the group was kept. Alone, each shows which one it is.
        Err(_) => asked.iter().zip(jobs).map(|(asked, job)| alone(shared, asked, job)).collect(),
    };
    let mut results = results.into_iter();
    let mut topics = BTreeSet::new();
    let mut notices = Vec::new();
    for asked in asked {
        let reply: Result<Reply, Fault> = results.next().unwrap_or_else(|| Err(unanswered())).map(|done| {
            topics.extend(done.topics);
            notices.extend(done.notices);
            done.reply
        });
        asked.session.out.answer_write(answer_frame(asked.id, reply));
    }
    tell(shared, &topics);
    notify(shared, &notices);
}

fn alone(shared: &Shared, asked: &Asked, job: &Job) -> Result<Done, Fault> {
    match catch_unwind(AssertUnwindSafe(|| shared.desk.write(std::slice::from_ref(job)))) {
        Ok(results) => results.into_iter().next().unwrap_or_else(|| Err(unanswered())),
        Err(payload) => Err(bug(asked.call, &*payload)),
    }
}

fn unanswered() -> Fault {
    Fault::new(FaultKind::Bug, t("内部错误：没有结果", "Internal error: there is no result"))
}

/// Tells what changed. When it may concern who somebody is, every session is looked at anew first.
fn tell(shared: &Shared, topics: &BTreeSet<Topic>) {
    if topics.is_empty() {
        return;
    }
    if shared.staff.is_some_and(|tag| topics.contains(&Topic::Register(tag))) {
        for session in shared.all() {
            session.refresh(shared);
        }
    }
    shared.push(topics);
}
