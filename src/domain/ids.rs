//! Numeric names of the things the desk keeps. An id is given once and never used again.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl From<u64> for $name {
            fn from(id: u64) -> Self { Self(id) }
        }
    )*};
}

ids! {
    /// A room, a building or any other place: an entry of the register `place`.
    PlaceId;
    /// Somebody who lives in, owns or visits the compound: an entry of the register `person`.
    PersonId;
    /// Somebody who works for the office: an entry of the register `staff`.
    StaffId;
    /// A team that work is dispatched to: an entry of the register `team`.
    TeamId;
    /// A service desk with a watch of its own: an entry of the register `desk`.
    DeskId;
    /// A repair or service request: an entry of the register `request`.
    RequestId;
    /// A kind of fault or service: an entry of the register `fault_kind`.
    FaultKindId;
    /// A line of the price list: an entry of the register `price_item`.
    PriceItemId;
    /// An incident: an entry of the register `incident`.
    IncidentId;
    /// Something that is counted when custody moves: an entry of the register `countable`.
    CountableId;
    /// A line of the till: an entry of the register `till_move`.
    TillMoveId;
    /// A usual time of a shift: an entry of the register `shift_pattern`.
    PatternId;
    /// A planned slot: an entry of the register `shift`.
    ShiftId;
    /// What holds at a desk: an entry of the register `standing_order`.
    StandingOrderId;
}

/// The number of a register, fixed for ever because keys on disk begin with it.
pub type Tag = u16;

/// One entry of one register.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct EntryRef {
    /// The register's number ([`crate::domain::register::SpecInfo::tag`]).
    pub register: Tag,
    /// The entry's id inside the register.
    pub id: u64,
}

impl EntryRef {
    /// Names entry `id` of register `register`.
    #[must_use]
    pub const fn new(register: Tag, id: u64) -> Self {
        Self { register, id }
    }
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.register, self.id)
    }
}
