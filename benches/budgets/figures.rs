//! The figures of service in the server, whole and by category, while others log requests; beside SQLite over the same
//! facts in a table with an index.

use crate::office::{self, directory};
use crate::practice::{self, Size, copy_dir};
use crate::sqlite;
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use chrono::NaiveDate;
use lobby::api::service::{ServiceReport, Split};
use lobby::api::{Call, Reply};
use lobby::desk::Desk;
use lobby::store::tables::ENTRY_INDEX;
use lobby::store::{Dir, KeyBuf, KeyReader, SledEngine, Visit};
use rusqlite::{Connection, params};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Reports of each kind.
const ROUNDS: usize = 20;
/// A kind that takes longer than this in all is cut short.
const LIMIT: Duration = Duration::from_secs(30);
/// Requests logged while nobody reads, and the time in which some are logged while somebody does.
const ALONE: usize = 300;
const MEANWHILE: Duration = Duration::from_secs(5);
/// The index of facts, behind the number of the table.
const FACTS: u8 = 15;
const DAY_MS: i64 = 86_400_000;
/// Where they are logged.
const PLACE: &str = "1-1-101";

pub fn run(say: &mut dyn FnMut(Row)) {
    for size in Size::wanted().into_iter().filter(|size| *size != Size::Small) {
        let dir = directory();
        let store = dir.path().join("store");
        copy_dir(&practice::past(size), &store);
        let desk = office::open(SledEngine::open(&store).unwrap());
        let name = format!("{} requests", if size == Size::City { "1,000,000" } else { "100,000" });
        let lite = Lite::fill(&dir.path().join("sqlite"), &desk);
        let (first, last) = lite.span();
        let month = (last - chrono::Days::new(60), last - chrono::Days::new(31));
        for (period, (from, to)) in [("a month", month), ("three years", (first, last))] {
            let theirs = times(|| lite.figures(from, to));
            for (by, split) in
                [("", Split::None), (" by category", Split::Category), (" by person", Split::Person)]
            {
                let ours = times(|| report(&desk, from, to, split));
                let row =
                    Row::new(format!("figures of {period}{by}, {name}, p99"), ours.p99(), Unit::Seconds);
                let row = if split == Split::None {
                    row.beside("SQLite, indexed table", theirs.p99()).budget(Budget::AtMost(0.100))
                } else {
                    row
                };
                say(row);
            }
        }
        desk.write(&[office::job(&desk, "place.add", serde_json::json!({"code": PLACE}))])
            .into_iter()
            .for_each(|answer| drop(answer.unwrap()));
        let alone = (0..ALONE).map(|index| logged(&desk, index)).fold(Times::default(), add);
        for (period, (from, to)) in [("a month", month), ("three years", (first, last))] {
            let meanwhile = while_read(&desk, &|| report(&desk, from, to, Split::None));
            say(Row::new(
                format!("a request logged while figures of {period} are read, {name}, p99"),
                meanwhile.p99(),
                Unit::Seconds,
            )
            .beside("nobody reads", alone.p99())
            .budget(Budget::AtMost(0.050)));
        }
        let scanned = while_read(&desk, &|| report(&desk, first, last, Split::Person));
        say(Row::new(
            format!("a request logged while every fact is read, {name}, p99"),
            scanned.p99(),
            Unit::Seconds,
        )
        .beside("nobody reads", alone.p99())
        .budget(Budget::AtMost(0.050)));
    }
}

fn times<R>(job: impl Fn() -> R) -> Times {
    let (mut times, begun) = (Times::default(), Instant::now());
    for _ in 0..ROUNDS {
        if begun.elapsed() < LIMIT {
            times.take(&job);
        }
    }
    times
}

fn add(mut times: Times, time: Duration) -> Times {
    times.add(time);
    times
}

fn report(desk: &Desk, from: NaiveDate, to: NaiveDate, by: Split) {
    let asked = ServiceReport { from, to, by, ..ServiceReport::default() };
    match desk.read(&office::founder(), &Call::ServiceReport(asked)) {
        Ok(Reply::ServiceReport(figures)) => assert!(figures.figures[0].total.now.numerator > 0),
        other => panic!("figures: {other:?}"),
    }
}

fn logged(desk: &Desk, index: usize) -> Duration {
    let job = office::job(
        desk,
        "request.log",
        serde_json::json!({"place": PLACE, "category": "plumbing", "text": format!("漏水 {index}")}),
    );
    let begun = Instant::now();
    desk.write(&[job]).pop().unwrap().unwrap();
    begun.elapsed()
}

/// How long it takes to log a request while somebody reads over and over.
fn while_read(desk: &Desk, read: &(dyn Fn() + Sync)) -> Times {
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                read();
            }
        });
        let (mut times, begun, mut index) = (Times::default(), Instant::now(), 0);
        while begun.elapsed() < MEANWHILE {
            times.add(logged(desk, index));
            index += 1;
        }
        ended.store(true, Ordering::Relaxed);
        times
    })
}

/// The same facts in SQLite.
struct Lite(Connection);

impl Lite {
    fn fill(path: &Path, desk: &Desk) -> Self {
        let mut db = sqlite::open(path);
        db.execute(
            "CREATE TABLE fact (event INTEGER, at INTEGER, flags INTEGER, points INTEGER, until INTEGER)",
            (),
        )
        .unwrap();
        let tx = db.transaction().unwrap();
        let mut insert = tx.prepare("INSERT INTO fact VALUES (?1, ?2, ?3, ?4, ?5)").unwrap();
        let range = KeyBuf::new(ENTRY_INDEX.number).u8(FACTS).range();
        desk.store()
            .read(|reader| {
                lobby::store::table::scan_index(reader, &range, Dir::Up, &mut |key, _| {
                    let mut key = KeyReader::new(ENTRY_INDEX.number, key).unwrap();
                    let (_, event, at) = (key.u8().unwrap(), key.u8().unwrap(), key.i64().unwrap());
                    let mut next = || number(&mut key);
                    let (flags, points) = (next().cast_signed(), next().cast_signed());
                    let after = (0..5).map(|_| next()).last().unwrap();
                    let until = (after > 0).then(|| at + ((after - 1) >> 1).cast_signed());
                    insert.execute(params![event, at, flags, points, until]).unwrap();
                    Visit::More
                })
            })
            .unwrap();
        drop(insert);
        tx.commit().unwrap();
        db.execute("CREATE INDEX by_time ON fact (event, at, flags, points, until)", ()).unwrap();
        Self(db)
    }

    /// The first and the last day of requests.
    fn span(&self) -> (NaiveDate, NaiveDate) {
        let day = |which: &str| {
            let sql = format!("SELECT {which}(at) FROM fact WHERE event = 1");
            let at: i64 = self.0.query_row(&sql, (), |row| row.get(0)).unwrap();
            chrono::DateTime::from_timestamp_millis(at).unwrap().date_naive()
        };
        (day("min"), day("max"))
    }

    /// Every event of the period: how many, how many with each of the flags that figures ask for, their points, and how
    /// many were open at the end.
    fn figures(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let ms = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        let (from, to) = (ms(from), ms(to) + DAY_MS);
        let sql = "SELECT event, count(*), sum(flags & 1 != 0), sum(flags & 2 != 0), sum(flags & 4 != 0), \
            sum(flags & 8 != 0), sum(flags & 16 != 0), sum(flags & 32 != 0), sum(flags & 64 != 0), sum(points), \
            sum(until IS NULL OR until >= ?2) FROM fact WHERE event = ?3 AND at >= ?1 AND at < ?2";
        let mut sum = self.0.prepare_cached(sql).unwrap();
        (1..=14)
            .map(|event| sum.query_row(params![from, to, event], |row| row.get::<_, i64>(1)).unwrap())
            .sum()
    }
}

/// A number that takes as many bytes as it needs.
fn number(key: &mut KeyReader<'_>) -> u64 {
    let (mut number, mut shift) = (0, 0);
    loop {
        let byte = key.u8().unwrap();
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return number;
        }
        shift += 7;
    }
}
