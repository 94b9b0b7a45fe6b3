//! The shift log and the watch: writing lines, reading what came since, opening, offering and accepting custody.

use crate::domain::handover::{LogKind, LogLine, Watch};
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
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
    /// How much it matters to the next shift.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The room or place it concerns, as people write it.
    #[serde(default)]
    pub place: Option<String>,
    /// The entry it concerns (number).
    #[serde(default)]
    pub entry: Option<String>,
    /// When it really happened, as people write it; none: now.
    #[serde(default)]
    pub occurred_at: Option<String>,
    /// The sequence number of the line it corrects.
    #[serde(default)]
    pub corrects: Option<u64>,
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

/// Lists log lines.
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
    /// The entry's number.
    pub entry: Option<String>,
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

/// Opens a watch at the caller's desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Open {}

/// Offers the watch to the next person: collects what is open, fixes the cut.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// The leaver's words.
    #[serde(default)]
    pub note: String,
    /// Notes to single items, by the item's number on the draft.
    #[serde(default)]
    pub item_notes: std::collections::BTreeMap<u32, String>,
    /// Severities that the leaver changed, by the item's number on the draft.
    #[serde(default)]
    pub severities: std::collections::BTreeMap<u32, Severity>,
    /// The draft the leaver saw ([`WatchView::seen`]); none: whatever it is.
    #[serde(default)]
    pub seen: Option<u32>,
}

/// Takes an offer back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recall {}

/// Acknowledges one item of the offered watch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Acknowledge {
    /// The item's number on the document; none acknowledges all that are not red.
    #[serde(default)]
    pub item: Option<u32>,
    /// The revision the reader saw; an item that changed after it must be read again. None: whatever it is.
    #[serde(default)]
    pub revision: Option<u32>,
    /// What the reader will do first, in their own words.
    #[serde(default)]
    pub words: String,
}

/// Accepts the offered watch: custody moves to the caller.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accept {
    /// The revision the caller saw; none: whatever it is.
    #[serde(default)]
    pub revision: Option<u32>,
}

/// Shows the watch of the caller's desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowWatch {
    /// A watch by its number; none: the present one.
    #[serde(default)]
    pub watch: Option<u64>,
}

/// The watch of a desk, with the items it would hand over now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WatchView {
    /// The watch without its items, which are in `items`; none when nobody ever opened one.
    pub watch: Option<Watch>,
    /// The holder's name.
    pub holder: String,
    /// The items as they are now: of the document once it is offered, else collected afresh.
    pub items: Vec<ItemRow>,
    /// What [`Offer::seen`] wants: the revision of an offered document, else a number that changes with the
    /// numbering of the draft.
    pub seen: u32,
    /// Whether the caller may accept it now; else why not.
    pub why_not_accept: Option<crate::text::lang::Say>,
    /// Whether the caller may offer it now; else why not.
    pub why_not_offer: Option<crate::text::lang::Say>,
}

/// One line of the document, with the entry's state as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ItemRow {
    /// The item.
    pub item: crate::domain::handover::Item,
    /// The entry's number.
    pub number: String,
    /// The entry's title.
    pub title: crate::text::lang::Say,
    /// The place's name.
    pub place: String,
    /// The words of the entry's state as it is now; of a log line, its kind.
    pub state: crate::text::lang::Say,
    /// When it is due.
    pub due: Option<At>,
    /// Who answers for it.
    pub owner: String,
    /// Whether the caller has acknowledged this version of it.
    pub acknowledged: bool,
}

/// Lists watches, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListWatches {
    /// At most so many; 0 takes 50.
    #[serde(default)]
    pub limit: u16,
}

/// Watches, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Watches {
    /// Each with the names of leaver and successor.
    pub watches: Vec<WatchRow>,
}

/// A watch in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WatchRow {
    /// The watch without its items.
    pub watch: Watch,
    /// The holder's name.
    pub holder: String,
    /// The successor's name.
    pub successor: Option<String>,
    /// Their id.
    pub successor_id: Option<StaffId>,
}
