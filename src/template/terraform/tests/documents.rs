//! Input: policies and look-ups, as people write them.
//! Output: whether they are read as Terraform reads them.
//! Never: takes an expectation from what the reader says; they are worked out by hand from Terraform's pages.

use super::{expression, in_region, world};
use crate::template::{Kind, Why, structured, structured_by_last};

#[test]
fn a_zone_is_a_zone_whatever_its_name() {
    let world = world(
        r#"
data "aws_availability_zones" "z" {}
locals { azs = slice(data.aws_availability_zones.z.names, 0, 2) }
output "zone" { value = length(regexall("^[a-z]{2}-", element(local.azs, 1))) > 0 ? element(local.azs, 1) : null }
output "open" { value = length(regexall("east", element(local.azs, 1))) > 0 ? 1 : 2 }
"#,
    );
    assert_eq!(world.output("zone").to_string(), "<zone 1>");
    assert!(matches!(world.output("open").kind, Kind::Unknown(Why::Undecided(_))));
}

#[test]
fn policies_are_documents_however_they_are_written() {
    let text = r#"
data "aws_region" "here" {}
resource "aws_vpc" "v" {}
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Pull"
    actions   = ["ecr:BatchGetImage"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "this" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    effect        = "Deny"
    not_actions   = ["ecr:*", "sts:*"]
    not_resources = ["arn:aws:s3:::x/&{aws:username}"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceVpc"
      values   = [aws_vpc.v.id]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1", "o-2"]
    }
  }
  dynamic "statement" {
    for_each = ["a"]
    content {
      sid     = "Pull"
      actions = [statement.value]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }
}
output "data" { value = data.aws_iam_policy_document.this.json }
output "encoded" { value = jsonencode({ Statement = [{ Action = "a", Resource = aws_vpc.v.arn }] }) }
output "heredoc" {
  value = <<EOT
{"Statement": [{"Action": "ecr:*", "Resource": "arn:aws:ecr:${data.aws_region.here.name}:1:x/${aws_vpc.v.id}"}],
 "Extra": ${jsonencode([1])}}
EOT
}
"#;
    let world = world(text);
    assert_eq!(
        structured(world.output("data")).unwrap().to_string(),
        "{Version: \"2012-10-17\", Statement: [{Effect: \"Allow\", Sid: \"Pull\", Action: \"a\", Principal: \"*\"}, \
         {Effect: \"Deny\", NotAction: [\"ecr:*\", \"sts:*\"], NotResource: \"arn:aws:s3:::x/${aws:username}\", \
         Principal: {AWS: \"*\"}, Condition: {StringEquals: {aws:SourceVpc: <aws_vpc.v.id>, aws:PrincipalOrgID: \
         [\"o-1\", \"o-2\"]}}}]}"
    );
    assert_eq!(
        structured(world.output("encoded")).unwrap().to_string(),
        "{Statement: [{Action: \"a\", Resource: <aws_vpc.v.arn>}]}"
    );
    let heredoc = structured(world.output("heredoc")).unwrap();
    assert_eq!(
        heredoc.to_string(),
        "{Statement: [{Action: \"ecr:*\", Resource: \"arn:aws:ecr:<region>:1:x/<aws_vpc.v.id>\"}], Extra: [1]}"
    );
    let twice = expression("\"[{\\\"a\\\": 1, \\\"a\\\": {\\\"b\\\": 2}}]\"");
    assert_eq!(structured(&twice), None);
    assert_eq!(structured_by_last(&twice).unwrap().to_string(), "[{a: {b: 2}}]");
    // A word in the JSON of a text is a word in the file.
    let action = heredoc.get("Statement").unwrap().items().unwrap()[0].entry("Action").unwrap();
    assert_eq!((world.sources.text(action.key_span), world.word(&action.value)), ("\"Action\"", "\"ecr:*\""));
}

#[test]
fn look_ups_answer_what_follows_from_the_region() {
    let text = r#"
provider "aws" { region = "cn-north-1" }
data "aws_region" "current" {}
data "aws_partition" "p" {}
data "aws_caller_identity" "me" {}
data "aws_availability_zones" "z" { state = "available" }
data "aws_vpc_endpoint_service" "api" { service = "ecr.api" }
data "aws_vpc_endpoint_service" "s3" {
  service      = "s3"
  service_type = "Gateway"
}
data "aws_vpc" "v" { id = "vpc-1" }
data "aws_vpc" "w" { default = true }
output "region" { value = data.aws_region.current.name }
output "suffix" { value = "${data.aws_partition.p.partition} ${data.aws_partition.p.dns_suffix}" }
output "me" { value = data.aws_caller_identity.me.account_id }
output "zones" { value = slice(data.aws_availability_zones.z.names, 0, 2) }
output "zone" { value = data.aws_availability_zones.z.names[2] }
output "api" { value = data.aws_vpc_endpoint_service.api.service_name }
output "s3" { value = data.aws_vpc_endpoint_service.s3.service_name }
output "v" { value = data.aws_vpc.v.id }
output "w" { value = data.aws_vpc.w.id }
output "cidr" { value = data.aws_vpc.v.cidr_block }
"#;
    let expected = [
        "region = \"cn-north-1\"",
        "suffix = \"aws-cn amazonaws.com.cn\"",
        "me = <account>",
        "zones = [<zone 0>, <zone 1>]",
        "zone = <zone 2>",
        "api = \"cn.com.amazonaws.cn-north-1.ecr.api\"",
        "s3 = \"com.amazonaws.cn-north-1.s3\"",
        "v = \"vpc-1\"",
        "w = <data.aws_vpc.w.id>",
        "cidr = <data.aws_vpc.v.cidr_block>",
    ];
    assert_eq!(world(text).outputs(), expected);
    let open = world(&text.replace("region = \"cn-north-1\"", ""));
    assert_eq!(open.outputs()[5], "api = \"com.amazonaws.<region>.ecr.api\"");
    assert_eq!(in_region(text).outputs()[5], "api = \"com.amazonaws.eu-west-1.ecr.api\"");
}
