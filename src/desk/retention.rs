//! Whose personal data has been kept long enough (`domain/facts.md` 5.6): nothing ties them to the compound any more.
//! It only lists them; erasing is an act of its own, one person at a time.

use crate::api::privacy::{Due, DueForErasure, DueRow};
use crate::desk::list::{Names, row};
use crate::desk::rows::{self, By, Loaded};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PersonId};
use crate::domain::kept::{ACTIVE, DISABLED};
use crate::domain::register::Look;
use crate::domain::relation::{self, Standing};
use crate::domain::{consent, person};
use crate::store::Dir;
use chrono::{Months, NaiveDate};

/// Persons looked at for one page: a reader must not keep the writer waiting.
const PAGE: u64 = 1_000;

/// A page of those who are due.
pub(super) fn due(scope: &Scope<'_>, asked: &DueForErasure) -> Result<Due, Fault> {
    let register = scope.register("person")?;
    let months = u32::try_from(scope.setting("privacy.retention_months")).unwrap_or(u32::MAX);
    let today = scope.ctx().today();
    let Some(limit) = today.checked_sub_months(Months::new(months)) else { return Ok(Due::default()) };
    let first = asked.after.unwrap_or(0) + 1;
    let end = rows::next_id(scope.reader, person::TAG)?;
    let last = end.min(first.saturating_add(PAGE));
    let mut page = Due { rows: Vec::new(), next: (last < end).then_some(last - 1) };
    let mut names = Names::default();
    for id in first..last {
        let entry = EntryRef::new(person::TAG, id);
        let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
        if !matches!(loaded.head.state, ACTIVE | DISABLED) {
            continue;
        }
        if let Some(since) = untied(scope, &loaded)?.filter(|since| *since <= limit) {
            page.rows.push(DueRow { person: row(scope, register, &loaded, &mut names)?, since });
        }
    }
    Ok(page)
}

/// The day after which nothing tied a person to the compound; none while something does.
fn untied(scope: &Scope<'_>, loaded: &Loaded) -> Result<Option<NaiveDate>, Fault> {
    let person = PersonId(loaded.head.id);
    let (today, zone) = (scope.ctx().today(), scope.zone());
    let mut since = loaded.head.created_at.date(zone);
    for known in relation::of_person(scope, person)? {
        match (known.standing(today), known.to) {
            (Standing::Past, Some(to)) => since = since.max(to),
            _ => return Ok(None),
        }
    }
    let range = rows::index(By::Person).u64(person.0).range();
    for entry in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
        // What belongs to the file ends with it; a consent to keep it longer would have to be a relation.
        if matches!(entry.register, relation::TAG | consent::TAG | person::TAG) {
            continue;
        }
        let register = scope.register_of(entry)?;
        let Some(head) = rows::head(scope.reader, entry)? else { continue };
        if register.info().is_open(head.state) {
            return Ok(None);
        }
        if !register.facet() {
            since = since.max(head.since.date(zone)).max(head.occurred_at.date(zone));
        }
    }
    Ok(Some(since))
}
