//! What the heads of a list mean: a declared table of the words that offices write above their columns, in Chinese
//! and English, and the guess made from it. A guess is shown before anything is done with it.

use super::heads::{JOINT, Table};
use std::collections::BTreeSet;

mod table;

use table::{FILLERS, KEEP, PEOPLE, PLACES, ROOM, WHOSE};
pub use table::{Meaning, REASON_TO_KEEP, Reads};

/// A list of places, or of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Rooms, shops, parking spaces.
    Places,
    /// Persons and companies, with their rooms.
    People,
}

impl List {
    /// Everything a column of this list may mean, in the order of its template.
    pub fn meanings(self) -> impl Iterator<Item = &'static Meaning> {
        let own = match self {
            Self::Places => PLACES,
            Self::People => PEOPLE,
        };
        ROOM.iter().chain(own).chain([&KEEP])
    }

    /// The meaning with this id.
    #[must_use]
    pub fn meaning(self, id: &str) -> Option<&'static Meaning> {
        self.meanings().find(|meaning| meaning.id == id)
    }

    /// What a head means, and whose it is (only in a list of people).
    #[must_use]
    pub fn understand(self, head: &str) -> Option<Meant> {
        let whole = folded(head);
        // `手机/电话` may be one head, or one that stands above another.
        let alone = if head.contains(JOINT) { None } else { self.with_whose(&whole) };
        let exactly = || self.exactly(&whole).map(|meaning| Meant { meaning, whose: None });
        if let Some(meant) = alone.or_else(exactly) {
            return Some(meant.of_a_person());
        }
        let mut parts = head.rsplit(JOINT).map(folded);
        let last = parts.next()?;
        let mut meant = self.with_whose(&last)?;
        if meant.whose.is_none() && self == Self::People {
            meant.whose = parts.find_map(|part| whose(&part).map(|(id, _)| id));
        }
        Some(meant.of_a_person())
    }

    /// A head of one row: the words as they are, or behind the words that say whose.
    fn with_whose(self, head: &str) -> Option<Meant> {
        if let Some(meaning) = self.exactly(head) {
            // 户主 and 产权人 alone are names, and say whose.
            let group = if meaning.id == "name" { whose(head).map(|(id, _)| id) } else { None };
            return Some(Meant { meaning, whose: group.filter(|_| self == Self::People) });
        }
        if self != Self::People {
            return None;
        }
        let (group, mut rest) = whose(head)?;
        while let Some(shorter) = FILLERS.iter().find_map(|filler| rest.strip_prefix(filler)) {
            rest = shorter.trim_start();
        }
        if rest.is_empty() {
            // 业主 alone is a name; 业主信息 stands above others and means nothing by itself.
            let alone = WHOSE.iter().any(|(_, words)| words.contains(&head));
            return self.meaning("name").filter(|_| alone).map(|m| Meant { meaning: m, whose: Some(group) });
        }
        self.exactly(rest).map(|meaning| Meant { meaning, whose: Some(group) })
    }

    fn exactly(self, head: &str) -> Option<&'static Meaning> {
        self.meanings()
            .find(|meaning| meaning.id == head || meaning.heads.split('、').any(|known| known == head))
    }

    /// Guesses every column of a table.
    #[must_use]
    pub fn guess(self, table: &Table) -> Guess {
        let mut guess = Guess::default();
        let mut taken = BTreeSet::new();
        for (column, head) in table.heads.iter().enumerate() {
            if head.is_empty() {
                continue;
            }
            // Phones, plates and notes may have several columns; of anything else the first is taken.
            let understood = self.understand(head).filter(|meant| {
                let many = matches!(meant.meaning.id, "phone" | "plates" | "note");
                taken.insert((meant.meaning.id, meant.whose)) || many
            });
            match understood {
                Some(meant) => guess.columns.push(Understood {
                    column,
                    head: head.clone(),
                    meaning: meant.meaning,
                    whose: meant.whose,
                }),
                None => guess.unknown.push(head.clone()),
            }
        }
        guess
    }
}

/// What a head means.
#[derive(Clone, Copy, Debug)]
pub struct Meant {
    /// What.
    pub meaning: &'static Meaning,
    /// Whose: the id of a relation to the room; none when the head does not say.
    pub whose: Option<&'static str>,
}

impl Meant {
    /// The room of a row is everybody's, whatever stands above it; a relation says itself whose it is.
    fn of_a_person(self) -> Self {
        let common = matches!(self.meaning.id, "role" | REASON_TO_KEEP)
            || ROOM.iter().any(|part| part.id == self.meaning.id);
        Self { whose: self.whose.filter(|_| !common), ..self }
    }
}

/// A column that is understood.
#[derive(Clone, Debug)]
pub struct Understood {
    /// Its position from 0.
    pub column: usize,
    /// Its head.
    pub head: String,
    /// What it means.
    pub meaning: &'static Meaning,
    /// Whose it is.
    pub whose: Option<&'static str>,
}

/// What the columns of a table mean, as far as their heads tell.
#[derive(Clone, Debug, Default)]
pub struct Guess {
    /// Those that are understood, in the order of the sheet.
    pub columns: Vec<Understood>,
    /// The heads of the others.
    pub unknown: Vec<String>,
}

/// The relation that a head begins with, and what follows.
fn whose(head: &str) -> Option<(&'static str, &str)> {
    let words = WHOSE.iter().flat_map(|(id, words)| words.iter().map(move |word| (*id, *word)));
    let mut found: Vec<_> =
        words.filter_map(|(id, word)| head.strip_prefix(word).map(|rest| (word.len(), id, rest))).collect();
    found.sort_by_key(|(length, ..)| std::cmp::Reverse(*length));
    found.first().map(|(_, id, rest)| (*id, rest.trim_start()))
}

/// The id of the relation with this name, when columns can be somebody's in particular.
#[must_use]
pub fn whose_id(id: &str) -> Option<&'static str> {
    WHOSE.iter().map(|(known, _)| *known).find(|known| *known == id)
}

/// The relation that a sheet's name tells of everybody on it: 业主台账. None when it names none, or two.
#[must_use]
pub fn named_in(name: &str) -> Option<&'static str> {
    let mut found = WHOSE.iter().filter(|(_, words)| words.iter().any(|word| name.contains(word)));
    match (found.next(), found.next()) {
        (Some((id, _)), None) => Some(id),
        _ => None,
    }
}

/// A head for comparing: lower case, without what stands in brackets, marks, and numbers at its ends.
#[must_use]
pub fn folded(head: &str) -> String {
    let mut out = String::with_capacity(head.len());
    let mut depth = 0_u32;
    for c in crate::text::fold::half_width(head).chars().flat_map(char::to_lowercase) {
        match c {
            '(' | '[' | '【' | '〔' => depth += 1,
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '_' | '-' | '.' | ' ' | '\t' | '\n'
                if out.ends_with(|last: char| last.is_ascii_alphanumeric()) =>
            {
                out.push(' ');
            }
            c if c.is_alphanumeric() || c == '\'' => out.push(c),
            _ => {}
        }
    }
    let out = out.trim_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let out = out.trim_end_matches(['一', '二', '三']);
    out.strip_prefix("必填").unwrap_or(out).strip_suffix("必填").unwrap_or(out).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(head: &str) -> Option<(&'static str, Option<&'static str>)> {
        List::People.understand(head).map(|meant| (meant.meaning.id, meant.whose))
    }

    #[test]
    fn heads_are_understood_as_offices_write_them() {
        for (head, field) in [
            ("*房号", "room"),
            ("房间号（必填）", "room"),
            ("楼 栋", "building"),
            ("单元号", "unit"),
            ("建筑面积（㎡）", "area"),
            ("套内面积(m2)", "usable"),
            ("Room No.", "room"),
            ("room_number", "room"),
            ("入住状态", "occupancy"),
        ] {
            let meant = List::Places.understand(head).map(|meant| meant.meaning.id);
            assert_eq!(meant, Some(field), "{head}");
        }
        assert!(List::Places.understand("业主姓名").is_none());
        assert!(List::Places.understand("序号").is_none());
    }

    #[test]
    fn whose_column_it_is_may_stand_before_or_above() {
        assert_eq!(people("业主姓名"), Some(("name", Some("owner"))));
        assert_eq!(people("业主信息/姓名"), Some(("name", Some("owner"))));
        assert_eq!(people("租户信息/联系电话1"), Some(("phone", Some("tenant"))));
        assert_eq!(people("租户联系电话"), Some(("phone", Some("tenant"))));
        assert_eq!(people("业主"), Some(("name", Some("owner"))));
        assert_eq!(people("产权人"), Some(("name", Some("owner"))));
        assert_eq!(people("业主房号"), Some(("room", None)));
        assert_eq!(people("业主信息"), None);
        assert_eq!(people("紧急联系人电话"), Some(("phone", Some("emergency"))));
        assert_eq!(people("Owner's name"), Some(("name", Some("owner"))));
        assert_eq!(people("owner phone 2"), Some(("phone", Some("owner"))));
        assert_eq!(people("联系电话（手机）"), Some(("phone", None)));
        assert_eq!(people("手机/电话"), Some(("phone", None)));
        assert_eq!(people("与业主关系"), Some(("role", None)));
        assert_eq!(people("房屋/房号"), Some(("room", None)));
        assert_eq!(people("序号"), None);
    }

    #[test]
    fn no_head_means_two_things_and_every_head_is_folded() {
        for list in [List::Places, List::People] {
            let mut seen = BTreeSet::new();
            for head in list.meanings().flat_map(|meaning| meaning.heads.split('、')) {
                assert!(seen.insert(head), "{head} stands twice");
                assert_eq!(folded(head), head);
            }
            for meaning in list.meanings() {
                for label in [meaning.label.zh, meaning.label.en] {
                    let meant = list.understand(label).map(|meant| meant.meaning.id);
                    assert_eq!(meant, Some(meaning.id), "{label}");
                }
            }
        }
    }

    #[test]
    fn a_second_column_of_a_name_is_not_taken_but_a_second_phone_is() {
        let heads = ["房号", "姓名", "电话", "手机", "客户名称", "序号", ""];
        let table = Table { heads: heads.map(str::to_owned).to_vec(), ..Table::default() };
        let guess = List::People.guess(&table);
        let ids: Vec<_> = guess.columns.iter().map(|column| column.meaning.id).collect();
        assert_eq!(ids, ["room", "name", "phone", "phone"]);
        assert_eq!(guess.unknown, ["客户名称", "序号"]);
    }
}
