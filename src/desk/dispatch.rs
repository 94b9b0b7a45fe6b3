//! Which part of the desk answers a call: the one match over all of them. Decides nothing else.

use super::act::Base;
use super::job::Outcome;
use super::scope::Scope;
use super::{
    Desk, act, bell, boards, bulk, card, checklist, explain, faults, handover, import, incident, intake,
    list, login, map, mine, office, pin, print, privacy, retention, rota, search, settings, show, slots,
    undo,
};
use crate::api::{Call, Reply};
use crate::domain::fault::Fault;
use crate::store::Tx;

impl Desk {
    /// The answer to a call that changes nothing.
    pub(super) fn answer(scope: &Scope<'_>, call: &Call) -> Result<Reply, Fault> {
        Ok(match call {
            Call::WhoAmI(_) => Reply::WhoAmI(login::me(scope)?),
            Call::List(args) => Reply::List(list::list(scope, args)?),
            Call::Show(args) => Reply::Show(show::show(scope, args)?),
            Call::History(args) => Reply::History(show::history(scope, args)?),
            Call::Explain(args) => Reply::Explain(explain::explain(scope, args)?),
            Call::Find(args) => Reply::Find(search::find(scope, args)?),
            Call::RoomCard(args) => Reply::RoomCard(card::room(scope, args)?),
            Call::BuildingMap(args) => Reply::BuildingMap(map::building(scope, args)?),
            Call::PersonCard(args) => Reply::PersonCard(card::person(scope, args)?),
            Call::CardTimeline(args) => Reply::CardTimeline(card::timeline(scope, args)?),
            Call::Checklist(args) => Reply::Checklist(checklist::checklist(scope, args)?),
            Call::Similar(args) => Reply::Similar(card::similar(scope, args)?),
            Call::Board(_) => Reply::Board(card::board(scope)?),
            Call::BoardService(args) => Reply::BoardService(boards::board(scope, args)?),
            Call::DraftList(_) => Reply::DraftList(mine::drafts(scope)?),
            Call::Settings(_) => Reply::Settings(settings::list(scope)),
            Call::Journal(args) => Reply::Journal(office::journal(scope, args)?),
            Call::LogList(args) => Reply::LogList(handover::list_log(scope, args)?),
            Call::LogOwed(args) => Reply::LogOwed(handover::owed(scope, args)?),
            Call::WatchRecent(_) => Reply::WatchRecent(handover::show_recent(scope)?),
            Call::LogReaders(args) => Reply::LogReaders(handover::readers_of(scope, args)?),
            Call::WatchShow(args) => Reply::WatchShow(handover::show_watch(scope, args)?),
            Call::DueForErasure(args) => Reply::DueForErasure(retention::due(scope, args)?),
            Call::AlarmList(_) => Reply::AlarmList(bell::alarms(scope)?),
            Call::IncidentShow(args) => Reply::IncidentShow(incident::show(scope, args)?),
            Call::IncidentAffecting(args) => Reply::IncidentAffecting(incident::affecting(scope, args)?),
            Call::ReviewDay(args) => Reply::ReviewDay(handover::review_day(scope, args)?),
            Call::HandoverReport(args) => Reply::HandoverReport(handover::report_handover(scope, args)?),
            Call::RotaShow(args) => Reply::RotaShow(rota::show(scope, args)?),
            Call::DutyNow(_) => Reply::DutyNow(rota::now(scope)?),
            Call::Sheet(args) => Reply::Sheet(handover::show_sheet(scope, args)?),
            Call::WatchList(args) => Reply::WatchList(handover::list_watches(scope, args)?),
            Call::SlotList(args) => Reply::SlotList(slots::list(scope, args)?),
            Call::PrintForms(args) => Reply::PrintForms(print::forms(scope, args)?),
            other => return Err(faults::bug(&format!("{} is not answered here", other.id()))),
        })
    }

    /// Does what a call wants.
    pub(super) fn change(
        &self,
        base: &Base<'_>,
        tx: &mut Tx<'_>,
        call: &Call,
        last: u64,
        out: &mut Outcome,
    ) -> Result<Reply, Fault> {
        Ok(match call {
            Call::Act(args) => Reply::Act(act::act(base, tx, args, out)?),
            Call::Undo(_) => Reply::Undo(undo::undo(base, tx, last, out)?),
            Call::SetPrefs(args) => Reply::SetPrefs(mine::set_prefs(base, tx, args)?),
            Call::DraftSave(args) => Reply::DraftSave(mine::save(base, tx, args, out)?),
            Call::DraftDrop(args) => Reply::DraftDrop(mine::drop(base, tx, args, out)?),
            Call::SetSetting(args) => Reply::SetSetting(settings::set(base, tx, args, out)?),
            Call::ImportBegin(args) => Reply::ImportBegin(import::entries::begin(base, tx, args)?),
            Call::ImportRows(args) => Reply::ImportRows(import::entries::rows(base, tx, args)?),
            Call::ImportFinish(args) => Reply::ImportFinish(import::entries::finish(base, tx, args, out)?),
            Call::IntakeBegin(args) => Reply::IntakeBegin(intake::begin(&self.trials, base, tx, args)?),
            Call::IntakeRows(args) => Reply::IntakeRows(intake::rows(&self.trials, base, tx, args)?),
            Call::IntakeFinish(args) => {
                Reply::IntakeFinish(intake::finish(&self.trials, base, tx, args, out)?)
            }
            Call::LogWrite(args) => Reply::LogWrite(handover::write_log(base, tx, args, out)?),
            Call::LogRead(args) => Reply::LogRead(handover::mark_read(base, tx, args)?),
            Call::LogUnderstand(args) => Reply::LogUnderstand(handover::understand(base, tx, args, out)?),
            Call::WatchOpen(_) => Reply::WatchOpen(handover::open(base, tx, out)?),
            Call::WatchPrepare(_) => Reply::WatchPrepare(handover::prepare(base, tx, out)?),
            Call::WatchEdit(args) => Reply::WatchEdit(handover::edit(base, tx, args, out)?),
            Call::WatchCount(args) => Reply::WatchCount(handover::count(base, tx, args, out)?),
            Call::WatchExplain(args) => Reply::WatchExplain(handover::explain_count(base, tx, args, out)?),
            Call::WatchOffer(args) => Reply::WatchOffer(handover::offer(base, tx, args, out)?),
            Call::WatchRecall(_) => Reply::WatchRecall(handover::recall(base, tx, out)?),
            Call::WatchReview(_) => Reply::WatchReview(handover::review(base, tx, out)?),
            Call::WatchAcknowledge(args) => {
                Reply::WatchAcknowledge(handover::acknowledge(base, tx, args, out)?)
            }
            Call::WatchAsk(args) => Reply::WatchAsk(handover::ask(base, tx, args, out)?),
            Call::WatchAnswer(args) => Reply::WatchAnswer(handover::answer(base, tx, args, out)?),
            Call::WatchContest(args) => Reply::WatchContest(handover::contest(base, tx, args, out)?),
            Call::WatchRule(args) => Reply::WatchRule(handover::rule(base, tx, args, out)?),
            Call::WatchAccept(args) => Reply::WatchAccept(handover::accept(base, tx, args, out)?),
            Call::WatchRelease(args) => Reply::WatchRelease(handover::release(base, tx, args, out)?),
            Call::WatchSeal(args) => Reply::WatchSeal(handover::seal(base, tx, args, out)?),
            Call::WatchBreakSeal(args) => Reply::WatchBreakSeal(handover::break_seal(base, tx, args, out)?),
            Call::WatchRelieve(args) => Reply::WatchRelieve(handover::relieve(base, tx, args, out)?),
            Call::WatchPass(args) => Reply::WatchPass(handover::pass_on(base, tx, args, out)?),
            Call::WatchContinue(args) => Reply::WatchContinue(handover::go_on(base, tx, args, out)?),
            Call::WatchConfirm(args) => Reply::WatchConfirm(handover::confirm(base, tx, args, out)?),
            Call::ReviewMark(args) => Reply::ReviewMark(handover::mark_review(base, tx, args, out)?),
            Call::ReviewSign(args) => Reply::ReviewSign(handover::sign_review(base, tx, args, out)?),
            Call::SetPin(args) => Reply::SetPin(self.set_pin(base, tx, args)?),
            Call::ResetPin(args) => Reply::ResetPin(pin::reset(base, tx, args, out)?),
            Call::Unmask(args) => Reply::Unmask(privacy::unmask(base, tx, args, last + 1, out)?),
            Call::ExportFull(args) => Reply::ExportFull(privacy::export(base, tx, args, last + 1)?),
            Call::Bulk(args) => Reply::Bulk(bulk::preview(base, tx, args)?),
            Call::Reassign(args) => Reply::Reassign(bulk::preview_reassign(base, tx, args)?),
            Call::RotaCopy(args) => Reply::RotaCopy(bulk::preview_rota(base, tx, args)?),
            Call::Print(args) => Reply::Print(print::print(base, tx, args, last + 1, out)?),
            // A read that came this way because it might have been refused.
            other => Self::answer(&base.scope(tx), other)?,
        })
    }
}
