//! Promises to customers ("we ring by four"): who owes what, to whom, by when. What handovers lose most easily, so the
//! program itself speaks up: to whoever owes it before it falls due and when it has, then to those who lead.

use crate::domain::ids::Tag;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, Order, Register, Severity, Spec, SpecInfo,
    State, Stored, TICK, To, View,
};
use crate::domain::request;
use crate::text::lang::{Say, t};
use crate::{field, say};
use serde::{Deserialize, Serialize};

/// A promise's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Promise {
    /// What was promised.
    pub text: String,
    /// By when.
    pub due_at: Option<At>,
    /// How it ended.
    pub result: String,
    /// What was said about it so far.
    pub said: Said,
    /// The time it was said about: a new time is spoken of anew.
    pub said_of: Option<At>,
}

/// How far the program has spoken up about a promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Said {
    /// Nothing yet.
    #[default]
    Nothing,
    /// That it falls due.
    Ahead,
    /// That it is overdue.
    Overdue,
    /// The same, to those who lead.
    Leads,
}

/// The entry's form on disk; variants are never reordered or removed.
#[derive(Serialize, Deserialize)]
pub enum PromiseDisk {
    /// Before the program spoke up.
    V1(PromiseV1),
    /// With what was said.
    V2(Promise),
}

/// The first version.
#[derive(Serialize, Deserialize)]
pub struct PromiseV1 {
    text: String,
    due_at: Option<At>,
    result: String,
}

impl Stored for Promise {
    type Disk = PromiseDisk;

    fn to_disk(&self) -> PromiseDisk {
        PromiseDisk::V2(self.clone())
    }

    fn from_disk(disk: PromiseDisk) -> Self {
        match disk {
            PromiseDisk::V1(PromiseV1 { text, due_at, result }) => {
                Self { text, due_at, result, ..Self::default() }
            }
            PromiseDisk::V2(promise) => promise,
        }
    }
}

/// The register's number.
pub const TAG: Tag = 5;
/// Still owed.
pub const OPEN: u8 = 1;
/// Kept.
pub const KEPT: u8 = 2;
/// No longer wanted.
pub const WITHDRAWN: u8 = 3;

const ANY: &[u8] = &[OPEN, KEPT, WITHDRAWN];

const STATES: &[State] = &[
    State::open(OPEN, "open", t("待兑现", "open")),
    State::done(KEPT, "kept", t("已兑现", "kept")),
    State::done(WITHDRAWN, "withdrawn", t("已撤销", "withdrawn")),
];

const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("承诺待兑现", "Promises due"),
        states: &[OPEN],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "mine", title: t("我的承诺", "My promises"), states: &[OPEN], mine: true, order: Order::Due
    },
    View {
        id: "all", title: t("全部承诺", "All promises"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of promises.
pub struct Promises;

impl Register for Promises {
    type Entry = Promise;

    fn spec() -> Spec<Promise> {
        let info = SpecInfo {
            id: "promise",
            tag: TAG,
            name: t("承诺", "Promise"),
            prefix: "P",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let fields = vec![
            Field::place().column(12),
            field!(Promise, text, t("承诺内容", "What was promised"), Kind::Line(120)).column(30),
            field!(Promise, due_at, t("何时前", "By"), Kind::At).column(12),
            Field::owner().column(8),
            Field::person(),
            field!(Promise, result, t("结果", "Result"), Kind::Line(120)),
            request::moved_to(),
        ];
        let asks = vec![
            Ask::may("place"),
            Ask::must("text"),
            Ask::must("due_at"),
            Ask::more("owner"),
            Ask::more("person"),
        ];
        let actions = vec![
            Action::create("make", t("记下承诺", "Write down a promise"), OPEN, Posts::STAFF, asks).effects(
                |head, _, _, ctx| {
                    head.owner = head.owner.or(Some(ctx.who.staff));
                    Ok(Vec::new())
                },
            ),
            Action::step(
                "keep",
                t("已兑现", "Kept"),
                &[OPEN],
                To::State(KEPT),
                Posts::STAFF,
                vec![Ask::may("result")],
            ),
            Action::step(
                "transfer",
                t("转交", "Transfer"),
                &[OPEN],
                To::Stay,
                Posts::STAFF,
                vec![Ask::must("owner")],
            )
            .effects(|head, entry: &mut Promise, _, ctx| {
                let text = &entry.text;
                let said = say!("承诺转交给您：{text}", "A promise is yours now: {text}");
                Ok(notify(head, ctx, said))
            }),
            Action::step(
                "withdraw",
                t("撤销", "Withdraw"),
                &[OPEN],
                To::State(WITHDRAWN),
                Posts::DESK,
                vec![Ask::must("result")],
            ),
            // Its request was merged into another, or is on its own again.
            Action::step("move", t("随单转移", "Moved with its request"), ANY, To::Stay, Posts::NONE, vec![])
                .effects(|head, _, values, _| Ok(request::move_part(head, values))),
            Action::step(TICK, t("提醒", "Remind"), &[OPEN], To::Stay, Posts::NONE, vec![])
                .effects(|head, entry, _, ctx| Ok(speak_up(head, entry, ctx))),
        ];
        Spec {
            normal: |_, entry, _| {
                if entry.said_of != entry.due_at {
                    (entry.said, entry.said_of) = (Said::Nothing, entry.due_at);
                }
                Ok(())
            },
            due: Some(|_, e| e.due_at),
            // What was promised and not kept comes before everything else that is to be done.
            rank: |_, e| if e.said >= Said::Overdue { 0 } else { Head::ORDINARY },
            alarm: |_, e, ctx| next(e, ctx).map(|(at, _)| at),
            carry: Some(Carries::open(carry)),
            ..Spec::new(info, fields, actions, |_, e| Say::same(e.text.clone()))
        }
    }
}

/// What is said next, and when.
fn next(entry: &Promise, ctx: &Ctx<'_>) -> Option<(At, Said)> {
    let due = entry.due_at?;
    let minutes = |id: &str| ctx.look.setting(id);
    match entry.said {
        Said::Nothing => Some((due.plus_minutes(-minutes("promise.warn_minutes")), Said::Ahead)),
        Said::Ahead => Some((due, Said::Overdue)),
        Said::Overdue => Some((due.plus_minutes(minutes("promise.lead_minutes")), Said::Leads)),
        Said::Leads => None,
    }
}

/// Says what is to be said by now: one thing to the owner, however much was missed while the office was shut.
fn speak_up(head: &Head, entry: &mut Promise, ctx: &Ctx<'_>) -> Vec<Effect> {
    let before = entry.said;
    while let Some((_, said)) = next(entry, ctx).filter(|(at, _)| *at <= ctx.now) {
        entry.said = said;
    }
    let (number, text) = (&head.number, &entry.text);
    let by = entry.due_at.map_or_else(String::new, |at| at.local(ctx.zone).format("%m-%d %H:%M").to_string());
    let overdue = say!("承诺已过时（{by}）：{number} {text}", "Promise overdue ({by}): {number} {text}");
    let mut effects = Vec::new();
    if entry.said >= Said::Overdue && before < Said::Overdue {
        effects.extend(notify(head, ctx, overdue.clone()));
    } else if entry.said == Said::Ahead && before < Said::Ahead {
        let ahead = say!("承诺将到时（{by}）：{number} {text}", "Promise falls due ({by}): {number} {text}");
        effects.extend(notify(head, ctx, ahead));
    }
    if entry.said == Said::Leads && before < Said::Leads {
        effects.push(Effect::Tell { posts: Posts::LEAD, text: overdue });
    }
    effects
}

/// Tells its owner, unless they did it themselves.
fn notify(head: &Head, ctx: &Ctx<'_>, text: Say) -> Vec<Effect> {
    let staff = head.owner.filter(|owner| *owner != ctx.who.staff);
    staff.map(|staff| Effect::Notify { staff, text }).into_iter().collect()
}

/// Every promise with a time: one that falls due later is still to be known.
fn carry(head: &Head, _: &Promise, ctx: &Ctx<'_>) -> Option<Carry> {
    let due = head.due.filter(|_| head.state == OPEN)?;
    Some(if due <= ctx.now {
        Carry::new(Severity::Red, t("承诺已过时", "Promise overdue"))
    } else if due <= ctx.ahead() {
        Carry::new(Severity::Red, t("承诺将到时", "Promise falls due"))
    } else {
        Carry::new(Severity::White, t("已作承诺，到时在后", "Promised for later"))
    })
}
