//! The watch of a desk: one holder at a time, offered with what is open, accepted by somebody else.

use crate::domain::fault::Fault;
use crate::domain::ids::{DeskId, EntryRef, StaffId};
use crate::domain::moment::At;
use crate::domain::register::Severity;
use crate::say;
use crate::text::lang::{Say, T, t};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Changed items that a refused acceptance names.
const NAMED: usize = 5;

/// Where a watch stands. The full handover adds preparing, in review, returned, disputed, released and sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WatchState {
    /// Its holder is on duty.
    Open,
    /// Its holder signed a revision; the next person reads it.
    Offered,
    /// Custody has moved on; only corrections from here.
    Closed,
}

impl WatchState {
    /// The word on the screen.
    #[must_use]
    pub const fn label(self) -> T {
        match self {
            Self::Open => t("值班中", "on watch"),
            Self::Offered => t("待接班", "offered"),
            Self::Closed => t("已交班", "closed"),
        }
    }
}

/// A watch: one person's custody of one desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Watch {
    /// Its number, from 1, over all desks.
    pub id: u64,
    /// The desk.
    pub desk: DeskId,
    /// Where it stands.
    pub state: WatchState,
    /// Who answers for the desk.
    pub holder: StaffId,
    /// When it began.
    pub opened_at: At,
    /// The first log line that belongs to it.
    pub open_seq: u64,
    /// The first log line that no longer belongs to it: the cut of the offered revision.
    pub cut_seq: Option<u64>,
    /// Goes up with every offer and every change to an offered document.
    pub revision: u32,
    /// When the present revision was offered.
    pub offered_at: Option<At>,
    /// The leaver's words.
    pub note: String,
    /// What is passed on.
    pub items: Vec<Item>,
    /// Items for information that did not fit on the document.
    pub left_out: u32,
    /// Who acknowledged which version of which item.
    pub acks: Vec<Ack>,
    /// Who took over.
    pub successor: Option<StaffId>,
    /// When.
    pub accepted_at: Option<At>,
    /// The watch before, on the same desk.
    pub previous: Option<u64>,
}

/// One thing that is passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Item {
    /// Its number on the document.
    pub no: u32,
    /// The entry, or none for a log line.
    pub entry: Option<EntryRef>,
    /// The log line, or none for an entry.
    pub line: Option<u64>,
    /// The entry's `rev` when it was collected; 1 for a log line.
    pub rev: u32,
    /// The revision of the document in which the item became what it is. An acknowledgement binds to it.
    pub version: u32,
    /// How much it matters.
    pub severity: Severity,
    /// Whether the leaver said how much it matters; else it follows from the entry.
    pub chosen: bool,
    /// Why it is here.
    pub why: Say,
    /// The leaver's words.
    pub note: String,
    /// How many watches it has been carried over, this one included.
    pub carried: u32,
    /// The watch in which it was first carried.
    pub first_watch: u64,
}

/// An acknowledgement; it binds to one version of one item and one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ack {
    /// The item's number.
    pub no: u32,
    /// The version that was read.
    pub version: u32,
    /// Who read it.
    pub staff: StaffId,
    /// When.
    pub at: At,
    /// What they will do first, in their own words.
    pub words: String,
}

impl Watch {
    /// A watch that begins now.
    #[must_use]
    pub fn open(
        id: u64,
        desk: DeskId,
        holder: StaffId,
        now: At,
        open_seq: u64,
        previous: Option<u64>,
    ) -> Self {
        Self {
            id,
            desk,
            state: WatchState::Open,
            holder,
            opened_at: now,
            open_seq,
            cut_seq: None,
            revision: 0,
            offered_at: None,
            note: String::new(),
            items: Vec::new(),
            left_out: 0,
            acks: Vec::new(),
            successor: None,
            accepted_at: None,
            previous,
        }
    }

    /// Whether `staff` has acknowledged this version of the item.
    #[must_use]
    pub fn acknowledged(&self, item: &Item, staff: StaffId) -> bool {
        self.acks.iter().any(|ack| ack.no == item.no && ack.version == item.version && ack.staff == staff)
    }

    /// Why `staff` may not offer it now.
    ///
    /// # Errors
    /// The reason.
    pub fn may_offer(&self, staff: StaffId) -> Result<(), Say> {
        match self.state {
            WatchState::Closed => Err(t("这一班已经交出", "This watch has been handed over").into()),
            _ if self.holder != staff => {
                Err(t("只有当班人可以交班", "Only the person on watch may offer it").into())
            }
            _ => Ok(()),
        }
    }

    /// Why `staff` may not accept it now.
    ///
    /// # Errors
    /// The reason; red items that are not acknowledged are counted.
    pub fn may_accept(&self, staff: StaffId) -> Result<(), Say> {
        if self.state != WatchState::Offered {
            return Err(t("当班人还没有交班", "It has not been offered").into());
        }
        if self.holder == staff {
            return Err(t("不能接自己的班", "Nobody accepts their own handover").into());
        }
        let open = |item: &&Item| item.severity == Severity::Red && !self.acknowledged(item, staff);
        match self.items.iter().filter(open).count() {
            0 => Ok(()),
            left => Err(say!("还有 {left} 条红色事项未确认知悉", "{left} red items are not acknowledged")),
        }
    }

    /// Signs a new revision with its cut; `left_out` items for information did not fit.
    ///
    /// # Errors
    /// When `staff` may not offer it.
    pub fn offer(
        &mut self,
        staff: StaffId,
        items: Vec<Item>,
        left_out: u32,
        note: String,
        cut_seq: u64,
        now: At,
    ) -> Result<(), Fault> {
        self.may_offer(staff).map_err(Fault::refused)?;
        self.state = WatchState::Offered;
        self.revision += 1;
        self.items = items;
        self.left_out = left_out;
        self.note = note;
        self.cut_seq = Some(cut_seq);
        self.offered_at = Some(now);
        self.drop_stale_acks();
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
    /// When it was not offered, or not by `staff`.
    pub fn recall(&mut self, staff: StaffId) -> Result<(), Fault> {
        if self.state != WatchState::Offered || self.holder != staff {
            return Err(Fault::refused(t("没有可撤回的交班", "There is no offer of yours to take back")));
        }
        self.state = WatchState::Open;
        self.cut_seq = None;
        self.offered_at = None;
        Ok(())
    }

    /// Whether `staff` may acknowledge items now.
    ///
    /// # Errors
    /// When it was not offered, or the leaver reads their own.
    pub fn may_acknowledge(&self, staff: StaffId) -> Result<(), Fault> {
        if self.state != WatchState::Offered {
            return Err(Fault::refused(t("当班人还没有交班", "It has not been offered")));
        }
        if self.holder == staff {
            return Err(Fault::refused(t("由接班人确认", "It is for the person taking over")));
        }
        Ok(())
    }

    /// Notes that `staff` has read an item, on the revision they `seen` (none: whatever it is).
    ///
    /// # Errors
    /// When they may not, there is no such item, or it changed after what they saw.
    pub fn acknowledge(
        &mut self,
        staff: StaffId,
        no: u32,
        seen: Option<u32>,
        words: String,
        now: At,
    ) -> Result<(), Fault> {
        self.may_acknowledge(staff)?;
        let Some(item) = self.items.iter().find(|item| item.no == no) else {
            return Err(Fault::invalid("item", say!("交班单上没有第 {no} 条", "There is no item {no}")));
        };
        let version = item.version;
        if seen.is_some_and(|seen| seen < version) {
            return Err(Fault::refused(say!(
                "第 {no} 条刚有变动，请重看后再确认",
                "Item {no} has just changed; read it again"
            )));
        }
        self.acks.retain(|ack| !(ack.no == no && ack.staff == staff));
        self.acks.push(Ack { no, version, staff, at: now, words });
        Ok(())
    }

    /// Moves custody to `staff` and closes this watch; the caller opens the next one in the same transaction.
    ///
    /// # Errors
    /// When `staff` may not, or saw another revision.
    pub fn accept(&mut self, staff: StaffId, seen: Option<u32>, now: At) -> Result<(), Fault> {
        if let Some(seen) = seen.filter(|seen| self.state == WatchState::Offered && *seen != self.revision) {
            return Err(self.moved_on(seen));
        }
        self.may_accept(staff).map_err(Fault::refused)?;
        self.state = WatchState::Closed;
        self.successor = Some(staff);
        self.accepted_at = Some(now);
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn red(no: u32) -> Item {
        let why = say!("紧急", "urgent");
        let severity = Severity::Red;
        Item {
            no,
            entry: None,
            line: Some(1),
            rev: 1,
            version: 1,
            severity,
            chosen: false,
            why,
            note: String::new(),
            carried: 1,
            first_watch: 1,
        }
    }

    #[test]
    fn custody_moves_once_to_somebody_else_who_read_the_red_items() {
        let (wang, li) = (StaffId(1), StaffId(2));
        let mut watch = Watch::open(1, DeskId(1), wang, At(0), 1, None);
        assert!(watch.accept(li, None, At(1)).is_err(), "nothing was offered");
        watch.offer(wang, vec![red(1)], 0, String::new(), 5, At(2)).expect("the holder offers");
        assert!(watch.accept(wang, None, At(3)).is_err(), "nobody accepts their own");
        assert!(watch.accept(li, None, At(3)).is_err(), "the red item is unread");
        watch.acknowledge(li, 1, Some(1), "先打电话".into(), At(4)).expect("li reads it");
        assert!(watch.accept(li, Some(7), At(5)).is_err(), "another revision");
        watch.accept(li, Some(1), At(5)).expect("now it moves");
        assert!(watch.accept(li, None, At(6)).is_err(), "only once");
    }

    #[test]
    fn a_changed_item_must_be_read_again() {
        let (wang, li) = (StaffId(1), StaffId(2));
        let mut watch = Watch::open(1, DeskId(1), wang, At(0), 1, None);
        watch.offer(wang, vec![red(1)], 0, String::new(), 5, At(2)).expect("offered");
        watch.acknowledge(li, 1, None, String::new(), At(3)).expect("read");
        let newer = Item { version: 2, ..red(1) };
        watch.offer(wang, vec![newer], 0, String::new(), 6, At(4)).expect("offered again");
        assert!(watch.may_accept(li).is_err());
    }
}
