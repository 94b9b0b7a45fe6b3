//! Opens one door: reads the arguments and hands over to the subcommand.

fn main() {}
