//! Assigned work ("other tasks" of every post): giver, doer, due, result.

use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, Order, Register, Severity, Spec, SpecInfo,
    State, To, Values, View,
};
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// A task's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Task {
    /// What is to be done.
    pub text: String,
    /// By when.
    pub due_at: Option<At>,
    /// What came of it.
    pub result: String,
    /// Why it was given back or called off.
    pub reason: String,
}

stored!(Task, TaskDisk);

/// Given, not begun.
pub const GIVEN: u8 = 1;
/// Taken on.
pub const ACCEPTED: u8 = 2;
/// The doer says it is done.
pub const DONE: u8 = 3;
/// The giver agrees.
pub const CONFIRMED: u8 = 4;
/// Called off.
pub const CANCELLED: u8 = 5;

const STATES: &[State] = &[
    State::open(GIVEN, "given", t("待接受", "given")),
    State::open(ACCEPTED, "accepted", t("进行中", "accepted")),
    State::open(DONE, "done", t("待确认", "done")),
    State::done(CONFIRMED, "confirmed", t("已确认", "confirmed")),
    State::done(CANCELLED, "cancelled", t("已取消", "cancelled")),
];

const TO_DO: &[u8] = &[GIVEN, ACCEPTED];

const VIEWS: &[View] = &[
    View { id: "mine", title: t("我的任务", "My tasks"), states: TO_DO, mine: true, order: Order::Due },
    View {
        id: "open",
        title: t("未完成任务", "Open tasks"),
        states: &[GIVEN, ACCEPTED, DONE],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "confirm",
        title: t("待确认任务", "Tasks to confirm"),
        states: &[DONE],
        mine: false,
        order: Order::Due,
    },
    View { id: "all", title: t("全部任务", "All tasks"), states: &[], mine: false, order: Order::Newest },
];

/// The register of tasks.
pub struct Tasks;

impl Register for Tasks {
    type Entry = Task;

    fn spec() -> Spec<Task> {
        let info = SpecInfo {
            id: "task",
            tag: 4,
            name: t("任务", "Task"),
            prefix: "T",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::STAFF,
            kept: false,
        };
        let fields = vec![
            field!(Task, text, t("任务", "Task"), Kind::Text(500)).column(34),
            Field::owner().by_action().column(8),
            field!(Task, due_at, t("完成期限", "Due"), Kind::At).column(12),
            Field::place(),
            field!(Task, result, t("结果", "Result"), Kind::Text(500)),
            field!(Task, reason, t("原因", "Reason"), Kind::Line(120)),
        ];
        let give = vec![Ask::must("text"), Ask::must("owner"), Ask::may("due_at"), Ask::more("place")];
        let all = Posts::STAFF;
        let actions = vec![
            Action::create("give", t("布置任务", "Give a task"), GIVEN, all, give).effects(tell),
            Action::step("accept", t("接受", "Accept"), &[GIVEN], To::State(ACCEPTED), all, vec![])
                .guard(|s| doer(s.head, s.ctx)),
            Action::step(
                "finish",
                t("完成", "Finish"),
                TO_DO,
                To::State(DONE),
                all,
                vec![Ask::must("result")],
            )
            .guard(|s| doer(s.head, s.ctx)),
            Action::step(
                "transfer",
                t("转交", "Hand over"),
                TO_DO,
                To::State(GIVEN),
                all,
                vec![Ask::must("owner"), Ask::must("reason")],
            )
            .guard(|s| doer(s.head, s.ctx).or_else(|why| giver(s.head, s.ctx).map_err(|_| why)))
            .effects(tell),
            Action::step("confirm", t("确认完成", "Confirm"), &[DONE], To::State(CONFIRMED), all, vec![])
                .guard(|s| giver(s.head, s.ctx)),
            Action::step(
                "redo",
                t("退回重做", "Give back"),
                &[DONE],
                To::State(GIVEN),
                all,
                vec![Ask::must("reason")],
            )
            .guard(|s| giver(s.head, s.ctx)),
            Action::step(
                "cancel",
                t("取消", "Cancel"),
                TO_DO,
                To::State(CANCELLED),
                all,
                vec![Ask::must("reason")],
            )
            .guard(|s| giver(s.head, s.ctx))
            .confirm(),
        ];
        Spec {
            due: Some(|_, e| e.due_at),
            carry: Some(Carries::open(carry)),
            ..Spec::new(info, fields, actions, |_, e| Say::same(first_line(&e.text)))
        }
    }
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(60).collect()
}

fn tell(head: &mut Head, _: &mut Task, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let number = &head.number;
    let text = say!("新任务 {number}", "New task {number}");
    let told = head.owner.filter(|owner| *owner != ctx.who.staff);
    Ok(told.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

fn doer(head: &Head, ctx: &Ctx<'_>) -> Result<(), Say> {
    if head.owner == Some(ctx.who.staff) || ctx.who.may(Posts::LEAD) {
        Ok(())
    } else {
        Err(t("这是布置给别人的任务", "This task was given to somebody else").into())
    }
}

fn giver(head: &Head, ctx: &Ctx<'_>) -> Result<(), Say> {
    if head.created_by == ctx.who.staff || ctx.who.may(Posts::LEAD) {
        Ok(())
    } else {
        Err(t("只有布置人或主管可以", "Only the giver or a supervisor may").into())
    }
}

/// Every task that is to be done; one without a time, or a later one, is only to be known.
fn carry(head: &Head, _: &Task, ctx: &Ctx<'_>) -> Option<Carry> {
    if !TO_DO.contains(&head.state) {
        return None;
    }
    let due = |by: At| head.due.is_some_and(|due| due <= by);
    Some(if due(ctx.now) {
        Carry::new(Severity::Red, t("任务已超期", "Task overdue"))
    } else if due(ctx.ahead()) {
        Carry::new(Severity::Amber, t("任务将到期", "Task falls due"))
    } else {
        Carry::new(Severity::White, t("任务未完成", "Task to be done"))
    })
}
