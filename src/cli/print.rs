//! `lobby print FORM [NUMBER]`: a printed form on standard output, for a line printer; `lobby print handover`: the
//! document of a watch, as text with form feeds or as a PDF.

use super::office::{Office, io_fault};
use super::{Outcome, print as put};
use crate::api::office::ListSettings;
use crate::api::paper::{COLUMNS, Print};
use crate::api::review::ShowSheet;
use crate::paper::pdf;
use crate::say;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

/// The form that is the document of a watch.
const HANDOVER: &str = "handover";
/// Lines of a page of the line printer.
const PAGE: usize = 60;

#[derive(clap::Args)]
pub(super) struct Args {
    /// 单据代号，如 work-order、slip、blank-request、handover / The form, such as work-order or handover
    form: String,
    /// 编号；空白表格不写 / The entry's number; none for a blank form
    number: Option<String>,
    /// 第几班的交接班单，缺省为当前一班 / Of which watch; the present one unless given
    #[arg(long, value_name = "N")]
    watch: Option<u64>,
    /// 存成 PDF / As a PDF
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
}

pub(super) fn run(office: &Office, args: &Args) -> Outcome {
    let (client, _) = office.client()?;
    let (lines, title) = if args.form == HANDOVER {
        let sheet = client.call(ShowSheet { watch: args.watch, width: 0 })?;
        let (watch, revision) = (sheet.watch, sheet.revision);
        (sheet.lines, say!("交接班单 {watch}-{revision}", "Handover {watch}-{revision}"))
    } else {
        let printed = client.call(Print { form: args.form.clone(), entry: args.number.clone() })?;
        (printed.lines, printed.name.unwrap_or_default())
    };
    match &args.pdf {
        Some(file) => {
            let list = client.call(ListSettings {})?.settings;
            let list = list
                .into_iter()
                .find(|row| row.id == "paper.fonts")
                .map_or_else(String::new, |row| row.value);
            as_pdf(file, title.get(office.lang), &lines, &list)
        }
        None if args.form == HANDOVER && !std::io::stdout().is_terminal() => put(&fed(&lines)),
        None => put(&(lines.join("\n") + "\n")),
    }
}

/// With a form feed behind every page.
fn fed(lines: &[String]) -> String {
    lines.chunks(PAGE).map(|page| page.join("\n") + "\n\u{c}").collect()
}

fn as_pdf(file: &Path, title: &str, lines: &[String], fonts: &str) -> Outcome {
    let bytes = pdf::write(title, lines, COLUMNS, &pdf::fonts(fonts)?)?;
    std::fs::write(file, bytes).map_err(|error| io_fault("写入", "write", file, &error))?;
    Ok(())
}
