//! How custody leaves a watch, and who signed: acceptance, release, relief, seal, and going on into the next slot. Each
//! asks the [`machine`](super::machine) where it leads.

use super::acts::{Facts, NAMED, Taking};
use super::machine::{Actor, Event, Step};
use super::watch::{Began, Continued, Ending, How, Item, Role, Signature, Watch, WatchState};
use crate::domain::fault::Fault;
use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use crate::say;
use crate::text::lang::{Say, t};

impl Watch {
    /// Moves custody to `actor`: ends this watch and gives the next one, which the caller stores in the same
    /// transaction. `seen` is the revision they read (none: whatever it is).
    ///
    /// # Errors
    /// When `actor` may not, or saw another revision; the fault names what changed.
    pub fn pass(
        &mut self,
        actor: Actor,
        taking: &Taking,
        seen: Option<u32>,
        next: (u64, u64),
        receipt: String,
        facts: &Facts,
    ) -> Result<Self, Fault> {
        if let Some(seen) = seen.filter(|seen| self.state.out() && *seen != self.revision) {
            return Err(self.moved_on(seen));
        }
        let Step::Passes(ended, _) = self.step(taking.event(), actor, facts)? else {
            return Err(Fault::refused(t("值班责任没有移交", "Custody would not move")));
        };
        let (how, words) = taking.how();
        let cut = self.cut_seq.filter(|_| self.state.out()).unwrap_or(next.1);
        let role = if matches!(taking, Taking::Release(_)) { Role::Lead } else { Role::Successor };
        if let Taking::Pass(leaver) = taking {
            self.sign(Role::Leaver, self.holder, leaver.clone(), facts.now);
        }
        self.sign(role, actor.staff, receipt, facts.now);
        self.end(ended, how, actor.staff, words, "", facts.now);
        (self.cut_seq, self.successor, self.accepted_at) = (Some(cut), Some(actor.staff), Some(facts.now));
        let mut watch = Self::begin(next.0, self.desk, actor.staff, taking.began(), facts.now, cut);
        watch.previous = Some(self.id);
        Ok(watch)
    }

    fn end(&mut self, state: WatchState, how: How, by: StaffId, words: &str, seal: &str, at: At) {
        self.state = state;
        self.ending = Some(Ending { how, by, at, words: words.to_owned(), seal: seal.to_owned() });
    }

    /// Gives custody to the seal.
    ///
    /// # Errors
    /// When `actor` may not, or nothing was counted.
    pub fn seal(
        &mut self,
        actor: Actor,
        seal: &str,
        words: &str,
        cut_seq: u64,
        receipt: String,
        facts: &Facts,
    ) -> Result<(), Fault> {
        let leaver = self.holder == actor.staff;
        self.stay(Event::Seal, actor, facts)?;
        let role = if leaver { Role::Leaver } else { Role::Lead };
        self.sign(role, actor.staff, receipt, facts.now);
        self.end(WatchState::Sealed, How::Sealed, actor.staff, words, seal, facts.now);
        self.cut_seq = Some(cut_seq);
        Ok(())
    }

    /// Breaks the seal: closes this watch and gives the next one, whose count is owed.
    ///
    /// # Errors
    /// When the desk is not sealed.
    pub fn break_seal(
        &mut self,
        actor: Actor,
        id: u64,
        receipt: String,
        facts: &Facts,
    ) -> Result<Self, Fault> {
        let Step::Passes(ended, _) = self.step(Event::BreakSeal, actor, facts)? else {
            return Err(Fault::refused(t("值班责任没有移交", "Custody would not move")));
        };
        self.sign(Role::Successor, actor.staff, receipt, facts.now);
        self.state = ended;
        (self.successor, self.accepted_at) = (Some(actor.staff), Some(facts.now));
        let from = self.cut_seq.unwrap_or(self.open_seq);
        let mut watch = Self::begin(id, self.desk, actor.staff, Began::SealBroken, facts.now, from);
        watch.previous = Some(self.id);
        Ok(watch)
    }

    /// Goes on into the next slot.
    ///
    /// # Errors
    /// When `actor` does not hold it, has not counted, or went on before without anybody else's signature.
    pub fn go_on(
        &mut self,
        actor: Actor,
        witness: Option<(StaffId, String)>,
        slot: Option<u64>,
        receipt: String,
        facts: &Facts,
    ) -> Result<(), Fault> {
        let witness = witness.filter(|(staff, _)| *staff != actor.staff);
        self.stay(Event::Continue { witnessed: witness.is_some() }, actor, facts)?;
        self.revision += 1;
        self.sign(Role::Leaver, actor.staff, receipt, facts.now);
        let seen = witness.map(|(staff, receipt)| {
            self.sign(Role::Witness, staff, receipt, facts.now);
            staff
        });
        self.continued.push(Continued { at: facts.now, slot, witness: seen });
        self.slot = slot.or(self.slot);
        for item in &mut self.items {
            item.kept = false;
        }
        Ok(())
    }

    /// Ends the time for late entries.
    ///
    /// # Errors
    /// When custody has not moved.
    pub fn close(&mut self, facts: &Facts) -> Result<(), Fault> {
        self.stay(Event::Grace, Actor { staff: StaffId(0), lead: false }, facts)
    }

    /// Somebody who left without signing signs afterwards.
    ///
    /// # Errors
    /// When the watch was not theirs, was not taken from them, or they have signed.
    pub fn confirm(&mut self, actor: Actor, words: &str, receipt: String, now: At) -> Result<(), Fault> {
        let taken = matches!(self.ending.as_ref().map(|e| e.how), Some(How::Relieved(_) | How::Released));
        if self.holder != actor.staff || !taken || self.signed(Role::Leaver, actor.staff).is_some() {
            return Err(Fault::refused(t("没有待您补签的交班", "No handover waits for your signature")));
        }
        if !words.is_empty() {
            let apart = if self.note.is_empty() { "" } else { "\n" };
            self.note = format!("{}{apart}{words}", self.note);
        }
        self.sign(Role::Leaver, actor.staff, receipt, now);
        Ok(())
    }

    /// Signs the present revision once; a second time changes nothing. A lead signs each act: what is ruled on may be
    /// contested again, and the desk be released afterwards.
    pub fn sign(&mut self, role: Role, staff: StaffId, receipt: String, at: At) {
        if role == Role::Lead || self.signed(role, staff).is_none() {
            let revision = self.revision;
            self.signatures.push(Signature { role, staff, revision, at, receipt });
        }
    }

    /// The signature of the present revision.
    #[must_use]
    pub fn signed(&self, role: Role, staff: StaffId) -> Option<&Signature> {
        let same = |one: &&Signature| (one.role, one.staff, one.revision) == (role, staff, self.revision);
        self.signatures.iter().find(same)
    }

    /// The fault of somebody who signs another revision than the present one: it names what changed.
    fn moved_on(&self, seen: u32) -> Fault {
        let revision = self.revision;
        let changed: Vec<&Item> = self.changed_since(seen).collect();
        let words = |lang: fn(&Say) -> &String, before: &str, after: &str, between: &str| {
            let some = changed.iter().take(NAMED).map(|item| {
                let (no, why) = (item.no, lang(&item.why));
                format!("{before}{no}{after} {why}")
            });
            some.collect::<Vec<_>>().join(between)
        };
        let zh = words(|why| &why.zh, "第", "条", "；");
        let en = words(|why| &why.en, "item ", "", "; ");
        Fault::refused(match changed.len() {
            0 => say!(
                "交班单已更新到第 {revision} 版（有事项撤下），请重看",
                "The document is now revision {revision} (items were taken off); read it again"
            ),
            count => say!(
                "交班单已更新到第 {revision} 版，{count} 条有变动：{zh}",
                "The document is now revision {revision}; {count} changed: {en}"
            ),
        })
        .at("revision")
    }
}
