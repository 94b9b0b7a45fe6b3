//! The liaison log (`domain/duties.md` M11, P5): what was said to people outside, what they promised, and when to ask
//! again.

use crate::domain::contact;
use crate::domain::fault::Fault;
use crate::domain::hand_over::hand_over;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, Kind, Order, Register, Severity, Spec, SpecInfo,
    State, TICK, To, Values, View, ahead,
};
use crate::domain::value::Value;
use crate::text::lang::{Say, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// How they were spoken to.
    pub By {
        Phone = "phone" 'p' ("电话", "By phone"),
        Visit = "visit" 'v' ("来访", "They came"),
        Called = "called" 'o' ("上门", "We went"),
        Meeting = "meeting" 'm' ("会议", "Meeting"),
        Letter = "letter" 'l' ("公函", "Letter"),
        Message = "message" 'w' ("微信/短信", "Message"),
    }
}

/// The fields of one conversation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Liaison {
    /// With whom, by id.
    pub contact: Option<u64>,
    /// With whom, when they are no contact of the office.
    pub with: String,
    /// How.
    pub by: Option<By>,
    /// What about.
    pub matter: String,
    /// What was said.
    pub said: String,
    /// What they promised.
    pub promised: String,
    /// When to ask again.
    pub next_at: Option<At>,
    /// What came of it.
    pub result: String,
    /// Whether whoever asks again was told that it is time.
    pub told: bool,
}

stored!(Liaison, LiaisonDisk);

/// The register's number.
pub const TAG: Tag = 64;
/// Somebody asks again.
pub const OPEN: u8 = 1;
/// Settled.
pub const SETTLED: u8 = 2;

const STATES: &[State] = &[
    State::open(OPEN, "open", t("待跟进", "to be followed")),
    State::done(SETTLED, "settled", t("已了结", "settled")),
];
const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("待跟进的外联", "Liaison to follow"),
        states: &[OPEN],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "mine", title: t("我的外联", "My liaison"), states: &[OPEN], mine: true, order: Order::Due
    },
    View {
        id: "all",
        title: t("全部外联记录", "The whole liaison log"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The liaison log.
pub struct Liaisons;

impl Register for Liaisons {
    type Entry = Liaison;

    fn spec() -> Spec<Liaison> {
        let info = SpecInfo {
            id: "liaison",
            tag: TAG,
            name: t("外联记录", "Liaison"),
            prefix: "LZ",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let fields = vec![
            Field::new(
                "contact",
                t("联系人", "Contact"),
                Kind::Link("contact"),
                |_, e: &Liaison| e.contact.map_or(Value::None, Value::Id),
                |_, e, v| {
                    e.contact = v.id();
                    Ok(())
                },
            )
            .column(18),
            field!(Liaison, with, t("对方（未登记的）", "With whom, if no contact"), Kind::Line(60))
                .column(12),
            field!(Liaison, matter, t("事项", "Matter"), Kind::Line(120)).column(26),
            field!(Liaison, by, t("方式", "How"), Kind::Choice(By::CHOICES)),
            field!(Liaison, said, t("沟通内容", "What was said"), Kind::Text(1000)),
            field!(Liaison, promised, t("对方承诺", "What they promised"), Kind::Line(200)),
            field!(Liaison, next_at, t("下次联系", "Ask again"), Kind::At).column(12),
            Field::owner().column(8),
            Field::place(),
            Field::occurred_at(),
            field!(Liaison, result, t("结果", "Result"), Kind::Line(200)),
        ];
        let who = Posts::DESK;
        let asks = vec![
            Ask::may("contact"),
            Ask::must("matter"),
            Ask::may("said"),
            Ask::may("promised"),
            Ask::may("next_at"),
            Ask::more("with"),
            Ask::more("by"),
            Ask::more("owner"),
            Ask::more("place"),
            Ask::more("occurred_at"),
        ];
        let again = vec![Ask::must("said"), Ask::may("promised"), Ask::may("next_at"), Ask::more("by")];
        let actions = vec![
            Action::create("log", t("记外联", "Log a conversation"), OPEN, who, asks).effects(log),
            Action::step("again", t("再次联系", "Spoken to again"), &[OPEN], To::Stay, who, again)
                .effects(spoken),
            hand_over(&[OPEN], &[]),
            Action::step(
                "settle",
                t("了结", "Settle"),
                &[OPEN],
                To::State(SETTLED),
                who,
                vec![Ask::may("result")],
            ),
            Action::step(
                "reopen",
                t("重新跟进", "Follow again"),
                &[SETTLED],
                To::State(OPEN),
                who,
                vec![Ask::must("next_at")],
            )
            .effects(|_, e, _, _| {
                e.told = false;
                Ok(Vec::new())
            }),
            Action::step(TICK, t("到时检查", "Look at the time"), &[OPEN], To::Stay, Posts::NONE, vec![])
                .effects(tick),
        ];
        Spec {
            due: Some(|head, e| e.next_at.filter(|_| head.state == OPEN)),
            carry: Some(Carries::due(ahead, carry)),
            alarm: |_, e, _| e.next_at.filter(|_| !e.told),
            ..Spec::new(info, fields, actions, |_, e| Say::same(e.matter.clone()))
        }
    }
}

fn log(head: &mut Head, entry: &mut Liaison, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if entry.contact.is_none() && entry.with.is_empty() {
        return Err(Fault::missing("contact", t("联系人或对方", "With whom")));
    }
    entry.by = entry.by.or(Some(By::Phone));
    head.owner = head.owner.or(Some(ctx.who.staff));
    settle_unless_next(head, entry);
    Ok(Vec::new())
}

/// What nobody has to ask about again is settled.
fn settle_unless_next(head: &mut Head, entry: &Liaison) {
    if entry.next_at.is_none() {
        head.state = SETTLED;
    }
}

fn spoken(head: &mut Head, entry: &mut Liaison, values: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    // A next time that was not said anew has passed.
    if values.get("next_at").is_none() {
        entry.next_at = None;
    }
    entry.told = false;
    settle_unless_next(head, entry);
    Ok(Vec::new())
}

fn tick(head: &mut Head, entry: &mut Liaison, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if entry.next_at.is_none_or(|at| at > ctx.now) || entry.told {
        return Ok(Vec::new());
    }
    entry.told = true;
    let whom = match entry.contact {
        Some(id) => {
            let at = EntryRef::new(contact::TAG, id);
            let name = ctx.look.field(at, "organisation")?;
            let name = if name.is_none() { ctx.look.field(at, "name")? } else { name };
            name.text().unwrap_or_default().to_owned()
        }
        None => entry.with.clone(),
    };
    let matter = &entry.matter;
    let text = say!("该联系{whom}了：{matter}", "Time to speak to {whom}: {matter}");
    Ok(head.owner.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

fn carry(head: &Head, entry: &Liaison, ctx: &Ctx<'_>) -> Option<Carry> {
    let next = entry.next_at.filter(|next| head.state == OPEN && *next <= ctx.ahead())?;
    Some(if next <= ctx.now {
        Carry::new(Severity::Red, t("外联到期未跟进", "Liaison overdue"))
    } else {
        Carry::new(Severity::Amber, t("外联将到跟进时间", "Liaison falls due"))
    })
}
