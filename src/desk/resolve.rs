//! From what people write to the entry they mean: a number, `#id`, a room, a name. Ambiguity is a fault with candidates.

use crate::desk::rows::{self, By, index, search_index};
use crate::desk::scope::Scope;
use crate::desk::search;
use crate::domain::fault::{Candidate, Fault, FaultKind};
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::register::{AnyRegister, KeyClass, Look};
use crate::domain::room_text::RoomQuery;
use crate::domain::value::Value;
use crate::domain::{follow_up, kept, person, place};
use crate::say;
use crate::store::Dir;
use crate::text::fold::search_key;
use crate::text::lang::t;

/// How many candidates an ambiguous text lists at most.
const CANDIDATES: usize = 10;

/// The entry of `register` that a field's value means.
pub(super) fn link(scope: &Scope<'_>, field: &str, register: &str, value: &Value) -> Result<Value, Fault> {
    let register = scope.register(register)?;
    let id = match value {
        Value::Id(id) => *id,
        Value::Int(id) => u64::try_from(*id).unwrap_or(0),
        Value::Text(text) => named(scope, register, text).map_err(|fault| fault.at(field))?,
        _ => return Err(Fault::invalid(field, t("这里要选一条记录", "This wants an entry"))),
    };
    let entry = EntryRef::new(register.info().tag, id);
    match scope.head(entry)? {
        Some(head) if head.state != rows::UNDONE => Ok(Value::Id(kept_instead(scope, entry)?.id)),
        _ => {
            let (zh, en) = (register.info().name.zh, register.info().name.en);
            Err(Fault::not_found(say!("没有这个{zh} #{id}", "There is no {en} #{id}")).at(field))
        }
    }
}

/// Whom a merged person was merged into; everything else is itself.
pub(super) fn kept_instead(scope: &Scope<'_>, entry: EntryRef) -> Result<EntryRef, Fault> {
    let mut entry = entry;
    while entry.register == person::TAG
        && let Some(head) = scope.head(entry)?.filter(|head| head.state == person::MERGED)
        && let Some(into) = head.person
    {
        entry = EntryRef::new(person::TAG, into.0);
    }
    Ok(entry)
}

/// The id that a text names in a register.
pub(super) fn named(scope: &Scope<'_>, register: &dyn AnyRegister, text: &str) -> Result<u64, Fault> {
    let text = text.trim();
    if let Some(id) = text.strip_prefix('#').and_then(|id| id.parse().ok()) {
        return Ok(id);
    }
    let tag = register.info().tag;
    if let Some(entry) = by_number(scope, text)?.filter(|entry| entry.register == tag) {
        return Ok(entry.id);
    }
    let found = if tag == place::TAG { rooms(scope, text)? } else { by_name(scope, tag, text)? };
    let (zh, en) = (register.info().name.zh, register.info().name.en);
    match found.as_slice() {
        [] => Err(Fault::not_found(say!("找不到{zh}“{text}”", "No {en} “{text}”"))),
        [one] => Ok(one.id),
        many => {
            let candidates = many
                .iter()
                .take(CANDIDATES)
                .map(|entry| candidate(scope, register, *entry))
                .collect::<Result<Vec<_>, _>>()?;
            let some = candidates.iter().map(|c| c.shown.as_str()).collect::<Vec<_>>().join(", ");
            let count = many.len();
            let text = say!("“{text}”对应 {count} 个{zh}：{some}", "“{text}” may mean {count}: {some}");
            Err(Fault { candidates, ..Fault::new(FaultKind::Ambiguous, text) })
        }
    }
}

fn candidate(scope: &Scope<'_>, register: &dyn AnyRegister, entry: EntryRef) -> Result<Candidate, Fault> {
    let id = entry.id;
    let shown = rows::load(scope.reader, register, entry)?.map_or_else(String::new, |found| {
        register.title(&found.head, &*found.body).get(scope.who.lang).to_owned()
    });
    Ok(Candidate { entry, write: format!("#{id}"), shown })
}

/// The places a text may mean: a whole code or name before a number; of several those whose own code it is, not another
/// name.
fn rooms(scope: &Scope<'_>, text: &str) -> Result<Vec<EntryRef>, Fault> {
    let found = search::rooms::meant(scope, text)?;
    if found.len() < 2 {
        return Ok(found);
    }
    let asked: Vec<String> = RoomQuery::parse(text)
        .candidates
        .iter()
        .map(|parts| search_key(&parts.to_string()))
        .chain([search_key(text)])
        .collect();
    let own = |entry: &EntryRef| asked.iter().any(|key| code_is(scope, *entry, key));
    let whole: Vec<EntryRef> = found.iter().copied().take(CANDIDATES).filter(own).collect();
    Ok(if whole.is_empty() { found } else { whole })
}

/// The place in use whose whole code is `text`.
pub(super) fn place_named(scope: &Scope<'_>, text: &str) -> Result<Option<EntryRef>, Fault> {
    let key = search_key(text);
    let found = exact(scope, KeyClass::Room, &key, place::TAG)?;
    Ok(found.into_iter().find(|entry| code_is(scope, *entry, &key)))
}

fn code_is(scope: &Scope<'_>, entry: EntryRef, key: &str) -> bool {
    scope.field(entry, "code").is_ok_and(|code| code.text().is_some_and(|code| search_key(code) == key))
}

/// Entries of a register with exactly this name (or phone).
fn by_name(scope: &Scope<'_>, tag: Tag, text: &str) -> Result<Vec<EntryRef>, Fault> {
    let found = exact(scope, KeyClass::Name, &search_key(text), tag)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let phone: String = crate::text::fold::digits(text).chars().rev().collect();
    if phone.len() >= 4 { exact(scope, KeyClass::Phone, &phone, tag) } else { Ok(Vec::new()) }
}

fn exact(scope: &Scope<'_>, class: KeyClass, text: &str, tag: Tag) -> Result<Vec<EntryRef>, Fault> {
    let range = search_index(class).str(text).range();
    let mut found = rows::entries_in(scope.reader, &range, Dir::Up, 500)?;
    found.retain(|entry| entry.register == tag);
    let is_kept = scope.registers.by_tag(tag).is_some_and(|register| register.info().kept);
    let mut usable = Vec::new();
    for entry in found {
        if scope.head(entry)?.is_some_and(|head| head.state != kept::DISABLED || !is_kept) {
            usable.push(entry);
        }
    }
    Ok(usable)
}

/// The entry with this number.
pub(super) fn by_number(scope: &Scope<'_>, text: &str) -> Result<Option<EntryRef>, Fault> {
    let text = text.trim().to_ascii_uppercase();
    let Some(register) = scope.registers.by_number(&text) else { return Ok(None) };
    let Some((yymm, sequence)) = rows::number_parts(&text) else { return Ok(None) };
    let range = index(By::Number).u16(register.info().tag).u16(yymm).u32(sequence).range();
    Ok(rows::entries_in(scope.reader, &range, Dir::Up, 1)?.into_iter().next())
}

/// The entry that an `entry` argument means; `register` is the one the call belongs to, when it is known.
///
/// A request's number where a follow-up is wanted means the follow-up that is still open on it.
pub(super) fn entry(
    scope: &Scope<'_>,
    text: &str,
    register: Option<&dyn AnyRegister>,
) -> Result<EntryRef, Fault> {
    let missing = || Fault::not_found(say!("找不到编号 {text}", "There is no entry {text}")).at("entry");
    let found = match (text.trim().strip_prefix('#').map(str::parse), register) {
        (Some(Ok(id)), Some(register)) => Some(EntryRef::new(register.info().tag, id)),
        (Some(_), _) => None,
        (None, _) => by_number(scope, text)?,
    };
    let found = match (found, register) {
        (None, Some(register)) => {
            EntryRef::new(register.info().tag, named(scope, register, text).map_err(|f| f.at("entry"))?)
        }
        (None, None) => return Err(missing()),
        (Some(found), _) => found,
    };
    let Some(register) = register.filter(|register| register.info().tag != found.register) else {
        return match scope.head(found)? {
            Some(head) if head.state != rows::UNDONE => Ok(found),
            _ => Err(missing()),
        };
    };
    let mut open = rows::children(scope.reader, found)?;
    open.retain(|(child, head)| child.register == register.info().tag && register.info().is_open(head.state));
    match open.first() {
        Some((child, _)) if open.len() == 1 => Ok(*child),
        _ if register.info().tag == follow_up::TAG => {
            Err(Fault::refused(say!("{text} 没有待回访", "{text} has no follow-up due")).at("entry"))
        }
        _ => Err(missing()),
    }
}
