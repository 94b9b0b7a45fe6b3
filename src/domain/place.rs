//! Places: rooms, buildings, common areas. Found by the ways people say a room (`domain/facts.md` 9.1).

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::kept::{KEPT_STATES, KEPT_VIEWS, kept_actions};
use crate::domain::posts::Posts;
use crate::domain::register::{Ask, Ctx, Field, Head, KeyClass, Kind, Register, SearchKey, Spec, SpecInfo};
use crate::domain::room_text::RoomQuery;
use crate::domain::value::Value;
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::{choices, field, stored};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
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
    }
}

/// A place's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// What sort of place.
    pub kind: Option<PlaceKind>,
    /// Its code: building-unit-room for rooms (`3-2-1801`), any short name for others.
    pub code: String,
    /// Shown at look-up: "key with neighbour".
    pub note: String,
    /// Title area in hundredths of a square metre.
    pub area: Option<i64>,
}

stored!(Place, PlaceDisk);

/// The register's number.
pub const TAG: Tag = 20;
/// The register of places.
pub struct Places;

impl Register for Places {
    type Entry = Place;

    fn spec() -> Spec<Place> {
        let info = SpecInfo {
            id: "place",
            tag: TAG,
            name: t("房间/位置", "Place"),
            prefix: "L",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: Posts::ADMIN,
            kept: true,
        };
        let fields = vec![
            field!(Place, code, t("房号/名称", "Code"), Kind::Line(40))
                .column(16)
                .hint(t("如 3-2-1801；公共部位写名称", "Such as 3-2-1801; a name for common areas")),
            field!(Place, kind, t("类型", "Kind"), Kind::Choice(PlaceKind::CHOICES)).column(10),
            field!(Place, note, t("查询提示", "Shown at look-up"), Kind::Line(120)).column(30),
            Field::new("area", t("建筑面积（㎡）", "Title area (sq m)"), Kind::Line(12), area, set_area)
                .hint(t("最多两位小数，如 89.50", "At most two decimals, such as 89.50")),
        ];
        let asks = vec![Ask::must("code"), Ask::may("kind"), Ask::may("note"), Ask::more("area")];
        Spec {
            keys,
            normal,
            unique,
            ..Spec::new(info, fields, kept_actions(asks), |_, e| Say::same(e.code.clone()))
        }
    }
}

/// A room's code in its one form, so that every way of writing it finds it.
fn normal(_: &mut Head, entry: &mut Place, _: &Ctx<'_>) -> Result<(), Fault> {
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
    Ok(())
}

fn unique(_: &Head, entry: &Place) -> Option<(&'static str, SearchKey)> {
    Some(("code", SearchKey::new(KeyClass::Room, search_key(&entry.code))))
}

/// Square metres with two decimals, as a title deed has them.
fn area(_: &Head, entry: &Place) -> Value {
    entry.area.map_or(Value::None, |hundredths| Value::Text(Decimal::new(hundredths, 2).to_string()))
}

fn set_area(_: &mut Head, entry: &mut Place, value: Value) -> Result<(), T> {
    let wrong =
        t("应为面积，最多两位小数，如 89.50", "Must be an area with at most two decimals, such as 89.50");
    entry.area = match value {
        Value::None => None,
        Value::Text(text) => {
            let metres: Decimal = text.parse().map_err(|_| wrong)?;
            let hundredths = metres.checked_mul(Decimal::ONE_HUNDRED).ok_or(wrong)?;
            if metres.is_sign_negative() || hundredths.fract() != Decimal::ZERO {
                return Err(wrong);
            }
            Some(hundredths.to_i64().ok_or(wrong)?)
        }
        _ => return Err(wrong),
    };
    Ok(())
}

/// The whole code and each of its tails: `3-2-1801`, `2-1801`, `1801`.
fn keys(_: &Head, entry: &Place) -> Vec<SearchKey> {
    let code = search_key(&entry.code);
    let mut keys = vec![SearchKey::new(KeyClass::Room, code.clone())];
    let mut rest = code.as_str();
    while let Some((_, tail)) = rest.split_once('-') {
        keys.push(SearchKey::new(KeyClass::Room, tail));
        rest = tail;
    }
    keys
}
