//! The power goes at every write of an offer and of an acceptance: on the engine, write by write, and on the store's own
//! files, sector by sector. Whatever was on the disk, the same call under the same key leaves one signature, every count
//! is there, and the store proves itself. The real server is killed at these calls as well.

use crate::support::failing::Failing;
use crate::support::office::{Office, PIN};
use crate::support::often::{all, often};
use crate::support::server;
use lobby::api::describe::call_from_json;
use lobby::domain::posts::Post;
use lobby::domain::register::{Registers, Who};
use lobby::store::SledEngine;
use lobby::text::lang::Lang;
use lobby::wire::Client;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

/// The calls of a handover that write, in order: who, what, with which arguments.
fn steps() -> Vec<(Post, &'static str, Json)> {
    let (wang, li) = (Post::Receptionist, Post::Senior);
    vec![
        (wang, "watch.prepare", json!({})),
        (wang, "watch.edit", json!({"items": [1, 2], "if_then": "关总阀"})),
        (wang, "watch.count", json!({"thing": 0, "amount": 12_050})),
        (wang, "watch.explain", json!({"thing": 0, "reason": "miscount", "words": "上次点错"})),
        (wang, "watch.offer", json!({"pin": PIN})),
        (li, "watch.review", json!({})),
        (li, "watch.acknowledge", json!({"item": 1, "words": "先关阀门"})),
        (li, "watch.acknowledge", json!({"item": 2})),
        (li, "watch.count", json!({"thing": 0, "amount": 12_050})),
        (li, "watch.accept", json!({"revision": 1, "pin": PIN})),
    ]
}

/// An office of which only the till is counted, with two things to hand over.
fn begun(office: &Office) {
    let (wang, chief) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let page = office.ok(&chief, "countable.list", json!({"view": "active"}));
    for row in page["rows"].as_array().unwrap() {
        office.ok(&chief, "countable.disable", json!({"entry": row["head"]["number"]}));
    }
    office.ok(&chief, "countable.add", json!({"name": "钱箱", "kind": "cash", "base": "120"}));
    office.ok(&wang, "watch.open", json!({}));
    office.ok(&wang, "log.write", json!({"text": "燃气味", "severity": "red"}));
    office.ok(&wang, "log.write", json!({"text": "外卖柜坏了", "severity": "amber"}));
}

fn thing(office: &Office) -> Json {
    office.ok(&office.post(Post::Receptionist), "watch.show", json!({}))["counts"][0]["thing"].clone()
}

fn run(office: &Office, at: usize, thing: &Json) -> Result<Json, lobby::api::Fault> {
    let (post, id, mut args) = steps()[at].clone();
    if !args["thing"].is_null() {
        args["thing"] = thing.clone();
    }
    let done = office.run(&office.post(post), id, args, Some(&format!("step-{at}")))?;
    Ok(done.reply.to_json().expect("JSON"))
}

/// What is there once the first so many steps were done, each once.
fn holds(office: &Office, steps: usize, said: &str) {
    let who: Who = office.post(Post::Receptionist);
    let watch = office.ok(&who, "watch.show", json!({"watch": 1}));
    let (view, watch) = (&watch, &watch["watch"]);
    let signed: Vec<&str> =
        watch["signatures"].as_array().unwrap().iter().map(|s| s["role"].as_str().unwrap()).collect();
    let wanted: &[&str] = match steps {
        0..5 => &[],
        5..10 => &["leaver"],
        _ => &["leaver", "successor"],
    };
    assert_eq!(signed, wanted, "{said}");
    let counts = &view["counts"][0];
    let nth = |side: &str| counts[side]["nth"].as_u64().unwrap_or(0);
    assert_eq!(
        (nth("outgoing"), nth("incoming")),
        (u64::from(steps > 2), u64::from(steps > 8)),
        "{said}: {counts}"
    );
    if steps > 3 {
        assert_eq!(counts["outgoing"]["reason"], "miscount", "{said}");
    }
    let watches = office.ok(&who, "watch.list", json!({}));
    assert_eq!(watches["watches"].as_array().unwrap().len(), 1 + usize::from(steps == 10), "{said}");
}

fn sound(office: &Office, said: &str) {
    let found =
        lobby::desk::verified(office.desk.store(), office.desk.registers(), office.desk.now(), Lang::Zh);
    assert_eq!(found.findings, Vec::<String>::new(), "{said}");
}

#[test]
fn a_write_that_fails_at_any_point_leaves_one_signature_and_every_count() {
    let mut points = 0;
    for at in 0..steps().len() {
        // Every write of the step in turn: none of it, the first, the first two, until all of it is written.
        for written in 0.. {
            let engine = Failing::never();
            let office = Office::founded_and_furnished(engine.clone(), Registers::standard());
            begun(&office);
            let thing = thing(&office);
            for before in 0..at {
                run(&office, before, &thing).unwrap_or_else(|fault| panic!("step {before}: {fault}"));
            }
            engine.fails_after(written);
            let answer = run(&office, at, &thing);
            let said =
                format!("step {at} ({}), {written} writes: {:?}", steps()[at].1, answer.as_ref().err());
            drop(office);
            // The program ends there; what it wrote is all there is.
            engine.fails_after(i64::MAX);
            let office = Office::founded(engine, Registers::standard());
            sound(&office, &said);
            if answer.is_ok() {
                holds(&office, at + 1, &said);
                assert!(written > 0, "{said}: it wrote nothing");
                break;
            }
            points += 1;
            for again in 0..2 {
                run(&office, at, &thing).unwrap_or_else(|fault| panic!("{said}, again {again}: {fault}"));
                holds(&office, at + 1, &said);
            }
            for after in at + 1..steps().len() {
                run(&office, after, &thing).unwrap_or_else(|fault| panic!("{said}, then {after}: {fault}"));
            }
            holds(&office, steps().len(), &said);
            sound(&office, &said);
        }
    }
    println!("{points} points at which a write of a handover failed");
}

type Files = BTreeMap<OsString, Vec<u8>>;

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

const SECTOR: usize = 512;

/// Of very many sectors an ordinary run cuts at some; `LOBBY_CUTS=1` cuts at every one.
fn every(sectors: usize) -> usize {
    if all("LOBBY_CUTS") { 1 } else { (sectors / 3).max(1) }
}

/// The sectors that differ between two states of a file.
fn changed(old: &[u8], new: &[u8]) -> Vec<usize> {
    let range = |at: usize| at * SECTOR..((at + 1) * SECTOR).min(new.len());
    (0..new.len().div_ceil(SECTOR)).filter(|at| old.get(range(*at)) != new.get(range(*at))).collect()
}

#[test]
fn the_line_is_cut_at_every_sector_of_an_offer_and_an_acceptance() {
    let dir = tempfile::tempdir().expect("a directory");
    let store = dir.path().join("store");
    let office =
        Office::founded_and_furnished(SledEngine::open(&store).expect("opens"), Registers::standard());
    begun(&office);
    let thing = thing(&office);
    let mut points = 0;
    for at in 0..steps().len() {
        let old = files(&store);
        run(&office, at, &thing).unwrap_or_else(|fault| panic!("step {at}: {fault}"));
        if !matches!(steps()[at].1, "watch.offer" | "watch.accept") {
            continue;
        }
        let new = files(&store);
        let sectors: usize = new
            .iter()
            .map(|(name, now)| changed(old.get(name).map_or(&[][..], Vec::as_slice), now).len())
            .sum();
        for kept in (0..=sectors).step_by(every(sectors)) {
            for torn in [false, true] {
                let copy = dir.path().join(format!("cut-{at}-{kept}-{torn}"));
                std::fs::create_dir(&copy).expect("a directory");
                let mut left = kept;
                for (name, now) in &new {
                    let before = old.get(name).map_or(&[][..], Vec::as_slice);
                    let mut disk = before.to_vec();
                    disk.resize(now.len().max(before.len()), 0);
                    for sector in changed(before, now) {
                        let size = match left {
                            0 => break,
                            1 if torn => SECTOR / 2,
                            _ => SECTOR,
                        };
                        let range = sector * SECTOR..(sector * SECTOR + size).min(now.len());
                        disk[range.clone()].copy_from_slice(&now[range]);
                        left -= 1;
                    }
                    std::fs::write(copy.join(name), disk).expect("writes");
                }
                let said = format!("step {at}, {kept} of {sectors} sectors, torn {torn}");
                let engine = SledEngine::open(&copy).unwrap_or_else(|error| panic!("{said}: {error}"));
                let cut = Office::founded(engine, Registers::standard());
                sound(&cut, &said);
                run(&cut, at, &thing).unwrap_or_else(|fault| panic!("{said}: {fault}"));
                holds(&cut, at + 1, &said);
                sound(&cut, &said);
                points += 1;
                drop(cut);
                std::fs::remove_dir_all(&copy).expect("removed");
            }
        }
    }
    println!("{points} cuts of the line at the sectors of an offer and an acceptance");
    assert!(points > 10, "{points}");
}

fn keyed(office: &server::Office, client: &Client, id: &str, args: Json, key: &str) -> Json {
    let call = call_from_json(&office.registers, id, args).expect("a call");
    let reply = client.call_raw(call, Some(key.to_owned())).unwrap_or_else(|fault| panic!("{id}: {fault:?}"));
    reply.to_json().expect("JSON")
}

/// The server is killed while an offer or an acceptance is on its way, at another moment each time; the client asks again
/// by itself, with its key.
#[test]
fn kill_nine_during_an_offer_or_an_acceptance_signs_once() {
    let kills: u32 = often("LOBBY_KILLS", 4);
    let mut office = server::Office::found("阳光花园");
    let boss = office.client("boss");
    let uid = rustix::process::getuid().as_raw();
    for name in ["甲", "乙"] {
        office.ok(&boss, "staff.add", json!({"name": name, "uid": uid, "posts": ["receptionist"]}));
        office.ok(&office.client(name), "pin.set", json!({"new": PIN}));
    }
    office.ok(&office.client("甲"), "watch.open", json!({}));
    let mut names = ["甲", "乙"];
    for kill in 0..kills {
        let (leaver, reader) = (office.client(names[0]), office.client(names[1]));
        let count = |office: &server::Office, client: &Client| {
            let view = office.ok(client, "watch.show", json!({}));
            for row in view["counts"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|row| row["asked"] == true && row["settled"] == false)
            {
                let money = ["cash", "method", "float", "deposits"].contains(&row["kind"].as_str().unwrap());
                let mut args = json!({"thing": row["thing"]});
                if money {
                    args["amount"] = json!(0);
                }
                office.ok(client, "watch.count", args);
            }
            view["watch"]["id"].as_u64().unwrap()
        };
        let id = count(&office, &leaver);
        let shot = |office: &mut server::Office, client: &Client, call: &'static str, micros: u64| {
            let key = format!("{call}-{kill}");
            let registers = &Registers::standard();
            let done = std::thread::scope(|scope| {
                let asked = scope.spawn({
                    let key = key.clone();
                    move || {
                        let call = call_from_json(registers, call, json!({"pin": PIN})).expect("a call");
                        client.call_raw(call, Some(key))
                    }
                });
                std::thread::sleep(std::time::Duration::from_micros(micros));
                office.kill();
                office.start();
                asked.join().expect("no panic")
            });
            done.unwrap_or_else(|fault| panic!("{call}: {fault:?}"));
            // Once more, under the same key and under another.
            keyed(office, client, call, json!({"pin": PIN}), &key);
            keyed(office, client, call, json!({"watch": id, "pin": PIN}), &format!("{key}-other"));
        };
        let micros = 300 + u64::from(kill) * 2_900 % 41_000;
        shot(&mut office, &leaver, "watch.offer", micros);
        office.ok(&reader, "watch.review", json!({}));
        count(&office, &reader);
        shot(&mut office, &reader, "watch.accept", micros);
        let over = office.ok(&boss_of(&office), "watch.show", json!({"watch": id}));
        let roles: Vec<&str> = over["watch"]["signatures"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| s["role"].as_str().unwrap())
            .collect();
        assert_eq!(roles, ["leaver", "successor"], "kill {kill}");
        let once = |side: &str| {
            over["counts"].as_array().unwrap().iter().all(|row| row[side].is_null() || row[side]["nth"] == 1)
        };
        assert!(once("outgoing") && once("incoming"), "{over}");
        names.reverse();
    }
    let watches = office.ok(&boss_of(&office), "watch.list", json!({"limit": 500}));
    assert_eq!(watches["watches"].as_array().unwrap().len(), 1 + kills as usize);
    office.kill();
    office.verified();
    println!("{kills} offers and {kills} acceptances under kill -9");
}

fn boss_of(office: &server::Office) -> Client {
    office.client("boss")
}
