//! What `verify` proves and names, and that export, import, backup and restore lose nothing.

use crate::store_help::{NOTES, Note, Notes, call, memory_store, note, put, sled_store};
use lobby::store::tables::{CHAIN, DRAFT, ENTRY, HISTORY, META, PAYLOAD, SEARCH_INDEX};
use lobby::store::{
    Batch, Class, Dir, Engine, KeyBuf, KeyRange, MemoryEngine, Options, Reader, SledEngine, Store,
    StoreError, backup, collect, digest, export, import, journal, restore, tables, verify,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Records that were changed, removed and made again; a long entry; erased entries; a draft.
fn work(store: &Store) {
    for id in 1..=6 {
        put(store, id, &note(&format!("3-2-{id}"), &["水", "电"]));
    }
    put(store, 2, &note("1-1-101", &["门"]));
    call(store, |tx| NOTES.delete(tx, &3));
    let told = put(store, 4, &note("张三家", &["13800138000"]));
    let only = put(store, 5, &note("李四家", &[]));
    let gone = call(store, |tx| NOTES.delete(tx, &6));
    put(store, 4, &note("-", &[]));
    let long = Note { text: "长".repeat(4_000), ..note("c", &["长"]) };
    call(store, |tx| (10..13).try_for_each(|id| NOTES.put(tx, &id, &long)));
    call(store, |tx| {
        tx.put(&KeyBuf::new(DRAFT.number).u64(1).into_vec(), *b"half")?;
        NOTES.put(tx, &7, &note("b", &["水"]))
    });
    let mut group = store.begin().unwrap();
    for seq in [told, only, gone] {
        group.erase(seq).unwrap();
    }
    group.commit().unwrap();
}

#[test]
fn an_undamaged_store_is_proven() {
    let dir = tempfile::tempdir().unwrap();
    for store in [memory_store(), sled_store(&dir)] {
        let empty = verify(&store, &Notes).unwrap();
        assert_eq!((empty.entries, empty.records), (0, 0));
        work(&store);
        let report = verify(&store, &Notes).unwrap();
        assert_eq!((report.entries, report.erased, report.records, report.unproven), (14, 3, 8, 1));
        assert_eq!(report.head, store.head().unwrap());
        assert!(!report.moved);
        assert_eq!(report.digest, digest(&store).unwrap());
        put(&store, 7, &note("c", &[]));
        assert_ne!(report.digest, digest(&store).unwrap());
    }
}

/// Opens the store as it is and verifies it.
fn judge(engine: &Arc<MemoryEngine>) -> Result<(), StoreError> {
    let store = Store::open(Arc::clone(engine), &Options::unwatched())?;
    verify(&store, &Notes).map(|_| ())
}

#[test]
fn a_flipped_byte_anywhere_is_named() {
    let engine = Arc::new(MemoryEngine::new());
    work(&Store::open(Arc::clone(&engine), &Options::unwatched()).unwrap());
    judge(&engine).unwrap();
    let rows = collect(&*engine, &KeyRange::all(), Dir::Up, usize::MAX).unwrap();
    let proven = |class| matches!(class, Class::Journal | Class::Record | Class::Index);
    let mut named = 0;
    for (key, value) in rows.iter().filter(|(key, _)| proven(tables::of_key(key).unwrap().class)) {
        let step = if value.len() > 1000 { 997 } else { 1 };
        let places =
            (0..key.len()).map(|at| (true, at)).chain((0..value.len()).step_by(step).map(|at| (false, at)));
        for (in_key, at) in places {
            let (mut bad_key, mut bad_value) = (key.clone(), value.clone());
            let bad = if in_key { &mut bad_key } else { &mut bad_value };
            bad[at] ^= 1 << (at % 8);
            if tables::of_key(&bad_key).is_some_and(|table| table.number == META.number) {
                continue;
            }
            let mut damage = Batch::default();
            damage.delete(key.clone());
            damage.put(bad_key.clone(), bad_value);
            let mut repair = Batch::default();
            match engine.get(&bad_key).unwrap() {
                Some(old) => repair.put(bad_key, old),
                None => repair.delete(bad_key),
            }
            repair.put(key.clone(), value.clone());
            engine.apply(&damage).unwrap();
            let verdict = judge(&engine);
            assert!(
                matches!(verdict, Err(StoreError::Corrupt { .. })),
                "{} byte {at} of the {}: {verdict:?}",
                tables::name_of(key),
                if in_key { "key" } else { "value" }
            );
            engine.apply(&repair).unwrap();
            named += 1;
        }
    }
    judge(&engine).unwrap();
    assert!(named > 2000, "{named}");
}

type Damage = dyn Fn(&mut Batch, &dyn Engine);

#[test]
fn the_fault_names_the_place() {
    let name_of_damage = |change: &Damage| {
        let engine = Arc::new(MemoryEngine::new());
        work(&Store::open(Arc::clone(&engine), &Options::unwatched()).unwrap());
        let mut batch = Batch::default();
        change(&mut batch, &*engine);
        engine.apply(&batch).unwrap();
        judge(&engine).unwrap_err().to_string()
    };
    let record = |id| format!("entry:{id:016x}");
    let cases: [(&Damage, String); 6] = [
        (&|batch, _| batch.put(NOTES.key(&2), [0]), format!("{}: differs from journal 7", record(2))),
        (&|batch, _| batch.delete(NOTES.key(&1)), format!("{}: written by journal 1", record(1))),
        (&|batch, _| batch.put(NOTES.key(&99), [0]), format!("{}: in no journal entry", record(99))),
        (
            &|batch, _| batch.put(KeyBuf::new(PAYLOAD.number).u64(8).u16(0).into_vec(), [0]),
            "journal 8: ".into(),
        ),
        (&|batch, _| batch.delete(KeyBuf::new(CHAIN.number).u64(9).into_vec()), "journal 9: missing".into()),
        (
            &|batch, engine| {
                let range = KeyBuf::new(SEARCH_INDEX.number).str("门").range();
                batch.delete(collect(engine, &range, Dir::Up, 1).unwrap()[0].0.clone());
            },
            format!("{}: index row search-index:", record(2)),
        ),
    ];
    for (change, wanted) in cases {
        let said = name_of_damage(change);
        assert!(said.contains(&wanted), "{said} instead of {wanted}");
    }
}

fn exported(store: &Store) -> Vec<u8> {
    let mut file = Vec::new();
    let done = export(store, &mut file).unwrap();
    assert_eq!(done.bytes, file.len() as u64);
    file
}

#[test]
fn an_export_rebuilds_the_same_store_in_any_engine() {
    let store = memory_store();
    work(&store);
    let before = verify(&store, &Notes).unwrap();
    let file = exported(&store);
    let dir = tempfile::tempdir().unwrap();
    let engines: [Arc<dyn Engine>; 2] =
        [Arc::new(MemoryEngine::new()), Arc::new(SledEngine::open(dir.path()).unwrap())];
    for engine in engines {
        let done = import(&engine, &mut &file[..], &Notes).unwrap();
        assert_eq!((done.entries, done.records), (before.entries, before.records));
        let again = Store::open(engine, &Options::unwatched()).unwrap();
        let after = verify(&again, &Notes).unwrap();
        assert_eq!(after.digest, before.digest);
        assert_eq!((after.entries, after.index_rows, after.unproven), (before.entries, before.index_rows, 1));
        assert_eq!(exported(&again), file);
        let history = |store: &Store| store.read(|reader| journal::history(reader, &NOTES.key(&4))).unwrap();
        assert_eq!(history(&again), history(&store));
        let rows = |store: &Store, table: u8| {
            store.read(|reader| collect(reader, &KeyRange::prefix(&[table]), Dir::Up, usize::MAX)).unwrap()
        };
        for table in [ENTRY.number, SEARCH_INDEX.number, HISTORY.number] {
            assert_eq!(rows(&again, table), rows(&store, table));
        }
        assert_eq!(put(&again, 1, &note("x", &[])), before.entries + 1);
        verify(&again, &Notes).unwrap();
    }
}

#[test]
fn the_chain_can_be_checked_with_the_file_alone() {
    use sha2::{Digest, Sha256};
    let store = memory_store();
    put(&store, 1, &note("a", &[]));
    let file = String::from_utf8(exported(&store)).unwrap();
    let line: serde_json::Value = serde_json::from_str(file.lines().nth(1).unwrap()).unwrap();
    let bytes = |name: &str| lobby::store::hex::decode(line["entry"][name].as_str().unwrap()).unwrap();
    assert_eq!(Sha256::digest(bytes("content"))[..], bytes("digest"));
    let link = [bytes("prev"), 1_u64.to_be_bytes().to_vec(), bytes("digest")].concat();
    assert_eq!(Sha256::digest(link)[..], bytes("hash"));
}

#[test]
fn a_damaged_or_shortened_file_is_refused_with_its_line_and_leaves_no_usable_store() {
    let store = memory_store();
    for id in 1..4 {
        put(&store, id, &note("a", &["水"]));
    }
    let file = exported(&store);
    let refused = |file: &[u8], what: &str| {
        let engine = Arc::new(MemoryEngine::new());
        let error = import(&*engine, &mut &file[..], &Notes).expect_err(what);
        assert!(matches!(error, StoreError::Line { .. } | StoreError::Newer { .. }), "{what}: {error:?}");
        assert!(matches!(Store::open(engine, &Options::unwatched()), Err(StoreError::Unfinished)), "{what}");
    };
    for at in 0..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 1 << (at % 7);
        refused(&damaged, &format!("byte {at} flipped"));
    }
    for end in (0..file.len()).step_by(3) {
        refused(&file[..end], &format!("cut at {end}"));
    }
    refused(&[&file[..], b"{}\n"].concat(), "a line behind the end");
    let full = import(&Arc::new(MemoryEngine::new()), &mut &file[..], &Notes);
    assert_eq!(full.unwrap().entries, 3);
    let engine = Arc::new(MemoryEngine::new());
    put(&Store::open(Arc::clone(&engine), &Options::unwatched()).unwrap(), 1, &note("a", &[]));
    assert!(matches!(import(&*engine, &mut &file[..], &Notes), Err(StoreError::NotEmpty { .. })));
}

/// Runs `job` while another thread changes, removes and erases without pause.
fn while_others_work(store: &Store, job: impl FnOnce()) {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut round = 0_u64;
            while !stop.load(Ordering::SeqCst) {
                round += 1;
                let id = round * 7919 % 2500;
                let seq = call(store, |tx| {
                    NOTES.delete(tx, &((id + 1000) % 2500))?;
                    NOTES.put(tx, &id, &note(&format!("r{}", round % 9), &["水"]))
                });
                if round.is_multiple_of(5) {
                    let mut group = store.begin().unwrap();
                    group.erase(seq - round % 3).unwrap();
                    group.commit().unwrap();
                }
            }
        });
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
        stop.store(true, Ordering::SeqCst);
        if let Err(panic) = done {
            std::panic::resume_unwind(panic);
        }
    });
}

fn many_records(store: &Store) {
    for chunk in 0..8 {
        call(store, |tx| (0..200).try_for_each(|id| NOTES.put(tx, &(chunk * 300 + id), &note("a", &["电"]))));
    }
}

#[test]
fn a_store_is_proven_while_people_work() {
    let store = memory_store();
    many_records(&store);
    while_others_work(&store, || {
        let mut moved = 0;
        while moved < 3 {
            moved += u32::from(verify(&store, &Notes).unwrap().moved);
        }
    });
    verify(&store, &Notes).unwrap();
}

#[test]
fn a_backup_made_while_people_work_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let store = sled_store(&dir);
    many_records(&store);
    let file = dir.path().join("office.backup");
    let before = store.head().unwrap().seq;
    while_others_work(&store, || {
        while store.head().unwrap().seq < before + 20 {}
        backup(&store, &file).unwrap();
    });
    let target = dir.path().join("restored");
    let done = restore(&file, &target, &Notes).unwrap();
    assert!(done.entries >= before + 20);
    let again = Store::open(SledEngine::open(&target).unwrap(), &Options::unwatched()).unwrap();
    assert_eq!(verify(&again, &Notes).unwrap().entries, done.entries);
    let told =
        |store: &Store, seq| store.read(|reader| journal::read(reader, seq, 1)).unwrap().pop().unwrap().call;
    assert_eq!(told(&again, before), told(&store, before));
    drop(again);
    assert!(matches!(restore(&file, &target, &Notes), Err(StoreError::NotEmpty { .. })));
}

#[test]
fn a_broken_backup_leaves_the_directory_empty() {
    let dir = tempfile::tempdir().unwrap();
    let store = memory_store();
    put(&store, 1, &note("a", &[]));
    let file = dir.path().join("office.backup");
    backup(&store, &file).unwrap();
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() - 10]).unwrap();
    let target = dir.path().join("restored");
    std::fs::create_dir(&target).unwrap();
    assert!(matches!(restore(&file, &target, &Notes), Err(StoreError::Line { line: 3, .. })));
    assert_eq!(std::fs::read_dir(&target).unwrap().count(), 0);
    let leftovers = std::fs::read_dir(dir.path()).unwrap().count();
    assert_eq!(leftovers, 2, "the backup and the directory, no temporary file");
}
