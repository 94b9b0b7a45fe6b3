//! The shift log on the screen, and what else a handover shows of it: what must be read, who has, standing orders, and the
//! strip after a take-over.

use crate::screens::{at, en, zh};
use crate::support::office::Office;
use crate::support::screen::{Setup, snapshot};
use lobby::domain::posts::Post;
use serde_json::json;
use std::rc::Rc;

/// A log with everything in it that a line can say.
fn office() -> Rc<Office> {
    let office = Office::new();
    let (wang, officer) = (office.post(Post::Receptionist), office.post(Post::Officer));
    let chief = office.post(Post::Supervisor);
    office.ok(&officer, "watch.open", json!({}));
    office.ok(
        &officer,
        "log.write",
        json!({"text": "两点巡查地下车库", "kind": "security", "severity": "red"}),
    );
    office.clock.advance_minutes(30);
    office.offer(&officer);
    office.take_over(&wang);
    office.clock.advance_minutes(5);
    let lines = [
        json!({"text": "业主来电催修水管", "kind": "message", "place": "3-2-1801", "person": "张建国"}),
        json!({"text": "补：开门前快递车堵了大门", "kind": "incident", "occurred_at": "9:02"}),
        json!({"text": "停水通知九点贴出", "kind": "outage"}),
        json!({"text": "停水通知十点贴出", "corrects": 4}),
    ];
    for line in lines {
        office.ok(&chief, "log.write", line);
    }
    let must = json!({"text": "夜间东门断电，巡查请带手电", "kind": "notice", "read_posts": ["receptionist"], "read_until": "2026-11-30"});
    office.ok(&chief, "log.write", must);
    let order =
        json!({"title": "快递不代收", "text": "前台不代收快递和现金", "read_posts": ["receptionist"]});
    office.ok(&chief, "standing_order.draft", order);
    office.ok(&chief, "standing_order.issue", json!({"entry": "SO2611-0001"}));
    Rc::new(office)
}

fn small(setup: Setup) -> Setup {
    setup.size(80, 24)
}

#[test]
fn what_must_be_read_stands_on_top_until_it_is_said_to_be_understood() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("F7");
    snapshot("log_zh_80", &face.screen());
    assert!(face.screen().contains("必读"), "{}", face.screen());
    // Space only looks; the key for it says so.
    face.keys("Space");
    assert!(face.screen().contains("已读并理解"), "{}", face.screen());
    face.keys("c c");
    assert!(!face.screen().contains("必读："), "{}", face.screen());
    let owed = office.ok(&office.post(Post::Receptionist), "log.owed", json!({}));
    assert_eq!(owed["rows"].as_array().unwrap().len(), 0);

    let mut lead = at(&office, Post::Supervisor, small(en()));
    lead.keys("F7");
    snapshot("log_en_80", &lead.screen());
    // Below the one unread line stands the one that must be read; whoever leads sees who has.
    lead.keys("Down R");
    snapshot("log_readers_en_80", &lead.screen());
    // The founder, who holds every post, is the one who has not.
    assert!(lead.screen().contains("王前台") && lead.screen().contains("(1 have not)"), "{}", lead.screen());
}

#[test]
fn a_late_line_tells_its_watch_and_a_correction_both_lines() {
    let office = office();
    let mut face = at(&office, Post::Officer, zh());
    face.keys("F7 Home");
    let whole = |face: &mut crate::screens::At, words: &str| {
        for _ in 0..12 {
            let screen = face.screen();
            let foot = screen.lines().skip(15).collect::<Vec<_>>().join("\n");
            if foot.contains(words) {
                return foot;
            }
            face.keys("Down");
        }
        panic!("{words} is on no line: {}", face.screen());
    };
    let late = whole(&mut face, "补：开门前");
    assert!(late.contains("补记于") && late.contains("属于第 1 班"), "{late}");
    face.keys("Home");
    assert!(whole(&mut face, "停水通知十点").contains("更正第 4 条"));
    face.keys("Home");
    assert!(whole(&mut face, "停水通知九点").contains("已由第 5 条更正"));
}

#[test]
fn the_log_is_narrowed_by_view_kind_room_person_and_word() {
    let office = office();
    let mut face = at(&office, Post::Supervisor, small(en()));
    face.keys("F7 2");
    assert!(face.screen().contains("the last 48 hours"), "{}", face.screen());
    face.keys("2 t");
    face.typed("Message");
    face.keys("Enter");
    let screen = face.screen();
    assert!(screen.contains("业主来电催修水管") && !screen.contains("停水通知"), "{screen}");
    // The room of the selected line, then its person, each one pick; Esc shows everything again.
    face.keys("a Enter");
    assert!(face.screen().contains("3-2-1801") && !face.screen().contains("停水"), "{}", face.screen());
    face.keys("Esc");
    assert!(face.screen().contains("停水通知十点贴出"), "{}", face.screen());
    face.keys("v");
    face.typed("Unread");
    face.keys("Enter");
    assert!(face.screen().contains("Shift log: unread"), "{}", face.screen());
    face.keys("/");
    face.typed("催修");
    snapshot("log_search_en_80", &face.screen());
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"log"));
    assert!(face.screen().contains("from a line back") && face.screen().contains("业主来电催修水管"));
}

#[test]
fn a_line_names_a_person_and_its_readers_in_the_form() {
    let office = office();
    let mut face = at(&office, Post::Supervisor, zh());
    face.keys("F4");
    face.typed("请夜班留意地库");
    snapshot("log_form_zh_80", &face.screen());
    // Text, kind, severity, place, person.
    face.keys("Tab k Tab Tab");
    face.typed("张建国");
    face.keys("Tab Tab Tab r F10");
    let page = office.ok(&office.founder(), "log.list", json!({"limit": 1}));
    let line = &page["lines"][0];
    assert_eq!(line["line"]["text"], "请夜班留意地库", "{}", face.screen());
    assert_eq!((&line["line"]["kind"], line["person"].is_string()), (&json!("key"), true), "{line}");
    assert_eq!(line["readers"]["zh"], "前台接待");
}

#[test]
fn standing_orders_stand_on_the_handover_and_are_understood_there() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, zh());
    face.keys("F8");
    assert!(face.screen().contains("常设指令 1 条"), "{}", face.screen());
    snapshot("watch_orders_strip_zh_80", &face.screen());
    face.keys("l");
    snapshot("orders_zh_80", &face.screen());
    face.keys("c");
    let owed = office.ok(&office.post(Post::Receptionist), "log.owed", json!({}));
    let rows = owed["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["order"].is_null()), "{owed}");
    let mut english = at(&office, Post::Officer, small(en()));
    english.keys("F8 l");
    snapshot("orders_en_80", &english.screen());
}

#[test]
fn after_a_take_over_the_first_screen_tells_the_leaver_and_the_red_list_for_a_while() {
    let office = office();
    let face = at(&office, Post::Receptionist, zh());
    snapshot("counter_recent_zh_80", &face.screen());
    let screen = face.screen();
    assert!(
        screen.contains("刚接班") && screen.contains("张专员") && screen.contains("两点巡查"),
        "{screen}"
    );
    let other = at(&office, Post::Senior, small(en()));
    assert!(!other.screen().contains("Just taken over"), "only whoever took over: {}", other.screen());
    // The office says for how long; afterwards nothing is shown.
    office.ok(&office.founder(), "settings.set", json!({"id": "handover.recent_minutes", "value": "2"}));
    let later = at(&office, Post::Receptionist, zh());
    assert!(!later.screen().contains("刚接班"), "{}", later.screen());
}
