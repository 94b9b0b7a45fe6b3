//! What is masked stays masked, and whoever sees it in full is written down.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::desk::Indexes;
use lobby::domain::ids::StaffId;
use lobby::domain::posts::{Post, Posts};
use lobby::domain::register::{Registers, Who};
use lobby::store::verify;
use serde_json::{Value as Json, json};

const PHONE: &str = "13800005678";

fn person(office: &Office) -> String {
    let found = office.ok(&office.founder(), "search.find", json!({"text": "张建国"}));
    found["hits"][0]["number"].as_str().expect("张建国 has a number").to_owned()
}

/// Somebody who keeps the office and holds no post in it.
fn administrator(office: &Office) -> Who {
    let founder = office.founder();
    let staff = json!({"name": "钱管理", "posts": ["administrator"], "uid": 1000});
    let id = office.ok(&founder, "staff.add", staff)["entry"]["id"].as_u64().expect("an id");
    Who { staff: StaffId(id), posts: Posts::ADMIN, ..founder }
}

fn unmask(office: &Office, who: &Who, field: &str, reason: &str) -> Result<Json, lobby::api::Fault> {
    office.call(who, "entry.unmask", json!({"entry": person(office), "field": field, "reason": reason}))
}

fn journal(office: &Office) -> Vec<Json> {
    let page = office.ok(&office.founder(), "journal.read", json!({"limit": 1000}));
    page["lines"].as_array().expect("lines").clone()
}

fn lines_of(office: &Office, call: &str) -> Vec<Json> {
    journal(office).into_iter().filter(|line| line["call"] == call).collect()
}

fn clean(office: &Office) {
    let registers = Registers::standard();
    verify(office.desk.store(), &Indexes(&registers)).expect("the store is proven");
}

#[test]
fn who_sees_a_masked_value_is_written_down_and_the_record_stays_as_it_was() {
    let office = Office::new();
    let number = person(&office);
    let cashier = office.post(Post::Cashier);
    let show = |who: &Who| office.ok(who, "entry.show", json!({"entry": number}));
    let before = show(&cashier);
    assert!(!before.to_string().contains(PHONE), "masked for the cashier");
    let seen = unmask(&office, &cashier, "phone", "催缴电话").expect("the cashier rings debtors");
    assert_eq!(seen["cell"]["value"], json!({"Text": PHONE}));
    assert_eq!(show(&cashier), before, "rev and all");
    let lines = lines_of(&office, "entry.unmask");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["entries"], json!([number]));
    let note = lines[0]["note"].as_str().expect("a note");
    assert!(note.contains("phone") && note.contains("催缴电话"), "{note}");
    let steps = office.ok(&office.founder(), "entry.history", json!({"entry": number}));
    let step = &steps["steps"][0];
    assert_eq!((&step["viewed"], &step["note"]), (&json!("phone"), &json!("催缴电话")));
    assert_eq!(step["who"], "赵收费");
    clean(&office);
}

#[test]
fn a_look_needs_a_reason_a_masked_field_and_a_post_and_each_refusal_is_written_down() {
    let office = Office::new();
    let cashier = office.post(Post::Cashier);
    let fault = unmask(&office, &cashier, "phone", "  ").expect_err("no reason");
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("reason")));
    let fault = unmask(&office, &cashier, "kind", "看看").expect_err("not masked");
    assert_eq!(fault.field.as_deref(), Some("field"));
    assert!(fault.text.en.contains("paper_number"), "{fault}");
    assert_eq!(lines_of(&office, "entry.unmask").len(), 0);
    // Papers are none of the cashier's business; nothing at all is the bare administrator's.
    let fault = unmask(&office, &cashier, "paper_number", "看看").expect_err("a paper");
    assert_eq!(fault.kind, FaultKind::Forbidden);
    unmask(&office, &administrator(&office), "phone", "看看").expect_err("no post");
    unmask(&office, &cashier, "paper_number", "再看看").expect_err("again");
    let lines = lines_of(&office, "entry.unmask");
    assert_eq!(lines.len(), 2, "one each: the third repeats the first within a minute");
    assert!(lines.iter().all(|line| line["outcome"] == "forbidden"));
    assert!(lines[0]["note"].as_str().expect("a note").contains("paper_number"));
}

#[test]
fn a_repeated_look_answers_again_without_keeping_the_value_anywhere() {
    let office = Office::new();
    let cashier = office.post(Post::Cashier);
    let args = json!({"entry": person(&office), "field": "phone", "reason": "回访"});
    let first = office.run(&cashier, "entry.unmask", args.clone(), Some("k1")).expect("the first");
    let second = office.run(&cashier, "entry.unmask", args, Some("k1")).expect("the repeat");
    assert_eq!(first.reply, second.reply);
    assert_eq!(lines_of(&office, "entry.unmask").len(), 1);
    use lobby::store::tables::REPLY;
    use lobby::store::{Dir, KeyBuf, collect};
    let kept = office.desk.store().read(|r| collect(r, &KeyBuf::new(REPLY.number).range(), Dir::Up, 9));
    let kept = kept.expect("the replies are read");
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].1.windows(PHONE.len()).any(|part| part == PHONE.as_bytes()));
}

#[test]
fn an_export_in_full_is_written_down_once_with_its_size() {
    let office = Office::new();
    let admin = office.founder();
    for n in 0..5 {
        let phone = format!("1390000000{n}");
        office.ok(&admin, "person.add", json!({"name": format!("李四{n}"), "phone": phone}));
    }
    let manager = office.post(Post::Manager);
    let fault =
        office.refused(&manager, "register.export", json!({"list": {"register": "person"}, "reason": ""}));
    assert_eq!(fault.field.as_deref(), Some("reason"));
    let refused = office.refused(
        &office.post(Post::Receptionist),
        "register.export",
        json!({"list": {"register": "person"}, "reason": "x"}),
    );
    assert_eq!(refused.kind, FaultKind::Forbidden);
    let list = office.ok(&manager, "entry.list", json!({"register": "person", "all_fields": true}));
    assert!(!list.to_string().contains(PHONE), "lists stay masked, whoever asks");
    let mut after = Json::Null;
    let mut text = String::new();
    for _ in 0..3 {
        let args = json!({
            "list": {"register": "person", "view": "active", "limit": 2, "after": after},
            "reason": "业主大会名册",
        });
        let page = office.ok(&manager, "register.export", args);
        text.push_str(&page.to_string());
        after = page["next"].clone();
    }
    assert!(after.is_null() && text.contains(PHONE) && text.contains("13900000004"));
    let done: Vec<Json> =
        lines_of(&office, "register.export").into_iter().filter(|line| line["outcome"] == "done").collect();
    assert_eq!(done.len(), 1, "three pages, one export");
    assert_eq!(done[0]["entries"], json!(["person ×6 view=active"]));
    assert!(done[0]["note"].as_str().expect("a note").contains("业主大会名册"));
    // Another reason is another export, and so is the same one later.
    for (reason, minutes) in [("审计", 0), ("业主大会名册", 20)] {
        office.clock.advance_minutes(minutes);
        let args = json!({"list": {"register": "person", "view": "active"}, "reason": reason});
        office.ok(&manager, "register.export", args);
    }
    let done = lines_of(&office, "register.export").into_iter().filter(|line| line["outcome"] == "done");
    assert_eq!(done.count(), 3);
    clean(&office);
}

#[test]
fn a_look_does_not_stand_in_the_way_of_an_undo() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let made = office.ok(&wang, "person.add", json!({"name": "李四"}));
    unmask(&office, &wang, "phone", "核对").expect("she may");
    let undone = office.ok(&wang, "entry.undo", json!({}));
    assert_eq!(undone["number"], made["number"]);
}

#[test]
fn a_conflict_does_not_tell_what_the_card_hides() {
    let office = Office::new();
    let number = person(&office);
    let admin = administrator(&office);
    let correct = |who: &Who, rev: u32, phone: &str| {
        office.call(who, "person.correct", json!({"entry": number, "rev": rev, "phone": phone}))
    };
    let rev =
        office.ok(&admin, "entry.show", json!({"entry": number}))["head"]["rev"].as_u64().expect("a rev");
    let rev = u32::try_from(rev).expect("a small rev");
    let wang = office.post(Post::Receptionist);
    correct(&wang, rev, "13911112222").expect("a new phone");
    let fault = correct(&admin, rev, "13933334444").expect_err("somebody was faster");
    assert_eq!(fault.kind, FaultKind::Stale);
    let said = serde_json::to_string(&fault).expect("a fault is JSON");
    assert!(!said.contains("13911112222") && said.contains("139****2222"), "{said}");
    let fault = correct(&wang, rev, "13933334444").expect_err("somebody was faster");
    assert!(
        serde_json::to_string(&fault).expect("a fault is JSON").contains("13911112222"),
        "she may see it"
    );
}
