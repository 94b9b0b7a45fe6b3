//! What the rules of other registers ask about tills: who answers for a desk's, what lies in one, and which of their own
//! somebody has yet to count.

use super::super::{desk_index, present, present_bare, watches_in};
use super::owed_of;
use super::things::{Thing, things};
use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::domain::countable::{self, Countable};
use crate::domain::fault::Fault;
use crate::domain::handover::{Began, Watch};
use crate::domain::ids::{CountableId, DeskId, EntryRef, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::register::Look;
use crate::store::Reader;
use crate::text::lang::Say;

/// Who answers for a desk now; none: nobody, or the seal.
pub(in crate::desk) fn holder(reader: &dyn Reader, desk: DeskId) -> Result<Option<StaffId>, Fault> {
    let watch = present_bare(reader, desk)?;
    Ok(watch.filter(|watch| watch.state.held()).map(|watch| watch.holder))
}

/// What a desk counts as it is now, whether or not anybody ever opened a watch there.
fn things_at(scope: &Scope<'_>, desk: DeskId) -> Result<Vec<Thing>, Fault> {
    let watch = match watches_in(scope.reader, &desk_index(desk), 1)?.first() {
        Some(_) => present(scope.reader, desk)?,
        None => None,
    };
    let never = || Watch::begin(u64::MAX, desk, StaffId(0), Began::Fresh, scope.now, 1);
    things(scope, &watch.unwrap_or_else(never))
}

/// What the records expect to lie in a thing: fen of money, else pieces. Of one that every desk has, at the caller's.
pub(in crate::desk) fn lies_in(scope: &Scope<'_>, thing: CountableId) -> Result<i64, Fault> {
    let entry = EntryRef::new(countable::TAG, thing.0);
    let loaded = rows::load(scope.reader, scope.register("countable")?, entry)?;
    let Some(loaded) = loaded else { return Ok(0) };
    let desk = loaded.body.as_any().downcast_ref::<Countable>().and_then(|own| own.desk);
    let found = things_at(scope, desk.unwrap_or(scope.who.desk))?;
    Ok(found.iter().find(|known| known.id == thing.0).map_or(0, |thing| thing.expected))
}

/// What somebody has yet to do about a till of their own; none: nothing.
pub(in crate::desk) fn till_owed(scope: &Scope<'_>, staff: StaffId) -> Result<Option<Say>, Fault> {
    let office = scope.setting("handover.tolerance");
    let register = scope.register("countable")?;
    for at in scope.in_state(countable::TAG, ACTIVE)? {
        let Some(loaded) = rows::load(scope.reader, register, at)? else { continue };
        let Some(own) = loaded.body.as_any().downcast_ref::<Countable>() else { continue };
        let Some(desk) = own.desk.filter(|_| own.keeper == Some(staff)) else { continue };
        let found = things_at(scope, desk)?;
        if let Some(thing) = found.iter().find(|thing| thing.id == at.id && thing.owed(office)) {
            return Ok(Some(owed_of(thing)));
        }
    }
    Ok(None)
}
