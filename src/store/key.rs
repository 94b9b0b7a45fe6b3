//! Keys by hand: big-endian, so that byte order is the order of the parts. Never the codec.

use super::engine::KeyRange;
use super::error::{Result, StoreError};
use crate::say;

/// Builds a key part by part: `KeyBuf::new(ENTRY.number).u64(7)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyBuf(Vec<u8>);

impl KeyBuf {
    /// A key of the table with this number.
    #[must_use]
    pub fn new(table: u8) -> Self {
        let mut bytes = Vec::with_capacity(24);
        bytes.push(table);
        Self(bytes)
    }

    /// Adds one byte.
    #[must_use]
    pub fn u8(self, part: u8) -> Self {
        self.raw(&[part])
    }

    /// Adds two bytes.
    #[must_use]
    pub fn u16(self, part: u16) -> Self {
        self.raw(&part.to_be_bytes())
    }

    /// Adds four bytes.
    #[must_use]
    pub fn u32(self, part: u32) -> Self {
        self.raw(&part.to_be_bytes())
    }

    /// Adds eight bytes.
    #[must_use]
    pub fn u64(self, part: u64) -> Self {
        self.raw(&part.to_be_bytes())
    }

    /// Adds eight bytes; negative numbers come before positive ones.
    #[must_use]
    pub fn i64(self, part: i64) -> Self {
        self.u64(part.cast_unsigned() ^ (1 << 63))
    }

    /// Adds a text, ended so that a shorter text comes first and no text is the beginning of another.
    #[must_use]
    pub fn str(self, part: &str) -> Self {
        self.bytes(part.as_bytes())
    }

    /// Adds bytes, ended like [`str`](Self::str).
    #[must_use]
    pub fn bytes(self, part: &[u8]) -> Self {
        self.open_bytes(part).raw(&[0, 0])
    }

    /// Adds the beginning of a text: the range of such a key holds all texts that begin with it.
    #[must_use]
    pub fn str_prefix(self, part: &str) -> Self {
        self.open_bytes(part.as_bytes())
    }

    /// Adds the beginning of bytes: the range of such a key holds all [`bytes`](Self::bytes) that begin with them.
    #[must_use]
    pub fn bytes_prefix(self, part: &[u8]) -> Self {
        self.open_bytes(part)
    }

    /// Adds bytes as they are: only for the last part or one of fixed length.
    #[must_use]
    pub fn raw(mut self, part: &[u8]) -> Self {
        self.0.extend_from_slice(part);
        self
    }

    /// All keys that begin with this one.
    #[must_use]
    pub fn range(&self) -> KeyRange {
        KeyRange::prefix(&self.0)
    }

    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// The bytes, owned.
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }

    fn open_bytes(mut self, part: &[u8]) -> Self {
        for byte in part {
            self.0.push(*byte);
            if *byte == 0 {
                self.0.push(0xff);
            }
        }
        self
    }
}

/// Reads a key part by part, in the order in which [`KeyBuf`] built it.
#[derive(Clone, Debug)]
pub struct KeyReader<'a> {
    rest: &'a [u8],
}

impl<'a> KeyReader<'a> {
    /// Begins behind the table number.
    ///
    /// # Errors
    /// When the key is of another table.
    pub fn new(table: u8, key: &'a [u8]) -> Result<Self> {
        match key.split_first() {
            Some((first, rest)) if *first == table => Ok(Self { rest }),
            _ => Err(StoreError::corrupt(say!("键不属于表 {table}", "a key that is not of table {table}"))),
        }
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (part, rest) = self.rest.split_first_chunk::<N>().ok_or_else(short)?;
        self.rest = rest;
        Ok(*part)
    }

    /// One byte.
    ///
    /// # Errors
    /// When the key is too short, as for all parts.
    pub fn u8(&mut self) -> Result<u8> {
        Ok(u8::from_be_bytes(self.take()?))
    }

    /// Two bytes.
    ///
    /// # Errors
    /// When the key is too short.
    pub fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_be_bytes(self.take()?))
    }

    /// Four bytes.
    ///
    /// # Errors
    /// When the key is too short.
    pub fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_be_bytes(self.take()?))
    }

    /// Eight bytes.
    ///
    /// # Errors
    /// When the key is too short.
    pub fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_be_bytes(self.take()?))
    }

    /// Eight bytes with a sign.
    ///
    /// # Errors
    /// When the key is too short.
    pub fn i64(&mut self) -> Result<i64> {
        Ok((self.u64()? ^ (1 << 63)).cast_signed())
    }

    /// An ended text.
    ///
    /// # Errors
    /// When the end is missing or the text is not UTF-8.
    pub fn str(&mut self) -> Result<String> {
        String::from_utf8(self.bytes()?)
            .map_err(|_| StoreError::corrupt(say!("键中的文字无法读取", "a key with broken text")))
    }

    /// Ended bytes.
    ///
    /// # Errors
    /// When the end is missing.
    pub fn bytes(&mut self) -> Result<Vec<u8>> {
        let mut part = Vec::new();
        loop {
            match self.u8()? {
                0 => match self.u8()? {
                    0 => return Ok(part),
                    0xff => part.push(0),
                    _ => {
                        return Err(StoreError::corrupt(say!(
                            "键中的文字段不完整",
                            "a key with a broken text part"
                        )));
                    }
                },
                byte => part.push(byte),
            }
        }
    }

    /// What is left, as it is.
    #[must_use]
    pub fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When bytes are left over.
    pub fn end(self) -> Result<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(StoreError::corrupt(say!("键过长", "a key that is too long")))
        }
    }
}

fn short() -> StoreError {
    StoreError::corrupt(say!("键过短", "a key that is too short"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn byte_order_is_the_order_of_the_parts(
            a in (any::<i64>(), "\\PC{0,6}|[a\u{0}]{0,4}", any::<u32>()),
            b in (any::<i64>(), "\\PC{0,6}|[a\u{0}]{0,4}", any::<u32>()),
        ) {
            let key = |x: &(i64, String, u32)| KeyBuf::new(9).i64(x.0).str(&x.1).u32(x.2);
            prop_assert_eq!(key(&a).cmp(&key(&b)), a.cmp(&b));
            let text = |x: &(i64, String, u32)| KeyBuf::new(9).str(&x.1).u32(x.2);
            prop_assert_eq!(text(&a).cmp(&text(&b)), (&a.1, a.2).cmp(&(&b.1, b.2)));
        }

        #[test]
        fn what_was_built_is_read(n in any::<i64>(), text in "\\PC*", raw in proptest::collection::vec(any::<u8>(), 0..9)) {
            let key = KeyBuf::new(3).u8(1).u16(2).i64(n).str(&text).bytes(&raw).u64(4).into_vec();
            let mut reader = KeyReader::new(3, &key).unwrap();
            prop_assert_eq!((reader.u8().unwrap(), reader.u16().unwrap()), (1, 2));
            prop_assert_eq!(reader.i64().unwrap(), n);
            prop_assert_eq!(reader.str().unwrap(), text);
            prop_assert_eq!(reader.bytes().unwrap(), raw);
            prop_assert_eq!(reader.u64().unwrap(), 4);
            reader.end().unwrap();
        }

        #[test]
        fn hostile_keys_never_panic(key in proptest::collection::vec(any::<u8>(), 0..20)) {
            if let Ok(mut reader) = KeyReader::new(3, &key) {
                let _ = reader.str().and_then(|_| reader.u64()).and_then(|_| reader.end());
            }
        }
    }

    #[test]
    fn a_text_prefix_finds_its_texts_only() {
        let range = KeyBuf::new(1).str_prefix("水").range();
        let inside = |text: &str| {
            let key = KeyBuf::new(1).str(text).into_vec();
            range.from <= key && range.to.as_ref().is_none_or(|to| key < *to)
        };
        assert!(inside("水") && inside("水管") && !inside("电") && !inside(""));
    }
}
