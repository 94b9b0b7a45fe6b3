//! Teams that work is dispatched to.

use crate::domain::ids::Tag;
use crate::domain::kept::{self, Named};
use crate::domain::register::{Register, Spec};
use crate::text::lang::t;

/// The register's number.
pub const TAG: Tag = 23;

/// The register of teams.
pub struct Teams;

impl Register for Teams {
    type Entry = Named;

    fn spec() -> Spec<Named> {
        kept::named("team", TAG, t("班组", "Team"), "M")
    }
}
