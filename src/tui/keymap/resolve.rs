//! From keys to commands: looks a key up through the chain, waits for the rest of a sequence, and tells which keys
//! run a command.
//!
//! There are no timers here: over a slow line a second key may come late, and it still counts.

use super::{Action, Chain, Code, Key, KeySeq, Keymap, Snap};
use crate::tui::command::CommandId;
use crate::tui::input::fold::fold;
use std::collections::BTreeMap;

/// What a key came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Run this.
    Command(CommandId),
    /// A sequence has begun; these keys continue it.
    Pending {
        /// The keys so far.
        seq: KeySeq,
        /// What may follow.
        next: Vec<Candidate>,
        /// Show them at once: the user asked with `?` or F1.
        show: bool,
    },
    /// Nothing runs on these keys; worth a line of notice. They are not played again.
    Unbound(KeySeq),
    /// A character for the text field.
    Text(char),
    /// A begun sequence was given up with Esc.
    Cancelled,
}

/// A key that continues a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The key.
    pub key: Key,
    /// Where it leads.
    pub next: Next,
}

/// Where a key of a sequence leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// To a command.
    Command(CommandId),
    /// To more keys; the id of the group that entitles them, when the file names one.
    More(Option<String>),
}

/// What one lookup finds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Hit {
    Command(CommandId),
    Prefix,
    Nothing,
}

/// All that `keys` may mean, the first being what they mean. Without a snapshot a condition may hold or not, and
/// the search goes on behind it.
fn hits(map: &Keymap, chain: &Chain, keys: &[Key], snap: Option<&Snap>) -> Vec<Hit> {
    let mut found = Vec::new();
    for context in chain.contexts() {
        let (mut blocked, mut prefix, mut sure) = (false, false, false);
        for binding in map.bindings(context) {
            let here = binding.seq.keys() == keys;
            if !here && !binding.seq.continues(keys) {
                continue;
            }
            match &binding.action {
                Action::Nothing => blocked |= here,
                Action::Run { command, when } => {
                    if let (Some(when), Some(snap)) = (when, snap)
                        && !when.holds(snap)
                    {
                        continue;
                    }
                    sure |= when.is_none() || snap.is_some();
                    if here {
                        found.push(Hit::Command(command.clone()));
                    } else {
                        prefix = true;
                    }
                }
            }
        }
        if prefix {
            found.push(Hit::Prefix);
        } else if blocked && !sure {
            found.push(Hit::Nothing);
        }
        if sure || (blocked && !prefix) {
            break;
        }
    }
    found
}

/// Keeps the keys of a begun sequence.
#[derive(Clone, Debug, Default)]
pub struct Resolver {
    pending: Vec<Key>,
}

impl Resolver {
    /// Takes one key.
    pub fn feed(&mut self, map: &Keymap, key: Key, chain: &Chain, snap: &Snap) -> Resolution {
        if self.pending.is_empty() && chain.takes_text() {
            if let Some(c) = key.text() {
                return Resolution::Text(c);
            }
        } else if !self.pending.is_empty() && key == Key::plain(Code::Esc) {
            self.pending.clear();
            return Resolution::Cancelled;
        }
        let key = fold(key);
        let mut keys = self.pending.clone();
        keys.push(key);
        match hits(map, chain, &keys, Some(snap)).into_iter().next() {
            Some(Hit::Command(command)) => {
                self.pending.clear();
                Resolution::Command(command)
            }
            Some(Hit::Prefix) => {
                self.pending = keys;
                self.waiting(map, chain, snap, false)
            }
            Some(Hit::Nothing) | None => {
                let asked = key == Key::char('?') || key == Key::plain(Code::F(1));
                if asked && !self.pending.is_empty() {
                    return self.waiting(map, chain, snap, true);
                }
                self.pending.clear();
                KeySeq::of(&keys).map_or(Resolution::Cancelled, Resolution::Unbound)
            }
        }
    }

    /// The keys of the sequence begun; empty when there is none.
    #[must_use]
    pub fn pending(&self) -> &[Key] {
        &self.pending
    }

    /// Forgets a begun sequence: the focus has moved.
    pub fn reset(&mut self) {
        self.pending.clear();
    }

    fn waiting(&self, map: &Keymap, chain: &Chain, snap: &Snap, show: bool) -> Resolution {
        match KeySeq::of(&self.pending) {
            Some(seq) => {
                let next = candidates(map, chain, &self.pending, snap);
                Resolution::Pending { seq, next, show }
            }
            None => Resolution::Cancelled,
        }
    }
}

/// The keys that continue `start`, inner contexts first.
#[must_use]
pub fn candidates(map: &Keymap, chain: &Chain, start: &[Key], snap: &Snap) -> Vec<Candidate> {
    let mut all: Vec<Candidate> = Vec::new();
    for context in chain.contexts() {
        for binding in map.bindings(context).iter().filter(|b| b.seq.continues(start)) {
            let Some(&key) = binding.seq.keys().get(start.len()) else { continue };
            if all.iter().any(|c| c.key == key) {
                continue;
            }
            let mut keys = start.to_vec();
            keys.push(key);
            let next = match hits(map, chain, &keys, Some(snap)).into_iter().next() {
                Some(Hit::Command(command)) => Next::Command(command),
                Some(Hit::Prefix) => {
                    let group = KeySeq::of(&keys).and_then(|seq| prefix_group(map, chain, &seq));
                    Next::More(group)
                }
                Some(Hit::Nothing) | None => continue,
            };
            all.push(Candidate { key, next });
        }
    }
    all
}

/// The id of the command group that entitles a begun sequence, the innermost file's word first.
#[must_use]
pub fn prefix_group(map: &Keymap, chain: &Chain, seq: &KeySeq) -> Option<String> {
    chain.contexts().iter().find_map(|context| map.prefix_group(context, seq)).map(str::to_owned)
}

/// The keys of each command in a chain, the first being the one to show. With a snapshot only what works now,
/// without one what may work.
#[must_use]
pub fn reverse_map(map: &Keymap, chain: &Chain, snap: Option<&Snap>) -> BTreeMap<CommandId, Vec<KeySeq>> {
    let mut all: BTreeMap<CommandId, Vec<KeySeq>> = BTreeMap::new();
    for context in chain.contexts() {
        for binding in map.bindings(context) {
            let Some(command) = binding.command() else { continue };
            if reaches(map, chain, &binding.seq, command, snap) {
                let keys = all.entry(command.clone()).or_default();
                if !keys.contains(&binding.seq) {
                    keys.push(binding.seq.clone());
                }
            }
        }
    }
    all
}

/// Whether typing the sequence runs the command.
fn reaches(map: &Keymap, chain: &Chain, seq: &KeySeq, command: &CommandId, snap: Option<&Snap>) -> bool {
    if chain.takes_text() && seq.starts_printable() {
        return false;
    }
    let keys = seq.keys();
    (1..=keys.len()).all(|n| {
        let found = hits(map, chain, keys.get(..n).unwrap_or_default(), snap);
        let seen = if snap.is_some() { found.get(..1).unwrap_or_default() } else { &found };
        if n < keys.len() {
            seen.contains(&Hit::Prefix)
        } else {
            seen.iter().any(|hit| matches!(hit, Hit::Command(other) if other == command))
        }
    })
}

#[cfg(test)]
mod tests;
