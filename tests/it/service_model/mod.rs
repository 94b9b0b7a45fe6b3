//! Random histories of calls against a small model of each register's states, written by hand from the practice
//! (`domain/facts.md` 7.2–7.5, 7.16) and not from the registers' tables: no illegal state, every refusal says why
//! in both languages, the figures equal those the model keeps and those of the replayed journal.
//!
//! `LOBBY_CASES` runs more cases than the few of every day.

mod machines;

use self::machines::{MACHINES, UNDONE, fields};
use crate::support::office::{MORNING, Office};
use crate::support::often::cases;
use lobby::api::Fault;
use lobby::desk::{Desk, FixedClock, Indexes};
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use lobby::store::{MemoryEngine, Options, Store, export, import};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One call: which machine, which of its steps, on which entry, and numbers for its fields.
type Deed = (usize, usize, usize, u8, u16);

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    proptest::collection::vec((0..MACHINES.len(), 0_usize..24, 0_usize..5, any::<u8>(), 1_u16..400), 20..120)
}

struct World {
    office: Office,
    /// States by register and id.
    states: BTreeMap<(&'static str, u64), String>,
    /// In which state a request was merged.
    merged: BTreeMap<u64, String>,
    /// What the model counts itself.
    counts: BTreeMap<&'static str, i64>,
}

impl World {
    fn new() -> Self {
        let (states, merged, counts) = Default::default();
        Self { office: Office::new(), states, merged, counts }
    }

    /// The states as the office tells them.
    fn told(&self) -> BTreeMap<(&'static str, u64), String> {
        let mut found = BTreeMap::new();
        for machine in MACHINES {
            let info = self.office.desk.registers().by_id(machine.register).expect("a register").info();
            let page = self.office.ok(
                &self.office.founder(),
                &format!("{}.list", machine.register),
                json!({"limit": 500}),
            );
            for row in page["rows"].as_array().unwrap() {
                let code = u8::try_from(row["head"]["state"].as_u64().unwrap()).unwrap();
                let state =
                    info.state(code).unwrap_or_else(|| panic!("{} is in state {code}", machine.register));
                found.insert((machine.register, row["head"]["id"].as_u64().unwrap()), state.id.to_owned());
            }
        }
        found
    }

    fn run(&mut self, (at, step, nth, roll, minutes): Deed) {
        let machine = &MACHINES[at];
        let (verb, from, to) = machine.steps[step % machine.steps.len()];
        self.office.clock.advance_minutes(i64::from(minutes));
        let mut args = fields(machine.register, verb, roll);
        let mut target = None;
        if !from.is_empty() {
            let ids: Vec<u64> = self
                .states
                .keys()
                .filter(|(register, _)| *register == machine.register)
                .map(|(_, id)| *id)
                .collect();
            let Some(id) = ids.get(ids.len().saturating_sub(1 + nth)).or(ids.first()) else { return };
            args["entry"] = json!(format!("#{id}"));
            if verb == "merge" {
                args["merged_into"] = json!(format!("#{}", ids[usize::from(roll) % ids.len()]));
            }
            target = Some((machine.register, *id));
        }
        let call = format!("{}.{verb}", machine.register);
        // What is passed on is acknowledged by somebody else.
        let other = machine.register == "pass_on" && matches!(verb, "receive" | "finish" | "return");
        let who = if other { self.office.post(Post::Officer) } else { self.office.founder() };
        let answer = self.office.call(&who, &call, args.clone());
        let told = self.told();
        match answer {
            Ok(_) => {
                if let Some(target) = target {
                    let was = &self.states[&target];
                    assert!(from.contains(&was.as_str()), "{call} {args} was done to an entry that is {was}");
                    let now = &told[&target];
                    let to = if to.is_empty() { &[was.as_str()][..] } else { to };
                    assert!(
                        to.contains(&now.as_str()) || self.side(target.0, to, now),
                        "{call}: {was} became {now}"
                    );
                    match verb {
                        "merge" => drop(self.merged.insert(target.1, was.clone())),
                        "unmerge" => assert_eq!(self.merged.remove(&target.1).as_ref(), Some(now), "{call}"),
                        _ => {}
                    }
                }
                self.count(machine.register, verb, &args);
            }
            Err(fault) => {
                assert_eq!(told, self.states, "{call} was refused and changed something");
                let was = target.map(|target| self.states[&target].clone());
                self.says_why(&call, machine.register, was.as_deref(), from, &fault);
            }
        }
        for (entry, now) in &told {
            let Some(was) = self.states.get(entry).filter(|was| *was != now) else { continue };
            if Some(*entry) != target {
                assert!(
                    self.side(entry.0, &[was.as_str()], now),
                    "{call} turned {entry:?} from {was} into {now}"
                );
            }
        }
        self.states = told;
    }

    /// Whether another call may lead from one of the states to this one.
    fn side(&self, register: &str, from: &[&str], now: &str) -> bool {
        let machine = MACHINES.iter().find(|machine| machine.register == register).expect("a machine");
        machine.sides.iter().any(|(state, to)| from.contains(state) && to.contains(&now))
    }

    /// A refusal is in both languages, and where the state forbids it, it names the state; else it names its field or rule.
    fn says_why(&self, call: &str, register: &str, was: Option<&str>, from: &[&str], fault: &Fault) {
        assert!(!fault.text.zh.is_empty() && !fault.text.en.is_empty(), "{call} was refused without a word");
        assert!(!fault.text.zh.is_ascii(), "{call}: not Chinese: {}", fault.text.zh);
        let Some(was) = was.filter(|was| !from.contains(was)) else { return };
        let info = self.office.desk.registers().by_id(register).expect("a register").info();
        let label = info.state_of_id(was).expect("a state").label;
        let named = fault.text.zh.contains(label.zh) && fault.text.en.contains(label.en);
        assert!(named || fault.field.is_some(), "{call} on {was}: {fault:?}");
    }

    fn count(&mut self, register: &str, verb: &str, args: &Json) {
        let mut add = |figure: &'static str, by: i64| *self.counts.entry(figure).or_default() += by;
        match (register, verb) {
            ("request", "log" | "split" | "unmerge") | ("enquiry", "to_request") => add("requests", 1),
            // It is counted with the one it goes on with.
            ("request", "merge") => add("requests", -1),
            ("complaint", "log") | ("enquiry", "to_complaint") => add("complaints", 1),
            ("enquiry", "log") => add("enquiries", 1),
            ("incident", "open") => add("incidents", 1),
            ("incident", "false_alarm") => add("incidents", -1),
            ("follow_up", "record") if args["outcome"] != "unreachable" => {
                add("answers", 1);
                add("satisfaction", i64::from(args["outcome"] == "satisfied"));
            }
            _ => {}
        }
    }

    /// The figures the model kept against those of the office.
    fn figures_agree(&self, report: &Json) {
        let kept = |figure: &str| self.counts.get(figure).copied().unwrap_or(0);
        let requests = |states: &[&str]| {
            let found = self.states.iter().filter(|((register, _), _)| *register == "request");
            i64::try_from(found.filter(|(_, state)| states.contains(&state.as_str())).count()).unwrap()
        };
        let left = requests(&[UNDONE, &["finished", "followed-up"]].concat());
        for (figure, above, below) in [
            ("requests", kept("requests"), None),
            ("requests-closed", requests(&["closed"]), None),
            ("carried-over", left, Some(kept("requests"))),
            ("complaints", kept("complaints"), None),
            ("incidents", kept("incidents"), None),
            ("enquiries", kept("enquiries"), None),
            ("satisfaction", kept("satisfaction"), Some(kept("answers"))),
        ] {
            let found = report["figures"].as_array().unwrap().iter().find(|found| found["figure"] == figure);
            let now = &found.unwrap_or_else(|| panic!("no {figure}"))["total"]["now"];
            assert_eq!(
                (now["numerator"].as_i64(), now["denominator"].as_i64()),
                (Some(above), below),
                "{figure}"
            );
        }
    }

    fn report(&self) -> Json {
        let asked = json!({"from": "2026-11-01", "to": "2027-12-31", "by": "category"});
        self.office.ok(&self.office.founder(), "report.service", asked)
    }
}

/// The same office built anew from its journal alone.
fn replayed(office: &Office) -> Office {
    let mut file = Vec::new();
    export(office.desk.store(), &mut file).expect("exported");
    let registers = Arc::new(Registers::standard());
    let engine = MemoryEngine::new();
    import(&engine, &mut &file[..], &Indexes(&registers)).expect("rebuilt");
    let store = Store::open(engine, &Options::unwatched()).expect("opens");
    let clock = Arc::new(FixedClock::new(MORNING));
    clock.set(office.desk.now());
    let desk = Desk::open(store, registers, clock.clone()).expect("a desk");
    Office { desk, clock }
}

#[test]
fn no_history_leads_where_the_practice_does_not() {
    let config = ProptestConfig { cases: cases(6), failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&deeds(), |deeds| {
            let mut world = World::new();
            deeds.into_iter().for_each(|deed| world.run(deed));
            let report = world.report();
            world.figures_agree(&report);
            let again = replayed(&world.office);
            let asked = json!({"from": "2026-11-01", "to": "2027-12-31", "by": "category"});
            prop_assert_eq!(again.ok(&again.founder(), "report.service", asked), report);
            let found = world.office.ok(&world.office.founder(), "store.verify", json!({}));
            prop_assert_eq!(&found["findings"], &json!([]));
            Ok(())
        })
        .unwrap();
}
