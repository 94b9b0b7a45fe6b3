//! The people of the practice office, household by household. Does not know what they report.

use super::Size;
use super::dice::Dice;
use super::names;

/// What a person is to a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Title holder.
    Owner,
    /// Lessee.
    Tenant,
    /// Lives there with the owner or the tenant.
    Member,
}

/// A person of the practice office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPerson {
    /// The person's index, `0..size.persons()`.
    pub index: u64,
    /// Full name.
    pub name: String,
    /// Mobile number, eleven digits; nobody else has it.
    pub mobile: String,
    /// What the person is to the room.
    pub relation: Relation,
    /// Index of the room.
    pub room: u64,
}

/// Rooms are filled in blocks, so that the household of any room can be told without counting from the first.
pub const BLOCK_ROOMS: u64 = 20;

/// People in the rooms of a block; every block has them in another order. Some rooms are vacant.
const HOUSEHOLDS: [u64; 20] = [0, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4];
const SMALL_HOUSEHOLDS: [u64; 20] = [0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5];

pub(super) fn block_persons(size: Size) -> u64 {
    households(size).iter().sum()
}

fn households(size: Size) -> [u64; 20] {
    if size == Size::Small { SMALL_HOUSEHOLDS } else { HOUSEHOLDS }
}

/// The people of room `room`, the owner first; nobody when it is vacant.
#[must_use]
pub fn household(size: Size, seed: u64, room: u64) -> Vec<DemoPerson> {
    let block = room / BLOCK_ROOMS;
    let mut sizes = households(size);
    let mut dice = Dice::new(seed, 3, block);
    for last in (1..sizes.len()).rev() {
        sizes.swap(last, usize::try_from(dice.below(last as u64 + 1)).unwrap_or(0));
    }
    let at = usize::try_from(room % BLOCK_ROOMS).unwrap_or(0);
    let before: u64 = sizes.iter().take(at).sum();
    let first = block * block_persons(size) + before;
    let count = sizes.get(at).copied().unwrap_or(0);

    let mut dice = Dice::new(seed, 4, room);
    let rented = count > 1 && dice.chance(22);
    // The family that lives there: the tenant's when it is rented.
    let mut family = "";
    (0..count)
        .map(|n| {
            let head = n == 0 || (rented && n == 1);
            let relation = match n {
                0 => Relation::Owner,
                1 if rented => Relation::Tenant,
                _ => Relation::Member,
            };
            let surname = if head {
                family = names::surname(&mut dice);
                family
            } else if dice.chance(60) {
                family
            } else {
                names::surname(&mut dice)
            };
            let name = names::full(&mut dice, surname);
            DemoPerson { index: first + n, name, mobile: mobile(seed, first + n), relation, room }
        })
        .collect()
}

/// A number of a prefix that no operator has been given, so that a practice call reaches nobody.
fn mobile(seed: u64, index: u64) -> String {
    const FREE: [&str; 4] = ["141", "142", "143", "154"];
    let prefix = Dice::new(seed, 5, index).pick(&FREE);
    // Multiplying by a number prime to 10^8 gives every index its own tail.
    let tail = (index * 48_271_367 + seed % 100_000_000) % 100_000_000;
    format!("{prefix}{tail:08}")
}
