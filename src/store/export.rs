//! All journalled data as JSON lines, without loss: a head line, one line an entry, an end line with a checksum.
//! Working data and indexes are not in it.
//!
//! `content` is salt and payload in hex: `xxd -r -p | sha256sum` over it gives `digest`, and over `prev`, the
//! number as 16 hex digits and `digest` gives `hash`. Records that only an erased entry could tell follow behind.

use super::chain::{self, Hash, Link};
use super::error::{Result, StoreError};
use super::replay::Walk;
use super::{SCHEMA, Store, hex};
use crate::say;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io::Write;

/// Number of the file's form.
pub(super) const FORM: u32 = 1;

/// Bytes gathered under one read lock.
const CHUNK: usize = 2 * 1024 * 1024;
/// Bytes of a part before its last line; that one may be long, and all of it must fit into a frame.
const PART: usize = 512 * 1024;

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// The first line.
    Lobby {
        /// Form of the file.
        form: u32,
        /// Schema number of the store.
        schema: u32,
    },
    /// A journal entry.
    Entry {
        /// Its place in the chain.
        #[serde(flatten)]
        link: LinkText,
        /// Salt and payload.
        content: String,
    },
    /// An entry whose content was erased.
    Erased {
        /// Its place in the chain.
        #[serde(flatten)]
        link: LinkText,
        /// The mark in its place.
        mark: String,
    },
    /// A record that only an erased entry could tell.
    Record {
        /// Its key.
        key: String,
        /// Its bytes.
        value: String,
    },
    /// The last line.
    End {
        /// Number of entries.
        entries: u64,
        /// Hash of the last entry.
        head: String,
        /// SHA-256 of all bytes before this line.
        sha256: String,
    },
}

/// A link's numbers as text.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LinkText {
    /// Sequence number.
    pub(super) seq: u64,
    /// Hash of the link before.
    pub(super) prev: String,
    /// Digest of the content.
    pub(super) digest: String,
    /// Hash of this link.
    pub(super) hash: String,
}

impl Line {
    fn of(link: &Link, stored: &[u8]) -> Self {
        let Link { seq, prev, digest, hash, mark } = link;
        let text = LinkText {
            seq: *seq,
            prev: hex::encode(prev),
            digest: hex::encode(digest),
            hash: hex::encode(hash),
        };
        match mark {
            None => Self::Entry { link: text, content: hex::encode(stored) },
            Some(_) => Self::Erased { link: text, mark: hex::encode(stored) },
        }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Number of entries.
    pub entries: u64,
    /// Hash of the last entry.
    pub head: Hash,
    /// Bytes of the file.
    pub bytes: u64,
}

/// Writes everything journalled to `out`, in chunks, while people may work: what they do meanwhile is in it, up to
/// the moment the journal's end was reached.
///
/// # Errors
/// When the store is damaged or `out` fails.
pub fn export(store: &Store, out: &mut dyn Write) -> Result<Exported> {
    Ok(export_until(store, u64::MAX, out)?.0)
}

/// As [`export`], but no entry behind `upto`. Gives also the lines behind the entries.
fn export_until(store: &Store, upto: u64, out: &mut dyn Write) -> Result<(Exported, Vec<u8>)> {
    let mut file = Summed { out, sum: Sha256::new(), bytes: 0 };
    let mut walk = Walk::default();
    let mut chunk = Vec::new();
    let mut tail = Vec::new();
    push(&mut chunk, &Line::Lobby { form: FORM, schema: SCHEMA })?;
    let mut done = false;
    while !done {
        done = store.read(|reader| -> Result<_> {
            while chunk.len() < CHUNK {
                let next = if walk.seq < upto { walk.next(reader)? } else { None };
                let Some((link, stored, _)) = next else {
                    for key in &walk.unproven {
                        if let Some(value) = reader.get(key)? {
                            let (key, value) = (hex::encode(key), hex::encode(&value));
                            push(&mut tail, &Line::Record { key, value })?;
                        }
                    }
                    return Ok(true);
                };
                push(&mut chunk, &Line::of(&link, &stored))?;
            }
            Ok(false)
        })?;
        file.write(&chunk)?;
        chunk.clear();
    }
    file.write(&tail)?;
    let sha256 = hex::encode(&file.sum.clone().finalize());
    let mut end = Vec::new();
    push(&mut end, &Line::End { entries: walk.seq, head: hex::encode(&walk.hash), sha256 })?;
    file.write(&end)?;
    tail.extend(end);
    file.out.flush().map_err(|error| StoreError::io("export", error))?;
    Ok((Exported { entries: walk.seq, head: walk.hash, bytes: file.bytes }, tail))
}

/// A stretch of an export, for a reader who asks again and again instead of holding a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Lines without their ends.
    pub lines: Vec<String>,
    /// Where to go on; none behind the last line.
    pub next: Option<u64>,
    /// The last entry of this export.
    pub upto: u64,
}

/// The stretch of an export that begins with entry `from` (0: with the head line) and ends with entry `upto` of the
/// journal, or where it ends now. All stretches together are what [`export`] writes. The last one costs a second
/// walk over the journal, for the checksum.
///
/// # Errors
/// When the store is damaged.
pub fn part(store: &Store, from: u64, upto: Option<u64>) -> Result<Part> {
    let end = store.head()?.seq;
    let upto = upto.map_or(end, |upto| upto.min(end));
    let mut text = Vec::new();
    if from == 0 {
        push(&mut text, &Line::Lobby { form: FORM, schema: SCHEMA })?;
    }
    let mut next = from.max(1);
    store.read(|reader| -> Result<()> {
        while text.len() < PART && next <= upto {
            let link = chain::link(reader, next)?
                .ok_or_else(|| StoreError::corrupt(say!("缺少操作流水 {next}", "journal {next}: missing")))?;
            push(&mut text, &Line::of(&link, &chain::stored(reader, next)?))?;
            next += 1;
        }
        Ok(())
    })?;
    let more = next <= upto;
    if !more {
        text.extend(export_until(store, upto, &mut std::io::sink())?.1);
    }
    let lines = String::from_utf8_lossy(&text).lines().map(str::to_owned).collect();
    Ok(Part { lines, next: more.then_some(next), upto })
}

fn push(chunk: &mut Vec<u8>, line: &Line) -> Result<()> {
    serde_json::to_writer(&mut *chunk, line)
        .map_err(|error| StoreError::bug(format!("export line: {error}")))?;
    chunk.push(b'\n');
    Ok(())
}

struct Summed<'a> {
    out: &'a mut dyn Write,
    sum: Sha256,
    bytes: u64,
}

impl Summed<'_> {
    fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.sum.update(chunk);
        self.bytes += chunk.len() as u64;
        self.out.write_all(chunk).map_err(|error| StoreError::io("export", error))
    }
}
