//! `lobby report occupancy|week|moves|quality`: figures over rooms and files, as a table, CSV or JSON. Counts nothing
//! itself.

use crate::api::quality::{QualityCount, QualityList};
use crate::api::report::{
    Moves, Occupancy, OccupancyFigures, OccupancyRooms, OccupancyRow, OccupancyWeek, WeekFigures,
};
use crate::cli::office::{Office, io_fault};
use crate::cli::{Failed, Outcome, json, print};
use crate::domain::occupancy::Occupied;
use crate::domain::quality::FindingKind;
use crate::domain::roll::MoveKind;
use crate::paper::book::Cell;
use crate::paper::csv::{Csv, Encoding};
use crate::text::lang::{Lang, T, t};
use crate::text::width::{pad, pad_left, width};
use chrono::NaiveDate;
use serde::Serialize;
use std::io;

/// Rows asked for at a time.
const PAGE: u16 = 500;

/// How figures are written.
#[derive(clap::Args)]
pub(in crate::cli) struct How {
    /// 输出 JSON / As JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// 输出 CSV / As CSV
    #[arg(long)]
    csv: bool,
}

#[derive(clap::Args)]
pub(in crate::cli) struct OccupancyArgs {
    /// 只看一栋 / Only this building
    #[arg(long)]
    building: Option<String>,
    /// 截至哪天，缺省为今天 / The day; today unless given
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// 列出房间 / List the rooms behind the figures
    #[arg(long)]
    rooms: bool,
    /// 只列某一状态的房间（与 --rooms 同用） / Only rooms of this state, with --rooms
    #[arg(long, requires = "rooms")]
    state: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(clap::Args)]
pub(in crate::cli) struct WeekArgs {
    /// 周报的最后一天，缺省为今天 / The last day; today unless given
    #[arg(long, value_name = "DATE")]
    to: Option<NaiveDate>,
    #[command(flatten)]
    how: How,
}

#[derive(clap::Args)]
pub(in crate::cli) struct MovesArgs {
    /// 起始日 / The first day
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// 截止日（含） / The last day, included
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// 只看一类 / Only this kind
    #[arg(long)]
    kind: Option<String>,
    #[command(flatten)]
    how: How,
}

#[derive(clap::Args)]
pub(in crate::cli) struct QualityArgs {
    /// 只列某几类 / Only these kinds
    #[arg(long = "kind")]
    kinds: Vec<String>,
    /// 责任管家（me 为自己） / Only this officer's rooms
    #[arg(long)]
    officer: Option<String>,
    /// 只看各类有多少 / Only how many of each kind
    #[arg(long)]
    counts: bool,
    #[command(flatten)]
    how: How,
}

/// A table to be written: figures stand at the right edge from a column on.
struct Sheet {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    figures_from: usize,
}

impl Sheet {
    fn new(heads: &[T], lang: Lang, figures_from: usize) -> Self {
        let heads = heads.iter().map(|head| head.get(lang).to_owned()).collect();
        Self { heads, rows: Vec::new(), figures_from }
    }

    fn text(&self) -> String {
        let mut widths: Vec<usize> = self.heads.iter().map(|head| width(head)).collect();
        for row in &self.rows {
            for (cells, text) in widths.iter_mut().zip(row) {
                *cells = (*cells).max(width(text));
            }
        }
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate().map(|(at, (text, cells))| {
                if at < self.figures_from { pad(text, *cells + 2) } else { pad_left(text, *cells + 2) }
            });
            format!("{}\n", cells.collect::<String>().trim_end())
        };
        std::iter::once(&self.heads).chain(&self.rows).map(line).collect()
    }

    /// A row's cells: what stands in the columns of figures is a number.
    fn cells(&self, row: &[String]) -> Vec<Cell> {
        let cell = |(at, text): (usize, &String)| match text.parse() {
            Ok(number) if at >= self.figures_from => Cell::Number(number),
            _ => Cell::Text(text.clone()),
        };
        row.iter().enumerate().map(cell).collect()
    }

    fn csv(&self) -> Outcome {
        let write = || -> io::Result<()> {
            let heads = self.heads.iter().map(String::as_str);
            let mut file = Csv::begin(io::stdout().lock(), Encoding::Utf8, heads)?;
            self.rows.iter().try_for_each(|row| file.row(&self.cells(row)))?;
            file.end()
        };
        write().map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failed::NobodyReads,
            _ => io_fault("写标准输出", "write to standard output", "-".as_ref(), &error).into(),
        })
    }
}

fn as_json(figures: &impl Serialize) -> Outcome {
    print(&serde_json::to_string_pretty(figures).map_err(|error| json::unwritable(&error))?)
}

fn state(id: &str, lang: Lang) -> String {
    Occupied::of_id(id).map_or(t("未登记", "Not on file"), Occupied::label).get(lang).to_owned()
}

fn building(code: &str, lang: Lang) -> String {
    if code.is_empty() { t("未分楼栋", "No building").get(lang).to_owned() } else { code.to_owned() }
}

pub(super) fn occupancy(office: &Office, args: &OccupancyArgs) -> Outcome {
    if args.rooms {
        return rooms(office, args);
    }
    let asked = Occupancy { building: args.building.clone(), as_of: args.as_of };
    let figures = office.client()?.0.call(asked)?;
    if args.how.json {
        return as_json(&figures);
    }
    let lang = office.lang;
    if args.how.csv {
        return long(&figures, lang).csv();
    }
    let counts = wide(&figures, lang, t("房间数", "Rooms"), |sum| sum.rooms.to_string());
    let areas = wide(&figures, lang, t("建筑面积（㎡）", "Title area (sq m)"), |sum| sum.area.clone());
    print(&format!("{}\n{}\n{}", figures.as_of, counts.text(), areas.text()))
}

/// A line for each building and state, for spreadsheets.
fn long(figures: &OccupancyFigures, lang: Lang) -> Sheet {
    let heads =
        [t("楼栋", "Building"), t("状态", "State"), t("房间数", "Rooms"), t("建筑面积（㎡）", "Area (sq m)")];
    let mut sheet = Sheet::new(&heads, lang, 2);
    for row in &figures.rows {
        for part in &row.states {
            let (rooms, area) = (part.sum.rooms.to_string(), part.sum.area.clone());
            sheet.rows.push(vec![building(&row.building, lang), state(&part.state, lang), rooms, area]);
        }
    }
    sheet
}

/// A line for each building, a column for each state that occurs.
fn wide(
    figures: &OccupancyFigures,
    lang: Lang,
    title: T,
    cell: impl Fn(&crate::api::report::RoomSum) -> String,
) -> Sheet {
    let mut sheet = Sheet::new(&[title, t("合计", "All")], lang, 1);
    sheet.heads.extend(figures.total.states.iter().map(|part| state(&part.state, lang)));
    let line = |row: &OccupancyRow, name: String| {
        let mut cells = vec![name, cell(&row.all)];
        cells.extend(figures.total.states.iter().map(|column| {
            let part = row.states.iter().find(|part| part.state == column.state);
            part.map_or_else(|| "-".to_owned(), |part| cell(&part.sum))
        }));
        cells
    };
    for row in &figures.rows {
        sheet.rows.push(line(row, building(&row.building, lang)));
    }
    sheet.rows.push(line(&figures.total, t("合计", "Total").get(lang).to_owned()));
    sheet
}

fn rooms(office: &Office, args: &OccupancyArgs) -> Outcome {
    let lang = office.lang;
    let mut asked = OccupancyRooms {
        building: args.building.clone(),
        state: args.state.clone(),
        as_of: args.as_of,
        after: None,
        limit: PAGE,
    };
    let (client, _) = office.client()?;
    let mut lines = Vec::new();
    let all = loop {
        let page = client.call(asked.clone())?;
        lines.extend(page.rooms);
        match page.next {
            Some(next) => asked.after = Some(next),
            None => break page.all,
        }
    };
    if args.how.json {
        return as_json(&serde_json::json!({ "rooms": lines, "all": all }));
    }
    let heads = [t("房号", "Room"), t("状态", "State"), t("起", "Since"), t("建筑面积（㎡）", "Area (sq m)")];
    let mut sheet = Sheet::new(&heads, lang, 3);
    sheet.rows.extend(lines.into_iter().map(|line| {
        let since = line.since.map_or_else(String::new, |day| day.to_string());
        vec![line.code, state(&line.state, lang), since, line.area.unwrap_or_default()]
    }));
    if args.how.csv {
        return sheet.csv();
    }
    let count = t("合计", "Total").get(lang);
    print(&format!("{}{count} {}  {} ㎡\n", sheet.text(), all.rooms, all.area))
}

pub(super) fn week(office: &Office, args: &WeekArgs) -> Outcome {
    let figures: WeekFigures = office.client()?.0.call(OccupancyWeek { to: args.to })?;
    if args.how.json {
        return as_json(&figures);
    }
    let lang = office.lang;
    let heads = [
        t("状态", "State"),
        t("上周", "Last week"),
        t("本周", "This week"),
        t("转入", "Came"),
        t("转出", "Left"),
    ];
    let mut sheet = Sheet::new(&heads, lang, 1);
    sheet.rows.extend(figures.states.iter().map(|line| {
        let figures = [line.last, line.now, line.came, line.left].map(|figure| figure.to_string());
        std::iter::once(state(&line.state, lang)).chain(figures).collect()
    }));
    if args.how.csv {
        return sheet.csv();
    }
    let (total, last, now) = (t("合计", "Total").get(lang), figures.last, figures.now);
    sheet.rows.push([total.to_owned(), last.to_string(), now.to_string()].into_iter().collect());
    let mut text = format!("{} - {}\n{}", figures.from, figures.to, sheet.text());
    for change in &figures.changes {
        let word = |stood: &Option<String>| stood.as_ref().map_or("-".to_owned(), |id| state(id, lang));
        text.push_str(&format!("{}  {} -> {}\n", change.code, word(&change.before), word(&change.after)));
    }
    print(&text)
}

pub(super) fn moves(office: &Office, args: &MovesArgs) -> Outcome {
    let lang = office.lang;
    let mut asked = Moves { from: args.from, to: args.to, kind: args.kind.clone(), after: None, limit: PAGE };
    let (client, _) = office.client()?;
    let mut lines = Vec::new();
    let (counts, total) = loop {
        let page = client.call(asked.clone())?;
        lines.extend(page.moves);
        match page.next {
            Some(next) => asked.after = Some(next),
            None => break (page.counts, page.total),
        }
    };
    if args.how.json {
        return as_json(&serde_json::json!({ "counts": counts, "moves": lines, "total": total }));
    }
    let word = |id: &str| MoveKind::of_id(id).map_or("", |kind| kind.label().get(lang)).to_owned();
    let heads = [
        t("日期", "Day"),
        t("类型", "Kind"),
        t("房号", "Room"),
        t("客户", "Customer"),
        t("登记编号", "Number"),
    ];
    let mut sheet = Sheet::new(&heads, lang, 5);
    sheet.rows.extend(
        lines
            .into_iter()
            .map(|line| vec![line.on.to_string(), word(&line.kind), line.code, line.person, line.number]),
    );
    if args.how.csv {
        return sheet.csv();
    }
    let mut text = sheet.text();
    for count in counts.iter().filter(|count| count.count > 0) {
        text.push_str(&format!("{}  {}\n", word(&count.kind), count.count));
    }
    text.push_str(&format!("{}  {total}\n", t("合计", "Total").get(lang)));
    print(&text)
}

pub(super) fn quality(office: &Office, args: &QualityArgs) -> Outcome {
    let lang = office.lang;
    let mut asked = QualityList {
        kinds: args.kinds.clone(),
        officer: args.officer.clone(),
        after: None,
        limit: if args.counts { 1 } else { PAGE },
    };
    let (client, _) = office.client()?;
    let mut findings = Vec::new();
    let (counts, total) = loop {
        let page = client.call(asked.clone())?;
        findings.extend(page.findings);
        match page.next {
            Some(next) if !args.counts => asked.after = Some(next),
            _ => break (page.counts, page.total),
        }
    };
    if args.counts {
        findings.clear();
    }
    if args.how.json {
        return as_json(&serde_json::json!({ "counts": counts, "findings": findings, "total": total }));
    }
    let of_kinds = |count: &&QualityCount| args.kinds.is_empty() || args.kinds.contains(&count.kind);
    let mut sums = Sheet::new(&[t("类型", "Kind"), t("条数", "Findings")], lang, 1);
    sums.rows.extend(
        counts
            .iter()
            .filter(of_kinds)
            .map(|count| vec![count.title.get(lang).to_owned(), count.count.to_string()]),
    );
    let heads = [
        t("类型", "Kind"),
        t("房号", "Room"),
        t("编号", "Number"),
        t("名称", "Name"),
        t("原因", "Why"),
        t("处理", "What to do"),
    ];
    let mut sheet = Sheet::new(&heads, lang, 6);
    sheet.rows.extend(findings.into_iter().map(|finding| {
        let kind = FindingKind::of_id(&finding.kind).map_or("", |kind| kind.label().get(lang));
        let other = finding.other.map(|other| other.number);
        let number = std::iter::once(finding.head.number).chain(other).collect::<Vec<_>>().join(" / ");
        let (title, why, advice) = (finding.title.get(lang), finding.why.get(lang), finding.advice.get(lang));
        vec![kind.into(), finding.code, number, title.into(), why.into(), advice.into()]
    }));
    if args.how.csv {
        return if args.counts { sums.csv() } else { sheet.csv() };
    }
    sums.rows.push(vec![t("合计", "Total").get(lang).to_owned(), total.to_string()]);
    let list = if args.counts { String::new() } else { format!("\n{}", sheet.text()) };
    print(&format!("{}{list}", sums.text()))
}
