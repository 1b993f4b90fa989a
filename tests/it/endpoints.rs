//! Which endpoints a block needs for what it runs: tables written by hand from AWS's documents (the ECR user guide on
//! VPC endpoints, and the ECS and EKS pages on endpoints).

use crate::spec::sound;
use ecrc::Plan;
use ecrc::backend::{Options, Target, emit};
use serde_json::Value;

/// What a block of these statements creates, by name, in the order of the alphabet.
fn endpoints(statements: &str) -> String {
    let plan = plan(statements);
    let text = emit(&plan, Target::TerraformJson, Options::default());
    let root: Value = serde_json::from_str(&text).unwrap();
    let Some(endpoints) = root["resource"]["aws_vpc_endpoint"].as_object() else { return String::new() };
    let region = plan.region.unwrap().id;
    let mut names: Vec<String> = endpoints
        .values()
        .map(|endpoint| {
            let service = endpoint["service_name"].as_str().unwrap();
            let (_, name) = service.split_once(&format!(".{region}.")).unwrap();
            let kind = endpoint["vpc_endpoint_type"].as_str().unwrap();
            assert_eq!(kind, if name == "s3" { "Gateway" } else { "Interface" });
            name.to_owned()
        })
        .collect();
    names.sort();
    names.join(" ")
}

fn plan(statements: &str) -> Plan {
    sound(format!("private_ecr < {statements} >")).plans().remove(0)
}

const API: &str = "ecr.api ecr.dkr s3";
const EC2: &str = "ecr.api ecr.dkr ecs ecs-agent ecs-telemetry s3";
const EKS: &str = "ec2 ecr.api ecr.dkr eks eks-auth elasticloadbalancing s3 sts";

#[test]
fn launches() {
    for (launch, expected) in [
        ("launch fargate 1.0.0", "ecr.dkr s3"),
        ("launch fargate 1.1.0", "ecr.dkr s3"),
        ("launch fargate 1.2.0", "ecr.dkr s3"),
        ("launch fargate 1.3.0", "ecr.dkr s3"),
        ("launch fargate 1.3.0 linux", "ecr.dkr s3"),
        ("launch fargate 1.4.0", API),
        ("launch fargate 1.4.0 linux", API),
        ("launch fargate latest", API),
        ("launch fargate latest linux", API),
        // The numbers of Windows are its own.
        ("launch fargate 1.0.0 windows", API),
        ("launch fargate latest windows", API),
        ("launch ec2", EC2),
        ("launch ec2 linux", EC2),
        ("launch ec2 windows", EC2),
        ("launch eks", EKS),
        ("launch eks fargate", EKS),
        ("launch eks; launch eks fargate", EKS),
        ("launch fargate 1.3.0; launch fargate 1.4.0", API),
        ("launch fargate 1.3.0; launch ec2", EC2),
        ("launch fargate 1.4.0; launch ec2 windows", EC2),
        (
            "launch ec2; launch eks",
            "ec2 ecr.api ecr.dkr ecs ecs-agent ecs-telemetry eks eks-auth elasticloadbalancing s3 sts",
        ),
    ] {
        assert_eq!(endpoints(&format!("region us-east-2; {launch}")), expected, "{launch}");
    }
}

#[test]
fn features() {
    for (feature, more) in [
        ("logs awslogs", "logs"),
        ("logs none", ""),
        ("secrets secretsmanager", "secretsmanager"),
        ("secrets ssm", "ssm"),
        ("secrets ssm, secretsmanager,", "secretsmanager ssm"),
        ("exec on", "ssmmessages"),
        ("exec off", ""),
        ("kms on", "kms"),
        ("kms off", ""),
        ("dns custom", ""),
        ("sdk 2018-11-30", ""),
        ("s3 full", ""),
        ("s3 in_use", ""),
        ("pull_through_cache \"hub\"", ""),
        ("execution_role \"x\"", ""),
        ("logs awslogs; secrets secretsmanager, ssm; exec on; kms on", "kms logs secretsmanager ssm ssmmessages"),
    ] {
        for (launch, base) in [("launch fargate 1.4.0", API), ("launch fargate 1.3.0", "ecr.dkr s3")] {
            let mut expected: Vec<&str> = base.split(' ').chain(more.split_whitespace()).collect();
            expected.sort_unstable();
            let found = endpoints(&format!("region us-east-2; {launch}; {feature}"));
            assert_eq!(found, expected.join(" "), "{launch}; {feature}");
        }
    }
    assert_eq!(endpoints("region us-east-2; launch eks; logs awslogs"), EKS.replace("s3 sts", "logs s3 sts"));
}

/// Four regions have no EKS endpoint service, and some partitions no EKS Auth.
#[test]
fn eks_in_its_regions() {
    for (region, lacks) in [
        ("us-west-2", ""),
        ("us-gov-west-1", ""),
        ("cn-north-1", ""),
        ("us-iso-east-1", "eks-auth "),
        ("us-isob-east-1", "eks-auth "),
        ("eu-isoe-west-1", "eks-auth "),
        ("eusc-de-east-1", "eks-auth "),
    ] {
        assert_eq!(endpoints(&format!("region {region}; launch eks")), EKS.replacen(lacks, "", 1), "{region}");
    }
    for region in ["ap-southeast-5", "ap-southeast-7", "mx-central-1", "ap-east-2"] {
        let text = format!("private_ecr <\n  region {region};\n  launch eks fargate;\n  s3 full;\n>\n");
        let found = crate::spec::findings(&crate::spec::compiled(text));
        assert_eq!(found, ["ECR107@3:10", "ECR110@3:10"], "{region}");
    }
}

/// In regions launched since 2023-12-23 the note on ECS's endpoints comes, and Fargate still gets none.
#[test]
fn fargate_in_new_regions() {
    let new = [
        "ca-west-1",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "mx-central-1",
        "ap-east-2",
        "eusc-de-east-1",
    ];
    for region in ecrc::aws::Region::all() {
        let statements = format!("region {}; launch fargate 1.4.0; logs awslogs", region.id);
        assert_eq!(endpoints(&statements), "ecr.api ecr.dkr logs s3", "{}", region.id);
        let of = |statements: &str| crate::spec::codes(&sound(format!("private_ecr < {statements} >")));
        let noted = |statements: &str| of(statements).contains(&"ECR105".to_owned());
        assert_eq!(noted(&statements), new.contains(&region.id), "{}", region.id);
        assert!(!noted(&format!("{statements}; launch ec2")), "{}", region.id);
        let unconfirmed = of(&statements).contains(&"ECR702".to_owned());
        assert_eq!(unconfirmed, region.partition != ecrc::aws::Partition::Aws, "{}", region.id);
    }
}

/// Prefixes go by service and region.
#[test]
fn service_names() {
    let names = |statements: &str| -> Vec<String> {
        let plan = plan(statements);
        let text = emit(&plan, Target::CloudFormationJson, Options::default());
        let template: Value = serde_json::from_str(&text).unwrap();
        let resources = template["Resources"].as_object().unwrap().values();
        let mut names: Vec<String> =
            resources.filter_map(|one| Some(one["Properties"]["ServiceName"].as_str()?.to_owned())).collect();
        names.sort();
        names
    };
    assert_eq!(
        names("region us-gov-west-1; launch fargate 1.4.0; logs awslogs"),
        [
            "com.amazonaws.us-gov-west-1.ecr.api",
            "com.amazonaws.us-gov-west-1.ecr.dkr",
            "com.amazonaws.us-gov-west-1.logs",
            "com.amazonaws.us-gov-west-1.s3"
        ]
    );
    assert_eq!(
        names("region cn-north-1; launch ec2; launch eks; logs awslogs; kms on"),
        [
            "cn.com.amazonaws.cn-north-1.ec2",
            "cn.com.amazonaws.cn-north-1.ecr.api",
            "cn.com.amazonaws.cn-north-1.ecr.dkr",
            "cn.com.amazonaws.cn-north-1.eks",
            "cn.com.amazonaws.cn-north-1.sts",
            "com.amazonaws.cn-north-1.ecs",
            "com.amazonaws.cn-north-1.ecs-agent",
            "com.amazonaws.cn-north-1.ecs-telemetry",
            "com.amazonaws.cn-north-1.eks-auth",
            "com.amazonaws.cn-north-1.elasticloadbalancing",
            "com.amazonaws.cn-north-1.kms",
            "com.amazonaws.cn-north-1.logs",
            "com.amazonaws.cn-north-1.s3"
        ]
    );
    assert_eq!(
        names("region us-iso-east-1; launch fargate 1.3.0"),
        ["com.amazonaws.us-iso-east-1.s3", "gov.ic.c2s.us-iso-east-1.ecr.dkr"]
    );
}

#[test]
fn existing_endpoints_are_not_created() {
    let all =
        "region us-east-2; launch fargate 1.4.0; existing ecr.api \"vpce-0a1b2c3d\"; existing s3 \"vpce-1a1b2c3d\"";
    assert_eq!(endpoints(all), "ecr.dkr");
    let none = plan(&format!("{all}; existing ecr.dkr \"vpce-2a1b2c3d\""));
    assert_eq!(none.resources, []);
}

/// The narrower statement wins over the one on all, whatever their order.
#[test]
fn private_dns() {
    let off = |statements: &str| -> String {
        let plan = plan(&format!("region us-east-2; launch fargate 1.4.0; logs awslogs; {statements}"));
        let off = plan.interface_endpoints().filter(|(_, endpoint)| endpoint.private_dns == Some(false));
        let names: Vec<String> = off.map(|(resource, _)| ecrc::plan::logical_id(&resource.id)).collect();
        assert!(plan.interface_endpoints().all(|(_, endpoint)| endpoint.private_dns.is_some()), "always written out");
        names.join(" ").replace("Endpoint", "")
    };
    assert_eq!(off(""), "");
    assert_eq!(off("private_dns on"), "");
    assert_eq!(off("private_dns ecr.api off"), "EcrApi");
    assert_eq!(off("private_dns off; private_dns ecr.dkr on"), "EcrApi Logs");
    assert_eq!(off("private_dns ecr.dkr on; private_dns off"), "EcrApi Logs");
    assert_eq!(off("private_dns on; private_dns logs off"), "Logs");
    assert_eq!(off("private_dns logs off; private_dns ecr.api off; private_dns on"), "EcrApi Logs");
    assert_eq!(off("private_dns ecr.dkr on; private_dns ecr.api on; private_dns off"), "Logs");
}

/// What calls to ECR need as `--endpoint-url`.
#[test]
fn endpoint_urls() {
    let url = |statements: &str| -> String {
        let plan = plan(&format!("launch fargate 1.4.0; logs awslogs; {statements}"));
        let text = emit(&plan, Target::TerraformJson, Options::default());
        let root: Value = serde_json::from_str(&text).unwrap();
        root["output"]["ecr_api_endpoint_url"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(url("region us-east-2"), "");
    assert_eq!(url("region us-east-2; sdk 2019-01-25"), "");
    assert_eq!(url("region us-east-2; sdk 2019-01-24"), "https://api.ecr.us-east-2.amazonaws.com");
    assert_eq!(url("region us-east-2; sdk 2018-11-30"), "https://api.ecr.us-east-2.amazonaws.com");
    assert_eq!(url("region cn-north-1; sdk 2018-11-30"), "https://api.ecr.cn-north-1.amazonaws.com.cn");
    let api = "https://${aws_vpc_endpoint.ecr_api.id}.api.ecr";
    assert_eq!(url("region us-east-2; private_dns ecr.api off"), format!("{api}.us-east-2.vpce.amazonaws.com"));
    let china = url("region cn-northwest-1; private_dns ecr.api off");
    assert_eq!(china, format!("{api}.cn-northwest-1.vpce.amazonaws.com.cn"));
    // Off weighs more than the age of the SDK.
    let old = url("region us-east-2; private_dns ecr.api off; sdk 2018-11-30");
    assert_eq!(old, format!("{api}.us-east-2.vpce.amazonaws.com"));
    let text = "region us-east-2; existing ecr.api \"vpce-0a1b2c3d\"; sdk 2018-11-30";
    assert_eq!(url(text), "", "an endpoint of yours is not spoken for");
    // Nothing of the kind where the block has no such endpoint.
    let old = plan("region us-east-2; launch fargate 1.3.0; sdk 2018-11-30");
    assert!(old.outputs.iter().all(|output| output.name != "EcrApiEndpointUrl"));
}
