//! Which fields a form has: read from the register's declaration. The log line's are declared here, in the same form.

use super::slot::Slot;
use super::state::{FormState, Purpose};
use crate::api::describe::CORRECT;
use crate::api::draft::Save;
use crate::api::entry::Entry;
use crate::domain::handover::KIND_CHOICES;
use crate::domain::register::{ActionInfo, AnyRegister, Choice, FieldInfo, Kind, Registers};
use crate::domain::rota::pattern::ShiftKind;
use crate::domain::staff::POSTS;
use crate::say;
use crate::text::lang::{Say, T, t};
use crate::tui::screen::Cx;
use chrono_tz::Tz;

/// The fields an action asks for.
#[must_use]
pub fn action_slots(register: &dyn AnyRegister, action: &ActionInfo) -> Vec<Slot> {
    let asked = action.asks.iter().filter_map(|ask| {
        let info = register.field(ask.field)?;
        Some(Slot::new(*info, ask.required, ask.folded))
    });
    asked.collect()
}

/// Every field a person may correct, with what stands there now.
#[must_use]
pub fn correct_slots(register: &dyn AnyRegister, entry: &Entry, zone: Tz) -> Vec<Slot> {
    let fields = register.fields().iter().filter(|info| info.editable);
    let slot = |info: &FieldInfo| {
        let empty = Slot::new(*info, false, false);
        match entry.fields.iter().find(|cell| cell.field == info.id) {
            Some(cell) => empty.with_value(&cell.value, cell.shown.as_deref(), zone),
            None => empty,
        }
    };
    fields.map(slot).collect()
}

const fn choice(id: &'static str, key: char, label: T) -> Choice {
    Choice { id, key, label }
}

/// How much a line matters, with the letters of the handover.
pub const SEVERITIES: &[Choice] = &[
    choice("red", 'r', t("红：本班要办", "Red: act this shift")),
    choice("amber", 'a', t("黄：须知道", "Amber: know")),
    choice("white", 'w', t("白：供参考", "White: for information")),
];

pub(super) const fn field(id: &'static str, label: T, kind: Kind, hint: Option<T>) -> FieldInfo {
    FieldInfo { id, label, kind, column: None, editable: true, mask: None, hint }
}

/// The fields of a log line: the words first, everything else below the fold.
#[must_use]
pub fn log_slots() -> Vec<Slot> {
    let late = t("补记时填实际时间，如 9:20", "For a late entry: the real time, such as 9:20");
    let usual = t("不填按种类", "Empty: as the kind usually does");
    let more = |id, label, kind, hint| Slot::new(field(id, label, kind, hint), false, true);
    vec![
        Slot::new(field("text", t("日志内容", "Log line"), Kind::Text(500), None), true, false),
        more("kind", t("种类", "Kind"), Kind::Choice(KIND_CHOICES), None),
        more("severity", t("轻重", "Severity"), Kind::Choice(SEVERITIES), Some(usual)),
        more("place", t("房间/位置", "Place"), Kind::PLACE, None),
        more("person", t("客户", "Person"), Kind::PERSON, None),
        more("entry", t("相关单号", "Entry number"), Kind::Line(20), None),
        more("occurred_at", t("发生时间", "Happened at"), Kind::At, Some(late)),
        more("read_posts", t("必读：岗位", "Must read: posts"), Kind::Choices(POSTS), None),
        more("read_shifts", t("必读：班次", "Must read: shifts"), Kind::Choices(ShiftKind::CHOICES), None),
        more("read_desk", t("必读：在哪个台", "Must read: at desk"), Kind::DESK, None),
        more("read_staff", t("必读：某人", "Must read: person"), Kind::STAFF, None),
        more("read_until", t("必读至", "Must read until"), Kind::Date, None),
    ]
}

/// The heading of a form: the action, and the number it acts on.
#[must_use]
pub fn heading(purpose: &Purpose, registers: &Registers) -> Say {
    match purpose {
        Purpose::Log { corrects: None } => t("写值班日志", "Write a log line").into(),
        Purpose::Log { corrects: Some(seq) } => say!("更正日志第 {seq} 条", "Correct log line {seq}"),
        Purpose::Act { register, action, entry, .. } => {
            let register = registers.by_id(register);
            let known = register.and_then(|register| register.action(action));
            let label = match known {
                Some(action) => action.label,
                None => t("更正", "Correct"),
            };
            let (zh, en) = (label.zh, label.en);
            match (entry, register.map(AnyRegister::info).filter(|info| info.kept)) {
                (Some(number), _) => say!("{zh} {number}", "{en} {number}"),
                // Rooms, staff and teams are all just "added": of what, the register says.
                (None, Some(kept)) => {
                    let (what_zh, what_en) = (kept.name.zh, kept.name.en);
                    say!("{zh}：{what_zh}", "{en}: {what_en}")
                }
                (None, None) => label.into(),
            }
        }
    }
}

/// The form of a kept draft; none when the command is no longer known.
#[must_use]
pub fn of_draft(kept: &Save, cx: &Cx) -> Option<FormState> {
    let (area, verb) = kept.command.split_once('.')?;
    let (purpose, slots) = if kept.command == "log.write" {
        let corrects = kept.entry.as_deref().and_then(|seq| seq.parse().ok());
        (Purpose::Log { corrects }, log_slots())
    } else {
        let register = cx.registers.by_id(area)?;
        let slots = match register.action(verb) {
            Some(action) => action_slots(register, action),
            // What else can be corrected is on the entry; here are the corrections that were begun.
            None if verb == CORRECT => {
                let fields = register.fields().iter().filter(|info| kept.fields.contains_key(info.id));
                fields.map(|info| Slot::new(*info, false, false)).collect()
            }
            None => return None,
        };
        let register = register.info().id;
        let action = verb.to_owned();
        (Purpose::Act { register, action, entry: kept.entry.clone(), rev: kept.rev }, slots)
    };
    let mut state = FormState::new(purpose, slots);
    state.resume(kept);
    Some(state)
}

/// What a kept draft holds, on one line: its fields' contents in the form's order, in the form's words.
#[must_use]
pub fn words(kept: &Save, cx: &Cx) -> String {
    let slots = of_draft(kept, cx).map(|state| state.slots).unwrap_or_default();
    let filled = slots.iter().filter(|slot| !slot.is_empty());
    let texts = filled.map(|slot| cx.say(&slot.shown()).replace('\n', " "));
    texts.collect::<Vec<_>>().join("  ")
}
