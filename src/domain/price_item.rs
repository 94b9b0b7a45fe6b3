//! The price list of services (`domain/facts.md` 6.6): what is free, what is paid for, and between which prices. It is
//! displayed at the counter by law, so a price outside its line is doubted where work is charged.

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::kept::{ACTIVE, DISABLED, KEPT_STATES};
use crate::domain::person::name_keys;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Action, Ask, Field, KeyClass, Kind, Order, Register, SearchKey, Sift, Spec, SpecInfo, Stored, To, Values,
    View,
};
use crate::domain::request::Charge;
use crate::domain::value::{Fen, Value, Valued};
use crate::domain::work_item::WorkKind;
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::{field, say};
use serde::{Deserialize, Serialize};

/// A line of the price list.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PriceItem {
    /// What is done or supplied.
    pub name: String,
    /// The same in English.
    pub name_en: String,
    /// Labour, material or a service as a whole.
    pub kind: Option<WorkKind>,
    /// Whether it is paid for.
    pub paid: Option<Charge>,
    /// What one of it is.
    pub unit: String,
    /// The lowest price of one, in fen.
    pub price: Option<Fen>,
    /// The highest, when it depends.
    pub price_to: Option<Fen>,
    /// Whether materials come on top.
    pub materials_extra: bool,
    /// What else the customer is told.
    pub note: String,
}

/// The entry's form on disk; variants are never reordered or removed.
#[derive(Serialize, Deserialize)]
pub enum PriceItemDisk {
    /// Before a line had an English name.
    V1(PriceItemV1),
    /// With one.
    V2(PriceItem),
}

/// The first version.
#[derive(Serialize, Deserialize)]
pub struct PriceItemV1 {
    name: String,
    kind: Option<WorkKind>,
    paid: Option<Charge>,
    unit: String,
    price: Option<Fen>,
    price_to: Option<Fen>,
    materials_extra: bool,
    note: String,
}

impl Stored for PriceItem {
    type Disk = PriceItemDisk;

    fn to_disk(&self) -> PriceItemDisk {
        PriceItemDisk::V2(self.clone())
    }

    fn from_disk(disk: PriceItemDisk) -> Self {
        let PriceItemV1 { name, kind, paid, unit, price, price_to, materials_extra, note } = match disk {
            PriceItemDisk::V1(old) => old,
            PriceItemDisk::V2(item) => return item,
        };
        Self { name, name_en: String::new(), kind, paid, unit, price, price_to, materials_extra, note }
    }
}

/// The register's number.
pub const TAG: Tag = 53;

/// Who keeps the office's lists of kinds and prices.
pub const KEEPERS: Posts = Posts::of(&[Post::Manager, Post::Supervisor, Post::Administrator]);

/// Adding, disabling and enabling of a list that those keep who answer for the work.
#[must_use]
pub fn list_actions<E>(asks: Vec<Ask>) -> Vec<Action<E>> {
    vec![
        Action::create("add", t("新增", "Add"), ACTIVE, KEEPERS, asks),
        Action::step("disable", t("停用", "Disable"), &[ACTIVE], To::State(DISABLED), KEEPERS, vec![])
            .confirm(),
        Action::step("enable", t("启用", "Enable"), &[DISABLED], To::State(ACTIVE), KEEPERS, vec![]),
    ]
}

const fn view(id: &'static str, title: T, states: &'static [u8]) -> View {
    View { id, title, states, mine: false, order: Order::Number }
}

const VIEWS: &[View] = &[
    view("active", t("服务价目", "Price list"), &[ACTIVE]),
    view("paid", t("有偿服务", "Paid services"), &[ACTIVE]),
    view("free", t("无偿服务", "Free services"), &[ACTIVE]),
    view("all", t("全部", "All"), &[]),
];

/// The register of the price list.
pub struct PriceItems;

impl Register for PriceItems {
    type Entry = PriceItem;

    fn spec() -> Spec<PriceItem> {
        let info = SpecInfo {
            id: "price_item",
            tag: TAG,
            name: t("服务价目", "Price"),
            prefix: "SV",
            states: KEPT_STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: KEEPERS,
            kept: true,
        };
        let asks = vec![
            Ask::must("name"),
            Ask::may("kind"),
            Ask::may("paid"),
            Ask::may("unit"),
            Ask::may("price"),
            Ask::may("price_to"),
            Ask::more("name_en"),
            Ask::more("materials_extra"),
            Ask::more("note"),
        ];
        let sifts: Vec<(&'static str, Sift<PriceItem>)> = vec![
            ("paid", |_, e, _| e.paid == Some(Charge::Chargeable)),
            ("free", |_, e, _| e.paid == Some(Charge::Free)),
        ];
        Spec {
            keys: |_, e| {
                let mut keys = part_keys(&e.name);
                // An English name begins with the thing. Its later words are no keys: they would stand before people.
                if !e.name_en.is_empty() {
                    keys.push(SearchKey::new(KeyClass::Name, search_key(&e.name_en)));
                }
                keys
            },
            unique: |_, e| name_keys(&e.name, "").into_iter().next().map(|key| ("name", key)),
            normal: |_, e, _| normal(e),
            sifts,
            ..Spec::new(info, fields(), list_actions(asks), |_, e| title(e))
        }
    }
}

/// Customers name the thing, not the service: every part of the name that begins a word for somebody finds it.
fn part_keys(name: &str) -> Vec<SearchKey> {
    let mut keys: Vec<SearchKey> = Vec::new();
    for (at, _) in name.char_indices() {
        let part = name.get(at..).unwrap_or_default();
        // A single character at the end would find half the list.
        if at == 0 || part.chars().count() > 1 {
            let more = name_keys(part, "").into_iter().filter(|key| !keys.contains(key));
            keys.extend(more.collect::<Vec<_>>());
        }
    }
    keys
}

fn fields() -> Vec<Field<PriceItem>> {
    vec![
        field!(PriceItem, name, t("名称", "Name"), Kind::Line(40)).column(22),
        field!(PriceItem, name_en, t("英文名称", "English name"), Kind::Line(60)),
        field!(PriceItem, price, t("单价", "Price"), Kind::Fen).column(9),
        field!(PriceItem, price_to, t("最高价", "Up to"), Kind::Fen).column(9),
        field!(PriceItem, unit, t("单位", "Unit"), Kind::Line(8)).column(5),
        field!(PriceItem, paid, t("有偿/无偿", "Free or chargeable"), Kind::Choice(Charge::CHOICES))
            .column(10),
        field!(PriceItem, kind, t("性质", "Kind"), Kind::Choice(WorkKind::CHOICES)).column(8),
        field!(PriceItem, materials_extra, t("材料另计", "Materials extra"), Kind::Flag),
        field!(PriceItem, note, t("说明", "Note"), Kind::Line(120)),
    ]
}

fn normal(entry: &mut PriceItem) -> Result<(), Fault> {
    entry.kind = entry.kind.or(Some(WorkKind::Labour));
    let free = entry.price.is_none_or(|fen| fen.0 == 0) && entry.price_to.is_none();
    entry.paid = entry.paid.or(Some(if free { Charge::Free } else { Charge::Chargeable }));
    if entry.price.is_some_and(|fen| fen.0 < 0) {
        return Err(Fault::invalid("price", t("单价不能为负", "A price is not negative")));
    }
    if let (Some(from), Some(to)) = (entry.price, entry.price_to)
        && to < from
    {
        return Err(Fault::invalid("price_to", t("最高价低于单价", "Lower than the lowest price")));
    }
    if entry.price_to == entry.price {
        entry.price_to = None;
    }
    Ok(())
}

/// The name with what it costs: what the counter reads out.
fn title(entry: &PriceItem) -> Say {
    let (name, Say { zh, en }) = (&entry.name, price(entry));
    let name_en = if entry.name_en.is_empty() { name } else { &entry.name_en };
    // A price stands behind the name, other words in brackets.
    if entry.paid != Some(Charge::Free) && entry.price.is_some() {
        say!("{name} {zh}", "{name_en} {en}")
    } else {
        say!("{name}（{zh}）", "{name_en} ({en})")
    }
}

/// From what to what, and for how much of it.
fn price(entry: &PriceItem) -> Say {
    let yuan = |fen: Fen| {
        let number = rust_decimal::Decimal::new(fen.0, 2).normalize();
        number.to_string()
    };
    let unit = if entry.unit.is_empty() { String::new() } else { format!("/{}", entry.unit) };
    match (entry.price, entry.price_to) {
        _ if entry.paid == Some(Charge::Free) => t("无偿", "free").into(),
        (Some(from), Some(to)) => {
            let (from, to) = (yuan(from), yuan(to));
            say!("{from}–{to} 元{unit}", "{from}–{to} yuan{unit}")
        }
        (Some(from), None) => {
            let from = yuan(from);
            say!("{from} 元{unit}", "{from} yuan{unit}")
        }
        (None, _) => t("面议", "by quote").into(),
    }
}

/// What it costs and what else the customer is told, as the counter says it.
#[must_use]
pub fn cost(entry: &PriceItem) -> Say {
    let Say { zh, en } = price(entry);
    let (extra, extra_en) =
        if entry.materials_extra { ("，材料另计", ", materials extra") } else { ("", "") };
    let note = if entry.note.is_empty() { String::new() } else { format!("；{}", entry.note) };
    say!("{zh}{extra}{note}", "{en}{extra_en}{note}")
}

/// A line of the standard list: name and English name, kind, unit, lowest and highest yuan, whether materials come on top, note.
type Line = ((&'static str, &'static str), WorkKind, &'static str, i64, i64, bool, &'static str);

/// The list a new office starts with (`domain/facts.md` 6.6), in yuan.
const STANDARD: &[Line] = &[
    (("更换灯泡灯管", "Lamp or tube changed"), WorkKind::Labour, "只", 2, 5, true, "常为无偿便民服务"),
    (("更换LED灯管", "LED tube changed"), WorkKind::Labour, "支", 10, 10, true, ""),
    (("更换镇流器", "Ballast changed"), WorkKind::Labour, "只", 15, 15, true, ""),
    (("更换开关插座", "Switch or socket changed"), WorkKind::Labour, "只", 10, 10, true, ""),
    (("更换空气开关", "Circuit breaker changed"), WorkKind::Labour, "只", 10, 15, true, ""),
    (("线路故障检查", "Wiring fault looked for"), WorkKind::Service, "次", 50, 50, true, ""),
    (("短路维修", "Short circuit repaired"), WorkKind::Service, "次", 0, 0, true, "面议"),
    (("安装吸顶灯", "Ceiling lamp fitted"), WorkKind::Labour, "盏", 15, 50, true, ""),
    (("安装吊灯", "Chandelier fitted"), WorkKind::Labour, "盏", 40, 200, true, "高度超过3米另议"),
    (("更换水龙头", "Tap changed"), WorkKind::Labour, "只", 5, 20, true, ""),
    (("更换入墙混水龙头", "Wall mixer tap changed"), WorkKind::Labour, "只", 20, 50, true, ""),
    (("更换软管", "Hose changed"), WorkKind::Labour, "根", 5, 10, true, ""),
    (("更换马桶水箱配件", "Toilet cistern parts changed"), WorkKind::Labour, "套", 25, 30, true, ""),
    (("疏通马桶", "Toilet unblocked"), WorkKind::Service, "次", 30, 80, false, "疑难最高150元"),
    (("疏通下水道", "Drain unblocked"), WorkKind::Service, "次", 20, 50, false, ""),
    (("机器疏通", "Drain unblocked by machine"), WorkKind::Service, "次", 100, 150, false, ""),
    (("安装洗菜盆", "Kitchen sink fitted"), WorkKind::Labour, "个", 50, 100, true, ""),
    (("拆装马桶", "Toilet taken out and refitted"), WorkKind::Labour, "个", 150, 150, true, ""),
    (("更换锁芯", "Lock cylinder changed"), WorkKind::Service, "把", 35, 120, false, "含锁芯"),
    (("安装木门锁", "Wooden door lock fitted"), WorkKind::Labour, "把", 15, 15, true, ""),
    (("拆热水器", "Water heater taken down"), WorkKind::Labour, "台", 30, 30, true, ""),
    (("安装热水器", "Water heater fitted"), WorkKind::Labour, "台", 30, 80, true, ""),
    (("拆油烟机", "Cooker hood taken down"), WorkKind::Labour, "台", 20, 50, true, ""),
    (("安装油烟机", "Cooker hood fitted"), WorkKind::Labour, "台", 30, 50, true, ""),
    (("更换窗户执手", "Window handle changed"), WorkKind::Labour, "个", 10, 25, true, ""),
    (("墙面打孔", "Hole drilled in a wall"), WorkKind::Labour, "个", 5, 5, false, ""),
    (("安装分体空调", "Split air conditioner fitted"), WorkKind::Labour, "台", 80, 150, true, ""),
    (("布线", "Wiring laid"), WorkKind::Labour, "小时", 25, 25, true, "不足一小时按一小时"),
    (("清洗空调滤网", "Air conditioner filter cleaned"), WorkKind::Service, "次", 10, 10, false, ""),
];

/// What an office does for nothing, to begin with: what stands ready at the counter (`domain/duties.md` P8).
const FREE: &[((&str, &str), &str)] = &[
    (("借用雨伞", "Umbrella lent"), "登记电话，当日归还"),
    (("借用手推车", "Trolley lent"), "登记电话，用后即还"),
    (("借用打气筒", "Bicycle pump lent"), ""),
    (("便民工具箱", "Tools lent"), "螺丝刀、扳手、梯子，登记借用"),
    (("代收信件包裹", "Mail and parcels taken in"), "登记签收，不代管贵重物品"),
    (("公共部位报修", "Repairs in common parts"), "楼道、大堂、电梯等不收费"),
];

/// The list a new office starts with, as the values its creating action takes.
pub fn standard() -> impl Iterator<Item = Values> {
    let paid = STANDARD.iter().map(|((name, name_en), kind, unit, from, to, extra, note)| {
        let words = |text: &str| Value::Text(text.to_owned());
        let mut values = Values::default()
            .with("name", words(name))
            .with("name_en", words(name_en))
            .with("kind", Some(*kind).value())
            .with("unit", words(unit))
            .with("paid", Some(Charge::Chargeable).value())
            .with("materials_extra", Value::Flag(*extra));
        if *to > 0 {
            values = values.with("price", Value::Fen(from * 100)).with("price_to", Value::Fen(to * 100));
        }
        if note.is_empty() { values } else { values.with("note", words(note)) }
    });
    let free = FREE.iter().map(|((name, name_en), note)| {
        let words = |text: &str| Value::Text(text.to_owned());
        let values = Values::default()
            .with("name", words(name))
            .with("name_en", words(name_en))
            .with("kind", Some(WorkKind::Service).value())
            .with("paid", Some(Charge::Free).value());
        if note.is_empty() { values } else { values.with("note", words(note)) }
    });
    paid.chain(free)
}
