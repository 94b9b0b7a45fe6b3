//! What people are to a room and rooms to a person: relations by their own dates.

use super::as_of::Seen;
use super::{Subject, full_row, load};
use crate::api::card::{Dated, Near, Tie};
use crate::desk::list::{self, Names};
use crate::desk::rows::{self, By, Loaded};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::register::{AnyRegister, FieldInfo, Head};
use crate::domain::relation::{self, HELD, Relation, Standing};
use crate::domain::{person, place};
use crate::store::Dir;

/// Relations that are looked at: a developer may have a thousand, and then the newest are shown.
const READ: usize = 300;
/// Ties on a card.
const TIES: usize = 60;
/// Relations that are looked at for a person's other places, and how many of these are named.
const ALSO_READ: usize = 40;
const ALSO: usize = 6;
/// What a tie tells of the person, or of the room. What they are to other rooms is left to their own card.
const PERSON: &[&str] =
    &["name", "phone", "kind", "contact_by", "language", "care", "care_note", "bounced_on"];
const PLACE: &[&str] = &["code", "kind", "occupancy", "area"];

/// A relation that was read.
struct Held {
    entry: EntryRef,
    loaded: Loaded,
    relation: Relation,
    standing: Standing,
}

/// The ties of a room or a person, and whether there are more: present ones, then coming, then past; each by role.
pub(super) fn ties(seen: &Seen<'_>, subject: Subject, names: &mut Names) -> Result<(Vec<Tie>, bool), Fault> {
    let (mut held, mut more) = read(seen, subject, READ)?;
    held.sort_by_key(|held| {
        let past = std::cmp::Reverse(held.relation.to.filter(|_| held.standing == Standing::Past));
        (held.standing as u8, past, held.relation.role, held.relation.from, held.entry)
    });
    more |= held.len() > TIES;
    let mut ties = Vec::new();
    for held in held.into_iter().take(TIES) {
        ties.extend(tie(seen, subject, &held, names)?);
    }
    Ok((ties, more))
}

/// The relations of a room or a person, at most `limit`, and whether there are more. Those struck out are left out.
fn read(seen: &Seen<'_>, subject: Subject, limit: usize) -> Result<(Vec<Held>, bool), Fault> {
    let scope = seen.file;
    let register = scope.register("relation")?;
    let today = scope.ctx().today();
    let range = subject.index().u16(relation::TAG).range();
    let entries = rows::entries_in(scope.reader, &range, Dir::Down, limit + 1)?;
    let more = entries.len() > limit;
    let mut held = Vec::new();
    for entry in entries.into_iter().take(limit) {
        let Some(mut loaded) = load(scope, register, entry)?.filter(|loaded| loaded.head.state == HELD)
        else {
            continue;
        };
        let told = told(seen, register, entry, &loaded.head)?;
        let Some(relation) = loaded.body.as_any_mut().downcast_mut::<Relation>() else { continue };
        let standing = relation.standing(today);
        if seen.past && standing == Standing::Future {
            continue;
        }
        relation.to = relation.to.filter(|to| !(seen.past && *to > today));
        if let Some(told) = told {
            let told = told.body.as_any().downcast_ref::<Relation>();
            relation.note = told.map(|told| told.note.clone()).unwrap_or_default();
        }
        let relation = relation.clone();
        held.push(Held { entry, loaded, relation, standing });
    }
    Ok((held, more))
}

/// What the file said of an entry on a day that is past, when it was written by then and changed since: its dates are
/// read as they are known today, its words are not.
pub(super) fn told(
    seen: &Seen<'_>,
    register: &dyn AnyRegister,
    entry: EntryRef,
    head: &Head,
) -> Result<Option<Loaded>, Fault> {
    if seen.past && seen.end.is_some_and(|end| head.changed_at > end) {
        load(seen.told, register, entry)
    } else {
        Ok(None)
    }
}

fn tie(seen: &Seen<'_>, subject: Subject, held: &Held, names: &mut Names) -> Result<Option<Tie>, Fault> {
    let scope = seen.file;
    let head = &held.loaded.head;
    let (other, wanted) = match subject.by {
        By::Person => (head.place.map(|place| EntryRef::new(place::TAG, place.0)), PLACE),
        _ => (head.person.map(|person| EntryRef::new(person::TAG, person.0)), PERSON),
    };
    let Some(other) = other else { return Ok(None) };
    let register = scope.register_of(other)?;
    let Some(file) = load(scope, register, other)? else { return Ok(None) };
    let also = match subject.by {
        By::Place if held.standing == Standing::Current => also(seen, other, subject)?,
        _ => Vec::new(),
    };
    let other = full_row(scope, register, &file, names, |field| wanted.contains(&field.id))?;
    let relation =
        dated(scope, held.entry, &held.loaded, names, |field| !matches!(field.id, "person" | "place"))?;
    Ok(Some(Tie { relation, other, also }))
}

/// Where else a person has something to do with on the day: their parking space, their second flat.
fn also(seen: &Seen<'_>, person: EntryRef, here: Subject) -> Result<Vec<Near>, Fault> {
    let (held, _) = read(seen, Subject { entry: person, by: By::Person }, ALSO_READ)?;
    let current = held.into_iter().filter(|held| held.standing == Standing::Current);
    let mut places: Vec<u64> =
        current.filter_map(|held| held.loaded.head.place).map(|place| place.0).collect();
    places.sort_unstable();
    places.dedup();
    places.retain(|place| *place != here.entry.id);
    let mut found = Vec::new();
    for place in places.into_iter().take(ALSO) {
        found.extend(near(seen.file, EntryRef::new(place::TAG, place))?);
    }
    Ok(found)
}

/// A place by its name; none when it is not there.
pub(super) fn near(scope: &Scope<'_>, entry: EntryRef) -> Result<Option<Near>, Fault> {
    let register = scope.register_of(entry)?;
    Ok(load(scope, register, entry)?.map(|loaded| Near {
        entry,
        title: register.title(&loaded.head, &*loaded.body),
        number: loaded.head.number,
    }))
}

/// An entry that holds by its own dates, without the head: when it was written down is the timeline's to tell.
pub(super) fn dated(
    scope: &Scope<'_>,
    entry: EntryRef,
    loaded: &Loaded,
    names: &mut Names,
    wanted: impl Fn(&FieldInfo) -> bool,
) -> Result<Dated, Fault> {
    let register = scope.register_of(entry)?;
    let mut cells = Vec::new();
    for field in register.fields().iter().filter(|field| wanted(field)) {
        cells.push(list::cell(scope, register, loaded, field, names, true)?);
    }
    Ok(Dated { entry, number: loaded.head.number.clone(), cells })
}

/// The people who have to do with the room on the day, or the rooms a person has to do with.
pub(super) fn present(ties: &[Tie]) -> impl Iterator<Item = &Tie> {
    ties.iter().filter(|tie| standing(tie) == Some("current"))
}

fn standing(tie: &Tie) -> Option<&str> {
    tie.relation.cells.iter().find(|cell| cell.field == "standing")?.value.text()
}
