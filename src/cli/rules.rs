//! Comes in: nothing.
//! Goes out: the list of the rules.
//! Never: prints a card; that is `explain`.

use super::terminal::show;
use super::{Failure, Outcome};

pub fn run() -> Result<Outcome, Failure> {
    show(&ecrc::explain::list(), false)?;
    Ok(Outcome::Fine)
}
