//! People outside whom the office rings: contractors, utilities, authorities, police (`domain/duties.md` M11, P5). Found in
//! the box by name, pinyin, organisation and phone. What was said to them is the liaison log's.

use crate::domain::ids::Tag;
use crate::domain::kept::{ACTIVE, DISABLED, KEPT_STATES};
use crate::domain::person;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Head, KeyClass, Kind, Order, Register, SearchKey, Spec, SpecInfo, To, View,
};
use crate::text::lang::{Say, t};
use crate::{choices, field, say, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What kind of body it is.
    pub ContactKind {
        Contractor = "contractor" 'o' ("外委单位", "Contractor"),
        Utility = "utility" 'u' ("水电气热", "Utility"),
        Developer = "developer" 'd' ("开发商", "Developer"),
        Government = "government" 'g' ("政府部门", "Government"),
        Street = "street" 's' ("街道/居委会", "Sub-district, residents' committee"),
        Committee = "committee" 'c' ("业委会", "Owners' committee"),
        Police = "police" 'p' ("派出所", "Police"),
        Fire = "fire" 'f' ("消防", "Fire service"),
        Hospital = "hospital" 'h' ("医院", "Hospital"),
        Lift = "lift" 'l' ("电梯维保", "Lift maintenance"),
        Press = "press" 'm' ("媒体", "Press"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

/// A contact's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Whom to ask for; empty where the number rings at a desk.
    pub name: String,
    /// The body they are with.
    pub organisation: String,
    /// What kind of body.
    pub kind: Option<ContactKind>,
    /// Their phone.
    pub phone: String,
    /// Another one: at night, for emergencies.
    pub phone_2: String,
    /// When somebody answers.
    pub hours: String,
    /// What to know.
    pub note: String,
}

stored!(Contact, ContactDisk);

/// The register's number.
pub const TAG: Tag = 65;

const fn kind_view(id: &'static str, title: crate::text::lang::T) -> View {
    View { id, title, states: &[ACTIVE], mine: false, order: Order::Number }
}

const VIEWS: &[View] = &[
    kind_view("active", t("联系人", "Contacts")),
    kind_view("contractors", t("外委单位", "Contractors")),
    kind_view("authorities", t("政府、街道、公安消防", "Authorities")),
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Number },
];

/// The register of contacts.
pub struct Contacts;

impl Register for Contacts {
    type Entry = Contact;

    fn spec() -> Spec<Contact> {
        let who = Posts::DESK.and(Posts::ADMIN);
        let info = SpecInfo {
            id: "contact",
            tag: TAG,
            name: t("外部联系人", "Contact"),
            prefix: "CT",
            states: KEPT_STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: who,
            kept: true,
        };
        let fields = vec![
            field!(Contact, organisation, t("单位", "Organisation"), Kind::Line(60)).column(20),
            field!(Contact, name, t("联系人", "Name"), Kind::Line(40)).column(10),
            field!(Contact, kind, t("类型", "Kind"), Kind::Choice(ContactKind::CHOICES)).column(10),
            field!(Contact, phone, t("电话", "Phone"), Kind::Phone).column(14),
            field!(Contact, phone_2, t("备用电话", "Second phone"), Kind::Phone),
            field!(Contact, hours, t("联系时间", "Hours"), Kind::Line(60)).column(14),
            field!(Contact, note, t("备注", "Note"), Kind::Line(200)),
        ];
        let asks = vec![
            Ask::may("organisation"),
            Ask::may("name"),
            Ask::must("phone"),
            Ask::may("kind"),
            Ask::more("phone_2"),
            Ask::more("hours"),
            Ask::more("note"),
        ];
        let actions = vec![
            Action::create("add", t("新增联系人", "Add a contact"), ACTIVE, who, asks),
            Action::step("disable", t("停用", "Disable"), &[ACTIVE], To::State(DISABLED), who, vec![])
                .confirm(),
            Action::step("enable", t("启用", "Enable"), &[DISABLED], To::State(ACTIVE), who, vec![]),
        ];
        Spec {
            normal: |_, e, _| {
                if e.name.is_empty() && e.organisation.is_empty() {
                    let label = t("单位或联系人", "Organisation or name");
                    return Err(crate::domain::fault::Fault::missing("organisation", label));
                }
                Ok(())
            },
            keys,
            sifts: vec![
                ("contractors", |_, e, _| {
                    matches!(e.kind, Some(ContactKind::Contractor | ContactKind::Lift | ContactKind::Utility))
                }),
                ("authorities", |_, e, _| {
                    use ContactKind::{Fire, Government, Police, Street};
                    matches!(e.kind, Some(Government | Street | Police | Fire))
                }),
            ],
            ..Spec::new(info, fields, actions, title)
        }
    }
}

fn keys(_: &Head, entry: &Contact) -> Vec<SearchKey> {
    let mut keys = person::name_keys(&entry.name, "");
    keys.extend(person::name_keys(&entry.organisation, ""));
    keys.extend([&entry.phone, &entry.phone_2].into_iter().filter_map(|phone| short_phone(phone)));
    keys
}

/// A phone's key; the short numbers of services (110, 96116) are found too.
fn short_phone(phone: &str) -> Option<SearchKey> {
    let digits = crate::text::fold::digits(phone);
    let short = || {
        (digits.len() == 3).then(|| SearchKey::new(KeyClass::Phone, digits.chars().rev().collect::<String>()))
    };
    person::phone_key(phone).or_else(short)
}

fn title(_: &Head, entry: &Contact) -> Say {
    let (organisation, name) = (&entry.organisation, &entry.name);
    match (organisation.is_empty(), name.is_empty()) {
        (false, false) => say!("{organisation} {name}", "{organisation}, {name}"),
        (true, _) => Say::same(name.clone()),
        (_, true) => Say::same(organisation.clone()),
    }
}
