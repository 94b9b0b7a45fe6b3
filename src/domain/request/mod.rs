//! Repair and service requests (`domain/facts.md` 6 and 7.3): from the counter to the follow-up.
//!
//! The states and views are here; fields and actions each have their table, and the rules are told apart by what they
//! are about: `rules` the way from log to close, `timing` the clocks, `people` whose hands it is in, `money` what it
//! costs, `join` merging and splitting. Questions that decide the urgency are in `triage`.

mod actions;
mod asked;
mod choices;
mod disk;
mod fields;
mod join;
mod money;
mod people;
mod rules;
mod timing;
pub mod triage;

pub use choices::{Category, Cause, Channel, Charge, FAULTS, FollowRule, Template, Urgency, Wait};
pub use disk::{RequestDisk, RequestV1};
pub use join::{move_part, moved_to};
pub use people::usual_team;
pub use triage::Decided;

use crate::domain::clock::{Clocks, Limit};
use crate::domain::convert::heard_by_me;
use crate::domain::ids::{EntryRef, FaultKindId, IncidentId, RequestId, StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Carries, ClockAccess, Order, Register, Sift, Spec, SpecInfo, State, View};
use crate::domain::value::Fen;
use crate::text::lang::t;
use rules::{keys, normal, title};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A request's own fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// How it came in.
    pub channel: Option<Channel>,
    /// Who reported it, as they said it.
    pub reporter: String,
    /// Their phone.
    pub phone: String,
    /// The exact position, or a public place in words.
    pub spot: String,
    /// What kind of fault.
    pub category: Option<Category>,
    /// The kind of fault or service, when the office's list has it.
    pub item: Option<FaultKindId>,
    /// The fault in the reporter's words.
    pub text: String,
    /// How urgent.
    pub urgency: Option<Urgency>,
    /// Whether somebody must come into the customer's rooms.
    pub in_home: bool,
    /// When somebody is expected to come.
    pub appointment: Option<At>,
    /// The end of the slot in which somebody is expected.
    pub appointment_until: Option<At>,
    /// What was promised to the customer.
    pub promise: String,
    /// By when.
    pub promise_at: Option<At>,
    /// Free or chargeable.
    pub charge: Option<Charge>,
    /// The expected charge as told to the customer, in fen.
    pub expected_fee: Option<Fen>,
    /// The estimate told before the work.
    pub estimate: Option<Fen>,
    /// When the customer agreed to it.
    pub estimate_agreed_at: Option<At>,
    /// Who agreed.
    pub estimate_agreed_by: String,
    /// What the customer need not pay of it.
    pub waived: Option<Fen>,
    /// What it waits for.
    pub waiting_for: Option<Wait>,
    /// When the waiting is to end.
    pub wake_at: Option<At>,
    /// Why it was returned, transferred, cancelled or reopened last.
    pub reason: String,
    /// What was done.
    pub work_done: String,
    /// Where the fault came from.
    pub cause: Option<Cause>,
    /// The last note.
    pub note: String,
    /// Later reports of the same fault.
    pub again: Vec<Again>,
    /// How often the customer pressed for it.
    pub urged: Option<i64>,
    /// When last.
    pub urged_at: Option<At>,
    /// Who is told about its end and its breaches.
    pub observers: Vec<StaffId>,
    /// When somebody first answered: dispatched it, took it, or called back.
    pub responded_at: Option<At>,
    /// When it was dispatched last.
    pub dispatched_at: Option<At>,
    /// When it was accepted.
    pub accepted_at: Option<At>,
    /// When somebody was on site.
    pub arrived_at: Option<At>,
    /// How often somebody came.
    pub visits: Option<i64>,
    /// When it was under control.
    pub controlled_at: Option<At>,
    /// When the work was finished.
    pub finished_at: Option<At>,
    /// When it was closed.
    pub closed_at: Option<At>,
    /// The customer's score, 1 to 5.
    pub score: Option<i64>,
    /// Whether it passed the check, or the customer confirmed it.
    pub passed: bool,
    /// How often it was returned.
    pub return_count: Option<i64>,
    /// Whether it is a matter of the developer's warranty.
    pub warranty: bool,
    /// The finished request whose fault came back.
    pub rework_of: Option<RequestId>,
    /// The incident it belongs to.
    pub incident: Option<IncidentId>,
    /// The request it was merged into.
    pub merged_into: Option<RequestId>,
    /// The request it was split from.
    pub split_from: Option<RequestId>,
    /// Its clocks.
    pub clocks: Clocks,
    /// By what its clocks were started; none when it has none.
    pub timed: Option<Timed>,
    /// The running-outs that somebody was told of.
    pub told: Vec<(Limit, At)>,
    /// The end of waiting that its owner was told of.
    pub woken: Option<At>,
    /// What it was before it was merged.
    pub before_merge: Option<Box<Before>>,
    /// Which question decided how urgent it is. Kept beside the rest on disk.
    #[serde(skip)]
    pub triage: Option<Decided>,
    /// What went along when it was merged: its promises and work items. Kept beside the rest on disk.
    #[serde(skip)]
    pub moved: Vec<EntryRef>,
    /// Who observed a request that was merged into this one, by that request. Kept beside the rest on disk.
    #[serde(skip)]
    pub came: Vec<(RequestId, StaffId)>,
}

impl Request {
    /// Everybody who is told about it: who observes it, and who observed what was merged into it.
    #[must_use]
    pub fn told_too(&self) -> BTreeSet<StaffId> {
        self.observers.iter().copied().chain(self.came.iter().map(|(_, staff)| *staff)).collect()
    }
}

/// A later report of the same fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// When.
    pub at: At,
    /// Who reported it, with their phone.
    pub reporter: String,
    /// What they said.
    pub text: String,
    /// The request it came with, when that was merged into this one.
    pub from: Option<RequestId>,
}

/// What the clocks of a request follow: when one of these changes, those that still run are started anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timed {
    /// From when they count.
    pub from: At,
    /// Whether the request was reopened: only the work counts then.
    pub again: bool,
    /// The class.
    pub urgency: Option<Urgency>,
    /// The kind of fault, which may have a limit of its own.
    pub item: Option<FaultKindId>,
    /// When somebody is expected.
    pub appointment: Option<At>,
    /// Until when.
    pub until: Option<At>,
}

/// What a request was before it was merged into another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Its state.
    pub state: u8,
    /// Its clocks.
    pub clocks: Clocks,
    /// Its reason.
    pub reason: String,
}

/// The register's number.
pub const TAG: Tag = 1;
/// Written down, nobody assigned.
pub const REGISTERED: u8 = 1;
/// Given to a team or a person.
pub const DISPATCHED: u8 = 2;
/// Taken on.
pub const ACCEPTED: u8 = 3;
/// Somebody is there.
pub const ON_SITE: u8 = 4;
/// Waiting for material, the owner, somebody else.
pub const WAITING: u8 = 5;
/// The work is done.
pub const FINISHED: u8 = 6;
/// The customer was asked.
pub const FOLLOWED_UP: u8 = 7;
/// Over.
pub const CLOSED: u8 = 8;
/// Called off.
pub const CANCELLED: u8 = 9;
/// Goes on as a part of another.
pub const MERGED: u8 = 10;

/// Characters of a reason.
pub const REASON: u16 = 120;

const STATES: &[State] = &[
    State::open(REGISTERED, "registered", t("待派工", "registered")),
    State::open(DISPATCHED, "dispatched", t("已派工", "dispatched")),
    State::open(ACCEPTED, "accepted", t("已接单", "accepted")),
    State::open(ON_SITE, "on-site", t("处理中", "on site")),
    State::open(WAITING, "waiting", t("等待中", "waiting")),
    State::open(FINISHED, "finished", t("待回访", "finished")),
    State::open(FOLLOWED_UP, "followed-up", t("已回访", "followed up")),
    State::done(CLOSED, "closed", t("已办结", "closed")),
    State::done(CANCELLED, "cancelled", t("已取消", "cancelled")),
    State::done(MERGED, "merged", t("已并单", "merged")),
];

/// The states in which somebody has work to do on the fault itself.
pub const WORKING: &[u8] = &[DISPATCHED, ACCEPTED, ON_SITE, WAITING];
/// The states in which something is still to be done.
pub const OPEN: &[u8] = &[REGISTERED, DISPATCHED, ACCEPTED, ON_SITE, WAITING, FINISHED, FOLLOWED_UP];
/// The states in which the fault is not mended.
pub const UNFINISHED: &[u8] = &[REGISTERED, DISPATCHED, ACCEPTED, ON_SITE, WAITING];

const fn view(id: &'static str, title: crate::text::lang::T, states: &'static [u8], order: Order) -> View {
    View { id, title, states, mine: false, order }
}

const VIEWS: &[View] = &[
    view("open", t("未结报修", "Open requests"), OPEN, Order::Urgent),
    view("unassigned", t("待派工", "Unassigned"), &[REGISTERED], Order::Urgent),
    View {
        id: "mine",
        title: t("我的工单", "My work orders"),
        states: WORKING,
        mine: true,
        order: Order::Urgent,
    },
    view("first_contact", t("我首问的报修", "Heard first by me"), OPEN, Order::Urgent),
    view("working", t("处理中工单", "Being worked on"), WORKING, Order::Urgent),
    view("waiting", t("等待中", "Waiting"), &[WAITING], Order::Due),
    view("overdue", t("已超时工单", "Overdue"), UNFINISHED, Order::Due),
    view("appointments", t("上门预约", "Appointments"), UNFINISHED, Order::Due),
    view("finished", t("待回访", "Finished, not followed up"), &[FINISHED], Order::Due),
    view("warranty", t("保修工单", "Warranty"), OPEN, Order::Urgent),
    view("rework", t("返修工单", "Rework"), &[], Order::Newest),
    view("merged", t("已并单", "Merged"), &[MERGED], Order::Newest),
    view("all", t("全部报修", "All requests"), &[], Order::Newest),
];

/// The register of requests.
pub struct Requests;

impl Register for Requests {
    type Entry = Request;

    fn spec() -> Spec<Request> {
        let info = SpecInfo {
            id: "request",
            tag: TAG,
            name: t("报修", "Request"),
            prefix: "R",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let sifts: Vec<(&'static str, Sift<Request>)> = vec![
            ("overdue", |h, _, ctx| h.due.is_some_and(|due| due <= ctx.now)),
            ("appointments", |_, e, _| e.appointment.is_some() && e.arrived_at.is_none()),
            ("warranty", |_, e, _| e.warranty),
            ("rework", |_, e, _| e.rework_of.is_some()),
            ("first_contact", heard_by_me),
        ];
        Spec {
            normal,
            due: Some(timing::due),
            rank: timing::rank,
            keys,
            carry: Some(Carries::open(timing::carry)),
            sifts,
            holds: |h, _| UNFINISHED.contains(&h.state),
            clocks: Some(ClockAccess { get: |e| &e.clocks, get_mut: |e| &mut e.clocks }),
            alarm: timing::alarm,
            rings: timing::rings,
            ..Spec::new(info, fields::fields(), actions::actions(), title)
        }
    }
}
