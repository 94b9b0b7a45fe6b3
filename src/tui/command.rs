//! The one list of what a key, the palette or the footer can ask for.
//!
//! A command here is a name with its words and the place where it works. What it does is written in the
//! screens; which key runs it is written in `keymaps/`. The actions of registers are not in the table:
//! they are derived from the register's declaration and join at start ([`Commands::extend`]).

use crate::text::lang::{T, t};
use std::borrow::Cow;
use std::collections::HashMap;

mod names;
mod table;
pub use names::names;
pub use table::{COMMANDS, GROUPS, id};

/// Name of a command, `area.verb`. The same word is the call's name where the command is a call.
pub type CommandId = Cow<'static, str>;

/// Between a command that makes an entry and the kind it makes: `procedure.begin=move-in`.
pub const KIND: char = '=';

/// Commands that belong together: a section of the help, the title of a which-key popup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The first part of its commands' names, or any word of its own.
    pub id: Cow<'static, str>,
    /// Its heading.
    pub title: T,
}

/// Where a command works. Its keys are expected in the contexts of that place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// On every screen.
    Global,
    /// In lists and tables.
    List,
    /// In forms.
    Form,
    /// On pages that are only read.
    Page,
    /// While the caret is in a text field.
    Field,
    /// While the caret is in a field of several lines.
    Multiline,
    /// In a question with answers to choose from.
    Dialog,
    /// In the palette and in pickers: one line of text above a list.
    Prompt,
    /// On the screen of this name only.
    Screen(Cow<'static, str>),
}

/// Whether a keymap without a key for the command is incomplete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// `keys check` warns when someone who may use it has no key for it.
    Key,
    /// The palette is enough; a key is welcome.
    Palette,
}

/// A row of the static table.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Name.
    pub id: &'static str,
    /// Id of its [`Group`].
    pub group: &'static str,
    /// What it does, as the palette, the help and the footer say it.
    pub label: T,
    /// Place in the footer, small first; `None` keeps it out.
    pub footer: Option<u8>,
    /// Where it works, in the table's short form.
    pub at: At,
    /// Whether it must have a key.
    pub need: Need,
}

/// [`Place`] as the static table writes it.
#[derive(Clone, Copy, Debug)]
pub enum At {
    /// [`Place::Global`].
    Global,
    /// [`Place::List`].
    List,
    /// [`Place::Form`].
    Form,
    /// [`Place::Page`].
    Page,
    /// [`Place::Field`].
    Field,
    /// [`Place::Multiline`].
    Multiline,
    /// [`Place::Dialog`].
    Dialog,
    /// [`Place::Prompt`].
    Prompt,
    /// [`Place::Screen`].
    Screen(&'static str),
}

/// A command as the running program knows it: from the table or from a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandInfo {
    /// Name.
    pub id: CommandId,
    /// Id of its [`Group`].
    pub group: Cow<'static, str>,
    /// What it does.
    pub label: T,
    /// Place in the footer, small first; `None` keeps it out.
    pub footer: Option<u8>,
    /// Where it works.
    pub place: Place,
    /// Whether it must have a key.
    pub need: Need,
}

impl CommandInfo {
    /// An action of a register: works on the register's own screen, and the palette is enough.
    #[must_use]
    pub fn of_register(register: &str, verb: &str, label: T) -> Self {
        Self {
            id: Cow::Owned(format!("{register}.{verb}")),
            group: Cow::Owned(register.to_owned()),
            label,
            footer: None,
            place: Place::Screen(Cow::Owned(register.to_owned())),
            need: Need::Palette,
        }
    }
}

impl From<&Command> for CommandInfo {
    fn from(row: &Command) -> Self {
        let place = match row.at {
            At::Global => Place::Global,
            At::List => Place::List,
            At::Form => Place::Form,
            At::Page => Place::Page,
            At::Field => Place::Field,
            At::Multiline => Place::Multiline,
            At::Dialog => Place::Dialog,
            At::Prompt => Place::Prompt,
            At::Screen(name) => Place::Screen(Cow::Borrowed(name)),
        };
        Self {
            id: Cow::Borrowed(row.id),
            group: Cow::Borrowed(row.group),
            label: row.label,
            footer: row.footer,
            place,
            need: row.need,
        }
    }
}

/// All commands of the running program.
#[derive(Clone, Debug)]
pub struct Commands {
    list: Vec<CommandInfo>,
    index: HashMap<CommandId, usize>,
    groups: Vec<Group>,
}

impl Commands {
    /// The static table.
    #[must_use]
    pub fn standard() -> Self {
        let mut all = Self { list: Vec::new(), index: HashMap::new(), groups: Vec::new() };
        all.extend_groups(GROUPS.iter().map(|(id, title)| Group { id: Cow::Borrowed(id), title: *title }));
        all.extend(COMMANDS.iter().map(CommandInfo::from));
        all
    }

    /// Adds commands. One that is there already keeps its row: the table is the better-kept one.
    pub fn extend(&mut self, more: impl IntoIterator<Item = CommandInfo>) {
        for info in more {
            if !self.index.contains_key(&info.id) {
                self.index.insert(info.id.clone(), self.list.len());
                self.list.push(info);
            }
        }
    }

    /// Adds groups, a register's name for instance. One that is there already keeps its title.
    pub fn extend_groups(&mut self, more: impl IntoIterator<Item = Group>) {
        for group in more {
            if self.group(&group.id).is_none() {
                self.groups.push(group);
            }
        }
    }

    /// The command of that name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&CommandInfo> {
        self.index.get(id).and_then(|&at| self.list.get(at))
    }

    /// The group of that id.
    #[must_use]
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups.iter().find(|g| g.id == id)
    }

    /// All commands in the order they were declared.
    pub fn iter(&self) -> std::slice::Iter<'_, CommandInfo> {
        self.list.iter()
    }

    /// All groups in the order they were declared.
    pub fn groups(&self) -> std::slice::Iter<'_, Group> {
        self.groups.iter()
    }

    /// The words of a command, or its bare name when nobody declared it.
    #[must_use]
    pub fn label(&self, id: &str) -> T {
        self.get(id).map_or(t("未知命令", "Unknown command"), |info| info.label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_every_group_exists() {
        let all = Commands::standard();
        assert_eq!(all.iter().count(), COMMANDS.len(), "a name is in the table twice");
        for info in all.iter() {
            assert!(all.group(&info.group).is_some(), "{} names no group: {}", info.id, info.group);
            assert!(info.id.contains('.'), "{} is not area.verb", info.id);
        }
    }

    #[test]
    fn every_group_has_a_command() {
        let all = Commands::standard();
        for group in all.groups() {
            assert!(all.iter().any(|c| c.group == group.id), "{} is empty", group.id);
        }
    }

    #[test]
    fn a_register_joins_and_does_not_overwrite_the_table() {
        let mut all = Commands::standard();
        let before = all.get(id::REQUEST_LOG).unwrap().clone();
        all.extend([
            CommandInfo::of_register("request", "log", t("别的", "Other")),
            CommandInfo::of_register("request", "dispatch", t("派工", "Dispatch")),
        ]);
        assert_eq!(all.get(id::REQUEST_LOG), Some(&before));
        assert_eq!(all.label("request.dispatch").en, "Dispatch");
        assert_eq!(all.get("request.dispatch").unwrap().place, Place::Screen("request".into()));
    }
}
