//! What the program does by itself when its hour has come: every open entry whose alarm is due runs its action
//! [`TICK`], each in a transaction of its own; then entries are retimed whose calendars changed. Knows no rule of a register, and never waits: the server's clock does.

use super::Desk;
use crate::api::wire::Topic;
use crate::desk::act::{self, Base};
use crate::desk::job::Outcome;
use crate::desk::rows::{self, By};
use crate::desk::scope;
use crate::desk::{calendars, handover};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Look, TICK, Who};
use crate::store::table::scan_index;
use crate::store::{Dir, Group, JournalMeta, KeyReader, Reader, Visit};
use crate::text::lang::{Lang, Say};
use std::collections::BTreeSet;

/// Entries that one batch looks after at the most; the writers that wait get their turn in between.
const BATCH: usize = 100;
/// Steps one entry takes in a batch at the most: more than any ladder has that was missed while the office was shut.
const STEPS: usize = 16;
/// An alarm that does not move on by its own tick rings again after so long.
const PUT_OFF_MINUTES: i64 = 60;

/// What a batch did.
#[derive(Debug, Default)]
pub struct Ticked {
    /// What changed.
    pub topics: BTreeSet<Topic>,
    /// What is to be told to whom.
    pub notices: Vec<(StaffId, Say)>,
}

/// Who acts when nobody does: the program itself, which no staff entry stands for.
pub(super) fn program() -> Who {
    Who {
        staff: StaffId(0),
        name: String::new(),
        posts: Posts::ALL,
        team: None,
        desk: DeskId(0),
        session: 0,
        lang: Lang::default(),
    }
}

impl Desk {
    /// When the program acts next by itself; an instant that is past means: now.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn next_alarm(&self) -> Result<Option<At>, Fault> {
        self.store.read(|reader| self.earliest(reader))
    }

    /// The same, what a group under way did included.
    pub(super) fn next_alarm_in(&self, group: &mut Group<'_>) -> Result<Option<At>, Fault> {
        Ok(group.run(|tx| Ok::<_, Fault>((self.earliest(tx)?, self.silent())))?.0)
    }

    /// Looks after entries whose alarm is due, a bounded number of them; [`Self::next_alarm`] says whether more wait.
    /// For the one writing thread.
    ///
    /// # Errors
    /// When the store cannot be written; then nothing was done.
    pub fn tick(&self) -> Result<Ticked, Fault> {
        let mut group = self.store.begin()?;
        let mut ticked = Ticked::default();
        self.tick_in(&mut group, &mut ticked)?;
        group.commit()?;
        Ok(ticked)
    }

    /// The same within a group under way.
    pub(super) fn tick_in(&self, group: &mut Group<'_>, ticked: &mut Ticked) -> Result<(), Fault> {
        let now = self.clock.now();
        let due = group.run(|tx| Ok::<_, Fault>((due(tx, now)?, self.silent())))?.0;
        for entry in due {
            self.look_after(group, entry, now, ticked)?;
        }
        for _ in 0..BATCH {
            let closed = group.run(|tx| {
                let who = program();
                let base = Base { registers: &self.registers, now, who: &who, reasoned: true, counts: None };
                Ok::<_, Fault>((handover::close_due(&base, tx)?, self.by_itself(tx, "watch.close", now)))
            })?;
            if !closed.0 {
                break;
            }
            ticked.topics.insert(Topic::Watch);
        }
        for _ in 0..BATCH {
            let who = program();
            let base = Base { registers: &self.registers, now, who: &who, reasoned: true, counts: None };
            let mut out = Outcome::default();
            let said = group.run(|tx| {
                Ok::<_, Fault>((
                    handover::speak_due(&base, tx, &mut out)?,
                    self.by_itself(tx, "watch.late", now),
                ))
            })?;
            if !said.0 {
                break;
            }
            ticked.topics.append(&mut out.topics);
            ticked.notices.append(&mut out.notices);
        }
        self.retime_in(group, ticked)
    }

    /// The earliest alarm, or the next watch that closes; long past when open entries wait to be retimed.
    fn earliest(&self, reader: &dyn Reader) -> Result<Option<At>, Fault> {
        let who = program();
        let grace = self.scope(reader, &who).setting("handover.grace_minutes");
        let closes = handover::next_close(reader, grace)?;
        let late = handover::next_late(reader)?;
        Ok(earliest(reader)?.into_iter().chain(closes).chain(late).min())
    }

    /// Ticks one entry until its alarm lies ahead. One that stays where it is is a bug: it is put off, so that nothing
    /// spins.
    fn look_after(
        &self,
        group: &mut Group<'_>,
        entry: EntryRef,
        now: At,
        ticked: &mut Ticked,
    ) -> Result<(), Fault> {
        let register = scope::register_of(&self.registers, entry)?;
        let id = register.info().id;
        let alarm = |group: &mut Group<'_>| {
            let head = group.run(|tx| Ok::<_, Fault>((rows::head(tx, entry)?, self.silent())))?.0;
            Ok::<_, Fault>(head.and_then(|head| head.alarm).filter(|alarm| *alarm <= now))
        };
        for _ in 0..STEPS {
            if alarm(group)?.is_none() {
                return Ok(());
            }
            if let Err(fault) = self.tick_once(group, entry, now, ticked) {
                tracing::error!(%fault, "{id} #{} could not be ticked", entry.id);
                break;
            }
        }
        if alarm(group)?.is_none() {
            return Ok(());
        }
        tracing::error!("bug: the alarm of {id} #{} does not move on; it is put off", entry.id);
        group.run(|tx| {
            if let Some(before) = rows::load(tx, register, entry)? {
                let mut after = before.clone();
                after.head.alarm = Some(now.plus_minutes(PUT_OFF_MINUTES));
                rows::save(tx, register, &after, Some(&before))?;
            }
            Ok::<_, Fault>(((), self.by_itself(tx, &format!("{id}.{TICK}"), now)))
        })?;
        Ok(())
    }

    fn tick_once(
        &self,
        group: &mut Group<'_>,
        entry: EntryRef,
        now: At,
        ticked: &mut Ticked,
    ) -> Result<(), Fault> {
        let who = program();
        let base = Base { registers: &self.registers, now, who: &who, reasoned: true, counts: None };
        let mut out = Outcome::default();
        let id = scope::register_of(&self.registers, entry)?.info().id;
        group.run(|tx| {
            act::by_itself(&base, tx, entry, TICK, &mut out)?;
            handover::follow(&base, tx, &mut out)?;
            Ok::<_, Fault>(((), self.by_itself(tx, &format!("{id}.{TICK}"), now)))
        })?;
        ticked.topics.append(&mut out.topics);
        ticked.notices.append(&mut out.notices);
        Ok(())
    }

    /// What the journal says about what the program did by itself.
    pub(super) fn by_itself(&self, reader: &dyn Reader, call: &str, now: At) -> JournalMeta {
        let zone = self.scope(reader, &program()).zone().name().to_owned();
        JournalMeta { at: now.0, zone, call: call.to_owned(), ..self.silent() }
    }
}

/// The earliest alarm; long past when open entries wait to be retimed.
fn earliest(reader: &dyn Reader) -> Result<Option<At>, Fault> {
    if calendars::waiting(reader)? {
        return Ok(Some(At(0)));
    }
    Ok(alarms(reader, 1)?.pop().map(|(at, _)| at))
}

/// The entries whose alarm is due, the earliest first.
fn due(reader: &dyn Reader, now: At) -> Result<Vec<EntryRef>, Fault> {
    let due = alarms(reader, BATCH)?.into_iter().filter(|(at, _)| *at <= now);
    Ok(due.map(|(_, entry)| entry).collect())
}

fn alarms(reader: &dyn Reader, limit: usize) -> Result<Vec<(At, EntryRef)>, Fault> {
    let mut found = Vec::new();
    let mut damaged = None;
    scan_index(reader, &rows::index(By::Alarm).range(), Dir::Up, &mut |key, record| {
        let read = KeyReader::new(crate::store::tables::ENTRY_INDEX.number, key).and_then(|mut key| {
            key.u8()?;
            Ok((At(key.i64()?), rows::entry_of_key(record)?))
        });
        match read {
            Ok(alarm) => found.push(alarm),
            Err(error) => damaged = Some(error),
        }
        if damaged.is_none() && found.len() < limit { Visit::More } else { Visit::Stop }
    })?;
    damaged.map_or(Ok(found), |error| Err(error.into()))
}
