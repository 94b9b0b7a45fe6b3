//! Complaints (`domain/facts.md` 6.4, 7.5): from the first word to the root cause, climbing until somebody answers.
//!
//! The struct, states and views are here; `fields.rs` and `actions.rs` are the rest of the table, `rules.rs` what follows
//! from an action, `shown.rs` how it is seen, `ladder.rs` the steps upwards, `repeat.rs` what was complained about before. Who joined a group
//! complaint is a register of its own ([`party`]).

mod actions;
mod choices;
mod fields;
mod ladder;
pub mod party;
mod repeat;
mod rules;
mod shown;
#[cfg(test)]
mod tests;

pub use choices::{AnswerForm, Awaits, Cause, Channel, Climb, Gravity, Justified, Outside, Rung, Topic};

use crate::domain::clock::Clocks;
use crate::domain::convert::heard_by_me;
use crate::domain::follow_up::Outcome;
use crate::domain::ids::{StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Carries, ClockAccess, Order, Register, Spec, SpecInfo, State, View};
use crate::domain::value::Fen;
use crate::stored;
use crate::text::lang::t;
use serde::{Deserialize, Serialize};

/// A complaint's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Complaint {
    /// How it came in.
    pub channel: Option<Channel>,
    /// Who complains; empty when anonymous.
    pub complainant: String,
    /// Whether the complainant stays unnamed: no name, phone or file is kept.
    pub anonymous: bool,
    /// Their phone.
    pub phone: String,
    /// The matter in a few words.
    pub subject: String,
    /// The complaint in the complainant's words.
    pub text: String,
    /// Where the cause lies.
    pub cause: Option<Cause>,
    /// How serious.
    pub severity: Option<Gravity>,
    /// What it is about.
    pub topic: Option<Topic>,
    /// When the responsible department took it on.
    pub received_by_department_at: Option<At>,
    /// What was found out.
    pub investigation: String,
    /// Whether the office is in the wrong.
    pub justified: Option<Justified>,
    /// Why.
    pub why_justified: String,
    /// What is proposed.
    pub proposal: String,
    /// Who proposed it: somebody else approves.
    pub proposed_by: Option<StaffId>,
    /// The approver's words.
    pub approval: String,
    /// The project head's word on a major complaint.
    pub head_word: String,
    /// Who approved.
    pub approved_by: Option<StaffId>,
    /// When.
    pub approved_at: Option<At>,
    /// What was done.
    pub measures: String,
    /// What the complainant was told.
    pub answer: String,
    /// When.
    pub answered_at: Option<At>,
    /// In which form.
    pub answer_form: Option<AnswerForm>,
    /// Why it came to it.
    pub root_cause: String,
    /// What prevents it from now on.
    pub prevention: String,
    /// Compensation, in fen.
    pub compensation: Option<Fen>,
    /// What the follow-up found.
    pub satisfied: Option<Outcome>,
    /// The customer's score, 1 to 5.
    pub score: Option<i64>,
    /// How far up the ladder: 0 to 3.
    pub level: Option<i64>,
    /// Why it climbed last.
    pub climbed_for: Option<Climb>,
    /// When it climbed last.
    pub climbed_at: Option<At>,
    /// The earlier complaint it repeats, by id.
    pub repeat_of: Option<u64>,
    /// How many times it has been complained about, this one counted.
    pub times: Option<i64>,
    /// How many persons it was said to be; those who joined are counted besides.
    pub said_persons: Option<i64>,
    /// How many households it was said to be.
    pub said_households: Option<i64>,
    /// Persons: as said, or as counted when that is more.
    pub persons: Option<i64>,
    /// Households: as said, or as counted when that is more.
    pub households: Option<i64>,
    /// Whether it is a group complaint.
    pub group: bool,
    /// What a suspended one waits for.
    pub waiting_for: Option<Awaits>,
    /// When to look again.
    pub wake_at: Option<At>,
    /// Whether somebody was told that it is time to look again.
    pub woken: bool,
    /// Whom it was transferred to.
    pub transferred_to: Option<Outside>,
    /// Why it was returned, suspended, transferred, set aside, reopened or escalated last.
    pub reason: String,
    /// The last note.
    pub note: String,
    /// How often the complainant urged.
    pub urged: Option<i64>,
    /// When last.
    pub urged_at: Option<At>,
    /// How often it was reopened.
    pub reopened: Option<i64>,
    /// When it was closed or set aside.
    pub closed_at: Option<At>,
    /// Who assigned it last.
    pub assigned_by: Option<StaffId>,
    /// Since when somebody is to take it on: when it came in, then when it was assigned.
    pub open_since: Option<At>,
    /// Whether a month has passed and made it major.
    pub aged: bool,
    /// From when its limits count: when it came in, then when it was reopened.
    pub counts_from: Option<At>,
    /// The state to which a suspended or transferred one returns.
    pub returns_to: u8,
    /// Its limits.
    pub clocks: Clocks,
}

stored!(Complaint, ComplaintDisk);

/// The register's number.
pub const TAG: Tag = 60;
/// Written down.
pub const REGISTERED: u8 = 1;
/// Cause, severity and topic are settled.
pub const CLASSIFIED: u8 = 2;
/// Given to a person or a team.
pub const ASSIGNED: u8 = 3;
/// Being looked into.
pub const INVESTIGATING: u8 = 4;
/// A proposal waits for approval.
pub const PROPOSAL: u8 = 5;
/// The proposal is approved.
pub const APPROVED: u8 = 6;
/// Being carried out.
pub const EXECUTING: u8 = 7;
/// The complainant has an answer.
pub const REPLIED: u8 = 8;
/// The complainant was asked afterwards.
pub const FOLLOWED_UP: u8 = 9;
/// Over.
pub const CLOSED: u8 = 10;
/// Waiting for somebody else.
pub const SUSPENDED: u8 = 11;
/// With the developer or an authority; the office still answers for it.
pub const TRANSFERRED: u8 = 12;
/// No complaint after all.
pub const INVALID: u8 = 13;

/// Characters of a reason.
pub const REASON: u16 = 200;

const STATES: &[State] = &[
    State::open(REGISTERED, "registered", t("待分类", "registered")),
    State::open(CLASSIFIED, "classified", t("待派办", "classified")),
    State::open(ASSIGNED, "assigned", t("已派办", "assigned")),
    State::open(INVESTIGATING, "investigating", t("调查中", "investigating")),
    State::open(PROPOSAL, "proposal", t("待审批", "proposal")),
    State::open(APPROVED, "approved", t("已批准", "approved")),
    State::open(EXECUTING, "executing", t("落实中", "executing")),
    State::open(REPLIED, "replied", t("已答复", "replied")),
    State::open(FOLLOWED_UP, "followed-up", t("已回访", "followed up")),
    State::done(CLOSED, "closed", t("已办结", "closed")),
    State::open(SUSPENDED, "suspended", t("暂缓", "suspended")),
    State::open(TRANSFERRED, "transferred", t("已转出", "transferred")),
    State::done(INVALID, "invalid", t("不成立", "invalid")),
];

/// States in which something is still to be done.
pub const OPEN: &[u8] = &[
    REGISTERED,
    CLASSIFIED,
    ASSIGNED,
    INVESTIGATING,
    PROPOSAL,
    APPROVED,
    EXECUTING,
    REPLIED,
    FOLLOWED_UP,
    SUSPENDED,
    TRANSFERRED,
];
/// States in which the office works on an answer.
pub const WORKING: &[u8] = &[REGISTERED, CLASSIFIED, ASSIGNED, INVESTIGATING, PROPOSAL, APPROVED, EXECUTING];
/// States in which the complainant has no answer yet.
pub const UNANSWERED: &[u8] =
    &[REGISTERED, CLASSIFIED, ASSIGNED, INVESTIGATING, PROPOSAL, APPROVED, EXECUTING, SUSPENDED, TRANSFERRED];

const fn list(id: &'static str, title: crate::text::lang::T, states: &'static [u8], order: Order) -> View {
    View { id, title, states, mine: false, order }
}

const VIEWS: &[View] = &[
    list("open", t("未结投诉", "Open complaints"), OPEN, Order::Urgent),
    View {
        id: "mine",
        title: t("我的投诉", "My complaints"),
        states: OPEN,
        mine: true,
        order: Order::Urgent,
    },
    list("first_contact", t("我首问的投诉", "Heard first by me"), OPEN, Order::Urgent),
    list("ladder", t("升级中的投诉", "Escalated complaints"), OPEN, Order::Urgent),
    list("top", t("升级到经理以上的投诉", "Complaints at the top"), OPEN, Order::Urgent),
    list("approval", t("待审批投诉", "Complaints awaiting approval"), &[PROPOSAL], Order::Urgent),
    list(
        "suspended",
        t("暂缓和转出的投诉", "Suspended and transferred"),
        &[SUSPENDED, TRANSFERRED],
        Order::Due,
    ),
    list("all", t("全部投诉", "All complaints"), &[], Order::Newest),
];

/// The register of complaints.
pub struct Complaints;

impl Register for Complaints {
    type Entry = Complaint;

    fn spec() -> Spec<Complaint> {
        let info = SpecInfo {
            id: "complaint",
            tag: TAG,
            name: t("投诉", "Complaint"),
            prefix: "Q",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            normal: rules::normal,
            due: Some(shown::due),
            rank: shown::rank,
            keys: shown::keys,
            carry: Some(Carries::open(shown::carry)),
            sifts: vec![
                ("ladder", |_, e, _| e.level() > 0),
                ("top", |_, e, _| e.level() > 1),
                ("first_contact", heard_by_me),
            ],
            clocks: Some(ClockAccess { get: |e| &e.clocks, get_mut: |e| &mut e.clocks }),
            alarm: ladder::alarm,
            ..Spec::new(info, fields::fields(), actions::actions(), shown::title)
        }
    }
}

impl Complaint {
    /// How serious; minor until somebody says otherwise.
    #[must_use]
    pub fn gravity(&self) -> Gravity {
        self.severity.unwrap_or(Gravity::Minor)
    }

    /// How far up the ladder: 0 to 3.
    #[must_use]
    pub fn level(&self) -> i64 {
        self.level.unwrap_or(0)
    }
}
