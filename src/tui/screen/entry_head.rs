//! The lines above an entry's fields: state, who wrote it down, the last change, when it is due.

use super::Cx;
use super::rows::{marks, when};
use crate::api::entry::Entry;
use crate::api::session::Present;
use crate::domain::register::AnyRegister;
use crate::say;
use crate::text::lang::{Lang, Say, t};

/// The lines of the head: state, title, dates, who.
#[must_use]
pub fn head_texts(entry: &Entry, cx: &Cx) -> Vec<(&'static str, String)> {
    let head = &entry.head;
    let info = cx.registers.by_tag(entry.entry.register).map(AnyRegister::info);
    let state = info.and_then(|info| info.state(head.state)).map_or(t("", ""), |state| state.label);
    let since = head.since.screen(cx.now, cx.zone);
    let mut words: Vec<&str> = vec![cx.t(state)];
    words.extend(marks(head).into_iter().map(|mark| cx.t(mark)));
    let gap = if cx.lang == Lang::Zh { "，" } else { ", " };
    let (by, desk, at) =
        (&entry.names.created_by, &entry.names.desk, head.created_at.screen(cx.now, cx.zone));
    let mut all = vec![
        (cx.t(t("状态", "State")), format!("{}  ({since})", words.join(gap))),
        (cx.t(t("登记", "Written down")), format!("{at}  {by}  {desk}")),
    ];
    if head.rev > 1 {
        let (by, at) = (&entry.names.changed_by, head.changed_at.screen(cx.now, cx.zone));
        all.push((cx.t(t("最近变动", "Last change")), format!("{at}  {by}")));
    }
    if head.due.is_some() {
        all.push((cx.t(t("时限", "Due")), cx.say(&when(head, cx)).to_owned()));
    }
    if let Some(foreign) = &head.foreign {
        all.push((cx.t(t("外部编号", "Foreign number")), foreign.clone()));
    }
    all
}

/// `李娜 正在编辑；王强 正在查看`, without oneself; none when nobody else is there.
#[must_use]
pub fn others(presence: &[Present], cx: &Cx) -> Option<Say> {
    let me = cx.me.who.staff;
    let said = presence.iter().filter(|who| who.staff != me).map(|who| {
        let name = &who.name;
        if who.editing {
            say!("{name} 正在编辑", "{name} is editing")
        } else {
            say!("{name} 正在查看", "{name} is looking")
        }
    });
    said.reduce(|a, b| {
        let (a_zh, a_en, b_zh, b_en) = (a.zh, a.en, b.zh, b.en);
        say!("{a_zh}；{b_zh}", "{a_en}; {b_en}")
    })
}
