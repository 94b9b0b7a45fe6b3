//! What a screen may know and ask for. Asking only notes an [`Effect`]; the frame carries it out after the screen
//! has returned, so no screen ever runs inside another.

use super::{Outcome, Screen, Ticket};
use crate::api::session::Me;
use crate::api::{Call, Typed};
use crate::domain::ids::EntryRef;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::Registers;
use crate::text::lang::{Lang, Say, T};
use crate::tui::command::{CommandId, Commands};
use crate::tui::theme::Theme;
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How loud a notice is. The word or mark says it; colour only repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It was done.
    Done,
    /// Good to know.
    Info,
    /// It was not done, or something is wrong.
    Fault,
}

/// Something a screen asked the frame to do.
pub enum Effect {
    /// Send a call; its answer comes to the screen that asked.
    Call {
        /// Pairs the answer.
        ticket: Ticket,
        /// The call.
        call: Box<Call>,
        /// Makes it safe to repeat.
        key: Option<String>,
    },
    /// Put a screen on top.
    Push {
        /// Given back with its outcome.
        of: &'static str,
        /// The screen.
        screen: Box<dyn Screen>,
    },
    /// Put another screen in the place of this one.
    Replace(Box<dyn Screen>),
    /// Close this screen.
    Pop(Outcome),
    /// Say something in the line above the footer, until the next key.
    Toast(Say, Level),
    /// Run a command as if its key had been pressed.
    Run(CommandId),
}

/// What every screen may know, and the queue of what it asked for.
pub struct Cx {
    /// Who is working here.
    pub me: Me,
    /// The language of the screen.
    pub lang: Lang,
    /// Colours, marks, borders.
    pub theme: Theme,
    /// The registers, for forms, lists and the reasons why not.
    pub registers: Arc<Registers>,
    /// All commands, for their words.
    pub commands: Arc<Commands>,
    /// The site's zone.
    pub zone: Tz,
    /// The present minute: changes when the clock in the header does.
    pub now: At,
    /// The terminal's size in cells: columns, rows.
    pub size: (u16, u16),
    /// Whether the office can be reached. Forms stay usable when not.
    pub online: bool,
    /// The building whose card was opened last, as in codes: a room number alone means one there first.
    pub building: Option<String>,
    /// Where and who the entry saved last was about, by what the fields mean; forgotten when somebody else logs in.
    pub same: BTreeMap<&'static str, String>,
    /// Room and person of the screen from which a new one is opened.
    pub concerns: Vec<(EntryRef, String)>,
    effects: Vec<Effect>,
    next_ticket: Ticket,
    key_prefix: String,
    next_key: u64,
}

impl Cx {
    /// A context for `me`. `key_prefix` must differ from that of every other client ever: it makes the keys of
    /// calls unique.
    #[must_use]
    pub fn new(
        me: Me,
        theme: Theme,
        registers: Arc<Registers>,
        commands: Arc<Commands>,
        key_prefix: String,
    ) -> Self {
        let zone = me.zone.parse().unwrap_or(chrono_tz::UTC);
        Self {
            lang: me.prefs.lang.unwrap_or(me.who.lang),
            me,
            theme,
            registers,
            commands,
            zone,
            now: At(0),
            size: (80, 24),
            online: true,
            building: None,
            same: BTreeMap::new(),
            concerns: Vec::new(),
            effects: Vec::new(),
            next_ticket: 1,
            key_prefix,
            next_key: 1,
        }
    }

    /// The words in the language of the screen.
    #[must_use]
    pub fn t(&self, words: T) -> &'static str {
        words.get(self.lang)
    }

    /// The sentence in the language of the screen.
    #[must_use]
    pub fn say<'s>(&self, sentence: &'s Say) -> &'s str {
        sentence.get(self.lang)
    }

    /// Whether the person holds one of these posts.
    #[must_use]
    pub fn holds(&self, posts: Posts) -> bool {
        self.me.who.posts.meets(posts)
    }

    /// Asks a call that changes nothing.
    pub fn call<A: Typed>(&mut self, args: A) -> Ticket {
        self.send(args.wrap(), None)
    }

    /// Asks a call that changes something. Take the key from [`Cx::key`] once for each thing that is to happen
    /// once: repeated with the same key it is done once.
    pub fn write<A: Typed>(&mut self, args: A, key: &str) -> Ticket {
        self.send(args.wrap(), Some(key.to_owned()))
    }

    /// A key that no call has used.
    pub fn key(&mut self) -> String {
        let number = self.next_key;
        self.next_key += 1;
        format!("{}-{number}", self.key_prefix)
    }

    /// Puts a screen on top; it returns with an empty `of`.
    pub fn push(&mut self, screen: Box<dyn Screen>) {
        self.ask("", screen);
    }

    /// Puts a screen on top that is to answer something; `of` comes back with the outcome.
    pub fn ask(&mut self, of: &'static str, screen: Box<dyn Screen>) {
        self.effects.push(Effect::Push { of, screen });
    }

    /// Puts another screen in the place of this one.
    pub fn replace(&mut self, screen: Box<dyn Screen>) {
        self.effects.push(Effect::Replace(screen));
    }

    /// Closes this screen.
    pub fn pop(&mut self, outcome: Outcome) {
        self.effects.push(Effect::Pop(outcome));
    }

    /// Says something in the line above the footer, until the next key.
    pub fn toast(&mut self, text: impl Into<Say>, level: Level) {
        self.effects.push(Effect::Toast(text.into(), level));
    }

    /// Runs a command as if its key had been pressed.
    pub fn run(&mut self, command: impl Into<CommandId>) {
        self.effects.push(Effect::Run(command.into()));
    }

    /// What was asked for since the last time, in order. For the frame and for tests of screens.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    fn send(&mut self, call: Call, key: Option<String>) -> Ticket {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.effects.push(Effect::Call { ticket, call: Box::new(call), key });
        ticket
    }
}
