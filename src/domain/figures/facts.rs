//! The facts that figures are made of: what happened to an entry, when, and what is needed to count it. Worked out from
//! one entry alone, so that an index can hold them and a report reads no entry.

use super::Scale;
use crate::domain::clock::{Clocks, Limit, Timer};
use crate::domain::moment::At;
use crate::domain::register::{AnyEntry, AnyRegister, Choice, FieldInfo, Head, Kind, Mark};
use crate::domain::value::Value;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Event {
    /// A request came in.
    RequestReceived = 1,
    /// It was dispatched last.
    RequestDispatched = 2,
    /// Its time to be finished ran out, or would have.
    RequestDue = 3,
    /// Its work was finished.
    RequestFinished = 4,
    /// It was closed.
    RequestClosed = 5,
    /// A follow-up was due.
    FollowUpDue = 6,
    /// A customer answered.
    FollowUpAnswered = 7,
    /// A complaint came in.
    ComplaintReceived = 8,
    /// It was closed.
    ComplaintClosed = 9,
    /// An enquiry came in.
    EnquiryReceived = 10,
    /// Somebody came or called.
    VisitLogged = 11,
    /// An incident began.
    IncidentOpened = 12,
    /// Somebody reported an incident.
    CallerReported = 13,
    /// There is a household.
    Household = 14,
}

impl Event {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::RequestReceived,
        Self::RequestDispatched,
        Self::RequestDue,
        Self::RequestFinished,
        Self::RequestClosed,
        Self::FollowUpDue,
        Self::FollowUpAnswered,
        Self::ComplaintReceived,
        Self::ComplaintClosed,
        Self::EnquiryReceived,
        Self::VisitLogged,
        Self::IncidentOpened,
        Self::CallerReported,
        Self::Household,
    ];

    /// Its number in the index.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The event with this number.
    #[must_use]
    pub fn of_code(code: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|event| event.code() == code)
    }

    /// The register whose entries it happens to.
    #[must_use]
    pub const fn register(self) -> &'static str {
        match self {
            Self::RequestReceived
            | Self::RequestDispatched
            | Self::RequestDue
            | Self::RequestFinished
            | Self::RequestClosed => "request",
            Self::FollowUpDue | Self::FollowUpAnswered => "follow_up",
            Self::ComplaintReceived | Self::ComplaintClosed => "complaint",
            Self::EnquiryReceived => "enquiry",
            Self::VisitLogged => "visit",
            Self::IncidentOpened => "incident",
            Self::CallerReported => "caller_report",
            Self::Household => "place",
        }
    }

    /// The field that says what it was about.
    #[must_use]
    pub fn category(self) -> Option<&'static str> {
        match self.register() {
            "request" => Some("category"),
            "follow_up" => Some("about"),
            "complaint" | "enquiry" => Some("topic"),
            "visit" => Some("purpose"),
            "incident" => Some("kind"),
            _ => None,
        }
    }

    /// The field that says how it came in.
    #[must_use]
    pub fn channel(self) -> Option<&'static str> {
        match self.register() {
            "request" | "complaint" | "enquiry" => Some("channel"),
            "visit" => Some("manner"),
            "follow_up" => Some("way"),
            _ => None,
        }
    }
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What happened.
    pub event: Event,
    /// When.
    pub at: At,
    /// When what began then came to its end; none while it has not.
    pub until: Option<At>,
    /// When a limit that was not stopped runs out.
    pub due: Option<At>,
    /// Bits, see the constants of [`Fact`].
    pub flags: u16,
    /// The mark a customer gave, as its points on the usual scale.
    pub points: u8,
    /// The place's number; 0 for none.
    pub place: u64,
    /// Who answers for it, or who wrote it down when nobody does.
    pub person: u64,
    /// The position of its category among the field's choices, from 1; 0 for none.
    pub category: u8,
    /// The position of its channel among the field's choices, from 1; 0 for none.
    pub channel: u8,
}

impl Fact {
    /// There was a limit.
    pub const LIMITED: u16 = 1;
    /// What the limit waited for happened.
    pub const HAPPENED: u16 = 2;
    /// It happened within the limit.
    pub const MET: u16 = 4;
    /// The work passed its check, or its owner confirmed it.
    pub const PASSED: u16 = 8;
    /// The same fault had been repaired before.
    pub const REWORK: u16 = 16;
    /// One visit was enough.
    pub const ONE_VISIT: u16 = 32;
    /// The customer is satisfied.
    pub const SATISFIED: u16 = 64;
    /// The customer gave points.
    pub const SCORED: u16 = 128;
    /// The complaint was justified.
    pub const JUSTIFIED: u16 = 256;
    /// The same matter was complained about before.
    pub const REPEATED: u16 = 512;

    /// Whether the flag is set.
    #[must_use]
    pub const fn is(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    /// Whether it had come to its end before this instant.
    #[must_use]
    pub fn ended_before(&self, end: At) -> bool {
        self.until.is_some_and(|until| until < end)
    }
}

/// The facts of an entry.
#[must_use]
pub fn facts(register: &dyn AnyRegister, head: &Head, entry: &dyn AnyEntry) -> Vec<Fact> {
    let of = Of { register, head, entry };
    match register.info().id {
        "request" => of.request(),
        "follow_up" => of.follow_up(),
        "complaint" => of.complaint(),
        "enquiry" => vec![of.fact(Event::EnquiryReceived, head.occurred_at, 0)],
        "visit" => vec![of.fact(Event::VisitLogged, head.occurred_at, 0)],
        // What turned out to be nothing, and what was written down by mistake, is not counted.
        "incident" if of.state() == "false-alarm" => Vec::new(),
        "caller_report" if of.state() == "struck" => Vec::new(),
        "incident" => vec![of.fact(Event::IncidentOpened, head.occurred_at, 0)],
        "caller_report" => vec![of.fact(Event::CallerReported, head.occurred_at, 0)],
        "place" => of.place(),
        _ => Vec::new(),
    }
}

/// The choices of a field; none for one that is no closed list.
pub(super) const fn choices(field: &FieldInfo) -> &'static [Choice] {
    match field.kind {
        Kind::Choice(choices) => choices,
        _ => &[],
    }
}

struct Of<'a> {
    register: &'a dyn AnyRegister,
    head: &'a Head,
    entry: &'a dyn AnyEntry,
}

impl Of<'_> {
    fn get(&self, field: &str) -> Value {
        self.register.get(self.head, self.entry, field)
    }

    fn at(&self, field: &str) -> Option<At> {
        if let Value::At(at) = self.get(field) { Some(at) } else { None }
    }

    fn state(&self) -> &'static str {
        self.register.info().state(self.head.state).map_or("", |state| state.id)
    }

    fn position(&self, field: Option<&str>) -> u8 {
        let place = || {
            let field = self.register.field(field?)?;
            let value = self.get(field.id);
            let at = choices(field).iter().position(|choice| Some(choice.id) == value.text())?;
            u8::try_from(at + 1).ok()
        };
        place().unwrap_or(0)
    }

    fn fact(&self, event: Event, at: At, flags: u16) -> Fact {
        Fact {
            event,
            at,
            until: None,
            due: None,
            flags,
            points: 0,
            place: self.head.place.map_or(0, |place| place.0),
            person: self.head.owner.unwrap_or(self.head.created_by).0,
            category: self.position(event.category()),
            channel: self.position(event.channel()),
        }
    }

    /// When it was over: the time written down, else since when it has been in a state that wants nothing more.
    fn over(&self) -> Option<At> {
        if self.register.info().is_open(self.head.state) {
            return None;
        }
        Some(self.at("closed_at").unwrap_or(self.head.since))
    }

    fn timers(&self, limit: Limit) -> Vec<&Timer> {
        let all = self.register.clocks(self.entry).map_or(&[][..], |clocks: &Clocks| &clocks.timers);
        all.iter().filter(|timer| timer.limit == limit).collect()
    }

    fn request(&self) -> Vec<Fact> {
        // A merged request is counted with the one it was merged into.
        if self.state() == "merged" {
            return Vec::new();
        }
        let mut found = Vec::with_capacity(5);
        let flag = |yes: bool, flag: u16| if yes { flag } else { 0 };
        let (respond, arrive, finish) =
            (self.timers(Limit::Respond), self.timers(Limit::Arrive), self.timers(Limit::Finish));
        let flags = limits(&respond) | flag(!self.get("rework_of").is_none(), Fact::REWORK);
        let received = self.fact(Event::RequestReceived, self.head.occurred_at, flags);
        found.push(Fact { until: self.over(), due: running_out(&respond), ..received });
        if let Some(at) = self.at("dispatched_at") {
            let arrived = self.at("arrived_at").is_some();
            let limits = limits(&arrive);
            // Without a limit on site there is none to miss.
            let met = arrived && (limits & Fact::LIMITED == 0 || limits & Fact::MET != 0);
            let flags = flag(arrived, Fact::HAPPENED) | flag(met, Fact::MET);
            found.push(self.fact(Event::RequestDispatched, at, flags));
        }
        if let Some(at) = finish.first().and_then(|first| first.due) {
            let (arrival, done) = (limits(&arrive), limits(&finish));
            let met = done & Fact::MET != 0 && (arrival & Fact::LIMITED == 0 || arrival & Fact::MET != 0);
            let flags = done & !Fact::MET | flag(met, Fact::MET);
            found.push(self.fact(Event::RequestDue, at, flags));
        }
        if let Some(at) = self.at("finished_at") {
            let flags = flag(self.get("passed") == Value::Flag(true), Fact::PASSED);
            found.push(self.fact(Event::RequestFinished, at, flags));
        }
        if let Some(at) = self.at("closed_at").filter(|_| self.state() == "closed") {
            let several = matches!(self.get("visits"), Value::Int(visits) if visits > 1);
            let once = !several && !self.head.marked(Mark::Reopened);
            found.push(self.fact(Event::RequestClosed, at, flag(once, Fact::ONE_VISIT)));
        }
        found
    }

    fn follow_up(&self) -> Vec<Fact> {
        if self.state() == "withdrawn" {
            return Vec::new();
        }
        let mut found = Vec::new();
        let asked = self.at("asked_at");
        if let Some(at) = self.at("due_at") {
            let flags = if asked.is_some() { Fact::HAPPENED } else { 0 };
            found.push(self.fact(Event::FollowUpDue, at, flags));
        }
        if let Some(at) = asked {
            let satisfied = self.get("outcome").text() == Some("satisfied");
            let mut answered =
                self.fact(Event::FollowUpAnswered, at, if satisfied { Fact::SATISFIED } else { 0 });
            if let Value::Int(score) = self.get("score") {
                answered.flags |= Fact::SCORED;
                answered.points = Scale::USUAL.points(score);
            }
            found.push(answered);
        }
        found
    }

    fn complaint(&self) -> Vec<Fact> {
        let flag = |yes: bool, flag: u16| if yes { flag } else { 0 };
        let justified = match self.get("justified") {
            Value::Flag(yes) => yes,
            Value::Choice(id) => matches!(id.as_str(), "yes" | "justified"),
            _ => false,
        };
        let flags = flag(justified, Fact::JUSTIFIED) | flag(!self.get("repeat_of").is_none(), Fact::REPEATED);
        let received = self.fact(Event::ComplaintReceived, self.head.occurred_at, flags);
        let mut found = vec![Fact { until: self.over(), ..received }];
        if let Some(at) = self.at("closed_at").filter(|_| self.state() == "closed") {
            let limits = limits(&self.timers(Limit::Answer));
            let met = limits & Fact::LIMITED == 0 || limits & Fact::MET != 0;
            found.push(self.fact(Event::ComplaintClosed, at, limits | flag(met, Fact::MET)));
        }
        found
    }

    fn place(&self) -> Vec<Fact> {
        let room = self.get("kind").text() == Some("room");
        let in_use = self.register.info().is_open(self.head.state);
        if !(room && in_use) {
            return Vec::new();
        }
        let mut household = self.fact(Event::Household, self.head.occurred_at, 0);
        (household.place, household.person) = (self.head.id, 0);
        vec![household]
    }
}

/// What became of all clocks of one limit, those before a reopening included.
fn limits(timers: &[&Timer]) -> u16 {
    if timers.is_empty() {
        return 0;
    }
    let happened = timers.iter().all(|timer| timer.stopped.is_some());
    let in_time = |timer: &&&Timer| match (timer.stopped, timer.due) {
        (Some(stopped), Some(due)) => stopped <= due,
        (Some(_), None) => true,
        (None, _) => false,
    };
    let met = timers.iter().filter(in_time).count() == timers.len();
    Fact::LIMITED | if happened { Fact::HAPPENED } else { 0 } | if met { Fact::MET } else { 0 }
}

/// When the first clock that still runs runs out.
fn running_out(timers: &[&Timer]) -> Option<At> {
    timers.iter().filter(|timer| timer.stopped.is_none()).filter_map(|timer| timer.due).min()
}
