//! The server is killed in the middle of fifty people's work, again and again, on one store: what was acknowledged is
//! there once, the store proves itself, and everybody finishes what they had begun.
//!
//! `LOBBY_KILLS=200 cargo test --test it kill_nine` kills more often than the ordinary run does.

use crate::support::often::often;
use crate::support::server::Office;
use crossbeam_channel::Receiver;
use lobby::api::Reply;
use lobby::api::describe::call_from_json;
use lobby::domain::fault::Fault;
use lobby::domain::register::Registers;
use lobby::wire::{Client, Link, LinkEvent, Login};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const PEOPLE: usize = 50;
/// So many of them work through the terminal's client, the rest through the one of the command line.
const AT_TERMINALS: usize = 15;

fn kills() -> usize {
    often("LOBBY_KILLS", 30)
}

/// Only a broken program makes anybody wait so long.
fn patience() -> Duration {
    Duration::from_secs(often("LOBBY_TEST_WAIT", 60))
}

/// What everybody together has had acknowledged.
#[derive(Default)]
struct Tally {
    inner: Mutex<Counts>,
    changed: Condvar,
}

#[derive(Default)]
struct Counts {
    acknowledged: usize,
    closing_time: bool,
    failed: Option<String>,
}

impl Tally {
    /// Also after a panic of somebody else: one failure is enough to read.
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn acknowledged(&self) {
        self.lock().acknowledged += 1;
        self.changed.notify_all();
    }

    fn closing_time(&self) -> bool {
        self.lock().closing_time
    }

    fn fail(&self, why: String) {
        self.lock().failed.get_or_insert(why);
        self.changed.notify_all();
    }

    /// Waits until so many calls more were acknowledged.
    fn wait_for(&self, more: usize) {
        let mut counts = self.lock();
        let (from, end) = (counts.acknowledged, Instant::now() + patience());
        while counts.acknowledged < from + more {
            assert!(counts.failed.is_none(), "{}", counts.failed.as_deref().unwrap_or_default());
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "only {} of {more} calls were done", counts.acknowledged - from);
            counts = self.changed.wait_timeout(counts, left).unwrap().0;
        }
    }
}

/// Dropped, it is closing time: also when the test fails, or nobody would ever go home.
struct Day<'a>(&'a Tally);

impl Drop for Day<'_> {
    fn drop(&mut self) {
        self.0.lock().closing_time = true;
    }
}

/// Either kind of client; both come back by themselves.
enum Line {
    CommandLine(Box<Client>),
    Terminal(Link, Receiver<LinkEvent>),
}

impl Line {
    fn ask(&self, ticket: u64, call: lobby::api::Call, key: Option<String>) -> Result<Reply, Fault> {
        match self {
            Self::CommandLine(client) => client.call_raw(call, key),
            Self::Terminal(link, events) => {
                link.send(ticket, call, key);
                let end = Instant::now() + patience();
                loop {
                    match events.recv_deadline(end).expect("an answer in time") {
                        LinkEvent::Answer { ticket: answered, result } if answered == ticket => {
                            return result.map(|reply| *reply).map_err(|fault| *fault);
                        }
                        LinkEvent::Gone(fault) => return Err(fault),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// What one person was told was done.
#[derive(Default)]
struct Done {
    requests: BTreeMap<String, Request>,
    /// Number and words.
    lines: BTreeMap<u64, String>,
    draft: Option<Json>,
}

struct Request {
    text: String,
    rev: u64,
    state: u64,
}

struct Person<'a> {
    n: usize,
    line: Line,
    registers: &'a Registers,
    tally: &'a Tally,
    asked: u64,
    done: Done,
}

impl Person<'_> {
    /// Works until closing time; what was begun is finished then.
    fn work(mut self) -> Done {
        for round in 1.. {
            if let Err(why) = self.round(round) {
                self.tally.fail(format!("person {}, round {round}: {why}", self.n));
                break;
            }
            if self.tally.closing_time() {
                break;
            }
        }
        self.done
    }

    fn call(&mut self, id: &str, args: Json, key: Option<String>) -> Result<Json, String> {
        let call = call_from_json(self.registers, id, args).map_err(|fault| format!("{id}: {fault:?}"))?;
        self.asked += 1;
        let reply = self.line.ask(self.asked, call, key).map_err(|fault| format!("{id}: {fault:?}"))?;
        self.tally.acknowledged();
        reply.to_json().map_err(|error| error.to_string())
    }

    /// A call whose key this person chose.
    fn keyed(&mut self, id: &str, round: u32, args: Json) -> Result<Json, String> {
        self.call(id, args, Some(format!("{}-{round}-{id}", self.n)))
    }

    fn round(&mut self, round: u32) -> Result<(), String> {
        let n = self.n;
        let words = format!("{n} 号第 {round} 件：水龙头漏水");
        let room = format!("1-1-{}", 101 + n % 10);
        let logged = self.keyed("request.log", round, json!({"place": room, "text": words}))?;
        let number = logged["number"].as_str().ok_or("no number")?.to_owned();
        let first = Request { text: words.clone(), rev: 1, state: 1 };
        if self.done.requests.insert(number.clone(), first).is_some() || logged["rev"] != 1 {
            return Err(format!("{number} was given twice"));
        }

        let form = json!({"id": "form", "command": "request.log", "fields": {"text": words},
            "field": "text", "caret": round, "parked": round.is_multiple_of(2), "key": format!("{n}-{round}-next")});
        self.call("draft.save", form.clone(), None)?;
        self.done.draft = Some(form);
        let kept = self.call("draft.list", json!({}), None)?;
        self.check_draft(&kept)?;

        let line = format!("{n} 号第 {round} 行");
        let written = self.keyed("log.write", round, json!({"text": line, "entry": number}))?;
        let seq = written["seq"].as_u64().ok_or("no sequence number")?;
        self.done.lines.insert(seq, line);

        let corrected = format!("{words}，已核对");
        let patch = json!({"entry": number, "rev": 1, "text": corrected});
        let now = self.keyed("request.correct", round, patch)?;
        self.note(&number, &now, 2, 1, Some(corrected))?;
        if round.is_multiple_of(2) {
            let who = format!("#{}", n + 1);
            let now = self.keyed("request.dispatch", round, json!({"entry": number, "owner": who}))?;
            self.note(&number, &now, 3, 2, None)?;
            let now = self.keyed("request.finish", round, json!({"entry": number, "work_done": words}))?;
            self.note(&number, &now, 4, 6, None)?;
        }
        Ok(())
    }

    /// Notes a step that was acknowledged; a `rev` that is not the next one shows work done twice or lost.
    fn note(
        &mut self,
        number: &str,
        acted: &Json,
        rev: u64,
        state: u64,
        text: Option<String>,
    ) -> Result<(), String> {
        if acted["rev"] != rev {
            return Err(format!("{number} should be at {rev}: {acted}"));
        }
        let request = self.done.requests.get_mut(number).ok_or("an unknown request")?;
        (request.rev, request.state) = (rev, state);
        request.text = text.unwrap_or_else(|| std::mem::take(&mut request.text));
        Ok(())
    }

    fn check_draft(&self, kept: &Json) -> Result<(), String> {
        same_draft(kept, self.done.draft.as_ref())
    }
}

/// The one draft there is, as it was last acknowledged.
fn same_draft(kept: &Json, acknowledged: Option<&Json>) -> Result<(), String> {
    let drafts = kept["drafts"].as_array().ok_or("no drafts")?;
    let [draft] = drafts.as_slice() else { return Err(format!("not one draft: {kept}")) };
    for (field, value) in acknowledged.and_then(Json::as_object).ok_or("nothing was kept")? {
        if draft["form"][field] != *value {
            return Err(format!("the draft is {draft}, acknowledged was {field}: {value}"));
        }
    }
    Ok(())
}

fn furnish(office: &Office) {
    let boss = office.client("boss");
    let uid = rustix::process::getuid().as_raw();
    for n in 1..=PEOPLE {
        let posts = ["receptionist", "supervisor", "officer"];
        office.ok(&boss, "staff.add", json!({"name": format!("{n} 号"), "uid": uid, "posts": posts}));
    }
    for room in 101..=110 {
        office.ok(&boss, "place.add", json!({"code": format!("1-1-{room}")}));
    }
}

/// Reads a list to its end, page by page.
fn pages(office: &Office, boss: &Client, call: &str, args: &Json, rows: &str, more: &str) -> Vec<Json> {
    let mut found = Vec::new();
    let mut args = args.clone();
    loop {
        let page = office.ok(boss, call, args.clone());
        found.extend(page[rows].as_array().expect("rows").iter().cloned());
        if page["next"].is_null() {
            return found;
        }
        args[more] = page["next"].clone();
    }
}

/// Everything acknowledged is there once, as it was acknowledged, and nothing else is.
fn compare(office: &Office, all: &[Done]) {
    let boss = office.client("boss");
    let mut requests = BTreeMap::new();
    for row in pages(office, &boss, "request.list", &json!({"limit": 500}), "rows", "after") {
        let number = row["head"]["number"].as_str().expect("a number").to_owned();
        assert!(requests.insert(number.clone(), row).is_none(), "{number} is there twice");
    }
    for (number, told) in all.iter().flat_map(|done| &done.requests) {
        let row = requests.remove(number).unwrap_or_else(|| panic!("{number} is lost"));
        let found = (&row["title"]["zh"], &row["head"]["rev"], &row["head"]["state"]);
        assert_eq!(found, (&json!(told.text), &json!(told.rev), &json!(told.state)), "{number}");
    }
    assert!(requests.is_empty(), "nobody was told of {:?}", requests.keys());

    let args = json!({"all_desks": true, "limit": 500});
    let mut lines = BTreeMap::new();
    for row in pages(office, &boss, "log.list", &args, "lines", "before") {
        let seq = row["line"]["seq"].as_u64().expect("a number");
        let text = row["line"]["text"].as_str().expect("words").to_owned();
        assert!(lines.insert(seq, text).is_none(), "line {seq} is there twice");
    }
    let told: BTreeMap<u64, String> = all.iter().flat_map(|done| done.lines.clone()).collect();
    assert_eq!(lines, told);

    for (n, done) in all.iter().enumerate() {
        let client = office.client(&format!("{} 号", n + 1));
        let kept = office.ok(&client, "draft.list", json!({}));
        same_draft(&kept, done.draft.as_ref()).unwrap_or_else(|why| panic!("person {}: {why}", n + 1));
    }
}

#[test]
fn kill_nine_loses_nothing_that_was_acknowledged_and_does_nothing_twice() {
    let mut office = Office::found("阳光花园");
    furnish(&office);
    let tally = Tally::default();
    let registers = Registers::standard();
    let people: Vec<Person<'_>> = (1..=PEOPLE)
        .map(|n| {
            let client = office.client(&format!("{n} 号"));
            let line = if n <= AT_TERMINALS {
                let (wake, events) = crossbeam_channel::unbounded();
                Line::Terminal(Link::start(client, wake).expect("a line"), events)
            } else {
                Line::CommandLine(Box::new(client))
            };
            Person { n, line, registers: &registers, tally: &tally, asked: 0, done: Done::default() }
        })
        .collect();
    let all: Vec<Done> = std::thread::scope(|scope| {
        let at_work: Vec<_> = people.into_iter().map(|person| scope.spawn(|| person.work())).collect();
        let day = Day(&tally);
        for kill in 1..=kills() {
            // Now soon after the start, now late, never at the same step.
            tally.wait_for(10 + kill * 37 % 60);
            office.kill();
            if kill.is_multiple_of(10) {
                office.verified();
            }
            office.start();
        }
        drop(day);
        at_work.into_iter().map(|person| person.join().expect("no panic")).collect()
    });
    let failed = tally.inner.into_inner().unwrap().failed;
    assert!(failed.is_none(), "{}\n{}", failed.unwrap_or_default(), office.log());
    compare(&office, &all);
    assert!(!office.log().contains("bug "), "{}", office.log());
    office.kill();
    office.verified();
}

#[test]
fn what_was_asked_before_the_person_changed_is_done_in_their_name() {
    let mut office = Office::found("阳光花园");
    furnish(&office);
    let (wake, events) = crossbeam_channel::unbounded();
    let link = Link::start(office.client("1 号"), wake).expect("a line");
    let line =
        |text: &str| call_from_json(&office.registers, "log.write", json!({"text": text})).expect("a call");
    let (first, second) = (line("一号写的"), line("二号写的"));
    office.kill();
    link.send(1, first, None);
    link.switch(Login { name: Some("2 号".into()), ..Login::default() });
    link.send(2, second, None);
    office.start();
    for ticket in [1, 2] {
        crate::support::wire::event(&events, "an answer", |event| match event {
            LinkEvent::Answer { ticket: answered, result } if answered == ticket => {
                Some(result.expect("done"))
            }
            _ => None,
        });
    }
    let boss = office.client("boss");
    let lines = office.ok(&boss, "log.list", json!({}));
    let by = |row: &Json| format!("{} {}", row["author"], row["line"]["text"]);
    let found: Vec<String> = lines["lines"].as_array().expect("lines").iter().map(by).collect();
    assert_eq!(found, [r#""2 号" "二号写的""#, r#""1 号" "一号写的""#]);
}
