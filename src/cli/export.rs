//! `lobby export --all [FILE]`: everything journalled, as JSON lines, through the server; or one register.

use super::office::Office;
use super::{Failed, Outcome, export_register, print};
use crate::api::office::{ExportLines, ExportPart};
use crate::say;
use crate::text::lang::t;
use crate::wire::Client;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 导出全部 / Export everything
    #[arg(long)]
    all: bool,
    /// 只导出一个登记簿（CSV），如 request / Only one register, as CSV
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    register: Option<String>,
    /// 该登记簿的一个视图，如 open / One of its views
    #[arg(long, requires = "register")]
    view: Option<String>,
    /// 每行一个 JSON / One JSON object a line
    #[arg(long, requires = "register")]
    json: bool,
    /// 写入的文件；缺省为标准输出 / The file; standard output unless given
    file: Option<PathBuf>,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    if let Some(register) = &args.register {
        let (view, json, file) = (args.view.clone(), args.json, args.file.as_deref());
        return export_register::run(office, &export_register::Wanted { register, view, json, file });
    }
    if !args.all {
        return Err(Failed::Usage(say!(
            "请写 lobby export --all 或 --register 登记簿",
            "Write lobby export --all or --register NAME"
        )));
    }
    let (client, _) = office.client()?;
    match &args.file {
        None => parts(&client, |part| print_lines(&part)),
        Some(file) => to_file(office, &client, file),
    }
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
    let failed = |error: &std::io::Error| {
        Failed::Fault(super::office::io_fault("写文件", "write the file", file, error))
    };
    let dir = file.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or_else(|| ".".as_ref());
    let mut part_file = NamedTempFile::new_in(dir).map_err(|error| failed(&error))?;
    let mut lines = 0;
    {
        let mut out = BufWriter::new(part_file.as_file_mut());
        parts(client, |part| {
            for line in &part.lines {
                lines += 1;
                out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n")).map_err(|e| failed(&e))?;
            }
            Ok(())
        })?;
        out.flush().map_err(|error| failed(&error))?;
    }
    part_file.as_file().sync_all().map_err(|error| failed(&error))?;
    part_file.persist(file).map_err(|error| failed(&error.error))?;
    // The name is on disk only when its directory is.
    std::fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| failed(&error))?;
    let shown = file.display();
    print(t("已写入", "Written").get(office.lang)).and_then(|()| print(&format!("{shown}: {lines}")))
}
