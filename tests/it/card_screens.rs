//! The cards on the screen: keys in, screens out, in both languages and sizes.

use crate::screens::{At, at};
use crate::support::office::{MORNING, Office};
use crate::support::screen::{Setup, snapshot};
use lobby::domain::moment::At as Instant;
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use lobby::tui::theme::Borders;
use serde_json::json;
use std::rc::Rc;

const DAY: i64 = 86_400_000;

fn zh() -> Setup {
    Setup::new()
}

fn en() -> Setup {
    Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii)
}

/// A room with an owner, a tenant and an open request, and a warning about it; the owner's parking space.
fn lived_in() -> Rc<Office> {
    let office = Office::new();
    let (admin, desk) = (office.founder(), office.post(Post::Receptionist));
    office.ok(&admin, "place.add", json!({"code": "3栋", "kind": "building", "owner": "张专员"}));
    office.ok(
        &admin,
        "place.correct",
        json!({"entry": "3-2-1801", "within": "3栋", "area": "89.5", "usable": "75"}),
    );
    office.ok(&admin, "place.add", json!({"code": "B-12", "kind": "parking"}));
    office.ok(&desk, "occupancy.record", json!({"place": "3-2-1801", "state": "let", "from": "2026-03-01"}));
    office.ok(&desk, "person.add", json!({"name": "阿卜杜热西提·买买提", "phone": "13900001111", "place": "3-2-1801", "role": "tenant", "language": "english"}));
    office.ok(&desk, "relation.add", json!({"person": "张建国", "place": "B-12", "role": "owner"}));
    office.ok(&desk, "request.log", json!({"place": "3-2-1801", "category": "plumbing", "text": "厨房水龙头漏水，一直滴到楼下天花板，业主很着急"}));
    office.ok(
        &desk,
        "promise.make",
        json!({"place": "3-2-1801", "text": "下午四点前回电", "due_at": "16:00"}),
    );
    office.ok(
        &desk,
        "note.add",
        json!({"place": "3-2-1801", "text": "不得放行自称亲戚的人", "weight": "warn"}),
    );
    office.ok(&desk, "watch.open", json!({}));
    office.ok(&desk, "log.write", json!({"text": "1801 楼道有积水", "place": "3-2-1801"}));
    Rc::new(office)
}

fn card(office: &Rc<Office>, post: Post, setup: Setup) -> At {
    let mut face = at(office, post, setup);
    face.keys("Tab Tab Tab Tab Tab Esc");
    face.keys("/");
    face.typed("3-2-1801");
    face.keys("Enter");
    assert_eq!(face.model.names().last(), Some(&"card"), "{}", face.screen());
    face
}

#[test]
fn a_room_is_on_the_screen_five_keys_after_the_start() {
    let office = lived_in();
    let mut face = at(&office, Post::Receptionist, zh());
    face.typed("3-2-1801");
    // One key besides the words that name it; the budget is five.
    face.keys("Enter");
    assert!(face.screen().contains("房间卡 3-2-1801"), "{}", face.screen());
    assert!(face.screen().contains("张建国"), "{}", face.screen());
    // And the room of somebody who is found by name: their card, then their room.
    let mut face = at(&office, Post::Receptionist, zh());
    face.typed("买买提");
    face.keys("Enter");
    assert!(face.screen().contains("客户卡 阿卜杜热西提·买买提"), "{}", face.screen());
    face.keys("Enter");
    assert!(face.screen().contains("房间卡 3-2-1801"), "{}", face.screen());
}

#[test]
fn pictures() {
    let office = lived_in();
    let looks = [("room", ""), ("timeline", "Tab"), ("person", "Enter"), ("kinds", "/")];
    for (name, keys) in looks {
        let mut face = card(&office, Post::Receptionist, zh());
        face.keys(keys);
        snapshot(&format!("card_{name}_zh_80_line"), &face.screen());
        let mut face = card(&office, Post::Receptionist, en());
        face.keys(keys);
        snapshot(&format!("card_{name}_en_120_ascii"), &face.screen());
    }
}

#[test]
fn an_empty_room_says_so() {
    let office = Rc::new(Office::new());
    let mut face = at(&office, Post::Receptionist, zh());
    face.typed("12-1-101");
    face.keys("Enter");
    assert!(face.screen().contains("没有登记住户，也没有未结事项"), "{}", face.screen());
    face.keys("Tab");
    assert!(face.screen().contains("没有记录"), "{}", face.screen());
}

#[test]
fn rows_lead_to_people_entries_and_back() {
    let office = lived_in();
    let mut face = card(&office, Post::Receptionist, zh());
    face.keys("Enter");
    assert!(face.screen().contains("客户卡 张建国") && face.screen().contains("B-12"), "{}", face.screen());
    face.keys("Esc Down Down Enter");
    assert_eq!(face.model.names(), ["counter", "card", "entry"], "{}", face.screen());
    assert!(face.screen().contains("R2611-0001"), "{}", face.screen());
    // Who changed what is one key away.
    face.keys("Esc Up Up y");
    assert!(face.screen().contains("经过") && face.screen().contains("业主"), "{}", face.screen());
}

#[test]
fn a_form_begun_on_a_person_has_room_and_person() {
    let office = lived_in();
    let mut face = card(&office, Post::Receptionist, zh());
    face.keys("Down F2 e");
    face.typed("灯不亮");
    face.keys("F10");
    let entry = office.ok(&office.founder(), "request.show", json!({"entry": "R2611-0002"}));
    assert_eq!((&entry["head"]["place"], &entry["head"]["person"]), (&json!(1), &json!(2)), "{entry}");
    assert!(face.screen().contains("R2611-0002"), "the card has it: {}", face.screen());
    // Anything else that names a room is begun by the same key.
    face.keys("n");
    face.typed("提示");
    face.keys("Enter");
    assert_eq!(face.model.names(), ["counter", "card", "form"], "{}", face.screen());
    face.typed("狗会咬人");
    face.keys("F10");
    assert!(face.screen().contains("狗会咬人"), "{}", face.screen());
}

#[test]
fn what_the_palette_begins_on_a_card_has_room_and_person_too() {
    let office = lived_in();
    let mut face = card(&office, Post::Supervisor, zh());
    face.keys("F9");
    face.typed("退租");
    face.keys("Enter");
    let screen = face.screen();
    assert_eq!(face.model.names().last(), Some(&"form"), "{screen}");
    assert!(screen.contains("3-2-1801") && screen.contains("租户退租"), "{screen}");
    // Elsewhere nothing of it is left.
    face.keys("Esc Esc Esc");
    face.keys("F9");
    face.typed("退租");
    face.keys("Enter");
    assert_eq!(face.model.names(), ["home", "form"], "{}", face.screen());
    assert!(!face.screen().contains("3-2-1801"), "{}", face.screen());
}

#[test]
fn the_timeline_shows_one_kind_and_reads_on() {
    let office = lived_in();
    let desk = office.post(Post::Receptionist);
    for n in 0..500 {
        office.ok(
            &desk,
            "promise.make",
            json!({"place": "3-2-1801", "text": format!("第{n}件"), "due_at": "18:00"}),
        );
    }
    let mut face = card(&office, Post::Receptionist, zh());
    assert!(face.screen().contains("承诺 (501)"), "{}", face.screen());
    face.keys("Tab End End End End End End End End End End End End");
    assert!(
        face.screen().contains("1801 楼道有积水")
            || face.screen().contains("建立关系")
            || face.screen().contains("业主"),
        "{}",
        face.screen()
    );
    face.keys("/");
    face.typed("日志");
    face.keys("Enter");
    assert!(
        face.screen().contains("1801 楼道有积水") && !face.screen().contains("第499件"),
        "{}",
        face.screen()
    );
}

#[test]
fn any_day_can_be_asked_for_and_left_again() {
    let office = lived_in();
    let desk = office.post(Post::Receptionist);
    office.clock.set(Instant(MORNING.0 + 3 * DAY));
    office.ok(&desk, "person.correct", json!({"entry": "张建国", "phone": "13700002222"}));
    let mut face = card(&office, Post::Receptionist, zh());
    assert!(face.screen().contains("137 0000 2222"), "{}", face.screen());
    face.keys("a");
    face.typed("2026-11-24");
    face.keys("Enter");
    assert!(face.screen().contains("截至 2026-11-24 的情况"), "{}", face.screen());
    assert!(
        face.screen().contains("138 0000 5678") && !face.screen().contains("13700002222"),
        "{}",
        face.screen()
    );
    face.keys("a Ctrl-U Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace Enter");
    assert!(face.screen().contains("137 0000 2222") && !face.screen().contains("截至"), "{}", face.screen());
}

#[test]
fn brackets_walk_through_the_unit() {
    let office = lived_in();
    let mut face = card(&office, Post::Receptionist, zh());
    face.keys("]");
    assert!(face.screen().contains("房间卡 3-2-1802"), "{}", face.screen());
    face.keys("]");
    assert!(face.model.said().is_some(), "it is the last one");
    face.keys("[");
    assert!(face.screen().contains("房间卡 3-2-1801"), "{}", face.screen());
}

#[test]
fn a_masked_phone_is_shown_in_full_for_a_reason() {
    let office = lived_in();
    let registers = office.desk.registers();
    let full = registers.by_id("person").unwrap().field("phone").unwrap().mask.unwrap().full;
    let post = Post::ALL.into_iter().find(|post| *post != Post::Administrator && !full.has(*post)).unwrap();
    let mut face = card(&office, post, zh());
    assert!(face.screen().contains("138****5678"), "{}", face.screen());
    face.keys("*");
    face.typed("电话");
    face.keys("Enter");
    face.typed("业主来电核对");
    face.keys("Enter");
    assert!(face.calls().contains(&"entry.unmask"), "{:?}", face.calls());
    assert!(face.screen().contains("138 0000 5678"), "{}", face.screen());
    face.keys("Esc");
    let again = card(&office, post, zh());
    assert!(again.screen().contains("138****5678"), "only until the screen is left: {}", again.screen());
}
