//! How long the server takes to answer over a store of each size: after a clean stop, and after it was killed.

use crate::office::directory;
use crate::practice::{self, Size};
use crate::program::Served;
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use lobby::store::{Dir, KeyRange, Options, Store, Visit};

const TIMES: usize = 5;

pub fn run(say: &mut dyn FnMut(Row)) {
    for size in Size::wanted() {
        let dir = directory();
        let data = practice::copy(size, dir.path());
        let name = size.name();
        let (mut clean, mut killed) = (Times::default(), Times::default());
        // The first start after the copy is not measured: the copy has only just been written.
        Served::start(&data).stop();
        for _ in 0..TIMES {
            let served = Served::start(&data);
            clean.add(served.ready);
            served.stop();
        }
        Served::start(&data).kill();
        for _ in 0..TIMES {
            let served = Served::start(&data);
            killed.add(served.ready);
            served.kill();
        }
        let limit = match size {
            Size::City => 1.0,
            Size::Small | Size::Site => 0.5,
        };
        say(Row::new(format!("server ready, {name}, after a clean stop"), clean.p50(), Unit::Seconds)
            .budget(Budget::AtMost(limit)));
        say(Row::new(format!("server ready, {name}, after a kill"), killed.p50(), Unit::Seconds)
            .budget(Budget::AtMost(10.0)));
        if size == Size::Small {
            // A store begins with a few megabytes held back for a full disk; there is nothing to compare yet.
            continue;
        }
        let disk = practice::bytes(&data.join("store"));
        let live = live_bytes(&data.join("store"));
        say(Row::new(format!("store on disk, {name}"), disk as f64, Unit::Memory)
            .beside("its keys and values", live as f64)
            .budget(Budget::TimesAtMost(5.0)));
    }
}

/// Bytes of all rows, the journal's included.
fn live_bytes(store: &std::path::Path) -> u64 {
    let engine = lobby::store::SledEngine::open(store).unwrap();
    let store = Store::open(engine, &Options::unwatched()).unwrap();
    let mut bytes = 0;
    store
        .read(|reader| {
            reader.scan(&KeyRange::all(), Dir::Up, &mut |key, value| {
                bytes += (key.len() + value.len()) as u64;
                Visit::More
            })
        })
        .unwrap();
    bytes
}
