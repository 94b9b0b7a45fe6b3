//! Writing, listing and reading log lines. A line's words never change; a correction is a new line, and both name
//! each other.

use super::marks::Marks;
use super::{
    LINES, LOG_TABLE, LineDisk, duty_from, each_line, line, lines_range, next_seq, place_index, present,
    watch,
};
use crate::api::handover::{ListLog, LogPage, LogRow, MarkRead, Write, Written};
use crate::api::session::Nothing;
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::resolve;
use crate::desk::scope::Scope;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::handover::{LogKind, LogLine};
use crate::domain::ids::{DeskId, PlaceId};
use crate::domain::moment::At;
use crate::domain::moment::typed::parse_at;
use crate::domain::register::{Look, Severity};
use crate::domain::value::Value;
use crate::say;
use crate::store::table::scan_index;
use crate::store::{Dir, KeyBuf, KeyRange, Reader, Tx, Visit};
use crate::text::clean::clean;
use crate::text::lang::t;
use std::collections::HashMap;

/// Characters of a line.
const LONGEST: usize = 1_000;
/// Lines of a page when the caller does not say, and at the most.
const PAGE: usize = 100;
const PAGE_MAX: usize = 500;
/// Lines looked through for one page of what is unread.
const LOOK: usize = 20_000;

/// Writes a line.
pub(in crate::desk) fn write(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    write: &Write,
    out: &mut Outcome,
) -> Result<Written, Fault> {
    let seq = next_seq(tx)?;
    let old = write.corrects.map(|old| correctable(tx, old)).transpose()?;
    let current = present(tx, base.who.desk)?;
    let line = understood(&base.scope(tx), write, seq, old.as_ref(), current.as_ref())?;
    if let Some(old) = old {
        let named = LogLine { corrected_by: Some(seq), ..old };
        LINES.put(tx, &named.seq.clone(), &LineDisk::V1(named))?;
    }
    let written = Written { seq, at: line.at, late: line.late };
    LINES.put(tx, &seq, &LineDisk::V1(line.clone()))?;
    out.topics.insert(Topic::Log);
    if let Some(current) = current {
        watch::follow_line(base, tx, &current, &line, out)?;
    }
    Ok(written)
}

/// Up to `limit` lines of all desks before a sequence number (none: from the last), the latest first.
pub(in crate::desk) fn before(
    reader: &dyn Reader,
    seq: Option<u64>,
    limit: usize,
) -> Result<Vec<LogLine>, Fault> {
    let all = KeyBuf::new(LOG_TABLE.number).range();
    let to = seq.map(|seq| KeyBuf::new(LOG_TABLE.number).u64(seq).into_vec());
    let range = KeyRange { from: all.from, to: to.or(all.to) };
    let mut found = Vec::new();
    LINES.scan_range(reader, &range, Dir::Down, &mut |_, LineDisk::V1(line)| {
        found.push(line);
        if found.len() < limit { Visit::More } else { Visit::Stop }
    })?;
    Ok(found)
}

/// A line that may be corrected: it is there, and no other line corrects it yet.
fn correctable(tx: &Tx<'_>, seq: u64) -> Result<LogLine, Fault> {
    let found = line(tx, seq)?.ok_or_else(|| {
        Fault::not_found(say!("没有第 {seq} 条日志", "There is no log line {seq}")).at("corrects")
    })?;
    match found.corrected_by {
        None => Ok(found),
        Some(by) => Err(Fault::refused(say!(
            "第 {seq} 条已由第 {by} 条更正，请更正后者",
            "Line {seq} was corrected by {by}; correct that one"
        ))
        .at("corrects")),
    }
}

fn understood(
    scope: &Scope<'_>,
    write: &Write,
    seq: u64,
    old: Option<&LogLine>,
    current: Option<&crate::domain::handover::Watch>,
) -> Result<LogLine, Fault> {
    let some =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let kind = write.kind.or(old.map(|old| old.kind)).unwrap_or_default();
    let usual = if kind == LogKind::Incident { Severity::Amber } else { Severity::White };
    let place = match some(&write.place) {
        None => old.and_then(|old| old.place),
        Some(text) => resolve::link(scope, "place", "place", &Value::Text(text))?.id().map(PlaceId),
    };
    let entry = match some(&write.entry) {
        None => old.and_then(|old| old.entry),
        Some(text) => Some(resolve::entry(scope, &text, None)?),
    };
    let occurred_at = match some(&write.occurred_at) {
        None => old.map_or(scope.now, |old| old.occurred_at),
        Some(text) => {
            parse_at(&text, scope.now, scope.zone()).map_err(|f| Fault::invalid("occurred_at", f.say()))?
        }
    };
    Ok(LogLine {
        seq,
        at: scope.now,
        occurred_at,
        late: late(scope, write, occurred_at, current.map(|watch| watch.opened_at))?,
        author: scope.who.staff,
        desk: scope.who.desk,
        watch: current.map_or(0, |watch| watch.id),
        kind,
        severity: write.severity.or(old.map(|old| old.severity)).unwrap_or(usual),
        text: words(&write.text)?,
        place,
        entry,
        corrects: write.corrects,
        corrected_by: None,
    })
}

fn words(text: &str) -> Result<String, Fault> {
    if text.chars().count() > LONGEST {
        let text = say!("最多 {LONGEST} 个字", "At most {LONGEST} characters");
        return Err(Fault::new(FaultKind::TooLarge, text).at("text"));
    }
    let text = clean(text, LONGEST, true);
    if text.is_empty() { Err(Fault::missing("text", t("内容", "Text"))) } else { Ok(text) }
}

/// A line is late when it tells of something noticeably earlier, or of the watch before (`spec/handover.md` I15).
/// A correction without a time of its own tells nothing new, so it is not.
fn late(scope: &Scope<'_>, write: &Write, occurred_at: At, begun: Option<At>) -> Result<bool, Fault> {
    if occurred_at > scope.now {
        let text = t("发生时间不能在将来", "It cannot have happened in the future");
        return Err(Fault::invalid("occurred_at", text));
    }
    let said = write.occurred_at.as_deref().is_some_and(|text| !text.trim().is_empty());
    let minutes = occurred_at.minutes_to(scope.now);
    Ok(said
        && (minutes > scope.setting("entry.late_minutes") || begun.is_some_and(|begun| occurred_at < begun)))
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
    let mut marks = AllMarks::default();
    let mut page = LogPage { duty_from, ..LogPage::default() };
    let mut lines = Vec::new();
    let mut looked = 0;
    let mut before = list.before;
    loop {
        // One more than wanted tells whether there is a next page.
        let chunk = newest(scope, desk, list.all_desks, from, before, limit + 1)?;
        let ended = chunk.len() <= limit;
        for line in chunk {
            looked += 1;
            if lines.len() == limit || looked > LOOK {
                page.next = before;
                break;
            }
            before = Some(line.seq);
            let read = marks.of(scope, line.desk)?.read(line.seq, line.author);
            if !(list.unread && read) {
                lines.push((line, read));
            }
        }
        if ended || page.next.is_some() {
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
    Ok(page)
}

/// Lines of a desk or of all, newest first, from a number on and before another.
fn newest(
    scope: &Scope<'_>,
    desk: DeskId,
    all_desks: bool,
    from: u64,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<LogLine>, Fault> {
    let mut found = Vec::new();
    if before.is_some_and(|before| before <= from) {
        return Ok(found);
    }
    if all_desks {
        let number = LINES.info().number;
        let to = before.map(|before| KeyBuf::new(number).u64(before).into_vec());
        let range = KeyRange {
            from: KeyBuf::new(number).u64(from).into_vec(),
            to: to.or(KeyBuf::new(number).range().to),
        };
        LINES.scan_range(scope.reader, &range, Dir::Down, &mut |_, LineDisk::V1(line)| {
            found.push(line);
            if found.len() < limit { Visit::More } else { Visit::Stop }
        })?;
        return Ok(found);
    }
    let mut numbers = Vec::new();
    each_line(scope.reader, &lines_range(desk, from, before), Dir::Down, &mut |seq, _| {
        numbers.push(seq);
        if numbers.len() < limit { Visit::More } else { Visit::Stop }
    })?;
    for seq in numbers {
        found.extend(line(scope.reader, seq)?);
    }
    Ok(found)
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
    let entry = match line.entry {
        Some(entry) => scope.head(entry)?.map(|head| head.number),
        None => None,
    };
    Ok(LogRow { author: names.of(scope, "staff", line.author.0)?, place, entry, read, line })
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

/// How many lines name a place and tell of something until `end`; from the index alone.
pub(in crate::desk) fn count_of_place(
    reader: &dyn Reader,
    place: u64,
    end: Option<At>,
) -> Result<u64, Fault> {
    let start = place_index(place);
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

/// Brings the lines of the first version under the index by place.
pub(in crate::desk) fn reindex(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let mut lines = Vec::new();
    LINES.scan(tx, Dir::Up, &mut |_, LineDisk::V1(line)| {
        lines.extend(line.place.is_some().then_some(line));
        Visit::More
    })?;
    for line in lines {
        LINES.delete(tx, &line.seq)?;
        LINES.put(tx, &line.seq.clone(), &LineDisk::V1(line))?;
    }
    Ok(())
}

/// Marks lines as read by the caller.
pub(in crate::desk) fn mark_read(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    read: &MarkRead,
) -> Result<Nothing, Fault> {
    let staff = base.who.staff;
    if let Some(upto) = read.upto {
        // A number nobody has seen yet would mark lines that are still to be written.
        let upto = upto.min(next_seq(tx)?.saturating_sub(1));
        let mut marks = Marks::of(tx, staff, base.who.desk)?;
        marks.mark_upto(upto);
        marks.keep(tx)?;
    }
    if let Some(seq) = read.line {
        let line = line(tx, seq)?.ok_or_else(|| {
            Fault::not_found(say!("没有第 {seq} 条日志", "There is no log line {seq}")).at("line")
        })?;
        let mut marks = Marks::of(tx, staff, line.desk)?;
        marks.mark(seq);
        marks.keep(tx)?;
    }
    Ok(Nothing {})
}
