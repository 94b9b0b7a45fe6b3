//! Collects what a handover must pass on: entries of every register that say so in their table, and the watch's own log
//! lines that matter. Knows no register by name. Of the whole office, not of one desk alone: nothing open is hidden from whoever takes over.

use super::{bare, each_line, line, lines_range};
use crate::desk::rows::{self, By, Loaded, index};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Began, Found, LogKind, LogLine, Watch, shorten};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::{Among, AnyRegister, Carry, Ctx, Head, Severity, State};
use crate::store::{Dir, Visit};
use crate::text::lang::t;

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
    let range = lines_range(watch.desk, shift_began(scope, watch)?, None);
    each_line(scope.reader, &range, Dir::Up, &mut |seq, _| {
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

/// The first line of the shift: between colleagues the desk may have gone to and fro since, and nobody read a document.
fn shift_began(scope: &Scope<'_>, watch: &Watch) -> Result<u64, Fault> {
    let (mut from, mut began, mut before) = (watch.open_seq, watch.began, watch.previous);
    while let (Began::Passed, Some(id)) = (began, before) {
        let Some(earlier) = bare(scope.reader, id)? else { break };
        (from, began, before) = (earlier.open_seq, earlier.began, earlier.previous);
    }
    Ok(from)
}

/// The entries of a register that may belong into the document, by its own declaration.
pub(in crate::desk) fn candidates(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
) -> Result<Vec<EntryRef>, Fault> {
    let info = register.info();
    let known = |keep: fn(&State) -> bool| info.states.iter().filter(|s| keep(s)).map(|s| s.code).collect();
    let states: Vec<u8> = match register.carries() {
        None => return Ok(Vec::new()),
        Some(Among::Open) => known(|state| state.open),
        Some(Among::View(view)) => match info.view(view) {
            None => return Ok(Vec::new()),
            Some(view) if view.states.is_empty() => known(|_| true),
            Some(view) => view.states.to_vec(),
        },
        Some(Among::Due(until)) => {
            let mut due = index(By::Due).u16(info.tag).range();
            let until = until(&scope.ctx()).0.saturating_add(1);
            due.to = Some(index(By::Due).u16(info.tag).i64(until).into_vec());
            return rows::entries_in(scope.reader, &due, Dir::Up, usize::MAX);
        }
    };
    let mut found = Vec::new();
    for state in states {
        let range = index(By::State).u16(info.tag).u8(state).range();
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
    let ctx = scope.ctx();
    if !looked_at(register, &loaded, &ctx) {
        return Ok(None);
    }
    let carry = register.carry(&loaded.head, &*loaded.body, &ctx);
    Ok(carry.map(|Carry { severity, section, why }| {
        let rev = loaded.head.rev;
        let found = Found { entry: Some(at), line: None, rev, severity, section, why };
        (loaded.head, found)
    }))
}

/// Whether an entry is among those its register declares: what `candidates` finds, told of one.
fn looked_at(register: &dyn AnyRegister, entry: &Loaded, ctx: &Ctx<'_>) -> bool {
    let (info, head) = (register.info(), &entry.head);
    match register.carries() {
        None => false,
        Some(Among::Open) => info.is_open(head.state),
        Some(Among::Due(until)) => info.is_open(head.state) && head.due.is_some_and(|due| due <= until(ctx)),
        Some(Among::View(view)) => info.view(view).is_some_and(|known| {
            let state = info.state(head.state).is_some();
            let there = if known.states.is_empty() { state } else { known.states.contains(&head.state) };
            there && register.shows(view, head, &*entry.body, ctx)
        }),
    }
}

/// A line that the next shift must know, and what was corrected or written down afterwards in this one; a line that was
/// corrected gives way to its correction.
pub(super) fn of_line(line: &LogLine) -> Option<Found> {
    let odd = match (line.corrects, line.late) {
        (Some(_), _) => Some(t("日志更正", "A correction of the log")),
        (None, true) => Some(t("日志补录", "A late entry of the log")),
        (None, false) => None,
    };
    if line.corrected_by.is_some() || (line.severity == Severity::White && odd.is_none()) {
        return None;
    }
    let why = odd.unwrap_or(LogKind::label(line.kind)).into();
    let section = line.kind.info().section;
    Some(Found { entry: None, line: Some(line.seq), rev: 1, severity: line.severity, section, why })
}
