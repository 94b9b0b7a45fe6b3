//! The roster of the practice office: the lived days as they were planned, and the week ahead with a shift that still
//! wants somebody.

use super::plan::Plan;
use super::shifts::{CHANGES, OVER, holder, later};
use super::text;
use crate::domain::moment::at_wall_clock;
use crate::domain::register::Values;
use crate::domain::value::Value;
use chrono::{Days, NaiveTime};

/// The supervisor, who plans.
const SUPERVISOR: usize = 1;
/// Days planned ahead of today.
const AHEAD: u64 = 7;
/// The shift of the week ahead that nobody has yet, counted from now.
const FREE: usize = 8;
/// The office's patterns by their numbers in the standard list: early, late, night. The counter changes half an hour
/// sooner than they say, so that each slot has times of its own.
const PATTERNS: [u64; 3] = [1, 4, 5];

/// Plans every shift from the first change of the lived days on.
pub(super) fn rota(plan: &mut Plan<'_>) {
    let (demo, shifts) = (plan.demo, plan.shifts.clone());
    let Some(first) = shifts.first() else { return };
    let wall =
        |at: usize| CHANGES.get(at % CHANGES.len()).map_or(String::new(), |hour| format!("{hour:02}:00"));
    let today = demo.now.date(demo.zone);
    let from = first.from.date(demo.zone);
    let days = from.iter_days().take_while(|day| today.checked_add_days(Days::new(AHEAD)) >= Some(*day));
    let begins = |day: chrono::NaiveDate, hour: u32| {
        let time = NaiveTime::from_hms_opt(hour, 0, 0)?;
        at_wall_clock(day.and_time(time), demo.zone).ok()
    };
    let mut ahead = 0;
    for day in days {
        for (no, (hour, pattern)) in CHANGES.into_iter().zip(PATTERNS).enumerate() {
            let Some(at) = begins(day, hour).filter(|at| first.from <= *at) else { continue };
            let began = at.plus_minutes(OVER) <= demo.now;
            ahead += usize::from(!began);
            let who = if began { holder(&shifts, at) } else { later(ahead) };
            let mut values = Values::default()
                .with("day", Value::Date(day))
                .with("pattern", Value::Id(pattern))
                .with("start", text(wall(no)))
                .with("end", text(wall(no + 1)));
            if began || ahead != FREE {
                values = values.with("staff", Value::Id(super::staff_id(who).0));
            }
            plan.make(first.from, SUPERVISOR, "shift", "plan", values);
        }
    }
}
