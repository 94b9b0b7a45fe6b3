//! `lobby keys check [FILE]` and `lobby keys doc`: finds mistakes in keymaps, prints them as tables.

use super::office::Office;
use super::{Failed, Outcome, print};
use crate::tui::keymap::{Known, Library, check, doc};
use std::path::PathBuf;

#[derive(clap::Subcommand)]
pub(super) enum What {
    /// 检查键位文件 / Check the keymaps
    Check {
        /// 自己的键位文件 / Your own keymap file
        file: Option<PathBuf>,
    },
    /// 打印键位表 / Print the keymaps as tables
    Doc,
}

pub(super) fn run(office: &Office, what: &What) -> Outcome {
    let known = Known::of(&office.registers);
    match what {
        What::Doc => print(&doc::tables(&Library::load(None, None, &known), &known, office.lang)),
        What::Check { file } => {
            let findings = match file {
                Some(file) => {
                    let text = std::fs::read_to_string(file)
                        .map_err(|error| super::office::io_fault("读文件", "read the file", file, &error))?;
                    check::check_file(&file.display().to_string(), &text, &known)
                }
                None => check::check(&Library::load(None, None, &known), &known),
            };
            let (text, silent) = check::report(&findings, office.lang, false);
            if !text.is_empty() {
                print(&text)?;
            }
            if silent { Ok(()) } else { Err(Failed::Wanting) }
        }
    }
}
