//! Power cuts and full disks under the desk. A cut is played on the store's own files: of the sectors written since the
//! last acknowledged call, some are on the disk and some are not, and one may be torn.

use crate::support::office::Office;
use crate::support::often::all;
use lobby::api::FaultKind;
use lobby::api::describe::call_from_json;
use lobby::desk::{Indexes, Job};
use lobby::domain::register::Registers;
use lobby::store::{
    Batch, Dir, Engine, KeyRange, MemoryEngine, Reader, Result, SledEngine, StoreError, Visit, verify,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Calls that are cut off, and how often each is.
const STEPS: usize = 56;
const CUTS: u64 = 4;

/// An ordinary run cuts every second step one way, the next of them another; `LOBBY_CUTS=1` cuts every step every way.
fn ways(step: usize) -> impl Iterator<Item = u64> {
    let all = all("LOBBY_CUTS");
    (0..CUTS).filter(move |how| all || (step.is_multiple_of(2) && *how == step as u64 / 2 % CUTS))
}

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// The files of a store by name; the space it keeps back says nothing.
type Files = BTreeMap<std::ffi::OsString, Vec<u8>>;

fn files(dir: &Path) -> Files {
    let mut found = Files::new();
    for entry in std::fs::read_dir(dir).expect("a directory") {
        let entry = entry.expect("a file");
        if entry.file_type().expect("a type").is_file() && entry.file_name() != "reserve" {
            found.insert(entry.file_name(), std::fs::read(entry.path()).expect("reads"));
        }
    }
    found
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// What the disk may hold when the power goes between two states of a file.
fn cut(old: &[u8], new: &[u8], how: u64, dice: &mut Dice) -> Vec<u8> {
    let mut sectors: Vec<usize> = (0..new.len().div_ceil(SECTOR))
        .filter(|at| {
            let range = at * SECTOR..((at + 1) * SECTOR).min(new.len());
            old.get(range.clone()) != new.get(range)
        })
        .collect();
    let torn = match how {
        // Nothing of it, and everything but its last half sector.
        0 => {
            sectors.clear();
            None
        }
        1 => sectors.pop(),
        // The first ones, the next one torn.
        2 => {
            let kept = usize::try_from(dice.roll(sectors.len() as u64 + 1)).expect("small");
            let torn = sectors.get(kept).copied();
            sectors.truncate(kept);
            torn
        }
        // Any of them, in no order.
        _ => {
            sectors.retain(|_| dice.roll(2) == 0);
            sectors.pop()
        }
    };
    let mut disk = old.to_vec();
    disk.resize(new.len().max(old.len()), 0);
    for (at, size) in sectors.into_iter().map(|at| (at, SECTOR)).chain(torn.map(|at| (at, SECTOR / 2))) {
        let range = at * SECTOR..(at * SECTOR + size).min(new.len());
        disk[range.clone()].copy_from_slice(&new[range]);
    }
    disk
}

fn words(step: usize) -> String {
    format!("第 {step} 件，水龙头漏水")
}

/// One group of three calls: a request, a log line, and a form that is larger than all else, so that the store's
/// segments are filled, left and used again.
fn work(office: &Office, step: usize) -> Vec<std::result::Result<(), FaultKind>> {
    let form = json!({"id": "form", "command": "request.log",
        "fields": {"text": words(step), "note": "长".repeat(300 + step * 997 % 9_000)}});
    let jobs = [
        ("request.log", json!({"place": "3-2-1801", "text": words(step)})),
        ("log.write", json!({"text": words(step)})),
        ("draft.save", form),
    ]
    .map(|(call, args)| Job {
        who: office.founder(),
        key: Some(format!("{step}-{call}")),
        call: call_from_json(office.desk.registers(), call, args).expect("a call"),
    });
    let done = office.desk.write(&jobs);
    done.into_iter().map(|done| done.map(drop).map_err(|fault| fault.kind)).collect()
}

fn texts(office: &Office, call: &str, rows: &str, text: &str) -> Vec<String> {
    let listed = office.ok(&office.founder(), call, json!({"limit": 500}));
    let text = |row: &Json| row.pointer(text).and_then(Json::as_str).expect("words").to_owned();
    let mut texts: Vec<String> = listed[rows].as_array().expect("rows").iter().map(text).collect();
    texts.sort();
    texts
}

/// The office holds exactly the first so many steps.
fn holds(office: &Office, steps: usize) -> bool {
    let mut told: Vec<String> = (1..=steps).map(words).collect();
    told.sort();
    let drafts = office.ok(&office.founder(), "draft.list", json!({}));
    texts(office, "request.list", "rows", "/title/zh") == told
        && texts(office, "log.list", "lines", "/line/text") == told
        && (steps == 0 || drafts["drafts"][0]["form"]["fields"]["text"] == words(steps))
}

fn proven(office: &Office) {
    let registers = Registers::standard();
    verify(office.desk.store(), &Indexes(&registers)).unwrap_or_else(|error| panic!("verify: {error}"));
}

#[test]
fn a_power_cut_takes_nothing_that_was_acknowledged() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = dir.path().join("store");
    let office = Office::founded(SledEngine::open(&store).expect("opens"), Registers::standard());
    office.ok(&office.founder(), "place.add", json!({"code": "3-2-1801"}));
    let mut states = vec![files(&store)];
    for step in 1..=STEPS {
        assert_eq!(work(&office, step), [Ok(()); 3]);
        states.push(files(&store));
    }
    drop(office);
    let mut dice = Dice(7);
    let mut half_done = 0;
    for (acknowledged, pair) in states.windows(2).enumerate() {
        let [old, new] = pair else { unreachable!() };
        for how in ways(acknowledged) {
            let copy = dir.path().join(format!("cut-{acknowledged}-{how}"));
            std::fs::create_dir(&copy).expect("a directory");
            for (name, now) in new {
                let before = old.get(name).map_or(&[][..], Vec::as_slice);
                std::fs::write(copy.join(name), cut(before, now, how, &mut dice)).expect("writes");
            }
            let engine = SledEngine::open(&copy).unwrap_or_else(|error| panic!("{copy:?}: {error}"));
            let office = Office::founded(engine, Registers::standard());
            let more = holds(&office, acknowledged + 1);
            half_done += usize::from(more);
            assert!(more || holds(&office, acknowledged), "{copy:?}: step {acknowledged} was acknowledged");
            proven(&office);
            assert_eq!(work(&office, STEPS + 1), [Ok(()); 3], "{copy:?}: work goes on");
            drop(office);
            std::fs::remove_dir_all(&copy).expect("removed");
        }
    }
    assert!(half_done > 0, "no cut came late enough to be none");
}

/// A disk that is full while told so.
#[derive(Default)]
struct Disk {
    inner: MemoryEngine,
    full: AtomicBool,
}

impl Reader for Disk {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.inner.get(key)
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        self.inner.scan(range, dir, visit)
    }
}

impl Engine for Disk {
    fn apply(&self, batch: &Batch) -> Result<()> {
        if self.full.load(Ordering::SeqCst) {
            return Err(StoreError::Full { what: "test".into() });
        }
        self.inner.apply(batch)
    }

    fn flush(&self) -> Result<()> {
        self.inner.flush()
    }
}

#[test]
fn on_a_full_disk_calls_are_refused_reading_goes_on_and_so_does_work_when_there_is_room() {
    let disk = Arc::new(Disk::default());
    let office = Office::founded(Arc::clone(&disk), Registers::standard());
    office.ok(&office.founder(), "place.add", json!({"code": "3-2-1801"}));
    assert_eq!(work(&office, 1), [Ok(()); 3]);
    disk.full.store(true, Ordering::SeqCst);
    for _ in 0..3 {
        assert_eq!(work(&office, 2), [Err(FaultKind::DiskFull); 3]);
        assert!(holds(&office, 1), "nothing came and nothing went");
    }
    disk.full.store(false, Ordering::SeqCst);
    assert_eq!(work(&office, 2), [Ok(()); 3], "the same keys: they were not used up");
    assert_eq!(work(&office, 2), [Ok(()); 3]);
    assert!(holds(&office, 2));
    proven(&office);
}
