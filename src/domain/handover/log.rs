//! A line of the shift log. Append-only: its words never change; a correction is a new line that names it.

use crate::domain::ids::{DeskId, EntryRef, PlaceId, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::text::lang::{T, t};
use serde::{Deserialize, Serialize};

/// What sort of line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LogKind {
    /// Anything worth passing on.
    #[default]
    Note,
    /// Something went wrong.
    Incident,
    /// A visitor, contractor or guard on site.
    OnSite,
    /// An order or notice from the office.
    Notice,
}

impl LogKind {
    /// All kinds, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Note, Self::Incident, Self::OnSite, Self::Notice];

    /// The words.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Note => t("事项", "Note"),
            Self::Incident => t("异常", "Incident"),
            Self::OnSite => t("在场人员", "On site"),
            Self::Notice => t("通知", "Notice"),
        }
    }
}

/// A line of the log. Its place in the log is its sequence number, never the clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LogLine {
    /// Its number, from 1, over all desks.
    pub seq: u64,
    /// When it was written.
    pub at: At,
    /// When it happened.
    pub occurred_at: At,
    /// Whether it was written noticeably later than it happened.
    pub late: bool,
    /// Who wrote it.
    pub author: StaffId,
    /// At which desk.
    pub desk: DeskId,
    /// During which watch (0: none was open).
    pub watch: u64,
    /// What sort of line.
    pub kind: LogKind,
    /// How much it matters to the next shift.
    pub severity: Severity,
    /// The words.
    pub text: String,
    /// The place it concerns.
    pub place: Option<PlaceId>,
    /// The entry it concerns.
    pub entry: Option<EntryRef>,
    /// The line it corrects.
    pub corrects: Option<u64>,
    /// The line that corrects it.
    pub corrected_by: Option<u64>,
}
