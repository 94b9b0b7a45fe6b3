//! What the entry itself suggests for the fields of a form on it, where the action's declaration says so: the team that
//! usually does such work. A suggestion stands in the field like anything that was filled in beforehand.

use super::state::FormState;
use crate::api::entry::Show;
use crate::api::{Fault, Reply};
use crate::domain::ids::EntryRef;
use crate::domain::register::Ask;
use crate::domain::value::Value;
use crate::tui::screen::{Cx, Ticket, reply};

/// The suggestions of a form.
#[derive(Debug, Default)]
pub struct Suggest {
    /// The form's field, and the field of the entry that suggests its value.
    wanted: Vec<(&'static str, &'static str)>,
    asked: Option<Ticket>,
}

impl Suggest {
    /// What the fields an action asks for begin with.
    #[must_use]
    pub fn of(asks: &[Ask]) -> Self {
        let wanted = asks.iter().filter_map(|ask| Some((ask.field, ask.suggests?))).collect();
        Self { wanted, asked: None }
    }

    /// Asks the entry, once.
    pub fn ask(&mut self, entry: Option<EntryRef>, cx: &mut Cx) {
        let Some(entry) = entry.filter(|_| !self.wanted.is_empty() && self.asked.is_none()) else { return };
        let register = cx.registers.by_tag(entry.register).map(|register| register.info().id.to_owned());
        self.asked = Some(cx.call(Show { entry: format!("#{}", entry.id), register }));
    }

    /// Whether the answer is for this.
    #[must_use]
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.asked == Some(ticket)
    }

    /// Fills in what is still empty. A fault suggests nothing: the form works without.
    pub fn answer(&mut self, result: Result<Reply, Fault>, state: &mut FormState) {
        let Ok(entry) = reply::<Show>(result) else { return };
        for (field, from) in std::mem::take(&mut self.wanted) {
            let cell = entry.fields.iter().find(|cell| cell.field == from);
            let Some(slot) = state.slot_mut(field).filter(|slot| slot.is_empty()) else { continue };
            match cell.map(|cell| (&cell.value, cell.shown.as_deref())) {
                Some((Value::Id(id), Some(shown))) => slot.choose(*id, shown),
                Some((Value::Text(text) | Value::Choice(text), _)) => slot.set(text),
                _ => {}
            }
        }
    }
}
