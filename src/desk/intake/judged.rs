//! What the rows of a list came to when they were judged. When the list is finished that very work is done, under real
//! ids and numbers: judging every row a second time took as long as the first.
//!
//! It is lost with the process, and it counts for nothing as soon as somebody else changed what it was judged by, or
//! another day began. Then every row is taken anew.

use super::{REGISTERS, Trial};
use crate::api::intake::Verdict;
use crate::desk::act::{Base, yymm};
use crate::desk::faults;
use crate::desk::fresh::TRIED;
use crate::desk::rows::{self, Loaded, entry_of_key};
use crate::desk::scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, PlaceId};
use crate::domain::moment::At;
use crate::domain::register::{AnyRegister, Kind, Registers};
use crate::domain::value::Value;
use crate::store::tables::{ENTRY, ENTRY_INDEX, SEARCH_INDEX};
use crate::store::{Batch, Reader, Tx, journal};
use std::collections::{HashMap, VecDeque};

/// Registers that rows are judged by, besides those they write to.
const READ: [&str; 2] = ["consent", "staff"];
/// Entries of the journal that are looked through for changes by others.
const OTHERS: usize = 5_000;

/// What one staged row came to.
#[derive(Debug)]
pub(super) struct Row {
    row: u32,
    added: bool,
    entries: Vec<EntryRef>,
}

/// The rows so far and one more, if it is staged; none when it came to more than entries and their keys.
pub(super) fn and(
    rows: Option<Vec<Row>>,
    row: u32,
    verdict: &Verdict,
    changes: &Batch,
) -> Result<Option<Vec<Row>>, Fault> {
    let Some(mut rows) = rows else { return Ok(None) };
    if *verdict == Verdict::Same {
        return Ok(changes.is_empty().then_some(rows));
    }
    let mut entries = Vec::new();
    for (key, value) in changes.rows() {
        match key.first() {
            Some(table) if *table == ENTRY.number && value.is_some() => entries.push(entry_of_key(key)?),
            Some(table) if *table == ENTRY_INDEX.number || *table == SEARCH_INDEX.number => {}
            _ => return Ok(None),
        }
    }
    rows.push(Row { row, added: *verdict == Verdict::Added, entries });
    Ok(Some(rows))
}

/// The judged rows of a list that is being finished.
pub(in crate::desk) struct Judged {
    rows: VecDeque<Row>,
    /// Entries as they will be once all rows are done.
    made: HashMap<EntryRef, Vec<u8>>,
    /// The real ids of those that were only tried out, and the numbers of those not yet made.
    ids: HashMap<EntryRef, u64>,
    numbers: HashMap<EntryRef, String>,
    begun: At,
}

impl Judged {
    /// What is left of a trial to do; none when it no longer counts.
    pub(in crate::desk) fn of(
        trial: Trial,
        registers: &Registers,
        reader: &dyn Reader,
    ) -> Result<Option<Self>, Fault> {
        let Some(rows) = trial.rows else { return Ok(None) };
        if touched(registers, reader, trial.since)? {
            return Ok(None);
        }
        let mut made = HashMap::new();
        for (key, value) in trial.made.into_rows() {
            if let (Some(entry), Some(bytes)) = (rows::entry_if_key(&key)?, value) {
                made.insert(entry, bytes);
            }
        }
        let (ids, numbers) = (HashMap::new(), HashMap::new());
        Ok(Some(Self { rows: rows.into(), made, ids, numbers, begun: trial.begun }))
    }

    /// Whether it was judged on this day, so that everything that began or ended "today" still does.
    pub(in crate::desk) fn is_of_today(&self, base: &Base<'_>, tx: &Tx<'_>) -> bool {
        let zone = base.scope(tx).zone();
        self.begun.local(zone).date_naive() == base.now.local(zone).date_naive()
    }

    /// Does the next row; whether it made something new. None from the first one on that is not what was judged.
    pub(super) fn enter(
        &mut self,
        base: &Base<'_>,
        tx: &mut Tx<'_>,
        row: u32,
    ) -> Result<Option<bool>, Fault> {
        let Some(next) = self.rows.pop_front().filter(|next| next.row == row) else {
            self.rows.clear();
            return Ok(None);
        };
        for at in next.entries {
            // What an earlier row made stands there as this one leaves it.
            if let Some(bytes) = self.made.remove(&at) {
                self.save(base, tx, at, &bytes)?;
            }
        }
        Ok(Some(next.added))
    }

    fn save(&mut self, base: &Base<'_>, tx: &mut Tx<'_>, at: EntryRef, bytes: &[u8]) -> Result<(), Fault> {
        let register = scope::register_of(base.registers, at)?;
        let mut entry = rows::decode(register, bytes)?;
        let before = if at.id < TRIED { rows::load(tx, register, at)? } else { None };
        self.settle(base, tx, register, &mut entry)?;
        rows::save(tx, register, &entry, before.as_ref())
    }

    /// Real ids for those tried out, the number, and now for the time at which it was judged.
    fn settle(
        &mut self,
        base: &Base<'_>,
        tx: &Tx<'_>,
        register: &dyn AnyRegister,
        entry: &mut Loaded,
    ) -> Result<(), Fault> {
        let at = EntryRef::new(register.info().tag, entry.head.id);
        let mut id_of = |tag, id| self.real(base, tx, EntryRef::new(tag, id));
        entry.head.id = id_of(at.register, at.id)?;
        if let Some(place) = entry.head.place {
            entry.head.place = Some(PlaceId(id_of(crate::domain::place::TAG, place.0)?));
        }
        if let Some(person) = entry.head.person {
            entry.head.person = Some(PersonId(id_of(crate::domain::person::TAG, person.0)?));
        }
        if let Some(parent) = entry.head.parent {
            entry.head.parent = Some(EntryRef::new(parent.register, id_of(parent.register, parent.id)?));
        }
        for field in register.fields() {
            let Kind::Link(to) = field.kind else { continue };
            if let Value::Id(id) = register.get(&entry.head, &*entry.body, field.id)
                && id >= TRIED
            {
                let real = id_of(scope::register(base.registers, to)?.info().tag, id)?;
                register.set(&mut entry.head, &mut *entry.body, field.id, Value::Id(real))?;
            }
        }
        let head = &mut entry.head;
        if at.id >= TRIED {
            head.number = self.numbers.remove(&at).ok_or_else(|| faults::bug("an entry without a number"))?;
        }
        for time in [&mut head.created_at, &mut head.occurred_at, &mut head.changed_at, &mut head.since] {
            if *time >= self.begun {
                *time = base.now;
            }
        }
        Ok(())
    }

    fn real(&mut self, base: &Base<'_>, tx: &Tx<'_>, at: EntryRef) -> Result<u64, Fault> {
        if at.id < TRIED {
            return Ok(at.id);
        }
        if let Some(id) = self.ids.get(&at) {
            return Ok(*id);
        }
        let info = scope::register_of(base.registers, at)?.info();
        let counts = base.counts.ok_or_else(|| faults::bug("a list without counts"))?;
        let (id, number) = counts.next(tx, info, yymm(base, tx))?;
        self.ids.insert(at, id);
        self.numbers.insert(at, number);
        Ok(id)
    }
}

/// Whether anything that rows are judged by was changed since: an entry of their registers, or what is no entry.
fn touched(registers: &Registers, reader: &dyn Reader, since: u64) -> Result<bool, Fault> {
    let judged_by = |entry: EntryRef| {
        let id = registers.by_tag(entry.register).map_or("", |register| register.info().id);
        REGISTERS.contains(&id) || READ.contains(&id)
    };
    let entries = journal::read(reader, since + 1, OTHERS)?;
    for change in entries.iter().flat_map(|entry| &entry.changes) {
        if rows::entry_if_key(&change.key)?.is_none_or(judged_by) {
            return Ok(true);
        }
    }
    Ok(entries.len() == OTHERS)
}
