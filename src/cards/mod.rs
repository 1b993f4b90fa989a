//! Input: nothing.
//! Output: the rules: code, name, severity, title and first source of each, and the page that explains it.
//! Never: knows how a rule is checked.
//!
//! A rule page is a Markdown file in the directory of its band; `ecrc explain` prints it and the book shows it. What
//! this table says about a rule, its page says too.

mod page;
#[cfg(test)]
mod tests;

pub use page::{Example, Language, Page, Reference, print};

use crate::diagnostic::{Code, Rule, Severity};

const fn first(sources: &[&'static str]) -> Option<&'static str> {
    match sources {
        [first, ..] => Some(first),
        [] => None,
    }
}

/// Each rule on two or three lines: code, names, severity and page; other severities, with conditions; title and first
/// source.
macro_rules! cards {
    ($($band:ident { $(
        $code:literal $NAME:ident $name:ident $severity:ident $page:literal
        $(($exception:ident $when:literal))*
        $title:literal $($source:literal)?;
    )* })*) => {
        $($(
            #[doc = concat!("ECR", $code, ": ", $title, ".")]
            pub static $NAME: Rule = Rule {
                code: Code($code),
                name: stringify!($name),
                severity: Severity::$severity,
                exceptions: &[$((Severity::$exception, $when)),*],
                title: $title,
                source: first(&[$($source)?]),
                page: if cfg!(feature = "pages") { include_str!(concat!(stringify!($band), "/", $page)) } else { "" },
            };
        )*)*

        /// The bands: the hundreds of the codes.
        pub static BANDS: &[&str] = &[$(stringify!($band),)*];

        /// Every rule, by code.
        pub static ALL: &[&Rule] = &[$($(&$NAME,)*)*];
    };
}

cards! {
    language {
        1 SYNTAX_ERROR syntax_error Error "ECR001-syntax-error.md"
            (Warning "when a template has a key twice in one map")
            "a statement is malformed";
        2 UNKNOWN_WORD unknown_word Error "ECR002-unknown-word.md"
            "unknown word";
        3 MALFORMED_VALUE malformed_value Error "ECR003-malformed-value.md"
            (Warning "when AWS allows the name, but it likely names something else (`repository/app`, `role/deployer`, `docker.io/library/nginx`)")
            "a value does not have the form that AWS documents";
        4 MISSING_STATEMENT missing_statement Error "ECR004-missing-statement.md"
            "a statement that every block needs is missing";
        5 CONTRADICTION contradiction Error "ECR005-contradiction.md"
            "two statements contradict each other";
        6 BLOCK_NAME block_name Error "ECR006-block-name.md"
            "a block name is missing, invalid or used twice";
        7 INCLUDE include Error "ECR007-include.md"
            "a file cannot be included";
        8 UNUSED_ACCEPT unused_accept Warning "ECR008-unused-accept.md"
            "an `accept` has no effect";
        9 STATEMENT_WITHOUT_EFFECT statement_without_effect Warning "ECR009-statement-without-effect.md"
            (Note "when `existing` leaves an ID to a parameter that the template does not need")
            "a statement has no effect on the template"
            "https://docs.aws.amazon.com/general/latest/gr/ecr.html";
        10 NOT_IMPORTABLE not_importable Error "ECR010-not-importable.md"
            "`ecrc import` found something that no spec can say";
    }
    endpoints {
        101 PLATFORM_VERSION_UNKNOWN platform_version_unknown Error "ECR101-platform-version-unknown.md"
            "the platform version must exist for the operating system"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html";
        102 PLATFORM_VERSION_RETIRED platform_version_retired Warning "ECR102-platform-version-retired.md"
            "the platform version is retired, and no task starts on it"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html";
        103 ECR_ENDPOINT_MISSING ecr_endpoint_missing Error "ECR103-ecr-endpoint-missing.md"
            (Note "when a route leads out of the VPC, also to other private networks, or a template makes neither the VPC nor any endpoint of a pull")
            "a launch needs the interface endpoints of ECR"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        104 ECS_ENDPOINT_MISSING ecs_endpoint_missing Error "ECR104-ecs-endpoint-missing.md"
            (Note "when a route leads out of the VPC, also to other private networks, or a template makes neither the VPC nor any endpoint of a pull")
            "ECS on EC2 needs the endpoints `ecs`, `ecs-agent` and `ecs-telemetry`"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html";
        105 ECS_ENDPOINT_UNNEEDED ecs_endpoint_unneeded Note "ECR105-ecs-endpoint-unneeded.md"
            "tasks on Fargate need no ECS endpoints, but AWS's page is unclear for newer regions"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html";
        106 LOGS_ENDPOINT_MISSING logs_endpoint_missing Error "ECR106-logs-endpoint-missing.md"
            (Note "when a route leads out of the VPC, also to other private networks, or a template makes neither the VPC nor any endpoint of a pull")
            "the awslogs driver needs the endpoint `logs`"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        107 FEATURE_ENDPOINT_MISSING feature_endpoint_missing Error "ECR107-feature-endpoint-missing.md"
            (Warning "when AWS does not offer the endpoint in the region")
            (Note "when a route leads out of the VPC, also to other private networks, or a template makes neither the VPC nor any endpoint of a pull, or does not show that the feature is used")
            "a feature in use needs its own interface endpoint"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html";
        108 LOGS_UNSAID logs_unsaid Note "ECR108-logs-unsaid.md"
            "an ECS launch without a `logs` statement gets no endpoint for logs"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        109 CONTAINER_AGENT_RESTART container_agent_restart Note "ECR109-container-agent-restart.md"
            "running container instances use the ECS endpoints only after their agent restarts"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html";
        110 EKS_SET_IN_CASE eks_set_in_case Note "ECR110-eks-set-in-case.md"
            "an EKS launch gets endpoints for features that the cluster may not use"
            "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html";
        111 USES_ASKS_MORE uses_asks_more Note "ECR111-uses-asks-more.md"
            "software that `uses` names needs more than its endpoints"
            "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html";
    }
    dns {
        201 DKR_PRIVATE_DNS dkr_private_dns Error "ECR201-dkr-private-dns.md"
            (Note "when a template shows that a route leads out of the VPC")
            "`ecr.dkr` must have private DNS on"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        202 API_PRIVATE_DNS_OFF api_private_dns_off Warning "ECR202-api-private-dns-off.md"
            (Note "when a template shows that a route leads out of the VPC")
            "without private DNS on `ecr.api`, every call must name the endpoint's own address"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        203 SDK_BEFORE_PRIVATE_DNS sdk_before_private_dns Warning "ECR203-sdk-before-private-dns.md"
            "an SDK or AWS CLI of 2019-01-24 or earlier must be told the address of ECR's API"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        204 CUSTOM_DNS custom_dns Warning "ECR204-custom-dns.md"
            "endpoints work only with the DNS that Amazon provides"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        205 VPC_DNS vpc_dns Error "ECR205-vpc-dns.md"
            "private DNS needs both DNS support and DNS hostnames in the VPC"
            "https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html";
        206 PRIVATE_DNS_CONFLICT private_dns_conflict Error "ECR206-private-dns-conflict.md"
            "one VPC can hold only one endpoint with private DNS for a service"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
        207 ENDPOINT_NAMED_IN_VAIN endpoint_named_in_vain Warning "ECR207-endpoint-named-in-vain.md"
            "`private_dns` and `existing` should name endpoints that the block needs, and `endpoint` others";
        208 PRIVATE_DNS_OFF private_dns_off Warning "ECR208-private-dns-off.md"
            (Note "when a template shows that a route leads out of the VPC")
            "without private DNS, calls by a service's public name bypass the endpoint"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html";
        209 OWN_ZONES own_zones Note "ECR209-own-zones.md"
            "your own hosted zones must serve each name that clients call"
            "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html";
    }
    network {
        301 HTTPS_NOT_ADMITTED https_not_admitted Error "ECR301-https-not-admitted.md"
            "the endpoints' security group must admit tcp/443 from the private subnets"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        302 INGRESS_TOO_WIDE ingress_too_wide Warning "ECR302-ingress-too-wide.md"
            "the endpoints' security group admits the whole internet, or more ports than 443";
        303 SINGLE_ZONE single_zone Warning "ECR303-single-zone.md"
            "the interface endpoints share one Availability Zone and fail with it"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html";
        304 CIDR_TOO_SMALL cidr_too_small Error "ECR304-cidr-too-small.md"
            "the range of the new VPC cannot hold its subnets"
            "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";
        305 UNCHECKED_OWN_RESOURCE unchecked_own_resource Note "ECR305-unchecked-own-resource.md"
            "ecrc uses a resource of your own without checking it";
        306 ENDPOINT_PLACEMENT endpoint_placement Error "ECR306-endpoint-placement.md"
            "an interface endpoint needs subnets and a security group"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
        307 SUBNETS_SHARE_ZONE subnets_share_zone Error "ECR307-subnets-share-zone.md"
            "an interface endpoint has two subnets in one Availability Zone"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
        308 IPV6_CLIENTS ipv6_clients Warning "ECR308-ipv6-clients.md"
            (Error "when an endpoint with IPv6 addresses only is in a subnet that has IPv4 addresses")
            (Note "when `ip dualstack` leaves endpoints with IPv4 addresses only")
            "clients by IPv6 cannot reach endpoints that have IPv4 addresses only"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
        309 VPC_RANGE_REFUSED vpc_range_refused Error "ECR309-vpc-range-refused.md"
            (Note "when it is the range of Docker's default bridge, `172.17.0.0/16`")
            "a VPC cannot have a range that is reserved"
            "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";
        310 TOO_MANY_ZONES too_many_zones Error "ECR310-too-many-zones.md"
            (Warning "when the region has the zones and some accounts see fewer of them")
            "the region has fewer Availability Zones"
            "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html";
        311 TASKS_GROUP_CLOSED tasks_group_closed Error "ECR311-tasks-group-closed.md"
            (Warning "when `tasks` names a group that `clients` does not admit, or is used with `ip dualstack` or a gateway other than the one for S3")
            (Note "when `tasks` cannot open the way to an existing endpoint")
            "the tasks' security group must let tcp/443 out to the endpoints and to S3"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html";
        312 NETWORK_ACL_CLOSED network_acl_closed Error "ECR312-network-acl-closed.md"
            "network ACLs must let tcp/443 through to the endpoints and S3, and the answers back"
            "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html";
    }
    layers {
        401 S3_GATEWAY_MISSING s3_gateway_missing Error "ECR401-s3-gateway-missing.md"
            (Note "when a route leads out of the VPC, also to other private networks, or a template makes neither the VPC nor any endpoint of a pull")
            "image layers come from Amazon S3, and its gateway endpoint is missing"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        402 S3_ROUTE_TABLE_MISSING s3_route_table_missing Error "ECR402-s3-route-table-missing.md"
            (Note "when a template shows that a route leads out of the VPC")
            "the S3 gateway endpoint misses the route table of a subnet that pulls"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        403 LAYER_BUCKET_CLOSED layer_bucket_closed Error "ECR403-layer-bucket-closed.md"
            "the S3 endpoint's policy does not let everyone read the image layers"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        404 S3_CONNECTIONS_INTERRUPTED s3_connections_interrupted Warning "ECR404-s3-connections-interrupted.md"
            "adding the S3 gateway endpoint interrupts the S3 connections that containers hold"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        405 S3_INTERFACE_INSTEAD s3_interface_instead Warning "ECR405-s3-interface-instead.md"
            "an S3 interface endpoint replaces the gateway endpoint"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        406 S3_MINIMAL_ON_NODES s3_minimal_on_nodes Note "ECR406-s3-minimal-on-nodes.md"
            "`s3 minimal` blocks nodes from every bucket but that of the image layers"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        407 GATEWAY_PRINCIPAL gateway_principal Error "ECR407-gateway-principal.md"
            "a gateway endpoint's policy must have the principal `*`"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
        408 GATEWAY_ROUTE_TWICE gateway_route_twice Error "ECR408-gateway-route-twice.md"
            "a route table can have only one gateway endpoint for a service"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html";
    }
    access {
        501 ALLOW_COVERED allow_covered Warning "ECR501-allow-covered.md"
            "another `allow` already covers this one, so it restricts nobody"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        502 NOBODY_CAN_PULL nobody_can_pull Error "ECR502-nobody-can-pull.md"
            "the policy of the ECR endpoints lets nobody pull any image"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        503 ECR_ACTION ecr_action Error "ECR503-ecr-action.md"
            "an action is not one of its service's, or cannot be limited to a repository"
            "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html";
        504 REPOSITORY_ELSEWHERE repository_elsewhere Error "ECR504-repository-elsewhere.md"
            "the repository is in another region or partition than the endpoints"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        505 POLICY_TOO_LONG policy_too_long Error "ECR505-policy-too-long.md"
            "the endpoint policy is longer than 20,480 characters"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
        506 ECR_POLICIES_DIFFER ecr_policies_differ Warning "ECR506-ecr-policies-differ.md"
            "the two ECR endpoints carry different policies"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        507 DENY_BINDS_ENDPOINT_ONLY deny_binds_endpoint_only Note "ECR507-deny-binds-endpoint-only.md"
            "a `deny` covers only requests through this VPC's endpoints"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        508 TOKEN_UNDER_SOURCE_CONDITION token_under_source_condition Error "ECR508-token-under-source-condition.md"
            (Warning "when no task runs on a platform version before `1.4.0`")
            "the registry login should not be tied to a VPC or an endpoint"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";
        509 AWS_IMAGES_STOPPED aws_images_stopped Note "ECR509-aws-images-stopped.md"
            "pulls limited to your repositories also stop images that AWS adds to workloads"
            "https://docs.aws.amazon.com/guardduty/latest/ug/ecs-runtime-agent-ecr-image-uri.html";
        510 EXECUTION_ROLE_EXISTS execution_role_exists Note "ECR510-execution-role-exists.md"
            "other policies of this role may grant pulls without the conditions"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";
        511 OWN_ROLE_SHUT_OUT own_role_shut_out Warning "ECR511-own-role-shut-out.md"
            (Note "when ecrc does not know which role pulls, as on EC2 instances and EKS nodes")
            "the role that pulls must be among those that the endpoints' policy lets in"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";
        512 ADDON_REGISTRIES_SHUT_OUT addon_registries_shut_out Warning "ECR512-addon-registries-shut-out.md"
            "on EKS, the endpoints' policy must let in pulls from AWS's add-on registry"
            "https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html";
        513 EXECUTION_ROLE_LACKS_RIGHTS execution_role_lacks_rights Error "ECR513-execution-role-lacks-rights.md"
            "the task execution role must be allowed each call that a task's start makes"
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";
        514 ROLE_MADE_TWICE role_made_twice Warning "ECR514-role-made-twice.md"
            "an account can have an IAM role, and a role a policy, of one name only once"
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
        515 NOT_DECIDED not_decided Note "ECR515-not-decided.md"
            "ecrc cannot decide a rule within its bound, because wildcards overlap";
        516 START_SHUT_OUT start_shut_out Error "ECR516-start-shut-out.md"
            (Warning "when the policy lets others in but refuses the block's `execution_role`, or refuses every call through an endpoint that is not in the table")
            "the policy of an endpoint must allow the calls that a start makes through it"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
        517 PRINCIPAL_MISSING principal_missing Error "ECR517-principal-missing.md"
            "each statement of an endpoint's policy must name a principal"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html";
    }
    images {
        601 WINDOWS_FOREIGN_LAYERS windows_foreign_layers Warning "ECR601-windows-foreign-layers.md"
            "base layers of older Windows images come from Azure, which no endpoint reaches"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        602 NONDISTRIBUTABLE_LAYERS nondistributable_layers Note "ECR602-nondistributable-layers.md"
            "only a Docker Engine before version 28 pushes the foreign layers of older Windows images"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        603 FIRST_PULL_NEEDS_INTERNET first_pull_needs_internet Warning "ECR603-first-pull-needs-internet.md"
            "the first pull through a cache rule may need internet access"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html";
        604 PULL_THROUGH_CACHE_UNAVAILABLE pull_through_cache_unavailable Warning "ECR604-pull-through-cache-unavailable.md"
            "pull-through cache rules are not confirmed in this partition"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html";
        605 CALL_WITHOUT_ENDPOINT call_without_endpoint Warning "ECR605-call-without-endpoint.md"
            (Error "when a task pulls an image from another registry, and nothing leads out of its VPC")
            "software in the VPC calls a service that no endpoint there serves"
            "https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html";
    }
    regions {
        701 REGION_UNKNOWN region_unknown Error "ECR701-region-unknown.md"
            "there is no such region, or none with ECR"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        702 PARTITION_UNCONFIRMED partition_unconfirmed Warning "ECR702-partition-unconfirmed.md"
            "a name that the template uses is not confirmed in this partition";
        703 SERVICE_NAME_ELSEWHERE service_name_elsewhere Error "ECR703-service-name-elsewhere.md"
            "an endpoint is for a service of another region or partition"
            "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html";
        704 SERVICE_NAME_UNKNOWN service_name_unknown Error "ECR704-service-name-unknown.md"
            "no endpoint service has that name"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html";
        705 NOT_IN_TABLES not_in_tables Warning "ECR705-not-in-tables.md"
            (Note "when the name is known, and whether the region has it is not")
            "ecrc does not know this name, which may be newer than its tables"
            "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html";
        706 FIPS_UNAVAILABLE fips_unavailable Error "ECR706-fips-unavailable.md"
            (Note "when a service has no FIPS endpoint that ecrc knows, or tasks run on Fargate outside AWS GovCloud (US)")
            "the region has no FIPS endpoint service of that name"
            "https://docs.aws.amazon.com/general/latest/gr/ecr.html";
    }
    quotas {
        801 QUOTA quota Warning "ECR801-quota.md"
            "an AWS quota is exceeded"
            "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html";
        802 SIZE_QUOTA size_quota Warning "ECR802-size-quota.md"
            (Error "when a CloudFormation template has more than 500 resources or 1 MB")
            "a security group or a template is larger than AWS's quota"
            "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
    }
}

/// The rule with that code.
pub fn find(code: Code) -> Option<&'static Rule> {
    ALL.binary_search_by_key(&code, |rule| rule.code).ok().and_then(|at| ALL.get(at).copied())
}

/// The path of a rule page below the directory of all pages.
pub fn path(rule: &Rule) -> String {
    let band = BANDS.get(usize::from(rule.code.0 / 100)).copied().unwrap_or_default();
    format!("{band}/{}-{}.md", rule.code, rule.name.replace('_', "-"))
}
