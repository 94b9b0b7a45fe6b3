//! What a signature is worth: the text that was signed stays as it was, a changed byte and a cut-off end are named, a
//! signature given twice is one signature, digits stand for all that is printed, and what is owed is not forgotten.

use crate::support::office::{MORNING, Office, PIN};
use crate::support::often::all;
use lobby::domain::handover::{Watch, WatchDisk, WatchState};
use lobby::domain::posts::Post;
use lobby::domain::register::{Registers, Who};
use lobby::store::codec::{decode, encode_frame};
use lobby::store::tables::{DOCUMENT, LOG_INDEX, WATCH};
use lobby::store::{
    Batch, Dir, Engine as _, JournalMeta, KeyBuf, MemoryEngine, Outcome, StoreError, collect,
};
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::sync::Arc;

pub struct Desk {
    pub office: Office,
    pub wang: Who,
    pub li: Who,
    pub chief: Who,
}

pub fn desk() -> Desk {
    of(Office::new())
}

fn of(office: Office) -> Desk {
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let chief = office.post(Post::Supervisor);
    office.ok(&wang, "watch.open", json!({}));
    Desk { office, wang, li, chief }
}

/// The same over an engine whose bytes a test may change behind the desk's back.
fn exposed() -> (Desk, Arc<MemoryEngine>) {
    let engine = Arc::new(MemoryEngine::new());
    let office = Office::founded_and_furnished(Arc::clone(&engine), Registers::standard());
    (of(office), engine)
}

impl Desk {
    pub fn findings(&self) -> Vec<String> {
        let (store, registers) = (self.office.desk.store(), self.office.desk.registers());
        lobby::desk::verified(store, registers, self.office.desk.now(), Lang::Zh).findings
    }

    pub fn sound(&self) {
        assert_eq!(self.findings(), Vec::<String>::new());
    }

    pub fn urgent(&self, text: &str) -> String {
        let args = json!({"place": "3-2-1801", "text": text, "urgency": "urgent"});
        self.office.ok(&self.wang, "request.log", args)["number"].as_str().unwrap().to_owned()
    }

    pub fn watch(&self, id: u64) -> Json {
        self.office.ok(&self.chief, "watch.show", json!({"watch": id}))
    }

    pub fn sheet(&self, id: u64) -> String {
        let sheet = self.office.ok(&self.chief, "handover.sheet", json!({"watch": id}));
        let lines = sheet["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
        lines.collect::<Vec<_>>().join("\n")
    }

    pub fn after(&self, minutes: i64) {
        self.office.clock.advance_minutes(minutes);
        self.office.desk.tick().expect("what is due is done");
    }

    /// Changes rows as somebody would who can write the store: the journal tells of it, and is sound.
    fn rewrite(&self, rows: &[(Vec<u8>, Option<Vec<u8>>)]) {
        let mut group = self.office.desk.store().begin().unwrap();
        let meta = JournalMeta {
            at: MORNING.0,
            zone: String::new(),
            staff: 1,
            desk: 1,
            session: 0,
            call: "by.hand".into(),
            note: None,
            outcome: Outcome::Done,
            always: false,
        };
        let done = group.run(|tx| {
            for (key, value) in rows {
                match value {
                    Some(value) => tx.put(key, value.clone())?,
                    None => tx.delete(key)?,
                }
            }
            Ok::<_, StoreError>(((), meta))
        });
        done.unwrap();
        group.commit().unwrap();
    }
}

/// The rows of the chain, without its head.
fn documents(engine: &MemoryEngine) -> Vec<(Vec<u8>, Vec<u8>)> {
    let rows = collect(engine, &KeyBuf::new(DOCUMENT.number).range(), Dir::Up, usize::MAX).unwrap();
    let head = KeyBuf::new(DOCUMENT.number).u64(0).into_vec();
    rows.into_iter().filter(|(key, _)| *key != head).collect()
}

#[test]
fn what_was_signed_reads_as_it_was_signed_whatever_becomes_of_it_later() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    let number = at.urgent("厨房漏水");
    office.offer_with(wang, json!({"note": "电梯请盯一下"}));
    office.take_over(li);
    let items = |sheet: &str| -> Vec<String> {
        let end = sheet.find("-- 签字").expect("signatures");
        sheet[..end].lines().skip(3).map(str::to_owned).collect()
    };
    let signed = items(&at.sheet(1));
    assert!(signed.iter().any(|line| line.contains("厨房漏水")), "{signed:?}");
    // It is given to somebody and finished, corrected, its room renamed; the leaver is called otherwise.
    office.ok(li, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    office.ok(li, "request.correct", json!({"entry": number, "text": "其实是卫生间"}));
    office.ok(&office.founder(), "staff.correct", json!({"entry": "王前台", "name": "王改名"}));
    assert_eq!(items(&at.sheet(1)), signed, "before the time for late entries is over");
    at.after(40);
    assert_eq!(at.watch(1)["watch"]["state"], "closed");
    assert_eq!(items(&at.sheet(1)), signed, "and after it");
    let row = at.watch(1)["items"][0].clone();
    assert!(row["title"]["zh"].as_str().unwrap().contains("厨房漏水"), "{row}");
    let since = row["since"]["zh"].as_str().unwrap();
    assert!(
        since.contains("李接待") || since.contains("现为"),
        "what became of it stands beside it: {since}"
    );
    let sheet = office.ok(chief, "handover.sheet", json!({"watch": 1}));
    assert!(sheet["hash"][0].as_str().is_some_and(|hash| hash.len() == 64));
    at.sound();
}

#[test]
fn every_revision_is_kept_under_its_own_hash_and_a_later_signature_stands_outside() {
    let (at, engine) = exposed();
    let Desk { office, wang, li, .. } = &at;
    at.urgent("厨房漏水");
    office.offer(wang);
    let first = documents(&engine);
    office.ok(li, "log.write", json!({"text": "又一处漏水", "severity": "red"}));
    office.ok(li, "watch.relieve", json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN}));
    let taken = documents(&engine);
    assert_eq!((first.len(), taken.len()), (1, 3), "two revisions, and how custody left");
    assert_eq!(taken[0], first[0], "the first revision is as it was");
    office.ok(wang, "watch.confirm", json!({"watch": 1, "words": "当时去了医院", "pin": PIN}));
    at.after(40);
    let closed = documents(&engine);
    assert_eq!((&closed[..3], closed.len()), (&taken[..], 5), "the later signature and the closing follow");
    assert!(at.sheet(1).contains("当时去了医院"));
    at.sound();
}

/// An ordinary run flips some bytes; `LOBBY_CUTS=1` every one.
fn every(ordinary: usize) -> usize {
    if all("LOBBY_CUTS") { 1 } else { ordinary }
}

#[test]
fn one_flipped_byte_of_a_document_is_named() {
    let (at, engine) = exposed();
    let Desk { office, wang, li, .. } = &at;
    at.urgent("厨房漏水");
    office.offer_with(wang, json!({"note": "电梯请盯一下"}));
    office.take_over(li);
    at.after(40);
    at.sound();
    let rows = documents(&engine);
    assert_eq!(rows.len(), 3, "the revision, how it was taken, the closing");
    // Behind the store's back: the journal still knows what was written.
    let mut named = 0;
    for (number, (key, value)) in rows.iter().enumerate() {
        for at_byte in (0..value.len()).step_by(every(47)) {
            let mut bad = value.clone();
            bad[at_byte] ^= 1 << (at_byte % 8);
            put(&engine, key, bad);
            let said = at.findings().join("\n");
            let name = format!("document:{:016x}", number + 1);
            assert!(said.contains(&name), "byte {at_byte} of document {}: {said:?}", number + 1);
            put(&engine, key, value.clone());
            named += 1;
        }
    }
    at.sound();
    // Through the journal: only the chain itself can tell.
    let mut by_chain = 0;
    for (number, (key, value)) in rows.iter().enumerate() {
        for at_byte in (0..value.len()).step_by(every(61)) {
            let mut bad = value.clone();
            bad[at_byte] ^= 1 << (at_byte % 8);
            at.rewrite(&[(key.clone(), Some(bad))]);
            let said = at.findings().join("\n");
            let name = [format!("第 {} 份", number + 1), format!("document:{:016x}", number + 1)];
            assert!(
                name.iter().any(|name| said.contains(name)),
                "byte {at_byte} of {}: {said:?}",
                number + 1
            );
            at.rewrite(&[(key.clone(), Some(value.clone()))]);
            by_chain += 1;
        }
    }
    at.sound();
    println!("{named} flipped bytes named by the journal, {by_chain} by the chain alone");
}

fn put(engine: &MemoryEngine, key: &[u8], value: Vec<u8>) {
    let mut batch = Batch::default();
    batch.put(key.to_vec(), value);
    engine.apply(&batch).unwrap();
}

/// Each of these leaves every text of the chain as it was hashed: only what the check compares besides tells.
#[test]
fn a_record_that_does_not_agree_with_its_document_and_texts_out_of_order_are_named() {
    let (at, engine) = exposed();
    let Desk { office, wang, li, .. } = &at;
    office.offer(wang);
    office.take_over(li);
    at.after(40);
    at.sound();
    let named = |change: &dyn Fn(&mut Watch), words: &str| {
        let range = KeyBuf::new(WATCH.number).u64(1).range();
        let (key, value) = collect(&*engine, &range, Dir::Up, 1).unwrap().pop().expect("a watch");
        let mut watch = decode::<WatchDisk>(&value).unwrap().lift();
        change(&mut watch);
        let bad = encode_frame(&WatchDisk::V2(Box::new(watch))).unwrap();
        at.rewrite(&[(key.clone(), Some(bad))]);
        let said = at.findings().join("\n");
        assert!(said.contains(words), "{words}: {said}");
        at.rewrite(&[(key, Some(value))]);
        at.sound();
    };
    let differs = "第 1 班的记录与链上的交班单不符";
    named(&|watch| watch.cut_seq = watch.cut_seq.map(|cut| cut + 1), differs);
    named(&|watch| (watch.state, watch.late_at) = (WatchState::Open, None), differs);
    // The revision and how it was taken in each other's place: each hash is right, and so is the end.
    let rows = documents(&engine);
    let swapped =
        [(rows[0].0.clone(), Some(rows[1].1.clone())), (rows[1].0.clone(), Some(rows[0].1.clone()))];
    at.rewrite(&swapped);
    let said = at.findings().join("\n");
    assert!(said.contains("第 1 份交班单（第 1 班）与签字时不同"), "{said}");
}

#[test]
fn an_end_that_was_cut_off_is_seen() {
    let (at, engine) = exposed();
    let Desk { office, wang, li, .. } = &at;
    office.offer(wang);
    office.take_over(li);
    at.after(40);
    office.count_all(li);
    office.offer(li);
    office.take_over(wang);
    at.after(40);
    at.sound();
    let rows = documents(&engine);
    assert_eq!(rows.len(), 6);
    let index = collect(&*engine, &KeyBuf::new(LOG_INDEX.number).range(), Dir::Up, usize::MAX).unwrap();
    for from in [5, 3] {
        let mut gone = Vec::new();
        for (key, _) in &rows[from..] {
            gone.push((key.clone(), None));
            gone.extend(
                index.iter().filter(|(row, _)| row.ends_with(key)).map(|(row, _)| (row.clone(), None)),
            );
        }
        at.rewrite(&gone);
        let said = at.findings().join("\n");
        assert!(said.contains("应到第 6 份") && said.contains(&format!("到第 {from} 份")), "{said}");
        let back: Vec<_> =
            rows[from..].iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
        at.rewrite(&back);
        let rows = index.iter().filter(|(row, _)| rows[from..].iter().any(|(key, _)| row.ends_with(key)));
        at.rewrite(&rows.map(|(row, value)| (row.clone(), Some(value.clone()))).collect::<Vec<_>>());
        at.sound();
    }
}

/// Makes a call twice under different keys, and once after something else happened: the same signature each time.
fn thrice(at: &Desk, who: &Who, id: &str, args: &Json, meanwhile: impl FnOnce()) {
    let receipt = |key: &str| {
        let done =
            at.office.run(who, id, args.clone(), Some(key)).unwrap_or_else(|f| panic!("{id} {key}: {f}"));
        done.reply.to_json().unwrap()["receipt"].as_str().unwrap().to_owned()
    };
    let signatures = |at: &Desk| -> usize {
        let all = at.office.ok(&at.chief, "watch.list", json!({}));
        all["watches"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["watch"]["signatures"].as_array().unwrap().len())
            .sum()
    };
    let first = receipt(&format!("{id}-1"));
    assert!(!first.is_empty(), "{id} gives a receipt");
    let given = signatures(at);
    at.office.clock.advance_minutes(1);
    assert_eq!(receipt(&format!("{id}-2")), first, "{id} again");
    meanwhile();
    assert_eq!(receipt(&format!("{id}-3")), first, "{id} later");
    assert_eq!(signatures(at), given, "{id}: one signature");
}

#[test]
fn a_signature_given_again_under_another_key_is_the_first_one() {
    let at = desk();
    let Desk { office, wang, li, chief } = &at;
    at.urgent("厨房漏水");
    let draft = office.ok(wang, "watch.prepare", json!({}));
    let items: Vec<&Json> = draft["items"].as_array().unwrap().iter().map(|row| &row["item"]["no"]).collect();
    office.ok(wang, "watch.edit", json!({"items": items, "if_then": "关总阀"}));
    office.count_all(wang);
    thrice(&at, wang, "watch.offer", &json!({"watch": 1, "pin": PIN}), || {
        office.ok(li, "watch.review", json!({}));
        office.read(li);
        office.count_all(li);
    });
    thrice(&at, li, "watch.accept", &json!({"watch": 1, "revision": 1, "pin": PIN}), || {
        office.ok(li, "log.write", json!({"text": "接班后一行"}));
        office.ok(li, "watch.prepare", json!({}));
    });
    // Long after: the leaver asks again, and the one who came too late hears who was first.
    office.ok(wang, "watch.offer", json!({"watch": 1, "pin": PIN}));
    let late = office.refused(chief, "watch.accept", json!({"watch": 1, "pin": PIN}));
    assert!(late.text.zh.contains("李接待") || late.text.zh.contains("接班"), "{late}");
    thrice(&at, chief, "watch.release", &json!({"watch": 2, "reason": "无人接班", "pin": PIN}), || ());
    thrice(&at, li, "watch.confirm", &json!({"watch": 2, "words": "已回家", "pin": PIN}), || {
        at.after(40);
    });
    thrice(
        &at,
        wang,
        "watch.relieve",
        &json!({"watch": 3, "relief": "emergency", "reason": "突发疾病", "pin": PIN}),
        || (),
    );
    office.count_all(wang);
    office.count_all(wang);
    thrice(&at, wang, "watch.continue", &json!({"revision": 0, "pin": PIN}), || {
        office.ok(wang, "log.write", json!({"text": "续班后一行"}));
    });
    office.count_all(wang);
    thrice(
        &at,
        wang,
        "watch.seal",
        &json!({"watch": 4, "seal": "A7", "reason": "无人接班", "pin": PIN}),
        || (),
    );
    let other =
        office.refused(wang, "watch.seal", json!({"watch": 4, "seal": "A8", "reason": "无人", "pin": PIN}));
    assert!(!other.text.zh.is_empty(), "another number is another seal");
    thrice(&at, li, "watch.break-seal", &json!({"watch": 4, "seal": "A7", "pin": PIN}), || {
        office.count_all(li);
    });
    at.sound();
}

#[test]
fn what_is_called_twice_without_naming_the_watch_is_known_too() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    let again = office.ok(wang, "watch.offer", json!({"pin": PIN}));
    assert_eq!((&again["watch"]["revision"], &again["watch"]["state"]), (&json!(1), &json!("in-review")));
    office.count_all(li);
    let first = office.ok(li, "watch.accept", json!({"pin": PIN}));
    office.ok(li, "watch.prepare", json!({}));
    let second = office.ok(li, "watch.accept", json!({"pin": PIN}));
    assert_eq!((&second["watch"]["id"], &second["receipt"]), (&json!(2), &first["receipt"]));
    assert!(office.call(li, "watch.accept", json!({"revision": 7, "pin": PIN})).is_err(), "another revision");
    // Whoever takes a seal off their own desk may offer again: that is a new signature.
    office.count_all(li);
    office.ok(li, "watch.seal", json!({"seal": "A1", "reason": "无人", "pin": PIN}));
    office.ok(li, "watch.break-seal", json!({"seal": "A1", "pin": PIN}));
    office.count_all(li);
    let offered = office.offer(li);
    assert_eq!((&offered["watch"]["id"], &offered["watch"]["state"]), (&json!(3), &json!("offered")));
    at.sound();
}

#[test]
fn the_digits_stand_for_all_that_is_printed_and_red_items_want_the_readers_own_words() {
    let at = desk();
    let Desk { office, wang, li, chief, .. } = &at;
    at.urgent("厨房漏水");
    office.ok(wang, "log.write", json!({"text": "外卖柜坏了", "severity": "amber"}));
    let digits = |view: &Json| view["digits"].as_str().unwrap().to_owned();
    let mut seen = vec![digits(&office.offer(wang))];
    // Each of these is printed, and nothing else changes: a note, an if-then, the words, a count.
    let again = |edit: Json| {
        office.ok(wang, "watch.recall", json!({}));
        office.ok(wang, "watch.edit", edit);
        digits(&office.ok(wang, "watch.offer", json!({"pin": PIN})))
    };
    seen.push(again(json!({"items": [1], "note": "先看阀门"})));
    seen.push(again(json!({"items": [1], "if_then": "关总阀"})));
    seen.push(again(json!({"items": [], "words": "夜里留意"})));
    assert!(
        office.ok(wang, "watch.show", json!({}))["digits"] == seen[3].as_str(),
        "they stay as long as it does"
    );
    // An order that came into force after the sheet was printed is not on it.
    let order = json!({"title": "夜间巡逻", "text": "地库每两小时一次"});
    let order = office.ok(chief, "standing_order.draft", order)["number"].clone();
    assert!(office.ok(wang, "watch.show", json!({}))["digits"] == seen[3].as_str(), "a draft holds nobody");
    office.ok(chief, "standing_order.issue", json!({"entry": order}));
    seen.push(digits(&office.ok(wang, "watch.show", json!({}))));
    office.ok(li, "watch.review", json!({}));
    office.ok(li, "watch.contest", json!({"words": "现金不对"}));
    let shown = office.ok(wang, "watch.show", json!({}));
    let cash = shown["counts"].as_array().unwrap().iter().find(|row| row["kind"] == "cash").unwrap()["thing"]
        .clone();
    seen.push(digits(&office.ok(wang, "watch.count", json!({"thing": cash, "amount": 700}))));
    assert!(seen.windows(2).all(|pair| pair[0] != pair[1]), "{seen:?}");

    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    at.urgent("厨房漏水");
    office.ok(wang, "log.write", json!({"text": "外卖柜坏了", "severity": "amber"}));
    let digits = digits(&office.offer(wang));
    office.ok(li, "watch.review", json!({}));
    office.count_all(li);
    let unsaid = office.refused(li, "watch.accept", json!({"digits": digits, "pin": PIN}));
    assert_eq!(unsaid.field.as_deref(), Some("read_back"));
    assert!(unsaid.text.zh.contains("第 1 条"), "{unsaid}");
    let said = json!({"digits": digits, "pin": PIN, "read_back": [{"item": 1, "words": "先关阀门"}]});
    assert_eq!(office.ok(li, "watch.accept", said)["watch"]["holder"], json!(li.staff));
    assert!(at.sheet(1).contains("先关阀门"), "{}", at.sheet(1));
    // What holds from now on is no part of the sheet that was read.
    office.clock.advance_minutes(1);
    let order = json!({"title": "夜间巡逻", "text": "地库每两小时一次"});
    let order = office.ok(&office.post(Post::Supervisor), "standing_order.draft", order)["number"].clone();
    office.ok(&office.post(Post::Supervisor), "standing_order.issue", json!({"entry": order}));
    let sheet = office.ok(li, "handover.sheet", json!({"watch": 1}));
    assert_eq!(sheet["digits"], json!(digits));
}

#[test]
fn a_sealed_desk_sends_its_red_items_to_whoever_can_be_reached() {
    let at = desk();
    let Desk { office, wang, chief, .. } = &at;
    let number = at.urgent("厨房漏水");
    office.ok(wang, "log.write", json!({"text": "外卖柜坏了", "severity": "amber"}));
    office.count_all(wang);
    let seal = json!({"seal": "A0012", "reason": "无人接班", "pin": PIN});
    let done = office.run(wang, "watch.seal", seal.clone(), None).unwrap();
    let told = |staff| {
        let to = done.notices.iter().filter(move |(to, said)| *to == staff && said.zh.contains("封存交办"));
        to.map(|(_, said)| said.zh.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told(chief.staff).len(), 1, "the red one, not the amber one: {:?}", done.notices);
    assert!(told(chief.staff)[0].contains(&number));
    assert!(told(wang.staff).is_empty());
    let tasks = office.ok(&office.founder(), "task.list", json!({"view": "open"}));
    assert_eq!(tasks["total"], 1);
    assert!(tasks["rows"][0]["title"]["zh"].as_str().unwrap().contains(&number), "{tasks}");
    // Said again it is no second task.
    office.ok(wang, "watch.seal", seal);
    assert_eq!(office.ok(&office.founder(), "task.list", json!({"view": "open"}))["total"], 1);
    at.sound();
}

#[test]
fn a_count_that_is_owed_rings_until_it_is_made() {
    let at = desk();
    let Desk { office, li, chief, .. } = &at;
    let ringing = || -> Vec<String> {
        let rows = office.ok(chief, "alarm.list", json!({}));
        rows["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["text"]["zh"].as_str().unwrap().to_owned())
            .collect()
    };
    office.ok(li, "watch.relieve", json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN}));
    at.after(29);
    assert_eq!(ringing(), Vec::<String>::new());
    let next = office.desk.next_alarm().unwrap().expect("the desk will speak by itself");
    assert_eq!(next, MORNING.plus_minutes(30));
    office.clock.advance_minutes(1);
    let told = office.desk.tick().unwrap();
    let said: Vec<_> = told.notices.iter().filter(|(_, text)| text.zh.contains("未补点")).collect();
    assert!(
        said.iter().any(|(to, _)| *to == li.staff) && said.iter().any(|(to, _)| *to == chief.staff),
        "{told:?}"
    );
    assert!(told.topics.contains(&lobby::api::wire::Topic::Alarm));
    assert!(ringing()[0].contains("未补点"), "{:?}", ringing());
    at.after(60);
    assert!(office.desk.tick().unwrap().notices.is_empty(), "it is said once");
    assert_eq!(ringing().len(), 1, "and rings on");
    office.count_all(li);
    assert_eq!(ringing(), Vec::<String>::new());
    at.sound();
}

#[test]
fn whoever_reads_keeps_the_lease_by_saying_so_and_wakes_nobody() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    office.offer(wang);
    office.ok(li, "watch.review", json!({}));
    for _ in 0..5 {
        office.clock.advance_minutes(1);
        let beat = office.run(li, "watch.review", json!({}), None).unwrap();
        assert!(beat.topics.is_empty(), "{:?}", beat.topics);
        let held = office.refused(&office.post(Post::Officer), "watch.review", json!({}));
        assert!(held.text.zh.contains("正在核对"), "{held}");
    }
    office.clock.advance_minutes(3);
    office.ok(&office.post(Post::Officer), "watch.review", json!({}));
}

#[test]
fn a_desk_in_trust_is_not_accepted_unread() {
    let at = desk();
    let Desk { office, li, chief, wang } = &at;
    office.ok(wang, "log.write", json!({"text": "燃气味", "severity": "red"}));
    office.ok(chief, "watch.release", json!({"reason": "无人接班", "pin": PIN}));
    office.ok(chief, "log.write", json!({"text": "水泵异响", "severity": "red"}));
    let unread = office.refused(li, "watch.accept", json!({"pin": PIN}));
    assert!(unread.text.zh.contains("未确认知悉"), "{unread}");
    office.ok(li, "watch.review", json!({}));
    // What is written while it is read is not on it: it belongs to whoever takes over.
    let seq = office.ok(chief, "log.write", json!({"text": "访客未走", "severity": "amber"}))["seq"].clone();
    office.take_over(li);
    let document = at.watch(2);
    assert!(document["items"].as_array().unwrap().iter().any(|row| row["title"]["zh"] == "水泵异响"));
    let draft = office.ok(li, "watch.show", json!({}));
    assert!(draft["items"].as_array().unwrap().iter().any(|row| row["item"]["line"] == seq), "{draft}");
    at.sound();
}

#[test]
fn what_comes_between_an_offer_and_its_revision_is_on_the_revision() {
    let at = desk();
    let Desk { office, wang, li, .. } = &at;
    office.offer(wang);
    let amber = office.ok(wang, "log.write", json!({"text": "访客未走", "severity": "amber"}))["seq"].clone();
    office.ok(wang, "log.write", json!({"text": "燃气味", "severity": "red"}));
    office.take_over(li);
    let lines: Vec<Json> =
        at.watch(1)["items"].as_array().unwrap().iter().map(|row| row["item"]["line"].clone()).collect();
    assert!(lines.contains(&amber), "{lines:?}");
    at.sound();
}
