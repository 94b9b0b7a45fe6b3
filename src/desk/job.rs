//! One call on its way through the desk: what comes in, what goes out, and what was noted on the way.

use crate::api::wire::Topic;
use crate::api::{Call, Reply};
use crate::domain::ids::StaffId;
use crate::domain::register::Who;
use crate::text::lang::Say;
use std::collections::BTreeSet;

/// A call that wants to write.
#[derive(Clone, Debug)]
pub struct Job {
    /// Who asks.
    pub who: Who,
    /// Makes it safe to repeat; scoped to the staff member.
    pub key: Option<String>,
    /// The call.
    pub call: Call,
}

/// What a call did.
#[derive(Clone, Debug)]
pub struct Done {
    /// The reply.
    pub reply: Reply,
    /// What changed, for those whose screens show it.
    pub topics: Vec<Topic>,
    /// What is to be told to whom.
    pub notices: Vec<(StaffId, Say)>,
    /// The watch that the reply is to show once it is on disk.
    pub(super) shows: Option<WatchShown>,
}

impl From<Reply> for Done {
    /// Of a call that changed nothing.
    fn from(reply: Reply) -> Self {
        Self { reply, topics: Vec::new(), notices: Vec::new(), shows: None }
    }
}

/// A watch that a call has changed. Laying out its document reads some hundred entries, which is no part of the change: it
/// is done once the group is on disk, and not at all where nobody looks.
#[derive(Clone, Debug)]
pub(super) struct WatchShown {
    /// Which one.
    pub(super) watch: u64,
    /// The receipt of the caller's signature there, or of the one that the call repeats.
    pub(super) receipt: String,
}

/// Notes taken while a call runs.
#[derive(Default)]
pub(super) struct Outcome {
    /// What changed.
    pub(super) topics: BTreeSet<Topic>,
    /// What is to be told to whom.
    pub(super) notices: Vec<(StaffId, Say)>,
    /// What the caller should know although it was done.
    pub(super) warnings: Vec<Say>,
    /// The watch that the reply is to show.
    pub(super) shows: Option<WatchShown>,
}
