//! `lobby report`: figures. Those over the requests of a period are written here, those over rooms and files beside.

mod handover;
mod rooms;
mod service;

use super::office::Office;
use super::{Failed, Outcome, json, print};
use crate::api::report::{By, FigureRow, Figures, Requests};
use crate::say;
use crate::text::lang::{Lang, T, t};
use crate::text::width::{pad, pad_left, width};
use chrono::NaiveDate;

#[derive(clap::Subcommand)]
pub(super) enum What {
    /// 报修统计 / Figures over requests
    Requests(Args),
    /// 服务统计：及时率、回访、满意、投诉…… / Figures of service: on-time rates, follow-ups, complaints ...
    Service(service::Args),
    /// 交接班：晚交、清点不符、未确认、结转、补记、退回 / Handovers: late, variance, unread, carried, late entries, returns
    Handover(handover::Args),
    /// 使用状态统计 / Rooms by building and state
    Occupancy(rooms::OccupancyArgs),
    /// 使用状态周报 / This week's occupancy against last week's
    Week(rooms::WeekArgs),
    /// 迁入迁出、变更业主、租赁 / Moves, changes of owner, tenancies
    Moves(rooms::MovesArgs),
    /// 档案质量清单 / What may be wrong with the files
    Quality(rooms::QualityArgs),
}

#[derive(clap::Args)]
pub(super) struct Args {
    /// 起始日 / The first day
    #[arg(long, value_name = "DATE")]
    from: NaiveDate,
    /// 截止日（含） / The last day, included
    #[arg(long, value_name = "DATE")]
    to: NaiveDate,
    /// 分组 / What to divide by
    #[arg(long, value_enum, default_value = "category")]
    by: ByArg,
    /// 时限，如 48h、3d、90m / The limit, such as 48h, 3d, 90m
    #[arg(long, default_value = "48h")]
    limit: String,
    /// 按服务日历的时限：分钟数 日历，如 "1080 working"（两个工作日 8:30–17:30） / The limit by a calendar: minutes and calendar
    #[arg(long, value_name = "TARGET", conflicts_with = "limit")]
    target: Option<String>,
    /// 时区，缺省为小区所在时区 / The zone of the days; the site's unless given
    #[arg(long)]
    zone: Option<String>,
    /// 输出 JSON / As JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ByArg {
    Category,
    Area,
    Month,
}

pub(super) fn run(office: &Office, what: &What) -> Outcome {
    let args = match what {
        What::Requests(args) => args,
        What::Service(args) => return service::run(office, args),
        What::Handover(args) => return handover::run(office, args),
        What::Occupancy(args) => return rooms::occupancy(office, args),
        What::Week(args) => return rooms::week(office, args),
        What::Moves(args) => return rooms::moves(office, args),
        What::Quality(args) => return rooms::quality(office, args),
    };
    let limit_minutes = minutes(&args.limit).ok_or_else(|| {
        let limit = &args.limit;
        Failed::Usage(say!("时限应如 48h、3d、90m：{limit}", "The limit is written 48h, 3d or 90m: {limit}"))
    })?;
    let by = match args.by {
        ByArg::Category => By::Category,
        ByArg::Area => By::Area,
        ByArg::Month => By::Month,
    };
    let (target, zone) = (args.target.clone(), args.zone.clone());
    let asked = Requests { from: args.from, to: args.to, by, limit_minutes, target, zone };
    let figures = office.client()?.0.call(asked)?;
    if args.json {
        return print(&serde_json::to_string_pretty(&figures).map_err(|error| json::unwritable(&error))?);
    }
    print(&table(&figures, office.lang))
}

/// Minutes of `48h`, `3d`, `90m`; none for anything else, and for nothing at all.
fn minutes(text: &str) -> Option<u32> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let factor = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        _ => return None,
    };
    number.parse::<u32>().ok()?.checked_mul(factor).filter(|minutes| *minutes > 0)
}

const HEADINGS: [T; 8] = [
    t("分组", "Part"),
    t("受理", "Received"),
    t("已关闭", "Closed"),
    t("未关闭", "Open"),
    t("中位时长", "Median"),
    t("九成时长", "90%"),
    t("限内", "Within"),
    t("限内占比", "Share"),
];

fn table(figures: &Figures, lang: Lang) -> String {
    let mut rows: Vec<[String; 8]> = vec![HEADINGS.map(|heading| heading.get(lang).to_owned())];
    rows.extend(figures.rows.iter().map(|row| cells(row, row.part.clone())));
    rows.push(cells(&figures.total, t("合计", "Total").get(lang).to_owned()));
    let mut widths = [0; 8];
    for row in &rows {
        for (cells, text) in widths.iter_mut().zip(row) {
            *cells = (*cells).max(width(text));
        }
    }
    let line = |row: &[String; 8]| {
        let mut parts = row.iter().zip(widths).enumerate();
        let text = parts.by_ref().map(
            |(column, (text, cells))| {
                if column == 0 { pad(text, cells) } else { pad_left(text, cells + 2) }
            },
        );
        format!("{}\n", text.collect::<String>().trim_end())
    };
    rows.iter().map(line).collect()
}

fn cells(row: &FigureRow, part: String) -> [String; 8] {
    let duration = |minutes: Option<i64>| minutes.map_or_else(|| "-".into(), hours);
    // Tenths of a per cent, half up, in whole numbers.
    let share = (row.within * 2000 + row.timed).checked_div(row.timed * 2);
    [
        part,
        row.received.to_string(),
        row.closed.to_string(),
        row.open.to_string(),
        duration(row.median_minutes),
        duration(row.p90_minutes),
        row.within.to_string(),
        share.map_or_else(|| "-".into(), |tenths| format!("{}.{}%", tenths / 10, tenths % 10)),
    ]
}

fn hours(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read() {
        assert_eq!(minutes("48h"), Some(2880));
        assert_eq!(minutes("3d"), Some(4320));
        assert_eq!(minutes("90m"), Some(90));
        for wrong in ["", "h", "48", "0h", "-1h", "48小时", "99999999999d"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn shares_are_rounded_half_up() {
        let row = FigureRow { timed: 3, within: 2, ..FigureRow::default() };
        assert_eq!(cells(&row, String::new())[7], "66.7%");
        assert_eq!(cells(&FigureRow::default(), String::new())[7], "-");
    }
}
