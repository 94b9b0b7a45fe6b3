//! Reaching an office: connects, and starts a personal office's server in the background when none answers.

use super::build;
use super::socket::{self, Target, io_say, unavailable};
use crate::domain::fault::{Fault, FaultKind};
use crate::say;
use rustix::process::{Signal, getuid, kill_process};
use std::io;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to begin to listen.
const START: Duration = Duration::from_secs(3);
/// How long it may take while it is seen to live: it may be reading a journal after a crash, or bringing an older office
/// up to date.
const START_ALIVE: Duration = Duration::from_secs(90);
/// How long an older build may take to finish what it has begun.
const DRAIN: Duration = Duration::from_secs(10);

/// Connects to the office, starting its server when it is a data directory and none answers. A personal server of
/// an older build is asked to end and replaced.
///
/// # Errors
/// `Unavailable` when nobody answers, `Forbidden` when the socket refuses this account.
pub fn reach(target: &Target) -> Result<UnixStream, Fault> {
    match target {
        Target::Socket(path) => connect(path).map_err(|error| refused(path, &error)),
        Target::Data(data) => {
            let data = socket::make_data_dir(data)?;
            match answering(&data)? {
                Some(stream) => replace_older(&data, stream),
                None => start(&data),
            }
        }
    }
}

/// Connects to the office when its server runs; none when it does not.
///
/// # Errors
/// When a socket was named and refuses.
pub fn reach_running(target: &Target) -> Result<Option<UnixStream>, Fault> {
    match target {
        Target::Socket(_) => reach(target).map(Some),
        Target::Data(data) => match std::fs::canonicalize(data) {
            Ok(data) => answering(&data),
            Err(_) => Ok(None),
        },
    }
}

fn connect(path: &Path) -> io::Result<UnixStream> {
    UnixStream::connect(path)
}

/// The lock file names the socket; the directory's own is tried when the file says nothing yet.
fn answering(data: &Path) -> Result<Option<UnixStream>, Fault> {
    let path = match socket::running(data) {
        Some(running) => running.socket,
        None => socket::socket_of(data)?,
    };
    match connect(&path) {
        Ok(stream) => Ok(Some(stream)),
        Err(error) if nobody(&error) => Ok(None),
        Err(error) => Err(refused(&path, &error)),
    }
}

fn nobody(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused)
}

fn refused(path: &Path, error: &io::Error) -> Fault {
    let shown = path.display();
    if error.kind() == io::ErrorKind::PermissionDenied {
        return Fault::new(
            FaultKind::Forbidden,
            say!(
                "本账户无权连接 {shown}，请管理员把账户加入相应的组",
                "This account may not connect to {shown}; ask the administrator to add it to the socket's group"
            ),
        );
    }
    unavailable(io_say("连接", "connect to", path, error))
}

fn replace_older(data: &Path, stream: UnixStream) -> Result<UnixStream, Fault> {
    let older =
        socket::running(data).filter(|told| told.personal && build::older(&told.build, build::mine()));
    let Some(older) = older else { return Ok(stream) };
    // A signal and not a call: an older build may speak an older protocol, and TERM lets it finish its work.
    let peer = rustix::net::sockopt::socket_peercred(&stream)
        .map_err(|error| refused(&older.socket, &io::Error::from(error)))?;
    drop(stream);
    if peer.uid != getuid() {
        return Err(Fault::new(
            FaultKind::Forbidden,
            say!("服务属于另一个账户", "The server is another account's"),
        ));
    }
    if let Err(error) = kill_process(peer.pid, Signal::TERM) {
        tracing::warn!("cannot end the older server: {error}");
    }
    let until = Instant::now() + DRAIN;
    let mut wait = Backoff::new();
    while socket::running(data).is_some_and(|told| told == older) && connect(&older.socket).is_ok() {
        if Instant::now() > until {
            return Err(unavailable(say!(
                "旧版本的服务没有结束，请稍后再试",
                "The server of the older version does not end; try again later"
            )));
        }
        wait.sleep();
    }
    start(data)
}

fn start(data: &Path) -> Result<UnixStream, Fault> {
    let mut child = spawn(data)?;
    let begun = Instant::now();
    let mut wait = Backoff::new();
    let mut alive = true;
    loop {
        if let Some(stream) = answering(data)? {
            // Somebody must collect the child, or it stays behind as a zombie for as long as this client lives.
            std::thread::spawn(move || child.wait());
            return Ok(stream);
        }
        alive = alive && matches!(child.try_wait(), Ok(None));
        // When the child has ended, another client's server may be the one that is coming up.
        if begun.elapsed() > if alive { START_ALIVE } else { START } {
            let (path, tail) = (data.display(), socket::log_tail(data));
            std::thread::spawn(move || child.wait());
            return Err(unavailable(say!(
                "无法为 {path} 启动服务。日志末尾：\n{tail}",
                "The server for {path} did not start. The end of its log:\n{tail}"
            )));
        }
        wait.sleep();
    }
}

fn spawn(data: &Path) -> Result<Child, Fault> {
    let program = std::env::current_exe()
        .ok()
        .filter(|path| path.exists())
        // After an upgrade the file is gone from its place, but not from the process.
        .unwrap_or_else(|| PathBuf::from("/proc/self/exe"));
    Command::new(&program)
        .args(["serve", "--linger", "--detach", "--data"])
        .arg(data)
        .env_remove("LOBBY_SOCKET")
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| unavailable(io_say("启动", "start", &program, &error)))
}

/// Waits between tries: short at first, never longer than a hundredth of a second.
struct Backoff(Duration);

impl Backoff {
    const fn new() -> Self {
        Self(Duration::from_millis(2))
    }

    fn sleep(&mut self) {
        std::thread::sleep(self.0);
        self.0 = (self.0 * 2).min(Duration::from_millis(10));
    }
}
