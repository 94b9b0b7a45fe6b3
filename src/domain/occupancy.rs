//! Whether and how a room is used, day by day. Each entry says what holds from a day on; the newest day that has come
//! tells the present state, so that a state may be written down ahead and none goes stale.

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId, Tag};
use crate::domain::posts::Posts;
use crate::domain::register::{
    Action, Ask, Ctx, Field, Head, Kind, Look, Order, Register, Spec, SpecInfo, State, To, Values, View,
};
use crate::domain::value::Valued;
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

choices! {
    /// The states of a room (`domain/facts.md` 7.23).
    pub Occupied {
        Unsold = "unsold" 'u' ("未售", "Unsold"),
        HandedOver = "handed-over" 'h' ("已交房", "Handed over"),
        NotMovedIn = "not-moved-in" 'n' ("未入住", "Not moved in"),
        Occupied = "occupied" 'o' ("自住", "Occupied"),
        Let = "let" 'l' ("出租", "Let"),
        Vacant = "vacant" 'v' ("空置", "Vacant"),
        Renovating = "renovating" 'r' ("装修中", "Renovating"),
    }
}

/// An occupancy's own fields. The place is the head's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Occupancy {
    /// The state.
    pub state: Option<Occupied>,
    /// The first day it holds.
    pub from: Option<NaiveDate>,
    /// More about it.
    pub note: String,
}

stored!(Occupancy, OccupancyDisk);

/// The register's number.
pub const TAG: Tag = 27;
/// It is or was so.
pub const HELD: u8 = 1;
/// It was written down by mistake.
pub const STRUCK: u8 = 2;

const STATES: &[State] =
    &[State::done(HELD, "held", t("有效", "held")), State::done(STRUCK, "struck", t("误登", "struck out"))];
const VIEWS: &[View] = &[
    View { id: "held", title: t("有效", "Held"), states: &[HELD], mine: false, order: Order::Newest },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of occupancies.
pub struct Occupancies;

impl Register for Occupancies {
    type Entry = Occupancy;

    fn spec() -> Spec<Occupancy> {
        let info = SpecInfo {
            id: "occupancy",
            tag: TAG,
            name: t("使用状态", "Occupancy"),
            prefix: "OC",
            states: STATES,
            views: VIEWS,
            see: Posts::ALL,
            correct: Posts::LEAD.and(Posts::ADMIN),
            kept: false,
        };
        let fields = vec![
            Field::place().column(14),
            field!(Occupancy, state, t("状态", "State"), Kind::Choice(Occupied::CHOICES)).column(12),
            field!(Occupancy, from, t("起", "From"), Kind::Date).column(11),
            field!(Occupancy, note, t("备注", "Note"), Kind::Line(120)).column(24),
        ];
        let asks = vec![Ask::must("place"), Ask::must("state"), Ask::may("from"), Ask::may("note")];
        let strike = Posts::LEAD.and(Posts::ADMIN);
        let actions = vec![
            Action::create("record", t("登记使用状态", "Record"), HELD, Posts::DESK.and(Posts::ADMIN), asks)
                .effects(today),
            Action::step("strike", t("误登作废", "Strike out"), &[HELD], To::State(STRUCK), strike, vec![])
                .confirm(),
        ];
        let title =
            |_: &Head, e: &Occupancy| e.state.map_or_else(|| Say::same(""), |state| state.label().into());
        Spec::new(info, fields, actions, title)
    }
}

fn today(
    _: &mut Head,
    entry: &mut Occupancy,
    _: &Values,
    ctx: &Ctx<'_>,
) -> Result<Vec<crate::domain::register::Effect>, Fault> {
    entry.from.get_or_insert(ctx.today());
    Ok(Vec::new())
}

/// An occupancy as rules and cards read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The entry.
    pub entry: EntryRef,
    /// The state.
    pub state: Occupied,
    /// The first day it holds.
    pub from: NaiveDate,
}

/// The occupancies of a place, by day; of one day the last that was written down comes last.
///
/// # Errors
/// When the store cannot be read.
pub fn of_place(look: &dyn Look, place: PlaceId) -> Result<Vec<Known>, Fault> {
    let mut found = Vec::new();
    for entry in look.of_place(TAG, place)? {
        if look.head(entry)?.is_none_or(|head| head.state != HELD) {
            continue;
        }
        let state = Valued::take(look.field(entry, "state")?).unwrap_or_default();
        let from = Valued::take(look.field(entry, "from")?).unwrap_or_default();
        if let (Some(state), Some(from)) = (state, from) {
            found.push(Known { entry, state, from });
        }
    }
    found.sort_by_key(|known| (known.from, known.entry.id));
    Ok(found)
}

/// What holds on a day.
///
/// # Errors
/// When the store cannot be read.
pub fn now(look: &dyn Look, place: PlaceId, day: NaiveDate) -> Result<Option<Known>, Fault> {
    Ok(of_place(look, place)?.into_iter().rfind(|known| known.from <= day))
}
