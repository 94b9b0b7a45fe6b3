//! Staged rows become visible: piece by piece, each in a commit of its own, while readers wait.

use super::{Import, Phase, STAGED, StageDisk, enter, forget, import, put};
use crate::desk::Desk;
use crate::desk::act::Base;
use crate::desk::faults;
use crate::domain::fault::Fault;
use crate::domain::posts::Posts;
use crate::domain::register::Who;
use crate::store::tables::STAGE;
use crate::store::{Dir, JournalMeta, KeyBuf, Outcome as Ended, Tx, Visit};
use crate::text::lang::Lang;
use std::sync::PoisonError;

impl Desk {
    pub(super) fn forget_import(&self, id: u64) -> Result<(), Fault> {
        let mut group = self.store.begin()?;
        group.run(|tx| Ok::<_, Fault>((forget(tx, id)?, self.silent())))?;
        group.commit()?;
        Ok(())
    }

    /// Makes the staged rows visible, piece by piece, each in a commit of its own; gives the finished import.
    pub(super) fn make_visible(&self, id: u64) -> Result<Import, Fault> {
        let _alone = self.visible.write().unwrap_or_else(PoisonError::into_inner);
        loop {
            let mut group = self.store.begin()?;
            let (import, _) = group.run(|tx| self.next_piece(tx, id))?;
            group.commit()?;
            if import.phase == Phase::Done {
                return Ok(import);
            }
        }
    }

    /// Makes one piece visible; the import is done when none is left.
    fn next_piece(&self, tx: &mut Tx<'_>, id: u64) -> Result<(Import, JournalMeta), Fault> {
        let mut import = import(tx, id)?.ok_or_else(|| faults::bug("an import is gone"))?;
        if import.phase == Phase::Done {
            return Ok((import, self.silent()));
        }
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
        let base = Base { registers: &self.registers, now, who: &who, reasoned: false };
        let mut piece = None;
        let range = KeyBuf::new(STAGE.number).u64(id).range();
        STAGED.scan_range(tx, &range, Dir::Up, &mut |key, row| match row {
            StageDisk::Import(_) | StageDisk::ImportV2(_) => Visit::More,
            rows @ StageDisk::Rows(_) => {
                piece = Some((key, rows));
                Visit::Stop
            }
        })?;
        match piece {
            None => import.phase = Phase::Done,
            Some((key, rows)) => {
                STAGED.delete(tx, &key)?;
                if let StageDisk::Rows(rows) = rows {
                    import.added += enter::enter(&base, tx, &import, rows)?;
                }
            }
        }
        let meta = JournalMeta {
            at: now.0,
            zone: base.scope(tx).zone().name().to_owned(),
            staff: who.staff.0,
            desk: who.desk.0,
            session: who.session,
            call: "import.finish".to_owned(),
            note: Some(import.source.clone()),
            outcome: Ended::Done,
            always: false,
        };
        put(tx, id, import.clone())?;
        Ok((import, meta))
    }
}
