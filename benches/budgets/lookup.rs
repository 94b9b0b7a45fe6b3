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
use lobby::text::pinyin::name_keys;
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
        for (which, names) in [("the list's names", listed()), ("any resident's name", keys.names())] {
            let (there, of) = by_initials(&desk, &names);
            say(Row::note(
                format!("{which} found by initials in the first page, {name}"),
                format!("{there} of {of}"),
            ));
        }
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

/// Names that many bear, three generations of them: the fifty commonest of the country as its register published them,
/// and fifty more that everybody knows somebody of.
const NAMES: &[&str] = &[
    "张伟",
    "王伟",
    "王芳",
    "李伟",
    "王秀英",
    "李秀英",
    "李娜",
    "张秀英",
    "刘伟",
    "张敏",
    "李静",
    "张丽",
    "王静",
    "王丽",
    "李强",
    "张静",
    "李敏",
    "王敏",
    "王磊",
    "李军",
    "刘洋",
    "王勇",
    "张勇",
    "王艳",
    "李杰",
    "张磊",
    "王强",
    "王军",
    "张杰",
    "李娟",
    "张艳",
    "张涛",
    "王涛",
    "李明",
    "李艳",
    "王超",
    "李勇",
    "王娟",
    "刘杰",
    "王秀兰",
    "李霞",
    "刘敏",
    "张军",
    "李丽",
    "张强",
    "王平",
    "王刚",
    "王杰",
    "李桂英",
    "刘芳",
    "刘静",
    "刘强",
    "刘勇",
    "刘军",
    "陈静",
    "陈伟",
    "陈杰",
    "杨洋",
    "杨伟",
    "赵伟",
    "周伟",
    "吴敏",
    "黄敏",
    "徐静",
    "孙丽",
    "马超",
    "朱军",
    "胡伟",
    "郭强",
    "何勇",
    "林芳",
    "高峰",
    "郑伟",
    "张秀兰",
    "李秀兰",
    "王玉兰",
    "张玉兰",
    "李玉兰",
    "王桂英",
    "张桂英",
    "王桂兰",
    "刘秀英",
    "陈秀英",
    "杨秀英",
    "王建国",
    "李建国",
    "张建国",
    "王志强",
    "李志强",
    "张志强",
    "王建华",
    "李建华",
    "张建华",
    "刘建华",
    "王建军",
    "张建军",
    "李海燕",
    "王海燕",
    "张俊杰",
    "王浩宇",
];

/// Those names as they are found: initials, then syllables with their characters.
fn listed() -> Vec<String> {
    NAMES.iter().filter_map(|name| name_keys(name).into_iter().find(|key| key.starts_with('\''))).collect()
}

/// Of these names, how many stand in the first page when their initials are typed; and how many anybody bears.
fn by_initials(desk: &Desk, names: &[String]) -> (usize, usize) {
    let mut bearers: HashMap<&str, HashSet<Vec<u8>>> = HashMap::new();
    for name in names {
        bearers.entry(name.as_str()).or_default();
    }
    each_key(desk, &mut |_, text, record| {
        if let Some(records) = bearers.get_mut(text) {
            records.insert(record.to_vec());
        }
    });
    let borne = names.iter().filter(|name| !bearers[name.as_str()].is_empty());
    let found = borne.clone().filter(|name| {
        let initials = name.split('\'').nth(1).unwrap_or_default();
        let call = Call::Find(Find { text: initials.to_owned(), namesakes: true, ..Find::default() });
        let Ok(Reply::Find(found)) = desk.read(&office::founder(), &call) else { return false };
        let record =
            |entry: &EntryRef| KeyBuf::new(ENTRY.number).u16(entry.register).u64(entry.id).into_vec();
        // Alone, or as one of several who share a line: one of these is the first of them.
        found.hits.iter().any(|hit| bearers[name.as_str()].contains(&record(&hit.entry)))
    });
    (found.count(), borne.count())
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

    /// A hundred residents' names, whoever they are.
    fn names(&self) -> Vec<String> {
        let cut = self.of_class(KeyClass::Pinyin).iter().filter(|key| key.starts_with('\''));
        let step = (cut.clone().count() / 100).max(1);
        cut.step_by(step).take(100).cloned().collect()
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
