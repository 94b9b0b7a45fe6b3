//! The building map: floors and doors of one building, a letter a room, walked by arrows.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::screen::{Setup, snapshot};
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use lobby::tui::theme::Borders;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// An office whose building 5 has two units, odd floors, a shop, a garage and all sorts of rooms.
fn office() -> Office {
    let office = Office::new();
    let admin = office.founder();
    for floor in ["1", "2", "3", "3A", "5", "12", "12A", "14"] {
        for (unit, door) in [("1", "01"), ("1", "02"), ("2", "01"), ("2", "02")] {
            office.ok(&admin, "place.add", json!({"code": format!("5-{unit}-{floor}{door}")}));
        }
    }
    office.ok(&admin, "place.add", json!({"code": "5-1-B101"}));
    office.ok(&admin, "place.add", json!({"code": "5-1-S01", "kind": "shop"}));
    for (code, state) in [
        ("5-1-101", "occupied"),
        ("5-1-102", "let"),
        ("5-2-101", "vacant"),
        ("5-2-1401", "renovating"),
        ("5-2-1402", "unsold"),
    ] {
        office.ok(&admin, "occupancy.record", json!({"place": code, "state": state}));
    }
    office.ok(&admin, "person.add", json!({"name": "李小红", "place": "5-1-101", "role": "owner"}));
    office.ok(&admin, "person.add", json!({"name": "王大力", "place": "5-1-101", "role": "household"}));
    office.ok(&admin, "place.merge", json!({"entry": id(&office, "5-1-202"), "into": "5-1-201"}));
    office.ok(&admin, "place.split", json!({"entry": id(&office, "5-2-301"), "parts": "301-1，301-2"}));
    let log = |place: &str, urgency: &str| {
        let args = json!({"place": place, "category": "plumbing", "urgency": urgency, "text": "漏水"});
        office.ok(&admin, "request.log", args);
    };
    log("5-1-101", "ordinary");
    log("5-1-101", "urgent");
    log("5-2-101", "ordinary");
    office.ok(&admin, "note.add", json!({"place": "5-1-102", "text": "钥匙在前台", "weight": "key"}));
    office
}

/// The number of a place's entry.
fn id(office: &Office, code: &str) -> String {
    office.number("place", code)
}

fn map(office: &Office, args: Json) -> Json {
    office.ok(&office.post(Post::Receptionist), "building.map", args)
}

/// Every room of a map with its letter.
fn letters(view: &Json) -> Vec<(String, String)> {
    let floors = view["floors"].as_array().unwrap().iter();
    let cells = floors.flat_map(|floor| floor["cells"].as_array().unwrap()).filter(|cell| !cell.is_null());
    let text = |cell: &Json, field: &str| cell[field].as_str().unwrap().to_owned();
    cells.map(|cell| (text(cell, "code"), text(cell, "letter"))).collect()
}

fn letter(view: &Json, code: &str) -> String {
    letters(view).into_iter().find(|(room, _)| room == code).unwrap_or_else(|| panic!("no {code}")).1
}

#[test]
fn floors_come_top_first_and_units_side_by_side() {
    let office = office();
    let view = map(&office, json!({"building": "5号楼"}));
    let floors: Vec<&str> =
        view["floors"].as_array().unwrap().iter().map(|f| f["floor"].as_str().unwrap()).collect();
    assert_eq!(floors, ["14", "12A", "12", "5", "3A", "3", "2", "1", "B1"]);
    let columns: Vec<String> = view["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{}-{}", c["unit"].as_str().unwrap(), c["door"].as_str().unwrap()))
        .collect();
    assert_eq!(columns, ["1-01", "1-02", "2-01", "2-01-1", "2-01-2", "2-02"]);
    assert_eq!(view["buildings"], json!(["3", "5", "12"]));
    assert_eq!(view["strips"][0]["kind"], "shop");
    assert_eq!(view["strips"][0]["cells"][0]["code"], "5-1-S01");
}

#[test]
fn every_lens_counts_each_room_once() {
    let office = office();
    // 32 rooms and the basement; one was merged away, one became two.
    let rooms = 33;
    for lens in ["occupancy", "requests", "notes", "renovation"] {
        let view = map(&office, json!({"building": "5", "lens": lens}));
        let counts = view["legend"].as_array().unwrap().iter().map(|l| l["count"].as_u64().unwrap());
        assert_eq!((counts.sum::<u64>(), view["total"].as_u64().unwrap()), (rooms, rooms), "{lens}");
        let shown = letters(&view).iter().filter(|(_, letter)| letter != "=").count() as u64;
        assert_eq!(shown, rooms, "{lens}");
    }
    let occupancy = map(&office, json!({"building": "5"}));
    for (code, wanted) in [
        ("5-1-101", "o"),
        ("5-1-102", "l"),
        ("5-2-101", "v"),
        ("5-2-1401", "r"),
        ("5-2-1402", "u"),
        ("5-1-501", "-"),
    ] {
        assert_eq!(letter(&occupancy, code), wanted, "{code}");
    }
    let requests = map(&office, json!({"building": "5", "lens": "requests"}));
    assert_eq!([letter(&requests, "5-1-101"), letter(&requests, "5-2-101")], ["2!", "1"]);
    let notes = map(&office, json!({"building": "5", "lens": "notes"}));
    assert_eq!(letter(&notes, "5-1-102"), "k");
    let renovation = map(&office, json!({"building": "5", "lens": "renovation"}));
    assert_eq!([letter(&renovation, "5-2-1401"), letter(&renovation, "5-1-101")], ["r", "."]);
}

#[test]
fn a_merged_room_leads_to_the_other_and_a_split_one_is_its_parts() {
    let office = office();
    let view = map(&office, json!({"place": "5-1-201"}));
    let cells = view["floors"][6]["cells"].as_array().unwrap();
    assert_eq!(cells[1]["code"], "5-1-202");
    assert_eq!((&cells[1]["letter"], &cells[1]["merged_into"]), (&json!("="), &json!("5-1-201")));
    assert_eq!((&cells[1]["place"], &view["at"]), (&cells[0]["place"], &cells[0]["place"]));
    let third: Vec<&Json> =
        view["floors"][5]["cells"].as_array().unwrap().iter().map(|cell| &cell["code"]).collect();
    assert_eq!(
        third,
        [
            &json!("5-1-301"),
            &json!("5-1-302"),
            &Json::Null,
            &json!("5-2-301-1"),
            &json!("5-2-301-2"),
            &json!("5-2-302")
        ]
    );
}

#[test]
fn names_are_masked_and_what_is_asked_for_wrongly_is_said() {
    let office = office();
    let view = map(&office, json!({"building": "5"}));
    let text = view.to_string();
    assert!(text.contains("业主 李*红") && !text.contains("李小红"), "{text}");
    let who = office.post(Post::Receptionist);
    let refused = |args: Json| office.refused(&who, "building.map", args).field;
    assert_eq!(refused(json!({"building": "99"})).as_deref(), Some("building"));
    assert_eq!(refused(json!({"lens": "arrears"})).as_deref(), Some("lens"));
    assert_eq!(refused(json!({"place": "中心花园"})).as_deref(), Some("place"));
}

#[test]
fn the_map_is_walked_by_arrows_and_opens_the_card() {
    let office = Rc::new(office());
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.keys("Tab M");
    assert_eq!(face.model.names(), ["counter", "map"], "{}", face.screen());
    assert!(face.screen().contains("楼栋图 3号楼"), "{}", face.screen());
    face.keys("PageDown");
    assert!(face.screen().contains("> 5-1-1401"), "{}", face.screen());
    face.keys("Down Down Right");
    assert!(face.screen().contains("> 5-1-1202"), "{}", face.screen());
    face.keys("Home Down Down Down Down Down");
    assert!(face.screen().contains("> 5-1-101  自住  业主 李*红、家庭成员 王*力"), "{}", face.screen());
    face.keys("2");
    assert!(face.screen().contains("[2!]"), "{}", face.screen());
    face.keys("Enter");
    assert_eq!(face.model.names(), ["counter", "map", "card"], "{}", face.screen());
    assert!(face.screen().contains("5-1-101"));
    face.keys("Esc");
    assert!(face.screen().contains("[2!]"), "the walk goes on where it was: {}", face.screen());
    face.keys("Up Enter M");
    assert_eq!(face.model.names().last(), Some(&"map"), "{}", face.screen());
    assert!(face.screen().contains("> 5-1-201"), "the map begins at the card's room: {}", face.screen());
    face.keys("Esc Esc");
    face.keys("PageDown PageDown");
    assert!(face.model.said().unwrap().zh.contains("最后一栋"), "{}", face.screen());
}

#[test]
fn a_vi_hand_walks_too_and_a_building_is_picked_by_name() {
    let office = Rc::new(office());
    let mut setup = Setup::new();
    setup.start.keymap = Some("vim".into());
    let mut face = at(&office, Post::Receptionist, setup);
    face.keys("Tab g m B");
    face.typed("5");
    face.keys("Enter j l");
    assert!(face.screen().contains("> 5-1-12A02"), "{}", face.screen());
    face.keys("k h");
    assert!(face.screen().contains("> 5-1-1401"), "{}", face.screen());
}

#[test]
fn another_desks_change_is_seen_and_the_caret_stays() {
    let office = Rc::new(office());
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.keys("Tab M PageDown Down");
    assert!(face.screen().contains("> 5-1-12A01  未登记"), "{}", face.screen());
    let admin = office.founder();
    office.ok(&admin, "occupancy.record", json!({"place": "5-1-12A01", "state": "occupied"}));
    face.keys("r");
    assert!(face.screen().contains("> 5-1-12A01  自住"), "{}", face.screen());
}

#[test]
fn a_tall_and_wide_building_is_turned_page_by_page() {
    let office = Office::new();
    let admin = office.founder();
    for floor in 1..=30 {
        for door in [1, 25] {
            office.ok(&admin, "place.add", json!({"code": format!("7-{floor}{door:02}")}));
        }
    }
    for door in 2..25 {
        office.ok(&admin, "place.add", json!({"code": format!("7-1{door:02}")}));
    }
    let office = Rc::new(office);
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.keys("Tab M PageDown");
    assert!(face.screen().contains("> 7-3001") && face.screen().contains("共 30 行"), "{}", face.screen());
    face.keys("End");
    assert!(face.screen().contains("> 7-3025"), "{}", face.screen());
    for _ in 0..29 {
        face.keys("Down");
    }
    assert!(face.screen().contains("> 7-125"), "{}", face.screen());
    face.keys("Left");
    assert!(face.screen().contains("> 7-124"), "{}", face.screen());
}

#[test]
fn pictures() {
    let office = Rc::new(office());
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.keys("Tab M PageDown Down Down Down Down Down Down Down");
    snapshot("screen_map_zh_80_line", &face.screen());
    let setup = Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii);
    let mut face = at(&office, Post::Supervisor, setup);
    face.keys("M PageDown 2 Down Down Down Down Down Down Down");
    snapshot("screen_map_en_120_ascii", &face.screen());
}
