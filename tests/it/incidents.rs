//! Incidents through the real desk: a burst pipe from the first key to the review, whom it touches, who rang about it,
//! what its closing wants, and the bell.

use crate::support::office::Office;
use lobby::api::wire::Topic;
use lobby::domain::posts::Post;
use serde_json::{Value as Json, json};

/// A burst pipe with nothing known but its kind.
fn opened(office: &Office) -> String {
    let made = office.ok(&office.post(Post::Receptionist), "incident.open", json!({"kind": "flood"}));
    made["number"].as_str().expect("a number").to_owned()
}

fn shown(office: &Office, number: &str) -> Json {
    office.ok(&office.post(Post::Receptionist), "incident.show", json!({"entry": number}))
}

fn field(shown: &Json, id: &str) -> Json {
    let fields = shown["entry"]["fields"].as_array().expect("fields");
    fields.iter().find(|cell| cell["field"] == id).unwrap_or_else(|| panic!("no {id}"))["value"].clone()
}

#[test]
fn it_opens_with_its_kind_alone_and_brings_its_plan() {
    let office = Office::new();
    let number = opened(&office);
    let shown = shown(&office, &number);
    assert_eq!(shown["entry"]["head"]["state"], 1);
    assert!(shown["steps"].as_array().expect("steps").len() >= 4, "{shown}");
    assert!(shown["caller_text"].as_str().expect("a text").contains("跑水"), "{shown}");
    assert!(!shown["caller_text"].as_str().expect("a text").contains(" / "), "one language is enough");
    assert!(shown["calls"].as_array().expect("calls").iter().any(|call| call["whom"] == "工程值班"));
    assert_eq!(field(&shown, "level"), json!({"Int": 3}));
}

#[test]
fn the_offices_own_plan_counts_and_a_standard_one_where_there_is_none() {
    let office = Office::new();
    let card = json!({
        "kind": "flood", "steps": "关总阀\n通知保洁", "call_tree": "老王 13800001111",
        "caller_text": "正在抢修", "notify": ["manager"],
    });
    // Every office begins with a card of each kind; a second one is refused, the first is the office's to change.
    let again = office.refused(&office.founder(), "plan_card.add", card.clone());
    assert_eq!(again.field.as_deref(), Some("kind"), "one card a kind: {again:?}");
    let cards = office.ok(&office.founder(), "plan_card.list", json!({"view": "active", "all_fields": true}));
    let flood = cards["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| row["cells"][0]["value"]["Choice"] == "flood");
    let mut changed = card;
    changed["entry"] = flood.expect("a card for floods")["head"]["number"].clone();
    office.ok(&office.founder(), "plan_card.correct", changed);
    let shown = shown(&office, &opened(&office));
    assert_eq!(shown["caller_text"], "正在抢修");
    assert_eq!(shown["steps"].as_array().expect("steps").len(), 2);
    assert_eq!(shown["calls"][0]["phone"], "13800001111");
}

#[test]
fn the_scope_says_which_rooms_are_touched() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let number = opened(&office);
    let touched = |room: &str| {
        let found = office.ok(&desk, "incident.affecting", json!({"place": room}));
        found["incidents"].as_array().expect("a list").len()
    };
    assert_eq!(touched("3-2-1801"), 0, "nobody has said where");
    // The room's whole stair is touched by water, until somebody draws it otherwise.
    office.ok(&desk, "incident.locate", json!({"entry": number, "place": "3-2-1801"}));
    assert_eq!((touched("3-2-1802"), touched("3-1-1801"), touched("12-1-101")), (1, 0, 0));
    assert_eq!(shown(&office, &number)["rooms"], 2);
    office.ok(&desk, "incident.locate", json!({"entry": number, "scope": "3号楼，中心花园"}));
    assert_eq!((touched("3-1-1801"), touched("中心花园"), touched("12-1-101")), (1, 1, 0));
    assert_eq!(field(&shown(&office, &number), "scope"), json!({"Text": "3，中心花园"}));
    office.ok(&desk, "incident.locate", json!({"entry": number, "scope": "全部"}));
    assert_eq!(touched("12-1-101"), 1);
    let wrong = office.refused(&desk, "incident.locate", json!({"entry": number, "scope": "月亮湾"}));
    assert_eq!(wrong.field.as_deref(), Some("scope"));
    // Hits and cards say it at once, with the words for the caller.
    let hits = office.ok(&desk, "search.find", json!({"text": "5678"}));
    let hit = &hits["hits"][0];
    assert!(hit["affected"][0]["caller_text"].as_str().expect("words").contains("跑水"), "{hit}");
    let card = office.ok(&desk, "room.card", json!({"place": "3-2-1801"}));
    assert_eq!(card["affected"][0]["number"], number.as_str());
    let similar = office.ok(&desk, "request.similar", json!({"place": "3-2-1801"}));
    assert_eq!(similar["incidents"][0]["number"], number.as_str());
}

#[test]
fn twenty_callers_are_one_incident_and_twenty_contacts() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let number = opened(&office);
    office.ok(&desk, "incident.locate", json!({"entry": number, "scope": "3"}));
    for _ in 0..10 {
        for room in ["3-2-1801", "3-1-1801"] {
            office.ok(&desk, "caller_report.take", json!({"incident": number, "place": room}));
        }
    }
    let again = office.ok(&desk, "caller_report.take", json!({"incident": number, "place": "12-1-101"}));
    assert!(again["warnings"].to_string().contains("范围"), "{again}");
    office.ok(&desk, "caller_report.strike", json!({"entry": again["number"]}));
    assert_eq!(shown(&office, &number)["caller_count"], 20);
    let count = |register: &str, view: &str| {
        office.ok(&desk, &format!("{register}.list"), json!({"view": view}))["total"].clone()
    };
    assert_eq!((count("incident", "all"), count("caller_report", "taken")), (json!(1), json!(20)));
    let nobody = office.refused(&desk, "caller_report.take", json!({"incident": number, "words": "?"}));
    assert_eq!(nobody.field.as_deref(), Some("place"));
}

#[test]
fn the_timeline_tells_who_rang_whom_and_the_first_measure_takes_it_in_hand() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let number = opened(&office);
    let line = |values: Json| {
        let mut values = values;
        values["incident"] = json!(number);
        office.ok(&desk, "incident_line.write", values);
    };
    line(json!({"kind": "observed", "text": "1801 厨房立管爆裂"}));
    assert_eq!(field(&shown(&office, &number), "text"), json!({"Text": "1801 厨房立管爆裂"}));
    assert_eq!(shown(&office, &number)["entry"]["head"]["state"], 1);
    line(
        json!({"kind": "notified", "whom": "工程值班 / Engineer on duty", "phone": "8001", "reached": "not-reached"}),
    );
    line(
        json!({"kind": "notified", "whom": "工程值班 / Engineer on duty", "phone": "8001", "reached": "reached"}),
    );
    line(json!({"kind": "authority", "whom": "消防 119", "reached": "reached"}));
    let tree = shown(&office, &number)["calls"].clone();
    let engineer =
        tree.as_array().expect("calls").iter().find(|call| call["whom"] == "工程值班").expect("one");
    assert_eq!(engineer["reached"], "reached", "the newest counts");
    assert_eq!(field(&shown(&office, &number), "authorities"), json!({"Text": "消防 119"}));
    office.ok(&desk, "incident.tick_step", json!({"entry": number, "step": 2}));
    let now = shown(&office, &number);
    assert_eq!(now["entry"]["head"]["state"], 2, "a step done is somebody at work");
    assert!(now["steps"][1]["at"].is_i64() && now["steps"][0]["at"].is_null(), "{now}");
    let kinds: Vec<&str> =
        now["lines"].as_array().expect("lines").iter().filter_map(|line| line["kind"].as_str()).collect();
    assert!(kinds.contains(&"measure") && kinds.contains(&"handled"), "{kinds:?}");
}

#[test]
fn closing_and_the_report_refuse_with_what_is_missing() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    let number = opened(&office);
    office.ok(&desk, "incident.control", json!({"entry": number}));
    let fault = office.refused(&desk, "incident.close", json!({"entry": number}));
    for lack in ["位置", "事件记录", "受影响人数", "报警求助", "损失"] {
        assert!(fault.text.zh.contains(lack), "{fault:?}");
    }
    office.ok(
        &desk,
        "incident_line.write",
        json!({"incident": number, "kind": "observed", "text": "水已停"}),
    );
    let facts = json!({"entry": number, "place": "3-2-1801", "persons": 12, "authorities": "无", "losses": "地板泡水"});
    office.ok(&desk, "incident.close", facts);
    let fault = office.refused(&desk, "incident.summarise", json!({"entry": number, "cause": "接头老化"}));
    assert!(fault.text.zh.contains("责任") && !fault.text.zh.contains("原因"), "{fault:?}");
    office.ok(&desk, "incident.report", json!({"entry": number, "report": "经过……"}));
    let rest = json!({"entry": number, "cause": "接头老化", "responsibility": "物业", "aftermath": "已赔付", "prevention": "更换接头"});
    office.ok(&desk, "incident.summarise", rest);
    let lead = office.post(Post::Manager);
    office.refused(&desk, "incident.review", json!({"entry": number, "review": "属实"}));
    office.ok(&lead, "incident.send_back", json!({"entry": number, "reason": "补充时间"}));
    office.ok(&desk, "incident.summarise", json!({"entry": number}));
    office.ok(&lead, "incident.review", json!({"entry": number, "review": "属实"}));
    let over = office.refused(&desk, "caller_report.take", json!({"incident": number, "place": "3-2-1801"}));
    assert!(over.text.zh.contains("了结"), "{over:?}");
}

#[test]
fn the_report_is_due_twelve_hours_after_it_was_found() {
    let office = Office::new();
    let number = opened(&office);
    let due = || shown(&office, &number)["entry"]["head"]["due"].as_i64().expect("a due time");
    assert_eq!(due() - crate::support::office::MORNING.0, 30 * 60_000, "first somebody is told by word");
    let told = json!({"incident": number, "kind": "notified", "whom": "陈经理", "reached": "reached"});
    office.ok(&office.post(Post::Receptionist), "incident_line.write", told);
    assert_eq!(due() - crate::support::office::MORNING.0, 12 * 3_600_000);
    let desk = office.post(Post::Receptionist);
    office.ok(&desk, "incident.handle", json!({"entry": number}));
    office.ok(&desk, "incident.report", json!({"entry": number, "report": "经过……"}));
    assert!(shown(&office, &number)["entry"]["head"]["due"].is_null());
}

#[test]
fn the_bell_rings_until_somebody_has_it_in_hand() {
    let office = Office::new();
    let (desk, lead) = (office.post(Post::Receptionist), office.post(Post::Supervisor));
    let alarms = |who| office.ok(who, "alarm.list", json!({}))["rows"].clone();
    assert_eq!(alarms(&lead), json!([]));
    let done = office
        .run(&desk, "incident.open", json!({"kind": "gas", "place": "3-2-1801"}), None)
        .expect("opened");
    assert!(done.topics.contains(&Topic::Alarm));
    assert!(done.notices.iter().any(|(staff, said)| *staff == lead.staff && said.zh.contains("燃气泄漏")));
    let rings = alarms(&lead);
    assert_eq!((rings[0]["own"].clone(), rings[0]["answer"].clone()), (json!(false), json!("handle")));
    assert!(rings[0]["text"]["zh"].as_str().expect("words").contains("3-2"), "{rings}");
    assert_eq!(alarms(&desk)[0]["own"], true);
    // What has no bell moves none.
    let quiet =
        office.run(&desk, "promise.make", json!({"text": "回电", "due_at": "18:00"}), None).expect("made");
    assert!(!quiet.topics.contains(&Topic::Alarm));
    let number = rings[0]["number"].as_str().expect("a number").to_owned();
    let done = office.run(&lead, "incident.handle", json!({"entry": number}), None).expect("in hand");
    assert!(done.topics.contains(&Topic::Alarm));
    assert_eq!(alarms(&lead), json!([]));
    office.ok(&lead, "entry.undo", json!({}));
    assert_eq!(alarms(&desk).as_array().expect("a list").len(), 1, "taken back, it rings again");
}
