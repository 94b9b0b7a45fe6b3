//! `lobby import --all FILE` rebuilds an office from an export, in a data directory that holds none;
//! `lobby import requests|places|people FILE` takes a foreign list, `lobby import holidays FILE` the holidays of years.

use super::foreign::{command, holidays, list_command};
use super::office::{Office, io_fault, store_dir, store_fault};
use super::{Failed, Outcome, print};
use crate::desk::Indexes;
use crate::paper::book::columns::List;
use crate::say;
use crate::store;
use std::fs::File;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// 导入 export --all 的文件 / Take a file of export --all
    #[arg(long)]
    all: bool,
    /// 文件 / The file
    file: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum What {
    /// 导入外部报修清单 / Take a foreign list of requests
    Requests(command::Args),
    /// 导入房间清单（表格） / Take the office's list of places
    Places(list_command::Args),
    /// 导入客户清单（表格） / Take the office's list of people
    People(list_command::Args),
    /// 导入年度节假日安排（holiday-cn 的 JSON） / Take the holidays of years (JSON of holiday-cn)
    Holidays(holidays::Args),
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    match (&args.what, &args.file) {
        (Some(What::Requests(args)), _) => command::run(office, args),
        (Some(What::Places(args)), _) => list_command::run(office, List::Places, args),
        (Some(What::People(args)), _) => list_command::run(office, List::People, args),
        (Some(What::Holidays(args)), _) => holidays::run(office, args),
        (None, Some(file)) if args.all => into_empty(office, file),
        (None, _) => Err(Failed::Usage(say!(
            "请写 lobby import places|people 清单、lobby import requests 清单 --map 映射文件，或 lobby import --all 文件",
            "Write lobby import places|people FILE, lobby import requests FILE --map MAP.toml, or lobby import --all FILE"
        ))),
    }
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
