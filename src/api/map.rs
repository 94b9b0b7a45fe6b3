//! The map of one building: floors and doors, a letter for each room.

use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asks for the map of a building; without building and place, of the first one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BuildingMap {
    /// The building, as people write it: `3`, `3号楼`.
    #[serde(default)]
    pub building: Option<String>,
    /// A room in it (as people write it, or `#id`), which is then pointed at.
    #[serde(default)]
    pub place: Option<String>,
    /// What the letters tell: `occupancy`, `requests`, `notes`, `renovation`; occupancy unless given.
    #[serde(default)]
    pub lens: Option<String>,
}

/// The map of a building.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MapView {
    /// What the letters tell.
    pub lens: String,
    /// The building's code; empty for rooms without a building.
    pub building: String,
    /// The codes of all buildings, in their order.
    pub buildings: Vec<String>,
    /// The columns, units side by side.
    pub columns: Vec<MapColumn>,
    /// The floors, the top one first.
    pub floors: Vec<MapFloor>,
    /// What stands on no floor: shops, parking spaces, storage, houses.
    pub strips: Vec<MapStrip>,
    /// What the letters mean and how many rooms have them; the counts add up to `total`.
    pub legend: Vec<MapLetter>,
    /// The rooms of the building that are in use.
    pub total: u64,
    /// The room that was asked for.
    pub at: Option<u64>,
}

/// A column of a map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MapColumn {
    /// The unit (entrance); empty in a tower.
    pub unit: String,
    /// The end of the room numbers: `01` of `1801`.
    pub door: String,
}

/// A floor of a map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MapFloor {
    /// As people say it: `18`, `12A`, `B1`.
    pub floor: String,
    /// A room or nothing for each column.
    pub cells: Vec<Option<MapCell>>,
}

/// Places of one kind that stand on no floor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MapStrip {
    /// The kind (id of the register's choice).
    pub kind: String,
    /// The places, in their order.
    pub cells: Vec<MapCell>,
}

/// One room.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MapCell {
    /// The place whose card opens: for a room that became a part of another, that one.
    pub place: u64,
    /// Its code.
    pub code: String,
    /// One letter, perhaps with `!` behind it.
    pub letter: String,
    /// What the letter stands for.
    pub words: Say,
    /// How it is used, today.
    pub occupancy: Say,
    /// Open requests.
    pub requests: u32,
    /// Of these, the pressing ones.
    pub urgent: u32,
    /// Look-up notes that hold today.
    pub note: String,
    /// Who owns it and lives there, masked.
    pub occupants: Say,
    /// The code of the room it became a part of.
    pub merged_into: Option<String>,
}

/// A letter of the legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MapLetter {
    /// The letter.
    pub letter: String,
    /// What it stands for.
    pub words: Say,
    /// The rooms that have it.
    pub count: u64,
}
