//! At the screen: rows marked and acted on together, everything handed over, words searched, pages printed, why not, and
//! the same caller as before.

use crate::screens::{At, at};
use crate::support::office::Office;
use crate::support::screen::{Setup, snapshot};
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use serde_json::json;
use std::rc::Rc;

fn office() -> Rc<Office> {
    let office = Office::new();
    let reception = office.post(Post::Receptionist);
    for (place, text) in [("3-2-1801", "厨房漏水"), ("3-2-1802", "走廊灯不亮"), ("12-1-101", "下水堵塞")]
    {
        office.clock.advance_minutes(1);
        let args = json!({"place": place, "category": "plumbing", "text": text, "reporter": "周海燕", "phone": "13712345678"});
        office.ok(&reception, "request.log", args);
    }
    office.ok(&reception, "log.write", json!({"text": "漏水已报工程部"}));
    Rc::new(office)
}

fn palette(face: &mut At, words: &str) {
    face.keys("F9");
    face.typed(words);
    face.keys("Enter");
}

fn state(office: &Office, number: &str) -> u64 {
    office.ok(&office.founder(), "request.show", json!({"entry": number}))["head"]["state"].as_u64().unwrap()
}

/// "pb" are the initials of the roster's screen, and of dispatching and planning, which somebody else may.
#[test]
fn of_commands_that_fit_as_well_the_palette_offers_first_what_can_be_run() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.keys("F9");
    face.typed("pb");
    let screen = face.screen();
    let row = |words: &str| screen.lines().position(|line| line.contains(words)).expect(words);
    assert!(!screen.contains(">-"), "{screen}");
    assert!(row("排班表") < row("派办") && row("排班表") < row("分组"), "{screen}");
}

#[test]
fn the_palette_knows_what_people_call_a_command() {
    let office = office();
    for (typed, screen) in [
        ("交班", "watch"),
        ("jiaoban", "watch"),
        ("take-over", "watch"),
        ("工单", "request"),
        ("huanban", "rota"),
    ] {
        let mut face = at(&office, Post::Supervisor, Setup::new());
        palette(&mut face, typed);
        assert_eq!(face.model.names().last(), Some(&screen), "{typed}: {}", face.screen());
    }
}

#[test]
fn marked_rows_are_tried_out_shown_and_then_done() {
    for lang in [Lang::Zh, Lang::En] {
        let office = office();
        let senior = office.post(Post::Senior);
        office.ok(&senior, "request.dispatch", json!({"entry": "R2611-0002", "owner": "孙师傅"}));
        let mut face = at(&office, Post::Senior, Setup::new().lang(lang));
        palette(&mut face, if lang == Lang::Zh { "报修登记" } else { "Requests" });
        face.keys("A");
        let screen = face.screen();
        assert!(screen.contains(if lang == Lang::Zh { "已标记 3 条" } else { "3 marked" }), "{screen}");
        assert!(screen.contains("*R2611-0001"), "{screen}");
        palette(&mut face, if lang == Lang::Zh { "派工" } else { "Dispatch" });
        face.typed("孙师傅");
        face.keys("F10");
        assert_eq!(face.model.names().last(), Some(&"bulk"), "{}", face.screen());
        let screen = face.screen();
        assert!(screen.contains("R2611-0002") && screen.contains("->"), "{screen}");
        snapshot(&format!("bulk_{}_80", if lang == Lang::Zh { "zh" } else { "en" }), &face.screen());
        assert_eq!(state(&office, "R2611-0001"), 1, "nothing is done yet");
        face.keys("Enter");
        assert_eq!((state(&office, "R2611-0001"), state(&office, "R2611-0003")), (2, 2));
        face.keys("Enter");
        let screen = face.screen();
        assert!(
            screen.contains("*R2611-0002") && !screen.contains("*R2611-0001"),
            "refused stays marked: {screen}"
        );
        face.keys("Esc");
        assert!(!face.screen().contains("*R2611"), "{}", face.screen());
    }
}

#[test]
fn space_marks_row_by_row_and_the_actions_key_acts_on_all() {
    let office = office();
    let mut face = at(&office, Post::Senior, Setup::new());
    palette(&mut face, "报修登记");
    face.keys("Space Space .");
    assert!(face.screen().contains("对标记的 2 条办理"), "{}", face.screen());
    face.keys("Esc Esc");
    assert!(!face.screen().contains("已标记"), "{}", face.screen());
    assert_eq!(face.model.names().last(), Some(&"request"), "the marks go first, then the screen");
}

#[test]
fn everything_of_a_person_is_handed_over_from_their_entry() {
    let office = office();
    let supervisor = office.post(Post::Supervisor);
    office.ok(&supervisor, "request.dispatch", json!({"entry": "R2611-0001", "owner": "孙师傅"}));
    let mut face = at(&office, Post::Supervisor, Setup::new());
    palette(&mut face, "整体转交");
    face.typed("孙师傅");
    face.keys("Enter");
    face.typed("李接待");
    face.keys("Enter Enter");
    face.typed("病假");
    face.keys("F10");
    let screen = face.screen();
    assert!(screen.contains("将转交 1 条，0 条转不了"), "{screen}");
    face.keys("Enter");
    assert!(face.screen().contains("已转交 1 条"), "{}", face.screen());
    let entry = office.ok(&supervisor, "request.show", json!({"entry": "R2611-0001"}));
    assert!(entry.to_string().contains("李接待"), "{entry}");
    let face = at(&office, Post::Receptionist, Setup::new());
    drop(face);
}

#[test]
fn typing_narrows_the_search_and_enter_opens() {
    for lang in [Lang::Zh, Lang::En] {
        let office = office();
        let mut face = at(&office, Post::Receptionist, Setup::new().lang(lang));
        palette(&mut face, if lang == Lang::Zh { "全文查找" } else { "Search the words" });
        face.typed("漏水");
        let screen = face.screen();
        assert!(screen.contains("R2611-0001") && screen.contains("漏水已报工程部"), "{screen}");
        assert!(!screen.contains("R2611-0002"), "{screen}");
        snapshot(&format!("search_{}_80", if lang == Lang::Zh { "zh" } else { "en" }), &face.screen());
        face.typed(" 厨房");
        assert!(!face.screen().contains("工程部"), "{}", face.screen());
        face.keys("Enter");
        assert_eq!(face.model.names().last(), Some(&"entry"), "{}", face.screen());
        face.keys("Esc Esc Esc");
        assert_ne!(face.model.names().last(), Some(&"search"));
    }
}

#[test]
fn a_work_order_is_read_on_the_screen_and_blank_forms_are_there() {
    for lang in [Lang::Zh, Lang::En] {
        let office = office();
        let mut face = at(&office, Post::Receptionist, Setup::new().lang(lang));
        palette(&mut face, if lang == Lang::Zh { "报修登记" } else { "Requests" });
        face.keys("P Enter");
        assert_eq!(face.model.names().last(), Some(&"paper"), "{}", face.screen());
        snapshot(&format!("paper_{}_80", if lang == Lang::Zh { "zh" } else { "en" }), &face.screen());
        face.keys("Esc Esc");
        palette(&mut face, if lang == Lang::Zh { "空白表格" } else { "blank form" });
        face.keys("Down Enter");
        assert_eq!(face.model.names().last(), Some(&"paper"), "{}", face.screen());
    }
}

#[test]
fn the_why_not_key_says_who_when_and_with_what() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, Setup::new());
    palette(&mut face, "报修登记");
    face.keys("!");
    let screen = face.screen();
    assert!(screen.contains("为什么现在不能办") && screen.contains("谁可以办"), "{screen}");
    assert!(screen.contains("什么状态下可以办"), "{screen}");
    face.keys("Esc");
    // In the palette too, about the row the mark is on.
    face.keys("F9");
    face.typed("request.dispatch");
    face.keys("F11");
    assert!(face.screen().contains("您的岗位不办理此项"), "{}", face.screen());
}

#[test]
fn one_key_fills_in_the_room_and_the_caller_of_the_entry_before() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.keys("F2");
    face.typed("3-2-1801");
    face.keys("Enter p");
    face.typed("马桶漏水");
    face.keys("F10");
    face.keys("F2 F11");
    let screen = face.screen();
    assert!(screen.contains("3-2-1801"), "{screen}");
    face.keys("p");
    face.typed("龙头也漏");
    face.keys("F10");
    let list = office.ok(&office.founder(), "request.list", json!({"place": "3-2-1801"}));
    assert_eq!(list["total"], 3, "{}", face.screen());
}

#[test]
fn the_questions_decide_how_urgent_it_is() {
    for (lang, keys, urgency) in
        [(Lang::Zh, "y", "danger"), (Lang::En, "n y", "urgent"), (Lang::Zh, "n n n n", "ordinary")]
    {
        let office = office();
        let mut face = at(&office, Post::Receptionist, Setup::new().lang(lang));
        face.keys("F2");
        face.typed("3-2-1801");
        face.keys("Enter p");
        face.typed("水漫到客厅");
        face.keys("Tab ?");
        let screen = face.screen();
        assert!(
            screen.contains(if lang == Lang::Zh { "有人身危险吗" } else { "Is anybody in danger" }),
            "{screen}"
        );
        snapshot(&format!("triage_{}_80", if lang == Lang::Zh { "zh" } else { "en" }), &screen);
        face.keys(keys);
        assert!(face.model.said().is_some(), "why it is so is said: {}", face.screen());
        face.keys("F10");
        let number = office.ok(&office.founder(), "request.list", json!({"text": "水漫"}))["rows"][0]["head"]
            ["number"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", face.screen()))
            .to_owned();
        let entry = office.ok(&office.founder(), "request.show", json!({"entry": number}));
        let cell =
            entry["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == "urgency").unwrap();
        assert_eq!(cell["value"]["Choice"], urgency);
    }
}
