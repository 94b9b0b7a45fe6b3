//! `lobby export REGISTER`: the entries of one register as a workbook, CSV or JSON lines, masked as on the screen
//! unless the full values are asked for with a reason.

use super::office::{Office, io_fault, whole_file};
use super::{Failed, Outcome, export};
use crate::api::entry::{List, Page, Row};
use crate::api::privacy::ExportFull;
use crate::domain::fault::Fault;
use crate::domain::register::AnyRegister;
use crate::paper::book::write::{self, sheet_name};
use crate::paper::csv::{Csv, Encoding};
use crate::paper::sheet;
use crate::say;
use crate::text::lang::Lang;
use crate::wire::Client;
use chrono_tz::Tz;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

/// Rows asked for at a time.
const PAGE: u16 = 500;

/// What of the register, and how.
pub(super) struct Wanted<'a> {
    pub(super) register: &'a str,
    pub(super) view: Option<String>,
    pub(super) format: Format,
    pub(super) file: Option<&'a Path>,
    /// Why the full values are needed; none leaves them masked.
    pub(super) reason: Option<&'a str>,
}

/// What kind of file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Xlsx,
    Csv(Encoding),
    Lines,
}

pub(super) fn run(office: &Office, wanted: &Wanted<'_>) -> Outcome {
    let register = office
        .registers
        .by_id(wanted.register)
        .ok_or_else(|| export::no_register(office, wanted.register))?;
    if wanted.file.is_none() && wanted.format == Format::Xlsx && io::stdout().is_terminal() {
        let text = say!(
            "工作簿不能写到终端；请用 --file 指明文件",
            "A workbook is not for the terminal; name a file with --file"
        );
        return Err(Failed::Usage(text));
    }
    let (client, me) = office.client()?;
    let zone = me.zone.parse().unwrap_or(chrono_tz::Asia::Shanghai);
    let mut export = Export { client: &client, wanted, register, lang: office.lang, zone, refused: None };
    let path = wanted.file.unwrap_or(Path::new("-"));
    let written = match wanted.file {
        Some(file) => whole_file(file, &mut |out| export.write(BufWriter::new(out))),
        None => export.write(BufWriter::new(io::stdout())),
    };
    match (export.refused, written) {
        (Some(fault), _) => Err(fault.into()),
        // Nobody reads on: `lobby export … | head`.
        (None, Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        (None, Err(error)) => Err(io_fault("写文件", "write the file", path, &error).into()),
        (None, Ok(())) => Ok(()),
    }
}

/// An export on its way.
struct Export<'a> {
    client: &'a Client,
    wanted: &'a Wanted<'a>,
    register: &'a dyn AnyRegister,
    lang: Lang,
    zone: Tz,
    /// What the desk refused; the file is given up then.
    refused: Option<Fault>,
}

impl Export<'_> {
    fn write(&mut self, mut out: impl Write + Send) -> io::Result<()> {
        let (register, lang, zone) = (self.register, self.lang, self.zone);
        let heads = sheet::heads(register, lang);
        match self.wanted.format {
            Format::Lines => {
                self.rows(&mut |row| writeln!(out, "{}", sheet::json(register, row, zone)))?;
                out.flush()
            }
            Format::Csv(encoding) => {
                let mut csv = Csv::begin(out, encoding, heads.iter().map(|head| head.text.as_str()))?;
                self.rows(&mut |row| csv.row(&sheet::row(register, row, lang, zone)))?;
                csv.end()
            }
            Format::Xlsx => {
                let name = sheet_name(register.info().name.get(lang));
                let mut page = write::Page::begin(&name, &heads)?;
                self.rows(&mut |row| page.row(&sheet::row(register, row, lang, zone)))?;
                write::save(vec![page], &mut out)?;
                out.flush()
            }
        }
    }

    /// Every row, page by page.
    fn rows(&mut self, take: &mut dyn FnMut(&Row) -> io::Result<()>) -> io::Result<()> {
        let mut list = List {
            register: self.wanted.register.to_owned(),
            view: self.wanted.view.clone(),
            all_fields: true,
            limit: PAGE,
            ..List::default()
        };
        loop {
            let page = self.page(&list).map_err(|fault| {
                self.refused = Some(fault);
                io::Error::other("refused")
            })?;
            page.rows.iter().try_for_each(&mut *take)?;
            match page.next {
                Some(next) => list.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    fn page(&self, list: &List) -> Result<Page, Fault> {
        match self.wanted.reason {
            None => self.client.call(list.clone()),
            Some(reason) => self.client.call(ExportFull { list: list.clone(), reason: reason.to_owned() }),
        }
    }
}
