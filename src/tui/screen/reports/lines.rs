//! Figures as lines of a table, each with what it opens. Adds nothing up.

use crate::api::report::{MovesPage, OccupancyFigures, OccupancyRow, WeekFigures};
use crate::domain::occupancy::Occupied;
use crate::domain::roll::MoveKind;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::screen::Cx;
use crate::tui::widget::table::{Column, Line};

/// What a figure opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The rooms of a building and a state; none means all.
    Rooms {
        /// The building's code.
        building: Option<String>,
        /// The state's id.
        state: Option<String>,
    },
    /// A room's card.
    Card(u64),
}

type Rows = Vec<(Line, Option<Target>)>;

/// The words of a state.
pub(super) fn state(id: &str) -> T {
    Occupied::of_id(id).map_or(t("未登记", "Not on file"), Occupied::label)
}

pub(super) fn occupancy_columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("楼栋", "Building")), 14),
        Column::new(cx.t(t("状态", "State")), 14).flexible(),
        Column::new(cx.t(t("户数", "Rooms")), 8).right(),
        Column::new(cx.t(t("建筑面积（㎡）", "Area (sq m)")), 16).right(),
    ]
}

/// The whole compound first, then each building; of each all rooms, then state by state.
pub(super) fn occupancy(figures: &OccupancyFigures, cx: &Cx) -> Rows {
    let mut rows = Vec::new();
    part(&figures.total, cx.t(t("合计", "Total")), None, cx, &mut rows);
    for row in &figures.rows {
        let name = if row.building.is_empty() {
            t("未分楼栋", "No building").into()
        } else {
            let building = &row.building;
            say!("{building}号楼", "Building {building}")
        };
        part(row, cx.say(&name), Some(&row.building), cx, &mut rows);
    }
    rows
}

fn part(row: &OccupancyRow, name: &str, building: Option<&String>, cx: &Cx, rows: &mut Rows) {
    let target =
        |state: Option<&String>| Some(Target::Rooms { building: building.cloned(), state: state.cloned() });
    let all = cx.t(t("全部", "All")).to_owned();
    let line = Line::new(vec![name.to_owned(), all, row.all.rooms.to_string(), row.all.area.clone()]);
    rows.push((line, target(None)));
    for part in &row.states {
        let words = format!("  {}", cx.t(state(&part.state)));
        let cells = vec![String::new(), words, part.sum.rooms.to_string(), part.sum.area.clone()];
        rows.push((Line::new(cells), target(Some(&part.state))));
    }
}

pub(super) fn week_columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("状态/房号", "State or room")), 16).flexible(),
        Column::new(cx.t(t("上周", "Last week")), 14).right(),
        Column::new(cx.t(t("本周", "This week")), 14).right(),
        Column::new(cx.t(t("转入", "Came")), 6).right(),
        Column::new(cx.t(t("转出", "Left")), 6).right(),
    ]
}

/// The states, their total, and the rooms that changed.
pub(super) fn week(figures: &WeekFigures, cx: &Cx) -> Rows {
    let mut rows: Rows = Vec::new();
    for line in &figures.states {
        let counts = [line.last, line.now, line.came, line.left].map(|count| count.to_string());
        let cells = std::iter::once(cx.t(state(&line.state)).to_owned()).chain(counts).collect();
        let target = Target::Rooms { building: None, state: Some(line.state.clone()) };
        rows.push((Line::new(cells), Some(target)));
    }
    let total = [figures.last, figures.now].map(|count| count.to_string());
    let mut cells: Vec<String> = std::iter::once(cx.t(t("合计", "Total")).to_owned()).chain(total).collect();
    cells.extend([String::new(), String::new()]);
    rows.push((Line::new(cells), Some(Target::Rooms { building: None, state: None })));
    for change in &figures.changes {
        let word = |stood: &Option<String>| stood.as_ref().map_or("-", |id| cx.t(state(id))).to_owned();
        let room = format!("  {}", change.code);
        let cells = vec![room, word(&change.before), word(&change.after), String::new(), String::new()];
        rows.push((Line::new(cells), Some(Target::Card(change.place))));
    }
    rows
}

pub(super) fn move_columns(cx: &Cx) -> Vec<Column> {
    vec![
        Column::new(cx.t(t("日期", "Day")), 10),
        Column::new(cx.t(t("类型", "Kind")), 16),
        Column::new(cx.t(t("房号", "Room")), 14),
        Column::new(cx.t(t("客户", "Customer")), 12).flexible(),
        Column::new(cx.t(t("登记编号", "Number")), 12),
    ]
}

fn kind(id: &str) -> T {
    MoveKind::of_id(id).map_or(t("其他", "Other"), MoveKind::label)
}

pub(super) fn moves(page: &MovesPage, cx: &Cx) -> Rows {
    let row = |one: &crate::api::report::MoveLine| {
        let cells = vec![
            one.on.to_string(),
            cx.t(kind(&one.kind)).to_owned(),
            one.code.clone(),
            one.person.clone(),
            one.number.clone(),
        ];
        (Line::new(cells), Some(Target::Card(one.place)))
    };
    page.moves.iter().map(row).collect()
}

/// How many of each kind.
pub(super) fn counts(page: &MovesPage) -> Say {
    let total = page.total;
    let mut words = say!("共 {total} 件", "{total} in all");
    for count in page.counts.iter().filter(|count| count.count > 0) {
        let (label, count) = (kind(&count.kind), count.count);
        words.zh.push_str(&format!("  {} {count}", label.zh));
        words.en.push_str(&format!("  {} {count}", label.en));
    }
    words
}
