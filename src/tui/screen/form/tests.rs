//! Filling in, without a screen.

use super::make;
use super::slot::{Slot, Typed};
use super::state::{Entered, FormFaults, FormState, Purpose};
use crate::api::Call;
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::moment::At;
use crate::domain::register::Registers;
use crate::domain::value::Value;
use crate::text::lang::t;
use chrono_tz::Tz;

const ZONE: Tz = chrono_tz::Asia::Shanghai;
/// 2026-11-23 16:05 in Shanghai.
const NOW: At = At(1_795_421_100_000);

fn slots(register: &str, action: &str) -> Vec<Slot> {
    let registers = Registers::standard();
    let register = registers.by_id(register).expect("a register");
    make::action_slots(register, register.action(action).expect("an action"))
}

fn log() -> FormState {
    let purpose = Purpose::Act { register: "request", action: "log".to_owned(), entry: None, rev: None };
    FormState::new(purpose, slots("request", "log"))
}

fn type_into(form: &mut FormState, text: &str) -> Typed {
    text.chars().map(|c| form.focused_mut().expect("a field").type_char(c)).last().expect("a character")
}

#[test]
fn the_quick_path_is_place_letter_words() {
    let mut form = log();
    assert_eq!(form.focused().map(|slot| slot.info.id), Some("place"));
    type_into(&mut form, "3-2-1801");
    assert_eq!(form.enter(NOW, ZONE), Entered::Moved);
    assert_eq!(type_into(&mut form, "p"), Typed::Chosen);
    form.next(NOW, ZONE);
    assert_eq!(type_into(&mut form, "水龙头漏水"), Typed::Taken);
    assert_eq!(form.enter(NOW, ZONE), Entered::Submit);
    let Ok(Call::Act(act)) = form.submit(NOW, ZONE) else { panic!("not sent") };
    assert_eq!(act.values.get("place"), &Value::Text("3-2-1801".into()));
    assert_eq!(act.values.get("category"), &Value::Choice("plumbing".into()));
    assert_eq!(act.values.0.len(), 3, "what is empty is not sent: {:?}", act.values);
}

#[test]
fn folded_fields_stand_below_and_the_last_of_them_submits() {
    let mut form = log();
    assert_eq!(form.quick(), 3);
    assert!(form.slots.iter().skip(3).all(|slot| slot.folded));
    form.focus = form.slots.len() - 1;
    assert_eq!(form.enter(NOW, ZONE), Entered::Submit);
    form.focus = 3;
    assert_eq!(form.enter(NOW, ZONE), Entered::Moved);
    form.prev(NOW, ZONE);
    form.prev(NOW, ZONE);
    assert_eq!(form.focus, 2);
}

#[test]
fn a_letter_that_means_nothing_changes_nothing() {
    let mut form = log();
    form.focus_on("category");
    assert!(matches!(type_into(&mut form, "z"), Typed::Refused(_)));
    // An input method that was left on sends the wide letter.
    assert_eq!(type_into(&mut form, "Ｐ"), Typed::Chosen);
    assert_eq!(form.slot("category").map(|slot| slot.editor.text()), Some("plumbing".into()));
}

#[test]
fn what_is_wrong_is_marked_and_the_caret_goes_to_the_first() {
    let purpose = Purpose::Act {
        register: "request",
        action: "wait".to_owned(),
        entry: Some("R2611-0001".into()),
        rev: Some(3),
    };
    let mut form = FormState::new(purpose, slots("request", "wait"));
    form.focus = 2;
    form.slot_mut("wake_at").expect("wake_at").set("25:99");
    assert_eq!(form.submit(NOW, ZONE), Err(FormFaults::Marked));
    assert_eq!(form.focused().map(|slot| slot.info.id), Some("waiting_for"));
    let error = |field: &str| form.slot(field).and_then(|slot| slot.error.clone()).map(|error| error.en);
    assert_eq!(error("waiting_for").as_deref(), Some("Please fill in “Waiting for”"));
    assert!(error("wake_at").is_some_and(|error| error.contains("25:99")));
    assert_eq!(error("note"), None);
}

#[test]
fn a_time_is_understood_when_the_caret_leaves() {
    let mut form = log();
    form.focus_on("appointment");
    type_into(&mut form, "明天 9:00");
    form.next(NOW, ZONE);
    assert_eq!(form.slot("appointment").map(|slot| slot.editor.text()), Some("2026-11-24 09:00".into()));
}

#[test]
fn a_correction_names_only_what_changed() {
    let registers = Registers::standard();
    let fields = registers.by_id("request").expect("requests").fields();
    let field = |id: &str| *fields.iter().find(|f| f.id == id).expect("a field");
    let with = |id: &str, value: Value| {
        Slot::new(field(id), false, false).with_value(&value, Some("3-2-1801"), ZONE)
    };
    let slots = vec![
        with("place", Value::Id(7)),
        with("text", Value::Text("漏水".into())),
        with("note", Value::Text("已约".into())),
    ];
    let purpose = Purpose::Act {
        register: "request",
        action: "correct".to_owned(),
        entry: Some("R2611-0001".into()),
        rev: Some(3),
    };
    let mut form = FormState::new(purpose, slots);
    assert_eq!(form.submit(NOW, ZONE), Err(FormFaults::Unchanged));
    form.slot_mut("text").expect("text").set("漏水，厨房");
    form.slot_mut("note").expect("note").set("");
    let Ok(Call::Act(act)) = form.submit(NOW, ZONE) else { panic!("not sent") };
    assert_eq!(act.values.0.keys().collect::<Vec<_>>(), ["note", "text"]);
    assert_eq!(act.values.get("note"), &Value::None, "what was emptied is sent as nothing");
    assert_eq!((act.rev, act.action.as_str()), (Some(3), "correct"));
}

#[test]
fn an_edited_name_no_longer_names_the_entry() {
    let mut form = log();
    let place = form.slot_mut("place").expect("place");
    place.choose(12, "3-2-1801");
    assert_eq!(place.value(NOW, ZONE), Ok(Value::Id(12)));
    place.type_char('2');
    assert_eq!(place.value(NOW, ZONE), Ok(Value::Text("3-2-18012".into())));
}

#[test]
fn a_kept_form_comes_back_as_it_was() {
    let mut form = log();
    (form.id, form.key) = ("draft".into(), "key".into());
    form.slot_mut("place").expect("place").choose(12, "3-2-1801");
    form.slot_mut("category").expect("category").set("plumbing");
    form.focus_on("text");
    type_into(&mut form, "水管 漏水");
    form.focused_mut().expect("text").editor.set_caret(2);
    let kept = form.to_draft(true);
    let mut back = log();
    back.resume(&kept);
    assert_eq!(back.to_draft(true), kept);
    assert_eq!(back.slot("place").and_then(|slot| slot.link.as_ref()).map(|link| link.id), Some(12));
    assert_eq!((back.id.as_str(), back.key.as_str()), ("draft", "key"));
}

#[test]
fn a_fault_of_the_desk_stands_at_its_field() {
    let mut form = log();
    let fault = Fault::invalid("place", t("没有这个房间", "No such room"));
    assert_eq!(form.fault(&fault), None);
    assert_eq!(form.focused().and_then(|slot| slot.error.clone()), Some(fault.text.clone()));
    let other = Fault::new(FaultKind::DiskFull, t("磁盘已满", "The disk is full"));
    assert_eq!(form.fault(&other), Some(other.text.clone()));
}

#[test]
fn a_log_line_takes_its_severity_and_time() {
    let mut form = FormState::new(Purpose::Log { corrects: Some(4) }, make::log_slots());
    assert_eq!(form.quick(), 1, "the words alone are the quick path");
    type_into(&mut form, "二号泵异响");
    form.slot_mut("severity").expect("severity").set("red");
    form.slot_mut("kind").expect("kind").set("on-site");
    form.slot_mut("occurred_at").expect("time").set("14:00");
    let Ok(Call::LogWrite(line)) = form.submit(NOW, ZONE) else { panic!("not sent") };
    assert_eq!((line.text.as_str(), line.corrects), ("二号泵异响", Some(4)));
    assert_eq!(line.severity, Some(crate::domain::register::Severity::Red));
    assert_eq!(line.kind, Some(crate::domain::handover::LogKind::OnSite));
    assert_eq!(line.occurred_at.as_deref(), Some("2026-11-23T06:00:00+00:00"));
}
