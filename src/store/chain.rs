//! The hash chain under the journal: its links, their rows, and the bytes that lie beside them.
//! What an entry says is the [`journal`](super::journal)'s business.
//!
//! digest = SHA-256(salt ‖ payload); hash = SHA-256(previous hash ‖ sequence number, 8 bytes big-endian ‖ digest).
//! Payload and salt lie in rows of their own, so that erasing them leaves the chain whole.

use super::engine::{Batch, Dir, Reader, Visit, collect};
use super::error::{Result, StoreError};
use super::hex;
use super::key::{KeyBuf, KeyReader};
use super::tables::{CHAIN, PAYLOAD};
use crate::say;
use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// Bytes of random salt before each payload.
pub(super) const SALT: usize = 16;

/// Bytes of one part: well below the value limit, so that sled keeps pages inline instead of in files of their own.
const PART: usize = 32 * 1024;

const KEPT: u8 = 0;
const ERASED: u8 = 1;

/// SHA-256 of the pieces one after the other.
pub(super) fn sha256(pieces: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for piece in pieces {
        hasher.update(piece);
    }
    hasher.finalize().into()
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Sequence number, from 1.
    pub seq: u64,
    /// Hash of the link before; zeros for the first.
    pub prev: Hash,
    /// Digest of salt and payload.
    pub digest: Hash,
    /// Hash of this link.
    pub hash: Hash,
    /// When the payload was erased: digest of the mark that lies in its place.
    pub mark: Option<Hash>,
}

impl Link {
    /// The link behind `prev` for `stored` (salt and payload).
    pub(super) fn after(prev: Hash, seq: u64, stored: &[u8]) -> Self {
        let digest = sha256(&[stored]);
        Self { seq, prev, digest, hash: sha256(&[&prev, &seq.to_be_bytes(), &digest]), mark: None }
    }

    /// Says what is wrong with this link after a link with hash `prev`, or with the bytes beside it.
    pub(super) fn check(&self, prev: &Hash, stored: &[u8]) -> Result<()> {
        let seq = self.seq;
        if self.prev != *prev {
            return Err(StoreError::corrupt(say!(
                "操作流水 {seq} 与前一条不衔接",
                "journal {seq}: does not follow the entry before it"
            )));
        }
        if self.hash != sha256(&[&self.prev, &seq.to_be_bytes(), &self.digest]) {
            return Err(StoreError::corrupt(say!(
                "操作流水 {seq} 的校验值不符",
                "journal {seq}: wrong hash"
            )));
        }
        if sha256(&[stored]) != self.mark.unwrap_or(self.digest) {
            return Err(wrong_content(seq));
        }
        Ok(())
    }

    fn encode(&self) -> Vec<u8> {
        let flag = if self.mark.is_some() { ERASED } else { KEPT };
        let mark = self.mark.as_ref().map_or(&[][..], |mark| &mark[..]);
        [&[flag], &self.prev[..], &self.digest[..], &self.hash[..], mark].concat()
    }

    fn decode(seq: u64, bytes: &[u8]) -> Option<Self> {
        let (flag, rest) = bytes.split_first()?;
        let (prev, rest) = rest.split_first_chunk::<32>()?;
        let (digest, rest) = rest.split_first_chunk::<32>()?;
        let (hash, rest) = rest.split_first_chunk::<32>()?;
        let mark = match *flag {
            KEPT if rest.is_empty() => None,
            ERASED => Some(rest.try_into().ok()?),
            _ => return None,
        };
        Some(Self { seq, prev: *prev, digest: *digest, hash: *hash, mark })
    }
}

pub(super) fn wrong_content(seq: u64) -> StoreError {
    StoreError::corrupt(say!(
        "操作流水 {seq} 的内容与摘要不符",
        "journal {seq}: the content does not match its digest"
    ))
}

fn link_key(seq: u64) -> Vec<u8> {
    KeyBuf::new(CHAIN.number).u64(seq).into_vec()
}

fn parse_link(key: &[u8], value: &[u8]) -> Result<Link> {
    let mut reader = KeyReader::new(CHAIN.number, key)?;
    let seq = reader.u64()?;
    reader.end()?;
    Link::decode(seq, value).ok_or_else(|| {
        StoreError::corrupt(say!("操作流水 {seq} 的链节不完整", "journal {seq}: a broken link"))
    })
}

/// The link of an entry.
pub(super) fn link(reader: &dyn Reader, seq: u64) -> Result<Option<Link>> {
    let key = link_key(seq);
    reader.get(&key)?.map(|value| parse_link(&key, &value)).transpose()
}

/// The last link.
pub(super) fn last_link(reader: &dyn Reader) -> Result<Option<Link>> {
    let rows = collect(reader, &KeyBuf::new(CHAIN.number).range(), Dir::Down, 1)?;
    rows.first().map(|(key, value)| parse_link(key, value)).transpose()
}

/// Up to `limit` links from `seq` on, in order.
pub(super) fn links(reader: &dyn Reader, seq: u64, limit: usize) -> Result<Vec<Link>> {
    let mut range = KeyBuf::new(CHAIN.number).range();
    range.from = link_key(seq);
    let rows = collect(reader, &range, Dir::Up, limit)?;
    rows.iter().map(|(key, value)| parse_link(key, value)).collect()
}

/// The bytes beside a link: salt and payload, or the mark of an erased one. Empty when there are none.
pub(super) fn stored(reader: &dyn Reader, seq: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut gap = None;
    let mut next = 0_u16;
    reader.scan(&KeyBuf::new(PAYLOAD.number).u64(seq).range(), Dir::Up, &mut |key, value| {
        if key != part_key(seq, next).as_slice() {
            gap = Some(hex::encode(key));
            return Visit::Stop;
        }
        next = next.saturating_add(1);
        bytes.extend_from_slice(value);
        Visit::More
    })?;
    match gap {
        Some(key) => Err(StoreError::corrupt(say!(
            "操作流水 {seq} 缺少第 {next} 段（遇到 {key}）",
            "journal {seq}: part {key} where part {next} belongs"
        ))),
        None => Ok(bytes),
    }
}

/// Writes a link and the bytes beside it.
pub(super) fn write(batch: &mut Batch, link: &Link, stored: &[u8]) -> Result<()> {
    batch.put(link_key(link.seq), link.encode());
    for (part, bytes) in (0_u16..).zip(stored.chunks(PART)) {
        batch.put(part_key(link.seq, part), bytes);
    }
    if stored.len() > PART * usize::from(u16::MAX) {
        return Err(StoreError::bug(format!("journal {}: too many parts", link.seq)));
    }
    Ok(())
}

/// Puts `mark` in the place of the bytes beside a link; the chain stays whole.
pub(super) fn erase(batch: &mut Batch, reader: &dyn Reader, link: &Link, mark: &[u8]) -> Result<()> {
    reader.scan(&KeyBuf::new(PAYLOAD.number).u64(link.seq).range(), Dir::Up, &mut |key, _| {
        batch.delete(key);
        Visit::More
    })?;
    let erased = Link { mark: Some(sha256(&[mark])), ..link.clone() };
    write(batch, &erased, mark)
}

fn part_key(seq: u64, part: u16) -> Vec<u8> {
    KeyBuf::new(PAYLOAD.number).u64(seq).u16(part).into_vec()
}
