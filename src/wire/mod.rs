//! Floor 5: how a client and the server talk over a Unix socket. Carries calls; knows no rule of the desk.
//!
//! [`frame`] cuts the stream, [`socket`] says where an office answers, [`start`] makes a personal one answer,
//! [`server`] runs the calls, [`client`] asks and waits, [`link`] asks and goes on.

pub mod build;
pub mod client;
mod connection;
pub mod frame;
pub mod link;
pub mod server;
pub mod socket;
pub mod start;

pub use client::Client;
pub use connection::{Hello, Login, Welcome};
pub use link::{Link, LinkEvent};
pub use server::Server;
pub use socket::Target;
