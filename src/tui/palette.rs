//! The palette: every command of the program with its keys, found by a few letters of its name.
//!
//! What cannot be run now is there too, with the reason.

use super::command::{CommandInfo, Place};
use super::model::Model;
use super::picker::{Pick, Picker};
use super::screen::Live;
use crate::domain::register::Kind;
use crate::text::lang::{Say, t};

/// The palette over the top screen.
pub(super) fn picker(model: &mut Model) -> Picker {
    let keys = model.keys();
    let commands = model.cx.commands.clone();
    let live = model.stack.last().map(|slot| slot.screen.commands(&model.cx)).unwrap_or_default();
    let mut rows: Vec<(u8, Pick)> = commands
        .iter()
        .filter(|info| listed(info, &live))
        .map(|info| {
            let (order, enabled) = state(model, info, &live);
            let pick = Pick {
                group: commands.group(&info.group).map_or_else(|| Say::same(""), |group| group.title.into()),
                note: Say::same(
                    keys.get(&info.id)
                        .and_then(|keys| keys.first())
                        .map_or_else(String::new, ToString::to_string),
                ),
                enabled,
                also: kinds(model, &info.id),
                ..Pick::new(info.id.clone(), info.label)
            };
            (order, pick)
        })
        .collect();
    // Stable: within each part the order of the table stays.
    rows.sort_by_key(|(order, _)| *order);
    let picks = rows.into_iter().map(|(_, pick)| pick).collect();
    Picker::new(t("全部命令", "All commands"), picks)
        .for_help(t("输入命令名称的几个字，回车执行。", "Type a few letters of a command, Enter runs it."))
}

/// The kinds that an action which makes an entry asks for first: who looks for "move-in" finds beginning a procedure.
fn kinds(model: &Model, command: &str) -> String {
    let made = command.split_once('.').and_then(|(register, verb)| {
        let register = model.cx.registers.by_id(register)?;
        let action = register.action(verb).filter(|action| action.creates())?;
        let first = action.asks.first().filter(|ask| ask.required)?;
        register.field(first.field)
    });
    match made.map(|field| field.kind) {
        Some(Kind::Choice(choices)) => {
            let words = choices.iter().flat_map(|choice| [choice.label.zh, choice.label.en]);
            words.collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}

/// Moves of the caret and the mark are keys, not commands to look for.
fn listed(info: &CommandInfo, live: &[Live]) -> bool {
    let moves = !matches!(info.place, Place::Global | Place::Screen(_));
    !moves || live.iter().any(|live| live.id == info.id)
}

/// First what this screen offers, then what can be run from here, then what cannot, each with its reason.
fn state(model: &Model, info: &CommandInfo, live: &[Live]) -> (u8, Result<(), Say>) {
    if let Some(live) = live.iter().find(|live| live.id == info.id) {
        return (if live.enabled.is_ok() { 0 } else { 1 }, live.enabled.clone());
    }
    if let Err(why) = model.may(&info.id) {
        return (4, Err(why));
    }
    let opens = || (model.start.doors.open)(&info.id, &model.cx).is_some();
    match info.place {
        Place::Global => (2, Ok(())),
        Place::Screen(_) if opens() => (2, Ok(())),
        _ => (3, Err(model.why_not_here(&info.id))),
    }
}
