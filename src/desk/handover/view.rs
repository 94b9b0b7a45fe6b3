//! What a screen shows of a watch: its items with names, and states as they are now. Changes nothing.

use super::signed::{self, Document, DocumentItem};
use super::watch::{actor, draft, facts};
use super::{bare, counts, desk_index, line, orders, pass, present, present_bare, watches_in, whole};
use crate::api::handover::{
    Beside, ItemRow, ListWatches, May, Recent, RecentView, ShowWatch, WatchRow, WatchView, Watches,
};
use crate::desk::job::{Outcome, WatchShown};
use crate::desk::list::Names;
use crate::desk::rows::{self, UNDONE};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Event, Facts, Item, LogKind, Relief, Watch, WatchState};
use crate::domain::ids::EntryRef;
use crate::domain::register::{Look, Severity};
use crate::domain::staff;
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::{Say, t};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;

/// Watches of a list when the caller does not say, and at the most.
const WATCHES: usize = 50;
const WATCHES_MAX: usize = 500;
/// Characters of a log line that name it on the document.
const TITLE: usize = 60;

/// The watch of the caller's desk, or one by its number.
pub(in crate::desk) fn show(scope: &Scope<'_>, show: &ShowWatch) -> Result<WatchView, Fault> {
    let found =
        match show.watch {
            None => present(scope.reader, scope.who.desk)?,
            Some(id) => Some(whole(scope.reader, id)?.ok_or_else(|| {
                Fault::not_found(say!("没有第 {id} 班", "There is no watch {id}")).at("watch")
            })?),
        };
    match found {
        Some(watch) => look(scope, watch),
        None => {
            let nobody = Some(Say::from(t("还没有人开始值班", "Nobody has opened the watch")));
            let may = May {
                open: None,
                prepare: nobody.clone(),
                offer: nobody.clone(),
                recall: nobody.clone(),
                review: nobody.clone(),
                accept: nobody.clone(),
                reserve: nobody.clone(),
                dispute: nobody.clone(),
                rule: nobody.clone(),
                release: nobody.clone(),
                seal: nobody.clone(),
                break_seal: nobody.clone(),
                relieve: nobody.clone(),
                from_record: nobody.clone(),
                pass: nobody.clone(),
                go_on: nobody,
            };
            Ok(WatchView { may, ..WatchView::default() })
        }
    }
}

/// Says that the reply is to show a watch; what comes back has nothing but the bare watch yet, without what somebody may
/// not see.
pub(super) fn later(out: &mut Outcome, mut watch: Watch, receipt: String) -> WatchView {
    out.shows = Some(WatchShown { watch: watch.id, receipt });
    (watch.items, watch.counts, watch.acks) = (Vec::new(), Vec::new(), Vec::new());
    WatchView { watch: Some(watch), ..WatchView::default() }
}

/// The watch that a call has changed.
pub(in crate::desk) fn shown(scope: &Scope<'_>, shows: WatchShown) -> Result<WatchView, Fault> {
    let view = show(scope, &ShowWatch { watch: Some(shows.watch) })?;
    Ok(WatchView { receipt: shows.receipt, ..view })
}

/// A watch as its reader sees it.
fn look(scope: &Scope<'_>, mut watch: Watch) -> Result<WatchView, Fault> {
    let staff = scope.who.staff;
    let mut names = Names::default();
    let writing = matches!(watch.state, WatchState::Open | WatchState::Preparing);
    if writing {
        (watch.items, watch.left_out) = draft(scope, &watch)?;
    }
    let beside = pass::beside(scope, &watch, &mut names)?;
    let may = may(scope, &watch, &beside, &facts(scope, &watch)?);
    let seen = if writing { seen_of(&watch.items) } else { watch.revision };
    let mut items = Vec::with_capacity(watch.items.len());
    for item in &watch.items {
        items.push(row(scope, &watch, item, &mut names)?);
    }
    if let Some(kept) = signed::document(scope.reader, &watch)? {
        as_signed(scope, &kept.document, &mut items, &mut names)?;
    }
    items.sort_by_key(|row| (row.item.severity, row.item.no));
    let receipt = last_receipt(scope, &watch)?;
    let digits = if watch.state.out() { signed::digits(scope, &watch)? } else { String::new() };
    let counts = counts::shown(scope, &watch)?;
    let recent = recent(scope, &watch, &mut names)?;
    let orders = orders::at_desk(scope, watch.desk, Some(staff))?;
    let holder = names.of(scope, "staff", watch.holder.0)?;
    let reviewer = watch.reviewer.as_ref().map(|one| names.of(scope, "staff", one.staff.0)).transpose()?;
    (watch.items, watch.counts) = (Vec::new(), Vec::new());
    watch.acks.retain(|ack| ack.staff == staff);
    Ok(WatchView {
        watch: Some(watch),
        holder,
        reviewer,
        items,
        counts,
        seen,
        digits,
        receipt,
        may,
        recent,
        orders,
        beside,
    })
}

/// Puts the words that were signed in the place of those of today; what became of an entry since stands beside them.
fn as_signed(
    scope: &Scope<'_>,
    document: &Document,
    rows: &mut [ItemRow],
    names: &mut Names,
) -> Result<(), Fault> {
    let signed: HashMap<u32, &DocumentItem> = document.items.iter().map(|item| (item.no, item)).collect();
    for row in rows {
        let Some(item) = signed.get(&row.item.no) else { continue };
        row.since = since(scope, row, names)?;
        row.number.clone_from(&item.number);
        row.title = item.title.clone();
        row.place.clone_from(&item.place);
        row.state = item.state.clone();
        row.owner.clone_from(&item.owner);
        row.due = item.due;
    }
    Ok(())
}

/// What became of an item's entry after it was put on the document; the row shows it as it is now.
pub(super) fn since(scope: &Scope<'_>, row: &ItemRow, names: &mut Names) -> Result<Option<Say>, Fault> {
    let Some(head) = row.item.entry.map(|entry| scope.head(entry)).transpose()?.flatten() else {
        return Ok(None);
    };
    if head.rev == row.item.rev {
        return Ok(None);
    }
    let (who, at) = (names.of(scope, "staff", head.changed_by.0)?, head.changed_at);
    let (when, state) = (at.screen(scope.now, scope.zone()), &row.state);
    let (zh, en) = (&state.zh, &state.en);
    Ok(Some(say!("现为{zh}，{who} {when}", "now {en}, {who} {when}")))
}

/// The receipt of the caller's last signature: of the watch, or else of the one before it.
pub(super) fn last_receipt(scope: &Scope<'_>, watch: &Watch) -> Result<String, Fault> {
    let me = scope.who.staff;
    let of = |watch: &Watch| watch.signatures.iter().rev().find(|s| s.staff == me).map(|s| s.receipt.clone());
    if let Some(own) = of(watch) {
        return Ok(own);
    }
    let before = watch.previous.map(|id| bare(scope.reader, id)).transpose()?.flatten();
    Ok(before.as_ref().and_then(of).unwrap_or_default())
}

/// What the caller may do, by the rules themselves.
fn may(scope: &Scope<'_>, watch: &Watch, beside: &[Beside], facts: &Facts) -> May {
    let me = actor(scope.who);
    let why = |event: Event| watch.why_not(event, me, facts);
    let lead = |event: Event| {
        let said = || t("由主管办理", "A supervisor does this").into();
        if me.lead { why(event) } else { Some(said()) }
    };
    // Whoever accepts begins to read first; what is missing then is what the refusal names.
    let sign = |event: Event| match why(Event::Review) {
        None => {
            let mut reading = watch.clone();
            match reading.review(me, facts) {
                Ok(()) => reading.why_not(event, me, facts),
                Err(fault) => Some(fault.text),
            }
        }
        some if watch.state == WatchState::Disputed => why(event).or(some.filter(|_| event == Event::Accept)),
        some => some,
    };
    // Signing prepares what is left to prepare.
    let offer = || {
        let mut draft = watch.clone();
        match draft.prepare(me, watch.items.clone(), watch.left_out, facts) {
            Ok(()) => draft.why_not(Event::Offer, me, facts),
            Err(fault) => Some(fault.text),
        }
    };
    let held = watch.state.held();
    let open = if watch.state == WatchState::Sealed {
        t("服务台已封存，请启封接管", "The desk is sealed: break the seal")
    } else {
        t("本台已有人值班", "Somebody holds the watch already")
    };
    May {
        open: Some(open.into()),
        prepare: why(Event::Prepare),
        offer: offer(),
        recall: if watch.state.out() {
            why(Event::Recall)
        } else {
            Some(t("没有可撤回的交班", "There is no offer of yours to take back").into())
        },
        review: why(Event::Review),
        accept: sign(Event::Accept),
        reserve: sign(Event::AcceptReserved),
        dispute: why(Event::Dispute),
        rule: lead(Event::Rule),
        release: lead(Event::Release),
        seal: why(Event::Seal),
        break_seal: why(Event::BreakSeal),
        relieve: why(Event::Relieve(Relief::Emergency)),
        from_record: why(Event::Relieve(Relief::FromRecord)),
        pass: pass::why_not(scope, watch, beside, facts),
        go_on: why(Event::Continue { witnessed: true })
            .filter(|_| held)
            .or_else(|| (!held).then(|| t("这一班已经交出", "This watch has been handed over").into())),
    }
}

/// What the caller took over at their desk a short while ago.
pub(in crate::desk) fn show_recent(scope: &Scope<'_>) -> Result<RecentView, Fault> {
    let Some(watch) = present_bare(scope.reader, scope.who.desk)? else { return Ok(RecentView::default()) };
    Ok(RecentView { recent: recent(scope, &watch, &mut Names::default())? })
}

/// What somebody who has just taken over still needs from the watch before.
fn recent(scope: &Scope<'_>, watch: &Watch, names: &mut Names) -> Result<Option<Recent>, Fault> {
    let until = watch.opened_at.plus_minutes(scope.setting("handover.recent_minutes"));
    if watch.holder != scope.who.staff || until < scope.now {
        return Ok(None);
    }
    let Some(before) = watch.previous.map(|id| whole(scope.reader, id)).transpose()?.flatten() else {
        return Ok(None);
    };
    let leaver = EntryRef::new(staff::TAG, before.holder.0);
    let phone = if let Value::Text(phone) = scope.field(leaver, "phone")? { phone } else { String::new() };
    let mut red = Vec::new();
    for item in before.standing_items().filter(|item| item.severity == Severity::Red) {
        red.push(row(scope, &before, item, names)?);
    }
    if let Some(kept) = signed::document(scope.reader, &before)? {
        as_signed(scope, &kept.document, &mut red, names)?;
    }
    let leaver = names.of(scope, "staff", before.holder.0)?;
    Ok(Some(Recent { watch: before.id, leaver, phone, until, questions: before.questions, red }))
}

/// A number that changes when other things stand under the draft's numbers: words given by number would go astray.
pub(super) fn seen_of(items: &[Item]) -> u32 {
    let mut hash = Sha256::new();
    for item in items {
        hash.update(item.no.to_be_bytes());
        hash.update(item.entry.map_or(0, |entry| u64::from(entry.register)).to_be_bytes());
        hash.update(item.entry.map_or(0, |entry| entry.id).to_be_bytes());
        hash.update(item.line.unwrap_or(0).to_be_bytes());
    }
    hash.finalize().iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// An item with names, and the entry's state as it is now.
pub(super) fn row(
    scope: &Scope<'_>,
    watch: &Watch,
    item: &Item,
    names: &mut Names,
) -> Result<ItemRow, Fault> {
    let me = scope.who.staff;
    let mine = watch.acks.iter().find(|ack| (ack.no, ack.version, ack.staff) == (item.no, item.version, me));
    let blank = ItemRow {
        item: item.clone(),
        number: String::new(),
        title: Say::same(""),
        place: String::new(),
        state: Say::same(""),
        due: None,
        owner: String::new(),
        acknowledged: mine.is_some(),
        words: mine.map_or_else(String::new, |ack| ack.words.clone()),
        since: None,
        question: watch.questions.iter().rev().find(|question| question.no == item.no).cloned(),
    };
    match (item.entry, item.line) {
        (Some(entry), _) => of_entry(scope, entry, blank, names),
        (None, Some(seq)) => of_line(scope, seq, blank, names),
        (None, None) => Ok(blank),
    }
}

fn of_entry(scope: &Scope<'_>, entry: EntryRef, row: ItemRow, names: &mut Names) -> Result<ItemRow, Fault> {
    let register = scope.register_of(entry)?;
    let Some(loaded) = rows::load(scope.reader, register, entry)? else { return Ok(row) };
    let head = &loaded.head;
    let state = match register.info().state(head.state) {
        Some(state) => state.label.into(),
        None if head.state == UNDONE => t("已撤销", "undone").into(),
        None => Say::same(""),
    };
    Ok(ItemRow {
        number: head.number.clone(),
        title: register.title(head, &*loaded.body),
        place: head.place.map_or(Ok(String::new()), |place| names.of(scope, "place", place.0))?,
        state,
        due: head.due,
        owner: head.owner.map_or(Ok(String::new()), |owner| names.of(scope, "staff", owner.0))?,
        ..row
    })
}

fn of_line(scope: &Scope<'_>, seq: u64, row: ItemRow, names: &mut Names) -> Result<ItemRow, Fault> {
    let Some(line) = line(scope.reader, seq)? else { return Ok(row) };
    let words: String = line.text.lines().next().unwrap_or_default().chars().take(TITLE).collect();
    Ok(ItemRow {
        number: format!("#{seq}"),
        title: Say::same(words),
        place: line.place.map_or(Ok(String::new()), |place| names.of(scope, "place", place.0))?,
        state: LogKind::label(line.kind).into(),
        owner: names.of(scope, "staff", line.author.0)?,
        ..row
    })
}

/// The watches of the caller's desk, newest first, without their items.
pub(in crate::desk) fn list(scope: &Scope<'_>, list: &ListWatches) -> Result<Watches, Fault> {
    let limit = match usize::from(list.limit) {
        0 => WATCHES,
        limit => limit.min(WATCHES_MAX),
    };
    let mut names = Names::default();
    let mut found = Watches::default();
    for id in watches_in(scope.reader, &desk_index(scope.who.desk), limit)? {
        let Some(watch) = bare(scope.reader, id)? else { continue };
        found.watches.push(WatchRow {
            holder: names.of(scope, "staff", watch.holder.0)?,
            successor: watch.successor.map(|staff| names.of(scope, "staff", staff.0)).transpose()?,
            successor_id: watch.successor,
            watch,
        });
    }
    Ok(found)
}
