//! Input: the words of a statement so far.
//! Output: what can come next in it.
//! Never: offers a word that the language does not have there.

use super::cursor::Word;
use crate::aws::action::ACTIONS;
use crate::aws::endpoint_services::ENDPOINT_SERVICES;
use crate::aws::{Region, Service, service_actions, uses};
use crate::cards;
use crate::spec::syntax::Keyword;
use std::collections::BTreeSet;

/// Names that a user chose, by what they are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chosen {
    /// Repositories.
    Repository,
    /// Roles.
    Role,
    /// Users.
    User,
    /// Execution roles.
    ExecutionRole,
}

/// What can come next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    /// A bare word, and a few words on it.
    Word(&'static str, String),
    /// The text of a string, and a few words on it.
    Text(&'static str, String),
    /// A string with a name that was chosen elsewhere.
    Chosen(Chosen),
}

fn words(all: &[&'static str]) -> Vec<Candidate> {
    all.iter().map(|word| Candidate::Word(word, String::new())).collect()
}

/// What can come next in a statement: after its keyword and these words, where that endpoint is named behind, in a block
/// that has these endpoints.
pub fn candidates(
    keyword: Keyword,
    before: &[Word],
    on: Option<&str>,
    endpoints_of_block: &BTreeSet<String>,
) -> Vec<Candidate> {
    let bare: Vec<&str> =
        before.iter().filter_map(|word| if let Word::Bare(word) = word { Some(word.as_str()) } else { None }).collect();
    let begins = matches!(before.last(), None | Some(Word::Comma));
    let first = before.is_empty();
    match keyword {
        Keyword::Region if first => regions(),
        Keyword::Vpc => match bare.as_slice() {
            [] => words(&["new"]),
            ["new", _] => words(&["zones"]),
            _ => Vec::new(),
        },
        Keyword::Existing | Keyword::PrivateDns => match (keyword, before) {
            (Keyword::PrivateDns, []) => {
                let services = nameable(endpoints_of_block).filter(|service| !service.is_gateway());
                words(&["on", "off", "own"]).into_iter().chain(services.map(of_service)).collect()
            }
            (_, []) => nameable(endpoints_of_block).map(of_service).collect(),
            (Keyword::PrivateDns, [_]) => words(&["on", "off", "own"]),
            (_, [_]) => words(&["parameter"]),
            _ => Vec::new(),
        },
        Keyword::Endpoint if begins => endpoints(),
        Keyword::Clients | Keyword::Tasks if begins => words(&["parameter"]),
        Keyword::SecurityGroup if first => words(&["parameter"]),
        Keyword::Dns if first => words(&["amazon", "custom"]),
        Keyword::Ip if first => words(&["ipv4", "dualstack"]),
        Keyword::Fips | Keyword::Exec | Keyword::Kms if first => words(&["on", "off"]),
        Keyword::Launch => launch(&bare),
        Keyword::Uses if begins => uses::ALL.iter().map(|of| Candidate::Word(of.word, of.title.to_owned())).collect(),
        Keyword::Logs if first => words(&["awslogs", "none"]),
        Keyword::Secrets if begins => words(&["secretsmanager", "ssm"]),
        Keyword::Images => match bare.as_slice() {
            [] => words(&["windows"]),
            ["windows"] => words(&["nondistributable"]),
            _ => Vec::new(),
        },
        Keyword::S3 if first => words(&["minimal", "full", "also", "in_use"]),
        Keyword::ExecutionRole => match before {
            [] => [words(&["new"]), vec![Candidate::Chosen(Chosen::ExecutionRole)]].concat(),
            [Word::Bare(_)] | [.., Word::Comma] => vec![Candidate::Chosen(Chosen::ExecutionRole)],
            _ => Vec::new(),
        },
        Keyword::Allow | Keyword::Deny => access(before, on),
        Keyword::Accept if first => {
            let rules = cards::ALL.iter().filter(|rule| rule.may_be_accepted());
            rules.map(|rule| Candidate::Word(code(rule.code.0), rule.title.to_owned())).collect()
        }
        Keyword::Region
        | Keyword::Account
        | Keyword::Tag
        | Keyword::Name
        | Keyword::Subnets
        | Keyword::RouteTables
        | Keyword::Endpoint
        | Keyword::Clients
        | Keyword::SecurityGroup
        | Keyword::Tasks
        | Keyword::Dns
        | Keyword::Ip
        | Keyword::Fips
        | Keyword::Sdk
        | Keyword::Uses
        | Keyword::Logs
        | Keyword::Secrets
        | Keyword::Exec
        | Keyword::Kms
        | Keyword::S3
        | Keyword::PullThroughCache
        | Keyword::Accept => Vec::new(),
    }
}

/// Each code once, as text that lives as long as the program.
fn code(number: u16) -> &'static str {
    use std::sync::LazyLock;
    static CODES: LazyLock<Vec<(u16, String)>> =
        LazyLock::new(|| cards::ALL.iter().map(|rule| (rule.code.0, rule.code.to_string())).collect());
    CODES.iter().find(|(known, _)| *known == number).map_or("", |(_, text)| text)
}

fn regions() -> Vec<Candidate> {
    let open = Region::all().iter().filter(|region| region.launched);
    open.map(|region| Candidate::Word(region.id, region.partition.id().to_owned())).collect()
}

fn of_service(service: Service) -> Candidate {
    let kind = if service.is_gateway() { "gateway endpoint" } else { "interface endpoint" };
    Candidate::Word(service.name(), kind.to_owned())
}

/// The services whose endpoints a block can derive, and those of its further endpoints.
fn nameable(of_block: &BTreeSet<String>) -> impl Iterator<Item = Service> {
    Service::every().filter(|service| Service::parse(service.name()).is_some() || of_block.contains(service.name()))
}

/// All services that AWS lists.
fn endpoints() -> Vec<Candidate> {
    ENDPOINT_SERVICES
        .iter()
        .map(|key| Service::find(key).map_or_else(|| Candidate::Word(key, String::new()), of_service))
        .collect()
}

/// The services whose endpoints have a policy of their own, beside those of ECR and of the image layers.
fn beside_ecr() -> Vec<Candidate> {
    let has_policy = |key: &str| Service::find(key).is_none_or(Service::is_named_by_on);
    let others = |candidate: &Candidate| matches!(candidate, Candidate::Word(key, _) if has_policy(key));
    endpoints().into_iter().filter(others).collect()
}

fn launch(before: &[&str]) -> Vec<Candidate> {
    match before {
        [] => words(&["fargate", "ec2", "eks", "docker", "batch", "managed_instances"]),
        ["fargate"] => words(&["1.4.0", "latest", "1.3.0", "1.0.0"]),
        ["fargate", version] if !["1.0.0", "latest"].contains(version) => words(&["linux"]),
        ["fargate", _] | ["ec2" | "docker"] => words(&["linux", "windows"]),
        ["eks"] => words(&["fargate"]),
        ["batch"] => words(&["fargate", "ec2", "eks"]),
        _ => Vec::new(),
    }
}

fn access(before: &[Word], on: Option<&str>) -> Vec<Candidate> {
    let last = match before.last() {
        Some(Word::Bare(word)) => word.as_str(),
        Some(Word::Text(_) | Word::Comma) | None => "",
    };
    match last {
        "role" => return vec![Candidate::Chosen(Chosen::Role)],
        "user" => return vec![Candidate::Chosen(Chosen::User)],
        "repo" => return vec![Candidate::Chosen(Chosen::Repository)],
        "on" => return beside_ecr(),
        _ => {}
    }
    match before.first() {
        // An action of another service, or all of one, is allowed on its endpoint.
        Some(Word::Text(action)) if !action.starts_with("ecr:") => return words(&["on", "role", "user"]),
        Some(Word::Bare(verb)) if verb == "all" => return words(&["role", "user", "repo", "on"]),
        Some(_) => return words(&["role", "user", "repo"]),
        None => {}
    }
    if let Some(service) = on {
        let names = service_actions::of_service(service).map(|known| &known.names);
        let actions = names.into_iter().flatten().map(|name| Candidate::Text(name, String::new()));
        return words(&["all"]).into_iter().chain(actions).collect();
    }
    let actions = ACTIONS.iter().map(|action| Candidate::Text(action.name, String::new()));
    words(&["pull", "push", "delete", "all"]).into_iter().chain(actions).collect()
}
