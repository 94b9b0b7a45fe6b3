//! The figures of service as tables of a workbook, a CSV file or a line printer: the same numbers everywhere, the bars
//! of the screen as numbers, the trends as a sheet of their own. Counts nothing.

use super::book::Cell;
use super::book::write::{self, Head, Look, sheet_name};
use super::csv::{Csv, Encoding};
use crate::api::service::{FigureSums, ServiceFigures, Split, Sum, Sums};
use crate::domain::figures::Unit;
use crate::text::lang::{Lang, T, t};
use rust_decimal::Decimal;
use std::io::{self, Write};

/// The words of a split.
#[must_use]
pub const fn split(by: Split) -> T {
    match by {
        Split::None => t("合计", "Whole"),
        Split::Category => t("类别", "Category"),
        Split::Place => t("楼栋/区域", "Place"),
        Split::Channel => t("渠道", "Channel"),
        Split::Person => t("人员", "Person"),
    }
}

/// Hundredths of a bar: the share of a rate, the index itself; none where a count has nothing to be measured against.
#[must_use]
pub fn bar(unit: Unit, sum: &Sum, largest: i64) -> Option<i64> {
    let hundredths = match unit {
        Unit::Percent | Unit::Index => sum.tenths? / 10,
        Unit::Permille => sum.tenths?.saturating_mul(100).checked_div(largest)?,
        Unit::Count => sum.numerator.saturating_mul(100).checked_div(largest)?,
    };
    Some(hundredths.clamp(0, 100))
}

/// What the bars of a figure are measured against: its largest part, or the whole against the period before.
#[must_use]
pub fn largest(figure: &FigureSums) -> i64 {
    let size = |sum: &Sum| match figure.unit {
        Unit::Count => sum.numerator,
        _ => sum.tenths.unwrap_or(0),
    };
    let both = |sums: &Sums| size(&sums.now).max(sums.before.as_ref().map_or(0, size));
    let parts = figure.parts.iter().map(|part| both(&part.sums));
    parts.chain([both(&figure.total)]).max().unwrap_or(0)
}

/// A table: its name, its heads, its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What it is called.
    pub name: String,
    /// Its columns.
    pub heads: Vec<Head>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
}

fn tenths(sum: &Sum) -> Cell {
    sum.tenths.map_or(Cell::Empty, |tenths| Cell::Number(Decimal::new(tenths, 1)))
}

fn whole(number: Option<i64>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Number(number.into()))
}

fn heads(names: &[(T, Look)], lang: Lang) -> Vec<Head> {
    names.iter().map(|(name, look)| Head::new(name.get(lang), look.clone())).collect()
}

/// The figures and their parts.
#[must_use]
pub fn figures(report: &ServiceFigures, by: Split, lang: Lang) -> Sheet {
    let names = [
        (t("指标", "Figure"), Look::Text),
        (split(by), Look::Text),
        (t("数值", "Value"), Look::Decimal(1)),
        (t("单位", "Unit"), Look::Text),
        (t("分子", "Numerator"), Look::Whole),
        (t("分母", "Denominator"), Look::Whole),
        (t("上期数值", "Value before"), Look::Decimal(1)),
        (t("上期分子", "Numerator before"), Look::Whole),
        (t("上期分母", "Denominator before"), Look::Whole),
        (t("图示（百分之）", "Bar of 100"), Look::Whole),
        (t("公式", "Formula"), Look::Text),
    ];
    let mut rows = Vec::new();
    for figure in &report.figures {
        let largest = largest(figure);
        let mut row = |part: &str, sums: &Sums, formula: &str| {
            let before = sums.before.unwrap_or_default();
            let unit = if figure.unit == Unit::Count { "" } else { figure.unit.sign() };
            rows.push(vec![
                Cell::Text(figure.label.get(lang).to_owned()),
                Cell::Text(part.to_owned()),
                tenths(&sums.now),
                Cell::Text(unit.to_owned()),
                whole(Some(sums.now.numerator)),
                whole(sums.now.denominator),
                if sums.before.is_some() { tenths(&before) } else { Cell::Empty },
                whole(sums.before.map(|before| before.numerator)),
                whole(before.denominator),
                whole(bar(figure.unit, &sums.now, largest)),
                Cell::Text(formula.to_owned()),
            ]);
        };
        row(t("合计", "Total").get(lang), &figure.total, figure.formula.get(lang));
        for part in &figure.parts {
            row(part.label.get(lang), &part.sums, "");
        }
    }
    let name = t("服务统计", "Figures of service").get(lang);
    Sheet { name: sheet_name(name), heads: heads(&names, lang), rows }
}

/// The trends: a row for each figure and step.
#[must_use]
pub fn trend(report: &ServiceFigures, lang: Lang) -> Sheet {
    let names = [
        (t("指标", "Figure"), Look::Text),
        (t("起始日", "From"), Look::Date),
        (t("数值", "Value"), Look::Decimal(1)),
        (t("分子", "Numerator"), Look::Whole),
        (t("分母", "Denominator"), Look::Whole),
    ];
    let mut rows = Vec::new();
    for figure in &report.figures {
        for (day, sum) in report.steps.iter().zip(&figure.trend) {
            rows.push(vec![
                Cell::Text(figure.label.get(lang).to_owned()),
                Cell::Date(*day),
                tenths(sum),
                whole(Some(sum.numerator)),
                whole(sum.denominator),
            ]);
        }
    }
    Sheet { name: sheet_name(t("走势", "Trend").get(lang)), heads: heads(&names, lang), rows }
}

/// Writes both as one workbook.
///
/// # Errors
/// When it cannot be written.
pub fn xlsx(report: &ServiceFigures, by: Split, lang: Lang, out: impl Write + Send) -> io::Result<()> {
    let mut pages = Vec::new();
    for sheet in [figures(report, by, lang), trend(report, lang)] {
        let mut page = write::Page::begin(&sheet.name, &sheet.heads)?;
        sheet.rows.iter().try_for_each(|row| page.row(row))?;
        pages.push(page);
    }
    write::save(pages, out)
}

/// Writes one of them as a comma-separated file.
///
/// # Errors
/// When it cannot be written.
pub fn csv(sheet: &Sheet, out: impl Write) -> io::Result<()> {
    let mut file = Csv::begin(out, Encoding::Utf8, sheet.heads.iter().map(|head| head.text.as_str()))?;
    sheet.rows.iter().try_for_each(|row| file.row(row))?;
    file.end()
}
