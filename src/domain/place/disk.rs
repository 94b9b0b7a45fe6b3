//! A place's forms on disk, oldest first. Variants are never reordered or removed.

use super::{Place, PlaceKind};
use crate::domain::register::Stored;
use crate::domain::value::Fixed;
use serde::{Deserialize, Serialize};

/// The entry's form on disk.
#[derive(Serialize, Deserialize)]
pub enum PlaceDisk {
    /// Before occupancies and look-up notes were entries of their own.
    V1(PlaceV1),
    /// With a place in the tree, both areas and other names.
    V2(Place),
}

/// The first version.
#[derive(Serialize, Deserialize)]
pub struct PlaceV1 {
    kind: Option<PlaceKind>,
    code: String,
    note: String,
    area: Option<i64>,
}

impl Stored for Place {
    type Disk = PlaceDisk;

    fn to_disk(&self) -> PlaceDisk {
        PlaceDisk::V2(self.clone())
    }

    fn from_disk(disk: PlaceDisk) -> Self {
        match disk {
            PlaceDisk::V1(old) => Self {
                kind: old.kind,
                code: old.code,
                area: old.area.map(Fixed),
                note_v1: old.note,
                ..Self::default()
            },
            PlaceDisk::V2(place) => place,
        }
    }
}
