//! What every office begins with in the registers it keeps, in one list: a new office gets it when it is founded, an older
//! one when the program is upgraded. What an office changed or added since is never touched.

use crate::domain::calendar::{kept, year};
use crate::domain::incident::plan;
use crate::domain::register::Values;
use crate::domain::rota::pattern;
use crate::domain::{countable, fault_kind, price_item};

/// What one register begins with.
#[derive(Clone, Debug)]
pub struct Standard {
    /// The register's id.
    pub register: &'static str,
    /// The action that makes an entry.
    pub action: &'static str,
    /// The fields of each entry, in order.
    pub entries: Vec<Values>,
}

/// All of it, in the order in which it is made: an entry may name those of registers before it.
#[must_use]
pub fn standard() -> Vec<Standard> {
    let add = |register, entries| Standard { register, action: "add", entries };
    vec![
        add("calendar", kept::standard()),
        add("holiday", year::standard()),
        add("fault_kind", fault_kind::standard().collect()),
        add("price_item", price_item::standard().collect()),
        add("plan_card", plan::standard_cards()),
        add("countable", countable::standard().collect()),
        add("shift_pattern", pattern::standard().collect()),
    ]
}
