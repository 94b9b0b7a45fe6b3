//! Floor 6: the command line. One file per subcommand; here is what they share: the options that choose office,
//! person and language, and how a command ends (0 done, 1 refused or found wanting, 2 wrong usage).

mod backup;
mod call;
mod demo;
mod export;
mod export_register;
mod face;
pub mod foreign;
mod import;
mod json;
mod keys;
mod office;
mod play;
mod posts;
mod print;
mod report;
mod rpc;
mod serve;
mod settings;
mod stop;
pub mod template;
mod units;
mod verify;

use crate::domain::fault::Fault;
use crate::text::lang::{Lang, Say};
use crate::wire::socket::Wanted;
use clap::{Args, Parser, Subcommand, ValueEnum};
use office::Office;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// 物业客服前台 / The service desk of a property-management office
#[derive(Parser)]
#[command(name = "lobby", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(flatten)]
    face: face::Args,
    /// 不写子命令：打开前台画面 / Without one: the screen of the office
    #[command(subcommand)]
    command: Option<Command>,
}

/// Which office, who, and in which language.
#[derive(Args)]
struct Globals {
    /// 数据目录（LOBBY_DATA） / The office's data directory
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 服务的套接字（LOBBY_SOCKET） / The server's socket
    #[arg(long, global = true, value_name = "PATH")]
    socket: Option<PathBuf>,
    /// 以谁的身份：姓名或 #编号（LOBBY_STAFF） / Who you are: a name or #id
    #[arg(long, global = true, value_name = "NAME")]
    staff: Option<String>,
    /// 语言（LOBBY_LANG，缺省按 locale） / The language; by the locale unless given
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArg>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

#[derive(Subcommand)]
enum Command {
    /// 打开一个练习用的物业服务中心 / Open a populated practice office
    Demo(demo::Args),
    /// 运行服务 / Run the office's server
    Serve(serve::Args),
    /// 逐行收发 JSON 命令 / Calls and answers as JSON, one a line
    Rpc(rpc::Args),
    /// 执行一条命令 / Make one call
    Call(call::Args),
    /// 打印单据到标准输出 / Print a form
    Print(print::Args),
    /// 岗位权限表 / Who may do what
    Posts,
    /// 导出全部数据 / Export everything
    Export(export::Args),
    /// 导入数据 / Import
    Import(import::Args),
    /// 空白表格：房间或客户清单 / A blank workbook for a list of places or people
    Template(template::Args),
    /// 核验存储 / Check the whole store
    Verify(verify::Args),
    /// 备份到文件 / Back up into a file
    Backup(backup::BackupArgs),
    /// 由备份恢复到空目录 / Restore a backup into an empty directory
    Restore(backup::RestoreArgs),
    /// 查看或更改设置 / Read or change settings
    #[command(subcommand)]
    Settings(settings::What),
    /// 停止服务 / Stop the server
    Stop,
    /// 打印 systemd 单元与 sshd 配置 / Print a systemd unit and an sshd snippet
    Units,
    /// 统计报表 / Figures
    #[command(subcommand)]
    Report(report::What),
    /// 键位：检查、列表 / Keymaps: check them, print them
    #[command(subcommand)]
    Keys(keys::What),
}

/// Reads the arguments, runs the subcommand, says what went wrong.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version come this way too. A closed pipe is nobody's fault.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let Globals { data, socket, staff, lang } = cli.globals;
    // What was asked for counts more than what the person prefers; the locale counts less.
    let asked = lang.map(|_| language(lang));
    let office = Office::new(Wanted { socket, data }, staff, language(lang));
    let Some(command) = cli.command else {
        return end(face::run(&office, cli.face.look(asked, office.lang), None), office.lang);
    };
    let done = match command {
        Command::Demo(args) => demo::run(&office, &args, cli.face.look(asked, office.lang)),
        Command::Serve(args) => serve::run(&office, &args),
        Command::Rpc(args) => rpc::run(&office, &args),
        Command::Call(args) => call::run(&office, &args),
        Command::Print(args) => print::run(&office, &args),
        Command::Posts => posts::run(&office),
        Command::Export(args) => export::run(&office, &args),
        Command::Import(args) => import::run(&office, &args),
        Command::Template(args) => template::run(&office, &args),
        Command::Verify(args) => verify::run(&office, &args),
        Command::Backup(args) => backup::backup(&office, &args),
        Command::Restore(args) => backup::restore(&office, &args),
        Command::Settings(what) => settings::run(&office, &what),
        Command::Stop => stop::run(&office),
        Command::Units => units::run(&office),
        Command::Report(what) => report::run(&office, &what),
        Command::Keys(what) => keys::run(&office, &what),
    };
    end(done, office.lang)
}

/// Says what went wrong, and gives the exit code.
fn end(done: Outcome, lang: Lang) -> ExitCode {
    match done {
        Ok(()) | Err(Failed::NobodyReads) => ExitCode::SUCCESS,
        Err(Failed::Wanting) => ExitCode::from(1),
        Err(Failed::Fault(fault)) => {
            json::complain(&fault, lang);
            ExitCode::from(1)
        }
        Err(Failed::Usage(text)) => {
            let _ = writeln!(io::stderr(), "lobby: {}", text.get(lang));
            ExitCode::from(2)
        }
    }
}

/// Why a command did not end well.
enum Failed {
    /// It was refused.
    Fault(Fault),
    /// It found something wanting, and has said so.
    Wanting,
    /// It was used wrongly.
    Usage(Say),
    /// Its output goes nowhere (`lobby … | head`).
    NobodyReads,
}

type Outcome = Result<(), Failed>;

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// `--lang`, `LOBBY_LANG`, the locale.
fn language(given: Option<LangArg>) -> Lang {
    let named = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    match given {
        Some(LangArg::Zh) => Lang::Zh,
        Some(LangArg::En) => Lang::En,
        None => ["LOBBY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(named)
            .map_or(Lang::En, |locale| Lang::of_locale(&locale)),
    }
}

/// Writes a line to standard output, and flushes it.
fn print(text: &str) -> Outcome {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") })
        .and_then(|()| out.flush())
        .map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failed::NobodyReads,
            _ => Failed::Fault(office::io_fault(
                "写标准输出",
                "write to standard output",
                "-".as_ref(),
                &error,
            )),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
