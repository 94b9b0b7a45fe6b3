//! What may be wrong with the files (duty O4): each kind of finding with its rule and what to do about it, in one
//! table. A rule looks at one file, or at all people for doubles; it reads and mends nothing.

use crate::domain::ids::{PlaceId, Tag};
use crate::domain::occupancy::{self, Occupied};
use crate::domain::relation::{self, Known, Role, Standing};
use crate::domain::roll::{PersonFile, RoomFile};
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::text::mask;
use crate::{choices, say};
use chrono::{Months, NaiveDate};
use std::collections::{HashMap, HashSet};

choices! {
    /// A kind of finding.
    pub FindingKind {
        NoOwner = "no-owner" 'o' ("房间没有业主", "Room without owner"),
        NoTenant = "let-without-tenant" 't' ("出租房没有租户", "Let without tenant"),
        Contradiction = "contradiction" 'c' ("状态与住户不符", "State against occupants"),
        Dates = "dates" 'd' ("日期矛盾", "Contradictory dates"),
        Bounced = "phone-bounced" 'b' ("电话打不通", "Phone does not reach"),
        NoPhone = "no-phone" 'n' ("没有电话", "No phone"),
        Papers = "papers" 'p' ("资料到期", "Papers expiring"),
        Stale = "stale" 's' ("档案久未核对", "File not compared for long"),
        Keys = "keys" 'k' ("钥匙未盘点", "Keys not counted"),
        Retention = "retention" 'r' ("保存期已满", "Kept long enough"),
        Double = "duplicate" 'u' ("疑似重复客户", "Perhaps one person"),
    }
}

/// What the rules measure by.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Today at the site.
    pub today: NaiveDate,
    /// Months after which a file should be compared again (setting `file.stale_months`).
    pub stale_months: u32,
}

/// What is wrong with a room, and the relation or occupancy it shows in, else the room itself.
pub type RoomFault = (Say, Option<(Tag, u64)>);

/// What a rule looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// One room.
    Room(fn(&RoomFile, &Measure) -> Vec<RoomFault>),
    /// One person.
    Person(fn(&PersonFile, &Measure) -> Option<Say>),
    /// What a register itself says must be carried along: papers that run out.
    Carried(&'static str),
    /// What a register's view shows.
    View(&'static str, &'static str, T),
    /// All people, for doubles.
    Doubles,
    /// People whom nothing has tied to the compound for as long as data may be kept.
    LongGone,
}

/// What mends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// An action on the entry, `register.verb`.
    Act(&'static str),
    /// A new entry about the room: register, action, a field and its value, the field to begin at.
    New(&'static str, &'static str, Option<(&'static str, &'static str)>, &'static str),
    /// A correction of the entry.
    Correct,
    /// Looking into it.
    Look,
}

/// One rule.
pub struct Rule {
    /// The kind of its findings.
    pub kind: FindingKind,
    /// What it looks at.
    pub check: Check,
    /// What to do, in a few words.
    pub advice: T,
    /// What mends it.
    pub mend: Mend,
}

/// The rules, in the order of the list.
pub const RULES: &[Rule] = &[
    Rule {
        kind: FindingKind::NoOwner,
        check: Check::Room(no_owner),
        advice: t("核对产权资料，补登业主", "Look at the deed and add the owner"),
        mend: Mend::New("relation", "add", Some(("role", "owner")), "person"),
    },
    Rule {
        kind: FindingKind::NoTenant,
        check: Check::Room(no_tenant),
        advice: t("向业主索取租赁合同，补登租户", "Ask the owner for the contract and add the tenant"),
        mend: Mend::New("relation", "add", Some(("role", "tenant")), "person"),
    },
    Rule {
        kind: FindingKind::Contradiction,
        check: Check::Room(contradiction),
        advice: t("核实后登记使用状态", "Find out and record the state"),
        mend: Mend::New("occupancy", "record", None, "state"),
    },
    Rule {
        kind: FindingKind::Dates,
        check: Check::Room(dates),
        advice: t("核对后更正日期", "Compare and correct the dates"),
        mend: Mend::Correct,
    },
    Rule {
        kind: FindingKind::Bounced,
        check: Check::Person(bounced),
        advice: t("另寻联系方式，更正电话", "Find another way and correct the phone"),
        mend: Mend::Correct,
    },
    Rule {
        kind: FindingKind::NoPhone,
        check: Check::Person(no_phone),
        advice: t("走访或来访时补登电话", "Ask for a phone at the next visit"),
        mend: Mend::Correct,
    },
    Rule {
        kind: FindingKind::Papers,
        check: Check::Carried("file_document"),
        advice: t("请客户换新，登记新资料", "Ask for a new one and put it on file"),
        mend: Mend::Look,
    },
    Rule {
        kind: FindingKind::Stale,
        check: Check::Person(stale),
        advice: t("与客户核对后记为已核对", "Compare with the customer and say so"),
        mend: Mend::Act("person.check"),
    },
    Rule {
        kind: FindingKind::Keys,
        check: Check::View("key", "to-count", t("本月盘点还没有点到", "Not met by this month's stock-take")),
        advice: t("到钥匙柜点清", "Count it in the cabinet"),
        mend: Mend::Act("key.count"),
    },
    Rule {
        kind: FindingKind::Retention,
        check: Check::LongGone,
        advice: t("确认不再需要后删除个人信息", "Erase the personal data unless they are still needed"),
        mend: Mend::Act("person.erase"),
    },
    Rule {
        kind: FindingKind::Double,
        check: Check::Doubles,
        advice: t("确认是同一人后合并", "Make sure it is one person, then merge"),
        mend: Mend::Act("person.merge"),
    },
];

/// The rule of a kind.
#[must_use]
pub fn rule(kind: FindingKind) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.kind == kind)
}

fn current(room: &RoomFile, role: Role, today: NaiveDate) -> impl Iterator<Item = &Known> {
    room.ties.iter().filter(move |tie| tie.role == role && tie.standing(today) == Standing::Current)
}

/// A room that was sold has an owner.
fn no_owner(room: &RoomFile, by: &Measure) -> Vec<RoomFault> {
    let unsold = room.on(by.today).is_some_and(|known| known.state == Occupied::Unsold);
    if unsold || current(room, Role::Owner, by.today).next().is_some() {
        return Vec::new();
    }
    vec![(t("没有登记现业主", "No present owner is on file").into(), None)]
}

fn no_tenant(room: &RoomFile, by: &Measure) -> Vec<RoomFault> {
    let let_out = room.on(by.today).filter(|known| known.state == Occupied::Let);
    match let_out {
        Some(known) if current(room, Role::Tenant, by.today).next().is_none() => {
            let from = known.from;
            vec![(say!("{from} 起出租，没有登记租户", "Let since {from}, no tenant on file"), None)]
        }
        _ => Vec::new(),
    }
}

/// A tenant in a room where nobody lives, or in one its owner lives in; an owner of an unsold room.
fn contradiction(room: &RoomFile, by: &Measure) -> Vec<RoomFault> {
    let Some(known) = room.on(by.today) else { return Vec::new() };
    let role = match known.state {
        Occupied::Unsold => [Role::Owner, Role::Tenant].as_slice(),
        Occupied::HandedOver | Occupied::NotMovedIn | Occupied::Vacant => &[Role::Tenant],
        Occupied::Occupied | Occupied::Let | Occupied::Renovating => &[],
    };
    let found = role.iter().find(|role| current(room, **role, by.today).next().is_some());
    let state = known.state.label();
    found.map_or_else(Vec::new, |role| {
        let (role, zh, en) = (role.label(), state.zh, state.en);
        let (role_zh, role_en) = (role.zh, role.en);
        let why = say!("状态为“{zh}”，但有现{role_zh}", "{en}, but has a present {role_en}");
        vec![(why, Some((occupancy::TAG, known.entry.id)))]
    })
}

/// Dates that cannot both be right.
fn dates(room: &RoomFile, _: &Measure) -> Vec<RoomFault> {
    let mut found: Vec<RoomFault> = Vec::new();
    for tie in &room.ties {
        let entry = Some((relation::TAG, tie.entry.id));
        if let (Some(from), Some(to)) = (tie.from, tie.to)
            && from > to
        {
            let role = tie.role.label();
            let (zh, en) = (role.zh, role.en);
            let why = say!("{zh}关系 {from} 开始，{to} 就结束", "{en} from {from}, yet until {to}");
            found.push((why, entry));
        }
        let handed = room.handed_over.filter(|handed| {
            matches!(tie.role, Role::Tenant | Role::Household) && tie.from.is_some_and(|from| from < *handed)
        });
        if let (Some(handed), Some(from)) = (handed, tie.from) {
            let role = tie.role.label();
            let (zh, en) = (role.zh, role.en);
            let why = say!(
                "{zh}自 {from} 起，早于交房日 {handed}",
                "{en} since {from}, before the handing over on {handed}"
            );
            found.push((why, entry));
        }
    }
    for known in &room.states {
        let lived = matches!(known.state, Occupied::Occupied | Occupied::Let);
        if let Some(handed) = room.handed_over.filter(|handed| lived && known.from < *handed) {
            let (from, zh, en) = (known.from, known.state.label().zh, known.state.label().en);
            let why = say!(
                "{from} 起“{zh}”，早于交房日 {handed}",
                "{en} since {from}, before the handing over on {handed}"
            );
            found.push((why, Some((occupancy::TAG, known.entry.id))));
        }
    }
    found
}

/// Only those who have something to do with a room today are asked for.
fn bounced(person: &PersonFile, _: &Measure) -> Option<Say> {
    if person.rooms.is_empty() {
        return None;
    }
    let further = person.bounced_phones;
    match (person.bounced_on, person.good_phones) {
        (Some(day), 0) => {
            Some(say!("{day} 打不通，没有其他有效电话", "Not reached on {day}, no other good phone"))
        }
        (Some(day), _) => Some(say!("常用电话 {day} 打不通", "The first phone did not reach on {day}")),
        (None, _) if further > 0 => {
            Some(say!("{further} 个其他电话打不通", "Further phones that do not reach: {further}"))
        }
        _ => None,
    }
}

fn no_phone(person: &PersonFile, _: &Measure) -> Option<Say> {
    let none = person.phone.is_empty() && person.good_phones == 0 && person.bounced_phones == 0;
    (none && !person.rooms.is_empty()).then(|| t("档案里没有任何电话", "There is no phone on file").into())
}

/// Neither compared nor changed for too long.
fn stale(person: &PersonFile, by: &Measure) -> Option<Say> {
    let last = person.checked_on.map_or(person.changed_on, |day| day.max(person.changed_on));
    let until = last.checked_add_months(Months::new(by.stale_months))?;
    if person.rooms.is_empty() || until > by.today {
        return None;
    }
    Some(say!("上次核对或更改是 {last}", "Last compared or changed on {last}"))
}

/// Two people who may be one, by their positions, the earlier file first, and why. Each pair once, for its best
/// reason: the same paper, the same name and phone, the same name and room.
#[must_use]
pub fn doubles(persons: &[PersonFile]) -> Vec<(usize, usize, Say)> {
    let mut papers: HashMap<String, usize> = HashMap::new();
    let mut phones: HashMap<(String, &str), usize> = HashMap::new();
    let mut rooms: HashMap<(String, PlaceId), usize> = HashMap::new();
    let mut seen: HashSet<(usize, usize)> = HashSet::new();
    let mut found = Vec::new();
    // Reason by reason, so that a pair is told by its best one.
    for (at, person) in persons.iter().enumerate() {
        if person.paper.is_empty() {
            continue;
        }
        let first = *papers.entry(search_key(&person.paper)).or_insert(at);
        if first != at && seen.insert((first, at)) {
            let paper = mask::id_number(&person.paper);
            found.push((first, at, say!("证件号码相同：{paper}", "The same paper: {paper}")));
        }
    }
    for (at, person) in persons.iter().enumerate() {
        if person.phone.is_empty() || person.name.is_empty() {
            continue;
        }
        let first = *phones.entry((search_key(&person.name), person.phone.as_str())).or_insert(at);
        if first != at && seen.insert((first, at)) {
            let phone = mask::phone(&person.phone);
            found.push((first, at, say!("同名同电话：{phone}", "The same name and phone: {phone}")));
        }
    }
    for (at, person) in persons.iter().enumerate() {
        if person.name.is_empty() {
            continue;
        }
        let name = search_key(&person.name);
        for room in &person.rooms {
            let first = *rooms.entry((name.clone(), *room)).or_insert(at);
            if first != at && seen.insert((first, at)) {
                found.push((first, at, t("同一房间里同名", "The same name at the same room").into()));
            }
        }
    }
    found.sort_by_key(|(first, second, _)| (*first, *second));
    found
}

#[cfg(test)]
mod tests;
