//! Handwritten plans, for what no spec can break: each represents a rule's template.

mod endpoints;
mod passage;
mod start;
mod templates;

use super::all;
use super::tests::{codes_of_plan, compiled};
use crate::aws::Service;
use crate::cards::{Language, Page};
use crate::diagnostic::Rule;
use crate::plan::{
    Attribute, Condition, Effect, EndpointService, ExistingEndpoint, GatewayEndpoint, Ingress, InterfaceEndpoint,
    Launch, List, OperatingSystem, Peer, Plan, Policy, PolicyDocument, PolicyId, Ports, Principals, Pseudo, Resource,
    ResourceId, ResourceKind, RouteTableAssociation, Statement, Subnet, Value, Vpc, Zone,
};

/// What follows from a spec, to be broken.
fn plan_of(statements: &str) -> Plan {
    let compilation = compiled(&format!("private_ecr < region us-east-2; {statements} >"));
    compilation.plans().pop().expect("a plan")
}

fn fargate() -> Plan {
    plan_of("launch fargate 1.4.0; logs awslogs")
}

fn new_vpc() -> Plan {
    plan_of("launch fargate 1.4.0; logs awslogs; vpc new 10.0.0.0/16")
}

fn without(mut plan: Plan, service: Service) -> Plan {
    plan.resources.retain(|resource| resource.id != ResourceId::Endpoint(service));
    plan
}

fn interface(plan: &mut Plan, service: Service) -> &mut InterfaceEndpoint {
    let id = ResourceId::Endpoint(service);
    match plan.resources.iter_mut().find(|resource| resource.id == id).map(|resource| &mut resource.kind) {
        Some(ResourceKind::InterfaceEndpoint(endpoint)) => endpoint,
        other => panic!("{other:?}"),
    }
}

fn gateway(plan: &mut Plan) -> &mut GatewayEndpoint {
    let id = ResourceId::Endpoint(Service::S3);
    match plan.resources.iter_mut().find(|resource| resource.id == id).map(|resource| &mut resource.kind) {
        Some(ResourceKind::GatewayEndpoint(endpoint)) => endpoint,
        other => panic!("{other:?}"),
    }
}

fn ingress(plan: &mut Plan) -> &mut Ingress {
    let rules = plan.resources.iter_mut().filter_map(|resource| {
        let ResourceKind::Ingress(ingress) = &mut resource.kind else { return None };
        Some(ingress)
    });
    rules.last().expect("a rule")
}

fn document<'p>(plan: &'p mut Plan, id: &PolicyId) -> &'p mut PolicyDocument {
    &mut plan.policies.iter_mut().find(|policy| policy.id == *id).expect("a policy").document
}

fn change(mut plan: Plan, change: impl FnOnce(&mut Plan)) -> Plan {
    change(&mut plan);
    plan
}

/// What is found on each plan; a plan of which something is not known breaks nothing.
#[allow(clippy::too_many_lines)]
fn cases() -> Vec<(&'static str, Plan, Vec<u16>)> {
    let role = "launch fargate 1.4.0; logs awslogs; execution_role new \"tasks\"";
    let tie = |plan: &mut Plan| {
        for statement in &mut document(plan, &PolicyId::ExecutionRole).statements {
            statement.conditions = vec![Condition {
                operator: "StringEquals".into(),
                key: "aws:sourceVpce".into(),
                values: vec![Value::literal("vpce-0a1b2c3d")],
            }];
        }
    };
    vec![
        ("as derived", fargate(), vec![]),
        ("new VPC as derived", new_vpc(), vec![]),
        ("no ecr.api", without(new_vpc(), Service::EcrApi), vec![103]),
        ("no ecr.dkr", without(new_vpc(), Service::EcrDkr), vec![103]),
        (
            "an endpoint of an unknown service",
            change(without(new_vpc(), Service::EcrApi), |plan| {
                interface(plan, Service::Logs).service = EndpointService::unknown();
            }),
            vec![],
        ),
        ("no ecs-agent", without(plan_of("launch ec2; logs none; vpc new 10.0.0.0/16"), Service::EcsAgent), vec![104]),
        ("no logs", without(new_vpc(), Service::Logs), vec![106]),
        ("no ssm", without(plan_of("launch fargate 1.4.0; secrets ssm; vpc new 10.0.0.0/16"), Service::Ssm), vec![107]),
        (
            "no ssmmessages",
            without(plan_of("launch ec2; exec on; vpc new 10.0.0.0/16"), Service::SsmMessages),
            vec![107],
        ),
        ("no kms", without(plan_of("launch ec2; kms on; vpc new 10.0.0.0/16"), Service::Kms), vec![107]),
        ("no ec2", without(plan_of("launch eks; vpc new 10.0.0.0/16"), Service::Ec2), vec![107]),
        (
            "dkr without private DNS",
            change(fargate(), |plan| {
                interface(plan, Service::EcrDkr).private_dns = Some(false);
            }),
            vec![201],
        ),
        (
            "api without private DNS",
            change(fargate(), |plan| {
                interface(plan, Service::EcrApi).private_dns = Some(false);
            }),
            vec![202],
        ),
        (
            "private DNS not known",
            change(fargate(), |plan| {
                interface(plan, Service::EcrDkr).private_dns = None;
            }),
            vec![],
        ),
        (
            "VPC without DNS hostnames",
            change(new_vpc(), |plan| {
                for resource in &mut plan.resources {
                    if let ResourceKind::Vpc(vpc) = &mut resource.kind {
                        vpc.dns_hostnames = Some(false);
                    }
                }
            }),
            vec![205],
        ),
        (
            "the same endpoint twice",
            change(fargate(), |plan| {
                let twice = plan.resources.iter().find(|it| it.id == ResourceId::Endpoint(Service::Logs)).cloned();
                plan.resources.extend(twice);
            }),
            vec![206],
        ),
        ("port 80", change(new_vpc(), |plan| ingress(plan).ports = Ports::Tcp(80, 80)), vec![301]),
        ("another protocol", change(fargate(), |plan| ingress(plan).ports = Ports::Other), vec![301]),
        (
            "half of the VPC",
            change(new_vpc(), |plan| {
                ingress(plan).peer = Peer::Ipv4(Value::literal("10.0.0.0/20"));
            }),
            vec![301],
        ),
        ("clients not known", change(new_vpc(), |plan| ingress(plan).peer = Peer::Unknown), vec![]),
        ("every port", change(new_vpc(), |plan| ingress(plan).ports = Ports::All), vec![302]),
        ("ports up to https", change(new_vpc(), |plan| ingress(plan).ports = Ports::Tcp(80, 443)), vec![302]),
        (
            "the internet",
            change(new_vpc(), |plan| {
                ingress(plan).peer = Peer::Ipv4(Value::literal("0.0.0.0/0"));
            }),
            vec![302],
        ),
        (
            "no subnets",
            change(fargate(), |plan| {
                interface(plan, Service::EcrDkr).subnets = List::Items(vec![]);
            }),
            vec![306],
        ),
        (
            "subnets of one zone",
            change(new_vpc(), |plan| {
                for resource in &mut plan.resources {
                    if let ResourceKind::Subnet(subnet) = &mut resource.kind {
                        subnet.zone = Zone::Named("us-east-2a".into());
                    }
                }
            }),
            vec![307, 307, 307],
        ),
        (
            "zones not known",
            change(new_vpc(), |plan| {
                for resource in &mut plan.resources {
                    if let ResourceKind::Subnet(subnet) = &mut resource.kind {
                        subnet.zone = Zone::Unknown;
                    }
                }
            }),
            vec![],
        ),
        ("no gateway", without(new_vpc(), Service::S3), vec![401]),
        (
            "gateway without route tables",
            change(fargate(), |plan| {
                gateway(plan).route_tables = List::Items(vec![]);
            }),
            vec![402],
        ),
        (
            "gateway with another's route table",
            change(new_vpc(), |plan| {
                gateway(plan).route_tables = List::Items(vec![Value::literal("rtb-0a1b2c3d")]);
            }),
            vec![402],
        ),
        (
            "layer bucket of another region",
            change(fargate(), |plan| {
                let bucket = Value::literal("arn:aws:s3:::prod-us-west-2-starport-layer-bucket/*");
                document(plan, &PolicyId::S3).statements[0].resources = vec![bucket];
            }),
            vec![403],
        ),
        (
            "bucket not known",
            change(fargate(), |plan| {
                document(plan, &PolicyId::S3).statements[0].resources = vec![Value::unknown()];
            }),
            vec![],
        ),
        (
            "S3 interface for the gateway",
            change(fargate(), |plan| {
                let endpoint = interface(plan, Service::Logs).clone();
                let s3 = InterfaceEndpoint { service: EndpointService::Known(Service::S3), ..endpoint };
                for resource in &mut plan.resources {
                    if resource.id == ResourceId::Endpoint(Service::S3) {
                        resource.kind = ResourceKind::InterfaceEndpoint(s3.clone());
                    }
                }
            }),
            vec![405],
        ),
        (
            "gateway with a principal",
            change(fargate(), |plan| {
                let arn = Value::literal("arn:aws:iam::111122223333:role/tasks");
                let principals = Principals::Aws(vec![arn]);
                let statement = document(plan, &PolicyId::S3).statements[0].clone();
                document(plan, &PolicyId::S3).statements.push(Statement { principals: Some(principals), ..statement });
            }),
            vec![407],
        ),
        (
            "repository of another region",
            change(fargate(), |plan| {
                let arn = Value::literal("arn:aws:ecr:us-west-2:111122223333:repository/x");
                let mut statement = document(plan, &PolicyId::Ecr).statements[0].clone();
                (statement.effect, statement.resources) = (Effect::Deny, vec![arn]);
                document(plan, &PolicyId::Ecr).statements.push(statement);
            }),
            vec![504],
        ),
        (
            "two ECR policies",
            change(plan_of("launch fargate 1.4.0; allow pull"), |plan| interface(plan, Service::EcrApi).policy = None),
            vec![506],
        ),
        ("full access twice", change(fargate(), |plan| interface(plan, Service::EcrApi).policy = None), vec![]),
        (
            "a policy that is not known",
            change(fargate(), |plan| interface(plan, Service::EcrApi).policy = Some(PolicyId::Named("P".into()))),
            vec![],
        ),
        (
            "a policy with a resource that is not known",
            change(fargate(), |plan| {
                let mut other = document(plan, &PolicyId::Ecr).clone();
                other.statements[0].resources = vec![Value::unknown()];
                plan.policies.push(Policy { id: PolicyId::Named("P".into()), document: other });
                interface(plan, Service::EcrApi).policy = Some(PolicyId::Named("P".into()));
            }),
            vec![],
        ),
        (
            "a policy for somebody who is not known",
            change(fargate(), |plan| {
                let mut other = document(plan, &PolicyId::Ecr).clone();
                other.statements[0].principals = Some(Principals::Unknown);
                plan.policies.push(Policy { id: PolicyId::Named("P".into()), document: other });
                interface(plan, Service::EcrApi).policy = Some(PolicyId::Named("P".into()));
            }),
            vec![],
        ),
        (
            "a role that has the token from elsewhere",
            change(plan_of(role), |plan| drop(document(plan, &PolicyId::ExecutionRole).statements.remove(0))),
            vec![],
        ),
        (
            "route tables that are not known",
            change(new_vpc(), |plan| gateway(plan).route_tables = List::Items(vec![Value::unknown()])),
            vec![],
        ),
        (
            "a repository in whatever region and partition",
            change(fargate(), |plan| {
                let statement = &mut document(plan, &PolicyId::Ecr).statements[0];
                statement.resources.push(Value::literal("arn:aws:ecr:*:111122223333:repository/x"));
                statement.resources.push(Value::literal("arn:*:ecr:us-east-2:111122223333:repository/x"));
            }),
            vec![],
        ),
        (
            "a statement of a policy names no principal",
            change(fargate(), |plan| {
                let id = PolicyId::Named("OfLogs".into());
                let statements = vec![Statement { principals: None, ..Statement::allow_everything() }];
                plan.policies.push(Policy { id: id.clone(), document: PolicyDocument { statements } });
                interface(plan, Service::Logs).policy = Some(id);
            }),
            vec![517],
        ),
        ("token under a condition", change(plan_of(role), tie), vec![508]),
        (
            "service of another region",
            change(fargate(), |plan| {
                interface(plan, Service::Logs).service = EndpointService::Named("com.amazonaws.us-west-2.logs".into());
            }),
            vec![703],
        ),
        (
            "no such service",
            change(new_vpc(), |plan| {
                interface(plan, Service::EcrApi).service =
                    EndpointService::Named("com.amazonaws.us-east-2.ecr_api".into());
            }),
            vec![103, 704],
        ),
        (
            "service by its full name",
            change(fargate(), |plan| {
                interface(plan, Service::EcrApi).service =
                    EndpointService::Named("com.amazonaws.us-east-2.ecr.api".into());
            }),
            vec![],
        ),
        (
            "fifty-one endpoints",
            change(fargate(), |plan| {
                let some =
                    plan.resources.iter().find(|it| it.id == ResourceId::Endpoint(Service::Logs)).cloned().unwrap();
                for number in 0..48 {
                    let mut more = some.clone();
                    more.id = ResourceId::Named(format!("More{number}"));
                    if let ResourceKind::InterfaceEndpoint(endpoint) = &mut more.kind {
                        endpoint.service = EndpointService::Named(format!("com.amazonaws.us-east-2.more{number}"));
                    }
                    plan.resources.push(more);
                }
            }),
            vec![801],
        ),
    ]
}

#[test]
fn plans_made_by_hand_break_what_they_break() {
    for (name, plan, expected) in cases() {
        assert_eq!(codes_of_plan(&plan), expected, "{name}");
    }
}

#[test]
fn every_rule_of_templates_alone_is_broken_by_a_plan() {
    let cases = cases().into_iter().chain(passage::cases()).chain(passage::cases_of_acls()).chain(start::cases());
    let broken: Vec<u16> = cases.flat_map(|(_, _, codes)| codes).collect();
    let of_templates = |rule: &&Rule| Page::of(rule).examples(true).all(|example| example.language != Language::Spec);
    let checked = all().map(|entry| entry.rule);
    for rule in checked.filter(of_templates) {
        assert!(broken.contains(&rule.code.0), "{}", rule.code);
    }
}

#[test]
fn a_vpc_may_have_fifty_interface_endpoints() {
    let with = |count: usize| {
        let mut plan = fargate();
        let of = plan.resources.iter().find(|it| it.id == ResourceId::Endpoint(Service::Logs)).cloned().unwrap();
        for n in plan.interface_endpoints().count()..count {
            let mut more = Resource { id: ResourceId::Named(format!("More{n}")), ..of.clone() };
            if let ResourceKind::InterfaceEndpoint(endpoint) = &mut more.kind {
                endpoint.service = EndpointService::Named(format!("com.amazonaws.vpce.us-east-2.vpce-svc-{n}"));
            }
            plan.resources.push(more);
        }
        codes_of_plan(&plan)
    };
    assert_eq!(with(50), [0; 0]);
    assert_eq!(with(51), [801]);
}
