//! The end of the time for late entries: the watch closes and its document goes into the chain. The server's clock asks
//! when; nothing here waits.

use super::watch::facts;
use super::{grace_index, signed, whole};
use crate::desk::act::Base;
use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::register::Look;
use crate::store::table::scan_index;
use crate::store::tables::LOG_INDEX;
use crate::store::{Dir, KeyReader, Reader, Tx, Visit};

/// When custody left the watch that waits longest, and which it is.
fn first(reader: &dyn Reader) -> Result<Option<(At, u64)>, Fault> {
    let mut found = None;
    let mut damaged = None;
    scan_index(reader, &grace_index().range(), Dir::Up, &mut |key, _| {
        let read = KeyReader::new(LOG_INDEX.number, key).and_then(|mut key| {
            key.u8()?;
            Ok((At(key.i64()?), key.u64()?))
        });
        match read {
            Ok(one) => found = Some(one),
            Err(error) => damaged = Some(error),
        }
        Visit::Stop
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}

/// When the next watch closes by itself.
pub(in crate::desk) fn next_close(reader: &dyn Reader, grace_minutes: i64) -> Result<Option<At>, Fault> {
    Ok(first(reader)?.map(|(left, _)| left.plus_minutes(grace_minutes)))
}

/// Closes the watch that waits longest when its time is over; false when none is due.
pub(in crate::desk) fn close_due(base: &Base<'_>, tx: &mut Tx<'_>) -> Result<bool, Fault> {
    let grace = base.scope(tx).setting("handover.grace_minutes");
    let Some((_, id)) = first(tx)?.filter(|(left, _)| left.plus_minutes(grace) <= base.now) else {
        return Ok(false);
    };
    let Some(before) = whole(tx, id)? else { return Ok(false) };
    let facts = facts(&base.scope(tx), &before)?;
    let mut watch = before.clone();
    watch.close(&facts)?;
    signed::store(base, tx, Some(&before), &watch)?;
    Ok(true)
}
