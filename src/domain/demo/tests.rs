use super::life::Deed;
use super::people::Relation;
use super::phrases::PHRASES;
use super::requests::DemoPlace;
use super::*;
use crate::domain::request::Category;
use crate::text::fold::is_mobile;
use chrono::Timelike;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// 23 November 2026, 16:07 in Shanghai.
const NOW: At = At(1_795_421_220_000);

fn demo(size: Size, seed: u64) -> Demo {
    Demo { size, seed, now: NOW, zone: chrono_tz::Asia::Shanghai }
}

#[test]
fn the_same_seed_gives_the_same_office_and_another_seed_another() {
    let people = |seed| demo(Size::Small, seed).persons().map(|p| p.name).collect::<Vec<_>>();
    let requests = |seed| demo(Size::Small, seed).requests().collect::<Vec<_>>();
    assert_eq!(people(7), people(7));
    assert_eq!(requests(7), requests(7));
    assert_ne!(people(7), people(8));
    assert_ne!(requests(7), requests(8));
}

#[test]
fn a_small_office_has_the_size_it_says() {
    let office = demo(Size::Small, 1);
    let rooms: Vec<_> = office.rooms().collect();
    let codes: BTreeSet<_> = rooms.iter().map(|r| r.parts().sort_key()).collect();
    assert_eq!((rooms.len(), codes.len()), (240, 240));
    assert_eq!(rooms[0].parts().to_string(), "1-1-101");
    assert_eq!(rooms[239].parts().to_string(), "3-2-2002");
    assert!(rooms.iter().all(|r| (5_000..15_000).contains(&r.area)));
    assert_eq!(office.persons().count() as u64, Size::Small.persons());
    assert_eq!(Size::Small.persons(), 504);
    assert_eq!(office.requests().count(), 180);
    assert_eq!((Size::Site.rooms(), Size::Site.persons()), (10_000, 25_000));
    assert_eq!((Size::City.rooms(), Size::City.persons()), (100_000, 250_000));
}

#[test]
fn people_have_numbers_of_their_own_and_an_owner_comes_first() {
    let people: Vec<_> = demo(Size::Site, 3).persons().collect();
    let numbers: HashSet<_> = people.iter().map(|p| p.mobile.as_str()).collect();
    assert_eq!((people.len(), numbers.len()), (25_000, 25_000));
    assert!(people.iter().all(|p| is_mobile(&p.mobile) && !p.name.is_empty()));
    assert!(people.iter().enumerate().all(|(i, p)| p.index == i as u64));
    for pair in people.windows(2) {
        assert!(pair[0].room <= pair[1].room);
        assert_eq!(pair[0].room != pair[1].room, pair[1].relation == Relation::Owner);
    }
    for part in ["·", "欧阳", "单"] {
        assert!(people.iter().any(|p| p.name.contains(part)), "{part}");
    }
    assert!(people.iter().filter(|p| p.name.starts_with('王')).count() > 1_000);
}

#[test]
fn requests_come_in_order_by_day_more_than_by_night_and_their_steps_follow() {
    let office = demo(Size::Site, 3);
    let rooms = Size::Site.rooms();
    let (mut last, mut night, mut kinds, mut count) = (At(i64::MIN), 0, BTreeMap::new(), 0_u64);
    for r in office.requests() {
        assert!(last <= r.opened && r.opened <= NOW, "{r:?}");
        last = r.opened;
        let mut before = r.opened;
        for step in &r.steps {
            assert!(before <= step.at && step.at <= NOW, "{r:?}");
            assert!(staff::STAFF[step.by].post.is_some());
            if let Deed::Dispatch(hand) = step.deed {
                assert!(staff::hands(r.category).contains(&hand));
            }
            before = step.at;
        }
        assert!(!matches!(r.place, DemoPlace::Room(room) if room >= rooms));
        night += u64::from(r.opened.local(office.zone).hour() < 6);
        *kinds.entry(r.category).or_insert(0_u64) += 1;
        count += 1;
    }
    assert_eq!(count, 100_000);
    assert!(night < count / 20, "{night} by night");
    assert_eq!(kinds.len(), Category::ALL.len());
    assert!(
        kinds[&Category::Plumbing] > kinds[&Category::Electrical]
            && kinds[&Category::Electrical] > kinds[&Category::Pest]
    );
}

#[test]
fn a_small_office_has_work_in_every_state() {
    let ends: Vec<_> = demo(Size::Small, 1).requests().map(|r| r.steps.last().map(|s| s.deed)).collect();
    let count = |test: fn(&Option<Deed>) -> bool| ends.iter().filter(|end| test(end)).count();
    assert!(count(Option::is_none) > 0, "some are not dispatched");
    assert!(count(|end| matches!(end, Some(Deed::Finish))) > 3, "some wait for a call");
    assert!(count(|end| matches!(end, Some(Deed::FollowUp(3..=5)))) > 60, "most are closed");
}

#[test]
fn somebody_takes_every_category_and_people_report_each() {
    for category in Category::ALL {
        assert!(!staff::hands(*category).is_empty(), "nobody takes {category:?}");
        assert!(PHRASES.iter().any(|p| p.category == *category), "nobody reports {category:?}");
    }
}

#[test]
fn some_names_are_borne_by_many_and_most_by_few() {
    let mut borne: BTreeMap<String, u32> = BTreeMap::new();
    for person in demo(Size::Site, 1).persons() {
        *borne.entry(person.name).or_default() += 1;
    }
    let alone = borne.values().filter(|count| **count == 1).count();
    assert!(alone * 2 > borne.len(), "most names are somebody's alone: {alone} of {}", borne.len());
    for name in ["张伟", "王静", "李军", "王秀英"] {
        assert!(borne.get(name).is_some_and(|count| *count >= 3), "{name}: {:?}", borne.get(name));
    }
}
