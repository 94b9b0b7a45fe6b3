//! One entry whole: its fields, what may be done to it now and why not, what belongs to it, and its history.

use crate::api::describe::CORRECT;
use crate::api::entry::{Entry, FieldChange, History, Names as HeadNames, Possible, Row, Show, Step, Steps};
use crate::desk::faults::forbidden;
use crate::desk::list::{Names, cell, row};
use crate::desk::rows::{self, Loaded, UNDONE};
use crate::desk::scope::Scope;
use crate::desk::{calendars, privacy, resolve};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::AnyRegister;
use crate::domain::value::Value;
use crate::say;
use crate::store::{Outcome, journal};

/// How many linked entries are shown at the most.
const LINKS: usize = 50;

/// The entry that a call names, with its register.
pub(super) fn named<'a>(
    scope: &Scope<'a>,
    entry: &str,
    register: Option<&str>,
) -> Result<(EntryRef, &'a dyn AnyRegister, Loaded), Fault> {
    let register = register.map(|id| scope.register(id)).transpose()?;
    let at = resolve::entry(scope, entry, register)?;
    let register = scope.register_of(at)?;
    scope.permit(register.info().see)?;
    let loaded = rows::load(scope.reader, register, at)?.ok_or_else(|| {
        Fault::not_found(say!("找不到编号 {entry}", "There is no entry {entry}")).at("entry")
    })?;
    Ok((at, register, loaded))
}

/// One entry whole.
pub(super) fn show(scope: &Scope<'_>, show: &Show) -> Result<Entry, Fault> {
    let (at, register, loaded) = named(scope, &show.entry, show.register.as_deref())?;
    let mut names = Names::default();
    let mut fields = Vec::new();
    for field in register.fields() {
        fields.push(cell(scope, register, &loaded, field, &mut names, true)?);
    }
    let head = &loaded.head;
    let staff = |names: &mut Names, id: u64| names.of(scope, "staff", id);
    let who = HeadNames {
        created_by: staff(&mut names, head.created_by.0)?,
        changed_by: staff(&mut names, head.changed_by.0)?,
        desk: names.of(scope, "desk", head.desk.0)?,
    };
    Ok(Entry {
        entry: at,
        title: register.title(head, &*loaded.body),
        actions: possible(scope, register, &loaded),
        links: links(scope, at, &loaded, &mut names)?,
        head: loaded.head,
        fields,
        names: who,
        presence: Vec::new(),
    })
}

/// Every action from the entry's state, with the reason why not.
fn possible(scope: &Scope<'_>, register: &dyn AnyRegister, loaded: &Loaded) -> Vec<Possible> {
    let from_here = register
        .actions()
        .iter()
        .filter(|action| action.posts != Posts::NONE && action.from.contains(&loaded.head.state));
    let mut found: Vec<Possible> = from_here
        .map(|action| {
            let permitted = scope.permit(action.posts).map_err(|fault| fault.text);
            let guarded = || register.guard(action.id, &loaded.head, &*loaded.body, &scope.ctx());
            Possible { action: action.id.to_owned(), why_not: permitted.and_then(|()| guarded()).err() }
        })
        .collect();
    let correct = register.info().correct;
    let why_not = (!scope.who.may(correct)).then(|| forbidden(correct).text);
    found.push(Possible { action: CORRECT.to_owned(), why_not });
    found
}

/// What it belongs to, then what belongs to it; only what the caller may see.
fn links(scope: &Scope<'_>, at: EntryRef, loaded: &Loaded, names: &mut Names) -> Result<Vec<Row>, Fault> {
    let parent = loaded.head.parent.into_iter();
    let children = rows::children(scope.reader, at)?;
    let shown = children.into_iter().filter(|(_, head)| head.state != UNDONE).map(|(entry, _)| entry);
    let mut found = Vec::new();
    for entry in parent.chain(shown).take(LINKS) {
        let register = scope.register_of(entry)?;
        if scope.who.may(register.info().see)
            && let Some(linked) = rows::load(scope.reader, register, entry)?
        {
            found.push(row(scope, register, &linked, names)?);
        }
    }
    Ok(found)
}

/// The steps of an entry, newest first, each with what it changed.
pub(super) fn history(scope: &Scope<'_>, history: &History) -> Result<Steps, Fault> {
    let (at, register, _) = named(scope, &history.entry, history.register.as_deref())?;
    let key = rows::key(at);
    let mut names = Names::default();
    let mut steps = Vec::new();
    let mut before: Option<Loaded> = None;
    for line in journal::history(scope.reader, &key)? {
        let told = line.changes.iter().find(|change| change.key == key);
        if told.is_none() && line.outcome == Outcome::Erased {
            steps.push(Step {
                erased: true,
                ..bare(line.seq, At(line.at), names.of(scope, "staff", line.staff)?, &line.call)
            });
            continue;
        }
        let Some(bytes) = told.and_then(|change| change.value.as_ref()) else { continue };
        let after = rows::decode(register, bytes)?;
        let state = register.info().state(after.head.state).map_or("undone", |state| state.id).to_owned();
        let told = calendars::told(&line.call, register, before.as_ref(), &after, scope.zone());
        steps.push(Step {
            rev: after.head.rev,
            state,
            changes: changes(scope, register, before.as_ref(), &after, &mut names)?,
            // The journal's own line of it is for machines.
            note: line.note.filter(|_| told.is_none()),
            told,
            ..bare(line.seq, At(line.at), names.of(scope, "staff", line.staff)?, &line.call)
        });
        before = Some(after);
    }
    for (seq, look) in privacy::looks(scope.reader, at)? {
        steps.push(Step {
            viewed: Some(look.what),
            note: Some(look.reason),
            ..bare(seq, look.at, names.of(scope, "staff", look.staff.0)?, privacy::UNMASK)
        });
    }
    steps.sort_by_key(|step| std::cmp::Reverse(step.seq));
    Ok(Steps { steps })
}

/// A step that tells no more than who called what when.
fn bare(seq: u64, at: At, who: String, call: &str) -> Step {
    Step {
        seq,
        at,
        who,
        call: call.to_owned(),
        rev: 0,
        state: String::new(),
        changes: Vec::new(),
        viewed: None,
        note: None,
        told: None,
        erased: false,
    }
}

/// What differs between two versions of an entry, as the caller may see it.
pub(super) fn changes(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    before: Option<&Loaded>,
    after: &Loaded,
    names: &mut Names,
) -> Result<Vec<FieldChange>, Fault> {
    let blank = Loaded { head: crate::domain::register::Head::blank(), body: register.blank() };
    let before = before.unwrap_or(&blank);
    let mut found = Vec::new();
    for field in register.fields() {
        let (old, new) = (
            register.get(&before.head, &*before.body, field.id),
            register.get(&after.head, &*after.body, field.id),
        );
        let nothing = |value: &Value| value.is_none() || *value == Value::Flag(false);
        if old != new && !(nothing(&old) && nothing(&new)) {
            found.push(FieldChange {
                field: field.id.to_owned(),
                before: cell(scope, register, before, field, names, true)?,
                after: cell(scope, register, after, field, names, true)?,
            });
        }
    }
    Ok(found)
}
