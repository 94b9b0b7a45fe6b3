//! What people do with a watch: each act asks the [`machine`](super::machine) where it leads, and writes down who did
//! what, when and in which words. The desk stores the outcome and knows the facts that lie outside the watch.

use super::machine::{Actor, Event, Relief, Standing, Step};
use super::watch::{Ack, Began, Dispute, How, Item, Question, Reviewer, Role, Watch, WatchState};
use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Say, t};
use std::collections::HashSet;

/// Changed items that a refused acceptance names.
pub(super) const NAMED: usize = 5;

/// What the desk knows about a watch that does not stand in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The server's time.
    pub now: At,
    /// What the holder has yet to count or explain.
    pub owing: Option<Say>,
    /// What the reader has, the differences between the two included.
    pub owing_in: Option<Say>,
    /// Whether the watch should have been handed over by now, or its holder is no longer on duty.
    pub overdue: bool,
    /// Seconds of silence after which somebody else may read.
    pub lease_seconds: i64,
    /// From how many watches on an item needs the reason why it was put off again.
    pub carry_lead: u32,
}

/// What a leaver says of some items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits {
    /// How much they matter.
    pub severity: Option<Severity>,
    /// The leaver's words.
    pub note: Option<String>,
    /// What to do if.
    pub if_then: Option<String>,
    /// Why they are taken off; empty puts them back.
    pub exclude: Option<String>,
    /// The leaver's words to the whole watch.
    pub words: Option<String>,
}

/// How somebody takes custody of a desk that another person holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taking {
    /// By accepting the document.
    Accept,
    /// The same, with a reservation in words.
    Reserve(String),
    /// In trust, for a reason.
    Release(String),
    /// By relieving the holder, for a reason.
    Relieve(Relief, String),
    /// From the holder, both being on duty; this is the receipt of the holder's signature.
    Pass(String),
}

impl Taking {
    pub(super) const fn event(&self) -> Event {
        match self {
            Self::Accept => Event::Accept,
            Self::Reserve(_) => Event::AcceptReserved,
            Self::Release(_) => Event::Release,
            Self::Relieve(relief, _) => Event::Relieve(*relief),
            Self::Pass(_) => Event::Pass,
        }
    }

    pub(super) fn how(&self) -> (How, &str) {
        match self {
            Self::Accept => (How::Accepted, ""),
            Self::Reserve(words) => (How::Reserved, words),
            Self::Release(words) => (How::Released, words),
            Self::Relieve(relief, words) => (How::Relieved(*relief), words),
            Self::Pass(_) => (How::Passed, ""),
        }
    }

    /// How the next watch began.
    #[must_use]
    pub const fn began(&self) -> Began {
        match self {
            Self::Accept => Began::Accepted,
            Self::Reserve(_) => Began::Reserved,
            Self::Release(_) => Began::Trust,
            Self::Relieve(Relief::Emergency, _) => Began::Emergency,
            Self::Relieve(Relief::FromRecord, _) => Began::FromRecord,
            Self::Pass(_) => Began::Passed,
        }
    }
}

impl Watch {
    /// A watch that begins now.
    #[must_use]
    pub fn begin(id: u64, desk: DeskId, holder: StaffId, began: Began, now: At, open_seq: u64) -> Self {
        Self {
            id,
            desk,
            state: WatchState::Open,
            holder,
            began,
            opened_at: now,
            open_seq,
            cut_seq: None,
            slot: None,
            due_at: None,
            late_at: None,
            late_said: 0,
            revision: 0,
            offered_at: None,
            note: String::new(),
            items: Vec::new(),
            left_out: 0,
            acks: Vec::new(),
            reviewer: None,
            questions: Vec::new(),
            returns: 0,
            dispute: None,
            continued: Vec::new(),
            owed_until: None,
            counts: Vec::new(),
            signatures: Vec::new(),
            ending: None,
            successor: None,
            accepted_at: None,
            previous: None,
        }
    }

    /// Sets when it should be handed over, and so when the program first speaks of it.
    pub fn expect_by(&mut self, due: At, first_minutes: i64) {
        self.due_at = Some(due);
        let first = due.plus_minutes(first_minutes);
        // A count that is owed sooner is spoken of first.
        let owed = self.owed_until.filter(|owed| *owed < first);
        (self.late_at, self.late_said) = (Some(owed.unwrap_or(first)), 0);
    }

    /// Whether it is so late that every screen rings until custody moves.
    #[must_use]
    pub const fn rings(&self) -> bool {
        self.state.held() && self.late_said >= Self::LOUDEST
    }

    /// Steps of a late handover; the last one is on every screen.
    pub const LOUDEST: u8 = 3;

    /// What the rules know about it.
    #[must_use]
    pub fn standing(&self, facts: &Facts) -> Standing {
        let reviewer = self.reviewer.as_ref();
        let silent = |reviewer: &Reviewer| facts.now.0 - reviewer.seen_at.0 > facts.lease_seconds * 1_000;
        Standing {
            state: self.state,
            holder: self.holder,
            trust: self.began == Began::Trust,
            reviewer: reviewer.map(|reviewer| reviewer.staff),
            lapsed: reviewer.is_some_and(silent),
            prepared: self.unprepared(facts.carry_lead).is_none(),
            counted: facts.owing.is_none(),
            recounted: facts.owing_in.is_none(),
            read: reviewer.is_some_and(|reviewer| self.unread(reviewer.staff).next().is_none()),
            asked: self.questions.iter().any(|question| question.answer.is_empty()),
            ruled: self.dispute.as_ref().is_some_and(|dispute| dispute.ruled.is_some()),
            continued: self.continued.last().is_some_and(|last| last.witness.is_none()),
            owed: self.owed_until.is_some(),
            overdue: facts.overdue,
        }
    }

    /// Why `actor` may not do this now; none: they may.
    #[must_use]
    pub fn why_not(&self, event: Event, actor: Actor, facts: &Facts) -> Option<Say> {
        let why = self.standing(facts).next(event, actor).err()?;
        Some(self.named(event, why, actor, facts))
    }

    /// A refusal with the items it is about.
    fn named(&self, event: Event, why: Say, actor: Actor, facts: &Facts) -> Say {
        let standing = self.standing(facts);
        match event {
            Event::Offer if self.state == WatchState::Preparing && self.holder == actor.staff => {
                self.unprepared(facts.carry_lead).or_else(|| facts.owing.clone()).unwrap_or(why)
            }
            Event::Seal | Event::Continue { .. } if self.holder == actor.staff && !standing.counted => {
                facts.owing.clone().unwrap_or(why)
            }
            Event::Accept
                if standing.under_review() && standing.reviewer == Some(actor.staff) && standing.read =>
            {
                facts.owing_in.clone().unwrap_or(why)
            }
            Event::Accept | Event::AcceptReserved
                if standing.under_review() && standing.reviewer == Some(actor.staff) && !standing.read =>
            {
                let left = self.unread(actor.staff).count();
                say!("还有 {left} 条事项未确认知悉", "{left} items are not acknowledged")
            }
            _ => why,
        }
    }

    pub(super) fn step(&self, event: Event, actor: Actor, facts: &Facts) -> Result<Step, Fault> {
        let step = self.standing(facts).next(event, actor);
        step.map_err(|why| Fault::refused(self.named(event, why, actor, facts)))
    }

    /// Does what keeps custody where it is.
    pub(super) fn stay(&mut self, event: Event, actor: Actor, facts: &Facts) -> Result<(), Fault> {
        match self.step(event, actor, facts)? {
            Step::Stays(standing) => {
                self.settle(&standing, facts.now);
                Ok(())
            }
            Step::Passes(..) => Err(Fault::refused(t("这样会移交值班责任", "This would move custody"))),
        }
    }

    fn settle(&mut self, standing: &Standing, now: At) {
        (self.state, self.holder) = (standing.state, standing.holder);
        self.reviewer = standing.reviewer.map(|staff| {
            let since = self.reviewer.as_ref().filter(|known| known.staff == staff).map(|known| known.since);
            Reviewer { staff, since: since.unwrap_or(now), seen_at: now }
        });
        if !standing.owed {
            self.owed_until = None;
        }
    }

    /// What stands on the document: what was not taken off.
    pub fn standing_items(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.excluded.is_empty())
    }

    /// What is missing before it can be offered.
    fn unprepared(&self, carry_lead: u32) -> Option<Say> {
        let lists = |wrong: &dyn Fn(&&Item) -> bool| -> Option<String> {
            let some: Vec<String> = self
                .standing_items()
                .filter(|item| wrong(item))
                .take(NAMED)
                .map(|item| item.no.to_string())
                .collect();
            (!some.is_empty()).then(|| some.join(", "))
        };
        if let Some(list) = lists(&|item| !item.kept) {
            return Some(say!("第 {list} 条还没有核对", "Items {list} are not gone through"));
        }
        if let Some(list) = lists(&|item| item.severity == Severity::Red && item.if_then.trim().is_empty()) {
            return Some(say!(
                "红色事项第 {list} 条要写“如果……就……”，没有就写“无”",
                "Red items {list} need an if-then; “none” is an answer"
            ));
        }
        let late = |item: &&Item| item.carried >= carry_lead && item.note.trim().is_empty();
        lists(&late).map(|list| {
            say!(
                "第 {list} 条已多次结转，请写明为何再延",
                "Items {list} were carried again and again: say why"
            )
        })
    }

    /// What `staff` has not acknowledged yet as it stands.
    pub fn unread(&self, staff: StaffId) -> impl Iterator<Item = &Item> {
        self.standing_items().filter(move |item| !self.acknowledged(item, staff))
    }

    /// Whether `staff` has acknowledged this version of the item.
    #[must_use]
    pub fn acknowledged(&self, item: &Item, staff: StaffId) -> bool {
        self.acks.iter().any(|ack| ack.no == item.no && ack.version == item.version && ack.staff == staff)
    }

    /// Begins the document, or takes in what came up since: `items` is what it holds now.
    ///
    /// # Errors
    /// When it is not the holder's, or is out.
    pub fn prepare(
        &mut self,
        actor: Actor,
        items: Vec<Item>,
        left_out: u32,
        facts: &Facts,
    ) -> Result<(), Fault> {
        self.stay(Event::Prepare, actor, facts)?;
        (self.items, self.left_out) = (items, left_out);
        self.drop_stale_acks();
        Ok(())
    }

    /// Puts the leaver's words on items; each counts as looked at.
    ///
    /// # Errors
    /// When the document is not being prepared by `actor`, or has no such item.
    pub fn edit(&mut self, actor: Actor, numbers: &[u32], edits: &Edits, facts: &Facts) -> Result<(), Fault> {
        self.stay(Event::Prepare, actor, facts)?;
        if let Some(words) = &edits.words {
            self.note.clone_from(words);
        }
        let version = self.revision + 1;
        for no in numbers {
            let item = self.items.iter_mut().find(|item| item.no == *no).ok_or_else(|| no_item(*no))?;
            let before = item.clone();
            if let Some(severity) = edits.severity {
                (item.severity, item.chosen) = (severity, true);
            }
            if let Some(note) = &edits.note {
                item.note.clone_from(note);
            }
            if let Some(if_then) = &edits.if_then {
                item.if_then.clone_from(if_then);
            }
            if let Some(reason) = &edits.exclude {
                item.excluded.clone_from(reason);
            }
            item.kept = true;
            // To look at an item changes nothing for whoever read it before.
            if *item != (Item { kept: true, ..before }) {
                item.version = version;
            }
        }
        Ok(())
    }

    /// Signs a new revision with its cut.
    ///
    /// # Errors
    /// When `actor` may not, or something is missing; the fault names it.
    pub fn offer(
        &mut self,
        actor: Actor,
        note: String,
        cut_seq: u64,
        receipt: String,
        facts: &Facts,
    ) -> Result<(), Fault> {
        self.stay(Event::Offer, actor, facts)?;
        self.revision += 1;
        self.note = note;
        (self.cut_seq, self.offered_at) = (Some(cut_seq), Some(facts.now));
        self.drop_stale_acks();
        self.sign(Role::Leaver, actor.staff, receipt, facts.now);
        Ok(())
    }

    /// Forgets acknowledgements of versions that are no longer on the document.
    pub(super) fn drop_stale_acks(&mut self) {
        let standing: HashSet<(u32, u32)> = self.items.iter().map(|item| (item.no, item.version)).collect();
        self.acks.retain(|ack| standing.contains(&(ack.no, ack.version)));
    }

    /// Takes the offer back.
    ///
    /// # Errors
    /// When it was not offered by `actor`, or somebody reads it now.
    pub fn recall(&mut self, actor: Actor, facts: &Facts) -> Result<(), Fault> {
        if !self.state.out() {
            return Err(Fault::refused(t("没有可撤回的交班", "There is no offer of yours to take back")));
        }
        self.stay(Event::Recall, actor, facts)?;
        // What was ruled was about the document that is taken back; its signature stays.
        if let Some(dispute) = &mut self.dispute {
            dispute.ruled = None;
        }
        (self.cut_seq, self.offered_at) = (None, None);
        Ok(())
    }

    /// Begins to read, or says that one still does.
    ///
    /// # Errors
    /// When there is nothing to read, it is one's own, or somebody else reads it.
    pub fn review(&mut self, actor: Actor, facts: &Facts) -> Result<(), Fault> {
        self.stay(Event::Review, actor, facts)
    }

    /// Notes that `actor` has read an item, on the revision they `seen` (none: whatever it is). A red item wants their
    /// own words, or when they will act.
    ///
    /// # Errors
    /// When they may not, there is no such item, it changed after what they saw, or the words are missing.
    pub fn acknowledge(
        &mut self,
        actor: Actor,
        no: u32,
        seen: Option<u32>,
        said: (String, Option<At>),
        facts: &Facts,
    ) -> Result<(), Fault> {
        self.review(actor, facts)?;
        let item = self.items.iter().find(|item| item.no == no).ok_or_else(|| no_item(no))?;
        let (version, red) = (item.version, item.severity == Severity::Red);
        if seen.is_some_and(|seen| seen < version) {
            return Err(Fault::refused(say!(
                "第 {no} 条刚有变动，请重看后再确认",
                "Item {no} has just changed; read it again"
            )));
        }
        let (words, when) = said;
        if red && when.is_none() && words.trim().is_empty() {
            return Err(Fault::missing("words", t("您先做什么、几点办", "What you will do first, or when")));
        }
        let staff = actor.staff;
        self.acks.retain(|ack| !(ack.no == no && ack.staff == staff));
        self.acks.push(Ack { no, version, staff, at: facts.now, words, when });
        Ok(())
    }

    /// Asks the leaver about an item.
    ///
    /// # Errors
    /// When `actor` does not read the document, or it has no such item.
    pub fn ask(&mut self, actor: Actor, no: u32, words: String, facts: &Facts) -> Result<(), Fault> {
        if !self.items.iter().any(|item| item.no == no) {
            return Err(no_item(no));
        }
        self.stay(Event::Question, actor, facts)?;
        self.returns += 1;
        let (by, at) = (actor.staff, facts.now);
        self.questions.push(Question { no, by, at, words, answer: String::new(), answered_at: None });
        Ok(())
    }

    /// Answers what was asked about an item; with the last answer the document goes out again, as a new revision in
    /// which only that item must be read again.
    ///
    /// # Errors
    /// When `actor` does not hold the watch, or nothing was asked about the item.
    pub fn answer(&mut self, actor: Actor, no: u32, words: &str, facts: &Facts) -> Result<(), Fault> {
        // Asked first: while another question is open nothing below looks at who answers.
        self.step(Event::Answer, actor, facts)?;
        let asked =
            self.questions.iter_mut().find(|question| question.no == no && question.answer.is_empty());
        let Some(question) = asked else {
            return Err(Fault::refused(t("没有待答复的问题", "No question waits for an answer")).at("item"));
        };
        (question.answer, question.answered_at) = (words.to_owned(), Some(facts.now));
        if self.questions.iter().any(|question| question.answer.is_empty()) {
            return Ok(());
        }
        self.stay(Event::Answer, actor, facts)?;
        self.revision += 1;
        self.offered_at = Some(facts.now);
        let answered: HashSet<u32> = self
            .questions
            .iter()
            .filter(|question| question.answered_at == Some(facts.now))
            .map(|question| question.no)
            .collect();
        for item in self.items.iter_mut().filter(|item| answered.contains(&item.no)) {
            item.version = self.revision;
        }
        self.drop_stale_acks();
        Ok(())
    }

    /// Contests a count or a fact.
    ///
    /// # Errors
    /// When `actor` does not read the document.
    pub fn contest(&mut self, actor: Actor, words: String, facts: &Facts) -> Result<(), Fault> {
        self.stay(Event::Dispute, actor, facts)?;
        let (by, at) = (actor.staff, facts.now);
        self.dispute = Some(Dispute { by, at, words, ruling: String::new(), ruled: None });
        Ok(())
    }

    /// Rules on what is contested.
    ///
    /// # Errors
    /// When nothing is, or `actor` is no supervisor or a party to it.
    pub fn rule(&mut self, actor: Actor, words: String, receipt: String, facts: &Facts) -> Result<(), Fault> {
        self.stay(Event::Rule, actor, facts)?;
        if let Some(dispute) = &mut self.dispute {
            (dispute.ruling, dispute.ruled) = (words, Some((actor.staff, facts.now)));
        }
        self.sign(Role::Lead, actor.staff, receipt, facts.now);
        Ok(())
    }
}

fn no_item(no: u32) -> Fault {
    Fault::invalid("item", say!("交班单上没有第 {no} 条", "There is no item {no} on the document"))
}
