//! Opens one door: reads the arguments and hands over to the subcommand.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// The store makes and drops millions of small pieces; the C library's allocator spends as much time on them as the
/// store itself. Without huge pages (`no_thp`), which would make a client twice as large.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    if let Err(error) = color_eyre::install() {
        eprintln!("{error}");
    }
    lobby::cli::run()
}
