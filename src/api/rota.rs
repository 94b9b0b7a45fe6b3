//! Who is planned when, and who is here now.

use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::{At, Date};
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The plan of some days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowRota {
    /// From which day; none: the Monday of this week.
    #[serde(default)]
    pub from: Option<Date>,
    /// How many days; 0 takes 7, at most 42.
    #[serde(default)]
    pub days: u16,
    /// Only of this desk; none: of all.
    #[serde(default)]
    pub desk: Option<DeskId>,
}

/// A plan: people by days.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaView {
    /// The days, each with its word (weekday, holiday).
    pub days: Vec<RotaDay>,
    /// A line for everybody who is or may be planned.
    pub people: Vec<RotaPerson>,
    /// The patterns in use, with the letter that stands for each in a cell.
    pub patterns: Vec<RotaPattern>,
    /// Slots of the days that nobody has.
    pub free: Vec<RotaSlot>,
}

/// A day of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaDay {
    /// Which.
    pub date: Date,
    /// Its name, when it has one: a holiday, a make-up day.
    pub name: Say,
    /// Whether most people are off.
    pub off: bool,
}

/// Somebody's days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaPerson {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// What they have on each day, in the order of the days.
    pub cells: Vec<Vec<RotaSlot>>,
    /// Days on which they are absent, with the word for why.
    pub absent: Vec<(Date, Say)>,
    /// Minutes planned in all.
    pub minutes: i64,
}

/// A pattern in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaPattern {
    /// The entry of the register `shift_pattern`.
    pub pattern: u64,
    /// Its letter or character in a cell.
    pub mark: String,
    /// Its name.
    pub name: String,
    /// Its wall times, such as `07:30–15:30`.
    pub times: String,
}

/// A planned slot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RotaSlot {
    /// The entry of the register `shift`.
    pub shift: u64,
    /// Its number.
    pub number: String,
    /// The desk.
    pub desk: DeskId,
    /// The pattern.
    pub pattern: u64,
    /// The pattern's letter.
    pub mark: String,
    /// From.
    pub from: At,
    /// To.
    pub to: At,
    /// Where it stands.
    pub state: Say,
    /// Who had it before a swap or a substitution.
    pub instead_of: Option<String>,
}

/// Who is here now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OnDuty {}

/// The desks, each with its custodian, who is here and who comes next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyNow {
    /// In the order of the desks.
    pub desks: Vec<DutyDesk>,
    /// Whether the caller is on duty.
    pub here: bool,
}

/// A desk and its people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyDesk {
    /// The desk.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
    /// Who answers for it: a name, a name in trust, or the seal.
    pub custodian: Say,
    /// Since when.
    pub since: Option<At>,
    /// Until when.
    pub until: Option<At>,
    /// Who is on duty at it.
    pub here: Vec<String>,
    /// Who comes next, and when.
    pub next: Option<(String, At)>,
    /// Why its handover is late; none: it is not.
    pub alarm: Option<Say>,
}
