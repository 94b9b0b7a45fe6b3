//! Bringing in an office's own lists of places and people: rows are checked against what is on file, staged, and become
//! visible together. What a row means is settled by the desk; how a file is read is the caller's matter.

use crate::domain::fault::Fault;
use crate::domain::register::Values;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows of one [`IntakeRows`] at the most.
pub const INTAKE_ROWS: usize = 200;

/// Which list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IntakeOf {
    /// One row a place. Values by the field ids of `place`, and `occupancy`, `occupied_from`, `note`.
    #[default]
    Places,
    /// One row a person at a room. Values by the field ids of `person`, and those of their relation: `room`, `role`,
    /// `share`, `from`, `to`; further `phones`, `plates` (lists) and `note`.
    People,
}

/// Begins an intake.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeBegin {
    /// Which list.
    #[serde(default)]
    pub of: IntakeOf,
    /// What the list is called: the file's name, for the journal.
    pub source: String,
}

/// An intake that was begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeBegun {
    /// Names it in the calls that follow.
    pub intake: u64,
}

/// One row of the list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeRow {
    /// Its row in the file, as the spreadsheet counts.
    pub row: u32,
    /// What it says, by field. Texts as they stand in the cell.
    pub values: Values,
}

/// Checks rows, and stages them unless only a check is wanted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeRows {
    /// The intake; 0 for a dry run.
    #[serde(default)]
    pub intake: u64,
    /// Which list; an intake that was begun knows.
    #[serde(default)]
    pub of: IntakeOf,
    /// Only say what would happen.
    #[serde(default)]
    pub dry: bool,
    /// At most [`INTAKE_ROWS`].
    pub rows: Vec<IntakeRow>,
}

/// What becomes of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is new.
    Added,
    /// It is on file; these fields change.
    Changed(Vec<String>),
    /// It is on file just so.
    Same,
    /// It cannot be taken, and why.
    Refused(Fault),
}

/// What becomes of the rows of one call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeAnswer {
    /// By row of the file, in the order they came.
    pub verdicts: Vec<(u32, Verdict)>,
}

/// Makes the staged rows visible, all together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeFinish {
    /// The intake.
    pub intake: u64,
}

/// A finished intake.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeDone {
    /// Entries that were new.
    pub added: u64,
    /// Entries that changed.
    pub changed: u64,
}
