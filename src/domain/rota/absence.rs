//! Absences: somebody does not come on these days, and who comes instead. The shifts they had become their substitute's,
//! or open.

use super::shift::{self, PLANNED};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, StaffId, Tag};
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Head, Kind, Look, Order, Register, Spec, SpecInfo, State, To, Values, View,
};
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 84;
/// It stands.
pub const STANDS: u8 = 1;
/// Taken back.
pub const WITHDRAWN: u8 = 2;

const STATES: &[State] = &[
    State::done(STANDS, "stands", t("有效", "stands")),
    State::done(WITHDRAWN, "withdrawn", t("已销假", "withdrawn")),
];

choices! {
    /// Why somebody does not come.
    pub AbsenceKind {
        Leave = "leave" 'l' ("休假", "Leave"),
        Sick = "sick" 's' ("病假", "Sick"),
        Personal = "personal" 'p' ("事假", "Personal"),
        Training = "training" 't' ("培训", "Training"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

/// An absence's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Absence {
    /// Who.
    pub staff: Option<StaffId>,
    /// Why.
    pub kind: Option<AbsenceKind>,
    /// The first day.
    pub first: Option<Date>,
    /// The last day.
    pub last: Option<Date>,
    /// Who comes instead; none: the shifts are open.
    pub substitute: Option<StaffId>,
    /// What else is to be said.
    pub note: String,
}

stored!(Absence, AbsenceDisk);

const VIEWS: &[View] = &[
    View {
        id: "stands", title: t("请假", "Absences"), states: &[STANDS], mine: false, order: Order::Newest
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of absences.
pub struct Absences;

impl Register for Absences {
    type Entry = Absence;

    fn spec() -> Spec<Absence> {
        let info = SpecInfo {
            id: "absence",
            tag: TAG,
            name: t("请假", "Absence"),
            prefix: "AB",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::NONE,
            kept: false,
        };
        let fields = vec![
            field!(Absence, staff, t("请假人", "Who"), Kind::STAFF)
                .by_action()
                .column(8)
                .hint(t("不填为本人", "Empty: yourself")),
            field!(Absence, kind, t("种类", "Kind"), Kind::Choice(AbsenceKind::CHOICES))
                .by_action()
                .column(8),
            field!(Absence, first, t("首日", "From"), Kind::Date).by_action().column(10),
            field!(Absence, last, t("末日", "To"), Kind::Date)
                .by_action()
                .column(10)
                .hint(t("不填即一天", "Empty: one day")),
            field!(Absence, substitute, t("替班人", "Substitute"), Kind::STAFF).by_action().column(8),
            field!(Absence, note, t("说明", "Note"), Kind::Line(120)).by_action(),
        ];
        let asks = vec![
            Ask::must("first"),
            Ask::may("last"),
            Ask::must("kind"),
            Ask::may("staff"),
            Ask::may("substitute"),
            Ask::more("note"),
        ];
        let all = Posts::STAFF;
        let actions = vec![
            Action::create("record", t("登记请假", "Record an absence"), STANDS, all, asks).effects(recorded),
            Action::step("withdraw", t("销假", "Withdraw"), &[STANDS], To::State(WITHDRAWN), all, vec![])
                .guard(|at| own(at.entry, at.ctx))
                .effects(withdrawn)
                .confirm(),
        ];
        Spec::new(info, fields, actions, |_, e| title(e))
    }
}

fn title(entry: &Absence) -> Say {
    let kind = entry.kind.map_or(t("请假", "Absence"), AbsenceKind::label);
    let day = |day: Option<Date>| day.map_or(String::new(), |day| day.format("%m-%d").to_string());
    let days = if entry.first == entry.last {
        day(entry.first)
    } else {
        format!("{}–{}", day(entry.first), day(entry.last))
    };
    Say { zh: format!("{} {days}", kind.zh), en: format!("{} {days}", kind.en) }
}

fn own(entry: &Absence, ctx: &Ctx<'_>) -> Result<(), Say> {
    if entry.staff == Some(ctx.who.staff) || ctx.who.may(Posts::LEAD) {
        return Ok(());
    }
    Err(t("他人的请假由主管登记", "A supervisor does this for somebody else").into())
}

fn recorded(_: &mut Head, entry: &mut Absence, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.staff.get_or_insert(ctx.who.staff);
    own(entry, ctx).map_err(|why| Fault::refused(why).at("staff"))?;
    entry.last = entry.last.or(entry.first);
    if entry.last < entry.first {
        return Err(Fault::invalid("last", t("末日早于首日", "It ends before it begins")));
    }
    if entry.substitute == entry.staff {
        return Err(Fault::invalid(
            "substitute",
            t("替班人不能是本人", "They cannot stand in for themselves"),
        ));
    }
    reassign(entry, true, ctx)
}

fn withdrawn(_: &mut Head, entry: &mut Absence, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    reassign(entry, false, ctx)
}

/// Every planned shift they have on these days.
fn reassign(entry: &Absence, away: bool, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let mut effects = Vec::new();
    for at in ctx.look.in_state(shift::TAG, PLANNED)? {
        let day: Option<Date> = Valued::take(ctx.look.field(at, "day")?).unwrap_or_default();
        let staff: Option<StaffId> = Valued::take(ctx.look.field(at, "staff")?).unwrap_or_default();
        if staff == entry.staff && day >= entry.first && day <= entry.last {
            let substitute = if away { entry.substitute.value() } else { Value::None };
            let values = Values::default().with("away", Value::Flag(away)).with("substitute", substitute);
            effects.push(Effect::Act { entry: at, action: "absent", values });
        }
    }
    Ok(effects)
}

/// Whether somebody is absent on a day.
///
/// # Errors
/// When the store cannot be read.
pub fn on(look: &dyn Look, staff: StaffId, day: Date) -> Result<bool, Fault> {
    for at in look.in_state(TAG, STANDS)? {
        if day_of(look, at, staff)?.is_some_and(|(first, last)| (first..=last).contains(&day)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn day_of(look: &dyn Look, at: EntryRef, staff: StaffId) -> Result<Option<(Date, Date)>, Fault> {
    let who: Option<StaffId> = Valued::take(look.field(at, "staff")?).unwrap_or_default();
    let first: Option<Date> = Valued::take(look.field(at, "first")?).unwrap_or_default();
    let last: Option<Date> = Valued::take(look.field(at, "last")?).unwrap_or_default();
    Ok(first.zip(last).filter(|_| who == Some(staff)))
}
