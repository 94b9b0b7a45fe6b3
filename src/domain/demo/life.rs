//! How a request of the practice office goes on: who did what when. Does not know the register's table of states.

use super::Demo;
use super::dice::Dice;
use super::staff;
use crate::domain::moment::{At, at_wall_clock};
use crate::domain::posts::Post;
use crate::domain::request::{Category, Urgency};
use chrono::{NaiveTime, Timelike};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Given to a technician: an index in `staff::STAFF`.
    Dispatch(usize),
    /// The technician takes it.
    Accept,
    /// The technician is on site.
    Arrive,
    /// Waits for material or the resident; it goes on with the next `Arrive`.
    Wait,
    /// Done, says the technician.
    Finish,
    /// The follow-up call was not answered.
    Unreachable,
    /// Followed up: the customer's score, 1 to 5. Up to 2 is dissatisfied, and the request is dispatched again.
    FollowUp(u8),
    /// Looked at by the office itself, which had found it: it is right.
    Check,
    /// Closed after such a look.
    Close,
    /// Withdrawn by the person who reported it.
    Cancel,
}

/// One step of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub deed: Deed,
    /// When; never before the step before it.
    pub at: At,
    /// Who entered it: an index in `staff::STAFF`, always a person with a post.
    pub by: usize,
}

/// Calls and ordinary visits happen between these hours.
const DAY: std::ops::Range<u32> = 8..21;

/// The steps of a request up to `demo.now`.
pub(super) fn steps(
    demo: &Demo,
    dice: &mut Dice,
    category: Category,
    urgency: Urgency,
    opened: At,
    (taker, reported): (usize, bool),
) -> Vec<Step> {
    let mut life = Life { demo, dice, at: opened, steps: Vec::new() };
    life.run(category, urgency, (taker, reported));
    let now = demo.now;
    life.steps.retain(|step| step.at <= now);
    life.steps
}

struct Life<'a> {
    demo: &'a Demo,
    dice: &'a mut Dice,
    at: At,
    steps: Vec<Step>,
}

impl Life<'_> {
    fn run(&mut self, category: Category, urgency: Urgency, (taker, reported): (usize, bool)) {
        let around_the_clock = urgency != Urgency::Ordinary && urgency != Urgency::Planned;
        if self.dice.chance(3) {
            return self.after((5, 60), Deed::Cancel, taker, around_the_clock);
        }
        // One in some three hundred is lost sight of: the old open matter every desk has.
        let lost = self.dice.below(300) == 0;
        let mut rounds = 1;
        while rounds > 0 {
            rounds -= 1;
            self.repair(category, urgency, around_the_clock, lost);
            if lost {
                return;
            }
            if !reported {
                self.check();
            } else if self.follow_up() {
                rounds += 1;
            }
        }
    }

    fn repair(&mut self, category: Category, urgency: Urgency, around_the_clock: bool, lost: bool) {
        let dispatcher = self.one_of(&[Post::Supervisor, Post::Senior, Post::Receptionist]);
        let hand = self.dice.pick(&staff::hands(category));
        let (dispatch, arrive, work) = match urgency {
            Urgency::Danger => ((0, 2), (4, 15), (10, 60)),
            // On a busy day some lie on the board for hours.
            Urgency::Ordinary if self.dice.chance(25) => ((60, 400), (20, 360), (10, 90)),
            Urgency::Ordinary => ((3, 45), (20, 360), (10, 90)),
            Urgency::Planned => ((30, 600), (1440, 5 * 1440), (60, 480)),
            _ => ((1, 10), (8, 30), (15, 120)),
        };
        self.after(dispatch, Deed::Dispatch(hand), dispatcher, around_the_clock);
        self.after((1, 12), Deed::Accept, dispatcher, around_the_clock);
        self.after(arrive, Deed::Arrive, dispatcher, around_the_clock);
        if lost || self.dice.chance(12) {
            self.after((10, 40), Deed::Wait, dispatcher, around_the_clock);
            if lost {
                return;
            }
            self.after((600, 4000), Deed::Arrive, dispatcher, false);
        }
        self.after(work, Deed::Finish, dispatcher, true);
    }

    /// Goes past it the next day: there is nobody to ring.
    fn check(&mut self) {
        let by = self.one_of(&[Post::Supervisor, Post::Senior]);
        self.after((300, 1800), Deed::Check, by, false);
        self.after((1, 9), Deed::Close, by, false);
    }

    /// Calls the next day; true when the customer is not satisfied.
    fn follow_up(&mut self) -> bool {
        let caller = self.one_of(&[Post::Officer, Post::Receptionist]);
        self.after((900, 2400), Deed::Unreachable, caller, false);
        if self.dice.chance(85) {
            // Most are reached at once.
            if let Some(last) = self.steps.pop() {
                self.at = last.at;
            }
        } else {
            self.at = self.at.plus_minutes(self.dice.between(90, 600));
        }
        let scores = [(5, 58), (4, 28), (3, 9), (2, 4), (1, 1)];
        let score = self.dice.weighted(&scores).unwrap_or(5);
        self.after((0, 5), Deed::FollowUp(score), caller, false);
        score <= 2
    }

    fn after(&mut self, minutes: (i64, i64), deed: Deed, by: usize, around_the_clock: bool) {
        let wait = self.dice.between(minutes.0, minutes.1) * 60_000 + self.dice.between(0, 59_999);
        self.at = At(self.at.0 + wait);
        if !around_the_clock {
            self.at = self.by_day(self.at);
        }
        self.steps.push(Step { deed, at: self.at, by });
    }

    fn one_of(&mut self, posts: &[Post]) -> usize {
        self.dice.pick(&staff::holders(posts))
    }

    /// The instant itself by day, else shortly after the next morning begins.
    fn by_day(&mut self, at: At) -> At {
        let zone = self.demo.zone;
        let local = at.local(zone);
        if DAY.contains(&local.hour()) {
            return at;
        }
        let date = local.date_naive();
        let date = if local.hour() < DAY.start { Some(date) } else { date.succ_opt() };
        let morning = NaiveTime::from_hms_opt(DAY.start, 0, 0).and_then(|time| Some(date?.and_time(time)));
        let start = morning.and_then(|wall| at_wall_clock(wall, zone).ok()).unwrap_or(at);
        At(start.0.max(at.0) + self.dice.between(0, 90 * 60_000))
    }
}
