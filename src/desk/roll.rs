//! Gathers rooms and people with everything dated about them, register by register in pieces, so that people who
//! write get their turn in between. What may be figured from them is the domain's.

use crate::desk::Desk;
use crate::desk::rows::{self, UNDONE, entry_of_key};
use crate::desk::scope::register;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, PlaceId};
use crate::domain::kept::ACTIVE;
use crate::domain::moment::At;
use crate::domain::occupancy::{self, Occupancy};
use crate::domain::person::{self, Person};
use crate::domain::phone::{self, Phone};
use crate::domain::place::{Place, PlaceKind, parts_of};
use crate::domain::register::{AnyRegister, Head, Who};
use crate::domain::relation::{self, Relation, Role, Standing};
use crate::domain::roll::{PersonFile, RoomFile};
use crate::store::tables::ENTRY;
use crate::store::{Dir, KeyBuf, KeyRange, Reader, StoreError, Visit, hex};
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::collections::HashMap;

/// Entries read under one lock.
const PIECE: usize = 2_000;
/// Rows of a page when the caller does not say, and at the most.
const PAGE: (usize, usize) = (100, 500);

/// Rooms in their natural order, and people by the number of their file.
#[derive(Default)]
pub(super) struct Roll {
    pub(super) rooms: Vec<RoomFile>,
    pub(super) persons: Vec<PersonFile>,
    /// Positions of the rooms, by place.
    pub(super) at: HashMap<PlaceId, usize>,
}

impl Desk {
    /// The site's zone and today there.
    pub(super) fn day(&self, who: &Who) -> Result<(Tz, NaiveDate), Fault> {
        self.store.read(|reader| {
            let scope = self.scope(reader, who);
            Ok((scope.zone(), scope.ctx().today()))
        })
    }

    /// Rooms with their states and relations.
    pub(super) fn rooms(&self, zone: Tz) -> Result<Roll, Fault> {
        let mut roll = Roll::default();
        let day = |at: At| at.local(zone).date_naive();
        self.sweep::<Place>("place", &mut |head, place| {
            let Some(parts) = parts_of(place).filter(|_| place.kind.is_none_or(|k| k == PlaceKind::Room))
            else {
                return;
            };
            roll.rooms.push(RoomFile {
                place: PlaceId(head.id),
                number: head.number.clone(),
                code: place.code.clone(),
                order: parts.sort_key(),
                building: parts.building.unwrap_or_default(),
                area: place.area,
                officer: head.owner,
                handed_over: place.handed_over,
                aliases: place.aliases.clone(),
                written: day(head.created_at),
                gone: (head.state != ACTIVE).then(|| day(head.since)),
                ties: Vec::new(),
                states: Vec::new(),
            });
        })?;
        roll.rooms.sort_by(|a, b| (&a.order, a.place).cmp(&(&b.order, b.place)));
        roll.at = roll.rooms.iter().enumerate().map(|(at, room)| (room.place, at)).collect();
        let Roll { rooms, at, .. } = &mut roll;
        self.sweep::<Relation>("relation", &mut |head, entry| {
            if let Some(tie) = tie(head, entry)
                && let Some(room) = at.get(&tie.place).and_then(|at| rooms.get_mut(*at))
            {
                room.ties.push(tie);
            }
        })?;
        self.sweep::<Occupancy>("occupancy", &mut |head, entry| {
            let Some(place) = head.place.filter(|_| head.state == occupancy::HELD) else { return };
            let known = entry.state.zip(entry.from).map(|(state, from)| {
                let entry = EntryRef::new(occupancy::TAG, head.id);
                occupancy::Known { entry, state, from }
            });
            if let Some(room) = at.get(&place).and_then(|at| rooms.get_mut(*at)) {
                room.states.extend(known);
            }
        })?;
        for room in &mut roll.rooms {
            room.states.sort_by_key(|known| (known.from, known.entry.id));
        }
        Ok(roll)
    }

    /// The same, and the files of people in use.
    pub(super) fn rooms_and_people(&self, zone: Tz, today: NaiveDate) -> Result<Roll, Fault> {
        let mut roll = self.rooms(zone)?;
        let mut homes: HashMap<PersonId, Vec<PlaceId>> = HashMap::new();
        for tie in roll.rooms.iter().filter(|room| room.gone.is_none()).flat_map(|room| &room.ties) {
            if tie.standing(today) == Standing::Current && tie.role != Role::Emergency {
                let rooms = homes.entry(tie.person).or_default();
                if !rooms.contains(&tie.place) {
                    rooms.push(tie.place);
                }
            }
        }
        let mut phones: HashMap<PersonId, (u32, u32)> = HashMap::new();
        self.sweep::<Phone>("phone", &mut |head, _| {
            let Some(person) = head.person else { return };
            let (good, bounced) = phones.entry(person).or_default();
            *good += u32::from(head.state == phone::GOOD);
            *bounced += u32::from(head.state == phone::BOUNCED);
        })?;
        self.sweep::<Person>("person", &mut |head, person| {
            if head.state != ACTIVE {
                return;
            }
            let id = PersonId(head.id);
            let (good_phones, bounced_phones) = phones.get(&id).copied().unwrap_or_default();
            roll.persons.push(PersonFile {
                head: head.clone(),
                kind: person.kind,
                name: person.name.clone(),
                phone: person.phone.clone(),
                bounced_on: person.bounced_on,
                paper: person.paper_number.clone(),
                checked_on: person.checked_on,
                changed_on: head.changed_at.local(zone).date_naive(),
                good_phones,
                bounced_phones,
                rooms: homes.remove(&id).unwrap_or_default(),
            });
        })?;
        Ok(roll)
    }

    /// Shows every entry of a register, in the order of their ids, a piece under each lock.
    fn sweep<E: 'static>(&self, id: &str, show: &mut dyn FnMut(&Head, &E)) -> Result<(), Fault> {
        let register = register(&self.registers, id)?;
        let mut range = KeyBuf::new(ENTRY.number).u16(register.info().tag).range();
        while let Some(last) = self.store.read(|reader| piece(reader, register, &range, show))? {
            range = range.after(&last);
        }
        Ok(())
    }
}

/// Shows a piece; gives its last key when there may be more.
fn piece<E: 'static>(
    reader: &dyn Reader,
    register: &dyn AnyRegister,
    range: &KeyRange,
    show: &mut dyn FnMut(&Head, &E),
) -> Result<Option<Vec<u8>>, Fault> {
    let mut seen = 0;
    let mut last = None;
    let mut damaged: Option<StoreError> = None;
    reader.scan(range, Dir::Up, &mut |key, value| {
        let loaded = entry_of_key(key).and_then(|_| rows::decode(register, value));
        match loaded {
            Ok(loaded) if loaded.head.state == UNDONE => {}
            Ok(loaded) => {
                if let Some(entry) = loaded.body.as_any().downcast_ref::<E>() {
                    show(&loaded.head, entry);
                }
            }
            Err(error) => {
                damaged = Some(error);
                return Visit::Stop;
            }
        }
        seen += 1;
        if seen < PIECE {
            return Visit::More;
        }
        last = Some(key.to_vec());
        Visit::Stop
    })?;
    damaged.map_or(Ok(last), |error| Err(error.into()))
}

fn tie(head: &Head, entry: &Relation) -> Option<relation::Known> {
    let (person, place) = (head.person?, head.place?);
    (head.state == relation::HELD).then(|| relation::Known {
        entry: EntryRef::new(relation::TAG, head.id),
        person,
        place,
        role: entry.role.unwrap_or(Role::Other),
        from: entry.from,
        to: entry.to,
        share: entry.share,
    })
}

/// A masked name; empty when there is no such person.
pub(super) fn masked(
    reader: &dyn Reader,
    register: &dyn AnyRegister,
    person: PersonId,
) -> Result<String, Fault> {
    let loaded = rows::load(reader, register, EntryRef::new(person::TAG, person.0))?;
    let found = loaded.as_ref().and_then(|loaded| loaded.body.as_any().downcast_ref::<Person>());
    Ok(found.map_or_else(String::new, person::shown_name))
}

/// A page of items that are in the order of their keys: those behind `after`, and where the next page begins, if any.
pub(super) fn page<'a, I>(
    items: &'a [I],
    key: impl Fn(&I) -> Vec<u8>,
    after: Option<&str>,
    limit: u16,
) -> (&'a [I], Option<String>) {
    let after = after.and_then(hex::decode);
    let first = after.map_or(0, |after| items.partition_point(|item| key(item) <= after));
    let limit = if limit == 0 { PAGE.0 } else { usize::from(limit).min(PAGE.1) };
    let rest = items.get(first..).unwrap_or_default();
    let shown = rest.get(..limit.min(rest.len())).unwrap_or_default();
    let more = rest.len() > shown.len();
    (shown, shown.last().filter(|_| more).map(|item| hex::encode(&key(item))))
}
