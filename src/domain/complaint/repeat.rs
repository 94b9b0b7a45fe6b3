//! What was complained about before: by room, person or phone, and topic. Says it when the complaint is written down.

use super::{Complaint, INVALID, OPEN, TAG};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::person;
use crate::domain::register::{Ctx, Head};
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::T;

/// Notes which earlier complaint this one repeats, and says how often it came and whether the topic comes up everywhere.
pub(super) fn detect(head: &Head, entry: &mut Complaint, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let Some(topic) = entry.topic else { return Ok(()) };
    let before = earlier(head, entry, ctx)?;
    entry.repeat_of = before.as_ref().map(|(entry, _)| entry.id);
    entry.times = Some(1);
    if let Some((before, known)) = before {
        let times = match ctx.look.field(before, "times")? {
            Value::Int(times) => times + 1,
            _ => 2,
        };
        entry.times = Some(times);
        let (number, days) = (known.number, ctx.look.setting("complaint.repeat_days"));
        ctx.warn(
            "topic",
            say!(
                "{days} 天内第 {times} 次投诉同一问题，上次为 {number}",
                "Complained about {times} times within {days} days; last as {number}"
            ),
        );
    }
    let same = same_topic(head, entry, ctx)?;
    if same >= ctx.look.setting("complaint.hot_topic") {
        let T { zh, en } = topic.label();
        ctx.warn(
            "topic",
            say!("热点：“{zh}”未结投诉已有 {same} 起", "Recurring topic: {same} open complaints about {en}"),
        );
    }
    Ok(())
}

/// The latest complaint about the same topic from the same room, person or phone.
fn earlier(head: &Head, entry: &Complaint, ctx: &Ctx<'_>) -> Result<Option<(EntryRef, Head)>, Fault> {
    let mut all = Vec::new();
    if let Some(place) = head.place {
        all.extend(ctx.look.of_place(TAG, place)?);
    }
    if let Some(person) = head.person {
        all.extend(ctx.look.of_person(TAG, person)?);
    }
    if let Some(key) = person::phone_key(&entry.phone) {
        all.extend(ctx.look.found_by(&key)?);
    }
    all.retain(|other| other.register == TAG && other.id != head.id);
    all.sort_unstable_by_key(|other| other.id);
    all.dedup();
    let from = head.occurred_at.plus_minutes(-1440 * ctx.look.setting("complaint.repeat_days"));
    let mut found: Option<(EntryRef, Head)> = None;
    for other in all {
        let Some(known) = ctx.look.head(other)? else { continue };
        let recent = known.occurred_at >= from && known.occurred_at <= head.occurred_at;
        if !recent || known.state == INVALID || !same(other, entry, ctx)? {
            continue;
        }
        if found.as_ref().is_none_or(|(_, best)| best.occurred_at <= known.occurred_at) {
            found = Some((other, known));
        }
    }
    Ok(found)
}

fn same(other: EntryRef, entry: &Complaint, ctx: &Ctx<'_>) -> Result<bool, Fault> {
    let topic = ctx.look.field(other, "topic")?;
    Ok(topic.text() == entry.topic.map(super::Topic::id))
}

/// How many open complaints have this topic, this one counted.
fn same_topic(head: &Head, entry: &Complaint, ctx: &Ctx<'_>) -> Result<i64, Fault> {
    let mut count = 1;
    for state in OPEN {
        for other in ctx.look.in_state(TAG, *state)? {
            if other.id != head.id && same(other, entry, ctx)? {
                count += 1;
            }
        }
    }
    Ok(count)
}
