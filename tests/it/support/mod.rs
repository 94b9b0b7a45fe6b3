//! What the integration tests share.

pub mod failing;
pub mod office;
pub mod pty;
pub mod screen;
pub mod server;
pub mod wire;
