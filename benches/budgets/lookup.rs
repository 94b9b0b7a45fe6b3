//! The one box and the room card in the server: through the desk, without socket and screen, beside SQLite's FTS5.

use crate::fts::Fts;
use crate::office::{self, directory};
use crate::practice::{self, Size};
use crate::stats::Times;
use crate::table::{Budget, Row, Unit};
use lobby::api::card::{Find, RoomCard};
use lobby::api::{Call, Reply};
use lobby::desk::Desk;
use lobby::domain::register::KeyClass;
use lobby::store::tables::SEARCH_INDEX;
use lobby::store::{Dir, KeyBuf, KeyReader, SledEngine, Visit};
use std::time::{Duration, Instant};

/// Queries of each kind.
const QUERIES: usize = 300;
/// A kind that takes longer than this in all is cut short.
const LIMIT: Duration = Duration::from_secs(20);

pub fn run(say: &mut dyn FnMut(Row)) {
    for size in Size::wanted().into_iter().filter(|size| *size != Size::Small) {
        let dir = directory();
        let data = practice::copy(size, dir.path());
        let desk = office::open(SledEngine::open(data.join("store")).unwrap());
        let keys = Keys::of(&desk);
        let fts = Fts::fill(&dir.path().join("fts"), &keys.all);
        let name = size.name();
        for kind in kinds(&keys) {
            let (mut ours, mut theirs) = (Times::default(), Times::default());
            let begun = Instant::now();
            for text in kind.texts.iter().take_while(|_| begun.elapsed() < LIMIT) {
                ours.take(|| find(&desk, text));
                theirs.take(|| fts.find(text));
            }
            say(Row::new(format!("find {}, {name}, p99", kind.name), ours.p99(), Unit::Seconds)
                .beside("SQLite FTS5, keys alone", theirs.p99())
                .budget(Budget::AtMost(0.005)));
            say(Row::new(format!("find {}, {name}, p50", kind.name), ours.p50(), Unit::Seconds)
                .beside("SQLite FTS5, keys alone", theirs.p50()));
        }
        let mut card = Times::default();
        let begun = Instant::now();
        for text in keys.of_class(KeyClass::Room).take_while(|_| begun.elapsed() < LIMIT) {
            card.take(|| room_card(&desk, &text));
        }
        say(Row::new(format!("room card, {name}, p99"), card.p99(), Unit::Seconds)
            .budget(Budget::AtMost(0.002)));
        say(Row::new(format!("room card, {name}, p50"), card.p50(), Unit::Seconds));
    }
}

fn find(desk: &Desk, text: &str) -> usize {
    let call = Call::Find(Find { text: text.to_owned(), ..Find::default() });
    match desk.read(&office::founder(), &call) {
        Ok(Reply::Find(found)) => found.hits.len(),
        other => panic!("find {text}: {other:?}"),
    }
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
    let whole = |class| keys.of_class(class).collect::<Vec<_>>();
    let begins = |class, count: usize| {
        let cut = |text: String| text.chars().take(count).collect::<String>();
        keys.of_class(class).map(cut).collect::<Vec<_>>()
    };
    // Phones are stored the other way round, so that a tail is a beginning.
    let tail = |text: String| text.chars().rev().collect::<String>();
    vec![
        Kind { name: "room", texts: whole(KeyClass::Room) },
        Kind { name: "room, half typed", texts: begins(KeyClass::Room, 2) },
        Kind { name: "name", texts: whole(KeyClass::Name) },
        Kind { name: "name, first character", texts: begins(KeyClass::Name, 1) },
        Kind { name: "phone tail", texts: begins(KeyClass::Phone, 4).into_iter().map(tail).collect() },
        Kind { name: "number", texts: whole(KeyClass::Number) },
        Kind { name: "number, half typed", texts: begins(KeyClass::Number, 5) },
    ]
}

/// The search keys of a store.
pub struct Keys {
    /// Class, text and the key of the record, in their order.
    pub all: Vec<(u8, String, Vec<u8>)>,
}

impl Keys {
    fn of(desk: &Desk) -> Self {
        let mut all = Vec::new();
        desk.store()
            .read(|reader| {
                let range = KeyBuf::new(SEARCH_INDEX.number).range();
                lobby::store::table::scan_index(reader, &range, Dir::Up, &mut |key, record| {
                    let mut parts = KeyReader::new(SEARCH_INDEX.number, key).unwrap();
                    all.push((parts.u8().unwrap(), parts.str().unwrap(), record.to_vec()));
                    Visit::More
                })
            })
            .unwrap();
        Self { all }
    }

    /// Texts of a class from all over it, the same ones in every run.
    fn of_class(&self, class: KeyClass) -> impl Iterator<Item = String> {
        let mine: Vec<&String> =
            self.all.iter().filter(|(of, ..)| *of == class as u8).map(|(_, text, _)| text).collect();
        // A step that shares no factor with the usual counts visits texts far apart.
        let step = (mine.len() / QUERIES) | 1;
        let some: Vec<String> =
            mine.iter().step_by(step.max(1)).take(QUERIES).map(|text| (*text).clone()).collect();
        some.into_iter()
    }
}
