//! The bytes that sort parts of a room's address as people order them. Does not know whole addresses.

/// Characters that number buildings in place of digits, in their order.
pub(super) const STEMS: &str = "甲乙丙丁戊己庚辛壬癸东西南北中";

/// Between the floor and the door of a room number.
pub(super) const DOOR: u8 = 0x04;
/// Marks that order the pieces of a part; the end of a part is a zero byte.
pub(super) const BASEMENT: u8 = 0x08;
const JOINED: u8 = 0x10;
pub(super) const DIGITS: u8 = 0x20;
const LETTER: u8 = 0x30;
const OTHER: u8 = 0x40;

/// Appends the key of one part; it holds no zero byte.
pub(super) fn sort_part(part: &str, key: &mut Vec<u8>) {
    let mut rest = part;
    if let Some(depth) = basement(part) {
        key.extend([BASEMENT, u8::MAX - depth]);
        rest = part.get(2..).unwrap_or("");
    }
    while let Some(c) = rest.chars().next() {
        let run: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if run.is_empty() {
            match c {
                '-' | '+' => key.push(JOINED),
                'A'..='Z' => key.extend([LETTER, u8::try_from(c).unwrap_or(u8::MAX)]),
                _ => {
                    let at = STEMS.chars().position(|s| s == c);
                    key.extend([OTHER, at.and_then(|n| u8::try_from(n + 1).ok()).unwrap_or(u8::MAX)]);
                    key.extend(u32::from(c).to_be_bytes().into_iter().map(|b| b.max(1)));
                }
            }
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        } else {
            let bare = run.trim_start_matches('0');
            key.extend([DIGITS, u8::try_from(bare.len() + 1).unwrap_or(u8::MAX)]);
            key.extend(bare.bytes());
            // Only tells `B01` from `B1`; it decides no order between different numbers.
            key.push(u8::try_from(run.len()).unwrap_or(u8::MAX));
            rest = rest.get(run.len()..).unwrap_or("");
        }
    }
}

/// The text of a part from its key, with or without the mark before the door; a join of either sort reads `-`. None for
/// bytes that are no key.
pub(super) fn read_part(mut key: &[u8]) -> Option<String> {
    let mut text = String::new();
    while let Some((mark, rest)) = key.split_first() {
        key = match *mark {
            DOOR => rest,
            JOINED => {
                text.push('-');
                rest
            }
            BASEMENT => {
                let (depth, rest) = rest.split_first()?;
                text.push_str(&format!("B{}", u8::MAX - depth));
                rest
            }
            DIGITS => {
                let (length, rest) = rest.split_first()?;
                let (digits, rest) = rest.split_at_checked(usize::from(length.checked_sub(1)?))?;
                let (run, rest) = rest.split_first()?;
                text.extend(std::iter::repeat_n('0', usize::from(*run).saturating_sub(digits.len())));
                text.extend(digits.iter().map(|digit| char::from(*digit)));
                rest
            }
            LETTER => {
                let (letter, rest) = rest.split_first()?;
                text.push(char::from(*letter));
                rest
            }
            _ => {
                let (at, rest) = rest.split_first()?;
                text.push(STEMS.chars().nth(usize::from(at.checked_sub(1)?)).unwrap_or('?'));
                rest.get(4..)?
            }
        };
    }
    Some(text)
}

/// `B1` to `B9`, alone or before something that is no digit, is a basement floor or garage.
fn basement(part: &str) -> Option<u8> {
    let mut chars = part.strip_prefix('B')?.chars();
    let depth = chars.next()?.to_digit(10).filter(|d| *d > 0)?;
    if chars.next().is_some_and(|c| c.is_ascii_digit()) { None } else { u8::try_from(depth).ok() }
}
