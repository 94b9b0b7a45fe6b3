//! Random histories of one desk through real calls: lines, tasks, money, and everything that people do about a handover,
//! in any order. Nothing open is dropped, nothing is counted twice, every line is in exactly one watch, sums equal the
//! till's, and somebody answers for the desk at every instant.
//!
//! `LOBBY_HISTORIES=10000 cargo test --test it handover_histories` plays more than the ordinary run does, with
//! `LOBBY_HISTORY=17` those of one office alone, and says each call.

use crate::support::office::{Office, PIN};
use crate::support::often::often;
use lobby::api::Fault;
use lobby::domain::fault::FaultKind;
use lobby::domain::handover::WatchState;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

/// Histories of an ordinary run.
const HISTORIES: u64 = 50;
/// Names the one office that is played.
const ALONE: &str = "LOBBY_HISTORY";
/// Histories that follow one another in one office.
const IN_A_ROW: u64 = 25;
/// What is tried in a history, at the most; it ends when custody has moved so often.
const ACTS: usize = 45;
const MOVES: usize = 2;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }
}

/// A line as the test wrote it.
#[derive(Clone)]
struct Line {
    seq: u64,
    urgent: bool,
    corrected: bool,
}

/// A count as the test made it, with what had been entered by then.
#[derive(Clone, Copy)]
struct Counted {
    watch: u64,
    incoming: bool,
    by: u64,
    amount: i64,
    entered: i64,
}

/// What the test knows of the office without asking the handover.
struct Played {
    office: Office,
    people: [Who; 3],
    cash: u64,
    /// Fen that really lie in the till.
    lies: i64,
    /// Which office, for those who want to see it alone.
    number: u64,
    /// What was entered so far, in fen.
    entered: i64,
    /// The till the second person keeps, what really lies in it, and what the records should expect.
    own: u64,
    own_lies: i64,
    own_expected: i64,
    lines: Vec<Line>,
    counts: Vec<Counted>,
    /// By watch that is over: who took it.
    successors: BTreeMap<u64, u64>,
    /// Tasks that are open, by number.
    open: BTreeSet<String>,
    /// By watch: the tasks that were open when its present cut was set.
    at_cut: BTreeMap<u64, BTreeSet<String>>,
    /// The present watch, as the last answer showed it.
    watch: Json,
    moves: usize,
    totals: Totals,
}

#[derive(Clone, Copy, Default)]
struct Totals {
    acts: u64,
    done: u64,
    moves: u64,
    items: u64,
    counts: u64,
}

impl Played {
    fn new(number: u64) -> Self {
        let office = Office::new();
        let people = [Post::Receptionist, Post::Senior, Post::Supervisor].map(|post| office.post(post));
        let lead = &people[2];
        let page = office.ok(lead, "countable.list", json!({"view": "active"}));
        for row in page["rows"].as_array().unwrap() {
            office.ok(lead, "countable.disable", json!({"entry": row["head"]["number"]}));
        }
        let added = office.ok(lead, "countable.add", json!({"name": "钱箱", "kind": "cash", "base": "500"}));
        let cash = added["entry"]["id"].as_u64().unwrap();
        let keeper = format!("#{}", people[1].staff.0);
        let own = json!({"name": "李的钱箱", "kind": "cash", "desk": "#1", "keeper": keeper});
        let own = office.ok(lead, "countable.add", own)["entry"]["id"].as_u64().unwrap();
        for one in &people {
            office.ok(one, "duty.begin", json!({}));
        }
        let watch = office.ok(&people[0], "watch.open", json!({}))["watch"].clone();
        Self {
            office,
            people,
            cash,
            lies: 50_000,
            number,
            entered: 0,
            own,
            own_lies: 0,
            own_expected: 0,
            lines: Vec::new(),
            counts: Vec::new(),
            successors: BTreeMap::new(),
            open: BTreeSet::new(),
            at_cut: BTreeMap::new(),
            watch,
            moves: 0,
            totals: Totals::default(),
        }
    }

    fn state(&self) -> WatchState {
        serde_json::from_value(self.watch["state"].clone()).unwrap()
    }

    fn who(&self, staff: &Json) -> Option<Who> {
        self.people.iter().find(|who| json!(who.staff) == *staff).cloned()
    }

    /// One call; a refusal is an answer, a bug is not.
    fn call(&mut self, who: &Who, id: &str, args: Json) -> Option<Json> {
        self.totals.acts += 1;
        let said = args.to_string();
        let came = self.office.call(who, id, args);
        if std::env::var_os(ALONE).is_some() {
            let fault = came.as_ref().err().map_or("", |fault| &fault.text.en);
            println!(
                "{:?} watch {} {}: {id} {said} {fault}",
                self.office.desk.now(),
                self.watch["id"],
                who.name
            );
        }
        match came {
            Ok(reply) => {
                self.totals.done += 1;
                Some(reply)
            }
            Err(Fault { kind: FaultKind::Bug, text, .. }) => panic!("{id} {said}: {text:?}"),
            Err(_) => None,
        }
    }

    /// What the desk shows after something was done: exactly one watch is in force, and a new cut is noted.
    fn look(&mut self, answered: bool) {
        let before = std::mem::take(&mut self.watch);
        let view = self.office.ok(&self.people[0], "watch.show", json!({}));
        self.watch = view["watch"].clone();
        let state = self.state();
        assert!(state.held() || state == WatchState::Sealed, "nobody answers for the desk: {}", self.watch);
        let (old, new) = (before["id"].as_u64().unwrap(), self.watch["id"].as_u64().unwrap());
        let cut = |watch: &Json| (watch["revision"].clone(), watch["cut_seq"].clone());
        if new == old {
            // An answer makes a new revision under the old cut.
            if !answered && !self.watch["cut_seq"].is_null() && cut(&before) != cut(&self.watch) {
                self.at_cut.insert(new, self.open.clone());
            }
            return;
        }
        assert_eq!(new, old + 1, "one watch follows the other");
        assert_eq!(self.watch["previous"], json!(old));
        if before["cut_seq"].is_null() {
            self.at_cut.insert(old, self.open.clone());
        }
        self.moves += 1;
        self.totals.moves += 1;
        self.judge(old);
    }

    /// A watch that is over: its document has all that was open at its cut, once.
    fn judge(&mut self, id: u64) {
        let view = self.office.ok(&self.people[1], "watch.show", json!({"watch": id}));
        let watch = &view["watch"];
        let state: WatchState = serde_json::from_value(watch["state"].clone()).unwrap();
        assert!(!state.held(), "two watches are in force: {watch}");
        self.successors.insert(id, watch["successor"].as_u64().unwrap());
        let (open, cut) = (watch["open_seq"].as_u64().unwrap(), watch["cut_seq"].as_u64().unwrap());
        assert_eq!(self.watch["open_seq"], json!(cut), "no gap and no overlap between two watches");
        let (mut lines, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for row in view["items"].as_array().unwrap() {
            let once = match row["item"]["line"].as_u64() {
                Some(line) => lines.insert(line),
                None => numbers.insert(row["number"].as_str().unwrap().to_owned()),
            };
            assert!(once, "an item is on the document twice: {row}");
            self.totals.items += 1;
        }
        for line in self.lines.iter().filter(|line| (open..cut).contains(&line.seq)) {
            let listed = lines.contains(&line.seq);
            let wanted = line.urgent && !line.corrected;
            assert!(
                !wanted || listed,
                "line {} was dropped from watch {id} [{open}, {cut}): {view}",
                line.seq
            );
        }
        // What was done in the meantime stays on the document; what was open then and still is must be there.
        let then = self.at_cut.get(&id).unwrap_or(&self.open);
        for number in then {
            assert!(numbers.contains(number), "{number} was dropped from watch {id}: {view}");
        }
    }

    fn play(&mut self, dice: &mut Dice) {
        let who = self.people[dice.roll(3)].clone();
        let holder = self.who(&self.watch["holder"]).expect("a holder");
        let reader = self.who(&self.watch["reviewer"]["staff"]);
        let mut answered = false;
        match dice.roll(114) {
            0..10 => {
                let severity = ["white", "amber", "red"][dice.roll(3)];
                let line = json!({"text": "三栋水泵异响", "severity": severity});
                if let Some(done) = self.call(&who, "log.write", line) {
                    let seq = done["seq"].as_u64().unwrap();
                    self.lines.push(Line { seq, urgent: severity != "white", corrected: false });
                }
            }
            10..12 => {
                let at = dice.roll(self.lines.len().max(1));
                let Some(old) = self.lines.get(at).cloned() else { return };
                let by = self.people[dice.roll(3)].clone();
                let line = json!({"text": "更正：二栋", "corrects": old.seq, "severity": "amber"});
                if let Some(done) = self.call(&by, "log.write", line) {
                    self.lines[at].corrected = true;
                    let seq = done["seq"].as_u64().unwrap();
                    self.lines.push(Line { seq, urgent: true, corrected: false });
                }
            }
            12..18 => self.give(&who, dice),
            18..21 => {
                let at = dice.roll(self.open.len().max(1));
                let Some(number) = self.open.iter().nth(at).cloned() else { return };
                let chief = self.people[2].clone();
                let args = json!({"entry": number, "reason": "不用了"});
                if self.call(&chief, "task.cancel", args).is_some() {
                    self.open.remove(&number);
                }
            }
            21..26 => {
                self.enter(&holder, dice);
            }
            26..30 => self.pass_time(dice),
            30..38 => self.go_through(&holder, dice),
            38..46 => self.count(&holder, dice),
            46..54 => {
                self.call(&holder, "watch.offer", json!({"pin": PIN}));
            }
            54..56 => {
                self.call(&holder, "watch.recall", json!({}));
            }
            56..64 => {
                self.call(&who, "watch.review", json!({}));
            }
            64..72 => {
                if let Some(reader) = reader {
                    self.read(&reader, dice);
                }
            }
            72..77 => {
                if let Some(reader) = reader {
                    self.count(&reader, dice);
                }
            }
            77..79 => {
                if let Some(reader) = reader {
                    self.call(&reader, "watch.ask", json!({"item": 1 + dice.roll(3), "words": "哪一处？"}));
                }
            }
            79..82 => {
                for no in 1..=3 {
                    self.call(&holder, "watch.answer", json!({"item": no, "words": "二楼"}));
                }
                answered = true;
            }
            82..83 => {
                self.call(&who, "watch.contest", json!({"words": "现金不对"}));
            }
            83..84 => {
                self.call(&who, "watch.rule", json!({"words": "以复点为准", "pin": PIN}));
            }
            84..91 => {
                let who = reader.unwrap_or(who);
                self.call(&who, "watch.accept", json!({"pin": PIN}));
            }
            91..93 => {
                let who = reader.unwrap_or(who);
                self.call(&who, "watch.accept", json!({"pin": PIN, "reservation": "待查"}));
            }
            93..94 => {
                self.call(&who, "watch.release", json!({"reason": "无人接班", "pin": PIN}));
            }
            94..95 => {
                let who = if dice.roll(2) == 0 { holder } else { who };
                self.call(&who, "watch.seal", json!({"seal": "A1", "reason": "无人接班", "pin": PIN}));
            }
            95..97 => {
                self.call(&who, "watch.break-seal", json!({"seal": "A1", "pin": PIN}));
            }
            97..98 => {
                self.call(
                    &who,
                    "watch.relieve",
                    json!({"relief": "emergency", "reason": "不适", "pin": PIN}),
                );
            }
            98..99 => {
                self.call(
                    &who,
                    "watch.relieve",
                    json!({"relief": "from-record", "reason": "不在", "pin": PIN}),
                );
            }
            99..100 => {
                self.call(&holder, "watch.continue", json!({"pin": PIN}));
            }
            100..106 => self.hand_over(&holder, dice),
            106..109 => {
                let others: Vec<Who> =
                    self.people.iter().filter(|one| one.staff != holder.staff).cloned().collect();
                let other = others[dice.roll(2)].clone();
                let (who, with) = if dice.roll(2) == 0 { (&holder, &other) } else { (&other, &holder) };
                let with = format!("#{}", with.staff.0);
                self.call(who, "watch.pass", json!({"with": with, "with_pin": PIN, "pin": PIN}));
            }
            109..112 => {
                // Whoever is here besides the holder takes money into a till of their own, or none.
                self.enter(&who, dice);
            }
            _ => self.count_own(dice),
        }
        self.look(answered);
    }

    /// Money in or out: of the one who keeps a till in theirs, of the holder in the desk's, of anybody else in none.
    fn enter(&mut self, who: &Who, dice: &mut Dice) {
        let fen = i64::try_from(100 + dice.roll(5_000)).unwrap();
        let kind = ["receipt", "refund"][dice.roll(2)];
        let amount = format!("{}.{:02}", fen / 100, fen % 100);
        let args = json!({"kind": kind, "amount": amount});
        let held = self.state().held();
        let done = self.call(who, "till_move.post", args).is_some();
        let fen = if kind == "receipt" { fen } else { -fen };
        let keeps = who.staff == self.people[1].staff;
        assert_eq!(done, keeps || !held || json!(who.staff) == self.watch["holder"], "{}", who.name);
        match (done, keeps) {
            (true, true) => {
                (self.own_lies, self.own_expected) = (self.own_lies + fen, self.own_expected + fen);
            }
            (true, false) => (self.lies, self.entered) = (self.lies + fen, self.entered + fen),
            (false, _) => {}
        }
    }

    /// The till of the second person's own, whoever holds the desk.
    fn count_own(&mut self, dice: &mut Dice) {
        let wrong = if dice.roll(8) == 0 { 10 } else { 0 };
        let (keeper, amount) = (self.people[1].clone(), self.own_lies + wrong);
        let args = json!({"thing": self.own, "amount": amount});
        let Some(view) = self.call(&keeper, "watch.count", args) else { return };
        let row = &view["counts"].as_array().unwrap()[1];
        let said = format!("{ALONE}={}: {row}", self.number);
        assert_eq!(row["outgoing"]["expected"], json!(self.own_expected), "{said}");
        self.totals.counts += 1;
        self.own_expected = amount;
        let reason = json!({"thing": self.own, "reason": "miscount", "words": "点错"});
        self.call(&keeper, "watch.explain", reason);
    }

    /// A handover from end to end, as most are, each step as far as what happened before lets it; chance alone hardly ever
    /// finds its way through.
    fn hand_over(&mut self, holder: &Who, dice: &mut Dice) {
        let others: Vec<Who> = self.people.iter().filter(|who| who.staff != holder.staff).cloned().collect();
        let next = others[dice.roll(2)].clone();
        self.go_through(holder, dice);
        self.look(false);
        self.count(holder, dice);
        self.look(false);
        self.call(holder, "watch.offer", json!({"pin": PIN}));
        self.look(false);
        if dice.roll(3) == 0 {
            self.call(holder, "log.write", json!({"text": "刚来电话", "severity": "white"}))
                .into_iter()
                .for_each(|done| {
                    let seq = done["seq"].as_u64().unwrap();
                    self.lines.push(Line { seq, urgent: false, corrected: false });
                });
            self.look(false);
        }
        self.call(&next, "watch.review", json!({}));
        self.look(false);
        if self.watch["reviewer"]["staff"] != json!(next.staff) {
            // Somebody else reads: what a third person counts is not what the document shows.
            return;
        }
        self.read(&next, dice);
        self.count(&next, dice);
        self.look(false);
        self.call(&next, "watch.accept", json!({"pin": PIN}));
    }

    fn give(&mut self, who: &Who, dice: &mut Dice) {
        let (now, zone) = (self.office.desk.now(), chrono_tz::Asia::Shanghai);
        let due = now.plus_minutes(i64::try_from(10 + dice.roll(500)).unwrap());
        let due = due.local(zone).format("%Y-%m-%d %H:%M").to_string();
        let args = json!({"text": "清点雨伞", "owner": "王前台", "due_at": due});
        if let Some(done) = self.call(who, "task.give", args) {
            self.open.insert(done["number"].as_str().unwrap().to_owned());
        }
    }

    fn pass_time(&mut self, dice: &mut Dice) {
        self.office.clock.advance_minutes([1, 3, 35, 200][dice.roll(4)]);
        self.office.desk.tick().expect("what is due is done");
    }

    fn go_through(&mut self, holder: &Who, dice: &mut Dice) {
        let Some(draft) = self.call(holder, "watch.prepare", json!({})) else { return };
        let all: Vec<Json> =
            draft["items"].as_array().unwrap().iter().map(|row| row["item"]["no"].clone()).collect();
        self.call(holder, "watch.edit", json!({"items": all, "if_then": "无", "note": "等配件"}));
        if dice.roll(5) == 0 && !all.is_empty() {
            let one = &all[dice.roll(all.len())];
            self.call(holder, "watch.edit", json!({"items": [one], "exclude": "别处已交代"}));
        }
    }

    /// Counts what lies there; now and then wrongly, and then with a reason.
    fn count(&mut self, who: &Who, dice: &mut Dice) {
        if who.staff == self.people[1].staff {
            self.count_own(dice);
        }
        let wrong = if dice.roll(8) == 0 { 10 } else { 0 };
        let args = json!({"thing": self.cash, "amount": self.lies + wrong});
        let Some(view) = self.call(who, "watch.count", args) else { return };
        let row = &view["counts"].as_array().unwrap()[0];
        let holds = self.watch["holder"] == json!(who.staff);
        let incoming = !holds || (!self.watch["owed_until"].is_null() && !self.state().out());
        let watch = self.watch["id"].as_u64().unwrap();
        let opening = self.opening(watch);
        let side = if incoming { &row["incoming"] } else { &row["outgoing"] };
        let expected = opening.amount + self.entered - opening.entered;
        // Whoever has just made the count they owed counts blindly again before they leave: figures are hidden then.
        if !(holds && incoming && side["expected"].is_null()) {
            let office = self.number;
            let said = format!("every line of the till is counted once, {ALONE}={office}: {row}");
            assert_eq!(side["expected"], json!(expected), "{said}");
            self.totals.counts += 1;
        }
        let amount = self.lies + wrong;
        self.counts.push(Counted { watch, incoming, by: who.staff.0, amount, entered: self.entered });
        let reason = json!({"thing": self.cash, "reason": "miscount", "words": "点错"});
        self.call(who, "watch.explain", reason);
    }

    /// The count a watch begins with: its holder's own of a desk taken over in haste, else what the last watch in which
    /// anybody counted ended with: what the successor found, else the leaver, else that first one.
    fn opening(&self, watch: u64) -> Counted {
        let last = |id: u64, incoming: bool, by: Option<u64>| {
            let of = |c: &&Counted| (c.watch, c.incoming) == (id, incoming) && Some(c.by) == by;
            self.counts.iter().rev().find(of).copied()
        };
        let holder = |id: u64| match id.checked_sub(1).and_then(|before| self.successors.get(&before)) {
            Some(successor) => Some(*successor),
            None => Some(self.people[0].staff.0),
        };
        let first = Counted { watch: 0, incoming: false, by: 0, amount: 50_000, entered: 0 };
        last(watch, true, holder(watch)).unwrap_or_else(|| {
            let ended = |id: u64| {
                let taken = last(id, true, self.successors.get(&id).copied());
                taken.or_else(|| last(id, false, holder(id))).or_else(|| last(id, true, holder(id)))
            };
            (1..watch).rev().find_map(ended).unwrap_or(first)
        })
    }

    fn read(&mut self, reader: &Who, dice: &mut Dice) {
        let Some(view) = self.call(reader, "watch.show", json!({})) else { return };
        for row in view["items"].as_array().unwrap().iter().filter(|row| row["acknowledged"] == false) {
            if dice.roll(12) > 0 {
                self.call(
                    reader,
                    "watch.acknowledge",
                    json!({"item": row["item"]["no"], "words": "先打电话"}),
                );
            }
        }
    }

    /// Everything that was ever written, over all watches.
    fn add_up(&self) {
        let listed = self.office.ok(&self.people[1], "watch.list", json!({"limit": 500}));
        let mut watches: Vec<Json> =
            listed["watches"].as_array().unwrap().iter().map(|row| row["watch"].clone()).collect();
        watches.reverse();
        let mut next = 1;
        for (at, watch) in watches.iter().enumerate() {
            assert_eq!(
                watch["open_seq"],
                json!(next),
                "watch {} begins where the last one ended",
                watch["id"]
            );
            let over = at + 1 < watches.len();
            let state: WatchState = serde_json::from_value(watch["state"].clone()).unwrap();
            assert!(over != (state.held() || state == WatchState::Sealed), "{watch}");
            if over {
                next = watch["cut_seq"].as_u64().unwrap();
            }
        }
        let range = |watch: &Json| {
            let cut = watch["cut_seq"].as_u64().filter(|_| watch["id"] != self.watch["id"]);
            watch["open_seq"].as_u64().unwrap()..cut.unwrap_or(u64::MAX)
        };
        let mut before = None;
        let mut told = BTreeMap::new();
        loop {
            let page = self.office.ok(&self.people[1], "log.list", json!({"limit": 500, "before": before}));
            for row in page["lines"].as_array().unwrap() {
                let line = &row["line"];
                let seq = line["seq"].as_u64().unwrap();
                let of: Vec<&Json> = watches
                    .iter()
                    .filter(|watch| range(watch).contains(&seq))
                    .map(|watch| &watch["id"])
                    .collect();
                assert_eq!(of, [&line["watch"]], "line {seq} is in exactly one watch");
                assert!(told.insert(seq, ()).is_none(), "line {seq} is there twice");
            }
            before = page["next"].as_u64();
            if before.is_none() {
                break;
            }
        }
        let written: BTreeSet<u64> = self.lines.iter().map(|line| line.seq).collect();
        assert_eq!(told.into_keys().collect::<BTreeSet<u64>>(), written);
    }

    fn sound(&self) {
        let registers = self.office.desk.registers();
        let found =
            lobby::desk::verified(self.office.desk.store(), registers, self.office.desk.now(), Lang::Zh);
        assert_eq!(found.findings, Vec::<String>::new());
    }
}

#[test]
fn nothing_is_dropped_nothing_counted_twice_and_somebody_always_answers() {
    let histories = often("LOBBY_HISTORIES", HISTORIES);
    let alone: Option<u64> = std::env::var(ALONE).ok().and_then(|text| text.parse().ok());
    let next = AtomicU64::new(0);
    let offices = histories.div_ceil(IN_A_ROW);
    let work = || {
        let mut sum = Totals::default();
        loop {
            let office = next.fetch_add(1, Ordering::SeqCst);
            if office >= offices {
                return sum;
            }
            if alone.is_some_and(|alone| alone != office) {
                continue;
            }
            let mut played = Played::new(office);
            let mut dice = Dice(office * 104_729 + 5);
            for _ in office * IN_A_ROW..((office + 1) * IN_A_ROW).min(histories) {
                played.moves = 0;
                for _ in 0..ACTS {
                    played.play(&mut dice);
                    if played.moves >= MOVES {
                        break;
                    }
                }
            }
            played.add_up();
            played.sound();
            sum.acts += played.totals.acts;
            sum.done += played.totals.done;
            sum.moves += played.totals.moves;
            sum.items += played.totals.items;
            sum.counts += played.totals.counts;
        }
    };
    let sums: Vec<Totals> = std::thread::scope(|scope| {
        let at_work = [scope.spawn(work), scope.spawn(work)];
        at_work.map(|one| one.join().expect("no panic")).into()
    });
    let sum = |of: fn(&Totals) -> u64| sums.iter().map(of).sum::<u64>();
    let (acts, done, moves, items) = (sum(|s| s.acts), sum(|s| s.done), sum(|s| s.moves), sum(|s| s.items));
    let counts = sum(|s| s.counts);
    println!(
        "{histories} histories: {acts} calls, {done} done, custody moved {moves} times, {items} items passed on, \
         {counts} counts as expected"
    );
    assert!(alone.is_some() || moves > histories, "most histories hand nothing over");
}
