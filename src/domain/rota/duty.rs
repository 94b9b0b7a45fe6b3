//! Duty: who is here, at which desk, since when. It ends whenever the person says so, unless they answer for a desk:
//! then that is accepted, released or sealed first.

use super::{shift, slot_of};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Head, Kind, Look, Order, Register, Situation, Spec, SpecInfo, State, To,
    Values, View,
};
use crate::domain::value::Valued;
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 86;
/// Here.
pub const HERE: u8 = 1;
/// Gone.
pub const ENDED: u8 = 2;

const STATES: &[State] =
    &[State::open(HERE, "here", t("在岗", "on duty")), State::done(ENDED, "ended", t("已下班", "ended"))];

/// A duty's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Duty {
    /// Who.
    pub staff: Option<StaffId>,
    /// At which desk.
    pub desk: Option<DeskId>,
    /// Since when.
    pub began_at: Option<At>,
    /// Until when.
    pub ended_at: Option<At>,
}

stored!(Duty, DutyDisk);

const VIEWS: &[View] = &[
    View {
        id: "here", title: t("在岗人员", "On duty"), states: &[HERE], mine: false, order: Order::Newest
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of duty.
pub struct Duties;

impl Register for Duties {
    type Entry = Duty;

    fn spec() -> Spec<Duty> {
        let info = SpecInfo {
            id: "duty",
            tag: TAG,
            name: t("在岗", "Duty"),
            prefix: "DU",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::NONE,
            kept: false,
        };
        let fields = vec![
            field!(Duty, staff, t("人员", "Who"), Kind::STAFF).derived().column(8),
            field!(Duty, desk, t("服务台", "Desk"), Kind::DESK)
                .by_action()
                .column(10)
                .hint(t("不填为本服务台", "Empty: this desk")),
            field!(Duty, began_at, t("上班", "Began"), Kind::At).derived().column(12),
            field!(Duty, ended_at, t("下班", "Ended"), Kind::At).derived().column(12),
        ];
        let all = Posts::STAFF;
        let actions = vec![
            Action::create("begin", t("上班", "Begin duty"), HERE, all, vec![Ask::may("desk")])
                .effects(begun),
            Action::step("end", t("下班", "End duty"), &[HERE], To::State(ENDED), all, vec![])
                .guard(free)
                .effects(ended),
        ];
        Spec::new(info, fields, actions, |_, _| t("在岗", "On duty").into())
    }
}

/// Who holds a desk passes it on first.
fn free(at: &Situation<'_, Duty>) -> Result<(), Say> {
    let Some(staff) = at.entry.staff else { return Ok(()) };
    if staff != at.ctx.who.staff && !at.ctx.who.may(Posts::LEAD) {
        return Err(t("只能结束自己的在岗", "Only a supervisor ends somebody else's duty").into());
    }
    let desks = at.ctx.look.custody(staff).map_err(|fault| fault.text)?.join("、");
    if desks.is_empty() {
        // A till of one's own stays one's own; who is ill is let go by a supervisor, and the sheet says what is uncounted.
        let owed = at.ctx.look.till_owed(staff).map_err(|fault| fault.text)?;
        return owed.filter(|_| staff == at.ctx.who.staff).map_or(Ok(()), Err);
    }
    Err(say!(
        "仍负责{desks}：先由他人接班、主管代管，或封存服务台，再下班",
        "{desks} is still in their custody: somebody accepts it, a supervisor takes it, or it is sealed; then duty ends"
    ))
}

fn begun(_: &mut Head, entry: &mut Duty, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (staff, desk) = (ctx.who.staff, *entry.desk.get_or_insert(ctx.who.desk));
    if here(ctx.look)?.iter().any(|(_, known, _)| *known == staff) {
        return Err(Fault::refused(t("您已在岗", "You are on duty already")));
    }
    (entry.staff, entry.began_at) = (Some(staff), Some(ctx.now));
    Ok(came(ctx.look, desk, staff, ctx.now)?.into_iter().collect())
}

fn ended(_: &mut Head, entry: &mut Duty, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.ended_at = Some(ctx.now);
    Ok(Vec::new())
}

/// Notes that somebody came for the shift they have now at a desk; none: they have none that waits.
///
/// # Errors
/// When the store cannot be read.
pub fn came(look: &dyn Look, desk: DeskId, staff: StaffId, now: At) -> Result<Option<Effect>, Fault> {
    let slots = shift::slots(look)?;
    let Some(slot) = slot_of(&slots, desk, staff, now, look.setting("handover.early_minutes")) else {
        return Ok(None);
    };
    let entry = EntryRef::new(shift::TAG, slot.shift);
    let waits = look.head(entry)?.is_some_and(|head| head.state == shift::PLANNED);
    Ok(waits.then(|| Effect::Act { entry, action: "begin", values: Values::default() }))
}

/// Who is on duty: entry, person, desk.
///
/// # Errors
/// When the store cannot be read.
pub fn here(look: &dyn Look) -> Result<Vec<(EntryRef, StaffId, DeskId)>, Fault> {
    let mut found = Vec::new();
    for at in look.in_state(TAG, HERE)? {
        let staff: Option<StaffId> = Valued::take(look.field(at, "staff")?).unwrap_or_default();
        let desk: Option<DeskId> = Valued::take(look.field(at, "desk")?).unwrap_or_default();
        found.extend(staff.zip(desk).map(|(staff, desk)| (at, staff, desk)));
    }
    Ok(found)
}
