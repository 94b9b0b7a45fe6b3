//! `lobby export --all [FILE]`: everything journalled, as JSON lines, through the server; or one register.

use super::export_register::{self, Format};
use super::office::{Office, io_fault, whole_file};
use super::{Failed, Outcome, print};
use crate::api::office::{ExportLines, ExportPart};
use crate::domain::fault::Fault;
use crate::paper::csv::Encoding;
use crate::say;
use crate::text::lang::t;
use crate::wire::Client;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct Args {
    /// 导出全部 / Export everything
    #[arg(long)]
    all: bool,
    /// 登记簿，如 places、people、request；与 --all 同用时为文件 / The register; with --all the file
    #[arg(value_name = "REGISTER|FILE")]
    what: Option<String>,
    /// 该登记簿的一个视图，如 open / One of its views
    #[arg(long, conflicts_with = "all")]
    view: Option<String>,
    /// 文件格式；缺省看文件名，否则 csv / The format; by the file's name unless given, else csv
    #[arg(long, value_enum, conflicts_with = "all")]
    format: Option<FormatArg>,
    /// CSV 的编码 / The encoding of CSV
    #[arg(long, value_enum, default_value_t = EncodingArg::Utf8)]
    encoding: EncodingArg,
    /// 写入的文件；缺省为标准输出 / The file; standard output unless given
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    file: Option<PathBuf>,
    /// 完整信息，不打码；须写明原因，会留痕 / Full values, not masked; needs a reason, which is written down
    #[arg(long, requires = "reason", conflicts_with = "all")]
    full: bool,
    /// 为什么要完整信息 / Why the full values are needed
    #[arg(long, value_name = "WORDS", requires = "full")]
    reason: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatArg {
    /// 工作簿 / A workbook
    Xlsx,
    /// 逗号分隔 / Comma-separated
    Csv,
    /// 每行一个 JSON / One JSON object a line
    Jsonl,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum EncodingArg {
    /// UTF-8（带 BOM） / UTF-8 with its mark
    Utf8,
    /// GB18030（含 GBK） / GB18030, which holds GBK
    Gb18030,
}

impl Args {
    /// What was asked for, or what the file's name tells.
    fn format(&self) -> Result<Format, Failed> {
        let ending = self.file.as_deref().and_then(Path::extension).map(std::ffi::OsStr::to_ascii_lowercase);
        let by_name = match ending.as_deref().and_then(|ending| ending.to_str()) {
            Some("xlsx") => FormatArg::Xlsx,
            Some("jsonl" | "json") => FormatArg::Jsonl,
            _ => FormatArg::Csv,
        };
        let encoding = match self.encoding {
            EncodingArg::Utf8 => Encoding::Utf8,
            EncodingArg::Gb18030 => Encoding::Gb18030,
        };
        match self.format.unwrap_or(by_name) {
            FormatArg::Csv => Ok(Format::Csv(encoding)),
            _ if encoding != Encoding::Utf8 => {
                Err(Failed::Usage(say!("只有 CSV 可选编码", "Only CSV has a choice of encodings")))
            }
            FormatArg::Xlsx => Ok(Format::Xlsx),
            FormatArg::Jsonl => Ok(Format::Lines),
        }
    }
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    if args.all {
        let (client, _) = office.client()?;
        return match &args.what {
            None => parts(&client, |part| print_lines(&part)),
            Some(file) => to_file(office, &client, Path::new(file)),
        };
    }
    let Some(name) = &args.what else {
        return Err(Failed::Usage(say!(
            "请写 lobby export 登记簿（如 places、people、request），或 lobby export --all",
            "Write lobby export REGISTER (such as places, people, request), or lobby export --all"
        )));
    };
    let register = match name.as_str() {
        "places" => "place",
        "people" => "person",
        other => other,
    };
    let wanted = export_register::Wanted {
        register,
        view: args.view.clone(),
        format: args.format()?,
        file: args.file.as_deref(),
        reason: args.reason.as_deref(),
    };
    export_register::run(office, &wanted)
}

fn print_lines(part: &ExportPart) -> Outcome {
    if part.lines.is_empty() { Ok(()) } else { print(&part.lines.join("\n")) }
}

fn parts(client: &Client, mut take: impl FnMut(ExportPart) -> Outcome) -> Outcome {
    let mut asked = ExportLines::default();
    loop {
        let part = client.call(asked)?;
        let (next, upto) = (part.next, part.upto);
        take(part)?;
        match next {
            Some(from) => asked = ExportLines { from, upto: Some(upto) },
            None => return Ok(()),
        }
    }
}

/// Writes everything to a file, readable by its owner only: whole, or not at all.
pub(super) fn to_file(office: &Office, client: &Client, file: &Path) -> Outcome {
    let failed = |error: &io::Error| Failed::from(io_fault("写文件", "write the file", file, error));
    let mut lines = 0;
    let mut refused = None;
    whole_file(file, &mut |part_file| {
        let mut out = BufWriter::new(part_file);
        let done = parts(client, |part| {
            for line in &part.lines {
                lines += 1;
                out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(|e| failed(&e))?;
            }
            Ok(())
        });
        if let Err(why) = done {
            refused = Some(why);
            return Err(io::Error::other("refused"));
        }
        out.flush()
    })
    .map_err(|error| refused.take().unwrap_or_else(|| failed(&error)))?;
    let shown = file.display();
    print(t("已写入", "Written").get(office.lang)).and_then(|()| print(&format!("{shown}: {lines}")))
}

/// A register that nobody has.
pub(super) fn no_register(office: &Office, id: &str) -> Fault {
    let known = office.registers.iter().map(|r| r.info().id).collect::<Vec<_>>().join(", ");
    Fault::invalid("register", say!("没有登记簿 {id}；可用：{known}", "No register {id}; there are: {known}"))
}
