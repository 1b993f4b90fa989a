//! Input: what the AWS CLI prints of a VPC in which everything is right, and changes of it.
//! Output: the first stop, and what is not known because no file says it.
//! Never: takes a file that is not there for one that is empty.

use super::said;
use crate::deployed::files as of_vpc;
use ecrc::audit::{Settings, read_deployed};
use ecrc::span::{Source, Sources};
use ecrc::trace::{Asked, Origin, starts};

/// The files of the VPC, and those of the task's execution role.
fn files() -> Vec<(&'static str, String)> {
    let mut files = of_vpc();
    for (_, text) in files.iter_mut().filter(|(name, _)| *name == "task.json") {
        let family = "\"family\": \"web\"";
        *text = text
            .replace(family, &format!("{family}, \"executionRoleArn\": \"arn:aws:iam::111122223333:role/team/exec\""));
    }
    let rights = r#"{"RoleName": "exec", "PolicyName": "pull", "PolicyDocument": {"Statement": [
{"Effect": "Allow", "Action": ["ecr:*", "logs:*"], "Resource": "*"}]}}"#;
    files.extend([
        (
            "role.json",
            r#"{"Role": {"RoleName": "exec", "Path": "/team/", "AssumeRolePolicyDocument": {"Statement": [
{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}}}"#
                .to_owned(),
        ),
        ("own.json", rights.to_owned()),
        ("names.json", r#"{"RoleName": "exec", "PolicyNames": ["pull"]}"#.to_owned()),
        ("managed.json", r#"{"RoleName": "exec", "AttachedPolicies": []}"#.to_owned()),
    ]);
    files
}

fn traced(files: &[(&str, String)]) -> String {
    let mut sources = Sources::default();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(Source::new(*name, text.clone()))).collect();
    let read = read_deployed(&ids, &sources, &Settings::default());
    let asked = Asked::of(Origin::Deployed);
    let said: Vec<String> =
        read.worlds.iter().flat_map(|world| starts(&world.plan, &asked)).map(|start| said(&start)).collect();
    said.join(", ")
}

fn changed(file: &str, from: &str, to: &str) -> String {
    let mut files = files();
    for (_, text) in files.iter_mut().filter(|(name, _)| *name == file) {
        assert!(text.contains(from), "{file} has no {from}");
        *text = text.replace(from, to);
    }
    traced(&files)
}

#[test]
fn what_is_deployed_and_known_starts() {
    assert_eq!(traced(&files()), "passes");
}

#[test]
fn what_is_broken_there_stops() {
    let full = r#"{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}"#;
    let under = |operator: &str, key: &str, value: &str| {
        let condition = format!(r#"\"Condition\":{{\"{operator}\":{{\"{key}\":\"{value}\"}}}}"#);
        changed("vpc-endpoints.json", full, &full.replace('}', &format!(",{condition}}}")))
    };
    for (expected, said) in [
        ("manifest route 103", changed("vpc-endpoints.json", "us-east-2.ecr.dkr", "us-east-2.sns")),
        (
            "token name 202",
            changed("vpc-endpoints.json", "\"PrivateDnsEnabled\": true", "\"PrivateDnsEnabled\": false"),
        ),
        ("layer route 402", changed("vpc-endpoints.json", "[\"rtb-1\"]", "[]")),
        ("token name 205", changed("hostnames.json", "true", "false")),
        ("token name 205", changed("support.json", "true", "false")),
        ("unknown token name", changed("dhcp-options.json", "AmazonProvidedDNS", "10.0.9.9")),
        (
            "unknown token name",
            changed(
                "dhcp-options.json",
                "{\"Value\": \"AmazonProvidedDNS\"}",
                "{\"Value\": \"10.9.9.9\"}, {\"Value\": \"AmazonProvidedDNS\"}",
            ),
        ),
        ("token ports 301", changed("security-groups.json", "10.0.0.0/16", "10.9.0.0/16")),
        ("token role-trust 0", changed("role.json", "ecs-tasks", "ecs")),
        (
            "passes",
            changed("role.json", "\"ecs-tasks.amazonaws.com\"", "[\"ec2.amazonaws.com\", \"ecs-tasks.amazonaws.com\"]"),
        ),
        ("token role-policy 513", changed("own.json", "ecr:*", "ecr:Put*")),
        ("unknown token role-policy", changed("managed.json", "\"AttachedPolicies\"", "\"Other\"")),
        // The values of what is deployed are known.
        // All endpoints have it, the gateway too: there ECR is the principal.
        (
            "layer endpoint-policy 403",
            under("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/team/exec"),
        ),
        ("passes", under("StringEquals", "aws:SourceVpc", "vpc-1")),
        ("token endpoint-policy 511", under("StringEquals", "aws:SourceVpc", "vpc-2")),
        ("manifest endpoint-policy 511", under("StringEquals", "aws:SourceVpce", "vpce-api")),
        ("token endpoint-policy 511", under("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/other")),
    ] {
        assert_eq!(said, expected);
    }
}

#[test]
fn what_no_file_says_is_not_known() {
    for (file, expected) in [
        ("dhcp-options.json", "unknown token name"),
        ("hostnames.json", "unknown token name"),
        ("route-tables.json", "unknown layer route"),
        ("vpc-endpoints.json", "unknown token name"),
        ("security-groups.json", "unknown token ports"),
        ("network-acls.json", "unknown token ports"),
    ] {
        let without: Vec<(&str, String)> = files().into_iter().filter(|(name, _)| *name != file).collect();
        assert_eq!(traced(&without), expected, "{file}");
    }
}

/// Two clusters may each have a service of one name, with roles of their own.
#[test]
fn services_of_one_name_start_each_with_its_own_role() {
    let mut files = files();
    let of = |name: &str| files.iter().find(|(file, _)| *file == name).expect("a file").1.clone();
    let service = of("service.json").replace("\"serviceName\"", "\"clusterArn\": \"CLUSTER\", \"serviceName\"");
    let cluster =
        |text: &str, name: &str| text.replace("CLUSTER", &format!("arn:aws:ecs:us-east-2:111122223333:cluster/{name}"));
    let weak = cluster(&service, "blue").replace("web:1", "web:2");
    let weak_task = of("task.json").replace("web:1", "web:2").replace("role/team/exec", "role/weak");
    let none = r#"{"RoleName": "weak", "PolicyNames": []}"#;
    let none_managed = r#"{"RoleName": "weak", "AttachedPolicies": []}"#;
    for (name, text) in &mut files {
        if *name == "service.json" {
            *text = cluster(&service, "green");
        }
    }
    files.extend([
        ("blue.json", weak),
        ("blue-task.json", weak_task),
        ("weak.json", r#"{"Role": {"RoleName": "weak"}}"#.to_owned()),
        ("weak-names.json", none.to_owned()),
        ("weak-managed.json", none_managed.to_owned()),
    ]);
    assert_eq!(traced(&files), "passes, token role-policy 513");
}

/// The policy of the image's repository, in the account of the role and in another one.
#[test]
fn the_policy_of_the_repository_decides() {
    let told = |account: &str, policy: &str| {
        let mut files = files();
        for (_, text) in files.iter_mut().filter(|(name, _)| *name == "task.json") {
            let image = format!("\"image\": \"{account}.dkr.ecr.us-east-2.amazonaws.com/team/web:1\"");
            *text = text.replace("\"name\": \"web\"", &format!("\"name\": \"web\", {image}"));
        }
        let text = policy.replace('"', "\\\"");
        let printed = format!(r#"{{"registryId": "{account}", "repositoryName": "team/web", "policyText": "{text}"}}"#);
        files.push(("repository.json", printed));
        traced(&files)
    };
    let statement = |effect: &str, action: &str, who: &str| {
        format!(r#"{{"Statement": [{{"Effect": "{effect}", "Principal": {who}, "Action": "{action}"}}]}}"#)
    };
    let own = r#"{"AWS": "arn:aws:iam::111122223333:role/team/exec"}"#;
    let other = r#"{"AWS": "arn:aws:iam::111122223333:role/other"}"#;
    let under = |operator: &str, key: &str, value: &str| {
        let condition = format!(r#", "Condition": {{"{operator}": {{"{key}": "{value}"}}}}}}]"#);
        statement("Deny", "ecr:*", "\"*\"").replace("}]", &condition)
    };
    for (account, policy, expected) in [
        ("111122223333", statement("Deny", "ecr:*", "\"*\""), "manifest repository-policy 0"),
        ("111122223333", statement("Deny", "ecr:GetDownloadUrlForLayer", own), "layer-url repository-policy 0"),
        ("111122223333", statement("Deny", "ecr:*", other), "passes"),
        ("111122223333", statement("Allow", "ecr:PutImage", "\"*\""), "passes"),
        ("111122223333", under("StringNotEquals", "aws:SourceVpce", "vpce-0123"), "manifest repository-policy 0"),
        ("111122223333", under("StringNotEquals", "aws:SourceVpce", "vpce-dkr"), "passes"),
        ("111122223333", under("StringNotEquals", "aws:SourceVpce", "vpce-api"), "manifest repository-policy 0"),
        ("111122223333", under("StringNotEquals", "aws:SourceVpc", "vpc-1"), "passes"),
        ("111122223333", under("StringNotEquals", "aws:SourceVpc", "vpc-2"), "manifest repository-policy 0"),
        ("111122223333", under("StringNotEquals", "aws:PrincipalOrgID", "o-1"), "unknown manifest repository-policy"),
        (
            "111122223333",
            under("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:role/x*"),
            "manifest repository-policy 0",
        ),
        (
            "111122223333",
            statement("Deny", "ecr:PutImage", "\"*\"").replace("\"Action\"", "\"NotAction\""),
            "manifest repository-policy 0",
        ),
        (
            "111122223333",
            statement("Deny", "ecr:*", other).replace("\"Principal\"", "\"NotPrincipal\""),
            "unknown manifest repository-policy",
        ),
        ("111122223333", statement("Deny", "ecr:*", r#"{"AWS": "111122223333"}"#), "manifest repository-policy 0"),
        ("444455556666", statement("Allow", "ecr:*", own), "passes"),
        ("444455556666", statement("Allow", "ecr:*", other), "manifest repository-policy 0"),
        ("444455556666", statement("Allow", "ecr:BatchGetImage", "\"*\""), "layer-url repository-policy 0"),
    ] {
        assert_eq!(told(account, &policy), expected, "{account} {policy}");
    }
}

/// A NAT gateway leads out if it is public, and its own subnet's table leads to an internet gateway.
#[test]
fn a_nat_gateway_leads_as_far_as_its_own_subnet_does() {
    let with = |kind: &str, table_of_nat: &str, gateways: bool| {
        let mut files = files();
        for (name, text) in &mut files {
            match *name {
                "vpc-endpoints.json" => *text = text.replace("us-east-2.logs", "us-east-2.sns"),
                "route-tables.json" => {
                    let nat = r#"{"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "State": "active"},"#;
                    let route = format!("\"Routes\": [{nat}");
                    *text = text.replacen("\"Routes\": [", &route, 1);
                    let public = format!(
                        r#"{{"RouteTables": [{{"RouteTableId": "rtb-2", "VpcId": "vpc-1", "Associations": [
{{"SubnetId": "subnet-public", "RouteTableId": "{table_of_nat}"}}], "Routes": [
{{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "active"}}]}},"#
                    );
                    *text = text.replacen("{\"RouteTables\": [", &public, 1);
                }
                "subnets.json" => {
                    let public =
                        r#"{"Subnets": [{"SubnetId": "subnet-public", "VpcId": "vpc-1", "CidrBlock": "10.0.32.0/20"},"#;
                    *text = text.replacen("{\"Subnets\": [", public, 1);
                }
                _ => {}
            }
        }
        let nats = format!(
            r#"{{"NatGateways": [{{"NatGatewayId": "nat-1", "VpcId": "vpc-1", "SubnetId": "subnet-public",
"ConnectivityType": "{kind}"}}]}}"#
        );
        let nats = if kind.ends_with("regional") { nats.replace("\"SubnetId\": \"subnet-public\",", "") } else { nats };
        files.extend(gateways.then_some(("nat-gateways.json", nats)));
        traced(&files)
    };
    assert_eq!(with("public", "rtb-2", true), "passes");
    assert_eq!(with("private", "rtb-2", true), "logs route 106");
    assert_eq!(with("public", "rtb-1", true), "logs route 106");
    assert_eq!(with("public", "rtb-2", false), "unknown logs route");
    // A regional one is in no subnet, and has a route table of its own.
    assert_eq!(with("public\", \"AvailabilityMode\": \"regional", "rtb-1", true), "passes");
}

/// What a route leads to that is no internet gateway, and what a prefix list holds, is not known.
#[test]
fn a_route_leads_where_its_target_says() {
    let with = |route: &str| {
        let mut files = files();
        for (name, text) in &mut files {
            match *name {
                "vpc-endpoints.json" => *text = text.replace("us-east-2.logs", "us-east-2.sns"),
                "route-tables.json" => *text = text.replacen("\"Routes\": [", &format!("\"Routes\": [{{{route}}},"), 1),
                _ => {}
            }
        }
        traced(&files)
    };
    let everywhere = r#""DestinationCidrBlock": "0.0.0.0/0", "State""#;
    for (route, expected) in [
        (format!(r#"{everywhere}: "active", "GatewayId": "vgw-1""#), "unknown logs route"),
        (format!(r#"{everywhere}: "blackhole", "GatewayId": "vgw-1""#), "logs route 106"),
        (r#""DestinationPrefixListId": "pl-1", "TransitGatewayId": "tgw-1""#.to_owned(), "unknown logs route"),
        (r#""DestinationPrefixListId": "pl-1", "GatewayId": "vpce-s3""#.to_owned(), "logs route 106"),
    ] {
        assert_eq!(with(&route), expected, "{route}");
    }
}

#[test]
fn what_a_task_calls_beside_the_registry_is_followed() {
    let with = |container: &str, rights: &str| {
        let mut files = files();
        for (name, text) in &mut files {
            match *name {
                "task.json" => *text = text.replace("\"logConfiguration\": {\"logDriver\": \"awslogs\"}", container),
                "own.json" => *text = text.replace("\"logs:*\"", rights),
                _ => {}
            }
        }
        traced(&files)
    };
    let logs = |option: &str| format!(r#""logConfiguration": {{"logDriver": "awslogs", "options": {{{option}}}}}"#);
    let secret = r#""logConfiguration": {"logDriver": "awslogs", "secretOptions": [
{"name": "t", "valueFrom": "arn:aws:secretsmanager:us-east-2:111122223333:secret:t"}]}"#;
    let file = r#""environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::envs/a.env"}]"#;
    for (container, rights, expected) in [
        (logs(r#""awslogs-region": "us-east-2""#), "\"logs:*\"", "passes"),
        (logs(r#""awslogs-region": "eu-west-1""#), "\"logs:*\"", "logs route 106"),
        (logs(r#""awslogs-create-group": "true""#), "\"logs:*\"", "passes"),
        (
            logs(r#""awslogs-create-group": "true""#),
            "\"logs:CreateLogStream\", \"logs:PutLogEvents\"",
            "unknown log-group role-policy",
        ),
        (secret.to_owned(), "\"logs:*\"", "secrets route 107"),
        (secret.replace("secretsmanager", "secretmanager"), "\"logs:*\"", "unknown secrets name"),
        (file.to_owned(), "\"logs:*\"", "env-file role-policy 513"),
        (file.to_owned(), "\"s3:*\"", "unknown env-file name"),
    ] {
        assert_eq!(with(&container, rights), expected, "{container}");
    }
}

/// A service without a group has the VPC's default one, whose rules are among the answers.
#[test]
fn a_service_without_a_group_has_the_default_one() {
    let mut files = files();
    let mut change = |file: &str, from: &str, to: &str| {
        let text = &mut files.iter_mut().find(|(name, _)| *name == file).unwrap().1;
        assert!(text.contains(from), "{file} has no {from}");
        *text = text.replace(from, to);
        traced(&files)
    };
    assert_eq!(
        change("service.json", r#""securityGroups": ["sg-tasks"]"#, r#""securityGroups": []"#),
        "unknown token ports"
    );
    let named = r#""GroupId": "sg-tasks", "GroupName": "default""#;
    assert_eq!(change("security-groups.json", r#""GroupId": "sg-tasks""#, named), "passes");
    assert_eq!(change("security-groups.json", "10.0.0.0/16", "10.9.0.0/16"), "token ports 301");
}
