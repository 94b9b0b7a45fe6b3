//! What must be read before talking: look-up notes of a room or a person, each for as long as it holds.

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Field, Head, Kind, Order, Register, Spec, SpecInfo, State, To, View,
};
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

choices! {
    /// How a note is meant.
    pub Weight {
        Warn = "warn" 'w' ("警示", "Warning"),
        Key = "key" 'k' ("钥匙", "Key"),
        Know = "know" 'n' ("提示", "To know"),
    }
}

/// A note's own fields. Place and person are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Note {
    /// How it is meant.
    pub weight: Option<Weight>,
    /// The words.
    pub text: String,
    /// The first day it holds; none from ever.
    pub from: Option<NaiveDate>,
    /// The last day it holds; none for good.
    pub to: Option<NaiveDate>,
}

stored!(Note, NoteDisk);

/// The register's number.
pub const TAG: Tag = 26;
/// It holds, on its days.
pub const HELD: u8 = 1;
/// Somebody took it away.
pub const ENDED: u8 = 2;

const STATES: &[State] =
    &[State::done(HELD, "held", t("有效", "in force")), State::done(ENDED, "ended", t("已撤", "taken away"))];
const VIEWS: &[View] = &[
    View { id: "held", title: t("有效", "In force"), states: &[HELD], mine: false, order: Order::Newest },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of look-up notes.
pub struct Notes;

impl Register for Notes {
    type Entry = Note;

    fn spec() -> Spec<Note> {
        let info = SpecInfo {
            id: "note",
            tag: TAG,
            name: t("查询提示", "Look-up note"),
            prefix: "NT",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: false,
        };
        let who = Posts::DESK.and(Posts::ADMIN);
        let fields = vec![
            Field::place().column(14),
            Field::person().column(12),
            field!(Note, weight, t("类型", "Kind"), Kind::Choice(Weight::CHOICES)).column(8),
            field!(Note, text, t("内容", "Words"), Kind::Line(160)).column(36),
            field!(Note, from, t("起", "From"), Kind::Date),
            field!(Note, to, t("止", "To"), Kind::Date)
                .column(11)
                .hint(t("最后一天；长期有效则不填", "The last day; nothing when it holds for good")),
        ];
        let asks = vec![
            Ask::may("place"),
            Ask::may("person"),
            Ask::must("text"),
            Ask::may("weight"),
            Ask::may("to"),
            Ask::more("from"),
        ];
        let actions = vec![
            Action::create("add", t("写查询提示", "Write"), HELD, who, asks),
            Action::step("end", t("撤下", "Take away"), &[HELD], To::State(ENDED), who, vec![]).confirm(),
        ];
        Spec { normal, ..Spec::new(info, fields, actions, |_, e| Say::same(e.text.clone())) }
    }
}

fn normal(head: &mut Head, entry: &mut Note, _: &Ctx<'_>) -> Result<(), Fault> {
    entry.weight.get_or_insert(Weight::Know);
    if head.place.is_none() && head.person.is_none() {
        let text = t("请写明房间或客户", "Say which room or customer it is about");
        return Err(Fault::new(crate::domain::fault::FaultKind::Missing, text).at("place"));
    }
    if entry.from.zip(entry.to).is_some_and(|(from, to)| from > to) {
        return Err(Fault::invalid("to", t("结束日期早于开始日期", "It ends before it begins")));
    }
    Ok(())
}

impl Note {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| to >= day)
    }
}
