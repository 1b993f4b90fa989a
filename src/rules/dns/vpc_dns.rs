//! ECR205: the DNS attributes of a VPC whose endpoints have private DNS.

use crate::cards;
use crate::diagnostic::{Diagnostic, Report};
use crate::plan::{Attribute, InterfaceEndpoint, Property, Value};
use crate::rules::Subject;

pub(super) fn check(subject: &Subject, report: &mut Report) {
    for (resource, vpc) in subject.plan.vpcs() {
        let named = |endpoint: &InterfaceEndpoint| {
            endpoint.private_dns == Some(true) && endpoint.vpc == Value::Attribute(resource.id.clone(), Attribute::Id)
        };
        if !subject.plan.interface_endpoints().any(|(_, endpoint)| named(endpoint)) {
            continue;
        }
        let attributes = [
            ("DNS support", Property::EnableDnsSupport, vpc.dns_support),
            ("DNS hostnames", Property::EnableDnsHostnames, vpc.dns_hostnames),
        ];
        for (attribute, property, on) in attributes {
            if on == Some(false) {
                report.push(
                    Diagnostic::at(&cards::VPC_DNS, resource.place(property), format!("the VPC has {attribute} off"))
                        .label("private endpoint names do not resolve here")
                        .note_of_rule()
                        .help("set `EnableDnsSupport` and `EnableDnsHostnames` to true"),
                );
            }
        }
    }
}
