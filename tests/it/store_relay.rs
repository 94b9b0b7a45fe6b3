//! A long work in groups: one is written while the next is prepared, and still it looks as if they came one by one.

use crate::store_help::{NOTES, Notes, call, meta, note, put};
use lobby::store::{
    Batch, Dir, Engine, KeyRange, MemoryEngine, Options, Reader, Result, Store, StoreError, Visit, verify,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// An engine that nobody may read while it writes, and that writes so many batches and no more.
struct Alone {
    inner: MemoryEngine,
    writing: AtomicBool,
    left: AtomicUsize,
}

impl Alone {
    fn new(left: usize) -> Arc<Self> {
        let (inner, writing, left) = (MemoryEngine::new(), AtomicBool::new(false), AtomicUsize::new(left));
        Arc::new(Self { inner, writing, left })
    }

    fn nobody_writes(&self) {
        assert!(!self.writing.load(Ordering::SeqCst), "it was read while it wrote");
    }
}

impl Reader for Alone {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.nobody_writes();
        self.inner.get(key)
    }
    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        self.nobody_writes();
        self.inner.scan(range, dir, visit)
    }
}

impl Engine for Alone {
    fn apply(&self, batch: &Batch) -> Result<()> {
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err() {
            return Err(StoreError::Full { what: "test".into() });
        }
        self.writing.store(true, Ordering::SeqCst);
        // Whoever might read meanwhile gets many turns to do so.
        (0..200).for_each(|_| thread::yield_now());
        self.inner.apply(batch)
    }
    fn flush(&self) -> Result<()> {
        (0..200).for_each(|_| thread::yield_now());
        self.writing.store(false, Ordering::SeqCst);
        Ok(())
    }
}

/// Writes note after note, each saying what it found of the one before and of what was there at first.
fn play(store: &Store, groups: u64, fail_at: Option<u64>) -> Result<()> {
    let mut next = 1;
    let done = store.relay(
        |reader| {
            let last = NOTES.last_key(reader)?.unwrap_or(0);
            assert_eq!(last, next - 1, "the groups before are seen when the next is gathered");
            next += 1;
            Ok::<_, StoreError>((last < groups).then_some(last + 1))
        },
        |calls, id| {
            if fail_at == Some(id) {
                return Err(StoreError::bug("as was asked for"));
            }
            calls.run(|tx| {
                let before = NOTES.get(tx, &(id - 1))?;
                assert_eq!(before.is_some(), id > 1, "and when it is prepared");
                assert_eq!(NOTES.get(tx, &1_000)?, None);
                NOTES.put(tx, &id, &note("a", &["b"]))?;
                Ok::<_, StoreError>(((), meta("relay")))
            })?;
            Ok(())
        },
    );
    done.map(|head| assert_eq!(head, store.head().unwrap()))
}

fn notes(store: &Store) -> u64 {
    store.read(|reader| NOTES.last_key(reader)).unwrap().unwrap_or(0)
}

fn is_sound(store: &Store) {
    verify(store, &Notes).unwrap();
}

#[test]
fn one_group_after_the_other_and_nobody_reads_meanwhile() {
    let store = Store::open(Alone::new(usize::MAX), &Options::unwatched()).unwrap();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let playing = scope.spawn(|| {
            play(&store, 30, None).unwrap();
            done.store(true, Ordering::SeqCst);
        });
        while !done.load(Ordering::SeqCst) && !playing.is_finished() {
            notes(&store);
        }
    });
    assert_eq!(notes(&store), 30);
    is_sound(&store);
}

#[test]
fn what_comes_after_a_group_that_could_not_be_written_is_not_written_either() {
    for room in 0..5 {
        // The store's own first rows are a batch of their own.
        let engine = Alone::new(room + 1);
        let store = Store::open(Arc::clone(&engine), &Options::unwatched()).unwrap();
        assert!(matches!(play(&store, 5, None), Err(StoreError::Full { .. })));
        assert_eq!(notes(&store), room as u64);
        engine.left.store(usize::MAX, Ordering::SeqCst);
        put(&store, 900, &note("later", &[]));
        is_sound(&store);
    }
}

#[test]
fn a_group_that_fails_leaves_those_before_it() {
    for at in 1..=3 {
        let store = Store::open(Alone::new(usize::MAX), &Options::unwatched()).unwrap();
        assert!(play(&store, 5, Some(at)).is_err());
        assert_eq!(notes(&store), at - 1);
        call(&store, |tx| NOTES.put(tx, &900, &note("later", &[])));
        is_sound(&store);
    }
}
