//! Who must read a log line or a standing order, and until when: "everybody on nights until 30 November". Who they are
//! is worked out whenever somebody asks, since posts and rosters change; only the reading itself is kept.

use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::rota::pattern::ShiftKind;
use serde::{Deserialize, Serialize};

/// Who must read something. What is said of posts, shifts and desk narrows together; the person comes on top.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Readers {
    /// Whoever holds one of these posts.
    pub posts: Posts,
    /// Whoever has a shift of one of these sorts from then on ([`ShiftKind`] ids).
    pub shifts: Vec<String>,
    /// Whoever has a shift at this desk.
    pub desk: Option<DeskId>,
    /// This person.
    pub staff: Option<StaffId>,
    /// The last day on which it must be read; none: for good.
    pub until: Option<Date>,
}

/// A shift somebody has, as far as readers depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnShift {
    /// Who comes.
    pub staff: StaffId,
    /// The sort of shift; none: planned without a pattern.
    pub kind: Option<ShiftKind>,
    /// At which desk.
    pub desk: DeskId,
    /// The day on which it begins.
    pub day: Date,
}

impl Readers {
    /// Whether anybody must read it.
    #[must_use]
    pub fn any(&self) -> bool {
        self.posts != Posts::NONE || !self.shifts.is_empty() || self.desk.is_some() || self.staff.is_some()
    }

    /// Whether it must still be read on a day.
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.any() && self.until.is_none_or(|until| day <= until)
    }

    /// Whether who must read it depends on the roster.
    #[must_use]
    pub fn by_roster(&self) -> bool {
        !self.shifts.is_empty() || self.desk.is_some()
    }

    /// Whether somebody must read it who holds these posts and has these shifts; `since` is the day it was written.
    #[must_use]
    pub fn wants<'a>(
        &self,
        staff: StaffId,
        posts: Posts,
        shifts: impl IntoIterator<Item = &'a OnShift>,
        since: Date,
    ) -> bool {
        if self.staff == Some(staff) {
            return true;
        }
        if self.posts != Posts::NONE && !self.posts.meets(posts) {
            return false;
        }
        if !self.by_roster() {
            return self.posts != Posts::NONE;
        }
        let fits = |shift: &&OnShift| {
            shift.staff == staff
                && self.desk.is_none_or(|desk| desk == shift.desk)
                && (self.shifts.is_empty()
                    || shift.kind.is_some_and(|kind| self.shifts.iter().any(|id| id == kind.id())))
                // A night that began the evening before is still on when the line is written.
                && shift.day >= since.pred_opt().unwrap_or(since)
                && self.until.is_none_or(|until| shift.day <= until)
        };
        shifts.into_iter().any(|shift| fits(&shift))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::posts::Post;

    fn day(n: u32) -> Date {
        Date::from_ymd_opt(2026, 11, n).unwrap()
    }

    fn night(staff: u64, n: u32) -> OnShift {
        OnShift { staff: StaffId(staff), kind: Some(ShiftKind::Night), desk: DeskId(1), day: day(n) }
    }

    #[test]
    fn everybody_on_nights_until_a_day_is_whoever_has_such_a_shift_by_then() {
        let readers = Readers { shifts: vec!["night".into()], until: Some(day(25)), ..Readers::default() };
        let shifts = [night(1, 24), night(2, 26), night(3, 10)];
        let wants = |staff| readers.wants(StaffId(staff), Posts::NONE, &shifts, day(20));
        assert_eq!([wants(1), wants(2), wants(3), wants(4)], [true, false, false, false]);
        assert!(readers.holds(day(25)) && !readers.holds(day(26)));
    }

    #[test]
    fn posts_and_shifts_narrow_together_and_a_person_comes_on_top() {
        let readers = Readers {
            posts: Posts::of(&[Post::Receptionist]),
            shifts: vec!["night".into()],
            staff: Some(StaffId(9)),
            ..Readers::default()
        };
        let shifts = [night(1, 24), night(2, 24)];
        let wants = |staff, post| readers.wants(StaffId(staff), Posts::of(&[post]), &shifts, day(20));
        assert!(wants(1, Post::Receptionist) && wants(9, Post::Cashier));
        assert!(!wants(2, Post::Cashier) && !wants(3, Post::Receptionist));
        assert!(!Readers::default().any());
    }
}
