//! Facts as rows of the index: event and instant in the order of the key, the rest packed behind them.

use crate::desk::rows::{By, index};
use crate::domain::figures::{Event, Fact};
use crate::domain::moment::At;
use crate::say;
use crate::store::tables::ENTRY_INDEX;
use crate::store::{KeyBuf, KeyRange, KeyReader, StoreError};

/// From when on, and up to when.
pub(in crate::desk) type Span = (Option<At>, Option<At>);

/// The key of a fact in its index.
pub(in crate::desk) fn key(fact: &Fact) -> KeyBuf {
    write(index(By::Fact), fact)
}

/// Adds a fact to a key. Numbers take as many bytes as they need: most facts fit in thirty.
pub(super) fn write(key: KeyBuf, fact: &Fact) -> KeyBuf {
    let mut rest = Vec::with_capacity(20);
    for number in [
        u64::from(fact.flags),
        u64::from(fact.points),
        u64::from(fact.category),
        u64::from(fact.channel),
        fact.place,
        fact.person,
        after(fact.at, fact.until),
        after(fact.at, fact.due),
    ] {
        pack(&mut rest, number);
    }
    key.u8(fact.event.code()).i64(fact.at.0).raw(&rest)
}

/// The keys of an event in the index, from `start` on, up to `end`.
pub(super) fn range(event: Event, span: Span) -> KeyRange {
    range_in(&index(By::Fact), event, span)
}

/// The keys that begin with `before` and go on with facts of an event.
pub(super) fn range_in(before: &KeyBuf, event: Event, (start, end): Span) -> KeyRange {
    let from = || before.clone().u8(event.code());
    let all = from().range();
    KeyRange {
        from: start.map_or(all.from, |start| from().i64(start.0).into_vec()),
        to: end.map_or(all.to, |end| Some(from().i64(end.0).into_vec())),
    }
}

/// Reads a key of the index back.
pub(super) fn read(key: &[u8]) -> Result<Fact, StoreError> {
    let mut reader = KeyReader::new(ENTRY_INDEX.number, key)?;
    reader.u8()?;
    read_from(&mut reader)
}

/// Reads what [`write`] added.
pub(super) fn read_from(reader: &mut KeyReader<'_>) -> Result<Fact, StoreError> {
    let (code, at) = (reader.u8()?, At(reader.i64()?));
    let event = Event::of_code(code)
        .ok_or_else(|| StoreError::corrupt(say!("未知的统计事实 {code}", "the unknown fact {code}")))?;
    let mut next = || unpack(reader);
    let small = |number: u64| u8::try_from(number).unwrap_or(0);
    Ok(Fact {
        event,
        at,
        flags: u16::try_from(next()?).unwrap_or(0),
        points: small(next()?),
        category: small(next()?),
        channel: small(next()?),
        place: next()?,
        person: next()?,
        until: later(at, next()?),
        due: later(at, next()?),
    })
}

/// An instant as what has passed since another, both ways, shifted by one: 0 is none.
fn after(at: At, other: Option<At>) -> u64 {
    let Some(other) = other else { return 0 };
    let passed = other.0.wrapping_sub(at.0);
    // The sign goes to the lowest bit, so that small differences stay small.
    let turned = (passed.wrapping_shl(1) ^ (passed >> 63)).cast_unsigned();
    turned.saturating_add(1)
}

fn later(at: At, packed: u64) -> Option<At> {
    let turned = packed.checked_sub(1)?;
    let passed = (turned >> 1).cast_signed() ^ -((turned & 1).cast_signed());
    Some(At(at.0.wrapping_add(passed)))
}

fn pack(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push(u8::try_from(number & 0x7f).unwrap_or(0) | 0x80);
        number >>= 7;
    }
    into.push(u8::try_from(number).unwrap_or(0));
}

fn unpack(reader: &mut KeyReader<'_>) -> Result<u64, StoreError> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = reader.u8()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(StoreError::corrupt(say!("统计事实的行", "the row of a fact")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_fact_comes_back_from_its_key(
            event in 0..Event::ALL.len(), at in -4e12 as i64..4e12 as i64, until in proptest::option::of(-4e12 as i64..4e12 as i64),
            due in proptest::option::of(-4e12 as i64..4e12 as i64), flags: u16, points: u8, place: u64, person: u64,
            category: u8, channel: u8,
        ) {
            let fact = Fact {
                event: Event::ALL[event], at: At(at), until: until.map(At), due: due.map(At),
                flags, points, place, person, category, channel,
            };
            let key = key(&fact).into_vec();
            prop_assert_eq!(read(&key).unwrap(), fact.clone());
            let inside = |range: KeyRange| range.from <= key && range.to.as_ref().is_none_or(|to| key < *to);
            prop_assert!(inside(range(fact.event, (Some(At(at)), Some(At(at + 1))))));
            prop_assert!(inside(range(fact.event, (None, None))));
            prop_assert!(!inside(range(fact.event, (Some(At(at + 1)), None))));
            prop_assert!(!inside(range(fact.event, (None, Some(At(at))))));
        }
    }
}
