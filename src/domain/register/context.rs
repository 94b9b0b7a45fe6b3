//! What a register's functions are told and may ask for: who, when, other records; and what they may answer.

use super::Head;
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, StaffId, Tag, TeamId};
use crate::domain::moment::At;
use crate::domain::posts::{Post, Posts};
use crate::domain::value::Value;
use crate::text::lang::{Lang, Say};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Values by field id, as a form or a call gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Values(pub BTreeMap<String, Value>);

impl Values {
    /// The value of `field`; [`Value::None`] when it was not given.
    #[must_use]
    pub fn get(&self, field: &str) -> &Value {
        self.0.get(field).unwrap_or(&Value::None)
    }

    /// Gives `field` a value.
    #[must_use]
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.0.insert(field.to_owned(), value);
        self
    }
}

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Who {
    /// The staff member.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// The posts they hold.
    pub posts: Posts,
    /// The team they belong to.
    pub team: Option<TeamId>,
    /// The desk they are working at.
    pub desk: DeskId,
    /// The number of their session.
    pub session: u64,
    /// The language of their screen.
    pub lang: Lang,
}

/// A read-only view of other records, so that a register's rules stay free of the store.
pub trait Look {
    /// The head of an entry.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn head(&self, entry: EntryRef) -> Result<Option<Head>, Fault>;
    /// One field of an entry; [`Value::None`] when there is no such entry.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn field(&self, entry: EntryRef, field: &str) -> Result<Value, Fault>;
    /// The entries that belong to `parent`, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn children(&self, parent: EntryRef) -> Result<Vec<(EntryRef, Head)>, Fault>;
    /// The entries of a register in one state.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn in_state(&self, register: Tag, state: u8) -> Result<Vec<EntryRef>, Fault>;
    /// A whole-number setting ([`crate::domain::settings`]).
    fn setting(&self, id: &str) -> i64;
}

/// A look that sees nothing: what a client has when it dims an action.
pub struct NoLook;

impl Look for NoLook {
    fn head(&self, _: EntryRef) -> Result<Option<Head>, Fault> {
        Ok(None)
    }
    fn field(&self, _: EntryRef, _: &str) -> Result<Value, Fault> {
        Ok(Value::None)
    }
    fn children(&self, _: EntryRef) -> Result<Vec<(EntryRef, Head)>, Fault> {
        Ok(Vec::new())
    }
    fn in_state(&self, _: Tag, _: u8) -> Result<Vec<EntryRef>, Fault> {
        Ok(Vec::new())
    }
    fn setting(&self, id: &str) -> i64 {
        crate::domain::settings::default_int(id)
    }
}

/// What a register's functions are told besides the entry.
pub struct Ctx<'a> {
    /// The server's time.
    pub now: At,
    /// The site's zone.
    pub zone: chrono_tz::Tz,
    /// Who is asking.
    pub who: &'a Who,
    /// Other records.
    pub look: &'a dyn Look,
}

/// An entry as a guard sees it.
pub struct Situation<'a, E> {
    /// The common head.
    pub head: &'a Head,
    /// Its own fields.
    pub entry: &'a E,
    /// Who, when, and other records.
    pub ctx: &'a Ctx<'a>,
}

/// Something else that must happen in the same transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Make an entry of another register, belonging to this one.
    Create {
        /// The other register's id.
        register: &'static str,
        /// The creating action.
        action: &'static str,
        /// Its fields.
        values: Values,
    },
    /// Act on another entry.
    Act {
        /// Which.
        entry: EntryRef,
        /// The action.
        action: &'static str,
        /// Its fields.
        values: Values,
    },
    /// Tell somebody on their screen.
    Notify {
        /// Whom.
        staff: StaffId,
        /// What.
        text: Say,
    },
}

/// How much an open entry matters to the next shift.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Act within this shift.
    Red,
    /// Know about it.
    Amber,
    /// For information.
    White,
}

/// Why an entry belongs into a shift handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// How much it matters.
    pub severity: Severity,
    /// Why it is listed.
    pub why: Say,
}

/// The kinds of text by which an entry is found.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum KeyClass {
    /// A canonical room code, or the tail of one (`1801` of `3-2-1801`).
    Room = 1,
    /// A name, or the rest of one from a later character on.
    Name = 2,
    /// A phone number, digits reversed, so that a tail is a prefix.
    Phone = 3,
    /// The number of an entry, or its sequence.
    Number = 4,
}

impl KeyClass {
    /// All classes, best match first.
    pub const ALL: [Self; 4] = [Self::Room, Self::Number, Self::Phone, Self::Name];
}

/// A text by which an entry is found, already folded ([`crate::text::fold`]).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchKey {
    /// The kind of text.
    pub class: KeyClass,
    /// The folded text.
    pub text: String,
}

impl SearchKey {
    /// A search key.
    #[must_use]
    pub fn new(class: KeyClass, text: impl Into<String>) -> Self {
        Self { class, text: text.into() }
    }
}

impl Who {
    /// Whether they hold one of `posts`.
    #[must_use]
    pub const fn may(&self, posts: Posts) -> bool {
        self.posts.meets(posts)
    }

    /// Whether they hold `post`.
    #[must_use]
    pub const fn is(&self, post: Post) -> bool {
        self.posts.has(post)
    }
}
