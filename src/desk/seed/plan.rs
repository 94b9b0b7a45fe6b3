//! What happens in the lived days, as a list of calls with their instants, in order. Runs none of them.

use super::past::{fee, lived_from};
use super::shifts::{Shift, holder, shifts};
use super::{files, house, left, moves, rota, service, staff_id, team_of, text, week, words};
use crate::domain::demo::Demo;
use crate::domain::demo::dice::Dice;
use crate::domain::demo::life::{Deed, Step};
use crate::domain::demo::requests::{DemoPlace, DemoRequest};
use crate::domain::demo::staff::STAFF;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Registers, Values};
use crate::domain::request::{Channel, Charge};
use crate::domain::value::Value;

/// Something that happens.
pub(super) struct Event {
    pub(super) at: At,
    /// Who does it: an index in `STAFF`.
    pub(super) by: usize,
    pub(super) what: What,
}

/// What happens.
pub(super) enum What {
    /// A new entry, known afterwards by its slot.
    Make { slot: usize, register: &'static str, action: &'static str, values: Values },
    /// An action on the entry of a slot.
    Act { slot: usize, register: &'static str, action: &'static str, values: Values },
    /// One request goes on as a part of another.
    Merge { slot: usize, into: usize },
    /// A line of the log; `place` is a room's index.
    Log { line: words::Line, place: Option<u64> },
    /// Everything in the log so far is read.
    Read,
    /// The first watch is opened.
    OpenWatch,
    /// The watch is offered, with words for the next shift.
    Offer { note: &'static str },
    /// The offered watch is read, item by item, and taken over.
    TakeOver,
}

/// A list of events under construction.
pub(super) struct Plan<'a> {
    pub(super) demo: Demo,
    pub(super) shifts: Vec<Shift>,
    registers: &'a Registers,
    events: Vec<Event>,
    slots: usize,
}

/// Everything that happens, the earliest first.
pub(super) fn plan(demo: &Demo, registers: &Registers) -> Vec<Event> {
    let mut plan = Plan { demo: *demo, shifts: shifts(demo), registers, events: Vec::new(), slots: 0 };
    rota::rota(&mut plan);
    week::watches(&mut plan);
    let from = lived_from(demo);
    let mut lived: Vec<DemoRequest> = demo.requests().skip_while(|request| request.opened < from).collect();
    every_state(&mut lived, demo.now);
    let slots: Vec<usize> = lived.iter().map(|said| plan.request(said)).collect();
    if let Some((said, slot)) = lived.iter().zip(slots).rev().find(|(said, _)| told_twice(said, demo.now)) {
        plan.twice(said, slot);
    }
    week::visits(&mut plan);
    week::tasks(&mut plan);
    week::promises(&mut plan);
    files::files(&mut plan);
    moves::moves(&mut plan);
    left::parcels(&mut plan);
    left::notices(&mut plan);
    service::service(&mut plan);
    let mut events = plan.events;
    // Stable: what happens to one entry at the same instant stays in its order.
    events.sort_by_key(|event| event.at);
    events
}

impl Plan<'_> {
    /// Notes that something happens; what is not over yet at `now` has not happened.
    pub(super) fn push(&mut self, at: At, by: usize, what: What) {
        if at <= self.demo.now {
            self.events.push(Event { at, by, what });
        }
    }

    /// A new entry; its slot.
    pub(super) fn make(
        &mut self,
        at: At,
        by: usize,
        register: &'static str,
        action: &'static str,
        values: Values,
    ) -> usize {
        let slot = self.slots;
        self.slots += 1;
        let by = self.able(by, register, action);
        self.push(at, by, What::Make { slot, register, action, values });
        slot
    }

    /// An action on the entry of a slot.
    pub(super) fn act(
        &mut self,
        at: At,
        by: usize,
        slot: usize,
        (register, action): (&'static str, &'static str),
        values: Values,
    ) {
        let by = self.able(by, register, action);
        self.push(at, by, What::Act { slot, register, action, values });
    }

    /// `wanted` when their post may, else the first who may.
    fn able(&self, wanted: usize, register: &str, action: &str) -> usize {
        let posts = self.registers.by_id(register).and_then(|register| register.action(action));
        let may = posts.map_or(Posts::ALL, |action| action.posts);
        let holds =
            |index: usize| STAFF.get(index).and_then(|person| person.post).is_some_and(|post| may.has(post));
        // The manager comes first in the list, and leaves the desk's work to the others.
        let others = (1..STAFF.len()).find(|index| holds(*index));
        if holds(wanted) { wanted } else { others.unwrap_or(wanted) }
    }

    /// A request as it was taken, and every step since.
    fn request(&mut self, said: &DemoRequest) -> usize {
        let taker = holder(&self.shifts, said.opened);
        let slot = self.make(said.opened, taker, "request", "log", reported(&self.demo, said));
        let mut life = Life { waits: false, again: false };
        for (at, step) in said.steps.iter().enumerate() {
            let next = said.steps.get(at + 1);
            if step.deed == Deed::Finish
                && let Some(fee) = fee(&self.demo, said)
            {
                let agreed = Values::default()
                    .with("estimate", Value::Fen(fee.0))
                    .with("estimate_agreed_by", text("业主本人"));
                self.act(step.at, step.by, slot, ("request", "agree"), agreed);
            }
            let (register, action, values) = life.step(&self.demo, said, step, next);
            self.act(step.at, step.by, slot, (register, action), values);
        }
        slot
    }

    /// The family rings about it as well, and nobody looked: the second request is merged into the first.
    fn twice(&mut self, said: &DemoRequest, into: usize) {
        let rang = said.opened.plus_minutes(TWICE - 6);
        let values = Values::default()
            .with("place", Value::Id(house::place_id(self.demo, said.place).0))
            .with("category", choice(said.category.id()))
            .with("text", text(said.text))
            .with("reporter", text("家人"));
        let slot = self.make(rang, holder(&self.shifts, rang), "request", "log", values);
        let merged = said.opened.plus_minutes(TWICE);
        self.push(
            merged,
            self.able(holder(&self.shifts, merged), "request", "merge"),
            What::Merge { slot, into },
        );
    }
}

/// Minutes after which a second report is merged.
const TWICE: i64 = 20;

/// Whether somebody else may have rung about it meanwhile: it is still open.
fn told_twice(said: &DemoRequest, now: At) -> bool {
    let over =
        |deed: &Deed| matches!(deed, Deed::Finish | Deed::Unreachable | Deed::FollowUp(_) | Deed::Cancel);
    said.opened.plus_minutes(TWICE) <= now && !said.steps.iter().any(|step| over(&step.deed))
}

/// Whether a deed is of a kind.
type Is = fn(&Deed) -> bool;

/// How many requests stand how at `now`, at the least, by the deed that came last: however quiet the hour, the desk
/// has something of everything.
const STAND: [(Is, usize); 5] = [
    (|deed| matches!(deed, Deed::Dispatch(_)), 3),
    (|deed| matches!(deed, Deed::Accept), 2),
    (|deed| matches!(deed, Deed::Arrive), 2),
    (|deed| matches!(deed, Deed::Wait), 2),
    (|deed| matches!(deed, Deed::Finish), 4),
];
const UNASSIGNED: usize = 4;

/// Cuts the steps of the newest requests short where too few stand at a step, so that every state has some.
fn every_state(lived: &mut [DemoRequest], now: At) {
    let mut kept: Vec<u64> = Vec::new();
    for said in lived.iter_mut().rev().take(UNASSIGNED) {
        said.steps.clear();
        kept.push(said.index);
    }
    for (is, wanted) in STAND {
        let stands = |said: &&DemoRequest| said.steps.last().is_some_and(|step| is(&step.deed));
        let free = |said: &&DemoRequest, kept: &[u64]| !kept.contains(&said.index);
        let there: Vec<u64> = lived
            .iter()
            .rev()
            .filter(stands)
            .filter(|said| free(said, &kept))
            .map(|said| said.index)
            .collect();
        let missing = wanted.saturating_sub(there.len());
        kept.extend(there.into_iter().take(wanted));
        let mut cut = 0;
        for said in lived.iter_mut().rev() {
            let at = said.steps.iter().position(|step| is(&step.deed));
            let Some(at) = at.filter(|_| cut < missing && !kept.contains(&said.index)) else { continue };
            said.steps.truncate(at + 1);
            kept.push(said.index);
            cut += 1;
        }
    }
    let called_off = |said: &DemoRequest| said.steps.iter().any(|step| step.deed == Deed::Cancel);
    if !lived.iter().any(called_off)
        && let Some(said) = lived.iter_mut().rev().find(|said| !kept.contains(&said.index))
    {
        let at = said.opened.plus_minutes(10).min(now);
        said.steps = vec![Step { deed: Deed::Cancel, at, by: said.taker }];
    }
}

/// What the receptionist fills in.
fn reported(demo: &Demo, said: &DemoRequest) -> Values {
    let mut values = Values::default()
        .with("place", Value::Id(house::place_id(*demo, said.place).0))
        .with("category", choice(said.category.id()))
        .with("urgency", choice(said.urgency.id()))
        .with("text", text(said.text))
        .with("channel", choice(said.channel.id()));
    if let Some(person) = said.reporter.and_then(|index| house::resident_at(*demo, index)) {
        values = values
            .with("person", Value::Id(house::person_id(person.index).0))
            .with("reporter", text(person.name))
            .with("phone", text(person.mobile));
    } else if said.channel == Channel::Patrol {
        values = values.with("reporter", text("秩序员巡查"));
    }
    if let DemoPlace::Building(_) = said.place {
        let (_, units, floors, _) = demo.size.shape();
        let mut dice = Dice::new(demo.seed, 24, said.index);
        let spot = format!("{}单元{}层", dice.below(units) + 1, dice.below(floors) + 1);
        values = values.with("spot", text(spot));
    }
    if said.charge == Charge::Chargeable {
        values = values.with("charge", choice(said.charge.id()));
        if let Some(fee) = fee(demo, said) {
            values = values.with("expected_fee", Value::Fen(fee.0));
        }
    }
    if let Some(by) = said.promised {
        values = values.with("promise", text(words::promise(said.urgency))).with("promise_at", Value::At(by));
    }
    values
}

/// What a request's steps need to know of the steps before.
struct Life {
    waits: bool,
    again: bool,
}

impl Life {
    fn step(
        &mut self,
        demo: &Demo,
        said: &DemoRequest,
        step: &Step,
        next: Option<&Step>,
    ) -> (&'static str, &'static str, Values) {
        let none = Values::default();
        match step.deed {
            Deed::Dispatch(hand) => {
                let mut values = none.with("owner", Value::Id(staff_id(hand).0));
                if let Some(team) = team_of(hand) {
                    values = values.with("team", Value::Id(team));
                }
                // After a dissatisfied customer it is with somebody already.
                if self.again {
                    ("request", "transfer", values.with("reason", text(words::AGAIN)))
                } else {
                    ("request", "dispatch", values)
                }
            }
            Deed::Accept => ("request", "accept", none),
            Deed::Arrive if self.waits => {
                self.waits = false;
                ("request", "resume", none)
            }
            Deed::Arrive => ("request", "arrive", none),
            Deed::Wait => {
                self.waits = true;
                let (reason, note) = Dice::new(demo.seed, 25, said.index).pick(words::WAITS);
                let wake = next.map_or(step.at.plus_minutes(1440), |next| next.at);
                let values = none.with("waiting_for", choice(reason)).with("wake_at", Value::At(wake));
                ("request", "wait", values.with("note", text(note)))
            }
            Deed::Finish => {
                self.waits = false;
                ("request", "finish", none.with("work_done", text(words::work(said.category))))
            }
            Deed::Unreachable => ("follow_up", "record", none.with("outcome", choice("unreachable"))),
            Deed::FollowUp(score) => {
                self.again = score <= 2;
                let outcome = if self.again { "dissatisfied" } else { "satisfied" };
                let values =
                    none.with("outcome", choice(outcome)).with("score", Value::Int(i64::from(score)));
                ("follow_up", "record", values.with("opinion", text(words::opinion(score))))
            }
            Deed::Check => ("request", "confirm", none),
            Deed::Close => ("request", "close", none),
            Deed::Cancel => ("request", "cancel", none.with("reason", text(words::CANCELLED))),
        }
    }
}

pub(super) fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}
