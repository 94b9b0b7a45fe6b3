use super::*;
use crate::text::lang::Lang;

fn known() -> Known {
    Known::standard(&["senior", "officer"])
}

fn faults(text: &str) -> Vec<String> {
    read("k.toml", text, &known()).faults.iter().map(|f| f.line(Lang::En)).collect()
}

fn only(text: &str) -> KeymapFault {
    let faults = read("k.toml", text, &known()).faults;
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults.into_iter().next().unwrap()
}

#[test]
fn a_whole_file_is_read() {
    let file = read(
        "k.toml",
        "format = 1\nextends = \"default\"\n[context.list]\n\"n\" = \"list.new\"\n\"g g\" = \"list.home\"\n\
         \"d\" = { run = \"list.open\", when = \"open && selected\" }\n[context.screen.board]\n\"n\" = false\n\
         [context.screen.\"board@senior\"]\n\"a\" = \"board.assign\"\n[context.role.senior]\n\"F6\" = \"go.board\"\n\
         [prefix.list]\n\"g\" = \"go\"\n",
        &known(),
    );
    assert_eq!(file.faults, []);
    let all: Vec<(String, String)> =
        file.bindings.iter().map(|(context, b)| (context.clone(), b.seq.to_string())).collect();
    let expected = [
        ("list", "n"),
        ("list", "g g"),
        ("list", "d"),
        ("screen.board", "n"),
        ("screen.board@senior", "a"),
        ("role.senior", "F6"),
    ];
    assert_eq!(all, expected.map(|(c, k)| (c.to_owned(), k.to_owned())));
    assert_eq!(file.bindings[3].1.action, Action::Nothing);
    assert_eq!(file.titles[0].group, "go");
    assert_eq!(file.extends.unwrap().0, "default");
}

#[test]
fn an_unknown_command_is_shown_with_a_caret_and_a_near_name() {
    let fault = only("format = 1\n[context.list]\n\"x\" = \"list.opne\"\n");
    let shown = "k.toml:3:7: Unknown command: list.opne\n3 | \"x\" = \"list.opne\"\n  |       ^^^^^^^^^^^\n  = help: Did you mean list.open?";
    assert_eq!(fault.render(Lang::En), shown);
    assert!(fault.render(Lang::Zh).contains("没有这个命令：list.opne"));
}

#[test]
fn an_unknown_context_field_condition_or_group_names_what_is_allowed() {
    let fault = only("format = 1\n[context.lst]\n\"x\" = \"list.open\"\n");
    assert_eq!((fault.at.line, fault.at.col), (2, 10));
    assert!(fault.help.unwrap().en.starts_with("Did you mean list? Allowed: global, list"));
    let fault = only("format = 1\n[context.screen.bord]\n\"x\" = \"list.open\"\n");
    assert!(fault.help.unwrap().en.starts_with("Did you mean screen.board?"));
    let fault = only("format = 1\nextend = \"default\"\n");
    assert_eq!((fault.at.line, fault.at.col), (2, 1));
    let fault = only("format = 1\n[context.list]\n\"x\" = { run = \"list.open\", wen = \"own\" }\n");
    assert_eq!((fault.at.line, fault.at.col), (3, 28));
    let fault = only("format = 1\n[context.list]\n\"x\" = { run = \"list.open\", when = \"opne\" }\n");
    assert!(fault.help.unwrap().en.starts_with("Did you mean open? Allowed: selected"));
    let fault = only("format = 1\n[prefix.list]\n\"g\" = \"goo\"\n");
    assert!(fault.help.unwrap().en.starts_with("Did you mean go?"));
}

#[test]
fn a_key_bound_twice_is_refused_in_either_spelling() {
    let same = only("format = 1\n[context.list]\n\"x\" = \"list.open\"\n\"x\" = \"list.new\"\n");
    assert_eq!((same.at.line, same.at.col), (4, 1));
    assert_eq!(same.text.en, "The same key is written twice");
    let other = only("format = 1\n[context.list]\n\"Ctrl-S\" = \"list.open\"\n\"ctrl-s\" = \"list.new\"\n");
    assert_eq!((other.at.line, other.text.en.as_str()), (4, "Ctrl-S is bound in this context already"));
}

#[test]
fn all_faults_of_a_file_are_told_in_order() {
    let text = "[context.list]\n\"Entr\" = \"list.open\"\n\"a\" = true\n\"b\" = \"no.such\"\n\"c\" = { when = \"own\" }\n";
    assert_eq!(
        faults(text),
        [
            "k.toml:1:1: format is missing",
            "k.toml:2:1: Unknown key name: Entr",
            "k.toml:3:7: A boolean cannot stand here",
            "k.toml:4:7: Unknown command: no.such",
            "k.toml:5:7: run is missing",
        ]
    );
}

#[test]
fn broken_toml_still_tells_its_parent() {
    let file =
        read("k.toml", "format = 1\nextends = \"vim\"\n[context.list\n\"x\" = \"list.open\"\n", &known());
    assert!(!file.faults.is_empty());
    assert_eq!(file.extends.unwrap().0, "vim");
}

#[test]
fn a_newer_format_is_refused() {
    assert_eq!(faults("format = 2\n"), ["k.toml:1:10: Unknown format"]);
}
