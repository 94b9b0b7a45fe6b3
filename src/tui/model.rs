//! The state of the face: who works here, the stack of screens, what is being waited for. Changed by [`update`],
//! drawn by `view`; holds no socket and no terminal, so tests drive it with plain values.
//!
//! [`update`]: Model::update

use super::keymap::{Candidate, Chain, Key, KeySeq, Keymap, Known, Library, Resolver, Snap, library};
use super::screen::{Cx, Doors, Effect, Kind, Level, Outcome, Present, Screen, Ticket, Topic, Typing};
use super::theme::{Borders, Env, Theme, ThemeName};
use crate::api::alarm::Alarms;
use crate::api::session::{DeskChoice, LoginChoice, Me, Prefs};
use crate::api::{Call, Fault, Reply};
use crate::domain::ids::{DeskId, StaffId, TeamId};
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Registers, Who};
use crate::text::lang::{Lang, Say};
use crate::tui::command::CommandId;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

/// Fewer cells than this show a notice instead of the screens: columns, rows.
pub const LEAST: (u16, u16) = (80, 24);

/// What happens to the face.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "handed on at once, never kept in numbers")]
pub enum Event {
    /// A key.
    Key(Key),
    /// A pasted text, cleaned.
    Paste(String),
    /// The terminal's new size: columns, rows.
    Resize(u16, u16),
    /// A new minute has begun.
    Minute(At),
    /// The pause after the first key of a sequence is over.
    Pause,
    /// Something from the office.
    Heard(Heard),
}

/// What the office says.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "handed on at once, never kept in numbers")]
pub enum Heard {
    /// The line stands; these people may log in, at these desks.
    Welcome {
        /// The office's name.
        office: String,
        /// Whom this account may log in as.
        choices: Vec<LoginChoice>,
        /// The desks there are.
        desks: Vec<DeskChoice>,
    },
    /// The session has begun, after [`Out::Login`].
    LoggedIn(Box<Me>),
    /// An answer.
    Answer {
        /// Whose.
        ticket: Ticket,
        /// The reply, or why not.
        result: Result<Reply, Fault>,
    },
    /// These topics changed.
    Changed(Vec<Topic>),
    /// Something to be told to this person.
    Notice(Say),
    /// The line is lost; it is being tried again.
    Lost,
    /// The line is back, and the session with it.
    Back(Box<Me>),
    /// The session was refused or has ended for good.
    Gone(Fault),
}

/// What the face wants done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Out {
    /// Send a call.
    Send {
        /// Comes back with the answer.
        ticket: Ticket,
        /// The call.
        call: Box<Call>,
        /// Makes it safe to repeat.
        key: Option<String>,
    },
    /// Log in, or log in again as somebody else.
    Login {
        /// Who.
        staff: StaffId,
        /// Where; none takes the first desk.
        desk: Option<DeskId>,
    },
    /// Hear about these topics, and no others.
    Watch(Vec<Topic>),
    /// The language changed.
    Speak(Lang),
    /// Draw everything anew.
    Repaint,
    /// Ring the terminal's bell.
    Bell,
    /// Send [`Event::Pause`] in a moment.
    Pause,
}

/// How it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// What to print once the terminal is given back.
    pub text: Option<Say>,
    /// Why the office ended it; none when the person did.
    pub fault: Option<Fault>,
    /// What the last screen closed with, when it closed by itself.
    pub outcome: Option<Outcome>,
}

/// What the face begins with.
pub struct Start {
    /// The language asked for on the command line; none takes the person's own, else `locale`.
    pub lang: Option<Lang>,
    /// The language of the environment.
    pub locale: Lang,
    /// The theme asked for on the command line.
    pub theme: Option<ThemeName>,
    /// How boxes are drawn.
    pub borders: Borders,
    /// What the environment says about the terminal.
    pub env: Env,
    /// The keymap asked for on the command line.
    pub keymap: Option<String>,
    /// All keymaps.
    pub library: Arc<Library>,
    /// All commands, and who is refused which.
    pub known: Arc<Known>,
    /// The registers.
    pub registers: Arc<Registers>,
    /// Where the screens come from.
    pub doors: Doors,
    /// Who works here: a name or `#id`; none asks when there are several.
    pub staff: Option<String>,
    /// The command run after logging in.
    pub command: Option<String>,
    /// The terminal's size: columns, rows.
    pub size: (u16, u16),
    /// The present moment.
    pub now: At,
    /// Unique among all clients ever; begins the keys of calls.
    pub key_prefix: String,
}

impl Start {
    /// The keymap of somebody who has chosen none: the command line's, the user's own file, the default one.
    pub(super) fn own_keymap(&self) -> String {
        let own = || self.library.maps().iter().any(|map| map.name == library::USER);
        let name = || if own() { library::USER } else { library::DEFAULT };
        self.keymap.clone().unwrap_or_else(|| name().to_owned())
    }
}

/// A screen on the stack.
pub(super) struct Slot {
    pub id: u64,
    pub screen: Box<dyn Screen>,
    /// Who is told what it closed with.
    pub back: Back,
    /// The command that opened it from anywhere.
    pub door: Option<String>,
}

/// Who is told about the outcome of a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Back {
    /// The screen that asked, with its word.
    Screen(u64, &'static str),
    /// The frame itself.
    Frame(Ask),
}

/// What the frame asked somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// Nothing.
    Nothing,
    /// Which command to run.
    Palette,
    /// Which keymap.
    Keymap,
    /// Which theme.
    Theme,
    /// Who logs in.
    Staff,
    /// Where they work.
    Desk(StaffId),
    /// Whether to run the command although something is unfinished.
    Leave(CommandId),
    /// Whether to take the last act back.
    Undo,
}

/// Who waits for an answer.
#[derive(Clone, Copy, Debug)]
pub(super) enum Waiting {
    /// This screen.
    Screen(u64),
    /// The header's count of unread log lines.
    Unread,
    /// What rings.
    Alarms,
    /// Who answers for the desk, in the header.
    Duty,
    /// The offer to go on with what was left half-filled.
    Drafts,
    /// The taking back of the last act.
    Undo,
    /// Nobody, unless it went wrong.
    Quiet,
}

/// How it stands with the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The first word has not come yet.
    Connecting,
    /// Nobody is logged in yet.
    Login,
    /// Somebody works.
    Work,
    /// Without an office: the form of the first run.
    Alone,
}

/// A begun sequence of keys.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    pub seq: KeySeq,
    pub next: Vec<Candidate>,
    /// Whether the popup is open.
    pub shown: bool,
}

/// The keys of each command for one chain and state; made anew when either changes.
pub(super) type KeysOf = Arc<BTreeMap<CommandId, Vec<KeySeq>>>;

/// The whole state.
pub struct Model {
    pub(super) cx: Cx,
    pub(super) start: Start,
    pub(super) phase: Phase,
    pub(super) stack: Vec<Slot>,
    pub(super) next_slot: u64,
    pub(super) queue: VecDeque<(u64, Effect)>,
    pub(super) waiting: HashMap<Ticket, Waiting>,
    /// What each act on its way will be called when it is to be undone.
    pub(super) acting: HashMap<Ticket, Say>,
    pub(super) last_act: Option<Say>,
    pub(super) toast: Option<(Say, Level)>,
    pub(super) resolver: Resolver,
    pub(super) begun: Option<Begun>,
    /// Keys that were pressed before the screen they are meant for had its data.
    pub(super) ahead: VecDeque<Key>,
    pub(super) keymap: String,
    pub(super) keys: Option<(Chain, Snap, String, KeysOf)>,
    pub(super) office: String,
    pub(super) choices: Vec<LoginChoice>,
    pub(super) desks: Vec<DeskChoice>,
    pub(super) unread: u64,
    /// Who answers for the desk of the session.
    pub(super) on_watch: Option<String>,
    /// What rings.
    pub(super) alarms: Alarms,
    pub(super) watched: Vec<Topic>,
    /// What the server was told that this person looks at.
    pub(super) present: Option<Present>,
    pub(super) outs: Vec<Out>,
    pub(super) ending: Option<Ending>,
}

impl Model {
    /// A face that waits for the first word of the office.
    #[must_use]
    pub fn new(start: Start) -> Self {
        let lang = start.lang.unwrap_or(start.locale);
        let theme = Theme::new(start.theme.unwrap_or_default(), start.borders, &start.env);
        let commands = Arc::new(start.known.commands.clone());
        let mut cx =
            Cx::new(nobody(lang), theme, start.registers.clone(), commands, start.key_prefix.clone());
        (cx.size, cx.now) = (start.size, start.now);
        let keymap = start.own_keymap();
        Self {
            cx,
            start,
            phase: Phase::Connecting,
            stack: Vec::new(),
            next_slot: 1,
            queue: VecDeque::new(),
            waiting: HashMap::new(),
            acting: HashMap::new(),
            last_act: None,
            toast: None,
            resolver: Resolver::default(),
            begun: None,
            ahead: VecDeque::new(),
            keymap,
            keys: None,
            office: String::new(),
            choices: Vec::new(),
            desks: Vec::new(),
            unread: 0,
            on_watch: None,
            alarms: Alarms::default(),
            watched: Vec::new(),
            present: None,
            outs: Vec::new(),
            ending: None,
        }
    }

    /// A face without an office, for one screen: it ends with what the screen closes with.
    #[must_use]
    pub fn alone(start: Start, screen: Box<dyn Screen>) -> Self {
        let mut model = Self::new(start);
        model.phase = Phase::Alone;
        model.push(screen, Back::Frame(Ask::Nothing), None);
        model
    }

    /// How it ended; none while it goes on.
    #[must_use]
    pub fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// What the screens may know.
    #[must_use]
    pub fn cx(&self) -> &Cx {
        &self.cx
    }

    /// The names of the screens on the stack, the top one last. For tests.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.stack.iter().map(|slot| slot.screen.name()).collect()
    }

    /// The line above the footer, when something was said there. For tests.
    #[must_use]
    pub fn said(&self) -> Option<&Say> {
        self.toast.as_ref().map(|(text, _)| text)
    }

    /// The name of the keymap in use.
    #[must_use]
    pub fn keymap_name(&self) -> &str {
        &self.keymap
    }

    /// The keys to show for a command where one is now; none when only the palette runs it.
    pub fn key_of(&mut self, command: &str) -> Option<KeySeq> {
        self.keys().get(command)?.first().cloned()
    }

    pub(super) fn map(&self) -> Option<&Keymap> {
        self.start.library.get(&self.keymap)
    }

    /// The contexts of the top screen.
    pub(super) fn chain(&self) -> Chain {
        let roles: Vec<&str> = self.cx.me.who.posts.iter().map(crate::domain::posts::Post::id).collect();
        match self.stack.last() {
            Some(slot) => slot.screen.kind().chain(slot.screen.name(), &roles, slot.screen.typing()),
            None => Kind::Page.chain("help", &roles, Typing::No),
        }
    }

    /// What the conditions of the keymap may ask now.
    pub(super) fn snap(&self) -> Snap {
        let Some(slot) = self.stack.last() else { return Snap::default() };
        Snap {
            field: slot.screen.typing() != Typing::No,
            offline: !self.cx.online,
            ..slot.screen.snap(&self.cx)
        }
    }

    /// The keys of each command as they are now, the first being the one to show.
    pub(super) fn keys(&mut self) -> KeysOf {
        let (chain, snap) = (self.chain(), self.snap());
        if let Some((old_chain, old_snap, name, keys)) = &self.keys
            && *old_chain == chain
            && *old_snap == snap
            && *name == self.keymap
        {
            return keys.clone();
        }
        let keys = self.map().map(|map| super::keymap::resolve::reverse_map(map, &chain, Some(&snap)));
        let keys = Arc::new(keys.unwrap_or_default());
        self.keys = Some((chain, snap, self.keymap.clone(), keys.clone()));
        keys
    }
}

/// Before anybody has logged in.
fn nobody(lang: Lang) -> Me {
    Me {
        who: Who {
            staff: StaffId(0),
            name: String::new(),
            posts: Posts::NONE,
            team: None::<TeamId>,
            desk: DeskId(0),
            session: 0,
            lang,
        },
        office: String::new(),
        zone: "Asia/Shanghai".to_owned(),
        desk: String::new(),
        prefs: Prefs::default(),
    }
}
