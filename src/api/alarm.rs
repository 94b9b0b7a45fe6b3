//! The bell: what rings at a desk until somebody answers.

use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::text::lang::Say;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asks what rings for this person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListAlarms {}

/// What rings, the most pressing first, and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alarms {
    /// What rings.
    pub rows: Vec<AlarmRow>,
    /// The bell rings again after so many seconds.
    pub repeat_seconds: u64,
    /// Minutes after midnight from which it does, for what does not ring always.
    pub from: i64,
    /// Minutes after midnight until which it does.
    pub to: i64,
}

/// One entry that rings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AlarmRow {
    /// Which.
    pub entry: EntryRef,
    /// Its number.
    pub number: String,
    /// The register's id.
    pub register: String,
    /// What is the matter.
    pub text: Say,
    /// Where; empty when nobody has said.
    pub place: String,
    /// Since when it stands as it does.
    pub since: At,
    /// Whether the asking person wrote it down: they need no bell to hear of it, only to be reminded.
    pub own: bool,
    /// Whether it rings by day too.
    pub always: bool,
    /// The action that answers it at once; none: it is opened and dealt with there.
    pub answer: Option<String>,
}

impl Alarms {
    /// Whether the bell is to ring again at this minute of the site's day.
    #[must_use]
    pub fn again(&self, minute: i64) -> bool {
        let night = if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        };
        self.rows.iter().any(|row| night || row.always)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_night_everything_rings_again_by_day_only_danger() {
        let row = AlarmRow {
            entry: EntryRef::new(1, 1),
            number: String::new(),
            register: String::new(),
            text: Say::same(""),
            place: String::new(),
            since: At(0),
            own: false,
            always: false,
            answer: None,
        };
        let mut alarms = Alarms { rows: vec![row], repeat_seconds: 30, from: 1320, to: 420 };
        for (minute, rings) in
            [(1319, false), (1320, true), (0, true), (419, true), (420, false), (720, false)]
        {
            assert_eq!(alarms.again(minute), rings, "{minute}");
        }
        alarms.rows[0].always = true;
        assert!(alarms.again(720));
        (alarms.from, alarms.to) = (60, 120);
        alarms.rows[0].always = false;
        assert!(alarms.again(60) && !alarms.again(120) && !alarms.again(0));
        alarms.rows.clear();
        assert!(!alarms.again(60), "nothing rings for nothing");
    }
}
