//! Input: the command line, and perhaps a subcommand's name.
//! Output: its manual page, as roff.
//! Never: installs it.

use super::failure::Failure;
use super::outcome::Outcome;
use super::terminal::show_exactly;
use clap::{Args, Command};
use clap_mangen::Man as Page;

/// Print the manual page
#[derive(Debug, Args)]
pub struct Man {
    /// The command whose page to print
    command: Option<String>,
}

impl Man {
    pub fn run(self, mut ecrc: Command) -> Result<Outcome, Failure> {
        ecrc.build();
        let command = match self.command {
            None => ecrc,
            Some(name) => match ecrc.find_subcommand(&name) {
                Some(found) => found.clone().version(env!("CARGO_PKG_VERSION")),
                None => {
                    return Err(
                        Failure::new(format!("there is no command `{name}`")).help("run `ecrc --help` for the list")
                    );
                }
            },
        };
        let mut page = Vec::new();
        let written = Page::new(command).render(&mut page);
        written.map_err(|error| Failure::new(format!("cannot print the manual page: {error}")))?;
        show_exactly(&String::from_utf8_lossy(&page))?;
        Ok(Outcome::Fine)
    }
}
