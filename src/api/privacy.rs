//! Full values of what is masked elsewhere. Every such look is a write: the journal says who saw what, and why.

use crate::api::entry::{Cell, List, Row};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Shows one masked field of one entry in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unmask {
    /// Its number, or `#id` with `register`.
    pub entry: String,
    /// The register's id, when `entry` is `#id`.
    #[serde(default)]
    pub register: Option<String>,
    /// The field's id.
    pub field: String,
    /// Why it has to be seen.
    pub reason: String,
}

/// The field in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unmasked {
    /// The field, not masked.
    pub cell: Cell,
}

/// Reads a page of a register for a file, every field in full.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExportFull {
    /// Which entries; the answer has every field.
    #[serde(default)]
    pub list: List,
    /// Why the full values leave the office.
    pub reason: String,
}

/// Lists whose personal data has been kept long enough: nobody with a relation to a room, or with anything open, for
/// as long as the setting `privacy.retention_months` says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DueForErasure {
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<u64>,
}

/// A page of those who are due; it may be empty and yet not the last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Due {
    /// The persons, masked.
    pub rows: Vec<DueRow>,
    /// Give this as `after` for the next page; none behind the last.
    pub next: Option<u64>,
}

/// Somebody who is due.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DueRow {
    /// The person.
    pub person: Row,
    /// The day from which nothing tied them to the compound any more.
    pub since: NaiveDate,
}
