//! Why something is due when it is, minute by minute: the calendars, the pauses, what was used of each limit.

use crate::domain::moment::At;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asks why an entry is due when it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Explain {
    /// Its number, or `#id` with `register`.
    pub entry: String,
    /// The register's id, when `entry` is `#id`.
    #[serde(default)]
    pub register: Option<String>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Explained {
    /// Its number.
    pub number: String,
    /// Its derived title.
    pub title: Say,
    /// When it is due.
    pub due: Option<At>,
    /// What falls due then: a limit, a promise, an appointment, a wake-up.
    pub why: Say,
    /// Its limits, in the order they were started.
    pub clocks: Vec<ExplainedClock>,
}

/// One limit of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainedClock {
    /// What must have happened, as an id: `respond`, `finish`.
    pub limit: String,
    /// The words for it.
    pub label: Say,
    /// How many minutes it may take.
    pub target_minutes: i64,
    /// How many days, when it is a legal term: such a one is not counted in minutes.
    #[serde(default)]
    pub legal_days: Option<i64>,
    /// By which calendar.
    pub calendar: Say,
    /// On which days that calendar runs.
    pub days: Say,
    /// Its hours: `08:30-12:00 13:30-17:30`.
    pub hours: String,
    /// The version of the calendars it is counted by here: of the present, or of when it was stopped.
    pub version: u64,
    /// When it was started.
    pub started: At,
    /// When it runs out; none while it stands still.
    pub due: Option<At>,
    /// When it was stopped.
    pub stopped: Option<At>,
    /// Whether it was met; none while that is open.
    pub met: Option<bool>,
    /// Whole minutes used so far.
    pub used_minutes: i64,
    /// Until when the lines below tell: its stop, or when it runs out, or now while it stands still.
    pub until: At,
    /// Milliseconds that count, of all lines together.
    pub counted_ms: i64,
    /// The days from its start to `until`, without a gap; days on which nothing counts for one reason are one line.
    pub lines: Vec<ExplainedLine>,
}

/// A day, or some days of the same kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainedLine {
    /// Its beginning.
    pub from: At,
    /// Its end.
    pub to: At,
    /// Milliseconds that count.
    pub counted_ms: i64,
    /// Which hours count, or why none do.
    pub why: Say,
}
