//! `lobby` alone: the terminal face of the office, founded first when there is none.

use super::office::{Office, store_dir, store_fault};
use super::{Failed, Outcome};
use crate::desk::{self, Clock, Founder, SystemClock};
use crate::domain::fault::{Fault, FaultKind};
use crate::store::{Options, SledEngine, Store};
use crate::text::lang::{Lang, Say};
use crate::tui::theme::{Borders, ThemeName};
use crate::tui::{self, Look, TuiError, TuiOptions};
use crate::wire::{Client, Target, start};
use clap::ValueEnum;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

/// How the screen looks and reads.
#[derive(clap::Args)]
pub(super) struct Args {
    /// 配色 / The theme
    #[arg(long, value_enum)]
    theme: Option<ThemeArg>,
    /// 边框只用 ASCII 字符 / Boxes of plain ASCII
    #[arg(long)]
    ascii: bool,
    /// 键位方案：default、vim、classic 或自己的 / The keymap
    #[arg(long, value_name = "NAME")]
    keymap: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum ThemeArg {
    /// 彩色 / Colours
    Default,
    /// 黑白 / Black and white
    Mono,
    /// 读屏 / For screen readers
    Plain,
}

impl Args {
    /// `given` is the language of the command line, `locale` that of the environment.
    pub(super) fn look(&self, given: Option<Lang>, locale: Lang) -> Look {
        let config = config_dir();
        Look {
            lang: given,
            locale,
            theme: self.theme.map(|theme| match theme {
                ThemeArg::Default => ThemeName::Default,
                ThemeArg::Mono => ThemeName::Mono,
                ThemeArg::Plain => ThemeName::Plain,
            }),
            borders: if self.ascii { Borders::Ascii } else { Borders::Line },
            keymap: self.keymap.clone(),
            keymap_dir: config.as_ref().map(|dir| dir.join("keymaps")),
            user_keys: config.map(|dir| dir.join("keys.toml")),
        }
    }
}

/// Opens the office on the screen; `command` is run once somebody has logged in.
pub(super) fn run(office: &Office, look: Look, command: Option<String>) -> Outcome {
    let target = office.target()?;
    if let Target::Data(_) = &target
        && start::reach_running(&target)?.is_none()
        && !found(office, &look)?
    {
        return Ok(());
    }
    let hello = office.hello();
    let options = TuiOptions {
        connect: Box::new(move || Client::connect(&target, &hello)),
        registers: Arc::clone(&office.registers),
        staff: office.staff.clone(),
        command,
        look,
    };
    let ending = tui::run(options).map_err(no_screen)?;
    match ending {
        tui::Ending { fault: Some(fault), .. } => Err(Failed::Fault(fault)),
        tui::Ending { text: Some(text), .. } => {
            // The face is gone; a note that cannot be written is not missed.
            let _ = writeln!(std::io::stderr(), "{}", text.get(office.lang));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Founds the office when the directory holds none; `false` when the newcomer gives up.
fn found(office: &Office, look: &Look) -> Result<bool, Failed> {
    let (data, lock) = office.files()?;
    let engine = SledEngine::open(store_dir(&data)).map_err(|error| store_fault(&error))?;
    let store = Store::open(engine, &Options::default()).map_err(|error| store_fault(&error))?;
    if desk::exists(&store)? {
        return Ok(true);
    }
    let Some(name) = tui::ask_office_name(look).map_err(no_screen)? else { return Ok(false) };
    let founder = Founder { office: name, ..Founder::of_uid(rustix::process::getuid().as_raw()) };
    desk::create(&store, &office.registers, &founder, SystemClock.now())?;
    // Closed before the lock goes: the server that is started next finds a store that can be opened.
    drop(store);
    drop(lock);
    Ok(true)
}

fn no_screen(error: TuiError) -> Failed {
    let TuiError { what: Say { zh, en }, source } = error;
    let text = crate::say!("{zh}：{source}", "{en}: {source}");
    Failed::Fault(Fault::new(FaultKind::Refused, text))
}

/// `$XDG_CONFIG_HOME/lobby`, else `~/.config/lobby`: `keys.toml` and a directory `keymaps` are read there.
fn config_dir() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config"))).map(|dir| dir.join("lobby"))
}
