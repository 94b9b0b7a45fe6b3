//! Look-up fields and choices: giving a text its entry, and picking from a list.

use super::lookup::Known;
use super::{FieldKind, Form};
use crate::say;
use crate::text::lang::{Say, t};
use crate::tui::picker::{Pick, Picker};
use crate::tui::screen::{Cx, Level};

impl Form {
    /// Before the caret leaves a look-up field: a text that means one thing becomes that thing.
    pub(super) fn settle(&mut self, cx: &mut Cx) {
        if let Some(field) = self.state.focused().map(|slot| slot.info.id) {
            self.resolve(field, cx);
        }
    }

    /// Gives a look-up field its entry, when the answer is there. It never waits: an answer that comes later is used
    /// then, and what stays open is for the desk to understand.
    pub(super) fn resolve(&mut self, field: &'static str, cx: &mut Cx) {
        let Some(slot) = self.state.slot(field) else { return };
        let text = slot.editor.text();
        if slot.looks_in().is_none() || slot.link.is_some() || text.trim().is_empty() {
            return;
        }
        let error: Option<Say> = match self.lookup.known(field, &text) {
            Known::One(hit) => {
                let (id, shown) = (hit.entry.id, cx.say(&hit.title).to_owned());
                if let Some(slot) = self.state.slot_mut(field) {
                    slot.choose(id, &shown);
                }
                self.similar.follow(&self.state, cx);
                return;
            }
            Known::NotYet => None,
            Known::Nothing => Some(say!("没有找到“{text}”", "Nothing found for “{text}”")),
            Known::Several(hits) => {
                let count = hits.len();
                Some(say!(
                    "“{text}”可能指 {count} 个，请从列表选",
                    "“{text}” may mean {count}; pick one from the list"
                ))
            }
        };
        if let Some(slot) = self.state.slot_mut(field) {
            slot.error = error;
        }
    }

    /// A list to choose from: the choices of the field, or what its look-up found.
    pub(super) fn pick(&mut self, cx: &mut Cx) {
        let Some(slot) = self.state.focused() else { return };
        let picks: Vec<Pick> = if slot.looks_in().is_some() {
            let of = |hit: &crate::api::card::Hit| {
                let mut pick = Pick::new(format!("#{}", hit.entry.id), hit.title.clone());
                pick.note = hit.detail.clone();
                pick
            };
            self.lookup.hits(slot.info.id).iter().map(of).collect()
        } else {
            slot.choices()
                .iter()
                .map(|choice| {
                    let mut pick = Pick::new(choice.id, choice.label);
                    pick.group = Say::same(choice.key.to_string());
                    pick
                })
                .collect()
        };
        if picks.is_empty() {
            cx.toast(t("先输入几个字，再从列表选", "Type a few characters first, then pick"), Level::Info);
        } else {
            cx.ask("pick", Box::new(Picker::new(slot.info.label, picks)));
        }
    }

    pub(super) fn picked(&mut self, picked: &str, cx: &mut Cx) {
        let Some(slot) = self.state.focused() else { return };
        let hit = picked.strip_prefix('#').and_then(|id| id.parse::<u64>().ok()).and_then(|id| {
            let hits = self.lookup.hits(slot.info.id);
            hits.iter().find(|hit| hit.entry.id == id).map(|hit| (id, cx.say(&hit.title).to_owned()))
        });
        let many = matches!(slot.info.kind, FieldKind::Choices(_));
        let Some(slot) = self.state.focused_mut() else { return };
        match hit {
            Some((id, shown)) => slot.choose(id, &shown),
            None if many => {
                let all = [slot.editor.text(), picked.to_owned()];
                let all: Vec<&str> = all.iter().map(String::as_str).filter(|id| !id.is_empty()).collect();
                let all = all.join(",");
                slot.set(&all);
            }
            None => slot.set(picked),
        }
        self.edited(cx);
        if !many && self.state.focus + 1 < self.state.slots.len() {
            self.go(1, cx);
        }
    }
}
