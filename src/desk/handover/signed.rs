//! What people sign, in words and in one form: a revision as it read when it was signed, and what whoever took over put
//! to it. Neither is ever written again; what happens later stands beside them. Also the four digits by which a
//! printed sheet proves that it is current.

use super::chain::{self, Form, Kept};
use super::view::row;
use super::{orders, save};
use crate::desk::act::Base;
use crate::desk::faults::bug;
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{
    CountLine, Dispute, Ending, Question, Section, Side, Signature, Watch, WatchState,
};
use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::store::{Reader, Tx};
use crate::text::lang::Say;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A document in words, as everybody read it then. Of a watch that an earlier version closed: all of it in one text.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) watch: u64,
    pub(super) desk: String,
    pub(super) holder: String,
    pub(super) successor: Option<String>,
    pub(super) opened_at: At,
    pub(super) zone: String,
    pub(super) open_seq: u64,
    pub(super) cut_seq: Option<u64>,
    pub(super) revision: u32,
    pub(super) note: String,
    pub(super) items: Vec<DocumentItem>,
    pub(super) left_out: u32,
    pub(super) questions: Vec<Question>,
    pub(super) counts: Vec<CountLine>,
    pub(super) signatures: Vec<Signature>,
    pub(super) ending: Option<Ending>,
    /// Standing orders that were new to whoever took over: number and title. Documents of earlier versions have none.
    #[serde(default)]
    pub(super) orders: Vec<(String, String)>,
    pub(super) previous: Option<u64>,
}

/// An item in words.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct DocumentItem {
    pub(super) no: u32,
    pub(super) version: u32,
    pub(super) severity: Severity,
    pub(super) section: Section,
    pub(super) number: String,
    pub(super) title: Say,
    pub(super) place: String,
    pub(super) state: Say,
    pub(super) why: Say,
    pub(super) owner: String,
    pub(super) due: Option<At>,
    pub(super) note: String,
    pub(super) if_then: String,
    pub(super) excluded: String,
    pub(super) carried: u32,
    pub(super) first_watch: u64,
}

/// What whoever took over put to a revision.
#[derive(Serialize, Deserialize)]
struct Taken {
    watch: u64,
    revision: u32,
    /// The hash of the revision's text.
    document: String,
    cut_seq: Option<u64>,
    successor: Option<String>,
    ending: Option<Ending>,
    read: Vec<Read>,
    questions: Vec<Question>,
    dispute: Option<Dispute>,
    counts: Vec<CountLine>,
    signatures: Vec<Signature>,
    /// Standing orders that were new to whoever took over: who that is, is known only now.
    #[serde(default)]
    orders: Vec<(String, String)>,
}

/// Who read which version of an item, and in which words they said what they will do.
#[derive(Serialize, Deserialize)]
struct Read {
    no: u32,
    version: u32,
    staff: StaffId,
    name: String,
    at: At,
    words: String,
    when: Option<At>,
}

/// What was added after custody had moved.
#[derive(Serialize, Deserialize)]
struct Added {
    watch: u64,
    revision: u32,
    signature: Option<Signature>,
    words: String,
}

/// The end of the time for late entries.
#[derive(Serialize, Deserialize)]
struct Closed {
    watch: u64,
    revision: u32,
    at: At,
    successor: Option<String>,
    signatures: Vec<Signature>,
}

/// The text that is hashed: JSON whose keys are in the order of the alphabet, whatever the order of the fields here.
fn canonical<T: Serialize>(form: Form, said: &T) -> Result<String, Fault> {
    let wrong = |error: serde_json::Error| bug(&format!("a document is no JSON: {error}"));
    let mut json = serde_json::to_value(said).map_err(wrong)?;
    if let Some(fields) = json.as_object_mut() {
        fields.insert("form".to_owned(), serde_json::to_value(form).map_err(wrong)?);
    }
    json.sort_all_objects();
    serde_json::to_string(&json).map_err(wrong)
}

/// The document as it reads now.
pub(super) fn now(scope: &Scope<'_>, watch: &Watch) -> Result<Document, Fault> {
    let mut names = Names::default();
    let mut items = Vec::with_capacity(watch.items.len());
    for item in &watch.items {
        let shown = row(scope, watch, item, &mut names)?;
        items.push(DocumentItem {
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
        });
    }
    Ok(Document {
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
        orders: orders::new_to(scope, watch)?,
        previous: watch.previous,
    })
}

/// Stores a watch, and puts what was signed by it into the chain: a new revision, how custody left, the closing.
pub(super) fn store(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    before: Option<&Watch>,
    watch: &Watch,
) -> Result<(), Fault> {
    save(tx, before, watch)?;
    let (known, held) = before.map_or((0, false), |before| (before.revision, before.state.held()));
    if watch.revision > known {
        revision(base, tx, watch)?;
    }
    if held && !watch.state.held() {
        taken(base, tx, watch)?;
    }
    let closes = |before: &Watch| before.state != WatchState::Closed && watch.state == WatchState::Closed;
    if before.is_some_and(closes) {
        closed(base, tx, watch)?;
    }
    Ok(())
}

fn revision(base: &Base<'_>, tx: &mut Tx<'_>, watch: &Watch) -> Result<[u8; 32], Fault> {
    // Of a watch that ends with it, how it ends is not part of what was written before.
    let written = Watch { successor: None, ending: None, ..watch.clone() };
    let text = canonical(Form::Revision, &now(&base.scope(tx), &written)?)?;
    chain::add(tx, watch.id, watch.revision, Form::Revision, &text)
}

fn taken(base: &Base<'_>, tx: &mut Tx<'_>, watch: &Watch) -> Result<(), Fault> {
    let texts = chain::texts(tx, watch.id)?;
    let of = |kept: &&Kept| kept.form == Form::Revision && kept.revision == watch.revision;
    let hash = match texts.iter().rev().find(of) {
        Some(kept) => kept.hash,
        None => revision(base, tx, watch)?,
    };
    let text = {
        let scope = base.scope(tx);
        let mut names = Names::default();
        let mut read = Vec::with_capacity(watch.acks.len());
        for ack in &watch.acks {
            read.push(Read {
                no: ack.no,
                version: ack.version,
                staff: ack.staff,
                name: names.of(&scope, "staff", ack.staff.0)?,
                at: ack.at,
                words: ack.words.clone(),
                when: ack.when,
            });
        }
        let successor = watch.successor.map(|staff| names.of(&scope, "staff", staff.0)).transpose()?;
        let taken = Taken {
            watch: watch.id,
            revision: watch.revision,
            document: crate::store::hex::encode(&hash),
            cut_seq: watch.cut_seq,
            successor,
            ending: watch.ending.clone(),
            read,
            questions: watch.questions.clone(),
            dispute: watch.dispute.clone(),
            counts: watch.counts.clone(),
            signatures: watch.signatures.clone(),
            orders: orders::new_to(&scope, watch)?,
        };
        canonical(Form::Taken, &taken)?
    };
    chain::add(tx, watch.id, watch.revision, Form::Taken, &text)?;
    Ok(())
}

fn closed(base: &Base<'_>, tx: &mut Tx<'_>, watch: &Watch) -> Result<(), Fault> {
    let texts = chain::texts(tx, watch.id)?;
    if !texts.iter().any(|kept| kept.form == Form::Taken) {
        // Custody left it under an earlier version, which kept nothing until now.
        taken(base, tx, watch)?;
    }
    let text = {
        let scope = base.scope(tx);
        let mut names = Names::default();
        canonical(
            Form::Closed,
            &Closed {
                watch: watch.id,
                revision: watch.revision,
                at: base.now,
                successor: watch.successor.map(|staff| names.of(&scope, "staff", staff.0)).transpose()?,
                signatures: watch.signatures.clone(),
            },
        )?
    };
    chain::add(tx, watch.id, watch.revision, Form::Closed, &text)?;
    Ok(())
}

/// Puts what somebody signed and said after custody had moved behind what was signed before.
pub(super) fn added(tx: &mut Tx<'_>, watch: &Watch, words: &str) -> Result<(), Fault> {
    let (id, revision) = (watch.id, watch.revision);
    let signature = watch.signatures.last().cloned();
    let added = Added { watch: id, revision, signature, words: words.to_owned() };
    chain::add(tx, id, revision, Form::Added, &canonical(Form::Added, &added)?)?;
    Ok(())
}

/// A document as it was signed, with what was put to it, and its hash and the one before.
pub(super) struct Sealed {
    pub(super) document: Document,
    pub(super) hash: Option<(String, String)>,
}

/// The document of a watch as it was signed; none while it is being written.
pub(super) fn document(reader: &dyn Reader, watch: &Watch) -> Result<Option<Sealed>, Fault> {
    if matches!(watch.state, WatchState::Open | WatchState::Preparing) {
        return Ok(None);
    }
    let texts = chain::texts(reader, watch.id)?;
    let Some(first) = texts.iter().find(|kept| {
        kept.form == Form::Whole || (kept.form == Form::Revision && kept.revision == watch.revision)
    }) else {
        return Ok(None);
    };
    let mut document: Document = read(&first.text)?;
    for kept in &texts {
        match kept.form {
            Form::Taken => {
                let taken: Taken = read(&kept.text)?;
                (document.successor, document.ending) = (taken.successor, taken.ending);
                (document.questions, document.counts) = (taken.questions, taken.counts);
                (document.signatures, document.cut_seq) = (taken.signatures, taken.cut_seq);
                document.orders = taken.orders;
            }
            Form::Added => {
                let added: Added = read(&kept.text)?;
                document.signatures.extend(added.signature);
                let apart = if document.note.is_empty() || added.words.is_empty() { "" } else { "\n" };
                document.note = format!("{}{apart}{}", document.note, added.words);
            }
            Form::Closed => {
                let closed: Closed = read(&kept.text)?;
                document.successor = closed.successor.or(document.successor);
                for signature in closed.signatures {
                    if !document.signatures.contains(&signature) {
                        document.signatures.push(signature);
                    }
                }
            }
            Form::Revision | Form::Whole => {}
        }
    }
    Ok(Some(Sealed { document, hash: chain::hashes(&texts) }))
}

fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| bug(&format!("a handover document does not read: {error}")))
}

/// The four digits of the revision that is out: they change with everything that is printed of it, the standing orders
/// that hold at the desk too. Empty while nothing is signed.
pub(super) fn digits(scope: &Scope<'_>, watch: &Watch) -> Result<String, Fault> {
    if watch.revision == 0 || matches!(watch.state, WatchState::Open | WatchState::Preparing) {
        return Ok(String::new());
    }
    let texts = chain::texts(scope.reader, watch.id)?;
    let of = |kept: &&Kept| kept.form == Form::Revision && kept.revision == watch.revision;
    let signed = match texts.iter().rev().find(of) {
        Some(kept) => kept.hash.to_vec(),
        // It was offered by an earlier version, which kept only who signed.
        None => offered(watch)?,
    };
    // What the leaver may do to it while it is out: count again when it came back, answer.
    let counts: Vec<&CountLine> = watch.counts.iter().filter(|line| line.side == Side::Outgoing).collect();
    let orders = orders::held(scope, watch)?;
    let since = serde_json::json!({"counts": counts, "questions": watch.questions, "orders": orders});
    let since = canonical(Form::Added, &since)?;
    let mut hash = Sha256::new();
    hash.update(signed);
    hash.update(since.as_bytes());
    let number = hash.finalize().iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    Ok(format!("{:04}", number % 10_000))
}

fn offered(watch: &Watch) -> Result<Vec<u8>, Fault> {
    let items = canonical(Form::Revision, &serde_json::json!({"items": watch.items, "note": watch.note}))?;
    Ok(Sha256::digest(format!("{} {} {items}", watch.id, watch.revision)).to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    #[test]
    fn the_text_does_not_hang_on_the_order_of_the_fields() {
        #[derive(Serialize)]
        struct One {
            b: u8,
            a: Json,
        }
        #[derive(Serialize)]
        struct Other {
            a: Json,
            b: u8,
        }
        let inner = serde_json::json!({"z": 1, "y": [{"d": 1, "c": 2}]});
        let one = canonical(Form::Taken, &One { b: 2, a: inner.clone() }).unwrap();
        let other = canonical(Form::Taken, &Other { a: inner, b: 2 }).unwrap();
        assert_eq!(one, other);
        assert_eq!(one, r#"{"a":{"y":[{"c":2,"d":1}],"z":1},"b":2,"form":"taken"}"#);
    }
}
