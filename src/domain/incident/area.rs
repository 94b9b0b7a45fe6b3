//! Whom an incident touches: its scope is a list of buildings, units, rooms and named places, and a room is affected
//! when its code, or that of a place it lies within, is one of them. Pure: rooms come through [`Look`].

use super::{CONTROLLED, HANDLING, Incident, REPORTED, TAG};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::place;
use crate::domain::register::{Ctx, Head, Look};
use crate::domain::room_text::{RoomParts, RoomQuery};
use crate::domain::value::Value;
use crate::say;

/// The whole compound, as scopes have it.
pub const EVERYWHERE: &str = "全部";
/// How far up one looks for the places around a room.
const UP: usize = 8;
/// Most places of a scope.
const MOST: usize = 40;

/// The states in which callers are still told something.
pub const TELLING: &[u8] = &[REPORTED, HANDLING, CONTROLLED];

/// An open incident that affects a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affecting {
    /// The incident.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// Its state's code.
    pub state: u8,
    /// The id of its kind.
    pub kind: String,
    /// What callers are told.
    pub caller_text: String,
}

/// The form in which a code stands in a scope: a building or unit by its short code, everything else as it is.
#[must_use]
pub fn canonical(code: &str) -> String {
    let candidates = RoomQuery::parse(code).candidates;
    let whole = candidates.iter().find(|parts| parts.room.is_some() && parts.to_string() == code);
    let around = candidates.iter().find(|parts| parts.room.is_none());
    whole.or(around).map_or_else(|| code.trim().to_owned(), RoomParts::to_string)
}

/// Whether a scope covers a place with these codes: its own and those of the places around it.
#[must_use]
pub fn covers(scope: &[String], codes: &[String]) -> bool {
    let one = |item: &String, code: &String| {
        code == item || code.strip_prefix(item.as_str()).is_some_and(|rest| rest.starts_with('-'))
    };
    scope.iter().any(|item| item == EVERYWHERE || codes.iter().any(|code| one(item, code)))
}

/// Reads a scope as people write it, parted by commas or lines.
///
/// # Errors
/// A text that is no place, at `scope`.
pub fn read(text: &str, ctx: &Ctx<'_>) -> Result<Vec<String>, Fault> {
    let mut found: Vec<String> = Vec::new();
    let parts = text.split([',', '，', '、', ';', '；', '\n']);
    for part in parts.map(str::trim).filter(|part| !part.is_empty()).take(MOST) {
        let item = one(part, ctx.look)?;
        if !found.contains(&item) {
            found.push(item);
        }
    }
    Ok(found)
}

fn one(text: &str, look: &dyn Look) -> Result<String, Fault> {
    if matches!(text, EVERYWHERE | "*" | "全小区" | "all" | "everywhere") {
        return Ok(EVERYWHERE.to_owned());
    }
    if let Some(id) = text.strip_prefix('#').and_then(|id| id.parse().ok()) {
        let code = look.field(EntryRef::new(place::TAG, id), "code")?;
        if let Some(code) = code.text() {
            return Ok(canonical(code));
        }
    }
    let candidates = RoomQuery::parse(text).candidates;
    for parts in candidates.iter().filter(|parts| parts.room.is_some() && parts.building.is_some()) {
        let code = parts.to_string();
        if place::coded(look, &code)?.is_some() {
            return Ok(code);
        }
    }
    if let Some(entry) = place::coded(look, text)?
        && let Some(code) = look.field(entry, "code")?.text()
    {
        return Ok(canonical(code));
    }
    // A building or a unit need not be in the register of places to be named.
    let around = candidates.into_iter().find(|parts| parts.room.is_none() && parts.building.is_some());
    around.map(|parts| parts.to_string()).ok_or_else(|| {
        Fault::invalid(
            "scope",
            say!(
                "“{text}”不是楼栋、单元、房间或已登记的位置；整个小区写“全部”",
                "“{text}” is no building, unit, room or place on file; write “all” for the whole compound"
            ),
        )
    })
}

/// The code of a place and of those around it, the nearest first, as scopes have them.
///
/// # Errors
/// When the store cannot be read.
pub fn codes(look: &dyn Look, place: PlaceId) -> Result<Vec<String>, Fault> {
    let mut found = Vec::new();
    let mut at = Some(place);
    for _ in 0..UP {
        let Some(place) = at else { break };
        let entry = EntryRef::new(place::TAG, place.0);
        if let Value::Text(code) = look.field(entry, "code")? {
            found.push(canonical(&code));
        }
        at = look.head(entry)?.as_ref().and_then(place::within);
    }
    Ok(found)
}

/// The scope of an incident at a place that nobody has drawn yet: the room's unit where such a thing spreads.
pub(super) fn around(head: &Head, entry: &Incident, look: &dyn Look) -> Result<Vec<String>, Fault> {
    let Some(place) = head.place else { return Ok(Vec::new()) };
    let Some(code) = codes(look, place)?.into_iter().next() else { return Ok(Vec::new()) };
    if !entry.kind.is_some_and(super::IncidentKind::spreads) {
        return Ok(vec![code]);
    }
    let room = RoomQuery::parse(&code).candidates.into_iter().find(|parts| parts.to_string() == code);
    let unit = room.filter(|parts| parts.room.is_some() && parts.building.is_some());
    Ok(vec![unit.map_or(code, |parts| RoomParts { room: None, ..parts }.to_string())])
}

/// The open incidents that affect a place, the gravest first.
///
/// # Errors
/// When the store cannot be read.
pub fn affecting(look: &dyn Look, place: PlaceId) -> Result<Vec<Affecting>, Fault> {
    let mut open = Vec::new();
    for state in TELLING {
        for entry in look.in_state(TAG, *state)? {
            open.push((entry, *state));
        }
    }
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let codes = codes(look, place)?;
    let mut found = Vec::new();
    for (entry, state) in open {
        let scope = look.field(entry, "scope")?;
        let scope: Vec<String> =
            scope.text().unwrap_or_default().split(['，', ',']).map(|part| part.trim().to_owned()).collect();
        let at_it = look.head(entry)?.is_some_and(|head| head.place == Some(place));
        if !at_it && !covers(&scope, &codes) {
            continue;
        }
        let text = |field: &str| -> Result<String, Fault> {
            Ok(look.field(entry, field)?.text().unwrap_or_default().to_owned())
        };
        let level = if let Value::Int(level) = look.field(entry, "level")? { level } else { 4 };
        let number = look.head(entry)?.map_or_else(String::new, |head| head.number);
        let affecting =
            Affecting { entry, number, state, kind: text("kind")?, caller_text: text("caller_text")? };
        found.push((level, affecting));
    }
    found.sort_by_key(|(level, affecting)| (*level, affecting.entry));
    Ok(found.into_iter().map(|(_, affecting)| affecting).collect())
}

/// The words of a scope on the screen and in exports.
pub(super) fn written(scope: &[String]) -> String {
    scope.join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(items: &[&str]) -> Vec<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn a_unit_covers_its_rooms_and_no_others() {
        let codes = list(&["3-2-1801"]);
        assert!(covers(&list(&["3-2"]), &codes) && covers(&list(&["3"]), &codes));
        assert!(covers(&list(&["9", "3-2-1801"]), &codes) && covers(&list(&[EVERYWHERE]), &codes));
        for other in ["3-1", "3-2-1802", "3-2-18", "33", "2-1801", ""] {
            assert!(!covers(&list(&[other]), &codes), "{other}");
        }
        assert!(!covers(&[], &codes), "nothing is affected by an incident nobody has placed");
    }

    #[test]
    fn a_place_around_the_room_covers_it_too() {
        let codes = list(&["B1-12", "地下车库", "3"]);
        assert!(covers(&list(&["地下车库"]), &codes));
        assert!(!covers(&list(&["地下"]), &codes));
    }

    #[test]
    fn buildings_and_units_stand_by_their_short_codes() {
        assert_eq!(canonical("3号楼2单元"), "3-2");
        assert_eq!(canonical("3号楼"), "3");
        assert_eq!(canonical("3-2-1801"), "3-2-1801");
        assert_eq!(canonical("中心花园"), "中心花园");
    }
}
