//! A store's engine that fails when a test wants it to.

use lobby::store::{Batch, Dir, Engine, KeyRange, MemoryEngine, Reader, StoreError, Visit};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Memory that refuses every write after so many, as a power cut would.
#[derive(Clone)]
pub struct Failing {
    memory: Arc<MemoryEngine>,
    left: Arc<AtomicI64>,
}

impl Failing {
    /// Empty, and writing as often as it is asked to.
    pub fn never() -> Self {
        Self { memory: Arc::new(MemoryEngine::new()), left: Arc::new(AtomicI64::new(i64::MAX)) }
    }

    /// From now on only so many writes succeed.
    pub fn fails_after(&self, writes: i64) {
        self.left.store(writes, Ordering::SeqCst);
    }
}

impl Reader for Failing {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.get(key)
    }
    fn scan(
        &self,
        range: &KeyRange,
        dir: Dir,
        visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit,
    ) -> Result<(), StoreError> {
        self.memory.scan(range, dir, visit)
    }
}

impl Engine for Failing {
    fn apply(&self, batch: &Batch) -> Result<(), StoreError> {
        if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
            return Err(StoreError::Full { what: "test".into() });
        }
        self.memory.apply(batch)
    }
    fn flush(&self) -> Result<(), StoreError> {
        self.memory.flush()
    }
}
