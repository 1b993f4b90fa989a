//! Input: modules of Terraform whose subnets are not known, or not how many there are.
//! Output: that nothing is made of it.
//! Never: counts what is not known.

use super::template::{RIGHT, Template};
use super::{found, gateway, module, settings};
use crate::audit::{of_module, of_template};
use ecrc::audit::Settings;

/// A list may have as many elements as nobody knows, and two that are not known are not one.
#[test]
fn subnets_that_are_not_known_are_not_one() {
    let open = "variable \"subs\" { type = list(string) }\nvariable \"m\" { type = map(string) }\nvariable \"s\" { type = string }\n";
    let gateway = gateway("  route_table_ids = [aws_route_table.p.id]");
    let single = "warning[ECR303]: all interface endpoints are in one Availability Zone";
    for (subnets, is_one) in [
        ("flatten([var.subs])", false),
        ("flatten([aws_subnet.p[0].id, var.subs])", false),
        ("distinct(flatten([var.subs]))", false),
        ("[element(var.subs, 0), element(var.subs, 1)]", false),
        ("toset([element(var.subs, 0), element(var.subs, 1)])", false),
        ("[lookup(var.m, \"a\"), lookup(var.m, \"b\")]", false),
        ("[split(\",\", var.s)[0], split(\",\", var.s)[1]]", false),
        ("flatten([aws_subnet.p[*].id])", false),
        ("flatten([[aws_subnet.p[0].id]])", true),
        ("[element(aws_subnet.p[*].id, 0)]", true),
        ("[var.subs[0]]", true),
    ] {
        let text = module(&format!("{gateway}{open}"))
            .replace("aws_subnet.p[*].id\n  security", &format!("{subnets}\n  security"));
        assert!(text.contains(subnets), "{text}");
        let expected: &[&str] = if is_one { &[single] } else { &[] };
        assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), expected, "{subnets}");
    }
}

#[test]
fn a_public_module_is_given_subnets() {
    for version in ["3.19.0", "5.1.1", "6.0.0"] {
        for nat in ["", "  enable_nat_gateway = true\n  single_nat_gateway = true\n"] {
            let text = format!(
                "provider \"aws\" {{ region = \"eu-west-1\" }}
variable \"private_subnets\" {{ type = list(string) }}
module \"vpc\" {{
  source               = \"terraform-aws-modules/vpc/aws\"
  version              = \"{version}\"
  cidr                 = \"10.0.0.0/16\"
  azs                  = [\"eu-west-1a\", \"eu-west-1b\"]
  private_subnets      = var.private_subnets
  enable_dns_hostnames = true
{nat}}}
resource \"aws_vpc_endpoint\" \"s3\" {{
  vpc_id          = module.vpc.vpc_id
  service_name    = \"com.amazonaws.eu-west-1.s3\"
  route_table_ids = module.vpc.private_route_table_ids
}}
resource \"aws_vpc_endpoint\" \"i\" {{
  for_each            = toset([\"ecr.api\", \"ecr.dkr\", \"logs\"])
  vpc_id              = module.vpc.vpc_id
  service_name        = \"com.amazonaws.eu-west-1.${{each.key}}\"
  vpc_endpoint_type   = \"Interface\"
  private_dns_enabled = true
  subnet_ids          = module.vpc.private_subnets
  security_group_ids  = [var.group]
}}
variable \"group\" {{ type = string }}
"
            );
            assert_eq!(found(&of_module(&text, "main.tf", &settings()).1), Vec::<String>::new(), "{version} {nat}");
        }
    }
}

/// Within one subnet no ACL is passed, and what runs at an unknown place may be in that of an endpoint:
/// <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html>.
#[test]
fn an_acl_stops_no_start_that_may_be_behind_it() {
    let right = gateway("  route_table_ids = [aws_route_table.p.id]");
    for (subnets_of_acl, subnets_of_endpoints, is_stopped) in [
        ("[aws_subnet.p[0].id]", "[aws_subnet.p[0].id]", false),
        ("[aws_subnet.p[0].id]", "aws_subnet.p[*].id", false),
        ("aws_subnet.p[*].id", "aws_subnet.p[*].id", true),
    ] {
        let acl = format!(
            "resource \"aws_network_acl\" \"a\" {{
  vpc_id     = aws_vpc.v.id
  subnet_ids = {subnets_of_acl}
  ingress {{
    rule_no    = 100
    action     = \"allow\"
    protocol   = \"tcp\"
    cidr_block = \"0.0.0.0/0\"
    from_port  = 1024
    to_port    = 65535
  }}
  egress {{
    rule_no    = 100
    action     = \"allow\"
    protocol   = \"-1\"
    cidr_block = \"0.0.0.0/0\"
    from_port  = 0
    to_port    = 0
  }}
}}
"
        );
        let text = module(&format!("{right}{acl}"))
            .replace("aws_subnet.p[*].id\n  security", &format!("{subnets_of_endpoints}\n  security"));
        let found = found(&of_module(&text, "main.tf", &settings()).1);
        let is_found = found.iter().any(|it| it.starts_with("error[ECR312]"));
        assert_eq!(is_found, is_stopped, "{subnets_of_acl} {subnets_of_endpoints}: {found:?}");
    }
}

/// A node group of EKS names its launch template by `Id` or `Name`, and its nodes have the groups that this says:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-eks-nodegroup-launchtemplatespecification.html>.
#[test]
fn nodes_have_the_groups_of_their_launch_template() {
    for (named, groups, is_shut) in [
        ("Id: !Ref Lt", "[!Ref Tasks]", false),
        ("Id: !Ref Lt", "[!Ref Other]", true),
        ("Name: nodes", "[!Ref Other]", true),
        ("Id: lt-0123456789abcdef0", "[!Ref Other]", false),
    ] {
        let more = format!(
            "  Other: {{Type: AWS::EC2::SecurityGroup, Properties: {{GroupDescription: o, VpcId: !Ref Vpc}}}}
  Lt: {{Type: AWS::EC2::LaunchTemplate, Properties: {{LaunchTemplateName: nodes, LaunchTemplateData: {{SecurityGroupIds: {groups}}}}}}}
  Cluster: {{Type: AWS::EKS::Cluster, Properties: {{RoleArn: 'arn:aws:iam::111122223333:role/c', ResourcesVpcConfig: {{SubnetIds: [!Ref A, !Ref B]}}}}}}
  Nodes: {{Type: AWS::EKS::Nodegroup, Properties: {{ClusterName: !Ref Cluster, NodeRole: 'arn:aws:iam::111122223333:role/n', Subnets: [!Ref A, !Ref B], LaunchTemplate: {{{named}}}}}}}
"
        );
        let text = Template { ingress: "SourceSecurityGroupId: !Ref Tasks", more: &more, ..RIGHT }.text();
        let found = found(&of_template(&text, &Settings::default()).1);
        assert_eq!(found.iter().any(|it| it.contains("[ECR301]")), is_shut, "{named} {groups}: {found:?}");
    }
}
