//! The forms on disk of a watch and of its items. Variants are never reordered or removed: a watch of any earlier
//! version opens.

use super::counts::{CountLine, Reason, Side};
use super::watch::{Ack, Began, Ending, How, Item, Role, Section, Signature, Watch, WatchState};
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};

/// A watch on disk, without its items, acknowledgements and counts.
#[derive(Serialize, Deserialize)]
pub enum WatchDisk {
    /// Open, offered, closed.
    V1(WatchV1),
    /// With everything.
    V2(Box<Watch>),
}

/// An item on disk, with its acknowledgements.
#[derive(Serialize, Deserialize)]
pub enum ItemDisk {
    /// Without an if-then.
    V1(ItemV1, Vec<AckV1>),
    /// With everything.
    V2(Item, Vec<Ack>),
}

/// A count on disk.
#[derive(Serialize, Deserialize)]
pub enum CountDisk {
    /// Without those who had their hands in it.
    V1(CountV1),
    /// With everything.
    V2(CountLine),
}

/// The first version of a count.
#[derive(Serialize, Deserialize)]
pub struct CountV1 {
    thing: u64,
    side: Side,
    nth: u32,
    amount: i64,
    parts: Vec<(i64, i64)>,
    missing: Vec<String>,
    expected: i64,
    upto: u64,
    by: StaffId,
    at: At,
    reason: Option<Reason>,
    words: String,
    witness: Option<StaffId>,
}

/// The first version of a watch.
#[derive(Serialize, Deserialize)]
pub struct WatchV1 {
    id: u64,
    desk: DeskId,
    state: WatchState,
    holder: StaffId,
    opened_at: At,
    open_seq: u64,
    cut_seq: Option<u64>,
    revision: u32,
    offered_at: Option<At>,
    note: String,
    items: Vec<ItemV1>,
    left_out: u32,
    acks: Vec<AckV1>,
    successor: Option<StaffId>,
    accepted_at: Option<At>,
    previous: Option<u64>,
}

/// The first version of an item.
#[derive(Serialize, Deserialize)]
pub struct ItemV1 {
    no: u32,
    entry: Option<EntryRef>,
    line: Option<u64>,
    rev: u32,
    version: u32,
    severity: Severity,
    chosen: bool,
    why: Say,
    note: String,
    carried: u32,
    first_watch: u64,
}

/// The first version of an acknowledgement.
#[derive(Serialize, Deserialize)]
pub struct AckV1 {
    no: u32,
    version: u32,
    staff: StaffId,
    at: At,
    words: String,
}

impl WatchDisk {
    /// By what it is found: desk, holder, state, and when custody left it.
    #[must_use]
    pub fn keys(&self) -> (DeskId, StaffId, WatchState, Option<At>) {
        match self {
            // The first version knew no time of grace.
            Self::V1(watch) => (watch.desk, watch.holder, watch.state, None),
            Self::V2(watch) => (watch.desk, watch.holder, watch.state, watch.accepted_at),
        }
    }

    /// When the program next says that it is late, and whether every screen rings for it.
    #[must_use]
    pub fn late(&self) -> (Option<At>, bool) {
        match self {
            Self::V1(_) => (None, false),
            Self::V2(watch) => (watch.late_at.filter(|_| watch.state.held()), watch.rings()),
        }
    }

    /// Lifts any version.
    #[must_use]
    pub fn lift(self) -> Watch {
        match self {
            Self::V1(old) => old.lift(),
            Self::V2(watch) => *watch,
        }
    }
}

impl CountDisk {
    /// The thing that was counted.
    #[must_use]
    pub const fn thing(&self) -> u64 {
        match self {
            Self::V1(line) => line.thing,
            Self::V2(line) => line.thing,
        }
    }

    /// Lifts any version.
    #[must_use]
    pub fn lift(self) -> CountLine {
        let CountV1 {
            thing,
            side,
            nth,
            amount,
            parts,
            missing,
            expected,
            upto,
            by,
            at,
            reason,
            words,
            witness,
        } = match self {
            Self::V1(old) => old,
            Self::V2(line) => return line,
        };
        let hands = Vec::new();
        CountLine {
            thing,
            side,
            nth,
            amount,
            parts,
            missing,
            expected,
            upto,
            by,
            at,
            reason,
            words,
            witness,
            hands,
        }
    }
}

impl ItemDisk {
    /// Lifts any version.
    #[must_use]
    pub fn lift(self) -> (Item, Vec<Ack>) {
        match self {
            Self::V1(item, acks) => (item.lift(), acks.into_iter().map(AckV1::lift).collect()),
            Self::V2(item, acks) => (item, acks),
        }
    }
}

impl WatchV1 {
    fn lift(self) -> Watch {
        let began = if self.previous.is_some() { Began::Accepted } else { Began::Fresh };
        let mut watch = Watch::begin(self.id, self.desk, self.holder, began, self.opened_at, self.open_seq);
        watch.state = self.state;
        watch.cut_seq = self.cut_seq;
        watch.revision = self.revision;
        watch.offered_at = self.offered_at;
        watch.note = self.note;
        watch.items = self.items.into_iter().map(ItemV1::lift).collect();
        watch.left_out = self.left_out;
        watch.acks = self.acks.into_iter().map(AckV1::lift).collect();
        (watch.successor, watch.accepted_at) = (self.successor, self.accepted_at);
        watch.previous = self.previous;
        // It was handed over by name before there were signatures: what is known of them is told, without a receipt.
        let revision = self.revision;
        let sign = |role, staff, at| Signature { role, staff, revision, at, receipt: String::new() };
        watch.signatures.extend(self.offered_at.map(|at| sign(Role::Leaver, self.holder, at)));
        if let (Some(by), Some(at)) = (self.successor, self.accepted_at) {
            watch.signatures.push(sign(Role::Successor, by, at));
            watch.ending =
                Some(Ending { how: How::Accepted, by, at, words: String::new(), seal: String::new() });
        }
        watch
    }
}

impl ItemV1 {
    fn lift(self) -> Item {
        Item {
            no: self.no,
            entry: self.entry,
            line: self.line,
            rev: self.rev,
            version: self.version,
            severity: self.severity,
            chosen: self.chosen,
            section: Section::default(),
            why: self.why,
            note: self.note,
            if_then: String::new(),
            kept: true,
            excluded: String::new(),
            carried: self.carried,
            first_watch: self.first_watch,
            first_at: None,
        }
    }
}

impl AckV1 {
    fn lift(self) -> Ack {
        let Self { no, version, staff, at, words } = self;
        Ack { no, version, staff, at, words, when: None }
    }
}
