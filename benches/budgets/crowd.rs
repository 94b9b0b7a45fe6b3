//! 100 sessions logging at once through the real server, beside one alone, and beside SQLite with 100 writers.

use crate::commit;
use crate::office::{self, directory};
use crate::program::Served;
use crate::sqlite;
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use serde_json::json;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

const SESSIONS: usize = 100;
/// Requests that each of them logs.
const EACH: usize = 30;
/// Requests that the one alone logs.
const ALONE: usize = 300;
/// Rows for SQLite's writers, each: they are slower.
const EACH_LITE: usize = 10;
/// Then the writers stop wherever they are.
const LIMIT: Duration = Duration::from_secs(60);

pub fn run(say: &mut dyn FnMut(Row)) {
    let dir = directory();
    let served = Served::start(&dir.path().join("office"));
    let founder = served.client(None);
    for index in 0..office::ROOMS {
        founder.call_raw(served.call("place.add", json!({"code": office::room(index)})), None).unwrap();
    }
    for index in 0..SESSIONS {
        let staff = json!({"name": name(index), "posts": ["receptionist"], "uid": office::uid()});
        founder.call_raw(served.call("staff.add", staff), None).unwrap();
    }

    let (alone, alone_rate) = log_all(&served, 1, ALONE);
    let (crowd, crowd_rate) = log_all(&served, SESSIONS, EACH);
    let (lite, lite_rate) = sqlite_all(SESSIONS, EACH_LITE, &dir.path().join("sqlite"));
    let what = format!("{SESSIONS} sessions logging at once");
    say(Row::new(&what, crowd_rate, Unit::PerSecond)
        .beside("one session", alone_rate)
        .budget(Budget::TimesAtLeast(4.0)));
    say(Row::new(&what, crowd_rate, Unit::PerSecond)
        .beside(format!("SQLite, {SESSIONS} writers"), lite_rate)
        .budget(Budget::TimesAtLeast(2.0)));
    say(Row::new(format!("{what}, p99"), crowd.p99(), Unit::Seconds)
        .beside(format!("SQLite, {SESSIONS} writers"), lite.p99())
        .budget(Budget::AtMost(0.050)));
    say(Row::new(format!("{what}, p50"), crowd.p50(), Unit::Seconds)
        .beside(format!("SQLite, {SESSIONS} writers"), lite.p50()));
    say(Row::new("one session logging over the socket, p50", alone.p50(), Unit::Seconds));
    served.stop();
}

fn name(index: usize) -> String {
    format!("前台{index:03}")
}

/// So many sessions log so many requests each; the times of all, and requests a second.
fn log_all(served: &Served, sessions: usize, each: usize) -> (Times, f64) {
    let clients: Vec<_> = (0..sessions).map(|index| served.client(Some(&name(index)))).collect();
    let calls: Vec<Vec<_>> = (0..sessions)
        .map(|who| (0..each).map(|index| office::request(&served.registers, who * 31 + index)).collect())
        .collect();
    let writers = clients.into_iter().zip(calls).map(|(client, calls)| {
        move |until: Instant| {
            let mut times = Times::default();
            for call in calls {
                if Instant::now() > until {
                    break;
                }
                times.take(|| client.call_raw(call, None)).unwrap();
            }
            times
        }
    });
    together(writers.collect())
}

fn sqlite_all(writers: usize, each: usize, path: &std::path::Path) -> (Times, f64) {
    let batches = commit::batches(writers * each);
    sqlite::make_tables(&sqlite::open(path), &batches);
    let writers = batches.chunks(each).map(|mine| {
        let (mine, mut db) = (mine.to_vec(), sqlite::open(path));
        move |until: Instant| {
            let mut times = Times::default();
            for batch in &mine {
                if Instant::now() > until {
                    break;
                }
                times.take(|| sqlite::write(&mut db, batch));
            }
            times
        }
    });
    together(writers.collect())
}

/// Runs all at once; the times of all, and how many of them came in a second.
fn together<W: FnOnce(Instant) -> Times + Send>(writers: Vec<W>) -> (Times, f64) {
    let ready = Barrier::new(writers.len() + 1);
    let (ready, mut all) = (&ready, Times::default());
    let seconds = thread::scope(|scope| {
        let running: Vec<_> = writers
            .into_iter()
            .map(|writer| {
                scope.spawn(move || {
                    ready.wait();
                    writer(Instant::now() + LIMIT)
                })
            })
            .collect();
        ready.wait();
        let begun = Instant::now();
        for one in running {
            all.extend(one.join().unwrap());
        }
        begun.elapsed().as_secs_f64()
    });
    let rate = all.len() as f64 / seconds;
    (all, rate)
}
