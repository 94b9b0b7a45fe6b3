//! A name with what tells its bearers apart: `张建国 3-2`, `zjg 1801`, `张建国 5678`. The name comes first, then a part of
//! the room they are reached at or are something to, or the tail of a phone.

use super::gather::{Gather, Lead};
use super::{PART, SAME, WITHIN, rooms, texts};
use crate::desk::rows::{self, By, index, search_index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::register::{KeyClass, Look};
use crate::domain::room_text::RoomQuery;
use crate::domain::{person, phone, place, relation};
use crate::store::{Dir, KeyRange};
use crate::text::fold::search_key;
use std::collections::HashMap;

/// Bearers of a name that are compared.
const BEARERS: usize = 2_000;
/// Rooms whose people are looked for; where a text means more of them, people are asked for their rooms instead.
const ROOMS: usize = 300;
/// Rooms of whose people the relations are read, too.
const WHOLE_ROOMS: usize = 8;
/// People who are asked for their rooms, and how many that fit are enough.
const ASKED: usize = 150;
const ENOUGH: usize = 30;
/// Phones with the tail.
const PHONES: usize = 3_000;

/// Name and rest of a text, when it has both. Without a blank, the name is what stands before the first digit and has
/// two characters: `张建国1801`.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = match text.split_once(char::is_whitespace) {
        Some(parts) => parts,
        None => text.split_at_checked(text.find(|c: char| c.is_ascii_digit())?)?,
    };
    let (name, rest) = (name.trim(), rest.trim());
    let digits = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    (name.chars().count() > 1 && !digits(name) && !rest.is_empty()).then_some((name, rest))
}

/// Looks for people by name and more. The part that tells them apart is the reason of the match.
pub(super) fn look(gather: &mut Gather<'_>, text: &str, building: Option<&str>) -> Result<(), Fault> {
    let Some((name, rest)) = split(text) else { return Ok(()) };
    let wanted = gather.known(person::TAG).is_some_and(|known| known.wanted);
    let bearers = if wanted { bearers(gather, name)? } else { HashMap::new() };
    if bearers.is_empty() {
        return Ok(());
    }
    let mut found = by_room(gather.scope, &bearers, rest, building)?;
    for person in by_phone(gather.scope, &bearers, rest)? {
        found.push((person, KeyClass::Phone));
    }
    for (person, class) in found {
        if let Some((level, fine)) = bearers.get(&person) {
            gather.add(person, class, *level, *fine);
        }
    }
    Ok(())
}

/// How well the name of each person meets what was typed of it.
type Bearers = HashMap<EntryRef, (u8, u8)>;

fn bearers(gather: &Gather<'_>, name: &str) -> Result<Bearers, Fault> {
    let folded = search_key(name);
    let mut found = Bearers::new();
    let mut add = |entry: EntryRef, level: u8, fine: u8| {
        if entry.register == person::TAG {
            found.entry(entry).or_insert((level, fine));
        }
    };
    let whole = search_index(KeyClass::Name).str(&folded).range();
    for (entry, _) in gather.scan_most(&whole, Dir::Up, BEARERS, &|_| Some(0))? {
        add(entry, SAME, 0);
    }
    let begun = search_index(KeyClass::Name).str_prefix(&folded).range();
    for (entry, _) in gather.scan_most(&begun, Dir::Up, BEARERS, &|_| Some(0))? {
        add(entry, PART, 0);
    }
    for text in texts::by_letters(gather, name)? {
        let level = if text.grade >= 16 { PART } else { WITHIN };
        text.entries.into_iter().for_each(|entry| add(entry, level, text.grade));
    }
    Ok(found)
}

/// Bearers whose number has this tail.
fn by_phone(scope: &Scope<'_>, bearers: &Bearers, rest: &str) -> Result<Vec<EntryRef>, Fault> {
    let Some(tail) = texts::phone(rest) else { return Ok(Vec::new()) };
    let range = search_index(KeyClass::Phone).str_prefix(&tail).range();
    let mut found = Vec::new();
    for entry in rows::entries_in(scope.reader, &range, Dir::Up, PHONES)? {
        match entry.register {
            person::TAG => found.push(entry),
            // A further number of theirs.
            phone::TAG => {
                let of = scope.head(entry)?.filter(|head| head.state != phone::ENDED);
                found.extend(of.and_then(|head| head.person).map(|id| EntryRef::new(person::TAG, id.0)));
            }
            _ => {}
        }
    }
    found.retain(|person| bearers.contains_key(person));
    Ok(found)
}

/// Bearers who are reached at a room that the text means, or are something to it.
fn by_room(
    scope: &Scope<'_>,
    bearers: &Bearers,
    rest: &str,
    building: Option<&str>,
) -> Result<Vec<(EntryRef, KeyClass)>, Fault> {
    let of_places = ["place".to_owned()];
    let mut places = Gather::new(scope, &of_places);
    rooms::look(&mut places, rest, building)?;
    let rooms: Vec<EntryRef> = places.found().iter().map(|Lead { source, .. }| *source).collect();
    let mut found = Vec::new();
    if rooms.len() > ROOMS || places.was_cut() {
        // So vague that people who fit are soon found.
        let mut asked: Vec<_> =
            bearers.iter().map(|(person, (level, fine))| (*level, *fine, *person)).collect();
        asked.sort_unstable();
        for (.., person) in asked.into_iter().take(ASKED) {
            if fits(scope, person, rest)? {
                found.push((person, KeyClass::Room));
            }
            if found.len() == ENOUGH {
                break;
            }
        }
        return Ok(found);
    }
    for room in &rooms {
        let of = |tag| -> KeyRange { index(By::Place).u64(room.id).u16(tag).range() };
        let mut here = rows::entries_in(scope.reader, &of(person::TAG), Dir::Up, BEARERS)?;
        if rooms.len() <= WHOLE_ROOMS {
            for tie in rows::entries_in(scope.reader, &of(relation::TAG), Dir::Up, BEARERS)? {
                let tie = scope.head(tie)?.filter(|head| head.state == relation::HELD);
                here.extend(tie.and_then(|head| head.person).map(|id| EntryRef::new(person::TAG, id.0)));
            }
        }
        found.extend(here.into_iter().filter(|p| bearers.contains_key(p)).map(|p| (p, KeyClass::Room)));
    }
    Ok(found)
}

/// Whether somebody is reached at a room that has all that was typed, its number at least begun with.
fn fits(scope: &Scope<'_>, person: EntryRef, rest: &str) -> Result<bool, Fault> {
    let Some(place) = scope.head(person)?.and_then(|head| head.place) else { return Ok(false) };
    let register = scope.register("place")?;
    let Some(room) = rows::load(scope.reader, register, EntryRef::new(place::TAG, place.0))? else {
        return Ok(false);
    };
    let title = register.title(&room.head, &*room.body);
    let room = RoomQuery::parse(&title.zh).candidates;
    let typed = RoomQuery::parse(rest).candidates;
    Ok(room.first().is_some_and(|room| typed.iter().any(|typed| typed.begins(&room.sort_key()))))
}
