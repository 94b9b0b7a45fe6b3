//! Takes an export file into an empty engine: chain, contents, records, and through [`Reindex`] the indexes.
//! A file that is damaged or cut off leaves a store that refuses to open.

use super::chain::{self, Hash, Link, sha256};
use super::codec::MAX_ENTRY;
use super::engine::{Batch, Dir, Engine, KeyRange, collect};
use super::error::{Result, StoreError};
use super::export::{FORM, Line, LinkText};
use super::journal::{self, Content, Head};
use super::key::KeyBuf;
use super::remains::Left;
use super::replay::Walk;
use super::table::index_row;
use super::tables::{self, Class, META};
use super::{Reindex, SCHEMA, hex, meta};
use crate::say;
use crate::text::lang::Say;
use sha2::{Digest as _, Sha256};
use std::io::{BufRead, Read};

/// Rows written in one batch; the engine's memory grows with what is unflushed.
const CHUNK: usize = 1000;

/// Longest line: the longest entry in hex, and room for its numbers.
const MAX_LINE: u64 = 2 * MAX_ENTRY as u64 + 4096;

/// What was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Number of entries.
    pub entries: u64,
    /// Number of records.
    pub records: u64,
}

/// Rebuilds a store from an export file in an engine that holds nothing. Open it as a [`Store`](super::Store) after.
///
/// # Errors
/// `NotEmpty`, `Newer`, or `Line` with the number of the first line that cannot be taken.
pub fn import(engine: &dyn Engine, input: &mut dyn BufRead, reindex: &dyn Reindex) -> Result<Imported> {
    meta::found_or_check(engine)?;
    let rows = KeyRange { from: vec![META.number + 1], to: None };
    if !collect(engine, &rows, Dir::Up, 1)?.is_empty() {
        return Err(StoreError::NotEmpty { what: "数据目录 / the store".into() });
    }
    let mut writer = Writer { engine, batch: Batch::default() };
    meta::begin_import(&mut writer.batch);
    writer.write()?;
    let walk = take_lines(&mut writer, input)?;
    writer.write()?;
    let records = rebuild_indexes(&mut writer, reindex)?;
    meta::write_head(&mut writer.batch, Head { commit: 1, seq: walk.seq, hash: walk.hash });
    meta::end_import(&mut writer.batch);
    writer.write()?;
    Ok(Imported { entries: walk.seq, records })
}

struct Writer<'a> {
    engine: &'a dyn Engine,
    batch: Batch,
}

impl Writer<'_> {
    fn write(&mut self) -> Result<()> {
        self.engine.apply(&self.batch)?;
        self.engine.flush()?;
        self.batch = Batch::default();
        Ok(())
    }

    fn write_when_full(&mut self) -> Result<()> {
        if self.batch.len() < CHUNK { Ok(()) } else { self.write() }
    }
}

fn take_lines(writer: &mut Writer<'_>, input: &mut dyn BufRead) -> Result<Walk> {
    let mut lines = Lines { input, sum: Sha256::new(), number: 0 };
    match lines.next()? {
        Some((Line::Lobby { form: FORM, schema }, _)) if schema <= SCHEMA => {}
        Some((Line::Lobby { form: FORM, schema }, _)) => {
            return Err(StoreError::Newer { found: schema, known: SCHEMA });
        }
        _ => return Err(lines.fault(say!("不是本程序的导出文件", "not an export file of this program"))),
    }
    let mut walk = Walk::default();
    while let Some((line, before)) = lines.next()? {
        match line {
            Line::Entry { link, content } => take_entry(writer, &mut walk, &link, &content, false),
            Line::Erased { link, mark } => take_entry(writer, &mut walk, &link, &mark, true),
            Line::Record { key, value } => take_record(writer, &walk, &key, &value),
            Line::End { entries, head, sha256 } => {
                let sums =
                    (entries, head, sha256) == (walk.seq, hex::encode(&walk.hash), hex::encode(&before));
                return match lines.next()? {
                    None if sums => Ok(walk),
                    None => Err(lines.fault(say!("文件校验值不符", "the sums of the file do not match"))),
                    Some(_) => Err(lines.fault(say!("结尾之后还有内容", "a line behind the end"))),
                };
            }
            Line::Lobby { .. } => Err(StoreError::corrupt(say!("重复的首行", "a second head line"))),
        }
        .map_err(|error| lines.fault(error.say()))?;
        writer.write_when_full()?;
    }
    Err(lines.fault(say!("文件不完整", "the file is cut off")))
}

fn take_entry(
    writer: &mut Writer<'_>,
    walk: &mut Walk,
    text: &LinkText,
    bytes: &str,
    erased: bool,
) -> Result<()> {
    let stored = from_hex(bytes)?;
    let hash = |text: &str| {
        Hash::try_from(from_hex(text)?)
            .map_err(|_| StoreError::corrupt(say!("校验值长度不对", "a hash of odd length")))
    };
    let mark = erased.then(|| sha256(&[&stored]));
    let link = Link {
        seq: text.seq,
        prev: hash(&text.prev)?,
        digest: hash(&text.digest)?,
        hash: hash(&text.hash)?,
        mark,
    };
    let content = walk.take(&link, &stored)?;
    chain::write(&mut writer.batch, &link, &stored)?;
    for key in content.keys() {
        writer.batch.put(journal::history_key(key, link.seq)?, []);
    }
    match content {
        Content::Entry(entry) => {
            for change in entry.changes {
                only_records(&change.key)?;
                match change.value {
                    Some(value) => writer.batch.put(change.key, value),
                    None => writer.batch.delete(change.key),
                }
            }
        }
        Content::Erased(left) => {
            for change in left.changes {
                only_records(&change.key)?;
                match change.left {
                    Left::Kept(Some(value)) => writer.batch.put(change.key, value),
                    // What an erased value left of its record follows behind the entries, if it left anything.
                    Left::Kept(None) | Left::Gone => writer.batch.delete(change.key),
                }
            }
        }
    }
    Ok(())
}

fn take_record(writer: &mut Writer<'_>, walk: &Walk, key: &str, value: &str) -> Result<()> {
    let key = from_hex(key)?;
    only_records(&key)?;
    if !walk.unproven.contains(&key) {
        let name = tables::name_of(&key);
        return Err(StoreError::corrupt(say!(
            "{name} 的值应由操作流水给出",
            "{name}: the journal tells its value"
        )));
    }
    writer.batch.put(key, from_hex(value)?);
    Ok(())
}

fn only_records(key: &[u8]) -> Result<()> {
    if tables::of_key(key).is_some_and(|table| table.class == Class::Record) {
        return Ok(());
    }
    let name = tables::name_of(key);
    Err(StoreError::corrupt(say!("{name} 不是记录", "{name} is no record")))
}

fn from_hex(text: &str) -> Result<Vec<u8>> {
    hex::decode(text)
        .ok_or_else(|| StoreError::corrupt(say!("不是十六进制数字", "bytes that are not hex digits")))
}

/// Adds the index rows of all records; returns how many records there are.
fn rebuild_indexes(writer: &mut Writer<'_>, reindex: &dyn Reindex) -> Result<u64> {
    let mut records = 0;
    for table in tables::of_class(Class::Record) {
        let mut range = KeyBuf::new(table.number).range();
        loop {
            let rows = collect(writer.engine, &range, Dir::Up, CHUNK)?;
            for (key, value) in &rows {
                for index_key in reindex.index_keys(table.number, key, value)? {
                    let (row, value) = index_row(&index_key, key)?;
                    writer.batch.put(row, value);
                }
                records += 1;
            }
            writer.write()?;
            match rows.last() {
                Some((last, _)) => range = range.after(last),
                None => break,
            }
        }
    }
    Ok(records)
}

struct Lines<'a> {
    input: &'a mut dyn BufRead,
    sum: Sha256,
    number: u64,
}

impl Lines<'_> {
    /// The next line and the checksum of all bytes before it; `None` at the end of the file.
    fn next(&mut self) -> Result<Option<(Line, Hash)>> {
        self.number += 1;
        let mut bytes = Vec::new();
        (&mut *self.input)
            .take(MAX_LINE)
            .read_until(b'\n', &mut bytes)
            .map_err(|error| StoreError::io("import", error))?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let before = self.sum.clone().finalize().into();
        self.sum.update(&bytes);
        let text = bytes
            .strip_suffix(b"\n")
            .ok_or_else(|| self.fault(say!("过长或不完整", "too long or cut off")))?;
        let line = serde_json::from_slice(text)
            .map_err(|error| self.fault(say!("无法读取：{error}", "unreadable: {error}")))?;
        Ok(Some((line, before)))
    }

    fn fault(&self, what: Say) -> StoreError {
        StoreError::Line { line: self.number, what }
    }
}
