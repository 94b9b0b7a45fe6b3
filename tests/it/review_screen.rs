//! The night review on the screen: a day of six watches and two hundred log lines, every exception reached and counted by
//! its keys, commented, and the day signed and compared.

use crate::screens::{At, at, en, zh};
use crate::support::office::{Office, PIN};
use crate::support::screen::snapshot;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// Counts 50 fen in the till, and says why where they should not be there.
fn over(office: &Office, who: &Who) {
    let view = office.ok(who, "watch.show", json!({}));
    let row = view["counts"].as_array().unwrap().iter().find(|row| row["kind"] == "cash").unwrap();
    let thing = &row["thing"];
    office.ok(who, "watch.count", json!({"thing": thing, "amount": 50}));
    let view = office.ok(who, "watch.show", json!({}));
    let rows = view["counts"].as_array().unwrap();
    if rows.iter().any(|row| row["thing"] == *thing && row["settled"] == false) {
        let why = json!({"thing": thing, "reason": "change-error", "words": "找零多收"});
        office.ok(who, "watch.explain", why);
    }
}

/// A day with six watches and two hundred lines, over since three hours.
fn day() -> Rc<Office> {
    let office = Office::new();
    let people = [office.post(Post::Receptionist), office.post(Post::Officer)];
    let pass = |minutes: i64| {
        office.clock.advance_minutes(minutes);
        office.desk.tick().expect("what is due is done");
    };
    office.ok(&people[0], "watch.open", json!({}));
    for shift in 0..6 {
        let (holder, next) = (&people[shift % 2], &people[(shift + 1) % 2]);
        let lines = if shift < 2 { 34 } else { 33 };
        let mut last = Json::Null;
        for n in 0..lines {
            let mut line = json!({"text": format!("第{shift}班巡查{n}")});
            if shift < 3 && n % 8 == 3 {
                line["occurred_at"] = json!("8:00");
            }
            if n == 20 {
                line["corrects"] = last.clone();
            }
            last = office.ok(holder, "log.write", line)["seq"].clone();
        }
        pass(if shift == 5 { 12 * 60 } else { 180 });
        if shift == 1 {
            let why = json!({"relief": "emergency", "reason": "突发疾病", "pin": PIN});
            office.ok(next, "watch.relieve", why);
            office.count_all(next);
            continue;
        }
        if shift >= 3 {
            office.ok(holder, "watch.prepare", json!({}));
            over(&office, holder);
        }
        office.offer(holder);
        office.ok(next, "watch.review", json!({}));
        office.read(next);
        if shift >= 3 {
            over(&office, next);
        }
        office.count_all(next);
        office.ok(next, "watch.accept", json!({"pin": PIN}));
    }
    pass(60);
    Rc::new(office)
}

fn review(office: &Office) -> Json {
    office.ok(&office.post(Post::Supervisor), "handover.review", json!({"day": "2026-11-23"}))
}

/// What the cause of an exception shows.
fn cause(one: &Json, office: &Office) -> String {
    if let Some(seq) = one["line"].as_u64() {
        let page = office.ok(
            &office.founder(),
            "log.list",
            json!({"all_desks": true, "before": seq + 1, "limit": 1}),
        );
        return page["lines"][0]["line"]["text"].as_str().unwrap().to_owned();
    }
    match one["thing"].as_str() {
        Some(thing) => thing.to_owned(),
        None => format!("第 {} 班交班单", one["watch"]),
    }
}

fn open(office: &Rc<Office>, setup: crate::support::screen::Setup) -> At {
    let mut face = at(office, Post::Supervisor, setup);
    face.keys("V");
    face
}

#[test]
fn every_exception_of_six_watches_is_two_keys_from_its_cause() {
    let office = day();
    let seen = review(&office);
    let exceptions = seen["exceptions"].as_array().unwrap();
    assert_eq!((seen["watches"].as_array().unwrap().len(), seen["lines"].as_u64()), (6, Some(200)));
    let kinds = ["late-line:", "correction:", "ending:", "count:", "late:"];
    for kind in kinds {
        let found = exceptions.iter().any(|one| one["id"].as_str().unwrap().starts_with(kind));
        assert!(found, "no {kind}");
    }
    let mut face = open(&office, zh());
    for (at, one) in exceptions.iter().enumerate() {
        let keys = if at == 0 { "Enter" } else { "Down Enter" };
        assert!(keys.split_whitespace().count() <= 2);
        face.keys(keys);
        assert_ne!(face.model.names().last(), Some(&"review"), "{one}: {}", face.screen());
        let wanted = cause(one, &office);
        assert!(face.screen().contains(&wanted), "{wanted}: {}", face.screen());
        face.keys("Esc");
        assert_eq!(face.model.names().last(), Some(&"review"));
    }
}

#[test]
fn a_day_is_commented_and_signed_on_the_screen_and_says_what_changed() {
    let office = day();
    snapshot("review_open_en_120_ascii", &open(&office, en()).screen());
    let mut face = open(&office, zh());
    snapshot("review_open_zh_80_line", &face.screen());
    face.keys("V");
    assert!(face.screen().contains("没有批注"), "{}", face.screen());
    face.keys("Esc");
    let count = review(&office)["exceptions"].as_array().unwrap().len();
    for _ in 0..count {
        face.keys("v");
        face.typed("已核实");
        face.keys("Enter");
    }
    assert!(face.screen().contains("待批注 0 项"), "{}", face.screen());
    face.keys("V");
    face.typed("999999");
    face.keys("Enter");
    assert!(face.screen().contains("签字密码"), "a wrong PIN is asked for again: {}", face.screen());
    face.typed(PIN);
    face.keys("Enter");
    assert!(face.screen().contains("签署，此后无变化"), "{}", face.screen());
    let signed = review(&office);
    // Whoever was relieved signs afterwards: what was signed stays, what is otherwise is said beside it.
    office.ok(&office.post(Post::Officer), "watch.confirm", json!({"watch": 2, "pin": PIN}));
    face.keys("r");
    assert!(face.screen().contains("处变化"), "{}", face.screen());
    assert!(face.screen().contains("不再是例外"), "{}", face.screen());
    snapshot("review_signed_zh_80_line", &face.screen());
    assert_eq!(review(&office)["exceptions"], signed["exceptions"]);
    snapshot("review_signed_en_120_ascii", &open(&office, en()).screen());
    let registers = office.desk.registers();
    let found =
        lobby::desk::verified(office.desk.store(), registers, office.desk.now(), lobby::text::lang::Lang::Zh);
    assert_eq!(found.findings, Vec::<String>::new(), "a late signature is nothing wrong");
    face.keys("[");
    assert!(face.screen().contains("这一天没有人值班"), "{}", face.screen());
    face.keys("]");
    assert!(face.screen().contains("2026-11-23"), "{}", face.screen());
}

#[test]
fn somebody_else_is_told_who_may_review() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Officer, zh());
    face.keys("V");
    assert_eq!(face.model.names(), ["home"], "{}", face.screen());
    assert!(face.screen().contains("限"), "{}", face.screen());
}

/// Chooses the reset in the palette.
fn palette(face: &mut At) {
    face.keys("F9");
    face.typed("pin.reset");
    face.keys("Enter");
}

#[test]
fn a_lead_resets_a_colleagues_pin_and_others_are_told_who_may() {
    let office = Rc::new(Office::new());
    let desk = office.post(Post::Receptionist);
    let offered = |office: &Office| office.refused(&desk, "watch.offer", json!({"pin": PIN})).text.zh;
    office.ok(&desk, "watch.open", json!({}));
    assert!(!offered(&office).contains("先设置"), "a PIN is set");
    let mut face = at(&office, Post::Supervisor, zh());
    palette(&mut face);
    face.typed("王前台");
    face.keys("Enter");
    face.typed("本人忘记");
    face.keys("Enter");
    face.typed("999999");
    face.keys("Enter");
    assert_eq!(
        face.model.names().last(),
        Some(&"pin_reset"),
        "a wrong PIN is asked for again: {}",
        face.screen()
    );
    face.typed(PIN);
    assert!(!face.screen().contains(PIN), "{}", face.screen());
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"home"), "{}", face.screen());
    assert!(offered(&office).contains("先设置"), "{}", offered(&office));
    let mut other = at(&office, Post::Cashier, zh());
    palette(&mut other);
    assert!(!other.model.names().contains(&"pin_reset"), "{}", other.screen());
    assert!(other.screen().contains("限"), "{}", other.screen());
}

#[test]
fn the_staff_card_leads_to_the_reset_with_the_person_in_it() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Administrator, zh());
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"entry"), "{}", face.screen());
    palette(&mut face);
    assert_eq!(face.model.names().last(), Some(&"pin_reset"), "{}", face.screen());
    let staff = office.ok(&office.founder(), "entry.list", json!({"register": "staff", "limit": 100}));
    let named = staff["rows"]
        .as_array()
        .unwrap()
        .iter()
        .any(|row| face.screen().contains(&format!("{} ", row["head"]["number"].as_str().unwrap())));
    assert!(named, "{}", face.screen());
}
