//! From a file to a list that is understood: the sheet that fits best, its table, what its columns mean.

use super::columns::{Guess, List};
use super::heads::{self, LOOKED_AT, Table};
use super::map::Map;
use super::read::Book;
use crate::domain::fault::Fault;
use crate::say;
use std::path::Path;

/// A list that is understood.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its cells.
    pub table: Table,
    /// What its columns mean.
    pub columns: Guess,
    /// The same as a map, for next time.
    pub map: Map,
}

/// Opens a list; without a `map`, what its heads mean is guessed. `sheet` counts more than the map's.
///
/// # Errors
/// A file that cannot be read, a sheet or column that is not there, heads that say nothing, a list of places without
/// rooms or of people without names.
pub fn open(path: &Path, list: List, map: Option<Map>, sheet: Option<&str>) -> Result<Opened, Fault> {
    let mut book = Book::open(path)?;
    let known =
        |head: &str| map.as_ref().map_or_else(|| list.understand(head).is_some(), |map| map.knows(head));
    let named = sheet.or(map.as_ref().and_then(|map| map.sheet.as_deref())).map(str::to_owned);
    let name = match named {
        Some(name) => name,
        None => best(&mut book, &known)?,
    };
    let grid = book.grid(&name, None)?;
    // The words of the whole workbook, which nobody needs any more.
    drop(book);
    let table = heads::table(grid, &known)?;
    let (columns, map) = match map {
        Some(map) => (map.columns(&table)?, map),
        None => {
            let guess = list.guess(&table);
            let map = Map::of(list, &table, &guess);
            (guess, map)
        }
    };
    let needed = match list {
        List::Places => "room",
        List::People => "name",
    };
    if !columns.columns.iter().any(|one| one.meaning.id == needed) {
        let (zh, en) = list.meaning(needed).map_or(("", ""), |meaning| (meaning.label.zh, meaning.label.en));
        let known =
            table.heads.iter().filter(|head| !head.is_empty()).cloned().collect::<Vec<_>>().join(", ");
        let text = say!(
            "没有“{zh}”列；表头有：{known}。可用 --map 指明",
            "No column “{en}”; the heads are: {known}. Say it with --map"
        );
        return Err(Fault::invalid("columns", text));
    }
    Ok(Opened { table, columns, map })
}

/// The sheet with the most known heads; the first of several.
fn best(book: &mut Book, known: &dyn Fn(&str) -> bool) -> Result<String, Fault> {
    let sheets = book.sheets();
    // Looking at the first rows of a workbook's sheet takes as long as reading half of it.
    if let [only] = sheets.as_slice() {
        return Ok(only.clone());
    }
    let mut best = (0, String::new());
    for (at, name) in sheets.into_iter().enumerate() {
        let fits = heads::fits(&book.grid(&name, Some(LOOKED_AT))?, known);
        if at == 0 || fits > best.0 {
            best = (fits, name);
        }
    }
    Ok(best.1)
}
