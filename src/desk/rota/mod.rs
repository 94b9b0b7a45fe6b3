//! What the roster says: the plan of some days, who is on duty now, and what a week like another one would be. All only
//! read; planning is the registers' own.

mod copy;

pub(super) use copy::{copies, told};

use super::card::active;
use super::handover;
use super::list::Names;
use super::rows::{self, By, index};
use super::scope::Scope;
use crate::api::rota::{
    DutyDesk, DutyNow, RotaAbsence, RotaDay, RotaPattern, RotaPerson, RotaSlot, RotaView, ShowRota,
};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::Look;
use crate::domain::rota::absence::{self, Absence};
use crate::domain::rota::duty;
use crate::domain::rota::pattern::{self, Pattern};
use crate::domain::rota::shift::{self, Shift};
use crate::domain::value::Valued;
use crate::domain::{desk, staff};
use crate::say;
use crate::store::{Dir, KeyBuf, KeyRange};
use crate::text::lang::t;
use chrono::{Datelike, Days};
use std::collections::BTreeSet;

/// Days shown at the most: a month with the weeks around it.
const MOST: u16 = 42;
/// Minutes of an ordinary day.
const DAY: i64 = 1_440;

/// The plan of some days at one desk.
pub(super) fn show(scope: &Scope<'_>, asked: &ShowRota) -> Result<RotaView, Fault> {
    let count = if asked.days == 0 { 7 } else { asked.days };
    if count > MOST {
        return Err(Fault::invalid("days", say!("最多 {MOST} 天", "At most {MOST} days")));
    }
    let desk = known(scope, asked.desk)?;
    let first = asked.from.unwrap_or_else(|| monday(scope.now.date(scope.zone())));
    let last = first.checked_add_days(Days::new(u64::from(count) - 1)).unwrap_or(first);
    let mut names = Names::default();
    let patterns = patterns(scope, desk)?;
    let slots = slots(scope, desk, (first, last), &patterns, &mut names)?;
    Ok(RotaView {
        desk,
        name: names.of(scope, "desk", desk.0)?,
        days: days(scope, first, last)?,
        people: people(scope, &slots)?,
        slots,
        absent: absent(scope, (first, last), &mut names)?,
        patterns,
    })
}

/// The desk that was asked for, else the caller's.
fn known(scope: &Scope<'_>, asked: Option<DeskId>) -> Result<DeskId, Fault> {
    let desk = asked.unwrap_or(scope.who.desk);
    match scope.head(EntryRef::new(desk::TAG, desk.0))? {
        Some(_) => Ok(desk),
        None => Err(Fault::not_found(t("没有这个服务台", "There is no such desk")).at("desk")),
    }
}

/// Everybody who works at a desk, and whoever is planned although they no longer do.
fn people(scope: &Scope<'_>, slots: &[RotaSlot]) -> Result<Vec<RotaPerson>, Fault> {
    let mut found = Vec::new();
    for (at, loaded) in active(scope, staff::TAG)? {
        let Some(own) = loaded.body.as_any().downcast_ref::<staff::Staff>() else { continue };
        if own.posts.meets(Posts::STAFF) {
            found.push(RotaPerson { staff: StaffId(at.id), name: own.name.clone() });
        }
    }
    for slot in slots {
        if let Some(staff) = slot.staff
            && !found.iter().any(|known| known.staff == staff)
        {
            found.push(RotaPerson { staff, name: slot.name.clone() });
        }
    }
    Ok(found)
}

fn monday(day: Date) -> Date {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

fn days(scope: &Scope<'_>, first: Date, last: Date) -> Result<Vec<RotaDay>, Fault> {
    let (calendars, zone) = (scope.calendars()?, scope.zone());
    let site = calendars.site();
    Ok(first
        .iter_days()
        .take_while(|day| *day <= last)
        .map(|date| {
            let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
            let minutes = At::start_of(date, zone).minutes_to(At::start_of(next, zone));
            RotaDay {
                date,
                name: site.holidays.named(date).map_or_else(String::new, |day| day.name.clone()),
                off: !site.holidays.works(date),
                minutes: (minutes != DAY).then_some(minutes),
            }
        })
        .collect())
}

fn patterns(scope: &Scope<'_>, desk: DeskId) -> Result<Vec<RotaPattern>, Fault> {
    let mut found = Vec::new();
    for (at, loaded) in active(scope, pattern::TAG)? {
        let Some(own) = loaded.body.as_any().downcast_ref::<Pattern>() else { continue };
        if own.desk.is_none_or(|known| known == desk) {
            found.push(RotaPattern {
                pattern: at.id,
                mark: own.mark.clone(),
                name: own.name.clone(),
                start: own.start.clone(),
                end: own.end.clone(),
            });
        }
    }
    found.sort_by(|one, two| (&one.start, one.pattern).cmp(&(&two.start, two.pattern)));
    Ok(found)
}

/// Slots are sorted by when they begin, so that years of them are never read.
fn between(from: At, to: Option<At>) -> KeyRange {
    let edge = |at: At| index(By::Sort).u16(shift::TAG).bytes_prefix(&at.0.to_be_bytes()).into_vec();
    let end = KeyBuf::range(&index(By::Sort).u16(shift::TAG)).to;
    KeyRange { from: edge(from), to: to.map(edge).or(end) }
}

/// When the shift after the present watch of a desk ends: of the slots that somebody comes for when that should be handed
/// over, the one that ends last. None: nothing is planned then.
pub(super) fn next_shift_ends(scope: &Scope<'_>, desk: DeskId, now: At) -> Result<Option<At>, Fault> {
    let register = scope.register("shift")?;
    let due = handover::present_bare(scope.reader, desk)?.filter(|w| w.state.held()).and_then(|w| w.due_at);
    let over = due.unwrap_or(now).max(now);
    let begins = over.plus_minutes(scope.setting("handover.early_minutes"));
    let range = between(over.plus_minutes(-2 * DAY), Some(begins));
    let mut last = None;
    for at in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
        let Some(loaded) = rows::load(scope.reader, register, at)? else { continue };
        let Some(own) = loaded.body.as_any().downcast_ref::<Shift>() else { continue };
        if own.desk == Some(desk) && loaded.head.state != shift::CANCELLED {
            last = last.max(own.to.filter(|to| *to > over));
        }
    }
    Ok(last)
}

fn slots(
    scope: &Scope<'_>,
    desk: DeskId,
    (first, last): (Date, Date),
    patterns: &[RotaPattern],
    names: &mut Names,
) -> Result<Vec<RotaSlot>, Fault> {
    let (register, zone) = (scope.register("shift")?, scope.zone());
    let end = At(At::end_of(last, zone).0.saturating_add(1));
    let mut found = Vec::new();
    for at in
        rows::entries_in(scope.reader, &between(At::start_of(first, zone), Some(end)), Dir::Up, usize::MAX)?
    {
        let Some(loaded) = rows::load(scope.reader, register, at)? else { continue };
        let Some(own) = loaded.body.as_any().downcast_ref::<Shift>() else { continue };
        let (Some(day), Some(from), Some(to)) = (own.day, own.from, own.to) else { continue };
        if own.desk != Some(desk) || loaded.head.state == shift::CANCELLED {
            continue;
        }
        let state = register.info().state(loaded.head.state);
        let (who, planned) = (own.who(), own.staff.filter(|staff| Some(*staff) != own.who()));
        let mut name =
            |staff: Option<StaffId>| staff.map_or(Ok(String::new()), |s| names.of(scope, "staff", s.0));
        let mark = own.pattern.and_then(|id| patterns.iter().find(|known| known.pattern == id.0));
        found.push(RotaSlot {
            shift: at.id,
            number: loaded.head.number.clone(),
            rev: loaded.head.rev,
            day,
            pattern: own.pattern.map(|id| id.0),
            mark: mark.map_or_else(String::new, |known| known.mark.clone()),
            start: own.start.clone(),
            end: own.end.clone(),
            from,
            to,
            staff: who,
            name: name(who)?,
            planned: own.staff,
            instead_of: name(planned)?,
            state: state.map_or("", |state| state.id).to_owned(),
            label: state.map_or(t("？", "?"), |state| state.label).into(),
        });
    }
    Ok(found)
}

fn absent(
    scope: &Scope<'_>,
    (first, last): (Date, Date),
    names: &mut Names,
) -> Result<Vec<RotaAbsence>, Fault> {
    let register = scope.register("absence")?;
    let mut found = Vec::new();
    for at in scope.in_state(absence::TAG, absence::STANDS)? {
        let Some(loaded) = rows::load(scope.reader, register, at)? else { continue };
        let Some(own) = loaded.body.as_any().downcast_ref::<Absence>() else { continue };
        let (Some(staff), Some(from), Some(to)) = (own.staff, own.first, own.last) else { continue };
        if from <= last && to >= first {
            found.push(RotaAbsence {
                staff,
                name: names.of(scope, "staff", staff.0)?,
                first: from.max(first),
                last: to.min(last),
                kind: own.kind.map_or(t("请假", "Absence"), absence::AbsenceKind::label).into(),
            });
        }
    }
    found.sort_by_key(|row| (row.first, row.staff));
    Ok(found)
}

/// Who ended a duty within the last two days and is not here now.
pub(super) fn off_duty(scope: &Scope<'_>) -> Result<BTreeSet<StaffId>, Fault> {
    let since = scope.now.plus_minutes(-2 * DAY);
    let mut recent = index(By::Time).u16(duty::TAG).range();
    recent.from = index(By::Time).u16(duty::TAG).i64(since.0).into_vec();
    let mut gone = BTreeSet::new();
    for at in rows::entries_in(scope.reader, &recent, Dir::Up, usize::MAX)? {
        let staff: Option<StaffId> = Valued::take(scope.field(at, "staff")?).unwrap_or_default();
        gone.extend(staff);
    }
    for (_, staff, _) in duty::here(scope)? {
        gone.remove(&staff);
    }
    Ok(gone)
}

/// Who is on duty, on which desk, who answers for it and who comes next.
pub(super) fn now(scope: &Scope<'_>) -> Result<DutyNow, Fault> {
    let mut names = Names::default();
    let here = duty::here(scope)?;
    let own = here.iter().find(|(_, staff, _)| *staff == scope.who.staff).map(|(at, ..)| at.id);
    let slots = shift::slots(scope)?;
    let mut desks = Vec::new();
    for (at, _) in active(scope, desk::TAG)? {
        let desk = DeskId(at.id);
        let watch = handover::present_bare(scope.reader, desk)?;
        let held = watch.as_ref().filter(|watch| watch.state.held());
        let next = slots
            .iter()
            .filter(|slot| slot.desk == desk && slot.span.from > scope.now)
            .min_by_key(|slot| slot.span.from);
        let mut on = Vec::new();
        for (_, staff, _) in here.iter().filter(|(.., known)| *known == desk) {
            on.push(names.of(scope, "staff", staff.0)?);
        }
        let coming =
            next.map(|slot| slot.who.map_or(Ok(String::new()), |who| names.of(scope, "staff", who.0)));
        desks.push(DutyDesk {
            desk,
            name: names.of(scope, "desk", desk.0)?,
            custodian: held.map(|watch| names.of(scope, "staff", watch.holder.0)).transpose()?,
            state: watch.as_ref().map(|watch| watch.state.label().into()),
            since: held.map(|watch| watch.opened_at),
            until: held.and_then(|watch| watch.due_at),
            here: on,
            next: coming.transpose()?,
            next_at: next.map(|slot| slot.span.from),
        });
    }
    Ok(DutyNow { desks, own })
}
