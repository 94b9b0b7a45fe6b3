//! What holds while a procedure is under way: how it begins, what a tick wants, and what is still missing. The same list
//! refuses the finish, stands on the checklist and goes into the handover.

use super::finish::{ending, name_of};
use super::{Need, OPEN, Paper, Procedure, ProcedureKind, Step, TAG, Taken, rule, steps_of};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId};
use crate::domain::moment::At;
use crate::domain::person::PersonKind;
use crate::domain::place::PlaceKind;
use crate::domain::posts::Posts;
use crate::domain::register::{Carry, Ctx, Effect, Head, Held, Severity, Situation, Values};
use crate::domain::relation::{self, Role, Standing};
use crate::domain::value::Valued;
use crate::domain::{defect, meter_reading, person, place};
use crate::say;
use crate::text::lang::{Say, T, t};

/// Things a refusal names before it only counts them.
const NAMED: usize = 12;

/// One thing that is missing or in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lack {
    /// The step it belongs to, when it belongs to one.
    pub step: Option<Step>,
    /// What it is, entries by their number.
    pub text: Say,
}

/// Fills in what follows from the room and the day.
pub(super) fn begin(
    head: &mut Head,
    entry: &mut Procedure,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let (Some(kind), Some(place)) = (entry.kind, head.place) else { return Ok(Vec::new()) };
    let day = *entry.date.get_or_insert(ctx.today());
    entry.state_after = entry.state_after.or(kind.state_after());
    let of_place = Valued::take(ctx.look.field(EntryRef::new(place::TAG, place.0), "kind")?);
    if of_place.ok().flatten().is_some_and(|kind: PlaceKind| !kind.held()) {
        let text = t("请选房间、商铺、车位或储藏室", "Choose a room, a shop, a parking or storage space");
        return Err(Fault::invalid("place", text));
    }
    for other in ctx.look.of_place(TAG, place)? {
        let Some(open) = ctx.look.head(other)?.filter(|other| other.state == OPEN) else { continue };
        if ctx.look.field(other, "kind")? == entry.kind.value() {
            let number = open.number;
            let text = say!("{number} 正在办同一手续", "{number} is the same procedure, under way");
            return Err(Fault::refused(text).at("kind"));
        }
    }
    if head.person.is_none() && kind.ends() {
        let there = relation::of_place(ctx.look, place)?;
        let mut tenants =
            there.iter().filter(|k| k.role == Role::Tenant && k.standing(day) == Standing::Current);
        if let (Some(one), None) = (tenants.next(), tenants.next()) {
            head.person = Some(one.person);
        }
    }
    Ok(Vec::new())
}

/// Days and persons that fit each other.
pub(super) fn normal(head: &mut Head, entry: &mut Procedure, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if entry.date.zip(entry.until).is_some_and(|(from, until)| until < from) {
        return Err(Fault::invalid("until", t("租期止早于起租日", "The lease ends before it begins")));
    }
    if entry.from_person.is_some() && entry.from_person == head.person {
        let text = t("新业主和原业主是同一人", "The new owner is the owner before");
        return Err(Fault::invalid("from_person", text));
    }
    entry.due_at = entry.date.map(|date| At::end_of(date, ctx.zone));
    Ok(())
}

/// Ticks a step, when what it wants is there.
pub(super) fn tick(
    head: &mut Head,
    entry: &mut Procedure,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let (step, need, _) = asked(entry)?;
    match need {
        Need::Word => {}
        Need::Papers(wanted) => papers(head, entry, wanted, ctx)?,
        Need::Inspection => {
            let (_, defects) = readings_and_defects(head, ctx)?;
            if defects == 0 && !entry.no_defects {
                let text = t(
                    "还没有登记缺陷；确认没有缺陷请选“是”",
                    "No defect is listed; say yes when there is none",
                );
                return Err(Fault::refused(text).at("no_defects"));
            }
        }
        Need::Readings => {
            if readings_and_defects(head, ctx)?.0 == 0 {
                let text =
                    t("还没有登记表读数；不用抄表请注明不适用", "No meter reading is written down yet");
                return Err(Fault::refused(text).at("step"));
            }
        }
        Need::Counts => {
            if entry.keys.is_none() && entry.cards.is_none() {
                return Err(Fault::missing("keys", t("钥匙或门卡数量", "Number of keys or cards")));
            }
        }
        Need::File => file(head, entry, ctx)?,
        Need::Clear => {
            let text = t("此项由系统自动核对", "The desk looks this up by itself");
            return Err(Fault::refused(text).at("step"));
        }
    }
    take(entry, step, false, ctx);
    Ok(Vec::new())
}

/// Leaves a step out; the note says why.
pub(super) fn not_applicable(
    _: &mut Head,
    entry: &mut Procedure,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let (step, need, must) = asked(entry)?;
    if must {
        let label = step.label();
        let (zh, en) = (label.zh, label.en);
        return Err(Fault::refused(say!("“{zh}”必须办理", "“{en}” cannot be left out")).at("step"));
    }
    if need == Need::Clear && !ctx.who.may(Posts::LEAD) {
        let text = t("未了事项须由主管以上同意放行", "Only somebody who leads may let open matters pass");
        return Err(Fault::refused(text).at("step"));
    }
    take(entry, step, true, ctx);
    Ok(Vec::new())
}

/// Takes a tick back.
pub(super) fn untick(
    _: &mut Head,
    entry: &mut Procedure,
    _: &Values,
    _: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let (step, _, _) = asked(entry)?;
    entry.steps.retain(|taken| taken.step != step);
    if step == Step::Inspection {
        entry.no_defects = false;
    }
    Ok(Vec::new())
}

/// The step an action is about.
fn asked(entry: &mut Procedure) -> Result<(Step, Need, bool), Fault> {
    let step = entry.step.take().ok_or_else(|| Fault::missing("step", t("步骤", "Step")))?;
    let rule = entry
        .kind
        .and_then(|kind| rule(kind, step))
        .ok_or_else(|| Fault::invalid("step", t("这个手续没有这一步", "This procedure has no such step")))?;
    Ok((step, rule.need, rule.must))
}

fn take(entry: &mut Procedure, step: Step, not_needed: bool, ctx: &Ctx<'_>) {
    let note = std::mem::take(&mut entry.note);
    entry.steps.retain(|taken| taken.step != step);
    entry.steps.push(Taken { step, not_needed, by: ctx.who.staff, at: ctx.now, note });
}

/// Doubts a tick while papers are unseen: with a reason it stands, and the journal has the reason.
fn papers(head: &Head, entry: &Procedure, wanted: &[Paper], ctx: &Ctx<'_>) -> Result<(), Fault> {
    let of = person_field(head, "kind", ctx)?;
    let company = Valued::take(of).ok().flatten() == Some(PersonKind::Company);
    let mut unseen = Vec::new();
    for paper in wanted {
        let instead = if company && *paper == Paper::Identity {
            &[Paper::Licence, Paper::Authority][..]
        } else {
            std::slice::from_ref(paper)
        };
        unseen.extend(instead.iter().filter(|paper| !entry.papers.iter().any(|seen| seen == paper.id())));
    }
    if unseen.is_empty() {
        return Ok(());
    }
    let (zh, en) = words(unseen.iter().map(|paper: &&Paper| paper.label()));
    ctx.doubt("papers", say!("还没有查验：{zh}", "Not seen yet: {en}"))
}

/// Doubts a file without phone or paper.
fn file(head: &Head, entry: &Procedure, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if head.person.is_none() {
        return Err(Fault::missing("person", t("客户", "Customer")));
    }
    if !entry.informed {
        return Err(Fault::missing("informed", t("已签个人信息告知书", "Notice about their data signed")));
    }
    let mut empty = Vec::new();
    for (field, label) in
        [("phone", t("电话", "phone")), ("paper_number", t("证件号码", "number of a paper"))]
    {
        if person_field(head, field, ctx)?.is_none() {
            empty.push(label);
        }
    }
    if empty.is_empty() {
        return Ok(());
    }
    let (zh, en) = words(empty.into_iter());
    ctx.doubt("step", say!("客户档案还缺：{zh}", "The customer's file lacks: {en}"))
}

fn person_field(head: &Head, field: &str, ctx: &Ctx<'_>) -> Result<crate::domain::value::Value, Fault> {
    let Some(PersonId(id)) = head.person else { return Ok(crate::domain::value::Value::None) };
    ctx.look.field(EntryRef::new(person::TAG, id), field)
}

fn words(labels: impl Iterator<Item = T>) -> (String, String) {
    let (zh, en): (Vec<&str>, Vec<&str>) = labels.map(|label| (label.zh, label.en)).unzip();
    (zh.join("、"), en.join(", "))
}

/// How many meter readings and defects belong to it.
///
/// # Errors
/// When the store cannot be read.
pub fn readings_and_defects(head: &Head, ctx: &Ctx<'_>) -> Result<(usize, usize), Fault> {
    let children = ctx.look.children(EntryRef::new(TAG, head.id))?;
    let count = |tag, states: &[u8]| {
        children.iter().filter(|(entry, head)| entry.register == tag && states.contains(&head.state)).count()
    };
    Ok((count(meter_reading::TAG, &[meter_reading::READ]), count(defect::TAG, defect::COUNTED)))
}

/// Everything that is missing or in the way, in the order of the checklist.
///
/// # Errors
/// When the store cannot be read.
pub fn lacks(head: &Head, entry: &Procedure, ctx: &Ctx<'_>) -> Result<Vec<Lack>, Fault> {
    let mut found = Vec::new();
    let (Some(kind), Some(place)) = (entry.kind, head.place) else { return Ok(found) };
    if head.person.is_none() {
        found.push(Lack { step: None, text: t("写明客户是谁", "Say who the customer is").into() });
    }
    for rule in steps_of(kind).filter(|rule| entry.taken(rule.step).is_none()) {
        let step = Some(rule.step);
        if rule.need != Need::Clear {
            found.push(Lack { step, text: rule.step.label().into() });
            continue;
        }
        let this = EntryRef::new(TAG, head.id);
        // A tenant leaves their own things behind; who moves out, those of the whole room.
        let anothers = |held: &Held| {
            kind == ProcedureKind::TenancyEnd && held.person.is_some() && held.person != head.person
        };
        let holding = ctx.look.holding(place)?;
        for held in holding.into_iter().filter(|held| held.entry != this && !anothers(held)) {
            let (zh, en, number) = (held.name.zh, held.name.en, &held.number);
            let (what_zh, what_en) = (&held.title.zh, &held.title.en);
            found.push(Lack {
                step,
                text: say!("未了：{zh} {number} {what_zh}", "Open: {en} {number} {what_en}"),
            });
        }
    }
    relations(head, entry, ctx, &mut found)?;
    Ok(found)
}

/// What stands against the relations that would begin and end.
fn relations(head: &Head, entry: &Procedure, ctx: &Ctx<'_>, found: &mut Vec<Lack>) -> Result<(), Fault> {
    let ending = ending(head, entry, ctx)?;
    for late in &ending.late {
        let number = ctx.look.head(late.entry)?.map_or_else(String::new, |head| head.number);
        let label = late.role.label();
        let (zh, en) = (label.zh, label.en);
        let from = late.from.unwrap_or_default();
        found.push(Lack {
            step: None,
            text: say!(
                "{zh}关系 {number} 自 {from} 起，晚于生效日期",
                "{number} ({en}) begins on {from}, after the effective date"
            ),
        });
    }
    if entry.kind == Some(ProcedureKind::TenancyEnd)
        && head.person.is_some()
        && !ending.due.iter().chain(&ending.late).any(|known| known.role == Role::Tenant)
        && !ending.over
    {
        let name = name_of(head.person, ctx)?;
        let text = say!("{name} 不是这间房的租户", "{name} is no tenant of this room");
        found.push(Lack { step: None, text });
    }
    Ok(())
}

/// Refuses to finish, with the list.
pub(super) fn may_finish(at: &Situation<'_, Procedure>) -> Result<(), Say> {
    let lacks = lacks(at.head, at.entry, at.ctx).map_err(|fault| fault.text)?;
    if lacks.is_empty() {
        return Ok(());
    }
    let (zh, en) = listed(&lacks, NAMED);
    let count = lacks.len();
    Err(say!("还缺 {count} 项：{zh}", "{count} missing: {en}"))
}

/// The first few in words.
fn listed(lacks: &[Lack], first: usize) -> (String, String) {
    let some = lacks.iter().take(first);
    let (mut zh, mut en): (Vec<&str>, Vec<&str>) =
        some.map(|lack| (lack.text.zh.as_str(), lack.text.en.as_str())).unzip();
    if lacks.len() > first {
        zh.push("……");
        en.push("...");
    }
    (zh.join("；"), en.join("; "))
}

/// An unfinished one goes to the next shift with what it lacks.
pub(super) fn carry(head: &Head, entry: &Procedure, ctx: &Ctx<'_>) -> Option<Carry> {
    if head.state != OPEN {
        return None;
    }
    let come = entry.date.is_some_and(|date| date <= ctx.today());
    let severity = if come { Severity::Amber } else { Severity::White };
    let label = entry.kind?.label();
    let (kind_zh, kind_en) = (label.zh, label.en);
    let lacks = lacks(head, entry, ctx).unwrap_or_default();
    let why = if lacks.is_empty() {
        say!("{kind_zh}手续待办完", "{kind_en}: ready to be finished")
    } else {
        let (zh, en) = listed(&lacks, 2);
        say!("{kind_zh}手续未办完，缺：{zh}", "{kind_en} unfinished, missing: {en}")
    };
    Some(Carry::new(severity, why))
}
