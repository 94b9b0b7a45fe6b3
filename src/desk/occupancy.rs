//! Figures over rooms: occupancy by building and state, its week, the moves of a period. Every figure is counted over
//! the list that is handed out with it.

use crate::api::report::{
    MoveCount, MoveLine, Moves, MovesPage, Occupancy, OccupancyFigures, OccupancyRooms, OccupancyRow,
    OccupancyWeek, RoomLine, RoomSum, RoomsPage, StateSum, WeekChange, WeekFigures, WeekLine,
};
use crate::desk::roll::{Roll, masked, page};
use crate::desk::{Desk, map, rows};
use crate::domain::fault::Fault;
use crate::domain::occupancy::Occupied;
use crate::domain::register::Who;
use crate::domain::roll::{self, ByState, MoveKind, RoomFile, Sum};
use crate::domain::value::Fixed;
use crate::say;
use crate::text::lang::t;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// The id of rooms whose state nobody wrote down.
const NONE: &str = "none";

fn id_of(state: Option<Occupied>) -> String {
    state.map_or(NONE, Occupied::id).to_owned()
}

fn square_metres(area: i64) -> String {
    let mut number = Fixed::<2>(area).decimal();
    number.rescale(2);
    number.to_string()
}

fn sum(sum: Sum) -> RoomSum {
    RoomSum { rooms: sum.rooms, area: square_metres(sum.area), unmeasured: sum.unmeasured }
}

fn row(building: &str, states: &ByState) -> OccupancyRow {
    let mut all = Sum::default();
    for part in states.values() {
        all.rooms += part.rooms;
        all.area += part.area;
        all.unmeasured += part.unmeasured;
    }
    let states = states.iter().map(|(state, part)| StateSum { state: id_of(*state), sum: sum(*part) });
    OccupancyRow { building: building.to_owned(), all: sum(all), states: states.collect() }
}

/// The buildings of rooms that stand, in their order.
fn buildings(standing: &[&RoomFile]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for room in standing {
        if found.last() != Some(&room.building) {
            found.push(room.building.clone());
        }
    }
    found
}

/// The rooms of a building, or all.
fn within<'a>(standing: Vec<&'a RoomFile>, building: Option<&str>) -> Result<Vec<&'a RoomFile>, Fault> {
    let Some(text) = building else { return Ok(standing) };
    let building = if text.is_empty() { String::new() } else { map::named(&buildings(&standing), text)? };
    Ok(standing.into_iter().filter(|room| room.building == building).collect())
}

impl Desk {
    /// The rooms as they are kept, and the day that is meant.
    fn roll_of(&self, who: &Who, day: Option<NaiveDate>) -> Result<(Roll, NaiveDate), Fault> {
        let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
        let (zone, today) = self.day(who)?;
        Ok((self.rooms(zone)?, day.unwrap_or(today)))
    }

    /// The figures of `report.occupancy`.
    pub(super) fn occupancy(&self, who: &Who, asked: &Occupancy) -> Result<OccupancyFigures, Fault> {
        let (roll, day) = self.roll_of(who, asked.as_of)?;
        let building = asked.building.as_deref().filter(|text| !text.is_empty());
        let rooms = within(roll::standing(&roll.rooms, day), building)?;
        let rows = buildings(&rooms).into_iter().map(|building| {
            let here = rooms.iter().copied().filter(|room| room.building == building);
            row(&building, &roll::by_state(here, day))
        });
        let rows = rows.collect();
        Ok(OccupancyFigures { as_of: day, rows, total: row("", &roll::by_state(rooms, day)) })
    }

    /// The rooms behind a figure.
    pub(super) fn occupancy_rooms(&self, who: &Who, asked: &OccupancyRooms) -> Result<RoomsPage, Fault> {
        let state = match asked.state.as_deref().filter(|state| !state.is_empty()) {
            None => None,
            Some(NONE) => Some(None),
            Some(id) => Some(Some(Occupied::of_id(id).ok_or_else(|| {
                let known = Occupied::ALL.iter().map(|state| state.id()).collect::<Vec<_>>().join(", ");
                let text =
                    say!("没有状态 {id}；可用：{known}, none", "No state {id}; there are: {known}, none");
                Fault::invalid("state", text)
            })?)),
        };
        let (roll, day) = self.roll_of(who, asked.as_of)?;
        let mut rooms = within(roll::standing(&roll.rooms, day), asked.building.as_deref())?;
        rooms.retain(|room| state.is_none_or(|state| room.on(day).map(|known| known.state) == state));
        let mut all = Sum::default();
        rooms.iter().for_each(|room| all.add(room));
        let key = |room: &&RoomFile| [room.order.as_slice(), &room.place.0.to_be_bytes()].concat();
        rooms.sort_by_cached_key(key);
        let (shown, next) = page(&rooms, key, asked.after.as_deref(), asked.limit);
        let lines = shown.iter().map(|room| {
            let known = room.on(day);
            RoomLine {
                place: room.place.0,
                code: room.code.clone(),
                state: id_of(known.map(|known| known.state)),
                since: known.map(|known| known.from),
                area: room.area.map(|area| square_metres(area.0)),
            }
        });
        Ok(RoomsPage { rooms: lines.collect(), all: sum(all), next })
    }

    /// The figures of `report.week`.
    pub(super) fn week(&self, who: &Who, asked: &OccupancyWeek) -> Result<WeekFigures, Fault> {
        let (roll, to) = self.roll_of(who, asked.to)?;
        let week = roll::week(&roll.rooms, to);
        let mut lines: BTreeMap<Option<Occupied>, WeekLine> = BTreeMap::new();
        let blank = |state| WeekLine { state: id_of(state), last: 0, now: 0, came: 0, left: 0 };
        for (state, part) in &week.last {
            lines.entry(*state).or_insert_with(|| blank(*state)).last = part.rooms;
        }
        for (state, part) in &week.now {
            lines.entry(*state).or_insert_with(|| blank(*state)).now = part.rooms;
        }
        for (_, before, after) in &week.changed {
            if let Some(state) = before {
                lines.entry(*state).or_insert_with(|| blank(*state)).left += 1;
            }
            if let Some(state) = after {
                lines.entry(*state).or_insert_with(|| blank(*state)).came += 1;
            }
        }
        let change = |(at, before, after): &(usize, roll::Stood, roll::Stood)| {
            let room = roll.rooms.get(*at)?;
            let (before, after) = (before.map(id_of), after.map(id_of));
            Some(WeekChange { place: room.place.0, code: room.code.clone(), before, after })
        };
        Ok(WeekFigures {
            from: to.checked_sub_days(Days::new(7)).unwrap_or(to),
            to,
            states: lines.into_values().collect(),
            last: week.last.values().map(|part| part.rooms).sum(),
            now: week.now.values().map(|part| part.rooms).sum(),
            changes: week.changed.iter().filter_map(change).collect(),
        })
    }

    /// The moves of a period.
    pub(super) fn moves(&self, who: &Who, asked: &Moves) -> Result<MovesPage, Fault> {
        if asked.from > asked.to {
            return Err(Fault::invalid("to", t("结束日期早于开始日期", "The last day is before the first")));
        }
        let kind = match asked.kind.as_deref().filter(|kind| !kind.is_empty()) {
            None => None,
            Some(id) => Some(MoveKind::of_id(id).ok_or_else(|| {
                let known = MoveKind::ALL.iter().map(|kind| kind.id()).collect::<Vec<_>>().join(", ");
                Fault::invalid(
                    "kind",
                    say!("没有类型 {id}；可用：{known}", "No kind {id}; there are: {known}"),
                )
            })?),
        };
        let (roll, _) = self.roll_of(who, None)?;
        let mut moves = roll::moves(&roll.rooms, asked.from, asked.to);
        let count = |kind: MoveKind| moves.iter().filter(|one| one.kind == kind).count() as u64;
        let counts = MoveKind::ALL.iter();
        let counts = counts.map(|kind| MoveCount { kind: kind.id().to_owned(), count: count(*kind) });
        let counts = counts.collect();
        moves.retain(|one| kind.is_none_or(|kind| kind == one.kind));
        // By what the moves are sorted by, so that a page begins where the one before ended.
        let key = |one: &roll::Move| {
            let day = one.on.signed_duration_since(NaiveDate::default()).num_days();
            let mut key = (day.cast_unsigned() ^ (1 << 63)).to_be_bytes().to_vec();
            key.extend((one.room as u64).to_be_bytes());
            key.push(one.kind as u8);
            key.extend(one.entry.register.to_be_bytes());
            key.extend(one.entry.id.to_be_bytes());
            key
        };
        let (shown, next) = page(&moves, key, asked.after.as_deref(), asked.limit);
        let total = moves.len() as u64;
        let lines = self.store.read(|reader| {
            let persons = crate::desk::scope::register(&self.registers, "person")?;
            let line = |one: &roll::Move| -> Result<Option<MoveLine>, Fault> {
                let Some(room) = roll.rooms.get(one.room) else { return Ok(None) };
                let person = one.person.map(|person| masked(reader, persons, person)).transpose()?;
                Ok(Some(MoveLine {
                    on: one.on,
                    kind: one.kind.id().to_owned(),
                    code: room.code.clone(),
                    place: room.place.0,
                    person: person.unwrap_or_default(),
                    number: rows::head(reader, one.entry)?.map_or_else(String::new, |head| head.number),
                }))
            };
            shown.iter().filter_map(|one| line(one).transpose()).collect::<Result<Vec<_>, Fault>>()
        })?;
        Ok(MovesPage { counts, moves: lines, total, next })
    }
}
