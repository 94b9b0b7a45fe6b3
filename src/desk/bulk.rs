//! One action on many entries. A preview really does each, over what those before it would make, and forgets it all;
//! afterwards each is done as if alone, with a journal line of its own, so that a refused one stays as it was.

use crate::api::bulk::{BULK_MOST, Bulk, Bulked, OfRegister, One, REASSIGN_MOST, Reassign, Reassigned};
use crate::api::entry::Act;
use crate::api::rota::CopyRota;
use crate::api::{Call, Reply};
use crate::desk::act::{self, Base};
use crate::desk::job::{Done, Job, Outcome};
use crate::desk::list::Names;
use crate::desk::rows::{self, By, index};
use crate::desk::scope::{self, Scope};
use crate::desk::{Desk, replies, resolve, rota, show};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::hand_over::HAND_OVER;
use crate::domain::ids::{EntryRef, StaffId};
use crate::domain::posts::Posts;
use crate::domain::register::{AnyRegister, Values};
use crate::domain::value::Value;
use crate::say;
use crate::store::tables::BULK as BULK_TABLE;
use crate::store::{Batch, Dir, Group, Reader, Table, Tx};
use crate::text::lang::t;

/// The first and the last journal entry of a person's last act on many entries.
const WHOLE: Table<u64, (u64, u64)> = Table::new(&BULK_TABLE, &[]);

/// The journal entries that belong to one act on many entries with this one; none when it was an act of its own.
pub(super) fn whole(reader: &dyn Reader, staff: StaffId, seq: u64) -> Result<Option<(u64, u64)>, Fault> {
    Ok(WHOLE.get(reader, &staff.0)?.filter(|(first, last)| (*first..=*last).contains(&seq)))
}

/// The actions by which a register's entries are handed over: of two the first, since elsewhere a complaint that is
/// transferred goes out of the house.
const HANDING: [&str; 2] = [HAND_OVER, "transfer"];

/// The acts of a bulk, in the order asked.
fn acts(bulk: &Bulk) -> Result<Vec<Act>, Fault> {
    if bulk.entries.is_empty() {
        return Err(Fault::missing("entries", t("编号", "Entries")));
    }
    if bulk.entries.len() > BULK_MOST {
        let text = say!("一次最多 {BULK_MOST} 条", "At most {BULK_MOST} entries at a time");
        return Err(Fault::new(FaultKind::TooLarge, text).at("entries"));
    }
    let act = |marked: &crate::api::bulk::Marked| Act {
        register: bulk.register.clone(),
        action: bulk.action.clone(),
        entry: Some(marked.entry.clone()),
        rev: marked.rev,
        values: bulk.values.clone(),
        reason: bulk.reason.clone(),
    };
    Ok(bulk.entries.iter().map(act).collect())
}

/// What would become of each entry.
pub(super) fn preview(base: &Base<'_>, tx: &Tx<'_>, bulk: &Bulk) -> Result<Bulked, Fault> {
    let entries = tried(base, tx, &acts(bulk)?);
    Ok(counted(entries, true))
}

fn counted(entries: Vec<One>, preview: bool) -> Bulked {
    let refused = entries.iter().filter(|one| one.why_not.is_some()).count();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Bulked { preview, done: count(entries.len() - refused), refused: count(refused), entries }
}

/// Does each over what those before it would make, and forgets it.
fn tried(base: &Base<'_>, tx: &Tx<'_>, acts: &[Act]) -> Vec<One> {
    let mut made = Batch::default();
    let mut all = Vec::with_capacity(acts.len());
    for act in acts {
        let reasoned = act.reason.as_deref().is_some_and(|why| !why.trim().is_empty());
        let base = Base { reasoned, ..*base };
        let mut trial = Tx::trial(&made, tx);
        let before = named(&base, &trial, act);
        let mut out = Outcome::default();
        let done = act::act(&base, &mut trial, act, &mut out);
        let one = match (before, done) {
            (Some((at, register, before)), Ok(acted)) => {
                let scope = base.scope(&trial);
                let mut one = described(register, &before);
                one.to = acted.state;
                one.warnings = acted.warnings;
                if let Ok(Some(after)) = rows::load(scope.reader, register, at) {
                    let names = &mut Names::default();
                    one.changes =
                        show::changes(&scope, register, Some(&before), &after, names).unwrap_or_default();
                }
                one
            }
            (Some((_, register, before)), Err(fault)) => {
                let doubted = fault.kind == FaultKind::Overridable;
                One { why_not: Some(fault.text), doubted, ..described(register, &before) }
            }
            (None, Err(fault)) => One { why_not: Some(fault.text), ..bare(act) },
            (None, Ok(acted)) => One { to: acted.state, ..bare(act) },
        };
        if one.why_not.is_none() {
            made.merge(trial.into_changes());
        }
        all.push(one);
    }
    all
}

/// The entry of an act, before it.
fn named<'a>(
    base: &Base<'a>,
    tx: &Tx<'_>,
    act: &Act,
) -> Option<(EntryRef, &'a dyn AnyRegister, rows::Loaded)> {
    let register = scope::register(base.registers, &act.register).ok()?;
    let (at, _, entry) = show::named(&base.scope(tx), act.entry.as_deref()?, Some(&act.register)).ok()?;
    Some((at, register, entry))
}

fn bare(act: &Act) -> One {
    One { number: act.entry.clone().unwrap_or_default(), ..One::default() }
}

fn described(register: &dyn AnyRegister, entry: &rows::Loaded) -> One {
    let state = register.info().state(entry.head.state).map_or("", |state| state.id);
    One {
        number: entry.head.number.clone(),
        title: Some(register.title(&entry.head, &*entry.body)),
        from: state.to_owned(),
        ..One::default()
    }
}

/// What somebody answers for and could hand over.
struct Matter {
    /// The acts that hand it over, with the register's id.
    acts: Vec<Act>,
    /// What no action hands over.
    stuck: Vec<(&'static str, One)>,
    /// What is left for the next call.
    more: usize,
}

/// Everything open that `asked.from` answers for.
fn matter(scope: &Scope<'_>, asked: &Reassign) -> Result<Matter, Fault> {
    let staff = |field: &str, text: &str| resolve::link(scope, field, "staff", &Value::Text(text.to_owned()));
    let some =
        |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    if asked.from.trim().is_empty() {
        return Err(Fault::missing("from", t("谁不在", "Who is absent")));
    }
    let from = staff("from", asked.from.trim())?;
    let to = some(&asked.to).map(|text| staff("to", &text)).transpose()?;
    let team =
        some(&asked.team).map(|text| resolve::link(scope, "team", "team", &Value::Text(text))).transpose()?;
    if to.is_none() && team.is_none() {
        return Err(Fault::missing("to", t("转给谁", "Who takes it over")));
    }
    if to == Some(from.clone()) {
        return Err(Fault::invalid("to", t("不能转给本人", "It is this person already")));
    }
    if asked.reason.trim().is_empty() {
        return Err(Fault::missing("reason", t("原因", "Reason")));
    }
    let from = from.id().unwrap_or_default();
    let mut found = Matter { acts: Vec::new(), stuck: Vec::new(), more: 0 };
    for register in scope.registers.iter().filter(|register| !register.info().kept) {
        let info = register.info();
        for state in info.states.iter().filter(|state| state.open) {
            let range = index(By::Owner).u64(from).u16(info.tag).u8(state.code).range();
            for entry in rows::entries_in(scope.reader, &range, Dir::Up, usize::MAX)? {
                if found.acts.len() + found.stuck.len() >= REASSIGN_MOST {
                    found.more += 1;
                    continue;
                }
                let Some(loaded) = rows::load(scope.reader, register, entry)? else { continue };
                match handing(register, to.as_ref(), team.as_ref(), &asked.reason) {
                    Ok((action, values)) => found.acts.push(Act {
                        register: info.id.to_owned(),
                        action: action.to_owned(),
                        entry: Some(loaded.head.number.clone()),
                        rev: None,
                        values,
                        reason: None,
                    }),
                    Err(why) => {
                        found
                            .stuck
                            .push((info.id, One { why_not: Some(why), ..described(register, &loaded) }));
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The action that hands an entry of this register over, and its fields.
fn handing(
    register: &dyn AnyRegister,
    to: Option<&Value>,
    team: Option<&Value>,
    reason: &str,
) -> Result<(&'static str, Values), crate::text::lang::Say> {
    let (zh, en) = (register.info().name.zh, register.info().name.en);
    let known = HANDING.iter().find_map(|verb| register.action(verb));
    let Some(action) = known.filter(|action| action.posts != Posts::NONE) else {
        return Err(say!(
            "“{zh}”没有转交这一步，请逐条办理",
            "There is no handing over of: {en}; do it singly"
        ));
    };
    let asks = |field: &str| action.asks.iter().any(|ask| ask.field == field);
    let mut values = Values::default();
    for (field, value) in [("owner", to), ("team", team)] {
        if let Some(value) = value.filter(|_| asks(field)) {
            values = values.with(field, value.clone());
        }
    }
    if values.0.is_empty() {
        return Err(say!("“{zh}”只能转给个人", "Only a person can take over: {en}"));
    }
    let values = if asks("reason") { values.with("reason", Value::Text(reason.to_owned())) } else { values };
    Ok((action.id, values))
}

/// What handing over would do.
pub(super) fn preview_reassign(base: &Base<'_>, tx: &Tx<'_>, asked: &Reassign) -> Result<Reassigned, Fault> {
    let matter = matter(&base.scope(tx), asked)?;
    let entries = tried(base, tx, &matter.acts);
    Ok(summed(matter, entries, true))
}

fn summed(matter: Matter, entries: Vec<One>, preview: bool) -> Reassigned {
    let mut found =
        Reassigned { preview, more: u32::try_from(matter.more).unwrap_or(u32::MAX), ..Reassigned::default() };
    let each = matter.acts.into_iter().map(|act| act.register).zip(entries);
    let stuck = matter.stuck.into_iter().map(|(register, one)| (register.to_owned(), one));
    for (register, one) in each.chain(stuck) {
        let at = found.registers.iter().position(|of| of.register == register).unwrap_or_else(|| {
            found.registers.push(OfRegister { register, ..OfRegister::default() });
            found.registers.len() - 1
        });
        let Some(of) = found.registers.get_mut(at) else { continue };
        if one.why_not.is_some() {
            of.stuck += 1;
            found.stuck.push(one);
        } else {
            of.moved += 1;
        }
    }
    found
}

/// What planning a week like another one would do.
pub(super) fn preview_rota(base: &Base<'_>, tx: &Tx<'_>, asked: &CopyRota) -> Result<Bulked, Fault> {
    let plan = rota::copies(&base.scope(tx), asked)?;
    let tried = tried(base, tx, &plan.iter().filter_map(|row| row.act.clone()).collect::<Vec<_>>());
    Ok(counted(rota::told(plan, tried), true))
}

impl Desk {
    fn copy_rota(&self, group: &mut Group<'_>, job: &Job, asked: &CopyRota) -> Result<Done, Fault> {
        if let Some(done) = self.before(group, job)? {
            return Ok(done);
        }
        let now = self.clock.now();
        let (plan, _) = group.run(|tx| {
            let base = Base { registers: &self.registers, now, who: &job.who, reasoned: false, counts: None };
            Ok::<_, Fault>((rota::copies(&base.scope(tx), asked)?, self.silent()))
        })?;
        let acts: Vec<Act> = plan.iter().filter_map(|row| row.act.clone()).collect();
        let (entries, mut done) = self.each(group, job, &acts)?;
        // One word about the whole week, instead of one for each shift.
        let told: std::collections::BTreeSet<StaffId> =
            done.notices.drain(..).map(|(staff, _)| staff).collect();
        let text: crate::text::lang::Say =
            t("已排出新的一周，请查看排班表", "A new week is planned; look at the roster").into();
        done.notices = told.into_iter().map(|staff| (staff, text.clone())).collect();
        done.reply = Reply::RotaCopy(counted(rota::told(plan, entries), false));
        self.keep_reply(group, job, &done.reply)?;
        Ok(done)
    }

    /// Runs a call that is many acts, each with a journal line of its own; none for every other call.
    pub(super) fn in_parts(&self, group: &mut Group<'_>, job: &Job) -> Option<Result<Done, Fault>> {
        match &job.call {
            Call::Bulk(asked) if !asked.preview => Some(self.bulk(group, job, asked)),
            Call::Reassign(asked) if !asked.preview => Some(self.reassign(group, job, asked)),
            Call::RotaCopy(asked) if !asked.preview => Some(self.copy_rota(group, job, asked)),
            _ => None,
        }
    }

    fn bulk(&self, group: &mut Group<'_>, job: &Job, asked: &Bulk) -> Result<Done, Fault> {
        if let Some(done) = self.before(group, job)? {
            return Ok(done);
        }
        let (entries, mut done) = self.each(group, job, &acts(asked)?)?;
        done.reply = Reply::Bulk(counted(entries, false));
        self.keep_reply(group, job, &done.reply)?;
        Ok(done)
    }

    fn reassign(&self, group: &mut Group<'_>, job: &Job, asked: &Reassign) -> Result<Done, Fault> {
        if let Some(done) = self.before(group, job)? {
            return Ok(done);
        }
        let now = self.clock.now();
        let (matter, _) = group.run(|tx| {
            let base = Base { registers: &self.registers, now, who: &job.who, reasoned: false, counts: None };
            Ok::<_, Fault>((matter(&base.scope(tx), asked)?, self.silent()))
        })?;
        let (entries, mut done) = self.each(group, job, &matter.acts)?;
        // One word for all of it, instead of one for each entry.
        let told: std::collections::BTreeSet<StaffId> =
            done.notices.drain(..).map(|(staff, _)| staff).collect();
        let reply = summed(matter, entries, false);
        let count: u32 = reply.registers.iter().map(|of| of.moved).sum();
        let from = asked.from.trim();
        let text = say!("{from} 的 {count} 件事转给了您", "Handed over to you from {from}: {count}");
        done.notices = told.into_iter().map(|staff| (staff, text.clone())).collect();
        done.reply = Reply::Reassign(reply);
        self.keep_reply(group, job, &done.reply)?;
        Ok(done)
    }

    /// Refuses who may not; gives the reply when the same was done before.
    fn before(&self, group: &mut Group<'_>, job: &Job) -> Result<Option<Done>, Fault> {
        let now = self.clock.now();
        let (done, _) = group.run(|tx| {
            let base = Base { registers: &self.registers, now, who: &job.who, reasoned: false, counts: None };
            let who = super::login::as_of_now(&base.scope(tx))?;
            let base = Base { who: &who, ..base };
            base.scope(tx).permit(job.call.info().who)?;
            Ok::<_, Fault>((super::done_before(&base, tx, job)?, self.silent()))
        })?;
        Ok(done)
    }

    fn keep_reply(&self, group: &mut Group<'_>, job: &Job, reply: &Reply) -> Result<(), Fault> {
        let Some(key) = &job.key else { return Ok(()) };
        let now = self.clock.now();
        group.run(|tx| {
            replies::remember(tx, job.who.staff, key, &job.call, &replies::Kept::Reply(reply), now)?;
            Ok::<_, Fault>(((), self.silent()))
        })?;
        Ok(())
    }

    /// Does each act as if it had been asked for alone.
    fn each(&self, group: &mut Group<'_>, job: &Job, acts: &[Act]) -> Result<(Vec<One>, Done), Fault> {
        let now = self.clock.now();
        let first = group.last_seq() + 1;
        let mut done = Done::from(Reply::Bulk(Bulked::default()));
        let mut topics = std::collections::BTreeSet::new();
        let mut entries = Vec::with_capacity(acts.len());
        for act in acts {
            let (mut one, _) = group.run(|tx| {
                let base =
                    Base { registers: &self.registers, now, who: &job.who, reasoned: false, counts: None };
                let found = named(&base, tx, act);
                let one = found.map_or_else(|| bare(act), |(_, register, entry)| described(register, &entry));
                Ok::<_, Fault>((one, self.silent()))
            })?;
            let single = Job { who: job.who.clone(), key: None, call: Call::Act(act.clone()) };
            match self.run(group, &single) {
                Ok(Done { reply, topics: changed, notices, .. }) => {
                    if let Reply::Act(acted) = reply {
                        (one.to, one.warnings) = (acted.state, acted.warnings);
                    }
                    topics.extend(changed);
                    done.notices.extend(notices);
                }
                Err(fault) => {
                    one.doubted = fault.kind == FaultKind::Overridable;
                    one.why_not = Some(fault.text);
                }
            }
            entries.push(one);
        }
        let whole = (first, group.last_seq());
        group.run(|tx| Ok::<_, Fault>((WHOLE.put(tx, &job.who.staff.0, &whole)?, self.silent())))?;
        done.topics = topics.into_iter().collect();
        Ok((entries, done))
    }
}
