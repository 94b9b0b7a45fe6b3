//! Rebuilds every index from the records alone: what verification compares and an import writes.

use crate::desk::{handover, rows};
use crate::domain::register::Registers;
use crate::say;
use crate::store::tables::ENTRY;
use crate::store::{Reindex, StoreError};

/// Rebuilds index keys from stored bytes: for verification and import.
pub struct Indexes<'a>(pub &'a Registers);

impl Reindex for Indexes<'_> {
    fn index_keys(&self, table: u8, key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
        if table != ENTRY.number {
            return handover::index_keys(table, key, value);
        }
        let entry = rows::entry_of_key(key)?;
        let tag = entry.register;
        let register = self.0.by_tag(tag).ok_or_else(|| {
            StoreError::corrupt(say!("登记簿 {tag} 未知", "an entry of the unknown register {tag}"))
        })?;
        Ok(rows::index_keys(register, &rows::decode(register, value)?))
    }
}
