//! The PIN that makes a signature: a shared terminal alone is none.

use super::handover::Pin;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sets the caller's PIN.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetPin {
    /// The present one; none when there is none or it was reset.
    #[serde(default)]
    pub old: Option<Pin>,
    /// The new one: 6 to 12 digits that are not plain to guess.
    pub new: Pin,
}

/// Takes somebody's PIN away, so that they set a new one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResetPin {
    /// Whose, by number or name.
    pub staff: String,
    /// Why.
    pub reason: String,
    /// The caller's own PIN.
    pub pin: Pin,
}
