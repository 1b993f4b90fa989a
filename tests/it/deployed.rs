//! Input: a folder of what the AWS CLI prints of a VPC in which everything is right, and changes of it.
//! Output: what an audit finds, and what it says that it does not know.
//! Never: asks AWS; the files have the fields that its API documents.

mod answers;
mod ways;

use ecrc::audit::{Audit, Settings, deployed};
use ecrc::deployed::is_printed;
use ecrc::span::{Source, Sources};

/// The files, by name; those of the folder that `ecrc audit --collect` fills.
pub fn files() -> Vec<(&'static str, String)> {
    let endpoint = |id: &str, service: &str| {
        format!(
            r#"{{"VpcEndpointId": "vpce-{id}", "VpcEndpointType": "Interface", "VpcId": "vpc-1", "State": "available",
"ServiceName": "com.amazonaws.us-east-2.{service}", "PrivateDnsEnabled": true, "RouteTableIds": [],
"SubnetIds": ["subnet-a", "subnet-b"], "Groups": [{{"GroupId": "sg-endpoints", "GroupName": "endpoints"}}],
"PolicyDocument": "{{\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}}]}}"}}"#
        )
    };
    let endpoints = [endpoint("api", "ecr.api"), endpoint("dkr", "ecr.dkr"), endpoint("logs", "logs")].join(",\n");
    let group = |id: &str, admits: &str| {
        format!(
            r#"{{"GroupId": "{id}", "VpcId": "vpc-1", "IpPermissions": [{admits}], "IpPermissionsEgress": [
{{"IpProtocol": "-1", "IpRanges": [{{"CidrIp": "0.0.0.0/0"}}], "UserIdGroupPairs": [], "Ipv6Ranges": [], "PrefixListIds": []}}]}}"#
        )
    };
    let https = r#"{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}"#;
    let acl_entry = |egress: bool| {
        format!(
            r#"{{"CidrBlock": "0.0.0.0/0", "Egress": {egress}, "Protocol": "-1", "RuleAction": "allow", "RuleNumber": 100}},
{{"CidrBlock": "0.0.0.0/0", "Egress": {egress}, "Protocol": "-1", "RuleAction": "deny", "RuleNumber": 32767}}"#
        )
    };
    vec![
        ("vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-1"}]}"#.into()),
        ("support.json", r#"{"EnableDnsSupport": {"Value": true}, "VpcId": "vpc-1"}"#.into()),
        ("hostnames.json", r#"{"EnableDnsHostnames": {"Value": true}, "VpcId": "vpc-1"}"#.into()),
        (
            "subnets.json",
            r#"{"Subnets": [
{"SubnetId": "subnet-a", "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/20", "AvailabilityZone": "us-east-2a"},
{"SubnetId": "subnet-b", "VpcId": "vpc-1", "CidrBlock": "10.0.16.0/20", "AvailabilityZone": "us-east-2b"}]}"#
                .into(),
        ),
        (
            "route-tables.json",
            r#"{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [
{"Main": true, "RouteTableId": "rtb-1"}], "Routes": [
{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
{"DestinationPrefixListId": "pl-s3", "GatewayId": "vpce-s3", "State": "active"}]}]}"#
                .into(),
        ),
        (
            "vpc-endpoints.json",
            format!(
                r#"{{"VpcEndpoints": [{endpoints},
{{"VpcEndpointId": "vpce-s3", "VpcEndpointType": "Gateway", "VpcId": "vpc-1", "State": "available",
"ServiceName": "com.amazonaws.us-east-2.s3", "RouteTableIds": ["rtb-1"],
"PolicyDocument": "{{\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}}]}}"}}]}}"#
            ),
        ),
        (
            "security-groups.json",
            format!(r#"{{"SecurityGroups": [{}, {}]}}"#, group("sg-endpoints", https), group("sg-tasks", "")),
        ),
        (
            "network-acls.json",
            format!(
                r#"{{"NetworkAcls": [{{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
"Associations": [{{"SubnetId": "subnet-a"}}, {{"SubnetId": "subnet-b"}}], "Entries": [{}, {}]}}]}}"#,
                acl_entry(true),
                acl_entry(false)
            ),
        ),
        (
            "dhcp-options.json",
            r#"{"DhcpOptions": [{"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [
{"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}]}]}"#
                .into(),
        ),
        (
            "prefix-lists.json",
            r#"{"PrefixLists": [{"PrefixListId": "pl-s3", "PrefixListName": "com.amazonaws.us-east-2.s3"}]}"#.into(),
        ),
        ("hosted-zones.json", r#"{"VpcId": "vpc-1", "HostedZoneSummaries": [], "NextToken": null}"#.into()),
        ("resolver-rules.json", r#"{"ResolverRules": []}"#.into()),
        ("resolver-rule-associations.json", r#"{"ResolverRuleAssociations": []}"#.into()),
        ("profiles.json", r#"{"ProfileAssociations": []}"#.into()),
        (
            "service.json",
            r#"{"services": [{"serviceName": "web", "status": "ACTIVE", "launchType": "FARGATE",
"platformVersion": "1.4.0", "taskDefinition": "arn:aws:ecs:us-east-2:111122223333:task-definition/web:1",
"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-a"], "securityGroups": ["sg-tasks"]}}}], "failures": []}"#
                .into(),
        ),
        (
            "task.json",
            r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:us-east-2:111122223333:task-definition/web:1",
"family": "web", "containerDefinitions": [{"name": "web", "logConfiguration": {"logDriver": "awslogs"}}]}}"#
                .into(),
        ),
    ]
}

fn audited(files: &[(&str, String)]) -> (Audit, Sources) {
    let mut sources = Sources::default();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(Source::new(*name, text.clone()))).collect();
    (deployed(&ids, &sources, &Settings::default()), sources)
}

/// What is found once a text of a file is another: the codes, each with the file and the words.
fn changed(name: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = files();
    let file = files.iter_mut().find(|(of, _)| *of == name).expect("a file");
    assert!(file.1.contains(from), "{name} has {from}");
    file.1 = file.1.replacen(from, to, 1);
    found(&audited(&files))
}

fn found((audit, sources): &(Audit, Sources)) -> Vec<String> {
    let said = audit.report.open().map(|found| {
        let at = found.primary.as_ref().expect("a place").span;
        let source = sources.get(at.source).expect("a source");
        let words = source.text[at.range()].lines().next().unwrap_or_default();
        format!("{} {} {words}", found.rule.code, source.name)
    });
    said.collect()
}

#[test]
fn where_everything_is_right_and_known_nothing_is_found_and_nothing_unknown() {
    let (audit, sources) = audited(&files());
    assert_eq!(audit.unknowns, []);
    assert!(audit.runs_known);
    assert_eq!((audit.vpcs, audit.endpoints), (1, 4));
    assert_eq!(found(&(audit, sources)), [""; 0]);
}

#[test]
fn what_is_wrong_is_found_in_the_file_that_says_it() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("vpc-endpoints.json", "us-east-2.ecr.dkr", "us-east-2.ecr-dkr", "ECR103 service.json \"web\""),
        (
            "vpc-endpoints.json",
            "\"State\": \"available\"",
            "\"State\": \"deleting\"",
            "ECR103 vpc-endpoints.json \"deleting\"",
        ),
        ("vpc-endpoints.json", "us-east-2.logs", "us-east-2.sns", "ECR106 task.json \"awslogs\""),
        ("vpc-endpoints.json", "[\"rtb-1\"]", "[]", "ECR402 vpc-endpoints.json []"),
        ("hostnames.json", "true", "false", "ECR205 hostnames.json false"),
        ("dhcp-options.json", "AmazonProvidedDNS", "10.0.9.9", "ECR204 dhcp-options.json [{\"Value\": \"10.0.9.9\"}]"),
        (
            "security-groups.json",
            "10.0.0.0/16",
            "10.9.0.0/16",
            "ECR301 vpc-endpoints.json [{\"GroupId\": \"sg-endpoints\", \"GroupName\": \"endpoints\"}]",
        ),
        (
            "network-acls.json",
            "\"RuleAction\": \"allow\", \"RuleNumber\": 100",
            "\"RuleAction\": \"deny\", \"RuleNumber\": 100",
            "ECR312 network-acls.json 100",
        ),
    ];
    for (file, from, to, expected) in cases {
        let found = changed(file, from, to);
        assert!(found.iter().any(|found| found == expected), "{file}: {from} -> {to}: {found:?}");
    }
    let private_dns = changed("vpc-endpoints.json", "\"PrivateDnsEnabled\": true", "\"PrivateDnsEnabled\": false");
    assert_eq!(private_dns, ["ECR202 vpc-endpoints.json false"]);
}

#[test]
fn the_groups_of_tasks_are_held_against_what_they_call() {
    let https_to = |to: &str| {
        let mut files = files();
        let file = files.iter_mut().find(|(name, _)| *name == "security-groups.json").expect("a file");
        let (before, tasks) = file.1.split_once("sg-tasks").expect("the group");
        let everything = r#"{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]"#;
        assert!(tasks.contains(everything));
        let narrow = format!(r#"{{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, {to}"#);
        file.1 = format!("{before}sg-tasks{}", tasks.replace(everything, &narrow));
        found(&audited(&files))
    };
    let closed = ["ECR311 security-groups.json \"sg-tasks\""];
    assert_eq!(https_to(r#""IpRanges": [{"CidrIp": "0.0.0.0/0"}]"#), [""; 0]);
    assert_eq!(https_to(r#""IpRanges": [{"CidrIp": "10.0.0.0/16"}]"#), closed);
    let mut files = files();
    let file = files.iter_mut().find(|(name, _)| *name == "security-groups.json").expect("a file");
    file.1 = file.1.replace(
        r#""IpRanges": [{"CidrIp": "0.0.0.0/0"}], "UserIdGroupPairs": [], "Ipv6Ranges": [], "PrefixListIds": []"#,
        r#""UserIdGroupPairs": [{"GroupId": "sg-endpoints"}], "PrefixListIds": [{"PrefixListId": "pl-s3"}]"#,
    );
    assert_eq!(found(&audited(&files)), [""; 0]);
    file_without_s3(&mut files);
    assert_eq!(found(&audited(&files)), closed);
}

/// An endpoints' group that admits a prefix list of the user's own admits what is in it.
#[test]
fn the_entries_of_own_prefix_lists_are_read() {
    let with = |entries: Option<&str>| {
        let mut files = files();
        for (name, text) in &mut files {
            if *name == "security-groups.json" {
                let (from, to) = (text.find("sg-endpoints").expect("a group"), text.find("sg-tasks").expect("a group"));
                let endpoints = text[from..to].replace(
                    r#""IpRanges": [{"CidrIp": "10.0.0.0/16"}]"#,
                    r#""PrefixListIds": [{"PrefixListId": "pl-own"}]"#,
                );
                assert!(endpoints.contains("pl-own"), "{endpoints}");
                text.replace_range(from..to, &endpoints);
            } else if *name == "prefix-lists.json" {
                *text = text.replace("]}", r#", {"PrefixListId": "pl-own", "PrefixListName": "own"}]}"#);
            }
        }
        let entries =
            entries.map(|cidr| format!(r#"{{"PrefixListId": "pl-own", "PrefixListEntries": [{{"Cidr": "{cidr}"}}]}}"#));
        files.extend(entries.map(|text| ("prefix-list.pl-own.json", text)));
        audited(&files)
    };
    assert_eq!(found(&with(Some("10.0.0.0/16"))), [""; 0]);
    let shut = found(&with(Some("10.9.0.0/16")));
    assert!(shut.iter().any(|found| found.contains("301")), "{shut:?}");
    let open = with(None);
    assert_eq!(found(&open), [""; 0]);
    let why = "no file holds what `aws ec2 get-managed-prefix-list-entries` prints";
    assert!(open.0.unknowns.iter().any(|it| it.what.ends_with("pl-own") && it.why == why), "{:?}", open.0.unknowns);
}

fn file_without_s3(files: &mut [(&str, String)]) {
    for (_, text) in files.iter_mut().filter(|(name, _)| *name == "security-groups.json") {
        *text = text.replace("\"pl-s3\"", "\"pl-other\"");
    }
    for (_, text) in files.iter_mut().filter(|(name, _)| *name == "prefix-lists.json") {
        *text = text
            .replace("]}", r#", {"PrefixListId": "pl-other", "PrefixListName": "com.amazonaws.us-east-2.dynamodb"}]}"#);
    }
}

#[test]
fn what_no_file_says_is_unknown_and_breaks_nothing() {
    let all = files();
    for (left_out, _) in &all {
        let some: Vec<_> = all.iter().filter(|(name, _)| name != left_out).cloned().collect();
        let (audit, sources) = audited(&some);
        let is_clean = audit.report.open().next().is_none();
        assert!(is_clean, "{left_out}: {:?}", found(&(audit, sources)));
    }
    let told = |name: &str| {
        let some: Vec<_> = all.iter().filter(|(of, _)| *of != name).cloned().collect();
        audited(&some)
            .0
            .unknowns
            .into_iter()
            .map(|unseen| format!("{}: {}", unseen.what, unseen.why))
            .collect::<Vec<_>>()
    };
    let acls = "the network ACLs of vpc-1: no file holds what `aws ec2 describe-network-acls` prints";
    assert_eq!(told("network-acls.json"), [acls]);
    // A route shows that there is a gateway, and no file what its policy says.
    assert_eq!(told("vpc-endpoints.json").len(), 2);
    assert_eq!(told("vpcs.json").len(), 1);
}

#[test]
fn a_way_out_makes_a_missing_endpoint_a_note() {
    let mut files = files();
    for (name, text) in &mut files {
        if *name == "vpc-endpoints.json" {
            *text = text.replace("us-east-2.logs", "us-east-2.sns");
        }
        if *name == "route-tables.json" {
            let nat = r#"{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"},"#;
            *text = text.replacen("\"Routes\": [", &format!("\"Routes\": [{nat}"), 1);
        }
    }
    let (audit, _) = audited(&files);
    let severities: Vec<_> = audit.report.open().map(|found| (found.rule.code.0, found.severity())).collect();
    assert_eq!(severities, [(106, ecrc::diagnostic::Severity::Note)]);
}

#[test]
fn what_is_not_there_is_unknown_with_what_aws_said() {
    let mut files = files();
    files.push(("role.json", r#"{"NotThere": "role exec", "Because": "NoSuchEntity"}"#.to_owned()));
    let (audit, _) = audited(&files);
    let said: Vec<_> = audit.unknowns.iter().map(|unseen| format!("{}: {}", unseen.what, unseen.why)).collect();
    assert_eq!(said, ["role exec: AWS says that it is not there (`NoSuchEntity`)"]);
}

#[test]
fn a_file_that_is_broken_is_a_finding_and_the_others_are_read() {
    let mut files = files();
    files.push(("more.json", "{\"Subnets\": [".to_owned()));
    let found = found(&audited(&files));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("ECR001 more.json"), "{found:?}");
}

#[test]
fn a_file_is_known_by_what_it_holds() {
    assert!(files().iter().all(|(_, text)| is_printed(text)));
    let others = [
        "{\"Resources\": {\"A\": {\"Vpcs\": []}}}",
        "{\"services\": {\"web\": {\"image\": \"x\"}}}",
        "[{\"Vpcs\": []}]",
        "{\"a\": \"Vpcs\"}",
        "Vpcs: []",
        "",
    ];
    for other in others {
        assert!(!is_printed(other), "{other}");
    }
}

#[test]
fn a_role_is_held_against_what_its_tasks_do() {
    let with_role = |actions: &str, more: &[(&'static str, &str)]| {
        let mut files = files();
        for (name, text) in &mut files {
            if *name == "task.json" {
                *text = text.replacen(
                    "\"family\": \"web\"",
                    "\"family\": \"web\", \"executionRoleArn\": \"arn:aws:iam::111122223333:role/team/exec\"",
                    1,
                );
                *text = text.replacen(
                    "\"name\": \"web\"",
                    "\"name\": \"web\", \"image\": \"111122223333.dkr.ecr.us-east-2.amazonaws.com/app:1\"",
                    1,
                );
            }
        }
        let role = r#"{"Role": {"RoleName": "exec", "Path": "/team/"}}"#;
        let policy = format!(
            r#"{{"RoleName": "exec", "PolicyName": "own", "PolicyDocument": {{"Statement": {{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}}}}}"#
        );
        let names = r#"{"RoleName": "exec", "PolicyNames": ["own"]}"#;
        files.extend([("role.json", role.to_owned()), ("own.json", policy), ("names.json", names.to_owned())]);
        files.extend(more.iter().map(|(name, text)| (*name, (*text).to_owned())));
        let (audit, sources) = audited(&files);
        let unseen: Vec<String> = audit.unknowns.iter().map(|it| format!("{}: {}", it.what, it.why)).collect();
        (found(&(audit, sources)), unseen)
    };
    let unseen = |why: &str| vec![format!("a policy of the role `exec`: {why}")];
    let none = ("attached.json", r#"{"RoleName": "exec", "AttachedPolicies": []}"#);
    let managed = (
        "attached.json",
        r#"{"RoleName": "exec", "AttachedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::aws:policy/m"}]}"#,
    );
    let version = (
        "m.json",
        r#"{"PolicyArn": "arn:aws:iam::aws:policy/m", "PolicyVersion": {"Document": {"Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}}}"#,
    );
    let lacking = vec!["ECR513 role.json \"exec\"".to_owned()];
    assert_eq!(with_role(r#"["ecr:*", "logs:*"]"#, &[none]), (vec![], vec![]));
    assert_eq!(with_role(r#""logs:*""#, &[none]), (lacking.clone(), vec![]));
    assert_eq!(with_role(r#""logs:*""#, &[managed, version]), (vec![], vec![]));
    assert_eq!(with_role(r#""s3:*""#, &[managed, version]), (lacking, vec![]));
    // What a policy says that no file tells is not known, and whether there are others.
    let of_managed = unseen("no file shows what `arn:aws:iam::aws:policy/m` allows");
    assert_eq!(with_role(r#""logs:*""#, &[managed]), (vec![], of_managed));
    let no_list = unseen("no file holds what `aws iam list-attached-role-policies` prints");
    assert_eq!(with_role(r#""logs:*""#, &[]), (vec![], no_list));
}
