//! The checklist of a procedure on the screen: a whole move-in by keys, what is missing, leaving and coming back.

use crate::screens::{At, at};
use crate::support::office::Office;
use crate::support::screen::{Setup, snapshot};
use lobby::domain::posts::Post;
use lobby::text::lang::Lang;
use lobby::tui::theme::Borders;
use serde_json::json;
use std::rc::Rc;

fn office() -> Rc<Office> {
    let office = Office::new();
    let admin = office.founder();
    office.ok(&admin, "team.add", json!({"name": "开发商"}));
    let file = json!({"name": "周海燕", "phone": "13912345678", "paper_kind": "passport", "paper_number": "E12345678"});
    office.ok(&admin, "person.add", file);
    Rc::new(office)
}

/// Keys, and how many they were.
fn press(face: &mut At, keys: &str) -> usize {
    face.keys(keys);
    keys.split_whitespace().count()
}

fn begun(face: &mut At) -> usize {
    let mut keys = press(face, "F9");
    face.typed("开始办手续");
    keys += press(face, "Enter i");
    face.typed("3-2-1802");
    keys += press(face, "Enter");
    face.typed("周海燕");
    keys += press(face, "Enter Enter");
    keys
}

fn defect(face: &mut At, part: &str, spot: &str, text: &str) -> usize {
    let mut keys = press(face, &format!("d {part}"));
    face.typed(spot);
    keys += press(face, "Enter");
    face.typed(text);
    keys + press(face, "Enter")
}

#[test]
fn a_whole_move_in_with_two_defects_takes_at_most_forty_keys_besides_text() {
    for setup in [Setup::new(), Setup::new().size(120, 40)] {
        let office = office();
        let mut face = at(&office, Post::Receptionist, setup);
        let mut keys = begun(&mut face);
        assert_eq!(face.model.names().last(), Some(&"checklist"), "{}", face.screen());
        keys += press(&mut face, "Space n c i Enter Space Space Space");
        keys += defect(&mut face, "p", "厨房", "下水不畅");
        keys += defect(&mut face, "d", "主卧", "窗户关不严");
        keys += press(&mut face, "Space t w");
        face.typed("12.5");
        keys += press(&mut face, "Enter Space Space");
        face.typed("4");
        keys += press(&mut face, "Enter");
        face.typed("2");
        keys += press(&mut face, "Enter");
        face.typed("1");
        keys += press(&mut face, "Enter Space y c y");
        assert!(keys <= 40, "{keys} keys");
        let list = office.ok(&office.founder(), "procedure.checklist", json!({"entry": "MV2611-0001"}));
        assert_eq!(list["entry"]["head"]["state"], 2, "{}", face.screen());
        assert_eq!(list["steps"][6]["facts"]["en"], "keys 4, cards 2, manuals 1");
        let requests = office.ok(&office.founder(), "request.list", json!({"place": "3-2-1802"}));
        assert_eq!(requests["total"], 2);
    }
}

#[test]
fn finishing_too_early_lists_what_is_missing_and_goes_there() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, Setup::new());
    begun(&mut face);
    face.keys("Down Space c");
    let screen = face.screen();
    assert!(screen.contains("还缺 7 项") && screen.contains("查验证件资料"), "{screen}");
    face.keys("Enter");
    assert!(face.screen().contains(">  [ ] 查验证件资料"), "{}", face.screen());
    // Ticked steps are taken back by the same key; what must be done is not left out.
    face.keys("x");
    assert!(face.model.said().unwrap().zh.contains("必须办理"));
    face.keys("Down Space");
    assert!(face.screen().contains("0/8"), "{}", face.screen());
    face.keys("End x");
    face.keys("Up x");
    face.typed("开发商自留");
    face.keys("Enter");
    assert!(face.screen().contains("[-] 交接钥匙、卡、资料"), "{}", face.screen());

    // Leaving loses nothing: the list leads back to the checklist.
    face.keys("Esc F9");
    face.typed("入住迁出手续");
    face.keys("Enter Enter");
    assert!(face.screen().contains("1/8"), "{}", face.screen());
}

#[test]
fn a_doubtful_tick_asks_for_the_reason() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, Setup::new());
    begun(&mut face);
    face.keys("Space n i Enter");
    assert!(face.screen().contains("购房合同"), "{}", face.screen());
    face.typed("合同在银行");
    face.keys("Enter");
    assert!(face.screen().contains("[x] 查验证件资料"), "{}", face.screen());
}

#[test]
fn pictures() {
    let office = office();
    let mut face = at(&office, Post::Receptionist, Setup::new());
    begun(&mut face);
    face.keys("Space n c i Enter Space Space");
    face.keys("Down");
    defect(&mut face, "p", "厨房", "下水不畅");
    face.keys("Down x");
    face.typed("开发商统一抄表");
    face.keys("Enter");
    snapshot("screen_checklist_zh_80_line", &face.screen());
    let en = Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii);
    let mut face = at(&office, Post::Supervisor, en);
    face.keys("F9");
    face.typed("moves in");
    face.keys("Enter Enter");
    snapshot("screen_checklist_en_120_ascii", &face.screen());
    face.keys("c");
    snapshot("screen_checklist_lacks_en_120_ascii", &face.screen());
}

#[test]
fn a_procedure_is_begun_from_the_palette_by_the_word_people_use_for_it() {
    for (typed, kind) in [
        ("入住登记", "入住"),
        ("过户", "更户"),
        ("退租", "租户退租"),
        ("搬家", "迁出"),
        ("move-in", "入住"),
        ("change of owner", "更户"),
        ("zhtz", "租户退租"),
        ("gh", "更户"),
    ] {
        let office = office();
        let mut face = at(&office, Post::Receptionist, Setup::new());
        face.keys("F9");
        face.typed(typed);
        let screen = face.screen();
        if !matches!(typed, "gh") {
            face.keys("Enter");
            assert_eq!(face.model.names().last(), Some(&"form"), "{typed}: {screen}");
            // The kind is filled in; the room is asked for.
            face.typed("3-2-1802");
            face.keys("Enter");
            face.typed("周海燕");
            face.keys("Enter Enter");
            assert_eq!(face.model.names().last(), Some(&"checklist"), "{typed}: {}", face.screen());
            assert!(face.screen().contains(&format!("手续 {kind} MV")), "{typed}: {}", face.screen());
        } else {
            assert!(screen.contains(&format!("{kind}（开始办手续）")), "{typed}: {screen}");
        }
    }
    // Who may not begin one sees it dimmed.
    let office = office();
    let mut face = at(&office, Post::Cashier, Setup::new());
    face.keys("F9");
    face.typed("入住登记");
    face.keys("Enter");
    assert_ne!(face.model.names().last(), Some(&"form"), "{}", face.screen());
}
