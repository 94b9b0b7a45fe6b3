//! Bank mandates: which account a resident's fees may be collected from (托收, `domain/facts.md` 3). Collects nothing.

use crate::domain::consent::{self, Purpose};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, Tag};
use crate::domain::moment::Date;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Action, Ask, Ctx, Field, Head, Kind, Look, MaskHow, Order, Register, Spec, SpecInfo, State, To, View,
};
use crate::domain::value::Valued;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// A mandate's own fields. The person who signed and the room it pays for are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Mandate {
    /// The account's number, digits only.
    pub account: String,
    /// Whose account it is.
    pub holder: String,
    /// The bank and branch.
    pub bank: String,
    /// The day it was signed.
    pub signed_on: Option<Date>,
    /// The day it ended.
    pub ended_on: Option<Date>,
    /// More about it; why it ended.
    pub note: String,
}

stored!(Mandate, MandateDisk);

/// The register's number.
pub const TAG: Tag = 43;
/// In force.
pub const ACTIVE: u8 = 1;
/// No longer.
pub const ENDED: u8 = 2;

/// Digits an account may have.
const DIGITS: std::ops::RangeInclusive<usize> = 8..=30;

const STATES: &[State] = &[
    State::done(ACTIVE, "active", t("有效", "in force")),
    State::done(ENDED, "ended", t("已终止", "ended")),
];
const VIEWS: &[View] = &[
    View {
        id: "active",
        title: t("有效代扣协议", "Mandates"),
        states: &[ACTIVE],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all",
        title: t("全部代扣协议", "All mandates"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// Who needs the whole account: those who send it to the bank and those who answer for it.
const FULL: Posts = Posts::of(&[Post::Manager, Post::Supervisor, Post::Cashier]);

/// The register of bank mandates.
pub struct Mandates;

impl Register for Mandates {
    type Entry = Mandate;

    fn spec() -> Spec<Mandate> {
        let info = SpecInfo {
            id: "mandate",
            tag: TAG,
            name: t("代扣协议", "Bank mandate"),
            prefix: "BM",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: FULL,
            kept: false,
        };
        let fields = vec![
            Field::place().column(14),
            Field::person().column(10),
            field!(Mandate, holder, t("户名", "Account holder"), Kind::Line(60))
                .masked(MaskHow::Name, FULL)
                .column(10),
            field!(Mandate, account, t("账号", "Account"), Kind::Line(40))
                .masked(MaskHow::Account, FULL)
                .column(20),
            field!(Mandate, bank, t("开户行", "Bank"), Kind::Line(60)).column(18),
            field!(Mandate, signed_on, t("签约日期", "Signed on"), Kind::Date).column(11),
            field!(Mandate, ended_on, t("终止日期", "Ended on"), Kind::Date).by_action(),
            field!(Mandate, note, t("备注", "Note"), Kind::Line(120)),
        ];
        let who = Posts::STAFF;
        let asks = vec![
            Ask::must("person"),
            Ask::may("place"),
            Ask::must("account"),
            Ask::must("bank"),
            Ask::may("holder"),
            Ask::may("signed_on"),
            Ask::more("note"),
        ];
        let actions = vec![
            Action::create("sign", t("登记代扣协议", "Record a mandate"), ACTIVE, who, asks).effects(
                |_, e: &mut Mandate, _, ctx| {
                    e.signed_on.get_or_insert(ctx.today());
                    Ok(Vec::new())
                },
            ),
            Action::step(
                "end",
                t("终止代扣", "End"),
                &[ACTIVE],
                To::State(ENDED),
                who,
                vec![Ask::may("ended_on"), Ask::may("note")],
            )
            .effects(|_, e: &mut Mandate, _, ctx| {
                e.ended_on.get_or_insert(ctx.today());
                Ok(Vec::new())
            })
            .confirm(),
        ];
        let title =
            |_: &Head, e: &Mandate| Say::same(format!("{} {}", e.bank, mask::bank_account(&e.account)));
        // Whoever leaves must not go on paying for the room.
        let holds = |head: &Head, _: &Mandate| head.state == ACTIVE;
        Spec { normal, facet: true, holds, ..Spec::new(info, fields, actions, title) }
    }
}

/// The mandates of a person that are in force.
///
/// # Errors
/// When the store cannot be read.
pub fn in_force(look: &dyn Look, person: PersonId) -> Result<Vec<EntryRef>, Fault> {
    let mut found = Vec::new();
    for entry in look.of_person(TAG, person)? {
        if look.head(entry)?.is_some_and(|head| head.state == ACTIVE) {
            found.push(entry);
        }
    }
    Ok(found)
}

fn normal(head: &mut Head, entry: &mut Mandate, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.account = search_key(&entry.account).chars().filter(|c| *c != '-').collect();
    let digits = entry.account.chars().all(|c| c.is_ascii_digit());
    if !digits || !DIGITS.contains(&entry.account.len()) {
        let (least, most) = (DIGITS.start(), DIGITS.end());
        return Err(Fault::invalid(
            "account",
            say!("账号应为 {least} 至 {most} 位数字", "An account number has {least} to {most} digits"),
        ));
    }
    if entry.signed_on.is_some_and(|day| day > ctx.today()) {
        return Err(Fault::invalid(
            "signed_on",
            t("签约日期不能晚于今天", "It cannot be signed after today"),
        ));
    }
    let Some(person) = head.person.filter(|_| head.state == ACTIVE) else { return Ok(()) };
    if entry.holder.is_empty() {
        let file = EntryRef::new(crate::domain::person::TAG, person.0);
        entry.holder = String::take(ctx.look.field(file, "name")?).unwrap_or_default();
    }
    if !consent::held(ctx.look, person, Purpose::BankMandate)? {
        return Err(Fault::refused(t(
            "银行账号属于敏感个人信息：请先登记本人对“银行代扣账号”的同意",
            "A bank account is sensitive data: record the person's consent to “Bank mandate” first",
        ))
        .at("person"));
    }
    for other in in_force(ctx.look, person)?.into_iter().filter(|other| other.id != head.id) {
        let Some(there) = ctx.look.head(other)?.filter(|other| other.place == head.place) else { continue };
        let number = there.number;
        return Err(Fault::refused(say!(
            "这一户已有有效的代扣协议 {number}，请先终止",
            "There is a mandate in force already: {number}; end it first"
        ))
        .at("person"));
    }
    Ok(())
}
