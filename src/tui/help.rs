//! The help: what the screen is for, and every key that does something on it now, by group.

use super::command::{CommandInfo, id};
use super::model::Model;
use super::page::{Page, Piece};
use crate::say;
use crate::text::lang::{Say, T, t};

/// The help of the top screen.
pub(super) fn page(model: &mut Model) -> Page {
    let keys = model.keys();
    let commands = model.cx.commands.clone();
    let top = model.stack.last();
    let live = top.map(|slot| slot.screen.commands(&model.cx)).unwrap_or_default();
    let title = top.map(|slot| slot.screen.title(&model.cx)).unwrap_or_default();
    let mut pieces = Vec::new();
    if let Some(slot) = top {
        pieces.push(Piece::Text(slot.screen.about().into()));
    }
    if let Some(palette) = keys.get(id::APP_PALETTE).and_then(|keys| keys.first()) {
        pieces.push(Piece::Text(say!(
            "没有列出按键的命令，按 {palette} 打开命令表，输入名称即可。",
            "A command without a key is found under {palette}, the list of all commands, by its name."
        )));
    }
    let row = |info: &CommandInfo, why_not: Option<Say>| {
        let names: Vec<String> = keys.get(&info.id).into_iter().flatten().map(ToString::to_string).collect();
        Piece::Keys { keys: names.join(", "), label: info.label.into(), why_not }
    };
    // The way back has another name where its key is a form's own.
    let own = live.iter().filter(|live| live.id != id::GO_BACK || keys.contains_key(&live.id));
    let own = own.filter_map(|live| Some(row(commands.get(&live.id)?, live.enabled.clone().err())));
    section(&mut pieces, t("这个画面", "This screen"), own.collect());
    for group in commands.groups() {
        let others = commands.iter().filter(|info| {
            let listed = live.iter().any(|live| live.id == info.id);
            info.group == group.id && !listed && keys.contains_key(&info.id)
        });
        let rows = others.map(|info| row(info, model.may(&info.id).err())).collect();
        section(&mut pieces, group.title, rows);
    }
    let name = &model.keymap;
    pieces.push(Piece::Heading(t("键位方案", "Keymap").into()));
    pieces.push(Piece::Text(Say::same(name)));
    Page::new(
        say!("{title}：帮助", "{title}: help"),
        t("列出上一个画面现在能用的键。", "Lists the keys that work on the screen before this one."),
        pieces,
    )
}

fn section(pieces: &mut Vec<Piece>, title: T, rows: Vec<Piece>) {
    if !rows.is_empty() {
        pieces.push(Piece::Heading(title.into()));
        pieces.extend(rows);
    }
}
