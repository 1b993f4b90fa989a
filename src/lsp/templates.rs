//! Input: an open template of `CloudFormation` or file of Terraform, where the client has switched these on.
//! Output: what the audit says of it, and what is known of a resource in it.
//! Never: says of a template what `audit` does not say of it alone.

use super::checked::Checked;
use super::client::Client;
use super::documents::{Document, Documents, Overlay};
use super::host::Host;
use crate::audit::{self, Settings, Subject};
use crate::plan::{Resource, ResourceKind, World, logical_id};
use crate::span::{Source, Sources, Span};
use crate::template::{TextKind, kind_of};
use lsp_types::{Hover, HoverContents, Position};
use std::fmt::Write as _;

/// The subject of an audit that a document is; `None` where it is nothing that can be audited.
fn subject(document: &Document, sources: &mut Sources) -> Option<Subject> {
    let text = document.text.as_str();
    let mut add = || sources.add(Source::new(document.name(), text));
    match kind_of(document.name(), text) {
        TextKind::CloudFormation => Some(Subject::CloudFormation(vec![add()])),
        TextKind::TerraformShown => Some(Subject::Shown(add())),
        TextKind::Terraform => Some(Subject::Module(document.folder()?.to_owned())),
        TextKind::Other => None,
    }
}

/// Audits a document.
pub fn audited(document: &Document, documents: &Documents, host: &dyn Host, settings: &Settings) -> Option<Checked> {
    let mut sources = Sources::default();
    let subject = subject(document, &mut sources)?;
    let overlay = Overlay::new(documents, host);
    let audit = audit::audit(&subject, &mut sources, settings, &overlay);
    Some(Checked::new(sources, audit.report, Vec::new(), overlay.read(), document, documents))
}

/// What is known of the resource at a place of a document.
pub fn hover(
    document: &Document,
    (documents, host): (&Documents, &dyn Host),
    settings: &Settings,
    (place, client): (Position, &Client),
) -> Option<Hover> {
    let mut sources = Sources::default();
    let subject = subject(document, &mut sources)?;
    let overlay = Overlay::new(documents, host);
    let read = audit::read(&subject, &mut sources, settings, &overlay);
    let checked =
        Checked::new(sources, crate::diagnostic::Report::default(), Vec::new(), overlay.read(), document, documents);
    let (source, offset) = checked.offset(&document.uri, place, client.encoding)?;
    let holds = |span: Span| span.source == source && span.start <= offset && offset <= span.end;
    let mut page = String::new();
    let mut range = None;
    for world in &read.worlds {
        let here = world.plan.resources.iter().filter_map(|resource| Some((resource, resource.span?)));
        for (resource, span) in here.filter(|(_, span)| holds(*span)) {
            range = Some(checked.range(span, client.encoding));
            describe(&mut page, resource, world);
        }
    }
    let contents = HoverContents::Markup(Client::page(client.markdown_hovers, page));
    range.map(|range| Hover { contents, range: Some(range) })
}

fn describe(page: &mut String, resource: &Resource, world: &World) {
    let region = world.plan.region;
    let on = |setting: Option<bool>| match setting {
        Some(true) => "on",
        Some(false) => "off",
        None => "not known",
    };
    let what = resource.kind.service().and_then(|service| service.name(region));
    let private_dns = if let ResourceKind::InterfaceEndpoint(endpoint) = &resource.kind {
        Some(on(endpoint.private_dns))
    } else {
        None
    };
    let region = region.map_or_else(String::new, |region| format!(" in {}", region.id));
    let _ = write!(page, "**{}** of VPC `{}`{region}\n\n", logical_id(&resource.id), world.name.trim_matches('"'));
    if let Some(what) = what {
        let _ = writeln!(page, "- endpoint for `{what}`");
    }
    if let Some(setting) = private_dns {
        let _ = writeln!(page, "- private DNS: {setting}");
    }
    page.push('\n');
}
