//! An engine that keeps the batches it is given and times what the engine below takes for them.

use lobby::store::{Batch, Dir, Engine, KeyRange, Reader, Result, Visit};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What the engine below was asked.
#[derive(Default)]
pub struct Seen {
    /// Every batch, when they are wanted.
    pub batches: Vec<Batch>,
    /// How long each batch took to apply.
    pub apply: Vec<Duration>,
    /// How long each flush took.
    pub flush: Vec<Duration>,
}

/// The engine.
pub struct Watched<E> {
    inner: E,
    seen: Arc<Mutex<Seen>>,
    keep: bool,
}

impl<E: Engine> Watched<E> {
    /// Watches an engine; `keep` keeps the batches too.
    pub fn new(inner: E, keep: bool) -> (Self, Arc<Mutex<Seen>>) {
        let seen = Arc::new(Mutex::new(Seen::default()));
        (Self { inner, seen: Arc::clone(&seen), keep }, seen)
    }
}

impl<E: Engine> Reader for Watched<E> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.inner.get(key)
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        self.inner.scan(range, dir, visit)
    }
}

impl<E: Engine> Engine for Watched<E> {
    fn apply(&self, batch: &Batch) -> Result<()> {
        if self.keep {
            self.seen.lock().unwrap().batches.push(batch.clone());
        }
        let begun = Instant::now();
        let done = self.inner.apply(batch);
        self.seen.lock().unwrap().apply.push(begun.elapsed());
        done
    }

    fn flush(&self) -> Result<()> {
        let begun = Instant::now();
        let done = self.inner.flush();
        self.seen.lock().unwrap().flush.push(begun.elapsed());
        done
    }
}
