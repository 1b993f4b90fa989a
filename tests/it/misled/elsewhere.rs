//! Input: endpoints whose names are of another region than the VPC is in, and policies that name all but some resources.
//! Output: that the word which is wrong is found, and no other.
//! Never: lets several wrong names outvote the provider or the zones.

use super::template::RIGHT;
use super::{found, gateway, module, settings};
use crate::audit::{fargate, of_module, of_template};
use ecrc::audit::{Settings, Subject, audit};
use ecrc::backend::{Options, Target, emit};
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;

/// A provider and its zones say where a VPC is; AWS refuses names of another region there.
#[test]
fn a_provider_decides_the_region_and_not_the_names_of_endpoints() {
    let s3 = gateway("  route_table_ids = [aws_route_table.p.id]");
    let elsewhere = |services: &[&str]| -> Vec<String> {
        let fault = "error[ECR703]: service `com.amazonaws.us-west-2.SERVICE` does not belong to `eu-west-1`";
        services.iter().map(|service| fault.replace("SERVICE", service)).collect()
    };
    let right = "com.amazonaws.eu-west-1.${each.key}";
    let literal = "region = \"eu-west-1\"";
    for (provider, more) in [
        (literal, ""),
        ("region = var.region", "variable \"region\" { default = \"eu-west-1\" }\n"),
        // Without a region of its own, a provider has that of the environment; the zones are still said.
        ("", ""),
    ] {
        let text = module(&format!("{s3}{more}")).replace(literal, provider);
        assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), Vec::<String>::new(), "{provider}");
        let text = text.replace(right, "com.amazonaws.us-west-2.${each.key}");
        let services = ["ecr.api", "ecr.dkr", "logs"];
        assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), elsewhere(&services), "{provider}");
        let text = text.replace(".eu-west-1.s3", ".us-west-2.s3");
        let services = ["ecr.api", "ecr.dkr", "logs", "s3"];
        assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), elsewhere(&services), "{provider}");
    }
}

/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>: a `Deny` with
/// `NotResource` denies all resources that are not listed, and layers are in ECR's bucket.
#[test]
fn a_policy_that_names_all_but_some_resources_is_decided() {
    let shut = "error[ECR403]: the S3 gateway's policy blocks the bucket that holds image layers";
    let mine = "[\"arn:aws:s3:::mine\", \"arn:aws:s3:::mine/*\"]";
    let layers = "[\"arn:aws:s3:::mine/*\", \"arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*\"]";
    for (statements, expected) in [
        (format!("{{ Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", NotResource = {mine} }}"), Some(shut)),
        (format!("{{ Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", NotResource = {layers} }}"), None),
        ("{ Effect = \"Deny\", Principal = \"*\", Action = \"s3:*\", NotResource = var.buckets }".to_owned(), None),
    ] {
        let all = "{ Effect = \"Allow\", Principal = \"*\", Action = \"*\", Resource = \"*\" }";
        let policy = format!("  policy = jsonencode({{ Statement = [{all}, {statements}] }})");
        let s3 = gateway(&format!("  route_table_ids = [aws_route_table.p.id]\n{policy}"));
        let text = module(&format!("{s3}variable \"buckets\" {{ type = list(string) }}\n"));
        let expected: Vec<&str> = expected.into_iter().collect();
        assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), expected, "{statements}");
    }
    // An `Allow` that leaves the bucket of layers out.
    let allow = "{ Effect = \"Allow\", Principal = \"*\", Action = \"*\", NotResource = \"arn:aws:s3:::prod-*\" }";
    let policy = format!("  policy = jsonencode({{ Statement = [{allow}] }})");
    let text = module(&gateway(&format!("  route_table_ids = [aws_route_table.p.id]\n{policy}")));
    assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), [shut]);
}

/// A subnet's zone is of the region that the stack is in.
#[test]
fn zones_decide_the_region_of_a_template() {
    let template = |service: &str, zone: &str| {
        format!(
            "Resources:
  Vpc: {{ Type: AWS::EC2::VPC, Properties: {{ CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true }} }}
  A: {{ Type: AWS::EC2::Subnet, Properties: {{ VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: {zone}a }} }}
  B: {{ Type: AWS::EC2::Subnet, Properties: {{ VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: {zone}b }} }}
  Dkr:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      VpcEndpointType: Interface
      PrivateDnsEnabled: true
      ServiceName: com.amazonaws.{service}.ecr.dkr
      SubnetIds: [!Ref A, !Ref B]
"
        )
    };
    let regions = |text: &str| -> Vec<String> {
        let found = found(&of_template(text, &Settings::default()).1);
        found.into_iter().filter(|it| it.contains("[ECR7")).collect()
    };
    assert_eq!(regions(&template("us-east-1", "us-east-1")), Vec::<String>::new());
    assert_eq!(
        regions(&template("us-west-2", "us-east-1")),
        ["error[ECR703]: service `com.amazonaws.us-west-2.ecr.dkr` does not belong to `us-east-1`"]
    );
}

/// A subnet of an id that is written out is in no VPC that is yet to be made, and one that nobody knows is in none of another
/// stack's.
#[test]
fn what_runs_elsewhere_is_not_in_the_vpc_of_another_stack() {
    let shared = "Outputs:\n  Vpc: {Value: !Ref Vpc, Export: {Name: vpc}}\n";
    let text = RIGHT.text();
    let (before, rest) = text.split_once("  Task: {").unwrap();
    let network = format!("{before}{shared}").replacen("CidrIp: 10.0.0.0/16", "CidrIp: 10.9.0.0/16", 1);
    for (subnets, own) in
        [("[subnet-0123456789abcdef0]", ""), ("!Ref Subnets", "  Subnets: {Type: CommaDelimitedList}\n")]
    {
        let app = format!("Parameters:\n  Unused: {{Type: String}}\n{own}Resources:\n  Task: {{{rest}")
            .replace("Subnets: [!Ref A, !Ref B]", &format!("Subnets: {subnets}"))
            .replace("[!Ref Tasks]", "[!ImportValue vpc]");
        let mut sources = Sources::default();
        let ids = [("app.yaml", app), ("network.yaml", network.clone())];
        let ids = ids.map(|(name, text)| sources.add(Source::new(name, text))).to_vec();
        let audit = audit(&Subject::CloudFormation(ids), &mut sources, &Settings::default(), &NoFiles);
        let found = found(&audit.report);
        assert!(!found.iter().any(|it| it.contains("Service")), "{subnets}: {found:?}");
    }
}

/// A gateway for Amazon S3 is made for its own sake, too: it does not tell that all endpoints of a VPC are made beside it.
#[test]
fn a_file_of_gateways_is_not_all_of_a_vpc() {
    let gateway = "  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.s3, RouteTableIds: [!Ref Table]}}\n";
    let interface = |service: &str| {
        format!(
            "  I: {{Type: AWS::EC2::VPCEndpoint, Properties: {{VpcId: !Ref Vpc, VpcEndpointType: Interface, PrivateDnsEnabled: true, ServiceName: com.amazonaws.eu-west-1.{service}, SubnetIds: !Ref Subnets, SecurityGroupIds: [!Ref Group]}}}}\n"
        )
    };
    let parameters = "Parameters:\n  Vpc: {Type: String}\n  Table: {Type: String}\n  Group: {Type: String}\n  Subnets: {Type: CommaDelimitedList}\nResources:\n";
    for (resources, are_all) in [
        (gateway.to_owned(), false),
        (interface("ssm"), false),
        (format!("{gateway}{}", interface("ssm")), true),
        (interface("ecr.api"), true),
    ] {
        let report = of_template(&format!("{parameters}{resources}"), &settings()).1;
        let has_error = found(&report).iter().any(|it| it.starts_with("error[ECR103]"));
        assert_eq!(has_error, are_all, "{resources}");
    }
}

/// The outputs of such a template name the records of the zones, which are kept elsewhere.
#[test]
fn a_template_whose_zones_are_kept_elsewhere_is_clean() {
    let spec = "private_ecr < region us-east-1; launch fargate latest; logs awslogs; private_dns own >";
    let compiled = crate::spec::compiled(spec);
    for (target, other) in [(Target::CloudFormationYaml, false), (Target::TerraformJson, true)] {
        let text = emit(&compiled.plans()[0], target, Options::default());
        let (_, report) =
            if other { of_module(&text, "main.tf.json", &fargate()) } else { of_template(&text, &fargate()) };
        assert_eq!(found(&report).iter().filter(|it| !it.starts_with("note")).count(), 0, "{target:?}");
    }
}
