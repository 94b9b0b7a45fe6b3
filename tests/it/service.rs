//! The figures of service and the boards: every number equals the list behind it.

use crate::screens::at;
use crate::support::office::Office;
use crate::support::often::cases;
use crate::support::screen::{Setup, snapshot};
use lobby::api::Typed;
use lobby::api::service::{ServiceReport, Split};
use lobby::api::wire::Topic;
use lobby::domain::posts::Post;
use lobby::paper::book::heads::table;
use lobby::paper::book::{Book, Cell};
use lobby::text::lang::Lang;
use lobby::tui::model::Heard;
use lobby::tui::theme::Borders;
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::rc::Rc;

const SPLITS: [&str; 5] = ["none", "category", "place", "channel", "person"];

/// One thing that happens in the office of the property below.
#[derive(Clone, Debug)]
enum Deed {
    Wait(i64),
    Log { room: usize, category: usize, channel: usize },
    Step { request: usize, verb: usize },
    FollowUp { nth: usize, outcome: usize, score: i64 },
    Visit { name: usize },
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        2 => (1_i64..900).prop_map(Deed::Wait),
        3 => (0_usize..4, 0_usize..4, 0_usize..3)
            .prop_map(|(room, category, channel)| Deed::Log { room, category, channel }),
        6 => (0_usize..12, 0_usize..6).prop_map(|(request, verb)| Deed::Step { request, verb }),
        3 => (0_usize..4, 0_usize..3, 1_i64..6)
            .prop_map(|(nth, outcome, score)| Deed::FollowUp { nth, outcome, score }),
        1 => (0_usize..3).prop_map(|name| Deed::Visit { name }),
    ];
    proptest::collection::vec(deed, 10..60)
}

const ROOMS: [&str; 4] = ["3-2-1801", "3-2-1802", "12-1-101", "中心花园"];
const CATEGORIES: [&str; 4] = ["plumbing", "electrical", "lift", "other"];
const CHANNELS: [&str; 3] = ["phone", "walk-in", "hotline"];

/// Does it when the desk allows it; what is refused changes nothing.
fn happen(office: &Office, deed: &Deed) {
    let admin = office.founder();
    match deed {
        Deed::Wait(minutes) => office.clock.advance_minutes(*minutes),
        Deed::Log { room, category, channel } => {
            let args = json!({"place": ROOMS[*room], "category": CATEGORIES[*category],
                "channel": CHANNELS[*channel], "text": "漏水"});
            drop(office.call(&admin, "request.log", args));
        }
        Deed::Step { request, verb } => {
            let entry = format!("#{}", request + 1);
            let (verb, args) = match verb {
                0 => ("dispatch", json!({"entry": entry, "owner": "孙师傅"})),
                1 => ("accept", json!({"entry": entry})),
                2 => ("arrive", json!({"entry": entry})),
                3 => ("finish", json!({"entry": entry, "work_done": "换件"})),
                4 => ("cancel", json!({"entry": entry, "reason": "客户自修"})),
                _ => ("wait", json!({"entry": entry, "waiting_for": "material", "note": "等配件"})),
            };
            drop(office.call(&admin, &format!("request.{verb}"), args));
        }
        Deed::FollowUp { nth, outcome, score } => {
            let page = office.ok(&admin, "follow_up.list", json!({"view": "due"}));
            let Some(number) = page["rows"][*nth]["head"]["number"].as_str() else { return };
            let args = match outcome {
                0 => json!({"entry": number, "outcome": "satisfied", "score": score}),
                1 => json!({"entry": number, "outcome": "dissatisfied", "score": score, "opinion": "没修好"}),
                _ => json!({"entry": number, "outcome": "unreachable"}),
            };
            drop(office.call(&admin, "follow_up.record", args));
        }
        Deed::Visit { name } => {
            let name = ["张三", "李四", "王五"][*name];
            drop(office.call(&admin, "visit.log", json!({"name": name, "manner": "call-in"})));
        }
    }
}

/// All pages of the list behind a figure: entries, and what they weigh.
fn behind(office: &Office, args: &Json) -> (u64, i64) {
    let (mut entries, mut weight, mut after) = (0, 0, Json::Null);
    loop {
        let mut args = args.clone();
        (args["after"], args["limit"]) = (after, json!(3));
        let page = office.ok(&office.founder(), "report.behind", args);
        let rows = page["rows"].as_array().unwrap();
        entries += rows.len() as u64;
        weight += rows.iter().map(|row| row["weight"].as_i64().unwrap()).sum::<i64>();
        after = page["next"].clone();
        if after.is_null() {
            assert_eq!((page["entries"].as_u64(), page["total"].as_i64()), (Some(entries), Some(weight)));
            return (entries, weight);
        }
        assert!(!rows.is_empty(), "a page that is not the last has rows");
    }
}

/// Every number of a report against the list behind it, and the parts and steps against the whole.
pub fn every_number_has_its_list(office: &Office, from: &str, to: &str) {
    for by in SPLITS {
        let asked = json!({"from": from, "to": to, "by": by, "compare": true});
        let report = office.ok(&office.founder(), "report.service", asked);
        for figure in report["figures"].as_array().unwrap() {
            let id = figure["figure"].as_str().unwrap();
            let parts = figure["parts"].as_array().unwrap();
            assert!(parts.is_empty() || by != "none", "{id}");
            let wholes = [(None, &figure["total"])];
            let sums = parts.iter().map(|part| (part["part"].as_str(), &part["sums"]));
            for (part, sums) in wholes.into_iter().chain(sums) {
                for side in ["numerator", "denominator"] {
                    for (when, days) in [("now", &report), ("before", &report["before"])] {
                        let Some(number) = sums[when][side].as_i64() else { continue };
                        let args = json!({"figure": id, "side": side, "by": by, "part": part,
                            "from": days["from"], "to": days["to"]});
                        assert_eq!(behind(office, &args).1, number, "{id} {args}");
                    }
                }
            }
            let whole = figure["total"]["now"]["numerator"].as_i64().unwrap();
            let of_parts: i64 =
                parts.iter().map(|part| part["sums"]["now"]["numerator"].as_i64().unwrap()).sum();
            assert!(by == "none" || of_parts == whole, "{id} by {by}: {of_parts} of {whole}");
            assert_eq!(figure["trend"].as_array().unwrap().len(), report["steps"].as_array().unwrap().len());
        }
    }
}

/// Every group of every board against its own list.
fn every_group_has_its_list(office: &Office) {
    for board in ["overdue", "unassigned", "waiting", "promises", "escalations"] {
        for by in ["matter", "person", "class"] {
            let view = office.ok(&office.founder(), "board.service", json!({"board": board, "by": by}));
            let mut total = 0;
            for group in view["groups"].as_array().unwrap() {
                let count = group["count"].as_u64().unwrap();
                total += count;
                let mut listed = 0;
                while listed < count {
                    let args = json!({"board": board, "by": by, "group": group["group"], "skip": listed, "limit": 2});
                    let one = office.ok(&office.founder(), "board.service", args);
                    assert_eq!(
                        (one["total"].as_u64(), one["groups"].as_array().unwrap().len()),
                        (Some(count), 1)
                    );
                    let lines = one["groups"][0]["lines"].as_array().unwrap().len() as u64;
                    assert!(lines > 0);
                    listed += lines;
                }
                assert_eq!(listed, count, "{board} by {by}");
            }
            assert_eq!(view["total"].as_u64(), Some(total), "{board} by {by}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(6), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_number_always_equals_the_list_behind_it(deeds in deeds()) {
        let office = Office::new();
        deeds.iter().for_each(|deed| happen(&office, deed));
        for (from, to) in [("2026-11-01", "2026-11-30"), ("2026-11-23", "2026-11-24")] {
            every_number_has_its_list(&office, from, to);
        }
        every_group_has_its_list(&office);
    }
}

/// Both sides of a figure in November.
pub fn sums(office: &Office, figure: &str) -> (i64, Option<i64>) {
    let asked = json!({"from": "2026-11-01", "to": "2026-11-30", "figures": [figure]});
    let report = office.ok(&office.founder(), "report.service", asked);
    let now = &report["figures"][0]["total"]["now"];
    (now["numerator"].as_i64().unwrap(), now["denominator"].as_i64())
}

#[test]
fn one_request_is_counted_on_every_side_of_its_life() {
    let office = Office::new();
    let desk = office.founder();
    let log = json!({"place": "3-2-1801", "category": "plumbing", "text": "漏水", "channel": "phone"});
    let number = office.ok(&desk, "request.log", log)["number"].as_str().unwrap().to_owned();
    assert_eq!(sums(&office, "requests"), (1, None));
    assert_eq!(sums(&office, "carried-over"), (1, Some(1)));
    assert_eq!(sums(&office, "arrival-on-time"), (0, Some(0)));
    office.clock.advance_minutes(5);
    office.ok(&desk, "request.dispatch", json!({"entry": number, "owner": "孙师傅"}));
    assert_eq!(sums(&office, "arrival-on-time"), (0, Some(1)));
    office.clock.advance_minutes(5);
    office.ok(&desk, "request.arrive", json!({"entry": number}));
    assert_eq!(sums(&office, "arrival-on-time"), (1, Some(1)));
    office.ok(&desk, "request.finish", json!({"entry": number, "work_done": "换阀芯"}));
    let page = office.ok(&desk, "follow_up.list", json!({"view": "due"}));
    let follow_up = page["rows"][0]["head"]["number"].as_str().unwrap().to_owned();
    assert_eq!(sums(&office, "satisfaction"), (0, Some(0)));
    office.ok(&desk, "follow_up.record", json!({"entry": follow_up, "outcome": "satisfied", "score": 4}));
    assert_eq!(sums(&office, "follow-up"), (1, Some(1)));
    assert_eq!(sums(&office, "satisfaction"), (1, Some(1)));
    assert_eq!(sums(&office, "satisfaction-index"), (80, Some(1)));
    assert_eq!(sums(&office, "first-fix"), (1, Some(1)));
    assert_eq!(sums(&office, "carried-over"), (0, Some(1)));
    assert_eq!(sums(&office, "justified-per-household"), (0, Some(4)));
}

#[test]
fn what_cannot_be_asked_names_its_field() {
    let office = Office::new();
    let who = office.post(Post::Supervisor);
    let turned = office.refused(&who, "report.service", json!({"from": "2026-11-02", "to": "2026-11-01"}));
    assert_eq!(turned.field.as_deref(), Some("to"));
    let args = json!({"figure": "nothing", "from": "2026-11-01", "to": "2026-11-01"});
    assert_eq!(office.refused(&who, "report.behind", args).field.as_deref(), Some("figure"));
    let args = json!({"figure": "requests", "side": "denominator", "from": "2026-11-01", "to": "2026-11-01"});
    assert_eq!(office.refused(&who, "report.behind", args).field.as_deref(), Some("side"));
}

#[test]
fn an_overdue_promise_stands_above_everything_else() {
    let office = Office::new();
    let desk = office.post(Post::Receptionist);
    office.ok(&desk, "promise.make", json!({"text": "四点回电话", "due_at": "9:30", "place": "3-2-1801"}));
    office.ok(&desk, "promise.make", json!({"text": "晚上回话", "due_at": "17:00", "place": "3-2-1802"}));
    office.clock.advance_minutes(60);
    let view = office.ok(&desk, "board.service", json!({"board": "overdue"}));
    assert_eq!(view["groups"][0]["group"], "1-promise");
    assert_eq!((&view["groups"][0]["count"], &view["late"]), (&json!(1), &json!(1)));
    let today = office.ok(&desk, "board.service", json!({"board": "promises"}));
    assert_eq!(today["total"], 2);
    assert_eq!(today["groups"][0]["lines"][0]["late"], true);
}

/// An office with something on every kind of board, and a month to look at.
fn busy() -> Rc<Office> {
    let office = Office::new();
    busy_in(&office);
    Rc::new(office)
}

/// The same in an office of the caller's.
pub fn busy_in(office: &Office) {
    let desk = office.founder();
    for (room, category, urgency) in [
        ("3-2-1801", "plumbing", "urgent"),
        ("3-2-1802", "electrical", "ordinary"),
        ("12-1-101", "plumbing", "ordinary"),
        ("中心花园", "lift", "danger"),
    ] {
        let args = json!({"place": room, "category": category, "urgency": urgency, "channel": "phone", "text": "请尽快处理"});
        office.ok(&desk, "request.log", args);
    }
    office.clock.advance_minutes(10);
    for entry in ["#1", "#2"] {
        office.ok(&desk, "request.dispatch", json!({"entry": entry, "owner": "孙师傅"}));
    }
    office.ok(&desk, "request.arrive", json!({"entry": "#1"}));
    office.ok(&desk, "request.finish", json!({"entry": "#1", "work_done": "换阀芯"}));
    office.ok(&desk, "request.arrive", json!({"entry": "#2"}));
    let wait = json!({"entry": "#2", "waiting_for": "material", "wake_at": "15:00", "note": "断路器缺货"});
    office.ok(&desk, "request.wait", wait);
    office.ok(
        &desk,
        "promise.make",
        json!({"text": "九点半前回电话", "due_at": "9:30", "place": "3-2-1801"}),
    );
    office.ok(&desk, "promise.make", json!({"text": "晚上告知进展", "due_at": "17:00", "place": "3-2-1802"}));
    office.clock.advance_minutes(50);
}

#[test]
fn the_boards_are_seen_and_open_their_entries() {
    for (name, setup) in [
        ("zh_80", Setup::new()),
        ("en_120", Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii)),
    ] {
        let office = busy();
        let mut face = at(&office, Post::Supervisor, setup);
        face.keys("K");
        assert_eq!(face.model.names().last(), Some(&"boards"), "{}", face.screen());
        let mut seen = Vec::new();
        for _ in 0..5 {
            seen.push(face.screen());
            face.keys("v");
        }
        seen.push({
            face.keys("o");
            face.screen()
        });
        snapshot(&format!("boards_{name}"), &seen.join("\n"));
        face.keys("=");
        assert_eq!(face.model.names().last(), Some(&"explain"), "{}", face.screen());
        face.keys("Esc Enter");
        assert_eq!(face.model.names().last(), Some(&"entry"), "{}", face.screen());
    }
}

#[test]
fn a_figure_is_seen_explained_and_opened_to_its_entries() {
    for (name, setup) in [
        ("zh_80", Setup::new()),
        ("en_120", Setup::new().lang(Lang::En).size(120, 40).borders(Borders::Ascii)),
    ] {
        let office = busy();
        let mut face = at(&office, Post::Supervisor, setup);
        face.keys("%");
        assert_eq!(face.model.names().last(), Some(&"figures"), "{}", face.screen());
        let mut seen = vec![face.screen()];
        face.keys("v");
        seen.push(face.screen());
        face.keys("x");
        seen.push(face.screen());
        face.keys("Esc Enter");
        assert_eq!(face.model.names().last(), Some(&"behind"), "{}", face.screen());
        seen.push(face.screen());
        snapshot(&format!("figures_{name}"), &seen.join("\n"));
        face.keys("Enter");
        assert_eq!(face.model.names().last(), Some(&"entry"), "{}", face.screen());
    }
}

#[test]
fn a_board_follows_what_others_do() {
    let office = busy();
    let mut face = at(&office, Post::Supervisor, Setup::new());
    face.keys("K v");
    assert!(face.screen().contains("(2)"), "{}", face.screen());
    let log = json!({"place": "3-2-1801", "category": "other", "text": "新来的一单"});
    office.ok(&office.founder(), "request.log", log);
    face.hear(Heard::Changed(vec![Topic::Register(1)]));
    assert!(face.screen().contains("(3)"), "{}", face.screen());
}

#[test]
fn the_workbook_holds_the_numbers_of_the_screen() {
    let office = busy();
    let asked = json!({"from": "2026-11-01", "to": "2026-11-30", "by": "category", "compare": true});
    let reply = office.run(&office.founder(), "report.service", asked, None).unwrap().reply;
    let report = ServiceReport::unwrap_reply(reply).unwrap();
    let file = tempfile::Builder::new().suffix(".xlsx").tempfile().unwrap();
    lobby::paper::service::xlsx(&report, Split::Category, Lang::Zh, file.as_file()).unwrap();
    let mut book = Book::open(file.path()).unwrap();
    assert_eq!(book.sheets(), ["服务统计", "走势"]);
    let grid = book.grid("服务统计", None).unwrap();
    let table = table(grid, &|head| head == "指标").unwrap();
    let rows: Vec<Vec<Cell>> = table.rows.into_iter().map(|row| row.cells).collect();
    let sheet = lobby::paper::service::figures(&report, Split::Category, Lang::Zh);
    assert_eq!(rows.len(), sheet.rows.len());
    for (read, written) in rows.iter().zip(&sheet.rows) {
        // Value, numerator, denominator.
        for column in [2, 4, 5] {
            let number = |cell: &Cell| match cell {
                Cell::Number(number) => Some(number.normalize()),
                _ => None,
            };
            assert_eq!(number(&read[column]), number(&written[column]), "{written:?}");
        }
    }
    let requests = &report.figures[0];
    assert_eq!((requests.figure.as_str(), requests.total.now.numerator), ("requests", 4));
}

#[test]
fn verify_counts_figures_and_boards_anew() {
    let office = busy();
    let found = office.ok(&office.founder(), "store.verify", json!({}));
    assert_eq!(found["findings"], json!([]));
}
