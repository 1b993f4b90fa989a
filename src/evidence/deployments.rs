//! Input: a deployment that AWS rejected, and why.
//! Output: the rules that explain it, each with the reason in this text; or what it is instead.
//! Never: treats the service's name in a wrapper as the problem.

use super::codes as rule;
use super::deploy::Rejection;
use super::found::Found;
use super::weighed::Weighed;
use crate::aws::Region;
use crate::aws::service_name::{NameFault, name_fault};

/// Weighs a rejected deployment.
pub fn weigh(found: &Found, rejection: Rejection) -> Weighed {
    let one = |code, why: &str| Weighed::default().rule(code, why);
    let service = found.service.as_deref();
    // The last label of an endpoint service's name.
    let is_s3 = service.is_none_or(|service| service.rsplit('.').next() == Some("s3"));
    let named = service.map_or_else(|| "The service".to_owned(), |service| format!("`{service}`"));
    match rejection {
        Rejection::DnsConflict => one(
            rule::PRIVATE_DNS_CONFLICT,
            "another endpoint with private DNS serves this name in the VPC, or one that is still being deleted",
        ),
        Rejection::ZoneConflict => one(
            rule::PRIVATE_DNS_CONFLICT,
            "the VPC already has a private zone of this name: a hosted zone, or that of an endpoint with private DNS",
        )
        .rule(rule::OWN_ZONES, "a zone of your own needs private DNS off on the endpoint"),
        Rejection::VpcDns => one(rule::VPC_DNS, "AWS says that one of the two is off in this VPC"),
        Rejection::S3Inbound => one(
            rule::S3_INTERFACE_INSTEAD,
            "by default, the private DNS of an S3 interface endpoint requires a gateway endpoint in the VPC",
        ),
        Rejection::NoPrivateDnsName if is_s3 => one(
            rule::S3_INTERFACE_INSTEAD,
            "the S3 endpoint has no private DNS name here; a gateway endpoint needs none",
        ),
        Rejection::NoPrivateDnsName => {
            Weighed::other(format!("{named} has no private DNS name: create its endpoint with private DNS off."))
        }
        Rejection::SubnetsShareZone => one(rule::SUBNETS_SHARE_ZONE, "an interface endpoint takes one subnet per zone"),
        Rejection::ServiceNotInZone => Weighed::other(format!(
            "{named} is not offered in the Availability Zone of that subnet: leave the subnet out. Its machines still reach the \
             endpoint. `aws ec2 describe-vpc-endpoint-services` lists a service's zones."
        )),
        Rejection::SubnetsOfGateway => Weighed::other(
            "A gateway endpoint takes route tables, not subnets, and gateway is the default type. Set the type to `Interface`.",
        ),
        Rejection::RouteTablesOfInterface => Weighed::other(format!(
            "Only a gateway endpoint takes route tables, and this one is of another type. Leave the route tables out, or, if \
             {} is S3 or DynamoDB, set the type to `Gateway`.",
            named.to_lowercase()
        )),
        Rejection::EndpointType => endpoint_type(found, &named),
        Rejection::Endpoint => endpoint(found),
        Rejection::IdNotFound => Weighed::other(
            "There is no such group, subnet, route table or VPC in this account and region: check the ID, and where you deploy.",
        ),
        Rejection::RouteExists => route_exists(found, is_s3, &named),
        Rejection::NoSuchService => no_such_service(found),
        Rejection::Policy => policy(found),
        Rejection::NameTaken => {
            one(rule::ROLE_MADE_TWICE, "the account already has one of that name, from another stack or block")
        }
        Rejection::EndpointQuota => one(rule::QUOTA, "the quota of endpoints is reached"),
        Rejection::GroupQuota => {
            one(rule::GROUP_OR_TEMPLATE_QUOTA, "the quota of rules per security group is reached (60 by default)")
        }
        Rejection::TemplateQuota => one(rule::GROUP_OR_TEMPLATE_QUOTA, "the template exceeds CloudFormation's limits"),
        Rejection::SharedSubnet => Weighed::other(
            "These subnets are shared by another account, and only their owner can create endpoints there. Let the owner create \
             them, and use them as existing ones.",
        ),
        Rejection::SubnetConflict => {
            one(rule::CIDR_TOO_SMALL, "the range of a subnet overlaps with another subnet of the VPC")
        }
        Rejection::VpcRange => {
            one(rule::CIDR_TOO_SMALL, "AWS does not accept this range; a VPC's is between /16 and /28")
                .rule(rule::VPC_RANGE_REFUSED, "the range may be a reserved one")
        }
        Rejection::SubnetRange => one(
            rule::CIDR_TOO_SMALL,
            "AWS does not accept the subnet's range: it is outside its VPC's, or not between /16 and /28",
        ),
        Rejection::NoSuchZone => {
            one(rule::ZONES_OF_REGION, "the region has fewer Availability Zones, or this account sees fewer")
        }
        Rejection::GroupTaken => Weighed::other("The VPC already has a security group of that name."),
        Rejection::TagKeys => {
            one(rule::CONTRADICTION, "IAM ignores the letter case of tag keys, so two keys of the role are one")
        }
        Rejection::NoExecutionRole | Rejection::PlatformVersion => of_ecs(rejection),
        Rejection::WildcardZone => one(
            rule::OWN_ZONES,
            "name the zone without the wildcard (`dkr.ecr.REGION.amazonaws.com`), and add the wildcard as a record in it",
        ),
        Rejection::RemoteZones => {
            let zones = found.text.split("remote access:").nth(1).unwrap_or("those that the text names").trim();
            Weighed::other(format!(
                "A service in another region can be reached from some Availability Zones only ({zones}): leave out subnets in others."
            ))
        }
    }
}

/// A task that ECS refuses.
fn of_ecs(rejection: Rejection) -> Weighed {
    let (code, why) = if rejection == Rejection::PlatformVersion {
        (rule::PLATFORM_VERSION_UNKNOWN, "Fargate has no such platform version for the operating system of the task")
    } else {
        (
            rule::EXECUTION_ROLE_LACKS_RIGHTS,
            "the task definition has no execution role, with which ECS pulls images, reads secrets and sends logs",
        )
    };
    Weighed::default().rule(code, why)
}

/// A second route to one destination; that of a gateway endpoint is a prefix list.
fn route_exists(found: &Found, is_s3: bool, named: &str) -> Weighed {
    if found.says("route identified by") && !found.says("pl-") {
        return Weighed::other(
            "The route table already has a route to that destination, from another stack or block. No endpoint is involved.",
        );
    }
    if !is_s3 {
        return Weighed::other(format!(
            "The route table already has a gateway endpoint for {named}, and takes only one."
        ));
    }
    Weighed::default()
        .rule(rule::TWO_GATEWAYS, "the route table already has an S3 gateway, and takes only one")
        .rule(rule::S3_ROUTE_TABLE_MISSING, "list the route tables of the subnets that pull, each for one gateway")
        .check("Find the endpoint that the table's route to `pl-…` belongs to, and use it with `existing s3`.")
}

/// An endpoint of a type that the service does not have.
fn endpoint_type(found: &Found, named: &str) -> Weighed {
    // `Endpoint type (Gateway) does not match available service types ([Interface])`
    let behind = |words: &str| {
        let at = found.text.to_ascii_lowercase().find(words)? + words.len();
        let rest = found.text.get(at..)?.trim_start_matches(['(', '[', ' ']);
        let end = rest.find([')', ']']).filter(|end| *end > 0)?;
        rest.get(..end)
    };
    let given = match behind("endpoint type") {
        Some("Gateway") => "the type `Gateway`, which is also the default where none is given",
        Some(_) | None => "another type",
    };
    Weighed::other(match behind("available service types").or_else(|| behind("match service type")) {
        Some(offered) => format!(
            "{named} has endpoints of the type `{offered}`, and the deployment asks for {given}. Set the type to `{offered}`."
        ),
        None => format!(
            "{named} has no endpoints of the type that the deployment asks for: set the type that the text names."
        ),
    })
}

/// A policy that AWS refuses, by what follows the code. `UnknownError` is what it says of a principal that is not
/// there yet.
fn policy(found: &Found) -> Weighed {
    let says = |words: &[&str]| words.iter().any(|words| found.says(words));
    if says(&["syntax error", "invalid json", "not valid json", "malformed json"]) {
        return Weighed::other("AWS cannot parse the policy document: check it at the place that the text names.");
    }
    if says(&["unknownerror", "invalid principal in policy: \"aws\""]) {
        return Weighed::other(
            "The policy names a principal that does not exist, often a role from the same deployment. Deploy again once the role \
             exists.",
        );
    }
    let reason = reason(found, &["invalidpolicydocument", "malformedpolicydocument"]);
    Weighed::other(match reason {
        Some(reason) => format!("AWS refuses the policy, and says of it: `{reason}`. Change the policy; the network plays no part."),
        None => "AWS refuses the policy, and the text does not say why. Check its size, its syntax, and that each principal in it \
                 exists."
            .to_owned(),
    })
}

/// An endpoint that is refused with words that are not known.
fn endpoint(found: &Found) -> Weighed {
    reason(found, &["invalidparameter"]).map_or_else(Weighed::default, |reason| {
        Weighed::other(format!("AWS refuses the endpoint, and says of it: `{reason}`. Change the deployment."))
    })
}

/// What follows a code: `CODE: …`, `CODEException: …`, `(CODE) when calling the … operation: …`.
fn reason<'f>(found: &'f Found, codes: &[&str]) -> Option<&'f str> {
    let lower = found.text.to_ascii_lowercase();
    codes.iter().find_map(|code| {
        let (_, reason) = found.text.get(lower.find(code)? + code.len()..)?.split_once(':')?;
        let end = reason.find(['\n', '"', '(', '`']).or_else(|| reason.find(" status code")).unwrap_or(reason.len());
        let reason = reason.get(..end)?.trim().trim_end_matches(['.', ',']);
        (!reason.is_empty() && reason.len() <= 200).then_some(reason)
    })
}

fn no_such_service(found: &Found) -> Weighed {
    let Some(name) = found.service.as_deref() else { return Weighed::default() };
    let region = Region::all().iter().find(|region| name.contains(&format!(".{}.", region.id)));
    let fips = name.contains("-fips");
    let elsewhere = "the name may be of another region or partition than the one you deploy to";
    let unknown = format!("no endpoint service is named `{name}`");
    let weighed = Weighed::default().rule_if(
        fips,
        rule::FIPS_SERVICE_MISSING,
        format!("the region has no FIPS service `{name}`"),
    );
    match region.map(|region| name_fault(name, Some(region))) {
        Some(Some(NameFault::Elsewhere { expected, .. })) if !fips => weighed
            .rule(rule::SERVICE_NAME_ELSEWHERE, format!("`{name}` is `{expected}` in that region"))
            .rule(rule::SERVICE_NAME_UNKNOWN, unknown),
        Some(Some(NameFault::NoSuchService { meant, .. })) if !fips => weighed
            .rule(rule::SERVICE_NAME_UNKNOWN, format!("{unknown}; a similar name exists: `{meant}`"))
            .rule(rule::SERVICE_NAME_ELSEWHERE, elsewhere),
        Some(None) if !fips => {
            weighed.rule(rule::SERVICE_NAME_ELSEWHERE, elsewhere).rule(rule::SERVICE_NAME_UNKNOWN, unknown)
        }
        _ => weighed.rule(rule::SERVICE_NAME_UNKNOWN, unknown).rule(rule::SERVICE_NAME_ELSEWHERE, elsewhere),
    }
}
