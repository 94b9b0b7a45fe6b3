//! The dispatch board: what is unassigned, and the open load of everybody it could be given to.

use crate::api::card::{Board, Hand};
use crate::api::entry::{List, Page};
use crate::desk::list;
use crate::desk::rows::{self, By, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::posts::{Post, Posts};
use crate::domain::request::{self, Request, WORKING};
use crate::domain::{staff, team};
use crate::store::{Dir, KeyBuf};

/// The dispatch board.
pub(in crate::desk) fn board(scope: &Scope<'_>) -> Result<Board, Fault> {
    let unassigned: Page = list::list(
        scope,
        &List { register: "request".into(), view: Some("unassigned".into()), limit: 200, ..List::default() },
    )?;
    let usual = usual(scope, &unassigned)?;
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
    Ok(Board { unassigned, usual, hands })
}

/// The usual team of each row. There are few kinds and categories, and many rows.
fn usual(scope: &Scope<'_>, page: &Page) -> Result<Vec<Option<u64>>, Fault> {
    let register = scope.register("request")?;
    let mut known = std::collections::BTreeMap::new();
    let mut found = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        let loaded = rows::load(scope.reader, register, EntryRef::new(request::TAG, row.head.id))?;
        let said = loaded.as_ref().and_then(|loaded| loaded.body.as_any().downcast_ref::<Request>());
        let Some(Request { item, category, .. }) = said else {
            found.push(None);
            continue;
        };
        let key = (item.map(|item| item.0), *category);
        let team = match known.get(&key) {
            Some(team) => *team,
            None => {
                let team = request::usual_team(*item, *category, scope)?.map(|team| team.0);
                known.insert(key, team);
                team
            }
        };
        found.push(team);
    }
    Ok(found)
}

/// The entries of a register the administrator keeps that are in use.
pub(in crate::desk) fn active(scope: &Scope<'_>, tag: u16) -> Result<Vec<(EntryRef, rows::Loaded)>, Fault> {
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

/// Open work orders of a person.
pub(in crate::desk) fn open_load(scope: &Scope<'_>, staff: u64) -> Result<u32, Fault> {
    Ok(load(scope, By::Owner, staff)?.0)
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
