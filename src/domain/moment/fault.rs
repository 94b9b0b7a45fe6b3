//! Why a typed moment is none, and what would be right.

use super::Date;
use crate::say;
use crate::text::lang::Say;
use chrono::NaiveDateTime;

/// Why a typed moment is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MomentFault {
    /// Nothing was typed.
    #[error("no moment typed")]
    Empty,
    /// The text is no moment in any known form.
    #[error("not a moment: {0}")]
    Unknown(String),
    /// The calendar has no such day; carries what was typed and the month's last day.
    #[error("no such day: {typed}")]
    NoSuchDay {
        /// The day as typed, `2026-02-30`.
        typed: String,
        /// The last day of that month, when the month exists.
        last: Option<Date>,
    },
    /// The clock has no such time: `25:70`.
    #[error("no such time: {0}")]
    NoSuchTime(String),
    /// The clocks of the site jump over that time.
    #[error("the clocks skip {wall}")]
    Skipped {
        /// What was typed.
        wall: NaiveDateTime,
        /// The last minute before the jump.
        before: NaiveDateTime,
        /// The first moment after it.
        after: NaiveDateTime,
    },
}

impl MomentFault {
    /// The fault in both languages, with what would be right.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::Empty => say!(
                "请填写时间，例如 14:30 或 明天 9:00",
                "Enter a time, for example 14:30 or tomorrow 9:00"
            ),
            Self::Unknown(text) => say!(
                "看不懂时间“{text}”，可以写 14:30、明天 9:00、周五 10:00、11-25 14:00、+2h",
                "\"{text}\" is not a time; write 14:30, tomorrow 9:00, fri 10:00, 11-25 14:00 or +2h"
            ),
            Self::NoSuchDay { typed, last: Some(last) } => {
                say!(
                    "没有 {typed} 这一天，该月最后一天是 {last}",
                    "There is no {typed}; the last day of that month is {last}"
                )
            }
            Self::NoSuchDay { typed, last: None } => {
                say!("没有 {typed} 这一天，月份是 1 到 12", "There is no {typed}; months go from 1 to 12")
            }
            Self::NoSuchTime(typed) => {
                say!(
                    "没有 {typed} 这个时间，应在 0:00 到 24:00 之间",
                    "There is no {typed}; times go from 0:00 to 24:00"
                )
            }
            Self::Skipped { wall, before, after } => {
                let (wall, before, after) =
                    (wall.format("%m-%d %H:%M"), before.format("%H:%M"), after.format("%m-%d %H:%M"));
                say!(
                    "夏令时开始，没有 {wall}，请写 {before} 以前或 {after} 以后",
                    "The clocks skip {wall}; write {before} or earlier, or {after} or later"
                )
            }
        }
    }
}
