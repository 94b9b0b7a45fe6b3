//! Figures over rooms: occupancy, its week, moves. Every figure equals the list behind it.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::screen::{Setup, snapshot};
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use lobby::tui::theme::Borders;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// Today is 23 November 2026.
fn office() -> Office {
    let office = Office::new();
    let admin = office.founder();
    let correct = |code: &str, area: &str| {
        let number = office.number("place", code);
        office.ok(&admin, "place.correct", json!({"entry": number, "area": area}));
    };
    correct("3-2-1801", "89.50");
    correct("3-2-1802", "120.25");
    for code in ["12-1-102", "12-1-103"] {
        office.ok(&admin, "place.add", json!({"code": code, "area": "60"}));
    }
    let state = |code: &str, state: &str, from: &str| {
        office.ok(&admin, "occupancy.record", json!({"place": code, "state": state, "from": from}));
    };
    state("3-2-1801", "occupied", "2025-03-01");
    state("3-2-1802", "vacant", "2025-01-01");
    state("3-2-1802", "renovating", "2026-10-10");
    state("3-2-1802", "occupied", "2026-11-18");
    state("12-1-101", "let", "2025-05-01");
    state("12-1-101", "vacant", "2026-11-20");
    state("12-1-102", "unsold", "2020-01-01");
    let person = |name: &str, args: Json| {
        office.ok(&admin, "person.add", json!({"name": name, "phone": "13900001111"}));
        let mut args = args;
        args["person"] = json!(name);
        office.ok(&admin, "relation.add", args);
    };
    person("王老五", json!({"place": "3-2-1802", "role": "owner", "from": "2015-01-01", "to": "2026-11-09"}));
    person("赵新主", json!({"place": "3-2-1802", "role": "owner", "from": "2026-11-10"}));
    person(
        "钱租客",
        json!({"place": "12-1-101", "role": "tenant", "from": "2025-05-01", "to": "2026-11-19"}),
    );
    office
}

fn ask(office: &Office, call: &str, args: Json) -> Json {
    office.ok(&office.post(Post::Supervisor), call, args)
}

fn states(row: &Json) -> Vec<(String, u64)> {
    let parts = row["states"].as_array().unwrap().iter();
    parts
        .map(|part| (part["state"].as_str().unwrap().into(), part["sum"]["rooms"].as_u64().unwrap()))
        .collect()
}

#[test]
fn every_figure_of_occupancy_equals_the_rooms_behind_it() {
    let office = office();
    for day in ["2026-11-23", "2026-11-19", "2026-10-10", "2019-01-01"] {
        let figures = ask(&office, "report.occupancy", json!({"as_of": day}));
        let mut rooms = 0;
        for row in figures["rows"].as_array().unwrap() {
            rooms += row["all"]["rooms"].as_u64().unwrap();
            assert_eq!(states(row).iter().map(|(_, count)| count).sum::<u64>(), row["all"]["rooms"]);
            for part in row["states"].as_array().unwrap() {
                let args = json!({"as_of": day, "building": row["building"], "state": part["state"]});
                let page = ask(&office, "report.rooms", args);
                assert_eq!(page["all"], part["sum"], "{day} {row}");
                assert_eq!(page["rooms"].as_array().unwrap().len() as u64, part["sum"]["rooms"]);
            }
        }
        assert_eq!(figures["total"]["all"]["rooms"], rooms);
        assert_eq!(ask(&office, "report.rooms", json!({"as_of": day}))["all"], figures["total"]["all"]);
    }
}

#[test]
fn occupancy_is_told_as_of_any_day_and_areas_add_up() {
    let office = office();
    let of = |day: &str| {
        let figures = ask(&office, "report.occupancy", json!({"as_of": day, "building": "3号楼"}));
        states(&figures["total"])
    };
    let pair = |state: &str, count| (state.to_owned(), count);
    assert_eq!(of("2026-11-23"), [pair("none", 1), pair("occupied", 2)]);
    assert_eq!(of("2026-11-17"), [pair("none", 1), pair("occupied", 1), pair("renovating", 1)]);
    assert_eq!(of("2025-02-01"), [pair("none", 2), pair("vacant", 1)]);
    let figures = ask(&office, "report.occupancy", json!({}));
    assert_eq!(figures["as_of"], "2026-11-23");
    let all = json!({"rooms": 6, "area": "329.75", "unmeasured": 2});
    assert_eq!(figures["total"]["all"], all);
}

#[test]
fn a_split_room_is_whole_until_its_day_and_then_its_parts() {
    let office = office();
    let admin = office.founder();
    let number = office.number("place", "3-2-1801");
    office.ok(&admin, "place.split", json!({"entry": number, "parts": "1801-1，1801-2"}));
    let codes = |day: &str| -> Vec<String> {
        let page = ask(&office, "report.rooms", json!({"as_of": day, "building": "3"}));
        page["rooms"].as_array().unwrap().iter().map(|room| room["code"].as_str().unwrap().into()).collect()
    };
    let parts =
        |codes: Vec<String>| codes.into_iter().filter(|code| code.contains("2-1801")).collect::<Vec<_>>();
    assert_eq!(parts(codes("2026-11-22")), ["3-2-1801"]);
    assert_eq!(parts(codes("2026-11-23")), ["3-2-1801-1", "3-2-1801-2"]);
}

#[test]
fn the_rooms_of_a_figure_come_page_by_page_to_the_last() {
    let office = office();
    let (mut codes, mut after) = (Vec::new(), Json::Null);
    loop {
        let page = ask(&office, "report.rooms", json!({"limit": 2, "after": after}));
        assert_eq!(page["all"]["rooms"], 6);
        codes.extend(page["rooms"].as_array().unwrap().iter().map(|room| room["code"].clone()));
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    let wanted = ["3-1-1801", "3-2-1801", "3-2-1802", "12-1-101", "12-1-102", "12-1-103"];
    assert_eq!(codes, wanted);
}

#[test]
fn the_week_explains_every_difference() {
    let office = office();
    let week = ask(&office, "report.week", json!({}));
    assert_eq!((&week["from"], &week["to"]), (&json!("2026-11-16"), &json!("2026-11-23")));
    for line in week["states"].as_array().unwrap() {
        let of = |field: &str| line[field].as_i64().unwrap();
        assert_eq!(of("last") + of("came") - of("left"), of("now"), "{line}");
    }
    let changes: Vec<String> = week["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} {} {}", one["code"], one["before"], one["after"]).replace('"', ""))
        .collect();
    assert_eq!(changes, ["3-2-1802 renovating occupied", "12-1-101 let vacant"]);
}

#[test]
fn the_moves_of_a_period_are_counted_and_listed() {
    let office = office();
    let page = ask(&office, "report.moves", json!({"from": "2026-11-01", "to": "2026-11-22"}));
    let moves: Vec<String> = page["moves"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let part = |field: &str| one[field].as_str().unwrap().to_owned();
            format!("{} {} {} {}", part("on"), part("kind"), part("code"), part("person"))
                .trim_end()
                .to_owned()
        })
        .collect();
    let wanted = [
        "2026-11-10 new-owner 3-2-1802 赵*主",
        "2026-11-18 moved-in 3-2-1802",
        "2026-11-19 tenancy-ended 12-1-101 钱*客",
        "2026-11-20 moved-out 12-1-101",
    ];
    assert_eq!(moves, wanted);
    let counts = page["counts"].as_array().unwrap().iter().map(|one| one["count"].as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), page["total"]);
    let one = json!({"from": "2026-11-01", "to": "2026-11-22", "kind": "moved-out"});
    let one = ask(&office, "report.moves", one);
    assert_eq!((&one["total"], one["moves"].as_array().unwrap().len()), (&json!(1), 1));
    let who = office.post(Post::Supervisor);
    let turned = office.refused(&who, "report.moves", json!({"from": "2026-11-02", "to": "2026-11-01"}));
    assert_eq!(turned.field.as_deref(), Some("to"));
}

#[test]
fn a_figure_opens_its_rooms_and_a_room_its_card() {
    let office = Rc::new(office());
    let mut face = at(&office, Post::Supervisor, Setup::new());
    face.keys("F9");
    face.typed("go.reports");
    face.keys("Enter");
    assert!(face.screen().contains("6 户，建筑面积 329.75 ㎡"), "{}", face.screen());
    face.keys("Down Down Down");
    assert!(face.screen().contains(">    "), "{}", face.screen());
    face.keys("Enter");
    assert_eq!(face.model.names(), ["home", "reports", "rooms"], "{}", face.screen());
    assert!(face.screen().contains("自住（2 户，209.75 ㎡）"), "{}", face.screen());
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"card"), "{}", face.screen());
    face.keys("Esc Esc v");
    assert!(face.screen().contains("变动 2 户"), "{}", face.screen());
    face.keys("v");
    assert!(face.screen().contains("共 5 件"), "the first owner of this morning too: {}", face.screen());
    face.keys("[");
    assert!(face.screen().contains("共 0 件"), "{}", face.screen());
}

#[test]
fn pictures() {
    let office = Rc::new(office());
    for (name, keys) in [("occupancy", ""), ("week", "v"), ("moves", "v v")] {
        let mut face = at(&office, Post::Supervisor, Setup::new());
        face.keys("F9");
        face.typed("go.reports");
        face.keys("Enter");
        face.keys(keys);
        snapshot(&format!("screen_report_{name}_zh_80_line"), &face.screen());
    }
    let setup = Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii);
    let mut face = at(&office, Post::Supervisor, setup);
    face.keys("F9");
    face.typed("go.reports");
    face.keys("Enter");
    snapshot("screen_report_occupancy_en_120_ascii", &face.screen());
}
