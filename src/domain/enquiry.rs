//! Enquiries at the counter (`domain/facts.md` 6.1): asked, answered, closed; or turned into a request or a complaint.
//!
//! One that is answered while the customer stands there is over at once. An answered one closes by itself after some days.

use crate::domain::clock::{Clocks, Limit};
use crate::domain::convert::{self, Words};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::hand_over::hand_over;
use crate::domain::ids::Tag;
use crate::domain::moment::At;
use crate::domain::person;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Action, Ask, Carries, Carry, ClockAccess, Ctx, Effect, Field, Head, Kind, MaskHow, Order, RETIME,
    Register, Severity, Spec, SpecInfo, State, TICK, To, Values, View,
};
use crate::domain::request::Channel;
use crate::domain::value::Valued;
use crate::text::lang::{Say, T, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What is asked about.
    pub Topic {
        Charges = "charges" 'c' ("收费", "Charges"),
        Services = "services" 's' ("服务与价格", "Services and prices"),
        Papers = "papers" 'p' ("证件手续", "Papers, procedures"),
        Repairs = "repairs" 'r' ("维修", "Repairs"),
        FitOut = "fit-out" 'f' ("装修", "Fit-out"),
        Parking = "parking" 'k' ("停车", "Parking"),
        Utilities = "utilities" 'u' ("水电气暖", "Utilities"),
        Community = "community" 'm' ("社区活动", "Community"),
        Other = "other" 'o' ("其他", "Other"),
    }
}

/// An enquiry's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Enquiry {
    /// How it came in.
    pub channel: Option<Channel>,
    /// Who asks.
    pub asker: String,
    /// Their phone.
    pub phone: String,
    /// What it is about.
    pub topic: Option<Topic>,
    /// What they want to know.
    pub text: String,
    /// What they were told.
    pub answer: String,
    /// When.
    pub answered_at: Option<At>,
    /// Why it was asked again.
    pub reason: String,
    /// The last note.
    pub note: String,
    /// How often the customer urged.
    pub urged: Option<i64>,
    /// When last.
    pub urged_at: Option<At>,
    /// When it was closed or turned into something else.
    pub closed_at: Option<At>,
    /// Whether the supervisors know that it is late.
    pub late_told: bool,
    /// Its limits.
    pub clocks: Clocks,
}

stored!(Enquiry, EnquiryDisk);

/// The register's number.
pub const TAG: Tag = 62;
/// Asked.
pub const REGISTERED: u8 = 1;
/// Answered; the customer may ask again.
pub const ANSWERED: u8 = 2;
/// Over.
pub const CLOSED: u8 = 3;
/// It has become a request or a complaint.
pub const CONVERTED: u8 = 4;

const STATES: &[State] = &[
    State::open(REGISTERED, "registered", t("待答复", "registered")),
    State::open(ANSWERED, "answered", t("已答复", "answered")),
    State::done(CLOSED, "closed", t("已办结", "closed")),
    State::done(CONVERTED, "converted", t("已转办", "converted")),
];
const OPEN: &[u8] = &[REGISTERED, ANSWERED];
const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("待答复咨询", "Enquiries to answer"),
        states: &[REGISTERED],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "mine", title: t("我的咨询", "My enquiries"), states: OPEN, mine: true, order: Order::Due
    },
    View {
        id: "answered",
        title: t("已答复咨询", "Answered enquiries"),
        states: &[ANSWERED],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all", title: t("全部咨询", "All enquiries"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of enquiries.
pub struct Enquiries;

impl Register for Enquiries {
    type Entry = Enquiry;

    fn spec() -> Spec<Enquiry> {
        let info = SpecInfo {
            id: "enquiry",
            tag: TAG,
            name: t("咨询", "Enquiry"),
            prefix: "E",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            normal,
            due: Some(|head, e| if head.state == REGISTERED { e.clocks.due() } else { None }),
            keys: |_, e| person::phone_key(&e.phone).into_iter().collect(),
            carry: Some(Carries::open(carry)),
            clocks: Some(ClockAccess { get: |e| &e.clocks, get_mut: |e| &mut e.clocks }),
            alarm,
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn fields() -> Vec<Field<Enquiry>> {
    let know = Posts::DESK;
    vec![
        Field::place().column(12),
        field!(Enquiry, text, t("咨询内容", "What is asked"), Kind::Text(500)).column(30),
        field!(Enquiry, topic, t("主题", "Topic"), Kind::Choice(Topic::CHOICES)).column(10),
        field!(Enquiry, answer, t("答复", "Answer"), Kind::Text(1000)).column(20),
        field!(Enquiry, asker, t("咨询人", "Who asks"), Kind::Line(40)).masked(MaskHow::Name, know),
        field!(Enquiry, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, know),
        Field::person(),
        field!(Enquiry, channel, t("渠道", "Channel"), Kind::Choice(Channel::CHOICES)),
        Field::occurred_at(),
        convert::first_contact(),
        Field::team().by_action(),
        Field::owner().by_action().column(8),
        Field::new(
            "respond_by",
            t("响应时限", "Respond by"),
            Kind::At,
            |_, e: &Enquiry| due(e, Limit::Respond),
            |_, _, _| Ok(()),
        )
        .derived(),
        Field::new(
            "answer_by",
            t("答复时限", "Answer by"),
            Kind::At,
            |_, e: &Enquiry| due(e, Limit::Answer),
            |_, _, _| Ok(()),
        )
        .derived(),
        field!(Enquiry, answered_at, t("答复时间", "Answered at"), Kind::At).derived(),
        convert::became(|head, _, ctx| convert::children_numbers(TAG, head, ctx)),
        field!(Enquiry, reason, t("原因", "Reason"), Kind::Line(200)).by_action(),
        field!(Enquiry, note, t("进展备注", "Note"), Kind::Line(500)),
        field!(Enquiry, urged, t("催办次数", "Urged"), Kind::Int(0, 9999)).derived(),
        field!(Enquiry, urged_at, t("最近催办", "Urged last at"), Kind::At).derived(),
        field!(Enquiry, closed_at, t("办结时间", "Closed at"), Kind::At).derived(),
    ]
}

fn due(entry: &Enquiry, limit: Limit) -> crate::domain::value::Value {
    entry.clocks.last(limit).and_then(|timer| timer.due).value()
}

fn actions() -> Vec<Action<Enquiry>> {
    let (all, hands) = (Posts::STAFF, Posts::DESK);
    let log_asks = vec![
        Ask::may("place"),
        Ask::must("text"),
        Ask::may("answer"),
        Ask::more("topic"),
        Ask::more("asker"),
        Ask::more("phone"),
        Ask::more("person"),
        Ask::more("channel"),
        Ask::more("occurred_at"),
    ];
    vec![
        Action::create("log", t("登记咨询", "Log an enquiry"), REGISTERED, all, log_asks).effects(log),
        Action::step(
            "assign",
            t("派办", "Assign"),
            &[REGISTERED],
            To::Stay,
            Posts::LEAD,
            vec![Ask::may("owner"), Ask::may("team"), Ask::more("note")],
        )
        .effects(assign),
        Action::step(
            "respond",
            t("已联系客户", "Customer rung back"),
            &[REGISTERED],
            To::Stay,
            hands,
            vec![Ask::may("note")],
        )
        .effects(|_, e, _, ctx| {
            e.clocks.stop(Limit::Respond, ctx.now);
            Ok(Vec::new())
        }),
        Action::step(
            "answer",
            t("答复", "Answer"),
            &[REGISTERED],
            To::State(ANSWERED),
            all,
            vec![Ask::must("answer")],
        )
        .effects(|_, e, _, ctx| {
            answered(e, ctx);
            Ok(Vec::new())
        }),
        Action::step(
            "ask_again",
            t("客户又问", "Asked again"),
            OPEN,
            To::State(REGISTERED),
            all,
            vec![Ask::must("reason")],
        )
        .effects(ask_again),
        Action::step("close", t("办结", "Close"), &[ANSWERED], To::State(CLOSED), all, vec![]).effects(over),
        Action::step(
            "to_request",
            t("转为报修", "Turn into a request"),
            OPEN,
            To::State(CONVERTED),
            all,
            vec![],
        )
        .guard(|s| match (s.head.place, s.head.person) {
            (None, None) => {
                Err(t("报修要有房间或客户，请先补上", "A request needs a room or a customer; add it first")
                    .into())
            }
            _ => Ok(()),
        })
        .effects(|head, e, values, ctx| {
            let mut effects = over(head, e, values, ctx)?;
            effects.push(convert::to_request(head, &words(e)));
            Ok(effects)
        }),
        Action::step(
            "to_complaint",
            t("转为投诉", "Turn into a complaint"),
            OPEN,
            To::State(CONVERTED),
            all,
            vec![],
        )
        .effects(|head, e, values, ctx| {
            let mut effects = over(head, e, values, ctx)?;
            effects.push(convert::to_complaint(head, &words(e)));
            Ok(effects)
        }),
        Action::step("urge", t("催办", "Urged"), &[REGISTERED], To::Stay, all, vec![Ask::may("note")])
            .effects(urge),
        hand_over(OPEN, &[Ask::may("team"), Ask::must("reason")]),
        Action::step("note", t("记进展", "Add a note"), OPEN, To::Stay, hands, vec![Ask::must("note")]),
        Action::step(TICK, t("到时检查", "Look at the time"), OPEN, To::Stay, Posts::NONE, vec![])
            .effects(tick),
        Action::step(RETIME, t("重算时限", "Count the limits anew"), OPEN, To::Stay, Posts::NONE, vec![])
            .effects(|_, e, _, ctx| {
                e.clocks.retime(&*ctx.look.calendars()?);
                Ok(Vec::new())
            }),
    ]
}

fn normal(_: &mut Head, entry: &mut Enquiry, _: &Ctx<'_>) -> Result<(), Fault> {
    if entry.text.is_empty() {
        return Err(Fault::new(FaultKind::Missing, t("请写明咨询内容", "Say what is asked")).at("text"));
    }
    Ok(())
}

fn words(entry: &Enquiry) -> Words<'_> {
    let channel = entry.channel.unwrap_or(Channel::WalkIn);
    Words { name: &entry.asker, phone: &entry.phone, text: &entry.text, channel }
}

fn start(entry: &mut Enquiry, from: At, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let calendars = ctx.look.calendars()?;
    for limit in [Limit::Respond, Limit::Answer] {
        let target = ctx.target(&format!("target.enquiry.{}", limit.id()));
        entry.clocks.start(limit, target, from, &calendars);
    }
    Ok(())
}

fn answered(entry: &mut Enquiry, ctx: &Ctx<'_>) {
    entry.answered_at = Some(ctx.now);
    for limit in [Limit::Respond, Limit::Answer] {
        entry.clocks.stop(limit, ctx.now);
    }
}

fn log(head: &mut Head, entry: &mut Enquiry, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.channel = entry.channel.or(Some(Channel::WalkIn));
    head.owner = head.owner.or(Some(ctx.who.staff));
    start(entry, head.occurred_at, ctx)?;
    if !entry.answer.is_empty() {
        answered(entry, ctx);
        entry.closed_at = Some(ctx.now);
        head.state = CLOSED;
    }
    Ok(Vec::new())
}

fn assign(head: &mut Head, _: &mut Enquiry, values: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if values.get("owner").is_none() && values.get("team").is_none() {
        return Err(Fault::missing("owner", t("负责人或班组", "Responsible or team")));
    }
    if values.get("owner").is_none() {
        head.owner = None;
    }
    if values.get("team").is_none() {
        head.team = None;
    }
    let number = &head.number;
    let text = say!("咨询 {number} 派给您答复", "Enquiry {number} is yours to answer");
    let told = head.owner.filter(|owner| *owner != ctx.who.staff);
    Ok(told.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

fn ask_again(_: &mut Head, entry: &mut Enquiry, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.answered_at = None;
    entry.late_told = false;
    start(entry, ctx.now, ctx)?;
    Ok(Vec::new())
}

fn over(_: &mut Head, entry: &mut Enquiry, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.closed_at = Some(ctx.now);
    entry.clocks.drop_running();
    Ok(Vec::new())
}

fn urge(head: &mut Head, entry: &mut Enquiry, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let times = entry.urged.unwrap_or(0) + 1;
    (entry.urged, entry.urged_at) = (Some(times), Some(ctx.now));
    let number = &head.number;
    let text = say!("咨询 {number} 被催办（第 {times} 次）", "Enquiry {number} was urged ({times})");
    Ok(vec![to_owner(head, text)])
}

/// Whoever answers for it; the supervisors while nobody does.
fn to_owner(head: &Head, text: Say) -> Effect {
    match head.owner {
        Some(staff) => Effect::Notify { staff, text },
        None => Effect::Tell { posts: Posts::of(&[Post::Supervisor]), text },
    }
}

/// When an answered one closes by itself.
fn closes_at(entry: &Enquiry, ctx: &Ctx<'_>) -> Option<At> {
    entry.answered_at.map(|at| at.plus_minutes(ctx.look.setting("enquiry.close_days") * 1440))
}

fn alarm(head: &Head, entry: &Enquiry, ctx: &Ctx<'_>) -> Option<At> {
    match head.state {
        ANSWERED => closes_at(entry, ctx),
        REGISTERED => {
            let warn = entry.clocks.warn_at(ctx.look.setting("target.warn_percent"));
            [warn, entry.clocks.due().filter(|_| !entry.late_told)].into_iter().flatten().min()
        }
        _ => None,
    }
}

fn tick(head: &mut Head, entry: &mut Enquiry, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if head.state == ANSWERED {
        if closes_at(entry, ctx).is_some_and(|at| at <= ctx.now) {
            head.state = CLOSED;
            entry.closed_at = Some(ctx.now);
        }
        return Ok(Vec::new());
    }
    let number = &head.number;
    let mut effects = Vec::new();
    for (label, by) in entry.clocks.warnings(ctx.look.setting("target.warn_percent"), ctx.now) {
        let (T { zh, en }, by) = (label, by.local(ctx.zone).format("%m-%d %H:%M"));
        let text = say!("咨询 {number}：{zh}时限 {by}", "Enquiry {number}: {en} is due {by}");
        effects.push(to_owner(head, text));
    }
    if entry.clocks.due().is_some_and(|due| due <= ctx.now) && !entry.late_told {
        entry.late_told = true;
        let text = say!("咨询 {number} 超过时限未答复", "Enquiry {number} is over its limit");
        effects.push(Effect::Tell { posts: Posts::of(&[Post::Supervisor]), text });
    }
    Ok(effects)
}

fn title(_: &Head, entry: &Enquiry) -> Say {
    let words: String = entry.text.lines().next().unwrap_or_default().chars().take(60).collect();
    match entry.topic.map(Topic::label) {
        Some(T { zh, en }) => say!("{zh}：{words}", "{en}: {words}"),
        None => Say::same(words),
    }
}

fn carry(head: &Head, entry: &Enquiry, ctx: &Ctx<'_>) -> Option<Carry> {
    if head.state != REGISTERED {
        return None;
    }
    let late = entry.clocks.due().is_some_and(|due| due <= ctx.now);
    Some(if late {
        Carry::new(Severity::Red, t("咨询超过时限未答复", "Enquiry over its limit"))
    } else {
        Carry::new(Severity::White, t("咨询待答复", "Enquiry to be answered"))
    })
}
