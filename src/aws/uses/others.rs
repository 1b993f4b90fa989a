//! Input: nothing.
//! Output: the words of `uses` for software that runs elsewhere, too, in alphabetical order.
//! Never: holds a fact without a source; each word's page names them.

use super::software::{Aside, Call, Host, PLAIN, Use, call, setting};

/// `adot`
pub(super) static ADOT: Use = Use {
    word: "adot",
    title: "AWS Distro for OpenTelemetry",
    hosts: &[
        Host::Fargate,
        Host::Ec2,
        Host::WindowsEc2,
        Host::ManagedInstances,
        Host::Docker,
        Host::EksNodes,
        Host::EksFargate,
    ],
    calls: &[
        call("xray", "the collector sends traces to AWS X-Ray"),
        call("logs", "the collector sends metrics to CloudWatch Logs, in the embedded metric format"),
    ],
    asides: &[
        setting(
            "the collector's other exporters call services of their own",
            "write `endpoint aps-workspaces` for Amazon Managed Service for Prometheus, `endpoint monitoring` for CloudWatch",
        ),
        setting(
            "the collector's image is on `public.ecr.aws`, which no endpoint reaches",
            "copy it to a repository of your own, or use the EKS add-on",
        ),
    ],
    needs_role: true,
    text: include_str!("adot.md"),
    ..PLAIN
};

/// `amazon_linux`
pub(super) static AMAZON_LINUX: Use = Use {
    word: "amazon_linux",
    title: "Amazon Linux's package mirrors",
    hosts: &[Host::Ec2, Host::Docker, Host::EksNodes],
    calls: &[],
    buckets: &["al2023-repos-{region}-de612dc2", "al2023-{region}"],
    asides: &[setting(
        "`dnf` reads its mirrors anonymously",
        "keep a principal of `*` without `aws:Principal*` conditions if you write the gateway's policy yourself",
    )],
    text: include_str!("amazon_linux.md"),
    ..PLAIN
};

/// `cloudwatch_agent`
pub(super) static CLOUDWATCH_AGENT: Use = Use {
    word: "cloudwatch_agent",
    title: "CloudWatch agent",
    hosts: &[Host::Ec2, Host::WindowsEc2, Host::Docker, Host::WindowsDocker, Host::EksNodes],
    calls: &[
        call("monitoring", "the CloudWatch agent sends metrics to CloudWatch"),
        call("logs", "the CloudWatch agent sends logs to CloudWatch Logs"),
        Call {
            on: &[Host::Ec2, Host::WindowsEc2, Host::Docker, Host::WindowsDocker],
            ..call("ec2", "in case the CloudWatch agent adds the instance's tags or volumes to its metrics")
        },
    ],
    buckets: &["amazoncloudwatch-agent-{region}", "amazoncloudwatch-agent"],
    asides: &[Aside {
        settled_by: "parameter_store",
        ..setting(
            "a configuration in Parameter Store is fetched through `ssm`",
            "add `parameter_store` if the agent's configuration is there",
        )
    }],
    needs_role: true,
    text: include_str!("cloudwatch_agent.md"),
};

/// `codedeploy`
pub(super) static CODEDEPLOY: Use = Use {
    word: "codedeploy",
    title: "AWS CodeDeploy",
    hosts: &[
        Host::Fargate,
        Host::OldFargate,
        Host::WindowsFargate,
        Host::Ec2,
        Host::WindowsEc2,
        Host::ManagedInstances,
        Host::Docker,
        Host::WindowsDocker,
    ],
    calls: &[
        call("codedeploy", "deployments are made through the API of AWS CodeDeploy"),
        Call {
            on: &[Host::Docker, Host::WindowsDocker],
            ..call("codedeploy-commands-secure", "the CodeDeploy agent asks for its commands")
        },
    ],
    buckets: &["aws-codedeploy-{region}"],
    asides: &[Aside {
        on: &[Host::Docker, Host::WindowsDocker],
        ..setting(
            "the CodeDeploy agent uses the endpoint only if its configuration says so",
            "set `:enable_auth_policy: true` in the agent's configuration, and allow the four actions of `codedeploy-commands-secure` to the instance's role",
        )
    }],
    text: include_str!("codedeploy.md"),
    ..PLAIN
};

/// `container_insights`
pub(super) static CONTAINER_INSIGHTS: Use = Use {
    word: "container_insights",
    title: "CloudWatch Container Insights",
    hosts: &[
        Host::Fargate,
        Host::OldFargate,
        Host::WindowsFargate,
        Host::Ec2,
        Host::WindowsEc2,
        Host::ManagedInstances,
        Host::EksNodes,
    ],
    calls: &[
        Call {
            on: &[Host::EksNodes],
            ..call("logs", "the CloudWatch Observability add-on sends performance events and logs to CloudWatch Logs")
        },
        Call {
            on: &[Host::EksNodes],
            ..call("monitoring", "the CloudWatch Observability add-on sends metrics to CloudWatch")
        },
        Call {
            on: &[Host::EksNodes],
            ..call("xray", "in case Application Signals, which the add-on turns on, sends traces to AWS X-Ray")
        },
    ],
    asides: &[Aside {
        on: &[
            Host::Fargate,
            Host::OldFargate,
            Host::WindowsFargate,
            Host::Ec2,
            Host::WindowsEc2,
            Host::ManagedInstances,
        ],
        ..setting(
            "on ECS, Container Insights needs no endpoint of its own",
            "remove `container_insights`; what the ECS agent and Fargate collect goes through ECS",
        )
    }],
    needs_role: true,
    text: include_str!("container_insights.md"),
    ..PLAIN
};

/// `efs`
pub(super) static EFS: Use = Use {
    word: "efs",
    title: "Amazon EFS",
    hosts: &[Host::Fargate, Host::Ec2, Host::ManagedInstances, Host::Docker],
    calls: &[call("elasticfilesystem", "in case something calls the API of Amazon EFS; mounts do not")],
    asides: &[setting(
        "file systems are mounted through mount targets on tcp/2049, which is no endpoint",
        "create mount targets in the VPC, and let tcp/2049 through between the tasks' and the targets' security groups",
    )],
    text: include_str!("efs.md"),
    ..PLAIN
};

/// `firelens`
pub(super) static FIRELENS: Use = Use {
    word: "firelens",
    title: "FireLens for Amazon ECS",
    hosts: &[Host::Fargate, Host::OldFargate, Host::Ec2, Host::WindowsEc2, Host::ManagedInstances],
    calls: &[call("logs", "FireLens sends the tasks' logs to CloudWatch Logs")],
    asides: &[
        setting(
            "FireLens's other outputs call services of their own",
            "write `endpoint kinesis-firehose` or `endpoint kinesis-streams` if its configuration sends logs there",
        ),
        setting(
            "the image `aws-for-fluent-bit` is on `public.ecr.aws`, which no endpoint reaches",
            "take it from AWS's registry of the region: its URI is in the parameter `/aws/service/aws-for-fluent-bit/stable`",
        ),
    ],
    text: include_str!("firelens.md"),
    ..PLAIN
};

/// `fluent_bit`
pub(super) static FLUENT_BIT: Use = Use {
    word: "fluent_bit",
    title: "Fluent Bit",
    hosts: &[Host::Docker, Host::EksNodes, Host::EksFargate],
    calls: &[call("logs", "Fluent Bit sends logs to CloudWatch Logs")],
    asides: &[setting(
        "Fluent Bit's other outputs call services of their own",
        "write `endpoint kinesis-firehose` or `endpoint kinesis-streams` if its configuration sends logs there",
    )],
    needs_role: true,
    text: include_str!("fluent_bit.md"),
    ..PLAIN
};

/// `guardduty`
pub(super) static GUARDDUTY: Use = Use {
    word: "guardduty",
    title: "GuardDuty Runtime Monitoring",
    hosts: &[Host::Fargate, Host::Ec2, Host::EksNodes],
    calls: &[call("guardduty-data", "GuardDuty's agent sends runtime events to GuardDuty")],
    asides: &[
        Aside {
            settled_by: "guardduty-data",
            ..setting(
                "with automated agent configuration GuardDuty creates this endpoint itself",
                "a second one with private DNS fails; if it exists, write `existing guardduty-data \"vpce-…\"` with its ID",
            )
        },
        Aside {
            on: &[Host::Ec2],
            settled_by: "session_manager",
            ..setting(
                "on container instances GuardDuty installs its agent through Systems Manager",
                "add `session_manager`, whose endpoints Systems Manager uses, or install the agent's package yourself",
            )
        },
    ],
    text: include_str!("guardduty.md"),
    ..PLAIN
};

/// `parameter_store`
pub(super) static PARAMETER_STORE: Use = Use {
    word: "parameter_store",
    title: "Systems Manager Parameter Store",
    calls: &[call("ssm", "parameters are read from Systems Manager Parameter Store")],
    asides: &[Aside {
        settled_by: "kms",
        ..setting(
            "a `SecureString` under a customer key may need `kms`",
            "write `kms on` if something in the VPC decrypts it itself",
        )
    }],
    text: include_str!("parameter_store.md"),
    ..PLAIN
};

/// `service_connect`
pub(super) static SERVICE_CONNECT: Use = Use {
    word: "service_connect",
    title: "Amazon ECS Service Connect",
    hosts: &[
        Host::Fargate,
        Host::OldFargate,
        Host::WindowsFargate,
        Host::Ec2,
        Host::WindowsEc2,
        Host::ManagedInstances,
    ],
    calls: &[call("ecs-agent", "Service Connect configures its Envoy proxy through ecs-agent, on Fargate too")],
    text: include_str!("service_connect.md"),
    ..PLAIN
};

/// `session_manager`
pub(super) static SESSION_MANAGER: Use = Use {
    word: "session_manager",
    title: "Systems Manager Session Manager",
    hosts: &[Host::Ec2, Host::WindowsEc2, Host::Docker, Host::WindowsDocker, Host::EksNodes],
    calls: &[
        call("ssm", "the SSM agent registers the instance with Systems Manager"),
        call("ssmmessages", "the SSM agent opens sessions and runs commands through Session Manager's message service"),
    ],
    buckets: &[
        "amazon-ssm-{region}",
        "aws-ssm-{region}",
        "aws-windows-downloads-{region}",
        "{region}-birdwatcher-prod",
    ],
    asides: &[Aside {
        settled_by: "ec2messages",
        ..setting(
            "an SSM agent before 3.3.40.0 also calls `ec2messages`",
            "update the agent, or write `endpoint ec2messages`",
        )
    }],
    text: include_str!("session_manager.md"),
    ..PLAIN
};

/// `xray`
pub(super) static XRAY: Use = Use {
    word: "xray",
    title: "AWS X-Ray",
    calls: &[call("xray", "traces are sent to AWS X-Ray")],
    asides: &[setting(
        "the X-Ray daemon's image is on `public.ecr.aws`, which no endpoint reaches",
        "copy it to a repository of your own, if you run the daemon",
    )],
    text: include_str!("xray.md"),
    ..PLAIN
};
