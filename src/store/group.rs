//! A group of calls that become durable together: one batch, one flush, then all replies.
//! The one writer of the store; it neither orders calls nor answers them.

use super::Store;
use super::engine::{Batch, Engine, Reader};
use super::error::{Result, StoreError};
use super::journal::{self, Change, Head, JournalMeta};
use super::tx::{Layered, Tx};
use std::sync::{MutexGuard, PoisonError};

/// Calls waiting for their common commit. Dropped without [`commit`](Self::commit), nothing of it was.
pub struct Group<'s> {
    store: &'s Store,
    writer: MutexGuard<'s, Option<Head>>,
    calls: Calls<'s>,
}

impl<'s> Group<'s> {
    pub(super) fn begin(store: &'s Store) -> Result<Self> {
        let (writer, head) = store.write_alone()?;
        Ok(Self { store, writer, calls: Calls::after(head, store.engine()) })
    }

    /// Runs one call, as [`Calls::run`] does.
    ///
    /// # Errors
    /// As there.
    pub fn run<R, E: From<StoreError>>(
        &mut self,
        call: impl FnOnce(&mut Tx<'_>) -> std::result::Result<(R, JournalMeta), E>,
    ) -> std::result::Result<(R, Option<u64>), E> {
        self.calls.run(call)
    }

    /// Erases the content of a journal entry (a person's data): salt and payload go, a mark stays. The records
    /// themselves are not touched; overwrite them first by an ordinary call of this group.
    ///
    /// # Errors
    /// `Bug` when there is no such entry.
    pub fn erase(&mut self, seq: u64) -> Result<()> {
        self.calls.erase(seq)
    }

    /// The sequence number of the last journal entry, those of this group included.
    #[must_use]
    pub const fn last_seq(&self) -> u64 {
        self.calls.head.seq
    }

    /// True when a commit would write nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.rows.is_empty()
    }

    /// Writes the group in one batch and returns when it is on disk; the new head of the journal.
    ///
    /// # Errors
    /// When that cannot be said. Nothing of the group then counts, and the store can be used on.
    pub fn commit(self) -> Result<Head> {
        let Self { store, mut writer, calls } = self;
        let (rows, head) = calls.end();
        // What the disk holds decides after a failure, and it may hold all of the group.
        *writer = None;
        store.write(&rows, head, || ())?;
        *writer = Some(head);
        Ok(head)
    }
}

/// Calls that were run and are not yet written.
pub struct Calls<'s> {
    below: &'s dyn Reader,
    head: Head,
    rows: Batch,
}

impl<'s> Calls<'s> {
    /// None yet, after what `below` shows, whose journal ends with `head`.
    pub(super) fn after(head: Head, below: &'s dyn Reader) -> Self {
        Self { below, head, rows: Batch::default() }
    }

    /// What is to be written, and where the journal stands then.
    pub(super) fn end(self) -> (Batch, Head) {
        let Self { mut head, mut rows, .. } = self;
        if !rows.is_empty() {
            head.commit += 1;
            super::meta::write_head(&mut rows, head);
        }
        (rows, head)
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
        let mut tx = Tx::new(&self.rows, self.below);
        let (result, meta) = call(&mut tx)?;
        let changes: Vec<Change> = tx
            .changed_records()
            .map(|(key, value)| Change { key: key.to_vec(), value: value.map(<[u8]>::to_vec) })
            .collect();
        let (mut rows, erased) = tx.into_parts();
        for (seq, gone) in erased {
            let reader = Layered { top: &self.rows, below: self.below };
            journal::erase(&mut rows, &reader, seq, &|key| gone.contains(key))?;
        }
        let mut head = self.head;
        let seq = if meta.always || !changes.is_empty() {
            Some(journal::append(&mut rows, &mut head, meta, changes)?)
        } else {
            None
        };
        self.head = head;
        self.rows.merge(rows);
        Ok((result, seq))
    }

    fn erase(&mut self, seq: u64) -> Result<()> {
        let mut rows = Batch::default();
        let reader = Layered { top: &self.rows, below: self.below };
        journal::erase(&mut rows, &reader, seq, &|_| true)?;
        self.rows.merge(rows);
        Ok(())
    }
}

impl Store {
    /// The one writer's place, and where the journal stands.
    pub(super) fn write_alone(&self) -> Result<(MutexGuard<'_, Option<Head>>, Head)> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let head = match *writer {
            Some(head) => head,
            None => *writer.insert(super::meta::read_head(self.engine())?),
        };
        Ok((writer, head))
    }

    /// Writes rows that end with this head, if there are any, and returns when they are on disk. `alone` is called once
    /// no reader is left.
    ///
    /// # Errors
    /// When that cannot be said.
    pub(super) fn write(&self, rows: &Batch, head: Head, alone: impl FnOnce()) -> Result<()> {
        let _alone = (!rows.is_empty()).then(|| self.lock_for_writing());
        alone();
        if rows.is_empty() {
            return Ok(());
        }
        let _armed = self.watchdog.as_ref().map(super::watchdog::Watchdog::arm);
        let engine = self.engine();
        match engine.apply(rows).and_then(|()| engine.flush()) {
            Ok(()) => Ok(()),
            Err(error) => settle(engine, head, error),
        }
    }
}

/// After a failed write: fine when the group is there after all and can be flushed now.
fn settle(engine: &dyn Engine, wanted: Head, error: StoreError) -> Result<()> {
    match super::meta::read_head(engine) {
        Ok(found) if found == wanted => engine.flush().map_err(|_| error),
        _ => Err(error),
    }
}
