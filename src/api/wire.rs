//! What client and server say to each other on the socket.

use crate::api::call::{Call, Reply};
use crate::api::session::{DeskChoice, LoginChoice, Me};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, StaffId, Tag};
use crate::text::lang::{Lang, Say};
use serde::{Deserialize, Serialize};

/// Raised with every change to these messages.
pub const PROTOCOL: u32 = 2;

/// From a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToServer {
    /// The first word.
    Hello {
        /// [`PROTOCOL`].
        protocol: u32,
        /// The program's version and build.
        build: String,
        /// SHA-256 of the registers' outline.
        registers: [u8; 32],
        /// The language of its screen.
        lang: Lang,
    },
    /// Who of those the peer's uid may be, and at which desk.
    Login {
        /// Who; none when there is only one.
        staff: Option<StaffId>,
        /// Or by name, or `#id`.
        name: Option<String>,
        /// Where; none takes the first desk.
        desk: Option<DeskId>,
        /// The person's PIN; not asked for yet.
        pin: Option<String>,
    },
    /// A call.
    Call {
        /// Pairs the answer with the question; unique in the session.
        id: u64,
        /// Makes it safe to repeat.
        key: Option<String>,
        /// The call.
        call: Box<Call>,
    },
    /// Which topics the client's open screens show; replaces the last.
    Watch {
        /// The topics.
        topics: Vec<Topic>,
    },
    /// The language changed.
    Speak {
        /// The new one.
        lang: Lang,
    },
    /// The last word.
    Bye,
}

/// From the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ToClient {
    /// Answers [`ToServer::Hello`].
    Welcome {
        /// The program's version and build.
        build: String,
        /// The office's name.
        office: String,
        /// Whom this peer may log in as.
        choices: Vec<LoginChoice>,
        /// The desks there are.
        desks: Vec<DeskChoice>,
    },
    /// Answers [`ToServer::Login`].
    LoggedIn {
        /// Who the session is.
        me: Box<Me>,
    },
    /// Answers a call.
    Answer {
        /// The question's id.
        id: u64,
        /// The reply, or why not.
        result: Result<Box<Reply>, Box<Fault>>,
    },
    /// Something changed that the client shows.
    Changed {
        /// What, each once.
        topics: Vec<Topic>,
    },
    /// Something to be told to this person.
    Notice {
        /// What.
        text: Say,
    },
    /// The session was refused or ends.
    Goodbye {
        /// Why.
        fault: Box<Fault>,
    },
}

/// What a screen shows and wants to hear about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Topic {
    /// Any entry of a register.
    Register(Tag),
    /// One entry.
    Entry(EntryRef),
    /// The shift log.
    Log,
    /// Watches.
    Watch,
    /// A person's drafts.
    Drafts(StaffId),
    /// Who looks at an entry.
    Presence(EntryRef),
    /// Settings.
    Settings,
    /// What rings.
    Alarm,
}
