//! The roster on the screen: weeks and months by keys, planning from a cell, copying a week, and who is on duty now.

use crate::screens::{At, at, en, zh};
use crate::support::office::Office;
use crate::support::screen::snapshot;
use lobby::domain::posts::Post;
use serde_json::json;
use std::rc::Rc;

/// A week with an absence, an open slot, a missed one and one that has begun; today is Monday the 23rd, 9:00.
fn planned() -> Rc<Office> {
    let office = Office::new();
    let chief = office.post(Post::Supervisor);
    let wang = office.post(Post::Receptionist);
    let plan = |day: u32, pattern: &str, staff: &str| {
        let mut args = json!({"day": format!("2026-11-{day}"), "pattern": pattern});
        if !staff.is_empty() {
            args["staff"] = json!(staff);
        }
        office.ok(&chief, "shift.plan", args);
    };
    for day in 23..28 {
        plan(day, "早班", "王前台");
        plan(day, "晚班", if day == 26 { "" } else { "李接待" });
        plan(day, "夜班", "张专员");
    }
    plan(23, "行政班", "刘主管");
    plan(25, "早班", "刘主管");
    plan(30, "早班", "王前台");
    office.ok(&chief, "absence.record", json!({"staff": "张专员", "kind": "sick", "first": "2026-11-25"}));
    office.ok(&wang, "watch.open", json!({}));
    office.desk.tick().expect("what is due is done");
    Rc::new(office)
}

fn open(office: &Rc<Office>, post: Post, setup: crate::support::screen::Setup) -> At {
    let mut face = at(office, post, setup);
    if face.model.names().last() == Some(&"counter") {
        face.keys("F9");
        face.typed("go.rota");
        face.keys("Enter");
    } else {
        face.keys("C");
    }
    assert_eq!(face.model.names().last(), Some(&"rota"), "{}", face.screen());
    face
}

/// The shifts of a week, as day, pattern's mark and name.
fn week(office: &Office, from: &str) -> Vec<(String, String, String)> {
    let view = office.ok(&office.post(Post::Supervisor), "rota.show", json!({"from": from}));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let row = |slot: &serde_json::Value| (text(&slot["day"]), text(&slot["mark"]), text(&slot["name"]));
    view["slots"].as_array().unwrap().iter().map(row).collect()
}

#[test]
fn a_week_and_a_month_as_they_look() {
    let office = planned();
    for (setup, name) in [(zh as fn() -> _, "zh_80_line"), (en as fn() -> _, "en_120_ascii")] {
        let mut face = open(&office, Post::Supervisor, setup());
        snapshot(&format!("rota_week_{name}"), &face.screen());
        face.keys("o");
        snapshot(&format!("rota_people_{name}"), &face.screen());
        face.keys("v");
        snapshot(&format!("rota_month_{name}"), &face.screen());
    }
}

#[test]
fn an_empty_roster_can_be_walked_and_planned() {
    let office = Rc::new(Office::new());
    let mut face = open(&office, Post::Supervisor, zh());
    face.keys("Down Right Enter");
    assert_eq!(face.model.names().last(), Some(&"form"), "{}", face.screen());
    let form = face.screen();
    assert!(form.contains("2026-11-24") && form.contains("行政班"), "{form}");
    face.typed("王前台");
    face.keys("F10");
    assert_eq!(week(&office, "2026-11-23"), [("2026-11-24".into(), "行".into(), "王前台".into())]);
    assert_eq!(face.model.names().last(), Some(&"rota"), "{}", face.screen());
    assert!(face.screen().contains("[ 王前台"), "the cell shows who comes:\n{}", face.screen());
    // The cell is no longer free: Enter opens the shift.
    face.keys("Enter");
    assert!(face.screen().contains("SH2611-0001"), "{}", face.screen());
    assert_ne!(face.model.names().last(), Some(&"form"));
}

#[test]
fn arrows_and_brackets_reach_other_weeks_and_months() {
    let office = planned();
    let mut face = open(&office, Post::Supervisor, zh());
    let title = |face: &At| face.line(0) + &face.line(1);
    face.keys("Left");
    assert!(title(&face).contains("2026-11-16"), "{}", title(&face));
    face.keys("]");
    assert!(title(&face).contains("2026-11-23"), "{}", title(&face));
    face.keys("] ]");
    assert!(title(&face).contains("2026-12-07"), "{}", title(&face));
    face.keys("t v");
    assert!(title(&face).contains("2026年11月"), "{}", title(&face));
    face.keys("]");
    assert!(title(&face).contains("2026年12月"), "{}", title(&face));
    face.keys("[ [");
    assert!(title(&face).contains("2026年10月"), "{}", title(&face));
    face.keys("t Down Enter");
    assert!(title(&face).contains("2026-11-30"), "Enter shows the week:\n{}", title(&face));
    assert!(face.screen().contains("SH2611-0018"), "the first cell of that week:\n{}", face.screen());
    face.keys("Esc");
    assert_ne!(face.model.names().last(), Some(&"rota"));
}

/// 1 October 2026 is a holiday, 10 October a working Saturday.
#[test]
fn holidays_and_make_up_days_are_marked() {
    let office = planned();
    let mut face = open(&office, Post::Supervisor, zh());
    face.keys("v [");
    assert!(face.screen().contains(" 1 休") && face.screen().contains(" 10 班"), "{}", face.screen());
    let mut english = open(&office, Post::Supervisor, en());
    english.keys("v [ Enter");
    for _ in 0..6 {
        english.keys("[");
        if english.screen().contains("2026-09-28") {
            break;
        }
    }
    assert!(english.screen().contains("Thu 1 off"), "{}", english.screen());
}

#[test]
fn everybody_looks_and_only_leads_plan() {
    let office = planned();
    let mut face = open(&office, Post::Officer, zh());
    face.keys("n");
    assert_eq!(face.model.names().last(), Some(&"rota"));
    assert!(face.screen().contains("由主管排班"), "{}", face.screen());
    face.keys("c");
    assert_eq!(face.model.names().last(), Some(&"rota"), "{}", face.screen());
    // One's own shifts are marked: the night of the 23rd is the officer's.
    assert!(face.screen().contains("*张专员"), "{}", face.screen());
}

#[test]
fn a_shift_is_acted_on_from_its_cell() {
    let office = planned();
    let mut face = open(&office, Post::Supervisor, zh());
    // Tuesday's early shift: somebody else takes it.
    face.keys("Right .");
    assert!(face.screen().contains("安排替班"), "{}", face.screen());
    face.typed("替班");
    face.keys("Enter");
    face.typed("赵收费");
    face.keys("Enter");
    face.typed("临时有事");
    face.keys("F10");
    assert!(face.screen().contains("~赵收费"), "{}", face.screen());
    assert!(face.screen().contains("赵收费 替 王前台"), "{}", face.screen());
    // An absence of who has the shift, from the same cell.
    face.keys("Right a");
    let form = face.screen();
    assert!(form.contains("2026-11-25") && form.contains("王前台"), "{form}");
    face.keys("Enter");
    face.typed("l");
    face.keys("F10");
    assert!(face.screen().contains("?王前台"), "it is open now:\n{}", face.screen());
}

#[test]
fn a_swap_begins_at_the_shift_one_wants() {
    let office = planned();
    let mut face = open(&office, Post::Receptionist, zh());
    // From the early shift, mine, down past the others to the late one of the same day.
    face.keys("x");
    assert!(face.screen().contains("SH2611-0001"), "{}", face.screen());
    face.keys("Esc");
    let mut steps = 0;
    while !face.screen().contains("> SH2611-0002") {
        face.keys("Down");
        steps += 1;
        assert!(steps < 10, "{}", face.screen());
    }
    face.keys("x");
    let form = face.screen();
    assert!(form.contains("SH2611-0002") && form.contains("换对方的班"), "{form}");
}

#[test]
fn a_week_is_planned_like_the_one_before_it() {
    let office = planned();
    let chief = office.post(Post::Supervisor);
    office.ok(
        &chief,
        "absence.record",
        json!({"staff": "李接待", "kind": "leave", "first": "2026-12-01", "last": "2026-12-01"}),
    );
    let before = week(&office, "2026-11-30");
    assert_eq!(before.len(), 1);
    let mut face = open(&office, Post::Supervisor, zh());
    face.keys("] c");
    let screen = face.screen();
    assert!(screen.contains("将排 16 班；1 班不排"), "{screen}");
    assert!(screen.contains("已经排了：SH2611-0018"), "{screen}");
    assert!(screen.contains("李接待 请假，列为待补的班"), "{screen}");
    assert_eq!(week(&office, "2026-11-30"), before, "a preview plans nothing");
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"rota"), "{}", face.screen());
    let after = week(&office, "2026-11-30");
    assert_eq!(after.len(), 17);
    let of = |day: &str, mark: &str| -> Vec<&str> {
        after.iter().filter(|row| row.0 == day && row.1 == mark).map(|row| row.2.as_str()).collect()
    };
    assert_eq!(of("2026-12-01", "晚"), [""], "who is absent leaves an open shift");
    assert_eq!(of("2026-12-02", "早"), ["王前台", "刘主管"]);
    assert_eq!(of("2026-12-02", "夜"), ["张专员"], "the sick night of the week before is planned anew");
    face.keys("c Enter");
    assert!(face.screen().contains("将排 0 班；17 班不排"), "{}", face.screen());
    assert_eq!(week(&office, "2026-11-30").len(), 17, "nothing is planned twice");
}

#[test]
fn thirty_people_are_paged() {
    let office = Office::new();
    let admin = office.founder();
    for n in 1..=30 {
        office.ok(&admin, "staff.add", json!({"name": format!("员工{n:02}"), "posts": ["officer"]}));
    }
    let office = Rc::new(office);
    let mut face = open(&office, Post::Supervisor, zh());
    face.keys("o");
    assert!(!face.screen().contains("员工30"), "{}", face.screen());
    face.keys("PageDown PageDown PageDown PageDown");
    assert!(face.screen().contains("员工30"), "{}", face.screen());
    face.keys("Enter");
    let form = face.screen();
    assert!(form.contains("员工30") && form.contains("2026-11-23"), "{form}");
}

#[test]
fn who_is_on_duty_is_one_key_away_and_begins_and_ends_there() {
    let office = planned();
    for (setup, here, gone) in
        [(zh as fn() -> _, "您在岗", "您未上班"), (en as fn() -> _, "You are on duty", "You are not on duty")]
    {
        let mut face = at(&office, Post::Supervisor, setup());
        face.keys("Y");
        assert!(face.screen().contains(gone), "{}", face.screen());
        assert!(face.screen().contains("王前台"), "who is on watch:\n{}", face.screen());
        face.keys("Enter");
        assert!(face.screen().contains(here), "{}", face.screen());
        let now = office.ok(&office.post(Post::Officer), "duty.now", json!({}));
        assert!(now["desks"][0]["here"].as_array().unwrap().contains(&json!("刘主管")), "{now}");
        face.keys("Enter");
        assert!(face.screen().contains(gone), "{}", face.screen());
    }
}
