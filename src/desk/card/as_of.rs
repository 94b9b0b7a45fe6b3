//! The store as it was at the end of a day.
//!
//! What a card of a past day shows is defined so:
//! * **Relations and occupancies** count by their own dates, as they are known today: one that is written down or
//!   corrected later, for days that are past, shows on those days. An end that had not come yet is left out. Their notes
//!   are as the file said then.
//! * **Everything else** (names, phones, areas, the officer in charge, open entries, notes, vehicles …) is as the file
//!   said at the end of that day: the last bytes that the journal has of the record up to then. A record that was not
//!   written yet is not there. What was erased since is not there either.
//! * **Which entries concern a room or a person** is as it is known today: an entry that was moved to another room
//!   since is found at that one. What was taken back was never there.
//! * The **timeline** is all by the journal, relations too: it tells what was written down by then.
//!
//! So the card of a day on which everything was written down the day it became true is the card that was on the screen
//! at the end of that day. A day to come shows today's file with the relations of that day.

use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::moment::At;
use crate::domain::{occupancy, relation};
use crate::store::tables::ENTRY;
use crate::store::{Dir, KeyRange, Reader, StoreError, Visit, journal};
use chrono::NaiveDate;

/// Registers whose entries hold by their own dates.
pub(super) const DATED: &[Tag] = &[relation::TAG, occupancy::TAG];

/// The records as they were at an instant; indexes as they are.
struct Then<'a> {
    reader: &'a dyn Reader,
    end: At,
    /// Registers that are read as they are today.
    today: &'static [Tag],
}

impl Reader for Then<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(bytes) = self.reader.get(key)? else { return Ok(None) };
        if key.first() != Some(&ENTRY.number)
            || self.today.contains(&rows::entry_of_key(key)?.register)
            || rows::decode_head(&bytes)?.changed_at <= self.end
        {
            return Ok(Some(bytes));
        }
        let history = journal::history(self.reader, key)?;
        let last = history.into_iter().rev().filter(|line| line.at <= self.end.0);
        let mut changes = last.flat_map(|line| line.changes).filter(|change| change.key == key);
        Ok(changes.next().and_then(|change| change.value))
    }

    fn scan(
        &self,
        range: &KeyRange,
        dir: Dir,
        visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit,
    ) -> Result<(), StoreError> {
        self.reader.scan(range, dir, visit)
    }
}

/// What a card is made from: the file as it says, and when.
pub(super) struct Seen<'a> {
    /// The file on the day shown; relations and occupancies as they are known today.
    pub(super) file: &'a Scope<'a>,
    /// The file on the day shown, all of it by the journal.
    pub(super) told: &'a Scope<'a>,
    /// The last instant of the day, when it is not the present.
    pub(super) end: Option<At>,
    /// Whether the day is past.
    pub(super) past: bool,
}

/// Shows `with` the file as it was on a day; none: as it is.
pub(super) fn on<R>(
    scope: &Scope<'_>,
    day: Option<NaiveDate>,
    with: impl FnOnce(&Seen<'_>) -> Result<R, Fault>,
) -> Result<R, Fault> {
    let Some(day) = day else {
        return with(&Seen { file: scope, told: scope, end: None, past: false });
    };
    let zone = scope.zone();
    let end = At::end_of(day, zone);
    let known = Then { reader: scope.reader, end, today: DATED };
    let told = Then { reader: scope.reader, end, today: &[] };
    let scope_of = |reader| Scope::over(reader, scope.registers, end, scope.who);
    let (file, told) = (scope_of(&known as &dyn Reader), scope_of(&told as &dyn Reader));
    with(&Seen { file: &file, told: &told, end: Some(end), past: day < scope.now.date(zone) })
}
