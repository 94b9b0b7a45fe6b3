//! Counting at a handover through the desk: what is expected, who may see it, what a difference wants, and the paper.

use crate::support::office::{Office, PIN};
use crate::support::often::cases;
use lobby::domain::fault::FaultKind;
use lobby::domain::posts::Post;
use lobby::domain::register::Who;
use lobby::text::lang::Lang;
use lobby::text::width::width;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// Counts of cash by notes and coins, WeChat, a float, keys and radios; nothing else.
struct Till {
    office: Office,
    wang: Who,
    li: Who,
    lead: Who,
    cash: u64,
    wechat: u64,
    keys: u64,
    radios: u64,
}

/// An amount that no other figure of these tests looks like.
const BASE: &str = "7351.50";
const BASE_FEN: i64 = 735_150;

fn till() -> Till {
    let office = Office::new();
    let lead = office.post(Post::Supervisor);
    let (wang, li) = (office.post(Post::Receptionist), office.post(Post::Senior));
    clear(&office);
    let add = |args: Json| office.ok(&lead, "countable.add", args)["entry"]["id"].as_u64().unwrap();
    let cash = add(json!({"name": "钱箱", "kind": "cash", "base": BASE, "order": 1}));
    let wechat = add(json!({"name": "微信", "kind": "method", "method": "wechat", "order": 2}));
    let keys = add(json!({"name": "钥匙", "kind": "keys", "order": 3}));
    let radios = add(json!({"name": "对讲机甲乙丙", "kind": "gear", "names": "D1 D2 D3", "order": 4}));
    for hook in ["1", "2", "10"] {
        office.ok(&wang, "key.add", json!({"hook": hook, "kind": "equipment"}));
    }
    office.ok(&wang, "watch.open", json!({}));
    Till { office, wang, li, lead, cash, wechat, keys, radios }
}

/// Puts out of use whatever an office counts from the beginning.
fn clear(office: &Office) {
    let lead = office.post(Post::Supervisor);
    let page = office.ok(&lead, "countable.list", json!({"view": "active"}));
    for row in page["rows"].as_array().unwrap() {
        office.ok(&lead, "countable.disable", json!({"entry": row["head"]["number"]}));
    }
}

impl Till {
    fn post(&self, kind: &str, amount: &str) -> String {
        let done = self.office.ok(&self.wang, "till_move.post", json!({"kind": kind, "amount": amount}));
        done["number"].as_str().unwrap().to_owned()
    }

    fn count(&self, who: &Who, thing: u64, args: Json) -> Json {
        let mut args = args;
        args["thing"] = json!(thing);
        row(&self.office.ok(who, "watch.count", args), thing)
    }

    fn row(&self, who: &Who, thing: u64) -> Json {
        row(&self.office.ok(who, "watch.show", json!({})), thing)
    }

    fn explain(&self, who: &Who, thing: u64, reason: &str) -> Json {
        let args = json!({"thing": thing, "reason": reason, "words": "已复核"});
        row(&self.office.ok(who, "watch.explain", args), thing)
    }

    /// Everything but cash is there.
    fn rest(&self, who: &Who) {
        self.count(who, self.keys, json!({}));
        self.count(who, self.radios, json!({}));
    }

    fn hand_over(&self, from: &Who, to: &Who, out: i64, inc: i64) -> Json {
        self.count(from, self.cash, json!({"amount": out}));
        self.rest(from);
        self.office.offer(from);
        self.office.ok(to, "watch.review", json!({}));
        self.count(to, self.cash, json!({"amount": inc}));
        self.rest(to);
        self.office.take_over(to)
    }
}

fn row(view: &Json, thing: u64) -> Json {
    let rows = view["counts"].as_array().unwrap();
    rows.iter().find(|row| row["thing"] == thing).unwrap_or_else(|| panic!("no {thing} in {view}")).clone()
}

#[test]
fn the_first_count_is_blind_and_what_was_expected_is_told_after_it() {
    let till = till();
    till.post("receipt", "10.00");
    let before = till.row(&till.wang, till.cash);
    assert_eq!(
        (&before["outgoing"], &before["asked"], &before["settled"]),
        (&Json::Null, &json!(true), &json!(false))
    );
    assert_eq!(before["denominations"], json!([10_000, 5_000, 2_000, 1_000, 500, 100, 50]));
    let parts = json!({"parts": [[10_000, 73], [5_000, 1], [1_000, 1], [100, 1], [50, 1]]});
    let after = till.count(&till.wang, till.cash, parts);
    assert_eq!(after["outgoing"]["amount"], BASE_FEN + 1_000);
    assert_eq!((&after["outgoing"]["expected"], &after["settled"]), (&json!(BASE_FEN + 1_000), &json!(true)));
    let again = till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}));
    assert_eq!(
        (&again["outgoing"]["nth"], &again["settled"]),
        (&json!(2), &json!(false)),
        "a recount stands beside it"
    );
}

#[test]
fn who_takes_over_does_not_see_the_leavers_figures_before_their_own_count() {
    let till = till();
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN - 50}));
    till.rest(&till.wang);
    till.explain(&till.wang, till.cash, "change-error");
    till.office.offer(&till.wang);
    let colleague = till.office.post(Post::Officer);
    for who in [&colleague, &till.li] {
        let row = till.row(who, till.cash);
        assert_eq!((&row["outgoing"]["amount"], &row["outgoing"]["expected"]), (&Json::Null, &Json::Null));
        assert_eq!((&row["outgoing"]["words"], &row["outgoing"]["nth"]), (&json!(""), &json!(1)));
        let sheet = till.office.ok(who, "handover.sheet", json!({})).to_string();
        assert!(!sheet.contains("7351") && !sheet.contains("-0.50") && sheet.contains("已点"), "{sheet}");
    }
    assert!(
        till.office
            .refused(&till.li, "watch.count", json!({"thing": till.cash, "amount": 1}))
            .text
            .zh
            .contains("先开始核对")
    );
    till.office.ok(&till.li, "watch.review", json!({}));
    assert_eq!(till.row(&till.li, till.cash)["outgoing"]["amount"], Json::Null);
    let own = till.count(&till.li, till.cash, json!({"amount": BASE_FEN - 50}));
    assert_eq!((&own["outgoing"]["amount"], &own["between"]), (&json!(BASE_FEN - 50), &json!(0)));
    assert_eq!(own["settled"], true, "what the leaver explained need not be explained again");
}

#[test]
fn keys_are_counted_by_what_is_missing_and_a_lent_one_is_not() {
    let till = till();
    let lent = json!({"entry": till.office.number("key", "10"), "borrower": "孙师傅", "purpose": "巡检"});
    till.office.ok(&till.wang, "key.lend", lent);
    assert_eq!(till.row(&till.wang, till.keys)["names"], json!(["1", "2"]));
    let all = till.count(&till.wang, till.keys, json!({}));
    assert_eq!((&all["outgoing"]["amount"], &all["settled"]), (&json!(2), &json!(true)));
    let short = till.count(&till.wang, till.keys, json!({"missing": ["2"]}));
    assert_eq!((&short["outgoing"]["amount"], &short["outgoing"]["missing"]), (&json!(1), &json!(["2"])));
    assert_eq!(
        till.explain(&till.wang, till.keys, "miscount")["settled"],
        false,
        "a missing key wants a witness"
    );
    let seen = json!({"thing": till.keys, "reason": "unknown", "words": "找不到", "witness": "刘主管", "witness_pin": PIN});
    let seen = row(&till.office.ok(&till.wang, "watch.explain", seen), till.keys);
    assert_eq!((&seen["settled"], &seen["outgoing"]["witness"]), (&json!(true), &json!("刘主管")));
    let fault =
        till.office.refused(&till.wang, "watch.count", json!({"thing": till.keys, "missing": ["10"]}));
    assert_eq!(fault.field.as_deref(), Some("missing"));
}

#[test]
fn a_difference_wants_a_reason_in_words_and_beyond_the_tolerance_a_witness() {
    let till = till();
    till.rest(&till.wang);
    assert!(
        till.office
            .refused(
                &till.wang,
                "watch.explain",
                json!({"thing": till.cash, "reason": "unknown", "words": "x"})
            )
            .text
            .zh
            .contains("还没有清点")
    );
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN - 100}));
    assert_eq!(till.explain(&till.wang, till.cash, "change-error")["settled"], true, "one yuan is tolerated");
    assert_eq!(till.explain(&till.wang, till.cash, "unknown")["settled"], false);
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN - 101}));
    assert_eq!(till.explain(&till.wang, till.cash, "change-error")["settled"], false);
    assert_eq!(
        till.explain(&till.wang, till.cash, "proof-missing")["settled"],
        true,
        "a missing proof is no shortage"
    );
    let own = json!({"thing": till.cash, "reason": "unknown", "words": "少了", "witness": "王前台", "witness_pin": PIN});
    assert_eq!(till.office.refused(&till.wang, "watch.explain", own).field.as_deref(), Some("witness"));
    let wrong = json!({"thing": till.cash, "reason": "unknown", "words": "少了", "witness": "刘主管", "witness_pin": "000000"});
    till.office.refused(&till.wang, "watch.explain", wrong);
    let bare = json!({"thing": till.cash, "reason": "unknown", "words": "少了", "witness": "刘主管"});
    assert_eq!(till.office.refused(&till.wang, "watch.explain", bare).field.as_deref(), Some("witness_pin"));
}

#[test]
fn it_is_not_offered_before_all_is_counted_and_told() {
    let till = till();
    till.office.ok(&till.wang, "watch.prepare", json!({}));
    let offer = || till.office.refused(&till.wang, "watch.offer", json!({"pin": PIN})).text;
    assert!(offer().zh.contains("清点"), "{}", offer());
    till.rest(&till.wang);
    till.count(&till.wang, till.cash, json!({"amount": 0}));
    assert!(offer().zh.contains("清点"), "{}", offer());
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}));
    till.office.ok(&till.wang, "watch.offer", json!({"pin": PIN}));
    let late = till.office.refused(&till.wang, "watch.count", json!({"thing": till.cash, "amount": 1}));
    assert_eq!(late.kind, FaultKind::Refused, "what was signed is not counted anew");
}

#[test]
fn what_the_successor_found_is_where_the_next_watch_begins() {
    let till = till();
    till.post("receipt", "20.00");
    // They agree that two yuan more are there than the records say.
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN + 2_200}));
    till.rest(&till.wang);
    let seen = json!({"thing": till.cash, "reason": "unknown", "words": "多两元", "witness": "刘主管", "witness_pin": PIN});
    till.office.ok(&till.wang, "watch.explain", seen);
    till.office.offer(&till.wang);
    till.office.ok(&till.li, "watch.review", json!({}));
    // A receipt comes in between the two counts: it is no difference.
    till.post("receipt", "5.00");
    let own = till.count(&till.li, till.cash, json!({"amount": BASE_FEN + 2_700}));
    assert_eq!((&own["between"], &own["settled"]), (&json!(0), &json!(true)));
    till.rest(&till.li);
    // Another one before the signature: the successor's.
    till.post("receipt", "1.00");
    till.office.take_over(&till.li);
    let next = till.count(&till.li, till.cash, json!({"amount": BASE_FEN + 2_800}));
    assert_eq!((&next["outgoing"]["expected"], &next["settled"]), (&json!(BASE_FEN + 2_800), &json!(true)));
}

#[test]
fn two_counts_that_differ_are_both_kept_and_the_second_is_the_beginning() {
    let till = till();
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}));
    till.rest(&till.wang);
    till.office.offer(&till.wang);
    till.office.ok(&till.li, "watch.review", json!({}));
    till.rest(&till.li);
    let own = till.count(&till.li, till.cash, json!({"amount": BASE_FEN - 5_000}));
    assert_eq!((&own["between"], &own["settled"]), (&json!(-5_000), &json!(false)));
    till.office.read(&till.li);
    let refused = till.office.refused(&till.li, "watch.accept", json!({"pin": PIN}));
    assert!(refused.text.zh.contains("清点"), "{refused}");
    till.office.ok(&till.li, "watch.accept", json!({"pin": PIN, "reservation": "现金少五十元，待查"}));
    let kept = row(&till.office.ok(&till.lead, "watch.show", json!({"watch": 1})), till.cash);
    assert_eq!(
        (&kept["outgoing"]["amount"], &kept["incoming"]["amount"]),
        (&json!(BASE_FEN), &json!(BASE_FEN - 5_000))
    );
    let next = till.count(&till.li, till.cash, json!({"amount": BASE_FEN - 5_000}));
    assert_eq!(next["settled"], true);
}

#[test]
fn who_relieves_somebody_owes_the_count_and_does_not_see_what_was_there() {
    let till = till();
    till.hand_over(&till.wang, &till.li, BASE_FEN, BASE_FEN);
    let args = json!({"relief": "emergency", "reason": "李突发疾病", "pin": PIN});
    let zhang = till.office.post(Post::Officer);
    let taken = till.office.ok(&zhang, "watch.relieve", args);
    assert!(taken["watch"]["owed_until"].is_i64(), "{taken}");
    for watch in [1, 2] {
        let old = till.office.ok(&zhang, "watch.show", json!({"watch": watch})).to_string();
        assert!(!old.contains(&BASE_FEN.to_string()), "{old}");
    }
    let rest = |who: &Who| till.rest(who);
    rest(&zhang);
    let owed = till.count(&zhang, till.cash, json!({"amount": BASE_FEN - 1_000}));
    assert_eq!((&owed["incoming"]["expected"], &owed["settled"]), (&json!(BASE_FEN), &json!(false)));
    till.explain(&zhang, till.cash, "unknown");
    let done = till.office.ok(&zhang, "watch.show", json!({}));
    assert_eq!(done["watch"]["owed_until"], Json::Null, "counted and told: nothing is owed");
    let own = till.count(&zhang, till.cash, json!({"amount": BASE_FEN - 1_000}));
    assert_eq!((&own["outgoing"]["expected"], &own["settled"]), (&json!(BASE_FEN - 1_000), &json!(true)));
}

/// Found by random histories: what was shown as taken over was the count of a reader who had gone.
#[test]
fn who_took_a_desk_in_trust_is_shown_their_own_count_not_that_of_a_reader_who_went() {
    let till = till();
    till.office.ok(&till.lead, "watch.release", json!({"reason": "无人接班", "pin": PIN}));
    till.office.ok(&till.li, "watch.review", json!({}));
    till.count(&till.li, till.cash, json!({"amount": BASE_FEN}));
    till.office.clock.advance_minutes(5);
    till.office.ok(&till.lead, "watch.recall", json!({}));
    let own = till.count(&till.lead, till.cash, json!({"amount": BASE_FEN - 100}));
    assert_eq!((&own["incoming"]["amount"], &own["incoming"]["nth"]), (&json!(BASE_FEN - 100), &json!(1)));
    till.explain(&till.lead, till.cash, "miscount");
    till.rest(&till.lead);
    let all = till.row(&till.lead, till.cash);
    assert_eq!(till.office.ok(&till.lead, "watch.show", json!({}))["watch"]["owed_until"], Json::Null);
    assert_eq!(all["incoming"]["by"], "刘主管", "{all}");
    // Figures are hidden from whoever has yet to count blindly as the leaver.
    assert_eq!(all["incoming"]["amount"], Json::Null);
}

#[test]
fn a_line_of_the_till_is_reversed_by_a_counter_entry_and_never_changed() {
    let till = till();
    let wrong = till.post("receipt", "88.00");
    assert!(till.office.refused(&till.wang, "entry.undo", json!({})).text.zh.contains("冲销"));
    let fixed =
        till.office.refused(&till.wang, "till_move.correct", json!({"entry": wrong, "amount": "8.00"}));
    assert!(
        matches!(fixed.kind, FaultKind::Forbidden | FaultKind::Invalid | FaultKind::Refused),
        "{fixed:?}"
    );
    let reason = till.office.refused(&till.wang, "till_move.reverse", json!({"entry": wrong}));
    assert_eq!(reason.field.as_deref(), Some("reason"));
    till.office.ok(&till.wang, "till_move.reverse", json!({"entry": wrong, "reason": "金额录错"}));
    let page = till.office.ok(&till.wang, "till_move.list", json!({"view": "all"}));
    let amounts: Vec<&Json> = page["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            &row["cells"].as_array().unwrap().iter().find(|cell| cell["field"] == "amount").unwrap()["value"]
                ["Fen"]
        })
        .collect();
    assert_eq!(amounts, [&json!(8_800), &json!(-8_800)]);
    let again =
        till.office.refused(&till.wang, "till_move.reverse", json!({"entry": wrong, "reason": "再来"}));
    assert_eq!(again.kind, FaultKind::Refused);
    till.office.refused(&till.wang, "till_move.counter", json!({"kind": "receipt", "amount": "1"}));
    assert_eq!(till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}))["settled"], true);
    for amount in ["0", "-5"] {
        till.office.refused(&till.wang, "till_move.post", json!({"kind": "receipt", "amount": amount}));
    }
}

#[test]
fn money_on_its_way_has_left_the_till_and_is_listed_with_a_name() {
    let till = till();
    let sent = till.office.ok(&till.wang, "till_move.send", json!({"amount": "300", "carrier": "赵收费"}));
    let view = till.office.ok(&till.wang, "watch.show", json!({}));
    let listed = view["items"].as_array().unwrap().iter().find(|row| row["number"] == sent["number"]);
    assert!(listed.expect("it is on the document")["item"]["why"]["zh"].as_str().unwrap().contains("赵收费"));
    let short = till.count(&till.wang, till.cash, json!({"amount": BASE_FEN - 30_000}));
    assert_eq!(short["settled"], true);
    let own = till.office.refused(&till.wang, "till_move.arrive", json!({"entry": sent["number"]}));
    assert!(own.text.zh.contains("收款方"), "{own}");
    till.office.ok(&till.wang, "till_move.return", json!({"entry": sent["number"], "reason": "银行关门"}));
    assert_eq!(till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}))["settled"], true);
    let second = till.office.ok(&till.wang, "till_move.send", json!({"amount": "10", "carrier": "赵收费"}));
    let cashier = till.office.post(Post::Cashier);
    till.office.ok(&cashier, "till_move.arrive", json!({"entry": second["number"]}));
    let view = till.office.ok(&till.wang, "watch.show", json!({}));
    assert!(!view["items"].as_array().unwrap().iter().any(|row| row["number"] == second["number"]));
}

#[test]
fn money_waits_for_the_handover_only_where_the_office_wants_it() {
    let till = till();
    let post = json!({"kind": "receipt", "amount": "1"});
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}));
    till.rest(&till.wang);
    till.office.offer(&till.wang);
    till.office.ok(&till.wang, "till_move.post", post.clone());
    till.office.ok(
        &till.office.founder(),
        "settings.set",
        json!({"id": "handover.block_money", "value": "1"}),
    );
    let fault = till.office.refused(&till.wang, "till_move.post", post.clone());
    assert!(fault.text.zh.contains("交接尚未完成"), "{fault}");
    till.office.ok(&till.wang, "log.write", json!({"text": "照常记事"}));
    till.office.ok(&till.wang, "watch.recall", json!({}));
    till.office.ok(&till.wang, "till_move.post", post);
}

#[test]
fn a_float_alone_refunds_alone_nothing_at_all_and_less_than_nothing_can_be_handed_over() {
    for (moves, lies) in [
        (vec![], 0),
        (vec![("float-in", "500")], 50_000),
        (vec![("refund", "12.30")], -1_230),
        (vec![("float-in", "100"), ("refund", "100.50")], -50),
    ] {
        let office = Office::new();
        let (wang, li, lead) =
            (office.post(Post::Receptionist), office.post(Post::Senior), office.post(Post::Supervisor));
        clear(&office);
        let cash =
            office.ok(&lead, "countable.add", json!({"name": "钱箱", "kind": "cash"}))["entry"]["id"].clone();
        office.ok(&wang, "watch.open", json!({}));
        for (kind, amount) in moves {
            office.ok(&wang, "till_move.post", json!({"kind": kind, "amount": amount}));
        }
        office.ok(&wang, "watch.count", json!({"thing": cash, "amount": lies}));
        office.offer(&wang);
        office.ok(&li, "watch.review", json!({}));
        office.ok(&li, "watch.count", json!({"thing": cash, "amount": lies}));
        let taken = office.take_over(&li);
        assert_eq!(taken["watch"]["holder"], json!(li.staff), "{lies}");
    }
}

#[test]
fn what_there_is_none_of_need_not_be_counted() {
    let till = till();
    assert_eq!(till.row(&till.wang, till.wechat)["asked"], false);
    till.office.ok(
        &till.wang,
        "till_move.post",
        json!({"kind": "receipt", "amount": "3", "method": "wechat"}),
    );
    assert_eq!(till.row(&till.wang, till.wechat)["asked"], true);
    let slips = till.count(&till.wang, till.wechat, json!({"amount": 300}));
    assert_eq!(slips["settled"], true);
    assert_eq!(till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}))["settled"], true);
}

#[test]
fn wrong_counts_are_refused_with_the_field() {
    let till = till();
    let field = |args: Json| {
        let mut args = args;
        args["thing"] = json!(till.cash);
        till.office.refused(&till.wang, "watch.count", args).field.unwrap_or_default()
    };
    assert_eq!(field(json!({})), "amount");
    assert_eq!(field(json!({"parts": [[3, 1]]})), "parts");
    assert_eq!(field(json!({"parts": [[100, -1]]})), "parts");
    assert_eq!(field(json!({"parts": [[100, i64::MAX]]})), "amount");
    assert_eq!(field(json!({"parts": [[100, 1]], "amount": 99})), "amount");
    assert_eq!(field(json!({"amount": i64::MIN})), "amount");
    let other = till.office.refused(&till.wang, "watch.count", json!({"thing": 999, "amount": 1}));
    assert_eq!(other.field.as_deref(), Some("thing"));
    let stranger = till.office.refused(&till.li, "watch.count", json!({"thing": till.cash, "amount": 1}));
    assert_eq!(stranger.kind, FaultKind::Refused);
}

fn sheet(office: &Office, who: &Who, args: Json) -> Vec<String> {
    let sheet = office.ok(who, "handover.sheet", args);
    sheet["lines"].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_paper_has_all_parts_in_order_and_fits_two_screens() {
    let till = till();
    for n in 0..15 {
        let urgency = if n < 4 { "urgent" } else { "ordinary" };
        let args = json!({"place": "3-2-1801", "category": "plumbing", "text": format!("厨房水槽下面软管漏水第{n}处，楼下天花板也湿了"), "urgency": urgency});
        till.office.ok(&till.wang, "request.log", args);
    }
    till.count(&till.wang, till.cash, json!({"amount": BASE_FEN}));
    till.rest(&till.wang);
    till.office.offer(&till.wang);
    till.office.ok(&till.li, "watch.review", json!({}));
    till.count(&till.li, till.cash, json!({"amount": BASE_FEN}));
    till.rest(&till.li);
    till.office.take_over(&till.li);
    for (lang, parts) in [
        (
            Lang::Zh,
            ["P 当前情况", "A 待办", "知悉事项", "S 如果", "清点", "常设指令", "S 接班人复述", "签字"],
        ),
        (
            Lang::En,
            [
                "P  Now",
                "A  To do",
                "To know",
                "S  If",
                "Counts",
                "Standing orders",
                "S  Read back",
                "Signatures",
            ],
        ),
    ] {
        let who = Who { lang, ..till.li.clone() };
        let lines = sheet(&till.office, &who, json!({"watch": 1}));
        let page = lines.join("\n");
        assert!(lines.len() <= 48, "{} lines\n{page}", lines.len());
        assert!(lines.iter().all(|line| width(line) <= 80), "{page}");
        let at: Vec<usize> = parts
            .iter()
            .map(|part| {
                lines
                    .iter()
                    .position(|line| line.starts_with("-- ") && line.contains(part))
                    .unwrap_or_else(|| panic!("no {part} in\n{page}"))
            })
            .collect();
        assert!(at.is_sorted(), "{at:?}");
        assert!(
            page.contains("7351.50") && page.contains("王前台") && page.contains("Asia/Shanghai"),
            "{page}"
        );
        let red: Vec<bool> = lines
            .iter()
            .filter_map(|line| {
                if line.starts_with("[红]") || line.starts_with("[RED]") {
                    Some(true)
                } else if line.starts_with("[黄]") || line.starts_with("[AMB]") {
                    Some(false)
                } else {
                    None
                }
            })
            .collect();
        assert!(red.contains(&true), "{page}");
    }
    let zh = sheet(&till.office, &till.li, json!({"watch": 1}));
    insta::assert_snapshot!("handover_sheet", zh.join("\n"));
    let narrow = sheet(&till.office, &till.li, json!({"watch": 1, "width": 60}));
    assert!(narrow.iter().all(|line| width(line) <= 60));
}

#[test]
fn a_quiet_shift_says_none_everywhere_and_a_closed_one_carries_its_hash() {
    let till = till();
    till.hand_over(&till.wang, &till.li, BASE_FEN, BASE_FEN);
    let page = sheet(&till.office, &till.li, json!({"watch": 1})).join("\n");
    assert!(page.matches("   无").count() >= 5, "{page}");
    assert!(page.contains("相符") && !page.contains("SHA-256"), "{page}");
    till.office.clock.advance_minutes(31);
    till.office.desk.tick().expect("what is due is done");
    let closed = sheet(&till.office, &till.li, json!({"watch": 1})).join("\n");
    assert!(closed.contains("SHA-256"), "{closed}");
    let draft = sheet(&till.office, &till.li, json!({})).join("\n");
    assert!(draft.contains("草稿") && draft.contains("未签出"), "{draft}");
}

#[derive(Clone, Debug)]
enum Deed {
    Money(usize, i64),
    Reverse(usize),
    HandOver,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        6 => (0..7_usize, 1..50_000_i64).prop_map(|(kind, fen)| Deed::Money(kind, fen)),
        2 => (0..20_usize).prop_map(Deed::Reverse),
        1 => Just(Deed::HandOver),
    ];
    proptest::collection::vec(deed, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(12), ..ProptestConfig::default() })]

    /// Whatever comes in, goes out, is taken back and handed over: the records expect what really lies in the till, the
    /// sum over all watches is the sum of the ledger, and nobody is told before they counted.
    #[test]
    fn the_records_expect_what_lies_in_the_till(deeds in deeds()) {
        const KINDS: [(&str, i64); 7] = [("receipt", 1), ("refund", -1), ("deposit-in", 1), ("deposit-out", -1), ("float-in", 1), ("float-out", -1), ("hand-in", -1)];
        let till = till();
        let (mut lies, mut posted) = (BASE_FEN, Vec::<(String, i64)>::new());
        let (mut holder, mut next) = (&till.wang, &till.li);
        for deed in deeds {
            match deed {
                Deed::Money(kind, fen) => {
                    let (kind, sign) = KINDS[kind];
                    let amount = format!("{}.{:02}", fen / 100, fen % 100);
                    let done = till.office.ok(holder, "till_move.post", json!({"kind": kind, "amount": amount}));
                    posted.push((done["number"].as_str().unwrap().to_owned(), sign * fen));
                    lies += sign * fen;
                }
                Deed::Reverse(at) if !posted.is_empty() => {
                    let (number, effect) = posted.remove(at % posted.len());
                    till.office.ok(holder, "till_move.reverse", json!({"entry": number, "reason": "录错"}));
                    lies -= effect;
                }
                Deed::Reverse(_) => {}
                Deed::HandOver => {
                    let blind = till.office.ok(holder, "watch.show", json!({}))["counts"].to_string();
                    // With nothing in or out the figure is what the holder counted at the beginning.
                    prop_assert!(!blind.contains(&format!(":{lies}")), "{} in {}", lies, blind);
                    let own = till.count(holder, till.cash, json!({"amount": lies}));
                    prop_assert_eq!(&own["settled"], &json!(true), "{}", own);
                    till.rest(holder);
                    till.office.offer(holder);
                    let view = till.office.ok(next, "watch.review", json!({}))["counts"].to_string();
                    prop_assert!(!view.contains(&format!(":{lies}")), "{} in {}", lies, view);
                    till.count(next, till.cash, json!({"amount": lies}));
                    till.rest(next);
                    till.office.take_over(next);
                    (holder, next) = (next, holder);
                }
            }
        }
        let last = till.count(holder, till.cash, json!({"amount": lies}));
        prop_assert_eq!(&last["outgoing"]["expected"], &json!(lies));
    }
}
