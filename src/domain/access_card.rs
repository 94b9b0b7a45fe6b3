//! Access cards and passes (`domain/facts.md` 7.9): who holds which number, how long it opens doors. A number is in use
//! once: loss shuts it, and a lost number is never given out again. Opens no door itself.

use crate::domain::consent::{self, Purpose};
use crate::domain::fault::Fault;
use crate::domain::handover::Section;
use crate::domain::ids::{EntryRef, PersonId, Tag};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Carry, Ctx, Effect, Field, Head, KeyClass, Kind, Look, MaskHow, Order, Register,
    SearchKey, Severity, Situation, Spec, SpecInfo, State, TICK, To, Values, View,
};
use crate::domain::relation::{self, Role};
use crate::domain::value::{Fen, Value, Valued};
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// Whom a card is for.
    pub CardKind {
        Owner = "owner" 'o' ("业主", "Owner"),
        Tenant = "tenant" 't' ("租户", "Tenant"),
        Help = "help" 'h' ("家政人员", "Household help"),
        Worker = "worker" 'w' ("装修/施工人员", "Worker"),
        Contractor = "contractor" 'c' ("外包单位人员", "Contractor staff"),
        Vehicle = "vehicle" 'v' ("车辆", "Vehicle"),
    }
}

choices! {
    /// What opens the door.
    pub Medium {
        Card = "card" 'c' ("卡", "Card"),
        Phone = "phone" 'p' ("手机", "Phone"),
        Face = "face" 'f' ("人脸", "Face"),
        Paper = "paper" 'n' ("纸质证", "Paper pass"),
    }
}

/// A card's own fields. The person and the room are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AccessCard {
    /// The number printed on it.
    pub card_number: String,
    /// Whom it is for.
    pub kind: Option<CardKind>,
    /// What opens the door.
    pub medium: Option<Medium>,
    /// Who carries it.
    pub holder: String,
    /// Their phone.
    pub phone: String,
    /// The first day.
    pub valid_from: Option<Date>,
    /// The last day; none while they live here.
    pub valid_to: Option<Date>,
    /// Which doors.
    pub zones: String,
    /// Paid for it.
    pub fee: Option<Fen>,
    /// Given back with the card.
    pub deposit: Option<Fen>,
    /// The receipt for both.
    pub receipt: String,
    /// Who took it away.
    pub collected_by: String,
    /// What happened to it.
    pub note: String,
    /// The end of its last day: when somebody should have renewed it.
    pub expires_at: Option<At>,
}

stored!(AccessCard, AccessCardDisk);

/// The register's number.
pub const TAG: Tag = 44;
/// It opens doors.
pub const ACTIVE: u8 = 1;
/// Its time is over.
pub const EXPIRED: u8 = 2;
/// Lost, and shut.
pub const LOST: u8 = 3;
/// Given back.
pub const RETURNED: u8 = 4;
/// Shut for another reason.
pub const CANCELLED: u8 = 5;

const STATES: &[State] = &[
    State::open(ACTIVE, "active", t("使用中", "active")),
    State::open(EXPIRED, "expired", t("已到期", "expired")),
    State::done(LOST, "lost", t("已挂失", "lost")),
    State::done(RETURNED, "returned", t("已退还", "returned")),
    State::done(CANCELLED, "cancelled", t("已注销", "cancelled")),
];
const OUT: &[u8] = &[ACTIVE, EXPIRED];
const VIEWS: &[View] = &[
    View {
        id: "active",
        title: t("使用中的卡", "Cards in use"),
        states: OUT,
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "expiring", title: t("按到期先后", "By expiry"), states: OUT, mine: false, order: Order::Due
    },
    View {
        id: "lost",
        title: t("挂失的卡", "Lost cards"),
        states: &[LOST],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all", title: t("全部门禁卡", "All cards"), states: &[], mine: false, order: Order::Newest
    },
];

/// The register of access cards.
pub struct AccessCards;

impl Register for AccessCards {
    type Entry = AccessCard;

    fn spec() -> Spec<AccessCard> {
        let info = SpecInfo {
            id: "access_card",
            tag: TAG,
            name: t("门禁卡", "Access card"),
            prefix: "AC",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::STAFF,
            kept: false,
        };
        Spec {
            normal,
            keys,
            facet: true,
            due: Some(|_, e| e.expires_at),
            carry: Some(Carries::due(|ctx| ctx.now, carry)),
            // From then on its normal form is another one.
            alarm: |head, e, ctx| {
                e.valid_to.filter(|_| head.state == ACTIVE).map(|day| At::after(day, ctx.zone))
            },
            holds: |head, _| OUT.contains(&head.state),
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn fields() -> Vec<Field<AccessCard>> {
    let full = Posts::STAFF;
    vec![
        field!(AccessCard, card_number, t("卡号", "Card no."), Kind::Line(30)).by_action().column(14),
        field!(AccessCard, kind, t("类型", "Kind"), Kind::Choice(CardKind::CHOICES)).column(10),
        field!(AccessCard, holder, t("持卡人", "Holder"), Kind::Line(40))
            .masked(MaskHow::Name, full)
            .column(10),
        Field::place().column(14),
        Field::person(),
        field!(AccessCard, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full),
        field!(AccessCard, valid_to, t("有效期至", "Valid to"), Kind::Date)
            .by_action()
            .column(11)
            .hint(t("最后一天；长期有效则不填", "The last day; nothing while they live here")),
        field!(AccessCard, valid_from, t("起", "From"), Kind::Date),
        field!(AccessCard, medium, t("介质", "What opens"), Kind::Choice(Medium::CHOICES)),
        field!(AccessCard, zones, t("通行范围", "Doors"), Kind::Line(60)),
        field!(AccessCard, collected_by, t("领取人", "Collected by"), Kind::Line(40))
            .masked(MaskHow::Name, full)
            .column(8),
        field!(AccessCard, fee, t("工本费", "Fee"), Kind::Fen),
        field!(AccessCard, deposit, t("押金", "Deposit"), Kind::Fen),
        field!(AccessCard, receipt, t("收据号", "Receipt no."), Kind::Line(30)),
        field!(AccessCard, note, t("备注", "Note"), Kind::Line(120)),
        // Asked for by the replacement alone; it becomes the new card's number.
        Field::new(
            "new_number",
            t("新卡号", "New card no."),
            Kind::Line(30),
            |_, _| Value::None,
            |_, _, _| Ok(()),
        )
        .by_action(),
        field!(AccessCard, expires_at, t("到期时间", "Expires at"), Kind::At).derived(),
    ]
}

fn actions() -> Vec<Action<AccessCard>> {
    let who = Posts::STAFF;
    let issue = vec![
        Ask::must("card_number"),
        Ask::may("place"),
        Ask::may("person"),
        Ask::may("holder"),
        Ask::may("kind"),
        Ask::may("valid_to"),
        Ask::may("collected_by"),
        Ask::more("phone"),
        Ask::more("medium"),
        Ask::more("zones"),
        Ask::more("valid_from"),
        Ask::more("fee"),
        Ask::more("deposit"),
        Ask::more("receipt"),
        Ask::more("note"),
    ];
    let replace = vec![Ask::must("new_number"), Ask::may("collected_by"), Ask::may("fee"), Ask::may("note")];
    let end = || vec![Ask::may("note")];
    vec![
        Action::create("issue", t("发卡", "Issue a card"), ACTIVE, who, issue).effects(issued),
        Action::step(
            "extend",
            t("延期", "Extend"),
            OUT,
            To::State(ACTIVE),
            who,
            vec![Ask::must("valid_to"), Ask::may("note")],
        )
        .effects(extended),
        Action::step("lose", t("挂失", "Report lost"), OUT, To::State(LOST), who, end()).confirm(),
        Action::step("replace", t("补换新卡", "Replace"), &[ACTIVE, EXPIRED, LOST], To::Stay, who, replace)
            .effects(replaced),
        Action::step("return", t("退卡", "Take back"), OUT, To::State(RETURNED), who, end()),
        Action::step("expire", t("到期停用", "Shut, expired"), &[ACTIVE], To::State(EXPIRED), who, end())
            .guard(over),
        Action::step(TICK, t("到期", "Its last day is over"), &[ACTIVE], To::Stay, Posts::NONE, vec![])
            .effects(|head, e, _, ctx| {
                if e.valid_to.is_some_and(|day| day < ctx.today()) {
                    head.state = EXPIRED;
                }
                Ok(Vec::new())
            }),
        Action::step("cancel", t("注销", "Cancel"), OUT, To::State(CANCELLED), who, end()).confirm(),
    ]
}

fn title(_: &Head, entry: &AccessCard) -> Say {
    Say::same(format!("{} {}", entry.card_number, mask::name(&entry.holder)).trim_end().to_owned())
}

/// The number of a card somebody holds or lost, as it is found.
fn keys(_: &Head, entry: &AccessCard) -> Vec<SearchKey> {
    let mut keys = vec![card_key(&entry.card_number)];
    let holder = search_key(&entry.holder);
    if !holder.is_empty() {
        keys.push(SearchKey::new(KeyClass::Name, holder));
    }
    keys
}

fn card_key(number: &str) -> SearchKey {
    SearchKey::new(KeyClass::Card, search_key(number))
}

/// The cards of a person that open by their face.
///
/// # Errors
/// When the store cannot be read.
pub fn by_face(look: &dyn Look, person: PersonId) -> Result<Vec<EntryRef>, Fault> {
    let mut found = Vec::new();
    for entry in look.of_person(TAG, person)? {
        let out = look.head(entry)?.is_some_and(|head| OUT.contains(&head.state));
        if out && look.field(entry, "medium")? == Some(Medium::Face).value() {
            found.push(entry);
        }
    }
    Ok(found)
}

/// Refuses a number that somebody holds, or that was lost; `field` is where it was typed.
fn free(ctx: &Ctx<'_>, field: &str, number: &str, own: u64) -> Result<(), Fault> {
    for other in ctx.look.found_by(&card_key(number))? {
        if other.register != TAG || other.id == own {
            continue;
        }
        let Some(head) = ctx.look.head(other)? else { continue };
        let entry = &head.number;
        let text = match head.state {
            LOST => say!(
                "卡号 {number} 已挂失（{entry}），不能再发；请换一张卡",
                "Card {number} was lost ({entry}) and is never given out again; take another"
            ),
            ACTIVE | EXPIRED => {
                say!("卡号 {number} 正在使用：{entry}", "Card {number} is in use: {entry}")
            }
            _ => continue,
        };
        return Err(Fault::refused(text).at(field));
    }
    Ok(())
}

fn normal(head: &mut Head, entry: &mut AccessCard, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.card_number = search_key(&entry.card_number).to_uppercase();
    entry.kind.get_or_insert(CardKind::Owner);
    entry.medium.get_or_insert(Medium::Card);
    if entry.valid_from.zip(entry.valid_to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::invalid("valid_to", t("有效期早于起始日期", "It ends before it begins")));
    }
    entry.expires_at = entry.valid_to.map(|day| At::end_of(day, ctx.zone));
    if !OUT.contains(&head.state) {
        return Ok(());
    }
    if head.person.is_none() && entry.holder.is_empty() {
        return Err(Fault::missing("holder", t("持卡人", "Holder")));
    }
    free(ctx, "card_number", &entry.card_number, head.id)?;
    if entry.medium == Some(Medium::Face) {
        let agreed = match head.person {
            Some(person) => consent::held(ctx.look, person, Purpose::Face)?,
            None => false,
        };
        if !agreed {
            return Err(Fault::refused(t(
                "人脸属于敏感个人信息：请先登记本人对“人脸识别门禁”的同意，或改发卡",
                "A face is sensitive data: record the person's consent to “Face recognition” first, or issue a card",
            ))
            .at("medium"));
        }
    }
    let over = entry.valid_to.is_some_and(|day| day < ctx.today());
    head.state = if over || head.state == EXPIRED { EXPIRED } else { ACTIVE };
    Ok(())
}

fn issued(head: &mut Head, entry: &mut AccessCard, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.valid_from.get_or_insert(ctx.today());
    if let Some(person) = head.person {
        let file = EntryRef::new(crate::domain::person::TAG, person.0);
        if entry.holder.is_empty() {
            entry.holder = String::take(ctx.look.field(file, "name")?).unwrap_or_default();
        }
        // A tenant's card ends with the lease.
        if entry.kind == Some(CardKind::Tenant) && entry.valid_to.is_none() {
            let leases = relation::of_person(ctx.look, person)?.into_iter();
            let here = leases.filter(|known| known.role == Role::Tenant && head.place == Some(known.place));
            entry.valid_to = here.filter_map(|known| known.to).max();
        }
        let others = ctx.look.of_person(TAG, person)?;
        for other in others {
            let there =
                ctx.look.head(other)?.filter(|other| other.state == ACTIVE && other.place == head.place);
            let carries = String::take(ctx.look.field(other, "holder")?).unwrap_or_default() == entry.holder;
            if let Some(number) = there.filter(|_| carries).map(|there| there.number) {
                ctx.warn(
                    "holder",
                    say!("持卡人已有一张卡：{number}", "The holder has a card already: {number}"),
                );
            }
        }
    }
    Ok(Vec::new())
}

fn extended(
    head: &mut Head,
    entry: &mut AccessCard,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    if entry.valid_to.is_none_or(|day| day < ctx.today()) {
        return Err(Fault::invalid(
            "valid_to",
            t("延期应到今天或以后", "It must be extended to today or later"),
        ));
    }
    head.state = ACTIVE;
    Ok(Vec::new())
}

/// A card past its last day that nobody gave back, shut or renewed. One that was lent to somebody who only works here is
/// asked for; what a resident never brought back stands in the list of cards after some days.
fn carry(_: &Head, entry: &AccessCard, ctx: &Ctx<'_>) -> Option<Carry> {
    let over = entry.valid_to.filter(|day| *day < ctx.today())?;
    let days = ctx.today().signed_duration_since(over).num_days();
    if days > ctx.look.setting("handover.card_days") {
        return None;
    }
    let number = &entry.card_number;
    let why = say!("门禁卡 {number} 过期未退", "Access card {number} is past its day and not back");
    let lent = matches!(entry.kind, Some(CardKind::Help | CardKind::Worker | CardKind::Contractor));
    let severity = if lent { Severity::Amber } else { Severity::White };
    Some(Carry::new(severity, why).under(Section::Do))
}

/// Whether the last day is over.
fn over(at: &Situation<'_, AccessCard>) -> Result<(), Say> {
    match at.entry.valid_to {
        Some(day) if day < at.ctx.today() => Ok(()),
        _ => Err(t("还没有到期", "Its last day is not over").into()),
    }
}

/// The old card is shut, lost ones stay lost, and a new one takes its place.
fn replaced(
    head: &mut Head,
    entry: &mut AccessCard,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let number = values.get("new_number").text().unwrap_or_default();
    free(ctx, "new_number", number, head.id)?;
    if search_key(number) == search_key(&entry.card_number) {
        return Err(Fault::invalid(
            "new_number",
            t("新卡号与旧卡号相同", "The same number as the old card's"),
        ));
    }
    if head.state != LOST {
        head.state = CANCELLED;
    }
    let taken = ["holder", "phone", "valid_to", "medium", "zones", "kind", "collected_by", "fee"];
    let mut new = Values::default().with("card_number", Value::Text(number.to_owned()));
    let given = [
        entry.holder.value(),
        entry.phone.value(),
        entry.valid_to.filter(|day| *day >= ctx.today()).value(),
        entry.medium.value(),
        entry.zones.value(),
        entry.kind.value(),
        entry.collected_by.value(),
        values.get("fee").clone(),
    ];
    for (field, value) in taken.into_iter().zip(given) {
        new = new.with(field, value);
    }
    Ok(vec![Effect::Create { register: "access_card", action: "issue", values: new }])
}
