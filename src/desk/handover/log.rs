//! Writing log lines and marking them as read. A line's words never change; a correction is a new line, and both name
//! each other.

use super::marks::Marks;
use super::{LINES, WATCHES, desk_index, line, next_seq, person_index, present, reading, watch, watches_in};
use crate::api::handover::{MarkRead, Write, Written};
use crate::api::session::Nothing;
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::resolve;
use crate::desk::scope::Scope;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::handover::{LogLine, Watch};
use crate::domain::ids::{DeskId, EntryRef, PersonId, PlaceId};
use crate::domain::moment::At;
use crate::domain::moment::typed::parse_at;
use crate::domain::register::Look;
use crate::domain::value::Value;
use crate::say;
use crate::store::table::{index_row, scan_index};
use crate::store::tables::LOG as LOG_TABLE;
use crate::store::{Dir, KeyBuf, KeyRange, Reader, Tx, Visit, journal};
use crate::text::clean::clean;
use crate::text::lang::t;

/// Characters of a line.
const LONGEST: usize = 1_000;

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
        LINES.put(tx, &named.seq.clone(), &named.into())?;
    }
    let written = Written { seq, at: line.at, late: line.late };
    LINES.put(tx, &seq, &line.clone().into())?;
    out.topics.insert(Topic::Log);
    tell(&base.scope(tx), &line, out)?;
    if let Some(current) = current {
        watch::follow_line(base, tx, &current, &line, out)?;
    }
    Ok(written)
}

/// A line that may be corrected: it is there, and no other line corrects it yet.
fn correctable(tx: &Tx<'_>, seq: u64) -> Result<LogLine, Fault> {
    let found = line(tx, seq)?.ok_or_else(|| no_line(seq).at("corrects"))?;
    match found.corrected_by {
        None => Ok(found),
        Some(by) => Err(Fault::refused(say!(
            "第 {seq} 条已由第 {by} 条更正，请更正后者",
            "Line {seq} was corrected by {by}; correct that one"
        ))
        .at("corrects")),
    }
}

/// The fault that there is no such line.
pub(super) fn no_line(seq: u64) -> Fault {
    Fault::not_found(say!("没有第 {seq} 条日志", "There is no log line {seq}"))
}

fn understood(
    scope: &Scope<'_>,
    write: &Write,
    seq: u64,
    old: Option<&LogLine>,
    current: Option<&Watch>,
) -> Result<LogLine, Fault> {
    let some =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    let kind = write.kind.or(old.map(|old| old.kind)).unwrap_or_default();
    let usual = kind.info().severity;
    let place = match some(&write.place) {
        None => old.and_then(|old| old.place),
        Some(text) => resolve::link(scope, "place", "place", &Value::Text(text))?.id().map(PlaceId),
    };
    let person = match some(&write.person) {
        None => old.and_then(|old| old.person),
        Some(text) => resolve::link(scope, "person", "person", &Value::Text(text))?.id().map(PersonId),
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
    let late = late(scope, write, occurred_at, current.map(|watch| watch.opened_at))?;
    let earlier = if late { earlier_watch(scope, occurred_at, current)? } else { None };
    // A correction of a late line is about the same earlier watch.
    let (belongs_to, concerns) = match earlier {
        Some(watch) => (Some(watch.id), watch.successor.filter(|staff| *staff != scope.who.staff)),
        None => old.map_or((None, None), |old| (old.belongs_to, old.concerns)),
    };
    let mut readers = reading::named(scope, write)?;
    if let Some(old) = old.filter(|_| !readers.any()) {
        readers = old.readers.clone();
    }
    Ok(LogLine {
        seq,
        at: scope.now,
        occurred_at,
        late,
        author: scope.who.staff,
        desk: scope.who.desk,
        watch: current.map_or(0, |watch| watch.id),
        kind,
        severity: write.severity.or(old.map(|old| old.severity)).unwrap_or(usual),
        text: words(&write.text)?,
        place,
        person,
        entry,
        corrects: write.corrects,
        corrected_by: None,
        belongs_to,
        concerns,
        readers,
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

/// The watch of the caller's desk in whose time something happened, when it is not the present one (I15).
fn earlier_watch(scope: &Scope<'_>, at: At, current: Option<&Watch>) -> Result<Option<Watch>, Fault> {
    for id in watches_in(scope.reader, &desk_index(scope.who.desk), usize::MAX)? {
        let found = WATCHES.get(scope.reader, &id)?.map(crate::domain::handover::WatchDisk::lift);
        if let Some(watch) = found.filter(|watch| watch.opened_at <= at) {
            return Ok(Some(watch).filter(|watch| current.is_none_or(|current| current.id != watch.id)));
        }
    }
    Ok(None)
}

/// Tells whoever accepted the watch that a late line is about, and those who must read it.
fn tell(scope: &Scope<'_>, line: &LogLine, out: &mut Outcome) -> Result<(), Fault> {
    let (seq, text) = (line.seq, line.text.lines().next().unwrap_or_default());
    if let Some((watch, staff)) = line.belongs_to.zip(line.concerns) {
        let author = Names::default().of(scope, "staff", line.author.0)?;
        let said = say!(
            "{author} 补记了您接的第 {watch} 班的事（日志第 {seq} 条）：{text}",
            "{author} added to watch {watch}, which you accepted (log line {seq}): {text}"
        );
        out.notices.push((staff, said));
    }
    for staff in reading::must_read(scope, line)? {
        out.notices
            .push((staff, say!("必读日志第 {seq} 条：{text}", "You must read log line {seq}: {text}")));
    }
    Ok(())
}

/// Brings the lines of the first version under the index by place.
pub(in crate::desk) fn reindex(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let mut lines = Vec::new();
    LINES.scan(tx, Dir::Up, &mut |_, line| {
        lines.extend(line.keys().place.is_some().then_some(line));
        Visit::More
    })?;
    for line in lines {
        let line = line.lift();
        LINES.delete(tx, &line.seq)?;
        LINES.put(tx, &line.seq.clone(), &line.into())?;
    }
    Ok(())
}

/// Adds the index rows that some lines lack, from a number on; gives where to go on. What the lines say stays as it is.
pub(in crate::desk) fn reindex_some(tx: &mut Tx<'_>, from: u64, count: usize) -> Result<Option<u64>, Fault> {
    let range = KeyRange { from: LINES.key(&from), ..KeyBuf::new(LOG_TABLE.number).range() };
    let mut rows = Vec::new();
    Reader::scan(tx, &range, Dir::Up, &mut |key, value| {
        rows.push((key.to_vec(), value.to_vec()));
        if rows.len() < count { Visit::More } else { Visit::Stop }
    })?;
    let mut last = None;
    for (key, value) in &rows {
        for index in LINES.index_keys_of_bytes(key, value)? {
            let (row, value) = index_row(&index, key)?;
            tx.put(&row, value)?;
        }
        last = Some(LINES.parse_key(key)?);
    }
    Ok(last.filter(|_| rows.len() == count).map(|seq| seq + 1))
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
        let desk = line(tx, seq)?.ok_or_else(|| no_line(seq).at("line"))?.desk;
        mark_one(base, tx, desk, seq)?;
    }
    Ok(Nothing {})
}

/// Marks one line as read by the caller.
pub(super) fn mark_one(base: &Base<'_>, tx: &mut Tx<'_>, desk: DeskId, seq: u64) -> Result<(), Fault> {
    let mut marks = Marks::of(tx, base.who.staff, desk)?;
    marks.mark(seq);
    marks.keep(tx)
}

/// The lines that name a person.
fn naming(reader: &dyn Reader, person: PersonId) -> Result<Vec<u64>, Fault> {
    let (mut found, mut damaged) = (Vec::new(), None);
    scan_index(reader, &person_index(person.0).range(), Dir::Up, &mut |_, key| match LINES.parse_key(key) {
        Ok(seq) => {
            found.push(seq);
            Visit::More
        }
        Err(error) => {
            damaged = Some(error);
            Visit::Stop
        }
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}

/// Lines that name one person name another from now on: the files were merged, or a merge is taken apart. Gives which.
pub(in crate::desk) fn repoint(
    tx: &mut Tx<'_>,
    (from, to): (PersonId, PersonId),
    only: Option<u64>,
) -> Result<Vec<u64>, Fault> {
    let mut done = naming(tx, from)?;
    done.retain(|seq| only.is_none_or(|only| only == *seq));
    for seq in &done {
        if let Some(line) = line(tx, *seq)? {
            LINES.put(tx, seq, &LogLine { person: Some(to), ..line }.into())?;
        }
    }
    Ok(done)
}

/// Takes words out of the lines that name somebody who is erased, or an entry of theirs, and out of what the journal
/// tells of these lines. Whether stored bytes hold such a word `known` says, and `plain` what is left of a text.
pub(in crate::desk) fn forget_person(
    tx: &mut Tx<'_>,
    concerned: &[EntryRef],
    known: &dyn Fn(&[u8]) -> bool,
    plain: &dyn Fn(&str) -> String,
) -> Result<bool, Fault> {
    let mut lines = Vec::new();
    LINES.scan(tx, Dir::Up, &mut |_, line| {
        let line = line.lift();
        let file = line.person.map(|person| EntryRef::new(crate::domain::person::TAG, person.0));
        if [line.entry, file].into_iter().flatten().any(|of| concerned.binary_search(&of).is_ok()) {
            lines.push(line);
        }
        Visit::More
    })?;
    for line in &lines {
        let key = LINES.key(&line.seq);
        for told in journal::history(tx, &key)? {
            let value = told.changes.iter().find(|change| change.key == key).and_then(|c| c.value.as_ref());
            if value.is_some_and(|bytes| known(bytes)) {
                tx.erase(told.seq, [key.clone()]);
            }
        }
        let text = plain(&line.text);
        if text != line.text {
            LINES.put(tx, &line.seq, &LogLine { text, ..line.clone() }.into())?;
        }
    }
    Ok(!lines.is_empty())
}
