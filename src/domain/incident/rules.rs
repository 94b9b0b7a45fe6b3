//! What the steps of an incident do: the plan it opens with, who is told, the clocks of its reports, what its closing
//! wants.

use super::{
    CLOSED, CONTROLLED, HANDLING, Incident, LineKind, OPEN_STATES, PlanStep, REPORTED, TAG, WRITTEN, area,
    caller, line, plan,
};
use crate::domain::clock::Limit;
use crate::domain::fault::Fault;
use crate::domain::handover::Section;
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Carry, Ctx, Effect, Head, Severity, Values};
use crate::domain::value::{Value, Valued};
use crate::say;
use crate::text::lang::{Say, T, t};

type Done = Result<Vec<Effect>, Fault>;

/// The plan of its kind is the incident's own from now on; the posts it names hear of it.
pub(super) fn open(head: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    let kind = entry.kind.ok_or_else(|| Fault::missing("kind", t("种类", "Kind")))?;
    let plan = plan::of_kind(ctx.look, kind)?;
    entry.level = entry.level.or(Some(kind.level()));
    entry.caller_text = plan.caller_text;
    entry.steps = plan.steps.into_iter().map(|text| PlanStep { text, done: None }).collect();
    entry.calls = plan.calls;
    let calendars = ctx.look.calendars()?;
    by_word(entry, ctx.now, ctx)?;
    entry.clocks.start(Limit::Report, ctx.target("target.incident.report"), head.occurred_at, &calendars);
    let (zh, en, number) = (kind.label().zh, kind.label().en, &head.number);
    let text = &entry.text;
    let said = say!("突发事件 {number}：{zh} {text}", "Emergency {number}: {en} {text}");
    let trim = |text: String| text.trim_end().to_owned();
    Ok(vec![Effect::Tell { posts: plan.notify, text: Say { zh: trim(said.zh), en: trim(said.en) } }])
}

/// Somebody is to hear of it by word within the term of its level, whatever is written later.
fn by_word(entry: &mut Incident, from: At, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let target = ctx.target(&format!("target.incident.verbal.{}", entry.level.unwrap_or(4)));
    entry.clocks.start(Limit::Respond, target, from, &*ctx.look.calendars()?);
    Ok(())
}

/// An incident that turns out graver, or less grave, has the term of its level, from the same beginning; who was told
/// already was told.
fn regraded(head: &Head, entry: &mut Incident, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let me = EntryRef::new(TAG, head.id);
    let verbal = entry.clocks.last(Limit::Respond);
    let told = verbal.is_some_and(|timer| timer.stopped.is_some());
    let from = verbal.map_or(head.created_at, |timer| timer.started);
    if told || !OPEN_STATES.contains(&head.state) || ctx.look.head(me)?.is_none() {
        return Ok(());
    }
    if ctx.look.field(me, "level")? != entry.level.value() {
        by_word(entry, from, ctx)?;
    }
    Ok(())
}

/// Somebody was told by word: that report is made.
pub(super) fn told_by_word(_: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.clocks.stop(Limit::Respond, ctx.now);
    Ok(Vec::new())
}

/// A line that says by its kind alone what happened.
fn noted(head: &Head, kind: LineKind, text: &str) -> Effect {
    let mut values = Values::default()
        .with("incident", Value::Id(head.id))
        .with("kind", Value::Choice(kind.id().to_owned()));
    if !text.is_empty() {
        values = values.with("text", Value::Text(text.to_owned()));
    }
    Effect::Create { register: "incident_line", action: "write", values }
}

pub(super) fn handle(head: &mut Head, _: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    head.owner = head.owner.or(Some(ctx.who.staff));
    Ok(vec![noted(head, LineKind::Handled, "")])
}

pub(super) fn control(head: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    head.owner = head.owner.or(Some(ctx.who.staff));
    entry.controlled_at = Some(ctx.now);
    Ok(vec![noted(head, LineKind::Controlled, "")])
}

pub(super) fn again(head: &mut Head, entry: &mut Incident, _: &Values, _: &Ctx<'_>) -> Done {
    entry.controlled_at = None;
    let number = &head.number;
    let text = say!("{number} 再次失控", "{number} is out of control again");
    Ok(vec![noted(head, LineKind::Again, ""), Effect::Tell { posts: Posts::LEAD, text }])
}

/// The handling is over when what the report begins with is known.
pub(super) fn close(head: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    refuse(&lacks(head, entry, ctx, CLOSED)?)?;
    entry.closed_at = Some(ctx.now);
    entry.clocks.start(Limit::Finish, ctx.target("target.incident.finish"), ctx.now, &*ctx.look.calendars()?);
    Ok(vec![noted(head, LineKind::Closed, "")])
}

pub(super) fn report(_: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.report_at = entry.report_at.or(Some(ctx.now));
    entry.clocks.stop(Limit::Report, ctx.now);
    Ok(Vec::new())
}

pub(super) fn summarise(head: &mut Head, entry: &mut Incident, values: &Values, ctx: &Ctx<'_>) -> Done {
    refuse(&lacks(head, entry, ctx, WRITTEN)?)?;
    entry.clocks.stop(Limit::Finish, ctx.now);
    report(head, entry, values, ctx)?;
    let number = &head.number;
    let text = say!("{number} 的事件报告已写，请评审", "The report on {number} is written; please review it");
    Ok(vec![Effect::Tell { posts: Posts::LEAD, text }])
}

pub(super) fn send_back(head: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.clocks.start(Limit::Finish, ctx.target("target.incident.finish"), ctx.now, &*ctx.look.calendars()?);
    let (number, why) = (&head.number, &entry.reason);
    let text = say!("{number} 的报告退回：{why}", "The report on {number} goes back: {why}");
    Ok(head.owner.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

pub(super) fn false_alarm(head: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.clocks.drop_running();
    entry.closed_at = Some(ctx.now);
    let (number, why) = (&head.number, &entry.reason);
    let text = say!("{number} 为误报：{why}", "{number} was a false alarm: {why}");
    let kind = entry.kind.map(|kind| plan::of_kind(ctx.look, kind)).transpose()?;
    let posts = kind.map_or(Posts::LEAD, |plan| plan.notify);
    Ok(vec![Effect::Tell { posts, text }])
}

fn step(entry: &mut Incident) -> Result<&mut PlanStep, Fault> {
    let last = entry.steps.len();
    let at = entry.step.take().and_then(|step| usize::try_from(step).ok()).unwrap_or(0);
    entry.steps.get_mut(at.wrapping_sub(1)).ok_or_else(|| {
        Fault::invalid("step", say!("没有这一步；共 {last} 步", "There is no such step; there are {last}"))
    })
}

pub(super) fn tick_step(head: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    let step = step(entry)?;
    if step.done.is_some() {
        return Ok(Vec::new());
    }
    step.done = Some((ctx.who.staff, ctx.now));
    // A step that was done is a measure: the timeline tells it, and the matter is in hand.
    let text: String = step.text.chars().take(300).collect();
    Ok(vec![noted(head, LineKind::Measure, &text)])
}

pub(super) fn untick_step(_: &mut Head, entry: &mut Incident, _: &Values, _: &Ctx<'_>) -> Done {
    step(entry)?.done = None;
    Ok(Vec::new())
}

/// The scope as typed is read; an incident with a place and no scope has that of its place.
pub(super) fn normal(head: &mut Head, entry: &mut Incident, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if let Some(typed) = entry.scope_typed.take() {
        entry.scope = area::read(&typed, ctx)?;
    }
    if entry.scope.is_empty() {
        entry.scope = area::around(head, entry, ctx.look)?;
    }
    regraded(head, entry, ctx)
}

/// What is still missing before it may reach a state: for the end of the handling who was touched and what was lost,
/// for the summary why, who, what then and never again.
///
/// # Errors
/// When the store cannot be read.
pub fn lacks(head: &Head, entry: &Incident, ctx: &Ctx<'_>, state: u8) -> Result<Vec<T>, Fault> {
    let mut found = Vec::new();
    let mut want = |there: bool, label: T| {
        if !there {
            found.push(label);
        }
    };
    if state == CLOSED {
        want(head.place.is_some() || !entry.scope.is_empty(), t("位置或影响范围", "place or scope"));
        let mut lines = 0;
        for (child, _) in ctx.look.children(EntryRef::new(TAG, head.id))? {
            let kind: Option<LineKind> = if child.register == line::TAG {
                Valued::take(ctx.look.field(child, "kind")?).unwrap_or_default()
            } else {
                None
            };
            lines += usize::from(kind.is_some_and(|kind| LineKind::BY_HAND.contains(&kind)));
        }
        want(lines > 0, t("事件记录", "a line of the timeline"));
        want(entry.persons.is_some(), t("受影响人数", "people affected"));
        want(
            !entry.authorities.is_empty(),
            t("报警求助单位（没有写“无”）", "authorities called (or “none”)"),
        );
        want(!entry.losses.is_empty(), t("损失伤亡（没有写“无”）", "losses and injuries (or “none”)"));
    }
    if state == WRITTEN {
        want(!entry.cause.is_empty(), t("原因", "cause"));
        want(!entry.responsibility.is_empty(), t("责任认定", "responsibility"));
        want(!entry.aftermath.is_empty(), t("善后", "aftermath"));
        want(!entry.prevention.is_empty(), t("防范措施", "prevention"));
        want(!entry.report.is_empty(), t("书面报告", "the written report"));
    }
    Ok(found)
}

fn refuse(lacks: &[T]) -> Result<(), Fault> {
    if lacks.is_empty() {
        return Ok(());
    }
    let zh = lacks.iter().map(|lack| lack.zh).collect::<Vec<_>>().join("、");
    let en = lacks.iter().map(|lack| lack.en).collect::<Vec<_>>().join(", ");
    Err(Fault::refused(say!("还缺：{zh}", "Missing: {en}")))
}

/// How many rang about it.
pub(super) fn callers(head: &Head, ctx: &Ctx<'_>) -> Result<i64, Fault> {
    let children = ctx.look.children(EntryRef::new(TAG, head.id))?;
    let taken =
        children.iter().filter(|(child, head)| child.register == caller::TAG && head.state == caller::TAKEN);
    Ok(i64::try_from(taken.count()).unwrap_or(i64::MAX))
}

/// The bell rings until somebody has it in hand.
pub(super) fn rings(head: &Head, entry: &Incident, _: &Ctx<'_>) -> Option<Say> {
    let kind = entry.kind.filter(|_| head.state == REPORTED)?;
    let (zh, en) = (kind.label().zh, kind.label().en);
    let (scope, text) = (area::written(&entry.scope), &entry.text);
    let said = say!("{zh} {scope} {text}", "{en} {scope} {text}");
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Say { zh: squeeze(&said.zh), en: squeeze(&said.en) })
}

/// When the lead hears next that a report is due, or overdue.
pub(super) fn alarm(_: &Head, entry: &Incident, ctx: &Ctx<'_>) -> Option<At> {
    let late = entry.clocks.running().filter(|timer| timer.warned).filter_map(|timer| timer.due);
    let overdue = late.filter(|due| !entry.told.contains(due)).min();
    let warn = entry.clocks.warn_at(ctx.look.setting("incident.warn_percent"));
    overdue.into_iter().chain(warn).min()
}

/// Says that a report is due soon, and once more when it is overdue.
pub(super) fn tick(head: &mut Head, entry: &mut Incident, _: &Values, ctx: &Ctx<'_>) -> Done {
    let mut effects = Vec::new();
    let number = &head.number;
    let percent = ctx.look.setting("incident.warn_percent");
    let mut told = std::mem::take(&mut entry.told);
    let mut say_it = |text: Say| {
        effects.extend(head.owner.map(|staff| Effect::Notify { staff, text: text.clone() }));
        effects.push(Effect::Tell { posts: Posts::LEAD, text });
    };
    for timer in entry.clocks.timers.iter_mut().filter(|timer| timer.stopped.is_none()) {
        let Some(due) = timer.due else { continue };
        let left = timer.target.minutes.saturating_mul(percent.clamp(0, 100)) / 100;
        let by = due.screen(ctx.now, ctx.zone);
        let by_word = timer.limit == Limit::Respond;
        if due <= ctx.now && !told.contains(&due) {
            timer.warned = true;
            told.push(due);
            say_it(if by_word {
                say!("{number} 尚未口头上报（应于 {by}）", "Nobody was told of {number} by word (due {by})")
            } else {
                say!("{number} 的报告已逾期（应于 {by}）", "The report on {number} is overdue (due {by})")
            });
        } else if !timer.warned && due.plus_minutes(-left) <= ctx.now {
            timer.warned = true;
            say_it(if by_word {
                say!("{number} 须在 {by} 前口头上报", "{number} is to be reported by word by {by}")
            } else {
                say!("{number} 的报告须在 {by} 前写好", "The report on {number} is due by {by}")
            });
        }
    }
    entry.told = told;
    Ok(effects)
}

/// What goes on, and what is to be written about it.
pub(super) fn carry(head: &Head, _: &Incident, _: &Ctx<'_>) -> Option<Carry> {
    if !OPEN_STATES.contains(&head.state) {
        return None;
    }
    let (severity, why) = match head.state {
        REPORTED => (Severity::Red, t("突发事件无人接手", "An emergency in nobody's hand")),
        HANDLING => (Severity::Red, t("突发事件处置中", "An emergency is being handled")),
        CONTROLLED => (Severity::Red, t("突发事件已控制，未结束", "An emergency under control, not over")),
        CLOSED => (Severity::Amber, t("事件报告待写", "Its report is to be written")),
        _ => (Severity::White, t("事件报告待评审", "Its report is to be reviewed")),
    };
    Some(Carry::new(severity, why).under(Section::Now))
}
