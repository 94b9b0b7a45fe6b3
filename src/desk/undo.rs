//! Takes back the caller's own last act while nothing followed it. The journal keeps both; numbers are never used again.

use crate::api::bulk::One;
use crate::api::entry::Undone;
use crate::desk::act::{Base, keep};
use crate::desk::erase::ERASE;
use crate::desk::faults;
use crate::desk::job::Outcome as Notes;
use crate::desk::rows::{self, By, Loaded, UNDONE};
use crate::desk::scope;
use crate::desk::{bulk, merge, privacy};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::Look;
use crate::domain::{person, place, staff, team};
use crate::say;
use crate::store::tables::ENTRY;
use crate::store::{Batch, Dir, JournalEntry, Outcome, Tx, journal};
use crate::text::lang::t;
use std::collections::BTreeSet;

/// How far back the caller's last act is looked for.
const LOOK_BACK: u64 = 500;

/// Takes it back; what was done on many entries at once, on all of them that nobody went on with since.
pub(super) fn undo(base: &Base<'_>, tx: &mut Tx<'_>, last: u64, out: &mut Notes) -> Result<Undone, Fault> {
    // What stood there once may stand there again, however doubtful.
    let base = &Base { reasoned: true, ..*base };
    let line = own_last(base, tx, last)?;
    match bulk::whole(tx, base.who.staff, line.seq)? {
        Some((first, last)) => whole(base, tx, (first, last), out),
        None => one(base, tx, &line, &BTreeSet::new(), out),
    }
}

/// Takes back every act of one bulk, the last first. Each stands for itself: what somebody went on with stays as it is.
fn whole(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    (first, last): (u64, u64),
    out: &mut Notes,
) -> Result<Undone, Fault> {
    let many = usize::try_from(last.saturating_sub(first) + 1).unwrap_or(usize::MAX);
    let lines = journal::read(tx, first, many)?.into_iter();
    let own = lines.filter(|line| line.staff == base.who.staff.0 && !line.changes.is_empty());
    let (mut done, mut gone, mut fault) = (None::<Undone>, BTreeSet::new(), None);
    let mut stuck = Vec::new();
    for line in own.collect::<Vec<_>>().into_iter().rev() {
        let none = Batch::default();
        let mut trial = Tx::trial(&none, tx);
        let mut notes = Notes::default();
        match one(base, &mut trial, &line, &gone, &mut notes) {
            Ok(undone) => {
                let changes = trial.into_changes();
                tx.adopt(changes);
                gone.insert(line.seq);
                out.topics.append(&mut notes.topics);
                out.notices.append(&mut notes.notices);
                let count = done.as_ref().map_or(0, |done| done.count) + 1;
                done.get_or_insert(undone).count = count;
            }
            Err(why) => {
                let entry = line.changes.first().map(|change| rows::entry_of_key(&change.key)).transpose()?;
                let head = entry.map(|entry| base.scope(tx).head(entry)).transpose()?.flatten();
                let number = head.map_or_else(String::new, |head| head.number);
                stuck.push(One { number, why_not: Some(why.text.clone()), ..One::default() });
                fault = Some(why);
            }
        }
    }
    match (done, fault) {
        (Some(done), _) => Ok(Undone { stuck, ..done }),
        (None, Some(fault)) => Err(fault),
        (None, None) => Err(nothing()),
    }
}

/// Takes back one act; `back` are the acts that were taken back with it.
fn one(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    line: &JournalEntry,
    back: &BTreeSet<u64>,
    out: &mut Notes,
) -> Result<Undone, Fault> {
    undoable(base, tx, line)?;
    let first = line.changes.first().map(|change| rows::entry_of_key(&change.key)).transpose()?;
    // What the act made goes before what it changed, and the last made first: a relation before the person it names.
    let (mut made, mut changed) = (Vec::new(), Vec::new());
    for change in &line.changes {
        let history = journal::history(tx, &change.key)?;
        let new = history.first().is_some_and(|step| step.seq == line.seq);
        if new { made.push(change) } else { changed.push(change) }
    }
    for change in made.into_iter().rev().chain(changed) {
        let entry = rows::entry_of_key(&change.key)?;
        take_back(base, tx, (line, back), entry, &change.key, out)?;
    }
    let entry = first.ok_or_else(nothing)?;
    let number = base.scope(tx).head(entry)?.map_or_else(String::new, |head| head.number);
    Ok(Undone { call: line.call.clone(), entry, number, count: 1, stuck: Vec::new() })
}

/// Refuses what is too old, or taken back in another way.
fn undoable(base: &Base<'_>, tx: &Tx<'_>, line: &JournalEntry) -> Result<(), Fault> {
    if line.outcome == Outcome::Erased || line.call == ERASE {
        return Err(gone());
    }
    let minutes = base.scope(tx).setting("entry.undo_minutes");
    if At(line.at).minutes_to(base.now) > minutes {
        return Err(Fault::refused(say!(
            "只能撤销 {minutes} 分钟内的操作",
            "Only what is at most {minutes} minutes old can be undone"
        )));
    }
    if line.call.starts_with("import.") || line.call.starts_with("intake.") {
        return Err(Fault::refused(t(
            "导入不能撤销；请逐条更正或取消",
            "An import is not undone; correct or cancel its entries",
        )));
    }
    if line.call.starts_with("till_move.") {
        return Err(Fault::refused(t(
            "收支流水不能撤销，请用“冲销”",
            "A line of the till is not undone; use “Reverse”",
        )));
    }
    if merge::CALLS.contains(&line.call.as_str()) {
        return Err(Fault::refused(t(
            "合并请在被合并的客户上用“拆分合并”撤销",
            "A merge is undone by “Undo the merge” on the customer that was merged",
        )));
    }
    if line.changes.iter().any(|change| change.key.first() != Some(&ENTRY.number)) {
        return Err(Fault::refused(t(
            "日志、交接班和设置不能撤销，请另写更正",
            "Log lines, watches and settings are not undone; write a correction",
        )));
    }
    Ok(())
}

fn nothing() -> Fault {
    Fault::refused(t("没有可撤销的操作", "There is nothing to undo"))
}

/// What an erasure took cannot come back.
fn gone() -> Fault {
    Fault::refused(t("相关内容已依法删除，不能撤销", "What was there was erased; it cannot be undone"))
}

/// The caller's last journal entry that changed an entry of a register.
fn own_last(base: &Base<'_>, tx: &Tx<'_>, last: u64) -> Result<JournalEntry, Fault> {
    let from = last.saturating_sub(LOOK_BACK) + 1;
    let lines = journal::read(tx, from, usize::try_from(LOOK_BACK).unwrap_or(usize::MAX))?;
    // A look at a masked value changed nothing that could be taken back.
    let own = lines.into_iter().rev().find(|line| {
        let changed = !line.changes.is_empty() || line.outcome == Outcome::Erased;
        line.staff == base.who.staff.0 && changed && !privacy::LOOKS.contains(&&*line.call)
    });
    own.filter(|line| line.call != "entry.undo").ok_or_else(nothing)
}

fn take_back(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    (line, back): (&JournalEntry, &BTreeSet<u64>),
    entry: EntryRef,
    key: &[u8],
    out: &mut Notes,
) -> Result<(), Fault> {
    let register = scope::register_of(base.registers, entry)?;
    let history = journal::history(tx, key)?;
    let now = rows::load(tx, register, entry)?.ok_or_else(|| faults::bug("an undone entry is gone"))?;
    let newest = history.iter().rev().find(|step| !back.contains(&step.seq));
    if newest.is_some_and(|newest| newest.seq != line.seq) {
        let number = &now.head.number;
        return Err(Fault::refused(say!(
            "{number} 之后又有人处理过，不能撤销",
            "Somebody went on with {number}; it cannot be undone"
        )));
    }
    let earlier = history.iter().rev().find(|step| step.seq < line.seq);
    if earlier.is_some_and(|step| step.changes.iter().all(|change| change.key != key)) {
        return Err(gone());
    }
    let bytes = earlier
        .and_then(|step| step.changes.iter().find(|change| change.key == key))
        .and_then(|c| c.value.as_ref());
    let mut back = match bytes {
        Some(bytes) => rows::decode(register, bytes)?,
        // It was made by this act: it stays, out of every list, with its number taken.
        None => {
            not_used(tx, &now, entry)?;
            let mut gone: Loaded = now.clone();
            gone.head.state = UNDONE;
            gone
        }
    };
    back.head.rev = now.head.rev + 1;
    back.head.changed_by = base.who.staff;
    back.head.changed_at = base.now;
    keep(base, tx, register, &mut back, Some(&now), out)
}

/// Refuses while work names a room, a person, a team or a colleague: it would name nothing.
fn not_used(tx: &Tx<'_>, now: &Loaded, entry: EntryRef) -> Result<(), Fault> {
    let by = match entry.register {
        place::TAG => By::Place,
        person::TAG => By::Person,
        staff::TAG => By::Owner,
        team::TAG => By::Team,
        _ => return Ok(()),
    };
    let using = rows::index(by).u64(entry.id).range();
    if rows::entries_in(tx, &using, Dir::Up, 1)?.is_empty() {
        return Ok(());
    }
    let number = &now.head.number;
    Err(Fault::refused(say!(
        "{number} 已有登记引用，不能撤销；不再使用请停用",
        "Entries name {number} already, so it cannot be undone; disable it instead"
    )))
}
