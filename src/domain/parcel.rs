//! Parcels kept at the desk for somebody (代收件): who they are for, where they lie, who was told, who took them away.
//! A desk that keeps them counts their pieces when custody moves. Nothing of value is kept: that is no rule of a program.

use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{EntryRef, StaffId, Tag};
use crate::domain::moment::{At, span};
use crate::domain::person;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, KeyClass, Kind, MaskHow, Order, Register,
    SearchKey, Severity, Spec, SpecInfo, State, To, Values, View,
};
use crate::domain::value::Valued;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What was left at the desk.
    pub ParcelKind {
        Parcel = "parcel" 'p' ("快递包裹", "Parcel"),
        Letter = "letter" 'l' ("信件", "Letter"),
        Registered = "registered" 'r' ("挂号信", "Registered mail"),
        Fresh = "fresh" 'f' ("生鲜冷藏", "Fresh or cold food"),
        Large = "large" 'b' ("大件", "Large item"),
    }
}

impl ParcelKind {
    /// Whether the recipient must hear of it at once: it spoils, or its term runs from today.
    const fn pressing(self) -> bool {
        matches!(self, Self::Registered | Self::Fresh)
    }
}

choices! {
    /// What whoever takes it away is to the recipient.
    pub Proxy {
        Family = "family" 'f' ("家人", "Family"),
        Neighbour = "neighbour" 'n' ("邻居", "Neighbour"),
        Colleague = "colleague" 'c' ("同事", "Colleague"),
        Help = "help" 'h' ("家政人员", "Household help"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

/// A parcel's own fields. The place and the person it is for are the head's, and so is the desk that keeps it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Parcel {
    /// What it is.
    pub kind: Option<ParcelKind>,
    /// The name on it, when it is nobody's on file.
    pub recipient: String,
    /// Their phone.
    pub phone: String,
    /// Who brought it.
    pub carrier: String,
    /// The number on its label.
    pub tracking: String,
    /// How many pieces.
    pub pieces: Option<i64>,
    /// Where it lies.
    pub shelf: String,
    /// More about it.
    pub note: String,
    /// How often the recipient was told.
    pub told: Option<i64>,
    /// When last.
    pub told_at: Option<At>,
    /// What they said.
    pub answer: String,
    /// Who took it away.
    pub collected_by: String,
    /// What they are to the recipient, when they are somebody else.
    pub proxy: Option<Proxy>,
    /// The paper they showed.
    pub paper: String,
    /// When they took it.
    pub collected_at: Option<At>,
    /// Who handed it out.
    pub handed_by: Option<StaffId>,
    /// Why it went back, or how it was lost.
    pub reason: String,
}

stored!(Parcel, ParcelDisk);

/// The register's number.
pub const TAG: Tag = 48;
/// At the desk.
pub const KEPT: u8 = 1;
/// Taken away by the recipient, or for them.
pub const COLLECTED: u8 = 2;
/// Back with the courier.
pub const RETURNED: u8 = 3;
/// Nobody knows where it is.
pub const LOST: u8 = 4;

const STATES: &[State] = &[
    State::open(KEPT, "kept", t("待领", "kept")),
    State::done(COLLECTED, "collected", t("已领取", "collected")),
    State::done(RETURNED, "returned", t("已退回", "returned")),
    State::done(LOST, "lost", t("遗失", "lost")),
];
/// The view of those whose recipient has not heard of them.
const UNTOLD: &str = "untold";
const VIEWS: &[View] = &[
    View {
        id: "kept",
        title: t("待领的代收件", "Parcels kept"),
        states: &[KEPT],
        mine: false,
        order: Order::Urgent,
    },
    View {
        id: UNTOLD,
        title: t("还没通知的代收件", "Recipient not told yet"),
        states: &[KEPT],
        mine: false,
        order: Order::Urgent,
    },
    View {
        id: "all", title: t("全部代收件", "All parcels"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of parcels.
pub struct Parcels;

impl Register for Parcels {
    type Entry = Parcel;

    fn spec() -> Spec<Parcel> {
        let info = SpecInfo {
            id: "parcel",
            tag: TAG,
            name: t("代收件", "Parcel"),
            prefix: "PL",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        Spec {
            normal,
            keys,
            // What spoils comes before what is only old.
            rank: |_, e| if e.kind == Some(ParcelKind::Fresh) { 1 } else { Head::ORDINARY },
            sifts: vec![(UNTOLD, |_, e, _| e.told.is_none())],
            carry: Some(Carries::open(carry)),
            holds: |head, _| head.state == KEPT,
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn fields() -> Vec<Field<Parcel>> {
    let full = Posts::DESK;
    vec![
        Field::place().column(12),
        field!(Parcel, recipient, t("收件人", "Recipient"), Kind::Line(40))
            .masked(MaskHow::Name, full)
            .column(8)
            .hint(t("件上写的姓名；已登记的客户不必填", "The name on it; not needed for a customer on file")),
        field!(Parcel, kind, t("种类", "Kind"), Kind::Choice(ParcelKind::CHOICES)).column(8),
        field!(Parcel, carrier, t("快递公司", "Carrier"), Kind::Line(30)).column(8),
        field!(Parcel, shelf, t("存放位置", "Where it lies"), Kind::Line(40)).column(8),
        field!(Parcel, pieces, t("件数", "Pieces"), Kind::Int(1, 999)).column(4),
        field!(Parcel, tracking, t("单号", "Tracking no."), Kind::Line(40)).column(14),
        Field::person().column(8),
        field!(Parcel, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full),
        field!(Parcel, note, t("备注", "Note"), Kind::Line(120)),
        Field::occurred_at().labelled(t("收到时间", "Received at")),
        field!(Parcel, told, t("通知次数", "Told, times"), Kind::Int(0, 9_999)).derived(),
        field!(Parcel, told_at, t("最近通知", "Told last at"), Kind::At).derived(),
        field!(Parcel, answer, t("通知情况", "What they said"), Kind::Line(120)).by_action(),
        field!(Parcel, collected_by, t("领取人", "Collected by"), Kind::Line(40))
            .masked(MaskHow::Name, full)
            .by_action(),
        field!(Parcel, proxy, t("与收件人关系", "Is the recipient's"), Kind::Choice(Proxy::CHOICES))
            .by_action()
            .hint(t("本人领取不填", "Nothing when it is the recipient")),
        field!(Parcel, paper, t("查验证件", "Paper shown"), Kind::Line(60))
            .masked(MaskHow::Paper, full)
            .by_action()
            .hint(t("如 身份证尾号 002X、取件码", "Such as the end of an ID number, or the collection code")),
        field!(Parcel, collected_at, t("领取时间", "Collected at"), Kind::At).derived(),
        field!(Parcel, handed_by, t("经手人", "Handed out by"), Kind::STAFF).derived(),
        field!(Parcel, reason, t("原因", "Reason"), Kind::Line(160)).by_action(),
    ]
}

fn actions() -> Vec<Action<Parcel>> {
    let who = Posts::STAFF;
    let receive = vec![
        Ask::may("place"),
        Ask::may("recipient"),
        Ask::may("kind"),
        Ask::may("carrier"),
        Ask::may("tracking"),
        Ask::may("shelf"),
        Ask::more("pieces"),
        Ask::more("person"),
        Ask::more("phone"),
        Ask::more("note"),
        Ask::more("occurred_at"),
    ];
    let collect = vec![Ask::must("collected_by").suggests("recipient"), Ask::may("proxy"), Ask::may("paper")];
    let why = || vec![Ask::must("reason")];
    vec![
        Action::create("receive", t("登记代收件", "Take in a parcel"), KEPT, who, receive)
            .effects(receive_it),
        Action::step("tell", t("已通知", "Recipient told"), &[KEPT], To::Stay, who, vec![Ask::may("answer")])
            .effects(tell),
        Action::step("collect", t("领取", "Hand out"), &[KEPT], To::State(COLLECTED), who, collect)
            .effects(collected),
        Action::step(
            "return",
            t("退回快递员", "Give back to the courier"),
            &[KEPT],
            To::State(RETURNED),
            who,
            why(),
        )
        .confirm(),
        // Whoever keeps it cannot write it off by themselves.
        Action::step("lose", t("报遗失", "Report lost"), &[KEPT], To::State(LOST), Posts::LEAD, why())
            .effects(lost)
            .confirm(),
        Action::step(
            "find",
            t("已找到", "Found again"),
            &[LOST],
            To::State(KEPT),
            who,
            vec![Ask::may("note")],
        )
        .effects(|_, e, _, _| {
            e.reason.clear();
            Ok(Vec::new())
        }),
    ]
}

/// A parcel for a customer on file goes to the room where they are reached.
fn receive_it(head: &mut Head, _: &mut Parcel, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if let Some(person) = head.person.filter(|_| head.place.is_none()) {
        let file = ctx.look.head(EntryRef::new(person::TAG, person.0))?;
        head.place = file.and_then(|file| file.place);
    }
    Ok(Vec::new())
}

fn normal(head: &mut Head, entry: &mut Parcel, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if head.place.is_none() && head.person.is_none() && entry.recipient.is_empty() {
        return Err(Fault::missing("place", t("房间、客户或收件人", "Room, customer or recipient")));
    }
    entry.kind.get_or_insert(ParcelKind::Parcel);
    entry.pieces.get_or_insert(1);
    entry.tracking = search_key(&entry.tracking).to_uppercase();
    let Some(key) = person::paper_key(&entry.tracking).filter(|_| head.state == KEPT) else { return Ok(()) };
    for other in ctx.look.found_by(&key)?.into_iter().filter(|other| other.register == TAG) {
        let there = ctx.look.head(other)?.filter(|there| there.id != head.id && there.state == KEPT);
        if let Some(number) = there.map(|there| there.number) {
            ctx.doubt(
                "tracking",
                say!("这个单号已在台上：{number}", "A parcel with this number is kept already: {number}"),
            )?;
        }
    }
    Ok(())
}

fn tell(_: &mut Head, entry: &mut Parcel, values: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if values.get("answer").is_none() {
        entry.answer.clear();
    }
    entry.told = Some(entry.told.unwrap_or(0) + 1);
    entry.told_at = Some(ctx.now);
    Ok(Vec::new())
}

/// By the recipient; by somebody else who says what they are to them, or shows a paper.
fn collected(head: &mut Head, entry: &mut Parcel, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let mut names = vec![entry.recipient.clone()];
    if let Some(person) = head.person {
        names.push(
            String::take(ctx.look.field(EntryRef::new(person::TAG, person.0), "name")?).unwrap_or_default(),
        );
    }
    names.retain(|name| !name.is_empty());
    let taker = search_key(&entry.collected_by);
    let another = !names.is_empty() && names.iter().all(|name| search_key(name) != taker);
    if another && entry.proxy.is_none() && entry.paper.is_empty() {
        let text = t(
            "领取人不是收件人：请填与收件人的关系，或查验的证件",
            "This is not the recipient: say what they are to them, or which paper they showed",
        );
        return Err(Fault::new(FaultKind::Missing, text).at("proxy"));
    }
    (entry.collected_at, entry.handed_by) = (Some(ctx.now), Some(ctx.who.staff));
    Ok(Vec::new())
}

fn lost(head: &mut Head, entry: &mut Parcel, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let (number, why) = (&head.number, &entry.reason);
    let text = say!("代收件 {number} 报遗失：{why}", "Parcel {number} is reported lost: {why}");
    Ok(vec![Effect::Tell { posts: Posts::LEAD, text }])
}

/// What it is, who brought it and whose it is; the place stands beside it in every list.
fn title(_: &Head, entry: &Parcel) -> Say {
    let kind = entry.kind.unwrap_or(ParcelKind::Parcel).label();
    let pieces = entry.pieces.filter(|pieces| *pieces > 1).map(|pieces| format!("×{pieces}"));
    let whose = Some(&entry.recipient).filter(|name| !name.is_empty()).map(|name| mask::name(name));
    let carrier = Some(entry.carrier.clone()).filter(|carrier| !carrier.is_empty());
    let rest: Vec<String> = [carrier, pieces, whose].into_iter().flatten().collect();
    let with = |kind: &str| [kind, &rest.join(" ")].join(" ").trim_end().to_owned();
    Say { zh: with(kind.zh), en: with(kind.en) }
}

/// By its label for ever, so that "who took it" has an answer; by name and phone while it lies here.
fn keys(head: &Head, entry: &Parcel) -> Vec<SearchKey> {
    let mut keys: Vec<SearchKey> = person::paper_key(&entry.tracking).into_iter().collect();
    if head.state == KEPT {
        keys.extend(person::phone_key(&entry.phone));
        let name = search_key(&entry.recipient);
        keys.extend((!name.is_empty()).then(|| SearchKey::new(KeyClass::Name, name)));
    }
    keys
}

/// What spoils, what the recipient must hear of, and what has lain here for days.
fn carry(head: &Head, entry: &Parcel, ctx: &Ctx<'_>) -> Option<Carry> {
    let kept = head.occurred_at.minutes_to(ctx.now);
    let times = entry.told.unwrap_or(0);
    let heard = if times == 0 {
        say!("未通知收件人", "the recipient was not told")
    } else {
        say!("已通知 {times} 次", "the recipient was told ({times})")
    };
    let (Say { zh: long_zh, en: long_en }, Say { zh, en }) = (span(kept), heard);
    let kind = entry.kind.unwrap_or(ParcelKind::Parcel);
    let hours = ctx.look.setting("handover.parcel_hours");
    if kind == ParcelKind::Fresh && kept >= hours * 60 {
        let why = say!("生鲜冷藏件已放{long_zh}，{zh}", "Fresh or cold food, kept for {long_en}; {en}");
        return Some(Carry::new(Severity::Red, why));
    }
    let old = kept >= ctx.look.setting("handover.parcel_days") * 1_440;
    if old {
        let why = say!("代收件已放{long_zh}，{zh}", "A parcel kept for {long_en}; {en}");
        return Some(Carry::new(if times == 0 { Severity::Amber } else { Severity::White }, why));
    }
    (kind.pressing() && times == 0).then(|| {
        let label = kind.label();
        let (kind_zh, kind_en) = (label.zh, label.en);
        Carry::new(Severity::Amber, say!("{kind_zh}已到，{zh}", "{kind_en} came; {en}"))
    })
}

#[cfg(test)]
mod tests;
