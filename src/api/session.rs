//! Who is asking, who else is there, and what each person keeps for themselves.

use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::posts::Posts;
use crate::domain::register::Who;
use crate::text::lang::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Says who the caller is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WhoAmI {}

/// The caller, the office, and what the caller keeps for themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Me {
    /// The caller.
    pub who: Who,
    /// The office's name.
    pub office: String,
    /// The site's zone.
    pub zone: String,
    /// The desk's name.
    pub desk: String,
    /// What they keep for themselves.
    pub prefs: Prefs,
}

/// What each person keeps for themselves; working data, not journalled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Prefs {
    /// The language of the screen.
    #[serde(default)]
    pub lang: Option<Lang>,
    /// The keymap: `default`, `vim`, `classic` or the user's own.
    #[serde(default)]
    pub keymap: Option<String>,
    /// The theme.
    #[serde(default)]
    pub theme: Option<String>,
}

/// Keeps the caller's own preferences.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetPrefs {
    /// All of them.
    pub prefs: Prefs,
}

/// Says that the caller looks at an entry, changes it, or (none) no longer does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetPresence {
    /// Which entry.
    pub entry: Option<EntryRef>,
    /// Whether they are changing it.
    #[serde(default)]
    pub editing: bool,
}

/// Somebody who looks at an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Present {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Whether they are changing it.
    pub editing: bool,
}

/// Somebody the caller may log in as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoginChoice {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// The posts they hold.
    pub posts: Posts,
}

/// A desk one may work at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeskChoice {
    /// Which.
    pub desk: DeskId,
    /// Its name.
    pub name: String,
}

/// An empty answer: it was done.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}
