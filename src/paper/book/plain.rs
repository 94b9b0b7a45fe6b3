//! CSV files from outside: their encoding and delimiter are found out, their cells are text.

use super::cell::Cell;
use super::read::{COLUMNS, Grid};
use crate::domain::fault::Fault;
use crate::say;
use crate::text::clean::clean;
use crate::text::lang::t;
use encoding_rs::{Encoding, GB18030};

/// Characters of a cell.
const CELL: usize = 2_000;
/// Lines that are looked at to find the delimiter.
const LOOKED_AT: usize = 50;
/// What may stand between two cells, the likeliest first.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// The cells of a CSV file.
///
/// # Errors
/// When it is no text in UTF-8, UTF-16 with its mark, or GB18030 (which holds GBK).
pub(super) fn grid(bytes: &[u8]) -> Result<Grid, Fault> {
    let text = decode(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut grid = Grid { plain: true, ..Grid::default() };
    for record in reader.records() {
        let record = record.map_err(|error| {
            Fault::refused(say!("读不了 CSV：{error}", "The CSV file cannot be read: {error}"))
        })?;
        let Some(line) = record.position().and_then(|at| text_line(&text, at)) else { continue };
        for (column, text) in (0..COLUMNS).zip(record.iter()) {
            grid.put(line, column, Cell::Text(cell(text)));
        }
    }
    Ok(grid)
}

/// The line of a record from 0. A record after blank lines is said to begin with them.
fn text_line(text: &str, at: &csv::Position) -> Option<u32> {
    let begins = text.get(usize::try_from(at.byte()).ok()?..)?;
    let blank = begins.len() - begins.trim_start_matches(['\r', '\n']).len();
    let skipped = begins.get(..blank)?.matches('\n').count();
    u32::try_from(at.line()).ok()?.saturating_sub(1).checked_add(u32::try_from(skipped).ok()?)
}

/// A cell's text. The apostrophe that keeps a spreadsheet from calculating (our own exports write it) is none of it.
fn cell(text: &str) -> String {
    let text = clean(text, CELL, true);
    match text.strip_prefix('\'') {
        Some(rest)
            if rest.starts_with(['=', '+', '-', '@']) || rest.starts_with(|c: char| c.is_ascii_digit()) =>
        {
            rest.to_owned()
        }
        _ => text,
    }
}

/// Strict UTF-8 first: bytes of UTF-8 decode as GB18030 without any error, into nonsense.
fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let unknown = || {
        Fault::refused(t(
            "文件不是文本：既不是 UTF-8，也不是 GB18030（GBK）",
            "The file is no text: neither UTF-8 nor GB18030 (GBK)",
        ))
    };
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..).unwrap_or_default()),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text.to_owned()),
            Err(_) => (GB18030, bytes),
        },
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(unknown)?;
    if text.contains('\0') { Err(unknown()) } else { Ok(text.into_owned()) }
}

/// What stands on the most of the first lines, outside quotes; of two alike, what stands there more often.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(LOOKED_AT).collect();
    let count = |delimiter: u8| {
        let mut quoted = false;
        let on_line = |line: &&str| {
            line.bytes()
                .filter(|byte| {
                    quoted ^= *byte == b'"';
                    !quoted && *byte == delimiter
                })
                .count()
        };
        let counts: Vec<usize> = lines.iter().map(on_line).collect();
        (counts.iter().filter(|count| **count > 0).count(), counts.iter().sum::<usize>())
    };
    // `max_by_key` takes the last of equals: the likeliest is put last.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let grid = grid(bytes).unwrap();
        grid.rows.iter().map(|(row, cells)| (*row, cells.iter().map(Cell::shown).collect())).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_cells() {
        let text = "房号,姓名\n3-2-1801,𠮷田㐂\n";
        let expected =
            vec![(0, vec!["房号".to_owned(), "姓名".into()]), (1, vec!["3-2-1801".into(), "𠮷田㐂".into()])];
        let utf16: Vec<u8> =
            [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let marked = format!("\u{feff}{text}");
        assert_eq!(cells(text.as_bytes()), expected);
        assert_eq!(cells(marked.as_bytes()), expected);
        assert_eq!(cells(&GB18030.encode(text).0), expected);
        assert_eq!(cells(&utf16), expected);
    }

    #[test]
    fn every_delimiter_is_found_though_cells_hold_others() {
        for delimiter in [",", ";", "\t"] {
            let text = format!(
                "房号{delimiter}姓名{delimiter}备注\n101{delimiter}\"张三;李四\"{delimiter}\"a,b\"\n"
            );
            assert_eq!(cells(text.as_bytes())[1].1, ["101", "张三;李四", "a,b"], "{delimiter:?}");
        }
    }

    #[test]
    fn rows_keep_their_line_and_our_own_apostrophe_goes() {
        let text = "房号,备注\n\n101,\"两\n行\"\n102,'=1+1\n103,'00123\n";
        assert_eq!(
            cells(text.as_bytes())[1..],
            [
                (2, vec!["101".to_owned(), "两\n行".into()]),
                (4, vec!["102".into(), "=1+1".into()]),
                (5, vec!["103".into(), "00123".into()])
            ]
        );
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(grid(&[0xFF, 0x00, 0x80, 0x01]).is_err());
        assert!(grid(b"a,\0b\xff").is_err());
    }
}
