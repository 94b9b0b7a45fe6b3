//! The practice office: rooms, people, staff and a history of requests, made from a seed. Pure data: stores
//! nothing, reads no clock. The same size, seed and `now` give the same office.
//!
//! Everything is an iterator over independent items, so that a city need not fit in memory. Phone numbers begin
//! with prefixes that are assigned to nobody; no name belongs to a particular person.

pub mod dice;
pub mod life;
pub mod names;
pub mod people;
pub mod phrases;
pub mod requests;
pub mod rooms;
pub mod staff;

use crate::domain::moment::At;
use chrono_tz::Tz;
use people::DemoPerson;
use requests::DemoRequest;
use rooms::DemoRoom;

/// What everybody in a practice office signs with; the demo says so on its first screen.
pub const PIN: &str = "246810";

/// How large the practice office is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// 120 rooms, 250 people, 180 requests in the last 7 days: one can look at all of it.
    #[default]
    Small,
    /// 10,000 rooms, 25,000 people, 100,000 requests in three years: a large compound.
    Site,
    /// Ten times a site.
    City,
}

impl Size {
    /// Buildings, units in each, floors of each, rooms on each floor of a unit.
    #[must_use]
    pub fn shape(self) -> (u64, u64, u64, u64) {
        match self {
            Self::Small => (3, 2, 20, 2),
            Self::Site => (50, 2, 25, 4),
            Self::City => (500, 2, 25, 4),
        }
    }

    /// How many rooms.
    #[must_use]
    pub fn rooms(self) -> u64 {
        let (buildings, units, floors, doors) = self.shape();
        buildings * units * floors * doors
    }

    /// How many people live there, rent or own.
    #[must_use]
    pub fn persons(self) -> u64 {
        self.rooms() / people::BLOCK_ROOMS * people::block_persons(self)
    }

    /// How many requests the history holds.
    #[must_use]
    pub fn requests(self) -> u64 {
        match self {
            Self::Small => 180,
            Self::Site => 100_000,
            Self::City => 1_000_000,
        }
    }

    /// How many days before `now` the history begins.
    #[must_use]
    pub fn days(self) -> u32 {
        match self {
            Self::Small => 7,
            Self::Site | Self::City => 3 * 365,
        }
    }
}

/// One practice office, ready to be read.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    /// How large.
    pub size: Size,
    /// Another seed, another office.
    pub seed: u64,
    /// When the history ends.
    pub now: At,
    /// The zone of the site, for the hours of the day.
    pub zone: Tz,
}

impl Demo {
    /// The rooms in the order of their indexes, `0..size.rooms()`.
    pub fn rooms(self) -> impl Iterator<Item = DemoRoom> {
        (0..self.size.rooms()).map(move |index| rooms::room(self.size, self.seed, index))
    }

    /// The people, room by room, in the order of their indexes, `0..size.persons()`.
    pub fn persons(self) -> impl Iterator<Item = DemoPerson> {
        (0..self.size.rooms()).flat_map(move |room| people::household(self.size, self.seed, room))
    }

    /// The requests, the oldest first; the last ones were opened shortly before `now`.
    pub fn requests(self) -> impl Iterator<Item = DemoRequest> {
        requests::stream(self)
    }
}

#[cfg(test)]
mod tests;
