//! What the integration tests share.

pub mod failing;
pub mod office;
pub mod often;
pub mod pty;
pub mod screen;
pub mod server;
pub mod wire;
