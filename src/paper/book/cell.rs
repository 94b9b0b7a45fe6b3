//! One cell of a spreadsheet from outside, and what it can be read as. What spreadsheets have spoilt is refused by
//! name, never guessed: lost digits, codes turned into dates, formulas that failed.

use crate::say;
use crate::text::fold::half_width;
use crate::text::lang::Say;
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

/// A spreadsheet keeps fifteen digits of a number; from here on some are lost.
const EXACT: f64 = 1e15;
/// The last serial number of a day that is taken for one: 2119-01-13. Larger numbers are something else.
const LAST_SERIAL: i64 = 80_000;
/// What people write into a cell that they leave empty.
const NOTHING: &[&str] = &["-", "--", "/", "\\", "—", "——", "无", "暂无", "空", "n/a", "na", "null", "none"];

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words, cleaned, as they are written there.
    Text(String),
    /// A number, exact to the digits that the spreadsheet showed.
    Number(Decimal),
    /// A number of more digits than a spreadsheet keeps: some are lost.
    Lost(f64),
    /// A day (a time of day is left out).
    Date(NaiveDate),
    /// A formula that failed, such as `#N/A`.
    Failed(String),
}

impl Cell {
    /// The cell of a number that a spreadsheet held as a float.
    #[must_use]
    pub fn number(number: f64) -> Self {
        if !number.is_finite() || number.abs() >= EXACT {
            return Self::Lost(number);
        }
        // Fifteen significant digits are what the spreadsheet shows: 89.10000000000001 is 89.1 to everybody.
        match Decimal::from_scientific(&format!("{number:.14e}")) {
            Ok(exact) => Self::Number(exact.normalize()),
            Err(_) => Self::Lost(number),
        }
    }

    /// Whether nothing stands in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// As the refused rows show it, and for messages.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Failed(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            // Written out, it would show digits that nobody typed.
            Self::Lost(number) => format!("{number:E}"),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
        }
    }

    /// Its words: full-width letters and digits as ASCII, blanks at the ends gone, and nothing for a dash or 无.
    ///
    /// # Errors
    /// A number that lost digits, a formula that failed.
    pub fn words(&self) -> Result<String, Say> {
        let text = match self {
            Self::Lost(_) => return Err(lost(&self.shown())),
            Self::Failed(error) => {
                return Err(say!("单元格是错误值 {error}", "The cell holds the error {error}"));
            }
            other => half_width(&other.shown()),
        };
        let text = text.trim();
        Ok(if NOTHING.contains(&text.to_lowercase().as_str()) { String::new() } else { text.to_owned() })
    }

    /// Its words, where a day makes no sense: spreadsheets turn `3-2` into the second of March.
    ///
    /// # Errors
    /// As [`Cell::words`], and a day.
    pub fn code(&self) -> Result<String, Say> {
        match self {
            Self::Date(date) => Err(say!(
                "表格软件把它变成了日期 {date}；请把单元格设为文本后重填",
                "The spreadsheet turned it into the date {date}; format the cell as text and type it again"
            )),
            _ => self.words(),
        }
    }

    /// The digits of a phone or card number, or words that hold several of them.
    ///
    /// # Errors
    /// As [`Cell::code`]; a number with a fraction; a text such as `1.38E+10` that has lost digits.
    pub fn digits(&self) -> Result<String, Say> {
        let words = self.code()?;
        match scientific(&words) {
            Some(Ok(digits)) => return Ok(digits),
            Some(Err(())) => return Err(lost(&words)),
            None => {}
        }
        // 13800138000.0: a float that was written out.
        let (whole, fraction) = words.split_once('.').unwrap_or((&words, ""));
        if !fraction.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) {
            return if fraction.bytes().all(|b| b == b'0') {
                Ok(whole.to_owned())
            } else {
                Err(say!("{words} 不是号码", "{words} is no number of a phone or paper"))
            };
        }
        Ok(words)
    }

    /// The day it means; none when it is empty. `epoch_1904`: the workbook counts days from 1904.
    ///
    /// # Errors
    /// What is no day of 1900–2119, or does not say which number is the year.
    pub fn date(&self, epoch_1904: bool) -> Result<Option<NaiveDate>, Say> {
        let words = match self {
            Self::Date(date) => return Ok(Some(*date)),
            other => other.words()?,
        };
        if words.is_empty() {
            return Ok(None);
        }
        written(&words).or_else(|| serial(&words, epoch_1904)).map(Some).ok_or_else(|| {
            say!("看不懂日期“{words}”；请写 2024-03-01", "Not a date: “{words}”; write 2024-03-01")
        })
    }
}

fn lost(number: &str) -> Say {
    say!(
        "数字 {number} 位数太多，表格软件已丢失末几位；请设为文本后按原件重填",
        "The number {number} is too long: the spreadsheet lost its last digits. Format the cell as text and type it \
         from the paper"
    )
}

/// The digits of `1.3800138000E+10`; an error when the text has fewer digits than the number.
fn scientific(text: &str) -> Option<Result<String, ()>> {
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let power: usize = power.strip_prefix('+').unwrap_or(power).parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() != 1 || !all_digits(whole) || !all_digits(fraction) || power < 5 {
        return None;
    }
    Some(if fraction.len() == power && power < 15 { Ok(format!("{whole}{fraction}")) } else { Err(()) })
}

/// `2024-3-1`, `2024/3/1`, `2024.3.1`, `2024年3月1日`, `20240301`, any of them with a time behind.
fn written(text: &str) -> Option<NaiveDate> {
    let day = text.split(['T', ' ']).next()?;
    let mut plain = String::with_capacity(day.len());
    for c in day.chars() {
        match c {
            '/' | '.' | '年' | '月' => plain.push('-'),
            '日' | '号' => {}
            c => plain.push(c),
        }
    }
    let parts: Vec<&str> = plain.split('-').collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        [all] if all.len() == 8 && all.is_ascii() => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    let year = year.parse().ok().filter(|year| (1900..2120).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// The day of a serial number, as spreadsheets count them. Below two hundred it is a small number and no day.
fn serial(text: &str, epoch_1904: bool) -> Option<NaiveDate> {
    let number = text.split('.').next()?.parse::<i64>().ok()?;
    if !(200..=LAST_SERIAL).contains(&number) {
        return None;
    }
    let (year, month, day) = if epoch_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    NaiveDate::from_ymd_opt(year, month, day)?.checked_add_days(Days::new(number.unsigned_abs()))
}

/// The name of a column as spreadsheets write it, from 0: `A`, `Z`, `AA`.
#[must_use]
pub fn column_name(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(at % 26).unwrap_or(0)));
        match (at / 26).checked_sub(1) {
            Some(rest) => at = rest,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.into())
    }

    fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, month, day)
    }

    #[test]
    fn a_phone_that_became_a_float_has_its_digits() {
        assert_eq!(Cell::number(1.380_013_800_1e10).digits().unwrap(), "13800138001");
        assert_eq!(text("13800138001.0").digits().unwrap(), "13800138001");
        assert_eq!(text("1.3800138001E+10").digits().unwrap(), "13800138001");
        assert_eq!(Cell::number(110_105_491_231_002.0).digits().unwrap(), "110105491231002");
    }

    #[test]
    fn lost_digits_are_never_guessed() {
        for cell in [Cell::number(1.101_051_949_123_1e17), text("1.38E+10"), text("1.10105E+17")] {
            assert!(cell.digits().unwrap_err().zh.contains("丢失"), "{cell:?}");
        }
        assert!(Cell::number(138.5).digits().is_err());
        assert!(Cell::Failed("#N/A".into()).words().is_err());
    }

    #[test]
    fn a_number_is_what_the_spreadsheet_showed() {
        assert_eq!(Cell::number(89.100_000_000_000_01).shown(), "89.1");
        assert_eq!(Cell::number(89.5).shown(), "89.5");
        assert_eq!(Cell::number(101.0).code().unwrap(), "101");
        assert_eq!(Cell::number(0.0).shown(), "0");
    }

    #[test]
    fn every_way_of_writing_a_day_is_the_day() {
        for written in [
            "2024-3-1",
            "2024/3/1",
            "2024.03.01",
            "2024年3月1日",
            "20240301",
            "２０２４年３月１日",
            "2024-03-01 00:00:00",
            "2024-03-01T00:00:00",
            "45352",
            "45352.0",
        ] {
            assert_eq!(text(written).date(false).unwrap(), day(2024, 3, 1), "{written}");
        }
        assert_eq!(Cell::number(45_352.0).date(false).unwrap(), day(2024, 3, 1));
        assert_eq!(Cell::number(20_240_301.0).date(false).unwrap(), day(2024, 3, 1));
        assert_eq!(Cell::number(43_890.0).date(true).unwrap(), day(2024, 3, 1));
        assert_eq!(text("无").date(false).unwrap(), None);
        for wrong in ["3/1/2024", "24-3-1", "2024年3月", "2024-2-30", "31", "明天"] {
            assert!(text(wrong).date(false).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_room_that_became_a_day_is_refused_by_name() {
        assert!(Cell::Date(day(2024, 3, 2).unwrap()).code().unwrap_err().zh.contains("日期"));
    }

    #[test]
    fn columns_are_named_as_on_the_screen() {
        assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
