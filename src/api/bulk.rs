//! One action on many entries at once, and handing over everything that somebody answers for: each entry with what
//! would become of it, or why nothing can.

use crate::api::entry::FieldChange;
use crate::domain::register::Values;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The most entries of one [`Bulk`].
pub const BULK_MOST: usize = 200;
/// The most entries one [`Reassign`] moves; asked again it goes on with the rest.
pub const REASSIGN_MOST: usize = 500;

/// Does one action of a register on many entries: each for itself, as if it had been done singly. What one is refused
/// leaves the others alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bulk {
    /// The register's id.
    pub register: String,
    /// The action's verb; one that makes a new entry cannot be done in bulk.
    pub action: String,
    /// Which entries, at most [`BULK_MOST`].
    pub entries: Vec<Marked>,
    /// The fields, the same for all of them.
    #[serde(default)]
    pub values: Values,
    /// Why doubtful values are to be kept nevertheless.
    #[serde(default)]
    pub reason: Option<String>,
    /// Only says what would be done: it is really run, one after the other, and forgotten again.
    #[serde(default)]
    pub preview: bool,
}

/// One entry that was marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Marked {
    /// Its number, or `#id`.
    pub entry: String,
    /// The `rev` the caller saw. None: whatever is stored.
    #[serde(default)]
    pub rev: Option<u32>,
}

/// What became, or would become, of each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bulked {
    /// Whether nothing was done yet.
    pub preview: bool,
    /// How many were done, or would be.
    pub done: u32,
    /// How many were refused, or would be.
    pub refused: u32,
    /// Each, in the order asked.
    pub entries: Vec<One>,
}

/// What became of one entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct One {
    /// Its number; what was written when there is no such entry.
    pub number: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<Say>,
    /// The id of the state it was in.
    #[serde(default)]
    pub from: String,
    /// The id of the state it is in afterwards; empty when it was refused.
    #[serde(default)]
    pub to: String,
    /// What changes, in a preview only: afterwards it is in the entry's history.
    #[serde(default)]
    pub changes: Vec<FieldChange>,
    /// What should be known although it can be done.
    #[serde(default)]
    pub warnings: Vec<Say>,
    /// Why it cannot be done; none when it can.
    #[serde(default)]
    pub why_not: Option<Say>,
    /// Whether it could be done nevertheless, by somebody who gives a reason.
    #[serde(default)]
    pub doubted: bool,
}

/// Hands everything open that one person answers for to another person or a team, in every register that knows handing
/// over (an action `hand_over` or `transfer`).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reassign {
    /// Who is absent: a name or `#id`.
    pub from: String,
    /// Who takes it over: a name or `#id`.
    #[serde(default)]
    pub to: Option<String>,
    /// The team that takes it over, where the register knows teams.
    #[serde(default)]
    pub team: Option<String>,
    /// Why; written into every entry.
    #[serde(default)]
    pub reason: String,
    /// Only says what would be done.
    #[serde(default)]
    pub preview: bool,
}

/// What was handed over, or would be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reassigned {
    /// Whether nothing was done yet.
    pub preview: bool,
    /// Each register with open entries of that person.
    pub registers: Vec<OfRegister>,
    /// The entries that cannot be handed over, each with the reason.
    pub stuck: Vec<One>,
    /// How many more there are than one call handles.
    pub more: u32,
}

/// How many of one register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfRegister {
    /// Its id.
    pub register: String,
    /// How many go over.
    pub moved: u32,
    /// How many stay.
    pub stuck: u32,
}
