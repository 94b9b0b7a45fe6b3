//! The real list of 17,418 requests: imported through its map, imported again, counted, and interrupted.

use crate::support::failing::Failing;
use crate::support::office::Office;
use lobby::api::report::{By, FigureRow, Figures, Requests};
use lobby::api::{Call, Fault, Reply};
use lobby::cli::foreign::{Map, Refused, Summary, take};
use lobby::desk::{Indexes, Job};
use lobby::domain::register::{Registers, Who};
use lobby::store::{MemoryEngine, SledEngine, verify};
use serde_json::{Value as Json, json};
use std::fs::{File, read_to_string};

const LIST: &str = "tests/data/requests-311-2020.csv";
const MAP: &str = "tests/data/requests-311.map.toml";
const TARGETS: &str = "tests/data/requests-311.targets.json";
const EXPECTED: &str = "tests/data/requests-311.expected.json";

fn city_map() -> Map {
    Map::read(MAP, &read_to_string(MAP).unwrap()).expect("the map is right")
}

/// Asks the desk as the server would.
fn ask(office: &Office, who: &Who, call: Call) -> Result<Reply, Fault> {
    if office.desk.needs_writer(who, &call) {
        let job = Job { who: who.clone(), key: None, call };
        return office.desk.write(&[job]).pop().unwrap().map(|done| done.reply);
    }
    office.desk.read(who, &call)
}

fn import(office: &Office, map: &Map, list: &[u8], dry: bool) -> (Result<Summary, Fault>, Vec<Refused>) {
    let who = office.founder();
    let mut refused = Vec::new();
    let done = take(
        map,
        list,
        dry,
        &mut |call| ask(office, &who, call),
        &mut |row| {
            refused.push(row);
            Ok(())
        },
        &mut |_| {},
    );
    (done, refused)
}

fn figures(office: &Office, window: &Json, by: By) -> Figures {
    figures_by(office, window, by, None)
}

fn figures_by(office: &Office, window: &Json, by: By, target: Option<&str>) -> Figures {
    let day = |field: &str| window[field].as_str().unwrap().parse().unwrap();
    let asked = Requests {
        from: day("from"),
        to: day("to"),
        by,
        limit_minutes: u32::try_from(window["limit_minutes"].as_u64().unwrap_or_default()).unwrap(),
        target: target.map(str::to_owned),
        zone: Some("America/New_York".into()),
    };
    match ask(office, &office.founder(), Call::Report(asked)) {
        Ok(Reply::Report(figures)) => figures,
        other => panic!("{other:?}"),
    }
}

fn as_expected(row: &FigureRow) -> Json {
    json!({
        "received": row.received, "closed": row.closed, "open": row.open, "timed": row.timed,
        "median_minutes": row.median_minutes, "p90_minutes": row.p90_minutes, "within_limit": row.within,
    })
}

fn total(office: &Office) -> u64 {
    let window = json!({"from": "2000-01-01", "to": "2026-11-23", "limit_minutes": 0});
    figures(office, &window, By::Area).total.received
}

fn is_sound(office: &Office) {
    let registers = Registers::standard();
    verify(office.desk.store(), &Indexes(&registers)).expect("the store is sound");
}

/// Rows of the list that a dry run is tried with.
const SOME: usize = 2_000;

/// The first rows of a list.
fn beginning(list: &[u8], rows: usize) -> &[u8] {
    let ends = list.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    &list[..ends.take(rows).last().unwrap()]
}

#[test]
fn the_citys_list_gives_the_figures_that_were_computed_without_us() {
    let dir = tempfile::tempdir().unwrap();
    let office = Office::founded(SledEngine::open(dir.path().join("store")).unwrap(), Registers::standard());
    let expected: Json = serde_json::from_reader(File::open(EXPECTED).unwrap()).unwrap();
    let map = city_map();
    let list = std::fs::read(LIST).unwrap();
    let rows = expected["rows"].as_u64().unwrap();

    let some = beginning(&list, SOME);
    let (dry, refused) = import(&office, &map, some, true);
    let all_new = Summary { rows: SOME as u64, added: SOME as u64, known: 0, refused: 0 };
    assert_eq!(dry.unwrap(), all_new);
    assert!(refused.is_empty() && total(&office) == 0, "a dry run changes nothing");

    let (first, _) = import(&office, &map, &list, false);
    assert_eq!(first.unwrap(), Summary { rows, added: rows, known: 0, refused: 0 });
    let (second, _) = import(&office, &map, &list, false);
    assert_eq!(second.unwrap(), Summary { rows, added: 0, known: rows, refused: 0 });

    for window in expected["windows"].as_array().unwrap() {
        for (by, name) in [(By::Month, "by_month"), (By::Category, "by_category"), (By::Area, "by_area")] {
            let found = figures(&office, window, by);
            assert_eq!(as_expected(&found.total), window["all"]);
            let parts: serde_json::Map<String, Json> =
                found.rows.iter().map(|row| (row.part.clone(), as_expected(row))).collect();
            assert_eq!(Json::Object(parts), window[name], "{name} from {}", window["from"]);
        }
    }
    let who = office.founder();
    let odd = office.ok(&who, "request.list", json!({"view": "all", "order": "number", "limit": 500}));
    assert_eq!(odd["total"], rows.min(10_000));
    is_sound(&office);
}

#[test]
fn the_citys_list_run_through_the_clocks_gives_the_shares_that_were_computed_without_us() {
    let office = Office::founded(MemoryEngine::new(), Registers::standard());
    let (done, _) = import(&office, &city_map(), &std::fs::read(LIST).unwrap(), false);
    done.unwrap();
    // The desk's calendar of this office: Monday to Friday, 8:30 to 17:30, holidays or not.
    let hours = json!({"entry": "CA2611-0002", "days": "weekdays", "hours": "8:30-17:30"});
    office.ok(&office.founder(), "calendar.correct", hours);
    let expected: Json = serde_json::from_reader(File::open(TARGETS).unwrap()).unwrap();
    let targets =
        [("1440 always", "1440 always"), ("1080 desk", "1080 weekdays"), ("1080 working", "1080 working")];
    for window in expected["windows"].as_array().unwrap() {
        for (target, named) in targets {
            for (by, name) in [(By::Month, "by_month"), (By::Category, "by_category"), (By::Area, "by_area")]
            {
                let found = figures_by(&office, window, by, Some(target));
                let wanted = &window["targets"][named];
                let share = |row: &FigureRow| json!({"timed": row.timed, "within": row.within});
                assert_eq!(found.total.timed, wanted["all"]["timed"], "{target} from {}", window["from"]);
                assert_eq!(found.total.within, wanted["all"]["within"], "{target} from {}", window["from"]);
                let timed = found.rows.iter().filter(|row| row.timed > 0);
                let parts: serde_json::Map<String, Json> =
                    timed.map(|row| (row.part.clone(), share(row))).collect();
                assert_eq!(Json::Object(parts), wanted[name], "{name} by {target} from {}", window["from"]);
            }
        }
    }
    let wrong = json!({"from": "2020-01-01", "to": "2020-01-31", "target": "two days"});
    assert_eq!(office.refused(&office.founder(), "report.requests", wrong).field.as_deref(), Some("target"));
}

#[test]
fn an_imported_request_keeps_what_the_list_said() {
    let office = Office::new();
    let who = office.founder();
    let list = "46601218,06/23/2020 11:55:33 AM,06/22/2020 04:45:20 PM,Highway Condition,Unspecified\n\
                46920293,07/20/2020 10:51:12 AM,,Damaged Tree,BROOKLYN\n";
    let (done, _) = import(&office, &city_map(), list.as_bytes(), false);
    assert_eq!(done.unwrap().added, 2);
    let odd = office.ok(&who, "request.show", json!({"entry": "R2006-0001"}));
    let head = &odd["head"];
    assert_eq!(head["foreign"], "requests-311:46601218");
    let (imported, odd_times, unmapped) = (2, 4, 32);
    assert_eq!(head["marks"], imported | odd_times | unmapped);
    assert!(head["place"].is_null());
    let cell = |entry: &Json, field: &str| {
        let cells = entry["fields"].as_array().unwrap();
        cells.iter().find(|cell| cell["field"] == field).unwrap()["value"].clone()
    };
    assert_eq!(
        (cell(&odd, "spot"), cell(&odd, "text")),
        (json!({"Text": "Unspecified"}), json!({"Text": "Highway Condition"}))
    );
    assert_eq!(cell(&odd, "category"), json!({"Choice": "other"}));
    let open = office.ok(&who, "request.list", json!({"view": "unassigned"}));
    assert_eq!(open["rows"][0]["head"]["number"], "R2007-0001");
    let place = office.ok(&who, "room.card", json!({"place": "Brooklyn"}));
    assert_eq!(place["sections"][0]["rows"].as_array().unwrap().len(), 1);
    let today = office.ok(&who, "request.log", json!({"place": "3-2-1801", "text": "灯不亮"}));
    assert_eq!(today["number"], "R2611-0001", "today's numbers stay short");
    is_sound(&office);
}

#[test]
fn refused_rows_say_why_and_the_others_are_taken() {
    let office = Office::new();
    let list = "1,07/20/2020 10:51:12 AM,,Damaged Tree,BROOKLYN\n\
                2,20.07.2020,,Damaged Tree,BROOKLYN\n\
                3,03/08/2020 02:30:00 AM,,Damaged Tree,BROOKLYN\n\
                4,07/20/2020 10:51:12 AM\n\
                1,07/21/2020 10:51:12 AM,,Damaged Tree,BROOKLYN\n\
                6,07/20/2099 10:51:12 AM,,Damaged Tree,BROOKLYN\n\
                ,07/20/2020 10:51:12 AM,,Damaged Tree,BROOKLYN\n";
    let (done, refused) = import(&office, &city_map(), list.as_bytes(), false);
    assert_eq!(done.unwrap(), Summary { rows: 7, added: 1, known: 0, refused: 6 });
    let mut said: Vec<(u64, &str)> = refused.iter().map(|row| (row.line, row.why.en.as_str())).collect();
    said.sort_unstable();
    let wanted = [
        (2, "is not %m/%d/%Y"),
        (3, "skip 03/08/2020"),
        (4, "Only 2 columns"),
        (5, "is that of line 1"),
        (6, "in the future"),
        (7, "1 to 80"),
    ];
    for ((line, why), (at, part)) in said.iter().zip(wanted) {
        assert!(*line == at && why.contains(part), "{line}: {why}");
    }
    assert_eq!(total(&office), 1);
}

#[test]
fn a_list_that_is_no_utf8_leaves_nothing_behind() {
    let office = Office::new();
    let mut list = b"1,07/20/2020 10:51:12 AM,,Damaged Tree,BROOKLYN\n2,07/20/2020 10:51:12 AM,,".to_vec();
    list.extend([0xc2, 0xa9 ^ 0xff, b',', b'x', b'\n']);
    let (done, _) = import(&office, &city_map(), &list, false);
    assert!(done.expect_err("it is refused").text.zh.contains("第 2 行不是 UTF-8"));
    assert_eq!(total(&office), 0);
}

#[test]
fn a_named_column_is_found_and_a_missing_one_said() {
    let office = Office::new();
    let text = "[file]\nheader = true\nsource = \"旧系统\"\n[columns]\nnumber = \"单号\"\nopened = \"时间\"\nplace = \"房号\"\ntext = \"内容\"\n\
                [dates]\nformat = \"%Y-%m-%d %H:%M\"\nzone = \"Asia/Shanghai\"\n";
    let map = Map::read("old.map.toml", text).expect("the map is right");
    let list =
        "\u{feff}单号,时间,房号,内容\nA1,2026-11-20 9:00,3-2-1801,漏水\nA2,2026-11-20 9:05,99-9-999,漏水\n";
    let (done, refused) = import(&office, &map, list.as_bytes(), false);
    assert_eq!(done.unwrap(), Summary { rows: 2, added: 1, known: 0, refused: 1 });
    assert!(refused[0].why.zh.contains("99-9-999"));
    let (done, _) = import(&office, &map, "单号,时间,内容\n".as_bytes(), false);
    assert!(done.expect_err("a column is missing").text.zh.contains("房号"));
}

#[test]
fn an_import_cut_off_anywhere_is_whole_or_not_there_after_the_next_start() {
    let rows = 700;
    let list: String = (0..rows)
        .map(|n| format!("{n},01/02/2020 10:00:00 AM,01/03/2020 10:00:00 AM,Damaged Tree,QUEENS\n"))
        .collect();
    let map = city_map();
    let (mut none, mut all) = (0, 0);
    for writes in 0..12 {
        let engine = Failing::never();
        let office = Office::founded(engine.clone(), Registers::standard());
        engine.fails_after(writes);
        let done = import(&office, &map, list.as_bytes(), false).0;
        engine.fails_after(i64::MAX);
        drop(office);
        let office = Office::founded(engine, Registers::standard());
        match total(&office) {
            0 => none += 1,
            count => {
                assert_eq!(count, rows, "cut off after {writes} writes");
                all += 1;
            }
        }
        assert!(done.is_err() || total(&office) == rows);
        is_sound(&office);
        let missing = rows - total(&office);
        let (again, _) = import(&office, &map, list.as_bytes(), false);
        assert_eq!((again.unwrap().added, total(&office)), (missing, rows));
    }
    assert!(none >= 3 && all >= 3, "{none} rolled back, {all} finished");
}
