//! Standing orders (常设指令): what holds at a desk until somebody says otherwise. Once it is in force its words never
//! change: a changed order is a new one that takes the place of the old, and both name each other.

use crate::domain::fault::Fault;
use crate::domain::handover::Readers;
use crate::domain::ids::{DeskId, EntryRef, StaffId, StandingOrderId, Tag};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, Kind, Look, Order, Register, Sift, Situation, Spec, SpecInfo,
    State, To, Values, View,
};
use crate::domain::rota::pattern::ShiftKind;
use crate::domain::staff;
use crate::domain::value::{Value, Valued};
use crate::text::lang::{Say, T, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 88;
/// Being written.
pub const DRAFT: u8 = 1;
/// It holds, on its days.
pub const IN_FORCE: u8 = 2;
/// Taken back.
pub const WITHDRAWN: u8 = 3;
/// Another took its place.
pub const SUPERSEDED: u8 = 4;

const STATES: &[State] = &[
    State::open(DRAFT, "draft", t("草稿", "draft")),
    State::done(IN_FORCE, "in-force", t("生效", "in force")),
    State::done(WITHDRAWN, "withdrawn", t("已撤销", "withdrawn")),
    State::done(SUPERSEDED, "superseded", t("已被取代", "superseded")),
];

const fn view(id: &'static str, title: T, states: &'static [u8]) -> View {
    View { id, title, states, mine: false, order: Order::Newest }
}

const VIEWS: &[View] = &[
    view("in-force", t("生效的常设指令", "Standing orders in force"), &[IN_FORCE]),
    view("draft", t("草稿", "Drafts"), &[DRAFT]),
    view("all", t("全部", "All"), &[]),
];

/// An order's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StandingOrder {
    /// What it is called.
    pub title: String,
    /// The words.
    pub text: String,
    /// The desk at which it holds; none: at every desk.
    pub desk: Option<DeskId>,
    /// The first day on which it holds.
    pub from: Option<Date>,
    /// The last one; none: until it is withdrawn.
    pub to: Option<Date>,
    /// Who must read it.
    pub readers: Readers,
    /// The order whose place it takes.
    pub replaces: Option<StandingOrderId>,
    /// The order that took its place.
    pub replaced_by: Option<StandingOrderId>,
    /// 1, or one more than that of the order whose place it takes.
    pub version: Option<i64>,
    /// Since when it holds.
    pub in_force_at: Option<At>,
    /// Who put it into force.
    pub issued_by: Option<StaffId>,
    /// Why it was withdrawn.
    pub reason: String,
}

stored!(StandingOrder, StandingOrderDisk);

impl StandingOrder {
    /// Title and words in one text.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}：{}", self.title, self.text)
    }
}

/// The register of standing orders.
pub struct StandingOrders;

impl Register for StandingOrders {
    type Entry = StandingOrder;

    fn spec() -> Spec<StandingOrder> {
        let info = SpecInfo {
            id: "standing_order",
            tag: TAG,
            name: t("常设指令", "Standing order"),
            prefix: "SO",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::LEAD,
            kept: false,
        };
        let sifts: Vec<(&'static str, Sift<StandingOrder>)> =
            vec![("in-force", |_, e, ctx| e.to.is_none_or(|to| ctx.now.date(ctx.zone) <= to))];
        Spec {
            normal: |h, e, ctx| normal(h, e, ctx),
            sifts,
            ..Spec::new(info, fields(), actions(), |_, e| Say::same(e.title.clone()))
        }
    }
}

const READS: T = t("谁必须读：岗位", "Must read: posts");

fn fields() -> Vec<Field<StandingOrder>> {
    vec![
        field!(StandingOrder, title, t("标题", "Title"), Kind::Line(60)).column(30),
        field!(StandingOrder, text, t("内容", "Words"), Kind::Text(1_000)),
        field!(StandingOrder, desk, t("服务台", "Desk"), Kind::DESK)
            .column(10)
            .hint(t("不填：各服务台", "Empty: at every desk")),
        field!(StandingOrder, from, t("起", "From"), Kind::Date)
            .column(11)
            .hint(t("不填：发布之日", "Empty: from the day it is issued")),
        field!(StandingOrder, to, t("止", "To"), Kind::Date)
            .column(11)
            .hint(t("最后一天；长期有效则不填", "The last day; empty: until it is withdrawn")),
        Field::new(
            "read_posts",
            READS,
            Kind::Choices(staff::POSTS),
            |_, e: &StandingOrder| staff::posts(e.readers.posts),
            |_, e: &mut StandingOrder, v| {
                e.readers.posts = staff::take_posts(&v);
                Ok(())
            },
        ),
        Field::new(
            "read_shifts",
            t("谁必须读：班次", "Must read: shifts"),
            Kind::Choices(ShiftKind::CHOICES),
            |_, e: &StandingOrder| Value::List(e.readers.shifts.clone()),
            |_, e: &mut StandingOrder, v| {
                e.readers.shifts = if let Value::List(list) = v { list } else { Vec::new() };
                Ok(())
            },
        )
        .hint(t("排了这种班的人", "Whoever has such a shift")),
        Field::new(
            "read_desk",
            t("谁必须读：在哪个台", "Must read: at desk"),
            Kind::DESK,
            |_, e: &StandingOrder| e.readers.desk.value(),
            |_, e: &mut StandingOrder, v| {
                e.readers.desk = Valued::take(v)?;
                Ok(())
            },
        ),
        Field::new(
            "read_staff",
            t("谁必须读：某人", "Must read: person"),
            Kind::STAFF,
            |_, e: &StandingOrder| e.readers.staff.value(),
            |_, e: &mut StandingOrder, v| {
                e.readers.staff = Valued::take(v)?;
                Ok(())
            },
        ),
        Field::new(
            "read_until",
            t("读到哪天为止", "Must read until"),
            Kind::Date,
            |_, e: &StandingOrder| e.readers.until.value(),
            |_, e: &mut StandingOrder, v| {
                e.readers.until = Valued::take(v)?;
                Ok(())
            },
        ),
        field!(StandingOrder, replaces, t("取代", "Replaces"), Kind::Link("standing_order")),
        field!(StandingOrder, replaced_by, t("已被取代", "Replaced by"), Kind::Link("standing_order"))
            .derived(),
        field!(StandingOrder, version, t("版本", "Version"), Kind::Int(1, 999)).derived(),
        field!(StandingOrder, in_force_at, t("生效时刻", "In force since"), Kind::At).derived(),
        field!(StandingOrder, issued_by, t("发布人", "Issued by"), Kind::STAFF).derived(),
        field!(StandingOrder, reason, t("原因", "Reason"), Kind::Line(120)).by_action(),
    ]
}

fn actions() -> Vec<Action<StandingOrder>> {
    let lead = Posts::LEAD;
    let draft = vec![
        Ask::must("title"),
        Ask::must("text"),
        Ask::may("desk"),
        Ask::may("from"),
        Ask::may("to"),
        Ask::may("read_posts"),
        Ask::may("read_shifts"),
        Ask::more("read_desk"),
        Ask::more("read_staff"),
        Ask::more("read_until"),
        Ask::more("replaces"),
    ];
    vec![
        Action::create("draft", t("拟写", "Draft"), DRAFT, lead, draft),
        Action::step("issue", t("发布", "Issue"), &[DRAFT], To::State(IN_FORCE), lead, vec![])
            .guard(issuable)
            .effects(issued)
            .confirm(),
        Action::step("change", t("修订", "Change"), &[IN_FORCE], To::Stay, lead, vec![]).effects(changed),
        Action::step(
            "withdraw",
            t("撤销", "Withdraw"),
            &[DRAFT, IN_FORCE],
            To::State(WITHDRAWN),
            lead,
            vec![Ask::must("reason")],
        )
        .effects(withdrawn)
        .confirm(),
        Action::step(
            "supersede",
            t("被取代", "Superseded"),
            &[IN_FORCE],
            To::State(SUPERSEDED),
            Posts::NONE,
            vec![Ask::must("replaced_by")],
        ),
    ]
}

/// What never changes once it is in force.
fn fixed(entry: &StandingOrder) -> [(&'static str, Value); 10] {
    let readers = &entry.readers;
    [
        ("title", entry.title.value()),
        ("text", entry.text.value()),
        ("desk", entry.desk.value()),
        ("from", entry.from.value()),
        ("to", entry.to.value()),
        ("read_posts", staff::posts(readers.posts)),
        ("read_shifts", Value::List(readers.shifts.clone())),
        ("read_desk", readers.desk.value()),
        ("read_staff", readers.staff.value()),
        ("read_until", readers.until.value()),
    ]
}

/// Whether the readers are named so that they can be told.
///
/// # Errors
/// An end without anybody who must read, or one that has passed.
pub fn check(readers: &Readers, today: Date) -> Result<(), Fault> {
    match readers.until {
        Some(_) if !readers.any() => Err(Fault::missing("read_posts", READS)),
        Some(until) if until < today => {
            Err(Fault::invalid("read_until", t("必读期限已过", "That day is over already")))
        }
        _ => Ok(()),
    }
}

fn normal(head: &mut Head, entry: &mut StandingOrder, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if entry.from.zip(entry.to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::invalid("to", t("结束日期早于开始日期", "It ends before it begins")));
    }
    if entry.replaces.is_some_and(|old| old.0 == head.id && head.id > 0) {
        return Err(Fault::invalid("replaces", t("不能取代自己", "It cannot replace itself")));
    }
    if head.state == DRAFT {
        return check(&entry.readers, ctx.now.date(ctx.zone));
    }
    let at = EntryRef::new(TAG, head.id);
    let was_fixed = ctx.look.head(at)?.is_some_and(|kept| kept.state != DRAFT);
    if was_fixed {
        for (field, value) in fixed(entry) {
            let kept = ctx.look.field(at, field)?;
            if kept != value && !(kept.is_none() && value.is_none()) {
                let text = t(
                    "已发布的指令不能改字，请用“修订”另立新版",
                    "It is in force: “Change” makes a new version of it",
                );
                return Err(Fault::refused(text).at(field));
            }
        }
    }
    Ok(())
}

fn issuable(s: &Situation<'_, StandingOrder>) -> Result<(), Say> {
    let Some(old) = s.entry.replaces else { return Ok(()) };
    match s.ctx.look.head(EntryRef::new(TAG, old.0)) {
        Ok(Some(head)) if head.state != IN_FORCE => {
            let number = head.number;
            Err(say!(
                "{number} 已不在生效，不能再取代",
                "{number} is no longer in force, so nothing can replace it"
            ))
        }
        _ => Ok(()),
    }
}

fn issued(
    head: &mut Head,
    entry: &mut StandingOrder,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let today = ctx.now.date(ctx.zone);
    let from = *entry.from.get_or_insert(today);
    if entry.to.is_some_and(|to| to < today) {
        return Err(Fault::invalid("to", t("结束日期已过", "Its last day is over already")));
    }
    check(&entry.readers, today)?;
    entry.in_force_at = Some(ctx.now.max(At::start_of(from, ctx.zone)));
    entry.issued_by = Some(ctx.who.staff);
    entry.version = Some(1);
    let mut effects = Vec::new();
    if let Some(old) = entry.replaces {
        let at = EntryRef::new(TAG, old.0);
        if let Value::Int(version) = ctx.look.field(at, "version")? {
            entry.version = Some(version + 1);
        }
        let values = Values::default().with("replaced_by", Value::Id(head.id));
        effects.push(Effect::Act { entry: at, action: "supersede", values });
    }
    let (number, title) = (&head.number, &entry.title);
    let text = say!("新的常设指令 {number}：{title}", "New standing order {number}: {title}");
    effects.push(Effect::Tell { posts: Posts::STAFF, text });
    Ok(effects)
}

/// A draft with the same words, to be changed and issued in its place.
fn changed(
    head: &mut Head,
    entry: &mut StandingOrder,
    _: &Values,
    _: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let mut values = Values::default().with("replaces", Value::Id(head.id));
    for (field, value) in fixed(entry) {
        // It begins when it is issued; an end that has passed is for whoever changes it to say anew.
        if !matches!(field, "from" | "read_until") && !value.is_none() {
            values = values.with(field, value);
        }
    }
    Ok(vec![Effect::Create { register: "standing_order", action: "draft", values }])
}

fn withdrawn(
    head: &mut Head,
    entry: &mut StandingOrder,
    _: &Values,
    _: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if entry.in_force_at.is_none() {
        return Ok(Vec::new());
    }
    let (number, title) = (&head.number, &entry.title);
    let text = say!("常设指令 {number} 已撤销：{title}", "Standing order {number} is withdrawn: {title}");
    Ok(vec![Effect::Tell { posts: Posts::STAFF, text }])
}

/// The orders that hold on a day, at whichever desk.
///
/// # Errors
/// When the store cannot be read.
pub fn in_force(look: &dyn Look, day: Date) -> Result<Vec<EntryRef>, Fault> {
    let mut found = Vec::new();
    for at in look.in_state(TAG, IN_FORCE)? {
        let date = |field| -> Result<Option<Date>, Fault> {
            Ok(Valued::take(look.field(at, field)?).unwrap_or_default())
        };
        if date("from")?.is_none_or(|from| from <= day) && date("to")?.is_none_or(|to| day <= to) {
            found.push(at);
        }
    }
    Ok(found)
}
