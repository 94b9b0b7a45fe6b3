//! By what a place is found. Does not know how typed texts are read.

use super::{Place, PlaceKind};
use crate::domain::register::{Head, KeyClass, SearchKey};
use crate::domain::room_text::{RoomParts, RoomQuery};
use crate::text::fold::search_key;
use crate::text::pinyin;

/// What the key of a place that is no room begins with: a building, a garden, a named shop.
pub const NAMED: char = '\u{2}';

/// The code and every other name: whole and by each of its tails (`3-2-1801`, `2-1801`, `1801`). A room's also from
/// its number on; what is no room is found by its name, a building by its short code as well.
pub(super) fn keys(_: &Head, entry: &Place) -> Vec<SearchKey> {
    let mut keys = Vec::new();
    for name in std::iter::once(&entry.code).chain(&entry.aliases) {
        let code = search_key(name);
        let mut rest = code.as_str();
        keys.push(SearchKey::new(KeyClass::Room, rest));
        while let Some((_, tail)) = rest.split_once('-') {
            keys.push(SearchKey::new(KeyClass::Room, tail));
            rest = tail;
        }
        match room(entry, name) {
            Some(parts) => keys.extend(parts.number_key().map(|key| SearchKey::new(KeyClass::Room, key))),
            None => named(name, &code, &mut keys),
        }
    }
    let mut seen = std::collections::HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys
}

/// The room that one of its names means.
fn room(entry: &Place, name: &str) -> Option<RoomParts> {
    let candidates = RoomQuery::parse(name).candidates;
    candidates
        .into_iter()
        .find(|parts| parts.room.is_some())
        .filter(|_| entry.kind.is_none_or(PlaceKind::held))
}

fn named(name: &str, code: &str, keys: &mut Vec<SearchKey>) {
    keys.push(SearchKey::new(KeyClass::Room, format!("{NAMED}{code}")));
    // `3号楼2单元` is also said `3-2`.
    let short = RoomQuery::parse(name).candidates.into_iter().find(|parts| parts.room.is_none());
    if let Some(short) = short {
        keys.push(SearchKey::new(KeyClass::Room, format!("{NAMED}{}", search_key(&short.to_string()))));
    } else {
        let tails = code
            .char_indices()
            .map(|(at, _)| SearchKey::new(KeyClass::Name, code.get(at..).unwrap_or_default()));
        keys.extend(tails);
        keys.extend(pinyin::name_keys(name).into_iter().map(|key| SearchKey::new(KeyClass::Pinyin, key)));
    }
}
