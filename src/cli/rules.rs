//! Input: nothing.
//! Output: the list of the rules.
//! Never: prints a rule page; that is `explain`.

use super::failure::Failure;
use super::outcome::Outcome;
use super::terminal::show;

pub fn run() -> Result<Outcome, Failure> {
    show(&ecrc::explain::list(), false)?;
    Ok(Outcome::Fine)
}
