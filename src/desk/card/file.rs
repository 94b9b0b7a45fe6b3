//! What is open and what is on file: sections of a card by the registers' own declarations, and its warnings.
//!
//! A part of a person's file is in force while it is in the register's first view; anything else shows while its state
//! is open.

use super::as_of::Seen;
use super::tie::present;
use super::{Subject, full_row, has_its_place, load};
use crate::api::card::{KindCount, Section, Tie};
use crate::api::entry::Row;
use crate::desk::handover;
use crate::desk::list::{self, Names};
use crate::desk::rows::{self, By, Loaded, entry_of_key, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::note::{self, Note};
use crate::domain::register::AnyRegister;
use crate::domain::{person, relation};
use crate::store::table::scan_index;
use crate::store::tables::ENTRY_INDEX;
use crate::store::{Dir, KeyReader, StoreError, Visit};
use std::collections::BTreeMap;

/// Rows of a section.
const ROWS: usize = 20;
/// Open entries of a register that are read, oldest first, to find the most pressing.
const READ: usize = 200;
/// Entries that are read on a past day, since the index tells only their present states.
const READ_PAST: usize = 2_000;
/// Index rows of one occupant, or of one person's notes.
const FEW: usize = 200;

/// An entry as the index names it: no record was read for it.
#[derive(Clone, Copy)]
pub(super) struct Keyed {
    pub(super) entry: EntryRef,
    pub(super) time: i64,
    pub(super) state: u8,
}

/// Whether entries of the register are shown to the caller as what happened or is open: not rooms and people.
pub(super) fn shown(scope: &Scope<'_>, register: &dyn AnyRegister) -> bool {
    !register.info().kept && scope.who.may(register.info().see)
}

/// Every entry that concerns the subject, by register and time; only what the caller may see, and nothing later than
/// the day shown.
pub(super) fn keys(seen: &Seen<'_>, subject: Subject) -> Result<Vec<Keyed>, Fault> {
    let end = seen.end.map_or(i64::MAX, |end| end.0);
    let mut found = Vec::new();
    let mut damaged = None;
    scan_index(seen.file.reader, &subject.index().range(), Dir::Up, &mut |key, record| {
        match keyed(key, record) {
            Ok(keyed) if keyed.time <= end => found.push(keyed),
            Ok(_) => {}
            Err(error) => damaged = Some(error),
        }
        if damaged.is_none() { Visit::More } else { Visit::Stop }
    })?;
    if let Some(error) = damaged {
        return Err(error.into());
    }
    let mut last: Option<(Tag, bool)> = None;
    found.retain(|keyed: &Keyed| {
        let tag = keyed.entry.register;
        let known = last.filter(|(of, _)| *of == tag);
        let (_, keep) = known.unwrap_or_else(|| {
            let register = seen.file.registers.by_tag(tag);
            (tag, register.is_some_and(|register| shown(seen.file, register)))
        });
        last = Some((tag, keep));
        keep
    });
    Ok(found)
}

fn keyed(key: &[u8], record: &[u8]) -> Result<Keyed, StoreError> {
    let mut reader = KeyReader::new(ENTRY_INDEX.number, key)?;
    let (_by, _id, _register) = (reader.u8()?, reader.u64()?, reader.u16()?);
    let (time, state) = (reader.i64()?, reader.u8()?);
    Ok(Keyed { entry: entry_of_key(record)?, time, state })
}

/// How many entries of each register there are, in the order of the registers, then lines of the log.
pub(super) fn kinds(seen: &Seen<'_>, subject: Subject, keys: &[Keyed]) -> Result<Vec<KindCount>, Fault> {
    let mut counts: BTreeMap<Tag, u64> = BTreeMap::new();
    for key in keys {
        *counts.entry(key.entry.register).or_default() += 1;
    }
    let of = |register: &dyn AnyRegister| {
        let tag = register.info().tag;
        counts.get(&tag).map(|count| KindCount { register: Some(tag), count: *count })
    };
    let mut kinds: Vec<KindCount> = seen.file.registers.iter().filter_map(of).collect();
    let count = handover::count_of(seen.file.reader, super::timeline::tagged(subject), seen.end)?;
    kinds.extend((count > 0).then_some(KindCount { register: None, count }));
    Ok(kinds)
}

/// The states in which an entry of the register shows.
fn states(register: &dyn AnyRegister) -> Vec<u8> {
    let info = register.info();
    let all = || info.states.iter().map(|state| state.code);
    match info.views.first().filter(|_| register.facet()) {
        Some(view) if !view.states.is_empty() => view.states.to_vec(),
        Some(_) => all().collect(),
        None => all().filter(|state| info.is_open(*state)).collect(),
    }
}

/// The sections, in the order of the registers: what is open first, then what is on file.
pub(super) fn sections(
    seen: &Seen<'_>,
    subject: Subject,
    keys: &[Keyed],
    ties: &[Tie],
    names: &mut Names,
) -> Result<Vec<Section>, Fault> {
    let scope = seen.file;
    let mut sections = Vec::new();
    for register in scope.registers.iter() {
        let tag = register.info().tag;
        if has_its_place(tag) || !shown(scope, register) {
            continue;
        }
        let own: Vec<Keyed> = keys.iter().copied().filter(|key| key.entry.register == tag).collect();
        let (mut entries, mut total) = in_force(seen, register, &own)?;
        if subject.by == By::Place && register.facet() && register.field("place").is_some() {
            let theirs = of_occupants(seen, register, ties)?;
            total += theirs.len() as u64;
            entries.extend(theirs);
        }
        if entries.is_empty() {
            continue;
        }
        if !register.facet() {
            let due = |loaded: &Loaded| loaded.head.due.map_or(i64::MAX, |due| due.0);
            entries.sort_by_key(|e| (e.head.rank, due(e), e.head.occurred_at, e.head.id));
        }
        let mut rows = Vec::new();
        for loaded in entries.iter().take(ROWS) {
            rows.push(if register.facet() {
                full_row(scope, register, loaded, names, |field| field.column.is_some())?
            } else {
                list::row(scope, register, loaded, names)?
            });
        }
        sections.push((register.facet(), Section { register: tag, total, rows }));
    }
    sections.sort_by_key(|(facet, _)| *facet);
    Ok(sections.into_iter().map(|(_, section)| section).collect())
}

/// The entries of a register that show, and how many there are.
fn in_force(
    seen: &Seen<'_>,
    register: &dyn AnyRegister,
    keys: &[Keyed],
) -> Result<(Vec<Loaded>, u64), Fault> {
    let states = states(register);
    let mut found = Vec::new();
    if seen.end.is_none() {
        // The key tells the state: what is closed is passed over unread.
        let mut total = 0;
        for key in keys.iter().filter(|key| states.contains(&key.state)) {
            total += 1;
            if found.len() < READ {
                found.extend(load(seen.file, register, key.entry)?);
            }
        }
        return Ok((found, total));
    }
    for key in keys.iter().rev().take(READ_PAST) {
        let loaded = load(seen.file, register, key.entry)?;
        found.extend(loaded.filter(|loaded| states.contains(&loaded.head.state)));
    }
    found.reverse();
    let total = found.len() as u64;
    Ok((found, total))
}

/// What the people of a room have on file without a room: their cars stand here.
fn of_occupants(seen: &Seen<'_>, register: &dyn AnyRegister, ties: &[Tie]) -> Result<Vec<Loaded>, Fault> {
    let states = states(register);
    let mut found: Vec<Loaded> = Vec::new();
    for tie in present(ties).filter(|tie| !distant(tie)) {
        let range = index(By::Person).u64(tie.other.head.id).u16(register.info().tag).range();
        for entry in rows::entries_in(seen.file.reader, &range, Dir::Up, FEW)? {
            let Some(loaded) = load(seen.file, register, entry)? else { continue };
            let there = seen.end.is_none_or(|end| loaded.head.occurred_at <= end);
            let new = found.iter().all(|other| other.head.id != loaded.head.id);
            if there && new && loaded.head.place.is_none() && states.contains(&loaded.head.state) {
                found.push(loaded);
            }
        }
    }
    Ok(found)
}

/// Whether somebody is only rung for the room and has nothing there.
fn distant(tie: &Tie) -> bool {
    let role = tie.relation.cells.iter().find(|cell| cell.field == "role");
    let far = [relation::Role::Emergency, relation::Role::Proxy].map(relation::Role::id);
    role.and_then(|cell| cell.value.text()).is_some_and(|role| far.contains(&role))
}

/// The look-up notes in force: of the subject, of the people in the room, of the person's rooms. Warnings first.
pub(super) fn warnings(
    scope: &Scope<'_>,
    subject: Subject,
    ties: &[Tie],
    names: &mut Names,
) -> Result<Vec<Row>, Fault> {
    let register = scope.register("note")?;
    if !scope.who.may(register.info().see) {
        return Ok(Vec::new());
    }
    let today = scope.ctx().today();
    let others = present(ties).map(|tie| EntryRef::new(tie.other.register, tie.other.head.id));
    let mut found: BTreeMap<u64, (Option<note::Weight>, Loaded)> = BTreeMap::new();
    for of in std::iter::once(subject.entry).chain(others) {
        let by = if of.register == person::TAG { By::Person } else { By::Place };
        let range = index(by).u64(of.id).u16(note::TAG).range();
        for entry in rows::entries_in(scope.reader, &range, Dir::Down, FEW)? {
            let Some(loaded) = load(scope, register, entry)? else { continue };
            let note = loaded.body.as_any().downcast_ref::<Note>();
            if loaded.head.state == note::HELD && note.is_some_and(|note| note.holds(today)) {
                found.insert(entry.id, (note.and_then(|note| note.weight), loaded));
            }
        }
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by_key(|(weight, loaded)| (*weight, std::cmp::Reverse(loaded.head.occurred_at)));
    let mut rows = Vec::new();
    for (_, loaded) in &found {
        rows.push(list::row(scope, register, loaded, names)?);
    }
    Ok(rows)
}
