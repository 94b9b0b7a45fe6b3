//! Keeping a screen current that is read by looking through everything: it is read again at once while that is quick;
//! where it took long, a change is only said, so that a busy office is not read through at every keystroke of
//! somebody else. Asks nobody itself.

use super::Cx;
use crate::text::lang::t;
use std::time::{Duration, Instant};

/// A reading that took no longer is done again at every change.
const QUICK: Duration = Duration::from_millis(250);

/// How the last reading went, and whether something changed since.
#[derive(Clone, Copy, Debug, Default)]
pub struct Following {
    begun: Option<Instant>,
    took: Duration,
    outdated: bool,
}

impl Following {
    /// A reading begins.
    pub fn asked(&mut self) {
        self.begun = Some(Instant::now());
        self.outdated = false;
    }

    /// It came.
    pub fn answered(&mut self) {
        self.took = self.begun.take().map_or(self.took, |begun| begun.elapsed());
    }

    /// Something changed. Gives whether it is to be read again now.
    pub fn changed(&mut self) -> bool {
        let quick = self.took <= QUICK;
        self.outdated |= !quick;
        quick
    }

    /// Whether what is on the screen may be old.
    #[must_use]
    pub const fn outdated(&self) -> bool {
        self.outdated
    }

    /// A screen's title, which says when it may be old.
    #[must_use]
    pub fn title(&self, title: &str, cx: &Cx) -> String {
        if self.outdated {
            format!("{title} {}", cx.t(t("（有变动，请重新读取）", "(changed since; read it again)")))
        } else {
            title.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_read_at_once_only_while_reading_is_quick() {
        let mut following = Following::default();
        following.asked();
        following.answered();
        assert!(following.changed());
        assert!(!following.outdated());
        following.took = QUICK * 2;
        assert!(!following.changed());
        assert!(following.outdated());
        following.asked();
        assert!(!following.outdated(), "what is being read is new");
    }
}
