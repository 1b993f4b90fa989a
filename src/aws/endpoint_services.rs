//! Input: the end of an endpoint service's name (`ecr.api`, `monitoring`).
//! Output: whether AWS has an endpoint service of that name.
//! Never: claims that a name outside of the list is wrong; AWS adds services every month.

/// Names of endpoint services, without prefix and region, sorted.
///
/// Sources, all read 2026-11-25: "AWS services that integrate with AWS `PrivateLink`" (VPC,
/// latest/privatelink/aws-services-privatelink-support); the FIPS services that the ECR and S3
/// guides name (`ecr-fips.*`, `s3-fips`); the names that only aws-cdk's `vpc-endpoint.ts` has; and
/// the gateway service `s3express`, from a published output of `describe-vpc-endpoint-services`.
#[rustfmt::skip]
pub static ENDPOINT_SERVICES: &[&str] = &[
    "access-analyzer", "access-analyzer-fips", "account", "acm", "acm-fips", "acm-pca",
    "acm-pca-fips", "agreement-marketplace", "airflow.api", "airflow.api-fips", "airflow.env",
    "airflow.env-fips", "airflow.ops", "analytics-omics", "analytics-omics-fips", "apigateway",
    "app-integrations", "appconfig", "appconfig-fips", "appconfigdata", "appconfigdata-fips",
    "application-autoscaling", "application-signals", "applicationinsights", "appmesh",
    "appmesh-envoy-management", "apprunner", "apprunner.requests", "appstream.api",
    "appstream.streaming", "appsync-api", "apptest", "aps", "aps-workspaces",
    "arsenal-discovery", "athena", "auditmanager", "autoscaling", "autoscaling-fips",
    "autoscaling-plans", "awsconnector", "b2bi", "backup", "backup-gateway", "batch",
    "bcm-data-exports", "bcm-pricing-calculator", "bedrock", "bedrock-agent",
    "bedrock-agent-runtime", "bedrock-agentcore", "bedrock-agentcore-control",
    "bedrock-agentcore.gateway", "bedrock-data-automation", "bedrock-data-automation-fips",
    "bedrock-data-automation-runtime", "bedrock-data-automation-runtime-fips", "bedrock-fips",
    "bedrock-runtime", "bedrock-runtime-fips", "billing", "billingconductor", "braket", "cases",
    "cassandra", "cassandra-fips", "cassandra-streams", "ce", "chime-sdk-voice", "cleanrooms",
    "cleanrooms-fips", "cleanrooms-ml", "cloudcontrolapi", "cloudcontrolapi-fips",
    "clouddirectory", "cloudformation", "cloudformation-fips", "cloudhsmv2", "cloudtrail",
    "codeartifact.api", "codeartifact.repositories", "codebuild", "codebuild-fips",
    "codecatalyst.git", "codecatalyst.packages", "codecommit", "codecommit-fips",
    "codeconnections.api", "codedeploy", "codedeploy-commands-secure", "codedeploy-fips",
    "codeguru-profiler", "codeguru-reviewer", "codepipeline", "codestar-connections.api",
    "codewhisperer", "cognito-identity", "cognito-identity-fips", "cognito-idp",
    "cognito-idp-fips", "comprehend", "comprehend-fips", "comprehendmedical",
    "compute-optimizer", "config", "config-fips", "connect", "connect-campaigns", "connect-fips",
    "console", "control-storage-omics", "control-storage-omics-fips", "controlcatalog",
    "controltower", "controltower-fips", "cost-optimization-hub", "data-servicediscovery",
    "data-servicediscovery-fips", "databrew", "databrew-fips", "dataexchange", "datasync",
    "datazone", "datazone-fips", "deadline.management", "deadline.scheduling", "detective",
    "detective-fips", "deviceadvisor.iot", "devops-guru", "dicom-medical-imaging",
    "diode-messaging", "diode-messaging-proxy", "directconnect", "directconnect-fips",
    "discovery", "discovery-marketplace", "dlm", "dlm-fips", "dms", "dms-fips", "drs", "ds",
    "ds-data", "ds-data-fips", "dsql", "dynamodb", "dynamodb-fips", "dynamodb-streams", "ebs",
    "ebs-fips", "ec2", "ec2-fips", "ec2messages", "ecr-fips.api", "ecr-fips.dkr",
    "ecr-public.api", "ecr.api", "ecr.dkr", "ecs", "ecs-agent", "ecs-telemetry", "eks",
    "eks-auth", "eks-fips", "eks-proxy", "elastic-inference.runtime", "elasticache",
    "elasticache-fips", "elasticbeanstalk", "elasticbeanstalk-health", "elasticfilesystem",
    "elasticfilesystem-fips", "elasticloadbalancing", "elasticmapreduce",
    "elasticmapreduce-fips", "email", "email-fips", "email-smtp", "emr-containers",
    "emr-dashboard", "emr-serverless", "emr-serverless-services.livy",
    "emr-serverless.dashboard", "emr-service-cell01", "emrwal.prod", "entityresolution",
    "entityresolution-fips", "events", "events-fips", "evidently", "evidently-dataplane", "evs",
    "evs-fips", "execute-api", "experiments", "finspace", "finspace-api", "fis", "fis-fips",
    "fms", "fms-fips", "forecast", "forecast-fips", "forecastquery", "forecastquery-fips",
    "frauddetector", "freetier", "fsx", "fsx-fips", "gamelift", "gameliftstreams",
    "geo.geofencing", "geo.maps", "geo.metadata", "geo.places", "geo.routes", "geo.tracking",
    "git-codecommit", "git-codecommit-fips", "glue", "glue.dashboard", "grafana",
    "grafana-workspace", "greengrass", "groundstation", "groundstation-fips", "guardduty",
    "guardduty-data", "guardduty-data-fips", "guardduty-fips", "healthlake", "highlander",
    "identitystore", "imagebuilder", "inspector-scan", "inspector-scan-fips", "inspector2",
    "inspector2-fips", "internetmonitor", "internetmonitor-fips", "invoicing", "iot-fips.api",
    "iot-fips.tunneling.api", "iot-fips.tunneling.data", "iot.api", "iot.credentials",
    "iot.data", "iot.fleethub.api", "iot.tunneling.api", "iot.tunneling.data", "iotfleetwise",
    "iotmanagedintegrations-fips.api", "iotmanagedintegrations.api", "iotroborunner",
    "iotsitewise.api", "iotsitewise.data", "iottwinmaker.api", "iottwinmaker.data",
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
    "notifications", "notifications-contacts", "oam", "observabilityadmin", "organizations",
    "organizations-fips", "osis", "outposts", "panorama", "partner-app",
    "payment-cryptography.controlplane", "payment-cryptography.dataplane", "pca-connector-ad",
    "pca-connector-scep", "pcs", "pcs-fips", "personalize", "personalize-events",
    "personalize-runtime", "pi", "pi-fips", "pinpoint", "pinpoint-sms-voice-v2", "pipes",
    "pipes-data", "pipes-fips", "polly", "polly-fips", "pricing.api", "pricingplanmanager",
    "private-networks", "profile", "proton", "q", "qapps", "qbusiness", "qldb.session",
    "quicksight-website", "ram", "ram-fips", "rbin", "rbin-fips", "rds", "rds-data", "rds-fips",
    "redshift", "redshift-data", "redshift-data-fips", "redshift-fips", "redshift-serverless",
    "redshift-serverless-fips", "refactor-spaces", "rekognition", "rekognition-fips",
    "repostspace", "resource-explorer-2", "resource-explorer-2-fips", "resource-groups",
    "resource-groups-fips", "robomaker", "rolesanywhere", "rolesanywhere-fips",
    "route53globalresolver", "route53globalresolver-fips", "route53profiles", "rum",
    "rum-dataplane", "runtime-medical-imaging", "runtime-v2-lex", "s3", "s3-fips", "s3-outposts",
    "s3express", "s3files", "s3files-fips", "s3tables", "s3vectors",
    "sagemaker-data-science-assistant", "sagemaker-geospatial", "sagemaker.api",
    "sagemaker.api-fips", "sagemaker.featurestore-runtime",
    "sagemaker.featurestore-runtime-fips", "sagemaker.metrics", "sagemaker.runtime",
    "sagemaker.runtime-fips", "scheduler", "schemas", "scn", "secretsmanager", "securityagent",
    "securityhub", "securityhub-fips", "securitylake", "securitylake-fips", "serverlessrepo",
    "service.user-subscriptions", "servicecatalog", "servicecatalog-appregistry",
    "servicediscovery", "servicediscovery-fips", "servicequotas", "shield", "shield-fips",
    "signin", "simspaceweaver", "sms", "sms-fips", "snow-device-management", "sns",
    "social-messaging", "social-messaging-fips", "sqs", "sqs-fips", "ssm", "ssm-contacts",
    "ssm-fips", "ssm-incidents", "ssm-incidents-fips", "ssm-quicksetup", "ssm-sap",
    "ssm-sap-fips", "ssmmessages", "sso-oauth", "states", "storage-omics", "storagegateway",
    "streaming-rekognition", "streaming-rekognition-fips", "sts", "sts-fips", "studio", "swf",
    "swf-fips", "sync-states", "synthetics", "synthetics-fips", "tagging", "tags-omics",
    "tags-omics-fips", "tax", "textract", "textract-fips", "thinclient.api",
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

#[cfg(test)]
mod tests {
    use super::super::service::Service;
    use super::*;

    #[test]
    fn sorted_and_once() {
        assert!(ENDPOINT_SERVICES.is_sorted_by(|a, b| a < b));
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
