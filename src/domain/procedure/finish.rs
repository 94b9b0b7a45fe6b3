//! What finishing a procedure does: relations begin and end, the room's use is written down, each from the effective
//! date, be it past or to come.

use super::{Procedure, ProcedureKind};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId, PlaceId};
use crate::domain::occupancy;
use crate::domain::register::{Ctx, Effect, Head, Values};
use crate::domain::relation::{self, Known, Role, Standing};
use crate::domain::value::{Fixed, Value, Valued};
use crate::domain::{person, place};
use chrono::NaiveDate;

/// The relations that end with a procedure.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// These end, on `last`.
    pub due: Vec<Known>,
    /// These would end before they begin.
    pub late: Vec<Known>,
    /// Whether one that would end was over before.
    pub over: bool,
    /// The last day.
    pub last: Option<NaiveDate>,
}

/// Which relations end, by the kind of procedure.
pub(super) fn ending(head: &Head, entry: &Procedure, ctx: &Ctx<'_>) -> Result<Ending, Fault> {
    let (Some(kind), Some(place), Some(date)) = (entry.kind, head.place, entry.date) else {
        return Ok(Ending::default());
    };
    let all = relation::of_place(ctx.look, place)?;
    let principal = |known: &Known| -> Result<Option<PersonId>, Fault> {
        Ok(Valued::take(ctx.look.field(known.entry, "principal")?).unwrap_or_default())
    };
    let last = if kind == ProcedureKind::ChangeOfOwner { date.pred_opt() } else { Some(date) };
    let let_out = all.iter().any(|k| k.role == Role::Tenant && k.standing(date) == Standing::Current);
    let gives_up = |known: &Known| {
        known.role == Role::Owner
            && Some(known.person) != head.person
            && entry.from_person.is_none_or(|from| from == known.person)
    };
    let owners: Vec<PersonId> =
        all.iter().filter(|known| gives_up(known)).map(|known| known.person).collect();
    let mut found = Ending { last, ..Ending::default() };
    for known in &all {
        let of = principal(known)?;
        let goes = match kind {
            ProcedureKind::MoveIn | ProcedureKind::TenancyBegin => false,
            ProcedureKind::ChangeOfOwner => {
                // Whose family nobody wrote down is the old owner's, unless tenants live there or an owner stays.
                let theirs = match of {
                    Some(of) => owners.contains(&of),
                    None => !let_out && entry.from_person.is_none(),
                };
                let follows = matches!(known.role, Role::Household | Role::Proxy | Role::Emergency);
                gives_up(known) || (follows && theirs && Some(known.person) != head.person)
            }
            ProcedureKind::TenancyEnd => {
                (known.role == Role::Tenant && Some(known.person) == head.person)
                    || (known.role != Role::Owner && of.is_some() && of == head.person)
            }
            ProcedureKind::MoveOut => {
                known.role != Role::Owner
                    && (Some(known.person) == head.person || (of.is_some() && of == head.person))
            }
        };
        if !goes {
            continue;
        }
        if known.to.zip(last).is_some_and(|(to, last)| to <= last) {
            found.over = true;
        } else if known.from.zip(last).is_some_and(|(from, last)| from > last) {
            found.late.push(known.clone());
        } else {
            found.due.push(known.clone());
        }
    }
    Ok(found)
}

/// Lets relations begin and end and writes down how the room is used.
pub(super) fn finish(
    head: &mut Head,
    entry: &mut Procedure,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<Effect>, Fault> {
    let (Some(kind), Some(place), Some(person), Some(date)) =
        (entry.kind, head.place, head.person, entry.date)
    else {
        return Ok(Vec::new());
    };
    let mut effects = Vec::new();
    let ending = ending(head, entry, ctx)?;
    for known in &ending.due {
        let values = Values::default().with("to", ending.last.value());
        effects.push(Effect::Act { entry: known.entry, action: "end", values });
    }
    match kind {
        ProcedureKind::MoveIn => {
            effects.extend(begins(place, person, Role::Owner, entry, None, ctx)?);
            let room = EntryRef::new(place::TAG, place.0);
            if ctx.look.field(room, "handed_over")?.is_none() {
                let values = Values::default().with("handed_over", Value::Date(date));
                effects.push(Effect::Act { entry: room, action: "hand_over", values });
            }
        }
        ProcedureKind::ChangeOfOwner => {
            let given = ending.due.iter().filter(|known| known.role == Role::Owner);
            let share: i64 = given.filter_map(|known| known.share).map(|share| share.0).sum();
            let share = (share > 0).then_some(Fixed(share));
            effects.extend(begins(place, person, Role::Owner, entry, share, ctx)?);
        }
        ProcedureKind::TenancyBegin => {
            effects.extend(begins(place, person, Role::Tenant, entry, None, ctx)?);
        }
        ProcedureKind::TenancyEnd | ProcedureKind::MoveOut => {}
    }
    effects.extend(used(head, entry, place, ctx)?);
    Ok(effects)
}

/// A relation from the effective date on; one that is there already is only prolonged.
fn begins(
    place: PlaceId,
    person: PersonId,
    role: Role,
    entry: &Procedure,
    share: Option<Fixed<2>>,
    ctx: &Ctx<'_>,
) -> Result<Option<Effect>, Fault> {
    let Some(date) = entry.date else { return Ok(None) };
    let all = relation::of_place(ctx.look, place)?;
    let mut same = all.into_iter().filter(|known| known.person == person && known.role == role);
    if let Some(known) = same.find(|known| known.standing(date) != Standing::Past) {
        let longer = entry.until.filter(|until| known.to != Some(*until));
        return Ok(longer.map(|until| Effect::Act {
            entry: known.entry,
            action: "end",
            values: Values::default().with("to", Value::Date(until)),
        }));
    }
    let mut values = Values::default()
        .with("place", Value::Id(place.0))
        .with("person", Value::Id(person.0))
        .with("role", Some(role).value())
        .with("from", Value::Date(date));
    if role == Role::Tenant && entry.until.is_some() {
        values = values.with("to", entry.until.value());
    }
    if share.is_some() {
        values = values.with("share", share.value());
    }
    Ok(Some(Effect::Create { register: "relation", action: "add", values }))
}

/// How the room is used afterwards, unless it is so already.
fn used(head: &Head, entry: &Procedure, place: PlaceId, ctx: &Ctx<'_>) -> Result<Option<Effect>, Fault> {
    let (Some(state), Some(day)) = (entry.state_after, entry.first_day_after()) else { return Ok(None) };
    if occupancy::now(ctx.look, place, day)?.is_some_and(|known| known.state == state) {
        return Ok(None);
    }
    let values = Values::default()
        .with("place", Value::Id(place.0))
        .with("state", Some(state).value())
        .with("from", Value::Date(day))
        .with("note", Value::Text(head.number.clone()));
    Ok(Some(Effect::Create { register: "occupancy", action: "record", values }))
}

/// A person's name as everybody may see it.
pub(super) fn name_of(person: Option<PersonId>, ctx: &Ctx<'_>) -> Result<String, Fault> {
    let Some(PersonId(id)) = person else { return Ok(String::new()) };
    let file = EntryRef::new(person::TAG, id);
    let name = String::take(ctx.look.field(file, "name")?).unwrap_or_default();
    let kind = Valued::take(ctx.look.field(file, "kind")?).unwrap_or_default();
    Ok(person::shown_name(&person::Person { name, kind, ..person::Person::default() }))
}
