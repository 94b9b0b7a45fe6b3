//! What each person has read of a desk's log: everything up to a number, and single lines beyond it. Working data.

use super::{each_line, lines_range};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{DeskId, StaffId};
use crate::store::tables::UNREAD;
use crate::store::{Dir, Reader, Table, Tx, Visit};
use crate::text::lang::t;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Single lines that can be marked beyond the last unread one.
const SINGLE: usize = 5_000;
/// Unread lines are counted up to here.
const COUNT: u64 = 1_000;

#[derive(Serialize, Deserialize)]
enum MarksDisk {
    V1 {
        /// Everything before this number is read.
        from: u64,
        /// Single lines read beyond it.
        single: BTreeSet<u64>,
    },
}

const MARKS: Table<(u64, u64), MarksDisk> = Table::new(&UNREAD, &[]);

/// One person's marks in one desk's log.
pub(super) struct Marks {
    staff: StaffId,
    desk: DeskId,
    from: u64,
    single: BTreeSet<u64>,
}

impl Marks {
    /// The marks as they are; a person without any has read nothing.
    pub(super) fn of(reader: &dyn Reader, staff: StaffId, desk: DeskId) -> Result<Self, Fault> {
        let MarksDisk::V1 { from, single } = MARKS
            .get(reader, &(staff.0, desk.0))?
            .unwrap_or(MarksDisk::V1 { from: 1, single: BTreeSet::new() });
        Ok(Self { staff, desk, from, single })
    }

    /// Whether a line is read; one's own lines are.
    pub(super) fn read(&self, seq: u64, author: StaffId) -> bool {
        author == self.staff || seq < self.from || self.single.contains(&seq)
    }

    /// How many lines are not, counted up to a limit.
    pub(super) fn unread(&self, reader: &dyn Reader) -> Result<u64, Fault> {
        let mut count = 0;
        each_line(reader, &lines_range(self.desk, self.from, None), Dir::Up, &mut |seq, author| {
            count += u64::from(!self.read(seq, author));
            if count < COUNT { Visit::More } else { Visit::Stop }
        })?;
        Ok(count)
    }

    /// Marks everything up to a line that exists.
    pub(super) fn mark_upto(&mut self, seq: u64) {
        self.from = self.from.max(seq.saturating_add(1));
    }

    /// Marks one line.
    pub(super) fn mark(&mut self, seq: u64) {
        self.single.insert(seq);
    }

    /// Keeps them, as short as they can be.
    pub(super) fn keep(mut self, tx: &mut Tx<'_>) -> Result<(), Fault> {
        let mut from = self.from;
        each_line(tx, &lines_range(self.desk, self.from, None), Dir::Up, &mut |seq, author| {
            if self.read(seq, author) {
                from = seq + 1;
                Visit::More
            } else {
                Visit::Stop
            }
        })?;
        self.single = self.single.split_off(&from);
        if self.single.len() > SINGLE {
            return Err(Fault::new(
                FaultKind::TooLarge,
                t("单条已读太多，请先读完较早的日志", "Too many single marks; read the older lines first"),
            ));
        }
        let marks = MarksDisk::V1 { from, single: self.single };
        Ok(MARKS.put(tx, &(self.staff.0, self.desk.0), &marks)?)
    }
}
