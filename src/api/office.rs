//! Settings, and the office's own upkeep: export, verification, imports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Lists the settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListSettings {}

/// The settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// In the order of the screen.
    pub settings: Vec<SettingRow>,
}

/// One setting as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SettingRow {
    /// Its id.
    pub id: String,
    /// Its value now.
    pub value: String,
    /// Whether it still is the default.
    pub default: bool,
}

/// Changes a setting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetSetting {
    /// Its id.
    pub id: String,
    /// The new value.
    pub value: String,
}

/// Reads a stretch of the export: everything journalled, as JSON lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExportLines {
    /// Where to go on; 0 begins with the header.
    #[serde(default)]
    pub from: u64,
    /// The last sequence number to export, as the first answer gave it; none: up to the present end.
    #[serde(default)]
    pub upto: Option<u64>,
}

/// A stretch of the export.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExportPart {
    /// JSON lines without line ends.
    pub lines: Vec<String>,
    /// Where to go on; none at the end.
    pub next: Option<u64>,
    /// The last sequence number of this export.
    pub upto: u64,
}

/// Checks the whole store: replays the journal, compares the tables, checks the chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verify {}

/// What the check found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verified {
    /// Journal entries read.
    pub entries: u64,
    /// Records compared.
    pub records: u64,
    /// SHA-256 over everything journalled, in hexadecimal.
    pub digest: String,
    /// What is wrong, each naming the record; empty when the store is sound.
    pub findings: Vec<String>,
}

/// Rows of one [`ImportRows`].
pub const IMPORT_ROWS: usize = 300;

/// Begins an import: rows are staged and become visible together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportBegin {
    /// The register they belong to.
    pub register: String,
    /// Where they come from: scopes the foreign numbers.
    pub source: String,
}

/// An import under way.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportBegun {
    /// Its id.
    pub import: u64,
}

/// Stages rows of an import, or (with `dry`) only checks them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportRows {
    /// Its id; 0 in a dry run.
    #[serde(default)]
    pub import: u64,
    /// The register they belong to.
    pub register: String,
    /// Where they come from.
    pub source: String,
    /// Only checks.
    #[serde(default)]
    pub dry: bool,
    /// The rows, at most [`IMPORT_ROWS`].
    pub rows: Vec<ImportRow>,
}

/// One row of a foreign list, already mapped to our fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportRow {
    /// Its number there.
    pub foreign: String,
    /// When it was opened.
    pub opened: crate::domain::moment::At,
    /// When it was closed; none: still open.
    #[serde(default)]
    pub closed: Option<crate::domain::moment::At>,
    /// Other fields, by id.
    #[serde(default)]
    pub values: crate::domain::register::Values,
    /// The area it lies in: a place of that name, made when there is none.
    #[serde(default)]
    pub area: Option<String>,
    /// Whether its place is none of ours.
    #[serde(default)]
    pub unmapped: bool,
}

/// What became of staged rows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportAnswer {
    /// New ones.
    pub added: u64,
    /// Already there under their foreign number.
    pub known: u64,
    /// Refused: the row's index in the call, and why.
    pub refused: Vec<(u32, crate::domain::fault::Fault)>,
}

/// Makes an import's rows visible, all at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportFinish {
    /// Its id.
    pub import: u64,
}

/// How many rows became visible.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImportDone {
    /// So many.
    pub added: u64,
}

/// Ends the server after what it has begun.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stop {}
