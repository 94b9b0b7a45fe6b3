//! What goes wrong when somebody asks for something that cannot be: a kind, the field, and what would be right.
//!
//! A fault is the caller's to mend. It is never a bug (the desk logs those and answers [`FaultKind::Bug`] with an id).

use crate::domain::ids::EntryRef;
use crate::domain::value::Value;
use crate::text::lang::{Say, T};
use serde::{Deserialize, Serialize};

/// The kinds of fault. Kebab-case in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// A value is not of the right form.
    Invalid,
    /// A required value is not there.
    Missing,
    /// What was named does not exist.
    NotFound,
    /// A text names several things; `candidates` lists them.
    Ambiguous,
    /// The post may not do this.
    Forbidden,
    /// The entry's state, or a rule, does not allow this now.
    Refused,
    /// Somebody changed the same fields meanwhile; `conflict` has both versions.
    Stale,
    /// The same idempotency key came with other arguments.
    KeyReused,
    /// A doubtful value that may be kept with a reason.
    Overridable,
    /// Too large: a text, a list, a file.
    TooLarge,
    /// The disk is full; nothing was written.
    DiskFull,
    /// The server cannot be reached, or is shutting down; the call may be repeated.
    Unavailable,
    /// A mistake of the program, logged under the id in the text.
    Bug,
}

/// One field on which two people disagreed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Conflict {
    /// The field's id.
    pub field: String,
    /// What is stored now, as text.
    pub theirs: Value,
    /// What this caller wanted.
    pub yours: Value,
}

/// One of several things a text may have meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Candidate {
    /// The entry.
    pub entry: EntryRef,
    /// What to write instead: `#12`.
    pub write: String,
    /// Its name on the screen.
    pub shown: String,
}

/// Why a call was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, thiserror::Error)]
#[error("{text}")]
pub struct Fault {
    /// The kind.
    pub kind: FaultKind,
    /// The field it concerns, when there is one.
    pub field: Option<String>,
    /// What is wrong and what would be right.
    pub text: Say,
    /// What an ambiguous text may have meant.
    #[serde(default)]
    pub candidates: Vec<Candidate>,
    /// Both versions of every field in dispute.
    #[serde(default)]
    pub conflict: Vec<Conflict>,
    /// The stored `rev` in a [`FaultKind::Stale`] fault.
    #[serde(default)]
    pub rev: Option<u32>,
}

impl Fault {
    /// A fault without a field.
    #[must_use]
    pub fn new(kind: FaultKind, text: impl Into<Say>) -> Self {
        Self { kind, field: None, text: text.into(), candidates: Vec::new(), conflict: Vec::new(), rev: None }
    }

    /// A value of the wrong form.
    #[must_use]
    pub fn invalid(field: &str, text: impl Into<Say>) -> Self {
        Self::new(FaultKind::Invalid, text).at(field)
    }

    /// A required value that is not there; `label` is the field's name on the screen.
    #[must_use]
    pub fn missing(field: &str, label: T) -> Self {
        let (zh, en) = (label.zh, label.en);
        Self::new(FaultKind::Missing, crate::say!("请填写“{zh}”", "Please fill in “{en}”")).at(field)
    }

    /// What was named does not exist.
    #[must_use]
    pub fn not_found(text: impl Into<Say>) -> Self {
        Self::new(FaultKind::NotFound, text)
    }

    /// A rule says no.
    #[must_use]
    pub fn refused(text: impl Into<Say>) -> Self {
        Self::new(FaultKind::Refused, text)
    }

    /// The same fault, naming the field it concerns.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
}
