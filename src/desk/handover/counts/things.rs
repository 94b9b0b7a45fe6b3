//! What a desk counts, and what the records expect to be there: the last count that stands for the beginning, and what
//! was entered since.

use super::super::{bare, counts_of, thing_index};
use super::parcels;
use crate::desk::rows::{self, By, UNDONE, index};
use crate::desk::scope::Scope;
use crate::domain::countable::{self, CountKind, Countable, folded, listed};
use crate::domain::fault::Fault;
use crate::domain::handover::counts::expected;
use crate::domain::handover::{Began, CountLine, Side, Watch};
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::register::Look;
use crate::domain::till_move::{self, TillMove};
use crate::domain::value::Valued;
use crate::domain::{access_card, key};
use crate::store::table::scan_index;
use crate::store::tables::{ENTRY, LOG_INDEX};
use crate::store::{Dir, KeyBuf, KeyRange, KeyReader, Reader, StoreError, Visit};
use std::collections::BTreeSet;

/// Something a desk counts, with what the records know of it.
pub(super) struct Thing {
    pub(super) id: u64,
    pub(super) own: Countable,
    /// The last count that stands for the beginning of the present watch; of a till of somebody's own their last one.
    pub(super) opening: Option<CountLine>,
    /// What it is counted by name: those that should be there.
    pub(super) names: Vec<String>,
    /// What came in and went out since.
    since: i64,
    /// Whether anything did.
    moved: bool,
    /// What the records expect.
    pub(super) expected: i64,
    /// Who had their hands in it since: who held the desk, and who entered money there.
    pub(super) hands: BTreeSet<StaffId>,
}

impl Thing {
    pub(super) fn kind(&self) -> CountKind {
        self.own.kind.unwrap_or_default()
    }

    /// Whether those who hand over and take over must count it: cash always, anything else once there is some of it, and
    /// never what somebody else answers for.
    pub(super) fn asked(&self) -> bool {
        if self.own.keeper.is_some() {
            return false;
        }
        let known = self.own.first().is_some() || self.moved || self.expected != 0;
        match self.kind() {
            CountKind::Cash => true,
            CountKind::Keys => !self.names.is_empty(),
            _ => known || !self.names.is_empty(),
        }
    }

    /// Whether anything came in or went out since it was counted.
    pub(super) const fn moved(&self) -> bool {
        self.moved
    }

    /// Whether the keeper of this till has yet to count it, or to say why it differs: something moved since they did.
    pub(super) fn owed(&self, office: i64) -> bool {
        let settled = self.opening.as_ref().map(|line| {
            // What others counted before it was somebody's own is theirs to explain.
            line.side != Side::Own || line.settled(self.own.tolerated(office))
        });
        self.own.keeper.is_some() && (self.moved || !settled.unwrap_or(self.expected == 0))
    }
}

/// What a desk counts now, in order.
pub(super) fn things(scope: &Scope<'_>, watch: &Watch) -> Result<Vec<Thing>, Fault> {
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
    let holders = holders(scope.reader, watch)?;
    for (id, own) in &found {
        let opening = opening(scope.reader, watch, *id)?;
        let names = names(scope, own)?;
        let hands = own.keeper.map_or_else(|| holders.clone(), |keeper| BTreeSet::from([keeper]));
        let (id, own) = (*id, own.clone());
        things.push(Thing { id, own, opening, names, since: 0, moved: false, expected: 0, hands });
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

/// Who held the desk since it was handed over: between colleagues it may have gone to and fro.
fn holders(reader: &dyn Reader, watch: &Watch) -> Result<BTreeSet<StaffId>, Fault> {
    let mut found = BTreeSet::from([watch.holder]);
    let (mut began, mut before) = (watch.began, watch.previous);
    while let (Began::Passed, Some(id)) = (began, before) {
        let Some(earlier) = bare(reader, id)? else { break };
        found.insert(earlier.holder);
        (began, before) = (earlier.began, earlier.previous);
    }
    Ok(found)
}

/// The count that stands for the beginning of a watch: what its holder counted of a desk taken over in haste, else what
/// the last watch in which the thing was counted ended with. What a keeper counts of a till of their own stands at once.
fn opening(reader: &dyn Reader, watch: &Watch, thing: u64) -> Result<Option<CountLine>, Fault> {
    if let Some(line) = watch.owed_count(thing).or_else(|| watch.counted(thing, Side::Own)) {
        return Ok(Some(line.clone()));
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
    let mut moves: Vec<(u64, TillMove, StaffId)> = Vec::new();
    let mut damaged: Option<StoreError> = None;
    scope.reader.scan(&range, Dir::Up, &mut |key, bytes| {
        let read = rows::entry_of_key(key).and_then(|at| Ok((at, rows::decode(register, bytes)?)));
        match read {
            Ok((at, loaded)) if loaded.head.desk == desk && loaded.head.state != UNDONE => {
                let by = loaded.head.created_by;
                moves.extend(
                    loaded.body.as_any().downcast_ref::<TillMove>().map(|line| (at.id, line.clone(), by)),
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
    let placed: Vec<(u64, i64, StaffId, Option<u64>)> =
        moves.iter().map(|(id, line, by)| (*id, line.effect(), *by, line.lies_in(&owned))).collect();
    for (id, effect, by, lies) in placed {
        if let Some(thing) = things.iter_mut().find(|thing| Some(thing.id) == lies) {
            let upto = thing.opening.as_ref().map_or(0, |line| line.upto);
            thing.since = expected(thing.since, upto, [(id, effect)]);
            if id > upto {
                thing.moved = true;
                thing.hands.insert(by);
            }
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
