//! Terms in days as the law counts them (Civil Code 200-203): against the official holidays, as properties over any start
//! and length, as the limit of a complaint, and explained.

use crate::support::office::{MORNING, Office};
use crate::support::often::cases;
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use lobby::domain::calendar::legal::{Part, end, term};
use lobby::domain::calendar::{Calendar, CalendarCode, Calendars};
use lobby::domain::clock::{Clocks, Limit, Target};
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const DAY: i64 = 86_400_000;

fn at(text: &str, zone: Tz) -> At {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    At(local.and_local_timezone(zone).unwrap().timestamp_millis())
}

fn ends(started: &str, days: i64) -> String {
    let zone = chrono_tz::Asia::Shanghai;
    let calendars = Calendars::standard(zone);
    let calendar = calendars.get(CalendarCode::Legal);
    let end = end(at(started, zone), days, calendar, &calendars.site());
    end.local(zone).format("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn the_first_day_does_not_count_and_a_holiday_gives_way() {
    // Whatever the hour of the first day, and over a weekend that is not the end.
    assert_eq!(ends("2026-11-23 00:00", 3), "2026-11-26 17:30");
    assert_eq!(ends("2026-11-23 23:59", 3), "2026-11-26 17:30");
    assert_eq!(ends("2026-11-20 09:00", 5), "2026-11-25 17:30");
    // A Saturday and a Sunday give way to Monday; a made-up working Saturday does not.
    assert_eq!(ends("2026-11-27 09:00", 1), "2026-11-30 17:30");
    assert_eq!(ends("2026-02-27 09:00", 1), "2026-02-28 17:30");
    // Into National Day 2026: 1-7 October off; into Spring Festival 2026: 15-23 February off.
    assert_eq!(ends("2026-09-16 10:00", 15), "2026-10-08 17:30");
    assert_eq!(ends("2026-02-02 10:00", 15), "2026-02-24 17:30");
    // 2020's second arrangement moved the end once more: 31 January to 2 February.
    assert_eq!(ends("2020-01-16 10:00", 15), "2020-02-03 17:30");
    // Over the end of a year.
    assert_eq!(ends("2025-12-17 10:00", 15), "2026-01-04 17:30");
}

#[test]
fn only_whole_days_are_a_legal_term_and_settings_say_days() {
    assert_eq!(
        Target::read("15d legal"),
        Ok(Some(Target { minutes: 21_600, calendar: CalendarCode::Legal }))
    );
    assert_eq!(Target::read("21600 legal"), Target::read("15d legal"));
    assert_eq!(Target::read("2h desk"), Target::read("120 desk"));
    for wrong in
        ["90 legal", "d legal", "-3d legal", "366d legal x", "999999999999999999d legal", "1.5d legal"]
    {
        assert_eq!(Target::read(wrong), Err(()), "{wrong}");
    }
}

fn zone() -> impl Strategy<Value = Tz> {
    prop_oneof![
        Just(chrono_tz::Asia::Shanghai),
        Just(chrono_tz::Europe::Berlin),
        Just(chrono_tz::Australia::Lord_Howe),
        Just(chrono_tz::America::Sao_Paulo),
    ]
}

/// A start in the years whose arrangements are known, and one around them.
fn instant() -> impl Strategy<Value = At> {
    (1_545_000_000_000_i64..1_800_000_000_000).prop_map(At)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), ..ProptestConfig::default() })]

    #[test]
    fn a_term_is_every_day_once_and_ends_on_a_working_day(start in instant(), days in 1_i64..60, zone in zone(), close in 1_u16..=1440) {
        let mut calendars = Calendars::standard(zone);
        calendars.set(CalendarCode::Legal, Calendar { hours: vec![(0, close)], ..Calendar::standard(CalendarCode::Legal) });
        let (calendar, site) = (calendars.get(CalendarCode::Legal), calendars.site());
        let told = term(start, days, calendar, &site);
        // Without a gap, beginning where it began.
        prop_assert_eq!(told[0].from, start);
        for two in told.windows(2) {
            prop_assert_eq!(two[0].to, two[1].from);
            prop_assert_eq!(two[0].date.succ_opt(), Some(two[1].date));
        }
        // The first day is not one of them; the others have their numbers.
        prop_assert_eq!((told[0].part, told[0].date), (Part::First, start.local(zone).date_naive()));
        let numbers: Vec<i64> =
            told.iter().filter_map(|day| if let Part::Counted(number) = day.part { Some(number) } else { None }).collect();
        prop_assert_eq!(numbers, (1..=days).collect::<Vec<_>>());
        // An independent reading of the law: so many days after the first, then on while nobody works.
        let mut last: NaiveDate = start.local(zone).date_naive() + chrono::Days::new(days.unsigned_abs());
        while !calendars.holidays.works(last) {
            last = last.succ_opt().unwrap();
        }
        let over = told.last().unwrap();
        prop_assert_eq!(over.date, last);
        prop_assert!(told.iter().filter(|day| day.part == Part::Moved).rev().skip(1).all(|day| !calendars.holidays.works(day.date)));
        // It ends when business closes; what is open until midnight ends with the day.
        if close == 1440 {
            prop_assert_eq!(over.to, At::start_of(last.succ_opt().unwrap(), zone));
        }
        prop_assert!(over.to > over.from && over.to <= At::start_of(last.succ_opt().unwrap(), zone));
    }

    #[test]
    fn a_clock_of_it_stands_still_for_nobody_and_counts_each_day_once(start in instant(), days in 1_i64..40, wait in 0_i64..30, step in 1_i64..80) {
        let calendars = Calendars::standard(chrono_tz::Asia::Shanghai);
        let target = Target { minutes: days * 1440, calendar: CalendarCode::Legal };
        let mut clocks = Clocks::default();
        clocks.start(Limit::Finish, Some(target), start, &calendars);
        let due = clocks.timers[0].due;
        prop_assert_eq!(due, Some(end(start, days, calendars.get(CalendarCode::Legal), &calendars.site())));
        clocks.pause(At(start.0 + wait * DAY), "third-party", &calendars);
        prop_assert_eq!(clocks.timers[0].due, due, "a legal term runs on while the office waits");
        let timer = clocks.timers[0].clone();
        let until = At(start.0 + step * DAY / 2);
        let told = clocks.stretches(&timer, until, &calendars);
        prop_assert_eq!((told.first().map(|one| one.from), told.last().map(|one| one.to)), (Some(start), Some(until)));
        for two in told.windows(2) {
            prop_assert_eq!(two[0].to, two[1].from);
        }
        prop_assert!(told.iter().filter(|one| one.counted).all(|one| one.to.0 - one.from.0 <= DAY));
        prop_assert!(told.iter().filter(|one| one.counted).count() <= usize::try_from(days).unwrap());
    }
}

fn number(made: &Json) -> String {
    made["number"].as_str().unwrap().to_owned()
}

fn field(office: &Office, entry: &str, id: &str) -> Json {
    let shown = office.ok(&office.founder(), "complaint.show", json!({"entry": entry}));
    let cells = shown["fields"].as_array().unwrap();
    cells.iter().find(|cell| cell["field"] == id).unwrap()["value"].clone()
}

#[test]
fn a_complaint_is_answered_within_fifteen_legal_days_even_while_it_waits() {
    let office = Office::new();
    let (boss, zhang) = (office.post(Post::Supervisor), office.post(Post::Officer));
    // Monday 23 November: fifteen days later is Tuesday 8 December.
    let q = number(&office.ok(
        &boss,
        "complaint.log",
        json!({"place": "3-2-1801", "topic": "structure", "text": "外墙渗水", "severity": "minor"}),
    ));
    let by = at("2026-12-08 17:30", chrono_tz::Asia::Shanghai);
    assert_eq!(field(&office, &q, "finish_by"), json!({"At": by.0}));
    office.ok(
        &boss,
        "complaint.classify",
        json!({"entry": q, "severity": "important", "topic": "structure"}),
    );
    assert_eq!(field(&office, &q, "finish_by"), json!({"At": by.0}), "the same whatever the class");
    office.ok(&boss, "complaint.assign", json!({"entry": q, "owner": "张专员"}));
    office.ok(&zhang, "complaint.receive", json!({"entry": q}));
    office.ok(&zhang, "complaint.respond", json!({"entry": q}));
    office.ok(
        &boss,
        "complaint.suspend",
        json!({"entry": q, "waiting_for": "third-party", "wake_at": "2026-12-20 09:00"}),
    );
    assert_eq!(
        (field(&office, &q, "answer_by"), field(&office, &q, "finish_by")),
        (json!("None"), json!({"At": by.0}))
    );
    let head = office.ok(&boss, "complaint.show", json!({"entry": q}))["head"].clone();
    assert_eq!(head["due"], json!(by.0), "due before anybody would look again");

    // Explained day by day, in the law's words.
    let told = office.ok(&boss, "entry.explain", json!({"entry": q}));
    let clock = told["clocks"].as_array().unwrap().iter().find(|clock| clock["limit"] == "finish").unwrap();
    assert_eq!((clock["legal_days"].clone(), clock["label"]["zh"].clone()), (json!(15), json!("法定")));
    let lines = clock["lines"].as_array().unwrap();
    assert_eq!((lines.len(), lines[0]["why"]["zh"].clone()), (16, json!("起算当日不计")));
    assert_eq!((lines[15]["why"]["zh"].clone(), lines[15]["to"].clone()), (json!("第 15 日"), json!(by.0)));
    let sum: i64 = lines.iter().map(|line| line["counted_ms"].as_i64().unwrap()).sum();
    assert_eq!(clock["counted_ms"], sum);

    // Past it, the ladder goes to the manager although the complaint waits.
    assert_eq!(field(&office, &q, "level"), json!({"Int": 0}));
    office.clock.set(At(by.0 + 60_000));
    office.desk.tick().unwrap();
    assert_eq!(field(&office, &q, "level"), json!({"Int": 2}));
}

#[test]
fn an_office_sets_its_own_term_and_a_last_day_in_a_holiday_is_explained() {
    let office = Office::new();
    let boss = office.post(Post::Manager);
    office.ok(&boss, "settings.set", json!({"id": "target.complaint.finish", "value": "40d legal"}));
    let refused =
        office.refused(&boss, "settings.set", json!({"id": "target.complaint.finish", "value": "90 legal"}));
    assert_eq!(refused.field.as_deref(), Some("value"));
    let closes = office.number("calendar", "法定期日");
    office.ok(&boss, "calendar.correct", json!({"entry": closes, "hours": "00:00-24:00"}));
    // Forty days after 23 November is Saturday 2 January, after New Year's Day; 3 January is a Sunday.
    assert_eq!(MORNING.local(chrono_tz::Asia::Shanghai).date_naive().to_string(), "2026-11-23");
    let q = number(&office.ok(
        &boss,
        "complaint.log",
        json!({"place": "3-2-1801", "topic": "lift", "text": "电梯停运"}),
    ));
    let by = at("2027-01-05 00:00", chrono_tz::Asia::Shanghai);
    assert_eq!(field(&office, &q, "finish_by"), json!({"At": by.0}));
    let told = office.ok(&boss, "entry.explain", json!({"entry": q}));
    let clock = told["clocks"].as_array().unwrap().iter().find(|clock| clock["limit"] == "finish").unwrap();
    let why: Vec<&str> = clock["lines"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .take(3)
        .map(|line| line["why"]["zh"].as_str().unwrap())
        .collect();
    assert_eq!(why, ["顺延到此日为止", "顺延，不计：周末", "第 40 日"]);
}
