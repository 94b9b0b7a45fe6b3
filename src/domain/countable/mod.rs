//! The things a desk counts when custody moves (`spec/handover.md` 4.6): cash by method, float, deposits, keys, cards,
//! radios, receipt books, parcels, seals. Says what is counted and how; what was found stands in the counts.

mod kind;
mod own;

pub use kind::CountKind;
pub use own::{keeper, till_of};

use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, StaffId, Tag};
use crate::domain::kept::{ACTIVE, KEPT_STATES};
use crate::domain::posts::Posts;
use crate::domain::price_item::{KEEPERS, list_actions};
use crate::domain::register::{
    Ask, Field, Head, KeyClass, Kind, Order, Register, SearchKey, Spec, SpecInfo, Stored, Values, View,
};
use crate::domain::till_move::PayMethod;
use crate::domain::value::{Fen, Value, Valued};
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::{field, say};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::str::FromStr;

/// Something that is counted.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Countable {
    /// What people call it.
    pub name: String,
    /// What sort of thing.
    pub kind: Option<CountKind>,
    /// The desk that counts it; none: every desk has one of its own.
    pub desk: Option<DeskId>,
    /// Of money by another method: which.
    pub method: Option<PayMethod>,
    /// The notes and coins to count it by, in yuan, as `100 50 0.5`; empty: the office's for cash, none for the rest.
    pub denominations: String,
    /// Counted by its total, not by notes and coins.
    pub total_only: bool,
    /// What is missing is said by these names: hooks, card numbers, radios. Empty for keys: every key of the cabinet.
    pub names: String,
    /// How much money may be too much or too little without a witness; none: the office's. A piece always wants one.
    pub tolerance: Option<Fen>,
    /// What money should be there before the first count.
    pub base: Option<Fen>,
    /// How many pieces should be there before the first count. Without them or names nobody is asked to count them.
    pub pieces: Option<i64>,
    /// Its place among the things to count.
    pub order: Option<i64>,
    /// Of a till of somebody's own: who keeps it. They alone take money into it, and count it.
    pub keeper: Option<StaffId>,
}

/// The entry's form on disk; variants are never reordered or removed.
#[derive(Serialize, Deserialize)]
pub enum CountableDisk {
    /// Before a till could be somebody's own.
    V1(CountableV1),
    /// With its keeper.
    V2(Countable),
}

/// The first version.
#[derive(Serialize, Deserialize)]
pub struct CountableV1 {
    name: String,
    kind: Option<CountKind>,
    desk: Option<DeskId>,
    method: Option<PayMethod>,
    denominations: String,
    total_only: bool,
    names: String,
    tolerance: Option<Fen>,
    base: Option<Fen>,
    pieces: Option<i64>,
    order: Option<i64>,
}

impl Stored for Countable {
    type Disk = CountableDisk;

    fn to_disk(&self) -> CountableDisk {
        CountableDisk::V2(self.clone())
    }

    fn from_disk(disk: CountableDisk) -> Self {
        let CountableV1 {
            name,
            kind,
            desk,
            method,
            denominations,
            total_only,
            names,
            tolerance,
            base,
            pieces,
            order,
        } = match disk {
            CountableDisk::V1(old) => old,
            CountableDisk::V2(thing) => return thing,
        };
        Self {
            name,
            kind,
            desk,
            method,
            denominations,
            total_only,
            names,
            tolerance,
            base,
            pieces,
            order,
            keeper: None,
        }
    }
}

/// The register's number.
pub const TAG: Tag = 80;
/// Names that one thing may have.
const NAMES: usize = 2_000;
/// Notes and coins that one thing is counted by.
const DENOMINATIONS: usize = 16;

const fn view(id: &'static str, title: T, states: &'static [u8]) -> View {
    View { id, title, states, mine: false, order: Order::Natural }
}

const VIEWS: &[View] =
    &[view("active", t("清点物品", "Things to count"), &[ACTIVE]), view("all", t("全部", "All"), &[])];

/// The register of the things that are counted.
pub struct Countables;

impl Register for Countables {
    type Entry = Countable;

    fn spec() -> Spec<Countable> {
        let info = SpecInfo {
            id: "countable",
            tag: TAG,
            name: t("清点物品", "Thing to count"),
            prefix: "CN",
            states: KEPT_STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: KEEPERS,
            kept: true,
        };
        let asks = vec![
            Ask::must("name"),
            Ask::must("kind"),
            Ask::may("desk"),
            Ask::may("base"),
            Ask::may("pieces"),
            Ask::may("names"),
            Ask::more("method"),
            Ask::more("denominations"),
            Ask::more("total_only"),
            Ask::more("tolerance"),
            Ask::more("keeper"),
            Ask::more("order"),
        ];
        Spec {
            normal: |h, e, ctx| {
                normal(e)?;
                own::check(h, e, ctx)
            },
            unique: |_, e| Some(("name", unique(e))),
            keys: |_, e| vec![SearchKey::new(KeyClass::Name, search_key(&e.name)), unique(e)],
            sort: |h, e| Some(sort(h, e)),
            ..Spec::new(info, fields(), list_actions(asks), |_, e| Say::same(e.name.clone()))
        }
    }
}

fn fields() -> Vec<Field<Countable>> {
    vec![
        field!(Countable, name, t("名称", "Name"), Kind::Line(40)).column(20),
        field!(Countable, kind, t("种类", "Kind"), Kind::Choice(CountKind::CHOICES)).column(14),
        field!(Countable, desk, t("服务台", "Desk"), Kind::DESK)
            .column(10)
            .hint(t("不填：每个服务台各有一份", "Empty: every desk has one of its own")),
        field!(Countable, base, t("首次应有金额", "First amount"), Kind::Fen)
            .column(10)
            .hint(t("首次清点前应有多少钱", "What money should be there before the first count")),
        field!(Countable, pieces, t("应有件数", "Pieces"), Kind::Int(0, 1_000_000))
            .column(8)
            .hint(t("器材、单证等填了才清点", "Gear, forms and the like are counted once this is set")),
        field!(Countable, method, t("收款方式", "Method"), Kind::Choice(PayMethod::CHOICES)).column(10),
        field!(Countable, denominations, t("面额（元）", "Notes and coins (yuan)"), Kind::Line(120)).hint(t(
            "如 100 50 20 10 5 1 0.5；不填用本单位设定",
            "Such as 100 50 20 10 5 1 0.5; empty: the office's",
        )),
        field!(Countable, total_only, t("只点总额", "Total only"), Kind::Flag),
        field!(Countable, names, t("逐件名称", "By name"), Kind::Text(4_000)).hint(t(
            "钩号、卡号等，用空格隔开；清点时只报缺的",
            "Hooks, card numbers, apart by blanks; only what is missing is told",
        )),
        field!(Countable, tolerance, t("允许误差（元）", "Tolerance"), Kind::Fen)
            .hint(t("超过须有人见证；不填用本单位设定", "More wants a witness; empty: the office's")),
        field!(Countable, keeper, t("自管人", "Kept by"), Kind::STAFF).column(8).hint(t(
            "填了就是其自己的钱箱，只有本人收款和清点",
            "A till of their own: only they take money into it and count it",
        )),
        field!(Countable, order, t("顺序", "Order"), Kind::Int(0, 9_999)),
    ]
}

/// One name for a thing of a desk; two desks may each have a cabinet of keys.
fn unique(entry: &Countable) -> SearchKey {
    let desk = entry.desk.map_or(String::new(), |desk| format!("@{}", desk.0));
    SearchKey::new(KeyClass::Name, format!("{}{desk}", search_key(&entry.name)))
}

fn sort(head: &Head, entry: &Countable) -> Vec<u8> {
    let order = u64::try_from(entry.order.unwrap_or(9_999)).unwrap_or(0);
    [order.to_be_bytes(), head.id.to_be_bytes()].concat()
}

fn normal(entry: &mut Countable) -> Result<(), Fault> {
    let kind = entry.kind.ok_or_else(|| Fault::missing("kind", t("种类", "Kind")))?;
    entry.denominations = parse_denominations(&entry.denominations)
        .map_err(|text| Fault::invalid("denominations", text))?
        .into_iter()
        .map(yuan)
        .collect::<Vec<_>>()
        .join(" ");
    if !kind.money() && !entry.denominations.is_empty() {
        return Err(Fault::invalid("denominations", t("只有钱才分面额", "Only money has notes and coins")));
    }
    let names = listed(&entry.names);
    if names.len() > NAMES {
        return Err(Fault::invalid("names", say!("最多 {NAMES} 件", "At most {NAMES} names")));
    }
    if kind.money() && !names.is_empty() {
        return Err(Fault::invalid("names", t("钱不按名称清点", "Money is not counted by name")));
    }
    entry.names = names.join(" ");
    if kind.money() && entry.pieces.is_some() {
        return Err(Fault::invalid("pieces", t("钱不按件数", "Money is not counted in pieces")));
    }
    if !kind.money() && (entry.base.is_some() || entry.tolerance.is_some()) {
        return Err(Fault::invalid("base", t("只有钱才填金额", "Only money has an amount")));
    }
    if entry.tolerance.is_some_and(|fen| fen.0 < 0) {
        return Err(Fault::invalid("tolerance", t("允许误差不能为负", "A tolerance is not negative")));
    }
    if kind == CountKind::Method && entry.method.is_none_or(|method| method == PayMethod::Cash) {
        return Err(Fault::missing("method", t("收款方式", "Method")));
    }
    if kind != CountKind::Method {
        entry.method = None;
    }
    entry.order.get_or_insert(500);
    Ok(())
}

/// The names in a text, each once, in their order.
#[must_use]
pub fn listed(text: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | ';' | '；'))
        .map(folded)
        .filter(|name| !name.is_empty() && seen.insert(name.clone()))
        .collect()
}

/// A name as it is compared: `Ａ-3` and `a-3` are one hook.
#[must_use]
pub fn folded(name: &str) -> String {
    search_key(name).to_uppercase()
}

/// Notes and coins in fen, the largest first, each once.
///
/// # Errors
/// What is no amount above nothing with whole fen.
pub fn parse_denominations(text: &str) -> Result<Vec<i64>, Say> {
    let mut found = BTreeSet::new();
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、')).filter(|w| !w.is_empty())
    {
        let fen = Decimal::from_str(word)
            .ok()
            .and_then(|yuan| yuan.checked_mul(Decimal::ONE_HUNDRED))
            .filter(|fen| fen.fract() == Decimal::ZERO)
            .and_then(|fen| fen.to_i64())
            .filter(|fen| (1..=10_000_000).contains(fen));
        let fen = fen.ok_or_else(|| {
            say!("“{word}”不是面额；如 100 50 0.5", "“{word}” is no note or coin; such as 100 50 0.5")
        })?;
        found.insert(fen);
    }
    if found.len() > DENOMINATIONS {
        return Err(say!("最多 {DENOMINATIONS} 种面额", "At most {DENOMINATIONS} denominations"));
    }
    Ok(found.into_iter().rev().collect())
}

/// Fen as yuan without needless zeros: `0.5`, `100`.
#[must_use]
pub fn yuan(fen: i64) -> String {
    Decimal::new(fen, 2).normalize().to_string()
}

impl Countable {
    /// How big a difference needs no witness, in fen or pieces; `office` is the office's for money.
    #[must_use]
    pub fn tolerated(&self, office: i64) -> i64 {
        if self.kind.is_some_and(CountKind::money) { self.tolerance.map_or(office, |fen| fen.0) } else { 0 }
    }

    /// What should be there before the first count, in fen or pieces; none: the office has not said.
    #[must_use]
    pub fn first(&self) -> Option<i64> {
        self.base.map(|fen| fen.0).or(self.pieces)
    }

    /// What it is counted by, in fen; empty: its total.
    #[must_use]
    pub fn notes(&self, office: &str) -> Vec<i64> {
        if self.total_only {
            return Vec::new();
        }
        let own = match self.kind {
            Some(CountKind::Cash) if self.denominations.is_empty() => office,
            _ => &self.denominations,
        };
        parse_denominations(own).unwrap_or_default()
    }
}

/// A line of the standard list: name, kind, method, order.
type Line = (&'static str, CountKind, Option<PayMethod>, i64);

/// What a new office counts. Cash is asked for from the first day; money by other methods once some came in, keys and
/// parcels once there are any, the rest as soon as the office says how many there are.
const STANDARD: &[Line] = &[
    ("钱箱现金", CountKind::Cash, None, 10),
    ("微信收款", CountKind::Method, Some(PayMethod::Wechat), 20),
    ("支付宝收款", CountKind::Method, Some(PayMethod::Alipay), 21),
    ("刷卡单", CountKind::Method, Some(PayMethod::Pos), 22),
    ("备用金", CountKind::Float, None, 30),
    ("押金", CountKind::Deposits, None, 40),
    ("钥匙柜", CountKind::Keys, None, 50),
    ("空白门禁卡", CountKind::Cards, None, 60),
    ("对讲机", CountKind::Gear, None, 70),
    ("空白收据", CountKind::Forms, None, 80),
    ("代收件", CountKind::Parcels, None, 90),
    ("备用封条", CountKind::Seals, None, 100),
];

/// The list a new office starts with, as the values its creating action takes. The cabinet of keys stands at the first
/// desk; everything else every desk has for itself.
pub fn standard() -> impl Iterator<Item = Values> {
    STANDARD.iter().map(|(name, kind, method, order)| {
        let values = Values::default()
            .with("name", Value::Text((*name).to_owned()))
            .with("kind", Some(*kind).value())
            .with("order", Value::Int(*order));
        let values = if *kind == CountKind::Keys { values.with("desk", Value::Id(1)) } else { values };
        match method {
            Some(method) => values.with("method", Some(*method).value()),
            None => values,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_coins_are_read_once_each_the_largest_first() {
        assert_eq!(parse_denominations("0.5，100 50 100、1").unwrap(), [10_000, 5_000, 100, 50]);
        assert!(parse_denominations("").unwrap().is_empty());
        for wrong in ["0", "-1", "0.005", "十元", "1e9999"] {
            assert!(parse_denominations(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_apart_by_blanks_and_commas_and_told_once() {
        assert_eq!(listed("a1 A2,Ａ1、b3\n c"), ["A1", "A2", "B3", "C"]);
    }

    #[test]
    fn cash_is_counted_by_the_offices_notes_unless_it_has_its_own() {
        let cash = Countable { kind: Some(CountKind::Cash), ..Countable::default() };
        assert_eq!(cash.notes("100 1"), [10_000, 100]);
        assert_eq!(Countable { denominations: "5".into(), ..cash.clone() }.notes("100"), [500]);
        assert!(Countable { total_only: true, ..cash.clone() }.notes("100").is_empty());
        assert!(Countable { kind: Some(CountKind::Float), ..cash }.notes("100").is_empty());
    }

    #[test]
    fn money_has_no_names_and_things_have_no_notes() {
        let keys =
            Countable { kind: Some(CountKind::Keys), denominations: "1".into(), ..Countable::default() };
        assert_eq!(normal(&mut keys.clone()).unwrap_err().field.as_deref(), Some("denominations"));
        let cash = Countable { kind: Some(CountKind::Cash), names: "a".into(), ..Countable::default() };
        assert_eq!(normal(&mut cash.clone()).unwrap_err().field.as_deref(), Some("names"));
        let slips = Countable { kind: Some(CountKind::Method), ..Countable::default() };
        assert_eq!(normal(&mut slips.clone()).unwrap_err().field.as_deref(), Some("method"));
    }
}
