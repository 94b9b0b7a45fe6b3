//! The commands of the whole program: going places, languages, keymaps, themes, persons, taking back, leaving.

use super::command::{Place, id};
use super::dialog::Confirm;
use super::model::{Ask, Back, Ending, Model, Out, Phase, Waiting};
use super::picker::{Pick, Picker};
use super::screen::{Level, Msg, Outcome, Ticket};
use super::theme::{Theme, ThemeName};
use super::{help, login, palette, report};
use crate::api::entry::Undo;
use crate::api::session::{Prefs, SetPrefs};
use crate::api::{Call, Typed};
use crate::say;
use crate::text::lang::{Lang, Say, t};

impl Model {
    /// Runs a command that works on every screen.
    pub(super) fn global(&mut self, command: &str) {
        match command {
            id::APP_HELP => {
                let page = help::page(self);
                self.push(Box::new(page), Back::Frame(Ask::Nothing), None);
            }
            id::APP_PALETTE => {
                let picker = palette::picker(self);
                self.push(Box::new(picker), Back::Frame(Ask::Palette), None);
            }
            id::APP_WHY => match super::why::page(self) {
                Some(page) => self.push(Box::new(page), Back::Frame(Ask::Nothing), None),
                None => self.say(t("这里没有不能办的操作", "Nothing is dimmed here"), Level::Info),
            },
            id::APP_KEYFAULTS => self.key_faults(),
            id::APP_QUIT => self.leaving(command, Self::quit),
            id::APP_REPAINT => self.outs.push(Out::Repaint),
            id::APP_LANGUAGE => {
                let lang = self.cx.lang.other();
                self.speak(lang);
                self.remember(|prefs| prefs.lang = Some(lang));
            }
            id::APP_KEYMAP => self.pick_keymap(),
            id::APP_THEME => self.pick_theme(),
            id::APP_SWITCH => self.leaving(command, Self::switch),
            id::ENTRY_UNDO => self.ask_undo(),
            id::GO_EMERGENCY => self.emergency(),
            id::BELL_ANSWER => self.answer_bell(),
            id::GO_BACK => match self.stack.len() {
                0 | 1 => self.say(t("已在首页", "This is the first screen"), Level::Info),
                n => self.close(n - 1, Outcome::Cancelled),
            },
            id::GO_HOME if self.stack.len() == 1 => self.tell_top(Msg::Focus),
            id::GO_HOME => self.leaving(command, Self::go_home),
            _ => self.open(command),
        }
    }

    /// What the frame asked has been answered.
    pub(super) fn answered(&mut self, ask: Ask, outcome: Outcome) {
        match (ask, outcome) {
            (Ask::Palette, Outcome::Picked(command)) => self.command(&command),
            (Ask::Keymap, Outcome::Picked(name)) => {
                self.use_keymap(name.clone());
                self.remember(|prefs| prefs.keymap = Some(name));
            }
            (Ask::Theme, Outcome::Picked(name)) => {
                if let Some(theme) = ThemeName::of_id(&name) {
                    self.use_theme(theme);
                    self.remember(|prefs| prefs.theme = Some(name));
                }
            }
            (Ask::Staff, Outcome::Picked(id)) => {
                if let Some(staff) = login::staff_of(&id) {
                    self.ask_where(staff);
                }
            }
            // Nobody has logged in, and nobody wants to.
            (Ask::Staff | Ask::Desk(_), Outcome::Cancelled) if self.phase == Phase::Login => self.quit(),
            (Ask::Desk(staff), Outcome::Picked(id)) => {
                self.outs.push(Out::Login { staff, desk: login::desk_of(&id) });
            }
            (Ask::Leave(command), Outcome::Done) => match command.as_ref() {
                id::APP_QUIT => self.quit(),
                id::APP_SWITCH => self.switch(),
                _ => self.go_home(),
            },
            (Ask::Undo, Outcome::Done) => {
                let key = self.cx.key();
                self.ask_frame(Undo {}, Some(&key), Waiting::Undo);
            }
            _ => {}
        }
    }

    /// Asks who works here: not at all when it is clear.
    pub(super) fn ask_who(&mut self) {
        let named = self.start.staff.take();
        if let Some(staff) = login::only(&self.choices, named.as_deref()) {
            self.ask_where(staff);
            return;
        }
        if let Some(name) = named {
            self.say(
                say!("这个账号不能以“{name}”登录", "This account cannot log in as \"{name}\""),
                Level::Fault,
            );
        }
        let picker = login::who(&self.choices, &self.office);
        self.push(Box::new(picker), Back::Frame(Ask::Staff), None);
    }

    fn ask_where(&mut self, staff: crate::domain::ids::StaffId) {
        if self.desks.len() < 2 {
            self.outs.push(Out::Login { staff, desk: None });
        } else {
            self.push(Box::new(login::desk(&self.desks)), Back::Frame(Ask::Desk(staff)), None);
        }
    }

    /// Says at login that forms wait to be gone on with: a cut line may have left them.
    pub(super) fn offer_drafts(&mut self, count: usize) {
        if count == 0 || self.toast.is_some() {
            return;
        }
        let keys = self.keys();
        let Some(key) = keys.get(id::GO_PARKED).and_then(|keys| keys.first()) else { return };
        self.say(
            say!(
                "有 {count} 张表单还没有提交，按 {key} 接着填",
                "Forms not yet submitted: {count}; {key} goes on"
            ),
            Level::Info,
        );
    }

    /// Speaks another language from now on.
    pub(super) fn speak(&mut self, lang: Lang) {
        self.cx.lang = lang;
        self.outs.push(Out::Speak(lang));
    }

    pub(super) fn use_keymap(&mut self, name: String) {
        if self.start.library.maps().iter().any(|map| map.name == name) {
            self.keymap = name;
        } else {
            self.say(say!("没有这个键位方案：{name}", "No such keymap: {name}"), Level::Fault);
        }
    }

    pub(super) fn use_theme(&mut self, name: ThemeName) {
        self.cx.theme = Theme::new(name, self.start.borders, &self.start.env);
    }

    /// Asks a call whose answer is the frame's.
    pub(super) fn ask_frame<A: Typed>(&mut self, args: A, key: Option<&str>, who: Waiting) {
        let ticket = match key {
            Some(key) => self.cx.write(args, key),
            None => self.cx.call(args),
        };
        for effect in self.cx.take_effects() {
            if let super::screen::Effect::Call { call, key, .. } = effect {
                self.waiting.insert(ticket, who);
                self.send(ticket, *call, key);
            }
        }
    }

    /// Says something to the server; nobody waits for its answer.
    pub(super) fn tell_server<A: Typed>(&mut self, args: A) {
        let ticket = self.cx.call(args);
        for effect in self.cx.take_effects() {
            if let super::screen::Effect::Call { call, .. } = effect {
                self.send(ticket, *call, None);
            }
        }
    }

    /// Lets a call go out, and notes what it would be called when it is to be taken back.
    pub(super) fn send(&mut self, ticket: Ticket, call: Call, key: Option<String>) {
        let act = match &call {
            Call::Act(act) => Some((&act.register, &act.action)),
            Call::Bulk(bulk) => Some((&bulk.register, &bulk.action)),
            _ => None,
        };
        if let Some((register, action)) = act {
            let label = self.cx.commands.label(&format!("{register}.{action}"));
            self.acting.insert(ticket, label.into());
        }
        self.outs.push(Out::Send { ticket, call: Box::new(call), key });
    }

    /// Says where a command works, when it does not work here.
    pub(super) fn elsewhere(&mut self, command: &str) {
        if let Some(screen) = (self.start.doors.open)(command, &self.cx) {
            match self.may(command) {
                Ok(()) => self.push(screen, Back::Frame(Ask::Nothing), None),
                Err(why) => self.say(why, Level::Fault),
            }
            return;
        }
        let why = self.why_not_here(command);
        self.say(why, Level::Info);
    }

    /// The sentence that says where a command of another screen works.
    pub(super) fn why_not_here(&self, command: &str) -> Say {
        let place = self.cx.commands.get(command).map(|info| &info.place);
        let title = match place {
            Some(Place::Screen(name)) => self.screen_title(name),
            Some(Place::List) => Some(t("列表", "Lists").into()),
            Some(Place::Form) => Some(t("表单", "Forms").into()),
            Some(Place::Page) => Some(t("阅读页", "Pages").into()),
            _ => None,
        };
        match title {
            Some(Say { zh, en }) => say!("在“{zh}”里选中后可用", "Works on a row of: {en}"),
            None => t("这里用不上", "Does not work here").into(),
        }
    }

    fn screen_title(&self, name: &str) -> Option<Say> {
        let register = self.cx.registers.by_id(name).map(|register| register.info().name);
        let screen = || super::keymap::SCREENS.iter().find(|screen| screen.name == name).map(|s| s.title);
        register.or_else(screen).map(Say::from)
    }

    /// Opens the screen of a command; one that is open beneath is gone back to.
    fn open(&mut self, command: &str) {
        // A kind that a command begins with is its matter alone.
        let plain = command.split(super::command::KIND).next().unwrap_or(command);
        if let Err(why) = self.may(plain) {
            self.say(why, Level::Fault);
            return;
        }
        let beneath = self.stack.iter().position(|slot| slot.door.as_deref() == Some(command));
        if let Some(at) = beneath {
            let above = self.stack.get(at + 1..).unwrap_or_default();
            if !above.iter().any(|slot| slot.screen.dirty()) {
                self.stack.truncate(at + 1);
                self.tell_top(Msg::Focus);
                return;
            }
        }
        self.cx.concerns = self.stack.last().map(|slot| slot.screen.concerns(&self.cx)).unwrap_or_default();
        match (self.start.doors.open)(command, &self.cx) {
            Some(screen) => self.push(screen, Back::Frame(Ask::Nothing), Some(command.to_owned())),
            None => {
                let why = self.why_not_here(command);
                self.say(why, Level::Info);
            }
        }
    }

    /// Does it at once when nothing is unfinished, else asks first.
    fn leaving(&mut self, command: &str, go: fn(&mut Self)) {
        let Some(slot) = self.stack.iter().rev().find(|slot| slot.screen.dirty()) else { return go(self) };
        let title = slot.screen.title(&self.cx);
        let question = say!(
            "“{title}”还没有提交。已填的内容会暂存，以后可以接着填。现在离开吗？",
            "“{title}” is not submitted. What was typed is kept and can be taken up later. Leave now?"
        );
        self.push(Box::new(Confirm::new(question)), Back::Frame(Ask::Leave(command.to_owned().into())), None);
    }

    fn quit(&mut self) {
        self.ending = Some(Ending::default());
    }

    fn go_home(&mut self) {
        self.home();
    }

    fn switch(&mut self) {
        if self.choices.len() < 2 {
            let why = t(
                "这个系统账号只对应一名员工，没有别人可换",
                "This account belongs to one person only; there is nobody to switch to",
            );
            self.say(why, Level::Info);
            return;
        }
        let picker = login::who(&self.choices, &self.office);
        self.push(Box::new(picker), Back::Frame(Ask::Staff), None);
    }

    fn ask_undo(&mut self) {
        if let Err(why) = self.may(id::ENTRY_UNDO) {
            self.say(why, Level::Fault);
            return;
        }
        let question = match &self.last_act {
            Some(Say { zh, en }) => say!("撤销刚才的操作“{zh}”？", "Take back “{en}”?"),
            None => t(
                "撤销您最近一次的操作？（其后没有别的改动才能撤销）",
                "Take back your last act? (Only while nothing followed it)",
            )
            .into(),
        };
        self.push(Box::new(Confirm::new(question)), Back::Frame(Ask::Undo), None);
    }

    fn key_faults(&mut self) {
        let faults = self.start.library.faults();
        if faults.is_empty() {
            self.say(t("键位文件没有错误", "The key files have no faults"), Level::Done);
            return;
        }
        let page = report::page(faults, self.map());
        self.push(Box::new(page), Back::Frame(Ask::Nothing), None);
    }

    fn pick_keymap(&mut self) {
        let now = self.keymap.clone();
        let picks = self.start.library.maps().iter().map(|map| {
            let note = match &map.stands_in {
                Some(other) => say!("文件有错，暂用 {other} 的键位", "has faults; the keys of {other}"),
                None if map.name == now => t("现在用的", "in use").into(),
                None => Say::same(""),
            };
            Pick { note, ..Pick::new(map.name.clone(), Say::same(&map.name)) }
        });
        let picker = Picker::new(t("更换键位方案", "Change the keymap"), picks.collect()).at(&now);
        self.push(Box::new(picker), Back::Frame(Ask::Keymap), None);
    }

    fn pick_theme(&mut self) {
        let now = self.cx.theme.name;
        let picks = ThemeName::ALL.into_iter().map(|theme| {
            let note = if theme == now { t("现在用的", "in use").into() } else { Say::same("") };
            Pick { note, ..Pick::new(theme.id().to_owned(), theme.title()) }
        });
        let picker = Picker::new(t("更换配色", "Change the theme"), picks.collect()).at(now.id());
        self.push(Box::new(picker), Back::Frame(Ask::Theme), None);
    }

    /// Keeps what this person has just chosen, beside what they chose before.
    fn remember(&mut self, choose: impl FnOnce(&mut Prefs)) {
        choose(&mut self.cx.me.prefs);
        if self.phase == Phase::Work {
            let (prefs, key) = (self.cx.me.prefs.clone(), self.cx.key());
            self.ask_frame(SetPrefs { prefs }, Some(&key), Waiting::Quiet);
        }
    }
}
