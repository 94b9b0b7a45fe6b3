//! The engine on disk: sled behind the store's own trait. Starts no thread and no transaction of its own.
//!
//! Three habits of sled 0.34 are made good here: its `flush` does not flush the drive's cache, so the
//! store file is synced through a second handle; large pages go to files in `blobs/` that it never
//! syncs; and after any I/O failure it refuses every later write, so it is closed and opened again,
//! for which a [`Reserve`] of disk space is kept: opening writes too. Large batches go row by row, with a [`Redo`] beside.

use super::engine::{Batch, Dir, Engine, KeyRange, Reader, Visit};
use super::error::{Result, StoreError};
use super::redo::Redo;
use super::reserve::Reserve;
use crate::say;
use rustix::fs::FlockOperation;
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of cache given to sled, whose default is a gibibyte: the least and the most, and in between which part of the
/// store file. The cache counts bytes of the file, and what it holds takes twice as much memory; a new store is filled no
/// faster with a larger one.
const CACHE_LEAST: u64 = 16 * 1024 * 1024;
const CACHE_MOST: u64 = 128 * 1024 * 1024;
const CACHE_PART: u64 = 16;

/// Rows from which on a batch is written row by row: below, three more syncs cost more than that saves.
const LARGE: usize = 4096;

/// Rows on a full leaf of sled, and those that stay on it when it is cut (its `Node::should_split` and `Node::split`).
const FULL: usize = 16;
const KEPT: usize = 9;

/// How long to wait for sled's background threads to let go of the file.
const CLOSE_PATIENCE: Duration = Duration::from_secs(5);

/// One sled tree in a directory.
#[derive(Debug)]
pub struct SledEngine {
    dir: PathBuf,
    reserve: Reserve,
    open: Mutex<Option<Open>>,
}

/// What exists only while sled is open.
#[derive(Debug)]
struct Open {
    db: sled::Db,
    file: File,
    synced_blobs: BTreeSet<OsString>,
}

impl SledEngine {
    /// Opens the store in `dir`, creating the directory (mode 0700) when it is missing.
    ///
    /// # Errors
    /// `Locked` when another process has it open, else what the file system says.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self> {
        let dir = dir.into();
        make_private_dir(&dir)?;
        let reserve = Reserve::in_dir(&dir);
        let open = reserve.open(|| Open::at(&dir))?;
        Ok(Self { dir, reserve, open: Mutex::new(Some(open)) })
    }

    /// The data directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn slot(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reopen(&self) -> Result<Open> {
        self.reserve.open(|| Open::at(&self.dir))
    }

    /// A handle for reading; opens again when an earlier attempt to do so failed.
    fn db(&self) -> Result<sled::Db> {
        let mut slot = self.slot();
        if slot.is_none() {
            *slot = Some(self.reopen()?);
        }
        slot.as_ref().map(|open| open.db.clone()).ok_or_else(|| StoreError::bug("sled is closed"))
    }

    /// Runs a write; when it fails, sled is closed and opened again so that the next one has a chance.
    fn write(&self, what: &str, job: impl FnOnce(&mut Open) -> Result<()>) -> Result<()> {
        let mut slot = self.slot();
        let mut open = match slot.take() {
            Some(open) => open,
            None => self.reopen()?,
        };
        let done = job(&mut open);
        if done.is_ok() {
            *slot = Some(open);
            return done;
        }
        open.close();
        match self.reopen() {
            Ok(open) => *slot = Some(open),
            Err(error) => tracing::error!("{what}: could not reopen the store: {error}"),
        }
        done
    }
}

impl Drop for SledEngine {
    fn drop(&mut self) {
        if let Some(open) = self.slot().take() {
            open.close();
        }
    }
}

impl Open {
    fn at(dir: &Path) -> Result<Self> {
        let stored = fs::metadata(dir.join("db")).map_or(0, |file| file.len());
        let db = sled::Config::new()
            .path(dir)
            .cache_capacity((stored / CACHE_PART).clamp(CACHE_LEAST, CACHE_MOST))
            .flush_every_ms(None)
            .open()
            .map_err(|error| opening(dir, error))?;
        let path = dir.join("db");
        let file =
            File::open(&path).map_err(|error| StoreError::io(format!("open {}", path.display()), error))?;
        let mut open = Self { db, file, synced_blobs: BTreeSet::new() };
        // A large batch that a crash interrupted.
        let redo = Redo::in_dir(dir);
        let redone =
            redo.kept().and_then(|kept| kept.map_or(Ok(()), |batch| open.finish(&redo, &batch, dir)));
        match redone {
            Ok(()) => Ok(open),
            Err(error) => {
                // Whoever tries again finds the lock free.
                open.close();
                Err(error)
            }
        }
    }

    /// Writes a batch that is kept in `redo` row by row, in key order.
    ///
    /// In two rounds, which fill sled's leaves: of seventeen rows in a row it leaves nine on one leaf, on which nothing
    /// of that row comes any more. The first round writes nine of sixteen rows, so that the second fills the leaves with
    /// the other seven: almost half as many are cut, and they take that much less room.
    fn finish(&mut self, redo: &Redo, batch: &Batch, dir: &Path) -> Result<()> {
        for first in [true, false] {
            let in_round = |at: usize| (at * KEPT % FULL < KEPT) == first;
            for (key, value) in batch.rows().enumerate().filter_map(|(at, row)| in_round(at).then_some(row)) {
                match value {
                    Some(value) => self.db.insert(key, value),
                    None => self.db.remove(key),
                }
                .map_err(|error| engine_error("write", error))?;
            }
        }
        self.flush(dir)?;
        redo.forget()
    }

    /// Lets sled free the pages that `rows` written rows replaced. It frees (through crossbeam-epoch) only when its
    /// epoch is entered anew, some five hundred pieces at every 128th time, and a whole batch enters it once: after
    /// 130,000 records in large batches it held 6 GB, and 0.2 GB this way. A look at the first row is the cheapest.
    fn free_replaced(&self, rows: usize) -> Result<()> {
        for _ in 0..rows {
            self.db.get([]).map_err(|error| engine_error("read", error))?;
        }
        Ok(())
    }

    /// Closes, and returns when the directory can be opened again: sled's background threads hold its
    /// file lock for a moment longer than the last handle lives.
    fn close(self) {
        let Self { db, file, .. } = self;
        drop(db);
        let patience = Instant::now() + CLOSE_PATIENCE;
        let lock = || rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive);
        while lock() == Err(Errno::WOULDBLOCK) && Instant::now() < patience {
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn flush(&mut self, dir: &Path) -> Result<()> {
        self.db.flush().map_err(|error| engine_error("flush", error))?;
        self.sync_blobs(&dir.join("blobs"))?;
        self.file.sync_data().map_err(|error| StoreError::io("sync the store file", error))
    }

    /// Blob files are rare (a page above 128 KiB), so listing their directory costs next to nothing.
    fn sync_blobs(&mut self, dir: &Path) -> Result<()> {
        let context = |error| StoreError::io(format!("sync {}", dir.display()), error);
        let mut seen = BTreeSet::new();
        let mut fresh = false;
        for entry in fs::read_dir(dir).map_err(context)? {
            let entry = entry.map_err(context)?;
            let name = entry.file_name();
            if !self.synced_blobs.contains(&name) {
                File::open(entry.path()).and_then(|file| file.sync_all()).map_err(context)?;
                fresh = true;
            }
            seen.insert(name);
        }
        if fresh {
            File::open(dir).and_then(|file| file.sync_all()).map_err(context)?;
        }
        self.synced_blobs = seen;
        Ok(())
    }
}

impl Reader for SledEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let value = self.db()?.get(key).map_err(|error| engine_error("read", error))?;
        Ok(value.map(|value| value.to_vec()))
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let db = self.db()?;
        let mut rows = db.range::<&[u8], _>(range.bounds());
        while let Some(row) = match dir {
            Dir::Up => rows.next(),
            Dir::Down => rows.next_back(),
        } {
            let (key, value) = row.map_err(|error| engine_error("scan", error))?;
            if visit(&key, &value) == Visit::Stop {
                break;
            }
        }
        Ok(())
    }
}

impl Engine for SledEngine {
    fn apply(&self, batch: &Batch) -> Result<()> {
        self.reserve.room_for(batch.bytes())?;
        if batch.len() >= LARGE {
            return self.write("write", |open| {
                let redo = Redo::in_dir(&self.dir);
                redo.keep(batch)?;
                open.finish(&redo, batch, &self.dir)
            });
        }
        let mut rows = sled::Batch::default();
        for (key, value) in batch.rows() {
            match value {
                Some(value) => rows.insert(key, value),
                None => rows.remove(key),
            }
        }
        self.write("write", |open| {
            open.db.apply_batch(rows).map_err(|error| engine_error("write", error))?;
            open.free_replaced(batch.len())
        })
    }

    fn flush(&self) -> Result<()> {
        self.write("flush", |open| open.flush(&self.dir))
    }
}

fn make_private_dir(dir: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|error| StoreError::io(format!("create {}", dir.display()), error))
}

fn opening(dir: &Path, error: sled::Error) -> StoreError {
    match error {
        // sled words its lock failure itself and gives it no kind of its own (config.rs, try_lock).
        sled::Error::Io(error) if error.to_string().contains("could not acquire lock") => {
            StoreError::Locked { path: dir.display().to_string() }
        }
        error => engine_error(&format!("open {}", dir.display()), error),
    }
}

fn engine_error(what: &str, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(error) => StoreError::io(what, error),
        sled::Error::Corruption { at, .. } => {
            StoreError::corrupt(say!("数据文件 {at:?} 处（{what}）", "{what}: the store file, at {at:?}"))
        }
        other => StoreError::Io { what: what.to_owned(), source: io::Error::other(other.to_string()) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn large() -> Batch {
        let mut batch = Batch::default();
        for row in 0..LARGE as u64 + 9 {
            let key = row.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
            if row % 5 == 0 { batch.delete(key) } else { batch.put(key, row.to_be_bytes()) }
        }
        batch
    }

    fn rows(engine: &SledEngine) -> Vec<(Vec<u8>, Vec<u8>)> {
        super::super::engine::collect(engine, &KeyRange::all(), Dir::Up, usize::MAX).unwrap()
    }

    fn after(batch: &Batch) -> Vec<(Vec<u8>, Vec<u8>)> {
        batch.rows().filter_map(|(key, value)| Some((key.to_vec(), value?.to_vec()))).collect()
    }

    #[test]
    fn a_large_batch_is_written_like_a_small_one() {
        let dir = tempfile::tempdir().unwrap();
        let engine = SledEngine::open(dir.path()).unwrap();
        let batch = large();
        let mut before = Batch::default();
        batch.rows().step_by(3).for_each(|(key, _)| before.put(key, [7]));
        engine.apply(&before).unwrap();
        engine.apply(&batch).unwrap();
        assert_eq!(rows(&engine), after(&batch));
        assert!(Redo::in_dir(dir.path()).kept().unwrap().is_none());
    }

    #[test]
    fn a_large_batch_that_was_interrupted_is_finished_at_the_next_opening() {
        for written in [0, 1, LARGE / 2, LARGE + 9] {
            let dir = tempfile::tempdir().unwrap();
            drop(SledEngine::open(dir.path()).unwrap());
            let batch = large();
            Redo::in_dir(dir.path()).keep(&batch).unwrap();
            {
                let db = sled::open(dir.path()).unwrap();
                for (key, value) in batch.rows().take(written) {
                    if let Some(value) = value {
                        db.insert(key, value).unwrap();
                    }
                }
            }
            // sled's threads let go of the file a moment after it was dropped.
            let engine = loop {
                match SledEngine::open(dir.path()) {
                    Err(StoreError::Locked { .. }) => thread::yield_now(),
                    opened => break opened.unwrap(),
                }
            };
            assert_eq!(rows(&engine), after(&batch), "after {written} rows");
            assert!(Redo::in_dir(dir.path()).kept().unwrap().is_none());
        }
    }
}
