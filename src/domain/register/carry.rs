//! When entries of a register belong into a shift handover: which of them are looked at, how much each matters, in which
//! part of the document it stands, and why it is there. The handover itself knows no register.

use super::{Ctx, Head};
use crate::domain::handover::Section;
use crate::domain::moment::At;
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};

/// How much an open entry matters to the next shift.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Act within this shift.
    Red,
    /// Know about it.
    Amber,
    /// For information.
    White,
}

/// Why an entry belongs into a shift handover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carry {
    /// How much it matters.
    pub severity: Severity,
    /// Which part of the document it stands in.
    pub section: Section,
    /// Why it is listed.
    pub why: Say,
}

impl Carry {
    /// What presses is to be done, the rest to be known.
    pub fn new(severity: Severity, why: impl Into<Say>) -> Self {
        let section = if severity == Severity::White { Section::Know } else { Section::Do };
        Self { severity, section, why: why.into() }
    }

    /// In another part of the document.
    #[must_use]
    pub fn under(self, section: Section) -> Self {
        Self { section, ..self }
    }
}

/// Says whether and why an entry belongs into a handover.
pub type Why<E> = fn(&Head, &E, &Ctx<'_>) -> Option<Carry>;

/// Until when a handover looks ahead, for [`Carries::due`].
#[must_use]
pub fn ahead(ctx: &Ctx<'_>) -> At {
    ctx.ahead()
}

/// Which entries of a register a handover looks at. Work is looked at one by one; files, cards and keys are "open" by the
/// thousand as long as they exist.
#[derive(Clone, Copy, Debug)]
pub enum Among {
    /// Every open entry.
    Open,
    /// Open entries that fall due until then; those without a due time are not looked at.
    Due(fn(&Ctx<'_>) -> At),
    /// What the view with this id shows, open or not.
    View(&'static str),
}

/// A register's declaration of what a handover passes on.
pub struct Carries<E> {
    /// Among which entries.
    pub among: Among,
    /// Which of them, and why.
    pub why: Why<E>,
}

impl<E> Carries<E> {
    /// Any open entry.
    #[must_use]
    pub const fn open(why: Why<E>) -> Self {
        Self { among: Among::Open, why }
    }

    /// Open entries that fall due until then.
    #[must_use]
    pub const fn due(until: fn(&Ctx<'_>) -> At, why: Why<E>) -> Self {
        Self { among: Among::Due(until), why }
    }

    /// The entries of a view.
    #[must_use]
    pub const fn view(view: &'static str, why: Why<E>) -> Self {
        Self { among: Among::View(view), why }
    }
}

impl Ctx<'_> {
    /// When the next shift at this desk ends; without a plan, as far ahead as the office looks.
    #[must_use]
    pub fn next_shift_ends(&self) -> At {
        let planned = self.look.next_shift_ends(self.who.desk, self.now).ok().flatten();
        planned.unwrap_or_else(|| self.planned_until())
    }

    /// As far ahead as a handover looks for planned work.
    #[must_use]
    pub fn planned_until(&self) -> At {
        self.now.plus_minutes(self.look.setting("handover.ahead_minutes"))
    }

    /// Until when something must fall due to concern the next shift: to its end, and as far ahead as the office looks.
    #[must_use]
    pub fn ahead(&self) -> At {
        self.next_shift_ends().max(self.planned_until())
    }
}
