//! Swaps: two people exchange their shifts. The other one consents; a supervisor approves it too where the office wants
//! that. Until then both shifts stay as they are.

use super::shift;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, ShiftId, StaffId, Tag};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, Order, Register, Severity, Situation, Spec,
    SpecInfo, State, To, Values, View,
};
use crate::domain::value::Valued;
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 85;
/// The other one has not answered.
pub const PROPOSED: u8 = 1;
/// The other one consents; a supervisor has yet to approve.
pub const CONSENTED: u8 = 2;
/// Done.
pub const SWAPPED: u8 = 3;
/// Somebody said no, or took it back.
pub const DROPPED: u8 = 4;

const STATES: &[State] = &[
    State::open(PROPOSED, "proposed", t("待对方同意", "proposed")),
    State::open(CONSENTED, "consented", t("待主管批准", "consented")),
    State::done(SWAPPED, "swapped", t("已换班", "swapped")),
    State::done(DROPPED, "dropped", t("未换", "dropped")),
];

/// A swap's own fields. Who is asked answers for the entry.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Swap {
    /// The shift that is given.
    pub mine: Option<ShiftId>,
    /// The shift that is taken for it.
    pub theirs: Option<ShiftId>,
    /// Who proposes it.
    pub by: Option<StaffId>,
    /// Why, or why not.
    pub reason: String,
}

stored!(Swap, SwapDisk);

const VIEWS: &[View] = &[
    View {
        id: "mine",
        title: t("待我同意的换班", "Swaps for me"),
        states: &[PROPOSED],
        mine: true,
        order: Order::Newest,
    },
    View {
        id: "open",
        title: t("待定的换班", "Open swaps"),
        states: &[PROPOSED, CONSENTED],
        mine: false,
        order: Order::Newest,
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of swaps.
pub struct Swaps;

impl Register for Swaps {
    type Entry = Swap;

    fn spec() -> Spec<Swap> {
        let info = SpecInfo {
            id: "swap",
            tag: TAG,
            name: t("换班", "Swap"),
            prefix: "SW",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::NONE,
            kept: false,
        };
        let fields = vec![
            field!(Swap, mine, t("我的班", "My shift"), Kind::Link("shift")).by_action().column(20),
            field!(Swap, theirs, t("换对方的班", "For their shift"), Kind::Link("shift"))
                .by_action()
                .column(20),
            field!(Swap, by, t("提出人", "Proposed by"), Kind::STAFF).derived().column(8),
            Field::owner().labelled(t("对方", "Asked")).derived().column(8),
            field!(Swap, reason, t("原因", "Reason"), Kind::Line(120)).by_action(),
        ];
        let all = Posts::STAFF;
        let reason = || vec![Ask::must("reason")];
        let asks = vec![Ask::must("mine"), Ask::must("theirs"), Ask::may("reason")];
        let actions = vec![
            Action::create("propose", t("提出换班", "Propose a swap"), PROPOSED, all, asks).effects(proposed),
            Action::step("consent", t("同意", "Consent"), &[PROPOSED], To::Stay, all, vec![])
                .guard(asked)
                .effects(consented),
            Action::step("refuse", t("不同意", "Refuse"), &[PROPOSED], To::State(DROPPED), all, reason())
                .guard(asked)
                .effects(answered),
            Action::step(
                "approve",
                t("批准", "Approve"),
                &[CONSENTED],
                To::State(SWAPPED),
                Posts::LEAD,
                vec![],
            )
            .effects(approved),
            Action::step(
                "reject",
                t("不批准", "Reject"),
                &[CONSENTED],
                To::State(DROPPED),
                Posts::LEAD,
                reason(),
            )
            .effects(answered),
            Action::step(
                "withdraw",
                t("撤回", "Withdraw"),
                &[PROPOSED, CONSENTED],
                To::State(DROPPED),
                all,
                vec![],
            )
            .guard(proposer)
            .confirm(),
        ];
        Spec {
            carry: Some(Carries::open(carry)),
            ..Spec::new(info, fields, actions, |head, _| {
                let number = &head.number;
                say!("换班 {number}", "Swap {number}")
            })
        }
    }
}

fn carry(head: &Head, _: &Swap, _: &Ctx<'_>) -> Option<Carry> {
    let why = match head.state {
        PROPOSED => t("换班待对方答复", "A swap of shifts waits for an answer"),
        CONSENTED => t("换班待主管批准", "A swap of shifts waits for approval"),
        _ => return None,
    };
    Some(Carry::new(Severity::White, why))
}

fn asked(at: &Situation<'_, Swap>) -> Result<(), Say> {
    if at.head.owner == Some(at.ctx.who.staff) {
        return Ok(());
    }
    Err(t("由对方本人答复", "Only who is asked answers").into())
}

fn proposer(at: &Situation<'_, Swap>) -> Result<(), Say> {
    if at.entry.by == Some(at.ctx.who.staff) {
        return Ok(());
    }
    Err(t("只有提出人可以撤回", "Only who proposed it takes it back").into())
}

/// Who has a shift that is still ahead.
fn holder(shift: Option<ShiftId>, field: &str, ctx: &Ctx<'_>) -> Result<StaffId, Fault> {
    let id = shift.map_or(0, |shift| shift.0);
    let ahead =
        ctx.look.head(EntryRef::new(shift::TAG, id))?.is_some_and(|head| head.state == shift::PLANNED);
    let slot = shift::slot(ctx.look, id)?.filter(|slot| ahead && slot.span.from > ctx.now);
    let slot = slot.ok_or_else(|| {
        Fault::invalid(field, t("只能换还没开始的班", "Only a shift that is still ahead is swapped"))
    })?;
    slot.who.ok_or_else(|| Fault::invalid(field, t("这是待补的班", "Nobody has this shift")))
}

fn proposed(head: &mut Head, entry: &mut Swap, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let me = ctx.who.staff;
    if holder(entry.mine, "mine", ctx)? != me {
        return Err(Fault::invalid("mine", t("这不是您的班", "This is not your shift")));
    }
    let other = holder(entry.theirs, "theirs", ctx)?;
    if other == me {
        return Err(Fault::invalid("theirs", t("这是您自己的班", "This is your own shift")));
    }
    (entry.by, head.owner) = (Some(me), Some(other));
    let name = &ctx.who.name;
    let text = say!("{name} 想与您换班，请答复", "{name} asks you to swap a shift");
    Ok(vec![Effect::Notify { staff: other, text }])
}

/// What happens once everybody agrees. What was planned otherwise since is not overwritten.
fn exchange(head: &Head, entry: &Swap, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (Some(by), Some(other)) = (entry.by, head.owner) else { return Ok(Vec::new()) };
    if holder(entry.mine, "mine", ctx)? != by || holder(entry.theirs, "theirs", ctx)? != other {
        return Err(Fault::refused(t("排班已变，请重新提出", "The shifts changed since; propose it anew")));
    }
    let give = |shift: Option<ShiftId>, staff: StaffId| Effect::Act {
        entry: EntryRef::new(shift::TAG, shift.map_or(0, |shift| shift.0)),
        action: "swap",
        values: Values::default().with("staff", Some(staff).value()),
    };
    Ok(vec![give(entry.mine, other), give(entry.theirs, by)])
}

fn consented(head: &mut Head, entry: &mut Swap, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if ctx.look.setting("handover.swap_approval") == 0 {
        head.state = SWAPPED;
        return exchange(head, entry, ctx);
    }
    head.state = CONSENTED;
    let number = &head.number;
    let text = say!("换班 {number} 待批准", "Swap {number} waits for approval");
    Ok(vec![Effect::Tell { posts: Posts::LEAD, text }])
}

fn approved(head: &mut Head, entry: &mut Swap, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if entry.by == Some(ctx.who.staff) || head.owner == Some(ctx.who.staff) {
        return Err(Fault::refused(t("由另一位主管批准", "Another supervisor approves it")));
    }
    exchange(head, entry, ctx)
}

fn answered(head: &mut Head, entry: &mut Swap, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (number, why) = (&head.number, &entry.reason);
    let text = say!("换班 {number} 未成：{why}", "Swap {number} was refused: {why}");
    Ok(entry.by.into_iter().map(|staff| Effect::Notify { staff, text: text.clone() }).collect())
}
