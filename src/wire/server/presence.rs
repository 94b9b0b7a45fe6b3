//! Who looks at which entry, and who is changing it. In memory only: it ends with the session.

use crate::api::session::{Present, SetPresence};
use crate::api::wire::Topic;
use crate::domain::ids::EntryRef;
use crate::domain::register::Who;
use std::collections::BTreeMap;

/// By session.
#[derive(Debug, Default)]
pub(super) struct Presence(BTreeMap<u64, (EntryRef, Present)>);

impl Presence {
    /// Notes what a session looks at; gives the topics of which the audience changed.
    pub(super) fn set(&mut self, who: &Who, at: &SetPresence) -> Vec<Topic> {
        let now = at
            .entry
            .map(|entry| (entry, Present { staff: who.staff, name: who.name.clone(), editing: at.editing }));
        let before = match &now {
            Some(now) => self.0.insert(who.session, now.clone()),
            None => self.0.remove(&who.session),
        };
        if before == now {
            return Vec::new();
        }
        let mut topics: Vec<Topic> =
            before.into_iter().chain(now).map(|(entry, _)| Topic::Presence(entry)).collect();
        topics.dedup();
        topics
    }

    /// Forgets a session; gives the topic of the entry it looked at.
    pub(super) fn leave(&mut self, session: u64) -> Option<Topic> {
        self.0.remove(&session).map(|(entry, _)| Topic::Presence(entry))
    }

    /// Who else looks at an entry: a person with several screens once, editing when one of them is.
    pub(super) fn others(&self, entry: EntryRef, session: u64) -> Vec<Present> {
        let mut found: BTreeMap<_, Present> = BTreeMap::new();
        for (_, (_, present)) in self.0.iter().filter(|(id, (at, _))| **id != session && *at == entry) {
            let known = found.entry(present.staff).or_insert_with(|| present.clone());
            known.editing |= present.editing;
        }
        found.into_values().collect()
    }
}
