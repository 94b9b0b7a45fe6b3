//! The order of matches. Whole ones first; behind them the classes take turns, each in its own order: people with a
//! room before others, open work before finished, the newest first, rooms as people count them.

use super::WHOLE;
use super::gather::{Match, class_order};
use crate::desk::rows::{self, UNDONE};
use crate::desk::scope::Scope;
use crate::domain::fault::Fault;
use crate::domain::place;
use std::collections::BTreeMap;

/// Rows in turn for the class that matches best, and for each of the others: together the first page.
const BEST: usize = 6;
const OTHERS: usize = 2;

/// What one match is sorted by among its like: level, grade, then whether it is work, has no room, is finished; then
/// its turn.
type Weight = (u8, u8, bool, bool, bool, u64);

/// The matches that still stand, in order.
pub(super) fn ranked(scope: &Scope<'_>, found: &[Match]) -> Result<Vec<Match>, Fault> {
    let mut whole = Vec::new();
    let mut classes: BTreeMap<usize, Vec<(Weight, Match)>> = BTreeMap::new();
    for (turn, a_match) in found.iter().enumerate() {
        let Some(weight) = weigh(scope, a_match, turn as u64)? else { continue };
        let order = class_order(a_match.class);
        if a_match.level == WHOLE {
            whole.push(((order, weight), *a_match));
        } else {
            classes.entry(order).or_default().push((weight, *a_match));
        }
    }
    whole.sort_by_key(|(order, _)| *order);
    let mut ranked: Vec<Match> = whole.into_iter().map(|(_, a_match)| a_match).collect();
    for of_class in classes.values_mut() {
        of_class.sort_by_key(|(weight, _)| *weight);
    }
    let level = |of_class: &[(Weight, Match)]| of_class.first().map_or(u8::MAX, |(_, a_match)| a_match.level);
    let best =
        classes.iter().min_by_key(|(order, of_class)| (level(of_class), **order)).map(|(order, _)| *order);
    let mut rests: Vec<(usize, std::vec::IntoIter<(Weight, Match)>)> = Vec::new();
    // The best one takes its turn first.
    if let Some((order, of_class)) = best.and_then(|best| classes.remove_entry(&best)) {
        rests.push((order, of_class.into_iter()));
    }
    rests.extend(classes.into_iter().map(|(order, of_class)| (order, of_class.into_iter())));
    while rests.iter().any(|(_, rest)| rest.len() > 0) {
        for (order, rest) in &mut rests {
            let turn = if Some(*order) == best { BEST } else { OTHERS };
            ranked.extend(rest.by_ref().take(turn).map(|(_, a_match)| a_match));
        }
    }
    Ok(ranked)
}

/// What it is sorted by; none for what is no longer in use.
fn weigh(scope: &Scope<'_>, a_match: &Match, turn: u64) -> Result<Option<Weight>, Fault> {
    let (level, fine) = (a_match.level, a_match.fine);
    if a_match.entry.register == place::TAG {
        // Found in their order; whether they are in use is seen when they are shown.
        return Ok(Some((level, fine, false, false, false, turn)));
    }
    let info = scope.register_of(a_match.entry)?.info();
    let Some(head) = rows::head(scope.reader, a_match.entry)? else { return Ok(None) };
    if head.state == UNDONE || (info.kept && !info.is_open(head.state)) {
        return Ok(None);
    }
    Ok(Some(if info.kept {
        (level, fine, false, head.place.is_none(), false, turn)
    } else {
        (level, fine, true, false, !info.is_open(head.state), u64::MAX - head.id)
    }))
}
