//! Proves the store: replays the journal, checks its chain, compares records and indexes, and names the first
//! thing that is wrong. It repairs nothing.
//!
//! It reads in chunks, so that people can work meanwhile; what changes during the run is followed. The digest
//! is that of one moment only when nothing changed (see [`Report::moved`]).

use super::chain::{self, Hash};
use super::engine::{Dir, Reader, collect};
use super::error::{Result, StoreError};
use super::journal::{self, Content, Head};
use super::key::{KeyBuf, KeyReader};
use super::remains::Left;
use super::replay::{Short, Walk, short};
use super::table::{index_row, split_index_row};
use super::tables::{self, Class, HISTORY, PAYLOAD, TABLES};
use super::{Reindex, Store, meta};
use crate::say;
use crate::text::lang::Say;
use sha2::{Digest as _, Sha256};
use std::collections::{HashMap, HashSet};

/// Rows or entries read before writers get their turn.
const CHUNK: usize = 500;

/// What was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Journal entries.
    pub entries: u64,
    /// How many of them are erased.
    pub erased: u64,
    /// Records compared.
    pub records: u64,
    /// Records of which only an erased entry could tell the value.
    pub unproven: u64,
    /// Index rows compared, the records' histories included.
    pub index_rows: u64,
    /// Where the journal stands.
    pub head: Head,
    /// SHA-256 over all record and journal rows in key order, each as length (8 bytes big-endian) and bytes of
    /// key and value.
    pub digest: Hash,
    /// Something was written meanwhile: all is proven, but the digest is of no one moment.
    pub moved: bool,
}

/// Proves the whole store.
///
/// # Errors
/// `Corrupt` with the name of the first bad entry, record or index row.
pub fn verify(store: &Store, reindex: &dyn Reindex) -> Result<Report> {
    let begun = store.head()?;
    let mut run =
        Run { reindex, walk: Walk::default(), told: HashMap::new(), histories: 0, records: 0, unproven: 0 };
    while store.read(|reader| run.replay(reader, None, CHUNK))? {}
    store.read(payload_edges)?;
    for table in tables::of_class(Class::Record) {
        each_chunk(store, table.number, &mut |reader, cursor, rows| {
            while run.replay(reader, Some(cursor), CHUNK)? {}
            rows.iter().try_for_each(|(key, value)| run.compare(reader, key, value))
        })?;
    }
    run.nothing_missing(store)?;
    let until = run.walk.seq;
    let mut index_rows = 0;
    for table in tables::of_class(Class::Index) {
        each_chunk(store, table.number, &mut |reader, _, rows| {
            for (key, value) in rows {
                if table.number == HISTORY.number {
                    index_rows += u64::from(journal::history_seq(key)? <= until);
                } else {
                    run.index_row_is_right(reader, key, value)?;
                    index_rows += 1;
                }
            }
            Ok(())
        })?;
        if table.number == HISTORY.number && index_rows != run.histories {
            let histories = run.histories;
            return Err(StoreError::corrupt(say!(
                "历史索引有 {index_rows} 行，操作流水有 {histories} 处变更",
                "history: {index_rows} rows for {histories} changes"
            )));
        }
    }
    let digest = digest(store)?;
    let head = store.head()?;
    let Run { walk, records, unproven, .. } = run;
    let moved = head != begun;
    Ok(Report { entries: walk.seq, erased: walk.erased, records, unproven, index_rows, head, digest, moved })
}

/// The digest of all journalled data, as in [`Report::digest`].
///
/// # Errors
/// When the engine fails.
pub fn digest(store: &Store) -> Result<Hash> {
    let mut hasher = Sha256::new();
    for table in TABLES.iter().filter(|table| matches!(table.class, Class::Journal | Class::Record)) {
        each_chunk(store, table.number, &mut |_, _, rows| {
            for bytes in rows.iter().flat_map(|(key, value)| [key, value]) {
                hasher.update((bytes.len() as u64).to_be_bytes());
                hasher.update(bytes);
            }
            Ok(())
        })?;
    }
    Ok(hasher.finalize().into())
}

type Rows = Vec<(Vec<u8>, Vec<u8>)>;
type ChunkJob<'a> = dyn FnMut(&dyn Reader, &[u8], &Rows) -> Result<()> + 'a;

/// Shows a table in chunks, each under its own read lock: `job(reader, where the chunk begins, rows)`.
fn each_chunk(store: &Store, table: u8, job: &mut ChunkJob<'_>) -> Result<()> {
    let mut range = KeyBuf::new(table).range();
    loop {
        let last = store.read(|reader| -> Result<_> {
            let rows = collect(reader, &range, Dir::Up, CHUNK)?;
            job(reader, &range.from, &rows)?;
            Ok((rows.len() == CHUNK).then(|| rows.last().map(|(key, _)| key.clone())).flatten())
        })?;
        match last {
            Some(last) => range = range.after(&last),
            None => return Ok(()),
        }
    }
}

/// The journal's contents must not reach beyond its links.
fn payload_edges(reader: &dyn Reader) -> Result<()> {
    let head = meta::read_head(reader)?;
    meta::check_head(reader, head)?;
    for dir in [Dir::Up, Dir::Down] {
        for (key, _) in collect(reader, &KeyBuf::new(PAYLOAD.number).range(), dir, 1)? {
            let seq = KeyReader::new(PAYLOAD.number, &key)?.u64()?;
            if chain::link(reader, seq)?.is_none() {
                return Err(StoreError::corrupt(say!(
                    "操作流水 {seq} 有内容而无链节",
                    "journal {seq}: content without a link"
                )));
            }
        }
    }
    Ok(())
}

struct Run<'a> {
    reindex: &'a dyn Reindex,
    walk: Walk,
    /// What the journal says of each record not yet compared: hash of key to hash of value.
    told: HashMap<Short, Short>,
    histories: u64,
    records: u64,
    unproven: u64,
}

impl Run<'_> {
    /// Follows the journal for up to `limit` entries; true when there may be more. Changes to records before
    /// `cursor` are passed over: those were compared already.
    fn replay(&mut self, reader: &dyn Reader, cursor: Option<&[u8]>, limit: usize) -> Result<bool> {
        for _ in 0..limit {
            let Some((link, _, content)) = self.walk.next(reader)? else {
                return Ok(false);
            };
            let seq = link.seq;
            for key in content.keys() {
                if reader.get(&journal::history_key(key, seq)?)?.is_none() {
                    let name = tables::name_of(key);
                    return Err(StoreError::corrupt(say!(
                        "{name} 的历史中没有操作流水 {seq}",
                        "{name}: its history does not name journal {seq}"
                    )));
                }
                self.histories += 1;
            }
            let open = |key: &[u8]| cursor.is_none_or(|cursor| key >= cursor);
            match content {
                Content::Entry(entry) => {
                    for change in entry.changes.into_iter().filter(|change| open(&change.key)) {
                        match change.value {
                            Some(value) => self.told.insert(short(&change.key), short(&value)),
                            None => self.told.remove(&short(&change.key)),
                        };
                    }
                }
                Content::Erased(left) => {
                    for change in left.changes.iter().filter(|change| open(&change.key)) {
                        match &change.left {
                            Left::Kept(Some(value)) => self.told.insert(short(&change.key), short(value)),
                            Left::Kept(None) | Left::Gone => self.told.remove(&short(&change.key)),
                        };
                    }
                }
            }
        }
        Ok(true)
    }

    /// A record must be what the journal told last, and its index rows must be there.
    fn compare(&mut self, reader: &dyn Reader, key: &[u8], value: &[u8]) -> Result<()> {
        match self.told.remove(&short(key)) {
            Some(told) if told == short(value) => {}
            Some(_) => {
                let (name, seq) = (tables::name_of(key), journal::last_change(reader, key)?);
                return Err(StoreError::corrupt(say!(
                    "{name} 与操作流水 {seq} 不一致",
                    "{name}: differs from journal {seq}"
                )));
            }
            None if self.walk.unproven.contains(key) => self.unproven += 1,
            None => {
                let name = tables::name_of(key);
                return Err(StoreError::corrupt(say!(
                    "{name} 不在任何操作流水中",
                    "{name}: in no journal entry"
                )));
            }
        }
        self.records += 1;
        for index_key in self.index_keys(key, value)? {
            let (row, expected) = index_row(&index_key, key)?;
            if reader.get(&row)? != Some(expected) {
                let (name, row) = (tables::name_of(key), tables::name_of(&row));
                return Err(StoreError::corrupt(say!(
                    "{name} 缺少索引行 {row}",
                    "{name}: index row {row} is missing"
                )));
            }
        }
        Ok(())
    }

    fn index_keys(&self, key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>> {
        let table = key.first().copied().unwrap_or_default();
        let broken = |error: StoreError| {
            let (name, Say { zh, en }) = (tables::name_of(key), error.say());
            StoreError::corrupt(Say { zh: format!("{name}：{zh}"), en: format!("{name}: {en}") })
        };
        self.reindex.index_keys(table, key, value).map_err(broken)
    }

    /// An index row must be one that its record asks for.
    fn index_row_is_right(&self, reader: &dyn Reader, row: &[u8], value: &[u8]) -> Result<()> {
        let (index_key, record_key) = split_index_row(row, value)?;
        if let Some(record) = reader.get(record_key)?
            && self.index_keys(record_key, &record)?.iter().any(|key| key == index_key)
        {
            return Ok(());
        }
        let (row, record) = (tables::name_of(row), tables::name_of(record_key));
        Err(StoreError::corrupt(say!(
            "索引行 {row} 与 {record} 不符",
            "index row {row}: {record} does not ask for it"
        )))
    }

    /// What the journal told and no table held is missing; its key is found by a second walk.
    fn nothing_missing(&self, store: &Store) -> Result<()> {
        if self.told.is_empty() {
            return Ok(());
        }
        let missing: HashSet<&Short> = self.told.keys().collect();
        let mut walk = Walk::default();
        let named = store.read(|reader| -> Result<_> {
            while let Some((link, _, content)) = walk.next(reader)? {
                if let Some(key) = content.keys().into_iter().find(|key| missing.contains(&short(key))) {
                    return Ok(Some((tables::name_of(key), link.seq)));
                }
            }
            Ok(None)
        })?;
        let (name, seq) = named.unwrap_or_default();
        Err(StoreError::corrupt(say!(
            "{name} 由操作流水 {seq} 写入，但已丢失",
            "{name}: written by journal {seq}, but missing"
        )))
    }
}
