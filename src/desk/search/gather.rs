//! Collects what search keys lead to, by the keys alone: of the entries nothing is read here, for in a city hardly one of
//! them lies in memory. The best reason is kept for each.

use crate::desk::rows::{self, entry_of_key, search_index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::register::KeyClass;
use crate::domain::{person, place};
use crate::store::tables::{ENTRY, SEARCH_INDEX};
use crate::store::{Dir, KeyRange, KeyReader, Visit, table::scan_index};
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Matches of one scan; a text that leads to more is too vague to rank better.
const ROWS: usize = 300;
/// The same of what is only begun.
const BEGUN: usize = 100;
/// Index rows read by one scan for them.
const READ: usize = 3_000;
/// The same of names that are meant by letters, over all scans of a text.
const READ_NAMES: usize = 2_000;
/// Leads in all.
const MATCHES: usize = 1_500;

/// What a key led to, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lead {
    /// What has the key: what is shown, or a part of a person's file.
    pub(super) source: EntryRef,
    pub(super) class: KeyClass,
    /// How good it is; the smaller, the better.
    pub(super) level: u8,
    /// How good it is among its like.
    pub(super) fine: u8,
    /// How many have the same key, where that was counted.
    pub(super) crowd: u32,
}

/// A text among search keys, and what has it.
pub(super) struct Text {
    pub(super) grade: u8,
    pub(super) entries: Vec<EntryRef>,
}

/// What a register is for a search.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Its entries are parts of a person's file.
    pub(super) facet: bool,
    /// Its entries are people or things, not work.
    pub(super) kept: bool,
    /// Its entries may be shown.
    pub(super) wanted: bool,
}

/// What was found so far.
pub(super) struct Gather<'a> {
    pub(super) scope: &'a Scope<'a>,
    registers: HashMap<Tag, Known>,
    found: Vec<Lead>,
    at: HashMap<EntryRef, usize>,
    /// Whether a scan had to stop before its end.
    cut: Cell<bool>,
}

impl<'a> Gather<'a> {
    /// Nothing yet; of these registers only, or of all the caller may see.
    pub(super) fn new(scope: &'a Scope<'a>, wanted: &[String]) -> Self {
        let known =
            scope.registers.iter().filter(|register| scope.who.may(register.info().see)).map(|register| {
                let info = register.info();
                let wanted = wanted.is_empty() || wanted.iter().any(|id| id == info.id);
                (info.tag, Known { facet: register.facet(), kept: info.kept, wanted })
            });
        Self {
            scope,
            registers: known.collect(),
            found: Vec::new(),
            at: HashMap::new(),
            cut: Cell::new(false),
        }
    }

    /// Whether a scan had to stop before its end.
    pub(super) fn was_cut(&self) -> bool {
        self.cut.get()
    }

    /// All leads, in the order in which they were found.
    pub(super) fn found(&self) -> &[Lead] {
        &self.found
    }

    /// What a register is; none for one that the caller may not see.
    pub(super) fn known(&self, register: Tag) -> Option<Known> {
        self.registers.get(&register).copied()
    }

    /// Takes a lead in, unless the caller may not see it, wants others, or has it already for a better reason.
    pub(super) fn add(&mut self, source: EntryRef, class: KeyClass, level: u8, fine: u8) {
        self.add_of(source, class, level, fine, 0);
    }

    /// The same of one of `crowd` that have the same key.
    pub(super) fn add_of(&mut self, source: EntryRef, class: KeyClass, level: u8, fine: u8, crowd: u32) {
        if !self.known(source.register).is_some_and(|known| known.facet || known.wanted) {
            return;
        }
        let new = Lead { source, class, level, fine, crowd };
        let order = |lead: &Lead| (lead.level, class_order(lead.class), lead.fine);
        if let Some(old) = self.at.get(&source).and_then(|at| self.found.get_mut(*at)) {
            if order(&new) < order(old) {
                *old = new;
            }
        } else if self.found.len() < MATCHES {
            self.at.insert(source, self.found.len());
            self.found.push(new);
        }
    }

    /// The entries that an index names in a range, with what `grade` says of the key; those without are left out.
    pub(super) fn scan(
        &self,
        range: &KeyRange,
        dir: Dir,
        grade: &dyn Fn(&[u8]) -> Option<u8>,
    ) -> Result<Vec<(EntryRef, u8)>, Fault> {
        self.scan_most(range, dir, ROWS, grade)
    }

    /// The same, `most` of them.
    pub(super) fn scan_most(
        &self,
        range: &KeyRange,
        dir: Dir,
        most: usize,
        grade: &dyn Fn(&[u8]) -> Option<u8>,
    ) -> Result<Vec<(EntryRef, u8)>, Fault> {
        let (mut found, mut read, mut damaged) = (Vec::new(), 0, None);
        if range.is_empty() {
            return Ok(found);
        }
        scan_index(self.scope.reader, range, dir, &mut |key, record| {
            read += 1;
            match entry_of_key(record) {
                Ok(entry) if self.registers.get(&entry.register).is_some_and(|k| k.facet || k.wanted) => {
                    found.extend(grade(key).map(|grade| (entry, grade)));
                }
                Ok(_) => {}
                Err(error) => damaged = Some(error),
            }
            let cut = read == READ || found.len() == most;
            self.cut.set(self.cut.get() || cut);
            if cut || damaged.is_some() { Visit::Stop } else { Visit::More }
        })?;
        damaged.map_or(Ok(found), |error| Err(error.into()))
    }

    /// The texts that a class has in ranges of its keys, with what `grade` says of each and all that have it; those
    /// without a grade are left out. The best come first, and of these the ones that most have.
    pub(super) fn texts(
        &self,
        ranges: &[KeyRange],
        grade: &dyn Fn(&str) -> Option<u8>,
    ) -> Result<Vec<Text>, Fault> {
        let (mut found, mut read): (Vec<Text>, usize) = (Vec::new(), 0);
        for range in ranges {
            // The key of the rows before, and whether its text counts.
            let (mut last, mut counts, mut damaged) = (Vec::new(), false, None);
            scan_index(self.scope.reader, range, Dir::Up, &mut |key, record| {
                if read == READ_NAMES {
                    self.cut.set(true);
                    return Visit::Stop;
                }
                read += 1;
                if last != key {
                    last = key.to_vec();
                    let graded = text_of(key).and_then(|text| grade(&text));
                    counts = graded.is_some();
                    found.extend(graded.map(|grade| Text { grade, entries: Vec::new() }));
                }
                match entry_of_key(record) {
                    Ok(entry)
                        if counts && self.known(entry.register).is_some_and(|k| k.facet || k.wanted) =>
                    {
                        found.iter_mut().rev().take(1).for_each(|text| text.entries.push(entry));
                    }
                    Ok(_) => {}
                    Err(error) => damaged = Some(error),
                }
                if damaged.is_some() { Visit::Stop } else { Visit::More }
            })?;
            if let Some(error) = damaged {
                return Err(error.into());
            }
        }
        found.sort_by_key(|text| (text.grade, Reverse(text.entries.len())));
        Ok(found)
    }

    /// Takes in what has exactly this key. Where that is much, people and things before work, and the newest work:
    /// the rows stand in the order of the registers and of time.
    pub(super) fn whole(&mut self, class: KeyClass, text: &str, level: u8) -> Result<(), Fault> {
        let key = search_index(class).str(text);
        let mut found = self.scan(&key.range(), Dir::Up, &|_| Some(0))?;
        if found.len() == ROWS {
            found.clear();
            let mut registers: Vec<(bool, Tag)> =
                self.registers.iter().map(|(tag, k)| (!k.kept, *tag)).collect();
            registers.sort_unstable();
            for (work, tag) in registers {
                let range = key.clone().u8(ENTRY.number).u16(tag).range();
                found.extend(self.scan(&range, if work { Dir::Down } else { Dir::Up }, &|_| Some(0))?);
            }
        }
        for (entry, _) in found {
            self.add(entry, class, level, 0);
        }
        Ok(())
    }

    /// Takes in what has a key that begins with `text` and goes on.
    pub(super) fn begun(&mut self, class: KeyClass, text: &str, dir: Dir) -> Result<(), Fault> {
        let from = search_index(class).str(text).range().to.unwrap_or_default();
        let range = KeyRange { from, to: search_index(class).str_prefix(text).range().to };
        for (entry, _) in self.scan_most(&range, dir, BEGUN, &|_| Some(0))? {
            self.add(entry, class, super::PART, 0);
        }
        Ok(())
    }
}

impl Gather<'_> {
    /// Looks through registers of few entries (staff, teams, desks) whole, when they alone are wanted and what comes
    /// before theirs in the index cut a scan short.
    pub(super) fn few(&mut self, name: &str) -> Result<(), Fault> {
        let wanted: Vec<(Tag, Known)> =
            self.registers.iter().filter(|(_, k)| k.wanted).map(|(t, k)| (*t, *k)).collect();
        let few = |(tag, known): &(Tag, Known)| known.kept && !matches!(*tag, place::TAG | person::TAG);
        if !self.cut.get() || !wanted.iter().all(few) {
            return Ok(());
        }
        for (tag, _) in wanted {
            let register = self.scope.register_of(EntryRef::new(tag, 0))?;
            let range = rows::index(rows::By::Number).u16(tag).range();
            for entry in rows::entries_in(self.scope.reader, &range, Dir::Up, READ)? {
                let Some(loaded) = rows::load(self.scope.reader, register, entry)? else { continue };
                let keys = register.keys(&loaded.head, &*loaded.body);
                if keys.iter().any(|key| key.class == KeyClass::Name && key.text.starts_with(name)) {
                    self.add(entry, KeyClass::Name, super::PART, 0);
                }
            }
        }
        Ok(())
    }
}

/// The text of a search key.
pub(super) fn text_of(key: &[u8]) -> Option<String> {
    let mut reader = KeyReader::new(SEARCH_INDEX.number, key).ok()?;
    reader.u8().ok()?;
    reader.str().ok()
}

/// The place of a class among the others, best first.
pub(super) fn class_order(class: KeyClass) -> usize {
    KeyClass::ALL.iter().position(|c| *c == class).unwrap_or(KeyClass::ALL.len())
}
