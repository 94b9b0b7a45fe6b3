//! Where an office answers: the socket's path, the lock that makes its server the only one, and the listening itself.
//! Starts nothing.

use crate::domain::fault::{Fault, FaultKind};
use crate::say;
use crate::text::lang::Say;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use rustix::process::getuid;
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where the server of an office answers when it is installed as a service.
pub const SYSTEM: &str = "/run/lobby/office.sock";

/// The kernel's limit for a socket's path is 108 bytes with the closing zero.
const LONGEST_PATH: usize = 107;

/// The office one means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The server behind this socket; it is never started from here.
    Socket(PathBuf),
    /// The office in this data directory; its server is started when none answers.
    Data(PathBuf),
}

/// What was said about the office: on the command line, else in the environment.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// `--socket`.
    pub socket: Option<PathBuf>,
    /// `--data`.
    pub data: Option<PathBuf>,
}

impl Target {
    /// The office meant: `--socket`, `--data`, `LOBBY_SOCKET`, `LOBBY_DATA`, the system's socket when it is there,
    /// the personal data directory.
    ///
    /// # Errors
    /// When there is no home directory to put the personal office in.
    pub fn find(wanted: &Wanted) -> Result<Self, Fault> {
        if let Some(socket) = &wanted.socket {
            return Ok(Self::Socket(socket.clone()));
        }
        if let Some(data) = &wanted.data {
            return Ok(Self::Data(data.clone()));
        }
        if let Some(socket) = environment("LOBBY_SOCKET") {
            return Ok(Self::Socket(socket));
        }
        if environment("LOBBY_DATA").is_none() && Path::new(SYSTEM).exists() {
            return Ok(Self::Socket(PathBuf::from(SYSTEM)));
        }
        data_dir(wanted).map(Self::Data)
    }
}

/// The data directory meant, for those who open the store themselves.
///
/// # Errors
/// When there is no home directory to put the personal office in.
pub fn data_dir(wanted: &Wanted) -> Result<PathBuf, Fault> {
    let named = wanted.data.clone().or_else(|| environment("LOBBY_DATA"));
    let shared = || environment("XDG_DATA_HOME").filter(|dir| dir.is_absolute()).map(|dir| dir.join("lobby"));
    let home = || environment("HOME").map(|home| home.join(".local/share/lobby"));
    named.or_else(shared).or_else(home).ok_or_else(|| {
        Fault::new(
            FaultKind::Missing,
            say!("没有主目录，请用 --data 指定数据目录", "There is no home directory; name one with --data"),
        )
        .at("data")
    })
}

fn environment(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Makes the data directory, for its owner only, when it is not there.
///
/// # Errors
/// What the file system says, or that it belongs to another account.
pub fn make_data_dir(data: &Path) -> Result<PathBuf, Fault> {
    let failed =
        |error: &io::Error| unavailable(io_say("打开数据目录", "open the data directory", data, error));
    DirBuilder::new().recursive(true).mode(0o700).create(data).map_err(|error| failed(&error))?;
    let meta = fs::metadata(data).map_err(|error| failed(&error))?;
    if meta.uid() != getuid().as_raw() {
        let path = data.display();
        return Err(Fault::new(
            FaultKind::Forbidden,
            say!("数据目录 {path} 属于另一个账户", "The data directory {path} belongs to another account"),
        )
        .at("data"));
    }
    if meta.mode() & 0o077 != 0 {
        fs::set_permissions(data, Permissions::from_mode(0o700)).map_err(|error| failed(&error))?;
    }
    fs::canonicalize(data).map_err(|error| failed(&error))
}

/// The socket of a data directory, when its server was told no other. Its name is a hash, because a path may be
/// longer than a socket's may.
///
/// # Errors
/// When the directory for it cannot be made, or is not the caller's alone.
pub fn socket_of(data: &Path) -> Result<PathBuf, Fault> {
    let hash = Sha256::digest(data.as_os_str().as_encoded_bytes());
    let name: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let uid = getuid().as_raw();
    let dir = match environment("XDG_RUNTIME_DIR") {
        Some(dir) if private(&dir, uid) && dir.as_os_str().len() < LONGEST_PATH - 30 => dir,
        _ => {
            let dir = PathBuf::from(format!("/tmp/lobby-{uid}"));
            match DirBuilder::new().mode(0o700).create(&dir) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(unavailable(io_say("建立目录", "make the directory", &dir, &error)));
                }
            }
            if !private(&dir, uid) {
                let path = dir.display();
                return Err(Fault::new(
                    FaultKind::Forbidden,
                    say!(
                        "目录 {path} 不属于本账户，或他人也可进入；请用 --socket 另行指定",
                        "The directory {path} is not this account's alone; name another place with --socket"
                    ),
                ));
            }
            dir
        }
    };
    Ok(dir.join(format!("lobby-{name}.sock")))
}

/// A directory, no link, of this account, that nobody else may enter.
fn private(dir: &Path, uid: u32) -> bool {
    dir.is_absolute()
        && fs::symlink_metadata(dir)
            .is_ok_and(|meta| meta.is_dir() && meta.uid() == uid && meta.mode() & 0o077 == 0)
}

/// What the server of a data directory says about itself in its lock file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Running {
    /// Where it answers.
    pub socket: PathBuf,
    /// Its build ([`super::build::mine`]).
    pub build: String,
    /// Whether it was started by itself, and so may be replaced by a newer build.
    pub personal: bool,
}

/// The server of a data directory, as far as its lock file tells. It may be gone.
#[must_use]
pub fn running(data: &Path) -> Option<Running> {
    let text = fs::read_to_string(data.join(LOCK)).ok()?;
    let mut lines = text.lines();
    let socket = PathBuf::from(lines.next()?);
    let build = lines.next()?.to_owned();
    Some(Running { socket, build, personal: lines.next()? == "personal" })
}

const LOCK: &str = "server.lock";

/// The right to serve a data directory; there is one at a time, and it ends with the process at the latest.
/// The lock is `flock`, since std's own came with a later compiler than the oldest supported one.
#[derive(Debug)]
pub struct Lock {
    data: PathBuf,
    file: File,
}

impl Lock {
    /// Takes the lock of a data directory, waiting up to `patience` for a server that is just ending.
    ///
    /// # Errors
    /// When another server has it, or the file cannot be opened.
    pub fn take(data: &Path, patience: Duration) -> Result<Self, Fault> {
        let path = data.join(LOCK);
        let failed =
            |error: &io::Error| unavailable(io_say("打开锁文件", "open the lock file", &path, error));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(|error| failed(&error))?;
        let until = Instant::now() + patience;
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Self { data: data.to_owned(), file }),
                Err(Errno::WOULDBLOCK) if Instant::now() < until => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(Errno::WOULDBLOCK) => {
                    let path = data.display();
                    return Err(Fault::refused(say!(
                        "数据目录 {path} 已有服务在运行",
                        "A server is already running for {path}"
                    )));
                }
                Err(error) => return Err(failed(&error.into())),
            }
        }
    }

    /// Listens on `socket`, or on the data directory's own, with these permission bits; says so in the lock file.
    ///
    /// # Errors
    /// When somebody answers there already, the path is too long, or it cannot be made.
    pub fn listen(mut self, socket: Option<&Path>, mode: u32, personal: bool) -> Result<Listening, Fault> {
        let path = match socket {
            Some(path) => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
            None => socket_of(&self.data)?,
        };
        if path.as_os_str().len() > LONGEST_PATH {
            return Err(Fault::invalid(
                "socket",
                say!(
                    "套接字路径超过 {LONGEST_PATH} 字节，请换一个较短的",
                    "The socket's path is longer than {LONGEST_PATH} bytes; choose a shorter one"
                ),
            ));
        }
        let failed = |error: &io::Error| unavailable(io_say("监听", "listen on", &path, error));
        remove_stale(&path)?;
        let listener = UnixListener::bind(&path).map_err(|error| failed(&error))?;
        fs::set_permissions(&path, Permissions::from_mode(mode)).map_err(|error| failed(&error))?;
        let inode = fs::symlink_metadata(&path).map_err(|error| failed(&error))?.ino();
        let kind = if personal { "personal" } else { "service" };
        let text = format!("{}\n{}\n{kind}\n", path.display(), super::build::mine());
        self.write(&text).map_err(|error| failed(&error))?;
        Ok(Listening { listener, path, inode, lock: self })
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

/// Removes a socket that nobody answers on. Only the holder of the lock may do so.
fn remove_stale(path: &Path) -> Result<(), Fault> {
    let Ok(meta) = fs::symlink_metadata(path) else { return Ok(()) };
    let shown = path.display();
    if !meta.file_type().is_socket() {
        return Err(Fault::refused(say!(
            "{shown} 已存在，且不是套接字",
            "{shown} exists and is not a socket"
        )));
    }
    match UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path)
            .map_err(|error| unavailable(io_say("删除旧套接字", "remove the old socket", path, &error))),
        _ => Err(Fault::refused(say!("{shown} 上已有服务在运行", "A server is already running on {shown}"))),
    }
}

/// A listening socket. Dropped, the socket is removed first and the lock given back after.
#[derive(Debug)]
pub struct Listening {
    /// Where clients come in.
    pub listener: UnixListener,
    /// Its path.
    pub path: PathBuf,
    inode: u64,
    lock: Lock,
}

impl Listening {
    /// Removes the socket, so that newcomers no longer find this server; the lock is kept until the drop.
    pub fn withdraw(&mut self) {
        let ours = fs::symlink_metadata(&self.path).is_ok_and(|meta| meta.ino() == self.inode);
        if ours && let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!("cannot remove {}: {error}", self.path.display());
        }
        if let Err(error) = self.lock.write("") {
            tracing::warn!("cannot clear the lock file: {error}");
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.withdraw();
    }
}

/// The last lines of a data directory's `server.log`, for a fault about a server that did not come up.
#[must_use]
pub fn log_tail(data: &Path) -> String {
    let read = || -> io::Result<String> {
        let mut file = File::open(data.join("server.log"))?;
        let length = file.metadata()?.len();
        file.seek(io::SeekFrom::Start(length.saturating_sub(1200)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let text = read().unwrap_or_default();
    let lines: Vec<&str> = text.lines().rev().take(3).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("\n")
}

/// The server cannot be reached; the call may be repeated.
pub(super) fn unavailable(text: impl Into<Say>) -> Fault {
    Fault::new(FaultKind::Unavailable, text)
}

/// An input/output error with what was being done, and where.
pub(super) fn io_say(zh: &str, en: &str, path: &Path, error: &io::Error) -> Say {
    let path = path.display();
    say!("无法{zh} {path}：{error}", "Cannot {en} {path}: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_per_data_directory() {
        let dir = tempfile::tempdir().expect("a directory");
        let data = make_data_dir(&dir.path().join("office")).expect("makes it");
        assert_eq!(fs::metadata(&data).expect("is there").mode() & 0o777, 0o700);
        let lock = Lock::take(&data, Duration::ZERO).expect("free");
        assert_eq!(Lock::take(&data, Duration::ZERO).expect_err("taken").kind, FaultKind::Refused);
        let socket = dir.path().join("s");
        let listening = lock.listen(Some(&socket), 0o600, true).expect("listens");
        assert_eq!(fs::metadata(&socket).expect("is there").mode() & 0o777, 0o600);
        let told = running(&data).expect("tells");
        assert_eq!((told.socket.as_path(), told.personal), (socket.as_path(), true));
        drop(listening);
        assert!(!socket.exists() && running(&data).is_none());
        Lock::take(&data, Duration::ZERO).expect("free again");
    }

    #[test]
    fn a_stale_socket_is_replaced_and_a_live_one_is_not() {
        let dir = tempfile::tempdir().expect("a directory");
        let socket = dir.path().join("s");
        drop(UnixListener::bind(&socket).expect("binds"));
        let one = make_data_dir(&dir.path().join("one")).expect("makes it");
        let two = make_data_dir(&dir.path().join("two")).expect("makes it");
        let _live = Lock::take(&one, Duration::ZERO)
            .and_then(|lock| lock.listen(Some(&socket), 0o600, true))
            .expect("the old one was stale");
        let refused =
            Lock::take(&two, Duration::ZERO).and_then(|lock| lock.listen(Some(&socket), 0o600, true));
        assert_eq!(refused.expect_err("somebody answers").kind, FaultKind::Refused);
    }

    #[test]
    fn a_long_data_path_has_a_short_socket() {
        let long = PathBuf::from(format!("/{}", "d".repeat(300)));
        let socket = socket_of(&long).expect("a place");
        assert!(socket.as_os_str().len() <= LONGEST_PATH);
    }
}
