//! What may be wrong with the files, to be looked into by officers.

use crate::domain::ids::EntryRef;
use crate::domain::register::Head;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asks for the findings: how many of each kind, and a page of those wanted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityList {
    /// Only findings of these kinds (ids); empty takes all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Only rooms in this officer's charge, and who belongs to them (`me`, a name or `#id`).
    #[serde(default)]
    pub officer: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// At most so many; 0 takes 100, more than 500 is cut to 500.
    #[serde(default)]
    pub limit: u16,
}

/// A page of findings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QualityPage {
    /// Every kind with how many findings it has, whatever was asked for.
    pub counts: Vec<QualityCount>,
    /// The findings asked for.
    pub findings: Vec<Finding>,
    /// How many were asked for: the counts of their kinds together.
    pub total: u64,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// The findings of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QualityCount {
    /// The kind's id.
    pub kind: String,
    /// Its words.
    pub title: Say,
    /// How many.
    pub count: u64,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The kind's id.
    pub kind: String,
    /// The entry it is about.
    pub entry: EntryRef,
    /// Its head.
    pub head: Head,
    /// Its title, masked.
    pub title: Say,
    /// The room, when there is one.
    pub place: Option<u64>,
    /// Its code.
    pub code: String,
    /// The other of a pair.
    pub other: Option<Other>,
    /// What is wrong, in a sentence.
    pub why: Say,
    /// What to do.
    pub advice: Say,
}

/// The other entry of a pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Other {
    /// Which.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// Its title, masked.
    pub title: Say,
}
