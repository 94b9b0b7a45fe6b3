//! What all map files of foreign lists share: how a column is named, and faults that name file, line and column.

use crate::text::lang::{Lang, Say};
use serde::Deserialize;
use std::ops::Range;

/// A column: by its position from 0, or by its name in the first line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// From 0.
    At(usize),
    /// As the first line writes it.
    Named(String),
}

/// What is wrong with a map file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapFault {
    /// The file as the user named it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub col: usize,
    /// What is wrong.
    pub text: Say,
}

impl MapFault {
    /// `file:line:col: text`.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        format!("{}:{}:{}: {}", self.file, self.line, self.col, self.text.get(lang))
    }

    /// A fault at `span` (bytes) of the file's `whole` text.
    #[must_use]
    pub fn new(file: &str, whole: &str, span: &Range<usize>, text: Say) -> Self {
        let before = whole.char_indices().take_while(|(at, _)| *at < span.start).map(|(_, c)| c);
        let (mut line, mut col) = (1, 1);
        for c in before {
            (line, col) = if c == '\n' { (line + 1, 1) } else { (line, col + 1) };
        }
        Self { file: file.to_owned(), line, col, text }
    }
}
