//! Comma-separated files that spreadsheets open rightly: UTF-8 with its mark, and no cell that starts a formula.

use std::io::{self, Write};

/// What spreadsheets look for to take a file as UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A file being written.
pub struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Csv<W> {
    /// Begins a file with its column heads.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(mut out: W, heads: &[String]) -> io::Result<Self> {
        out.write_all(MARK)?;
        let mut file = Self(csv::Writer::from_writer(out));
        file.row(heads)?;
        Ok(file)
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, cells: &[String]) -> io::Result<()> {
        self.0.write_record(cells.iter().map(|cell| harmless(cell))).map_err(io::Error::other)
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When what is left cannot be written.
    pub fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A cell that no spreadsheet takes for a formula: customers' words may begin with `=` or `@`.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_in_a_customers_words_stays_words() {
        let mut out = Vec::new();
        let mut file = Csv::begin(&mut out, &["内容".into()]).unwrap();
        file.row(&["=cmd|' /C calc'!A0".into()]).unwrap();
        file.row(&["水管,漏\"水\"".into()]).unwrap();
        file.end().unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\u{feff}内容\n'=cmd|' /C calc'!A0\n\"水管,漏\"\"水\"\"\"\n"
        );
    }
}
