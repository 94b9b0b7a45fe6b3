//! Who is planned when, and who is here now.

use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::{At, Date};
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The plan of some days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowRota {
    /// From which day, as people write it; none: the Monday of this week.
    #[serde(default)]
    pub from: Option<Date>,
    /// How many days; 0 takes 7, at most 42.
    #[serde(default)]
    pub days: u16,
    /// The desk; none: the caller's.
    #[serde(default)]
    pub desk: Option<DeskId>,
}

/// The plan of a desk: days, patterns, slots and absences.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaView {
    /// The desk.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// The days, in order.
    pub days: Vec<RotaDay>,
    /// The desk's patterns in use, by the time they begin.
    pub patterns: Vec<RotaPattern>,
    /// Who can be planned, and who is: everybody who holds a post, in the order in which they were added.
    pub people: Vec<RotaPerson>,
    /// The slots that begin on these days, by the time they begin; called-off ones are left out.
    pub slots: Vec<RotaSlot>,
    /// Who is absent when.
    pub absent: Vec<RotaAbsence>,
}

/// A day of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaDay {
    /// Which.
    pub date: Date,
    /// Its name, when it is a holiday or a make-up day.
    pub name: String,
    /// Whether most people are off.
    pub off: bool,
    /// Minutes of the day by the clock, when they are not 1,440: the clocks change, or the calendar skips it.
    pub minutes: Option<i64>,
}

/// Somebody who can be planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RotaPerson {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
}

/// A pattern in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaPattern {
    /// The entry of the register `shift_pattern`.
    pub pattern: u64,
    /// Its character in a calendar.
    pub mark: String,
    /// Its name.
    pub name: String,
    /// When it begins on the wall.
    pub start: String,
    /// When it ends.
    pub end: String,
}

/// A planned slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaSlot {
    /// The entry of the register `shift`.
    pub shift: u64,
    /// Its number.
    pub number: String,
    /// Goes up by one with every change of it.
    pub rev: u32,
    /// The day on which it begins.
    pub day: Date,
    /// The pattern; none: it has its own times.
    pub pattern: Option<u64>,
    /// The pattern's character; of a slot without one, empty.
    pub mark: String,
    /// When it begins on the wall.
    pub start: String,
    /// When it ends.
    pub end: String,
    /// When it begins.
    pub from: At,
    /// When it ends.
    pub to: At,
    /// Who comes; none: it is open.
    pub staff: Option<StaffId>,
    /// Their name; empty when it is open.
    pub name: String,
    /// Who was planned, absent or not.
    pub planned: Option<StaffId>,
    /// Whom they stand in for; of an open slot, who is absent.
    pub instead_of: String,
    /// The state's id.
    pub state: String,
    /// The state's word.
    pub label: Say,
}

/// Somebody's absence, cut to the days asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaAbsence {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// Why.
    pub kind: Say,
}

/// Plans a week like another one: every slot that was not called off, for the same people. It is only said what would be
/// planned until `preview` is false.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CopyRota {
    /// Any day of the week that is to be planned; none: next week.
    #[serde(default)]
    pub to: Option<Date>,
    /// Any day of the week that is taken as it was; none: the week before.
    #[serde(default)]
    pub from: Option<Date>,
    /// The desk; none: the caller's.
    #[serde(default)]
    pub desk: Option<DeskId>,
    /// Only says what would be done.
    #[serde(default)]
    pub preview: bool,
}

/// Who is here now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnDuty {}

/// The desks, each with its custodian, who is here and who comes next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyNow {
    /// In the order of their numbers.
    pub desks: Vec<DutyDesk>,
    /// The caller's own duty, an entry of the register `duty`; none: they are not on duty.
    pub own: Option<u64>,
}

/// A desk and its people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyDesk {
    /// The desk.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// Who answers for it; none: it was never opened, is sealed, or nobody has taken over.
    pub custodian: Option<String>,
    /// The state of its present watch; none: it was never opened.
    pub state: Option<Say>,
    /// Since when.
    pub since: Option<At>,
    /// When it should be handed over.
    pub until: Option<At>,
    /// Who is on duty at it.
    pub here: Vec<String>,
    /// Who comes next; empty: an open slot.
    pub next: Option<String>,
    /// When.
    pub next_at: Option<At>,
}
