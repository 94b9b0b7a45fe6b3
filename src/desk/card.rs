//! The room card, the dispatch board, and what may be the same matter. Composed of the registers' own rows.

use crate::api::card::{Board, Card, Hand, RoomCard};
use crate::api::entry::{List, Page, Row, Similar, Similars};
use crate::desk::list::{self, Names, row};
use crate::desk::resolve;
use crate::desk::rows::{self, By, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::note::{self, Note};
use crate::domain::place;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{Look, Order};
use crate::domain::request::{self, WORKING};
use crate::domain::room_text::RoomParts;
use crate::domain::value::Value;
use crate::domain::{staff, team};
use crate::store::{Dir, KeyBuf};
use crate::text::lang::t;

/// Contacts shown on a card.
const CONTACTS: u16 = 8;
/// Rows of each part of a card.
const ROWS: u16 = 20;
/// Rows of similar requests nearby.
const NEARBY: usize = 5;

/// Everything about one room.
pub(super) fn room(scope: &Scope<'_>, card: &RoomCard) -> Result<Card, Fault> {
    let places = scope.register("place")?;
    let value = resolve::link(scope, "place", "place", &Value::Text(card.place.clone()))?;
    let entry = EntryRef::new(place::TAG, value.id().unwrap_or(0));
    let loaded = rows::load(scope.reader, places, entry)?
        .ok_or_else(|| Fault::not_found(t("没有这个房间", "There is no such room")).at("place"))?;
    let here = |register: &str, view: Option<&str>, order: Order, limit: u16| -> Result<Vec<Row>, Fault> {
        if !scope.who.may(scope.register(register)?.info().see) {
            return Ok(Vec::new());
        }
        let wanted = List {
            register: register.to_owned(),
            view: view.map(str::to_owned),
            place: Some(format!("#{}", entry.id)),
            order: Some(order),
            limit,
            ..List::default()
        };
        Ok(list::list(scope, &wanted)?.rows)
    };
    let mut contacts = here("visit", None, Order::Newest, CONTACTS)?;
    contacts.extend(here("request", None, Order::Newest, CONTACTS)?);
    contacts.sort_by_key(|row| std::cmp::Reverse(row.head.occurred_at));
    contacts.truncate(usize::from(CONTACTS));
    Ok(Card {
        note: notes(scope, PlaceId(entry.id))?,
        occupants: here("person", Some("active"), Order::Number, ROWS)?,
        requests: here("request", Some("open"), Order::Urgent, ROWS)?,
        promises: here("promise", Some("open"), Order::Due, ROWS)?,
        contacts,
        place: row(scope, places, &loaded, &mut Names::default())?,
    })
}

/// The look-up notes that hold today, as one text.
fn notes(scope: &Scope<'_>, place: PlaceId) -> Result<String, Fault> {
    let register = scope.register("note")?;
    let today = scope.ctx().today();
    let mut words = Vec::new();
    for entry in scope.of_place(note::TAG, place)? {
        let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
        let holds = loaded.body.as_any().downcast_ref::<Note>().filter(|note| note.holds(today));
        words.extend(holds.filter(|_| loaded.head.state == note::HELD).map(|note| note.text.clone()));
    }
    Ok(words.join("；"))
}

/// The dispatch board.
pub(super) fn board(scope: &Scope<'_>) -> Result<Board, Fault> {
    let unassigned: Page = list::list(
        scope,
        &List { register: "request".into(), view: Some("unassigned".into()), limit: 200, ..List::default() },
    )?;
    let mut hands = Vec::new();
    for (register, tag) in [("team", team::TAG), ("staff", staff::TAG)] {
        let register = scope.register(register)?;
        for (entry, loaded) in active(scope, tag)? {
            let name = register.title(&loaded.head, &*loaded.body).get(scope.who.lang).to_owned();
            let is_staff = tag == staff::TAG;
            let posts = staff::take_posts(&register.get(&loaded.head, &*loaded.body, "posts"));
            let (load, urgent) = load(scope, if is_staff { By::Owner } else { By::Team }, entry.id)?;
            hands.push(Hand {
                staff: is_staff.then_some(StaffId(entry.id)),
                team: if is_staff { loaded.head.team.map(|team| team.0) } else { Some(entry.id) },
                name,
                posts: if is_staff { posts } else { Posts::NONE },
                load,
                urgent,
            });
        }
    }
    // Teams first, then those who go out to do the work, then the office.
    hands.sort_by_key(|hand| match (hand.staff, hand.posts) {
        (None, _) => 0,
        (Some(_), posts) if posts == Posts::NONE || posts.has(Post::Officer) => 1,
        _ => 2,
    });
    Ok(Board { unassigned, hands })
}

/// The entries of a register the administrator keeps that are in use.
pub(super) fn active(scope: &Scope<'_>, tag: u16) -> Result<Vec<(EntryRef, rows::Loaded)>, Fault> {
    let register = scope.register_of(EntryRef::new(tag, 0))?;
    let range = index(By::State).u16(tag).u8(ACTIVE).range();
    let mut entries = rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)?;
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if let Some(loaded) = rows::load(scope.reader, register, entry)? {
            found.push((entry, loaded));
        }
    }
    Ok(found)
}

/// Open work orders of a person or team, and how many of them are urgent; counted from the index alone.
fn load(scope: &Scope<'_>, by: By, id: u64) -> Result<(u32, u32), Fault> {
    let count = |key: KeyBuf| -> Result<u32, Fault> {
        let found = rows::entries_in(scope.reader, &key.range(), Dir::Up, 10_000)?;
        Ok(u32::try_from(found.len()).unwrap_or(u32::MAX))
    };
    let (mut all, mut urgent) = (0, 0);
    for state in WORKING {
        let start = || index(by).u64(id).u16(request::TAG).u8(*state);
        all += count(start())?;
        for rank in 0..request::Urgency::Ordinary.rank() {
            urgent += count(start().u8(rank))?;
        }
    }
    Ok((all, urgent))
}

/// Open requests that may be the same matter: of the same room, and of the same kind in the same building.
pub(super) fn similar(scope: &Scope<'_>, similar: &Similar) -> Result<Similars, Fault> {
    let value = resolve::link(scope, "place", "place", &Value::Text(similar.place.clone()))?;
    let place = EntryRef::new(place::TAG, value.id().unwrap_or(0));
    let open = List { register: "request".into(), view: Some("open".into()), ..List::default() };
    let here = List { place: Some(format!("#{}", place.id)), limit: ROWS, ..open.clone() };
    let same_place = list::list(scope, &here)?.rows;
    let nearby = match &similar.category {
        Some(category) => in_building(scope, place, category, open)?,
        None => Vec::new(),
    };
    Ok(Similars { same_place, nearby })
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
