//! Input: folders whose answers say that something is not there, or not all of it, or elsewhere.
//! Output: what is unknown because of that, and what is known.
//! Never: takes an answer that is cut off for a whole one.

use super::audited;
use super::ways::{traced, weighed, with};

fn unknown(files: &[(&str, String)]) -> Vec<String> {
    audited(files).0.unknowns.iter().map(|unseen| format!("{}: {}", unseen.what, unseen.why)).collect()
}

#[test]
fn what_an_answer_that_is_cut_off_lacks_is_unknown() {
    let missing = ("vpc-endpoints.json", "us-east-2.ecr.dkr", "us-east-2.sqs");
    let cut = ("vpc-endpoints.json", "{\"VpcEndpoints\"", "{\"NextToken\": \"abc\", \"VpcEndpoints\"");
    assert_eq!(weighed(&with(&[missing])), ["error ECR103"]);
    assert_eq!(weighed(&with(&[missing, cut])), [""; 0]);
    let why = "the endpoints of vpc-1: what `aws ec2 describe-vpc-endpoints` printed has a `NextToken`: there is more";
    assert_eq!(unknown(&with(&[missing, cut])), [why]);
    let null = ("vpc-endpoints.json", "{\"VpcEndpoints\"", "{\"NextToken\": null, \"VpcEndpoints\"");
    assert_eq!(weighed(&with(&[missing, null])), ["error ECR103"]);
}

/// Replaces all endpoints.
fn without_endpoints(changes: &[(&str, &str, &str)]) -> Vec<(&'static str, String)> {
    let mut files = with(changes);
    for (_, text) in files.iter_mut().filter(|(name, _)| *name == "vpc-endpoints.json") {
        "{\"VpcEndpoints\": []}".clone_into(text);
    }
    files
}

#[test]
fn of_a_shared_vpc_the_owner_alone_tells_the_endpoints() {
    let owned = |account: &'static str| {
        let owner = format!("{{\"OwnerId\": \"{account}\", \"VpcId\"");
        without_endpoints(&[("vpcs.json", "{\"VpcId\"", &owner)])
    };
    let own = weighed(&owned("111122223333"));
    // The route to the gateway shows that it is there.
    assert_eq!(own, ["error ECR103", "error ECR103", "error ECR106"]);
    assert_eq!(weighed(&owned("999999999999")), [""; 0]);
    let said = unknown(&owned("999999999999"));
    assert!(said[0].starts_with("the endpoints of vpc-1: only the owner of the VPC, `999999999999`"), "{said:?}");
    assert!(traced(&owned("999999999999")).starts_with("unknown token name"));
    let deleted = (
        "route-tables.json",
        "\"GatewayId\": \"vpce-s3\", \"State\": \"active\"",
        "\"GatewayId\": \"vpce-s3\", \"State\": \"blackhole\"",
    );
    assert!(weighed(&without_endpoints(&[deleted])).contains(&"error ECR401".to_owned()));
}

#[test]
fn a_role_that_is_not_there_stops_the_start() {
    let role = r#""family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/exec""#;
    let mut files = with(&[("task.json", "\"family\": \"web\"", role)]);
    files.push(("role.json", r#"{"NotThere": "role exec", "Because": "NoSuchEntity"}"#.to_owned()));
    assert_eq!(traced(&files), "token role-trust 0");
    assert_eq!(unknown(&files), ["role exec: AWS says that it is not there (`NoSuchEntity`)"]);
}

#[test]
fn a_repository_without_a_policy_is_known() {
    let mut files = with(&[]);
    let none = r#"{"NotThere": "policy of the repository app", "Because": "RepositoryPolicyNotFoundException"}"#;
    files.push(("policy.json", none.to_owned()));
    assert_eq!(unknown(&files), [""; 0]);
    files.push(("other.json", none.replace("PolicyNot", "Not")));
    assert_eq!(unknown(&files).len(), 1);
}

#[test]
fn services_that_are_missing_or_elsewhere_are_said() {
    let failure = r#""failures": [{"arn": "arn:aws:ecs:us-east-2:1:service/prod/web", "reason": "MISSING"}]"#;
    let files = with(&[("service.json", "\"failures\": []", failure)]);
    assert_eq!(unknown(&files), ["the service `prod/web`: AWS says that it is not there (`MISSING`)"]);
    let files = with(&[("service.json", "[\"subnet-a\"]", "[\"subnet-z\"]")]);
    let why =
        "the network of `web`: it runs in `subnet-z`, which is in none of these answers: collect those of its VPC";
    assert_eq!(unknown(&files), [why]);
}

#[test]
fn services_on_instances_start_with_their_roles() {
    let on_ec2 =
        ("service.json", "\"launchType\": \"FARGATE\",\n\"platformVersion\": \"1.4.0\",", "\"launchType\": \"EC2\",");
    let role = r#""family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/exec""#;
    let mut files = with(&[on_ec2, ("task.json", "\"family\": \"web\"", role)]);
    let instance = |id: &str| {
        format!(
            r#"{{"InstanceId": "{id}", "VpcId": "vpc-1", "SubnetId": "subnet-b", "SecurityGroups": [{{"GroupId": "sg-tasks"}}],
"IamInstanceProfile": {{"Arn": "arn:aws:iam::111122223333:instance-profile/host"}}}}"#
        )
    };
    let instances = format!(r#"{{"Reservations": [{{"Instances": [{}, {}]}}]}}"#, instance("i-1"), instance("i-2"));
    files.push(("instances.json", instances));
    files.push((
        "profile.json",
        r#"{"InstanceProfile": {"Arn": "arn:aws:iam::111122223333:instance-profile/host", "Roles": [{"RoleName": "host"}]}}"#
            .to_owned(),
    ));
    for role in ["exec", "host"] {
        let name = if role == "exec" { "exec.json" } else { "host.json" };
        files.push((name, format!(r#"{{"NotThere": "role {role}", "Because": "NoSuchEntity"}}"#)));
    }
    // One start, whose instances and task have roles that are not there.
    let said = traced(&files);
    assert!(!said.contains(','), "{said}");
    assert!(said.starts_with("agent "), "{said}");
    let without_host: Vec<_> = files.iter().filter(|(name, _)| *name != "host.json").cloned().collect();
    assert!(!traced(&without_host).contains("unknown token role-policy"), "{}", traced(&without_host));
}

#[test]
fn options_of_endpoints_are_read() {
    let s3 = |options: &str| {
        let endpoint = format!(
            r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-s3-interface", "VpcEndpointType": "Interface", "VpcId": "vpc-1",
"State": "available", "ServiceName": "com.amazonaws.us-east-2.s3", "PrivateDnsEnabled": true, {options}
"SubnetIds": ["subnet-a"], "Groups": [{{"GroupId": "sg-endpoints"}}]}},"#
        );
        traced(&with(&[("vpc-endpoints.json", "{\"VpcEndpoints\": [", &endpoint)]))
    };
    let base = traced(&with(&[]));
    let inbound = |on: bool| format!("\"DnsOptions\": {{\"PrivateDnsOnlyForInboundResolverEndpoint\": {on}}},");
    assert_eq!((s3(&inbound(true)), s3(&inbound(false))), (base.clone(), base));
    let region = |more: &str| {
        let endpoint = format!(
            r#"{{"VpcEndpoints": [{{"VpcEndpointId": "vpce-west", "VpcEndpointType": "Interface", "VpcId": "vpc-1", {more}
"State": "available", "ServiceName": "com.amazonaws.us-west-2.ecr.dkr", "PrivateDnsEnabled": true,
"SubnetIds": ["subnet-a"], "Groups": [{{"GroupId": "sg-endpoints"}}]}},"#
        );
        let files = with(&[("vpc-endpoints.json", "{\"VpcEndpoints\": [", &endpoint)]);
        let settings_of = weighed(&files);
        settings_of.into_iter().filter(|found| found.contains("ECR703")).count()
    };
    assert_eq!((region("\"ServiceRegion\": \"us-west-2\","), region("")), (0, 1));
}

#[test]
fn from_a_subnet_without_ipv4_no_ipv4_endpoint_is_reached() {
    let native = |dns64: bool| {
        let more = format!("{{\"Ipv6Native\": true, \"EnableDns64\": {dns64}, \"SubnetId\": \"subnet-a\"");
        let mut files = with(&[("subnets.json", "{\"SubnetId\": \"subnet-a\"", &more)]);
        for (_, text) in files.iter_mut().filter(|(name, _)| *name == "vpc-endpoints.json") {
            *text = text.replace("\"State\"", "\"IpAddressType\": \"ipv4\", \"State\"");
        }
        (weighed(&files), traced(&files))
    };
    assert_eq!(native(false), (vec!["warning ECR308".to_owned()], "token route 308".to_owned()));
    assert_eq!(native(true), (vec![], "unknown token route".to_owned()));
}
