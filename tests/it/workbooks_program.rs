//! The program brings lists in and takes them out: files, exit codes, what it says.

use calamine::{Reader, Xlsx, open_workbook};
use lobby::paper::book::columns::List;
use lobby::paper::book::{self, Book, Cell};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// An office in a directory of its own, with what the test writes beside it.
struct Office {
    dir: tempfile::TempDir,
}

impl Office {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a directory") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lobby"));
        command.current_dir(self.dir.path()).arg("--data").arg(self.path("office")).args(["--lang", "zh"]);
        for name in ["LOBBY_DATA", "LOBBY_SOCKET", "LOBBY_STAFF", "LOBBY_LANG"] {
            command.env_remove(name);
        }
        command.env("USER", "tester").args(args).output().expect("runs")
    }

    /// Runs it, which must end with `code`; what it printed.
    fn ends(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        name.to_owned()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = self.run(&["stop"]);
    }
}

/// The cells below the heads of a file's first sheet.
fn cells(path: &Path) -> Vec<Vec<String>> {
    let mut book = Book::open(path).unwrap();
    let sheet = book.sheets().remove(0);
    let grid = book.grid(&sheet, None).unwrap();
    let width = grid.rows.values().map(Vec::len).max().unwrap();
    let shown = |cells: &Vec<Cell>| {
        let mut row: Vec<String> = cells.iter().map(|cell| number(&cell.shown())).collect();
        row.resize(width, String::new());
        row
    };
    grid.rows.values().skip(1).map(shown).collect()
}

/// 89.50 in a CSV file is 89.5 in a workbook.
fn number(text: &str) -> String {
    match text.parse::<rust_decimal::Decimal>() {
        Ok(number) if text.contains('.') => number.normalize().to_string(),
        _ => text.to_owned(),
    }
}

const ROOMS: &str = "房号,类型,建筑面积,交房日期,别名\n1-1-101,住宅,89.50,2019-05-01,\n1-1-102,,72,,样板间\n=1+1号门,公共部位,,,@SUM(A1)\n";
const PEOPLE: &str = "房号,姓名,电话,身份\n1-1-101,张建国,13800005678,业主\n1-1-102,李四,13900001234,租户\n";

#[test]
fn a_list_comes_in_with_what_it_means_and_its_refused_rows_come_back() {
    let office = Office::new();
    let rooms = office.write("rooms.csv", &format!("{ROOMS}你好世界,,,,\n1-1-103,城堡,,,\n"));
    let dry = office.ends(1, &["import", "places", &rooms, "--dry-run"]);
    assert!(dry.contains("读入 5 行（只检查）：新增 3") && dry.contains("拒绝 2 行"), "{dry}");
    let said = office.ends(1, &["import", "places", &rooms, "--save-map", "rooms.toml"]);
    assert!(said.contains("表头在第 1 行") && said.contains("建筑面积 (area)"), "{said}");
    assert!(said.contains("读入 5 行：新增 3"), "a dry run left nothing behind: {said}");
    let back = book::open(&office.path("rooms.refused.xlsx"), List::Places, None, None).unwrap();
    let why: Vec<String> = back.table.rows.iter().map(|row| row.cells[5].shown()).collect();
    assert_eq!(back.table.heads[5], "拒绝原因");
    assert!(why.len() == 2 && why[0].contains("房号") && why[1].contains("城堡"), "{why:?}");

    let map = std::fs::read_to_string(office.path("rooms.toml")).unwrap();
    let map = office.write("words.toml", &format!("{map}\n[words.kind]\n\"城堡\" = \"room\"\n"));
    let again = office.ends(1, &["import", "places", &rooms, "--map", &map, "--refused", "left.xlsx"]);
    assert!(again.contains("新增 1，更改 0，相同 3") && office.path("left.xlsx").exists(), "{again}");
    office.ends(0, &["import", "places", &office.write("good.csv", ROOMS)]);
    office.ends(1, &["import", "places", "nowhere.xlsx"]);
    office.ends(1, &["import", "people", &rooms]);
    office.ends(2, &["import", "places"]);
}

#[test]
fn what_was_brought_in_is_taken_out_the_same_in_every_format() {
    let office = Office::new();
    office.ends(0, &["import", "places", &office.write("rooms.csv", ROOMS)]);
    office.ends(0, &["import", "people", &office.write("people.csv", PEOPLE)]);
    for file in ["places.xlsx", "places.csv", "places.jsonl"] {
        office.ends(0, &["export", "places", "--file", file]);
    }
    office.ends(0, &["export", "places", "--encoding", "gb18030", "--file", "gb.csv"]);
    let sheet = cells(&office.path("places.xlsx"));
    assert_eq!(sheet, cells(&office.path("places.csv")));
    assert_eq!(sheet, cells(&office.path("gb.csv")));
    assert!(std::str::from_utf8(&std::fs::read(office.path("gb.csv")).unwrap()).is_err());
    let lines = std::fs::read_to_string(office.path("places.jsonl")).unwrap();
    let codes: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap()["code"].as_str().unwrap().to_owned())
        .collect();
    let column = |cells: &[Vec<String>], of: &str| {
        let at = cells.iter().find_map(|row| row.iter().position(|cell| cell == of)).unwrap();
        cells.iter().map(|row| row[at].clone()).collect::<Vec<_>>()
    };
    assert_eq!(column(&sheet, "1-1-101"), codes);
    assert!(column(&sheet, "89.5").contains(&"72".to_owned()));
    assert!(codes.contains(&"=1+1号门".to_owned()));

    // What looks like a formula is words, in every file.
    let mut book: Xlsx<_> = open_workbook(office.path("places.xlsx")).unwrap();
    let sheet_name = book.sheet_names().remove(0);
    assert!(book.worksheet_formula(&sheet_name).unwrap().used_cells().next().is_none());
    let csv = std::fs::read_to_string(office.path("places.csv")).unwrap();
    assert!(csv.contains(",'=1+1号门,") && csv.contains("'@SUM(A1)"), "{csv}");
}

#[test]
fn an_export_is_masked_unless_somebody_says_why() {
    let office = Office::new();
    office.ends(0, &["import", "places", &office.write("rooms.csv", ROOMS)]);
    office.ends(0, &["import", "people", &office.write("people.csv", PEOPLE)]);
    let masked = office.ends(0, &["export", "people", "--format", "csv"]);
    assert!(masked.contains("138****5678") && !masked.contains("13800005678"), "{masked}");
    let full = office.ends(0, &["export", "people", "--format", "jsonl", "--full", "--reason", "年度核对"]);
    assert!(full.contains("138 0000 5678") && full.contains("张建国"), "{full}");
    office.ends(2, &["export", "people", "--full"]);
    office.ends(2, &["export", "people", "--format", "jsonl", "--encoding", "gb18030"]);
    office.ends(1, &["export", "peoples"]);
    // A masked list must not come back as the truth.
    office.ends(0, &["export", "people", "--file", "masked.xlsx"]);
    office.ends(1, &["import", "people", "masked.xlsx"]);
    assert_eq!(office.ends(0, &["export", "people", "--format", "csv"]), masked);
}

#[test]
fn a_blank_workbook_is_written_once_and_never_over_another() {
    let office = Office::new();
    office.ends(0, &["template", "people"]);
    office.ends(1, &["template", "people"]);
    office.ends(0, &["template", "places", "rooms.xlsx"]);
    let blank = book::open(&office.path("people.xlsx"), List::People, None, None).unwrap();
    assert!(blank.table.rows.is_empty() && blank.columns.unknown.is_empty());
}
