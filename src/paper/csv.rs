//! Comma-separated files that spreadsheets open rightly: UTF-8 with its mark, or GB18030 for programs that know no
//! other, and no cell that starts a formula.

use super::book::Cell;
use encoding_rs::GB18030;
use std::borrow::Cow;
use std::io::{self, Write};

/// What spreadsheets look for to take a file as UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// How the characters are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with its mark.
    #[default]
    Utf8,
    /// GB18030, which every character has a place in, and which GBK is a part of.
    Gb18030,
}

/// A file being written.
pub struct Csv<W: Write> {
    out: csv::Writer<W>,
    encoding: Encoding,
}

impl<W: Write> Csv<W> {
    /// Begins a file with its column heads.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin<'h>(
        mut out: W,
        encoding: Encoding,
        heads: impl IntoIterator<Item = &'h str>,
    ) -> io::Result<Self> {
        if encoding == Encoding::Utf8 {
            out.write_all(MARK)?;
        }
        let mut file = Self { out: csv::Writer::from_writer(out), encoding };
        let heads: Vec<Cell> = heads.into_iter().map(|head| Cell::Text(head.to_owned())).collect();
        file.row(&heads)?;
        Ok(file)
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        let texts: Vec<String> = cells.iter().map(harmless).collect();
        // The second byte of a character in GB18030 is never a comma, a quote or a line's end.
        let bytes: Vec<Cow<'_, [u8]>> = texts
            .iter()
            .map(|text| match self.encoding {
                Encoding::Utf8 => Cow::Borrowed(text.as_bytes()),
                Encoding::Gb18030 => GB18030.encode(text).0,
            })
            .collect();
        self.out.write_record(bytes).map_err(io::Error::other)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When what is left cannot be written.
    pub fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A cell that no spreadsheet takes for a formula: customers' words may begin with `=` or `@`. A number may begin with
/// its sign.
fn harmless(cell: &Cell) -> String {
    let text = cell.shown();
    let words = matches!(cell, Cell::Text(_) | Cell::Failed(_));
    if words && text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    fn written(encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        let mut file = Csv::begin(&mut out, encoding, ["内容"]).unwrap();
        for text in ["=cmd|' /C calc'!A0", "水管,漏\"水\"", "𠮷"] {
            file.row(&[Cell::Text(text.into())]).unwrap();
        }
        file.row(&[Cell::Number(Decimal::new(-350, 2))]).unwrap();
        file.end().unwrap();
        out
    }

    const EXPECTED: &str = "内容\n'=cmd|' /C calc'!A0\n\"水管,漏\"\"水\"\"\"\n𠮷\n-3.50\n";

    #[test]
    fn a_formula_in_a_customers_words_stays_words() {
        assert_eq!(String::from_utf8(written(Encoding::Utf8)).unwrap(), format!("\u{feff}{EXPECTED}"));
    }

    #[test]
    fn every_character_is_written_in_gb18030() {
        let bytes = written(Encoding::Gb18030);
        assert!(std::str::from_utf8(&bytes).is_err());
        assert_eq!(GB18030.decode(&bytes).0, EXPECTED);
    }
}
