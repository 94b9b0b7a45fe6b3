//! A long work in groups, of which one is written to disk while the next is prepared. There is still one writer, and the
//! groups become durable one after the other: of one that could not be written, nothing that follows is written either.
//!
//! Reading never meets the writing: what a group needs is gathered while nothing is written.

use super::Store;
use super::engine::{Batch, Dir, KeyRange, Reader, Visit};
use super::error::{Result, StoreError};
use super::group::Calls;
use super::journal::Head;
use super::tx::Layered;
use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::thread;

impl Store {
    /// Runs a long work. `gather` reads what the next group needs, while nothing is written, and sees what the groups
    /// before have done; none ends the work. `prepare` then runs the calls of that group in a thread of its own, while
    /// the one before is written by this one; whatever it reads besides waits for that. When this returns, all groups
    /// are on disk.
    ///
    /// # Errors
    /// Those of the closures, or the store's when a group cannot be written. What is on disk by then stays.
    pub fn relay<G: Send, E: From<StoreError> + Send>(
        &self,
        mut gather: impl FnMut(&dyn Reader) -> std::result::Result<Option<G>, E>,
        mut prepare: impl FnMut(&mut Calls<'_>, G) -> std::result::Result<(), E> + Send,
    ) -> std::result::Result<Head, E> {
        let (mut writer, mut head) = self.write_alone()?;
        // What the disk holds decides, should this end before its time.
        *writer = None;
        let mut ready = Batch::default();
        while let Some(next) = gather(&Layered { top: &ready, below: self.engine() })? {
            let (begun, begins) = sync_channel::<()>(1);
            let (written, prepared) = thread::scope(|scope| {
                let ready = &ready;
                let prepare = &mut prepare;
                let preparing =
                    thread::Builder::new().name("prepare".into()).spawn_scoped(scope, move || {
                        // Whoever reads from here on waits until all is written, so that nobody reads half of it.
                        let _ = begins.recv();
                        let below = Layered { top: ready, below: &Waiting(self) };
                        let mut calls = Calls::after(head, &below);
                        prepare(&mut calls, next).map(|()| calls.end())
                    });
                let written = self.write(ready, head, move || drop(begun));
                let prepared = preparing
                    .map_err(|error| E::from(StoreError::io("start a thread", error)))
                    .and_then(|preparing| preparing.join().unwrap_or_else(|panic| resume_unwind(panic)));
                (written, prepared)
            });
            written?;
            (ready, head) = prepared?;
        }
        self.write(&ready, head, || ())?;
        *writer = Some(head);
        Ok(head)
    }
}

/// Reads what is on disk, and waits while something is written.
struct Waiting<'s>(&'s Store);

impl Reader for Waiting<'_> {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.0.read(|reader| reader.get(key))
    }

    fn scan(&self, range: &KeyRange, dir: Dir, visit: &mut dyn FnMut(&[u8], &[u8]) -> Visit) -> Result<()> {
        self.0.read(|reader| reader.scan(range, dir, visit))
    }
}
