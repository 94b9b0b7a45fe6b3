//! Texts of handovers in one chain over all desks, each with the hash of the one before: every signed revision, what
//! whoever took over put to it, what was added later, and the closing. A changed byte shows, and so does a cut-off end.
//! What the texts say is [`signed`](super::signed)'s business.

use super::{WATCHES, bare};
use crate::domain::fault::Fault;
use crate::domain::handover::{Watch, WatchDisk, WatchState};
use crate::say;
use crate::store::table::scan_index;
use crate::store::tables::{DOCUMENT, LOG_INDEX};
use crate::store::{Dir, KeyBuf, KeyReader, Reader, StoreError, Table, Tx, Visit, hex};
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Bytes of text in one row; a longer one goes on in the rows behind it.
const ROW: usize = 48 * 1024;
/// Where the head of the chain stands, before its first row.
const HEAD: u64 = 0;

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Form {
    /// A revision of the document, as it was signed.
    Revision,
    /// What whoever took over read, counted, reserved and signed; or how the desk was sealed.
    Taken,
    /// What was added after custody had moved.
    Added,
    /// The end of the time for late entries.
    Closed,
    /// All in one, as earlier versions wrote it when the time for late entries was over.
    Whole,
}

/// A row on disk.
#[derive(Serialize, Deserialize)]
enum DocumentDisk {
    V1 {
        /// The watch.
        watch: u64,
        /// The document as JSON, exactly as it was hashed.
        text: String,
        /// The hash of the document closed before.
        before: [u8; 32],
        /// SHA-256 of `before` and `text`.
        hash: [u8; 32],
    },
    V2(Kept),
    /// The text of the row before goes on.
    More(String),
    /// How far the chain goes: its last row, and the hash of its last text.
    Head {
        rows: u64,
        hash: [u8; 32],
    },
}

/// A text of the chain.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The watch it is about.
    pub(super) watch: u64,
    /// The revision it is about.
    pub(super) revision: u32,
    /// What it is.
    pub(super) form: Form,
    /// JSON, exactly as it was hashed.
    pub(super) text: String,
    /// The hash of the text before it in the chain.
    pub(super) before: [u8; 32],
    /// SHA-256 of `before` and `text`.
    pub(super) hash: [u8; 32],
}

/// In the order of writing.
const DOCUMENTS: Table<u64, DocumentDisk> = Table::new(
    &DOCUMENT,
    &[|number, row| match row {
        DocumentDisk::V2(kept) => vec![text_index(kept.watch).u64(*number)],
        // Rows of earlier versions are found by looking through them.
        _ => Vec::new(),
    }],
);

/// Texts of a watch.
fn text_index(watch: u64) -> KeyBuf {
    super::of_log(30).u64(watch)
}

/// The index keys of a stored row, for verification and import.
pub(super) fn index_keys(key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
    DOCUMENTS.index_keys_of_bytes(key, value)
}

/// Puts a text behind the last one, and gives its hash.
pub(super) fn add(
    tx: &mut Tx<'_>,
    watch: u64,
    revision: u32,
    form: Form,
    text: &str,
) -> Result<[u8; 32], Fault> {
    let last = DOCUMENTS.last_key(tx)?.unwrap_or(HEAD);
    let before = match DOCUMENTS.get(tx, &HEAD)? {
        Some(DocumentDisk::Head { hash, .. }) => hash,
        // An office of an earlier version: its chain had no head.
        _ => match DOCUMENTS.get(tx, &last)? {
            Some(DocumentDisk::V1 { hash, .. }) => hash,
            _ => [0; 32],
        },
    };
    let hash = link(&before, text);
    let mut parts = parts(text);
    let first = parts.next().unwrap_or_default().to_owned();
    let more: Vec<String> = parts.map(str::to_owned).collect();
    let rows = last + 1 + more.len() as u64;
    let kept = Kept { watch, revision, form, text: first, before, hash };
    DOCUMENTS.put(tx, &(last + 1), &DocumentDisk::V2(kept))?;
    for (number, text) in (last + 2..).zip(more) {
        DOCUMENTS.put(tx, &number, &DocumentDisk::More(text))?;
    }
    DOCUMENTS.put(tx, &HEAD, &DocumentDisk::Head { rows, hash })?;
    Ok(hash)
}

/// A text in pieces that fit into a row.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = rest.len().min(ROW);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (part, behind) = rest.split_at(end);
        rest = behind;
        (!part.is_empty()).then_some(part)
    })
}

fn link(before: &[u8; 32], text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(text.as_bytes());
    hash.finalize().into()
}

/// The texts of a watch, in the order of writing.
pub(super) fn texts(reader: &dyn Reader, watch: u64) -> Result<Vec<Kept>, Fault> {
    let mut numbers = Vec::new();
    scan_index(reader, &text_index(watch).range(), Dir::Up, &mut |key, _| {
        numbers.push(number_of(key));
        Visit::More
    })?;
    let mut found = Vec::new();
    for number in numbers {
        let number = number?;
        if let Some(DocumentDisk::V2(kept)) = DOCUMENTS.get(reader, &number)? {
            found.push(whole(reader, number, kept)?);
        }
    }
    if found.is_empty() {
        found.extend(whole_of(reader, watch)?);
    }
    Ok(found)
}

fn number_of(key: &[u8]) -> Result<u64, StoreError> {
    let mut reader = KeyReader::new(LOG_INDEX.number, key)?;
    let (_, _watch) = (reader.u8()?, reader.u64()?);
    reader.u64()
}

/// A text with the rows in which it goes on.
fn whole(reader: &dyn Reader, number: u64, mut kept: Kept) -> Result<Kept, Fault> {
    let mut next = number + 1;
    while let Some(DocumentDisk::More(text)) = DOCUMENTS.get(reader, &next)? {
        kept.text.push_str(&text);
        next += 1;
    }
    Ok(kept)
}

/// The document of a watch that an earlier version closed.
fn whole_of(reader: &dyn Reader, watch: u64) -> Result<Option<Kept>, Fault> {
    let mut found = None;
    DOCUMENTS.scan(reader, Dir::Up, &mut |_, row| match row {
        DocumentDisk::V1 { watch: of, text, before, hash } => {
            if of == watch {
                found = Some(Kept { watch, revision: 0, form: Form::Whole, text, before, hash });
            }
            if found.is_some() { Visit::Stop } else { Visit::More }
        }
        DocumentDisk::Head { .. } => Visit::More,
        // Behind the first row of today there is none of an earlier version.
        _ => Visit::Stop,
    })?;
    Ok(found)
}

/// Hash and hash before of what was last signed of a watch, in hex.
pub(super) fn hashes(texts: &[Kept]) -> Option<(String, String)> {
    let signed = |kept: &&Kept| matches!(kept.form, Form::Taken | Form::Whole);
    let kept = texts.iter().rev().find(signed)?;
    Some((hex::encode(&kept.hash), hex::encode(&kept.before)))
}

/// A text with the number of its first row.
struct Numbered {
    number: u64,
    kept: Kept,
}

/// What the check reads of a text.
#[derive(Deserialize)]
struct Named {
    watch: u64,
    #[serde(default)]
    revision: u32,
    #[serde(default)]
    form: Option<Form>,
    #[serde(default)]
    cut_seq: Option<u64>,
}

/// Proves the chain: the first text that is not what was written, a gap, an end that was cut off, a text under
/// another watch, a watch that is over without its text. In words.
pub(in crate::desk) fn check(reader: &dyn Reader) -> Result<Vec<Say>, Fault> {
    let mut check = Check::default();
    let read = DOCUMENTS.scan(reader, Dir::Up, &mut |number, row| {
        check.row(number, row);
        if check.wrong.is_empty() { Visit::More } else { Visit::Stop }
    });
    if let Err(error) = read {
        let (next, said) = (check.rows + 1, error.say());
        let (zh, en) = (said.zh, said.en);
        check
            .wrong
            .push(say!("第 {next} 份交班单读不出：{zh}", "Handover document {next} cannot be read: {en}"));
        return Ok(check.wrong);
    }
    check.text_ends();
    if check.wrong.is_empty() {
        check.end();
    }
    if check.wrong.is_empty() {
        check.watches(reader)?;
    }
    Ok(check.wrong)
}

#[derive(Default)]
struct Check {
    wrong: Vec<Say>,
    head: Option<(u64, [u8; 32])>,
    rows: u64,
    last: [u8; 32],
    /// The text whose rows are being read.
    open: Option<Numbered>,
    /// Whether a row of today's kind was seen.
    today: bool,
    /// By watch: which forms there are, and the cut that was signed last.
    told: BTreeMap<u64, (Vec<Form>, Option<u64>)>,
}

impl Check {
    fn row(&mut self, number: u64, row: DocumentDisk) {
        if let DocumentDisk::Head { rows, hash } = row {
            self.head = Some((rows, hash));
            return;
        }
        let expected = self.rows + 1;
        if number != expected {
            self.wrong.push(say!(
                "交班单链缺第 {expected} 份",
                "Document {expected} of the handover chain is missing"
            ));
            return;
        }
        self.rows = number;
        let kept = match row {
            DocumentDisk::More(text) => {
                match &mut self.open {
                    Some(open) => open.kept.text.push_str(&text),
                    None => self.stray(number),
                }
                return;
            }
            DocumentDisk::V1 { watch, text, before, hash } => {
                Kept { watch, revision: 0, form: Form::Whole, text, before, hash }
            }
            DocumentDisk::V2(kept) => {
                self.today = true;
                kept
            }
            DocumentDisk::Head { .. } => return,
        };
        self.text_ends();
        self.open = Some(Numbered { number, kept });
    }

    fn stray(&mut self, number: u64) {
        self.wrong.push(say!(
            "交班单链第 {number} 份没有开头",
            "Document {number} of the handover chain has no beginning"
        ));
    }

    /// The text that was being read is whole.
    fn text_ends(&mut self) {
        let Some(Numbered { number, kept }) = self.open.take() else { return };
        let watch = kept.watch;
        let named: Option<Named> = serde_json::from_str(&kept.text).ok();
        let same = named.as_ref().is_some_and(|named| {
            let today = kept.form != Form::Whole;
            named.watch == watch
                && (!today || (named.form == Some(kept.form) && named.revision == kept.revision))
        });
        if kept.before != self.last || link(&kept.before, &kept.text) != kept.hash || !same {
            self.wrong.push(say!(
                "第 {number} 份交班单（第 {watch} 班）与签字时不同",
                "Handover document {number} (watch {watch}) is not what was signed"
            ));
            return;
        }
        self.last = kept.hash;
        let told = self.told.entry(watch).or_default();
        told.0.push(kept.form);
        if kept.form == Form::Taken {
            told.1 = named.and_then(|named| named.cut_seq);
        }
    }

    /// The chain ends where its head says.
    fn end(&mut self) {
        let (rows, last) = (self.rows, self.last);
        let sound = match self.head {
            Some((told, hash)) => told == rows && hash == last,
            None => !self.today,
        };
        if !sound {
            let told = self.head.map_or(rows + 1, |(told, _)| told);
            self.wrong.push(say!(
                "交班单链应到第 {told} 份，实际到第 {rows} 份",
                "The handover chain should end with document {told}, it ends with {rows}"
            ));
        }
    }

    /// Every watch that is over has its text, and every text its watch.
    fn watches(&mut self, reader: &dyn Reader) -> Result<(), Fault> {
        let first = self.told.iter().find(|(_, (forms, _))| forms.contains(&Form::Taken)).map(|(id, _)| *id);
        let mut over = Vec::new();
        WATCHES.scan(reader, Dir::Up, &mut |id, disk: WatchDisk| {
            // One that takes late entries still may have been handed over under an earlier version.
            if disk.keys().2 == WatchState::Closed {
                over.push(id);
            }
            Visit::More
        })?;
        for id in over.into_iter().filter(|id| first.is_some_and(|first| *id >= first)) {
            let forms = self.told.get(&id).map_or(&[][..], |(forms, _)| forms);
            if !forms.iter().any(|form| matches!(form, Form::Taken | Form::Whole)) {
                self.wrong.push(say!(
                    "第 {id} 班已交出，链上没有它的交班单",
                    "Watch {id} is over, and its document is not in the chain"
                ));
            }
        }
        for (id, (forms, cut)) in &self.told {
            let watch = bare(reader, *id)?;
            if watch.as_ref().is_none_or(|watch| !agrees(watch, forms, *cut)) {
                self.wrong.push(say!(
                    "第 {id} 班的记录与链上的交班单不符",
                    "The record of watch {id} does not agree with its document in the chain"
                ));
            }
        }
        Ok(())
    }
}

/// Whether a watch is where its texts say.
fn agrees(watch: &Watch, forms: &[Form], cut: Option<u64>) -> bool {
    let taken = forms.contains(&Form::Taken);
    let over = taken || forms.contains(&Form::Whole);
    over != watch.state.held() && (!taken || watch.cut_seq == cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_hangs_on_the_text_and_on_the_hash_before_it() {
        let hash = link(&[0; 32], "甲");
        assert_ne!(hash, link(&[1; 32], "甲"));
        assert_ne!(hash, link(&[0; 32], "乙"));
    }
}
