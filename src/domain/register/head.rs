//! What every entry of every register has in common, outside its own fields.

use crate::domain::ids::{DeskId, EntryRef, PersonId, PlaceId, StaffId, TeamId};
use crate::domain::moment::At;
use serde::{Deserialize, Serialize};

/// The common head of an entry. The desk keeps it; a register's fields may read and write parts of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Head {
    /// The entry's id inside its register, from 1.
    pub id: u64,
    /// The number people write and say: prefix, year and month, sequence (`R2611-0042`).
    pub number: String,
    /// Goes up by one with every change.
    pub rev: u32,
    /// The code of the state ([`crate::domain::register::State::code`]).
    pub state: u8,
    /// The place it concerns.
    pub place: Option<PlaceId>,
    /// The person it concerns.
    pub person: Option<PersonId>,
    /// Who answers for it now.
    pub owner: Option<StaffId>,
    /// The team that does it.
    pub team: Option<TeamId>,
    /// The desk it was taken at.
    pub desk: DeskId,
    /// Who wrote it down first.
    pub created_by: StaffId,
    /// When it was written down.
    pub created_at: At,
    /// When it really happened; earlier than `created_at` after a back-entry.
    pub occurred_at: At,
    /// Who changed it last.
    pub changed_by: StaffId,
    /// When it was changed last.
    pub changed_at: At,
    /// When it reached its present state.
    pub since: At,
    /// When something is due; what "due" means is the register's to say.
    pub due: Option<At>,
    /// How pressing: 0 is the most urgent. Lists sort by it first.
    pub rank: u8,
    /// The entry it belongs to, when it has one.
    pub parent: Option<EntryRef>,
    /// Its number in the system it was imported from.
    pub foreign: Option<String>,
    /// [`Mark`]s, as bits.
    pub marks: u16,
    /// When the program itself acts on it next ([`crate::domain::register::Spec::alarm`]); only the desk knows.
    #[serde(skip)]
    pub alarm: Option<At>,
}

/// Facts about how an entry came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum Mark {
    /// Written down noticeably later than it happened.
    Late = 1,
    /// Came from a foreign list.
    Imported = 2,
    /// Its times contradict each other (closed before it was opened); left out of durations.
    OddTimes = 4,
    /// Corrected after it was saved.
    Corrected = 8,
    /// Reopened at least once.
    Reopened = 16,
    /// Its foreign place is none of ours.
    Unmapped = 32,
    /// A bell rings for it until somebody answers.
    Rings = 64,
    /// Reopened at least twice.
    ReopenedTwice = 128,
}

impl Head {
    /// Whether the mark is set.
    #[must_use]
    pub fn marked(&self, mark: Mark) -> bool {
        self.marks & mark as u16 != 0
    }

    /// Sets the mark.
    pub fn mark(&mut self, mark: Mark) {
        self.marks |= mark as u16;
    }

    /// Notes that it was reopened, and whether that was not the first time.
    pub fn reopened(&mut self) {
        if self.marked(Mark::Reopened) {
            self.mark(Mark::ReopenedTwice);
        }
        self.mark(Mark::Reopened);
    }

    /// Takes the mark off.
    pub fn unmark(&mut self, mark: Mark) {
        self.marks &= !(mark as u16);
    }

    /// A head with nothing in it, for forms and tests.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            id: 0,
            number: String::new(),
            rev: 0,
            state: 0,
            place: None,
            person: None,
            owner: None,
            team: None,
            desk: DeskId(0),
            created_by: StaffId(0),
            created_at: At(0),
            occurred_at: At(0),
            changed_by: StaffId(0),
            changed_at: At(0),
            since: At(0),
            due: None,
            rank: Self::ORDINARY,
            parent: None,
            foreign: None,
            marks: 0,
            alarm: None,
        }
    }

    /// The rank of an entry that nobody called urgent.
    pub const ORDINARY: u8 = 2;
}
