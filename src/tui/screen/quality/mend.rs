//! The one key that mends a finding: the action, form or correction its rule names.

use crate::api::quality::Finding;
use crate::domain::quality::{FindingKind, Mend, rule};
use crate::tui::screen::Cx;
use crate::tui::screen::doing::Doing;
use crate::tui::screen::entry::EntryScreen;
use crate::tui::screen::form::Form;
use crate::tui::screen::merge::MergeScreen;
use crate::tui::screen::pane::open_entry;

/// Begins what mends the finding; where its action is not there, the file is opened.
pub(super) fn mend(kind: FindingKind, finding: &Finding, doing: &mut Doing, cx: &mut Cx) {
    let mend = rule(kind).map_or(Mend::Look, |rule| rule.mend);
    let done = match mend {
        Mend::Act(command) => act(command, finding, doing, cx),
        Mend::New(register, action, preset, first) => begin(register, action, preset, first, finding, cx),
        Mend::Correct => correct(finding, cx),
        Mend::Look => false,
    };
    if !done && let Some(screen) = open_entry(finding.entry, &finding.head.number, cx) {
        cx.push(screen);
    }
}

/// An action on the entry; two files of one person are shown side by side.
fn act(command: &'static str, finding: &Finding, doing: &mut Doing, cx: &mut Cx) -> bool {
    let registers = cx.registers.clone();
    let Some((area, _)) = command.split_once('.') else { return false };
    let Some(register) = registers.by_id(area) else { return false };
    match &finding.other {
        Some(other) => {
            cx.push(Box::new(MergeScreen::new(
                format!("#{}", finding.entry.id),
                format!("#{}", other.entry.id),
            )));
            true
        }
        None => doing.run(command, register.info().id, &finding.head, cx),
    }
}

/// A new entry about the room.
fn begin(
    register: &'static str,
    action: &'static str,
    preset: Option<(&'static str, &'static str)>,
    first: &'static str,
    finding: &Finding,
    cx: &mut Cx,
) -> bool {
    let Some(form) = Form::create(register, action, cx) else { return false };
    let form = match finding.place {
        Some(place) => form.with_link("place", place, &finding.code),
        None => form,
    };
    let form = match preset {
        Some((field, value)) => form.with(field, value),
        None => form,
    };
    cx.push(Box::new(form.from(first)));
    true
}

fn correct(finding: &Finding, cx: &mut Cx) -> bool {
    let Some(screen) = EntryScreen::of(finding.entry, &finding.head.number, cx) else { return false };
    cx.push(Box::new(screen.correcting()));
    true
}
