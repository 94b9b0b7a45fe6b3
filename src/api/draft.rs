//! Half-filled forms, kept on the server as they are typed. Working data: durable, never journalled.

use crate::domain::moment::At;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Keeps a form as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Save {
    /// The draft's id, made by the client (at most 40 characters); the same id replaces.
    pub id: String,
    /// The command whose form it is (`request.log`, `request.finish` …).
    pub command: String,
    /// The entry it acts on (number), when it does.
    #[serde(default)]
    pub entry: Option<String>,
    /// The `rev` of that entry the person saw.
    #[serde(default)]
    pub rev: Option<u32>,
    /// Every field as typed.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The field the caret is in.
    #[serde(default)]
    pub field: String,
    /// The caret, in characters from the field's beginning.
    #[serde(default)]
    pub caret: u32,
    /// Whether the person put it aside; else it is open on a screen.
    #[serde(default)]
    pub parked: bool,
    /// The idempotency key its submission will use, so that a cut line cannot submit it twice.
    #[serde(default)]
    pub key: String,
}

/// Lists the caller's drafts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListDrafts {}

/// The caller's drafts, the last touched first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Drafts {
    /// Each with when it was kept last.
    pub drafts: Vec<Draft>,
}

/// One draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Draft {
    /// When it was kept last.
    pub saved_at: At,
    /// The form.
    pub form: Save,
}

/// Throws a draft away, usually because its form was submitted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drop {
    /// The draft's id.
    pub id: String,
}
