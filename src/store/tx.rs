//! One call's reads and writes: pending changes over those of its group over the engine.
//! It decides nothing about journal or disk; that is the [`Group`](super::Group)'s work.

use super::codec::MAX_VALUE;
use super::engine::{Batch, Dir, KeyRange, Reader, Visit};
use super::error::{Result, StoreError};
use super::tables::{self, Class};
use std::collections::{BTreeMap, BTreeSet};

/// A transaction. Reads see its own writes and those of the calls before it in the group.
pub struct Tx<'a> {
    own: Batch,
    /// Journal entries to be erased with this call, each with the keys whose values go.
    erased: BTreeMap<u64, BTreeSet<Vec<u8>>>,
    /// Which rows are kept; of a trial some may be left out.
    keeps: fn(&[u8]) -> bool,
    group: &'a Batch,
    below: &'a dyn Reader,
}

impl<'a> Tx<'a> {
    pub(super) fn new(group: &'a Batch, below: &'a dyn Reader) -> Self {
        Self { own: Batch::default(), erased: BTreeMap::new(), keeps: |_| true, group, below }
    }

    /// A transaction for trying something out over what `before` changed and `reader` sees. It leads nowhere by itself:
    /// its changes count when another transaction [adopts](Self::adopt) them.
    #[must_use]
    pub fn trial(before: &'a Batch, reader: &'a dyn Reader) -> Self {
        Self::new(before, reader)
    }

    /// The same without the rows for which `keeps` says no: for a trial whose changes nobody adopts, of which nobody
    /// looks at those.
    #[must_use]
    pub fn keeping(self, keeps: fn(&[u8]) -> bool) -> Self {
        Self { keeps, ..self }
    }

    /// Takes over the changes of a trial.
    pub fn adopt(&mut self, trial: Batch) {
        self.own.merge(trial);
    }

    /// Sets a row of a record, index or working table.
    ///
    /// # Errors
    /// `TooLong` above 64 KiB, `Bug` when the key is of no such table.
    pub fn put(&mut self, key: &[u8], value: impl Into<Vec<u8>>) -> Result<()> {
        writable(key)?;
        let value = value.into();
        if value.len() > MAX_VALUE {
            let what = tables::name_of(key);
            return Err(StoreError::TooLong { what, bytes: value.len(), limit: MAX_VALUE });
        }
        if (self.keeps)(key) {
            self.own.put(key, value);
        }
        Ok(())
    }

    /// Removes a row of a record, index or working table.
    ///
    /// # Errors
    /// `Bug` when the key is of no such table.
    pub fn delete(&mut self, key: &[u8]) -> Result<()> {
        writable(key)?;
        if (self.keeps)(key) {
            self.own.delete(key);
        }
        Ok(())
    }

    /// Erases an earlier journal entry together with this call's commit: its remark goes, and of the records it changed
    /// the values of these; who called what when, and what it changed else, stays. Asked again, more goes.
    ///
    /// The records themselves are not touched: give them new values in the same call.
    pub fn erase(&mut self, seq: u64, keys: impl IntoIterator<Item = Vec<u8>>) {
        self.erased.entry(seq).or_default().extend(keys);
    }

    /// The record rows changed so far, with their new values, in key order: what the journal will hold.
    pub fn changed_records(&self) -> impl Iterator<Item = (&[u8], Option<&[u8]>)> {
        self.own
            .rows()
            .filter(|(key, _)| tables::of_key(key).is_some_and(|table| table.class == Class::Record))
    }

    /// What was changed.
    #[must_use]
    pub fn into_changes(self) -> Batch {
        self.own
    }

    /// What was changed, and what is to be erased.
    pub(super) fn into_parts(self) -> (Batch, BTreeMap<u64, BTreeSet<Vec<u8>>>) {
        (self.own, self.erased)
    }
}

fn writable(key: &[u8]) -> Result<()> {
    match tables::of_key(key).map(|table| table.class) {
        Some(Class::Record | Class::Index | Class::Working) => Ok(()),
        _ => Err(StoreError::bug(format!("a write to {}", tables::name_of(key)))),
    }
}

impl Reader for Tx<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let group = Layered { top: self.group, below: self.below };
        Layered { top: &self.own, below: &group }.get(key)
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        let group = Layered { top: self.group, below: self.below };
        Layered { top: &self.own, below: &group }.scan(range, dir, visit)
    }
}

/// Pending changes seen together with what lies below them.
pub(super) struct Layered<'a> {
    pub(super) top: &'a Batch,
    pub(super) below: &'a dyn Reader,
}

impl Reader for Layered<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        match self.top.seen(key) {
            Some(value) => Ok(value.map(<[u8]>::to_vec)),
            None => self.below.get(key),
        }
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        match dir {
            Dir::Up => merge(self.top.rows_in(range), |a, b| a < b, self.below, range, dir, visit),
            Dir::Down => merge(self.top.rows_in(range).rev(), |a, b| a > b, self.below, range, dir, visit),
        }
    }
}

/// Shows two ordered streams as one; where both have a key, the upper one counts.
fn merge<'a>(
    upper: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
    comes_before: impl Fn(&[u8], &[u8]) -> bool,
    below: &dyn Reader,
    range: &KeyRange,
    dir: Dir,
    visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit,
) -> Result<()> {
    let mut upper = upper.peekable();
    let mut last = Visit::More;
    below.scan(range, dir, &mut |key, value| {
        while let Some((upper_key, upper_value)) =
            upper.next_if(|(upper_key, _)| comes_before(upper_key, key))
        {
            last = upper_value.map_or(Visit::More, |value| visit(upper_key, value));
            if last == Visit::Stop {
                return last;
            }
        }
        last = match upper.next_if(|(upper_key, _)| *upper_key == key) {
            Some((_, None)) => Visit::More,
            Some((_, Some(newer))) => visit(key, newer),
            None => visit(key, value),
        };
        last
    })?;
    while last == Visit::More
        && let Some((key, value)) = upper.next()
    {
        last = value.map_or(Visit::More, |value| visit(key, value));
    }
    Ok(())
}
