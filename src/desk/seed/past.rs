//! Requests from before the lived days, written as they ended: one record each. Their steps are not replayed.

use super::{COUNTER, LIVED_DAYS, Seeding, Whole, house, staff_id, team_of, words};
use crate::domain::calendar::Calendars;
use crate::domain::clock::{Clocks, Limit, Target};
use crate::domain::demo::Demo;
use crate::domain::demo::dice::Dice;
use crate::domain::demo::life::{Deed, Step};
use crate::domain::demo::requests::DemoRequest;
use crate::domain::fault::Fault;
use crate::domain::follow_up::{self, FollowUp, Outcome, Way};
use crate::domain::ids::{EntryRef, StaffId, TeamId};
use crate::domain::moment::At;
use crate::domain::register::{Head, Mark};
use crate::domain::request::{self, Charge, Request, Urgency, Wait};
use crate::domain::settings;

/// Of how many customers in ten the follow-up was written down: the others said nothing to remark (`domain/facts.md` 6.2).
const ASKED_OF_TEN: u64 = 3;
/// The clocks of a repair.
const LIMITS: [Limit; 4] = [Limit::Respond, Limit::Arrive, Limit::Control, Limit::Finish];

/// An old matter that nobody took up again is called off after so many days.
const CALLED_OFF_DAYS: i64 = 45;

/// When the lived days begin.
pub(super) fn lived_from(demo: &Demo) -> At {
    demo.now.plus_minutes(-LIVED_DAYS * 24 * 60)
}

/// Writes them all, and a follow-up for those whose customer was not asked yet, or answered.
pub(super) fn write(seeding: &mut Seeding<'_>) -> Result<(), Fault> {
    let demo = seeding.demo;
    let until = lived_from(&demo);
    let calendars = Calendars::standard(demo.zone);
    let mut follow_ups = Vec::new();
    let old = demo.requests().take_while(|request| request.opened < until).map(|request| {
        let whole = ended(&demo, &calendars, &request);
        let asked = || Dice::new(demo.seed, 24, request.index).below(10) < ASKED_OF_TEN;
        let state = whole.head.state;
        let due = state == request::FINISHED || state == request::CLOSED && asked();
        if request.reporter.is_some() && due {
            follow_ups.push(follow_up(&demo, &request, &whole.head));
        }
        whole
    });
    seeding.write_all(old)?;
    seeding.write_all(follow_ups.into_iter())
}

/// A request as its steps left it.
fn ended(demo: &Demo, calendars: &Calendars, said: &DemoRequest) -> Whole {
    let mut ended = Ended { head: taken(demo, said), body: reported(demo, said), demo, calendars };
    ended.start(&LIMITS, said.urgency, said.opened);
    for step in &said.steps {
        ended.step(said, step);
    }
    ended.give_up(said);
    ended.stop_clocks();
    let Ended { mut head, body, .. } = ended;
    head.since = head.changed_at;
    let call = match head.state {
        request::CLOSED if said.reporter.is_none() => "request.close",
        request::CLOSED => "follow_up.record",
        request::CANCELLED => "request.cancel",
        request::FINISHED => "request.finish",
        request::WAITING => "request.wait",
        request::REGISTERED => "request.log",
        _ => "request.arrive",
    };
    Whole { tag: request::TAG, head, body: Box::new(body), call }
}

fn taken(demo: &Demo, said: &DemoRequest) -> Head {
    Head {
        state: request::REGISTERED,
        place: Some(house::place_id(*demo, said.place)),
        person: said.reporter.map(house::person_id),
        desk: COUNTER,
        created_by: staff_id(said.taker),
        created_at: said.opened,
        occurred_at: said.opened,
        changed_by: staff_id(said.taker),
        changed_at: said.opened,
        ..Head::blank()
    }
}

fn reported(demo: &Demo, said: &DemoRequest) -> Request {
    let reporter = said.reporter.and_then(|index| house::resident_at(*demo, index));
    let (name, phone) = reporter.map_or_else(Default::default, |person| (person.name, person.mobile));
    Request {
        channel: Some(said.channel),
        reporter: name,
        phone,
        category: Some(said.category),
        text: said.text.to_owned(),
        urgency: Some(said.urgency),
        promise: said.promised.map_or("", |_| words::promise(said.urgency)).to_owned(),
        promise_at: said.promised,
        charge: Some(said.charge),
        expected_fee: fee(demo, said),
        ..Request::default()
    }
}

/// What the customer was told it would cost.
pub(super) fn fee(demo: &Demo, said: &DemoRequest) -> Option<crate::domain::value::Fen> {
    let mut dice = Dice::new(demo.seed, 22, said.index);
    (said.charge == Charge::Chargeable)
        .then(|| crate::domain::value::Fen(dice.pick(&[2_000, 3_000, 3_500, 5_000, 8_000, 12_000])))
}

struct Ended<'a> {
    head: Head,
    body: Request,
    demo: &'a Demo,
    calendars: &'a Calendars,
}

impl Ended<'_> {
    fn step(&mut self, said: &DemoRequest, step: &Step) {
        let (head, body, at) = (&mut self.head, &mut self.body, Some(step.at));
        head.changed_at = step.at;
        head.changed_by = staff_id(step.by);
        match step.deed {
            Deed::Dispatch(hand) => {
                head.state = request::DISPATCHED;
                head.owner = Some(staff_id(hand));
                head.team = team_of(hand).map(TeamId);
                body.dispatched_at = at;
                body.accepted_at = None;
                body.responded_at = body.responded_at.or(at);
                body.clocks.stop(Limit::Respond, step.at);
            }
            Deed::Accept => {
                head.state = request::ACCEPTED;
                body.accepted_at = at;
            }
            Deed::Arrive => {
                head.state = request::ON_SITE;
                body.arrived_at = body.arrived_at.or(at);
                (body.waiting_for, body.wake_at) = (None, None);
                body.visits = Some(body.visits.unwrap_or(0) + 1);
                body.clocks.resume(step.at, self.calendars);
                body.clocks.stop(Limit::Arrive, step.at);
            }
            Deed::Wait => {
                head.state = request::WAITING;
                body.waiting_for = Some(Wait::Material);
                body.wake_at = Some(step.at.plus_minutes(2 * 1440));
                body.clocks.pause(step.at, Wait::Material.id(), self.calendars);
            }
            Deed::Finish => {
                head.state = request::FINISHED;
                body.finished_at = at;
                body.clocks.resume(step.at, self.calendars);
                LIMITS.into_iter().for_each(|limit| body.clocks.stop(limit, step.at));
                words::work(said.category).clone_into(&mut body.work_done);
            }
            Deed::Unreachable => {}
            Deed::FollowUp(score @ 3..) => {
                head.state = request::CLOSED;
                body.score = Some(i64::from(score));
                body.passed = true;
                body.closed_at = at;
            }
            Deed::Check => body.passed = true,
            Deed::Close => {
                head.state = request::CLOSED;
                body.closed_at = at;
            }
            Deed::FollowUp(score) => {
                head.state = request::DISPATCHED;
                head.mark(Mark::Reopened);
                words::opinion(score).clone_into(&mut body.reason);
                body.dispatched_at = at;
                (body.accepted_at, body.arrived_at, body.finished_at) = (None, None, None);
                self.start(&[Limit::Arrive, Limit::Finish], said.urgency, step.at);
            }
            Deed::Cancel => self.call_off(step.at, words::CANCELLED),
        }
    }

    fn call_off(&mut self, at: At, reason: &str) {
        self.head.state = request::CANCELLED;
        reason.clone_into(&mut self.body.reason);
        (self.body.waiting_for, self.body.wake_at) = (None, None);
        self.body.closed_at = Some(at);
    }

    /// Starts the clocks a class has by the standard targets.
    fn start(&mut self, limits: &[Limit], urgency: Urgency, at: At) {
        for limit in limits {
            let target = settings::setting(&format!("target.{}.{}", urgency.class(), limit.id()));
            let target = target.and_then(|setting| Target::read(setting.default).ok()).flatten();
            self.body.clocks.start(*limit, target, at, self.calendars);
        }
    }

    /// What is over keeps the clocks that were stopped. What is not over has none: an office that opens today is not to
    /// be told of everything that ran out in years it did not live.
    fn stop_clocks(&mut self) {
        match self.head.state {
            request::CLOSED | request::FINISHED | request::CANCELLED => self.body.clocks.drop_running(),
            _ => self.body.clocks = Clocks::default(),
        }
    }

    /// What was lost sight of is called off in the end, or is looked at again in the next days.
    fn give_up(&mut self, said: &DemoRequest) {
        if self.head.state == request::CLOSED || self.head.state == request::CANCELLED {
            return;
        }
        let called_off = said.opened.plus_minutes(CALLED_OFF_DAYS * 1440);
        if called_off < self.demo.now && self.head.changed_at < called_off {
            self.head.changed_at = called_off;
            self.head.changed_by = StaffId(staff_id(1).0);
            self.call_off(called_off, words::CALLED_OFF);
        } else if self.head.state == request::WAITING {
            let hours = Dice::new(self.demo.seed, 23, said.index).between(6, 110);
            self.body.wake_at = Some(self.demo.now.plus_minutes(hours * 60));
        }
        if said.urgency != Urgency::Danger && self.body.promise_at.is_some_and(|at| at < self.demo.now) {
            // An old promise was kept or spoken about anew; it does not press any more.
            self.body.promise_at = None;
            self.body.promise.clear();
        }
    }
}

/// The follow-up of a finished request: due, or answered when its customer was asked.
fn follow_up(demo: &Demo, said: &DemoRequest, request: &Head) -> Whole {
    let reporter = said.reporter.and_then(|index| house::resident_at(*demo, index));
    let (interviewed, phone) = reporter.map_or_else(Default::default, |person| (person.name, person.mobile));
    let since = said.steps.iter().rev().take_while(|step| step.deed != Deed::Finish);
    let tried = since.into_iter().any(|step| step.deed == Deed::Unreachable);
    let finished = said.steps.iter().rev().find(|step| step.deed == Deed::Finish);
    let finished = finished.map_or(request.changed_at, |step| step.at);
    let answer = said.steps.last().and_then(|step| match step.deed {
        Deed::FollowUp(score) => Some((step.at, score)),
        _ => None,
    });
    let head = Head {
        id: 0,
        number: String::new(),
        state: match (answer, tried) {
            (Some(_), _) => follow_up::DONE,
            (None, true) => follow_up::TRIED,
            (None, false) => follow_up::DUE,
        },
        parent: Some(EntryRef::new(request::TAG, said.index + 1)),
        owner: None,
        team: None,
        created_at: finished,
        occurred_at: finished,
        created_by: request.changed_by,
        ..request.clone()
    };
    let body = FollowUp {
        interviewed,
        phone,
        matter: format!("{}：{}", said.category.label().zh, said.text),
        due_at: Some(finished.plus_minutes(48 * 60)),
        attempts: tried.then_some(1),
        way: answer.map(|_| Way::Phone),
        outcome: answer.map(|_| Outcome::Satisfied),
        score: answer.map(|(_, score)| i64::from(score)),
        asked_at: answer.map(|(at, _)| at),
        ..FollowUp::default()
    };
    let call = if answer.is_some() { "follow_up.record" } else { "request.finish" };
    Whole { tag: follow_up::TAG, head, body: Box::new(body), call }
}
