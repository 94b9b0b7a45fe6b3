//! The history of the shift log over years: lines of a room, of a person and with a word, in the server, beside SQLite's
//! FTS5 over the same words.

use crate::fts::Fts;
use crate::office::{self, directory};
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use lobby::api::handover::ListLog;
use lobby::api::text::TextSearch;
use lobby::api::{Call, Reply};
use lobby::desk::Desk;
use lobby::store::SledEngine;
use serde_json::json;
use std::time::Instant;

/// Three years of a desk that writes a hundred lines a day.
const LINES: usize = 110_000;
/// Lines of one commit.
const GROUP: usize = 500;
/// Queries of each kind.
const QUERIES: usize = 50;
/// Persons that lines name.
const PERSONS: usize = 400;
/// From the budget of the handover: history of three years.
const BUDGET: f64 = 0.2;

/// What lines tell of; one of them is rare.
const WORDS: [&str; 8] = [
    "电梯异响，已报维保，半小时内到场",
    "厨房漏水，已关总阀，师傅上门中",
    "快递放前台第二格，来取时核对电话",
    "地下车库巡查，一切正常，门岗已交代",
    "业主来问装修押金，请其带收据来办",
    "消防主机误报一次，现场确认无火情",
    "停水通知已张贴各单元门口并发短信",
    "施工队进场四人，已换临时牌，未超时",
];

pub fn run(say: &mut dyn FnMut(Row)) {
    let dir = directory();
    let desk = office::found(SledEngine::open(dir.path().join("store")).unwrap());
    let persons: Vec<_> = (0..PERSONS)
        .map(|n| {
            office::job(
                &desk,
                "person.add",
                json!({"name": format!("住户{n:03}号"), "place": office::room(n % office::ROOMS)}),
            )
        })
        .collect();
    let mut numbers = Vec::new();
    for answer in desk.write(&persons) {
        if let Reply::Act(acted) = answer.unwrap().reply {
            numbers.push(acted.number);
        }
    }
    for from in (0..LINES).step_by(GROUP) {
        let jobs: Vec<_> = (from..(from + GROUP).min(LINES)).map(|n| line(&desk, n, &numbers)).collect();
        for answer in desk.write(&jobs) {
            answer.unwrap();
        }
    }
    let fts = Fts::fill(&dir.path().join("fts"), |add| {
        for n in 0..LINES {
            add(&words(n), &n.to_be_bytes());
        }
    });
    // The server does this in a thread of its own when it has begun.
    let begun = Instant::now();
    while desk.read_log_words().unwrap() {}
    let read = begun.elapsed().as_secs_f64();
    say(Row::new("log of 110,000 lines, its words read after the start", read, Unit::Seconds));
    let begun = Instant::now();
    search(&desk, "暗号甲零零零");
    let first = begun.elapsed().as_secs_f64();
    say(Row::new("log of 110,000 lines, the first word", first, Unit::Seconds).budget(Budget::AtMost(BUDGET)));
    let figure = |say: &mut dyn FnMut(Row), name: &str, times: &Times, theirs: Option<&Times>| {
        let mut row = Row::new(format!("log of 110,000 lines, {name}, p99"), times.p99(), Unit::Seconds);
        if let Some(theirs) = theirs {
            row = row.beside("SQLite FTS5", theirs.p99());
        }
        say(row.budget(Budget::AtMost(BUDGET)));
    };
    for (name, word) in
        [("a rare word", "暗号甲"), ("a common word", "维保"), ("a word nobody wrote", "恐龙")]
    {
        let (mut ours, mut theirs) = (Times::default(), Times::default());
        for _ in 0..QUERIES {
            ours.take(|| search(&desk, word));
            theirs.take(|| fts.find(word));
        }
        figure(say, name, &ours, Some(&theirs));
    }
    let mut rooms = Times::default();
    let mut of_persons = Times::default();
    let mut kinds = Times::default();
    for n in 0..QUERIES {
        let place = Some(office::room(n * 7 % office::ROOMS));
        rooms.take(|| list(&desk, ListLog { place, all_desks: true, ..ListLog::default() }));
        let person = Some(numbers[n * 11 % PERSONS].clone());
        of_persons.take(|| list(&desk, ListLog { person, all_desks: true, ..ListLog::default() }));
        let kind = Some(lobby::domain::handover::LogKind::Money);
        kinds.take(|| list(&desk, ListLog { kind, all_desks: true, ..ListLog::default() }));
    }
    figure(say, "a room", &rooms, None);
    figure(say, "a person", &of_persons, None);
    figure(say, "a rare kind", &kinds, None);
}

fn words(n: usize) -> String {
    // One line in ten thousand has the rare word.
    let mark = if n.is_multiple_of(10_007) { "，暗号甲" } else { "" };
    format!("{}（第{n}次）{mark}", WORDS[n % WORDS.len()])
}

fn line(desk: &Desk, n: usize, persons: &[String]) -> lobby::desk::Job {
    let kind = if n.is_multiple_of(5_003) { "money" } else { "note" };
    let mut args = json!({"text": words(n), "kind": kind, "place": office::room(n % office::ROOMS)});
    if n.is_multiple_of(3) {
        args["person"] = json!(persons[n % persons.len()]);
    }
    office::job(desk, "log.write", args)
}

fn search(desk: &Desk, words: &str) -> usize {
    let registers = vec!["log".to_owned()];
    let call = Call::TextSearch(TextSearch { words: words.to_owned(), registers, ..TextSearch::default() });
    match desk.read(&office::founder(), &call) {
        Ok(Reply::TextSearch(found)) => found.hits.len(),
        other => panic!("{words}: {other:?}"),
    }
}

fn list(desk: &Desk, call: ListLog) -> usize {
    match desk.read(&office::founder(), &Call::LogList(call)) {
        Ok(Reply::LogList(page)) => page.lines.len(),
        other => panic!("{other:?}"),
    }
}
