//! `lobby report handover`: the handovers of a period and what was not as it should be. Counts nothing itself.

use crate::api::review::{HandoverFigures, HandoverReport, ReviewedWatch};
use crate::cli::office::Office;
use crate::cli::{Failed, Outcome, json, print};
use crate::domain::countable::yuan;
use crate::domain::moment::At;
use crate::paper::book::Cell;
use crate::paper::csv::{Csv, Encoding};
use crate::text::lang::{Lang, T, t};
use crate::text::width::{pad, width};
use chrono::NaiveDate;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// 起始业务日 / The first business day
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// 截止业务日（含） / The last business day, included
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// 格式 / The form
    #[arg(long, value_enum, default_value = "text")]
    format: FormatArg,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    Text,
    Csv,
    Json,
}

const HEADS: [T; 14] = [
    t("班", "Watch"),
    t("服务台", "Desk"),
    t("当班人", "Holder"),
    t("接班人", "Successor"),
    t("起", "From"),
    t("止", "To"),
    t("状态", "State"),
    t("晚（分）", "Late (min)"),
    t("清点相差（元）", "Variance (yuan)"),
    t("清点相差（件）", "Variance (pieces)"),
    t("未确认", "Unread"),
    t("结转三班以上", "Carried 3+"),
    t("补记", "Late entries"),
    t("退回", "Returned"),
];

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    let (client, me) = office.client()?;
    let report = client.call(HandoverReport { from: args.from, to: args.to })?;
    let zone = me.zone.parse().unwrap_or(chrono_tz::UTC);
    let rows: Vec<Vec<String>> = report.watches.iter().map(|row| cells(row, office.lang, zone)).collect();
    match args.format {
        FormatArg::Json => {
            let text = serde_json::to_string_pretty(&report).map_err(|error| json::unwritable(&error))?;
            print(&text)
        }
        FormatArg::Csv => {
            let mut whole = Vec::new();
            let heads = HEADS.map(|head| head.get(office.lang));
            Csv::begin(&mut whole, Encoding::Utf8, heads)
                .and_then(|mut file| {
                    for row in rows {
                        file.row(&row.into_iter().map(Cell::Text).collect::<Vec<_>>())?;
                    }
                    file.end()
                })
                .map_err(|_| Failed::NobodyReads)?;
            print(&String::from_utf8_lossy(&whole))
        }
        FormatArg::Text => print(&table(&report, &rows, office.lang)),
    }
}

/// A watch as the cells of a row.
fn cells(row: &ReviewedWatch, lang: Lang, zone: chrono_tz::Tz) -> Vec<String> {
    let time = |at: At| at.input(zone);
    vec![
        row.watch.to_string(),
        row.desk.clone(),
        row.holder.clone(),
        row.successor.clone().unwrap_or_default(),
        time(row.from),
        row.to.map(time).unwrap_or_default(),
        row.state.label().get(lang).to_owned(),
        row.late.to_string(),
        yuan(row.variance_fen),
        row.variance_pieces.to_string(),
        row.unread.to_string(),
        row.carried.to_string(),
        row.late_entries.to_string(),
        row.returns.to_string(),
    ]
}

/// The figures, each the number of watches in the list under them.
fn table(report: &HandoverFigures, rows: &[Vec<String>], lang: Lang) -> String {
    let heads: Vec<String> = HEADS.iter().map(|head| head.get(lang).to_owned()).collect();
    let widest = |at: usize| {
        let of = |row: &Vec<String>| row.get(at).map_or(0, |cell| width(cell));
        rows.iter().map(of).chain([of(&heads)]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(widest).collect();
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| pad(cell, *width)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    let said = [
        (t("交接班", "Handovers"), report.watches.len() as u64),
        (t("晚交", "late"), report.late),
        (t("清点不符", "with a variance"), report.variance),
        (t("有未确认事项", "with items unread"), report.unread),
        (t("有结转三班以上", "with items carried 3+"), report.carried),
        (t("有补记", "with late entries"), report.late_entries),
        (t("退回过", "returned"), report.returns),
    ];
    let sums: Vec<String> =
        said.iter().map(|(label, count)| format!("{} {count}", label.get(lang))).collect();
    let mut text = format!("{}\n\n{}\n", sums.join("  "), line(&heads));
    for row in rows {
        text.push_str(&line(row));
        text.push('\n');
    }
    text
}
