//! Walks the journal link by link, checking each, and keeps what it says about the records in bounded memory.
//! Shared by verify, export and import; it compares nothing with the tables.

use super::chain::{self, Hash, Link, sha256};
use super::engine::Reader;
use super::error::{Result, StoreError};
use super::journal::Content;
use super::remains::Left;
use crate::say;
use std::collections::BTreeSet;

/// A checked walk: where it stands, and which records only an erased entry could tell.
#[derive(Default)]
pub(super) struct Walk {
    /// Number of the last entry seen.
    pub(super) seq: u64,
    /// Its hash.
    pub(super) hash: Hash,
    /// How many of the entries are erased.
    pub(super) erased: u64,
    /// Records whose last change lies in an erased entry: the tables alone know their value.
    pub(super) unproven: BTreeSet<Vec<u8>>,
}

impl Walk {
    /// The next link with the bytes beside it and what they say; `None` at the journal's end.
    pub(super) fn next(&mut self, reader: &dyn Reader) -> Result<Option<(Link, Vec<u8>, Content)>> {
        let Some(link) = chain::links(reader, self.seq + 1, 1)?.pop() else { return Ok(None) };
        let stored = chain::stored(reader, link.seq)?;
        let content = self.take(&link, &stored)?;
        Ok(Some((link, stored, content)))
    }

    /// Takes a link from wherever it came, if it follows and holds.
    pub(super) fn take(&mut self, link: &Link, stored: &[u8]) -> Result<Content> {
        let next = self.seq + 1;
        if link.seq != next {
            return Err(StoreError::corrupt(say!("缺少操作流水 {next}", "journal {next}: missing")));
        }
        link.check(&self.hash, stored)?;
        let content = Content::of(link, stored)?;
        match &content {
            Content::Entry(entry) => {
                for change in &entry.changes {
                    self.unproven.remove(&change.key);
                }
            }
            Content::Erased(left) => {
                self.erased += 1;
                for change in &left.changes {
                    match change.left {
                        Left::Gone => {
                            self.unproven.insert(change.key.clone());
                        }
                        Left::Kept(_) => {
                            self.unproven.remove(&change.key);
                        }
                    }
                }
            }
        }
        (self.seq, self.hash) = (link.seq, link.hash);
        Ok(content)
    }
}

/// Half a SHA-256: enough to compare by, and a million of them fit in memory.
pub(super) type Short = [u8; 16];

/// The short hash of some bytes.
pub(super) fn short(bytes: &[u8]) -> Short {
    let hash = sha256(&[bytes]);
    hash.first_chunk::<16>().copied().unwrap_or_default()
}
