//! Counting: what a desk counts, what the records expect, what a side may see of it and what it still owes
//! (`spec/handover.md` 4.6). Says nothing of what was expected to somebody who has not counted yet.

mod parcels;
mod shown;
mod things;
mod tills;

pub(super) use shown::shown;
pub(in crate::desk) use tills::{holder, lies_in, till_owed};

use super::watch::{keep, needed, words};
use super::{bare, desk_index, watches_in};
use crate::api::handover::{Count, ExplainCount, WatchView};
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::pin;
use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::domain::countable::{self, Countable, folded};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::handover::counts::tally;
use crate::domain::handover::{CountLine, Side, Watch, WatchState};
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::register::Look as _;
use crate::domain::till_move;
use crate::say;
use crate::store::{Reader, Tx};
use crate::text::lang::{Say, t};
use std::collections::BTreeSet;
use things::{Thing, things};

/// Counts that one watch keeps.
const LINES: usize = 2_000;
/// Fen or pieces beyond which nobody counts.
const MOST: i64 = 10_000_000_000_000;
/// Denominations one count may name.
const PARTS: usize = 64;

/// Whether nobody knows for certain who answers for the till of a desk: a document is out, or a count is owed.
pub(in crate::desk) fn undecided(reader: &dyn Reader, desk: DeskId) -> Result<bool, Fault> {
    let Some(id) = watches_in(reader, &desk_index(desk), 1)?.first().copied() else { return Ok(false) };
    Ok(bare(reader, id)?.is_some_and(|watch| watch.state.out() || watch.owed_until.is_some()))
}

/// On which side somebody counts a thing; none: neither. A till of somebody's own is theirs alone to count.
fn side_of(watch: &Watch, own: &Countable, staff: StaffId) -> Option<Side> {
    match own.keeper {
        Some(keeper) => (keeper == staff && watch.state.held()).then_some(Side::Own),
        None => watch.side_of(staff),
    }
}

/// The thing with its side, or why the caller counts it on neither.
fn sided<'t>(
    scope: &Scope<'_>,
    watch: &Watch,
    things: &'t [Thing],
    id: u64,
) -> Result<(&'t Thing, Side), Fault> {
    let thing = things.iter().find(|thing| thing.id == id).ok_or_else(|| unknown(id))?;
    if let Some(side) = side_of(watch, &thing.own, scope.who.staff) {
        return Ok((thing, side));
    }
    let Some(keeper) = thing.own.keeper.filter(|keeper| *keeper != scope.who.staff) else {
        return Err(no_side(watch));
    };
    let name = Names::default().of(scope, "staff", keeper.0)?;
    let text = say!("这是{name}自管的钱箱，由本人清点", "{name} keeps this till and counts it");
    Err(Fault::refused(text).at("thing"))
}

fn no_side(watch: &Watch) -> Fault {
    let text = if watch.state.out() {
        t("先开始核对交班单，再清点", "Begin to read the document, then count")
    } else {
        t("只有当班人和接班人清点", "Only who leaves and who takes over count")
    };
    Fault::refused(text)
}

/// Counts one thing for the caller's side. A second count stands beside the first.
pub(in crate::desk) fn count(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    count: &Count,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let scope = base.scope(tx);
    let line = understood(&scope, &before, count)?;
    let mut watch = before.clone();
    watch.counts.push(line);
    no_longer_owed(&scope, &mut watch)?;
    drop(scope);
    keep(base, tx, Some(&before), watch, out)
}

/// Who took a desk over in haste owes nothing more once all is counted and told.
fn no_longer_owed(scope: &Scope<'_>, watch: &mut Watch) -> Result<(), Fault> {
    if watch.owes() {
        let [_, incoming] = owing(scope, watch)?;
        if incoming.is_none() {
            watch.owed_until = None;
        }
    }
    Ok(())
}

fn understood(scope: &Scope<'_>, watch: &Watch, args: &Count) -> Result<CountLine, Fault> {
    let by = scope.who.staff;
    let things = things(scope, watch)?;
    let (thing, side) = sided(scope, watch, &things, args.thing)?;
    if side == Side::Outgoing && matches!(watch.state, WatchState::Offered | WatchState::InReview) {
        let text = t(
            "交班单已签出；撤回、退回或有争议时才能重点",
            "It is signed; recall it, or count again when it is returned or contested",
        );
        return Err(Fault::refused(text));
    }
    if watch.counts.len() >= LINES {
        let text = say!("一班最多清点 {LINES} 次", "At most {LINES} counts in a watch");
        return Err(Fault::new(FaultKind::TooLarge, text));
    }
    let missing = missing(thing, &args.missing)?;
    let amount = amount(scope, thing, args, missing.len())?;
    let own = watch.counts.iter().filter(|line| line.thing == thing.id && line.side == side && line.by == by);
    Ok(CountLine {
        thing: thing.id,
        side,
        nth: u32::try_from(own.count()).unwrap_or(u32::MAX).saturating_add(1),
        amount,
        parts: args.parts.iter().copied().filter(|(_, pieces)| *pieces != 0).collect(),
        missing,
        expected: thing.expected,
        hands: thing.hands.iter().copied().filter(|hand| *hand != by).collect(),
        upto: rows::next_id(scope.reader, till_move::TAG)? - 1,
        by,
        at: scope.now,
        reason: None,
        words: String::new(),
        witness: None,
    })
}

fn unknown(thing: u64) -> Fault {
    Fault::not_found(say!("这个服务台不清点 #{thing}", "This desk does not count #{thing}")).at("thing")
}

/// The missing names as the register has them.
fn missing(thing: &Thing, told: &[String]) -> Result<Vec<String>, Fault> {
    let known: BTreeSet<&str> = thing.names.iter().map(String::as_str).collect();
    let mut found = BTreeSet::new();
    for name in told {
        let name = folded(name);
        if !known.contains(name.as_str()) {
            return Err(Fault::invalid(
                "missing",
                say!("没有“{name}”这一件", "There is no “{name}” among them"),
            ));
        }
        found.insert(name);
    }
    Ok(found.into_iter().collect())
}

fn amount(scope: &Scope<'_>, thing: &Thing, args: &Count, missing: usize) -> Result<i64, Fault> {
    let money = thing.kind().money();
    let told = if args.parts.is_empty() {
        args.amount
    } else {
        let notes = thing.own.notes(&scope.setting_text("count.denominations"));
        if args.parts.len() > PARTS {
            return Err(Fault::new(
                FaultKind::TooLarge,
                say!("最多 {PARTS} 种面额", "At most {PARTS} denominations"),
            )
            .at("parts"));
        }
        if let Some((value, _)) = args.parts.iter().find(|(value, _)| !notes.contains(value)) {
            let value = countable::yuan(*value);
            return Err(Fault::invalid(
                "parts",
                say!("不按 {value} 元清点", "It is not counted by {value} yuan"),
            ));
        }
        if args.parts.iter().any(|(_, pieces)| *pieces < 0) {
            return Err(Fault::invalid("parts", t("张数不能为负", "Pieces are not negative")));
        }
        let sum = tally(&args.parts).ok_or_else(too_much)?;
        if args.amount.is_some_and(|amount| amount != sum) {
            return Err(Fault::invalid(
                "amount",
                t("总额与各面额之和不符", "The total is not the sum of the parts"),
            ));
        }
        Some(sum)
    };
    let all = thing.names.len();
    let amount = match told {
        Some(amount) => amount,
        None if money => return Err(Fault::missing("amount", t("清点数", "What was found"))),
        None if !thing.names.is_empty() => i64::try_from(all.saturating_sub(missing)).unwrap_or(i64::MAX),
        // "All there" of things that have no names: as many as there should be.
        None => thing.expected,
    };
    if !money && amount < 0 {
        return Err(Fault::invalid("amount", t("件数不能为负", "Pieces are not negative")));
    }
    if amount.saturating_abs() > MOST { Err(too_much()) } else { Ok(amount) }
}

fn too_much() -> Fault {
    Fault::new(FaultKind::TooLarge, t("数目太大", "That is too much")).at("amount")
}

/// Says why the caller's last count of a thing is not what was expected. A witness has signed with their own PIN.
pub(in crate::desk) fn explain(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    args: &ExplainCount,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let scope = base.scope(tx);
    let by = base.who.staff;
    let (_, side) = sided(&scope, &before, &things(&scope, &before)?, args.thing)?;
    let witness = pin::witness(&scope, args.witness.as_deref(), "witness")?;
    if witness == Some(by) {
        return Err(Fault::invalid("witness", t("见证人须是另一个人", "A witness is somebody else")));
    }
    if witness.is_some() && args.witness_pin.is_none() {
        return Err(Fault::missing("witness_pin", t("见证人的签字密码", "The witness's PIN")));
    }
    let words = words(&args.words, "words")?;
    let mut watch = before.clone();
    let own = |line: &&mut CountLine| line.thing == args.thing && line.side == side && line.by == by;
    let line = watch.counts.iter_mut().rev().find(own);
    let line =
        line.ok_or_else(|| Fault::refused(t("还没有清点", "It has not been counted yet")).at("thing"))?;
    (line.reason, line.words, line.witness) = (Some(args.reason), words, witness.or(line.witness));
    no_longer_owed(&scope, &mut watch)?;
    drop(scope);
    keep(base, tx, Some(&before), watch, out)
}

/// What the leaver and the reader still owe before they may sign; none when they are done. Names things, never figures.
pub(super) fn owing(scope: &Scope<'_>, watch: &Watch) -> Result<[Option<Say>; 2], Fault> {
    let office = scope.setting("handover.tolerance");
    let things = things(scope, watch)?;
    let owes = |side: Side| {
        things.iter().filter(|thing| thing.asked()).find_map(|thing| missing_of(watch, thing, side, office))
    };
    // Who leaves counts the till of their own as well.
    let own = things.iter().find(|thing| thing.own.keeper == Some(watch.holder) && thing.owed(office));
    let own = own.map(owed_of);
    Ok([owes(Side::Outgoing).or(own), owes(Side::Incoming)])
}

/// What the keeper of a till owes of it.
fn owed_of(thing: &Thing) -> Say {
    let counted = thing.opening.as_ref().filter(|line| line.side == Side::Own && !thing.moved());
    owing_of(thing, counted)
}

/// What one side still owes of a thing.
fn missing_of(watch: &Watch, thing: &Thing, side: Side, office: i64) -> Option<Say> {
    let done = if side == Side::Incoming && watch.owes() {
        watch.owed_count(thing.id)
    } else {
        watch.counted(thing.id, side)
    };
    if done.is_some() && watch.settled(thing.id, side, thing.own.tolerated(office)) {
        return None;
    }
    Some(owing_of(thing, done))
}

/// What is still to be done about a thing: count it, say why it differs, or have it witnessed.
fn owing_of(thing: &Thing, counted: Option<&CountLine>) -> Say {
    let name = &thing.own.name;
    match counted {
        None => say!("还没有清点：{name}", "Not counted yet: {name}"),
        Some(line) if line.reason.is_none() => {
            say!("清点不符，请说明原因：{name}", "The count differs; say why: {name}")
        }
        Some(_) => say!("差异须有人见证：{name}", "The difference wants a witness: {name}"),
    }
}
