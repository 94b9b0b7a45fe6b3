//! What a text may mean as a place: a room in every form of `domain/facts.md` 9.1, a building, a garden, a shop. All
//! lists come in the order people count, those of the building that was used last first.

use super::gather::{Gather, text_of};
use super::{PART, SAME, WHOLE, WITHIN};
use crate::desk::rows::{self, By, index, search_index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::kept::ACTIVE;
use crate::domain::place;
use crate::domain::register::KeyClass;
use crate::domain::room_text::{RoomParts, RoomQuery};
use crate::store::{Dir, KeyRange};
use crate::text::fold::search_key;

/// Looks for places. `building` is the one that was used last.
pub(super) fn look(gather: &mut Gather<'_>, text: &str, building: Option<&str>) -> Result<(), Fault> {
    let readings = RoomQuery::parse(text).candidates;
    let building = building.map(|text| RoomParts::new(text, "", "").building).unwrap_or_default();
    for parts in &readings {
        if let Some(key) = parts.number_key() {
            gather.whole(KeyClass::Room, &key, WHOLE)?;
        }
    }
    for name in names(text, &readings) {
        gather.whole(KeyClass::Room, &name, WHOLE)?;
    }
    for parts in &readings {
        if parts.building.is_none() && building.is_some() {
            let here = RoomParts { building: building.clone(), ..parts.clone() };
            same_number(gather, &here)?;
        }
        same_number(gather, parts)?;
    }
    for parts in readings.iter().filter(|parts| parts.room.is_none()) {
        let here =
            RoomParts { building: parts.building.clone().or_else(|| building.clone()), ..parts.clone() };
        around(gather, &here, WITHIN)?;
    }
    for parts in readings.iter().filter(|parts| parts.room.is_some()) {
        let here =
            RoomParts { building: parts.building.clone().or_else(|| building.clone()), ..parts.clone() };
        around(gather, &here, PART)?;
        if parts.building.is_none() {
            begun_number(gather, parts)?;
        }
    }
    for name in names(text, &readings) {
        gather.begun(KeyClass::Room, &name, Dir::Up)?;
    }
    Ok(())
}

/// The places in use that a text names: by their whole code or name, else every room that has the number. More than one
/// is a choice for whoever asks.
pub(in crate::desk) fn meant(scope: &Scope<'_>, text: &str) -> Result<Vec<EntryRef>, Fault> {
    let readings = RoomQuery::parse(text).candidates;
    let mut gather = Gather::new(scope, &["place".to_owned()]);
    for parts in &readings {
        if let Some(key) = parts.number_key() {
            gather.whole(KeyClass::Room, &key, WHOLE)?;
        }
    }
    for name in names(text, &readings) {
        gather.whole(KeyClass::Room, &name, WHOLE)?;
    }
    let whole = in_use(&gather)?;
    if !whole.is_empty() {
        return Ok(whole);
    }
    for parts in &readings {
        same_number(&mut gather, parts)?;
    }
    in_use(&gather)
}

fn in_use(gather: &Gather<'_>) -> Result<Vec<EntryRef>, Fault> {
    let mut found = Vec::new();
    for lead in gather.found() {
        if rows::head(gather.scope.reader, lead.source)?.is_some_and(|head| head.state == ACTIVE) {
            found.push(lead.source);
        }
    }
    Ok(found)
}

/// Under what a place that is no room may be kept.
fn names(text: &str, readings: &[RoomParts]) -> Vec<String> {
    let short =
        readings.iter().filter(|parts| parts.room.is_none()).map(|parts| search_key(&parts.to_string()));
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(search_key(text)).chain(short).filter(|name| !name.is_empty()) {
        let name = format!("{}{name}", place::NAMED);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Every room with this number, in this building if one is named.
fn same_number(gather: &mut Gather<'_>, parts: &RoomParts) -> Result<(), Fault> {
    let Some(prefix) = parts.same_number() else { return Ok(()) };
    let range = search_index(KeyClass::Room).str_prefix(&prefix).range();
    let unit = parts.building.is_none() && parts.unit.is_some();
    let found = gather.scan(&range, Dir::Up, &|key| {
        // The unit stands behind the building: without one it is compared.
        let meant = !unit || sort_key(key).is_some_and(|key| parts.begins(&key));
        meant.then_some(0)
    })?;
    take(gather, &found, SAME);
    Ok(())
}

/// Every room whose number begins like this one, wherever it is.
fn begun_number(gather: &mut Gather<'_>, parts: &RoomParts) -> Result<(), Fault> {
    for prefix in parts.begun_number() {
        let range = search_index(KeyClass::Room).str_prefix(&prefix).range();
        let found = gather.scan(&range, Dir::Up, &|key| {
            let meant = parts.unit.is_none() || sort_key(key).is_some_and(|key| parts.begins(&key));
            meant.then_some(0)
        })?;
        take(gather, &found, PART);
    }
    Ok(())
}

/// Every room of this building, or unit, whose number begins like this one.
fn around(gather: &mut Gather<'_>, parts: &RoomParts, level: u8) -> Result<(), Fault> {
    let Some(begin) = parts.around() else { return Ok(()) };
    let start = index(By::Sort).u16(place::TAG);
    let skip = start.as_slice().len();
    let range: KeyRange = start.bytes_prefix(&[&[place::ROOMS][..], &begin].concat()).range();
    let narrow = parts.room.is_some() || parts.unit.is_some();
    let found = gather.scan(&range, Dir::Up, &|key| {
        let meant = || {
            let bytes = key.get(skip..).map(unescaped).unwrap_or_default();
            bytes.get(1..).is_some_and(|sort| parts.begins(sort))
        };
        (!narrow || meant()).then_some(0)
    })?;
    take(gather, &found, level);
    Ok(())
}

fn take(gather: &mut Gather<'_>, found: &[(EntryRef, u8)], level: u8) {
    found.iter().for_each(|(entry, _)| gather.add(*entry, KeyClass::Room, level, 0));
}

/// The order bytes within the search key of a room.
fn sort_key(key: &[u8]) -> Option<Vec<u8>> {
    RoomParts::sort_key_within(&text_of(key)?)
}

/// The bytes that a key holds with its zeros escaped, without the end.
fn unescaped(part: &[u8]) -> Vec<u8> {
    let mut found = Vec::with_capacity(part.len());
    let mut bytes = part.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if byte == 0 && bytes.next() != Some(0xff) {
            break;
        }
        found.push(byte);
    }
    found
}
