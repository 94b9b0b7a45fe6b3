//! Two files of one person become one, and two again, whatever was done meanwhile.

use crate::support::office::Office;
use crate::support::often::cases;
use lobby::api::FaultKind;
use lobby::desk::Indexes;
use lobby::domain::posts::Post;
use lobby::domain::register::{AnyRegister, Registers};
use lobby::store::verify;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const ROOMS: [&str; 3] = ["3-2-1801", "3-2-1802", "3-1-1801"];

/// Every list of every register as an export would show it, without what any change counts up, and what the box finds.
fn views(office: &Office) -> String {
    let admin = office.founder();
    let mut text = String::new();
    let registers = Registers::standard();
    for register in registers.iter().map(AnyRegister::info) {
        for view in register.views.iter().map(|view| Some(view.id)).chain([None]) {
            let args =
                json!({"list": {"register": register.id, "view": view, "limit": 500}, "reason": "对照"});
            let mut page = office.ok(&admin, "register.export", args);
            for row in page["rows"].as_array_mut().expect("rows") {
                let head = row["head"].as_object_mut().expect("a head");
                for counted in ["rev", "changed_at", "changed_by", "since"] {
                    head.remove(counted);
                }
            }
            text.push_str(&format!("{} {view:?} {page:#}\n", register.id));
        }
    }
    for said in ["张三", "李四", "13811112222", "13933334444", "5566"] {
        text.push_str(&office.ok(&admin, "search.find", json!({"text": said})).to_string());
    }
    for room in ROOMS {
        let card = office.ok(&admin, "room.card", json!({"place": room})).to_string();
        assert!(card.contains(room));
    }
    text
}

fn proven(office: &Office) {
    let registers = Registers::standard();
    verify(office.desk.store(), &Indexes(&registers)).expect("the store is proven");
}

fn add(office: &Office, call: &str, args: Json) -> String {
    office.ok(&office.founder(), call, args)["number"].as_str().expect("a number").to_owned()
}

/// Two files of the same person, with everything that may name them.
fn two(office: &Office) -> (String, String) {
    let one = json!({"name": "张三", "phone": "13811112222", "place": ROOMS[0], "role": "owner"});
    let kept = add(office, "person.add", one);
    let two = json!({"name": "张叁", "phone": "13933334444", "place": ROOMS[0], "role": "owner",
        "care": "alone", "language": "dialect", "reason_to_keep": "本人口头同意"});
    let from = add(office, "person.add", two);
    (from, kept)
}

fn field(office: &Office, entry: &str, field: &str) -> Json {
    let shown = office.ok(&office.founder(), "entry.show", json!({"entry": entry}));
    let cells = shown["fields"].as_array().expect("fields");
    cells.iter().find(|cell| cell["field"] == field).expect("the field")["value"].clone()
}

#[test]
fn whatever_names_the_duplicate_names_the_kept_person_and_nothing_is_lost() {
    let office = Office::new();
    let (from, kept) = two(&office);
    let admin = office.founder();
    let request = add(&office, "request.log", json!({"person": from, "place": ROOMS[1], "text": "灯不亮"}));
    let child = add(&office, "person.add", json!({"name": "张小"}));
    let household = json!({"person": child, "place": ROOMS[1], "role": "household", "principal": from});
    let household = add(&office, "relation.add", household);
    let done = office.ok(&admin, "person.merge", json!({"entry": from, "into": kept}));
    assert_eq!(done["state"], "merged");
    let id = field(&office, &request, "person");
    let kept_id = office.ok(&admin, "entry.show", json!({"entry": kept}))["entry"]["id"].clone();
    assert_eq!(id, json!({"Id": kept_id}));
    assert_eq!(field(&office, &household, "principal"), json!({"Id": kept_id}));
    // The kept file has its own name and phone, and the duplicate's beside them; what it lacked it has now.
    assert_eq!(field(&office, &kept, "phone"), json!({"Text": "13811112222"}));
    assert_eq!(field(&office, &kept, "language"), json!({"Choice": "dialect"}));
    let found = |text: &str| office.ok(&admin, "search.find", json!({"text": text}))["hits"].to_string();
    for text in ["13933334444", "张叁"] {
        assert!(
            found(text).contains("PH") || found(text).contains("ON") || found(text).contains(&kept),
            "{text}"
        );
        assert!(!found(text).contains(&format!("{from}\"")), "{text}: the duplicate is not found");
    }
    // Its number leads to the kept person: in the box, in a field, and on its own page.
    assert!(found(&from).contains(&kept));
    let next = add(&office, "request.log", json!({"person": from, "text": "门坏了"}));
    assert_eq!(field(&office, &next, "person"), json!({"Id": kept_id}));
    assert_eq!(field(&office, &from, "into"), json!({"Id": kept_id}));
    let owners =
        office.ok(&admin, "entry.list", json!({"register": "relation", "view": "held", "place": ROOMS[0]}));
    let owners =
        owners["rows"].as_array().expect("rows").iter().filter(|row| row["head"]["person"] == kept_id);
    assert_eq!(owners.count(), 1, "one owner, not the same one twice");
    proven(&office);
}

#[test]
fn a_merge_is_undone_after_others_worked_on_what_it_moved() {
    let office = Office::new();
    let (from, kept) = two(&office);
    let admin = office.founder();
    let request = add(&office, "request.log", json!({"person": from, "place": ROOMS[1], "text": "灯不亮"}));
    office.ok(&admin, "person.merge", json!({"entry": from, "into": kept, "take": ["phone"]}));
    assert_eq!(field(&office, &kept, "phone"), json!({"Text": "13933334444"}));
    office.ok(&admin, "request.correct", json!({"entry": request, "text": "走廊灯不亮"}));
    let later = add(&office, "request.log", json!({"person": kept, "text": "水管漏"}));
    office.ok(&admin, "person.correct", json!({"entry": kept, "language": "english"}));
    office.clock.advance_minutes(60 * 24 * 90);
    office.ok(&admin, "person.unmerge", json!({"entry": from}));
    let id =
        |entry: &str| json!({"Id": office.ok(&admin, "entry.show", json!({"entry": entry}))["entry"]["id"]});
    assert_eq!(field(&office, &request, "person"), id(&from), "moved back");
    assert_eq!(field(&office, &request, "text"), json!({"Text": "走廊灯不亮"}), "with the work done on it");
    assert_eq!(field(&office, &later, "person"), id(&kept), "what came later stays");
    assert_eq!(field(&office, &kept, "phone"), json!({"Text": "13811112222"}));
    assert_eq!(field(&office, &kept, "language"), json!({"Choice": "english"}), "somebody set it since");
    assert_eq!(field(&office, &from, "phone"), json!({"Text": "13933334444"}));
    proven(&office);
}

#[test]
fn merges_on_top_of_each_other_come_apart_in_any_order() {
    for inner_first in [true, false] {
        let office = Office::new();
        let (first, second) = two(&office);
        let third = add(&office, "person.add", json!({"name": "张三丰"}));
        let request = add(&office, "request.log", json!({"person": first, "text": "灯不亮"}));
        let admin = office.founder();
        let before = views(&office);
        office.ok(&admin, "person.merge", json!({"entry": first, "into": second}));
        office.ok(&admin, "person.merge", json!({"entry": second, "into": third}));
        let id = |entry: &str| json!({"Id": office.ok(&admin, "entry.show", json!({"entry": entry}))["entry"]["id"]});
        assert_eq!(field(&office, &request, "person"), id(&third));
        let order = if inner_first { [&first, &second] } else { [&second, &first] };
        for entry in order {
            office.ok(&admin, "person.unmerge", json!({"entry": entry}));
        }
        assert_eq!(views(&office), before, "inner first: {inner_first}");
        proven(&office);
    }
}

#[test]
fn odd_merges_are_refused_or_want_a_reason() {
    let office = Office::new();
    let (from, kept) = two(&office);
    let admin = office.founder();
    let fault = office.refused(&admin, "person.merge", json!({"entry": from, "into": from}));
    assert_eq!(fault.field.as_deref(), Some("into"));
    let company = add(&office, "person.add", json!({"name": "阳光公司", "kind": "company"}));
    let fault = office.refused(&admin, "person.merge", json!({"entry": from, "into": company}));
    assert_eq!(fault.kind, FaultKind::Overridable);
    office.ok(&admin, "person.disable", json!({"entry": kept}));
    office.refused(&admin, "person.merge", json!({"entry": from, "into": kept}));
    let wang = office.post(Post::Receptionist);
    let fault = office.refused(&wang, "person.merge", json!({"entry": from, "into": company}));
    assert_eq!(fault.kind, FaultKind::Forbidden);
    office.ok(&admin, "person.enable", json!({"entry": kept}));
    office.ok(&admin, "person.merge", json!({"entry": from, "into": kept}));
    let fault = office.refused(&admin, "entry.undo", json!({}));
    assert!(fault.text.zh.contains("拆分合并"), "{fault}");
    office.refused(&admin, "person.merge", json!({"entry": kept, "into": from}));
}

/// One thing that may be on file about either of the two.
#[derive(Clone, Debug)]
enum Fact {
    Relation { duplicate: bool, room: usize, role: &'static str, from: Option<u8>, to: Option<u8> },
    Phone { duplicate: bool, number: &'static str },
    Name { duplicate: bool, name: &'static str },
    Request { duplicate: bool, room: usize },
    Principal { duplicate: bool, room: usize },
}

fn fact() -> impl Strategy<Value = Fact> {
    let day = || proptest::option::of(1..28_u8);
    prop_oneof![
        (any::<bool>(), 0..3_usize, prop_oneof![Just("owner"), Just("tenant")], day(), day())
            .prop_map(|(duplicate, room, role, from, to)| Fact::Relation { duplicate, room, role, from, to }),
        (any::<bool>(), prop_oneof![Just("13811112222"), Just("13933334444"), Just("02155667788")])
            .prop_map(|(duplicate, number)| Fact::Phone { duplicate, number }),
        (any::<bool>(), prop_oneof![Just("张三"), Just("小张")])
            .prop_map(|(duplicate, name)| Fact::Name { duplicate, name }),
        (any::<bool>(), 0..3_usize).prop_map(|(duplicate, room)| Fact::Request { duplicate, room }),
        (any::<bool>(), 0..3_usize).prop_map(|(duplicate, room)| Fact::Principal { duplicate, room }),
    ]
}

fn write(office: &Office, fact: &Fact, from: &str, kept: &str) {
    let admin = office.founder();
    let who = |duplicate: &bool| if *duplicate { from } else { kept };
    let day = |day: &Option<u8>| day.map(|day| format!("2026-10-{day:02}"));
    // What the office refuses (the same relation twice) is simply not on file.
    let _ = match fact {
        Fact::Relation { duplicate, room, role, from, to } => {
            let days = json!({"person": who(duplicate), "place": ROOMS[*room], "role": role,
                "from": day(from), "to": day(to)});
            office.call(&admin, "relation.add", days)
        }
        Fact::Phone { duplicate, number } => {
            office.call(&admin, "phone.add", json!({"person": who(duplicate), "number": number}))
        }
        Fact::Name { duplicate, name } => {
            office.call(&admin, "other_name.add", json!({"person": who(duplicate), "name": name}))
        }
        Fact::Request { duplicate, room } => {
            let args = json!({"person": who(duplicate), "place": ROOMS[*room], "text": "灯不亮"});
            office.call(&admin, "request.log", args)
        }
        Fact::Principal { duplicate, room } => {
            let args = json!({"person": "张建国", "place": ROOMS[*room], "role": "household",
                "principal": who(duplicate)});
            office.call(&admin, "relation.add", args)
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(8), failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn merge_then_unmerge_is_as_if_nothing_had_been(
        facts in proptest::collection::vec(fact(), 0..10),
        take in proptest::sample::subsequence(vec!["name", "phone", "paper", "place", "language", "care"], 0..6),
    ) {
        let office = Office::new();
        let (from, kept) = two(&office);
        for fact in &facts {
            write(&office, fact, &from, &kept);
        }
        let before = views(&office);
        let merge = json!({"entry": from, "into": kept, "take": take});
        office.ok(&office.founder(), "person.merge", merge);
        prop_assert_ne!(&views(&office), &before);
        proven(&office);
        office.ok(&office.founder(), "person.unmerge", json!({"entry": from}));
        prop_assert_eq!(views(&office), before);
        proven(&office);
    }
}
