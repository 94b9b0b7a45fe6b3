//! What happens when something happens: the one place where the state changes. Draws nothing, sends nothing; what
//! is to be sent comes out as a list.

use super::command::{Place, id};
use super::keymap::{Code, Key, Resolution};
use super::model::{Ask, Back, Begun, Ending, Event, Heard, LEAST, Model, Out, Phase, Slot, Waiting};
use super::screen::{Effect, Level, Msg, Outcome, Screen, Ticket, Topic, Typing};
use super::theme::ThemeName;
use crate::api::draft::ListDrafts;
use crate::api::handover::ListLog;
use crate::api::rota::OnDuty;
use crate::api::session::{Me, SetPresence};
use crate::api::{Fault, FaultKind, Reply};
use crate::say;
use crate::text::lang::{Say, t};
use std::collections::BTreeSet;

/// More effects of one event than this are screens that answer each other for ever.
const ENOUGH: usize = 10_000;
/// Most keys that wait for an answer.
const AHEAD: usize = 64;

impl Model {
    /// Takes one event; gives what is to be done outside, in order.
    pub fn update(&mut self, event: Event) -> Vec<Out> {
        match event {
            Event::Key(key) => self.key(key),
            Event::Paste(text) => self.paste(&text),
            Event::Resize(columns, rows) => {
                self.cx.size = (columns, rows);
                self.outs.push(Out::Repaint);
            }
            Event::Minute(now) => {
                self.cx.now = now;
                self.minute();
            }
            Event::Pause => {
                if let Some(begun) = &mut self.begun {
                    begun.shown = true;
                }
            }
            Event::Heard(heard) => self.heard(heard),
        }
        self.settle();
        while !self.waits()
            && let Some(key) = self.ahead.pop_front()
        {
            self.press(key);
            self.settle();
        }
        std::mem::take(&mut self.outs)
    }

    /// Whether the terminal is too small to show a screen.
    pub(super) fn too_small(&self) -> bool {
        self.cx.size.0 < LEAST.0 || self.cx.size.1 < LEAST.1
    }

    /// A quick hand is ahead of the answers: its keys wait for the screen they are meant for. Esc, function keys and
    /// Ctrl need no data, so that nobody is held up by an office that does not answer.
    fn key(&mut self, key: Key) {
        let free = key.ctrl || matches!(key.code, Code::Esc | Code::F(_));
        if key.code == Code::Esc {
            self.ahead.clear();
        } else if self.waits() && (!free || !self.ahead.is_empty()) {
            if self.ahead.len() < AHEAD {
                self.ahead.push_back(key);
            }
            return;
        }
        self.press(key);
    }

    /// Whether the top screen has yet to get its first data.
    fn waits(&self) -> bool {
        let top = self.stack.last().is_some_and(|slot| slot.screen.waits());
        top && self.cx.online && self.phase == Phase::Work
    }

    fn press(&mut self, key: Key) {
        self.toast = None;
        let (chain, snap) = (self.chain(), self.snap());
        let Some(map) = self.start.library.get(&self.keymap) else { return };
        let resolution = self.resolver.feed(map, key, &chain, &snap);
        self.begun = None;
        // What cannot be seen is not changed by a slip; leaving works always.
        if self.too_small() && resolution != Resolution::Command(id::APP_QUIT.into()) {
            self.resolver.reset();
            return;
        }
        match resolution {
            Resolution::Command(command) => self.command(&command),
            Resolution::Text(c) => self.tell_top(Msg::Char(c)),
            Resolution::Pending { seq, next, show } => {
                self.begun = Some(Begun { seq, next, shown: show });
                if !show {
                    self.outs.push(Out::Pause);
                }
            }
            Resolution::Unbound(seq) => {
                let help = self.keys().get(id::APP_HELP).and_then(|keys| keys.first().cloned());
                self.say(
                    match help {
                        Some(help) => {
                            say!(
                                "“{seq}”在这里没有用处；按 {help} 看可用的键",
                                "{seq} does nothing here; {help} lists the keys"
                            )
                        }
                        None => say!("“{seq}”在这里没有用处", "{seq} does nothing here"),
                    },
                    Level::Info,
                );
            }
            Resolution::Cancelled => {}
        }
    }

    fn paste(&mut self, text: &str) {
        self.toast = None;
        let typing = self.stack.last().map_or(Typing::No, |slot| slot.screen.typing());
        if typing == Typing::No || self.too_small() {
            self.say(
                t("这里不是输入框，粘贴的内容没有用上", "Not in a text field: the paste was dropped"),
                Level::Info,
            );
            return;
        }
        self.tell_top(Msg::Paste(text));
    }

    /// Runs a command on the top screen, or of the whole program.
    pub(super) fn command(&mut self, command: &str) {
        let live = self.stack.last().map(|slot| slot.screen.commands(&self.cx)).unwrap_or_default();
        if let Some(live) = live.into_iter().find(|live| live.id == command) {
            match live.enabled {
                Ok(()) => self.tell_top(Msg::Command(command)),
                Err(why) => self.say(why, Level::Fault),
            }
            return;
        }
        match self.cx.commands.get(command).map(|info| info.place.clone()) {
            Some(Place::Global) | None => self.global(command),
            Some(Place::Screen(_)) => self.elsewhere(command),
            Some(_) => self.tell_top(Msg::Command(command)),
        }
    }

    /// Says something in the line above the footer.
    pub(super) fn say(&mut self, text: impl Into<Say>, level: Level) {
        self.toast = Some((text.into(), level));
    }

    /// Tells the top screen something.
    pub(super) fn tell_top(&mut self, msg: Msg<'_>) {
        if let Some(at) = self.stack.len().checked_sub(1) {
            self.tell(at, msg);
        }
    }

    fn tell(&mut self, at: usize, msg: Msg<'_>) {
        let Some(slot) = self.stack.get_mut(at) else { return };
        slot.screen.on(msg, &mut self.cx);
        let id = slot.id;
        self.collect(id);
    }

    fn minute(&mut self) {
        for slot in &mut self.stack {
            slot.screen.minute(&mut self.cx);
            let effects = self.cx.take_effects();
            self.queue.extend(effects.into_iter().map(|effect| (slot.id, effect)));
        }
    }

    fn begin(&mut self, at: usize) {
        let Some(slot) = self.stack.get_mut(at) else { return };
        slot.screen.start(&mut self.cx);
        let id = slot.id;
        self.collect(id);
    }

    fn collect(&mut self, slot: u64) {
        let effects = self.cx.take_effects();
        self.queue.extend(effects.into_iter().map(|effect| (slot, effect)));
    }

    /// Carries out everything that was asked for, and what follows from it.
    fn settle(&mut self) {
        let mut steps = 0;
        while let Some((slot, effect)) = self.queue.pop_front() {
            steps += 1;
            if steps > ENOUGH {
                self.queue.clear();
                self.say(
                    t("内部错误：界面互相等待", "Internal error: screens run in a circle"),
                    Level::Fault,
                );
                break;
            }
            self.effect(slot, effect);
        }
        let wanted: BTreeSet<Topic> = self.stack.iter().flat_map(|slot| slot.screen.topics()).collect();
        let mut wanted: Vec<Topic> = wanted.into_iter().collect();
        if self.phase == Phase::Work {
            // Before the watch, so that nobody is told of their own coming.
            self.tell_presence();
            // The header counts unread lines and says who is on watch on every screen.
            for topic in [Topic::Log, Topic::Watch] {
                if !wanted.contains(&topic) {
                    wanted.push(topic);
                }
            }
            // The bell rings on every screen.
            wanted.push(Topic::Alarm);
            if wanted != self.watched {
                self.watched.clone_from(&wanted);
                self.outs.push(Out::Watch(wanted));
            }
        }
    }

    /// Tells the server what the uppermost screen that does not float is about, when that changed.
    fn tell_presence(&mut self) {
        let seen = self.stack.iter().rev().find(|slot| !slot.screen.kind().floats());
        let present = seen.and_then(|slot| slot.screen.present());
        if present != self.present && self.cx.online {
            self.present = present;
            let entry = present.map(|present| present.entry);
            self.tell_server(SetPresence { entry, editing: present.is_some_and(|present| present.editing) });
        }
    }

    fn effect(&mut self, by: u64, effect: Effect) {
        match effect {
            Effect::Call { ticket, call, key } => {
                self.waiting.insert(ticket, Waiting::Screen(by));
                self.send(ticket, *call, key);
            }
            Effect::Push { of, screen } => self.push(screen, Back::Screen(by, of), None),
            Effect::Replace(screen) => {
                let Some(at) = self.place_of(by) else { return };
                let Some(old) = self.stack.get_mut(at) else { return };
                let id = self.next_slot;
                self.next_slot += 1;
                (old.screen, old.id) = (screen, id);
                self.focus_moved();
                self.begin(at);
            }
            Effect::Pop(outcome) => {
                if let Some(at) = self.place_of(by) {
                    self.close(at, outcome);
                }
            }
            Effect::Toast(text, level) => self.say(text, level),
            Effect::Run(command) => self.command(&command),
        }
    }

    pub(super) fn place_of(&self, slot: u64) -> Option<usize> {
        self.stack.iter().position(|s| s.id == slot)
    }

    /// Puts a screen on top and lets it ask for its data.
    pub(super) fn push(&mut self, screen: Box<dyn Screen>, back: Back, door: Option<String>) {
        let id = self.next_slot;
        self.next_slot += 1;
        self.stack.push(Slot { id, screen, back, door });
        self.focus_moved();
        self.begin(self.stack.len().saturating_sub(1));
    }

    /// Closes a screen with everything above it, and tells who asked for it.
    pub(super) fn close(&mut self, at: usize, outcome: Outcome) {
        if at >= self.stack.len() {
            return;
        }
        let mut gone = self.stack.split_off(at);
        self.focus_moved();
        let back = if gone.is_empty() { return } else { gone.swap_remove(0).back };
        if self.stack.is_empty() && self.phase == Phase::Alone {
            self.ending = Some(Ending { outcome: Some(outcome), ..Ending::default() });
            return;
        }
        let top = self.stack.last().map(|slot| slot.id);
        match back {
            Back::Frame(ask) => self.answered(ask, outcome),
            Back::Screen(id, of) => {
                if let Some(at) = self.place_of(id) {
                    self.tell(at, Msg::Returned { of, outcome });
                }
            }
        }
        // What was answered may have opened another screen.
        if self.stack.last().map(|slot| slot.id) == top {
            self.tell_top(Msg::Focus);
        }
    }

    /// A begun key sequence belongs to the screen it was begun on.
    fn focus_moved(&mut self) {
        self.resolver.reset();
        self.begun = None;
    }

    /// Clears the stack and opens the person's first screen.
    pub(super) fn home(&mut self) {
        self.stack.clear();
        let home = (self.start.doors.home)(&self.cx);
        self.push(home, Back::Frame(Ask::Nothing), Some(id::GO_HOME.to_owned()));
    }

    fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Welcome { office, choices, desks } => {
                (self.office, self.choices, self.desks) = (office, choices, desks);
                self.phase = Phase::Login;
                self.ask_who();
            }
            Heard::LoggedIn(me) => self.logged_in(*me),
            Heard::Answer { ticket, result } => self.answer(ticket, result),
            Heard::Changed(topics) => self.changed(&topics),
            Heard::Notice(text) => self.say(text, Level::Info),
            Heard::Lost => {
                self.cx.online = false;
                self.ahead.clear();
            }
            // The person was changed, or (on another terminal) given another desk.
            Heard::Back(me) if (me.who.staff, me.who.desk) != (self.cx.me.who.staff, self.cx.me.who.desk) => {
                self.logged_in(*me);
            }
            Heard::Back(me) => {
                self.cx.online = true;
                self.cx.me = *me;
                // What was watched is the old session's.
                self.watched.clear();
                self.present = None;
                for at in 0..self.stack.len() {
                    self.begin(at);
                }
                self.count_unread();
                self.ask_duty();
                self.ask_alarms();
            }
            Heard::Gone(fault) => {
                let ending = Ending { text: Some(fault.text.clone()), fault: Some(fault), outcome: None };
                self.ending = Some(ending);
            }
        }
    }

    fn logged_in(&mut self, me: Me) {
        let prefs = me.prefs.clone();
        self.cx.zone = me.zone.parse().unwrap_or(chrono_tz::UTC);
        self.cx.me = me;
        self.cx.online = true;
        self.cx.same.clear();
        self.phase = Phase::Work;
        (self.toast, self.last_act, self.unread, self.on_watch) = (None, None, 0, None);
        self.alarms = crate::api::alarm::Alarms::default();
        (self.waiting, self.acting) = Default::default();
        self.watched.clear();
        self.present = None;
        // What the command line asked for counts more than what was remembered.
        let lang = self.start.lang.or(prefs.lang).unwrap_or(self.start.locale);
        self.speak(lang);
        // Nothing of the person before stays.
        self.keymap = self.start.own_keymap();
        if let Some(name) = prefs.keymap.filter(|_| self.start.keymap.is_none()) {
            self.use_keymap(name);
        }
        let theme = prefs.theme.as_deref().and_then(ThemeName::of_id);
        self.use_theme(self.start.theme.or(theme).unwrap_or_default());
        self.home();
        self.count_unread();
        self.ask_duty();
        self.ask_alarms();
        self.ask_frame(ListDrafts {}, None, Waiting::Drafts);
        if !self.start.env.utf8 {
            self.say(
                t(
                    "终端的语言环境不是 UTF-8，汉字可能显示不了（可设 LANG=zh_CN.UTF-8）",
                    "The locale is not UTF-8: Chinese may not show (try LANG=C.UTF-8)",
                ),
                Level::Info,
            );
        }
        if !self.start.library.faults().is_empty() {
            self.global(id::APP_KEYFAULTS);
        }
        // Only the first person to log in was meant by the command line.
        if let Some(command) = self.start.command.take() {
            self.command(&command);
        }
    }

    fn answer(&mut self, ticket: Ticket, result: Result<Reply, Fault>) {
        let act = self.acting.remove(&ticket);
        match (act, &result) {
            (Some(Say { zh, en }), Ok(Reply::Act(done))) => {
                let number = &done.number;
                self.last_act = Some(say!("{zh} {number}", "{en} {number}"));
            }
            (Some(Say { zh, en }), Ok(Reply::Bulk(done))) if !done.preview && done.done > 0 => {
                let count = done.done;
                self.last_act = Some(say!("{zh} {count} 条", "{en}, {count} of them"));
            }
            _ => {}
        }
        match self.waiting.remove(&ticket) {
            Some(Waiting::Screen(slot)) => {
                if let Some(at) = self.place_of(slot) {
                    self.tell(at, Msg::Answer { ticket, result });
                } else if let Err(fault) = result
                    && fault.kind != FaultKind::Unavailable
                {
                    // The screen is gone, but what it asked for was not done: somebody must hear of it.
                    self.say(fault.text, Level::Fault);
                }
            }
            Some(Waiting::Unread) => {
                if let Ok(Reply::LogList(page)) = result {
                    self.unread = page.unread;
                }
            }
            Some(Waiting::Duty) => {
                if let Ok(Reply::DutyNow(now)) = result {
                    let mine = now.desks.into_iter().find(|desk| desk.desk == self.cx.me.who.desk);
                    self.on_watch = mine.and_then(|desk| desk.custodian);
                }
            }
            Some(Waiting::Alarms) => {
                if let Ok(Reply::AlarmList(alarms)) = result {
                    self.take_alarms(alarms);
                }
            }
            Some(Waiting::Drafts) => {
                if let Ok(Reply::DraftList(kept)) = result {
                    self.offer_drafts(kept.drafts.len());
                }
            }
            Some(Waiting::Undo) => match result {
                Ok(Reply::Undo(undone)) => {
                    self.last_act = None;
                    let label = self.cx.commands.label(&undone.call);
                    self.say(undone.said(label), Level::Done);
                }
                Ok(_) => {}
                Err(fault) => self.say(fault.text, Level::Fault),
            },
            Some(Waiting::Quiet) => {
                if let Err(fault) = result {
                    self.say(fault.text, Level::Fault);
                }
            }
            // From a person who has left.
            None => {}
        }
    }

    fn changed(&mut self, topics: &[Topic]) {
        for at in 0..self.stack.len() {
            let Some(slot) = self.stack.get(at) else { continue };
            let mine: Vec<Topic> =
                slot.screen.topics().into_iter().filter(|topic| topics.contains(topic)).collect();
            if !mine.is_empty() {
                self.tell(at, Msg::Changed(&mine));
            }
        }
        if topics.contains(&Topic::Log) {
            self.count_unread();
        }
        if topics.contains(&Topic::Watch) {
            self.ask_duty();
        }
        if topics.contains(&Topic::Alarm) {
            self.ask_alarms();
        }
    }

    fn ask_duty(&mut self) {
        if self.may("duty.now").is_ok() {
            self.ask_frame(OnDuty {}, None, Waiting::Duty);
        }
    }

    fn count_unread(&mut self) {
        if self.may("log.list").is_ok() {
            self.ask_frame(ListLog { unread: true, limit: 1, ..ListLog::default() }, None, Waiting::Unread);
        }
    }
}
