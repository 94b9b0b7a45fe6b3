//! The store's own rows: schema number, head of the journal, mark of an unfinished import.

use super::SCHEMA;
use super::chain;
use super::engine::{Batch, Dir, Engine, KeyRange, Reader, collect};
use super::error::{Result, StoreError};
use super::journal::Head;
use super::key::KeyBuf;
use super::tables::META;
use crate::say;

fn schema_key() -> Vec<u8> {
    KeyBuf::new(META.number).u8(1).into_vec()
}

fn head_key() -> Vec<u8> {
    KeyBuf::new(META.number).u8(2).into_vec()
}

fn import_key() -> Vec<u8> {
    KeyBuf::new(META.number).u8(3).into_vec()
}

/// Checks an existing store, or founds a new one in an empty engine. Returns the head of the journal.
pub(super) fn found_or_check(engine: &dyn Engine) -> Result<Head> {
    let Some(schema) = engine.get(&schema_key())? else {
        if !collect(engine, &KeyRange::all(), Dir::Up, 1)?.is_empty() {
            return Err(StoreError::corrupt(say!("缺少数据版本号", "the store has no schema number")));
        }
        let mut batch = Batch::default();
        batch.put(schema_key(), SCHEMA.to_be_bytes());
        write_head(&mut batch, Head::default());
        engine.apply(&batch)?;
        engine.flush()?;
        return Ok(Head::default());
    };
    let schema = <[u8; 4]>::try_from(schema)
        .map_err(|_| StoreError::corrupt(say!("数据版本号", "the schema number")))?;
    let found = u32::from_be_bytes(schema);
    if found == 0 {
        return Err(StoreError::corrupt(say!("数据版本号", "the schema number")));
    }
    if found > SCHEMA {
        return Err(StoreError::Newer { found, known: SCHEMA });
    }
    if engine.get(&import_key())?.is_some() {
        return Err(StoreError::Unfinished);
    }
    let head = read_head(engine)?;
    check_head(engine, head)?;
    Ok(head)
}

/// The head must be the chain's last link, else the end of the journal is missing.
pub(super) fn check_head(reader: &dyn Reader, head: Head) -> Result<()> {
    let last = chain::last_link(reader)?.map_or((0, [0; 32]), |link| (link.seq, link.hash));
    if last == (head.seq, head.hash) {
        return Ok(());
    }
    let (end, written) = (last.0, head.seq);
    Err(StoreError::corrupt(say!(
        "操作流水止于 {end}，但已写到 {written}",
        "the journal ends at {end}, but {written} was written"
    )))
}

/// Reads the head.
pub(super) fn read_head(reader: &dyn Reader) -> Result<Head> {
    let broken = || StoreError::corrupt(say!("操作流水的末端标记", "the head of the journal"));
    let bytes = reader.get(&head_key())?.ok_or_else(broken)?;
    let (commit, rest) = bytes.split_first_chunk::<8>().ok_or_else(broken)?;
    let (seq, hash) = rest.split_first_chunk::<8>().ok_or_else(broken)?;
    let hash = hash.try_into().map_err(|_| broken())?;
    Ok(Head { commit: u64::from_be_bytes(*commit), seq: u64::from_be_bytes(*seq), hash })
}

/// Writes the head.
pub(super) fn write_head(batch: &mut Batch, head: Head) {
    let bytes = [&head.commit.to_be_bytes()[..], &head.seq.to_be_bytes(), &head.hash].concat();
    batch.put(head_key(), bytes);
}

/// Marks an import as begun; such a store is not opened.
pub(super) fn begin_import(batch: &mut Batch) {
    batch.put(import_key(), []);
}

/// Takes the mark away.
pub(super) fn end_import(batch: &mut Batch) {
    batch.delete(import_key());
}
