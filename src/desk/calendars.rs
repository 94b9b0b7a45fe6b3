//! The office's calendars as they stand in its registers, and what happens to open entries when they change: each is
//! retimed by its own action [`RETIME`], with a trace in its history; closed ones never are.

use super::Desk;
use crate::desk::act::{self, Base};
use crate::desk::alarms::{Ticked, program};
use crate::desk::handover;
use crate::desk::job::Outcome;
use crate::desk::rows::{self, By, Loaded};
use crate::desk::scope::{self, Scope};
use crate::domain::calendar::kept::{self, ServiceCalendar};
use crate::domain::calendar::year::{self, HolidayYear};
use crate::domain::calendar::{Calendars, DayKind};
use crate::domain::clock::{Clocks, Timer};
use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, Tag};
use crate::domain::kept::ACTIVE;
use crate::domain::moment::At;
use crate::domain::register::{AnyRegister, RETIME, Registers};
use crate::say;
use crate::store::tables::{ENTRY, RETIME as RETIME_TABLE};
use crate::store::{Dir, Group, JournalMeta, KeyBuf, Reader, StoreError, Table, Tx, Visit, journal};
use crate::text::lang::{Say, T};
use chrono::Datelike;
use chrono_tz::Tz;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the retiming of open entries stands: the last register and id that is done. Nothing when none is under way.
const UNDER_WAY: Table<u64, (Tag, u64)> = Table::new(&RETIME_TABLE, &[]);

/// Entries of one batch.
const BATCH: usize = 100;
/// Calendars that are remembered: those of the present, of a transaction under way, of an explanation.
const REMEMBERED: usize = 8;

/// Calendars made from the same bytes are the same, whoever asks and in whichever transaction.
static REMEMBER: Mutex<Vec<(u64, Arc<Calendars>)>> = Mutex::new(Vec::new());

/// The calendars as a reader sees them.
pub(super) fn of(reader: &dyn Reader, registers: &Registers, zone: Tz) -> Result<Arc<Calendars>, Fault> {
    made(records(reader, None)?, registers, zone)
}

/// The calendars as they were at an instant, in the zone of that time.
pub(super) fn as_of(
    reader: &dyn Reader,
    registers: &Registers,
    zone: Tz,
    at: At,
) -> Result<Arc<Calendars>, Fault> {
    made(records(reader, Some(at))?, registers, zone)
}

/// Whether entries of this register are calendars or holidays.
pub(super) const fn moves_time(tag: Tag) -> bool {
    tag == kept::TAG || tag == year::TAG
}

/// Calendars and holidays as records, as they are or as they were.
fn records(reader: &dyn Reader, at: Option<At>) -> Result<Vec<(EntryRef, Vec<u8>)>, Fault> {
    let mut rows = Vec::new();
    for tag in [kept::TAG, year::TAG] {
        let range = KeyBuf::new(ENTRY.number).u16(tag).range();
        reader.scan(&range, Dir::Up, &mut |key, bytes| {
            rows.push((key.to_vec(), bytes.to_vec()));
            Visit::More
        })?;
    }
    let mut found = Vec::new();
    for (key, bytes) in rows {
        let then = match at {
            Some(at) if rows::decode_head(&bytes)?.changed_at > at => before(reader, &key, at)?,
            _ => Some(bytes),
        };
        let entry = rows::entry_of_key(&key)?;
        found.extend(then.map(|bytes| (entry, bytes)));
    }
    Ok(found)
}

/// A record as it was at an instant, when it was there.
fn before(reader: &dyn Reader, key: &[u8], at: At) -> Result<Option<Vec<u8>>, StoreError> {
    let history = journal::history(reader, key)?;
    let then = history.into_iter().rev().find(|line| line.at <= at.0);
    let mut changes = then.into_iter().flat_map(|line| line.changes).filter(|change| change.key == key);
    Ok(changes.next().and_then(|change| change.value))
}

fn made(records: Vec<(EntryRef, Vec<u8>)>, registers: &Registers, zone: Tz) -> Result<Arc<Calendars>, Fault> {
    let mut hasher = DefaultHasher::new();
    (zone.name(), &records).hash(&mut hasher);
    let hash = hasher.finish();
    let known = || REMEMBER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, calendars)) = known().iter().find(|(of, _)| *of == hash) {
        return Ok(Arc::clone(calendars));
    }
    let mut calendars = Calendars::standard(zone);
    for (entry, bytes) in records {
        let loaded = rows::decode(scope::register_of(registers, entry)?, &bytes)?;
        // Revisions only go up and nothing is deleted, so their sum never names two states of one office.
        calendars.version += u64::from(loaded.head.rev);
        if loaded.head.state == ACTIVE {
            lay_over(&mut calendars, &loaded)?;
        }
    }
    let calendars = Arc::new(calendars);
    let mut known = known();
    if known.len() >= REMEMBERED {
        known.remove(0);
    }
    known.push((hash, Arc::clone(&calendars)));
    Ok(calendars)
}

fn lay_over(calendars: &mut Calendars, loaded: &Loaded) -> Result<(), Fault> {
    let body = loaded.body.as_any();
    if let Some(calendar) = body.downcast_ref::<ServiceCalendar>() {
        calendar.lay_over(calendars);
    } else if let Some(year) = body.downcast_ref::<HolidayYear>() {
        calendars.holidays.arrange(year.arrangement()?);
    }
    Ok(())
}

/// Says that a clock which runs out now runs through a year whose holidays nobody entered yet.
pub(super) fn unknown_year(
    scope: &Scope<'_>,
    register: &dyn AnyRegister,
    entry: &Loaded,
    before: Option<&Loaded>,
) -> Result<Option<Say>, Fault> {
    let dues = |of: &Clocks| of.timers.iter().map(|timer| timer.due).collect::<Vec<_>>();
    let Some(clocks) = register.clocks(&*entry.body).filter(|clocks| clocks.due().is_some()) else {
        return Ok(None);
    };
    let known = before.and_then(|before| register.clocks(&*before.body)).map(dues).unwrap_or_default();
    let calendars = crate::domain::register::Look::calendars(scope)?;
    let year = |at: At| at.local(calendars.zone).year();
    let news = clocks.running().filter(|timer| !known.contains(&timer.due));
    let counted = news.filter(|timer| calendars.get(timer.target.calendar).days == DayKind::Working);
    let unknown = counted.filter_map(|timer| {
        (year(timer.started)..=year(timer.due?)).find(|year| !calendars.holidays.knows(*year))
    });
    Ok(unknown.min().map(|year| {
        say!(
            "{year} 年放假安排还没有录入，期限暂按周六周日休息计算；录入后会自动重算",
            "The holidays of {year} are not known yet: only Saturdays and Sundays count as free, until they are entered"
        )
    }))
}

/// Notes that open entries are to be retimed; the server does so right after the commit.
pub(super) fn changed(tx: &mut Tx<'_>, registers: &Registers) -> Result<(), Fault> {
    for register in clocked(registers) {
        if !rows::entries_in(tx, &open(register), Dir::Up, 1)?.is_empty() {
            return Ok(UNDER_WAY.put(tx, &0, &(0, 0))?);
        }
    }
    Ok(())
}

/// Whether open entries are waiting to be retimed.
pub(super) fn waiting(reader: &dyn Reader) -> Result<bool, Fault> {
    Ok(UNDER_WAY.get(reader, &0)?.is_some())
}

fn clocked(registers: &Registers) -> impl Iterator<Item = &dyn AnyRegister> {
    registers.iter().filter(|register| register.action(RETIME).is_some())
}

/// The open entries of a register.
fn open(register: &dyn AnyRegister) -> crate::store::KeyRange {
    rows::index(By::Due).u16(register.info().tag).range()
}

/// The next open entries after one, by register and id.
fn next(tx: &Tx<'_>, registers: &Registers, after: (Tag, u64)) -> Result<Vec<EntryRef>, Fault> {
    let mut found = Vec::new();
    for register in clocked(registers) {
        found.extend(rows::entries_in(tx, &open(register), Dir::Up, usize::MAX)?);
    }
    found.retain(|entry| (entry.register, entry.id) > after);
    found.sort_unstable_by_key(|entry| (entry.register, entry.id));
    found.truncate(BATCH);
    Ok(found)
}

impl Desk {
    /// Retimes the next open entries, when the calendars changed.
    pub(super) fn retime_in(&self, group: &mut Group<'_>, ticked: &mut Ticked) -> Result<(), Fault> {
        let some = group.run(|tx| {
            let some = UNDER_WAY.get(tx, &0)?.map(|after| next(tx, &self.registers, after)).transpose()?;
            Ok::<_, Fault>((some, self.silent()))
        })?;
        let Some(some) = some.0 else { return Ok(()) };
        for entry in &some {
            if let Err(fault) = self.retime(group, *entry, ticked) {
                tracing::error!(%fault, "{} #{} could not be retimed", entry.register, entry.id);
            }
        }
        group.run(|tx| {
            match some.last().filter(|_| some.len() == BATCH) {
                Some(last) => UNDER_WAY.put(tx, &0, &(last.register, last.id))?,
                None => UNDER_WAY.delete(tx, &0)?,
            };
            Ok::<_, Fault>(((), self.silent()))
        })?;
        Ok(())
    }

    /// Retimes one entry, when that makes a difference.
    fn retime(&self, group: &mut Group<'_>, entry: EntryRef, ticked: &mut Ticked) -> Result<(), Fault> {
        let register = scope::register_of(&self.registers, entry)?;
        let now = self.clock.now();
        let who = program();
        let base = Base { registers: &self.registers, now, who: &who, reasoned: true, counts: None };
        let mut out = Outcome::default();
        group.run(|tx| {
            let calendars = of(tx, &self.registers, base.scope(tx).zone())?;
            let loaded = rows::load(tx, register, entry)?;
            let clocks = loaded.as_ref().and_then(|loaded| register.clocks(&*loaded.body));
            let mut note = None;
            if let Some(before) = clocks {
                let mut after = before.clone();
                if after.retime(&calendars) {
                    act::by_itself(&base, tx, entry, RETIME, &mut out)?;
                    handover::follow(&base, tx, &mut out)?;
                    note = Some(trace(before, &after, &calendars));
                }
            }
            let call = format!("{}.{RETIME}", register.info().id);
            Ok::<_, Fault>(((), JournalMeta { note, ..self.by_itself(tx, &call, now) }))
        })?;
        ticked.topics.append(&mut out.topics);
        ticked.notices.append(&mut out.notices);
        Ok(())
    }
}

/// What a retiming did, for the journal: each limit that moved, by its id, and the calendars' version.
fn trace(before: &Clocks, after: &Clocks, calendars: &Calendars) -> String {
    let moves = moves(before, after, calendars.zone);
    let moves: Vec<String> =
        moves.into_iter().map(|(timer, from, to)| format!("{} {from} → {to}", timer.limit.id())).collect();
    format!("{} (calendars v{})", moves.join("; "), calendars.version)
}

/// The limits that moved between two versions of an entry, with when they ran out before and run out now.
fn moves<'a>(before: &Clocks, after: &'a Clocks, zone: Tz) -> Vec<(&'a Timer, String, String)> {
    let said = |at: Option<At>| {
        at.map_or_else(|| "—".to_owned(), |at| at.local(zone).format("%Y-%m-%d %H:%M").to_string())
    };
    let pairs = before.timers.iter().zip(&after.timers).filter(|(before, after)| before.due != after.due);
    pairs.map(|(before, after)| (after, said(before.due), said(after.due))).collect()
}

/// What a retiming did, for whoever reads the entry's history, in either language; none for any other step.
pub(super) fn told(
    call: &str,
    register: &dyn AnyRegister,
    before: Option<&Loaded>,
    after: &Loaded,
    zone: Tz,
) -> Option<Say> {
    if call.rsplit('.').next() != Some(RETIME) {
        return None;
    }
    let (before, after) = (register.clocks(&*before?.body)?, register.clocks(&*after.body)?);
    let version = after.running().map(|timer| timer.version).max()?;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (timer, from, to) in moves(before, after, zone) {
        let T { zh: limit, en: limit_en } = timer.label();
        zh.push(format!("{limit}时限 {from} → {to}"));
        en.push(format!("{limit_en}: {from} → {to}"));
    }
    let (zh, en) = (zh.join("；"), en.join("; "));
    Some(say!("{zh}（第 {version} 版日历）", "{en} (version {version} of the calendars)"))
}
