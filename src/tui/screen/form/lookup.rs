//! The live suggestions of a look-up field. One question is on its way at a time; the next goes when its answer is
//! there, so a slow line is never flooded and no timer is needed. Does not change the form.

use crate::api::card::{Find, Found, Hit};
use crate::domain::fault::Fault;
use crate::tui::screen::{Cx, Ticket};

/// What is being looked up for which field.
#[derive(Debug, Default)]
pub struct Lookup {
    /// The field, and the text that stands there now.
    wanted: Option<(&'static str, &'static str, String)>,
    /// The question on its way, and its text.
    asked: Option<(Ticket, &'static str, String)>,
    /// The last answer, its field and text.
    found: Option<(&'static str, String, Found)>,
}

/// What is known about a text.
pub enum Known<'a> {
    /// The answer is not there yet.
    NotYet,
    /// Nothing goes by that text.
    Nothing,
    /// It means this one without doubt.
    One(&'a Hit),
    /// It may mean several.
    Several(&'a [Hit]),
}

impl Lookup {
    /// The text of a field changed. `register` is where the field looks.
    pub fn want(&mut self, field: &'static str, register: &'static str, text: &str, cx: &mut Cx) {
        let text = text.trim();
        if text.is_empty() {
            self.wanted = None;
            self.found = None;
            return;
        }
        self.wanted = Some((field, register, text.to_owned()));
        self.ask(cx);
    }

    fn ask(&mut self, cx: &mut Cx) {
        if self.asked.is_some() {
            return;
        }
        let Some((field, register, text)) = self.wanted.clone() else { return };
        if self.found.as_ref().is_some_and(|(f, t, _)| *f == field && *t == text) {
            return;
        }
        let registers = vec![register.to_owned()];
        let building = cx.building.clone();
        let ticket = cx.call(Find { text: text.clone(), limit: 8, registers, building, ..Find::default() });
        self.asked = Some((ticket, field, text));
    }

    /// Whether the answer is for this look-up.
    #[must_use]
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.asked.as_ref().is_some_and(|(asked, ..)| *asked == ticket)
    }

    /// Takes the answer. Gives the field and text it is about.
    pub fn answer(&mut self, result: Result<Found, Fault>, cx: &mut Cx) -> Option<(&'static str, String)> {
        let (_, field, text) = self.asked.take()?;
        match result {
            Ok(found) => self.found = Some((field, text.clone(), found)),
            // Asked again with the next key; while the office cannot be reached there is nothing to suggest.
            Err(_) => return None,
        }
        self.ask(cx);
        Some((field, text))
    }

    /// What is known about `text` in `field`.
    #[must_use]
    pub fn known(&self, field: &str, text: &str) -> Known<'_> {
        match &self.found {
            Some((f, t, found)) if *f == field && t == text.trim() => match found.hits.as_slice() {
                [] => Known::Nothing,
                [one] => Known::One(one),
                [first, ..] if found.sure => Known::One(first),
                several => Known::Several(several),
            },
            _ => Known::NotYet,
        }
    }

    /// What to show under `field` while it is typed into: also the answer to a shorter text, until the next comes.
    #[must_use]
    pub fn hits(&self, field: &str) -> &[Hit] {
        match &self.found {
            Some((f, _, found)) if *f == field => &found.hits,
            _ => &[],
        }
    }
}
