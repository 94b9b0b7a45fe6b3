//! The requests of the practice office, in the order they came in. Does not store them.

use super::dice::Dice;
use super::life::{Deed, Step, steps};
use super::phrases::{PHRASES, Phrase, Spot};
use super::{Demo, people, rooms, staff};
use crate::domain::moment::At;
use crate::domain::posts::Post;
use crate::domain::request::{Category, Channel, Charge, Urgency};
use chrono::{Datelike, Timelike};

/// Where a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoPlace {
    /// A room, by its index.
    Room(u64),
    /// The common part of a building, by its number.
    Building(u64),
    /// An index in `rooms::PUBLIC_PLACES`.
    Grounds(usize),
}

/// A request of the practice office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoRequest {
    /// Its index, `0..size.requests()`, the oldest first.
    pub index: u64,
    /// When it was reported; not before the one before it, always before `now`.
    pub opened: At,
    /// The kind of fault.
    pub category: Category,
    /// How urgent.
    pub urgency: Urgency,
    /// What was said.
    pub text: &'static str,
    /// Where.
    pub place: DemoPlace,
    /// The person who reported it, by index; none for patrols and passers-by.
    pub reporter: Option<u64>,
    /// How it came in.
    pub channel: Channel,
    /// Who took it down: an index in `staff::STAFF`.
    pub taker: usize,
    /// Whether the customer pays.
    pub charge: Charge,
    /// Until when something was promised to the customer.
    pub promised: Option<At>,
    /// What happened since, up to `now`, the earliest first.
    pub steps: Vec<Step>,
}

impl DemoRequest {
    /// The last score the customer gave.
    #[must_use]
    pub fn score(&self) -> Option<u8> {
        self.steps.iter().rev().find_map(|step| match step.deed {
            Deed::FollowUp(score) => Some(score),
            _ => None,
        })
    }
}

/// How busy the desk is in each hour of the day, by local time.
const HOURS: [u64; 24] =
    [4, 3, 2, 2, 2, 4, 12, 40, 75, 92, 88, 70, 44, 48, 66, 68, 62, 55, 50, 48, 42, 30, 16, 8];
/// The same for the days of the week, Monday first.
const WEEK: [u64; 7] = [115, 104, 100, 98, 100, 108, 96];

pub(super) fn stream(demo: Demo) -> impl Iterator<Item = DemoRequest> {
    let (from, ends) = busy_hours(&demo);
    let total = ends.last().copied().unwrap_or(1);
    let count = demo.size.requests();
    (0..count).map(move |index| {
        let mut dice = Dice::new(demo.seed, 6, index);
        // The index-th part of all the desk's busy time, and a random place in it: so the times never go back.
        let within = (index * total + dice.below(total)) / count;
        let hour = ends.partition_point(|end| *end <= within);
        let start = hour.checked_sub(1).and_then(|h| ends.get(h)).copied().unwrap_or(0);
        let weight = ends.get(hour).map_or(1, |end| end - start);
        let ms = hour as u64 * HOUR_MS + (within - start) * HOUR_MS / weight;
        request(&demo, index, At(from.0 + i64::try_from(ms).unwrap_or(0)), &mut dice)
    })
}

const HOUR_MS: u64 = 3_600_000;

/// The first instant of the history, and for each hour since then the sum of business up to its end.
fn busy_hours(demo: &Demo) -> (At, Vec<u64>) {
    let hours = u64::from(demo.size.days()) * 24;
    let from = At(demo.now.0 - i64::try_from(hours * HOUR_MS).unwrap_or(0));
    let mut sum = 0;
    let ends = (0..i64::from(demo.size.days()) * 24)
        .map(|hour| {
            let local = from.plus_minutes(hour * 60).local(demo.zone);
            let of_day = HOURS.get(local.hour() as usize).copied().unwrap_or(1);
            let of_week = WEEK.get(local.weekday().num_days_from_monday() as usize).copied().unwrap_or(1);
            // Fine-grained, so that every request of a large office has a moment of its own.
            sum += of_day * of_week * 100 * if heating_season(local.month()) { 11 } else { 10 };
            sum
        })
        .collect();
    (from, ends)
}

/// 15 November to 15 March in the north (`domain/facts.md` 1.2), by whole months.
fn heating_season(month: u32) -> bool {
    matches!(month, 11 | 12 | 1..=3)
}

fn request(demo: &Demo, index: u64, opened: At, dice: &mut Dice) -> DemoRequest {
    let cold = heating_season(opened.local(demo.zone).month());
    let phrase = phrase(dice, cold);
    let (buildings, ..) = demo.size.shape();
    let place = match phrase.spot {
        Spot::Home => DemoPlace::Room(dice.below(demo.size.rooms())),
        Spot::Building => DemoPlace::Building(dice.below(buildings) + 1),
        Spot::Grounds => {
            // The barrier stands at the garage and the gates, the first three of the list.
            let end =
                if phrase.category == Category::Barrier { 3 } else { rooms::PUBLIC_PLACES.len() as u64 };
            DemoPlace::Grounds(usize::try_from(dice.below(end)).unwrap_or(0))
        }
    };
    let reporter = match place {
        DemoPlace::Room(room) => {
            let home = people::household(demo.size, demo.seed, room);
            let at = usize::try_from(dice.below(home.len() as u64)).unwrap_or(0);
            home.get(at).map(|person| person.index)
        }
        _ => dice.chance(50).then(|| dice.below(demo.size.persons())),
    };
    let channels = [(Channel::Phone, 62), (Channel::WalkIn, 24), (Channel::Message, 14)];
    let channel =
        if reporter.is_some() { dice.weighted(&channels).unwrap_or(Channel::Phone) } else { Channel::Patrol };
    let taker = dice.pick(&staff::holders(&[Post::Receptionist]));
    let paid = matches!(phrase.category, Category::Plumbing | Category::Electrical | Category::DoorLock);
    let pays = paid && phrase.spot == Spot::Home && phrase.urgency == Urgency::Ordinary && dice.chance(55);
    let promised = match phrase.urgency {
        Urgency::Danger => None,
        Urgency::Urgent => dice.chance(70).then(|| opened.plus_minutes(dice.between(20, 120))),
        _ => dice.chance(45).then(|| opened.plus_minutes(dice.between(120, 2 * 1440))),
    };
    let steps = steps(demo, dice, phrase.category, phrase.urgency, opened, (taker, reporter.is_some()));
    DemoRequest {
        index,
        opened,
        category: phrase.category,
        urgency: phrase.urgency,
        text: phrase.text,
        place,
        reporter,
        channel,
        taker,
        charge: if pays { Charge::Chargeable } else { Charge::Free },
        promised,
        steps,
    }
}

fn phrase(dice: &mut Dice, cold: bool) -> Phrase {
    // In winter about every sixth report is about heat.
    let weights: Vec<(Phrase, u32)> = PHRASES
        .iter()
        .map(|p| (*p, if cold && p.category == Category::Heating { p.weight * 13 } else { p.weight }))
        .collect();
    dice.weighted(&weights).unwrap_or(Phrase {
        category: Category::Other,
        urgency: Urgency::Ordinary,
        spot: Spot::Home,
        text: "其他报修",
        weight: 0,
    })
}
