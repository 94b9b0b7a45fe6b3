//! The floors of the house: a floor uses the floors below it, never one above. And the few words that have one place.

use std::fs;
use std::path::{Path, PathBuf};

/// Folder under `src/`, its floor, and what it may use of its own height.
const FLOORS: &[(&str, u8)] = &[
    ("text", 0),
    ("domain", 1),
    ("api", 2),
    ("store", 3),
    ("desk", 4),
    ("wire", 5),
    ("paper", 5),
    ("tui", 6),
    ("cli", 6),
    ("main", 7),
];

/// Lines a file may have.
const LONGEST: usize = 500;
/// Files that are longer, each with its reason.
const LONGER: &[(&str, &str)] = &[];

/// Floors that a floor may not use although it stands above them.
const NOT_FROM: &[(&str, &str)] = &[("tui", "store"), ("tui", "desk"), ("wire", "paper"), ("paper", "wire")];

/// A word and the only places that may say it.
const ONE_PLACE: &[(&str, &[&str])] = &[
    ("sled::", &["src/store/"]),
    ("bincode::", &["src/store/"]),
    ("crossterm::", &["src/tui/term/", "src/tui/input/"]),
    ("widgets::Clear", &["src/tui/overlay.rs"]),
    ("println!", &["src/cli/", "src/main.rs"]),
];

fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(Path::new("src"), &mut found);
    assert!(found.len() > 50, "the walk found only {} files", found.len());
    found
}

fn walk(dir: &Path, found: &mut Vec<(String, String)>) {
    let mut paths: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

/// The floor of a path under `src/`.
fn floor(path: &str) -> Option<(&'static str, u8)> {
    let room = path.strip_prefix("src/")?.split(['/', '.']).next()?;
    FLOORS.iter().copied().find(|(name, _)| *name == room)
}

/// The floors that a file names after `crate::` or `lobby::`, `use` or not.
fn used(text: &str) -> Vec<&'static str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut names = Vec::new();
    for line in code {
        for start in ["crate::", "lobby::"] {
            for (at, _) in line.match_indices(start) {
                let rest = &line[at + start.len()..];
                let mut heads: Vec<&str> = match rest.strip_prefix('{') {
                    Some(list) => list.split(',').collect(),
                    None => vec![rest],
                };
                heads.iter_mut().for_each(|head| *head = head.trim());
                for head in heads {
                    let word: &str =
                        head.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or("");
                    names.extend(FLOORS.iter().map(|(name, _)| *name).filter(|name| *name == word));
                }
            }
        }
    }
    names
}

#[test]
fn a_floor_uses_only_the_floors_below_it() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let Some((own, height)) = floor(&path) else { continue };
        for other in used(&text) {
            let (_, other_height) = FLOORS.iter().copied().find(|(name, _)| *name == other).unwrap();
            let above = other != own && other_height > height;
            let beside = other != own && other_height == height && height < 6;
            let barred = NOT_FROM.contains(&(own, other));
            if above || beside || barred {
                broken.push(format!("{path} uses {other}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_reader_of_floors_sees_what_it_should() {
    assert_eq!(used("use crate::store::Store;"), ["store"]);
    assert_eq!(used("use crate::{api, tui::theme};"), ["api", "tui"]);
    assert_eq!(used("// crate::store"), Vec::<&str>::new());
    assert_eq!(floor("src/desk/mod.rs"), Some(("desk", 4)));
}

#[test]
fn no_file_has_become_two_rooms() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|(path, text)| {
            text.lines().count() > LONGEST && !LONGER.iter().any(|(known, _)| known == path)
        })
        .map(|(path, text)| format!("{path}: {}", text.lines().count()))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn a_module_says_first_what_it_is() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| !path.ends_with("tests.rs") && !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn some_words_have_one_place() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        for (word, places) in ONE_PLACE {
            let said = text.lines().any(|line| line.contains(word) && !line.trim_start().starts_with("//"));
            if said && !places.iter().any(|place| path.starts_with(place)) {
                broken.push(format!("{path} says {word}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}
