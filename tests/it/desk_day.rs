//! One working day through the desk: a walk-in is logged, dispatched, finished and followed up.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::posts::Post;
use serde_json::{Value as Json, json};

fn text<'a>(reply: &'a Json, path: &str) -> &'a str {
    reply.pointer(path).and_then(Json::as_str).unwrap_or_else(|| panic!("no text at {path} in {reply}"))
}

fn rows(reply: &Json) -> &Vec<Json> {
    reply["rows"].as_array().unwrap_or_else(|| panic!("no rows in {reply}"))
}

/// The value of one column of a row.
fn column<'a>(row: &'a Json, field: &str) -> &'a Json {
    row["cells"].as_array().unwrap().iter().find(|cell| cell["field"] == field).unwrap()
}

#[test]
fn a_walk_in_goes_from_the_counter_to_a_satisfied_customer() {
    let office = Office::new();
    let (reception, supervisor, officer) =
        (office.post(Post::Receptionist), office.post(Post::Supervisor), office.post(Post::Officer));
    let logged = office.ok(
        &reception,
        "request.log",
        json!({"place": "3栋2单元1801", "category": "plumbing", "text": "厨房水龙头漏水",
        "reporter": "张建国", "phone": "13800005678", "promise": "下午给回话", "promise_at": "16:00"}),
    );
    let number = text(&logged, "/number").to_owned();
    assert_eq!((number.as_str(), text(&logged, "/state")), ("R2611-0001", "registered"));

    let promises = office.ok(&reception, "promise.list", json!({"view": "open"}));
    assert_eq!(column(&rows(&promises)[0], "text")["value"]["Text"], "下午给回话");

    let board = office.ok(&supervisor, "board.show", json!({}));
    assert_eq!(board["unassigned"]["total"], 1);
    office.ok(&supervisor, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    let board = office.ok(&supervisor, "board.show", json!({}));
    let sun = board["hands"].as_array().unwrap().iter().find(|hand| hand["name"] == "孙师傅").unwrap();
    assert_eq!((&board["unassigned"]["total"], &sun["load"]), (&json!(0), &json!(1)));

    office.ok(&officer, "request.accept", json!({"entry": number}));
    office.ok(&officer, "request.arrive", json!({"entry": number}));
    office.ok(&officer, "request.finish", json!({"entry": number, "work_done": "换阀芯"}));
    assert!(
        rows(&office.ok(&reception, "promise.list", json!({"view": "open"}))).is_empty(),
        "the promise is kept"
    );

    let due = office.ok(&reception, "follow_up.list", json!({"view": "due"}));
    assert_eq!(due["total"], 1);
    assert_eq!(column(&rows(&due)[0], "phone")["shown"], "138****5678", "lists are masked");
    let recorded = office.ok(
        &reception,
        "follow_up.record",
        json!({"entry": number, "outcome": "satisfied", "score": 5}),
    );
    assert_eq!(text(&recorded, "/state"), "done");

    let shown = office.ok(&reception, "request.show", json!({"entry": number}));
    assert_eq!(shown["head"]["state"], 8, "closed");
    let score = shown["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == "score").unwrap();
    assert_eq!(score["value"]["Int"], 5);
    let steps = office.ok(&reception, "request.history", json!({"entry": number}));
    let calls: Vec<&str> =
        steps["steps"].as_array().unwrap().iter().map(|s| s["call"].as_str().unwrap()).collect();
    assert_eq!(
        calls,
        [
            "follow_up.record",
            "request.finish",
            "request.arrive",
            "request.accept",
            "request.dispatch",
            "request.log"
        ]
    );
}

#[test]
fn a_dissatisfied_customer_reopens_and_three_silences_end_the_trying() {
    let office = Office::new();
    let (senior, officer) = (office.post(Post::Senior), office.post(Post::Officer));
    let mut done = Vec::new();
    for room in ["3-2-1801", "3-2-1802"] {
        let logged = office.ok(&senior, "request.log", json!({"place": room, "text": "跳闸"}));
        let number = text(&logged, "/number").to_owned();
        office.ok(&senior, "request.dispatch", json!({"entry": number, "team": "水电班"}));
        office.ok(&officer, "request.finish", json!({"entry": number}));
        done.push(number);
    }
    office.ok(
        &senior,
        "follow_up.record",
        json!({"entry": done[0], "outcome": "dissatisfied", "opinion": "还在跳闸"}),
    );
    let again = office.ok(&senior, "request.show", json!({"entry": done[0]}));
    assert_eq!(again["head"]["state"], 2, "dispatched again");
    for attempt in 1..=3 {
        let recorded =
            office.ok(&senior, "follow_up.record", json!({"entry": done[1], "outcome": "unreachable"}));
        assert_eq!(text(&recorded, "/state"), if attempt < 3 { "tried" } else { "not-reached" });
    }
    assert_eq!(
        office.ok(&senior, "request.show", json!({"entry": done[1]}))["head"]["state"],
        7,
        "followed up, not closed"
    );
}

#[test]
fn faults_name_the_field_and_the_refusal_is_in_the_journal() {
    let office = Office::new();
    let reception = office.post(Post::Receptionist);
    let fault = office.refused(&reception, "request.log", json!({"text": "漏水"}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Missing, Some("place")));
    let fault = office.refused(&reception, "request.log", json!({"place": "1801", "text": "漏水"}));
    assert_eq!((fault.kind, fault.candidates.len()), (FaultKind::Ambiguous, 2));
    let fault = office.refused(&reception, "request.log", json!({"place": "9-9-9999", "text": "漏水"}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::NotFound, Some("place")));
    let fault = office.refused(
        &reception,
        "request.log",
        json!({"place": "3-2-1801", "category": "水", "text": "漏水"}),
    );
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Invalid, Some("category")));

    let logged = office.ok(&reception, "request.log", json!({"place": "3-2-1801", "text": "漏水"}));
    let fault =
        office.refused(&reception, "request.dispatch", json!({"entry": logged["number"], "team": "水电班"}));
    assert_eq!(fault.kind, FaultKind::Forbidden);
    let fault =
        office.refused(&office.post(Post::Senior), "request.accept", json!({"entry": logged["number"]}));
    assert_eq!(fault.kind, FaultKind::Refused, "nobody dispatched it yet");
    let journal = office.desk.store().read(|r| lobby::store::journal::read(r, 0, 100)).unwrap();
    assert!(journal.iter().any(|line| line.call == "request.dispatch"
        && line.outcome == lobby::store::Outcome::Refused("forbidden".into())));
}

#[test]
fn a_repeated_key_does_the_work_once() {
    let office = Office::new();
    let reception = office.post(Post::Receptionist);
    let args = json!({"place": "3-2-1801", "text": "漏水"});
    let first = office.run(&reception, "request.log", args.clone(), Some("k1")).unwrap();
    let again = office.run(&reception, "request.log", args, Some("k1")).unwrap();
    assert_eq!(first.reply, again.reply);
    let fault = office
        .run(&reception, "request.log", json!({"place": "3-2-1802", "text": "别的"}), Some("k1"))
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::KeyReused);
    assert_eq!(office.ok(&reception, "request.list", json!({}))["total"], 1);
}

#[test]
fn disjoint_corrections_merge_and_overlapping_ones_show_both_versions() {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let logged = office.ok(&wang, "request.log", json!({"place": "3-2-1801", "text": "漏水"}));
    let (number, rev) = (logged["number"].clone(), logged["rev"].clone());
    office.ok(&wang, "request.correct", json!({"entry": number, "rev": rev, "place": "3-2-1802"}));
    office.ok(&li, "request.correct", json!({"entry": number, "rev": rev, "text": "厨房漏水"}));
    let fault =
        office.refused(&li, "request.correct", json!({"entry": number, "rev": rev, "place": "3-1-1801"}));
    assert_eq!((fault.kind, fault.conflict.len(), fault.rev), (FaultKind::Stale, 1, Some(3)));
    let shown = office.ok(&li, "request.show", json!({"entry": number}));
    assert_eq!(shown["title"]["zh"], "厨房漏水");
}

#[test]
fn own_last_act_can_be_undone_until_somebody_goes_on() {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let first = office.ok(&wang, "request.log", json!({"place": "3-2-1801", "text": "漏水"}));
    let undone = office.ok(&wang, "entry.undo", json!({}));
    assert_eq!(undone["number"], first["number"]);
    assert_eq!(office.ok(&wang, "request.list", json!({}))["total"], 0);
    let second = office.ok(&wang, "request.log", json!({"place": "3-2-1801", "text": "停电"}));
    assert_eq!(second["number"], "R2611-0002", "a number is never used again");
    office.ok(&li, "request.dispatch", json!({"entry": second["number"], "team": "水电班"}));
    assert_eq!(office.refused(&wang, "entry.undo", json!({})).kind, FaultKind::Refused);
    office.ok(&li, "entry.undo", json!({}));
    assert_eq!(office.ok(&li, "request.show", json!({"entry": second["number"]}))["head"]["state"], 1);
}

#[test]
fn the_box_finds_rooms_people_phones_and_numbers() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let logged =
        office.ok(&wang, "request.log", json!({"place": "3-2-1801", "text": "漏水", "phone": "13900001234"}));
    let find = |text: &str| office.ok(&wang, "search.find", json!({"text": text}));
    let first = |text: &str| find(text)["hits"][0]["title"]["zh"].as_str().unwrap_or_default().to_owned();
    for text in ["3-2-1801", "3栋2单元1801", "3＃2－1801", "3号楼2单元1801室"] {
        assert_eq!((first(text).as_str(), find(text)["sure"].as_bool()), ("3-2-1801", Some(true)), "{text}");
    }
    let tail = find("1801");
    assert_eq!(tail["hits"].as_array().unwrap().len(), 2, "{tail}");
    assert_eq!(tail["sure"], false);
    for text in ["张建国", "建国", "5678"] {
        assert_eq!(first(text), "张*国", "{text}");
    }
    assert_eq!(find("1234")["hits"][0]["number"], logged["number"]);
    assert_eq!(find("R2611-0001")["hits"][0]["number"], logged["number"]);
    let card = office.ok(&wang, "room.card", json!({"place": "3-2-1801"}));
    assert_eq!(
        (card["ties"].as_array().unwrap().len(), card["sections"][0]["total"].as_u64().unwrap()),
        (1, 1)
    );
}

#[test]
fn a_call_of_every_post_that_may_not_is_refused() {
    let office = Office::new();
    for described in lobby::api::describe::describe(office.desk.registers()) {
        for post in
            Post::ALL.into_iter().filter(|post| *post != Post::Administrator && !described.who.has(*post))
        {
            let who = office.post(post);
            // Arguments that would otherwise be taken: the refusal must come before anything else is looked at.
            let args = office.refused_args(&described.args);
            if let Err(fault) = office.call(&who, &described.id, args) {
                assert_eq!(fault.kind, FaultKind::Forbidden, "{} as {post:?}: {fault:?}", described.id);
            } else {
                panic!("{} was done by {post:?}", described.id);
            }
        }
    }
}

#[test]
fn what_the_administrator_keeps_stays_usable() {
    let office = Office::new();
    let admin = office.founder();
    let fault = office.refused(&admin, "place.add", json!({"code": "3栋2单元1801"}));
    assert_eq!((fault.kind, fault.field.as_deref()), (FaultKind::Refused, Some("code")), "the room exists");
    office.ok(&admin, "place.correct", json!({"entry": "12-1-101", "code": "12号楼1单元102室"}));
    assert_eq!(office.ok(&admin, "search.find", json!({"text": "12-1-102"}))["sure"], true);
    let fault = office.refused(&admin, "staff.disable", json!({"entry": "管理员"}));
    assert_eq!(fault.kind, FaultKind::Refused, "the last administrator stays");
    let wang = office.post(Post::Receptionist);
    office.ok(&admin, "staff.disable", json!({"entry": "王前台"}));
    let fault = office.refused(&wang, "request.list", json!({}));
    assert_eq!(fault.kind, FaultKind::Forbidden, "an open session ends with the staff entry");
}

#[test]
fn a_key_is_remembered_for_a_week_even_by_a_server_that_never_stops() {
    let office = Office::new();
    let reception = office.post(Post::Receptionist);
    let args = json!({"place": "3-2-1801", "text": "漏水"});
    office.run(&reception, "request.log", args.clone(), Some("k1")).unwrap();
    office.clock.advance_minutes(6 * 24 * 60);
    office.run(&reception, "request.log", args.clone(), Some("k1")).unwrap();
    assert_eq!(
        office.ok(&reception, "request.list", json!({}))["total"],
        1,
        "six days later it is the same call"
    );
    office.clock.advance_minutes(2 * 24 * 60);
    office.ok(&reception, "log.write", json!({"text": "平安"}));
    office.run(&reception, "request.log", args, Some("k1")).unwrap();
    assert_eq!(
        office.ok(&reception, "request.list", json!({}))["total"],
        2,
        "after eight days it is a new one"
    );
}
