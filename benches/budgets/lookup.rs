//! The one box and the room card in the server: through the desk, without socket and screen, beside SQLite's FTS5.

use crate::fts::Fts;
use crate::office::{self, directory};
use crate::practice::{self, Size};
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use lobby::api::card::{Find, RoomCard};
use lobby::api::{Call, Reply};
use lobby::desk::Desk;
use lobby::domain::ids::EntryRef;
use lobby::domain::register::KeyClass;
use lobby::store::tables::{ENTRY, SEARCH_INDEX};
use lobby::store::{Dir, KeyBuf, KeyReader, SledEngine, Visit};
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// Queries of each kind.
const QUERIES: usize = 300;
/// A kind that takes longer than this in all is cut short.
const LIMIT: Duration = Duration::from_secs(20);

pub fn run(say: &mut dyn FnMut(Row)) {
    for size in Size::wanted().into_iter().filter(|size| *size != Size::Small) {
        let dir = directory();
        // Nothing is written, and a city's past is not looked at: its places and people are enough.
        let store = match size {
            Size::City => practice::house(size),
            _ => practice::copy(size, dir.path()).join("store"),
        };
        let desk = office::open(SledEngine::open(&store).unwrap());
        let keys = Keys::of(&desk);
        let fts = Fts::fill(&dir.path().join("fts"), |add| {
            each_key(&desk, &mut |_, text, record| add(text, record));
        });
        let name = size.name();
        for kind in kinds(&keys) {
            let (mut ours, mut theirs) = (Times::default(), Times::default());
            let begun = Instant::now();
            for text in kind.texts.iter().take_while(|_| begun.elapsed() < LIMIT) {
                ours.take(|| find(&desk, text));
                theirs.take(|| fts.find(text));
            }
            if kind.texts.is_empty() {
                say(Row::note(format!("find {}, {name}", kind.name), "there is none in this office"));
                continue;
            }
            say(Row::new(format!("find {}, {name}, p99", kind.name), ours.p99(), Unit::Seconds)
                .beside("SQLite FTS5, keys alone", theirs.p99())
                .budget(Budget::AtMost(0.005)));
            say(Row::new(format!("find {}, {name}, p50", kind.name), ours.p50(), Unit::Seconds)
                .beside("SQLite FTS5, keys alone", theirs.p50()));
        }
        let (there, of) = by_initials(&desk, &keys);
        say(Row::note(
            format!("names found by initials in the first page, {name}"),
            format!("{there} of {of}"),
        ));
        let mut card = Times::default();
        let begun = Instant::now();
        for text in keys.rooms().into_iter().take_while(|_| begun.elapsed() < LIMIT) {
            card.take(|| room_card(&desk, &text));
        }
        say(Row::new(format!("room card, {name}, p99"), card.p99(), Unit::Seconds)
            .budget(Budget::AtMost(0.002)));
        say(Row::new(format!("room card, {name}, p50"), card.p50(), Unit::Seconds));
    }
}

fn find(desk: &Desk, text: &str) -> usize {
    let call = Call::Find(Find { text: text.to_owned(), namesakes: true, ..Find::default() });
    match desk.read(&office::founder(), &call) {
        Ok(Reply::Find(found)) => found.hits.len(),
        other => panic!("find {text}: {other:?}"),
    }
}

/// Of a hundred names, how many stand in the first page when their initials are typed; and of how many.
fn by_initials(desk: &Desk, keys: &Keys) -> (usize, usize) {
    let cut = keys.of_class(KeyClass::Pinyin).iter().filter(|key| key.starts_with('\''));
    let step = (cut.clone().count() / 100).max(1);
    let names: Vec<&String> = cut.step_by(step).take(100).collect();
    let mut bearers: HashMap<&str, HashSet<Vec<u8>>> = HashMap::new();
    for name in &names {
        bearers.entry(name.as_str()).or_default();
    }
    each_key(desk, &mut |_, text, record| {
        if let Some(records) = bearers.get_mut(text) {
            records.insert(record.to_vec());
        }
    });
    let found = names.iter().filter(|name| {
        let initials = name.split('\'').nth(1).unwrap_or_default();
        let call = Call::Find(Find { text: initials.to_owned(), namesakes: true, ..Find::default() });
        let Ok(Reply::Find(found)) = desk.read(&office::founder(), &call) else { return false };
        let record =
            |entry: &EntryRef| KeyBuf::new(ENTRY.number).u16(entry.register).u64(entry.id).into_vec();
        // Alone, or as one of several who share a line: one of these is the first of them.
        found.hits.iter().any(|hit| bearers[name.as_str()].contains(&record(&hit.entry)))
    });
    (found.count(), names.len())
}

fn room_card(desk: &Desk, place: &str) {
    let call = Call::RoomCard(RoomCard { place: place.to_owned(), as_of: None });
    // A tail means several rooms; that is an answer as well.
    let _ = desk.read(&office::founder(), &call);
}

/// What is typed into the box.
struct Kind {
    name: &'static str,
    texts: Vec<String>,
}

fn kinds(keys: &Keys) -> Vec<Kind> {
    let all = |class: KeyClass| keys.of_class(class).iter().cloned();
    let begin = |text: String, count: usize| text.chars().take(count).collect::<String>();
    // Phones and papers are stored the other way round, so that a tail is a beginning.
    let turned = |text: String| text.chars().rev().collect::<String>();
    let full = || all(KeyClass::Pinyin).filter(|key| !key.starts_with('\''));
    // `'zjg'zhang张'jian建'guo国`: initials, then syllables with their characters.
    let cut = || {
        all(KeyClass::Pinyin).filter_map(|key| {
            let mut parts = key.strip_prefix('\'')?.split('\'').map(str::to_owned);
            Some((parts.next()?, parts.collect::<Vec<_>>()))
        })
    };
    let mixed = |first: fn(&str) -> String| {
        cut().filter_map(move |(initials, syllables)| {
            Some(format!("{}{}", first(syllables.first()?), initials.get(1..)?))
        })
    };
    let kind = |name, texts: Vec<String>| {
        let step = (texts.len() / QUERIES) | 1;
        Kind { name, texts: texts.into_iter().step_by(step).take(QUERIES).collect() }
    };
    vec![
        kind("room", keys.rooms()),
        kind("room, half typed", keys.rooms().into_iter().map(|text| begin(text, 3)).collect()),
        kind(
            "room number alone",
            keys.rooms().iter().filter_map(|code| Some(code.rsplit_once('-')?.1.to_owned())).collect(),
        ),
        kind(
            "room number, half typed",
            keys.rooms()
                .iter()
                .filter_map(|code| Some(begin(code.rsplit_once('-')?.1.to_owned(), 2)))
                .collect(),
        ),
        kind("name", all(KeyClass::Name).collect()),
        kind("name, first character", all(KeyClass::Name).map(|text| begin(text, 1)).collect()),
        kind("full pinyin", full().collect()),
        kind("full pinyin, half typed", full().map(|text| begin(text, 3)).collect()),
        kind("initials", cut().map(|(initials, _)| initials).collect()),
        kind("first initial", cut().map(|(initials, _)| begin(initials, 1)).collect()),
        kind("pinyin mixed", mixed(|syllable| syllable.chars().filter(char::is_ascii).collect()).collect()),
        kind(
            "character and initials",
            mixed(|syllable| syllable.chars().filter(|c| !c.is_ascii()).collect()).collect(),
        ),
        kind("phone tail", all(KeyClass::Phone).map(|text| turned(begin(text, 4))).collect()),
        kind("plate part", all(KeyClass::Plate).map(|text| begin(text, 3)).collect()),
        kind("paper tail", all(KeyClass::Paper).map(|text| turned(begin(text, 4))).collect()),
        kind("number", all(KeyClass::Number).collect()),
        kind("number, half typed", all(KeyClass::Number).map(|text| begin(text, 5)).collect()),
        kind("one digit", (0..10).map(|digit| digit.to_string()).collect()),
    ]
}

/// Texts among the search keys of a store, from all over it, the same ones in every run.
pub struct Keys(HashMap<u8, Vec<String>>);

impl Keys {
    fn of(desk: &Desk) -> Self {
        let mut counts: HashMap<u8, usize> = HashMap::new();
        each_key(desk, &mut |class, _, _| *counts.entry(class).or_default() += 1);
        let mut seen: HashMap<u8, usize> = HashMap::new();
        let mut found: HashMap<u8, Vec<String>> = HashMap::new();
        each_key(desk, &mut |class, text, _| {
            let at = seen.entry(class).or_default();
            // A step that shares no factor with the usual counts visits texts far apart.
            if at.is_multiple_of((counts[&class] / QUERIES / 4) | 1) {
                found.entry(class).or_default().push(text.to_owned());
            }
            *at += 1;
        });
        Self(found)
    }

    fn of_class(&self, class: KeyClass) -> &[String] {
        self.0.get(&(class as u8)).map_or(&[], Vec::as_slice)
    }

    /// Whole codes of rooms.
    fn rooms(&self) -> Vec<String> {
        let codes = self.of_class(KeyClass::Room).iter().filter(|key| key.matches('-').count() == 2);
        codes.take(QUERIES).cloned().collect()
    }
}

/// Shows every search key that people could type: class, text, record.
fn each_key(desk: &Desk, show: &mut dyn FnMut(u8, &str, &[u8])) {
    let range = KeyBuf::new(SEARCH_INDEX.number).range();
    desk.store()
        .read(|reader| {
            lobby::store::table::scan_index(reader, &range, Dir::Up, &mut |key, record| {
                let mut parts = KeyReader::new(SEARCH_INDEX.number, key).unwrap();
                let (class, text) = (parts.u8().unwrap(), parts.str().unwrap());
                if !text.starts_with(char::is_control) {
                    show(class, &text, record);
                }
                Visit::More
            })
        })
        .unwrap();
}
