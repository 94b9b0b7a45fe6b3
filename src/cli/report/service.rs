//! `lobby report service`: the figures of service as text, CSV, a workbook or JSON, and the entries behind one. Counts
//! nothing itself: every form holds the numbers of the call.

use crate::api::service::{Behind, BehindPage, Line, ServiceFigures, ServiceReport, Split};
use crate::cli::office::{Office, io_fault, whole_file};
use crate::cli::{Failed, Outcome, json, print};
use crate::domain::figures::Unit;
use crate::paper::book::Cell;
use crate::paper::service::{self, Sheet};
use crate::say;
use crate::text::lang::{Lang, t};
use crate::text::width::{pad, pad_left, width};
use chrono::NaiveDate;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

/// Entries asked for at a time.
const PAGE: u16 = 500;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// 起始日 / The first day
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// 截止日（含） / The last day, included
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// 分组 / What to divide by
    #[arg(long, value_enum, default_value = "none")]
    by: ByArg,
    /// 与上期比较 / Against the period before
    #[arg(long)]
    compare: bool,
    /// 只看这些指标 / Only these figures
    #[arg(long = "figure", value_name = "ID")]
    figures: Vec<String>,
    /// 格式 / The form
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
    /// 走势表（CSV 与文本） / The trends instead, as text or CSV
    #[arg(long)]
    trend: bool,
    /// 列出一个指标背后的登记（分子；加 --denominator 为分母） / List the entries behind a figure
    #[arg(long, value_name = "ID", conflicts_with_all = ["figures", "trend", "compare"])]
    behind: Option<String>,
    /// 列出分母 / What stands below the line
    #[arg(long, requires = "behind")]
    denominator: bool,
    /// 只列这一部分 / Only this part
    #[arg(long, requires = "behind")]
    part: Option<String>,
    /// 写入文件 / Write to this file
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ByArg {
    None,
    Category,
    Place,
    Channel,
    Person,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Text,
    Csv,
    Xlsx,
    Json,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    let by = match args.by {
        ByArg::None => Split::None,
        ByArg::Category => Split::Category,
        ByArg::Place => Split::Place,
        ByArg::Channel => Split::Channel,
        ByArg::Person => Split::Person,
    };
    if args.format == FormatArg::Xlsx && args.file.is_none() && io::stdout().is_terminal() {
        return Err(Failed::Usage(say!(
            "工作簿不能写到终端；请用 --file 指明文件",
            "A workbook is not for the terminal; name a file with --file"
        )));
    }
    if let Some(figure) = &args.behind {
        return behind(office, args, figure, by);
    }
    let (from, to, compare) = (args.from, args.to, args.compare);
    let asked = ServiceReport { from, to, by, compare, figures: args.figures.clone() };
    let report = office.client()?.0.call(asked)?;
    let sheet = || {
        if args.trend {
            service::trend(&report, office.lang)
        } else {
            service::figures(&report, by, office.lang)
        }
    };
    match args.format {
        FormatArg::Json => {
            let text = serde_json::to_string_pretty(&report).map_err(|error| json::unwritable(&error))?;
            written(args, &mut |out| writeln!(out, "{text}"))
        }
        FormatArg::Csv => written(args, &mut |out| service::csv(&sheet(), out)),
        FormatArg::Xlsx => written(args, &mut |out| {
            let mut whole = Vec::new();
            service::xlsx(&report, by, office.lang, io::Cursor::new(&mut whole))?;
            out.write_all(&whole)
        }),
        FormatArg::Text if args.trend => {
            let text = plain(&sheet());
            written(args, &mut |out| out.write_all(text.as_bytes()))
        }
        FormatArg::Text => {
            let text = table(&report, office.lang);
            written(args, &mut |out| out.write_all(text.as_bytes()))
        }
    }
}

/// Writes to the file, whole or not at all, or to standard output.
fn written(args: &Args, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Outcome {
    let done = match &args.file {
        Some(file) => whole_file(file, &mut |out| write(out)),
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(&mut out).and_then(|()| out.flush())
        }
    };
    done.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failed::NobodyReads,
        _ => {
            let path = args.file.clone().unwrap_or_else(|| "-".into());
            io_fault("写文件", "write the file", &path, &error).into()
        }
    })
}

/// The figures as lines: name, value, both sides, the period before, a bar.
fn table(report: &ServiceFigures, lang: Lang) -> String {
    let mut rows = vec![
        [
            t("指标", "Figure"),
            t("本期", "Now"),
            t("分子", "Numerator"),
            t("分母", "Denominator"),
            t("上期", "Before"),
            t("图示", "Bar"),
        ]
        .map(|head| head.get(lang).to_owned()),
    ];
    for figure in &report.figures {
        let largest = service::largest(figure);
        let whole = (figure.label.get(lang).to_owned(), &figure.total);
        let parts = figure.parts.iter().map(|part| (format!("  {}", part.label.get(lang)), &part.sums));
        for (name, sums) in std::iter::once(whole).chain(parts) {
            let value =
                |unit: Unit, sum: &crate::api::service::Sum| unit.shown(sum.numerator, sum.denominator);
            let full = service::bar(figure.unit, &sums.now, largest).map_or(0, |bar| (bar + 5) / 10);
            rows.push([
                name,
                value(figure.unit, &sums.now),
                sums.now.numerator.to_string(),
                sums.now.denominator.map_or_else(String::new, |below| below.to_string()),
                sums.before.map_or_else(String::new, |before| value(figure.unit, &before)),
                "#".repeat(usize::try_from(full).unwrap_or(0)),
            ]);
        }
    }
    let rows: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
    format!("{} - {}\n{}", report.from, report.to, aligned(&rows, 5))
}

fn plain(sheet: &Sheet) -> String {
    let heads = sheet.heads.iter().map(|head| head.text.clone()).collect();
    let rows = sheet.rows.iter().map(|row| row.iter().map(Cell::shown).collect());
    let rows: Vec<Vec<String>> = std::iter::once(heads).chain(rows).collect();
    aligned(&rows, usize::MAX)
}

/// Columns that line up: the first and those from `left` on at their left edge, the others at their right.
fn aligned(rows: &[Vec<String>], left: usize) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.len()), 0);
        for (cells, text) in widths.iter_mut().zip(row) {
            *cells = (*cells).max(width(text));
        }
    }
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (text, cells))| match at {
            0 => pad(text, *cells),
            at if at >= left => format!("  {}", pad(text, *cells)),
            _ => pad_left(text, *cells + 2),
        });
        format!("{}\n", cells.collect::<String>().trim_end())
    };
    rows.iter().map(line).collect()
}

/// Every entry behind a figure, page by page.
fn behind(office: &Office, args: &Args, figure: &str, by: Split) -> Outcome {
    let client = office.client()?.0;
    let side = if args.denominator { Line::Denominator } else { Line::Numerator };
    let (figure, part, from, to) = (figure.to_owned(), args.part.clone(), args.from, args.to);
    let mut asked = Behind { figure, side, from, to, by, part, after: None, limit: PAGE };
    let mut all = BehindPage::default();
    loop {
        let page = client.call(asked.clone())?;
        all.rows.extend(page.rows);
        (all.entries, all.total) = (page.entries, page.total);
        match page.next {
            Some(next) => asked.after = Some(next),
            None => break,
        }
    }
    if args.format == FormatArg::Json {
        return print(&serde_json::to_string_pretty(&all).map_err(|error| json::unwritable(&error))?);
    }
    let heads = [t("编号", "Number"), t("事项", "Matter"), t("时间", "When"), t("计入", "Counts")];
    let zone = office.client()?.1.zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    let mut rows = vec![heads.map(|head| head.get(office.lang).to_owned()).to_vec()];
    rows.extend(all.rows.iter().map(|one| {
        let row = &one.row;
        vec![
            row.head.number.clone(),
            row.title.get(office.lang).to_owned(),
            one.at.input(zone),
            one.weight.to_string(),
        ]
    }));
    let total = t("合计", "Total").get(office.lang).to_owned();
    rows.push(vec![total, String::new(), String::new(), all.total.to_string()]);
    let text = aligned(&rows, 1);
    written(args, &mut |out| out.write_all(text.as_bytes()))
}
