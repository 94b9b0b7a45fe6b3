//! Bytes of values and frames: the only place that names bincode. Keys are not made here.
//!
//! Every decode has a limit (without one ten hostile bytes abort the process) and must use all bytes.
//! The limit is counted in memory claimed, not bytes read: a small integer is one byte on disk and
//! claims eight. So the claim limit is eight times the size limit, and what was encoded always decodes.
//! No 128-bit integers for that reason. The codec has no limit of depth: no type on the wire may nest in itself
//! without bound.

use super::error::{Result, StoreError};
use bincode::config::{self, Config};
use bincode::error::DecodeError;
use serde::{Serialize, de::DeserializeOwned};

/// Most bytes of a stored value.
pub const MAX_VALUE: usize = 64 * 1024;
/// Most bytes of a wire frame.
pub const MAX_FRAME: usize = 4 * 1024 * 1024;
/// Most bytes of a journal entry.
pub const MAX_ENTRY: usize = 16 * 1024 * 1024;

/// Encodes a value to be stored.
///
/// # Errors
/// `TooLong` above [`MAX_VALUE`], `Codec` when the type cannot be encoded.
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    encode_limited(value, MAX_VALUE)
}

/// Decodes a stored value.
///
/// # Errors
/// `TooLong` above [`MAX_VALUE`], `Codec` when the bytes are not exactly one `T`.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    decode_limited(bytes, MAX_VALUE, config::standard().with_limit::<{ 8 * MAX_VALUE }>())
}

/// Encodes the body of a wire frame.
///
/// # Errors
/// `TooLong` above [`MAX_FRAME`], `Codec` when the type cannot be encoded.
pub fn encode_frame<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    encode_limited(value, MAX_FRAME)
}

/// Decodes the body of a wire frame.
///
/// # Errors
/// `TooLong` above [`MAX_FRAME`], `Codec` when the bytes are not exactly one `T`.
pub fn decode_frame<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    decode_limited(bytes, MAX_FRAME, config::standard().with_limit::<{ 8 * MAX_FRAME }>())
}

/// Encodes a journal entry.
///
/// # Errors
/// `TooLong` above [`MAX_ENTRY`], `Codec` when the type cannot be encoded.
pub(super) fn encode_entry<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    encode_limited(value, MAX_ENTRY)
}

/// Decodes a journal entry.
///
/// # Errors
/// `TooLong` above [`MAX_ENTRY`], `Codec` when the bytes are not exactly one `T`.
pub(super) fn decode_entry<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    decode_limited(bytes, MAX_ENTRY, config::standard().with_limit::<{ 8 * MAX_ENTRY }>())
}

/// Encodes a value whose type is erased (a register's entry); the bytes are those of [`encode`].
///
/// # Errors
/// As [`encode`].
pub fn encode_erased(value: &dyn erased_serde::Serialize) -> Result<Vec<u8>> {
    encode_limited(value, MAX_VALUE)
}

/// Decodes a stored value through an erased deserializer: `decode_with(bytes, |de| spec.read(de))`.
///
/// # Errors
/// As [`decode`].
pub fn decode_with<X>(
    bytes: &[u8],
    read: impl FnOnce(&mut dyn erased_serde::Deserializer<'_>) -> std::result::Result<X, erased_serde::Error>,
) -> Result<X> {
    short_enough(bytes.len(), MAX_VALUE)?;
    let mut rest = Rest(bytes);
    let value = {
        let config = config::standard().with_limit::<{ 8 * MAX_VALUE }>();
        let mut decoder = bincode::serde::OwnedSerdeDecoder::from_reader(&mut rest, config);
        let mut erased = <dyn erased_serde::Deserializer<'_>>::erase(decoder.as_deserializer());
        read(&mut erased).map_err(refused)?
    };
    all_used(bytes.len() - rest.0.len(), bytes.len())?;
    Ok(value)
}

/// The bytes not yet read; bincode's own slice reader does not say how many are left.
struct Rest<'a>(&'a [u8]);

impl bincode::de::read::Reader for Rest<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::result::Result<(), DecodeError> {
        let missing = || DecodeError::UnexpectedEnd { additional: out.len().saturating_sub(self.0.len()) };
        let (taken, rest) = self.0.split_at_checked(out.len()).ok_or_else(missing)?;
        out.copy_from_slice(taken);
        self.0 = rest;
        Ok(())
    }
}

fn encode_limited<T: Serialize + ?Sized>(value: &T, limit: usize) -> Result<Vec<u8>> {
    let bytes = bincode::serde::encode_to_vec(value, config::standard()).map_err(refused)?;
    short_enough(bytes.len(), limit)?;
    Ok(bytes)
}

fn decode_limited<T: DeserializeOwned>(bytes: &[u8], limit: usize, config: impl Config) -> Result<T> {
    short_enough(bytes.len(), limit)?;
    let (value, used) = bincode::serde::decode_from_slice(bytes, config).map_err(refused)?;
    all_used(used, bytes.len())?;
    Ok(value)
}

fn short_enough(bytes: usize, limit: usize) -> Result<()> {
    if bytes <= limit {
        return Ok(());
    }
    Err(StoreError::TooLong { what: "数据/data".into(), bytes, limit })
}

fn all_used(used: usize, all: usize) -> Result<()> {
    if used == all {
        return Ok(());
    }
    Err(StoreError::Codec { what: format!("{} bytes left over", all - used) })
}

fn refused(error: impl std::fmt::Display) -> StoreError {
    StoreError::Codec { what: error.to_string() }
}

#[cfg(test)]
mod tests;
