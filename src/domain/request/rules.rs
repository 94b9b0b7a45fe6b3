//! The rules of a request: what each action checks and what follows from it, when it is due, and when it is carried over.

use super::Again;
use super::{
    CANCELLED, CLOSED, Category, Channel, FINISHED, FOLLOWED_UP, REGISTERED, Request, TAG, Urgency, WAITING,
};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::moment::At;
use crate::domain::person;
use crate::domain::register::{Carry, Ctx, Effect, Head, Mark, SearchKey, Severity, Values};
use crate::domain::value::Value;
use crate::domain::{follow_up, promise};
use crate::say;
use crate::text::lang::{Say, t};

/// A request says where and what, or nobody can act on it. What was imported is kept as it came.
pub(super) fn normal(head: &mut Head, entry: &mut Request, _: &Ctx<'_>) -> Result<(), Fault> {
    if head.marked(Mark::Imported) {
        return Ok(());
    }
    if head.place.is_none() && head.person.is_none() {
        return Err(Fault::missing("place", t("房间/位置", "Place")));
    }
    if entry.category.is_none() && entry.text.is_empty() {
        return Err(Fault::missing("text", t("内容", "What")));
    }
    Ok(())
}

pub(super) fn log(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.urgency = entry.urgency.or(Some(Urgency::Ordinary));
    entry.channel = entry.channel.or(Some(Channel::WalkIn));
    match (entry.promise_at, entry.promise.is_empty()) {
        (None, false) => Err(Fault::missing("promise_at", t("承诺时间", "Promised by"))),
        (None, true) => Ok(Vec::new()),
        (Some(due), _) => {
            let values = Values::default()
                .with("text", Value::Text(promise_words(head, entry, ctx)))
                .with("due_at", Value::At(due))
                .with("owner", Value::Id(ctx.who.staff.0));
            Ok(vec![Effect::Create { register: "promise", action: "make", values }])
        }
    }
}

/// What was promised; the request's own title when nobody wrote more than a time.
fn promise_words(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> String {
    if entry.promise.is_empty() {
        title(head, entry).get(ctx.who.lang).to_owned()
    } else {
        entry.promise.clone()
    }
}

pub(super) fn dispatch(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    // A new person replaces the old team and the other way round; naming both keeps both.
    if values.get("owner").is_none() && values.get("team").is_none() {
        return Err(Fault::missing("owner", t("负责人或班组", "Responsible or team")));
    }
    if values.get("owner").is_none() {
        head.owner = None;
    }
    if values.get("team").is_none() {
        head.team = None;
    }
    entry.dispatched_at = Some(ctx.now);
    entry.accepted_at = None;
    let told = head.owner.filter(|owner| *owner != ctx.who.staff);
    let number = &head.number;
    let text = say!("新派工 {number}", "New work order {number}");
    Ok(told.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

/// Logged and dispatched in one.
pub(super) fn commission(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.dispatched_at = Some(ctx.now);
    log(head, entry, values, ctx)
}

pub(super) fn finish(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.finished_at = Some(ctx.now);
    entry.waiting_for = None;
    entry.wake_at = None;
    let due = ctx.now.plus_minutes(ctx.look.setting("follow_up.due_hours") * 60);
    let mut values = Values::default()
        .with("due_at", Value::At(due))
        .with("phone", Value::Text(entry.phone.clone()))
        .with("interviewed", Value::Text(entry.reporter.clone()))
        .with("matter", Value::Text(title(head, entry).zh));
    if let Some(place) = head.place {
        values = values.with("place", Value::Id(place.0));
    }
    if let Some(person) = head.person {
        values = values.with("person", Value::Id(person.0));
    }
    let mut effects = vec![Effect::Create { register: "follow_up", action: "due", values }];
    effects.extend(drop_promises(head, "keep", Value::None, ctx)?);
    Ok(effects)
}

/// The promises made with a request end with it: kept when the work is done, withdrawn when it is called off.
/// `why` becomes the promise's result.
pub(super) fn drop_promises(
    head: &Head,
    action: &'static str,
    why: Value,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let values = Values::default().with("result", why);
    open_children(head, promise::TAG, promise::OPEN, action, &values, ctx)
}

fn open_children(
    head: &Head,
    tag: Tag,
    state: u8,
    action: &'static str,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let this = EntryRef::new(TAG, head.id);
    let children = ctx.look.children(this)?;
    let mine = children.into_iter().filter(|(entry, head)| entry.register == tag && head.state == state);
    Ok(mine.map(|(entry, _)| Effect::Act { entry, action, values: values.clone() }).collect())
}

pub(super) fn attach(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let said = |field: &str| values.get(field).text().unwrap_or_default().to_owned();
    let reporter = format!("{} {}", said("reporter"), said("phone")).trim().to_owned();
    entry.again.push(Again { at: ctx.now, reporter, text: said("note") });
    // What the form asked was about this report: the first reporter and the last note stay as they were saved.
    let saved = |field: &str| ctx.look.field(EntryRef::new(TAG, head.id), field).map(|saved| words(&saved));
    (entry.reporter, entry.phone, entry.note) = (saved("reporter")?, saved("phone")?, saved("note")?);
    Ok(Vec::new())
}

fn words(value: &Value) -> String {
    value.text().unwrap_or_default().to_owned()
}

pub(super) fn reopen(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    head.mark(Mark::Reopened);
    entry.dispatched_at = Some(ctx.now);
    entry.accepted_at = None;
    entry.arrived_at = None;
    entry.finished_at = None;
    entry.closed_at = None;
    if head.owner.is_none() && head.team.is_none() {
        // Nobody had it (an imported entry): it waits for a dispatch, where somebody sees it.
        head.state = REGISTERED;
        entry.dispatched_at = None;
    }
    // A follow-up that is still due would ask about work that is not done.
    let none = Values::default();
    let mut effects = open_children(head, follow_up::TAG, follow_up::DUE, "withdraw", &none, ctx)?;
    effects.extend(open_children(head, follow_up::TAG, follow_up::TRIED, "withdraw", &none, ctx)?);
    Ok(effects)
}

pub(super) fn title(_: &Head, entry: &Request) -> Say {
    let words: String = entry.text.lines().next().unwrap_or_default().chars().take(60).collect();
    match entry.category.map(Category::label) {
        Some(label) if words.is_empty() => label.into(),
        Some(label) => {
            let (zh, en) = (label.zh, label.en);
            say!("{zh}：{words}", "{en}: {words}")
        }
        None => Say::same(words),
    }
}

pub(super) fn due(head: &Head, entry: &Request) -> Option<At> {
    match head.state {
        WAITING => entry.wake_at,
        FINISHED | FOLLOWED_UP => None,
        _ => [entry.promise_at, entry.appointment].into_iter().flatten().min(),
    }
}

/// Work that is done presses nobody, however urgent the fault was: it sorts behind what is still to be done.
pub(super) fn rank(head: &Head, entry: &Request) -> u8 {
    if matches!(head.state, FINISHED | FOLLOWED_UP) {
        return Urgency::Planned.rank() + 1;
    }
    entry.urgency.map_or(Head::ORDINARY, Urgency::rank)
}

pub(super) fn keys(_: &Head, entry: &Request) -> Vec<SearchKey> {
    person::phone_key(&entry.phone).into_iter().collect()
}

pub(super) fn carry(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Option<Carry> {
    let ahead = ctx.now.plus_minutes(ctx.look.setting("handover.ahead_minutes"));
    let (severity, why) = match head.state {
        CLOSED | CANCELLED => return None,
        REGISTERED if head.rank < Head::ORDINARY => {
            (Severity::Red, say!("紧急，尚未派工", "Urgent and not dispatched"))
        }
        REGISTERED => (Severity::Amber, say!("尚未派工", "Not dispatched")),
        _ if head.due.is_some_and(|due| due <= ctx.now) => {
            (Severity::Red, say!("已过约定时间", "Past the agreed time"))
        }
        _ if head.due.is_some_and(|due| due <= ahead) => {
            (Severity::Amber, say!("下一班内到时", "Due within the next shift"))
        }
        WAITING => (Severity::White, say!("等待中", "Waiting")),
        FINISHED | FOLLOWED_UP => return None,
        _ if entry.arrived_at.is_none() => {
            (Severity::White, say!("已派工未到场", "Dispatched, nobody on site yet"))
        }
        _ => (Severity::White, say!("处理中", "Being worked on")),
    };
    Some(Carry { severity, why })
}
