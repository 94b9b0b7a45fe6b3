//! Standing orders and what must be read: who has read what.

use crate::domain::moment::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Says that the caller has read an order as it stands now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReadOrder {
    /// The entry of the register `standing_order`.
    pub order: u64,
    /// The `rev` they read.
    pub rev: u32,
}

/// Who of those that must has read an order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Readers {
    /// The entry.
    pub order: u64,
}

/// The readers of an order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ReaderList {
    /// Those who must read it: name, and when they did.
    pub must: Vec<(String, Option<At>)>,
    /// Others who did.
    pub others: Vec<(String, At)>,
}
