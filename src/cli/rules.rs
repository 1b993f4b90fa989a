//! Comes in: nothing.
//! Goes out: the list of the rules.
//! Never: prints a card; that is `explain`.

use super::terminal::print;
use super::{Failure, Outcome};

pub fn run() -> Result<Outcome, Failure> {
    print(&ecrc::explain::list())?;
    Ok(Outcome::Fine)
}
