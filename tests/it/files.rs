//! What belongs to a person's file, and the key cabinet, through the desk: checks, cards, keys, consents, documents.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::ids::StaffId;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use serde_json::{Value as Json, json};

fn text<'a>(reply: &'a Json, path: &str) -> &'a str {
    reply.pointer(path).and_then(Json::as_str).unwrap_or_else(|| panic!("no text at {path} in {reply}"))
}

/// The field of an entry as its detail view has it.
fn field(office: &Office, who: &Who, entry: &str, id: &str) -> Json {
    let register = match entry.split(|c: char| c.is_ascii_digit()).next().unwrap() {
        "AC" => "access_card",
        "K" => "key",
        "C" => "person",
        "VH" => "vehicle",
        "V" => "visit",
        "BM" => "mandate",
        "HV" => "home_visit",
        "FD" => "file_document",
        other => panic!("whose prefix is {other}"),
    };
    let shown = office.ok(who, &format!("{register}.show"), json!({"entry": entry}));
    shown["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == id).unwrap().clone()
}

fn warnings(reply: &Json) -> String {
    reply["warnings"].to_string()
}

/// The numbers a view lists, in its order.
fn listed(office: &Office, who: &Who, register: &str, view: &str) -> Vec<String> {
    let page = office.ok(who, &format!("{register}.list"), json!({"view": view}));
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(page["total"], rows.len(), "a total agrees with its list");
    rows.iter().map(|row| text(row, "/head/number").to_owned()).collect()
}

#[test]
fn a_wrong_id_number_is_refused_and_kept_with_a_reason_that_the_journal_shows() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let wrong = json!({"name": "李梅", "paper_kind": "resident-id", "paper_number": "110105194912310021"});
    let fault = office.refused(&desk, "person.add", wrong.clone());
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Overridable, Some("paper_number")));
    assert!(fault.text.zh.contains("末位应为 X"), "{}", fault.text.zh);

    let mut kept = wrong;
    kept["reason_to_keep"] = json!("证件原件就是这个号");
    let added = office.ok(&desk, "person.add", kept);
    let number = text(&added, "/number");
    assert_eq!(field(&office, &desk, number, "paper_number")["value"]["Text"], "110105194912310021");
    let journal = office.desk.store().read(|r| lobby::store::journal::read(r, 0, 100)).unwrap();
    let line =
        journal.iter().find(|line| line.call == "person.add" && line.note.is_some()).expect("a reason");
    assert_eq!(line.note.as_deref(), Some("证件原件就是这个号"));

    // What stood there is not doubted again; a day that never was is.
    office.ok(&desk, "person.correct", json!({"entry": number, "contact_by": "phone"}));
    let never = json!({"entry": number, "paper_number": "110101199002300011"});
    assert_eq!(office.refused(&desk, "person.correct", never).kind, FaultKind::Overridable);
}

#[test]
fn a_right_id_number_is_folded_and_an_odd_company_code_is_said_and_goes_in() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let added = office.ok(
        &desk,
        "person.add",
        json!({"name": "李梅", "paper_number": "１１０１０５ 19491231 002x", "phone": "1380000567"}),
    );
    let number = text(&added, "/number");
    assert_eq!(field(&office, &desk, number, "paper_number")["value"]["Text"], "11010519491231002X");
    assert!(warnings(&added).contains("现有 10 位"), "{added}");

    let code = json!({"name": "恒美装饰有限公司", "kind": "company", "paper_number": "91350211m0000xuf46"});
    let added = office.ok(&desk, "person.add", code);
    assert!(warnings(&added).contains("校验位不符"), "{added}");
    let number = text(&added, "/number");
    assert_eq!(field(&office, &desk, number, "paper_number")["value"]["Text"], "91350211M0000XUF46");
    let good = json!({"name": "乙公司", "paper_kind": "credit-code", "paper_number": "91350100M000100Y43"});
    assert_eq!(warnings(&office.ok(&desk, "person.add", good)), "[]");
}

#[test]
fn care_and_children_want_a_consent_or_a_reason() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let care = json!({"entry": "张建国", "care": ["alone"], "care_note": "心脏病"});
    let fault = office.refused(&desk, "person.correct", care.clone());
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Overridable, Some("care")));
    office.ok(&desk, "consent.give", json!({"person": "张建国", "purpose": "care-note"}));
    office.ok(&desk, "person.correct", care);

    let child = json!({"name": "张小宝", "paper_number": "11010120180307001X"});
    let fault = office.refused(&desk, "person.add", child);
    assert_eq!(fault.kind, FaultKind::Overridable);
    assert!(fault.text.zh.contains("14 周岁"), "{}", fault.text.zh);
    let given = json!({"person": "张建国", "purpose": "child"});
    assert_eq!(office.refused(&desk, "consent.give", given).field.as_deref(), Some("guardian"));
}

#[test]
fn plates_and_phones_are_brought_into_one_form_wherever_they_are_typed() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let logged = office.ok(
        &desk,
        "visit.log",
        json!({"name": "钱司机", "plate": "京a·1２345", "phone": "+86 10 6512 3456 转 801"}),
    );
    assert_eq!(warnings(&logged), "[]");
    let number = text(&logged, "/number");
    assert_eq!(field(&office, &desk, number, "plate")["value"]["Text"], "京A12345");
    let phone = field(&office, &desk, number, "phone");
    assert_eq!(
        (&phone["value"]["Text"], &phone["shown"]),
        (&json!("01065123456-801"), &json!("010-6512 3456-801"))
    );
    let odd = office.ok(&desk, "visit.log", json!({"name": "钱司机", "plate": "京A12O45"}));
    assert!(warnings(&odd).contains("京A12045"), "{odd}");

    let car = json!({"plate": "京AD12345", "person": "张建国", "place": "3-2-1801", "brand": "比亚迪"});
    let added = office.ok(&desk, "vehicle.add", car.clone());
    assert_eq!(field(&office, &desk, text(&added, "/number"), "kind")["value"]["Choice"], "new-energy");
    let fault = office.refused(&desk, "vehicle.add", car.clone());
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Overridable, Some("plate")));
    office.ok(&desk, "vehicle.leave", json!({"entry": added["number"]}));
    office.ok(&desk, "vehicle.add", car);
}

#[test]
fn a_mandate_is_refused_without_consent_and_ends_with_it() {
    let office = Office::new();
    let cashier = office.post(Post::Cashier);
    let mandate = json!({"person": "张建国", "place": "3-2-1801", "bank": "工商银行", "account": "6222 0202 0000 1234"});
    let fault = office.refused(&cashier, "mandate.sign", mandate.clone());
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Refused, Some("person")));
    let given = office.ok(&cashier, "consent.give", json!({"person": "张建国", "purpose": "bank-mandate"}));
    let signed = office.ok(&cashier, "mandate.sign", mandate.clone());
    let number = text(&signed, "/number");
    assert_eq!(field(&office, &cashier, number, "account")["value"]["Text"], "6222020200001234");
    let reception = office.post(Post::Receptionist);
    assert_eq!(field(&office, &reception, number, "account")["shown"], "**** **** **** 1234");
    assert_eq!(
        office.refused(&cashier, "mandate.sign", mandate.clone()).kind,
        FaultKind::Refused,
        "one a room"
    );

    office.ok(&cashier, "consent.withdraw", json!({"entry": given["number"]}));
    let shown = office.ok(&cashier, "mandate.show", json!({"entry": number}));
    assert_eq!(shown["head"]["state"], 2, "it ended with the consent");
    assert_eq!(office.refused(&cashier, "mandate.sign", mandate).kind, FaultKind::Refused);
}

#[test]
fn a_lost_card_is_shut_and_its_number_never_given_out_again() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let card = |number: &str| json!({"card_number": number, "person": "张建国", "place": "3-2-1801"});
    let first = office.ok(&desk, "access_card.issue", card("00331"));
    let fault = office.refused(&desk, "access_card.issue", card("００３３１"));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Refused, Some("card_number")), "in use");
    let second = office.ok(&desk, "access_card.issue", card("00332"));
    assert!(warnings(&second).contains(text(&first, "/number")), "one person, one card: {second}");

    office.ok(&desk, "access_card.lose", json!({"entry": first["number"], "note": "地铁上丢的"}));
    let fault = office.refused(&desk, "access_card.issue", card("00331"));
    assert!(fault.kind == FaultKind::Refused && fault.text.zh.contains("已挂失"), "{}", fault.text.zh);
    office.refused(&desk, "access_card.extend", json!({"entry": first["number"], "valid_to": "2027-01-01"}));
    let same = json!({"entry": first["number"], "new_number": "00332"});
    assert_eq!(office.refused(&desk, "access_card.replace", same).field.as_deref(), Some("new_number"));
    office.ok(
        &desk,
        "access_card.replace",
        json!({"entry": first["number"], "new_number": "00333", "fee": "20"}),
    );
    let shown = office.ok(&desk, "access_card.show", json!({"entry": first["number"]}));
    assert_eq!(shown["head"]["state"], 3, "lost stays lost");
    let new =
        listed(&office, &desk, "access_card", "active").into_iter().find(|n| *n != second["number"]).unwrap();
    assert_eq!(field(&office, &desk, &new, "card_number")["value"]["Text"], "00333");
    assert_eq!(field(&office, &desk, &new, "holder")["value"]["Text"], "张建国");

    office.ok(&desk, "access_card.return", json!({"entry": second["number"]}));
    office.ok(&desk, "access_card.issue", card("00332"));
    let face = json!({"card_number": "F1", "person": "张建国", "medium": "face"});
    assert_eq!(office.refused(&desk, "access_card.issue", face).field.as_deref(), Some("medium"));
}

#[test]
fn a_card_runs_out_with_its_last_day_and_is_extended() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let card = json!({"card_number": "00331", "holder": "李工", "kind": "worker", "valid_to": "2026-11-24"});
    let issued = office.ok(&desk, "access_card.issue", card);
    let entry = text(&issued, "/number").to_owned();
    assert_eq!(office.refused(&desk, "access_card.expire", json!({"entry": entry})).kind, FaultKind::Refused);
    office.clock.advance_minutes(2 * 24 * 60);
    assert_eq!(text(&office.ok(&desk, "access_card.expire", json!({"entry": entry})), "/state"), "expired");
    let past = json!({"entry": entry, "valid_to": "2026-11-24"});
    assert_eq!(office.refused(&desk, "access_card.extend", past).field.as_deref(), Some("valid_to"));
    let on = json!({"entry": entry, "valid_to": "2026-12-31"});
    assert_eq!(text(&office.ok(&desk, "access_card.extend", on), "/state"), "active");
}

#[test]
fn a_key_is_lent_falls_overdue_into_the_handover_and_comes_back() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    office.ok(&desk, "watch.open", json!({}));
    let hung = office.ok(&desk, "key.add", json!({"hook": "a12", "kind": "vacant", "place": "3-2-1802"}));
    let entry = text(&hung, "/number").to_owned();
    let again = json!({"hook": "A12", "kind": "office"});
    assert_eq!(office.refused(&desk, "key.add", again).field.as_deref(), Some("hook"));

    let agent = json!({"entry": entry, "borrower": "钱中介", "purpose": "看房", "borrower_kind": "agent"});
    assert_eq!(office.refused(&desk, "key.lend", agent).kind, FaultKind::Overridable, "vacant: staff alone");
    let lend = json!({"entry": entry, "borrower": "孙师傅", "unit": "工程部", "purpose": "关阀", "phone": "13800001111"});
    office.ok(&desk, "key.lend", lend.clone());
    let zone = chrono_tz::Asia::Shanghai;
    let due = |office: &Office| {
        let at = field(office, &desk, &entry, "due_at")["value"]["At"].as_i64().unwrap();
        lobby::domain::moment::At(at).local(zone).format("%m-%d %H:%M").to_string()
    };
    assert_eq!(due(&office), "11-23 18:00", "back by the office's time");
    assert_eq!(office.refused(&desk, "key.lend", lend).kind, FaultKind::Refused, "it is out");

    let carried = |office: &Office| {
        let shown = office.ok(&desk, "watch.show", json!({}));
        let items = shown["items"].as_array().unwrap().clone();
        let of_key =
            items.into_iter().find(|row| row["item"]["why"]["zh"].as_str().unwrap().contains("钥匙 A12"));
        of_key.map(|row| (row["item"]["severity"].clone(), row["item"]["why"]["zh"].clone()))
    };
    assert_eq!(carried(&office), Some((json!("amber"), json!("钥匙 A12 将到归还时间"))));
    let too_late = json!({"entry": entry, "due_at": "2026-11-25 09:00"});
    assert_eq!(office.refused(&desk, "key.extend", too_late).field.as_deref(), Some("due_at"));
    office.clock.advance_minutes(10 * 60);
    assert_eq!(carried(&office), Some((json!("red"), json!("钥匙 A12 逾期未还"))));
    assert_eq!(field(&office, &desk, &entry, "standing")["value"]["Choice"], "overdue");

    let other = json!({"entry": entry, "condition": "good", "returned_by": "马师傅"});
    assert_eq!(
        office.refused(&desk, "key.return", other).kind,
        FaultKind::Overridable,
        "whoever borrowed it"
    );
    let broken = json!({"entry": entry, "condition": "problem"});
    assert_eq!(office.refused(&desk, "key.return", broken).field.as_deref(), Some("note"));
    office.ok(&desk, "key.return", json!({"entry": entry, "condition": "good"}));
    assert_eq!(carried(&office), None);
    assert!(listed(&office, &desk, "key", "out").is_empty());

    // After the office's time a key is due at the end of the day.
    office.ok(&desk, "key.lend", json!({"entry": entry, "borrower": "孙师傅", "purpose": "关阀"}));
    assert_eq!(due(&office), "11-23 23:59");
    assert!(field(&office, &desk, &entry, "returned_by")["value"] == json!("None"), "the last loan is over");
}

#[test]
fn an_owners_key_wants_the_owners_word_and_a_supervisors() {
    let office = Office::new();
    let (desk, supervisor) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let kept = office.ok(&desk, "key.add", json!({"hook": "D1", "kind": "deposited", "place": "3-2-1801"}));
    let entry = &kept["number"];
    let mut lend = json!({"entry": entry, "borrower": "孙师傅", "purpose": "修水管"});
    assert_eq!(office.refused(&desk, "key.lend", lend.clone()).field.as_deref(), Some("owner_consent"));
    lend["owner_consent"] = json!("11-23 业主电话同意");
    assert_eq!(office.refused(&desk, "key.lend", lend.clone()).field.as_deref(), Some("approver"));
    let mut by_technician = lend.clone();
    by_technician["approver"] = json!("孙师傅");
    assert_eq!(office.refused(&desk, "key.lend", by_technician).field.as_deref(), Some("approver"));
    lend["approver"] = json!("刘主管");
    office.ok(&desk, "key.lend", lend.clone());
    office.ok(&desk, "key.return", json!({"entry": entry, "condition": "not-checked"}));
    // Each loan wants them anew; whoever may approve needs no other.
    let bare = json!({"entry": entry, "borrower": "孙师傅", "purpose": "修水管"});
    assert_eq!(office.refused(&supervisor, "key.lend", bare).field.as_deref(), Some("owner_consent"));
    lend["approver"] = json!(null);
    office.ok(&supervisor, "key.lend", lend);
}

#[test]
fn the_stock_take_lists_what_nobody_has_counted_since_its_day() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let hang = |hook: &str| {
        let hung = office.ok(&desk, "key.add", json!({"hook": hook, "kind": "office"}));
        text(&hung, "/number").to_owned()
    };
    let (ten, two) = (hang("A10"), hang("A2"));
    assert_eq!(
        listed(&office, &desk, "key", "to-count"),
        [two.clone(), ten.clone()],
        "in the cabinet's order"
    );
    office.ok(&desk, "key.count", json!({"entry": two, "count_found": "yes"}));
    assert_eq!(listed(&office, &desk, "key", "to-count"), std::slice::from_ref(&ten));
    let counted =
        office.ok(&desk, "key.count", json!({"entry": ten, "count_found": "no", "note": "柜中未见"}));
    assert!(warnings(&counted).contains("报遗失"), "{counted}");
    assert!(listed(&office, &desk, "key", "to-count").is_empty());
    office.ok(&desk, "key.lose", json!({"entry": ten, "note": "盘点未见"}));

    // On the 25th the next one begins.
    office.clock.advance_minutes(2 * 24 * 60);
    assert_eq!(listed(&office, &desk, "key", "to-count"), std::slice::from_ref(&two));
    office.ok(&office.post(Post::Manager), "settings.set", json!({"id": "key.count_day", "value": "28"}));
    assert!(listed(&office, &desk, "key", "to-count").is_empty(), "it has not begun");
    let tomorrow = json!({"entry": two, "count_found": "yes", "counted_on": "2026-11-26"});
    assert_eq!(office.refused(&desk, "key.count", tomorrow).field.as_deref(), Some("counted_on"));
}

#[test]
fn a_document_is_carried_ahead_of_its_expiry_and_renewed() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    office.ok(&desk, "watch.open", json!({}));
    let lease =
        json!({"kind": "lease", "person": "张建国", "place": "3-2-1801", "valid_until": "2026-12-31"});
    let filed = office.ok(&desk, "file_document.file", lease);
    let entry = text(&filed, "/number").to_owned();
    let carried = |office: &Office| {
        let shown = office.ok(&desk, "watch.show", json!({}));
        let items = shown["items"].as_array().unwrap().clone();
        let of_file =
            items.into_iter().find(|row| row["item"]["why"]["zh"].as_str().unwrap().contains("档案资料"));
        of_file.map(|row| row["item"]["severity"].clone())
    };
    assert_eq!(carried(&office), None, "38 days ahead");
    office.clock.advance_minutes(10 * 24 * 60);
    assert_eq!(carried(&office), Some(json!("white")));
    office.clock.advance_minutes(30 * 24 * 60);
    assert_eq!(carried(&office), Some(json!("amber")));
    assert_eq!(text(&office.ok(&desk, "file_document.expire", json!({"entry": entry})), "/state"), "expired");
    let new = json!({"entry": entry, "valid_until": "2027-12-31"});
    assert_eq!(text(&office.ok(&desk, "file_document.receive", new), "/state"), "on-file");
    assert_eq!(carried(&office), None);
}

#[test]
fn a_home_visit_that_met_nobody_is_planned_again() {
    let office = Office::new();
    let officer = office.post(Post::Officer);
    let plan = json!({"place": "3-2-1801", "person": "张建国", "reason": "care", "planned_on": "2026-11-23"});
    let planned = office.ok(&officer, "home_visit.plan", plan);
    let tried = json!({"entry": planned["number"], "notes": "家中无人", "next_on": "2026-11-25"});
    assert_eq!(text(&office.ok(&officer, "home_visit.not_met", tried), "/state"), "not-met");
    let next = listed(&office, &officer, "home_visit", "mine");
    assert_eq!(next.len(), 1);
    assert_eq!(field(&office, &officer, &next[0], "planned_on")["value"]["Date"], "2026-11-25");
    assert_eq!(field(&office, &officer, &next[0], "reason")["value"]["Choice"], "care");
    let done = json!({"entry": next[0], "notes": "老人身体好", "met": "张建国"});
    assert_eq!(text(&office.ok(&officer, "home_visit.record", done), "/state"), "done");
}

#[test]
fn a_face_opens_with_consent_and_shuts_with_it() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let given =
        office.ok(&desk, "consent.give", json!({"person": "张建国", "purpose": "face", "way": "signed"}));
    let twice = json!({"person": "张建国", "purpose": "face"});
    assert_eq!(office.refused(&desk, "consent.give", twice).field.as_deref(), Some("purpose"));
    let card = json!({"card_number": "F1", "person": "张建国", "medium": "face"});
    let issued = office.ok(&desk, "access_card.issue", card);
    office.ok(&desk, "consent.withdraw", json!({"entry": given["number"]}));
    let shown = office.ok(&desk, "access_card.show", json!({"entry": issued["number"]}));
    assert_eq!(shown["head"]["state"], 5, "cancelled with the consent");
    let again = json!({"card_number": "F2", "person": "张建国", "medium": "face"});
    assert_eq!(office.refused(&desk, "access_card.issue", again).kind, FaultKind::Refused);
}

#[test]
fn a_dog_without_a_licence_is_said_and_a_lost_key_frees_its_hook() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let dog = json!({"kind": "dog", "name": "豆豆", "place": "3-2-1801", "vaccinated_until": "2026-11-01"});
    let added = office.ok(&desk, "pet.add", dog);
    assert!(warnings(&added).contains("犬证") && warnings(&added).contains("免疫已过期"), "{added}");
    let again = json!({"entry": added["number"], "vaccinated_until": "2027-11-01", "licence": "Z000001"});
    assert_eq!(warnings(&office.ok(&desk, "pet.vaccinate", again)), "[]");
    assert_eq!(office.refused(&desk, "pet.add", json!({"kind": "cat"})).field.as_deref(), Some("place"));

    let first = office.ok(&desk, "key.add", json!({"hook": "A1", "kind": "office"}));
    office.ok(&desk, "key.lose", json!({"entry": first["number"], "note": "盘点未见"}));
    office.ok(&desk, "key.add", json!({"hook": "A1", "kind": "fire"}));
    let found = office.refused(&desk, "key.find", json!({"entry": first["number"]}));
    assert_eq!(found.field.as_deref(), Some("hook"), "another hangs there now");
}

#[test]
fn what_somebody_still_has_stands_in_the_way_of_moving_out() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let numbers = |reply: &Json| text(reply, "/number").to_owned();
    office.ok(&desk, "consent.give", json!({"person": "张建国", "purpose": "bank-mandate"}));
    let here = |more: Json| {
        let mut args = json!({"person": "张建国", "place": "3-2-1801"});
        args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        args
    };
    let account = here(json!({"bank": "工商银行", "account": "6222020200001234"}));
    let mandate = numbers(&office.ok(&desk, "mandate.sign", account));
    let card = numbers(&office.ok(&desk, "access_card.issue", here(json!({"card_number": "00331"}))));
    let hung = json!({"hook": "A1", "kind": "vacant", "place": "3-2-1801"});
    let key = numbers(&office.ok(&desk, "key.add", hung));
    office.ok(&desk, "key.lend", json!({"entry": key, "borrower": "孙师傅", "purpose": "关阀"}));

    let begun = office.ok(&desk, "procedure.begin", here(json!({"kind": "move-out"})));
    let lacks = || {
        let list = office.ok(&desk, "procedure.checklist", json!({"entry": begun["number"]}));
        list["lacks"].to_string()
    };
    for number in [&mandate, &card, &key] {
        assert!(lacks().contains(number.as_str()), "{number}: {}", lacks());
    }
    office.ok(&desk, "mandate.end", json!({"entry": mandate}));
    office.ok(&desk, "access_card.return", json!({"entry": card}));
    office.ok(&desk, "key.return", json!({"entry": key, "condition": "good"}));
    for number in [&mandate, &card, &key] {
        assert!(!lacks().contains(number.as_str()), "{number}: {}", lacks());
    }
}

#[test]
fn a_phone_or_paper_that_is_on_file_under_another_name_is_said_with_whose_it_is() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let known = office.number("person", "张建国");
    // 张建国 has 13800005678; here it is typed by somebody of the same family.
    let wife = office.ok(&desk, "person.add", json!({"name": "李秀英", "phone": "138-0000-5678"}));
    assert!(warnings(&wife).contains(&format!("此电话已登记在张建国（{known}）名下")), "{wife}");
    let again = office.ok(&desk, "person.add", json!({"name": "张建国", "phone": "13800005678"}));
    assert!(warnings(&again).contains("可能是同一人：张建国"), "{again}");
    // A further number of a file counts, and who may not see names in full gets them masked.
    office.ok(&desk, "phone.add", json!({"person": wife["number"], "number": "13700007777"}));
    let admin = office.founder();
    let keeper =
        office.ok(&admin, "staff.add", json!({"name": "网管", "posts": ["administrator"], "uid": 1000}));
    let keeper = Who { staff: StaffId(keeper["entry"]["id"].as_u64().unwrap()), ..admin };
    let uncle = office.ok(&keeper, "person.add", json!({"name": "王大明", "phone": "13700007777"}));
    assert!(warnings(&uncle).contains("李*英"), "{uncle}");
    // A correction says it as well; one that leaves the phone alone says nothing.
    let right = office.ok(&desk, "person.correct", json!({"entry": uncle["number"], "language": "english"}));
    assert_eq!(warnings(&right), "[]");
    let wrong = office.ok(&desk, "person.correct", json!({"entry": uncle["number"], "phone": "13800005678"}));
    assert!(warnings(&wrong).contains(&known), "{wrong}");
    let paper = json!({"name": "甲公司", "paper_kind": "passport", "paper_number": "E1234567"});
    office.ok(&desk, "person.add", paper);
    let same = json!({"name": "乙", "paper_kind": "passport", "paper_number": "E1234567"});
    assert!(warnings(&office.ok(&desk, "person.add", same)).contains("此证件号码已登记在甲公司"));
}

#[test]
fn cards_documents_and_relations_end_by_themselves_behind_their_last_day() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let card = json!({"card_number": "00331", "holder": "李工", "kind": "worker", "valid_to": "2026-11-24"});
    let card = text(&office.ok(&desk, "access_card.issue", card), "/number").to_owned();
    let paper = json!({"kind": "lease", "place": "3-2-1801", "valid_until": "2026-11-24"});
    let paper = text(&office.ok(&desk, "file_document.file", paper), "/number").to_owned();
    let tenant = office.ok(&desk, "person.add", json!({"name": "钱租客", "phone": "13700001111"}));
    let tenant = text(&tenant, "/number").to_owned();
    let lease = json!({"person": tenant, "place": "3-2-1802", "role": "tenant", "from": "2026-01-01",
        "to": "2026-11-24"});
    let lease = text(&office.ok(&desk, "relation.add", lease), "/number").to_owned();
    let shop = json!({"person": tenant, "place": "3-1-1801", "role": "owner", "from": "2026-11-25"});
    office.ok(&desk, "relation.add", shop);
    let state =
        |entry: &str| office.ok(&desk, "entry.show", json!({"entry": entry}))["head"]["state"].clone();
    let room = || office.ok(&desk, "entry.show", json!({"entry": tenant}))["head"]["place"].clone();
    let place = |code: &str| office.ok(&desk, "place.show", json!({"entry": code}))["entry"]["id"].clone();
    assert_eq!(room(), place("3-2-1802"));
    let (active, here) = (state(&card), state(&paper));
    // The last day is still within: 2026-11-24 23:59.
    office.clock.advance_minutes(38 * 60 + 59);
    office.desk.tick().expect("ticked");
    assert_eq!((state(&card), state(&paper), room()), (active.clone(), here.clone(), place("3-2-1802")));
    office.clock.advance_minutes(1);
    office.desk.tick().expect("ticked");
    assert_ne!(state(&card), active, "the card is shut");
    assert_ne!(state(&paper), here, "the document has run out");
    assert_eq!(room(), place("3-1-1801"), "who moved is reached at the other room");
    assert_eq!(office.desk.next_alarm().expect("it reads"), None, "and nothing is left to wake up for");
    let history = office.ok(&desk, "entry.history", json!({"entry": lease}));
    assert_eq!(history["steps"][0]["call"], "relation.tick");
    lobby::store::verify(office.desk.store(), &lobby::desk::Indexes(office.desk.registers()))
        .expect("the indexes are right");
}
