//! Finds the heads of a sheet and makes a plain table of it: title rows skipped, several rows of heads joined, merged
//! cells filled in. What a head means is told to it; what a row means it does not know.

use super::cell::Cell;
use super::read::{Grid, Merged};
use crate::domain::fault::Fault;
use crate::text::fold::half_width;
use crate::text::lang::t;
use std::collections::{BTreeMap, BTreeSet};

/// Rows among which the heads are looked for.
pub const LOOKED_AT: u32 = 40;
/// Rows that heads may take.
const DEEP: usize = 3;
/// Characters of a head that stands above others (业主信息); a longer one is a title or a remark.
const GROUP: usize = 12;
/// Between the parts of a head of several rows.
pub const JOINT: char = '/';

/// A sheet as a table: every row under the same heads.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The sheet's name; empty for a CSV file.
    pub sheet: String,
    /// The heads; those of several rows joined (`业主信息/姓名`), empty where there is none.
    pub heads: Vec<String>,
    /// The row of the last line of heads, as the spreadsheet counts (from 1).
    pub head_line: u32,
    /// The rows below that hold anything.
    pub rows: Vec<Row>,
    /// Whether days count from 1904.
    pub epoch_1904: bool,
    /// Whether it comes from a CSV file, where merged cells are blanks.
    pub plain: bool,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its number as the spreadsheet shows it, from 1.
    pub line: u32,
    /// Its cells, as many as there are heads.
    pub cells: Vec<Cell>,
}

/// How well a sheet fits: the number of heads that are understood. For choosing among sheets.
#[must_use]
pub fn fits(grid: &Grid, known: &dyn Fn(&str) -> bool) -> usize {
    find(grid, known).map_or(0, |found| found.score)
}

/// The table of a sheet, whose heads are those rows in which the most are `known`.
///
/// # Errors
/// When no head is known.
pub fn table(grid: Grid, known: &dyn Fn(&str) -> bool) -> Result<Table, Fault> {
    let Some(found) = find(&grid, known) else {
        let text = t(
            "看不出表头：前几行里没有认识的列名，如 房号、姓名；可用 --map 指明",
            "No heads found: none of the first rows names a column that is known, such as 房号 or name; say them with --map",
        );
        return Err(Fault::refused(text));
    };
    let last = found.rows.last().copied().unwrap_or_default();
    let Grid { sheet, rows: mut above, merged, epoch_1904, plain } = grid;
    let downward = |region: &Merged| Merged { columns: (region.columns.0, region.columns.0), ..*region };
    let filled: Vec<(Cell, Merged)> =
        merged.iter().map(|region| (first(&above, region), downward(region))).collect();
    let mut body = above.split_off(&(last + 1));
    for (first, region) in filled {
        fill(&mut body, &first, &region);
    }
    let width = found.heads.len().max(body.values().map(Vec::len).max().unwrap_or(0));
    let mut heads = found.heads;
    heads.resize(width, String::new());
    let rows = body.into_iter().filter_map(|(row, mut cells)| {
        cells.resize(width, Cell::Empty);
        let row = Row { line: row + 1, cells };
        (!repeats(&row, &heads)).then_some(row)
    });
    let rows = rows.collect();
    Ok(Table { sheet, heads, head_line: last + 1, rows, epoch_1904, plain })
}

/// Printed lists repeat their heads on every page.
fn repeats(row: &Row, heads: &[String]) -> bool {
    let filled = row.cells.iter().zip(heads).filter(|(cell, _)| !cell.is_empty());
    let mut any = false;
    for (cell, head) in filled {
        any = true;
        let text = tidy(&cell.shown());
        if text.is_empty() || !head.split(JOINT).any(|part| part == text) {
            return false;
        }
    }
    any
}

struct Found {
    heads: Vec<String>,
    rows: Vec<u32>,
    score: usize,
}

/// Every run of up to three rows is tried: the most known heads win, then the run that says more of them.
fn find(grid: &Grid, known: &dyn Fn(&str) -> bool) -> Option<Found> {
    let mut top: BTreeMap<u32, Vec<Cell>> =
        grid.rows.range(..LOOKED_AT).map(|(row, cells)| (*row, cells.clone())).collect();
    for region in &grid.merged {
        fill(&mut top, &first(&grid.rows, region), region);
    }
    let rows: Vec<(u32, Vec<String>)> = top
        .iter()
        .map(|(row, cells)| (*row, cells.iter().map(|cell| tidy(&cell.shown())).collect()))
        .collect();
    let mut best: Option<Found> = None;
    for start in 0..rows.len() {
        for deep in 1..=DEEP {
            let Some(block) = rows.get(start..start + deep) else { break };
            let Some(heads) = joined(block) else { continue };
            let score = heads.iter().filter(|head| known(head)).collect::<BTreeSet<_>>().len();
            // A deeper block with as many known heads says in addition whose name and phone they are.
            let better = best.as_ref().is_none_or(|best| {
                score > best.score || (score == best.score && says_more(&heads, &best.heads))
            });
            if score > 0 && better {
                best = Some(Found { heads, rows: block.iter().map(|(row, _)| *row).collect(), score });
            }
        }
    }
    best
}

/// Whether `heads` are the same as `before` with something above them.
fn says_more(heads: &[String], before: &[String]) -> bool {
    let mut more = false;
    for (head, old) in heads.iter().zip(before) {
        if head != old {
            more = true;
            if !head.strip_suffix(old.as_str()).is_some_and(|above| above.ends_with(JOINT)) {
                return false;
            }
        }
    }
    more
}

/// The heads of a block of rows, the upper ones before the lower; none when its upper rows are no heads.
fn joined(block: &[(u32, Vec<String>)]) -> Option<Vec<String>> {
    let (_, lowest) = block.last()?;
    let upper: Vec<&Vec<String>> = block.iter().rev().skip(1).rev().map(|(_, cells)| cells).collect();
    if upper.iter().any(|cells| !groups(cells)) {
        return None;
    }
    let width = block.iter().map(|(_, cells)| cells.len()).max()?;
    let mut heads: Vec<Vec<&str>> = vec![Vec::new(); width];
    for cells in &upper {
        // Without merged cells, a group's name stands over its first column only.
        let mut current = "";
        for (at, head) in heads.iter_mut().enumerate() {
            let own = cells.get(at).map_or("", String::as_str);
            let below = lowest.get(at).map_or("", String::as_str);
            current = if own.is_empty() && !below.is_empty() { current } else { own };
            if !current.is_empty() && head.last() != Some(&current) {
                head.push(current);
            }
        }
    }
    for (head, own) in heads.iter_mut().zip(lowest) {
        if !own.is_empty() && head.last() != Some(&own.as_str()) {
            head.push(own);
        }
    }
    Some(heads.iter().map(|parts| parts.join(&JOINT.to_string())).collect())
}

/// Whether a row may stand above heads: several short words, no title over the whole width, no figures.
fn groups(cells: &[String]) -> bool {
    let words: BTreeSet<&String> = cells.iter().filter(|text| !text.is_empty()).collect();
    words.len() >= 2
        && words.iter().all(|text| {
            text.chars().count() <= GROUP
                && !text.contains([':', '：'])
                && !text.chars().any(|c| c.is_ascii_digit())
        })
}

/// A head on one line without blanks between Chinese characters and at its ends.
fn tidy(text: &str) -> String {
    let half = half_width(text);
    let mut out = String::with_capacity(half.len());
    let mut blank = false;
    for c in half.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_ascii() && out.ends_with(|last: char| last.is_ascii()) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// The first cell of a region.
fn first(rows: &BTreeMap<u32, Vec<Cell>>, region: &Merged) -> Cell {
    let left = usize::try_from(region.columns.0).unwrap_or(usize::MAX);
    rows.get(&region.rows.0).and_then(|cells| cells.get(left)).cloned().unwrap_or_default()
}

/// Writes a region's first cell into every other of it that is empty, in the rows that are there.
fn fill(rows: &mut BTreeMap<u32, Vec<Cell>>, first: &Cell, region: &Merged) {
    let (Ok(left), Ok(right)) = (usize::try_from(region.columns.0), usize::try_from(region.columns.1)) else {
        return;
    };
    if first.is_empty() || region.rows.1 < region.rows.0 {
        return;
    }
    let right = right.min(super::read::COLUMNS as usize);
    for (_, cells) in rows.range_mut(region.rows.0..=region.rows.1) {
        if cells.len() <= right {
            cells.resize(right + 1, Cell::Empty);
        }
        for cell in cells.iter_mut().skip(left).take((right + 1).saturating_sub(left)) {
            if cell.is_empty() {
                *cell = first.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]], merged: &[(u32, u32, u32, u32)]) -> Grid {
        let mut grid = Grid::default();
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*cells) {
                grid.put(row, column, Cell::Text((*text).to_owned()));
            }
        }
        let region = |m: &(u32, u32, u32, u32)| Merged { rows: (m.0, m.2), columns: (m.1, m.3) };
        grid.merged = merged.iter().map(region).collect();
        grid
    }

    fn known(head: &str) -> bool {
        ["房号", "姓名", "电话", "楼栋"].contains(&head.rsplit(JOINT).next().unwrap_or_default())
    }

    fn lines(table: &Table) -> Vec<(u32, Vec<String>)> {
        table.rows.iter().map(|row| (row.line, row.cells.iter().map(Cell::shown).collect())).collect()
    }

    #[test]
    fn merged_heads_and_buildings_are_filled_in_and_the_title_is_skipped() {
        let rows: &[&[&str]] = &[
            &["阳光小区业主台账"],
            &["制表：王芳", "", "2024-03-01"],
            &["楼栋", "房　号", "业主信息"],
            &["", "", "姓 名", "电话"],
            &["3号楼", "101", "张三", "1"],
            &["", "102", "李四", "2"],
            &["楼栋", "房号", "姓名", "电话"],
            &[],
            &["", "103", "王五"],
        ];
        let merged = [(0, 0, 0, 3), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 2, 3), (4, 0, 8, 0)];
        let table = table(grid(rows, &merged), &known).unwrap();
        assert_eq!(table.heads, ["楼栋", "房号", "业主信息/姓名", "业主信息/电话"]);
        assert_eq!(table.head_line, 4);
        let cells = |row: [&str; 4]| row.map(str::to_owned).to_vec();
        assert_eq!(
            lines(&table),
            [
                (5, cells(["3号楼", "101", "张三", "1"])),
                (6, cells(["3号楼", "102", "李四", "2"])),
                (9, cells(["3号楼", "103", "王五", ""]))
            ]
        );
    }

    #[test]
    fn groups_without_merged_cells_reach_over_the_heads_below() {
        let rows: &[&[&str]] = &[
            &["房号", "业主信息", "", "租户"],
            &["", "姓名", "电话", "姓名"],
            &["101", "张三", "1", "李四"],
        ];
        let table = table(grid(rows, &[]), &known).unwrap();
        assert_eq!(table.heads, ["房号", "业主信息/姓名", "业主信息/电话", "租户/姓名"]);
        assert_eq!(table.rows.len(), 1);
    }

    #[test]
    fn a_row_of_figures_is_never_taken_for_heads() {
        let rows: &[&[&str]] = &[&["房号", "备注"], &["", "未交"], &["101", ""]];
        let table = table(grid(rows, &[]), &known).unwrap();
        assert_eq!((table.heads, table.rows.len()), (vec!["房号".to_owned(), "备注".into()], 2));
    }

    #[test]
    fn a_cell_merged_to_the_right_fills_only_its_own_column() {
        let rows: &[&[&str]] = &[&["房号", "姓名", "电话"], &["101", "空置", ""]];
        let table = table(grid(rows, &[(1, 1, 1, 2)]), &known).unwrap();
        assert_eq!(lines(&table)[0].1, ["101", "空置", ""]);
    }

    #[test]
    fn a_sheet_without_known_heads_is_refused() {
        assert!(table(grid(&[&["a", "b"], &["1", "2"]], &[]), &known).is_err());
    }
}
