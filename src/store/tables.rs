//! The list of tables: every table number is given here once, with its name and how it is treated.
//! What the rows mean is the desk's business.
//!
//! A number is never given to another table, even when its table is gone: old stores still hold its rows.

/// How a table's rows are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Records: every change is in the journal, in the digest and in the export.
    Record,
    /// Derived from the records; rebuilt on import, compared by `verify`.
    Index,
    /// Durable, but outside journal and digest: drafts, unread marks, preferences, kept counters. May be deleted.
    Working,
    /// The store's own few rows.
    Meta,
    /// The journal's chain and payloads; only the store writes them.
    Journal,
}

/// One table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableInfo {
    /// First byte of all its keys.
    pub number: u8,
    /// Name, as `verify` prints it.
    pub name: &'static str,
    /// How its rows are treated.
    pub class: Class,
}

macro_rules! tables {
    ($($(#[$doc:meta])* $ident:ident = $number:literal $name:literal $class:ident;)*) => {
        $($(#[$doc])* pub const $ident: TableInfo =
            TableInfo { number: $number, name: $name, class: Class::$class };)*
        /// All tables, in the order of their numbers.
        pub const TABLES: &[TableInfo] = &[$($ident),*];
    };
}

tables! {
    /// Schema number, head of the journal.
    META = 0 "meta" Meta;
    /// Journal: sequence number to its link of the hash chain.
    CHAIN = 1 "chain" Journal;
    /// Journal: sequence number and part to salt and payload.
    PAYLOAD = 2 "payload" Journal;
    /// Which journal entries touched a record.
    HISTORY = 3 "history" Index;

    /// Settings of the office.
    SETTING = 10 "setting" Record;
    /// Entries of all registers; the key begins with the register's number.
    ENTRY = 20 "entry" Record;
    /// Lines of the shift log.
    LOG = 21 "log" Record;
    /// Watches.
    WATCH = 22 "watch" Record;
    /// Items of a watch's handover document.
    WATCH_ITEM = 24 "watch-item" Record;
    /// Who saw masked values in full: of an entry, or of a register in an export.
    VIEW = 25 "view" Record;
    /// What a merge of two persons moved.
    MERGE = 26 "merge" Record;
    /// Handover documents as they were closed, each with the hash of the one before.
    DOCUMENT = 27 "document" Record;
    /// What was counted during a watch.
    COUNT = 28 "count" Record;
    /// What was said about the exceptions of a business day, and who signed it.
    REVIEW = 29 "review" Record;
    /// Who read and understood what they had to.
    READING = 30 "reading" Record;

    /// Index rows of register entries.
    ENTRY_INDEX = 41 "entry-index" Index;
    /// Index rows of log and watches.
    LOG_INDEX = 42 "log-index" Index;
    /// Search keys of names and texts.
    SEARCH_INDEX = 43 "search-index" Index;

    /// Parked and half-filled forms.
    DRAFT = 60 "draft" Working;
    /// Unread marks per person.
    UNREAD = 61 "unread" Working;
    /// Keys of calls already done, with their replies.
    REPLY = 62 "reply" Working;
    /// What a person set for himself: language, keymap.
    PREFERENCE = 63 "preference" Working;
    /// Long work in stages.
    STAGE = 65 "stage" Working;
    /// How far open entries were retimed after a change of the calendars.
    RETIME = 66 "retime" Working;
    /// Hashes of the PINs people sign with, and wrong tries.
    PIN = 67 "pin" Working;
    /// Kept counters: how many facts of a kind a day has. Counted again when they are gone.
    COUNTER = 68 "counter" Working;
    /// The journal entries of each person's last act on many entries, so that it is taken back as one.
    BULK = 70 "bulk" Working;
}

/// The table of this number.
#[must_use]
pub fn by_number(number: u8) -> Option<&'static TableInfo> {
    TABLES.iter().find(|table| table.number == number)
}

/// The table a key belongs to.
#[must_use]
pub fn of_key(key: &[u8]) -> Option<&'static TableInfo> {
    by_number(*key.first()?)
}

/// The tables of one class, in the order of their numbers.
pub fn of_class(class: Class) -> impl Iterator<Item = &'static TableInfo> {
    TABLES.iter().filter(move |table| table.class == class)
}

/// A key as `verify` and faults print it: table name and the rest in hex.
#[must_use]
pub fn name_of(key: &[u8]) -> String {
    match (of_key(key), key.split_first()) {
        (Some(table), Some((_, rest))) => format!("{}:{}", table.name, super::hex::encode(rest)),
        _ => super::hex::encode(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_rise_and_names_are_unique() {
        for pair in TABLES.windows(2) {
            assert!(pair[0].number < pair[1].number, "{} and {}", pair[0].name, pair[1].name);
        }
        for table in TABLES {
            assert_eq!(TABLES.iter().filter(|other| other.name == table.name).count(), 1, "{}", table.name);
        }
    }
}
