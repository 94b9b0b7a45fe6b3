//! Runs the planned calls in order, each at its own instant, in groups. A call that is refused ends it: the plan is wrong.

use super::plan::{Event, What};
use super::{Seeding, house, who, words};
use crate::api::entry::Act;
use crate::api::handover::{
    Accept, Acknowledge, Count, Edit, MarkRead, Offer, Open, Pin, Prepare, Review, ShowWatch, WatchView,
    Write,
};
use crate::api::{Call, Reply};
use crate::desk::job::Job;
use crate::domain::demo;
use crate::domain::fault::Fault;
use crate::domain::register::{Severity, Values};
use crate::store::Group;
use std::collections::BTreeMap;

/// Calls that become durable together.
const GROUP: usize = 300;

/// Runs them all.
pub(super) fn play(seeding: &mut Seeding<'_>, events: Vec<Event>) -> Result<(), Fault> {
    let whole = events.len();
    let mut play = Play { seeding, numbers: Vec::new(), last_line: 0 };
    let mut events = events.into_iter();
    while events.len() > 0 {
        let mut group = play.seeding.desk.store.begin()?;
        for event in events.by_ref().take(GROUP) {
            play.seeding.live_until(&mut group, event.at)?;
            play.event(&mut group, event)?;
        }
        group.commit()?;
        // These calls make the last part of the records, about evenly.
        let left = play.seeding.total - play.seeding.done.min(play.seeding.total);
        let done = left * (whole - events.len()) as u64 / whole.max(1) as u64;
        let (done, total) = (play.seeding.done + done, play.seeding.total);
        (play.seeding.progress)(done.min(total), total);
    }
    Ok(())
}

struct Play<'p, 's> {
    seeding: &'p mut Seeding<'s>,
    /// The numbers of the entries made, by slot.
    numbers: Vec<String>,
    last_line: u64,
}

impl Play<'_, '_> {
    fn event(&mut self, group: &mut Group<'_>, event: Event) -> Result<(), Fault> {
        let by = event.by;
        match event.what {
            What::Make { slot, register, action, values } => {
                let reply = self.call(group, by, act(register, action, None, values))?;
                if let Reply::Act(made) = reply {
                    if self.numbers.len() <= slot {
                        self.numbers.resize(slot + 1, String::new());
                    }
                    if let Some(number) = self.numbers.get_mut(slot) {
                        *number = made.number;
                    }
                }
            }
            What::Act { slot, register, action, values } => {
                let number = self.numbers.get(slot).cloned();
                self.call(group, by, act(register, action, number, values))?;
            }
            What::Merge { slot, into } => {
                let number = self.numbers.get(slot).cloned();
                let into = self.numbers.get(into).cloned().unwrap_or_default();
                let values = Values::default().with("merged_into", super::text(into));
                self.call(group, by, act("request", "merge", number, values))?;
            }
            What::Log { line: (kind, severity, words), place } => {
                let demo = self.seeding.demo;
                let write = Write {
                    text: words.to_owned(),
                    kind: Some(kind),
                    severity: Some(severity),
                    place: place.map(|room| format!("#{}", house::room_id(demo, room).0)),
                    ..Write::default()
                };
                if let Reply::LogWrite(written) = self.call(group, by, Call::LogWrite(write))? {
                    self.last_line = written.seq;
                }
            }
            What::Read if self.last_line > 0 => {
                let upto = Some(self.last_line);
                self.call(group, by, Call::LogRead(MarkRead { upto, line: None }))?;
            }
            What::Read => {}
            What::OpenWatch => {
                self.call(group, by, Call::WatchOpen(Open {}))?;
            }
            What::Offer { note } => self.hand_over(group, by, note)?,
            What::TakeOver => self.take_over(group, by)?,
        }
        Ok(())
    }

    /// Looks through the document: what to do if for the red items, why again for what was put off, and signs.
    fn hand_over(&self, group: &mut Group<'_>, by: usize, note: &str) -> Result<(), Fault> {
        self.call(group, by, Call::WatchPrepare(Prepare {}))?;
        let view = self.watch(group, by)?;
        let mut red = words::IF_THEN.iter().cycle();
        let mut again = words::PUT_OFF.iter().cycle();
        // Items of which the same is said go in one call: each call collects the whole document anew.
        let mut said: BTreeMap<(Option<&str>, Option<&str>), Vec<u32>> = BTreeMap::new();
        said.insert((None, None), Vec::new());
        for row in &view.items {
            let late = row.item.carried >= 3 && row.item.note.is_empty();
            let asked = row.item.severity == Severity::Red && row.item.if_then.is_empty();
            let if_then = asked.then(|| red.next().copied().unwrap_or_default());
            let why = late.then(|| again.next().copied().unwrap_or_default());
            said.entry((if_then, why)).or_default().push(row.item.no);
        }
        for ((if_then, why), items) in said {
            let (if_then, note) = (if_then.map(str::to_owned), why.map(str::to_owned));
            self.call(group, by, Call::WatchEdit(Edit { items, if_then, note, ..Edit::default() }))?;
        }
        self.count(group, by)?;
        let pin = Pin(demo::PIN.to_owned());
        let offer = Offer { note: Some(note.to_owned()), pin, ..Offer::default() };
        self.call(group, by, Call::WatchOffer(offer)).map(|_| ())
    }

    /// Reads the items and says of every red one what comes first, then signs.
    fn take_over(&self, group: &mut Group<'_>, by: usize) -> Result<(), Fault> {
        // A quiet watch has nothing to acknowledge, so that only this makes them the reader.
        self.call(group, by, Call::WatchReview(Review {}))?;
        let WatchView { items, .. } = self.watch(group, by)?;
        let (white, others): (Vec<_>, Vec<_>) =
            items.iter().map(|row| &row.item).partition(|item| item.severity == Severity::White);
        for (item, words) in others.into_iter().zip(words::ACKS.iter().cycle()) {
            let words = if item.severity == Severity::Red { (*words).to_owned() } else { String::new() };
            let said = Acknowledge { item: Some(item.no), words, ..Acknowledge::default() };
            self.call(group, by, Call::WatchAcknowledge(said))?;
        }
        let page = white.into_iter().map(|item| item.no).collect();
        self.call(group, by, Call::WatchAcknowledge(Acknowledge { page, ..Acknowledge::default() }))?;
        self.count(group, by)?;
        let pin = Pin(demo::PIN.to_owned());
        self.call(group, by, Call::WatchAccept(Accept { pin, ..Accept::default() }))?;
        Ok(())
    }

    /// Counts what lies there: in a practice office everything agrees.
    fn count(&self, group: &mut Group<'_>, by: usize) -> Result<(), Fault> {
        for row in self.watch(group, by)?.counts.iter().filter(|row| row.asked && !row.settled) {
            let amount = row.kind.money().then_some(0);
            let count = Count { thing: row.thing, amount, ..Count::default() };
            self.call(group, by, Call::WatchCount(count))?;
        }
        Ok(())
    }

    /// The watch as it is now.
    fn watch(&self, group: &mut Group<'_>, by: usize) -> Result<WatchView, Fault> {
        let reply = self.call(group, by, Call::WatchShow(ShowWatch::default()))?;
        Ok(WatchView::of(reply).unwrap_or_default())
    }

    fn call(&self, group: &mut Group<'_>, by: usize, call: Call) -> Result<Reply, Fault> {
        let job = Job { who: who(by), key: None, call };
        self.seeding.desk.run(group, &job).map(|done| done.reply)
    }
}

fn act(register: &str, action: &str, entry: Option<String>, values: Values) -> Call {
    Call::Act(Act { register: register.into(), action: action.into(), entry, values, ..Act::default() })
}
