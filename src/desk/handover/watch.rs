//! The calls on the document of a watch: prepare it, look through it, offer it, take it back, read it, ask and answer;
//! and what a document that is out does when something urgent comes up. Custody does not move here.

use super::repeat::{self, Signing};
use super::view::{last_receipt, later, seen_of};
use super::{collect, counts, items_before, next_seq, out_index, present, signed, watches_in, whole};
use crate::api::handover::{Acknowledge, Answer, AskBack, Contest, Edit, Offer, WatchView};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::scope::Scope;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::handover::{
    self, Actor, Began, Edits, Facts, For, Found, Item, LogLine, Watch, WatchState,
};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::moment::typed::parse_at;
use crate::domain::posts::Posts;
use crate::domain::register::{Look, Severity, Who};
use crate::say;
use crate::store::Tx;
use crate::text::clean::clean;
use crate::text::lang::t;
use std::collections::HashSet;

/// Characters of the leaver's words to the whole watch.
const NOTE: usize = 2_000;
/// Characters of the words to one item, the leaver's and the reader's.
const WORDS: usize = 200;

/// Who acts on a watch.
pub(super) fn actor(who: &Who) -> Actor {
    Actor { staff: who.staff, lead: who.may(Posts::LEAD) }
}

/// What the rules must know about a watch besides itself.
pub(super) fn facts(scope: &Scope<'_>, watch: &Watch) -> Result<Facts, Fault> {
    let [owing, owing_in] = counts::owing(scope, watch)?;
    Ok(Facts {
        now: scope.now,
        owing,
        owing_in,
        overdue: watch
            .due_at
            .is_some_and(|due| due.plus_minutes(scope.setting("handover.page_minutes")) <= scope.now),
        lease_seconds: scope.setting("handover.lease_seconds"),
        carry_lead: u32::try_from(scope.setting("handover.carry_lead")).unwrap_or(u32::MAX),
    })
}

/// Stores a watch and shows it.
pub(super) fn keep(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    before: Option<&Watch>,
    watch: Watch,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    signed::store(base, tx, before, &watch)?;
    if before.is_none_or(|before| before.slot != watch.slot) {
        super::rota::begin(base, tx, &watch, out)?;
    }
    out.topics.insert(Topic::Watch);
    // A bell may have ended, or begun.
    out.topics.insert(Topic::Alarm);
    let receipt = last_receipt(&base.scope(tx), &watch)?;
    Ok(later(out, watch, receipt))
}

/// The present watch, or why there is none.
pub(super) fn needed(base: &Base<'_>, tx: &Tx<'_>) -> Result<Watch, Fault> {
    present(tx, base.who.desk)?.ok_or_else(|| {
        Fault::refused(t("这个服务台还没有人开始值班", "Nobody has opened the watch of this desk"))
    })
}

/// Words, cleaned, or the fault that they are too long.
pub(super) fn short(text: &str, most: usize, field: &str) -> Result<String, Fault> {
    if text.chars().count() > most {
        let text = say!("最多 {most} 个字", "At most {most} characters");
        return Err(Fault::new(FaultKind::TooLarge, text).at(field));
    }
    Ok(clean(text, most, true))
}

/// The same for words that must be there.
pub(super) fn words(text: &str, field: &str) -> Result<String, Fault> {
    let text = short(text, WORDS, field)?;
    if text.is_empty() { Err(Fault::missing(field, t("请写明", "Say it in words"))) } else { Ok(text) }
}

/// The items the watch would hand over if it were offered now, and how many did not fit.
pub(super) fn draft(scope: &Scope<'_>, watch: &Watch) -> Result<(Vec<Item>, u32), Fault> {
    let (found, left_out) = collect::everything(scope, watch)?;
    let before = items_before(scope.reader, watch)?;
    let passed = watch.began == Began::Passed;
    let of = For { watch: watch.id, revision: watch.revision + 1, now: scope.now, passed };
    Ok((handover::document(found, &watch.items, &before, of), left_out))
}

/// A watch with what the record says now as a revision of its own, that nobody has signed yet.
pub(super) fn recorded(scope: &Scope<'_>, before: &Watch) -> Result<Watch, Fault> {
    let (items, left_out) = draft(scope, before)?;
    Ok(Watch { items, left_out, revision: before.revision + 1, ..before.clone() })
}

/// Loads the present watch and does something to it.
fn change(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    out: &mut Outcome,
    act: impl FnOnce(&mut Watch, &Facts) -> Result<(), Fault>,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let facts = facts(&base.scope(tx), &before)?;
    let mut watch = before.clone();
    act(&mut watch, &facts)?;
    keep(base, tx, Some(&before), watch, out)
}

/// The present watch with its draft as it is now.
fn drafted(base: &Base<'_>, tx: &Tx<'_>, before: &Watch, facts: &Facts) -> Result<Watch, Fault> {
    let mut watch = before.clone();
    let (items, left_out) = draft(&base.scope(tx), before)?;
    watch.prepare(actor(base.who), items, left_out, facts)?;
    Ok(watch)
}

/// Begins the document, or takes in what came up since.
pub(in crate::desk) fn prepare(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let watch = drafted(base, tx, &before, &facts(&base.scope(tx), &before)?)?;
    keep(base, tx, Some(&before), watch, out)
}

/// Notes what the leaver says of items.
pub(in crate::desk) fn edit(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    edit: &Edit,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let said = |text: &Option<String>, field: &str| {
        text.as_deref().map(|text| short(text, WORDS, field)).transpose()
    };
    let edits = Edits {
        severity: edit.severity,
        note: said(&edit.note, "note")?,
        if_then: said(&edit.if_then, "if_then")?,
        exclude: said(&edit.exclude, "exclude")?,
        words: edit.words.as_deref().map(|text| short(text, NOTE, "words")).transpose()?,
    };
    let before = needed(base, tx)?;
    let facts = facts(&base.scope(tx), &before)?;
    let mut watch = drafted(base, tx, &before, &facts)?;
    watch.edit(actor(base.who), &edit.items, &edits, &facts)?;
    keep(base, tx, Some(&before), watch, out)
}

/// Offers the watch: what is on it now is signed, and the cut is fixed.
pub(in crate::desk) fn offer(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    offer: &Offer,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    if let Some(answer) = repeat::before(base, tx, offer.watch, Signing::Offer, out)? {
        return Ok(answer);
    }
    let before = needed(base, tx)?;
    let me = actor(base.who);
    let facts = facts(&base.scope(tx), &before)?;
    let mut watch = drafted(base, tx, &before, &facts)?;
    if offer.seen.is_some_and(|seen| seen != seen_of(&watch.items)) {
        let text = t("事项有增减，请重看后再交班", "Items came or went; look again, then offer");
        return Err(Fault::refused(text).at("seen"));
    }
    let reason = short(&offer.reason, WORDS, "reason")?;
    untimely(&base.scope(tx), &watch, &reason)?;
    let mut note = short(offer.note.as_deref().unwrap_or(&watch.note), NOTE, "note")?;
    if !reason.is_empty() {
        note = if note.is_empty() { reason } else { format!("{note}\n{reason}") };
    }
    let cut = next_seq(tx)?;
    let receipt = super::custody::receipt(&watch, watch.revision + 1, me, base.now);
    watch.offer(me, note, cut, receipt, &facts)?;
    keep(base, tx, Some(&before), watch, out)
}

/// Outside the window around the end of the shift a handover wants a reason.
fn untimely(scope: &Scope<'_>, watch: &Watch, reason: &str) -> Result<(), Fault> {
    let Some(due) = watch.slot.and(watch.due_at) else { return Ok(()) };
    let early = scope.now < due.plus_minutes(-scope.setting("handover.early_minutes"));
    let late = scope.now > due.plus_minutes(scope.setting("handover.after_minutes"));
    if !reason.is_empty() || !(early || late) {
        return Ok(());
    }
    let at = due.spoken(scope.now, scope.zone());
    let (zh, en) = (at.zh, at.en);
    Err(Fault::invalid(
        "reason",
        say!("本班应在{zh}交班，请写明此时交班的原因", "This watch ends {en}: say why it is handed over now"),
    ))
}

/// Takes the offer back. The document stays as the draft of the next revision.
pub(in crate::desk) fn recall(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let me = actor(base.who);
    change(base, tx, out, |watch, facts| watch.recall(me, facts))
}

/// Begins to read, or says that one still does.
pub(in crate::desk) fn review(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let facts = facts(&base.scope(tx), &before)?;
    let mut watch = before.clone();
    if before.state != WatchState::InReview && !before.state.out() && before.state.held() {
        // In trust, what the program collects is the document, and its cut is now.
        watch = recorded(&base.scope(tx), &before)?;
        (watch.cut_seq, watch.offered_at) = (Some(next_seq(tx)?), Some(base.now));
    }
    let me = actor(base.who);
    let same = before.state == WatchState::InReview
        && before.reviewer.as_ref().is_some_and(|reader| reader.staff == me.staff);
    watch.review(me, &facts)?;
    if same {
        // Only the lease goes on: nobody's screen has anything new to show.
        signed::store(base, tx, Some(&before), &watch)?;
        let receipt = last_receipt(&base.scope(tx), &watch)?;
        return Ok(later(out, watch, receipt));
    }
    keep(base, tx, Some(&before), watch, out)
}

/// What a reader will do, and when, as they wrote it.
pub(super) fn promised(
    scope: &Scope<'_>,
    said: &str,
    when: Option<&str>,
) -> Result<(String, Option<At>), Fault> {
    let words = short(said, WORDS, "words")?;
    let Some(when) = when.map(str::trim).filter(|when| !when.is_empty()) else { return Ok((words, None)) };
    let at = parse_at(when, scope.now, scope.zone()).map_err(|fault| Fault::invalid("when", fault.say()))?;
    Ok((words, Some(at)))
}

/// Notes that the reader knows an item, or those for information of a page.
pub(in crate::desk) fn acknowledge(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &Acknowledge,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let me = actor(base.who);
    let (words, when) = promised(&base.scope(tx), &said.words, said.when.as_deref())?;
    change(base, tx, out, |watch, facts| {
        if let Some(no) = said.item {
            watch.acknowledge(me, no, said.revision, (words, when), facts)?;
        }
        for no in &said.page {
            let item = watch.items.iter().find(|item| item.no == *no);
            if item.is_some_and(|item| item.severity != Severity::White) {
                let text = say!("第 {no} 条须逐条确认", "Item {no} is acknowledged by itself");
                return Err(Fault::refused(text).at("page"));
            }
            watch.acknowledge(me, *no, said.revision, (String::new(), None), facts)?;
        }
        Ok(())
    })
}

/// Asks the leaver about an item.
pub(in crate::desk) fn ask(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    asked: &AskBack,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let (me, text) = (actor(base.who), words(&asked.words, "words")?);
    let no = asked.item;
    let view = change(base, tx, out, |watch, facts| watch.ask(me, no, text.clone(), facts))?;
    if let Some(watch) = &view.watch {
        let question = say!("交班单第 {no} 条有疑问：{text}", "A question on item {no}: {text}");
        out.notices.push((watch.holder, question));
        let often = base.scope(tx).setting("handover.returns_copy");
        if i64::from(watch.returns) >= often {
            let (returns, id) = (watch.returns, watch.id);
            let said =
                say!("第 {id} 班交班已退回 {returns} 次", "Handover {id} was returned {returns} times");
            super::custody::tell_leads(base, tx, &said, out)?;
        }
    }
    Ok(view)
}

/// Answers a question.
pub(in crate::desk) fn answer(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    answer: &Answer,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let (me, text) = (actor(base.who), words(&answer.words, "words")?);
    let no = answer.item;
    let asked = needed(base, tx)?.questions.iter().rev().find(|q| q.no == no).map(|q| q.by);
    let view = change(base, tx, out, |watch, facts| watch.answer(me, no, &text, facts))?;
    out.notices
        .extend(asked.map(|by| (by, say!("第 {no} 条已答复：{text}", "Item {no} is answered: {text}"))));
    Ok(view)
}

/// Contests a count or a fact.
pub(in crate::desk) fn contest(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    contest: &Contest,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let (me, text) = (actor(base.who), words(&contest.words, "words")?);
    let view = change(base, tx, out, |watch, facts| watch.contest(me, text.clone(), facts))?;
    let said = say!("交接班有争议，待裁定：{text}", "A handover is disputed and wants a ruling: {text}");
    super::custody::tell_leads(base, tx, &said, out)?;
    out.notices.extend(view.watch.iter().map(|watch| (watch.holder, said.clone())));
    Ok(view)
}

/// Follows what an act changed: a document that is out gets a new revision when something became urgent, or when one
/// of its urgent items is no longer what was offered.
pub(in crate::desk) fn follow(base: &Base<'_>, tx: &mut Tx<'_>, out: &mut Outcome) -> Result<(), Fault> {
    // An order that must be read stands in the log of whoever must.
    if out.topics.contains(&Topic::Register(crate::domain::standing_order::TAG)) {
        out.topics.insert(Topic::Log);
    }
    let touched: Vec<EntryRef> = out
        .topics
        .iter()
        .filter_map(|topic| if let Topic::Entry(entry) = topic { Some(*entry) } else { None })
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    for id in watches_in(tx, &out_index(), usize::MAX)? {
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
    if !watch.state.out() || (line.severity != Severity::Red && gone.is_empty()) {
        return Ok(());
    }
    let found = collect::of_line(line).into_iter().collect();
    revise(base, tx, watch, found, &gone, out)
}

/// What a new revision takes in: what is urgent, and whatever else came up before its cut, which would otherwise fall
/// between this watch and the next.
fn with_new(scope: &Scope<'_>, watch: &Watch, urgent: Vec<Found>) -> Result<Vec<Found>, Fault> {
    let thing = |found: &Found| (found.entry, found.line);
    let mut known: HashSet<_> = watch.items.iter().map(|item| (item.entry, item.line)).collect();
    known.extend(urgent.iter().map(thing));
    let (all, _) = collect::everything(scope, watch)?;
    Ok(urgent.into_iter().chain(all.into_iter().filter(|found| !known.contains(&thing(found)))).collect())
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
    let found = with_new(&base.scope(tx), before, found)?;
    watch.revise(found, gone, &carried, next_seq(tx)?, base.now);
    signed::store(base, tx, Some(before), &watch)?;
    out.topics.insert(Topic::Watch);
    let revision = watch.revision;
    let said = say!(
        "交班单有紧急变动，已更新到第 {revision} 版",
        "Something urgent: the document is now revision {revision}"
    );
    out.notices.extend(watch.reviewer.iter().map(|reviewer| (reviewer.staff, said.clone())));
    out.notices.push((watch.holder, said));
    Ok(())
}
