//! What was handed over, read afterwards: the review of a business day with everything that was not as it should be, and
//! the figures of a period. Reads what is stored; a day is signed once every exception has a comment.

use super::{LINES, LineDisk, WATCHES, counts_of, each_line, lines_range, whole};
use crate::api::review::{
    DayView, Exception, HandoverFigures, HandoverReport, MarkException, ReviewDay, ReviewedWatch, SignDay,
};
use crate::api::wire::Topic;
use crate::desk::act::Base;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::handover::day::{begins, business_day, ends};
use crate::domain::handover::{Began, How, Item, LogLine, Role, Side, Watch};
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::moment::{At, Date};
use crate::domain::register::Look;
use crate::say;
use crate::store::tables::REVIEW;
use crate::store::{Dir, Table, Tx, Visit};
use crate::text::clean::clean;
use crate::text::lang::{Say, t};
use chrono::{Datelike, Days};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// Days of one report at the most.
const DAYS: i64 = 400;
/// Characters of a comment.
const COMMENT: usize = 500;
/// No watch lasts longer: older ones cannot belong to the day.
const LONGEST_DAYS: u64 = 14;

/// What was said about a day.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Reviewed {
    /// By the exception's name: what was said, by whom, when.
    comments: BTreeMap<String, (String, StaffId, At)>,
    /// Who signed it, when, and the hash of what they saw.
    signed: Option<(StaffId, At, [u8; 32])>,
}

#[derive(Serialize, Deserialize)]
enum ReviewDisk {
    V1(Reviewed),
}

/// By the day's number in the common era.
const REVIEWS: Table<u64, ReviewDisk> = Table::new(&REVIEW, &[]);

fn key(day: Date) -> u64 {
    u64::try_from(day.num_days_from_ce()).unwrap_or(0)
}

fn reviewed(scope: &Scope<'_>, day: Date) -> Result<Reviewed, Fault> {
    Ok(REVIEWS.get(scope.reader, &key(day))?.map(|ReviewDisk::V1(kept)| kept).unwrap_or_default())
}

fn cutoff(scope: &Scope<'_>) -> i64 {
    scope.setting("handover.cutoff_minutes")
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
        if let Some(LineDisk::V1(line)) = LINES.get(scope.reader, &seq)? {
            found.push(line);
        }
    }
    Ok((found, count))
}

/// Minutes it was handed over after it should have been; of one still held, until now.
fn late(scope: &Scope<'_>, watch: &Watch) -> i64 {
    let end = watch.accepted_at.or(watch.ending.as_ref().map(|ending| ending.at));
    watch.due_at.map_or(0, |due| due.minutes_to(end.unwrap_or(scope.now)).max(0))
}

/// What somebody took over without having acknowledged it.
fn unread(watch: &Watch) -> Vec<&Item> {
    let Some(successor) = watch.successor else { return Vec::new() };
    watch.unread(successor).collect()
}

/// A watch in figures, with everything about it that was not as it should be.
fn look(
    scope: &Scope<'_>,
    id: u64,
    names: &mut Names,
) -> Result<Option<(ReviewedWatch, Vec<Exception>, u64)>, Fault> {
    let Some(mut watch) = whole(scope.reader, id)? else { return Ok(None) };
    watch.counts = counts_of(scope.reader, id)?;
    let (lines, written) = lines(scope, &watch)?;
    let late_lines: Vec<&LogLine> = lines.iter().filter(|line| line.late).collect();
    let corrections: Vec<&LogLine> = lines.iter().filter(|line| line.corrects.is_some()).collect();
    let lead = u32::try_from(scope.setting("handover.carry_lead")).unwrap_or(u32::MAX);
    let carried: Vec<&Item> = watch.standing_items().filter(|item| item.carried >= lead).collect();
    let unread = unread(&watch);
    let mut found = Vec::new();
    let mut add = |id: String, what: Say, entry: Option<EntryRef>, line: Option<u64>| -> Result<(), Fault> {
        let head = entry.map(|entry| scope.head(entry)).transpose()?.flatten();
        let entry = match (entry, head) {
            (Some(entry), Some(head)) => Some((scope.register_of(entry)?.info().id.to_owned(), head.number)),
            _ => None,
        };
        found.push(Exception { id, watch: watch.id, what, entry, line, comment: String::new() });
        Ok(())
    };
    let minutes = late(scope, &watch);
    if minutes > scope.setting("handover.after_minutes") {
        add(
            format!("late:{id}"),
            say!("交班晚了 {minutes} 分钟", "Handed over {minutes} minutes late"),
            None,
            None,
        )?;
    }
    if let Some(ending) = watch.ending.as_ref().filter(|ending| ending.how != How::Accepted) {
        let (words, seal) = (&ending.words, &ending.seal);
        let what = match ending.how {
            How::Reserved => say!("有保留接班：{words}", "Accepted with a reservation: {words}"),
            How::Released => say!("主管代管：{words}", "Taken in trust: {words}"),
            How::Relieved(_) => say!("未经交班接替：{words}", "Taken over without an offer: {words}"),
            How::Sealed => say!("封存（封条 {seal}）：{words}", "Sealed ({seal}): {words}"),
            How::Accepted => Say::same(""),
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
    let mut variance = 0;
    let mut things: BTreeMap<(u64, Side), &crate::domain::handover::CountLine> = BTreeMap::new();
    for line in &watch.counts {
        things.insert((line.thing, line.side), line);
    }
    for ((thing, side), line) in things {
        let by = line.difference();
        if by == 0 {
            continue;
        }
        variance += by.abs();
        let name = names.of(scope, "countable", thing)?;
        let side_id = if side == Side::Outgoing { "out" } else { "in" };
        let words = &line.words;
        let (found, expected) = (line.amount, line.expected);
        let what = say!(
            "清点不符：{name} 点到 {found}，应有 {expected}（{words}）",
            "Count differs: {name} {found}, expected {expected} ({words})"
        );
        add(format!("count:{id}:{thing}:{side_id}"), what, None, None)?;
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
    let row = ReviewedWatch {
        watch: watch.id,
        desk: names.of(scope, "desk", watch.desk.0)?,
        holder: names.of(scope, "staff", watch.holder.0)?,
        successor: watch.successor.map(|staff| names.of(scope, "staff", staff.0)).transpose()?,
        state: watch.state,
        from: watch.opened_at,
        to: watch.accepted_at.or(watch.ending.as_ref().map(|ending| ending.at)),
        late: minutes,
        variance,
        unread: unread.len() as u64,
        carried: carried.len() as u64,
        late_entries: late_lines.len() as u64,
        corrections: corrections.len() as u64,
        returns: u64::from(watch.returns),
    };
    Ok(Some((row, found, written)))
}

/// A business day: none given means the last one that is over.
pub(in crate::desk) fn day(scope: &Scope<'_>, asked: &ReviewDay) -> Result<DayView, Fault> {
    let (zone, cutoff) = (scope.zone(), cutoff(scope));
    let today = business_day(scope.now, zone, cutoff);
    let day = asked.day.or(today.checked_sub_days(Days::new(1))).unwrap_or(today);
    let kept = reviewed(scope, day)?;
    let mut names = Names::default();
    let mut view = DayView { day: Some(day), ..DayView::default() };
    for id in watches(scope, day, day)? {
        let Some((row, found, lines)) = look(scope, id, &mut names)? else { continue };
        view.watches.push(row);
        view.lines += lines;
        view.exceptions.extend(found);
    }
    for exception in &mut view.exceptions {
        if let Some((comment, ..)) = kept.comments.get(&exception.id) {
            exception.comment.clone_from(comment);
        }
    }
    let silent = view.exceptions.iter().filter(|exception| exception.comment.is_empty()).count();
    view.why_not_sign = match kept.signed {
        Some(_) => Some(t("这一天已签署", "This day is signed").into()),
        None if scope.now < ends(day, zone, cutoff) => {
            Some(t("这一天还没有结束", "The day is not over").into())
        }
        None if view.watches.iter().any(|row| row.state.held()) => {
            Some(t("还有一班没有交出", "A watch of the day is still held").into())
        }
        None if silent > 0 => {
            Some(say!("还有 {silent} 项例外没有批注", "{silent} exceptions have no comment"))
        }
        None => None,
    };
    if let Some((staff, at, _)) = kept.signed {
        view.signed = Some((names.of(scope, "staff", staff.0)?, at));
    }
    Ok(view)
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
    let mut kept = reviewed(&base.scope(tx), said.day)?;
    kept.comments.insert(id.clone(), (comment, base.who.staff, base.now));
    REVIEWS.put(tx, &key(said.day), &ReviewDisk::V1(kept))?;
    out.topics.insert(Topic::Watch);
    day(&base.scope(tx), &asked)
}

/// Signs a day: what was seen is kept as a hash, so that a later change of the records shows.
pub(in crate::desk) fn sign(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    said: &SignDay,
    out: &mut Outcome,
) -> Result<DayView, Fault> {
    let asked = ReviewDay { day: Some(said.day) };
    let view = day(&base.scope(tx), &asked)?;
    if let Some(why) = view.why_not_sign {
        return Err(Fault::refused(why));
    }
    let seen = serde_json::to_vec(&(&view.watches, &view.exceptions))
        .map_err(|error| crate::desk::faults::bug(&format!("a review is no JSON: {error}")))?;
    let mut kept = reviewed(&base.scope(tx), said.day)?;
    kept.signed = Some((base.who.staff, base.now, Sha256::digest(&seen).into()));
    REVIEWS.put(tx, &key(said.day), &ReviewDisk::V1(kept))?;
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
    for id in watches(scope, asked.from, asked.to)? {
        found.extend(look(scope, id, &mut names)?.map(|(row, ..)| row));
    }
    let after = scope.setting("handover.after_minutes");
    let count = |wrong: &dyn Fn(&ReviewedWatch) -> bool| found.iter().filter(|row| wrong(row)).count() as u64;
    Ok(HandoverFigures {
        from: asked.from,
        to: asked.to,
        late: count(&|row| row.late > after),
        variance: count(&|row| row.variance != 0),
        unread: count(&|row| row.unread > 0),
        carried: count(&|row| row.carried > 0),
        late_entries: count(&|row| row.late_entries > 0),
        returns: count(&|row| row.returns > 0),
        watches: found,
    })
}
