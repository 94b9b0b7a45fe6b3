//! Replies of calls already done, by the caller's key: a repeated call returns the first reply and does the work once.

use crate::api::{Call, Reply};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use crate::store::tables::REPLY;
use crate::store::{Dir, Reader, Table, Tx, Visit, codec};
use crate::text::lang::t;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long a key is remembered.
const KEPT_MINUTES: i64 = 7 * 24 * 60;
/// A longer reply is not kept; the repeat is answered by showing the thing anew.
const LONGEST: usize = 32 * 1024;
/// Characters of a key.
const KEY: usize = 100;

#[derive(Serialize, Deserialize)]
enum KeptDisk {
    V1 {
        /// When it was done.
        at: At,
        /// SHA-256 of call and arguments.
        digest: [u8; 32],
        /// The encoded reply; none when it was too long to keep.
        reply: Option<Vec<u8>>,
    },
}

const REPLIES: Table<(u64, String), KeptDisk> = Table::new(&REPLY, &[]);

/// What is known of a key.
pub(super) enum Known {
    /// Never seen.
    New,
    /// Done, with this reply.
    Done(Box<Reply>),
    /// Done, but the reply was too long to keep.
    DoneUnkept,
}

/// Looks a key up.
pub(super) fn known(reader: &dyn Reader, staff: StaffId, key: &str, call: &Call) -> Result<Known, Fault> {
    if key.is_empty() || key.chars().count() > KEY {
        return Err(Fault::invalid("key", t("key 应为 1 至 100 个字符", "A key has 1 to 100 characters")));
    }
    let Some(KeptDisk::V1 { digest: kept, reply, .. }) = REPLIES.get(reader, &(staff.0, key.to_owned()))?
    else {
        return Ok(Known::New);
    };
    if kept != digest(call)? {
        return Err(Fault::new(
            FaultKind::KeyReused,
            t("此 key 已用于另一内容的请求", "This key was used with other arguments"),
        )
        .at("key"));
    }
    match reply {
        // A reply of an earlier program may have another form; what was done is shown anew.
        Some(bytes) => {
            Ok(codec::decode(&bytes).map_or(Known::DoneUnkept, |reply| Known::Done(Box::new(reply))))
        }
        None => Ok(Known::DoneUnkept),
    }
}

/// Remembers a reply; without one, that it was given: full values of what is masked are not kept a second time.
pub(super) fn remember(
    tx: &mut Tx<'_>,
    staff: StaffId,
    key: &str,
    call: &Call,
    reply: Option<&Reply>,
    at: At,
) -> Result<(), Fault> {
    let bytes = reply.map(codec::encode_frame).transpose()?;
    let reply = bytes.filter(|bytes| bytes.len() <= LONGEST);
    Ok(REPLIES.put(tx, &(staff.0, key.to_owned()), &KeptDisk::V1 { at, digest: digest(call)?, reply })?)
}

/// Forgets keys that are older than a week; returns how many.
pub(super) fn forget_old(tx: &mut Tx<'_>, now: At) -> Result<usize, Fault> {
    let mut old = Vec::new();
    REPLIES.scan(tx, Dir::Up, &mut |key, KeptDisk::V1 { at, .. }| {
        if at.minutes_to(now) > KEPT_MINUTES {
            old.push(key);
        }
        Visit::More
    })?;
    for key in &old {
        REPLIES.delete(tx, key)?;
    }
    Ok(old.len())
}

fn digest(call: &Call) -> Result<[u8; 32], Fault> {
    Ok(Sha256::digest(codec::encode_frame(&call.without_pins())?).into())
}
