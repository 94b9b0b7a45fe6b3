//! One incident with all that belongs to it, and the open incidents that touch a room. Changes nothing.

use crate::api::entry::Show;
use crate::api::incident::{
    Affected, Affecting, AffectingList, CallRow, IncidentView, LineRow, ShowIncident, StepRow,
};
use crate::desk::list::{self, Names};
use crate::desk::rows::{self, By};
use crate::desk::scope::Scope;
use crate::desk::{faults, resolve, show};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId};
use crate::domain::incident::line::{IncidentLine, Reached};
use crate::domain::incident::{self, Incident, IncidentKind, area, caller, line, plan};
use crate::domain::kept::ACTIVE;
use crate::domain::place;
use crate::domain::register::{KeyClass, Look};
use crate::domain::value::Value;
use crate::store::Dir;
use crate::text::fold::search_key;
use crate::text::lang::Say;
use std::collections::BTreeSet;

/// Callers that are shown.
const CALLERS: usize = 200;
/// Places that are looked at to count those within a scope.
const PLACES: usize = 20_000;

/// One incident, whole.
pub(super) fn show(scope: &Scope<'_>, ask: &ShowIncident) -> Result<IncidentView, Fault> {
    let wanted = Show { entry: ask.entry.clone(), register: Some("incident".to_owned()) };
    let entry = show::show(scope, &wanted)?;
    let register = scope.register("incident")?;
    let loaded = rows::load(scope.reader, register, entry.entry)?;
    let loaded = loaded.ok_or_else(|| faults::bug("a shown entry is gone"))?;
    let Some(body) = loaded.body.as_any().downcast_ref::<Incident>() else {
        return Err(faults::bug("an entry of another register"));
    };
    let (lang, mut names) = (scope.who.lang, Names::default());
    let mut lines = Vec::new();
    let mut callers = Vec::new();
    let mut caller_count = 0;
    let mut rung: Vec<(IncidentLine, LineRow)> = Vec::new();
    for (child, head) in scope.children(entry.entry)?.into_iter().rev() {
        if child.register == caller::TAG && head.state == caller::TAKEN {
            caller_count += 1;
            if callers.len() < CALLERS {
                let register = scope.register_of(child)?;
                if let Some(loaded) = rows::load(scope.reader, register, child)? {
                    callers.push(list::row(scope, register, &loaded, &mut names)?);
                }
            }
        }
        if child.register != line::TAG || head.state != line::WRITTEN {
            continue;
        }
        let register = scope.register_of(child)?;
        let Some(loaded) = rows::load(scope.reader, register, child)? else { continue };
        let Some(told) = loaded.body.as_any().downcast_ref::<IncidentLine>() else { continue };
        let row = line_row(scope, child, &loaded.head.number, told, &loaded.head, &mut names)?;
        rung.push((told.clone(), row.clone()));
        lines.push(row);
    }
    lines.sort_by_key(|row| (std::cmp::Reverse(row.at), std::cmp::Reverse(row.entry.id)));
    let mut steps = Vec::new();
    for (at, step) in body.steps.iter().enumerate() {
        steps.push(StepRow {
            step: i64::try_from(at + 1).unwrap_or(i64::MAX),
            text: plan::part(&step.text, lang).to_owned(),
            by: step.done.map(|(by, _)| names.of(scope, "staff", by.0)).transpose()?.unwrap_or_default(),
            at: step.done.map(|(_, at)| at),
        });
    }
    let calls = body.calls.iter().map(|line| call_row(line, &rung, scope)).collect();
    let next =
        if incident::GOING_ON.contains(&loaded.head.state) { incident::CLOSED } else { incident::WRITTEN };
    let lacks = if matches!(loaded.head.state, incident::WRITTEN | incident::REVIEWED | incident::FALSE_ALARM)
    {
        Vec::new()
    } else {
        incident::lacks(&loaded.head, body, &scope.ctx(), next)?
    };
    Ok(IncidentView {
        caller_text: plan::part(&body.caller_text, lang).to_owned(),
        steps,
        calls,
        lines,
        callers,
        caller_count,
        rooms: rooms(scope, &body.scope)?,
        lacks: lacks.into_iter().map(Say::from).collect(),
        entry,
    })
}

fn line_row(
    scope: &Scope<'_>,
    entry: EntryRef,
    number: &str,
    told: &IncidentLine,
    head: &crate::domain::register::Head,
    names: &mut Names,
) -> Result<LineRow, Fault> {
    let lang = scope.who.lang;
    let reached = told.reached.map_or("", |reached| reached.label().get(lang));
    let whom = plan::part(&told.whom, lang);
    let text = plan::part(&told.text, lang);
    let words: Vec<&str> =
        [whom, told.phone.as_str(), reached, text].into_iter().filter(|w| !w.is_empty()).collect();
    Ok(LineRow {
        entry,
        number: number.to_owned(),
        at: head.occurred_at,
        by: names.of(scope, "staff", head.created_by.0)?,
        kind: told.kind.map_or_else(String::new, |kind| kind.id().to_owned()),
        word: told.kind.map_or_else(|| Say::same(""), |kind| kind.label().into()),
        text: words.join(" "),
    })
}

/// A line of the call tree, with how it went last.
fn call_row(line: &str, rung: &[(IncidentLine, LineRow)], scope: &Scope<'_>) -> CallRow {
    let (name, phone) = plan::callee(line);
    // The newest line about them counts.
    let last = rung.iter().find(|(told, _)| told.whom == name && told.reached.is_some());
    let reached: Option<Reached> = last.and_then(|(told, _)| told.reached);
    CallRow {
        whom: plan::part(name, scope.who.lang).to_owned(),
        name: name.to_owned(),
        phone: phone.to_owned(),
        reached: reached.map(|reached| reached.id().to_owned()),
        word: reached.map_or_else(|| Say::same(""), |reached| reached.label().into()),
        at: last.map(|(_, row)| row.at),
        by: last.map(|(_, row)| row.by.clone()).unwrap_or_default(),
    }
}

/// How many rooms on file are within a scope: found by the beginning of their codes, so that a large compound is not
/// read for one building.
fn rooms(scope: &Scope<'_>, items: &[String]) -> Result<u64, Fault> {
    let mut found = BTreeSet::new();
    for item in items {
        let range = if item == area::EVERYWHERE {
            rows::index(By::State).u16(place::TAG).u8(ACTIVE).range()
        } else {
            rows::search_index(KeyClass::Room).str_prefix(&search_key(item)).range()
        };
        found.extend(rows::entries_in(scope.reader, &range, Dir::Up, PLACES)?);
    }
    let mut count = 0;
    for entry in found.into_iter().filter(|entry| entry.register == place::TAG) {
        let kind = scope.field(entry, "kind")?;
        let held = kind.text().and_then(place::PlaceKind::of_id).is_none_or(place::PlaceKind::held);
        let used = scope.head(entry)?.is_some_and(|head| head.state == ACTIVE);
        if held && used && area::covers(items, &area::codes(scope, PlaceId(entry.id))?) {
            count += 1;
        }
    }
    Ok(count)
}

/// The open incidents that touch a place, for the call of their own.
pub(super) fn affecting(scope: &Scope<'_>, ask: &Affecting) -> Result<AffectingList, Fault> {
    let value = resolve::link(scope, "place", "place", &Value::Text(ask.place.clone()))?;
    let place = PlaceId(value.id().unwrap_or(0));
    Ok(AffectingList { incidents: affected(scope, Some(place))? })
}

/// The open incidents that touch a place, with what is said to whoever rings from there.
pub(super) fn affected(scope: &Scope<'_>, place: Option<PlaceId>) -> Result<Vec<Affected>, Fault> {
    let Some(place) = place else { return Ok(Vec::new()) };
    // Somebody who may not see incidents hears of none.
    let info = scope.register("incident")?.info();
    if !scope.who.may(info.see) {
        return Ok(Vec::new());
    }
    let found = area::affecting(scope, place)?.into_iter().map(|known| Affected {
        entry: known.entry,
        number: known.number,
        kind: incident::label_of(IncidentKind::CHOICES, &known.kind).into(),
        state: info.state(known.state).map_or_else(|| Say::same(""), |state| state.label.into()),
        caller_text: plan::part(&known.caller_text, scope.who.lang).to_owned(),
    });
    Ok(found.collect())
}
