//! Tills of a person's own beside the desk's: who takes cash into which, who counts it, and who answers for a difference.

use crate::support::office::{Office, PIN};
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use serde_json::{Value as Json, json};

struct Desk {
    office: Office,
    wang: Who,
    li: Who,
    chief: Who,
    cash: u64,
    own: u64,
}

fn entry(done: &Json) -> u64 {
    done["entry"]["id"].as_u64().unwrap()
}

fn of(who: &Who) -> String {
    format!("#{}", who.staff.0)
}

/// Wang holds the desk with its till of 500; Li, beside her, keeps one of her own.
fn desk() -> Desk {
    let office = Office::new();
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    let chief = office.post(Post::Supervisor);
    let page = office.ok(&chief, "countable.list", json!({"view": "active"}));
    for row in page["rows"].as_array().unwrap() {
        office.ok(&chief, "countable.disable", json!({"entry": row["head"]["number"]}));
    }
    let cash = json!({"name": "前台钱箱", "kind": "cash", "desk": "#1", "base": "500"});
    let cash = entry(&office.ok(&chief, "countable.add", cash));
    let own = json!({"name": "二号钱箱", "kind": "cash", "desk": "#1", "keeper": of(&li)});
    let own = entry(&office.ok(&chief, "countable.add", own));
    office.ok(&wang, "watch.open", json!({}));
    Desk { office, wang, li, chief, cash, own }
}

impl Desk {
    fn post(&self, who: &Who, amount: &str) -> Json {
        self.office.ok(who, "till_move.post", json!({"kind": "receipt", "amount": amount}))
    }

    fn row(&self, who: &Who, thing: u64) -> Json {
        let view = self.office.ok(who, "watch.show", json!({}));
        let rows = view["counts"].as_array().unwrap();
        rows.iter().find(|row| row["thing"] == thing).expect("the thing").clone()
    }

    fn count(&self, who: &Who, thing: u64, amount: i64) -> Json {
        self.office.ok(who, "watch.count", json!({"thing": thing, "amount": amount}));
        self.row(who, thing)["outgoing"].clone()
    }

    fn sound(&self) {
        let registers = self.office.desk.registers();
        let found =
            lobby::desk::verified(self.office.desk.store(), registers, self.office.desk.now(), Lang::Zh);
        assert_eq!(found.findings, Vec::<String>::new());
    }
}

#[test]
fn cash_goes_into_ones_own_till_and_into_nobody_elses() {
    let desk = desk();
    desk.post(&desk.wang, "10");
    desk.post(&desk.li, "7");
    let into = |till: u64| json!({"kind": "receipt", "amount": "5", "till": format!("#{till}")});
    let fault = desk.office.refused(&desk.wang, "till_move.post", into(desk.own));
    assert_eq!(fault.field.as_deref(), Some("till"));
    assert!(fault.text.zh.contains("自管的钱箱"), "{fault}");
    // The supervisor has no till: the holder enters it for them.
    let chief = json!({"kind": "receipt", "amount": "5"});
    let fault = desk.office.refused(&desk.chief, "till_move.post", chief.clone());
    assert!(fault.text.zh.contains("当班负责") && fault.text.zh.contains("王前台"), "{fault}");
    // Nor by naming the desk's till.
    assert!(desk.office.refused(&desk.chief, "till_move.post", into(desk.cash)).text.zh.contains("当班负责"));
    let slip =
        json!({"kind": "receipt", "amount": "5", "method": "wechat", "till": format!("#{}", desk.own)});
    let fault = desk.office.refused(&desk.li, "till_move.post", slip);
    assert!(fault.text.zh.contains("只收现金"), "{fault}");
    // What is no cash lies in no till of notes.
    let slip = json!({"kind": "receipt", "amount": "5", "method": "wechat"});
    desk.office.ok(&desk.chief, "till_move.post", slip);
    assert_eq!(desk.count(&desk.wang, desk.cash, 51_000)["expected"], 51_000);
    assert_eq!(desk.count(&desk.li, desk.own, 700)["expected"], 700);
    // An office that works otherwise says so.
    desk.office.ok(
        &desk.office.founder(),
        "settings.set",
        json!({"id": "handover.till_holder", "value": "0"}),
    );
    desk.office.ok(&desk.chief, "till_move.post", chief);
    desk.sound();
}

#[test]
fn a_till_of_ones_own_is_counted_by_its_keeper_alone_whoever_hands_over() {
    let desk = desk();
    desk.post(&desk.li, "35.50");
    let theirs = desk.row(&desk.wang, desk.own);
    assert_eq!((&theirs["asked"], &theirs["mine"]), (&json!(false), &json!(false)));
    assert_eq!(theirs["keeper"], json!("李接待"));
    let args = json!({"thing": desk.own, "amount": 3_550});
    let fault = desk.office.refused(&desk.wang, "watch.count", args);
    assert!(fault.text.zh.contains("本人清点"), "{fault}");
    let args = json!({"thing": desk.cash, "amount": 50_000});
    assert!(desk.office.refused(&desk.li, "watch.count", args).text.zh.contains("只有当班人"));
    // Li's till is no business of the handover between Wang and the supervisor.
    desk.count(&desk.wang, desk.cash, 50_000);
    desk.office.offer(&desk.wang);
    let mine = desk.row(&desk.li, desk.own);
    assert_eq!((&mine["asked"], &mine["settled"]), (&json!(true), &json!(false)));
    assert_eq!(desk.count(&desk.li, desk.own, 3_550)["expected"], 3_550);
    assert_eq!(desk.row(&desk.li, desk.own)["settled"], true);
    desk.office.ok(&desk.chief, "watch.review", json!({}));
    desk.office.read(&desk.chief);
    desk.office.ok(&desk.chief, "watch.count", json!({"thing": desk.cash, "amount": 50_000}));
    desk.office.ok(&desk.chief, "watch.accept", json!({"pin": crate::support::office::PIN}));
    // The count made in the last watch still stands, until something moves.
    assert_eq!(desk.row(&desk.li, desk.own)["settled"], true);
    desk.post(&desk.li, "1");
    assert_eq!(desk.row(&desk.li, desk.own)["settled"], false);
    assert_eq!(desk.count(&desk.li, desk.own, 3_650)["expected"], 3_650);
    desk.sound();
}

#[test]
fn who_leaves_counts_their_own_till_first_and_a_difference_is_theirs() {
    let desk = desk();
    let began = desk.office.ok(&desk.li, "duty.begin", json!({}));
    let end = json!({"entry": began["number"]});
    desk.post(&desk.li, "20");
    let fault = desk.office.refused(&desk.li, "duty.end", end.clone());
    assert!(fault.text.zh.contains("还没有清点：二号钱箱"), "{fault}");
    assert_eq!(desk.count(&desk.li, desk.own, 1_500)["expected"], 2_000);
    let fault = desk.office.refused(&desk.li, "duty.end", end.clone());
    assert!(fault.text.zh.contains("请说明原因"), "{fault}");
    let why = json!({"thing": desk.own, "reason": "change-error", "words": "找错五元"});
    desk.office.ok(&desk.li, "watch.explain", why.clone());
    let fault = desk.office.refused(&desk.li, "duty.end", end.clone());
    assert!(fault.text.zh.contains("见证"), "more than the tolerance: {fault}");
    let mut seen = why;
    seen["witness"] = json!(of(&desk.wang));
    seen["witness_pin"] = json!(crate::support::office::PIN);
    desk.office.ok(&desk.li, "watch.explain", seen);
    desk.office.ok(&desk.li, "duty.end", end);
    let day = desk.office.desk.now().local(chrono_tz::Asia::Shanghai).format("%Y-%m-%d").to_string();
    let review = desk.office.ok(&desk.chief, "handover.review", json!({"day": day}));
    let said = review["exceptions"].to_string();
    assert!(said.contains("二号钱箱") && said.contains("李接待"), "{said}");
    assert!(!said.contains("王前台"), "nobody else had a hand in it: {said}");
    let lines = desk.office.ok(&desk.wang, "handover.sheet", json!({}))["lines"].to_string();
    assert!(lines.contains("自管"), "{lines}");
    desk.sound();
}

#[test]
fn a_supervisor_lets_somebody_go_whose_till_is_uncounted_and_the_sheet_says_so() {
    let desk = desk();
    let began = desk.office.ok(&desk.li, "duty.begin", json!({}));
    desk.post(&desk.li, "20");
    desk.office.ok(&desk.chief, "duty.end", json!({"entry": began["number"]}));
    let lines = desk.office.ok(&desk.wang, "handover.sheet", json!({}))["lines"].clone();
    let line = lines.as_array().unwrap().iter().find(|line| line.as_str().unwrap().contains("自管"));
    assert!(line.unwrap().as_str().unwrap().contains("未点"), "{lines}");
}

#[test]
fn a_till_changes_hands_empty_and_belongs_to_a_desk_and_to_one_person() {
    let desk = desk();
    let add = |args: Json| desk.office.refused(&desk.chief, "countable.add", args);
    let no_desk = json!({"name": "三号", "kind": "cash", "keeper": of(&desk.wang)});
    assert_eq!(add(no_desk).field.as_deref(), Some("desk"));
    let float = json!({"name": "三号", "kind": "float", "desk": "#1", "keeper": of(&desk.wang)});
    assert_eq!(add(float).field.as_deref(), Some("keeper"));
    let second = json!({"name": "三号", "kind": "cash", "desk": "#1", "keeper": of(&desk.li)});
    assert_eq!(add(second).field.as_deref(), Some("keeper"));
    desk.post(&desk.li, "20");
    let page = desk.office.ok(&desk.chief, "countable.list", json!({"view": "active"}));
    let rows = page["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["head"]["id"] == desk.own).unwrap();
    let change = json!({"entry": row["head"]["number"], "keeper": of(&desk.wang)});
    let fault = desk.office.refused(&desk.chief, "countable.correct", change.clone());
    assert_eq!(fault.field.as_deref(), Some("keeper"));
    desk.count(&desk.li, desk.own, 2_000);
    let out = json!({"kind": "hand-in", "amount": "20"});
    desk.office.ok(&desk.li, "till_move.post", out);
    desk.office.ok(&desk.chief, "countable.correct", change);
    desk.post(&desk.wang, "3");
    assert_eq!(desk.count(&desk.wang, desk.own, 300)["expected"], 300, "now it is Wang's");
    desk.sound();
}

#[test]
fn what_was_entered_wrongly_into_somebodys_till_is_taken_back_by_them_or_a_supervisor() {
    let desk = desk();
    let (a, b) = (desk.post(&desk.li, "20"), desk.post(&desk.li, "30"));
    let back = |done: &Json| json!({"entry": done["number"], "reason": "录错"});
    assert!(desk.office.refused(&desk.wang, "till_move.reverse", back(&a)).text.zh.contains("自管"));
    desk.office.ok(&desk.li, "till_move.reverse", back(&a));
    desk.office.ok(&desk.chief, "till_move.reverse", back(&b));
    assert_eq!(desk.count(&desk.li, desk.own, 0)["expected"], 0);
}

/// Whoever enters what: all tills together hold the beginning and everything that was entered since.
#[test]
fn the_tills_together_hold_what_was_entered() {
    let desk = desk();
    let mut sum = [50_000_i64, 0];
    for step in 0..40_i64 {
        let fen = 100 + step * 37;
        let amount = format!("{}.{:02}", fen / 100, fen % 100);
        let kind = if step % 3 == 2 { "refund" } else { "receipt" };
        let (who, till) = if step % 2 == 0 { (&desk.wang, 0) } else { (&desk.li, 1) };
        desk.office.ok(who, "till_move.post", json!({"kind": kind, "amount": amount}));
        sum[till] += if kind == "refund" { -fen } else { fen };
        if step % 11 == 10 {
            let lies = sum[1] - step;
            assert_eq!(desk.count(&desk.li, desk.own, lies)["expected"], sum[1]);
            sum[1] = lies;
        }
    }
    assert_eq!(desk.count(&desk.wang, desk.cash, sum[0])["expected"], sum[0]);
    assert_eq!(desk.count(&desk.li, desk.own, sum[1])["expected"], sum[1]);
}

#[test]
fn who_held_the_desk_before_a_pass_answers_too_though_they_entered_nothing() {
    let desk = desk();
    desk.office.ok(&desk.li, "duty.begin", json!({}));
    let pass = json!({"with": of(&desk.li), "with_pin": PIN, "pin": PIN});
    desk.office.ok(&desk.wang, "watch.pass", pass);
    assert_eq!(desk.count(&desk.li, desk.cash, 49_000)["hands"], json!(["王前台"]));
}
