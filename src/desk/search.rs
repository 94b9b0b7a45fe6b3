//! The one box: rooms, names, phone tails and numbers, best match first. Reads stored search keys, never whole tables.

use crate::api::card::{Find, Found, Hit};
use crate::desk::list::Names;
use crate::desk::rows::{self, UNDONE, entry_of_key, search_index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::kept::DISABLED;
use crate::domain::place;
use crate::domain::register::{KeyClass, MaskHow};
use crate::domain::room_text::RoomQuery;
use crate::store::{Dir, KeyBuf, Visit, table::scan_index};
use crate::text::clean::clean;
use crate::text::fold::{digits, search_key};
use crate::text::lang::Say;
use std::collections::BTreeMap;

/// Hits when the caller does not say.
const HITS: usize = 10;
/// Hits at the most.
const HITS_MAX: usize = 50;
/// Index rows read for one reading of the text; a shorter text than this allows is too vague to rank better.
const ROWS: usize = 400;
/// Last digits of a phone, as a mask shows them.
const TAIL: usize = 4;
/// Characters of the box that are looked at.
const LONGEST: usize = 60;

/// How good a match is: the smaller, the better. Whole before part, then the order of [`KeyClass::ALL`].
type Rank = (bool, usize, usize);

/// Finds what a text may mean.
pub(super) fn find(scope: &Scope<'_>, find: &Find) -> Result<Found, Fault> {
    let limit = match usize::from(find.limit) {
        0 => HITS,
        limit => limit.min(HITS_MAX),
    };
    let text = clean(&find.text, LONGEST, false);
    if text.is_empty() {
        return Ok(Found::default());
    }
    let mut best: BTreeMap<EntryRef, (Rank, KeyClass)> = BTreeMap::new();
    for (class, key) in readings(&text) {
        let order = KeyClass::ALL.iter().position(|c| *c == class).unwrap_or(KeyClass::ALL.len());
        let prefix = search_index(class).str_prefix(&key);
        let whole = search_index(class).str(&key);
        let mut count = 0;
        let mut damaged = None;
        scan_index(scope.reader, &KeyBuf::range(&prefix), Dir::Up, &mut |found, record| {
            count += 1;
            match entry_of_key(record) {
                Ok(entry) => {
                    let rank = (found != whole.as_slice(), order, found.len());
                    let kept = best.entry(entry).or_insert((rank, class));
                    if rank < kept.0 {
                        *kept = (rank, class);
                    }
                }
                Err(error) => {
                    damaged = Some(error);
                    return Visit::Stop;
                }
            }
            if count < ROWS { Visit::More } else { Visit::Stop }
        })?;
        if let Some(error) = damaged {
            return Err(error.into());
        }
    }
    answer(scope, find, best, limit)
}

/// What the text may be: a room, a number, a phone's tail, a name.
fn readings(text: &str) -> Vec<(KeyClass, String)> {
    let folded = search_key(text);
    let mut found = Vec::new();
    for parts in RoomQuery::parse(text).candidates {
        found.push((KeyClass::Room, search_key(&parts.to_string())));
    }
    found.push((KeyClass::Room, folded.clone()));
    found.push((KeyClass::Number, folded.clone()));
    let plain = digits(text);
    if plain.len() >= 3 && plain.len() == folded.chars().count() {
        found.push((KeyClass::Phone, plain.chars().rev().collect()));
    }
    found.push((KeyClass::Name, folded));
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|reading| !reading.1.is_empty() && seen.insert(reading.clone()));
    found
}

fn answer(
    scope: &Scope<'_>,
    find: &Find,
    best: BTreeMap<EntryRef, (Rank, KeyClass)>,
    limit: usize,
) -> Result<Found, Fault> {
    let mut ranked = Vec::with_capacity(best.len());
    for (entry, (rank, class)) in best {
        // People and things first, then the newest work.
        let work = !scope.register_of(entry)?.info().kept;
        ranked.push(((rank, work, std::cmp::Reverse(entry.id), entry.register), entry, class));
    }
    ranked.sort_by_key(|(order, ..)| *order);
    let mut found = Found::default();
    let mut whole = 0;
    let mut names = Names::default();
    for (((part, _, _), ..), entry, class) in ranked {
        // Whoever sees a masked number must not find it digit by digit: a tail, or all of it.
        if class == KeyClass::Phone && part && digits(&find.text).len() > TAIL && !sees_phone(scope, entry)? {
            continue;
        }
        let Some(hit) = hit(scope, find, entry, class, &mut names)? else { continue };
        whole += usize::from(!part);
        if found.hits.len() == limit {
            found.more = true;
            break;
        }
        found.hits.push(hit);
    }
    found.sure = found.hits.len() == 1 || whole == 1;
    Ok(found)
}

/// Whether the caller sees the phone of an entry in full.
fn sees_phone(scope: &Scope<'_>, entry: EntryRef) -> Result<bool, Fault> {
    let masks = scope.register_of(entry)?.fields().iter().filter_map(|field| field.mask);
    Ok(masks.filter(|mask| mask.how == MaskHow::Phone).all(|mask| scope.who.may(mask.full)))
}

fn hit(
    scope: &Scope<'_>,
    find: &Find,
    entry: EntryRef,
    by: KeyClass,
    names: &mut Names,
) -> Result<Option<Hit>, Fault> {
    let register = scope.register_of(entry)?;
    let info = register.info();
    let asked = find.registers.is_empty() || find.registers.iter().any(|id| id == info.id);
    if !asked || !scope.who.may(info.see) {
        return Ok(None);
    }
    let Some(loaded) = rows::load(scope.reader, register, entry)? else { return Ok(None) };
    let head = &loaded.head;
    if head.state == UNDONE || (info.kept && head.state == DISABLED) {
        return Ok(None);
    }
    let room = match head.place {
        Some(place) => names.of(scope, "place", place.0)?,
        None => String::new(),
    };
    let state = info.state(head.state).map(|state| state.label);
    let detail = match state {
        // "Active" says nothing about a room or a person.
        Some(state) if !info.kept => {
            let (zh, en) = (state.zh, state.en);
            crate::say!("{room} {zh}", "{room} {en}")
        }
        _ => Say::same(room),
    };
    let leads_to = if info.tag == place::TAG { Some(entry.id) } else { head.place.map(|place| place.0) };
    Ok(Some(Hit {
        entry,
        register: info.id.to_owned(),
        number: head.number.clone(),
        title: register.title(head, &*loaded.body),
        detail: Say { zh: detail.zh.trim().to_owned(), en: detail.en.trim().to_owned() },
        by,
        place: leads_to,
    }))
}
