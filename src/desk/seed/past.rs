//! Requests from before the lived days, written as they ended: one record each. Their steps are not replayed.

use super::{COUNTER, LIVED_DAYS, Seeding, Whole, house, staff_id, team_of, words};
use crate::domain::demo::Demo;
use crate::domain::demo::dice::Dice;
use crate::domain::demo::life::{Deed, Step};
use crate::domain::demo::requests::DemoRequest;
use crate::domain::fault::Fault;
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::ids::{EntryRef, StaffId, TeamId};
use crate::domain::moment::At;
use crate::domain::register::{Head, Mark};
use crate::domain::request::{self, Charge, Request, Urgency, Wait};

/// An old matter that nobody took up again is called off after so many days.
const CALLED_OFF_DAYS: i64 = 45;

/// When the lived days begin.
pub(super) fn lived_from(demo: &Demo) -> At {
    demo.now.plus_minutes(-LIVED_DAYS * 24 * 60)
}

/// Writes them all, and a follow-up for those whose customer was not asked yet.
pub(super) fn write(seeding: &mut Seeding<'_>) -> Result<(), Fault> {
    let demo = seeding.demo;
    let until = lived_from(&demo);
    let mut unasked = Vec::new();
    let old = demo.requests().take_while(|request| request.opened < until).map(|request| {
        let whole = ended(&demo, &request);
        if whole.head.state == request::FINISHED {
            unasked.push(follow_up(&demo, &request, &whole.head));
        }
        whole
    });
    seeding.write_all(old)?;
    seeding.write_all(unasked.into_iter())
}

/// A request as its steps left it.
fn ended(demo: &Demo, said: &DemoRequest) -> Whole {
    let mut ended = Ended { head: taken(demo, said), body: reported(demo, said), demo };
    for step in &said.steps {
        ended.step(said, step);
    }
    ended.give_up(said);
    let Ended { mut head, body, .. } = ended;
    head.since = head.changed_at;
    let call = match head.state {
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
            }
            Deed::Accept => {
                head.state = request::ACCEPTED;
                body.accepted_at = at;
            }
            Deed::Arrive => {
                head.state = request::ON_SITE;
                body.arrived_at = body.arrived_at.or(at);
                (body.waiting_for, body.wake_at) = (None, None);
            }
            Deed::Wait => {
                head.state = request::WAITING;
                body.waiting_for = Some(Wait::Material);
                body.wake_at = Some(step.at.plus_minutes(2 * 1440));
            }
            Deed::Finish => {
                head.state = request::FINISHED;
                body.finished_at = at;
                words::work(said.category).clone_into(&mut body.work_done);
            }
            Deed::Unreachable => {}
            Deed::FollowUp(score @ 3..) => {
                head.state = request::CLOSED;
                body.score = Some(i64::from(score));
                body.closed_at = at;
            }
            Deed::FollowUp(score) => {
                head.state = request::DISPATCHED;
                head.mark(Mark::Reopened);
                words::opinion(score).clone_into(&mut body.reason);
                body.dispatched_at = at;
                (body.accepted_at, body.arrived_at, body.finished_at) = (None, None, None);
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

fn follow_up(demo: &Demo, said: &DemoRequest, request: &Head) -> Whole {
    let reporter = said.reporter.and_then(|index| house::resident_at(*demo, index));
    let (interviewed, phone) = reporter.map_or_else(Default::default, |person| (person.name, person.mobile));
    let tried = matches!(said.steps.last().map(|step| step.deed), Some(Deed::Unreachable));
    let head = Head {
        id: 0,
        number: String::new(),
        state: if tried { follow_up::TRIED } else { follow_up::DUE },
        parent: Some(EntryRef::new(request::TAG, said.index + 1)),
        owner: None,
        team: None,
        created_at: request.changed_at,
        occurred_at: request.changed_at,
        created_by: request.changed_by,
        ..request.clone()
    };
    let body = FollowUp {
        interviewed,
        phone,
        due_at: Some(request.changed_at.plus_minutes(48 * 60)),
        attempts: tried.then_some(1),
        ..FollowUp::default()
    };
    Whole { tag: follow_up::TAG, head, body: Box::new(body), call: "request.finish" }
}
