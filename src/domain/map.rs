//! The map of one building in characters: which room stands on which floor and under which door, and the letter it
//! shows under a lens. Reads no records.

use crate::domain::note::Weight;
use crate::domain::occupancy::Occupied;
use crate::domain::place::PlaceKind;
use crate::domain::room_text::RoomParts;
use crate::text::lang::{Say, T, t};
use crate::{choices, say};
use std::cmp::Reverse;
use std::collections::BTreeMap;

choices! {
    /// What the letters of a map tell.
    pub Lens {
        Occupancy = "occupancy" 'o' ("使用状态", "Occupancy"),
        Requests = "requests" 'q' ("未结报修", "Open requests"),
        Notes = "notes" 'n' ("查询提示", "Look-up notes"),
        Renovation = "renovation" 'r' ("装修", "Renovation"),
    }
}

impl Lens {
    /// The next one, the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|lens| *lens == self).map_or(0, |at| at + 1);
        Self::ALL.get(at).copied().unwrap_or(Self::Occupancy)
    }
}

/// What is known of a room for its letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// How it is used today; none when nobody wrote it down.
    pub occupied: Option<Occupied>,
    /// Open requests.
    pub requests: u32,
    /// Of these, the pressing ones.
    pub urgent: u32,
    /// The weightiest look-up note that holds today.
    pub note: Option<Weight>,
}

/// The letter of a room with nothing to tell.
pub const NOTHING: &str = ".";
/// The letter of a room whose state nobody wrote down.
pub const UNKNOWN: &str = "-";
/// The letter of a room that became a part of another.
pub const MERGED: &str = "=";
/// Requests beyond these are shown as `+`.
const COUNTED: u32 = 9;

impl Facts {
    /// The letter under a lens, and the words it stands for. Pressing requests carry a `!` behind the figure.
    #[must_use]
    pub fn letter(&self, lens: Lens) -> (String, Say) {
        let plain = |letter: &str, words: T| (letter.to_owned(), Say::from(words));
        match lens {
            Lens::Occupancy => match self.occupied {
                None => plain(UNKNOWN, t("未登记", "Not on file")),
                Some(state) => plain(&key_of(Occupied::CHOICES, state.id()), state.label()),
            },
            Lens::Renovation => match self.occupied {
                Some(state @ Occupied::Renovating) => {
                    plain(&key_of(Occupied::CHOICES, state.id()), state.label())
                }
                _ => plain(NOTHING, t("未装修", "Not renovating")),
            },
            Lens::Notes => match self.note {
                None => plain(NOTHING, t("无提示", "No note")),
                Some(weight) => plain(&key_of(Weight::CHOICES, weight.id()), weight.label()),
            },
            Lens::Requests => self.requests_letter(),
        }
    }

    fn requests_letter(&self) -> (String, Say) {
        let (count, limit) = (self.requests, COUNTED);
        let (figure, words) = match count {
            0 => return (NOTHING.to_owned(), t("无未结", "None open").into()),
            1..=COUNTED => (count.to_string(), say!("{count} 件未结", "{count} open")),
            _ => ("+".to_owned(), say!("多于 {limit} 件", "More than {limit}")),
        };
        if self.urgent == 0 {
            return (figure, words);
        }
        let Say { zh, en } = words;
        (format!("{figure}!"), say!("{zh}，有急件", "{en}, urgent"))
    }
}

fn key_of(choices: &[crate::domain::register::Choice], id: &str) -> String {
    choices
        .iter()
        .find(|choice| choice.id == id)
        .map_or_else(|| UNKNOWN.to_owned(), |choice| choice.key.to_string())
}

/// The weightier of two notes: a warning, then a key, then what is good to know.
#[must_use]
pub fn weightier(one: Option<Weight>, two: Option<Weight>) -> Option<Weight> {
    // The declaration's order is the order of weight.
    [one, two].into_iter().flatten().min()
}

/// A place of the building, as it is to be arranged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What it is.
    pub kind: PlaceKind,
    /// Its address.
    pub parts: RoomParts,
    /// Whether it is in use; one that became a part of another gives way.
    pub active: bool,
}

/// Where everything stands; places are named by their position in what was arranged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Unit and door of each column, units side by side.
    pub columns: Vec<(String, String)>,
    /// The floors, the top one first, each with a place or none for every column.
    pub floors: Vec<(String, Vec<Option<usize>>)>,
    /// What stands on no floor: shops, parking spaces, storage, houses; by kind.
    pub strips: Vec<(PlaceKind, Vec<usize>)>,
}

/// Arranges the places of a building.
#[must_use]
pub fn arrange(spots: &[Spot]) -> Grid {
    let mut columns: BTreeMap<Vec<u8>, (String, String)> = BTreeMap::new();
    let mut floors: BTreeMap<Reverse<Vec<u8>>, String> = BTreeMap::new();
    let mut cells: BTreeMap<(Reverse<Vec<u8>>, Vec<u8>), usize> = BTreeMap::new();
    let mut strips: BTreeMap<PlaceKind, Vec<usize>> = BTreeMap::new();
    for (at, spot) in spots.iter().enumerate() {
        let floor = spot.parts.floor().filter(|_| spot.kind == PlaceKind::Room);
        let Some(floor) = floor else {
            if spot.active {
                strips.entry(spot.kind).or_default().push(at);
            }
            continue;
        };
        let room = spot.parts.room.as_deref().unwrap_or_default();
        let door = room.strip_prefix(floor.as_str()).unwrap_or(room).to_owned();
        let unit = spot.parts.unit.clone().unwrap_or_default();
        let column =
            RoomParts { building: None, unit: Some(unit.clone()), room: Some(door.clone()) }.sort_key();
        let height = Reverse(RoomParts { room: Some(floor.clone()), ..RoomParts::default() }.sort_key());
        columns.entry(column.clone()).or_insert((unit, door));
        floors.entry(height.clone()).or_insert(floor);
        let cell = cells.entry((height, column)).or_insert(at);
        if spot.active {
            *cell = at;
        }
    }
    let row = |height: &Reverse<Vec<u8>>| {
        columns.keys().map(|column| cells.get(&(height.clone(), column.clone())).copied()).collect()
    };
    let floors = floors.iter().map(|(height, name)| (name.clone(), row(height))).collect();
    Grid { floors, strips: strips.into_iter().collect(), columns: columns.into_values().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::room_text::RoomQuery;

    fn spot(code: &str) -> Spot {
        let parts = RoomQuery::parse(code).candidates.into_iter().find(|parts| parts.room.is_some()).unwrap();
        Spot { kind: PlaceKind::Room, parts, active: true }
    }

    #[test]
    fn floors_come_top_first_in_the_order_people_count_them() {
        let codes = ["5-101", "5-3A01", "5-301", "5-1401", "5-12A01", "5-1201", "5-401", "5-B101", "5-B201"];
        let grid = arrange(&codes.map(spot));
        let floors: Vec<&str> = grid.floors.iter().map(|(floor, _)| floor.as_str()).collect();
        assert_eq!(floors, ["14", "12A", "12", "4", "3A", "3", "1", "B1", "B2"]);
        assert_eq!(grid.columns, [(String::new(), "01".to_owned())]);
    }

    #[test]
    fn units_stand_side_by_side_and_a_missing_room_leaves_a_gap() {
        let codes = ["3-1-101", "3-1-102", "3-2-101", "3-2-201", "3-2-1801-1", "3-2-1801-2"];
        let grid = arrange(&codes.map(spot));
        let heads: Vec<String> = grid.columns.iter().map(|(unit, door)| format!("{unit}/{door}")).collect();
        assert_eq!(heads, ["1/01", "1/02", "2/01", "2/01-1", "2/01-2"]);
        assert_eq!(grid.floors[0], ("18".to_owned(), vec![None, None, None, Some(4), Some(5)]));
        assert_eq!(grid.floors[2], ("1".to_owned(), vec![Some(0), Some(1), Some(2), None, None]));
    }

    #[test]
    fn what_is_no_room_of_a_floor_stands_in_a_strip_and_a_room_in_use_covers_one_that_is_gone() {
        let mut shop = spot("3-101");
        shop.kind = PlaceKind::Shop;
        let gone = Spot { active: false, ..spot("3-201") };
        let grid = arrange(&[shop, gone.clone(), spot("3-201"), spot("3-5"), gone]);
        assert_eq!(grid.floors, [("2".to_owned(), vec![Some(2)])]);
        assert_eq!(grid.strips, [(PlaceKind::Room, vec![3]), (PlaceKind::Shop, vec![0])]);
    }

    #[test]
    fn letters_tell_without_colour() {
        let facts = Facts { occupied: Some(Occupied::Let), requests: 2, urgent: 1, note: Some(Weight::Key) };
        let letters: Vec<String> = Lens::ALL.iter().map(|lens| facts.letter(*lens).0).collect();
        assert_eq!(letters, ["l", "2!", "k", "."]);
        assert_eq!(Facts { requests: 12, ..facts }.letter(Lens::Requests).0, "+!");
        assert_eq!(Facts::default().letter(Lens::Occupancy).0, "-");
        assert_eq!(weightier(Some(Weight::Know), Some(Weight::Warn)), Some(Weight::Warn));
    }

    #[test]
    fn lenses_go_round() {
        assert_eq!(Lens::ALL.iter().fold(Lens::Occupancy, |lens, _| lens.next()), Lens::Occupancy);
    }
}
