//! Bringing in an office's own lists of places and people: rows are checked against what is on file and what earlier
//! rows of the list bring, staged, and become visible together. What a row means is settled by the desk; how a file is
//! read is the caller's matter.

use crate::domain::fault::Fault;
use crate::domain::register::Values;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows of one [`IntakeRows`] at the most.
pub const INTAKE_ROWS: usize = 200;

/// Which list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IntakeOf {
    /// One row a place. Values by the field ids of `place`, and `occupancy`, `occupied_from`, `note`; `building` and
    /// `unit` complete a code and are made when they are missing.
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
    /// Only say what would become of the rows.
    #[serde(default)]
    pub dry: bool,
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
    /// What it says, by field. Texts as they stand in the cell. `reason_to_keep` says why what is doubtful in the row
    /// is kept all the same; it is journalled.
    pub values: Values,
}

/// Says what becomes of rows, and stages them unless the intake is dry. Rows are checked in the order they come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeRows {
    /// The intake.
    pub intake: u64,
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
    /// What is odd about rows that were let in all the same.
    pub warnings: Vec<(u32, Say)>,
}

/// Makes the staged rows visible, all together. A dry intake only ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeFinish {
    /// The intake.
    pub intake: u64,
}

/// A finished intake.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeDone {
    /// Rows that were new.
    pub added: u64,
    /// Rows that changed what is on file.
    pub changed: u64,
    /// Rows that were right when they were checked and no longer are: somebody changed the files meanwhile.
    pub refused: u64,
}
