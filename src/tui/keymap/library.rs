//! All keymaps of the program: the shipped ones, those of a directory, the user's own, each merged over its
//! parents.
//!
//! A file with faults never stops the program: the variant stands with the keys of an older file of its name,
//! else of the parent it names, and the faults are kept for the report screen.

use super::fault::{At, KeymapFault, nearest};
use super::file::{KeyFile, read};
use super::{Action, Binding, Keymap, Known};
use crate::say;
use crate::text::lang::Say;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// The variant everything else extends.
pub const DEFAULT: &str = "default";
/// The name of the variant in the user's own file.
pub const USER: &str = "user";
/// Larger files are not keymaps.
const MAX_BYTES: u64 = 256 * 1024;

/// A keymap file, not yet read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The variant's name.
    pub name: String,
    /// What to call the file in messages.
    pub path: String,
    /// Its text.
    pub text: Cow<'static, str>,
}

/// The files built into the program.
#[must_use]
pub fn embedded() -> Vec<Source> {
    let source = |name: &str, text| Source {
        name: name.to_owned(),
        path: format!("keymaps/{name}.toml"),
        text: Cow::Borrowed(text),
    };
    vec![
        source(DEFAULT, include_str!("../../../keymaps/default.toml")),
        source("vim", include_str!("../../../keymaps/vim.toml")),
        source("classic", include_str!("../../../keymaps/classic.toml")),
    ]
}

/// The keymaps that can be switched to.
#[derive(Clone, Debug)]
pub struct Library {
    maps: Vec<Keymap>,
    faults: Vec<KeymapFault>,
}

impl Library {
    /// The shipped keymaps, those in `dir` over them, and the user's file over all. A file that cannot be read is
    /// a fault like any other; a missing one is none.
    #[must_use]
    pub fn load(dir: Option<&Path>, user: Option<&Path>, known: &Known) -> Self {
        let (mut sources, mut faults) = (embedded(), Vec::new());
        for path in dir.map(|dir| toml_files(dir, &mut faults)).unwrap_or_default() {
            let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            sources.extend(read_source(name, &path, &mut faults));
        }
        if let Some(path) = user {
            sources.extend(read_source(USER.to_owned(), path, &mut faults));
        }
        let mut library = Self::build(&sources, known);
        library.faults.splice(0..0, faults);
        library
    }

    /// Reads and merges. Of two sources of one name the later one counts while it has no fault.
    #[must_use]
    pub fn build(sources: &[Source], known: &Known) -> Self {
        let mut files: Vec<(&str, KeyFile)> =
            sources.iter().map(|s| (s.name.as_str(), read(&s.path, &s.text, known))).collect();
        check_parents(&mut files);
        let mut maps: Vec<Keymap> = Vec::new();
        let mut faults = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &files {
            if !names.contains(name) {
                names.push(name);
            }
        }
        for name in &names {
            maps.push(resolve(name, &files, &mut faults, 0));
        }
        for (_, file) in &mut files {
            faults.append(&mut file.faults);
        }
        // A conflict in a parent is met again in each of its children.
        faults.sort_by(|a, b| (&a.file, &a.at).cmp(&(&b.file, &b.at)));
        faults.dedup();
        Self { maps, faults }
    }

    /// The variant of that name, else the default one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Keymap> {
        let find = |name: &str| self.maps.iter().find(|map| map.name == name);
        find(name).or_else(|| find(DEFAULT)).or(self.maps.first())
    }

    /// All variants.
    #[must_use]
    pub fn maps(&self) -> &[Keymap] {
        &self.maps
    }

    /// What is wrong with the files; empty when all is well.
    #[must_use]
    pub fn faults(&self) -> &[KeymapFault] {
        &self.faults
    }
}

fn toml_files(dir: &Path, faults: &mut Vec<KeymapFault>) -> Vec<std::path::PathBuf> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                faults.push(unreadable(dir, &error));
            }
            return Vec::new();
        }
    };
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .collect();
    paths.sort();
    paths
}

fn read_source(name: String, path: &Path, faults: &mut Vec<KeymapFault>) -> Option<Source> {
    let text = std::fs::metadata(path).and_then(|meta| {
        if meta.len() > MAX_BYTES {
            return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, "> 256 KiB"));
        }
        std::fs::read_to_string(path)
    });
    match text {
        Ok(text) => Some(Source { name, path: path.display().to_string(), text: Cow::Owned(text) }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            faults.push(unreadable(path, &error));
            None
        }
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> KeymapFault {
    let at = At { line: 1, col: 1, ..At::default() };
    let text = say!("读不了：{error}", "Cannot be read: {error}");
    KeymapFault { file: path.display().to_string(), at, text, help: None }
}

/// A parent must exist, and nobody may be his own ancestor.
fn check_parents(files: &mut [(&str, KeyFile)]) {
    let parents: BTreeMap<String, Option<String>> = files
        .iter()
        .map(|(name, file)| ((*name).to_owned(), file.extends.as_ref().map(|(parent, _)| parent.clone())))
        .collect();
    for (name, file) in files {
        let Some((parent, at)) = file.extends.clone() else { continue };
        let fault = if !parents.contains_key(&parent) {
            let near = nearest(&parent, parents.keys().map(String::as_str)).unwrap_or(DEFAULT);
            let help = say!("是不是 {near}？", "Did you mean {near}?");
            Some((say!("没有这个键位方案：{parent}", "Unknown keymap: {parent}"), Some(help)))
        } else if ancestor(name, &parent, &parents) {
            Some((say!("{name} 绕回了自己", "{name} extends itself"), None))
        } else {
            None
        };
        if let Some((text, help)) = fault {
            file.extends = None;
            file.faults.push(KeymapFault { file: file.path.to_string(), at, text, help });
        }
    }
}

/// Whether `name` is met on the way up from `start`.
fn ancestor(name: &str, start: &str, parents: &BTreeMap<String, Option<String>>) -> bool {
    let mut at = start;
    for _ in 0..=parents.len() {
        if at == name {
            return true;
        }
        match parents.get(at).and_then(Option::as_deref) {
            Some(parent) => at = parent,
            None => return false,
        }
    }
    true
}

/// The keymap of that name from its newest good file, else from the parent its newest file names.
fn resolve(name: &str, files: &[(&str, KeyFile)], faults: &mut Vec<KeymapFault>, depth: usize) -> Keymap {
    let own = || files.iter().rev().filter(|(other, _)| *other == name).map(|(_, file)| file);
    // Cycles were cut above; the bound holds should one be left.
    if depth > files.len() {
        return Keymap { name: name.to_owned(), ..Keymap::default() };
    }
    for file in own().filter(|file| file.faults.is_empty()) {
        let mut map = match &file.extends {
            Some((parent, _)) => resolve(parent, files, faults, depth + 1),
            None => Keymap::default(),
        };
        merge(&mut map, name, file);
        let found = conflicts(&map);
        if found.is_empty() {
            return map;
        }
        faults.extend(found);
    }
    let parent = own().find_map(|file| file.extends.as_ref()).map_or(DEFAULT, |(parent, _)| parent);
    if parent == name {
        return Keymap { name: name.to_owned(), ..Keymap::default() };
    }
    let mut map = resolve(parent, files, faults, depth + 1);
    map.stands_in = Some(std::mem::replace(&mut map.name, name.to_owned()));
    map
}

fn merge(map: &mut Keymap, name: &str, file: &KeyFile) {
    map.name = name.to_owned();
    map.file = file.path.clone();
    map.extends = file.extends.as_ref().map(|(parent, _)| parent.clone());
    map.stands_in = None;
    for (context, binding) in &file.bindings {
        let bindings = map.contexts.entry(context.clone()).or_default();
        match bindings.iter_mut().find(|old| old.seq == binding.seq) {
            Some(old) => *old = binding.clone(),
            None => bindings.push(binding.clone()),
        }
    }
    for title in &file.titles {
        map.titles.insert((title.context.clone(), title.seq.clone()), title.group.clone());
    }
}

/// A sequence that runs a command cannot also begin a longer one: without timers nothing would tell them apart.
fn conflicts(map: &Keymap) -> Vec<KeymapFault> {
    let mut faults = Vec::new();
    for (_, bindings) in map.contexts() {
        let running = || bindings.iter().filter(|b| b.action != Action::Nothing);
        for leaf in running() {
            if let Some(longer) = running().find(|other| other.seq.continues(leaf.seq.keys())) {
                let later = later_of(leaf, longer, &map.file);
                let (short, long) = (&leaf.seq, &longer.seq);
                let (file, line) = (&longer.file, longer.at.line);
                faults.push(KeymapFault {
                    file: later.file.to_string(),
                    at: later.at.clone(),
                    text: say!(
                        "{short} 既是命令又是 {long} 的开头",
                        "{short} is a command and the start of {long}"
                    ),
                    help: Some(Say {
                        zh: format!("其中一个写成 false（{long} 在 {file} 第 {line} 行）"),
                        en: format!("Set one of them to false ({long} is on line {line} of {file})"),
                    }),
                });
            }
        }
    }
    faults
}

/// The one written in the child's file: that is where it can be mended.
fn later_of<'a>(a: &'a Binding, b: &'a Binding, file: &str) -> &'a Binding {
    if *b.file == *file && *a.file != *file { b } else { a }
}

#[cfg(test)]
mod tests;
