//! What can go wrong in the store: one typed error, said in both languages. Holds no rule about what to do next.

use crate::say;
use crate::text::lang::Say;
use std::io;

/// A failure of the store. I/O failures carry what was being done, damage carries what was found where.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room left on the disk (or quota). Nothing of the batch was kept; reading goes on.
    #[error("{what}: the disk is full")]
    Full {
        /// What was being done.
        what: String,
    },
    /// The file system or the engine failed.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// The cause.
        source: io::Error,
    },
    /// Another process holds the data directory.
    #[error("{path} is in use by another process")]
    Locked {
        /// The data directory.
        path: String,
    },
    /// The store was written by a newer program; nothing was touched.
    #[error("the store has schema {found}, this program knows {known}")]
    Newer {
        /// The schema number in the store.
        found: u32,
        /// The newest schema number this program knows.
        known: u32,
    },
    /// Bytes that cannot be what was written.
    #[error("damaged: {}", what.en)]
    Corrupt {
        /// What is damaged, and where.
        what: Say,
    },
    /// A value or entry above its limit.
    #[error("{what}: {bytes} bytes, at most {limit}")]
    TooLong {
        /// What is too long.
        what: String,
        /// Its size in bytes.
        bytes: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A value that cannot be encoded, or bytes that do not decode.
    #[error("codec: {what}")]
    Codec {
        /// The codec's own words.
        what: String,
    },
    /// An import or a restore into this store was broken off.
    #[error("the store holds an unfinished import")]
    Unfinished,
    /// An import or a restore was asked into a place that is not empty.
    #[error("{what} is not empty")]
    NotEmpty {
        /// The directory or store.
        what: String,
    },
    /// A line of an export file that cannot be taken.
    #[error("line {line}: {}", what.en)]
    Line {
        /// Line number from 1.
        line: u64,
        /// What is wrong with it.
        what: Say,
    },
    /// A mistake in the program itself.
    #[error("bug: {what}")]
    Bug {
        /// What was done that may not be.
        what: String,
    },
}

impl StoreError {
    /// Sorts an I/O error into "full" and everything else.
    #[must_use]
    pub fn io(what: impl Into<String>, source: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::Full { what: what.into() },
            _ => Self::Io { what: what.into(), source },
        }
    }

    /// Damage, with what and where.
    #[must_use]
    pub fn corrupt(what: Say) -> Self {
        Self::Corrupt { what }
    }

    /// A mistake of the program.
    #[must_use]
    pub fn bug(what: impl Into<String>) -> Self {
        Self::Bug { what: what.into() }
    }

    /// The sentence for the person in front of the screen.
    #[must_use]
    pub fn say(&self) -> Say {
        match self {
            Self::Full { what } => {
                say!("磁盘空间已满（{what}），本次操作未保存", "The disk is full ({what}); nothing was saved")
            }
            Self::Io { what, source } => {
                say!("读写失败（{what}）：{source}", "Input/output failed ({what}): {source}")
            }
            Self::Locked { path } => {
                say!(
                    "数据目录 {path} 正被另一个进程使用",
                    "The data directory {path} is in use by another process"
                )
            }
            Self::Newer { found, known } => say!(
                "数据由更新版本的程序写入（数据版本 {found}，本程序最高支持 {known}），请升级程序后再打开",
                "The data was written by a newer program (schema {found}; this program knows up to {known}). Upgrade the program to open it"
            ),
            Self::Corrupt { what: Say { zh, en } } => {
                Say { zh: format!("数据损坏：{zh}"), en: format!("The data is damaged: {en}") }
            }
            Self::TooLong { what, bytes, limit } => {
                say!(
                    "{what}过长：{bytes} 字节，上限 {limit} 字节",
                    "{what} is too long: {bytes} bytes, at most {limit}"
                )
            }
            Self::Codec { what } => {
                say!("数据无法编码或解码：{what}", "The data could not be encoded or decoded: {what}")
            }
            Self::Unfinished => say!(
                "该数据目录的导入未完成，请清空后重新导入",
                "An import into this data directory was not finished; empty it and import again"
            ),
            Self::NotEmpty { what } => say!("{what} 不是空的", "{what} is not empty"),
            Self::Line { line, what: Say { zh, en } } => {
                Say { zh: format!("第 {line} 行：{zh}"), en: format!("Line {line}: {en}") }
            }
            Self::Bug { what } => say!("程序内部错误：{what}", "Internal error: {what}"),
        }
    }
}

/// The store's result.
pub type Result<T> = std::result::Result<T, StoreError>;
