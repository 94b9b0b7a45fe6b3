//! Places: the compound as a tree down to rooms, shops, spaces, meters and common areas. Found by the ways people say
//! a room (`domain/facts.md` 9.1). Who lives there is told by relations, whether somebody does by occupancies.

mod disk;
mod keys;
mod shape;

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId, Tag};
use crate::domain::kept::{ACTIVE, DISABLED, KEPT_STATES, kept_actions};
use crate::domain::occupancy;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, KeyClass, Kind, Order, Register, SearchKey, Spec, SpecInfo, To,
    Values, View,
};
use crate::domain::room_text::{RoomParts, RoomQuery};
use crate::domain::value::{Area, Share, Value, Valued};
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{choices, field};
use chrono::NaiveDate;
pub use disk::PlaceDisk;
pub use keys::NAMED;
use serde::{Deserialize, Serialize};

choices! {
    /// What sort of place.
    pub PlaceKind {
        Room = "room" 'r' ("房间", "Room"),
        Building = "building" 'b' ("楼栋", "Building"),
        Shop = "shop" 's' ("商铺", "Shop"),
        Parking = "parking" 'p' ("车位", "Parking space"),
        Common = "common" 'c' ("公共部位", "Common area"),
        Facility = "facility" 'f' ("设施设备", "Facility"),
        Area = "area" 'a' ("片区", "Area"),
        Unit = "unit" 'u' ("单元", "Unit (entrance)"),
        Floor = "floor" 'l' ("楼层", "Floor"),
        Storage = "storage" 't' ("储藏室", "Storage room"),
        Meter = "meter" 'm' ("表具", "Meter"),
        Compound = "compound" 'o' ("小区", "Compound"),
    }
}

impl PlaceKind {
    /// Whether somebody can own, rent or use it alone.
    #[must_use]
    pub const fn held(self) -> bool {
        matches!(self, Self::Room | Self::Shop | Self::Parking | Self::Storage)
    }
}

/// A place's own fields. What it lies within is the head's parent, the officer in charge the head's owner.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// What sort of place.
    pub kind: Option<PlaceKind>,
    /// Its code: building-unit-room for rooms (`3-2-1801`), any short name for others.
    pub code: String,
    /// Title area, as on the deed, the shared part included.
    pub area: Option<Area>,
    /// Usable area inside the walls.
    pub usable: Option<Area>,
    /// By which charges are multiplied; nothing is 1.
    pub coefficient: Option<Share>,
    /// When the developer handed it over: warranties run from here.
    pub handed_over: Option<NaiveDate>,
    /// Other codes and names it is known by.
    pub aliases: Vec<String>,
    /// The room it became a part of.
    pub merged_into: Option<PlaceId>,
    /// The look-up note of the first version, until the upgrade has made an entry of it.
    #[serde(skip)]
    pub note_v1: String,
}

/// The register's number.
pub const TAG: Tag = 20;
/// Other names of one place.
const ALIASES: usize = 20;

/// The register of places.
pub struct Places;

const VIEWS: &[View] = &[
    View {
        id: "active",
        title: t("启用中", "In use"),
        states: &[ACTIVE],
        mine: false,
        order: Order::Natural,
    },
    View {
        id: "mine",
        title: t("我负责的", "In my charge"),
        states: &[ACTIVE],
        mine: true,
        order: Order::Number,
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Natural },
];

impl Register for Places {
    type Entry = Place;

    fn spec() -> Spec<Place> {
        let info = SpecInfo {
            id: "place",
            tag: TAG,
            name: t("房间/位置", "Place"),
            prefix: "L",
            states: KEPT_STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: true,
        };
        let asks = vec![
            Ask::must("code"),
            Ask::may("kind"),
            Ask::may("area"),
            Ask::more("usable"),
            Ask::more("coefficient"),
            Ask::more("handed_over"),
            Ask::more("within"),
            Ask::more("owner"),
            Ask::more("aliases"),
        ];
        let mut actions = kept_actions(asks);
        actions.extend(shape::actions());
        if let Some(add) = actions.iter_mut().find(|action| action.info.id == "add") {
            add.effects = stands_within;
        }
        Spec {
            keys: keys::keys,
            normal,
            unique,
            sort,
            ..Spec::new(info, fields(), actions, |_, e| Say::same(e.code.clone()))
        }
    }
}

fn fields() -> Vec<Field<Place>> {
    vec![
        field!(Place, code, t("房号/名称", "Code"), Kind::Line(40))
            .column(16)
            .hint(t("如 3-2-1801；公共部位写名称", "Such as 3-2-1801; a name for common areas")),
        field!(Place, kind, t("类型", "Kind"), Kind::Choice(PlaceKind::CHOICES)).column(10),
        Field::computed(
            "occupancy",
            t("使用状态", "Occupancy"),
            Kind::Choice(occupancy::Occupied::CHOICES),
            |head, _, ctx| {
                Ok(occupancy::now(ctx.look, PlaceId(head.id), ctx.today())?.map(|o| o.state).value())
            },
        )
        .column(10),
        field!(Place, area, t("建筑面积（㎡）", "Title area (sq m)"), Kind::Decimal(2)).column(9),
        field!(Place, usable, t("套内面积（㎡）", "Usable area (sq m)"), Kind::Decimal(2)),
        field!(Place, coefficient, t("计费系数", "Coefficient"), Kind::Decimal(4))
            .hint(t("不填按 1", "Nothing means 1")),
        field!(Place, handed_over, t("交房日期", "Handed over on"), Kind::Date)
            .hint(t("保修期由此起算", "Warranties run from here")),
        Field::new(
            "within",
            t("所属", "Within"),
            Kind::PLACE,
            |h, _| within(h).value(),
            |h, _, v| {
                h.parent = <Option<PlaceId> as Valued>::take(v)?.map(|place| EntryRef::new(TAG, place.0));
                Ok(())
            },
        ),
        Field::owner().labelled(t("责任管家", "Officer in charge")).column(10),
        Field::new(
            "aliases",
            t("别名", "Also known as"),
            Kind::Line(200),
            |_, e: &Place| Value::Text(e.aliases.join("，")),
            |_, e, v| {
                e.aliases = aliases(&String::take(v)?);
                Ok(())
            },
        )
        .hint(t("多个用逗号分开", "Several are parted by commas")),
        Field::new(
            "into",
            t("并入", "Merged into"),
            Kind::PLACE,
            |_, e: &Place| e.merged_into.value(),
            |_, e, v| {
                e.merged_into = Valued::take(v)?;
                Ok(())
            },
        )
        .by_action(),
        Field::new("parts", t("拆分为", "Split into"), Kind::Line(200), |_, _| Value::None, |_, _, _| Ok(()))
            .by_action()
            .hint(t(
                "新房号用逗号分开，如 1801-1，1801-2",
                "The new codes, parted by commas: 1801-1, 1801-2",
            )),
    ]
}

/// The place it lies within.
#[must_use]
pub fn within(head: &Head) -> Option<PlaceId> {
    head.parent.filter(|parent| parent.register == TAG).map(|parent| PlaceId(parent.id))
}

/// Names as typed, parted by commas.
fn aliases(text: &str) -> Vec<String> {
    let parts = text.split([',', '，', '、', ';', '；']).map(|part| part.trim().to_owned());
    parts.filter(|part| !part.is_empty()).take(ALIASES).collect()
}

/// A new room lies within its unit or its building, when nobody said otherwise.
fn stands_within(
    head: &mut Head,
    entry: &mut Place,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if head.parent.is_none()
        && let Some(parts) = parts_of(entry)
    {
        for around in
            [RoomParts { room: None, ..parts.clone() }, RoomParts { room: None, unit: None, ..parts }]
        {
            let codes = [around.to_string(), around.spoken().zh];
            for code in codes.iter().filter(|code| !code.is_empty()) {
                if let Some(found) = coded(ctx.look, code)? {
                    head.parent = Some(found);
                    return Ok(Vec::new());
                }
            }
        }
    }
    Ok(Vec::new())
}

/// The place in use whose whole code is `code`.
///
/// # Errors
/// When the store cannot be read.
pub fn coded(look: &dyn crate::domain::register::Look, code: &str) -> Result<Option<EntryRef>, Fault> {
    let key = SearchKey::new(KeyClass::Room, search_key(code));
    for entry in look.found_by(&key)?.into_iter().filter(|entry| entry.register == TAG) {
        let same = look.field(entry, "code")?.text().is_some_and(|text| search_key(text) == key.text);
        if same && look.head(entry)?.is_some_and(|head| head.state == ACTIVE) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// The parts of the code of a room or another place that has one.
#[must_use]
pub fn parts_of(entry: &Place) -> Option<RoomParts> {
    let candidates = RoomQuery::parse(&entry.code).candidates;
    candidates
        .into_iter()
        .find(|parts| parts.room.is_some())
        .filter(|_| entry.kind.is_none_or(PlaceKind::held))
}

/// A room's code in its one form, so that every way of writing it finds it.
fn normal(head: &mut Head, entry: &mut Place, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let kind = *entry.kind.get_or_insert(PlaceKind::Room);
    if kind == PlaceKind::Room {
        let meant = RoomQuery::parse(&entry.code).candidates.into_iter().find(|parts| parts.room.is_some());
        entry.code = meant.map(|parts| parts.to_string()).ok_or_else(|| {
            Fault::invalid(
                "code",
                t("看不懂这个房号；请写成 3-2-1801", "Not a room code; write it as 3-2-1801"),
            )
        })?;
    }
    if entry.usable.zip(entry.area).is_some_and(|(usable, area)| usable > area) {
        // Whichever of the two is new is the doubtful one.
        for field in ["usable", "area"] {
            ctx.doubt(
                field,
                t(
                    "套内面积大于建筑面积，请核对",
                    "The usable area is larger than the title area; compare the deed",
                ),
            )?;
        }
    }
    inside_itself(head, ctx)
}

/// Refuses a place within itself, however far round.
fn inside_itself(head: &Head, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let mut around = within(head);
    for _ in 0..16 {
        let Some(place) = around else { return Ok(()) };
        if place.0 == head.id {
            break;
        }
        around = ctx.look.head(EntryRef::new(TAG, place.0))?.as_ref().and_then(within);
    }
    if around.is_none() {
        return Ok(());
    }
    let code = around.map_or(0, |place| place.0);
    Err(Fault::invalid("within", say!("#{code} 不能属于它自己", "#{code} cannot lie within itself")))
}

fn unique(_: &Head, entry: &Place) -> Option<(&'static str, SearchKey)> {
    Some(("code", SearchKey::new(KeyClass::Room, search_key(&entry.code))))
}

/// What the sort keys of rooms and what is like them begin with.
pub const ROOMS: u8 = 3;

/// Grounds first, then buildings and units, then what is inside them; each as people order them.
fn sort(_: &Head, entry: &Place) -> Option<Vec<u8>> {
    if let Some(parts) = parts_of(entry) {
        return Some([&[ROOMS][..], &parts.floor_key()].concat());
    }
    let group = match entry.kind {
        Some(PlaceKind::Building | PlaceKind::Unit | PlaceKind::Floor) => 2,
        _ => 1,
    };
    let parts = RoomQuery::parse(&entry.code).candidates.into_iter().next();
    let bytes = parts.map_or_else(|| entry.code.clone().into_bytes(), |parts| parts.sort_key());
    Some([&[group][..], &bytes].concat())
}

/// Sort keys of everything in a building begin with these bytes.
#[must_use]
pub fn sort_prefix(building: &str) -> Vec<u8> {
    let parts = RoomParts { building: Some(building.to_owned()), ..RoomParts::default() };
    let key = parts.sort_key();
    let building = key.iter().position(|byte| *byte == 0).map_or(key.len(), |at| at + 1);
    [&[ROOMS][..], key.get(..building).unwrap_or_default()].concat()
}

/// One of the place's own steps, for the file that declares merging and splitting.
fn step(
    id: &'static str,
    label: crate::text::lang::T,
    from: &'static [u8],
    to: To,
    posts: Posts,
    asks: Vec<Ask>,
) -> Action<Place> {
    Action::step(id, label, from, to, posts, asks)
}

/// States a merged or split room ends in.
const GONE: u8 = DISABLED;
