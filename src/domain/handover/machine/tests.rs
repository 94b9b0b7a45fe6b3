//! Walks through everything that can be reached with up to four shifts in a row, two colleagues and a supervisor, and
//! looks for broken invariants of `spec/handover.md` 4.3 and for states from which nothing leads to an end.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

const WANG: StaffId = StaffId(1);
const LI: StaffId = StaffId(2);
const CHIEF: StaffId = StaffId(9);

const EVENTS: [Event; 20] = [
    Event::Prepare,
    Event::Offer,
    Event::Recall,
    Event::Review,
    Event::Question,
    Event::Answer,
    Event::Dispute,
    Event::Rule,
    Event::Accept,
    Event::AcceptReserved,
    Event::Late,
    Event::Release,
    Event::Seal,
    Event::BreakSeal,
    Event::Relieve(Relief::Emergency),
    Event::Relieve(Relief::FromRecord),
    Event::Pass,
    Event::Continue { witnessed: false },
    Event::Continue { witnessed: true },
    Event::Grace,
];

/// Something that happens besides what people sign: work on the document, the clock, what is missing.
type Fact = (&'static str, fn(&mut Standing));

/// Each of these is true of a watch only while the state allows it; `facts` says which.
const FACTS: [Fact; 7] = [
    ("items gone through", |s| s.prepared = true),
    ("counted", |s| (s.counted, s.owed) = (true, false)),
    ("bad count", |s| s.counted = false),
    ("recounted", |s| s.recounted = true),
    ("read", |s| s.read = true),
    ("no-show or silence", |s| s.lapsed = s.state == WatchState::InReview),
    ("late", |s| s.overdue = true),
];

/// A point of the walk: the present watch, how many shifts went before, and how the last one ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Point {
    now: Standing,
    shifts: u8,
    ended: Option<WatchState>,
}

fn actors(without_lead: bool) -> Vec<Actor> {
    let mut actors = vec![Actor { staff: WANG, lead: false }, Actor { staff: LI, lead: false }];
    if !without_lead {
        actors.push(Actor { staff: CHIEF, lead: true });
    }
    actors
}

fn successors(from: Point, most: u8, actors: &[Actor], found: &mut Vec<(Event, Actor, Point)>) {
    for event in EVENTS {
        for actor in actors {
            let Ok(step) = from.now.next(event, *actor) else { continue };
            let to = match step {
                Step::Stays(now) => Point { now, ..from },
                Step::Passes(_, _) if from.shifts == most => continue,
                Step::Passes(ended, now) => Point { now, shifts: from.shifts + 1, ended: Some(ended) },
            };
            found.push((event, *actor, to));
        }
    }
}

fn facts(from: Point) -> impl Iterator<Item = Point> {
    let held = from.now.state.held();
    let preparing = matches!(from.now.state, WatchState::Open | WatchState::Preparing);
    let reading = from.now.state == WatchState::InReview;
    FACTS.into_iter().filter_map(move |(name, change)| {
        let applies = match name {
            "items gone through" | "counted" | "bad count" => preparing,
            "recounted" | "read" | "no-show or silence" => reading,
            _ => held,
        };
        let mut to = from;
        change(&mut to.now);
        (applies && to != from).then_some(to)
    })
}

/// The whole walk: every point, with the points it was reached from.
fn walk(most: u8, actors: &[Actor]) -> BTreeMap<Point, Vec<Point>> {
    let start = Point { now: Standing::new(WANG), shifts: 1, ended: None };
    let mut seen: BTreeMap<Point, Vec<Point>> = BTreeMap::from([(start, Vec::new())]);
    let mut left = vec![start];
    while let Some(from) = left.pop() {
        let mut next = Vec::new();
        successors(from, most, actors, &mut next);
        for (event, actor, to) in &next {
            unbroken(from, *event, *actor, *to);
        }
        for to in next.into_iter().map(|(_, _, to)| to).chain(facts(from)) {
            let known = seen.contains_key(&to);
            seen.entry(to).or_default().push(from);
            if !known {
                left.push(to);
            }
        }
    }
    seen
}

/// What every single step must keep.
fn unbroken(from: Point, event: Event, actor: Actor, to: Point) {
    let moved = to.shifts != from.shifts;
    let said = format!("{event:?} by {actor:?}: {from:?} -> {to:?}");
    if moved {
        // I2: custody moves only by these, and to whoever acted.
        let moves = matches!(
            event,
            Event::Accept
                | Event::AcceptReserved
                | Event::Release
                | Event::BreakSeal
                | Event::Relieve(_)
                | Event::Pass
        );
        assert!(moves, "{said}");
        assert_eq!(to.now.holder, actor.staff, "{said}");
        // I3: what ended says how; it is closed at once only when the seal stood in between.
        let ended = to.ended.expect("it ended");
        let named =
            matches!(ended, WatchState::Accepted | WatchState::AcceptedReserved | WatchState::Released);
        assert!(named || from.now.state == WatchState::Sealed, "{said}");
        // I4: nobody accepts their own.
        if matches!(event, Event::Accept | Event::AcceptReserved | Event::Pass) {
            assert_ne!(from.now.holder, actor.staff, "{said}");
        }
        // I11, I12: whoever signs without reservation counted, or a supervisor ruled.
        if event == Event::Accept {
            assert!(from.now.read && (from.now.recounted || from.now.ruled), "{said}");
        }
        // A pass is no way around a document that is out, a count that is owed, or the end of a shift.
        if event == Event::Pass {
            assert!(!from.now.state.out() && !from.now.owed && !from.now.overdue, "{said}");
        }
    } else if to.now.state != WatchState::Sealed {
        assert_eq!(to.now.holder, from.now.holder, "{said}");
    }
    // I1: exactly one custodian: a person who holds it, or the seal.
    assert!(to.now.state.held() || to.now.state == WatchState::Sealed, "{said}");
    assert_ne!(to.now.reviewer, Some(to.now.holder), "{said}");
}

/// Points from which nothing leads to an end: the last shift handed over to whoever is there, or the desk sealed.
fn stuck(seen: &BTreeMap<Point, Vec<Point>>, most: u8, actors: &[Actor]) -> usize {
    let ends = |point: &Point| {
        let over = point.now.state == WatchState::Sealed;
        let may_pass = point.shifts == most
            && actors.iter().any(|actor| {
                EVENTS.iter().any(|event| matches!(point.now.next(*event, *actor), Ok(Step::Passes(_, _))))
            });
        over || may_pass
    };
    let mut safe: BTreeSet<Point> = seen.keys().filter(|point| ends(point)).copied().collect();
    let mut left: Vec<Point> = safe.iter().copied().collect();
    while let Some(point) = left.pop() {
        for before in &seen[&point] {
            if safe.insert(*before) {
                left.push(*before);
            }
        }
    }
    seen.len() - safe.len()
}

/// The number of states belongs to what the test shows.
fn tell(text: &str) {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "{text}").expect("the test's output is open");
}

#[test]
fn nothing_that_can_be_reached_breaks_a_rule_or_has_no_way_out() {
    for most in 1..=4 {
        let everybody = actors(false);
        let seen = walk(most, &everybody);
        tell(&format!("{most} shifts, with a supervisor: {} states", seen.len()));
        assert_eq!(stuck(&seen, most, &everybody), 0, "{most} shifts");
        let two = actors(true);
        let seen = walk(most, &two);
        tell(&format!("{most} shifts, without a supervisor: {} states", seen.len()));
        assert_eq!(stuck(&seen, most, &two), 0, "{most} shifts without a supervisor");
    }
}

/// The walk itself must be able to fail: without seal, release, relief and reservation, two people can be stuck.
#[test]
fn mutual_acceptance_alone_would_have_dead_ends() {
    let alone = [Actor { staff: WANG, lead: false }];
    let seen = walk(1, &alone);
    let without_seal: usize = seen
        .keys()
        .filter(|point| {
            point.now.state != WatchState::Sealed
                && EVENTS.iter().all(|event| {
                    *event == Event::Seal
                        || !matches!(point.now.next(*event, alone[0]), Ok(Step::Passes(_, _)))
                })
        })
        .count();
    assert!(without_seal > 0, "nobody is there to accept, so only the seal is left");
}

#[test]
fn every_refusal_says_why_in_both_languages() {
    let seen = walk(2, &actors(false));
    for point in seen.keys() {
        for event in EVENTS {
            for actor in actors(false) {
                if let Err(why) = point.now.next(event, actor) {
                    assert!(!why.zh.is_empty() && !why.en.is_empty(), "{event:?} on {point:?}");
                }
            }
        }
    }
}
