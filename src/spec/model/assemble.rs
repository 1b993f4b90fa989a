//! Input: the statements that hold for one block.
//! Output: the block; or nothing, with a report of what is missing or contradictory.
//! Never: repeats what was reported about a single statement.

use super::endpoint::EndpointKey;
use super::head::Head;
use super::naming::{self, TAGS};
use super::odds::{Statements, at_odds, statement};
use super::saying::{Said, Saying};
use super::{Block, Client, Principal, Repository, Vpc};
use crate::aws::{self, Region, ServiceName};
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Launch, Workload};
use crate::span::{Span, Spanned};
use crate::spec::syntax::Keyword;
use std::collections::BTreeMap;
use std::sync::Arc;

/// ECR lets a registry have so many pull through cache rules in a region, and no more on request (Amazon ECR user guide,
/// "Amazon ECR service quotas", read 2026-11-25).
const CACHES: usize = 50;

/// What becomes of a block, whatever is around it.
#[derive(Debug, Default)]
pub(super) struct Assembled {
    /// What it lacks. Where something around it is broken, that may be there.
    pub(super) lacking: Report,
    /// What else is wrong with it.
    pub(super) found: Report,
    /// The block, if nothing is.
    pub(super) block: Option<Arc<Block>>,
}

/// What becomes of a block that says all this, where nothing around it is broken.
pub(super) fn assemble(head: &Head, sayings: Vec<Saying>, broken: bool) -> Assembled {
    let (mut lacking, mut findings) = (Report::default(), Report::default());
    let says = |keyword: Keyword| sayings.iter().any(|saying| saying.keyword == keyword);
    if !broken {
        for (keyword, example) in [(Keyword::Region, "region us-east-2"), (Keyword::Launch, "launch fargate 1.4.0")] {
            if !says(keyword) {
                lacking.push(
                    Diagnostic::new(
                        &cards::MISSING_STATEMENT,
                        head.span,
                        format!("this block has no `{}`", keyword.as_str()),
                    )
                    .label("every block needs one")
                    .help(format!("add the one you use, as in `{example}`")),
                );
            }
        }
    }
    let unsound = broken || head.nameless || sayings.iter().any(|saying| saying.again);
    let mut spans: Vec<_> = sayings.iter().map(|saying| saying.span).zip(0..).collect();
    spans.sort_unstable();
    let Some(block) = collect(head, sayings, &mut findings) else {
        return Assembled { lacking, found: findings, block: None };
    };
    contradictions(&block, &spans, &mut findings);
    if !broken {
        launches(&block, &spans, &mut lacking);
    }
    naming::check(&block, &spans, &mut findings);
    values(&block, &mut findings);
    let sound = !lacking.has_errors() && !findings.has_errors() && !unsound;
    Assembled { lacking, found: findings, block: sound.then(|| Arc::new(block)) }
}

/// The block, where it has a region; without one nothing else can be judged.
fn collect(head: &Head, sayings: Vec<Saying>, findings: &mut Report) -> Option<Block> {
    let region = sayings.iter().find_map(|saying| {
        let Said::Region(region) = &saying.said else { return None };
        Some(*region)
    })?;
    let statements = sayings.iter().map(|saying| Spanned::new(saying.keyword, saying.span)).collect();
    let mut block = Block {
        name: head.name.clone(),
        span: head.span,
        region,
        account: None,
        tags: Vec::new(),
        name_tag: None,
        vpc: Vpc::Unsaid,
        subnets: None,
        route_tables: None,
        existing: Vec::new(),
        endpoints: Vec::new(),
        clients: None,
        security_group: None,
        tasks: None,
        custom_dns: None,
        private_dns: None,
        private_dns_of: Vec::new(),
        ip: None,
        fips: None,
        sdk: None,
        workload: Workload::default(),
        images: None,
        s3_full: None,
        s3_also: Vec::new(),
        s3_in_use: None,
        pull_through_cache: Vec::new(),
        execution_roles: None,
        access: Vec::new(),
        access_on: Vec::new(),
        accepts: Vec::new(),
        statements,
    };
    for saying in sayings {
        match saying.said {
            Said::Region(_) | Said::Nothing => {}
            Said::Account(account) => block.account = Some(account),
            Said::Tag(tag) => block.tags.push(tag),
            Said::Name(name) => block.name_tag = Some(name),
            Said::Vpc(vpc) => block.vpc = vpc,
            Said::Subnets(subnets) => block.subnets = Some(subnets),
            Said::RouteTables(tables) => block.route_tables = Some(tables),
            Said::Existing(existing) => block.existing.push(existing),
            Said::Endpoints(endpoints) => block.endpoints.extend(endpoints),
            Said::Clients(clients) => block.clients = Some(clients),
            Said::SecurityGroup(group) => block.security_group = Some(group),
            Said::Tasks(groups) => block.tasks = Some(groups),
            Said::CustomDns(custom) => block.custom_dns = Some(custom),
            Said::PrivateDns(setting) => block.private_dns = Some(setting),
            Said::PrivateDnsOf(of) => block.private_dns_of.push(of),
            Said::Ip(kind) => block.ip = Some(kind),
            Said::Fips(on) => block.fips = Some(on),
            Said::Sdk(date) => block.sdk = Some(date),
            Said::Launch(launch) => block.workload.launches.push(launch),
            Said::Uses(uses) => block.workload.uses.extend(uses),
            Said::Awslogs(awslogs) => block.workload.awslogs = Some(awslogs),
            Said::Secrets(stores) => block.workload.secrets = stores,
            Said::Exec(on) => block.workload.exec = Some(on),
            Said::Kms(on) => block.workload.kms = Some(on),
            Said::Images(images) => block.images = Some(images),
            Said::S3Full(full) => block.s3_full = Some(full),
            Said::S3Also(buckets) => block.s3_also.extend(buckets),
            Said::S3InUse(span) => block.s3_in_use = Some(span),
            Said::PullThroughCache(prefix) => block.pull_through_cache.push(prefix),
            Said::ExecutionRoles(roles) => block.execution_roles = Some(roles),
            Said::Access(access) if access.value.on.is_some() => block.access_on.push(access),
            Said::Access(access) => block.access.push(access),
            Said::Accept(accept) => block.accepts.push(accept),
        }
    }
    settle(&mut block, findings);
    // There are many blocks, and few statements in each.
    block.access.shrink_to_fit();
    block.workload.launches.shrink_to_fit();
    block.tags.shrink_to_fit();
    Some(block)
}

fn contradictions(block: &Block, spans: &Statements, findings: &mut Report) {
    if let Vpc::New { span, .. } = &block.vpc {
        let others = [
            ("subnets", block.subnets.as_ref().map(|subnets| subnets.span)),
            ("route_tables", block.route_tables.as_ref().map(|tables| tables.span)),
            ("security_group", block.security_group.as_ref().map(|group| group.span)),
            ("tasks", block.tasks.as_ref().map(|tasks| tasks.span)),
            ("s3 in_use", block.s3_in_use),
            ("ip dualstack", block.dualstack()),
        ];
        let existing = block.existing.iter().map(|existing| ("existing", Some(existing.service.span)));
        let mut clients = block.clients.iter().flat_map(|clients| &clients.value);
        let group = clients.find(|client| matches!(client.value, Client::Group(_) | Client::Parameter));
        let group = [("a security group in `clients`", group.map(|group| group.span))];
        for (what, at) in others.into_iter().chain(existing).chain(group) {
            let Some(at) = at else { continue };
            let what = if what.contains('`') { what.to_owned() } else { format!("`{what}`") };
            let why = if what == "`ip dualstack`" {
                "the subnets of a new VPC have no IPv6 addresses".to_owned()
            } else {
                format!("{what} is for an existing VPC; a new one brings its own")
            };
            let places = [(*span, "`vpc new`"), (at, what.as_str())];
            at_odds(places, spans, Some(&why), "remove one of the two", findings);
        }
    }
    if let (Some(group), Some(clients)) = (&block.security_group, &block.clients) {
        let why = "`clients` configures the group that ecrc creates";
        let help = "remove `clients` and add its rules to your group";
        let places = [(group.span, "`security_group`"), (clients.span, "`clients`")];
        at_odds(places, spans, Some(why), help, findings);
    }
    if let (Some(full), Some(also)) = (block.s3_full.filter(|full| full.value), block.s3_also.first()) {
        let why = "`s3 full` already opens every bucket";
        let places = [(full.span, "`s3 full`"), (also.span, "`s3 also`")];
        at_odds(places, spans, Some(why), "remove `s3 also`", findings);
    }
}

/// Has each whole name of a listed service be that service, and reports one that is also named by its key. What is
/// spelled the same twice is reported where the statements are read.
fn settle(block: &mut Block, findings: &mut Report) {
    let region = block.region.value;
    let named = block.endpoints.iter().chain(block.private_dns_of.iter().map(|of| &of.service));
    findings.diagnostics.extend(named.filter_map(|key| bare_id(key, region)));
    block.access_on.iter_mut().filter_map(|access| access.value.on.as_mut()).for_each(|key| key.value.settle(region));
    let endpoints = block.endpoints.iter_mut().map(|key| ("endpoint", key));
    let settings = block.private_dns_of.iter_mut().map(|of| ("`private_dns` of", &mut of.service));
    let mut first: BTreeMap<(&str, String), Spanned<EndpointKey>> = BTreeMap::new();
    for (what, key) in endpoints.chain(settings) {
        let written = key.clone();
        key.value.settle(region);
        let earlier = first.insert((what, key.value.service_name(region)), written.clone());
        let Some(earlier) = earlier.filter(|earlier| earlier.value != written.value) else { continue };
        findings.push(
            Diagnostic::new(&cards::CONTRADICTION, key.span, format!("{what} `{}` appears twice", key.value.as_str()))
                .label("the second one")
                .also(earlier.span, "the first one")
                .note(format!("both stand for `{}`", key.value.service_name(region)))
                .help("keep one"),
        );
    }
}

/// Reports the ID of a service that somebody keeps in place of its name, which holds the region, too.
fn bare_id(key: &Spanned<EndpointKey>, region: &Region) -> Option<Diagnostic> {
    let id = key.value.bare_id()?;
    let message = format!("`{id}` is not the whole name of an endpoint service");
    let found = Diagnostic::new(&cards::MALFORMED_VALUE, key.span, message).label("only the ID that ends its name");
    let Some(name) = ServiceName::of_own_id(id, region) else {
        return Some(found.help("write the whole name that the service's provider gives, in quotes"));
    };
    let write = format!("write `\"{name}\"`");
    Some(found.help(write.clone()).suggest(key.span, format!("\"{name}\""), write))
}

/// What needs a launch that the block does not have. Where something is broken, that may be one.
fn launches(block: &Block, spans: &Statements, findings: &mut Report) {
    let launches = &block.workload.launches;
    let Some(launch) = launches.first() else { return };
    let mut unmet = |at: Option<Span>, met: fn(Launch) -> bool, message: &str, help: &str| {
        let Some(at) = at.filter(|_| !launches.iter().any(|launch| met(launch.value))) else { return };
        findings.push(
            Diagnostic::new(&cards::CONTRADICTION, statement(spans, at).1, message)
                .label("nothing here uses it")
                .also(launch.span, if launches.len() == 1 { "the only launch" } else { "the first launch" })
                .help(help),
        );
    };
    let exec = block.workload.exec.filter(|exec| exec.value).map(|exec| exec.span);
    let help = "remove it, or add `launch fargate 1.4.0` or `launch ec2`";
    unmet(exec, Launch::is_ecs, "`exec on` needs ECS tasks", help);
    let role = block.execution_roles.as_ref().map(|role| role.span);
    let help = "remove it, or add `launch fargate 1.4.0`";
    unmet(role, Launch::is_fargate, "`execution_role` needs ECS tasks on Fargate", help);
    let images = block.images.map(|images| images.span);
    let help = "remove it, or write `launch fargate 1.0.0 windows` or `launch ec2 windows`";
    unmet(images, Launch::is_windows, "`images windows` needs a Windows launch", help);
    let hosts = block.workload.hosts();
    for said in &block.workload.uses {
        if said.value.hosts.iter().any(|host| hosts.contains(host)) {
            continue;
        }
        let word = said.value.word;
        let launches: Vec<String> = said.value.hosts.iter().map(|host| format!("`{}`", host.launch())).collect();
        findings.push(
            Diagnostic::new(
                &cards::CONTRADICTION,
                said.span,
                format!("`uses {word}` needs a launch that it goes with"),
            )
            .label("runs with none of the launches here")
            .also(launch.span, if launches_of(block) == 1 { "the only launch" } else { "the first of the launches" })
            .help(format!("remove it, or add {}", launches.join(" or "))),
        );
    }
}

fn launches_of(block: &Block) -> usize {
    block.workload.launches.len()
}

/// Values that can be judged only with the rest of the block.
fn values(block: &Block, findings: &mut Report) {
    if let Some(tag) = block.tags.get(TAGS) {
        findings.push(
            Diagnostic::new(&cards::MALFORMED_VALUE, tag.key.span, format!("this block has more than {TAGS} tags"))
                .label("one too many")
                .help(format!("remove tags: AWS allows {TAGS} on a resource")),
        );
    }
    if let Some(prefix) = block.pull_through_cache.get(CACHES) {
        findings.push(
            Diagnostic::new(
                &cards::MALFORMED_VALUE,
                prefix.span,
                format!("this block has more than {CACHES} pull-through cache rules"),
            )
            .label("one too many")
            .help(format!("remove rules: ECR allows {CACHES} per registry and region")),
        );
    }
    if let Some(role) = block.execution_roles.as_ref().filter(|role| role.value.new) {
        one_key_to_iam(block, role.span, findings);
        let texts = block.tags.iter().flat_map(|tag| [&tag.key, &tag.value]);
        for text in texts {
            if let Some(fault) = aws::iam_tag_fault(&text.value) {
                findings.push(
                    Diagnostic::new(&cards::MALFORMED_VALUE, text.span, fault.to_string())
                        .label("IAM does not allow this character")
                        .also(role.span, "this role gets the tag, too")
                        .help(fault.help().unwrap_or_default()),
                );
            }
        }
    }
    for access in block.access.iter().chain(&block.access_on) {
        for principal in &access.value.principals {
            arn_of_partition(principal, block, findings);
        }
        for repository in &access.value.repositories {
            repository_of_region(repository, block, findings);
        }
    }
}

/// Reports keys of tags that differ in letter case alone, beside a role that the block creates. To IAM, and to no other
/// service here, they are one key, and a role that is made with both is refused (IAM user guide, "Tags for AWS Identity
/// and Access Management resources", case sensitivity, read 2026-11-29).
fn one_key_to_iam(block: &Block, role: Span, findings: &mut Report) {
    let mut first: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
    for tag in &block.tags {
        let Some(earlier) = first.insert(tag.key.value.to_lowercase(), &tag.key) else { continue };
        if earlier.value == tag.key.value {
            continue;
        }
        let message = format!("`{}` and `{}` are the same tag key to IAM", tag.key.value, earlier.value);
        findings.push(
            Diagnostic::new(&cards::CONTRADICTION, tag.key.span, message)
                .label("IAM ignores letter case in keys")
                .also(earlier.span, "the first one")
                .also(role, "this role gets all tags of the block")
                .help("keep one of the two, or name an existing role"),
        );
    }
}

fn arn_of_partition(principal: &Spanned<Principal>, block: &Block, findings: &mut Report) {
    let Principal::Arn(arn) = &principal.value else { return };
    let (found, wanted) = (arn.partition(), block.region.value.partition);
    if found != wanted {
        findings.push(
            Diagnostic::new(
                &cards::MALFORMED_VALUE,
                principal.span,
                format!("the ARN is of partition `{}`, but the region is of `{}`", found.id(), wanted.id()),
            )
            .label("principals of this partition cannot call here")
            .also(block.region.span, format!("this region is of `{}`", wanted.id()))
            .help(format!("write `arn:{}:iam::…`", wanted.id())),
        );
    }
}

fn repository_of_region(repository: &Spanned<Repository>, block: &Block, findings: &mut Report) {
    let Repository::Arn(arn) = &repository.value else { return };
    let region = block.region.value;
    let (what, found, wanted) = if arn.partition() != region.partition {
        ("partition", arn.partition().id(), region.partition.id())
    } else if arn.region() != region.id {
        ("region", arn.region(), region.id)
    } else {
        return;
    };
    findings.push(
        Diagnostic::new(
            &cards::REPOSITORY_ELSEWHERE,
            repository.span,
            format!("a repository in {what} `{found}` is not reachable through endpoints in `{wanted}`"),
        )
        .label("endpoints are regional")
        .also(block.region.span, "the endpoints are here")
        .help(format!("replicate the image to `{}`, and name the repository there", region.id)),
    );
}
