//! Faults and replies as the command line shows them.

use crate::domain::fault::{Fault, FaultKind};
use crate::say;
use crate::text::lang::Lang;
use serde_json::{Value as Json, json};
use std::io::{self, Write};

/// A fault as JSON, its text in one language, without what it does not have.
pub(super) fn fault(fault: &Fault, lang: Lang) -> Json {
    let mut json = serde_json::to_value(fault)
        .unwrap_or_else(|error| json!({"kind": "bug", "error": error.to_string()}));
    if let Some(map) = json.as_object_mut() {
        map.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
        map.insert("text".into(), Json::String(fault.text.get(lang).to_owned()));
    }
    json
}

/// Says a fault to the person at the terminal, with what it might have meant.
pub(super) fn complain(fault: &Fault, lang: Lang) {
    let mut text = String::from("lobby: ");
    if let Some(field) = &fault.field {
        text.push_str(field);
        text.push_str(": ");
    }
    text.push_str(fault.text.get(lang));
    for candidate in &fault.candidates {
        text.push_str(&format!("\n  {}  {}", candidate.write, candidate.shown));
    }
    // Nobody is left to tell when this fails.
    let _ = writeln!(io::stderr(), "{text}");
}

/// A reply that could not be written as JSON: a mistake in its declaration.
pub(super) fn unwritable(error: &serde_json::Error) -> Fault {
    Fault::new(
        FaultKind::Bug,
        say!("结果无法写成 JSON：{error}", "The reply cannot be written as JSON: {error}"),
    )
}
