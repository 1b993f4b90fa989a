//! Input: the end of an endpoint service's name (`ecr.api`, `monitoring`).
//! Output: whether AWS has an endpoint service of that name, its whole name in a region, and whether it is there.
//! Never: claims that a name outside of the list is wrong; AWS adds services every month.

use super::region::{Partition, Region};
use std::sync::LazyLock;

/// Names of endpoint services, without prefix and region, sorted.
///
/// Sources, all read 2026-11-25: "AWS services that integrate with AWS `PrivateLink`" (VPC,
/// latest/privatelink/aws-services-privatelink-support); the FIPS services that the ECR and S3
/// guides name (`ecr-fips.*`, `s3-fips`); `oidc-eks`, from the EKS guide (2026-11-30); the names that
/// only aws-cdk's `vpc-endpoint.ts` has; and the gateway service `s3express`, from a published output
/// of `describe-vpc-endpoint-services`.
#[rustfmt::skip]
pub static ENDPOINT_SERVICES: &[&str] = &[
    "access-analyzer", "access-analyzer-fips", "account", "acm", "acm-fips", "acm-pca",
    "acm-pca-fips", "agreement-marketplace", "airflow.api", "airflow.api-fips", "airflow.env",
    "airflow.env-fips", "airflow.ops", "analytics-omics", "analytics-omics-fips", "apigateway",
    "app-integrations", "appconfig", "appconfig-fips", "appconfigdata", "appconfigdata-fips",
    "application-autoscaling", "application-signals", "applicationinsights", "appmesh",
    "appmesh-envoy-management", "apprunner", "apprunner.requests", "appstream.api",
    "appstream.streaming", "appsync-api", "apptest", "aps", "aps-workspaces", "arsenal-discovery",
    "athena", "auditmanager", "autoscaling", "autoscaling-fips", "autoscaling-plans",
    "awsconnector", "b2bi", "backup", "backup-gateway", "batch", "bcm-data-exports",
    "bcm-pricing-calculator", "bedrock", "bedrock-agent", "bedrock-agent-runtime",
    "bedrock-agentcore", "bedrock-agentcore-control", "bedrock-agentcore.gateway",
    "bedrock-data-automation", "bedrock-data-automation-fips", "bedrock-data-automation-runtime",
    "bedrock-data-automation-runtime-fips", "bedrock-fips", "bedrock-runtime",
    "bedrock-runtime-fips", "billing", "billingconductor", "braket", "cases", "cassandra",
    "cassandra-fips", "cassandra-streams", "ce", "chime-sdk-voice", "cleanrooms", "cleanrooms-fips",
    "cleanrooms-ml", "cloudcontrolapi", "cloudcontrolapi-fips", "clouddirectory", "cloudformation",
    "cloudformation-fips", "cloudhsmv2", "cloudtrail", "codeartifact.api",
    "codeartifact.repositories", "codebuild", "codebuild-fips", "codecatalyst.git",
    "codecatalyst.packages", "codecommit", "codecommit-fips", "codeconnections.api", "codedeploy",
    "codedeploy-commands-secure", "codedeploy-fips", "codeguru-profiler", "codeguru-reviewer",
    "codepipeline", "codestar-connections.api", "codewhisperer", "cognito-identity",
    "cognito-identity-fips", "cognito-idp", "cognito-idp-fips", "comprehend", "comprehend-fips",
    "comprehendmedical", "compute-optimizer", "config", "config-fips", "connect",
    "connect-campaigns", "connect-fips", "console", "control-storage-omics",
    "control-storage-omics-fips", "controlcatalog", "controltower", "controltower-fips",
    "cost-optimization-hub", "data-servicediscovery", "data-servicediscovery-fips", "databrew",
    "databrew-fips", "dataexchange", "datasync", "datazone", "datazone-fips", "deadline.management",
    "deadline.scheduling", "detective", "detective-fips", "deviceadvisor.iot", "devops-guru",
    "dicom-medical-imaging", "diode-messaging", "diode-messaging-proxy", "directconnect",
    "directconnect-fips", "discovery", "discovery-marketplace", "dlm", "dlm-fips", "dms",
    "dms-fips", "drs", "ds", "ds-data", "ds-data-fips", "dsql", "dynamodb", "dynamodb-fips",
    "dynamodb-streams", "ebs", "ebs-fips", "ec2", "ec2-fips", "ec2messages", "ecr-fips.api",
    "ecr-fips.dkr", "ecr-public.api", "ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry",
    "eks", "eks-auth", "eks-fips", "eks-proxy", "elastic-inference.runtime", "elasticache",
    "elasticache-fips", "elasticbeanstalk", "elasticbeanstalk-health", "elasticfilesystem",
    "elasticfilesystem-fips", "elasticloadbalancing", "elasticmapreduce", "elasticmapreduce-fips",
    "email", "email-fips", "email-smtp", "emr-containers", "emr-dashboard", "emr-serverless",
    "emr-serverless-services.livy", "emr-serverless.dashboard", "emr-service-cell01", "emrwal.prod",
    "entityresolution", "entityresolution-fips", "events", "events-fips", "evidently",
    "evidently-dataplane", "evs", "evs-fips", "execute-api", "experiments", "finspace",
    "finspace-api", "fis", "fis-fips", "fms", "fms-fips", "forecast", "forecast-fips",
    "forecastquery", "forecastquery-fips", "frauddetector", "freetier", "fsx", "fsx-fips",
    "gamelift", "gameliftstreams", "geo.geofencing", "geo.maps", "geo.metadata", "geo.places",
    "geo.routes", "geo.tracking", "git-codecommit", "git-codecommit-fips", "glue", "glue.dashboard",
    "grafana", "grafana-workspace", "greengrass", "groundstation", "groundstation-fips",
    "guardduty", "guardduty-data", "guardduty-data-fips", "guardduty-fips", "healthlake",
    "highlander", "iam", "identitystore", "imagebuilder", "inspector-scan", "inspector-scan-fips",
    "inspector2", "inspector2-fips", "internetmonitor", "internetmonitor-fips", "invoicing",
    "iot-fips.api", "iot-fips.tunneling.api", "iot-fips.tunneling.data", "iot.api",
    "iot.credentials", "iot.data", "iot.fleethub.api", "iot.tunneling.api", "iot.tunneling.data",
    "iotfleetwise", "iotmanagedintegrations-fips.api", "iotmanagedintegrations.api",
    "iotroborunner", "iotsitewise.api", "iotsitewise.data", "iottwinmaker.api", "iottwinmaker.data",
    "iotwireless.api", "ivs.contribute", "kafka", "kafka-fips", "kafkaconnect", "kendra",
    "kendra-ranking", "kinesis-firehose", "kinesis-streams", "kinesis-streams-fips",
    "kinesisanalytics", "kinesisanalytics-fips", "kms", "kms-fips", "lakeformation", "lambda",
    "launchwizard", "license-manager", "license-manager-fips",
    "license-manager-linux-subscriptions", "license-manager-linux-subscriptions-fips",
    "license-manager-user-subscriptions", "license-manager-user-subscriptions-fips", "lightsail",
    "logs", "lookoutequipment", "lookoutmetrics", "lookoutvision", "lorawan.cups", "lorawan.lns",
    "m2", "macie2", "macie2-fips", "mail-manager", "mail-manager-fips",
    "mail-manager-smtp.auth.fips", "mail-manager-smtp.open.fips", "managedblockchain-query",
    "managedblockchain.bitcoin.mainnet", "managedblockchain.bitcoin.testnet", "mediaconnect",
    "mediaconvert", "mediaconvert-fips", "medical-imaging", "memory-db", "memorydb-fips",
    "metering-marketplace", "mgn", "migrationhub-orchestrator", "migrationhub-strategy",
    "models-v2-lex", "monitoring", "mq", "mq-fips", "neptune-graph", "neptune-graph-data",
    "neptune-graph-fips", "network-firewall", "network-firewall-fips", "networkflowmonitor",
    "networkflowmonitorreports", "networkmanager", "networkmonitor", "nimble", "notebook",
    "notifications", "notifications-contacts", "oam", "observabilityadmin", "oidc-eks",
    "organizations", "organizations-fips", "osis", "outposts", "panorama", "partner-app",
    "payment-cryptography.controlplane", "payment-cryptography.dataplane", "pca-connector-ad",
    "pca-connector-scep", "pcs", "pcs-fips", "personalize", "personalize-events",
    "personalize-runtime", "pi", "pi-fips", "pinpoint", "pinpoint-sms-voice-v2", "pipes",
    "pipes-data", "pipes-fips", "polly", "polly-fips", "pricing.api", "pricingplanmanager",
    "private-networks", "profile", "proton", "q", "qapps", "qbusiness", "qldb.session",
    "quicksight-website", "ram", "ram-fips", "rbin", "rbin-fips", "rds", "rds-data", "rds-fips",
    "redshift", "redshift-data", "redshift-data-fips", "redshift-fips", "redshift-serverless",
    "redshift-serverless-fips", "refactor-spaces", "rekognition", "rekognition-fips", "repostspace",
    "resource-explorer-2", "resource-explorer-2-fips", "resource-groups", "resource-groups-fips",
    "robomaker", "rolesanywhere", "rolesanywhere-fips", "route53", "route53globalresolver",
    "route53globalresolver-fips", "route53profiles", "rum", "rum-dataplane",
    "runtime-medical-imaging", "runtime-v2-lex", "s3", "s3-fips", "s3-global.accesspoint",
    "s3-outposts", "s3express", "s3files", "s3files-fips", "s3tables", "s3vectors",
    "sagemaker-data-science-assistant", "sagemaker-geospatial", "sagemaker.api",
    "sagemaker.api-fips", "sagemaker.featurestore-runtime", "sagemaker.featurestore-runtime-fips",
    "sagemaker.metrics", "sagemaker.runtime", "sagemaker.runtime-fips", "savingsplans", "scheduler",
    "schemas", "scn", "secretsmanager", "securityagent", "securityhub", "securityhub-fips",
    "securitylake", "securitylake-fips", "serverlessrepo", "service.user-subscriptions",
    "servicecatalog", "servicecatalog-appregistry", "servicediscovery", "servicediscovery-fips",
    "servicequotas", "shield", "shield-fips", "signin", "simspaceweaver", "sms", "sms-fips",
    "snow-device-management", "sns", "social-messaging", "social-messaging-fips", "sqs", "sqs-fips",
    "ssm", "ssm-contacts", "ssm-fips", "ssm-incidents", "ssm-incidents-fips", "ssm-quicksetup",
    "ssm-sap", "ssm-sap-fips", "ssmmessages", "sso-oauth", "states", "storage-omics",
    "storagegateway", "streaming-rekognition", "streaming-rekognition-fips", "sts", "sts-fips",
    "studio", "swf", "swf-fips", "sync-states", "synthetics", "synthetics-fips", "tagging",
    "tags-omics", "tags-omics-fips", "tax", "textract", "textract-fips", "thinclient.api",
    "timestream-influxdb", "timestream-influxdb-fips", "tnb", "transcribe", "transcribe-fips",
    "transcribe.cn", "transcribestreaming", "transcribestreaming-fips", "transfer",
    "transfer.server", "transform", "transform-custom", "translate", "trustedadvisor",
    "verifiedpermissions", "verifiedpermissions-fips", "voiceid", "vpc-lattice", "wafv2",
    "wafv2-fips", "wellarchitected", "wisdom", "workflows-omics", "workflows-omics-fips",
    "workmail", "workmailmessageflow", "workspaces", "workspaces-web", "workspaces-web-fips",
    "xray",
];

/// Whether AWS is known to have an endpoint service whose name ends so: `ecr.api`. A FIPS variant
/// of a listed one counts.
pub fn is_listed(short: &str) -> bool {
    let has = |name: &str| ENDPOINT_SERVICES.binary_search(&name).is_ok();
    has(short) || short.strip_suffix("-fips").is_some_and(has)
}

/// What is known of a listed endpoint service.
pub(super) struct Row {
    /// The end of its name.
    pub(super) key: &'static str,
    /// Its name, with `{}` for the region; some have none.
    name: &'static str,
    /// The regions where the partition's own prefix stands in it, by commas.
    prefixed: &'static str,
    /// The regions that have the service, by commas; behind `!` those that have not; `?` where it is not known.
    regions: &'static str,
    /// What stands before the region in the name that clients call, `api.ecr`; `?` where it is not known.
    host: &'static str,
}

/// Generated; `endpoint_services/generate.py` says from what, when and by which command.
static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let lines = include_str!("endpoint_services/table.tsv").lines().skip(1);
    let row = |line: &'static str| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default();
        Row { key: next(), name: next(), prefixed: next(), regions: next(), host: next() }
    };
    lines.map(row).collect()
});

/// What is known of the service of that key.
pub(super) fn row(key: &str) -> Option<&'static Row> {
    let at = TABLE.binary_search_by(|row| row.key.cmp(key)).ok()?;
    TABLE.get(at)
}

impl Row {
    /// The name of the endpoint service in a region. In China, that of Amazon Transcribe ends in `.cn`.
    pub(super) fn service_name(&self, region: &Region) -> String {
        let name = self.name.replace("{}", region.id);
        let ending = if self.key == "transcribe" && region.partition == Partition::AwsCn { ".cn" } else { "" };
        let name = match name.strip_prefix("com.amazonaws") {
            Some(rest) if self.is_prefixed(region) => [region.partition.endpoint_prefix(), rest].concat(),
            _ => name,
        };
        name + ending
    }

    /// Whether a list names the service in a region whose partition has a prefix of its own.
    pub(super) fn is_prefixed(&self, region: &Region) -> bool {
        self.prefixed.split(',').any(|listed| listed == region.id)
    }

    /// Whether the service is in a region; `None` where it is not known.
    pub(super) fn is_in(&self, region: &Region) -> Option<bool> {
        let has = |listed: &str| listed.split(',').any(|listed| listed == region.id);
        match self.regions.strip_prefix('!') {
            Some(without) => Some(!has(without)),
            None if self.regions == "?" => None,
            None => Some(has(self.regions)),
        }
    }

    /// The public name that clients call in a region, where it is known.
    pub(super) fn host(&self, region: &Region) -> Option<String> {
        (self.host != "?").then(|| [self.host, ".", region.id, ".", region.partition.dns_suffix()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::super::service::Service;
    use super::*;

    #[test]
    fn sorted_and_once() {
        assert!(ENDPOINT_SERVICES.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn the_table_has_a_row_for_each() {
        let keys: Vec<&str> = TABLE.iter().map(|row| row.key).collect();
        assert_eq!(keys, ENDPOINT_SERVICES);
        assert!(TABLE.iter().all(|row| !row.host.is_empty() && row.name.ends_with(row.key)));
    }

    #[test]
    fn names_and_regions_are_those_of_the_sources() {
        let region = |id: &str| super::super::region::find(id).unwrap();
        let name = |key: &str, id: &str| row(key).unwrap().service_name(region(id));
        assert_eq!(name("sqs", "us-east-2"), "com.amazonaws.us-east-2.sqs");
        assert_eq!(name("sqs", "cn-north-1"), "cn.com.amazonaws.cn-north-1.sqs");
        assert_eq!(name("sns", "us-iso-east-1"), "gov.ic.c2s.us-iso-east-1.sns");
        assert_eq!(name("events", "cn-north-1"), "com.amazonaws.cn-north-1.events");
        assert_eq!(name("notebook", "us-east-2"), "aws.sagemaker.us-east-2.notebook");
        assert_eq!(name("iam", "eu-west-1"), "com.amazonaws.iam");
        assert_eq!(name("transcribe", "cn-north-1"), "cn.com.amazonaws.cn-north-1.transcribe.cn");
        let is_in = |key: &str, id: &str| row(key).unwrap().is_in(region(id));
        assert_eq!(is_in("sqs", "ap-east-2"), Some(true));
        assert_eq!(is_in("eks-auth", "us-iso-east-1"), Some(false));
        assert_eq!(is_in("guardduty-data", "us-east-2"), None);
        assert_eq!(
            row("kinesis-streams").unwrap().host(region("us-east-2")).unwrap(),
            "kinesis.us-east-2.amazonaws.com"
        );
        assert_eq!(row("notebook").unwrap().host(region("us-east-2")), None);
    }

    #[test]
    fn our_own_services_are_among_them() {
        for service in Service::ALL {
            assert!(is_listed(service.name()), "{}", service.name());
        }
    }

    #[test]
    fn common_mistakes_are_not() {
        for name in ["ecr", "ecr_api", "ecr-api", "ecs.agent", "cloudwatch", "docker", "", "-fips"] {
            assert!(!is_listed(name), "{name}");
        }
        assert!(is_listed("logs-fips"));
        assert!(is_listed("ecr-fips.dkr"));
    }
}
