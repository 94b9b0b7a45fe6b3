//! The calls that move custody: open, offer, take back, acknowledge, accept; and what an offered document does when
//! something urgent comes up. Each runs in one transaction of the one writer, so that of two acceptances one wins.

use super::collect;
use super::view::{look, seen_of};
use super::{
    LINES, LineDisk, WATCHES, line, lines_range, next_seq, offered_index, present, save, watches_in, whole,
};
use crate::api::handover::{Accept, Acknowledge, Offer, WatchView};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::faults;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::handover::{self, Found, Item, LogLine, Watch, WatchState};
use crate::domain::ids::EntryRef;
use crate::domain::register::Severity;
use crate::say;
use crate::store::{Dir, Reader, Tx, Visit};
use crate::text::clean::clean;
use crate::text::lang::t;
use std::collections::BTreeMap;

/// Characters of the leaver's words to the whole watch.
const NOTE: usize = 2_000;
/// Characters of the words to one item, the leaver's and the reader's.
const WORDS: usize = 200;

/// Opens the first watch of a desk. Later ones are opened by their acceptance.
pub(in crate::desk) fn open(base: &Base<'_>, tx: &mut Tx<'_>, out: &mut Outcome) -> Result<WatchView, Fault> {
    if let Some(watch) = present(tx, base.who.desk)? {
        if watch.holder != base.who.staff {
            return Err(held(&base.scope(tx), &watch)?);
        }
        return look(&base.scope(tx), watch);
    }
    let id = WATCHES.last_key(tx)?.unwrap_or(0) + 1;
    let watch = Watch::open(id, base.who.desk, base.who.staff, base.now, next_seq(tx)?, None);
    keep(base, tx, None, watch, out)
}

/// The fault of somebody who wants a desk that another person holds: who, and since when.
fn held(scope: &Scope<'_>, watch: &Watch) -> Result<Fault, Fault> {
    let name = Names::default().of(scope, "staff", watch.holder.0)?;
    let since = watch.opened_at.spoken(scope.now, scope.zone());
    let (zh, en) = (since.zh, since.en);
    Ok(Fault::refused(say!(
        "{name} 自{zh}起当班，须由其交班",
        "{name} has been on watch since {en} and must offer it"
    )))
}

fn keep(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    before: Option<&Watch>,
    watch: Watch,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    save(tx, before, &watch)?;
    out.topics.insert(Topic::Watch);
    look(&base.scope(tx), watch)
}

/// The present watch, or why there is none.
fn needed(base: &Base<'_>, tx: &Tx<'_>) -> Result<Watch, Fault> {
    present(tx, base.who.desk)?.ok_or_else(|| {
        Fault::refused(t("这个服务台还没有人开始值班", "Nobody has opened the watch of this desk"))
    })
}

/// The items of the watch before, for counting.
fn items_before(reader: &dyn Reader, watch: &Watch) -> Result<Vec<Item>, Fault> {
    let before = watch.previous.map(|id| whole(reader, id)).transpose()?.flatten();
    Ok(before.map_or_else(Vec::new, |before| before.items))
}

/// The items the watch would hand over if it were offered now, and how many did not fit.
pub(super) fn draft(scope: &Scope<'_>, watch: &Watch) -> Result<(Vec<Item>, u32), Fault> {
    let (found, left_out) = collect::everything(scope, watch)?;
    let before = items_before(scope.reader, watch)?;
    Ok((handover::document(found, &watch.items, &before, watch.revision + 1, watch.id), left_out))
}

/// Offers the watch: collects what is open and fixes the cut.
pub(in crate::desk) fn offer(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    offer: &Offer,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    before.may_offer(base.who.staff).map_err(Fault::refused)?;
    let (mut items, left_out) = draft(&base.scope(tx), &before)?;
    let shown = if before.state == WatchState::Offered { before.revision } else { seen_of(&items) };
    if offer.seen.is_some_and(|seen| seen != shown) {
        let text = t("事项有增减，请重看后再交班", "Items came or went; look again, then offer");
        return Err(Fault::refused(text).at("seen"));
    }
    let notes = offer
        .item_notes
        .iter()
        .map(|(no, note)| Ok((*no, short(note, WORDS, "item_notes")?)))
        .collect::<Result<BTreeMap<_, _>, Fault>>()?;
    handover::mark(&mut items, &notes, &offer.severities, before.revision + 1)?;
    let mut watch = before.clone();
    let note = short(&offer.note, NOTE, "note")?;
    watch.offer(base.who.staff, items, left_out, note, next_seq(tx)?, base.now)?;
    keep(base, tx, Some(&before), watch, out)
}

fn short(text: &str, most: usize, field: &str) -> Result<String, Fault> {
    if text.chars().count() > most {
        let text = say!("最多 {most} 个字", "At most {most} characters");
        return Err(Fault::new(FaultKind::TooLarge, text).at(field));
    }
    Ok(clean(text, most, true))
}

/// Takes the offer back. The document stays as the draft of the next revision.
pub(in crate::desk) fn recall(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let mut watch = before.clone();
    watch.recall(base.who.staff)?;
    keep(base, tx, Some(&before), watch, out)
}

/// Notes that the reader knows an item, or all that are not red.
pub(in crate::desk) fn acknowledge(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &Acknowledge,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let (staff, seen) = (base.who.staff, said.revision);
    let words = short(&said.words, WORDS, "words")?;
    let mut watch = before.clone();
    watch.may_acknowledge(staff)?;
    match said.item {
        Some(no) => watch.acknowledge(staff, no, seen, words, base.now)?,
        None => {
            let shown = |item: &&Item| seen.is_none_or(|seen| item.version <= seen);
            let rest = before.items.iter().filter(|item| item.severity != Severity::Red).filter(shown);
            for item in rest.filter(|item| !before.acknowledged(item, staff)) {
                watch.acknowledge(staff, item.no, seen, words.clone(), base.now)?;
            }
        }
    }
    keep(base, tx, Some(&before), watch, out)
}

/// Accepts the offered watch: closes it and opens the caller's own in the same transaction.
pub(in crate::desk) fn accept(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    accept: &Accept,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let staff = base.who.staff;
    if before.state == WatchState::Open {
        return taken(base, tx, before, accept);
    }
    let mut closed = before.clone();
    closed.accept(staff, accept.revision, base.now)?;
    let cut = closed.cut_seq.ok_or_else(|| faults::bug("an offered watch has no cut"))?;
    save(tx, Some(&before), &closed)?;
    let id = WATCHES.last_key(tx)?.unwrap_or(0) + 1;
    let next = Watch::open(id, closed.desk, staff, base.now, cut, Some(closed.id));
    // What was written after the cut belongs to the successor.
    let mut later = Vec::new();
    super::each_line(tx, &lines_range(next.desk, cut, None), Dir::Up, &mut |seq, _| {
        later.push(seq);
        Visit::More
    })?;
    for seq in later {
        if let Some(line) = line(tx, seq)? {
            LINES.put(tx, &seq, &LineDisk::V1(LogLine { watch: id, ..line }))?;
            out.topics.insert(Topic::Log);
        }
    }
    let leaver = (closed.holder, name_of(&base.scope(tx), staff.0)?);
    let (to, name) = leaver;
    out.notices.push((to, say!("{name} 已接班", "{name} has accepted the watch")));
    keep(base, tx, None, next, out)
}

fn name_of(scope: &Scope<'_>, staff: u64) -> Result<String, Fault> {
    Names::default().of(scope, "staff", staff)
}

/// Nothing is offered: the same person's repeated acceptance gets the same answer, anybody else hears who was first.
fn taken(base: &Base<'_>, tx: &Tx<'_>, watch: Watch, accept: &Accept) -> Result<WatchView, Fault> {
    let scope = base.scope(tx);
    let accepted = watch.previous.map(|id| super::bare(tx, id)).transpose()?.flatten();
    let Some(accepted) = accepted else {
        return Err(Fault::refused(t("当班人还没有交班", "It has not been offered")));
    };
    if watch.holder == base.who.staff {
        if accept.revision.is_some_and(|seen| seen == accepted.revision) {
            return look(&scope, watch);
        }
        return Err(Fault::refused(t("您正在当班", "You are on watch yourself")));
    }
    let name = name_of(&scope, watch.holder.0)?;
    let when = watch.opened_at.spoken(scope.now, scope.zone());
    let (zh, en) = (when.zh, when.en);
    Err(Fault::refused(say!(
        "{name} 已于{zh}接班，目前没有待接的班",
        "{name} accepted it {en}; nothing is offered now"
    )))
}

/// Follows what an act changed: an offered document gets a new revision when something became urgent, or when one of
/// its urgent items is no longer what was offered.
pub(in crate::desk) fn follow(base: &Base<'_>, tx: &mut Tx<'_>, out: &mut Outcome) -> Result<(), Fault> {
    let touched: Vec<EntryRef> = out
        .topics
        .iter()
        .filter_map(|topic| if let Topic::Entry(entry) = topic { Some(*entry) } else { None })
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    for id in watches_in(tx, &offered_index(), usize::MAX)? {
        let Some(watch) = whole(tx, id)? else { continue };
        let mut urgent = Vec::new();
        for at in &touched {
            let scope = base.scope(tx);
            // What was closed stays on the document, which shows its state as it is now.
            let Some((_, found)) = collect::entry(&scope, scope.register_of(*at)?, *at)? else { continue };
            let known = watch.items.iter().find(|item| item.entry == found.entry);
            let red =
                found.severity == Severity::Red || known.is_some_and(|item| item.severity == Severity::Red);
            if red && known.is_none_or(|item| item.rev != found.rev) {
                urgent.push(found);
            }
        }
        if !urgent.is_empty() {
            revise(base, tx, &watch, urgent, &[], out)?;
        }
    }
    Ok(())
}

/// Follows a new log line: a red one, or one that corrects a line of the document, makes a new revision.
pub(super) fn follow_line(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    watch: &Watch,
    line: &LogLine,
    out: &mut Outcome,
) -> Result<(), Fault> {
    let gone: Vec<u64> = line
        .corrects
        .into_iter()
        .filter(|old| watch.items.iter().any(|item| item.line == Some(*old)))
        .collect();
    if watch.state != WatchState::Offered || (line.severity != Severity::Red && gone.is_empty()) {
        return Ok(());
    }
    let found = collect::of_line(line).into_iter().collect();
    revise(base, tx, watch, found, &gone, out)
}

fn revise(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    before: &Watch,
    found: Vec<Found>,
    gone: &[u64],
    out: &mut Outcome,
) -> Result<(), Fault> {
    let carried = items_before(tx, before)?;
    let mut watch = before.clone();
    watch.revise(found, gone, &carried, next_seq(tx)?, base.now);
    save(tx, Some(before), &watch)?;
    out.topics.insert(Topic::Watch);
    let revision = watch.revision;
    out.notices.push((
        watch.holder,
        say!(
            "交班单有紧急变动，已更新到第 {revision} 版",
            "Something urgent: the document is now revision {revision}"
        ),
    ));
    Ok(())
}
