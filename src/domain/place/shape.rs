//! Rooms that become one, and rooms that are divided. The old room stays in the file, out of use; whoever says its
//! number finds what became of it.

use super::{ACTIVE, GONE, Place, PlaceKind, TAG, aliases, step};
use crate::domain::fault::Fault;
use crate::domain::ids::EntryRef;
use crate::domain::posts::Posts;
use crate::domain::register::{Action, Ask, Ctx, Effect, Head, To, Values};
use crate::domain::room_text::RoomQuery;
use crate::domain::value::{Value, Valued};
use crate::text::lang::t;

/// Merging and splitting.
pub(super) fn actions() -> Vec<Action<Place>> {
    let who = Posts::LEAD.and(Posts::ADMIN);
    vec![
        step(
            "merge",
            t("并入另一房间", "Merge into another"),
            &[ACTIVE],
            To::State(GONE),
            who,
            vec![Ask::must("into")],
        )
        .effects(merge)
        .confirm(),
        step("split", t("拆分", "Split"), &[ACTIVE], To::State(GONE), who, vec![Ask::must("parts")])
            .effects(split)
            .confirm(),
        // The other side of a merge and a split: the program's own steps.
        step(
            "answer_to",
            t("增加别名", "Answer to another name"),
            &[ACTIVE],
            To::Stay,
            Posts::NONE,
            vec![Ask::must("aliases")],
        )
        .effects(|_, _, _, _| Ok(Vec::new())),
        // The first move-in says when the developer handed the room over.
        step(
            "hand_over",
            t("登记交房日期", "Hand over"),
            &[ACTIVE],
            To::Stay,
            Posts::NONE,
            vec![Ask::must("handed_over")],
        ),
    ]
}

fn merge(head: &mut Head, entry: &mut Place, _: &Values, ctx: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let Some(into) = entry.merged_into else { return Ok(Vec::new()) };
    if into.0 == head.id {
        return Err(Fault::invalid("into", t("不能并入自己", "A room is not merged into itself")));
    }
    let into = EntryRef::new(TAG, into.0);
    let known = String::take(ctx.look.field(into, "aliases")?).unwrap_or_default();
    let names = aliases(&known).into_iter().chain(std::iter::once(entry.code.clone())).collect::<Vec<_>>();
    let values = Values::default().with("aliases", Value::Text(names.join("，")));
    Ok(vec![Effect::Act { entry: into, action: "answer_to", values }])
}

/// Each part is a room of its own that also answers to the old number, so that whoever says it is shown a choice.
fn split(head: &mut Head, entry: &mut Place, values: &Values, _: &Ctx<'_>) -> Result<Vec<Effect>, Fault> {
    let wrong = || {
        Fault::invalid(
            "parts",
            t("请写至少两个新房号，如 1801-1，1801-2", "Name at least two new rooms, such as 1801-1, 1801-2"),
        )
    };
    let parts = aliases(values.get("parts").text().unwrap_or_default());
    if parts.len() < 2 {
        return Err(wrong());
    }
    let whole = RoomQuery::parse(&entry.code).candidates.into_iter().find(|parts| parts.room.is_some());
    let mut effects = Vec::new();
    for part in parts {
        let mut said =
            RoomQuery::parse(&part).candidates.into_iter().find(|p| p.room.is_some()).ok_or_else(wrong)?;
        // `1801-2` alone reads as unit and room; behind the room's own number it is its second part.
        if let (Some(whole), Some(room)) = (&whole, whole.as_ref().and_then(|whole| whole.room.as_deref()))
            && part.trim().to_uppercase().starts_with(room)
        {
            said = crate::domain::room_text::RoomParts {
                room: Some(part.trim().to_uppercase()),
                ..whole.clone()
            };
        }
        if said.building.is_none()
            && let Some(whole) = &whole
        {
            said.building.clone_from(&whole.building);
            said.unit = said.unit.or_else(|| whole.unit.clone());
        }
        let mut values = Values::default()
            .with("code", Value::Text(said.to_string()))
            .with("kind", Value::Choice(entry.kind.unwrap_or(PlaceKind::Room).id().to_owned()))
            .with("aliases", Value::Text(entry.code.clone()))
            .with("handed_over", entry.handed_over.value());
        if let Some(owner) = head.owner {
            values = values.with("owner", Value::Id(owner.0));
        }
        if let Some(parent) = super::within(head) {
            values = values.with("within", Value::Id(parent.0));
        }
        effects.push(Effect::Create { register: "place", action: "add", values });
    }
    Ok(effects)
}
