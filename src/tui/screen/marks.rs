//! Rows of a list that were marked, to be acted on together. Holds their heads as they were seen last; does nothing.

use crate::api::bulk::{BULK_MOST, Marked};
use crate::api::entry::Row;
use crate::domain::register::Head;
use std::collections::BTreeMap;

/// The marked rows, by id.
#[derive(Clone, Debug, Default)]
pub struct Marks(BTreeMap<u64, Head>);

impl Marks {
    /// Marks a row, or takes its mark away. False when there are too many.
    pub fn toggle(&mut self, head: &Head) -> bool {
        if self.0.remove(&head.id).is_some() {
            return true;
        }
        let room = self.0.len() < BULK_MOST;
        if room {
            self.0.insert(head.id, head.clone());
        }
        room
    }

    /// Marks all of these rows, as many as may be; takes all marks away when all of them are marked.
    pub fn all(&mut self, rows: &[Row]) {
        if rows.iter().take(BULK_MOST).all(|row| self.has(row.head.id)) {
            self.clear();
            return;
        }
        for row in rows {
            if self.0.len() < BULK_MOST {
                self.0.insert(row.head.id, row.head.clone());
            }
        }
    }

    /// Whether the row is marked.
    #[must_use]
    pub fn has(&self, id: u64) -> bool {
        self.0.contains_key(&id)
    }

    /// How many are marked.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes all marks away.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps the marks of these numbers only.
    pub fn keep(&mut self, numbers: &[&str]) {
        self.0.retain(|_, head| numbers.contains(&head.number.as_str()));
    }

    /// The rows were read again: what is marked is marked as it stands there now.
    pub fn seen(&mut self, rows: &[Row]) {
        for row in rows {
            if let Some(head) = self.0.get_mut(&row.head.id) {
                head.clone_from(&row.head);
            }
        }
    }

    /// Their heads.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        self.0.values()
    }

    /// What a call names.
    #[must_use]
    pub fn entries(&self) -> Vec<Marked> {
        let of = |head: &Head| Marked { entry: head.number.clone(), rev: Some(head.rev) };
        self.0.values().map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u64, rev: u32) -> Row {
        let head = Head { id, rev, number: format!("R2611-{id:04}"), ..Head::blank() };
        Row { register: 1, head, title: crate::text::lang::Say::same(""), cells: Vec::new() }
    }

    #[test]
    fn rows_are_marked_up_to_the_most_and_follow_what_is_read_again() {
        let rows: Vec<Row> = (1..=250).map(|id| row(id, 1)).collect();
        let mut marks = Marks::default();
        marks.all(&rows);
        assert_eq!(marks.len(), BULK_MOST);
        assert!(!marks.toggle(&rows[249].head), "no more than one call takes");
        marks.all(&rows);
        assert!(marks.is_empty());
        assert!(marks.toggle(&rows[4].head) && marks.toggle(&rows[5].head));
        marks.seen(&[row(5, 7)]);
        assert_eq!(marks.entries()[0], Marked { entry: "R2611-0005".into(), rev: Some(7) });
        marks.keep(&["R2611-0006"]);
        assert_eq!(marks.len(), 1);
    }
}
