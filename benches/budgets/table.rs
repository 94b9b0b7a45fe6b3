//! One line of the printed table, which is a Markdown table as it stands.

use std::fmt;

/// Above the rows.
pub const HEADING: &str = "\
| what | figure | reference in the same run | ratio | budget | |
|---|---|---|---|---|---|";

/// What a number counts.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Seconds, shown in the unit that suits.
    Seconds,
    /// So many a second.
    PerSecond,
    Bytes,
    /// Shown as MiB.
    Memory,
    /// A plain count.
    Count,
}

/// What the budget asks.
#[derive(Clone, Copy)]
pub enum Budget {
    /// Nothing: the row tells where the time goes.
    None,
    AtMost(f64),
    /// So many times the reference at the most.
    TimesAtMost(f64),
    /// So many times the reference at the least.
    TimesAtLeast(f64),
}

/// One line.
pub struct Row {
    what: String,
    unit: Unit,
    value: Option<f64>,
    /// Who else was measured, and what came of it.
    reference: Option<(String, f64)>,
    budget: Budget,
    note: String,
}

impl Row {
    /// A figure without a reference and without a budget.
    pub fn new(what: impl Into<String>, value: f64, unit: Unit) -> Self {
        let what = what.into();
        Self { what, unit, value: Some(value), reference: None, budget: Budget::None, note: String::new() }
    }

    /// A line that says why something was not measured, or how it was.
    pub fn note(what: impl Into<String>, note: impl Into<String>) -> Self {
        Self { value: None, note: note.into(), ..Self::new(what, 0.0, Unit::Count) }
    }

    /// What it is held against.
    pub fn beside(mut self, whom: impl Into<String>, value: f64) -> Self {
        self.reference = Some((whom.into(), value));
        self
    }

    /// What is asked of it.
    pub fn budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    fn ratio(&self) -> Option<f64> {
        let (_, reference) = self.reference.as_ref()?;
        (*reference > 0.0).then(|| self.value.unwrap_or(0.0) / reference)
    }

    fn verdict(&self) -> &'static str {
        let (value, ratio) = (self.value.unwrap_or(0.0), self.ratio());
        let kept = match self.budget {
            Budget::None => return "",
            Budget::AtMost(limit) => value <= limit,
            Budget::TimesAtMost(limit) => ratio.is_some_and(|ratio| ratio <= limit),
            Budget::TimesAtLeast(limit) => ratio.is_some_and(|ratio| ratio >= limit),
        };
        if kept { "ok" } else { "OVER" }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(value) = self.value else {
            return write!(f, "| {} | {} | | | | |", self.what, self.note);
        };
        let figure = shown(value, self.unit);
        let reference = match &self.reference {
            Some((whom, value)) => format!("{whom} {}", shown(*value, self.unit)),
            None => String::new(),
        };
        let ratio = self.ratio().map_or(String::new(), |ratio| format!("{ratio:.2}"));
        let budget = match self.budget {
            Budget::None => String::new(),
            Budget::AtMost(limit) => format!("≤ {}", shown(limit, self.unit)),
            Budget::TimesAtMost(times) => format!("≤ {times} ×"),
            Budget::TimesAtLeast(times) => format!("≥ {times} ×"),
        };
        write!(f, "| {} | {figure} | {reference} | {ratio} | {budget} | {} |", self.what, self.verdict())
    }
}

fn shown(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Seconds if value >= 1.0 => format!("{value:.2} s"),
        Unit::Seconds if value >= 0.001 => format!("{:.2} ms", value * 1e3),
        Unit::Seconds => format!("{:.0} µs", value * 1e6),
        Unit::PerSecond => format!("{value:.0} /s"),
        Unit::Bytes if value >= 10.0 || value.fract() == 0.0 => format!("{value:.0} B"),
        Unit::Bytes => format!("{value:.1} B"),
        Unit::Memory => format!("{:.1} MiB", value / (1024.0 * 1024.0)),
        Unit::Count => format!("{value:.0}"),
    }
}
