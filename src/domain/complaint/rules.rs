//! The rules of a complaint: what each action checks and what follows from it.

use super::{
    AnswerForm, CLASSIFIED, CLOSED, Channel, Complaint, Gravity, INVESTIGATING, Justified, REGISTERED,
    REPLIED, TAG, Topic, ladder, party, repeat, shown::title,
};
use crate::domain::clock::Limit;
use crate::domain::fault::Fault;
use crate::domain::follow_up::{self, Outcome};
use crate::domain::ids::EntryRef;
use crate::domain::posts::{Post, Posts};
use crate::domain::promise as promises;
use crate::domain::register::{Ctx, Effect, Head, Situation, Values};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, T, t};

type Done = Result<Vec<Effect>, Fault>;

/// A complaint says what it is about. An anonymous one keeps nothing that tells who complained.
pub(super) fn normal(head: &mut Head, entry: &mut Complaint, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if entry.anonymous {
        entry.complainant.clear();
        entry.phone.clear();
        head.person = None;
    }
    if entry.text.is_empty() && entry.subject.is_empty() {
        return Err(Fault::missing("text", t("投诉内容", "Complaint")));
    }
    let nobody = entry.complainant.is_empty() && entry.phone.is_empty() && head.person.is_none();
    if !entry.anonymous && nobody && head.place.is_none() {
        let text = t(
            "请写明房间、投诉人或客户；不愿留名的请选“匿名”",
            "Say which room or who complains; or mark it anonymous",
        );
        return Err(Fault::new(crate::domain::fault::FaultKind::Missing, text).at("complainant"));
    }
    let (persons, households) = party::counted(head, entry, ctx)?;
    entry.persons = entry.said_persons.max(persons);
    entry.households = entry.said_households.max(households);
    let before = entry.group;
    let at_least = |setting: &str, number: Option<i64>| number >= Some(ctx.look.setting(setting));
    entry.group = at_least("complaint.group_persons", entry.persons)
        || at_least("complaint.group_households", entry.households);
    // Enough of them make it major, however it came to be known; who classifies it anew afterwards says why.
    if entry.group && !before && entry.gravity() != Gravity::Major {
        entry.severity = Some(Gravity::Major);
        if entry.counts_from.is_some() {
            start(entry, ctx)?;
        }
    }
    Ok(())
}

/// The severity that source and numbers speak for (`domain/facts.md` 6.4).
pub(super) fn proposed(entry: &Complaint) -> Gravity {
    match entry.channel {
        _ if entry.group => Gravity::Major,
        Some(channel) if channel.is_official() => Gravity::Major,
        Some(Channel::Committee) => Gravity::Important,
        _ if matches!(entry.topic, Some(Topic::Safety | Topic::Lift)) => Gravity::Important,
        _ => Gravity::Minor,
    }
}

pub(super) fn log(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.channel = entry.channel.or(Some(Channel::Phone));
    // The numbers are needed here already; saving brings the same.
    normal(head, entry, ctx)?;
    let proposed = proposed(entry);
    match entry.severity {
        Some(said) if said > proposed => {
            let (zh, en) = (proposed.label().zh, proposed.label().en);
            ctx.warn("severity", say!("按渠道和人数建议定为“{zh}”", "By source and numbers this is “{en}”"));
        }
        Some(_) => {}
        None => entry.severity = Some(proposed),
    }
    entry.level = Some(0);
    entry.open_since = Some(head.occurred_at);
    entry.counts_from = Some(head.occurred_at);
    start(entry, ctx)?;
    repeat::detect(head, entry, ctx)?;
    ladder::climb(head, entry, ctx)
}

/// Starts the clocks of the severity from where its limits count.
pub(super) fn start(entry: &mut Complaint, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let calendars = ctx.look.calendars()?;
    let from = entry.counts_from.unwrap_or(ctx.now);
    let class = entry.gravity().id();
    for limit in [Limit::Respond, Limit::Control, Limit::Answer, Limit::Finish] {
        let target = match limit {
            Limit::Finish => "target.complaint.finish".to_owned(),
            limit => format!("target.{class}.{}", limit.id()),
        };
        // What was done stays done when the class changes; only a new start measures it again.
        let done =
            entry.clocks.last(limit).is_some_and(|timer| timer.started == from && timer.stopped.is_some());
        if !done {
            entry.clocks.start(limit, ctx.target(&target), from, &calendars);
        }
    }
    Ok(())
}

pub(super) fn classed(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    start(entry, ctx)?;
    repeat::detect(head, entry, ctx)?;
    ladder::climb(head, entry, ctx)
}

pub(super) fn reclassed(head: &mut Head, entry: &mut Complaint, values: &Values, ctx: &Ctx<'_>) -> Done {
    if ["severity", "topic", "cause"].iter().all(|field| values.get(field).is_none()) {
        return Err(Fault::missing("severity", t("等级、主题或原因归属", "Severity, topic or cause")));
    }
    classed(head, entry, values, ctx)
}

pub(super) fn assign(head: &mut Head, entry: &mut Complaint, values: &Values, ctx: &Ctx<'_>) -> Done {
    if values.get("owner").is_none() && values.get("team").is_none() {
        return Err(Fault::missing("owner", t("负责人或班组", "Responsible or team")));
    }
    if entry.topic.is_none() {
        return Err(Fault::refused(t("请先分类定级（主题）", "Classify it first: its topic is not known")));
    }
    // A new person replaces the old team and the other way round; naming both keeps both.
    if values.get("owner").is_none() {
        head.owner = None;
    }
    if values.get("team").is_none() {
        head.team = None;
    }
    entry.received_by_department_at = None;
    entry.open_since = Some(ctx.now);
    entry.assigned_by = Some(ctx.who.staff);
    if head.owner == Some(ctx.who.staff) {
        entry.received_by_department_at = Some(ctx.now);
    }
    let number = &head.number;
    let minutes = ctx.look.setting("complaint.receive_minutes");
    let text = say!(
        "投诉 {number} 派给您，请在 {minutes} 分钟内签收",
        "Complaint {number} is yours; receive it within {minutes} minutes"
    );
    let told = head.owner.filter(|owner| *owner != ctx.who.staff);
    Ok(told.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

pub(super) fn may_receive(s: &Situation<'_, Complaint>) -> Result<(), Say> {
    let me = Some(s.ctx.who.staff);
    if s.entry.received_by_department_at.is_some() {
        return Err(t("责任部门已签收", "It was received already").into());
    }
    if s.entry.assigned_by == me && s.head.owner != me {
        return Err(
            t("由责任部门签收，派办人不能代签", "The department receives it, not who assigned it").into()
        );
    }
    Ok(())
}

pub(super) fn receive(_: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.received_by_department_at = Some(ctx.now);
    Ok(Vec::new())
}

pub(super) fn respond(_: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.clocks.stop(Limit::Respond, ctx.now);
    Ok(Vec::new())
}

/// Whoever looks into it has received it; looking into it begins with the complainant.
pub(super) fn investigate(_: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.received_by_department_at.get_or_insert(ctx.now);
    entry.clocks.stop(Limit::Respond, ctx.now);
    Ok(Vec::new())
}

pub(super) fn verified(s: &Situation<'_, Complaint>) -> Result<(), Say> {
    match s.entry.justified {
        Some(_) => Ok(()),
        None => Err(t("请先核实是否有效", "Verify first whether it is justified").into()),
    }
}

pub(super) fn propose(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.proposed_by = Some(ctx.who.staff);
    entry.approved_by = None;
    entry.approved_at = None;
    entry.clocks.stop(Limit::Control, ctx.now);
    let number = &head.number;
    let text =
        say!("投诉 {number} 的处理意见待您审批", "The proposal on complaint {number} awaits your approval");
    Ok(vec![Effect::Tell { posts: approvers(entry.gravity()), text }])
}

/// Who approves a proposal (`domain/facts.md` 7.24).
fn approvers(gravity: Gravity) -> Posts {
    match gravity {
        Gravity::Minor => Posts::of(&[Post::Supervisor, Post::Manager]),
        Gravity::Important | Gravity::Major => Posts::of(&[Post::Manager]),
    }
}

pub(super) fn may_approve(s: &Situation<'_, Complaint>) -> Result<(), Say> {
    let who = s.ctx.who;
    if !who.may(approvers(s.entry.gravity())) {
        return Err(match s.entry.gravity() {
            Gravity::Minor => t("轻微投诉由客服主管审批", "The supervisor approves a minor complaint"),
            Gravity::Important => t("重要投诉由客服经理审批", "The manager approves an important complaint"),
            Gravity::Major => t(
                "重大投诉由客服经理审批，并须有项目负责人意见",
                "The manager approves a major complaint, with the project head's word",
            ),
        }
        .into());
    }
    if s.entry.proposed_by == Some(who.staff) {
        return Err(t("自己拟的意见须由别人审批", "Somebody else approves what you proposed").into());
    }
    Ok(())
}

pub(super) fn approve(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    if entry.gravity() == Gravity::Major && entry.head_word.is_empty() {
        return Err(Fault::missing("head_word", t("项目负责人意见", "Project head's word")));
    }
    entry.approved_by = Some(ctx.who.staff);
    entry.approved_at = Some(ctx.now);
    let number = &head.number;
    Ok(tell_doers(
        head,
        entry,
        ctx,
        &say!("投诉 {number} 的处理意见已批准", "The proposal on {number} is approved"),
    ))
}

pub(super) fn send_back(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    let (number, why) = (&head.number, &entry.reason);
    let text = say!("投诉 {number} 的处理意见被退回：{why}", "The proposal on {number} was sent back: {why}");
    Ok(tell_doers(head, entry, ctx, &text))
}

/// Tells whoever answers for it and whoever proposed.
fn tell_doers(head: &Head, entry: &Complaint, ctx: &Ctx<'_>, text: &Say) -> Vec<Effect> {
    let mut told: Vec<_> = [head.owner, entry.proposed_by].into_iter().flatten().collect();
    told.dedup();
    told.retain(|staff| *staff != ctx.who.staff);
    told.into_iter().map(|staff| Effect::Notify { staff, text: text.clone() }).collect()
}

/// An unjustified complaint is answered without a proposal; everything else as it was approved.
pub(super) fn may_answer(s: &Situation<'_, Complaint>) -> Result<(), Say> {
    if s.head.state == INVESTIGATING && s.entry.justified != Some(Justified::No) {
        return Err(t(
            "有效投诉先提出处理意见并经批准，再答复",
            "A justified complaint is answered after its proposal was approved",
        )
        .into());
    }
    Ok(())
}

pub(super) fn answer(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    let form = entry.answer_form.unwrap_or(AnswerForm::Phone);
    let public = entry.anonymous && form == AnswerForm::Posted;
    if entry.gravity() == Gravity::Major && form != AnswerForm::Written && !public {
        return Err(Fault::invalid(
            "answer_form",
            t(
                "重大投诉须书面答复（匿名的可张贴公示）",
                "A major complaint is answered in writing (an anonymous one may be posted)",
            ),
        ));
    }
    if entry.clocks.paused() {
        entry.clocks.resume(ctx.now, &*ctx.look.calendars()?);
        entry.wake_at = None;
    }
    for limit in [Limit::Respond, Limit::Control, Limit::Answer, Limit::Finish] {
        entry.clocks.stop(limit, ctx.now);
    }
    entry.answered_at = Some(ctx.now);
    entry.satisfied = None;
    let mut effects = close_promises(head, "keep", Value::None, ctx)?;
    if !entry.anonymous {
        let due = ctx.now.plus_minutes(ctx.look.setting("complaint.follow_up_days") * 1440);
        let matter = title(head, entry).get(ctx.who.lang).to_owned();
        let values = Values::default()
            .with("due_at", Value::At(due))
            .with("phone", Value::Text(entry.phone.clone()))
            .with("interviewed", Value::Text(entry.complainant.clone()))
            .with("matter", Value::Text(matter));
        effects.push(Effect::Create { register: "follow_up", action: "due", values });
    }
    Ok(effects)
}

/// The follow-up asked: a satisfied complainant ends it, once cause and prevention are known.
pub(super) fn followed_up(head: &mut Head, entry: &mut Complaint, values: &Values, ctx: &Ctx<'_>) -> Done {
    entry.satisfied = values.get("satisfied").text().and_then(Outcome::of_id);
    if let Value::Int(score) = values.get("score") {
        entry.score = Some(*score);
    }
    if entry.satisfied == Some(Outcome::Satisfied) && lacks(entry).is_none() {
        head.state = CLOSED;
        entry.closed_at = Some(ctx.now);
    }
    Ok(Vec::new())
}

pub(super) fn may_close(s: &Situation<'_, Complaint>) -> Result<(), Say> {
    if s.head.state == REPLIED && !s.entry.anonymous {
        return Err(t("请先回访投诉人", "Ask the complainant first").into());
    }
    if s.entry.gravity() == Gravity::Major && !s.ctx.who.is(Post::Manager) {
        return Err(t("重大投诉由客服经理办结", "The manager closes a major complaint").into());
    }
    Ok(())
}

/// What a justified complaint still lacks before it can be closed.
fn lacks(entry: &Complaint) -> Option<(&'static str, T)> {
    match entry.justified {
        Some(Justified::Yes) if entry.root_cause.is_empty() => {
            Some(("root_cause", t("根本原因", "Root cause")))
        }
        Some(Justified::Yes) if entry.prevention.is_empty() => {
            Some(("prevention", t("预防措施", "Prevention")))
        }
        _ => None,
    }
}

pub(super) fn close(_: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    if let Some((field, label)) = lacks(entry) {
        return Err(Fault::missing(field, label));
    }
    entry.closed_at = Some(ctx.now);
    Ok(Vec::new())
}

pub(super) fn suspend(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    stand_still(head, entry, entry.waiting_for.map_or("other", super::Awaits::id), ctx)
}

pub(super) fn transfer(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    stand_still(head, entry, entry.transferred_to.map_or("other", super::Outside::id), ctx)
}

fn stand_still(head: &Head, entry: &mut Complaint, why: &str, ctx: &Ctx<'_>) -> Done {
    if entry.wake_at.is_some_and(|at| at <= ctx.now) {
        return Err(Fault::invalid("wake_at", t("应为以后的时间", "Must be a later time")));
    }
    // The head has the new state already; the saved one says where it came from.
    let saved = ctx.look.head(EntryRef::new(TAG, head.id))?;
    entry.returns_to = saved.map_or(CLASSIFIED, |saved| saved.state);
    entry.woken = false;
    entry.clocks.pause(ctx.now, why, &*ctx.look.calendars()?);
    Ok(Vec::new())
}

pub(super) fn resume(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    head.state = if entry.returns_to == 0 { CLASSIFIED } else { entry.returns_to };
    entry.waiting_for = None;
    entry.transferred_to = None;
    entry.wake_at = None;
    entry.woken = false;
    entry.clocks.resume(ctx.now, &*ctx.look.calendars()?);
    Ok(Vec::new())
}

pub(super) fn set_aside(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    entry.closed_at = Some(ctx.now);
    entry.clocks.drop_running();
    close_promises(head, "withdraw", Value::Text(entry.reason.clone()), ctx)
}

pub(super) fn reopen(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    head.reopened();
    entry.reopened = Some(entry.reopened.unwrap_or(0) + 1);
    entry.closed_at = None;
    entry.answered_at = None;
    entry.answer_form = None;
    entry.proposed_by = None;
    entry.approved_by = None;
    entry.approved_at = None;
    entry.head_word.clear();
    entry.received_by_department_at = None;
    entry.open_since = Some(ctx.now);
    entry.counts_from = Some(ctx.now);
    if head.owner.is_none() && head.team.is_none() {
        head.state = if entry.topic.is_some() { CLASSIFIED } else { REGISTERED };
    }
    start(entry, ctx)?;
    // A follow-up that is still due would ask about what is not settled.
    let mut effects = Vec::new();
    for state in [follow_up::DUE, follow_up::TRIED] {
        effects.extend(children(head, follow_up::TAG, state, "withdraw", &Values::default(), ctx)?);
    }
    effects.extend(ladder::climb(head, entry, ctx)?);
    Ok(effects)
}

pub(super) fn join(_: &mut Head, _: &mut Complaint, values: &Values, _: &Ctx<'_>) -> Done {
    let mut party = Values::default();
    for field in super::fields::JOINING {
        let own = field.trim_start_matches("party_");
        party = party.with(own, values.get(field).clone());
    }
    Ok(vec![Effect::Create { register: "complaint_party", action: "join", values: party }])
}

pub(super) fn urge(head: &mut Head, entry: &mut Complaint, _: &Values, ctx: &Ctx<'_>) -> Done {
    let times = entry.urged.unwrap_or(0) + 1;
    entry.urged = Some(times);
    entry.urged_at = Some(ctx.now);
    let number = &head.number;
    let text = say!("投诉 {number} 被催办（第 {times} 次）", "Complaint {number} was urged ({times})");
    let posts = Posts::of(&[Post::Supervisor]);
    let mut effects = tell_doers(head, entry, ctx, &text);
    if effects.is_empty() || times > 1 {
        effects.push(Effect::Tell { posts, text });
    }
    Ok(effects)
}

pub(super) fn promise(_: &mut Head, _: &mut Complaint, values: &Values, ctx: &Ctx<'_>) -> Done {
    let values = Values::default()
        .with("text", values.get("promise").clone())
        .with("due_at", values.get("promise_at").clone())
        .with("owner", Value::Id(ctx.who.staff.0));
    Ok(vec![Effect::Create { register: "promise", action: "make", values }])
}

/// The promises made with a complaint end with it.
fn close_promises(head: &Head, action: &'static str, why: Value, ctx: &Ctx<'_>) -> Done {
    let values = Values::default().with("result", why);
    children(head, promises::TAG, promises::OPEN, action, &values, ctx)
}

fn children(
    head: &Head,
    tag: crate::domain::ids::Tag,
    state: u8,
    action: &'static str,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Done {
    let all = ctx.look.children(EntryRef::new(TAG, head.id))?;
    let mine = all.into_iter().filter(|(entry, child)| entry.register == tag && child.state == state);
    Ok(mine.map(|(entry, _)| Effect::Act { entry, action, values: values.clone() }).collect())
}
