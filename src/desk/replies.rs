//! Replies of calls already done, by the caller's key: a repeated call returns the first reply and does the work once.

use super::job::WatchShown;
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
    /// A change of a watch, which the repeat is shown as it is by then.
    V2 {
        /// When it was done.
        at: At,
        /// SHA-256 of call and arguments.
        digest: [u8; 32],
        /// Which watch the answer showed.
        watch: u64,
        /// With which receipt.
        receipt: String,
    },
}

/// What is kept of an answer.
pub(super) enum Kept<'a> {
    /// The reply.
    Reply(&'a Reply),
    /// Which watch it showed.
    Watch(&'a WatchShown),
    /// That it was given: full values of what is masked are not kept a second time.
    Nothing,
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
    /// Done, and answered with this watch.
    Watch(WatchShown),
}

/// Looks a key up.
pub(super) fn known(reader: &dyn Reader, staff: StaffId, key: &str, call: &Call) -> Result<Known, Fault> {
    if key.is_empty() || key.chars().count() > KEY {
        return Err(Fault::invalid("key", t("key 应为 1 至 100 个字符", "A key has 1 to 100 characters")));
    }
    let (known, reply) = match REPLIES.get(reader, &(staff.0, key.to_owned()))? {
        None => return Ok(Known::New),
        Some(KeptDisk::V1 { digest, reply, .. }) => (digest, Ok(reply)),
        Some(KeptDisk::V2 { digest, watch, receipt, .. }) => (digest, Err(WatchShown { watch, receipt })),
    };
    if known != digest(call)? {
        return Err(Fault::new(
            FaultKind::KeyReused,
            t("此 key 已用于另一内容的请求", "This key was used with other arguments"),
        )
        .at("key"));
    }
    match reply {
        // A reply of an earlier program may have another form; what was done is shown anew.
        Ok(Some(bytes)) => {
            Ok(codec::decode(&bytes).map_or(Known::DoneUnkept, |reply| Known::Done(Box::new(reply))))
        }
        Ok(None) => Ok(Known::DoneUnkept),
        Err(shows) => Ok(Known::Watch(shows)),
    }
}

/// Remembers an answer.
pub(super) fn remember(
    tx: &mut Tx<'_>,
    staff: StaffId,
    key: &str,
    call: &Call,
    answer: &Kept<'_>,
    at: At,
) -> Result<(), Fault> {
    let digest = digest(call)?;
    let kept = match answer {
        Kept::Watch(WatchShown { watch, receipt }) => {
            KeptDisk::V2 { at, digest, watch: *watch, receipt: receipt.clone() }
        }
        Kept::Nothing => KeptDisk::V1 { at, digest, reply: None },
        Kept::Reply(reply) => {
            let reply = Some(codec::encode_frame(reply)?).filter(|bytes| bytes.len() <= LONGEST);
            KeptDisk::V1 { at, digest, reply }
        }
    };
    Ok(REPLIES.put(tx, &(staff.0, key.to_owned()), &kept)?)
}

/// Forgets keys that are older than a week; returns how many.
pub(super) fn forget_old(tx: &mut Tx<'_>, now: At) -> Result<usize, Fault> {
    let mut old = Vec::new();
    REPLIES.scan(tx, Dir::Up, &mut |key, (KeptDisk::V1 { at, .. } | KeptDisk::V2 { at, .. })| {
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
