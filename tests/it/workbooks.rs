//! Lists of an office in workbooks and CSV files: those that another program wrote are brought in, ours are read back.

use crate::support::office::Office;
use crate::support::often::cases;
use crate::support::screen::snapshot;
use lobby::api::{Call, Fault, FaultKind, Reply};
use lobby::cli::foreign::{ListSummary, Remarks, Taken, take_list, write_refused};
use lobby::cli::template;
use lobby::desk::{Indexes, Job};
use lobby::domain::register::{Registers, Values};
use lobby::paper::book::columns::List;
use lobby::paper::book::{self, Cell, Opened, Rows};
use lobby::store::verify;
use lobby::text::lang::{Lang, Say, t};
use proptest::prelude::*;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

/// What the desk and the file refuse of the foreign list, row by row.
const EXPECTED: [&str; 8] = [
    "10: 周杰 证件号码：身份证号校验位不符：前 17 位无误时末位应为 1，请对照证件核对（若属实，在“保留理由”列写明原因后再导入）",
    "11: 客户信息/身份证号码：数字 1.1010119900307E17 位数太多，表格软件已丢失末几位；请设为文本后按原件重填",
    "12: 郑爽 房号：找不到房间/位置“2-9901”",
    "13: 没有姓名",
    "14: 2 个人有 3 个电话，分不清是谁的；请一人一行",
    "15: 客户信息/入住日期：看不懂日期“去年夏天”；请写 2024-03-01",
    "16: 客户信息/联系电话：电话里有看不懂的“号码待补”",
    "17: 客户信息/姓名：“高圆圆 赵又廷”是一个人还是几个人？几个人请用顿号（、）隔开",
];

fn foreign(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/foreign").join(name)
}

/// What every row of a foreign file says, by its line.
fn read(name: &str, list: List) -> Vec<(u32, Result<Vec<Values>, Say>)> {
    let opened = book::open(&foreign(name), list, None, None).unwrap();
    let mut rows = Rows::new(&opened.table, &opened.columns, &opened.map);
    opened.table.rows.iter().map(|row| (row.line, rows.read(row))).collect()
}

#[test]
fn the_heads_of_a_foreign_workbook_are_understood() {
    let opened = book::open(&foreign("owners.xlsx"), List::People, None, None).unwrap();
    assert_eq!(opened.table.sheet, "业主台账");
    assert_eq!(opened.table.head_line, 4);
    let columns = opened.columns.columns.iter().map(|one| format!("{} → {}", one.head, one.meaning.id));
    assert_eq!(
        columns.collect::<Vec<_>>(),
        [
            "房屋/楼栋 → building",
            "房屋/单元 → unit",
            "房屋/房号 → room",
            "客户信息/姓名 → name",
            "客户信息/联系电话 → phone",
            "客户信息/身份证号码 → paper_number",
            "客户信息/与业主关系 → role",
            "客户信息/入住日期 → from",
            "其他/车牌号 → plates",
            "其他/备注 → note",
        ]
    );
    assert_eq!(opened.columns.unknown, ["序号"]);
}

#[test]
fn every_odd_cell_of_a_foreign_workbook_is_read_or_refused_by_name() {
    let rows = read("owners.xlsx", List::People);
    let zone = chrono_tz::Asia::Shanghai;
    let shown = |values: &Values| {
        values
            .0
            .iter()
            .map(|(id, value)| format!("{id}={}", value.written(zone)))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let lines: Vec<String> = rows
        .iter()
        .flat_map(|(line, row)| match row {
            Ok(people) => people.iter().map(|values| format!("{line}: {}", shown(values))).collect(),
            Err(why) => vec![format!("{line}! {}", why.zh)],
        })
        .collect();
    snapshot("foreign_owners", &lines.join("\n"));
}

#[test]
fn its_twin_in_gbk_says_the_same() {
    let of =
        |name| read(name, List::People).into_iter().map(|(_, row)| row.map_err(|_| ())).collect::<Vec<_>>();
    assert_eq!(of("owners.gbk.csv"), of("owners.xlsx"));
}

// ---- Into an office.

/// Asks the desk as the server would.
fn ask(office: &Office, call: Call) -> Result<Reply, Fault> {
    let job = Job { who: office.founder(), key: None, call };
    office.desk.write(&[job]).pop().unwrap().map(|done| done.reply)
}

/// Brings a list in.
fn bring(office: &Office, opened: &Opened, dry: bool) -> Taken {
    take_list(opened, "list", dry, &mut |call: Call| ask(office, call), &mut |_| {}).unwrap()
}

/// A list in a file of the test's own.
fn opened(text: &str, list: List) -> Opened {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    book::open(file.path(), list, None, None).unwrap()
}

/// An office with the rooms of the foreign list, all but 2-9901.
fn compound() -> Office {
    let office = Office::new();
    let rooms = [
        "1-1-101", "1-1-102", "1-1-103", "1-1-104", "1-2-101", "1-2-102", "2-101", "2-102", "2-103", "2-104",
        "2-201", "2-202", "2-203", "2-204", "2-301", "2-302",
    ];
    let taken = bring(&office, &opened(&format!("房号\n{}\n", rooms.join("\n")), List::Places), false);
    assert_eq!((taken.sum.added, taken.sum.refused), (16, 0), "{taken:?}");
    office
}

/// Everything that lists of places and people write, as the office shows it.
fn on_file(office: &Office) -> Vec<Json> {
    let registers = ["place", "occupancy", "note", "person", "relation", "phone", "vehicle"];
    let rows = |register: &&str| {
        let args = json!({"view": "all", "limit": 500, "all_fields": true});
        office.ok(&office.founder(), &format!("{register}.list"), args)["rows"].as_array().unwrap().clone()
    };
    registers.iter().flat_map(rows).collect()
}

fn lines(remarks: &Remarks) -> Vec<String> {
    let all = remarks.iter();
    all.flat_map(|(line, why)| why.iter().map(move |why| format!("{line}: {}", why.zh))).collect()
}

#[test]
fn a_foreign_list_is_taken_and_every_refusal_is_the_expected_one() {
    let office = compound();
    let list = book::open(&foreign("owners.xlsx"), List::People, None, None).unwrap();
    let before = on_file(&office);
    let dry = bring(&office, &list, true);
    assert_eq!(on_file(&office), before, "a dry run changes nothing");
    let taken = bring(&office, &list, false);
    assert_eq!(dry, taken);
    let sum = ListSummary { rows: 19, added: 11, same: 1, nobody: 1, refused: 8, ..ListSummary::default() };
    assert_eq!(taken.sum, sum);
    assert_eq!(lines(&taken.refusals), EXPECTED);
    is_sound(&office);

    // The same list again, and its twin in GBK, change nothing.
    let after = on_file(&office);
    for name in ["owners.xlsx", "owners.gbk.csv"] {
        let list = book::open(&foreign(name), List::People, None, None).unwrap();
        let again = bring(&office, &list, false);
        assert_eq!(again.sum, ListSummary { added: 0, same: 12, ..sum }, "{name}");
        assert_eq!(again.refusals.len(), EXPECTED.len(), "{name}");
        assert_eq!(on_file(&office), after, "{name}");
    }
}

#[test]
fn refused_rows_are_mended_in_the_sheet_that_came_back_and_then_taken() {
    let office = compound();
    let list = book::open(&foreign("owners.xlsx"), List::People, None, None).unwrap();
    let taken = bring(&office, &list, false);
    let file = tempfile::NamedTempFile::with_suffix(".xlsx").unwrap();
    write_refused(&list, &taken.refusals, Lang::Zh, &mut file.as_file()).unwrap();

    let mut back = book::open(file.path(), List::People, None, None).unwrap();
    let heads: Vec<&str> = back.table.heads.iter().map(String::as_str).collect();
    assert!(heads.ends_with(&["拒绝原因", "保留理由"]), "{heads:?}");
    assert_eq!(back.table.rows.len(), taken.refusals.len());
    let again = bring(&office, &back, false);
    assert_eq!(lines(&again.refusals).len(), EXPECTED.len(), "nothing was mended yet");
    let column = |head: &str| back.table.heads.iter().position(|known| known.ends_with(head)).unwrap();
    let (paper, reason) = (column("身份证号码"), column("拒绝原因"));
    for row in &mut back.table.rows {
        let why = row.cells[reason].shown();
        if why.contains("身份证号码") || why.contains("证件号码") {
            row.cells[paper] = Cell::Empty;
        }
    }
    let mended = bring(&office, &back, false);
    assert_eq!(mended.sum.added, 2, "{:?}", lines(&mended.refusals));
    assert_eq!(mended.sum.refused, 6);
}

#[test]
fn a_doubtful_row_that_is_right_goes_in_with_its_reason_and_the_journal_has_it() {
    let office = compound();
    let list = book::open(&foreign("owners.xlsx"), List::People, None, None).unwrap();
    let taken = bring(&office, &list, false);
    let file = tempfile::NamedTempFile::with_suffix(".xlsx").unwrap();
    write_refused(&list, &taken.refusals, Lang::Zh, &mut file.as_file()).unwrap();
    let mut back = book::open(file.path(), List::People, None, None).unwrap();
    let keep = back.table.heads.iter().position(|head| head == "保留理由").unwrap();
    for row in &mut back.table.rows {
        row.cells.resize(keep + 1, Cell::Empty);
        row.cells[keep] = Cell::Text("证件原件如此".into());
    }
    let again = bring(&office, &back, false);
    // Only the number that fails its check is a doubt; what cannot be stays refused, whatever is said for it.
    assert_eq!((again.sum.added, again.sum.refused), (1, 7), "{:?}", lines(&again.refusals));
    let kept = office.number("person", "周杰");
    let history = office.ok(&office.founder(), "entry.history", json!({"entry": kept}));
    assert!(history.to_string().contains("证件原件如此"), "{history}");
    assert_eq!(bring(&office, &back, false).sum.same, 1, "the same sheet again changes nothing");
    is_sound(&office);
}

#[test]
fn a_template_that_another_program_filled_in_needs_no_map() {
    let office = compound();
    for (name, list, added) in
        [("places.filled.xlsx", List::Places, 3), ("people.filled.xlsx", List::People, 3)]
    {
        let filled = book::open(&foreign(name), list, None, None).unwrap();
        let mut blank = Vec::new();
        template::write(list, Lang::Zh, &mut blank).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), blank).unwrap();
        let blank = book::open(file.path(), list, None, None).unwrap();
        assert_eq!(filled.table.heads, blank.table.heads, "{name} was filled from another template");
        assert_eq!(filled.columns.unknown, Vec::<String>::new());
        let taken = bring(&office, &filled, false);
        assert_eq!((lines(&taken.refusals), taken.sum.added), (Vec::new(), added), "{name}");
        assert_eq!(bring(&office, &filled, false).sum.same, added, "{name}");
    }
    let room = office.ok(&office.founder(), "place.show", json!({"entry": "9-1-101"}));
    let cell = |field: &str| {
        let cells = room["fields"].as_array().unwrap();
        cells.iter().find(|cell| cell["field"] == field).unwrap()["value"].clone()
    };
    assert_eq!(cell("area"), json!({"Decimal": "89.50"}));
    assert_eq!(cell("handed_over"), json!({"Date": "2019-05-01"}));
    assert_eq!(cell("occupancy"), json!({"Choice": "occupied"}));
    is_sound(&office);
}

fn is_sound(office: &Office) {
    let registers = Registers::standard();
    verify(office.desk.store(), &Indexes(&registers)).expect("the store is sound");
}

/// A line of a list of people, with contradictions among the lines left in.
fn line() -> impl Strategy<Value = String> {
    let pick = |words: &'static [&'static str]| proptest::sample::select(words);
    (
        pick(&["1-1-101", "1-1-102", "2号楼101", "２-１０２", "9-9-909", ""]),
        pick(&[
            "张伟",
            "李娜",
            "王 芳",
            "张伟、李娜",
            "陈静/13800000005；杨敏",
            "北京安居餐饮有限公司",
            "空置",
            "",
        ]),
        pick(&["13800000001", "138 0000 0002", "13800000003/13800000004", "010-65120006", "无", ""]),
        pick(&["110101199003070011", "11010119900307002x", "110101199003070012", "", ""]),
        pick(&["业主", "租户", "妻子", ""]),
        pick(&["2021-06-01", "44348", "20210601", "2020年1月1日", ""]),
        pick(&["京A12345", "京AD12345、京B00001", ""]),
        pick(&["=1+1", "养狗", ""]),
    )
        .prop_map(|row| {
            let (room, name, phone, paper, role, since, plate, note) = row;
            format!("{room},{name},{phone},{paper},{role},{since},{plate},{note}")
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(10)))]

    #[test]
    fn the_same_list_twice_is_the_list_once(rows in proptest::collection::vec(line(), 1..12)) {
        let office = compound();
        let text = format!("房号,姓名,电话,身份证号,身份,入住日期,车牌,备注\n{}\n", rows.join("\n"));
        let list = opened(&text, List::People);
        let first = bring(&office, &list, false);
        let after = on_file(&office);
        let second = bring(&office, &list, false);
        prop_assert_eq!((second.sum.added, second.sum.changed), (0, 0), "{:?}", first);
        prop_assert_eq!(on_file(&office), after);
        is_sound(&office);
    }
}

#[test]
fn a_row_is_let_in_by_what_a_later_row_brings() {
    let office = compound();
    // The second is somebody else's vehicle until the third says whose phone the first one's is.
    let rows = [
        "1-1-102,李娜,010-65120006,,业主,2021-06-01,京AD12345,",
        "1-1-101,李娜,13800000001,110101199003070011,业主,2021-06-01,京AD12345,",
        "1-1-101,李娜,010-65120006,110101199003070011,业主,2021-06-01,,",
    ];
    let text = format!("房号,姓名,电话,身份证号,身份,入住日期,车牌,备注\n{}\n", rows.join("\n"));
    let list = opened(&text, List::People);
    let first = bring(&office, &list, false);
    assert_eq!((first.sum.refused, lines(&first.refusals)), (0, Vec::new()), "{first:?}");
    let after = on_file(&office);
    assert_eq!(bring(&office, &list, false).sum.same, 3);
    assert_eq!(on_file(&office), after);
    is_sound(&office);
}

#[test]
fn a_list_that_is_cut_off_anywhere_leaves_everything_as_it_was() {
    let office = compound();
    let list = book::open(&foreign("owners.xlsx"), List::People, None, None).unwrap();
    let before = on_file(&office);
    for calls in 0..3 {
        let mut left = calls;
        let mut gone = |call: Call| {
            if left == 0 {
                return Err(Fault::new(FaultKind::Unavailable, t("断了", "gone")));
            }
            left -= 1;
            ask(&office, call)
        };
        assert!(take_list(&list, "list", false, &mut gone, &mut |_| {}).is_err());
        assert_eq!(on_file(&office), before, "after {calls} calls");
    }
    assert_eq!(bring(&office, &list, false).sum.added, 11);
    is_sound(&office);
}
