//! Follow-up calls after finished work and answered complaints (`domain/facts.md` 7.4): due, tried, done, reviewed.
//!
//! A satisfied answer closes the request or complaint, a dissatisfied one reopens it, both in the same transaction.

use crate::domain::fault::Fault;
use crate::domain::handover::Section;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::moment::At;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, MaskHow, Order, Register, Severity, Spec,
    SpecInfo, State, To, Values, View,
};
use crate::domain::value::{Value, Valued};
use crate::domain::{complaint, request};
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// How the customer was asked.
    pub Way {
        Phone = "phone" 'p' ("电话", "Phone"),
        Visit = "visit" 'v' ("上门", "Visit"),
        Message = "message" 'm' ("微信/短信", "Message"),
        Desk = "desk" 'd' ("前台当面", "At the desk"),
    }
}

choices! {
    /// What came of it.
    pub Outcome {
        Satisfied = "satisfied" 's' ("满意", "Satisfied"),
        Dissatisfied = "dissatisfied" 'd' ("不满意", "Dissatisfied"),
        Unreachable = "unreachable" 'u' ("联系不上", "Not reached"),
    }
}

choices! {
    /// What customers are asked about: how many of them should be differs (`domain/facts.md` 6.2).
    pub About {
        Repair = "repair" 'r' ("维修", "A repair"),
        Complaint = "complaint" 'c' ("投诉", "A complaint"),
        Other = "other" 'o' ("其他", "Something else"),
    }
}

/// A follow-up's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FollowUp {
    /// Who is to be asked, as the request named them.
    pub interviewed: String,
    /// Their phone.
    pub phone: String,
    /// What was done, in the request's own words: what the caller asks about.
    pub matter: String,
    /// By when.
    pub due_at: Option<At>,
    /// How they were asked.
    pub way: Option<Way>,
    /// What came of the last attempt.
    pub outcome: Option<Outcome>,
    /// The customer's score, 1 to 5, as the customer said it.
    pub score: Option<i64>,
    /// The customer's words.
    pub opinion: String,
    /// How often it was tried in vain.
    pub attempts: Option<i64>,
    /// When the customer was asked.
    pub asked_at: Option<At>,
    /// What the reviewer said.
    pub review: String,
}

stored!(FollowUp, FollowUpDisk);

/// The register's number.
pub const TAG: Tag = 2;
/// To be done.
pub const DUE: u8 = 1;
/// Tried in vain at least once.
pub const TRIED: u8 = 2;
/// The customer answered.
pub const DONE: u8 = 3;
/// Given up after the set number of attempts.
pub const NOT_REACHED: u8 = 4;
/// Read by a supervisor.
pub const REVIEWED: u8 = 5;
/// The work was reopened before anybody asked.
pub const WITHDRAWN: u8 = 6;

const STATES: &[State] = &[
    State::open(DUE, "due", t("待回访", "due")),
    State::open(TRIED, "tried", t("联系不上", "tried")),
    State::done(DONE, "done", t("已回访", "done")),
    State::done(NOT_REACHED, "not-reached", t("未回访到", "not reached")),
    State::done(REVIEWED, "reviewed", t("已复核", "reviewed")),
    State::done(WITHDRAWN, "withdrawn", t("已撤回", "withdrawn")),
];

const VIEWS: &[View] = &[
    View {
        id: "due",
        title: t("待回访", "Follow-ups due"),
        states: &[DUE, TRIED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "done",
        title: t("已回访", "Followed up"),
        states: &[DONE, NOT_REACHED],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all",
        title: t("全部回访", "All follow-ups"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The register of follow-ups.
pub struct FollowUps;

impl Register for FollowUps {
    type Entry = FollowUp;

    fn spec() -> Spec<FollowUp> {
        let info = SpecInfo {
            id: "follow_up",
            tag: TAG,
            name: t("回访", "Follow-up"),
            prefix: "F",
            states: STATES,
            views: VIEWS,
            see: Posts::DESK,
            correct: Posts::LEAD,
            kept: false,
        };
        let full = Posts::DESK;
        let fields = vec![
            Field::place().column(12),
            field!(FollowUp, matter, t("事项", "Matter"), Kind::Line(200)).derived().column(26),
            Field::new(
                "request",
                t("工单", "Work order"),
                Kind::Link("request"),
                |h, _| of(h, request::TAG),
                |_, _, _| Ok(()),
            )
            .derived()
            .column(12),
            Field::new(
                "complaint",
                t("投诉", "Complaint"),
                Kind::Link("complaint"),
                |h, _| of(h, complaint::TAG),
                |_, _, _| Ok(()),
            )
            .derived(),
            Field::new(
                "about",
                t("回访类别", "About"),
                Kind::Choice(About::CHOICES),
                |h, _| about(h).value(),
                |_, _, _| Ok(()),
            )
            .derived(),
            field!(FollowUp, interviewed, t("回访对象", "Person asked"), Kind::Line(40))
                .masked(MaskHow::Name, full)
                .column(8),
            field!(FollowUp, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full).column(12),
            Field::person(),
            field!(FollowUp, due_at, t("应回访时间", "Due"), Kind::At).derived(),
            field!(FollowUp, outcome, t("结果", "Outcome"), Kind::Choice(Outcome::CHOICES))
                .by_action()
                .column(10),
            field!(FollowUp, score, t("客户评分（1–5）", "Customer's score (1-5)"), Kind::Int(1, 5))
                .by_action()
                .column(4),
            field!(FollowUp, opinion, t("客户意见", "Customer's words"), Kind::Text(500)),
            field!(FollowUp, way, t("方式", "Way"), Kind::Choice(Way::CHOICES)),
            field!(FollowUp, attempts, t("联系次数", "Attempts"), Kind::Int(0, 99)).derived(),
            field!(FollowUp, asked_at, t("回访时间", "Asked at"), Kind::At).derived(),
            field!(FollowUp, review, t("复核意见", "Review"), Kind::Line(200)),
        ];
        let asks = vec![
            Ask::must("outcome"),
            Ask::may("score"),
            Ask::may("opinion"),
            Ask::more("way"),
            Ask::more("interviewed"),
        ];
        let actions = vec![
            Action::create("due", t("列入回访", "Put down for a follow-up"), DUE, Posts::NONE, vec![]),
            Action::step(
                "record",
                t("记录回访", "Record the follow-up"),
                &[DUE, TRIED],
                To::Stay,
                Posts::DESK,
                asks,
            )
            .guard(|s| may_ask(s.head, s.ctx).map_err(|fault| fault.text))
            .effects(record),
            Action::step(
                "review",
                t("复核", "Review"),
                &[DONE, NOT_REACHED],
                To::State(REVIEWED),
                Posts::LEAD,
                vec![Ask::may("review")],
            ),
            Action::step(
                "withdraw",
                t("撤回", "Withdraw"),
                &[DUE, TRIED],
                To::State(WITHDRAWN),
                Posts::NONE,
                vec![],
            ),
        ];
        Spec {
            due: Some(|_, e| e.due_at),
            carry: Some(Carries::open(carry)),
            ..Spec::new(info, fields, actions, title)
        }
    }
}

/// What the customer is asked about.
fn about(head: &Head) -> Option<About> {
    Some(match head.parent?.register {
        request::TAG => About::Repair,
        complaint::TAG => About::Complaint,
        _ => About::Other,
    })
}

/// What it is about, when that is an entry of this register.
fn of(head: &Head, register: Tag) -> Value {
    let parent = head.parent.filter(|parent| parent.register == register);
    parent.map_or(Value::None, |parent| Value::Id(parent.id))
}

/// The score is the customer's, entered by somebody who did not do the work; complaints are asked about by the supervisor,
/// major ones by the manager (`domain/facts.md` 6.3).
fn may_ask(head: &Head, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let Some(parent) = head.parent else { return Ok(()) };
    let owner = ctx.look.head(parent)?.and_then(|parent| parent.owner);
    let mine = owner == Some(ctx.who.staff);
    if parent.register != complaint::TAG {
        let why = t("回访须由未参与维修的人进行", "The follow-up is for somebody who did not do the work");
        return if mine { Err(Fault::refused(why)) } else { Ok(()) };
    }
    if mine {
        let why = t(
            "回访须由未经办此投诉的人进行",
            "The follow-up is for somebody who did not handle the complaint",
        );
        return Err(Fault::refused(why));
    }
    let major = ctx.look.field(parent, "severity")?.text() == Some(complaint::Gravity::Major.id());
    if major && !ctx.who.is(Post::Manager) {
        return Err(Fault::refused(t("重大投诉由客服经理回访", "The manager follows up a major complaint")));
    }
    if !ctx.who.may(Posts::of(&[Post::Manager, Post::Supervisor])) {
        return Err(Fault::refused(t("投诉由客服主管回访", "The supervisor follows up a complaint")));
    }
    Ok(())
}

fn record(head: &mut Head, entry: &mut FollowUp, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let outcome = entry.outcome.ok_or_else(|| Fault::missing("outcome", t("结果", "Outcome")))?;
    entry.way = entry.way.or(Some(Way::Phone));
    if outcome == Outcome::Unreachable {
        if entry.score.is_some() {
            return Err(Fault::invalid(
                "score",
                t("没联系上，不应有评分", "Nobody was reached, so there is no score"),
            ));
        }
        let attempts = entry.attempts.unwrap_or(0) + 1;
        entry.attempts = Some(attempts);
        if attempts < ctx.look.setting("follow_up.attempts") {
            head.state = TRIED;
            return Ok(Vec::new());
        }
        head.state = NOT_REACHED;
        return Ok(on_parent(head, "follow_up", told(head, entry)).into_iter().collect());
    }
    entry.asked_at = Some(ctx.now);
    head.state = DONE;
    let mut effects: Vec<Effect> = Vec::new();
    if outcome == Outcome::Satisfied {
        effects.extend(on_parent(head, "follow_up", told(head, entry).with("score", entry.score.value())));
        // A complaint closes by itself once its cause and prevention are known.
        effects.extend(on_parent(head, "close", Values::default()).filter(|_| !of_complaint(head)));
    } else {
        let reason = Value::Text(reason(entry, ctx));
        effects.extend(on_parent(head, "reopen", told(head, entry).with("reason", reason)));
    }
    Ok(effects)
}

fn of_complaint(head: &Head) -> bool {
    head.parent.is_some_and(|parent| parent.register == complaint::TAG)
}

/// What the complainant said, for the complaint that was asked about.
fn told(head: &Head, entry: &FollowUp) -> Values {
    if !of_complaint(head) {
        return Values::default();
    }
    Values::default().with("satisfied", entry.outcome.value()).with("score", entry.score.value())
}

/// Why it is opened again: the customer's words, as far as a reason goes.
fn reason(entry: &FollowUp, ctx: &Ctx<'_>) -> String {
    let unsaid = t("客户不满意", "The customer is dissatisfied").get(ctx.who.lang);
    let words = if entry.opinion.is_empty() { unsaid } else { &entry.opinion };
    words.chars().take(usize::from(request::REASON)).collect()
}

fn on_parent(head: &Head, action: &'static str, values: Values) -> Option<Effect> {
    let entry: EntryRef = head.parent?;
    Some(Effect::Act { entry, action, values })
}

fn title(head: &Head, entry: &FollowUp) -> Say {
    let name = mask::name(&entry.interviewed);
    let (number, matter) = (&head.number, &entry.matter);
    match (name.is_empty(), matter.is_empty()) {
        (false, _) => say!("回访 {name}", "Follow up with {name}"),
        (true, false) => say!("回访：{matter}", "Follow up: {matter}"),
        (true, true) => say!("回访 {number}", "Follow-up {number}"),
    }
}

fn carry(head: &Head, _: &FollowUp, ctx: &Ctx<'_>) -> Option<Carry> {
    let due = |by: At| head.due.is_some_and(|due| due <= by);
    let (severity, why) = match head.state {
        DUE | TRIED if due(ctx.now) => (Severity::Amber, t("回访已超时", "Follow-up overdue")),
        TRIED => (Severity::White, t("回访联系不上，须再联系", "Not reached yet, to be tried again")),
        DUE => (Severity::White, t("已完工，尚未回访", "Finished, not called back yet")),
        _ => return None,
    };
    Some(Carry::new(severity, why).under(Section::Do))
}
