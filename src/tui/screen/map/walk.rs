//! The rows of a map and the walk over them by arrows. Does not draw.

use crate::api::map::{MapCell, MapView};
use crate::domain::place::PlaceKind;
use crate::say;
use crate::text::lang::Say;

/// A line of the map: a floor, a piece of a strip, or the heading of a strip, which has no cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The floor; empty in a strip.
    pub floor: String,
    /// The heading of a strip.
    pub heading: Option<Say>,
    /// A place or a gap in every column.
    pub cells: Vec<Option<MapCell>>,
}

/// The rows, and where one stands.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// The rows, the top floor first.
    pub rows: Vec<Row>,
    /// The row one is in.
    pub row: usize,
    /// The column one is in.
    pub column: usize,
    /// The column one came from: a gap passed on the way does not shift the walk.
    wanted: usize,
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the floor above.
    Up,
    /// To the floor below.
    Down,
    /// To the room on the left.
    Left,
    /// To the room on the right.
    Right,
    /// To the first room of the floor.
    First,
    /// To the last room of the floor.
    Last,
}

impl Walk {
    /// The rows of a map, strips broken after `columns` places; one stands at `place`, else at the first.
    #[must_use]
    pub fn new(view: &MapView, columns: usize, place: Option<u64>) -> Self {
        let mut rows: Vec<Row> = Vec::new();
        for floor in &view.floors {
            rows.push(Row { floor: floor.floor.clone(), heading: None, cells: floor.cells.clone() });
        }
        for strip in &view.strips {
            let kind = PlaceKind::of_id(&strip.kind).unwrap_or(PlaceKind::Room).label();
            let (zh, en, count) = (kind.zh, kind.en, strip.cells.len());
            let heading = Some(say!("{zh}（{count}）", "{en} ({count})"));
            rows.push(Row { heading, ..Row::default() });
            for cells in strip.cells.chunks(columns.max(1)) {
                let cells = cells.iter().cloned().map(Some).collect();
                rows.push(Row { cells, ..Row::default() });
            }
        }
        let mut walk = Self { rows, ..Self::default() };
        let all = || walk.rows.iter().enumerate();
        let find = |wanted: &dyn Fn(&MapCell) -> bool| {
            all().find_map(|(at, row)| {
                Some((at, row.cells.iter().position(|cell| cell.as_ref().is_some_and(wanted))?))
            })
        };
        // A merged room leads to the other one: the other one itself comes first.
        let at = place.and_then(|place| {
            find(&|cell| cell.place == place && cell.merged_into.is_none())
                .or_else(|| find(&|cell| cell.place == place))
        });
        (walk.row, walk.column) = at.or_else(|| find(&|_| true)).unwrap_or_default();
        walk.wanted = walk.column;
        walk
    }

    /// The place one stands on.
    #[must_use]
    pub fn here(&self) -> Option<&MapCell> {
        self.rows.get(self.row)?.cells.get(self.column)?.as_ref()
    }

    /// The most columns of any row.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }

    /// Goes to the next place that way; stays where there is none.
    pub fn step(&mut self, step: Step) {
        let taken = |row: &Row| -> Vec<usize> {
            row.cells.iter().enumerate().filter(|(_, cell)| cell.is_some()).map(|(at, _)| at).collect()
        };
        let here = self.rows.get(self.row).map(taken).unwrap_or_default();
        let column = match step {
            Step::Left => here.iter().rev().find(|at| **at < self.column).copied(),
            Step::Right => here.iter().find(|at| **at > self.column).copied(),
            Step::First => here.first().copied(),
            Step::Last => here.last().copied(),
            Step::Up | Step::Down => {
                let rows = self.rows.iter().map(taken).enumerate();
                let other = |(_, taken): &(usize, Vec<usize>)| !taken.is_empty();
                let next = if step == Step::Down {
                    rows.skip(self.row + 1).find(other)
                } else {
                    rows.take(self.row).rfind(other)
                };
                if let Some((row, taken)) = next {
                    self.row = row;
                    let near = taken.into_iter().min_by_key(|at| at.abs_diff(self.wanted));
                    self.column = near.unwrap_or(self.column);
                }
                return;
            }
        };
        if let Some(column) = column {
            (self.column, self.wanted) = (column, column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::map::{MapFloor, MapStrip};

    fn cell(place: u64) -> MapCell {
        MapCell { place, ..MapCell::default() }
    }

    fn view() -> MapView {
        let floor = |floor: &str, places: [u64; 3]| MapFloor {
            floor: floor.to_owned(),
            cells: places.into_iter().map(|place| (place > 0).then(|| cell(place))).collect(),
        };
        let strip = MapStrip { kind: "parking".to_owned(), cells: (10..15).map(cell).collect() };
        MapView {
            floors: vec![floor("3", [1, 0, 3]), floor("2", [4, 0, 0]), floor("1", [7, 8, 9])],
            strips: vec![strip],
            ..MapView::default()
        }
    }

    fn walked(steps: &[Step]) -> u64 {
        let mut walk = Walk::new(&view(), 3, None);
        steps.iter().for_each(|step| walk.step(*step));
        walk.here().unwrap().place
    }

    #[test]
    fn gaps_are_passed_over_and_do_not_shift_the_walk() {
        use Step::{Down, First, Last, Left, Right, Up};
        assert_eq!(walked(&[Right]), 3);
        assert_eq!(walked(&[Right, Down]), 4);
        assert_eq!(walked(&[Right, Down, Down]), 9, "back in the column it came from");
        assert_eq!(walked(&[Right, Left, Left, Up]), 1, "the edge holds");
        assert_eq!(walked(&[Down, Down, Last, First]), 7);
    }

    #[test]
    fn the_walk_goes_on_into_the_strips() {
        use Step::{Down, Right};
        assert_eq!(walked(&[Down, Down, Down]), 10);
        assert_eq!(walked(&[Down, Down, Right, Down, Down]), 14);
        assert_eq!(walked(&[Down; 9]), 13);
    }

    #[test]
    fn it_begins_at_the_room_that_was_asked_for() {
        assert_eq!(Walk::new(&view(), 3, Some(9)).here().unwrap().place, 9);
        assert_eq!(Walk::new(&view(), 3, Some(99)).here().unwrap().place, 1);
        assert!(Walk::new(&MapView::default(), 3, None).here().is_none());
    }
}
