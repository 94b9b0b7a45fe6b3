//! Entries of registers as rows of the store: the common head, the register's own bytes, and the keys they are found by.

use crate::desk::faults::bug;
use crate::desk::figures;
use crate::domain::fault::Fault;
use crate::domain::figures::facts;
use crate::domain::ids::{EntryRef, PersonId, Tag};
use crate::domain::moment::At;
use crate::domain::register::{AnyEntry, AnyRegister, FieldInfo, Head, KeyClass, Kind, Mark};
use crate::domain::value::Value;
use crate::say;
use crate::store::table::scan_index;
use crate::store::tables::{ENTRY, ENTRY_INDEX, SEARCH_INDEX};
use crate::store::{Dir, KeyBuf, KeyRange, KeyReader, RawTable, Reader, StoreError, Tx, Visit, codec};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The state of an entry whose making was undone. In no register's list, never shown, its number never given again.
pub const UNDONE: u8 = 0;

/// The field that makes a register one that figures are kept over.
pub(super) const CLOSED_AT: &str = "closed_at";

const ENTRIES: RawTable = RawTable::new(&ENTRY);

/// The head's form on disk.
#[derive(Serialize, Deserialize)]
enum HeadDisk {
    V1(Head),
    /// With its alarm, in milliseconds since 1970.
    V2(Head, i64),
}

/// An entry in memory.
pub(super) struct Loaded {
    pub(super) head: Head,
    pub(super) body: Box<dyn AnyEntry>,
}

impl Clone for Loaded {
    fn clone(&self) -> Self {
        Self { head: self.head.clone(), body: self.body.copy() }
    }
}

/// The index an entry is listed by. The number is the first byte after the table's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum By {
    /// Register, state; then rank and time. Work lists.
    State = 1,
    /// Register; then time and state. Everything, and reports.
    Time = 2,
    /// Place, register; then time and state.
    Place = 3,
    /// Person, register; then time and state.
    Person = 4,
    /// Staff member, register, state; then rank and time.
    Owner = 5,
    /// Team, register, state; then rank and time.
    Team = 6,
    /// Register; then due time and state. Only open entries of registers whose entries fall due; those without a due
    /// time come last.
    Due = 7,
    /// Parent.
    Parent = 8,
    /// Register, foreign number.
    Foreign = 9,
    /// Register, year and month, sequence of the number.
    Number = 10,
    /// Register; then opening and closing time, place and category: all that figures need, so that a report reads no
    /// entry. Only registers whose entries have a closing time.
    Figure = 11,
    /// Register; then the bytes by which people order such entries.
    Sort = 12,
    /// When the program acts by itself, over all registers. Only open entries and parts of files that have an alarm.
    Alarm = 13,
    /// Rank and time of what a bell rings for, over all registers.
    Bell = 14,
    /// Event, instant, and all that figures of service need of it ([`crate::desk::figures`]).
    Fact = 15,
    /// Person, where nothing else leads from them to the entry: a field beside the head names them, or its making was
    /// undone. For putting two files together and for erasing one.
    Linked = 16,
}

/// A key that begins in one of the entry indexes.
pub(super) fn index(by: By) -> KeyBuf {
    KeyBuf::new(ENTRY_INDEX.number).u8(by as u8)
}

/// A key that begins among the search keys of a class.
pub(super) fn search_index(class: KeyClass) -> KeyBuf {
    KeyBuf::new(SEARCH_INDEX.number).u8(class as u8)
}

/// The key of an entry.
pub(super) fn key(entry: EntryRef) -> Vec<u8> {
    KeyBuf::new(ENTRY.number).u16(entry.register).u64(entry.id).into_vec()
}

/// The entry a key names.
pub(super) fn entry_of_key(key: &[u8]) -> Result<EntryRef, StoreError> {
    let mut reader = KeyReader::new(ENTRY.number, key)?;
    Ok(EntryRef::new(reader.u16()?, reader.u64()?))
}

/// The entry a key names, when it is the key of an entry.
pub(super) fn entry_if_key(key: &[u8]) -> Result<Option<EntryRef>, StoreError> {
    (key.first() == Some(&ENTRY.number)).then(|| entry_of_key(key)).transpose()
}

/// Splits a row into head bytes and body bytes.
fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), StoreError> {
    let damaged = || StoreError::corrupt(say!("登记条目的行", "the row of an entry"));
    let (length, rest) = bytes.split_first_chunk::<2>().ok_or_else(damaged)?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or_else(damaged)
}

/// The head in a row's bytes.
pub(super) fn decode_head(bytes: &[u8]) -> Result<Head, StoreError> {
    Ok(match codec::decode(split(bytes)?.0)? {
        HeadDisk::V1(head) => head,
        HeadDisk::V2(head, alarm) => Head { alarm: Some(At(alarm)), ..head },
    })
}

/// The state in a row's bytes.
pub(super) fn state_of(bytes: &[u8]) -> Result<u8, StoreError> {
    Ok(decode_head(bytes)?.state)
}

/// The entry in a row's bytes.
pub(super) fn decode(register: &dyn AnyRegister, bytes: &[u8]) -> Result<Loaded, StoreError> {
    let (_, body) = split(bytes)?;
    Ok(Loaded { head: decode_head(bytes)?, body: codec::decode_with(body, |from| register.read_disk(from))? })
}

fn encode(register: &dyn AnyRegister, entry: &Loaded) -> Result<Vec<u8>, Fault> {
    let head = entry.head.clone();
    let head = codec::encode(&match head.alarm {
        None => HeadDisk::V1(head),
        Some(At(alarm)) => HeadDisk::V2(head, alarm),
    })?;
    let length = u16::try_from(head.len()).map_err(|_| bug("the head of an entry is too long"))?;
    let body = codec::encode_erased(&*register.to_disk(&*entry.body)?)?;
    Ok([length.to_be_bytes().as_slice(), &head, &body].concat())
}

/// The head alone: enough for most of a list.
pub(super) fn head(reader: &dyn Reader, entry: EntryRef) -> Result<Option<Head>, Fault> {
    Ok(reader.get(&key(entry))?.map(|bytes| decode_head(&bytes)).transpose()?)
}

/// The whole entry.
pub(super) fn load(
    reader: &dyn Reader,
    register: &dyn AnyRegister,
    entry: EntryRef,
) -> Result<Option<Loaded>, Fault> {
    Ok(reader.get(&key(entry))?.map(|bytes| decode(register, &bytes)).transpose()?)
}

/// The fields of a register that name a person beside the head: whose household member, whose proxy.
pub(super) fn linking(register: &dyn AnyRegister) -> impl Iterator<Item = &'static str> {
    // What the head holds has an index of its own.
    let own = |field: &&FieldInfo| field.kind == Kind::PERSON && !matches!(field.id, "person" | "into");
    register.fields().iter().filter(own).map(|field| field.id)
}

/// The people an entry names beside its head.
fn links(register: &dyn AnyRegister, entry: &Loaded) -> BTreeSet<PersonId> {
    let named = linking(register).filter_map(|field| register.get(&entry.head, &*entry.body, field).id());
    named.map(PersonId).collect()
}

fn link_key(person: PersonId) -> KeyBuf {
    index(By::Linked).u64(person.0)
}

/// The entries that a person is linked to by no head of an entry in use.
pub(super) fn linked_to(reader: &dyn Reader, person: PersonId) -> Result<Vec<EntryRef>, Fault> {
    entries_in(reader, &link_key(person).range(), Dir::Up, usize::MAX)
}

/// What belongs to `parent`, oldest first.
pub(super) fn children(reader: &dyn Reader, parent: EntryRef) -> Result<Vec<(EntryRef, Head)>, Fault> {
    let range = index(By::Parent).u16(parent.register).u64(parent.id).range();
    let mut found = Vec::new();
    for entry in entries_in(reader, &range, Dir::Up, usize::MAX)? {
        if let Some(head) = head(reader, entry)? {
            found.push((entry, head));
        }
    }
    Ok(found)
}

/// Up to `limit` entries that an index names in a range.
pub(super) fn entries_in(
    reader: &dyn Reader,
    range: &KeyRange,
    dir: Dir,
    limit: usize,
) -> Result<Vec<EntryRef>, Fault> {
    let mut found = Vec::new();
    let mut damaged = None;
    if limit == 0 {
        return Ok(found);
    }
    scan_index(reader, range, dir, &mut |_, record| match entry_of_key(record) {
        Ok(entry) => {
            found.push(entry);
            if found.len() < limit { Visit::More } else { Visit::Stop }
        }
        Err(error) => {
            damaged = Some(error);
            Visit::Stop
        }
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}

/// Writes an entry and brings its index rows up to date; `before` is the row as it was.
pub(super) fn save(
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    entry: &Loaded,
    before: Option<&Loaded>,
) -> Result<(), Fault> {
    let at = EntryRef::new(register.info().tag, entry.head.id);
    let old = before.map_or_else(Vec::new, |before| index_keys(register, before));
    let new = index_keys(register, entry);
    figures::kept::count(tx, &old, &new)?;
    Ok(ENTRIES.put(tx, &key(at), encode(register, entry)?, &old, &new)?)
}

/// The next id of a register.
pub(super) fn next_id(reader: &dyn Reader, tag: Tag) -> Result<u64, Fault> {
    let mut last = None;
    reader.scan(&KeyBuf::new(ENTRY.number).u16(tag).range(), Dir::Down, &mut |key, _| {
        last = Some(entry_of_key(key));
        Visit::Stop
    })?;
    Ok(last.transpose()?.map_or(1, |entry| entry.id + 1))
}

/// The next number of a register in a month (`yymm`), as prefix, month and sequence: `R2611-0042`.
pub(super) fn next_number(reader: &dyn Reader, tag: Tag, prefix: &str, yymm: u16) -> Result<String, Fault> {
    let start = index(By::Number).u16(tag).u16(yymm);
    let skip = start.as_slice().len();
    let mut last = 0_u32;
    scan_index(reader, &start.range(), Dir::Down, &mut |key, _| {
        last = key.get(skip..skip + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes);
        Visit::Stop
    })?;
    let next = last + 1;
    Ok(number_of(prefix, yymm, next))
}

/// A number as people write and say it.
pub(super) fn number_of(prefix: &str, yymm: u16, sequence: u32) -> String {
    format!("{prefix}{yymm:04}-{sequence:04}")
}

/// Month and sequence of a number.
pub(super) fn number_parts(number: &str) -> Option<(u16, u32)> {
    let digits = number.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let (yymm, sequence) = digits.split_once('-')?;
    Some((yymm.parse().ok()?, sequence.parse().ok()?))
}

/// Every key an entry is listed and found by, without its own key.
pub(super) fn index_keys(register: &dyn AnyRegister, entry: &Loaded) -> Vec<Vec<u8>> {
    let (head, tag) = (&entry.head, register.info().tag);
    let mut keys = Vec::with_capacity(12);
    if let Some((yymm, sequence)) = number_parts(&head.number) {
        keys.push(index(By::Number).u16(tag).u16(yymm).u32(sequence));
    }
    let mut linked = links(register, entry);
    if head.state == UNDONE {
        // Its number stays taken, and who is erased is erased here too; nothing else leads to it.
        linked.extend(head.person);
        keys.extend(linked.into_iter().map(link_key));
        return keys.into_iter().map(KeyBuf::into_vec).collect();
    }
    keys.extend(linked.into_iter().map(link_key));
    let ranked = |key: KeyBuf| key.u16(tag).u8(head.state).u8(head.rank).i64(head.occurred_at.0);
    let timed = |key: KeyBuf| key.u16(tag).i64(head.occurred_at.0).u8(head.state);
    keys.push(ranked(index(By::State)));
    keys.push(timed(index(By::Time)));
    if let Some(sort) = register.sort(head, &*entry.body) {
        keys.push(index(By::Sort).u16(tag).bytes(&sort));
    }
    if let Some(place) = head.place {
        keys.push(timed(index(By::Place).u64(place.0)));
    }
    if let Some(person) = head.person {
        keys.push(timed(index(By::Person).u64(person.0)));
    }
    if let Some(owner) = head.owner {
        keys.push(ranked(index(By::Owner).u64(owner.0)));
    }
    if let Some(team) = head.team {
        keys.push(ranked(index(By::Team).u64(team.0)));
    }
    if register.falls_due() && register.info().is_open(head.state) {
        let due = head.due.map_or(i64::MAX, |due| due.0);
        keys.push(index(By::Due).u16(tag).i64(due).u8(head.state));
    }
    // What is a part of a file ends by its dates, though nothing is left to be done about it.
    if let Some(alarm) = head.alarm.filter(|_| register.info().is_open(head.state) || register.facet()) {
        keys.push(index(By::Alarm).i64(alarm.0));
    }
    if head.marked(Mark::Rings) {
        keys.push(index(By::Bell).u8(head.rank).i64(head.since.0));
    }
    if let Some(parent) = head.parent {
        keys.push(index(By::Parent).u16(parent.register).u64(parent.id));
    }
    if let Some(foreign) = &head.foreign {
        keys.push(index(By::Foreign).u16(tag).str(foreign));
    }
    if register.field(CLOSED_AT).is_some() {
        let value = |field: &str| register.get(head, &*entry.body, field);
        let closed = if let Value::At(at) = value(CLOSED_AT) { at.0 } else { i64::MAX };
        let place = head.place.map_or(0, |place| place.0);
        let category = value("category");
        let opened = index(By::Figure).u16(tag).i64(head.occurred_at.0);
        keys.push(opened.i64(closed).u64(place).str(category.text().unwrap_or_default()));
    }
    keys.extend(facts(register, head, &*entry.body).iter().map(figures::row::key));
    for found_by in register.keys(head, &*entry.body) {
        keys.push(search_index(found_by.class).str(&found_by.text));
    }
    keys.into_iter().map(KeyBuf::into_vec).collect()
}
