//! The vehicles of residents and companies. Which space they pay for is told by the parking register of the ledger.

use crate::domain::fault::Fault;
use crate::domain::identity::plate;
use crate::domain::ids::{EntryRef, PlaceId, Tag};
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Field, Head, KeyClass, Kind, MaskHow, Order, Register, SearchKey, Spec, SpecInfo,
    State, To, View,
};
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What sort of vehicle.
    pub VehicleKind {
        Car = "car" 'c' ("小型汽车", "Car"),
        NewEnergy = "new-energy" 'n' ("新能源汽车", "New-energy car"),
        Truck = "truck" 't' ("货车", "Truck"),
        Motorcycle = "motorcycle" 'm' ("摩托车", "Motorcycle"),
        EBike = "e-bike" 'e' ("电动自行车", "E-bike"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

/// A vehicle's own fields. The person and the room are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Vehicle {
    /// The plate, in its one form; what is written on a vehicle without one.
    pub plate: String,
    /// What sort.
    pub kind: Option<VehicleKind>,
    /// Make and model.
    pub brand: String,
    /// Its colour.
    pub colour: String,
    /// The parking space it stands at.
    pub space: Option<PlaceId>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// More about it.
    pub note: String,
}

stored!(Vehicle, VehicleDisk);

/// The register's number.
pub const TAG: Tag = 40;
/// It belongs here.
pub const ACTIVE: u8 = 1;
/// No longer theirs.
pub const GONE: u8 = 2;

const STATES: &[State] =
    &[State::done(ACTIVE, "active", t("在册", "on file")), State::done(GONE, "gone", t("已注销", "gone"))];
const VIEWS: &[View] = &[
    View {
        id: "active",
        title: t("在册车辆", "Vehicles"),
        states: &[ACTIVE],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all", title: t("全部车辆", "All vehicles"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of vehicles.
pub struct Vehicles;

impl Register for Vehicles {
    type Entry = Vehicle;

    fn spec() -> Spec<Vehicle> {
        let info = SpecInfo {
            id: "vehicle",
            tag: TAG,
            name: t("车辆", "Vehicle"),
            prefix: "VH",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::STAFF.and(Posts::ADMIN),
            kept: false,
        };
        let fields = vec![
            field!(Vehicle, plate, t("车牌", "Plate"), Kind::Line(20))
                .masked(MaskHow::Plate, Posts::STAFF)
                .column(11)
                .hint(t(
                    "如 京A12345；无牌写“无牌”或车架号",
                    "Such as 京A12345; without one, what is written on it",
                )),
            field!(Vehicle, kind, t("类型", "Kind"), Kind::Choice(VehicleKind::CHOICES)).column(10),
            field!(Vehicle, brand, t("品牌型号", "Make"), Kind::Line(40)).column(12),
            field!(Vehicle, colour, t("颜色", "Colour"), Kind::Line(12)).column(6),
            Field::place().column(14),
            Field::person().column(10),
            field!(Vehicle, space, t("车位", "Parking space"), Kind::PLACE).column(12),
            field!(Vehicle, from, t("起", "From"), Kind::Date),
            field!(Vehicle, to, t("止", "To"), Kind::Date),
            field!(Vehicle, note, t("备注", "Note"), Kind::Line(120)),
        ];
        let who = Posts::STAFF;
        let asks = vec![
            Ask::must("plate"),
            Ask::may("place"),
            Ask::may("person"),
            Ask::may("space"),
            Ask::may("brand"),
            Ask::may("colour"),
            Ask::more("kind"),
            Ask::more("from"),
            Ask::more("note"),
        ];
        let actions = vec![
            Action::create("add", t("登记车辆", "Add a vehicle"), ACTIVE, who, asks).effects(
                |_, e: &mut Vehicle, _, ctx| {
                    e.from.get_or_insert(ctx.today());
                    Ok(Vec::new())
                },
            ),
            Action::step(
                "leave",
                t("车辆注销", "Take off file"),
                &[ACTIVE],
                To::State(GONE),
                who,
                vec![Ask::may("to"), Ask::may("note")],
            )
            .effects(|_, e: &mut Vehicle, _, ctx| {
                e.to.get_or_insert(ctx.today());
                Ok(Vec::new())
            }),
            Action::step("back", t("恢复在册", "Back on file"), &[GONE], To::State(ACTIVE), who, vec![])
                .effects(|_, e: &mut Vehicle, _, _| {
                    e.to = None;
                    Ok(Vec::new())
                }),
        ];
        Spec { normal, keys, facet: true, ..Spec::new(info, fields, actions, title) }
    }
}

/// Make and masked plate: titles are shown to everybody.
fn title(_: &Head, entry: &Vehicle) -> Say {
    let plate = mask::plate(&entry.plate);
    Say::same(if entry.brand.is_empty() { plate } else { format!("{plate} {}", entry.brand) })
}

/// By the plate from each of its characters on.
fn keys(head: &Head, entry: &Vehicle) -> Vec<SearchKey> {
    if head.state == ACTIVE { plate_keys(&entry.plate) } else { Vec::new() }
}

/// By what a plate is found: the whole and every rest of at least two characters, since staff type the tail.
#[must_use]
pub fn plate_keys(plate: &str) -> Vec<SearchKey> {
    let plate = search_key(plate);
    let starts: Vec<usize> = plate.char_indices().map(|(at, _)| at).collect();
    let last = starts.len().saturating_sub(1).max(1);
    let rests = starts.iter().take(last).filter_map(|at| plate.get(*at..));
    rests.map(|rest| SearchKey::new(KeyClass::Plate, rest)).collect()
}

fn normal(head: &mut Head, entry: &mut Vehicle, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let electric = plate::settle(ctx, "plate", &mut entry.plate);
    let kind = if electric { VehicleKind::NewEnergy } else { VehicleKind::Car };
    entry.kind.get_or_insert(kind);
    if entry.from.zip(entry.to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::invalid("to", t("结束日期早于开始日期", "It ends before it begins")));
    }
    if head.state != ACTIVE {
        return Ok(());
    }
    let whole = SearchKey::new(KeyClass::Plate, search_key(&entry.plate));
    for other in ctx.look.found_by(&whole)?.into_iter().filter(|other| other.register == TAG) {
        if other.id != head.id && same_plate(ctx, other, &entry.plate)? {
            let number = ctx.look.head(other)?.map_or_else(String::new, |head| head.number);
            ctx.doubt(
                "plate",
                say!(
                    "这个车牌已在册：{number}；已过户请先注销原登记",
                    "This plate is on file already: {number}; take that off file first if the car was sold"
                ),
            )?;
        }
    }
    Ok(())
}

/// A rest of one plate may be the whole of another: only the whole counts.
fn same_plate(ctx: &Ctx<'_>, other: EntryRef, plate: &str) -> Result<bool, Fault> {
    Ok(ctx.look.field(other, "plate")?.text() == Some(plate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_is_found_by_its_tail() {
        let keys: Vec<String> = plate_keys("京A12345").into_iter().map(|key| key.text).collect();
        assert_eq!(keys, ["京a12345", "a12345", "12345", "2345", "345", "45"]);
        assert_eq!(plate_keys("临").len(), 1);
        assert!(plate_keys("").is_empty());
    }
}
