//! One action on many entries, and handing over everything of somebody who is absent.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::posts::Post;
use serde_json::{Value as Json, json};

/// So many requests; their numbers.
fn logged(office: &Office, count: usize) -> Vec<String> {
    let reception = office.post(Post::Receptionist);
    let log = |at: usize| {
        let args = json!({"place": "3-2-1801", "category": "plumbing", "text": format!("漏水{at}")});
        office.ok(&reception, "request.log", args)["number"].as_str().unwrap().to_owned()
    };
    (0..count).map(log).collect()
}

fn marked(numbers: &[String]) -> Json {
    numbers.iter().map(|number| json!({"entry": number, "rev": 1})).collect()
}

fn journal(office: &Office) -> u64 {
    office.ok(&office.founder(), "journal.read", json!({}))["last"].as_u64().unwrap()
}

fn state(office: &Office, number: &str) -> u64 {
    office.ok(&office.founder(), "request.show", json!({"entry": number}))["head"]["state"].as_u64().unwrap()
}

#[test]
fn a_preview_says_what_each_would_become_and_leaves_no_trace() {
    let office = Office::new();
    let numbers = logged(&office, 3);
    let senior = office.post(Post::Senior);
    office.ok(&senior, "request.dispatch", json!({"entry": numbers[1], "owner": "孙师傅"}));
    let before = journal(&office);
    let args = json!({"register": "request", "action": "dispatch", "entries": marked(&numbers),
        "values": {"owner": "孙师傅"}, "preview": true});
    let told = office.ok(&senior, "entry.bulk", args);
    assert_eq!((told["done"].as_u64(), told["refused"].as_u64()), (Some(2), Some(1)), "{told}");
    assert_eq!(told["entries"][0]["from"], "registered");
    assert_eq!(told["entries"][0]["to"], "dispatched");
    assert!(told["entries"][0]["changes"].to_string().contains("owner"), "{told}");
    assert!(told["entries"][1]["why_not"]["zh"].as_str().unwrap().contains("已派工"), "{told}");
    assert_eq!(journal(&office), before, "nothing was written down");
    assert_eq!(state(&office, &numbers[0]), 1);
}

#[test]
fn each_is_done_as_if_alone_and_the_refused_stay() {
    let office = Office::new();
    let numbers = logged(&office, 4);
    let senior = office.post(Post::Senior);
    office.ok(&senior, "request.dispatch", json!({"entry": numbers[2], "owner": "孙师傅"}));
    let before = journal(&office);
    let args = json!({"register": "request", "action": "dispatch", "entries": marked(&numbers),
        "values": {"owner": "孙师傅"}});
    let done = office.run(&senior, "entry.bulk", args.clone(), Some("b1")).unwrap();
    let told = done.reply.to_json().unwrap();
    assert_eq!((told["done"].as_u64(), told["refused"].as_u64()), (Some(3), Some(1)), "{told}");
    assert_eq!(journal(&office), before + 3, "one line of the journal each");
    for number in &numbers {
        assert_eq!(state(&office, number), 2, "{number}");
        let steps = office.ok(&senior, "request.history", json!({"entry": number}));
        assert_eq!(steps["steps"][0]["call"], "request.dispatch", "{steps}");
    }
    let again = office.run(&senior, "entry.bulk", args, Some("b1")).unwrap();
    assert_eq!(again.reply.to_json().unwrap(), told, "the same key answers the same and does nothing");
    assert_eq!(journal(&office), before + 3);
    let other = json!({"register": "request", "action": "accept", "entries": marked(&numbers)});
    assert_eq!(office.run(&senior, "entry.bulk", other, Some("b1")).unwrap_err().kind, FaultKind::KeyReused);
}

#[test]
fn who_may_not_do_one_may_not_do_many_and_two_hundred_are_enough() {
    let office = Office::new();
    let numbers = logged(&office, 2);
    let reception = office.post(Post::Receptionist);
    let args = json!({"register": "request", "action": "dispatch", "entries": marked(&numbers),
        "values": {"owner": "孙师傅"}});
    let told = office.ok(&reception, "entry.bulk", args);
    assert_eq!((told["done"].as_u64(), told["refused"].as_u64()), (Some(0), Some(2)), "{told}");
    assert_eq!(state(&office, &numbers[0]), 1);
    let many: Vec<String> = (0..201).map(|at| format!("R2611-{at:04}")).collect();
    let args = json!({"register": "request", "action": "accept", "entries": marked(&many)});
    assert_eq!(office.refused(&reception, "entry.bulk", args).kind, FaultKind::TooLarge);
    let args = json!({"register": "request", "action": "accept", "entries": []});
    assert_eq!(office.refused(&reception, "entry.bulk", args).kind, FaultKind::Missing);
    let args = json!({"register": "request", "action": "accept", "entries": [{"entry": "R2611-9999"}]});
    let told = office.ok(&reception, "entry.bulk", args);
    assert!(told["entries"][0]["why_not"].is_object(), "{told}");
}

#[test]
fn everything_of_an_absent_person_goes_to_another_at_once() {
    let office = Office::new();
    let numbers = logged(&office, 3);
    let supervisor = office.post(Post::Supervisor);
    for number in &numbers {
        office.ok(&supervisor, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    }
    office.ok(
        &office.post(Post::Officer),
        "request.finish",
        json!({"entry": numbers[2], "work_done": "换垫"}),
    );
    office.ok(&supervisor, "task.give", json!({"text": "清点工具", "owner": "孙师傅"}));
    let args = json!({"from": "孙师傅", "to": "李接待", "reason": "病假", "preview": true});
    let told = office.ok(&supervisor, "staff.reassign", args.clone());
    let of = |told: &Json, id: &str| {
        let found = told["registers"].as_array().unwrap().iter().find(|of| of["register"] == id);
        found.map(|of| (of["moved"].as_u64().unwrap(), of["stuck"].as_u64().unwrap()))
    };
    assert_eq!((of(&told, "request"), of(&told, "task")), (Some((2, 1)), Some((1, 0))), "{told}");
    assert_eq!(told["stuck"][0]["number"], numbers[2].as_str());
    assert!(told["stuck"][0]["why_not"]["zh"].as_str().unwrap().contains("待回访"), "{told}");

    let before = journal(&office);
    let mut real = args.clone();
    real["preview"] = json!(false);
    let done = office.run(&supervisor, "staff.reassign", real, Some("r1")).unwrap();
    let told = done.reply.to_json().unwrap();
    assert_eq!((of(&told, "request"), of(&told, "task")), (Some((2, 1)), Some((1, 0))));
    assert_eq!(journal(&office), before + 3);
    assert_eq!(done.notices.len(), 1, "one word to the new hand: {:?}", done.notices);
    let entry = office.ok(&supervisor, "request.show", json!({"entry": numbers[0]}));
    let owner = entry["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == "owner").unwrap();
    assert_eq!(owner["shown"], "李接待");
    let again = office.ok(&supervisor, "staff.reassign", args);
    assert_eq!(of(&again, "request"), Some((0, 1)), "what was moved is no longer theirs: {again}");
}

#[test]
fn only_those_who_lead_hand_over_and_say_why_and_to_whom() {
    let office = Office::new();
    let supervisor = office.post(Post::Supervisor);
    let args = json!({"from": "孙师傅", "to": "李接待", "reason": "病假"});
    assert_eq!(
        office.refused(&office.post(Post::Receptionist), "staff.reassign", args).kind,
        FaultKind::Forbidden
    );
    for (args, field) in [
        (json!({"from": "孙师傅", "reason": "病假"}), "to"),
        (json!({"from": "孙师傅", "to": "孙师傅", "reason": "病假"}), "to"),
        (json!({"from": "孙师傅", "to": "李接待"}), "reason"),
    ] {
        assert_eq!(office.refused(&supervisor, "staff.reassign", args).field.as_deref(), Some(field));
    }
}

#[test]
fn a_bulk_is_taken_back_whole_but_for_what_somebody_went_on_with() {
    let office = Office::new();
    let numbers = logged(&office, 4);
    let (senior, zhang) = (office.post(Post::Senior), office.post(Post::Officer));
    let dispatch = |numbers: &[String]| {
        let args = json!({"register": "request", "action": "dispatch", "entries": marked(numbers),
            "values": {"owner": "张专员"}});
        office.ok(&senior, "entry.bulk", args)
    };
    dispatch(&numbers[..3]);
    let undone = office.ok(&senior, "entry.undo", json!({}));
    assert_eq!(
        (undone["count"].as_u64(), undone["stuck"].as_array().unwrap().len()),
        (Some(3), 0),
        "{undone}"
    );
    assert!(numbers.iter().all(|number| state(&office, number) == 1));
    assert!(office.refused(&senior, "entry.undo", json!({})).text.zh.contains("没有可撤销"), "once");

    let again = json!({"register": "request", "action": "dispatch",
        "entries": numbers.iter().map(|number| json!({"entry": number})).collect::<Vec<_>>(),
        "values": {"owner": "张专员"}});
    office.ok(&senior, "entry.bulk", again.clone());
    office.ok(&zhang, "request.accept", json!({"entry": numbers[1]}));
    let undone = office.ok(&senior, "entry.undo", json!({}));
    assert_eq!(undone["count"], 3, "{undone}");
    assert_eq!(undone["stuck"][0]["number"], numbers[1].as_str());
    assert!(undone["stuck"][0]["why_not"]["zh"].as_str().unwrap().contains("之后又有人处理过"), "{undone}");
    let states: Vec<u64> = numbers.iter().map(|number| state(&office, number)).collect();
    assert_eq!(states, [1, 3, 1, 1]);

    // What is done singly after it is taken back singly.
    office.ok(
        &senior,
        "entry.bulk",
        json!({"register": "request", "action": "note",
        "entries": [{"entry": numbers[0]}, {"entry": numbers[2]}], "values": {"note": "客户在家"}}),
    );
    office.ok(&senior, "request.note", json!({"entry": numbers[3], "note": "单独一条"}));
    assert_eq!(office.ok(&senior, "entry.undo", json!({}))["count"], 1);
    let note = |number: &String| {
        let entry = office.ok(&senior, "request.show", json!({"entry": number}));
        let cells = entry["fields"].as_array().unwrap();
        cells.iter().find(|cell| cell["field"] == "note").unwrap()["value"].clone()
    };
    assert_eq!((note(&numbers[0]), note(&numbers[3])), (json!({"Text": "客户在家"}), json!("None")));
}

#[test]
fn merged_together_by_one_act_they_come_apart_by_one() {
    let office = Office::new();
    let numbers = logged(&office, 3);
    let senior = office.post(Post::Senior);
    let merge = json!({"register": "request", "action": "merge",
        "entries": [{"entry": numbers[1]}, {"entry": numbers[2]}], "values": {"merged_into": numbers[0]}});
    assert_eq!(office.ok(&senior, "entry.bulk", merge)["done"], 2);
    // Both changed the first one: the later act goes first.
    assert_eq!(office.ok(&senior, "entry.undo", json!({}))["count"], 2);
    assert!(numbers.iter().all(|number| state(&office, number) == 1));
    let entry = office.ok(&senior, "request.show", json!({"entry": numbers[0]}));
    let again = entry["fields"].as_array().unwrap().iter().find(|cell| cell["field"] == "again").unwrap();
    assert_eq!(again["value"], json!({"List": []}), "{again}");
}

#[test]
fn what_is_doubtful_for_some_says_so_and_is_done_with_a_reason() {
    let office = Office::new();
    let numbers = logged(&office, 2);
    let senior = office.post(Post::Senior);
    office.ok(&office.founder(), "team.correct", json!({"entry": "水电班", "capacity": 1}));
    for number in &numbers {
        office.ok(&senior, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    }
    let mut book = json!({"register": "request", "action": "book", "preview": true,
        "entries": numbers.iter().map(|number| json!({"entry": number})).collect::<Vec<_>>(),
        "values": {"appointment": "15:00"}});
    let told = office.ok(&senior, "entry.bulk", book.clone());
    assert_eq!(
        (told["entries"][0]["doubted"].clone(), told["entries"][1]["doubted"].clone()),
        (json!(false), json!(true)),
        "{told}"
    );
    book["reason"] = json!("客户同意等");
    let told = office.ok(&senior, "entry.bulk", book);
    assert_eq!((told["done"].as_u64(), told["refused"].as_u64()), (Some(2), Some(0)), "{told}");
}
