//! What a request costs and who pays: the estimate the customer agreed to, work items, waivers, the developer's warranty.

use super::people::dispatch;
use super::timing::this;
use super::{Category, Charge, Request};
use crate::domain::defect::{Part, developer, last_day};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::register::{Ctx, Effect, Head, Values};
use crate::domain::value::{Value, Valued};
use crate::domain::work_item::{self, WorkKind};
use crate::domain::{fault_kind, place};
use crate::say;
use crate::text::lang::t;

/// What is doubted when nobody agreed: no field, since it is doubted anew whenever somebody wants to finish.
const AGREEMENT: &str = "agreement";

/// What was recorded as used and done, in fen: labour (services included) and materials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) labour: i64,
    pub(super) materials: i64,
}

pub(super) fn sums(head: &Head, ctx: &Ctx<'_>) -> Result<Sums, Fault> {
    let mut sums = Sums::default();
    for (entry, child) in ctx.look.children(this(head))? {
        if entry.register != work_item::TAG || child.state != work_item::USED {
            continue;
        }
        let Value::Fen(amount) = ctx.look.field(entry, "amount")? else { continue };
        let kind: Option<WorkKind> = Valued::take(ctx.look.field(entry, "kind")?).unwrap_or_default();
        match kind {
            Some(WorkKind::Material) => sums.materials = sums.materials.saturating_add(amount),
            _ => sums.labour = sums.labour.saturating_add(amount),
        }
    }
    Ok(sums)
}

pub(super) fn labour(head: &Head, _: &Request, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    Ok(shown(sums(head, ctx)?.labour))
}

pub(super) fn materials(head: &Head, _: &Request, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    Ok(shown(sums(head, ctx)?.materials))
}

pub(super) fn total(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    Ok(shown(to_pay(entry, sums(head, ctx)?)))
}

const fn shown(fen: i64) -> Value {
    if fen == 0 { Value::None } else { Value::Fen(fen) }
}

/// What the customer pays: nothing of what is free or the developer's, else everything but what was waived.
pub(super) fn to_pay(entry: &Request, sums: Sums) -> i64 {
    if entry.warranty || entry.charge == Some(Charge::Free) {
        return 0;
    }
    let waived = entry.waived.map_or(0, |fen| fen.0);
    sums.labour.saturating_add(sums.materials).saturating_sub(waived).max(0)
}

/// The customer was told what it will cost, and agreed: before the work (`domain/facts.md` 6.6).
pub(super) fn agree(
    _: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if entry.estimate.is_some_and(|fen| fen.0 < 0) {
        return Err(Fault::invalid("estimate", t("报价不能为负", "An estimate is not negative")));
    }
    entry.estimate_agreed_at = Some(ctx.now);
    entry.charge = Some(Charge::Chargeable);
    Ok(Vec::new())
}

/// Checks at the end of the work: agreed before, and large bills seen by somebody who answers for them.
pub(super) fn check(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let pays = to_pay(entry, sums(head, ctx)?);
    if entry.warranty || (entry.charge != Some(Charge::Chargeable) && pays == 0) {
        return Ok(());
    }
    let limit = ctx.look.setting("request.lead_limit").saturating_mul(100);
    if pays > limit && !ctx.who.may(Posts::LEAD) {
        let yuan = limit / 100;
        return Err(Fault::refused(say!(
            "费用超过 {yuan} 元，须主管确认完工",
            "More than {yuan} yuan: a supervisor finishes it"
        ))
        .at("total"));
    }
    if entry.estimate_agreed_at.is_none() {
        let text = t(
            "有偿服务，客户尚未同意报价；先登记“客户同意报价”，或写明原因",
            "Chargeable, and the customer agreed to no estimate; record that, or say why",
        );
        ctx.doubt(AGREEMENT, text)?;
    }
    Ok(())
}

/// What the customer need not pay: for those who answer for others' work; above the limit for the manager.
pub(super) fn waive(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let waived = entry.waived.map_or(0, |fen| fen.0);
    if waived < 0 {
        return Err(Fault::invalid("waived", t("减免不能为负", "A waiver is not negative")));
    }
    let sums = sums(head, ctx)?;
    if waived > sums.labour.saturating_add(sums.materials) {
        let text = t("减免超过了工料费合计", "More than labour and materials come to");
        return Err(Fault::invalid("waived", text));
    }
    let limit = ctx.look.setting("request.lead_limit").saturating_mul(100);
    let senior = Posts::of(&[crate::domain::posts::Post::Manager, crate::domain::posts::Post::Supervisor]);
    if waived > limit && !ctx.who.may(senior) {
        let yuan = limit / 100;
        return Err(Fault::refused(say!(
            "减免超过 {yuan} 元，须主管或经理办理",
            "More than {yuan} yuan is for a supervisor or the manager to waive"
        ))
        .at("waived"));
    }
    Ok(Vec::new())
}

/// It is the developer's: their team gets it, the customer pays nothing. A warranty that ended is said, not refused:
/// the developer may still take it.
pub(super) fn claim(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let Some(team) = developer(ctx)? else {
        let name = ctx.look.setting_text("defect.team");
        return Err(Fault::refused(say!(
            "没有班组“{name}”；请先建班组，或改设置 defect.team",
            "There is no team “{name}”; add it, or change the setting defect.team"
        ))
        .at("team"));
    };
    match warranty_end(head, entry, ctx)? {
        Some(last) if last < ctx.today() => {
            ctx.warn("claim", say!("房屋保修已于 {last} 到期", "The warranty ended on {last}"));
        }
        None => {
            ctx.warn("claim", t("不知道房屋交付日期，请核对保修期", "The day of handover is not known"));
        }
        Some(_) => {}
    }
    entry.warranty = true;
    entry.charge = Some(Charge::Free);
    head.team = Some(crate::domain::ids::TeamId(team.id));
    head.owner = None;
    dispatch(head, entry, &Values::default().with("team", Value::Id(team.id)), ctx)
}

/// Says at once when the developer may have to pay.
pub(super) fn suggest(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if let Some(last) = warranty_end(head, entry, ctx)?.filter(|last| *last >= ctx.today()) {
        let text = say!(
            "房屋还在保修期内（至 {last}），可转开发商保修",
            "The room is under warranty until {last}; it can go to the developer"
        );
        ctx.warn("warranty", text);
    }
    Ok(())
}

pub(super) fn warranty_until(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    Ok(warranty_end(head, entry, ctx)?.value())
}

/// The last day of the warranty on the part of the room that is at fault; none when the day of handover is not known.
fn warranty_end(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<Option<Date>, Fault> {
    let (Some(part), Some(place)) = (part(entry, ctx)?, head.place) else { return Ok(None) };
    let handed = ctx.look.field(EntryRef::new(place::TAG, place.0), "handed_over")?;
    let handed: Option<Date> = Valued::take(handed).unwrap_or_default();
    let months = u32::try_from(ctx.look.setting(part.setting())).unwrap_or(0);
    Ok(handed.map(|from| last_day(from, months)))
}

/// The part as warranties tell them apart: what the kind of fault says, else by category.
fn part(entry: &Request, ctx: &Ctx<'_>) -> Result<Option<Part>, Fault> {
    if let Some(item) = entry.item {
        let own = ctx.look.field(EntryRef::new(fault_kind::TAG, item.0), "warranty")?;
        let own: Option<Part> = Valued::take(own).unwrap_or_default();
        if own.is_some() {
            return Ok(own);
        }
    }
    Ok(entry.category.and_then(|category| match category {
        Category::Plumbing => Some(Part::Plumbing),
        Category::Electrical => Some(Part::Electrical),
        Category::DoorLock => Some(Part::Openings),
        Category::Masonry => Some(Part::Waterproofing),
        Category::Heating => Some(Part::Heating),
        Category::Intercom => Some(Part::Equipment),
        _ => None,
    }))
}
