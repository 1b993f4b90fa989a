//! Input: what a change does, template by template.
//! Output: the line that counts everything.
//! Never: says more than the changes do.

use ecrc::diff::{Broadened, Class, Consequence, TemplateChange};
use std::fmt;

/// What a change comes to.
pub struct Summary {
    counts: Vec<(Class, usize)>,
    outputs: usize,
    /// Whether every template stays as it is.
    pub same: bool,
    /// Whether access is broadened, in any of them.
    pub broadened: Broadened,
    /// Whether any client can newly reach an endpoint.
    pub reach: Broadened,
}

/// Classes in the order in which they are counted and shown, with their words.
pub const CLASSES: [(Class, &str); 5] = [
    (Class::Added, "added"),
    (Class::Changed, "changed"),
    (Class::Replaced, "replaced"),
    (Class::Moved, "moved"),
    (Class::Removed, "removed"),
];

impl Summary {
    pub fn of(changes: &[TemplateChange]) -> Self {
        let total = |class: Class| changes.iter().map(|change| change.count(class)).sum();
        let is_output = |consequence: Consequence| {
            matches!(consequence, Consequence::OutputAdded | Consequence::OutputRemoved | Consequence::OutputChanged)
        };
        let meanings = changes.iter().flat_map(|change| &change.meanings);
        Self {
            counts: CLASSES.iter().map(|(class, _)| (*class, total(*class))).collect(),
            outputs: meanings.filter(|meaning| is_output(meaning.consequence)).count(),
            same: changes.iter().all(TemplateChange::is_same),
            broadened: changes.iter().map(|change| change.access.broadened).max().unwrap_or_default(),
            reach: changes.iter().map(|change| change.reach.broadened).max().unwrap_or_default(),
        }
    }

    /// How many resources are of a class.
    pub fn count(&self, class: Class) -> usize {
        self.counts.iter().find(|(of, _)| *of == class).map_or(0, |(_, count)| *count)
    }
}

/// `2 added · 1 changed · 1 replaced · access broadened: yes`; when a network opens, ` · reach broadened: yes` too.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.same {
            return f.write_str("no change");
        }
        let classes = CLASSES.iter().map(|(class, word)| (self.count(*class), *word));
        let counts: Vec<String> =
            classes.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        let outputs = match self.outputs {
            0 => String::new(),
            1 => " · 1 output".to_owned(),
            more => format!(" · {more} outputs"),
        };
        let counts = if counts.is_empty() { "no resource changes".to_owned() } else { counts.join(" · ") };
        write!(f, "{counts}{outputs} · access broadened: {}", decision(self.broadened))?;
        match self.reach {
            Broadened::No => Ok(()),
            open @ (Broadened::Unknown | Broadened::Yes) => write!(f, " · reach broadened: {}", decision(open)),
        }
    }
}

/// `yes`, `no`, `unknown`
pub fn decision(broadened: Broadened) -> &'static str {
    match broadened {
        Broadened::Yes => "yes",
        Broadened::No => "no",
        Broadened::Unknown => "unknown",
    }
}
