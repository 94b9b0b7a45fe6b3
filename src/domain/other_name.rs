//! A person's other names, with the days they were used: a former name, a nickname, a shop's sign.

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
    /// What sort of name.
    pub NameKind {
        Former = "former" 'f' ("曾用名", "Former name"),
        Called = "called" 'c' ("称呼", "What they are called"),
        Latin = "latin" 'l' ("外文名", "Name in Latin letters"),
        Sign = "sign" 's' ("招牌名", "Shop sign"),
    }
}

/// A name's own fields. The person is the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct OtherName {
    /// The name.
    pub name: String,
    /// What sort.
    pub kind: Option<NameKind>,
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub to: Option<NaiveDate>,
}

stored!(OtherName, OtherNameDisk);

/// The register's number.
pub const TAG: Tag = 29;
/// They are found by it.
pub const USED: u8 = 1;
/// It was written down by mistake.
pub const STRUCK: u8 = 2;

const STATES: &[State] =
    &[State::done(USED, "used", t("有效", "used")), State::done(STRUCK, "struck", t("误登", "struck out"))];
const VIEWS: &[View] = &[
    View { id: "used", title: t("有效", "Used"), states: &[USED], mine: false, order: Order::Newest },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of other names.
pub struct OtherNames;

impl Register for OtherNames {
    type Entry = OtherName;

    fn spec() -> Spec<OtherName> {
        let info = SpecInfo {
            id: "other_name",
            tag: TAG,
            name: t("其他名称", "Other name"),
            prefix: "ON",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: false,
        };
        let who = Posts::DESK.and(Posts::ADMIN);
        let fields = vec![
            Field::person().column(12),
            field!(OtherName, name, t("名称", "Name"), Kind::Line(60))
                .masked(MaskHow::Name, Posts::DESK)
                .column(16),
            field!(OtherName, kind, t("类型", "Kind"), Kind::Choice(NameKind::CHOICES)).column(14),
            field!(OtherName, from, t("起", "From"), Kind::Date),
            field!(OtherName, to, t("止", "To"), Kind::Date),
        ];
        let asks = vec![
            Ask::must("person"),
            Ask::must("name"),
            Ask::may("kind"),
            Ask::more("from"),
            Ask::more("to"),
        ];
        let actions = vec![
            Action::create("add", t("增加名称", "Add"), USED, who, asks),
            Action::step("strike", t("误登作废", "Strike out"), &[USED], To::State(STRUCK), who, vec![])
                .confirm(),
        ];
        Spec {
            normal,
            facet: true,
            keys: |head, e| if head.state == STRUCK { Vec::new() } else { person::name_keys(&e.name, "") },
            ..Spec::new(info, fields, actions, |_, e| Say::same(mask::name(&e.name)))
        }
    }
}

fn normal(_: &mut Head, entry: &mut OtherName, _: &Ctx<'_>) -> Result<(), Fault> {
    if entry.from.zip(entry.to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::invalid("to", t("结束日期早于开始日期", "It ends before it begins")));
    }
    entry.kind.get_or_insert(NameKind::Called);
    Ok(())
}
