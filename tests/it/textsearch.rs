//! Searching the words of entries and log lines.

use crate::support::office::Office;
use lobby::api::FaultKind;
use lobby::domain::posts::Post;
use serde_json::{Value as Json, json};

fn numbers(found: &Json) -> Vec<&str> {
    found["hits"].as_array().unwrap().iter().map(|hit| hit["number"].as_str().unwrap()).collect()
}

fn office() -> Office {
    let office = Office::new();
    let reception = office.post(Post::Receptionist);
    for (place, text) in [
        ("3-2-1801", "厨房漏水，滴到楼下"),
        ("12-1-101", "LIFT ＮＯＩＳＥ at night"),
        ("3-2-1802", "卫生间漏水"),
    ] {
        office.clock.advance_minutes(1);
        office.ok(
            &reception,
            "request.log",
            json!({"place": place, "category": "plumbing", "text": text,
            "reporter": "周海燕", "phone": "13712345678"}),
        );
    }
    office.clock.advance_minutes(1);
    office.ok(&reception, "log.write", json!({"text": "漏水已报工程部", "place": "3-2-1801"}));
    office
}

#[test]
fn every_word_must_stand_in_it_newest_first_with_the_match_marked() {
    let office = office();
    let reception = office.post(Post::Receptionist);
    let found = office.ok(&reception, "text.search", json!({"words": "漏水"}));
    assert_eq!(numbers(&found), ["1", "R2611-0003", "R2611-0001"], "{found}");
    assert_eq!(found["hits"][0]["register"], "log");
    assert_eq!(found["hits"][1]["field"], "text");
    assert_eq!(found["hits"][1]["marks"], json!([[3, 5]]));
    assert!(found["next"].is_null() && found["back_to"].is_null(), "{found}");
    let both = office.ok(&reception, "text.search", json!({"words": "漏水 楼下"}));
    assert_eq!(numbers(&both), ["R2611-0001"]);
    let room = office.ok(&reception, "text.search", json!({"words": "漏水 1802"}));
    assert_eq!(numbers(&room), ["R2611-0003"]);
    let english = office.ok(&reception, "text.search", json!({"words": "lift noise"}));
    assert_eq!(numbers(&english), ["R2611-0002"]);
    let only = office.ok(&reception, "text.search", json!({"words": "漏水", "registers": ["log"]}));
    assert_eq!(numbers(&only), ["1"]);
    assert_eq!(office.refused(&reception, "text.search", json!({"words": " "})).kind, FaultKind::Missing);
}

#[test]
fn what_somebody_sees_masked_is_not_found_by_its_words_and_never_shown_in_full() {
    let office = office();
    let (reception, cashier) = (office.post(Post::Receptionist), office.post(Post::Cashier));
    let found = office.ok(&reception, "text.search", json!({"words": "周海燕"}));
    assert_eq!(numbers(&found).len(), 3);
    assert!(!found.to_string().contains("周海燕"), "a list is masked: {found}");
    let found = office.ok(&cashier, "text.search", json!({"words": "周海燕"}));
    assert!(numbers(&found).is_empty(), "{found}");
}

#[test]
fn pages_follow_each_other_without_a_gap_and_nothing_comes_twice() {
    let office = Office::new();
    let reception = office.post(Post::Receptionist);
    let mut made = Vec::new();
    for at in 0..30 {
        // Several of the same instant: a page may end among them.
        if at % 4 == 0 {
            office.clock.advance_minutes(1);
        }
        let args = json!({"place": "3-2-1801", "category": "plumbing", "text": format!("漏水 {at}")});
        made.push(office.ok(&reception, "request.log", args)["number"].as_str().unwrap().to_owned());
        if at % 5 == 0 {
            office.ok(&reception, "log.write", json!({"text": format!("漏水登记 {at}")}));
        }
    }
    let (mut seen, mut after) = (Vec::new(), Json::Null);
    for _ in 0..20 {
        let found =
            office.ok(&reception, "text.search", json!({"words": "漏水", "limit": 5, "after": after}));
        seen.extend(
            found["hits"]
                .as_array()
                .unwrap()
                .iter()
                .map(|hit| (hit["at"].as_i64().unwrap(), format!("{}{}", hit["register"], hit["number"]))),
        );
        after = found["next"].clone();
        if after.is_null() {
            break;
        }
    }
    assert!(after.is_null(), "it ends");
    assert_eq!(seen.len(), 36);
    assert!(seen.windows(2).all(|two| two[0].0 >= two[1].0), "newest first: {seen:?}");
    let unique: std::collections::BTreeSet<_> = seen.iter().map(|(_, what)| what).collect();
    assert_eq!(unique.len(), 36, "{seen:?}");
}

#[test]
fn a_period_narrows_it() {
    let office = office();
    let reception = office.post(Post::Receptionist);
    let all = office.ok(&reception, "text.search", json!({"words": "漏水"}));
    let at = all["hits"][1]["at"].clone();
    let found = office.ok(&reception, "text.search", json!({"words": "漏水", "from": at}));
    assert_eq!(numbers(&found), ["1", "R2611-0003"]);
    let found = office.ok(&reception, "text.search", json!({"words": "漏水", "to": at}));
    assert_eq!(numbers(&found), ["R2611-0001"]);
}
