//! At the screen: why something is due, asked anywhere; the team that usually does it, offered; what callers are told,
//! shown in every form for somebody who rang; a reason for what is doubtful among many.

use crate::screens::{At, at};
use crate::support::office::Office;
use crate::support::screen::Setup;
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::rc::Rc;

/// An office with a request in a flat that nobody has yet, and a team that usually does such work.
fn office() -> Rc<Office> {
    let office = Office::new();
    let admin = office.founder();
    office.ok(&admin, "team.add", json!({"name": "土木班"}));
    office.ok(&admin, "team.add", json!({"name": "弱电班"}));
    let tap = office.number("fault_kind", "水龙头漏水");
    office.ok(&admin, "fault_kind.correct", json!({"entry": tap, "team": "水电班"}));
    let wang = office.post(Post::Receptionist);
    office.ok(
        &wang,
        "request.log",
        json!({"place": "3-2-1801", "item": "水龙头漏水", "text": "厨房水龙头漏水"}),
    );
    Rc::new(office)
}

fn palette(face: &mut At, words: &str) {
    face.keys("F9");
    face.typed(words);
    face.keys("Enter");
}

fn shown(office: &Office, call: &str, number: &str, field: &str) -> Json {
    let entry = office.ok(&office.founder(), call, json!({"entry": number}));
    let cells = entry["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == field).unwrap_or_else(|| panic!("no {field}")).clone()
}

#[test]
fn why_it_is_due_is_asked_with_one_key_on_first_screens_boards_and_cards() {
    let office = office();
    let explained = |face: &mut At, keys: &str| {
        face.keys(keys);
        let screen = face.screen();
        assert!(
            screen.contains("R2611-0001 的时限说明") && screen.contains("响应：限 30 分钟"),
            "{keys}: {screen}"
        );
        face.keys("Esc");
    };
    // A supervisor begins in the pane of what is unassigned.
    let mut face = at(&office, Post::Supervisor, Setup::new());
    explained(&mut face, "=");
    palette(&mut face, "派工板");
    explained(&mut face, "=");
    let mut face = at(&office, Post::Supervisor, Setup::new());
    palette(&mut face, "看板");
    explained(&mut face, "=");
    // In the box of the counter it is a character like any other; from a pane it asks.
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.typed("=");
    assert_eq!(face.model.names().last(), Some(&"counter"));
    face.keys("Esc Tab Tab");
    explained(&mut face, "=");
    // On a card both in the file and in the timeline.
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.typed("3-2-1801");
    face.keys("Enter End");
    face.keys("Tab Home");
    explained(&mut face, "=");
    let english = Setup::new().lang(Lang::En);
    let mut face = at(&office, Post::Supervisor, english);
    face.keys("=");
    assert!(face.screen().contains("Why R2611-0001 is due then"), "{}", face.screen());
}

#[test]
fn the_usual_team_stands_in_the_dispatch_form_and_on_the_board() {
    let office = office();
    assert_eq!(shown(&office, "request.show", "R2611-0001", "usual_team")["shown"], "水电班");
    let board = office.ok(&office.post(Post::Supervisor), "board.show", json!({}));
    assert_eq!(board["usual"], json!([1]), "{board}");
    // The form: nothing typed, Enter past the person, Enter on the team that stands there.
    let mut face = at(&office, Post::Supervisor, Setup::new());
    palette(&mut face, "报修登记");
    palette(&mut face, "派工");
    assert!(face.screen().contains("水电班"), "{}", face.screen());
    face.keys("F10");
    assert_eq!(shown(&office, "request.show", "R2611-0001", "team")["shown"], "水电班", "{}", face.screen());

    // By category alone, when all its kinds agree; on the board Enter, Enter.
    let wang = office.post(Post::Receptionist);
    let log = |category: &str, text: &str| {
        let args = json!({"place": "3-2-1802", "category": category, "text": text});
        office.ok(&wang, "request.log", args)["number"].as_str().unwrap().to_owned()
    };
    let second = log("plumbing", "下水堵塞");
    let mut face = at(&office, Post::Supervisor, Setup::new());
    palette(&mut face, "派工板");
    face.keys("Enter Enter");
    assert_eq!(shown(&office, "request.show", &second, "team")["shown"], "水电班", "{}", face.screen());
    // Where the kinds of a category disagree nobody is suggested.
    let admin = office.founder();
    let drain = office.number("fault_kind", "下水道堵塞");
    office.ok(&admin, "fault_kind.correct", json!({"entry": drain, "team": "土木班"}));
    let third = log("plumbing", "水压低");
    assert_eq!(shown(&office, "request.show", &third, "usual_team")["value"], "None");
    let fourth = log("heating", "暖气不热");
    assert_eq!(shown(&office, "request.show", &fourth, "usual_team")["value"], "None");
}

#[test]
fn who_rings_is_told_whatever_form_they_are_written_down_in() {
    let office = office();
    office.ok(
        &office.post(Post::Receptionist),
        "incident.open",
        json!({"kind": "flood", "text": "水管爆裂", "scope": "3-2"}),
    );
    let told = "正在抢修，预计十点恢复";
    office.ok(
        &office.post(Post::Supervisor),
        "incident.tell",
        json!({"entry": "X2611-0001", "caller_text": told}),
    );
    for form in ["登记咨询", "登记投诉", "登记来访", "登记报修"] {
        let mut face = at(&office, Post::Receptionist, Setup::new());
        if form == "登记来访" {
            face.keys("F3 Tab Tab");
        } else {
            palette(&mut face, form);
        }
        face.typed("3-2-1802");
        face.keys("Enter");
        assert!(face.screen().contains(told), "{form}: {}", face.screen());
    }
    // What was typed of an enquiry is taken down as a caller's, and no enquiry is made.
    let mut face = at(&office, Post::Receptionist, Setup::new());
    palette(&mut face, "登记咨询");
    face.typed("3-2-1802");
    face.keys("Enter");
    face.typed("什么时候来水");
    face.keys("Insert Enter");
    assert_eq!(office.ok(&office.founder(), "enquiry.list", json!({"view": "all"}))["total"], 0);
    assert_eq!(
        shown(&office, "entry.show", "X2611-0001", "callers")["value"],
        json!({"Int": 1}),
        "{}",
        face.screen()
    );
    // Elsewhere nothing is shown.
    let mut face = at(&office, Post::Receptionist, Setup::new());
    palette(&mut face, "登记咨询");
    face.typed("12-1-101");
    face.keys("Enter");
    assert!(!face.screen().contains(told), "{}", face.screen());
}

#[test]
fn many_are_booked_with_a_reason_for_the_doubtful_and_taken_back_as_one() {
    let office = office();
    let (admin, boss) = (office.founder(), office.post(Post::Supervisor));
    office.ok(&admin, "team.correct", json!({"entry": "水电班", "capacity": 1}));
    let wang = office.post(Post::Receptionist);
    office.ok(&wang, "request.log", json!({"place": "3-2-1802", "category": "plumbing", "text": "马桶堵塞"}));
    for number in ["R2611-0001", "R2611-0002"] {
        office.ok(&boss, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    }
    let booked = |number: &str| shown(&office, "request.show", number, "appointment")["value"].clone();
    let mut face = at(&office, Post::Supervisor, Setup::new());
    palette(&mut face, "报修登记");
    face.keys("A");
    palette(&mut face, "预约上门");
    face.typed("15:00");
    face.keys("F10");
    assert!(face.screen().contains("1 条写明原因可办"), "{}", face.screen());
    face.keys("Enter");
    assert!(face.screen().contains("请写明原因"), "{}", face.screen());
    face.typed("客户同意等");
    face.keys("Enter");
    assert!(
        face.screen().contains("将办理 2 条；0 条不能办"),
        "tried again with the reason: {}",
        face.screen()
    );
    assert_eq!(booked("R2611-0002"), "None", "nothing is done yet");
    face.keys("Enter");
    assert_ne!(booked("R2611-0001"), "None");
    assert_ne!(booked("R2611-0002"), "None");
    // Taken back as one.
    palette(&mut face, "撤销我刚才的操作");
    assert!(face.screen().contains("预约上门 2 条"), "{}", face.screen());
    face.keys("Enter");
    assert!(face.screen().contains("2 条"), "{}", face.screen());
    assert_eq!((booked("R2611-0001"), booked("R2611-0002")), (json!("None"), json!("None")));
}

/// The actions of a request are found by a few letters of their names, from whatever screen shows it.
#[test]
fn an_urgent_call_at_night_goes_its_whole_way_by_keys() {
    let office = office();
    let wang = office.post(Post::Receptionist);
    let leak = json!({"place": "3-2-1802", "category": "plumbing", "urgency": "urgent", "text": "水管爆裂"});
    let number = office.ok(&wang, "request.log", leak)["number"].as_str().unwrap().to_owned();
    let state = || office.ok(&office.founder(), "request.show", json!({"entry": number}))["head"].clone();
    let mut face = at(&office, Post::Officer, Setup::new());
    assert!(face.screen().contains("急修报修无人响应"), "{}", face.screen());
    face.keys("Ctrl-G");
    assert_eq!(face.model.names().last(), Some(&"entry"), "{}", face.screen());
    let act = |face: &mut At, words: &str| {
        face.keys(".");
        face.typed(words);
        face.keys("Enter");
    };
    // Taken, begun, waits for material until a time, pressed for, woken, done.
    act(&mut face, "抢单");
    assert!(!face.screen().contains("无人响应"), "somebody answered: {}", face.screen());
    assert_eq!(state()["owner"], json!(office.post(Post::Officer).staff), "{}", face.screen());
    act(&mut face, "到场");
    act(&mut face, "转等待");
    face.typed("m");
    face.typed("10:00");
    face.keys("F10");
    assert_eq!(
        shown(&office, "request.show", &number, "waiting_for")["value"],
        json!({"Choice": "material"})
    );
    act(&mut face, "催单");
    face.keys("F10");
    assert_eq!(
        shown(&office, "request.show", &number, "urged")["value"],
        json!({"Int": 1}),
        "{}",
        face.screen()
    );
    office.clock.advance_minutes(61);
    let told = office.desk.tick().unwrap().notices;
    assert!(told.iter().any(|(_, text)| text.zh.contains("请再看")), "{told:?}");
    act(&mut face, "继续");
    act(&mut face, "完工");
    face.typed("换了水管");
    face.keys("F10");
    assert_eq!(state()["state"], 6, "{}", face.screen());
}
