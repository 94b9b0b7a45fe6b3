//! An office brings in its workbooks: 10,000 rooms, then 25,000 persons, and the persons once more.

use crate::children;
use crate::office::directory;
use crate::procfs;
use crate::program::{LOBBY, Served};
use crate::table::{Budget, Row, Unit};
use lobby::paper::book::Cell;
use lobby::paper::book::write::{Head, Look, Page, save};
use rust_decimal::Decimal;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROOMS: usize = 10_000;
const PERSONS: usize = 25_000;
const MIB: f64 = 1024.0 * 1024.0;
/// Between two looks at the memory of the program.
const LOOK: Duration = Duration::from_millis(5);

pub fn run(say: &mut dyn FnMut(Row)) {
    let dir = directory();
    let (rooms, persons) = (dir.path().join("rooms.xlsx"), dir.path().join("persons.xlsx"));
    write_rooms(&rooms);
    write_persons(&persons);
    let served = Served::start(&dir.path().join("office"));
    let places = import(&served, "places", &rooms);
    let people = import(&served, "people", &persons);
    let again = import(&served, "people", &persons);
    let seconds = |run: &Run| run.time.as_secs_f64();
    let both = seconds(&places) + seconds(&people);
    say(Row::new(format!("import {ROOMS} rooms and {PERSONS} persons, xlsx"), both, Unit::Seconds)
        .budget(Budget::AtMost(10.0)));
    say(Row::new(format!("of it {ROOMS} rooms"), seconds(&places), Unit::Seconds));
    say(Row::new(format!("of it {PERSONS} persons"), seconds(&people), Unit::Seconds));
    say(Row::new("the same persons again", seconds(&again), Unit::Seconds));
    let client = places.peak.max(people.peak).max(again.peak) as f64;
    let server = procfs::peak(served.id()) as f64;
    say(Row::new("most memory, program and server together", client + server, Unit::Memory)
        .budget(Budget::AtMost(300.0 * MIB)));
    say(Row::new("of it the program that reads the workbook", client, Unit::Memory));
    served.stop();
}

/// What one import took.
struct Run {
    time: Duration,
    /// The most resident memory of the importing program, in bytes.
    peak: u64,
}

fn import(served: &Served, list: &str, file: &Path) -> Run {
    let begun = Instant::now();
    let mut child = Command::new(LOBBY)
        .args(["--lang", "en", "--socket"])
        .arg(&served.socket)
        .args(["import", list])
        .arg(file)
        .env_remove("LOBBY_DATA")
        .env_remove("LOBBY_SOCKET")
        .env_remove("LOBBY_STAFF")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let id = child.id();
    children::begun(id);
    let mut peak = 0;
    let ended = loop {
        peak = peak.max(procfs::peak(id));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(LOOK),
        }
    };
    let time = begun.elapsed();
    children::ended(id);
    assert!(ended.success(), "the import of {list} did not end well");
    Run { time, peak }
}

/// Building, unit and door of a room: 20 buildings of 5 units, 25 floors of 4 doors.
fn room(index: usize) -> (usize, usize, String) {
    let (building, unit) = (index / 500 + 1, index / 100 % 5 + 1);
    (building, unit, format!("{}{:02}", index / 4 % 25 + 1, index % 4 + 1))
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn book(path: &Path, heads: &[&str], rows: impl Iterator<Item = Vec<Cell>>) {
    let heads: Vec<Head> = heads.iter().map(|head| Head::new(*head, Look::Text)).collect();
    let mut page = Page::begin("台账", &heads).unwrap();
    rows.for_each(|row| page.row(&row).unwrap());
    save(vec![page], File::create(path).unwrap()).unwrap();
}

fn write_rooms(path: &Path) {
    let heads = ["楼栋", "单元", "房号", "类型", "建筑面积", "套内面积", "使用状态", "状态起始日期"];
    let rows = (0..ROOMS).map(|index| {
        let (building, unit, door) = room(index);
        let area = Decimal::new(i64::try_from(6_000 + index % 9_000).unwrap(), 2);
        vec![
            text(format!("{building}号楼")),
            text(format!("{unit}单元")),
            text(door),
            text("住宅"),
            Cell::Number(area),
            Cell::Number((area * Decimal::new(8, 1)).round_dp(2)),
            text(if index % 5 == 0 { "出租" } else { "自住" }),
            text("2021-06-01"),
        ]
    });
    book(path, &heads, rows);
}

fn write_persons(path: &Path) {
    let heads = ["楼栋", "单元", "房号", "姓名", "联系电话", "身份证号", "身份", "入住日期", "车牌号"];
    let rows = (0..PERSONS).map(|index| {
        let (building, unit, door) = room(index % ROOMS);
        let pick = |from: &str, at: usize| from.chars().nth(at % from.chars().count()).unwrap();
        let name: String = [
            pick("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", index),
            pick("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平", index / 20),
            pick("建国志文玉春华海晓红云德永庆立新", index / 400),
        ]
        .iter()
        .collect();
        let plate = if index % 3 == 0 { format!("京A{:05}", index % 100_000) } else { String::new() };
        vec![
            text(format!("{building}号楼")),
            text(format!("{unit}单元")),
            text(door),
            text(name),
            text(format!("138{index:08}")),
            text(paper(index)),
            text(if index < ROOMS { "业主" } else { "家庭成员" }),
            text("2021-06-01"),
            text(plate),
        ]
    });
    book(path, &heads, rows);
}

/// A resident ID that is right by its checksum.
fn paper(index: usize) -> String {
    let (year, month, day, serial) =
        (1950 + index / 1000 % 50, index / 100 % 12 + 1, index / 4 % 25 + 1, index % 1000);
    let first = format!("110101{year}{month:02}{day:02}{serial:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first.chars().zip(weights).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    let check = char::from(b"10X98765432"[sum as usize % 11]);
    format!("{first}{check}")
}
