//! Lists of an office in workbooks and CSV files: those that another program wrote are brought in, ours are read back.

use crate::support::screen::snapshot;
use lobby::domain::register::Values;
use lobby::paper::book::columns::List;
use lobby::paper::book::{self, Rows};
use lobby::text::lang::Say;
use std::path::{Path, PathBuf};

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
