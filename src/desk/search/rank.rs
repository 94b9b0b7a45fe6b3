//! The order of matches. Whole ones first; behind them the classes take turns, each in its own order: people with a
//! room before others, open work before finished, the newest first, rooms as people count them.
//!
//! The order comes from the keys alone as far as it can; entries are read a few at a time, when their turn has come.
//! So of those that a key says nothing more about, the ones with a room, or still open, go ahead within a handful.

use super::WHOLE;
use super::gather::{Gather, Lead, class_order};
use crate::desk::resolve;
use crate::desk::rows::{self, UNDONE};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::register::KeyClass;
use crate::domain::{person, place};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet, VecDeque};

/// Rows in turn for the class that matches best, and for each of the others: together the first page.
const BEST: usize = 6;
const OTHERS: usize = 2;
/// Leads that are read at once for whole matches and for the class that matches best, and for each of the others: in a
/// city each may be a page that is not in memory.
const READ_BEST: usize = 12;
const READ_OTHERS: usize = 4;

/// What a lead leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// What is shown.
    pub(super) entry: EntryRef,
    pub(super) lead: Lead,
}

/// What a key says of the order: class, level, grade, how many have it, whether it is work.
type Sort = (usize, u8, u8, Reverse<u32>, bool);

/// Leads that follow each other.
struct Line {
    /// How many are shown in turn, and how many are read at once.
    turn: usize,
    read: usize,
    rest: VecDeque<(Sort, u64, Lead)>,
    ready: VecDeque<Match>,
}

/// The matches that still stand, in order, one by one.
pub(super) struct Ranked<'a> {
    gather: &'a Gather<'a>,
    /// The first one has its turn.
    lines: VecDeque<Line>,
    /// For so many more.
    left: usize,
    shown: HashSet<EntryRef>,
}

impl<'a> Ranked<'a> {
    pub(super) fn new(gather: &'a Gather<'a>) -> Self {
        let mut whole = Vec::new();
        let mut classes: BTreeMap<usize, Vec<(Sort, u64, Lead)>> = BTreeMap::new();
        for (found, lead) in gather.found().iter().enumerate() {
            let work = gather.known(lead.source.register).is_some_and(|known| !known.facet && !known.kept);
            let order = class_order(lead.class);
            let turn = if work { u64::MAX - lead.source.id } else { found as u64 };
            let leads = if lead.level == WHOLE { &mut whole } else { classes.entry(order).or_default() };
            leads.push(((order, lead.level, lead.fine, Reverse(lead.crowd), work), turn, *lead));
        }
        let mut lines = VecDeque::new();
        if !whole.is_empty() {
            lines.push_back(Line::new(whole, usize::MAX, READ_BEST));
        }
        let level = |leads: &[(Sort, u64, Lead)]| leads.iter().map(|((_, level, ..), ..)| *level).min();
        let best =
            classes.iter().min_by_key(|(order, leads)| (level(leads), **order)).map(|(order, _)| *order);
        // The best one takes its turn first.
        if let Some(leads) = best.and_then(|best| classes.remove(&best)) {
            lines.push_back(Line::new(leads, BEST, READ_BEST));
        }
        lines.extend(classes.into_values().map(|leads| Line::new(leads, OTHERS, READ_OTHERS)));
        let left = lines.front().map_or(0, |line| line.turn);
        Self { gather, lines, left, shown: HashSet::new() }
    }

    /// These were shown with another.
    pub(super) fn pass(&mut self, entries: impl IntoIterator<Item = EntryRef>) {
        self.shown.extend(entries);
    }

    /// The next one; each entry comes once.
    pub(super) fn next(&mut self) -> Result<Option<Match>, Fault> {
        while let Some(line) = self.lines.front_mut() {
            if self.left == 0 {
                self.lines.rotate_left(1);
            } else {
                line.fill(self.gather, &self.shown)?;
                match line.ready.pop_front() {
                    Some(found) if self.shown.insert(found.entry) => {
                        self.left -= 1;
                        return Ok(Some(found));
                    }
                    Some(_) => continue,
                    None => drop(self.lines.pop_front()),
                }
            }
            self.left = self.lines.front().map_or(0, |line| line.turn);
        }
        Ok(None)
    }
}

impl Line {
    fn new(mut leads: Vec<(Sort, u64, Lead)>, turn: usize, read: usize) -> Self {
        leads.sort_by_key(|(sort, turn, _)| (*sort, *turn));
        Self { turn, read, rest: leads.into(), ready: VecDeque::new() }
    }

    /// Makes the next few ready of those that the keys do not tell apart; none when all were shown.
    fn fill(&mut self, gather: &Gather<'_>, shown: &HashSet<EntryRef>) -> Result<(), Fault> {
        self.ready.retain(|found| !shown.contains(&found.entry));
        while let (true, Some((like, _, lead))) = (self.ready.is_empty(), self.rest.front().copied()) {
            if shown.contains(&lead.source) {
                self.rest.pop_front();
                continue;
            }
            // The first of a crowd may stand for all of it.
            let most = if lead.crowd > 1 { 1 } else { self.read };
            let count = self.rest.iter().take(most).take_while(|(sort, ..)| *sort == like).count();
            let mut read = Vec::with_capacity(count);
            for (_, turn, lead) in self.rest.drain(..count) {
                if let Some((behind, entry)) = stands(gather, lead)? {
                    read.push((behind, turn, Match { entry, lead }));
                }
            }
            read.sort_by_key(|(behind, turn, _)| (*behind, *turn));
            self.ready.extend(read.into_iter().map(|(_, _, found)| found));
        }
        Ok(())
    }
}

/// What a lead leads to, and whether it stands behind its like: people without a room, finished work. None for what is
/// no longer in use, or not wanted.
fn stands(gather: &Gather<'_>, lead: Lead) -> Result<Option<(bool, EntryRef)>, Fault> {
    let scope = gather.scope;
    let entry = if gather.known(lead.source.register).is_some_and(|known| known.facet) {
        bearer(scope, lead.source)?
    } else {
        // What leads to whoever was merged leads to the person they were merged into, when it is their number.
        Some(match lead.class {
            KeyClass::Number => resolve::kept_instead(scope, lead.source)?,
            _ => lead.source,
        })
    };
    let Some(entry) = entry.filter(|entry| gather.known(entry.register).is_some_and(|known| known.wanted))
    else {
        return Ok(None);
    };
    if entry.register == place::TAG {
        // Found in their order; whether they are in use is seen when they are shown.
        return Ok(Some((false, entry)));
    }
    let info = scope.register_of(entry)?.info();
    let Some(head) = rows::head(scope.reader, entry)? else { return Ok(None) };
    if head.state == UNDONE || (info.kept && !info.is_open(head.state)) {
        return Ok(None);
    }
    Ok(Some((if info.kept { head.place.is_none() } else { !info.is_open(head.state) }, entry)))
}

/// Whose file an entry is a part of: the person's, or the place's when there is none.
fn bearer(scope: &Scope<'_>, facet: EntryRef) -> Result<Option<EntryRef>, Fault> {
    let Some(head) = rows::head(scope.reader, facet)?.filter(|head| head.state != UNDONE) else {
        return Ok(None);
    };
    let person = head.person.map(|person| EntryRef::new(person::TAG, person.0));
    Ok(person.or(head.place.map(|place| EntryRef::new(place::TAG, place.0))))
}
