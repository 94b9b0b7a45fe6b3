//! The keys in the cabinet (`domain/facts.md` 7.12): lent against a name and a time, back by it, counted every month.
//! A key register, not a lock: nothing here opens a door.

mod rules;

use crate::domain::ids::{StaffId, Tag};
use crate::domain::moment::{At, Date};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Carries, Field, Head, KeyClass, Kind, MaskHow, Order, Register, SearchKey, Spec, SpecInfo,
    State, To, View, ahead,
};
use crate::domain::room_text::RoomParts;
use crate::domain::value::Valued;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// Which key it is.
    pub KeyKind {
        Vacant = "vacant" 'v' ("空置房", "Vacant room"),
        Deposited = "deposited" 'd' ("业主寄存", "Deposited by the owner"),
        Equipment = "equipment" 'e' ("设备房", "Equipment room"),
        Office = "office" 'o' ("办公用房", "Office"),
        Fire = "fire" 'f' ("消防备用", "Fire backup"),
    }
}

choices! {
    /// Who takes it.
    pub BorrowerKind {
        Staff = "staff" 's' ("本公司员工", "Our staff"),
        Contractor = "contractor" 'c' ("外包单位", "Contractor"),
        Owner = "owner" 'o' ("业主/租户", "Owner or tenant"),
        Agent = "agent" 'a' ("中介/看房人", "Agent or viewer"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

choices! {
    /// How the room was found when the key came back.
    pub Condition {
        Good = "good" 'g' ("门窗水电已关、物品完好", "All closed, nothing missing"),
        Problem = "problem" 'p' ("有问题", "Something is wrong"),
        NotChecked = "not-checked" 'n' ("不涉及房间", "No room concerned"),
    }
}

/// A key's own fields. The place it opens is the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Key {
    /// The number of its hook.
    pub hook: String,
    /// Which key.
    pub kind: Option<KeyKind>,
    /// How many hang on the hook.
    pub pieces: Option<i64>,
    /// Who has it.
    pub borrower: String,
    /// What they are.
    pub borrower_kind: Option<BorrowerKind>,
    /// Their department or company.
    pub unit: String,
    /// Their phone.
    pub phone: String,
    /// What for.
    pub purpose: String,
    /// Who allowed it.
    pub approver: Option<StaffId>,
    /// The owner's consent to this loan: who said so, when, how.
    pub owner_consent: String,
    /// Left as security: a paper, an amount.
    pub security: String,
    /// When it went out.
    pub out_at: Option<At>,
    /// When it should be back.
    pub due_at: Option<At>,
    /// When it should have been back before it was extended.
    pub first_due_at: Option<At>,
    /// When it came back last.
    pub returned_at: Option<At>,
    /// Who brought it.
    pub returned_by: String,
    /// Who looked after the room.
    pub checked_by: Option<StaffId>,
    /// How the room was found.
    pub condition: Option<Condition>,
    /// What was wrong, who got it, why it is lost.
    pub note: String,
    /// The day it was last looked for.
    pub counted_on: Option<Date>,
    /// Whether it was there.
    pub count_found: Option<Found>,
}

choices! {
    /// What the stock-take found.
    pub Found {
        Yes = "yes" 'y' ("在", "There"),
        No = "no" 'n' ("不在", "Not there"),
    }
}

choices! {
    /// Where a key stands to its time.
    pub Standing {
        InTime = "in-time" 'i' ("未到期", "In time"),
        Overdue = "overdue" 'o' ("逾期", "Overdue"),
    }
}

stored!(Key, KeyDisk);

/// The register's number.
pub const TAG: Tag = 45;
/// In the cabinet.
pub const IN: u8 = 1;
/// Lent.
pub const OUT: u8 = 2;
/// Lost.
pub const LOST: u8 = 3;
/// Given to the owner for good.
pub const HANDED: u8 = 4;

const STATES: &[State] = &[
    State::done(IN, "in-cabinet", t("在柜", "in the cabinet")),
    State::open(OUT, "out", t("借出", "out")),
    State::done(LOST, "lost", t("遗失", "lost")),
    State::done(HANDED, "handed-over", t("已交业主", "handed to the owner")),
];
/// The view whose keys the running stock-take has not met.
const TO_COUNT: &str = "to-count";
const VIEWS: &[View] = &[
    View {
        id: "out", title: t("借出的钥匙", "Keys out"), states: &[OUT], mine: false, order: Order::Due
    },
    View {
        id: "in",
        title: t("在柜钥匙", "In the cabinet"),
        states: &[IN],
        mine: false,
        order: Order::Natural,
    },
    View {
        id: TO_COUNT,
        title: t("本月待盘点", "To be counted"),
        states: &[IN, OUT],
        mine: false,
        order: Order::Natural,
    },
    View { id: "all", title: t("全部钥匙", "All keys"), states: &[], mine: false, order: Order::Natural },
];

/// The register of keys.
pub struct Keys;

impl Register for Keys {
    type Entry = Key;

    fn spec() -> Spec<Key> {
        let info = SpecInfo {
            id: "key",
            tag: TAG,
            name: t("钥匙", "Key"),
            prefix: "K",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::LEAD,
            kept: false,
        };
        Spec {
            normal: rules::normal,
            keys,
            due: Some(|_, e| e.due_at),
            sort: |_, e| Some(sort(&e.hook)),
            sifts: vec![(TO_COUNT, |_, e, ctx| rules::to_count(e, ctx))],
            carry: Some(Carries::due(ahead, rules::carry)),
            holds: |head, _| head.state == OUT,
            ..Spec::new(info, fields(), actions(), title)
        }
    }
}

fn fields() -> Vec<Field<Key>> {
    let full = Posts::STAFF;
    vec![
        field!(Key, hook, t("钩号", "Hook"), Kind::Line(20)).column(8),
        field!(Key, kind, t("类型", "Kind"), Kind::Choice(KeyKind::CHOICES)).column(10),
        Field::place().column(14),
        field!(Key, borrower, t("借用人", "Borrower"), Kind::Line(40))
            .masked(MaskHow::Name, full)
            .by_action()
            .column(8),
        field!(Key, due_at, t("应还时间", "Due back"), Kind::At)
            .by_action()
            .hint(t("不填为当日归还时刻", "Empty: the office's time to be back today")),
        Field::computed(
            "standing",
            t("是否逾期", "In time"),
            Kind::Choice(Standing::CHOICES),
            |head, e, ctx| Ok(rules::standing(head, e, ctx.now).value()),
        ),
        field!(Key, pieces, t("数量（把）", "Pieces"), Kind::Int(1, 99)),
        field!(Key, borrower_kind, t("借用人类别", "Borrower is"), Kind::Choice(BorrowerKind::CHOICES))
            .by_action(),
        field!(Key, unit, t("部门/单位", "Unit"), Kind::Line(60)).by_action(),
        field!(Key, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full).by_action(),
        field!(Key, purpose, t("用途", "Purpose"), Kind::Line(120)).by_action(),
        field!(Key, approver, t("批准人", "Approved by"), Kind::STAFF).by_action(),
        field!(Key, owner_consent, t("业主同意", "Owner's consent"), Kind::Line(120))
            .by_action()
            .hint(t("何时、以何方式同意，如 11-23 电话", "When and how, such as 11-23 by phone")),
        field!(Key, security, t("押证/押金", "Security"), Kind::Line(60)).by_action(),
        field!(Key, out_at, t("借出时间", "Out at"), Kind::At).derived(),
        field!(Key, first_due_at, t("原应还时间", "First due back"), Kind::At).derived(),
        field!(Key, returned_at, t("归还时间", "Returned at"), Kind::At).derived(),
        field!(Key, returned_by, t("归还人", "Returned by"), Kind::Line(40))
            .masked(MaskHow::Name, full)
            .by_action(),
        field!(Key, checked_by, t("查验人", "Checked by"), Kind::STAFF).by_action(),
        field!(Key, condition, t("房间状况", "Room found"), Kind::Choice(Condition::CHOICES)).by_action(),
        field!(Key, note, t("说明", "Note"), Kind::Line(160)),
        field!(Key, counted_on, t("盘点日期", "Counted on"), Kind::Date).by_action().column(11),
        field!(Key, count_found, t("盘点结果", "Count"), Kind::Choice(Found::CHOICES)).by_action().column(6),
    ]
}

fn actions() -> Vec<Action<Key>> {
    let who = Posts::STAFF;
    let add =
        vec![Ask::must("hook"), Ask::must("kind"), Ask::may("place"), Ask::more("pieces"), Ask::more("note")];
    let lend = vec![
        Ask::must("borrower"),
        Ask::must("purpose"),
        Ask::may("phone"),
        Ask::may("unit"),
        Ask::may("due_at"),
        Ask::may("borrower_kind"),
        Ask::may("owner_consent"),
        Ask::more("approver"),
        Ask::more("security"),
    ];
    let back =
        vec![Ask::must("condition"), Ask::may("note"), Ask::more("returned_by"), Ask::more("checked_by")];
    let why = || vec![Ask::must("note")];
    vec![
        Action::create("add", t("钥匙入柜", "Hang up a key"), IN, who, add),
        Action::step("lend", t("借出", "Lend"), &[IN], To::State(OUT), who, lend).effects(rules::lend),
        Action::step("return", t("归还", "Take back"), &[OUT], To::State(IN), who, back)
            .effects(rules::give_back),
        Action::step(
            "extend",
            t("延期归还", "Extend"),
            &[OUT],
            To::Stay,
            who,
            vec![Ask::must("due_at"), Ask::may("note")],
        )
        .effects(rules::extend),
        Action::step(
            "count",
            t("盘点", "Count"),
            &[IN, OUT, LOST],
            To::Stay,
            who,
            vec![Ask::must("count_found"), Ask::may("counted_on"), Ask::may("note")],
        )
        .effects(rules::count),
        Action::step("lose", t("报遗失", "Report lost"), &[IN, OUT], To::State(LOST), who, why())
            .effects(rules::gone)
            .confirm(),
        Action::step("find", t("已找到", "Found again"), &[LOST], To::State(IN), who, vec![Ask::may("note")]),
        Action::step("hand_over", t("交还业主", "Hand to the owner"), &[IN], To::State(HANDED), who, why())
            .effects(rules::gone)
            .confirm(),
        Action::step(
            "take_in",
            t("重新入柜", "Take in again"),
            &[HANDED],
            To::State(IN),
            who,
            vec![Ask::may("note")],
        ),
    ]
}

/// Hooks in the order of the cabinet: 2 before 10, `A2` before `A10`.
fn sort(hook: &str) -> Vec<u8> {
    // Behind a letter, so that hook `B1` is not taken for a basement.
    RoomParts { room: Some(format!("K{hook}")), ..RoomParts::default() }.sort_key()
}

/// Its hook and what it opens; the place stands beside it in every list.
fn title(_: &Head, entry: &Key) -> Say {
    let kind = entry.kind.map_or(t("钥匙", "Key"), KeyKind::label);
    let hook = &entry.hook;
    Say { zh: format!("{hook} {}", kind.zh), en: format!("{hook} {}", kind.en) }
}

/// By its hook, and while it is out by who has it.
fn keys(head: &Head, entry: &Key) -> Vec<SearchKey> {
    let mut keys = vec![SearchKey::new(KeyClass::Card, search_key(&entry.hook))];
    if head.state == OUT {
        keys.push(SearchKey::new(KeyClass::Name, search_key(&entry.borrower)));
    }
    keys
}

#[cfg(test)]
mod tests;
