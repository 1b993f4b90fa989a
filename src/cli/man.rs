//! Comes in: nothing, or a subcommand's name.
//! Goes out: its manual page, as roff.
//! Never: installs it.

use super::terminal::show_exactly;
use super::{Arguments, Failure, Outcome};
use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

/// Print the manual page
#[derive(Debug, Args)]
pub struct Man {
    /// The subcommand to print the page of
    command: Option<String>,
}

impl Man {
    pub fn run(self) -> Result<Outcome, Failure> {
        let mut command = Arguments::command();
        command.build();
        let command = match self.command {
            None => command,
            Some(name) => match command.find_subcommand(&name) {
                Some(found) => found.clone().version(env!("CARGO_PKG_VERSION")),
                None => return Err(Failure::new(format!("there is no subcommand `{name}`")).help("see `ecrc --help`")),
            },
        };
        let mut page = Vec::new();
        let written = Page::new(command).render(&mut page);
        written.map_err(|error| Failure::new(format!("cannot print the manual page: {error}")))?;
        show_exactly(&String::from_utf8_lossy(&page))?;
        Ok(Outcome::Fine)
    }
}
