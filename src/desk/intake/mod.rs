//! Lists of places and people that an office brings in. Each row is tried out over what is on file and what the rows
//! before it would make; what it would do is forgotten again, the row is staged, and done once the list is finished.
//!
//! So a row is judged by the very work that is done later, a dry run says what a real one would, and nothing is in the
//! files before all of it is. How rows wait and become visible is the matter of [`crate::desk::import`].

mod identity;
mod judged;
mod people;
mod places;
mod work;

use crate::api::intake::{
    INTAKE_ROWS, IntakeAnswer, IntakeBegin, IntakeBegun, IntakeDone, IntakeFinish, IntakeOf, IntakeRows,
    Verdict,
};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::fresh::Counts;
use crate::desk::import::{self, Import, Phase, StageDisk, What, bytes_of, last_part};
use crate::desk::job::Outcome;
use crate::desk::rows::By;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{KeyClass, Values, Who};
use crate::domain::value::Value;
use crate::say;
use crate::store::tables::{ENTRY_INDEX, SEARCH_INDEX};
use crate::store::{Batch, Reader, Tx, journal};
use crate::text::clean::clean;
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use work::{Said, Work};

pub(super) use judged::Judged;

/// The registers that rows of either list write to.
const REGISTERS: [&str; 7] = ["place", "occupancy", "note", "person", "relation", "phone", "vehicle"];
/// Characters of one cell that are looked at; a longer one is refused before anything is done with it.
const CELL: usize = 2000;
/// A list whose rows stopped coming is dropped after so long, when the next one begins.
const LEFT_MINUTES: i64 = 60;

/// The column that says why a doubtful row is kept.
const KEEP: &str = "reason_to_keep";
/// Characters of such a reason: those of all rows of a commit stand in its journal entry.
const REASON: usize = 80;

/// A row that waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    row: u32,
    values: Values,
}

/// What the rows of the lists under way would make. Lost with the process, and so are the lists.
pub(super) type Trials = Mutex<HashMap<u64, Trial>>;

/// What the rows of one list would make.
pub(super) struct Trial {
    staff: StaffId,
    /// The last part that was staged when this was kept: another one in the store means that a commit failed.
    part: u64,
    made: Batch,
    said: Said,
    counts: Counts,
    added: u64,
    changed: u64,
    /// What each staged row came to; none when one of them came to more than entries.
    rows: Option<Vec<judged::Row>>,
    /// When it began, and the last entry of the journal before.
    begun: At,
    since: u64,
    /// The last entry of the journal when its last rows came.
    seen: u64,
    /// When its last rows came.
    used: At,
}

/// What came of one row.
struct Taken {
    verdict: Verdict,
    changes: Batch,
    said: Said,
    warnings: Vec<Say>,
}

fn of(import: &Import) -> Result<(IntakeOf, bool), Fault> {
    match import.what {
        What::Intake { of, dry } => Ok((of, dry)),
        What::Entries(_) => Err(import::gone("intake")),
    }
}

/// Begins an intake; one that the same person left unfinished is dropped.
pub(super) fn begin(
    trials: &Trials,
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    begin: &IntakeBegin,
) -> Result<IntakeBegun, Fault> {
    let what = What::Intake { of: begin.of, dry: begin.dry };
    let intake = import::start(base, tx, what, &begin.source)?;
    let mut trials = trials.lock().unwrap_or_else(PoisonError::into_inner);
    let staff = base.who.staff;
    // Nobody comes back to a list that was left so long; it would lie in memory for as long as the server runs.
    let left = |trial: &Trial| trial.staff == staff || trial.used.minutes_to(base.now) > LEFT_MINUTES;
    for (left, _) in trials.extract_if(|_, trial| left(trial)) {
        import::forget(tx, left)?;
    }
    let since = journal::last(tx)?;
    let trial = Trial {
        staff,
        part: 0,
        made: Batch::default(),
        said: Said::default(),
        counts: Counts::tried(),
        added: 0,
        changed: 0,
        rows: (!begin.dry).then(Vec::new),
        begun: base.now,
        since,
        seen: since,
        used: base.now,
    };
    trials.insert(intake, trial);
    Ok(IntakeBegun { intake })
}

/// Says what becomes of rows, and stages them.
pub(super) fn rows(
    trials: &Trials,
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    asked: &IntakeRows,
) -> Result<IntakeAnswer, Fault> {
    if asked.rows.len() > INTAKE_ROWS {
        let text = say!("一次最多 {INTAKE_ROWS} 行", "At most {INTAKE_ROWS} rows at a time");
        return Err(Fault::new(FaultKind::TooLarge, text).at("rows"));
    }
    let (of, dry) = of(&import::own_open(base, tx, asked.intake, "intake")?)?;
    let part = last_part(tx, asked.intake)?;
    // Taken out until all is well: after a failure nobody knows what it stands for.
    let trial = trials.lock().unwrap_or_else(PoisonError::into_inner).remove(&asked.intake);
    let mut trial = trial.filter(|trial| trial.part == part).ok_or_else(|| import::gone("intake"))?;
    // Somebody may have set another zone since the rows before.
    trial.counts.zone.take();
    let seen = journal::last(tx)?;
    if trial.seen != seen {
        trial.counts.rooms.take();
        trial.seen = seen;
    }
    let mut answer = IntakeAnswer::default();
    let mut lines = Vec::new();
    // Who brings a list in may do with it what each register leaves to other posts.
    let who = Who { posts: Posts::ALL, ..base.who.clone() };
    for row in &asked.rows {
        let line = Line { row: row.row, values: row.values.clone() };
        let trying = Base { who: &who, reasoned: false, counts: Some(&trial.counts), ..*base };
        let verdict = match take(&trying, tx, &trial.made, Some(&trial.said), of, &line) {
            Err(fault) if matches!(fault.kind, FaultKind::Bug | FaultKind::DiskFull) => return Err(fault),
            Err(fault) => Verdict::Refused(fault),
            Ok(Taken { verdict, changes, said, warnings }) => {
                trial.rows = judged::and(trial.rows.take(), row.row, &verdict, &changes)?;
                trial.made.merge(changes);
                trial.said.extend(said);
                answer.warnings.extend(warnings.into_iter().map(|said| (row.row, said)));
                match verdict {
                    Verdict::Added => trial.added += 1,
                    Verdict::Changed(_) => trial.changed += 1,
                    Verdict::Same | Verdict::Refused(_) => {}
                }
                if verdict != Verdict::Same && !dry {
                    lines.push(line);
                }
                verdict
            }
        };
        answer.verdicts.push((row.row, verdict));
    }
    import::stage(tx, asked.intake, lines, |line| 16 + bytes_of(&line.values), StageDisk::Lines)?;
    trial.part = last_part(tx, asked.intake)?;
    trial.used = base.now;
    trials.lock().unwrap_or_else(PoisonError::into_inner).insert(asked.intake, trial);
    Ok(answer)
}

/// Marks an intake as being made visible, or ends a dry one; what the answer still lacks is done by
/// [`Desk::finish_imports`](crate::desk::Desk) as soon as the mark is on disk.
pub(super) fn finish(
    trials: &Trials,
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    finish: &IntakeFinish,
    out: &mut Outcome,
) -> Result<IntakeDone, Fault> {
    let mut import = import::own(base, tx, finish.intake, "intake")?;
    let (_, dry) = of(&import)?;
    let mut trials = trials.lock().unwrap_or_else(PoisonError::into_inner);
    if import.phase == Phase::Staging {
        let trial = trials.get(&finish.intake).ok_or_else(|| import::gone("intake"))?;
        if dry {
            (import.added, import.changed) = (trial.added, trial.changed);
            import.phase = Phase::Done;
            trials.remove(&finish.intake);
        } else {
            let tags = REGISTERS.into_iter().filter_map(|id| base.registers.by_id(id));
            out.topics.extend(tags.map(|register| Topic::Register(register.info().tag)));
            import.phase = Phase::Finishing;
        }
        import::put(tx, finish.intake, import.clone())?;
    }
    Ok(IntakeDone { added: import.added, changed: import.changed, refused: import.refused })
}

/// Does what staged rows say: as they were judged, as long as that counts. Else a row that somebody made impossible
/// meanwhile is counted and left out.
pub(super) fn enter(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    import: &mut Import,
    of: IntakeOf,
    lines: &[Line],
    mut judged: Option<&mut Judged>,
) -> Result<(), Fault> {
    let nothing = Batch::default();
    for line in lines {
        if let Some(judged) = judged.as_deref_mut()
            && let Some(added) = judged.enter(base, tx, line.row)?
        {
            if added {
                import.added += 1;
            } else {
                import.changed += 1;
            }
            continue;
        }
        match take(base, tx, &nothing, None, of, line) {
            Err(fault) if matches!(fault.kind, FaultKind::Bug | FaultKind::DiskFull) => return Err(fault),
            Err(fault) => {
                tracing::warn!(row = line.row, %fault, "a row of an intake could no longer be taken");
                import.refused += 1;
            }
            Ok(taken) => {
                tx.adopt(taken.changes);
                match taken.verdict {
                    Verdict::Added => import.added += 1,
                    Verdict::Changed(_) => import.changed += 1,
                    Verdict::Same | Verdict::Refused(_) => {}
                }
            }
        }
    }
    Ok(())
}

/// What one row comes to over what was made before it and what the store holds. Without what was `said` before, it was
/// judged already and is not compared again.
fn take(
    base: &Base<'_>,
    reader: &dyn Reader,
    made: &Batch,
    said: Option<&Said>,
    of: IntakeOf,
    line: &Line,
) -> Result<Taken, Fault> {
    for (column, value) in &line.values.0 {
        let too_long = |text: &str| text.chars().nth(CELL).is_some();
        let list = if let Value::List(list) = value { list.as_slice() } else { &[] };
        if value.text().is_some_and(too_long) || list.iter().any(|text| too_long(text)) || list.len() > CELL {
            let text = say!("最多 {CELL} 个字", "At most {CELL} characters");
            return Err(Fault::new(FaultKind::TooLarge, text).at(column));
        }
    }
    let mut values = line.values.clone();
    values.0.remove(KEEP);
    let reasoned = base.reasoned || reason(line)?.is_some();
    let base = &Base { reasoned, ..*base };
    // What is judged is done later; until then only what further rows look up is remembered of it.
    let keeps: fn(&[u8]) -> bool = if said.is_some() { looked_up } else { |_| true };
    let mut tx = Tx::trial(made, reader).keeping(keeps);
    let mut work = Work::new(base, &mut tx, said, line.row);
    match of {
        IntakeOf::Places => places::take(&mut work, &values)?,
        IntakeOf::People => people::take(&mut work, &values)?,
    }
    let (verdict, said, warnings) = work.end();
    Ok(Taken { verdict, said, warnings, changes: tx.into_changes() })
}

/// Why what is doubtful in a row is kept all the same.
fn reason(line: &Line) -> Result<Option<String>, Fault> {
    let reason = clean(line.values.get(KEEP).text().unwrap_or_default(), CELL, false);
    if reason.chars().count() > REASON {
        let text = say!("最多 {REASON} 个字", "At most {REASON} characters");
        return Err(Fault::new(FaultKind::TooLarge, text).at(KEEP));
    }
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}

/// What the journal says of rows that were kept with a reason: the reasons, each with its rows; none when none was.
pub(super) fn reasons(lines: &[Line]) -> Option<String> {
    let mut by: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for line in lines {
        if let Ok(Some(reason)) = reason(line) {
            by.entry(reason).or_default().insert(line.row);
        }
    }
    let said = by.into_iter().map(|(reason, rows)| {
        let rows = rows.into_iter().map(|row| row.to_string()).collect::<Vec<_>>().join(",");
        format!("{reason} ({rows})")
    });
    Some(said.collect::<Vec<_>>().join("; ")).filter(|said| !said.is_empty())
}

/// Whether rules and later rows look a key up: the others, which are most, are not kept in memory.
fn looked_up(key: &[u8]) -> bool {
    const LISTS: [By; 5] = [By::State, By::Time, By::Due, By::Number, By::Sort];
    const WORDS: [KeyClass; 2] = [KeyClass::Pinyin, KeyClass::Number];
    match key {
        [table, by, ..] if *table == ENTRY_INDEX.number => !LISTS.iter().any(|list| *list as u8 == *by),
        [table, class, ..] if *table == SEARCH_INDEX.number => {
            !WORDS.iter().any(|word| *word as u8 == *class)
        }
        _ => true,
    }
}
