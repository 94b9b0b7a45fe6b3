//! The clocks of a request: which run for its class, what stops them, when somebody is told, and what is due when.

use super::asked;
use super::{
    CANCELLED, CLOSED, FINISHED, FOLLOWED_UP, MERGED, REGISTERED, Request, TAG, Timed, UNFINISHED, Urgency,
    WAITING, WORKING,
};
use crate::domain::calendar::CalendarCode;
use crate::domain::clock::{Limit, Target, Timer};
use crate::domain::convert::first_heard;
use crate::domain::fault::Fault;
use crate::domain::fault_kind;
use crate::domain::handover::Section;
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Carry, Ctx, Effect, Head, Mark, Severity, Values};
use crate::say;
use crate::text::lang::{Say, T, t};

/// The limits of a repair, in the order in which they fall due.
const LIMITS: [Limit; 4] = [Limit::Respond, Limit::Arrive, Limit::Control, Limit::Finish];

/// The clocks follow class, kind and appointment, however those were changed, and stand still while it waits.
/// What was imported has none: nobody knows when its steps happened.
pub(super) fn keep_time(head: &Head, entry: &mut Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if head.marked(Mark::Imported) || !UNFINISHED.contains(&head.state) {
        return Ok(());
    }
    let old = entry.timed.clone();
    let again = old.as_ref().is_some_and(|timed| timed.again);
    let from = old.as_ref().filter(|_| again).map_or(head.occurred_at, |timed| timed.from);
    let wanted = Timed {
        from,
        again,
        urgency: entry.urgency,
        item: entry.item,
        appointment: entry.appointment,
        until: entry.appointment_until,
    };
    let (waits, paused) = (head.state == WAITING, entry.clocks.paused());
    if waits == paused && old.as_ref() == Some(&wanted) {
        return Ok(());
    }
    let calendars = ctx.look.calendars()?;
    if waits && !paused {
        let why = entry.waiting_for.map_or("", super::Wait::id);
        entry.clocks.pause(head.since.max(from).min(ctx.now), why, &calendars);
    } else if paused && !waits {
        entry.clocks.resume(ctx.now, &calendars);
    }
    if old.as_ref() != Some(&wanted) {
        if let Some(moved) = old.filter(|old| old.from != wanted.from) {
            entry.clocks.timers.retain(|timer| timer.started != moved.from);
        }
        start(entry, &wanted, ctx)?;
        entry.timed = Some(wanted);
    }
    Ok(())
}

/// Starts what has not happened yet; what happened in time under the old class stays as it was judged.
fn start(entry: &mut Request, wanted: &Timed, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let calendars = ctx.look.calendars()?;
    for limit in LIMITS {
        // Reopened: somebody answered and came long ago; what counts is the work.
        if wanted.again && matches!(limit, Limit::Respond | Limit::Control) {
            continue;
        }
        let over =
            |timer: &Timer| timer.limit == limit && timer.started == wanted.from && timer.stopped.is_some();
        if entry.clocks.timers.iter().any(over) {
            continue;
        }
        entry.clocks.start(limit, target(wanted, limit, ctx)?, wanted.from, &calendars);
        if let Some(at) = happened(entry, limit) {
            entry.clocks.stop(limit, at);
        }
    }
    Ok(())
}

/// When what a limit waits for happened.
fn happened(entry: &Request, limit: Limit) -> Option<At> {
    match limit {
        Limit::Respond => entry.responded_at,
        Limit::Arrive => entry.arrived_at,
        Limit::Control => entry.controlled_at,
        _ => entry.finished_at,
    }
}

fn target(wanted: &Timed, limit: Limit, ctx: &Ctx<'_>) -> Result<Option<Target>, Fault> {
    let Some(urgency) = wanted.urgency else { return Ok(None) };
    // By appointment, on site means within the slot; only what presses waits for no slot.
    if let Some(slot) = wanted.until.or(wanted.appointment)
        && limit == Limit::Arrive
        && !urgency.presses()
    {
        let minutes = wanted.from.minutes_to(slot) + ctx.look.setting("request.arrive_grace");
        return Ok(Some(Target { minutes: minutes.max(1), calendar: CalendarCode::Always }));
    }
    if limit == Limit::Finish
        && let Some(item) = wanted.item
    {
        let own = ctx.look.field(EntryRef::new(fault_kind::TAG, item.0), "finish")?;
        if let Some(target) = own.text().and_then(|text| Target::read(text).ok()) {
            return Ok(target);
        }
    }
    Ok(ctx.target(&format!("target.{}.{}", urgency.class(), limit.id())))
}

/// Somebody answered the customer: dispatched it, took it, or called back. The first time counts.
pub(super) fn responded(entry: &mut Request, ctx: &Ctx<'_>) {
    let at = *entry.responded_at.get_or_insert(ctx.now);
    entry.clocks.stop(Limit::Respond, at);
}

/// It waits no longer: the clocks run on where they stood.
pub(super) fn run_on(entry: &mut Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.waiting_for = None;
    entry.wake_at = None;
    if entry.clocks.paused() {
        let calendars = ctx.look.calendars()?;
        entry.clocks.resume(ctx.now, &calendars);
    }
    Ok(())
}

/// Somebody is there.
pub(super) fn arrive(
    _: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    run_on(entry, ctx)?;
    responded(entry, ctx);
    let first = *entry.arrived_at.get_or_insert(ctx.now);
    entry.clocks.stop(Limit::Arrive, first);
    entry.visits = Some(entry.visits.unwrap_or(0).saturating_add(1));
    Ok(Vec::new())
}

/// The damage goes on no longer.
pub(super) fn control(
    _: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let at = *entry.controlled_at.get_or_insert(ctx.now);
    entry.clocks.stop(Limit::Control, at);
    Ok(Vec::new())
}

/// The work is done at `at`: nothing runs any more.
pub(super) fn finished(entry: &mut Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    run_on(entry, ctx)?;
    responded(entry, ctx);
    for limit in [Limit::Arrive, Limit::Control, Limit::Finish] {
        entry.clocks.stop(limit, ctx.now);
    }
    Ok(())
}

/// It is worked on again: the history of its clocks stays, the work gets a new one.
pub(super) fn again(entry: &mut Request, ctx: &Ctx<'_>) {
    entry.timed =
        Some(Timed { from: ctx.now, again: true, urgency: None, item: None, appointment: None, until: None });
    (entry.appointment, entry.appointment_until) = (None, None);
}

/// The calendars changed: when its running clocks run out is counted anew.
pub(super) fn retime(
    _: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let calendars = ctx.look.calendars()?;
    entry.clocks.retime(&calendars);
    Ok(Vec::new())
}

impl Request {
    fn told_of(&self, timer: &Timer) -> bool {
        timer.due.is_some_and(|due| self.told.contains(&(timer.limit, due)))
    }

    /// Whether a limit ran out and somebody was told.
    #[must_use]
    pub fn breached(&self) -> bool {
        self.clocks.running().any(|timer| self.told_of(timer))
    }

    /// The end of waiting that nobody was told of yet.
    fn wakes(&self, head: &Head) -> Option<At> {
        self.wake_at.filter(|at| head.state == WAITING && self.woken != Some(*at))
    }
}

/// When somebody is warned of a limit: with so many per cent of it left.
fn warn_at(timer: &Timer, due: At, percent: i64) -> At {
    due.plus_minutes(-(timer.target.minutes.saturating_mul(percent.clamp(0, 100)) / 100))
}

/// When somebody is to be told something next: a warning, a running-out, the end of waiting.
pub(super) fn alarm(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Option<At> {
    let percent = ctx.look.setting("target.warn_percent");
    let next = |timer: &Timer| {
        let due = timer.due.filter(|_| !entry.told_of(timer))?;
        Some(if timer.warned { due } else { warn_at(timer, due, percent) })
    };
    entry.clocks.running().filter_map(next).chain(entry.wakes(head)).min()
}

/// Tells who answers for it what the alarm was about.
pub(super) fn tick(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let percent = ctx.look.setting("target.warn_percent");
    let number = &head.number;
    let mut effects = Vec::new();
    let mut told = Vec::new();
    for timer in entry.clocks.timers.iter_mut().filter(|timer| timer.stopped.is_none()) {
        let Some(due) = timer.due.filter(|due| !entry.told.contains(&(timer.limit, *due))) else { continue };
        let (zh, en) = (timer.label().zh, timer.label().en);
        if due <= ctx.now {
            timer.warned = true;
            told.push((timer.limit, due));
            let text = say!("{number} {zh}已超时", "{number}: {en} is overdue");
            effects.extend(head.owner.map(|staff| Effect::Notify { staff, text: text.clone() }));
            effects.push(Effect::Tell { posts: Posts::LEAD, text });
        } else if !timer.warned && warn_at(timer, due, percent) <= ctx.now {
            timer.warned = true;
            let when = due.spoken(ctx.now, ctx.zone);
            let (when_zh, when_en) = (&when.zh, &when.en);
            let text = say!("{number} {zh}时限将到：{when_zh}", "{number}: {en} is due {when_en}");
            effects.push(to_owner(head, text));
        }
    }
    if !told.is_empty() {
        effects.extend(to_first(
            head,
            entry,
            say!("您首问的 {number} 已超时", "{number}, which you took, is overdue"),
            ctx,
        )?);
        let text = say!("关注的 {number} 已超时", "{number}, which you observe, is overdue");
        effects.extend(to_observers(entry, &text));
    }
    entry.told.extend(told);
    if let Some(wake) = entry.wakes(head).filter(|wake| *wake <= ctx.now) {
        entry.woken = Some(wake);
        let (zh, en) = entry.waiting_for.map_or(("", ""), |wait| (wait.label().zh, wait.label().en));
        let text = say!(
            "{number} 等待{zh}的时间到了，请再看",
            "{number}: the time to wait ({en}) is over; look again"
        );
        effects.push(to_owner(head, text));
    }
    Ok(effects)
}

/// Who answers for it; the leads while nobody does.
pub(super) fn to_owner(head: &Head, text: Say) -> Effect {
    match head.owner {
        Some(staff) => Effect::Notify { staff, text },
        None => Effect::Tell { posts: Posts::LEAD, text },
    }
}

/// Who heard of it first: they hand the work over, never the answering for it. Nobody is told twice.
pub(super) fn to_first(
    head: &Head,
    entry: &Request,
    text: Say,
    ctx: &Ctx<'_>,
) -> Result<Option<Effect>, Fault> {
    let staff = first_heard(head, ctx)?;
    let told = head.owner == Some(staff) || entry.told_too().contains(&staff) || staff == ctx.who.staff;
    Ok((!told).then_some(Effect::Notify { staff, text }))
}

/// Everybody who observes it, or what was merged into it.
pub(super) fn to_observers(entry: &Request, text: &Say) -> Vec<Effect> {
    entry.told_too().into_iter().map(|staff| Effect::Notify { staff, text: text.clone() }).collect()
}

/// Why the bell rings: an urgent fault that nobody has answered.
pub(super) fn rings(head: &Head, entry: &Request, _: &Ctx<'_>) -> Option<Say> {
    let urgency = entry.urgency.filter(|urgency| urgency.presses())?;
    let waits = head.state == REGISTERED && entry.responded_at.is_none() && !head.marked(Mark::Imported);
    let (zh, en) = (urgency.label().zh, urgency.label().en);
    waits.then(|| say!("{zh}报修无人响应", "{en}, and nobody has answered"))
}

/// The earliest of clocks, promise and appointment; while it waits, when somebody looks again.
pub(super) fn due(head: &Head, entry: &Request) -> Option<At> {
    match head.state {
        WAITING => entry.wake_at,
        FINISHED | FOLLOWED_UP => None,
        _ => {
            let expected = entry.appointment.filter(|_| entry.arrived_at.is_none());
            [entry.clocks.due(), entry.promise_at, expected].into_iter().flatten().min()
        }
    }
}

/// What ran out presses as danger does. Work that is done presses nobody, however urgent the fault was: it sorts behind
/// what is still to be done.
pub(super) fn rank(head: &Head, entry: &Request) -> u8 {
    if matches!(head.state, FINISHED | FOLLOWED_UP) {
        return Urgency::Planned.rank() + 1;
    }
    if entry.breached() {
        return Urgency::Danger.rank();
    }
    entry.urgency.map_or(Head::ORDINARY, Urgency::rank)
}

/// What was opened again more than once says so, whatever else is to be said of it, and is never mere information. What
/// somebody who went home had claimed says that too (`spec/handover.md` 4.11): the desk sees to it.
pub(super) fn carry(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Option<Carry> {
    let mut carry = standing(head, entry, ctx)?;
    let mut more = |severity: Severity, words: T| {
        let Say { zh, en } = &carry.why;
        let (first, first_en) = (words.zh, words.en);
        let raised = carry.severity.min(severity);
        let next = Carry::new(raised, say!("{first}；{zh}", "{first_en}; {en}"));
        carry = if raised == carry.severity { next.under(carry.section) } else { next };
    };
    if head.marked(Mark::ReopenedTwice) {
        more(Severity::Amber, t("多次重开", "Opened again more than once"));
    }
    let gone = |staff| ctx.look.off_duty(staff).unwrap_or(false);
    if WORKING.contains(&head.state) && head.owner.is_some_and(gone) {
        more(Severity::White, t("负责人已下班", "Its owner is off duty"));
    }
    Some(carry)
}

fn standing(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Option<Carry> {
    let presses = entry.urgency.is_some_and(Urgency::presses);
    let due = |by: At| head.due.is_some_and(|due| due <= by);
    let (severity, why) = match head.state {
        CLOSED | CANCELLED | MERGED => return None,
        // Who is to be asked is carried by the follow-up.
        FINISHED if asked::is_to_be_asked(head, ctx) => return None,
        FINISHED => (Severity::White, say!("已完工，待检查办结", "Finished, to be looked at and closed")),
        FOLLOWED_UP => (Severity::White, say!("已回访，待办结", "Followed up, to be closed")),
        REGISTERED if presses => (Severity::Red, say!("紧急，尚未派工", "Urgent and not dispatched")),
        WAITING if due(ctx.now) => (Severity::Red, say!("等待到时，须再看", "The time to wait is over")),
        _ if due(ctx.now) => (Severity::Red, overdue(entry, ctx)),
        REGISTERED => (Severity::Amber, say!("尚未派工", "Not dispatched")),
        _ if due(ctx.next_shift_ends()) => {
            (Severity::Amber, say!("下一班内到时", "Due within the next shift"))
        }
        WAITING => (Severity::White, say!("等待中", "Waiting")),
        _ if entry.arrived_at.is_none() => return Some(expected(entry, ctx)),
        _ => (Severity::White, say!("处理中", "Being worked on")),
    };
    Some(Carry::new(severity, why))
}

/// Work that nobody has come for yet; a booked slot that is near is work for the next shift.
fn expected(entry: &Request, ctx: &Ctx<'_>) -> Carry {
    match entry.appointment.filter(|at| *at <= ctx.planned_until()) {
        Some(at) => {
            let when = at.spoken(ctx.now, ctx.zone);
            let (zh, en) = (when.zh, when.en);
            let why = say!("预约上门：{zh}", "Booked to come {en}");
            Carry::new(Severity::White, why).under(Section::Do)
        }
        None => Carry::new(Severity::White, t("已派工未到场", "Dispatched, nobody on site yet")),
    }
}

/// Which limit ran out; the agreed time when no clock did.
fn overdue(entry: &Request, ctx: &Ctx<'_>) -> Say {
    let late = entry.clocks.running().find(|timer| timer.due.is_some_and(|due| due <= ctx.now));
    late.map_or_else(
        || say!("已过约定时间", "Past the agreed time"),
        |timer| {
            let (zh, en) = (timer.label().zh, timer.label().en);
            say!("{zh}已超时", "{en}: overdue")
        },
    )
}

/// The request itself, for those who ask for its saved fields.
pub(super) const fn this(head: &Head) -> EntryRef {
    EntryRef::new(TAG, head.id)
}
