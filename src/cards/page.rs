//! Input: a rule page.
//! Output: its parts: what the rule requires and why, the errors that AWS reports, examples, sources.
//! Never: accepts an incomplete page; the tests of this module check every one.

use crate::diagnostic::Rule;

/// What a rule page says, part by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What and why, as Markdown paragraphs.
    pub explanation: &'static str,
    /// Texts of the errors that people see in AWS if the rule is broken.
    pub symptoms: Vec<&'static str>,
    /// What breaks the rule and nothing else, and the same corrected.
    pub examples: Vec<Example>,
    /// The AWS pages (or reports) that it is based on; none for rules of the language itself.
    pub sources: Vec<Reference>,
}

/// What shows a rule broken, or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// What it is written in.
    pub language: Language,
    /// Whether it breaks the rule.
    pub bad: bool,
    /// Whether it is too long to print: its beginning, and what follows in words.
    pub shortened: bool,
    /// Its text.
    pub text: &'static str,
    /// The line of the page that it begins on, from 1.
    pub line: usize,
}

/// What an example is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// A spec, whole.
    Spec,
    /// A piece of a `CloudFormation` template in YAML.
    CloudFormation,
    /// A piece of a Terraform module.
    Terraform,
}

impl Language {
    fn of(word: &str) -> Option<Self> {
        match word {
            "ecrc" => Some(Language::Spec),
            "yaml" => Some(Language::CloudFormation),
            "terraform" => Some(Language::Terraform),
            _ => None,
        }
    }
}

/// Where a fact was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// What the page is called.
    pub title: &'static str,
    /// Its address.
    pub url: &'static str,
    /// The day on which it was read, `2026-11-24`.
    pub read: &'static str,
}

impl Page {
    /// The parts of a rule page.
    pub fn of(rule: &Rule) -> Self {
        let page = rule.page;
        let mut parts = page.split("\n## ");
        let head = parts.next().unwrap_or_default();
        let mut read =
            Self { explanation: explanation(head), symptoms: Vec::new(), examples: Vec::new(), sources: Vec::new() };
        for part in parts {
            let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
            match heading {
                "Errors you may see" => read.symptoms.extend(items(body).filter_map(quoted)),
                "Sources" => read.sources.extend(items(body).filter_map(reference)),
                _ => read.examples.extend(example(page, body)),
            }
        }
        read
    }

    /// The examples that break the rule, or those that keep it.
    pub fn examples(&self, bad: bool) -> impl Iterator<Item = &Example> {
        self.examples.iter().filter(move |example| example.bad == bad)
    }
}

/// A rule page as it is printed: without the marks on its examples.
pub fn print(rule: &Rule) -> String {
    let mut printed = String::with_capacity(rule.page.len());
    for line in rule.page.split_inclusive('\n') {
        match line.strip_prefix("```").and_then(|info| info.split_once(',')) {
            Some((language, _)) => printed.extend(["```", language, "\n"]),
            None => printed.push_str(line),
        }
    }
    printed
}

/// What stands between the title with its severities and the first heading.
fn explanation(head: &'static str) -> &'static str {
    let mut rest = head;
    // `# ECR301 https_not_admitted`, `error: …`, and `Reported as a warning when …` for each exception.
    for opening in ["# ECR", "error: ", "warning: ", "note: ", "Reported as a"] {
        while rest.starts_with(opening) {
            rest = rest.split_once("\n\n").map_or("", |(_, behind)| behind);
        }
    }
    rest.trim_end()
}

/// The items of a list, each on a line.
fn items(body: &'static str) -> impl Iterator<Item = &'static str> {
    body.lines().filter_map(|line| line.strip_prefix("- "))
}

fn quoted(item: &'static str) -> Option<&'static str> {
    item.strip_prefix('`')?.strip_suffix('`')
}

/// `[title](address), read 2026-11-24`.
fn reference(item: &'static str) -> Option<Reference> {
    let (title, rest) = item.strip_prefix('[')?.split_once("](")?;
    let (url, read) = rest.split_once("), read ")?;
    Some(Reference { title, url, read })
}

fn example(page: &'static str, body: &'static str) -> Option<Example> {
    let (info, rest) = body.split_once("```")?.1.split_once('\n')?;
    let mut marks = info.split(',');
    let language = Language::of(marks.next()?)?;
    let marks: Vec<&str> = marks.collect();
    let text = rest.get(..rest.find("\n```")? + 1)?;
    // It is a piece of the page, and may stand in it several times.
    let before = page.get(..rest.as_ptr() as usize - page.as_ptr() as usize)?;
    let line = before.lines().count() + 1;
    Some(Example { language, bad: marks.contains(&"bad"), shortened: marks.contains(&"shortened"), text, line })
}
