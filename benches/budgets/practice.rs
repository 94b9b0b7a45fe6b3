//! Practice offices of three sizes, made once by `lobby demo` and kept under the build directory.

use crate::children;
use crate::office::{self, kept};
use crate::program::LOBBY;
use lobby::desk::{SystemClock, seed};
use lobby::domain::demo::{self, Demo};
use lobby::domain::register::Registers;
use lobby::store::{Options, SledEngine, Store};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

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

/// An office of staff and old requests with their follow-ups only, no rooms and no people. Not to be written to: see
/// [`copy_dir`].
pub fn past(size: Size) -> PathBuf {
    let version = format!("{}-{}", lobby::store::SCHEMA, env!("CARGO_PKG_VERSION"));
    let data = kept().join(format!("past-{}-{version}", size.name()));
    if !data.exists() {
        let making = kept().join("making-past");
        let _ = fs::remove_dir_all(&making);
        let now = lobby::desk::Clock::now(&SystemClock);
        let demo = Demo { size: how_large(size), seed: 1, now, zone: chrono_tz::Asia::Shanghai };
        let store = Store::open(SledEngine::open(&making).unwrap(), &Options::unwatched()).unwrap();
        drop(seed::seed_past(store, Arc::new(Registers::standard()), &demo, office::uid()).unwrap());
        fs::rename(&making, &data).unwrap();
    }
    data
}

fn how_large(size: Size) -> demo::Size {
    match size {
        Size::Small => demo::Size::Small,
        Size::Site => demo::Size::Site,
        Size::City => demo::Size::City,
    }
}

/// An office of places and people with their vehicles and papers, in which nothing has happened yet: made in minutes
/// even for a city. Not to be written to.
pub fn house(size: Size) -> PathBuf {
    let version = format!("{}-{}", lobby::store::SCHEMA, env!("CARGO_PKG_VERSION"));
    let data = kept().join(format!("house-{}-{version}", size.name()));
    if !data.exists() {
        let making = kept().join("making-house");
        let _ = fs::remove_dir_all(&making);
        let how_large = how_large(size);
        let now = lobby::desk::Clock::now(&SystemClock);
        let demo = Demo { size: how_large, seed: 1, now, zone: chrono_tz::Asia::Shanghai };
        let store = Store::open(SledEngine::open(&making).unwrap(), &Options::unwatched()).unwrap();
        let desk = seed::seed_house(store, Arc::new(Registers::standard()), &demo, office::uid()).unwrap();
        // Every sixth person has a car, every tenth came with a passport.
        let persons: Vec<u64> = (1..=how_large.persons()).collect();
        for some in persons.chunks(256) {
            let cars = some.iter().filter(|id| **id % 6 == 0).map(|id| {
                let plate = format!("京{}{:05}", char::from(b'A' + (id % 8) as u8), id * 7919 % 100_000);
                let args = json!({"person": format!("#{id}"), "plate": plate});
                office::job(&desk, "vehicle.add", args)
            });
            let papers = some.iter().filter(|id| **id % 10 == 0).map(|id| {
                let number = format!("E{:08}", id * 104_729 % 100_000_000);
                let args =
                    json!({"entry": format!("#{id}"), "paper_kind": "passport", "paper_number": number});
                office::job(&desk, "person.correct", args)
            });
            for answer in desk.write(&cars.chain(papers).collect::<Vec<_>>()) {
                // Two cars of one plate are refused without a reason.
                let _ = answer;
            }
        }
        drop(desk);
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

/// Copies a directory with what is in it.
pub fn copy_dir(from: &Path, to: &Path) {
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
