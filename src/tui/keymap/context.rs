//! Contexts: the places a keymap names, and the chain in which a key is looked up, inner to outer.
//!
//! An open question or picker ends the chain: what lies under it is asleep. Roles only add or hide keys here;
//! what a person may do is decided by the server.

use crate::text::lang::{Say, T, t};
use crate::tui::command::Commands;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What a screen mostly is; gives it the keys of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Rows to choose from.
    List,
    /// A list with columns: has the keys of a list too.
    Table,
    /// Fields to fill in.
    Form,
    /// Text that is only read.
    Page,
}

impl Kind {
    /// The contexts of the kind, inner first.
    #[must_use]
    pub const fn contexts(self) -> &'static [&'static str] {
        match self {
            Self::List => &["list"],
            Self::Table => &["table", "list"],
            Self::Form => &["form"],
            Self::Page => &["page"],
        }
    }
}

/// What lies above a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Overlay {
    /// A question with answers.
    Dialog,
    /// Palette or picker: a line of text above a list.
    Prompt,
}

/// Contexts that are not named after a screen or a role, with their headings.
pub const FIXED: &[(&str, T)] = &[
    ("global", t("各处通用", "Everywhere")),
    ("list", t("列表", "Lists")),
    ("table", t("表格", "Tables")),
    ("form", t("表单", "Forms")),
    ("page", t("阅读页", "Pages")),
    ("field", t("输入框内", "In a text field")),
    ("multiline", t("多行输入框内", "In a field of several lines")),
    ("dialog", t("询问框", "Questions")),
    ("prompt", t("命令面板与选择框", "Palette and pickers")),
];

/// The contexts in which a key is looked up, inner to outer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Chain {
    contexts: Vec<String>,
    takes_text: bool,
}

impl Chain {
    /// The chain of a screen for a person holding these posts; the first post comes first.
    #[must_use]
    pub fn screen<S: AsRef<str>>(name: &str, kind: Kind, roles: &[S]) -> Self {
        let mut contexts: Vec<String> =
            roles.iter().map(|role| format!("screen.{name}@{}", role.as_ref())).collect();
        contexts.push(format!("screen.{name}"));
        contexts.extend(kind.contexts().iter().map(|&c| c.to_owned()));
        contexts.extend(roles.iter().map(|role| format!("role.{}", role.as_ref())));
        contexts.push("global".to_owned());
        Self { contexts, takes_text: false }
    }

    /// The chain of a question or a picker. A picker has a text field.
    #[must_use]
    pub fn overlay(overlay: Overlay) -> Self {
        match overlay {
            Overlay::Dialog => Self { contexts: vec!["dialog".to_owned()], takes_text: false },
            Overlay::Prompt => {
                Self { contexts: vec!["prompt".to_owned(), "field".to_owned()], takes_text: true }
            }
        }
    }

    /// The same with the caret in a text field.
    #[must_use]
    pub fn in_field(mut self) -> Self {
        if !self.takes_text {
            self.takes_text = true;
            // A question with a field in it keeps its own keys first.
            let at = usize::from(self.contexts.first().is_some_and(|c| c == "dialog"));
            self.contexts.insert(at, "field".to_owned());
        }
        self
    }

    /// The same with the caret in a field of several lines.
    #[must_use]
    pub fn in_multiline(self) -> Self {
        let mut chain = self.in_field();
        let at = chain.contexts.iter().position(|c| c == "field").unwrap_or(0);
        chain.contexts.insert(at, "multiline".to_owned());
        chain
    }

    /// Whether printable keys go into a text before any lookup.
    #[must_use]
    pub const fn takes_text(&self) -> bool {
        self.takes_text
    }

    /// The names, inner to outer.
    #[must_use]
    pub fn contexts(&self) -> &[String] {
        &self.contexts
    }
}

/// A screen as the keymaps know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Its name in `screen.NAME`; a register's screen has the register's id.
    pub name: Cow<'static, str>,
    /// Its heading.
    pub title: T,
    /// Its kind.
    pub kind: Kind,
    /// Whether the caret can be in a text field there.
    pub fields: bool,
}

impl Screen {
    const fn new(name: &'static str, title: T, kind: Kind, fields: bool) -> Self {
        Self { name: Cow::Borrowed(name), title, kind, fields }
    }

    /// The list of a register.
    #[must_use]
    pub fn of_register(id: &str, title: T) -> Self {
        Self { name: Cow::Owned(id.to_owned()), title, kind: Kind::Table, fields: false }
    }
}

/// The screens that are not a register's.
pub const SCREENS: &[Screen] = &[
    Screen::new("counter", t("前台", "Counter"), Kind::List, true),
    Screen::new("home", t("首页", "Home"), Kind::List, false),
    Screen::new("card", t("房间卡", "Room card"), Kind::List, false),
    Screen::new("entry", t("登记详情", "Entry"), Kind::List, false),
    Screen::new("board", t("派工板", "Dispatch board"), Kind::Table, false),
    Screen::new("boards", t("服务看板", "Boards of service"), Kind::Table, false),
    Screen::new("figures", t("服务统计", "Figures of service"), Kind::Table, false),
    Screen::new("behind", t("指标背后的登记", "Entries behind a figure"), Kind::Table, false),
    Screen::new("checklist", t("手续清单", "Checklist"), Kind::List, false),
    Screen::new("emergency", t("突发事件处置", "Emergency"), Kind::List, true),
    Screen::new("map", t("楼栋图", "Building map"), Kind::Table, false),
    Screen::new("quality", t("档案质量", "Quality of the files"), Kind::Table, false),
    Screen::new("merge", t("合并重复档案", "Two files of one person"), Kind::Table, false),
    Screen::new("reports", t("房间统计", "Figures over rooms"), Kind::Table, false),
    Screen::new("rooms", t("统计的房间", "Rooms behind a figure"), Kind::Table, false),
    Screen::new("follow_up", t("待回访", "Follow-ups due"), Kind::Table, false),
    Screen::new("log", t("值班日志", "Shift log"), Kind::List, false),
    Screen::new("watch", t("交接班", "Shift handover"), Kind::List, false),
    Screen::new("review", t("夜间复核", "Night review"), Kind::Table, false),
    Screen::new("rota", t("排班表", "Roster"), Kind::Table, false),
    Screen::new("duty_now", t("谁在岗", "Who is on duty"), Kind::List, false),
    Screen::new("sheet", t("交班单", "Handover document"), Kind::Page, false),
    Screen::new("readers", t("谁读了谁没读", "Who has read it"), Kind::List, false),
    Screen::new("orders", t("生效的常设指令", "Standing orders in force"), Kind::List, false),
    Screen::new("counts", t("清点", "Count"), Kind::List, false),
    Screen::new("cash", t("清点现金", "Count cash"), Kind::Form, true),
    Screen::new("pin", t("签字密码", "PIN"), Kind::Form, true),
    Screen::new("pin_reset", t("重置签字密码", "Reset a PIN"), Kind::Form, true),
    Screen::new("parked", t("暂存的表单", "Parked forms"), Kind::List, false),
    Screen::new("office", t("管理处设置", "Office set-up"), Kind::Table, false),
    Screen::new("settings", t("参数设置", "Settings"), Kind::Table, false),
    Screen::new("bulk", t("批量办理", "Many at once"), Kind::List, false),
    Screen::new("search", t("全文查找", "Search the words"), Kind::List, true),
    Screen::new("blanks", t("空白表格", "Blank forms"), Kind::List, false),
    Screen::new("slots", t("预约时段", "Bookings"), Kind::List, false),
    Screen::new("paper", t("打印页", "Printed page"), Kind::Page, false),
    Screen::new("form", t("表单", "Form"), Kind::Form, true),
    Screen::new("help", t("帮助", "Help"), Kind::Page, false),
];

/// A post, with the commands its holder is refused everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Its id, as `receptionist`.
    pub name: String,
    /// Names of the commands a holder of this post alone may not use.
    pub refused: BTreeSet<String>,
}

/// Everything a keymap may name.
#[derive(Clone, Debug)]
pub struct Known {
    /// The commands.
    pub commands: Commands,
    /// The posts.
    pub roles: Vec<Role>,
    /// The screens.
    pub screens: Vec<Screen>,
}

impl Known {
    /// The static tables with these posts, none of them refused anything.
    #[must_use]
    pub fn standard(roles: &[&str]) -> Self {
        Self {
            commands: Commands::standard(),
            roles: roles
                .iter()
                .map(|&name| Role { name: name.to_owned(), refused: BTreeSet::new() })
                .collect(),
            screens: SCREENS.to_vec(),
        }
    }

    /// Whether a keymap may bind keys in the context.
    #[must_use]
    pub fn has_context(&self, name: &str) -> bool {
        self.title(name).is_some()
    }

    /// All names of contexts, `screen.X@ROLE` left out for their number.
    #[must_use]
    pub fn contexts(&self) -> Vec<String> {
        let mut all: Vec<String> = FIXED.iter().map(|&(name, _)| name.to_owned()).collect();
        all.extend(self.screens.iter().map(|s| format!("screen.{}", s.name)));
        all.extend(self.roles.iter().map(|r| format!("role.{}", r.name)));
        all
    }

    /// The heading of a context, `None` when there is no such context.
    #[must_use]
    pub fn title(&self, context: &str) -> Option<Say> {
        if let Some((_, title)) = FIXED.iter().find(|(name, _)| *name == context) {
            return Some((*title).into());
        }
        if let Some(role) = context.strip_prefix("role.") {
            return self
                .roles
                .iter()
                .any(|r| r.name == role)
                .then(|| crate::say!("岗位 {role}", "Post {role}"));
        }
        let screen = context.strip_prefix("screen.")?;
        let (name, role) = match screen.split_once('@') {
            Some((name, role)) => (name, Some(role)),
            None => (screen, None),
        };
        let title = self.screens.iter().find(|s| s.name == name)?.title;
        match role {
            None => Some(title.into()),
            Some(role) => self.roles.iter().any(|r| r.name == role).then(|| {
                let T { zh, en } = title;
                crate::say!("{zh}（岗位 {role}）", "{en} (post {role})")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_runs_from_the_inside_out() {
        let chain = Chain::screen("board", Kind::Table, &["senior"]).in_field();
        let names: Vec<&str> = chain.contexts().iter().map(String::as_str).collect();
        assert_eq!(
            names,
            ["field", "screen.board@senior", "screen.board", "table", "list", "role.senior", "global"]
        );
        assert!(chain.takes_text());
    }

    #[test]
    fn what_lies_under_a_question_is_asleep() {
        assert_eq!(Chain::overlay(Overlay::Dialog).contexts(), ["dialog"]);
        assert_eq!(
            Chain::overlay(Overlay::Dialog).in_multiline().contexts(),
            ["dialog", "multiline", "field"]
        );
        assert_eq!(Chain::overlay(Overlay::Prompt).contexts(), ["prompt", "field"]);
    }

    #[test]
    fn every_context_of_every_chain_is_known() {
        let known = Known::standard(&["senior"]);
        for screen in &known.screens {
            let chain = Chain::screen(&screen.name, screen.kind, &["senior"]).in_multiline();
            for context in chain.contexts() {
                assert!(known.has_context(context), "{context}");
            }
        }
        for wrong in ["screen.nowhere", "screen.board@nobody", "role.nobody", "lists"] {
            assert!(!known.has_context(wrong), "{wrong}");
        }
    }
}
