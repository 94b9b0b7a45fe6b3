//! Staged rows become visible, piece by piece, while readers wait.

use super::{Import, Phase, STAGED, StageDisk, What, enter, forget, import, put};
use crate::desk::Desk;
use crate::desk::act::Base;
use crate::desk::faults;
use crate::desk::fresh::Counts;
use crate::desk::intake::{self, Judged};
use crate::domain::fault::Fault;
use crate::domain::posts::Posts;
use crate::domain::register::Who;
use crate::store::tables::STAGE;
use crate::store::{Dir, JournalMeta, KeyBuf, Outcome as Ended, Reader, Tx, Visit};
use crate::text::lang::Lang;
use std::sync::PoisonError;

/// Pieces that become durable together: the more rows a commit has, the more of them meet on the same pages.
const PIECES: usize = 16;

/// Staged rows, and where they lie.
type Piece = ((u64, u64), StageDisk);

impl Desk {
    pub(super) fn forget_import(&self, id: u64) -> Result<(), Fault> {
        let mut group = self.store.begin()?;
        group.run(|tx| Ok::<_, Fault>((forget(tx, id)?, self.silent())))?;
        group.commit()?;
        Ok(())
    }

    /// Makes the staged rows visible, some pieces a commit, each with its entry in the journal; gives the finished import.
    pub(super) fn make_visible(&self, id: u64) -> Result<Import, Fault> {
        let _alone = self.visible.write().unwrap_or_else(PoisonError::into_inner);
        let counts = Counts::default();
        let mut judged = self.judged(id)?;
        let mut finished = None;
        self.store.relay::<_, Fault>(
            |reader| {
                let import = import(reader, id)?.ok_or_else(|| faults::bug("an import is gone"))?;
                if import.phase == Phase::Done {
                    finished = Some(import);
                    return Ok(None);
                }
                Ok(Some((import, pieces(reader, id)?)))
            },
            move |calls, (mut import, pieces): (Import, Vec<Piece>)| {
                let last = pieces.len() < PIECES;
                for piece in pieces {
                    calls.run(|tx| self.enter(tx, id, &mut import, piece, &counts, &mut judged))?;
                }
                if last {
                    import.phase = Phase::Done;
                    calls.run(|tx| Ok::<_, Fault>((put(tx, id, import)?, self.silent())))?;
                }
                Ok(())
            },
        )?;
        finished.ok_or_else(|| faults::bug("an import without an end"))
    }

    /// What the rows of a list of places or people were judged to come to, while that counts.
    fn judged(&self, id: u64) -> Result<Option<Judged>, Fault> {
        let trial = self.trials.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        let Some(trial) = trial else { return Ok(None) };
        self.store.read(|reader| Judged::of(trial, &self.registers, reader))
    }

    /// Makes one piece visible.
    fn enter(
        &self,
        tx: &mut Tx<'_>,
        id: u64,
        import: &mut Import,
        (key, rows): Piece,
        counts: &Counts,
        judged: &mut Option<Judged>,
    ) -> Result<((), JournalMeta), Fault> {
        let who = Who {
            staff: import.staff,
            name: String::new(),
            posts: Posts::ALL,
            team: None,
            desk: import.desk,
            session: import.session,
            lang: Lang::default(),
        };
        let now = self.now();
        let base = Base { registers: &self.registers, now, who: &who, reasoned: false, counts: Some(counts) };
        if judged.as_ref().is_some_and(|judged| !judged.is_of_today(&base, tx)) {
            *judged = None;
        }
        let mut note = import.source.clone();
        STAGED.delete(tx, &key)?;
        match (rows, import.what.clone()) {
            (StageDisk::Rows(rows), What::Entries(register)) => {
                import.added += enter::enter(&base, tx, import, &register, rows)?;
            }
            (StageDisk::Lines(lines), What::Intake { of, .. }) => {
                if let Some(reasons) = intake::reasons(&lines) {
                    note = format!("{note}: {reasons}");
                }
                intake::enter(&base, tx, import, of, &lines, judged.as_mut())?;
            }
            _ => return Err(faults::bug("staged rows of another list")),
        }
        let meta = JournalMeta {
            at: now.0,
            zone: base.scope(tx).zone().name().to_owned(),
            staff: who.staff.0,
            desk: who.desk.0,
            session: who.session,
            call: match import.what {
                What::Entries(_) => "import.finish",
                What::Intake { .. } => "intake.finish",
            }
            .to_owned(),
            note: Some(note),
            outcome: Ended::Done,
            always: false,
        };
        put(tx, id, import.clone())?;
        Ok(((), meta))
    }
}

/// The next pieces that wait, as many as become durable together.
fn pieces(reader: &dyn Reader, id: u64) -> Result<Vec<Piece>, Fault> {
    let mut found = Vec::new();
    let range = KeyBuf::new(STAGE.number).u64(id).range();
    STAGED.scan_range(reader, &range, Dir::Up, &mut |key, row| {
        if matches!(row, StageDisk::Rows(_) | StageDisk::Lines(_)) {
            found.push((key, row));
        }
        if found.len() < PIECES { Visit::More } else { Visit::Stop }
    })?;
    Ok(found)
}
