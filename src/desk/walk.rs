//! Which index answers a list, and the walk along it in the list's order. Sort keys ascend, so a cursor is a sort key.

use crate::desk::list::Wanted;
use crate::desk::rows::{self, By, UNDONE, entry_of_key, index};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::register::{Head, Order};
use crate::store::table::{scan_index, split_index_row};
use crate::store::tables::ENTRY;
use crate::store::{Dir, KeyBuf, KeyRange, Reader, Visit};

/// Index rows read at a time.
const CHUNK: usize = 256;

/// One visit: the sort key and the entry.
pub(super) type Show<'v> = dyn FnMut(&[u8], EntryRef) -> Result<Visit, Fault> + 'v;

/// Walks candidates in the order of the list. States are respected; other filters are the visitor's.
pub(super) fn walk(reader: &dyn Reader, wanted: &Wanted<'_>, show: &mut Show<'_>) -> Result<(), Fault> {
    let tag = wanted.register.info().tag;
    // Where the key tells the state, what is not wanted is passed over unread: a place may have thousands of closed
    // entries and one that is open.
    let few = match (wanted.parent, wanted.place, wanted.person, wanted.owner) {
        (Some(parent), ..) => {
            Some((vec![index(By::Parent).u16(parent.register).u64(parent.id)], StateIn::Entry))
        }
        (_, Some(place), ..) => Some((vec![index(By::Place).u64(place).u16(tag)], StateIn::Key)),
        (_, _, Some(person), _) => Some((vec![index(By::Person).u64(person).u16(tag)], StateIn::Key)),
        (_, _, _, Some(owner)) => {
            let starts = wanted.states.iter().map(|state| index(By::Owner).u64(owner).u16(tag).u8(*state));
            Some((starts.collect(), StateIn::Entry))
        }
        _ => None,
    };
    if let Some((keys, state)) = few {
        return sorted(reader, wanted, &keys, state, show);
    }
    let open_only = wanted.states.iter().all(|state| wanted.register.info().is_open(*state));
    match wanted.order {
        Order::Urgent => {
            let starts = wanted.states.iter().map(|state| index(By::State).u16(tag).u8(*state));
            merged(reader, starts.map(|start| Source::up(&start)).collect(), show)
        }
        Order::Due if open_only && wanted.register.falls_due() => {
            let source = Source::up(&index(By::Due).u16(tag));
            merged(reader, vec![source], &mut |sort, entry| by_state(wanted, Dir::Up, sort, entry, show))
        }
        Order::Newest | Order::Due => {
            let mut source = Source::down(&index(By::Time).u16(tag));
            if let Some(from) = wanted.list.from {
                source.range.from = index(By::Time).u16(tag).i64(from.0).into_vec();
            }
            if let Some(to) = wanted.list.to {
                source.range.to = Some(index(By::Time).u16(tag).i64(to.0).into_vec());
            }
            merged(reader, vec![source], &mut |sort, entry| by_state(wanted, Dir::Down, sort, entry, show))
        }
        Order::Number => numbered(reader, wanted, show),
        Order::Natural => {
            let states = &wanted.states;
            merged(reader, vec![Source::up(&index(By::Sort).u16(tag))], &mut |sort, entry| {
                let head = rows::head(reader, entry)?;
                if head.is_some_and(|head| states.contains(&head.state)) {
                    show(sort, entry)
                } else {
                    Ok(Visit::More)
                }
            })
        }
    }
}

/// Passes on entries whose state, the ninth byte of the sort key, is wanted. A downward source shows its bytes
/// inverted, so that sort keys ascend all the same.
fn by_state(
    wanted: &Wanted<'_>,
    dir: Dir,
    sort: &[u8],
    entry: EntryRef,
    show: &mut Show<'_>,
) -> Result<Visit, Fault> {
    let state = sort.get(8).map(|byte| if dir == Dir::Down { !*byte } else { *byte });
    if state.is_some_and(|state| wanted.states.contains(&state)) {
        show(sort, entry)
    } else {
        Ok(Visit::More)
    }
}

/// A stretch of an index that is sorted the way the list is.
pub(super) struct Source {
    /// Bytes before the sort key.
    skip: usize,
    pub(super) range: KeyRange,
    dir: Dir,
    /// What was read and not taken yet, sort keys first.
    pub(super) ready: std::collections::VecDeque<(Vec<u8>, EntryRef)>,
    ended: bool,
}

impl Source {
    fn new(start: &KeyBuf, dir: Dir) -> Self {
        let skip = start.as_slice().len();
        Self { skip, range: start.range(), dir, ready: std::collections::VecDeque::new(), ended: false }
    }

    fn up(start: &KeyBuf) -> Self {
        Self::new(start, Dir::Up)
    }

    /// What begins with `start`, from its end.
    pub(super) fn down(start: &KeyBuf) -> Self {
        Self::new(start, Dir::Down)
    }

    /// Reads on when nothing is ready.
    pub(super) fn fill(&mut self, reader: &dyn Reader) -> Result<(), Fault> {
        if self.ended || !self.ready.is_empty() {
            return Ok(());
        }
        let (skip, dir) = (self.skip, self.dir);
        let mut last = None;
        let mut damaged = None;
        let ready = &mut self.ready;
        reader.scan(&self.range, dir, &mut |row, value| {
            let read = split_index_row(row, value).and_then(|(key, record)| Ok((key, entry_of_key(record)?)));
            match read {
                Ok((key, entry)) => {
                    let mut sort = key.get(skip..).unwrap_or_default().to_vec();
                    sort.extend(entry.id.to_be_bytes());
                    if dir == Dir::Down {
                        sort.iter_mut().for_each(|byte| *byte = !*byte);
                    }
                    ready.push_back((sort, entry));
                    last = Some(row.to_vec());
                    if ready.len() < CHUNK { Visit::More } else { Visit::Stop }
                }
                Err(error) => {
                    damaged = Some(error);
                    Visit::Stop
                }
            }
        })?;
        if let Some(error) = damaged {
            return Err(error.into());
        }
        self.ended = self.ready.len() < CHUNK;
        if let Some(last) = last {
            match dir {
                Dir::Up => self.range = self.range.after(&last),
                Dir::Down => self.range.to = Some(last),
            }
        }
        Ok(())
    }
}

/// Shows several sorted stretches as one.
fn merged(reader: &dyn Reader, mut sources: Vec<Source>, show: &mut Show<'_>) -> Result<(), Fault> {
    loop {
        for source in &mut sources {
            source.fill(reader)?;
        }
        let next = sources
            .iter_mut()
            .filter(|source| !source.ready.is_empty())
            .min_by(|a, b| a.ready.front().map(|(sort, _)| sort).cmp(&b.ready.front().map(|(sort, _)| sort)));
        let Some((sort, entry)) = next.and_then(|source| source.ready.pop_front()) else { return Ok(()) };
        if show(&sort, entry)? == Visit::Stop {
            return Ok(());
        }
    }
}

/// Where an index key's entry has its state.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StateIn {
    /// Behind the time in the key.
    Key,
    /// Only in the entry.
    Entry,
}

/// Collects the few entries some indexes name, and shows them in the list's order.
fn sorted(
    reader: &dyn Reader,
    wanted: &Wanted<'_>,
    starts: &[KeyBuf],
    state: StateIn,
    show: &mut Show<'_>,
) -> Result<(), Fault> {
    let tag = wanted.register.info().tag;
    let mut named = Vec::new();
    let mut damaged = None;
    for start in starts {
        let state_at = start.as_slice().len() + 8;
        scan_index(reader, &start.range(), Dir::Up, &mut |key, record| {
            let in_key = key.get(state_at).filter(|_| state == StateIn::Key);
            if in_key.is_none_or(|state| wanted.states.contains(state)) {
                match entry_of_key(record) {
                    Ok(entry) => named.push(entry),
                    Err(error) => damaged = Some(error),
                }
            }
            if damaged.is_none() { Visit::More } else { Visit::Stop }
        })?;
    }
    if let Some(error) = damaged {
        return Err(error.into());
    }
    let mut found = Vec::new();
    for entry in named.into_iter().filter(|entry| entry.register == tag) {
        if let Some(head) = rows::head(reader, entry)?
            && wanted.states.contains(&head.state)
        {
            found.push((sort_key(wanted.order, &head), entry));
        }
    }
    found.sort();
    for (sort, entry) in found {
        if show(&sort, entry)? == Visit::Stop {
            return Ok(());
        }
    }
    Ok(())
}

/// Bytes that ascend the way the order reads.
fn sort_key(order: Order, head: &Head) -> Vec<u8> {
    let key = KeyBuf::new(0);
    match order {
        Order::Urgent => key.u8(head.rank).i64(head.occurred_at.0).u64(head.id),
        Order::Newest => key.i64(-head.occurred_at.0).u64(!head.id),
        Order::Due => key.i64(head.due.map_or(i64::MAX, |due| due.0)).u64(head.id),
        // Only a whole register has an order of its own; the few entries of a room or a person come by number.
        Order::Number | Order::Natural => key.u64(head.id),
    }
    .into_vec()
}

/// Shows a register's entries by id.
fn numbered(reader: &dyn Reader, wanted: &Wanted<'_>, show: &mut Show<'_>) -> Result<(), Fault> {
    let mut fault = None;
    reader.scan(
        &KeyBuf::new(ENTRY.number).u16(wanted.register.info().tag).range(),
        Dir::Up,
        &mut |key, value| {
            let shown = entry_of_key(key).map_err(Fault::from).and_then(|entry| {
                let state = rows::state_of(value)?;
                if state == UNDONE || !wanted.states.contains(&state) {
                    return Ok(Visit::More);
                }
                show(&entry.id.to_be_bytes(), entry)
            });
            shown.unwrap_or_else(|error| {
                fault = Some(error);
                Visit::Stop
            })
        },
    )?;
    fault.map_or(Ok(()), Err)
}
