//! The table of rules and the desk, side by side: random walks through what the rules allow, and what they refuse, are
//! played with real calls; after each the desk must stand where the table says.
//!
//! `LOBBY_WALKS=500 cargo test --test it handover_replay` walks more often than the ordinary run does.

use crate::support::office::{Office, PIN};
use crate::support::often::often;
use lobby::api::Fault;
use lobby::domain::fault::FaultKind;
use lobby::domain::handover::{Actor, Event, Relief, Standing, Step, WatchState};
use lobby::domain::ids::StaffId;
use lobby::domain::moment::At;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Walks that begin with an office of their own.
const WALKS: u64 = 24;
/// Custody moves so often in a walk at the most, and so many steps are tried.
const SHIFTS: u64 = 4;
const STEPS: u64 = 90;
const LEASE: i64 = 120_000;
const PAGE_MINUTES: i64 = 20;
const CARRY_LEAD: u64 = 3;

const EVENTS: [Event; 19] = [
    Event::Prepare,
    Event::Offer,
    Event::Recall,
    Event::Review,
    Event::Question,
    Event::Answer,
    Event::Dispute,
    Event::Rule,
    Event::Accept,
    Event::AcceptReserved,
    Event::Late,
    Event::Release,
    Event::Seal,
    Event::BreakSeal,
    Event::Relieve(Relief::Emergency),
    Event::Relieve(Relief::FromRecord),
    Event::Pass,
    Event::Continue { witnessed: false },
    Event::Continue { witnessed: true },
];

/// How often each is tried, of a hundred: what moves custody at once would leave nothing else to see.
const WEIGHTS: [usize; 19] = [6, 28, 8, 28, 12, 16, 10, 16, 28, 10, 8, 2, 4, 12, 2, 2, 1, 4, 4];

fn pick(dice: &mut Dice) -> (Event, usize) {
    let mut left = dice.roll(WEIGHTS.iter().sum());
    let at = WEIGHTS.iter().position(|weight| {
        let here = left < *weight;
        left = left.saturating_sub(*weight);
        here
    });
    (EVENTS[at.unwrap()], dice.roll(3))
}

/// What happens besides what people sign; the walk of the table knows the same.
fn fact(state: WatchState, dice: &mut Dice) -> &'static str {
    let of: &[&str] = match state {
        WatchState::Open | WatchState::Preparing => &[
            "gone through",
            "gone through",
            "gone through",
            "counted",
            "counted",
            "counted",
            "bad count",
            "late",
        ],
        WatchState::InReview => &["recounted", "recounted", "recounted", "read", "read", "read", "silence"],
        _ => &["silence", "late"],
    };
    of[dice.roll(of.len())]
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }
}

/// What the desk shows of its present watch.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    id: u64,
    standing: Standing,
    /// The first item of the document, for a question.
    item: Option<u64>,
    asked: Vec<u64>,
    red: usize,
}

struct Walk {
    office: Office,
    people: [Who; 3],
}

impl Walk {
    fn new() -> Self {
        let office = Office::new();
        let people = [Post::Receptionist, Post::Officer, Post::Supervisor].map(|post| office.post(post));
        for one in &people {
            office.ok(one, "duty.begin", json!({}));
        }
        office.ok(&people[0], "watch.open", json!({}));
        Self { office, people }
    }

    fn who(&self, staff: StaffId) -> &Who {
        self.people.iter().find(|who| who.staff == staff).expect("one of the three")
    }

    fn actor(&self, at: usize) -> Actor {
        Actor { staff: self.people[at].staff, lead: at == 2 }
    }

    fn show(&self, staff: StaffId) -> Json {
        self.office.ok(self.who(staff), "watch.show", json!({}))
    }

    fn seen(&self) -> Seen {
        let first = self.office.ok(&self.people[0], "watch.show", json!({}));
        let watch = &first["watch"];
        let state: WatchState = serde_json::from_value(watch["state"].clone()).unwrap();
        let holder = StaffId(watch["holder"].as_u64().unwrap());
        let reviewer = watch["reviewer"]["staff"].as_u64().map(StaffId);
        let now = self.office.desk.now();
        let at = |value: &Json| value.as_i64().map(At);
        let silent = at(&watch["reviewer"]["seen_at"]).is_some_and(|seen| now.0 - seen.0 > LEASE);
        let own = self.show(holder);
        let theirs = reviewer.map(|reader| self.show(reader));
        let settled = |view: &Json| {
            view["counts"]
                .as_array()
                .unwrap()
                .iter()
                .all(|row| row["asked"] == false || row["settled"] == true)
        };
        let standing = |view: &Json, done: &dyn Fn(&Json) -> bool| {
            view["items"].as_array().unwrap().iter().all(|row| row["item"]["excluded"] != "" || done(row))
        };
        let owed = !watch["owed_until"].is_null();
        let kept = |row: &Json| {
            let item = &row["item"];
            let said = |field: &str| !item[field].as_str().unwrap().trim().is_empty();
            item["kept"] == true
                && (item["severity"] != "red" || said("if_then"))
                && (item["carried"].as_u64().unwrap() < CARRY_LEAD || said("note"))
        };
        let questions = watch["questions"].as_array().unwrap();
        let open = questions.iter().filter(|question| question["answer"] == "");
        let asked: Vec<u64> = open.map(|question| question["no"].as_u64().unwrap()).collect();
        let last = watch["continued"].as_array().unwrap().last();
        let standing = Standing {
            state,
            holder,
            trust: watch["began"] == "trust",
            reviewer,
            lapsed: silent,
            prepared: standing(&own, &kept),
            counted: (state.out() || !owed) && settled(&own),
            recounted: theirs.as_ref().is_some_and(settled),
            read: theirs.as_ref().is_some_and(|view| standing(view, &|row| row["acknowledged"] == true)),
            asked: !asked.is_empty(),
            ruled: !watch["dispute"]["ruled"].is_null(),
            continued: last.is_some_and(|last| last["witness"].is_null()),
            owed,
            overdue: at(&watch["due_at"]).is_some_and(|due| due.plus_minutes(PAGE_MINUTES) <= now),
        };
        let items = own["items"].as_array().unwrap();
        Seen {
            id: watch["id"].as_u64().unwrap(),
            standing,
            item: items.first().map(|row| row["item"]["no"].as_u64().unwrap()),
            asked,
            red: items.iter().filter(|row| row["item"]["severity"] == "red").count(),
        }
    }

    /// Makes the calls of an event; none: it cannot be tried here.
    fn play(&self, event: Event, by: usize, seen: &Seen, dice: &mut Dice) -> Option<Result<Json, Fault>> {
        let who = &self.people[by];
        let call = |id: &str, args: Json| self.office.call(who, id, args);
        Some(match event {
            Event::Prepare => call("watch.prepare", json!({})),
            Event::Offer => call("watch.offer", json!({"pin": PIN})),
            Event::Recall => call("watch.recall", json!({})),
            Event::Review => call("watch.review", json!({})),
            Event::Question => call("watch.ask", json!({"item": seen.item?, "words": "哪一处？"})),
            Event::Answer => {
                let asked = if seen.asked.is_empty() { vec![1] } else { seen.asked.clone() };
                let answers =
                    asked.iter().map(|no| call("watch.answer", json!({"item": no, "words": "二楼"})));
                answers.collect::<Vec<_>>().pop()?
            }
            Event::Dispute => call("watch.contest", json!({"words": "现金不对"})),
            Event::Rule => {
                call("watch.rule", json!({"words": format!("以{}为准", dice.roll(1_000)), "pin": PIN}))
            }
            Event::Accept => call("watch.accept", json!({"pin": PIN})),
            Event::AcceptReserved => call("watch.accept", json!({"pin": PIN, "reservation": "待查"})),
            Event::Late => call("log.write", json!({"text": "又漏水了", "severity": "red"})),
            Event::Release => call("watch.release", json!({"reason": "无人接班", "pin": PIN})),
            Event::Seal => call(
                "watch.seal",
                json!({"seal": format!("A{}", dice.roll(9_000)), "reason": "无人", "pin": PIN}),
            ),
            Event::BreakSeal => call("watch.break-seal", json!({"seal": "A1", "pin": PIN})),
            Event::Relieve(relief) => {
                call("watch.relieve", json!({"relief": relief, "reason": "不适", "pin": PIN}))
            }
            Event::Pass => {
                let with = format!("#{}", seen.standing.holder.0);
                call("watch.pass", json!({"with": with, "with_pin": PIN, "pin": PIN}))
            }
            Event::Continue { witnessed: false } => call("watch.continue", json!({"pin": PIN})),
            Event::Continue { witnessed: true } => {
                let witness = &self.people[(by + 1) % 3];
                let args =
                    json!({"pin": PIN, "witness": format!("#{}", witness.staff.0), "witness_pin": PIN});
                call("watch.continue", args)
            }
            Event::Grace => return None,
        })
    }

    /// Makes one of the facts true, where the state allows it.
    fn befall(&self, fact: &str, seen: &Seen) {
        let holder = self.who(seen.standing.holder);
        let preparing = matches!(seen.standing.state, WatchState::Open | WatchState::Preparing);
        let reader = seen.standing.reviewer.map(|reader| self.who(reader));
        let reading = seen.standing.state == WatchState::InReview && !seen.standing.lapsed;
        match fact {
            "gone through" if preparing => {
                let draft = self.office.ok(holder, "watch.prepare", json!({}));
                let rows = draft["items"].as_array().unwrap();
                let all: Vec<&Json> = rows.iter().map(|row| &row["item"]["no"]).collect();
                self.office.ok(
                    holder,
                    "watch.edit",
                    json!({"items": all, "if_then": "无", "note": "等配件"}),
                );
            }
            "counted" if preparing => self.office.count_all(holder),
            "bad count" if preparing => {
                let view = self.show(seen.standing.holder);
                let rows = view["counts"].as_array().unwrap();
                let cash = rows.iter().find(|row| row["kind"] == "cash").expect("cash is counted");
                self.office.ok(holder, "watch.count", json!({"thing": cash["thing"], "amount": 12_345}));
            }
            "recounted" if reading => self.office.count_all(reader.expect("a reader")),
            "read" if reading => self.office.read(reader.expect("a reader")),
            "silence" => self.office.clock.advance_minutes(3),
            "late" => {
                self.office.clock.advance_minutes(10 * 60);
                self.office.desk.tick().expect("what is due is done");
            }
            _ => {}
        }
    }
}

/// Where the rules say it leads; what the desk does on the way by itself is done here too.
fn expected(from: &Standing, event: Event, actor: Actor) -> Option<Step> {
    let step = match (event, from.state) {
        // Signing opens the draft.
        (Event::Offer, WatchState::Open) => match from.next(Event::Prepare, actor) {
            Ok(Step::Stays(draft)) => draft.next(event, actor),
            other => other,
        },
        _ => from.next(event, actor),
    };
    step.ok()
}

/// Whether the table can be asked: who signs without having begun to read begins then, and what they would read is not
/// known before.
fn decided(from: &Standing, event: Event, actor: Actor) -> bool {
    let accepts = matches!(event, Event::Accept | Event::AcceptReserved);
    let reads = from.state == WatchState::Disputed || from.reviewer == Some(actor.staff);
    !accepts || reads || from.next(Event::Review, actor).is_err()
}

fn same(desk: &Standing, table: &Standing) -> bool {
    // A question that was never answered stays on the watch; it asks for something only while the document is returned.
    let asked = |s: &Standing| s.asked && s.state == WatchState::Returned;
    let of = |s: &Standing| (s.state, s.holder, s.trust, s.reviewer, asked(s), s.ruled, s.continued, s.owed);
    of(desk) == of(table)
}

#[test]
fn the_desk_stands_where_the_table_of_rules_says() {
    let walks = often("LOBBY_WALKS", WALKS);
    let mut standings = BTreeSet::new();
    let mut tried: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let (mut played, mut moved) = (0_u64, 0_u64);
    for walk in 0..walks {
        let mut dice = Dice(walk * 7_919 + 11);
        let at = Walk::new();
        at.office.ok(&at.people[0], "log.write", json!({"text": "3栋水泵异响", "severity": "amber"}));
        let mut shifts = 0;
        let mut seen = at.seen();
        for _ in 0..STEPS {
            if dice.roll(100) < 40 {
                at.befall(fact(seen.standing.state, &mut dice), &seen);
                seen = at.seen();
                continue;
            }
            // Most often something the rules allow: a walk that is refused at every step goes nowhere.
            let (mut event, mut by) = pick(&mut dice);
            for _ in 0..40 {
                if expected(&seen.standing, event, at.actor(by)).is_some() {
                    break;
                }
                (event, by) = pick(&mut dice);
            }
            if dice.roll(4) == 0 {
                (event, by) = (EVENTS[dice.roll(EVENTS.len())], dice.roll(3));
            }
            let actor = at.actor(by);
            if !decided(&seen.standing, event, actor) || (event == Event::Late && seen.red > 6) {
                continue;
            }
            let Some(answer) = at.play(event, by, &seen, &mut dice) else { continue };
            let after = at.seen();
            let said = format!(
                "walk {walk}: {event:?} by {actor:?}\nbefore {seen:?}\nafter {after:?}\n{:?}",
                answer.as_ref().map(|_| "done")
            );
            if let Err(fault) = &answer {
                assert_ne!(fault.kind, FaultKind::Bug, "{said}");
            }
            let count = tried.entry(format!("{event:?}")).or_default();
            match expected(&seen.standing, event, actor) {
                Some(Step::Stays(table)) => {
                    assert!(answer.is_ok(), "{said}");
                    assert!(same(&after.standing, &table) && after.id == seen.id, "{said}\ntable {table:?}");
                    count.0 += 1;
                }
                Some(Step::Passes(ended, table)) => {
                    assert!(answer.is_ok(), "{said}");
                    assert!(
                        same(&after.standing, &table) && after.id == seen.id + 1,
                        "{said}\ntable {table:?}"
                    );
                    let over = at.office.ok(&at.people[0], "watch.show", json!({"watch": seen.id}));
                    assert_eq!(over["watch"]["state"], json!(ended), "{said}");
                    count.0 += 1;
                    shifts += 1;
                    moved += 1;
                }
                // Refused; or said again by who did it last, which changes nothing. A line is always written.
                None => {
                    let line = event == Event::Late;
                    assert!(line || after.standing == seen.standing, "{said}");
                    assert!(!line || same(&after.standing, &seen.standing), "{said}");
                    count.1 += 1;
                }
            }
            played += 1;
            standings.insert(after.standing);
            seen = after;
            if shifts == SHIFTS {
                break;
            }
        }
        let registers = at.office.desk.registers();
        let found = lobby::desk::verified(at.office.desk.store(), registers, at.office.desk.now(), Lang::Zh);
        assert_eq!(found.findings, Vec::<String>::new(), "walk {walk}");
    }
    println!(
        "{walks} walks, {played} events played, custody moved {moved} times, {} standings",
        standings.len()
    );
    println!("event: as the rules allow, refused: {tried:?}");
    for event in EVENTS {
        let (done, _) = tried.get(&format!("{event:?}")).copied().unwrap_or_default();
        assert!(done > 0, "{event:?} was never done: the walks do not reach it");
    }
}
