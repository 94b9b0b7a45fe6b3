//! `lobby import requests FILE --map MAP.toml`: takes a foreign list, shows how far it is, keeps what was refused.

use super::bar::Bar;
use super::{Map, Refused, Summary, take};
use crate::cli::office::{Office, io_fault};
use crate::cli::{Failed, Outcome, print};
use crate::domain::fault::Fault;
use crate::say;
use crate::text::lang::{Lang, Say, t};
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

/// Refused rows that are said on the terminal when no file takes them.
pub(super) const SAID: u64 = 20;

#[derive(clap::Args)]
pub(in crate::cli) struct Args {
    /// 清单（CSV，UTF-8） / The list (CSV, UTF-8)
    file: PathBuf,
    /// 映射文件 / The map file: what its columns mean
    #[arg(long, value_name = "MAP.toml")]
    map: PathBuf,
    /// 只检查，不导入 / Only check
    #[arg(long)]
    dry_run: bool,
    /// 把拒绝的行连同原因写入此文件 / Write refused rows with their reasons to this file
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

/// Runs it; rows that were refused make it a failure (exit code 1), the others are taken all the same.
pub(in crate::cli) fn run(office: &Office, args: &Args) -> Outcome {
    let lang = office.lang;
    let map = read_map(&args.map, lang)?;
    let failed = |error: &io::Error| io_fault("读清单", "read the list", &args.file, error);
    let list = File::open(&args.file).map_err(|error| failed(&error))?;
    let bytes = list.metadata().map_err(|error| failed(&error))?.len();
    let mut kept = Kept::new(args, &map, lang)?;
    let (client, _) = office.client()?;
    let mut bar = Bar::new(bytes);
    let done = take(
        &map,
        BufReader::new(list),
        args.dry_run,
        &mut |call| client.call_raw(call, None),
        &mut |row| kept.keep(&row),
        &mut |read| bar.show(read),
    );
    bar.end();
    kept.end()?;
    let sum = done?;
    print(summary(&sum, args.dry_run).get(lang))?;
    if sum.refused == 0 { Ok(()) } else { Err(Failed::Wanting) }
}

fn read_map(path: &Path, lang: Lang) -> Result<Map, Failed> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| io_fault("读映射文件", "read the map file", path, &error))?;
    Map::read(&path.display().to_string(), &text).map_err(|faults| {
        for fault in faults {
            complain(&fault.line(lang));
        }
        Failed::Wanting
    })
}

/// Says something beside the output. Nobody is left to tell when this fails.
pub(super) fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

fn summary(sum: &Summary, dry: bool) -> Say {
    let Summary { rows, added, known, refused } = sum;
    if dry {
        say!(
            "检查 {rows} 行：可新增 {added}，已有 {known}，拒绝 {refused}",
            "{rows} rows checked: {added} would be new, {known} known, {refused} refused"
        )
    } else {
        say!(
            "读入 {rows} 行：新增 {added}，已有 {known}，拒绝 {refused}",
            "{rows} rows: {added} new, {known} known, {refused} refused"
        )
    }
}

/// Where refused rows go: a file of their own, which can be mended and imported again, or the terminal.
struct Kept {
    out: Option<(PathBuf, csv::Writer<File>)>,
    said: u64,
    lang: Lang,
}

impl Kept {
    fn new(args: &Args, map: &Map, lang: Lang) -> Result<Self, Fault> {
        let mut kept = Self { out: None, said: 0, lang };
        if let Some(path) = &args.errors {
            let file = File::create(path).map_err(|error| refused_file(path, &error))?;
            let out = csv::WriterBuilder::new().delimiter(map.delimiter).flexible(true).from_writer(file);
            kept.out = Some((path.clone(), out));
            if map.header {
                let list = File::open(&args.file)
                    .map_err(|error| io_fault("读清单", "read the list", &args.file, &error))?;
                let mut reader = csv::ReaderBuilder::new().delimiter(map.delimiter).from_reader(list);
                let names = reader.headers().cloned().unwrap_or_default();
                kept.write(names.iter(), t("原因", "reason").get(lang))?;
            }
        }
        Ok(kept)
    }

    fn keep(&mut self, row: &Refused) -> Result<(), Fault> {
        let why = row.why.get(self.lang);
        self.write(row.record.iter(), why)?;
        if self.out.is_none() {
            self.said += 1;
            let line = row.line;
            match self.said.cmp(&(SAID + 1)) {
                std::cmp::Ordering::Less => {
                    complain(say!("第 {line} 行：{why}", "line {line}: {why}").get(self.lang));
                }
                std::cmp::Ordering::Equal => {
                    let more = t("……其余用 --errors 写入文件", "… write the others to a file with --errors");
                    complain(more.get(self.lang));
                }
                std::cmp::Ordering::Greater => {}
            }
        }
        Ok(())
    }

    fn write<'r>(&mut self, fields: impl Iterator<Item = &'r str>, why: &'r str) -> Result<(), Fault> {
        let Some((path, out)) = &mut self.out else { return Ok(()) };
        out.write_record(fields.chain([why])).map_err(|error| refused_file(path, &io::Error::other(error)))
    }

    fn end(self) -> Result<(), Fault> {
        let Some((path, mut out)) = self.out else { return Ok(()) };
        out.flush().map_err(|error| refused_file(&path, &error))
    }
}

fn refused_file(path: &Path, error: &io::Error) -> Fault {
    io_fault("写拒绝行文件", "write the refused rows to", path, error)
}
