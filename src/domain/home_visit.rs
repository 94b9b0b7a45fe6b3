//! Home visits of the office's own accord (走访): planned, done, not met, called off. A repair's visit is its request.

use crate::domain::fault::Fault;
use crate::domain::hand_over::hand_over;
use crate::domain::handover::Section;
use crate::domain::ids::Tag;
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, Order, Register, Severity, Spec, SpecInfo,
    State, To, Values, View,
};
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// Why somebody is visited.
    pub Reason {
        Routine = "routine" 'r' ("例行走访", "Routine"),
        MovedIn = "moved-in" 'm' ("新入住", "Moved in"),
        Care = "care" 'c' ("关怀走访", "Care"),
        Complaint = "complaint" 'p' ("投诉回访", "After a complaint"),
        Arrears = "arrears" 'a' ("欠费沟通", "Arrears"),
        Survey = "survey" 's' ("征询意见", "Opinion"),
        File = "file" 'f' ("核对档案", "Checking the file"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

/// A home visit's own fields. Room, person and the visiting staff member are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct HomeVisit {
    /// Why.
    pub reason: Option<Reason>,
    /// The day it is planned for.
    pub planned_on: Option<Date>,
    /// Who went along.
    pub with: String,
    /// Whom they met.
    pub met: String,
    /// What was said and seen.
    pub notes: String,
    /// What is to be done next.
    pub next: String,
    /// The day of the next visit.
    pub next_on: Option<Date>,
    /// The day it took place, or was tried.
    pub visited_on: Option<Date>,
    /// The end of the planned day.
    pub due_at: Option<At>,
}

stored!(HomeVisit, HomeVisitDisk);

/// The register's number.
pub const TAG: Tag = 46;
/// To be done.
pub const PLANNED: u8 = 1;
/// Done.
pub const DONE: u8 = 2;
/// Nobody opened.
pub const NOT_MET: u8 = 3;
/// Called off.
pub const CANCELLED: u8 = 4;

const STATES: &[State] = &[
    State::open(PLANNED, "planned", t("待走访", "planned")),
    State::done(DONE, "done", t("已走访", "done")),
    State::done(NOT_MET, "not-met", t("未遇", "not met")),
    State::done(CANCELLED, "cancelled", t("已取消", "cancelled")),
];
const VIEWS: &[View] = &[
    View {
        id: "planned",
        title: t("待走访", "Visits to make"),
        states: &[PLANNED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "mine", title: t("我的走访", "My visits"), states: &[PLANNED], mine: true, order: Order::Due
    },
    View {
        id: "done",
        title: t("走访记录", "Visits made"),
        states: &[DONE, NOT_MET],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all", title: t("全部走访", "All visits"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of home visits.
pub struct HomeVisits;

impl Register for HomeVisits {
    type Entry = HomeVisit;

    fn spec() -> Spec<HomeVisit> {
        let info = SpecInfo {
            id: "home_visit",
            tag: TAG,
            name: t("走访", "Home visit"),
            prefix: "HV",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let fields = vec![
            Field::place().column(14),
            Field::person().column(10),
            field!(HomeVisit, reason, t("事由", "Reason"), Kind::Choice(Reason::CHOICES)).column(10),
            field!(HomeVisit, planned_on, t("计划日期", "Planned for"), Kind::Date).column(11),
            Field::owner().labelled(t("走访人", "Visitor")).column(8),
            field!(HomeVisit, with, t("同行人", "With"), Kind::Line(40)),
            field!(HomeVisit, met, t("受访人", "Met"), Kind::Line(40)),
            field!(HomeVisit, notes, t("走访情况", "Notes"), Kind::Text(500)).column(20),
            field!(HomeVisit, next, t("后续事项", "Next"), Kind::Line(120)),
            field!(HomeVisit, next_on, t("下次走访", "Next visit"), Kind::Date).by_action(),
            field!(HomeVisit, visited_on, t("走访日期", "Visited on"), Kind::Date).by_action(),
            field!(HomeVisit, due_at, t("应走访时间", "Due"), Kind::At).derived(),
        ];
        let who = Posts::STAFF;
        let plan = vec![
            Ask::must("place"),
            Ask::may("person"),
            Ask::may("reason"),
            Ask::may("planned_on"),
            Ask::may("owner"),
            Ask::more("with"),
        ];
        let record = vec![
            Ask::must("notes"),
            Ask::may("met"),
            Ask::may("next"),
            Ask::may("next_on"),
            Ask::more("visited_on"),
            Ask::more("with"),
        ];
        let write =
            [vec![Ask::must("place"), Ask::may("person"), Ask::may("reason")], record.clone()].concat();
        let not_met = vec![Ask::may("notes"), Ask::may("next_on"), Ask::more("visited_on")];
        let actions = vec![
            Action::create("plan", t("安排走访", "Plan a visit"), PLANNED, who, plan).effects(planned),
            Action::create("write", t("补记走访", "Write down a visit"), DONE, who, write).effects(visited),
            Action::step("record", t("记录走访", "Record"), &[PLANNED], To::State(DONE), who, record)
                .effects(visited),
            Action::step("not_met", t("未遇", "Not met"), &[PLANNED], To::State(NOT_MET), who, not_met)
                .effects(visited),
            Action::step(
                "cancel",
                t("取消走访", "Cancel"),
                &[PLANNED],
                To::State(CANCELLED),
                who,
                vec![Ask::must("notes")],
            )
            .confirm(),
            hand_over(&[PLANNED], &[]),
        ];
        Spec {
            normal,
            due: Some(|_, e| e.due_at),
            carry: Some(Carries::open(carry)),
            ..Spec::new(info, fields, actions, title)
        }
    }
}

fn title(_: &Head, entry: &HomeVisit) -> Say {
    entry.reason.map_or(t("走访", "Home visit"), Reason::label).into()
}

fn planned(head: &mut Head, entry: &mut HomeVisit, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    head.owner.get_or_insert(ctx.who.staff);
    entry.planned_on.get_or_insert(ctx.today());
    Ok(Vec::new())
}

/// It took place or was tried; the next one is planned at once.
fn visited(head: &mut Head, entry: &mut HomeVisit, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    head.owner.get_or_insert(ctx.who.staff);
    let day = *entry.visited_on.get_or_insert(ctx.today());
    if day > ctx.today() {
        return Err(Fault::invalid(
            "visited_on",
            t("走访日期不能晚于今天", "It cannot have been after today"),
        ));
    }
    let Some(next) = entry.next_on else { return Ok(Vec::new()) };
    if next < ctx.today() {
        return Err(Fault::invalid(
            "next_on",
            t("下次走访不能早于今天", "The next visit cannot be before today"),
        ));
    }
    let values = Values::default()
        .with("place", head.place.value())
        .with("person", head.person.value())
        .with("reason", entry.reason.value())
        .with("planned_on", Value::Date(next))
        .with("owner", head.owner.value());
    Ok(vec![Effect::Create { register: "home_visit", action: "plan", values }])
}

fn normal(_: &mut Head, entry: &mut HomeVisit, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.reason.get_or_insert(Reason::Routine);
    entry.due_at = entry.planned_on.map(|day| At::end_of(day, ctx.zone));
    Ok(())
}

fn carry(head: &Head, entry: &HomeVisit, ctx: &Ctx<'_>) -> Option<Carry> {
    let day = entry.planned_on.filter(|_| head.state == PLANNED)?;
    let soon = At::start_of(day, ctx.zone) <= ctx.planned_until();
    let why = if head.due.is_some_and(|due| due <= ctx.now) {
        t("走访已过期未做", "A home visit was not made in time")
    } else if soon {
        t("计划内走访", "A home visit is planned")
    } else {
        return None;
    };
    Some(Carry::new(Severity::White, why).under(Section::Do))
}
