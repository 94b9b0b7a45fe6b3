//! What the store's tests share: engines, a meta, a small table with two indexes.

use lobby::store::tables::{ENTRY, ENTRY_INDEX, SEARCH_INDEX};
use lobby::store::{
    IndexFn, JournalMeta, KeyBuf, MemoryEngine, Options, Outcome, Reindex, Result, SledEngine, Store, Table,
    Tx,
};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub room: String,
    pub words: Vec<String>,
    pub text: String,
}

pub fn note(room: &str, words: &[&str]) -> Note {
    Note {
        room: room.into(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        text: String::new(),
    }
}

pub static NOTES: Table<u64, Note> = Table::new(&ENTRY, INDEXES);

const INDEXES: &[IndexFn<u64, Note>] = &[
    |_, note| vec![KeyBuf::new(ENTRY_INDEX.number).str(&note.room)],
    |_, note| note.words.iter().map(|word| KeyBuf::new(SEARCH_INDEX.number).str(word)).collect(),
];

/// Knows the one table.
pub struct Notes;

impl Reindex for Notes {
    fn index_keys(&self, table: u8, key: &[u8], value: &[u8]) -> Result<Vec<Vec<u8>>> {
        if table == ENTRY.number { NOTES.index_keys_of_bytes(key, value) } else { Ok(Vec::new()) }
    }
}

pub fn meta(call: &str) -> JournalMeta {
    JournalMeta {
        at: 1_700_000_000_000,
        zone: "Asia/Shanghai".into(),
        staff: 7,
        desk: 1,
        session: 3,
        call: call.into(),
        note: None,
        outcome: Outcome::Done,
        always: false,
    }
}

pub fn memory_store() -> Store {
    Store::open(MemoryEngine::new(), &Options::unwatched()).unwrap()
}

pub fn sled_store(dir: &TempDir) -> Store {
    Store::open(SledEngine::open(dir.path().join("store")).unwrap(), &Options::unwatched()).unwrap()
}

/// One call in a group of its own; returns its entry number.
pub fn call(store: &Store, job: impl FnOnce(&mut Tx<'_>) -> Result<()>) -> u64 {
    let mut group = store.begin().unwrap();
    let (_, seq) = group.run(|tx| job(tx).map(|()| ((), meta("note.put")))).unwrap();
    group.commit().unwrap();
    seq.unwrap()
}

pub fn put(store: &Store, id: u64, value: &Note) -> u64 {
    call(store, |tx| NOTES.put(tx, &id, value))
}
