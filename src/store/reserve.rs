//! Keeps the store away from a full disk: writes are refused while there is still room, and a few megabytes
//! are held back so that the store can be opened and read when somebody else filled the disk.
//!
//! sled does not survive meeting a full disk: it hangs or refuses everything, and it writes even to open.

use super::error::{Result, StoreError};
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes kept back: what sled writes while opening (its snapshot and a few segments of half a megabyte).
const BYTES: usize = 4 * 1024 * 1024;

/// Room that must be left besides what a batch needs.
const MARGIN: u64 = 4 * 1024 * 1024;

/// Bytes that a byte of a batch may cost: sled rewrites the pages around it, and a large one is kept beside meanwhile.
const COST: u64 = 5;

/// The file that holds the space.
#[derive(Debug)]
pub(super) struct Reserve {
    path: PathBuf,
}

impl Reserve {
    /// The reserve of a data directory.
    pub(super) fn in_dir(dir: &Path) -> Self {
        Self { path: dir.join("reserve") }
    }

    /// Makes sure that a batch of `bytes` fits, and that the space is held back; every write begins with this.
    ///
    /// # Errors
    /// `Full` when there is no room.
    pub(super) fn room_for(&self, bytes: usize) -> Result<()> {
        let held = fs::metadata(&self.path).is_ok_and(|file| file.len() == BYTES as u64);
        if !held {
            self.hold()?;
        }
        let dir = self.path.parent().unwrap_or(Path::new("."));
        let disk = rustix::fs::statvfs(dir).map_err(|error| StoreError::io("look for room", error.into()))?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        if free < MARGIN + COST * bytes as u64 {
            return Err(StoreError::Full { what: format!("{}", dir.display()) });
        }
        Ok(())
    }

    fn hold(&self) -> Result<()> {
        fs::write(&self.path, vec![0; BYTES]).map_err(|error| {
            // Half a reserve is none; what cannot be removed now is overwritten next time.
            let _ = fs::remove_file(&self.path);
            StoreError::io("keep the disk reserve", error)
        })
    }

    /// Opens something, giving up the space if that fails for lack of room.
    ///
    /// # Errors
    /// What opening says the second time.
    pub(super) fn open<X>(&self, open: impl Fn() -> Result<X>) -> Result<X> {
        match open() {
            Err(StoreError::Full { .. }) if fs::remove_file(&self.path).is_ok() => open(),
            opened => opened,
        }
    }
}
