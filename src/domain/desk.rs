//! Service desks. A session works at one; watches are per desk.

use crate::domain::ids::Tag;
use crate::domain::kept::{self, Named};
use crate::domain::register::{Register, Spec};
use crate::text::lang::t;

/// The register's number.
pub const TAG: Tag = 24;

/// The register of desks.
pub struct Desks;

impl Register for Desks {
    type Entry = Named;

    fn spec() -> Spec<Named> {
        kept::named("desk", TAG, t("服务台", "Desk"), "D")
    }
}
