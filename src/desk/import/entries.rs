//! A register's own foreign list: rows are understood, those already there under their foreign number are left out, and
//! the others are staged.

use super::{Import, NAME, Phase, StageDisk, What, bytes_of, name, own, own_open, put, stage, start};
use crate::api::office::{
    IMPORT_ROWS, ImportAnswer, ImportBegin, ImportBegun, ImportDone, ImportFinish, ImportRow, ImportRows,
};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::faults;
use crate::desk::job::Outcome;
use crate::desk::rows::{self, By, CLOSED_AT, index};
use crate::desk::scope::Scope;
use crate::desk::values;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::moment::At;
use crate::domain::place;
use crate::domain::register::{AnyRegister, Values};
use crate::say;
use crate::store::{Dir, Reader, Tx};
use crate::text::lang::t;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The action that a register needs to take imports.
pub(super) const ACTION: &str = "import";
/// The state of what came in closed.
pub(super) const CLOSED: &str = "closed";
/// Characters of a foreign number.
const NUMBER: usize = 80;

/// A row that was understood.
#[derive(Serialize, Deserialize)]
pub(in crate::desk) struct Staged {
    pub(super) foreign: String,
    pub(super) opened: At,
    pub(super) closed: Option<At>,
    pub(super) values: Values,
    pub(super) area: Option<String>,
    pub(super) unmapped: bool,
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

/// Begins an import.
pub(in crate::desk) fn begin(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    begin: &ImportBegin,
) -> Result<ImportBegun, Fault> {
    importable(&base.scope(tx), &begin.register)?;
    Ok(ImportBegun { import: start(base, tx, What::Entries(begin.register.clone()), &begin.source)? })
}

/// The register of a list of entries.
pub(super) fn register_of(import: &Import) -> Result<&str, Fault> {
    match &import.what {
        What::Entries(register) => Ok(register),
        What::Intake { .. } => Err(super::gone("import")),
    }
}

/// Checks rows, and stages the new ones unless only a check is wanted.
pub(in crate::desk) fn rows(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    asked: &ImportRows,
) -> Result<ImportAnswer, Fault> {
    if asked.rows.len() > IMPORT_ROWS {
        let text = say!("一次最多 {IMPORT_ROWS} 行", "At most {IMPORT_ROWS} rows at a time");
        return Err(Fault::new(FaultKind::TooLarge, text).at("rows"));
    }
    let mut answer = ImportAnswer::default();
    let mut staged = Vec::new();
    let (register, source) = if asked.dry {
        (asked.register.clone(), name("source", &asked.source, NAME)?)
    } else {
        let import = own_open(base, tx, asked.import, "import")?;
        (register_of(&import)?.to_owned(), import.source)
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
        stage(tx, asked.import, staged, bytes, StageDisk::Rows)?;
    }
    Ok(answer)
}

/// Whether a foreign number of this source is there already.
pub(super) fn known(
    reader: &dyn Reader,
    register: &dyn AnyRegister,
    source: &str,
    foreign: &str,
) -> Result<bool, Fault> {
    let key = index(By::Foreign).u16(register.info().tag).str(&full_number(source, foreign));
    Ok(!rows::entries_in(reader, &key.range(), Dir::Up, 1)?.is_empty())
}

pub(super) fn full_number(source: &str, foreign: &str) -> String {
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

fn bytes(row: &Staged) -> usize {
    64 + row.foreign.len() + row.area.as_ref().map_or(0, String::len) + bytes_of(&row.values)
}

/// Marks an import as being made visible; what the answer still lacks is done by
/// [`Desk::finish_imports`](crate::desk::Desk) as soon as the mark is on disk.
pub(in crate::desk) fn finish(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    finish: &ImportFinish,
    out: &mut Outcome,
) -> Result<ImportDone, Fault> {
    let mut import = own(base, tx, finish.import, "import")?;
    let added = import.added;
    if import.phase == Phase::Staging {
        let register = importable(&base.scope(tx), register_of(&import)?)?;
        out.topics.insert(Topic::Register(register.info().tag));
        out.topics.insert(Topic::Register(place::TAG));
        import.phase = Phase::Finishing;
        put(tx, finish.import, import)?;
    }
    Ok(ImportDone { added })
}
