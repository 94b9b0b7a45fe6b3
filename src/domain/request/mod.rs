//! Repair and service requests (`domain/facts.md` 7.3): from the counter to the follow-up.
//!
//! The table of states and actions is here; the closed lists are in `choices.rs`, the rules in `rules.rs`.

mod choices;
mod rules;

pub use choices::{Category, Channel, Charge, FAULTS, Template, Urgency, Wait};

use crate::domain::ids::Tag;
use crate::domain::moment::At;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Action, Ask, Field, Head, Kind, MaskHow, Order, Register, Spec, SpecInfo, State, To, View,
};
use crate::domain::value::{Fen, Value};
use crate::text::lang::t;
use crate::{field, stored};
use rules::{
    attach, carry, commission, dispatch, drop_promises, due, finish, keys, log, normal, rank, reopen, title,
};
use serde::{Deserialize, Serialize};

/// A request's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Request {
    /// How it came in.
    pub channel: Option<Channel>,
    /// Who reported it, as they said it.
    pub reporter: String,
    /// Their phone.
    pub phone: String,
    /// The exact position, or a public place in words.
    pub spot: String,
    /// What kind of fault.
    pub category: Option<Category>,
    /// The fault in the reporter's words.
    pub text: String,
    /// How urgent.
    pub urgency: Option<Urgency>,
    /// When somebody is expected to come.
    pub appointment: Option<At>,
    /// What was promised to the customer.
    pub promise: String,
    /// By when.
    pub promise_at: Option<At>,
    /// Free or chargeable.
    pub charge: Option<Charge>,
    /// The expected charge as told to the customer, in fen.
    pub expected_fee: Option<Fen>,
    /// What it waits for.
    pub waiting_for: Option<Wait>,
    /// When the waiting is to end.
    pub wake_at: Option<At>,
    /// Why it was returned, transferred, cancelled or reopened last.
    pub reason: String,
    /// What was done.
    pub work_done: String,
    /// The last note.
    pub note: String,
    /// Later reports of the same fault: time, who, words.
    pub again: Vec<Again>,
    /// When it was dispatched last.
    pub dispatched_at: Option<At>,
    /// When it was accepted.
    pub accepted_at: Option<At>,
    /// When somebody was on site.
    pub arrived_at: Option<At>,
    /// When the work was finished.
    pub finished_at: Option<At>,
    /// When it was closed.
    pub closed_at: Option<At>,
    /// The customer's score, 1 to 5.
    pub score: Option<i64>,
}

/// A later report of the same fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// When.
    pub at: At,
    /// Who reported it, with their phone.
    pub reporter: String,
    /// What they said.
    pub text: String,
}

stored!(Request, RequestDisk);

/// The register's number.
pub const TAG: Tag = 1;
/// Written down, nobody assigned.
pub const REGISTERED: u8 = 1;
/// Given to a team or a person.
pub const DISPATCHED: u8 = 2;
/// Taken on.
pub const ACCEPTED: u8 = 3;
/// Somebody is there.
pub const ON_SITE: u8 = 4;
/// Waiting for material, the owner, somebody else.
pub const WAITING: u8 = 5;
/// The work is done.
pub const FINISHED: u8 = 6;
/// The customer was asked.
pub const FOLLOWED_UP: u8 = 7;
/// Over.
pub const CLOSED: u8 = 8;
/// Called off.
pub const CANCELLED: u8 = 9;

/// Characters of a reason.
pub const REASON: u16 = 120;

const STATES: &[State] = &[
    State::open(REGISTERED, "registered", t("待派工", "registered")),
    State::open(DISPATCHED, "dispatched", t("已派工", "dispatched")),
    State::open(ACCEPTED, "accepted", t("已接单", "accepted")),
    State::open(ON_SITE, "on-site", t("处理中", "on site")),
    State::open(WAITING, "waiting", t("等待中", "waiting")),
    State::open(FINISHED, "finished", t("待回访", "finished")),
    State::open(FOLLOWED_UP, "followed-up", t("已回访", "followed up")),
    State::done(CLOSED, "closed", t("已办结", "closed")),
    State::done(CANCELLED, "cancelled", t("已取消", "cancelled")),
];

/// The states in which somebody has work to do on the fault itself.
pub const WORKING: &[u8] = &[DISPATCHED, ACCEPTED, ON_SITE, WAITING];
const OPEN: &[u8] = &[REGISTERED, DISPATCHED, ACCEPTED, ON_SITE, WAITING, FINISHED, FOLLOWED_UP];
const UNFINISHED: &[u8] = &[REGISTERED, DISPATCHED, ACCEPTED, ON_SITE, WAITING];

const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("未结报修", "Open requests"),
        states: OPEN,
        mine: false,
        order: Order::Urgent,
    },
    View {
        id: "unassigned",
        title: t("待派工", "Unassigned"),
        states: &[REGISTERED],
        mine: false,
        order: Order::Urgent,
    },
    View {
        id: "mine",
        title: t("我的工单", "My work orders"),
        states: WORKING,
        mine: true,
        order: Order::Urgent,
    },
    View {
        id: "working",
        title: t("处理中工单", "Being worked on"),
        states: WORKING,
        mine: false,
        order: Order::Urgent,
    },
    View {
        id: "waiting", title: t("等待中", "Waiting"), states: &[WAITING], mine: false, order: Order::Due
    },
    View {
        id: "finished",
        title: t("待回访", "Finished, not followed up"),
        states: &[FINISHED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "all", title: t("全部报修", "All requests"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of requests.
pub struct Requests;

impl Register for Requests {
    type Entry = Request;

    fn spec() -> Spec<Request> {
        let info = SpecInfo {
            id: "request",
            tag: TAG,
            name: t("报修", "Request"),
            prefix: "R",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            normal,
            due,
            rank,
            keys,
            carry,
            holds: |h, _| UNFINISHED.contains(&h.state),
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn fields() -> Vec<Field<Request>> {
    let know = Posts::DESK;
    vec![
        Field::place().column(12),
        field!(Request, category, t("类别", "Category"), Kind::Choice(Category::CHOICES)).column(8),
        field!(Request, text, t("内容", "What"), Kind::Text(500)).column(28),
        field!(Request, urgency, t("紧急程度", "Urgency"), Kind::Choice(Urgency::CHOICES)).column(6),
        field!(Request, spot, t("具体位置", "Exact position"), Kind::Line(60)),
        Field::person(),
        field!(Request, reporter, t("报修人", "Reporter"), Kind::Line(40)).masked(MaskHow::Name, know),
        field!(Request, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, know),
        field!(Request, channel, t("渠道", "Channel"), Kind::Choice(Channel::CHOICES)),
        field!(Request, appointment, t("预约时间", "Appointment"), Kind::At),
        field!(Request, promise, t("对客户的承诺", "Promise to the customer"), Kind::Line(80)),
        field!(Request, promise_at, t("承诺时间", "Promised by"), Kind::At),
        field!(Request, charge, t("有偿/无偿", "Free or chargeable"), Kind::Choice(Charge::CHOICES)),
        field!(Request, expected_fee, t("已告知预计费用", "Expected charge told"), Kind::Fen),
        Field::occurred_at(),
        Field::team().by_action(),
        Field::owner().by_action().column(8),
        field!(Request, waiting_for, t("等待", "Waiting for"), Kind::Choice(Wait::CHOICES)),
        field!(Request, wake_at, t("何时再看", "Look again at"), Kind::At),
        field!(Request, reason, t("原因", "Reason"), Kind::Line(REASON)),
        field!(Request, work_done, t("处理情况", "Work done"), Kind::Text(500)),
        field!(Request, note, t("进展备注", "Note"), Kind::Line(500)),
        Field::new("again", t("再次来报", "Reported again"), Kind::Text(2000), again, |_, _, _| Ok(()))
            .masked(MaskHow::Name, know)
            .derived(),
        field!(Request, dispatched_at, t("派工时间", "Dispatched at"), Kind::At).derived(),
        field!(Request, accepted_at, t("接单时间", "Accepted at"), Kind::At).derived(),
        field!(Request, arrived_at, t("到场时间", "On site at"), Kind::At).derived(),
        field!(Request, finished_at, t("完工时间", "Finished at"), Kind::At).derived(),
        field!(Request, closed_at, t("办结时间", "Closed at"), Kind::At).derived(),
        field!(Request, score, t("评分", "Score"), Kind::Int(1, 5)).derived(),
    ]
}

fn again(_: &Head, entry: &Request) -> Value {
    let line = |a: &Again| format!("{} {}", a.reporter, a.text).trim().to_owned();
    Value::List(entry.again.iter().map(line).collect())
}

fn log_asks() -> Vec<Ask> {
    vec![
        Ask::may("place"),
        Ask::may("category"),
        Ask::may("text"),
        Ask::more("urgency"),
        Ask::more("reporter"),
        Ask::more("phone"),
        Ask::more("spot"),
        Ask::more("person"),
        Ask::more("appointment"),
        Ask::more("promise"),
        Ask::more("promise_at"),
        Ask::more("charge"),
        Ask::more("expected_fee"),
        Ask::more("channel"),
        Ask::more("occurred_at"),
    ]
}

fn actions() -> Vec<Action<Request>> {
    let hands = Posts::DESK;
    let leads = Posts::LEAD;
    vec![
        Action::create("log", t("登记报修", "Log a request"), REGISTERED, Posts::STAFF, log_asks())
            .effects(log),
        Action::step(
            "dispatch",
            t("派工", "Dispatch"),
            &[REGISTERED],
            To::State(DISPATCHED),
            leads,
            vec![Ask::may("owner"), Ask::may("team"), Ask::more("note")],
        )
        .effects(dispatch),
        Action::step("accept", t("接单", "Accept"), &[DISPATCHED], To::State(ACCEPTED), hands, vec![])
            .effects(|_, e, _, ctx| {
                e.accepted_at = Some(ctx.now);
                Ok(Vec::new())
            }),
        Action::step(
            "arrive",
            t("到场", "On site"),
            &[DISPATCHED, ACCEPTED],
            To::State(ON_SITE),
            hands,
            vec![],
        )
        .effects(|_, e, _, ctx| {
            e.arrived_at = Some(ctx.now);
            Ok(Vec::new())
        }),
        Action::step(
            "wait",
            t("转等待", "Wait"),
            &[DISPATCHED, ACCEPTED, ON_SITE],
            To::State(WAITING),
            hands,
            vec![Ask::must("waiting_for"), Ask::must("wake_at"), Ask::may("note")],
        ),
        Action::step("resume", t("继续处理", "Resume"), &[WAITING], To::State(ON_SITE), hands, vec![])
            .effects(|_, e, _, _| {
                e.waiting_for = None;
                e.wake_at = None;
                Ok(Vec::new())
            }),
        Action::step(
            "finish",
            t("完工", "Finish"),
            WORKING,
            To::State(FINISHED),
            hands,
            vec![Ask::may("work_done")],
        )
        .effects(finish),
        Action::step(
            "return",
            t("退单", "Return"),
            &[DISPATCHED, ACCEPTED],
            To::State(REGISTERED),
            hands,
            vec![Ask::must("reason")],
        )
        .effects(|h, e, _, _| {
            h.owner = None;
            h.team = None;
            e.dispatched_at = None;
            e.accepted_at = None;
            Ok(Vec::new())
        }),
        Action::step(
            "transfer",
            t("转单", "Transfer"),
            WORKING,
            To::State(DISPATCHED),
            leads,
            vec![Ask::may("owner"), Ask::may("team"), Ask::must("reason")],
        )
        .effects(dispatch),
        Action::step(
            "attach",
            t("并入再次来报", "Attach another report"),
            OPEN,
            To::Stay,
            Posts::STAFF,
            vec![Ask::may("note"), Ask::more("reporter"), Ask::more("phone")],
        )
        .effects(attach),
        Action::step("note", t("记进展", "Add a note"), OPEN, To::Stay, hands, vec![Ask::must("note")]),
        // The program itself: the follow-up that asked the customer moves the request on.
        Action::step(
            "follow_up",
            t("已回访", "Follow up"),
            &[FINISHED],
            To::State(FOLLOWED_UP),
            Posts::NONE,
            vec![],
        )
        .effects(|_, e, values, _| {
            if let Value::Int(score) = values.get("score") {
                e.score = Some(*score);
            }
            Ok(Vec::new())
        }),
        Action::step("close", t("办结", "Close"), &[FOLLOWED_UP], To::State(CLOSED), hands, vec![]).effects(
            |_, e, _, ctx| {
                e.closed_at = Some(ctx.now);
                Ok(Vec::new())
            },
        ),
        Action::step(
            "cancel",
            t("取消", "Cancel"),
            UNFINISHED,
            To::State(CANCELLED),
            hands,
            vec![Ask::must("reason")],
        )
        .confirm()
        .effects(|h, e, _, ctx| {
            e.closed_at = Some(ctx.now);
            drop_promises(h, "withdraw", Value::Text(e.reason.clone()), ctx)
        }),
        Action::step(
            "reopen",
            t("重新打开", "Reopen"),
            &[FINISHED, FOLLOWED_UP, CLOSED],
            To::State(DISPATCHED),
            hands,
            vec![Ask::must("reason")],
        )
        .effects(reopen),
        // The program itself: work that belongs to somebody outside goes straight to their team.
        Action::create(
            "commission",
            t("转外部单位", "Hand to somebody outside"),
            DISPATCHED,
            Posts::NONE,
            [vec![Ask::must("team")], log_asks()].concat(),
        )
        .effects(commission),
        Action::create(
            "import",
            t("导入", "Import"),
            REGISTERED,
            Posts::of(&[Post::Manager, Post::Supervisor, Post::Administrator]),
            vec![
                Ask::may("place"),
                Ask::may("category"),
                Ask::may("text"),
                Ask::may("spot"),
                Ask::may("occurred_at"),
            ],
        ),
    ]
}
