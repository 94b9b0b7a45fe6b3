//! `lobby import holidays FILE.json…`: takes the holidays and make-up days of years, as the holiday-cn project publishes
//! them. A year that is known just so is left as it is.

use super::rows::ask;
use crate::api::entry::{Act, List};
use crate::api::{Call, Reply};
use crate::cli::office::{Office, io_fault};
use crate::cli::{Outcome, print};
use crate::domain::calendar::{Arrangement, NamedDay, year};
use crate::domain::fault::Fault;
use crate::domain::moment::Date;
use crate::domain::register::Values;
use crate::domain::value::Value;
use crate::say;
use crate::text::lang::Say;
use serde::Deserialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// 年度文件（holiday-cn 的 JSON） / The years' files (JSON of holiday-cn)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// 只检查，不导入 / Only check
    #[arg(long)]
    dry_run: bool,
}

/// What the file says; what it says besides is not needed.
#[derive(Deserialize)]
struct Year {
    year: i32,
    #[serde(default)]
    papers: Vec<String>,
    days: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Day {
    #[serde(default)]
    name: String,
    date: Date,
    is_off_day: bool,
}

/// What became of a year, or would become of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YearTaken {
    /// It was not known.
    Added,
    /// It was known otherwise.
    Changed,
    /// It was known just so.
    Same,
}

/// Reads one file, before anything is taken.
pub(in crate::cli) fn run(office: &Office, args: &Args) -> Outcome {
    let mut years = Vec::new();
    for path in &args.files {
        let text = std::fs::read_to_string(path)
            .map_err(|error| io_fault("读节假日文件", "read the holidays", path, &error))?;
        let shown = path.display();
        years.push(read_year(&text).map_err(|fault| {
            let (zh, en) = (fault.text.zh.clone(), fault.text.en.clone());
            Fault { text: say!("{shown}：{zh}", "{shown}: {en}"), ..fault }
        })?);
    }
    let (client, _) = office.client()?;
    for arrangement in years {
        let taken = take_year(&arrangement, args.dry_run, &mut |call| client.call_raw(call, None))?;
        print(said(&arrangement, taken, args.dry_run).get(office.lang))?;
    }
    Ok(())
}

/// Reads a year's file.
///
/// # Errors
/// When it is not JSON of that form; the fault says where.
pub fn read_year(text: &str) -> Result<Arrangement, Fault> {
    let Year { year, papers, days } = serde_json::from_str(text).map_err(|error| {
        Fault::invalid(
            "file",
            say!("不是 holiday-cn 的年度文件：{error}", "It is no year's file of holiday-cn: {error}"),
        )
    })?;
    let days = days.into_iter().map(|day| (day.date, NamedDay { off: day.is_off_day, name: day.name }));
    Ok(Arrangement { year, papers, days: days.collect() })
}

/// Adds a year, or changes it when it is known otherwise.
///
/// # Errors
/// What the desk says.
pub fn take_year(
    arrangement: &Arrangement,
    dry: bool,
    call: &mut dyn FnMut(Call) -> Result<Reply, Fault>,
) -> Result<YearTaken, Fault> {
    let wanted = year::values(arrangement);
    let list = List { register: "holiday".into(), all_fields: true, limit: 500, ..List::default() };
    let page = ask(call, list)?;
    let cell = |row: &crate::api::entry::Row, field: &str| {
        let cell = row.cells.iter().find(|cell| cell.field == field);
        cell.map_or(Value::None, |cell| cell.value.clone())
    };
    let known = page.rows.iter().find(|row| cell(row, "year") == *wanted.get("year"));
    let mut act = |action: &str, entry: Option<String>, values: Values| {
        let act = Act { register: "holiday".into(), action: action.into(), entry, values, ..Act::default() };
        if dry { Ok(()) } else { ask(call, act).map(drop) }
    };
    let Some(known) = known else {
        act("add", None, wanted)?;
        return Ok(YearTaken::Added);
    };
    let in_use = known.head.state == crate::domain::kept::ACTIVE;
    let fields = ["days", "papers"].into_iter().filter(|field| cell(known, field) != *wanted.get(field));
    let changed =
        fields.fold(Values::default(), |values, field| values.with(field, wanted.get(field).clone()));
    if changed.0.is_empty() && in_use {
        return Ok(YearTaken::Same);
    }
    let number = || Some(known.head.number.clone());
    if !in_use {
        act("enable", number(), Values::default())?;
    }
    if !changed.0.is_empty() {
        act("correct", number(), changed)?;
    }
    Ok(YearTaken::Changed)
}

fn said(arrangement: &Arrangement, taken: YearTaken, dry: bool) -> Say {
    let (year, days) = (arrangement.year, arrangement.days.len());
    let (zh, en) = match taken {
        YearTaken::Added => ("新增", "added"),
        YearTaken::Changed => ("更改", "changed"),
        YearTaken::Same => ("相同", "the same"),
    };
    let (dry_zh, dry_en) = if dry { ("（只检查）", " (only checked)") } else { ("", "") };
    say!("{year} 年：{days} 天，{zh}{dry_zh}", "{year}: {days} days, {en}{dry_en}")
}
