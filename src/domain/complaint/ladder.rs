//! The ladder of a complaint (`domain/facts.md` 6.4): time, severity, repetition and source carry it upwards, each step is
//! told to those who now have to answer and stays in the history with its reason. It never comes down by itself.

use super::{Climb, Complaint, Gravity, Rung, UNANSWERED, rules};
use crate::domain::calendar::Calendars;
use crate::domain::clock::{Clocks, Timer};
use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{Ctx, Effect, Head, Situation, Values};
use crate::say;
use crate::text::lang::{Say, T, t};

/// The highest step.
const TOP: i64 = Rung::Top.level();

/// Everything that speaks for a step now, and which.
fn reasons(head: &Head, entry: &Complaint, ctx: &Ctx<'_>) -> Result<Vec<(Rung, Climb)>, Fault> {
    if !UNANSWERED.contains(&head.state) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let mut when = |holds: bool, rung: Rung, why: Climb| {
        if holds {
            found.push((rung, why));
        }
    };
    when(entry.group, Rung::Top, Climb::Group);
    when(entry.channel.is_some_and(super::Channel::is_official), Rung::Top, Climb::Source);
    when(entry.gravity() == Gravity::Major, Rung::Top, Climb::Serious);
    // Of a complaint that waits only the legal term runs.
    let past = |at: Option<At>| at.is_some_and(|at| at <= ctx.now);
    when(
        past(limit(&entry.clocks, percent(ctx, "ladder.top_percent"), ctx)?),
        Rung::Top,
        Climb::TwiceOverdue,
    );
    when(
        past(limit(&entry.clocks, percent(ctx, "ladder.manager_percent"), ctx)?),
        Rung::Manager,
        Climb::Overdue,
    );
    when(!entry.clocks.paused() && past(receive_by(entry, ctx)), Rung::Supervisor, Climb::NotReceived);
    let often = |times: Option<i64>, setting: &str| times >= Some(ctx.look.setting(setting));
    when(often(entry.times, "ladder.repeat_manager"), Rung::Manager, Climb::Repeated);
    when(often(entry.times, "ladder.repeat_supervisor"), Rung::Supervisor, Climb::Repeated);
    when(entry.reopened > Some(1), Rung::Manager, Climb::Reopened);
    when(entry.reopened > Some(0), Rung::Supervisor, Climb::Reopened);
    Ok(found)
}

fn percent(ctx: &Ctx<'_>, setting: &str) -> i64 {
    ctx.look.setting(setting)
}

/// When the department is to have received it, while it has not.
pub(super) fn receive_by(entry: &Complaint, ctx: &Ctx<'_>) -> Option<At> {
    let since = entry.open_since.filter(|_| entry.received_by_department_at.is_none())?;
    Some(since.plus_minutes(ctx.look.setting("complaint.receive_minutes")))
}

/// When the first of the running clocks has used so many per cent of its limit.
fn limit(clocks: &Clocks, percent: i64, ctx: &Ctx<'_>) -> Result<Option<At>, Fault> {
    Ok(stretched(clocks, percent, &*ctx.look.calendars()?))
}

fn stretched(clocks: &Clocks, percent: i64, calendars: &Calendars) -> Option<At> {
    let longer = |timer: &Timer| {
        let mut timer = timer.clone();
        timer.target.minutes = timer.target.minutes.saturating_mul(percent) / 100;
        timer
    };
    let mut clocks = Clocks { timers: clocks.running().map(longer).collect(), pauses: clocks.pauses.clone() };
    clocks.retime(calendars);
    clocks.due()
}

/// When it will have been unresolved so long that it is major by itself.
fn ages_at(head: &Head, entry: &Complaint, ctx: &Ctx<'_>) -> Option<At> {
    let days = ctx.look.setting("ladder.month_days");
    (!entry.aged).then(|| head.occurred_at.plus_minutes(days * 1440))
}

/// Climbs as high as anything speaks for; says nothing when that is where it is.
pub(super) fn climb(head: &mut Head, entry: &mut Complaint, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let found = reasons(head, entry, ctx)?;
    // Of two reasons for one step the first is named.
    let highest = found.into_iter().rev().max_by_key(|(rung, _)| rung.level());
    Ok(match highest {
        Some((rung, why)) if rung.level() > entry.level() => rise(head, entry, rung, why, ctx),
        _ => Vec::new(),
    })
}

fn rise(head: &Head, entry: &mut Complaint, rung: Rung, why: Climb, ctx: &Ctx<'_>) -> Vec<Effect> {
    entry.level = Some(rung.level());
    entry.climbed_for = Some(why);
    entry.climbed_at = Some(ctx.now);
    let number = &head.number;
    let T { zh: why, en: why_en } = why.label();
    let (posts, text) = match rung {
        Rung::None | Rung::Supervisor => (
            Posts::of(&[Post::Supervisor]),
            say!(
                "投诉 {number} 升级到主管：{why}",
                "Complaint {number} escalated to the supervisor: {why_en}"
            ),
        ),
        Rung::Manager => (
            Posts::of(&[Post::Supervisor, Post::Manager]),
            say!("投诉 {number} 升级到经理：{why}", "Complaint {number} escalated to the manager: {why_en}"),
        ),
        Rung::Top => (
            Posts::of(&[Post::Supervisor, Post::Manager]),
            say!(
                "投诉 {number} 须报项目负责人：{why}",
                "Complaint {number} goes to the project head: {why_en}"
            ),
        ),
    };
    vec![Effect::Tell { posts, text }]
}

/// Somebody joined or left: enough of them make it a group complaint, which is major.
pub(super) fn step(
    head: &mut Head,
    entry: &mut Complaint,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    rules::normal(head, entry, ctx)?;
    climb(head, entry, ctx)
}

/// The program looked at the time.
pub(super) fn tick(
    head: &mut Head,
    entry: &mut Complaint,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let mut effects = Vec::new();
    if UNANSWERED.contains(&head.state) && ages_at(head, entry, ctx).is_some_and(|at| at <= ctx.now) {
        entry.aged = true;
        if entry.gravity() != Gravity::Major {
            entry.severity = Some(Gravity::Major);
            rules::start(entry, ctx)?;
            effects.extend(rise(head, entry, Rung::Top, Climb::Month, ctx));
        }
    }
    effects.extend(climb(head, entry, ctx)?);
    effects.extend(warn(head, entry, ctx));
    if entry.wake_at.is_some_and(|at| at <= ctx.now) && !entry.woken {
        entry.woken = true;
        let number = &head.number;
        let text = say!("投诉 {number} 暂缓到期，请再看", "Time to look at complaint {number} again");
        effects.push(to_owner(head, text));
    }
    Ok(effects)
}

/// Warns once of every limit that is about to run out.
fn warn(head: &Head, entry: &mut Complaint, ctx: &Ctx<'_>) -> Vec<Effect> {
    let number = &head.number;
    let told = |(T { zh, en }, due): (T, At)| {
        let by = due.local(ctx.zone).format("%m-%d %H:%M");
        to_owner(head, say!("投诉 {number}：{zh}时限 {by}", "Complaint {number}: {en} is due {by}"))
    };
    entry.clocks.warnings(ctx.look.setting(WARN), ctx.now).into_iter().map(told).collect()
}

/// What part of a limit is left, in per cent, when somebody is warned.
const WARN: &str = "target.warn_percent";

/// Whoever answers for it; the supervisors while nobody does.
fn to_owner(head: &Head, text: Say) -> Effect {
    match head.owner {
        Some(staff) => Effect::Notify { staff, text },
        None => Effect::Tell { posts: Posts::of(&[Post::Supervisor]), text },
    }
}

/// When the program is to look again.
pub(super) fn alarm(head: &Head, entry: &Complaint, ctx: &Ctx<'_>) -> Option<At> {
    if !UNANSWERED.contains(&head.state) {
        return None;
    }
    let level = entry.level();
    let below = |rung: Rung| level < rung.level();
    // A correction can speak for a step as well as the time does: it is taken at once.
    if reasons(head, entry, ctx).is_ok_and(|found| found.iter().any(|(rung, _)| below(*rung))) {
        return Some(ctx.now);
    }
    let clocks = &entry.clocks;
    let stretched = |setting: &str| limit(clocks, percent(ctx, setting), ctx).ok().flatten();
    let mut next = vec![ages_at(head, entry, ctx), entry.wake_at.filter(|_| !entry.woken)];
    let waits = clocks.paused();
    next.push(receive_by(entry, ctx).filter(|_| !waits && below(Rung::Supervisor)));
    next.push(stretched("ladder.manager_percent").filter(|_| below(Rung::Manager)));
    next.push(stretched("ladder.top_percent").filter(|_| below(Rung::Top)));
    next.push(clocks.warn_at(ctx.look.setting(WARN)));
    next.into_iter().flatten().min()
}

pub(super) fn below_top(s: &Situation<'_, Complaint>) -> Result<(), Say> {
    if s.entry.level() < TOP {
        Ok(())
    } else {
        Err(t("已升级到项目负责人，没有更高一级", "It is with the project head already").into())
    }
}

/// One step up because somebody says so.
pub(super) fn by_hand(
    head: &mut Head,
    entry: &mut Complaint,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let rung = Rung::of_level(entry.level() + 1);
    Ok(rise(head, entry, rung, Climb::Hand, ctx))
}
