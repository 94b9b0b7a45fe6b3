//! Counters kept beside the index of facts: how many facts of a kind each day has, changed in the same transaction as the
//! entries. A month of a large office is then some thousand rows to add up, where its facts are millions.
//!
//! Kept of the whole and of each category only; by place, person and channel the facts themselves are counted. Being
//! worked out, they are outside the journal, and are counted anew when they are missing or another day has become the
//! site's: then the facts are counted until the office is opened again.

use super::row::{self, Span};
use super::{each_fact, in_pieces};
use crate::api::service::Split;
use crate::desk::Desk;
use crate::desk::rows::{By, index};
use crate::domain::fault::Fault;
use crate::domain::figures::{Event, Fact};
use crate::say;
use crate::store::tables::COUNTER;
use crate::store::{KeyBuf, KeyReader, Reader, Store, StoreError, Tx};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Rows of the counters read under one lock.
const PIECE: usize = 10_000;
/// Rows written in one commit when all are counted.
const GROUP: usize = 10_000;
/// What is counted and how; another number and all offices count anew.
const VERSION: u8 = 1;
/// Behind the table's number: that everything was counted.
const MARK: u8 = 0;

/// What is kept by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Kept {
    /// All of a day in one.
    Whole = 1,
    /// Each category.
    Category = 2,
}

impl Kept {
    const ALL: [Self; 2] = [Self::Whole, Self::Category];

    fn start(self) -> KeyBuf {
        KeyBuf::new(COUNTER.number).u8(self as u8)
    }

    /// The key a fact is counted under.
    fn key(self, by_day: &Fact) -> Vec<u8> {
        let fact = match self {
            Self::Whole => &by_day.clone().without_category(),
            Self::Category => by_day,
        };
        row::write(self.start(), fact).into_vec()
    }

    /// Shows the facts of an event in a span by their days, with how often each is there.
    pub(super) fn each(
        self,
        store: &Store,
        event: Event,
        span: Span,
        show: &mut dyn FnMut(&Fact, i64),
    ) -> Result<(), Fault> {
        in_pieces(store, row::range_in(&self.start(), event, span), PIECE, &mut |key, value| {
            let mut reader = KeyReader::new(COUNTER.number, key)?;
            reader.u8()?;
            show(&row::read_from(&mut reader)?, times(value)?);
            Ok(())
        })
    }
}

fn times(value: &[u8]) -> Result<i64, StoreError> {
    let bytes =
        value.try_into().map_err(|_| StoreError::corrupt(say!("统计计数的行", "the row of a counter")))?;
    Ok(i64::from_be_bytes(bytes))
}

fn mark() -> Vec<u8> {
    KeyBuf::new(COUNTER.number).u8(MARK).into_vec()
}

/// The zone by whose days everything is counted; none when not everything is.
fn zone(reader: &dyn Reader) -> Result<Option<Tz>, StoreError> {
    let mark = reader.get(&mark())?;
    let name = mark.as_deref().and_then(<[u8]>::split_first).filter(|(version, _)| **version == VERSION);
    Ok(name.and_then(|(_, name)| std::str::from_utf8(name).ok()?.parse().ok()))
}

/// The counters that answer for a split at a site in this zone; none when facts must be counted.
pub(super) fn for_split(store: &Store, by: Split, site: Tz) -> Result<Option<Kept>, Fault> {
    let kept = match by {
        Split::None => Kept::Whole,
        Split::Category => Kept::Category,
        Split::Place | Split::Channel | Split::Person => return Ok(None),
    };
    Ok(store.read(zone)?.filter(|zone| *zone == site).map(|_| kept))
}

/// Counts what became of an entry's facts, given the keys it was found by and those it is found by now.
pub(in crate::desk) fn count(tx: &mut Tx<'_>, before: &[Vec<u8>], after: &[Vec<u8>]) -> Result<(), Fault> {
    let start = index(By::Fact);
    let mut changed =
        [(before, after, -1), (after, before, 1)].into_iter().flat_map(|(these, others, by)| {
            let facts = these.iter().filter(|key| key.starts_with(start.as_slice()) && !others.contains(key));
            facts.map(move |key| (key, by))
        });
    let Some(first) = changed.next() else { return Ok(()) };
    let Some(zone) = zone(tx)? else { return Ok(()) };
    let mut sums: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    for (key, by) in std::iter::once(first).chain(changed) {
        add(&mut sums, &row::read(key)?, zone, by);
    }
    for (key, by) in sums.into_iter().filter(|(_, by)| *by != 0) {
        let counted = tx.get(&key)?.map_or(Ok(0), |value| times(&value))?;
        match counted + by {
            0 => tx.delete(&key)?,
            // Not refused: the entry matters more than its figure, and the check of the store names the difference.
            now => tx.put(&key, now.to_be_bytes())?,
        }
    }
    Ok(())
}

fn add(sums: &mut BTreeMap<Vec<u8>, i64>, fact: &Fact, zone: Tz, by: i64) {
    let by_day = fact.by_day(zone);
    for kept in Kept::ALL {
        *sums.entry(kept.key(&by_day)).or_default() += by;
    }
}

/// Forgets that everything was counted: whoever opens the office next counts anew.
pub(in crate::desk) fn forget(tx: &mut Tx<'_>) -> Result<(), Fault> {
    Ok(tx.delete(&mark())?)
}

/// Counters compared with facts that are shown to it one by one.
pub(in crate::desk) struct Check {
    zone: Option<Tz>,
    sums: BTreeMap<Vec<u8>, i64>,
}

impl Check {
    /// Begins; where not everything is counted there is nothing to compare.
    pub(in crate::desk) fn begin(store: &Store) -> Result<Self, Fault> {
        Ok(Self { zone: store.read(zone)?, sums: BTreeMap::new() })
    }

    /// Takes a fact that should have been counted.
    pub(in crate::desk) fn add(&mut self, fact: &Fact) {
        if let Some(zone) = self.zone {
            add(&mut self.sums, fact, zone, 1);
        }
    }

    /// The events of which something else was counted, with what was counted and what should have been.
    pub(in crate::desk) fn wrong(self, store: &Store) -> Result<BTreeMap<Event, [i64; 2]>, Fault> {
        let mut left = self.sums;
        let mut wrong: BTreeMap<Event, [i64; 2]> = BTreeMap::new();
        let mut differs = |event: Event, counted: i64, should: i64| {
            let sums = wrong.entry(event).or_default();
            *sums = [sums[0] + counted, sums[1] + should];
        };
        if self.zone.is_none() {
            return Ok(wrong);
        }
        for kept in Kept::ALL {
            in_pieces(store, kept.start().range(), PIECE, &mut |key, value| {
                let (counted, should) = (times(value)?, left.remove(key).unwrap_or(0));
                if counted != should {
                    differs(event_of(key)?, counted, should);
                }
                Ok(())
            })?;
        }
        for (key, should) in left {
            differs(event_of(&key)?, 0, should);
        }
        Ok(wrong)
    }
}

fn event_of(key: &[u8]) -> Result<Event, StoreError> {
    let mut reader = KeyReader::new(COUNTER.number, key)?;
    reader.u8()?;
    Ok(row::read_from(&mut reader)?.event)
}

impl Desk {
    /// Counts everything when not everything is counted by the days of the site; an office just opened, in which nobody
    /// writes yet.
    pub(in crate::desk) fn count_figures(&self) -> Result<(), Fault> {
        let nobody = crate::desk::nobody();
        let site = self.store.read(|reader| Ok::<_, Fault>(self.scope(reader, &nobody).zone()))?;
        if self.store.read(zone)? == Some(site) {
            return Ok(());
        }
        let mut sums = BTreeMap::new();
        for event in Event::ALL {
            each_fact(&self.store, *event, (None, None), &mut |fact, _| add(&mut sums, fact, site, 1))?;
        }
        let mut old = Vec::new();
        in_pieces(&self.store, KeyBuf::new(COUNTER.number).range(), PIECE, &mut |key, _| {
            if !sums.contains_key(key) {
                old.push(key.to_vec());
            }
            Ok(())
        })?;
        // The mark is among the old rows and goes first: an interruption leaves none.
        let gone = old.into_iter().map(|key| (key, None));
        let mut rows = gone.chain(sums.into_iter().map(|(key, times)| (key, Some(times)))).peekable();
        while rows.peek().is_some() {
            let mut group = self.store.begin()?;
            group.run(|tx| {
                for (key, times) in rows.by_ref().take(GROUP) {
                    match times {
                        Some(times) => tx.put(&key, times.to_be_bytes())?,
                        None => tx.delete(&key)?,
                    }
                }
                Ok::<_, Fault>(((), self.silent()))
            })?;
            group.commit()?;
        }
        let counted = [&[VERSION], site.name().as_bytes()].concat();
        let mut group = self.store.begin()?;
        group.run(|tx| Ok::<_, Fault>((tx.put(&mark(), counted.clone())?, self.silent())))?;
        group.commit()?;
        Ok(())
    }
}
