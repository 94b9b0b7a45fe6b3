//! Lists that come in from outside. Rows are staged in pieces; once the last is there they become visible together.
//!
//! What all lists share is here: where rows wait, who began it, how far it is. What the rows of one mean is said by
//! `entries` (a register's own foreign list) and by [`crate::desk::intake`] (places and people). A list that a crash
//! left half-staged is dropped at the next start; one that was being made visible is finished. Readers wait while it
//! is made visible, so that nobody sees half of it.

mod enter;
pub(super) mod entries;
mod visible;

use crate::api::intake::{IntakeDone, IntakeOf};
use crate::api::office::ImportDone;
use crate::api::{Call, Reply};
use crate::desk::Desk;
use crate::desk::act::Base;
use crate::desk::faults;
use crate::desk::intake::Line;
use crate::desk::job::{Done, Job};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::At;
use crate::say;
use crate::store::tables::STAGE;
use crate::store::{Dir, KeyBuf, Reader, Table, Tx, Visit};
use crate::text::clean::clean;
use crate::text::lang::t;
use entries::Staged;
use serde::{Deserialize, Serialize};

/// Characters of a source and of an area's name.
const NAME: usize = 40;
/// Bytes of text in one staged piece; the codec allows more, but rows have more than text.
const PIECE: usize = 24 * 1024;
/// A finished list answers repeated calls for so long.
const KEPT_MINUTES: i64 = 7 * 24 * 60;

/// What is staged: under part 0 the import itself, under the others its rows. Variants are never reordered or removed.
#[derive(Serialize, Deserialize)]
pub(super) enum StageDisk {
    /// Of a register, before there were other lists.
    Import(ImportV1),
    /// Rows of a register's list.
    Rows(Vec<Staged>),
    /// Any list.
    ImportV2(Import),
    /// Rows of a list of places or people.
    Lines(Vec<Line>),
}

/// An import of a register's list, as it was stored first.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct ImportV1 {
    register: String,
    source: String,
    staff: StaffId,
    desk: DeskId,
    session: u64,
    at: At,
    phase: Phase,
    added: u64,
}

/// One list that comes in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Import {
    /// What its rows are.
    pub(super) what: What,
    /// What the list is called.
    pub(super) source: String,
    /// Who brings it in.
    pub(super) staff: StaffId,
    desk: DeskId,
    session: u64,
    at: At,
    pub(super) phase: Phase,
    /// Rows that are visible by now, and were new.
    pub(super) added: u64,
    /// Those that changed what was on file.
    pub(super) changed: u64,
    /// Those that could no longer be taken.
    pub(super) refused: u64,
}

/// What the rows of a list are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum What {
    /// Entries of a register.
    Entries(String),
    /// Places or people.
    Intake {
        /// Which of them.
        of: IntakeOf,
        /// Whether rows are only judged.
        dry: bool,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Phase {
    /// Rows come in.
    Staging,
    /// Rows are being made visible; a start after a crash goes on here.
    Finishing,
    /// All are visible.
    Done,
}

impl From<ImportV1> for Import {
    fn from(old: ImportV1) -> Self {
        let ImportV1 { register, source, staff, desk, session, at, phase, added } = old;
        let what = What::Entries(register);
        Self { what, source, staff, desk, session, at, phase, added, changed: 0, refused: 0 }
    }
}

pub(super) const STAGED: Table<(u64, u64), StageDisk> = Table::new(&STAGE, &[]);

fn import(reader: &dyn Reader, id: u64) -> Result<Option<Import>, Fault> {
    match STAGED.get(reader, &(id, 0))? {
        None => Ok(None),
        Some(StageDisk::Import(import)) => Ok(Some(import.into())),
        Some(StageDisk::ImportV2(import)) => Ok(Some(import)),
        Some(StageDisk::Rows(_) | StageDisk::Lines(_)) => {
            Err(faults::bug("staged rows in an import's place"))
        }
    }
}

/// Writes down how far an import is.
pub(super) fn put(tx: &mut Tx<'_>, id: u64, import: Import) -> Result<(), Fault> {
    Ok(STAGED.put(tx, &(id, 0), &StageDisk::ImportV2(import))?)
}

fn name(field: &str, text: &str, most: usize) -> Result<String, Fault> {
    let cleaned = clean(text, most, false);
    if cleaned.is_empty() || text.chars().count() > most {
        let text = say!("应为 1 至 {most} 个字", "Must have 1 to {most} characters");
        return Err(Fault::invalid(field, text));
    }
    Ok(cleaned)
}

/// Begins an import by this caller; gives its number.
pub(super) fn start(base: &Base<'_>, tx: &mut Tx<'_>, what: What, source: &str) -> Result<u64, Fault> {
    let last = STAGED.last_key(tx)?.map_or(0, |(import, _)| import);
    // By the clock, so that a number whose import is gone is not given again to somebody who still uses it.
    let id = (last + 1).max(u64::try_from(base.now.0).unwrap_or(0));
    let import = Import {
        what,
        source: name("source", source, NAME)?,
        staff: base.who.staff,
        desk: base.who.desk,
        session: base.who.session,
        at: base.now,
        phase: Phase::Staging,
        added: 0,
        changed: 0,
        refused: 0,
    };
    put(tx, id, import)?;
    Ok(id)
}

/// The caller's own import; `field` is what the caller calls its number.
pub(super) fn own(base: &Base<'_>, tx: &Tx<'_>, id: u64, field: &str) -> Result<Import, Fault> {
    import(tx, id)?.filter(|import| import.staff == base.who.staff).ok_or_else(|| gone(field))
}

/// There is no such import, at least not of this caller.
pub(super) fn gone(field: &str) -> Fault {
    let text =
        t("没有这次导入，可能已因重启撤销；请重新导入", "No such import; a restart drops it. Import again");
    Fault::not_found(text).at(field)
}

/// The same, while rows may still come in.
pub(super) fn own_open(base: &Base<'_>, tx: &Tx<'_>, id: u64, field: &str) -> Result<Import, Fault> {
    let import = own(base, tx, id, field)?;
    if import.phase == Phase::Staging {
        return Ok(import);
    }
    Err(Fault::refused(t("这次导入已经完成", "This import is finished")).at(field))
}

/// Keeps rows in pieces that a stored value holds; `bytes` says how much text a row has.
pub(super) fn stage<R>(
    tx: &mut Tx<'_>,
    import: u64,
    rows: Vec<R>,
    bytes: fn(&R) -> usize,
    wrap: fn(Vec<R>) -> StageDisk,
) -> Result<(), Fault> {
    let mut part = 1 + last_part(tx, import)?;
    let (mut piece, mut held) = (Vec::new(), 0);
    for row in rows {
        if held > PIECE {
            STAGED.put(tx, &(import, part), &wrap(std::mem::take(&mut piece)))?;
            (part, held) = (part + 1, 0);
        }
        held += bytes(&row);
        piece.push(row);
    }
    if !piece.is_empty() {
        STAGED.put(tx, &(import, part), &wrap(piece))?;
    }
    Ok(())
}

pub(super) fn last_part(reader: &dyn Reader, import: u64) -> Result<u64, Fault> {
    let mut last = None;
    // By its key alone: the rows of a part take long to read.
    reader.scan(&KeyBuf::new(STAGE.number).u64(import).range(), Dir::Down, &mut |key, _| {
        last = Some(STAGED.parse_key(key));
        Visit::Stop
    })?;
    Ok(last.transpose()?.map_or(0, |(_, part)| part))
}

/// Bytes of text in the values of a row.
pub(super) fn bytes_of(values: &crate::domain::register::Values) -> usize {
    values.0.iter().map(|(id, value)| id.len() + value.text().map_or(10, str::len)).sum()
}

/// Drops an import and its rows.
pub(super) fn forget(tx: &mut Tx<'_>, id: u64) -> Result<(), Fault> {
    let mut parts = Vec::new();
    let range = KeyBuf::new(STAGE.number).u64(id).range();
    STAGED.scan_range(tx, &range, Dir::Up, &mut |key, _| {
        parts.push(key);
        Visit::More
    })?;
    for part in &parts {
        STAGED.delete(tx, part)?;
    }
    Ok(())
}

impl Desk {
    /// Does what the calls of a group only marked: called by the one writer, after the group is on disk.
    pub(super) fn finish_imports(&self, jobs: &[Job], answers: &mut [Result<Done, Fault>]) {
        for (job, answer) in jobs.iter().zip(answers) {
            let Ok(done) = &mut *answer else { continue };
            let finished = match &job.call {
                Call::ImportFinish(finish) => self.make_visible(finish.import).map(|import| {
                    let Import { added, .. } = import;
                    Reply::ImportFinish(ImportDone { added })
                }),
                Call::IntakeFinish(finish) => self.make_visible(finish.intake).map(|import| {
                    let Import { added, changed, refused, .. } = import;
                    Reply::IntakeFinish(IntakeDone { added, changed, refused })
                }),
                _ => continue,
            };
            match finished {
                Ok(reply) => done.reply = reply,
                Err(fault) => *answer = Err(fault),
            }
        }
    }

    /// Finishes imports that a crash interrupted while they were made visible, and drops the others.
    pub(super) fn settle_imports(&self) -> Result<(), Fault> {
        let now = self.now();
        let mut all: Vec<(u64, Import)> = Vec::new();
        self.store.read(|reader| {
            STAGED.scan(reader, Dir::Up, &mut |(id, part), row| {
                match row {
                    StageDisk::Import(import) if part == 0 => all.push((id, import.into())),
                    StageDisk::ImportV2(import) if part == 0 => all.push((id, import)),
                    _ => {}
                }
                Visit::More
            })
        })?;
        for (id, import) in all {
            match import.phase {
                Phase::Finishing => {
                    self.make_visible(id)?;
                }
                Phase::Done if import.at.minutes_to(now) <= KEPT_MINUTES => {}
                Phase::Staging | Phase::Done => self.forget_import(id)?,
            }
        }
        Ok(())
    }
}
