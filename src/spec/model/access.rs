//! Input: the words of an `allow` or a `deny`.
//! Output: verb, principals, and repositories or the endpoint.
//! Never: knows the block's region; an ARN's region and partition are checked with the block.

use super::arguments::Arguments;
use super::{Access, Principal, Repository, Verb};
use crate::aws::{
    self, Action, ActionLevel, PrincipalArn, PrincipalKind, PrincipalName, RepositoryArn, RepositoryPattern,
};
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::span::{Span, Spanned};
use crate::spec::syntax::Keyword;
use std::fmt;

impl fmt::Display for Access {
    /// The statement, in canonical order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", keyword(self.allow), self.verb.value)?;
        let mut parts: Vec<String> = self
            .principals
            .iter()
            .map(|principal| match &principal.value {
                Principal::Role(name) => format!("role \"{name}\""),
                Principal::User(name) => format!("user \"{name}\""),
                Principal::Arn(arn) => format!("{} \"{arn}\"", arn.kind().as_str()),
            })
            .collect();
        parts.sort();
        let mut repositories: Vec<String> =
            self.repositories.iter().map(|repository| format!("repo \"{}\"", repository.value)).collect();
        repositories.sort();
        parts.iter().chain(&repositories).try_for_each(|part| write!(f, " {part}"))?;
        self.on.as_ref().map_or(Ok(()), |on| write!(f, " on {}", on.value.as_str()))
    }
}

impl fmt::Display for Repository {
    /// As a statement names it, without quotes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Repository::Named(pattern) => pattern.fmt(f),
            Repository::Arn(arn) => arn.fmt(f),
        }
    }
}

pub(super) fn read(allow: bool, arguments: &mut Arguments) -> Option<Access> {
    // A verb behind the parts is one slip, not one for each word that follows from it.
    let late = matches!(arguments.peek_word(), Some("role" | "user" | "repo"));
    let mut verb = if late { None } else { verb(arguments) };
    let mut principals: Vec<Spanned<Principal>> = Vec::new();
    let mut repositories: Vec<Spanned<Repository>> = Vec::new();
    let mut every_repository = false;
    let parts = &[("role", Part::Role), ("user", Part::User), ("repo", Part::Repository)];
    while arguments.peek_word().is_some() || arguments.peek_text().is_some() {
        if arguments.peek_word().is_some_and(|word| Keyword::parse(word).is_some()) {
            break;
        }
        if late && verb.is_none() && !matches!(arguments.peek_word(), Some("role" | "user" | "repo")) {
            verb = self::verb(arguments);
            if let Some(verb) = &verb {
                arguments.misplaced(verb.span, "the verb comes before `role`, `user` and `repo`");
            }
            continue;
        }
        let Some(part) = arguments.one_of("a part of an access statement", parts) else {
            // The name that goes with it is no matter of its own.
            if arguments.peek_text().is_some() {
                arguments.any_text("a name");
            }
            continue;
        };
        let example = match part.value {
            Part::Role => "role \"deployer\"",
            Part::User => "user \"ci\"",
            Part::Repository => "repo \"team/app\"",
        };
        if let Some(verb) = &verb {
            arguments.usage = format!("write `{} {} {example}`", keyword(allow), verb.value).into();
        }
        match part.value {
            Part::Role => principals.extend(principal(arguments, "a role name", PrincipalKind::Role)),
            Part::User => principals.extend(principal(arguments, "a user name", PrincipalKind::User)),
            Part::Repository => {
                if arguments.peek_text() == Some("*") {
                    every_repository = true;
                    arguments.any_text("a repository name");
                } else {
                    repositories.extend(repository(arguments));
                }
            }
        }
    }
    let principals = arguments.distinct(principals);
    let mut repositories = arguments.distinct(repositories);
    if late && verb.is_none() && !arguments.broken {
        // Reports that it is missing.
        self::verb(arguments);
    }
    let verb = verb?;
    let idle = if every_repository { std::mem::take(&mut repositories) } else { Vec::new() };
    if let (Verb::Action(pattern), Some(repository)) = (&verb.value, repositories.first()) {
        registry_level(pattern, verb.span, repository, arguments)?;
    }
    Some(Access { allow, verb, principals, repositories, idle, on: None })
}

/// The word that opens the statement.
pub(super) fn keyword(allow: bool) -> &'static str {
    if allow { "allow" } else { "deny" }
}

#[derive(Clone, Copy)]
enum Part {
    Role,
    User,
    Repository,
}

fn verb(arguments: &mut Arguments) -> Option<Spanned<Verb>> {
    let is_action = |word: &str| word.starts_with("ecr:") || bare_action(word).is_some();
    let verbs = &[("pull", 0), ("push", 1), ("delete", 2), ("all", 3)];
    let is_verb = |text: &str| verbs.iter().any(|(verb, _)| *verb == text);
    if arguments.peek_text().is_some_and(|text| !is_verb(text)) || arguments.peek_word().is_some_and(is_action) {
        return action(arguments);
    }
    let verb = arguments.one_of("a verb", verbs)?;
    Some(verb.map(|verb| match verb {
        0 => Verb::Pull,
        1 => Verb::Push,
        2 => Verb::Delete,
        _ => Verb::All,
    }))
}

/// The action whose name a word is near to, if it has no `ecr:`.
fn bare_action(word: &str) -> Option<&'static str> {
    let is_near = |name: &&str| crate::suggest::closest(word, name.strip_prefix("ecr:")).is_some();
    let near = aws::ACTIONS.iter().map(|action| action.name).filter(is_near);
    (!word.contains(':')).then(|| crate::suggest::only_closest(&format!("ecr:{word}"), near)).flatten()
}

fn action(arguments: &mut Arguments) -> Option<Spanned<Verb>> {
    let given = arguments.text("an action")?;
    let (text, span) = (given.value, given.span);
    let names_service = aws::service_actions::names_service(text);
    if names_service && aws::action::matching(text).next().is_some() {
        return Some(arguments.settle(&given).map(|text| Verb::Action(text.to_owned())));
    }
    let mut found = Diagnostic::new(&cards::ECR_ACTION, span, format!("`{text}` is not an ECR action"));
    let in_other_case: Vec<&Action> = aws::action::matching_ignoring_case(text).collect();
    let wildcard = text.contains(['*', '?']);
    let near = match in_other_case.as_slice() {
        [action] if !wildcard => Some(action.name),
        [] => bare_action(text)
            .or_else(|| crate::suggest::only_closest(text, aws::ACTIONS.iter().map(|action| action.name))),
        _ => None,
    };
    // `PullImage` is near to `PutImage`, and means something else.
    let other_verb = near.filter(|near| in_other_case.is_empty() && !begins_alike(text, near));
    if near.is_none() && in_other_case.is_empty() && aws::action::is_well_formed(text) {
        // It may be newer than the table: another rule says so.
        return Some(arguments.settle(&given).map(|text| Verb::Action(text.to_owned())));
    }
    if !names_service {
        found = without_service(found, span, text, Some("ecr"));
    } else if other_verb.is_some() {
        let word = keyword(arguments.statement.keyword.value == Keyword::Allow);
        let help = match verb_of(text) {
            Some(verb) => format!("write `{word} {verb}`, which covers all that a {verb} calls"),
            None => "write one of ECR's actions, as in `\"ecr:BatchGetImage\"`".to_owned(),
        };
        found = found.label("no action has this name").help(help);
    } else if let Some(near) = near {
        found = found.label(format!("a similar name exists: `{near}`")).help(format!("write `\"{near}\"`")).suggest(
            span,
            format!("\"{near}\""),
            format!("write `\"{near}\"`"),
        );
    } else if let Some(action) = in_other_case.first() {
        found = found
            .label("matches only in another letter case")
            .help(format!("write the letter case of AWS, as in `{}`", action.name));
    } else if let Some(key) = key_of_other(text) {
        found =
            found.label(format!("an action of the `{key}` endpoint")).help(format!("add `on {key}` to the statement"));
    } else {
        found = found
            .label(if text.starts_with("ecr:") { "matches no action" } else { "expected `ecr:` and an action" })
            .help("write an action as in `\"ecr:PutImage\"`; `*` and `?` are wildcards");
    }
    arguments.fault(found);
    None
}

/// Whether the first words of two actions differ by a slip at most, as `Put` and `Putt` do.
fn begins_alike(text: &str, action: &str) -> bool {
    let (text, action) = (first_word(text), first_word(action));
    text.eq_ignore_ascii_case(action)
        || crate::suggest::is_slip(text, action)
        // In lower case words are not told apart.
        || text.len() > action.len() && text.get(..action.len()).is_some_and(|it| it.eq_ignore_ascii_case(action))
}

/// The first word of an action's name: `Batch` of `ecr:BatchGetImage`.
fn first_word(action: &str) -> &str {
    let name = action.split_once(':').map_or(action, |(_, name)| name);
    let end = name.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase()).map_or(name.len(), |(at, _)| at);
    name.get(..end).unwrap_or(name)
}

/// The verb of the language that the first word of an action stands for.
fn verb_of(action: &str) -> Option<Verb> {
    match first_word(action).to_ascii_lowercase().as_str() {
        "pull" | "get" | "read" | "download" => Some(Verb::Pull),
        "push" | "upload" | "write" => Some(Verb::Push),
        _ => None,
    }
}

/// The endpoint of another service whose policy can name the action.
fn key_of_other(action: &str) -> Option<&'static str> {
    let key = aws::service_actions::key_of(action)?;
    aws::Service::find(key).filter(|service| service.is_named_by_on() && !service.is_ecr()).map(|_| key)
}

/// Of a pattern that leaves the service open.
pub(super) fn without_service(found: Diagnostic, span: Span, text: &str, prefix: Option<&str>) -> Diagnostic {
    let found = found.label("the service cannot contain a wildcard");
    match (prefix, text.split_once(':')) {
        (Some(prefix), Some((_, name))) => {
            let write = format!("\"{prefix}:{name}\"");
            found.help(format!("write `{write}`")).suggest(span, write.clone(), format!("write `{write}`"))
        }
        _ => found.help(format!("write the service before the colon: `\"{}:*\"`", prefix.unwrap_or("SERVICE"))),
    }
}

/// Refuses a registry-level action on a repository: such a statement never matches.
fn registry_level(
    pattern: &str,
    span: Span,
    repository: &Spanned<Repository>,
    arguments: &mut Arguments,
) -> Option<()> {
    // Of an action that is newer than the table the level is not known.
    let mut known = aws::action::matching(pattern).peekable();
    if known.peek().is_none() || known.any(|action| action.level == ActionLevel::Repository) {
        return Some(());
    }
    arguments.fault(
        Diagnostic::new(&cards::ECR_ACTION, span, format!("`{pattern}` cannot be limited to a repository"))
            .label("applies to the whole registry")
            .also(repository.span, "cannot limit it")
            .help("remove `repo`"),
    );
    None
}

pub(super) fn principal(
    arguments: &mut Arguments,
    what: &'static str,
    kind: PrincipalKind,
) -> Option<Spanned<Principal>> {
    let name = arguments.text(what);
    arguments.read(name, |text| {
        if text.starts_with("arn:") {
            return PrincipalArn::parse_of(text, kind).map(Principal::Arn);
        }
        Ok(match kind {
            PrincipalKind::Role => Principal::Role(PrincipalName::parse_role(text)?),
            PrincipalKind::User => Principal::User(PrincipalName::parse_user(text)?),
        })
    })
}

fn repository(arguments: &mut Arguments) -> Option<Spanned<Repository>> {
    let name = arguments.text("a repository name");
    arguments.read(name, |text| {
        if text.starts_with("arn:") {
            return RepositoryArn::parse(text).map(Repository::Arn);
        }
        RepositoryPattern::parse(text).map(Repository::Named)
    })
}
