//! Teams that work is dispatched to.

use crate::domain::ids::Tag;
use crate::domain::place::{KEPT_STATES, KEPT_VIEWS, kept_actions};
use crate::domain::posts::Posts;
use crate::domain::register::{Ask, Head, KeyClass, Kind, Register, SearchKey, Spec, SpecInfo};
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{field, stored};
use serde::{Deserialize, Serialize};

/// A team's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Its phone.
    pub phone: String,
}

stored!(Team, TeamDisk);

/// The register's number.
pub const TAG: Tag = 23;

/// The register of teams.
pub struct Teams;

impl Register for Teams {
    type Entry = Team;

    fn spec() -> Spec<Team> {
        let info = SpecInfo {
            id: "team",
            tag: TAG,
            name: t("班组", "Team"),
            prefix: "M",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: Posts::ADMIN,
            kept: true,
        };
        let fields = vec![
            field!(Team, name, t("名称", "Name"), Kind::Line(40)).column(20),
            field!(Team, phone, t("电话", "Phone"), Kind::Phone).column(14),
        ];
        let asks = vec![Ask::must("name"), Ask::may("phone")];
        Spec { keys, unique, ..Spec::new(info, fields, kept_actions(asks), |_, e| Say::same(e.name.clone())) }
    }
}

fn keys(_: &Head, entry: &Team) -> Vec<SearchKey> {
    vec![SearchKey::new(KeyClass::Name, search_key(&entry.name))]
}

fn unique(_: &Head, entry: &Team) -> Option<(&'static str, SearchKey)> {
    Some(("name", SearchKey::new(KeyClass::Name, search_key(&entry.name))))
}
