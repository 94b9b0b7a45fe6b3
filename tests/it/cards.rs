//! The cards of rooms and people: what is on them, who sees it in full, and what they said on any day that is past.

use crate::support::office::{MORNING, Office};
use crate::support::often::cases;
use lobby::desk::{Desk, FixedClock, Indexes};
use lobby::domain::fault::FaultKind;
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use lobby::store::{MemoryEngine, Options, Store, export_part, journal};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::sync::Arc;

const DAY: i64 = 86_400_000;

fn texts<'a>(rows: impl IntoIterator<Item = &'a Json>) -> Vec<String> {
    rows.into_iter().map(|row| row["title"]["zh"].as_str().unwrap_or_default().to_owned()).collect()
}

fn list(json: &Json) -> &Vec<Json> {
    json.as_array().unwrap_or_else(|| panic!("no list: {json}"))
}

fn cell(row: &Json, field: &str) -> Json {
    let cells = list(if row["cells"].is_null() { &row["fields"] } else { &row["cells"] });
    cells.iter().find(|cell| cell["field"] == field).cloned().unwrap_or_default()
}

/// The section of a register on a card.
fn section(card: &Json, office: &Office, register: &str) -> Json {
    let tag = office.desk.registers().by_id(register).unwrap().info().tag;
    list(&card["sections"]).iter().find(|section| section["register"] == tag).cloned().unwrap_or_default()
}

fn number(reply: &Json) -> String {
    reply["number"].as_str().unwrap().to_owned()
}

/// A building with an officer, a room in it with an owner and a tenant, and what happens there.
fn lived_in() -> Office {
    let office = Office::new();
    let (admin, desk) = (office.founder(), office.post(Post::Receptionist));
    office.ok(&admin, "place.add", json!({"code": "3栋", "kind": "building", "owner": "张专员"}));
    office.ok(&admin, "place.add", json!({"code": "3栋2单元", "kind": "unit", "within": "3栋"}));
    office.ok(
        &admin,
        "place.correct",
        json!({"entry": "3-2-1801", "within": "3栋2单元", "area": "89.5", "usable": "75"}),
    );
    office.ok(&admin, "place.correct", json!({"entry": "3-2-1802", "within": "3栋2单元"}));
    office.ok(&admin, "place.add", json!({"code": "B-12", "kind": "parking"}));
    office.ok(&desk, "occupancy.record", json!({"place": "3-2-1801", "state": "let", "from": "2026-03-01"}));
    office.ok(&desk, "person.add", json!({"name": "李思源", "phone": "13900001111", "place": "3-2-1801", "role": "tenant", "care": ["alone"], "language": "english", "reason_to_keep": "本人口头同意"}));
    office.ok(&desk, "relation.add", json!({"person": "张建国", "place": "B-12", "role": "owner"}));
    office.ok(
        &desk,
        "request.log",
        json!({"place": "3-2-1801", "category": "plumbing", "text": "漏水", "phone": "13900001111"}),
    );
    office.ok(
        &desk,
        "promise.make",
        json!({"place": "3-2-1801", "text": "下午四点前回电", "due_at": "16:00"}),
    );
    office.ok(&desk, "note.add", json!({"place": "3-2-1801", "text": "钥匙在邻居处", "weight": "key"}));
    office.ok(&desk, "note.add", json!({"person": "李思源", "text": "不得放行其前夫", "weight": "warn"}));
    office.ok(&desk, "phone.add", json!({"person": "李思源", "number": "13700002222"}));
    office.ok(&desk, "watch.open", json!({}));
    office.ok(&desk, "log.write", json!({"text": "1801 楼道有积水", "place": "3-2-1801"}));
    office.ok(&desk, "log.write", json!({"text": "与房间无关"}));
    office
}

#[test]
fn a_room_card_answers_who_where_and_what_is_open() {
    let office = lived_in();
    let desk = office.post(Post::Receptionist);
    let card = office.ok(&desk, "room.card", json!({"place": "3-2-1801"}));
    assert_eq!(card["officer"]["name"], "张专员", "{}", card["officer"]);
    assert_eq!(card["officer"]["through"]["title"]["zh"], "3栋", "it is the building's");
    assert_eq!(texts(list(&card["within"])), ["3栋2单元", "3栋"]);
    assert_eq!(cell(&card["occupancy"], "state")["value"]["Choice"], "let");
    assert_eq!(cell(&card["occupancy"], "from")["value"]["Date"], "2026-03-01");
    assert_eq!(card["next"]["title"]["zh"], "3-2-1802");
    assert_eq!(card["previous"], Json::Null);
    let ties: Vec<(Json, Json)> = list(&card["ties"])
        .iter()
        .map(|tie| {
            (
                cell(&tie["relation"], "role")["value"]["Choice"].clone(),
                cell(&tie["other"], "name")["value"]["Text"].clone(),
            )
        })
        .collect();
    assert_eq!(ties, [(json!("owner"), json!("张建国")), (json!("tenant"), json!("李思源"))]);
    let owner = &card["ties"][0];
    assert_eq!(texts(list(&owner["also"])), ["B-12"], "the owner's parking space");
    let tenant = &card["ties"][1]["other"];
    assert_eq!(cell(tenant, "care")["value"]["List"], json!(["alone"]));
    assert_eq!(cell(tenant, "phone")["value"]["Text"], "13900001111");
    assert_eq!(texts(list(&card["warnings"])), ["不得放行其前夫", "钥匙在邻居处"], "warnings first");
    for register in ["request", "promise"] {
        assert_eq!(section(&card, &office, register)["total"], 1, "{register}: {}", card["sections"]);
    }
    let events = list(&card["timeline"]["events"]);
    assert!(events.iter().any(|event| event["line"]["line"]["text"] == "1801 楼道有积水"), "{events:?}");
    assert!(!card["timeline"].to_string().contains("与房间无关"));
    let kinds: u64 = list(&card["kinds"]).iter().map(|kind| kind["count"].as_u64().unwrap()).sum();
    assert_eq!(kinds, events.len() as u64, "{}", card["kinds"]);
}

#[test]
fn who_need_not_know_sees_names_and_phones_masked() {
    let office = lived_in();
    let register = office.desk.registers().by_id("person").unwrap();
    let full = register.field("phone").unwrap().mask.unwrap().full;
    let mut seen = 0;
    for post in Post::ALL.into_iter().filter(|post| *post != Post::Administrator) {
        let card = office.ok(&office.post(post), "room.card", json!({"place": "3-2-1801"}));
        let tenant = &card["ties"][1]["other"];
        assert_eq!(cell(tenant, "phone")["value"] != "None", full.has(post), "{post:?} {tenant}");
        if !full.has(post) {
            seen += 1;
            assert_eq!(
                (&cell(tenant, "phone")["shown"], &cell(tenant, "name")["shown"]),
                (&json!("139****1111"), &json!("李*源"))
            );
            assert!(
                !card.to_string().contains("13900001111") && !card.to_string().contains("李思源"),
                "{card}"
            );
        }
    }
    assert!(seen > 0, "somebody need not know");
}

#[test]
fn a_person_card_tells_their_rooms_and_parts_of_the_file() {
    let office = lived_in();
    let desk = office.post(Post::Receptionist);
    let card = office.ok(&desk, "person.card", json!({"person": "张建国"}));
    let rooms: Vec<String> = list(&card["ties"])
        .iter()
        .map(|tie| cell(&tie["other"], "code")["value"]["Text"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(rooms.len(), 2, "{rooms:?}");
    assert!(rooms.contains(&"3-2-1801".to_owned()) && rooms.contains(&"B-12".to_owned()));
    assert_eq!(texts(list(&card["warnings"])), ["钥匙在邻居处"], "the note of the room they live in");
    let card = office.ok(&desk, "person.card", json!({"person": "李思源"}));
    assert_eq!(section(&card, &office, "phone")["total"], 1, "{}", card["sections"]);
    // The phone is given up: no longer on the card, still in the timeline.
    let phone = section(&card, &office, "phone")["rows"][0]["head"]["number"].clone();
    office.ok(&desk, "phone.end", json!({"entry": phone}));
    let card = office.ok(&desk, "person.card", json!({"person": "李思源"}));
    assert_eq!(section(&card, &office, "phone"), Json::Null);
    assert!(card["timeline"].to_string().contains(phone.as_str().unwrap()));
}

#[test]
fn the_timeline_is_paged_without_gap_or_repetition_and_filtered_by_kind() {
    let office = lived_in();
    let desk = office.post(Post::Receptionist);
    for n in 0..40 {
        // Many at one instant, of two registers: the worst for a cursor.
        office.ok(
            &desk,
            "visit.log",
            json!({"place": "3-2-1801", "name": format!("访客{n}"), "phone": "13900001111"}),
        );
        office.ok(
            &desk,
            "promise.make",
            json!({"place": "3-2-1801", "text": format!("第{n}件"), "due_at": "18:00"}),
        );
        if n % 10 == 0 {
            office.clock.set(At(office.desk.now().0 + 60_000));
        }
    }
    let all = |kinds: Json, limit: u16| {
        let mut found = Vec::new();
        let mut after = Json::Null;
        loop {
            let page = office.ok(
                &desk,
                "card.timeline",
                json!({"place": "3-2-1801", "kinds": kinds, "limit": limit, "after": after}),
            );
            assert!(list(&page["events"]).len() <= usize::from(limit));
            found.extend(list(&page["events"]).clone());
            after = page["next"].clone();
            if after.is_null() {
                return found;
            }
        }
    };
    let whole = all(json!([]), 500);
    assert!(whole.len() > 85, "{}", whole.len());
    for limit in [1, 7, 30] {
        assert_eq!(all(json!([]), limit), whole, "{limit} a page");
    }
    let times: Vec<i64> = whole
        .iter()
        .map(|event| {
            event["entry"]["head"]["occurred_at"]
                .as_i64()
                .or(event["line"]["line"]["occurred_at"].as_i64())
                .unwrap()
        })
        .collect();
    assert!(times.is_sorted_by(|a, b| a >= b), "newest first");
    assert_eq!(all(json!(["visit"]), 7).len(), 40);
    assert_eq!(all(json!(["log"]), 7).len(), 1);
    assert_eq!(all(json!(["visit", "log"]), 7).len(), 41);
    let fault = office.refused(&desk, "card.timeline", json!({"place": "3-2-1801", "kinds": ["nothing"]}));
    assert_eq!(fault.field.as_deref(), Some("kinds"));
    let card = office.ok(&desk, "room.card", json!({"place": "3-2-1801"}));
    assert_eq!(section(&card, &office, "promise")["total"], 41);
    assert_eq!(list(&section(&card, &office, "promise")["rows"]).len(), 20);
}

#[test]
fn a_relation_counts_by_its_own_dates_and_a_phone_by_the_day_it_was_written() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    office.clock.set(At(MORNING.0 + 5 * DAY));
    let people = |day: &str| {
        let card = office.ok(&desk, "room.card", json!({"place": "3-2-1802", "as_of": day}));
        texts(list(&card["ties"]).iter().map(|tie| &tie["other"]))
    };
    let added = office.ok(&desk, "person.add", json!({"name": "赵一鸣", "phone": "13900001111"}));
    let person = number(&added);
    // Written down today, true since long ago: the file of those days had no such person, so the room has nobody then.
    let tie = office.ok(
        &desk,
        "relation.add",
        json!({"person": person, "place": "3-2-1802", "role": "owner", "from": "2026-11-01"}),
    );
    assert_eq!(people("2026-11-28"), ["赵*鸣"]);
    assert_eq!(people("2026-11-27"), Vec::<String>::new());
    office.clock.set(At(MORNING.0 + 9 * DAY));
    office.ok(&desk, "person.correct", json!({"entry": person, "phone": "13700002222"}));
    office.ok(&desk, "relation.end", json!({"entry": number(&tie), "to": "2026-11-30"}));
    let card = |day: &str| office.ok(&desk, "person.card", json!({"person": person, "as_of": day}));
    assert_eq!(cell(&card("2026-12-01")["subject"], "phone")["value"]["Text"], "13900001111");
    assert_eq!(cell(&card("2026-12-02")["subject"], "phone")["value"]["Text"], "13700002222");
    let standing = |day: &str| cell(&card(day)["ties"][0]["relation"], "standing")["value"]["Choice"].clone();
    assert_eq!(
        (standing("2026-11-30"), standing("2026-12-01")),
        (json!("current"), json!("past")),
        "though it was written on the second"
    );
    assert_eq!(
        cell(&card("2026-11-29")["ties"][0]["relation"], "to")["value"],
        "None",
        "nobody knew the end"
    );
    let fault = office.refused(&desk, "person.card", json!({"person": person, "as_of": "2026-11-23"}));
    assert_eq!(fault.kind, FaultKind::NotFound, "there was no such file");
}

/// The office as its journal has it up to the end of a day, with the clock at that moment.
fn rebuilt(office: &Office, end: At) -> Office {
    let store = office.desk.store();
    let upto = store
        .read(|reader| {
            let last = journal::last(reader)?;
            journal::read(reader, 1, usize::try_from(last).unwrap())
        })
        .unwrap()
        .into_iter()
        .filter(|line| line.at <= end.0)
        .map(|line| line.seq)
        .max()
        .unwrap();
    let mut text = String::new();
    let mut from = Some(0);
    while let Some(at) = from {
        let part = export_part(store, at, Some(upto)).unwrap();
        for line in part.lines {
            text.push_str(&line);
            text.push('\n');
        }
        from = part.next;
    }
    let engine = Arc::new(MemoryEngine::new());
    let registers = Arc::new(Registers::standard());
    lobby::store::import(&*engine, &mut text.as_bytes(), &Indexes(&registers)).unwrap();
    let clock = Arc::new(FixedClock::new(end));
    let store = Store::open(engine, &Options::unwatched()).unwrap();
    Office { desk: Desk::open(store, registers, clock.clone()).unwrap(), clock }
}

/// One thing somebody does at the desk; `n` picks whom and where it concerns.
fn happen(office: &Office, what: u8, n: u64, day: u64) {
    let (admin, desk) = (office.founder(), office.post(Post::Receptionist));
    let today = office.desk.now().date(chrono_tz::Asia::Shanghai).to_string();
    let room = ["3-2-1801", "3-2-1802", "3-1-1801"][(n % 3) as usize];
    let person = format!("#{}", 1 + n % 3);
    let newest = |register: &str, view: &str| {
        let page = office.ok(&admin, &format!("{register}.list"), json!({"view": view, "limit": 1}));
        page["rows"][0]["head"]["number"].as_str().map(str::to_owned)
    };
    // Whatever the desk refuses (a relation that stands already) did not happen.
    let attempt = |id: &str, args: Json| drop(office.call(&admin, id, args));
    match what {
        0 => attempt(
            "person.add",
            json!({"name": format!("新人{n}"), "phone": format!("139{n:04}{day:04}"), "place": room, "role": "tenant"}),
        ),
        1 => attempt("person.correct", json!({"entry": person, "phone": format!("138{n:04}{day:04}")})),
        2 => attempt("person.correct", json!({"entry": person, "name": format!("改名{n}{day}")})),
        3 => attempt("place.correct", json!({"entry": room, "area": format!("{}.5", 50 + n % 90)})),
        4 => attempt(
            "place.correct",
            json!({"entry": (["3栋", room][(n % 2) as usize]), "owner": (["张专员", "王前台"][(day % 2) as usize])}),
        ),
        5 => attempt(
            "relation.add",
            json!({"person": person, "place": room, "role": (["owner", "household", "emergency"][(n % 3) as usize]), "from": today}),
        ),
        6 => {
            let card = office.ok(&desk, "room.card", json!({"place": room}));
            if let Some(tie) = list(&card["ties"])
                .iter()
                .find(|tie| cell(&tie["relation"], "standing")["value"]["Choice"] == "current")
            {
                attempt(
                    "relation.end",
                    json!({"entry": tie["relation"]["number"], "to": today, "note": "搬走"}),
                );
            }
        }
        7 => attempt(
            "occupancy.record",
            json!({"place": room, "state": (["let", "vacant", "renovating"][(n % 3) as usize]), "from": today}),
        ),
        8 => attempt(
            "note.add",
            json!({"place": room, "text": format!("提示{n}{day}"), "weight": (["warn", "know"][(n % 2) as usize])}),
        ),
        9 => {
            if let Some(note) = newest("note", "held") {
                attempt("note.end", json!({"entry": note}));
            }
        }
        10 => attempt(
            "request.log",
            json!({"place": room, "category": "plumbing", "text": format!("漏水{n}{day}"), "person": person}),
        ),
        11 => {
            if let Some(request) = newest("request", "open") {
                attempt("request.cancel", json!({"entry": request, "reason": "住户自己修好了"}));
            }
        }
        12 => attempt("phone.add", json!({"person": person, "number": format!("137{n:04}{day:04}")})),
        13 => {
            if let Some(phone) = newest("phone", "good") {
                attempt("phone.bounce", json!({"entry": phone}));
            }
        }
        14 => attempt(
            "promise.make",
            json!({"place": room, "text": format!("答应{n}{day}"), "due_at": "23:00"}),
        ),
        15 => attempt("log.write", json!({"text": format!("楼道{n}{day}"), "place": room})),
        _ => attempt("staff.correct", json!({"entry": "张专员", "phone": format!("136{n:04}{day:04}")})),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(8)))]
    /// What became true on the day it was written down shows on any later card of that day as it did on its evening.
    #[test]
    fn a_card_of_a_past_day_is_the_card_of_the_journal_up_to_that_day(
        days in prop::collection::vec(prop::collection::vec((0u8..17, 0u64..1000), 0..7), 2..6)
    ) {
        let office = Office::new();
        let admin = office.founder();
        office.ok(&admin, "place.add", json!({"code": "3栋", "kind": "building", "owner": "张专员"}));
        for room in ["3-2-1801", "3-2-1802", "3-1-1801"] {
            office.ok(&admin, "place.correct", json!({"entry": room, "within": "3栋"}));
        }
        for name in ["李思源", "赵一鸣"] {
            office.ok(&admin, "person.add", json!({"name": name, "phone": "13900001111"}));
        }
        office.ok(&admin, "watch.open", json!({}));
        for (day, acts) in days.iter().enumerate() {
            for (at, (what, n)) in acts.iter().enumerate() {
                office.clock.set(At(MORNING.0 + i64::try_from(day).unwrap() * DAY + i64::try_from(at).unwrap() * 60_000));
                happen(&office, *what, *n, day as u64);
            }
        }
        office.clock.set(At(MORNING.0 + 30 * DAY));
        for day in 0..days.len() {
            let date = At(MORNING.0 + i64::try_from(day).unwrap() * DAY).date(chrono_tz::Asia::Shanghai);
            let then = rebuilt(&office, At::end_of(date, chrono_tz::Asia::Shanghai));
            let who = office.post(Post::Receptionist);
            for (call, of) in [("room.card", "place"), ("person.card", "person")] {
                for id in 1..=6 {
                    let was = then.call(&who, call, json!({of: format!("#{id}")}));
                    let shown = office.call(&who, call, json!({of: format!("#{id}"), "as_of": date}));
                    match (was, shown) {
                        (Ok(was), Ok(mut shown)) => {
                            prop_assert_eq!(&shown["as_of"], &json!(date));
                            shown["as_of"] = Json::Null;
                            prop_assert_eq!(was, shown, "{} #{} on {}", call, id, date);
                        }
                        (Err(was), Err(shown)) => prop_assert_eq!(was.kind, shown.kind),
                        (was, shown) => prop_assert!(false, "{} #{} on {}: {:?} / {:?}", call, id, date, was.err(), shown.err()),
                    }
                }
            }
        }
    }
}
