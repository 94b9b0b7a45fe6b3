//! The holidays of one year as the office keeps them: the official arrangement, or what replaces it. A year that is out of
//! use counts as the program brought it.

use super::kept::{KEEPERS, keeping};
use super::{Arrangement, Holidays};
use crate::domain::fault::Fault;
use crate::domain::ids::Tag;
use crate::domain::kept::{KEPT_STATES, KEPT_VIEWS};
use crate::domain::posts::Posts;
use crate::domain::register::{Ask, KeyClass, Kind, Register, SearchKey, Spec, SpecInfo, Values};
use crate::domain::value::Value;
use crate::text::fold::search_key;
use crate::text::lang::t;
use crate::{field, say, stored};
use serde::{Deserialize, Serialize};

/// The register's number.
pub const TAG: Tag = 51;

/// A year's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct HolidayYear {
    /// The year.
    pub year: Option<i64>,
    /// Where its official papers stand, one a line.
    pub papers: String,
    /// Its days, one a line: `2026-01-04 work 元旦`.
    pub days: String,
}

stored!(HolidayYear, HolidayYearDisk);

impl HolidayYear {
    /// The arrangement.
    ///
    /// # Errors
    /// The first line that is not a day.
    pub fn arrangement(&self) -> Result<Arrangement, Fault> {
        let mut found = Arrangement {
            year: self.year.and_then(|year| year.try_into().ok()).unwrap_or_default(),
            papers: lines(&self.papers).map(str::to_owned).collect(),
            ..Arrangement::default()
        };
        for line in lines(&self.days) {
            let (date, day) = Arrangement::read_line(line)?;
            found.days.insert(date, day);
        }
        Ok(found)
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The register of the years' holidays.
pub struct HolidayYears;

impl Register for HolidayYears {
    type Entry = HolidayYear;

    fn spec() -> Spec<HolidayYear> {
        let info = SpecInfo {
            id: "holiday",
            tag: TAG,
            name: t("节假日安排", "Holidays of a year"),
            prefix: "HD",
            states: KEPT_STATES,
            views: KEPT_VIEWS,
            see: Posts::ALL,
            correct: KEEPERS,
            kept: true,
        };
        let fields = vec![
            field!(HolidayYear, year, t("年份", "Year"), Kind::Int(2000, 2200)).column(8),
            field!(HolidayYear, days, t("放假与调休日", "Days off and made up"), Kind::Text(12_000))
                .column(40),
            field!(HolidayYear, papers, t("文件", "Papers"), Kind::Text(2_000)).column(30),
        ];
        let asks = vec![Ask::must("year"), Ask::must("days"), Ask::may("papers")];
        Spec {
            normal: |_, entry, _| {
                let arrangement = entry.arrangement()?;
                (entry.days, entry.papers) = (written(&arrangement), arrangement.papers.join("\n"));
                Ok(())
            },
            unique: |_, entry| Some(("year", key(entry)?)),
            keys: |_, entry| key(entry).into_iter().collect(),
            ..Spec::new(info, fields, keeping(asks), |_, entry| {
                let year = entry.year.unwrap_or_default();
                say!("{year} 年节假日安排", "Holidays of {year}")
            })
        }
    }
}

/// The days of an arrangement, one a line, in order.
#[must_use]
pub fn written(arrangement: &Arrangement) -> String {
    let lines = arrangement.days.iter().map(|(date, day)| Arrangement::line(*date, day));
    lines.collect::<Vec<_>>().join("\n")
}

/// An arrangement as fields.
#[must_use]
pub fn values(arrangement: &Arrangement) -> Values {
    let papers = arrangement.papers.join("\n");
    let values = Values::default()
        .with("year", Value::Int(i64::from(arrangement.year)))
        .with("days", Value::Text(written(arrangement)));
    if papers.is_empty() { values } else { values.with("papers", Value::Text(papers)) }
}

/// The text only one entry of a year has; not the bare year, which people type for other things.
fn key(entry: &HolidayYear) -> Option<SearchKey> {
    let year = entry.year?;
    Some(SearchKey::new(KeyClass::Name, search_key(&format!("节假日 {year}"))))
}

/// The years an office begins with: the official arrangements.
#[must_use]
pub fn standard() -> Vec<Values> {
    Holidays::official_years().iter().map(values).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_of_a_year_reads_back_as_the_same_arrangement() {
        for arrangement in Holidays::official_years() {
            let text = |field: &str| values(&arrangement).get(field).text().unwrap_or_default().to_owned();
            let year = HolidayYear {
                year: Some(arrangement.year.into()),
                papers: text("papers"),
                days: text("days"),
            };
            assert_eq!(year.arrangement().expect("it reads"), arrangement);
        }
    }
}
