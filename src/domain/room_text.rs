//! Reads what staff type for a room (`domain/facts.md` 9.1) and writes room codes. Does not know which rooms exist.
//!
//! One text can mean several places: `3-2` is a unit or a small house. So reading gives *candidates*, the
//! likeliest first, and whoever holds the registry keeps those that exist.

mod keys;
mod order;
mod read;

use crate::say;
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Longer texts are no room; a phone number or a sentence must not be read as one.
const MAX_CHARS: usize = 40;
/// Digits of a room's number at the most.
const LONGEST_NUMBER: usize = 5;

/// The parts of a room's address, each normalised: upper case, ASCII digits, no leading zeros.
///
/// A query leaves out what was not typed; a room of the registry always has `room`, and a tower's no `unit`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RoomParts {
    /// Building (号楼), for example `3`, `B2`, `甲`.
    pub building: Option<String>,
    /// Unit: the entrance or stair of a building (单元).
    pub unit: Option<String>,
    /// Room number, for example `1801`, `12A05`, `1801-2` for a room that was split.
    pub room: Option<String>,
}

impl RoomParts {
    /// Parts from a registry's own words, normalised; an empty part or unit `0` is none.
    #[must_use]
    pub fn new(building: &str, unit: &str, room: &str) -> Self {
        let part = |text: &str| Some(normal(&text.nfkc().collect::<String>())).filter(|p| !p.is_empty());
        Self { building: part(building), unit: part(unit).filter(|u| u != "0"), room: part(room) }
    }

    /// Whether `room` is among what this query asks for: every part that was typed is equal.
    #[must_use]
    pub fn matches(&self, room: &Self) -> bool {
        let same = |asked: &Option<String>, has: &Option<String>| asked.is_none() || asked == has;
        same(&self.building, &room.building) && same(&self.unit, &room.unit) && same(&self.room, &room.room)
    }

    /// The floor as the room number tells it: `1801` → `18`, `12A05` → `12A`, `101` → `1`; none for short numbers.
    #[must_use]
    pub fn floor(&self) -> Option<String> {
        let main = self.room.as_deref()?.split(['-', '+']).next()?;
        let cut = main.char_indices().rev().nth(1)?.0;
        let floor = main.get(..cut)?;
        let ends_in_two_digits = main.get(cut..)?.chars().all(|c| c.is_ascii_digit());
        (!floor.is_empty() && ends_in_two_digits).then(|| floor.to_owned())
    }

    /// Bytes that sort as people order rooms: `2` before `10`, `A` after the digits, `B1` (basement) below `1`.
    /// Fit for the end of a store key: parts end in a zero byte, and no key is the beginning of another's part.
    #[must_use]
    pub fn sort_key(&self) -> Vec<u8> {
        let mut key = Vec::with_capacity(24);
        for part in [&self.building, &self.unit, &self.room] {
            order::sort_part(part.as_deref().unwrap_or(""), &mut key);
            key.push(0);
        }
        key
    }

    /// The same with the floor before the door: `12A01` stands between `1201` and `1301`, not before `201`.
    #[must_use]
    pub fn floor_key(&self) -> Vec<u8> {
        let mut key = Vec::with_capacity(24);
        for part in [&self.building, &self.unit] {
            order::sort_part(part.as_deref().unwrap_or(""), &mut key);
            key.push(0);
        }
        let room = self.room.as_deref().unwrap_or("");
        match self.floor() {
            Some(floor) => {
                order::sort_part(&floor, &mut key);
                key.push(order::DOOR);
                order::sort_part(room.get(floor.len()..).unwrap_or(""), &mut key);
            }
            None => order::sort_part(room, &mut key),
        }
        key.push(0);
        key
    }

    /// The address in words, as on paper: `3号楼2单元1801室`.
    #[must_use]
    pub fn spoken(&self) -> Say {
        let (mut zh, mut en) = (String::new(), Vec::new());
        if let Some(b) = &self.building {
            zh.push_str(&format!("{b}号楼"));
            en.push(format!("building {b}"));
        }
        if let Some(u) = &self.unit {
            zh.push_str(&format!("{u}单元"));
            en.push(format!("unit {u}"));
        }
        if let Some(r) = &self.room {
            zh.push_str(&format!("{r}室"));
            en.push(format!("room {r}"));
        }
        Say { zh, en: en.join(", ") }
    }

    /// All that a public notice may say of the address (`domain/facts.md` 5.5): the building.
    #[must_use]
    pub fn public(&self) -> Say {
        match &self.building {
            Some(b) => say!("{b}号楼", "Building {b}"),
            None => Say::same("***"),
        }
    }
}

impl fmt::Display for RoomParts {
    /// The canonical code: `3-2-1801`, in a tower `3-1801`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.building, &self.unit, &self.room];
        f.write_str(&parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("-"))
    }
}

/// What a typed text may mean as a room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomQuery {
    /// The readings, likeliest first; empty when the text is no room at all.
    pub candidates: Vec<RoomParts>,
}

impl RoomQuery {
    /// Reads `text`. Never fails: a text that is no room has no candidates.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let folded: String = text.nfkc().flat_map(char::to_uppercase).take(MAX_CHARS + 1).collect();
        if folded.chars().count() > MAX_CHARS {
            return Self::default();
        }
        let Some(words) = read::words(&folded) else { return Self::default() };
        let mut readings = read::readings(&words);
        if let Some(split) = read::with_wing_apart(&words) {
            readings.extend(read::readings(&split).into_iter().map(|(p, parts)| (p + 1, parts)));
        }
        // `0002` is the end of a phone, or a room's number with its zeros; nobody says a building so.
        if folded.len() >= 3 && folded.starts_with('0') && folded.bytes().all(|byte| byte.is_ascii_digit()) {
            readings.retain(|(_, parts)| parts.building.is_none());
        }
        readings.sort_by_key(|(penalty, _)| *penalty);
        let mut candidates: Vec<RoomParts> = Vec::with_capacity(readings.len());
        for (_, parts) in readings {
            if !candidates.contains(&parts) {
                candidates.push(parts);
            }
        }
        Self { candidates }
    }
}

/// Upper case, no leading zeros in any number that begins a piece.
fn normal(part: &str) -> String {
    let piece = |p: &str| {
        let p = p.trim().to_uppercase();
        let bare = p.trim_start_matches('0');
        if bare.starts_with(|c: char| c.is_ascii_digit()) || p.is_empty() {
            bare.to_owned()
        } else if p.len() > bare.len() {
            format!("0{bare}")
        } else {
            p
        }
    };
    let joined = |text: &str, by: &str| text.split(by).map(piece).collect::<Vec<_>>().join(by);
    part.split('-').map(|p| joined(p, "+")).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests;
