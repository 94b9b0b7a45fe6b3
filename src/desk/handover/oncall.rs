//! Red items of a desk that is sealed: nobody answers for it until the seal is broken, so each of them becomes a task of
//! somebody who can be reached, and everybody on call hears of it (`spec/handover.md` 4.7).

use super::view::row;
use crate::desk::act::Base;
use crate::desk::card::active;
use crate::desk::fresh;
use crate::desk::job::Outcome;
use crate::desk::list::Names;
use crate::desk::scope::{self, Scope};
use crate::domain::fault::Fault;
use crate::domain::handover::Watch;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::posts::Posts;
use crate::domain::register::{Look, Severity, Values};
use crate::domain::rota::duty;
use crate::domain::value::Value;
use crate::domain::{staff, task};
use crate::say;
use crate::store::Tx;

/// Characters of a task's words.
const WORDS: usize = 500;
/// Items that are said to everybody at once; the others stand among the tasks of the one who has them.
const SAID: usize = 10;

/// Who can be reached: whoever is on duty at any desk, who leads first; nobody else being there, everybody who leads.
/// Never who seals: they go.
fn on_call(scope: &Scope<'_>) -> Result<Vec<StaffId>, Fault> {
    let mut leads = Vec::new();
    for (person, _) in active(scope, staff::TAG)? {
        let posts = staff::take_posts(&scope.field(EntryRef::new(staff::TAG, person.id), "posts")?);
        if posts.meets(Posts::LEAD) {
            leads.push(StaffId(person.id));
        }
    }
    let here: Vec<StaffId> = duty::here(scope)?.into_iter().map(|(_, staff, _)| staff).collect();
    let mut found: Vec<StaffId> = leads.iter().copied().filter(|lead| here.contains(lead)).collect();
    found.extend(here.into_iter().filter(|staff| !leads.contains(staff)));
    if found.iter().all(|staff| *staff == scope.who.staff) {
        found = leads;
    }
    found.retain(|staff| *staff != scope.who.staff);
    found.dedup();
    Ok(found)
}

/// Gives each red item that is open to the first who is on call, and says so to all of them.
pub(super) fn send(base: &Base<'_>, tx: &mut Tx<'_>, watch: &Watch, out: &mut Outcome) -> Result<(), Fault> {
    let (people, told) = {
        let scope = base.scope(tx);
        let mut names = Names::default();
        let mut told = Vec::new();
        for item in watch.standing_items().filter(|item| item.severity == Severity::Red) {
            let shown = row(&scope, watch, item, &mut names)?;
            let (number, title, place) = (&shown.number, &shown.title, &shown.place);
            let then = if item.if_then.is_empty() { String::new() } else { format!("；{}", item.if_then) };
            let (zh, en) = (&title.zh, &title.en);
            told.push(say!(
                "封存交办：{number} {zh} {place}{then}",
                "Desk sealed, see to: {number} {en} {place}{then}"
            ));
        }
        (on_call(&scope)?, told)
    };
    let Some(first) = people.first() else { return Ok(()) };
    let register = scope::register(base.registers, "task")?;
    for (at, said) in told.into_iter().enumerate() {
        let words: String = said.get(base.who.lang).chars().take(WORDS).collect();
        let values = Values::default().with("text", Value::Text(words)).with("owner", Value::Id(first.0));
        fresh::file(base, tx, register, task::GIVEN, &values, out)?;
        if at < SAID {
            out.notices.extend(people.iter().map(|person| (*person, said.clone())));
        }
    }
    Ok(())
}
