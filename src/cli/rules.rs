//! Input: nothing.
//! Output: the list of the rules.
//! Never: prints a rule page; that is `explain`.

use super::failure::Failure;
use super::outcome::Outcome;
use super::page;
use super::terminal::{Terminal, show};

pub fn run(terminal: Terminal) -> Result<Outcome, Failure> {
    let look = terminal.stdout();
    let list = if terminal.is_looked_at() { page::list(look) } else { ecrc::explain::list() };
    show(&list, look.color)?;
    Ok(Outcome::Fine)
}
