//! The call after the work: whether the customer is asked, who that is, and by when (`domain/facts.md` 6.3 and 6.5).

use super::join::saved;
use super::rules::title;
use super::timing::this;
use super::{Channel, FINISHED, FollowRule, Request, TAG};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId};
use crate::domain::register::{Ctx, Effect, Head, Values};
use crate::domain::value::{Value, Valued};
use crate::domain::{fault_kind, follow_up};

/// The states of a follow-up that is still to be made.
pub(super) const TO_ASK: &[u8] = &[follow_up::DUE, follow_up::TRIED];

/// Somebody to ask.
struct Customer {
    name: String,
    phone: String,
    person: Option<PersonId>,
}

/// Whoever reported it; of what a patrol found, the first customer who reported it too. None: there is nobody to ask.
fn customer(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<Option<Customer>, Fault> {
    let own = Customer { name: entry.reporter.clone(), phone: entry.phone.clone(), person: head.person };
    if !found(entry.channel == Some(Channel::Patrol), &own) {
        return Ok(Some(own));
    }
    for again in &entry.again {
        let Some(from) = again.from.map(|from| EntryRef::new(TAG, from.0)) else {
            if again.reporter.is_empty() {
                continue;
            }
            return Ok(Some(Customer { name: again.reporter.clone(), phone: String::new(), person: None }));
        };
        let too = Customer {
            name: saved(from, "reporter", ctx.look)?,
            phone: saved(from, "phone", ctx.look)?,
            person: ctx.look.head(from)?.and_then(|head| head.person),
        };
        if !found(ctx.look.field(from, "channel")? == Some(Channel::Patrol).value(), &too) {
            return Ok(Some(too));
        }
    }
    Ok(None)
}

/// Whether the office found it by itself.
fn found(patrol: bool, by: &Customer) -> bool {
    patrol && by.person.is_none() && by.phone.is_empty()
}

/// Whether the customer is asked, by the rule of the kind of fault.
fn wanted(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<bool, Fault> {
    let rule = match entry.item {
        Some(item) => Valued::take(ctx.look.field(EntryRef::new(fault_kind::TAG, item.0), "follow_up")?)
            .unwrap_or_default(),
        None => None,
    };
    Ok(match rule.unwrap_or(FollowRule::Always) {
        FollowRule::Always => true,
        FollowRule::Unrated => entry.score.is_none(),
        FollowRule::Never => false,
        // Spread evenly over the numbers, and the same whoever asks: 61 and 100 share no factor.
        FollowRule::Share => {
            let share = u64::try_from(ctx.look.setting("follow_up.share")).unwrap_or(0);
            head.id.wrapping_mul(61) % 100 < share
        }
    })
}

/// Puts the customer of finished work down to be asked, when there is one and the rule wants it.
pub(super) fn put_down(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<Option<Effect>, Fault> {
    if !wanted(head, entry, ctx)? {
        return Ok(None);
    }
    let Some(customer) = customer(head, entry, ctx)? else { return Ok(None) };
    let own = match entry.item {
        Some(item) => ctx.look.field(EntryRef::new(fault_kind::TAG, item.0), "follow_up_days")?,
        None => Value::None,
    };
    let hours = match own {
        Value::Int(days) => days.saturating_mul(24),
        _ => ctx.look.setting("follow_up.due_hours"),
    };
    let due = ctx.now.plus_minutes(hours.saturating_mul(60));
    let mut values = Values::default()
        .with("due_at", Value::At(due))
        .with("phone", Value::Text(customer.phone))
        .with("interviewed", Value::Text(customer.name))
        .with("matter", Value::Text(title(head, entry).zh));
    if let Some(place) = head.place {
        values = values.with("place", Value::Id(place.0));
    }
    if let Some(person) = customer.person {
        values = values.with("person", Value::Id(person.0));
    }
    Ok(Some(Effect::Create { register: "follow_up", action: "due", values }))
}

/// The same for somebody who reports it when the work is done already, and nobody was to be asked.
pub(super) fn put_down_late(head: &Head, entry: &Request, ctx: &Ctx<'_>) -> Result<Option<Effect>, Fault> {
    let asked = |child: &(EntryRef, Head)| child.0.register == follow_up::TAG;
    if head.state != FINISHED || ctx.look.children(this(head))?.iter().any(asked) {
        return Ok(None);
    }
    put_down(head, entry, ctx)
}

/// Whether somebody is still to be asked about it.
pub(super) fn is_to_be_asked(head: &Head, ctx: &Ctx<'_>) -> bool {
    let open =
        |(entry, head): &(EntryRef, Head)| entry.register == follow_up::TAG && TO_ASK.contains(&head.state);
    ctx.look.children(this(head)).is_ok_and(|children| children.iter().any(open))
}
