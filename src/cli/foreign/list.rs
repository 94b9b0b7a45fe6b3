//! Takes an office's own list of places or people: rows are read, handed to the desk in pieces, and become visible
//! together at the end, or not at all.

use super::rows::ask;
use crate::api::intake::{INTAKE_ROWS, IntakeBegin, IntakeFinish, IntakeOf, IntakeRow, IntakeRows, Verdict};
use crate::api::{Call, Reply};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::register::Values;
use crate::paper::book::columns::{List, REASON_TO_KEEP};
use crate::paper::book::{Opened, Rows};
use crate::say;
use crate::text::lang::{Say, t};
use std::collections::BTreeMap;

/// What became of a list, or would become of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListSummary {
    /// Rows read.
    pub rows: u64,
    /// Places or people that are new.
    pub added: u64,
    /// On file, and changed by the list.
    pub changed: u64,
    /// On file just so.
    pub same: u64,
    /// Rows about nobody: a vacant room in a list of people.
    pub nobody: u64,
    /// Rows of which something was refused.
    pub refused: u64,
    /// Places or people that were right when they were checked and no longer are: somebody changed the files meanwhile.
    pub overtaken: u64,
}

/// What is said of rows, by their line.
pub type Remarks = BTreeMap<u32, Vec<Say>>;

/// A list that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many of which.
    pub sum: ListSummary,
    /// Why rows were refused.
    pub refusals: Remarks,
    /// What is odd about rows that were let in all the same.
    pub warnings: Remarks,
}

/// Asks the desk.
type Desk<'a> = &'a mut dyn FnMut(Call) -> Result<Reply, Fault>;

/// Takes a list. `source` is what it is called, `call` asks the desk, `progress` is told how many rows are done.
///
/// # Errors
/// When the desk refuses the list as a whole. Nothing of it is there then.
pub fn take_list(
    opened: &Opened,
    source: &str,
    dry: bool,
    call: Desk<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Taken, Fault> {
    let of = match opened.map.list {
        List::Places => IntakeOf::Places,
        List::People => IntakeOf::People,
    };
    let intake = ask(call, IntakeBegin { of, source: source.to_owned(), dry })?.intake;
    let mut taking = Taking::new(intake, opened.map.list);
    let mut rows = Rows::new(&opened.table, &opened.columns, &opened.map);
    for row in &opened.table.rows {
        taking.sum.rows += 1;
        match rows.read(row) {
            Ok(all) if all.is_empty() => taking.sum.nobody += 1,
            Ok(all) => {
                for values in all {
                    taking.piece.push(IntakeRow { row: row.line, values });
                }
            }
            Err(why) => taking.refusals.entry(row.line).or_default().push(why),
        }
        while taking.piece.len() >= INTAKE_ROWS {
            taking.hand_over(call)?;
            progress(taking.sum.rows);
        }
    }
    if !taking.piece.is_empty() {
        taking.hand_over(call)?;
    }
    progress(taking.sum.rows);
    let done = ask(call, IntakeFinish { intake })?;
    taking.sum.refused = u64::try_from(taking.refusals.len()).unwrap_or(u64::MAX);
    taking.sum.overtaken = done.refused;
    Ok(Taken { sum: taking.sum, refusals: taking.refusals, warnings: taking.warnings })
}

struct Taking {
    intake: u64,
    list: List,
    piece: Vec<IntakeRow>,
    sum: ListSummary,
    refusals: Remarks,
    warnings: Remarks,
}

impl Taking {
    fn new(intake: u64, list: List) -> Self {
        let (refusals, warnings) = (Remarks::new(), Remarks::new());
        Self {
            intake,
            list,
            piece: Vec::with_capacity(INTAKE_ROWS),
            sum: ListSummary::default(),
            refusals,
            warnings,
        }
    }

    /// Hands the first rows to the desk, as many as one call takes.
    fn hand_over(&mut self, call: Desk<'_>) -> Result<(), Fault> {
        let rows: Vec<IntakeRow> = self.piece.drain(..self.piece.len().min(INTAKE_ROWS)).collect();
        let names: Vec<String> = rows.iter().map(|row| name(&row.values)).collect();
        let answer = ask(call, IntakeRows { intake: self.intake, rows })?;
        for ((line, verdict), name) in answer.verdicts.into_iter().zip(names) {
            match verdict {
                Verdict::Added => self.sum.added += 1,
                Verdict::Changed(_) => self.sum.changed += 1,
                Verdict::Same => self.sum.same += 1,
                Verdict::Refused(fault) => {
                    let why = self.reason(&fault, &name);
                    self.refusals.entry(line).or_default().push(why);
                }
            }
        }
        for (line, odd) in answer.warnings {
            self.warnings.entry(line).or_default().push(odd);
        }
        Ok(())
    }

    /// What the desk says, with whom and which column it is about.
    fn reason(&self, fault: &Fault, name: &str) -> Say {
        let field = match fault.field.as_deref() {
            Some("code" | "place") => Some("room"),
            other => other,
        };
        let label =
            field.and_then(|field| self.list.meaning(field)).map_or(t("", ""), |meaning| meaning.label);
        let keep = match (fault.kind, self.list.meaning(REASON_TO_KEEP)) {
            (FaultKind::Overridable, Some(keep)) => {
                let (zh, en) = (keep.label.zh, keep.label.en);
                say!(
                    "（若属实，在“{zh}”列写明原因后再导入）",
                    " (if it is right, say why in the column “{en}” and import again)"
                )
            }
            _ => Say::default(),
        };
        let written = |label: &str, text: &str, colon: &str| {
            let parts = [name, label].into_iter().filter(|part| !part.is_empty());
            let about = parts.collect::<Vec<_>>().join(" ");
            if about.is_empty() { text.to_owned() } else { format!("{about}{colon}{text}") }
        };
        let mut said =
            Say { zh: written(label.zh, &fault.text.zh, "："), en: written(label.en, &fault.text.en, ": ") };
        said.zh.push_str(&keep.zh);
        said.en.push_str(&keep.en);
        said
    }
}

/// Whom a row is about: in a list of people a row may name several.
fn name(values: &Values) -> String {
    values.get("name").text().unwrap_or_default().to_owned()
}
