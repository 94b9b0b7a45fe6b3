//! What the store asks of a key-value engine: read, ordered scan, atomic batch, durable flush. Knows no table.
//!
//! Keys are compared as bytes. One writer at a time and no reader during a write is the caller's
//! promise (see [`Store`](super::Store)); an engine need not defend itself against more.

use super::error::Result;
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

/// What a visitor wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// The next row.
    More,
    /// No more rows.
    Stop,
}

/// The order of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dir {
    /// Smallest key first.
    Up,
    /// Largest key first.
    Down,
}

/// Keys from `from` (included) to `to` (excluded; `None`: to the end).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRange {
    /// First key, included.
    pub from: Vec<u8>,
    /// End, excluded.
    pub to: Option<Vec<u8>>,
}

impl KeyRange {
    /// All keys.
    #[must_use]
    pub fn all() -> Self {
        Self { from: Vec::new(), to: None }
    }

    /// All keys that begin with `prefix`.
    #[must_use]
    pub fn prefix(prefix: &[u8]) -> Self {
        Self { from: prefix.to_vec(), to: after_prefix(prefix) }
    }

    /// This range without the keys up to and including `key`: where an upward scan goes on.
    #[must_use]
    pub fn after(&self, key: &[u8]) -> Self {
        let mut from = key.to_vec();
        from.push(0);
        Self { from: from.max(self.from.clone()), to: self.to.clone() }
    }

    /// True when no key can be inside.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to.as_ref().is_some_and(|to| *to <= self.from)
    }

    /// The bounds as the standard library's maps want them. Call only when not empty: they panic otherwise.
    #[must_use]
    pub fn bounds(&self) -> (Bound<&[u8]>, Bound<&[u8]>) {
        let to = self.to.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        (Bound::Included(self.from.as_slice()), to)
    }
}

/// The smallest key above all keys that begin with `prefix`; `None` when the prefix is all 0xff.
fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < 0xff {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

/// Ordered reading. Engines read like this, and so does a transaction through its pending changes.
pub trait Reader {
    /// The value of `key`, if there is one.
    ///
    /// # Errors
    /// When the engine fails.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>>;

    /// Shows the rows of `range` in order until the visitor stops.
    ///
    /// # Errors
    /// When the engine fails.
    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()>;
}

/// A key-value engine.
pub trait Engine: Reader + Send + Sync {
    /// Applies all changes of the batch or none.
    ///
    /// # Errors
    /// When the engine fails; the engine is usable afterwards and holds all of the batch or nothing of it.
    fn apply(&self, batch: &Batch) -> Result<()>;

    /// Returns when everything applied so far survives a power cut.
    ///
    /// # Errors
    /// When that cannot be said; the engine is usable afterwards.
    fn flush(&self) -> Result<()>;
}

impl<E: Engine + ?Sized> Reader for Arc<E> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        (**self).get(key)
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        (**self).scan(range, dir, visit)
    }
}

impl<E: Engine + ?Sized> Engine for Arc<E> {
    fn apply(&self, batch: &Batch) -> Result<()> {
        (**self).apply(batch)
    }

    fn flush(&self) -> Result<()> {
        (**self).flush()
    }
}

/// Changes that belong together: a key with its new value, or `None` to remove it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    rows: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Batch {
    /// Sets `key`.
    pub fn put(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) {
        self.rows.insert(key.into(), Some(value.into()));
    }

    /// Removes `key`.
    pub fn delete(&mut self, key: impl Into<Vec<u8>>) {
        self.rows.insert(key.into(), None);
    }

    /// What this batch says about `key`: nothing, removed, or its new value.
    #[must_use]
    pub fn seen(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        self.rows.get(key).map(Option::as_deref)
    }

    /// The changes in key order.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = (&[u8], Option<&[u8]>)> {
        self.rows.iter().map(|(key, value)| (key.as_slice(), value.as_deref()))
    }

    /// The changes in key order, given away.
    pub fn into_rows(self) -> impl Iterator<Item = (Vec<u8>, Option<Vec<u8>>)> {
        self.rows.into_iter()
    }

    /// The changes inside `range`, in key order.
    pub fn rows_in(&self, range: &KeyRange) -> impl DoubleEndedIterator<Item = (&[u8], Option<&[u8]>)> {
        let rows = (!range.is_empty()).then(|| self.rows.range::<[u8], _>(range.bounds()));
        rows.into_iter().flatten().map(|(key, value)| (key.as_slice(), value.as_deref()))
    }

    /// Takes over the changes of `later`; where both change a key, `later` counts.
    pub fn merge(&mut self, mut later: Self) {
        // Two maps of one size are put together in one walk; a few rows are sought one by one.
        if later.rows.len() * 8 > self.rows.len() {
            self.rows.append(&mut later.rows);
        } else {
            self.rows.extend(later.rows);
        }
    }

    /// Number of changed keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of all keys and new values.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.rows().map(|(key, value)| key.len() + value.map_or(0, <[u8]>::len)).sum()
    }

    /// True when nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Up to `limit` rows of `range` as owned bytes.
///
/// # Errors
/// When the engine fails.
pub fn collect(
    reader: &dyn Reader,
    range: &KeyRange,
    dir: Dir,
    limit: usize,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut rows = Vec::new();
    if limit == 0 {
        return Ok(rows);
    }
    reader.scan(range, dir, &mut |key, value| {
        rows.push((key.to_vec(), value.to_vec()));
        if rows.len() < limit { Visit::More } else { Visit::Stop }
    })?;
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_before_its_successor() {
        assert_eq!(KeyRange::prefix(&[1, 2]).to, Some(vec![1, 3]));
        assert_eq!(KeyRange::prefix(&[1, 0xff]).to, Some(vec![2]));
        assert_eq!(KeyRange::prefix(&[0xff, 0xff]).to, None);
        assert_eq!(KeyRange::prefix(&[]), KeyRange::all());
    }

    #[test]
    fn a_turned_round_range_is_empty_and_harmless() {
        let mut batch = Batch::default();
        batch.put([5], [1]);
        let range = KeyRange { from: vec![9], to: Some(vec![2]) };
        assert!(range.is_empty());
        assert_eq!(batch.rows_in(&range).count(), 0);
        assert_eq!(batch.rows_in(&KeyRange::all()).count(), 1);
    }
}
