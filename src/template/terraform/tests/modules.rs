//! Input: files and modules, as people write them.
//! Output: whether they are read as Terraform reads them.
//! Never: takes an expectation from what the reader says; they are worked out by hand from Terraform's pages.

use super::{world, world_in, world_of};
use crate::template::Settings;

#[test]
fn comments_accept_for_their_block() {
    let world = world(
        r#"
# ecrc:accept ECR303 shared
resource "a" "b" {
  x = 1
}
resource "a" "c" {
  // ecrc:accept ECR304 inside
  x = 1
}

module "m" {
  source = "x/y/z" # ecrc:accept ECR305 far
}
resource "a" "d" {}
"#,
    );
    let of =
        |address: &str| world.evaluated.resource(address).unwrap().accepts.iter().map(|it| it.code.as_str()).collect();
    let found: Vec<Vec<&str>> = vec![of("a.b"), of("a.c"), of("a.d")];
    assert_eq!(found, [vec!["ECR303"], vec!["ECR304"], vec![]]);
    assert_eq!(world.evaluated.modules[0].accepts[0].reason, "far");
}

#[test]
fn modules_are_followed_both_ways() {
    let settings = Settings::default();
    let world = world_of(
        &[
            (
                "main.tf",
                r#"
module "network" {
  source = "./modules/network"
  cidr   = "10.0.0.0/16"
  back   = module.endpoints.group
}
module "endpoints" {
  source  = "./modules/endpoints"
  vpc_id  = module.network.vpc_id
  subnets = module.network.subnets
}
module "far" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 5.0"
  cidr    = module.network.cidr
}
module "each" {
  for_each = toset(["a", "b"])
  source   = "./modules/leaf"
  name     = each.key
}
module "round" {
  source = "./modules/round"
}
output "leafs" { value = { for k, m in module.each : k => m.name } }
output "far" { value = module.far.vpc_id }
output "missing" { value = module.network.nothing }
"#,
            ),
            (
                "modules/network/main.tf",
                r#"
variable "cidr" {}
variable "back" {}
variable "count_of" { default = 2 }
resource "aws_vpc" "this" { cidr_block = var.cidr }
resource "aws_subnet" "this" {
  count  = var.count_of
  vpc_id = aws_vpc.this.id
}
resource "aws_x" "x" { group = var.back }
output "vpc_id" { value = aws_vpc.this.id }
output "cidr" { value = aws_vpc.this.cidr_block }
output "subnets" { value = aws_subnet.this[*].id }
"#,
            ),
            (
                "modules/endpoints/main.tf",
                r#"
variable "vpc_id" {}
variable "subnets" {}
variable "private" {
  type     = bool
  default  = true
  nullable = false
}
resource "aws_security_group" "this" { vpc_id = var.vpc_id }
resource "aws_vpc_endpoint" "this" {
  subnet_ids = var.subnets
  private    = var.private
}
output "group" { value = aws_security_group.this.id }
"#,
            ),
            (
                "modules/leaf/main.tf",
                "variable \"name\" {}\noutput \"name\" { value = upper(var.name) }\nresource \"a_b\" \"c\" {}\n",
            ),
            ("modules/round/main.tf", "module \"again\" { source = \"../round\" }\n"),
        ],
        &settings,
    );
    assert_eq!(world.properties("module.network.aws_x.x"), "{group: <module.endpoints.aws_security_group.this.id>}");
    assert_eq!(
        world.properties("module.endpoints.aws_vpc_endpoint.this"),
        "{subnet_ids: [<module.network.aws_subnet.this[0].id>, <module.network.aws_subnet.this[1].id>], private: true}"
    );
    // A default of a module within is not for whoever deploys to change.
    let endpoint = &world.evaluated.resource("module.endpoints.aws_vpc_endpoint.this").unwrap().properties;
    assert_eq!(endpoint.get("private").unwrap().default_of, None);
    assert!(world.evaluated.resource("module.each[\"a\"].a_b.c").is_some());
    let far = world.evaluated.modules.iter().find(|module| module.address == "module.far").unwrap();
    assert_eq!((far.source.as_str(), far.version.as_deref()), ("terraform-aws-modules/eks/aws", Some("~> 5.0")));
    assert_eq!(far.inputs.get("cidr").unwrap().to_string(), "\"10.0.0.0/16\"");
    assert_eq!(
        world.outputs(),
        [
            "leafs = {a: \"A\", b: \"B\"}",
            "far = <module.far.vpc_id>",
            "missing = <? nothing is named `module.network.nothing`>"
        ]
    );
    assert!(world.evaluated.modules.iter().any(|module| module.address.starts_with("module.round.module.again.")));
}

#[test]
fn json_syntax_is_the_same_language() {
    let world = world_of(
        &[(
            "main.tf.json",
            r#"{
  "//": "a comment",
  "variable": {"n": {"default": 2}},
  "locals": {"x": "${var.n + 1}"},
  "resource": {
    "aws_subnet": {"s": {"count": "${var.n}", "cidr_block": "10.0.${count.index}.0/24", "//": "why"}},
    "aws_security_group": {"g": [{"ingress": {"from_port": "${local.x}"}, "tags": {"${upper(\"a\")}": true}}]},
    "aws_x": {"d": {"dynamic": {"rule": {"for_each": [1, 2], "content": {"v": "${rule.value}"}}}}}
  }
}"#,
        )],
        &Settings::default(),
    );
    assert_eq!(world.properties("aws_subnet.s[1]"), "{cidr_block: \"10.0.1.0/24\"}");
    assert_eq!(world.properties("aws_security_group.g"), "{ingress: {from_port: 3}, tags: {A: true}}");
    assert_eq!(world.properties("aws_x.d"), "{rule: [{v: 1}, {v: 2}]}");
    let blocks = world.evaluated.resource("aws_security_group.g").unwrap().properties.blocks("ingress").len();
    assert_eq!(blocks, 1);
}

#[test]
fn values_of_files_go_before_defaults() {
    let files = [
        (
            "main.tf",
            "variable \"a\" { default = 0 }\nvariable \"b\" { default = 0 }\nvariable \"c\" {}\noutput \"o\" { value = [var.a, var.b, var.c] }\n",
        ),
        ("terraform.tfvars", "a = 1\nb = 1\n"),
        ("x.auto.tfvars.json", "{\"b\": 2, \"c\": \"${x}\"}"),
        ("prod.tfvars", "a = 9\n"),
        ("a_override.tf", "variable \"c\" { default = 5 }\n"),
        ("templates/t.tpl", "%{ for x in xs ~}\n<${x}>\n%{ endfor ~}"),
        (
            "u.tf",
            "output \"t\" { value = templatefile(\"${path.module}/templates/t.tpl\", { xs = [\"a\", var.a] }) }\noutput \"f\" { value = file(\"gone.json\") }",
        ),
    ];
    let found = world_of(&files, &Settings::default()).outputs();
    assert_eq!(found, ["o = [1, 2, \"${x}\"]", "t = \"<a>\\n<1>\\n\"", "f = <? the file `gone.json` is not there>"]);
    let settings = Settings { variable_files: vec!["prod.tfvars".to_owned()], ..Settings::default() };
    assert_eq!(world_of(&files, &settings).outputs()[0], "o = [9, 2, \"${x}\"]");
}

#[test]
fn what_is_broken_has_a_place_and_the_rest_is_read() {
    let files = [
        ("a.tf", "resource \"a\" \"b\" {}\n"),
        ("b.tf", "resource \"a\" \"c\" {\n  x = = 1\n}\n"),
        ("c.tf", "resource \"a\" \"b\" {}\nlocals { x = 1 }\nlocals { x = 2 }\n"),
        ("d.tf.json", "{\"locals\": {\"y\": \"${\"}}"),
    ];
    let world = world_of(&files, &Settings::default());
    assert_eq!(world.addresses(), ["a.b"]);
    let faults: Vec<String> = world
        .evaluated
        .faults
        .iter()
        .map(|fault| {
            let source = world.sources.get(fault.span.source).unwrap();
            let at = source.position(fault.span.start);
            let (message, _) = fault.message.split_once(';').unwrap_or((&fault.message, ""));
            format!("{}:{}:{} {message}", source.name, at.line, at.column)
        })
        .collect();
    assert_eq!(
        faults,
        [
            "b.tf:2:7 this is not Terraform's language: invalid expression",
            "c.tf:1:14 `a.b` is defined twice in one module",
            "c.tf:3:10 the local `x` is defined twice in one module",
            "d.tf.json:1:18 this is not Terraform's language: unexpected token",
        ]
    );
}

#[test]
fn an_open_condition_within_a_module_goes_by_its_address() {
    let files = [
        ("main.tf", "variable \"env\" {}\nmodule \"m\" {\n  source = \"./m\"\n  env    = var.env\n}\n"),
        (
            "m/main.tf",
            "variable \"env\" {}\nlocals { on = var.env == \"prod\" }\nresource \"a\" \"b\" { count = local.on ? 1 : 0 }\n",
        ),
    ];
    let open = world_of(&files, &Settings::default());
    let keys: Vec<&str> = open.evaluated.undecided.iter().map(|it| it.key.as_str()).collect();
    assert_eq!((open.addresses(), keys), (vec!["module.m.a.b[0]"], vec!["module.m.local.on"]));
    let assumptions = [("module.m.local.on".to_owned(), "false".to_owned())].into_iter().collect();
    let settings = Settings { assumptions, ..Settings::default() };
    assert_eq!(world_of(&files, &settings).addresses(), [""; 0]);
}

/// <https://developer.hashicorp.com/terraform/language/modules/develop/providers>, read 2026-11-30.
#[test]
fn a_region_is_that_of_the_provider_that_is_meant() {
    let child = "terraform {\n  required_providers { aws = { configuration_aliases = [aws.y] } }\n}\ndata \"aws_region\" \"c\" {}\ndata \"aws_region\" \"y\" { provider = aws.y }\noutput \"o\" { value = [data.aws_region.c.name, data.aws_region.y.name] }\n";
    let root = "provider \"aws\" { region = \"us-east-1\" }
provider \"aws\" {
  alias  = \"x\"
  region = \"eu-west-1\"
}
data \"aws_region\" \"c\" {}
data \"aws_region\" \"x\" { provider = aws.x }
data \"aws_region\" \"z\" { provider = aws.z }
module \"both\" {
  source    = \"./m\"
  providers = { aws = aws.x, aws.y = aws }
}
module \"none\" { source = \"./m\" }
module \"deep\" {
  source    = \"./n\"
  providers = { aws = aws.x }
}
resource \"aws_vpc\" \"v\" { provider = aws.x }
resource \"aws_vpc\" \"own\" { region = \"ap-south-1\" }
output \"o\" { value = [data.aws_region.c.name, data.aws_region.x.name, data.aws_region.z.name] }
output \"both\" { value = module.both.o }
output \"none\" { value = module.none.o }
output \"deep\" { value = module.deep.o }
";
    let deep = "module \"m\" { source = \"../m\" }\noutput \"o\" { value = module.m.o }\n";
    let files = [("main.tf", root), ("m/main.tf", child), ("n/main.tf", deep)];
    let world = world_of(&files, &Settings::default());
    let [open_y, open_z] = ["y", "z"].map(|name| format!("<? nothing is named `provider aws.{name}`>"));
    assert_eq!(
        world.outputs(),
        [
            format!("o = [\"us-east-1\", \"eu-west-1\", {open_z}]"),
            "both = [\"eu-west-1\", \"us-east-1\"]".to_owned(),
            format!("none = [\"us-east-1\", {open_y}]"),
            format!("deep = [\"eu-west-1\", {open_y}]"),
        ]
    );
    let region = |address: &str| world.evaluated.resource(address).unwrap().region.clone();
    assert_eq!(region("aws_vpc.v").as_deref(), Some("eu-west-1"));
    assert_eq!(region("aws_vpc.own").as_deref(), Some("ap-south-1"));
}

/// Whoever signs in otherwise may be of another account; a region alone says nothing of it.
#[test]
fn an_account_is_that_of_the_provider_that_is_meant() {
    let child = "data \"aws_caller_identity\" \"c\" {}\ndata \"aws_ecr_repository\" \"r\" { name = \"r\" }\noutput \"o\" { value = [data.aws_caller_identity.c.account_id, data.aws_ecr_repository.r.registry_id] }\n";
    let calls = "
provider \"aws\" {
  alias  = \"region\"
  region = \"us-east-1\"
}
provider \"aws\" {
  alias   = \"shared\"
  profile = \"shared\"
}
provider \"aws\" {
  alias = \"assumed\"
  assume_role { role_arn = \"arn:aws:iam::444455556666:role/r\" }
}
module \"own\" { source = \"./m\" }
module \"region\" {
  source    = \"./m\"
  providers = { aws = aws.region }
}
module \"shared\" {
  source    = \"./m\"
  providers = { aws = aws.shared }
}
module \"assumed\" {
  source    = \"./n\"
  providers = { aws = aws.assumed }
}
module \"unknown\" {
  source    = \"./m\"
  providers = { aws = aws.unknown }
}
output \"own\" { value = module.own.o }
output \"region\" { value = module.region.o }
output \"shared\" { value = module.shared.o }
output \"assumed\" { value = module.assumed.o }
output \"unknown\" { value = module.unknown.o }
";
    let deep = "module \"m\" { source = \"../m\" }\noutput \"o\" { value = module.m.o }\n";
    for (own, of_own) in [
        ("", ["own", "region"]),
        ("provider \"aws\" { region = \"eu-west-1\" }", ["own", "region"]),
        ("provider \"aws\" { profile = \"shared\" }", ["own", "shared"]),
        (
            "provider \"aws\" {\n  assume_role { role_arn = \"arn:aws:iam::444455556666:role/r\" }\n}",
            ["own", "assumed"],
        ),
    ] {
        let root = format!("{own}{calls}");
        let files = [("main.tf", root.as_str()), ("m/main.tf", child), ("n/main.tf", deep)];
        let outputs = world_of(&files, &Settings::default()).outputs();
        let own = |line: &&String| line.ends_with(" = [<account>, <account>]");
        let names: Vec<&str> = outputs.iter().filter(own).filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(names, of_own, "{outputs:?}");
    }
}

/// Terraform takes paths from where it runs, which is the folder of the root module, wherever ecrc runs.
#[test]
fn paths_of_files_start_at_the_root_module() {
    let files = [
        (
            "a/root/main.tf",
            "module \"m\" { source = \"../m\" }\noutput \"own\" { value = file(\"x.txt\") }\noutput \"root\" { value = [path.root, path.module] }\noutput \"m\" { value = module.m.o }\n",
        ),
        ("a/root/x.txt", "of the root"),
        ("a/m/main.tf", "output \"o\" { value = [path.module, file(\"${path.module}/x.txt\"), file(\"x.txt\")] }\n"),
        ("a/m/x.txt", "of the module"),
        ("x.txt", "of another"),
    ];
    let world = world_in("a/root", &files, &Settings::default());
    assert_eq!(
        world.outputs(),
        ["own = \"of the root\"", "root = [\".\", \".\"]", "m = [\"../m\", \"of the module\", \"of the root\"]",]
    );
}

/// The data source from before `templatefile`.
#[test]
fn a_template_of_the_old_data_source_is_rendered() {
    let files = [
        ("t.tpl", "[{\"name\": \"${name}\", \"image\": \"${image}\"}]"),
        (
            "main.tf",
            "variable \"image\" {}\ndata \"template_file\" \"t\" {\n  template = file(\"${path.module}/t.tpl\")\n  vars = {\n    name  = \"web\"\n    image = var.image\n  }\n}\noutput \"o\" { value = data.template_file.t.rendered }\n",
        ),
    ];
    let found = world_of(&files, &Settings::default()).outputs();
    assert_eq!(found, [r#"o = "[{"name": "web", "image": "<var.image>"}]""#]);
}
