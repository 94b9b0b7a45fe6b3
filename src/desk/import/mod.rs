//! Imports of foreign lists. Rows are staged in pieces; once the last is there they become visible together.
//!
//! An import that a crash left half-staged is dropped at the next start; one that was being made visible is finished.
//! Readers wait while it is made visible, so that nobody sees half of it.

mod visible;

use crate::api::office::{
    IMPORT_ROWS, ImportAnswer, ImportBegin, ImportBegun, ImportDone, ImportFinish, ImportRow, ImportRows,
};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::faults;
use crate::desk::job::{Done, Job, Outcome};
use crate::desk::rows::{self, By, CLOSED_AT, index};
use crate::desk::scope::Scope;
use crate::desk::{Desk, values};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::At;
use crate::domain::place;
use crate::domain::register::{AnyRegister, Values};
use crate::say;
use crate::store::tables::STAGE;
use crate::store::{Dir, KeyBuf, Reader, Table, Tx, Visit};
use crate::text::clean::clean;
use crate::text::lang::t;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The action that a register needs to take imports.
const ACTION: &str = "import";
/// The state of what came in closed.
const CLOSED: &str = "closed";
/// Characters of a foreign number.
const NUMBER: usize = 80;
/// Characters of a source and of an area's name.
const NAME: usize = 40;
/// Bytes of text in one staged piece; the codec allows more, but rows have more than text.
const PIECE: usize = 24 * 1024;
/// A finished import answers repeated calls for so long.
const KEPT_MINUTES: i64 = 7 * 24 * 60;

/// What is staged: under part 0 the import itself, under the others its rows.
#[derive(Serialize, Deserialize)]
enum StageDisk {
    Import(Import),
    Rows(Vec<Staged>),
}

/// One import.
#[derive(Clone, Serialize, Deserialize)]
struct Import {
    register: String,
    source: String,
    staff: StaffId,
    desk: DeskId,
    session: u64,
    at: At,
    phase: Phase,
    /// Rows that are visible by now.
    added: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Phase {
    /// Rows come in.
    Staging,
    /// Rows are being made visible; a start after a crash goes on here.
    Finishing,
    /// All are visible.
    Done,
}

/// A row that was understood.
#[derive(Serialize, Deserialize)]
struct Staged {
    foreign: String,
    opened: At,
    closed: Option<At>,
    values: Values,
    area: Option<String>,
    unmapped: bool,
}

const STAGED: Table<(u64, u64), StageDisk> = Table::new(&STAGE, &[]);

fn import(reader: &dyn Reader, id: u64) -> Result<Option<Import>, Fault> {
    match STAGED.get(reader, &(id, 0))? {
        None => Ok(None),
        Some(StageDisk::Import(import)) => Ok(Some(import)),
        Some(StageDisk::Rows(_)) => Err(faults::bug("staged rows in an import's place")),
    }
}

/// The register with this id, when it takes imports.
fn importable<'a>(scope: &Scope<'a>, id: &str) -> Result<&'a dyn AnyRegister, Fault> {
    let register = scope.register(id)?;
    let takes = register.action(ACTION).is_some_and(|action| scope.who.may(action.posts))
        && register.field(CLOSED_AT).is_some()
        && register.info().state_of_id(CLOSED).is_some();
    if takes {
        return Ok(register);
    }
    let name = register.info().name;
    let (zh, en) = (name.zh, name.en);
    Err(Fault::invalid("register", say!("{zh}不能导入", "{en} takes no imports")))
}

fn name(field: &str, text: &str, most: usize) -> Result<String, Fault> {
    let cleaned = clean(text, most, false);
    if cleaned.is_empty() || text.chars().count() > most {
        let text = say!("应为 1 至 {most} 个字", "Must have 1 to {most} characters");
        return Err(Fault::invalid(field, text));
    }
    Ok(cleaned)
}

/// Begins an import.
pub(super) fn begin(base: &Base<'_>, tx: &mut Tx<'_>, begin: &ImportBegin) -> Result<ImportBegun, Fault> {
    importable(&base.scope(tx), &begin.register)?;
    let last = STAGED.last_key(tx)?.map_or(0, |(import, _)| import);
    // By the clock, so that a number whose import is gone is not given again to somebody who still uses it.
    let id = (last + 1).max(u64::try_from(base.now.0).unwrap_or(0));
    let import = Import {
        register: begin.register.clone(),
        source: name("source", &begin.source, NAME)?,
        staff: base.who.staff,
        desk: base.who.desk,
        session: base.who.session,
        at: base.now,
        phase: Phase::Staging,
        added: 0,
    };
    STAGED.put(tx, &(id, 0), &StageDisk::Import(import))?;
    Ok(ImportBegun { import: id })
}

/// The caller's own import.
fn own(base: &Base<'_>, tx: &Tx<'_>, id: u64) -> Result<Import, Fault> {
    import(tx, id)?.filter(|import| import.staff == base.who.staff).ok_or_else(|| {
        let text = t(
            "没有这次导入，可能已因重启撤销；请重新导入",
            "No such import; a restart drops it. Import again",
        );
        Fault::not_found(text).at("import")
    })
}

/// Checks rows, and stages the new ones unless only a check is wanted.
pub(super) fn rows(base: &Base<'_>, tx: &mut Tx<'_>, asked: &ImportRows) -> Result<ImportAnswer, Fault> {
    if asked.rows.len() > IMPORT_ROWS {
        let text = say!("一次最多 {IMPORT_ROWS} 行", "At most {IMPORT_ROWS} rows at a time");
        return Err(Fault::new(FaultKind::TooLarge, text).at("rows"));
    }
    let mut answer = ImportAnswer::default();
    let mut staged = Vec::new();
    let (register, source) = if asked.dry {
        (asked.register.clone(), name("source", &asked.source, NAME)?)
    } else {
        let import = own(base, tx, asked.import)?;
        if import.phase != Phase::Staging {
            return Err(Fault::refused(t("这次导入已经完成", "This import is finished")).at("import"));
        }
        (import.register, import.source)
    };
    {
        let scope = base.scope(tx);
        let register = importable(&scope, &register)?;
        let mut seen = HashSet::new();
        for (at, row) in (0_u32..).zip(&asked.rows) {
            match understood(&scope, register, row) {
                Err(fault) if matches!(fault.kind, FaultKind::Bug | FaultKind::DiskFull) => {
                    return Err(fault);
                }
                Err(fault) => answer.refused.push((at, fault)),
                Ok(row)
                    if !seen.insert(row.foreign.clone()) || known(tx, register, &source, &row.foreign)? =>
                {
                    answer.known += 1;
                }
                Ok(row) => {
                    answer.added += 1;
                    staged.push(row);
                }
            }
        }
    }
    if !asked.dry {
        stage(tx, asked.import, staged)?;
    }
    Ok(answer)
}

/// Whether a foreign number of this source is there already.
fn known(
    reader: &dyn Reader,
    register: &dyn AnyRegister,
    source: &str,
    foreign: &str,
) -> Result<bool, Fault> {
    let key = index(By::Foreign).u16(register.info().tag).str(&full_number(source, foreign));
    Ok(!rows::entries_in(reader, &key.range(), Dir::Up, 1)?.is_empty())
}

fn full_number(source: &str, foreign: &str) -> String {
    format!("{source}:{foreign}")
}

fn understood(scope: &Scope<'_>, register: &dyn AnyRegister, row: &ImportRow) -> Result<Staged, Fault> {
    let foreign = name("foreign", &row.foreign, NUMBER)?;
    for (field, at) in [("opened", Some(row.opened)), ("closed", row.closed)] {
        if at.is_some_and(|at| at > scope.now) {
            return Err(Fault::invalid(field, t("时间在将来", "This is in the future")));
        }
    }
    let action = register.action(ACTION).ok_or_else(|| faults::bug("an import without its action"))?;
    let mut understood = Values::default();
    for (id, value) in &row.values.0 {
        let asked = action.asks.iter().any(|ask| ask.field == id.as_str());
        let Some(field) = register.field(id).filter(|_| asked) else {
            let text = say!("导入不填 {id}", "An import takes no {id}");
            return Err(Fault::invalid(id, text));
        };
        let value = values::understand(scope, field, value.clone())?;
        if !value.is_none() {
            understood = understood.with(id, value);
        }
    }
    let area = row.area.as_deref().map(|area| name("area", area, NAME)).transpose()?;
    Ok(Staged {
        foreign,
        opened: row.opened,
        closed: row.closed,
        values: understood,
        area,
        unmapped: row.unmapped,
    })
}

/// Keeps rows in pieces that a stored value holds.
fn stage(tx: &mut Tx<'_>, import: u64, staged: Vec<Staged>) -> Result<(), Fault> {
    let mut part = 1 + last_part(tx, import)?;
    let (mut piece, mut bytes) = (Vec::new(), 0);
    for row in staged {
        if bytes > PIECE {
            STAGED.put(tx, &(import, part), &StageDisk::Rows(std::mem::take(&mut piece)))?;
            (part, bytes) = (part + 1, 0);
        }
        let texts = row.values.0.iter().map(|(id, value)| id.len() + value.text().map_or(10, str::len));
        bytes += 64 + row.foreign.len() + row.area.as_ref().map_or(0, String::len) + texts.sum::<usize>();
        piece.push(row);
    }
    if !piece.is_empty() {
        STAGED.put(tx, &(import, part), &StageDisk::Rows(piece))?;
    }
    Ok(())
}

fn last_part(reader: &dyn Reader, import: u64) -> Result<u64, Fault> {
    let mut last = 0;
    let range = KeyBuf::new(STAGE.number).u64(import).range();
    STAGED.scan_range(reader, &range, Dir::Down, &mut |(_, part), _| {
        last = part;
        Visit::Stop
    })?;
    Ok(last)
}

/// Marks an import as being made visible; what the answer still lacks is done by [`Desk::finish_imports`] as soon as
/// the mark is on disk.
pub(super) fn finish(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    finish: &ImportFinish,
    out: &mut Outcome,
) -> Result<ImportDone, Fault> {
    let mut import = own(base, tx, finish.import)?;
    if import.phase == Phase::Staging {
        let register = importable(&base.scope(tx), &import.register)?;
        out.topics.insert(Topic::Register(register.info().tag));
        out.topics.insert(Topic::Register(place::TAG));
        import.phase = Phase::Finishing;
        STAGED.put(tx, &(finish.import, 0), &StageDisk::Import(import.clone()))?;
    }
    Ok(ImportDone { added: import.added })
}

impl Desk {
    /// Does what the calls of a group only marked: called by the one writer, after the group is on disk.
    pub(super) fn finish_imports(&self, jobs: &[Job], answers: &mut [Result<Done, Fault>]) {
        use crate::api::{Call, Reply};
        for (job, answer) in jobs.iter().zip(answers) {
            if let (Call::ImportFinish(finish), Ok(done)) = (&job.call, &mut *answer) {
                match self.make_visible(finish.import) {
                    Ok(added) => done.reply = Reply::ImportFinish(ImportDone { added }),
                    Err(fault) => *answer = Err(fault),
                }
            }
        }
    }

    /// Finishes imports that a crash interrupted while they were made visible, and drops the others.
    pub(super) fn settle_imports(&self) -> Result<(), Fault> {
        let now = self.now();
        let mut all = Vec::new();
        self.store.read(|reader| {
            STAGED.scan(reader, Dir::Up, &mut |(id, part), row| {
                if let (0, StageDisk::Import(import)) = (part, row) {
                    all.push((id, import));
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
                Phase::Staging | Phase::Done => self.forget(id)?,
            }
        }
        Ok(())
    }
}
