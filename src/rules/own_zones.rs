//! The card of ECR209: hosted zones of one's own for the names of endpoints.

use super::Subject;
use crate::aws::Service;
use crate::diagnostic::{Code, Diagnostic, Example, Reference, Report, Rule, Severity};
use crate::plan::OwnZone;
use crate::span::Span;
use std::collections::BTreeMap;

/// Private hosted zones of one's own have a record for each name that clients call.
pub static RULE: Rule = Rule {
    code: Code(209),
    name: "own_zones",
    severity: Severity::Note,
    exceptions: &[],
    title: "your own hosted zones must serve each name that clients call",
    explanation: "\
`private_dns own` says that the names of the endpoints are served by private hosted zones that you keep, as where a hub \
VPC holds the endpoints of many VPCs. ecrc then switches private DNS off and trusts that the zones are there.

Each service needs a private hosted zone of exactly its name, associated with every VPC whose clients call it, and an \
alias record at the zone's apex that leads to the endpoint. The zone for `ecr.dkr` also needs an alias record for `*`, \
because the registry's name begins with the account's id: without it every pull fails. Route 53 creates no zone whose \
name begins with `*`; the wildcard is a record.

A private zone answers for its name and for everything below it. If a record is missing there, the answer is \"no such \
host\", even for names that exist publicly. So keep the zones as narrow as those listed here: a zone `amazonaws.com` \
hides all of AWS, and a zone `eks.REGION.amazonaws.com` hides `oidc.eks.REGION.amazonaws.com`.

ECS's agent needs zones for `ecs`, `ecs-a` and `ecs-t`, and none for numbered hosts. The zones of ECR, ECS and EKS are \
documented; those of other services follow AWS's landing zone accelerator and the names that endpoints were seen to \
serve. To be sure, compare with `PrivateDnsNames` in `aws ec2 describe-vpc-endpoint-services`.",
    symptoms: &[
        "dial tcp: lookup 111122223333.dkr.ecr.us-east-1.amazonaws.com on 10.0.0.2:53: no such host",
        "Post \"https://api.ecr.us-east-1.amazonaws.com/\": dial tcp 10.0.9.9:443: connect: connection refused",
        "x509: certificate is valid for …, not 111122223333.dkr.ecr.us-east-1.amazonaws.com",
        "Creation of hosted zone with a wildcard domain name is not supported",
    ],
    sources: &[
        Reference {
            title: "Considerations when working with a private hosted zone",
            url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Amazon ECS interface VPC endpoints (AWS PrivateLink)",
            url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Access Amazon EKS using AWS PrivateLink",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/vpc-interface-endpoints.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Landing Zone Accelerator on AWS: hosted zones of endpoints",
            url: "https://github.com/awslabs/landing-zone-accelerator-on-aws",
            read: "2026-11-29",
        },
    ],
    bad: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns own;
>
",
    ),
    good: Example::Spec(
        "\
private_ecr <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
  private_dns own;
  accept ECR209 \"the hub's zones are in the repository `hub-dns`\";
>
",
    ),
};

pub(super) fn check(subject: &Subject, report: &mut Report) {
    let mut said: BTreeMap<Option<Span>, Vec<OwnZone>> = BTreeMap::new();
    for zone in &subject.plan.own_zones {
        said.entry(zone.span).or_default().push(*zone);
    }
    let region = subject.plan.region;
    for (span, zones) in said {
        let names: Vec<String> = zones.iter().map(|zone| format!("`{}`", zone.service.name())).collect();
        let message = format!("your own hosted zones must serve the names of {}", names.join(", "));
        let mut found = Diagnostic::at(&RULE, span, message).label("private DNS is off; the names are yours to serve");
        for zone in &zones {
            let records = if zone.records(region).len() > 1 {
                "alias records at its apex and for `*`"
            } else {
                "an alias record"
            };
            found = found.note(format!("zone `{}` with {records}", zone.name(region)));
        }
        if zones.iter().any(|zone| zone.service == Service::Eks) {
            found = found.note("the zone of `eks` hides `oidc.eks` and `eks-proxy.eks`, which need zones of their own");
        }
        report.push(found.help("compare the zones with this list, and accept this with where they are kept"));
    }
}
