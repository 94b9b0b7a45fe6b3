//! The cards of rooms and people, the dispatch board, and what may be the same matter. Composed of the registers' own
//! rows, by their declarations: a register that is added shows here without a word in this folder.
//!
//! A card reads the index of its room or person once, and of the records only what it shows.

mod as_of;
mod board;
mod file;
mod place;
mod similar;
mod tie;
mod timeline;

pub(super) use board::{active, board, open_load};
pub(super) use similar::similar;
pub(super) use timeline::timeline;

use crate::api::card::{Card, PersonCard, RoomCard};
use crate::api::entry::Row;
use crate::api::incident::Affected;
use crate::desk::incident;
use crate::desk::list::{self, Names};
use crate::desk::resolve;
use crate::desk::rows::{self, By, Loaded, UNDONE, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId, Tag};
use crate::domain::note;
use crate::domain::register::{AnyRegister, FieldInfo};
use crate::domain::value::Value;
use crate::domain::{person as person_register, place as place_register};
use crate::store::KeyBuf;
use crate::text::lang::t;
use as_of::{DATED, Seen};
use chrono::NaiveDate;

/// Whom or what a card is about.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Subject {
    entry: EntryRef,
    by: By,
}

impl Subject {
    /// The room that `text` means.
    fn place(scope: &Scope<'_>, text: &str) -> Result<Self, Fault> {
        let value = resolve::link(scope, "place", "place", &Value::Text(text.to_owned()))?;
        Ok(Self { entry: EntryRef::new(place_register::TAG, value.id().unwrap_or(0)), by: By::Place })
    }

    /// The person that `text` means.
    fn person(scope: &Scope<'_>, text: &str) -> Result<Self, Fault> {
        let value = resolve::link(scope, "person", "person", &Value::Text(text.to_owned()))?;
        Ok(Self { entry: EntryRef::new(person_register::TAG, value.id().unwrap_or(0)), by: By::Person })
    }

    /// Where the index names its entries: behind it register, time, state.
    fn index(self) -> KeyBuf {
        index(self.by).u64(self.entry.id)
    }
}

/// Registers that a card shows in a place of their own: ties, occupancy, warnings.
fn has_its_place(tag: Tag) -> bool {
    DATED.contains(&tag) || tag == note::TAG
}

/// Everything about one room.
pub(super) fn room(scope: &Scope<'_>, card: &RoomCard) -> Result<Card, Fault> {
    let subject = Subject::place(scope, &card.place)?;
    as_of::on(scope, card.as_of, |seen| show(seen, subject, card.as_of))
}

/// Everything about one person.
pub(super) fn person(scope: &Scope<'_>, card: &PersonCard) -> Result<Card, Fault> {
    let subject = Subject::person(scope, &card.person)?;
    as_of::on(scope, card.as_of, |seen| show(seen, subject, card.as_of))
}

fn show(seen: &Seen<'_>, subject: Subject, day: Option<NaiveDate>) -> Result<Card, Fault> {
    let scope = seen.file;
    let register = scope.register_of(subject.entry)?;
    let loaded = load(scope, register, subject.entry)?.ok_or_else(|| {
        Fault::not_found(match day {
            Some(_) => t("那一天还没有这份档案", "There was no such file on that day"),
            None => t("没有这份档案", "There is no such file"),
        })
    })?;
    let mut names = Names::default();
    let (ties, more_ties) = tie::ties(seen, subject, &mut names)?;
    let keys = file::keys(seen, subject)?;
    let around = if subject.by == By::Place {
        place::around(seen, &loaded, &mut names)?
    } else {
        place::Around::default()
    };
    // What a person is to their room on that day is told by the ties.
    let row = full_row(scope, register, &loaded, &mut names, |field| field.id != "role")?;
    Ok(Card {
        as_of: day,
        officer: around.officer,
        occupancy: around.occupancy,
        within: around.within,
        inside: around.inside,
        more_inside: around.more_inside,
        previous: around.previous,
        next: around.next,
        affected: affected(scope, subject, &loaded, day)?,
        warnings: file::warnings(scope, subject, &ties, &mut names)?,
        sections: file::sections(seen, subject, &keys, &ties, &mut names)?,
        kinds: file::kinds(seen, subject, &keys)?,
        timeline: timeline::first(seen, subject, &keys, &mut names)?,
        subject: row,
        ties,
        more_ties,
        presence: Vec::new(),
    })
}

/// The incidents of the present; a card of another day has none.
fn affected(
    scope: &Scope<'_>,
    subject: Subject,
    loaded: &Loaded,
    day: Option<NaiveDate>,
) -> Result<Vec<Affected>, Fault> {
    let place = if subject.by == By::Place { Some(PlaceId(subject.entry.id)) } else { loaded.head.place };
    incident::affected(scope, place.filter(|_| day.is_none()))
}

/// An entry that is there; one that was taken back is not.
fn load(scope: &Scope<'_>, register: &dyn AnyRegister, entry: EntryRef) -> Result<Option<Loaded>, Fault> {
    Ok(rows::load(scope.reader, register, entry)?.filter(|loaded| loaded.head.state != UNDONE))
}

/// A row with the fields that are wanted, in full for those who may see them: a card is no list
/// (`domain/facts.md` 5.5).
fn full_row(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    loaded: &Loaded,
    names: &mut Names,
    wanted: impl Fn(&FieldInfo) -> bool,
) -> Result<Row, Fault> {
    let mut cells = Vec::new();
    for field in register.fields().iter().filter(|field| wanted(field)) {
        cells.push(list::cell(scope, register, loaded, field, names, true)?);
    }
    Ok(Row {
        register: register.info().tag,
        head: loaded.head.clone(),
        title: register.title(&loaded.head, &*loaded.body),
        cells,
    })
}
