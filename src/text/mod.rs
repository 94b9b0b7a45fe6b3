//! Floor 0: words, widths and the cleaning of untrusted text. Knows nothing about the desk.

pub mod lang;
