//! The figures of service: whole and by category from counters kept by the day, in every other part from the index of
//! facts. Both are read in pieces, so that people who write get their turn.

mod behind;
mod counts;
mod days;
pub(super) mod kept;
mod parts;
pub(super) mod row;

use crate::api::service::{FigureSums, PartSums, Period, ServiceFigures, ServiceReport, Split, Sum, Sums};
use crate::desk::Desk;
use crate::desk::rows::entry_of_key;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::figures::{Event, FIGURES, Fact, Figure, Reach, Scale, Window};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::Who;
use crate::say;
use crate::store::table::split_index_row;
use crate::store::{Dir, KeyRange, Store, StoreError, Visit};
use crate::text::lang::t;
use chrono_tz::Tz;
use counts::{Counted, Counts};
use days::Steps;
use parts::Parts;
use row::Span;
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// Rows of the index read under one lock.
const CHUNK: usize = 5_000;

impl Desk {
    /// The figures of `report.service`.
    pub(super) fn service(&self, who: &Who, asked: &ServiceReport) -> Result<ServiceFigures, Fault> {
        let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
        let site = self.site(who)?;
        let figures = wanted(&asked.figures)?;
        let period = Period { from: asked.from, to: asked.to };
        let before = asked.compare.then(|| days::before(period)).flatten();
        let window = site.window(period)?;
        let earlier = before.map(|before| site.window(before)).transpose()?;
        let steps = Steps::of(period, site.zone, self.clock.now());
        let mut counts = Counts::new(&figures, asked.by, &window, earlier.as_ref(), &steps);
        let kept = kept::for_split(&self.store, asked.by, site.zone)?;
        let start = earlier.map_or(window.start, |earlier| earlier.start);
        let spans = figures
            .iter()
            .flat_map(|figure| figure.sides())
            .map(|side| (side.event, span(side.reach, start, window.end)));
        for (event, span) in widest(spans) {
            match kept {
                Some(kept) => {
                    kept.each(&self.store, event, span, &mut |fact, times| counts.add(fact, times))?;
                }
                None => each_fact(&self.store, event, span, &mut |fact, _| counts.add(fact, 1))?,
            }
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

/// When the facts of a side may have happened.
fn span(reach: Reach, start: At, end: At) -> Span {
    match reach {
        Reach::Period => (Some(start), Some(end)),
        Reach::UpToEnd => (None, Some(end)),
        Reach::Ever => (None, None),
    }
}

/// Each event once, with the span that holds all of its spans.
fn widest(spans: impl Iterator<Item = (Event, Span)>) -> BTreeMap<Event, Span> {
    let mut all: BTreeMap<Event, Span> = BTreeMap::new();
    for (event, (start, end)) in spans {
        let known = all.entry(event).or_insert((start, end));
        // No start is before every start; no end is behind every end.
        known.0 = known.0.min(start);
        known.1 = known.1.zip(end).map(|(one, other)| one.max(other));
    }
    all
}

/// Shows every fact of an event in a span.
pub(super) fn each_fact(
    store: &Store,
    event: Event,
    span: Span,
    show: &mut dyn FnMut(&Fact, EntryRef),
) -> Result<(), Fault> {
    in_pieces(store, row::range(event, span), CHUNK, &mut |key, value| {
        let (key, record) = split_index_row(key, value)?;
        show(&row::read(key)?, entry_of_key(record)?);
        Ok(())
    })
}

/// What is done with a row: its key and its value.
type ShowRow<'a> = dyn FnMut(&[u8], &[u8]) -> Result<(), StoreError> + 'a;

/// Shows the rows of a range, so many under each lock.
pub(super) fn in_pieces(
    store: &Store,
    mut range: KeyRange,
    piece: usize,
    show: &mut ShowRow<'_>,
) -> Result<(), Fault> {
    loop {
        let last = store.read(|reader| {
            let (mut seen, mut last, mut damaged) = (0, None, None);
            reader.scan(&range, Dir::Up, &mut |key, value| {
                if let Err(error) = show(key, value) {
                    damaged = Some(error);
                    return Visit::Stop;
                }
                seen += 1;
                if seen < piece {
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

/// What the site says of a report: its days, its time, its scale.
struct Site {
    zone: Tz,
    now: At,
    scale: Scale,
}

impl Site {
    /// The window of some days.
    fn window(&self, period: Period) -> Result<Window, Fault> {
        if period.from > period.to {
            return Err(Fault::invalid("to", t("结束日期早于开始日期", "The last day is before the first")));
        }
        let end = At(At::end_of(period.to, self.zone).0.saturating_add(1));
        let start = At::start_of(period.from, self.zone);
        Ok(Window { start, end, now: self.now, scale: self.scale })
    }
}

impl Desk {
    fn site(&self, who: &Who) -> Result<Site, Fault> {
        self.store.read(|reader| {
            let scope = self.scope(reader, who);
            let scale = Scale::read(&scope.setting_text("follow_up.scale")).unwrap_or(Scale::USUAL);
            Ok(Site { zone: scope.zone(), now: self.clock.now(), scale })
        })
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
        if counted.ever[1] && parts.by != Split::Place {
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
