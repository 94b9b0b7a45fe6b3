//! Printing: which forms there are, and a form filled in, as lines for a line printer.

use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Columns of the printer, in cells.
pub const COLUMNS: usize = 80;

/// The forms the office can print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PrintForms {
    /// Only those over entries of this register, and the blank ones.
    #[serde(default)]
    pub register: Option<String>,
}

/// The forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Forms {
    /// Those over an entry first.
    pub forms: Vec<Form>,
}

/// One form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Form {
    /// The word it is printed by.
    pub form: String,
    /// What it is called.
    pub name: Say,
    /// The register it prints an entry of; empty for a blank form.
    pub register: String,
}

/// Fills in a form. What its receiver needs stands there in full, which is written down like any other look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Print {
    /// The form, such as `work-order`.
    pub form: String,
    /// The entry's number, or `#id`; none for a blank form.
    #[serde(default)]
    pub entry: Option<String>,
}

/// A filled-in form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Printed {
    /// The form.
    pub form: String,
    /// What it is called.
    pub name: Option<Say>,
    /// The entry's number; empty for a blank form.
    pub number: String,
    /// The lines, each at most [`COLUMNS`] cells wide.
    pub lines: Vec<String>,
    /// The fields that stand in it in full although a list would mask them.
    pub full: Vec<String>,
}
