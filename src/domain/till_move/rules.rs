//! What may be entered into which till, by whom, and what follows from it.

use super::{MoveKind, PayMethod, TRANSIT, TillMove};
use crate::domain::countable::{self, CountKind, TAG as COUNTABLE};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::posts::Posts;
use crate::domain::register::{Carry, Ctx, Effect, Head, Severity, Situation, Values};
use crate::domain::staff;
use crate::domain::value::{Value, Valued};
use crate::say;
use crate::text::lang::{Say, t};

pub(super) fn normal(entry: &mut TillMove, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.method.get_or_insert(PayMethod::Cash);
    if let Some(till) = entry.till {
        let kind = ctx.look.field(EntryRef::new(COUNTABLE, till.0), "kind")?;
        if !<Option<CountKind> as Valued>::take(kind).ok().flatten().is_some_and(CountKind::money) {
            return Err(Fault::invalid("till", t("这不是放钱的", "No money lies there")));
        }
    }
    Ok(())
}

/// Refuses to move money while nobody knows who answers for the till, where the office wants it so.
fn decided(ctx: &Ctx<'_>) -> Result<(), Fault> {
    if ctx.look.setting("handover.block_money") == 0 || !ctx.look.custody_undecided(ctx.who.desk)? {
        return Ok(());
    }
    Err(Fault::refused(t(
        "交接尚未完成，暂不能收付款；接班签字后再登记",
        "The handover is not done; money is entered once the watch has been accepted",
    )))
}

/// Says in which till money lies: cash of somebody with a till of their own in theirs. The desk's cash is entered by
/// whoever answers for it, and nobody enters money into somebody else's till.
fn into_till(entry: &mut TillMove, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let (me, desk) = (ctx.who.staff, ctx.who.desk);
    let cash = entry.method.unwrap_or(PayMethod::Cash) == PayMethod::Cash;
    if entry.till.is_none() && cash {
        entry.till = countable::till_of(ctx.look, me, desk)?;
    }
    match entry.till.map(|till| countable::keeper(ctx.look, till)).transpose()?.flatten() {
        // Custody of one's own till is never undecided.
        Some(keeper) if keeper == me && cash => return Ok(()),
        Some(keeper) if keeper == me => {
            let text = t("自管钱箱只收现金", "Only cash lies in a till of one's own");
            return Err(Fault::invalid("till", text));
        }
        Some(keeper) => return Err(anothers(keeper, ctx)?),
        None => decided(ctx)?,
    }
    if !cash || ctx.look.setting("handover.till_holder") == 0 {
        return Ok(());
    }
    match ctx.look.holder(desk)?.filter(|holder| *holder != me) {
        Some(holder) => {
            let name = name_of(holder, ctx)?;
            Err(Fault::refused(say!(
                "钱箱由{name}当班负责：请其登记，或收进您自己的钱箱",
                "{name} answers for the till: they enter it, or you take it into a till of your own"
            )))
        }
        None => Ok(()),
    }
}

fn name_of(person: StaffId, ctx: &Ctx<'_>) -> Result<String, Fault> {
    let name = ctx.look.field(EntryRef::new(staff::TAG, person.0), "name")?;
    Ok(name.text().unwrap_or_default().to_owned())
}

fn anothers(keeper: StaffId, ctx: &Ctx<'_>) -> Result<Fault, Fault> {
    let name = name_of(keeper, ctx)?;
    Ok(Fault::refused(say!("这是{name}自管的钱箱", "{name} keeps this till")).at("till"))
}

fn some_money(entry: &TillMove) -> Result<(), Fault> {
    if entry.amount.is_some_and(|fen| fen.0 > 0) {
        return Ok(());
    }
    Err(Fault::invalid(
        "amount",
        t("金额应大于零；退回的钱用退款或冲销", "An amount is above nothing; use a refund or a reversal"),
    ))
}

pub(super) fn posted(
    _: &mut Head,
    entry: &mut TillMove,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    some_money(entry)?;
    into_till(entry, ctx)?;
    Ok(Vec::new())
}

pub(super) fn sent(
    _: &mut Head,
    entry: &mut TillMove,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    some_money(entry)?;
    entry.method = Some(PayMethod::Cash);
    into_till(entry, ctx)?;
    let usual = if entry.to_desk.is_some() { MoveKind::FloatOut } else { MoveKind::HandIn };
    let kind = *entry.kind.get_or_insert(usual);
    if kind.sign() > 0 {
        return Err(Fault::invalid("kind", t("送出的款项是支出", "Money that is sent goes out")));
    }
    if entry.to_desk == Some(ctx.who.desk) {
        return Err(Fault::invalid("to_desk", t("就是本服务台", "That is this desk")));
    }
    Ok(Vec::new())
}

pub(super) fn same_desk(at: &Situation<'_, TillMove>) -> Result<(), Say> {
    if at.head.desk == at.ctx.who.desk {
        return Ok(());
    }
    Err(t("须在登记它的服务台办理", "This is done at the desk that entered it").into())
}

pub(super) fn reversible(at: &Situation<'_, TillMove>) -> Result<(), Say> {
    same_desk(at)?;
    if at.entry.reverses.is_some() {
        return Err(t(
            "冲销记账不能再冲销，请重新登记",
            "A counter-entry is not reversed; enter the line anew",
        )
        .into());
    }
    Ok(())
}

/// Whoever takes it says so: at the desk it was sent to, and never the one who sent it.
pub(super) fn receiver(at: &Situation<'_, TillMove>) -> Result<(), Say> {
    if at.head.created_by == at.ctx.who.staff {
        return Err(t(
            "须由收款方确认，不能由送出人自己确认",
            "The receiver says so, not the one who sent it",
        )
        .into());
    }
    match at.entry.to_desk {
        Some(desk) if desk != at.ctx.who.desk => {
            Err(t("须在收款的服务台确认", "This is said at the desk that receives it").into())
        }
        _ => Ok(()),
    }
}

/// The line that follows from another one.
fn follow(head: &Head, entry: &TillMove, amount: i64, kind: Option<MoveKind>, note: String) -> Values {
    Values::default()
        .with("kind", kind.value())
        .with("amount", Value::Fen(amount))
        .with("method", entry.method.value())
        .with("reference", Value::Text(head.number.clone()))
        .with("note", Value::Text(note))
}

pub(super) fn arrived(
    head: &mut Head,
    entry: &mut TillMove,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if entry.to_desk.is_none() {
        return Ok(Vec::new());
    }
    decided(ctx)?;
    let values =
        follow(head, entry, entry.amount.map_or(0, |fen| fen.0), Some(MoveKind::FloatIn), String::new());
    Ok(vec![Effect::Create { register: "till_move", action: "receive", values }])
}

pub(super) fn took_back(
    head: &mut Head,
    entry: &mut TillMove,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    match entry.till.map(|till| countable::keeper(ctx.look, till)).transpose()?.flatten() {
        Some(keeper) if keeper != ctx.who.staff && !ctx.who.may(Posts::LEAD) => {
            return Err(anothers(keeper, ctx)?);
        }
        Some(_) => {}
        None => decided(ctx)?,
    }
    let amount = entry.amount.map_or(0, |fen| fen.0.saturating_neg());
    let values = follow(head, entry, amount, entry.kind, entry.reason.clone())
        .with("till", entry.till.value())
        .with("reverses", Value::Id(head.id));
    Ok(vec![Effect::Create { register: "till_move", action: "counter", values }])
}

/// Money on its way is listed with the name of who carries it.
pub(super) fn carry(head: &Head, entry: &TillMove, ctx: &Ctx<'_>) -> Option<Carry> {
    if head.state != TRANSIT {
        return None;
    }
    let carrier = &entry.carrier;
    let late = head.due.is_some_and(|due| due <= ctx.now);
    let severity = if late { Severity::Red } else { Severity::Amber };
    Some(Carry::new(severity, say!("款项在途，经手人 {carrier}", "Money in transit with {carrier}")))
}
