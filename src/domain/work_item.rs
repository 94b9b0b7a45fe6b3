//! Work items: what was done and used for a request, by the price list, at a unit price that is frozen when it is
//! written down. What the customer owes is the request's to say.

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PriceItemId, Tag};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, Kind, Order, Register, Spec, SpecInfo, State, To, Values, View,
};
use crate::domain::value::{Fen, Fixed, Value, Valued};
use crate::domain::{price_item, request};
use crate::text::lang::{Say, t};
use crate::{choices, field, say, stored};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

choices! {
    /// What is paid for.
    pub WorkKind {
        Labour = "labour" 'l' ("人工", "Labour"),
        Material = "material" 'm' ("材料", "Material"),
        Service = "service" 's' ("服务", "Service"),
    }
}

/// A work item's own fields. The request is the head's parent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WorkItem {
    /// The line of the price list.
    pub item: Option<PriceItemId>,
    /// What it is; the line's name when nobody said otherwise.
    pub text: String,
    /// Labour, material or a service.
    pub kind: Option<WorkKind>,
    /// How many or how much.
    pub qty: Option<Fixed<2>>,
    /// The price of one, as it was agreed.
    pub unit_price: Option<Fen>,
    /// Quantity times price, rounded half up to the fen.
    pub amount: Option<Fen>,
    /// Why it was withdrawn.
    pub reason: String,
}

stored!(WorkItem, WorkItemDisk);

/// The register's number.
pub const TAG: Tag = 54;
/// Done or used.
pub const USED: u8 = 1;
/// Written down by mistake.
pub const WITHDRAWN: u8 = 2;

const STATES: &[State] = &[
    State::done(USED, "used", t("已计", "used")),
    State::done(WITHDRAWN, "withdrawn", t("已撤销", "withdrawn")),
];
const VIEWS: &[View] = &[
    View {
        id: "used",
        title: t("工料明细", "Work items"),
        states: &[USED],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all",
        title: t("全部工料", "All work items"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The register of work items.
pub struct WorkItems;

impl Register for WorkItems {
    type Entry = WorkItem;

    fn spec() -> Spec<WorkItem> {
        let info = SpecInfo {
            id: "work_item",
            tag: TAG,
            name: t("工料", "Work item"),
            prefix: "WI",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec { normal, ..Spec::new(info, fields(), actions(), |_, e| title(e)) }
    }
}

fn fields() -> Vec<Field<WorkItem>> {
    vec![
        Field::new(
            "request",
            t("工单", "Work order"),
            Kind::Link("request"),
            |h, _| h.parent.filter(|p| p.register == request::TAG).map_or(Value::None, |p| Value::Id(p.id)),
            |h, _, v| {
                h.parent = v.id().map(|id| EntryRef::new(request::TAG, id));
                Ok(())
            },
        )
        .by_action()
        .column(12),
        field!(WorkItem, item, t("价目", "Price"), Kind::Link("price_item")).by_action(),
        field!(WorkItem, text, t("名称", "Name"), Kind::Line(60)).column(22),
        field!(WorkItem, kind, t("性质", "Kind"), Kind::Choice(WorkKind::CHOICES)).column(6),
        field!(WorkItem, qty, t("数量", "Quantity"), Kind::Decimal(2)).column(8),
        field!(WorkItem, unit_price, t("单价", "Unit price"), Kind::Fen).column(9),
        field!(WorkItem, amount, t("金额", "Amount"), Kind::Fen).derived().column(10),
        field!(WorkItem, reason, t("撤销原因", "Why withdrawn"), Kind::Line(120)).by_action(),
        Field::place().by_action(),
        Field::person().by_action(),
        request::moved_to(),
    ]
}

fn actions() -> Vec<Action<WorkItem>> {
    let asks = vec![
        Ask::must("request"),
        Ask::may("item"),
        Ask::may("text"),
        Ask::may("qty"),
        Ask::may("unit_price"),
        Ask::more("kind"),
    ];
    vec![
        Action::create("use", t("登记工料", "Record work and materials"), USED, Posts::DESK, asks)
            .effects(record),
        Action::step(
            "withdraw",
            t("撤销", "Withdraw"),
            &[USED],
            To::State(WITHDRAWN),
            Posts::DESK,
            vec![Ask::must("reason")],
        )
        .guard(|s| open(s.head, s.ctx).map_err(|fault| fault.text)),
        // Its request was merged into another, or is on its own again.
        Action::step(
            "move",
            t("随单转移", "Moved with its request"),
            &[USED, WITHDRAWN],
            To::Stay,
            Posts::NONE,
            vec![],
        )
        .effects(|head, _, values, _| Ok(request::move_part(head, values))),
    ]
}

/// What is charged for a request is settled once that is closed.
fn open(head: &Head, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let Some(parent) = head.parent else { return Ok(()) };
    match ctx.look.head(parent)? {
        Some(request) if !request::OPEN.contains(&request.state) => {
            let number = &request.number;
            Err(Fault::refused(say!("{number} 已办结，工料不能再动", "{number} is over; its items stay"))
                .at("request"))
        }
        _ => Ok(()),
    }
}

/// What the price list says stands unless somebody said otherwise.
fn record(head: &mut Head, entry: &mut WorkItem, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    open(head, ctx)?;
    if let Some(parent) = head.parent
        && let Some(request) = ctx.look.head(parent)?
    {
        (head.place, head.person) = (request.place, request.person);
    }
    if let Some(item) = entry.item {
        let line = EntryRef::new(price_item::TAG, item.0);
        if entry.text.is_empty() {
            entry.text = ctx.look.field(line, "name")?.text().unwrap_or_default().to_owned();
        }
        entry.kind = entry.kind.or(Valued::take(ctx.look.field(line, "kind")?).unwrap_or_default());
        entry.unit_price =
            entry.unit_price.or(Valued::take(ctx.look.field(line, "price")?).unwrap_or_default());
    }
    Ok(Vec::new())
}

/// The amount follows quantity and price, however those were corrected; a price outside the list is doubted.
fn normal(_: &mut Head, entry: &mut WorkItem, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if entry.text.is_empty() {
        return Err(Fault::missing("text", t("价目或名称", "Price line or name")));
    }
    entry.kind = entry.kind.or(Some(WorkKind::Labour));
    let qty = *entry.qty.get_or_insert(Fixed(100));
    let Some(price) = entry.unit_price else {
        return Err(Fault::missing("unit_price", t("单价", "Unit price")));
    };
    if price.0 < 0 {
        return Err(Fault::invalid("unit_price", t("单价不能为负", "A price is not negative")));
    }
    if let Some(item) = entry.item {
        let line = EntryRef::new(price_item::TAG, item.0);
        let from: Option<Fen> = Valued::take(ctx.look.field(line, "price")?).unwrap_or_default();
        let to: Option<Fen> = Valued::take(ctx.look.field(line, "price_to")?).unwrap_or_default();
        if from.is_some_and(|from| price < from || price > to.unwrap_or(from)) {
            ctx.doubt("unit_price", t("与公示价目不符", "Not what the displayed price list says"))?;
        }
    }
    entry.amount = Some(amount(qty, price)?);
    Ok(())
}

/// Quantity times price, rounded once, half up.
fn amount(qty: Fixed<2>, price: Fen) -> Result<Fen, Fault> {
    let exact = qty.decimal().checked_mul(Decimal::from(price.0));
    let fen = exact
        .map(|exact| exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
        .and_then(|rounded| rounded.to_i64());
    fen.map(Fen).ok_or_else(|| Fault::invalid("qty", t("金额过大", "The amount is too large")))
}

fn title(entry: &WorkItem) -> Say {
    let (text, qty) = (&entry.text, entry.qty.map_or(Decimal::ONE, Fixed::decimal).normalize());
    Say::same(format!("{text} ×{qty}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_rounded_once_half_up() {
        assert_eq!(amount(Fixed(150), Fen(333)), Ok(Fen(500)), "499.5 fen");
        assert_eq!(amount(Fixed(33), Fen(10)), Ok(Fen(3)));
        assert_eq!(amount(Fixed(100), Fen(0)), Ok(Fen(0)));
        assert!(amount(Fixed(i64::MAX), Fen(i64::MAX)).is_err());
    }
}
