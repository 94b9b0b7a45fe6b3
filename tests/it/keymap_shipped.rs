//! The shipped keymaps: silent, complete without Ctrl, and described as they are.

use lobby::domain::register::Registers;
use lobby::text::lang::Lang;
use lobby::tui::command::{Need, Place};
use lobby::tui::keymap::check::report;
use lobby::tui::keymap::resolve::reverse_map;
use lobby::tui::keymap::when::ATOMS;
use lobby::tui::keymap::{Chain, Key, Known, Library, Overlay, check, doc, library};

fn known() -> Known {
    Known::of(&Registers::standard())
}

fn shipped() -> Library {
    Library::build(&library::embedded(), &known())
}

#[test]
fn every_variant_is_silent_for_every_post() {
    for lang in [Lang::Zh, Lang::En] {
        assert_eq!(report(&check(&shipped(), &known()), lang, false), (String::new(), true));
    }
}

#[test]
fn the_tables_of_the_readme_are_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/keymaps/README.md");
    let page = std::fs::read_to_string(path).unwrap();
    let right = doc::splice(&page, &shipped(), &known());
    if std::env::var_os("LOBBY_BLESS").is_some() {
        std::fs::write(path, &right).unwrap();
    }
    assert!(
        page == right,
        "keymaps/README.md is behind the maps: LOBBY_BLESS=1 cargo test --test it keymap_shipped"
    );
    for word in ATOMS {
        assert!(page.matches(&format!("`{word}`")).count() > 1, "{word} is described in one language only");
    }
}

#[test]
fn the_default_map_needs_no_ctrl() {
    let (library, known) = (shipped(), known());
    let map = library.get("default").unwrap();
    let without_ctrl = |chain: &Chain, id: &str| {
        reverse_map(map, chain, None)
            .get(id)
            .is_some_and(|keys| keys.iter().any(|seq| seq.keys().iter().all(|key| !key.ctrl && !key.alt)))
    };
    for command in known.commands.iter().filter(|c| c.need == Need::Key) {
        let overlay = |o| without_ctrl(&Chain::overlay(o), &command.id);
        let found = match command.place {
            Place::Dialog => overlay(Overlay::Dialog),
            Place::Prompt => overlay(Overlay::Prompt),
            _ => known.screens.iter().any(|s| {
                let chain = Chain::screen(&s.name, s.kind, &["senior"]);
                without_ctrl(&chain, &command.id) || without_ctrl(&chain.in_multiline(), &command.id)
            }),
        };
        assert!(found, "{} has no key without Ctrl", command.id);
    }
}

/// The quick forms, the screens of the day and the palette are one function key away even while typing.
#[test]
fn the_day_runs_on_function_keys_in_a_field() {
    let (library, known) = (shipped(), known());
    let screen = known.screens.iter().find(|s| s.name == "counter").unwrap();
    let chain = Chain::screen("counter", screen.kind, &["receptionist"]).in_field();
    let keys = reverse_map(library.get("default").unwrap(), &chain, None);
    let day = [
        ("app.help", "F1"),
        ("request.log", "F2"),
        ("visit.log", "F3"),
        ("log.write", "F4"),
        ("go.board", "F5"),
        ("go.follow_ups", "F6"),
        ("go.log", "F7"),
        ("go.watch", "F8"),
        ("app.palette", "F9"),
        ("go.parked", "F12"),
        ("list.open", "Enter"),
        ("go.back", "Esc"),
    ];
    for (id, key) in day {
        let key: Key = key.parse().unwrap();
        assert!(keys.get(id).is_some_and(|all| all.contains(&key.into())), "{id}: {:?}", keys.get(id));
    }
}
