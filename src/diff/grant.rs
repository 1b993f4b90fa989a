//! Input: what two policies allow.
//! Output: who gains and who loses what, and whether access is broadened, as data.
//! Never: decides any of it.

/// Whether any principal may do what was not allowed before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Broadened {
    /// Nobody.
    #[default]
    No,
    /// Unknown.
    Unknown,
    /// Somebody.
    Yes,
}

/// In which direction a grant changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not allowed, and will be.
    Gained,
    /// It was allowed, and will not be.
    Lost,
}

/// What a principal gains or loses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which of both.
    pub change: Change,
    /// Who: `everyone`, `role app`.
    pub who: Vec<String>,
    /// The actions, by verbs of the language if they form one: `pull`, `everything`.
    pub what: String,
    /// The actions themselves, as AWS writes them.
    pub actions: Vec<String>,
    /// On what: `every repository`; `None` if the actions have no resource.
    pub on: Option<String>,
    /// The endpoints, as the template calls them; none for what a role may do by its own policy.
    pub through: Vec<String>,
    /// Whether it covers only a part of what `on` names.
    pub partly: bool,
    /// Whether it depends on a condition of the policy.
    pub conditional: bool,
}

/// What a principal can do now, and no longer will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) who: Vec<String>,
    /// `pull`, `push`, `log in`, `read objects`
    pub(super) verbs: Vec<&'static str>,
    pub(super) on: Option<String>,
    pub(super) partly: bool,
    pub(super) through: Vec<String>,
}

/// How access changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// The decision.
    pub broadened: Broadened,
    /// What is gained, then what is lost.
    pub grants: Vec<Grant>,
    /// What is unknown, and why.
    pub undecided: Vec<String>,
    /// The losses that stop something from working.
    pub(super) cuts: Vec<Cut>,
}
