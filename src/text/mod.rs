//! Floor 0: words, widths and the cleaning of untrusted text. Knows nothing about the desk.

pub mod clean;
pub mod fold;
pub mod lang;
pub mod mask;
pub mod pinyin;
pub mod seek;
pub mod width;
