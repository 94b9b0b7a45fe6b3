//! Figures as rows of a table: bars and trends drawn in characters that every terminal has, in columns that line up.

use crate::api::service::{FigureSums, ServiceFigures, Sum, Sums};
use crate::domain::figures::Unit;
use crate::paper::service::{bar, largest};
use crate::say;
use crate::text::lang::{Say, t};
use crate::tui::screen::Cx;
use crate::tui::widget::table::{Column, Line};

/// Cells of a bar.
const BAR: usize = 10;

pub(super) fn columns(compared: bool, steps: usize, cx: &Cx) -> Vec<Column> {
    let mut columns = vec![
        Column::new(cx.t(t("指标", "Figure")), 16).flexible(),
        Column::new(cx.t(t("本期", "Now")), 7).right(),
        Column::new(cx.t(t("分子/分母", "n/d")), 11).right(),
    ];
    if compared {
        columns.push(Column::new(cx.t(t("上期", "Before")), 7).right());
        columns.push(Column::new(cx.t(t("增减", "Change")), 6).right());
    }
    columns.push(Column::new(cx.t(t("图示", "Bar")), u16::try_from(BAR).unwrap_or(10)));
    columns.push(Column::new(cx.t(t("走势", "Trend")), u16::try_from(steps.clamp(5, 35)).unwrap_or(5)));
    columns
}

/// A row for each figure and part, with the figure and the part.
pub(super) fn rows(report: &ServiceFigures, cx: &Cx) -> Vec<(Line, usize, Option<usize>)> {
    let mut rows = Vec::new();
    for (at, figure) in report.figures.iter().enumerate() {
        let (compared, largest) = (report.before.is_some(), largest(figure));
        let name = cx.say(&figure.label).to_owned();
        let mut cells = cells(name, figure.unit, &figure.total, largest, compared);
        cells.push(trend(figure));
        rows.push((Line::new(cells), at, None));
        for (part_at, part) in figure.parts.iter().enumerate() {
            let name = format!("  {}", cx.say(&part.label));
            let cells = self::cells(name, figure.unit, &part.sums, largest, compared);
            rows.push((Line::new(cells), at, Some(part_at)));
        }
    }
    rows
}

fn cells(name: String, unit: Unit, sums: &Sums, largest: i64, compared: bool) -> Vec<String> {
    let value = |sum: &Sum| unit.shown(sum.numerator, sum.denominator);
    let sides =
        sums.now.denominator.map_or_else(String::new, |below| format!("{}/{below}", sums.now.numerator));
    let mut cells = vec![name, value(&sums.now), sides];
    if compared {
        let before = sums.before.unwrap_or_default();
        cells.push(if sums.before.is_some() { value(&before) } else { String::new() });
        cells.push(unit.difference(sums.now.tenths, before.tenths).unwrap_or_default());
    }
    cells.push(drawn(bar(unit, &sums.now, largest)));
    cells
}

/// A bar: `######....`; nothing where there is nothing to measure.
fn drawn(hundredths: Option<i64>) -> String {
    let Some(hundredths) = hundredths else { return String::new() };
    let full = usize::try_from((hundredths * 10 + 50) / 100).unwrap_or(0).min(BAR);
    format!("{}{}", "#".repeat(full), ".".repeat(BAR - full))
}

/// A digit for each step, 0 for the lowest value and 9 for the highest; `-` where there is none.
fn trend(figure: &FigureSums) -> String {
    let values = figure.trend.iter().filter_map(|sum| sum.tenths);
    let (Some(low), Some(high)) = (values.clone().min(), values.max()) else {
        return "-".repeat(figure.trend.len());
    };
    let digit = |sum: &Sum| match (sum.tenths, high - low) {
        (None, _) => '-',
        (Some(_), 0) => '5',
        (Some(value), span) => {
            char::from_digit(u32::try_from((value - low) * 9 / span).unwrap_or(0), 10).unwrap_or('-')
        }
    };
    figure.trend.iter().map(digit).collect()
}

/// A figure and one of its parts.
pub(super) fn both(figure: &Say, part: &Say) -> Say {
    let (zh, en, part_zh, part_en) = (&figure.zh, &figure.en, &part.zh, &part.en);
    say!("{zh}·{part_zh}", "{en}, {part_en}")
}

/// `96 ÷ 98 = 98.0%`.
pub(super) fn worked_out(unit: Unit, sum: &Sum) -> Say {
    let (above, value) = (sum.numerator, unit.shown(sum.numerator, sum.denominator));
    match sum.denominator {
        None => say!("共 {above}", "{above} in all"),
        Some(0) => {
            say!("{above} ÷ 0：本期没有可计入分母的登记", "{above} ÷ 0: nothing stands below the line")
        }
        Some(below) => say!("{above} ÷ {below} = {value}", "{above} ÷ {below} = {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_and_trends_are_characters() {
        assert_eq!(drawn(Some(98)), "##########");
        assert_eq!(drawn(Some(44)), "####......");
        assert_eq!(drawn(None), "");
        let sum = |tenths| Sum { numerator: 0, denominator: None, tenths };
        let figure = FigureSums {
            figure: String::new(),
            label: Say::default(),
            formula: Say::default(),
            unit: Unit::Percent,
            total: Sums::default(),
            parts: Vec::new(),
            trend: vec![sum(Some(100)), sum(None), sum(Some(1000)), sum(Some(550))],
        };
        assert_eq!(trend(&figure), "0-94");
    }
}
