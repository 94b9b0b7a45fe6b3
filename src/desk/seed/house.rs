//! Rooms, public places and residents of the practice office, written whole. Invents none of them.

use super::{COUNTER, Seeding, Whole};
use crate::domain::demo::Demo;
use crate::domain::demo::dice::Dice;
use crate::domain::demo::people::{self, DemoPerson};
use crate::domain::demo::requests::DemoPlace;
use crate::domain::demo::rooms::PUBLIC_PLACES;
use crate::domain::fault::Fault;
use crate::domain::ids::{PersonId, PlaceId, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::moment::At;
use crate::domain::person::{self, Person, Relation};
use crate::domain::place::{self, Place, PlaceKind};
use crate::domain::register::Head;

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

/// Writes them all.
pub(super) fn build(seeding: &mut Seeding<'_>, at: At) -> Result<(), Fault> {
    let demo = seeding.demo;
    seeding.write_all(places(demo).map(|place| whole(place::TAG, at, None, Box::new(place), "place.add")))?;
    seeding.write_all(demo.persons().map(|person| {
        let home = room_id(demo, person.room);
        whole(person::TAG, at, Some(home), Box::new(resident(demo, person)), "person.add")
    }))
}

fn whole(
    tag: u16,
    at: At,
    home: Option<PlaceId>,
    body: Box<dyn crate::domain::register::AnyEntry>,
    call: &'static str,
) -> Whole {
    let head = Head {
        state: ACTIVE,
        place: home,
        desk: COUNTER,
        created_by: StaffId(1),
        created_at: at,
        occurred_at: at,
        changed_by: StaffId(1),
        changed_at: at,
        since: at,
        ..Head::blank()
    };
    Whole { tag, head, body, call }
}

/// Areas, public places, buildings, rooms: their ids follow this order.
fn places(demo: Demo) -> impl Iterator<Item = Place> {
    let named = |kind, code: String| Place { kind: Some(kind), code, note: String::new(), area: None };
    let areas = AREAS.iter().map(move |area| named(PlaceKind::Area, (*area).to_owned()));
    let grounds = PUBLIC_PLACES.iter().map(move |place| named(PlaceKind::Common, place.zh.to_owned()));
    let buildings = (1..=buildings(demo)).map(move |no| named(PlaceKind::Building, format!("{no}号楼")));
    let rooms = demo.rooms().map(move |room| {
        let mut dice = Dice::new(demo.seed, 20, room.index);
        let note = if dice.chance(4) { dice.pick(ROOM_NOTES) } else { "" };
        Place {
            kind: Some(PlaceKind::Room),
            code: room.parts().to_string(),
            note: note.to_owned(),
            area: Some(i64::from(room.area)),
        }
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

fn resident(demo: Demo, person: DemoPerson) -> Person {
    let mut dice = Dice::new(demo.seed, 21, person.index);
    let note = if dice.chance(2) { dice.pick(PERSON_NOTES) } else { "" };
    Person {
        name: person.name,
        phone: person.mobile,
        relation: Some(match person.relation {
            people::Relation::Owner => Relation::Owner,
            people::Relation::Tenant => Relation::Tenant,
            people::Relation::Member => Relation::Household,
        }),
        note: note.to_owned(),
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
