//! Rooms, public places and residents of the practice office, written whole. Invents none of them.

use super::{COUNTER, Seeding, Whole};
use crate::domain::demo::Demo;
use crate::domain::demo::dice::Dice;
use crate::domain::demo::people::{self, DemoPerson};
use crate::domain::demo::requests::DemoPlace;
use crate::domain::demo::rooms::PUBLIC_PLACES;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, PlaceId, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::moment::At;
use crate::domain::note::{self, Note, Weight};
use crate::domain::occupancy::{self, Occupancy, Occupied};
use crate::domain::person::{self, Person, PersonKind};
use crate::domain::place::{self, Place, PlaceKind};
use crate::domain::register::{AnyEntry, Head};
use crate::domain::relation::{self, Relation, Role};
use crate::domain::value::Fixed;
use chrono::{Days, NaiveDate};

/// Parts of the compound.
const AREAS: &[&str] = &["东区", "西区", "地下车库负一层"];
/// What a receptionist should read before talking, at a few rooms.
const ROOM_NOTES: &[&str] = &[
    "备用钥匙在前台，取用须业主电话同意",
    "家有卧床老人，上门请先电话",
    "家中养大型犬，入户前请业主拴好",
    "业主长住外地，有事打手机",
    "夜班人员，上午请勿打扰",
];
/// The same about people.
const PERSON_NOTES: &[&str] = &["听力不好，请大声慢说", "请联系其女儿", "对上次维修不满意，注意沟通"];

/// Days before the office began to write things down on which the first rooms were handed over.
const HANDED_OVER: u64 = 4 * 365;

/// Writes them all.
pub(super) fn build(seeding: &mut Seeding<'_>, at: At) -> Result<(), Fault> {
    let demo = seeding.demo;
    let day = at.local(demo.zone).date_naive();
    let whole = |tag, head: Head, body, call| Whole { tag, head: Head { ..since(at, head) }, body, call };
    let here = |place| Head { place: Some(place), ..Head::blank() };
    seeding.write_all(places(demo, day).map(|(place, within)| {
        let parent = within.map(|within| EntryRef::new(place::TAG, within.0));
        let head = Head { parent, ..Head::blank() };
        whole(place::TAG, Head { state: ACTIVE, ..head }, Box::new(place), "place.add")
    }))?;
    seeding.write_all(demo.persons().map(|person| {
        let head = Head { state: ACTIVE, ..here(room_id(demo, person.room)) };
        whole(person::TAG, head, Box::new(resident(&person)), "person.add")
    }))?;
    seeding.write_all(demo.persons().map(|person| {
        let head = Head { person: Some(person_id(person.index)), ..here(room_id(demo, person.room)) };
        let relation = relation_of(demo, &person, day);
        whole(relation::TAG, Head { state: relation::HELD, ..head }, Box::new(relation), "relation.add")
    }))?;
    seeding.write_all(demo.rooms().map(|room| {
        let head = Head { state: occupancy::HELD, ..here(room_id(demo, room.index)) };
        let occupancy = Occupancy {
            state: Some(occupied(demo, room.index)),
            from: Some(handed_over(demo, room.index, day)),
            note: String::new(),
        };
        whole(occupancy::TAG, head, Box::new(occupancy), "occupancy.record")
    }))?;
    let of_rooms = demo.rooms().filter_map(|room| {
        let mut dice = Dice::new(demo.seed, 20, room.index);
        let place = room_id(demo, room.index);
        dice.chance(4).then(|| (here(place), dice.pick(ROOM_NOTES)))
    });
    let of_persons = demo.persons().filter_map(|person| {
        let mut dice = Dice::new(demo.seed, 21, person.index);
        let head = Head { person: Some(person_id(person.index)), ..Head::blank() };
        dice.chance(2).then(|| (head, dice.pick(PERSON_NOTES)))
    });
    seeding.write_all(of_rooms.chain(of_persons).map(|(head, words)| {
        let weight = if words.contains("钥匙") { Weight::Key } else { Weight::Know };
        let body = Note { weight: Some(weight), text: words.to_owned(), ..Note::default() };
        whole(note::TAG, Head { state: note::HELD, ..head }, Box::new(body) as Box<dyn AnyEntry>, "note.add")
    }))
}

/// A head of something the founder wrote down then.
fn since(at: At, head: Head) -> Head {
    Head {
        desk: COUNTER,
        created_by: StaffId(1),
        created_at: at,
        occurred_at: at,
        changed_by: StaffId(1),
        changed_at: at,
        since: at,
        ..head
    }
}

/// When the developer handed a room over.
fn handed_over(demo: Demo, room: u64, day: NaiveDate) -> NaiveDate {
    let later = Dice::new(demo.seed, 22, room).below(HANDED_OVER / 2);
    day.checked_sub_days(Days::new(HANDED_OVER - later)).unwrap_or(day)
}

/// How a room is used, as its household tells.
fn occupied(demo: Demo, room: u64) -> Occupied {
    let household = people::household(demo.size, demo.seed, room);
    if household.iter().any(|person| person.relation == people::Relation::Tenant) {
        return Occupied::Let;
    }
    match (household.len(), Dice::new(demo.seed, 23, room).below(10)) {
        (0, 0..3) => Occupied::Unsold,
        (0, _) => Occupied::Vacant,
        (1, 0) => Occupied::NotMovedIn,
        (_, 1) if room.is_multiple_of(3) => Occupied::Renovating,
        _ => Occupied::Occupied,
    }
}

fn relation_of(demo: Demo, person: &DemoPerson, day: NaiveDate) -> Relation {
    let role = match person.relation {
        people::Relation::Owner => Role::Owner,
        people::Relation::Tenant => Role::Tenant,
        people::Relation::Member => Role::Household,
    };
    Relation {
        role: Some(role),
        from: Some(handed_over(demo, person.room, day)),
        share: (role == Role::Owner).then_some(Fixed(10_000)),
        ..Relation::default()
    }
}

/// Areas, public places, buildings, rooms, each with what it lies within: their ids follow this order.
fn places(demo: Demo, day: NaiveDate) -> impl Iterator<Item = (Place, Option<PlaceId>)> {
    let named = |kind, code: String| (Place { kind: Some(kind), code, ..Place::default() }, None);
    let areas = AREAS.iter().map(move |area| named(PlaceKind::Area, (*area).to_owned()));
    let grounds = PUBLIC_PLACES.iter().map(move |place| named(PlaceKind::Common, place.zh.to_owned()));
    let buildings = (1..=buildings(demo)).map(move |no| named(PlaceKind::Building, format!("{no}号楼")));
    let rooms = demo.rooms().map(move |room| {
        let area = i64::from(room.area);
        let place = Place {
            kind: Some(PlaceKind::Room),
            code: room.parts().to_string(),
            area: Some(Fixed(area)),
            // What the shared parts take is about a fifth.
            usable: Some(Fixed(area * 79 / 100)),
            handed_over: Some(handed_over(demo, room.index, day)),
            ..Place::default()
        };
        (place, Some(place_id(demo, DemoPlace::Building(room.building))))
    });
    areas.chain(grounds).chain(buildings).chain(rooms)
}

fn buildings(demo: Demo) -> u64 {
    demo.size.shape().0
}

/// The id of a room, by its index.
pub(super) fn room_id(demo: Demo, room: u64) -> PlaceId {
    PlaceId((AREAS.len() + PUBLIC_PLACES.len()) as u64 + buildings(demo) + room + 1)
}

/// The id of the place a request is about.
pub(super) fn place_id(demo: Demo, place: DemoPlace) -> PlaceId {
    match place {
        DemoPlace::Room(room) => room_id(demo, room),
        DemoPlace::Building(no) => PlaceId((AREAS.len() + PUBLIC_PLACES.len()) as u64 + no),
        DemoPlace::Grounds(at) => PlaceId((AREAS.len() + at) as u64 + 1),
    }
}

/// The id of a resident, by the index.
pub(super) fn person_id(index: u64) -> PersonId {
    PersonId(index + 1)
}

fn resident(person: &DemoPerson) -> Person {
    Person {
        kind: Some(PersonKind::Person),
        name: person.name.clone(),
        phone: person.mobile.clone(),
        ..Person::default()
    }
}

/// A resident by the index. Rooms are filled in blocks of the same number of people, so only one block is looked at.
pub(super) fn resident_at(demo: Demo, index: u64) -> Option<DemoPerson> {
    let in_block = (demo.size.persons() * people::BLOCK_ROOMS).checked_div(demo.size.rooms())?;
    let first = index.checked_div(in_block)? * people::BLOCK_ROOMS;
    (first..first + people::BLOCK_ROOMS)
        .flat_map(|room| people::household(demo.size, demo.seed, room))
        .find(|person| person.index == index)
}
