//! The office's own list of faults and services: one letter at the counter fills category, urgency and words, and each
//! kind may have its own limit, warranty and follow-up rule (`domain/facts.md` 6.5). The list starts as [`standard`].

use crate::domain::clock::Target;
use crate::domain::defect::Part;
use crate::domain::fault::Fault;
use crate::domain::ids::{PriceItemId, Tag};
use crate::domain::kept::{ACTIVE, KEPT_STATES};
use crate::domain::person::name_keys;
use crate::domain::price_item::list_actions;
use crate::domain::register::{Ask, Ctx, Field, Head, Kind, Order, Register, Spec, SpecInfo, Values, View};
use crate::domain::request::{Category, Charge, FAULTS, FollowRule, Urgency};
use crate::domain::value::{Value, Valued};
use crate::domain::{posts::Posts, price_item};
use crate::text::lang::{Say, t};
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// One kind of fault or service. The team that usually does it is the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FaultKind {
    /// Its name.
    pub name: String,
    /// Its name on an English screen; empty shows the other.
    pub name_en: String,
    /// The letter that picks it at the counter; empty for none.
    pub key: String,
    /// The kind of fault.
    pub category: Option<Category>,
    /// How urgent such a fault is.
    pub urgency: Option<Urgency>,
    /// Whether somebody must come into the customer's rooms.
    pub in_home: bool,
    /// Whether the customer pays.
    pub charge: Option<Charge>,
    /// The part of the room whose warranty covers it.
    pub warranty: Option<Part>,
    /// The words it fills in.
    pub words: String,
    /// Its own limit for finishing, as a setting has it: `2880 desk`.
    pub finish: String,
    /// What the counter is told at once.
    pub warning: String,
    /// Whether finished work is followed up.
    pub follow_up: Option<FollowRule>,
    /// After how many days, when not at once: waterproofing shows its worth in the next rains.
    pub follow_up_days: Option<i64>,
    /// The line of the price list.
    pub price: Option<PriceItemId>,
}

stored!(FaultKind, FaultKindDisk);

/// The register's number.
pub const TAG: Tag = 52;

/// Those that a letter picks at the counter.
pub const LETTERS: &str = "letters";

const VIEWS: &[View] = &[
    View {
        id: "active", title: t("启用中", "In use"), states: &[ACTIVE], mine: false, order: Order::Number
    },
    View {
        id: LETTERS,
        title: t("设有字母的", "With a letter"),
        states: &[ACTIVE],
        mine: false,
        order: Order::Number,
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Number },
];

/// The register of kinds of faults.
pub struct FaultKinds;

impl Register for FaultKinds {
    type Entry = FaultKind;

    fn spec() -> Spec<FaultKind> {
        let info = SpecInfo {
            id: "fault_kind",
            tag: TAG,
            name: t("报修项目", "Kind of fault"),
            prefix: "FK",
            states: KEPT_STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: price_item::KEEPERS,
            kept: true,
        };
        let asks = [
            vec![Ask::must("name"), Ask::must("category"), Ask::may("urgency"), Ask::may("key")],
            [
                "name_en",
                "in_home",
                "charge",
                "warranty",
                "team",
                "words",
                "finish",
                "warning",
                "follow_up",
                "follow_up_days",
                "price",
            ]
            .map(Ask::more)
            .to_vec(),
        ]
        .concat();
        Spec {
            keys: |_, e| name_keys(&e.name, ""),
            unique: |_, e| name_keys(&e.name, "").into_iter().next().map(|key| ("name", key)),
            normal,
            sifts: vec![(LETTERS, |_, e, _| !e.key.is_empty())],
            ..Spec::new(info, fields(), list_actions(asks), title)
        }
    }
}

fn fields() -> Vec<Field<FaultKind>> {
    vec![
        field!(FaultKind, key, t("字母", "Letter"), Kind::Line(1)).column(4),
        field!(FaultKind, name, t("名称", "Name"), Kind::Line(40)).column(20),
        field!(FaultKind, name_en, t("英文名称", "English name"), Kind::Line(40)),
        field!(FaultKind, category, t("类别", "Category"), Kind::Choice(Category::CHOICES)).column(10),
        field!(FaultKind, urgency, t("紧急程度", "Urgency"), Kind::Choice(Urgency::CHOICES)).column(6),
        field!(FaultKind, in_home, t("入户维修", "In the customer's rooms"), Kind::Flag),
        field!(FaultKind, charge, t("有偿/无偿", "Free or chargeable"), Kind::Choice(Charge::CHOICES))
            .column(6),
        field!(FaultKind, warranty, t("保修部位", "Warranty of"), Kind::Choice(Part::CHOICES)),
        Field::team(),
        field!(FaultKind, words, t("填入的内容", "Words"), Kind::Line(120))
            .column(16)
            .hint(t("不填则用名称", "Empty: the name")),
        field!(FaultKind, finish, t("完工时限", "Finish within"), Kind::Line(20))
            .hint(t("如 2880 desk；不填按紧急程度", "Such as 2880 desk; empty: by urgency")),
        field!(FaultKind, warning, t("受理提示", "Warning to the counter"), Kind::Line(120)),
        field!(FaultKind, follow_up, t("回访规则", "Follow-up"), Kind::Choice(FollowRule::CHOICES)),
        field!(FaultKind, follow_up_days, t("完工几天后回访", "Follow up after days"), Kind::Int(0, 365)),
        field!(FaultKind, price, t("收费项目", "Price"), Kind::Link("price_item")),
    ]
}

/// Its name in both languages, as far as it has two.
fn title(_: &Head, entry: &FaultKind) -> Say {
    let (name, other) = (&entry.name, &entry.name_en);
    let other = if other.is_empty() { name } else { other };
    say!("{name}", "{other}")
}

/// One letter picks one kind, and a limit reads as the settings read it.
fn normal(head: &mut Head, entry: &mut FaultKind, ctx: &Ctx<'_>) -> Result<(), Fault> {
    entry.key = entry.key.to_ascii_lowercase();
    if !entry.key.is_empty() {
        if !entry.key.chars().all(|c| c.is_ascii_lowercase()) {
            return Err(Fault::invalid("key", t("应为一个英文字母", "Must be one letter from a to z")));
        }
        for other in ctx.look.in_state(TAG, ACTIVE)?.into_iter().filter(|other| other.id != head.id) {
            if head.state == ACTIVE && ctx.look.field(other, "key")?.text() == Some(&entry.key) {
                return Err(Fault::refused(t("这个字母已被使用", "This letter is taken")).at("key"));
            }
        }
    }
    if !entry.finish.is_empty() && Target::read(&entry.finish).is_err() {
        let text = t("应写成“分钟数 日历”，如 2880 desk", "Must read “minutes calendar”, such as 2880 desk");
        return Err(Fault::invalid("finish", text));
    }
    Ok(())
}

/// What a new office's list holds: the twenty commonest faults, as the values its creating action takes.
pub fn standard() -> impl Iterator<Item = Values> {
    FAULTS.iter().map(|fault| {
        let in_home = !matches!(
            fault.category,
            Category::Lift | Category::PublicLighting | Category::CleaningGreening | Category::Barrier
        );
        let follow_up = if in_home { FollowRule::Always } else { FollowRule::Share };
        let values = Values::default()
            .with("name", Value::Text(fault.text.zh.to_owned()))
            .with("name_en", Value::Text(fault.text.en.to_owned()))
            .with("key", Value::Text(fault.key.to_string()))
            .with("category", Some(fault.category).value())
            .with("urgency", Some(fault.urgency).value())
            .with("in_home", Value::Flag(in_home))
            .with("follow_up", Some(follow_up).value());
        if fault.category == Category::Masonry {
            // Leaks: asked again after the next rains (`domain/facts.md` 6.3).
            return values
                .with("warranty", Some(Part::Waterproofing).value())
                .with("finish", Value::Text("2880 desk".to_owned()))
                .with("follow_up_days", Value::Int(30));
        }
        values
    })
}
