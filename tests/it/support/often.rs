//! How often a slow test does what it does: a few times in an ordinary run, oftener when an environment variable says so.

use std::str::FromStr;

/// So often as the variable says, else as an ordinary run does.
pub fn often<N: FromStr>(variable: &str, ordinary: N) -> N {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(ordinary)
}

/// Cases of a random test: `LOBBY_CASES=100` tries more.
pub fn cases(ordinary: u32) -> u32 {
    often("LOBBY_CASES", ordinary)
}

/// Whether everything is tried instead of a part of it.
pub fn all(variable: &str) -> bool {
    std::env::var_os(variable).is_some()
}
