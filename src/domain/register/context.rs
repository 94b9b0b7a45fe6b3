//! What a register's functions are told and may ask for: who, when, other records; and what they may answer.

use super::Head;
use crate::domain::calendar::Calendars;
use crate::domain::clock::{Clocks, Target};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{CountableId, DeskId, EntryRef, PersonId, PlaceId, StaffId, Tag, TeamId};
use crate::domain::moment::At;
use crate::domain::posts::{Post, Posts};
use crate::domain::value::Value;
use crate::text::lang::{Lang, Say, T};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// The entries of a register that concern a place, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn of_place(&self, register: Tag, place: PlaceId) -> Result<Vec<EntryRef>, Fault>;
    /// The entries of a register that concern a person, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn of_person(&self, register: Tag, person: PersonId) -> Result<Vec<EntryRef>, Fault>;
    /// The entries that are found by exactly this text, of whatever register.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn found_by(&self, key: &SearchKey) -> Result<Vec<EntryRef>, Fault>;
    /// The entries of whatever register that somebody who leaves a place must settle first, in the registers' order.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn holding(&self, place: PlaceId) -> Result<Vec<Held>, Fault>;
    /// The office's calendars as they stand now.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn calendars(&self) -> Result<Arc<Calendars>, Fault>;
    /// The names of the desks somebody answers for at this moment.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn custody(&self, _staff: StaffId) -> Result<Vec<String>, Fault> {
        Ok(Vec::new())
    }
    /// The ids of a register's fields; none when there is no such register, or a client asks, who knows none here.
    fn fields_of(&self, _register: &str) -> Option<Vec<&'static str>> {
        None
    }
    /// When the shift that follows the present watch of a desk ends by the roster; none: nothing is planned there soon.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn next_shift_ends(&self, _desk: DeskId, _now: At) -> Result<Option<At>, Fault> {
        Ok(None)
    }
    /// Whether somebody went off duty and has not come back since; whoever never says that they are here is not.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn off_duty(&self, _staff: StaffId) -> Result<bool, Fault> {
        Ok(false)
    }
    /// Who answers for a desk at this moment; none: nobody, or the seal.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn holder(&self, _desk: DeskId) -> Result<Option<StaffId>, Fault> {
        Ok(None)
    }
    /// What the records expect to lie in a thing that is counted: fen of money, else pieces.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn lies_in(&self, _thing: CountableId) -> Result<i64, Fault> {
        Ok(0)
    }
    /// What somebody has yet to do about a till of their own; none: nothing.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn till_owed(&self, _staff: StaffId) -> Result<Option<Say>, Fault> {
        Ok(None)
    }
    /// Whether nobody knows for certain who answers for a desk's till: a document is out, or a count is owed.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn custody_undecided(&self, _desk: DeskId) -> Result<bool, Fault> {
        Ok(false)
    }
    /// A whole-number setting ([`crate::domain::settings`]).
    fn setting(&self, id: &str) -> i64;
    /// A setting as it is written.
    fn setting_text(&self, id: &str) -> String;
}

/// An entry that must be settled before somebody leaves its room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The entry.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// Whom it concerns.
    pub person: Option<PersonId>,
    /// Its register's name.
    pub name: T,
    /// Its title.
    pub title: Say,
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
    fn of_place(&self, _: Tag, _: PlaceId) -> Result<Vec<EntryRef>, Fault> {
        Ok(Vec::new())
    }
    fn of_person(&self, _: Tag, _: PersonId) -> Result<Vec<EntryRef>, Fault> {
        Ok(Vec::new())
    }
    fn found_by(&self, _: &SearchKey) -> Result<Vec<EntryRef>, Fault> {
        Ok(Vec::new())
    }
    fn holding(&self, _: PlaceId) -> Result<Vec<Held>, Fault> {
        Ok(Vec::new())
    }
    fn calendars(&self) -> Result<Arc<Calendars>, Fault> {
        Ok(Arc::new(Calendars::standard(chrono_tz::Asia::Shanghai)))
    }
    fn setting(&self, id: &str) -> i64 {
        crate::domain::settings::default_int(id)
    }
    fn setting_text(&self, id: &str) -> String {
        crate::domain::settings::setting(id).map_or_else(String::new, |setting| setting.default.to_owned())
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
    /// What is doubtful about what was filled in.
    pub doubts: &'a Doubts,
}

impl Ctx<'_> {
    /// Refuses a doubtful value unless somebody gave a reason to keep it, or it stood there before.
    ///
    /// # Errors
    /// [`FaultKind::Overridable`] at `field`.
    pub fn doubt(&self, field: &str, text: impl Into<Say>) -> Result<(), Fault> {
        if self.doubts.reasoned || self.doubts.stood.iter().any(|stood| stood == field) {
            return Ok(());
        }
        Err(Fault::new(FaultKind::Overridable, text).at(field))
    }

    /// Says something about a value and lets it pass; once only, when it is new.
    pub fn warn(&self, field: &str, text: impl Into<Say>) {
        let text = text.into();
        let mut said = self.doubts.said.borrow_mut();
        if !self.doubts.stood.iter().any(|stood| stood == field) && !said.contains(&text) {
            said.push(text);
        }
    }

    /// The target this setting holds; none when the office has none.
    #[must_use]
    pub fn target(&self, id: &str) -> Option<Target> {
        Target::read(&self.look.setting_text(id)).ok().flatten()
    }

    /// Today at the site.
    #[must_use]
    pub fn today(&self) -> chrono::NaiveDate {
        self.now.local(self.zone).date_naive()
    }
}

/// What is known about doubtful values while an entry is saved.
#[derive(Debug, Default)]
pub struct Doubts {
    /// Whether somebody gave a reason to keep them.
    pub reasoned: bool,
    /// Fields that hold what they held before: they are not doubted again.
    pub stood: Vec<String>,
    /// What was said, to be passed on to the caller.
    pub said: RefCell<Vec<Say>>,
}

/// Where a register keeps an entry's clocks.
pub struct ClockAccess<E> {
    /// Reads them.
    pub get: fn(&E) -> &Clocks,
    /// Changes them.
    pub get_mut: fn(&mut E) -> &mut Clocks,
}

impl<E> Clone for ClockAccess<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for ClockAccess<E> {}

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
    /// Whatever names one person is to name another, which keeps what both files say.
    Merge {
        /// The duplicate.
        from: PersonId,
        /// Who is kept.
        into: PersonId,
        /// What the kept file takes from the duplicate although it has its own ([`crate::domain::person::Take`]).
        take: Vec<String>,
    },
    /// What a merge moved goes back.
    Unmerge {
        /// The duplicate.
        from: PersonId,
        /// Whom it was merged into, or who that one was merged into since.
        into: PersonId,
    },
    /// What tells who a person was goes from all entries and from the journal.
    Erase {
        /// Who.
        person: PersonId,
    },
    /// Tell everybody who holds one of these posts, on their screens.
    Tell {
        /// Whom.
        posts: Posts,
        /// What.
        text: Say,
    },
    /// Tell somebody on their screen.
    Notify {
        /// Whom.
        staff: StaffId,
        /// What.
        text: Say,
    },
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
    /// A name in Latin letters: whole, and by initials ([`crate::text::pinyin`]).
    Pinyin = 5,
    /// A vehicle's plate, or the rest of one from a later character on.
    Plate = 6,
    /// The number of a paper, reversed, so that a tail is a prefix.
    Paper = 7,
    /// The number printed on a card or a key.
    Card = 8,
}

impl KeyClass {
    /// All classes, best match first.
    pub const ALL: [Self; 8] = [
        Self::Room,
        Self::Number,
        Self::Card,
        Self::Phone,
        Self::Plate,
        Self::Paper,
        Self::Name,
        Self::Pinyin,
    ];
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
