//! Teams that work is dispatched to: how many bookings each member takes in half a day, and whose turn was the last.

use crate::domain::ids::{StaffId, Tag};
use crate::domain::kept::{ACTIVE, KEPT_STATES, KEPT_VIEWS, Named, kept_actions};
use crate::domain::posts::Posts;
use crate::domain::register::{Action, Ask, KeyClass, Kind, Register, SearchKey, Spec, SpecInfo, Stored, To};
use crate::field;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use serde::{Deserialize, Serialize};

/// A team's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Its phone.
    pub phone: String,
    /// How many bookings each of its members takes in half a day; none: nobody counts.
    pub capacity: Option<i64>,
    /// Who had the last turn.
    pub turn: Option<StaffId>,
}

/// The entry's form on disk; variants are never reordered or removed.
#[derive(Serialize, Deserialize)]
pub enum TeamDisk {
    /// A name and a phone.
    V1(Named),
    /// With turns and bookings.
    V2(Team),
}

impl Stored for Team {
    type Disk = TeamDisk;

    fn to_disk(&self) -> TeamDisk {
        TeamDisk::V2(self.clone())
    }

    fn from_disk(disk: TeamDisk) -> Self {
        match disk {
            TeamDisk::V1(old) => Self { name: old.name, phone: old.phone, ..Self::default() },
            TeamDisk::V2(team) => team,
        }
    }
}

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
            field!(Team, capacity, t("每人半天可约", "Bookings each, half a day"), Kind::Int(1, 99))
                .column(10)
                .hint(t("上门预约超过此数会提醒；不填不限", "More bookings are doubted; empty: no limit")),
            field!(Team, turn, t("上一轮派给", "Last turn"), Kind::STAFF).by_action(),
        ];
        let asks = vec![Ask::must("name"), Ask::may("phone"), Ask::more("capacity")];
        let mut actions = kept_actions(asks);
        // A request that is dispatched by turns says whose turn it was.
        actions.push(Action::step(
            "take_turn",
            t("轮派", "Take turns"),
            &[ACTIVE],
            To::Stay,
            Posts::NONE,
            vec![Ask::must("turn")],
        ));
        Spec {
            keys: |_, e| vec![key(e)],
            unique: |_, e| Some(("name", key(e))),
            ..Spec::new(info, fields, actions, |_, e| Say::same(e.name.clone()))
        }
    }
}

fn key(entry: &Team) -> SearchKey {
    SearchKey::new(KeyClass::Name, search_key(&entry.name))
}
