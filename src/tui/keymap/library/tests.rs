use super::*;
use crate::text::lang::Lang;

fn known() -> Known {
    Known::standard(&["senior"])
}

fn source(name: &str, text: &str) -> Source {
    Source { name: name.into(), path: format!("{name}.toml"), text: Cow::Owned(text.to_owned()) }
}

const BASE: &str =
    "format = 1\n[context.list]\n\"n\" = \"list.new\"\n\"r\" = \"list.refresh\"\n\"g g\" = \"list.home\"\n";

fn commands(map: &Keymap) -> Vec<(String, Option<String>)> {
    map.bindings("list").iter().map(|b| (b.seq.to_string(), b.command().map(ToString::to_string))).collect()
}

#[test]
fn a_child_changes_unbinds_and_adds() {
    let child = "format = 1\nextends = \"default\"\n[context.list]\n\"n\" = \"list.open\"\n\"r\" = false\n\"x\" = \"list.end\"\n";
    let library = Library::build(&[source("default", BASE), source("user", child)], &known());
    assert_eq!(library.faults(), []);
    let some = |s: &str| Some(s.to_owned());
    assert_eq!(
        commands(library.get("user").unwrap()),
        [
            ("n".into(), some("list.open")),
            ("r".into(), None),
            ("g g".into(), some("list.home")),
            ("x".into(), some("list.end"))
        ]
    );
    assert_eq!(commands(library.get("default").unwrap())[0].1, some("list.new"));
}

#[test]
fn a_broken_file_stands_with_its_parents_keys() {
    let broken =
        "format = 1\nextends = \"base\"\n[context.list]\n\"n\" = \"list.opne\"\n\"x\" = \"list.end\"\n";
    let library = Library::build(&[source("base", BASE), source("user", broken)], &known());
    assert_eq!(library.faults().len(), 1);
    let map = library.get("user").unwrap();
    assert_eq!((map.name.as_str(), map.stands_in.as_deref()), ("user", Some("base")));
    assert_eq!(commands(map), commands(library.get("base").unwrap()));
}

#[test]
fn a_broken_override_leaves_the_shipped_file() {
    let library = Library::build(&[source("default", BASE), source("default", "format = ")], &known());
    assert!(!library.faults().is_empty());
    let map = library.get("default").unwrap();
    assert_eq!(map.stands_in, None);
    assert_eq!(commands(map).len(), 3);
}

#[test]
fn unknown_parents_and_circles_are_faults() {
    let library = Library::build(
        &[source("default", BASE), source("user", "format = 1\nextends = \"defalt\"\n")],
        &known(),
    );
    assert_eq!(library.faults()[0].line(Lang::En), "user.toml:2:11: Unknown keymap: defalt");
    assert_eq!(commands(library.get("user").unwrap()).len(), 3);
    let (a, b) = ("format = 1\nextends = \"b\"\n", "format = 1\nextends = \"a\"\n");
    let library = Library::build(&[source("default", BASE), source("a", a), source("b", b)], &known());
    assert_eq!(library.faults().len(), 2);
    assert_eq!(commands(library.get("a").unwrap()).len(), 3);
}

#[test]
fn a_command_cannot_be_the_start_of_a_sequence() {
    let child = "format = 1\nextends = \"default\"\n[context.list]\n\"g\" = \"list.open\"\n";
    let library = Library::build(&[source("default", BASE), source("user", child)], &known());
    assert_eq!(library.faults()[0].line(Lang::En), "user.toml:4:1: g is a command and the start of g g");
    let mended = format!("{child}\"g g\" = false\n");
    let library = Library::build(&[source("default", BASE), source("user", &mended)], &known());
    assert_eq!(library.faults(), []);
}

#[test]
fn files_are_read_from_a_directory_and_the_user() {
    let dir = tempfile::tempdir().unwrap();
    let maps = dir.path().join("keymaps");
    std::fs::create_dir(&maps).unwrap();
    std::fs::write(maps.join("night.toml"), "format = 1\nextends = \"vim\"\n").unwrap();
    let user = dir.path().join("keys.toml");
    std::fs::write(&user, "format = 1\nextends = \"night\"\n[context.list]\n\"X\" = \"list.end\"\n").unwrap();
    let library = Library::load(Some(&maps), Some(&user), &known_all());
    assert_eq!(library.faults(), []);
    let names: Vec<&str> = library.maps().iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["default", "vim", "classic", "night", "user"]);
    assert!(library.get("user").unwrap().bindings("list").iter().any(|b| b.seq.to_string() == "X"));
    let none =
        Library::load(Some(&dir.path().join("none")), Some(&dir.path().join("none.toml")), &known_all());
    assert_eq!((none.maps().len(), none.faults().len()), (3, 0));
}

fn known_all() -> Known {
    Known::standard(&["manager", "supervisor", "receptionist", "senior", "officer", "cashier"])
}
