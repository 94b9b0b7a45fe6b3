//! Backup while people work, and restore into an empty directory. The file is the export file; nothing else is kept.

use super::error::{Result, StoreError};
use super::export::{Exported, export};
use super::import::{Imported, import};
use super::{Reindex, SledEngine, Store};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::Path;

/// Writes a backup to `path`: under another name first, so that `path` is a whole backup or what it was before.
/// When it returns, the file survives a power cut. The file is readable by its owner only.
///
/// # Errors
/// When the store is damaged or the file cannot be written.
pub fn backup(store: &Store, path: &Path) -> Result<Exported> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error| StoreError::io(format!("write {}", path.display()), error);
    let mut file = tempfile::NamedTempFile::new_in(dir).map_err(failed)?;
    let exported = export(store, &mut BufWriter::new(&mut file))?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(failed)?;
    Ok(exported)
}

/// Rebuilds a store from a backup in `dir`, which is missing or empty. When it fails, the directory is empty again.
///
/// # Errors
/// `NotEmpty`, or what is wrong with the file (see [`import`]).
pub fn restore(path: &Path, dir: &Path, reindex: &dyn Reindex) -> Result<Imported> {
    let failed = |error| StoreError::io(format!("read {}", path.display()), error);
    let file = File::open(path).map_err(failed)?;
    if !is_missing_or_empty(dir).map_err(|error| StoreError::io(format!("read {}", dir.display()), error))? {
        return Err(StoreError::NotEmpty { what: dir.display().to_string() });
    }
    let engine = SledEngine::open(dir)?;
    let imported = import(&engine, &mut BufReader::new(file), reindex);
    drop(engine);
    if imported.is_err()
        && let Err(error) = fs::remove_dir_all(dir).and_then(|()| fs::create_dir(dir))
    {
        tracing::warn!("{}: could not be emptied: {error}", dir.display());
    }
    imported
}

fn is_missing_or_empty(dir: &Path) -> io::Result<bool> {
    match fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}
