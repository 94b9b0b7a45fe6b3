//! Why not: everything that is dimmed on the top screen, each with its reason, who may do it, in which state, and what it
//! asks for. Decides nothing; the reasons are the screens'.

use super::model::Model;
use super::page::{Page, Piece};
use super::screen::Refused;
use crate::domain::posts::{Post, Posts};
use crate::domain::register::{ActionInfo, AnyRegister};
use crate::say;
use crate::text::lang::{Lang, Say, t};

/// The page over the top screen; none when nothing is dimmed there.
pub(super) fn page(model: &Model) -> Option<Page> {
    let slot = model.stack.last()?;
    let refused = slot.screen.refused(&model.cx);
    if refused.is_empty() {
        return None;
    }
    let mut pieces = Vec::new();
    for Refused { label, command, why } in refused {
        pieces.push(Piece::Heading(label));
        pieces.push(Piece::Text(why));
        let action = command.split_once('.').and_then(|(area, verb)| {
            let register = model.cx.registers.by_id(area)?;
            Some((register, register.action(verb)?))
        });
        if let Some((register, action)) = action {
            pieces.extend(declared(register, action).into_iter().map(Piece::Text));
        }
    }
    Some(Page::new(
        t("为什么现在不能办", "Why not now"),
        t(
            "上一个画面里暂时不能办的操作，各写明原因。",
            "What cannot be done on the screen before this one, and why.",
        ),
        pieces,
    ))
}

/// What the declaration of an action says: who, from which states, with what.
fn declared(register: &dyn AnyRegister, action: &ActionInfo) -> Vec<Say> {
    let (zh, en) = (posts(action.posts, Lang::Zh), posts(action.posts, Lang::En));
    let mut said = vec![say!("谁可以办：{zh}", "Who may: {en}")];
    if !action.creates() {
        let states = |lang: Lang| {
            let states = action.from.iter().filter_map(|code| register.info().state(*code));
            let words: Vec<&str> = states.map(|state| state.label.get(lang)).collect();
            words.join(if lang == Lang::Zh { "、" } else { ", " })
        };
        let (zh, en) = (states(Lang::Zh), states(Lang::En));
        said.push(say!("什么状态下可以办：{zh}", "In which states: {en}"));
    }
    let asks = |lang: Lang| {
        let fields =
            action.asks.iter().filter(|ask| ask.required).filter_map(|ask| register.field(ask.field));
        let words: Vec<&str> = fields.map(|field| field.label.get(lang)).collect();
        words.join(if lang == Lang::Zh { "、" } else { ", " })
    };
    let (zh, en) = (asks(Lang::Zh), asks(Lang::En));
    if !zh.is_empty() {
        said.push(say!("须填写：{zh}", "It asks for: {en}"));
    }
    said
}

fn posts(posts: Posts, lang: Lang) -> String {
    let words: Vec<&str> = posts.iter().map(Post::title).map(|title| title.get(lang)).collect();
    words.join(if lang == Lang::Zh { "、" } else { ", " })
}
