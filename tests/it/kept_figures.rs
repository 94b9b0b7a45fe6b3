//! Figures from kept counters: the same as from a scan of the facts, whatever happened; and what each counts.

use crate::service::{busy_in, every_number_has_its_list, sums};
use crate::support::office::Office;
use lobby::desk::Desk;
use lobby::domain::register::Registers;
use lobby::store::tables::COUNTER;
use lobby::store::{Batch, Dir, Engine, KeyBuf, KeyRange, MemoryEngine, Options, Store};
use serde_json::{Value as Json, json};
use std::sync::Arc;

type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// A busy office over an engine that the test holds too.
fn busy() -> (Office, Arc<MemoryEngine>) {
    let engine = Arc::new(MemoryEngine::new());
    let office = Office::founded(engine.clone(), Registers::standard());
    office.furnish();
    busy_in(&office);
    (office, engine)
}

fn rows(engine: &MemoryEngine, range: &KeyRange) -> Rows {
    lobby::store::collect(engine, range, Dir::Up, usize::MAX).unwrap()
}

fn counters() -> KeyRange {
    KeyBuf::new(COUNTER.number).range()
}

/// A report while there are no counters, so that every fact is counted.
fn from_facts(office: &Office, engine: &MemoryEngine, asked: &Json) -> Json {
    let kept = rows(engine, &counters());
    assert!(kept.len() > 3, "there are counters: {}", kept.len());
    let (mut gone, mut back) = (Batch::default(), Batch::default());
    for (key, value) in kept {
        gone.delete(key.clone());
        back.put(key, value);
    }
    engine.apply(&gone).unwrap();
    let report = office.ok(&office.founder(), "report.service", asked.clone());
    engine.apply(&back).unwrap();
    report
}

#[test]
fn kept_counters_and_a_scan_of_the_facts_say_the_same() {
    let (office, engine) = busy();
    for by in ["none", "category"] {
        let asked = json!({"from": "2026-11-01", "to": "2026-11-30", "by": by, "compare": true});
        let counted = office.ok(&office.founder(), "report.service", asked.clone());
        assert_eq!(counted["figures"][0]["total"]["now"]["numerator"], 4);
        assert_eq!(from_facts(&office, &engine, &asked), counted);
    }
}

#[test]
fn a_figure_is_read_from_its_counters() {
    let (office, engine) = busy();
    let mut batch = Batch::default();
    for (key, value) in rows(&engine, &KeyBuf::new(COUNTER.number).u8(1).range()) {
        let counted = i64::from_be_bytes(value.try_into().unwrap());
        batch.put(key, (counted * 10).to_be_bytes());
    }
    engine.apply(&batch).unwrap();
    assert_eq!(sums(&office, "requests"), (40, None), "otherwise a large office waits for a scan");
    let found = office.ok(&office.founder(), "store.verify", json!({}));
    let found = found["findings"].as_array().unwrap();
    let named = found.iter().filter(|said| said.as_str().unwrap().contains("统计计数"));
    assert!(!found.is_empty() && named.count() == found.len(), "{found:?}");
}

#[test]
fn counters_are_counted_anew_by_the_days_of_another_zone() {
    let (office, engine) = busy();
    let zone = json!({"id": "office.zone", "value": "America/New_York"});
    office.ok(&office.founder(), "settings.set", zone);
    let asked = json!({"from": "2026-11-22", "to": "2026-11-22", "by": "category"});
    // By the days of Shanghai nothing happened on that Sunday.
    let before = office.ok(&office.founder(), "report.service", asked.clone());
    assert_eq!(before["figures"][0]["total"]["now"]["numerator"], 4, "{before}");
    let kept = rows(&engine, &counters());
    let Office { desk, clock } = office;
    drop(desk);
    let store = Store::open(engine.clone(), &Options::unwatched()).unwrap();
    let desk = Desk::open(store, Arc::new(Registers::standard()), clock.clone()).unwrap();
    let office = Office { desk, clock };
    assert_ne!(rows(&engine, &counters()), kept);
    assert_eq!(office.ok(&office.founder(), "report.service", asked.clone()), before);
    assert_eq!(from_facts(&office, &engine, &asked), before);
    assert_eq!(office.ok(&office.founder(), "store.verify", json!({}))["findings"], json!([]));
}

#[test]
fn what_is_left_over_from_before_the_period_counts() {
    let office = Office::new();
    busy_in(&office);
    office.clock.advance_minutes(40 * 24 * 60);
    let asked = json!({"from": "2026-12-01", "to": "2026-12-31", "figures": ["carried-over"]});
    let report = office.ok(&office.founder(), "report.service", asked);
    let now = &report["figures"][0]["total"]["now"];
    let open = office.ok(&office.founder(), "request.list", json!({"limit": 500}));
    let open =
        open["rows"].as_array().unwrap().iter().filter(|row| row["head"]["state"].as_u64() < Some(8)).count();
    assert!(open > 0);
    assert_eq!((now["numerator"].as_u64(), now["denominator"].as_i64()), (Some(open as u64), Some(0)));
    every_number_has_its_list(&office, "2026-12-01", "2026-12-31");
}

#[test]
fn the_scale_is_the_offices_and_follow_ups_are_told_apart() {
    let office = Office::new();
    let desk = office.founder();
    for (index, score) in [4, 2].into_iter().enumerate() {
        let log = json!({"place": "3-2-1801", "category": "plumbing", "text": "漏水"});
        let number = office.ok(&desk, "request.log", log)["number"].as_str().unwrap().to_owned();
        office.ok(&desk, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
        office.ok(&desk, "request.finish", json!({"entry": number, "work_done": "换阀芯"}));
        let outcome = if score > 3 { "satisfied" } else { "dissatisfied" };
        let record = json!({"entry": format!("#{}", index + 1), "outcome": outcome, "score": score});
        office.ok(&desk, "follow_up.record", record);
    }
    assert_eq!(sums(&office, "satisfaction-index"), (120, Some(2)));
    office.ok(&desk, "settings.set", json!({"id": "follow_up.scale", "value": "100/75/50/25/0"}));
    assert_eq!(sums(&office, "satisfaction-index"), (100, Some(2)));
    let asked =
        json!({"from": "2026-11-01", "to": "2026-11-30", "by": "category", "figures": ["satisfaction"]});
    let report = office.ok(&desk, "report.service", asked);
    assert_eq!(report["figures"][0]["parts"][0]["part"], "repair", "{report}");
    office.ok(&desk, "enquiry.log", json!({"text": "停车怎么收费", "topic": "parking"}));
    let asked = json!({"from": "2026-11-01", "to": "2026-11-30", "by": "category", "figures": ["enquiries"]});
    let report = office.ok(&desk, "report.service", asked);
    assert_eq!(report["figures"][0]["parts"][0]["part"], "parking", "{report}");
}
