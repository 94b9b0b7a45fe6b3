//! The document of a watch as text for paper (`spec/handover.md` 4.5): gathers what stands on it. How it is laid out is
//! [`lay`]'s. Reads what is saved and changes nothing; of a closed watch the text is the one that was closed.

mod lay;

use super::signed::{self, Document};
use super::view::{self, row};
use super::watch::draft;
use super::{counts, present, whole};
use crate::api::handover::CountRow;
use crate::api::review::{SheetView, ShowSheet};
use crate::desk::list::Names;
use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Signature, Watch, WatchState};
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Lang, Say, t};
use std::collections::BTreeMap;

/// Columns of the paper when nobody says, and the narrowest and widest there are.
const COLUMNS: usize = 80;
const NARROWEST: usize = 60;
const WIDEST: usize = 200;

/// What the reader of a red item said they will do.
struct Reading {
    no: u32,
    by: String,
    words: String,
    when: Option<At>,
}

/// Everything that stands on the paper.
struct Sheet {
    doc: Document,
    /// By item, while the document is out: what became of its entry since it was signed. No part of what is signed.
    since: BTreeMap<u32, Say>,
    state: WatchState,
    office: String,
    slot: String,
    reader: Option<String>,
    cut_at: Option<At>,
    digits: String,
    unread: usize,
    counts: Vec<CountRow>,
    orders: Vec<(String, String)>,
    readings: Vec<Reading>,
    signed: Vec<(Signature, String)>,
    hash: Option<(String, String)>,
    lang: Lang,
    zone: chrono_tz::Tz,
    now: At,
}

/// The document as lines, none wider than was asked.
pub(in crate::desk) fn show(scope: &Scope<'_>, args: &ShowSheet) -> Result<SheetView, Fault> {
    let width = match usize::from(args.width) {
        0 => COLUMNS,
        width => width.clamp(NARROWEST, WIDEST),
    };
    let watch = match args.watch {
        Some(id) => whole(scope.reader, id)?
            .ok_or_else(|| Fault::not_found(say!("没有第 {id} 班", "There is no watch {id}")).at("watch"))?,
        None => present(scope.reader, scope.who.desk)?.ok_or_else(|| {
            Fault::refused(t("这个服务台还没有人开始值班", "Nobody has opened the watch of this desk"))
        })?,
    };
    let sheet = gathered(scope, watch)?;
    let lines = lay::lines(&sheet, width);
    Ok(SheetView {
        watch: sheet.doc.watch,
        revision: sheet.doc.revision,
        digits: sheet.digits,
        hash: sheet.hash,
        lines,
    })
}

fn gathered(scope: &Scope<'_>, mut watch: Watch) -> Result<Sheet, Fault> {
    let kept = signed::document(scope.reader, &watch)?;
    if matches!(watch.state, WatchState::Open | WatchState::Preparing) {
        (watch.items, watch.left_out) = draft(scope, &watch)?;
    }
    let (mut doc, hash) = match kept {
        Some(kept) => (kept.document, kept.hash),
        None => (signed::now(scope, &watch)?, None),
    };
    if watch.state.held() {
        // Who reads it is not known when it is signed, and may change while it is out.
        doc.orders = super::orders::new_to(scope, &watch)?;
    }
    let mut names = Names::default();
    let mut name = |staff: StaffId| names.of(scope, "staff", staff.0);
    let reader = watch.successor.or(watch.reviewer.as_ref().map(|reader| reader.staff));
    let mut readings = Vec::new();
    for item in doc.items.iter().filter(|item| item.severity == Severity::Red && item.excluded.is_empty()) {
        let said = watch.acks.iter().rev().find(|ack| {
            ack.no == item.no
                && ack.version == item.version
                && reader.is_none_or(|reader| ack.staff == reader)
        });
        if let Some(ack) = said {
            readings.push(Reading {
                no: item.no,
                by: name(ack.staff)?,
                words: ack.words.clone(),
                when: ack.when,
            });
        }
    }
    let mut since = BTreeMap::new();
    if watch.state.out() {
        let mut names = Names::default();
        for item in watch.standing_items() {
            let shown = row(scope, &watch, item, &mut names)?;
            since.extend(view::since(scope, &shown, &mut names)?.map(|said| (item.no, said)));
        }
    }
    let mut signed = Vec::new();
    for signature in &doc.signatures {
        signed.push((signature.clone(), name(signature.staff)?));
    }
    let unread = match reader {
        Some(reader) => watch.unread(reader).count(),
        None => watch.standing_items().count(),
    };
    Ok(Sheet {
        state: watch.state,
        office: scope.setting_text("office.name"),
        slot: slot(scope, &watch)?,
        reader: reader.map(&mut name).transpose()?,
        cut_at: watch.offered_at,
        digits: signed::digits(scope, &watch)?,
        unread,
        counts: counts::shown(scope, &watch)?,
        orders: doc.orders.clone(),
        readings,
        signed,
        hash,
        since,
        lang: scope.who.lang,
        zone: scope.zone(),
        now: scope.now,
        doc,
    })
}

/// The planned slot in words.
fn slot(scope: &Scope<'_>, watch: &Watch) -> Result<String, Fault> {
    let Some((register, id)) = scope.registers.by_id("shift").zip(watch.slot) else {
        return Ok(String::new());
    };
    let loaded = rows::load(scope.reader, register, EntryRef::new(register.info().tag, id))?;
    Ok(loaded.map_or_else(String::new, |loaded| {
        register.title(&loaded.head, &*loaded.body).get(scope.who.lang).to_owned()
    }))
}
