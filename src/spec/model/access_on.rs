//! Input: the words of an `allow` or a `deny` that has an `on`.
//! Output: verb, principals and the endpoint whose policy it is.
//! Never: knows whether the block has that endpoint; a rule says so.

use super::access::{keyword, principal};
use super::arguments::Arguments;
use super::given::Given;
use super::{Access, EndpointKey, Principal, Verb, endpoint};
use crate::aws::service_actions;
use crate::aws::{PrincipalKind, Service, start_actions};
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::span::{Span, Spanned};
use crate::spec::syntax::{Argument, Keyword};

/// Whether `on` is among the words: before one that opens another statement, but for the service behind it.
pub(super) fn is_on(arguments: &Arguments) -> bool {
    let words = arguments.statement.arguments.iter().filter_map(|argument| match argument {
        Argument::Word(word) => Some(word.value),
        Argument::Text(_) | Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_) => None,
    });
    words.into_iter().find(|word| *word == "on" || Keyword::parse(word).is_some()) == Some("on")
}

#[derive(Clone, Copy)]
enum Part {
    Role,
    User,
    Repository,
    On,
}

const PARTS: &[(&str, Part)] =
    &[("role", Part::Role), ("user", Part::User), ("repo", Part::Repository), ("on", Part::On)];

/// What stands for a verb, until the service is known.
enum Wanted<'t> {
    All(Span),
    Action(Given<'t>),
}

pub(super) fn read(allow: bool, arguments: &mut Arguments) -> Option<Access> {
    let example = if allow { "logs:PutLogEvents" } else { "logs:DeleteLogGroup" };
    arguments.usage = format!("write `{} \"{example}\" on logs`", keyword(allow)).into();
    // A verb behind the parts is one slip, not one for each word that follows from it.
    let is_part = |word: Option<&str>| word.is_some_and(|word| PARTS.iter().any(|(part, _)| *part == word));
    let late = is_part(arguments.peek_word());
    let mut verb = if late { None } else { wanted(arguments) };
    let mut principals: Vec<Spanned<Principal>> = Vec::new();
    let mut on: Option<Spanned<EndpointKey>> = None;
    let mut is_named = false;
    while arguments.peek_word().is_some() || arguments.peek_text().is_some() {
        if arguments.peek_word().is_some_and(|word| Keyword::parse(word).is_some()) {
            break;
        }
        if late && verb.is_none() && !is_part(arguments.peek_word()) {
            verb = wanted(arguments);
            let span = match &verb {
                Some(Wanted::All(span)) => *span,
                Some(Wanted::Action(given)) => given.span,
                None => continue,
            };
            arguments.misplaced(span, "the verb comes before `role`, `user` and `on`");
            continue;
        }
        let Some(part) = arguments.one_of("a part of an access statement", PARTS) else {
            // The name that goes with it is no matter of its own.
            if arguments.peek_text().is_some() {
                arguments.any_text("a name");
            }
            continue;
        };
        match part.value {
            Part::Role => principals.extend(principal(arguments, "a role name", PrincipalKind::Role)),
            Part::User => principals.extend(principal(arguments, "a user name", PrincipalKind::User)),
            Part::Repository => {
                arguments.any_text("a repository name");
                let message = "`repo` cannot be combined with `on`";
                arguments.fault(
                    Diagnostic::new(&cards::CONTRADICTION, part.span, message)
                        .label("only ECR has repositories")
                        .help("remove `repo`, or remove `on` to apply the statement to ECR"),
                );
            }
            Part::On if is_named => {
                let service = endpoint::read(arguments);
                let message = "`on` appears twice in one statement";
                let help = "write a statement for each endpoint";
                let span = service.map_or(part.span, |service| service.span);
                arguments
                    .fault(Diagnostic::new(&cards::CONTRADICTION, span, message).label("the second one").help(help));
            }
            // No service has that key, and both that begin so are ECR's.
            Part::On if arguments.peek_word() == Some("ecr") => {
                is_named = true;
                let span = arguments.word("an endpoint service").map_or(part.span, |word| word.span);
                arguments.fault(of_ecr("ecr", span));
            }
            Part::On => {
                is_named = true;
                on = endpoint::read(arguments).filter(|key| takes_policy(key, arguments));
            }
        }
    }
    let principals = arguments.distinct(principals);
    if late && verb.is_none() && !arguments.broken {
        // Reports that it is missing.
        wanted(arguments);
    }
    let on = on?;
    let verb = match verb? {
        Wanted::All(span) => Spanned::new(Verb::All, span),
        Wanted::Action(given) => action(arguments, &given, &on.value)?,
    };
    Some(Access { allow, verb, principals, repositories: Vec::new(), on: Some(on) })
}

fn wanted<'t>(arguments: &mut Arguments<'t, '_>) -> Option<Wanted<'t>> {
    if arguments.peek_text().is_some() || arguments.peek_word().is_some_and(|word| word.contains(':')) {
        return arguments.text("an action").map(Wanted::Action);
    }
    if let Some(word @ ("pull" | "push" | "delete")) = arguments.peek_word() {
        let span = arguments.word("a verb")?.span;
        arguments.fault(
            Diagnostic::new(&cards::CONTRADICTION, span, format!("`{word}` cannot be combined with `on`"))
                .label("a verb for ECR only")
                .help("write `all` or an action of the service, as in `\"logs:PutLogEvents\"`"),
        );
        return None;
    }
    arguments.one_of("a verb", &[("all", ())]).map(|all| Wanted::All(all.span))
}

/// Whether a statement with `on` says the policy of that endpoint; reports what says it instead.
fn takes_policy(key: &Spanned<EndpointKey>, arguments: &mut Arguments) -> bool {
    let word = key.value.as_str();
    let (label, help) = match &key.value {
        EndpointKey::Listed(service) if service.is_ecr() => {
            arguments.fault(of_ecr(word, key.span));
            return false;
        }
        EndpointKey::Listed(Service::S3) => (
            "the `s3` statement sets the gateway's policy".to_owned(),
            "write `s3 also \"bucket\"` for further buckets, or `s3 full`".to_owned(),
        ),
        EndpointKey::Listed(service) if service.plain() != *service => {
            let plain = service.plain().name();
            (format!("`on {plain}` covers its FIPS endpoint, too"), format!("write `on {plain}`"))
        }
        EndpointKey::Named(name) if name.own_id().is_some() => {
            ("ecrc puts no policy on this endpoint".to_owned(), "remove the statement".to_owned())
        }
        EndpointKey::Listed(_) | EndpointKey::Unlisted(_) | EndpointKey::Named(_) => return true,
    };
    arguments.fault(refused(word, key.span).label(label).help(help));
    false
}

fn of_ecr(word: &str, span: Span) -> Diagnostic {
    refused(word, span).label("statements without `on` apply to ECR").help(format!("remove `on {word}`"))
}

fn refused(word: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&cards::CONTRADICTION, span, format!("`on` cannot name `{word}`"))
}

/// An action of a service, with or without wildcards. Of one that may be newer than the table another rule says so.
fn action<'t>(arguments: &mut Arguments<'t, '_>, given: &Given<'t>, service: &EndpointKey) -> Option<Spanned<Verb>> {
    let text = given.value;
    let known = service_actions::of_service(service.as_str());
    if service_actions::may_be_action(service.as_str(), text) {
        let span = arguments.settle(given).span;
        return Some(Spanned::new(Verb::Action(text.to_owned()), span));
    }
    let key = service.as_str();
    let message = format!("`{text}` is not an action of `{key}`");
    let mut found = Diagnostic::new(&cards::ECR_ACTION, given.span, message).citing(service_actions::PAGE);
    let near = known.and_then(|known| known.near(text));
    if let Some(near) = near {
        let write = format!("write `\"{near}\"`");
        found = found.label(format!("a similar name exists: `{near}`")).help(write.clone()).suggest(
            given.span,
            format!("\"{near}\""),
            write,
        );
    } else {
        let prefix = known.map_or("SERVICE", |known| known.prefix);
        let first = known.and_then(|known| known.names.first()).map_or("logs:PutLogEvents", String::as_str);
        let of_start = Service::find(key).and_then(|service| start_actions(service).first());
        let example = of_start.copied().unwrap_or(first);
        let label = if text.split(':').next() == Some(prefix) {
            "matches no action".to_owned()
        } else {
            format!("expected `{prefix}:` and an action")
        };
        found = found.label(label).help(format!("write an action as in `\"{example}\"`; `*` and `?` are wildcards"));
    }
    arguments.fault(found);
    None
}
