//! The card of ECR605: calls of software in the cluster that no endpoint of a pull serves.

use crate::diagnostic::{Code, Example, Reference, Rule, Severity};

/// Software in the VPC does not depend on calls that no endpoint there serves.
pub static RULE: Rule = Rule {
    code: Code(605),
    name: "call_without_endpoint",
    severity: Severity::Warning,
    exceptions: &[],
    title: "software in the VPC calls a service that no endpoint there serves",
    explanation: "\
Some controllers call services that have no VPC endpoint, or one that few VPCs want. The calls time out in a VPC that \
has no internet access, and have nothing to do with image pulls. Most can be switched off:

- Karpenter reads the price list. `settings.isolatedVPC=true` stops that. It also calls IAM unless \
`spec.instanceProfile` names the instance profile.
- The AWS Load Balancer Controller calls WAF and Shield: `--enable-waf=false --enable-wafv2=false \
--enable-shield=false`. Its certificate discovery calls ACM: name certificates by ARN.
- The Cluster Autoscaler reads instance types: `--aws-use-static-instance-list=true`.
- Software from AWS Marketplace may call the metering service.

AWS lists endpoint services for some of these by now: `com.amazonaws.iam` and `com.amazonaws.route53` (without a \
region), `acm`, `wafv2`, `shield`, `pricing.api` and `metering-marketplace`. The EKS guide still says that ACM has \
none. Price lists are served in us-east-1, eu-central-1, ap-south-1 and cn-northwest-1 only.",
    symptoms: &[
        "updating on-demand pricing, RequestError: send request failed caused by: Post \
         \"https://api.pricing.us-east-1.amazonaws.com/\"",
        "Post \"https://wafv2.us-east-1.amazonaws.com/\": dial tcp 198.51.100.7:443: i/o timeout",
        "Post \"https://shield.us-east-1.amazonaws.com/\": dial tcp 198.51.100.7:443: i/o timeout",
    ],
    sources: &[
        Reference {
            title: "Deploy private clusters with limited internet access",
            url: "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html",
            read: "2026-11-29",
        },
        Reference {
            title: "AWS services that integrate with AWS PrivateLink",
            url: "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html",
            read: "2026-11-29",
        },
        Reference {
            title: "Getting started with Karpenter: private clusters",
            url: "https://karpenter.sh/docs/getting-started/getting-started-with-karpenter/",
            read: "2026-11-29",
        },
    ],
    bad: Example::Template(
        "\
# values.yaml of Karpenter's chart, in a VPC that has no internet access
settings:
  clusterName: shop
",
    ),
    good: Example::Template(
        "\
# values.yaml of Karpenter's chart, in a VPC that has no internet access
settings:
  clusterName: shop
  isolatedVPC: true
",
    ),
};
