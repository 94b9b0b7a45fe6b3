//! A watch: one custodian's time at one desk, with the document it passes on. Its states are ruled by
//! [`machine`](super::machine); what is written down when it moves is in [`acts`](super::acts).

use super::counts::CountLine;
use super::machine::Relief;
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::text::lang::{Say, T, t};
use serde::{Deserialize, Serialize};

/// Where a watch stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum WatchState {
    /// Its holder is on duty.
    Open,
    /// Its holder signed a revision; the next person reads it.
    Offered,
    /// Custody has moved on and the document is in the chain; only corrections from here.
    Closed,
    /// The document is being written; logging goes on.
    Preparing,
    /// Somebody reads the document and counts.
    InReview,
    /// The reader asked; the holder answers.
    Returned,
    /// A count or a fact is contested.
    Disputed,
    /// Somebody else took over; late entries may still come.
    Accepted,
    /// The same, with a reservation.
    AcceptedReserved,
    /// A supervisor, or whoever was there, took over without an acceptance.
    Released,
    /// The seal has custody.
    Sealed,
}

impl WatchState {
    /// All states, in the order of a watch's life.
    pub const ALL: [Self; 11] = [
        Self::Open,
        Self::Preparing,
        Self::Offered,
        Self::InReview,
        Self::Returned,
        Self::Disputed,
        Self::Accepted,
        Self::AcceptedReserved,
        Self::Released,
        Self::Sealed,
        Self::Closed,
    ];

    /// The word on the screen.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Open => t("值班中", "on watch"),
            Self::Preparing => t("准备交班", "preparing"),
            Self::Offered => t("待接班", "offered"),
            Self::InReview => t("核对中", "in review"),
            Self::Returned => t("退回询问", "returned"),
            Self::Disputed => t("有争议", "disputed"),
            Self::Accepted => t("已接班", "accepted"),
            Self::AcceptedReserved => t("有保留接班", "accepted with reservation"),
            Self::Released => t("已代管", "released"),
            Self::Sealed => t("已封存", "sealed"),
            Self::Closed => t("已交班", "closed"),
        }
    }

    /// Whether a person answers for the desk by it.
    #[must_use]
    pub const fn held(self) -> bool {
        matches!(
            self,
            Self::Open | Self::Preparing | Self::Offered | Self::InReview | Self::Returned | Self::Disputed
        )
    }

    /// Whether a signed document is out.
    #[must_use]
    pub const fn out(self) -> bool {
        matches!(self, Self::Offered | Self::InReview | Self::Returned | Self::Disputed)
    }
}

/// How custody came to the holder of a watch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Began {
    /// The desk had no watch before.
    #[default]
    Fresh,
    /// By acceptance.
    Accepted,
    /// By acceptance with a reservation.
    Reserved,
    /// By a supervisor, in trust.
    Trust,
    /// By relieving somebody who could not go on.
    Emergency,
    /// From the record, after somebody left without offering.
    FromRecord,
    /// By breaking the seal.
    SealBroken,
    /// From a colleague on duty at the same desk, within the shift.
    Passed,
}

/// A watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Watch {
    /// Its number, from 1, over all desks.
    pub id: u64,
    /// The desk.
    pub desk: DeskId,
    /// Where it stands.
    pub state: WatchState,
    /// Who answers for the desk; of a sealed one, who sealed it.
    pub holder: StaffId,
    /// How custody came to them.
    pub began: Began,
    /// When it began.
    pub opened_at: At,
    /// The first log line that belongs to it.
    pub open_seq: u64,
    /// The first log line that no longer belongs to it: the cut of the signed revision.
    pub cut_seq: Option<u64>,
    /// The planned slot: an entry of the register `shift`.
    pub slot: Option<u64>,
    /// When it should be handed over.
    pub due_at: Option<At>,
    /// When the program next says that it is late.
    pub late_at: Option<At>,
    /// How often it said so: to the holder and who leads, again to who leads, on every screen.
    pub late_said: u8,
    /// Goes up with every offer and every change to an offered document.
    pub revision: u32,
    /// When the present revision was signed.
    pub offered_at: Option<At>,
    /// The leaver's words.
    pub note: String,
    /// What is passed on.
    pub items: Vec<Item>,
    /// Items for information that did not fit on the document.
    pub left_out: u32,
    /// Who acknowledged which version of which item.
    pub acks: Vec<Ack>,
    /// Who reads the document.
    pub reviewer: Option<Reviewer>,
    /// What the readers asked.
    pub questions: Vec<Question>,
    /// How often it was returned.
    pub returns: u32,
    /// What is or was contested.
    pub dispute: Option<Dispute>,
    /// Slots its holder went on into.
    pub continued: Vec<Continued>,
    /// Until when the count of a desk taken over in haste is owed.
    pub owed_until: Option<At>,
    /// What was counted, both sides, in the order of counting; stored in rows of their own.
    pub counts: Vec<CountLine>,
    /// Who signed what.
    pub signatures: Vec<Signature>,
    /// How custody left.
    pub ending: Option<Ending>,
    /// Who took over.
    pub successor: Option<StaffId>,
    /// When.
    pub accepted_at: Option<At>,
    /// The watch before, on the same desk.
    pub previous: Option<u64>,
}

/// One thing that is passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Item {
    /// Its number on the document.
    pub no: u32,
    /// The entry, or none for a log line.
    pub entry: Option<EntryRef>,
    /// The log line, or none for an entry.
    pub line: Option<u64>,
    /// The entry's `rev` when it was collected; 1 for a log line.
    pub rev: u32,
    /// The revision of the document in which the item became what it is. An acknowledgement binds to it.
    pub version: u32,
    /// How much it matters.
    pub severity: Severity,
    /// Whether the leaver said how much it matters; else it follows from the entry.
    pub chosen: bool,
    /// Which part of the document it stands in.
    pub section: Section,
    /// Why it is here.
    pub why: Say,
    /// The leaver's words; from the third carry on, why it was put off.
    pub note: String,
    /// What to do if: asked of every red item; "none" is an answer.
    pub if_then: String,
    /// Whether the leaver looked at it since it became what it is.
    pub kept: bool,
    /// Why the leaver took it off the document; empty: it stands there.
    pub excluded: String,
    /// How many watches it has been carried over, this one included.
    pub carried: u32,
    /// The watch in which it was first carried.
    pub first_watch: u64,
    /// When it was first carried.
    pub first_at: Option<At>,
}

/// The parts of the document (I-PASS).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// What goes on now: incidents, outages, people on site.
    Now,
    /// What is to be done, by time.
    #[default]
    Do,
    /// Only to be known.
    Know,
}

/// An acknowledgement; it binds to one version of one item and one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ack {
    /// The item's number.
    pub no: u32,
    /// The version that was read.
    pub version: u32,
    /// Who read it.
    pub staff: StaffId,
    /// When.
    pub at: At,
    /// What they will do first, in their own words; every red item has it.
    pub words: String,
    /// When they will do it.
    pub when: Option<At>,
}

/// Who reads an offered document. The lease ends by silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reviewer {
    /// Who.
    pub staff: StaffId,
    /// Since when.
    pub since: At,
    /// When they last did something.
    pub seen_at: At,
}

/// A question about an item, and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Question {
    /// The item's number.
    pub no: u32,
    /// Who asked.
    pub by: StaffId,
    /// When.
    pub at: At,
    /// What.
    pub words: String,
    /// The answer; empty until it is given.
    pub answer: String,
    /// When it was given.
    pub answered_at: Option<At>,
}

/// What is contested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Dispute {
    /// Who contests it.
    pub by: StaffId,
    /// When.
    pub at: At,
    /// What.
    pub words: String,
    /// What the supervisor said; empty until they do.
    pub ruling: String,
    /// Which supervisor, and when.
    pub ruled: Option<(StaffId, At)>,
}

/// A slot the holder went on into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Continued {
    /// When.
    pub at: At,
    /// The next slot, when it was planned.
    pub slot: Option<u64>,
    /// Who else signed.
    pub witness: Option<StaffId>,
}

/// In which part somebody signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Who hands over.
    Leaver,
    /// Who takes over.
    Successor,
    /// Who saw a count.
    Witness,
    /// A supervisor: release, ruling.
    Lead,
}

/// A signature, given with a PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Signature {
    /// In which part.
    pub role: Role,
    /// Who.
    pub staff: StaffId,
    /// Of which revision.
    pub revision: u32,
    /// When.
    pub at: At,
    /// What is printed on screen and paper, so that anybody can check it later.
    pub receipt: String,
}

/// How custody left a watch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ending {
    /// In which way.
    pub how: How,
    /// Who did it.
    pub by: StaffId,
    /// When.
    pub at: At,
    /// The reservation, or the reason.
    pub words: String,
    /// The number of the seal; empty without one.
    pub seal: String,
}

/// The ways in which custody leaves a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// By acceptance.
    Accepted,
    /// By acceptance with a reservation.
    Reserved,
    /// To a supervisor, in trust.
    Released,
    /// To whoever relieved the holder.
    Relieved(Relief),
    /// To the seal.
    Sealed,
    /// To a colleague on duty at the same desk.
    Passed,
}
