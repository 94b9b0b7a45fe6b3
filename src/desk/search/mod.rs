//! The one box: rooms, people, plates, papers, cards and numbers, the best match first, a page at a time. Reads stored
//! search keys only and never whole tables; how long it takes does not grow with the office.
//!
//! A match has a *level* and a class. Whole matches come first, whatever they are. Behind them the classes share the
//! page, so that a phone's tail that is also a room's number is not pushed from the screen by a hundred rooms.

mod crowd;
mod gather;
mod hit;
mod narrow;
mod rank;
pub(super) mod rooms;
mod texts;

use crate::api::card::{Find, Found};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::text::clean::clean;
use gather::Gather;
use hit::Hits;
use rank::Ranked;

/// Hits when the caller does not say.
const HITS: usize = 10;
/// Hits at the most.
const HITS_MAX: usize = 50;
/// Characters of the box that are looked at.
const LONGEST: usize = 60;

/// All of it was typed.
const WHOLE: u8 = 0;
/// A room's whole number, a name's whole pinyin.
const SAME: u8 = 1;
/// What lies within the place that was typed; the whole of something short: initials, a sequence.
const WITHIN: u8 = 2;
/// Only a beginning or a tail was typed.
const PART: u8 = 3;

/// Finds what a text may mean.
pub(super) fn find(scope: &Scope<'_>, find: &Find) -> Result<Found, Fault> {
    let limit = match usize::from(find.limit) {
        0 => HITS,
        limit => limit.min(HITS_MAX),
    };
    let text = clean(&find.text, LONGEST, false);
    if text.is_empty() {
        return Ok(Found::default());
    }
    let mut gather = Gather::new(scope, &find.registers);
    rooms::look(&mut gather, &text, find.building.as_deref())?;
    texts::look(&mut gather, &text)?;
    narrow::look(&mut gather, &text, find.building.as_deref())?;
    let mut ranked = Ranked::new(&gather);
    let skip = find.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(0);
    let mut hits = Hits::new(scope, &text);
    let mut found = Found::default();
    let mut levels = Vec::new();
    let mut at = 0;
    while let Some(a_match) = ranked.next()? {
        at += 1;
        let crowd = if find.namesakes { crowd::of(scope, &a_match, &text)? } else { None };
        let of_many = crowd.as_ref().map(|crowd| hits.of_crowd(&a_match, crowd));
        ranked.pass(crowd.into_iter().flat_map(|crowd| crowd.persons));
        if at <= skip {
            continue;
        }
        let Some(hit) = of_many.map_or_else(|| hits.of(&a_match), |hit| Ok(Some(hit)))? else { continue };
        if found.hits.len() == limit {
            found.more = true;
            found.next = Some((at - 1).to_string());
            break;
        }
        found.hits.push(hit);
        levels.push(a_match.lead.level);
    }
    found.sure = skip == 0
        && match levels.as_slice() {
            [_] => !found.more,
            [WHOLE, second, ..] => *second != WHOLE,
            _ => false,
        }
        && found.hits.first().is_some_and(|hit| hit.namesakes.is_none());
    Ok(found)
}
