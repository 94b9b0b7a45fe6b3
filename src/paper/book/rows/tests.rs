use super::*;

fn table(heads: &[&str], rows: &[&[&str]]) -> Table {
    let cells = |row: &&[&str]| row.iter().map(|text| Cell::Text((*text).to_owned())).collect();
    let rows = (2..).zip(rows).map(|(line, row)| Row { line, cells: cells(row) }).collect();
    Table { heads: heads.iter().map(|head| (*head).to_owned()).collect(), rows, ..Table::default() }
}

fn read(list: List, table: &Table) -> Vec<Result<Vec<Values>, Say>> {
    let guess = list.guess(table);
    let map = Map::of(list, table, &guess);
    let mut rows = Rows::new(table, &guess, &map);
    table.rows.iter().map(|row| rows.read(row)).collect()
}

fn shown(values: &Values) -> String {
    let zone = chrono_tz::Asia::Shanghai;
    values.0.iter().map(|(id, value)| format!("{id}={}", value.written(zone))).collect::<Vec<_>>().join(" ")
}

fn one(list: List, heads: &[&str], row: &[&str]) -> Vec<String> {
    read(list, &table(heads, &[row])).remove(0).unwrap().iter().map(shown).collect()
}

#[test]
fn parts_of_a_room_are_joined() {
    assert_eq!(joined("3号楼", "2单元", "", "1801室"), "3-2-1801");
    assert_eq!(joined("三号楼", "二单元", "", "101"), "3-2-101");
    assert_eq!(joined("A座", "", "", "1801"), "A-1801");
    assert_eq!(joined("3", "2", "18", "01"), "3-2-1801");
    assert_eq!(joined("3号楼", "", "", "3-2-1801"), "3-2-1801");
    assert_eq!(joined("", "", "", "3号楼2单元1801"), "3号楼2单元1801");
    assert_eq!(joined("3", "2", "", ""), "");
}

#[test]
fn a_place_has_its_fields() {
    let heads = ["楼栋", "单元", "房号", "建筑面积（㎡）", "房屋状态", "类型", "交房日期", "备注"];
    let row = ["3号楼", "2", "1801", "89.50", "已入住", "住宅", "2019年5月1日", "钥匙在邻居处"];
    assert_eq!(
        one(List::Places, &heads, &row),
        ["area=89.50 code=3-2-1801 handed_over=2019-05-01 kind=room note=钥匙在邻居处 occupancy=occupied"]
    );
}

#[test]
fn people_of_one_row_come_apart_with_what_is_theirs() {
    let heads = ["房号", "业主姓名", "业主电话", "业主身份证号", "租户姓名", "租户电话", "车牌", "备注"];
    let row = [
        "3-2-1801",
        "张三、李四（妻）",
        "13800000001/13800000002",
        "110101199003070011、11010119900307002X",
        "王五",
        "13800000003 13800000004",
        "京A12345、京AD12345",
        "养狗",
    ];
    assert_eq!(
        one(List::People, &heads, &row),
        [
            "name=张三 paper_number=110101199003070011 phone=13800000001 role=owner room=3-2-1801",
            "name=李四 paper_number=11010119900307002X phone=13800000002 role=household room=3-2-1801",
            "name=王五 phone=13800000003 phones=13800000004 role=tenant room=3-2-1801",
        ]
    );
}

#[test]
fn plates_and_notes_stand_on_the_first_of_a_row() {
    let heads = ["房号", "姓名", "身份", "车牌", "备注"];
    let row = ["101", "张三、李四（独居）", "业主、家属", "京A12345", "养狗"];
    assert_eq!(
        one(List::People, &heads, &row),
        [
            "name=张三 note=养狗 plates=京A12345 role=业主 room=101",
            "name=李四 note=独居 role=household room=101"
        ]
    );
}

#[test]
fn everything_wrong_in_a_row_is_said_under_its_head() {
    let heads = ["房号", "姓名", "电话", "身份证号"];
    let mut table = table(&heads, &[&["101", "张三", "无人接"]]);
    table.rows[0].cells.push(Cell::number(1.1e17));
    let why = read(List::People, &table).remove(0).unwrap_err();
    assert!(why.zh.contains("电话：") && why.zh.contains("；身份证号：数字"), "{}", why.zh);
}

#[test]
fn whose_a_paper_is_must_be_plain() {
    let heads = ["房号", "姓名", "身份证号"];
    let rows: &[&[&str]] =
        &[&["101", "张三、李四", "110101199003070011"], &["102", "张三", "a、b"], &["103", "", "a"]];
    for result in read(List::People, &table(&heads, rows)) {
        assert!(result.is_err());
    }
}

#[test]
fn a_row_about_nobody_says_nothing() {
    let heads = ["房号", "姓名", "电话", "身份"];
    let rows: &[&[&str]] = &[&["101", "空置", "", ""], &["102", "", "—", "业主"]];
    for result in read(List::People, &table(&heads, rows)) {
        assert_eq!(result.unwrap(), Vec::new());
    }
}

#[test]
fn a_blank_building_of_a_csv_file_is_the_one_above() {
    let heads = ["楼栋", "单元", "房号"];
    let rows: &[&[&str]] = &[
        &["3号楼", "1单元", "101"],
        &["", "", "102"],
        &["", "2单元", "101"],
        &["4号楼", "", "101"],
        &["", "", "102"],
    ];
    let mut table = table(&heads, rows);
    let codes = |table: &Table| -> Vec<String> {
        let read = read(List::Places, table).into_iter().flat_map(Result::unwrap);
        read.map(|values| values.get("code").text().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(codes(&table), ["3-1-101", "102", "2-101", "4-101", "102"]);
    table.plain = true;
    assert_eq!(codes(&table), ["3-1-101", "3-1-102", "3-2-101", "4-101", "4-102"]);
}

#[test]
fn a_share_is_per_cent_however_it_is_written() {
    let share = |cell: Cell| share(&cell).unwrap();
    assert_eq!(share(Cell::Text("50%".into())), "50");
    assert_eq!(share(Cell::Text("1/3".into())), "33.33");
    assert_eq!(share(Cell::number(0.5)), "50");
    assert_eq!(share(Cell::number(50.0)), "50");
}

#[test]
fn who_the_people_of_a_list_are_its_sheet_may_say() {
    let mut table = table(&["房号", "姓名"], &[&["101", "张三"]]);
    table.sheet = "业主台账".into();
    let read = read(List::People, &table).remove(0).unwrap();
    assert_eq!(shown(&read[0]), "name=张三 role=owner room=101");
}
