//! Two files of one person become one, and two again: whatever names the duplicate names the kept person, and each
//! single thing that was moved is written down, so that it can go back at any later time, whatever else was done to
//! it meanwhile. Who may, and whether the two can be one at all, the register says.
//!
//! A thing goes back only while it still stands where the merge put it: what somebody moved on by hand stays there.

use crate::api::wire::Topic;
use crate::desk::act::{self, Base};
use crate::desk::handover;
use crate::desk::job::Outcome;
use crate::desk::rows::{self, By, Loaded, UNDONE};
use crate::desk::{resolve, scope};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId};
use crate::domain::person::Take;
use crate::domain::register::{AnyRegister, Values};
use crate::domain::relation;
use crate::domain::value::{Value, Valued};
use crate::domain::{other_name, person, phone};
use crate::store::tables::MERGE;
use crate::store::{Dir, KeyBuf, Table, Tx, Visit, journal};
use crate::text::fold::{digits, search_key};
use crate::text::lang::t;
use serde::{Deserialize, Serialize};

/// The calls that merge and take apart; undo leaves them alone.
pub(super) const CALLS: [&str; 2] = ["person.merge", "person.unmerge"];

/// One thing that a merge did.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Move {
    /// The entry's head names the kept person instead of the duplicate.
    Person(EntryRef),
    /// A field was set.
    Field { entry: EntryRef, field: String, before: Value, after: Value },
    /// The state was set.
    State { entry: EntryRef, before: u8, after: u8 },
    /// The entry was made.
    Made(EntryRef),
    /// The log line names the kept person instead of the duplicate.
    Line(u64),
}

#[derive(Serialize, Deserialize)]
enum MoveDisk {
    V1(Move),
}

/// What each merge did, in order; the first part of the key is the duplicate's id.
const MOVES: Table<(u64, u64), MoveDisk> = Table::new(&MERGE, &[]);

/// A merge under way.
struct Merging<'a, 'b> {
    base: &'a Base<'a>,
    tx: &'a mut Tx<'b>,
    out: &'a mut Outcome,
    /// The duplicate's id.
    from: u64,
    /// How much was written down.
    done: u64,
}

impl Merging<'_, '_> {
    fn note(&mut self, done: Move) -> Result<(), Fault> {
        self.done += 1;
        Ok(MOVES.put(self.tx, &(self.from, self.done), &MoveDisk::V1(done))?)
    }

    fn register(&self, at: EntryRef) -> Result<&'_ dyn AnyRegister, Fault> {
        scope::register_of(self.base.registers, at)
    }

    fn get(&self, at: EntryRef) -> Result<Option<Loaded>, Fault> {
        rows::load(self.tx, self.register(at)?, at)
    }

    fn value(&self, at: EntryRef, field: &str) -> Result<Value, Fault> {
        let register = self.register(at)?;
        Ok(self.get(at)?.map_or(Value::None, |entry| register.get(&entry.head, &*entry.body, field)))
    }

    /// Changes an entry as it stands: its own rules had their say when it was written, and nobody may be kept from
    /// putting two files together by an old doubt in one of them.
    fn change(
        &mut self,
        at: EntryRef,
        job: impl FnOnce(&dyn AnyRegister, &mut Loaded) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let register = scope::register_of(self.base.registers, at)?;
        let Some(before) = rows::load(self.tx, register, at)? else { return Ok(()) };
        let mut entry = before.clone();
        job(register, &mut entry)?;
        entry.head.rev += 1;
        entry.head.changed_by = self.base.who.staff;
        entry.head.changed_at = self.base.now;
        rows::save(self.tx, register, &entry, Some(&before))?;
        self.out.topics.insert(Topic::Register(at.register));
        self.out.topics.insert(Topic::Entry(at));
        Ok(())
    }

    fn set(&mut self, at: EntryRef, field: &str, after: Value) -> Result<(), Fault> {
        let before = self.value(at, field)?;
        if before == after {
            return Ok(());
        }
        self.change(at, |register, entry| {
            register.set(&mut entry.head, &mut *entry.body, field, after.clone())
        })?;
        self.note(Move::Field { entry: at, field: field.to_owned(), before, after })
    }

    fn set_state(&mut self, at: EntryRef, after: u8) -> Result<(), Fault> {
        let Some(before) = self.get(at)?.map(|entry| entry.head.state) else { return Ok(()) };
        self.change(at, |_, entry| {
            entry.head.state = after;
            Ok(())
        })?;
        self.note(Move::State { entry: at, before, after })
    }

    fn make(&mut self, register: &str, values: Values) -> Result<(), Fault> {
        let register = scope::register(self.base.registers, register)?;
        let made = act::create(self.base, self.tx, register, "add", values, self.out)?;
        self.note(Move::Made(made))
    }
}

/// Puts a duplicate into the file of the person who is kept. The duplicate's own entry is the caller's to close.
pub(super) fn merge(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    from: PersonId,
    into: PersonId,
    take: &[String],
    out: &mut Outcome,
) -> Result<(), Fault> {
    let base = &Base { reasoned: true, ..*base };
    forget(tx, from)?;
    let mut merging = Merging { base, tx, out, from: from.0, done: 0 };
    let (old, kept) = (file(from), file(into));
    if merging.get(kept)?.is_none_or(|kept| kept.head.state != crate::domain::kept::ACTIVE) {
        let text = t("并入的客户已停用", "The customer to merge into is not in use");
        return Err(Fault::refused(text).at("into"));
    }
    same_relations(&mut merging, from, into)?;
    for entry in naming(merging.tx, from)?.into_iter().filter(|entry| *entry != old) {
        merging.change(entry, |_, entry| {
            entry.head.person = Some(into);
            Ok(())
        })?;
        merging.note(Move::Person(entry))?;
    }
    for (entry, field) in links(&merging, from)? {
        merging.set(entry, field, Value::Id(into.0))?;
    }
    for line in handover::repoint(merging.tx, (from, into), None)? {
        merging.note(Move::Line(line))?;
        merging.out.topics.insert(Topic::Log);
    }
    let chosen = |group: Take| take.iter().any(|id| id == group.id());
    for group in Take::ALL {
        fields(&mut merging, old, kept, *group, chosen(*group))?;
    }
    Ok(())
}

/// The file of a person.
const fn file(person: PersonId) -> EntryRef {
    EntryRef::new(person::TAG, person.0)
}

/// Every entry whose head names a person.
fn naming(tx: &Tx<'_>, person: PersonId) -> Result<Vec<EntryRef>, Fault> {
    let mut found =
        rows::entries_in(tx, &rows::index(By::Person).u64(person.0).range(), Dir::Up, usize::MAX)?;
    found.sort_unstable();
    Ok(found)
}

/// The fields that name a person beside the head: whose household member, whose proxy.
fn links(merging: &Merging<'_, '_>, person: PersonId) -> Result<Vec<(EntryRef, &'static str)>, Fault> {
    let mut found = Vec::new();
    let mut linked = rows::linked_to(merging.tx, person)?;
    linked.sort_unstable();
    for entry in linked {
        let register = merging.register(entry)?;
        let Some(loaded) = merging.get(entry)? else { continue };
        let names = |field: &&str| register.get(&loaded.head, &*loaded.body, field) == Value::Id(person.0);
        found.extend(rows::linking(register).filter(names).map(|field| (entry, field)));
    }
    Ok(found)
}

/// Where both are the same to the same room at the same time, the kept person's relation takes in the days of the
/// duplicate's, which is struck out.
fn same_relations(merging: &mut Merging<'_, '_>, from: PersonId, into: PersonId) -> Result<(), Fault> {
    let (mut kept, old) = {
        let scope = merging.base.scope(merging.tx);
        (relation::of_person(&scope, into)?, relation::of_person(&scope, from)?)
    };
    for theirs in old {
        let same = kept.iter_mut().find(|known| {
            (known.place, known.role) == (theirs.place, theirs.role) && known.overlaps(theirs.from, theirs.to)
        });
        let Some(known) = same else {
            kept.push(theirs);
            continue;
        };
        // A day that is known tells more than none; a relation that goes on has no last one.
        known.from = known.from.into_iter().chain(theirs.from).min();
        known.to = known.to.zip(theirs.to).map(|(a, b)| a.max(b));
        known.share = known.share.or(theirs.share);
        let (entry, from, to, share) = (known.entry, known.from, known.to, known.share);
        merging.set(entry, "from", from.value())?;
        merging.set(entry, "to", to.value())?;
        merging.set(entry, "share", share.value())?;
        merging.set_state(theirs.entry, relation::STRUCK)?;
    }
    Ok(())
}

/// Fields that go together: the kept file takes what it lacks or what was chosen, and what differs from what it then
/// says about name and phone is kept beside it.
fn fields(
    merging: &mut Merging<'_, '_>,
    old: EntryRef,
    kept: EntryRef,
    group: Take,
    chosen: bool,
) -> Result<(), Fault> {
    let read = |merging: &Merging<'_, '_>, at| -> Result<Vec<Value>, Fault> {
        group.fields().iter().map(|field| merging.value(at, field)).collect()
    };
    let (theirs, ours) = (read(merging, old)?, read(merging, kept)?);
    let nothing = |values: &[Value]| values.iter().all(Value::is_none);
    let mut left = theirs.clone();
    if !nothing(&theirs) && (chosen || nothing(&ours)) {
        for (field, value) in group.fields().iter().zip(theirs) {
            merging.set(kept, field, value)?;
        }
        left = ours;
    }
    let left = left.first().and_then(Value::text).unwrap_or_default().to_owned();
    match group {
        Take::Name => keep_name(merging, kept, left),
        Take::Phone => keep_phone(merging, kept, left),
        _ => Ok(()),
    }
}

fn keep_name(merging: &mut Merging<'_, '_>, kept: EntryRef, name: String) -> Result<(), Fault> {
    let same = |value: Value| value.text().is_some_and(|text| search_key(text) == search_key(&name));
    if name.is_empty()
        || same(merging.value(kept, "name")?)
        || has(merging, kept, other_name::TAG, "name", same)?
    {
        return Ok(());
    }
    let values = Values::default().with("person", Value::Id(kept.id)).with("name", Value::Text(name));
    merging.make("other_name", values)
}

fn keep_phone(merging: &mut Merging<'_, '_>, kept: EntryRef, number: String) -> Result<(), Fault> {
    let same = |value: Value| value.text().is_some_and(|text| digits(text) == digits(&number));
    if number.is_empty()
        || same(merging.value(kept, "phone")?)
        || has(merging, kept, phone::TAG, "number", same)?
    {
        return Ok(());
    }
    let values = Values::default().with("person", Value::Id(kept.id)).with("number", Value::Text(number));
    merging.make("phone", values)
}

/// Whether an entry of a register that names the kept person says so already.
fn has(
    merging: &Merging<'_, '_>,
    kept: EntryRef,
    tag: u16,
    field: &str,
    same: impl Fn(Value) -> bool,
) -> Result<bool, Fault> {
    for entry in naming(merging.tx, PersonId(kept.id))?.into_iter().filter(|entry| entry.register == tag) {
        if same(merging.value(entry, field)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes a merge apart: everything it moved goes back, the last first.
pub(super) fn unmerge(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    from: PersonId,
    into: PersonId,
    out: &mut Outcome,
) -> Result<(), Fault> {
    // Whoever was kept may have been merged further since.
    let kept = resolve::kept_instead(&base.scope(tx), file(into))?;
    let moves = moves(tx, from)?;
    let mut merging = Merging { base, tx, out, from: from.0, done: 0 };
    for done in moves.into_iter().rev() {
        match done {
            Move::Person(entry) => {
                let still = |entry: &Loaded| entry.head.person == Some(PersonId(kept.id));
                if merging.get(entry)?.is_some_and(|entry| still(&entry)) {
                    merging.change(entry, |_, entry| {
                        entry.head.person = Some(from);
                        Ok(())
                    })?;
                }
            }
            Move::Field { entry, field, before, after } => {
                let followed =
                    after == Value::Id(into.0) && merging.value(entry, &field)? == Value::Id(kept.id);
                if merging.value(entry, &field)? == after || followed {
                    merging.change(entry, |register, entry| {
                        register.set(&mut entry.head, &mut *entry.body, &field, before)
                    })?;
                }
            }
            Move::State { entry, before, after } => {
                if merging.get(entry)?.is_some_and(|entry| entry.head.state == after) {
                    merging.change(entry, |_, entry| {
                        entry.head.state = before;
                        Ok(())
                    })?;
                }
            }
            Move::Line(line) => {
                handover::repoint(merging.tx, (PersonId(kept.id), from), Some(line))?;
                merging.out.topics.insert(Topic::Log);
            }
            // As if it had not been made, unless somebody has worked with it since.
            Move::Made(entry) => {
                if untouched(merging.tx, entry)? {
                    merging.change(entry, |_, entry| {
                        entry.head.state = UNDONE;
                        Ok(())
                    })?;
                }
            }
        }
    }
    forget(merging.tx, from)
}

/// Whether nothing but merges changed an entry since it was made.
fn untouched(tx: &Tx<'_>, entry: EntryRef) -> Result<bool, Fault> {
    let since = journal::history(tx, &rows::key(entry))?;
    Ok(since.iter().skip(1).all(|line| CALLS.contains(&line.call.as_str())))
}

/// What a merge did, in order.
fn moves(tx: &Tx<'_>, from: PersonId) -> Result<Vec<Move>, Fault> {
    let mut found = Vec::new();
    let range = KeyBuf::new(MERGE.number).u64(from.0).range();
    MOVES.scan_range(tx, &range, Dir::Up, &mut |_, MoveDisk::V1(done)| {
        found.push(done);
        Visit::More
    })?;
    Ok(found)
}

/// Forgets what the last merge of a person did: it was taken apart, or is about to be written anew.
fn forget(tx: &mut Tx<'_>, from: PersonId) -> Result<(), Fault> {
    let mut keys = Vec::new();
    let range = KeyBuf::new(MERGE.number).u64(from.0).range();
    MOVES.scan_range(tx, &range, Dir::Up, &mut |key, _| {
        keys.push(key);
        Visit::More
    })?;
    for key in keys {
        MOVES.delete(tx, &key)?;
    }
    Ok(())
}
