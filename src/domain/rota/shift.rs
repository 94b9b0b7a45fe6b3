//! Planned slots: who is to come to which desk when. Planning moves no custody and makes nobody present; a slot that
//! nobody came for is missed, and a supervisor says what became of it.

use super::pattern::{self, WeekDay, clock};
use super::{Slot, Span, absence, read_time, span, typed};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, PatternId, StaffId, Tag};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, Look, Order, Register, Severity, Sift, Spec,
    SpecInfo, State, TICK, To, Values, View,
};
use crate::domain::value::Valued;
use crate::text::lang::{Say, T, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 83;
/// Planned; nobody came yet.
pub const PLANNED: u8 = 1;
/// Somebody came, and it is not over.
pub const BEGUN: u8 = 2;
/// Over.
pub const DONE: u8 = 3;
/// Nobody came; a supervisor has yet to say what became of it.
pub const MISSED: u8 = 4;
/// Nobody came, and it is said what became of it.
pub const NOTED: u8 = 5;
/// Called off.
pub const CANCELLED: u8 = 6;

/// States in which somebody may still come for it.
pub const AHEAD: &[u8] = &[PLANNED, BEGUN, MISSED];

const STATES: &[State] = &[
    State::open(PLANNED, "planned", t("已排班", "planned")),
    State::open(BEGUN, "begun", t("在班", "begun")),
    State::done(DONE, "done", t("已完成", "done")),
    State::open(MISSED, "missed", t("缺班", "missed")),
    State::done(NOTED, "noted", t("缺班已说明", "missed, noted")),
    State::done(CANCELLED, "cancelled", t("已取消", "cancelled")),
];

/// A slot's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Shift {
    /// The day on which it begins.
    pub day: Option<Date>,
    /// The desk; none is the planner's.
    pub desk: Option<DeskId>,
    /// The pattern it follows.
    pub pattern: Option<PatternId>,
    /// When it begins on the wall; the pattern's time when it was planned, or its own.
    pub start: String,
    /// When it ends on the wall.
    pub end: String,
    /// Who is to come; none: an open slot.
    pub staff: Option<StaffId>,
    /// Who comes instead.
    pub substitute: Option<StaffId>,
    /// Whether who was to come is absent.
    pub away: bool,
    /// When it begins.
    pub from: Option<At>,
    /// When it ends.
    pub to: Option<At>,
    /// What the planner says; of a missed slot, what became of it.
    pub note: String,
    /// Why it was changed or called off.
    pub reason: String,
}

stored!(Shift, ShiftDisk);

impl Shift {
    /// Who is to come in the end; none: nobody.
    #[must_use]
    pub fn who(&self) -> Option<StaffId> {
        self.substitute.or(self.staff.filter(|_| !self.away))
    }
}

const fn view(id: &'static str, title: T, states: &'static [u8]) -> View {
    View { id, title, states, mine: false, order: Order::Natural }
}

const VIEWS: &[View] = &[
    view("planned", t("排班", "Planned shifts"), &[PLANNED, BEGUN]),
    view("mine", t("我的班", "My shifts"), &[PLANNED, BEGUN]),
    view("free", t("待补的班", "Open shifts"), &[PLANNED]),
    view("missed", t("缺班", "Missed shifts"), &[MISSED]),
    view("alarms", t("缺班与待补的班", "Missed and open shifts"), &[PLANNED, MISSED]),
    view("all", t("全部", "All"), &[]),
];

/// The register of slots.
pub struct Shifts;

impl Register for Shifts {
    type Entry = Shift;

    fn spec() -> Spec<Shift> {
        let info = SpecInfo {
            id: "shift",
            tag: TAG,
            name: t("排班", "Shift"),
            prefix: "SH",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::NONE,
            kept: false,
        };
        let sifts: Vec<(&'static str, Sift<Shift>)> = vec![
            ("mine", |_, e, ctx| e.who() == Some(ctx.who.staff)),
            ("free", |_, e, _| e.who().is_none()),
            ("alarms", |h, e, _| h.state == MISSED || e.who().is_none()),
        ];
        Spec {
            normal: |_, e, ctx| normal(e, ctx),
            alarm: |h, e, ctx| alarm(h, e, ctx),
            carry: Some(Carries::view("alarms", carry)),
            sort: |h, e| Some([e.from.map_or(0, |at| at.0).to_be_bytes(), h.id.to_be_bytes()].concat()),
            sifts,
            ..Spec::new(info, fields(), actions(), |_, e| title(e))
        }
    }
}

fn fields() -> Vec<Field<Shift>> {
    vec![
        field!(Shift, day, t("日期", "Day"), Kind::Date).by_action().column(10),
        field!(Shift, pattern, t("班次", "Pattern"), Kind::Link("shift_pattern")).by_action().column(12),
        field!(Shift, start, t("开始", "From"), Kind::Line(5))
            .by_action()
            .column(6)
            .hint(t("不填按班次", "Empty: the pattern's")),
        field!(Shift, end, t("结束", "To"), Kind::Line(5)).by_action().column(6),
        field!(Shift, staff, t("当班人", "Planned"), Kind::STAFF)
            .by_action()
            .column(8)
            .hint(t("不填为待补的班", "Empty: an open shift")),
        field!(Shift, substitute, t("替班人", "Substitute"), Kind::STAFF).by_action().column(8),
        field!(Shift, desk, t("服务台", "Desk"), Kind::DESK)
            .by_action()
            .column(10)
            .hint(t("不填为本服务台", "Empty: this desk")),
        field!(Shift, from, t("开始时刻", "Begins"), Kind::At).derived(),
        field!(Shift, to, t("结束时刻", "Ends"), Kind::At).derived(),
        field!(Shift, away, t("当班人缺勤", "Absent"), Kind::Flag).by_action(),
        field!(Shift, note, t("说明", "Note"), Kind::Line(200)).by_action(),
        field!(Shift, reason, t("原因", "Reason"), Kind::Line(120)).by_action(),
    ]
}

fn actions() -> Vec<Action<Shift>> {
    let lead = Posts::LEAD;
    let plan = vec![
        Ask::must("day"),
        Ask::may("pattern"),
        Ask::may("staff"),
        Ask::may("desk"),
        Ask::more("start"),
        Ask::more("end"),
        Ask::more("note"),
    ];
    let change = vec![
        Ask::may("day"),
        Ask::may("pattern"),
        Ask::may("staff"),
        Ask::may("desk"),
        Ask::more("start"),
        Ask::more("end"),
        Ask::must("reason"),
    ];
    vec![
        Action::create("plan", t("排班", "Plan a shift"), PLANNED, lead, plan).effects(planned),
        Action::step("change", t("改班", "Change"), &[PLANNED, BEGUN], To::Stay, lead, change)
            .effects(planned),
        Action::step(
            "substitute",
            t("安排替班", "Substitute"),
            &[PLANNED, MISSED],
            To::State(PLANNED),
            lead,
            vec![Ask::must("substitute"), Ask::must("reason")],
        )
        .effects(told),
        Action::step(
            "cancel",
            t("取消", "Cancel"),
            &[PLANNED, BEGUN],
            To::State(CANCELLED),
            lead,
            vec![Ask::must("reason")],
        )
        .effects(told)
        .confirm(),
        Action::step(
            "note",
            t("说明缺班", "Say what became of it"),
            &[MISSED],
            To::State(NOTED),
            lead,
            vec![Ask::must("note")],
        ),
        Action::step("begin", t("到岗", "Somebody came"), &[PLANNED], To::State(BEGUN), Posts::NONE, vec![]),
        Action::step(
            "absent",
            t("当班人缺勤", "Absent"),
            &[PLANNED],
            To::Stay,
            Posts::NONE,
            vec![Ask::may("away"), Ask::may("substitute")],
        )
        .effects(told),
        Action::step(
            "swap",
            t("换班", "Swapped"),
            &[PLANNED],
            To::Stay,
            Posts::NONE,
            vec![Ask::must("staff")],
        )
        .effects(swapped),
        Action::step(TICK, t("到时", "Its hour has come"), &[PLANNED, BEGUN], To::Stay, Posts::NONE, vec![])
            .effects(ticked),
    ]
}

fn title(entry: &Shift) -> Say {
    let day = entry.day.map_or(String::new(), |day| day.format("%m-%d").to_string());
    Say::same(format!("{day} {}–{}", entry.start, entry.end))
}

/// What threatens the next handover: a missed shift that nobody explained, and one that is near and nobody's.
fn carry(head: &Head, entry: &Shift, ctx: &Ctx<'_>) -> Option<Carry> {
    if head.state == MISSED {
        return Some(Carry::new(Severity::Amber, t("缺班尚未说明", "A missed shift, not explained yet")));
    }
    let near = entry.from.is_some_and(|from| from <= ctx.planned_until());
    (near && entry.who().is_none())
        .then(|| Carry::new(Severity::Amber, t("即将开始的班没有人", "A shift that is near and nobody's")))
}

fn alarm(head: &Head, entry: &Shift, ctx: &Ctx<'_>) -> Option<At> {
    match head.state {
        PLANNED => Some(entry.from?.plus_minutes(ctx.look.setting("handover.missed_minutes"))),
        BEGUN => entry.to,
        _ => None,
    }
}

fn normal(entry: &mut Shift, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.desk.get_or_insert(ctx.who.desk);
    let day = entry.day.ok_or_else(|| Fault::missing("day", t("日期", "Day")))?;
    if entry.start.is_empty() || entry.end.is_empty() {
        return Err(Fault::missing("pattern", t("班次，或起止时间", "A pattern, or both times")));
    }
    (entry.start, entry.end) = (clock(&entry.start, "start")?, clock(&entry.end, "end")?);
    if entry.start == entry.end || entry.start == "24:00" {
        return Err(Fault::invalid("end", t("结束与开始相同", "It ends when it begins")));
    }
    let (start, end) = (read_time(&entry.start).unwrap_or(0), read_time(&entry.end).unwrap_or(0));
    let Span { from, to } = span(day, start, end, ctx.zone)
        .ok_or_else(|| Fault::invalid("day", t("当地没有这一天", "The calendar skips this day")))?;
    (entry.from, entry.to) = (Some(from), Some(to));
    if entry.substitute == entry.staff && !entry.away {
        entry.substitute = None;
    }
    Ok(())
}

/// Takes the pattern's times, and says what is odd about the plan.
fn planned(head: &mut Head, entry: &mut Shift, values: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if let Some(id) = entry.pattern.filter(|_| !values.get("pattern").is_none() || entry.start.is_empty()) {
        let at = EntryRef::new(pattern::TAG, id.0);
        let text = |field| -> Result<String, Fault> {
            Ok(String::take(ctx.look.field(at, field)?).unwrap_or_default())
        };
        if values.get("start").is_none() {
            entry.start = text("start")?;
        }
        if values.get("end").is_none() {
            entry.end = text("end")?;
        }
        if let (Some(day), crate::domain::value::Value::List(days)) =
            (entry.day, ctx.look.field(at, "weekdays")?)
            && !days.is_empty()
            && !days.iter().any(|known| known == WeekDay::of(day))
        {
            ctx.warn("day", t("此班次这一天通常不排", "The pattern is not meant for this day of the week"));
        }
    }
    possible(entry, values, ctx)?;
    normal(entry, ctx)?;
    if let (Some(staff), Some(day)) = (entry.staff, entry.day) {
        if absence::on(ctx.look, staff, day)? {
            ctx.doubt("staff", t("此人当天请假", "They are absent on that day"))?;
        }
        let span = Span { from: entry.from.unwrap_or_default(), to: entry.to.unwrap_or_default() };
        let clash = |slot: &Slot| {
            slot.who == Some(staff)
                && slot.shift != head.id
                && slot.span.from < span.to
                && span.from < slot.span.to
        };
        if slots(ctx.look)?.iter().any(clash) {
            ctx.warn("staff", t("此人同时另有一班", "They have another shift at that time"));
        }
    }
    told(head, entry, values, ctx)
}

/// A time that somebody typed must exist; a pattern's moves with the clocks, and the planner is told.
fn possible(entry: &Shift, values: &Values, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let Some(day) = entry.day else { return Ok(()) };
    for (field, text) in [("start", &entry.start), ("end", &entry.end)] {
        let Some(minutes) = read_time(text) else { continue };
        let next = field == "end" && read_time(&entry.start).is_some_and(|start| minutes <= start);
        let minutes = if next { minutes + super::DAY } else { minutes };
        let Err(gap) = typed(day, minutes, ctx.zone) else { continue };
        let (before, after) = (gap.before.format("%H:%M"), gap.after.format("%m-%d %H:%M"));
        let said = say!(
            "{text} 不存在：时钟由 {before} 直接拨到 {after}",
            "{text} does not exist: the clocks go from {before} to {after}"
        );
        if !values.get(field).is_none() {
            return Err(Fault::invalid(field, said));
        }
        ctx.warn(field, said);
    }
    Ok(())
}

/// Tells whoever is concerned.
fn told(_: &mut Head, entry: &mut Shift, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    normal(entry, ctx)?;
    let words = title(entry).zh;
    let text = say!("您的排班有变动：{words}", "Your shifts changed: {words}");
    let people = [entry.staff, entry.substitute];
    let people = people.into_iter().flatten().filter(|staff| *staff != ctx.who.staff);
    Ok(people.map(|staff| Effect::Notify { staff, text: text.clone() }).collect())
}

fn swapped(head: &mut Head, entry: &mut Shift, values: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    (entry.substitute, entry.away) = (None, false);
    told(head, entry, values, ctx)
}

/// Nobody came, or it is over.
fn ticked(head: &mut Head, entry: &mut Shift, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if head.state == BEGUN {
        head.state = DONE;
        return Ok(Vec::new());
    }
    head.state = MISSED;
    let words = title(entry).zh;
    let text = say!(
        "缺班：{words} 无人到岗，仍由上一班负责；请说明",
        "Missed shift: nobody came for {words}; who was there still answers for the desk. Say what became of it"
    );
    Ok(vec![Effect::Tell { posts: Posts::LEAD, text }])
}

/// The slots somebody may still come for.
///
/// # Errors
/// When the store cannot be read.
pub fn slots(look: &dyn Look) -> Result<Vec<Slot>, Fault> {
    let mut found = Vec::new();
    for state in AHEAD {
        for at in look.in_state(TAG, *state)? {
            found.extend(slot(look, at.id)?);
        }
    }
    Ok(found)
}

/// One slot, whatever its state; none: there is no such entry.
///
/// # Errors
/// When the store cannot be read.
pub fn slot(look: &dyn Look, shift: u64) -> Result<Option<Slot>, Fault> {
    let at = EntryRef::new(TAG, shift);
    let time =
        |field| -> Result<Option<At>, Fault> { Ok(Valued::take(look.field(at, field)?).unwrap_or_default()) };
    let who = |field| -> Result<Option<StaffId>, Fault> {
        Ok(Valued::take(look.field(at, field)?).unwrap_or_default())
    };
    let (Some(from), Some(to)) = (time("from")?, time("to")?) else { return Ok(None) };
    let desk: Option<DeskId> = Valued::take(look.field(at, "desk")?).unwrap_or_default();
    let away = bool::take(look.field(at, "away")?).unwrap_or_default();
    let who = who("substitute")?.or(who("staff")?.filter(|_| !away));
    Ok(Some(Slot { shift, desk: desk.unwrap_or_default(), who, span: Span { from, to } }))
}
