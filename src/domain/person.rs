//! People of the compound: owners, tenants, household members. The full files come with the registry.

use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::kept::{ACTIVE, DISABLED, KEPT_STATES, KEPT_VIEWS};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, KeyClass, Kind, MaskHow, Register, SearchKey, Spec, SpecInfo, To,
    Values,
};
use crate::text::fold::{digits, search_key};
use crate::text::lang::{Say, t};
use crate::text::mask;
use crate::{choices, field, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What a person is to their room.
    pub Relation {
        Owner = "owner" 'o' ("业主", "Owner"),
        Tenant = "tenant" 't' ("租户", "Tenant"),
        Household = "household" 'h' ("家庭成员", "Household member"),
        Other = "other" 'x' ("其他", "Other"),
    }
}

/// A person's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Phone, digits only.
    pub phone: String,
    /// What they are to their room.
    pub relation: Option<Relation>,
    /// Shown at look-up.
    pub note: String,
}

stored!(Person, PersonDisk);

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
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: Posts::DESK.and(Posts::ADMIN),
            kept: true,
        };
        let full = Posts::DESK;
        let fields = vec![
            field!(Person, name, t("姓名", "Name"), Kind::Line(60)).masked(MaskHow::Name, full).column(12),
            field!(Person, phone, t("电话", "Phone"), Kind::Phone).masked(MaskHow::Phone, full).column(13),
            Field::place().column(14),
            field!(Person, relation, t("身份", "Relation"), Kind::Choice(Relation::CHOICES)).column(10),
            field!(Person, note, t("查询提示", "Shown at look-up"), Kind::Line(120)),
        ];
        let who = Posts::DESK.and(Posts::ADMIN);
        let asks = vec![
            Ask::must("name"),
            Ask::may("phone"),
            Ask::may("place"),
            Ask::may("relation"),
            Ask::more("note"),
        ];
        let actions = vec![
            Action::create("add", t("新增", "Add"), ACTIVE, who, asks).effects(add),
            Action::step("disable", t("停用", "Disable"), &[ACTIVE], To::State(DISABLED), who, vec![])
                .confirm(),
            Action::step("enable", t("启用", "Enable"), &[DISABLED], To::State(ACTIVE), who, vec![]),
        ];
        Spec { keys, ..Spec::new(info, fields, actions, |_, e| Say::same(mask::name(&e.name))) }
    }
}

fn add(_: &mut Head, entry: &mut Person, _: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    entry.relation = entry.relation.or(Some(Relation::Other));
    Ok(Vec::new())
}

/// The name from each of its characters on, and the phone from its end. Pinyin keys are added here with the registry.
fn keys(_: &Head, entry: &Person) -> Vec<SearchKey> {
    let name = search_key(&entry.name);
    let mut keys: Vec<SearchKey> = name
        .char_indices()
        .map(|(at, _)| SearchKey::new(KeyClass::Name, name.get(at..).unwrap_or_default()))
        .collect();
    let phone: String = digits(&entry.phone).chars().rev().collect();
    if phone.len() >= 4 {
        keys.push(SearchKey::new(KeyClass::Phone, phone));
    }
    keys
}
