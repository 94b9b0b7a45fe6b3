//! Incidents on the screen: one with its plan, its timeline and its calls; and which of them touch a room.

use crate::api::entry::{Entry, Row};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asks for one incident.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowIncident {
    /// Its number, or `#id`.
    pub entry: String,
}

/// An incident with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentView {
    /// The incident.
    pub entry: Entry,
    /// What callers are told, in the language of the screen.
    pub caller_text: String,
    /// The steps of its plan.
    pub steps: Vec<StepRow>,
    /// Whom the plan says to call, and how that went.
    pub calls: Vec<CallRow>,
    /// The timeline, newest first.
    pub lines: Vec<LineRow>,
    /// Who rang about it, newest first.
    pub callers: Vec<Row>,
    /// How many rang about it.
    pub caller_count: u64,
    /// How many rooms on file are within its scope.
    pub rooms: u64,
    /// What is missing before the handling can end, or the report be written.
    pub lacks: Vec<Say>,
}

/// A step of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepRow {
    /// Its number, from 1.
    pub step: i64,
    /// What is done, in the language of the screen.
    pub text: String,
    /// Who ticked it.
    pub by: String,
    /// When; none while it is to be done.
    pub at: Option<At>,
}

/// Somebody to call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CallRow {
    /// Who, in the language of the screen.
    pub whom: String,
    /// Who, as the plan has it.
    pub name: String,
    /// The phone; empty when the plan has none.
    pub phone: String,
    /// How it went last: the id of a choice of `incident_line.reached`; none when nobody tried.
    pub reached: Option<String>,
    /// The word for it.
    pub word: Say,
    /// When.
    pub at: Option<At>,
    /// Who rang.
    pub by: String,
}

/// A line of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineRow {
    /// The entry.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// When it happened.
    pub at: At,
    /// Who wrote it.
    pub by: String,
    /// The id of its kind.
    pub kind: String,
    /// The word for it.
    pub word: Say,
    /// What it says.
    pub text: String,
}

/// Asks which open incidents touch a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Affecting {
    /// The place as people write it, or `#id`.
    pub place: String,
}

/// The open incidents that touch a place, the gravest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AffectingList {
    /// Which.
    pub incidents: Vec<Affected>,
}

/// An open incident that touches a place, with what is to be said to whoever rings from there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Affected {
    /// The incident.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// Its kind.
    pub kind: Say,
    /// Its state.
    pub state: Say,
    /// What callers are told, in the language of the screen.
    pub caller_text: String,
}
