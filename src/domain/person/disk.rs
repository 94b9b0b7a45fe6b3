//! A person's forms on disk, oldest first. Variants are never reordered or removed.

use super::Person;
use crate::domain::register::Stored;
use crate::domain::relation::Role;
use serde::{Deserialize, Serialize};

/// The entry's form on disk.
#[derive(Serialize, Deserialize)]
pub enum PersonDisk {
    /// Before relations and look-up notes were entries of their own.
    V1(PersonV1),
    /// With papers, preferences and care.
    V2(Person),
}

/// The first version.
#[derive(Serialize, Deserialize)]
pub struct PersonV1 {
    name: String,
    phone: String,
    relation: Option<RelationV1>,
    note: String,
}

/// What a person was to their room.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum RelationV1 {
    Owner,
    Tenant,
    Household,
    Other,
}

impl Stored for Person {
    type Disk = PersonDisk;

    fn to_disk(&self) -> PersonDisk {
        PersonDisk::V2(self.clone())
    }

    fn from_disk(disk: PersonDisk) -> Self {
        match disk {
            PersonDisk::V1(old) => Self {
                name: old.name,
                phone: old.phone,
                role: old.relation.map(|relation| match relation {
                    RelationV1::Owner => Role::Owner,
                    RelationV1::Tenant => Role::Tenant,
                    RelationV1::Household => Role::Household,
                    RelationV1::Other => Role::Other,
                }),
                note_v1: old.note,
                ..Self::default()
            },
            PersonDisk::V2(person) => person,
        }
    }
}
