//! The practice office as records: founds it, keeps its rooms and people, and lives through its last week.
//!
//! What happened in the last days goes through the same calls as people's, at the instants they would have made
//! them; older requests are written as they ended. Invents no rooms, people and faults: `domain::demo` does.

mod files;
mod house;
mod left;
mod moves;
mod past;
mod plan;
mod play;
mod rota;
mod service;
mod shifts;
mod week;
mod words;

use crate::api::Call;
use crate::api::describe::CORRECT;
use crate::api::entry::Act;
use crate::api::handover::Pin;
use crate::api::pin::SetPin;
use crate::desk::Desk;
use crate::desk::PinCost;
use crate::desk::alarms::{Ticked, program};
use crate::desk::clock::{Clock as _, FixedClock};
use crate::desk::create::{Founder, create};
use crate::desk::faults;
use crate::desk::job::Job;
use crate::desk::rows::{self, Loaded};
use crate::domain::demo::staff::{STAFF, TEAMS};
use crate::domain::demo::{self, Demo};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, StaffId, Tag};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{AnyEntry, Head, Registers, Values, Who};
use crate::domain::request::FAULTS;
use crate::domain::settings;
use crate::domain::value::Value;
use crate::store::{Group, JournalMeta, Outcome as Ended, Store};
use crate::text::lang::Lang;
use chrono::Datelike;
use std::collections::HashMap;
use std::sync::Arc;

/// The name of every practice office.
pub const OFFICE: &str = "阳光花园物业服务中心";
/// The person who founded it and holds every post.
pub const FOUNDER: &str = "系统管理员";

/// How many of the last days are lived through call by call.
const LIVED_DAYS: i64 = 7;
/// Records that become durable together. A group is held in memory until then; the larger it is, the more of its rows
/// meet on the same pages.
const GROUP: usize = 4000;
/// The desk everything happens at.
const COUNTER: DeskId = DeskId(1);

/// Fills an empty store with a practice office that ends at `demo.now`, and gives its desk, whose clock stands
/// there. All staff with a post get `uid`, so that the caller may log in as any of them; the founder too.
/// `progress` hears how many records of how many (nearly) are written.
///
/// The same `demo` gives the same records; what differs from one time to the next are the salts of the journal,
/// and so its hashes.
///
/// # Errors
/// When the store cannot be written.
pub fn seed(
    store: Store,
    registers: Arc<Registers>,
    demo: &Demo,
    uid: u32,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Desk, Fault> {
    let begins = begins(demo);
    let (desk, clock) = founded(store, registers, uid, begins)?;
    let total = demo.size.rooms() + demo.size.persons() + demo.size.requests();
    let mut seeding =
        Seeding { desk: &desk, clock, demo: *demo, ids: HashMap::new(), done: 0, total, progress };
    seeding.people_of_the_office(uid)?;
    house::build(&mut seeding, begins)?;
    past::write(&mut seeding)?;
    let played = play::play(&mut seeding, plan::plan(demo, &desk.registers)).and_then(|()| {
        let mut group = desk.store.begin()?;
        seeding.live_until(&mut group, demo.now)?;
        group.commit()?;
        Ok(())
    });
    played.map(|()| desk)
}

/// The same without its past: staff, places and people only, in which nothing has happened yet. To measure what does not
/// depend on requests.
///
/// # Errors
/// When the store cannot be written.
pub fn seed_house(store: Store, registers: Arc<Registers>, demo: &Demo, uid: u32) -> Result<Desk, Fault> {
    let begins = begins(demo);
    let (desk, clock) = founded(store, registers, uid, begins)?;
    let total = demo.size.rooms() + demo.size.persons();
    let progress = &mut |_, _| {};
    let mut seeding =
        Seeding { desk: &desk, clock, demo: *demo, ids: HashMap::new(), done: 0, total, progress };
    seeding.people_of_the_office(uid)?;
    house::build(&mut seeding, begins)?;
    seeding.clock.set(demo.now);
    Ok(desk)
}

/// The same without its rooms and people: staff and old requests with their follow-ups only. To measure what depends on
/// requests alone.
///
/// # Errors
/// When the store cannot be written.
pub fn seed_past(store: Store, registers: Arc<Registers>, demo: &Demo, uid: u32) -> Result<Desk, Fault> {
    let begins = begins(demo);
    let (desk, clock) = founded(store, registers, uid, begins)?;
    let progress = &mut |_, _| {};
    let total = demo.size.requests();
    let mut seeding =
        Seeding { desk: &desk, clock, demo: *demo, ids: HashMap::new(), done: 0, total, progress };
    seeding.people_of_the_office(uid)?;
    past::write(&mut seeding)?;
    seeding.clock.set(demo.now);
    Ok(desk)
}

/// What a PIN costs in a practice office, where everybody knows it.
const LIGHT: PinCost = PinCost { memory_kib: 64, passes: 1 };

/// When a practice office was founded.
fn begins(demo: &Demo) -> At {
    demo.now.plus_minutes(-i64::from(demo.size.days()) * 24 * 60 - 60)
}

fn founded(
    store: Store,
    registers: Arc<Registers>,
    uid: u32,
    begins: At,
) -> Result<(Desk, Arc<FixedClock>), Fault> {
    let founder = Founder { office: OFFICE.to_owned(), uid, name: FOUNDER.to_owned() };
    create(&store, &registers, &founder, begins)?;
    let clock = Arc::new(FixedClock::new(begins));
    let desk = Desk::open(store, registers, Arc::clone(&clock) as Arc<dyn super::Clock>)?;
    Ok((desk.with_pin_cost(LIGHT), clock))
}

/// What every part of the work shares.
struct Seeding<'a> {
    desk: &'a Desk,
    clock: Arc<FixedClock>,
    demo: Demo,
    /// The last id of a register and the last sequence of a register in a month, of records written whole.
    ids: HashMap<(Tag, u16), u64>,
    done: u64,
    total: u64,
    progress: &'a mut dyn FnMut(u64, u64),
}

/// A record written whole.
struct Whole {
    tag: Tag,
    /// Everything but id and number.
    head: Head,
    body: Box<dyn AnyEntry>,
    /// The call the journal names.
    call: &'static str,
}

impl Seeding<'_> {
    /// Zone, teams and staff, entered by the founder as an administrator would.
    fn people_of_the_office(&mut self, uid: u32) -> Result<(), Fault> {
        let mut calls = Vec::new();
        if Some(self.demo.zone.name()) != settings::setting("office.zone").map(|zone| zone.default) {
            let value = self.demo.zone.name().to_owned();
            calls.push(Call::SetSetting(crate::api::office::SetSetting {
                id: "office.zone".to_owned(),
                value,
            }));
        }
        let add = |register: &str, values: Values| {
            Call::Act(Act { register: register.into(), action: "add".into(), values, ..Act::default() })
        };
        for team in TEAMS {
            calls.push(add("team", Values::default().with("name", text(team.name.zh))));
        }
        // Every kind of fault is usually done by the team that takes its category; the office's list has their order.
        for (at, fault) in FAULTS.iter().enumerate() {
            let team = TEAMS.iter().position(|team| team.categories.contains(&fault.category));
            if let Some(team) = team {
                calls.push(Call::Act(Act {
                    register: "fault_kind".into(),
                    action: CORRECT.into(),
                    entry: Some(format!("#{}", at + 1)),
                    values: Values::default().with("team", Value::Id(team as u64 + 1)),
                    ..Act::default()
                }));
            }
        }
        for (index, person) in STAFF.iter().enumerate() {
            let mut values = Values::default().with("name", text(person.name));
            if let Some(post) = person.post {
                let posts = vec![post.id().to_owned()];
                values = values.with("posts", Value::List(posts)).with("uid", Value::Int(i64::from(uid)));
            }
            if let Some(team) = team_of(index) {
                values = values.with("team", Value::Id(team));
            }
            calls.push(add("staff", values));
        }
        let mut group = self.desk.store.begin()?;
        for call in calls {
            self.desk.run(&mut group, &Job { who: founder(), key: None, call })?;
        }
        for (index, _) in STAFF.iter().enumerate().filter(|(_, person)| person.post.is_some()) {
            let set = SetPin { old: None, new: Pin(demo::PIN.to_owned()) };
            self.desk.run(&mut group, &Job { who: who(index), key: None, call: Call::SetPin(set) })?;
        }
        group.commit()?;
        Ok(())
    }

    /// Sets the clock on to `at`; on the way the program does what is due, when it is due.
    fn live_until(&self, group: &mut Group<'_>, at: At) -> Result<(), Fault> {
        while let Some(next) = self.desk.next_alarm_in(group)?.filter(|next| *next <= at) {
            self.clock.set(next.max(self.clock.now()));
            self.desk.tick_in(group, &mut Ticked::default())?;
        }
        self.clock.set(at);
        Ok(())
    }

    /// Writes records whole, each with an entry of its own in the journal, many in one commit.
    fn write_all(&mut self, records: impl Iterator<Item = Whole>) -> Result<(), Fault> {
        let mut records = records.peekable();
        while records.peek().is_some() {
            let mut group = self.desk.store.begin()?;
            for record in records.by_ref().take(GROUP) {
                self.write(&mut group, record)?;
            }
            group.commit()?;
            (self.progress)(self.done.min(self.total), self.total);
        }
        Ok(())
    }

    fn write(&mut self, group: &mut Group<'_>, record: Whole) -> Result<(), Fault> {
        let Whole { tag, head, body, call } = record;
        let registers = &self.desk.registers;
        let register = registers.by_tag(tag).ok_or_else(|| faults::bug("a register is missing"))?;
        let month = yymm(head.created_at, &self.demo);
        let id = next(&mut self.ids, (tag, 0));
        let sequence = next(&mut self.ids, (tag, month));
        let number = format!("{}{month:04}-{sequence:04}", register.info().prefix);
        let meta = JournalMeta {
            at: head.changed_at.0,
            zone: self.demo.zone.name().to_owned(),
            staff: head.changed_by.0,
            desk: head.desk.0,
            session: 0,
            call: call.to_owned(),
            note: None,
            outcome: Ended::Done,
            always: false,
        };
        let mut entry = Loaded { head: Head { id, number, rev: 1, ..head }, body };
        register.derive(&mut entry.head, &*entry.body);
        let program = program();
        group.run(|tx| {
            let scope = self.desk.scope(tx, &program);
            entry.head.alarm = register.alarm(&entry.head, &*entry.body, &scope.ctx());
            drop(scope);
            // Not by `keep`: what an office invents is in its normal form and exists once already.
            rows::save(tx, register, &entry, None)?;
            Ok::<_, Fault>(((), meta))
        })?;
        self.done += 1;
        Ok(())
    }
}

fn next(ids: &mut HashMap<(Tag, u16), u64>, of: (Tag, u16)) -> u64 {
    let last = ids.entry(of).or_insert(0);
    *last += 1;
    *last
}

/// Year and month at the site, as numbers begin with them. Never 0, which stands for "all months".
fn yymm(at: At, demo: &Demo) -> u16 {
    let local = at.local(demo.zone);
    u16::try_from(local.year().rem_euclid(100) * 100).unwrap_or(0) + u16::try_from(local.month()).unwrap_or(1)
}

fn text(words: impl Into<String>) -> Value {
    Value::Text(words.into())
}

/// The founder has the first id, the staff of the practice office follow in their order.
fn staff_id(index: usize) -> StaffId {
    StaffId(index as u64 + 2)
}

/// The team of a staff member, by the index in `STAFF`.
fn team_of(index: usize) -> Option<u64> {
    let team = STAFF.get(index)?.team?;
    TEAMS.iter().position(|known| known.id == team).map(|at| at as u64 + 1)
}

/// A staff member at the counter, by the index in `STAFF`.
fn who(index: usize) -> Who {
    let person = STAFF.get(index);
    Who {
        staff: staff_id(index),
        name: person.map_or("", |person| person.name).to_owned(),
        posts: person.and_then(|person| person.post).into_iter().collect(),
        team: None,
        desk: COUNTER,
        session: index as u64 + 1,
        lang: Lang::Zh,
    }
}

fn founder() -> Who {
    Who {
        staff: StaffId(1),
        name: FOUNDER.to_owned(),
        posts: Posts::ALL,
        team: None,
        desk: COUNTER,
        session: 0,
        lang: Lang::Zh,
    }
}
