//! Input: the statements that hold for one block.
//! Output: the block; or nothing, with a report of what is missing or contradictory.
//! Never: repeats what was reported about a single statement.

use super::draft::Draft;
use super::naming;
use super::saying::Said;
use super::{Block, Client, Principal, Repository, Vpc};
use crate::aws;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Launch, Workload};
use crate::span::{Span, Spanned};
use crate::spec::syntax::Keyword;
use std::collections::BTreeMap;

/// AWS lets a resource have so many tags.
pub(super) const TAGS: usize = 50;

/// ECR lets a registry have so many pull through cache rules in a region, and no more on request (Amazon ECR user guide,
/// "Amazon ECR service quotas", read 2026-11-25).
const CACHES: usize = 50;

pub(super) fn assemble(draft: Draft, report: &mut Report) -> Option<Block> {
    let mut findings = Report::default();
    let says = |keyword: Keyword| draft.sayings.iter().any(|saying| saying.keyword == keyword);
    if !draft.broken {
        for (keyword, example) in [(Keyword::Region, "region us-east-2"), (Keyword::Launch, "launch fargate 1.4.0")] {
            if !says(keyword) {
                findings.push(
                    Diagnostic::new(
                        &cards::MISSING_STATEMENT,
                        draft.span,
                        format!("`{}` is missing", keyword.as_str()),
                    )
                    .label("in this block")
                    .help(format!("write `{example}`")),
                );
            }
        }
    }
    let unsound = draft.broken || draft.nameless || draft.sayings.iter().any(|saying| saying.again);
    let mut spans: Vec<_> = draft.sayings.iter().map(|saying| saying.span).zip(0..).collect();
    spans.sort_unstable();
    let block = collect(draft);
    let Some(block) = block else {
        report.append(findings);
        return None;
    };
    contradictions(&block, &spans, &mut findings);
    naming::check(&block, &spans, &mut findings);
    values(&block, &mut findings);
    let sound = !findings.has_errors() && !unsound;
    report.append(findings);
    sound.then_some(block)
}

/// The block, where it has a region; without one nothing else can be judged.
fn collect(draft: Draft) -> Option<Block> {
    let region = draft.sayings.iter().find_map(|saying| {
        let Said::Region(region) = &saying.said else { return None };
        Some(*region)
    })?;
    let statements = draft.sayings.iter().map(|saying| Spanned::new(saying.keyword, saying.span)).collect();
    let mut block = Block {
        name: draft.name,
        span: draft.span,
        region,
        account: None,
        tags: Vec::new(),
        name_tag: None,
        vpc: Vpc::Unsaid,
        subnets: None,
        route_tables: None,
        existing: Vec::new(),
        clients: None,
        security_group: None,
        custom_dns: None,
        private_dns: None,
        private_dns_of: Vec::new(),
        sdk: None,
        workload: Workload::default(),
        images: None,
        s3_full: None,
        s3_also: Vec::new(),
        s3_in_use: None,
        pull_through_cache: Vec::new(),
        execution_role: None,
        access: Vec::new(),
        accepts: Vec::new(),
        statements,
    };
    for saying in draft.sayings {
        match saying.said {
            Said::Region(_) | Said::Nothing => {}
            Said::Account(account) => block.account = Some(account),
            Said::Tag(tag) => block.tags.push(tag),
            Said::Name(name) => block.name_tag = Some(name),
            Said::Vpc(vpc) => block.vpc = vpc,
            Said::Subnets(subnets) => block.subnets = Some(subnets),
            Said::RouteTables(tables) => block.route_tables = Some(tables),
            Said::Existing(existing) => block.existing.push(existing),
            Said::Clients(clients) => block.clients = Some(clients),
            Said::SecurityGroup(group) => block.security_group = Some(group),
            Said::CustomDns(custom) => block.custom_dns = Some(custom),
            Said::PrivateDns(setting) => block.private_dns = Some(setting),
            Said::PrivateDnsOf(of) => block.private_dns_of.push(of),
            Said::Sdk(date) => block.sdk = Some(date),
            Said::Launch(launch) => block.workload.launches.push(launch),
            Said::Awslogs(awslogs) => block.workload.awslogs = Some(awslogs),
            Said::Secrets(stores) => block.workload.secrets = stores,
            Said::Exec(on) => block.workload.exec = Some(on),
            Said::Kms(on) => block.workload.kms = Some(on),
            Said::Images(images) => block.images = Some(images),
            Said::S3Full(full) => block.s3_full = Some(full),
            Said::S3Also(buckets) => block.s3_also.extend(buckets),
            Said::S3InUse(span) => block.s3_in_use = Some(span),
            Said::PullThroughCache(prefix) => block.pull_through_cache.push(prefix),
            Said::ExecutionRole(role) => block.execution_role = Some(role),
            Said::Access(access) => block.access.push(access),
            Said::Accept(accept) => block.accepts.push(accept),
        }
    }
    // There are many blocks, and few statements in each.
    block.access.shrink_to_fit();
    block.workload.launches.shrink_to_fit();
    block.tags.shrink_to_fit();
    Some(block)
}

/// The statements of a block by their place, each with its number among them.
pub(super) type Statements = [(Span, usize)];

/// The number of the statement around a place, and its own place.
fn statement(statements: &Statements, at: Span) -> (usize, Span) {
    let before = statements.partition_point(|(span, _)| (span.source, span.start) <= (at.source, at.start));
    let around = before.checked_sub(1).and_then(|last| statements.get(last)).filter(|(span, _)| at.end <= span.end);
    around.map_or((usize::MAX, at), |(span, number)| (*number, *span))
}

/// Reports two statements that cannot both hold, at the later one; those of `defaults` come first.
pub(super) fn at_odds(
    places: (Span, Span),
    spans: &Statements,
    message: impl Into<String>,
    help: &str,
    findings: &mut Report,
) {
    let (a, b) = (statement(spans, places.0), statement(spans, places.1));
    let ((_, first), (_, later)) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    findings.push(
        Diagnostic::new(&cards::CONTRADICTION, later, message)
            .label("this contradicts")
            .also(first, "what is said here")
            .help(help),
    );
}

fn contradictions(block: &Block, spans: &Statements, findings: &mut Report) {
    if let Vpc::New { span, .. } = &block.vpc {
        let others = [
            ("subnets", block.subnets.as_ref().map(|subnets| subnets.span)),
            ("route_tables", block.route_tables.as_ref().map(|tables| tables.span)),
            ("security_group", block.security_group.as_ref().map(|group| group.span)),
            ("s3 in_use", block.s3_in_use),
        ];
        let existing = block.existing.iter().map(|existing| ("existing", Some(existing.service.span)));
        let mut clients = block.clients.iter().flat_map(|clients| &clients.value);
        let group = clients.find(|client| matches!(client.value, Client::Group(_) | Client::Parameter));
        let group = [("a security group in `clients`", group.map(|group| group.span))];
        for (what, at) in others.into_iter().chain(existing).chain(group) {
            let Some(at) = at else { continue };
            let what = if what.contains('`') { what.to_owned() } else { format!("`{what}`") };
            let message = format!("{what} belongs to a VPC that is there, beside `vpc new`");
            at_odds((*span, at), spans, message, "a new VPC brings its own; remove one of the two", findings);
        }
    }
    if let (Some(group), Some(clients)) = (&block.security_group, &block.clients) {
        let help = "`clients` are the rules of a group that is created; put them into your own group";
        at_odds((group.span, clients.span), spans, "`clients` beside a security group of your own", help, findings);
    }
    if let (Some(full), Some(also)) = (block.s3_full.filter(|full| full.value), block.s3_also.first()) {
        let help = "`s3 full` opens every bucket already; remove `s3 also`";
        at_odds((full.span, also.span), spans, "`s3 also` beside `s3 full`", help, findings);
    }
    launches(block, spans, findings);
}

/// What needs a launch that the block does not have.
fn launches(block: &Block, spans: &Statements, findings: &mut Report) {
    let launches = &block.workload.launches;
    let Some(launch) = launches.first() else { return };
    let mut unmet = |at: Option<Span>, met: fn(Launch) -> bool, message: &str, help: &str| {
        let Some(at) = at.filter(|_| !launches.iter().any(|launch| met(launch.value))) else { return };
        findings.push(
            Diagnostic::new(&cards::CONTRADICTION, statement(spans, at).1, message)
                .label("nothing here uses it")
                .also(launch.span, if launches.len() == 1 { "the only launch" } else { "the first of the launches" })
                .help(help),
        );
    };
    let exec = block.workload.exec.filter(|exec| exec.value).map(|exec| exec.span);
    unmet(
        exec,
        Launch::is_ecs,
        "`exec on` without ECS tasks",
        "remove it, or add `launch fargate 1.4.0` or `launch ec2`",
    );
    let role = block.execution_role.as_ref().map(|role| role.span);
    let is_fargate = |launch| matches!(launch, Launch::Fargate { .. });
    let help = "remove it, or add `launch fargate 1.4.0`";
    unmet(role, is_fargate, "`execution_role` without ECS tasks on Fargate", help);
    let images = block.images.map(|images| images.span);
    let help = "remove it, or write `launch fargate 1.0.0 windows` or `launch ec2 windows`";
    unmet(images, Launch::is_windows, "`images windows` without a Windows launch", help);
}

/// Values that can be judged only with the rest of the block.
fn values(block: &Block, findings: &mut Report) {
    if let Some(tag) = block.tags.get(TAGS) {
        findings.push(
            Diagnostic::new(&cards::MALFORMED_VALUE, tag.key.span, format!("more than {TAGS} tags"))
                .label("one too many")
                .help(format!("AWS lets a resource have {TAGS} tags")),
        );
    }
    if let Some(prefix) = block.pull_through_cache.get(CACHES) {
        findings.push(
            Diagnostic::new(
                &cards::MALFORMED_VALUE,
                prefix.span,
                format!("more than {CACHES} pull through cache rules"),
            )
            .label("one too many")
            .help(format!("ECR lets a registry have {CACHES} of them in a region")),
        );
    }
    if let Some(role) = block.execution_role.as_ref().filter(|role| role.value.new) {
        one_key_to_iam(block, role.span, findings);
        let texts = block.tags.iter().flat_map(|tag| [&tag.key, &tag.value]);
        for text in texts {
            if let Some(fault) = aws::iam_tag_fault(&text.value) {
                findings.push(
                    Diagnostic::new(&cards::MALFORMED_VALUE, text.span, fault.to_string())
                        .label("this is a tag of the role, too")
                        .also(role.span, "IAM's limits hold because of this role"),
                );
            }
        }
    }
    for access in &block.access {
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
        let message = format!("`{}` and `{}` are one key for the tags of a role", tag.key.value, earlier.value);
        findings.push(
            Diagnostic::new(&cards::CONTRADICTION, tag.key.span, message)
                .label("IAM ignores the letter case of keys")
                .also(earlier.span, "the same key to IAM")
                .also(role, "this role gets every tag of the block")
                .help("keep one of the two, or name a role that exists"),
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
                format!("an ARN of the partition `{}`, where the region is of `{}`", found.id(), wanted.id()),
            )
            .label("no such principal can call here")
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
            format!("a repository of the {what} `{found}`, behind endpoints of `{wanted}`"),
        )
        .label("not reached through these endpoints")
        .also(block.region.span, "the endpoints are here")
        .help(format!("name a repository of `{}`; replicate the image there first", region.id)),
    );
}
