//! Counting: what a desk counts, what the records expect, what a side may see of it and what it still owes
//! (`spec/handover.md` 4.6). Says nothing of what was expected to somebody who has not counted yet.

mod parcels;
mod shown;

pub(super) use shown::shown;

use super::watch::{keep, needed, words};
use super::{bare, counts_of, desk_index, thing_index, watches_in};
use crate::api::handover::{Count, ExplainCount, WatchView};
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::pin;
use crate::desk::rows::{self, By, UNDONE, index};
use crate::desk::scope::Scope;
use crate::domain::countable::{self, CountKind, Countable, folded, listed};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::handover::counts::{expected, tally};
use crate::domain::handover::{CountLine, Side, Watch, WatchState};
use crate::domain::ids::{DeskId, EntryRef};
use crate::domain::kept::ACTIVE;
use crate::domain::register::Look;
use crate::domain::till_move::{self, TillMove};
use crate::domain::value::Valued;
use crate::domain::{access_card, key};
use crate::say;
use crate::store::table::scan_index;
use crate::store::tables::{ENTRY, LOG_INDEX};
use crate::store::{Dir, KeyBuf, KeyRange, KeyReader, Reader, StoreError, Tx, Visit};
use crate::text::lang::{Say, t};
use std::collections::BTreeSet;

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

/// Something a desk counts, with what the records know of it.
struct Thing {
    id: u64,
    own: Countable,
    /// The last count that stands for the beginning of the present watch.
    opening: Option<CountLine>,
    /// What it is counted by name: those that should be there.
    names: Vec<String>,
    /// What came in and went out since.
    since: i64,
    /// Whether anything did.
    moved: bool,
    /// What the records expect.
    expected: i64,
}

impl Thing {
    fn kind(&self) -> CountKind {
        self.own.kind.unwrap_or_default()
    }

    /// Whether it must be counted: cash always, anything else once there is some of it.
    fn asked(&self) -> bool {
        let known = self.own.first().is_some() || self.moved || self.expected != 0;
        match self.kind() {
            CountKind::Cash => true,
            CountKind::Keys => !self.names.is_empty(),
            _ => known || !self.names.is_empty(),
        }
    }
}

/// What a desk counts now, in order.
fn things(scope: &Scope<'_>, watch: &Watch) -> Result<Vec<Thing>, Fault> {
    let register = scope.register("countable")?;
    let mut found: Vec<(u64, Countable)> = Vec::new();
    for at in scope.in_state(countable::TAG, ACTIVE)? {
        let Some(loaded) = rows::load(scope.reader, register, at)? else { continue };
        let Some(own) = loaded.body.as_any().downcast_ref::<Countable>() else { continue };
        if own.desk.is_none_or(|desk| desk == watch.desk) {
            found.push((at.id, own.clone()));
        }
    }
    found.sort_by_key(|(id, own)| (own.order, *id));
    let mut things = Vec::with_capacity(found.len());
    for (id, own) in &found {
        let opening = opening(scope.reader, watch, *id)?;
        let names = names(scope, own)?;
        things.push(Thing { id: *id, own: own.clone(), opening, names, since: 0, moved: false, expected: 0 });
    }
    add_moves(scope, watch.desk, &mut things)?;
    // Of several shelves the register cannot tell which parcel lies on which.
    let shelves = things.iter().filter(|thing| thing.kind() == CountKind::Parcels).count();
    let parcels = if shelves == 1 { parcels::kept(scope, watch.desk)? } else { None };
    for thing in &mut things {
        thing.expected = expects(scope, watch.desk, thing, parcels)?;
    }
    Ok(things)
}

/// The count that stands for the beginning of a watch: what its holder counted of a desk taken over in haste, else what
/// the last watch in which the thing was counted ended with.
fn opening(reader: &dyn Reader, watch: &Watch, thing: u64) -> Result<Option<CountLine>, Fault> {
    if let Some(owed) = watch.owed_count(thing) {
        return Ok(Some(owed.clone()));
    }
    let mut before = watch.id;
    loop {
        let all = thing_index(thing);
        let range = KeyRange { from: all.clone().into_vec(), to: Some(all.u64(before).into_vec()) };
        let mut last = None;
        scan_index(reader, &range, Dir::Down, &mut |key, _| {
            last = Some(watch_of(key));
            Visit::Stop
        })?;
        let Some(id) = last.transpose()? else { return Ok(None) };
        if let Some(earlier) = bare(reader, id)?.filter(|earlier| earlier.desk == watch.desk) {
            let earlier = Watch { counts: counts_of(reader, id)?, ..earlier };
            if let Some(line) = earlier.closing(thing) {
                return Ok(Some(line.clone()));
            }
        }
        before = id;
    }
}

fn watch_of(key: &[u8]) -> Result<u64, StoreError> {
    let mut reader = KeyReader::new(LOG_INDEX.number, key)?;
    let (_, _thing) = (reader.u8()?, reader.u64()?);
    reader.u64()
}

/// The names a thing is counted by: of keys those that should hang on their hooks.
fn names(scope: &Scope<'_>, own: &Countable) -> Result<Vec<String>, Fault> {
    let told = listed(&own.names);
    if own.kind != Some(CountKind::Keys) {
        return Ok(told);
    }
    let mut hooks = Vec::new();
    let register = scope.register("key")?;
    for at in scope.in_state(key::TAG, key::IN)? {
        let Some(loaded) = rows::load(scope.reader, register, at)? else { continue };
        if let Some(key) = loaded.body.as_any().downcast_ref::<key::Key>() {
            let hook = folded(&key.hook);
            if told.is_empty() || told.contains(&hook) {
                hooks.push((register.sort(&loaded.head, &*loaded.body), hook));
            }
        }
    }
    hooks.sort();
    Ok(hooks.into_iter().map(|(_, hook)| hook).collect())
}

/// Adds what came in and went out of each thing since the count that stands for its beginning.
fn add_moves(scope: &Scope<'_>, desk: DeskId, things: &mut [Thing]) -> Result<(), Fault> {
    let mut from: Option<u64> = None;
    for thing in things.iter().filter(|thing| thing.kind().money()) {
        let start = match &thing.opening {
            Some(line) => line.upto + 1,
            // Of what was never counted all lines tell; most often there are none at all.
            None if ever_moved(scope, thing)? => 1,
            None => continue,
        };
        from = Some(from.map_or(start, |known: u64| known.min(start)));
    }
    let Some(from) = from else { return Ok(()) };
    let register = scope.register("till_move")?;
    let range = KeyRange {
        from: rows::key(EntryRef::new(till_move::TAG, from)),
        to: KeyBuf::new(ENTRY.number).u16(till_move::TAG).range().to,
    };
    let mut moves: Vec<(u64, TillMove)> = Vec::new();
    let mut damaged: Option<StoreError> = None;
    scope.reader.scan(&range, Dir::Up, &mut |key, bytes| {
        let read = rows::entry_of_key(key).and_then(|at| Ok((at, rows::decode(register, bytes)?)));
        match read {
            Ok((at, loaded)) if loaded.head.desk == desk && loaded.head.state != UNDONE => {
                moves.extend(
                    loaded.body.as_any().downcast_ref::<TillMove>().map(|line| (at.id, line.clone())),
                );
            }
            Ok(_) => {}
            Err(error) => damaged = Some(error),
        }
        if damaged.is_none() { Visit::More } else { Visit::Stop }
    })?;
    if let Some(error) = damaged {
        return Err(error.into());
    }
    let owned: Vec<(u64, &Countable)> = things.iter().map(|thing| (thing.id, &thing.own)).collect();
    let placed: Vec<(u64, i64, Option<u64>)> =
        moves.iter().map(|(id, line)| (*id, line.effect(), line.lies_in(&owned))).collect();
    for (id, effect, lies) in placed {
        if let Some(thing) = things.iter_mut().find(|thing| Some(thing.id) == lies) {
            let upto = thing.opening.as_ref().map_or(0, |line| line.upto);
            thing.since = expected(thing.since, upto, [(id, effect)]);
            thing.moved |= id > upto;
        }
    }
    Ok(())
}

/// Whether a line that may lie in a thing was ever entered, at whichever desk.
fn ever_moved(scope: &Scope<'_>, thing: &Thing) -> Result<bool, Fault> {
    // Cash takes in what has no box of its own, and a till of its own any line that names it.
    if thing.kind() == CountKind::Cash {
        return Ok(rows::next_id(scope.reader, till_move::TAG)? > 1);
    }
    let class = till_move::class_of(thing.kind(), thing.own.method);
    for state in till_move::STATE_CODES {
        let range = index(By::State).u16(till_move::TAG).u8(state).u8(class).range();
        if !rows::entries_in(scope.reader, &range, Dir::Up, 1)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the records expect to be there now: fen of money, else pieces. `parcels` is what the register of parcels says.
fn expects(scope: &Scope<'_>, desk: DeskId, thing: &Thing, parcels: Option<i64>) -> Result<i64, Fault> {
    let count = |names: usize| i64::try_from(names).unwrap_or(i64::MAX);
    let first = thing.own.first().unwrap_or(0);
    let opening = thing.opening.as_ref().map_or(first, |line| line.amount);
    if thing.kind().money() {
        return Ok(opening.saturating_add(thing.since));
    }
    if !thing.names.is_empty() {
        // What was missing before and is still not there is no news.
        let known = thing.opening.as_ref().map_or(&[][..], |line| &line.missing[..]);
        return Ok(count(thing.names.iter().filter(|name| !known.contains(name)).count()));
    }
    match thing.kind() {
        CountKind::Keys => Ok(0),
        CountKind::Cards => Ok(opening.saturating_add(cards_since(scope, desk, thing)?)),
        CountKind::Parcels => Ok(parcels.unwrap_or(opening)),
        _ => Ok(opening),
    }
}

/// How many blank cards there are more than when they were last counted: given back ones less given out ones.
fn cards_since(scope: &Scope<'_>, desk: DeskId, thing: &Thing) -> Result<i64, Fault> {
    let Some(since) = thing.opening.as_ref().map(|line| line.at) else { return Ok(0) };
    let card =
        |at: EntryRef| Ok::<_, Fault>(scope.field(at, "medium")? == Some(access_card::Medium::Card).value());
    let mut change = 0;
    let range = KeyRange {
        from: index(By::Time).u16(access_card::TAG).i64(since.0).into_vec(),
        to: index(By::Time).u16(access_card::TAG).range().to,
    };
    for at in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
        let given = scope
            .head(at)?
            .is_some_and(|head| head.desk == desk && head.created_at > since && head.state != UNDONE);
        change -= i64::from(given && card(at)?);
    }
    for at in scope.in_state(access_card::TAG, access_card::RETURNED)? {
        let back = scope.head(at)?.is_some_and(|head| head.desk == desk && head.since > since);
        change += i64::from(back && card(at)?);
    }
    Ok(change)
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
    let side = watch.side_of(by).ok_or_else(|| no_side(watch))?;
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
    let things = things(scope, watch)?;
    let thing = things.iter().find(|thing| thing.id == args.thing).ok_or_else(|| unknown(args.thing))?;
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
    let side = before.side_of(by).ok_or_else(|| no_side(&before))?;
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
    Ok([owes(Side::Outgoing), owes(Side::Incoming)])
}

/// What one side still owes of a thing.
fn missing_of(watch: &Watch, thing: &Thing, side: Side, office: i64) -> Option<Say> {
    let name = &thing.own.name;
    let done = if side == Side::Incoming && watch.owes() {
        watch.owed_count(thing.id)
    } else {
        watch.counted(thing.id, side)
    };
    let Some(line) = done else {
        return Some(say!("还没有清点：{name}", "Not counted yet: {name}"));
    };
    if watch.settled(thing.id, side, thing.own.tolerated(office)) {
        return None;
    }
    Some(if line.reason.is_none() {
        say!("清点不符，请说明原因：{name}", "The count differs; say why: {name}")
    } else {
        say!("差异须有人见证：{name}", "The difference wants a witness: {name}")
    })
}
