//! Look-up at the counter: one box finds it, one card shows it.

use crate::api::entry::Row;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::posts::Posts;
use crate::domain::register::KeyClass;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Finds rooms, people and entries by what somebody says: a room in any form, a name in characters, pinyin or initials,
/// the tail of a phone or a paper, a part of a plate, a card, a number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Find {
    /// What was typed.
    pub text: String,
    /// At most so many; 0 takes 10.
    #[serde(default)]
    pub limit: u16,
    /// Only of these registers (ids); empty takes all.
    #[serde(default)]
    pub registers: Vec<String>,
    /// The building that was used last, as in codes (`3`): its rooms come first when no building is typed.
    #[serde(default)]
    pub building: Option<String>,
    /// The page behind the one that gave this as its `next`.
    #[serde(default)]
    pub after: Option<String>,
}

/// What was found, best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
    /// For [`Find::after`], when there are more.
    #[serde(default)]
    pub next: Option<String>,
    /// Whether the first hit is meant without doubt: it alone matches as a whole.
    pub sure: bool,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// Which.
    pub entry: EntryRef,
    /// The register's id.
    pub register: String,
    /// Its number.
    pub number: String,
    /// Its title, masked where it is a person's name.
    pub title: Say,
    /// More about it: the room of a person, the state of a request.
    pub detail: Say,
    /// By what it was found.
    pub by: KeyClass,
    /// The text in which the match stands, masked like everything in a list: `138****5678`.
    #[serde(default)]
    pub matched: String,
    /// The characters of `matched` that were typed: from, and behind the last. None when the mask hides them.
    #[serde(default)]
    pub mark: Option<(u16, u16)>,
    /// The room it leads to, when there is one: Enter opens that room's card.
    pub place: Option<u64>,
}

/// Everything about one room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoomCard {
    /// The room as people write it, or `#id`.
    pub place: String,
}

/// A room's card.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    /// The room itself.
    pub place: Row,
    /// What must be read before talking.
    pub note: String,
    /// Who lives there, masked unless the caller may see.
    pub occupants: Vec<Row>,
    /// Open requests.
    pub requests: Vec<Row>,
    /// Promises still open.
    pub promises: Vec<Row>,
    /// The last visits, calls and finished requests.
    pub contacts: Vec<Row>,
}

/// The dispatch board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoardShow {}

/// What is unassigned, and who could do it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Board {
    /// Unassigned requests, by urgency and age.
    pub unassigned: crate::api::entry::Page,
    /// Teams and people with their open load, in a fixed order.
    pub hands: Vec<Hand>,
}

/// A team or a person that work can be given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hand {
    /// The person; none for a whole team.
    pub staff: Option<StaffId>,
    /// The team.
    pub team: Option<u64>,
    /// The name.
    pub name: String,
    /// The posts they hold; none for technicians and teams.
    pub posts: Posts,
    /// Open work orders they have.
    pub load: u32,
    /// Of these, urgent ones.
    pub urgent: u32,
}
