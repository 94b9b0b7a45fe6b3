//! `lobby backup FILE` while people work, `lobby restore FILE` into an empty directory. A backup is an export: every
//! journal entry with its hash, from which all records are built again.

use super::office::Office;
use super::{Outcome, export, import};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(super) struct BackupArgs {
    /// 备份文件 / The backup's file
    file: PathBuf,
}

#[derive(clap::Args)]
pub(super) struct RestoreArgs {
    /// 备份文件 / The backup's file
    file: PathBuf,
}

pub(super) fn backup(office: &Office, args: &BackupArgs) -> Outcome {
    let (client, _) = office.client()?;
    export::to_file(office, &client, &args.file)
}

pub(super) fn restore(office: &Office, args: &RestoreArgs) -> Outcome {
    import::into_empty(office, &args.file)
}
