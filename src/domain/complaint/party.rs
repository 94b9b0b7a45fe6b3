//! Who joined a group complaint: persons and households are counted from here. A party that left stays on record.

use super::Complaint;
use crate::domain::complaint;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::person;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, KeyClass, Kind, MaskHow, Order, Register, SearchKey, Spec,
    SpecInfo, State, To, Values, View,
};
use crate::domain::value::Value;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A party's own fields. Place and person are the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Party {
    /// Their name.
    pub name: String,
    /// Their phone.
    pub phone: String,
    /// How many of them.
    pub size: Option<i64>,
    /// Why they left.
    pub reason: String,
}

stored!(Party, PartyDisk);

/// The register's number.
pub const TAG: Tag = 61;
/// With the others.
pub const JOINED: u8 = 1;
/// No longer with them.
pub const LEFT: u8 = 2;

const STATES: &[State] =
    &[State::done(JOINED, "joined", t("已加入", "joined")), State::done(LEFT, "left", t("已退出", "left"))];
const VIEWS: &[View] = &[
    View {
        id: "joined", title: t("联名人", "Joined"), states: &[JOINED], mine: false, order: Order::Newest
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of those who joined a complaint.
pub struct Parties;

impl Register for Parties {
    type Entry = Party;

    fn spec() -> Spec<Party> {
        let info = SpecInfo {
            id: "complaint_party",
            tag: TAG,
            name: t("联名投诉人", "Joint complainant"),
            prefix: "QP",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let know = Posts::DESK;
        let fields = vec![
            Field::new(
                "complaint",
                t("投诉", "Complaint"),
                Kind::Link("complaint"),
                |h, _| h.parent.map_or(Value::None, |parent| Value::Id(parent.id)),
                |_, _, _| Ok(()),
            )
            .derived()
            .column(12),
            field!(Party, name, t("姓名", "Name"), Kind::Line(40)).masked(MaskHow::Name, know).column(10),
            Field::place().column(12),
            field!(Party, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, know).column(12),
            Field::person(),
            field!(Party, size, t("人数", "How many"), Kind::Int(1, 1000)).column(4),
            field!(Party, reason, t("退出原因", "Why they left"), Kind::Line(120)),
        ];
        let asks = ["name", "place", "phone", "person", "size"].into_iter().map(Ask::may).collect();
        let actions = vec![
            // The complaint's own action `join` makes them.
            Action::create("join", t("加入", "Join"), JOINED, Posts::NONE, asks).effects(join),
            Action::step(
                "leave",
                t("退出联名", "Leave"),
                &[JOINED],
                To::State(LEFT),
                Posts::STAFF,
                vec![Ask::may("reason")],
            )
            .effects(|head, _, _, ctx| recount(head, ctx)),
        ];
        Spec { keys, ..Spec::new(info, fields, actions, title) }
    }
}

fn join(head: &mut Head, entry: &mut Party, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    if entry.name.is_empty() && head.place.is_none() && head.person.is_none() {
        let text = t("请写明谁加入：姓名、房间或客户", "Say who joins: a name, a room or a customer");
        return Err(Fault::new(FaultKind::Missing, text).at("party_name"));
    }
    recount(head, ctx)
}

/// The complaint counts again; one that is over keeps the numbers it ended with.
fn recount(head: &Head, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let Some(entry) = head.parent else { return Ok(Vec::new()) };
    let open = ctx.look.head(entry)?.is_some_and(|parent| complaint::OPEN.contains(&parent.state));
    Ok(open
        .then(|| Effect::Act { entry, action: "recount", values: Values::default() })
        .into_iter()
        .collect())
}

/// Persons and households of a complaint with those who joined; nothing while it stands alone.
pub(super) fn counted(
    head: &Head,
    _: &Complaint,
    ctx: &Ctx<'_>,
) -> Result<(Option<i64>, Option<i64>), Fault> {
    let children = ctx.look.children(EntryRef::new(complaint::TAG, head.id))?;
    let mut persons = 1;
    let mut rooms: BTreeSet<u64> = head.place.iter().map(|place| place.0).collect();
    let mut alone = true;
    for (entry, party) in
        children.iter().filter(|(entry, party)| entry.register == TAG && party.state == JOINED)
    {
        alone = false;
        persons += match ctx.look.field(*entry, "size")? {
            Value::Int(size) => size,
            _ => 1,
        };
        rooms.extend(party.place.map(|place| place.0));
    }
    let households = i64::try_from(rooms.len()).ok().filter(|rooms| *rooms > 0);
    Ok(if alone { (None, None) } else { (Some(persons), households) })
}

fn keys(_: &Head, entry: &Party) -> Vec<SearchKey> {
    let mut keys: Vec<SearchKey> = person::phone_key(&entry.phone).into_iter().collect();
    if !entry.name.is_empty() {
        keys.push(SearchKey::new(KeyClass::Name, search_key(&entry.name)));
    }
    keys
}

fn title(head: &Head, entry: &Party) -> Say {
    let (name, number) = (mask::name(&entry.name), &head.number);
    if name.is_empty() {
        say!("联名人 {number}", "Joint complainant {number}")
    } else {
        say!("联名人 {name}", "Joint complainant {name}")
    }
}
