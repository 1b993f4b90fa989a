//! Input: nothing.
//! Output: the words of `uses` for software that runs on EKS alone, in alphabetical order.
//! Never: holds a fact without a source; each word's page names them.

use super::software::{Aside, Host, PLAIN, Use, call, setting, unreached};

/// `cluster_autoscaler`
pub(super) static CLUSTER_AUTOSCALER: Use = Use {
    word: "cluster_autoscaler",
    title: "Kubernetes Cluster Autoscaler",
    hosts: &[Host::EksNodes],
    calls: &[
        call("autoscaling", "the Cluster Autoscaler reads and sets the size of Auto Scaling groups"),
        call("sts", "AWS's page on private clusters asks for sts with the Cluster Autoscaler"),
        call("ec2", "in case the Cluster Autoscaler reads launch templates"),
        call("eks", "in case the Cluster Autoscaler reads managed node groups"),
    ],
    asides: &[
        unreached(
            "the Cluster Autoscaler reads EC2's instance types from the price list",
            "run it with `--aws-use-static-instance-list=true`",
        ),
        setting("its image is on `registry.k8s.io`, which no endpoint reaches", "copy it to a repository of your own"),
    ],
    needs_role: true,
    text: include_str!("cluster_autoscaler.md"),
    ..PLAIN
};

/// `ebs_csi`
pub(super) static EBS_CSI: Use = Use {
    word: "ebs_csi",
    title: "Amazon EBS CSI driver",
    hosts: &[Host::EksNodes],
    calls: &[call("ec2", "the EBS CSI driver creates and attaches volumes")],
    asides: &[setting(
        "the upstream chart's images are on `public.ecr.aws`, which no endpoint reaches",
        "use the EKS add-on, whose images are in AWS's registry of the region, or copy them",
    )],
    needs_role: true,
    text: include_str!("ebs_csi.md"),
    ..PLAIN
};

/// `efs_csi`
pub(super) static EFS_CSI: Use = Use {
    word: "efs_csi",
    title: "Amazon EFS CSI driver",
    hosts: &[Host::EksNodes, Host::EksFargate],
    calls: &[call("elasticfilesystem", "the EFS CSI driver describes file systems and creates access points")],
    asides: &[
        setting(
            "the driver's images must come from AWS's registry of the region",
            "set the images in the driver's `kustomization.yaml` to this region, as the private-cluster page says",
        ),
        setting(
            "file systems are mounted through mount targets on tcp/2049, which is no endpoint",
            "create mount targets in the VPC, and let tcp/2049 through to them",
        ),
    ],
    needs_role: true,
    text: include_str!("efs_csi.md"),
    ..PLAIN
};

/// `external_dns`
pub(super) static EXTERNAL_DNS: Use = Use {
    word: "external_dns",
    title: "ExternalDNS",
    hosts: &[Host::EksNodes, Host::EksFargate],
    calls: &[call("route53", "ExternalDNS writes records to Route 53")],
    asides: &[setting(
        "ExternalDNS's image is on `registry.k8s.io`, which no endpoint reaches",
        "copy it to a repository of your own",
    )],
    needs_role: true,
    text: include_str!("external_dns.md"),
    ..PLAIN
};

/// `external_secrets`
pub(super) static EXTERNAL_SECRETS: Use = Use {
    word: "external_secrets",
    title: "External Secrets Operator",
    hosts: &[Host::EksNodes, Host::EksFargate],
    calls: &[call("secretsmanager", "the External Secrets Operator reads secrets from AWS Secrets Manager")],
    asides: &[
        Aside {
            settled_by: "parameter_store",
            ..setting(
                "secrets in Parameter Store are read through `ssm`",
                "add `parameter_store` if the operator reads from there",
            )
        },
        setting(
            "the operator's image is on `ghcr.io`, which no endpoint reaches",
            "copy it to a repository of your own",
        ),
    ],
    needs_role: true,
    text: include_str!("external_secrets.md"),
    ..PLAIN
};

/// `irsa`
pub(super) static IRSA: Use = Use {
    word: "irsa",
    title: "IAM roles for service accounts",
    hosts: &[Host::EksNodes, Host::EksFargate],
    calls: &[call("sts", "pods use IAM roles for service accounts, whose credentials come from sts")],
    asides: &[
        setting(
            "version 1 of the SDKs calls the global host of sts, which the endpoint does not serve",
            "update them, or set `AWS_STS_REGIONAL_ENDPOINTS=regional`",
        ),
        Aside {
            settled_by: "oidc-eks",
            ..setting(
                "setting IRSA up or validating tokens in the VPC needs the cluster's OIDC issuer",
                "add `endpoint oidc-eks` if you do that in the VPC",
            )
        },
    ],
    text: include_str!("irsa.md"),
    ..PLAIN
};

/// `karpenter`
pub(super) static KARPENTER: Use = Use {
    word: "karpenter",
    title: "Karpenter",
    hosts: &[Host::EksNodes],
    calls: &[
        call("ec2", "Karpenter launches and describes instances"),
        call("ssm", "Karpenter resolves default AMIs through Systems Manager parameters"),
        call("eks", "Karpenter asks the EKS API for the cluster's endpoint"),
        call("sqs", "in case Karpenter handles interruptions, which it reads from a queue"),
    ],
    asides: &[
        Aside {
            settled_by: "pricing.api",
            ..unreached(
                "Karpenter reads prices from the AWS Price List",
                "set `settings.isolatedVPC=true` in its chart",
            )
        },
        Aside {
            settled_by: "iam",
            ..unreached(
                "Karpenter creates instance profiles through IAM unless a node class names one",
                "set `spec.instanceProfile` in place of `spec.role` in each `EC2NodeClass`",
            )
        },
        setting(
            "Karpenter's images are on `public.ecr.aws`, which no endpoint reaches",
            "copy them to a repository of your own, or use a pull-through cache",
        ),
    ],
    needs_role: true,
    text: include_str!("karpenter.md"),
    ..PLAIN
};

/// `load_balancer_controller`
pub(super) static LOAD_BALANCER_CONTROLLER: Use = Use {
    word: "load_balancer_controller",
    title: "AWS Load Balancer Controller",
    hosts: &[Host::EksNodes, Host::EksFargate],
    calls: &[
        call("elasticloadbalancing", "the AWS Load Balancer Controller calls elasticloadbalancing"),
        call("ec2", "the AWS Load Balancer Controller describes subnets and security groups"),
    ],
    asides: &[
        Aside {
            settled_by: "wafv2",
            ..unreached(
                "the AWS Load Balancer Controller calls WAF and Shield",
                "run it with `--enable-shield=false --enable-waf=false --enable-wafv2=false`",
            )
        },
        Aside {
            settled_by: "acm",
            ..unreached(
                "certificate discovery calls ACM, which AWS's page says has no endpoint",
                "name certificates by ARN in the annotations of each ingress",
            )
        },
    ],
    needs_role: true,
    text: include_str!("load_balancer_controller.md"),
    ..PLAIN
};

/// `pod_identity`
pub(super) static POD_IDENTITY: Use = Use {
    word: "pod_identity",
    title: "EKS Pod Identity",
    hosts: &[Host::EksNodes],
    calls: &[call("eks-auth", "pods use EKS Pod Identity, whose agent calls eks-auth")],
    asides: &[setting("Pod Identity needs its agent on each node", "install the add-on `eks-pod-identity-agent`")],
    text: include_str!("pod_identity.md"),
    ..PLAIN
};

/// `secrets_store_csi`
pub(super) static SECRETS_STORE_CSI: Use = Use {
    word: "secrets_store_csi",
    title: "Secrets Store CSI driver",
    hosts: &[Host::EksNodes],
    calls: &[call("secretsmanager", "the Secrets Store CSI driver mounts secrets from AWS Secrets Manager")],
    asides: &[
        Aside {
            settled_by: "parameter_store",
            ..setting(
                "secrets in Parameter Store are read through `ssm`",
                "add `parameter_store` if pods mount parameters",
            )
        },
        setting(
            "the driver's images are on `registry.k8s.io` and `public.ecr.aws`, which no endpoint reaches",
            "copy them to a repository of your own",
        ),
    ],
    needs_role: true,
    text: include_str!("secrets_store_csi.md"),
    ..PLAIN
};
