//! One action of a register: who may, from which state, what was filled in, the guard, the effects, one transaction.

mod correct;

use crate::api::describe::CORRECT;
use crate::api::entry::{Act, Acted};
use crate::api::wire::Topic;
use crate::desk::faults;
use crate::desk::fresh::{Counts, fresh};
use crate::desk::job::Outcome;
use crate::desk::rows::{self, Loaded};
use crate::desk::scope::{self, Scope};
use crate::desk::{calendars, erase, handover, merge, resolve, stale, values};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::kept::ACTIVE;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{
    ActionInfo, AnyRegister, Doubts, Effect, Head, Look, Mark, Registers, To, Values, Who,
};
use crate::domain::rota::shift;
use crate::domain::staff;
use crate::say;
use crate::store::{Dir, Tx};
use crate::text::lang::{Say, t};
use chrono::Datelike;

/// How deep effects may call each other; deeper is a mistake in the declarations.
const DEPTH: u8 = 8;

/// What every step of one call shares.
pub(super) struct Base<'a> {
    pub(super) registers: &'a Registers,
    pub(super) now: At,
    pub(super) who: &'a Who,
    /// Whether somebody gave a reason to keep doubtful values.
    pub(super) reasoned: bool,
    /// The ids and numbers of a long work that is alone at writing, and its zone.
    pub(super) counts: Option<&'a Counts>,
}

impl<'a> Base<'a> {
    /// What the call can see, the changes of its transaction included.
    pub(super) fn scope<'b>(&'b self, tx: &'b Tx<'_>) -> Scope<'b> {
        let scope = Scope {
            doubts: Doubts { reasoned: self.reasoned, ..Doubts::default() },
            ..Scope::over(tx, self.registers, self.now, self.who)
        };
        match self.counts {
            None => scope,
            Some(counts) => {
                let zone = *counts.zone.get_or_init(|| scope.zone());
                Scope { zone: zone.into(), ..scope }
            }
        }
    }

    /// The same while an entry is saved: what stood there before is not doubted again.
    fn saving<'b>(
        &'b self,
        tx: &'b Tx<'_>,
        register: &dyn AnyRegister,
        entry: &Loaded,
        before: Option<&Loaded>,
    ) -> Scope<'b> {
        let mut scope = self.scope(tx);
        if let Some(before) = before {
            let value = |of: &Loaded, field| register.get(&of.head, &*of.body, field);
            let fields = register.fields().iter().map(|field| field.id);
            let stood = fields.filter(|field| value(before, field) == value(entry, field));
            scope.doubts.stood = stood.map(str::to_owned).collect();
        }
        scope
    }
}

/// Runs one act of a person.
pub(super) fn act(base: &Base<'_>, tx: &mut Tx<'_>, act: &Act, out: &mut Outcome) -> Result<Acted, Fault> {
    let register = scope::register(base.registers, &act.register)?;
    if act.action == CORRECT {
        return correct::correct(base, tx, register, act, out);
    }
    let action = register
        .action(&act.action)
        .filter(|action| action.posts != Posts::NONE)
        .ok_or_else(|| unknown(register, &act.action))?;
    base.scope(tx).permit(action.posts)?;
    let at = match (&act.entry, action.creates()) {
        (None, true) => None,
        (Some(text), false) => Some(resolve::entry(&base.scope(tx), text, Some(register))?),
        (Some(_), true) => {
            return Err(Fault::invalid("entry", t("新登记不需要编号", "A new entry takes no number")));
        }
        (None, false) => return Err(Fault::missing("entry", t("编号", "Entry"))),
    };
    only_asked(action, &act.values)?;
    let step = Step { register, action, seen: act.rev, values: act.values.clone(), parent: None, depth: 0 };
    let entry = match at {
        None => make(base, tx, &step, out)?,
        Some(at) => go(base, tx, &step, at, out)?,
    };
    acted(base, tx, register, entry, out)
}

/// What an act answers.
fn acted(
    base: &Base<'_>,
    tx: &Tx<'_>,
    register: &dyn AnyRegister,
    entry: EntryRef,
    out: &mut Outcome,
) -> Result<Acted, Fault> {
    let head = base.scope(tx).head(entry)?.ok_or_else(|| faults::bug("an acted entry is gone"))?;
    let state = register.info().state(head.state).map_or("", |state| state.id).to_owned();
    Ok(Acted {
        entry,
        number: head.number,
        rev: head.rev,
        state,
        warnings: std::mem::take(&mut out.warnings),
    })
}

fn unknown(register: &dyn AnyRegister, action: &str) -> Fault {
    let known = register.actions().iter().map(|a| a.id).collect::<Vec<_>>().join(", ");
    Fault::new(
        FaultKind::NotFound,
        say!("没有操作 {action}；可用：{known}", "No action {action}; there are: {known}"),
    )
}

fn only_asked(action: &ActionInfo, values: &Values) -> Result<(), Fault> {
    let stranger = values.0.keys().find(|field| !action.asks.iter().any(|ask| ask.field == field.as_str()));
    match stranger {
        None => Ok(()),
        Some(field) => {
            let known = action.asks.iter().map(|ask| ask.field).collect::<Vec<_>>().join(", ");
            Err(Fault::invalid(
                field,
                say!("此操作不填 {field}；可填：{known}", "This action takes no {field}; it takes: {known}"),
            ))
        }
    }
}

/// One action about to happen, by a person or as an effect.
struct Step<'a> {
    register: &'a dyn AnyRegister,
    action: &'a ActionInfo,
    seen: Option<u32>,
    values: Values,
    parent: Option<EntryRef>,
    depth: u8,
}

/// Makes a new entry by the program itself: posts are not asked.
pub(super) fn create(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    action: &str,
    values: Values,
    out: &mut Outcome,
) -> Result<EntryRef, Fault> {
    let action = register.action(action).ok_or_else(|| unknown(register, action))?;
    make(base, tx, &Step { register, action, seen: None, values, parent: None, depth: 0 }, out)
}

/// Acts on an entry by the program itself: posts are not asked.
pub(super) fn by_itself(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    entry: EntryRef,
    action: &str,
    out: &mut Outcome,
) -> Result<EntryRef, Fault> {
    let register = scope::register_of(base.registers, entry)?;
    let action = register.action(action).ok_or_else(|| unknown(register, action))?;
    let step = Step { register, action, seen: None, values: Values::default(), parent: None, depth: 1 };
    go(base, tx, &step, entry, out)
}

/// Makes a new entry.
fn make(base: &Base<'_>, tx: &mut Tx<'_>, step: &Step<'_>, out: &mut Outcome) -> Result<EntryRef, Fault> {
    let info = step.register.info();
    let mut entry = fresh(base, tx, step.register)?;
    entry.head.parent = step.parent;
    if let Some(parent) = step.parent
        && let Some(parent) = base.scope(tx).head(parent)?
    {
        // What belongs to an entry concerns the same place and person, unless it says otherwise.
        entry.head.place = parent.place;
        entry.head.person = parent.person;
    }
    if let To::State(to) = step.action.to {
        entry.head.state = to;
    }
    let values = understood(&base.scope(tx), step.register, &step.values)?;
    if step.depth == 0 {
        values::in_use(&base.scope(tx), step.register, &values, None)?;
        values::odd_phones(step.register, &values, out);
    }
    fill(step, &values, &mut entry)?;
    not_ahead(base, &entry.head)?;
    let effects = finish(base, tx, step, &values, &mut entry, None, out)?;
    let late = base.scope(tx).setting("entry.late_minutes");
    if entry.head.occurred_at.minutes_to(base.now) > late {
        entry.head.mark(Mark::Late);
    }
    let at = EntryRef::new(info.tag, entry.head.id);
    keep(base, tx, step.register, &mut entry, None, out)?;
    run(base, tx, at, effects, step.depth, out)?;
    Ok(at)
}

/// Year and month at the site, as numbers begin with them: 2611.
pub(super) fn yymm(base: &Base<'_>, tx: &Tx<'_>) -> u16 {
    let local = base.now.local(base.scope(tx).zone());
    u16::try_from(local.year().rem_euclid(100)).unwrap_or(0) * 100 + u16::try_from(local.month()).unwrap_or(0)
}

/// Moves an entry on.
fn go(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    step: &Step<'_>,
    at: EntryRef,
    out: &mut Outcome,
) -> Result<EntryRef, Fault> {
    let before = load(base, tx, step.register, at)?;
    let values = understood(&base.scope(tx), step.register, &step.values)?;
    if step.seen.is_some_and(|seen| seen != before.head.rev) {
        // Disjoint patches merge; an action from a state that is still right and fields nobody else touched goes on.
        stale::check(&base.scope(tx), step.register, at, &before, step.seen, &values)?;
    }
    if !step.action.from.contains(&before.head.state) {
        let number = &before.head.number;
        let now = step.register.info().state(before.head.state).map_or(t("？", "?"), |state| state.label);
        let (zh, en, verb_zh, verb_en) = (now.zh, now.en, step.action.label.zh, step.action.label.en);
        return Err(Fault::refused(say!(
            "{number} 现为“{zh}”，不能{verb_zh}",
            "{number} is {en}; it cannot take “{verb_en}” now"
        )));
    }
    let ctx_scope = base.scope(tx);
    step.register
        .guard(step.action.id, &before.head, &*before.body, &ctx_scope.ctx())
        .map_err(Fault::refused)?;
    if step.depth == 0 {
        values::in_use(&base.scope(tx), step.register, &values, Some(&before))?;
        values::odd_phones(step.register, &values, out);
    }
    let mut entry = before.clone();
    if let To::State(to) = step.action.to {
        entry.head.state = to;
    }
    fill(step, &values, &mut entry)?;
    let effects = finish(base, tx, step, &values, &mut entry, Some(&before), out)?;
    touch(base, &mut entry.head, &before.head);
    keep(base, tx, step.register, &mut entry, Some(&before), out)?;
    run(base, tx, at, effects, step.depth, out)?;
    Ok(at)
}

fn load(base: &Base<'_>, tx: &Tx<'_>, register: &dyn AnyRegister, at: EntryRef) -> Result<Loaded, Fault> {
    let found = rows::load(base.scope(tx).reader, register, at)?;
    found.filter(|found| found.head.state != rows::UNDONE).ok_or_else(|| {
        let id = at.id;
        Fault::not_found(say!("没有这条记录 #{id}", "There is no entry #{id}")).at("entry")
    })
}

fn touch(base: &Base<'_>, head: &mut Head, before: &Head) {
    head.rev = before.rev + 1;
    head.changed_by = base.who.staff;
    head.changed_at = base.now;
    if head.state != before.state {
        head.since = base.now;
    }
}

/// The values as the desk understands them: cleaned, capped, of their fields' kinds. Everything after this works with
/// them alone, so that nothing typed is stored raw.
fn understood(scope: &Scope<'_>, register: &dyn AnyRegister, values: &Values) -> Result<Values, Fault> {
    let mut found = Values::default();
    for (id, value) in &values.0 {
        let value = match register.field(id) {
            Some(field) => values::understand(scope, field, value.clone())?,
            // Setting it says which fields there are.
            None => value.clone(),
        };
        found = found.with(id, value);
    }
    Ok(found)
}

/// Sets every asked field, then checks that the required ones are there.
fn fill(step: &Step<'_>, values: &Values, entry: &mut Loaded) -> Result<(), Fault> {
    for (id, value) in &values.0 {
        step.register.set(&mut entry.head, &mut *entry.body, id, value.clone())?;
    }
    for ask in step.action.asks.iter().filter(|ask| ask.required) {
        if values.get(ask.field).is_none()
            && let Some(field) = step.register.field(ask.field)
        {
            return Err(Fault::missing(field.id, field.label));
        }
    }
    Ok(())
}

/// Refuses what is said to have happened later than now.
fn not_ahead(base: &Base<'_>, head: &Head) -> Result<(), Fault> {
    if head.occurred_at > base.now {
        let text = t("发生时间不能在将来", "It cannot have happened in the future");
        return Err(Fault::invalid("occurred_at", text));
    }
    Ok(())
}

fn finish(
    base: &Base<'_>,
    tx: &Tx<'_>,
    step: &Step<'_>,
    values: &Values,
    entry: &mut Loaded,
    before: Option<&Loaded>,
    out: &mut Outcome,
) -> Result<Vec<Effect>, Fault> {
    let scope = base.saving(tx, step.register, entry, before);
    let effects =
        step.register.effects(step.action.id, &mut entry.head, &mut *entry.body, values, &scope.ctx())?;
    out.warnings.append(&mut scope.doubts.said.borrow_mut());
    Ok(effects)
}

/// Saves an entry with what its head derives from it, and notes what changed.
pub(super) fn keep(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    register: &dyn AnyRegister,
    entry: &mut Loaded,
    before: Option<&Loaded>,
    out: &mut Outcome,
) -> Result<(), Fault> {
    {
        let scope = base.saving(tx, register, entry, before);
        register.normal(&mut entry.head, &mut *entry.body, &scope.ctx())?;
        only_one(&scope, register, entry)?;
        out.warnings.append(&mut scope.doubts.said.borrow_mut());
    }
    register.derive(&mut entry.head, &*entry.body);
    entry.head.alarm = register.alarm(&entry.head, &*entry.body, &base.scope(tx).ctx());
    let rang = entry.head.marked(Mark::Rings) || before.is_some_and(|before| before.head.marked(Mark::Rings));
    if register.rings(&entry.head, &*entry.body, &base.scope(tx).ctx()).is_some() {
        entry.head.mark(Mark::Rings);
    } else {
        entry.head.unmark(Mark::Rings);
    }
    if rang || entry.head.marked(Mark::Rings) {
        out.topics.insert(Topic::Alarm);
    }
    {
        let scope = base.scope(tx);
        let doubt = calendars::unknown_year(&scope, register, entry, before)?;
        out.warnings.extend(doubt.filter(|said| !out.warnings.contains(said)));
    }
    rows::save(tx, register, entry, before)?;
    let tag = register.info().tag;
    if tag == shift::TAG {
        handover::rota_changed(base, tx, entry.head.id, out)?;
    }
    if calendars::moves_time(tag) {
        calendars::changed(tx, base.registers)?;
    }
    out.topics.insert(Topic::Register(tag));
    out.topics.insert(Topic::Entry(EntryRef::new(tag, entry.head.id)));
    Ok(())
}

/// Refuses a second entry in use with a text that only one may have.
fn only_one(scope: &Scope<'_>, register: &dyn AnyRegister, entry: &Loaded) -> Result<(), Fault> {
    let Some((field, key)) = register.unique(&entry.head, &*entry.body) else { return Ok(()) };
    let range = rows::search_index(key.class).str(&key.text).range();
    for other in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
        if other.register != register.info().tag
            || other.id == entry.head.id
            || !register.info().is_open(entry.head.state)
        {
            continue;
        }
        let same = rows::load(scope.reader, register, other)?.filter(|other| {
            register.info().is_open(other.head.state)
                && register.unique(&other.head, &*other.body).is_some_and(|(_, theirs)| theirs == key)
        });
        if let Some(same) = same {
            let number = &same.head.number;
            return Err(Fault::refused(say!("已经有了：{number}", "It exists already: {number}")).at(field));
        }
    }
    Ok(())
}

/// Runs the effects of an action, in order, in the same transaction. The program itself acts: posts are not asked.
fn run(
    base: &Base<'_>,
    tx: &mut Tx<'_>,
    from: EntryRef,
    effects: Vec<Effect>,
    depth: u8,
    out: &mut Outcome,
) -> Result<(), Fault> {
    if depth >= DEPTH {
        return Err(faults::bug("effects call each other without end"));
    }
    for effect in effects {
        match effect {
            Effect::Notify { staff, text } => out.notices.push((staff, text)),
            Effect::Tell { posts, text } => tell(base, tx, posts, &text, out)?,
            Effect::Merge { from, into, take } => merge::merge(base, tx, from, into, &take, out)?,
            Effect::Erase { person } => erase::erase(base, tx, person, out)?,
            Effect::Unmerge { from, into } => merge::unmerge(base, tx, from, into, out)?,
            Effect::Create { register, action, values } => {
                let register = scope::register(base.registers, register)?;
                let action = register.action(action).ok_or_else(|| unknown(register, action))?;
                let step =
                    Step { register, action, seen: None, values, parent: Some(from), depth: depth + 1 };
                make(base, tx, &step, out)?;
            }
            Effect::Act { entry, action, values } => {
                let register = scope::register_of(base.registers, entry)?;
                let action = register.action(action).ok_or_else(|| unknown(register, action))?;
                let step = Step { register, action, seen: None, values, parent: None, depth: depth + 1 };
                go(base, tx, &step, entry, out)?;
            }
        }
    }
    Ok(())
}

/// Tells everybody who holds one of `posts`, but the one who caused it.
fn tell(base: &Base<'_>, tx: &Tx<'_>, posts: Posts, text: &Say, out: &mut Outcome) -> Result<(), Fault> {
    let scope = base.scope(tx);
    for entry in scope.in_state(staff::TAG, ACTIVE)? {
        let holds = staff::take_posts(&scope.field(entry, "posts")?);
        if holds.meets(posts) && entry.id != base.who.staff.0 {
            out.notices.push((StaffId(entry.id), text.clone()));
        }
    }
    Ok(())
}
