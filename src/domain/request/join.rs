//! Two requests that are one, and one that is two: merging and splitting, each of which can be taken back. The parts
//! of a merged request (promises that are owed, work items) go along and come back with it.

use super::asked;
use super::timing::{this, to_observers, to_owner};
use super::{Again, Before, MERGED, OPEN, Request, TAG};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, RequestId, StaffId};
use crate::domain::register::{Ctx, Effect, Field, Head, Kind, Look, Situation, Values};
use crate::domain::value::{Value, Valued};
use crate::domain::{promise, work_item};
use crate::say;
use crate::text::lang::{Say, t};

fn request(id: RequestId) -> EntryRef {
    EntryRef::new(TAG, id.0)
}

/// The saved words of one field.
pub(super) fn saved(entry: EntryRef, field: &str, look: &dyn Look) -> Result<String, Fault> {
    Ok(look.field(entry, field)?.text().unwrap_or_default().to_owned())
}

/// This request goes on as a part of another one, which is told what was reported here.
pub(super) fn merge(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let into = entry.merged_into.ok_or_else(|| Fault::missing("merged_into", t("并入", "Merged into")))?;
    if into.0 == head.id {
        let text = t("不能并入自己", "It cannot be merged into itself");
        return Err(Fault::invalid("merged_into", text));
    }
    let target = ctx.look.head(request(into))?.filter(|target| OPEN.contains(&target.state));
    let Some(target) = target else {
        let text = t("只能并入未办结的报修", "Only an open request takes another in");
        return Err(Fault::refused(text).at("merged_into"));
    };
    let me = this(head);
    let state = ctx.look.head(me)?.map_or(head.state, |saved| saved.state);
    let before = Before { state, clocks: entry.clocks.clone(), reason: saved(me, "reason", ctx.look)? };
    entry.before_merge = Some(Box::new(before));
    entry.clocks.drop_running();
    let came: Vec<String> = entry.told_too().into_iter().map(|staff| staff.0.to_string()).collect();
    let mut values = Values::default().with("source", Value::Id(head.id));
    if !came.is_empty() {
        values = values.with("came", Value::Text(came.join(" ")));
    }
    let (number, into_number) = (&head.number, &target.number);
    let text = say!("{number} 已并入 {into_number}", "{number} was merged into {into_number}");
    let mut effects = vec![Effect::Act { entry: request(into), action: "absorb", values }];
    entry.moved = parts(me, ctx)?;
    effects.extend(entry.moved.iter().map(|part| part_to(*part, into)));
    effects.extend(to_observers(entry, &text));
    effects.push(to_owner(&target, text));
    Ok(effects)
}

/// What goes along: promises that are still owed, and what was done and used.
fn parts(me: EntryRef, ctx: &Ctx<'_>) -> Result<Vec<EntryRef>, Fault> {
    let goes = |(part, head): &(EntryRef, Head)| match part.register {
        promise::TAG => head.state == promise::OPEN,
        work_item::TAG => head.state == work_item::USED,
        _ => false,
    };
    Ok(ctx.look.children(me)?.into_iter().filter(goes).map(|(part, _)| part).collect())
}

fn part_to(part: EntryRef, to: RequestId) -> Effect {
    Effect::Act { entry: part, action: "move", values: Values::default().with(MOVED_TO, Value::Id(to.0)) }
}

const MOVED_TO: &str = "moved_to";

/// Tells a part where it belongs from now on; nothing is kept under it, and nobody fills it in.
#[must_use]
pub fn moved_to<E>() -> Field<E> {
    let label = t("转至报修", "Moved to");
    Field::new(MOVED_TO, label, Kind::Link("request"), |_, _| Value::None, |_, _, _| Ok(())).derived()
}

/// A part of a request belongs to another one from now on.
#[must_use]
pub fn move_part(head: &mut Head, values: &Values) -> Vec<Effect> {
    if let Some(to) = values.get(MOVED_TO).id() {
        head.parent = Some(request(RequestId(to)));
    }
    Vec::new()
}

/// Takes in what was reported with another request.
pub(super) fn absorb(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let Some(source) = values.get("source").id().map(RequestId) else { return Ok(Vec::new()) };
    let from = request(source);
    let at = ctx.look.head(from)?.map_or(ctx.now, |source| source.occurred_at);
    let words = |field: &str| saved(from, field, ctx.look);
    let reporter = format!("{} {}", words("reporter")?, words("phone")?).trim().to_owned();
    let text = [words("text")?, words("note")?].into_iter().filter(|said| !said.is_empty());
    let text = text.collect::<Vec<_>>().join("；");
    entry.again.push(Again { at, reporter, text, from: Some(source) });
    if let Value::List(lines) = ctx.look.field(from, "again")? {
        let carried = |text| Again { at, reporter: String::new(), text, from: Some(source) };
        entry.again.extend(lines.into_iter().map(carried));
    }
    let came = values.get("came").text().unwrap_or_default();
    entry.came.extend(came.split(' ').filter_map(|id| Some((source, StaffId(id.parse().ok()?)))));
    Ok(asked::put_down_late(head, entry, ctx)?.into_iter().collect())
}

/// A chain of merges is undone from its end.
pub(super) fn may_unmerge(s: &Situation<'_, Request>) -> Result<(), Say> {
    let target = s.entry.merged_into.map(|into| s.ctx.look.head(request(into)));
    let target = target.transpose().map_err(|fault| fault.text)?.flatten();
    if let Some(target) = target.filter(|target| target.state == MERGED) {
        let number = &target.number;
        return Err(say!(
            "{number} 自己也已并单，请先把它拆出",
            "{number} was merged itself; undo that first"
        ));
    }
    if s.entry.before_merge.is_none() {
        return Err(t("没有并单前的记录", "Nothing is known of it before the merge").into());
    }
    Ok(())
}

/// It stands as it stood before it was merged; its clocks ran on meanwhile.
pub(super) fn unmerge(
    head: &mut Head,
    entry: &mut Request,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let (Some(before), Some(into)) = (entry.before_merge.take(), entry.merged_into.take()) else {
        return Ok(Vec::new());
    };
    head.state = before.state;
    (entry.clocks, entry.reason) = (before.clocks, before.reason);
    let calendars = ctx.look.calendars()?;
    entry.clocks.retime(&calendars);
    let values = Values::default().with("source", Value::Id(head.id));
    let mut effects = vec![Effect::Act { entry: request(into), action: "release", values }];
    let me = RequestId(head.id);
    effects.extend(std::mem::take(&mut entry.moved).into_iter().map(|part| part_to(part, me)));
    Ok(effects)
}

/// Forgets what came with a request that is on its own again.
pub(super) fn release(
    _: &mut Head,
    entry: &mut Request,
    values: &Values,
    _: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let source = values.get("source").id().map(RequestId);
    entry.again.retain(|again| again.from.is_none() || again.from != source);
    entry.came.retain(|(from, _)| Some(*from) != source);
    Ok(Vec::new())
}

/// A part of it becomes a request of its own. What the form asked is about the part: this one stays as it was saved.
pub(super) fn split(
    head: &mut Head,
    entry: &mut Request,
    values: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let me = this(head);
    let mut part = Values::default()
        .with("split_from", Value::Id(head.id))
        .with("text", Value::Text(entry.text.clone()))
        .with("occurred_at", Value::At(head.occurred_at));
    for (field, value) in [
        ("category", entry.category.value()),
        ("urgency", entry.urgency.value()),
        ("channel", entry.channel.value()),
        ("reporter", entry.reporter.value()),
        ("phone", entry.phone.value()),
        ("charge", entry.charge.value()),
    ] {
        if !value.is_none() {
            part = part.with(field, value);
        }
    }
    // Of another kind of fault, the part may be of another kind; it is asked again when it matters.
    if values.get("category").is_none() && entry.item.is_some() {
        part = part.with("item", entry.item.value());
    }
    entry.text = saved(me, "text", ctx.look)?;
    entry.category = Valued::take(ctx.look.field(me, "category")?).unwrap_or_default();
    entry.urgency = Valued::take(ctx.look.field(me, "urgency")?).unwrap_or_default();
    Ok(vec![Effect::Create { register: "request", action: "part", values: part }])
}

pub(super) fn may_unsplit(s: &Situation<'_, Request>) -> Result<(), Say> {
    if s.entry.split_from.is_none() {
        return Err(t("这一单不是拆分出来的", "It was not split from another").into());
    }
    let used =
        |(entry, head): (EntryRef, Head)| entry.register == work_item::TAG && head.state == work_item::USED;
    let children = s.ctx.look.children(this(s.head)).map_err(|fault| fault.text)?;
    if children.into_iter().any(used) {
        return Err(t("已登记工料，请改用并单", "Work items are recorded; merge it instead").into());
    }
    Ok(())
}

/// The requests that were merged into this one.
pub(super) fn merged_here(entry: &Request) -> Vec<EntryRef> {
    let mut found: Vec<EntryRef> = entry.again.iter().filter_map(|again| again.from).map(request).collect();
    found.dedup();
    found
}
