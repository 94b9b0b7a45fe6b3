//! What registers of people and things share: they are added, changed, disabled and enabled by an administrator, and
//! the plain ones among them have a name, a phone and nothing else.

use crate::domain::ids::Tag;
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, KeyClass, Kind, Order, SearchKey, Spec, SpecInfo, State, To, View,
};
use crate::text::fold::search_key;
use crate::text::lang::{Say, T, t};
use crate::{field, stored};
use serde::{Deserialize, Serialize};

/// In use.
pub const ACTIVE: u8 = 1;
/// No longer in use.
pub const DISABLED: u8 = 2;

/// States of everything the administrator keeps.
pub const KEPT_STATES: &[State] = &[
    State::open(ACTIVE, "active", t("启用", "active")),
    State::done(DISABLED, "disabled", t("停用", "disabled")),
];

/// Views of everything the administrator keeps.
pub const KEPT_VIEWS: &[View] = &[
    View {
        id: "active", title: t("启用中", "In use"), states: &[ACTIVE], mine: false, order: Order::Number
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Number },
];

/// Adding, disabling and enabling: the actions of everything the administrator keeps. Changing is a correction.
#[must_use]
pub fn kept_actions<E>(asks: Vec<Ask>) -> Vec<Action<E>> {
    let who = Posts::ADMIN;
    vec![
        Action::create("add", t("新增", "Add"), ACTIVE, who, asks),
        Action::step("disable", t("停用", "Disable"), &[ACTIVE], To::State(DISABLED), who, vec![]).confirm(),
        Action::step("enable", t("启用", "Enable"), &[DISABLED], To::State(ACTIVE), who, vec![]),
    ]
}

/// Something with a name, which no other of its kind in use has, and perhaps a phone: a team, a desk.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// Its phone.
    pub phone: String,
}

stored!(Named, NamedDisk);

/// The whole declaration of a register of [`Named`] things.
#[must_use]
pub fn named(id: &'static str, tag: Tag, name: T, prefix: &'static str) -> Spec<Named> {
    let info = SpecInfo {
        id,
        tag,
        name,
        prefix,
        states: KEPT_STATES,
        views: KEPT_VIEWS,
        see: Posts::ALL,
        correct: Posts::ADMIN,
        kept: true,
    };
    let fields = vec![
        field!(Named, name, t("名称", "Name"), Kind::Line(40)).column(20),
        field!(Named, phone, t("电话", "Phone"), Kind::Phone).column(14),
    ];
    let asks = vec![Ask::must("name"), Ask::may("phone")];
    Spec {
        keys: |_, e| vec![key(e)],
        unique: |_, e| Some(("name", key(e))),
        ..Spec::new(info, fields, kept_actions(asks), |_, e| Say::same(e.name.clone()))
    }
}

fn key(entry: &Named) -> SearchKey {
    SearchKey::new(KeyClass::Name, search_key(&entry.name))
}
