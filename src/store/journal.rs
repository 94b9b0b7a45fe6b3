//! The journal: who did what when, with the changed records. Written by [`Group`](super::Group) only;
//! history of a record, audit, verify and export read it. It knows no call and no record type.

use super::chain::{self, Hash, Link, SALT, sha256};
use super::codec;
use super::engine::{Batch, Dir, KeyRange, Reader, collect};
use super::error::{Result, StoreError};
use super::key::KeyBuf;
use super::remains::Remains;
use super::table::key_length;
use super::tables::HISTORY;
use crate::say;
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use std::io;

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused; the fault's kind.
    Refused(String),
    /// Not stored: what is shown for an entry whose content was erased.
    Erased,
}

/// A changed record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The record's key, table number first.
    #[serde(with = "super::bytes")]
    pub key: Vec<u8>,
    /// Its new bytes; `None` when it was removed.
    #[serde(with = "super::bytes::option")]
    pub value: Option<Vec<u8>>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Sequence number, from 1 without gaps; the order of the log.
    pub seq: u64,
    /// Instant, milliseconds of Unix time.
    pub at: i64,
    /// The site's IANA zone.
    pub zone: String,
    /// Staff member.
    pub staff: u64,
    /// Desk.
    pub desk: u64,
    /// Session.
    pub session: u64,
    /// Call id, without arguments.
    pub call: String,
    /// A reason or remark.
    pub note: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The changed records in key order.
    pub changes: Vec<Change>,
}

/// What a call says about itself; the store adds number and changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalMeta {
    /// Instant, milliseconds of Unix time.
    pub at: i64,
    /// The site's IANA zone.
    pub zone: String,
    /// Staff member.
    pub staff: u64,
    /// Desk.
    pub desk: u64,
    /// Session.
    pub session: u64,
    /// Call id, without arguments.
    pub call: String,
    /// A reason or remark.
    pub note: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// Write an entry even when no record changed (a refusal, a login).
    pub always: bool,
}

/// The stored form; an old variant stays when a new one comes.
#[derive(Serialize, Deserialize)]
enum Stored {
    V1(JournalEntry),
}

/// Where the journal stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Number of commits so far.
    pub commit: u64,
    /// Last sequence number; 0 when the journal is empty.
    pub seq: u64,
    /// Hash of the last link; zeros when the journal is empty.
    pub hash: Hash,
}

/// A link with what lies beside it, checked against each other.
#[derive(Debug)]
pub(super) enum Content {
    /// The entry.
    Entry(JournalEntry),
    /// What is left of an erased entry.
    Erased(Remains),
}

impl Content {
    /// Decodes the bytes beside `link`.
    pub(super) fn of(link: &Link, stored: &[u8]) -> Result<Self> {
        let seq = link.seq;
        let broken = |error: StoreError| {
            let Say { zh, en } = error.say();
            StoreError::corrupt(say!("操作流水 {seq}：{zh}", "journal {seq}: {en}"))
        };
        if link.mark.is_some() {
            return Ok(Self::Erased(Remains::decode(stored).map_err(broken)?));
        }
        let payload = stored.get(SALT..).ok_or_else(|| {
            StoreError::corrupt(say!("操作流水 {seq} 没有内容", "journal {seq}: no content"))
        })?;
        let Stored::V1(entry) = codec::decode_entry(payload).map_err(broken)?;
        if entry.seq != seq {
            let other = entry.seq;
            return Err(StoreError::corrupt(say!(
                "操作流水 {seq} 处存的是第 {other} 条",
                "journal {seq}: holds entry {other}"
            )));
        }
        Ok(Self::Entry(entry))
    }

    /// The keys of the changed records.
    pub(super) fn keys(&self) -> Vec<&[u8]> {
        match self {
            Self::Entry(entry) => entry.changes.iter().map(|change| change.key.as_slice()).collect(),
            Self::Erased(left) => left.changes.iter().map(|change| change.key.as_slice()).collect(),
        }
    }
}

/// Adds an entry behind `head` and moves it on.
pub(super) fn append(
    batch: &mut Batch,
    head: &mut Head,
    meta: JournalMeta,
    changes: Vec<Change>,
) -> Result<u64> {
    let seq = head.seq + 1;
    let JournalMeta { at, zone, staff, desk, session, call, note, outcome, always: _ } = meta;
    let entry = JournalEntry { seq, at, zone, staff, desk, session, call, note, outcome, changes };
    for change in &entry.changes {
        batch.put(history_key(&change.key, seq)?, []);
    }
    let mut stored = vec![0; SALT];
    getrandom::fill(&mut stored)
        .map_err(|error| StoreError::io("random salt", io::Error::other(error.to_string())))?;
    stored.extend(codec::encode_entry(&Stored::V1(entry))?);
    let link = Link::after(head.hash, seq, &stored);
    chain::write(batch, &link, &stored)?;
    (head.seq, head.hash) = (seq, link.hash);
    Ok(seq)
}

/// Replaces an entry's content by what is left of it without the remark and the values of the records that `gone`
/// names; an erased one loses those that it still had.
pub(super) fn erase(
    batch: &mut Batch,
    reader: &dyn Reader,
    seq: u64,
    gone: &dyn Fn(&[u8]) -> bool,
) -> Result<()> {
    let link =
        chain::link(reader, seq)?.ok_or_else(|| StoreError::bug(format!("journal {seq} does not exist")))?;
    let left = match Content::of(&link, &chain::stored(reader, seq)?)? {
        Content::Entry(entry) => Remains::of(entry, gone),
        Content::Erased(left) => left.without(gone),
    };
    chain::erase(batch, reader, &link, &left.encode()?)
}

/// The entry of `link`; of an erased one what is left.
fn load(reader: &dyn Reader, link: &Link) -> Result<JournalEntry> {
    let stored = chain::stored(reader, link.seq)?;
    if sha256(&[&stored]) != link.mark.unwrap_or(link.digest) {
        return Err(chain::wrong_content(link.seq));
    }
    Ok(match Content::of(link, &stored)? {
        Content::Entry(entry) => entry,
        Content::Erased(left) => left.entry(link.seq),
    })
}

/// Up to `limit` entries from `from_seq` on, in order. An erased one has the outcome `Erased`, no remark,
/// and only the changes that are left.
///
/// # Errors
/// When the engine fails or an entry is damaged.
pub fn read(reader: &dyn Reader, from_seq: u64, limit: usize) -> Result<Vec<JournalEntry>> {
    chain::links(reader, from_seq, limit)?.iter().map(|link| load(reader, link)).collect()
}

/// The number of the last entry; 0 when there is none.
///
/// # Errors
/// When the engine fails.
pub fn last(reader: &dyn Reader) -> Result<u64> {
    Ok(chain::last_link(reader)?.map_or(0, |link| link.seq))
}

/// As [`read`], each with the hash of its link.
///
/// # Errors
/// When the engine fails or an entry is damaged.
pub fn read_hashed(reader: &dyn Reader, from_seq: u64, limit: usize) -> Result<Vec<(JournalEntry, Hash)>> {
    let links = chain::links(reader, from_seq, limit)?;
    links.iter().map(|link| Ok((load(reader, link)?, link.hash))).collect()
}

/// All entries that changed this record, oldest first.
///
/// # Errors
/// When the engine fails or an entry is damaged.
pub fn history(reader: &dyn Reader, record_key: &[u8]) -> Result<Vec<JournalEntry>> {
    let rows = collect(reader, &history_range(record_key)?, Dir::Up, usize::MAX)?;
    let mut entries = Vec::with_capacity(rows.len());
    for (key, _) in rows {
        let seq = history_seq(&key)?;
        let missing = || {
            StoreError::corrupt(say!(
                "操作流水 {seq} 被记录的历史引用，但不存在",
                "journal {seq}: named by a record's history, but missing"
            ))
        };
        let link = chain::link(reader, seq)?.ok_or_else(missing)?;
        entries.push(load(reader, &link)?);
    }
    Ok(entries)
}

/// The last entry number that changed this record; 0 when none did.
pub(super) fn last_change(reader: &dyn Reader, record_key: &[u8]) -> Result<u64> {
    let rows = collect(reader, &history_range(record_key)?, Dir::Down, 1)?;
    rows.first().map_or(Ok(0), |(key, _)| history_seq(key))
}

/// The row that says that entry `seq` changed this record.
pub(super) fn history_key(record_key: &[u8], seq: u64) -> Result<Vec<u8>> {
    Ok(history_prefix(record_key)?.u64(seq).into_vec())
}

fn history_range(record_key: &[u8]) -> Result<KeyRange> {
    Ok(history_prefix(record_key)?.range())
}

fn history_prefix(record_key: &[u8]) -> Result<KeyBuf> {
    Ok(KeyBuf::new(HISTORY.number).u16(key_length(record_key)?).raw(record_key))
}

/// The entry number at the end of a history row's key.
pub(super) fn history_seq(key: &[u8]) -> Result<u64> {
    let (_, seq) = key
        .split_last_chunk::<8>()
        .ok_or_else(|| StoreError::corrupt(say!("历史索引行不完整", "a broken history row")))?;
    Ok(u64::from_be_bytes(*seq))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_an_entry_stay_what_they_are() {
        let change = |value: Option<&[u8]>| Change { key: vec![20, 1], value: value.map(<[u8]>::to_vec) };
        let entry = JournalEntry {
            seq: 1,
            at: -1,
            zone: "Z".into(),
            staff: 2,
            desk: 3,
            session: 300,
            call: "a.b".into(),
            note: Some("好".into()),
            outcome: Outcome::Refused("x".into()),
            changes: vec![change(None), change(Some(&[0xff, 0]))],
        };
        let bytes = codec::encode_entry(&Stored::V1(entry.clone())).unwrap();
        let golden = [
            &[0, 1, 1, 1, b'Z', 2, 3, 251, 44, 1, 3][..],
            &[b'a', b'.', b'b', 1, 3, 229, 165, 189, 1, 1, b'x'],
            &[2, 2, 20, 1, 0, 2, 20, 1, 1, 2, 0xff, 0],
        ];
        assert_eq!(bytes, golden.concat());
        let Stored::V1(back) = codec::decode_entry(&bytes).unwrap();
        assert_eq!(back, entry);
    }
}
