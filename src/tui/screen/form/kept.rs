//! Keeping a form on the server while it is typed. At most once a second, and whenever the caret changes the field:
//! a cut line then loses at most what was typed in the last second.

use super::state::FormState;
use crate::api::draft::{Drop, Save};
use crate::domain::fault::Fault;
use crate::tui::screen::{Cx, Ticket};
use std::time::{Duration, Instant};

/// Between two savings while somebody types.
const PAUSE: Duration = Duration::from_secs(1);

/// What the server has of the form.
#[derive(Debug, Default)]
pub struct Kept {
    last: Option<Save>,
    saved_at: Option<Instant>,
    asked: Option<Ticket>,
    /// Whether the server has something that must go once the form is submitted.
    there: bool,
    /// Whether it is never kept: a form that leads on to another screen.
    never: bool,
}

impl Kept {
    /// A form that came from the server.
    #[must_use]
    pub fn resumed() -> Self {
        Self { there: true, ..Self::default() }
    }

    /// A form that is not kept.
    #[must_use]
    pub fn never() -> Self {
        Self { never: true, ..Self::default() }
    }

    /// The form changed: keeps it, unless that was done within the last second.
    pub fn typed(&mut self, state: &FormState, cx: &mut Cx) {
        if self.saved_at.is_none_or(|at| at.elapsed() >= PAUSE) {
            self.save(state, false, cx);
        }
    }

    /// Keeps the form now, when it differs from what is kept.
    pub fn save(&mut self, state: &FormState, parked: bool, cx: &mut Cx) {
        if self.never {
            return;
        }
        let now = state.to_draft(parked);
        if self.last.as_ref() == Some(&now) || (self.last.is_none() && !state.dirty() && !parked) {
            return;
        }
        let key = cx.key();
        self.asked = Some(cx.write(now.clone(), &key));
        self.last = Some(now);
        self.saved_at = Some(Instant::now());
        self.there = true;
    }

    /// Throws the kept form away: it was submitted or given up.
    pub fn drop_it(&mut self, state: &FormState, cx: &mut Cx) {
        if std::mem::take(&mut self.there) {
            let key = cx.key();
            cx.write(Drop { id: state.id.clone() }, &key);
        }
    }

    /// Whether the answer is about keeping the form. A failure is said only when it is parked: while one types, the
    /// next key tries again.
    pub fn answer(&mut self, ticket: Ticket, result: &Result<crate::api::Reply, Fault>) -> bool {
        if self.asked != Some(ticket) {
            return false;
        }
        self.asked = None;
        if result.is_err() {
            self.last = None;
        }
        true
    }
}
