//! Input: variables, locals and odd texts, as people write them.
//! Output: whether they are read as Terraform reads them.
//! Never: takes an expectation from what the reader says; they are worked out by hand from Terraform's pages.

use super::{assuming, expression, world};
use crate::template::{Exists, Kind, Why};

#[test]
fn variables_locals_and_references_are_followed() {
    let text = r#"
variable "cidr" { default = "10.0.0.0/16" }
variable "id" { type = string }
variable "tags" {
  type    = object({ name = string, more = optional(map(string), {}), on = optional(bool, true) })
  default = { name = "x" }
}
locals {
  name = "${var.tags.name}-a"
  loop = local.loop
  all  = merge(var.tags.more, { Name = local.name })
}
resource "aws_vpc" "main" {
  cidr_block           = var.cidr
  enable_dns_hostnames = var.tags.on
  tags                 = local.all
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, 1)
  other      = var.id
  nothing    = null
  missing    = aws_vpc.gone.id
  round      = local.loop
}
"#;
    let world = world(text);
    assert_eq!(
        world.properties("aws_vpc.main"),
        "{cidr_block: \"10.0.0.0/16\", enable_dns_hostnames: true, tags: {Name: \"x-a\"}}"
    );
    assert_eq!(
        world.properties("aws_subnet.a"),
        "{vpc_id: <aws_vpc.main.id>, cidr_block: \"10.0.1.0/24\", other: <var.id>, missing: <? nothing is named \
         `aws_vpc.gone`>, round: <? `local.loop` needs itself>}"
    );
    let vpc = world.evaluated.resource("aws_vpc.main").unwrap();
    let cidr = vpc.properties.get("cidr_block").unwrap();
    assert_eq!((world.word(cidr), cidr.default_of.as_deref()), ("\"10.0.0.0/16\"", Some("var.cidr")));
    assert_eq!(world.sources.text(vpc.span), "\"main\"");
    let subnet = &world.evaluated.resource("aws_subnet.a").unwrap().properties;
    assert_eq!(world.word(subnet.get("vpc_id").unwrap()), "aws_vpc.main.id");
    let given =
        assuming(text, &[("var.cidr", "172.16.0.0/12"), ("var.id", "7"), ("var.tags", "{name = \"y\", on = false}")]);
    assert_eq!(
        given.properties("aws_vpc.main"),
        "{cidr_block: \"172.16.0.0/12\", enable_dns_hostnames: false, tags: {Name: \"y-a\"}}"
    );
}

/// As `terraform console` shows it: `{ a = 1, a = 2 }` is `{ "a" = 2 }`.
#[test]
fn the_last_of_repeated_keys_stands() {
    let text = r#"
locals {
  one  = { a = 1, a = 2, b = 3, a = 4 }
  two  = { "x-y" = 1, tags = { n = 1, "n" = 2 }, "x-y" = 5 }
  same = { zz = 1, zz = 2, aa = 3, ba = 4 }
}
resource "aws_x" "y" {
  one  = local.one
  two  = local.two
  same = local.same
}
"#;
    assert_eq!(
        world(text).properties("aws_x.y"),
        "{one: {a: 4, b: 3}, two: {x-y: 5, tags: {n: 2}}, same: {zz: 2, aa: 3, ba: 4}}"
    );
}

/// Whatever stands there, it is read, and in no time.
#[test]
fn odd_modules_are_read() {
    let deep = format!("output \"o\" {{ value = {}1{} }}", "[".repeat(60), "]".repeat(60));
    let locals = (0..400).map(|at| format!("locals {{ l{at} = \"${{local.l{}}}${{local.l{}}}\" }}\n", at + 1, at + 1));
    let locals = locals.collect::<Vec<_>>().concat() + "locals { l400 = \"x\" }\nresource \"a\" \"b\" { x = local.l0 }";
    let doubling = (0..40).map(|at| format!("locals {{ l{at} = [local.l{}, local.l{}] }}\n", at + 1, at + 1));
    let doubling =
        doubling.collect::<Vec<_>>().concat() + "locals { l40 = 1 }\nresource \"a\" \"b\" { x = jsonencode(local.l0) }";
    let loops = "locals { a = [for x in range(1000) : [for y in range(1000) : [for z in range(1000) : x]]] }\nresource \"a\" \"b\" { x = length(local.a) }";
    for text in [
        "",
        "resource",
        "resource \"a\" {}\nmodule {}\nvariable {}\noutput \"o\" {}\ndata \"x\" \"y\" \"z\" {}\n",
        "resource \"a\" \"b\" {\n  count = \"x\"\n  for_each = 1\n}\n",
        "resource \"a\" \"b\" {\n  count = 1e18\n}\nresource \"a\" \"c\" {\n  count = -1\n}\n",
        "resource \"a\" \"b\" {\n  for_each = { for k in [a.b] : k => k }\n  x = each.key\n}\n",
        "resource \"a\" \"b\" { x = a.b.x }\noutput \"o\" { value = a.b[a.b[0]] }",
        "output \"o\" { value = [var, local, each, count.index, data, data.x, data.x.y, self.z, path.q, module.m] }",
        "output \"o\" { value = provider::aws::arn_parse(\"x\").y[*].z.*.w }",
        "locals { a = local.b\n b = local.a }\noutput \"o\" { value = local.a }",
        "module \"m\" {\n  source = var.x\n}\nmodule \"n\" {\n  source = \"./\"\n}\n",
        deep.as_str(),
        locals.as_str(),
        doubling.as_str(),
        loops,
    ] {
        let _ = world(text);
    }
    assert!(world(&locals).properties("a.b").contains("too large"));
    assert!(world(loops).properties("a.b").contains("too large"));
    let found = world("resource \"a\" \"b\" {\n  count = 1e6\n}\n");
    assert_eq!(found.addresses(), ["a.b[?]"]);
    assert!(matches!(found.evaluated.resources[0].exists, Exists::Several(_)));
    assert!(matches!(expression("[for x in y : x]").kind, Kind::Unknown(Why::Missing(_))));
}

/// <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>: a `null` has the default, and the
/// default's own attributes have theirs. `resource.` before a reference means the same as none.
#[test]
fn defaults_within_defaults_and_references_with_their_root() {
    let world = world(
        r#"
variable "ends" {
  type    = map(object({ o = optional(object({ a = optional(string, "inner") }), {}) }))
  default = { none = {}, null = { o = null }, own = { o = { a = "own" } } }
}
resource "aws_x" "a" {
  for_each = var.ends
  is       = each.value.o.a
}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_x" "root" {
  vpc_id = resource.aws_vpc.v.id
  cidr   = resource.aws_vpc.v.cidr_block
}
"#,
    );
    for (address, expected) in [
        ("aws_x.a[\"none\"]", "{is: \"inner\"}"),
        ("aws_x.a[\"null\"]", "{is: \"inner\"}"),
        ("aws_x.a[\"own\"]", "{is: \"own\"}"),
        ("aws_x.root", "{vpc_id: <aws_vpc.v.id>, cidr: \"10.0.0.0/16\"}"),
    ] {
        assert_eq!(world.properties(address), expected, "{address}");
    }
}
