//! What happened in a room or with a person, newest first, a page at a time: entries of every register the caller may
//! see, each at the time it happened, and lines of the shift log that name the room or the person.
//!
//! The index of a register ends with the time, so a page reads as many index rows of each register as it has rows.

use super::as_of::{self, Seen};
use super::file::{Keyed, shown};
use super::{Subject, load};
use crate::api::card::{CardTimeline, Event, Timeline};
use crate::desk::handover;
use crate::desk::list::{self, Names};
use crate::desk::rows::{By, entry_of_key};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::store::table::{index_row, scan_index};
use crate::store::{Dir, KeyBuf, KeyRange, Visit, hex};
use crate::text::lang::t;
use std::cmp::Reverse;

/// Events of a page when the caller does not say, and at the most.
const PAGE: usize = 30;
const PAGE_MAX: usize = 500;
/// Pages of index rows that are looked through for one page of what was there on the day.
const LOOK: usize = 20;
/// The kind of log lines.
const LOG: &str = "log";

/// A stretch of an index that ends with the time: a register's entries, or (none) lines of the log.
struct Source {
    register: Option<Tag>,
    start: KeyBuf,
}

/// A row of one source, in the order of the timeline: the newest first, then by register, then by key downwards.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    time: Reverse<i64>,
    register: Option<Tag>,
    row: Reverse<Vec<u8>>,
}

impl Place {
    fn written(&self) -> String {
        let register = self.register.unwrap_or(0);
        let mut bytes = self.time.0.to_be_bytes().to_vec();
        bytes.extend(register.to_be_bytes());
        bytes.extend(&self.row.0);
        hex::encode(&bytes)
    }

    fn read(text: &str) -> Option<Self> {
        let bytes = hex::decode(text)?;
        let (time, rest) = bytes.split_first_chunk::<8>()?;
        let (register, row) = rest.split_first_chunk::<2>()?;
        let register = Some(u16::from_be_bytes(*register)).filter(|tag| *tag > 0);
        Some(Self { time: Reverse(i64::from_be_bytes(*time)), register, row: Reverse(row.to_vec()) })
    }
}

/// Reads on in a timeline.
pub(in crate::desk) fn timeline(scope: &Scope<'_>, args: &CardTimeline) -> Result<Timeline, Fault> {
    let subject = match (&args.place, &args.person) {
        (Some(place), _) => Subject::place(scope, place)?,
        (None, Some(person)) => Subject::person(scope, person)?,
        (None, None) => return Err(Fault::missing("place", t("房间或客户", "A room or a customer"))),
    };
    let mut sources = Vec::new();
    for kind in &args.kinds {
        if kind == LOG {
            sources.push(None);
        } else {
            let register = scope.register(kind).map_err(|fault| fault.at("kinds"))?;
            scope.permit(register.info().see)?;
            sources.push(Some(register.info().tag));
        }
    }
    if args.kinds.is_empty() {
        let all = scope.registers.iter().filter(|register| shown(scope, *register));
        sources = std::iter::once(None).chain(all.map(|register| Some(register.info().tag))).collect();
    }
    let limit = match usize::from(args.limit) {
        0 => PAGE,
        limit => limit.min(PAGE_MAX),
    };
    let after = args.after.as_deref().and_then(Place::read);
    as_of::on(scope, args.as_of, |seen| page(seen, subject, &sources, limit, after, &mut Names::default()))
}

/// The first page for a card; only registers that have entries there are looked at.
pub(super) fn first(
    seen: &Seen<'_>,
    subject: Subject,
    keys: &[Keyed],
    names: &mut Names,
) -> Result<Timeline, Fault> {
    let mut sources: Vec<Option<Tag>> = keys.iter().map(|key| Some(key.entry.register)).collect();
    sources.dedup();
    sources.insert(0, None);
    // Names may be those of today in the cache of the card; the timeline's are as the file said.
    let own = &mut Names::default();
    page(seen, subject, &sources, PAGE, None, if seen.end.is_some() { own } else { names })
}

fn page(
    seen: &Seen<'_>,
    subject: Subject,
    kinds: &[Option<Tag>],
    limit: usize,
    mut after: Option<Place>,
    names: &mut Names,
) -> Result<Timeline, Fault> {
    let mut sources = Vec::new();
    for register in kinds {
        let start = match register {
            Some(tag) => subject.index().u16(*tag),
            None => tagged(subject).index(),
        };
        sources.push(Source { register: *register, start });
    }
    let mut page = Timeline::default();
    for _ in 0..LOOK {
        let mut next = Vec::new();
        for source in &sources {
            rows(seen, source, limit + 1, after.as_ref(), &mut next)?;
        }
        next.sort();
        let more = next.len() > limit;
        next.truncate(limit);
        for (place, record) in next {
            if page.events.len() == limit {
                page.next = after.as_ref().map(Place::written);
                return Ok(page);
            }
            page.events.extend(event(seen, place.register, &record, names)?);
            after = Some(place);
        }
        if !more {
            return Ok(page);
        }
        if page.events.len() == limit {
            break;
        }
    }
    page.next = after.as_ref().map(Place::written);
    Ok(page)
}

/// Whose log lines a card shows.
pub(super) fn tagged(subject: Subject) -> handover::Tagged {
    match subject.by {
        By::Place => handover::Tagged::Place(subject.entry.id),
        _ => handover::Tagged::Person(subject.entry.id),
    }
}

/// The newest rows of a source behind a place, at most `limit`.
fn rows(
    seen: &Seen<'_>,
    source: &Source,
    limit: usize,
    after: Option<&Place>,
    found: &mut Vec<(Place, Vec<u8>)>,
) -> Result<(), Fault> {
    let skip = source.start.as_slice().len();
    let until = |time: i64| Some(source.start.clone().i64(time).into_vec());
    let mut range: KeyRange = source.start.range();
    if let Some(end) = seen.end {
        range.to = until(end.0.saturating_add(1));
    }
    if let Some(after) = after {
        let to = match source.register.cmp(&after.register) {
            // Rows of the same time were shown before, of this one up to a row, or come yet.
            std::cmp::Ordering::Less => until(after.time.0),
            std::cmp::Ordering::Equal => Some(after.row.0.clone()),
            std::cmp::Ordering::Greater => until(after.time.0.saturating_add(1)),
        };
        range.to = range.to.min(to);
    }
    if range.is_empty() {
        return Ok(());
    }
    let mut count = 0;
    let mut damaged = None;
    scan_index(seen.told.reader, &range, Dir::Down, &mut |key, record| {
        let time = key.get(skip..skip + 8).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
        let row = index_row(key, record).map(|(row, _)| row);
        match (time, row) {
            (Some(time), Ok(row)) => {
                let time = Reverse((time ^ (1 << 63)).cast_signed());
                found.push((Place { time, register: source.register, row: Reverse(row) }, record.to_vec()));
            }
            (_, Err(error)) => damaged = Some(error),
            (None, _) => {}
        }
        count += 1;
        if count < limit && damaged.is_none() { Visit::More } else { Visit::Stop }
    })?;
    damaged.map_or(Ok(()), |error| Err(error.into()))
}

/// What a row names; none when it was not there on the day.
fn event(
    seen: &Seen<'_>,
    register: Option<Tag>,
    record: &[u8],
    names: &mut Names,
) -> Result<Option<Event>, Fault> {
    let scope = seen.told;
    if register.is_none() {
        return Ok(handover::line_of_key(scope, record, seen.end, names)?.map(Event::Line));
    }
    let entry = entry_of_key(record)?;
    let register = scope.register_of(entry)?;
    let Some(loaded) = load(scope, register, entry)? else { return Ok(None) };
    Ok(Some(Event::Entry(list::row(scope, register, &loaded, names)?)))
}
