//! Takes an office's own list of places or people: rows are read, handed to the desk in pieces, and become visible
//! together at the end, or not at all.

use super::rows::{ask, other_question};
use crate::api::call::Typed;
use crate::api::intake::{INTAKE_ROWS, IntakeBegin, IntakeFinish, IntakeOf, IntakeRow, IntakeRows, Verdict};
use crate::api::{Call, Reply};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::register::Values;
use crate::paper::book::columns::{List, REASON_TO_KEEP};
use crate::paper::book::{Opened, Row, Rows};
use crate::say;
use crate::text::lang::{Say, t};
use crate::wire::Client;
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

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
pub trait Desk {
    /// Asks a call and waits for its answer.
    ///
    /// # Errors
    /// The desk's fault.
    fn ask(&mut self, call: Call) -> Result<Reply, Fault>;

    /// Asks calls in a row; further ones may be asked before the first are answered. `answered` is told the replies, in
    /// the same order.
    ///
    /// # Errors
    /// The desk's fault, and those of `answered`.
    fn ask_in_a_row(
        &mut self,
        next: &mut dyn FnMut() -> Option<Call>,
        answered: &mut dyn FnMut(Reply) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        while let Some(call) = next() {
            answered(self.ask(call)?)?;
        }
        Ok(())
    }
}

impl<F: FnMut(Call) -> Result<Reply, Fault>> Desk for F {
    fn ask(&mut self, call: Call) -> Result<Reply, Fault> {
        self(call)
    }
}

impl Desk for Client {
    fn ask(&mut self, call: Call) -> Result<Reply, Fault> {
        self.call_raw(call, None)
    }

    fn ask_in_a_row(
        &mut self,
        next: &mut dyn FnMut() -> Option<Call>,
        answered: &mut dyn FnMut(Reply) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.call_in_a_row(next, answered)
    }
}

/// Takes a list. `source` is what it is called, `progress` is told how many rows are done.
///
/// # Errors
/// When the desk refuses the list as a whole. Nothing of it is there then.
pub fn take_list(
    opened: &Opened,
    source: &str,
    dry: bool,
    desk: &mut dyn Desk,
    progress: &mut dyn FnMut(u64),
) -> Result<Taken, Fault> {
    let of = match opened.map.list {
        List::Places => IntakeOf::Places,
        List::People => IntakeOf::People,
    };
    let mut call = |call| desk.ask(call);
    let intake = ask(&mut call, IntakeBegin { of, source: source.to_owned(), dry })?.intake;
    let taking = RefCell::new(Taking::new(intake, opened.map.list));
    let mut rows = Rows::new(&opened.table, &opened.columns, &opened.map);
    let mut left = opened.table.rows.iter();
    let mut waiting = usize::MAX;
    loop {
        desk.ask_in_a_row(&mut || taking.borrow_mut().next(&mut rows, &mut left), &mut |reply| {
            let rows = taking.borrow_mut().answered(reply)?;
            progress(rows);
            Ok(())
        })?;
        // What a later row brings may let in one that was refused before: they are judged again until nothing comes of it.
        let mut taking = taking.borrow_mut();
        if taking.refused.is_empty() || taking.refused.len() >= waiting {
            break;
        }
        waiting = taking.refused.len();
        taking.again();
    }
    let mut taking = taking.into_inner();
    progress(taking.sum.rows);
    let mut call = |call| desk.ask(call);
    let done = ask(&mut call, IntakeFinish { intake })?;
    taking.refuse();
    taking.sum.refused = u64::try_from(taking.refusals.len()).unwrap_or(u64::MAX);
    taking.sum.overtaken = done.refused;
    Ok(Taken { sum: taking.sum, refusals: taking.refusals, warnings: taking.warnings })
}

struct Taking {
    intake: u64,
    list: List,
    /// Rows that were read and not yet handed over.
    piece: Vec<IntakeRow>,
    asked: VecDeque<Asked>,
    /// Rows that the desk refused, each with why.
    refused: Vec<(IntakeRow, Say)>,
    sum: ListSummary,
    /// Why lines were refused, for those of which nothing more can come.
    refusals: Remarks,
    warnings: Remarks,
}

/// What was handed over and not yet answered.
struct Asked {
    /// Its rows.
    rows: Vec<IntakeRow>,
    /// How many rows of the list had been read by then.
    read: u64,
}

impl Taking {
    fn new(intake: u64, list: List) -> Self {
        Self {
            intake,
            list,
            piece: Vec::with_capacity(INTAKE_ROWS),
            asked: VecDeque::new(),
            refused: Vec::new(),
            sum: ListSummary::default(),
            refusals: Remarks::new(),
            warnings: Remarks::new(),
        }
    }

    /// Reads on and hands rows over, as many as one call takes; none when none is left.
    fn next<'r>(&mut self, rows: &mut Rows<'_>, left: &mut impl Iterator<Item = &'r Row>) -> Option<Call> {
        while self.piece.len() < INTAKE_ROWS
            && let Some(row) = left.next()
        {
            self.sum.rows += 1;
            match rows.read(row) {
                Ok(all) if all.is_empty() => self.sum.nobody += 1,
                Ok(all) => {
                    self.piece.extend(all.into_iter().map(|values| IntakeRow { row: row.line, values }));
                }
                Err(why) => self.refusals.entry(row.line).or_default().push(why),
            }
        }
        if self.piece.is_empty() {
            return None;
        }
        let rows: Vec<IntakeRow> = self.piece.drain(..self.piece.len().min(INTAKE_ROWS)).collect();
        self.asked.push_back(Asked { rows: rows.clone(), read: self.sum.rows });
        Some(IntakeRows { intake: self.intake, rows }.wrap())
    }

    /// Takes the answer to what was handed over first; how many rows of the list are done.
    fn answered(&mut self, reply: Reply) -> Result<u64, Fault> {
        let (Some(answer), Some(asked)) = (IntakeRows::unwrap_reply(reply), self.asked.pop_front()) else {
            return Err(other_question());
        };
        for ((_, verdict), row) in answer.verdicts.into_iter().zip(asked.rows) {
            match verdict {
                Verdict::Added => self.sum.added += 1,
                Verdict::Changed(_) => self.sum.changed += 1,
                Verdict::Same => self.sum.same += 1,
                Verdict::Refused(fault) => {
                    let why = self.reason(&fault, &name(&row.values));
                    self.refused.push((row, why));
                }
            }
        }
        for (line, odd) in answer.warnings {
            let said = self.warnings.entry(line).or_default();
            if !said.contains(&odd) {
                said.push(odd);
            }
        }
        Ok(asked.read)
    }

    /// Hands what was refused over once more.
    fn again(&mut self) {
        self.piece.extend(self.refused.drain(..).map(|(row, _)| row));
    }

    /// Nothing more will come of what is refused now.
    fn refuse(&mut self) {
        for (row, why) in self.refused.drain(..) {
            self.refusals.entry(row.row).or_default().push(why);
        }
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
