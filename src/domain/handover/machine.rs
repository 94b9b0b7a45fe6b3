//! The states of a watch and what leads from one to the next, as a table of rules without data: the watch, its clock
//! and the store stand elsewhere and ask here. Small on purpose, so that a test can walk through everything reachable.
//!
//! Custody of a desk is with one person, with a supervisor in trust, or with the seal. It moves in [`Step::Passes`]
//! only, and never without a signature, a named release or a seal.

use super::watch::WatchState;
use crate::domain::ids::StaffId;
use crate::text::lang::{Say, T, t};

/// What the rules know about a desk's present watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Standing {
    /// Where it stands.
    pub state: WatchState,
    /// Who answers for the desk; of a sealed one, who sealed it.
    pub holder: StaffId,
    /// Whether a supervisor holds it in trust for whoever comes next.
    pub trust: bool,
    /// Who reads the offered document now.
    pub reviewer: Option<StaffId>,
    /// Whether the reviewer has been silent for longer than the lease.
    pub lapsed: bool,
    /// Whether every item was looked through and every red one says what to do if.
    pub prepared: bool,
    /// Whether the holder's counts are complete and every difference has its reason.
    pub counted: bool,
    /// Whether the reviewer's own counts are complete and every difference between the two has its reason.
    pub recounted: bool,
    /// Whether the reviewer has read all that must be read of the present revision.
    pub read: bool,
    /// Whether a question of the reviewer waits for an answer.
    pub asked: bool,
    /// Whether a supervisor has ruled on what was disputed.
    pub ruled: bool,
    /// Whether its holder went on from one slot to the next without anybody else's signature.
    pub continued: bool,
    /// Whether its holder still owes the count of a desk taken over in haste.
    pub owed: bool,
    /// Whether it should have been handed over by now, or its holder has left.
    pub overdue: bool,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Actor {
    /// The staff member.
    pub staff: StaffId,
    /// Whether they may release, rule and witness.
    pub lead: bool,
}

/// How a watch is taken over without an offer.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Relief {
    /// The holder cannot go on: illness, an emergency.
    Emergency,
    /// The holder went without offering; what the record says becomes the document.
    FromRecord,
}

/// What somebody wants to do with a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// The holder begins to write the document.
    Prepare,
    /// The holder signs it.
    Offer,
    /// The holder takes the offer back.
    Recall,
    /// Somebody begins to read, or goes on reading.
    Review,
    /// The reader asks about an item.
    Question,
    /// The holder answers the last open question.
    Answer,
    /// The reader contests a count or a fact.
    Dispute,
    /// A supervisor rules on it.
    Rule,
    /// The reader signs.
    Accept,
    /// The reader signs with a reservation, so that work goes on.
    AcceptReserved,
    /// Something urgent came up while the document was out.
    Late,
    /// A supervisor takes custody in trust.
    Release,
    /// Custody goes to the seal.
    Seal,
    /// Somebody breaks the seal.
    BreakSeal,
    /// Somebody takes custody without an offer.
    Relieve(Relief),
    /// Of two people who are on duty at the desk, the other one takes custody; both sign.
    Pass,
    /// The holder goes on into the next slot; `witnessed`: somebody else signed that.
    Continue {
        /// Whether somebody else signed.
        witnessed: bool,
    },
    /// The time for late entries is over.
    Grace,
}

/// Where an event leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The watch goes on.
    Stays(Standing),
    /// The watch ends in this state and custody moves to a watch that begins as given.
    Passes(WatchState, Standing),
}

impl Standing {
    /// A watch that begins with `holder`.
    #[must_use]
    pub const fn new(holder: StaffId) -> Self {
        Self {
            state: WatchState::Open,
            holder,
            trust: false,
            reviewer: None,
            lapsed: false,
            prepared: false,
            counted: false,
            recounted: false,
            read: false,
            asked: false,
            ruled: false,
            continued: false,
            owed: false,
            overdue: false,
        }
    }

    /// Whether somebody else reads the document at this moment.
    #[must_use]
    pub fn under_review(&self) -> bool {
        self.state == WatchState::InReview && !self.lapsed
    }

    /// Where `event` by `actor` leads.
    ///
    /// # Errors
    /// Why it may not be, in words for the person who wants it.
    pub fn next(&self, event: Event, actor: Actor) -> Result<Step, Say> {
        match event {
            Event::Prepare => self.prepare(actor),
            Event::Offer => self.offer(actor),
            Event::Recall => self.recall(actor),
            Event::Review => self.review(actor),
            Event::Question => {
                self.by_reviewer(actor).map(|()| self.to(WatchState::Returned, |next| next.asked = true))
            }
            Event::Answer => self.answer(actor),
            Event::Dispute => {
                self.by_reviewer(actor)?;
                Ok(self.to(WatchState::Disputed, |next| next.ruled = false))
            }
            Event::Rule => self.rule(actor),
            Event::Accept => self.accept(actor),
            Event::AcceptReserved => self.accept_reserved(actor),
            Event::Late => self.late(),
            Event::Release => self.release(actor),
            Event::Seal => self.seal(actor),
            Event::BreakSeal => self.break_seal(actor),
            Event::Relieve(relief) => self.relieve(relief, actor),
            Event::Pass => self.pass_on(actor),
            Event::Continue { witnessed } => self.go_on(actor, witnessed),
            Event::Grace => self.grace(),
        }
    }

    fn to(&self, state: WatchState, change: impl FnOnce(&mut Self)) -> Step {
        let mut next = Self { state, ..*self };
        change(&mut next);
        Step::Stays(next)
    }

    /// Custody goes to `holder`, and this watch ends as `ended`.
    fn pass(ended: WatchState, holder: StaffId, change: impl FnOnce(&mut Self)) -> Step {
        let mut next = Self::new(holder);
        change(&mut next);
        Step::Passes(ended, next)
    }

    fn held(&self) -> Result<(), Say> {
        refuse(!self.state.held(), t("这一班已经交出", "This watch has been handed over"))
    }

    fn by_holder(&self, actor: Actor) -> Result<(), Say> {
        self.held()?;
        refuse(self.holder != actor.staff, t("只有当班人可以", "Only the person on watch may"))
    }

    fn by_reviewer(&self, actor: Actor) -> Result<(), Say> {
        self.held()?;
        let text = t("没有在核对中的交班单", "No document is being read");
        refuse(self.state != WatchState::InReview, text)?;
        refuse(
            self.reviewer != Some(actor.staff),
            t("由正在核对的接班人办", "It is for whoever reads it now"),
        )
    }

    fn prepare(&self, actor: Actor) -> Result<Step, Say> {
        self.by_holder(actor)?;
        match self.state {
            WatchState::Open | WatchState::Preparing => Ok(self.to(WatchState::Preparing, |_| {})),
            _ => Err(t("已交出，等待接班；要改请先收回", "It is offered; take it back to change it").into()),
        }
    }

    fn offer(&self, actor: Actor) -> Result<Step, Say> {
        self.by_holder(actor)?;
        let text = t("先打开交班单逐条核对", "Go through the document first");
        refuse(self.state != WatchState::Preparing, text)?;
        let text = t(
            "还有事项没有核对，或红色事项没有写“如果……就……”",
            "Items are not gone through, or a red one lacks its if-then",
        );
        refuse(!self.prepared, text)?;
        refuse(
            !self.counted,
            t("清点没有做完，或差异没有原因", "The counts are not complete, or a difference has no reason"),
        )?;
        Ok(self.to(WatchState::Offered, |next| {
            (next.reviewer, next.lapsed, next.owed) = (None, false, false);
        }))
    }

    fn recall(&self, actor: Actor) -> Result<Step, Say> {
        self.by_holder(actor)?;
        refuse(self.under_review(), t("接班人正在核对", "It is being read"))?;
        match self.state {
            WatchState::Offered | WatchState::InReview | WatchState::Returned => {
                Ok(self.to(WatchState::Preparing, Self::put_down))
            }
            _ => Err(t("没有可撤回的交班", "There is no offer of yours to take back").into()),
        }
    }

    fn put_down(&mut self) {
        (self.reviewer, self.lapsed, self.asked) = (None, false, false);
        (self.read, self.recounted, self.ruled) = (false, false, false);
    }

    fn review(&self, actor: Actor) -> Result<Step, Say> {
        self.held()?;
        refuse(self.holder == actor.staff, t("不能接自己的班", "Nobody accepts their own handover"))?;
        let mine = self.reviewer == Some(actor.staff);
        refuse(self.under_review() && !mine, t("另一位同事正在核对", "Somebody else is reading it"))?;
        match self.state {
            WatchState::Offered | WatchState::InReview => {}
            WatchState::Open | WatchState::Preparing if self.trust => {}
            _ => return Err(t("当班人还没有交班", "It has not been offered").into()),
        }
        Ok(self.to(WatchState::InReview, |next| {
            if !mine {
                (next.read, next.recounted) = (false, false);
            }
            (next.reviewer, next.lapsed) = (Some(actor.staff), false);
        }))
    }

    fn answer(&self, actor: Actor) -> Result<Step, Say> {
        self.by_holder(actor)?;
        let text = t("没有待答复的问题", "No question waits for an answer");
        refuse(self.state != WatchState::Returned, text)?;
        Ok(self.to(WatchState::Offered, |next| {
            (next.reviewer, next.lapsed) = (None, false);
            (next.asked, next.read) = (false, false);
        }))
    }

    fn rule(&self, actor: Actor) -> Result<Step, Say> {
        refuse(self.state != WatchState::Disputed, t("没有争议", "Nothing is disputed"))?;
        refuse(!actor.lead, t("由主管裁定", "A supervisor rules"))?;
        let party = actor.staff == self.holder || Some(actor.staff) == self.reviewer;
        refuse(party, t("当事人不能自己裁定", "A party to it does not rule on it"))?;
        Ok(self.to(WatchState::InReview, |next| (next.ruled, next.lapsed) = (true, false)))
    }

    fn accept(&self, actor: Actor) -> Result<Step, Say> {
        self.may_sign(actor)?;
        let text = t(
            "两次清点不一致：写明原因、提出争议或有保留接班",
            "The two counts differ: give the reason, dispute it, or accept with a reservation",
        );
        refuse(!self.recounted && !self.ruled, text)?;
        Ok(Self::pass(WatchState::Accepted, actor.staff, |_| {}))
    }

    fn accept_reserved(&self, actor: Actor) -> Result<Step, Say> {
        if self.state == WatchState::Disputed {
            let text = t("由提出争议的接班人办", "It is for whoever disputed it");
            refuse(self.reviewer != Some(actor.staff), text)?;
        } else {
            self.may_sign(actor)?;
        }
        Ok(Self::pass(WatchState::AcceptedReserved, actor.staff, |_| {}))
    }

    fn may_sign(&self, actor: Actor) -> Result<(), Say> {
        self.held()?;
        refuse(self.holder == actor.staff, t("不能接自己的班", "Nobody accepts their own handover"))?;
        self.by_reviewer(actor)?;
        refuse(!self.read, t("还有必读事项未确认知悉", "Items that must be read are not acknowledged"))
    }

    fn late(&self) -> Result<Step, Say> {
        match self.state {
            WatchState::Offered | WatchState::InReview | WatchState::Returned | WatchState::Disputed => {
                Ok(self.to(self.state, |next| next.read = false))
            }
            _ => Err(t("没有已交出的交班单", "No document is out").into()),
        }
    }

    fn release(&self, actor: Actor) -> Result<Step, Say> {
        self.held()?;
        refuse(!actor.lead, t("由主管代管", "A supervisor takes it in trust"))?;
        refuse(
            self.holder == actor.staff,
            t("已由您负责；可交班或封存", "It is yours already; offer it or seal it"),
        )?;
        Ok(Self::pass(WatchState::Released, actor.staff, |next| (next.trust, next.owed) = (true, true)))
    }

    fn seal(&self, actor: Actor) -> Result<Step, Say> {
        self.held()?;
        let text = t("只有当班人或主管可以封存", "Only the person on watch or a supervisor may seal it");
        refuse(self.holder != actor.staff && !actor.lead, text)?;
        refuse(self.under_review(), t("接班人正在核对", "It is being read"))?;
        refuse(!self.counted, t("封存前须清点", "Count before sealing"))?;
        Ok(self.to(WatchState::Sealed, |next| {
            next.put_down();
            next.holder = actor.staff;
        }))
    }

    fn break_seal(&self, actor: Actor) -> Result<Step, Say> {
        refuse(self.state != WatchState::Sealed, t("服务台没有封存", "The desk is not sealed"))?;
        Ok(Self::pass(WatchState::Closed, actor.staff, |next| next.owed = true))
    }

    fn relieve(&self, relief: Relief, actor: Actor) -> Result<Step, Say> {
        self.held()?;
        refuse(self.holder == actor.staff, t("您正在当班", "You are on watch yourself"))?;
        refuse(
            self.under_review() && self.reviewer != Some(actor.staff),
            t("另一位同事正在核对", "Somebody else is reading it"),
        )?;
        let text = t(
            "当班人还在班上，也没有超时；请等其交班，或按紧急接替办理",
            "The person on watch is here and not late: wait for the offer, or relieve them as an emergency",
        );
        refuse(relief == Relief::FromRecord && !self.overdue, text)?;
        Ok(Self::pass(WatchState::Released, actor.staff, |next| next.owed = true))
    }

    fn pass_on(&self, actor: Actor) -> Result<Step, Say> {
        self.held()?;
        refuse(self.holder == actor.staff, t("您正在当班", "You are on watch yourself"))?;
        let text = t("已交出，请核对后接班", "It is offered: read it and accept");
        refuse(!matches!(self.state, WatchState::Open | WatchState::Preparing), text)?;
        refuse(
            self.owed,
            t("本台还欠清点，先清点再转交", "The count of this desk is owed: count it, then pass it on"),
        )?;
        // Otherwise nobody would ever offer: the end of a shift wants the document.
        let text = t("已过交班时间，请签字交班", "The shift is over: sign and offer the handover");
        refuse(self.overdue, text)?;
        Ok(Self::pass(WatchState::Accepted, actor.staff, |_| {}))
    }

    fn go_on(&self, actor: Actor, witnessed: bool) -> Result<Step, Say> {
        self.by_holder(actor)?;
        let text = t("已交出，等待接班；要改请先收回", "It is offered; take it back to change it");
        refuse(!matches!(self.state, WatchState::Open | WatchState::Preparing), text)?;
        refuse(
            !self.counted,
            t("清点没有做完，或差异没有原因", "The counts are not complete, or a difference has no reason"),
        )?;
        let text = t(
            "已连值一班，须由另一人或主管签字",
            "You have gone on once already: somebody else or a supervisor must sign",
        );
        refuse(self.continued && !witnessed, text)?;
        Ok(self.to(WatchState::Open, |next| {
            (next.continued, next.owed, next.overdue) = (!witnessed, false, false);
            (next.prepared, next.counted) = (false, false);
        }))
    }

    fn grace(&self) -> Result<Step, Say> {
        match self.state {
            WatchState::Accepted | WatchState::AcceptedReserved | WatchState::Released => {
                Ok(self.to(WatchState::Closed, |_| {}))
            }
            _ => Err(t("还没有交出", "It has not been handed over").into()),
        }
    }
}

fn refuse(so: bool, why: T) -> Result<(), Say> {
    if so { Err(why.into()) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
