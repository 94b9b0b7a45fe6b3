//! Reads one keymap file into bindings, or into faults that each name line and column.
//!
//! It never stops at the first fault: a user who mends a file wants to see all of them.

use super::fault::{At, KeymapFault, nearest};
use super::when::{ATOMS, BadWhen};
use super::{Action, Binding, KeySeq, Known, When};
use crate::say;
use crate::text::lang::Say;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A prefix and the command group that entitles it.
#[derive(Clone, Debug)]
pub struct PrefixTitle {
    /// Context.
    pub context: String,
    /// The keys of the prefix.
    pub seq: KeySeq,
    /// Id of the group.
    pub group: Cow<'static, str>,
}

/// One file, read.
#[derive(Clone, Debug, Default)]
pub struct KeyFile {
    /// The path or name shown to the user.
    pub path: Arc<str>,
    /// The parent variant and where it is named.
    pub extends: Option<(String, At)>,
    /// Bindings with their contexts, in the order of the file.
    pub bindings: Vec<(String, Binding)>,
    /// Titles of prefixes.
    pub titles: Vec<PrefixTitle>,
    /// What is wrong with it.
    pub faults: Vec<KeymapFault>,
}

/// Fields at the top of a file.
const FIELDS: &[&str] = &["format", "extends", "context", "prefix"];
/// Under `[context]` these two hold tables of contexts.
const SPACES: &[&str] = &["screen", "role"];

type Table<'t> = DeTable<'t>;
type Entry<'a, 't> = (&'a str, Range<usize>, &'a Spanned<DeValue<'t>>);

/// Reads a file. What it holds is whole only when `faults` is empty.
#[must_use]
pub fn read(path: &str, text: &str, known: &Known) -> KeyFile {
    let mut reader = Reader { text, known, seen: HashSet::new(), out: KeyFile::default() };
    reader.out.path = Arc::from(path);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reader.fault(error.span().unwrap_or(0..0), syntax(error.message()), None);
    }
    reader.document(document.get_ref());
    reader.out.faults.sort_by_key(|fault| (fault.at.line, fault.at.col));
    reader.out
}

/// The parser's words, in both languages where it is one of the common mistakes.
fn syntax(message: &str) -> Say {
    if message.contains("duplicate key") {
        say!("同一个键写了两次", "The same key is written twice")
    } else {
        say!("TOML 写法有误：{message}", "Not TOML: {message}")
    }
}

struct Reader<'a> {
    text: &'a str,
    known: &'a Known,
    seen: HashSet<(String, KeySeq)>,
    out: KeyFile,
}

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, text: Say, help: Option<Say>) {
        let file = self.out.path.to_string();
        self.out.faults.push(KeymapFault { file, at: At::of(self.text, &span), text, help });
    }

    fn document(&mut self, table: &Table<'_>) {
        let mut format = false;
        for (key, span, value) in entries(table) {
            match key {
                "format" => {
                    format = true;
                    if value.get_ref().as_integer().is_none_or(|n| n.as_str() != "1") {
                        let text = say!("不认识的格式版本", "Unknown format");
                        self.fault(value.span(), text, Some(say!("写 format = 1", "Write format = 1")));
                    }
                }
                "extends" => match value.get_ref().as_str() {
                    Some(name) => {
                        self.out.extends = Some((name.to_owned(), At::of(self.text, &value.span())));
                    }
                    None => self.kind(value, "\"default\""),
                },
                "context" => self.contexts(value, "", false),
                "prefix" => self.contexts(value, "", true),
                other => {
                    let help = allowed(other, FIELDS.iter().copied());
                    self.fault(span, say!("没有这个字段：{other}", "Unknown field: {other}"), Some(help));
                }
            }
        }
        if !format {
            let text = say!("缺少 format", "format is missing");
            self.fault(0..0, text, Some(say!("写 format = 1", "Write format = 1")));
        }
    }

    fn kind(&mut self, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = value.get_ref().type_str();
        self.fault(
            value.span(),
            say!("这里不能写 {found}", "A {found} cannot stand here"),
            Some(say!("应写 {wanted}", "Write {wanted}")),
        );
    }

    fn contexts(&mut self, value: &Spanned<DeValue<'_>>, space: &str, titles: bool) {
        let Some(table) = value.get_ref().as_table() else {
            return self.kind(value, "[context.NAME]");
        };
        for (key, span, value) in entries(table) {
            if space.is_empty() && SPACES.contains(&key) {
                self.contexts(value, &format!("{key}."), titles);
                continue;
            }
            let name = format!("{space}{key}");
            if !self.known.has_context(&name) {
                let names = self.known.contexts();
                let help = allowed(&name, names.iter().map(String::as_str));
                self.fault(span, say!("没有这个场合：{name}", "Unknown context: {name}"), Some(help));
            }
            let Some(keys) = value.get_ref().as_table() else {
                self.kind(value, "[context.NAME]");
                continue;
            };
            for (key, span, value) in entries(keys) {
                let Some(seq) = self.seq(key, span.clone()) else { continue };
                if titles {
                    self.title(&name, seq, value);
                } else {
                    self.binding(&name, seq, span, value);
                }
            }
        }
    }

    fn seq(&mut self, text: &str, span: Range<usize>) -> Option<KeySeq> {
        match text.parse::<KeySeq>() {
            Ok(seq) => Some(seq),
            Err(bad) => {
                let word = &bad.word;
                let help = bad.hint.map_or_else(
                    || {
                        say!(
                            "例如 \"a\"、\"F2\"、\"Ctrl-S\"、\"Shift-Tab\"、\"g t\"",
                            "For instance \"a\", \"F2\", \"Ctrl-S\", \"Shift-Tab\", \"g t\""
                        )
                    },
                    |hint| meant(&hint),
                );
                self.fault(span, say!("没有这个键名：{word}", "Unknown key name: {word}"), Some(help));
                None
            }
        }
    }

    fn title(&mut self, context: &str, seq: KeySeq, value: &Spanned<DeValue<'_>>) {
        let Some(id) = value.get_ref().as_str() else {
            return self.kind(value, "\"go\"");
        };
        let commands = &self.known.commands;
        if let Some(group) = commands.group(id) {
            let group = group.id.clone();
            self.out.titles.push(PrefixTitle { context: context.to_owned(), seq, group });
        } else {
            let help = allowed(id, commands.groups().map(|g| g.id.as_ref()));
            self.fault(value.span(), say!("没有这个命令组：{id}", "Unknown command group: {id}"), Some(help));
        }
    }

    fn binding(&mut self, context: &str, seq: KeySeq, span: Range<usize>, value: &Spanned<DeValue<'_>>) {
        if !self.seen.insert((context.to_owned(), seq.clone())) {
            // Two spellings of one key, as "Ctrl-S" and "ctrl-s"; the same spelling is refused by the parser.
            self.fault(span, say!("{seq} 在此场合已有定义", "{seq} is bound in this context already"), None);
            return;
        }
        let action = match value.get_ref() {
            DeValue::String(_) => self.run(value).map(|command| Action::Run { command, when: None }),
            DeValue::Boolean(false) => Some(Action::Nothing),
            DeValue::Table(table) => self.rule(table, value.span()),
            _ => {
                self.kind(value, "\"list.open\" / { run = \"list.open\", when = \"selected\" } / false");
                None
            }
        };
        if let Some(action) = action {
            let binding = Binding { seq, action, file: self.out.path.clone(), at: At::of(self.text, &span) };
            self.out.bindings.push((context.to_owned(), binding));
        }
    }

    fn rule(&mut self, table: &Table<'_>, whole: Range<usize>) -> Option<Action> {
        let (mut command, mut when, mut right) = (None, None, true);
        for (key, span, value) in entries(table) {
            match key {
                "run" => {
                    command = self.run(value);
                    right &= command.is_some();
                }
                "when" => {
                    when = self.condition(value);
                    right &= when.is_some();
                }
                other => {
                    right = false;
                    let help = allowed(other, ["run", "when"].into_iter());
                    self.fault(span, say!("没有这个字段：{other}", "Unknown field: {other}"), Some(help));
                }
            }
        }
        if right && command.is_none() {
            self.fault(whole, say!("缺少 run", "run is missing"), None);
        }
        command.filter(|_| right).map(|command| Action::Run { command, when })
    }

    fn run(&mut self, value: &Spanned<DeValue<'_>>) -> Option<crate::tui::command::CommandId> {
        let Some(id) = value.get_ref().as_str() else {
            self.kind(value, "\"list.open\"");
            return None;
        };
        if let Some(info) = self.known.commands.get(id) {
            return Some(info.id.clone());
        }
        let area = id.split_once('.').map_or(id, |(area, _)| area);
        let near = nearest(id, self.known.commands.iter().map(|c| c.id.as_ref()));
        let same: Vec<&str> = self
            .known
            .commands
            .iter()
            .map(|c| c.id.as_ref())
            .filter(|other| other.split_once('.').is_some_and(|(a, _)| a == area))
            .collect();
        let help = if let Some(near) = near {
            meant(near)
        } else if same.is_empty() {
            say!("命令的名称见 keymaps/README.md", "The names of the commands are in keymaps/README.md")
        } else {
            choice(&same)
        };
        self.fault(value.span(), say!("没有这个命令：{id}", "Unknown command: {id}"), Some(help));
        None
    }

    fn condition(&mut self, value: &Spanned<DeValue<'_>>) -> Option<When> {
        let Some(text) = value.get_ref().as_str() else {
            self.kind(value, "\"selected && !dirty\"");
            return None;
        };
        match When::parse(text) {
            Ok(when) => Some(when),
            Err(BadWhen::Atom(word)) => {
                let help = allowed(&word, ATOMS.iter().copied());
                self.fault(
                    value.span(),
                    say!("没有这个条件：{word}", "Unknown condition: {word}"),
                    Some(help),
                );
                None
            }
            Err(BadWhen::Form(piece)) => {
                let help = say!("例如 selected && !dirty || own", "For instance selected && !dirty || own");
                let text = say!("条件写法有误：{piece}", "The condition cannot be read: {piece}");
                self.fault(value.span(), text, Some(help));
                None
            }
        }
    }
}

/// The entries in the order of the file; the parser sorts them by name.
fn entries<'a, 't>(table: &'a Table<'t>) -> Vec<Entry<'a, 't>> {
    let mut all: Vec<Entry<'a, 't>> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
    all.sort_by_key(|(_, span, _)| span.start);
    all
}

fn meant(name: &str) -> Say {
    say!("是不是 {name}？", "Did you mean {name}?")
}

fn choice(names: &[&str]) -> Say {
    let (zh, en) = (names.join("、"), names.join(", "));
    Say { zh: format!("可用：{zh}"), en: format!("Allowed: {en}") }
}

fn allowed<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone) -> Say {
    let all = choice(&names.clone().collect::<Vec<_>>());
    match nearest(word, names) {
        Some(near) => {
            let near = meant(near);
            Say { zh: format!("{}{}", near.zh, all.zh), en: format!("{} {}", near.en, all.en) }
        }
        None => all,
    }
}

#[cfg(test)]
mod tests;
