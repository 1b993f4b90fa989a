//! Input: a finding on a resource of a template, in the words of the language of specs.
//! Output: the same at the property that it is about, with a help in the template's own language.
//! Never: leaves a help or a fix that only a spec could follow.

use crate::diagnostic::Diagnostic;
use crate::plan::{EndpointService, Plan, Property, Resource, Target, logical_id, property_name};
use crate::span::{Sources, Span};
use crate::spec::syntax::Keyword;
use crate::template::{Evaluated, Kind, Resource as Written, Value};

/// What is to be done about a finding of a rule.
enum Do {
    /// Switch this on.
    SwitchOn(Property),
    /// Say this in a list: in words, before and behind the property's name.
    List(Property, &'static str),
    /// This, whatever the language.
    Say(&'static str),
    /// What its rule says, at this.
    Keep(Property),
}

/// Puts a finding into the template's language.
pub(super) fn put(found: &mut Diagnostic, plans: &[&Plan], evaluated: &Evaluated, sources: &Sources) {
    found.fixes.clear();
    let at = found.primary.as_ref().map(|label| label.span);
    let here = || plans.iter().flat_map(|plan| &plan.resources).filter(|it| it.span.is_some() && it.span == at);
    // What loops make has one place: the message names the one that it is about.
    let resource = here().find(|it| names(&found.message, it)).or_else(|| here().next());
    let written = evaluated.resources.iter().find(|resource| Some(resource.span) == at);
    let target = match written {
        Some(resource) if !resource.kind.contains("::") => Target::TerraformJson,
        _ if is_terraform(at, sources) => Target::TerraformJson,
        _ => Target::CloudFormationYaml,
    };
    let endpoint = resource.filter(|it| is_of_policies(found) && it.kind.service().is_some());
    let in_policy = endpoint.and_then(|endpoint| place_in_policy(&found.message, endpoint, written));
    if let (Some(place), Some(primary)) = (in_policy, &mut found.primary) {
        primary.span = place;
    }
    let Some(what) = what(found) else {
        found.help = found.help.take().map(|help| of_policies(&help)).filter(|help| !is_of_specs(help));
        return;
    };
    let property = match what {
        Do::SwitchOn(property) | Do::List(property, _) | Do::Keep(property) => Some(property),
        Do::Say(_) => None,
    };
    let said =
        property.filter(|_| in_policy.is_none()).zip(resource).and_then(|(property, resource)| resource.said(property));
    if let (Some(said), Some(primary)) = (said, &mut found.primary) {
        primary.span = said;
    }
    let help = match what {
        Do::SwitchOn(property) => {
            let on = switched_on(property, target);
            if let Some(span) = said.filter(|span| is_off(*span, sources)) {
                *found = found.clone().suggest(span, on_like(sources.text(span)), format!("set `{on}`"));
            }
            format!("set `{on}`")
        }
        Do::List(property, words) => words.replace("{}", &format!("`{}`", property_name(property, target))),
        Do::Say(words) => words.to_owned(),
        Do::Keep(_) => return,
    };
    found.help = Some(help);
}

/// Whether a rule is about what policies say.
fn is_of_policies(found: &Diagnostic) -> bool {
    matches!(found.rule.code.0, 403 | 407 | 501..=511 | 515 | 516)
}

/// Where a message about an endpoint's policy belongs: at what it names in the policy, else at the policy.
fn place_in_policy(message: &str, endpoint: &Resource, written: Option<&Written>) -> Option<Span> {
    let place = endpoint.said(Property::PolicyDocument)?;
    let policy = written.and_then(|it| ["PolicyDocument", "policy"].iter().find_map(|key| it.properties.get(key)));
    // Another resource may say the policy.
    let named = policy.filter(|policy| policy.span == place).and_then(|policy| named_in(policy, message));
    Some(named.unwrap_or(place))
}

/// The text in a policy in which a word of a message stands between colons, as the region stands in an ARN; or one in which
/// something stands that `!Sub` was to replace.
fn named_in(policy: &Value, message: &str) -> Option<Span> {
    let words: Vec<String> = message.split('`').skip(1).step_by(2).map(|word| format!(":{word}:")).collect();
    let holds = |value: &Value| {
        let texts = value.pieces().iter().filter_map(Value::as_text);
        texts.into_iter().any(|text| text.contains("${AWS::") || words.iter().any(|word| text.contains(word)))
    };
    match &policy.kind {
        Kind::Map(entries) => entries.iter().find_map(|entry| named_in(&entry.value, message)),
        Kind::List(items) => items.iter().find_map(|item| named_in(item, message)),
        Kind::Json(inner) => named_in(inner, message),
        Kind::Text(_) | Kind::Join(_) => holds(policy).then_some(policy.span),
        Kind::Null
        | Kind::Bool(_)
        | Kind::Number(_)
        | Kind::Base64(_)
        | Kind::Attribute { .. }
        | Kind::Parameter(..)
        | Kind::Pseudo(_)
        | Kind::Unknown(_) => None,
    }
}

/// Whether a message names a resource, or the service of an endpoint, in backticks.
fn names(message: &str, resource: &Resource) -> bool {
    let (id, service) = (logical_id(&resource.id), resource.kind.service().and_then(EndpointService::key));
    message.split('`').skip(1).step_by(2).any(|word| word == id || Some(word) == service)
}

/// What is to be done, by the rule.
fn what(found: &Diagnostic) -> Option<Do> {
    Some(match found.rule.code.0 {
        _ if found.message.ends_with("of the type `Gateway`") => {
            Do::List(Property::VpcEndpointType, "set {} to `Interface`, and name subnets; the default is `Gateway`")
        }
        102 => Do::Say("run the service on platform version `1.4.0`, which also needs the `ecr.api` endpoint"),
        201 | 202 | 208 => Do::SwitchOn(Property::PrivateDnsEnabled),
        205 if found.message.contains("hostnames") => Do::SwitchOn(Property::EnableDnsHostnames),
        205 => Do::SwitchOn(Property::EnableDnsSupport),
        301 if found.notes.iter().any(|note| note.ends_with("the VPC's default group")) => Do::List(
            Property::SecurityGroupIds,
            "name a security group in {} that admits tcp/443 from the private subnets",
        ),
        301 => Do::List(
            Property::SecurityGroupIds,
            "admit tcp/443 from the private subnets in the security group that {} names",
        ),
        303 => Do::List(Property::SubnetIds, "name subnets in two zones in {}"),
        306 => Do::List(Property::SubnetIds, "name a private subnet in each zone in {}"),
        307 => Do::List(Property::SubnetIds, "name one subnet of each zone in {}"),
        310 => Do::Say("put the subnets in fewer Availability Zones"),
        402 if found.message.contains("the main route table") => Do::List(
            Property::RouteTableIds,
            "associate the private subnets with route tables of their own, and name these in {}",
        ),
        402 => Do::List(Property::RouteTableIds, "name the private subnets' route tables in {}"),
        403 => Do::List(
            Property::PolicyDocument,
            "allow `s3:GetObject` on the layer bucket's objects in {}, and deny it in no statement",
        ),
        408 => Do::Say("keep one of the endpoints, or name other route tables in it"),
        514 => Do::Say("create it once, or rename one of the two"),
        703 | 704 => Do::Keep(Property::ServiceName),
        511 if found.help.as_deref().is_some_and(|help| help.starts_with("remove the role")) => {
            Do::Say("exclude the execution role from the `Deny` in the policies of the ECR endpoints")
        }
        511 => Do::Say("allow the execution role to pull in the policy of both ECR endpoints"),
        502 if found.message.contains("`ecr.dkr`") => Do::Say("allow the actions of a pull, and deny less"),
        502 if found.message.contains("`ecr.api`") => Do::Say("allow the login, and deny less"),
        502 => Do::Say("allow the login and the actions of a pull, and deny less"),
        _ => return None,
    })
}

fn switched_on(property: Property, target: Target) -> String {
    let name = property_name(property, target);
    match target {
        Target::CloudFormationYaml | Target::CloudFormationJson => format!("{name}: true"),
        Target::TerraformJson => format!("{name} = true"),
    }
}

/// `true` as `false` is written: with quotes where it has them.
fn on_like(off: &str) -> &'static str {
    match off.chars().next() {
        Some('"') => "\"true\"",
        Some('\'') => "'true'",
        _ => "true",
    }
}

fn is_off(span: Span, sources: &Sources) -> bool {
    sources.text(span).trim_matches(['"', '\'']).eq_ignore_ascii_case("false")
}

fn is_terraform(at: Option<Span>, sources: &Sources) -> bool {
    let name = at.and_then(|at| sources.get(at.source)).map(|source| source.name.as_str());
    name.is_some_and(|name| [".tf", ".tf.json"].iter().any(|ending| name.ends_with(ending)))
}

/// A help about access, for policies.
fn of_policies(help: &str) -> String {
    let allowing = match help.split_once("write `allow pull repo \"") {
        Some((before, repository)) => format!("{before}allow pulls of `{}", repository.replacen("\"`", "`", 1)),
        None => help.to_owned(),
    };
    allowing.replace("`deny`", "`Deny`")
}

/// Whether a help is a statement of the language of specs.
fn is_of_specs(help: &str) -> bool {
    let mut quoted = help.split('`').skip(1).step_by(2).filter_map(|text| text.split(' ').next());
    quoted.any(|word| Keyword::parse(word).is_some() && !matches!(word, "s3" | "logs" | "kms"))
}
