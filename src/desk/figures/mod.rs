//! The figures of service, counted from the index of facts in pieces, so that people who write get their turn.

mod behind;
mod days;
mod parts;
pub(super) mod row;

use crate::api::service::{FigureSums, PartSums, Period, ServiceFigures, ServiceReport, Split, Sum, Sums};
use crate::desk::Desk;
use crate::desk::rows::entry_of_key;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::figures::{Event, FIGURES, Fact, Figure, Side, Window};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::Who;
use crate::say;
use crate::store::table::split_index_row;
use crate::store::{Dir, Store, Visit};
use crate::text::lang::t;
use chrono_tz::Tz;
use days::Steps;
use parts::Parts;
use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

/// Rows of the index read under one lock.
const CHUNK: usize = 20_000;

impl Desk {
    /// The figures of `report.service`.
    pub(super) fn service(&self, who: &Who, asked: &ServiceReport) -> Result<ServiceFigures, Fault> {
        let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
        let zone = self.store.read(|reader| Ok::<_, Fault>(self.scope(reader, who).zone()))?;
        let figures = wanted(&asked.figures)?;
        let period = Period { from: asked.from, to: asked.to };
        let before = asked.compare.then(|| days::before(period)).flatten();
        let now = self.clock.now();
        let window = window(period, zone, now)?;
        let earlier = before.map(|before| self::window(before, zone, now)).transpose()?;
        let steps = Steps::of(period, zone);
        let mut counts = Counts::new(&figures, asked.by, &window, earlier.as_ref(), &steps, now);
        let mut events: Vec<Event> =
            figures.iter().flat_map(|figure| figure.sides()).map(|side| side.event).collect();
        events.sort_unstable();
        events.dedup();
        let start = earlier.map_or(window.start, |earlier| earlier.start);
        for event in events {
            let always = figures
                .iter()
                .flat_map(|figure| figure.sides())
                .any(|side| side.event == event && side.always);
            let span = if always { (None, None) } else { (Some(start), Some(window.end)) };
            each_fact(&self.store, event, span, &mut |fact, _| counts.add(fact))?;
        }
        let counted = counts.counted;
        self.store.read(|reader| {
            let scope = self.scope(reader, who);
            let mut parts = Parts::new(asked.by);
            let mut sums = Vec::new();
            for (at, figure) in figures.iter().enumerate() {
                sums.push(one(&scope, &mut parts, figure, counted.get(at), before.is_some())?);
            }
            Ok(ServiceFigures {
                from: asked.from,
                to: asked.to,
                before,
                figures: sums,
                steps: steps.days.clone(),
            })
        })
    }
}

/// Shows every fact of an event in a span, a piece under each lock.
pub(super) fn each_fact(
    store: &Store,
    event: Event,
    (start, end): (Option<At>, Option<At>),
    show: &mut dyn FnMut(&Fact, EntryRef),
) -> Result<(), Fault> {
    let mut range = row::range(event, start, end);
    loop {
        let last = store.read(|reader| {
            let (mut seen, mut last, mut damaged) = (0, None, None);
            reader.scan(&range, Dir::Up, &mut |key, value| {
                let read = split_index_row(key, value)
                    .and_then(|(key, record)| Ok((row::read(key)?, entry_of_key(record)?)));
                match read {
                    Ok((fact, entry)) => show(&fact, entry),
                    Err(error) => {
                        damaged = Some(error);
                        return Visit::Stop;
                    }
                }
                seen += 1;
                if seen < CHUNK {
                    return Visit::More;
                }
                last = Some(key.to_vec());
                Visit::Stop
            })?;
            damaged.map_or(Ok(last), |error| Err(Fault::from(error)))
        })?;
        match last {
            Some(last) => range = range.after(&last),
            None => return Ok(()),
        }
    }
}

/// The figures that were asked for.
fn wanted(ids: &[String]) -> Result<Vec<&'static Figure>, Fault> {
    if ids.is_empty() {
        return Ok(FIGURES.iter().collect());
    }
    ids.iter().map(|id| figure(id)).collect()
}

/// The figure with this id.
fn figure(id: &str) -> Result<&'static Figure, Fault> {
    Figure::of_id(id).ok_or_else(|| {
        let known = FIGURES.iter().map(|figure| figure.id).collect::<Vec<_>>().join(", ");
        Fault::invalid("figure", say!("没有指标 {id}；可用：{known}", "No figure {id}; there are: {known}"))
    })
}

/// The window of some days at the site.
fn window(period: Period, zone: Tz, now: At) -> Result<Window, Fault> {
    if period.from > period.to {
        return Err(Fault::invalid("to", t("结束日期早于开始日期", "The last day is before the first")));
    }
    let end = At(At::end_of(period.to, zone).0.saturating_add(1));
    Ok(Window { start: At::start_of(period.from, zone), end, now })
}

/// What one figure came to.
#[derive(Clone, Default)]
struct Counted {
    /// By side, by whether it is of the period before, by the part's number.
    sums: [[BTreeMap<u64, i64>; 2]; 2],
    /// By side, by step.
    steps: [Vec<i64>; 2],
    /// Whether a side counts whatever the period.
    always: [bool; 2],
}

/// Counts facts for all figures at once.
struct Counts<'a> {
    by: Split,
    now: Window,
    earlier: Option<Window>,
    /// The window of each step, which ends with the step.
    steps: Vec<Window>,
    sides: HashMap<Event, Vec<(usize, usize, &'a Side)>>,
    counted: Vec<Counted>,
}

impl<'a> Counts<'a> {
    fn new(
        figures: &[&'a Figure],
        by: Split,
        now: &Window,
        earlier: Option<&Window>,
        steps: &Steps,
        present: At,
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
                if let Some(always) = one.always.get_mut(place) {
                    *always = side.always;
                }
            }
            counted.push(one);
        }
        let steps = steps.windows(now.end, present);
        Self { by, now: *now, earlier: earlier.copied(), steps, sides, counted }
    }

    fn add(&mut self, fact: &Fact) {
        let part = parts::number(self.by, fact);
        let in_now = fact.at >= self.now.start && fact.at < self.now.end;
        let step = in_now.then(|| self.steps.partition_point(|step| step.end <= fact.at));
        for (at, place, side) in self.sides.get(&fact.event).into_iter().flatten() {
            let Some(counted) = self.counted.get_mut(*at) else { continue };
            let Some(sums) = counted.sums.get_mut(*place) else { continue };
            let weight = (side.weigh)(fact);
            for (sums, window) in sums.iter_mut().zip([Some(&self.now), self.earlier.as_ref()]) {
                let Some(window) = window else { continue };
                let inside = side.always || (fact.at >= window.start && fact.at < window.end);
                if inside && (side.keep)(fact, window) {
                    *sums.entry(part).or_default() += weight;
                }
            }
            let Some(steps) = counted.steps.get_mut(*place) else { continue };
            if side.always {
                steps.iter_mut().for_each(|sum| *sum += weight);
            } else if let Some((sum, window)) =
                step.and_then(|step| Some((steps.get_mut(step)?, self.steps.get(step)?)))
                && (side.keep)(fact, window)
            {
                *sum += weight;
            }
        }
    }
}

/// One figure in words and numbers.
fn one(
    scope: &Scope<'_>,
    parts: &mut Parts,
    figure: &'static Figure,
    counted: Option<&Counted>,
    compared: bool,
) -> Result<FigureSums, Fault> {
    let counted = counted.cloned().unwrap_or_default();
    let sum = |above: i64, below: i64| {
        let denominator = figure.below.map(|_| below);
        Sum { numerator: above, denominator, tenths: figure.unit.tenths(above, denominator) }
    };
    let [above, below] = &counted.sums;
    let whole =
        |of: &[BTreeMap<u64, i64>; 2], at: usize| of.get(at).map_or(0, |sums| sums.values().sum::<i64>());
    let sums = |above: [i64; 2], below: [i64; 2]| Sums {
        now: sum(above[0], below[0]),
        before: compared.then(|| sum(above[1], below[1])),
    };
    let total = sums([whole(above, 0), whole(above, 1)], [whole(below, 0), whole(below, 1)]);
    // Several places are one area, so parts are added up by their name.
    let mut named: BTreeMap<String, ([i64; 2], [i64; 2])> = BTreeMap::new();
    if parts.by != Split::None {
        for (side, of) in [above, below].into_iter().enumerate() {
            for (when, by_part) in of.iter().enumerate() {
                for (number, weight) in by_part {
                    let side_of = if side == 0 { Some(figure.above) } else { figure.below };
                    let event = side_of.map_or(figure.above.event, |side| side.event);
                    let name = parts.name(scope, event, *number)?;
                    let (one, two) = named.entry(name).or_default();
                    let sums = if side == 0 { one } else { two };
                    if let Some(sum) = sums.get_mut(when) {
                        *sum += weight;
                    }
                }
            }
        }
        // Households have a place and nothing else: each part is measured against all of them.
        if counted.always[1] && parts.by != Split::Place {
            named.retain(|_, (above, _)| *above != [0, 0]);
            for (_, below_part) in named.values_mut() {
                *below_part = [whole(below, 0), whole(below, 1)];
            }
        }
    }
    let mut list = Vec::new();
    for (part, (above, below)) in named {
        let label = parts.label(scope, figure.above.event, &part)?;
        list.push(PartSums { part, label, sums: sums(above, below) });
    }
    let size = |part: &PartSums| part.sums.now.denominator.unwrap_or(part.sums.now.numerator);
    list.sort_by(|a, b| size(b).cmp(&size(a)).then_with(|| a.part.cmp(&b.part)));
    let [over, under] = &counted.steps;
    let trend = over.iter().zip(under).map(|(above, below)| sum(*above, *below)).collect();
    Ok(FigureSums {
        figure: figure.id.to_owned(),
        label: figure.label.into(),
        formula: figure.formula.into(),
        unit: figure.unit,
        total,
        parts: list,
        trend,
    })
}
