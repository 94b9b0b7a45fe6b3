//! The palette: every command of the program with its keys, found by a few letters of its name, in either language or
//! by its pinyin.
//!
//! What cannot be run now is there too, with the reason.

use super::command::{CommandInfo, KIND, Place, names};
use super::model::Model;
use super::picker::{Pick, Picker};
use super::screen::Live;
use crate::domain::register::Kind;
use crate::say;
use crate::text::lang::{Say, t};
use crate::text::pinyin::spelled;

/// The palette over the top screen.
pub(super) fn picker(model: &mut Model) -> Picker {
    let keys = model.keys();
    let commands = model.cx.commands.clone();
    let live = model.stack.last().map(|slot| slot.screen.commands(&model.cx)).unwrap_or_default();
    // What has a name of its own comes before what merely has it among its words.
    let mut rows = named(model);
    let all = commands.iter().filter(|info| listed(info, &live)).map(|info| {
        let (order, enabled) = state(model, info, &live);
        let pick = Pick {
            group: commands.group(&info.group).map_or_else(|| Say::same(""), |group| group.title.into()),
            note: Say::same(
                keys.get(&info.id)
                    .and_then(|keys| keys.first())
                    .map_or_else(String::new, ToString::to_string),
            ),
            enabled,
            names: called(&info.id),
            also: format!("{} {}", kinds(model, &info.id), spelled(info.label.zh).join(" ")),
            ..Pick::new(info.id.clone(), info.label)
        };
        (order, pick)
    });
    rows.extend(all);
    // Stable: within each part the order of the table stays.
    rows.sort_by_key(|(order, _)| *order);
    let picks = rows.into_iter().map(|(_, pick)| pick).collect();
    Picker::new(t("全部命令", "All commands"), picks)
        .for_help(t("输入命令名称的几个字，回车执行。", "Type a few letters of a command, Enter runs it."))
}

/// What people call a command, as they write it and in Latin letters.
fn called(command: &str) -> String {
    let names = names(command).split_whitespace();
    names.flat_map(|name| std::iter::once(name.to_owned()).chain(spelled(name))).collect::<Vec<_>>().join(" ")
}

/// The kinds that an action which makes an entry asks for first: who looks for "move-in" finds beginning a procedure.
fn kinds(model: &Model, command: &str) -> String {
    let made = command.split_once('.').and_then(|(register, verb)| {
        let register = model.cx.registers.by_id(register)?;
        let action = register.action(verb).filter(|action| action.creates() && action.named.is_empty())?;
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

/// Actions that make an entry, once for each of their kinds that people call by a name of its own.
fn named(model: &Model) -> Vec<(u8, Pick)> {
    let mut rows = Vec::new();
    for register in model.cx.registers.iter() {
        for action in register.actions().iter().filter(|action| !action.named.is_empty()) {
            let field = action.asks.first().and_then(|ask| register.field(ask.field));
            let Some(Kind::Choice(choices)) = field.map(|field| field.kind) else { continue };
            let command = format!("{}.{}", register.info().id, action.id);
            let enabled = model.may(&command);
            for choice in choices {
                let names =
                    action.named.iter().find(|(id, _)| *id == choice.id).map_or("", |(_, names)| *names);
                let (zh, en) = (choice.label.zh, choice.label.en);
                let (doing_zh, doing_en) = (action.label.zh, action.label.en);
                let label = say!("{zh}（{doing_zh}）", "{en} ({doing_en})");
                let mut also = spelled(zh);
                also.extend(names.split_whitespace().flat_map(spelled));
                let pick = Pick {
                    group: register.info().name.into(),
                    also: format!("{names} {}", also.join(" ")),
                    enabled: enabled.clone(),
                    ..Pick::new(format!("{command}{KIND}{}", choice.id), label)
                };
                rows.push((if enabled.is_ok() { 2 } else { 4 }, pick));
            }
        }
    }
    rows
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
