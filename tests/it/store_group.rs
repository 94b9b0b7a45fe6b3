//! Groups, transactions, tables with their indexes, the journal's entries.

use crate::store_help::{NOTES, Note, call, memory_store, meta, note, put, sled_store};
use crate::support::often::cases;
use lobby::store::tables::{DRAFT, ENTRY, ENTRY_INDEX, META, SEARCH_INDEX};
use lobby::store::{
    Batch, Dir, Engine, JournalMeta, KeyBuf, KeyRange, MemoryEngine, Options, Outcome, Reader, Result,
    SCHEMA, SledEngine, Store, StoreError, Visit, collect, journal, table,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, mpsc};
use std::time::Duration;

fn found(reader: &dyn Reader, key: &KeyBuf) -> Vec<u64> {
    let mut ids = Vec::new();
    let mut visit = |_: &[u8], record: &[u8]| {
        ids.push(NOTES.parse_key(record).unwrap());
        Visit::More
    };
    table::scan_index(reader, &key.range(), Dir::Up, &mut visit).unwrap();
    ids
}

fn in_room(reader: &dyn Reader, room: &str) -> Vec<u64> {
    found(reader, &KeyBuf::new(ENTRY_INDEX.number).str(room))
}

#[test]
fn a_record_and_its_index_rows_change_together() {
    let store = memory_store();
    put(&store, 1, &note("3-2-1801", &["漏水", "水管"]));
    put(&store, 2, &note("3-2-1801", &["门锁"]));
    store
        .read(|reader| -> Result<()> {
            assert_eq!(in_room(reader, "3-2-1801"), [1, 2]);
            assert_eq!(found(reader, &KeyBuf::new(SEARCH_INDEX.number).str_prefix("水")), [1]);
            assert_eq!(NOTES.last_key(reader)?, Some(2));
            Ok(())
        })
        .unwrap();
    put(&store, 1, &note("1-1-101", &["水管"]));
    call(&store, |tx| NOTES.delete(tx, &2));
    store
        .read(|reader| -> Result<()> {
            assert_eq!(in_room(reader, "3-2-1801"), [0; 0]);
            assert_eq!(in_room(reader, "1-1-101"), [1]);
            assert_eq!(found(reader, &KeyBuf::new(SEARCH_INDEX.number)), [1]);
            assert_eq!(NOTES.get(reader, &1)?, Some(note("1-1-101", &["水管"])));
            assert_eq!(NOTES.get(reader, &2)?, None);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_later_call_of_the_group_sees_the_earlier_and_a_failed_one_leaves_nothing() {
    let store = memory_store();
    put(&store, 1, &note("a", &[]));
    let mut group = store.begin().unwrap();
    group.run(|tx| NOTES.put(tx, &2, &note("b", &[])).map(|()| ((), meta("x")))).unwrap();
    let failed = group.run(|tx| -> Result<((), JournalMeta)> {
        NOTES.put(tx, &3, &note("c", &[]))?;
        NOTES.delete(tx, &1)?;
        assert_eq!(in_room(tx, "a"), [0; 0]);
        Err(StoreError::bug("on purpose"))
    });
    assert!(failed.is_err());
    let ((), seq) = group
        .run(|tx| {
            let mut ids = Vec::new();
            NOTES.scan(tx, Dir::Down, &mut |id, _| {
                ids.push(id);
                Visit::More
            })?;
            assert_eq!(ids, [2, 1]);
            Result::Ok(((), meta("look")))
        })
        .unwrap();
    assert_eq!(seq, None, "nothing changed, nothing asked for");
    let refused =
        JournalMeta { outcome: Outcome::Refused("not-permitted".into()), always: true, ..meta("y") };
    let ((), seq) = group.run(|_| Result::Ok(((), refused))).unwrap();
    assert_eq!(seq, Some(3));
    assert_eq!(group.commit().unwrap().seq, 3);
    let entries = store.read(|reader| journal::read(reader, 2, 10)).unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].changes[0].key, NOTES.key(&2));
    assert_eq!(entries[1].outcome, Outcome::Refused("not-permitted".into()));
    assert!(entries[1].changes.is_empty());
}

#[test]
fn a_group_that_is_dropped_never_was() {
    let store = memory_store();
    let before = store.head().unwrap();
    let mut group = store.begin().unwrap();
    group.run(|tx| NOTES.put(tx, &1, &note("a", &[])).map(|()| ((), meta("x")))).unwrap();
    drop(group);
    assert_eq!(store.head().unwrap(), before);
    assert_eq!(put(&store, 1, &note("b", &[])), 1);
}

#[test]
fn working_rows_stay_out_of_the_journal_and_foreign_rows_cannot_be_written() {
    let store = memory_store();
    let mut group = store.begin().unwrap();
    let draft = KeyBuf::new(DRAFT.number).u64(7).into_vec();
    let ((), seq) = group.run(|tx| tx.put(&draft, *b"half").map(|()| ((), meta("draft.save")))).unwrap();
    assert_eq!(seq, None);
    for table in [META.number, 1, 2, 200] {
        let written = group.run(|tx| tx.put(&[table, 1], *b"x").map(|()| ((), meta("x"))));
        assert!(matches!(written, Err(StoreError::Bug { .. })), "table {table}");
    }
    let long = group.run(|tx| tx.put(&[ENTRY.number], vec![0; 65_537]).map(|()| ((), meta("x"))));
    assert!(matches!(long, Err(StoreError::TooLong { .. })));
    group.commit().unwrap();
    assert_eq!(store.read(|reader| reader.get(&draft)).unwrap(), Some(b"half".to_vec()));
}

#[test]
fn history_of_a_record_is_its_entries_in_order_even_when_an_entry_is_long_or_erased() {
    let dir = tempfile::tempdir().unwrap();
    let store = sled_store(&dir);
    put(&store, 1, &note("a", &[]));
    put(&store, 2, &note("a", &[]));
    let long = "长".repeat(10_000);
    let seq = call(&store, |tx| (1..9).try_for_each(|id| NOTES.put(tx, &id, &note(&long, &[]))));
    put(&store, 1, &note("c", &[]));
    let past = |store: &Store| store.read(|reader| journal::history(reader, &NOTES.key(&1))).unwrap();
    let seqs =
        |entries: &[lobby::store::JournalEntry]| entries.iter().map(|entry| entry.seq).collect::<Vec<_>>();
    assert_eq!(seqs(&past(&store)), [1, 3, 4]);
    assert_eq!(past(&store)[1].changes.len(), 8);
    let mut group = store.begin().unwrap();
    group.erase(seq).unwrap();
    group.erase(seq).unwrap();
    assert!(group.erase(99).is_err());
    group.commit().unwrap();
    drop(store);
    let store = sled_store(&dir);
    let entries = past(&store);
    assert_eq!(seqs(&entries), [1, 3, 4]);
    assert_eq!((entries[1].outcome.clone(), entries[1].changes.len()), (Outcome::Erased, 0));
    let mut left = 0;
    store
        .read(|r| {
            r.scan(&KeyBuf::new(2).u64(seq).range(), Dir::Up, &mut |_, v| {
                left += v.len();
                Visit::More
            })
        })
        .unwrap();
    assert!(left < 200, "{left} bytes of the erased entry are still there");
}

#[test]
fn a_newer_store_and_a_shortened_journal_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let open = || SledEngine::open(dir.path()).unwrap();
    let store = Store::open(open(), &Options::unwatched()).unwrap();
    put(&store, 1, &note("a", &[]));
    drop(store);
    let change = |key: Vec<u8>, value: Option<Vec<u8>>| {
        let engine = open();
        let mut batch = Batch::default();
        match value {
            Some(value) => batch.put(key, value),
            None => batch.delete(key),
        }
        engine.apply(&batch).unwrap();
        engine.flush().unwrap();
    };
    let refused = || Store::open(open(), &Options::unwatched()).err().unwrap();
    change(vec![0, 1], Some((SCHEMA + 1).to_be_bytes().to_vec()));
    let error = refused();
    assert!(matches!(error, StoreError::Newer { found: 2, known: 1 }), "{error:?}");
    assert!(error.say().zh.contains("升级") && error.say().en.contains("newer"));
    change(vec![0, 1], Some(SCHEMA.to_be_bytes().to_vec()));
    change(KeyBuf::new(1).u64(1).into_vec(), None);
    assert!(matches!(refused(), StoreError::Corrupt { .. }));
}

/// An engine whose writes fail while told so; a failed flush comes after the batch was taken.
#[derive(Default)]
struct Faulty {
    inner: MemoryEngine,
    fail_apply: AtomicBool,
    fail_flush: AtomicBool,
}

impl Reader for Faulty {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.inner.get(key)
    }
    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        self.inner.scan(range, dir, visit)
    }
}

impl Engine for Faulty {
    fn apply(&self, batch: &Batch) -> Result<()> {
        if self.fail_apply.load(Ordering::SeqCst) {
            return Err(StoreError::Full { what: "test".into() });
        }
        self.inner.apply(batch)
    }
    fn flush(&self) -> Result<()> {
        if self.fail_flush.swap(false, Ordering::SeqCst) {
            return Err(StoreError::Full { what: "test".into() });
        }
        Ok(())
    }
}

#[test]
fn a_full_disk_is_a_fault_and_work_goes_on_when_there_is_room() {
    let faulty = Arc::new(Faulty::default());
    let store = Store::open(Arc::clone(&faulty), &Options::unwatched()).unwrap();
    put(&store, 1, &note("a", &[]));
    faulty.fail_apply.store(true, Ordering::SeqCst);
    let mut group = store.begin().unwrap();
    group.run(|tx| NOTES.put(tx, &2, &note("b", &[])).map(|()| ((), meta("x")))).unwrap();
    let error = group.commit().unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }));
    assert_eq!(store.head().unwrap().seq, 1);
    faulty.fail_apply.store(false, Ordering::SeqCst);
    assert_eq!(put(&store, 3, &note("c", &[])), 2);
}

#[test]
fn a_failed_flush_counts_as_done_when_the_batch_turns_out_to_be_there() {
    let faulty = Arc::new(Faulty::default());
    let store = Store::open(Arc::clone(&faulty), &Options::unwatched()).unwrap();
    faulty.fail_flush.store(true, Ordering::SeqCst);
    assert_eq!(put(&store, 1, &note("a", &[])), 1);
    assert_eq!(put(&store, 2, &note("b", &[])), 2);
    assert_eq!(store.head().unwrap().commit, 2);
}

/// An engine whose flush waits until it is let go.
struct Hanging(MemoryEngine, Arc<(Mutex<bool>, Condvar)>);

impl Reader for Hanging {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.0.get(key)
    }
    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        self.0.scan(range, dir, visit)
    }
}

impl Engine for Hanging {
    fn apply(&self, batch: &Batch) -> Result<()> {
        self.0.apply(batch)
    }
    fn flush(&self) -> Result<()> {
        let (hang, changed) = &*self.1;
        drop(changed.wait_while(hang.lock().unwrap(), |hang| *hang).unwrap());
        Ok(())
    }
}

#[test]
fn a_hanging_commit_wakes_the_watchdog_once_and_a_quick_one_does_not() {
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let (barked, bark) = mpsc::channel();
    let let_go = Arc::clone(&gate);
    let hook = move || {
        barked.send(()).unwrap();
        *let_go.0.lock().unwrap() = false;
        let_go.1.notify_all();
    };
    let options = Options { hang_limit: Duration::from_secs(1), hang_hook: Some(Arc::new(hook)) };
    let store = Store::open(Hanging(MemoryEngine::new(), Arc::clone(&gate)), &options).unwrap();
    put(&store, 1, &note("a", &[]));
    put(&store, 2, &note("a", &[]));
    assert!(bark.try_recv().is_err());
    *gate.0.lock().unwrap() = true;
    put(&store, 3, &note("a", &[]));
    bark.recv().unwrap();
    drop((store, options));
    assert!(bark.recv().is_err(), "the thread ends with the store, having called once");
}

#[derive(Debug, Clone)]
enum Act {
    Put(u64, u8),
    Delete(u64),
    Fail,
    EndCall,
    EndGroup(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        5 => (0..12_u64, any::<u8>()).prop_map(|(id, value)| Act::Put(id, value)),
        2 => (0..12_u64).prop_map(Act::Delete),
        1 => Just(Act::Fail),
        3 => Just(Act::EndCall),
        2 => any::<bool>().prop_map(Act::EndGroup),
    ]
}

fn random_note(value: u8) -> Note {
    let words = ["水", "电", "门"];
    note(&format!("room-{}", value % 5), &words[..usize::from(value % 4)])
}

/// Runs the acts in groups of calls on a store and on a plain map; both must agree after each group.
fn follows_the_model(mut store: Store, reopen: impl Fn(Store) -> Store, acts: &[Act]) {
    let mut model: BTreeMap<u64, Note> = BTreeMap::new();
    for group_acts in acts.split_inclusive(|act| matches!(act, Act::EndGroup(_))) {
        let mut group = store.begin().unwrap();
        let mut pending = model.clone();
        for calls in group_acts.split_inclusive(|act| matches!(act, Act::EndCall | Act::Fail)) {
            let mut mine = pending.clone();
            let done = group.run(|tx| {
                for act in calls {
                    match act {
                        Act::Put(id, value) => {
                            NOTES.put(tx, id, &random_note(*value))?;
                            mine.insert(*id, random_note(*value));
                        }
                        Act::Delete(id) => {
                            NOTES.delete(tx, id)?;
                            mine.remove(id);
                        }
                        Act::Fail => return Err(StoreError::bug("on purpose")),
                        Act::EndCall | Act::EndGroup(_) => {}
                    }
                    agree(tx, &mine)?;
                }
                Ok(((), meta("x")))
            });
            if done.is_ok() {
                pending = mine;
            }
        }
        if matches!(group_acts.last(), Some(Act::EndGroup(true))) {
            group.commit().unwrap();
            model = pending;
        } else {
            drop(group);
        }
        store = reopen(store);
        store.read(|reader| agree(reader, &model)).unwrap();
    }
}

fn agree(reader: &dyn Reader, model: &BTreeMap<u64, Note>) -> Result<()> {
    let mut records = BTreeMap::new();
    NOTES.scan(reader, Dir::Up, &mut |id, note| {
        records.insert(id, note);
        Visit::More
    })?;
    assert_eq!(&records, model);
    let mut index: Vec<Vec<u8>> = Vec::new();
    for (id, note) in model {
        for key in NOTES.index_keys(id, note) {
            index.push(table::index_row(&key, &NOTES.key(id))?.0);
        }
    }
    index.sort();
    index.dedup();
    for (dir, table) in [(Dir::Up, ENTRY_INDEX), (Dir::Down, SEARCH_INDEX)] {
        let mut rows = collect(reader, &KeyRange::prefix(&[table.number]), dir, usize::MAX)?;
        if dir == Dir::Down {
            rows.reverse();
        }
        let wanted: Vec<_> = index.iter().filter(|key| key[0] == table.number).collect();
        assert_eq!(rows.iter().map(|(key, _)| key).collect::<Vec<_>>(), wanted);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(24), ..ProptestConfig::default() })]
    #[test]
    fn random_work_in_memory_follows_a_plain_map(acts in proptest::collection::vec(act(), 1..60)) {
        follows_the_model(memory_store(), |store| store, &acts);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(6), ..ProptestConfig::default() })]
    #[test]
    fn random_work_on_disk_follows_a_plain_map(acts in proptest::collection::vec(act(), 1..40)) {
        let dir = tempfile::tempdir().unwrap();
        let reopen = |store: Store| { drop(store); sled_store(&dir) };
        follows_the_model(sled_store(&dir), reopen, &acts);
    }
}
