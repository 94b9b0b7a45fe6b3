//! One row is a place: found by its code or another name, made when it is new, patched when it is on file.

use super::work::{Names, Work, only};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::kept::ACTIVE;
use crate::domain::note;
use crate::domain::occupancy::{self, Occupied};
use crate::domain::place::{self, PlaceKind};
use crate::domain::register::{KeyClass, Look, SearchKey, Values};
use crate::domain::room_text::{RoomParts, RoomQuery};
use crate::domain::value::{Value, Valued};
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::t;

/// The columns that are fields of the place itself.
const FIELDS: [&str; 9] =
    ["code", "kind", "area", "usable", "coefficient", "handed_over", "within", "owner", "aliases"];
const COLUMNS: [&str; 14] = [
    "code",
    "kind",
    "area",
    "usable",
    "coefficient",
    "handed_over",
    "within",
    "owner",
    "aliases",
    "building",
    "unit",
    "occupancy",
    "occupied_from",
    "note",
];
const AS_IS: Names = &[];
const OF_OCCUPANCY: Names = &[("state", "occupancy"), ("from", "occupied_from")];
const OF_NOTE: Names = &[("text", "note")];

/// Takes the row.
pub(super) fn take(work: &mut Work<'_, '_>, row: &Values) -> Result<(), Fault> {
    only(row, &COLUMNS)?;
    let around = Around::of(row)?;
    let mut row = row.clone();
    if let Some(within) = around.made(work, &row)? {
        row = row.with("within", Value::Id(within.id));
    }
    let register = work.register("place")?;
    let mut given = work.understood(register, &row, &FIELDS, AS_IS)?;
    let Some(code) = given.get("code").text().map(str::to_owned) else {
        return Err(Fault::missing("code", t("房号/名称", "Code")));
    };
    let kind = <Option<PlaceKind> as Valued>::take(given.get("kind").clone()).ok().flatten();
    let code = around.whole(&code, kind)?;
    given = given.with("code", Value::Text(code.clone()));
    let at = match on_file(work, &code, kind)? {
        Some(at) => {
            patch(work, at, given)?;
            at
        }
        None => {
            let at = work.create("place", "add", given.clone(), AS_IS)?;
            given.0.remove("aliases");
            work.said_of(at, &given, AS_IS)?;
            work.is_new();
            at
        }
    };
    occupied(work, at, &row)?;
    noted(work, at, &row)
}

/// Changes what is different. The code stays: the row may have used another of the place's names.
fn patch(work: &mut Work<'_, '_>, at: EntryRef, mut given: Values) -> Result<(), Fault> {
    given.0.remove("code");
    if let Some(more) = given.0.remove("aliases") {
        let known = work.scope().field(at, "aliases")?;
        let known = known.text().unwrap_or_default();
        let has =
            |list: &str, name: &str| list.split('，').any(|known| search_key(known) == search_key(name));
        let mut names = known.to_owned();
        for name in more.text().unwrap_or_default().split([',', '，', '、', ';', '；']).map(str::trim) {
            if !name.is_empty() && !has(&names, name) {
                names = if names.is_empty() { name.to_owned() } else { format!("{names}，{name}") };
            }
        }
        if names != known {
            work.act(at, crate::api::describe::CORRECT, aliases(names), AS_IS)?;
            work.changes("aliases");
        }
    }
    work.patch(at, &given, AS_IS)?;
    Ok(())
}

fn aliases(names: String) -> Values {
    Values::default().with("aliases", Value::Text(names))
}

/// The place in use that has this code, or else is the only one with this other name.
fn on_file(work: &Work<'_, '_>, code: &str, kind: Option<PlaceKind>) -> Result<Option<EntryRef>, Fault> {
    let scope = work.scope();
    let room = room_code(code).filter(|_| kind.is_none_or(|kind| kind == PlaceKind::Room));
    let mut texts: Vec<String> = room.iter().map(|room| search_key(&room.to_string())).collect();
    texts.push(search_key(code));
    texts.dedup();
    let mut known_as: Vec<(EntryRef, String)> = Vec::new();
    for text in texts {
        let key = SearchKey::new(KeyClass::Room, text);
        for entry in scope.found_by(&key)?.into_iter().filter(|entry| entry.register == place::TAG) {
            let place = work.load(entry)?;
            let register = work.register("place")?;
            let value = |field| register.get(&place.head, &*place.body, field);
            let (own, others) = (value("code"), value("aliases"));
            let own = own.text().unwrap_or_default();
            if place.head.state != ACTIVE {
                continue;
            }
            if search_key(own) == key.text {
                return Ok(Some(entry));
            }
            let other =
                others.text().unwrap_or_default().split('，').any(|name| search_key(name) == key.text);
            if other && !known_as.iter().any(|(known, _)| *known == entry) {
                known_as.push((entry, own.to_owned()));
            }
        }
    }
    match known_as.as_slice() {
        [] => Ok(None),
        [(one, _)] => Ok(Some(*one)),
        many => {
            let some = many.iter().map(|(_, code)| code.as_str()).collect::<Vec<_>>().join(", ");
            let text = say!("“{code}”对应几个房间：{some}", "“{code}” may mean: {some}");
            Err(Fault::new(FaultKind::Ambiguous, text).at("code"))
        }
    }
}

/// How a room's code is read.
fn room_code(code: &str) -> Option<RoomParts> {
    RoomQuery::parse(code).candidates.into_iter().find(|parts| parts.room.is_some())
}

/// Writes down how the place is used, unless that is known.
fn occupied(work: &mut Work<'_, '_>, at: EntryRef, row: &Values) -> Result<(), Fault> {
    let register = work.register("occupancy")?;
    let given = work.understood(register, row, &["state", "from"], OF_OCCUPANCY)?;
    let Some(state) = <Option<Occupied> as Valued>::take(given.get("state").clone()).ok().flatten() else {
        return match given.get("from").is_none() {
            true => Ok(()),
            false => Err(Fault::missing("occupancy", t("使用状态", "Occupancy"))),
        };
    };
    let from: Option<chrono::NaiveDate> = Valued::take(given.get("from").clone()).unwrap_or_default();
    let wanted = format!("{} {}", state.id(), from.map(|day| day.to_string()).unwrap_or_default());
    work.says(at, "occupancy", &Value::Text(wanted))?;
    let known = {
        let scope = work.scope();
        let all = occupancy::of_place(&scope, PlaceId(at.id))?;
        match from {
            Some(from) => all.into_iter().rfind(|known| known.from == from),
            None => all.into_iter().rfind(|known| known.from <= scope.ctx().today()),
        }
    };
    if known.is_some_and(|known| known.state == state) {
        return Ok(());
    }
    work.create("occupancy", "record", given.with("place", Value::Id(at.id)), OF_OCCUPANCY)?;
    work.changes("occupancy");
    Ok(())
}

/// Writes the note, unless it stands there.
fn noted(work: &mut Work<'_, '_>, at: EntryRef, row: &Values) -> Result<(), Fault> {
    let given = work.understood(work.register("note")?, row, &["text"], OF_NOTE)?;
    if given.get("text").is_none() {
        return Ok(());
    }
    let notes = work.scope().of_place(note::TAG, PlaceId(at.id))?;
    if !stands(work, &notes, given.get("text"))? {
        work.create("note", "add", given.with("place", Value::Id(at.id)), OF_NOTE)?;
        work.changes("note");
    }
    Ok(())
}

/// Whether one of the notes holds and has these words.
pub(super) fn stands(work: &Work<'_, '_>, notes: &[EntryRef], words: &Value) -> Result<bool, Fault> {
    let register = work.register("note")?;
    for entry in notes {
        let note = work.load(*entry)?;
        if note.head.state == note::HELD && register.get(&note.head, &*note.body, "text") == *words {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Building and unit as columns of their own.
#[derive(Default)]
struct Around {
    building: Option<String>,
    unit: Option<String>,
}

impl Around {
    fn of(row: &Values) -> Result<Self, Fault> {
        let part = |column: &str, words: &[&str]| {
            let text = match row.get(column) {
                Value::Int(number) => number.to_string(),
                other => other.text().unwrap_or_default().trim().to_owned(),
            };
            let bare = words.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(&text).to_owned();
            if bare.is_empty() {
                return Ok(None);
            }
            let parts = RoomParts::new(&bare, "", "");
            let fits = bare.chars().count() <= 8 && bare.chars().all(char::is_alphanumeric);
            parts.building.filter(|_| fits).map(Some).ok_or_else(|| {
                let text =
                    say!("看不懂“{text}”；请写成 3 或 3号楼、2单元", "Cannot read “{text}”; write it as 3");
                Fault::invalid(column, text)
            })
        };
        let building = part("building", &["号楼", "栋", "幢", "座", "楼", "号"])?;
        let unit = part("unit", &["单元", "门", "梯"])?.filter(|unit| unit != "0");
        if building.is_none() && unit.is_some() {
            return Err(Fault::missing("building", t("楼栋", "Building")));
        }
        Ok(Self { building, unit })
    }

    /// The code with the building and the unit that other columns tell.
    fn whole(&self, code: &str, kind: Option<PlaceKind>) -> Result<String, Fault> {
        if self.building.is_none() || kind.is_some_and(|kind| kind != PlaceKind::Room) {
            return Ok(code.to_owned());
        }
        let candidates = RoomQuery::parse(code).candidates;
        let mut rooms = candidates.into_iter().filter(|parts| parts.room.is_some());
        let fits =
            |mine: &Option<String>, said: &Option<String>| said.is_none() || mine.is_none() || mine == said;
        let Some(parts) = rooms.find(|parts| {
            fits(&self.building, &parts.building) && (self.unit.is_none() || fits(&self.unit, &parts.unit))
        }) else {
            if room_code(code).is_none() {
                return Ok(code.to_owned());
            }
            let text = say!("房号“{code}”与楼栋、单元不符", "The code {code} is of another building or unit");
            return Err(Fault::refused(text).at("code"));
        };
        let unit = self.unit.clone().or(parts.unit);
        Ok(RoomParts { building: self.building.clone(), unit, room: parts.room }.to_string())
    }

    /// The unit or building that the row names, made when it is missing.
    fn made(&self, work: &mut Work<'_, '_>, row: &Values) -> Result<Option<EntryRef>, Fault> {
        let said = row.get("within");
        let parts = if said.is_none() {
            RoomParts { building: self.building.clone(), unit: self.unit.clone(), room: None }
        } else {
            let text = said.text().unwrap_or_default();
            let read = RoomQuery::parse(text).candidates.into_iter().find(|parts| parts.room.is_none());
            match read.filter(|parts| parts.building.is_some()) {
                Some(parts) if !found(work, text)? => parts,
                _ => return Ok(None),
            }
        };
        if parts.building.is_none() {
            return Ok(None);
        }
        let building = RoomParts { unit: None, ..parts.clone() };
        let building = ground(work, &building, PlaceKind::Building, None)?;
        if parts.unit.is_none() {
            return Ok(Some(building));
        }
        ground(work, &parts, PlaceKind::Unit, Some(building)).map(Some)
    }
}

/// Whether a place goes by this text already.
fn found(work: &Work<'_, '_>, text: &str) -> Result<bool, Fault> {
    Ok(place::coded(&work.scope(), text)?.is_some() || text.starts_with('#'))
}

/// A building or a unit; made when there is none.
fn ground(
    work: &mut Work<'_, '_>,
    parts: &RoomParts,
    kind: PlaceKind,
    within: Option<EntryRef>,
) -> Result<EntryRef, Fault> {
    let spoken = parts.spoken().zh;
    for code in [&spoken, &parts.to_string()] {
        if let Some(found) = place::coded(&work.scope(), code)?
            && work.scope().field(found, "kind")? == Some(kind).value()
        {
            return Ok(found);
        }
    }
    let mut values = Values::default().with("code", Value::Text(spoken)).with("kind", Some(kind).value());
    if let Some(within) = within {
        values = values.with("within", Value::Id(within.id));
    }
    work.create("place", "add", values, &[("code", "building")])
}
