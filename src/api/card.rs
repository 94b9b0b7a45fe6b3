//! Look-up at the counter: one box finds it, one card shows it, on any day.

use crate::api::entry::{Cell, Row};
use crate::api::handover::LogRow;
use crate::api::incident::Affected;
use crate::api::session::Present;
use crate::domain::ids::{EntryRef, StaffId, Tag};
use crate::domain::posts::Posts;
use crate::domain::register::KeyClass;
use crate::text::lang::Say;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Finds rooms, people and entries by what somebody says: a room in any form, a name in characters, pinyin or initials,
/// the tail of a phone or a paper, a part of a plate, a card, a number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Find {
    /// What was typed.
    pub text: String,
    /// At most so many; 0 takes 10.
    #[serde(default)]
    pub limit: u16,
    /// Only of these registers (ids); empty takes all.
    #[serde(default)]
    pub registers: Vec<String>,
    /// The building that was used last, as in codes (`3`): its rooms come first when no building is typed.
    #[serde(default)]
    pub building: Option<String>,
    /// The page behind the one that gave this as its `next`.
    #[serde(default)]
    pub after: Option<String>,
    /// Whether people of one name share a line, where that name was not typed whole.
    #[serde(default)]
    pub namesakes: bool,
}

/// What was found, best first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
    /// For [`Find::after`], when there are more.
    #[serde(default)]
    pub next: Option<String>,
    /// Whether the first hit is meant without doubt: it alone matches as a whole.
    pub sure: bool,
}

/// One thing found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// Which.
    pub entry: EntryRef,
    /// The register's id.
    pub register: String,
    /// Its number.
    pub number: String,
    /// Its title, masked where it is a person's name.
    pub title: Say,
    /// More about it: the room of a person, the state of a request.
    pub detail: Say,
    /// By what it was found.
    pub by: KeyClass,
    /// The text in which the match stands, masked like everything in a list: `138****5678`.
    #[serde(default)]
    pub matched: String,
    /// The characters of `matched` that were typed: from, and behind the last. None when the mask hides them.
    #[serde(default)]
    pub mark: Option<(u16, u16)>,
    /// The room it leads to, when there is one: Enter opens that room's card.
    pub place: Option<u64>,
    /// The open incidents that touch that room, with what is to be said to whoever rings from there.
    #[serde(default)]
    pub affected: Vec<Affected>,
    /// When the hit stands for all people of one name, of whom `entry` is one.
    #[serde(default)]
    pub namesakes: Option<Namesakes>,
}

/// People of one name who share a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Namesakes {
    /// The name: as the text of a [`Find`] it lists them, and behind a blank a part of a room or a phone's tail tells
    /// them apart.
    pub name: String,
    /// How many they are.
    pub persons: u32,
}

/// Everything about one room or other place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoomCard {
    /// The room as people write it, or `#id`.
    pub place: String,
    /// As it was on this day; none: as it is.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

/// Everything about one person or company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PersonCard {
    /// The name, or `#id`.
    pub person: String,
    /// As it was on this day; none: as it is.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

/// A card: of a room with its people, or of a person with their rooms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    /// The room or the person; every field, in full for those who may see it.
    pub subject: Row,
    /// The day it shows; none: the present.
    pub as_of: Option<NaiveDate>,
    /// The officer in charge of the room.
    pub officer: Option<Officer>,
    /// The room's occupancy, since when.
    pub occupancy: Option<Dated>,
    /// What the room lies within, the nearest first.
    pub within: Vec<Near>,
    /// What lies within the place, in natural order.
    pub inside: Vec<Near>,
    /// Whether more lies within it than is shown.
    pub more_inside: bool,
    /// The room before it in the same unit, in natural order.
    pub previous: Option<Near>,
    /// The room behind it in the same unit.
    pub next: Option<Near>,
    /// The open incidents that touch the room, or the person's room, with what is to be said to whoever rings.
    #[serde(default)]
    pub affected: Vec<Affected>,
    /// Look-up notes in force, of the subject and of those it has to do with; warnings first.
    pub warnings: Vec<Row>,
    /// The people of the room, the rooms of the person: present ones, then coming, then past.
    pub ties: Vec<Tie>,
    /// Whether there are more ties than are shown.
    pub more_ties: bool,
    /// Open entries, then the parts of the file that are in force; one section a register.
    pub sections: Vec<Section>,
    /// How many entries of each register concern it, whatever their state.
    pub kinds: Vec<KindCount>,
    /// The first page of what happened.
    pub timeline: Timeline,
    /// Who else looks at the subject, and who is changing it.
    #[serde(default)]
    pub presence: Vec<Present>,
}

/// The officer in charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Officer {
    /// Who.
    pub staff: StaffId,
    /// The name.
    pub name: String,
    /// The place around the room whose officer it is; none when the room has one of its own.
    pub through: Option<Near>,
}

/// A place by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Near {
    /// Which.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// Its name.
    pub title: Say,
}

/// An entry that holds by dates of its own, and not by when it was written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dated {
    /// Which.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// Its fields. An end that had not come by the day shown is left out when that day is past.
    pub cells: Vec<Cell>,
}

/// What somebody is to a room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tie {
    /// The relation: role, from, to, standing, share, of whom, note.
    pub relation: Dated,
    /// The other side: the person on a room's card, the room on a person's.
    pub other: Row,
    /// Other places the person has to do with on that day.
    pub also: Vec<Near>,
}

/// The entries of one register.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// The register.
    pub register: Tag,
    /// How many there are.
    pub total: u64,
    /// The most pressing of them.
    pub rows: Vec<Row>,
}

/// How many entries of a register there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KindCount {
    /// The register; none: lines of the shift log.
    pub register: Option<Tag>,
    /// How many.
    pub count: u64,
}

/// Reads on in what happened in a room, or with a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CardTimeline {
    /// The room as people write it, or `#id`.
    #[serde(default)]
    pub place: Option<String>,
    /// The person, when no room is given.
    #[serde(default)]
    pub person: Option<String>,
    /// Only of these registers (ids), and `log` for lines of the shift log; empty takes all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// As the file said at the end of this day; none: now.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
    /// At most so many; 0 takes 30, more than 500 is cut to 500.
    #[serde(default)]
    pub limit: u16,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
}

/// A page of what happened, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Timeline {
    /// Newest first.
    pub events: Vec<Event>,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An entry of a register was written down.
    Entry(Row),
    /// A line of the shift log.
    Line(LogRow),
}

/// The dispatch board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoardShow {}

/// What is unassigned, and who could do it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Board {
    /// Unassigned requests, by urgency and age.
    pub unassigned: crate::api::entry::Page,
    /// The team that usually does each of them, in the same order; none where no kind of fault says.
    #[serde(default)]
    pub usual: Vec<Option<u64>>,
    /// Teams and people with their open load, in a fixed order.
    pub hands: Vec<Hand>,
}

/// A team or a person that work can be given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hand {
    /// The person; none for a whole team.
    pub staff: Option<StaffId>,
    /// The team.
    pub team: Option<u64>,
    /// The name.
    pub name: String,
    /// The posts they hold; none for technicians and teams.
    pub posts: Posts,
    /// Open work orders they have.
    pub load: u32,
    /// Of these, urgent ones.
    pub urgent: u32,
}
