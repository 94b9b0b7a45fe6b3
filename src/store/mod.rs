//! Floor 3: typed tables over an engine, indexes, journal, codec, verify, export, backup. Knows no rule of the desk.
//!
//! One writer: [`Store::begin`] gives a [`Group`], which commits in one batch and one flush. Readers use
//! [`Store::read`] and never meet a running write, since sled deadlocks when many threads mix both.

mod backup;
mod bytes;
mod chain;
pub mod codec;
pub mod engine;
mod error;
mod export;
mod group;
pub mod hex;
mod import;
pub mod journal;
pub mod key;
mod memory;
mod meta;
mod redo;
mod relay;
mod remains;
mod replay;
mod reserve;
mod sled_engine;
pub mod table;
pub mod tables;
mod tx;
mod verify;
mod watchdog;

pub use backup::{backup, restore};
pub use chain::{Hash, Link};
pub use engine::{Batch, Dir, Engine, KeyRange, Reader, Visit, collect};
pub use error::{Result, StoreError};
pub use export::{Exported, Part, export, part as export_part};
pub use group::{Calls, Group};
pub use import::{Imported, import};
pub use journal::{Change, Head, JournalEntry, JournalMeta, Outcome};
pub use key::{KeyBuf, KeyReader};
pub use memory::MemoryEngine;
pub use sled_engine::SledEngine;
pub use table::{IndexFn, RawTable, Table, TableKey};
pub use tables::{Class, TableInfo};
pub use tx::Tx;
pub use verify::{Report, digest, verify};
pub use watchdog::Hook;

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockWriteGuard};
use std::time::Duration;
use watchdog::Watchdog;

/// Schema number of a store written by this program. A higher one is refused; a lower one would be lifted on opening.
pub const SCHEMA: u32 = 1;

/// How to open a store.
#[derive(Clone)]
pub struct Options {
    /// How long a commit may take before the watchdog's hook is called.
    pub hang_limit: Duration,
    /// What the watchdog does; `None`: no watchdog.
    pub hang_hook: Option<Hook>,
}

impl Default for Options {
    /// Ten seconds, then the process ends: a restart recovers, a hanging store does not.
    fn default() -> Self {
        Self { hang_limit: Duration::from_secs(10), hang_hook: Some(Arc::new(|| std::process::abort())) }
    }
}

impl Options {
    /// Without a watchdog: for tests and short tools.
    #[must_use]
    pub fn unwatched() -> Self {
        Self { hang_hook: None, ..Self::default() }
    }
}

/// Index keys of records whose types the store does not know; the desk implements it over its registers.
pub trait Reindex {
    /// The index keys of a record, without the record's own key; none for a record that is not indexed.
    ///
    /// # Errors
    /// When the record does not decode.
    fn index_keys(&self, table: u8, key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>>;
}

/// An open store.
pub struct Store {
    engine: Box<dyn Engine>,
    /// Readers share it; a commit has it alone.
    lock: RwLock<()>,
    /// Whoever wants the lock goes through here. A commit that waits for readers holds it: a reader who comes back for the
    /// next chunk would else be in again before the commit has woken up, over and over.
    turn: Mutex<()>,
    /// The one writer's place, with the head of the journal; `None` after a failed write, until read again.
    writer: Mutex<Option<Head>>,
    watchdog: Option<Watchdog>,
}

impl Store {
    /// Opens the store in `engine`; an empty engine becomes a new store.
    ///
    /// # Errors
    /// `Newer` when a newer program wrote it, `Unfinished` after a broken import, `Corrupt` when the journal's end
    /// is missing.
    pub fn open(engine: impl Engine + 'static, options: &Options) -> Result<Self> {
        let head = meta::found_or_check(&engine)?;
        let watchdog = match &options.hang_hook {
            Some(hook) => Some(
                Watchdog::start(options.hang_limit, Arc::clone(hook))
                    .map_err(|error| StoreError::io("start the watchdog", error))?,
            ),
            None => None,
        };
        Ok(Self {
            engine: Box::new(engine),
            lock: RwLock::new(()),
            turn: Mutex::new(()),
            writer: Mutex::new(Some(head)),
            watchdog,
        })
    }

    /// Reads while no commit runs; commits wait meanwhile, so a long reader comes back for each chunk.
    /// Must not be nested, and not be called by the thread that holds a group: use the transaction for reading there.
    ///
    /// # Errors
    /// The closure's.
    pub fn read<R, E>(
        &self,
        job: impl FnOnce(&dyn Reader) -> std::result::Result<R, E>,
    ) -> std::result::Result<R, E> {
        drop(self.turn.lock().unwrap_or_else(PoisonError::into_inner));
        let _shared = self.lock.read().unwrap_or_else(PoisonError::into_inner);
        job(&*self.engine)
    }

    /// Begins a group of calls; waits while another group is open.
    ///
    /// # Errors
    /// When the engine cannot be read after an earlier failure.
    pub fn begin(&self) -> Result<Group<'_>> {
        Group::begin(self)
    }

    /// Where the journal stands.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn head(&self) -> Result<Head> {
        self.read(meta::read_head)
    }

    fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    fn lock_for_writing(&self) -> RwLockWriteGuard<'_, ()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.lock.write().unwrap_or_else(PoisonError::into_inner)
    }
}
