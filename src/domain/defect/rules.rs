//! The clocks of a defect and what follows from each of its steps: the request to the developer goes with it.

use super::{Clock, DISPUTED, Defect, OPEN, Part, REPAIRED, TAG};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::kept::ACTIVE;
use crate::domain::meter_reading::of_procedure;
use crate::domain::moment::{At, Date};
use crate::domain::register::{Carry, Ctx, Effect, Head, KeyClass, SearchKey, Severity, Values};
use crate::domain::value::{Value, Valued};
use crate::domain::{place, procedure, request, team};
use crate::text::fold::search_key;
use crate::text::lang::t;
use chrono::{Days, Months};

/// The last day of a warranty of so many months that began on `from`: the same day of its month, or the month's last
/// (Civil Code, articles 201 and 202).
#[must_use]
pub fn last_day(from: Date, months: u32) -> Date {
    from.checked_add_months(Months::new(months)).unwrap_or(Date::MAX)
}

pub(super) fn clock(last: Date, ahead: u64, today: Date) -> Clock {
    let soon = today.checked_add_days(Days::new(ahead)).unwrap_or(Date::MAX);
    match last {
        last if last < today => Clock::Over,
        last if ahead > 0 && last <= soon => Clock::Ending,
        _ => Clock::InTime,
    }
}

impl Defect {
    /// Where today stands to the warranty.
    #[must_use]
    pub fn warranty(&self, ctx: &Ctx<'_>) -> Option<Clock> {
        let ahead = u64::try_from(ctx.look.setting("defect.ending_days")).unwrap_or(0);
        self.warranty_until.map(|until| clock(until, ahead, ctx.today()))
    }
}

/// A defect is a request to the developer: to their team, where the office has one.
pub(super) fn report(
    head: &mut Head,
    entry: &mut Defect,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    of_procedure(head, ctx)?;
    let found = *entry.found_on.get_or_insert(ctx.today());
    let days = u64::try_from(ctx.look.setting("defect.repair_days")).unwrap_or(0);
    entry.repair_by = entry.repair_by.or_else(|| found.checked_add_days(Days::new(days)));
    let mut values = Values::default().with("text", Value::Text(entry.text.clone()));
    if let Some(place) = head.place {
        values = values.with("place", Value::Id(place.0));
    }
    if let Some(person) = head.person {
        values = values.with("person", Value::Id(person.0));
    }
    if let Some(part) = entry.part {
        values = values.with("category", Some(part.category()).value());
    }
    if !entry.spot.is_empty() {
        values = values.with("spot", Value::Text(entry.spot.clone()));
    }
    let (action, values) = match developer(ctx)? {
        Some(team) => ("commission", values.with("team", Value::Id(team.id))),
        None => ("log", values),
    };
    Ok(vec![Effect::Create { register: "request", action, values }])
}

/// The team that the setting names, when the office has it.
///
/// # Errors
/// When the store cannot be read.
pub fn developer(ctx: &Ctx<'_>) -> Result<Option<EntryRef>, Fault> {
    let name = search_key(&ctx.look.setting_text("defect.team"));
    if name.is_empty() {
        return Ok(None);
    }
    for entry in ctx.look.found_by(&SearchKey::new(KeyClass::Name, name))? {
        if entry.register == team::TAG && ctx.look.head(entry)?.is_some_and(|head| head.state == ACTIVE) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// The clocks follow part, room and procedure, however those were corrected.
pub(super) fn normal(head: &mut Head, entry: &mut Defect, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let from = warranty_from(head, entry, ctx)?;
    let months = entry.part.map(|part| u32::try_from(ctx.look.setting(part.setting())).unwrap_or(0));
    let open = head.rev <= 1 || entry.warranty_until.is_none();
    let until = from.zip(months).map(|(from, months)| last_day(from, months));
    // A setting that changes later moves no clock that runs; a corrected part does.
    if open || entry.part != before(head, ctx)? {
        entry.warranty_until = until;
    }
    if entry.warranty_until.zip(entry.found_on).is_some_and(|(until, found)| found > until) {
        ctx.warn("part", t("发现时已过保修期", "It was found after the warranty had ended"));
    }
    if entry.repair_by.zip(entry.found_on).is_some_and(|(by, found)| by < found) {
        return Err(Fault::invalid("repair_by", t("早于发现日期", "Before it was found")));
    }
    entry.due_at = entry.repair_by.filter(|_| head.state != REPAIRED).map(|by| At::end_of(by, ctx.zone));
    Ok(())
}

fn before(head: &Head, ctx: &Ctx<'_>) -> Result<Option<Part>, Fault> {
    Ok(Valued::take(ctx.look.field(EntryRef::new(TAG, head.id), "part")?).unwrap_or_default())
}

/// The day the warranty began: the room's handover, else the procedure's effective date, else the day it was found.
fn warranty_from(head: &Head, entry: &Defect, ctx: &Ctx<'_>) -> Result<Option<Date>, Fault> {
    let day = |value: Value| -> Option<Date> { Valued::take(value).unwrap_or_default() };
    if let Some(place) = head.place
        && let Some(handed) = day(ctx.look.field(EntryRef::new(place::TAG, place.0), "handed_over")?)
    {
        return Ok(Some(handed));
    }
    if let Some(parent) = head.parent.filter(|parent| parent.register == procedure::TAG)
        && let Some(date) = day(ctx.look.field(parent, "date")?)
    {
        return Ok(Some(date));
    }
    Ok(entry.found_on)
}

/// Does something to the request of a defect when it is in one of these states.
fn to_request(
    head: &Head,
    states: &[u8],
    action: &'static str,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let children = ctx.look.children(EntryRef::new(TAG, head.id))?;
    let mine = children
        .into_iter()
        .filter(|(entry, head)| entry.register == request::TAG && states.contains(&head.state));
    Ok(mine.map(|(entry, _)| Effect::Act { entry, action, values: values.clone() }).collect())
}

pub(super) fn repaired(
    head: &mut Head,
    entry: &mut Defect,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.repaired_on = Some(ctx.today());
    let mut values = Values::default();
    if !entry.work_done.is_empty() {
        values = values.with("work_done", Value::Text(entry.work_done.clone()));
    }
    to_request(head, request::WORKING, "finish", &values, ctx)
}

/// The request to the developer was finished by itself.
pub(super) fn mended(
    _: &mut Head,
    entry: &mut Defect,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.repaired_on = Some(ctx.today());
    Ok(Vec::new())
}

/// The request to the developer was opened again: it was not right.
pub(super) fn reopened(
    _: &mut Head,
    entry: &mut Defect,
    _: &Values,
    _: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.repaired_on = None;
    Ok(Vec::new())
}

/// What becomes of the defect that a request is the work on, when the defect is in one of these states.
///
/// # Errors
/// When the store cannot be read.
pub fn of_request(
    request: &Head,
    states: &[u8],
    action: &'static str,
    work_done: &str,
    ctx: &Ctx<'_>,
) -> Result<Option<Effect>, Fault> {
    let Some(entry) = request.parent.filter(|parent| parent.register == TAG) else { return Ok(None) };
    let there = ctx.look.head(entry)?.is_some_and(|head| states.contains(&head.state));
    // A request tells more about it than a line of the defect takes.
    let line: String = work_done.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(usize::from(super::WORK_DONE)).collect();
    let values = match line.is_empty() {
        true => Values::default(),
        false => Values::default().with("work_done", Value::Text(line)),
    };
    Ok(there.then_some(Effect::Act { entry, action, values }))
}

pub(super) fn redo(
    head: &mut Head,
    entry: &mut Defect,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.repaired_on = None;
    let values = Values::default().with("reason", Value::Text(entry.reason.clone()));
    to_request(head, &[request::FINISHED, request::FOLLOWED_UP, request::CLOSED], "reopen", &values, ctx)
}

pub(super) fn withdraw(
    head: &mut Head,
    entry: &mut Defect,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let values = Values::default().with("reason", Value::Text(entry.reason.clone()));
    let unfinished = [&[request::REGISTERED], request::WORKING].concat();
    to_request(head, &unfinished, "cancel", &values, ctx)
}

/// Past its day, disputed, or with a warranty that is about to end.
pub(super) fn carry(head: &Head, entry: &Defect, ctx: &Ctx<'_>) -> Option<Carry> {
    if !OPEN.contains(&head.state) {
        return None;
    }
    let (severity, why) = match (head.state, entry.warranty(ctx)) {
        (REPAIRED, _) => (Severity::White, t("已修，待验收", "Repaired, to be verified")),
        _ if entry.repair_by.is_some_and(|by| by < ctx.today()) => {
            (Severity::Red, t("超过约定日期未修好", "Not repaired by its day"))
        }
        (_, Some(Clock::Ending)) => {
            (Severity::Amber, t("保修期将满，尚未修好", "The warranty is about to end"))
        }
        (DISPUTED, _) => (Severity::Amber, t("开发商拒修", "The developer refuses")),
        _ => return None,
    };
    Some(Carry::new(severity, why))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn warranties_end_on_the_same_day_or_the_months_last() {
        for (from, months, last) in [
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 24, "2026-02-28"),
            ("2024-02-29", 48, "2028-02-29"),
            ("2024-02-29", 60, "2029-02-28"),
            ("2023-02-28", 12, "2024-02-28"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2026-10-31", 1, "2026-11-30"),
            ("2026-12-31", 24, "2028-12-31"),
        ] {
            assert_eq!(last_day(day(from), months), day(last), "{from} + {months}");
        }
    }

    #[test]
    fn the_last_day_is_still_within() {
        let last = day("2026-11-30");
        assert_eq!(clock(last, 0, day("2026-11-30")), Clock::InTime);
        assert_eq!(clock(last, 0, day("2026-12-01")), Clock::Over);
        assert_eq!(clock(last, 60, day("2026-10-01")), Clock::Ending);
        assert_eq!(clock(last, 60, day("2026-09-30")), Clock::InTime);
    }

    #[test]
    fn every_part_has_its_setting() {
        for part in Part::ALL {
            assert!(crate::domain::settings::default_int(part.setting()) > 0, "{part:?}");
        }
    }
}
