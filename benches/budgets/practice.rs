//! Practice offices of three sizes, made once by `lobby demo` and kept under the build directory.

use crate::children;
use crate::office::kept;
use crate::program::LOBBY;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How large.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Small,
    Site,
    City,
}

impl Size {
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Site => "site",
            Self::City => "city",
        }
    }

    /// The sizes of this run: a city takes minutes to make and is only made when it is asked for.
    pub fn wanted() -> Vec<Self> {
        let city = std::env::var_os("LOBBY_BENCH_CITY").is_some_and(|value| value == "1");
        if city { vec![Self::Small, Self::Site, Self::City] } else { vec![Self::Small, Self::Site] }
    }
}

/// The data directory of a practice office, made when it is not there. Not to be written to: see [`copy`].
pub fn office(size: Size) -> PathBuf {
    // Another schema or version, another office; what was half made has another name still.
    let version = format!("{}-{}", lobby::store::SCHEMA, env!("CARGO_PKG_VERSION"));
    let data = kept().join(format!("{}-{version}", size.name()));
    if !data.exists() {
        let making = kept().join("making");
        let _ = fs::remove_dir_all(&making);
        let mut child = Command::new(LOBBY)
            .args(["demo", "--size", size.name(), "--seed", "1", "--no-open", "--data"])
            .arg(&making)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        children::begun(child.id());
        let ended = child.wait().unwrap();
        children::ended(child.id());
        assert!(ended.success(), "`lobby demo --size {}` failed", size.name());
        fs::rename(&making, &data).unwrap();
    }
    data
}

/// A copy that may be written to.
pub fn copy(size: Size, to: &Path) -> PathBuf {
    let to = to.join(size.name());
    copy_dir(&office(size), &to);
    to
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Bytes of a directory on the disk.
pub fn bytes(dir: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let Ok(entries) = fs::read_dir(dir) else { return 0 };
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => bytes(&entry.path()),
        Ok(meta) => meta.blocks() * 512,
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}
