//! The card of ECR009: statements that change nothing.

use crate::aws::Region;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Effect, Plan, PolicyId, ResourceKind, Statement};
use crate::policy::{self, Budget};
use crate::rules::Subject;
use crate::span::{Span, Spanned};
use crate::spec::derive;
use crate::spec::model::{Access, Block, Keyword, PrivateDns, Verb, Vpc};
use std::collections::BTreeMap;

/// What was found on a block, to be reported.
struct Found<'r> {
    report: &'r mut Report,
}

impl Found<'_> {
    fn push(&mut self, span: Span, what: &str, label: &str, help: impl Into<String>) {
        self.report.push(
            Diagnostic::new(&cards::STATEMENT_WITHOUT_EFFECT, span, format!("{what} has no effect"))
                .label(label)
                .help(help),
        );
    }
}

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let (Some(block), plan) = (subject.block, subject.plan) else { return };
    let mut found = Found { report };
    access(block, plan, &mut found);
    gateway(block, plan, &mut found);
    interfaces(block, plan, &mut found);
    denied(subject, block, &mut found);
    caches(block, &mut found);
    account(block, plan, &mut found);
}

/// Drops what is found of a statement of `defaults` that has its effect in another block. Of one that protects something
/// this is said of each block that it does not protect.
pub(in crate::rules) fn settle(blocks: &[Block], report: &mut Report) {
    let place = |found: &Diagnostic| {
        Some(found.primary.as_ref()?.span).filter(|_| found.rule.code == cards::STATEMENT_WITHOUT_EFFECT.code)
    };
    let mut vain: BTreeMap<Span, usize> = BTreeMap::new();
    for span in report.diagnostics.iter().filter_map(place) {
        *vain.entry(span).or_default() += 1;
    }
    if vain.is_empty() || blocks.len() < 2 {
        return;
    }
    let mut taken: BTreeMap<Span, (Keyword, usize)> = BTreeMap::new();
    for said in blocks.iter().flat_map(|block| &block.statements).filter(|said| vain.contains_key(&said.span)) {
        taken.entry(said.span).or_insert((said.value, 0)).1 += 1;
    }
    report.diagnostics.retain(|found| {
        let Some(span) = place(found) else { return true };
        let protects = |word| matches!(word, Keyword::Allow | Keyword::Deny | Keyword::Clients | Keyword::Account);
        let elsewhere = |(word, blocks): &(Keyword, usize)| !protects(*word) && vain.get(&span) < Some(blocks);
        !taken.get(&span).is_some_and(elsewhere)
    });
}

/// Whether the block creates an endpoint that carries the policy of `allow` and `deny`.
fn access(block: &Block, plan: &Plan, found: &mut Found) {
    if plan.creates_ecr_endpoint() {
        return;
    }
    let role = block.execution_role.as_ref().filter(|role| role.value.new).map(|role| role.value.name.as_str());
    for access in &block.access {
        // It limits what the new role may pull.
        if role.is_some_and(|role| access.value.allow && derive::grants_to_role(&access.value, role)) {
            continue;
        }
        let (what, label) = if access.value.allow {
            ("this `allow`", "this block creates no ECR endpoint")
        } else {
            ("this `deny`", "this block creates no ECR endpoint")
        };
        found.push(access.span, what, label, "put the policy on the existing endpoints, and remove the statement here");
    }
}

fn gateway(block: &Block, plan: &Plan, found: &mut Found) {
    let layers = block.region.value.layer_bucket();
    if plan.gateway_endpoints().next().is_some() {
        for bucket in &block.s3_also {
            if bucket.value.as_str() == layers {
                let label = "the minimal policy already allows this bucket";
                found.push(bucket.span, &format!("`s3 also \"{layers}\"`"), label, "remove the bucket");
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
    if let Some(tables) = &block.route_tables {
        found.push(tables.span, "`route_tables`", label, "remove the statement");
    }
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
    if let (Vpc::New { span, .. }, false) = (&block.vpc, taggable) {
        found.push(*span, "`vpc new`", label, "remove the statement");
    }
}

/// An `allow` that a `deny` takes away again.
fn denied(subject: &Subject, block: &Block, found: &mut Found) {
    let of = |allow: bool| block.access.iter().filter(move |access| access.value.allow == allow);
    let (allows, denies): (Vec<_>, Vec<_>) = (of(true).collect(), of(false).collect());
    let reaches = |of: &[&Spanned<Access>]| of.iter().map(|access| reach(&access.value, block)).collect::<Vec<_>>();
    let (granted, refused) = (reaches(&allows), reaches(&denies));
    // What is longer than AWS takes (ECR505) is not compared.
    if denies.is_empty() || policy::excess(&[granted.as_slice(), &refused].concat()).is_some() {
        return;
    }
    let question = |budget: &mut Budget| policy::covered_by(&granted, &refused, budget);
    for (narrow, wide) in subject.bound.ask(&cards::STATEMENT_WITHOUT_EFFECT, &PolicyId::Ecr, question) {
        let (Some(allow), Some(deny)) = (allows.get(narrow), denies.get(wide)) else { continue };
        found.report.push(
            Diagnostic::new(
                &cards::STATEMENT_WITHOUT_EFFECT,
                allow.span,
                "this `allow` has no effect: a `deny` covers all of it",
            )
            .label("a `deny` always wins")
            .also(deny.span, "denies all that it allows")
            .help("remove the `allow`, or narrow the `deny`"),
        );
    }
}

/// What a statement is about, as a grant: without the token, and of a push what is no part of a pull.
fn reach(access: &Access, block: &Block) -> Statement {
    let denied = Access { allow: false, ..access.clone() };
    Statement { effect: Effect::Allow, ..derive::statement_of(&denied, block) }
}

/// Prefixes of a cache from which nobody may pull.
fn caches(block: &Block, found: &mut Found) {
    let mut allows = block.access.iter().map(|access| &access.value).filter(|access| access.allow).peekable();
    if allows.peek().is_none() {
        return;
    }
    let pulls = |access: &&Access| matches!(access.verb.value, Verb::Pull | Verb::All | Verb::Action(_));
    let allows: Vec<&Access> = allows.filter(pulls).collect();
    for prefix in &block.pull_through_cache {
        let beginning = prefix.value.beginning();
        let reaches = |access: &&Access| {
            let patterns = access.repositories.iter().map(|repository| repository.value.pattern());
            access.repositories.is_empty() || patterns.into_iter().any(|pattern| meets(pattern, &beginning))
        };
        if !allows.iter().any(reaches) {
            let label = format!("no `allow` reaches `{beginning}*`");
            let what = format!("`pull_through_cache \"{}\"`", prefix.value);
            found.push(prefix.span, &what, &label, format!("write `allow pull repo \"{beginning}*\"`"));
        }
    }
}

/// Whether a pattern may match a name that begins so.
fn meets(pattern: &str, beginning: &str) -> bool {
    let head = pattern.split(['*', '?']).next().unwrap_or_default();
    head.starts_with(beginning) || (head.len() < pattern.len() && beginning.starts_with(head))
}

/// `account` completes names of repositories.
fn account(block: &Block, plan: &Plan, found: &mut Found) {
    let Some(account) = &block.account else { return };
    let id = account.value.to_string();
    let used = plan.policies.iter().flat_map(|policy| policy.document.values()).any(|it| it.to_string().contains(&id));
    if !used && !block.access.is_empty() {
        let label = "no `allow` or `deny` names a repository";
        let help = "name the repositories, or remove the statement";
        found.push(statement(block, account.span), "`account`", label, help);
    }
}

/// The place of the statement around a place.
fn statement(block: &Block, at: Span) -> Span {
    let holds = |said: &&Spanned<Keyword>| {
        said.span.source == at.source && said.span.start <= at.start && at.end <= said.span.end
    };
    block.statements.iter().find(holds).map_or(at, |said| said.span)
}
