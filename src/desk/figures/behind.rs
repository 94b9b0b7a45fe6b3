//! The entries behind a figure: the very facts it counted, one after the other. Its total is the figure's number.

use super::parts::{self, Parts};
use super::{each_fact, figure, span};
use crate::api::service::{Behind, BehindPage, BehindRow, Line, Period};
use crate::desk::Desk;
use crate::desk::list::{self, Names};
use crate::desk::rows;
use crate::domain::fault::Fault;
use crate::domain::figures::Reach;
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::register::Who;
use crate::store::{KeyBuf, hex};
use crate::text::lang::t;
use std::collections::HashMap;
use std::sync::PoisonError;

/// Rows of a page when the caller does not say.
const PAGE: usize = 100;
/// Rows of a page at the most.
const PAGE_MAX: usize = 500;

/// A fact that counts.
struct Found {
    at: At,
    entry: EntryRef,
    weight: i64,
    part: u64,
}

impl Found {
    /// Its place in the list.
    fn sort(&self) -> Vec<u8> {
        KeyBuf::new(0).i64(self.at.0).u16(self.entry.register).u64(self.entry.id).into_vec()
    }
}

impl Desk {
    /// The page of `report.behind`.
    pub(in crate::desk) fn behind(&self, who: &Who, asked: &Behind) -> Result<BehindPage, Fault> {
        let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
        let figure = figure(&asked.figure)?;
        let side = match asked.side {
            Line::Numerator => &figure.above,
            Line::Denominator => figure.below.as_ref().ok_or_else(|| {
                Fault::invalid(
                    "side",
                    t("该指标只计数，没有分母", "This figure is only counted; nothing stands below it"),
                )
            })?,
        };
        let window = self.site(who)?.window(Period { from: asked.from, to: asked.to })?;
        let span = span(side.reach, window.start, window.end);
        let mut all = Vec::new();
        each_fact(&self.store, side.event, span, &mut |fact, entry| {
            if side.counts(fact, &window) {
                let part = parts::number(asked.by, fact);
                all.push(Found { at: fact.at, entry, weight: (side.weigh)(fact, &window), part });
            }
        })?;
        // Households have a place only, so that every other part is measured against all of them.
        let whole = side.reach == Reach::Ever && asked.by != crate::api::service::Split::Place;
        if let Some(part) = asked.part.as_deref().filter(|_| !whole) {
            let mut right: HashMap<u64, bool> = HashMap::new();
            self.store.read(|reader| {
                let scope = self.scope(reader, who);
                let mut parts = Parts::new(asked.by);
                for found in &all {
                    if let std::collections::hash_map::Entry::Vacant(free) = right.entry(found.part) {
                        free.insert(parts.name(&scope, side.event, found.part)? == part);
                    }
                }
                Ok::<_, Fault>(())
            })?;
            all.retain(|found| right.get(&found.part) == Some(&true));
        }
        all.sort_by_key(|found| (found.at, found.entry));
        let (entries, total) = (all.len() as u64, all.iter().map(|found| found.weight).sum());
        let after = asked.after.as_deref().and_then(hex::decode).unwrap_or_default();
        let limit = match usize::from(asked.limit) {
            0 => PAGE,
            limit => limit.min(PAGE_MAX),
        };
        let mut left = all.iter().skip_while(|found| found.sort() <= after);
        let shown: Vec<&Found> = left.by_ref().take(limit).collect();
        let next = left.next().and(shown.last()).map(|last| hex::encode(&last.sort()));
        let rows = self.store.read(|reader| {
            let scope = self.scope(reader, who);
            let mut names = Names::default();
            let mut rows = Vec::new();
            for found in shown {
                let register = scope.register_of(found.entry)?;
                scope.permit(register.info().see)?;
                let Some(loaded) = rows::load(reader, register, found.entry)? else { continue };
                let row = list::row(&scope, register, &loaded, &mut names)?;
                rows.push(BehindRow { row, at: found.at, weight: found.weight });
            }
            Ok::<_, Fault>(rows)
        })?;
        Ok(BehindPage { rows, entries, total, next })
    }
}
