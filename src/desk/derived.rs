//! Proves what is worked out from the records: figures counted from the index against figures counted from the entries
//! themselves, boards against the open entries, groups against their lists. Repairs nothing.
//!
//! That index rows and records agree one by one, search keys, due times and alarms included, is the store's own check.

use crate::api::service::{BoardService, Grouping, ServiceBoard, ServiceBoardView};
use crate::desk::boards;
use crate::desk::figures;
use crate::desk::handover;
use crate::desk::rows::{self, By, UNDONE, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::figures::{Event, FIGURES, Fact, Scale, Window, facts};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::{AnyRegister, Registers};
use crate::say;
use crate::store::tables::ENTRY;
use crate::store::{Dir, KeyBuf, Store};
use crate::text::lang::Say;
use std::collections::{BTreeMap, BTreeSet};

/// Entries read under one lock.
const CHUNK: usize = 2_000;
/// How often it begins again when something was written meanwhile.
const TRIES: usize = 3;
/// The days looked at besides everything.
const MONTH_MINUTES: i64 = 31 * 24 * 60;

/// What is wrong with the figures and boards of an office, in words; nothing when people wrote all the while.
///
/// # Errors
/// When the store cannot be read.
pub(super) fn derived(store: &Store, registers: &Registers, now: At) -> Result<Vec<Say>, Fault> {
    for _ in 0..TRIES {
        let begun = store.head()?;
        let found = Check { store, registers, now }.run()?;
        if store.head()? == begun {
            return Ok(found);
        }
    }
    tracing::info!("figures were not compared: something was written all the while");
    Ok(Vec::new())
}

struct Check<'a> {
    store: &'a Store,
    registers: &'a Registers,
    now: At,
}

impl Check<'_> {
    fn run(&self) -> Result<Vec<Say>, Fault> {
        let mut found = self.figures()?;
        found.extend(self.boards()?);
        found.extend(self.reviews()?);
        Ok(found)
    }

    /// Days that were signed, against the records.
    fn reviews(&self) -> Result<Vec<Say>, Fault> {
        let nobody = crate::desk::nobody();
        self.store
            .read(|reader| handover::check_reviews(&Scope::over(reader, self.registers, self.now, &nobody)))
    }

    /// Everything, and the last month.
    fn windows(&self) -> [Window; 2] {
        let (now, end) = (self.now, At(self.now.0.saturating_add(1)));
        let (far, scale) = (At(i64::MAX / 4), Scale::USUAL);
        [
            Window { start: At(-far.0), end: far, now, scale },
            Window { start: now.plus_minutes(-MONTH_MINUTES), end, now, scale },
        ]
    }

    fn figures(&self) -> Result<Vec<Say>, Fault> {
        let windows = self.windows();
        let mut counted: BTreeMap<(usize, usize, usize), [i64; 2]> = BTreeMap::new();
        let mut add = |fact: &Fact, from_index: usize| {
            for (at, figure) in FIGURES.iter().enumerate() {
                for (place, side) in figure.sides().enumerate().filter(|(_, side)| side.event == fact.event) {
                    for (which, window) in windows.iter().enumerate() {
                        if side.counts(fact, window) {
                            let sums = counted.entry((at, place, which)).or_default();
                            if let Some(sum) = sums.get_mut(from_index) {
                                *sum += (side.weigh)(fact, window);
                            }
                        }
                    }
                }
            }
        };
        for event in Event::ALL {
            figures::each_fact(self.store, *event, (None, None), &mut |fact, _| add(fact, 1))?;
        }
        let with_facts: BTreeSet<&str> = Event::ALL.iter().map(|event| event.register()).collect();
        let mut kept = figures::kept::Check::begin(self.store)?;
        for register in self.registers.iter().filter(|register| with_facts.contains(register.info().id)) {
            self.each_entry(register, &mut |_, loaded| {
                for fact in facts(register, &loaded.head, &*loaded.body) {
                    add(&fact, 0);
                    kept.add(&fact);
                }
            })?;
        }
        let mut found = Vec::new();
        for ((at, ..), [scanned, indexed]) in counted {
            if scanned != indexed
                && let Some(figure) = FIGURES.get(at)
            {
                let (zh, en) = (figure.label.zh, figure.label.en);
                found.push(say!(
                    "指标“{zh}”：索引计 {indexed}，逐条计 {scanned}",
                    "the figure {en}: {indexed} by the index, {scanned} by the entries"
                ));
            }
        }
        for (event, [counted, should]) in kept.wrong(self.store)? {
            found.push(say!(
                "统计计数（{event:?}）：有出入的日子计 {counted}，逐条计 {should}",
                "the counters of {event:?}: {counted} on the days that differ, {should} by the entries"
            ));
        }
        Ok(found)
    }

    /// The open entries the index of due times names against the open entries there are; every board's total against its
    /// groups, every group's count against its list.
    fn boards(&self) -> Result<Vec<Say>, Fault> {
        let mut found = Vec::new();
        let nobody = super::nobody();
        for register in boards::timed(self.registers) {
            let mut open = BTreeSet::new();
            self.each_entry(register, &mut |entry, loaded| {
                if register.info().is_open(loaded.head.state) {
                    open.insert(entry);
                }
            })?;
            let range = index(By::Due).u16(register.info().tag).range();
            let indexed = self.store.read(|reader| rows::entries_in(reader, &range, Dir::Up, usize::MAX))?;
            if indexed.into_iter().collect::<BTreeSet<_>>() != open {
                let (zh, en) = (register.info().name.zh, register.info().name.en);
                found.push(say!(
                    "看板：{zh}的未结条目与索引不符",
                    "boards: the open entries of {en} are not those of the index"
                ));
            }
        }
        for board in ServiceBoard::ALL {
            for by in Grouping::ALL {
                let shown = |group: Option<String>, skip: u32| -> Result<ServiceBoardView, Fault> {
                    let asked = BoardService { board, by, group, skip, limit: 500 };
                    self.store.read(|reader| {
                        let mut everybody = nobody.clone();
                        everybody.posts = crate::domain::posts::Posts::ALL;
                        boards::board(&Scope::over(reader, self.registers, self.now, &everybody), &asked)
                    })
                };
                let whole = shown(None, 0)?;
                let mut total = 0;
                for group in &whole.groups {
                    total += group.count;
                    let mut listed = group.lines.len() as u64;
                    while listed < group.count {
                        let skip = u32::try_from(listed).unwrap_or(u32::MAX);
                        let more = shown(Some(group.group.clone()), skip)?;
                        let more = more.groups.iter().map(|group| group.lines.len() as u64).sum::<u64>();
                        if more == 0 {
                            break;
                        }
                        listed += more;
                    }
                    if listed != group.count {
                        let (count, label) = (group.count, &group.label);
                        let (zh, en) = (&label.zh, &label.en);
                        found.push(say!(
                            "看板“{zh}”计 {count} 件，列出 {listed} 件",
                            "the board's group {en} counts {count} and lists {listed}"
                        ));
                    }
                }
                if total != whole.total {
                    let all = whole.total;
                    found.push(say!(
                        "看板合计 {all}，各组相加 {total}",
                        "a board counts {all}, its groups {total}"
                    ));
                }
            }
        }
        Ok(found)
    }

    /// Every entry of a register that was not undone, a piece under each lock.
    fn each_entry(
        &self,
        register: &dyn AnyRegister,
        show: &mut dyn FnMut(EntryRef, &rows::Loaded),
    ) -> Result<(), Fault> {
        let range = KeyBuf::new(ENTRY.number).u16(register.info().tag).range();
        figures::in_pieces(self.store, range, CHUNK, &mut |key, value| {
            let (entry, loaded) = (rows::entry_of_key(key)?, rows::decode(register, value)?);
            if loaded.head.state != UNDONE {
                show(entry, &loaded);
            }
            Ok(())
        })
    }
}
