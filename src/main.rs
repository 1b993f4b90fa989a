//! Input: the command line.
//! Output: an exit code.
//! Never: does anything itself.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
