//! What is left of a journal entry whose content was erased: who called what when, the keys it changed, and the bytes of
//! those records that the erasure does not concern. It decides nothing about what must go.
//!
//! One line may have changed records of several people. The chain covers the digest of salt and payload, and that digest
//! stays in the link: so the payload can go without breaking the chain, but what replaces it is no longer covered by
//! it. The mark's own digest lies in the link beside the old one; whoever wants to prove that the bytes kept for the
//! others are the old ones compares them with a backup that still has the payload. A salt that is gone makes sure that
//! nobody finds the erased bytes by trying all phone numbers against the digest.

use super::codec;
use super::error::Result;
use super::journal::{Change, JournalEntry, Outcome};
use serde::{Deserialize, Serialize};

/// The first byte of the newer form: as a list of keys, the older form, it would be empty, and nothing could follow.
const FORM: u8 = 0;

/// What is left of an erased entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remains {
    at: i64,
    zone: String,
    staff: u64,
    desk: u64,
    session: u64,
    call: String,
    /// What it changed, in key order.
    pub(super) changes: Vec<Remaining>,
}

/// What is left of one change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remaining {
    /// The record's key.
    #[serde(with = "super::bytes")]
    pub(super) key: Vec<u8>,
    /// What it became, unless that was erased.
    pub(super) left: Left,
}

/// What is left of a record's new bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Left {
    /// They were erased.
    Gone,
    /// They are as they were; `None` when the record was removed.
    Kept(#[serde(with = "super::bytes::option")] Option<Vec<u8>>),
}

#[derive(Serialize, Deserialize)]
enum Disk {
    V1(Remains),
}

impl Remains {
    /// What is left of an entry when the values of the records that `gone` names go, and the remark.
    pub(super) fn of(entry: JournalEntry, gone: &dyn Fn(&[u8]) -> bool) -> Self {
        let JournalEntry { at, zone, staff, desk, session, call, changes, .. } = entry;
        let left = |change: Change| Remaining {
            left: if gone(&change.key) { Left::Gone } else { Left::Kept(change.value) },
            key: change.key,
        };
        Self { at, zone, staff, desk, session, call, changes: changes.into_iter().map(left).collect() }
    }

    /// The same with still more gone.
    pub(super) fn without(mut self, gone: &dyn Fn(&[u8]) -> bool) -> Self {
        for change in self.changes.iter_mut().filter(|change| gone(&change.key)) {
            change.left = Left::Gone;
        }
        self
    }

    pub(super) fn encode(self) -> Result<Vec<u8>> {
        let bytes = codec::encode_entry(&Disk::V1(self))?;
        Ok([&[FORM], bytes.as_slice()].concat())
    }

    pub(super) fn decode(mark: &[u8]) -> Result<Self> {
        match mark.split_first() {
            Some((&FORM, rest)) if !rest.is_empty() => {
                let Disk::V1(remains) = codec::decode_entry(rest)?;
                Ok(remains)
            }
            // The first version kept the keys alone.
            _ => {
                let keys: Vec<Vec<u8>> = codec::decode_entry(mark)?;
                let changes = keys.into_iter().map(|key| Remaining { key, left: Left::Gone }).collect();
                let (zone, call) = (String::new(), String::new());
                Ok(Self { at: 0, zone, staff: 0, desk: 0, session: 0, call, changes })
            }
        }
    }

    /// The entry as it is shown: erased, with the changes that are left.
    pub(super) fn entry(self, seq: u64) -> JournalEntry {
        let Self { at, zone, staff, desk, session, call, changes } = self;
        let kept = |change: Remaining| match change.left {
            Left::Gone => None,
            Left::Kept(value) => Some(Change { key: change.key, value }),
        };
        let changes = changes.into_iter().filter_map(kept).collect();
        JournalEntry {
            seq,
            at,
            zone,
            staff,
            desk,
            session,
            call,
            note: None,
            outcome: Outcome::Erased,
            changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_form_and_the_newer_one_are_told_apart() {
        for keys in [vec![], vec![vec![20, 1], vec![20]]] {
            let old = codec::encode_entry(&keys).unwrap();
            let read = Remains::decode(&old).unwrap();
            assert!(read.changes.iter().map(|change| &change.key).eq(&keys));
            assert!(read.changes.iter().all(|change| change.left == Left::Gone));
            let new = read.clone().encode().unwrap();
            assert_eq!(Remains::decode(&new).unwrap(), read);
        }
    }
}
