//! Service desks. A session works at one; watches are per desk.

use crate::domain::ids::Tag;
use crate::domain::place::{KEPT_STATES, KEPT_VIEWS, kept_actions};
use crate::domain::posts::Posts;
use crate::domain::register::{Ask, Head, KeyClass, Kind, Register, SearchKey, Spec, SpecInfo};
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{field, stored};
use serde::{Deserialize, Serialize};

/// A desk's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Desk {
    /// Its name.
    pub name: String,
    /// Its phone.
    pub phone: String,
}

stored!(Desk, DeskDisk);

/// The register's number.
pub const TAG: Tag = 24;

/// The register of desks.
pub struct Desks;

impl Register for Desks {
    type Entry = Desk;

    fn spec() -> Spec<Desk> {
        let info = SpecInfo {
            id: "desk",
            tag: TAG,
            name: t("服务台", "Desk"),
            prefix: "D",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: Posts::ADMIN,
            kept: true,
        };
        let fields = vec![
            field!(Desk, name, t("名称", "Name"), Kind::Line(40)).column(20),
            field!(Desk, phone, t("电话", "Phone"), Kind::Phone).column(14),
        ];
        let asks = vec![Ask::must("name"), Ask::may("phone")];
        Spec { keys, unique, ..Spec::new(info, fields, kept_actions(asks), |_, e| Say::same(e.name.clone())) }
    }
}

fn keys(_: &Head, entry: &Desk) -> Vec<SearchKey> {
    vec![SearchKey::new(KeyClass::Name, search_key(&entry.name))]
}

fn unique(_: &Head, entry: &Desk) -> Option<(&'static str, SearchKey)> {
    Some(("name", SearchKey::new(KeyClass::Name, search_key(&entry.name))))
}
