//! One connection to a server, from its first word to its end. Does not come back when it breaks; its users do.

use super::frame::{self, FrameError};
use super::socket::unavailable;
use crate::api::session::{DeskChoice, LoginChoice, Me};
use crate::api::wire::{PROTOCOL, ToClient, ToServer};
use crate::domain::fault::{Fault, FaultKind};
use crate::domain::ids::{DeskId, StaffId};
use crate::domain::register::Registers;
use crate::say;
use crate::text::lang::{Lang, t};
use sha2::{Digest, Sha256};
use std::io::{BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// What a client says first.
#[derive(Clone, Copy, Debug)]
pub struct Hello {
    /// Hash of the registers' outline.
    pub registers: [u8; 32],
    /// The language of the screen.
    pub lang: Lang,
}

impl Hello {
    /// The first word of a client that works with these registers.
    #[must_use]
    pub fn new(registers: &Registers, lang: Lang) -> Self {
        Self { registers: digest(registers), lang }
    }
}

/// SHA-256 of what client and server must agree on.
#[must_use]
pub(super) fn digest(registers: &Registers) -> [u8; 32] {
    Sha256::digest(registers.outline().as_bytes()).into()
}

/// Who wants to work, among those the account may be, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// Who; none when there is only one.
    pub staff: Option<StaffId>,
    /// Or by name, or `#id`.
    pub name: Option<String>,
    /// Where; none takes the first desk.
    pub desk: Option<DeskId>,
}

/// What the server answers to the first word.
#[derive(Clone, Debug, PartialEq)]
pub struct Welcome {
    /// The server's build.
    pub build: String,
    /// The office's name.
    pub office: String,
    /// Whom the account may log in as.
    pub choices: Vec<LoginChoice>,
    /// The desks there are.
    pub desks: Vec<DeskChoice>,
}

/// An open connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: UnixStream,
    reader: BufReader<UnixStream>,
}

/// How long the server may take for the first word; it does nothing else before it.
const PATIENCE: Duration = Duration::from_secs(20);

impl Connection {
    /// Says the first word and hears the answer.
    pub(super) fn open(stream: UnixStream, hello: &Hello) -> Result<(Self, Welcome), Fault> {
        let lost = |error: std::io::Error| lost(&FrameError::Io(error));
        stream.set_read_timeout(Some(PATIENCE)).map_err(lost)?;
        let reader = BufReader::new(stream.try_clone().map_err(lost)?);
        let mut connection = Self { stream, reader };
        connection.send(&ToServer::Hello {
            protocol: PROTOCOL,
            build: super::build::mine().to_owned(),
            registers: hello.registers,
            lang: hello.lang,
        })?;
        match connection.read()? {
            ToClient::Welcome { build, office, choices, desks } => {
                connection.stream.set_read_timeout(None).map_err(lost)?;
                Ok((connection, Welcome { build, office, choices, desks }))
            }
            ToClient::Goodbye { fault } => Err(*fault),
            _ => Err(out_of_turn()),
        }
    }

    /// Logs in, or changes the person.
    pub(super) fn login(&mut self, login: &Login) -> Result<Me, Fault> {
        self.send(&login.message())?;
        loop {
            match self.read()? {
                ToClient::LoggedIn { me } => return Ok(*me),
                ToClient::Goodbye { fault } => return Err(*fault),
                // Pushes may be under way when the person changes.
                ToClient::Changed { .. } | ToClient::Notice { .. } => {}
                _ => return Err(out_of_turn()),
            }
        }
    }

    pub(super) fn send(&mut self, message: &ToServer) -> Result<(), Fault> {
        let frame = encode(message)?;
        self.stream.write_all(&frame).map_err(|error| lost(&FrameError::Io(error)))
    }

    pub(super) fn read(&mut self) -> Result<ToClient, Fault> {
        frame::read(&mut self.reader, frame::FROM_SERVER).map_err(|error| lost(&error))
    }

    /// A second handle for writing and for ending it from another thread.
    pub(super) fn writer(&self) -> Result<UnixStream, Fault> {
        self.stream.try_clone().map_err(|error| lost(&FrameError::Io(error)))
    }
}

impl Login {
    pub(super) fn message(&self) -> ToServer {
        ToServer::Login { staff: self.staff, name: self.name.clone(), desk: self.desk, pin: None }
    }

    /// The same person at the same desk, whatever was asked for first.
    pub(super) fn again(me: &Me) -> Self {
        Self { staff: Some(me.who.staff), name: None, desk: Some(me.who.desk) }
    }
}

/// A message of a client as it goes out.
pub(super) fn encode(message: &ToServer) -> Result<Vec<u8>, Fault> {
    frame::encode(message, frame::FROM_CLIENT).map_err(|error| lost(&error))
}

/// The fault that stands for a failed frame.
pub(super) fn lost(error: &FrameError) -> Fault {
    match error {
        FrameError::TooLarge { bytes, limit } => Fault::new(
            FaultKind::TooLarge,
            say!("内容过大：{bytes} 字节，上限 {limit} 字节", "Too large: {bytes} bytes, at most {limit}"),
        ),
        FrameError::Undecodable(why) => Fault::new(
            FaultKind::Bug,
            say!("收到无法理解的数据：{why}", "Received something that cannot be understood: {why}"),
        ),
        FrameError::Disconnected => {
            unavailable(t("与服务的连接已断开", "The connection to the server is gone"))
        }
        FrameError::Io(error) => {
            unavailable(say!("与服务的连接出错：{error}", "The connection to the server failed: {error}"))
        }
    }
}

pub(super) fn out_of_turn() -> Fault {
    Fault::new(FaultKind::Bug, t("服务的回答不合次序", "The server answered out of turn"))
}

/// A random key that makes a write safe to repeat.
pub(super) fn random_key() -> Result<String, Fault> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Fault::new(FaultKind::Bug, say!("取不到随机数：{error}", "There are no random numbers: {error}"))
    })?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
