//! New entries before anything is in them: ids, numbers, heads.

use crate::desk::act::{Base, keep, yymm};
use crate::desk::job::Outcome;
use crate::desk::rows::{self, Loaded};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::register::{AnyRegister, Head, SpecInfo, Values};
use crate::store::{Reader, Tx};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

/// Where ids begin that stand for entries which are only being tried out.
pub(super) const TRIED: u64 = 1 << 40;

/// The last ids and numbers given in a long work that is alone at writing, and the site's zone, so that they need not be
/// looked up each time.
#[derive(Debug, Default)]
pub(super) struct Counts {
    tried: bool,
    ids: RefCell<HashMap<Tag, u64>>,
    numbers: RefCell<HashMap<(Tag, u16), u32>>,
    /// The site's zone, once it was asked for.
    pub(super) zone: OnceCell<chrono_tz::Tz>,
    /// The rooms that rows named, by what they wrote: several people live in each. They count until somebody else writes.
    pub(super) rooms: RefCell<HashMap<String, u64>>,
}

impl Counts {
    /// For entries that are only tried out: their ids are none that an entry has.
    pub(super) fn tried() -> Self {
        Self { tried: true, ..Self::default() }
    }

    /// The next id and number of a register in a month (`yymm`).
    pub(super) fn next(
        &self,
        reader: &dyn Reader,
        info: &SpecInfo,
        yymm: u16,
    ) -> Result<(u64, String), Fault> {
        let last = self.ids.borrow().get(&info.tag).copied();
        let id = match last {
            Some(last) => last + 1,
            None if self.tried => TRIED,
            None => rows::next_id(reader, info.tag)?,
        };
        self.ids.borrow_mut().insert(info.tag, id);
        let last = self.numbers.borrow().get(&(info.tag, yymm)).copied();
        let sequence = match last {
            Some(last) => last + 1,
            None => {
                let next = rows::next_number(reader, info.tag, info.prefix, yymm)?;
                rows::number_parts(&next).map_or(1, |(_, sequence)| sequence)
            }
        };
        self.numbers.borrow_mut().insert((info.tag, yymm), sequence);
        Ok((id, rows::number_of(info.prefix, yymm, sequence)))
    }
}

/// An entry that begins now, with the next id and number and nothing else in it.
pub(super) fn fresh(base: &Base<'_>, tx: &Tx<'_>, register: &dyn AnyRegister) -> Result<Loaded, Fault> {
    let info = register.info();
    let month = yymm(base, tx);
    let (id, number) = match base.counts {
        Some(counts) => counts.next(tx, info, month)?,
        None => (rows::next_id(tx, info.tag)?, rows::next_number(tx, info.tag, info.prefix, month)?),
    };
    let head = Head {
        id,
        number,
        rev: 1,
        desk: base.who.desk,
        created_by: base.who.staff,
        created_at: base.now,
        occurred_at: base.now,
        changed_by: base.who.staff,
        changed_at: base.now,
        since: base.now,
        ..Head::blank()
    };
    Ok(Loaded { head, body: register.blank() })
}

/// Files a new entry in this state as it is said to be, without what else an action would do about it.
pub(super) fn file(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    state: u8,
    values: &Values,
    out: &mut Outcome,
) -> Result<EntryRef, Fault> {
    let mut entry = fresh(base, tx, register)?;
    entry.head.state = state;
    for (id, value) in &values.0 {
        register.set(&mut entry.head, &mut *entry.body, id, value.clone())?;
    }
    keep(base, tx, register, &mut entry, None, out)?;
    Ok(EntryRef::new(register.info().tag, entry.head.id))
}
