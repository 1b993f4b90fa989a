//! Input: a shell's name, and the command line.
//! Output: the script that completes ecrc's command line in it.
//! Never: installs it.

use super::failure::Failure;
use super::outcome::Outcome;
use super::terminal::show_exactly;
use clap::{Args, Command};
use clap_complete::Shell;
use ecrc::cards;
use std::fmt::Write;

/// Print a completion script
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete commands in
    shell: Shell,
}

impl Completions {
    pub fn run(self, mut ecrc: Command) -> Result<Outcome, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut ecrc, "ecrc", &mut script);
        let mut script = String::from_utf8_lossy(&script).into_owned();
        if self.shell == Shell::Fish {
            // The generator leaves out what an argument without a dash can be.
            for rule in cards::ALL {
                let (code, name) = (rule.code, rule.name);
                let _ = writeln!(
                    script,
                    "complete -c ecrc -n \"__fish_ecrc_using_subcommand explain\" -f -a \"{code}\" -d '{name}'"
                );
            }
        }
        show_exactly(&script)?;
        Ok(Outcome::Fine)
    }
}
