//! What the desk passes on (转办): to engineering, security, finance, a contractor, a team or a colleague. It counts as
//! passed on when the receiver says so, never when the sender does; until then it is the sender's. What is passed on may
//! belong to any entry, or stand alone.

use crate::domain::clock::{Clocks, Limit};
use crate::domain::convert::numbered;
use crate::domain::fault::Fault;
use crate::domain::hand_over::hand_over;
use crate::domain::ids::{StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Action, Ask, Carries, Carry, ClockAccess, Ctx, Effect, Field, Head, Kind, Order, RETIME, Register,
    Severity, Situation, Spec, SpecInfo, State, TICK, To, Values, View,
};
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Say, T, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// To whom things are passed on.
    pub Receiver {
        Engineering = "engineering" 'e' ("工程部", "Engineering"),
        Security = "security" 's' ("秩序维护", "Security"),
        Cleaning = "cleaning" 'c' ("保洁绿化", "Cleaning, landscaping"),
        Finance = "finance" 'f' ("财务", "Finance"),
        ControlRoom = "control-room" 'r' ("监控中心", "Control room"),
        Contractor = "contractor" 'o' ("外委单位", "Contractor"),
        Developer = "developer" 'd' ("开发商", "Developer"),
        Head = "head" 'h' ("项目负责人", "Project head"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

/// The fields of something passed on. Team and person are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PassOn {
    /// What is to be done or known.
    pub text: String,
    /// To which department or body.
    pub receiver: Option<Receiver>,
    /// Who is to be rung there.
    pub contact: String,
    /// Who sent it last.
    pub sent_by: Option<StaffId>,
    /// When.
    pub sent_at: Option<At>,
    /// Who took it on, where that is nobody with a login.
    pub received_by: String,
    /// When it was acknowledged.
    pub received_at: Option<At>,
    /// What came of it.
    pub result: String,
    /// When it was done.
    pub done_at: Option<At>,
    /// Why it came back or was withdrawn.
    pub reason: String,
    /// The last note.
    pub note: String,
    /// How often it was urged.
    pub urged: Option<i64>,
    /// How often it came back.
    pub returned: Option<i64>,
    /// Whether the supervisors know that it is late.
    pub late_told: bool,
    /// Its limits: to acknowledge, to answer.
    pub clocks: Clocks,
}

stored!(PassOn, PassOnDisk);

/// The register's number.
pub const TAG: Tag = 63;
/// Sent, not acknowledged.
pub const SENT: u8 = 1;
/// The receiver has it.
pub const RECEIVED: u8 = 2;
/// The receiver gave it back.
pub const RETURNED: u8 = 3;
/// Done.
pub const DONE: u8 = 4;
/// No longer wanted.
pub const WITHDRAWN: u8 = 5;

const STATES: &[State] = &[
    State::open(SENT, "sent", t("待签收", "sent")),
    State::open(RECEIVED, "received", t("办理中", "received")),
    State::open(RETURNED, "returned", t("被退回", "returned")),
    State::done(DONE, "done", t("已办复", "done")),
    State::done(WITHDRAWN, "withdrawn", t("已撤回", "withdrawn")),
];
const OPEN: &[u8] = &[SENT, RECEIVED, RETURNED];
const OUT: &[u8] = &[SENT, RECEIVED];
const VIEWS: &[View] = &[
    View {
        id: "open",
        title: t("未办复的转办", "Passed on, open"),
        states: OPEN,
        mine: false,
        order: Order::Due,
    },
    View {
        id: "mine", title: t("转给我的", "Passed on to me"), states: OUT, mine: true, order: Order::Due
    },
    View {
        id: "sent",
        title: t("待签收的转办", "Not acknowledged"),
        states: &[SENT],
        mine: false,
        order: Order::Due,
    },
    View {
        id: "returned",
        title: t("被退回的转办", "Returned"),
        states: &[RETURNED],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all", title: t("全部转办", "All passed on"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of what was passed on.
pub struct PassOns;

impl Register for PassOns {
    type Entry = PassOn;

    fn spec() -> Spec<PassOn> {
        let info = SpecInfo {
            id: "pass_on",
            tag: TAG,
            name: t("转办", "Pass-on"),
            prefix: "PO",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            due: Some(|head, e| if OUT.contains(&head.state) { e.clocks.due() } else { None }),
            carry: Some(Carries::open(carry)),
            clocks: Some(ClockAccess { get: |e| &e.clocks, get_mut: |e| &mut e.clocks }),
            alarm,
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn fields() -> Vec<Field<PassOn>> {
    vec![
        Field::place().column(12),
        field!(PassOn, text, t("转办事项", "What is passed on"), Kind::Text(500)).column(28),
        field!(PassOn, receiver, t("转给", "To"), Kind::Choice(Receiver::CHOICES)).by_action().column(10),
        Field::team().by_action().column(8),
        Field::owner().by_action().labelled(t("接收人", "Colleague")).column(8),
        field!(PassOn, contact, t("联系人/电话", "Whom to ring"), Kind::Line(60)),
        Field::new(
            "about",
            t("所属单号", "Belongs to"),
            Kind::Line(20),
            |_, _| Value::None,
            |_, _, _| Ok(()),
        )
        .by_action()
        .hint(t("如 Q2611-0001；没有则不填", "Such as Q2611-0001; nothing when it stands alone")),
        Field::person(),
        field!(PassOn, sent_by, t("转出人", "Sent by"), Kind::STAFF).derived(),
        field!(PassOn, sent_at, t("转出时间", "Sent at"), Kind::At).derived(),
        Field::new(
            "respond_by",
            t("签收时限", "Acknowledge by"),
            Kind::At,
            |_, e| by(e, Limit::Respond),
            |_, _, _| Ok(()),
        )
        .derived(),
        Field::new(
            "answer_by",
            t("办复时限", "Answer by"),
            Kind::At,
            |_, e| by(e, Limit::Answer),
            |_, _, _| Ok(()),
        )
        .derived(),
        field!(PassOn, received_by, t("签收人", "Acknowledged by"), Kind::Line(40)).by_action(),
        field!(PassOn, received_at, t("签收时间", "Acknowledged at"), Kind::At).derived(),
        field!(PassOn, result, t("办理结果", "Result"), Kind::Text(500)).by_action(),
        field!(PassOn, done_at, t("办复时间", "Done at"), Kind::At).derived(),
        field!(PassOn, reason, t("原因", "Reason"), Kind::Line(200)).by_action(),
        field!(PassOn, note, t("进展备注", "Note"), Kind::Line(500)),
        field!(PassOn, urged, t("催办次数", "Urged"), Kind::Int(0, 9999)).derived(),
        field!(PassOn, returned, t("退回次数", "Returned"), Kind::Int(0, 9999)).derived(),
    ]
}

fn by(entry: &PassOn, limit: Limit) -> Value {
    entry.clocks.last(limit).and_then(|timer| timer.due).value()
}

fn actions() -> Vec<Action<PassOn>> {
    let all = Posts::STAFF;
    let whom = [Ask::may("receiver"), Ask::may("team"), Ask::may("owner"), Ask::more("contact")];
    let pass = [
        vec![Ask::must("text")],
        whom.to_vec(),
        vec![Ask::may("about"), Ask::more("place"), Ask::more("person")],
    ];
    vec![
        Action::create("pass", t("转办", "Pass on"), SENT, all, pass.concat()).effects(pass_on),
        Action::step(
            "receive",
            t("签收", "Acknowledge"),
            &[SENT],
            To::State(RECEIVED),
            all,
            vec![Ask::may("received_by"), Ask::more("note")],
        )
        .guard(|s| {
            by_the_receiver(
                s,
                t("由接收方签收，转出人不能代签", "The receiver acknowledges it, not the sender"),
            )
        })
        .effects(receive),
        Action::step(
            "finish",
            t("办复", "Done"),
            &[RECEIVED],
            To::State(DONE),
            all,
            vec![Ask::must("result")],
        )
        .effects(finish),
        Action::step("return", t("退回", "Return"), OUT, To::State(RETURNED), all, vec![Ask::must("reason")])
            .guard(|s| {
                by_the_receiver(
                    s,
                    t("由接收方退回；转出人请用“撤回”", "The receiver returns it; the sender withdraws it"),
                )
            })
            .effects(come_back),
        Action::step(
            "pass_again",
            t("再次转办", "Pass on again"),
            &[SENT, RETURNED],
            To::State(SENT),
            all,
            [whom.to_vec(), vec![Ask::may("note")]].concat(),
        )
        .effects(pass_again),
        Action::step(
            "withdraw",
            t("撤回", "Withdraw"),
            OPEN,
            To::State(WITHDRAWN),
            all,
            vec![Ask::must("reason")],
        )
        .guard(|s: &Situation<'_, PassOn>| {
            if s.entry.sent_by == Some(s.ctx.who.staff) || s.ctx.who.may(Posts::LEAD) {
                Ok(())
            } else {
                Err(t("只有转出人或主管可以撤回", "Only the sender or a supervisor may").into())
            }
        })
        .effects(|_, e, _, _| {
            e.clocks.drop_running();
            Ok(Vec::new())
        }),
        Action::step("urge", t("催办", "Urge"), OUT, To::Stay, all, vec![Ask::may("note")]).effects(urge),
        hand_over(OPEN, &[Ask::must("reason")]),
        Action::step("note", t("记进展", "Add a note"), OPEN, To::Stay, all, vec![Ask::must("note")]),
        Action::step(TICK, t("到时检查", "Look at the time"), OPEN, To::Stay, Posts::NONE, vec![])
            .effects(tick),
        Action::step(RETIME, t("重算时限", "Count the limits anew"), OPEN, To::Stay, Posts::NONE, vec![])
            .effects(|_, e, _, ctx| {
                e.clocks.retime(&*ctx.look.calendars()?);
                Ok(Vec::new())
            }),
    ]
}

fn pass_on(
    head: &mut Head,
    entry: &mut PassOn,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if let Some(number) = values.get("about").text() {
        let (parent, about) = numbered(number, "about", ctx)?;
        head.parent = Some(parent);
        head.place = head.place.or(about.place);
        head.person = head.person.or(about.person);
    }
    send(head, entry, ctx)
}

/// Sends it: somebody must be named, and the limits begin.
fn send(head: &mut Head, entry: &mut PassOn, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if entry.receiver.is_none() && head.team.is_none() && head.owner.is_none() {
        return Err(Fault::missing("receiver", t("转给谁", "To whom")));
    }
    if head.owner == Some(ctx.who.staff) {
        return Err(Fault::invalid("owner", t("不能转给自己", "It cannot be passed on to yourself")));
    }
    entry.sent_by = Some(ctx.who.staff);
    entry.sent_at = Some(ctx.now);
    entry.received_at = None;
    entry.received_by.clear();
    entry.late_told = false;
    let calendars = ctx.look.calendars()?;
    for limit in [Limit::Respond, Limit::Answer] {
        let target = ctx.target(&format!("target.pass_on.{}", limit.id()));
        entry.clocks.start(limit, target, ctx.now, &calendars);
    }
    let number = &head.number;
    let text = say!("转办 {number} 待您签收", "Passed on to you: {number}; please acknowledge");
    Ok(head.owner.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

fn pass_again(
    head: &mut Head,
    entry: &mut PassOn,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    // Whom it goes to now replaces whom it went to before.
    let given = |field: &str| !values.get(field).is_none();
    if given("receiver") || given("team") || given("owner") {
        if !given("receiver") {
            entry.receiver = None;
        }
        if !given("team") {
            head.team = None;
        }
        if !given("owner") {
            head.owner = None;
        }
    }
    send(head, entry, ctx)
}

fn by_the_receiver(s: &Situation<'_, PassOn>, why: T) -> Result<(), Say> {
    if s.entry.sent_by == Some(s.ctx.who.staff) { Err(why.into()) } else { Ok(()) }
}

fn receive(head: &mut Head, entry: &mut PassOn, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.received_at = Some(ctx.now);
    if entry.received_by.is_empty() {
        entry.received_by.clone_from(&ctx.who.name);
        head.owner = head.owner.or(Some(ctx.who.staff));
    }
    entry.clocks.stop(Limit::Respond, ctx.now);
    entry.late_told = false;
    let (number, who) = (&head.number, &entry.received_by);
    Ok(tell_sender(entry, ctx, &say!("转办 {number} 已由 {who} 签收", "{number} was acknowledged by {who}")))
}

fn finish(head: &mut Head, entry: &mut PassOn, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.done_at = Some(ctx.now);
    entry.clocks.stop(Limit::Answer, ctx.now);
    let (number, result) = (&head.number, short(&entry.result));
    Ok(tell_sender(entry, ctx, &say!("转办 {number} 已办复：{result}", "{number} is done: {result}")))
}

fn come_back(head: &mut Head, entry: &mut PassOn, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.returned = Some(entry.returned.unwrap_or(0) + 1);
    entry.clocks.drop_running();
    let (number, why) = (&head.number, &entry.reason);
    Ok(tell_sender(entry, ctx, &say!("转办 {number} 被退回：{why}", "{number} came back: {why}")))
}

fn short(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(60).collect()
}

fn tell_sender(entry: &PassOn, ctx: &Ctx<'_>, text: &Say) -> Vec<Effect> {
    let told = entry.sent_by.filter(|sender| *sender != ctx.who.staff);
    told.map(|staff| Effect::Notify { staff, text: text.clone() }).into_iter().collect()
}

/// The receiver; who sent it while the receiver has no screen of their own, so that they ring.
fn to_receiver(head: &Head, entry: &PassOn, text: Say) -> Option<Effect> {
    head.owner.or(entry.sent_by).map(|staff| Effect::Notify { staff, text })
}

fn urge(head: &mut Head, entry: &mut PassOn, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let times = entry.urged.unwrap_or(0) + 1;
    entry.urged = Some(times);
    let number = &head.number;
    let text = say!("转办 {number} 被催办（第 {times} 次）", "{number} was urged ({times})");
    Ok(head.owner.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
}

fn alarm(head: &Head, entry: &PassOn, ctx: &Ctx<'_>) -> Option<At> {
    if !OUT.contains(&head.state) {
        return None;
    }
    let warn = entry.clocks.warn_at(ctx.look.setting("target.warn_percent"));
    [warn, entry.clocks.due().filter(|_| !entry.late_told)].into_iter().flatten().min()
}

/// Warns the receiver ahead, and the supervisor when it is late.
fn tick(head: &mut Head, entry: &mut PassOn, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if !OUT.contains(&head.state) {
        return Ok(Vec::new());
    }
    let number = &head.number;
    let acknowledged = entry.received_at.is_some();
    let mut effects = Vec::new();
    for (_, due) in entry.clocks.warnings(ctx.look.setting("target.warn_percent"), ctx.now) {
        let by = due.local(ctx.zone).format("%m-%d %H:%M");
        let text = if acknowledged {
            say!("转办 {number} 须于 {by} 前办复", "{number} is to be answered by {by}")
        } else {
            say!("转办 {number} 须于 {by} 前签收", "{number} is to be acknowledged by {by}")
        };
        effects.extend(to_receiver(head, entry, text));
    }
    if entry.clocks.due().is_some_and(|due| due <= ctx.now) && !entry.late_told {
        entry.late_told = true;
        let text = if acknowledged {
            say!("转办 {number} 超过时限未办复", "{number} was not answered in time")
        } else {
            say!("转办 {number} 超过时限无人签收", "{number} was not acknowledged in time")
        };
        effects.push(Effect::Tell { posts: Posts::of(&[Post::Supervisor]), text });
    }
    Ok(effects)
}

fn title(_: &Head, entry: &PassOn) -> Say {
    let words = short(&entry.text);
    match entry.receiver.map(Receiver::label) {
        Some(T { zh, en }) => say!("转{zh}：{words}", "To {en}: {words}"),
        None => Say::same(words),
    }
}

fn carry(head: &Head, entry: &PassOn, ctx: &Ctx<'_>) -> Option<Carry> {
    let late = entry.clocks.due().is_some_and(|due| due <= ctx.now);
    let (severity, why) = match head.state {
        SENT if late => (Severity::Red, say!("转办超时无人签收", "Passed on, not acknowledged in time")),
        SENT => (Severity::Amber, say!("转办尚未签收", "Passed on, not acknowledged yet")),
        RECEIVED if late => (Severity::Red, say!("转办超时未办复", "Passed on, not answered in time")),
        RECEIVED => (Severity::White, say!("转办办理中", "Passed on, being handled")),
        RETURNED => (Severity::Amber, say!("转办被退回，须另行安排", "Came back; somebody else must do it")),
        _ => return None,
    };
    Some(Carry::new(severity, why))
}
