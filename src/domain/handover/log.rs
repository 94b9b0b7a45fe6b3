//! A line of the shift log. Append-only: its words never change; a correction is a new line that names it.

use super::readers::Readers;
use super::watch::Section;
use crate::domain::ids::{DeskId, EntryRef, PersonId, PlaceId, StaffId};
use crate::domain::moment::At;
use crate::domain::register::{Choice, Severity};
use crate::text::lang::{T, t};
use serde::{Deserialize, Serialize};

/// What sort of line. On disk a kind is its place in this list: new ones come last.
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
    /// Common facilities: a fault, an alarm.
    Equipment,
    /// Water, power, gas or heating is off.
    Outage,
    /// Works, and what is closed for them.
    Works,
    /// A parcel, a letter, goods.
    Delivery,
    /// Keys, passes, access cards, radios.
    Key,
    /// A customer who complains, or is to be treated with care.
    Complaint,
    /// Patrols, the gate, the control room.
    Security,
    /// Somebody is to be called, or told.
    Message,
    /// Lost and found.
    Lost,
    /// Cash, receipt books, deposits.
    Money,
}

/// What belongs to a kind of line: its words, how much such a line usually matters, and where it stands on the document.
#[derive(Clone, Copy, Debug)]
pub struct KindInfo {
    /// Id, letter and words in a form.
    pub choice: Choice,
    /// How much it matters unless somebody says otherwise.
    pub severity: Severity,
    /// The part of the document (`spec/handover.md` 4.5) in which it stands.
    pub section: Section,
}

macro_rules! kinds {
    ($($kind:ident $id:literal $key:literal $severity:ident $section:ident $zh:literal $en:literal;)*) => {
        /// All kinds, in the order of the form.
        pub const KINDS: &[LogKind] = &[$(LogKind::$kind),*];

        /// The same as a closed list.
        pub const KIND_CHOICES: &[Choice] = &[$(Choice { id: $id, key: $key, label: t($zh, $en) }),*];

        impl LogKind {
            /// What belongs to it.
            #[must_use]
            pub const fn info(self) -> KindInfo {
                match self {
                    $(Self::$kind => KindInfo {
                        choice: Choice { id: $id, key: $key, label: t($zh, $en) },
                        severity: Severity::$severity,
                        section: Section::$section,
                    },)*
                }
            }
        }
    };
}

// The things of a handover record (`domain/facts.md` 7.1 and 8). What goes on, and what somebody waits for, is usually
// passed on; what was only seen to is read in the log.
kinds! {
    Note      "note"      'n' White Know "事项"     "Note";
    Incident  "incident"  'i' Amber Now  "异常"     "Incident";
    Equipment "equipment" 'e' Amber Now  "设备报警" "Equipment";
    Outage    "outage"    'u' Amber Now  "停水停电" "Outage";
    Works     "works"     'w' Amber Now  "施工封闭" "Works";
    OnSite    "on-site"   'o' White Now  "在场人员" "On site";
    Security  "security"  's' White Now  "秩序巡逻" "Security";
    Complaint "complaint" 'c' Amber Do   "客户诉求" "Customer";
    Message   "message"   'm' Amber Do   "电话留言" "Message";
    Delivery  "delivery"  'd' White Do   "快递送货" "Delivery";
    Key       "key"       'k' White Do   "钥匙证卡" "Keys";
    Lost      "lost"      'l' White Know "失物招领" "Lost";
    Money     "money"     'y' White Know "钱款票据" "Money";
    Notice    "notice"    't' White Know "通知"     "Notice";
}

impl LogKind {
    /// The kind with this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        KINDS.iter().copied().find(|kind| kind.info().choice.id == id)
    }

    /// The words.
    #[must_use]
    pub const fn label(self) -> T {
        self.info().choice.label
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
    /// The person it concerns.
    pub person: Option<PersonId>,
    /// The entry it concerns.
    pub entry: Option<EntryRef>,
    /// The line it corrects.
    pub corrects: Option<u64>,
    /// The line that corrects it.
    pub corrected_by: Option<u64>,
    /// Of a late line: the earlier watch in whose time it happened.
    pub belongs_to: Option<u64>,
    /// Who accepted that watch from its holder and must hear of it.
    pub concerns: Option<StaffId>,
    /// Who must read it.
    pub readers: Readers,
}

/// A line on disk. Variants are never reordered or removed.
#[derive(Serialize, Deserialize)]
pub enum LineDisk {
    /// Without a person, an earlier watch and readers.
    V1(LineV1),
    /// With everything.
    V2(Box<LogLine>),
}

/// The first version of a line.
#[derive(Serialize, Deserialize)]
pub struct LineV1 {
    seq: u64,
    at: At,
    occurred_at: At,
    late: bool,
    author: StaffId,
    desk: DeskId,
    watch: u64,
    kind: LogKind,
    severity: Severity,
    text: String,
    place: Option<PlaceId>,
    entry: Option<EntryRef>,
    corrects: Option<u64>,
    corrected_by: Option<u64>,
}

/// By what a line is found.
#[derive(Clone, Copy, Debug)]
pub struct LineKeys<'a> {
    /// Its desk.
    pub desk: DeskId,
    /// Who wrote it.
    pub author: StaffId,
    /// When it happened.
    pub occurred_at: At,
    /// What sort of line.
    pub kind: LogKind,
    /// The place it concerns.
    pub place: Option<PlaceId>,
    /// The person it concerns.
    pub person: Option<PersonId>,
    /// Who must read it.
    pub readers: Option<&'a Readers>,
}

impl LineDisk {
    /// By what it is found.
    #[must_use]
    pub fn keys(&self) -> LineKeys<'_> {
        match self {
            Self::V1(line) => LineKeys {
                desk: line.desk,
                author: line.author,
                occurred_at: line.occurred_at,
                kind: line.kind,
                place: line.place,
                person: None,
                readers: None,
            },
            Self::V2(line) => LineKeys {
                desk: line.desk,
                author: line.author,
                occurred_at: line.occurred_at,
                kind: line.kind,
                place: line.place,
                person: line.person,
                readers: Some(&line.readers).filter(|readers| readers.any()),
            },
        }
    }

    /// Lifts any version.
    #[must_use]
    pub fn lift(self) -> LogLine {
        match self {
            Self::V1(old) => old.lift(),
            Self::V2(line) => *line,
        }
    }
}

impl From<LogLine> for LineDisk {
    fn from(line: LogLine) -> Self {
        Self::V2(Box::new(line))
    }
}

impl LineV1 {
    fn lift(self) -> LogLine {
        LogLine {
            seq: self.seq,
            at: self.at,
            occurred_at: self.occurred_at,
            late: self.late,
            author: self.author,
            desk: self.desk,
            watch: self.watch,
            kind: self.kind,
            severity: self.severity,
            text: self.text,
            place: self.place,
            person: None,
            entry: self.entry,
            corrects: self.corrects,
            corrected_by: self.corrected_by,
            belongs_to: None,
            concerns: None,
            readers: Readers::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_row_and_its_id_is_the_one_of_the_calls() {
        let mut letters = std::collections::BTreeSet::new();
        for kind in KINDS.iter().copied() {
            let choice = kind.info().choice;
            assert_eq!(serde_json::to_value(kind).unwrap(), choice.id);
            assert_eq!(LogKind::of_id(choice.id), Some(kind));
            assert!(letters.insert(choice.key), "{} has the letter of another", choice.id);
        }
        // As many rows as there are kinds: the last one is the last of the enum.
        assert_eq!(KINDS.len(), LogKind::Money as usize + 1);
    }

    #[test]
    fn kinds_keep_their_place_on_disk() {
        // Written with the first version: note, incident, on site, notice.
        for (place, kind) in
            [LogKind::Note, LogKind::Incident, LogKind::OnSite, LogKind::Notice].into_iter().enumerate()
        {
            assert_eq!(kind as usize, place);
        }
    }
}
