//! The list of what may be wrong with the files: counted by kind, listed, mended by a key.

use crate::screens::at;
use crate::support::office::{MORNING, Office};
use crate::support::screen::{Setup, snapshot};
use lobby::api::wire::Topic;
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use lobby::tui::model::Heard;
use lobby::tui::theme::Borders;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// Today is 23 November 2026. 3-2-1801 has its owner; the other three rooms have none on file.
fn office() -> Office {
    let office = Office::new();
    let admin = office.founder();
    office.ok(&admin, "occupancy.record", json!({"place": "3-2-1802", "state": "let", "from": "2026-01-01"}));
    office.ok(
        &admin,
        "occupancy.record",
        json!({"place": "12-1-101", "state": "unsold", "from": "2026-01-01"}),
    );
    office.ok(
        &admin,
        "occupancy.record",
        json!({"place": "3-1-1801", "state": "vacant", "from": "2026-01-01"}),
    );
    let add = |name: &str, args: Json| {
        let mut args = args;
        args["name"] = json!(name);
        office.ok(&admin, "person.add", args)["entry"].clone()
    };
    add("李租客", json!({"phone": "13700001111", "place": "3-1-1801", "role": "tenant"}));
    add("张建国", json!({"phone": "13800005678", "place": "3-2-1801", "role": "household"}));
    add("无号人", json!({"place": "3-2-1801", "role": "household"}));
    office.ok(&admin, "person.bounce", json!({"entry": number(&office, "李租客")}));
    office
}

fn number(office: &Office, name: &str) -> String {
    office.number("person", name)
}

fn list(office: &Office, args: Json) -> Json {
    office.ok(&office.post(Post::Officer), "quality.list", args)
}

fn counts(page: &Json) -> Vec<(String, u64)> {
    let counts = page["counts"].as_array().unwrap().iter();
    let counts = counts.map(|one| (one["kind"].as_str().unwrap().to_owned(), one["count"].as_u64().unwrap()));
    counts.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn each_kind_is_counted_and_its_list_is_as_long() {
    let office = office();
    let page = list(&office, json!({}));
    let wanted = [
        ("no-owner", 2),
        ("let-without-tenant", 1),
        ("contradiction", 1),
        ("phone-bounced", 1),
        ("no-phone", 1),
        ("duplicate", 1),
    ];
    assert_eq!(counts(&page), wanted.map(|(kind, count)| (kind.to_owned(), count)));
    assert_eq!(page["total"], 7);
    for (kind, count) in wanted {
        let one = list(&office, json!({"kinds": [kind]}));
        assert_eq!(one["total"], count, "{kind}");
        assert_eq!(one["findings"].as_array().unwrap().len() as u64, count, "{kind}");
        assert!(one["findings"].as_array().unwrap().iter().all(|finding| finding["kind"] == kind));
        assert_eq!(counts(&one), counts(&page), "the counts are of all kinds");
    }
    let text = page.to_string();
    assert!(!text.contains("张建国") && !text.contains("13800005678"), "names are masked: {text}");
}

#[test]
fn pages_lead_to_the_last_finding_and_none_comes_twice() {
    let office = office();
    let (mut seen, mut after) = (Vec::new(), Json::Null);
    loop {
        let page = list(&office, json!({"limit": 2, "after": after}));
        seen.extend(page["findings"].as_array().unwrap().clone());
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(json!(seen), list(&office, json!({}))["findings"]);
}

#[test]
fn files_that_nobody_compared_for_a_year_are_listed_until_somebody_does() {
    let office = office();
    let stale = |months: i64| {
        office.clock.set(MORNING.plus_minutes(months * 31 * 24 * 60));
        list(&office, json!({"kinds": ["stale"]}))["total"].as_u64().unwrap()
    };
    assert_eq!(stale(11), 0);
    assert_eq!(stale(13), 4);
    let officer = office.post(Post::Officer);
    office.ok(&officer, "person.check", json!({"entry": number(&office, "李租客")}));
    assert_eq!(stale(13), 3);
    office.ok(&office.post(Post::Manager), "settings.set", json!({"id": "file.stale_months", "value": "60"}));
    assert_eq!(stale(13), 0);
}

#[test]
fn papers_that_run_out_and_keys_not_counted_come_from_their_registers() {
    let office = office();
    let officer = office.post(Post::Officer);
    let who = number(&office, "李租客");
    let file =
        json!({"kind": "tenancy-contract", "person": who, "place": "3-1-1801", "valid_until": "2026-12-01"});
    let registers = office.desk.registers();
    let document = registers.by_id("file_document").unwrap();
    let action = document
        .actions()
        .iter()
        .find(|action| action.creates() && action.asks.iter().any(|ask| ask.field == "valid_until"));
    let kinds = document.field("kind").unwrap().kind;
    let mut file = file;
    if let lobby::domain::register::Kind::Choice(choices) = kinds {
        file["kind"] = json!(choices[0].id);
    }
    office.ok(&officer, &format!("file_document.{}", action.unwrap().id), file);
    let papers = list(&office, json!({"kinds": ["papers"]}));
    assert_eq!(papers["total"], 1);
    assert_eq!(papers["findings"][0]["code"], "3-1-1801");
    office.ok(&officer, "key.add", json!({"hook": "A1", "kind": "vacant", "place": "3-1-1801"}));
    let keys = list(&office, json!({"kinds": ["keys"]}));
    assert_eq!(keys["total"], 1, "{keys}");
    let number = keys["findings"][0]["head"]["number"].clone();
    office.ok(&officer, "key.count", json!({"entry": number, "count_found": "yes"}));
    assert_eq!(list(&office, json!({"kinds": ["keys"]}))["total"], 0);
}

#[test]
fn an_officer_sees_the_rooms_in_their_charge() {
    let office = office();
    let admin = office.founder();
    assert_eq!(list(&office, json!({"officer": "me"}))["total"], 0);
    let number = office.number("place", "3-1-1801");
    office.ok(&admin, "place.correct", json!({"entry": number, "owner": "张专员"}));
    let mine = list(&office, json!({"officer": "me"}));
    let kinds = [("no-owner", 1), ("contradiction", 1), ("phone-bounced", 1)];
    assert_eq!(counts(&mine), kinds.map(|(kind, count)| (kind.to_owned(), count)));
    assert_eq!(mine["findings"], list(&office, json!({"officer": "张专员"}))["findings"]);
    let who = office.post(Post::Officer);
    let wrong = office.refused(&who, "quality.list", json!({"kinds": ["ugly"]}));
    assert_eq!(wrong.field.as_deref(), Some("kinds"));
}

fn opened(office: &Rc<Office>, setup: Setup) -> crate::screens::At {
    let mut face = at(office, Post::Officer, setup);
    face.keys("F9");
    face.typed("go.quality");
    face.keys("Enter");
    face
}

#[test]
fn a_finding_opens_its_card_and_one_key_begins_what_mends_it() {
    let office = Rc::new(office());
    let mut face = opened(&office, Setup::new());
    assert!(face.screen().contains("房间没有业主 (2)"), "{}", face.screen());
    face.keys("Enter Enter");
    assert_eq!(face.model.names(), ["home", "quality", "card"], "{}", face.screen());
    face.keys("Esc a");
    assert_eq!(face.model.names(), ["home", "quality", "form"], "{}", face.screen());
    assert!(face.screen().contains("3-1-1801") && face.screen().contains("业主"), "{}", face.screen());
    face.typed("李租客");
    face.keys("F10");
    assert_eq!(face.model.names(), ["home", "quality"], "{}", face.screen());
    assert!(face.screen().contains("房间没有业主 (1)"), "{}", face.screen());
    face.keys("Esc Down");
    assert!(face.screen().contains("没有登记租户"), "{}", face.screen());
}

#[test]
fn two_files_of_one_person_are_merged_from_the_list() {
    let office = Rc::new(office());
    let mut face = at(&office, Post::Supervisor, Setup::new());
    face.keys("F9");
    face.typed("go.quality");
    face.keys("Enter End Enter a");
    assert_eq!(face.model.names().last(), Some(&"merge"), "{}", face.screen());
    face.keys("c y Esc");
    assert!(face.screen().contains("疑似重复客户 (0)"), "{}", face.screen());
    let found =
        office.ok(&office.founder(), "search.find", json!({"text": "张建国", "registers": ["person"]}));
    assert_eq!(found["hits"][0]["number"], "C2611-0001", "the earlier file is kept");
}

#[test]
fn what_somebody_else_mends_goes_from_the_list_without_a_key() {
    let office = Rc::new(office());
    let mut face = opened(&office, Setup::new());
    assert!(face.screen().contains("房间没有业主 (2)"), "{}", face.screen());
    let owner = json!({"person": number(&office, "李租客"), "place": "3-1-1801", "role": "owner"});
    office.ok(&office.founder(), "relation.add", owner);
    let tag = office.desk.registers().by_id("relation").unwrap().info().tag;
    assert!(face.watched.contains(&Topic::Register(tag)));
    face.hear(Heard::Changed(vec![Topic::Register(tag)]));
    // Where reading took long (a busy machine), the screen says that it may be old.
    let current = face.screen().contains("房间没有业主 (1)") || face.screen().contains("有变动");
    assert!(current, "{}", face.screen());
    face.keys("r");
    assert!(face.screen().contains("房间没有业主 (1)"), "{}", face.screen());
}

#[test]
fn a_stale_file_is_checked_by_one_key() {
    let office = Rc::new(office());
    office.clock.set(MORNING.plus_minutes(400 * 24 * 60));
    let mut face = opened(&office, Setup::new());
    for _ in 0..7 {
        face.keys("Down");
    }
    assert!(face.screen().contains("档案久未核对 (4)"), "{}", face.screen());
    face.keys("Enter a");
    assert!(face.screen().contains("档案久未核对 (3)"), "{}", face.screen());
}

#[test]
fn pictures() {
    let office = Rc::new(office());
    let mut face = opened(&office, Setup::new());
    face.keys("Enter");
    snapshot("screen_quality_zh_80_line", &face.screen());
    let mut face = opened(&office, Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii));
    face.keys("End");
    snapshot("screen_quality_en_120_ascii", &face.screen());
}
