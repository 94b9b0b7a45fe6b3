//! Who is booked when: the technicians of a team over the hours of a day.

use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The bookings of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SlotList {
    /// The day; none is today.
    #[serde(default)]
    pub date: Option<NaiveDate>,
    /// Only this team: a name or `#id`; none takes everybody who belongs to one.
    #[serde(default)]
    pub team: Option<String>,
}

/// A day of bookings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Slots {
    /// The day.
    pub date: NaiveDate,
    /// From when to when each slot is, in order; two hours long.
    pub hours: Vec<(At, At)>,
    /// The technicians, each with their bookings; last what is booked and given to nobody yet.
    pub rows: Vec<SlotRow>,
}

/// One technician's day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SlotRow {
    /// Who; none for what nobody has yet.
    pub staff: Option<StaffId>,
    /// The name.
    pub name: String,
    /// The team's name.
    pub team: String,
    /// How many bookings they take in half a day; none when their team does not say.
    pub capacity: Option<u32>,
    /// How many there are before noon, and after.
    pub booked: (u32, u32),
    /// Open work besides.
    pub load: u32,
    /// For each slot the numbers of the requests booked in it.
    pub slots: Vec<Vec<String>>,
}
