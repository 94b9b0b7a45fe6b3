//! Brings what an earlier version of the program wrote up to date, once, when the office is opened.
//!
//! Old bytes are read for ever by their own variants; this writes what has become entries of their own since then,
//! through the journal like everything else, so that nothing needs to know how it used to be.

use super::Desk;
use crate::desk::act::{self, Base};
use crate::desk::figures;
use crate::desk::fresh;
use crate::desk::handover;
use crate::desk::job::Outcome;
use crate::desk::rows::{self, Loaded};
use crate::desk::scope::{self, SETTINGS};
use crate::domain::fault::Fault;
use crate::domain::figures::{Fact, facts};
use crate::domain::ids::{DeskId, EntryRef, StaffId, Tag};
use crate::domain::person::{self, Person};
use crate::domain::place::{self, Place};
use crate::domain::posts::Posts;
use crate::domain::register::{AnyRegister, Head, KeyClass, RETIME, Registers, TICK, Values, Who};
use crate::domain::standard::standard;
use crate::domain::value::{Value, Valued};
use crate::domain::{
    access_card, enquiry, file_document, follow_up, note as notes, price_item, relation, request, visit,
};
use crate::store::table::index_row;
use crate::store::tables::ENTRY;
use crate::store::{Dir, JournalMeta, KeyBuf, Outcome as Ended, Reader, Tx, Visit};
use crate::text::fold::digits;
use crate::text::lang::Lang;

/// Under which the store remembers how far it was brought; a journalled setting that nobody sees.
const LEVEL: &str = "office.level";
/// The level from which places and persons have relations and notes of their own.
const FILES: &str = "2";
/// The level from which entries are kept under the facts that figures of service are made of.
const FIGURES: &str = "3";
/// The level from which an office has calendars and its open entries have clocks and alarms.
const CLOCKS: &str = "4";
/// The level from which an office has things to count at a handover.
const COUNTS: &str = "5";
/// The level from which an office has shift patterns.
const PATTERNS: &str = "6";
/// The level from which log lines are found by kind, services by any part of their name, follow-ups and enquiries are
/// counted by what they are about, cards, documents and relations end by themselves on their last day.
const KINDS: &str = "7";
/// How far this version brings it: what never falls due is in no list of what does, and of people, places and the parts
/// of their files nobody says the end of a number.
const NEWEST: &str = "8";
/// Entries of one commit.
const GROUP: usize = 200;
/// Log lines of one commit.
const LINES: usize = 2_000;

/// Marks a new office as up to date.
pub(super) fn up_to_date(tx: &mut Tx<'_>) -> Result<(), Fault> {
    Ok(SETTINGS.put(tx, &LEVEL.to_owned(), &NEWEST.to_owned())?)
}

impl Desk {
    /// Brings the office up to date; does nothing when it is. An interrupted upgrade goes on at the next start.
    pub(super) fn upgrade(&self) -> Result<(), Fault> {
        let (level, founded) = self.store.read(|reader| {
            let level = SETTINGS.get(reader, &LEVEL.to_owned())?;
            Ok::<_, Fault>((level, rows::next_id(reader, crate::domain::staff::TAG)? > 1))
        })?;
        if !founded || level.as_deref() == Some(NEWEST) {
            return Ok(());
        }
        if level.as_deref() != Some(KINDS) {
            self.upgrade_to_kinds(level.as_deref())?;
        }
        for register in self.registers.iter() {
            let superfluous = self.store.read(|reader| superfluous(reader, register))?;
            for some in superfluous.chunks(LINES) {
                self.upgrade_group(|_, tx| Ok(some.iter().try_for_each(|row| tx.delete(row))?))?;
            }
        }
        self.upgrade_group(|_, tx| up_to_date(tx))
    }

    /// Brings an office of this level as far as [`KINDS`].
    fn upgrade_to_kinds(&self, level: Option<&str>) -> Result<(), Fault> {
        // Entries are written here under keys they may have had before: what is counted by them is counted afterwards.
        let mut group = self.store.begin()?;
        group.run(|tx| Ok::<_, Fault>((figures::kept::forget(tx)?, self.upgrading())))?;
        group.commit()?;
        if !matches!(level, Some(FILES | FIGURES | CLOCKS | COUNTS | PATTERNS)) {
            for tag in [place::TAG, person::TAG, request::TAG, visit::TAG] {
                self.upgrade_all(tag, lift)?;
            }
            let mut group = self.store.begin()?;
            group.run(|tx| Ok::<_, Fault>((handover::reindex(tx)?, self.upgrading())))?;
            group.commit()?;
        }
        if !matches!(level, Some(FIGURES | CLOCKS | COUNTS | PATTERNS)) {
            for tag in [place::TAG, request::TAG, visit::TAG, follow_up::TAG] {
                self.upgrade_all(tag, add_keys)?;
            }
        }
        for tag in [follow_up::TAG, enquiry::TAG] {
            self.upgrade_all(tag, divide)?;
        }
        // What is found by keys it did not have before; a new list gets them when it is made.
        self.upgrade_all(price_item::TAG, add_keys)?;
        self.upgrade_group(|base, tx| standard_entries(base, tx, &mut Outcome::default()))?;
        let asleep = !matches!(level, Some(CLOCKS | COUNTS | PATTERNS));
        for register in self.registers.iter().filter(|register| asleep && lives(*register)) {
            let open = self.store.read(|reader| {
                let range = rows::index(rows::By::Due).u16(register.info().tag).range();
                rows::entries_in(reader, &range, Dir::Up, usize::MAX)
            })?;
            self.upgrade_these(&open, enliven)?;
        }
        let mut next = Some(1);
        while let Some(from) = next {
            let mut group = self.store.begin()?;
            next = group
                .run(|tx| Ok::<_, Fault>((handover::reindex_some(tx, from, LINES)?, self.upgrading())))?
                .0;
            group.commit()?;
        }
        for tag in [relation::TAG, access_card::TAG, file_document::TAG] {
            self.upgrade_all(tag, wake)?;
        }
        let unlinked = self.store.read(|reader| unlinked(reader, &self.registers))?;
        self.upgrade_these(&unlinked, add_keys)
    }

    fn upgrade_all(&self, tag: Tag, step: Step) -> Result<(), Fault> {
        let all = self.store.read(|reader| {
            let range = rows::index(rows::By::Number).u16(tag).range();
            rows::entries_in(reader, &range, Dir::Up, usize::MAX)
        })?;
        self.upgrade_these(&all, step)
    }

    /// Does something with each of these, many in one commit.
    fn upgrade_these(&self, entries: &[EntryRef], step: Step) -> Result<(), Fault> {
        entries.chunks(GROUP).try_for_each(|some| {
            self.upgrade_group(|base, tx| some.iter().try_for_each(|entry| step(base, tx, *entry)))
        })
    }

    fn upgrade_group(&self, work: impl Fn(&Base<'_>, &mut Tx<'_>) -> Result<(), Fault>) -> Result<(), Fault> {
        let who = Who {
            staff: StaffId(1),
            name: String::new(),
            posts: Posts::ALL,
            team: None,
            desk: DeskId(1),
            session: 0,
            lang: Lang::default(),
        };
        let base = Base {
            registers: &self.registers,
            now: self.clock.now(),
            who: &who,
            reasoned: true,
            counts: None,
        };
        let mut group = self.store.begin()?;
        group.run(|tx| {
            work(&base, tx)?;
            Ok::<_, Fault>(((), self.upgrading()))
        })?;
        group.commit()?;
        Ok(())
    }

    fn upgrading(&self) -> JournalMeta {
        JournalMeta { call: "office.upgrade".to_owned(), outcome: Ended::Done, ..self.silent() }
    }
}

/// What an upgrade does with one entry.
type Step = fn(&Base<'_>, &mut Tx<'_>, EntryRef) -> Result<(), Fault>;

/// Adds the keys an entry was not found by before; what it says stays as it is.
fn add_keys(base: &Base<'_>, tx: &mut Tx<'_>, at: EntryRef) -> Result<(), Fault> {
    let register = scope::register_of(base.registers, at)?;
    let Some(entry) = rows::load(tx, register, at)? else { return Ok(()) };
    put_keys(tx, register, at, &entry)
}

fn put_keys(tx: &mut Tx<'_>, register: &dyn AnyRegister, at: EntryRef, entry: &Loaded) -> Result<(), Fault> {
    for key in rows::index_keys(register, entry) {
        let (row, value) = index_row(&key, &rows::key(at))?;
        tx.put(&row, value)?;
    }
    Ok(())
}

/// Brings the facts of an entry up to date, which had no category before, and those of enquiries no channel.
fn divide(base: &Base<'_>, tx: &mut Tx<'_>, at: EntryRef) -> Result<(), Fault> {
    let register = scope::register_of(base.registers, at)?;
    let Some(entry) = rows::load(tx, register, at)? else { return Ok(()) };
    for fact in facts(register, &entry.head, &*entry.body) {
        let channel = if at.register == enquiry::TAG { 0 } else { fact.channel };
        let before = figures::row::key(&Fact { category: 0, channel, ..fact });
        tx.delete(&index_row(before.as_slice(), &rows::key(at))?.0)?;
    }
    put_keys(tx, register, at, &entry)
}

/// Makes what every office begins with, in registers that hold nothing yet.
pub(super) fn standard_entries(base: &Base<'_>, tx: &mut Tx<'_>, out: &mut Outcome) -> Result<(), Fault> {
    for list in standard() {
        let Some(register) = base.registers.by_id(list.register) else { continue };
        if rows::next_id(tx, register.info().tag)? > 1 {
            continue;
        }
        for values in list.entries {
            act::create(base, tx, register, list.action, values, out)?;
        }
    }
    Ok(())
}

/// Whether the program acts on the entries of a register by itself.
fn lives(register: &dyn AnyRegister) -> bool {
    register.action(TICK).is_some() || register.action(RETIME).is_some()
}

/// Saves one open entry again, so that it has its clocks and its alarm.
fn enliven(base: &Base<'_>, tx: &mut Tx<'_>, at: EntryRef) -> Result<(), Fault> {
    let register = scope::register_of(base.registers, at)?;
    let Some(before) = rows::load(tx, register, at)? else { return Ok(()) };
    let mut after = before.clone();
    if let Err(fault) = act::keep(base, tx, register, &mut after, Some(&before), &mut Outcome::default()) {
        // What is wrong with it by now is for people to mend; until then it runs by no clock.
        tracing::warn!(%fault, "{} has no clock", before.head.number);
    }
    Ok(())
}

/// Gives an entry the alarm it did not have before; what it says stays as it is.
fn wake(base: &Base<'_>, tx: &mut Tx<'_>, at: EntryRef) -> Result<(), Fault> {
    let register = scope::register_of(base.registers, at)?;
    let Some(before) = rows::load(tx, register, at)? else { return Ok(()) };
    let alarm = register.alarm(&before.head, &*before.body, &base.scope(tx).ctx());
    if alarm.is_none() || alarm == before.head.alarm {
        return Ok(());
    }
    let mut after = before.clone();
    after.head.alarm = alarm;
    rows::save(tx, register, &after, Some(&before))
}

/// The entries to which no index led from the people they name: those of registers with such fields, and those whose
/// making was undone.
fn unlinked(reader: &dyn Reader, registers: &Registers) -> Result<Vec<EntryRef>, Fault> {
    let linking: Vec<Tag> = registers
        .iter()
        .filter(|register| rows::linking(*register).next().is_some())
        .map(|register| register.info().tag)
        .collect();
    let (mut found, mut damaged) = (Vec::new(), None);
    reader.scan(&KeyBuf::new(ENTRY.number).range(), Dir::Up, &mut |key, bytes| {
        let read = rows::entry_of_key(key).and_then(|at| Ok((at, rows::decode_head(bytes)?)));
        match read {
            Ok((at, head)) if linking.contains(&at.register) || head.state == rows::UNDONE => found.push(at),
            Ok(_) => {}
            Err(error) => damaged = Some(error),
        }
        if damaged.is_none() { Visit::More } else { Visit::Stop }
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}

/// The index rows of a register that it no longer has: times when nothing of it is due, ends of numbers nobody says.
fn superfluous(reader: &dyn Reader, register: &dyn AnyRegister) -> Result<Vec<Vec<u8>>, Fault> {
    let info = register.info();
    let mut found = Vec::new();
    if !register.falls_due() {
        let range = rows::index(rows::By::Due).u16(info.tag).range();
        reader.scan(&range, Dir::Up, &mut |row, _| {
            found.push(row.to_vec());
            Visit::More
        })?;
    }
    if info.kept || register.facet() {
        let range = rows::index(rows::By::Number).u16(info.tag).range();
        for at in rows::entries_in(reader, &range, Dir::Up, usize::MAX)? {
            let Some(entry) = rows::load(reader, register, at)? else { continue };
            let Some((_, sequence)) = rows::number_parts(&entry.head.number) else { continue };
            let end = rows::search_index(KeyClass::Number).str(&sequence.to_string()).into_vec();
            // A card may bear that very number.
            if !rows::index_keys(register, &entry).contains(&end) {
                found.push(index_row(&end, &rows::key(at))?.0);
            }
        }
    }
    Ok(found)
}

/// Writes one entry in its newest form, under all the keys it is found by now, with what became entries of their own.
fn lift(base: &Base<'_>, tx: &mut Tx<'_>, at: EntryRef) -> Result<(), Fault> {
    let register = scope::register_of(base.registers, at)?;
    let Some(mut entry) = rows::load(tx, register, at)? else { return Ok(()) };
    if !matches!(at.register, place::TAG | person::TAG) {
        return phone_keys(tx, register, at, &entry);
    }
    let mut make = Vec::new();
    if let Some(place) = entry.body.as_any_mut().downcast_mut::<Place>() {
        make.extend(note("place", at.id, &std::mem::take(&mut place.note_v1)));
    }
    if let Some(person) = entry.body.as_any_mut().downcast_mut::<Person>() {
        make.extend(note("person", at.id, &std::mem::take(&mut person.note_v1)));
        make.extend(relation(&entry.head, at.id, person.role.take()));
    }
    // As if it were new: the keys it was found by stay, and those it was not found by before are added.
    rows::save(tx, register, &entry, None)?;
    phone_keys(tx, register, at, &entry)?;
    if entry.head.state != rows::UNDONE {
        // Filed as it was, not acted anew: what it names may be out of use by now.
        for (register, state, values) in make {
            let register = scope::register(base.registers, register)?;
            fresh::file(base, tx, register, state, &values, &mut Outcome::default())?;
        }
    }
    Ok(())
}

/// The first version found a phone by all its digits, today's by the number without its extension: where the two
/// differ, the old key goes and today's keys are there.
fn phone_keys(
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    at: EntryRef,
    entry: &Loaded,
) -> Result<(), Fault> {
    let phone = register.get(&entry.head, &*entry.body, "phone");
    let first: String = digits(phone.text().unwrap_or_default()).chars().rev().collect();
    let first = rows::search_index(KeyClass::Phone).str(&first).into_vec();
    if phone.is_none() || rows::index_keys(register, entry).contains(&first) {
        return Ok(());
    }
    tx.delete(&index_row(&first, &rows::key(at))?.0)?;
    put_keys(tx, register, at, entry)
}

/// Something to file: register, state, fields.
type Filed = (&'static str, u8, Values);

fn note(of: &str, id: u64, words: &str) -> Option<Filed> {
    let values = Values::default().with(of, Value::Id(id)).with("text", Value::Text(words.to_owned()));
    (!words.is_empty()).then_some(("note", notes::HELD, values))
}

/// Nobody wrote down since when, so the relation has no first day.
fn relation(head: &Head, id: u64, role: Option<relation::Role>) -> Option<Filed> {
    let place = head.place?;
    let values = Values::default()
        .with("person", Value::Id(id))
        .with("place", Value::Id(place.0))
        .with("role", Some(role?).value());
    Some(("relation", relation::HELD, values))
}

#[cfg(test)]
mod tests;
