//! The office's own upkeep as calls: reading the journal, checking the store, exporting everything.

use crate::api::entry::{Journal, JournalLine, JournalPage};
use crate::api::office::{ExportLines, ExportPart, Verified};
use crate::desk::Desk;
use crate::desk::derived::derived;
use crate::desk::handover;
use crate::desk::indexes::Indexes;
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::desk::{privacy, rows};
use crate::domain::fault::Fault;
use crate::domain::moment::At;
use crate::domain::register::{Look, Registers, Who};
use crate::store::tables;
use crate::store::{JournalEntry, Outcome, Store, export_part, hex, journal as book, verify};
use crate::text::lang::{Lang, Say};

/// Lines of a page when the caller does not say, and at the most.
const LINES: usize = 100;
const LINES_MAX: usize = 1_000;

/// A page of the journal, oldest first.
pub(super) fn journal(scope: &Scope<'_>, asked: &Journal) -> Result<JournalPage, Fault> {
    let limit = match usize::from(asked.limit) {
        0 => LINES,
        limit => limit.min(LINES_MAX),
    };
    let mut names = Names::default();
    let mut page = JournalPage { last: book::last(scope.reader)?, ..JournalPage::default() };
    for (entry, hash) in book::read_hashed(scope.reader, asked.from.max(1), limit)? {
        page.lines.push(line(scope, entry, &hash, &mut names)?);
    }
    Ok(page)
}

fn line(
    scope: &Scope<'_>,
    entry: JournalEntry,
    hash: &[u8],
    names: &mut Names,
) -> Result<JournalLine, Fault> {
    let mut entries = Vec::new();
    for change in &entry.changes {
        let seen = privacy::seen_in(&change.key)?;
        if let Some(at) = seen.or(rows::entry_if_key(&change.key)?) {
            entries.push(scope.head(at)?.map_or_else(|| at.to_string(), |head| head.number));
        } else if let Some(said) = privacy::export_in(scope, change)? {
            entries.push(said);
        } else {
            // Lines, watches and settings have no number of their own.
            entries.push(tables::name_of(&change.key));
        }
    }
    Ok(JournalLine {
        seq: entry.seq,
        at: At(entry.at),
        staff: entry.staff,
        who: names.of(scope, "staff", entry.staff)?,
        desk: entry.desk,
        call: entry.call,
        outcome: match entry.outcome {
            Outcome::Done => "done".to_owned(),
            Outcome::Refused(kind) => kind,
            Outcome::Erased => "erased".to_owned(),
        },
        note: entry.note,
        entries,
        hash: hex::encode(hash),
    })
}

/// What the check of a whole store finds: the store's own, then what is worked out from it.
pub fn verified(store: &Store, registers: &Registers, now: At, lang: Lang) -> Verified {
    let wanting = |said: Say| Verified { findings: vec![said.get(lang).to_owned()], ..Verified::default() };
    let report = match verify(store, &Indexes(registers)) {
        Ok(report) => report,
        Err(error) => return wanting(error.say()),
    };
    let checked = store.read(handover::check_chain).and_then(|mut wrong| {
        wrong.extend(derived(store, registers, now)?);
        Ok(wrong)
    });
    let findings = match checked {
        Ok(found) => found.iter().map(|said| said.get(lang).to_owned()).collect(),
        Err(fault) => return wanting(fault.text),
    };
    Verified {
        entries: report.entries,
        records: report.records,
        digest: hex::encode(&report.digest),
        findings,
    }
}

impl Desk {
    /// What the check of the whole store found.
    pub(super) fn verified(&self, who: &Who) -> Verified {
        verified(&self.store, &self.registers, self.now(), who.lang)
    }

    /// A stretch of the export.
    pub(super) fn exported(&self, asked: &ExportLines) -> Result<ExportPart, Fault> {
        let part = export_part(&self.store, asked.from, asked.upto)?;
        Ok(ExportPart { lines: part.lines, next: part.next, upto: part.upto })
    }
}
