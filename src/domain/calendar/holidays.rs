//! Public holidays and make-up working days: which days people work. Facts only; who keeps them is a register's matter.

use crate::domain::fault::Fault;
use crate::domain::moment::Date;
use crate::say;
use chrono::{Datelike, Weekday};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The official arrangements the program was built with.
const OFFICIAL: &str = include_str!("holidays-cn.txt");

/// One day that an arrangement names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedDay {
    /// Whether nobody works; otherwise it is a working day, on a weekend too.
    pub off: bool,
    /// The holiday it belongs to.
    pub name: String,
}

/// The arrangements of the years that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays {
    years: BTreeSet<i32>,
    days: BTreeMap<Date, (i32, NamedDay)>,
}

/// What one year's arrangement says. A paper of a year may name days of the year before and after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// The year.
    pub year: i32,
    /// Where its official papers stand.
    pub papers: Vec<String>,
    /// Its days.
    pub days: BTreeMap<Date, NamedDay>,
}

impl Arrangement {
    /// A day as it is written: `2026-01-04 work 元旦`.
    #[must_use]
    pub fn line(date: Date, day: &NamedDay) -> String {
        format!("{} {} {}", date.format("%Y-%m-%d"), if day.off { "off" } else { "work" }, day.name)
    }

    /// Reads one day as it is written.
    ///
    /// # Errors
    /// When it is not `date off|work name`; the fault quotes it.
    pub fn read_line(line: &str) -> Result<(Date, NamedDay), Fault> {
        let mut words = line.trim().splitn(3, char::is_whitespace);
        let date = words.next().and_then(|word| Date::parse_from_str(word, "%Y-%m-%d").ok());
        let off = match words.next().map(str::trim) {
            Some("off" | "休") => Some(true),
            Some("work" | "班") => Some(false),
            _ => None,
        };
        match (date, off) {
            (Some(date), Some(off)) => {
                let name = words.next().unwrap_or_default().trim().to_owned();
                Ok((date, NamedDay { off, name }))
            }
            _ => Err(Fault::invalid(
                "days",
                say!(
                    "“{line}”应写成“2026-01-04 班 元旦”或“2026-01-01 休 元旦”",
                    "“{line}” should read like “2026-01-04 work New Year” or “2026-01-01 off New Year”"
                ),
            )),
        }
    }
}

impl Holidays {
    /// The arrangements the program was built with.
    #[must_use]
    pub fn official() -> &'static Self {
        static KNOWN: LazyLock<Holidays> = LazyLock::new(|| {
            let mut known = Holidays::default();
            for arrangement in Holidays::official_years() {
                known.arrange(arrangement);
            }
            known
        });
        &KNOWN
    }

    /// The same, year by year.
    #[must_use]
    pub fn official_years() -> Vec<Arrangement> {
        let mut years: Vec<Arrangement> = Vec::new();
        for line in OFFICIAL.lines().filter(|line| !line.starts_with('#')) {
            if let Some(year) = line.strip_prefix("year ").and_then(|year| year.parse().ok()) {
                years.push(Arrangement { year, ..Arrangement::default() });
            } else if let Some(last) = years.last_mut() {
                match (line.strip_prefix("paper "), Arrangement::read_line(line)) {
                    (Some(paper), _) => last.papers.push(paper.to_owned()),
                    (None, Ok((date, day))) => {
                        last.days.insert(date, day);
                    }
                    // A test shows that no line of the data is anything else.
                    (None, Err(_)) => {}
                }
            }
        }
        years
    }

    /// Takes over a year's arrangement in place of what was known of that year.
    pub fn arrange(&mut self, arrangement: Arrangement) {
        let year = arrangement.year;
        self.days.retain(|_, (of, _)| *of != year);
        self.years.insert(year);
        for (date, day) in arrangement.days {
            // The paper of a day's own year knows it best.
            let known = self.days.get(&date).is_some_and(|(of, _)| *of == date.year());
            if !known || date.year() == year {
                self.days.insert(date, (year, day));
            }
        }
    }

    /// Whether the arrangement of this year is known. Of an unknown year only Saturdays and Sundays are free.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// What the arrangements say of a day; nothing about an ordinary one.
    #[must_use]
    pub fn named(&self, date: Date) -> Option<&NamedDay> {
        self.days.get(&date).map(|(_, day)| day)
    }

    /// Whether people work on this day.
    #[must_use]
    pub fn works(&self, date: Date) -> bool {
        match self.named(date) {
            Some(day) => !day.off,
            None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_of_the_data_is_understood() {
        let lines = OFFICIAL.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).count();
        let years = Holidays::official_years();
        assert_eq!(years.iter().map(|year| year.days.len()).sum::<usize>(), lines);
        assert_eq!(years.iter().map(|year| year.year).collect::<Vec<_>>(), (2019..=2026).collect::<Vec<_>>());
        assert_eq!(years[1].papers.len(), 2, "2020 was arranged twice");
    }

    #[test]
    fn holidays_make_up_days_and_the_second_arrangement_of_2020() {
        let known = Holidays::official();
        for (text, works) in [
            ("2026-01-01", false),
            ("2026-01-04", true),  // a Sunday to make up for it
            ("2026-02-23", false), // the last day of Spring Festival
            ("2026-02-28", true),
            ("2026-11-23", true),
            ("2026-11-28", false),
            ("2020-01-31", false), // by the paper of 27 January
            ("2020-02-02", false),
            ("2020-02-03", true),
            ("2018-12-29", true), // a paper of 2019 names days of 2018
        ] {
            assert_eq!(known.works(day(text)), works, "{text}");
        }
        assert!(known.knows(2026) && !known.knows(2027) && !known.knows(2018));
    }

    #[test]
    fn a_new_arrangement_replaces_the_whole_of_its_year() {
        let mut known = Holidays::official().clone();
        let days = BTreeMap::from([(day("2026-03-02"), NamedDay { off: true, name: String::new() })]);
        known.arrange(Arrangement { year: 2026, papers: Vec::new(), days });
        assert!(!known.works(day("2026-03-02")) && known.works(day("2026-01-01")));
        assert!(!known.works(day("2025-10-01")), "other years stay");
    }
}
