//! The map of one building, read along the natural order of places: no other building is looked at.

use crate::api::map::{BuildingMap, MapCell, MapColumn, MapFloor, MapLetter, MapStrip, MapView};
use crate::desk::faults::bug;
use crate::desk::resolve;
use crate::desk::rows::{self, By, Loaded, entry_of_key, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, PlaceId};
use crate::domain::kept::ACTIVE;
use crate::domain::map::{self, Facts, Lens, MERGED, Spot, weightier};
use crate::domain::note::{self, Note};
use crate::domain::person::{self, Person, shown_name};
use crate::domain::place::{self, Place, PlaceKind, ROOMS, parts_of, sort_prefix};
use crate::domain::register::Look;
use crate::domain::relation::{self, Role, Standing};
use crate::domain::room_text::{RoomParts, RoomQuery};
use crate::domain::value::Value;
use crate::domain::{occupancy, request};
use crate::say;
use crate::store::table::split_index_row;
use crate::store::{Dir, KeyRange, Visit};
use crate::text::lang::{Say, t};
use std::collections::HashMap;

/// Names told of one room.
const NAMES: usize = 4;

/// The map of a building.
pub(super) fn building(scope: &Scope<'_>, asked: &BuildingMap) -> Result<MapView, Fault> {
    let lens = match asked.lens.as_deref().filter(|lens| !lens.is_empty()) {
        None => Lens::Occupancy,
        Some(id) => Lens::of_id(id).ok_or_else(|| unknown_lens(id))?,
    };
    let buildings = buildings(scope)?;
    let at = asked.place.as_deref().filter(|place| !place.is_empty());
    let at = at.map(|place| room(scope, place)).transpose()?;
    let building = match (&at, asked.building.as_deref().filter(|text| !text.is_empty())) {
        (Some((_, building)), _) => building.clone(),
        (None, Some(text)) => named(&buildings, text)?,
        (None, None) => buildings.first().cloned().unwrap_or_default(),
    };
    let rooms = rooms(scope, &building, lens)?;
    let spots: Vec<Spot> = rooms.iter().map(|room| room.spot.clone()).collect();
    let grid = map::arrange(&spots);
    let cell = |at: usize| rooms.get(at).map(|room| room.cell.clone());
    let mut view = MapView {
        lens: lens.id().to_owned(),
        building,
        buildings,
        columns: grid.columns.into_iter().map(|(unit, door)| MapColumn { unit, door }).collect(),
        at: at.map(|(entry, _)| entry.id),
        ..MapView::default()
    };
    for (floor, cells) in grid.floors {
        view.floors.push(MapFloor { floor, cells: cells.into_iter().map(|at| at.and_then(cell)).collect() });
    }
    for (kind, cells) in grid.strips {
        let cells = cells.into_iter().filter_map(cell).collect();
        view.strips.push(MapStrip { kind: kind.id().to_owned(), cells });
    }
    let counted = rooms.iter().filter(|room| room.spot.active && room.spot.kind == PlaceKind::Room);
    let mut letters: HashMap<&str, (u64, &Say)> = HashMap::new();
    for room in counted {
        view.total += 1;
        letters.entry(&room.cell.letter).or_insert((0, &room.cell.words)).0 += 1;
    }
    let legend = letters.into_iter().map(|(letter, (count, words))| MapLetter {
        letter: letter.to_owned(),
        words: words.clone(),
        count,
    });
    view.legend = legend.collect();
    // The commonest first; of as many, by the letter, so that a legend stands still.
    view.legend.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.letter.cmp(&b.letter)));
    Ok(view)
}

fn unknown_lens(id: &str) -> Fault {
    let known = Lens::ALL.iter().map(|lens| lens.id()).collect::<Vec<_>>().join(", ");
    Fault::invalid("lens", say!("没有图层 {id}；可用：{known}", "No lens {id}; there are: {known}"))
}

/// The building that was meant.
pub(super) fn named(buildings: &[String], text: &str) -> Result<String, Fault> {
    let spoken = RoomQuery::parse(text).candidates.into_iter().filter_map(|parts| parts.building);
    let plain = RoomParts::new(text, "", "").building;
    let meant = spoken.chain(plain).find(|building| buildings.contains(building));
    meant.ok_or_else(|| {
        Fault::not_found(say!("没有楼栋“{text}”", "There is no building “{text}”")).at("building")
    })
}

/// The room that was meant, and its building.
fn room(scope: &Scope<'_>, text: &str) -> Result<(EntryRef, String), Fault> {
    let id = resolve::link(scope, "place", "place", &Value::Text(text.to_owned()))?.id().unwrap_or(0);
    let entry = EntryRef::new(place::TAG, id);
    let (_, place) = load(scope, entry)?.ok_or_else(|| bug("a place that was found is not there"))?;
    let parts = parts_of(&place).or_else(|| {
        let building = RoomQuery::parse(&place.code).candidates.into_iter().find(|p| p.building.is_some());
        building.filter(|_| matches!(place.kind, Some(PlaceKind::Building | PlaceKind::Unit)))
    });
    let parts = parts.ok_or_else(|| {
        Fault::refused(t("这个位置不在楼栋里", "This place is not in a building")).at("place")
    })?;
    Ok((entry, parts.building.unwrap_or_default()))
}

fn load(scope: &Scope<'_>, entry: EntryRef) -> Result<Option<(Loaded, Place)>, Fault> {
    let loaded = rows::load(scope.reader, scope.register("place")?, entry)?;
    Ok(loaded.and_then(|loaded| {
        let place = loaded.body.as_any().downcast_ref::<Place>()?.clone();
        Some((loaded, place))
    }))
}

/// The index rows whose sort key begins with these bytes.
fn sorted(prefix: &[u8]) -> KeyRange {
    let mut key = index(By::Sort).u16(place::TAG).bytes(prefix).into_vec();
    // Without the mark of the end: the beginning of a sort key.
    key.truncate(key.len().saturating_sub(2));
    KeyRange::prefix(&key)
}

/// The codes of all buildings that have rooms, in their order: one look into the index for each.
pub(super) fn buildings(scope: &Scope<'_>) -> Result<Vec<String>, Fault> {
    let mut range = sorted(&[ROOMS]);
    let mut found = Vec::new();
    while let Some(entry) = rows::entries_in(scope.reader, &range, Dir::Up, 1)?.first().copied() {
        let parts = load(scope, entry)?.and_then(|(_, place)| parts_of(&place));
        let parts = parts.ok_or_else(|| bug("a place among the rooms has no room number"))?;
        let building = parts.building.unwrap_or_default();
        match sorted(&sort_prefix(&building)).to {
            Some(next) if next > range.from => range.from = next,
            _ => break,
        }
        found.push(building);
    }
    Ok(found)
}

struct Room {
    spot: Spot,
    cell: MapCell,
}

/// The rooms of a building in their order. Those out of use are left out, unless they became a part of another.
fn rooms(scope: &Scope<'_>, building: &str, lens: Lens) -> Result<Vec<Room>, Fault> {
    let range = sorted(&sort_prefix(building));
    let mut found = Vec::new();
    let mut people = People::default();
    for entry in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
        let Some((loaded, place)) = load(scope, entry)? else { continue };
        let Some(parts) = parts_of(&place) else { continue };
        let active = loaded.head.state == ACTIVE;
        let spot = Spot { kind: place.kind.unwrap_or(PlaceKind::Room), parts, active };
        let cell = match place.merged_into {
            _ if active => cell(scope, entry, &place, lens, &mut people)?,
            Some(into) => merged(scope, &place, into)?,
            None => continue,
        };
        found.push(Room { spot, cell });
    }
    Ok(found)
}

fn merged(scope: &Scope<'_>, place: &Place, into: PlaceId) -> Result<MapCell, Fault> {
    let code = load(scope, EntryRef::new(place::TAG, into.0))?.map(|(_, place)| place.code);
    let code = code.unwrap_or_default();
    let words = say!("已并入 {code}", "Merged into {code}");
    Ok(MapCell {
        place: into.0,
        code: place.code.clone(),
        letter: MERGED.to_owned(),
        words: words.clone(),
        occupancy: words,
        merged_into: Some(code),
        ..MapCell::default()
    })
}

fn cell(
    scope: &Scope<'_>,
    entry: EntryRef,
    place: &Place,
    lens: Lens,
    people: &mut People,
) -> Result<MapCell, Fault> {
    let (id, today) = (PlaceId(entry.id), scope.ctx().today());
    let mut facts =
        Facts { occupied: occupancy::now(scope, id, today)?.map(|known| known.state), ..Facts::default() };
    (facts.requests, facts.urgent) = open_requests(scope, id)?;
    let mut notes = Vec::new();
    let register = scope.register("note")?;
    for entry in scope.of_place(note::TAG, id)? {
        let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
        let Some(note) = loaded.body.as_any().downcast_ref::<Note>() else { continue };
        if loaded.head.state == note::HELD && note.holds(today) {
            facts.note = weightier(facts.note, note.weight);
            notes.push(note.text.clone());
        }
    }
    let (letter, words) = facts.letter(lens);
    Ok(MapCell {
        place: entry.id,
        code: place.code.clone(),
        letter,
        words,
        occupancy: facts.letter(Lens::Occupancy).1,
        requests: facts.requests,
        urgent: facts.urgent,
        note: notes.join("；"),
        occupants: people.of(scope, id)?,
        merged_into: None,
    })
}

/// Open requests of a room, and how many of them are pressing. The key tells the state; only open ones are read.
fn open_requests(scope: &Scope<'_>, place: PlaceId) -> Result<(u32, u32), Fault> {
    let register = scope.register("request")?;
    if !scope.who.may(register.info().see) {
        return Ok((0, 0));
    }
    let start = index(By::Place).u64(place.0).u16(request::TAG);
    let state_at = start.as_slice().len() + 8;
    let mut open = Vec::new();
    let mut damaged = None;
    scope.reader.scan(&start.range(), Dir::Up, &mut |row, value| {
        let read = split_index_row(row, value).and_then(|(key, record)| Ok((key, entry_of_key(record)?)));
        match read {
            Ok((key, entry)) => {
                open.extend(
                    key.get(state_at).filter(|state| register.info().is_open(**state)).map(|_| entry),
                );
                Visit::More
            }
            Err(error) => {
                damaged = Some(error);
                Visit::Stop
            }
        }
    })?;
    if let Some(error) = damaged {
        return Err(error.into());
    }
    let mut urgent = 0;
    for entry in &open {
        let pressing = |rank: u8| rank < request::Urgency::Ordinary.rank();
        urgent += u32::from(rows::head(scope.reader, *entry)?.is_some_and(|head| pressing(head.rank)));
    }
    Ok((u32::try_from(open.len()).unwrap_or(u32::MAX), urgent))
}

/// Masked names, each read once.
#[derive(Default)]
struct People(HashMap<PersonId, String>);

impl People {
    /// Who owns a room and who lives there today.
    fn of(&mut self, scope: &Scope<'_>, place: PlaceId) -> Result<Say, Fault> {
        let today = scope.ctx().today();
        let mut here = relation::of_place(scope, place)?;
        here.retain(|known| {
            known.standing(today) == Standing::Current
                && matches!(known.role, Role::Owner | Role::Tenant | Role::Household | Role::Employee)
        });
        here.sort_by_key(|known| known.role);
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        let mut last = None;
        for known in here.iter().take(NAMES) {
            let name = self.name(scope, known.person)?;
            let role = known.role.label();
            // A role is said once, before the first who has it.
            let (role_zh, role_en) = if last == Some(known.role) { ("", "") } else { (role.zh, role.en) };
            last = Some(known.role);
            zh.push(if role_zh.is_empty() { name.clone() } else { format!("{role_zh} {name}") });
            en.push(if role_en.is_empty() { name } else { format!("{role_en} {name}") });
        }
        let (mut zh, mut en) = (zh.join("、"), en.join(", "));
        let all = here.len();
        if all > NAMES {
            zh.push_str(&format!(" 等 {all} 人"));
            en.push_str(&format!(", {all} in all"));
        }
        Ok(Say { zh, en })
    }

    fn name(&mut self, scope: &Scope<'_>, id: PersonId) -> Result<String, Fault> {
        if let Some(name) = self.0.get(&id) {
            return Ok(name.clone());
        }
        let loaded = rows::load(scope.reader, scope.register("person")?, EntryRef::new(person::TAG, id.0))?;
        let found = loaded.as_ref().and_then(|loaded| loaded.body.as_any().downcast_ref::<Person>());
        let name = found.map_or_else(String::new, shown_name);
        self.0.insert(id, name.clone());
        Ok(name)
    }
}
