//! Incidents and emergencies (`domain/facts.md` 7.16): one burst pipe is one incident, however many ring about it.
//!
//! It can be opened with nothing but its kind; place, scope and report come later. What happened stands in its timeline
//! (`line`), who rang about it in `caller`, what is to be done on the plan card of its kind (`plan`), whom it touches is
//! worked out in `area`. What its steps do is in `rules`.

pub mod area;
pub mod caller;
mod kind;
pub mod line;
pub mod plan;
mod rules;

pub use kind::{IncidentKind, LineKind, label_of};
pub use rules::lacks;

use crate::domain::clock::{Clocks, Limit};
use crate::domain::hand_over::hand_over;
use crate::domain::ids::{StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, ClockAccess, Field, Head, Kind, Order, RETIME, Register, Spec, SpecInfo, State,
    TICK, To, View,
};
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Say, T, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// Characters of what it is, of the authorities, of a text in the report.
pub(crate) const TEXT: usize = 120;
const AUTHORITIES: usize = 200;
const LONG: u16 = 1000;

/// An incident's own fields. Where it is, is the head's place; who has it in hand the head's owner.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Incident {
    /// What kind.
    pub kind: Option<IncidentKind>,
    /// How grave, 1 is the gravest of four.
    pub level: Option<i64>,
    /// What it is, in a few words; the first line of the timeline when nobody said more.
    pub text: String,
    /// Who found it.
    pub found_by: String,
    /// Whom it touches, as [`area`] has it.
    pub scope: Vec<String>,
    /// The scope as it was typed, on its way from the form.
    #[serde(skip)]
    pub scope_typed: Option<String>,
    /// What callers are told.
    pub caller_text: String,
    /// How many people it touches.
    pub persons: Option<i64>,
    /// The authorities that were called.
    pub authorities: String,
    /// What was lost, who was hurt.
    pub losses: String,
    /// Whether and when the insurer was told.
    pub insurance: String,
    /// Why it happened.
    pub cause: String,
    /// Who answers for it.
    pub responsibility: String,
    /// What was done afterwards.
    pub aftermath: String,
    /// What is done so that it does not happen again.
    pub prevention: String,
    /// The written report.
    pub report: String,
    /// When the report was written.
    pub report_at: Option<At>,
    /// What the review found.
    pub review: String,
    /// Why it was a false alarm, or why the report went back.
    pub reason: String,
    /// When it was under control.
    pub controlled_at: Option<At>,
    /// When its handling ended.
    pub closed_at: Option<At>,
    /// The steps of the plan, with who did them.
    pub steps: Vec<PlanStep>,
    /// Whom the plan says to call, a line each.
    pub calls: Vec<String>,
    /// The clocks of the reports.
    pub clocks: Clocks,
    /// When the clocks ran out about which somebody was told; the first offices have their starts here.
    pub told: Vec<At>,
    /// The number of the step an action is about, from 1.
    #[serde(skip)]
    pub step: Option<i64>,
}

/// A step of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStep {
    /// What is done.
    pub text: String,
    /// Who ticked it, and when.
    pub done: Option<(StaffId, At)>,
}

stored!(Incident, IncidentDisk);

/// The register's number.
pub const TAG: Tag = 70;
/// Known, and in nobody's hand yet: the bell rings.
pub const REPORTED: u8 = 1;
/// In hand.
pub const HANDLING: u8 = 2;
/// Under control.
pub const CONTROLLED: u8 = 3;
/// Over; the summary is to be written.
pub const CLOSED: u8 = 4;
/// The report is written.
pub const WRITTEN: u8 = 5;
/// Reviewed.
pub const REVIEWED: u8 = 6;
/// There was nothing.
pub const FALSE_ALARM: u8 = 7;

const STATES: &[State] = &[
    State::open(REPORTED, "reported", t("已报告", "reported")),
    State::open(HANDLING, "handling", t("处置中", "handling")),
    State::open(CONTROLLED, "under-control", t("已控制", "under control")),
    State::open(CLOSED, "closed", t("处置结束", "handling ended")),
    State::open(WRITTEN, "report-written", t("报告已写", "report written")),
    State::done(REVIEWED, "reviewed", t("已评审", "reviewed")),
    State::done(FALSE_ALARM, "false-alarm", t("误报", "false alarm")),
];

/// Something is still to be done about it.
pub const OPEN_STATES: &[u8] = &[REPORTED, HANDLING, CONTROLLED, CLOSED, WRITTEN];
/// It goes on, or is not yet under control.
pub const GOING_ON: &[u8] = &[REPORTED, HANDLING, CONTROLLED];

const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("进行中的突发事件", "Incidents going on"),
        states: GOING_ON,
        mine: false,
        order: Order::Urgent,
    },
    View {
        id: "reports",
        title: t("待写报告的突发事件", "Incidents without their report"),
        states: &[REPORTED, HANDLING, CONTROLLED, CLOSED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "review",
        title: t("待评审的突发事件", "Incidents to review"),
        states: &[WRITTEN],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "all",
        title: t("全部突发事件", "All incidents"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The register of incidents.
pub struct Incidents;

impl Register for Incidents {
    type Entry = Incident;

    fn spec() -> Spec<Incident> {
        let info = SpecInfo {
            id: "incident",
            tag: TAG,
            name: t("突发事件", "Incident"),
            prefix: "X",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            normal: rules::normal,
            due: Some(|_, e| e.clocks.due()),
            rank: |head, _| match head.state {
                REPORTED => 0,
                HANDLING => 1,
                _ => Head::ORDINARY,
            },
            carry: Some(Carries::open(rules::carry)),
            clocks: Some(ClockAccess { get: |e| &e.clocks, get_mut: |e| &mut e.clocks }),
            alarm: rules::alarm,
            rings: rules::rings,
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn title(_: &Head, entry: &Incident) -> Say {
    let Some(kind) = entry.kind else { return Say::same(entry.text.clone()) };
    let (zh, en) = (kind.label().zh, kind.label().en);
    let scope = area::written(&entry.scope);
    let text = &entry.text;
    let said = say!("{zh} {scope} {text}", "{en} {scope} {text}");
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Say { zh: squeeze(&said.zh), en: squeeze(&said.en) }
}

fn by(id: &'static str, label: T, get: fn(&Head, &Incident) -> Value) -> Field<Incident> {
    Field::new(id, label, Kind::At, get, |_, _, _| Ok(())).derived()
}

/// When a limit runs out.
fn due(entry: &Incident, limit: Limit) -> Value {
    entry.clocks.last(limit).and_then(|timer| timer.due).value()
}

fn fields() -> Vec<Field<Incident>> {
    vec![
        field!(Incident, kind, t("种类", "Kind"), Kind::Choice(IncidentKind::CHOICES)).column(12),
        field!(Incident, text, t("事由", "What"), Kind::Line(120)).column(24),
        Field::place().column(12),
        Field::new(
            "scope",
            t("影响范围", "Scope"),
            Kind::Text(300),
            |_, e: &Incident| match e.scope.is_empty() {
                true => Value::None,
                false => Value::Text(area::written(&e.scope)),
            },
            |_, e, v| {
                e.scope_typed = Some(v.text().unwrap_or_default().to_owned());
                Ok(())
            },
        )
        .column(16)
        .hint(t(
            "楼栋、单元、房间，用逗号隔开，如 3-2，5号楼；整个小区写“全部”",
            "Buildings, units, rooms, parted by commas, such as 3-2, 5号楼; “all” is the whole compound",
        )),
        field!(Incident, level, t("级别", "Level"), Kind::Int(1, 4))
            .column(5)
            .hint(t("1 最重，4 最轻", "1 is the gravest, 4 the lightest")),
        Field::owner().labelled(t("处置负责人", "In charge")).column(8),
        Field::occurred_at().labelled(t("发现时间", "Found at")),
        field!(Incident, found_by, t("发现人", "Found by"), Kind::Line(40)),
        field!(Incident, caller_text, t("告知来电者", "What callers are told"), Kind::Text(400)),
        Field::computed("callers", t("来电数", "Callers"), Kind::Int(0, 1_000_000), |head, _, ctx| {
            Ok(Value::Int(rules::callers(head, ctx)?))
        })
        .column(6),
        field!(Incident, persons, t("受影响人数", "People affected"), Kind::Int(0, 1_000_000)),
        field!(Incident, authorities, t("报警求助单位", "Authorities called"), Kind::Line(200))
            .hint(t("没有就写“无”", "Write “none” when there were none")),
        field!(Incident, losses, t("损失伤亡", "Losses and injuries"), Kind::Text(LONG))
            .hint(t("没有就写“无”", "Write “none” when there were none")),
        field!(Incident, insurance, t("保险报案", "Insurance"), Kind::Line(200)),
        field!(Incident, cause, t("原因", "Cause"), Kind::Text(LONG)),
        field!(Incident, responsibility, t("责任认定", "Responsibility"), Kind::Text(LONG)),
        field!(Incident, aftermath, t("善后", "Aftermath"), Kind::Text(LONG)),
        field!(Incident, prevention, t("防范措施", "Prevention"), Kind::Text(LONG)),
        field!(Incident, report, t("书面报告", "Written report"), Kind::Text(2000)),
        by("verbal_by", t("口头报告时限", "Report by word by"), |_, e| due(e, Limit::Respond)),
        Field::new(
            "reported",
            t("已口头上报", "Reported by word"),
            Kind::Flag,
            |_, e: &Incident| match e.clocks.last(Limit::Respond) {
                Some(timer) => Value::Flag(timer.stopped.is_some()),
                None => Value::None,
            },
            |_, _, _| Ok(()),
        )
        .derived(),
        by("report_by", t("书面报告时限", "Written report by"), |_, e| due(e, Limit::Report)),
        by("finish_by", t("总结报告时限", "Summary by"), |_, e| due(e, Limit::Finish)),
        field!(Incident, report_at, t("书面报告时间", "Report written at"), Kind::At).by_action(),
        field!(Incident, review, t("评审意见", "Review"), Kind::Text(LONG)).by_action(),
        field!(Incident, reason, t("说明", "Reason"), Kind::Line(200)).by_action(),
        field!(Incident, controlled_at, t("控制时间", "Under control at"), Kind::At).by_action(),
        field!(Incident, closed_at, t("结束时间", "Ended at"), Kind::At).by_action(),
        Field::new(
            "progress",
            t("步骤", "Steps"),
            Kind::Line(10),
            |_, e: &Incident| {
                let done = e.steps.iter().filter(|step| step.done.is_some()).count();
                Value::Text(format!("{done}/{}", e.steps.len()))
            },
            |_, _, _| Ok(()),
        )
        .derived(),
        field!(Incident, step, t("步骤序号", "Number of the step"), Kind::Int(1, 100)).by_action(),
    ]
}

fn actions() -> Vec<Action<Incident>> {
    let who = Posts::STAFF;
    let step = |id, label, from, to, asks| Action::step(id, label, from, to, who, asks);
    let opening = vec![
        Ask::must("kind"),
        Ask::may("text"),
        Ask::may("place"),
        Ask::more("scope"),
        Ask::more("level"),
        Ask::more("found_by"),
        Ask::more("occurred_at"),
    ];
    let facts = ["persons", "authorities", "losses", "insurance", "cause", "responsibility", "aftermath"];
    let facts = facts.into_iter().chain(["prevention", "level", "found_by"]).map(Ask::may).collect();
    vec![
        Action::create("open", t("报告突发事件", "Report an emergency"), REPORTED, who, opening)
            .effects(rules::open),
        step("handle", t("接手处置", "Take in hand"), &[REPORTED], To::State(HANDLING), vec![])
            .effects(rules::handle),
        step("control", t("已控制", "Under control"), &[REPORTED, HANDLING], To::State(CONTROLLED), vec![])
            .effects(rules::control),
        step("again", t("再次失控", "Out of control again"), &[CONTROLLED], To::State(HANDLING), vec![])
            .effects(rules::again),
        step(
            "close",
            t("处置结束", "End the handling"),
            &[CONTROLLED],
            To::State(CLOSED),
            vec![Ask::may("persons"), Ask::may("authorities"), Ask::may("losses"), Ask::may("place")],
        )
        .effects(rules::close),
        step(
            "locate",
            t("位置与范围", "Place and scope"),
            OPEN_STATES,
            To::Stay,
            vec![Ask::may("scope"), Ask::may("place")],
        ),
        step(
            "tell",
            t("改告知来电者的话", "Change what callers are told"),
            GOING_ON,
            To::Stay,
            vec![Ask::must("caller_text")],
        ),
        hand_over(OPEN_STATES, &[Ask::must("reason")]),
        step("facts", t("填报告事项", "Fill in the facts"), OPEN_STATES, To::Stay, facts),
        step(
            "report",
            t("写书面报告", "Write the report"),
            &[HANDLING, CONTROLLED, CLOSED],
            To::Stay,
            vec![Ask::must("report")],
        )
        .effects(rules::report),
        step(
            "summarise",
            t("写总结报告", "Write the summary"),
            &[CLOSED],
            To::State(WRITTEN),
            vec![
                Ask::may("cause"),
                Ask::may("responsibility"),
                Ask::may("aftermath"),
                Ask::may("prevention"),
                Ask::may("report"),
                Ask::may("insurance"),
            ],
        )
        .effects(rules::summarise),
        Action::step(
            "review",
            t("评审", "Review"),
            &[WRITTEN],
            To::State(REVIEWED),
            Posts::LEAD,
            vec![Ask::must("review")],
        ),
        Action::step(
            "send_back",
            t("退回重写", "Send the report back"),
            &[WRITTEN],
            To::State(CLOSED),
            Posts::LEAD,
            vec![Ask::must("reason")],
        )
        .effects(rules::send_back),
        step(
            "false_alarm",
            t("误报", "False alarm"),
            &[REPORTED, HANDLING],
            To::State(FALSE_ALARM),
            vec![Ask::must("reason")],
        )
        .effects(rules::false_alarm),
        step("tick_step", t("勾选步骤", "Tick a step"), OPEN_STATES, To::Stay, vec![Ask::must("step")])
            .effects(rules::tick_step),
        step("untick_step", t("取消勾选", "Untick a step"), OPEN_STATES, To::Stay, vec![Ask::must("step")])
            .effects(rules::untick_step),
        Action::step(
            "describe",
            t("补记事由", "Describe"),
            OPEN_STATES,
            To::Stay,
            Posts::NONE,
            vec![Ask::may("text"), Ask::may("authorities")],
        ),
        Action::step("told", t("已口头上报", "Reported by word"), OPEN_STATES, To::Stay, Posts::NONE, vec![])
            .effects(rules::told_by_word),
        Action::step(TICK, t("提醒", "Remind"), OPEN_STATES, To::Stay, Posts::NONE, vec![])
            .effects(rules::tick),
        Action::step(RETIME, t("重算期限", "Count anew"), OPEN_STATES, To::Stay, Posts::NONE, vec![])
            .effects(|_, e, _, ctx| {
                e.clocks.retime(&*ctx.look.calendars()?);
                Ok(Vec::new())
            }),
    ]
}
