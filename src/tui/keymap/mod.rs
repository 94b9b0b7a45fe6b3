//! Keymaps: which key runs which command, as data in `keymaps/*.toml`.
//!
//! Reads and merges the files, resolves keys through the chain of contexts, checks the whole and writes its
//! documentation. It does not run commands, and it does not know the terminal.

use crate::tui::command::CommandId;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

pub mod check;
pub mod context;
pub mod deliver;
pub mod doc;
pub mod fault;
pub mod file;
pub mod key;
mod known;
pub mod library;
pub mod resolve;
pub mod when;

pub use check::{Finding, Level, check};
pub use context::{Chain, Kind, Known, Overlay, Role, SCREENS, Screen};
pub use fault::KeymapFault;
pub use key::{Code, Key, KeySeq};
pub use library::{Library, Source};
pub use resolve::{Candidate, Next, Resolution, Resolver};
pub use when::{Snap, When};

/// What a key sequence does in its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Runs a command, where the condition holds; where not, the key is looked up further out.
    Run {
        /// The command.
        command: CommandId,
        /// The condition, `None` for always.
        when: Option<When>,
    },
    /// Nothing, and no outer context is asked: `false` in the file.
    Nothing,
}

/// A key sequence with what it does and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The keys.
    pub seq: KeySeq,
    /// What they do.
    pub action: Action,
    /// The file.
    pub file: Arc<str>,
    /// The place in the file.
    pub at: fault::At,
}

impl Binding {
    /// The command it runs, if it runs one.
    #[must_use]
    pub fn command(&self) -> Option<&CommandId> {
        match &self.action {
            Action::Run { command, .. } => Some(command),
            Action::Nothing => None,
        }
    }
}

/// A whole keymap: a file merged over its parents.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// The variant's name, as `vim`.
    pub name: String,
    /// The file it was read from.
    pub file: Arc<str>,
    /// The variant it extends.
    pub extends: Option<String>,
    /// Set when its own file has faults: the variant whose keys it has instead.
    pub stands_in: Option<String>,
    contexts: BTreeMap<String, Vec<Binding>>,
    titles: BTreeMap<(String, KeySeq), Cow<'static, str>>,
}

impl Keymap {
    /// The bindings of a context in the order of the files, parents first.
    #[must_use]
    pub fn bindings(&self, context: &str) -> &[Binding] {
        self.contexts.get(context).map_or(&[], Vec::as_slice)
    }

    /// All contexts that have bindings.
    pub fn contexts(&self) -> impl Iterator<Item = (&str, &[Binding])> {
        self.contexts.iter().map(|(name, bindings)| (name.as_str(), bindings.as_slice()))
    }

    /// The id of the command group that entitles a prefix there.
    #[must_use]
    pub fn prefix_group(&self, context: &str, seq: &KeySeq) -> Option<&str> {
        self.titles.get(&(context.to_owned(), seq.clone())).map(AsRef::as_ref)
    }
}
