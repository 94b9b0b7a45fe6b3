//! How a watch hangs on the roster: which planned slot it is for, and so when it should be handed over. A plan that
//! changes later changes the link, never the watch.

use super::{present_bare, save, whole};
use crate::api::wire::Topic;
use crate::desk::act::{self, Base};
use crate::desk::card::active;
use crate::desk::job::Outcome;
use crate::desk::scope::Scope;
use crate::domain::desk;
use crate::domain::fault::Fault;
use crate::domain::handover::{Began, Watch};
use crate::domain::ids::{DeskId, EntryRef};
use crate::domain::moment::At;
use crate::domain::register::Look;
use crate::domain::rota::{Slot, shift, slot_of};
use crate::store::Tx;

/// For which slot a watch that begins is, until when it should last, and what it owes.
pub(super) fn planned(scope: &Scope<'_>, mut watch: Watch) -> Result<Watch, Fault> {
    let owes = matches!(watch.began, Began::Emergency | Began::FromRecord | Began::SealBroken | Began::Trust);
    if owes {
        watch.owed_until = Some(scope.now.plus_minutes(scope.setting("handover.owed_minutes")));
    }
    let slot = fitting(scope, &watch)?;
    link(scope, &mut watch, slot);
    Ok(watch)
}

/// The slot its holder has now.
fn fitting(scope: &Scope<'_>, watch: &Watch) -> Result<Option<Slot>, Fault> {
    let early = scope.setting("handover.early_minutes");
    Ok(slot_of(&shift::slots(scope)?, watch.desk, watch.holder, scope.now, early))
}

/// The slot its holder goes on into: the first that begins after the present one, and soon.
pub(super) fn next_slot(scope: &Scope<'_>, watch: &Watch) -> Result<Option<Slot>, Fault> {
    let Some(now) = watch.slot.map(|id| shift::slot(scope, id)).transpose()?.flatten() else {
        return fitting(scope, watch);
    };
    let soon = scope.now.plus_minutes(scope.setting("handover.early_minutes"));
    let next = |slot: &Slot| {
        let mine = slot.desk == watch.desk && slot.who == Some(watch.holder) && slot.shift != now.shift;
        mine && slot.span.from > now.span.from && slot.span.from <= soon && slot.span.to > scope.now
    };
    Ok(shift::slots(scope)?.into_iter().filter(next).min_by_key(|slot| slot.span.from))
}

/// Hangs a watch on a slot; without one it lasts from now as long as the office says.
pub(super) fn link(scope: &Scope<'_>, watch: &mut Watch, slot: Option<Slot>) {
    hang(scope, watch, slot, scope.now);
}

fn hang(scope: &Scope<'_>, watch: &mut Watch, slot: Option<Slot>, since: At) {
    let unplanned = since.plus_minutes(scope.setting("handover.unplanned_minutes"));
    watch.slot = slot.map(|slot| slot.shift);
    watch.expect_by(slot.map_or(unplanned, |slot| slot.span.to), scope.setting("handover.amber_minutes"));
}

/// Notes that somebody came for the slot of a watch.
pub(super) fn begin(base: &Base<'_>, tx: &mut Tx<'_>, watch: &Watch, out: &mut Outcome) -> Result<(), Fault> {
    let Some(entry) = watch.slot.map(|id| EntryRef::new(shift::TAG, id)) else { return Ok(()) };
    if base.scope(tx).head(entry)?.is_some_and(|head| head.state == shift::PLANNED) {
        act::by_itself(base, tx, entry, "begin", out)?;
    }
    Ok(())
}

/// A slot was planned, moved, given to somebody else or called off: the watches follow that are for it or might be.
pub(in crate::desk) fn rota_changed(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    id: u64,
    out: &mut Outcome,
) -> Result<(), Fault> {
    let mut changed = Vec::new();
    {
        let scope = base.scope(tx);
        let Some(slot) = shift::slot(&scope, id)? else { return Ok(()) };
        let off = scope.head(EntryRef::new(shift::TAG, id))?.is_none_or(|h| h.state == shift::CANCELLED);
        for (at, _) in active(&scope, desk::TAG)? {
            let Some(watch) = present_bare(tx, DeskId(at.id))? else { continue };
            let same = watch.slot == Some(id);
            if !watch.state.held() || !(same || watch.slot.is_none()) {
                continue;
            }
            let fits = !off && slot.who == Some(watch.holder) && slot.desk == watch.desk;
            let found = if same && fits { Some(slot) } else { fitting(&scope, &watch)? };
            let due = found.map(|slot| slot.span.to);
            if found.map(|slot| slot.shift) != watch.slot || (due.is_some() && due != watch.due_at) {
                changed.push((watch.id, found));
            }
        }
    }
    for (id, found) in changed {
        let Some(before) = whole(tx, id)? else { continue };
        let mut watch = before.clone();
        hang(&base.scope(tx), &mut watch, found, before.opened_at);
        // Saved before its slot is begun: that asks here again, and finds nothing to do.
        save(tx, Some(&before), &watch)?;
        out.topics.extend([Topic::Watch, Topic::Alarm]);
        begin(base, tx, &watch, out)?;
    }
    Ok(())
}
