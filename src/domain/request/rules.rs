//! The way of a request from log to close: what each step checks and what follows from it.

use super::asked::{self, TO_ASK};
use super::join::{merged_here, saved};
use super::timing::{self, this, to_observers};
use super::{
    Again, CANCELLED, Category, Channel, Decided, FINISHED, FollowRule, MERGED, REGISTERED, Request, TAG,
    UNFINISHED, Urgency, money,
};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, FaultKindId, RequestId, Tag};
use crate::domain::moment::At;
use crate::domain::register::{Ctx, Effect, Head, Mark, SearchKey, Situation, Values};
use crate::domain::value::{Value, Valued};
use crate::domain::{defect, fault_kind, follow_up, person, promise};
use crate::say;
use crate::text::lang::{Say, t};

/// Requests of one place that are looked through for the same fault: a public place may have thousands.
const LOOK_BACK: usize = 200;

/// A request says where and what, or nobody can act on it. What was imported is kept as it came.
pub(super) fn normal(head: &mut Head, entry: &mut Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if head.marked(Mark::Imported) {
        return Ok(());
    }
    if head.place.is_none() && head.person.is_none() {
        return Err(Fault::missing("place", t("房间/位置", "Place")));
    }
    if entry.category.is_none() && entry.text.is_empty() && entry.item.is_none() {
        return Err(Fault::missing("text", t("内容", "What")));
    }
    if let (Some(from), Some(until)) = (entry.appointment, entry.appointment_until)
        && until < from
    {
        return Err(Fault::invalid("appointment_until", t("早于预约开始", "Before the appointment begins")));
    }
    // Another urgency than the questions came to was somebody's own decision.
    entry.triage = entry.triage.filter(|decided| entry.urgency == Some(decided.verdict().urgency));
    timing::keep_time(head, entry, ctx)
}

pub(super) fn log(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if let Some(verdict) = entry.triage.map(Decided::verdict) {
        entry.urgency = entry.urgency.or(Some(verdict.urgency));
        entry.in_home |= verdict.in_home;
    }
    from_kind(entry, ctx)?;
    entry.urgency = entry.urgency.or(Some(Urgency::Ordinary));
    entry.channel = entry.channel.or(Some(Channel::WalkIn));
    rework(head, entry, ctx)?;
    money::suggest(head, entry, ctx)?;
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

/// What the kind of fault says stands unless somebody said otherwise.
fn from_kind(entry: &mut Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let Some(item) = entry.item else { return Ok(()) };
    let kind = EntryRef::new(fault_kind::TAG, item.0);
    let field = |field: &str| ctx.look.field(kind, field);
    entry.category = entry.category.or(Valued::take(field("category")?).unwrap_or_default());
    entry.urgency = entry.urgency.or(Valued::take(field("urgency")?).unwrap_or_default());
    entry.charge = entry.charge.or(Valued::take(field("charge")?).unwrap_or_default());
    entry.in_home |= field("in_home")? == Value::Flag(true);
    if entry.text.is_empty() {
        for name in ["words", "name"] {
            let words = saved(kind, name, ctx.look)?;
            if entry.text.is_empty() {
                entry.text = words;
            }
        }
    }
    let warning = saved(kind, "warning", ctx.look)?;
    if !warning.is_empty() {
        ctx.warn("item", Say::same(warning));
    }
    Ok(())
}

/// The same fault at the same place soon after it was mended is rework.
fn rework(head: &Head, entry: &mut Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let (Some(place), None) = (head.place, entry.rework_of) else { return Ok(()) };
    let days = ctx.look.setting("request.rework_days");
    let since = ctx.now.plus_minutes(-days * 24 * 60);
    for other in ctx.look.of_place(TAG, place)?.into_iter().rev().take(LOOK_BACK) {
        if other.id == head.id || !same_fault(entry, other, ctx)? {
            continue;
        }
        let finished: Option<At> = Valued::take(ctx.look.field(other, "finished_at")?).unwrap_or_default();
        let theirs = ctx.look.head(other)?;
        let Some(theirs) = theirs.filter(|theirs| !matches!(theirs.state, CANCELLED | MERGED)) else {
            continue;
        };
        if finished.is_some_and(|at| at >= since && at <= ctx.now) && !UNFINISHED.contains(&theirs.state) {
            entry.rework_of = Some(RequestId(other.id));
            let number = &theirs.number;
            ctx.warn(
                "rework_of",
                say!(
                    "{number} 完工不到 {days} 天，同类故障：记为返修",
                    "{number} was finished less than {days} days ago with such a fault: this counts as rework"
                ),
            );
            return Ok(());
        }
    }
    Ok(())
}

/// The same kind of fault, where both say it; else the same category.
fn same_fault(entry: &Request, other: EntryRef, ctx: &Ctx<'_>) -> Result<bool, Fault> {
    let item: Option<FaultKindId> = Valued::take(ctx.look.field(other, "item")?).unwrap_or_default();
    if let (Some(mine), Some(theirs)) = (entry.item, item) {
        return Ok(mine == theirs);
    }
    let category: Option<Category> = Valued::take(ctx.look.field(other, "category")?).unwrap_or_default();
    Ok(category.is_some() && category == entry.category)
}

/// What was promised; the request's own title when nobody wrote more than a time.
fn promise_words(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> String {
    if entry.promise.is_empty() {
        title(head, entry).get(ctx.who.lang).to_owned()
    } else {
        entry.promise.clone()
    }
}

/// Logged and dispatched in one.
pub(super) fn commission(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.dispatched_at = Some(ctx.now);
    timing::responded(entry, ctx);
    log(head, entry, values, ctx)
}

pub(super) fn finish(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    money::check(head, entry, ctx)?;
    entry.finished_at = Some(ctx.now);
    timing::finished(entry, ctx)?;
    let mut effects = Vec::new();
    effects.extend(asked::put_down(head, entry, ctx)?);
    effects.extend(drop_promises(head, entry, "keep", &Value::None, ctx)?);
    effects.extend(defect::of_request(head, defect::UNREPAIRED, "mended", &entry.work_done, ctx)?);
    let number = &head.number;
    effects.extend(to_observers(
        entry,
        &say!("关注的 {number} 已完工", "{number}, which you observe, is finished"),
    ));
    Ok(effects)
}

/// The promises made with a request, and with those merged into it, end with it: kept when the work is done, withdrawn
/// when it is called off. `why` becomes the promise's result.
pub(super) fn drop_promises(
    head: &Head,
    entry: &Request,
    action: &'static str,
    why: &Value,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let values = Values::default().with("result", why.clone());
    let mut effects = Vec::new();
    for of in [vec![this(head)], merged_here(entry)].concat() {
        effects.extend(open_children(of, promise::TAG, &[promise::OPEN], action, &values, ctx)?);
    }
    Ok(effects)
}

fn open_children(
    of: EntryRef,
    tag: Tag,
    states: &[u8],
    action: &'static str,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let children = ctx.look.children(of)?;
    let mine =
        children.into_iter().filter(|(entry, head)| entry.register == tag && states.contains(&head.state));
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
    entry.again.push(Again { at: ctx.now, reporter, text: said("note"), from: None });
    // What the form asked was about this report: the first reporter and the last note stay as they were saved.
    let saved = |field: &str| saved(this(head), field, ctx.look);
    (entry.reporter, entry.phone, entry.note) = (saved("reporter")?, saved("phone")?, saved("note")?);
    Ok(asked::put_down_late(head, entry, ctx)?.into_iter().collect())
}

/// Nobody closes it over the head of a customer who is still to be asked.
pub(super) fn may_close(s: &Situation<'_, Request>) -> Result<(), Say> {
    let children = s.ctx.look.children(this(s.head)).map_err(|fault| fault.text)?;
    let asked =
        |(entry, head): &(EntryRef, Head)| entry.register == follow_up::TAG && TO_ASK.contains(&head.state);
    match children.iter().find(|child| asked(child)) {
        Some((_, head)) if s.head.state == FINISHED => {
            let number = &head.number;
            Err(say!("还有回访 {number} 未做", "The follow-up {number} is still to be done"))
        }
        _ => Ok(()),
    }
}

pub(super) fn close(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.closed_at = Some(ctx.now);
    let number = &head.number;
    Ok(to_observers(entry, &say!("关注的 {number} 已办结", "{number}, which you observe, is closed")))
}

/// The customer says it is right, or the check passed; who rated it need not be asked again.
pub(super) fn confirm(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.passed = true;
    let rule: Option<FollowRule> = match entry.item {
        Some(item) => Valued::take(ctx.look.field(EntryRef::new(fault_kind::TAG, item.0), "follow_up")?)
            .unwrap_or_default(),
        None => None,
    };
    if entry.score.is_some() && rule == Some(FollowRule::Unrated) {
        return open_children(this(head), follow_up::TAG, TO_ASK, "withdraw", &Values::default(), ctx);
    }
    Ok(Vec::new())
}

pub(super) fn cancel(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.closed_at = Some(ctx.now);
    entry.clocks.drop_running();
    let number = &head.number;
    let mut effects = drop_promises(head, entry, "withdraw", &Value::Text(entry.reason.clone()), ctx)?;
    effects.extend(to_observers(
        entry,
        &say!("关注的 {number} 已取消", "{number}, which you observe, was cancelled"),
    ));
    Ok(effects)
}

/// A part that was split off by mistake is called off; what it was split from never changed.
pub(super) fn unsplit(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    t("拆分已撤回", "The split was taken back").get(ctx.who.lang).clone_into(&mut entry.reason);
    cancel(head, entry, values, ctx)
}

pub(super) fn reopen(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    head.reopened();
    entry.dispatched_at = Some(ctx.now);
    entry.accepted_at = None;
    entry.arrived_at = None;
    entry.finished_at = None;
    entry.closed_at = None;
    entry.passed = false;
    timing::again(entry, ctx);
    if head.owner.is_none() && head.team.is_none() {
        // Nobody had it (an imported entry): it waits for a dispatch, where somebody sees it.
        head.state = REGISTERED;
        entry.dispatched_at = None;
    }
    // A follow-up that is still due would ask about work that is not done.
    let mut effects = open_children(this(head), follow_up::TAG, TO_ASK, "withdraw", &Values::default(), ctx)?;
    let number = &head.number;
    effects.extend(defect::of_request(head, &[defect::REPAIRED], "reopened", "", ctx)?);
    let text = say!("{number} 重新打开", "{number} was opened again");
    effects.extend(
        head.owner.filter(|owner| *owner != ctx.who.staff).map(|staff| Effect::Notify { staff, text }),
    );
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

pub(super) fn keys(_: &Head, entry: &Request) -> Vec<SearchKey> {
    person::phone_key(&entry.phone).into_iter().collect()
}
