//! An engine in memory, for tests and previews. It keeps nothing across a restart and never touches a disk.

use super::engine::{Batch, Dir, Engine, KeyRange, Reader, Visit};
use super::error::Result;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// Rows in a map. A scan sees the rows as they were when it began.
#[derive(Debug, Default)]
pub struct MemoryEngine {
    rows: RwLock<Arc<Rows>>,
}

impl MemoryEngine {
    /// An empty engine.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn rows(&self) -> Arc<Rows> {
        Arc::clone(&self.rows.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Reader for MemoryEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(self.rows().get(key).cloned())
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        if range.is_empty() {
            return Ok(());
        }
        let rows = self.rows();
        let mut hits = rows.range::<[u8], _>(range.bounds());
        while let Some((key, value)) = match dir {
            Dir::Up => hits.next(),
            Dir::Down => hits.next_back(),
        } {
            if visit(key, value) == Visit::Stop {
                break;
            }
        }
        Ok(())
    }
}

impl Engine for MemoryEngine {
    fn apply(&self, batch: &Batch) -> Result<()> {
        let mut rows = self.rows.write().unwrap_or_else(PoisonError::into_inner);
        let rows = Arc::make_mut(&mut rows);
        for (key, value) in batch.rows() {
            match value {
                Some(value) => rows.insert(key.to_vec(), value.to_vec()),
                None => rows.remove(key),
            };
        }
        Ok(())
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}
