//! What a handover passes on: the items of the document, how they keep their numbers from one revision to the next,
//! and how they are counted from watch to watch. Knows no store: what is open is given to it.

use super::{Item, Watch, WatchState};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::Say;
use std::collections::{BTreeMap, HashMap};

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
    /// Why it is here.
    pub why: Say,
}

/// What an item is about: an entry or a log line.
type Thing = (Option<EntryRef>, Option<u64>);

fn by_thing(items: &[Item]) -> HashMap<Thing, &Item> {
    items.iter().map(|item| ((item.entry, item.line), item)).collect()
}

/// The document's items: `found` in the given order, with the numbers, notes and severities they already had in
/// `earlier` (this watch's last revision) and the count from `before` (the previous watch). An item that is not what
/// it was gets the version `revision`, so that it must be read again; the others keep theirs.
#[must_use]
pub fn document(
    found: Vec<Found>,
    earlier: &[Item],
    before: &[Item],
    revision: u32,
    watch: u64,
) -> Vec<Item> {
    let (known, carried) = (by_thing(earlier), by_thing(before));
    let mut next = next_no(earlier);
    found
        .into_iter()
        .map(|found| match known.get(&(found.entry, found.line)) {
            Some(old) => renewed(old, found, revision),
            None => {
                next += 1;
                let from = carried.get(&(found.entry, found.line)).copied();
                fresh(found, next - 1, from, revision, watch)
            }
        })
        .collect()
}

fn next_no(items: &[Item]) -> u32 {
    items.iter().map(|item| item.no).max().unwrap_or(0) + 1
}

fn renewed(old: &Item, found: Found, revision: u32) -> Item {
    let severity = if old.chosen { old.severity } else { found.severity };
    let mut item = Item { rev: found.rev, severity, why: found.why, ..old.clone() };
    if item != *old {
        item.version = revision;
    }
    item
}

fn fresh(found: Found, no: u32, from: Option<&Item>, revision: u32, watch: u64) -> Item {
    Item {
        no,
        entry: found.entry,
        line: found.line,
        rev: found.rev,
        version: revision,
        severity: found.severity,
        chosen: false,
        why: found.why,
        note: String::new(),
        carried: from.map_or(1, |item| item.carried + 1),
        first_watch: from.map_or(watch, |item| item.first_watch),
    }
}

/// Puts the leaver's words and severities on the items.
///
/// # Errors
/// When a number is not on the document.
pub fn mark(
    items: &mut [Item],
    notes: &BTreeMap<u32, String>,
    severities: &BTreeMap<u32, Severity>,
    revision: u32,
) -> Result<(), Fault> {
    let numbers: HashMap<u32, usize> = items.iter().enumerate().map(|(at, item)| (item.no, at)).collect();
    let mut change = |field: &str, no: u32, change: &mut dyn FnMut(&mut Item)| -> Result<(), Fault> {
        let item = numbers.get(&no).and_then(|at| items.get_mut(*at)).ok_or_else(|| {
            Fault::invalid(field, say!("交班单上没有第 {no} 条", "There is no item {no} on the document"))
        })?;
        let before = item.clone();
        change(item);
        if *item != before {
            item.version = revision;
        }
        Ok(())
    };
    for (no, note) in notes {
        change("item_notes", *no, &mut |item| item.note.clone_from(note))?;
    }
    for (no, severity) in severities {
        change("severities", *no, &mut |item| {
            item.severity = *severity;
            item.chosen = true;
        })?;
    }
    Ok(())
}

/// Keeps to [`ITEMS`]: drops items that are only for information from the end, and gives how many.
pub fn shorten(found: &mut Vec<Found>) -> u32 {
    let whole = found.len();
    let listed = found.iter().filter(|one| one.severity != Severity::White).count();
    found.truncate(ITEMS.max(listed));
    u32::try_from(whole - found.len()).unwrap_or(u32::MAX)
}

impl Watch {
    /// Adds what came up while the watch is offered: a new revision with its own cut, in which only the changed
    /// items must be read again. `gone` are log lines that were corrected. Nothing happens to a watch not offered.
    pub fn revise(&mut self, found: Vec<Found>, gone: &[u64], before: &[Item], cut_seq: u64, now: At) {
        if self.state != WatchState::Offered {
            return;
        }
        self.revision += 1;
        self.cut_seq = Some(cut_seq);
        self.offered_at = Some(now);
        self.items.retain(|item| item.line.is_none_or(|line| !gone.contains(&line)));
        for item in document(found, &self.items, before, self.revision, self.id) {
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
    use super::*;
    use crate::domain::ids::{DeskId, StaffId};

    fn found(id: u64, rev: u32, severity: Severity) -> Found {
        Found { entry: Some(EntryRef::new(1, id)), line: None, rev, severity, why: say!("紧急", "urgent") }
    }

    #[test]
    fn unchanged_items_keep_number_and_version_and_new_ones_go_behind() {
        let first = document(vec![found(7, 1, Severity::Red), found(8, 1, Severity::White)], &[], &[], 1, 5);
        let again =
            vec![found(9, 1, Severity::Red), found(7, 1, Severity::Red), found(8, 2, Severity::White)];
        let second = document(again, &first, &[], 2, 5);
        let seen: Vec<_> = second.iter().map(|item| (item.no, item.version)).collect();
        assert_eq!(seen, [(3, 2), (1, 1), (2, 2)]);
    }

    #[test]
    fn what_is_passed_on_again_is_counted_with_its_first_watch() {
        let first = document(vec![found(7, 1, Severity::Red)], &[], &[], 1, 5);
        let second = document(vec![found(7, 1, Severity::Red)], &[], &first, 1, 6);
        assert_eq!((second[0].carried, second[0].first_watch), (2, 5));
    }

    #[test]
    fn the_leavers_choice_stays_and_makes_a_new_version() {
        let mut items = document(vec![found(7, 1, Severity::White)], &[], &[], 1, 5);
        let red = BTreeMap::from([(1, Severity::Red)]);
        mark(&mut items, &BTreeMap::new(), &red, 2).expect("item 1 is there");
        assert_eq!((items[0].severity, items[0].version), (Severity::Red, 2));
        let next = document(vec![found(7, 1, Severity::White)], &items, &[], 3, 5);
        assert_eq!((next[0].severity, next[0].version), (Severity::Red, 2));
        assert!(mark(&mut items, &BTreeMap::from([(4, "?".to_owned())]), &BTreeMap::new(), 3).is_err());
    }

    #[test]
    fn a_revision_asks_only_for_what_is_new() {
        let (wang, li) = (StaffId(1), StaffId(2));
        let mut watch = Watch::open(1, DeskId(1), wang, At(0), 1, None);
        let items = document(vec![found(7, 1, Severity::Red)], &[], &[], 1, 1);
        watch.offer(wang, items, 0, String::new(), 5, At(1)).expect("offered");
        watch.acknowledge(li, 1, None, String::new(), At(2)).expect("read");
        watch.revise(vec![found(8, 1, Severity::Red)], &[], &[], 6, At(3));
        assert_eq!((watch.revision, watch.cut_seq), (2, Some(6)));
        assert_eq!(watch.changed_since(1).map(|item| item.no).collect::<Vec<_>>(), [2]);
        assert!(watch.acknowledged(&watch.items[0], li) && !watch.acknowledged(&watch.items[1], li));
        assert!(watch.accept(li, Some(1), At(4)).is_err(), "another revision");
        watch.acknowledge(li, 2, Some(1), String::new(), At(4)).expect_err("it was not on what they saw");
        watch.acknowledge(li, 2, Some(2), String::new(), At(4)).expect("read");
        watch.accept(li, Some(2), At(5)).expect("all is read");
    }

    #[test]
    fn only_information_is_left_out_of_a_document_that_is_too_long() {
        let mut many: Vec<Found> = (0..20).map(|id| found(id, 1, Severity::Red)).collect();
        many.extend((0..ITEMS as u64).map(|id| found(100 + id, 1, Severity::White)));
        assert_eq!(shorten(&mut many), 20);
        assert_eq!(many.len(), ITEMS);
    }
}
