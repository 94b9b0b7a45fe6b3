//! The figures of service (duty S14) with the entries behind them, and the boards that show trouble before the customer
//! calls again. What each figure means is declared in [`crate::domain::figures`].

use crate::api::entry::Row;
use crate::domain::figures::Unit;
use crate::domain::moment::At;
use crate::text::lang::Say;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the figures are divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Split {
    /// Not at all.
    #[default]
    None,
    /// Kind of fault, topic of a complaint, kind of incident.
    Category,
    /// The place's building or area.
    Place,
    /// How it came in.
    Channel,
    /// Who answers for it.
    Person,
}

impl Split {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 5] = [Self::None, Self::Category, Self::Place, Self::Channel, Self::Person];
}

/// The figures of service of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceReport {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// What they are divided by.
    #[serde(default)]
    pub by: Split,
    /// Whether the period before is counted too: the months before when the period is whole months, else as many days.
    #[serde(default)]
    pub compare: bool,
    /// Only these figures (ids); empty takes all.
    #[serde(default)]
    pub figures: Vec<String>,
}

/// The figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceFigures {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// The days it is compared with.
    pub before: Option<Period>,
    /// Each figure, in its order.
    pub figures: Vec<FigureSums>,
    /// The first day of each step of the trends.
    pub steps: Vec<NaiveDate>,
}

/// Some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
}

/// One figure: its total, its parts, its trend.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FigureSums {
    /// The figure's id.
    pub figure: String,
    /// What it is called.
    pub label: Say,
    /// Its formula in words.
    pub formula: Say,
    /// What it is measured in.
    pub unit: Unit,
    /// The whole.
    pub total: Sums,
    /// Each part, the largest below the line first.
    pub parts: Vec<PartSums>,
    /// The whole of each step.
    pub trend: Vec<Sum>,
}

/// A part of a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PartSums {
    /// The part: an id of a choice, an area's code, `#id` of a person; `none` where nothing was written down.
    pub part: String,
    /// What it is called.
    pub label: Say,
    /// Its sums.
    pub sums: Sums,
}

/// The sums of the period, and of the one before when it was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sums {
    /// Of the period.
    pub now: Sum,
    /// Of the period before.
    pub before: Option<Sum>,
}

/// What stands above and below the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sum {
    /// Above.
    pub numerator: i64,
    /// Below; none for what is only counted.
    pub denominator: Option<i64>,
    /// The value in tenths of its unit, rounded half up; none when nothing stands below the line.
    pub tenths: Option<i64>,
}

/// A side of a formula.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Line {
    /// What stands above the line.
    #[default]
    Numerator,
    /// What stands below it.
    Denominator,
}

/// The entries behind a figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Behind {
    /// The figure's id.
    pub figure: String,
    /// Which side of its formula.
    #[serde(default)]
    pub side: Line,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, included.
    pub to: NaiveDate,
    /// What `part` is a part of.
    #[serde(default)]
    pub by: Split,
    /// Only this part; none takes the whole.
    #[serde(default)]
    pub part: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// At most so many; 0 takes 100, more than 500 is cut to 500.
    #[serde(default)]
    pub limit: u16,
}

/// A page of the entries behind a figure, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BehindPage {
    /// The entries.
    pub rows: Vec<BehindRow>,
    /// How many there are, on all pages.
    pub entries: u64,
    /// What they weigh together: the number on that side of the line.
    pub total: i64,
    /// Give this as `after` for the next page.
    pub next: Option<String>,
}

/// An entry behind a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BehindRow {
    /// The entry.
    pub row: Row,
    /// When what is counted happened.
    pub at: At,
    /// What it weighs; 1 where entries are counted.
    pub weight: i64,
}

/// A board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceBoard {
    /// What is overdue or soon will be; overdue promises first.
    #[default]
    Overdue,
    /// What nobody has.
    Unassigned,
    /// What waits, and what for.
    Waiting,
    /// What was promised for today.
    Promises,
    /// Complaints that were escalated.
    Escalations,
}

impl ServiceBoard {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 5] =
        [Self::Overdue, Self::Unassigned, Self::Waiting, Self::Promises, Self::Escalations];
}

/// What a board is grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// What the board is about: late or soon, what is waited for, how far it was escalated.
    #[default]
    Matter,
    /// Who answers for it.
    Person,
    /// The register and its class: how urgent a request, how severe a complaint.
    Class,
}

impl Grouping {
    /// All of them, in the order of the screen.
    pub const ALL: [Self; 3] = [Self::Matter, Self::Person, Self::Class];
}

/// Shows a board.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoardService {
    /// Which.
    #[serde(default)]
    pub board: ServiceBoard,
    /// What it is grouped by.
    #[serde(default)]
    pub by: Grouping,
    /// Only this group.
    #[serde(default)]
    pub group: Option<String>,
    /// Leave out so many lines of each group.
    #[serde(default)]
    pub skip: u32,
    /// At most so many lines of each group; 0 takes 100, more than 500 is cut to 500.
    #[serde(default)]
    pub limit: u16,
}

/// A board: its groups in their order, each with its lines.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceBoardView {
    /// The groups that have something; their counts add up to `total`.
    pub groups: Vec<BoardGroup>,
    /// How many entries there are.
    pub total: u64,
    /// How many of them are overdue.
    pub late: u64,
}

/// A group of a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoardGroup {
    /// Its key: give it as `group`.
    pub group: String,
    /// What it is called.
    pub label: Say,
    /// How many entries it has.
    pub count: u64,
    /// Its lines, from `skip` on.
    pub lines: Vec<BoardLine>,
}

/// A line of a board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoardLine {
    /// The entry.
    pub row: Row,
    /// Who answers for it, empty when nobody does.
    pub person: String,
    /// The place in words.
    pub place: String,
    /// How urgent or severe it is.
    pub class: Say,
    /// What it waits for, on which step it is.
    pub why: Say,
    /// Since when it is so.
    pub since: At,
    /// When it is due, when the waiting ends.
    pub at: Option<At>,
    /// Whether that is past.
    pub late: bool,
}
