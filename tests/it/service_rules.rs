//! Rules of service that nothing else pins down: when a complaint is a group's, what repeats another, the reports of an
//! emergency, and the list of services at the counter.

use crate::screens::at;
use crate::support::office::{MORNING, Office};
use crate::support::screen::Setup;
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use serde_json::{Value as Json, json};
use std::rc::Rc;

fn cell(office: &Office, number: &str, field: &str) -> Json {
    let entry = office.ok(&office.founder(), "entry.show", json!({"entry": number}));
    let cells = entry["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == field).unwrap_or_else(|| panic!("no {field}"))["value"].clone()
}

fn complain(office: &Office, more: &Json) -> String {
    let mut args = json!({"place": "3-2-1801", "topic": "environment", "text": "垃圾没人清"});
    for (field, value) in more.as_object().unwrap() {
        args[field] = value.clone();
    }
    let made = office.ok(&office.post(Post::Receptionist), "complaint.log", args);
    made["number"].as_str().unwrap().to_owned()
}

#[test]
fn ten_persons_or_five_households_are_a_group_and_major_however_that_becomes_known() {
    let office = Office::new();
    let class = |number: &str| (cell(&office, number, "severity"), cell(&office, number, "level"));
    let (minor, major) = (json!({"Choice": "minor"}), json!({"Choice": "major"}));
    let top = json!({"Int": 3});
    let nine = complain(&office, &json!({"severity": "minor", "persons": 9, "households": 4}));
    assert_eq!(class(&nine).0, minor);
    // Said at once, though somebody called it minor.
    for said in [json!({"persons": 10}), json!({"households": 5})] {
        let mut args = said.clone();
        (args["severity"], args["place"]) = (json!("minor"), json!("3-2-1802"));
        args["topic"] = json!(if said["persons"].is_number() { "lift" } else { "parking" });
        assert_eq!(class(&complain(&office, &args)), (major.clone(), top.clone()), "{said}");
    }
    // Found out later: the correction is enough, nobody has to think of it.
    office.ok(&office.post(Post::Senior), "complaint.correct", json!({"entry": nine, "persons": 12}));
    assert_eq!(class(&nine).0, major);
    let told = office.desk.tick().unwrap().notices;
    assert_eq!(class(&nine).1, top);
    assert!(told.iter().any(|(_, text)| text.zh.contains(&nine) && text.zh.contains("群诉")), "{told:?}");
    assert_eq!(
        cell(&office, &nine, "control_by"),
        json!({"At": MORNING.plus_minutes(0).0 + plan_after()}),
        "a plan within a working day"
    );
    // Who leads may say with a reason that it is not; it is not raised again for the same number.
    let classes = json!({"entry": nine, "severity": "major", "topic": "environment"});
    office.ok(&office.post(Post::Supervisor), "complaint.classify", classes);
    let down = json!({"entry": nine, "severity": "important", "reason": "多为转述，实到两人"});
    office.ok(&office.post(Post::Manager), "complaint.reclassify", down);
    assert_eq!(class(&nine).0, json!({"Choice": "important"}));
    office.ok(&office.post(Post::Senior), "complaint.note", json!({"entry": nine, "note": "已回电"}));
    assert_eq!(class(&nine).0, json!({"Choice": "important"}));
}

/// From Monday's morning to the end of a whole working day.
fn plan_after() -> i64 {
    24 * 3_600_000
}

#[test]
fn a_complaint_repeats_by_room_person_or_phone_and_topic_and_climbs_each_time() {
    let office = Office::new();
    let times = |number: &str| (cell(&office, number, "times"), cell(&office, number, "level"));
    let first = complain(&office, &json!({"person": "张建国", "phone": "13800005678"}));
    assert_eq!(times(&first), (json!({"Int": 1}), json!({"Int": 0})));
    // The same person from another room; then only the phone is the same.
    let second = complain(&office, &json!({"place": "12-1-101", "person": "张建国"}));
    assert_eq!(times(&second), (json!({"Int": 2}), json!({"Int": 1})), "the supervisor's");
    let third = complain(&office, &json!({"place": "3-1-1801", "phone": "138-0000-5678"}));
    assert_eq!(times(&third).0, json!({"Int": 2}), "after the first, which left that phone");
    let fourth = complain(&office, &json!({"place": "12-1-101", "complainant": "邻居"}));
    assert_eq!(times(&fourth), (json!({"Int": 3}), json!({"Int": 2})), "the manager's");
    // Another topic, and another month, are no repetition.
    let other = complain(&office, &json!({"topic": "parking", "person": "张建国"}));
    assert_eq!(times(&other).0, json!({"Int": 1}));
    office.clock.set(At(MORNING.0 + 31 * 24 * 3_600_000));
    let later = complain(&office, &json!({"person": "张建国", "phone": "13800005678"}));
    assert_eq!(times(&later).0, json!({"Int": 1}));
}

#[test]
fn the_term_of_the_report_by_word_follows_the_level_until_somebody_was_told() {
    let office = Office::new();
    let wang = office.post(Post::Receptionist);
    let by = |minutes: i64| json!({"At": MORNING.plus_minutes(minutes).0});
    let made = office.ok(
        &wang,
        "incident.open",
        json!({"kind": "lift-entrapment", "level": 4, "place": "3-2-1801"}),
    );
    let x = made["number"].as_str().unwrap();
    assert_eq!(cell(&office, x, "verbal_by"), by(30));
    office.clock.advance_minutes(4);
    office.ok(&wang, "incident.facts", json!({"entry": x, "level": 1}));
    assert_eq!(cell(&office, x, "verbal_by"), by(10), "from its beginning, not from now");
    office.ok(&wang, "incident.facts", json!({"entry": x, "losses": "无"}));
    assert_eq!(cell(&office, x, "verbal_by"), by(10));
    let rang = json!({"incident": x, "kind": "notified", "whom": "陈经理", "phone": "13900009999", "reached": "reached"});
    office.ok(&wang, "incident_line.write", rang);
    office.ok(&wang, "incident.facts", json!({"entry": x, "level": 3}));
    assert_eq!(cell(&office, x, "verbal_by"), by(10), "who was told was told");
}

#[test]
fn an_emergency_is_reported_by_word_within_the_minutes_of_its_level_and_in_writing_after() {
    let office = Office::new();
    let (wang, boss) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let made = office.ok(&wang, "incident.open", json!({"kind": "fire", "place": "3-2-1801"}));
    let x = made["number"].as_str().unwrap();
    let by = |minutes: i64| json!({"At": MORNING.plus_minutes(minutes).0});
    assert_eq!((cell(&office, x, "level"), cell(&office, x, "verbal_by")), (json!({"Int": 2}), by(20)));
    assert_eq!(
        (cell(&office, x, "report_by"), cell(&office, x, "reported")),
        (by(12 * 60), json!({"Flag": false}))
    );
    // Whoever was not reached was not told; the leads hear when nobody was.
    office.clock.advance_minutes(5);
    let ring = |whom: &str, reached: &str| json!({"incident": x, "kind": "notified", "whom": whom, "phone": "13900009999", "reached": reached});
    office.ok(&wang, "incident_line.write", ring("陈经理", "not-reached"));
    assert_eq!(cell(&office, x, "reported"), json!({"Flag": false}));
    office.clock.advance_minutes(16);
    let told = office.desk.tick().unwrap().notices;
    assert!(
        told.iter().any(|(who, text)| who.0 == boss.staff.0 && text.zh.contains("尚未口头上报")),
        "{told:?}"
    );
    office.ok(&wang, "incident_line.write", ring("陈经理", "reached"));
    assert_eq!(cell(&office, x, "reported"), json!({"Flag": true}));
    let why = office.ok(&boss, "entry.explain", json!({"entry": x}));
    let verbal = why["clocks"].as_array().unwrap().iter().find(|clock| clock["limit"] == "respond").unwrap();
    assert_eq!(
        (verbal["met"].clone(), verbal["target_minutes"].clone()),
        (json!(false), json!(20)),
        "it was late"
    );
    // The written report and the summary have limits of their own.
    office.clock.advance_minutes(11 * 60);
    let told = office.desk.tick().unwrap().notices;
    assert!(told.iter().any(|(_, text)| text.zh.contains("报告须在")), "{told:?}");
    office.ok(&wang, "incident.control", json!({"entry": x}));
    office.ok(&wang, "incident.report", json!({"entry": x, "report": "厨房油锅起火，已扑灭"}));
    office.ok(&wang, "incident_line.write", json!({"incident": x, "kind": "measure", "text": "灭火器扑灭"}));
    let end = json!({"entry": x, "persons": 2, "authorities": "119", "losses": "无"});
    office.ok(&wang, "incident.close", end);
    let now = office.desk.now();
    assert_eq!(cell(&office, x, "finish_by"), json!({"At": now.plus_minutes(24 * 60).0}));
}

#[test]
fn a_service_is_found_at_the_counter_by_the_thing_it_is_about_with_what_it_costs() {
    let office = Rc::new(Office::new());
    let wang = office.post(Post::Receptionist);
    let found = |text: &str| -> Vec<String> {
        let found = office.ok(&wang, "search.find", json!({"text": text}));
        found["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["title"]["zh"].as_str().unwrap().to_owned())
            .collect()
    };
    for text in ["马桶", "matong", "疏通马桶"] {
        assert!(found(text).iter().any(|title| title == "疏通马桶 30–80 元/次"), "{text}: {:?}", found(text));
    }
    assert!(found("雨伞").iter().any(|title| title == "借用雨伞（无偿）"), "{:?}", found("雨伞"));
    assert_eq!(office.ok(&wang, "price_item.list", json!({"view": "free"}))["total"], 6);
    let mut face = at(&office, Post::Receptionist, Setup::new());
    face.typed("空调");
    let screen = face.screen();
    assert!(screen.contains("80–150 元/台"), "{screen}");
    face.keys("Enter");
    assert!(face.screen().contains("材料另计"), "{}", face.screen());
    // A name that the office takes into its list is found the same way.
    office.ok(
        &office.post(Post::Manager),
        "price_item.add",
        json!({"name": "清洗油烟机管道", "price": "120", "unit": "台"}),
    );
    assert!(found("管道").iter().any(|title| title.contains("120 元/台")), "{:?}", found("管道"));
}
