//! A handover that is late: the program says so to the holder and to those who lead, then rings on every screen until
//! custody moves. Nobody can answer that bell away. The server's clock asks when; nothing here waits.

use super::custody::tell_leads;
use super::{bare, late_index, present_bare, ringing_index, save, watches_in, whole};
use crate::api::alarm::AlarmRow;
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::card::active;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::Watch;
use crate::domain::ids::{DeskId, EntryRef};
use crate::domain::moment::At;
use crate::domain::register::Look;
use crate::say;
use crate::store::table::scan_index;
use crate::store::tables::LOG_INDEX;
use crate::store::{Dir, KeyReader, Reader, Tx, Visit};
use crate::text::lang::Say;

/// The register's id of a watch that rings: it is none, so its row opens the handover.
const WATCH: &str = "watch";

fn first(reader: &dyn Reader) -> Result<Option<(At, u64)>, Fault> {
    let mut found = None;
    let mut damaged = None;
    scan_index(reader, &late_index().range(), Dir::Up, &mut |key, _| {
        let read = KeyReader::new(LOG_INDEX.number, key).and_then(|mut key| {
            key.u8()?;
            Ok((At(key.i64()?), key.u64()?))
        });
        match read {
            Ok(one) => found = Some(one),
            Err(error) => damaged = Some(error),
        }
        Visit::Stop
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}

/// When the program next says that a handover is late.
pub(in crate::desk) fn next_late(reader: &dyn Reader) -> Result<Option<At>, Fault> {
    Ok(first(reader)?.map(|(at, _)| at))
}

/// Says what is to be said by now of the watch that is due first; false when none is.
pub(in crate::desk) fn speak_due(base: &Base<'_>, tx: &mut Tx<'_>, out: &mut Outcome) -> Result<bool, Fault> {
    let Some((_, id)) = first(tx)?.filter(|(at, _)| *at <= base.now) else { return Ok(false) };
    let Some(before) = whole(tx, id)? else { return Ok(false) };
    let mut watch = before.clone();
    let scope = base.scope(tx);
    let due = watch.due_at.unwrap_or(base.now);
    let steps = ["handover.amber_minutes", "handover.page_minutes", "handover.alarm_minutes"];
    // However much was missed while the office was shut, it is said once.
    for step in steps.iter().skip(watch.late_said.into()) {
        if due.plus_minutes(scope.setting(step)) > base.now {
            break;
        }
        watch.late_said += 1;
    }
    let next = steps.get(usize::from(watch.late_said));
    watch.late_at = next.map(|step| due.plus_minutes(scope.setting(step)));
    if watch.late_said == before.late_said && watch.late_at <= before.late_at {
        // Somebody shortened a setting: what cannot be told apart is said on every screen.
        (watch.late_at, watch.late_said) = (None, Watch::LOUDEST);
    }
    let due_now = |until: At| until <= base.now && before.late_at.is_some_and(|at| at <= until);
    let owed = if watch.owes() && watch.owed_until.is_some_and(due_now) {
        Some(owed(&scope, &watch)?)
    } else {
        None
    };
    let said = if watch.late_said > before.late_said { Some(late(&scope, &watch)?) } else { None };
    drop(scope);
    save(tx, Some(&before), &watch)?;
    if let Some(owed) = owed {
        out.notices.push((watch.holder, owed.clone()));
        tell_leads(base, tx, &owed, out)?;
    }
    if let Some(said) = said {
        if watch.late_said < Watch::LOUDEST || before.late_said == 0 {
            out.notices.push((watch.holder, said.clone()));
        }
        tell_leads(base, tx, &said, out)?;
    }
    out.topics.extend([Topic::Watch, Topic::Alarm]);
    Ok(true)
}

/// What is the matter, in words.
fn late(scope: &Scope<'_>, watch: &Watch) -> Result<Say, Fault> {
    let mut names = Names::default();
    let desk = names.of(scope, "desk", watch.desk.0)?;
    let holder = names.of(scope, "staff", watch.holder.0)?;
    let due = watch.due_at.unwrap_or(scope.now).screen(scope.now, scope.zone());
    Ok(say!(
        "{desk}交班已超时：{holder} 应于 {due} 交班",
        "The handover of {desk} is late: {holder} was to hand over at {due}"
    ))
}

/// That a desk taken over in haste was not counted in time, in words.
fn owed(scope: &Scope<'_>, watch: &Watch) -> Result<Say, Fault> {
    let mut names = Names::default();
    let desk = names.of(scope, "desk", watch.desk.0)?;
    let holder = names.of(scope, "staff", watch.holder.0)?;
    let until = watch.owed_until.unwrap_or(scope.now).screen(scope.now, scope.zone());
    Ok(say!(
        "{desk}接管后未补点：{holder} 应于 {until} 前清点",
        "{desk} was taken over and not counted: {holder} owed the count by {until}"
    ))
}

/// The counts that are owed and overdue; every screen rings for them until they are made.
fn uncounted(scope: &Scope<'_>, found: &mut Vec<AlarmRow>) -> Result<(), Fault> {
    for (desk, _) in active(scope, crate::domain::desk::TAG)? {
        let Some(watch) = present_bare(scope.reader, DeskId(desk.id))? else { continue };
        let Some(until) = watch.owed_until.filter(|until| watch.owes() && *until <= scope.now) else {
            continue;
        };
        found.push(row(watch.id, owed(scope, &watch)?, until));
    }
    Ok(())
}

fn row(id: u64, text: Say, since: At) -> AlarmRow {
    AlarmRow {
        entry: EntryRef::new(0, id),
        number: format!("#{id}"),
        register: WATCH.to_owned(),
        text,
        place: String::new(),
        since,
        own: false,
        always: true,
        answer: None,
    }
}

/// The handovers every screen rings for.
pub(in crate::desk) fn ringing(scope: &Scope<'_>) -> Result<Vec<AlarmRow>, Fault> {
    let mut found = Vec::new();
    for id in watches_in(scope.reader, &ringing_index(), usize::MAX)? {
        let Some(watch) = bare(scope.reader, id)? else { continue };
        found.push(row(id, late(scope, &watch)?, watch.due_at.unwrap_or(watch.opened_at)));
    }
    uncounted(scope, &mut found)?;
    Ok(found)
}
