//! Passing the desk to a colleague on duty, or taking it from the one who holds it: which one, and their PIN. With only
//! one other there is nothing to choose.

use super::WatchScreen;
use super::ways::PIN;
use crate::api::handover::Beside;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::picker::{Pick, Picker};
use crate::tui::prompt::Prompt;
use crate::tui::screen::Cx;

const TITLE: T = t("转交同班", "Pass to a colleague");

impl WatchScreen {
    /// Who may be the other one of a pass.
    fn colleagues(&self, cx: &Cx) -> Vec<Beside> {
        if self.holds(cx) {
            return self.view.beside.clone();
        }
        let name = self.view.holder.clone();
        self.view.watch.iter().map(|watch| Beside { staff: watch.holder, name: name.clone() }).collect()
    }

    /// Asks for what the other one gives: who they are, then their PIN.
    pub(super) fn ask_pass(&mut self, asked: usize, cx: &mut Cx) {
        let colleagues = self.colleagues(cx);
        let id = |other: &Beside| format!("#{}", other.staff.0);
        if asked == 0 {
            match colleagues.as_slice() {
                [] => self.signing = None,
                [only] => {
                    self.signing.iter_mut().for_each(|signing| signing.texts.push(id(only)));
                    self.next(cx);
                }
                several => {
                    let pick = |other: &Beside| Pick::new(id(other), Say::same(other.name.clone()));
                    let picks = several.iter().map(pick).collect();
                    cx.ask("colleague", Box::new(Picker::new(TITLE, picks)));
                }
            }
            return;
        }
        let chosen = self.signing.as_ref().and_then(|signing| signing.texts.first());
        let other = colleagues.iter().find(|other| Some(&id(other)) == chosen);
        let name = other.map_or("", |other| other.name.as_str());
        let words = say!("{name}的签字密码：", "{name}'s PIN:");
        cx.ask("sign", Box::new(Prompt::new(TITLE, words, PIN).secret()));
    }

    /// What is said when it is done.
    pub(super) fn passed(&self, cx: &Cx) -> T {
        if self.holds(cx) {
            t("已转交，本台由同事负责", "Passed: the desk is your colleague's now")
        } else {
            t("已接过，本台由您负责", "The desk is yours")
        }
    }
}
