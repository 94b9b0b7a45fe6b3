//! What a side may see of the counts: nothing of what was expected before its own first count, and nothing of the other
//! side's before that.

use super::super::{bare, counts_of, desk_index, watches_in};
use super::things::{Thing, things};
use crate::api::handover::{CountRow, CountShown};
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::countable;
use crate::domain::fault::Fault;
use crate::domain::handover::counts::between;
use crate::domain::handover::{CountLine, Side, Watch};
use crate::domain::ids::StaffId;
use crate::domain::kept::ACTIVE;
use crate::domain::register::Look;
use std::collections::BTreeSet;

/// What is counted at the watch's desk, as the caller may see it.
pub(in crate::desk::handover) fn shown(scope: &Scope<'_>, watch: &Watch) -> Result<Vec<CountRow>, Fault> {
    let me = scope.who.staff;
    let blind = blind(scope, watch)?;
    let side = watch.side_of(me);
    let office = (scope.setting("handover.tolerance"), scope.setting_text("count.denominations"));
    let mut names = Names::default();
    let mut found = Vec::new();
    for thing in things(scope, watch)? {
        if let Some(keeper) = thing.own.keeper {
            found.push(kept(scope, watch, thing, keeper, office.0, &mut names)?);
            continue;
        }
        let outgoing = watch.counted(thing.id, Side::Outgoing);
        let owed = watch.owed_count(thing.id);
        // Who took the desk over in haste is shown their own, not that of somebody who read the document before and went.
        let taken = watch.counted(thing.id, Side::Incoming);
        let incoming = match watch.taker() {
            _ if watch.owes() => owed,
            Some(_) => taken.or(owed),
            None => owed.or(taken),
        };
        let own = match side {
            Some(Side::Outgoing) => outgoing.is_some(),
            Some(Side::Incoming) => incoming.is_some_and(|line| line.by == me),
            Some(Side::Own) => true,
            None if watch.state.held() => outgoing.is_some() && incoming.is_some(),
            None => true,
        };
        let see = own && !blind.contains(&thing.id);
        let tolerance = thing.own.tolerated(office.0);
        let differ = outgoing.zip(incoming).filter(|_| see).map(|(out, inc)| between(out, inc));
        found.push(CountRow {
            thing: thing.id,
            name: thing.own.name.clone(),
            kind: thing.kind(),
            denominations: thing.own.notes(&office.1),
            asked: thing.asked(),
            settled: side.is_none_or(|side| !thing.asked() || watch.settled(thing.id, side, tolerance)),
            tolerance,
            between: differ,
            outgoing: outgoing.map(|line| as_shown(scope, line, see, &mut names)).transpose()?,
            incoming: incoming.map(|line| as_shown(scope, line, see, &mut names)).transpose()?,
            names: thing.names,
            keeper: None,
            mine: false,
        });
    }
    Ok(found)
}

/// A till of somebody's own: their last count, as long as nothing came in or went out since. It is theirs alone to count,
/// and no secret of a handover.
fn kept(
    scope: &Scope<'_>,
    watch: &Watch,
    thing: Thing,
    keeper: StaffId,
    office: i64,
    names: &mut Names,
) -> Result<CountRow, Fault> {
    let line = if watch.state.held() {
        thing.opening.as_ref().filter(|line| line.side == Side::Own && !thing.moved())
    } else {
        watch.counted(thing.id, Side::Own)
    };
    let owed = watch.state.held() && thing.owed(office);
    let mine = keeper == scope.who.staff;
    Ok(CountRow {
        thing: thing.id,
        name: thing.own.name.clone(),
        kind: thing.kind(),
        denominations: thing.own.notes(&scope.setting_text("count.denominations")),
        asked: mine && owed,
        settled: !owed,
        tolerance: thing.own.tolerated(office),
        between: None,
        outgoing: line.map(|line| as_shown(scope, line, true, names)).transpose()?,
        incoming: None,
        keeper: Some(names.of(scope, "staff", keeper.0)?),
        mine,
        names: thing.names,
    })
}

/// The things the caller has yet to count blindly at this desk: what an earlier watch ended with would tell.
fn blind(scope: &Scope<'_>, watch: &Watch) -> Result<BTreeSet<u64>, Fault> {
    let me = scope.who.staff;
    let present = watches_in(scope.reader, &desk_index(watch.desk), 1)?.first().copied();
    let Some(present) = present.filter(|id| *id != watch.id) else { return Ok(BTreeSet::new()) };
    let Some(present) = bare(scope.reader, present)? else { return Ok(BTreeSet::new()) };
    let present = Watch { counts: counts_of(scope.reader, present.id)?, ..present };
    if present.side_of(me) != Some(Side::Incoming) {
        return Ok(BTreeSet::new());
    }
    let counted = |thing: u64| {
        present.counts.iter().any(|line| line.thing == thing && line.side == Side::Incoming && line.by == me)
    };
    let all = scope.in_state(countable::TAG, ACTIVE)?.into_iter().map(|at| at.id);
    Ok(all.filter(|thing| !counted(*thing)).collect())
}

fn as_shown(scope: &Scope<'_>, line: &CountLine, see: bool, names: &mut Names) -> Result<CountShown, Fault> {
    let mut name = |staff: StaffId| names.of(scope, "staff", staff.0);
    let bare = CountShown {
        amount: None,
        expected: None,
        parts: Vec::new(),
        missing: Vec::new(),
        nth: line.nth,
        by: name(line.by)?,
        at: line.at,
        reason: None,
        words: String::new(),
        witness: None,
        hands: Vec::new(),
    };
    if !see {
        return Ok(bare);
    }
    Ok(CountShown {
        amount: Some(line.amount),
        expected: Some(line.expected),
        parts: line.parts.clone(),
        missing: line.missing.clone(),
        reason: line.reason,
        words: line.words.clone(),
        witness: line.witness.map(&mut name).transpose()?,
        hands: line.hands.iter().copied().map(&mut name).collect::<Result<_, Fault>>()?,
        ..bare
    })
}
