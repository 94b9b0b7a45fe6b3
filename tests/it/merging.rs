//! Two files of one person side by side on the screen: chosen by keys, merged, taken apart at the same place.

use crate::screens::{At, at};
use crate::support::office::Office;
use crate::support::screen::{Setup, snapshot};
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use lobby::tui::theme::Borders;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// 张建国 of 3-2-1801 has a second file with another phone, a car, a request and a language.
fn office() -> (Rc<Office>, String, String) {
    let office = Office::new();
    let admin = office.founder();
    let kept = office.number("person", "张建国");
    let twin = json!({"name": "张建国（大）", "phone": "13933334444", "place": "3-2-1802", "role": "tenant",
        "language": "dialect", "contact_by": "wechat"});
    let twin = office.ok(&admin, "person.add", twin)["number"].as_str().unwrap().to_owned();
    office.ok(&admin, "person.correct", json!({"entry": kept, "contact_by": "phone"}));
    office.ok(&admin, "vehicle.add", json!({"plate": "京A12345", "person": twin}));
    office.ok(&admin, "request.log", json!({"person": twin, "place": "3-2-1802", "text": "灯不亮"}));
    (Rc::new(office), twin, kept)
}

fn field(office: &Office, entry: &str, field: &str) -> Json {
    let shown = office.ok(&office.founder(), "person.show", json!({"entry": entry}));
    let cells = shown["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == field).unwrap()["value"].clone()
}

/// The screen of the two, begun from the second file in the list of customers.
fn side_by_side(office: &Rc<Office>, twin: &str, setup: Setup) -> At {
    let mut face = at(office, Post::Supervisor, setup);
    face.keys("F9");
    face.typed("go.persons");
    face.keys("Enter End");
    assert!(face.screen().contains(twin), "{}", face.screen());
    face.keys(".");
    face.typed("merge");
    face.keys("Enter");
    face.typed("C2611-0001");
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"merge"), "{}", face.screen());
    face
}

/// Whoever sees the same person twice in a list marks both.
#[test]
fn two_marked_files_come_side_by_side_and_the_earlier_one_is_kept() {
    let (office, twin, kept) = office();
    let mut face = at(&office, Post::Supervisor, Setup::new());
    face.keys("F9");
    face.typed("go.persons");
    face.keys("Enter A .");
    face.typed("merge");
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"merge"), "{}", face.screen());
    let screen = face.screen();
    assert!(screen.contains("139 3333 4444") && screen.contains("138 0000 5678"), "{screen}");
    face.keys("c y");
    assert!(face.screen().contains("已经合并"), "{}", face.screen());
    let shown = |entry: &str| office.ok(&office.founder(), "person.show", json!({"entry": entry}));
    assert_eq!(shown(&kept)["head"]["state"], 1, "kept");
    assert_ne!(shown(&twin)["head"]["state"], 1, "gone into it");
}

#[test]
fn each_value_is_chosen_by_a_key_then_they_are_one_and_come_apart_at_the_same_place() {
    let (office, twin, kept) = office();
    let mut face = side_by_side(&office, &twin, Setup::new());
    let screen = face.screen();
    assert!(screen.contains("139 3333 4444") && screen.contains("138 0000 5678"), "{screen}");
    assert!(screen.contains("京A12345") && screen.contains("R2611-0001"), "what belongs to each: {screen}");
    // Name, phone: the other side's phone is taken, the name stays.
    face.keys("Down Space");
    face.keys("c y");
    assert_eq!(field(&office, &kept, "phone"), json!({"Text": "13933334444"}), "{}", face.screen());
    assert_eq!(field(&office, &kept, "name"), json!({"Text": "张建国"}));
    assert_eq!(field(&office, &kept, "language"), json!({"Choice": "dialect"}), "what was empty is filled");
    assert_eq!(field(&office, &kept, "contact_by"), json!({"Choice": "phone"}));
    assert!(face.screen().contains("已经合并"), "{}", face.screen());
    face.keys("c");
    assert!(face.screen().contains("已经合并了"), "not twice: {}", face.screen());
    face.keys("u y");
    assert_eq!(field(&office, &kept, "phone"), json!({"Text": "13800005678"}), "{}", face.screen());
    assert_eq!(field(&office, &twin, "phone"), json!({"Text": "13933334444"}));
    assert!(!face.screen().contains("已经合并"), "{}", face.screen());
}

#[test]
fn the_other_file_can_be_the_one_that_is_kept_with_the_same_values() {
    let (office, twin, kept) = office();
    let mut face = side_by_side(&office, &twin, Setup::new());
    face.keys("Down Space x c y");
    assert_eq!(field(&office, &kept, "into"), json!({"Id": 2}), "{}", face.screen());
    assert_eq!(
        field(&office, &twin, "phone"),
        json!({"Text": "13933334444"}),
        "chosen before they changed sides"
    );
    assert_eq!(field(&office, &twin, "name"), json!({"Text": "张建国"}), "as it was to be");
}

#[test]
fn who_may_not_merge_sees_why_and_a_merged_file_leads_back_to_the_two() {
    let (office, twin, kept) = office();
    office.ok(&office.founder(), "person.merge", json!({"entry": twin, "into": kept}));
    let mut face = at(&office, Post::Supervisor, Setup::new());
    face.keys("F9");
    face.typed("go.persons");
    face.keys("Enter v");
    face.typed("merged");
    face.keys("Enter .");
    face.typed("unmerge");
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"merge"), "{}", face.screen());
    face.keys("u y");
    assert_eq!(field(&office, &twin, "into"), json!("None"), "{}", face.screen());
}

#[test]
fn pictures() {
    let (office, twin, _) = office();
    let face = side_by_side(&office, &twin, Setup::new());
    snapshot("screen_merge_zh_80_line", &face.screen());
    let face =
        side_by_side(&office, &twin, Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii));
    snapshot("screen_merge_en_120_ascii", &face.screen());
}
