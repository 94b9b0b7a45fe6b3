//! Where a room stands: its officer, its occupancy, what lies around it, within it and beside it.

use super::as_of::Seen;
use super::load;
use super::tie::{dated, near, told};
use crate::api::card::{Dated, Near, Officer};
use crate::desk::list::Names;
use crate::desk::rows::{self, By, Loaded, index, index_keys};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::kept::ACTIVE;
use crate::domain::occupancy::{self, Occupancy};
use crate::domain::place::{self, Place};
use crate::domain::register::Head;
use crate::store::table::index_row;
use crate::store::{Dir, KeyRange};

/// How far up the tree one looks.
const UP: usize = 8;
/// Places within that are read, and that are shown.
const INSIDE_READ: usize = 200;
const INSIDE: usize = 40;
/// Places in natural order that are looked at for the next of the unit: merged rooms stand between.
const BESIDE: usize = 6;
/// Occupancies of a room that are read.
const OCCUPANCIES: usize = 60;

/// What is around a room.
#[derive(Default)]
pub(super) struct Around {
    pub(super) officer: Option<Officer>,
    pub(super) occupancy: Option<Dated>,
    pub(super) within: Vec<Near>,
    pub(super) inside: Vec<Near>,
    pub(super) more_inside: bool,
    pub(super) previous: Option<Near>,
    pub(super) next: Option<Near>,
}

/// Looks around a room.
pub(super) fn around(seen: &Seen<'_>, room: &Loaded, names: &mut Names) -> Result<Around, Fault> {
    let scope = seen.file;
    let (within, officer) = upwards(scope, room, names)?;
    let (inside, more_inside) = inside(scope, &room.head)?;
    Ok(Around {
        officer,
        occupancy: occupied(seen, room.head.id, names)?,
        within,
        inside,
        more_inside,
        previous: beside(scope, room, Dir::Down)?,
        next: beside(scope, room, Dir::Up)?,
    })
}

/// The places around the room, the nearest first, and the officer: its own, or that of the nearest place with one.
fn upwards(
    scope: &Scope<'_>,
    room: &Loaded,
    names: &mut Names,
) -> Result<(Vec<Near>, Option<Officer>), Fault> {
    let register = scope.register("place")?;
    let mut path: Vec<Near> = Vec::new();
    let mut officer = None;
    let mut head = room.head.clone();
    for _ in 0..UP {
        if let (None, Some(owner)) = (&officer, head.owner) {
            let name = names.of(scope, "staff", owner.0)?;
            officer = Some(Officer { staff: owner, name, through: path.last().cloned() });
        }
        let Some(around) = place::within(&head) else { break };
        let entry = EntryRef::new(place::TAG, around.0);
        let Some(loaded) = load(scope, register, entry)? else { break };
        let title = register.title(&loaded.head, &*loaded.body);
        path.push(Near { entry, number: loaded.head.number.clone(), title });
        head = loaded.head;
    }
    Ok((path, officer))
}

/// The occupancy that holds on the day: of several that began by then the last.
fn occupied(seen: &Seen<'_>, room: u64, names: &mut Names) -> Result<Option<Dated>, Fault> {
    let scope = seen.file;
    let register = scope.register("occupancy")?;
    let today = scope.ctx().today();
    let range = index(By::Place).u64(room).u16(occupancy::TAG).range();
    let mut best: Option<(_, EntryRef, Loaded)> = None;
    for entry in rows::entries_in(scope.reader, &range, Dir::Down, OCCUPANCIES)? {
        let Some(loaded) = load(scope, register, entry)? else { continue };
        let held = loaded.head.state == occupancy::HELD;
        let known = loaded.body.as_any().downcast_ref::<Occupancy>().filter(|_| held);
        let Some(from) = known.filter(|known| known.state.is_some()).and_then(|known| known.from) else {
            continue;
        };
        let key = (from, entry.id);
        if from <= today && best.as_ref().is_none_or(|(found, ..)| *found < key) {
            best = Some((key, entry, loaded));
        }
    }
    if let Some((_, entry, loaded)) = &mut best
        && let Some(told) = told(seen, register, *entry, &loaded.head)?
        && let Some(known) = loaded.body.as_any_mut().downcast_mut::<Occupancy>()
    {
        let told = told.body.as_any().downcast_ref::<Occupancy>();
        known.note = told.map(|told| told.note.clone()).unwrap_or_default();
    }
    best.map(|(_, entry, loaded)| dated(scope, entry, &loaded, names, |field| field.id != "place"))
        .transpose()
}

/// What lies within a place, in natural order, and whether there is more than is shown.
fn inside(scope: &Scope<'_>, head: &Head) -> Result<(Vec<Near>, bool), Fault> {
    let register = scope.register("place")?;
    let range = index(By::Parent).u16(place::TAG).u64(head.id).range();
    let entries = rows::entries_in(scope.reader, &range, Dir::Up, INSIDE_READ + 1)?;
    let mut more = entries.len() > INSIDE_READ;
    let mut found = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.register == place::TAG) {
        let Some(loaded) = load(scope, register, entry)? else { continue };
        if loaded.head.state == ACTIVE
            && place::within(&loaded.head).is_some_and(|around| around.0 == head.id)
        {
            found.push((register.sort(&loaded.head, &*loaded.body), entry, loaded));
        }
    }
    found.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    more |= found.len() > INSIDE;
    let near = |(_, entry, loaded): (_, EntryRef, Loaded)| Near {
        entry,
        title: register.title(&loaded.head, &*loaded.body),
        number: loaded.head.number,
    };
    Ok((found.into_iter().take(INSIDE).map(near).collect(), more))
}

/// The next room of the same unit in natural order, in one direction.
fn beside(scope: &Scope<'_>, room: &Loaded, dir: Dir) -> Result<Option<Near>, Fault> {
    let register = scope.register("place")?;
    let all = index(By::Sort).u16(place::TAG);
    let own = index_keys(register, room).into_iter().find(|key| key.starts_with(all.as_slice()));
    let Some(own) = own else { return Ok(None) };
    let (row, _) = index_row(&own, &rows::key(EntryRef::new(place::TAG, room.head.id)))?;
    let range = all.range();
    let range = match dir {
        Dir::Up => range.after(&row),
        Dir::Down => KeyRange { to: Some(row), ..range },
    };
    for entry in rows::entries_in(scope.reader, &range, dir, BESIDE)? {
        let Some(other) = load(scope, register, entry)? else { continue };
        if other.head.state == ACTIVE && of_one_unit(room, &other) {
            return near(scope, entry);
        }
    }
    Ok(None)
}

/// Whether two places are of one kind and of one unit by their codes; those without such a code, within one place.
fn of_one_unit(one: &Loaded, two: &Loaded) -> bool {
    let body = |loaded: &Loaded| loaded.body.as_any().downcast_ref::<Place>().cloned();
    let (Some(a), Some(b)) = (body(one), body(two)) else { return false };
    if a.kind != b.kind {
        return false;
    }
    match (place::parts_of(&a), place::parts_of(&b)) {
        (Some(a), Some(b)) => a.building == b.building && a.unit == b.unit,
        _ => place::within(&one.head).is_some() && place::within(&one.head) == place::within(&two.head),
    }
}
