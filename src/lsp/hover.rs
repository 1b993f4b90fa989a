//! Input: a checked spec, and a place in it.
//! Output: what stands there: the reference of the statement, what follows from it, the facts behind a word.
//! Never: derives anything; the plan contains it all.

use super::checked::Checked;
use super::client::Client;
use super::reference::{of_word, section};
use super::word::{At, at, text};
use crate::aws::{self, Region, Service, action, uses};
use crate::cards;
use crate::diagnostic::Report;
use crate::explain;
use crate::plan::{Plan, Resource, logical_id};
use crate::span::Span;
use crate::spec::derive;
use crate::spec::syntax::{self, Keyword, Statement};
use lsp_types::{Hover, HoverContents, Position, Uri};
use std::fmt::Write as _;

/// What there is to say at a place.
pub fn hover(checked: &Checked, uri: &Uri, place: Position, client: &Client) -> Option<Hover> {
    let to = client.encoding;
    let (id, offset) = checked.offset(uri, place, to)?;
    let (_, source) = checked.text(uri)?;
    let tree = syntax::parse(&source, id, &mut Report::default());
    let (span, page) = match at(&tree, offset)? {
        At::Include(include) => (include.span, of_word("include")),
        At::Head(block, true) => (block.keyword, of_word("defaults")),
        At::Head(block, false) => {
            let span = block.name.map_or(block.keyword, |name| block.keyword.to(name.span));
            (span, of_block(checked, block.span)?)
        }
        At::Statement(block, statement, argument) => {
            let word = argument.and_then(|argument| Some((argument.span(), text(argument)?)));
            let of_word = word.and_then(|(span, word)| Some((span, facts(checked, block.span, statement, word)?)));
            of_word.unwrap_or_else(|| (statement.span, of_statement(checked, statement)))
        }
    };
    let contents = HoverContents::Markup(Client::page(client.markdown_hovers, page));
    Some(Hover { contents, range: Some(checked.range(span, to)) })
}

/// The plans of the blocks, each with its place.
fn plans(checked: &Checked) -> impl Iterator<Item = (Span, Plan)> {
    checked.blocks.iter().map(|block| (block.span, derive::plan(block)))
}

/// What a block makes.
fn of_block(checked: &Checked, whole: Span) -> Option<String> {
    let block = checked.blocks.iter().find(|block| whole.holds(block.span))?;
    let plan = derive::plan(block);
    let mut page = format!("**{}** in {}\n\n", block.name, block.region.value.id);
    listed(&mut page, plan.resources.iter(), &plan);
    for existing in &plan.surroundings.existing {
        let _ = writeln!(page, "- `{}`: exists", existing.service.name());
    }
    Some(page)
}

/// The reference of a statement, and the resources that it asks for.
fn of_statement(checked: &Checked, statement: &Statement) -> String {
    let mut page = String::new();
    for (_, plan) in plans(checked) {
        let asked = |resource: &&Resource| resource.span.is_some_and(|span| statement.span.holds(span));
        listed(&mut page, plan.resources.iter().filter(asked), &plan);
        if !page.is_empty() {
            page.push_str("\n---\n\n");
            break;
        }
    }
    page + &section(statement.keyword.value)
}

/// Resources, a line each, with the reason.
fn listed<'p>(page: &mut String, resources: impl Iterator<Item = &'p Resource>, plan: &Plan) {
    for resource in resources {
        let what = resource.kind.service().and_then(|service| service.name(plan.region));
        let _ = write!(page, "- `{}`", logical_id(&resource.id));
        if let Some(what) = what {
            let _ = write!(page, " (`{what}`)");
        }
        if let Some(reason) = &resource.reason {
            let _ = write!(page, ": {} ({})", reason.sentence, reason.rule.code);
        }
        page.push('\n');
    }
}

/// What is known of a word in a statement.
fn facts(checked: &Checked, block: Span, statement: &Statement, word: &str) -> Option<String> {
    match statement.keyword.value {
        Keyword::Accept => {
            let rule = explain::by_code(word)?;
            Some(cards::print(rule))
        }
        Keyword::Uses => Some(explain::word(uses::find(word)?)),
        Keyword::Region => aws::region::find(word).map(of_region),
        Keyword::Endpoint | Keyword::Existing | Keyword::PrivateDns => {
            let service = Service::find(word)?;
            let region = checked.blocks.iter().find(|it| block.holds(it.span)).map(|it| it.region.value);
            let kind = if service.is_gateway() { "gateway" } else { "interface" };
            let name = region.map_or_else(String::new, |region| {
                let names = service.private_dns_names(region);
                let serves =
                    if names.is_empty() { String::new() } else { format!("\n\nServes `{}`.", names.join("`, `")) };
                format!("`{}`{serves}\n\n", service.endpoint_service_name(region))
            });
            Some(format!("{kind} endpoint {name}"))
        }
        Keyword::Allow | Keyword::Deny => {
            let actions = match word {
                "pull" => action::PULL,
                "push" => action::PUSH,
                "delete" => action::DELETE,
                _ => return None,
            };
            let lines: Vec<String> = actions.iter().map(|action| format!("- `{action}`")).collect();
            Some(format!("`{word}` stands for\n\n{}\n", lines.join("\n")))
        }
        Keyword::Account
        | Keyword::Tag
        | Keyword::Name
        | Keyword::Vpc
        | Keyword::Subnets
        | Keyword::RouteTables
        | Keyword::Clients
        | Keyword::SecurityGroup
        | Keyword::Tasks
        | Keyword::Dns
        | Keyword::Ip
        | Keyword::Fips
        | Keyword::Sdk
        | Keyword::Launch
        | Keyword::Logs
        | Keyword::Secrets
        | Keyword::Exec
        | Keyword::Kms
        | Keyword::Images
        | Keyword::S3
        | Keyword::PullThroughCache
        | Keyword::ExecutionRole => None,
    }
}

fn of_region(region: &Region) -> String {
    let zones = region.zones().map_or_else(String::new, |zones| format!(", {zones} zones"));
    format!(
        "**{}**: partition `{}`{zones}\n\nECR stores image layers in the bucket `{}`.\n",
        region.id,
        region.partition.id(),
        region.layer_bucket(),
    )
}
