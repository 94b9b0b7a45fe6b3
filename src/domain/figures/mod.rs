//! The figures of service (duty S14, `domain/facts.md` 6.2), each declared once: what it is called, its formula in
//! words, and which facts stand above and below the line. Counts nothing and reads nothing.

mod day;
mod facts;
mod scale;
mod table;
mod unit;

pub use facts::{Event, Fact, facts};
pub use scale::Scale;
pub use table::FIGURES;
pub use unit::Unit;

use crate::domain::moment::At;
use crate::text::lang::T;

/// A period, and the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first instant.
    pub start: At,
    /// The first instant after it.
    pub end: At,
    /// The present: a limit that has yet to run out was neither kept nor broken.
    pub now: At,
    /// What a customer's mark counts.
    pub scale: Scale,
}

/// One figure.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// Its id in JSON and on the command line.
    pub id: &'static str,
    /// What it is called.
    pub label: T,
    /// Its formula in words.
    pub formula: T,
    /// What it is measured in.
    pub unit: Unit,
    /// What stands above the line.
    pub above: Side,
    /// What stands below it; none for what is only counted.
    pub below: Option<Side>,
}

/// One side of a formula: which facts, and what each weighs.
#[derive(Clone, Copy, Debug)]
pub struct Side {
    /// The facts looked at.
    pub event: Event,
    /// Which of them count.
    pub keep: fn(&Fact, &Window) -> bool,
    /// What one of them weighs; 1 where they are counted.
    pub weigh: fn(&Fact, &Window) -> i64,
    /// When they must have happened.
    pub reach: Reach,
}

/// When a fact must have happened to count in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In the period.
    Period,
    /// Before its end: what is left over from before counts too.
    UpToEnd,
    /// At any time, whatever the period: households, as they are now.
    Ever,
}

impl Side {
    const fn of(event: Event, keep: fn(&Fact, &Window) -> bool) -> Self {
        Self { event, keep, weigh: |_, _| 1, reach: Reach::Period }
    }

    /// Whether a fact counts in a period.
    #[must_use]
    pub fn counts(&self, fact: &Fact, window: &Window) -> bool {
        let reached = match self.reach {
            Reach::Period => fact.at >= window.start && fact.at < window.end,
            Reach::UpToEnd => fact.at < window.end,
            Reach::Ever => true,
        };
        reached && (self.keep)(fact, window)
    }

    const fn all(event: Event) -> Self {
        Self::of(event, |_, _| true)
    }
}

impl Figure {
    /// The figure with this id.
    #[must_use]
    pub fn of_id(id: &str) -> Option<&'static Self> {
        FIGURES.iter().find(|figure| figure.id == id)
    }

    /// Its two sides, the one above first.
    pub fn sides(&self) -> impl Iterator<Item = &Side> {
        std::iter::once(&self.above).chain(self.below.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::register::Registers;

    #[test]
    fn ids_are_unique_and_every_figure_explains_itself() {
        for (at, figure) in FIGURES.iter().enumerate() {
            assert!(FIGURES.iter().skip(at + 1).all(|other| other.id != figure.id), "{}", figure.id);
            assert_eq!(figure.below.is_none(), figure.unit == Unit::Count, "{}", figure.id);
            assert_eq!(figure.below.is_some(), figure.formula.zh.contains('÷'), "{}", figure.id);
            assert_eq!(figure.below.is_some(), figure.formula.en.contains('÷'), "{}", figure.id);
        }
    }

    #[test]
    fn every_fact_is_of_a_register_and_has_a_number_of_its_own() {
        let registers = Registers::standard();
        for event in Event::ALL {
            assert_eq!(Event::of_code(event.code()), Some(*event));
            let register = registers.by_id(event.register());
            let register = register.unwrap_or_else(|| panic!("no register {}", event.register()));
            for field in [event.category(), event.channel()].into_iter().flatten() {
                let found = register.field(field).unwrap_or_else(|| panic!("{event:?} has no {field}"));
                assert!(!facts::choices(found).is_empty(), "{event:?} {field}");
            }
        }
    }
}
