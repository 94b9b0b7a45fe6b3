//! Handing an open entry over to another person or team, in the registers where nothing else does: one action, the same
//! everywhere, so that everything of somebody who is absent can be handed over at once. Moves no state and no limit.

use crate::domain::fault::Fault;
use crate::domain::posts::Posts;
use crate::domain::register::{Action, Ask, Effect, To};
use crate::say;
use crate::text::lang::t;

/// The action's verb.
pub const HAND_OVER: &str = "hand_over";

/// Handing over from these states. `asks` are what the register knows besides the person: its team, a reason in words.
#[must_use]
pub fn hand_over<E>(from: &'static [u8], asks: &[Ask]) -> Action<E> {
    let asks = [&[Ask::may("owner")][..], asks].concat();
    Action::step(HAND_OVER, t("移交", "Hand over"), from, To::Stay, Posts::LEAD, asks).effects(
        |head, _, values, ctx| {
            let named = |field: &str| !values.get(field).is_none();
            if !named("owner") && !named("team") {
                return Err(Fault::missing("owner", t("移交给谁", "To whom")));
            }
            // A new person replaces the old team and the other way round; naming both keeps both.
            head.owner = head.owner.filter(|_| named("owner"));
            head.team = head.team.filter(|_| named("team"));
            let number = &head.number;
            let text = say!("{number} 移交给您", "{number} is yours now");
            let told = head.owner.filter(|owner| *owner != ctx.who.staff);
            Ok(told.map(|staff| Effect::Notify { staff, text }).into_iter().collect())
        },
    )
}
