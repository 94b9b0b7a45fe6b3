//! People and companies of the compound: who they are. What they are to a room is told by relations; further numbers,
//! names, vehicles and consents are entries of their own that belong to the person's file.

mod disk;
mod rules;

use crate::domain::identity;
use crate::domain::ids::{PersonId, Tag};
use crate::domain::kept::{ACTIVE, DISABLED};
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{
    Action, Ask, Field, Head, KeyClass, Kind, MaskHow, Order, Register, SearchKey, Spec, SpecInfo, State, To,
    View,
};
use crate::domain::relation::{self, Role};
use crate::domain::value::{Value, Valued};
use crate::text::fold::{digits, search_key};
use crate::text::lang::{Say, t};
use crate::text::{mask, pinyin};
use crate::{choices, field};
use chrono::NaiveDate;
pub use disk::PersonDisk;
use serde::{Deserialize, Serialize};

choices! {
    /// A person or a company.
    pub PersonKind {
        Person = "person" 'p' ("个人", "Person"),
        Company = "company" 'c' ("单位", "Company"),
    }
}

choices! {
    /// The papers by which somebody is known (`domain/facts.md` 5.1, 5.2).
    pub PaperKind {
        ResidentId = "resident-id" 'i' ("居民身份证", "Resident ID card"),
        Passport = "passport" 'p' ("护照", "Passport"),
        HongKongMacau = "hk-macau-permit" 'h' ("港澳居民来往内地通行证", "Hong Kong and Macau permit"),
        Taiwan = "taiwan-permit" 't' ("台湾居民来往大陆通行证", "Taiwan permit"),
        Residence = "foreign-residence" 'r' ("外国人永久居留身份证", "Foreign permanent residence card"),
        CreditCode = "credit-code" 'c' ("统一社会信用代码", "Unified social credit code"),
        Other = "other" 'o' ("其他证件", "Another paper"),
    }
}

choices! {
    /// How somebody wants to be reached.
    pub ContactBy {
        Phone = "phone" 'p' ("电话", "Telephone"),
        Sms = "sms" 's' ("短信", "Text message"),
        Wechat = "wechat" 'w' ("微信", "WeChat"),
        Email = "email" 'e' ("电子邮件", "E-mail"),
        Letter = "letter" 'l' ("书面通知", "Letter"),
        Visit = "visit" 'v' ("上门", "At the door"),
    }
}

choices! {
    /// The language somebody wants to be spoken to in.
    pub Tongue {
        Chinese = "chinese" 'c' ("普通话", "Chinese"),
        Dialect = "dialect" 'd' ("方言", "A dialect"),
        English = "english" 'e' ("英语", "English"),
        Japanese = "japanese" 'j' ("日语", "Japanese"),
        Korean = "korean" 'k' ("韩语", "Korean"),
        Sign = "sign" 's' ("手语/文字", "Sign language or writing"),
        Other = "other" 'o' ("其他", "Another"),
    }
}

choices! {
    /// Why somebody is looked after with special care.
    pub Care {
        Alone = "alone" 'a' ("独居老人", "Elderly, alone"),
        Disabled = "disabled" 'd' ("行动不便", "Disabled"),
        Ill = "ill" 'i' ("患病", "Ill"),
        Hearing = "hearing" 'h' ("听力不便", "Hard of hearing"),
        Sight = "sight" 's' ("视力不便", "Hard of seeing"),
        Pregnant = "pregnant" 'p' ("孕妇", "Pregnant"),
        Child = "child" 'c' ("有婴幼儿", "Small child"),
    }
}

choices! {
    /// What a merge takes from the duplicate instead of what the kept file says.
    pub Take {
        Name = "name" 'n' ("姓名", "Name"),
        Phone = "phone" 'p' ("电话", "Phone"),
        Paper = "paper" 'i' ("证件", "Paper"),
        Place = "place" 'r' ("房间", "Room"),
        Kind = "kind" 'k' ("个人/单位", "Person or company"),
        ContactBy = "contact_by" 'c' ("联系方式偏好", "Wants to be reached by"),
        Language = "language" 'l' ("语言", "Language"),
        Care = "care" 'e' ("特别关怀", "Special care"),
        Reading = "reading" 'y' ("姓名拼音", "Reading of the name"),
        Checked = "checked" 'd' ("档案核对日期", "File checked on"),
    }
}

impl Take {
    /// The fields that go together.
    #[must_use]
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["name"],
            Self::Phone => &["phone", "bounced_on"],
            Self::Paper => &["paper_kind", "paper_number"],
            Self::Place => &["place"],
            Self::Kind => &["kind"],
            Self::ContactBy => &["contact_by"],
            Self::Language => &["language"],
            Self::Care => &["care", "care_note"],
            Self::Reading => &["reading"],
            Self::Checked => &["checked_on"],
        }
    }
}

/// It was found to be another entry's person; that one is the head's person now.
pub const MERGED: u8 = 3;

/// Nothing that tells who it was is left; number and links stay.
pub const ERASED: u8 = 4;

const STATES: &[State] = &[
    State::open(ACTIVE, "active", t("启用", "active")),
    State::done(DISABLED, "disabled", t("停用", "disabled")),
    State::done(MERGED, "merged", t("已合并", "merged")),
    State::done(ERASED, "erased", t("已删除", "erased")),
];
const VIEWS: &[View] = &[
    View {
        id: "active", title: t("启用中", "In use"), states: &[ACTIVE], mine: false, order: Order::Number
    },
    View {
        id: "all",
        title: t("全部", "All"),
        states: &[ACTIVE, DISABLED],
        mine: false,
        order: Order::Number,
    },
    View {
        id: "merged", title: t("已合并", "Merged"), states: &[MERGED], mine: false, order: Order::Number
    },
    View {
        id: "erased", title: t("已删除", "Erased"), states: &[ERASED], mine: false, order: Order::Number
    },
];

/// A person's own fields. The head's place is the room they are reached at.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Person {
    /// A person or a company.
    pub kind: Option<PersonKind>,
    /// Full name.
    pub name: String,
    /// Its reading in Latin letters, where no table knows it.
    pub reading: String,
    /// The first phone to ring, digits only.
    pub phone: String,
    /// When that phone was found not to reach them.
    pub bounced_on: Option<NaiveDate>,
    /// Which paper.
    pub paper_kind: Option<PaperKind>,
    /// Its number, normalised.
    pub paper_number: String,
    /// How they want to be reached.
    pub contact_by: Option<ContactBy>,
    /// In which language.
    pub language: Option<Tongue>,
    /// Why they are looked after with special care.
    pub care: Vec<String>,
    /// More about it.
    pub care_note: String,
    /// When an officer last compared the file with the person.
    pub checked_on: Option<NaiveDate>,
    /// Why the file was erased.
    pub why: String,
    /// What they are to their room, on its way from the form into a relation.
    #[serde(skip)]
    pub role: Option<Role>,
    /// What a merge takes from this file, on its way from the form.
    #[serde(skip)]
    pub take: Vec<String>,
    /// The look-up note of the first version, until the upgrade has made an entry of it.
    #[serde(skip)]
    pub note_v1: String,
}

/// The register's number.
pub const TAG: Tag = 21;

/// The register of persons.
pub struct Persons;

impl Register for Persons {
    type Entry = Person;

    fn spec() -> Spec<Person> {
        let info = SpecInfo {
            id: "person",
            tag: TAG,
            name: t("客户", "Customer"),
            prefix: "C",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: true,
        };
        let title = |head: &Head, e: &Person| match head.state {
            ERASED => t("已删除", "Erased").into(),
            _ => Say::same(shown_name(e)),
        };
        Spec { keys, normal: rules::normal, ..Spec::new(info, fields(), actions(), title) }
    }
}

fn fields() -> Vec<Field<Person>> {
    let full = Posts::DESK;
    vec![
        field!(Person, name, t("姓名", "Name"), Kind::Line(60)).masked(MaskHow::Name, full).column(12),
        field!(Person, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full).column(13),
        Field::place().column(14).hint(t("常住或联系的房间", "The room they live in or are reached at")),
        Field {
            seen: Some(|head, _, ctx| {
                let place = head.place;
                Ok(relation::role_at(ctx.look, PersonId(head.id), place, ctx.today())?.value())
            }),
            ..field!(Person, role, t("身份", "Role"), Kind::Choice(Role::CHOICES)).by_action().column(10)
        },
        field!(Person, kind, t("个人/单位", "Person or company"), Kind::Choice(PersonKind::CHOICES)),
        field!(Person, paper_kind, t("证件类型", "Paper"), Kind::Choice(PaperKind::CHOICES)),
        field!(Person, paper_number, t("证件号码", "Number of the paper"), Kind::Line(40))
            .masked(MaskHow::Paper, full),
        field!(
            Person,
            contact_by,
            t("联系方式偏好", "Wants to be reached by"),
            Kind::Choice(ContactBy::CHOICES)
        ),
        field!(Person, language, t("语言", "Language"), Kind::Choice(Tongue::CHOICES)),
        Field::new(
            "care",
            t("特别关怀", "Special care"),
            Kind::Choices(Care::CHOICES),
            |_, e| Value::List(e.care.clone()),
            |_, e, v| {
                e.care = if let Value::List(list) = v { list } else { Vec::new() };
                Ok(())
            },
        ),
        field!(Person, care_note, t("关怀说明", "About the care"), Kind::Line(120)),
        field!(Person, reading, t("姓名拼音", "Reading of the name"), Kind::Line(80))
            .hint(t("生僻字才需要填，如 zhang yi", "Only for rare characters, such as zhang yi")),
        field!(Person, bounced_on, t("电话打不通", "Phone does not reach them"), Kind::Date).by_action(),
        field!(Person, checked_on, t("档案核对日期", "File checked on"), Kind::Date).by_action(),
        field!(Person, why, t("删除原因", "Why it is erased"), Kind::Line(120)).by_action().hint(t(
            "如：本人要求、保存期满；不要写姓名电话",
            "Such as: on request, kept long enough; no names",
        )),
        Field { get: |head, _| head.person.value(), ..Field::person() }
            .labelled(t("并入客户", "Merged into"))
            .renamed("into")
            .by_action(),
        Field::new(
            "take",
            t("采用此档案的", "Taken from this file"),
            Kind::Choices(Take::CHOICES),
            |_, e: &Person| Value::List(e.take.clone()),
            |_, e, v| {
                e.take = if let Value::List(list) = v { list } else { Vec::new() };
                Ok(())
            },
        )
        .by_action(),
    ]
}

fn actions() -> Vec<Action<Person>> {
    let who = Posts::DESK.and(Posts::ADMIN);
    let merging = Posts::LEAD.and(Posts::of(&[Post::Officer])).and(Posts::ADMIN);
    let asks = vec![
        Ask::must("name"),
        Ask::may("phone"),
        Ask::may("place"),
        Ask::may("role"),
        Ask::more("kind"),
        Ask::more("paper_kind"),
        Ask::more("paper_number"),
        Ask::more("contact_by"),
        Ask::more("language"),
        Ask::more("care"),
        Ask::more("care_note"),
        Ask::more("reading"),
    ];
    vec![
        Action::create("add", t("新增", "Add"), ACTIVE, who, asks).effects(rules::add),
        Action::step("check", t("档案已核对", "File compared"), &[ACTIVE], To::Stay, who, vec![])
            .effects(rules::check),
        Action::step("bounce", t("电话打不通", "Phone does not reach"), &[ACTIVE], To::Stay, who, vec![])
            .guard(rules::has_phone)
            .effects(rules::bounce),
        Action::step("disable", t("停用", "Disable"), &[ACTIVE], To::State(DISABLED), who, vec![]).confirm(),
        Action::step("enable", t("启用", "Enable"), &[DISABLED], To::State(ACTIVE), who, vec![]),
        Action::step(
            "merge",
            t("并入另一客户", "Merge into another"),
            &[ACTIVE],
            To::State(MERGED),
            merging,
            vec![Ask::must("into"), Ask::may("take")],
        )
        .effects(rules::merge)
        .confirm(),
        Action::step(
            "unmerge",
            t("拆分合并", "Undo the merge"),
            &[MERGED],
            To::State(ACTIVE),
            merging,
            vec![],
        )
        .effects(rules::unmerge)
        .confirm(),
        Action::step(
            "erase",
            t("删除个人信息", "Erase personal data"),
            &[ACTIVE, DISABLED],
            To::State(ERASED),
            Posts::of(&[Post::Manager, Post::Administrator]),
            vec![Ask::must("why")],
        )
        .guard(rules::no_relation_left)
        .effects(rules::erase)
        .confirm(),
        // Relations that begin and end keep the room up to date.
        Action::step(
            "settle",
            t("更新常住房间", "Settle"),
            &[ACTIVE, DISABLED],
            To::Stay,
            Posts::NONE,
            vec![Ask::may("place")],
        ),
    ]
}

/// The name as everybody may see it: a company's is public.
#[must_use]
pub fn shown_name(entry: &Person) -> String {
    if entry.kind == Some(PersonKind::Company) { entry.name.clone() } else { mask::name(&entry.name) }
}

/// The name from each of its characters on, in Latin letters, the phone and the paper from their ends.
fn keys(head: &Head, entry: &Person) -> Vec<SearchKey> {
    // Whoever was merged is found as the person they were merged into; their number still leads there.
    if matches!(head.state, MERGED | ERASED) {
        return Vec::new();
    }
    let mut keys = name_keys(&entry.name, &entry.reading);
    keys.extend(phone_key(&entry.phone));
    keys.extend(paper_key(&entry.paper_number));
    keys
}

/// By what a name is found: from each of its characters on, and by its readings.
#[must_use]
pub fn name_keys(name: &str, reading: &str) -> Vec<SearchKey> {
    let folded = search_key(name);
    let mut keys: Vec<SearchKey> = folded
        .char_indices()
        .map(|(at, _)| SearchKey::new(KeyClass::Name, folded.get(at..).unwrap_or_default()))
        .collect();
    let whole = search_key(reading);
    let readings = pinyin::name_keys(name).into_iter().chain(pinyin::name_keys(reading));
    let readings = readings.chain(Some(whole).filter(|whole| !whole.is_empty()));
    keys.extend(readings.map(|key| SearchKey::new(KeyClass::Pinyin, key)));
    keys
}

/// By what a phone is found: from its end, an extension left out.
#[must_use]
pub fn phone_key(phone: &str) -> Option<SearchKey> {
    let number = identity::phone::check(phone).number;
    let reversed: String = digits(&number).chars().rev().collect();
    (reversed.len() >= 4).then(|| SearchKey::new(KeyClass::Phone, reversed))
}

/// By what a paper is found: from its end.
#[must_use]
pub fn paper_key(number: &str) -> Option<SearchKey> {
    let reversed: String = search_key(number).chars().rev().collect();
    (reversed.len() >= 4).then(|| SearchKey::new(KeyClass::Paper, reversed))
}
