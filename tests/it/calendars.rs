//! The office's calendars: holidays that come in, due times that move with them and say so, closed entries that never do.

use crate::support::office::{MORNING, Office};
use lobby::cli::foreign::{YearTaken, read_year, take_year};
use lobby::desk::Indexes;
use lobby::domain::calendar::{Arrangement, Holidays};
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::store::verify;
use serde_json::{Value as Json, json};

/// An urgent matter of Friday, 25 December 2026 at 9:00; its answer is due within whole working days.
fn complain(office: &Office, minutes: i64, subject: &str) -> Json {
    office.clock.set(MORNING.plus_minutes(minutes));
    let li = office.post(Post::Senior);
    office.ok(
        &li,
        "complaint.log",
        json!({"place": "3-2-1801", "text": subject, "severity": "important", "channel": "phone"}),
    )
}

const CHRISTMAS: i64 = 32 * 24 * 60;

/// When it must be answered.
fn due(office: &Office, number: &Json) -> Json {
    let shown = office.ok(&office.founder(), "complaint.show", json!({"entry": number}));
    let mut fields = shown["fields"].as_array().unwrap().iter();
    fields.find(|cell| cell["field"] == "answer_by").unwrap()["value"].clone()
}

fn settle(office: &Office) {
    while office.desk.next_alarm().unwrap().is_some_and(|at| at <= office.desk.now()) {
        office.desk.tick().expect("it ticks");
    }
}

/// What the history says of each retiming, in both languages.
fn retimed(office: &Office, number: &Json) -> Vec<(String, String)> {
    let history = office.ok(&office.founder(), "complaint.history", json!({"entry": number}));
    let steps = history["steps"].as_array().unwrap().iter();
    let own = steps.filter(|step| step["call"] == "complaint.retime");
    let said = |step: &Json, lang: &str| step["told"][lang].as_str().unwrap_or_default().to_owned();
    own.map(|step| (said(step, "zh"), said(step, "en"))).collect()
}

#[test]
fn a_new_office_keeps_its_calendars_and_the_official_years() {
    let office = Office::new();
    let li = office.post(Post::Senior);
    let calendars = office.ok(&li, "calendar.list", json!({"view": "active"}));
    assert_eq!(calendars["total"], 5);
    assert_eq!(office.ok(&li, "holiday.list", json!({"view": "active"}))["total"], 8);
    let refused =
        office.refused(&li, "calendar.correct", json!({"entry": "CA2611-0002", "hours": "9:00-17:00"}));
    assert_eq!(refused.kind, lobby::api::FaultKind::Forbidden);
    let manager = office.post(Post::Manager);
    let wrong = json!({"entry": "CA2611-0002", "hours": "9:00-8:00"});
    assert_eq!(office.refused(&manager, "calendar.correct", wrong).field.as_deref(), Some("hours"));
    let twice = json!({"code": "desk", "days": "every", "hours": "9:00-17:00"});
    assert_eq!(office.refused(&manager, "calendar.add", twice).field.as_deref(), Some("code"));
}

#[test]
fn a_due_time_in_an_unknown_year_is_doubted_and_moves_when_the_year_is_known() {
    let office = Office::new();
    let manager = office.post(Post::Manager);
    let closed = complain(&office, 0, "保洁态度");
    let closed_due = due(&office, &closed["number"]);
    let open = complain(&office, CHRISTMAS + 5 * 24 * 60, "电梯噪音");
    assert!(open["warnings"][0]["zh"].as_str().unwrap().starts_with("2027 年放假安排还没有录入"), "{open}");
    let before = due(&office, &open["number"]);
    office.ok(&manager, "complaint.invalid", json!({"entry": closed["number"], "reason": "不是本小区"}));
    let answered = office.ok(&manager, "complaint.show", json!({"entry": closed["number"]}))["head"].clone();

    let mut call = |call| {
        let job = lobby::desk::Job { who: manager.clone(), key: None, call };
        office.desk.write(&[job]).pop().unwrap().map(|done| done.reply)
    };
    let text = r#"{"year": 2027, "papers": ["p"], "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": true},
        {"name": "元旦", "date": "2027-01-04", "isOffDay": true}]}"#;
    let year = read_year(text).unwrap();
    assert_eq!(take_year(&year, true, &mut call), Ok(YearTaken::Added));
    assert_eq!(take_year(&year, false, &mut call), Ok(YearTaken::Added));
    assert_eq!(take_year(&year, false, &mut call), Ok(YearTaken::Same));
    settle(&office);
    let after = due(&office, &open["number"]);
    assert_ne!(before, after);
    let notes = retimed(&office, &open["number"]);
    assert_eq!(notes.len(), 1);
    let (zh, en) = &notes[0];
    assert!(zh.contains(" → 2027-") && zh.starts_with("答复时限 ") && zh.contains("第 14 版日历"), "{zh}");
    assert!(en.contains(" → 2027-") && en.starts_with("Answer: ") && en.contains("version 14"), "{en}");
    assert_eq!(office.ok(&manager, "complaint.show", json!({"entry": closed["number"]}))["head"], answered);
    assert!(retimed(&office, &closed["number"]).is_empty(), "{closed_due}");

    // Taken back, the due time is what it was, and the history says so again.
    let mut changed: Arrangement = year;
    changed.days.clear();
    assert_eq!(take_year(&changed, false, &mut call).unwrap_err().field.as_deref(), Some("days"));
    office.ok(&manager, "holiday.disable", json!({"entry": office.number("holiday", "节假日 2027")}));
    settle(&office);
    assert_eq!((due(&office, &open["number"]), retimed(&office, &open["number"]).len()), (before, 2));
    verify(office.desk.store(), &Indexes(office.desk.registers())).expect("the store is whole");
}

#[test]
fn another_zone_moves_what_is_open() {
    let office = Office::new();
    let open = complain(&office, 0, "电梯噪音");
    let due = || {
        office.ok(&office.founder(), "complaint.show", json!({"entry": open["number"]}))["head"]["due"]
            .clone()
    };
    let before = due();
    office.ok(&office.founder(), "settings.set", json!({"id": "office.zone", "value": "Europe/Berlin"}));
    settle(&office);
    assert_ne!(due(), before);
    assert_eq!(retimed(&office, &open["number"]).len(), 1);
}

#[test]
fn the_shipped_years_are_those_of_the_files_they_came_from() {
    // The form in which holiday-cn publishes a year, written back from the data the program has.
    for arrangement in Holidays::official_years() {
        let days: Vec<Json> = arrangement
            .days
            .iter()
            .map(|(date, day)| json!({"name": day.name, "date": date.to_string(), "isOffDay": day.off}))
            .collect();
        let text = json!({"year": arrangement.year, "papers": arrangement.papers, "days": days}).to_string();
        assert_eq!(read_year(&text).unwrap(), arrangement);
    }
    assert!(read_year("{}").unwrap_err().text.en.contains("missing field"));
}

#[test]
fn a_due_time_is_explained_day_by_day_and_every_minute_is_in_it() {
    let office = Office::new();
    let li = office.post(Post::Senior);
    let manager = office.post(Post::Manager);
    // Friday, 12 February 2027 would be unknown; the year's end of 2025 is known: from Wednesday, 31 December, 16:00.
    let start = at("2025-12-31T16:00:00+08:00");
    office.clock.set(start);
    let args = json!({"place": "3-2-1801", "text": "电梯噪音", "severity": "important"});
    let made = office.ok(&li, "complaint.log", args);
    let told = office.ok(&li, "entry.explain", json!({"entry": made["number"]}));
    let clocks = told["clocks"].as_array().unwrap();
    assert_eq!(told["due"], clocks[0]["due"], "the earliest is due: {told}");
    assert!(told["why"]["zh"].as_str().unwrap().contains("响应"));
    let answer = clocks.iter().find(|clock| clock["limit"] == "answer").unwrap();
    assert_eq!((&answer["target_minutes"], &answer["counted_ms"]), (&json!(4320), &json!(4320 * 60_000)));
    let lines = answer["lines"].as_array().unwrap();
    let said: Vec<&str> = lines.iter().map(|line| line["why"]["zh"].as_str().unwrap()).collect();
    assert_eq!(
        said,
        [
            "计时 16:00–24:00，480 分钟",
            "不计：元旦放假",
            "计时 00:00–24:00，1440 分钟",
            "计时 00:00–24:00，1440 分钟",
            "计时 00:00–16:00，960 分钟",
        ]
    );
    let ends = |of: &str| lines.iter().map(|line| line[of].as_i64().unwrap()).collect::<Vec<_>>();
    assert_eq!(ends("from")[1..], ends("to")[..lines.len() - 1], "without a gap");
    assert_eq!((ends("from")[0], &json!(ends("to")[lines.len() - 1])), (start.0, &answer["due"]));

    // Set aside; then the office's calendar changes: what is closed is told by the calendar of its time.
    office.clock.advance_minutes(30);
    office.ok(&manager, "complaint.invalid", json!({"entry": made["number"], "reason": "不是本小区"}));
    let closed = office.ok(&li, "entry.explain", json!({"entry": made["number"]}));
    office.clock.advance_minutes(30);
    office.ok(&manager, "calendar.correct", json!({"entry": "CA2611-0004", "hours": "8:00-9:00"}));
    settle(&office);
    assert_eq!(office.ok(&li, "entry.explain", json!({"entry": made["number"]})), closed);
    let again = office.ok(
        &li,
        "complaint.log",
        json!({"place": "3-2-1802", "text": "噪音", "severity": "important"}),
    );
    let told = office.ok(&li, "entry.explain", json!({"entry": again["number"]}));
    let answer = told["clocks"].as_array().unwrap().iter().find(|clock| clock["limit"] == "answer").unwrap();
    assert_eq!((&answer["hours"], &answer["version"]), (&json!("08:00-09:00"), &json!(14)));

    // A promise is due by no calendar.
    let promise = office.ok(&li, "promise.make", json!({"text": "回电", "due_at": "17:30"}));
    let told = office.ok(&li, "entry.explain", json!({"entry": promise["number"]}));
    assert_eq!(told["clocks"], json!([]));
    assert!(told["why"]["zh"].as_str().unwrap().contains("何时前"), "{told}");
}

fn at(text: &str) -> At {
    At(chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis())
}
