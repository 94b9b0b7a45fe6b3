//! Figures over requests: how many came, how many were closed, how long it took.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the figures are divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// By kind of fault.
    #[default]
    Category,
    /// By area: the place's building or area.
    Area,
    /// By month of opening, in the zone given.
    Month,
}

/// Figures over the requests of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requests {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// What they are divided by.
    #[serde(default)]
    pub by: By,
    /// The limit for "closed within", in minutes; 0 takes 48 hours.
    #[serde(default)]
    pub limit_minutes: u32,
    /// A target in its place, as in a setting: minutes and calendar, `1080 working`. "Closed within" is then by the
    /// office's calendars as they are now, on the wall clock of `zone`.
    #[serde(default)]
    pub target: Option<String>,
    /// The zone of the days; none takes the site's.
    #[serde(default)]
    pub zone: Option<String>,
}

/// The figures: a line for everything, and a line for each part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// Everything.
    pub total: FigureRow,
    /// Each part, in the order of its name.
    pub rows: Vec<FigureRow>,
}

/// Figures over one part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FigureRow {
    /// The part: a category id, an area's name, `2020-07`.
    pub part: String,
    /// Opened in the period.
    pub received: u64,
    /// Of these, closed by the end of the period.
    pub closed: u64,
    /// Of these, not closed by the end of the period: `received - closed`.
    pub open: u64,
    /// Of the closed, those whose times make sense.
    pub timed: u64,
    /// Median minutes from opening to closing over `timed` (nearest rank).
    pub median_minutes: Option<i64>,
    /// 90th percentile over `timed` (nearest rank).
    pub p90_minutes: Option<i64>,
    /// Of `timed`, those closed within the limit or the target.
    pub within: u64,
}

/// Rooms by building and state of use on a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Occupancy {
    /// Only this building, as people write it.
    #[serde(default)]
    pub building: Option<String>,
    /// The day; today unless given.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
}

/// The figures: a line for each building, and one for all. Each figure counts the rooms that
/// [`OccupancyRooms`] lists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OccupancyFigures {
    /// The day.
    pub as_of: NaiveDate,
    /// The buildings, in their order.
    pub rows: Vec<OccupancyRow>,
    /// All of them together.
    pub total: OccupancyRow,
}

/// The rooms of one building.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OccupancyRow {
    /// The building's code; empty for rooms without one, and in the total.
    pub building: String,
    /// All its rooms.
    pub all: RoomSum,
    /// The states that occur, in their order; the counts add up to `all`.
    pub states: Vec<StateSum>,
}

/// Rooms of one state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StateSum {
    /// The state's id; `none` where nobody wrote one down.
    pub state: String,
    /// Its rooms.
    pub sum: RoomSum,
}

/// How many rooms, and how large they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoomSum {
    /// How many.
    pub rooms: u64,
    /// Their title areas in square metres, two decimals.
    pub area: String,
    /// Of them, those without an area on file.
    pub unmeasured: u64,
}

/// The rooms behind a figure of [`Occupancy`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OccupancyRooms {
    /// Only this building, as people write it; an empty text means those without one.
    #[serde(default)]
    pub building: Option<String>,
    /// Only this state (an id, `none` for rooms without one).
    #[serde(default)]
    pub state: Option<String>,
    /// The day; today unless given.
    #[serde(default)]
    pub as_of: Option<NaiveDate>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// At most so many; 0 takes 100, more than 500 is cut to 500.
    #[serde(default)]
    pub limit: u16,
}

/// A page of rooms.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoomsPage {
    /// The rooms, in natural order.
    pub rooms: Vec<RoomLine>,
    /// All of them, not of this page only.
    pub all: RoomSum,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// A room and its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoomLine {
    /// The place.
    pub place: u64,
    /// Its code.
    pub code: String,
    /// The state's id; `none` where nobody wrote one down.
    pub state: String,
    /// Since when.
    pub since: Option<NaiveDate>,
    /// Title area in square metres.
    pub area: Option<String>,
}

/// The weekly report of occupancy (duty R4): a day against the one seven days before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OccupancyWeek {
    /// The last day of the week; today unless given.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// A week of occupancy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeekFigures {
    /// The day it is compared with.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The states, each with its rooms then and now.
    pub states: Vec<WeekLine>,
    /// All rooms then.
    pub last: u64,
    /// All rooms now.
    pub now: u64,
    /// The rooms that changed: they explain every difference.
    pub changes: Vec<WeekChange>,
}

/// Rooms of one state, then and now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WeekLine {
    /// The state's id; `none` where nobody wrote one down.
    pub state: String,
    /// A week ago.
    pub last: u64,
    /// Now.
    pub now: u64,
    /// Rooms that came to this state.
    pub came: u64,
    /// Rooms that left it.
    pub left: u64,
}

/// A room that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WeekChange {
    /// The place.
    pub place: u64,
    /// Its code.
    pub code: String,
    /// The state a week ago; nothing when the room was not there.
    pub before: Option<String>,
    /// The state now; nothing when the room is gone.
    pub after: Option<String>,
}

/// Who moved in and out, and which rooms changed hands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Moves {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// Only of this kind (an id).
    #[serde(default)]
    pub kind: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// At most so many; 0 takes 100, more than 500 is cut to 500.
    #[serde(default)]
    pub limit: u16,
}

/// The moves of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MovesPage {
    /// How many of each kind, all kinds in their order.
    pub counts: Vec<MoveCount>,
    /// The moves asked for, by day and room.
    pub moves: Vec<MoveLine>,
    /// How many were asked for.
    pub total: u64,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// The moves of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MoveCount {
    /// The kind's id.
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// One move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MoveLine {
    /// The day it took effect.
    pub on: NaiveDate,
    /// The kind's id.
    pub kind: String,
    /// The room's code.
    pub code: String,
    /// The place.
    pub place: u64,
    /// Who, masked; empty for a whole household.
    pub person: String,
    /// The number of the relation or occupancy that says so.
    pub number: String,
}
