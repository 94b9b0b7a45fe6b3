//! Takes a foreign list row by row: reads, maps, hands to the desk in pieces, and says what became of each.

use super::map::Map;
use crate::api::call::Typed;
use crate::api::office::{IMPORT_ROWS, ImportBegin, ImportFinish, ImportRow, ImportRows};
use crate::api::{Call, Reply};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::moment::{At, at_wall_clock};
use crate::domain::register::Values;
use crate::domain::request::Category;
use crate::domain::value::Value;
use crate::paper::map_file::Column;
use crate::say;
use crate::text::clean::clean;
use crate::text::lang::{Say, t};
use chrono::NaiveDateTime;
use csv::StringRecord;
use std::collections::HashMap;
use std::io::Read;

/// The register that foreign lists go to.
const REGISTER: &str = "request";
/// Characters of a position: an area that is none of ours is kept there.
const SPOT: usize = 60;

/// What became of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows read.
    pub rows: u64,
    /// New requests; of a dry run, those that would be new.
    pub added: u64,
    /// Already there under their number.
    pub known: u64,
    /// Refused.
    pub refused: u64,
}

/// A row that was refused.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// As it stands in the file.
    pub record: StringRecord,
    /// Why.
    pub why: Say,
}

/// Takes a list. `call` asks the desk, `refused` is told every refused row, `progress` how many bytes are read.
///
/// # Errors
/// When the file is not UTF-8 or cannot be read, lacks a column that the map names, or the desk refuses the import as
/// a whole. Nothing of the list is there then.
pub fn take(
    map: &Map,
    list: impl Read,
    dry: bool,
    call: &mut dyn FnMut(Call) -> Result<Reply, Fault>,
    refused: &mut dyn FnMut(Refused) -> Result<(), Fault>,
    progress: &mut dyn FnMut(u64),
) -> Result<Summary, Fault> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(map.header)
        .delimiter(map.delimiter)
        .flexible(true)
        .from_reader(list);
    let columns = Places::of(map, &mut reader)?;
    let begin = ImportBegin { register: REGISTER.to_owned(), source: map.source.clone() };
    let import = if dry { 0 } else { ask(call, begin)?.import };
    let mut sum = Summary::default();
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut piece: Vec<(u64, StringRecord, ImportRow)> = Vec::with_capacity(IMPORT_ROWS);
    let mut record = StringRecord::new();
    loop {
        let more = reader.read_record(&mut record).map_err(|error| unreadable(&error))?;
        if more {
            let line = record.position().map_or(0, csv::Position::line);
            sum.rows += 1;
            match columns.row(map, &record).and_then(|row| first(&mut seen, row, line)) {
                Ok(row) => piece.push((line, record.clone(), row)),
                Err(why) => {
                    sum.refused += 1;
                    refused(Refused { line, record: record.clone(), why })?;
                }
            }
        }
        if piece.len() == IMPORT_ROWS || (!more && !piece.is_empty()) {
            hand_over(map, import, dry, &mut piece, &mut sum, call, refused)?;
            progress(reader.position().byte());
        }
        if !more {
            break;
        }
    }
    if !dry {
        let added = ask(call, ImportFinish { import })?.added;
        // Somebody else may have brought the same list meanwhile.
        sum.known += sum.added.saturating_sub(added);
        sum.added = added;
    }
    Ok(sum)
}

/// Refuses a number that stood on an earlier line: the second row would be lost silently.
fn first(seen: &mut HashMap<String, u64>, row: ImportRow, line: u64) -> Result<ImportRow, Say> {
    match seen.insert(row.foreign.clone(), line) {
        None => Ok(row),
        Some(before) => {
            let number = &row.foreign;
            Err(say!("编号 {number} 与第 {before} 行重复", "The number {number} is that of line {before}"))
        }
    }
}

fn hand_over(
    map: &Map,
    import: u64,
    dry: bool,
    piece: &mut Vec<(u64, StringRecord, ImportRow)>,
    sum: &mut Summary,
    call: &mut dyn FnMut(Call) -> Result<Reply, Fault>,
    refused: &mut dyn FnMut(Refused) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let (origins, rows): (Vec<_>, Vec<_>) =
        piece.drain(..).map(|(line, record, row)| ((line, record), row)).unzip();
    let rows = ImportRows { import, register: REGISTER.to_owned(), source: map.source.clone(), dry, rows };
    let answer = ask(call, rows)?;
    sum.added += answer.added;
    sum.known += answer.known;
    for (at, fault) in answer.refused {
        sum.refused += 1;
        let origin = usize::try_from(at).ok().and_then(|at| origins.get(at));
        if let Some((line, record)) = origin {
            refused(Refused { line: *line, record: record.clone(), why: fault.text })?;
        }
    }
    Ok(())
}

pub(super) fn ask<C: Typed>(
    call: &mut dyn FnMut(Call) -> Result<Reply, Fault>,
    args: C,
) -> Result<C::Reply, Fault> {
    C::unwrap_reply(call(args.wrap())?).ok_or_else(other_question)
}

pub(super) fn other_question() -> Fault {
    Fault::new(FaultKind::Bug, t("服务答非所问", "The server answered another question"))
}

fn unreadable(error: &csv::Error) -> Fault {
    let line = error.position().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => Fault::new(
            FaultKind::Invalid,
            say!(
                "第 {line} 行不是 UTF-8；请先转换，如 iconv -f GB18030 -t UTF-8",
                "Line {line} is not UTF-8; convert the file first, as with iconv -f GB18030 -t UTF-8"
            ),
        ),
        _ => Fault::new(FaultKind::Refused, say!("读不了清单：{error}", "The list cannot be read: {error}")),
    }
}

/// The positions of the columns.
struct Places {
    number: usize,
    opened: usize,
    closed: Option<usize>,
    category: Option<usize>,
    text: Option<usize>,
    place: Option<usize>,
}

impl Places {
    fn of<R: Read>(map: &Map, reader: &mut csv::Reader<R>) -> Result<Self, Fault> {
        let header = if map.header {
            reader.headers().map_err(|error| unreadable(&error))?.clone()
        } else {
            StringRecord::new()
        };
        let at = |column: &Column| match column {
            Column::At(at) => Ok(*at),
            Column::Named(name) => {
                header.iter().position(|known| known.trim() == name.trim()).ok_or_else(|| {
                    let known = header.iter().collect::<Vec<_>>().join(", ");
                    Fault::invalid(
                        "columns",
                        say!("清单没有列 {name}；有：{known}", "No column {name}; there are: {known}"),
                    )
                })
            }
        };
        let columns = &map.columns;
        Ok(Self {
            number: at(&columns.number)?,
            opened: at(&columns.opened)?,
            closed: columns.closed.as_ref().map(at).transpose()?,
            category: columns.category.as_ref().map(at).transpose()?,
            text: columns.text.as_ref().map(at).transpose()?,
            place: columns.place.as_ref().map(at).transpose()?,
        })
    }

    /// What a line of the list means, as far as the list alone can tell.
    fn row(&self, map: &Map, record: &StringRecord) -> Result<ImportRow, Say> {
        let must = |at: usize| {
            record.get(at).ok_or_else(|| {
                let (count, wanted) = (record.len(), at + 1);
                say!(
                    "只有 {count} 列，至少要 {wanted} 列",
                    "Only {count} columns; at least {wanted} are needed"
                )
            })
        };
        let may = |at: Option<usize>| at.map_or(Ok(""), must);
        let kind = may(self.category)?;
        let words = match self.text {
            Some(at) => must(at)?,
            None => kind,
        };
        let mut values = Values::default();
        if let Some(category) = map.kinds.get(kind).copied().or(map.other) {
            values = values.with("category", Value::Choice(Category::id(category).to_owned()));
        }
        if !words.trim().is_empty() {
            values = values.with("text", Value::Text(words.to_owned()));
        }
        let mut row = ImportRow {
            foreign: must(self.number)?.trim().to_owned(),
            opened: moment(map, must(self.opened)?)?,
            closed: match may(self.closed)?.trim() {
                "" => None,
                closed => Some(moment(map, closed)?),
            },
            ..ImportRow::default()
        };
        let place = may(self.place)?;
        match &map.areas {
            Some(areas) => {
                row.area = areas.get(place).cloned();
                row.unmapped = row.area.is_none();
                let spot = clean(place, SPOT, false);
                if row.unmapped && !spot.is_empty() {
                    values = values.with("spot", Value::Text(spot));
                }
            }
            None if !place.trim().is_empty() => values = values.with("place", Value::Text(place.to_owned())),
            None => {}
        }
        row.values = values;
        Ok(row)
    }
}

/// An instant as the list writes it, in the list's zone.
fn moment(map: &Map, text: &str) -> Result<At, Say> {
    let text = text.trim();
    let wall = NaiveDateTime::parse_from_str(text, &map.format).map_err(|_| {
        let format = &map.format;
        say!("时间“{text}”不是 {format}", "The time “{text}” is not {format}")
    })?;
    at_wall_clock(wall, map.zone).map_err(|_| {
        let zone = map.zone.name();
        say!("{zone} 没有时间 {text}（调表跳过）", "The clocks of {zone} skip {text}")
    })
}
