//! Input: the texts that a command was given, and how it was asked to read them.
//! Output: these, as the readers ask for them.
//! Never: opens a file; whoever implements [`Loader`] does.

use super::Assumptions;
use crate::document::{self, Aliases};
use crate::span::SourceId;

/// What the texts do not say, and whoever audits does.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where it is deployed; `None` leaves `AWS::Region` and `data.aws_region` open.
    pub region: Option<String>,
    /// What is taken for given: parameters, variables (`var.x`), conditions.
    pub assumptions: Assumptions,
    /// Files of variables, as `terraform plan -var-file` takes them: paths, a later one before an earlier one.
    pub variable_files: Vec<String>,
}

/// Reads the files that texts name: nested stacks, modules, `file(…)`.
pub trait Loader {
    /// What the file at a path holds; `None` where there is none, or where it may not be read. The path is a folder
    /// or file that the command was given, joined with what the text says; `.` and `..` are worked out.
    fn file(&self, path: &str) -> Option<Vec<u8>>;

    /// The names of the files in a folder; `None` where there is no such folder.
    fn folder(&self, path: &str) -> Option<Vec<String>>;
}

/// There are no files but those that are given.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn file(&self, _: &str) -> Option<Vec<u8>> {
        None
    }

    fn folder(&self, _: &str) -> Option<Vec<String>> {
        None
    }
}

/// What a text is, as far as its name and its first keys tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// A template of `CloudFormation`.
    CloudFormation,
    /// A file of a Terraform module, `.tf` or `.tf.json`.
    Terraform,
    /// What `terraform show -json` prints of a plan or a state.
    TerraformShown,
    /// None of these.
    Other,
}

/// What a text is. Cheap: nothing is parsed.
pub fn kind_of(name: &str, text: &str) -> TextKind {
    let name = name.to_ascii_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    if ends(".tf") || ends(".tf.json") {
        return TextKind::Terraform;
    }
    let in_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
    let under = |key: &str| if in_json { under_in_json(key, text) } else { under_in_yaml(key, text) };
    let has_key = |key: &str| under(key).is_some();
    if in_json && has_key("format_version") && (has_key("planned_values") || has_key("values")) {
        return TextKind::TerraformShown;
    }
    // What a tool such as Terraform's `templatefile` or Jinja still has to fill in is no template yet.
    let may_be_one = || DIRECTIVES.iter().any(|mark| text.contains(mark));
    if !in_json && may_be_one() && text.lines().any(is_directive) {
        return TextKind::Other;
    }
    // A template that is broken is one all the same. What has a version and a list of resources is CodeDeploy's AppSpec file:
    // <https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure.html>, read 2026-11-30.
    let has_resources =
        || under("Resources").is_some_and(|under| !under.starts_with(['[', '-']) || !has_key("version"));
    if under("AWSTemplateFormatVersion").is_some_and(is_version)
        || has_resources() && (text.contains("AWS::") || is_broken(text))
    {
        return TextKind::CloudFormation;
    }
    TextKind::Other
}

/// Whether what follows `AWSTemplateFormatVersion` is the one version that there is. Other tools add to it, such as
/// `2010-09-09-OC`: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/format-version-structure.html>.
fn is_version(under: &str) -> bool {
    let behind = under.trim_start_matches(['"', '\'']).strip_prefix("2010-09-09");
    behind.is_some_and(|behind| !behind.starts_with(|c: char| c == '-' || c.is_ascii_alphanumeric()))
}

/// What follows a key of the map that a text in YAML is.
fn under_in_yaml<'t>(key: &str, text: &'t str) -> Option<&'t str> {
    let mut from = 0;
    text.split_inclusive('\n').find_map(|line| {
        from += line.len();
        let line = line.trim_start_matches('\u{feff}');
        let bare = line.strip_prefix(key).or_else(|| line.strip_prefix(['"', '\''])?.strip_prefix(key))?;
        let under = bare.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim();
        if !under.is_empty() && !under.starts_with('#') {
            return Some(under);
        }
        let below = text.get(from..).unwrap_or_default().lines().map(str::trim);
        Some(below.into_iter().find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or_default())
    })
}

/// What follows a key of the map that a text in JSON is; in one that is broken, of any map.
fn under_in_json<'t>(key: &str, text: &'t str) -> Option<&'t str> {
    let (mut depth, mut from, mut escaped) = (0_usize, None, false);
    let mut inner = None;
    for (at, sign) in text.char_indices() {
        match (from, sign) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(start), '"') => {
                from = None;
                let behind = || text.get(at + 1..)?.trim_start().strip_prefix(':').map(str::trim_start);
                if text.get(start..at) == Some(key)
                    && let Some(under) = behind()
                {
                    if depth == 1 {
                        return Some(under);
                    }
                    inner = inner.or(Some(under));
                }
            }
            (None, '"') => from = Some(at + 1),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => depth = depth.saturating_sub(1),
            (Some(_) | None, _) => {}
        }
    }
    inner.filter(|_| is_broken(text))
}

/// Whether a text is neither YAML nor JSON, nor to be filled in before it is.
pub fn is_broken(text: &str) -> bool {
    !text.lines().any(|line| is_directive(line.trim_start()))
        && document::yaml(text, SourceId::default(), Aliases::Followed).is_err()
}

/// What directives of languages for templates begin with: `%{ for … }`, `{% if … %}`.
const DIRECTIVES: [&str; 2] = ["%{", "{%"];

fn is_directive(line: &str) -> bool {
    DIRECTIVES.iter().any(|mark| line.trim_start().starts_with(mark))
}

/// A path behind a folder: `modules/vpc` and `../endpoints` is `modules/endpoints`.
pub(super) fn joined(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    if parts.is_empty() && root.is_empty() { ".".to_owned() } else { format!("{root}{}", parts.join("/")) }
}

/// The path of a folder as another one sees it: `../m` for `a/m` in `a/root`.
pub(super) fn relative_to(folder: &str, path: &str) -> String {
    let parts = |path: &'_ str| -> Vec<String> {
        path.split('/').filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect()
    };
    let (of_folder, of_path) = (parts(folder), parts(path));
    let common = of_folder.iter().zip(&of_path).take_while(|(one, other)| one == other).count();
    let up = of_folder.iter().skip(common).map(|_| "..".to_owned());
    let seen: Vec<String> = up.chain(of_path.into_iter().skip(common)).collect();
    if seen.is_empty() { ".".to_owned() } else { seen.join("/") }
}

/// The folder that a file is in.
pub(super) fn folder_of(name: &str) -> &str {
    match name.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_worked_out() {
        for (folder, path, expected) in [
            (".", "./modules/vpc", "modules/vpc"),
            ("modules/vpc", "../endpoints", "modules/endpoints"),
            ("a", "../..", ".."),
            ("a", "..", "."),
            ("/srv/a", "../b.yaml", "/srv/b.yaml"),
            ("a", "/b", "/b"),
        ] {
            assert_eq!(joined(folder, path), expected, "{folder} {path}");
        }
        assert_eq!([folder_of("a/b.tf"), folder_of("b.tf"), folder_of("/b.tf")], ["a", ".", "/"]);
    }

    #[test]
    fn kinds_are_seen() {
        for (name, text, kind) in [
            ("main.tf", "", TextKind::Terraform),
            ("main.tf.json", "{}", TextKind::Terraform),
            ("a.yaml", "# x\nResources:\n  A:\n    Type: AWS::EC2::VPC\n", TextKind::CloudFormation),
            ("a.yaml", "\u{feff}\"AWSTemplateFormatVersion\": 2010-09-09\n", TextKind::CloudFormation),
            ("a.json", "{\"Resources\": {\"A\": {\"Type\": \"AWS::EC2::VPC\"}}}", TextKind::CloudFormation),
            ("plan.json", "{\"format_version\":\"1.2\",\"planned_values\":{}}", TextKind::TerraformShown),
            ("a.yaml", "apiVersion: v1\nkind: Pod\n", TextKind::Other),
            ("a.yaml", "x:\n  Resources:\n", TextKind::Other),
            ("a.yaml", "Resources:\n  A:\n    Type: [\n", TextKind::CloudFormation),
            ("a.yaml", "Resources:\n  A: {Type: mine}\n", TextKind::Other),
            ("appspec.yaml", "version: 0.0\nResources:\n  - S:\n      Type: AWS::ECS::Service\n", TextKind::Other),
            ("appspec.yaml", "version: 0.0\nResources: # one\n\n- S: {Type: AWS::ECS::Service}\n", TextKind::Other),
            ("appspec.yaml", "version: 0.0\nResources: [{S: {Type: AWS::ECS::Service}}]\n", TextKind::Other),
            (
                "appspec.json",
                "{\"version\": 0.0, \"Resources\": [{\"S\": {\"Type\": \"AWS::ECS::Service\"}}]}",
                TextKind::Other,
            ),
            ("a.yaml", "Resources:\n  - Type: AWS::EC2::VPC\n", TextKind::CloudFormation),
            ("o.yaml", "AWSTemplateFormatVersion: '2010-09-09-OC'\nOrganization: {}\n", TextKind::Other),
            ("o.json", "{\"AWSTemplateFormatVersion\": \"2010-09-09-OC\"}", TextKind::Other),
            ("a.yaml", "AWSTemplateFormatVersion: 2010-09-09 # one\n", TextKind::CloudFormation),
            ("a.json", "{\"AWSTemplateFormatVersion\": \"2010-09-09\"}", TextKind::CloudFormation),
            ("event.json", "{\"fragment\": {\"Resources\": {\"A\": {\"Type\": \"AWS::EC2::VPC\"}}}}", TextKind::Other),
            ("a.json", "{\"Resources\": {\"A\": {\"Type\": \"AWS::EC2::VPC\"}}", TextKind::CloudFormation),
        ] {
            assert_eq!(kind_of(name, text), kind, "{name} {text}");
        }
    }
}
