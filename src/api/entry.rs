//! The calls that every register shares: act, list, show, correct, history, undo.

use crate::domain::ids::{EntryRef, Tag};
use crate::domain::moment::At;
use crate::domain::register::{Head, Order, Values};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, T};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Does one action of a register: makes a new entry, or moves one on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Act {
    /// The register's id.
    pub register: String,
    /// The action's verb; `correct` patches a saved entry.
    pub action: String,
    /// Which entry, as people write it: a number (`R2611-0042`) or `#id`. None makes a new one.
    #[serde(default)]
    pub entry: Option<String>,
    /// The `rev` the caller saw. None: whatever is stored.
    #[serde(default)]
    pub rev: Option<u32>,
    /// The fields, as typed: the desk understands rooms, names and times.
    #[serde(default)]
    pub values: Values,
    /// Why a doubtful value is to be kept nevertheless.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What an action did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Acted {
    /// The entry.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// Its `rev` now.
    pub rev: u32,
    /// The id of its state now.
    pub state: String,
    /// Warnings: said, but it was done.
    #[serde(default)]
    pub warnings: Vec<Say>,
}

/// Lists entries of one register.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct List {
    /// The register's id.
    pub register: String,
    /// One of its views; none takes all states, newest first.
    #[serde(default)]
    pub view: Option<String>,
    /// Only in these states (ids); empty takes the view's.
    #[serde(default)]
    pub states: Vec<String>,
    /// Only of this place, as people write it.
    #[serde(default)]
    pub place: Option<String>,
    /// Only of this person (name or `#id`).
    #[serde(default)]
    pub person: Option<String>,
    /// Only what this staff member answers for (`me`, a name or `#id`).
    #[serde(default)]
    pub owner: Option<String>,
    /// Only what belongs to this entry (number).
    #[serde(default)]
    pub parent: Option<String>,
    /// Only rows whose number or title or columns contain this text.
    #[serde(default)]
    pub text: Option<String>,
    /// Only what is due at or before this instant.
    #[serde(default)]
    pub due_by: Option<At>,
    /// Only what happened at or after this instant.
    #[serde(default)]
    pub from: Option<At>,
    /// Only what happened before this instant.
    #[serde(default)]
    pub to: Option<At>,
    /// Cells for every field, not only for the columns: what an export wants. Masked all the same.
    #[serde(default)]
    pub all_fields: bool,
    /// Another order than the view's.
    #[serde(default)]
    pub order: Option<Order>,
    /// At most so many rows; 0 takes 100, more than 500 is cut to 500.
    #[serde(default)]
    pub limit: u16,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many there are in all, counted up to 10,000.
    pub total: u64,
    /// Whether there are more than `total`.
    pub more_than_total: bool,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// One entry in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// Which register.
    pub register: Tag,
    /// The common head.
    pub head: Head,
    /// Its derived title.
    pub title: Say,
    /// One cell per column of the register, masked.
    pub cells: Vec<Cell>,
}

/// A field's value and how it shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// The field's id.
    pub field: String,
    /// The value; [`Value::None`] when it is masked.
    pub value: Value,
    /// The words for it where the value alone does not say it: the name of a link, a masked text.
    pub shown: Option<String>,
}

/// Shows one entry whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Show {
    /// Its number, or `#id` with `register`.
    pub entry: String,
    /// The register's id, when `entry` is `#id`.
    #[serde(default)]
    pub register: Option<String>,
}

/// One entry, whole, with what may be done to it now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Which.
    pub entry: EntryRef,
    /// The common head.
    pub head: Head,
    /// Its derived title.
    pub title: Say,
    /// Every field.
    pub fields: Vec<Cell>,
    /// Every action from here, with the reason why not.
    pub actions: Vec<Possible>,
    /// What belongs to it, and what it belongs to.
    pub links: Vec<Row>,
    /// Names of the staff in the head.
    pub names: Names,
    /// Who else looks at it, and who is changing it.
    pub presence: Vec<crate::api::session::Present>,
}

/// Names for the ids of a head.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Names {
    /// Who wrote it down.
    pub created_by: String,
    /// Who changed it last.
    pub changed_by: String,
    /// The desk it was taken at.
    pub desk: String,
}

/// An action from an entry's state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Possible {
    /// The verb.
    pub action: String,
    /// Why it cannot be done now; none when it can.
    pub why_not: Option<Say>,
}

/// The history of one entry, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct History {
    /// Its number, or `#id` with `register`.
    pub entry: String,
    /// The register's id, when `entry` is `#id`.
    #[serde(default)]
    pub register: Option<String>,
}

/// The steps of one entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Steps {
    /// Newest first.
    pub steps: Vec<Step>,
}

/// One step in the history of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The journal's sequence number.
    pub seq: u64,
    /// When.
    pub at: At,
    /// Who.
    pub who: String,
    /// The call.
    pub call: String,
    /// The `rev` it led to.
    pub rev: u32,
    /// The state it led to (id).
    pub state: String,
    /// Why a doubtful value was kept, or whatever else the person said about it.
    #[serde(default)]
    pub note: Option<String>,
    /// What the program did by itself: which limits moved when the calendars changed.
    #[serde(default)]
    pub told: Option<Say>,
    /// What changed.
    pub changes: Vec<FieldChange>,
    /// The masked field that was shown in full; such a step changed nothing.
    #[serde(default)]
    pub viewed: Option<String>,
    /// What it changed was erased; who did it when is kept.
    #[serde(default)]
    pub erased: bool,
}

/// One field that a step changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldChange {
    /// The field's id.
    pub field: String,
    /// Before.
    pub before: Cell,
    /// After.
    pub after: Cell,
}

/// Takes back the caller's own last act, while nothing followed it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Undo {}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Undone {
    /// The call that was taken back.
    pub call: String,
    /// The entry it concerned; the last one, when it was done on many.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// On how many entries it was taken back.
    #[serde(default)]
    pub count: u32,
    /// Those of an act on many entries on which it was not, each with the reason.
    #[serde(default)]
    pub stuck: Vec<crate::api::bulk::One>,
}

impl Undone {
    /// What was taken back, in words; `label` are those of the call.
    #[must_use]
    pub fn said(&self, label: T) -> Say {
        let (T { zh, en }, number, count) = (label, &self.number, self.count);
        let said = match count {
            0 | 1 => say!("已撤销：{zh} {number}", "Taken back: {en} {number}"),
            many => say!("已撤销：{zh} {many} 条", "Taken back: {en}, {many} of them"),
        };
        let Some(first) = self.stuck.first() else { return said };
        let (left, number, why) =
            (self.stuck.len(), &first.number, first.why_not.clone().unwrap_or_default());
        let (said_zh, said_en, why_zh, why_en) = (said.zh, said.en, why.zh, why.en);
        let there =
            |why: &str| if why.contains(number.as_str()) { String::new() } else { format!("{number} ") };
        let (at_zh, at_en) = (there(&why_zh), there(&why_en));
        say!(
            "{said_zh}；另 {left} 条没有撤销：{at_zh}{why_zh}",
            "{said_en}; {left} stay as they are: {at_en}{why_en}"
        )
    }
}

/// Open entries that may be the same matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Similar {
    /// The room as people write it.
    pub place: String,
    /// The kind of fault, when known.
    #[serde(default)]
    pub category: Option<String>,
}

/// What may be the same matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Similars {
    /// Open requests of the same room.
    pub same_place: Vec<Row>,
    /// Open requests of the same kind in the same building.
    pub nearby: Vec<Row>,
    /// Open incidents that touch the room, with what is to be said to whoever rings from there.
    #[serde(default)]
    pub incidents: Vec<crate::api::incident::Affected>,
}

/// Reads the journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Journal {
    /// From this sequence number on; 0 is the beginning.
    #[serde(default)]
    pub from: u64,
    /// At most so many; 0 takes 100.
    #[serde(default)]
    pub limit: u16,
}

/// A part of the journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JournalPage {
    /// Oldest first.
    pub lines: Vec<JournalLine>,
    /// The last sequence number there is.
    pub last: u64,
}

/// One line of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JournalLine {
    /// Its sequence number.
    pub seq: u64,
    /// When.
    pub at: At,
    /// Who; the id, and the name as it is today.
    pub staff: u64,
    /// The name.
    pub who: String,
    /// The desk.
    pub desk: u64,
    /// The call.
    pub call: String,
    /// `done`, `erased`, or the kind of the refusal.
    pub outcome: String,
    /// Why a doubtful value was kept, or whatever else the person said about it.
    #[serde(default)]
    pub note: Option<String>,
    /// Which entries it changed (numbers), as far as they are entries.
    pub entries: Vec<String>,
    /// Its hash, in hexadecimal.
    pub hash: String,
}
