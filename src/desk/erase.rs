//! Erasing a person: what tells who they were goes from their file, from what belongs to it, from the work that names
//! them, and from every earlier version of all of these in the journal; so nothing brings it back, not the history, nor
//! an undo, a backup made from now on or a day in the past.
//!
//! What an account must be able to show stays: that there was a customer with this number, what was done for them, and
//! who did it. A line of the shift log is reached when it names the person or an entry of theirs; words that somebody
//! wrote where no link leads are not found.
//! A sled file keeps overwritten pages for a while; an office that must be sure restores itself from a new backup.

use crate::api::entry::Act;
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::handover;
use crate::desk::job::Outcome;
use crate::desk::privacy::{LOOKED, LookDisk, LookKey, looks};
use crate::desk::rows::{self, By, Loaded, UNDONE};
use crate::desk::scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId};
use crate::domain::register::{AnyRegister, Kind};
use crate::domain::value::Value;
use crate::domain::{access_card, consent, note, person, relation};
use crate::say;
use crate::store::tables::{DRAFT, MERGE, REPLY};
use crate::store::{Dir, JournalEntry, KeyBuf, Reader, Tx, Visit, journal};
use crate::text::fold::digits;
use std::collections::BTreeSet;

/// The call; it is not undone.
pub(super) const ERASE: &str = "person.erase";

/// Whether an act erases somebody.
pub(super) fn is(act: &Act) -> bool {
    ERASE.split_once('.').is_some_and(|(register, action)| act.register == register && act.action == action)
}
/// What stands in the place of erased words.
const GONE: &str = "[已删除]";
/// A shorter text is found in too much that has nothing to do with the person.
const SHORTEST: usize = 2;
/// Entries that a refusal names.
const NAMED: usize = 5;

/// What accounting and the gate still need of a card: its number, which is never given out again, and the receipt.
const OF_CARD: [&str; 3] = ["card_number", "receipt", "kind"];
/// Fields of a person's file that tell nothing about who it was.
const STAY: [&str; 4] = ["kind", "why", "into", "take"];

/// Erases a person whose entry is in its last state already.
pub(super) fn erase(base: &Base<'_>, tx: &mut Tx<'_>, who: PersonId, out: &mut Outcome) -> Result<(), Fault> {
    let file = EntryRef::new(person::TAG, who.0);
    let naming = naming(tx, who)?;
    nothing_open(base, tx, &naming)?;
    let mut concerned = vec![file];
    // Files that were merged into this one are the same person's.
    let merged: Vec<EntryRef> =
        naming.iter().copied().filter(|entry| entry.register == person::TAG).collect();
    for file in &merged {
        concerned.extend(self::naming(tx, PersonId(file.id))?);
    }
    concerned.extend(naming);
    concerned.sort_unstable();
    concerned.dedup();
    let words = words(base, tx, &concerned)?;
    let known = |bytes: &[u8]| words.iter().any(|word| holds(bytes, word));
    if handover::forget_person(tx, &concerned, &known, &|text| without(text, &words))? {
        out.topics.insert(Topic::Log);
    }
    for entry in concerned {
        let register = scope::register_of(base.registers, entry)?;
        forget_past(tx, register, entry, &words)?;
        forget_reasons(tx, entry)?;
        scrub(base, tx, register, entry, &words)?;
        out.topics.insert(Topic::Register(entry.register));
        out.topics.insert(Topic::Entry(entry));
    }
    for register in base.registers.iter() {
        forget_exports(tx, EntryRef::new(register.info().tag, 0), &words)?;
    }
    for file in merged.into_iter().chain([file]) {
        delete(tx, MERGE.number, &KeyBuf::new(MERGE.number).u64(file.id), &|_| true)?;
    }
    for table in [DRAFT.number, REPLY.number] {
        delete(tx, table, &KeyBuf::new(table), &|bytes| words.iter().any(|word| holds(bytes, word)))?;
    }
    Ok(())
}

/// Every entry whose head names a person, whatever its state.
fn naming(tx: &Tx<'_>, who: PersonId) -> Result<Vec<EntryRef>, Fault> {
    let mut found = rows::entries_in(tx, &rows::index(By::Person).u64(who.0).range(), Dir::Up, usize::MAX)?;
    for entry in rows::linked_to(tx, who)? {
        if rows::head(tx, entry)?.is_some_and(|head| head.person == Some(who)) {
            found.push(entry);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn load(tx: &Tx<'_>, register: &dyn AnyRegister, entry: EntryRef) -> Result<Option<Loaded>, Fault> {
    rows::load(tx, register, entry)
}

/// Refuses while something is still to be done for them.
fn nothing_open(base: &Base<'_>, tx: &Tx<'_>, naming: &[EntryRef]) -> Result<(), Fault> {
    let mut open = Vec::new();
    for entry in naming.iter().filter(|entry| entry.register != person::TAG) {
        let info = scope::register_of(base.registers, *entry)?.info();
        let head = rows::head(tx, *entry)?.filter(|head| info.is_open(head.state));
        open.extend(head.map(|head| head.number));
    }
    if open.is_empty() {
        return Ok(());
    }
    let (count, some) = (open.len(), open.into_iter().take(NAMED).collect::<Vec<_>>().join(", "));
    Err(Fault::refused(say!("还有 {count} 项未办结：{some}", "{count} entries are still open: {some}")))
}

/// The words by which the person is known, in every version of the file and of what belongs to it: names, phones,
/// papers, plates, accounts.
fn words(base: &Base<'_>, tx: &Tx<'_>, concerned: &[EntryRef]) -> Result<BTreeSet<String>, Fault> {
    let mut words = BTreeSet::new();
    for entry in concerned {
        let register = scope::register_of(base.registers, *entry)?;
        if entry.register != person::TAG && !register.facet() {
            continue;
        }
        let mut versions =
            versions(tx, register, *entry)?.into_iter().filter_map(|(_, v)| v).collect::<Vec<_>>();
        versions.extend(load(tx, register, *entry)?);
        for version in versions {
            for field in register.fields().iter().filter(|field| field.mask.is_some()) {
                let value = register.get(&version.head, &*version.body, field.id);
                let Some(word) = value.text().filter(|word| word.chars().count() >= SHORTEST) else {
                    continue;
                };
                words.insert(word.to_owned());
                let plain = digits(word);
                if let (11, Some((a, rest))) = (plain.len(), plain.split_at_checked(3)) {
                    let (b, c) = rest.split_at_checked(4).unwrap_or((rest, ""));
                    // As people write a mobile number.
                    words.extend([format!("{a} {b} {c}"), format!("{a}-{b}-{c}")]);
                }
            }
        }
    }
    Ok(words)
}

/// The journal's lines about an entry, each with what it became, where that is still told.
fn versions(
    tx: &Tx<'_>,
    register: &dyn AnyRegister,
    entry: EntryRef,
) -> Result<Vec<(JournalEntry, Option<Loaded>)>, Fault> {
    let key = rows::key(entry);
    let mut found = Vec::new();
    for line in journal::history(tx, &key)? {
        let change = line.changes.iter().find(|change| change.key == key);
        let bytes = change.and_then(|change| change.value.as_ref());
        let version = bytes.map(|bytes| rows::decode(register, bytes)).transpose()?;
        found.push((line, version));
    }
    Ok(found)
}

/// Erases what the journal tells of an entry: all of it for the person's file and what belongs to it, and of work that
/// names them the versions in which they can be recognised.
fn forget_past(
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    entry: EntryRef,
    words: &BTreeSet<String>,
) -> Result<(), Fault> {
    let key = rows::key(entry);
    for (line, version) in versions(tx, register, entry)? {
        let told =
            line.changes.iter().find(|change| change.key == key).and_then(|change| change.value.as_ref());
        let known = told.is_some_and(|bytes| words.iter().any(|word| holds(bytes, word)));
        let masked = version.is_some_and(|version| shows_masked(register, &version));
        // What a merge moved holds values of both files.
        let mut gone: Vec<Vec<u8>> = line.changes.iter().map(|change| change.key.clone()).collect();
        gone.retain(|key| entry.register == person::TAG && key.first() == Some(&MERGE.number));
        if whole(register, entry) || known || masked {
            gone.push(key.clone());
        }
        let noted = line.note.is_some_and(|note| words.iter().any(|word| note.contains(word)));
        if !gone.is_empty() || noted {
            tx.erase(line.seq, gone);
        }
    }
    Ok(())
}

/// Whether an entry is about nothing but the person.
fn whole(register: &dyn AnyRegister, entry: EntryRef) -> bool {
    entry.register == person::TAG || entry.register == note::TAG || register.facet()
}

fn shows_masked(register: &dyn AnyRegister, entry: &Loaded) -> bool {
    let mut masked = register.fields().iter().filter(|field| field.mask.is_some());
    masked.any(|field| !register.get(&entry.head, &*entry.body, field.id).is_none())
}

/// Who saw something of the entry stays; what they gave as the reason may name the person.
fn forget_reasons(tx: &mut Tx<'_>, of: EntryRef) -> Result<(), Fault> {
    for (seq, mut look) in looks(tx, of)? {
        let key = LookKey { of, seq };
        GONE.clone_into(&mut look.reason);
        LOOKED.put(tx, &key, &LookDisk::V1(look))?;
        tx.erase(seq, [LOOKED.key(&key)]);
    }
    Ok(())
}

/// What was taken out in full of a whole register is told by its filter and its reason, and either may name the person.
fn forget_exports(tx: &mut Tx<'_>, of: EntryRef, words: &BTreeSet<String>) -> Result<(), Fault> {
    for (seq, mut look) in looks(tx, of)? {
        if words.iter().any(|word| look.what.contains(word) || look.reason.contains(word)) {
            let key = LookKey { of, seq };
            GONE.clone_into(&mut look.what);
            GONE.clone_into(&mut look.reason);
            LOOKED.put(tx, &key, &LookDisk::V1(look))?;
            tx.erase(seq, [LOOKED.key(&key)]);
        }
    }
    Ok(())
}

/// Takes what tells who it was out of an entry as it stands.
fn scrub(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    entry: EntryRef,
    words: &BTreeSet<String>,
) -> Result<(), Fault> {
    let Some(before) = load(tx, register, entry)? else { return Ok(()) };
    let mut after = before.clone();
    let file = entry.register == person::TAG;
    let card = entry.register == access_card::TAG;
    let stays = |id: &str| (file && STAY.contains(&id)) || (card && OF_CARD.contains(&id));
    for field in register.fields().iter().filter(|field| !stays(field.id)) {
        let value = register.get(&after.head, &*after.body, field.id);
        let text = matches!(field.kind, Kind::Line(_) | Kind::Text(_) | Kind::Phone);
        let said = value.text().unwrap_or_default();
        let new = if file || field.mask.is_some() || (text && register.facet()) {
            Value::None
        } else if text && entry.register == note::TAG {
            Value::Text(GONE.to_owned())
        } else if text && words.iter().any(|word| said.contains(word)) {
            Value::Text(without(said, words))
        } else {
            continue;
        };
        if new != value {
            register.set(&mut after.head, &mut *after.body, field.id, new)?;
        }
    }
    if file {
        after.head.state = person::ERASED;
        after.head.foreign = None;
    } else if register.facet() && !matches!(entry.register, relation::TAG | consent::TAG | access_card::TAG) {
        // Without the person there is nothing left to it: its number stays taken.
        after.head.state = UNDONE;
    }
    after.head.rev += 1;
    after.head.changed_by = base.who.staff;
    after.head.changed_at = base.now;
    rows::save(tx, register, &after, Some(&before))
}

/// A text without the words.
fn without(said: &str, words: &BTreeSet<String>) -> String {
    // The longest first: a name may be the beginning of another.
    let mut longest: Vec<&String> = words.iter().collect();
    longest.sort_by_key(|word| std::cmp::Reverse(word.len()));
    longest.into_iter().fold(said.to_owned(), |said, word| said.replace(word, GONE))
}

/// Removes rows of a table that `which` picks by their bytes.
fn delete(tx: &mut Tx<'_>, table: u8, start: &KeyBuf, which: &dyn Fn(&[u8]) -> bool) -> Result<(), Fault> {
    let mut keys = Vec::new();
    tx.scan(&start.range(), Dir::Up, &mut |key, value| {
        if key.first() == Some(&table) && which(value) {
            keys.push(key.to_vec());
        }
        Visit::More
    })?;
    for key in keys {
        tx.delete(&key)?;
    }
    Ok(())
}

/// Whether stored bytes hold a word; texts are stored as they are.
fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}
