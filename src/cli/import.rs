//! `lobby import --all FILE`: rebuilds an office from an export, in a data directory that holds none.

use super::office::{Office, io_fault, store_dir, store_fault};
use super::{Failed, Outcome, print};
use crate::desk::Indexes;
use crate::say;
use crate::store;
use std::fs::File;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 导入 export --all 的文件 / Take a file of export --all
    #[arg(long)]
    all: bool,
    /// 文件 / The file
    file: PathBuf,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    if !args.all {
        return Err(Failed::Usage(say!("请写 lobby import --all 文件", "Write lobby import --all FILE")));
    }
    into_empty(office, &args.file)
}

/// Works on the files themselves: an empty office has no server, and none may start meanwhile.
pub(super) fn into_empty(office: &Office, file: &Path) -> Outcome {
    // Looked at first, so that a wrong name leaves no directory behind.
    File::open(file).map_err(|error| io_fault("读文件", "read the file", file, &error))?;
    let (data, _lock) = office.files()?;
    let taken = store::restore(file, &store_dir(&data), &Indexes(&office.registers))
        .map_err(|error| store_fault(&error))?;
    let (entries, records) = (taken.entries, taken.records);
    print(
        say!(
            "已导入 {entries} 条日志账、{records} 条记录",
            "Taken: {entries} journal entries, {records} records"
        )
        .get(office.lang),
    )
}
