//! The reference of every call, kept as a snapshot: a call, a right or an argument that changes is seen in review.

use lobby::api::describe::{Described, describe};
use lobby::domain::posts::Post;
use lobby::domain::register::Registers;
use std::fmt::Write as _;

#[test]
fn every_call_with_its_rights_and_arguments() {
    let mut text = String::new();
    for call in describe(&Registers::standard()) {
        let _ = writeln!(text, "{}  {}  {} / {}", call.id, rights(&call), call.title.zh, call.title.en);
        let _ = writeln!(text, "    {}", arguments(&call));
    }
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("calls", text);
    });
}

/// A letter for each post that may, in the department's order; `w` behind it when the call writes.
fn rights(call: &Described) -> String {
    let letter = |post: Post| if call.who.has(post) { post.id().chars().next().unwrap() } else { '-' };
    let posts: String = Post::ALL.into_iter().map(letter).collect();
    if call.writes { format!("{posts} w") } else { posts }
}

/// The arguments' names, required ones marked.
fn arguments(call: &Described) -> String {
    let required: Vec<&str> = call.args["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_str)
        .collect();
    let properties = call.args["properties"].as_object();
    let names = properties.into_iter().flat_map(|properties| properties.keys());
    let marked =
        names.map(|name| if required.contains(&name.as_str()) { format!("{name}*") } else { name.clone() });
    marked.collect::<Vec<_>>().join(" ")
}
