//! Input: the words of an `allow` or a `deny` that has an `on`.
//! Output: verb, principals and the endpoint whose policy it is.
//! Never: knows whether the block has that endpoint; a rule says so.

use super::access::{keyword, principal, without_service};
use super::arguments::Arguments;
use super::given::Given;
use super::propose::{MOST_ARGUMENTS, quoted};
use super::{Access, EndpointKey, Principal, Verb, endpoint};
use crate::aws::service_actions;
use crate::aws::{PrincipalKind, Service, start_actions};
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::plan::once;
use crate::span::{Span, Spanned};
use crate::spec::syntax::{Argument, Keyword, inside_quotes, near_keyword};
use crate::suggest::{closest, is_slip, only_closest};

/// Whether `on` is among the words, or meant: before one that opens another statement, but for the service behind it, and
/// for `account`, which people take for a part of this one.
pub(super) fn is_on(arguments: &Arguments) -> bool {
    let all = &arguments.statement.arguments;
    let words = all.iter().enumerate().filter_map(|(at, argument)| Some((word_of(argument)?, all.get(at + 1))));
    let is_it = |(word, next): &(&str, Option<&Argument>)| *word == "on" || means_on(word, *next);
    words.into_iter().find(|it| is_it(it) || opens_another(it.0)).is_some_and(|it| is_it(&it))
}

fn opens_another(word: &str) -> bool {
    Keyword::parse(word).is_some_and(|keyword| keyword != Keyword::Account)
}

fn word_of<'t>(argument: &Argument<'t>) -> Option<&'t str> {
    match argument {
        Argument::Word(word) => Some(word.value),
        Argument::Text(_) | Argument::Quoted(_) | Argument::Comma(_) | Argument::Broken(_) => None,
    }
}

/// Whether a word that is not `on` stands for it: `ON`, `on:`, or one like it before an endpoint's key.
fn means_on(word: &str, next: Option<&Argument>) -> bool {
    let bare = word.trim_end_matches(':');
    let is_key = || next.and_then(word_of).and_then(Service::find).is_some();
    let is_like = || LIKE_ON.contains(&bare) || is_slip(bare, "on");
    word != "on" && (bare.eq_ignore_ascii_case("on") || (is_like() && is_key()))
}

/// What people write for `on`.
const LIKE_ON: &[&str] = &["at", "for", "in", "of", "over", "through", "to", "via"];

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
    let said = Said::of(arguments);
    let key = said.key.as_deref();
    // A verb behind the parts is one slip, not one for each word that follows from it.
    let is_part = |word: Option<&str>| word.is_some_and(|word| PARTS.iter().any(|(part, _)| *part == word));
    let late = is_part(arguments.peek_word());
    if !begins_verb(arguments) {
        arguments.usage = said.usage(allow, None).into();
    }
    let mut verb = if late { None } else { wanted(arguments, key) };
    if verb.is_some() {
        arguments.usage = said.usage(allow, verb.as_ref()).into();
    }
    let mut principals: Vec<Spanned<Principal>> = Vec::new();
    let mut on: Option<Spanned<EndpointKey>> = None;
    let mut is_named = false;
    while arguments.peek_word().is_some() || arguments.peek_text().is_some() {
        if arguments.peek_word().is_some_and(|word| Keyword::parse(word).is_some()) {
            break;
        }
        if late && verb.is_none() && !is_part(arguments.peek_word()) {
            verb = wanted(arguments, key);
            let span = match &verb {
                Some(Wanted::All(span)) => *span,
                Some(Wanted::Action(given)) => given.span,
                None => continue,
            };
            arguments.usage = said.usage(allow, verb.as_ref()).into();
            arguments.misplaced(span, "the verb comes before `role`, `user` and `on`");
            continue;
        }
        let Some(part) = on_meant(arguments).or_else(|| arguments.one_of("a part of an access statement", PARTS))
        else {
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
            // All keys that begin so are ECR's.
            Part::On if arguments.peek_word().is_some_and(|word| word == "ecr" || word.starts_with("ecr.")) => {
                is_named = true;
                if let Some(word) = arguments.word("an endpoint service") {
                    arguments.fault(of_ecr(word.value, word.span, allow, verb.as_ref()));
                }
            }
            Part::On => {
                is_named = true;
                let key = endpoint::of_policy(arguments);
                on = key.filter(|key| takes_policy(key, arguments, allow, verb.as_ref()));
            }
        }
    }
    let principals = arguments.distinct(principals);
    if late && verb.is_none() && !arguments.broken {
        // Reports that it is missing.
        wanted(arguments, key);
    }
    let on = on?;
    let verb = match verb? {
        Wanted::All(span) => Spanned::new(Verb::All, span),
        Wanted::Action(given) => action(arguments, &given, &on.value)?,
    };
    Some(Access { allow, verb, principals, repositories: Vec::new(), idle: Vec::new(), on: Some(on) })
}

/// The next word, where it stands for `on`; reports it.
fn on_meant(arguments: &mut Arguments) -> Option<Spanned<Part>> {
    let next = arguments.statement.arguments.get(arguments.next + 1);
    arguments.peek_word().filter(|word| means_on(word, next))?;
    let word = arguments.word("a part of an access statement")?;
    let message = format!("unknown part of an access statement `{}`", word.value);
    let found = Diagnostic::new(&cards::UNKNOWN_WORD, word.span, message).label("the word for it is `on`");
    arguments.fault(found.help("write `on`").suggest(word.span, "on", "write `on`"));
    Some(Spanned::new(Part::On, word.span))
}

/// What a statement says besides its verb, for a help that says it again.
struct Said<'t> {
    principals: String,
    key: Option<String>,
    /// Further actions, after commas.
    others: Vec<&'t str>,
}

impl<'t> Said<'t> {
    fn of(arguments: &Arguments<'t, '_>) -> Self {
        let mut said = Self { principals: String::new(), key: None, others: Vec::new() };
        // A longer statement is not said again.
        let all = arguments.statement.arguments.iter().take(MOST_ARGUMENTS);
        let mut words = all.peekable();
        let mut is_verb = true;
        while let Some(word) = words.next() {
            let next = words.peek().copied();
            if let (Argument::Comma(_), Some(action), true) = (word, next.and_then(action_of), is_verb) {
                said.others.push(action);
            }
            let Some(word) = word_of(word) else { continue };
            is_verb &= !means_on(word, next) && PARTS.iter().all(|(part, _)| *part != word);
            if word == "on" || means_on(word, next) {
                // It may be the word of another statement, as `logs` is.
                said.key = said.key.or_else(|| next.and_then(word_of).map(|key| endpoint::meant(key).to_owned()));
                words.next();
            } else if let ("role" | "user", Some(Argument::Text(name))) = (word, next) {
                said.principals.extend([" ", word, " ", &quoted(&name.value)]);
            } else if opens_another(word) {
                break;
            }
        }
        said
    }

    /// The statement, or one for each of its actions. An action that does not fit is left open: one that nobody wrote may
    /// be granted.
    fn usage(&self, allow: bool, verb: Option<&Wanted>) -> String {
        let of_action =
            if let Some(Wanted::Action(given)) = verb { service_actions::service_of(given.value) } else { None };
        let key = self.key.as_deref().or(of_action).unwrap_or("logs");
        let keyword = keyword(allow);
        let statement = |verb: String| format!("{keyword} {verb}{} on {key}", self.principals);
        let meant = |text: &str| {
            if service_actions::may_be_action(key, text) { Some(quoted(text)) } else { near(key, text).map(quoted) }
        };
        let first = match verb {
            Some(Wanted::All(_)) => return format!("write `{}`", statement("all".to_owned())),
            Some(Wanted::Action(given)) => meant(given.value),
            None => None,
        };
        if self.others.is_empty() {
            return format!("write `{}`", statement(first.unwrap_or_else(|| open_action(key))));
        }
        let others = self.others.iter().map(|text| meant(text));
        let all: Option<Vec<String>> = std::iter::once(first.clone()).chain(others).collect();
        let Some(all) = all else {
            let example = statement(first.unwrap_or_else(|| open_action(key)));
            return format!("write one `{keyword}` for each action, such as `{example}`");
        };
        let statements: Vec<String> = once(all.into_iter()).into_iter().map(statement).collect();
        format!("write one `{keyword}` for each: `{}`", statements.join("; "))
    }
}

/// The action of a service that a text is near to; one without a service must be near by itself.
fn near(key: &str, text: &str) -> Option<&'static str> {
    let near = service_actions::of_service(key)?.near(text)?;
    let name = near.split_once(':').map(|(_, name)| name);
    (text.contains(':') || closest(text, name).is_some()).then_some(near)
}

/// In place of an action of a service.
fn open_action(key: &str) -> String {
    service_actions::of_service(key).map_or_else(|| "\"…\"".to_owned(), |known| format!("\"{}:…\"", known.prefix))
}

/// An action as people may write it.
fn action_of<'t>(argument: &'t Argument<'t>) -> Option<&'t str> {
    match argument {
        Argument::Word(word) => Some(word.value),
        Argument::Text(text) => Some(&text.value),
        Argument::Quoted(text) => Some(inside_quotes(text.value)),
        Argument::Comma(_) | Argument::Broken(_) => None,
    }
}

/// Whether an action or `all` stands next.
fn begins_verb(arguments: &Arguments) -> bool {
    is_action(arguments) || arguments.peek_word() == Some("all")
}

fn is_action(arguments: &Arguments) -> bool {
    arguments.peek_text().is_some() || arguments.peek_word().is_some_and(|word| word.contains(':'))
}

/// `key`: of the service behind `on`, if one is.
fn wanted<'t>(arguments: &mut Arguments<'t, '_>, key: Option<&str>) -> Option<Wanted<'t>> {
    let is_named = |word: &str| key.is_some_and(|key| near(key, word).is_some());
    if is_action(arguments) || arguments.peek_word().is_some_and(is_named) {
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
    // `all` is more than another word means.
    let is_other = |word: &str| only_closest(word, ["all"]).is_none() && near_keyword(word).is_none();
    if arguments.peek_word().is_some_and(is_other) {
        let Given { value, span, .. } = arguments.word("a verb")?;
        let help = arguments.usage.clone();
        let found = Diagnostic::new(&cards::UNKNOWN_WORD, span, format!("unknown verb `{value}`"));
        arguments.fault(found.label("expected `all` or an action").help(help));
        return None;
    }
    arguments.one_of("a verb", &[("all", ())]).map(|all| Wanted::All(all.span))
}

/// Whether a statement with `on` says the policy of that endpoint; reports what says it instead.
fn takes_policy(key: &Spanned<EndpointKey>, arguments: &mut Arguments, allow: bool, verb: Option<&Wanted>) -> bool {
    let word = key.value.as_str();
    let (label, help) = match &key.value {
        EndpointKey::Listed(service) if service.is_ecr() => {
            arguments.fault(of_ecr(word, key.span, allow, verb));
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
        EndpointKey::Unlisted(_) | EndpointKey::Named(_) if key.value.is_own() => {
            ("ecrc puts no policy on this endpoint".to_owned(), "remove the statement".to_owned())
        }
        EndpointKey::Listed(_) | EndpointKey::Unlisted(_) | EndpointKey::Named(_) => return true,
    };
    arguments.fault(refused(word, key.span).label(label).help(help));
    false
}

fn of_ecr(word: &str, span: Span, allow: bool, verb: Option<&Wanted>) -> Diagnostic {
    let help = match verb {
        // What is left would stop every pull.
        Some(Wanted::All(_)) if !allow => {
            "deny single actions of ECR, as in `deny delete` or `deny \"ecr:PutImage\"`".to_owned()
        }
        Some(Wanted::All(_) | Wanted::Action(_)) | None => format!("remove `on {word}`"),
    };
    refused(word, span).label("statements without `on` apply to ECR").help(help)
}

fn refused(word: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&cards::CONTRADICTION, span, format!("`on` cannot name `{word}`"))
}

/// An action of a service, with or without wildcards. Of one that may be newer than the table another rule says so.
fn action<'t>(arguments: &mut Arguments<'t, '_>, given: &Given<'t>, service: &EndpointKey) -> Option<Spanned<Verb>> {
    let (key, text) = (service.as_str(), given.value);
    if service_actions::may_be_action(key, text) {
        let span = arguments.settle(given).span;
        return Some(Spanned::new(Verb::Action(text.to_owned()), span));
    }
    let known = service_actions::of_service(key);
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
    } else if !service_actions::names_service(text) {
        found = without_service(found, given.span, text, known.map(|known| known.prefix));
    } else {
        let prefix = known.map_or("SERVICE", |known| known.prefix);
        let of_start = Service::find(key).and_then(|service| start_actions(service).first());
        let example = of_start.map_or_else(|| open_action(key), |action| quoted(action));
        let label = if text.split(':').next() == Some(prefix) {
            "matches no action".to_owned()
        } else {
            format!("expected `{prefix}:` and an action")
        };
        found = found.label(label).help(format!("write an action as in `{example}`; `*` and `?` are wildcards"));
    }
    arguments.fault(found);
    None
}
