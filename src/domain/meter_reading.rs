//! Meter readings: what a meter of a room showed on a day. A reading that is lower than the one before it, or higher than
//! the one after it, wants a reason. Charges nobody.

use crate::domain::fault::Fault;
use crate::domain::ids::{EntryRef, PlaceId, Tag};
use crate::domain::moment::Date;
use crate::domain::posts::Posts;
use crate::domain::procedure;
use crate::domain::register::{
    Action, Ask, Ctx, Effect, Field, Head, Kind, Look, Order, Register, Spec, SpecInfo, State, To, Values,
    View,
};
use crate::domain::value::{Fixed, Valued};
use crate::say;
use crate::text::fold::search_key;
use crate::text::lang::{Say, t};
use crate::{choices, field, stored};
use serde::{Deserialize, Serialize};

choices! {
    /// What a meter measures.
    pub MeterKind {
        Water = "water" 'w' ("水表", "Water"),
        Electricity = "electricity" 'e' ("电表", "Electricity"),
        Gas = "gas" 'g' ("燃气表", "Gas"),
        Heat = "heat" 'h' ("热量表", "Heat"),
        HotWater = "hot-water" 't' ("热水表", "Hot water"),
    }
}

/// Decimals of a reading.
pub const PLACES: u32 = 3;

/// A reading's own fields. The room is the head's place, the procedure it was taken for the head's parent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct MeterReading {
    /// What the meter measures.
    pub meter: Option<MeterKind>,
    /// The number on it; rooms with one meter of a kind need none.
    pub meter_number: String,
    /// What it showed.
    pub reading: Option<Fixed<PLACES>>,
    /// The day.
    pub read_on: Option<Date>,
    /// More about it.
    pub note: String,
}

stored!(MeterReading, MeterReadingDisk);

/// The register's number.
pub const TAG: Tag = 31;
/// It was read so.
pub const READ: u8 = 1;
/// It was written down by mistake.
pub const STRUCK: u8 = 2;

const STATES: &[State] =
    &[State::done(READ, "read", t("有效", "read")), State::done(STRUCK, "struck", t("误登", "struck out"))];
const VIEWS: &[View] = &[
    View {
        id: "read", title: t("抄表记录", "Readings"), states: &[READ], mine: false, order: Order::Newest
    },
    View { id: "all", title: t("全部", "All"), states: &[], mine: false, order: Order::Newest },
];

/// The register of meter readings.
pub struct MeterReadings;

impl Register for MeterReadings {
    type Entry = MeterReading;

    fn spec() -> Spec<MeterReading> {
        let info = SpecInfo {
            id: "meter_reading",
            tag: TAG,
            name: t("抄表", "Meter reading"),
            prefix: "MR",
            states: STATES,
            views: VIEWS,
            see: Posts::STAFF,
            correct: Posts::DESK,
            kept: false,
        };
        let fields = vec![
            Field::place().by_action().column(14),
            field!(MeterReading, meter, t("表", "Meter"), Kind::Choice(MeterKind::CHOICES)).column(10),
            field!(MeterReading, meter_number, t("表号", "Number"), Kind::Line(40)).column(14),
            field!(MeterReading, reading, t("读数", "Reading"), Kind::Decimal(3)).column(12),
            field!(MeterReading, read_on, t("抄表日期", "Read on"), Kind::Date).column(11),
            field!(MeterReading, note, t("备注", "Note"), Kind::Line(120)),
            procedure_field(),
        ];
        let asks = vec![
            Ask::must("meter"),
            Ask::must("reading"),
            Ask::may("meter_number"),
            Ask::more("place"),
            Ask::more("read_on"),
            Ask::more("note"),
            Ask::more("procedure"),
        ];
        let actions = vec![
            Action::create("take", t("登记读数", "Take a reading"), READ, Posts::DESK, asks).effects(read),
            Action::step(
                "strike",
                t("误登作废", "Strike out"),
                &[READ],
                To::State(STRUCK),
                Posts::DESK,
                vec![],
            )
            .confirm(),
        ];
        Spec { normal, ..Spec::new(info, fields, actions, |_, e| title(e)) }
    }
}

/// The procedure an entry belongs to, as a field.
#[must_use]
pub fn procedure_field<E>() -> Field<E> {
    Field::new(
        "procedure",
        t("所属手续", "Procedure"),
        Kind::Link("procedure"),
        |h, _| {
            let parent = h.parent.filter(|parent| parent.register == procedure::TAG);
            parent.map_or(crate::domain::value::Value::None, |parent| {
                crate::domain::value::Value::Id(parent.id)
            })
        },
        |h, _, v| {
            h.parent = v.id().map(|id| EntryRef::new(procedure::TAG, id));
            Ok(())
        },
    )
    .by_action()
}

/// What was written down for a procedure concerns its room and its person.
///
/// # Errors
/// [`FaultKind::Missing`](crate::domain::fault::FaultKind::Missing) at `place` when nothing says which room.
pub fn of_procedure(head: &mut Head, ctx: &Ctx<'_>) -> Result<(), Fault> {
    if let Some(parent) = head.parent.filter(|parent| parent.register == procedure::TAG)
        && let Some(procedure) = ctx.look.head(parent)?
    {
        head.place = head.place.or(procedure.place);
        head.person = head.person.or(procedure.person);
        if head.place != procedure.place {
            let text = t("与所属手续的房间不同", "Not the room of the procedure");
            return Err(Fault::invalid("place", text));
        }
    }
    if head.place.is_none() {
        return Err(Fault::missing("place", t("房间/位置", "Place")));
    }
    Ok(())
}

fn title(entry: &MeterReading) -> Say {
    let reading = entry.reading.unwrap_or_default().decimal().normalize();
    entry.meter.map_or_else(
        || Say::same(""),
        |meter| {
            let (zh, en) = (meter.label().zh, meter.label().en);
            say!("{zh} {reading}", "{en} {reading}")
        },
    )
}

fn read(head: &mut Head, entry: &mut MeterReading, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    of_procedure(head, ctx)?;
    entry.read_on.get_or_insert(ctx.today());
    Ok(Vec::new())
}

/// A reading among those of the same meter.
fn normal(head: &mut Head, entry: &mut MeterReading, ctx: &Ctx<'_>) -> Result<(), Fault> {
    let (Some(place), Some(meter), Some(day), Some(reading)) =
        (head.place, entry.meter, entry.read_on, entry.reading)
    else {
        return Ok(());
    };
    if head.state != READ {
        return Ok(());
    }
    if day > ctx.today() {
        return Err(Fault::invalid("read_on", t("抄表日期不能在将来", "A reading is not of the future")));
    }
    let all = of_meter(ctx.look, place, meter, &entry.meter_number)?;
    // Of one day the later written counts as the later read.
    let (before, after): (Vec<Known>, Vec<Known>) = all
        .into_iter()
        .filter(|known| known.entry.id != head.id)
        .partition(|known| (known.read_on, known.entry.id) < (day, head.id));
    let last = before.last().filter(|last| last.reading > reading);
    if let Some(last) = last {
        let (then, on) = (last.reading.decimal().normalize(), last.read_on);
        ctx.doubt(
            "reading",
            say!(
                "比 {on} 的读数 {then} 还小；换表或翻表请写原因",
                "Lower than {then} on {on}; give a reason, such as a new meter"
            ),
        )?;
    }
    if let Some(next) = after.first().filter(|next| next.reading < reading) {
        let (then, on) = (next.reading.decimal().normalize(), next.read_on);
        ctx.doubt("reading", say!("比 {on} 的读数 {then} 还大", "Higher than {then} on {on}"))?;
    }
    Ok(())
}

/// A reading as rules read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The entry.
    pub entry: EntryRef,
    /// The day.
    pub read_on: Date,
    /// What the meter showed.
    pub reading: Fixed<PLACES>,
}

/// The readings of one meter of a room, by day; those struck out are left out.
///
/// # Errors
/// When the store cannot be read.
pub fn of_meter(
    look: &dyn Look,
    place: PlaceId,
    meter: MeterKind,
    number: &str,
) -> Result<Vec<Known>, Fault> {
    let mut found = Vec::new();
    for entry in look.of_place(TAG, place)? {
        if look.head(entry)?.is_none_or(|head| head.state != READ)
            || look.field(entry, "meter")? != Some(meter).value()
        {
            continue;
        }
        let its = String::take(look.field(entry, "meter_number")?).unwrap_or_default();
        let read_on = Valued::take(look.field(entry, "read_on")?).unwrap_or_default();
        let reading = Valued::take(look.field(entry, "reading")?).unwrap_or_default();
        if search_key(&its) == search_key(number)
            && let (Some(read_on), Some(reading)) = (read_on, reading)
        {
            found.push(Known { entry, read_on, reading });
        }
    }
    found.sort_by_key(|known| (known.read_on, known.entry.id));
    Ok(found)
}
