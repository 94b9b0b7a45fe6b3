//! One message on the wire: its length as four bytes, big-endian, then its bytes. Does not know what they mean.
//!
//! The length is checked before anything is set aside for it, so a hostile header costs nothing.

use crate::store::codec;
use serde::{Serialize, de::DeserializeOwned};
use std::io::{self, Read};

/// Most bytes of a message from a client.
pub const FROM_CLIENT: usize = 1024 * 1024;
/// Most bytes of a message from the server.
pub const FROM_SERVER: usize = codec::MAX_FRAME;

/// Why there is no message.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    /// The other side is gone, between two messages or inside one.
    #[error("disconnected")]
    Disconnected,
    /// The message is longer than this side takes.
    #[error("a message of {bytes} bytes, at most {limit}")]
    TooLarge {
        /// How long it would be.
        bytes: usize,
        /// What is taken.
        limit: usize,
    },
    /// The bytes are no such message.
    #[error("not a message: {0}")]
    Undecodable(String),
    /// The connection failed, or waiting took too long.
    #[error("the connection failed: {0}")]
    Io(#[from] io::Error),
}

/// A message as it goes out, its length before it.
///
/// # Errors
/// `TooLarge` above `limit`, `Undecodable` when the type cannot be written.
pub fn encode<T: Serialize>(message: &T, limit: usize) -> Result<Vec<u8>, FrameError> {
    let body = codec::encode_frame(message).map_err(|error| match error {
        crate::store::StoreError::TooLong { bytes, .. } => FrameError::TooLarge { bytes, limit },
        other => FrameError::Undecodable(other.to_string()),
    })?;
    let too_large = || FrameError::TooLarge { bytes: body.len(), limit };
    if body.len() > limit {
        return Err(too_large());
    }
    let length = u32::try_from(body.len()).map_err(|_| too_large())?;
    let mut bytes = Vec::with_capacity(4 + body.len());
    bytes.extend(length.to_be_bytes());
    bytes.extend(body);
    Ok(bytes)
}

/// Reads one message; waits for it.
///
/// # Errors
/// Every kind of [`FrameError`]. After `TooLarge` and `Undecodable` the stream is of no more use.
pub fn read<T: DeserializeOwned>(from: &mut impl Read, limit: usize) -> Result<T, FrameError> {
    read_sized(from, limit).map(|(message, _)| message)
}

/// The same, with how many bytes it was.
///
/// # Errors
/// As [`read`].
pub fn read_sized<T: DeserializeOwned>(from: &mut impl Read, limit: usize) -> Result<(T, usize), FrameError> {
    let mut header = [0; 4];
    from.read_exact(&mut header).map_err(gone)?;
    let bytes = usize::try_from(u32::from_be_bytes(header)).unwrap_or(usize::MAX);
    if bytes > limit {
        return Err(FrameError::TooLarge { bytes, limit });
    }
    // Grows with what really comes: a header that promises much and sends nothing holds no memory.
    let mut body = Vec::new();
    from.take(bytes as u64).read_to_end(&mut body).map_err(gone)?;
    if body.len() < bytes {
        return Err(FrameError::Disconnected);
    }
    let message = codec::decode_frame(&body).map_err(|error| FrameError::Undecodable(error.to_string()))?;
    Ok((message, bytes))
}

fn gone(error: io::Error) -> FrameError {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    match error.kind() {
        UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => FrameError::Disconnected,
        _ => FrameError::Io(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut bytes = encode(&("一号楼".to_owned(), 7_u64), FROM_CLIENT).expect("encodes");
        bytes.extend(encode(&("next".to_owned(), 8_u64), FROM_CLIENT).expect("encodes"));
        let mut from = bytes.as_slice();
        assert_eq!(read::<(String, u64)>(&mut from, FROM_CLIENT).expect("reads"), ("一号楼".to_owned(), 7));
        assert_eq!(read::<(String, u64)>(&mut from, FROM_CLIENT).expect("reads"), ("next".to_owned(), 8));
        assert!(matches!(read::<u8>(&mut from, FROM_CLIENT), Err(FrameError::Disconnected)));
    }

    #[test]
    fn a_length_above_the_limit_is_refused_before_its_bytes() {
        let mut from = [0xff_u8, 0xff, 0xff, 0xff].as_slice();
        let error = read::<String>(&mut from, FROM_CLIENT).expect_err("four gibibytes");
        assert!(matches!(error, FrameError::TooLarge { bytes: 0xffff_ffff, limit: FROM_CLIENT }));
        let long = "x".repeat(FROM_CLIENT);
        assert!(matches!(encode(&long, FROM_CLIENT), Err(FrameError::TooLarge { .. })));
    }

    #[test]
    fn a_broken_message_and_a_broken_stream_are_told_apart() {
        let whole = encode(&"text".to_owned(), FROM_CLIENT).expect("encodes");
        for cut in 0..whole.len() {
            let mut from = &whole[..cut];
            assert!(matches!(read::<String>(&mut from, FROM_CLIENT), Err(FrameError::Disconnected)));
        }
        let mut from = [0, 0, 0, 2, 0xff, 0xff].as_slice();
        assert!(matches!(read::<String>(&mut from, FROM_CLIENT), Err(FrameError::Undecodable(_))));
    }
}
