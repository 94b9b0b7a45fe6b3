//! Several people in one cell: `张三、李四`, `张三/13800000000；李四`, two phones in one cell. Splits what is plain,
//! and refuses what could be one or two people.

use crate::say;
use crate::text::fold::{digits, half_width};
use crate::text::lang::{Say, t};

/// One person of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The name as written.
    pub name: String,
    /// Phones that stood beside it, as dialled inside China.
    pub phones: Vec<String>,
    /// What stood in brackets behind it: 妻, 已搬走.
    pub remark: String,
}

/// The fewest and the most digits of a phone number.
const PHONE: std::ops::RangeInclusive<usize> = 7..=18;

/// Separates people and phones: everything that is never part of a name or a number.
const STRONG: &[char] = &['、', ',', ';', '\n', '/', '|', '\\', '。', '&', ':'];

/// The people of a cell, in its order; none when it is empty.
///
/// A number after a name is that person's phone. What stands in brackets is a remark. A blank inside Chinese characters
/// pads a short name (`张 三`).
///
/// # Errors
/// A number before any name; two Chinese names with nothing but a blank between them.
pub fn people(cell: &str) -> Result<Vec<Named>, Say> {
    let mut all: Vec<Named> = Vec::new();
    for piece in pieces(cell) {
        match piece {
            Piece::Remark(text) if phone(&text).is_none() => {
                let Some(last) = all.last_mut() else {
                    return Err(say!("“{text}”前面没有姓名", "No name stands before “{text}”"));
                };
                if !last.remark.is_empty() {
                    last.remark.push('；');
                }
                last.remark.push_str(&text);
            }
            Piece::Remark(text) | Piece::Words(text) => match phone(&text) {
                Some(number) => {
                    let Some(last) = all.last_mut() else {
                        return Err(say!(
                            "电话 {number} 前面没有姓名",
                            "No name stands before the phone {number}"
                        ));
                    };
                    if !last.phones.contains(&number) {
                        last.phones.push(number);
                    }
                }
                None => {
                    let (name, number) = with_number(&text)?;
                    all.push(Named { name, phones: number.into_iter().collect(), remark: String::new() });
                }
            },
        }
    }
    Ok(all)
}

/// The phones of a cell that holds only phones, in its order, without repeats; what else stands there is refused.
///
/// # Errors
/// Words between the numbers.
pub fn phones(cell: &str) -> Result<Vec<String>, Say> {
    let mut all: Vec<String> = Vec::new();
    for piece in pieces(cell) {
        let (Piece::Words(text) | Piece::Remark(text)) = piece;
        let numbers = match phone(&text) {
            Some(number) => vec![number],
            // `13800000000 13900000000`: blanks between whole numbers.
            None => text
                .split_whitespace()
                .map(phone)
                .collect::<Option<Vec<_>>>()
                .ok_or_else(|| say!("电话里有看不懂的“{text}”", "“{text}” is no phone number"))?,
        };
        for number in numbers {
            if !all.contains(&number) {
                all.push(number);
            }
        }
    }
    Ok(all)
}

/// The parts of a cell that holds a list of single words: papers, relations, plates.
#[must_use]
pub fn parts(cell: &str) -> Vec<String> {
    let half = half_width(cell);
    half.split(['、', ',', ';', '\n', '/', '|'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Gives the phones of one cell to the people of another: each their own when there are as many, all to one person
/// who is alone; fewer phones than people go to the first of them.
///
/// # Errors
/// More phones than people, when there are several people: nobody can tell whose the others are.
pub fn hand_out(people: &mut [Named], phones: Vec<String>) -> Result<(), Say> {
    let (names, numbers) = (people.len(), phones.len());
    if names > 1 && numbers > names {
        return Err(say!(
            "{names} 个人有 {numbers} 个电话，分不清是谁的；请一人一行",
            "{numbers} phones for {names} people: whose is which? Give each a row"
        ));
    }
    for (at, number) in phones.into_iter().enumerate() {
        let whose = if names == 1 { 0 } else { at };
        if let Some(person) = people.get_mut(whose)
            && !person.phones.contains(&number)
        {
            person.phones.push(number);
        }
    }
    Ok(())
}

enum Piece {
    Words(String),
    Remark(String),
}

/// Cuts at separators; what stands in brackets is a piece of its own.
fn pieces(cell: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut inside = false;
    let end = |text: &mut String, inside: bool, pieces: &mut Vec<Piece>| {
        let done = std::mem::take(text).trim().to_owned();
        if !done.is_empty() {
            pieces.push(if inside { Piece::Remark(done) } else { Piece::Words(done) });
        }
    };
    let half = half_width(cell);
    let mut rest = half.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // An area code in brackets belongs to its number: (010)65123456.
            '(' if rest.peek() == Some(&'0') && !inside => text.push(c),
            ')' if !inside && text.contains('(') => text.push(c),
            '(' | '[' | '【' => {
                end(&mut text, inside, &mut pieces);
                inside = true;
            }
            ')' | ']' | '】' => {
                end(&mut text, inside, &mut pieces);
                inside = false;
            }
            c if !inside && STRONG.contains(&c) => end(&mut text, inside, &mut pieces),
            c => text.push(c),
        }
    }
    end(&mut text, inside, &mut pieces);
    pieces
}

/// The number, when the text is nothing but one phone number.
fn phone(text: &str) -> Option<String> {
    let only =
        text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '(' | ')' | ' ' | '—' | '－'));
    if !only {
        return None;
    }
    // Two whole numbers with a blank between them are two.
    let whole =
        text.split_whitespace().filter(|part| part.chars().filter(char::is_ascii_digit).count() >= 7).count();
    if whole > 1 {
        return None;
    }
    let number = digits(text);
    PHONE.contains(&number.len()).then_some(number)
}

/// A name, perhaps with a number behind it and only a blank, or nothing, between: `张三 13800000000`, `张三13800000000`.
fn with_number(text: &str) -> Result<(String, Option<String>), Say> {
    let cut = text.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
    let (name, number) = match cut {
        Some(at) if at > 0 => {
            let (name, tail) = text.split_at(at);
            match phone(tail.trim()) {
                Some(number) => (name, Some(number)),
                None => (text, None),
            }
        }
        _ => (text, None),
    };
    let name = name.trim().trim_end_matches(['-', '—', '_']).trim();
    if !name.chars().any(char::is_alphabetic) {
        return Err(say!("“{text}”不是姓名", "“{text}” is no name"));
    }
    Ok((one_name(name)?, number))
}

/// What stands in a list that was exported for others' eyes must not come back as the truth.
pub(super) fn masked(text: &str) -> Say {
    say!("“{text}”是打了码的，不能导入", "“{text}” is masked and cannot be taken")
}

/// A name without the blanks that pad it. Blanks between Latin words are part of it.
fn one_name(name: &str) -> Result<String, Say> {
    if name.contains(['*', '＊']) {
        return Err(masked(name));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let latin = |word: &&str| word.is_ascii();
    if words.iter().any(latin) {
        return Ok(words.join(" "));
    }
    if words.len() > 1 && words.iter().filter(|word| word.chars().count() >= 2).count() > 1 {
        let unclear = t(
            "是一个人还是几个人？几个人请用顿号（、）隔开",
            "is it one person or several? Put 、 between several",
        );
        let (zh, en) = (unclear.zh, unclear.en);
        return Err(say!("“{name}”{zh}", "“{name}”: {en}"));
    }
    Ok(words.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(cell: &str) -> Vec<String> {
        people(cell)
            .unwrap()
            .iter()
            .map(|p| format!("{}[{}]{}", p.name, p.phones.join(" "), p.remark))
            .collect()
    }

    #[test]
    fn people_in_one_cell_come_apart() {
        assert_eq!(shown("张三、李四"), ["张三[]", "李四[]"]);
        assert_eq!(shown("张三/13800000000；李四/139 0000 0000"), ["张三[13800000000]", "李四[13900000000]"]);
        assert_eq!(shown("张三 13800000000\n李四：13900000000"), ["张三[13800000000]", "李四[13900000000]"]);
        assert_eq!(shown("张三（13800000000）、李四（妻）"), ["张三[13800000000]", "李四[]妻"]);
        assert_eq!(shown("张三13800000000/13900000000"), ["张三[13800000000 13900000000]"]);
        assert_eq!(shown("张三 (010)65123456"), ["张三[01065123456]"]);
        assert_eq!(shown(""), Vec::<String>::new());
    }

    #[test]
    fn a_name_is_not_torn() {
        assert_eq!(shown("张　三"), ["张三[]"]);
        assert_eq!(shown("阿依努尔·买买提"), ["阿依努尔·买买提[]"]);
        assert_eq!(shown("John  Smith"), ["John Smith[]"]);
        assert_eq!(shown("北京3号院餐饮有限公司"), ["北京3号院餐饮有限公司[]"]);
    }

    #[test]
    fn what_could_be_one_or_two_people_is_refused() {
        assert!(people("张三丰 李四光").is_err());
        assert!(people("13800000000").is_err());
        assert!(people("（妻）张三").is_err());
        assert!(people("???").is_err());
        assert!(people("张*").is_err() && phones("138****5678").is_err());
    }

    #[test]
    fn phones_in_one_cell_come_apart() {
        assert_eq!(phones("13800000000/010-65123456").unwrap(), ["13800000000", "01065123456"]);
        assert_eq!(phones("１３８００００００００　13900000000").unwrap(), ["13800000000", "13900000000"]);
        assert_eq!(phones("13800000000、138 0000 0000").unwrap(), ["13800000000"]);
        assert_eq!(phones("138-0000-0000；+86 139 0000 0000").unwrap(), ["13800000000", "13900000000"]);
        assert!(phones("138000 转 2").is_err());
        assert!(phones("无人接").is_err());
    }

    #[test]
    fn phones_go_to_their_people() {
        let given = |names: &str, numbers: &[&str]| {
            let mut all = people(names).unwrap();
            hand_out(&mut all, numbers.iter().map(|n| (*n).to_owned()).collect())?;
            Ok::<_, Say>(all.into_iter().map(|p| p.phones.join(" ")).collect::<Vec<_>>())
        };
        assert_eq!(given("张三", &["1", "2"]).unwrap(), ["1 2"]);
        assert_eq!(given("张三、李四", &["1", "2"]).unwrap(), ["1", "2"]);
        assert_eq!(given("张三、李四", &["1"]).unwrap(), ["1", ""]);
        assert!(given("张三、李四", &["1", "2", "3"]).is_err());
    }

    proptest! {
        #[test]
        fn joined_by_any_separator_they_come_apart_again(
            all in proptest::collection::vec(("[\u{4e00}-\u{9fa5}]{2,4}", "1[3-9][0-9]{9}"), 1..6),
            between in "[、；，;,\n]",
            beside in "[/ ：:]",
        ) {
            let cell = all.iter().map(|(n, p)| format!("{n}{beside}{p}")).collect::<Vec<_>>().join(&between);
            let split: Vec<(String, String)> =
                people(&cell).unwrap().into_iter().map(|p| (p.name, p.phones.join(" "))).collect();
            prop_assert_eq!(split, all);
        }

        #[test]
        fn no_cell_makes_it_fall_over_and_no_phone_is_made_up(cell in "\\PC{0,40}") {
            let folded: String = half_width(&cell).chars().filter(char::is_ascii_digit).collect();
            let mut given: Vec<String> = phones(&cell).unwrap_or_default();
            given.extend(people(&cell).unwrap_or_default().into_iter().flat_map(|p| p.phones));
            for number in given {
                prop_assert!(folded.contains(number.trim_start_matches('0')), "{number} from {cell}");
            }
        }
    }
}
