//! Floor 4: runs one call. Who may, does the workflow allow it, one transaction, what changed.
//!
//! Everything that happens at the desk passes [`Desk::read`] or [`Desk::write`]. No sockets and no terminals here.

mod act;
mod alarms;
mod bell;
mod boards;
mod bulk;
mod calendars;
mod card;
mod checklist;
pub mod clock;
mod create;
mod derived;
mod dispatch;
mod erase;
mod explain;
mod faults;
mod figures;
mod fresh;
mod handover;
mod import;
mod incident;
mod indexes;
mod intake;
mod job;
mod list;
mod login;
mod map;
mod merge;
mod mine;
mod occupancy;
mod office;
mod pin;
mod print;
mod privacy;
mod quality;
mod replies;
mod report;
mod resolve;
mod retention;
mod roll;
mod rota;
mod rows;
mod scope;
mod search;
pub mod seed;
mod settings;
mod show;
mod slots;
mod stale;
mod text_search;
mod undo;
mod upgrade;
mod values;
mod walk;

pub use alarms::Ticked;
pub use clock::{Clock, FastClock, FixedClock, SystemClock};
pub use create::{Founder, create, exists};
pub use indexes::Indexes;
pub use job::{Done, Job};
pub use office::verified;
pub use pin::PinCost;

use crate::api::handover::WatchView;
use crate::api::{Call, Reply};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::StaffId;
use crate::domain::moment::At;
use crate::domain::posts::Posts;
use crate::domain::register::{Look, Registers, Who};
use crate::store::{Group, JournalMeta, Outcome as Ended, Reader, Store, Tx};
use crate::text::clean::clean;
use act::Base;
use job::Outcome;
use scope::Scope;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The same refusal of the same person is written down once in so many minutes.
const REFUSAL_MINUTES: i64 = 1;
/// Remembered keys are looked through this often.
const FORGET_MINUTES: i64 = 24 * 60;

/// Characters of the reason for going on all the same.
const REASON: usize = 200;

/// The desk of one office.
pub struct Desk {
    store: Store,
    registers: Arc<Registers>,
    clock: Arc<dyn Clock>,
    /// When a person was last refused a call, so that a stuck key does not fill the journal.
    refused: Mutex<HashMap<(StaffId, String), At>>,
    /// When remembered keys were last looked through.
    forgot: Mutex<At>,
    /// Readers share it; an import that is made visible has it alone, so that nobody sees half of it.
    visible: RwLock<()>,
    /// What the rows of lists under way would make, for the rows that follow them.
    trials: intake::Trials,
    /// How signatures are proved.
    pins: pin::Pins,
    /// The words of the log, as far as they were read.
    log_words: handover::LogWords,
}

impl Desk {
    /// Opens the desk over a store that holds an office.
    ///
    /// # Errors
    /// When work that a crash left half-done cannot be finished or rolled back.
    pub fn open(store: Store, registers: Arc<Registers>, clock: Arc<dyn Clock>) -> Result<Self, Fault> {
        let desk = Self {
            store,
            registers,
            clock,
            refused: Mutex::default(),
            forgot: Mutex::new(At(i64::MIN)),
            visible: RwLock::default(),
            trials: intake::Trials::default(),
            pins: pin::Pins::new(PinCost::default()),
            log_words: handover::LogWords::default(),
        };
        let mut group = desk.store.begin()?;
        desk.forget_daily(&mut group)?;
        group.commit()?;
        desk.settle_imports()?;
        desk.upgrade()?;
        desk.count_figures()?;
        Ok(desk)
    }

    /// The same desk with another cost of a PIN; what was hashed before keeps its own.
    #[must_use]
    pub fn with_pin_cost(self, cost: PinCost) -> Self {
        Self { pins: pin::Pins::new(cost), ..self }
    }

    /// Throws away remembered keys that are too old, once a day: with the group that happens to be under way, so that
    /// an idle server has nothing to wake up for.
    fn forget_daily(&self, group: &mut Group<'_>) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut forgot = self.forgot.lock().unwrap_or_else(PoisonError::into_inner);
        if forgot.minutes_to(now) >= FORGET_MINUTES {
            group.run(|tx| Ok::<_, Fault>((replies::forget_old(tx, now)?, self.silent())))?;
            *forgot = now;
        }
        Ok(())
    }

    /// The registers the office keeps.
    #[must_use]
    pub fn registers(&self) -> &Arc<Registers> {
        &self.registers
    }

    /// The store underneath, for verification and backup.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The server's time.
    #[must_use]
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// How long it takes until its clock shows `at`.
    #[must_use]
    pub fn until(&self, at: At) -> std::time::Duration {
        self.clock.until(at)
    }

    /// The office's name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn office_name(&self) -> Result<String, Fault> {
        self.store.read(|reader| Ok(self.scope(reader, &nobody()).setting_text("office.name")))
    }

    /// A whole-number setting.
    #[must_use]
    pub fn setting_int(&self, id: &str) -> i64 {
        self.store
            .read(|reader| Ok::<_, Fault>(self.scope(reader, &nobody()).setting(id)))
            .unwrap_or_default()
    }

    /// Whether a call must go through the one writer: it writes, or its refusal will be written down.
    #[must_use]
    pub fn needs_writer(&self, who: &Who, call: &Call) -> bool {
        call.info().writes || !who.may(self.who_may(call))
    }

    /// Who may make a call: the register's word for the shared calls, else the call's own.
    fn who_may(&self, call: &Call) -> Posts {
        let register = match call {
            Call::List(list) => Some(list.register.as_str()),
            Call::Show(show) => show.register.as_deref(),
            Call::History(history) => history.register.as_deref(),
            Call::Explain(explain) => explain.register.as_deref(),
            _ => None,
        };
        let register = register.and_then(|id| self.registers.by_id(id));
        register.map_or(call.info().who, |register| register.info().see)
    }

    /// Runs a call that changes nothing. From any thread.
    ///
    /// # Errors
    /// Whatever is wrong with it, for the caller to mend.
    pub fn read(&self, who: &Who, call: &Call) -> Result<Reply, Fault> {
        if let Some(reply) = self.read_in_chunks(who, call) {
            return reply;
        }
        let _visible = self.visible.read().unwrap_or_else(PoisonError::into_inner);
        self.store.read(|reader| {
            let who = login::as_of_now(&self.scope(reader, who))?;
            let scope = self.scope(reader, &who);
            scope.permit(self.who_may(call))?;
            Self::answer(&scope, call)
        })
    }

    /// Calls that read so much that writers must get a turn in between.
    fn read_in_chunks(&self, who: &Who, call: &Call) -> Option<Result<Reply, Fault>> {
        let run = || -> Result<Reply, Fault> {
            self.store.read(|reader| {
                let who = login::as_of_now(&self.scope(reader, who))?;
                self.scope(reader, &who).permit(self.who_may(call))
            })?;
            match call {
                Call::Report(args) => Ok(Reply::Report(self.figures(who, args)?)),
                Call::Occupancy(args) => Ok(Reply::Occupancy(self.occupancy(who, args)?)),
                Call::OccupancyRooms(args) => Ok(Reply::OccupancyRooms(self.occupancy_rooms(who, args)?)),
                Call::OccupancyWeek(args) => Ok(Reply::OccupancyWeek(self.week(who, args)?)),
                Call::Moves(args) => Ok(Reply::Moves(self.moves(who, args)?)),
                Call::Quality(args) => Ok(Reply::Quality(self.quality(who, args)?)),
                Call::ServiceReport(args) => Ok(Reply::ServiceReport(self.service(who, args)?)),
                Call::Behind(args) => Ok(Reply::Behind(self.behind(who, args)?)),
                Call::Verify(_) => Ok(Reply::Verify(self.verified(who))),
                Call::Export(args) => Ok(Reply::Export(self.exported(args)?)),
                Call::TextSearch(args) => Ok(Reply::TextSearch(self.text_search(who, args)?)),
                other => Err(faults::bug(&format!("{} is not read in pieces", other.id()))),
            }
        };
        let in_pieces = matches!(
            call,
            Call::Report(_)
                | Call::Verify(_)
                | Call::Export(_)
                | Call::Occupancy(_)
                | Call::OccupancyRooms(_)
                | Call::OccupancyWeek(_)
                | Call::Moves(_)
                | Call::Quality(_)
                | Call::TextSearch(_)
                | Call::ServiceReport(_)
                | Call::Behind(_)
        );
        in_pieces.then(run)
    }

    /// Runs calls that write, in order: one batch, one flush, then all answers. For the one writing thread.
    pub fn write(&self, jobs: &[Job]) -> Vec<Result<Done, Fault>> {
        let mut group = match self.store.begin() {
            Ok(group) => group,
            Err(error) => {
                let fault = Fault::from(error);
                return jobs.iter().map(|_| Err(fault.clone())).collect();
            }
        };
        if let Err(fault) = self.forget_daily(&mut group) {
            // The work comes first; the old keys can wait for the next group.
            tracing::warn!(%fault, "old keys were not forgotten");
        }
        let mut answers: Vec<Result<Done, Fault>> =
            jobs.iter().map(|job| self.run(&mut group, job)).collect();
        match group.commit() {
            Ok(_) => {
                if jobs.iter().any(|job| matches!(&job.call, Call::Act(act) if erase::is(act))) {
                    self.log_words.forget();
                }
                self.finish_imports(jobs, &mut answers);
                let laid = |(job, answer): (&Job, Result<Done, Fault>)| {
                    answer.map(|done| self.laid_out(&job.who, done))
                };
                jobs.iter().zip(answers).map(laid).collect()
            }
            // Nothing of the group is on disk, so nothing of it was done.
            Err(error) => {
                let fault = Fault::from(error);
                answers.into_iter().map(|answer| answer.and(Err(fault.clone()))).collect()
            }
        }
    }

    /// Shows the watch that a call has changed, as it is now that everybody may see it. What was done is done: when it
    /// cannot be shown, the bare watch is the answer, and those who wait to hear of it still do.
    fn laid_out(&self, who: &Who, mut done: Done) -> Done {
        let Some((shows, view)) = done.shows.take().zip(WatchView::within(&mut done.reply)) else {
            return done;
        };
        let watch = shows.watch;
        let look = || {
            self.store.read(|reader| {
                let who = login::as_of_now(&self.scope(reader, who))?;
                handover::shown(&self.scope(reader, &who), shows)
            })
        };
        // A panic must not look as if the group had not been kept: its calls would be made again.
        match catch_unwind(AssertUnwindSafe(look)) {
            Ok(Ok(whole)) => *view = whole,
            Ok(Err(fault)) => tracing::error!(%fault, "watch {watch} was changed and cannot be shown"),
            Err(_) => tracing::error!("watch {watch} was changed; showing it is a bug"),
        }
        done
    }

    /// Runs one call of a group; a refused one leaves nothing but, where it matters, the refusal.
    fn run(&self, group: &mut Group<'_>, job: &Job) -> Result<Done, Fault> {
        if let Some(done) = self.in_parts(group, job) {
            return done;
        }
        if let Some(fault) = self.unsigned(group, job)? {
            return Err(fault);
        }
        let now = self.clock.now();
        let last = group.last_seq();
        let result = group.run(|tx| {
            let done = self.perform(tx, job, now, last)?;
            let meta = self.meta(tx, job, now, Ended::Done);
            Ok::<_, Fault>((done, meta))
        });
        match result {
            Ok((done, _)) => Ok(done),
            Err(fault) => {
                if fault.kind == FaultKind::Forbidden && self.worth_noting(job, now) {
                    let kind = "forbidden".to_owned();
                    group.run(|tx| {
                        let meta = self.meta(tx, job, now, Ended::Refused(kind));
                        Ok::<_, Fault>(((), JournalMeta { always: true, ..meta }))
                    })?;
                }
                Err(fault)
            }
        }
    }

    fn perform(&self, tx: &mut Tx<'_>, job: &Job, now: At, last: u64) -> Result<Done, Fault> {
        let who = login::as_of_now(
            &Base { registers: &self.registers, now, who: &job.who, reasoned: false, counts: None }.scope(tx),
        )?;
        let reasoned = matches!(&job.call, Call::Act(act) if act.reason.as_deref().is_some_and(|why| !why.trim().is_empty()));
        let base = Base { registers: &self.registers, now, who: &who, reasoned, counts: None };
        base.scope(tx).permit(self.who_may(&job.call))?;
        if let Some(done) = done_before(&base, tx, job)? {
            return Ok(done);
        }
        let mut out = Outcome::default();
        let reply = self.change(&base, tx, &job.call, last, &mut out)?;
        handover::follow(&base, tx, &mut out)?;
        // The answer to this one is known only after the group; the import itself remembers it.
        let settled = !matches!(job.call, Call::ImportFinish(_) | Call::IntakeFinish(_));
        if let Some(key) = job.key.as_ref().filter(|_| settled) {
            let kept = match &out.shows {
                Some(shows) => replies::Kept::Watch(shows),
                None if privacy::LOOKS.contains(&job.call.id()) => replies::Kept::Nothing,
                None => replies::Kept::Reply(&reply),
            };
            replies::remember(tx, job.who.staff, key, &job.call, &kept, now)?;
        }
        let topics = out.topics.into_iter().collect();
        Ok(Done { reply, topics, notices: out.notices, shows: out.shows })
    }

    /// What the journal says about a call, its register's verb included.
    fn meta(&self, reader: &dyn Reader, job: &Job, now: At, outcome: Ended) -> JournalMeta {
        let call = match &job.call {
            Call::Act(act) => format!("{}.{}", act.register, act.action),
            other => other.id().to_owned(),
        };
        let note = match &job.call {
            Call::Act(act) => act.reason.as_deref().map(|reason| clean(reason, REASON, false)),
            other if matches!(outcome, Ended::Refused(_)) => privacy::refused(other),
            other => privacy::note(other),
        };
        JournalMeta {
            at: now.0,
            zone: self.scope(reader, &job.who).zone().name().to_owned(),
            staff: job.who.staff.0,
            desk: job.who.desk.0,
            session: job.who.session,
            call,
            note,
            outcome,
            // A PIN is kept outside the journal; that it was set or taken away is told.
            always: matches!(job.call, Call::SetPin(_) | Call::ResetPin(_)),
        }
    }

    /// The meta of the desk's own upkeep, which changes no record.
    fn silent(&self) -> JournalMeta {
        JournalMeta {
            at: self.clock.now().0,
            zone: String::new(),
            staff: 0,
            desk: 0,
            session: 0,
            call: String::new(),
            note: None,
            outcome: Ended::Done,
            always: false,
        }
    }

    fn worth_noting(&self, job: &Job, now: At) -> bool {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever tries one masked field after the other is written down for each.
        let what = privacy::what(&job.call).unwrap_or_default();
        let at = (job.who.staff, format!("{} {what}", job.call.id()));
        refused.retain(|_, last| last.minutes_to(now) < REFUSAL_MINUTES);
        let repeated = refused.get(&at).is_some_and(|last| last.minutes_to(now) < REFUSAL_MINUTES);
        if !repeated {
            refused.insert(at, now);
        }
        !repeated
    }

    fn scope<'a>(&'a self, reader: &'a dyn Reader, who: &'a Who) -> Scope<'a> {
        Scope::over(reader, &self.registers, self.clock.now(), who)
    }
}

/// What a call that was made before with the same key answered then.
fn done_before(base: &Base<'_>, tx: &Tx<'_>, job: &Job) -> Result<Option<Done>, Fault> {
    let Some(key) = &job.key else { return Ok(None) };
    let scope = base.scope(tx);
    let reply = match replies::known(tx, job.who.staff, key, &job.call)? {
        replies::Known::New => return Ok(None),
        replies::Known::Done(reply) => *reply,
        again => {
            let shows = if let replies::Known::Watch(shows) = again { Some(shows) } else { None };
            let again = match privacy::again(&scope, &job.call)? {
                None => handover::again(&scope, &job.call, shows)?,
                some => some,
            };
            again.ok_or_else(|| {
                Fault::refused(crate::text::lang::t("已经办过了", "It has been done already"))
            })?
        }
    };
    Ok(Some(reply.into()))
}

/// Who asks when the office itself wants to know something.
fn nobody() -> Who {
    use crate::domain::ids::DeskId;
    Who {
        staff: StaffId(0),
        name: String::new(),
        posts: Posts::NONE,
        team: None,
        desk: DeskId(0),
        session: 0,
        lang: crate::text::lang::Lang::Zh,
    }
}
