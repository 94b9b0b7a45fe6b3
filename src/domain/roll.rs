//! The roll of rooms and people: each with its dated relations and states, as reports and checks read them. Figures
//! of occupancy and moves are counted here; nothing is read or saved.

use crate::choices;
use crate::domain::ids::{EntryRef, PersonId, PlaceId, StaffId};
use crate::domain::occupancy::{self, Occupied};
use crate::domain::person::PersonKind;
use crate::domain::register::Head;
use crate::domain::relation::{self, Role};
use crate::domain::value::Area;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, HashSet};

/// A room with everything dated about it.
#[derive(Clone, Debug)]
pub struct RoomFile {
    /// Which.
    pub place: PlaceId,
    /// The number of its entry.
    pub number: String,
    /// Its code.
    pub code: String,
    /// Its building; empty when its code names none.
    pub building: String,
    /// Sorts rooms as people order them.
    pub order: Vec<u8>,
    /// Title area.
    pub area: Option<Area>,
    /// The officer in charge.
    pub officer: Option<StaffId>,
    /// When the developer handed it over.
    pub handed_over: Option<NaiveDate>,
    /// Other names: a part of a split room answers to the old number.
    pub aliases: Vec<String>,
    /// The day it was written down.
    pub written: NaiveDate,
    /// The day it went out of use, when it did.
    pub gone: Option<NaiveDate>,
    /// Relations to it, those struck out left out.
    pub ties: Vec<relation::Known>,
    /// Its states by day; of one day the last that was written down comes last.
    pub states: Vec<occupancy::Known>,
}

impl RoomFile {
    /// The state on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<occupancy::Known> {
        self.states.iter().rfind(|known| known.from <= day).copied()
    }

    /// Whether it was in use on a day, by its own dates.
    fn stood(&self, day: NaiveDate) -> bool {
        self.gone.is_none_or(|gone| gone > day)
    }
}

/// The rooms that stood on a day. A part of a split room stands from its making, the whole until then.
#[must_use]
pub fn standing(rooms: &[RoomFile], day: NaiveDate) -> Vec<&RoomFile> {
    let later: HashSet<&str> = rooms
        .iter()
        .filter(|room| room.gone.is_some_and(|gone| gone > day))
        .map(|room| room.code.as_str())
        .collect();
    let part_of_later = |room: &RoomFile| {
        room.written > day && room.aliases.iter().any(|alias| later.contains(alias.as_str()))
    };
    rooms.iter().filter(|room| room.stood(day) && !part_of_later(room)).collect()
}

/// Rooms and square metres in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub rooms: u64,
    /// Their title areas together.
    pub area: i64,
    /// Of them, those without an area on file.
    pub unmeasured: u64,
}

impl Sum {
    /// Counts a room.
    pub fn add(&mut self, room: &RoomFile) {
        self.rooms += 1;
        self.area += room.area.unwrap_or_default().0;
        self.unmeasured += u64::from(room.area.is_none());
    }
}

/// The rooms of a building, or of all, by state; none where nobody wrote one down.
pub type ByState = BTreeMap<Option<Occupied>, Sum>;

/// Counts rooms by state on a day.
#[must_use]
pub fn by_state<'a>(rooms: impl IntoIterator<Item = &'a RoomFile>, day: NaiveDate) -> ByState {
    let mut sums = ByState::new();
    for room in rooms {
        sums.entry(room.on(day).map(|known| known.state)).or_default().add(room);
    }
    sums
}

choices! {
    /// What happened to a room or a household.
    pub MoveKind {
        MovedIn = "moved-in" 'i' ("迁入", "Moved in"),
        FirstOwner = "first-owner" 'f' ("首次登记业主", "First owner"),
        NewOwner = "new-owner" 'o' ("变更业主", "Change of owner"),
        TenancyBegun = "tenancy-begun" 'b' ("租赁开始", "Tenancy begun"),
        TenancyEnded = "tenancy-ended" 'e' ("租赁结束", "Tenancy ended"),
        MovedOut = "moved-out" 'u' ("迁出", "Moved out"),
    }
}

/// One move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The day it took effect.
    pub on: NaiveDate,
    /// What happened.
    pub kind: MoveKind,
    /// The room's position among the rooms.
    pub room: usize,
    /// Who, where one person is meant.
    pub person: Option<PersonId>,
    /// The relation or occupancy that says so.
    pub entry: EntryRef,
}

/// Whether somebody lives in a room of this state.
const fn lived_in(state: Option<Occupied>) -> bool {
    matches!(state, Some(Occupied::Occupied | Occupied::Let))
}

/// The moves that took effect from the first to the last day, by day and room.
#[must_use]
pub fn moves(rooms: &[RoomFile], first: NaiveDate, last: NaiveDate) -> Vec<Move> {
    let within = |day: Option<NaiveDate>| day.filter(|day| (first..=last).contains(day));
    let mut found = Vec::new();
    for (at, room) in rooms.iter().enumerate() {
        let mut say = |on, kind, person, entry| found.push(Move { on, kind, room: at, person, entry });
        let mut before = None;
        for (next, state) in room.states.iter().enumerate() {
            // Of several states from one day on, the last one holds.
            let held = room.states.get(next + 1).is_none_or(|later| later.from > state.from);
            if !held {
                continue;
            }
            let (was, is) = (lived_in(before), lived_in(Some(state.state)));
            before = Some(state.state);
            if was != is
                && let Some(on) = within(Some(state.from))
            {
                let kind = if is { MoveKind::MovedIn } else { MoveKind::MovedOut };
                say(on, kind, None, state.entry);
            }
        }
        for tie in &room.ties {
            let who = Some(tie.person);
            match tie.role {
                Role::Owner => {
                    if let Some(on) = within(tie.from) {
                        let earlier = room.ties.iter().any(|other| {
                            other.role == Role::Owner
                                && other.person != tie.person
                                && other.from.is_none_or(|from| from < on)
                        });
                        let kind = if earlier { MoveKind::NewOwner } else { MoveKind::FirstOwner };
                        say(on, kind, who, tie.entry);
                    }
                }
                Role::Tenant => {
                    if let Some(on) = within(tie.from) {
                        say(on, MoveKind::TenancyBegun, who, tie.entry);
                    }
                    if let Some(on) = within(tie.to) {
                        say(on, MoveKind::TenancyEnded, who, tie.entry);
                    }
                }
                _ => {}
            }
        }
    }
    found.sort_by_key(|one| (one.on, one.room, one.kind, one.entry));
    found
}

/// A week of occupancy: its last day against the last day of the week before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week {
    /// The states a week ago.
    pub last: ByState,
    /// The states now.
    pub now: ByState,
    /// The rooms that changed: position, state then, state now. A room that is new or gone has nothing on one side.
    pub changed: Vec<(usize, Stood, Stood)>,
}

/// How a room stood on a day: none when it did not, else its state when it had one.
pub type Stood = Option<Option<Occupied>>;

/// Compares `day` with the day seven days before.
#[must_use]
pub fn week(rooms: &[RoomFile], day: NaiveDate) -> Week {
    let ago = day.checked_sub_days(Days::new(7)).unwrap_or(day);
    let (then, now) = (standing(rooms, ago), standing(rooms, day));
    let of = |standing: &[&RoomFile], day: NaiveDate| -> BTreeMap<PlaceId, Option<Occupied>> {
        standing.iter().map(|room| (room.place, room.on(day).map(|known| known.state))).collect()
    };
    let (before, after) = (of(&then, ago), of(&now, day));
    let both = |room: &RoomFile| (before.get(&room.place).copied(), after.get(&room.place).copied());
    let changed = rooms.iter().enumerate().filter_map(|(at, room)| {
        let (before, after) = both(room);
        (before != after).then_some((at, before, after))
    });
    Week { changed: changed.collect(), last: by_state(then, ago), now: by_state(now, day) }
}

/// A person's file as checks read it.
#[derive(Clone, Debug)]
pub struct PersonFile {
    /// The common head.
    pub head: Head,
    /// A person or a company.
    pub kind: Option<PersonKind>,
    /// Full name.
    pub name: String,
    /// The first phone to ring.
    pub phone: String,
    /// When that phone was found not to reach them.
    pub bounced_on: Option<NaiveDate>,
    /// The number of their paper.
    pub paper: String,
    /// When an officer last compared the file with the person.
    pub checked_on: Option<NaiveDate>,
    /// The day of the last change.
    pub changed_on: NaiveDate,
    /// Further phones that reach them.
    pub good_phones: u32,
    /// Further phones that do not.
    pub bounced_phones: u32,
    /// The rooms they have something to do with today.
    pub rooms: Vec<PlaceId>,
}
