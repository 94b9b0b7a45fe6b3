//! The shift log: writing lines, reading them, and what somebody must have read.

use crate::domain::handover::{LogKind, LogLine};
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Writes a log line. Append-only: a correction is a new line that names the old one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Write {
    /// The words.
    pub text: String,
    /// What sort of line.
    #[serde(default)]
    pub kind: Option<LogKind>,
    /// How much it matters to the next shift; none: as lines of the kind usually do.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The room or place it concerns, as people write it.
    #[serde(default)]
    pub place: Option<String>,
    /// The person it concerns: name, phone, number.
    #[serde(default)]
    pub person: Option<String>,
    /// The entry it concerns (number).
    #[serde(default)]
    pub entry: Option<String>,
    /// When it really happened, as people write it; none: now.
    #[serde(default)]
    pub occurred_at: Option<String>,
    /// The sequence number of the line it corrects.
    #[serde(default)]
    pub corrects: Option<u64>,
    /// Who must read it: whoever holds one of these posts (ids).
    #[serde(default)]
    pub read_posts: Vec<String>,
    /// Whoever has a shift of one of these sorts: `early`, `middle`, `late`, `night`, `straight`, `custom`.
    #[serde(default)]
    pub read_shifts: Vec<String>,
    /// Whoever has a shift at this desk.
    #[serde(default)]
    pub read_desk: Option<String>,
    /// This member of staff.
    #[serde(default)]
    pub read_staff: Option<String>,
    /// The last day on which it must be read, as people write it; none: for good.
    #[serde(default)]
    pub read_until: Option<String>,
}

/// The line that was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Written {
    /// Its sequence number.
    pub seq: u64,
    /// When it was written.
    pub at: At,
    /// Whether it is marked as late.
    pub late: bool,
}

/// Lists log lines. What is said narrows together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListLog {
    /// Only of this desk; none: the caller's.
    #[serde(default)]
    pub desk: Option<DeskId>,
    /// Of all desks.
    #[serde(default)]
    pub all_desks: bool,
    /// Only what this reader has not read.
    #[serde(default)]
    pub unread: bool,
    /// Only what came since the caller's last watch ended.
    #[serde(default)]
    pub since_last_duty: bool,
    /// Only what was written in the last so many hours; none: whenever.
    #[serde(default)]
    pub hours: Option<u32>,
    /// Only lines of this sort.
    #[serde(default)]
    pub kind: Option<LogKind>,
    /// Only lines that name this room or place, as people write it.
    #[serde(default)]
    pub place: Option<String>,
    /// Only lines that name this person.
    #[serde(default)]
    pub person: Option<String>,
    /// Only lines before this sequence number (for the next page).
    #[serde(default)]
    pub before: Option<u64>,
    /// At most so many; 0 takes 100.
    #[serde(default)]
    pub limit: u16,
}

/// Log lines, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogPage {
    /// Newest first.
    pub lines: Vec<LogRow>,
    /// How many lines the caller has not read; counted up to 1,000.
    pub unread: u64,
    /// The sequence number at which "since the last duty" begins.
    pub duty_from: u64,
    /// What the caller must read and has not, whichever lines were asked for.
    pub owed: Vec<OwedRow>,
    /// Give this as `before` for the next page.
    pub next: Option<u64>,
}

/// A log line as a reader sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogRow {
    /// The line.
    pub line: LogLine,
    /// The author's name.
    pub author: String,
    /// The place's name.
    pub place: Option<String>,
    /// The person's name.
    pub person: Option<String>,
    /// The entry's number.
    pub entry: Option<String>,
    /// Who must read it, in words; none: nobody must.
    pub readers: Option<Say>,
    /// Whether this reader has read it.
    pub read: bool,
}

/// Marks lines as read by the caller.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarkRead {
    /// Everything at the caller's desk up to this sequence number.
    #[serde(default)]
    pub upto: Option<u64>,
    /// Just this line, of whichever desk.
    #[serde(default)]
    pub line: Option<u64>,
}

/// Lists what must be read and has not been.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Owed {
    /// By whomever, for those who lead; else by the caller alone.
    #[serde(default)]
    pub everybody: bool,
}

/// What must be read, the longest waiting first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwedPage {
    /// One row for each line or order.
    pub rows: Vec<OwedRow>,
}

/// Something that must be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwedRow {
    /// The log line; none: a standing order.
    pub line: Option<u64>,
    /// The standing order; none: a log line.
    pub order: Option<EntryRef>,
    /// `#` and the line's number, or the order's number.
    pub number: String,
    /// When it was written, or came into force.
    pub at: At,
    /// Who wrote it.
    pub author: String,
    /// The words.
    pub text: String,
    /// Who must read it, in words.
    pub readers: Say,
    /// How many must and have not; of the caller's own list always 1.
    pub missing: u32,
}

/// Says that the caller has read and understood something.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Understand {
    /// A log line.
    #[serde(default)]
    pub line: Option<u64>,
    /// A standing order, by its number.
    #[serde(default)]
    pub order: Option<String>,
}

/// Shows who must read something, who has and who has not. For its author and those who lead.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowReaders {
    /// A log line.
    #[serde(default)]
    pub line: Option<u64>,
    /// A standing order, by its number.
    #[serde(default)]
    pub order: Option<String>,
}

/// Who must read something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadersView {
    /// `#` and the line's number, or the order's number.
    pub number: String,
    /// The words.
    pub text: String,
    /// Who must read it, in words.
    pub readers: Say,
    /// Those who have not first, then those who have, the latest first.
    pub people: Vec<ReaderRow>,
}

/// One reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReaderRow {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// When they said that they had read and understood it; none: not yet.
    pub read_at: Option<At>,
    /// Whether they must read it; somebody else may have read it all the same.
    pub must: bool,
}
