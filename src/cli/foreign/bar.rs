//! How far a long piece of work is, drawn on one line of standard error.

use super::command::complain;
use std::io::{self, IsTerminal, Write};

/// Cells of the bar.
const BAR: u64 = 30;

/// How far it is, on a terminal; nothing elsewhere.
pub(super) struct Bar {
    all: u64,
    shown: bool,
}

impl Bar {
    /// For so many bytes or rows.
    pub(super) fn new(all: u64) -> Self {
        Self { all: all.max(1), shown: io::stderr().is_terminal() }
    }

    /// So many are done.
    pub(super) fn show(&mut self, done: u64) {
        if self.shown {
            let _ = write!(io::stderr(), "\r{}", bar(done, self.all)).and_then(|()| io::stderr().flush());
        }
    }

    /// Nothing more comes.
    pub(super) fn end(&mut self) {
        if std::mem::take(&mut self.shown) {
            complain("");
        }
    }
}

/// `[###---]  47%`.
fn bar(done: u64, all: u64) -> String {
    let done = done.min(all);
    let full = usize::try_from(done * BAR / all).unwrap_or(0);
    let empty = usize::try_from(BAR).unwrap_or(0) - full;
    format!("[{}{}] {:>3}%", "#".repeat(full), "-".repeat(empty), done * 100 / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_always_as_wide() {
        assert_eq!(bar(0, 10), format!("[{}]   0%", "-".repeat(30)));
        assert_eq!(bar(5, 10), format!("[{}{}]  50%", "#".repeat(15), "-".repeat(15)));
        assert_eq!(bar(11, 10), format!("[{}] 100%", "#".repeat(30)));
    }
}
