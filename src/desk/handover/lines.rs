//! Reading the log: pages of it, newest first, by whatever narrows them, and the lines of a card. Every way in is an index,
//! so that years of lines cost what the lines found cost. Changes nothing.

use super::marks::Marks;
use super::{
    LINES, LOG_TABLE, duty_from, each_line, kind_index, line, lines_range, person_index, place_index, reading,
};
use crate::api::handover::{ListLog, LogPage, LogRow};
use crate::desk::list::Names;
use crate::desk::resolve;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{LogKind, LogLine};
use crate::domain::ids::DeskId;
use crate::domain::moment::At;
use crate::domain::register::Look;
use crate::domain::value::Value;
use crate::store::table::scan_index;
use crate::store::{Dir, KeyBuf, KeyRange, Reader, StoreError, Visit};
use std::collections::HashMap;

/// Lines of a page when the caller does not say, and at the most.
const PAGE: usize = 100;
const PAGE_MAX: usize = 500;
/// Lines looked through for one page.
const LOOK: usize = 20_000;

/// Whose lines a card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum Tagged {
    /// Those that name a place.
    Place(u64),
    /// Those that name a person.
    Person(u64),
}

impl Tagged {
    /// Where they stand in the index; then the time they tell of.
    pub(in crate::desk) fn index(self) -> KeyBuf {
        match self {
            Self::Place(id) => place_index(id),
            Self::Person(id) => person_index(id),
        }
    }
}

/// Up to `limit` lines of all desks from a number on and before another (none: from the last), the latest first.
fn between(reader: &dyn Reader, from: u64, before: Option<u64>, limit: usize) -> Result<Vec<LogLine>, Fault> {
    let all = KeyBuf::new(LOG_TABLE.number).range();
    let to = before.map(|seq| KeyBuf::new(LOG_TABLE.number).u64(seq).into_vec());
    let range = KeyRange { from: KeyBuf::new(LOG_TABLE.number).u64(from).into_vec(), to: to.or(all.to) };
    let mut found = Vec::new();
    LINES.scan_range(reader, &range, Dir::Down, &mut |_, line| {
        found.push(line.lift());
        if found.len() < limit { Visit::More } else { Visit::Stop }
    })?;
    Ok(found)
}

/// Where the lines of a page come from.
enum Way {
    /// All desks', in order.
    All,
    /// One desk's.
    Desk(DeskId),
    /// One kind's.
    Kind(LogKind),
    /// These numbers, downwards.
    These(Vec<u64>),
}

impl Way {
    /// Up to `limit` lines, newest first, from a number on and before another.
    fn newest(
        &self,
        reader: &dyn Reader,
        from: u64,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<LogLine>, Fault> {
        if before.is_some_and(|before| before <= from) {
            return Ok(Vec::new());
        }
        let mut numbers = Vec::new();
        match self {
            Self::All => return between(reader, from, before, limit),
            Self::Desk(desk) => {
                each_line(reader, &lines_range(*desk, from, before), Dir::Down, &mut |seq, _| {
                    numbers.push(seq);
                    if numbers.len() < limit { Visit::More } else { Visit::Stop }
                })?;
            }
            Self::Kind(kind) => {
                let all = kind_index(*kind).range();
                let range = KeyRange {
                    from: kind_index(*kind).u64(from).into_vec(),
                    to: before.map_or(all.to, |before| Some(kind_index(*kind).u64(before).into_vec())),
                };
                numbers = records(reader, &range, Dir::Down, limit)?;
            }
            Self::These(these) => {
                let fits = |seq: &&u64| **seq >= from && before.is_none_or(|before| **seq < before);
                numbers = these.iter().filter(fits).take(limit).copied().collect();
            }
        }
        let mut found = Vec::with_capacity(numbers.len());
        for seq in numbers {
            found.extend(line(reader, seq)?);
        }
        Ok(found)
    }
}

/// The lines that a stretch of an index names.
fn records(reader: &dyn Reader, range: &KeyRange, dir: Dir, limit: usize) -> Result<Vec<u64>, Fault> {
    let mut found = Vec::new();
    let mut damaged: Option<StoreError> = None;
    scan_index(reader, range, dir, &mut |_, record| match LINES.parse_key(record) {
        Ok(seq) => {
            found.push(seq);
            if found.len() < limit { Visit::More } else { Visit::Stop }
        }
        Err(error) => {
            damaged = Some(error);
            Visit::Stop
        }
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}

/// The ways that a list names, the narrowest first: of the others, each line is asked.
fn tags(scope: &Scope<'_>, list: &ListLog) -> Result<Vec<Tagged>, Fault> {
    let some = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(|t| Value::Text(t.to_owned()))
    };
    let mut tags = Vec::new();
    if let Some(text) = some(&list.person) {
        tags.extend(resolve::link(scope, "person", "person", &text)?.id().map(Tagged::Person));
    }
    if let Some(text) = some(&list.place) {
        tags.extend(resolve::link(scope, "place", "place", &text)?.id().map(Tagged::Place));
    }
    Ok(tags)
}

/// A page of the log, newest first.
pub(in crate::desk) fn list(scope: &Scope<'_>, list: &ListLog) -> Result<LogPage, Fault> {
    let desk = list.desk.unwrap_or(scope.who.desk);
    let limit = match usize::from(list.limit) {
        0 => PAGE,
        limit => limit.min(PAGE_MAX),
    };
    let duty_from = duty_from(scope, (!list.all_desks).then_some(desk))?;
    let from = if list.since_last_duty { duty_from } else { 1 };
    let since = list.hours.map(|hours| scope.now.plus_minutes(-60 * i64::from(hours)));
    let tags = tags(scope, list)?;
    let way = match (tags.first(), list.kind) {
        (Some(tag), _) => {
            let mut these = records(scope.reader, &tag.index().range(), Dir::Down, usize::MAX)?;
            these.sort_unstable_by(|one, two| two.cmp(one));
            Way::These(these)
        }
        (None, Some(kind)) => Way::Kind(kind),
        (None, None) if list.all_desks => Way::All,
        (None, None) => Way::Desk(desk),
    };
    let wanted = |line: &LogLine| {
        (list.all_desks || line.desk == desk)
            && list.kind.is_none_or(|kind| kind == line.kind)
            && tags.iter().all(|tag| match tag {
                Tagged::Place(id) => line.place.is_some_and(|place| place.0 == *id),
                Tagged::Person(id) => line.person.is_some_and(|person| person.0 == *id),
            })
    };
    let mut marks = AllMarks::default();
    let mut page = LogPage { duty_from, ..LogPage::default() };
    let mut lines = Vec::new();
    let mut looked = 0;
    let mut before = list.before;
    'page: loop {
        // One more than wanted tells whether there is a next page.
        let chunk = way.newest(scope.reader, from, before, limit + 1)?;
        let ended = chunk.len() <= limit;
        for line in chunk {
            // The log's order is its numbers'; a clock that was set back hides at most what it hides.
            if since.is_some_and(|since| line.at < since) {
                break 'page;
            }
            looked += 1;
            if lines.len() == limit || looked > LOOK {
                page.next = before;
                break 'page;
            }
            before = Some(line.seq);
            if !wanted(&line) {
                continue;
            }
            let read = marks.of(scope, line.desk)?.read(line.seq, line.author);
            if !(list.unread && read) {
                lines.push((line, read));
            }
        }
        if ended {
            break;
        }
    }
    let mut names = Names::default();
    for (line, read) in lines {
        page.lines.push(row(scope, line, read, &mut names)?);
    }
    page.unread = if list.all_desks {
        marks.unread_anywhere(scope)?
    } else {
        marks.of(scope, desk)?.unread(scope.reader)?
    };
    page.owed = reading::mine(scope, &mut names)?;
    Ok(page)
}

/// The caller's marks of every desk that came up.
#[derive(Default)]
struct AllMarks(HashMap<DeskId, Marks>);

impl AllMarks {
    fn of(&mut self, scope: &Scope<'_>, desk: DeskId) -> Result<&Marks, Fault> {
        use std::collections::hash_map::Entry;
        Ok(match self.0.entry(desk) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Marks::of(scope.reader, scope.who.staff, desk)?),
        })
    }

    fn unread_anywhere(&mut self, scope: &Scope<'_>) -> Result<u64, Fault> {
        let mut count = 0;
        for (desk, _) in crate::desk::card::active(scope, crate::domain::desk::TAG)? {
            count += self.of(scope, DeskId(desk.id))?.unread(scope.reader)?;
        }
        Ok(count)
    }
}

fn row(scope: &Scope<'_>, line: LogLine, read: bool, names: &mut Names) -> Result<LogRow, Fault> {
    let place = line.place.map(|place| names.of(scope, "place", place.0)).transpose()?;
    let person = line.person.map(|person| names.of(scope, "person", person.0)).transpose()?;
    let entry = match line.entry {
        Some(entry) => scope.head(entry)?.map(|head| head.number),
        None => None,
    };
    let readers = match line.readers.any() {
        true => Some(reading::words(scope, &line.readers, names)?),
        false => None,
    };
    let author = names.of(scope, "staff", line.author.0)?;
    Ok(LogRow { author, place, person, entry, readers, read, line })
}

/// The line of a record's key for a card, which keeps no marks; none when it was not written by `end`.
pub(in crate::desk) fn line_of_key(
    scope: &Scope<'_>,
    key: &[u8],
    end: Option<At>,
    names: &mut Names,
) -> Result<Option<LogRow>, Fault> {
    let by_then = |at: At| end.is_none_or(|end| at <= end);
    let Some(mut found) = line(scope.reader, LINES.parse_key(key)?)?.filter(|line| by_then(line.at)) else {
        return Ok(None);
    };
    if let Some(by) = found.corrected_by
        && line(scope.reader, by)?.is_none_or(|correction| !by_then(correction.at))
    {
        found.corrected_by = None;
    }
    row(scope, found, true, names).map(Some)
}

/// How many lines of a card tell of something until `end`; from the index alone.
pub(in crate::desk) fn count_of(reader: &dyn Reader, of: Tagged, end: Option<At>) -> Result<u64, Fault> {
    let start = of.index();
    let to = end.map(|end| start.clone().i64(end.0.saturating_add(1)).into_vec());
    let all = start.range();
    let range = KeyRange { to: to.or(all.to), from: all.from };
    let mut count = 0;
    scan_index(reader, &range, Dir::Up, &mut |_, _| {
        count += 1;
        Visit::More
    })?;
    Ok(count)
}
