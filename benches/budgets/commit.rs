//! One request logged through the real desk on a store on the real disk, beside a bare append and beside SQLite.

use crate::engine::Watched;
use crate::office::{self, directory};
use crate::sqlite;
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use lobby::store::{Batch, MemoryEngine, SledEngine};
use std::fs::OpenOptions;
use std::io::Write;
use std::time::Duration;

/// The three take turns in rounds, so that what else the machine does meets all of them.
const ROUNDS: usize = 20;
const A_ROUND: usize = 25;
/// Before anything is measured: caches are filled, files have grown.
const WARMING: usize = 50;
/// Bytes of the bare append.
const RAW: usize = 300;

/// The batches that so many logged requests make of a store like the measured one, warming included.
pub fn batches(count: usize) -> Vec<Batch> {
    let (engine, seen) = Watched::new(MemoryEngine::new(), true);
    let desk = office::found(engine);
    seen.lock().unwrap().batches.clear();
    for index in 0..count {
        office::log(&desk, index);
    }
    std::mem::take(&mut seen.lock().unwrap().batches)
}

pub fn run(say: &mut dyn FnMut(Row)) {
    let dir = directory();
    let (engine, seen) = Watched::new(SledEngine::open(dir.path().join("store")).unwrap(), false);
    let desk = office::found(engine);
    let mut raw = OpenOptions::new().append(true).create(true).open(dir.path().join("raw")).unwrap();
    let batches = batches(WARMING + ROUNDS * A_ROUND);
    let mut db = sqlite::open(&dir.path().join("sqlite"));
    sqlite::make_tables(&db, &batches);
    let line = [b'x'; RAW];
    let mut append = || {
        raw.write_all(&line).unwrap();
        raw.sync_data().unwrap();
    };

    for (index, batch) in batches.iter().enumerate().take(WARMING) {
        office::log(&desk, index);
        append();
        sqlite::write(&mut db, batch);
    }
    *seen.lock().unwrap() = crate::engine::Seen::default();
    let (mut ours, mut bare, mut lite) = (Times::default(), Times::default(), Times::default());
    for round in 0..ROUNDS {
        let part = WARMING + round * A_ROUND..WARMING + (round + 1) * A_ROUND;
        for index in part.clone() {
            ours.take(|| office::log(&desk, index));
        }
        for _ in part.clone() {
            bare.take(&mut append);
        }
        for batch in &batches[part] {
            lite.take(|| sqlite::write(&mut db, batch));
        }
    }

    let what = "one request logged durably";
    say(Row::new(format!("{what}, p50"), ours.p50(), Unit::Seconds)
        .beside("300 B append + fdatasync", bare.p50())
        .budget(Budget::TimesAtMost(3.0)));
    say(Row::new(format!("{what}, p50"), ours.p50(), Unit::Seconds)
        .beside("SQLite WAL FULL, same rows", lite.p50())
        .budget(Budget::TimesAtMost(2.0)));
    say(Row::new(format!("{what}, p99"), ours.p99(), Unit::Seconds)
        .beside("SQLite WAL FULL, same rows", lite.p99()));
    let seen = seen.lock().unwrap();
    let median = |times: &[Duration]| {
        let mut sorted = Times::default();
        times.iter().for_each(|time| sorted.add(*time));
        sorted.p50()
    };
    let (apply, flush) = (median(&seen.apply), median(&seen.flush));
    say(Row::new("… of it: flush and file sync, p50", flush, Unit::Seconds));
    say(Row::new("… of it: batch into sled, p50", apply, Unit::Seconds));
    say(Row::new(
        "… of it: the desk (checks, rows, journal), about",
        ours.p50() - apply - flush,
        Unit::Seconds,
    ));
    let last = batches.last().unwrap();
    say(Row::note("… rows written", format!("{} rows, {} B", last.len(), last.bytes())));
}
