//! Opens a workbook (.xlsx, .xls) or a CSV file and gives the cells of a sheet. What kind of file it is, its bytes
//! say, not its name. Does not know which row holds the heads.

use super::cell::Cell;
use super::plain;
use crate::domain::fault::{Fault, FaultKind};
use crate::say;
use crate::text::clean::clean;
use crate::text::lang::{Say, t};
use calamine::{Data, Dimensions, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

/// Columns that are read; nobody's list is wider, and a stray cell far to the right must not cost memory.
pub const COLUMNS: u32 = 256;
/// Rows that are read; a file with more is refused, never cut.
pub const ROWS: u32 = 200_000;
/// Characters of a cell.
const CELL: usize = 2_000;
/// Bytes of a CSV file.
const CSV_BYTES: u64 = 64 << 20;
/// How a workbook with a password, and every .xls, begins.
const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
/// How an .xlsx begins: it is a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";

/// A region of merged cells: first and last row and column, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// The cells of one sheet.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The sheet's name; empty for a CSV file.
    pub sheet: String,
    /// Rows that hold anything, by their number from 0.
    pub rows: BTreeMap<u32, Vec<Cell>>,
    /// Merged regions.
    pub merged: Vec<Merged>,
    /// Whether days count from 1904.
    pub epoch_1904: bool,
    /// Whether it comes from a CSV file, which has no merged cells.
    pub plain: bool,
}

impl Grid {
    /// Puts a cell that is not empty in its place.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) {
        let (Ok(column), false) = (usize::try_from(column), cell.is_empty()) else { return };
        let cells = self.rows.entry(row).or_default();
        if cells.len() <= column {
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
    }
}

/// An opened file.
pub struct Book(Kind);

enum Kind {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Xls(Box<Xls<BufReader<File>>>),
    Csv(Box<Grid>),
}

impl Book {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be read, has a password, or is neither a workbook nor text.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let failed = |error: io::Error| unreadable(path, &error);
        let mut file = BufReader::new(File::open(path).map_err(failed)?);
        let mut start = Vec::with_capacity(4);
        file.by_ref().take(4).read_to_end(&mut start).map_err(failed)?;
        file.rewind().map_err(failed)?;
        if start == ZIP {
            return Xlsx::new(file)
                .map(|book| Self(Kind::Xlsx(Box::new(book))))
                .map_err(|e| no_xlsx(path, &e));
        }
        if start == COMPOUND {
            return Xls::new(file).map(|book| Self(Kind::Xls(Box::new(book)))).map_err(|e| no_xls(path, &e));
        }
        let mut bytes = Vec::new();
        file.take(CSV_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > CSV_BYTES {
            let most = CSV_BYTES >> 20;
            let text = say!("文件太大，最多 {most} MiB", "The file is too large: at most {most} MiB");
            return Err(Fault::new(FaultKind::TooLarge, text));
        }
        Ok(Self(Kind::Csv(Box::new(plain::grid(&bytes)?))))
    }

    /// The names of its sheets that are to be seen; a CSV file has one without a name.
    #[must_use]
    pub fn sheets(&self) -> Vec<String> {
        let sheets = match &self.0 {
            Kind::Xlsx(book) => book.sheets_metadata(),
            Kind::Xls(book) => book.sheets_metadata(),
            Kind::Csv(_) => return vec![String::new()],
        };
        let seen =
            sheets.iter().filter(|s| s.typ == SheetType::WorkSheet && s.visible == SheetVisible::Visible);
        seen.map(|sheet| sheet.name.clone()).collect()
    }

    /// The cells of a sheet, of its first `rows` rows only when that is given.
    ///
    /// # Errors
    /// No such sheet, a damaged file, or more rows than are taken.
    pub fn grid(&mut self, sheet: &str, rows: Option<u32>) -> Result<Grid, Fault> {
        let names = self.sheets();
        if !names.iter().any(|name| name == sheet) {
            let known = names.join(", ");
            let text = say!("没有工作表 {sheet}；有：{known}", "No sheet {sheet}; there are: {known}");
            return Err(Fault::not_found(text));
        }
        let last = rows.unwrap_or(ROWS);
        let grid = match &mut self.0 {
            Kind::Csv(grid) => {
                let mut some = (**grid).clone();
                some.rows.split_off(&last);
                Ok(some)
            }
            Kind::Xlsx(book) => xlsx(book, sheet, last).map_err(|error| damaged(&error.to_string())),
            Kind::Xls(book) => xls(book, sheet, last).map_err(|error| damaged(&error.to_string())),
        }?;
        if rows.is_none() && grid.rows.last_key_value().is_some_and(|(row, _)| *row >= ROWS) {
            let text =
                say!("最多 {ROWS} 行，请分成几个文件", "At most {ROWS} rows: cut the file into several");
            return Err(Fault::new(FaultKind::TooLarge, text));
        }
        Ok(grid)
    }
}

/// Cell by cell, so that a stray cell in the last corner costs one row and not seventeen billion cells.
fn xlsx(book: &mut Xlsx<BufReader<File>>, sheet: &str, last: u32) -> Result<Grid, XlsxError> {
    let mut grid = Grid { sheet: sheet.to_owned(), epoch_1904: book.has_1904_epoch(), ..Grid::default() };
    grid.merged = book.merge_cells_by_sheet_name(sheet)?.iter().map(merged).collect();
    let mut cells = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if column < COLUMNS {
            grid.put(row, column, value(cell.get_value().clone().into()));
        }
        // One row too many is kept, to tell a sheet that is cut from one that ends there.
        if row > last {
            break;
        }
    }
    if last < ROWS {
        grid.rows.split_off(&last);
    }
    Ok(grid)
}

fn xls(book: &mut Xls<BufReader<File>>, sheet: &str, last: u32) -> Result<Grid, XlsError> {
    let mut grid = Grid { sheet: sheet.to_owned(), ..Grid::default() };
    grid.merged = book.merge_cells_by_sheet_name(sheet)?.iter().map(merged).collect();
    let range = book.worksheet_range(sheet)?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let (Ok(row), Ok(column)) = (u32::try_from(row), u32::try_from(column)) else { continue };
        let (row, column) = (top.saturating_add(row), left.saturating_add(column));
        if row < last && column < COLUMNS {
            grid.put(row, column, value(data.clone()));
        }
    }
    Ok(grid)
}

fn merged(region: &Dimensions) -> Merged {
    Merged { rows: (region.start.0, region.end.0), columns: (region.start.1, region.end.1) }
}

fn value(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DurationIso(text) => Cell::Text(clean(&text, CELL, true)),
        // An i64 of more than fifteen digits loses some on the way too, and is refused all the same.
        Data::Int(number) => Cell::number(number as f64),
        Data::Float(number) => Cell::number(number),
        Data::Bool(flag) => Cell::Text(if flag { "yes" } else { "no" }.to_owned()),
        Data::DateTime(moment) => match moment.as_datetime() {
            Some(at) if moment.is_datetime() && moment.as_f64() >= 1.0 => Cell::Date(at.date()),
            _ => Cell::number(moment.as_f64()),
        },
        Data::DateTimeIso(text) => {
            let read = Cell::Text(text);
            match read.date(false) {
                Ok(Some(date)) => Cell::Date(date),
                _ => read,
            }
        }
        Data::Error(error) => Cell::Failed(error.to_string()),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Fault {
    let path = path.display();
    let kind = match error.kind() {
        io::ErrorKind::NotFound => FaultKind::NotFound,
        io::ErrorKind::PermissionDenied => FaultKind::Forbidden,
        _ => FaultKind::Refused,
    };
    Fault::new(kind, say!("无法读文件 {path}：{error}", "Cannot read the file {path}: {error}"))
}

fn no_xlsx(path: &Path, error: &XlsxError) -> Fault {
    match error {
        XlsxError::Password => locked(),
        error => no_book(path, &error.to_string()),
    }
}

fn no_xls(path: &Path, error: &XlsError) -> Fault {
    let encrypted = |path: &Path| {
        let file = File::open(path).ok()?;
        Some(matches!(Xlsx::new(BufReader::new(file)), Err(XlsxError::Password)))
    };
    match error {
        XlsError::Password => locked(),
        _ if encrypted(path) == Some(true) => locked(),
        error => no_book(path, &error.to_string()),
    }
}

fn locked() -> Fault {
    Fault::refused(t(
        "工作簿有密码；请先在表格软件中取消密码再导入",
        "The workbook has a password; take it off in the spreadsheet program first",
    ))
}

fn no_book(path: &Path, error: &str) -> Fault {
    let path = path.display();
    let text: Say = say!(
        "{path} 不是可读的工作簿（{error}）；请另存为 .xlsx 或 .csv",
        "{path} is no workbook that can be read ({error}); save it as .xlsx or .csv"
    );
    Fault::refused(text)
}

fn damaged(error: &str) -> Fault {
    Fault::refused(say!("工作簿已损坏：{error}", "The workbook is damaged: {error}"))
}
