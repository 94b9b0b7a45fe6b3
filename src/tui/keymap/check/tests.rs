use super::*;
use crate::tui::keymap::library;

fn known() -> Known {
    Known::standard(&["manager", "supervisor", "receptionist", "senior", "officer", "cashier"])
}

/// What the check says about a user's file over the shipped maps: errors and warnings.
fn over(parent: &str, text: &str, known: &Known) -> Vec<String> {
    findings(parent, text, known).iter().filter(|f| f.level < Level::Note).map(|f| f.line(Lang::En)).collect()
}

fn findings(parent: &str, text: &str, known: &Known) -> Vec<Finding> {
    check_file("u.toml", &format!("format = 1\nextends = \"{parent}\"\n{text}"), known)
}

#[test]
fn the_shipped_maps_are_silent() {
    let known = known();
    let all = check(&Library::build(&library::embedded(), &known), &known);
    let (text, silent) = report(&all, Lang::En, false);
    assert_eq!(text, "");
    assert!(silent);
}

#[test]
fn keys_that_never_arrive_are_errors_and_swallowed_ones_notes() {
    let all = findings(
        "default",
        "[context.list]\n\"Ctrl-Enter\" = \"list.open\"\n\"Alt-x\" = \"list.open\"\n",
        &known(),
    );
    let mine: Vec<(Level, usize)> = all.iter().map(|f| (f.level, f.line)).collect();
    assert_eq!(mine, [(Level::Error, 4), (Level::Note, 5)]);
}

#[test]
fn a_printable_key_in_a_field_is_an_error() {
    let said = over("default", "[context.field]\n\"x\" = \"form.clear\"\n", &known());
    assert_eq!(said[0], "u.toml:4:1: In field x is typed into the text");
    assert!(
        over("default", "[context.prompt]\n\"x y\" = \"prompt.accept\"\n", &known())[0]
            .contains("typed into")
    );
}

#[test]
fn a_global_letter_keeps_its_meaning() {
    let said = over("default", "[context.screen.board]\n\"w\" = \"board.assign\"\n", &known());
    assert!(said.iter().any(|s| s.starts_with("u.toml:4:1: w is request.log everywhere")), "{said:?}");
}

#[test]
fn a_command_without_a_key_is_missed_by_those_who_may_use_it() {
    let mut known = known();
    let text = "[context.screen.board]\n\"a\" = false\n";
    assert_eq!(
        over("default", text, &known),
        ["u.toml:1:1: No key for \"Assign to\" (board.assign) in screen.board"]
    );
    for role in &mut known.roles {
        if !["supervisor", "senior"].contains(&role.name.as_str()) {
            role.refused.insert("board.assign".into());
        }
    }
    assert_eq!(
        over("default", text, &known),
        ["u.toml:1:1: No key for \"Assign to\" (board.assign) in screen.board for supervisor, senior"]
    );
    let mended = format!("{text}[context.screen.\"board@supervisor\"]\n\"a\" = \"board.assign\"\n");
    assert_eq!(over("default", &mended, &known).len(), 1);
}

#[test]
fn what_everybody_needs_is_missed_in_a_field_and_in_a_question() {
    let said = over("default", "[context.dialog]\n\"n\" = false\n\"Esc\" = false\n", &known());
    assert_eq!(said, ["u.toml:1:1: No key for \"No\" (dialog.no) in dialog"]);
    let said = over("default", "[context.global]\n\"F9\" = false\n", &known());
    assert!(said.iter().any(|s| s.contains("app.palette") && s.ends_with("screen.form / field")), "{said:?}");
    let said = over("default", "[context.global]\n\"q\" = false\n\"Ctrl-Q\" = false\n", &known());
    assert!(said.iter().any(|s| s.contains("app.quit") && s.ends_with("screen.counter")), "{said:?}");
}

#[test]
fn a_hidden_binding_is_a_note() {
    let all = findings("default", "[context.screen.log]\n\"n\" = \"log.correct\"\n", &known());
    let note = all.iter().find(|f| f.text.en == "n of list is hidden by screen.log");
    assert_eq!(note.map(|f| f.level), Some(Level::Note));
}

#[test]
fn a_fault_of_the_file_is_shown_with_its_line() {
    let all = findings("default", "[context.list]\n\"x\" = \"list.opne\"\n", &known());
    let (text, silent) = report(&all, Lang::En, false);
    assert!(!silent);
    assert!(text.starts_with("u.toml:4:7: Unknown command: list.opne\n4 | "), "{text}");
    assert_eq!(text.lines().count(), 4, "nothing else is said about a file that was not taken: {text}");
}
