//! Input: a text without a name.
//! Output: what it is.
//! Never: fails: what is nothing else is a spec, whose diagnostics say what is wrong with it.

use ecrc::evidence;
use ecrc::template::{TextKind, kind_of};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A spec.
    Spec,
    /// A template of `CloudFormation`.
    CloudFormation,
    /// A file of a Terraform module.
    Terraform,
    /// What `terraform show -json` printed.
    Shown,
    /// An error text, or a log.
    Error,
}

/// All kinds, with their names in requests and answers.
const NAMES: [(Kind, &str); 5] = [
    (Kind::Spec, "spec"),
    (Kind::CloudFormation, "cloudformation"),
    (Kind::Terraform, "terraform"),
    (Kind::Shown, "plan"),
    (Kind::Error, "error"),
];

impl Kind {
    /// The name in requests and answers.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(kind, _)| *kind == self).map_or("spec", |(_, name)| name)
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    /// What a text is.
    pub fn of(text: &str) -> Self {
        if begins_line(text, opens_block) {
            return Kind::Spec;
        }
        match kind_of("", text) {
            TextKind::CloudFormation => return Kind::CloudFormation,
            TextKind::TerraformShown => return Kind::Shown,
            TextKind::Terraform => return Kind::Terraform,
            TextKind::Other => {}
        }
        let in_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        if in_json && ["\"resource\"", "\"module\""].iter().any(|key| text.contains(key)) {
            return Kind::Terraform;
        }
        if begins_line(text, is_terraform) {
            return Kind::Terraform;
        }
        if evidence::read(text).placed.is_empty() { Kind::Spec } else { Kind::Error }
    }
}

/// Whether one of the lines begins so, its indent left aside.
fn begins_line(text: &str, is_so: impl Fn(&str) -> bool) -> bool {
    text.lines().any(|line| is_so(line.trim_start_matches(['\u{feff}', ' ', '\t'])))
}

/// Whether a line opens a block of a spec. `defaults` may begin a sentence as well.
fn opens_block(line: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|sign: char| sign.is_alphanumeric() || sign == '_');
    let defaults = line.strip_prefix("defaults").map(str::trim);
    line.strip_prefix("private_ecr").is_some_and(ends)
        || defaults.is_some_and(|rest| rest.is_empty() || rest.starts_with('<'))
}

/// Whether a line opens a block as modules of Terraform have them at their top.
fn is_terraform(line: &str) -> bool {
    let Some((word, rest)) = line.split_once([' ', '{']) else { return false };
    let rest = rest.trim();
    match word {
        "resource" | "data" | "module" | "variable" | "output" | "provider" => {
            rest.starts_with('"') && rest.ends_with(['{', '}'])
        }
        "locals" | "terraform" => line.trim_end().ends_with(['{', '}']),
        _ => false,
    }
}
