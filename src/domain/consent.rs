//! Consents to the use of sensitive data (`domain/facts.md` 5.6): who agreed to what, when and how. Withdrawing one ends
//! what was built on it in the same transaction.

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, Tag};
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, Kind, Look, MaskHow, Order, Register, Spec, SpecInfo, State, To,
    Values, View,
};
use crate::domain::value::{Value, Valued};
use crate::domain::{access_card, mandate};
use crate::text::lang::{Say, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What was agreed to.
    pub Purpose {
        BankMandate = "bank-mandate" 'b' ("银行代扣账号", "Bank mandate"),
        Face = "face" 'f' ("人脸识别门禁", "Face recognition"),
        Care = "care-note" 'h' ("健康/关怀信息", "Health or care note"),
        Child = "child" 'c' ("不满 14 周岁儿童信息", "Data of a child under 14"),
        Publication = "publication" 'p' ("公示姓名或照片", "Publication"),
        Marketing = "marketing" 'm' ("推送活动和服务信息", "Marketing"),
    }
}

choices! {
    /// How it was given.
    pub Way {
        Signed = "signed" 's' ("书面签字", "Signed on paper"),
        Electronic = "electronic" 'e' ("电子确认", "Electronically"),
        Recorded = "recorded" 'r' ("录音", "Recorded"),
        Oral = "oral" 'o' ("口头", "By word of mouth"),
    }
}

/// A consent's own fields. The person is the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Consent {
    /// What to.
    pub purpose: Option<Purpose>,
    /// The day it was given.
    pub given_on: Option<Date>,
    /// How.
    pub way: Option<Way>,
    /// The guardian who gave it for a child.
    pub guardian: String,
    /// Where the paper is, what was said.
    pub note: String,
    /// The day it was withdrawn.
    pub withdrawn_on: Option<Date>,
}

stored!(Consent, ConsentDisk);

/// The register's number.
pub const TAG: Tag = 42;
/// It holds.
pub const GIVEN: u8 = 1;
/// It was taken back.
pub const WITHDRAWN: u8 = 2;

const STATES: &[State] = &[
    State::done(GIVEN, "given", t("有效", "given")),
    State::done(WITHDRAWN, "withdrawn", t("已撤回", "withdrawn")),
];
const VIEWS: &[View] = &[
    View {
        id: "given",
        title: t("有效同意", "Consents"),
        states: &[GIVEN],
        mine: false,
        order: Order::Newest,
    },
    View {
        id: "all",
        title: t("全部同意记录", "All consents"),
        states: &[],
        mine: false,
        order: Order::Newest,
    },
];

/// The register of consents.
pub struct Consents;

impl Register for Consents {
    type Entry = Consent;

    fn spec() -> Spec<Consent> {
        let info = SpecInfo {
            id: "consent",
            tag: TAG,
            name: t("个人信息同意", "Consent"),
            prefix: "CS",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::LEAD,
            kept: false,
        };
        let fields = vec![
            Field::person().column(12),
            field!(Consent, purpose, t("用途", "Purpose"), Kind::Choice(Purpose::CHOICES)).column(20),
            field!(Consent, given_on, t("同意日期", "Given on"), Kind::Date).column(11),
            field!(Consent, way, t("方式", "How"), Kind::Choice(Way::CHOICES)).column(10),
            field!(Consent, guardian, t("监护人", "Guardian"), Kind::Line(40))
                .masked(MaskHow::Name, Posts::STAFF)
                .hint(t("替不满 14 周岁的孩子同意的人", "Who agreed for a child under 14")),
            field!(Consent, note, t("备注", "Note"), Kind::Line(120)),
            field!(Consent, withdrawn_on, t("撤回日期", "Withdrawn on"), Kind::Date).by_action(),
        ];
        let who = Posts::STAFF;
        let asks = vec![
            Ask::must("person"),
            Ask::must("purpose"),
            Ask::may("way"),
            Ask::may("given_on"),
            Ask::may("guardian"),
            Ask::more("note"),
        ];
        let withdraw = vec![Ask::may("withdrawn_on"), Ask::may("note")];
        let actions = vec![
            Action::create("give", t("登记同意", "Record a consent"), GIVEN, who, asks).effects(
                |_, e: &mut Consent, _, ctx| {
                    e.given_on.get_or_insert(ctx.today());
                    e.way.get_or_insert(Way::Signed);
                    Ok(Vec::new())
                },
            ),
            Action::step(
                "withdraw",
                t("撤回同意", "Withdraw"),
                &[GIVEN],
                To::State(WITHDRAWN),
                who,
                withdraw,
            )
            .effects(withdrawn)
            .confirm(),
        ];
        let title =
            |_: &Head, e: &Consent| e.purpose.map_or_else(|| Say::same(""), |what| what.label().into());
        Spec { normal, facet: true, ..Spec::new(info, fields, actions, title) }
    }
}

/// Whether a person has agreed to something and not taken it back.
///
/// # Errors
/// When the store cannot be read.
pub fn held(look: &dyn Look, person: PersonId, purpose: Purpose) -> Result<bool, Fault> {
    Ok(entry_of(look, person, purpose)?.is_some())
}

fn entry_of(look: &dyn Look, person: PersonId, purpose: Purpose) -> Result<Option<EntryRef>, Fault> {
    for entry in look.of_person(TAG, person)? {
        let given = look.head(entry)?.is_some_and(|head| head.state == GIVEN);
        if given && look.field(entry, "purpose")? == Some(purpose).value() {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

fn normal(head: &mut Head, entry: &mut Consent, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if head.state != GIVEN {
        return Ok(());
    }
    if entry.given_on.is_some_and(|day| day > ctx.today()) {
        return Err(Fault::invalid(
            "given_on",
            t("同意日期不能晚于今天", "It cannot have been given after today"),
        ));
    }
    if entry.purpose == Some(Purpose::Child) && entry.guardian.is_empty() {
        return Err(Fault::missing("guardian", t("监护人", "Guardian")));
    }
    let (Some(person), Some(purpose)) = (head.person, entry.purpose) else { return Ok(()) };
    match entry_of(ctx.look, person, purpose)?.filter(|other| other.id != head.id) {
        Some(other) => {
            let number = ctx.look.head(other)?.map_or_else(String::new, |head| head.number);
            Err(Fault::refused(say!(
                "已有同样的有效同意：{number}",
                "This consent is on file already: {number}"
            ))
            .at("purpose"))
        }
        None => Ok(()),
    }
}

/// What was built on it ends with it.
fn withdrawn(head: &mut Head, entry: &mut Consent, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.withdrawn_on.get_or_insert(ctx.today());
    let Some(person) = head.person else { return Ok(Vec::new()) };
    let number = &head.number;
    let said = say!("本人撤回同意 {number}", "The consent {number} was withdrawn");
    let values = Values::default().with("note", Value::Text(said.get(ctx.who.lang).to_owned()));
    let ends = match entry.purpose {
        Some(Purpose::BankMandate) => mandate::in_force(ctx.look, person)?,
        Some(Purpose::Face) => access_card::by_face(ctx.look, person)?,
        _ => Vec::new(),
    };
    let action = if entry.purpose == Some(Purpose::Face) { "cancel" } else { "end" };
    let ends = ends.into_iter().map(|entry| Effect::Act { entry, action, values: values.clone() });
    let mut effects: Vec<Effect> = ends.collect();
    // Files that were merged may hold the same consent twice: it is withdrawn as a whole. What was built on it has
    // ended by then.
    for other in ctx.look.of_person(TAG, person)? {
        let given = ctx.look.head(other)?.is_some_and(|head| head.state == GIVEN);
        if other.id != head.id && given && ctx.look.field(other, "purpose")? == entry.purpose.value() {
            effects.push(Effect::Act { entry: other, action: "withdraw", values: Values::default() });
        }
    }
    Ok(effects)
}
