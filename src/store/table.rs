//! Typed tables that keep their own secondary indexes, and the raw form for records whose type is erased.
//!
//! An index row is the index key followed by the record's key; its value is the length of the latter.
//! So index rows are unique by themselves, and a scan of an index yields record keys. What is worth
//! indexing is said by whoever declares the table.

use super::codec;
use super::engine::{Dir, KeyRange, Reader, Visit};
use super::error::{Result, StoreError};
use super::key::{KeyBuf, KeyReader};
use super::tables::{self, Class, TableInfo};
use super::tx::Tx;
use crate::say;
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeSet;
use std::marker::PhantomData;

/// A table of erased records: the caller brings bytes and index keys.
#[derive(Clone, Copy, Debug)]
pub struct RawTable {
    info: &'static TableInfo,
}

impl RawTable {
    /// The table of `info`.
    #[must_use]
    pub const fn new(info: &'static TableInfo) -> Self {
        Self { info }
    }

    /// Its number, name and class.
    #[must_use]
    pub const fn info(&self) -> &'static TableInfo {
        self.info
    }

    /// Sets a record. `old_index` are the index keys of the record as it was, `new_index` of what it becomes
    /// (both without the record's key); rows in the one and not in the other are removed and added.
    ///
    /// # Errors
    /// `TooLong` for the value, `Bug` when a key is not of this table or an index key of no index table.
    pub fn put(
        &self,
        tx: &mut Tx<'_>,
        key: &[u8],
        value: Vec<u8>,
        old_index: &[Vec<u8>],
        new_index: &[Vec<u8>],
    ) -> Result<()> {
        self.own(key)?;
        tx.put(key, value)?;
        reindex(tx, key, old_index, new_index)
    }

    /// Removes a record and its index rows.
    ///
    /// # Errors
    /// `Bug` as for [`put`](Self::put).
    pub fn delete(&self, tx: &mut Tx<'_>, key: &[u8], old_index: &[Vec<u8>]) -> Result<()> {
        self.own(key)?;
        tx.delete(key)?;
        reindex(tx, key, old_index, &[])
    }

    fn own(&self, key: &[u8]) -> Result<()> {
        if key.first() == Some(&self.info.number) {
            return Ok(());
        }
        Err(StoreError::bug(format!("{} is no key of {}", tables::name_of(key), self.info.name)))
    }
}

fn reindex(tx: &mut Tx<'_>, key: &[u8], old: &[Vec<u8>], new: &[Vec<u8>]) -> Result<()> {
    let (old, new): (BTreeSet<_>, BTreeSet<_>) = (old.iter().collect(), new.iter().collect());
    for index_key in old.difference(&new) {
        let (row, _) = index_row(index_key, key)?;
        tx.delete(&row)?;
    }
    for index_key in new.difference(&old) {
        let (row, value) = index_row(index_key, key)?;
        tx.put(&row, value)?;
    }
    Ok(())
}

/// The row of an index: key and value.
///
/// # Errors
/// `Bug` when `index_key` is of no index table; `TooLong` for a record key above 65,535 bytes.
pub fn index_row(index_key: &[u8], record_key: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    if tables::of_key(index_key).is_none_or(|table| table.class != Class::Index) {
        return Err(StoreError::bug(format!("{} is no index key", tables::name_of(index_key))));
    }
    let length = key_length(record_key)?;
    Ok(([index_key, record_key].concat(), length.to_be_bytes().to_vec()))
}

/// Splits an index row into its index key and the key of the record.
///
/// # Errors
/// `Corrupt` when it is no index row.
pub fn split_index_row<'k>(row: &'k [u8], value: &[u8]) -> Result<(&'k [u8], &'k [u8])> {
    let broken = || {
        let row = tables::name_of(row);
        StoreError::corrupt(say!("索引行 {row}", "index row {row}"))
    };
    let length = <[u8; 2]>::try_from(value).map_err(|_| broken())?;
    let at = row.len().checked_sub(usize::from(u16::from_be_bytes(length))).ok_or_else(broken)?;
    row.split_at_checked(at).filter(|(index_key, _)| !index_key.is_empty()).ok_or_else(broken)
}

pub(super) fn key_length(key: &[u8]) -> Result<u16> {
    let limit = usize::from(u16::MAX);
    u16::try_from(key.len()).map_err(|_| StoreError::TooLong {
        what: tables::name_of(key),
        bytes: key.len(),
        limit,
    })
}

/// Shows the record keys that an index has in `range`, in index order: `visit(index key, record key)`.
///
/// # Errors
/// When the engine fails or a row is damaged.
pub fn scan_index(
    reader: &dyn Reader,
    range: &KeyRange,
    dir: Dir,
    visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit,
) -> Result<()> {
    let mut fault = None;
    reader.scan(range, dir, &mut |row, value| match split_index_row(row, value) {
        Ok((index_key, record_key)) => visit(index_key, record_key),
        Err(error) => {
            fault = Some(error);
            Visit::Stop
        }
    })?;
    fault.map_or(Ok(()), Err)
}

/// A record's key: how it is written behind the table number and read back.
pub trait TableKey: Sized {
    /// Adds the key's parts.
    fn write(&self, key: KeyBuf) -> KeyBuf;

    /// Reads the parts back.
    ///
    /// # Errors
    /// When the bytes are no such key.
    fn read(key: &mut KeyReader<'_>) -> Result<Self>;
}

impl TableKey for u64 {
    fn write(&self, key: KeyBuf) -> KeyBuf {
        key.u64(*self)
    }

    fn read(key: &mut KeyReader<'_>) -> Result<Self> {
        key.u64()
    }
}

impl TableKey for (u16, u64) {
    fn write(&self, key: KeyBuf) -> KeyBuf {
        key.u16(self.0).u64(self.1)
    }

    fn read(key: &mut KeyReader<'_>) -> Result<Self> {
        Ok((key.u16()?, key.u64()?))
    }
}

impl TableKey for (u16, u64, u64) {
    fn write(&self, key: KeyBuf) -> KeyBuf {
        key.u16(self.0).u64(self.1).u64(self.2)
    }

    fn read(key: &mut KeyReader<'_>) -> Result<Self> {
        Ok((key.u16()?, key.u64()?, key.u64()?))
    }
}

impl TableKey for (u64, u64) {
    fn write(&self, key: KeyBuf) -> KeyBuf {
        key.u64(self.0).u64(self.1)
    }

    fn read(key: &mut KeyReader<'_>) -> Result<Self> {
        Ok((key.u64()?, key.u64()?))
    }
}

impl TableKey for String {
    fn write(&self, key: KeyBuf) -> KeyBuf {
        key.str(self)
    }

    fn read(key: &mut KeyReader<'_>) -> Result<Self> {
        key.str()
    }
}

impl TableKey for (u64, String) {
    fn write(&self, key: KeyBuf) -> KeyBuf {
        key.u64(self.0).str(&self.1)
    }

    fn read(key: &mut KeyReader<'_>) -> Result<Self> {
        Ok((key.u64()?, key.str()?))
    }
}

/// The index keys of a record, each beginning with the number of an index table.
pub type IndexFn<K, V> = fn(&K, &V) -> Vec<KeyBuf>;

/// A table of typed records.
#[derive(Debug)]
pub struct Table<K: 'static, V: 'static> {
    raw: RawTable,
    indexes: &'static [IndexFn<K, V>],
    types: PhantomData<fn(K) -> V>,
}

impl<K: TableKey, V: Serialize + DeserializeOwned> Table<K, V> {
    /// The table of `info` with these indexes.
    #[must_use]
    pub const fn new(info: &'static TableInfo, indexes: &'static [IndexFn<K, V>]) -> Self {
        Self { raw: RawTable::new(info), indexes, types: PhantomData }
    }

    /// Its number, name and class.
    #[must_use]
    pub const fn info(&self) -> &'static TableInfo {
        self.raw.info
    }

    /// The bytes of a record's key.
    #[must_use]
    pub fn key(&self, key: &K) -> Vec<u8> {
        key.write(KeyBuf::new(self.raw.info.number)).into_vec()
    }

    /// The key from its bytes, for instance those an index names.
    ///
    /// # Errors
    /// When the bytes are no key of this table.
    pub fn parse_key(&self, bytes: &[u8]) -> Result<K> {
        let mut reader = KeyReader::new(self.raw.info.number, bytes)?;
        let key = K::read(&mut reader)?;
        reader.end()?;
        Ok(key)
    }

    /// The record, if there is one.
    ///
    /// # Errors
    /// When the engine fails or the bytes do not decode.
    pub fn get(&self, reader: &dyn Reader, key: &K) -> Result<Option<V>> {
        reader.get(&self.key(key))?.map(|bytes| codec::decode(&bytes)).transpose()
    }

    /// Sets the record and brings its index rows up to date.
    ///
    /// # Errors
    /// `TooLong` above 64 KiB, `Codec` when it cannot be encoded.
    pub fn put(&self, tx: &mut Tx<'_>, key: &K, value: &V) -> Result<()> {
        let old = self.old_index_keys(tx, key)?;
        let new = self.index_keys(key, value);
        self.raw.put(tx, &self.key(key), codec::encode(value)?, &old, &new)
    }

    /// Removes the record and its index rows; nothing happens when there is none.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn delete(&self, tx: &mut Tx<'_>, key: &K) -> Result<()> {
        let old = self.old_index_keys(tx, key)?;
        self.raw.delete(tx, &self.key(key), &old)
    }

    /// Shows the records of the whole table in key order.
    ///
    /// # Errors
    /// When the engine fails or a record is damaged.
    pub fn scan(&self, reader: &dyn Reader, dir: Dir, visit: &mut dyn FnMut(K, V) -> Visit) -> Result<()> {
        self.scan_range(reader, &KeyBuf::new(self.raw.info.number).range(), dir, visit)
    }

    /// Shows the records of a range of this table's keys.
    ///
    /// # Errors
    /// When the engine fails or a record is damaged.
    pub fn scan_range(
        &self,
        reader: &dyn Reader,
        range: &KeyRange,
        dir: Dir,
        visit: &mut dyn FnMut(K, V) -> Visit,
    ) -> Result<()> {
        let mut fault = None;
        reader.scan(range, dir, &mut |key, value| {
            let record = self.parse_key(key).and_then(|key| Ok((key, codec::decode(value)?)));
            match record {
                Ok((key, value)) => visit(key, value),
                Err(error) => {
                    fault = Some(error);
                    Visit::Stop
                }
            }
        })?;
        fault.map_or(Ok(()), Err)
    }

    /// The last key in use; a new record's number is one more.
    ///
    /// # Errors
    /// When the engine fails or the key is damaged.
    pub fn last_key(&self, reader: &dyn Reader) -> Result<Option<K>> {
        let mut last = None;
        reader.scan(&KeyBuf::new(self.raw.info.number).range(), Dir::Down, &mut |key, _| {
            last = Some(self.parse_key(key));
            Visit::Stop
        })?;
        last.transpose()
    }

    /// The index keys of a record, for [`Reindex`](super::Reindex).
    #[must_use]
    pub fn index_keys(&self, key: &K, value: &V) -> Vec<Vec<u8>> {
        self.indexes.iter().flat_map(|index| index(key, value)).map(KeyBuf::into_vec).collect()
    }

    /// As [`index_keys`](Self::index_keys), from the stored bytes.
    ///
    /// # Errors
    /// When key or value do not decode.
    pub fn index_keys_of_bytes(&self, key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>> {
        Ok(self.index_keys(&self.parse_key(key)?, &codec::decode(value)?))
    }

    fn old_index_keys(&self, tx: &Tx<'_>, key: &K) -> Result<Vec<Vec<u8>>> {
        if self.indexes.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.get(tx, key)?.map(|old| self.index_keys(key, &old)).unwrap_or_default())
    }
}
