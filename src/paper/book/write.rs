//! Workbooks: typed columns, frozen heads, widths by what stands in them, lists to choose from. Cells are values, never
//! formulas.

use super::cell::Cell;
use crate::text::width::width;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign,
    Worksheet, XlsxError,
};
use std::io::{self, Write};

/// Characters that a spreadsheet takes in one cell.
const CELL: usize = 32_767;
/// Characters that a list to choose from may have in all.
const CHOICES: usize = 255;
/// The narrowest and the widest column, in cells of a terminal, which are about characters of a spreadsheet.
const WIDTHS: (usize, usize) = (8, 48);
/// Rows of a blank column that offer a list or expect a kind of value.
const OFFERED: u32 = 20_000;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// Words; also numbers of phones and papers, whose zeros count.
    Text,
    /// A whole number.
    Whole,
    /// A number with so many decimals.
    Decimal(u8),
    /// A day.
    Date,
    /// One of these words.
    Choice(Vec<String>),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What stands above it.
    pub text: String,
    /// What it holds.
    pub look: Look,
}

impl Head {
    /// A column.
    #[must_use]
    pub fn new(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look }
    }
}

/// One sheet being written.
pub struct Page {
    sheet: Worksheet,
    looks: Vec<Look>,
    widths: Vec<usize>,
    formats: Vec<Format>,
    text: Format,
    date: Format,
    row: u32,
}

impl Page {
    /// Begins a sheet with its heads, which stay in view.
    ///
    /// # Errors
    /// A name that no sheet can have (more than 31 characters, `[]:*?/\`), too many columns.
    pub fn begin(name: &str, heads: &[Head]) -> io::Result<Self> {
        let mut page = Self {
            sheet: Worksheet::new(),
            looks: heads.iter().map(|head| head.look.clone()).collect(),
            widths: heads.iter().map(|head| width(&head.text)).collect(),
            formats: heads.iter().map(|head| format(&head.look)).collect(),
            text: format(&Look::Text),
            date: format(&Look::Date),
            row: 1,
        };
        page.heads(name, heads).map_err(io::Error::other)?;
        Ok(page)
    }

    fn heads(&mut self, name: &str, heads: &[Head]) -> Result<(), XlsxError> {
        let bold =
            Format::new().set_bold().set_text_wrap().set_background_color(0x00DD_E8F3).set_num_format("@");
        self.sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for ((column, head), format) in (0_u16..).zip(heads).zip(&self.formats) {
            self.sheet.write_string_with_format(0, column, &head.text, &bold)?;
            // A blank cell of the column is typed into as what it holds: 3-2 stays a room and no day.
            self.sheet.set_column_format(column, format)?;
        }
        Ok(())
    }

    /// Writes a row.
    ///
    /// # Errors
    /// More rows than a sheet takes.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for (cell, widest) in cells.iter().zip(&mut self.widths) {
            // The longest line counts; the cell is as wide as that.
            let shown = cell.shown();
            *widest = shown.lines().map(width).max().unwrap_or(0).max(*widest);
        }
        let row = self.row;
        for (column, cell) in (0_u16..).zip(cells) {
            self.cell(row, column, cell).map_err(io::Error::other)?;
        }
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => {}
            Cell::Text(text) | Cell::Failed(text) => {
                let text: String = text.chars().take(CELL).collect();
                self.sheet.write_string_with_format(row, column, text, &self.text)?;
            }
            Cell::Number(number) => {
                let look = self.looks.get(usize::from(column));
                let plain = Format::new();
                let own = self.formats.get(usize::from(column));
                let own = own.filter(|_| matches!(look, Some(Look::Decimal(_) | Look::Whole)));
                self.sheet.write_with_format(row, column, *number, own.unwrap_or(&plain))?;
            }
            Cell::Lost(number) => {
                self.sheet.write_number(row, column, *number)?;
            }
            Cell::Date(date) => {
                let day = ExcelDateTime::parse_from_str(&date.format("%Y-%m-%d").to_string())?;
                self.sheet.write_datetime_with_format(row, column, &day, &self.date)?;
            }
        }
        Ok(())
    }

    /// Makes blank cells below the heads offer their lists and refuse what is no number or day.
    ///
    /// # Errors
    /// Texts that are too long for a spreadsheet.
    pub fn offers(&mut self, wrong: &str) -> io::Result<()> {
        for (column, look) in (0_u16..).zip(&self.looks) {
            let rule = match look {
                Look::Choice(words) if words.join(",").chars().count() <= CHOICES => {
                    DataValidation::new().allow_list_strings(words).map_err(io::Error::other)?
                }
                Look::Decimal(_) => {
                    DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
                }
                Look::Whole => {
                    DataValidation::new().allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
                }
                Look::Date => {
                    let first = ExcelDateTime::parse_from_str("1900-01-01").map_err(io::Error::other)?;
                    DataValidation::new().allow_date(DataValidationRule::GreaterThanOrEqualTo(first))
                }
                Look::Text | Look::Choice(_) => continue,
            };
            let rule = rule
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_message(wrong)
                .map_err(io::Error::other)?;
            self.sheet.add_data_validation(1, column, OFFERED, column, &rule).map_err(io::Error::other)?;
        }
        Ok(())
    }

    fn done(mut self) -> Result<Worksheet, XlsxError> {
        for (column, cells) in (0_u16..).zip(&self.widths) {
            let cells = (cells + 2).clamp(WIDTHS.0, WIDTHS.1);
            self.sheet.set_column_width(column, u32::try_from(cells).unwrap_or(8))?;
        }
        Ok(self.sheet)
    }
}

/// How the cells of a column are shown, and what is typed into a blank one is taken for.
fn format(look: &Look) -> Format {
    let top = Format::new().set_align(FormatAlign::Top);
    match look {
        Look::Text | Look::Choice(_) => top.set_num_format("@").set_text_wrap(),
        Look::Whole => top.set_num_format("0"),
        Look::Decimal(places) => top.set_num_format(format!("0.{}", "0".repeat(usize::from(*places)))),
        Look::Date => top.set_num_format("yyyy-mm-dd"),
    }
}

/// Writes the sheets as one workbook.
///
/// # Errors
/// When it cannot be written.
pub fn save(pages: Vec<Page>, out: impl Write + Send) -> io::Result<()> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for page in pages {
        book.push_worksheet(page.done().map_err(io::Error::other)?);
    }
    book.save_to_writer(out).map_err(io::Error::other)
}

/// A name that a sheet can have: the forbidden marks gone, at most 31 characters.
#[must_use]
pub fn sheet_name(name: &str) -> String {
    let plain: String =
        name.chars().filter(|c| !r"[]:*?/\'".contains(*c) && !c.is_control()).take(31).collect();
    if plain.trim().is_empty() { "Sheet1".to_owned() } else { plain }
}

#[cfg(test)]
mod tests {
    use super::super::Book;
    use super::super::heads::table;
    use super::*;
    use chrono::NaiveDate;
    use rust_decimal::Decimal;

    #[test]
    fn a_workbook_reads_back_as_it_was_written() {
        let heads = [
            Head::new("房号", Look::Text),
            Head::new("面积", Look::Decimal(2)),
            Head::new("日期", Look::Date),
            Head::new("类型", Look::Choice(vec!["房间".into(), "商铺".into()])),
        ];
        let rows = vec![
            vec![
                Cell::Text("3-2-1801".into()),
                Cell::Number(Decimal::new(8950, 2)),
                Cell::Date(NaiveDate::from_ymd_opt(2024, 3, 1).unwrap()),
                Cell::Text("房间".into()),
            ],
            vec![Cell::Text("=1+1".into()), Cell::Empty, Cell::Empty, Cell::Text("'@x".into())],
        ];
        let mut page = Page::begin(&sheet_name("房间/位置"), &heads).unwrap();
        for row in &rows {
            page.row(row).unwrap();
        }
        page.offers("不对").unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        save(vec![page], file.as_file()).unwrap();
        let mut book = Book::open(file.path()).unwrap();
        assert_eq!(book.sheets(), ["房间位置"]);
        let grid = book.grid("房间位置", None).unwrap();
        let read = table(grid, &|head| head == "房号").unwrap();
        assert_eq!(read.heads, ["房号", "面积", "日期", "类型"]);
        let mut expected = rows;
        expected[0][1] = Cell::Number(Decimal::new(895, 1));
        let cells: Vec<Vec<Cell>> = read.rows.into_iter().map(|row| row.cells).collect();
        assert_eq!(cells, expected);
    }

    #[test]
    fn any_name_makes_a_sheet() {
        assert_eq!(sheet_name("a[1]:b"), "a1b");
        assert_eq!(sheet_name("??"), "Sheet1");
        assert_eq!(sheet_name(&"长".repeat(40)).chars().count(), 31);
    }
}
