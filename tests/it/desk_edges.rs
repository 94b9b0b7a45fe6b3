//! The desk at its edges: what may not be seen, written, taken back or lost.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::posts::Post;
use serde_json::{Value as Json, json};

fn text<'a>(reply: &'a Json, path: &str) -> &'a str {
    reply.pointer(path).and_then(Json::as_str).unwrap_or_else(|| panic!("no text at {path} in {reply}"))
}

/// The request as `who` sees it, field by field.
fn field(entry: &Json, id: &str) -> Json {
    entry["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == id).unwrap().clone()
}

fn logged(office: &Office) -> String {
    let reception = office.post(Post::Receptionist);
    let args = json!({"place": "3-2-1801", "category": "plumbing", "text": "漏水",
        "reporter": "张建国", "phone": "13800005678"});
    text(&office.ok(&reception, "request.log", args), "/number").to_owned()
}

#[test]
fn a_second_report_is_cleaned_and_leaves_the_first_reporter_alone() {
    let office = Office::new();
    let number = logged(&office);
    let (reception, cashier) = (office.post(Post::Receptionist), office.post(Post::Cashier));
    office.ok(&reception, "request.note", json!({"entry": number, "note": "已联系师傅"}));
    office.ok(
        &cashier,
        "request.attach",
        json!({"entry": number, "note": "还在\u{1b}[31m漏\u{202e}", "reporter": "李梅", "phone": "139 1111 2222"}),
    );
    let entry = office.ok(&reception, "request.show", json!({"entry": number}));
    assert_eq!(field(&entry, "reporter")["value"]["Text"], "张建国");
    assert_eq!(field(&entry, "phone")["value"]["Text"], "13800005678");
    assert_eq!(field(&entry, "note")["value"]["Text"], "已联系师傅");
    assert_eq!(field(&entry, "again")["value"]["List"][0], "李梅 13911112222 还在漏");

    let masked = office.ok(&cashier, "request.show", json!({"entry": number})).to_string();
    assert!(!masked.contains("李梅") && !masked.contains("13911112222"), "{masked}");
    let listed = office.ok(&reception, "request.list", json!({"all_fields": true})).to_string();
    assert!(!listed.contains("13911112222"), "lists are masked: {listed}");
    let history = office.ok(&cashier, "request.history", json!({"entry": number})).to_string();
    assert!(!history.contains("13911112222"), "{history}");
}

#[test]
fn what_is_masked_is_not_found_by_its_text() {
    let office = Office::new();
    let (reception, cashier) = (office.post(Post::Receptionist), office.post(Post::Cashier));
    office.ok(&reception, "visit.log", json!({"name": "周海燕", "phone": "13712345678"}));
    for words in ["137123", "周海燕"] {
        assert_eq!(office.ok(&cashier, "visit.list", json!({"text": words}))["total"], 0, "{words}");
        assert_eq!(office.ok(&reception, "visit.list", json!({"text": words}))["total"], 1, "{words}");
    }
}

#[test]
fn a_masked_phone_is_found_by_its_tail_or_as_a_whole_never_digit_by_digit() {
    let office = Office::new();
    let (reception, cashier) = (office.post(Post::Receptionist), office.post(Post::Cashier));
    let hits = |who, words: &str| {
        office.ok(who, "search.find", json!({"text": words}))["hits"].as_array().unwrap().len()
    };
    for words in ["5678", "13800005678"] {
        assert_eq!((hits(&reception, words), hits(&cashier, words)), (1, 1), "{words}");
    }
    assert_eq!((hits(&reception, "05678"), hits(&cashier, "05678")), (1, 0));
}

#[test]
fn what_is_disabled_is_not_named_anew_but_work_on_it_goes_on() {
    let office = Office::new();
    let number = logged(&office);
    let (admin, supervisor, officer) =
        (office.founder(), office.post(Post::Supervisor), office.post(Post::Officer));
    let sun = office.ok(&admin, "staff.disable", json!({"entry": "孙师傅"}))["entry"]["id"].clone();
    let dispatch = json!({"entry": number, "owner": format!("#{sun}")});
    let fault = office.refused(&supervisor, "request.dispatch", dispatch.clone());
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Refused, Some("owner")));

    office.ok(&admin, "staff.enable", json!({"entry": format!("#{sun}")}));
    office.ok(&supervisor, "request.dispatch", dispatch);
    office.ok(&admin, "place.disable", json!({"entry": "3-2-1801"}));
    office.ok(&officer, "request.finish", json!({"entry": number}));
}

#[test]
fn blanks_are_nothing_where_something_is_required() {
    let office = Office::new();
    let number = logged(&office);
    let supervisor = office.post(Post::Supervisor);
    let fault =
        office.refused(&supervisor, "request.dispatch", json!({"entry": number, "owner": " \u{200b}"}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("owner")));
    let fault =
        office.refused(&supervisor, "request.cancel", json!({"entry": number, "reason": "\u{1b}[0m"}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("reason")));
}

#[test]
fn a_correction_keeps_what_is_required_and_no_rule_is_gone_round() {
    let office = Office::new();
    let number = logged(&office);
    let (admin, reception, supervisor, officer) = (
        office.founder(),
        office.post(Post::Receptionist),
        office.post(Post::Supervisor),
        office.post(Post::Officer),
    );
    let fault = office.refused(&admin, "staff.correct", json!({"entry": "孙师傅", "name": ""}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("name")));
    let fault = office.refused(
        &reception,
        "request.correct",
        json!({"entry": number, "occurred_at": "2026-11-24 10:00"}),
    );
    assert_eq!(fault.field.as_deref(), Some("occurred_at"));
    let fault =
        office.refused(&reception, "visit.log", json!({"name": "周", "occurred_at": "2026-11-24 10:00"}));
    assert_eq!(fault.field.as_deref(), Some("occurred_at"));
    let fault =
        office.refused(&reception, "request.correct", json!({"entry": number, "place": "", "spot": ""}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("place")));
    let fault = office.refused(&supervisor, "request.import", json!({}));
    assert_eq!(fault.kind, FaultKind::Missing, "an import by hand is a request like any other");

    // Who does the work is said by dispatch and transfer, what a customer answered by the follow-up.
    let fault = office.refused(&officer, "request.correct", json!({"entry": number, "owner": "张专员"}));
    assert_eq!(fault.field.as_deref(), Some("owner"));
    office.ok(&supervisor, "request.dispatch", json!({"entry": number, "owner": "刘主管"}));
    office.ok(&officer, "request.finish", json!({"entry": number}));
    let fault = office.refused(&supervisor, "follow_up.correct", json!({"entry": number, "score": 5}));
    assert_eq!(fault.field.as_deref(), Some("score"));
}

#[test]
fn the_same_room_written_otherwise_is_no_conflict() {
    let office = Office::new();
    let number = logged(&office);
    let reception = office.post(Post::Receptionist);
    office.ok(&reception, "request.correct", json!({"entry": number, "rev": 1, "place": "3-1-1801"}));
    office.ok(&reception, "request.correct", json!({"entry": number, "rev": 1, "place": "3栋1单元1801"}));
    let fault = office.refused(
        &reception,
        "request.correct",
        json!({"entry": number, "rev": 1, "place": "12-1-101"}),
    );
    assert_eq!(fault.kind, FaultKind::Stale);
}

#[test]
fn a_long_text_and_a_bare_category_can_carry_a_promise_and_a_complaint() {
    let office = Office::new();
    let (reception, supervisor, officer) =
        (office.post(Post::Receptionist), office.post(Post::Supervisor), office.post(Post::Officer));
    let long = "漏水".repeat(200);
    let args = json!({"place": "3-2-1801", "text": long, "promise_at": "16:00"});
    let number = text(&office.ok(&reception, "request.log", args), "/number").to_owned();
    office.ok(
        &reception,
        "request.log",
        json!({"place": "3-2-1801", "category": "plumbing", "promise_at": "16:00"}),
    );
    let promises = office.ok(&reception, "promise.list", json!({"view": "open"}));
    assert_eq!(promises["total"], 2);
    assert!(promises.to_string().contains("给排水"), "a promise without words is named like its request");

    office.ok(&supervisor, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    office.ok(&officer, "request.finish", json!({"entry": number}));
    let opinion = "还是漏".repeat(100);
    office.ok(
        &reception,
        "follow_up.record",
        json!({"entry": number, "outcome": "dissatisfied", "opinion": opinion}),
    );
    let entry = office.ok(&reception, "request.show", json!({"entry": number}));
    assert!(text(&field(&entry, "reason"), "/value/Text").starts_with("还是漏还是漏"));
}

#[test]
fn a_room_that_is_in_use_and_an_import_are_not_undone() {
    let office = Office::new();
    let (admin, reception) = (office.founder(), office.post(Post::Receptionist));
    office.ok(&admin, "place.add", json!({"code": "5-1-101"}));
    office.ok(&reception, "request.log", json!({"place": "5-1-101", "text": "灯不亮"}));
    assert_eq!(office.refused(&admin, "entry.undo", json!({})).kind, FaultKind::Refused);
    assert_eq!(office.ok(&reception, "room.card", json!({"place": "5-1-101"}))["sections"][0]["total"], 1);

    let begun = office.ok(&admin, "import.begin", json!({"register": "request", "source": "311"}));
    let rows = json!([{"foreign": "1", "opened": 1_600_000_000_000_i64, "values": {"text": {"Text": "noise"}}, "area": "North"}]);
    office.ok(&admin, "import.rows", json!({"import": begun["import"], "rows": rows, "dry": false, "register": "request", "source": "311"}));
    office.ok(&admin, "import.finish", json!({"import": begun["import"]}));
    assert_eq!(office.refused(&admin, "entry.undo", json!({})).kind, FaultKind::Refused);
    assert_eq!(office.ok(&reception, "request.list", json!({}))["total"], 2);
}

#[test]
fn a_list_is_paged_to_its_end_and_a_busy_place_shows_its_oldest_open_request() {
    let office = Office::new();
    let admin = office.founder();
    let begun = office.ok(&admin, "import.begin", json!({"register": "request", "source": "s"}));
    let many = 10_300;
    for start in (0..many).step_by(100) {
        let rows: Vec<Json> = (start..start + 100)
            .map(|no| {
                let opened = 1_600_000_000_000_i64 + no * 60_000;
                let closed = (no > 0).then_some(opened + 60_000);
                json!({"foreign": no.to_string(), "opened": opened, "closed": closed, "values": {"text": {"Text": "noise"}}, "area": "North"})
            })
            .collect();
        office.ok(&admin, "import.rows", json!({"import": begun["import"], "rows": rows, "dry": false, "register": "request", "source": "s"}));
    }
    office.ok(&admin, "import.finish", json!({"import": begun["import"]}));

    let open = office.ok(&admin, "request.list", json!({"view": "open", "place": "North"}));
    assert_eq!((&open["total"], open["rows"].as_array().unwrap().len()), (&json!(1), 1));
    let all = office.ok(&admin, "request.list", json!({"place": "North", "limit": 1}));
    assert_eq!((&all["total"], &all["more_than_total"]), (&json!(10_000), &json!(true)));
    let mut seen = std::collections::BTreeSet::new();
    let mut after = Json::Null;
    loop {
        let page = office.ok(&admin, "request.list", json!({"limit": 500, "after": after}));
        for row in page["rows"].as_array().unwrap() {
            assert!(seen.insert(row["head"]["id"].as_u64().unwrap()), "a row comes once");
        }
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert_eq!(seen.len(), many as usize);
}
