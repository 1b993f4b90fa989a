//! Plans like those of other people's templates: what these contain besides, and what they leave open, breaks no rule.

use super::*;

/// What else a template may hold, and what it may leave open: no rule is broken by that.
fn cases_of_templates() -> Vec<(&'static str, Plan, Vec<u16>)> {
    let named = |name: &str| Value::Attribute(ResourceId::Named(name.into()), Attribute::Id);
    let add = |plan: &mut Plan, name: &str, kind: ResourceKind| {
        let id = ResourceId::Named(name.into());
        plan.resources.push(Resource { id, kind, reason: None, span: None, places: Vec::new() });
    };
    let join = |parts: &[Value]| Value::join(parts.iter().cloned());
    let allow = |sid: &str, principals: Principals, actions: &[&str]| Statement {
        sid: Some(sid.into()),
        effect: Effect::Allow,
        principals: Some(principals),
        actions: actions.iter().map(|action| Value::literal(action.to_string())).collect(),
        resources: vec![Value::literal("*")],
        conditions: vec![],
    };
    let tied = |key: &str| Condition {
        operator: "StringEquals".into(),
        key: key.into(),
        values: vec![Value::literal("vpc-0a1b2c3d")],
    };
    let role = "launch fargate 1.4.0; logs awslogs; execution_role new \"tasks\"";
    vec![
        (
            "a public subnet",
            change(new_vpc(), |plan| {
                let (vpc, cidr) = (plan.vpc.clone(), Value::literal("10.0.32.0/20"));
                add(plan, "Public", ResourceKind::Subnet(Subnet { vpc, cidr, zone: Zone::Index(0) }));
                let association = RouteTableAssociation { subnet: named("Public"), route_table: named("PublicTable") };
                add(plan, "PublicAssociation", ResourceKind::RouteTableAssociation(association));
                ingress(plan).peer = Peer::Ipv4(Value::literal("10.0.0.0/19"));
            }),
            vec![],
        ),
        (
            "the group of a load balancer",
            change(new_vpc(), |plan| {
                let peer = Peer::Ipv4(Value::literal("0.0.0.0/0"));
                let description = "everything".into();
                let open = Ingress { group: named("LoadBalancer"), peer, ports: Ports::All, description };
                add(plan, "Open", ResourceKind::Ingress(open));
            }),
            vec![],
        ),
        (
            "a group that is not of the template",
            change(new_vpc(), |plan| {
                for resource in &mut plan.resources {
                    if let ResourceKind::InterfaceEndpoint(endpoint) = &mut resource.kind {
                        endpoint.security_groups = List::Items(vec![named("Nested")]);
                    }
                }
            }),
            vec![],
        ),
        (
            "port 80 beside 443",
            change(new_vpc(), |plan| {
                let more = Ingress { ports: Ports::Tcp(80, 80), ..ingress(plan).clone() };
                add(plan, "Http", ResourceKind::Ingress(more));
            }),
            vec![302],
        ),
        (
            "another VPC without DNS hostnames",
            change(new_vpc(), |plan| {
                let cidr = Value::literal("10.1.0.0/16");
                add(
                    plan,
                    "Other",
                    ResourceKind::Vpc(Vpc { cidr, dns_support: Some(true), dns_hostnames: Some(false) }),
                );
            }),
            vec![],
        ),
        (
            "an endpoint by its full name beside the same",
            change(fargate(), |plan| {
                let mut twice = interface(plan, Service::Logs).clone();
                twice.service = EndpointService::Named("com.amazonaws.us-east-2.logs".into());
                add(plan, "Logs", ResourceKind::InterfaceEndpoint(twice));
            }),
            vec![206],
        ),
        (
            "the same endpoint in two VPCs that are not known",
            change(fargate(), |plan| {
                interface(plan, Service::Logs).vpc = Value::unknown();
                let twice = interface(plan, Service::Logs).clone();
                add(plan, "Logs", ResourceKind::InterfaceEndpoint(twice));
            }),
            vec![],
        ),
        (
            "partition and region as the deployment has them",
            change(plan_of("launch fargate 1.4.0; allow pull repo \"x\""), |plan| {
                let (partition, region) = (Value::Pseudo(Pseudo::Partition), Value::Pseudo(Pseudo::Region));
                let (arn, account) = (Value::literal("arn:"), Value::Pseudo(Pseudo::Account));
                let of_s3 = Value::literal(":s3:::prod-");
                let bucket = Value::literal("-starport-layer-bucket/*");
                document(plan, &PolicyId::S3).statements[0].resources =
                    vec![join(&[arn.clone(), partition.clone(), of_s3, region.clone(), bucket])];
                let colon = Value::literal(":");
                let repository = Value::literal(":repository/x");
                document(plan, &PolicyId::Ecr).statements[0].resources =
                    vec![join(&[arn, partition, Value::literal(":ecr:"), region, colon, account, repository])];
            }),
            vec![],
        ),
        (
            "layers through this VPC alone",
            change(fargate(), |plan| {
                document(plan, &PolicyId::S3).statements[0].conditions = vec![tied("aws:SourceVpc")];
            }),
            vec![],
        ),
        (
            "layers for an account",
            change(fargate(), |plan| {
                document(plan, &PolicyId::S3).statements[0].conditions = vec![tied("aws:PrincipalAccount")];
            }),
            vec![403],
        ),
        (
            "the combined policy of AWS's page",
            change(fargate(), |plan| {
                let arn = Value::literal("arn:aws:iam::111122223333:role/role_name");
                let pull = allow("AllowPull", Principals::Aws(vec![arn]), crate::aws::PULL);
                document(plan, &PolicyId::Ecr).statements.push(pull);
            }),
            vec![501],
        ),
        (
            "a wide statement under a condition",
            change(fargate(), |plan| {
                let pull = allow("AllowPull", Principals::Everyone, crate::aws::PULL);
                let statements = &mut document(plan, &PolicyId::Ecr).statements;
                statements[0].conditions = vec![tied("aws:SourceVpc")];
                statements.push(pull);
            }),
            vec![],
        ),
        (
            "a repository of another region in the account that deploys",
            change(fargate(), |plan| {
                let (start, end) = (Value::literal("arn:aws:ecr:us-west-2:"), Value::literal(":repository/x"));
                let mut deny = allow("Deny", Principals::Everyone, &["ecr:PutImage"]);
                deny.effect = Effect::Deny;
                deny.resources = vec![join(&[start, Value::Pseudo(Pseudo::Account), end])];
                document(plan, &PolicyId::Ecr).statements.push(deny);
            }),
            vec![504],
        ),
        (
            "a tied token on EC2",
            change(plan_of(role), |plan| {
                for statement in &mut document(plan, &PolicyId::ExecutionRole).statements {
                    statement.conditions = vec![tied("aws:SourceVpc")];
                }
                let ec2 = Launch::Ec2 { os: OperatingSystem::Linux };
                plan.surroundings.workload.launches = plan_of("launch ec2").surroundings.workload.launches;
                assert_eq!(plan.surroundings.workload.launches[0].value, ec2);
                for service in [Service::Ecs, Service::EcsAgent, Service::EcsTelemetry] {
                    let id = Value::literal("vpce-0a1b2c3d");
                    plan.surroundings.existing.push(ExistingEndpoint { service, id, span: None });
                }
            }),
            vec![],
        ),
        (
            "a tied token and a free one",
            change(plan_of(role), |plan| {
                let free = document(plan, &PolicyId::ExecutionRole).clone();
                for statement in &mut document(plan, &PolicyId::ExecutionRole).statements {
                    statement.conditions = vec![tied("aws:SourceVpc")];
                }
                plan.policies.push(Policy { id: PolicyId::Named("Free".into()), document: free });
                let id = ResourceId::ExecutionRolePolicy;
                let mut more = plan.resources.iter().find(|it| it.id == id).cloned().unwrap().kind;
                if let ResourceKind::RolePolicy(policy) = &mut more {
                    policy.policy = PolicyId::Named("Free".into());
                }
                add(plan, "Free", more);
            }),
            vec![],
        ),
    ]
}

#[test]
fn what_else_is_in_a_template_breaks_nothing() {
    for (name, plan, expected) in cases_of_templates() {
        assert_eq!(codes_of_plan(&plan), expected, "{name}");
    }
}
