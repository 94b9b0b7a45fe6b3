//! A visit's forms on disk, oldest first. Variants are never reordered or removed.

use super::{Manner, Purpose, Visit};
use crate::domain::moment::At;
use crate::domain::register::Stored;
use serde::{Deserialize, Serialize};

/// The entry's form on disk.
#[derive(Serialize, Deserialize)]
pub enum VisitDisk {
    /// Before visitors were told apart by kind.
    V1(VisitV1),
    /// With the kind of visitor and the entry it is about.
    V2(Visit),
}

/// The first version.
#[derive(Serialize, Deserialize)]
pub struct VisitV1 {
    manner: Option<Manner>,
    name: String,
    phone: String,
    purpose: Option<Purpose>,
    text: String,
    company: String,
    persons: Option<i64>,
    plate: String,
    confirmed: bool,
    result: String,
    in_at: Option<At>,
    out_at: Option<At>,
}

impl Stored for Visit {
    type Disk = VisitDisk;

    fn to_disk(&self) -> VisitDisk {
        VisitDisk::V2(self.clone())
    }

    fn from_disk(disk: VisitDisk) -> Self {
        match disk {
            VisitDisk::V1(old) => {
                let VisitV1 {
                    manner,
                    name,
                    phone,
                    purpose,
                    text,
                    company,
                    persons,
                    plate,
                    confirmed,
                    result,
                    in_at,
                    out_at,
                } = old;
                Self {
                    manner,
                    name,
                    phone,
                    purpose,
                    text,
                    company,
                    persons,
                    plate,
                    confirmed,
                    result,
                    in_at,
                    out_at,
                    ..Self::default()
                }
            }
            VisitDisk::V2(visit) => visit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the released program wrote is read, and nothing of it is lost.
    #[test]
    fn the_first_form_is_still_read() {
        let old = VisitV1 {
            manner: Some(Manner::CallIn),
            name: "周女士".into(),
            phone: "13812345678".into(),
            purpose: Some(Purpose::Enquiry),
            text: "问停车".into(),
            company: String::new(),
            persons: Some(2),
            plate: String::new(),
            confirmed: true,
            result: "已答".into(),
            in_at: Some(At(1)),
            out_at: None,
        };
        let lifted = Visit::from_disk(VisitDisk::V1(old));
        assert_eq!((lifted.name.as_str(), lifted.persons, lifted.in_at), ("周女士", Some(2), Some(At(1))));
        assert_eq!((lifted.manner, lifted.visitor_kind), (Some(Manner::CallIn), None));
        assert!(lifted.confirmed && lifted.ticket.is_empty());
    }
}
