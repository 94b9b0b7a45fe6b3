//! A request's forms on disk, oldest first. Variants are never reordered or removed.

use super::{Again, Category, Channel, Charge, Decided, Request, Urgency, Wait};
use crate::domain::ids::{EntryRef, RequestId, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Stored;
use crate::domain::value::Fen;
use serde::{Deserialize, Serialize};

/// The entry's form on disk.
#[derive(Serialize, Deserialize)]
pub enum RequestDisk {
    /// Before requests had clocks.
    V1(Box<RequestV1>),
    /// With clocks, appointments as slots, money agreed, and merging.
    V2(Box<Request>),
    /// With the question that decided and what went along.
    V3(Box<Request>, AddedV3),
    /// With what was added since.
    V4(Box<Request>, Added),
}

/// What a request held in its third version besides what its second one did.
#[derive(Default, Serialize, Deserialize)]
pub struct AddedV3 {
    triage: Option<Decided>,
    moved: Vec<EntryRef>,
}

/// What a request holds besides what its second version did.
#[derive(Default, Serialize, Deserialize)]
pub struct Added {
    triage: Option<Decided>,
    moved: Vec<EntryRef>,
    came: Vec<(RequestId, StaffId)>,
}

/// The first version.
#[derive(Serialize, Deserialize)]
pub struct RequestV1 {
    channel: Option<Channel>,
    reporter: String,
    phone: String,
    spot: String,
    category: Option<Category>,
    text: String,
    urgency: Option<Urgency>,
    appointment: Option<At>,
    promise: String,
    promise_at: Option<At>,
    charge: Option<Charge>,
    expected_fee: Option<Fen>,
    waiting_for: Option<Wait>,
    wake_at: Option<At>,
    reason: String,
    work_done: String,
    note: String,
    again: Vec<AgainV1>,
    dispatched_at: Option<At>,
    accepted_at: Option<At>,
    arrived_at: Option<At>,
    finished_at: Option<At>,
    closed_at: Option<At>,
    score: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct AgainV1 {
    at: At,
    reporter: String,
    text: String,
}

impl From<AgainV1> for Again {
    fn from(old: AgainV1) -> Self {
        Self { at: old.at, reporter: old.reporter, text: old.text, from: None }
    }
}

impl From<RequestV1> for Request {
    fn from(old: RequestV1) -> Self {
        Self {
            channel: old.channel,
            reporter: old.reporter,
            phone: old.phone,
            spot: old.spot,
            category: old.category,
            text: old.text,
            urgency: old.urgency,
            appointment: old.appointment,
            promise: old.promise,
            promise_at: old.promise_at,
            charge: old.charge,
            expected_fee: old.expected_fee,
            waiting_for: old.waiting_for,
            wake_at: old.wake_at,
            reason: old.reason,
            work_done: old.work_done,
            note: old.note,
            again: old.again.into_iter().map(Again::from).collect(),
            dispatched_at: old.dispatched_at,
            accepted_at: old.accepted_at,
            arrived_at: old.arrived_at,
            finished_at: old.finished_at,
            closed_at: old.closed_at,
            score: old.score,
            responded_at: old.dispatched_at,
            visits: old.arrived_at.map(|_| 1),
            ..Self::default()
        }
    }
}

impl Stored for Request {
    type Disk = RequestDisk;

    fn to_disk(&self) -> RequestDisk {
        let added = Added { triage: self.triage, moved: self.moved.clone(), came: self.came.clone() };
        RequestDisk::V4(Box::new(self.clone()), added)
    }

    fn from_disk(disk: RequestDisk) -> Self {
        match disk {
            RequestDisk::V1(old) => (*old).into(),
            RequestDisk::V2(request) => *request,
            RequestDisk::V3(request, AddedV3 { triage, moved }) => Self { triage, moved, ..*request },
            RequestDisk::V4(request, Added { triage, moved, came }) => {
                Self { triage, moved, came, ..*request }
            }
        }
    }
}
