//! Figures over requests: how many came, how many were closed, how long it took.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the figures are divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// By kind of fault.
    #[default]
    Category,
    /// By area: the place's building or area.
    Area,
    /// By month of opening, in the zone given.
    Month,
}

/// Figures over the requests of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Requests {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// What they are divided by.
    #[serde(default)]
    pub by: By,
    /// The limit for "closed within", in minutes; 0 takes 48 hours.
    #[serde(default)]
    pub limit_minutes: u32,
    /// The zone of the days; none takes the site's.
    #[serde(default)]
    pub zone: Option<String>,
}

/// The figures: a line for everything, and a line for each part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// Everything.
    pub total: FigureRow,
    /// Each part, in the order of its name.
    pub rows: Vec<FigureRow>,
}

/// Figures over one part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FigureRow {
    /// The part: a category id, an area's name, `2020-07`.
    pub part: String,
    /// Opened in the period.
    pub received: u64,
    /// Of these, closed by the end of the period.
    pub closed: u64,
    /// Of these, not closed by the end of the period: `received - closed`.
    pub open: u64,
    /// Of the closed, those whose times make sense.
    pub timed: u64,
    /// Median minutes from opening to closing over `timed` (nearest rank).
    pub median_minutes: Option<i64>,
    /// 90th percentile over `timed` (nearest rank).
    pub p90_minutes: Option<i64>,
    /// Of `timed`, those closed within the limit.
    pub within: u64,
}
