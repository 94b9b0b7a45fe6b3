use super::*;
use crate::tui::keymap::{Kind, Known, Library, Overlay, Source};

fn map(text: &str) -> Keymap {
    let source =
        Source { name: "default".into(), path: "t.toml".into(), text: format!("format = 1\n{text}").into() };
    let library = Library::build(&[source], &Known::standard(&["senior"]));
    assert_eq!(library.faults(), []);
    library.maps()[0].clone()
}

fn list() -> Chain {
    Chain::screen("board", Kind::Table, &["senior"])
}

/// Feeds keys as they are written in a file and gives the last answer.
fn type_keys(map: &Keymap, chain: &Chain, keys: &str, snap: Snap) -> Resolution {
    let mut resolver = Resolver::default();
    let mut last = Resolution::Cancelled;
    for key in keys.parse::<KeySeq>().unwrap().keys() {
        last = resolver.feed(map, *key, chain, &snap);
    }
    last
}

fn command(name: &'static str) -> Resolution {
    Resolution::Command(name.into())
}

fn unbound(keys: &str) -> Resolution {
    Resolution::Unbound(keys.parse().unwrap())
}

#[test]
fn the_inner_context_wins() {
    let text = [
        ("screen.\"board@senior\"", "list.new"),
        ("screen.board", "list.open"),
        ("table", "list.view"),
        ("list", "list.filter"),
        ("role.senior", "go.home"),
        ("global", "go.back"),
    ];
    for n in 0..text.len() {
        let file: String =
            text[n..].iter().map(|(c, id)| format!("[context.{c}]\n\"x\" = \"{id}\"\n")).collect();
        assert_eq!(type_keys(&map(&file), &list(), "x", Snap::default()), command(text[n].1));
    }
}

#[test]
fn an_unbound_key_hides_the_outer_one() {
    let map = map("[context.list]\n\"x\" = false\n[context.global]\n\"x\" = \"go.back\"\n");
    assert_eq!(type_keys(&map, &list(), "x", Snap::default()), unbound("x"));
    assert_eq!(
        type_keys(&map, &Chain::screen("help", Kind::Page, &["senior"]), "x", Snap::default()),
        command("go.back")
    );
}

#[test]
fn a_condition_that_fails_lets_the_outer_context_answer() {
    let map = map(
        "[context.list]\n\"x\" = { run = \"list.open\", when = \"selected\" }\n[context.global]\n\"x\" = \"go.back\"\n",
    );
    assert_eq!(type_keys(&map, &list(), "x", Snap::default()), command("go.back"));
    assert_eq!(
        type_keys(&map, &list(), "x", Snap { selected: true, ..Snap::default() }),
        command("list.open")
    );
    let keys = reverse_map(&map, &list(), None);
    assert_eq!(keys.len(), 2, "both may happen: {keys:?}");
    assert_eq!(reverse_map(&map, &list(), Some(&Snap::default())).len(), 1);
}

const SEQUENCES: &str = "[context.list]\n\"g g\" = \"list.home\"\n\"g z z\" = \"list.end\"\n[context.global]\n\"g h\" = \"go.home\"\n\"g g\" = \"go.back\"\n\"Ctrl-X p\" = \"go.parked\"\n[prefix.list]\n\"g z\" = \"go\"\n";

#[test]
fn a_sequence_waits_and_shows_what_may_follow() {
    let map = map(SEQUENCES);
    let Resolution::Pending { seq, next, show } = type_keys(&map, &list(), "g", Snap::default()) else {
        panic!("not waiting")
    };
    assert_eq!((seq.to_string().as_str(), show), ("g", false));
    let shown: Vec<(String, Next)> = next.into_iter().map(|c| (c.key.to_string(), c.next)).collect();
    assert_eq!(
        shown,
        [
            ("g".into(), Next::Command("list.home".into())),
            ("z".into(), Next::More(Some("go".into()))),
            ("h".into(), Next::Command("go.home".into())),
        ]
    );
    assert_eq!(type_keys(&map, &list(), "g g", Snap::default()), command("list.home"));
    assert_eq!(type_keys(&map, &list(), "g h", Snap::default()), command("go.home"));
    assert_eq!(type_keys(&map, &list(), "g z z", Snap::default()), command("list.end"));
}

#[test]
fn a_sequence_is_left_by_esc_by_a_wrong_key_and_not_by_a_question() {
    let map = map(SEQUENCES);
    assert_eq!(type_keys(&map, &list(), "g Esc", Snap::default()), Resolution::Cancelled);
    assert_eq!(type_keys(&map, &list(), "g x", Snap::default()), unbound("g x"));
    assert_eq!(type_keys(&map, &list(), "g x g g", Snap::default()), command("list.home"));
    assert!(matches!(
        type_keys(&map, &list(), "g ?", Snap::default()),
        Resolution::Pending { show: true, .. }
    ));
    assert_eq!(type_keys(&map, &list(), "g ? g", Snap::default()), command("list.home"));
}

#[test]
fn a_text_field_takes_printable_keys_first_and_sequences_keep_theirs() {
    let map = map(SEQUENCES);
    let chain = list().in_field();
    assert_eq!(type_keys(&map, &chain, "g", Snap::default()), Resolution::Text('g'));
    assert_eq!(
        type_keys(&map, &chain, "：", Snap::default()),
        Resolution::Text('：'),
        "no folding in a text"
    );
    assert_eq!(type_keys(&map, &chain, "Ctrl-X p", Snap::default()), command("go.parked"));
    let keys = reverse_map(&map, &chain, None);
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["go.parked"]);
}

#[test]
fn full_width_characters_count_as_their_narrow_ones_outside_fields() {
    let map = map("[context.global]\n\":\" = \"app.palette\"\n\"?\" = \"app.help\"\n\".\" = \"go.back\"\n");
    assert_eq!(type_keys(&map, &list(), "：", Snap::default()), command("app.palette"));
    assert_eq!(type_keys(&map, &list(), "？", Snap::default()), command("app.help"));
    assert_eq!(type_keys(&map, &list(), "。", Snap::default()), command("go.back"));
}

#[test]
fn under_a_question_the_screen_is_asleep() {
    let map = map("[context.global]\n\"x\" = \"go.back\"\n[context.dialog]\n\"y\" = \"dialog.yes\"\n");
    let chain = Chain::overlay(Overlay::Dialog);
    assert_eq!(type_keys(&map, &chain, "x", Snap::default()), unbound("x"));
    assert_eq!(type_keys(&map, &chain, "y", Snap::default()), command("dialog.yes"));
}

#[test]
fn the_reverse_map_leaves_out_what_is_hidden() {
    let map = map(
        "[context.list]\n\"x\" = \"list.open\"\n\"Enter\" = \"list.open\"\n[context.global]\n\"x\" = \"go.back\"\n\"Esc\" = \"go.back\"\n\"g\" = \"go.home\"\n[context.screen.board]\n\"g b\" = \"go.board\"\n",
    );
    let keys = reverse_map(&map, &list(), None);
    let shown =
        |id: &str| keys.get(id).map(|k| k.iter().map(ToString::to_string).collect::<Vec<_>>().join(" / "));
    assert_eq!(shown("list.open").as_deref(), Some("x / Enter"));
    assert_eq!(shown("go.back").as_deref(), Some("Esc"));
    assert_eq!(shown("go.home"), None, "the board's sequence hides it");
    assert_eq!(shown("go.board").as_deref(), Some("g b"));
}
