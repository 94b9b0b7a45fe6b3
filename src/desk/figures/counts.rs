//! Adds facts up for all figures at once: the period, the one before, the steps of the trend. Reads nothing.

use super::days::Steps;
use super::parts;
use crate::api::service::Split;
use crate::domain::figures::{Event, Fact, Figure, Reach, Side, Window};
use std::collections::{BTreeMap, HashMap};

/// What one figure came to.
#[derive(Clone, Default)]
pub(super) struct Counted {
    /// By side, by whether it is of the period before, by the part's number.
    pub(super) sums: [[BTreeMap<u64, i64>; 2]; 2],
    /// By side, by step.
    pub(super) steps: [Vec<i64>; 2],
    /// Whether a side counts whatever the period.
    pub(super) ever: [bool; 2],
}

/// Counts facts for all figures at once.
pub(super) struct Counts<'a> {
    by: Split,
    now: Window,
    earlier: Option<Window>,
    /// The window of each step, which ends with the step.
    steps: Vec<Window>,
    sides: HashMap<Event, Vec<(usize, usize, &'a Side)>>,
    pub(super) counted: Vec<Counted>,
}

impl<'a> Counts<'a> {
    pub(super) fn new(
        figures: &[&'a Figure],
        by: Split,
        now: &Window,
        earlier: Option<&Window>,
        steps: &Steps,
    ) -> Self {
        let mut sides: HashMap<Event, Vec<_>> = HashMap::new();
        let mut counted = Vec::new();
        for (at, figure) in figures.iter().enumerate() {
            let mut one = Counted {
                steps: [vec![0; steps.days.len()], vec![0; steps.days.len()]],
                ..Counted::default()
            };
            for (place, side) in figure.sides().enumerate() {
                sides.entry(side.event).or_default().push((at, place, side));
                if let Some(ever) = one.ever.get_mut(place) {
                    *ever = side.reach == Reach::Ever;
                }
            }
            counted.push(one);
        }
        let steps = steps.windows(now);
        Self { by, now: *now, earlier: earlier.copied(), steps, sides, counted }
    }

    /// Counts a fact that is there so many times.
    pub(super) fn add(&mut self, fact: &Fact, times: i64) {
        let part = parts::number(self.by, fact);
        // The first step that ends after it: it happened in this one, or before all of them.
        let first = self.steps.partition_point(|step| step.end <= fact.at);
        for (at, place, side) in self.sides.get(&fact.event).into_iter().flatten() {
            let Some(counted) = self.counted.get_mut(*at) else { continue };
            let Some(sums) = counted.sums.get_mut(*place) else { continue };
            for (sums, window) in sums.iter_mut().zip([Some(&self.now), self.earlier.as_ref()]) {
                if let Some(window) = window.filter(|window| side.counts(fact, window)) {
                    *sums.entry(part).or_default() += (side.weigh)(fact, window) * times;
                }
            }
            let Some(sums) = counted.steps.get_mut(*place) else { continue };
            let (from, upto) = match side.reach {
                Reach::Period => (first, first + 1),
                Reach::UpToEnd => (first, sums.len()),
                Reach::Ever => (0, sums.len()),
            };
            let reached = sums.iter_mut().zip(&self.steps).take(upto).skip(from);
            for (sum, step) in reached.filter(|(_, step)| side.counts(fact, step)) {
                *sum += (side.weigh)(fact, step) * times;
            }
        }
    }
}
