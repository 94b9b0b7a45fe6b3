//! What a form holds while it is filled in, and every rule of filling it in. Pure: it draws nothing, asks nothing and
//! is given the time.

use super::slot::Slot;
use crate::api::call::Call;
use crate::api::describe::CORRECT;
use crate::api::{Typed as _, draft, entry, handover};
use crate::domain::fault::Fault;
use crate::domain::handover::LogKind;
use crate::domain::moment::At;
use crate::domain::register::{Severity, Values};
use crate::domain::value::Value;
use crate::text::lang::Say;
use chrono_tz::Tz;

/// What a form is for, once it is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An action of a register.
    Act {
        /// The register's id.
        register: &'static str,
        /// The verb; `correct` patches.
        action: String,
        /// The number of the entry it acts on; none makes a new one.
        entry: Option<String>,
        /// The `rev` of that entry as it was shown.
        rev: Option<u32>,
    },
    /// A line of the shift log.
    Log {
        /// The line it corrects.
        corrects: Option<u64>,
    },
}

impl Purpose {
    /// The command whose form it is.
    #[must_use]
    pub fn command(&self) -> String {
        match self {
            Self::Act { register, action, .. } => format!("{register}.{action}"),
            Self::Log { .. } => handover::Write::ID.to_owned(),
        }
    }

    fn corrects(&self) -> bool {
        matches!(self, Self::Act { action, .. } if action == CORRECT)
    }
}

/// What Enter did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    /// The caret is in the next field.
    Moved,
    /// It was the last field of its part: submit.
    Submit,
}

/// A form while it is filled in.
#[derive(Clone, Debug)]
pub struct FormState {
    /// The draft's id; empty until the form is on the screen.
    pub id: String,
    /// The key of its submission: however often it is sent, it is done once. Empty until the form is on the screen.
    pub key: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Its fields, the folded ones last.
    pub slots: Vec<Slot>,
    /// The field with the caret.
    pub focus: usize,
    /// Whether a person typed anything; what was filled in beforehand is no loss.
    pub touched: bool,
}

impl FormState {
    /// An empty form. Folded fields go below the others; the order is kept otherwise.
    #[must_use]
    pub fn new(purpose: Purpose, mut slots: Vec<Slot>) -> Self {
        slots.sort_by_key(|slot| slot.folded);
        Self { id: String::new(), key: String::new(), purpose, slots, focus: 0, touched: false }
    }

    /// The field with the caret.
    #[must_use]
    pub fn focused(&self) -> Option<&Slot> {
        self.slots.get(self.focus)
    }

    /// The field with the caret, to change it.
    pub fn focused_mut(&mut self) -> Option<&mut Slot> {
        self.slots.get_mut(self.focus)
    }

    /// A field by its id.
    #[must_use]
    pub fn slot(&self, field: &str) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.info.id == field)
    }

    /// A field by its id, to change it.
    pub fn slot_mut(&mut self, field: &str) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.info.id == field)
    }

    /// Puts the caret into a field. Gives whether there is such a field.
    pub fn focus_on(&mut self, field: &str) -> bool {
        match self.slots.iter().position(|slot| slot.info.id == field) {
            Some(at) => {
                self.focus = at;
                true
            }
            None => false,
        }
    }

    /// How many fields stand above the fold.
    #[must_use]
    pub fn quick(&self) -> usize {
        self.slots.iter().filter(|slot| !slot.folded).count()
    }

    /// Whether anything would be lost.
    #[must_use]
    pub fn dirty(&self) -> bool {
        self.slots.iter().any(Slot::changed)
    }

    /// Leaves the field and goes to the one after it; the last leads to the first.
    pub fn next(&mut self, now: At, zone: Tz) {
        self.step(1, now, zone);
    }

    /// Leaves the field and goes to the one before it; the first leads to the last.
    pub fn prev(&mut self, now: At, zone: Tz) {
        self.step(self.slots.len().saturating_sub(1), now, zone);
    }

    fn step(&mut self, by: usize, now: At, zone: Tz) {
        if let Some(slot) = self.focused_mut() {
            slot.leave(now, zone);
        }
        if !self.slots.is_empty() {
            self.focus = (self.focus + by) % self.slots.len();
        }
    }

    /// Enter: to the next field; on the last one above the fold, or on the very last, it submits.
    pub fn enter(&mut self, now: At, zone: Tz) -> Entered {
        let last = self.focus + 1;
        if last == self.quick() || last >= self.slots.len() {
            if let Some(slot) = self.focused_mut() {
                slot.leave(now, zone);
            }
            return Entered::Submit;
        }
        self.next(now, zone);
        Entered::Moved
    }

    /// The call the form makes.
    ///
    /// # Errors
    /// When a field is missing or wrong: each has its sentence, and the caret is in the first of them.
    pub fn submit(&mut self, now: At, zone: Tz) -> Result<Call, FormFaults> {
        let mut values = Values::default();
        let mut first = None;
        for (at, slot) in self.slots.iter_mut().enumerate() {
            match slot.value(now, zone) {
                Ok(value) => {
                    slot.error = None;
                    // A correction names what changed, also what was emptied; a new entry what was filled in.
                    if slot.changed() && (self.purpose.corrects() || !value.is_none()) {
                        values.0.insert(slot.info.id.to_owned(), value);
                    }
                }
                Err(text) => {
                    slot.error = Some(text);
                    first = first.or(Some(at));
                }
            }
        }
        match first {
            Some(at) => {
                self.focus = at;
                Err(FormFaults::Marked)
            }
            None if self.purpose.corrects() && values.0.is_empty() => Err(FormFaults::Unchanged),
            None => Ok(self.call(values)),
        }
    }

    fn call(&self, values: Values) -> Call {
        match &self.purpose {
            Purpose::Act { register, action, entry, rev } => entry::Act {
                register: (*register).to_owned(),
                action: action.clone(),
                entry: entry.clone(),
                rev: *rev,
                values,
                reason: None,
            }
            .wrap(),
            Purpose::Log { corrects } => log_line(&values, *corrects).wrap(),
        }
    }

    /// Shows a fault where it belongs: at its field, with the caret there. Gives the sentence when no field of this
    /// form is named.
    pub fn fault(&mut self, fault: &Fault) -> Option<Say> {
        let field = fault.field.as_deref().or_else(|| fault.conflict.first().map(|c| c.field.as_str()));
        let Some(at) = field.and_then(|field| self.slots.iter().position(|slot| slot.info.id == field))
        else {
            return Some(fault.text.clone());
        };
        self.focus = at;
        if let Some(slot) = self.slots.get_mut(at) {
            slot.error = Some(fault.text.clone());
        }
        None
    }

    /// The form as it is kept on the server.
    #[must_use]
    pub fn to_draft(&self, parked: bool) -> draft::Save {
        let (entry, rev) = match &self.purpose {
            Purpose::Act { entry, rev, .. } => (entry.clone(), *rev),
            Purpose::Log { corrects } => (corrects.map(|seq| seq.to_string()), None),
        };
        let fields = self.slots.iter().filter(|slot| slot.changed());
        draft::Save {
            id: self.id.clone(),
            command: self.purpose.command(),
            entry,
            rev,
            fields: fields.map(|slot| (slot.info.id.to_owned(), slot.kept())).collect(),
            field: self.focused().map_or_else(String::new, |slot| slot.info.id.to_owned()),
            caret: self.focused().map_or(0, |slot| u32::try_from(slot.editor.caret()).unwrap_or(u32::MAX)),
            parked,
            key: self.key.clone(),
        }
    }

    /// Takes a kept form back: fields, caret, and the key of its submission.
    pub fn resume(&mut self, kept: &draft::Save) {
        self.id.clone_from(&kept.id);
        if !kept.key.is_empty() {
            self.key.clone_from(&kept.key);
        }
        for slot in &mut self.slots {
            if let Some(text) = kept.fields.get(slot.info.id) {
                slot.resume(text);
            }
        }
        if self.focus_on(&kept.field)
            && let Some(slot) = self.focused_mut()
        {
            slot.editor.set_caret(usize::try_from(kept.caret).unwrap_or(usize::MAX));
        }
    }
}

/// Why a form was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormFaults {
    /// Fields are marked with what is wrong.
    Marked,
    /// A correction that changes nothing.
    Unchanged,
}

/// The log line of a form whose fields are [`super::make::log_fields`].
fn log_line(values: &Values, corrects: Option<u64>) -> handover::Write {
    let text = |field: &str| match values.get(field) {
        Value::Text(text) | Value::Choice(text) => Some(text.clone()),
        Value::Id(id) => Some(format!("#{id}")),
        Value::At(at) => Some(at.utc().to_rfc3339()),
        Value::Date(day) => Some(day.format("%Y-%m-%d").to_string()),
        _ => None,
    };
    let list = |field: &str| match values.get(field) {
        Value::List(ids) => ids.clone(),
        _ => Vec::new(),
    };
    handover::Write {
        text: text("text").unwrap_or_default(),
        kind: text("kind").and_then(|kind| LogKind::of_id(&kind)),
        severity: text("severity").and_then(|severity| match severity.as_str() {
            "red" => Some(Severity::Red),
            "amber" => Some(Severity::Amber),
            "white" => Some(Severity::White),
            _ => None,
        }),
        place: text("place"),
        person: text("person"),
        entry: text("entry"),
        occurred_at: text("occurred_at"),
        corrects,
        read_posts: list("read_posts"),
        read_shifts: list("read_shifts"),
        read_desk: text("read_desk"),
        read_staff: text("read_staff"),
        read_until: text("read_until"),
    }
}
