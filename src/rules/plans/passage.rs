//! Plans with what filters packets in them: security groups' outbound rules and network ACLs.

use super::*;
use crate::plan::{AclRule, Client, Egress, EgressRule, NetworkAcl, PlatformVersion, PrefixList};
use crate::rules::tests::messages_of_plan;
use crate::span::{Span, Spanned};

fn subnet(number: u8) -> Value {
    Value::Attribute(ResourceId::PrivateSubnet(number), Attribute::Id)
}

fn cidr(block: &'static str) -> Peer {
    Peer::Ipv4(Value::literal(block))
}

fn https(peer: Peer) -> EgressRule {
    EgressRule { peer, ports: Ports::Tcp(443, 443) }
}

/// The new VPC with its two subnets `10.0.0.0/20` and `10.0.16.0/20`, and a service in them.
fn client() -> Client {
    Client {
        name: "web".into(),
        launch: Launch::Fargate { version: PlatformVersion(1, 4, 0), os: OperatingSystem::Linux },
        subnets: List::Items(vec![subnet(1)]),
        security_groups: List::Items(vec![Value::literal("sg-tasks")]),
        public_address: None,
        task: None,
        host_role: None,
        presumed: false,
        off: None,
        span: None,
    }
}

fn with_client(change: impl FnOnce(&mut Client)) -> Plan {
    let mut plan = new_vpc();
    plan.surroundings.clients.push(client());
    change(&mut plan.surroundings.clients[0]);
    plan
}

fn letting_out(rules: Vec<EgressRule>) -> Plan {
    let mut plan = with_client(|_| {});
    plan.surroundings.egress.push(Egress { group: Value::literal("sg-tasks"), rules, span: None });
    plan
}

fn endpoints_group() -> Peer {
    Peer::Group(Value::Attribute(ResourceId::EndpointSecurityGroup, Attribute::Id))
}

fn s3_list(mut plan: Plan, name: &str) -> Plan {
    plan.surroundings.prefix_lists.push(PrefixList { id: Value::literal("pl-1"), name: name.into() });
    plan
}

fn rule(number: u16, egress: bool, allow: bool, block: &'static str, ports: Ports) -> AclRule {
    AclRule { number: Some(number), egress: Some(egress), allow: Some(allow), peer: cidr(block), ports, span: None }
}

/// An ACL of the first subnet, where the service is, or of the second, where only endpoints are.
fn filtering(number: u8, rules: Vec<AclRule>) -> Plan {
    let mut plan = with_client(|_| {});
    let acl = NetworkAcl { name: "private".into(), subnets: vec![subnet(number)], rules, span: None };
    plan.surroundings.acls.push(acl);
    plan
}

pub(super) fn cases() -> Vec<(&'static str, Plan, Vec<u16>)> {
    let list = || Peer::PrefixList(Value::literal("pl-1"));
    vec![
        ("a client of which no group is known", with_client(|_| {}), vec![]),
        ("a new group", letting_out(vec![EgressRule::everything()]), vec![]),
        ("a group that lets nothing out", letting_out(vec![]), vec![311]),
        ("a rule that is not known", letting_out(vec![EgressRule::unknown()]), vec![]),
        ("the endpoints' group alone", letting_out(vec![https(endpoints_group())]), vec![311]),
        ("S3's list alone", s3_list(letting_out(vec![https(list())]), "com.amazonaws.us-east-2.s3"), vec![311]),
        (
            "the endpoints' group and S3's list",
            s3_list(letting_out(vec![https(endpoints_group()), https(list())]), "com.amazonaws.us-east-2.s3"),
            vec![],
        ),
        (
            "the endpoints' group and DynamoDB's list",
            s3_list(letting_out(vec![https(endpoints_group()), https(list())]), "com.amazonaws.us-east-2.dynamodb"),
            vec![311],
        ),
        ("a list that is not known", letting_out(vec![https(list())]), vec![]),
        ("the VPC's block alone", letting_out(vec![https(cidr("10.0.0.0/16"))]), vec![311]),
        (
            "another network's block",
            s3_list(letting_out(vec![https(cidr("10.9.0.0/16")), https(list())]), "com.amazonaws.us-east-2.s3"),
            vec![311],
        ),
        (
            "each subnet by a rule of its own",
            letting_out(vec![https(cidr("10.0.0.0/20")), https(cidr("10.0.16.0/20")), https(list())]),
            vec![],
        ),
        ("one of two subnets", letting_out(vec![https(cidr("10.0.0.0/20"))]), vec![311]),
        (
            "another network's block with host bits",
            s3_list(letting_out(vec![https(cidr("10.9.3.7/16")), https(list())]), "com.amazonaws.us-east-2.s3"),
            vec![311],
        ),
        ("http alone", letting_out(vec![EgressRule { peer: cidr("0.0.0.0/0"), ports: Ports::Tcp(80, 80) }]), vec![311]),
        (
            "two groups, of which one is not known",
            change(letting_out(vec![]), |plan| {
                let groups = vec![Value::literal("sg-tasks"), Value::unknown()];
                plan.surroundings.clients[0].security_groups = List::Items(groups);
            }),
            vec![],
        ),
        (
            "two groups that let out together what is needed",
            change(letting_out(vec![https(cidr("10.0.0.0/16"))]), |plan| {
                let (group, rules) = (Value::literal("sg-more"), vec![EgressRule::everything()]);
                plan.surroundings.egress.push(Egress { group, rules, span: None });
                let groups = vec![Value::literal("sg-tasks"), Value::literal("sg-more")];
                plan.surroundings.clients[0].security_groups = List::Items(groups);
            }),
            vec![],
        ),
        (
            "DNS servers of one's own",
            change(new_vpc(), |plan| plan.surroundings.custom_dns = Some(Spanned::new(true, Span::default()))),
            vec![204],
        ),
    ]
}

pub(super) fn cases_of_acls() -> Vec<(&'static str, Plan, Vec<u16>)> {
    let everything = |egress: bool| rule(100, egress, true, "0.0.0.0/0", Ports::All);
    let call = |block| rule(100, true, true, block, Ports::Tcp(443, 443));
    let answers = |from, to| rule(100, false, true, "0.0.0.0/0", Ports::Tcp(from, to));
    vec![
        ("an ACL that lets everything through", filtering(1, vec![everything(true), everything(false)]), vec![]),
        ("an ACL without rules", filtering(1, vec![]), vec![312, 312]),
        ("no answers", filtering(1, vec![everything(true)]), vec![312]),
        ("answers on 443", filtering(1, vec![everything(true), answers(443, 443)]), vec![312]),
        ("answers where AWS advises", filtering(1, vec![everything(true), answers(1024, 65535)]), vec![]),
        ("answers on the ports of Linux", filtering(1, vec![call("0.0.0.0/0"), answers(32768, 60999)]), vec![]),
        ("answers on some of these", filtering(1, vec![call("0.0.0.0/0"), answers(49152, 65535)]), vec![312]),
        (
            "answers on the ports of Windows",
            change(filtering(1, vec![call("0.0.0.0/0"), answers(49152, 65535)]), |plan| {
                let os = OperatingSystem::Windows;
                plan.surroundings.clients[0].launch = Launch::Fargate { version: PlatformVersion(1, 0, 0), os };
            }),
            vec![],
        ),
        ("calls to the VPC alone", filtering(1, vec![call("10.0.0.0/16"), answers(1024, 65535)]), vec![312]),
        (
            "a rule that denies before one that allows",
            filtering(1, vec![rule(50, true, false, "0.0.0.0/0", Ports::All), everything(true), everything(false)]),
            vec![312],
        ),
        (
            "a rule that denies after one that allows",
            filtering(1, vec![rule(200, true, false, "0.0.0.0/0", Ports::All), everything(true), everything(false)]),
            vec![],
        ),
        (
            "a rule that denies some public addresses",
            filtering(1, vec![rule(50, true, false, "52.0.0.0/8", Ports::All), everything(true), everything(false)]),
            vec![],
        ),
        ("a rule that is not known", filtering(1, vec![AclRule::unknown()]), vec![]),
        (
            "a rule whose number is not known",
            filtering(1, vec![AclRule { number: None, ..everything(true) }, everything(false)]),
            vec![],
        ),
        (
            "the ACL of the endpoints' subnet",
            filtering(2, vec![rule(100, false, true, "10.0.0.0/20", Ports::Tcp(443, 443))]),
            vec![312],
        ),
        (
            "the ACL of the endpoints' subnet, both ways",
            filtering(
                2,
                vec![
                    rule(100, false, true, "10.0.0.0/20", Ports::Tcp(443, 443)),
                    rule(100, true, true, "10.0.0.0/20", Ports::Tcp(1024, 65535)),
                ],
            ),
            vec![],
        ),
        ("an ACL of another subnet", filtering(3, vec![]), vec![]),
        (
            "an ACL of a subnet from which instances presumably pull",
            change(filtering(1, vec![]), |plan| {
                plan.surroundings.clients[0].launch = Launch::Ec2 { os: OperatingSystem::Linux };
                plan.surroundings.clients[0].presumed = true;
            }),
            vec![],
        ),
    ]
}

/// The endpoints' group admits this alone, and the service is in the first subnet.
fn admitting(peer: Peer) -> Plan {
    change(letting_out(vec![EgressRule::everything()]), |plan| ingress(plan).peer = peer)
}

fn cases_of_clients() -> Vec<(&'static str, Plan, Vec<u16>)> {
    let group = |id: &'static str| Peer::Group(Value::literal(id));
    vec![
        ("the tasks' group is admitted", admitting(group("sg-tasks")), vec![]),
        ("another group is admitted", admitting(group("sg-other")), vec![301]),
        ("a group that is not known is admitted", admitting(Peer::Group(Value::unknown())), vec![]),
        (
            "another group is admitted, and the tasks' is not known",
            change(admitting(group("sg-other")), |plan| {
                plan.surroundings.clients[0].security_groups = List::unknown();
            }),
            vec![],
        ),
        (
            "another group is admitted, and whatever a rule of an unknown group says",
            change(admitting(group("sg-other")), |plan| {
                let open = Ingress { group: Value::unknown(), ..ingress(plan).clone() };
                let (id, kind) = (ResourceId::Named("Open".into()), ResourceKind::Ingress(open));
                plan.resources.push(Resource { id, kind, reason: None, span: None, places: Vec::new() });
            }),
            vec![],
        ),
        ("a list that is not known is admitted", admitting(Peer::PrefixList(Value::literal("pl-9"))), vec![]),
    ]
}

#[test]
fn who_calls_is_held_against_who_is_admitted() {
    for (name, plan, expected) in cases_of_clients() {
        assert_eq!(codes_of_plan(&plan), expected, "{name}");
    }
}

#[test]
fn what_filters_packets_is_found_where_it_is_known() {
    for (name, plan, expected) in cases().into_iter().chain(cases_of_acls()) {
        assert_eq!(codes_of_plan(&plan), expected, "{name}");
    }
}

#[test]
fn a_finding_says_what_is_out_of_reach() {
    let only_s3 = letting_out(vec![https(endpoints_group())]);
    assert_eq!(messages_of_plan(&only_s3), ["the security group of `web` allows no outbound tcp/443 to Amazon S3"]);
    let nothing = "the security group of `web` allows no outbound tcp/443 to the endpoints and Amazon S3";
    assert_eq!(messages_of_plan(&letting_out(vec![])), [nothing]);
    let some = rule(100, false, true, "0.0.0.0/0", Ports::Tcp(49152, 65535));
    let found = messages_of_plan(&filtering(1, vec![rule(100, true, true, "0.0.0.0/0", Ports::All), some]));
    assert_eq!(found.len(), 1);
    assert!(found[0].ends_with("tcp/32768-49151 from `10.0.16.0/20`"), "{found:?}");
}
