//! How a visit or an enquiry becomes a request, a complaint or an enquiry: the words are taken over, and the new entry
//! belongs to the old one, so that each leads to the other. Does not decide who may, or from which state.

use crate::domain::complaint;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, StaffId, Tag};
use crate::domain::register::{Ctx, Effect, Field, Head, KeyClass, Kind, SearchKey, Values};
use crate::domain::request;
use crate::domain::value::Value;
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::{T, t};

/// What is taken over besides room and customer.
pub struct Words<'a> {
    /// Who came or asked.
    pub name: &'a str,
    /// Their phone.
    pub phone: &'a str,
    /// In their words.
    pub text: &'a str,
    /// How it came in, as requests and enquiries know it.
    pub channel: request::Channel,
}

/// A request in these words.
#[must_use]
pub fn to_request(head: &Head, words: &Words<'_>) -> Effect {
    let values = values(head, words, "reporter", words.channel.id());
    Effect::Create { register: "request", action: "log", values }
}

/// A complaint in these words.
#[must_use]
pub fn to_complaint(head: &Head, words: &Words<'_>) -> Effect {
    let channel = match words.channel {
        request::Channel::WalkIn => complaint::Channel::Visit,
        request::Channel::Message => complaint::Channel::Message,
        request::Channel::Patrol => complaint::Channel::Patrol,
        request::Channel::Hotline => complaint::Channel::Hotline,
        _ => complaint::Channel::Phone,
    };
    Effect::Create {
        register: "complaint",
        action: "log",
        values: values(head, words, "complainant", channel.id()),
    }
}

/// An enquiry in these words.
#[must_use]
pub fn to_enquiry(head: &Head, words: &Words<'_>) -> Effect {
    let values = values(head, words, "asker", words.channel.id());
    Effect::Create { register: "enquiry", action: "log", values }
}

fn values(head: &Head, words: &Words<'_>, name: &str, channel: &str) -> Values {
    let link = |id: Option<u64>| id.map_or(Value::None, Value::Id);
    Values::default()
        .with("place", link(head.place.map(|place| place.0)))
        .with("person", link(head.person.map(|person| person.0)))
        .with(name, Value::Text(words.name.to_owned()))
        .with("phone", Value::Text(words.phone.to_owned()))
        .with("text", Value::Text(words.text.to_owned()))
        .with("channel", Value::Choice(channel.to_owned()))
}

/// The words that every conversion needs.
///
/// # Errors
/// When there are none: what was said at the counter is what the next person works with.
pub fn needs_words(text: &str, label: T) -> Result<(), Fault> {
    if text.is_empty() { Err(Fault::missing("text", label)) } else { Ok(()) }
}

/// What became of an entry of this register: the numbers of the entries that belong to it.
#[must_use]
pub const fn became<E>(seen: crate::domain::register::Seen<E>) -> Field<E> {
    Field::computed("became", t("转为", "Became"), Kind::Line(200), seen)
}

/// The numbers of the requests, complaints and enquiries that belong to an entry.
///
/// # Errors
/// When the store cannot be read.
pub fn children_numbers(register: Tag, head: &Head, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    let kinds = [request::TAG, complaint::TAG, crate::domain::enquiry::TAG];
    let children = ctx.look.children(EntryRef::new(register, head.id))?;
    let numbers: Vec<String> = children
        .into_iter()
        .filter(|(entry, _)| kinds.contains(&entry.register))
        .map(|(_, child)| child.number)
        .collect();
    Ok(if numbers.is_empty() { Value::None } else { Value::Text(numbers.join(" ")) })
}

/// The entry with this number, as it is written: `R2611-0042`.
///
/// # Errors
/// When no entry has it.
pub fn numbered(number: &str, field: &str, ctx: &Ctx<'_>) -> Result<(EntryRef, Head), Fault> {
    let key = SearchKey::new(KeyClass::Number, search_key(number));
    for entry in ctx.look.found_by(&key)? {
        if let Some(head) =
            ctx.look.head(entry)?.filter(|head| head.number.eq_ignore_ascii_case(number.trim()))
        {
            return Ok((entry, head));
        }
    }
    Err(Fault::not_found(say!("找不到编号 {number}", "There is no entry {number}")).at(field))
}

/// How many conversions are followed back; nobody's words go round further.
const BACK: usize = 8;

/// Who heard of it first (`domain/facts.md` 6.4): what became of a visit or an enquiry, and what was split off, stays with
/// whoever took the first of them.
///
/// # Errors
/// When the store cannot be read.
pub fn first_heard(head: &Head, ctx: &Ctx<'_>) -> Result<StaffId, Fault> {
    let kinds = [request::TAG, complaint::TAG, crate::domain::enquiry::TAG, crate::domain::visit::TAG];
    let (mut by, mut parent) = (head.created_by, head.parent);
    for _ in 0..BACK {
        let Some(from) = parent.filter(|parent| kinds.contains(&parent.register)) else { break };
        let Some(from) = ctx.look.head(from)? else { break };
        (by, parent) = (from.created_by, from.parent);
    }
    Ok(by)
}

/// Who heard of it first, as a field.
#[must_use]
pub fn first_contact<E>() -> Field<E> {
    let label = t("首问责任人", "First contact");
    Field::computed("first_contact", label, Kind::STAFF, |head, _, ctx| {
        Ok(Value::Id(first_heard(head, ctx)?.0))
    })
}

/// Whether the caller heard of it first.
#[must_use]
pub fn heard_by_me<E>(head: &Head, _: &E, ctx: &Ctx<'_>) -> bool {
    first_heard(head, ctx).is_ok_and(|by| by == ctx.who.staff)
}
