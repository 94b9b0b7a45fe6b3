//! `lobby demo --play`: a day of the practice office, lived faster than time by people who each have a client of their
//! own. They do whatever the registers let them do; what is refused is counted by its reason. Ends with the whole check.
//!
//! The clock runs ahead of the machine's, so that limits run out, ladders climb and boards move as in a real day.

mod deed;

use super::office::{Office, io_fault, store_dir, store_fault};
use super::{Failed, Outcome, print};
use crate::api::entry::Act;
use crate::desk::{self, Clock, Desk, FastClock};
use crate::domain::demo::dice::Dice;
use crate::domain::demo::staff::STAFF;
use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::posts::Post;
use crate::domain::register::Values;
use crate::domain::value::Value;
use crate::say;
use crate::store::{Options, SledEngine, Store};
use crate::wire::server::{self, Server};
use crate::wire::socket::{Lock, Target};
use crate::wire::{Client, Login};
use deed::{Person, Tally, somebody};
use std::io::{IsTerminal, Write, stderr};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The hours of the day that is lived.
pub(super) const HOURS: i64 = 12;
/// What one person does for each entry that is written down: making it, and what follows.
const TURNS: usize = 4;
/// Progress is told this often.
const TELL: Duration = Duration::from_secs(2);
/// How long to wait for a server that is just ending.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a day is lived.
#[derive(Clone, Copy)]
pub(super) struct Day {
    /// Entries that are written down.
    pub(super) entries: usize,
    /// People who work.
    pub(super) people: usize,
    /// How many times faster than time.
    pub(super) speed: u32,
    /// Another seed, another day.
    pub(super) seed: u64,
    /// When it begins.
    pub(super) begins: At,
}

/// Lives the day in the office in `data`, and checks it.
pub(super) fn play(office: &Office, data: &Path, day: &Day) -> Outcome {
    let lock = Lock::take(data, PATIENCE)?;
    let opened =
        SledEngine::open(store_dir(data)).and_then(|engine| Store::open(engine, &Options::default()));
    let store = opened.map_err(|error| store_fault(&error))?;
    let clock = Arc::new(FastClock::new(day.begins, day.speed));
    let desk = Desk::open(store, Arc::clone(&office.registers), Arc::clone(&clock) as Arc<dyn Clock>)?;
    let listening = lock.listen(None, 0o600, true)?;
    let target = Target::Socket(listening.path.clone());
    let failed = |error: &std::io::Error| io_fault("启动服务", "start the server for", data, error);
    let server =
        Server::start(desk, listening, server::Options::default()).map_err(|error| failed(&error))?;
    let stopper = server.stopper().map_err(|error| failed(&error))?;
    let lived = live(office, &target, day, &*clock);
    stopper.stop();
    server.wait();
    let tally = lived?;
    let (made, done, refused) = (tally.made, tally.done, tally.refused.values().sum::<usize>());
    print(
        say!(
            "登记 {made} 条，办理 {done} 步，被拒 {refused} 次",
            "{made} entries, {done} steps, {refused} refusals"
        )
        .get(office.lang),
    )?;
    for (call, count) in &tally.by_register {
        print(&format!("  {call} {count}"))?;
    }
    check(office, data, clock.now())
}

/// The check of the whole store, figures and boards included, on the files the server has let go of.
fn check(office: &Office, data: &Path, now: At) -> Outcome {
    let _lock = Lock::take(data, PATIENCE)?;
    // The server's last thread may still be letting go of the files.
    let begun = Instant::now();
    let store = loop {
        let opened =
            SledEngine::open(store_dir(data)).and_then(|engine| Store::open(engine, &Options::unwatched()));
        match opened {
            Ok(store) => break store,
            Err(error) if begun.elapsed() > PATIENCE => return Err(store_fault(&error).into()),
            Err(_) => thread::sleep(Duration::from_millis(20)),
        }
    };
    let found = desk::verified(&store, &office.registers, now, office.lang);
    found.findings.iter().try_for_each(|finding| print(finding))?;
    if !found.findings.is_empty() {
        return Err(Failed::Wanting);
    }
    let (entries, records) = (found.entries, found.records);
    print(
        say!(
            "核验无误：日志账 {entries} 条，记录 {records} 条",
            "Verified: {entries} journal entries, {records} records"
        )
        .get(office.lang),
    )
}

/// What all people share.
struct Shared<'a> {
    day: &'a Day,
    /// Entries written down, and turns taken, by everybody.
    made: AtomicUsize,
    turns: AtomicUsize,
    tally: Mutex<Tally>,
    /// Why somebody could not go on.
    failed: Mutex<Option<Fault>>,
}

fn live(office: &Office, target: &Target, day: &Day, clock: &dyn Clock) -> Result<Tally, Fault> {
    let names = crew(office, target, day)?;
    let shared = Shared {
        day,
        made: AtomicUsize::new(0),
        turns: AtomicUsize::new(0),
        tally: Mutex::default(),
        failed: Mutex::new(None),
    };
    thread::scope(|scope| {
        for (index, name) in names.iter().enumerate() {
            let shared = &shared;
            scope.spawn(move || {
                if let Err(fault) = person(office, target, shared, index, name) {
                    let mut failed = shared.failed.lock().unwrap_or_else(PoisonError::into_inner);
                    failed.get_or_insert(fault);
                }
            });
        }
        tell(office, &shared, names.len(), clock);
    });
    let failed = shared.failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    match failed {
        Some(fault) => Err(fault),
        None => Ok(shared.tally.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Says how far the day has come, until everybody has done their part.
fn tell(office: &Office, shared: &Shared<'_>, people: usize, clock: &dyn Clock) {
    let whole = shared.day.entries * TURNS;
    let mut told = Instant::now();
    loop {
        thread::sleep(Duration::from_millis(20));
        let over = shared.turns.load(Ordering::Relaxed) >= whole
            && shared.made.load(Ordering::Relaxed) >= shared.day.entries;
        let stopped = shared.failed.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if over || stopped {
            break;
        }
        if told.elapsed() < TELL {
            continue;
        }
        told = Instant::now();
        let (made, entries) = (shared.made.load(Ordering::Relaxed), shared.day.entries);
        let time = clock.now().local(chrono_tz::Asia::Shanghai).format("%H:%M");
        let text = say!(
            "{time}  {people} 人，{made}/{entries} 条",
            "{time}  {people} people, {made}/{entries} entries"
        );
        let end = if stderr().is_terminal() { "" } else { "\n" };
        let begin = if stderr().is_terminal() { "\r" } else { "" };
        let _ = write!(stderr(), "{begin}{}{end}", text.get(office.lang)).and_then(|()| stderr().flush());
    }
    if stderr().is_terminal() {
        let _ = writeln!(stderr());
    }
}

/// The names of those who work: the practice office's own, and as many more as are wanted.
fn crew(office: &Office, target: &Target, day: &Day) -> Result<Vec<String>, Fault> {
    let mut crew: Vec<String> =
        STAFF.iter().filter(|staff| staff.post.is_some()).map(|staff| staff.name.to_owned()).collect();
    crew.truncate(day.people);
    let admin = entered(office, target, desk::seed::FOUNDER)?;
    let uid = i64::from(rustix::process::getuid().as_raw());
    let mut dice = Dice::new(day.seed, 71, 0);
    let posts = [Post::Receptionist, Post::Officer, Post::Senior, Post::Supervisor];
    for (number, post) in (1..).zip(posts.iter().cycle()) {
        if crew.len() >= day.people {
            break;
        }
        // The number keeps two of them apart.
        let name = format!("{}{number}", somebody(&mut dice));
        let values = Values::default()
            .with("name", Value::Text(name.clone()))
            .with("posts", Value::List(vec![post.id().to_owned()]))
            .with("uid", Value::Int(uid));
        admin.call(Act { register: "staff".into(), action: "add".into(), values, ..Act::default() })?;
        crew.push(name);
    }
    Ok(crew)
}

/// A client of that person.
fn entered(office: &Office, target: &Target, name: &str) -> Result<Client, Fault> {
    let client = Client::connect(target, &office.hello())?;
    client.login(&Login { name: Some(name.to_owned()), ..Login::default() })?;
    Ok(client)
}

/// One person's day: a turn, a pause, a turn.
fn person(
    office: &Office,
    target: &Target,
    shared: &Shared<'_>,
    index: usize,
    name: &str,
) -> Result<(), Fault> {
    let client = entered(office, target, name)?;
    let day = shared.day;
    let mut person = Person::new(&client, &office.registers, day.seed, index as u64 + 1)?;
    let whole = day.entries * TURNS;
    // Between two turns of one person, on average, in real milliseconds.
    let turns = whole.div_ceil(day.people.max(1)).max(1);
    let pause = HOURS * 3_600_000 / i64::from(day.speed.max(1)) / i64::try_from(turns).unwrap_or(i64::MAX);
    loop {
        let turn = shared.turns.fetch_add(1, Ordering::Relaxed);
        let made = shared.made.load(Ordering::Relaxed);
        let stopped = shared.failed.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if stopped || (turn >= whole && made >= day.entries) {
            break;
        }
        // New entries come evenly over the day; in between people go on with what is there.
        if made * whole <= turn.min(whole) * day.entries && made < day.entries {
            if person.make()? {
                shared.made.fetch_add(1, Ordering::Relaxed);
            }
        } else {
            person.go_on()?;
        }
        let pause = person.between(pause / 2, pause * 3 / 2);
        thread::sleep(Duration::from_millis(u64::try_from(pause).unwrap_or(0)));
    }
    let mut tally = shared.tally.lock().unwrap_or_else(PoisonError::into_inner);
    tally.add(person.tally);
    Ok(())
}
