//! The calls that move custody, each in one transaction of the one writer, so that of two acceptances one wins: open,
//! accept, release, relieve, seal and break the seal; and what stands beside them: going on, ruling, signing later.

use super::repeat::{self, Signing};
use super::view::{last_receipt, later};
use super::watch::{actor, facts, keep, needed, promised, recorded, short, words};
use super::{
    LINES, WATCHES, claimed, each_line, line, lines_range, next_seq, oncall, present, rota, save, signed,
    whole,
};
use crate::api::handover::{
    Accept, BreakSeal, Confirm, Continue, Release, Relieve, Rule, Seal, ShowWatch, WatchView,
};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::card::active;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::pin;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::{Actor, Began, Item, LogLine, Role, Signature, Taking, Watch, WatchState};
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Look, Severity};
use crate::domain::staff;
use crate::say;
use crate::store::{Dir, Reader, Tx, Visit};
use crate::text::lang::{Say, t};
use sha2::{Digest as _, Sha256};

/// Characters of the number on a seal.
const SEAL: usize = 40;

/// Opens the first watch of a desk. Later ones are opened by whatever moves custody.
pub(in crate::desk) fn open(base: &Base<'_>, tx: &mut Tx<'_>, out: &mut Outcome) -> Result<WatchView, Fault> {
    if let Some(watch) = present(tx, base.who.desk)? {
        if watch.state == WatchState::Sealed {
            return Err(Fault::refused(t("服务台已封存，请启封接管", "The desk is sealed: break the seal")));
        }
        if watch.holder != base.who.staff {
            return Err(held(&base.scope(tx), &watch)?);
        }
        let receipt = last_receipt(&base.scope(tx), &watch)?;
        return Ok(later(out, watch, receipt));
    }
    let id = next_id(tx)?;
    let watch = Watch::begin(id, base.who.desk, base.who.staff, Began::Fresh, base.now, next_seq(tx)?);
    let watch = rota::planned(&base.scope(tx), watch)?;
    keep(base, tx, None, watch, out)
}

/// The desks a person answers for now.
pub(in crate::desk) fn held_by(scope: &Scope<'_>, person: StaffId) -> Result<Vec<DeskId>, Fault> {
    let mut desks = Vec::new();
    for (desk, _) in active(scope, crate::domain::desk::TAG)? {
        let desk = DeskId(desk.id);
        if present(scope.reader, desk)?.is_some_and(|watch| watch.state.held() && watch.holder == person) {
            desks.push(desk);
        }
    }
    Ok(desks)
}

fn next_id(reader: &dyn Reader) -> Result<u64, Fault> {
    Ok(WATCHES.last_key(reader)?.unwrap_or(0) + 1)
}

/// The fault of somebody who wants a desk that another person holds: who, and since when.
fn held(scope: &Scope<'_>, watch: &Watch) -> Result<Fault, Fault> {
    let name = name_of(scope, watch.holder)?;
    let since = watch.opened_at.spoken(scope.now, scope.zone());
    let (zh, en) = (since.zh, since.en);
    Ok(Fault::refused(say!(
        "{name} 自{zh}起当班，须由其交班",
        "{name} has been on watch since {en} and must offer it"
    )))
}

fn name_of(scope: &Scope<'_>, staff: StaffId) -> Result<String, Fault> {
    Names::default().of(scope, "staff", staff.0)
}

/// A short text that proves a signature: anybody can compare it with screen, paper and record.
pub(super) fn receipt(watch: &Watch, revision: u32, who: Actor, at: At) -> String {
    let mut hash = Sha256::new();
    for part in [watch.id, u64::from(revision), who.staff.0, at.0.unsigned_abs()] {
        hash.update(part.to_be_bytes());
    }
    let short: Vec<u8> = hash.finalize().iter().take(3).copied().collect();
    format!("{}-{revision}-{}", watch.id, crate::store::hex::encode(&short).to_uppercase())
}

/// Tells everybody who leads, but not the one who acts.
pub(super) fn tell_leads(base: &Base<'_>, tx: &Tx<'_>, said: &Say, out: &mut Outcome) -> Result<(), Fault> {
    let scope = base.scope(tx);
    for (person, _) in active(&scope, staff::TAG)? {
        let posts = staff::take_posts(&scope.field(EntryRef::new(staff::TAG, person.id), "posts")?);
        if posts.meets(Posts::LEAD) && StaffId(person.id) != base.who.staff {
            out.notices.push((StaffId(person.id), said.clone()));
        }
    }
    Ok(())
}

/// Accepts the document: ends this watch and opens the caller's own in the same transaction.
pub(in crate::desk) fn accept(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    accept: &Accept,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    if let Some(answer) = repeat::before(base, tx, accept.watch, Signing::Accept(accept.revision), out)? {
        return Ok(answer);
    }
    if let Some(fault) = repeat::nothing_offered(base, tx)? {
        return Err(fault);
    }
    let before = needed(base, tx)?;
    let reservation = short(&accept.reservation, 500, "reservation")?;
    let taking = if reservation.is_empty() { Taking::Accept } else { Taking::Reserve(reservation) };
    let mut watch = before.clone();
    if watch.began == Began::Trust && !watch.state.out() {
        // What the program collects is the document, and nobody has read it yet.
        watch = recorded(&base.scope(tx), &before)?;
        (watch.cut_seq, watch.offered_at) = (Some(next_seq(tx)?), Some(base.now));
    }
    if let Some(digits) = accept.digits.as_deref().map(str::trim).filter(|digits| !digits.is_empty()) {
        on_paper(base, tx, &mut watch, digits, accept)?;
    }
    pass(base, tx, (&before, watch), (actor(base.who), &taking), accept.revision, out)
}

/// The four digits of the printed sheet prove that what was read on paper is the present revision: they acknowledge what
/// is printed. A red item wants the reader's own words all the same.
fn on_paper(
    base: &Base<'_>,
    tx: &Tx<'_>,
    watch: &mut Watch,
    digits: &str,
    accept: &Accept,
) -> Result<(), Fault> {
    let scope = base.scope(tx);
    if signed::digits(&scope, watch)? != digits {
        let revision = watch.revision;
        return Err(Fault::invalid(
            "digits",
            say!(
                "校验码不符：纸面不是现在的第 {revision} 版，请重印或在屏幕上核对",
                "These are not the digits of revision {revision}: print it again, or read it on the screen"
            ),
        ));
    }
    let (facts, me) = (facts(&scope, watch)?, actor(base.who));
    for said in &accept.read_back {
        let promised = promised(&scope, &said.words, said.when.as_deref())?;
        watch.acknowledge(me, said.item, accept.revision, promised, &facts)?;
    }
    let (red, known): (Vec<&Item>, Vec<&Item>) =
        watch.unread(me.staff).partition(|item| item.severity == Severity::Red);
    if !red.is_empty() {
        let list = red.iter().map(|item| item.no.to_string()).collect::<Vec<_>>().join(", ");
        let text =
            say!("红色事项第 {list} 条：请写您先做什么", "Red items {list}: say what you will do first");
        return Err(Fault::refused(text).at("read_back"));
    }
    let numbers: Vec<u32> = known.iter().map(|item| item.no).collect();
    let paper = t("已读纸面", "read on paper").get(base.who.lang).to_owned();
    for no in numbers {
        watch.acknowledge(me, no, None, (paper.clone(), None), &facts)?;
    }
    Ok(())
}

/// A supervisor takes custody in trust.
pub(in crate::desk) fn release(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    release: &Release,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let taking = Taking::Release(words(&release.reason, "reason")?);
    if let Some(answer) = repeat::before(base, tx, release.watch, Signing::Release, out)? {
        return Ok(answer);
    }
    let before = needed(base, tx)?;
    pass(base, tx, (&before, before.clone()), (actor(base.who), &taking), None, out)
}

/// Takes custody without an offer.
pub(in crate::desk) fn relieve(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    relieve: &Relieve,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let taking = Taking::Relieve(relieve.relief, words(&relieve.reason, "reason")?);
    if let Some(answer) = repeat::before(base, tx, relieve.watch, Signing::Relieve(relieve.relief), out)? {
        return Ok(answer);
    }
    let before = needed(base, tx)?;
    pass(base, tx, (&before, before.clone()), (actor(base.who), &taking), None, out)
}

/// Moves custody to whoever takes it; what was not offered is collected from the record first.
pub(super) fn pass(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    (before, mut watch): (&Watch, Watch),
    (me, taking): (Actor, &Taking),
    seen: Option<u32>,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    if matches!(taking, Taking::Accept | Taking::Reserve(_)) && watch.state != WatchState::Disputed {
        // Whoever signs reads; what is unread stays unread.
        let known = facts(&base.scope(tx), &watch)?;
        watch.review(me, &known)?;
    }
    let facts = facts(&base.scope(tx), &watch)?;
    if !before.state.out() && !matches!(taking, Taking::Accept | Taking::Reserve(_)) {
        watch = recorded(&base.scope(tx), before)?;
    }
    let receipt = receipt(&watch, watch.revision, me, base.now);
    let next = watch.pass(me, taking, seen, (next_id(tx)?, next_seq(tx)?), receipt, &facts)?;
    signed::store(base, tx, Some(before), &watch)?;
    let mut next = rota::planned(&base.scope(tx), next)?;
    if let (Taking::Pass(_), None, Some(due)) = (taking, next.slot, before.due_at) {
        // Whoever stands in for a while hands over when the one they stand in for should have.
        next.expect_by(due, base.scope(tx).setting("handover.amber_minutes"));
    }
    move_lines(tx, &next, out)?;
    let back = claimed::give_back(base, tx, out)?;
    if back > 0 {
        let said = say!(
            "{back} 单的负责人已下班，已退回待派",
            "{back} entries whose owner went home are to be dispatched again"
        );
        out.notices.push((me.staff, said));
    }
    let name = name_of(&base.scope(tx), me.staff)?;
    let said = match taking {
        Taking::Accept => say!("{name} 已接班", "{name} has accepted the watch"),
        Taking::Pass(_) => say!("{name} 已接过服务台", "{name} holds the desk now"),
        Taking::Reserve(words) => {
            say!("{name} 有保留接班：{words}", "{name} accepted with a reservation: {words}")
        }
        Taking::Release(why) => say!("{name} 已代管服务台：{why}", "{name} took the desk in trust: {why}"),
        Taking::Relieve(_, why) => say!(
            "{name} 已接替您的班：{why}；请补签",
            "{name} relieved you: {why}; please sign what the record says"
        ),
    };
    if watch.holder != base.who.staff {
        out.notices.push((watch.holder, said.clone()));
    }
    if !matches!(taking, Taking::Accept | Taking::Pass(_)) {
        tell_leads(base, tx, &said, out)?;
    }
    keep(base, tx, None, next, out)
}

/// What was written after the cut belongs to the successor.
fn move_lines(tx: &mut Tx<'_>, next: &Watch, out: &mut Outcome) -> Result<(), Fault> {
    let mut later = Vec::new();
    each_line(tx, &lines_range(next.desk, next.open_seq, None), Dir::Up, &mut |seq, _| {
        later.push(seq);
        Visit::More
    })?;
    for seq in later {
        if let Some(line) = line(tx, seq)? {
            LINES.put(tx, &seq, &LogLine { watch: next.id, ..line }.into())?;
            out.topics.insert(Topic::Log);
        }
    }
    Ok(())
}

/// Closes the desk under a seal.
pub(in crate::desk) fn seal(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    seal: &Seal,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let (number, why) = (short(&seal.seal, SEAL, "seal")?, words(&seal.reason, "reason")?);
    if number.is_empty() {
        return Err(Fault::missing("seal", t("封条号", "The number on the seal")));
    }
    if let Some(answer) = repeat::before(base, tx, seal.watch, Signing::Seal(&number), out)? {
        return Ok(answer);
    }
    let before = needed(base, tx)?;
    let (me, facts) = (actor(base.who), facts(&base.scope(tx), &before)?);
    let mut watch = if before.state.out() { before.clone() } else { recorded(&base.scope(tx), &before)? };
    let receipt = receipt(&watch, watch.revision, me, base.now);
    // What is out keeps its cut: what was written since is not on it, and falls to whoever breaks the seal.
    let cut = before.cut_seq.filter(|_| before.state.out()).map_or_else(|| next_seq(tx), Ok)?;
    watch.seal(me, &number, &why, cut, receipt, &facts)?;
    let open_red = watch.standing_items().filter(|item| item.severity == Severity::Red).count();
    let said = say!(
        "服务台已封存（封条 {number}）：{why}；未办红色事项 {open_red} 条",
        "The desk is sealed (seal {number}): {why}; {open_red} red items are open"
    );
    tell_leads(base, tx, &said, out)?;
    oncall::send(base, tx, &watch, out)?;
    keep(base, tx, Some(&before), watch, out)
}

/// Breaks the seal. Another number than the one on record is said to those who lead, and kept.
pub(in crate::desk) fn break_seal(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &BreakSeal,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let number = short(&said.seal, SEAL, "seal")?;
    if number.is_empty() {
        return Err(Fault::missing("seal", t("看到的封条号", "The number found on the seal")));
    }
    if let Some(answer) = repeat::before(base, tx, said.watch, Signing::BreakSeal, out)? {
        return Ok(answer);
    }
    let before = needed(base, tx)?;
    let (me, facts) = (actor(base.who), facts(&base.scope(tx), &before)?);
    let mut watch = before.clone();
    let receipt = receipt(&watch, watch.revision, me, base.now);
    let mut next = watch.break_seal(me, next_id(tx)?, receipt, &facts)?;
    let sealed = watch.ending.as_ref().map_or("", |ending| ending.seal.as_str()).to_owned();
    if sealed != number {
        let text = say!(
            "封条号不符：封存时 {sealed}，启封时 {number}",
            "Another seal: {sealed} was put on, {number} was found"
        );
        next.note = text.get(base.who.lang).to_owned();
        tell_leads(base, tx, &text, out)?;
    }
    signed::store(base, tx, Some(&before), &watch)?;
    let next = rota::planned(&base.scope(tx), next)?;
    move_lines(tx, &next, out)?;
    keep(base, tx, None, next, out)
}

/// Goes on into the next slot.
pub(in crate::desk) fn go_on(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &Continue,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let before = needed(base, tx)?;
    let (me, facts) = (actor(base.who), facts(&base.scope(tx), &before)?);
    let first = |revision: &u32| {
        let own = |s: &&Signature| (s.role, s.staff, s.revision) == (Role::Leaver, me.staff, revision + 1);
        before.signatures.iter().find(own).filter(|_| before.holder == me.staff)
    };
    if let Some(signature) = said.revision.as_ref().and_then(first) {
        return repeat::answer(tx, out, before.clone(), &before, signature);
    }
    let witness = pin::witness(&base.scope(tx), said.witness.as_deref(), "witness")?;
    let mut watch = before.clone();
    let (items, left_out) = super::watch::draft(&base.scope(tx), &before)?;
    (watch.items, watch.left_out) = (items, left_out);
    let mine = receipt(&watch, watch.revision + 1, me, base.now);
    let seen = witness
        .map(|staff| (staff, receipt(&watch, watch.revision + 1, Actor { staff, lead: false }, base.now)));
    let next = rota::next_slot(&base.scope(tx), &watch)?;
    watch.go_on(me, seen, next.map(|slot| slot.shift), mine, &facts)?;
    rota::link(&base.scope(tx), &mut watch, next);
    let scope = base.scope(tx);
    let name = name_of(&scope, me.staff)?;
    tell_leads(base, tx, &say!("{name} 续班", "{name} goes on into the next slot"), out)?;
    keep(base, tx, Some(&before), watch, out)
}

/// Rules on what is contested.
pub(in crate::desk) fn rule(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    rule: &Rule,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let text = words(&rule.words, "words")?;
    let before = needed(base, tx)?;
    let (me, facts) = (actor(base.who), facts(&base.scope(tx), &before)?);
    let ruled = before.dispute.as_ref().and_then(|dispute| dispute.ruled.filter(|_| dispute.ruling == text));
    if let Some((by, at)) = ruled
        && by == me.staff
        && let Some(signature) = before.signatures.iter().find(|s| (s.role, s.at) == (Role::Lead, at))
    {
        return repeat::answer(tx, out, before.clone(), &before, signature);
    }
    let mut watch = before.clone();
    let receipt = receipt(&watch, watch.revision, me, base.now);
    watch.rule(me, text.clone(), receipt, &facts)?;
    let said = say!("争议已裁定：{text}", "The dispute is ruled on: {text}");
    out.notices.extend(watch.reviewer.iter().map(|reviewer| (reviewer.staff, said.clone())));
    out.notices.push((watch.holder, said));
    keep(base, tx, Some(&before), watch, out)
}

/// Somebody who left without signing signs afterwards.
pub(in crate::desk) fn confirm(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &Confirm,
    out: &mut Outcome,
) -> Result<WatchView, Fault> {
    let text = short(&said.words, 500, "words")?;
    let id = said.watch;
    let before = whole(tx, id)?
        .ok_or_else(|| Fault::not_found(say!("没有第 {id} 班", "There is no watch {id}")).at("watch"))?;
    let me = actor(base.who);
    // Behind the signature by which custody was taken stands only what was signed afterwards.
    let taker = before.ending.as_ref().map(|ending| ending.by);
    let taken = before.signatures.iter().rposition(|s| Some(s.staff) == taker && s.role != Role::Leaver);
    let own = |s: &&Signature| (s.role, s.staff) == (Role::Leaver, me.staff);
    if before.holder == me.staff
        && let Some(signature) = taken.and_then(|at| before.signatures.iter().skip(at).find(own))
    {
        let present = needed(base, tx)?;
        return repeat::answer(tx, out, present, &before, signature);
    }
    let mut watch = before.clone();
    let receipt = receipt(&watch, watch.revision, me, base.now);
    watch.confirm(me, &text, receipt, base.now)?;
    save(tx, Some(&before), &watch)?;
    signed::added(tx, &watch, &text)?;
    out.topics.insert(Topic::Watch);
    super::view::show(&base.scope(tx), &ShowWatch { watch: Some(id) })
}
