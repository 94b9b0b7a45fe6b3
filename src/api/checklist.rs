//! The checklist of a procedure.

use crate::api::entry::Entry;
use crate::domain::moment::At;
use crate::text::lang::{Say, T};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asks for the checklist of a procedure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShowChecklist {
    /// The procedure's number, or `#id`.
    pub entry: String,
}

/// A procedure with its steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Checklist {
    /// The procedure; readings and defects are among its links.
    pub entry: Entry,
    /// Its steps, in their order.
    pub steps: Vec<StepRow>,
    /// What is missing or in the way; empty when it can be finished.
    pub lacks: Vec<LackRow>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepRow {
    /// Its id.
    pub step: String,
    /// Its name.
    pub label: Say,
    /// What it wants.
    pub hint: Say,
    /// Where it stands.
    pub mark: StepMark,
    /// Whether it cannot be left out.
    pub must: bool,
    /// Whether the desk looks it up by itself, so that nobody ticks it.
    pub by_itself: bool,
    /// The field a tick asks for, when it asks for more than a word.
    pub asks: Option<String>,
    /// What is on file for it: two readings, three defects.
    pub facts: Say,
    /// Who ticked it.
    pub by: String,
    /// When.
    pub at: Option<At>,
    /// What was said about it.
    pub note: String,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepMark {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Left out with a reason.
    NotApplicable,
}

/// One thing that is missing or in the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LackRow {
    /// The step it belongs to, when it belongs to one.
    pub step: Option<String>,
    /// What it is.
    pub text: Say,
}

impl StepMark {
    /// The word on the screen.
    #[must_use]
    pub const fn label(self) -> T {
        use crate::text::lang::t;
        match self {
            Self::Open => t("未办", "open"),
            Self::Done => t("已办", "done"),
            Self::NotApplicable => t("不适用", "not applicable"),
        }
    }
}
