//! The office a command works with: through its server, or by the files themselves when no server may run.

use crate::api::session::Me;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::register::Registers;
use crate::say;
use crate::text::lang::Lang;
use crate::wire::socket::{self, Lock, Wanted};
use crate::wire::{Client, Hello, Login, Target};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Which office, who, and in which language.
pub(super) struct Office {
    pub(super) wanted: Wanted,
    pub(super) staff: Option<String>,
    pub(super) lang: Lang,
    pub(super) registers: Arc<Registers>,
}

impl Office {
    pub(super) fn new(wanted: Wanted, staff: Option<String>, lang: Lang) -> Self {
        let staff = staff.or_else(|| std::env::var("LOBBY_STAFF").ok()).filter(|name| !name.is_empty());
        Self { wanted, staff, lang, registers: Arc::new(Registers::standard()) }
    }

    pub(super) fn target(&self) -> Result<Target, Fault> {
        Target::find(&self.wanted)
    }

    pub(super) fn hello(&self) -> Hello {
        Hello::new(&self.registers, self.lang)
    }

    /// A client that has logged in; a personal office's server is started when it does not run.
    pub(super) fn client(&self) -> Result<(Client, Me), Fault> {
        let client = Client::connect(&self.target()?, &self.hello())?;
        let me = client.login(&self.login())?;
        Ok((client, me))
    }

    /// A client that has logged in, when the server runs.
    pub(super) fn running_client(&self) -> Result<Option<Client>, Fault> {
        let Some(client) = Client::connect_running(&self.target()?, &self.hello())? else { return Ok(None) };
        client.login(&self.login())?;
        Ok(Some(client))
    }

    fn login(&self) -> Login {
        Login { name: self.staff.clone(), ..Login::default() }
    }

    /// The data directory, with the right to work on its files: no server runs meanwhile.
    pub(super) fn files(&self) -> Result<(PathBuf, Lock), Fault> {
        let data = socket::make_data_dir(&socket::data_dir(&self.wanted)?)?;
        let lock = Lock::take(&data, Duration::ZERO)?;
        Ok((data, lock))
    }
}

/// Where the store lies in a data directory.
pub(super) fn store_dir(data: &Path) -> PathBuf {
    data.join("store")
}

/// A file that cannot be read or written.
pub(super) fn io_fault(zh: &str, en: &str, path: &Path, error: &io::Error) -> Fault {
    let path = path.display();
    let kind = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FaultKind::DiskFull,
        io::ErrorKind::NotFound => FaultKind::NotFound,
        io::ErrorKind::PermissionDenied => FaultKind::Forbidden,
        _ => FaultKind::Refused,
    };
    Fault::new(kind, say!("无法{zh} {path}：{error}", "Cannot {en} {path}: {error}"))
}

/// A failure of the store, as a fault.
pub(super) fn store_fault(error: &crate::store::StoreError) -> Fault {
    let kind = match error {
        crate::store::StoreError::Full { .. } => FaultKind::DiskFull,
        _ => FaultKind::Refused,
    };
    Fault::new(kind, error.say())
}

/// Writes a file whole, or not at all: readable by its owner only, and on disk when this returns.
pub(super) fn whole_file(
    path: &Path,
    write: &mut dyn FnMut(&mut std::fs::File) -> io::Result<()>,
) -> io::Result<()> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or_else(|| ".".as_ref());
    let mut part = tempfile::NamedTempFile::new_in(dir)?;
    write(part.as_file_mut())?;
    part.as_file().sync_all()?;
    part.persist(path).map_err(|error| error.error)?;
    // The name is on disk only when its directory is.
    std::fs::File::open(dir)?.sync_all()
}
