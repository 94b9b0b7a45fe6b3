//! What a large batch is about to write, kept in a file until the engine has written it row by row: so that all of it is
//! there after a crash, or nothing. It knows no table, and does not read the rows it keeps.
//!
//! sled applies a batch in no order and holds all pages that it replaced until the last row. Row by row in key order,
//! neighbours meet on the same pages and these are freed at once, which takes half the time; but then a crash in
//! between would leave half of it.

use super::engine::Batch;
use super::error::{Result, StoreError};
use crate::say;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes of the sum at the file's end.
const SUM: usize = 32;
/// The length that stands for "removed".
const REMOVED: u32 = u32::MAX;

/// The file of a data directory.
#[derive(Debug)]
pub(super) struct Redo {
    path: PathBuf,
}

impl Redo {
    /// The file of this data directory.
    pub(super) fn in_dir(dir: &Path) -> Self {
        Self { path: dir.join("redo") }
    }

    /// Keeps a batch; when this returns, it survives a power cut.
    ///
    /// # Errors
    /// When the file cannot be written. Nothing is kept then.
    pub(super) fn keep(&self, batch: &Batch) -> Result<()> {
        let draft = self.path.with_extension("new");
        let kept =
            write(&draft, batch).and_then(|()| fs::rename(&draft, &self.path)).and_then(|()| self.sync_dir());
        kept.map_err(|error| {
            let _ = fs::remove_file(&draft);
            let _ = fs::remove_file(&self.path);
            StoreError::io("keep a large change", error)
        })
    }

    /// Forgets it; when this returns, it will not come back.
    ///
    /// # Errors
    /// When the file cannot be removed.
    pub(super) fn forget(&self) -> Result<()> {
        let gone = fs::remove_file(&self.path).and_then(|()| self.sync_dir());
        gone.map_err(|error| StoreError::io("forget a large change", error))
    }

    /// The batch that was kept and not forgotten.
    ///
    /// # Errors
    /// `Corrupt` when the file is not what was kept.
    pub(super) fn kept(&self) -> Result<Option<Batch>> {
        match fs::read(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io(format!("read {}", self.path.display()), error)),
            Ok(bytes) => {
                let path = self.path.display();
                let broken =
                    || StoreError::corrupt(say!("{path} 已损坏", "{path} is not what was written to it"));
                Ok(Some(read(&bytes).ok_or_else(broken)?))
            }
        }
    }

    fn sync_dir(&self) -> io::Result<()> {
        File::open(self.path.parent().unwrap_or(Path::new("."))).and_then(|dir| dir.sync_all())
    }
}

fn write(path: &Path, batch: &Batch) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut sum = Sha256::new();
    let mut put = |bytes: &[u8]| {
        sum.update(bytes);
        file.write_all(bytes)
    };
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput);
    for (key, value) in batch.rows() {
        put(&length(key)?.to_be_bytes())?;
        put(&value.map_or(Ok(REMOVED), length)?.to_be_bytes())?;
        put(key)?;
        put(value.unwrap_or_default())?;
    }
    let sum = sum.finalize();
    file.write_all(&sum)?;
    file.into_inner()?.sync_all()
}

fn read(bytes: &[u8]) -> Option<Batch> {
    let (mut rest, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    if Sha256::digest(rest).as_slice() != sum {
        return None;
    }
    let mut batch = Batch::default();
    while !rest.is_empty() {
        let (key, value);
        (key, rest) = rest.split_first_chunk::<4>()?;
        (value, rest) = rest.split_first_chunk::<4>()?;
        let (key_length, value_length) = (u32::from_be_bytes(*key), u32::from_be_bytes(*value));
        let key;
        (key, rest) = rest.split_at_checked(usize::try_from(key_length).ok()?)?;
        if value_length == REMOVED {
            batch.delete(key);
        } else {
            let value;
            (value, rest) = rest.split_at_checked(usize::try_from(value_length).ok()?)?;
            batch.put(key, value);
        }
    }
    Some(batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_again_until_it_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let redo = Redo::in_dir(dir.path());
        assert_eq!(redo.kept().unwrap(), None);
        let mut batch = Batch::default();
        batch.put([1, 2], [9; 300]);
        batch.put([3], []);
        batch.delete([4]);
        redo.keep(&batch).unwrap();
        assert_eq!(redo.kept().unwrap(), Some(batch));
        redo.forget().unwrap();
        assert_eq!(redo.kept().unwrap(), None);
    }

    #[test]
    fn every_flipped_or_missing_byte_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let redo = Redo::in_dir(dir.path());
        let mut batch = Batch::default();
        batch.put([1], [2, 3]);
        redo.keep(&batch).unwrap();
        let whole = fs::read(&redo.path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 1;
            fs::write(&redo.path, &flipped).unwrap();
            assert!(redo.kept().is_err(), "byte {at}");
            fs::write(&redo.path, &whole[..at]).unwrap();
            assert!(redo.kept().is_err(), "cut at {at}");
        }
    }
}
