//! Promises to customers ("we ring by four"): who owes what, to whom, by when. What handovers lose most easily.

use crate::domain::ids::Tag;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carry, Ctx, Field, Head, Kind, Order, Register, Severity, Spec, SpecInfo, State, To, View,
};
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
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
}

stored!(Promise, PromiseDisk);

/// The register's number.
pub const TAG: Tag = 5;
/// Still owed.
pub const OPEN: u8 = 1;
/// Kept.
pub const KEPT: u8 = 2;
/// No longer wanted.
pub const WITHDRAWN: u8 = 3;

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
                "withdraw",
                t("撤销", "Withdraw"),
                &[OPEN],
                To::State(WITHDRAWN),
                Posts::DESK,
                vec![Ask::must("result")],
            ),
        ];
        Spec {
            due: |_, e| e.due_at,
            carry,
            ..Spec::new(info, fields, actions, |_, e| Say::same(e.text.clone()))
        }
    }
}

fn carry(head: &Head, _: &Promise, ctx: &Ctx<'_>) -> Option<Carry> {
    let due = head.due?;
    let ahead = ctx.now.plus_minutes(ctx.look.setting("handover.ahead_minutes"));
    if head.state != OPEN || due > ahead {
        return None;
    }
    let why = if due <= ctx.now {
        say!("承诺已过时", "Promise overdue")
    } else {
        say!("承诺将到时", "Promise falls due")
    };
    Some(Carry { severity: Severity::Red, why })
}
