//! Moving in and out, changes of owner, tenancies (`domain/facts.md` 7.23): each a checklist that can be left and
//! resumed. Nothing about the room changes before it is finished; then relations and occupancy follow the effective date.
//!
//! Which steps there are is data in `steps.rs`; what a tick wants is in `rules.rs`, what finishing does in `finish.rs`.

mod finish;
mod rules;
mod steps;

pub use rules::{Lack, lacks, readings_and_defects};
pub use steps::{Need, Paper, ProcedureKind, RULES, Rule, Step, rule, rules as steps_of};

use crate::domain::ids::{PersonId, StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::occupancy::Occupied;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Field, Head, Kind, Order, Register, Spec, SpecInfo, State, To, View,
};
use crate::domain::value::Value;
use crate::text::lang::{Say, t};
use crate::{field, stored};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A procedure's own fields. The room and the person who comes or goes are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Procedure {
    /// Which.
    pub kind: Option<ProcedureKind>,
    /// The owner who gives the room up; none for all of them.
    pub from_person: Option<PersonId>,
    /// The day it takes effect: the first of what begins, the last of what ends.
    pub date: Option<NaiveDate>,
    /// The last day of a lease.
    pub until: Option<NaiveDate>,
    /// How the room is used afterwards; none leaves it as it is.
    pub state_after: Option<Occupied>,
    /// The papers that were seen, by their ids.
    pub papers: Vec<String>,
    /// Keys handed over or given back.
    pub keys: Option<i64>,
    /// Cards handed over or given back.
    pub cards: Option<i64>,
    /// Manuals handed over.
    pub manuals: Option<i64>,
    /// Somebody said that the inspection found nothing.
    pub no_defects: bool,
    /// The notice about their data was signed.
    pub informed: bool,
    /// What was done, step by step.
    pub steps: Vec<Taken>,
    /// More about it.
    pub remark: String,
    /// Why it was cancelled.
    pub reason: String,
    /// The end of the effective date.
    pub due_at: Option<At>,
    /// The step an action is about, on its way from the form.
    #[serde(skip)]
    pub step: Option<Step>,
    /// What is said about that step.
    #[serde(skip)]
    pub note: String,
}

/// A step that was taken, or left out with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Which.
    pub step: Step,
    /// Left out: the note says why.
    pub not_needed: bool,
    /// Who ticked it.
    pub by: StaffId,
    /// When.
    pub at: At,
    /// What was said about it.
    pub note: String,
}

stored!(Procedure, ProcedureDisk);

/// The register's number.
pub const TAG: Tag = 30;
/// Under way.
pub const OPEN: u8 = 1;
/// Everything was done.
pub const FINISHED: u8 = 2;
/// Given up.
pub const CANCELLED: u8 = 3;

const STATES: &[State] = &[
    State::open(OPEN, "in-progress", t("办理中", "in progress")),
    State::done(FINISHED, "finished", t("已办完", "finished")),
    State::done(CANCELLED, "cancelled", t("已取消", "cancelled")),
];
const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("办理中的手续", "Procedures under way"),
        states: &[OPEN],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "finished",
        title: t("已办完的手续", "Finished procedures"),
        states: &[FINISHED],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all",
        title: t("全部手续", "All procedures"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The register of procedures.
pub struct Procedures;

impl Register for Procedures {
    type Entry = Procedure;

    fn spec() -> Spec<Procedure> {
        let info = SpecInfo {
            id: "procedure",
            tag: TAG,
            name: t("入住迁出手续", "Procedure"),
            prefix: "MV",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            normal: rules::normal,
            due: Some(|_, e| e.due_at),
            carry: Some(Carries::open(rules::carry)),
            holds: |head, _| head.state == OPEN,
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn title(_: &Head, entry: &Procedure) -> Say {
    entry.kind.map_or_else(|| Say::same(""), |kind| kind.label().into())
}

fn fields() -> Vec<Field<Procedure>> {
    vec![
        Field::place().by_action().column(12),
        field!(Procedure, kind, t("手续", "Procedure"), Kind::Choice(ProcedureKind::CHOICES))
            .by_action()
            .column(16),
        Field::person().by_action().column(10).hint(t("入住、迁出或新业主本人", "Who comes or goes")),
        field!(Procedure, from_person, t("原业主", "Owner before"), Kind::PERSON)
            .by_action()
            .hint(t("不填即全部现业主", "Nothing means all present owners")),
        field!(Procedure, date, t("生效日期", "Effective date"), Kind::Date)
            .by_action()
            .column(11)
            .hint(t("退租、迁出填最后一天；可早可晚", "The last day when leaving; past or future")),
        field!(Procedure, until, t("租期至", "Lease until"), Kind::Date).by_action(),
        field!(Procedure, state_after, t("之后使用状态", "Used then"), Kind::Choice(Occupied::CHOICES))
            .by_action(),
        Field::new(
            "progress",
            t("进度", "Steps"),
            Kind::Line(10),
            |_, e: &Procedure| Value::Text(e.progress()),
            |_, _, _| Ok(()),
        )
        .derived()
        .column(6),
        Field::new(
            "done",
            t("已完成", "Done"),
            Kind::Choices(Step::CHOICES),
            |_, e: &Procedure| e.list(false),
            |_, _, _| Ok(()),
        )
        .derived(),
        Field::new(
            "not_needed",
            t("不适用", "Not applicable"),
            Kind::Choices(Step::CHOICES),
            |_, e: &Procedure| e.list(true),
            |_, _, _| Ok(()),
        )
        .derived(),
        Field::computed("missing", t("还缺", "Missing"), Kind::Text(2000), |head, e: &Procedure, ctx| {
            let lacks = if head.state == OPEN { lacks(head, e, ctx)? } else { Vec::new() };
            let words = |lack: Lack| lack.text.get(ctx.who.lang).to_owned();
            Ok(Value::List(lacks.into_iter().map(words).collect()))
        }),
        Field::new(
            "papers",
            t("已查验证件", "Papers seen"),
            Kind::Choices(Paper::CHOICES),
            |_, e: &Procedure| Value::List(e.papers.clone()),
            |_, e, v| {
                e.papers = if let Value::List(list) = v { list } else { Vec::new() };
                Ok(())
            },
        )
        .by_action(),
        field!(Procedure, keys, t("钥匙（把）", "Keys"), Kind::Int(0, 999)).by_action(),
        field!(Procedure, cards, t("门卡（张）", "Cards"), Kind::Int(0, 999)).by_action(),
        field!(Procedure, manuals, t("资料（份）", "Manuals"), Kind::Int(0, 999)).by_action(),
        field!(Procedure, no_defects, t("验房无缺陷", "No defects found"), Kind::Flag).by_action(),
        field!(Procedure, informed, t("已签个人信息告知书", "Notice about their data signed"), Kind::Flag)
            .by_action(),
        field!(Procedure, remark, t("备注", "Remark"), Kind::Line(160)),
        field!(Procedure, reason, t("取消原因", "Why cancelled"), Kind::Line(120)).by_action(),
        field!(Procedure, step, t("步骤", "Step"), Kind::Choice(Step::CHOICES)).by_action(),
        field!(Procedure, note, t("说明", "About it"), Kind::Line(120)).by_action(),
    ]
}

fn actions() -> Vec<Action<Procedure>> {
    let who = Posts::DESK;
    let who_and_when = || {
        vec![
            Ask::may("person"),
            Ask::may("date"),
            Ask::more("from_person"),
            Ask::more("until"),
            Ask::more("state_after"),
        ]
    };
    let begin = [vec![Ask::must("kind"), Ask::must("place")], who_and_when(), vec![Ask::more("remark")]];
    let tick = vec![
        Ask::must("step"),
        Ask::may("note"),
        Ask::more("papers"),
        Ask::more("keys"),
        Ask::more("cards"),
        Ask::more("manuals"),
        Ask::more("no_defects"),
        Ask::more("informed"),
    ];
    let step = |id, label, to, asks| Action::step(id, label, &[OPEN], to, who, asks);
    vec![
        Action::create("begin", t("开始办手续", "Begin a procedure"), OPEN, who, begin.concat())
            .named(steps::EVERYDAY)
            .effects(rules::begin),
        step("tick", t("完成一步", "Tick a step"), To::Stay, tick).effects(rules::tick),
        step("untick", t("取消勾选", "Untick a step"), To::Stay, vec![Ask::must("step")])
            .effects(rules::untick),
        step(
            "not_applicable",
            t("此步不适用", "Not applicable"),
            To::Stay,
            vec![Ask::must("step"), Ask::must("note")],
        )
        .effects(rules::not_applicable),
        step("adjust", t("改人员、日期", "Change who and when"), To::Stay, who_and_when()),
        step("finish", t("办完", "Finish"), To::State(FINISHED), vec![])
            .guard(rules::may_finish)
            .effects(finish::finish)
            .confirm(),
        step("cancel", t("取消手续", "Cancel"), To::State(CANCELLED), vec![Ask::must("reason")]),
    ]
}

impl Procedure {
    /// What was said about a step, when it was taken or left out.
    #[must_use]
    pub fn taken(&self, step: Step) -> Option<&Taken> {
        self.steps.iter().find(|taken| taken.step == step)
    }

    /// The first day of what follows.
    #[must_use]
    pub fn first_day_after(&self) -> Option<NaiveDate> {
        let date = self.date?;
        if self.kind.is_some_and(ProcedureKind::ends) { date.succ_opt() } else { Some(date) }
    }

    fn list(&self, not_needed: bool) -> Value {
        let taken = self.steps.iter().filter(|taken| taken.not_needed == not_needed);
        Value::List(taken.map(|taken| taken.step.id().to_owned()).collect())
    }

    /// Steps taken of all: `3/8`. What the desk looks up by itself is not counted.
    #[must_use]
    pub fn progress(&self) -> String {
        let all = self.kind.into_iter().flat_map(steps_of).filter(|rule| rule.need != Need::Clear);
        let (mut done, mut total) = (0, 0);
        for rule in all {
            total += 1;
            done += usize::from(self.taken(rule.step).is_some());
        }
        format!("{done}/{total}")
    }
}
