//! The parts a figure is divided into: what the number in a fact is called. Counts nothing.

use crate::api::service::Split;
use crate::desk::list::Names;
use crate::desk::report::area;
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::figures::{Event, Fact};
use crate::domain::register::{Choice, Kind};
use crate::say;
use crate::text::lang::{Say, t};
use std::collections::HashMap;

/// The part of what nothing was written down for.
const NONE: &str = "none";

/// The number of a fact's part.
pub(super) fn number(by: Split, fact: &Fact) -> u64 {
    match by {
        Split::None => 0,
        Split::Category => u64::from(fact.category),
        Split::Channel => u64::from(fact.channel),
        Split::Place => fact.place,
        Split::Person => fact.person,
    }
}

/// Names of parts, each worked out once a call.
pub(super) struct Parts {
    pub(super) by: Split,
    known: HashMap<(&'static str, u64), String>,
    names: Names,
}

impl Parts {
    pub(super) fn new(by: Split) -> Self {
        Self { by, known: HashMap::new(), names: Names::default() }
    }

    /// The key of a part: what a caller gives to see what is behind it.
    pub(super) fn name(&mut self, scope: &Scope<'_>, event: Event, number: u64) -> Result<String, Fault> {
        let of = (event.register(), number);
        if let Some(name) = self.known.get(&of) {
            return Ok(name.clone());
        }
        let name = match self.by {
            _ if number == 0 => NONE.to_owned(),
            Split::None => NONE.to_owned(),
            Split::Person => format!("#{number}"),
            Split::Place => area(scope, scope.register("place")?, number)?,
            Split::Category | Split::Channel => {
                let choice = usize::try_from(number - 1).ok();
                let choice = choice.and_then(|at| choices(scope, event, self.by).get(at));
                choice.map_or_else(|| NONE.to_owned(), |choice| choice.id.to_owned())
            }
        };
        self.known.insert(of, name.clone());
        Ok(name)
    }

    /// What a part is called.
    pub(super) fn label(&mut self, scope: &Scope<'_>, event: Event, part: &str) -> Result<Say, Fault> {
        if part == NONE {
            let none = match self.by {
                Split::Place => t("未定位置", "No place"),
                Split::Person => t("未分派", "Nobody"),
                _ => t("未分类", "Not sorted"),
            };
            return Ok(none.into());
        }
        Ok(match self.by {
            Split::None => Say::default(),
            Split::Place if part.chars().all(|c| c.is_ascii_digit()) => {
                say!("{part}号楼", "Building {part}")
            }
            Split::Place => Say::same(part),
            Split::Person => {
                let id = part.trim_start_matches('#').parse().unwrap_or(0);
                Say::same(self.names.of(scope, "staff", id)?)
            }
            Split::Category | Split::Channel => choices(scope, event, self.by)
                .iter()
                .find(|choice| choice.id == part)
                .map_or_else(|| Say::same(part), |choice| choice.label.into()),
        })
    }
}

/// The choices of the field a register's entries are divided by.
fn choices(scope: &Scope<'_>, event: Event, by: Split) -> &'static [Choice] {
    let field = if by == Split::Category { event.category() } else { event.channel() };
    let register = scope.registers.by_id(event.register());
    match register.and_then(|register| Some(register.field(field?)?.kind)) {
        Some(Kind::Choice(choices)) => choices,
        _ => &[],
    }
}
