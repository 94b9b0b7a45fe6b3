//! Searching the words of entries and log lines, newest first, a stretch of time at a go.

use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The id under which log lines are searched and found, beside those of the registers.
pub const LOG: &str = "log";

/// Finds entries and log lines in which every one of these words stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextSearch {
    /// What was typed; case, width and blanks inside a word do not matter.
    pub words: String,
    /// Only of these registers (ids, `log` for the shift log); empty takes all that flow: requests, visits, notes ...
    #[serde(default)]
    pub registers: Vec<String>,
    /// Only what happened at or after this instant.
    #[serde(default)]
    pub from: Option<At>,
    /// Only what happened before this instant.
    #[serde(default)]
    pub to: Option<At>,
    /// At most so many hits; 0 takes 50, more than 200 is cut to 200.
    #[serde(default)]
    pub limit: u16,
    /// Where the search before ended.
    #[serde(default)]
    pub after: Option<String>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextFound {
    /// Newest first.
    pub hits: Vec<TextHit>,
    /// How many entries and lines were looked through.
    pub looked: u64,
    /// How far back was searched; none when there is nothing older.
    pub back_to: Option<At>,
    /// Give this as `after` to search on; none when there is nothing older.
    pub next: Option<String>,
}

/// One entry or line in which all words stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TextHit {
    /// The register's id, or `log`.
    pub register: String,
    /// The entry; none for a log line.
    pub entry: Option<EntryRef>,
    /// Its number; a log line's sequence number.
    pub number: String,
    /// When it happened.
    pub at: At,
    /// Its room or other place; empty without one.
    pub place: String,
    /// Its title; a log line has none.
    pub title: Say,
    /// The field in which it was found: an id of the register's; empty for its number or place.
    pub field: String,
    /// The words around the match, on one line; masked where lists are.
    pub text: String,
    /// What to mark in it: from this character to behind that one.
    pub marks: Vec<(u16, u16)>,
}
