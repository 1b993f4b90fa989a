//! Plans whose endpoints of one service, or of ECR, differ from each other.

use super::*;

const IMAGES: &[&str] = &["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const TOKEN: &[&str] = &["ecr:GetAuthorizationToken"];

/// A plan whose endpoints of ECR each carry a policy of their own, which allows these actions.
fn split(of_api: &[&'static str], of_dkr: &[&'static str]) -> Plan {
    change(fargate(), |plan| {
        for (service, name, actions) in [(Service::EcrApi, "OfApi", of_api), (Service::EcrDkr, "OfDkr", of_dkr)] {
            let id = PolicyId::Named(name.into());
            let actions = actions.iter().map(|action| Value::literal(*action)).collect();
            let statements = vec![Statement { actions, ..Statement::allow_everything() }];
            plan.policies.push(Policy { id: id.clone(), document: PolicyDocument { statements } });
            interface(plan, service).policy = Some(id);
        }
    })
}

/// A plan with two endpoints of a service, with private DNS as said.
fn twice(service: Service, private_dns: [Option<bool>; 2]) -> Plan {
    change(fargate(), |plan| {
        let [first, second] = private_dns;
        interface(plan, service).private_dns = second;
        let id = ResourceId::Named("First".into());
        let kind = InterfaceEndpoint { private_dns: first, ..interface(plan, service).clone() };
        let first =
            Resource { id, kind: ResourceKind::InterfaceEndpoint(kind), reason: None, span: None, places: vec![] };
        plan.resources.insert(0, first);
    })
}

/// A plan whose S3 endpoint is an interface endpoint.
fn with_s3_interface(private_dns: Option<bool>) -> Plan {
    change(without(new_vpc(), Service::S3), |plan| {
        let service = EndpointService::Known(Service::S3);
        let endpoint = InterfaceEndpoint { service, private_dns, ..interface(plan, Service::Logs).clone() };
        let (id, kind) = (ResourceId::Named("S3".into()), ResourceKind::InterfaceEndpoint(endpoint));
        plan.resources.push(Resource { id, kind, reason: None, span: None, places: vec![] });
    })
}

fn cases() -> Vec<(&'static str, Plan, Vec<u16>)> {
    let (on, off) = (Some(true), Some(false));
    vec![
        ("each endpoint allows what passes through it", split(TOKEN, IMAGES), vec![506]),
        ("each endpoint allows what passes through the other", split(IMAGES, TOKEN), vec![502, 502, 506]),
        ("no token through the API", split(IMAGES, &["ecr:*"]), vec![502, 506]),
        ("half an image through the registry", split(&["ecr:*"], &IMAGES[..1]), vec![502, 506]),
        ("one registry endpoint without private DNS", twice(Service::EcrDkr, [off, on]), vec![]),
        ("the same in the other order", twice(Service::EcrDkr, [on, off]), vec![]),
        ("one that may have private DNS", twice(Service::EcrDkr, [off, None]), vec![]),
        ("the same, first", twice(Service::EcrDkr, [None, off]), vec![]),
        ("two registry endpoints without private DNS", twice(Service::EcrDkr, [off, off]), vec![201]),
        ("an S3 interface endpoint", with_s3_interface(on), vec![405]),
        ("one that may have private DNS", with_s3_interface(None), vec![405]),
        ("one without private DNS", with_s3_interface(off), vec![401]),
        ("two log endpoints, one without private DNS", twice(Service::Logs, [off, on]), vec![]),
    ]
}

#[test]
fn each_endpoint_is_judged_by_what_passes_through_it() {
    for (name, plan, expected) in cases() {
        assert_eq!(codes_of_plan(&plan), expected, "{name}");
    }
}
