//! What may be the same matter as a request that is being written down.

use crate::api::entry::{List, Row, Similar, Similars};
use crate::desk::scope::Scope;
use crate::desk::{incident, list, resolve};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::place;
use crate::domain::register::{Look, Order};
use crate::domain::room_text::RoomParts;
use crate::domain::value::Value;

/// Rows of the same room.
const ROWS: u16 = 20;
/// Rows of similar requests nearby.
const NEARBY: usize = 5;

/// Open requests that may be the same matter: of the same room, and of the same kind in the same building.
pub(in crate::desk) fn similar(scope: &Scope<'_>, similar: &Similar) -> Result<Similars, Fault> {
    let value = resolve::link(scope, "place", "place", &Value::Text(similar.place.clone()))?;
    let place = EntryRef::new(place::TAG, value.id().unwrap_or(0));
    let open = List { register: "request".into(), view: Some("open".into()), ..List::default() };
    let here = List { place: Some(format!("#{}", place.id)), limit: ROWS, ..open.clone() };
    let same_place = list::list(scope, &here)?.rows;
    let nearby = match &similar.category {
        Some(category) => in_building(scope, place, category, open)?,
        None => Vec::new(),
    };
    let incidents = incident::affected(scope, Some(PlaceId(place.id)))?;
    Ok(Similars { same_place, nearby, incidents })
}

fn in_building(scope: &Scope<'_>, place: EntryRef, category: &str, open: List) -> Result<Vec<Row>, Fault> {
    let Some(building) = building(scope, place)? else { return Ok(Vec::new()) };
    let days = scope.setting("request.similar_days");
    let recent = List {
        from: Some(scope.now.plus_minutes(-days * 24 * 60)),
        order: Some(Order::Newest),
        limit: 200,
        ..open
    };
    let mut found = Vec::new();
    for row in list::list(scope, &recent)?.rows {
        let Some(other) = row.head.place.filter(|other| other.0 != place.id) else { continue };
        let same_kind =
            row.cells.iter().any(|cell| cell.field == "category" && cell.value.text() == Some(category));
        if same_kind && self::building(scope, EntryRef::new(place::TAG, other.0))? == Some(building.clone()) {
            found.push(row);
            if found.len() == NEARBY {
                break;
            }
        }
    }
    Ok(found)
}

/// The building a room's code begins with.
fn building(scope: &Scope<'_>, place: EntryRef) -> Result<Option<String>, Fault> {
    let code = scope.field(place, "code")?;
    let code = code.text().unwrap_or_default();
    let parts: Option<RoomParts> =
        crate::domain::room_text::RoomQuery::parse(code).candidates.into_iter().next();
    Ok(parts.and_then(|parts| parts.building))
}
