//! Standing orders as a handover tells them: those in force at the desk, and which of them are new to whoever takes over.

use super::reading::owes;
use super::{bare, holder_index, watches_in};
use crate::api::handover::OrderRow;
use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::Watch;
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Look as _;
use crate::domain::standing_order::{self, StandingOrder};
use std::cmp::Reverse;

/// When somebody's last duty at a desk ended: when they handed over, or their watch closed. None: they had none.
pub(super) fn duty_ended(scope: &Scope<'_>, desk: DeskId, staff: StaffId) -> Result<Option<At>, Fault> {
    for id in watches_in(scope.reader, &holder_index(staff), usize::MAX)? {
        if let Some(watch) = bare(scope.reader, id)?
            && watch.desk == desk
            && !watch.state.held()
        {
            let ended = watch.accepted_at.or(watch.ending.as_ref().map(|ending| ending.at));
            return Ok(Some(ended.unwrap_or(watch.opened_at)));
        }
    }
    Ok(None)
}

/// The orders in force at a desk, those that are new to `reader` first, the newest of each first. To somebody who never
/// handed over here, and to a reader nobody knows yet, everything is new.
pub(super) fn at_desk(
    scope: &Scope<'_>,
    desk: DeskId,
    reader: Option<StaffId>,
) -> Result<Vec<OrderRow>, Fault> {
    let since = reader.map(|reader| duty_ended(scope, desk, reader)).transpose()?.flatten();
    let register = scope.register("standing_order")?;
    let mut found = Vec::new();
    for entry in standing_order::in_force(scope, scope.now.date(scope.zone()))? {
        let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
        let Some(order) = loaded.body.as_any().downcast_ref::<StandingOrder>() else { continue };
        if order.desk.is_some_and(|known| known != desk) {
            continue;
        }
        let at = order.in_force_at.unwrap_or(loaded.head.created_at);
        let replaces = match order.replaces {
            None => None,
            Some(old) => rows::head(scope.reader, EntryRef::new(standing_order::TAG, old.0))?,
        };
        found.push(OrderRow {
            entry,
            number: loaded.head.number.clone(),
            title: order.title.clone(),
            text: order.text.clone(),
            since: at,
            replaces: replaces.map(|head| head.number),
            new: since.is_none_or(|since| at > since),
            owed: owes(scope, entry)?,
        });
    }
    found.sort_by_key(|row| (!row.new, Reverse(row.since), row.entry));
    Ok(found)
}

/// What stands on the document of a watch: the orders that are new to whoever takes over.
pub(super) fn new_to(scope: &Scope<'_>, watch: &Watch) -> Result<Vec<(String, String)>, Fault> {
    let reader = watch.successor.or(watch.reviewer.as_ref().map(|reader| reader.staff));
    let orders = at_desk(scope, watch.desk, reader)?;
    Ok(orders.into_iter().filter(|row| row.new).map(|row| (row.number, row.title)).collect())
}

/// Number and title of every order that held at the desk of a watch while its document was out: until custody left it,
/// of one that is out until now. Whoever takes over reads some of them on the sheet.
pub(super) fn held(scope: &Scope<'_>, watch: &Watch) -> Result<Vec<(String, String)>, Fault> {
    let ended = watch.accepted_at.or(watch.ending.as_ref().map(|ending| ending.at));
    let at = ended.unwrap_or(scope.now);
    let day = at.date(scope.zone());
    let register = scope.register("standing_order")?;
    let mut found = Vec::new();
    for state in [standing_order::IN_FORCE, standing_order::WITHDRAWN, standing_order::SUPERSEDED] {
        for entry in scope.in_state(standing_order::TAG, state)? {
            let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
            let Some(order) = loaded.body.as_any().downcast_ref::<StandingOrder>() else { continue };
            let here = order.desk.is_none_or(|desk| desk == watch.desk);
            let begun = order.in_force_at.is_some_and(|since| since <= at)
                && order.from.is_none_or(|from| from <= day);
            let over = (state != standing_order::IN_FORCE && loaded.head.since <= at)
                || order.to.is_some_and(|to| to < day);
            if here && begun && !over {
                found.push((loaded.head.number.clone(), order.title.clone()));
            }
        }
    }
    found.sort();
    Ok(found)
}
