//! `lobby export --register NAME`: the entries of one register as a spreadsheet (CSV) or JSON lines, masked as on the screen.

use super::Outcome;
use super::office::{Office, io_fault};
use crate::api::entry::List;
use crate::domain::fault::Fault;
use crate::domain::register::AnyRegister;
use crate::paper::csv::{Csv, Encoding};
use crate::paper::sheet;
use crate::say;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Rows asked for at a time.
const PAGE: u16 = 500;

/// What of the register, and how.
pub(super) struct Wanted<'a> {
    pub(super) register: &'a str,
    pub(super) view: Option<String>,
    pub(super) json: bool,
    pub(super) file: Option<&'a Path>,
}

pub(super) fn run(office: &Office, wanted: &Wanted<'_>) -> Outcome {
    let register = office.registers.by_id(wanted.register).ok_or_else(|| {
        let known = office.registers.iter().map(|r| r.info().id).collect::<Vec<_>>().join(", ");
        let id = wanted.register;
        Fault::invalid(
            "register",
            say!("没有登记簿 {id}；可用：{known}", "No register {id}; there are: {known}"),
        )
    })?;
    let path = wanted.file.unwrap_or(Path::new("-"));
    let failed = |error: &io::Error| io_fault("写文件", "write the file", path, error);
    let out: Box<dyn Write> = match wanted.file {
        None => Box::new(io::stdout().lock()),
        Some(file) => Box::new(File::create(file).map_err(|error| failed(&error))?),
    };
    match write(office, wanted, register, BufWriter::new(out))? {
        // Nobody reads on: `lobby export … | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(failed(&error).into()),
        Ok(()) => Ok(()),
    }
}

/// The file being written, either way.
enum Out<W: Write> {
    Sheet(Box<Csv<W>>),
    Lines(W),
}

/// Writes every page; the outer result is the desk's, the inner one the file's.
fn write(
    office: &Office,
    wanted: &Wanted<'_>,
    register: &dyn AnyRegister,
    out: impl Write,
) -> Result<io::Result<()>, Fault> {
    let (client, me) = office.client()?;
    let zone = me.zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    let mut asked = List {
        register: wanted.register.to_owned(),
        view: wanted.view.clone(),
        all_fields: true,
        limit: PAGE,
        ..List::default()
    };
    let begun = if wanted.json {
        Ok(Out::Lines(out))
    } else {
        let heads = sheet::heads(register, office.lang);
        let heads = heads.iter().map(|head| head.text.as_str());
        Csv::begin(out, Encoding::Utf8, heads).map(|csv| Out::Sheet(Box::new(csv)))
    };
    let mut file = match begun {
        Ok(file) => file,
        Err(error) => return Ok(Err(error)),
    };
    loop {
        let page = client.call(asked.clone())?;
        let written = page.rows.iter().try_for_each(|row| match &mut file {
            Out::Sheet(csv) => csv.row(&sheet::row(register, row, office.lang, zone)),
            Out::Lines(out) => writeln!(out, "{}", sheet::json(register, row, zone)),
        });
        if let Err(error) = written {
            return Ok(Err(error));
        }
        match page.next {
            Some(next) => asked.after = Some(next),
            None => break,
        }
    }
    Ok(match file {
        Out::Sheet(csv) => csv.end(),
        Out::Lines(mut out) => out.flush(),
    })
}
