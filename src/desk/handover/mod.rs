//! The shift log and the watches on disk, and the calls on them. Their rules are in `domain::handover`.
//!
//! A watch's items and counts lie in rows of their own, each item with its acknowledgements, so that a document of a
//! thousand lines is no long value.

mod chain;
mod claimed;
mod collect;
mod counts;
mod custody;
mod grace;
mod late;
mod lines;
mod log;
mod marks;
mod oncall;
mod orders;
mod pass;
mod reading;
mod repeat;
mod review;
mod rota;
mod sheet;
mod signed;
mod view;
mod watch;
mod words;

pub(super) use chain::check as check_chain;
pub(super) use collect::candidates as carried;
pub(super) use counts::{
    count, explain as explain_count, holder, lies_in, till_owed, undecided as custody_undecided,
};
pub(super) use custody::{accept, break_seal, confirm, go_on, held_by, open, release, relieve, rule, seal};
pub(super) use grace::{close_due, next_close};
pub(super) use late::{next_late, ringing, speak_due};
pub(super) use lines::{Tagged, count_of, line_of_key, list as list_log};
pub(super) use log::{forget_person, mark_read, reindex, reindex_some, repoint, write as write_log};
pub(super) use pass::pass_on;
pub(super) use reading::{owed, readers_of, understand};
pub(super) use review::{
    check as check_reviews, day as review_day, mark as mark_review, report as report_handover,
    sign as sign_review,
};
pub(super) use rota::rota_changed;
pub(super) use sheet::show as show_sheet;
pub(super) use view::{list as list_watches, show as show_watch, show_recent, shown};
pub(super) use watch::{acknowledge, answer, ask, contest, edit, follow, offer, prepare, recall, review};
pub(super) use words::LogWords;

use crate::api::handover::ShowWatch;
use crate::api::{Call, Reply};
use crate::desk::job::WatchShown;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{
    Ack, CountDisk, CountLine, Item, ItemDisk, LineDisk, LogKind, LogLine, Readers, Watch, WatchDisk,
    WatchState,
};
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::At;
use crate::store::table::scan_index;
use crate::store::tables::{
    COUNT, DOCUMENT, LOG as LOG_TABLE, LOG_INDEX, READING as READING_TABLE, WATCH as WATCH_TABLE, WATCH_ITEM,
};
use crate::store::{Dir, KeyBuf, KeyRange, KeyReader, Reader, StoreError, Table, Tx, Visit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answer to a repeated call on the watch: the watch it showed the first time, or the present one, as it is now.
pub(super) fn again(
    scope: &Scope<'_>,
    call: &Call,
    shows: Option<WatchShown>,
) -> Result<Option<Reply>, Fault> {
    let wrap = match call {
        Call::WatchOpen(_) => Reply::WatchOpen,
        Call::WatchOffer(_) => Reply::WatchOffer,
        Call::WatchRecall(_) => Reply::WatchRecall,
        Call::WatchAcknowledge(_) => Reply::WatchAcknowledge,
        Call::WatchAccept(_) => Reply::WatchAccept,
        Call::WatchPrepare(_) => Reply::WatchPrepare,
        Call::WatchEdit(_) => Reply::WatchEdit,
        Call::WatchCount(_) => Reply::WatchCount,
        Call::WatchExplain(_) => Reply::WatchExplain,
        Call::WatchReview(_) => Reply::WatchReview,
        Call::WatchAsk(_) => Reply::WatchAsk,
        Call::WatchAnswer(_) => Reply::WatchAnswer,
        Call::WatchContest(_) => Reply::WatchContest,
        Call::WatchRule(_) => Reply::WatchRule,
        Call::WatchRelease(_) => Reply::WatchRelease,
        Call::WatchSeal(_) => Reply::WatchSeal,
        Call::WatchBreakSeal(_) => Reply::WatchBreakSeal,
        Call::WatchRelieve(_) => Reply::WatchRelieve,
        Call::WatchPass(_) => Reply::WatchPass,
        Call::WatchContinue(_) => Reply::WatchContinue,
        Call::WatchConfirm(_) => Reply::WatchConfirm,
        _ => return Ok(None),
    };
    Ok(Some(wrap(match shows {
        Some(shows) => shown(scope, shows)?,
        None => show_watch(scope, &ShowWatch::default())?,
    })))
}

const LINES: Table<u64, LineDisk> = Table::new(
    &LOG_TABLE,
    &[
        |seq, line| vec![line_index(line.keys().desk).u64(*seq).u64(line.keys().author.0)],
        |_, line| {
            let keys = line.keys();
            keys.place.iter().map(|place| place_index(place.0).i64(keys.occurred_at.0)).collect()
        },
        |_, line| {
            let keys = line.keys();
            keys.person.iter().map(|person| person_index(person.0).i64(keys.occurred_at.0)).collect()
        },
        |seq, line| vec![kind_index(line.keys().kind).u64(*seq)],
        |seq, line| {
            let until = |readers: &Readers| readers.until.map_or(i64::MAX, days);
            line.keys()
                .readers
                .iter()
                .map(|readers| must_read_index().i64(until(readers)).u64(*seq))
                .collect()
        },
    ],
);

const WATCHES: Table<u64, WatchDisk> = Table::new(
    &WATCH_TABLE,
    &[
        |id, watch| vec![desk_index(watch.keys().0).u64(*id)],
        |id, watch| vec![holder_index(watch.keys().1).u64(*id)],
        |id, watch| if watch.keys().2.out() { vec![out_index().u64(*id)] } else { Vec::new() },
        |id, watch| match watch.keys() {
            (_, _, WatchState::Accepted | WatchState::AcceptedReserved | WatchState::Released, Some(at)) => {
                vec![grace_index().i64(at.0).u64(*id)]
            }
            _ => Vec::new(),
        },
        |id, watch| watch.late().0.iter().map(|at| late_index().i64(at.0).u64(*id)).collect(),
        |id, watch| if watch.late().1 { vec![ringing_index().u64(*id)] } else { Vec::new() },
    ],
);

const ITEMS: Table<(u64, u64), ItemDisk> = Table::new(&WATCH_ITEM, &[]);

/// When somebody said that they had read and understood something.
#[derive(Serialize, Deserialize)]
enum ReadingDisk {
    V1 { at: At },
}

/// By what was read (a log line: 0 and its number, else register and entry) and who read it.
const READINGS: Table<(u16, u64, u64), ReadingDisk> = Table::new(&READING_TABLE, &[]);

/// By watch, and in the order of counting.
const COUNTS: Table<(u64, u64), CountDisk> =
    Table::new(&COUNT, &[|(watch, at), line| vec![thing_index(line.thing()).u64(*watch).u64(*at)]]);

fn of_log(kind: u8) -> KeyBuf {
    KeyBuf::new(LOG_INDEX.number).u8(kind)
}

/// Lines of a desk: sequence number, then author.
fn line_index(desk: DeskId) -> KeyBuf {
    of_log(1).u64(desk.0)
}

/// Watches of a desk.
fn desk_index(desk: DeskId) -> KeyBuf {
    of_log(2).u64(desk.0)
}

/// Watches somebody held.
fn holder_index(holder: StaffId) -> KeyBuf {
    of_log(3).u64(holder.0)
}

/// Watches whose document is out now.
fn out_index() -> KeyBuf {
    of_log(4)
}

/// Watches that custody has left and that take late entries still, by when it left.
fn grace_index() -> KeyBuf {
    of_log(6)
}

/// Counts of a thing, at whichever desk; then the watch.
fn thing_index(thing: u64) -> KeyBuf {
    of_log(15).u64(thing)
}

/// Watches that are held, by when the program next says that they are late.
fn late_index() -> KeyBuf {
    of_log(7)
}

/// Watches so late that every screen rings.
fn ringing_index() -> KeyBuf {
    of_log(8)
}

/// Lines that name a place; then the time they tell of.
pub(super) fn place_index(place: u64) -> KeyBuf {
    of_log(5).u64(place)
}

/// Lines that name a person; then the time they tell of.
pub(super) fn person_index(person: u64) -> KeyBuf {
    of_log(20).u64(person)
}

/// Lines of a kind; then their number.
fn kind_index(kind: LogKind) -> KeyBuf {
    of_log(21).u8(kind as u8)
}

/// Lines that somebody must read; then the last day on which they must.
fn must_read_index() -> KeyBuf {
    of_log(22)
}

/// A day as it stands in that index.
fn days(day: crate::domain::moment::Date) -> i64 {
    chrono::Datelike::num_days_from_ce(&day).into()
}

/// The index keys of a stored line or watch, for verification and import.
pub(super) fn index_keys(table: u8, key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    if table == LOG_TABLE.number {
        LINES.index_keys_of_bytes(key, value)
    } else if table == WATCH_TABLE.number {
        WATCHES.index_keys_of_bytes(key, value)
    } else if table == COUNT.number {
        COUNTS.index_keys_of_bytes(key, value)
    } else if table == DOCUMENT.number {
        chain::index_keys(key, value)
    } else {
        Ok(Vec::new())
    }
}

/// One line.
pub(super) fn line(reader: &dyn Reader, seq: u64) -> Result<Option<LogLine>, Fault> {
    Ok(LINES.get(reader, &seq)?.map(LineDisk::lift))
}

/// The sequence number the next line will have.
fn next_seq(reader: &dyn Reader) -> Result<u64, Fault> {
    Ok(LINES.last_key(reader)?.unwrap_or(0) + 1)
}

/// Lines of a desk from a sequence number (included) to another (excluded; none: to the end).
fn lines_range(desk: DeskId, from: u64, to: Option<u64>) -> KeyRange {
    let all = line_index(desk).range();
    let from = line_index(desk).u64(from).into_vec();
    KeyRange { from, to: to.map_or(all.to, |to| Some(line_index(desk).u64(to).into_vec())) }
}

/// Shows sequence number and author of a desk's lines, from the index alone.
fn each_line(
    reader: &dyn Reader,
    range: &KeyRange,
    dir: Dir,
    visit: &mut dyn FnMut(u64, StaffId) -> Visit,
) -> Result<(), Fault> {
    let mut damaged = None;
    scan_index(reader, range, dir, &mut |key, _| match seq_and_author(key) {
        Ok((seq, author)) => visit(seq, author),
        Err(error) => {
            damaged = Some(error);
            Visit::Stop
        }
    })?;
    damaged.map_or(Ok(()), |error| Err(error.into()))
}

fn seq_and_author(key: &[u8]) -> Result<(u64, StaffId), StoreError> {
    let mut reader = KeyReader::new(LOG_INDEX.number, key)?;
    let (_, _desk) = (reader.u8()?, reader.u64()?);
    Ok((reader.u64()?, StaffId(reader.u64()?)))
}

/// The watches an index names, newest first.
fn watches_in(reader: &dyn Reader, index: &KeyBuf, limit: usize) -> Result<Vec<u64>, Fault> {
    let mut found = Vec::new();
    let mut damaged = None;
    scan_index(reader, &index.range(), Dir::Down, &mut |_, record| {
        match WATCHES.parse_key(record) {
            Ok(id) => found.push(id),
            Err(error) => damaged = Some(error),
        }
        if damaged.is_none() && found.len() < limit { Visit::More } else { Visit::Stop }
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}

/// A watch without its items and counts.
fn bare(reader: &dyn Reader, id: u64) -> Result<Option<Watch>, Fault> {
    Ok(WATCHES.get(reader, &id)?.map(WatchDisk::lift))
}

/// A watch with its items, acknowledgements and counts.
fn whole(reader: &dyn Reader, id: u64) -> Result<Option<Watch>, Fault> {
    let Some(mut watch) = bare(reader, id)? else { return Ok(None) };
    let rows = KeyBuf::new(WATCH_ITEM.number).u64(id).range();
    ITEMS.scan_range(reader, &rows, Dir::Up, &mut |_, row| {
        let (item, acks) = row.lift();
        watch.items.push(item);
        watch.acks.extend(acks);
        Visit::More
    })?;
    watch.counts = counts_of(reader, id)?;
    Ok(Some(watch))
}

/// What was counted in a watch, in the order of counting.
fn counts_of(reader: &dyn Reader, id: u64) -> Result<Vec<CountLine>, Fault> {
    let mut found = Vec::new();
    let rows = KeyBuf::new(COUNT.number).u64(id).range();
    COUNTS.scan_range(reader, &rows, Dir::Up, &mut |_, line| {
        found.push(line.lift());
        Visit::More
    })?;
    Ok(found)
}

/// The present watch of a desk: the newest one. While it is sealed, the seal has custody; no acceptance leaves a desk without.
fn present(reader: &dyn Reader, desk: DeskId) -> Result<Option<Watch>, Fault> {
    match watches_in(reader, &desk_index(desk), 1)?.first() {
        Some(id) => whole(reader, *id),
        None => Ok(None),
    }
}

/// The same without its items and counts.
pub(super) fn present_bare(reader: &dyn Reader, desk: DeskId) -> Result<Option<Watch>, Fault> {
    let newest = watches_in(reader, &desk_index(desk), 1)?;
    Ok(newest.first().map(|id| bare(reader, *id)).transpose()?.flatten())
}

/// The items of the watch before, for counting.
fn items_before(reader: &dyn Reader, watch: &Watch) -> Result<Vec<Item>, Fault> {
    let before = watch.previous.map(|id| whole(reader, id)).transpose()?.flatten();
    Ok(before.map_or_else(Vec::new, |before| before.items))
}

/// Where the caller's last duty at a desk (none: at any) ended: the cut of the last watch they handed over.
fn duty_from(scope: &Scope<'_>, desk: Option<DeskId>) -> Result<u64, Fault> {
    for id in watches_in(scope.reader, &holder_index(scope.who.staff), usize::MAX)? {
        if let Some(watch) = bare(scope.reader, id)?
            && !watch.state.held()
            && desk.is_none_or(|desk| watch.desk == desk)
        {
            return Ok(watch.cut_seq.unwrap_or(watch.open_seq));
        }
    }
    Ok(1)
}

/// Writes a watch and those of its items and counts that are not as they were.
fn save(tx: &mut Tx<'_>, before: Option<&Watch>, watch: &Watch) -> Result<(), Fault> {
    let old = before.map(rows).unwrap_or_default();
    let new = rows(watch);
    for (no, row) in &new {
        if old.get(no) != Some(row) {
            let acks = row.1.iter().map(|ack| (*ack).clone()).collect();
            ITEMS.put(tx, &(watch.id, u64::from(*no)), &ItemDisk::V2(row.0.clone(), acks))?;
        }
    }
    for no in old.keys().filter(|no| !new.contains_key(no)) {
        ITEMS.delete(tx, &(watch.id, u64::from(*no)))?;
    }
    let known = before.map_or(&[][..], |before| &before.counts);
    for (at, line) in watch.counts.iter().enumerate() {
        if known.get(at) != Some(line) {
            COUNTS.put(tx, &(watch.id, at as u64), &CountDisk::V2(line.clone()))?;
        }
    }
    let bare = Watch { items: Vec::new(), acks: Vec::new(), counts: Vec::new(), ..watch.clone() };
    Ok(WATCHES.put(tx, &watch.id, &WatchDisk::V2(Box::new(bare)))?)
}

/// The items of a watch as rows: by number, with their acknowledgements.
fn rows(watch: &Watch) -> BTreeMap<u32, (&Item, Vec<&Ack>)> {
    let mut rows: BTreeMap<u32, (&Item, Vec<&Ack>)> =
        watch.items.iter().map(|item| (item.no, (item, Vec::new()))).collect();
    for ack in &watch.acks {
        if let Some((_, acks)) = rows.get_mut(&ack.no) {
            acks.push(ack);
        }
    }
    rows
}
