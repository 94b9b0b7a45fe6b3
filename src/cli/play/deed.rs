//! What one person does at the desk: writes something down, or goes on with something open, by the registers' own tables
//! of actions and what they ask for.

use crate::api::entry::{Act, List, Row};
use crate::domain::demo::dice::Dice;
use crate::domain::demo::phrases::PHRASES;
use crate::domain::demo::{Size, people};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::posts::Posts;
use crate::domain::register::{ActionInfo, AnyRegister, Ask, Kind, Registers, Values, Who};
use crate::domain::value::Value;
use crate::wire::Client;
use std::collections::BTreeMap;

/// The registers of a day with how often something new comes into each, and by which action.
const NEW: &[(&str, &str, u32)] = &[
    ("request", "log", 46),
    ("visit", "log", 14),
    ("enquiry", "log", 10),
    ("complaint", "log", 9),
    ("promise", "make", 8),
    ("pass_on", "pass", 6),
    ("caller_report", "take", 4),
    ("task", "give", 2),
    ("incident", "open", 1),
];
/// What people go on with.
const OPEN: &[(&str, u32)] = &[
    ("request", 50),
    ("follow_up", 18),
    ("complaint", 16),
    ("enquiry", 8),
    ("pass_on", 6),
    ("promise", 6),
    ("visit", 6),
    ("incident", 4),
    ("task", 2),
];
/// What ends something without its being done; rare on any day.
const ENDINGS: &[&str] = &[
    "cancel",
    "invalid",
    "false_alarm",
    "withdraw",
    "refuse",
    "merge",
    "split",
    "transfer",
    "return",
    "reopen",
    "send_back",
    "strike",
    "waive",
    "drop",
];
/// Words for a line that only has to say something.
const WORDS: &[&str] = &[
    "已与客户联系，约好时间",
    "现场看过，需要换配件",
    "已处理完毕，客户在场确认",
    "先记下，稍后回话",
    "班组正在路上",
    "按规定说明了收费标准",
    "与工程部核对过",
    "请邻居一起看了现场",
];
/// Rows of a list to choose from.
const ROWS: u16 = 40;

/// What was done, and what was refused and why.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) made: usize,
    pub(super) done: usize,
    pub(super) by_register: BTreeMap<String, usize>,
    pub(super) refused: BTreeMap<String, usize>,
}

impl Tally {
    /// Adds another person's.
    pub(super) fn add(&mut self, other: Self) {
        self.made += other.made;
        self.done += other.done;
        for (from, into) in [(other.by_register, &mut self.by_register), (other.refused, &mut self.refused)] {
            for (name, count) in from {
                *into.entry(name).or_default() += count;
            }
        }
    }
}

/// Somebody at work.
pub(super) struct Person<'a> {
    client: &'a Client,
    registers: &'a Registers,
    who: Who,
    dice: Dice,
    pub(super) tally: Tally,
}

impl<'a> Person<'a> {
    /// The person the client has logged in.
    pub(super) fn new(
        client: &'a Client,
        registers: &'a Registers,
        seed: u64,
        index: u64,
    ) -> Result<Self, Fault> {
        let who = client.call(crate::api::session::WhoAmI {})?.who;
        Ok(Self { client, registers, who, dice: Dice::new(seed, 72, index), tally: Tally::default() })
    }

    /// A number between the two.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.dice.between(low, high)
    }

    /// Writes something new down; says whether it was taken.
    pub(super) fn make(&mut self) -> Result<bool, Fault> {
        let known: Vec<((&str, &str), u32)> = NEW
            .iter()
            .filter(|(register, action, _)| {
                let found = self.registers.by_id(register).and_then(|register| register.action(action));
                found.is_some_and(|action| self.who.may(action.posts))
            })
            .map(|(register, action, weight)| ((*register, *action), *weight))
            .collect();
        let Some((id, action)) = self.dice.weighted(&known) else { return Ok(false) };
        let register = self.registers.by_id(id);
        let Some((register, action)) = register.and_then(|found| Some((found, found.action(action)?))) else {
            return Ok(false);
        };
        let values = self.values(register, action, 60)?;
        let made = self.act(register, action, None, values)?;
        self.tally.made += usize::from(made);
        Ok(made)
    }

    /// Goes on with something that is open.
    pub(super) fn go_on(&mut self) -> Result<(), Fault> {
        let known: Vec<(&str, u32)> =
            OPEN.iter().copied().filter(|(register, _)| self.registers.by_id(register).is_some()).collect();
        let register = self.dice.weighted(&known).and_then(|id| self.registers.by_id(id));
        let Some(register) = register else { return Ok(()) };
        let Some(row) = self.one_open(register)? else { return Ok(()) };
        let may = |action: &&ActionInfo| {
            !action.creates() && action.from.contains(&row.head.state) && self.who.may(action.posts)
        };
        let actions: Vec<(&ActionInfo, u32)> = register
            .actions()
            .iter()
            .filter(may)
            .filter(|action| action.posts != Posts::NONE)
            .map(|action| (action, if ENDINGS.contains(&action.id) { 1 } else { 12 }))
            .collect();
        let Some(action) = self.dice.weighted(&actions) else { return Ok(()) };
        let values = self.values(register, action, 30)?;
        self.act(register, action, Some(&row), values)?;
        Ok(())
    }

    fn one_open(&mut self, register: &dyn AnyRegister) -> Result<Option<Row>, Fault> {
        let info = register.info();
        if !self.who.may(info.see) {
            return Ok(None);
        }
        let states = info.states.iter().filter(|state| state.open).map(|state| state.id.to_owned()).collect();
        let list = List { register: info.id.to_owned(), states, limit: ROWS, ..List::default() };
        let mut page = self.client.call(list)?;
        let at = usize::try_from(self.dice.below(page.rows.len() as u64)).unwrap_or(0);
        Ok(if at < page.rows.len() { Some(page.rows.swap_remove(at)) } else { None })
    }

    fn act(
        &mut self,
        register: &dyn AnyRegister,
        action: &ActionInfo,
        row: Option<&Row>,
        values: Values,
    ) -> Result<bool, Fault> {
        let act = Act {
            register: register.info().id.to_owned(),
            action: action.id.to_owned(),
            entry: row.map(|row| row.head.number.clone()),
            rev: row.map(|row| row.head.rev),
            values,
            reason: Some("客户坚持".to_owned()),
        };
        let call = format!("{}.{}", act.register, act.action);
        match self.client.call(act) {
            Ok(_) => {
                self.tally.done += usize::from(row.is_some());
                *self.tally.by_register.entry(call).or_default() += 1;
                Ok(true)
            }
            Err(fault) if matches!(fault.kind, FaultKind::Unavailable | FaultKind::Bug) => Err(fault),
            Err(fault) => {
                *self.tally.refused.entry(format!("{call}: {}", fault.text.en)).or_default() += 1;
                Ok(false)
            }
        }
    }

    /// What the action must have, and each other field of its form with that chance.
    fn values(
        &mut self,
        register: &dyn AnyRegister,
        action: &ActionInfo,
        chance: u64,
    ) -> Result<Values, Fault> {
        let mut values = Values::default();
        let wanted: Vec<Ask> = action.asks.iter().copied().filter(|ask| ask.field != "occurred_at").collect();
        for ask in wanted {
            let may = if ask.folded { chance / 4 } else { chance };
            if !ask.required && !self.dice.chance(may) {
                continue;
            }
            let Some(field) = register.field(ask.field) else { continue };
            let value = self.value(field.id, field.kind)?;
            if !value.is_none() {
                values = values.with(ask.field, value);
            }
        }
        Ok(values)
    }

    fn value(&mut self, id: &str, kind: Kind) -> Result<Value, Fault> {
        let words = |text: &str| Value::Text(text.to_owned());
        Ok(match kind {
            Kind::Text(_) if id == "text" => {
                words(self.dice.pick(&PHRASES.iter().map(|said| said.text).collect::<Vec<_>>()))
            }
            Kind::Line(_) if matches!(id, "name" | "reporter" | "complainant" | "caller" | "interviewed") => {
                Value::Text(somebody(&mut self.dice))
            }
            Kind::Line(_) | Kind::Text(_) => words(self.dice.pick(WORDS)),
            Kind::Int(low, high) => Value::Int(self.dice.between(low, high.min(low.saturating_add(4)))),
            Kind::Fen => Value::Fen(self.dice.between(5, 200) * 100),
            Kind::Flag => Value::Flag(self.dice.chance(70)),
            Kind::Phone => Value::Text(format!("1390000{:04}", self.dice.below(10_000))),
            Kind::Choice(choices) => {
                let at = usize::try_from(self.dice.below(choices.len() as u64)).unwrap_or(0);
                choices.get(at).map_or(Value::None, |choice| Value::Choice(choice.id.to_owned()))
            }
            Kind::At => words(self.dice.pick(&["明天 9:00", "明天 15:30", "后天 10:00"])),
            Kind::Link("place") => Value::Id(self.dice.below(Size::Small.rooms()) + 1),
            Kind::Link("staff") => Value::Id(self.dice.below(16) + 2),
            Kind::Link("team") => Value::Id(self.dice.below(6) + 1),
            Kind::Link(register) => match self.registers.by_id(register) {
                Some(register) => self.one_open(register)?.map_or(Value::None, |row| Value::Id(row.head.id)),
                None => Value::None,
            },
            Kind::Date | Kind::Decimal(_) | Kind::Choices(_) => Value::None,
        })
    }
}

/// The name of somebody who could live here.
pub(super) fn somebody(dice: &mut Dice) -> String {
    let home = people::household(Size::Small, dice.roll(), dice.below(Size::Small.rooms()));
    home.into_iter().next().map_or_else(|| "王芳".to_owned(), |person| person.name.to_owned())
}
