//! What was handed over, read afterwards: the whole document, the review of a day, the figures of a period.

use super::handover::Pin;
use crate::domain::moment::{At, Date};
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The whole document of a watch, as it was signed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowSheet {
    /// The watch; none: the present one of the caller's desk.
    #[serde(default)]
    pub watch: Option<u64>,
    /// Characters of a line; 0 takes 80.
    #[serde(default)]
    pub width: u16,
}

/// A document as text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SheetView {
    /// The watch.
    pub watch: u64,
    /// The revision.
    pub revision: u32,
    /// The check digits that prove that a printed sheet is current.
    pub digits: String,
    /// SHA-256 of the document and of the one before, once it is closed.
    pub hash: Option<(String, String)>,
    /// Its lines, none wider than was asked.
    pub lines: Vec<String>,
}

/// A business day under review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewDay {
    /// Which; none: the last one that is over.
    #[serde(default)]
    pub day: Option<Date>,
}

/// A day's watches and what was not as it should be.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DayView {
    /// The business day.
    pub day: Option<Date>,
    /// Its watches.
    pub watches: Vec<ReviewedWatch>,
    /// What needs a comment before the day can be signed.
    pub exceptions: Vec<Exception>,
    /// Log lines of the day.
    pub lines: u64,
    /// Who signed it, and when. What is shown then is what they signed.
    pub signed: Option<(String, At)>,
    /// Whether the figures were kept as they were signed; earlier versions kept a hash alone, and the day is shown as the
    /// records have it now.
    pub frozen: bool,
    /// What the records say otherwise since it was signed.
    pub changed: Vec<Say>,
    /// Why the caller may not sign it now.
    pub why_not_sign: Option<Say>,
}

/// A watch as the review sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewedWatch {
    /// The watch.
    pub watch: u64,
    /// The desk's name.
    pub desk: String,
    /// Who held it.
    pub holder: String,
    /// Who took over.
    pub successor: Option<String>,
    /// Where it stands.
    pub state: crate::domain::handover::WatchState,
    /// From.
    pub from: At,
    /// To.
    pub to: Option<At>,
    /// Minutes it was handed over late.
    pub late: i64,
    /// Differences of counted money in fen, whether too much or too little.
    pub variance_fen: i64,
    /// Differences of what is counted by the piece: keys, cards, parcels.
    pub variance_pieces: i64,
    /// Items nobody acknowledged.
    pub unread: u64,
    /// Items carried three times and more.
    pub carried: u64,
    /// Late entries.
    pub late_entries: u64,
    /// Corrections.
    pub corrections: u64,
    /// How often it was returned.
    pub returns: u64,
}

/// Something that was not as it should be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Exception {
    /// Its name for [`MarkException`]; stays the same as long as it is the same.
    pub id: String,
    /// The watch.
    pub watch: u64,
    /// What is wrong.
    pub what: Say,
    /// The entry that is its cause (register id and number).
    pub entry: Option<(String, String)>,
    /// The log line that is its cause.
    pub line: Option<u64>,
    /// The name of the thing whose count is its cause.
    #[serde(default)]
    pub thing: Option<String>,
    /// What the reviewer said about it; empty until they do.
    pub comment: String,
}

/// Comments on an exception.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarkException {
    /// The day.
    pub day: Date,
    /// Which.
    pub id: String,
    /// What is said about it.
    pub comment: String,
}

/// Signs a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignDay {
    /// The day.
    pub day: Date,
    /// The caller's PIN.
    pub pin: Pin,
}

/// Figures over the handovers of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HandoverReport {
    /// First business day.
    pub from: Date,
    /// Last business day.
    pub to: Date,
}

/// The figures, each with what is behind it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HandoverFigures {
    /// First business day.
    pub from: Date,
    /// Last business day.
    pub to: Date,
    /// All watches of the period.
    pub watches: Vec<ReviewedWatch>,
    /// Handed over late.
    pub late: u64,
    /// With a difference of counts.
    pub variance: u64,
    /// With items nobody acknowledged.
    pub unread: u64,
    /// With items carried three times and more.
    pub carried: u64,
    /// With late entries.
    pub late_entries: u64,
    /// Returned.
    pub returns: u64,
}
