//! Input: folders whose routes lead out of a VPC, or whose names somebody else than an endpoint answers.
//! Output: the weight of what an audit finds, and where a start stops.
//! Never: takes a way that is not followed for one that leads nowhere.

use super::{audited, files};
use crate::trace::said;
use ecrc::audit::{Settings, read_deployed};
use ecrc::span::{Source, Sources};
use ecrc::trace::{Asked, Origin, starts};

/// The files after changes, each of the first occurrence of a text in a file.
pub fn with(changes: &[(&str, &str, &str)]) -> Vec<(&'static str, String)> {
    let mut files = files();
    for (name, from, to) in changes {
        let (_, text) = files.iter_mut().find(|(of, _)| of == name).expect("a file");
        assert!(text.contains(from), "{name} has no {from}");
        *text = text.replacen(from, to, 1);
    }
    files
}

/// What is found, each with its severity.
pub fn weighed(files: &[(&str, String)]) -> Vec<String> {
    let (audit, _) = audited(files);
    audit.report.open().map(|found| format!("{} {}", found.severity(), found.rule.code)).collect()
}

/// What becomes of the starts.
pub fn traced(files: &[(&str, String)]) -> String {
    let mut sources = Sources::default();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(Source::new(*name, text.clone()))).collect();
    let read = read_deployed(&ids, &sources, &Settings::default());
    let starts = read.worlds.iter().flat_map(|world| starts(&world.plan, &Asked::of(Origin::Deployed)));
    starts.map(|start| said(&start)).collect::<Vec<_>>().join(", ")
}

const NO_DKR: (&str, &str, &str) = ("vpc-endpoints.json", "us-east-2.ecr.dkr", "us-east-2.sqs");
const NO_ZONES: (&str, &str, &str) = ("hosted-zones.json", "HostedZoneSummaries", "Others");

/// Routes, who answers names beside endpoints, and what is found.
type Case<'c> = (&'c [(&'c str, &'c str)], &'c str, &'c [&'c str]);

#[test]
fn a_missing_endpoint_weighs_what_the_routes_leave_of_it() {
    let rule = |domain: &str, kind: &str| {
        let rule = format!(r#"[{{"Id": "rslvr-rr-1", "DomainName": "{domain}.", "RuleType": "{kind}"}}]"#);
        let tie = r#"[{"ResolverRuleId": "rslvr-rr-1", "VPCId": "vpc-1", "Status": "COMPLETE"}]"#;
        (("resolver-rules.json", "[]", rule), ("resolver-rule-associations.json", "[]", tie.to_owned()))
    };
    let (error, note) = ("error ECR103", "note ECR103");
    let cases: &[Case] = &[
        (&[], "", &[error]),
        (&[("0.0.0.0/0", "NatGatewayId\": \"nat-1")], "", &[note]),
        (&[("0.0.0.0/0", "GatewayId\": \"vpce-firewall")], "", &[note]),
        (&[("0.0.0.0/0", "VpcPeeringConnectionId\": \"pcx-1")], "", &[note]),
        (&[("0.0.0.0/1", "NatGatewayId\": \"nat-1"), ("128.0.0.0/1", "NatGatewayId\": \"nat-1")], "", &[note]),
        (&[("0.0.0.0/1", "NatGatewayId\": \"nat-1")], "", &[error]),
        // A private network has endpoints for this VPC if a name leads there.
        (&[("10.99.0.0/16", "TransitGatewayId\": \"tgw-1")], "", &[error]),
        (&[("10.99.0.0/16", "TransitGatewayId\": \"tgw-1")], "no zones", &[note]),
        (&[("10.99.0.0/16", "TransitGatewayId\": \"tgw-1")], "profile", &[note]),
        (&[("10.99.0.0/16", "TransitGatewayId\": \"tgw-1")], "amazonaws.com FORWARD", &[note]),
        (&[("10.99.0.0/16", "TransitGatewayId\": \"tgw-1")], "amazonaws.com SYSTEM", &[error]),
        (&[("10.99.0.0/16", "TransitGatewayId\": \"tgw-1")], "corp.example FORWARD", &[error]),
        (&[("10.0.1.0/24", "GatewayId\": \"vpce-firewall")], "no zones", &[error]),
        // Somebody else answers for the very name.
        (&[], "dkr.ecr.us-east-2.amazonaws.com FORWARD", &[]),
        (&[], "dkr.ecr.us-east-2.amazonaws.com zone", &["note ECR209"]),
    ];
    for (routes, names, expected) in cases {
        let each = routes
            .iter()
            .map(|(to, over)| format!(r#"{{"DestinationCidrBlock": "{to}", "{over}", "State": "active"}},"#));
        let routes = format!("\"Routes\": [{}", each.collect::<String>());
        let mut changes = vec![NO_DKR, ("route-tables.json", "\"Routes\": [", routes.as_str())];
        let profile = r#"[{"ResourceId": "vpc-1", "ProfileId": "rp-1", "Status": "COMPLETE"}]"#;
        let (domain, kind) = names.split_once(' ').unwrap_or_default();
        let rules = rule(domain, kind);
        let zone = format!(r#"[{{"HostedZoneId": "Z1", "Name": "{domain}.", "Owner": {{"OwningAccount": "1"}}}}]"#);
        match (*names, kind) {
            ("", _) => {}
            ("no zones", _) => changes.push(NO_ZONES),
            ("profile", _) => changes.push(("profiles.json", "[]", profile)),
            (_, "zone") => changes.push(("hosted-zones.json", "[]", &zone)),
            _ => changes.extend([(rules.0.0, rules.0.1, &*rules.0.2), (rules.1.0, rules.1.1, &*rules.1.2)]),
        }
        let files = with(&changes);
        assert_eq!(weighed(&files), *expected, "{routes} {names}");
        // A route to half of the internet is not followed.
        let stops = expected.contains(&error) && !routes.contains("0.0.0.0/1");
        assert_eq!(traced(&files) == "manifest route 103", stops, "{routes} {names}: {}", traced(&files));
    }
}

#[test]
fn a_rule_for_the_name_of_an_endpoint_wins_over_its_private_dns() {
    for (domain, kind, found) in [
        ("dkr.ecr.us-east-2.amazonaws.com", "FORWARD", true),
        ("111122223333.dkr.ecr.us-east-2.amazonaws.com", "FORWARD", true),
        ("dkr.ecr.us-east-2.amazonaws.com", "SYSTEM", false),
        ("ecr.us-east-2.amazonaws.com", "FORWARD", false),
        ("amazonaws.com", "FORWARD", false),
        ("", "FORWARD", false),
        ("", "RECURSIVE", false),
    ] {
        let rule = format!(r#"[{{"Id": "rslvr-rr-1", "DomainName": "{domain}.", "RuleType": "{kind}"}}]"#);
        let tie = r#"[{"ResolverRuleId": "rslvr-rr-1", "VPCId": "vpc-1", "Status": "COMPLETE"}]"#;
        let files = with(&[("resolver-rules.json", "[]", &rule), ("resolver-rule-associations.json", "[]", tie)]);
        let (warnings, verdict): (&[&str], _) =
            if found { (&["warning ECR204"], "unknown manifest name") } else { (&[], "unknown token role-policy") };
        assert_eq!(weighed(&files), warnings, "{domain} {kind}");
        assert!(
            !found || traced(&files).contains(verdict) || traced(&files) == "unknown token role-policy",
            "{domain}"
        );
    }
}

#[test]
fn endpoints_for_other_vpcs_are_not_held_against_their_own() {
    let endpoint = |service: &str| {
        format!(
            r#"{{"VpcEndpointId": "vpce-hub-{service}", "VpcEndpointType": "Interface", "VpcId": "vpc-hub", "State": "available",
"ServiceName": "com.amazonaws.us-east-2.{service}", "PrivateDnsEnabled": false, "SubnetIds": ["subnet-hub"],
"Groups": [{{"GroupId": "sg-hub"}}]}},"#
        )
    };
    let subnet = r#"{"SubnetId": "subnet-hub", "VpcId": "vpc-hub", "CidrBlock": "10.30.0.0/24", "AvailabilityZone": "us-east-2a"},"#;
    let group = r#"{"GroupId": "sg-hub", "VpcId": "vpc-hub", "IpPermissions": [
{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]},"#;
    let begin = |list: &str, with: &str| (format!("\"{list}\": ["), format!("\"{list}\": [{with}"));
    let changes = [
        ("vpcs.json", begin("Vpcs", r#"{"VpcId": "vpc-hub", "CidrBlock": "10.30.0.0/16"},"#)),
        ("subnets.json", begin("Subnets", subnet)),
        ("security-groups.json", begin("SecurityGroups", group)),
        ("vpc-endpoints.json", begin("VpcEndpoints", &[endpoint("ecr.api"), endpoint("ecr.dkr")].concat())),
    ];
    let changes: Vec<_> = changes.iter().map(|(name, (from, to))| (*name, &**from, &**to)).collect();
    assert_eq!(weighed(&with(&changes)), ["warning ECR303"]);
}
