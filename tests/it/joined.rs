//! What belongs together stays together: parts of a merged request, who heard of it first, why it is urgent, and
//! everything of somebody who is absent.

use crate::support::office::{MORNING, Office};
use lobby::api::FaultKind;
use lobby::desk::Indexes;
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::store::verify;
use serde_json::{Value as Json, json};

fn cell(office: &Office, call: &str, number: &str, field: &str) -> Json {
    let entry = office.ok(&office.founder(), call, json!({"entry": number}));
    let cells = entry["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == field).unwrap_or_else(|| panic!("no {field}")).clone()
}

fn linked(office: &Office, number: &str) -> Vec<String> {
    let entry = office.ok(&office.founder(), "request.show", json!({"entry": number}));
    let links = entry["links"].as_array().unwrap();
    links.iter().map(|row| row["head"]["number"].as_str().unwrap().to_owned()).collect()
}

fn number(made: &Json) -> String {
    made["number"].as_str().unwrap().to_owned()
}

fn log(office: &Office, place: &str, more: &Json) -> String {
    let mut args = json!({"place": place, "category": "plumbing", "text": "漏水"});
    for (field, value) in more.as_object().unwrap() {
        args[field] = value.clone();
    }
    number(&office.ok(&office.post(Post::Receptionist), "request.log", args))
}

#[test]
fn promises_and_work_items_go_along_with_a_merge_and_come_back_with_its_undoing() {
    let office = Office::new();
    let boss = office.post(Post::Supervisor);
    let promise = json!({"promise": "四点前回电", "promise_at": "16:00"});
    let (first, second) = (log(&office, "3-2-1801", &json!({})), log(&office, "3-2-1802", &promise));
    let third = log(&office, "12-1-101", &json!({}));
    let hose = json!({"request": second, "text": "软管", "kind": "material", "qty": "2", "unit_price": "8"});
    let hose = number(&office.ok(&boss, "work_item.use", hose));
    let wrong = json!({"request": second, "text": "误记", "qty": "1", "unit_price": "5"});
    let wrong = number(&office.ok(&boss, "work_item.use", wrong));
    office.ok(&boss, "work_item.withdraw", json!({"entry": wrong, "reason": "误记"}));
    let promised = linked(&office, &second).into_iter().find(|number| number.starts_with('P')).unwrap();

    office.ok(&boss, "request.merge", json!({"entry": second, "merged_into": first, "reason": "同一处漏水"}));
    let mut here = linked(&office, &first);
    here.sort();
    assert_eq!(here, [promised.clone(), hose.clone()], "what is owed and what was used");
    assert_eq!(
        linked(&office, &second),
        std::slice::from_ref(&wrong),
        "what counts no longer stays as a record"
    );
    assert_eq!(cell(&office, "request.show", &first, "materials")["value"], json!({"Fen": 1600}));
    assert_eq!(cell(&office, "work_item.show", &hose, "request")["shown"], first.as_str());
    let steps = office.ok(&boss, "work_item.history", json!({"entry": hose}));
    assert_eq!(steps["steps"][0]["call"], "request.merge", "the move is in its history: {steps}");

    // Merged on, they go on; undone from the end, they come back step by step.
    office.ok(&boss, "request.merge", json!({"entry": first, "merged_into": third, "reason": "主管漏"}));
    assert_eq!(linked(&office, &third).len(), 2);
    office.ok(&boss, "request.unmerge", json!({"entry": first}));
    assert_eq!((linked(&office, &third).len(), linked(&office, &first).len()), (0, 2));
    office.ok(&boss, "request.unmerge", json!({"entry": second}));
    let mut back = linked(&office, &second);
    back.sort();
    assert_eq!(back, [promised.clone(), hose, wrong]);
    assert!(linked(&office, &first).is_empty());
    assert_eq!(cell(&office, "request.show", &first, "materials")["value"], "None");

    // A merge that was a slip is taken back whole.
    office.ok(&boss, "request.merge", json!({"entry": second, "merged_into": first}));
    assert_eq!(linked(&office, &first).len(), 2);
    office.ok(&boss, "entry.undo", json!({}));
    assert_eq!((linked(&office, &first).len(), linked(&office, &second).len()), (0, 3));
    // What was promised is kept when the work it went to is done.
    office.ok(&boss, "request.merge", json!({"entry": second, "merged_into": first}));
    office.ok(&boss, "request.dispatch", json!({"entry": first, "owner": "孙师傅"}));
    office.ok(
        &boss,
        "request.agree",
        json!({"entry": first, "estimate": "16", "estimate_agreed_by": "张建国"}),
    );
    office.ok(&boss, "request.finish", json!({"entry": first, "work_done": "换管"}));
    let kept = office.ok(&boss, "promise.show", json!({"entry": promised}));
    assert_eq!(kept["head"]["state"], 2, "{kept}");
    verify(office.desk.store(), &Indexes(office.desk.registers())).expect("the store is whole");
}

#[test]
fn which_question_decided_the_urgency_stays_with_the_request() {
    let office = Office::new();
    let urgency = |number: &str| cell(&office, "request.show", number, "urgency")["value"].clone();
    let why = |number: &str| cell(&office, "request.show", number, "triage")["value"].clone();
    // The answer alone decides, also against what the kind of fault says.
    let burst = log(&office, "3-2-1801", &json!({"triage": "going-on", "item": "水龙头漏水"}));
    assert_eq!((urgency(&burst), why(&burst)), (json!({"Choice": "urgent"}), json!({"Choice": "going-on"})));
    assert_eq!(cell(&office, "request.show", &burst, "in_home")["value"], json!({"Flag": true}));
    let asked = log(&office, "3-2-1801", &json!({"triage": "otherwise", "urgency": "ordinary"}));
    assert_eq!(why(&asked), json!({"Choice": "otherwise"}));
    // Another urgency was somebody's own decision: the question did not decide it.
    let own = log(&office, "3-2-1801", &json!({"triage": "otherwise", "urgency": "urgent"}));
    assert_eq!((urgency(&own), why(&own)), (json!({"Choice": "urgent"}), json!("None")));
    office.clock.advance_minutes(5);
    office.ok(&office.post(Post::Senior), "request.correct", json!({"entry": burst, "urgency": "ordinary"}));
    assert_eq!(why(&burst), json!("None"));
    let steps = office.ok(&office.founder(), "request.history", json!({"entry": burst}));
    let changed = steps["steps"][0]["changes"].to_string();
    assert!(changed.contains("\"triage\"") && changed.contains("going-on"), "the history keeps why: {steps}");
    assert_eq!(
        office
            .refused(
                &office.founder(),
                "request.log",
                json!({"place": "3-2-1801", "text": "漏", "triage": "perhaps"})
            )
            .field
            .as_deref(),
        Some("triage")
    );
}

#[test]
fn whoever_heard_of_it_first_keeps_answering_for_it() {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let boss = office.post(Post::Supervisor);
    let first = |call: &str, number: &str| cell(&office, call, number, "first_contact")["shown"].clone();
    office.ok(
        &wang,
        "visit.log",
        json!({"name": "周海燕", "place": "3-2-1801", "manner": "call-in", "text": "漏水"}),
    );
    // Others turn the call into an enquiry, that into a request, and split it: it stays with whoever took the call.
    office.ok(&li, "visit.to_enquiry", json!({"entry": "V2611-0001", "text": "楼上漏水谁管"}));
    office.ok(&boss, "enquiry.to_request", json!({"entry": "E2611-0001"}));
    office.ok(
        &boss,
        "request.split",
        json!({"entry": "R2611-0001", "text": "墙面起皮", "category": "masonry"}),
    );
    assert_eq!(first("enquiry.show", "E2611-0001"), "王前台");
    assert_eq!(
        (first("request.show", "R2611-0001"), first("request.show", "R2611-0002")),
        ("王前台".into(), "王前台".into())
    );
    let mine = |who, register: &str| {
        office.ok(who, "entry.list", json!({"register": register, "view": "first_contact"}))["total"].clone()
    };
    assert_eq!((mine(&wang, "request"), mine(&boss, "request")), (json!(2), json!(0)));
    // Given on, returned and late: the first contact hears of it, whoever has it.
    office.ok(&boss, "request.dispatch", json!({"entry": "R2611-0001", "owner": "张专员"}));
    let zhang = office.post(Post::Officer);
    let args = json!({"entry": "R2611-0001", "reason": "要土木班"});
    let done = office.run(&zhang, "request.return", args, None).unwrap();
    assert!(
        done.notices.iter().any(|(staff, text)| staff.0 == wang.staff.0 && text.zh.contains("退单")),
        "{:?}",
        done.notices
    );
    office.clock.set(At(MORNING.0 + 26 * 3_600_000));
    let late = office.desk.tick().unwrap().notices;
    let told = late
        .iter()
        .filter(|(staff, text)| staff.0 == wang.staff.0 && text.zh.contains("您首问的 R2611-0002"));
    assert_eq!(told.count(), 1, "{late:?}");
}

#[test]
fn everything_of_an_absent_person_means_complaints_enquiries_and_visits_too() {
    let office = Office::new();
    let (boss, zhang) = (office.post(Post::Supervisor), office.post(Post::Officer));
    office.ok(&boss, "complaint.log", json!({"place": "3-2-1801", "topic": "attitude", "text": "态度差"}));
    office.ok(&boss, "complaint.assign", json!({"entry": "Q2611-0001", "owner": "张专员"}));
    office.ok(&zhang, "complaint.investigate", json!({"entry": "Q2611-0001"}));
    office.ok(&zhang, "enquiry.log", json!({"text": "停车怎么收费"}));
    office.ok(&boss, "pass_on.pass", json!({"text": "请看电梯", "owner": "张专员"}));
    office.ok(&zhang, "home_visit.plan", json!({"place": "3-2-1801"}));
    office.ok(&zhang, "liaison.log", json!({"with": "街道办", "matter": "消防检查", "next_at": "16:00"}));
    office.ok(&zhang, "incident.open", json!({"kind": "flood", "place": "3-2-1801"}));
    office.ok(&zhang, "incident.handle", json!({"entry": "X2611-0001"}));
    let args = json!({"from": "张专员", "to": "李接待", "reason": "病假"});
    let told = office.ok(&boss, "staff.reassign", args);
    let moved: Vec<(String, u64, u64)> = told["registers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| {
            let count = |what: &str| of[what].as_u64().unwrap();
            (of["register"].as_str().unwrap().to_owned(), count("moved"), count("stuck"))
        })
        .collect();
    for register in ["complaint", "enquiry", "pass_on", "home_visit", "liaison", "incident"] {
        assert!(moved.contains(&(register.to_owned(), 1, 0)), "{register}: {told}");
    }
    let entry = office.ok(&boss, "complaint.show", json!({"entry": "Q2611-0001"}));
    assert_eq!(entry["head"]["state"], 4, "it is where it was: {entry}");
    assert_eq!(cell(&office, "complaint.show", "Q2611-0001", "owner")["shown"], "李接待");
    assert_eq!(
        cell(&office, "complaint.show", "Q2611-0001", "transferred_to")["value"],
        "None",
        "nothing left the house"
    );
    let nobody = json!({"entry": "Q2611-0001", "reason": "病假"});
    assert_eq!(office.refused(&boss, "complaint.hand_over", nobody).field.as_deref(), Some("owner"));
    let may_not = json!({"entry": "Q2611-0001", "owner": "张专员", "reason": "回来了"});
    assert_eq!(office.refused(&zhang, "complaint.hand_over", may_not).kind, FaultKind::Forbidden);
}
