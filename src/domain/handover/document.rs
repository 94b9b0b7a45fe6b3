//! What a handover passes on: the items of the document, how they keep their numbers from one revision to the next,
//! and how they are counted from watch to watch. Knows no store: what is open is given to it.

use super::{Began, Item, Section, Watch};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::text::lang::Say;
use std::collections::HashMap;

/// Lines of a document at the most. Beyond it items that are only for information are counted, not listed.
pub const ITEMS: usize = 5_000;

/// Something open that belongs into the handover, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The entry, or none for a log line.
    pub entry: Option<EntryRef>,
    /// The log line, or none for an entry.
    pub line: Option<u64>,
    /// The entry's `rev`; 1 for a log line, whose words never change.
    pub rev: u32,
    /// How much it matters.
    pub severity: Severity,
    /// Which part of the document it stands in.
    pub section: Section,
    /// Why it is here.
    pub why: Say,
}

/// The watch a document is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct For {
    /// Its number.
    pub watch: u64,
    /// The revision that would be signed next.
    pub revision: u32,
    /// The server's time.
    pub now: At,
    /// Whether it came by a pass between colleagues: within one shift nothing is carried.
    pub passed: bool,
}

/// What an item is about: an entry or a log line.
type Thing = (Option<EntryRef>, Option<u64>);

fn by_thing(items: &[Item]) -> HashMap<Thing, &Item> {
    items.iter().map(|item| ((item.entry, item.line), item)).collect()
}

/// The document's items: `found` in the given order, with the numbers, words and severities they already had in
/// `earlier` (this watch's draft or last revision) and the count from `before` (the previous watch). An item that is
/// not what it was gets the next revision as its version, so that it must be looked at and read again; the others
/// keep theirs. What was taken off with a reason stays with it, although it may no longer be open.
#[must_use]
pub fn document(found: Vec<Found>, earlier: &[Item], before: &[Item], of: For) -> Vec<Item> {
    let (known, carried) = (by_thing(earlier), by_thing(before));
    let mut next = next_no(earlier);
    found
        .into_iter()
        .map(|found| match known.get(&(found.entry, found.line)) {
            Some(old) => renewed(old, found, of.revision),
            None => {
                next += 1;
                let from = carried.get(&(found.entry, found.line)).copied();
                fresh(found, next - 1, from, of)
            }
        })
        .collect()
}

fn next_no(items: &[Item]) -> u32 {
    items.iter().map(|item| item.no).max().unwrap_or(0) + 1
}

fn renewed(old: &Item, found: Found, revision: u32) -> Item {
    let severity = if old.chosen { old.severity } else { found.severity };
    let mut item = Item { rev: found.rev, severity, why: found.why, section: found.section, ..old.clone() };
    if item != *old {
        (item.version, item.kept) = (revision, false);
    }
    item
}

fn fresh(found: Found, no: u32, from: Option<&Item>, of: For) -> Item {
    Item {
        no,
        entry: found.entry,
        line: found.line,
        rev: found.rev,
        version: of.revision,
        severity: found.severity,
        chosen: false,
        section: found.section,
        why: found.why,
        note: String::new(),
        // What to do if it happens again is still true in the next watch.
        if_then: from.map_or_else(String::new, |item| item.if_then.clone()),
        kept: false,
        excluded: String::new(),
        carried: from.map_or(1, |item| item.carried + u32::from(!of.passed)),
        first_watch: from.map_or(of.watch, |item| item.first_watch),
        first_at: from.and_then(|item| item.first_at).or(Some(of.now)),
    }
}

/// Keeps to [`ITEMS`]: drops items that are only for information from the end, and gives how many.
pub fn shorten(found: &mut Vec<Found>) -> u32 {
    let whole = found.len();
    let listed = found.iter().filter(|one| one.severity != Severity::White).count();
    found.truncate(ITEMS.max(listed));
    u32::try_from(whole - found.len()).unwrap_or(u32::MAX)
}

impl Watch {
    /// Adds what came up while the document is out: a new revision with its own cut, in which only the changed
    /// items must be read again. `gone` are log lines that were corrected. Nothing happens to a watch whose document
    /// is not out.
    pub fn revise(&mut self, found: Vec<Found>, gone: &[u64], before: &[Item], cut_seq: u64, now: At) {
        if !self.state.out() {
            return;
        }
        self.revision += 1;
        self.cut_seq = Some(cut_seq);
        self.offered_at = Some(now);
        self.items.retain(|item| item.line.is_none_or(|line| !gone.contains(&line)));
        let passed = self.began == Began::Passed;
        let of = For { watch: self.id, revision: self.revision, now, passed };
        for mut item in document(found, &self.items, before, of) {
            // Nobody prepares it any more; the reader is told that it came by itself.
            item.kept = true;
            match self.items.iter_mut().find(|old| old.no == item.no) {
                Some(old) => *old = item,
                None => self.items.push(item),
            }
        }
        self.drop_stale_acks();
    }

    /// The items that changed after revision `seen`.
    pub fn changed_since(&self, seen: u32) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.version > seen)
    }
}

#[cfg(test)]
mod tests {
    use super::super::acts::{Edits, Facts, Taking};
    use super::super::machine::Actor;
    use super::super::watch::Began;
    use super::*;
    use crate::domain::ids::{DeskId, StaffId};
    use crate::say;

    const WANG: Actor = Actor { staff: StaffId(1), lead: false };
    const LI: Actor = Actor { staff: StaffId(2), lead: false };

    fn found(id: u64, rev: u32, severity: Severity) -> Found {
        let section = Section::Do;
        Found {
            entry: Some(EntryRef::new(1, id)),
            line: None,
            rev,
            severity,
            section,
            why: say!("紧急", "urgent"),
        }
    }

    fn at(revision: u32, watch: u64) -> For {
        For { watch, revision, now: At(0), passed: false }
    }

    fn facts(now: i64) -> Facts {
        Facts { now: At(now), owing: None, owing_in: None, overdue: false, lease_seconds: 120, carry_lead: 3 }
    }

    fn prepared(items: Vec<Item>) -> Watch {
        let mut watch = Watch::begin(1, DeskId(1), WANG.staff, Began::Fresh, At(0), 1);
        let numbers: Vec<u32> = items.iter().map(|item| item.no).collect();
        watch.prepare(WANG, items, 0, &facts(1)).expect("the holder prepares");
        let none = Edits { if_then: Some("无".into()), ..Edits::default() };
        watch.edit(WANG, &numbers, &none, &facts(1)).expect("looked at");
        watch
    }

    fn seen(no: u32, version: u32, watch: &mut Watch) -> Result<(), crate::domain::fault::Fault> {
        watch.acknowledge(LI, no, Some(version), ("先打电话".into(), None), &facts(4))
    }

    #[test]
    fn unchanged_items_keep_number_and_version_and_new_ones_go_behind() {
        let first =
            document(vec![found(7, 1, Severity::Red), found(8, 1, Severity::White)], &[], &[], at(1, 5));
        let again =
            vec![found(9, 1, Severity::Red), found(7, 1, Severity::Red), found(8, 2, Severity::White)];
        let second = document(again, &first, &[], at(2, 5));
        let seen: Vec<_> = second.iter().map(|item| (item.no, item.version)).collect();
        assert_eq!(seen, [(3, 2), (1, 1), (2, 2)]);
    }

    #[test]
    fn what_is_passed_on_again_is_counted_with_its_first_watch() {
        let first = document(vec![found(7, 1, Severity::Red)], &[], &[], at(1, 5));
        let second = document(vec![found(7, 1, Severity::Red)], &[], &first, at(1, 6));
        assert_eq!((second[0].carried, second[0].first_watch), (2, 5));
    }

    #[test]
    fn the_leavers_choice_stays_and_makes_a_new_version() {
        let mut watch = prepared(document(vec![found(7, 1, Severity::White)], &[], &[], at(1, 1)));
        watch.offer(WANG, String::new(), 5, String::new(), &facts(2)).expect("offered");
        watch.recall(WANG, &facts(3)).expect("taken back");
        let red = Edits { severity: Some(Severity::Red), ..Edits::default() };
        watch.edit(WANG, &[1], &red, &facts(3)).expect("item 1 is there");
        assert_eq!((watch.items[0].severity, watch.items[0].version), (Severity::Red, 2));
        let next = document(vec![found(7, 1, Severity::White)], &watch.items, &[], at(3, 1));
        assert_eq!((next[0].severity, next[0].version), (Severity::Red, 2));
        assert!(watch.edit(WANG, &[4], &red, &facts(3)).is_err());
    }

    #[test]
    fn a_revision_asks_only_for_what_is_new() {
        let mut watch = prepared(document(vec![found(7, 1, Severity::Red)], &[], &[], at(1, 1)));
        watch.offer(WANG, String::new(), 5, String::new(), &facts(2)).expect("offered");
        seen(1, 1, &mut watch).expect("read");
        watch.revise(vec![found(8, 1, Severity::Red)], &[], &[], 6, At(3));
        assert_eq!((watch.revision, watch.cut_seq), (2, Some(6)));
        assert_eq!(watch.changed_since(1).map(|item| item.no).collect::<Vec<_>>(), [2]);
        assert!(
            watch.acknowledged(&watch.items[0], LI.staff) && !watch.acknowledged(&watch.items[1], LI.staff)
        );
        let pass = |watch: &mut Watch, seen| {
            watch.pass(LI, &Taking::Accept, Some(seen), (2, 9), String::new(), &facts(5))
        };
        assert!(pass(&mut watch, 1).is_err(), "another revision");
        seen(2, 1, &mut watch).expect_err("it was not on what they saw");
        assert!(pass(&mut watch, 2).is_err(), "one is unread");
        seen(2, 2, &mut watch).expect("read");
        let next = pass(&mut watch, 2).expect("all is read");
        assert_eq!((next.holder, next.open_seq, next.previous), (LI.staff, 6, Some(1)));
    }

    #[test]
    fn only_information_is_left_out_of_a_document_that_is_too_long() {
        let mut many: Vec<Found> = (0..20).map(|id| found(id, 1, Severity::Red)).collect();
        many.extend((0..ITEMS as u64).map(|id| found(100 + id, 1, Severity::White)));
        assert_eq!(shorten(&mut many), 20);
        assert_eq!(many.len(), ITEMS);
    }

    const CHIEF: Actor = Actor { staff: StaffId(9), lead: true };
    fn out() -> Watch {
        let mut watch = prepared(document(
            vec![found(7, 1, Severity::Amber), found(8, 1, Severity::Amber)],
            &[],
            &[],
            at(1, 1),
        ));
        watch.offer(WANG, String::new(), 5, String::new(), &facts(2)).expect("offered");
        watch
    }

    #[test]
    fn only_the_holder_answers_even_when_an_older_question_is_open() {
        let mut watch = out();
        watch.review(LI, &facts(3)).unwrap();
        watch.ask(LI, 1, "a?".into(), &facts(3)).unwrap();
        watch.recall(WANG, &facts(4)).unwrap();
        watch.offer(WANG, String::new(), 6, String::new(), &facts(5)).unwrap();
        watch.review(LI, &facts(6)).unwrap();
        watch.ask(LI, 2, "b?".into(), &facts(6)).unwrap();
        assert!(
            watch.answer(LI, 1, "by the asker", &facts(7)).is_err(),
            "answered by somebody who does not hold it"
        );
    }

    #[test]
    fn a_ruling_ends_when_its_document_is_taken_back() {
        let mut watch = out();
        watch.review(LI, &facts(3)).unwrap();
        watch.contest(LI, "cash".into(), &facts(3)).unwrap();
        watch.rule(CHIEF, "fine".into(), String::new(), &facts(4)).unwrap();
        watch.recall(WANG, &facts(4 + 121_000)).unwrap();
        watch.offer(WANG, String::new(), 6, String::new(), &facts(130_000)).unwrap();
        let bad = Facts { owing_in: Some(say!("差", "differs")), ..facts(130_001) };
        watch.review(LI, &bad).unwrap();
        for no in [1, 2] {
            watch.acknowledge(LI, no, None, ("x".into(), None), &bad).unwrap();
        }
        let next = watch.pass(LI, &Taking::Accept, Some(watch.revision), (2, 9), String::new(), &bad);
        assert!(next.is_err(), "an old ruling covers new counts");
    }
}
