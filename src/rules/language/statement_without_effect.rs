//! ECR009: statements that change nothing.

use super::{cache_denied, clients_in_vain, repositories_in_vain, taken_away};
use crate::aws::uses::Use;
use crate::aws::{Region, Service, is_unsigned, service_actions};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::plan::{Parameter, Plan, PolicyId, ResourceKind};
use crate::rules::Subject;
use crate::rules::crossing::{Crossing, crossing};
use crate::rules::quote::shortened;
use crate::span::{Span, Spanned};
use crate::spec::derive;
use crate::spec::model::{Access, Block, Keyword, OwnId, PrivateDns, Verb, Vpc};

/// What was found on a block, to be reported.
struct Found<'r> {
    report: &'r mut Report,
}

impl Found<'_> {
    fn push(&mut self, span: Span, what: &str, label: &str, help: impl Into<String>) {
        self.report.push(
            Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, span, format!("{what} has no effect"))
                .label(label)
                .help(help)
                .in_vain(),
        );
    }
}

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let (Some(block), plan) = (subject.block, subject.plan) else { return };
    let mut found = Found { report };
    access(block, plan, &mut found);
    full_access(block, plan, &mut found);
    unsigned(block, &mut found);
    gateway(block, plan, &mut found);
    interfaces(block, plan, &mut found);
    tasks(block, plan, &mut found);
    caches(block, plan, &mut found);
    account(block, plan, &mut found);
    sdk(block, plan, &mut found);
    parameters(block, plan, &mut found);
    clients_in_vain::check(block, plan, report);
    if plan.policy(&PolicyId::Ecr).is_some() {
        repositories_in_vain::check(subject, block, report);
    }
    cache_denied::check(subject, block, report);
    for (id, access) in block.policies() {
        if plan.policy(&id).is_some() {
            taken_away::check(subject, block, &id, &access, report);
        }
    }
}

/// Which calls of AWS STS are not signed.
const STS_PAGE: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sts_vpc_endpoint_policies.html";

const NO_ECR_ENDPOINT: &str = "this block creates no ECR endpoint";

/// Whether the block creates an endpoint that carries the policy of `allow` and `deny`.
fn access(block: &Block, plan: &Plan, found: &mut Found) {
    let both_are_there = !plan.creates_ecr_endpoint();
    let limited = block.execution_roles.as_ref().filter(|roles| roles.value.pull_what_is_allowed());
    let roles: Vec<&str> =
        limited.into_iter().flat_map(|roles| &roles.value.names).map(|name| name.value.as_str()).collect();
    for access in &block.access {
        // It limits what such a role may pull.
        if access.value.allow && roles.iter().any(|role| derive::grants_to_role(&access.value, role)) {
            continue;
        }
        if !both_are_there {
            passing_by(access, block, plan, found.report);
            continue;
        }
        let what = if access.value.allow { "this `allow`" } else { "this `deny`" };
        found.push(
            access.span,
            what,
            NO_ECR_ENDPOINT,
            "put the policy on the existing endpoints, and remove the statement here",
        );
    }
}

/// `allow all on SERVICE`, or of an action that is `*`, is what holds without it, unless another `allow` is on the same
/// endpoint: then ECR501 says so.
fn full_access(block: &Block, plan: &Plan, found: &mut Found) {
    for access in &block.access_on {
        let Access { allow: true, verb, principals, on: Some(on), .. } = &access.value else { continue };
        let is_all = match &verb.value {
            Verb::All => true,
            Verb::Action(pattern) => service_actions::is_every_action(on.value.as_str(), pattern),
            Verb::Pull | Verb::Push | Verb::Delete => false,
        };
        // Of an endpoint that is not created another rule tells.
        let is_created = plan.policy(&on.value.policy(block.region.value)).is_some();
        if !is_all || !principals.is_empty() || !is_created {
            continue;
        }
        // A `deny` of everything takes it away: another rule says so.
        let denies_all =
            |other: &Access| !other.allow && other.principals.is_empty() && matches!(other.verb.value, Verb::All);
        let others: Vec<&Access> = block.access_on(&on.value).map(|other| &other.value).collect();
        if others.iter().filter(|other| other.allow).count() == 1 && !others.iter().any(|other| denies_all(other)) {
            let label = "the endpoint has full access without it";
            let message = format!("`{}` has no effect", access.value);
            found.report.push(
                Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, access.span, message)
                    .label(label)
                    .help("remove the statement")
                    .in_vain()
                    .citing_instead(taken_away::page_of(&access.value)),
            );
        }
    }
}

/// A statement that names who makes calls which AWS takes from nobody in particular. If a start makes one that no `allow`
/// grants, another rule says so.
fn unsigned(block: &Block, found: &mut Found) {
    let by_pods = block.workload.uses.iter().any(|said| said.value.word == "irsa");
    for access in &block.access_on {
        let Access { allow, verb, principals, on: Some(on), .. } = &access.value else { continue };
        let (Verb::Action(pattern), Some(first)) = (&verb.value, principals.first()) else { continue };
        let Some(service) = service_actions::of_service(on.value.as_str()) else { continue };
        let mut actions = service.matching(pattern).peekable();
        if actions.peek().is_none() || !actions.all(is_unsigned) || (*allow && by_pods) {
            continue;
        }
        let message = format!("`{}` has no effect: the call is not signed", shortened(&access.value.to_string()));
        found.report.push(
            Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, access.span, message)
                .label("matches nobody")
                .also(first.span, "no caller has this identity")
                .help(if *allow {
                    "name no `role` or `user`: the trust policy of each role limits who gets it"
                } else {
                    "remove it; the trust policy of each role limits who gets it"
                })
                .in_vain()
                .citing(STS_PAGE),
        );
    }
}

/// A statement on requests that pass through the other one of ECR's endpoints, which is not created here.
fn passing_by(access: &Spanned<Access>, block: &Block, plan: &Plan, report: &mut Report) {
    let statement = if access.value.allow { "`allow`" } else { "`deny`" };
    let existing = |service: Service| block.existing.iter().find(|existing| existing.service.value == service);
    let new = |message: String| Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, access.span, message);
    let (found, other) = match crossing(&access.value, block, plan) {
        Crossing::Bound => return,
        Crossing::ApiAlone => {
            let message = format!("this {statement} does not cover image transfers: they go through `ecr.dkr`");
            let help = "also put the policy on the existing `ecr.dkr`, then accept this with that as the reason";
            (new(message).label("covers only ECR API calls").help(help), existing(Service::EcrDkr))
        }
        Crossing::Nothing => {
            let message = format!("this {statement} has no effect: such calls go through `ecr.api`");
            let found = new(message).label("the policy is only on `ecr.dkr`").in_vain();
            let other = existing(Service::EcrApi);
            let help = if other.is_some() {
                "put the policy on the existing `ecr.api`, and remove the statement here"
            } else {
                "remove the statement; a repository policy covers calls from everywhere"
            };
            (found.help(help), other)
        }
    };
    report.push(match other {
        Some(other) => found.also(other.service.span, "ecrc puts no policy on it"),
        None => found,
    });
}

fn gateway(block: &Block, plan: &Plan, found: &mut Found) {
    let layers = block.region.value.layer_bucket();
    if plan.s3_gateways().next().is_some() {
        for bucket in &block.s3_also {
            if bucket.value.as_str() == layers {
                let label = "the minimal policy already allows this bucket";
                found.push(bucket.span, &format!("`s3 also \"{layers}\"`"), label, "remove the bucket");
            } else if let Some(word) = opened_by(block, bucket.value.as_str()) {
                let label = format!("`uses {word}` already allows this bucket");
                found.push(bucket.span, &format!("`s3 also \"{}\"`", bucket.value), &label, "remove the bucket");
            } else if let Some(other) = elsewhere(bucket.value.as_str(), block.region.value) {
                let label = format!("a gateway endpoint reaches only buckets in `{}`", block.region.value.id);
                let help = format!("name the bucket in `{}`; this one is in `{other}`", block.region.value.id);
                found.push(bucket.span, &format!("`s3 also \"{}\"`", bucket.value), &label, help);
            }
        }
        return;
    }
    let label = "this block creates no S3 gateway endpoint";
    let help = "put it on the existing gateway endpoint, and remove the statement here";
    if let Some(full) = block.s3_full {
        found.push(full.span, if full.value { "`s3 full`" } else { "`s3 minimal`" }, label, help);
    }
    if let Some(first) = block.s3_also.first() {
        let span = statement(block, first.span);
        found.push(span, "`s3 also`", label, help);
    }
    if let Some(span) = block.s3_in_use {
        found.push(span, "`s3 in_use`", label, "remove the statement");
    }
    // Other gateways get their routes there, too.
    if let Some(tables) = block.route_tables.as_ref().filter(|_| plan.gateway_endpoints().next().is_none()) {
        found.push(tables.span, "`route_tables`", "this block creates no gateway endpoint", "remove the statement");
    }
}

/// The word of `uses` that opens a bucket.
fn opened_by(block: &Block, bucket: &str) -> Option<&'static str> {
    let opens = |said: &&Spanned<&Use>| said.value.buckets(block.region.value.id).any(|it| it == bucket);
    block.workload.uses.iter().find(opens).map(|said| said.value.word)
}

/// The region that the name of one of AWS's own buckets has in it, if it is another one.
fn elsewhere(bucket: &str, region: &Region) -> Option<&'static str> {
    const OF_AWS: &[&str] =
        &["starport-layer-bucket", "amazonlinux-2-repos-", "al2023-repos-", "patch-baseline-snapshot-"];
    if !OF_AWS.iter().any(|of| bucket.contains(of)) {
        return None;
    }
    let in_name = |id: &str| {
        let ends = |rest: &str| rest.is_empty() || rest.starts_with('-');
        bucket.match_indices(id).any(|(at, _)| bucket.get(at + id.len()..).is_some_and(ends))
    };
    let named = Region::all().iter().map(|other| other.id).find(|id| in_name(id));
    named.filter(|id| *id != region.id)
}

fn interfaces(block: &Block, plan: &Plan, found: &mut Found) {
    if plan.interface_endpoints().next().is_some() {
        return;
    }
    if let Some(span) = block.dualstack()
        && plan.gateway_endpoints().next().is_none()
    {
        found.push(span, "`ip dualstack`", "this block creates no endpoint", "remove the statement");
    }
    let label = "this block creates no interface endpoint";
    let said = [
        (Keyword::Clients, block.clients.as_ref().map(|clients| clients.span)),
        (Keyword::SecurityGroup, block.security_group.as_ref().map(|group| group.span)),
        (Keyword::Subnets, block.subnets.as_ref().map(|subnets| subnets.span)),
        (Keyword::PrivateDns, block.private_dns.filter(|it| it.value != PrivateDns::Own).map(|it| it.span)),
    ];
    for (keyword, span) in said {
        let Some(span) = span else { continue };
        let span = statement(block, span);
        found.push(span, &format!("`{}`", keyword.as_str()), label, "remove the statement");
    }
    if plan.surroundings.own_zones.is_empty()
        && let Some(own) = block.private_dns.filter(|it| it.value == PrivateDns::Own)
    {
        found.push(statement(block, own.span), "`private_dns own`", label, "remove the statement");
    }
    let taggable = plan.resources.iter().any(|resource| {
        matches!(resource.kind, ResourceKind::GatewayEndpoint(_) | ResourceKind::Role(_) | ResourceKind::Vpc(_))
    });
    if let Some(tag) = block.tags.first().filter(|_| !taggable) {
        let span = statement(block, tag.key.span);
        found.push(span, "`tag`", "this block creates nothing with tags", "remove the statement");
    }
    if let Some(name) = block.name_tag.as_ref().filter(|_| !taggable) {
        let span = statement(block, name.span);
        found.push(span, "`name`", "nothing that takes tags is created here", "remove the statement");
    }
    if let (Vpc::New { span, .. }, false) = (&block.vpc, taggable) {
        found.push(*span, "`vpc new`", label, "remove the statement");
    }
}

/// `tasks` opens the way to what the block creates, and to S3.
fn tasks(block: &Block, plan: &Plan, found: &mut Found) {
    let Some(tasks) = &block.tasks else { return };
    if !plan.resources.iter().any(|resource| matches!(resource.kind, ResourceKind::Egress(_))) {
        found.push(tasks.span, "`tasks`", "no endpoint is created here, and S3 is not needed", "remove the statement");
    }
}

/// Prefixes of a cache from which nobody may pull.
fn caches(block: &Block, plan: &Plan, found: &mut Found) {
    for prefix in &block.pull_through_cache {
        let beginning = prefix.value.beginning();
        if !derive::fills_cache(&prefix.value, block) {
            let what = format!("`pull_through_cache \"{}\"`", prefix.value);
            if !plan.creates_ecr_endpoint() {
                let help = "allow the cache's actions in the policies of the existing endpoints, and remove the statement here";
                found.push(prefix.span, &what, NO_ECR_ENDPOINT, help);
                continue;
            }
            let label = format!("no `allow` reaches `{beginning}*`");
            found.push(prefix.span, &what, &label, format!("write `allow pull repo \"{beginning}*\"`"));
        }
    }
}

/// `account` completes names of repositories.
fn account(block: &Block, plan: &Plan, found: &mut Found) {
    let Some(account) = &block.account else { return };
    let id = account.value.to_string();
    let used = plan.policies.iter().flat_map(|policy| policy.document.values()).any(|it| it.to_string().contains(&id));
    if !used {
        let label = "no `allow` or `deny` names a repository";
        let help = "name the repositories, or remove the statement";
        found.push(statement(block, account.span), "`account`", label, help);
    }
}

/// `sdk` is about names of an `ecr.api` that the block creates.
fn sdk(block: &Block, plan: &Plan, found: &mut Found) {
    let Some(sdk) = block.sdk.filter(|_| plan.endpoint(Service::EcrApi).is_none()) else { return };
    let label = "this block creates no `ecr.api` endpoint";
    found.push(statement(block, sdk.span), "`sdk`", label, "remove the statement");
}

/// The word `parameter` of an existing endpoint whose id nothing needs: the endpoint is spared, but the template has no
/// such parameter.
fn parameters(block: &Block, plan: &Plan, found: &mut Found) {
    let used = plan.parameters();
    let in_vain = derive::existing_in_vain(block, plan);
    for existing in block.existing.iter().filter(|existing| !in_vain.contains(existing)) {
        let parameter = Parameter::EndpointId(existing.service.value);
        if existing.id.value != OwnId::Parameter || used.contains(&parameter) {
            continue;
        }
        let message = format!("the template has no parameter `{}`: nothing in it uses this ID", parameter.name());
        found.report.push(
            Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, statement(block, existing.id.span), message)
                .label("names no parameter here")
                .help(format!("pass no `{}` when you deploy", parameter.name()))
                .in_vain()
                .weighing(Severity::Note),
        );
    }
}

/// The place of the statement around a place.
fn statement(block: &Block, at: Span) -> Span {
    let holds = |said: &&Spanned<Keyword>| {
        said.span.source == at.source && said.span.start <= at.start && at.end <= said.span.end
    };
    block.statements.iter().find(holds).map_or(at, |said| said.span)
}
