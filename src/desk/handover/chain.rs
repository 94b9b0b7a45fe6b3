//! Documents as they were closed: the whole text frozen in one form, each with the hash of the one before, so that a
//! changed byte shows. Also the four digits by which a printed sheet proves that it is current.

use super::view::row;
use crate::desk::act::Base;
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{CountLine, Ending, Question, Section, Signature, Watch};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::say;
use crate::store::tables::DOCUMENT;
use crate::store::{Dir, Reader, Table, Tx, Visit, hex};
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A closed document on disk.
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
}

/// In the order of closing, over all desks.
const DOCUMENTS: Table<u64, DocumentDisk> = Table::new(&DOCUMENT, &[]);

/// A document in words, as everybody read it then.
#[derive(Serialize)]
pub(super) struct Frozen {
    watch: u64,
    desk: String,
    holder: String,
    successor: Option<String>,
    opened_at: At,
    zone: String,
    open_seq: u64,
    cut_seq: Option<u64>,
    revision: u32,
    note: String,
    items: Vec<FrozenItem>,
    left_out: u32,
    questions: Vec<Question>,
    counts: Vec<CountLine>,
    signatures: Vec<Signature>,
    ending: Option<Ending>,
    /// Standing orders that were new to whoever took over: number and title.
    orders: Vec<(String, String)>,
    previous: Option<u64>,
}

/// An item in words.
#[derive(Serialize)]
struct FrozenItem {
    no: u32,
    version: u32,
    severity: Severity,
    section: Section,
    number: String,
    title: Say,
    place: String,
    state: Say,
    why: Say,
    owner: String,
    due: Option<At>,
    note: String,
    if_then: String,
    excluded: String,
    carried: u32,
    first_watch: u64,
    read_by: Vec<(String, At, String)>,
}

/// The document as it reads now.
pub(super) fn frozen(scope: &Scope<'_>, watch: &Watch) -> Result<Frozen, Fault> {
    let mut names = Names::default();
    let mut items = Vec::with_capacity(watch.items.len());
    for item in &watch.items {
        let shown = row(scope, watch, item, &mut names)?;
        let mut read_by = Vec::new();
        for ack in watch.acks.iter().filter(|ack| ack.no == item.no && ack.version == item.version) {
            read_by.push((names.of(scope, "staff", ack.staff.0)?, ack.at, ack.words.clone()));
        }
        items.push(FrozenItem {
            no: item.no,
            version: item.version,
            severity: item.severity,
            section: item.section,
            number: shown.number,
            title: shown.title,
            place: shown.place,
            state: shown.state,
            why: item.why.clone(),
            owner: shown.owner,
            due: shown.due,
            note: item.note.clone(),
            if_then: item.if_then.clone(),
            excluded: item.excluded.clone(),
            carried: item.carried,
            first_watch: item.first_watch,
            read_by,
        });
    }
    Ok(Frozen {
        watch: watch.id,
        desk: names.of(scope, "desk", watch.desk.0)?,
        holder: names.of(scope, "staff", watch.holder.0)?,
        successor: watch.successor.map(|staff| names.of(scope, "staff", staff.0)).transpose()?,
        opened_at: watch.opened_at,
        zone: scope.zone().name().to_owned(),
        open_seq: watch.open_seq,
        cut_seq: watch.cut_seq,
        revision: watch.revision,
        note: watch.note.clone(),
        items,
        left_out: watch.left_out,
        questions: watch.questions.clone(),
        counts: watch.counts.clone(),
        signatures: watch.signatures.clone(),
        ending: watch.ending.clone(),
        orders: super::orders::new_to(scope, watch)?,
        previous: watch.previous,
    })
}

/// The four digits of the revision that is out: they change with every revision, and with nothing else.
pub(super) fn digits(_: &Scope<'_>, watch: &Watch) -> Result<String, Fault> {
    if watch.revision == 0 {
        return Ok(String::new());
    }
    let mut hash = Sha256::new();
    hash.update(watch.id.to_be_bytes());
    hash.update(watch.revision.to_be_bytes());
    hash.update(watch.cut_seq.unwrap_or(0).to_be_bytes());
    for item in &watch.items {
        hash.update(item.no.to_be_bytes());
        hash.update(item.version.to_be_bytes());
        hash.update([item.severity as u8, u8::from(item.excluded.is_empty())]);
    }
    let number = hash.finalize().iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    Ok(format!("{:04}", number % 10_000))
}

/// Puts the document of a watch that has closed behind the last one of the chain.
pub(super) fn close(base: &Base<'_>, tx: &mut Tx<'_>, watch: &Watch) -> Result<(), Fault> {
    let document = frozen(&base.scope(tx), watch)?;
    let text = serde_json::to_string(&document)
        .map_err(|error| crate::desk::faults::bug(&format!("a document is no JSON: {error}")))?;
    let last = DOCUMENTS.last_key(tx)?.unwrap_or(0);
    let before = match DOCUMENTS.get(tx, &last)? {
        Some(DocumentDisk::V1 { hash, .. }) => hash,
        None => [0; 32],
    };
    let hash = link(&before, &text);
    Ok(DOCUMENTS.put(tx, &(last + 1), &DocumentDisk::V1 { watch: watch.id, text, before, hash })?)
}

fn link(before: &[u8; 32], text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(text.as_bytes());
    hash.finalize().into()
}

/// The document of a closed watch, exactly as it was hashed.
pub(super) fn closed_text(reader: &dyn Reader, watch: u64) -> Result<Option<String>, Fault> {
    let mut found = None;
    DOCUMENTS.scan(reader, Dir::Down, &mut |_, DocumentDisk::V1 { watch: of, text, .. }| {
        if of == watch {
            found = Some(text);
            return Visit::Stop;
        }
        Visit::More
    })?;
    Ok(found)
}

/// Hash and hash before of a closed watch's document, in hex.
pub(super) fn hashes(reader: &dyn Reader, watch: u64) -> Result<Option<(String, String)>, Fault> {
    let mut found = None;
    DOCUMENTS.scan(reader, Dir::Down, &mut |_, DocumentDisk::V1 { watch: of, before, hash, .. }| {
        if of == watch {
            found = Some((hex::encode(&hash), hex::encode(&before)));
            return Visit::Stop;
        }
        Visit::More
    })?;
    Ok(found)
}

/// Proves the chain: the first document that is not what it was, in words.
pub(in crate::desk) fn check(reader: &dyn Reader) -> Result<Vec<Say>, Fault> {
    let mut wrong = Vec::new();
    let (mut last, mut expected) = ([0; 32], 1);
    DOCUMENTS.scan(reader, Dir::Up, &mut |number, DocumentDisk::V1 { watch, text, before, hash }| {
        if number != expected {
            wrong.push(say!(
                "交班单链缺第 {expected} 份",
                "Document {expected} of the handover chain is missing"
            ));
        } else if before != last || link(&before, &text) != hash {
            wrong.push(say!(
                "第 {number} 份交班单（第 {watch} 班）与封档时不同",
                "Handover document {number} (watch {watch}) is not what was closed"
            ));
        }
        (last, expected) = (hash, number + 1);
        if wrong.is_empty() { Visit::More } else { Visit::Stop }
    })?;
    Ok(wrong)
}
