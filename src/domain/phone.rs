//! A person's further phones, with the days they were good for. The first one to ring stands in the person's file.

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::person;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Field, Head, Kind, MaskHow, Order, Register, Spec, SpecInfo, State, To, View,
};
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{choices, field, stored};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

choices! {
    /// Where a phone rings.
    pub PhoneKind {
        Mobile = "mobile" 'm' ("手机", "Mobile"),
        Home = "home" 'h' ("家庭", "At home"),
        Work = "work" 'w' ("单位", "At work"),
        Emergency = "emergency" 'e' ("紧急", "In an emergency"),
    }
}

/// A phone's own fields. The person is the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Phone {
    /// The number, digits only.
    pub number: String,
    /// Where it rings.
    pub kind: Option<PhoneKind>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
    /// Whose it is, what to know: "daughter", "evenings only".
    pub note: String,
}

stored!(Phone, PhoneDisk);

/// The register's number.
pub const TAG: Tag = 28;
/// It reaches them.
pub const GOOD: u8 = 1;
/// It does not reach them.
pub const BOUNCED: u8 = 2;
/// No longer theirs.
pub const ENDED: u8 = 3;

const STATES: &[State] = &[
    State::done(GOOD, "good", t("有效", "good")),
    State::done(BOUNCED, "bounced", t("打不通", "does not reach")),
    State::done(ENDED, "ended", t("停用", "no longer theirs")),
];
const VIEWS: &[View] = &[
    View { id: "good", title: t("有效", "Good"), states: &[GOOD], mine: false, order: Order::Newest },
    View {
        id: "bounced",
        title: t("打不通", "Do not reach"),
        states: &[BOUNCED],
        mine: false,
        order: Order::Newest,
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of further phones.
pub struct Phones;

impl Register for Phones {
    type Entry = Phone;

    fn spec() -> Spec<Phone> {
        let info = SpecInfo {
            id: "phone",
            tag: TAG,
            name: t("其他电话", "Further phone"),
            prefix: "PH",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: false,
        };
        let who = Posts::DESK.and(Posts::ADMIN);
        let fields = vec![
            Field::person().column(12),
            field!(Phone, number, t("号码", "Number"), Kind::Phone)
                .masked(MaskHow::Phone, Posts::DESK)
                .column(16),
            field!(Phone, kind, t("类型", "Kind"), Kind::Choice(PhoneKind::CHOICES)).column(10),
            field!(Phone, from, t("起", "From"), Kind::Date),
            field!(Phone, to, t("止", "To"), Kind::Date),
            field!(Phone, note, t("备注", "Note"), Kind::Line(60)).column(16),
        ];
        let asks = vec![
            Ask::must("person"),
            Ask::must("number"),
            Ask::may("kind"),
            Ask::may("note"),
            Ask::more("from"),
            Ask::more("to"),
        ];
        let actions = vec![
            Action::create("add", t("增加电话", "Add"), GOOD, who, asks),
            Action::step("bounce", t("打不通", "Does not reach"), &[GOOD], To::State(BOUNCED), who, vec![]),
            Action::step("good", t("已打通", "Reaches them"), &[BOUNCED], To::State(GOOD), who, vec![]),
            Action::step(
                "end",
                t("停用", "No longer theirs"),
                &[GOOD, BOUNCED],
                To::State(ENDED),
                who,
                vec![],
            )
            .confirm(),
        ];
        Spec {
            normal,
            facet: true,
            keys: |head, e| {
                if head.state == ENDED {
                    Vec::new()
                } else {
                    person::phone_key(&e.number).into_iter().collect()
                }
            },
            ..Spec::new(info, fields, actions, |_, e| Say::same(mask::phone(&e.number)))
        }
    }
}

fn normal(_: &mut Head, entry: &mut Phone, _: &Ctx<'_>) -> Result<(), Fault> {
    if entry.from.zip(entry.to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::invalid("to", t("结束日期早于开始日期", "It ends before it begins")));
    }
    entry.kind.get_or_insert(PhoneKind::Mobile);
    Ok(())
}
