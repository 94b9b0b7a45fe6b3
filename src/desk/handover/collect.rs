//! Collects what a handover must pass on: open entries of every register that say so, and the watch's own log lines
//! that matter. Of the whole office, not of one desk alone: nothing open is hidden from whoever takes over.

use super::{each_line, line, lines_range};
use crate::desk::rows::{self, By, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Found, LogKind, LogLine, Section, Watch, shorten};
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::moment::At;
use crate::domain::register::{AnyRegister, Head, Severity};
use crate::domain::{complaint, defect, enquiry, incident, pass_on, place, procedure};
use crate::store::{Dir, Visit};

/// As far ahead as any file may ask to be looked at (the largest `file_document.ahead_days`).
const FILES_AHEAD_DAYS: i64 = 180;

/// Registers of work whose numbers are above those of the files.
const WORK: [Tag; 6] =
    [procedure::TAG, defect::TAG, complaint::TAG, enquiry::TAG, pass_on::TAG, incident::TAG];

/// Everything that belongs into the document now, the most pressing first, and how many items did not fit.
pub(super) fn everything(scope: &Scope<'_>, watch: &Watch) -> Result<(Vec<Found>, u32), Fault> {
    let mut sorted: Vec<((Severity, At, u64), Found)> = Vec::new();
    for register in scope.registers.iter() {
        for at in candidates(scope, register)? {
            if let Some((head, found)) = entry(scope, register, at)? {
                let when = head.due.unwrap_or(head.occurred_at);
                sorted.push(((found.severity, when, head.id), found));
            }
        }
    }
    let mut numbers = Vec::new();
    each_line(scope.reader, &lines_range(watch.desk, watch.open_seq, None), Dir::Up, &mut |seq, _| {
        numbers.push(seq);
        Visit::More
    })?;
    for seq in numbers {
        if let Some(line) = line(scope.reader, seq)?
            && let Some(found) = of_line(&line)
        {
            sorted.push(((found.severity, line.occurred_at, seq), found));
        }
    }
    sorted.sort_by_key(|(key, _)| *key);
    let mut found = sorted.into_iter().map(|(_, found)| found).collect();
    let left_out = shorten(&mut found);
    Ok((found, left_out))
}

/// The open entries of a register that may belong into the document. Work is looked at one by one; files, cards and
/// keys are "open" by the thousand as long as they exist, so of them only what falls due.
fn candidates(scope: &Scope<'_>, register: &dyn AnyRegister) -> Result<Vec<EntryRef>, Fault> {
    let tag = register.info().tag;
    if tag >= place::TAG && !WORK.contains(&tag) {
        let mut due = index(By::Due).u16(tag).range();
        let until = scope.now.plus_minutes(FILES_AHEAD_DAYS * 24 * 60);
        due.to = Some(index(By::Due).u16(tag).i64(until.0).into_vec());
        return rows::entries_in(scope.reader, &due, Dir::Up, usize::MAX);
    }
    let mut found = Vec::new();
    for state in register.info().states.iter().filter(|state| state.open) {
        let range = index(By::State).u16(tag).u8(state.code).range();
        found.extend(rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)?);
    }
    Ok(found)
}

/// An entry with what it says about the handover; none when it need not be passed on.
pub(super) fn entry(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    at: EntryRef,
) -> Result<Option<(Head, Found)>, Fault> {
    let Some(loaded) = rows::load(scope.reader, register, at)? else { return Ok(None) };
    let carry = register.carry(&loaded.head, &*loaded.body, &scope.ctx());
    Ok(carry.map(|carry| {
        let rev = loaded.head.rev;
        let section = section(register.info().tag, carry.severity);
        let severity = carry.severity;
        let found = Found { entry: Some(at), line: None, rev, severity, section, why: carry.why };
        (loaded.head, found)
    }))
}

/// Incidents go on now; what presses is to be done, the rest to be known.
fn section(register: Tag, severity: Severity) -> Section {
    match severity {
        _ if register == incident::TAG => Section::Now,
        Severity::Red | Severity::Amber => Section::Do,
        Severity::White => Section::Know,
    }
}

/// A line that the next shift must know; one that was corrected gives way to its correction.
pub(super) fn of_line(line: &LogLine) -> Option<Found> {
    if line.severity == Severity::White || line.corrected_by.is_some() {
        return None;
    }
    let why = LogKind::label(line.kind).into();
    let section = line.kind.info().section;
    Some(Found { entry: None, line: Some(line.seq), rev: 1, severity: line.severity, section, why })
}
