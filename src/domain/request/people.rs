//! In whose hands a request is: dispatched, taken, handed out by turns, returned, transferred; who presses and who watches.

use super::timing::{responded, run_on, to_first, to_owner};
use super::{Category, Request, TAG, UNFINISHED};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, FaultKindId, StaffId, TeamId};
use crate::domain::kept::ACTIVE;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Ctx, Effect, Head, Look, Situation, Values};
use crate::domain::value::{Value, Valued};
use crate::domain::{fault_kind, staff, team};
use crate::say;
use crate::text::lang::{Say, t};
use chrono::Timelike;

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
    handed(entry, ctx)?;
    let number = &head.number;
    let text = say!("新派工 {number}", "New work order {number}");
    Ok(new_owner(head, text, ctx))
}

/// The team that usually does such work: that of the kind of fault, else the one that all kinds of the category name.
///
/// # Errors
/// When the store cannot be read.
pub fn usual_team(
    item: Option<FaultKindId>,
    category: Option<Category>,
    look: &dyn Look,
) -> Result<Option<TeamId>, Fault> {
    let team_of = |kind: EntryRef| -> Result<Option<TeamId>, Fault> {
        let Some(team) = look.head(kind)?.and_then(|head| head.team) else { return Ok(None) };
        let known = look.head(EntryRef::new(team::TAG, team.0))?;
        Ok(known.filter(|known| known.state == ACTIVE).map(|_| team))
    };
    if let Some(item) = item
        && let Some(team) = team_of(EntryRef::new(fault_kind::TAG, item.0))?
    {
        return Ok(Some(team));
    }
    let Some(category) = category else { return Ok(None) };
    let mut found = None;
    for kind in look.in_state(fault_kind::TAG, ACTIVE)? {
        if look.field(kind, "category")?.text() != Some(category.id()) {
            continue;
        }
        match (found, team_of(kind)?) {
            (_, None) => {}
            (Some(one), Some(other)) if one != other => return Ok(None),
            (_, team) => found = team,
        }
    }
    Ok(found)
}

/// It is in new hands.
fn handed(entry: &mut Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    run_on(entry, ctx)?;
    responded(entry, ctx);
    entry.dispatched_at = Some(ctx.now);
    entry.accepted_at = None;
    Ok(())
}

fn new_owner(head: &Head, text: Say, ctx: &Ctx<'_>) -> Vec<Effect> {
    let told = head.owner.filter(|owner| *owner != ctx.who.staff);
    told.map(|staff| Effect::Notify { staff, text }).into_iter().collect()
}

pub(super) fn accept(
    _: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    responded(entry, ctx);
    entry.accepted_at = Some(ctx.now);
    Ok(Vec::new())
}

/// Somebody takes it without being asked.
pub(super) fn grab(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    head.owner = Some(ctx.who.staff);
    head.team = ctx.who.team;
    handed(entry, ctx)?;
    entry.accepted_at = Some(ctx.now);
    Ok(Vec::new())
}

/// The next of a team by turns, after the one who had the last turn; in the order in which they were taken on.
pub(super) fn rotate(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let team = head.team.ok_or_else(|| Fault::missing("team", t("班组", "Team")))?;
    let at = EntryRef::new(team::TAG, team.0);
    let last = ctx.look.field(at, "turn")?.id();
    let members = members(team, ctx)?;
    let after = last.and_then(|last| members.iter().find(|member| member.0 > last));
    let Some(next) = after.or(members.first()).copied() else {
        let text = t("班组里没有在岗人员，不能轮派", "The team has no members to take turns");
        return Err(Fault::refused(text).at("team"));
    };
    head.owner = Some(next);
    handed(entry, ctx)?;
    let (number, name) = (&head.number, staff_name(next, ctx)?);
    let before = last.map(|last| staff_name(StaffId(last), ctx)).transpose()?.unwrap_or_default();
    let (zh, en) = if before.is_empty() {
        ("班组首次轮派".to_owned(), "the first turn of the team".to_owned())
    } else {
        (format!("上一单轮到{before}"), format!("the turn before was {before}'s"))
    };
    ctx.warn("team", say!("轮派给{name}（{zh}）", "It is {name}'s turn ({en})"));
    let mut effects = new_owner(head, say!("轮派 {number}：{zh}", "By turns, {number}: {en}"), ctx);
    let turn = Values::default().with("turn", Value::Id(next.0));
    effects.push(Effect::Act { entry: at, action: "take_turn", values: turn });
    Ok(effects)
}

/// The members of a team that are in use, in the order of their numbers.
fn members(team: TeamId, ctx: &Ctx<'_>) -> Result<Vec<StaffId>, Fault> {
    let mut found = Vec::new();
    for entry in ctx.look.in_state(staff::TAG, ACTIVE)? {
        if ctx.look.head(entry)?.is_some_and(|head| head.team == Some(team)) {
            found.push(StaffId(entry.id));
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn staff_name(staff: StaffId, ctx: &Ctx<'_>) -> Result<String, Fault> {
    let name = ctx.look.field(EntryRef::new(staff::TAG, staff.0), "name")?;
    Ok(name.text().unwrap_or_default().to_owned())
}

/// Who cannot do it gives it back, with why; the leads hear of it. Its clocks run on.
pub(super) fn give_back(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    (head.owner, head.team) = (None, None);
    entry.dispatched_at = None;
    entry.accepted_at = None;
    let count = entry.return_count.unwrap_or(0).saturating_add(1);
    entry.return_count = Some(count);
    let (number, why) = (&head.number, &entry.reason);
    let text = say!("{number} 第 {count} 次退单：{why}", "{number} came back ({count}): {why}");
    let first = to_first(head, entry, text.clone(), ctx)?;
    Ok([Some(Effect::Tell { posts: Posts::LEAD, text }), first].into_iter().flatten().collect())
}

/// Whoever claimed it went home before they were on site: anybody may take it now. Nobody refused it, so it does not
/// count as returned; what was agreed with the customer stays, and its clocks run on.
pub(super) fn unclaim(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    _: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let owner = head.owner.take();
    head.team = None;
    entry.dispatched_at = None;
    entry.accepted_at = None;
    let number = &head.number;
    let text =
        say!("{number} 负责人已下班，退回待派", "{number}: its owner went home, it is to be dispatched");
    let theirs = owner.map(|staff| Effect::Notify { staff, text: text.clone() });
    let leads = Effect::Tell { posts: Posts::LEAD, text };
    Ok([Some(leads), theirs].into_iter().flatten().collect())
}

/// The customer presses for it.
pub(super) fn urge(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let count = entry.urged.unwrap_or(0).saturating_add(1);
    entry.urged = Some(count);
    entry.urged_at = Some(ctx.now);
    let number = &head.number;
    let text = say!("{number} 客户第 {count} 次催单", "{number}: the customer pressed for it ({count})");
    Ok(vec![to_owner(head, text)])
}

pub(super) fn not_observing(s: &Situation<'_, Request>) -> Result<(), Say> {
    if s.entry.told_too().contains(&s.ctx.who.staff) {
        return Err(t("您已在关注这一单", "You observe it already").into());
    }
    Ok(())
}

pub(super) fn observing(s: &Situation<'_, Request>) -> Result<(), Say> {
    if s.entry.told_too().contains(&s.ctx.who.staff) {
        return Ok(());
    }
    Err(t("您没有关注这一单", "You do not observe it").into())
}

pub(super) fn observe(
    _: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.observers.push(ctx.who.staff);
    Ok(Vec::new())
}

pub(super) fn unobserve(
    _: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    entry.observers.retain(|staff| *staff != ctx.who.staff);
    entry.came.retain(|(_, staff)| *staff != ctx.who.staff);
    Ok(Vec::new())
}

/// A slot is agreed with the customer; who has as many bookings as a half day takes is doubted.
pub(super) fn book(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if values.get("appointment_until").is_none() {
        entry.appointment_until = None;
    }
    let Some(from) = entry.appointment else { return Ok(Vec::new()) };
    if from < ctx.now {
        return Err(Fault::invalid("appointment", t("预约时间已过", "The appointment is in the past")));
    }
    let booked = booked(head, from, ctx)?;
    if let Some((count, capacity)) = booked.filter(|(count, capacity)| count >= capacity) {
        let text = say!(
            "这半天已约 {count} 单，每人最多 {capacity} 单",
            "There are {count} bookings in this half day already; {capacity} is the limit"
        );
        ctx.doubt("appointment", text)?;
    }
    let number = &head.number;
    let when = from.spoken(ctx.now, ctx.zone);
    let (zh, en) = (&when.zh, &when.en);
    Ok(new_owner(head, say!("{number} 预约 {zh}", "{number} is booked for {en}"), ctx))
}

/// How many bookings the technician has in the half day of `from`, and how many they take; none while no team says.
/// Before somebody is named, the whole team's.
fn booked(head: &Head, from: At, ctx: &Ctx<'_>) -> Result<Option<(i64, i64)>, Fault> {
    let of_owner = |owner: StaffId| ctx.look.head(EntryRef::new(staff::TAG, owner.0));
    let team = match (head.team, head.owner) {
        (Some(team), _) => Some(team),
        (None, Some(owner)) => of_owner(owner)?.and_then(|staff| staff.team),
        (None, None) => None,
    };
    let Some(team) = team else { return Ok(None) };
    let each: Option<i64> =
        Valued::take(ctx.look.field(EntryRef::new(team::TAG, team.0), "capacity")?).unwrap_or_default();
    let Some(each) = each else { return Ok(None) };
    let hands = if head.owner.is_some() { 1 } else { i64::try_from(members(team, ctx)?.len()).unwrap_or(1) };
    let slot = half_day(from, ctx);
    let mut count = 0;
    for state in UNFINISHED {
        for other in ctx.look.in_state(TAG, *state)?.into_iter().filter(|other| other.id != head.id) {
            let theirs = ctx.look.head(other)?;
            let same = theirs.is_some_and(|theirs| match head.owner {
                Some(owner) => theirs.owner == Some(owner),
                None => theirs.team == Some(team),
            });
            if !same {
                continue;
            }
            let at: Option<At> = Valued::take(ctx.look.field(other, "appointment")?).unwrap_or_default();
            count += i64::from(at.is_some_and(|at| half_day(at, ctx) == slot));
        }
    }
    Ok(Some((count, each.saturating_mul(hands.max(1)))))
}

/// The day and whether it is its second half.
fn half_day(at: At, ctx: &Ctx<'_>) -> (chrono::NaiveDate, bool) {
    let local = at.local(ctx.zone);
    (local.date_naive(), local.hour() >= 12)
}
