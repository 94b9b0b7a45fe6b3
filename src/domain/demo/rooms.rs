//! The rooms of the practice office. Does not know who lives in them.

use super::Size;
use super::dice::Dice;
use crate::domain::room_text::RoomParts;
use crate::text::lang::{T, t};

/// A room of the practice office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoRoom {
    /// Its index, `0..size.rooms()`.
    pub index: u64,
    /// Building number, from 1.
    pub building: u64,
    /// Unit (entrance) of the building, from 1.
    pub unit: u64,
    /// Floor, from 1.
    pub floor: u64,
    /// Room number: floor and door, `1801`.
    pub number: String,
    /// Building area in hundredths of a square metre, as on the title deed.
    pub area: u32,
}

impl DemoRoom {
    /// Its address as the desk writes it.
    #[must_use]
    pub fn parts(&self) -> RoomParts {
        RoomParts::new(&self.building.to_string(), &self.unit.to_string(), &self.number)
    }
}

/// Places that are no rooms, reported on as often.
pub const PUBLIC_PLACES: &[T] = &[
    t("地下车库", "Underground garage"),
    t("东门岗", "East gate"),
    t("西门岗", "West gate"),
    t("中心花园", "Central garden"),
    t("儿童游乐场", "Playground"),
    t("垃圾分类站", "Refuse sorting station"),
    t("非机动车棚", "Bicycle shed"),
    t("物业服务大厅", "Service hall"),
];

/// Areas of the layouts a developer builds, in hundredths of a square metre.
const LAYOUTS: [u32; 6] = [5_862, 7_431, 8_917, 9_850, 11_624, 13_608];

pub(super) fn room(size: Size, seed: u64, index: u64) -> DemoRoom {
    let (_, units, floors, doors) = size.shape();
    let door = index % doors + 1;
    let floor = index / doors % floors + 1;
    let unit = index / (doors * floors) % units + 1;
    let building = index / (doors * floors * units) + 1;
    // One layout above the other: the door decides it, floor by floor only the measuring differs.
    let layout = Dice::new(seed, 1, building * 1_000 + unit * 100 + door).pick(&LAYOUTS);
    let measured = u32::try_from(Dice::new(seed, 2, index).below(40)).unwrap_or(0);
    DemoRoom { index, building, unit, floor, number: format!("{floor}{door:02}"), area: layout + measured }
}
