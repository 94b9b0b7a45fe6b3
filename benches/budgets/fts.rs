//! SQLite's FTS5 over the same search keys, as a reference for the one box. It finds keys only: no titles, no order.

use crate::sqlite;
use rusqlite::{Connection, params};
use std::path::Path;

/// The hits that are asked for.
const HITS: u32 = 10;

/// A filled index.
pub struct Fts(Connection);

impl Fts {
    /// Takes in what `feed` gives: the text of a search key and its record.
    pub fn fill(path: &Path, feed: impl FnOnce(&mut dyn FnMut(&str, &[u8]))) -> Self {
        let mut db = sqlite::open(path);
        db.execute_batch(
            "CREATE VIRTUAL TABLE keys USING fts5(text, record UNINDEXED, prefix='1 2 3 4', \
             tokenize=\"unicode61 tokenchars '-'\")",
        )
        .unwrap();
        let tx = db.transaction().unwrap();
        {
            let mut insert = tx.prepare("INSERT INTO keys (text, record) VALUES (?1, ?2)").unwrap();
            feed(&mut |text, record| {
                insert.execute(params![text, record]).unwrap();
            });
        }
        tx.commit().unwrap();
        Self(db)
    }

    /// How many of the first hits of a text, as it stands and the other way round (phones).
    pub fn find(&self, text: &str) -> usize {
        let quoted = |text: &str| format!("\"{}\"*", text.replace('"', "\"\""));
        let turned: String = text.chars().rev().collect();
        let asked = format!("{} OR {}", quoted(&text.to_lowercase()), quoted(&turned));
        let sql = "SELECT record FROM keys WHERE keys MATCH ?1 LIMIT ?2";
        let mut query = self.0.prepare_cached(sql).unwrap();
        let rows = query.query_map(params![asked, HITS], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        rows.map(Result::unwrap).count()
    }
}
