//! Input: `count`, `for_each` and `dynamic`, as people write them.
//! Output: whether they are read as Terraform reads them.
//! Never: takes an expectation from what the reader says; they are worked out by hand from Terraform's pages.

use super::{assuming, world};
use crate::template::{Exists, Why};

#[test]
fn instances_are_told_apart() {
    let world = world(
        r#"
variable "names" { default = ["ecr.api", "ecr.dkr"] }
variable "open" { type = map(string) }
variable "private" { type = bool }
resource "aws_subnet" "private" {
  count      = 2
  cidr_block = "10.0.${count.index}.0/24"
}
resource "aws_vpc_endpoint" "this" {
  for_each     = toset(var.names)
  service_name = "com.amazonaws.x.${each.value}"
  subnet_ids   = aws_subnet.private[*].id
  one          = aws_subnet.private[1].id
  block        = aws_subnet.private[0].cidr_block
}
resource "aws_route" "r" {
  for_each = { a = 1, b = 2 }
  key      = "${each.key}${each.value}"
}
resource "aws_x" "open" {
  for_each = var.open
  value    = each.value
}
resource "aws_x" "long" {
  count = length(var.open)
}
resource "aws_x" "maybe" {
  count = var.private ? 1 : 0
  on    = aws_vpc_endpoint.this["ecr.api"].id
}
resource "aws_x" "two" {
  count = var.private ? 2 : 1
}
resource "aws_x" "none" {
  count = 0
}
output "all" { value = [for k, v in aws_vpc_endpoint.this : v.id] }
output "first" { value = try(aws_x.none[0].id, "none") }
output "maybe" { value = aws_x.maybe[0].id }
output "openids" { value = [for k, v in aws_x.open : v.id] }
output "opened" { value = aws_x.open["k"].id }
"#,
    );
    assert_eq!(
        world.addresses(),
        [
            "aws_subnet.private[0]",
            "aws_subnet.private[1]",
            "aws_vpc_endpoint.this[\"ecr.api\"]",
            "aws_vpc_endpoint.this[\"ecr.dkr\"]",
            "aws_route.r[\"a\"]",
            "aws_route.r[\"b\"]",
            "aws_x.open[?]",
            "aws_x.long[?]",
            "aws_x.maybe[0]",
            "aws_x.two[0]",
            "aws_x.two[1]",
        ]
    );
    assert_eq!(
        world.properties("aws_vpc_endpoint.this[\"ecr.dkr\"]"),
        "{service_name: \"com.amazonaws.x.ecr.dkr\", subnet_ids: [<aws_subnet.private[0].id>, \
         <aws_subnet.private[1].id>], one: <aws_subnet.private[1].id>, block: \"10.0.0.0/24\"}"
    );
    assert_eq!(world.properties("aws_route.r[\"b\"]"), "{key: \"b2\"}");
    let exists = |address: &str| world.evaluated.resource(address).unwrap().exists.clone();
    assert_eq!(exists("aws_x.maybe[0]"), Exists::When(vec!["var.private".to_owned()]));
    assert_eq!(exists("aws_x.two[0]"), Exists::Always);
    assert_eq!(exists("aws_x.two[1]"), Exists::When(vec!["var.private".to_owned()]));
    assert_eq!(exists("aws_x.long[?]"), Exists::Several(Why::Undecided("var.open".to_owned())));
    assert_eq!(exists("aws_x.open[?]"), Exists::Several(Why::Undecided("var.open".to_owned())));
    assert_eq!(world.evaluated.undecided.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["var.private"]);
    assert_eq!(
        world.outputs(),
        [
            "all = [<aws_vpc_endpoint.this[\"ecr.api\"].id>, <aws_vpc_endpoint.this[\"ecr.dkr\"].id>]",
            "first = \"none\"",
            "maybe = <aws_x.maybe[0].id>",
            "openids = <? only the deployment knows it>",
            "opened = <aws_x.open[?].id>",
        ]
    );
}

#[test]
fn open_conditions_can_be_assumed() {
    let text = r#"
variable "env" { type = string }
variable "private" { type = bool }
locals { prod = var.env == "prod" }
resource "aws_x" "a" {
  count = local.prod ? 1 : 0
  v     = var.private ? "in" : "out"
  w     = var.private ? "same" : "same"
}
"#;
    let open = world(text);
    assert_eq!(open.properties("aws_x.a[0]"), "{v: <? nothing decides `var.private`>, w: \"same\"}");
    let keys: Vec<&str> = open.evaluated.undecided.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["local.prod", "var.private"]);
    let closed = assuming(text, &[("local.prod", "true"), ("var.private", "true")]);
    assert_eq!(closed.properties("aws_x.a[0]"), "{v: \"in\", w: \"same\"}");
    assert_eq!(closed.evaluated.resource("aws_x.a[0]").unwrap().exists, Exists::Always);
    assert_eq!(assuming(text, &[("var.env", "dev")]).addresses(), [""; 0]);
    assert_eq!(assuming(text, &[("local.prod", "false")]).addresses(), [""; 0]);
}

#[test]
fn blocks_and_dynamic_blocks_are_lists() {
    let world = world(
        r#"
variable "ports" { type = list(number) }
resource "aws_security_group" "a" {
  ingress {
    from_port = 443
  }
  dynamic "ingress" {
    for_each = [80, 8080]
    iterator = port
    content {
      from_port = port.value
      index     = port.key
    }
  }
  dynamic "egress" {
    for_each = { a = 1 }
    content {
      name = egress.key
      dynamic "inner" {
        for_each = [egress.value]
        content { v = inner.value }
      }
    }
  }
  dynamic "unknown" {
    for_each = var.ports
    content { v = unknown.value }
  }
  lifecycle { create_before_destroy = true }
  depends_on = [aws_vpc.x]
  provider   = aws.west
}
"#,
    );
    assert_eq!(
        world.properties("aws_security_group.a"),
        "{provider: \"aws.west\", ingress: [{from_port: 443}, {from_port: 80, index: 0}, {from_port: 8080, index: 1}], \
         egress: [{name: \"a\", inner: [{v: 1}]}], unknown: [<? nothing decides `var.ports`>]}"
    );
}
