//! What a screen is: one small trait for everything on the stack, from the counter to a yes-or-no question.
//!
//! A screen is a plain struct. It is told what happened ([`Msg`]), asks for what it wants through [`Cx`], and draws
//! itself. It reads no keys, knows no socket and never waits: a call's answer comes back as a message.

use crate::api::{Fault, FaultKind, Reply, Typed};
use crate::domain::ids::EntryRef;
use crate::say;
use crate::text::lang::{Say, T};
use crate::tui::command::CommandId;
use crate::tui::keymap::{self, Chain, Overlay, Snap};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

pub mod attach;
pub mod board;
pub mod boards;
pub mod bulk;
pub mod card;
pub mod counter;
pub mod cx;
pub mod doing;
pub mod drafts;
pub mod emergency;
pub mod entry;
pub mod entry_head;
pub mod explain;
pub mod figures;
pub mod follow_ups;
pub mod following;
pub mod form;
pub mod hits;
pub mod home;
pub mod incident;
pub mod list;
pub mod log;
pub mod map;
pub mod marks;
pub mod merge;
pub mod office;
pub mod pane;
pub mod paper;
pub mod procedure;
pub mod quality;
pub mod reassign;
pub mod registry;
pub mod reports;
pub mod review;
pub mod rota;
pub mod rows;
pub mod settings;
pub mod slots;
pub mod text_search;
pub mod unmask;
pub mod watch;

pub use crate::api::wire::Topic;
pub use cx::{Cx, Effect, Level};
pub use registry::Doors;

/// Pairs an answer with its question; unique while the program runs, also across a reconnect.
pub type Ticket = u64;

/// What a screen is, for the keymap and for how it lies on the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Rows to choose from. Covers the whole body.
    List,
    /// A list with columns.
    Table,
    /// Fields to fill in.
    Form,
    /// Text that is only read.
    Page,
    /// A question above the screen beneath, which stays visible.
    Dialog,
    /// A line of text above a list, above the screen beneath.
    Prompt,
}

impl Kind {
    /// Whether the screen beneath stays visible and asleep.
    #[must_use]
    pub const fn floats(self) -> bool {
        matches!(self, Self::Dialog | Self::Prompt)
    }

    /// The contexts of a screen of this kind, for a holder of these posts.
    #[must_use]
    pub fn chain(self, name: &str, roles: &[&str], typing: Typing) -> Chain {
        let chain = match self {
            Self::List => Chain::screen(name, keymap::Kind::List, roles),
            Self::Table => Chain::screen(name, keymap::Kind::Table, roles),
            Self::Form => Chain::screen(name, keymap::Kind::Form, roles),
            Self::Page => Chain::screen(name, keymap::Kind::Page, roles),
            Self::Dialog => Chain::overlay(Overlay::Dialog),
            Self::Prompt => Chain::overlay(Overlay::Prompt),
        };
        match typing {
            Typing::No => chain,
            Typing::Line => chain.in_field(),
            Typing::Lines => chain.in_multiline(),
        }
    }
}

/// Whether printable keys are text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Typing {
    /// No: they are looked up in the keymap.
    #[default]
    No,
    /// Yes, in a field of one line.
    Line,
    /// Yes, in a field of several lines.
    Lines,
}

/// What a screen is told.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "handed on at once, never kept in numbers")]
pub enum Msg<'a> {
    /// Run this command. It was in [`Screen::commands`] and enabled, or is one of the moves that need not be listed
    /// (`list.*`, `pane.*`, `form.*`, `field.*`, `page.*`, `dialog.*`, `prompt.*`). Unknown ones are ignored.
    Command(&'a str),
    /// A character for the field with the caret.
    Char(char),
    /// A pasted text, controls already dropped, line breaks as `\n`. Never submits.
    Paste(&'a str),
    /// The answer to a call of this screen; [`reply`] takes it apart.
    Answer {
        /// What [`Cx::call`] returned.
        ticket: Ticket,
        /// The reply, or why not. [`FaultKind::Unavailable`] when the office cannot be reached.
        result: Result<Reply, Fault>,
    },
    /// Some of the screen's topics changed; ask again for what is shown.
    Changed(&'a [Topic]),
    /// A screen this one pushed has closed. Comes before [`Msg::Focus`].
    Returned {
        /// The word given to [`Cx::ask`]; empty after [`Cx::push`].
        of: &'static str,
        /// What it closed with.
        outcome: Outcome,
    },
    /// The screen is on top again.
    Focus,
}

/// What a screen says about its audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// What is looked at.
    pub entry: EntryRef,
    /// Whether it is being changed.
    pub editing: bool,
}

impl Present {
    /// Looks at an entry.
    #[must_use]
    pub const fn looking(entry: EntryRef) -> Self {
        Self { entry, editing: false }
    }

    /// Changes an entry.
    #[must_use]
    pub const fn editing(entry: EntryRef) -> Self {
        Self { entry, editing: true }
    }
}

/// What a screen closes with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Given up; nothing was done or chosen.
    Cancelled,
    /// Yes, or: it was done.
    Done,
    /// This one of the choices, by its id.
    Picked(String),
    /// This text was typed.
    Text(String),
    /// This entry was chosen or made.
    Entry(EntryRef),
}

/// A command a screen offers now. Footer, palette and help are made from these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// The command.
    pub id: CommandId,
    /// Whether it can be run now, else why not; a disabled command stays visible and says why when pressed.
    pub enabled: Result<(), Say>,
}

impl Live {
    /// Can be run.
    #[must_use]
    pub fn on(id: impl Into<CommandId>) -> Self {
        Self { id: id.into(), enabled: Ok(()) }
    }

    /// Cannot be run, and why.
    #[must_use]
    pub fn off(id: impl Into<CommandId>, why: impl Into<Say>) -> Self {
        Self { id: id.into(), enabled: Err(why.into()) }
    }

    /// Can be run while `holds`, else why not.
    #[must_use]
    pub fn when(id: impl Into<CommandId>, holds: bool, why: T) -> Self {
        if holds { Self::on(id) } else { Self::off(id, why) }
    }
}

/// Something a screen shows dimmed, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its words.
    pub label: Say,
    /// The command.
    pub command: CommandId,
    /// Why not now.
    pub why: Say,
}

/// Anything on the stack: a screen, a form, a question, a picker.
pub trait Screen {
    /// The name in the keymap's `screen.NAME`; a register's list has the register's id.
    fn name(&self) -> &'static str;

    /// What it is.
    fn kind(&self) -> Kind;

    /// The heading, in `cx.lang`.
    fn title(&self, cx: &Cx) -> String;

    /// One sentence for the help: what the screen is for.
    fn about(&self) -> T;

    /// What it shows and wants to hear about; asked again after every message.
    fn topics(&self) -> Vec<Topic> {
        Vec::new()
    }

    /// The entry it is about, and whether it changes it: others who have that entry on their screens see who is there.
    fn present(&self) -> Option<Present> {
        None
    }

    /// The room and the person that something begun here is about, with their names.
    fn concerns(&self, _cx: &Cx) -> Vec<(EntryRef, String)> {
        Vec::new()
    }

    /// Asks for its data. Called once when it is pushed, and again after a lost connection came back: what was
    /// typed stays, calls still on their way are repeated by the wire and need no second asking.
    fn start(&mut self, _cx: &mut Cx) {}

    /// Takes a message.
    fn on(&mut self, msg: Msg<'_>, cx: &mut Cx);

    /// A new minute has begun; covered screens are told too.
    fn minute(&mut self, _: &mut Cx) {}

    /// The commands it offers now, in its own order. Commands of the whole program need no mention, except one that
    /// this screen handles itself (`go.back` to clear a box first): what is listed here comes here.
    fn commands(&self, cx: &Cx) -> Vec<Live>;

    /// What is dimmed now, with its words and the reason: the answer of the why-not key.
    fn refused(&self, cx: &Cx) -> Vec<Refused> {
        let of = |live: Live| {
            let label = cx.commands.label(&live.id).into();
            live.enabled.err().map(|why| Refused { label, command: live.id, why })
        };
        self.commands(cx).into_iter().filter_map(of).collect()
    }

    /// Whether printable keys are text now.
    fn typing(&self) -> Typing {
        Typing::No
    }

    /// What the conditions of the keymap may ask; `field` and `offline` are filled in by the frame.
    fn snap(&self, _cx: &Cx) -> Snap {
        Snap::default()
    }

    /// Whether the first answer it is made of has yet to come: keys that were typed ahead wait for it.
    fn waits(&self) -> bool {
        false
    }

    /// Whether leaving would lose something; the frame then asks before it quits or switches the person.
    fn dirty(&self) -> bool {
        false
    }

    /// Draws into `area` and says where the terminal's cursor belongs: at the caret in a field (the input method
    /// opens there), on the selected row in a list, at the first line of a page. A floating screen gets the whole
    /// body and chooses its place in it. Only `overlay` may clear cells.
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &Cx) -> Position;
}

/// The reply of a call of type `A`: `let found = reply::<Find>(result)?`.
///
/// # Errors
/// The fault of the call; a [`FaultKind::Bug`] when the answer is of another call.
pub fn reply<A: Typed>(result: Result<Reply, Fault>) -> Result<A::Reply, Fault> {
    A::unwrap_reply(result?).ok_or_else(|| {
        let id = A::ID;
        Fault::new(
            FaultKind::Bug,
            say!("内部错误：答复与请求 {id} 不符", "Internal error: not an answer to {id}"),
        )
    })
}
