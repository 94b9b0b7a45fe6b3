//! SQLite as a reference: the very rows that Lobby's store was given, in a table per table, WAL, synchronous=FULL.

use lobby::store::Batch;
use rusqlite::{Connection, TransactionBehavior, params};
use std::path::Path;
use std::time::Duration;

/// How long a writer waits for another.
const BUSY: Duration = Duration::from_secs(60);

/// Opens a database as durable as Lobby's store.
pub fn open(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    db.busy_timeout(BUSY).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db.set_prepared_statement_cache_capacity(256);
    db
}

/// Makes the tables that these batches need.
pub fn make_tables(db: &Connection, batches: &[Batch]) {
    let mut tables: Vec<u8> =
        batches.iter().flat_map(|batch| batch.rows().filter_map(|(key, _)| key.first().copied())).collect();
    tables.sort_unstable();
    tables.dedup();
    for table in tables {
        let sql = format!("CREATE TABLE t{table} (k BLOB PRIMARY KEY, v BLOB NOT NULL) WITHOUT ROWID");
        db.execute(&sql, []).unwrap();
    }
}

/// Writes one batch in one transaction; returns when it is on disk.
pub fn write(db: &mut Connection, batch: &Batch) {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    for (key, value) in batch.rows() {
        let table = key[0];
        match value {
            Some(value) => {
                let sql = format!("INSERT OR REPLACE INTO t{table} VALUES (?1, ?2)");
                tx.prepare_cached(&sql).unwrap().execute(params![key, value]).unwrap();
            }
            None => {
                let sql = format!("DELETE FROM t{table} WHERE k = ?1");
                tx.prepare_cached(&sql).unwrap().execute(params![key]).unwrap();
            }
        }
    }
    tx.commit().unwrap();
}
