//! Opens one door: reads the arguments and hands over to the subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Err(error) = color_eyre::install() {
        eprintln!("{error}");
    }
    lobby::cli::run()
}
