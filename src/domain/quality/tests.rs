use super::*;
use crate::domain::ids::{EntryRef, PersonId};
use crate::domain::register::{Head, Registers};
use crate::domain::value::Fixed;

const TODAY: &str = "2026-11-23";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn measure() -> Measure {
    Measure { today: day(TODAY), stale_months: 12 }
}

fn room() -> RoomFile {
    RoomFile {
        place: PlaceId(1),
        number: "L2611-0001".into(),
        code: "3-2-1801".into(),
        building: "3".into(),
        order: vec![1],
        area: Some(Fixed(8950)),
        officer: None,
        handed_over: Some(day("2020-06-01")),
        aliases: Vec::new(),
        written: day("2020-01-01"),
        gone: None,
        ties: Vec::new(),
        states: Vec::new(),
    }
}

fn tie(role: Role, from: &str, to: Option<&str>) -> Known {
    let entry = EntryRef::new(relation::TAG, 7);
    let (person, place) = (PersonId(1), PlaceId(1));
    Known { entry, person, place, role, from: Some(day(from)), to: to.map(day), share: None }
}

fn state(state: Occupied, from: &str) -> occupancy::Known {
    occupancy::Known { entry: EntryRef::new(occupancy::TAG, 9), state, from: day(from) }
}

fn person(name: &str, phone: &str) -> PersonFile {
    PersonFile {
        head: Head::blank(),
        kind: None,
        name: name.into(),
        phone: phone.into(),
        bounced_on: None,
        paper: String::new(),
        checked_on: None,
        changed_on: day("2026-10-01"),
        good_phones: 0,
        bounced_phones: 0,
        rooms: vec![PlaceId(1)],
    }
}

#[test]
fn every_kind_has_one_rule_and_what_mends_it_exists() {
    let registers = Registers::standard();
    for kind in FindingKind::ALL {
        assert_eq!(RULES.iter().filter(|rule| rule.kind == *kind).count(), 1, "{}", kind.id());
    }
    for rule in RULES {
        let (register, action) = match rule.mend {
            Mend::Act(command) => command.split_once('.').unwrap(),
            Mend::New(register, action, preset, first) => {
                let found = registers.by_id(register).expect(register);
                for field in preset.map(|(field, _)| field).into_iter().chain([first]) {
                    assert!(found.field(field).is_some(), "{register} has no {field}");
                }
                (register, action)
            }
            Mend::Correct | Mend::Look => continue,
        };
        assert!(registers.by_id(register).expect(register).action(action).is_some(), "{register}.{action}");
    }
    for rule in RULES {
        if let Check::View(register, view, _) = rule.check {
            assert!(registers.by_id(register).is_none_or(|found| found.info().view(view).is_some()));
        }
    }
}

#[test]
fn a_sold_room_has_an_owner() {
    let found = |ties: Vec<Known>, states: Vec<occupancy::Known>| {
        no_owner(&RoomFile { ties, states, ..room() }, &measure()).len()
    };
    assert_eq!(found(vec![], vec![]), 1);
    assert_eq!(found(vec![], vec![state(Occupied::Unsold, "2020-01-01")]), 0);
    assert_eq!(found(vec![tie(Role::Owner, "2020-01-01", None)], vec![]), 0);
    assert_eq!(found(vec![tie(Role::Owner, "2020-01-01", Some("2026-11-22"))], vec![]), 1, "the former");
    assert_eq!(found(vec![tie(Role::Owner, "2026-11-24", None)], vec![]), 1, "tomorrow's");
}

#[test]
fn states_and_occupants_agree() {
    let vacant = vec![state(Occupied::Vacant, "2026-01-01")];
    let tenant = vec![tie(Role::Tenant, "2026-01-01", None)];
    let at = |ties: &[Known], states: &[occupancy::Known]| RoomFile {
        ties: ties.to_vec(),
        states: states.to_vec(),
        ..room()
    };
    let found = contradiction(&at(&tenant, &vacant), &measure());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, Some((occupancy::TAG, 9)));
    assert!(contradiction(&at(&[], &vacant), &measure()).is_empty());
    let let_out = [state(Occupied::Let, "2026-01-01")];
    assert!(contradiction(&at(&tenant, &let_out), &measure()).is_empty());
    assert_eq!(no_tenant(&at(&[], &let_out), &measure()).len(), 1);
    assert!(no_tenant(&at(&tenant, &let_out), &measure()).is_empty());
}

#[test]
fn dates_that_cannot_both_be_right_are_told_with_their_entry() {
    let ties = vec![
        tie(Role::Owner, "2019-01-01", None),
        tie(Role::Tenant, "2020-01-01", None),
        tie(Role::Household, "2022-01-02", Some("2022-01-01")),
    ];
    let states = vec![state(Occupied::Occupied, "2020-05-31"), state(Occupied::Let, "2020-06-01")];
    let found = dates(&RoomFile { ties, states, ..room() }, &measure());
    let entries: Vec<Option<(Tag, u64)>> = found.iter().map(|(_, entry)| *entry).collect();
    let (tie, state) = (Some((relation::TAG, 7)), Some((occupancy::TAG, 9)));
    assert_eq!(entries, [tie, tie, state], "{found:?}");
}

#[test]
fn phones_and_stale_files() {
    let bounce = |bounced_on: Option<&str>, good_phones, bounced_phones| {
        let file = PersonFile {
            bounced_on: bounced_on.map(day),
            good_phones,
            bounced_phones,
            ..person("张三", "1")
        };
        bounced(&file, &measure()).is_some()
    };
    assert!(bounce(Some("2026-11-01"), 0, 0) && bounce(None, 1, 1) && !bounce(None, 1, 0));
    assert!(no_phone(&person("张三", ""), &measure()).is_some());
    assert!(no_phone(&PersonFile { good_phones: 1, ..person("张三", "") }, &measure()).is_none());
    let gone = PersonFile { rooms: vec![], ..person("张三", "") };
    assert!(no_phone(&gone, &measure()).is_none(), "who has no room is not asked");
    let old = |changed: &str, checked: Option<&str>| {
        let file =
            PersonFile { changed_on: day(changed), checked_on: checked.map(day), ..person("张三", "1") };
        stale(&file, &measure()).is_some()
    };
    assert!(old("2025-11-23", None) && !old("2025-11-24", None));
    assert!(!old("2020-01-01", Some("2026-01-01")) && old("2020-01-01", Some("2025-01-01")));
}

#[test]
fn a_pair_is_told_once_by_its_best_reason() {
    let with_paper = |file: PersonFile| PersonFile { paper: "11010519491231002X".into(), ..file };
    let files = [
        with_paper(person("张建国", "13800005678")),
        person("李四", "13900000000"),
        with_paper(person("张建国", "13800005678")),
        PersonFile { rooms: vec![PlaceId(2)], ..person("李四", "13900000000") },
        person("王五", "13700000000"),
        person("王五", "13700000001"),
    ];
    let found = doubles(&files);
    let pairs: Vec<(usize, usize)> = found.iter().map(|(a, b, _)| (*a, *b)).collect();
    assert_eq!(pairs, [(0, 2), (1, 3), (4, 5)]);
    assert!(found[0].2.zh.contains("证件") && !found[0].2.zh.contains("19491231"), "{}", found[0].2.zh);
    assert!(found[1].2.zh.contains("同电话") && found[2].2.zh.contains("同一房间"));
}
