//! Every engine passes the same suite; the one on disk also survives being closed, and refuses to be opened twice.

use crate::support::often::cases;
use lobby::store::{
    Batch, Dir, Engine, KeyRange, MemoryEngine, Reader, SledEngine, StoreError, Visit, collect,
};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn batch(rows: &[(&[u8], Option<&[u8]>)]) -> Batch {
    let mut batch = Batch::default();
    for (key, value) in rows {
        match value {
            Some(value) => batch.put(*key, *value),
            None => batch.delete(*key),
        }
    }
    batch
}

fn filled(engine: &dyn Engine) {
    let rows: Vec<_> = [b"a", b"b", b"c", b"d"].iter().map(|key| (&key[..], Some(&key[..]))).collect();
    engine.apply(&batch(&rows)).unwrap();
    engine.flush().unwrap();
}

fn keys(engine: &dyn Engine, range: &KeyRange, dir: Dir) -> String {
    let rows = collect(engine, range, dir, usize::MAX).unwrap();
    rows.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect()
}

fn reads_what_was_applied(engine: &dyn Engine) {
    filled(engine);
    assert_eq!(engine.get(b"b").unwrap(), Some(b"b".to_vec()));
    assert_eq!(engine.get(b"x").unwrap(), None);
    engine.apply(&batch(&[(b"b", Some(b"new")), (b"c", None), (b"missing", None)])).unwrap();
    assert_eq!(engine.get(b"b").unwrap(), Some(b"new".to_vec()));
    assert_eq!(engine.get(b"c").unwrap(), None);
    engine.apply(&Batch::default()).unwrap();
    engine.flush().unwrap();
    assert_eq!(keys(engine, &KeyRange::all(), Dir::Up), "abd");
}

fn scans_in_order_both_ways(engine: &dyn Engine) {
    filled(engine);
    let middle = KeyRange { from: b"b".to_vec(), to: Some(b"d".to_vec()) };
    assert_eq!(keys(engine, &middle, Dir::Up), "bc");
    assert_eq!(keys(engine, &middle, Dir::Down), "cb");
    assert_eq!(keys(engine, &KeyRange { from: b"c".to_vec(), to: None }, Dir::Down), "dc");
    assert_eq!(keys(engine, &KeyRange { from: b"d".to_vec(), to: Some(b"a".to_vec()) }, Dir::Up), "");
    assert_eq!(keys(engine, &KeyRange::prefix(b"a"), Dir::Up), "a");
    assert_eq!(keys(engine, &KeyRange::all().after(b"b"), Dir::Up), "cd");
}

fn stops_when_asked_and_reads_inside_a_scan(engine: &dyn Engine) {
    filled(engine);
    let mut seen = Vec::new();
    engine
        .scan(&KeyRange::all(), Dir::Up, &mut |key, value| {
            assert_eq!(engine.get(key).unwrap().as_deref(), Some(value));
            seen.push(key.to_vec());
            if seen.len() == 2 { Visit::Stop } else { Visit::More }
        })
        .unwrap();
    assert_eq!(seen, [b"a", b"b"]);
}

fn keeps_long_values_and_odd_keys(engine: &dyn Engine) {
    let long = vec![7; 64 * 1024];
    let mut rows = Batch::default();
    rows.put([0], []);
    rows.put([0, 0], [0]);
    rows.put([0xff; 300], [1]);
    for part in 0..8_u8 {
        rows.put([5, part], long.clone());
    }
    engine.apply(&rows).unwrap();
    engine.flush().unwrap();
    assert_eq!(engine.get(&[0]).unwrap(), Some(vec![]));
    assert_eq!(engine.get(&[0, 0]).unwrap(), Some(vec![0]));
    assert_eq!(engine.get(&[0xff; 300]).unwrap(), Some(vec![1]));
    assert_eq!(engine.get(&[5, 7]).unwrap(), Some(long));
    assert_eq!(collect(engine, &KeyRange::prefix(&[5]), Dir::Up, 100).unwrap().len(), 8);
}

macro_rules! suite {
    ($($name:ident),* $(,)?) => {
        mod memory { $(#[test] fn $name() { super::$name(&super::MemoryEngine::new()); })* }
        mod sled { $(#[test] fn $name() {
            let dir = tempfile::tempdir().unwrap();
            super::$name(&super::SledEngine::open(dir.path()).unwrap());
        })* }
    };
}

suite!(
    reads_what_was_applied,
    scans_in_order_both_ways,
    stops_when_asked_and_reads_inside_a_scan,
    keeps_long_values_and_odd_keys,
);

#[test]
fn sled_keeps_everything_across_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("new").join("store");
    {
        let engine = SledEngine::open(&path).unwrap();
        filled(&engine);
        keeps_long_values_and_odd_keys(&engine);
    }
    let engine = SledEngine::open(&path).unwrap();
    assert_eq!(engine.get(b"d").unwrap(), Some(b"d".to_vec()));
    assert_eq!(engine.get(&[5, 7]).unwrap(), Some(vec![7; 64 * 1024]));
}

#[test]
fn a_store_is_private_and_open_only_once() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("store");
    let _first = SledEngine::open(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    let second = SledEngine::open(&path).unwrap_err();
    assert!(matches!(second, StoreError::Locked { .. }), "{second:?}");
    assert!(second.say().zh.contains("另一个进程"));
}

/// Set `LOBBY_TEST_SMALL_DISK` to a directory on a file system of a few megabytes (a small tmpfs) to run this.
#[test]
fn a_full_disk_refuses_the_batch_and_the_engine_goes_on() {
    let Some(disk) = std::env::var_os("LOBBY_TEST_SMALL_DISK") else { return };
    let disk = std::path::PathBuf::from(disk);
    let engine = SledEngine::open(disk.join("store")).unwrap();
    let ballast = disk.join("ballast");
    filled(&engine);
    let mut kept = 0_u32;
    let refused = loop {
        if kept == 2 {
            // Fill what is left, so that the next few batches meet a full disk.
            let mut file = std::fs::File::create(&ballast).unwrap();
            while std::io::Write::write_all(&mut file, &[0; 4096]).is_ok() {}
        }
        let mut rows = Batch::default();
        for part in 0..16_u32 {
            rows.put([&b"big"[..], &kept.to_be_bytes(), &part.to_be_bytes()].concat(), vec![1; 16 * 1024]);
        }
        match engine.apply(&rows).and_then(|()| engine.flush()) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 10_000, "the disk is not small");
    };
    assert!(matches!(refused, StoreError::Full { .. }), "{refused:?}");
    assert_eq!(engine.get(b"a").unwrap(), Some(b"a".to_vec()), "readable while full");
    let there = collect(&engine, &KeyRange::prefix(b"big"), Dir::Up, usize::MAX).unwrap().len();
    assert!(
        there >= kept as usize * 16 && there.is_multiple_of(16),
        "{there} rows of {kept} batches: a batch in half"
    );
    std::fs::remove_file(&ballast).unwrap();
    engine.apply(&batch(&[(b"after", Some(b"room"))])).unwrap();
    engine.flush().unwrap();
    drop(engine);
    let engine = SledEngine::open(disk.join("store")).unwrap();
    assert_eq!(engine.get(b"after").unwrap(), Some(b"room".to_vec()));
}

type Step = Vec<(u8, Option<u8>)>;

fn check_against_model(engine: &dyn Engine, model: &BTreeMap<Vec<u8>, Vec<u8>>) {
    let up = collect(engine, &KeyRange::all(), Dir::Up, usize::MAX).unwrap();
    assert_eq!(up, model.clone().into_iter().collect::<Vec<_>>());
    let mut down = collect(engine, &KeyRange::all(), Dir::Down, usize::MAX).unwrap();
    down.reverse();
    assert_eq!(up, down);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(12), ..ProptestConfig::default() })]
    #[test]
    fn both_engines_follow_a_plain_map(
        steps in proptest::collection::vec(
            (proptest::collection::vec((any::<u8>(), proptest::option::of(any::<u8>())), 0..40), any::<bool>()), 1..12),
    ) {
        let steps: Vec<(Step, bool)> = steps;
        let dir = tempfile::tempdir().unwrap();
        let memory = MemoryEngine::new();
        let mut sled = Some(SledEngine::open(dir.path()).unwrap());
        let mut model = BTreeMap::new();
        for (step, reopen) in steps {
            let mut batch = Batch::default();
            for (key, value) in step {
                let bytes = vec![key; usize::from(key % 5) + 1];
                match value {
                    Some(value) => {
                        batch.put(bytes.clone(), vec![value; usize::from(value)]);
                        model.insert(bytes, vec![value; usize::from(value)]);
                    }
                    None => {
                        batch.delete(bytes.clone());
                        model.remove(&bytes);
                    }
                }
            }
            let engine = sled.take().unwrap();
            engine.apply(&batch).unwrap();
            engine.flush().unwrap();
            memory.apply(&batch).unwrap();
            sled = Some(if reopen { drop(engine); SledEngine::open(dir.path()).unwrap() } else { engine });
            check_against_model(&memory, &model);
            check_against_model(sled.as_ref().unwrap(), &model);
        }
    }
}
