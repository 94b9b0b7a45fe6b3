//! What was handed over, read afterwards: the review of a business day with everything that was not as it should be, and
//! the figures of a period. Reads what is stored; a day is signed once every exception has a comment.

mod kept;

pub(in crate::desk) use kept::check;

use self::kept::{Figures, Limits, Signed, keep, reviewed};
use super::{WATCHES, counts_of, each_line, lines_range, whole};
use crate::api::review::{
    DayView, Exception, HandoverFigures, HandoverReport, MarkException, ReviewDay, ReviewedWatch, SignDay,
};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::rows;
use crate::desk::scope::Scope;
use crate::domain::countable::{self, Countable, yuan};
use crate::domain::fault::Fault;
use crate::domain::handover::day::{begins, business_day, ends};
use crate::domain::handover::{Began, CountLine, How, Item, LogLine, Role, Side, Watch};
use crate::domain::ids::EntryRef;
use crate::domain::moment::{At, Date};
use crate::domain::register::{Look, Severity};
use crate::say;
use crate::store::{Dir, Tx, Visit};
use crate::text::clean::clean;
use crate::text::lang::{Say, t};
use chrono::Days;
use std::collections::BTreeMap;

/// Days of one report at the most.
const DAYS: i64 = 400;
/// Characters of a comment.
const COMMENT: usize = 500;
/// No watch lasts longer: older ones cannot belong to the day.
const LONGEST_DAYS: u64 = 14;
/// Exceptions named where signing is refused.
const NAMED: usize = 5;

fn cutoff(scope: &Scope<'_>) -> i64 {
    scope.setting("handover.cutoff_minutes")
}

fn limits(scope: &Scope<'_>) -> Limits {
    let lead = u32::try_from(scope.setting("handover.carry_lead")).unwrap_or(u32::MAX);
    Limits { after: scope.setting("handover.after_minutes"), lead }
}

/// The watches that opened in a stretch of business days, the oldest first.
fn watches(scope: &Scope<'_>, from: Date, to: Date) -> Result<Vec<u64>, Fault> {
    let (zone, cutoff) = (scope.zone(), cutoff(scope));
    let (begin, end) = (begins(from, zone, cutoff), ends(to, zone, cutoff));
    let early = from.checked_sub_days(Days::new(LONGEST_DAYS)).map_or(At(0), |day| begins(day, zone, cutoff));
    let mut found = Vec::new();
    WATCHES.scan(scope.reader, Dir::Down, &mut |id, disk| {
        let watch = disk.lift();
        if watch.opened_at >= begin && watch.opened_at < end {
            found.push(id);
        }
        // Numbers rise with time but for clocks set back.
        if watch.opened_at < early { Visit::Stop } else { Visit::More }
    })?;
    found.reverse();
    Ok(found)
}

/// The lines of a watch that were written late, and those that correct another.
fn lines(scope: &Scope<'_>, watch: &Watch) -> Result<(Vec<LogLine>, u64), Fault> {
    let mut found = Vec::new();
    let mut numbers = Vec::new();
    let range = lines_range(watch.desk, watch.open_seq, watch.cut_seq);
    each_line(scope.reader, &range, Dir::Up, &mut |seq, _| {
        numbers.push(seq);
        Visit::More
    })?;
    let count = numbers.len() as u64;
    for seq in numbers {
        found.extend(super::line(scope.reader, seq)?);
    }
    Ok((found, count))
}

/// Minutes it was handed over after it should have been; of one still held, until now.
fn late(scope: &Scope<'_>, watch: &Watch) -> i64 {
    let end = watch.accepted_at.or(watch.ending.as_ref().map(|ending| ending.at));
    watch.due_at.map_or(0, |due| due.minutes_to(end.unwrap_or(scope.now)).max(0))
}

/// What somebody took over without having acknowledged it; of a pass between colleagues only what was red.
fn unread(watch: &Watch) -> Vec<&Item> {
    let Some(successor) = watch.successor else { return Vec::new() };
    let passed = watch.ending.as_ref().is_some_and(|ending| ending.how == How::Passed);
    watch.unread(successor).filter(|item| !passed || item.severity == Severity::Red).collect()
}

/// A watch in figures, with everything about it that was not as it should be.
fn look(
    scope: &Scope<'_>,
    id: u64,
    limits: Limits,
    names: &mut Names,
) -> Result<Option<(ReviewedWatch, Vec<Exception>, u64)>, Fault> {
    let Some(mut watch) = whole(scope.reader, id)? else { return Ok(None) };
    watch.counts = counts_of(scope.reader, id)?;
    let (lines, written) = lines(scope, &watch)?;
    let late_lines: Vec<&LogLine> = lines.iter().filter(|line| line.late).collect();
    let corrections: Vec<&LogLine> = lines.iter().filter(|line| line.corrects.is_some()).collect();
    let carried: Vec<&Item> = watch.standing_items().filter(|item| item.carried >= limits.lead).collect();
    let unread = unread(&watch);
    let mut found = Vec::new();
    let mut add = |id: String, what: Say, entry: Option<EntryRef>, line: Option<u64>| -> Result<(), Fault> {
        let head = entry.map(|entry| scope.head(entry)).transpose()?.flatten();
        let entry = match (entry, head) {
            (Some(entry), Some(head)) => Some((scope.register_of(entry)?.info().id.to_owned(), head.number)),
            _ => None,
        };
        found.push(Exception { id, watch: watch.id, what, entry, line, thing: None, comment: String::new() });
        Ok(())
    };
    let minutes = late(scope, &watch);
    if minutes > limits.after {
        add(
            format!("late:{id}"),
            say!("交班晚了 {minutes} 分钟", "Handed over {minutes} minutes late"),
            None,
            None,
        )?;
    }
    if let Some(ending) = watch.ending.as_ref().filter(|e| !matches!(e.how, How::Accepted | How::Passed)) {
        let (words, seal) = (&ending.words, &ending.seal);
        let what = match ending.how {
            How::Reserved => say!("有保留接班：{words}", "Accepted with a reservation: {words}"),
            How::Released => say!("主管代管：{words}", "Taken in trust: {words}"),
            How::Relieved(_) => say!("未经交班接替：{words}", "Taken over without an offer: {words}"),
            How::Sealed => say!("封存（封条 {seal}）：{words}", "Sealed ({seal}): {words}"),
            How::Accepted | How::Passed => Say::same(""),
        };
        add(format!("ending:{id}"), what, None, None)?;
        let taken = matches!(ending.how, How::Released | How::Relieved(_));
        if taken && watch.signed(Role::Leaver, watch.holder).is_none() {
            let what = say!("交班人尚未补签", "The leaver has not signed afterwards");
            add(format!("unsigned:{id}"), what, None, None)?;
        }
    }
    if watch.began == Began::SealBroken && !watch.note.is_empty() {
        add(format!("seal:{id}"), Say::same(watch.note.clone()), None, None)?;
    }
    if let Some(dispute) = &watch.dispute {
        let words = &dispute.words;
        add(format!("dispute:{id}"), say!("有争议：{words}", "Disputed: {words}"), None, None)?;
    }
    if watch.returns > 0 {
        let returns = watch.returns;
        add(format!("returns:{id}"), say!("退回 {returns} 次", "Returned {returns} times"), None, None)?;
    }
    for item in &unread {
        let no = item.no;
        let what = say!("第 {no} 条无人确认知悉", "Item {no} was acknowledged by nobody");
        add(format!("unread:{id}:{no}"), what, item.entry, item.line)?;
    }
    for item in &carried {
        let (no, times, note) = (item.no, item.carried, &item.note);
        let what = say!("第 {no} 条已结转 {times} 班：{note}", "Item {no} was carried {times} times: {note}");
        add(format!("carried:{id}:{no}"), what, item.entry, item.line)?;
    }
    for line in &late_lines {
        let (seq, text) = (line.seq, &line.text);
        add(format!("late-line:{seq}"), say!("补记：{text}", "Late entry: {text}"), None, Some(seq))?;
    }
    for line in &corrections {
        let (seq, text) = (line.seq, &line.text);
        add(format!("correction:{seq}"), say!("更正：{text}", "Correction: {text}"), None, Some(seq))?;
    }
    let (variance_fen, variance_pieces) = counted(scope, &watch, names, &mut found)?;
    let row = ReviewedWatch {
        watch: watch.id,
        desk: names.of(scope, "desk", watch.desk.0)?,
        holder: names.of(scope, "staff", watch.holder.0)?,
        successor: watch.successor.map(|staff| names.of(scope, "staff", staff.0)).transpose()?,
        state: watch.state,
        from: watch.opened_at,
        to: watch.accepted_at.or(watch.ending.as_ref().map(|ending| ending.at)),
        late: minutes,
        variance_fen,
        variance_pieces,
        unread: unread.len() as u64,
        carried: carried.len() as u64,
        late_entries: late_lines.len() as u64,
        corrections: corrections.len() as u64,
        returns: u64::from(watch.returns),
    };
    Ok(Some((row, found, written)))
}

/// Every last count that differs, as an exception, and the sums of the differences: fen of money, and pieces.
fn counted(
    scope: &Scope<'_>,
    watch: &Watch,
    names: &mut Names,
    found: &mut Vec<Exception>,
) -> Result<(i64, i64), Fault> {
    let mut things: BTreeMap<(u64, Side), &CountLine> = BTreeMap::new();
    for line in &watch.counts {
        things.insert((line.thing, line.side), line);
    }
    let register = scope.register("countable")?;
    let (mut fen, mut pieces) = (0_i64, 0_i64);
    for ((thing, side), line) in things {
        let by = line.difference();
        if by == 0 {
            continue;
        }
        let loaded = rows::load(scope.reader, register, EntryRef::new(countable::TAG, thing))?;
        let kind = loaded.as_ref().and_then(|it| it.body.as_any().downcast_ref::<Countable>()?.kind);
        let money = kind.unwrap_or_default().money();
        let sum = if money { &mut fen } else { &mut pieces };
        *sum = sum.saturating_add(by.saturating_abs());
        let shown = |amount: i64| if money { yuan(amount) } else { amount.to_string() };
        let unit = if money { t("元", " yuan") } else { t("件", " pieces") };
        let (zh, en) = (unit.zh, unit.en);
        let name = names.of(scope, "countable", thing)?;
        let (amount, expected, words) = (shown(line.amount), shown(line.expected), &line.words);
        let (id, side_id) = (
            watch.id,
            match side {
                Side::Outgoing => "out",
                Side::Incoming => "in",
                Side::Own => "own",
            },
        );
        // What lay in a till that several had their hands in is nobody's alone.
        let hands = line.hands.iter().chain([&line.by]).map(|hand| names.of(scope, "staff", hand.0));
        let hands = hands.collect::<Result<Vec<String>, Fault>>()?;
        let (by_zh, by_en) = (hands.join("、"), hands.join(", "));
        found.push(Exception {
            id: format!("count:{id}:{thing}:{side_id}"),
            watch: id,
            what: say!(
                "清点不符：{name} 点到 {amount}{zh}，应有 {expected}{zh}（{words}）；经手 {by_zh}",
                "Count differs: {name} {amount}{en}, expected {expected}{en} ({words}); handled by {by_en}"
            ),
            entry: None,
            line: None,
            thing: Some(name),
            comment: String::new(),
        });
    }
    Ok((fen, pieces))
}

/// A day as the records have it now, with what was said about it.
fn figures(scope: &Scope<'_>, day: Date, limits: Limits) -> Result<Figures, Fault> {
    let mut names = Names::default();
    let mut now = Figures { limits, ..Figures::default() };
    for id in watches(scope, day, day)? {
        let Some((row, found, lines)) = look(scope, id, limits, &mut names)? else { continue };
        now.watches.push(row);
        now.lines += lines;
        now.exceptions.extend(found);
    }
    Ok(now)
}

/// A business day: none given means the last one that is over.
pub(in crate::desk) fn day(scope: &Scope<'_>, asked: &ReviewDay) -> Result<DayView, Fault> {
    let (zone, cutoff) = (scope.zone(), cutoff(scope));
    let today = business_day(scope.now, zone, cutoff);
    let day = asked.day.or(today.checked_sub_days(Days::new(1))).unwrap_or(today);
    let kept = reviewed(scope.reader, day)?;
    let as_signed = kept.signed.as_ref().map(Signed::figures).transpose()?.flatten();
    let limits = as_signed.as_ref().map_or_else(|| limits(scope), |signed| signed.limits);
    let mut now = figures(scope, day, limits)?;
    for exception in &mut now.exceptions {
        if let Some((comment, ..)) = kept.comments.get(&exception.id) {
            exception.comment.clone_from(comment);
        }
    }
    let silent: Vec<&Say> =
        now.exceptions.iter().filter(|one| one.comment.is_empty()).map(|one| &one.what).collect();
    let why_not_sign = match kept.signed {
        Some(_) => Some(t("这一天已签署", "This day is signed").into()),
        None if scope.now < ends(day, zone, cutoff) => {
            Some(t("这一天还没有结束", "The day is not over").into())
        }
        None if now.watches.iter().any(|row| row.state.held()) => {
            Some(t("还有一班没有交出", "A watch of the day is still held").into())
        }
        None if !silent.is_empty() => Some(unsaid(&silent)),
        None => None,
    };
    let mut view = DayView { day: Some(day), why_not_sign, ..DayView::default() };
    if let Some(signed) = &kept.signed {
        let mut names = Names::default();
        view.signed = Some((names.of(scope, "staff", signed.by.0)?, signed.at));
        if let Some(as_signed) = as_signed {
            view.frozen = true;
            view.changed = as_signed.changes(&now);
            now = as_signed;
        }
    }
    (view.watches, view.exceptions, view.lines) = (now.watches, now.exceptions, now.lines);
    Ok(view)
}

/// What still lacks a comment, by name as far as there is room.
fn unsaid(silent: &[&Say]) -> Say {
    let count = silent.len();
    let list = |words: &dyn Fn(&Say) -> &str, between: &str| {
        let named: Vec<&str> = silent.iter().take(NAMED).map(|what| words(what)).collect();
        named.join(between) + if count > NAMED { "……" } else { "" }
    };
    let (zh, en) = (list(&|what| what.zh.as_str(), "；"), list(&|what| what.en.as_str(), "; "));
    say!("还有 {count} 项例外没有批注：{zh}", "{count} exceptions have no comment: {en}")
}

/// Says something about an exception.
pub(in crate::desk) fn mark(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &MarkException,
    out: &mut Outcome,
) -> Result<DayView, Fault> {
    let asked = ReviewDay { day: Some(said.day) };
    let view = day(&base.scope(tx), &asked)?;
    if view.signed.is_some() {
        return Err(Fault::refused(t("这一天已签署", "This day is signed")));
    }
    let id = &said.id;
    if !view.exceptions.iter().any(|exception| exception.id == *id) {
        return Err(Fault::not_found(say!("没有这项例外 {id}", "There is no exception {id}")).at("id"));
    }
    if said.comment.chars().count() > COMMENT {
        return Err(Fault::invalid("comment", say!("最多 {COMMENT} 个字", "At most {COMMENT} characters")));
    }
    let comment = clean(&said.comment, COMMENT, true);
    if comment.is_empty() {
        return Err(Fault::missing("comment", t("批注", "A comment")));
    }
    let mut kept = reviewed(tx, said.day)?;
    kept.comments.insert(id.clone(), (comment, base.who.staff, base.now));
    keep(tx, said.day, kept)?;
    out.topics.insert(Topic::Watch);
    day(&base.scope(tx), &asked)
}

/// Signs a day: the figures are kept as they were seen, so that a later change of the records shows beside them.
pub(in crate::desk) fn sign(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &SignDay,
    out: &mut Outcome,
) -> Result<DayView, Fault> {
    let asked = ReviewDay { day: Some(said.day) };
    let view = day(&base.scope(tx), &asked)?;
    if reviewed(tx, said.day)?.signed.is_some_and(|signed| signed.by == base.who.staff) {
        // Signed by the same person: the first answer again.
        return Ok(view);
    }
    if let Some(why) = view.why_not_sign {
        return Err(Fault::refused(why));
    }
    let limits = limits(&base.scope(tx));
    let (watches, exceptions, lines) = (view.watches, view.exceptions, view.lines);
    let seen = Figures { watches, exceptions, lines, limits };
    let mut kept = reviewed(tx, said.day)?;
    kept.signed = Some(seen.signed(base.who.staff, base.now)?);
    keep(tx, said.day, kept)?;
    out.topics.insert(Topic::Watch);
    day(&base.scope(tx), &asked)
}

/// The figures of a period: each is the number of watches in its own list.
pub(in crate::desk) fn report(scope: &Scope<'_>, asked: &HandoverReport) -> Result<HandoverFigures, Fault> {
    let days = asked.to.signed_duration_since(asked.from).num_days();
    if days < 0 {
        return Err(Fault::invalid("to", t("截止日早于起始日", "It ends before it begins")));
    }
    if days > DAYS {
        return Err(Fault::invalid("to", say!("一次最多 {DAYS} 天", "At most {DAYS} days at a time")));
    }
    let mut names = Names::default();
    let mut found = Vec::new();
    let limits = limits(scope);
    for id in watches(scope, asked.from, asked.to)? {
        found.extend(look(scope, id, limits, &mut names)?.map(|(row, ..)| row));
    }
    let count = |wrong: &dyn Fn(&ReviewedWatch) -> bool| found.iter().filter(|row| wrong(row)).count() as u64;
    Ok(HandoverFigures {
        from: asked.from,
        to: asked.to,
        late: count(&|row| row.late > limits.after),
        variance: count(&|row| row.variance_fen != 0 || row.variance_pieces != 0),
        unread: count(&|row| row.unread > 0),
        carried: count(&|row| row.carried > 0),
        late_entries: count(&|row| row.late_entries > 0),
        returns: count(&|row| row.returns > 0),
        watches: found,
    })
}
