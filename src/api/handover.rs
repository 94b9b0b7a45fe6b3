//! The shift log and the watch: writing lines, reading what came since, opening, offering and accepting custody.

mod log;
mod view;

pub use log::{
    ListLog, LogPage, LogRow, MarkRead, Owed, OwedPage, OwedRow, ReaderRow, ReadersView, ShowReaders,
    Understand, Write, Written,
};
pub use view::{
    Beside, CountRow, CountShown, ItemRow, May, OrderRow, Recent, RecentView, ShowRecent, WatchView,
};

use crate::domain::handover::Watch;
use crate::domain::ids::StaffId;
use crate::domain::register::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Opens a watch at the caller's desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Open {}

/// Begins the document: collects what is open, and keeps what the leaver does to it from then on. Again: collects anew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Prepare {}

/// What the leaver says of items of the draft. Saved at once: nothing of it lives on the screen alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// The items' numbers on the document.
    pub items: Vec<u32>,
    /// How much they matter; none: as it is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// The leaver's words; none: as they are.
    #[serde(default)]
    pub note: Option<String>,
    /// What to do if; "none" is an answer.
    #[serde(default)]
    pub if_then: Option<String>,
    /// Takes the items off the document for this reason; empty puts them back.
    #[serde(default)]
    pub exclude: Option<String>,
    /// The leaver's words to the whole watch; none: as they are.
    #[serde(default)]
    pub words: Option<String>,
}

/// Counts one thing. A second count of the same side is kept beside the first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// The thing: an entry of the register `countable`.
    pub thing: u64,
    /// What was found, in fen of money, else in pieces; left out when `parts` or `missing` tell it.
    #[serde(default)]
    pub amount: Option<i64>,
    /// By denomination: its value in fen, and how many pieces.
    #[serde(default)]
    pub parts: Vec<(i64, i64)>,
    /// All is there but these, by name; an empty list with `amount` left out says that all is there.
    #[serde(default)]
    pub missing: Vec<String>,
}

/// Explains why the last count of a thing is not what was expected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainCount {
    /// The thing.
    pub thing: u64,
    /// Why.
    pub reason: crate::domain::handover::Reason,
    /// The same in words.
    pub words: String,
    /// Who saw it, by their number or name; they sign with `witness_pin`.
    #[serde(default)]
    pub witness: Option<String>,
    /// Their PIN.
    #[serde(default)]
    pub witness_pin: Option<Pin>,
}

/// A PIN on its way to the desk. It is never kept, printed or written down.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Pin(pub String);

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

/// Signs the document and offers it: fixes the cut.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// The watch that is meant; none: the present one. Whoever signed it so already gets the first receipt again.
    #[serde(default)]
    pub watch: Option<u64>,
    /// The leaver's words; none: those of the draft.
    #[serde(default)]
    pub note: Option<String>,
    /// Why it is offered outside the window around the end of the shift; asked for only then.
    #[serde(default)]
    pub reason: String,
    /// The draft the leaver saw ([`WatchView::seen`]); none: whatever it is.
    #[serde(default)]
    pub seen: Option<u32>,
    /// The leaver's PIN.
    #[serde(default)]
    pub pin: Pin,
}

/// Takes an offer back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recall {}

/// Begins to read the offered document, or says that one still does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {}

/// Acknowledges items of the offered document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Acknowledge {
    /// The item's number on the document.
    #[serde(default)]
    pub item: Option<u32>,
    /// Items for information, by the page that was on the screen; red and amber ones are read one by one.
    #[serde(default)]
    pub page: Vec<u32>,
    /// The revision the reader saw; an item that changed after it must be read again. None: whatever it is.
    #[serde(default)]
    pub revision: Option<u32>,
    /// What the reader will do first, in their own words; a red item wants this or `when`.
    #[serde(default)]
    pub words: String,
    /// When they will do it, as people write it.
    #[serde(default)]
    pub when: Option<String>,
}

/// Asks the leaver about an item: the document goes back to them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AskBack {
    /// The item's number.
    pub item: u32,
    /// What is unclear.
    pub words: String,
}

/// Answers a question about an item.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// The item's number.
    pub item: u32,
    /// The answer.
    pub words: String,
}

/// Contests a count or a fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contest {
    /// What is not right.
    pub words: String,
}

/// A supervisor rules on what is contested.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// The ruling.
    pub words: String,
    /// The supervisor's PIN.
    pub pin: Pin,
}

/// Signs for the offered watch: custody moves to the caller.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Accept {
    /// The watch that is meant; none: the present one. Whoever signed it so already gets the first receipt again.
    #[serde(default)]
    pub watch: Option<u64>,
    /// The revision the caller saw; none: whatever it is.
    #[serde(default)]
    pub revision: Option<u32>,
    /// What is taken over only with a reservation; empty: nothing.
    #[serde(default)]
    pub reservation: String,
    /// The four check digits of the printed sheet, when it was read on paper: they acknowledge what is printed on it.
    #[serde(default)]
    pub digits: Option<String>,
    /// With the digits: what the caller will do first about each red item, in their own words, or when.
    #[serde(default)]
    pub read_back: Vec<ReadBack>,
    /// The caller's PIN.
    #[serde(default)]
    pub pin: Pin,
}

/// What a reader says of a red item that they read on paper.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadBack {
    /// The item's number.
    pub item: u32,
    /// What they will do first, in their own words; this or `when`.
    #[serde(default)]
    pub words: String,
    /// When they will do it, as people write it.
    #[serde(default)]
    pub when: Option<String>,
}

/// A supervisor takes custody of a desk in trust.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Release {
    /// The watch that is meant; none: the present one. Whoever signed it so already gets the first receipt again.
    #[serde(default)]
    pub watch: Option<u64>,
    /// Why.
    pub reason: String,
    /// The supervisor's PIN.
    pub pin: Pin,
}

/// Closes the desk: cash in the safe, keys counted, a numbered seal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Seal {
    /// The watch that is meant; none: the present one. Whoever signed it so already gets the first receipt again.
    #[serde(default)]
    pub watch: Option<u64>,
    /// The number on the seal.
    pub seal: String,
    /// Why nobody takes over.
    pub reason: String,
    /// The caller's PIN.
    pub pin: Pin,
}

/// Breaks the seal: takes custody and owes the count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BreakSeal {
    /// The watch that is meant; none: the present one. Whoever signed it so already gets the first receipt again.
    #[serde(default)]
    pub watch: Option<u64>,
    /// The number found on the seal.
    pub seal: String,
    /// The caller's PIN.
    pub pin: Pin,
}

/// Takes custody without an offer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Relieve {
    /// The watch that is meant; none: the present one. Whoever signed it so already gets the first receipt again.
    #[serde(default)]
    pub watch: Option<u64>,
    /// In which case.
    pub relief: crate::domain::handover::Relief,
    /// What happened.
    pub reason: String,
    /// The caller's PIN.
    pub pin: Pin,
}

/// Passes custody between two people on duty at the desk: the holder gives it, or a colleague takes it, at either's
/// terminal. Both sign.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pass {
    /// The watch that is meant; none: the present one. Whoever signed it so already gets the first receipt again.
    #[serde(default)]
    pub watch: Option<u64>,
    /// The other one, by their number or name: whom the holder gives it to, or the holder themselves.
    pub with: String,
    /// Their PIN.
    pub with_pin: Pin,
    /// The caller's PIN.
    pub pin: Pin,
}

/// The holder goes on into the next slot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Continue {
    /// The revision that was seen; with it, a second call does nothing more than the first.
    #[serde(default)]
    pub revision: Option<u32>,
    /// Who else signs, by their number or name; needed from the second time on.
    #[serde(default)]
    pub witness: Option<String>,
    /// Their PIN.
    #[serde(default)]
    pub witness_pin: Option<Pin>,
    /// The holder's PIN.
    #[serde(default)]
    pub pin: Pin,
}

/// Somebody who left without signing confirms afterwards what the record said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Confirm {
    /// The watch.
    pub watch: u64,
    /// What is to be added.
    #[serde(default)]
    pub words: String,
    /// The caller's PIN.
    pub pin: Pin,
}

/// Shows the watch of the caller's desk.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowWatch {
    /// A watch by its number; none: the present one.
    #[serde(default)]
    pub watch: Option<u64>,
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
