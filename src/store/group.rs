//! A group of calls that become durable together: one batch, one flush, then all replies.
//! The one writer of the store; it neither orders calls nor answers them.

use super::Store;
use super::engine::{Batch, Engine};
use super::error::{Result, StoreError};
use super::journal::{self, Change, Head, JournalMeta};
use super::tx::{Layered, Tx};
use std::sync::{MutexGuard, PoisonError};

/// Calls waiting for their common commit. Dropped without [`commit`](Self::commit), nothing of it was.
pub struct Group<'s> {
    store: &'s Store,
    writer: MutexGuard<'s, Option<Head>>,
    head: Head,
    pending: Batch,
}

impl<'s> Group<'s> {
    pub(super) fn begin(store: &'s Store) -> Result<Self> {
        let mut writer = store.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let head = match *writer {
            Some(head) => head,
            None => *writer.insert(super::meta::read_head(store.engine())?),
        };
        Ok(Self { store, writer, head, pending: Batch::default() })
    }

    /// Runs one call. When the closure fails, nothing of it stays in the group; when it succeeds, a journal entry
    /// is written if a record changed or the meta asks for one. Returns the closure's result and the entry's number.
    ///
    /// # Errors
    /// The closure's, or the store's when the entry cannot be written.
    pub fn run<R, E: From<StoreError>>(
        &mut self,
        call: impl FnOnce(&mut Tx<'_>) -> std::result::Result<(R, JournalMeta), E>,
    ) -> std::result::Result<(R, Option<u64>), E> {
        let mut tx = Tx::new(&self.pending, self.store.engine());
        let (result, meta) = call(&mut tx)?;
        let changes: Vec<Change> = tx
            .changed_records()
            .map(|(key, value)| Change { key: key.to_vec(), value: value.map(<[u8]>::to_vec) })
            .collect();
        let (mut rows, erased) = tx.into_parts();
        for (seq, gone) in erased {
            let reader = Layered { top: &self.pending, below: self.store.engine() };
            journal::erase(&mut rows, &reader, seq, &|key| gone.contains(key))?;
        }
        let mut head = self.head;
        let seq = if meta.always || !changes.is_empty() {
            Some(journal::append(&mut rows, &mut head, meta, changes)?)
        } else {
            None
        };
        self.head = head;
        self.pending.merge(rows);
        Ok((result, seq))
    }

    /// Erases the content of a journal entry (a person's data): salt and payload go, a mark stays. The records
    /// themselves are not touched; overwrite them first by an ordinary call of this group.
    ///
    /// # Errors
    /// `Bug` when there is no such entry.
    pub fn erase(&mut self, seq: u64) -> Result<()> {
        let mut rows = Batch::default();
        let reader = Layered { top: &self.pending, below: self.store.engine() };
        journal::erase(&mut rows, &reader, seq, &|_| true)?;
        self.pending.merge(rows);
        Ok(())
    }

    /// The sequence number of the last journal entry, those of this group included.
    #[must_use]
    pub const fn last_seq(&self) -> u64 {
        self.head.seq
    }

    /// True when a commit would write nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Writes the group in one batch and returns when it is on disk; the new head of the journal.
    ///
    /// # Errors
    /// When that cannot be said. Nothing of the group then counts, and the store can be used on.
    pub fn commit(mut self) -> Result<Head> {
        if self.pending.is_empty() {
            return Ok(self.head);
        }
        let head = Head { commit: self.head.commit + 1, ..self.head };
        super::meta::write_head(&mut self.pending, head);
        let _alone = self.store.lock_for_writing();
        let _armed = self.store.watchdog.as_ref().map(super::watchdog::Watchdog::arm);
        let engine = self.store.engine();
        match engine.apply(&self.pending).and_then(|()| engine.flush()) {
            Ok(()) => {}
            Err(error) => {
                // The engine has reopened: what the disk holds decides, and it may hold all of the group.
                *self.writer = None;
                settle(engine, head, error)?;
            }
        }
        *self.writer = Some(head);
        Ok(head)
    }
}

/// After a failed write: fine when the group is there after all and can be flushed now.
fn settle(engine: &dyn Engine, wanted: Head, error: StoreError) -> Result<()> {
    match super::meta::read_head(engine) {
        Ok(found) if found == wanted => engine.flush().map_err(|_| error),
        _ => Err(error),
    }
}
