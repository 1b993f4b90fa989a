//! Input: a block whose `tasks` opens the egress of the tasks' own groups.
//! Output: ECR311 for what these groups do not reach nevertheless.
//! Never: judges groups whose outbound rules are shown; `tasks_group_closed` does.

use crate::aws::Service;
use crate::cards;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::rules::Subject;
use crate::spec::model::{Block, Client, OwnId};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let Some(block) = subject.block else { return };
    existing(block, report);
    gateways(block, report);
    clients(block, report);
    ipv6(block, report);
}

/// Existing endpoints, whose group is not known: nothing is opened to it.
fn existing(block: &Block, report: &mut Report) {
    let Some(tasks) = &block.tasks else { return };
    let mut interfaces = block.existing.iter().filter(|existing| !existing.service.value.is_gateway());
    let Some(first) = interfaces.next() else { return };
    let message = match interfaces.count() {
        0 => format!("`tasks` opens nothing to the existing `{}`", first.service.value.name()),
        more => format!("`tasks` opens nothing to the existing `{}` and {more} more", first.service.value.name()),
    };
    report.push(
        Diagnostic::new(&cards::TASKS_GROUP_CLOSED, tasks.span, message)
            .label("its security group is not known here")
            .also(first.service.span, "this endpoint exists")
            .help("let tcp/443 out to the groups of existing endpoints yourself")
            .weighing(Severity::Note),
    );
}

/// Gateways other than that of S3: to their prefix lists nothing is opened.
fn gateways(block: &Block, report: &mut Report) {
    let Some(tasks) = &block.tasks else { return };
    for key in block.endpoints.iter().filter(|key| key.value.is_gateway() && !key.value.is(Service::S3)) {
        let (name, region) = (key.value.as_str(), block.region.value.id);
        report.push(
            Diagnostic::new(
                &cards::TASKS_GROUP_CLOSED,
                tasks.span,
                format!("`tasks` opens nothing to the gateway endpoint for `{name}`"),
            )
            .label("opens the prefix list of Amazon S3 only")
            .also(key.span, "is reached by a prefix list of its own")
            .help(format!(
                "let tcp/443 out to the prefix list `com.amazonaws.{region}.{name}` yourself, then accept this with that \
                 as the reason"
            ))
            .weighing(Severity::Warning),
        );
    }
}

/// Addresses of S3 that the prefix list does not have: its IPv6 addresses have a list of their own.
fn ipv6(block: &Block, report: &mut Report) {
    let (Some(tasks), Some(dualstack)) = (&block.tasks, block.dualstack()) else { return };
    report.push(
        Diagnostic::new(
            &cards::TASKS_GROUP_CLOSED,
            tasks.span,
            "`tasks` opens nothing to the IPv6 addresses of Amazon S3, which `ip dualstack` makes clients use",
        )
        .label("opens the IPv4 prefix list only")
        .also(dualstack, "gives S3's names IPv6 addresses")
        .help("let tcp/443 out to S3's IPv6 prefix list yourself, then accept this with that as the reason")
        .weighing(Severity::Warning),
    );
}

/// Groups that the endpoints do not admit: `clients` names others, and nothing but groups.
fn clients(block: &Block, report: &mut Report) {
    let (Some(tasks), Some(clients)) = (&block.tasks, &block.clients) else { return };
    let group = |client: &Client| match client {
        Client::Group(id) => Some(id.to_string()),
        Client::Ipv4(_) | Client::Ipv6(_) | Client::PrefixList(_) | Client::Parameter => None,
    };
    let groups: Option<Vec<String>> = clients.value.iter().map(|client| group(&client.value)).collect();
    let Some(groups) = groups else { return };
    for task in &tasks.value {
        let OwnId::Known(id) = &task.value else { continue };
        if groups.contains(&id.to_string()) {
            continue;
        }
        report.push(
            Diagnostic::new(
                &cards::TASKS_GROUP_CLOSED,
                task.span,
                format!("`{id}` may call the endpoints, but `clients` does not admit it"),
            )
            .label("not among the clients")
            .also(clients.span, "admits other groups only")
            .help(format!("add `\"{id}\"` to `clients`, or accept this if its members are in one of those groups, too"))
            .weighing(Severity::Warning),
        );
    }
}
