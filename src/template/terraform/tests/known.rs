//! Input: calls of registry modules whose text is not there.
//! Output: whether what is known of them is what they make.
//! Never: takes an expectation from our own text of a module; they are worked out by hand from the module's.

use super::{World, assuming, in_region, world, world_of};
use crate::template::{Exists, Settings};

const NETWORK: &str = r#"
data "aws_availability_zones" "all" {}

module "vpc" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"

  name            = "main"
  cidr            = "10.1.0.0/16"
  azs             = slice(data.aws_availability_zones.all.names, 0, 2)
  private_subnets = ["10.1.1.0/24", "10.1.2.0/24"]
  public_subnets  = ["10.1.101.0/24", "10.1.102.0/24", "10.1.103.0/24"]
  intra_subnets   = ["10.1.51.0/24"]

  enable_nat_gateway = true
  single_nat_gateway = true
}

module "endpoints" {
  source  = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  version = "5.21.0"

  vpc_id             = module.vpc.vpc_id
  subnet_ids         = module.vpc.private_subnets
  security_group_ids = [aws_security_group.more.id]

  create_security_group = true
  security_group_rules = {
    https = { cidr_blocks = [module.vpc.vpc_cidr_block] }
  }

  endpoints = {
    s3 = {
      service         = "s3"
      service_type    = "Gateway"
      route_table_ids = flatten([module.vpc.private_route_table_ids, module.vpc.intra_route_table_ids])
    }
    ecr_api = {
      service             = "ecr.api"
      private_dns_enabled = true
      policy              = jsonencode({ Statement = [] })
    }
    ecr_dkr = {
      service            = "ecr.dkr"
      subnet_ids         = module.vpc.intra_subnets
      security_group_ids = [aws_security_group.own.id]
    }
    logs = {
      create           = false
      service_endpoint = "com.amazonaws.eu-west-1.logs"
    }
  }
}

resource "aws_security_group" "more" {}
resource "aws_security_group" "own" {}

output "group" { value = module.endpoints.security_group_id }
output "endpoint" { value = module.endpoints.endpoints["ecr_api"].id }
output "tables" { value = module.vpc.private_route_table_ids }
output "flow_log" { value = try(module.vpc.vpc_flow_log_id, "none") }
"#;

fn of_type<'w>(world: &'w World, kind: &str) -> Vec<&'w str> {
    let of_type = world.evaluated.resources.iter().filter(|resource| resource.kind == kind);
    of_type.map(|resource| resource.address.strip_prefix("module.").unwrap_or(&resource.address)).collect()
}

#[test]
fn a_network_is_what_the_module_makes() {
    let world = in_region(NETWORK);
    assert_eq!(world.evaluated.modules, []);
    assert_eq!(world.evaluated.undecided, []);
    assert_eq!(
        world.properties("module.vpc.aws_vpc.this[0]"),
        "{cidr_block: \"10.1.0.0/16\", enable_dns_support: true, enable_dns_hostnames: true}"
    );
    assert_eq!(
        world.properties("module.vpc.aws_subnet.private[1]"),
        "{vpc_id: <module.vpc.aws_vpc.this[0].id>, cidr_block: \"10.1.2.0/24\", availability_zone: <zone 1>}"
    );
    // The zones go round.
    assert_eq!(
        world.properties("module.vpc.aws_subnet.public[2]"),
        "{vpc_id: <module.vpc.aws_vpc.this[0].id>, cidr_block: \"10.1.103.0/24\", availability_zone: <zone 0>, \
         map_public_ip_on_launch: false}"
    );
    let tables = ["vpc.aws_route_table.public[0]", "vpc.aws_route_table.private[0]", "vpc.aws_route_table.intra[0]"];
    assert_eq!(of_type(&world, "aws_route_table"), tables);
    assert_eq!(
        world.properties("module.vpc.aws_route_table_association.private[1]"),
        "{subnet_id: <module.vpc.aws_subnet.private[1].id>, route_table_id: <module.vpc.aws_route_table.private[0].id>}"
    );
    assert_eq!(
        world.properties("module.vpc.aws_route.private_nat_gateway[0]"),
        "{route_table_id: <module.vpc.aws_route_table.private[0].id>, destination_cidr_block: \"0.0.0.0/0\", \
         nat_gateway_id: <module.vpc.aws_nat_gateway.this[0].id>}"
    );
    assert_eq!(of_type(&world, "aws_nat_gateway"), ["vpc.aws_nat_gateway.this[0]"]);
    assert_eq!(
        world.outputs(),
        [
            "group = <module.endpoints.aws_security_group.this[0].id>",
            "endpoint = <module.endpoints.aws_vpc_endpoint.this[\"ecr_api\"].id>",
            "tables = [<module.vpc.aws_route_table.private[0].id>]",
            // What is left out is not missing.
            "flow_log = <module.vpc.vpc_flow_log_id>",
        ]
    );
}

#[test]
fn endpoints_are_what_the_module_makes() {
    let world = in_region(NETWORK);
    let endpoint = |name: &str| world.properties(&format!("module.endpoints.aws_vpc_endpoint.this[{name:?}]"));
    assert_eq!(
        endpoint("s3"),
        "{vpc_id: <module.vpc.aws_vpc.this[0].id>, service_name: \"com.amazonaws.eu-west-1.s3\", \
         vpc_endpoint_type: \"Gateway\", route_table_ids: [<module.vpc.aws_route_table.private[0].id>, \
         <module.vpc.aws_route_table.intra[0].id>]}"
    );
    assert_eq!(
        endpoint("ecr_api"),
        "{vpc_id: <module.vpc.aws_vpc.this[0].id>, service_name: \"com.amazonaws.eu-west-1.ecr.api\", \
         vpc_endpoint_type: \"Interface\", policy: json {Statement: []}, private_dns_enabled: true, \
         security_group_ids: [<aws_security_group.more.id>, <module.endpoints.aws_security_group.this[0].id>], \
         subnet_ids: [<module.vpc.aws_subnet.private[0].id>, <module.vpc.aws_subnet.private[1].id>]}"
    );
    assert_eq!(
        endpoint("ecr_dkr"),
        "{vpc_id: <module.vpc.aws_vpc.this[0].id>, service_name: \"com.amazonaws.eu-west-1.ecr.dkr\", \
         vpc_endpoint_type: \"Interface\", \
         security_group_ids: [<aws_security_group.more.id>, <module.endpoints.aws_security_group.this[0].id>, \
         <aws_security_group.own.id>], \
         subnet_ids: [<module.vpc.aws_subnet.private[0].id>, <module.vpc.aws_subnet.private[1].id>, \
         <module.vpc.aws_subnet.intra[0].id>]}"
    );
    assert_eq!(world.evaluated.resource("module.endpoints.aws_vpc_endpoint.this[\"logs\"]"), None);
    assert_eq!(
        world.properties("module.endpoints.aws_security_group_rule.this[\"https\"]"),
        "{security_group_id: <module.endpoints.aws_security_group.this[0].id>, type: \"ingress\", protocol: \"tcp\", \
         from_port: 443, to_port: 443, cidr_blocks: [\"10.1.0.0/16\"]}"
    );
}

#[test]
fn everything_stands_in_the_users_file() {
    let world = in_region(NETWORK);
    let mut words = Vec::new();
    for resource in &world.evaluated.resources {
        assert_eq!(resource.span.source, crate::span::SourceId(0), "{}", resource.address);
        words.push(world.sources.text(resource.span));
        assert!(world.sources.text(resource.body).contains(" \""));
        for entry in resource.properties.entries().unwrap() {
            assert_eq!(entry.value.span.source, crate::span::SourceId(0), "{}", resource.address);
            assert_eq!(entry.key_span.source, crate::span::SourceId(0), "{}", resource.address);
        }
    }
    words.dedup();
    // What a map of the call asks for stands at its key.
    let (call, keys) = (["\"more\"", "\"own\"", "\"vpc\""], ["ecr_api", "ecr_dkr", "s3", "\"endpoints\"", "https"]);
    assert_eq!(words, [&call[..], &keys].concat());
    let endpoint = world.evaluated.resource("module.endpoints.aws_vpc_endpoint.this[\"ecr_api\"]").unwrap();
    let says = |property: &str| world.word(endpoint.properties.get(property).unwrap());
    // What the caller says stands where it says it, what the module says at the call.
    assert_eq!(says("private_dns_enabled"), "true");
    assert_eq!(says("service_name"), "\"ecr.api\"");
    assert_eq!(says("vpc_endpoint_type"), "\"endpoints\"");
}

/// What differs from one major version to the next, and in between.
#[test]
fn versions_have_their_own_defaults() {
    let network = |version: &str| {
        world(&format!(
            "module \"vpc\" {{\n  source  = \"terraform-aws-modules/vpc/aws\"\n  version = {version:?}\n  \
             azs = [\"eu-west-1a\"]\n  private_subnets = [\"a\"]\n  public_subnets = [\"b\", \"c\"]\n  \
             intra_subnets = [\"d\", \"e\", \"f\"]\n}}\n"
        ))
    };
    for (version, cidr, hostnames, tables) in [
        ("~> 3.0", "0.0.0.0/0", false, 1),
        ("4.0.2", "10.0.0.0/16", true, 3),
        ("5.1.1", "10.0.0.0/16", true, 3),
        ("~> 5.0", "10.0.0.0/16", true, 2),
        (">= 6.0, < 7.0", "10.0.0.0/16", true, 2),
    ] {
        let world = network(version);
        let expected = format!("{{cidr_block: {cidr:?}, enable_dns_support: true, enable_dns_hostnames: {hostnames}}}");
        assert_eq!(world.properties("module.vpc.aws_vpc.this[0]"), expected, "{version}");
        let private = of_type(&world, "aws_route_table").iter().filter(|table| table.contains("private")).count();
        assert_eq!(private, tables, "{version}");
    }
    let world = network("!= 4.0.0");
    assert_eq!(world.addresses(), [""; 0]);
    assert_eq!(world.evaluated.modules.len(), 1);
}

#[test]
fn without_a_bound_the_newest_that_is_known_is_assumed_and_said() {
    for version in ["", "  version = \">= 4.0\"\n"] {
        let text = format!("module \"vpc\" {{\n  source = \"terraform-aws-modules/vpc/aws\"\n{version}}}\n");
        let world = world(&text);
        assert_eq!(
            world.addresses(),
            [
                "module.vpc.aws_vpc.this[0]",
                "module.vpc.aws_default_security_group.this[0]",
                "module.vpc.aws_default_route_table.default[0]"
            ]
        );
        let notes = &world.evaluated.unknowns;
        assert_eq!((notes[0].what.as_str(), notes.len()), ("module.vpc.version", 1));
        assert_eq!(notes[0].why.to_string(), "nothing bounds it, and it is read as version 6");
    }
}

#[test]
fn what_an_input_leaves_open_is_open() {
    let text = r#"
variable "nat" { type = bool }
variable "create" { type = bool }
variable "endpoints" {}
variable "subnets" { type = list(string) }

module "vpc" {
  source             = "terraform-aws-modules/vpc/aws"
  version            = "~> 6.0"
  create_vpc         = var.create
  enable_nat_gateway = var.nat
  azs                = ["eu-west-1a"]
  public_subnets     = ["10.0.0.0/24"]
  private_subnets    = ["10.0.1.0/24"]
}
module "endpoints" {
  source     = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"
  version    = "~> 6.0"
  vpc_id     = module.vpc.vpc_id
  subnet_ids = var.subnets
  endpoints  = var.endpoints
}
"#;
    let open = world(text);
    let exists = |address: &str| open.evaluated.resource(address).unwrap().exists.clone();
    assert_eq!(exists("module.vpc.aws_vpc.this[0]"), Exists::When(vec!["var.create".to_owned()]));
    let both = Exists::When(vec!["var.nat".to_owned(), "var.create".to_owned()]);
    assert_eq!(exists("module.vpc.aws_nat_gateway.this[0]"), both);
    let keys: Vec<&str> = open.evaluated.undecided.iter().map(|undecided| undecided.key.as_str()).collect();
    assert_eq!(keys, ["var.create", "var.nat"]);
    let endpoint = open.evaluated.resource("module.endpoints.aws_vpc_endpoint.this[?]").unwrap();
    assert!(matches!(endpoint.exists, Exists::Several(_)));
    assert!(!endpoint.properties.get("service_name").unwrap().is_known());
    assert!(!endpoint.properties.get("vpc_endpoint_type").unwrap().is_known());
    let without = assuming(text, &[("var.create", "true"), ("var.nat", "false")]);
    assert_eq!(without.evaluated.undecided, []);
    assert_eq!(of_type(&without, "aws_nat_gateway"), [""; 0]);
    assert_eq!(assuming(text, &[("var.create", "false")]).evaluated.resources.len(), 1);
}

#[test]
fn a_text_that_is_there_goes_before_what_is_known() {
    let call = "module \"vpc\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n  version = \"~> 6.0\"\n}\n";
    let listed = r#"{"Modules": [{"Key": "vpc", "Source": "", "Dir": ".terraform/modules/vpc"}]}"#;
    let world = world_of(
        &[
            ("main.tf", call),
            (".terraform/modules/modules.json", listed),
            (".terraform/modules/vpc/main.tf", "resource \"aws_vpc\" \"own\" {}\n"),
        ],
        &Settings::default(),
    );
    assert_eq!(world.addresses(), ["module.vpc.aws_vpc.own"]);
}

#[test]
fn a_module_that_is_called_twice_is_known_twice() {
    let inner = "module \"vpc\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n  version = \"~> 6.0\"\n}\n";
    let files = [
        ("main.tf", "module \"a\" {\n  source = \"./net\"\n}\nmodule \"b\" {\n  source = \"./net\"\n}\n"),
        ("net/main.tf", inner),
    ];
    let known = world_of(&files, &Settings::default());
    let vpcs = of_type(&known, "aws_vpc");
    assert_eq!(vpcs, ["a.module.vpc.aws_vpc.this[0]", "b.module.vpc.aws_vpc.this[0]"]);
    // Terraform puts one copy beside the other.
    let listed = r#"{"Modules": [{"Key": "a.vpc", "Dir": "m/a"}, {"Key": "b.vpc", "Dir": "m/b"}]}"#;
    let copies = [
        (".terraform/modules/modules.json", listed),
        ("m/a/main.tf", "resource \"x\" \"a\" {}\n"),
        ("m/b/main.tf", "resource \"x\" \"b\" {}\n"),
    ];
    let installed = world_of(&[files.as_slice(), &copies].concat(), &Settings::default());
    assert_eq!(installed.addresses(), ["module.a.module.vpc.x.a", "module.b.module.vpc.x.b"]);
}

/// From 4.0 on the module empties the default group, unless it is told otherwise.
#[test]
fn the_default_group_has_the_rules_that_the_call_says() {
    let group = |version: &str, more: &str| {
        let world = network_with(version, more);
        let groups = of_type(&world, "aws_default_security_group");
        groups.iter().map(|address| world.properties(&format!("module.{address}"))).collect::<Vec<_>>().join(", ")
    };
    let vpc = "vpc_id: <module.vpc.aws_vpc.this[0].id>";
    assert_eq!(group("~> 3.19", ""), "");
    assert_eq!(group("~> 4.0", ""), format!("{{{vpc}}}"));
    assert_eq!(group("~> 6.0", "  manage_default_security_group = false\n"), "");
    let rules =
        "  default_security_group_ingress = [{ self = true }, { cidr_blocks = \"10.0.0.0/8\", from_port = 443 }]\n";
    let said = group("~> 5.0", rules);
    assert!(said.contains("self: true") && said.contains("cidr_blocks: [\"10.0.0.0/8\"]"), "{said}");
}

fn network_with(version: &str, more: &str) -> World {
    world(&format!(
        "module \"vpc\" {{\n  source = \"terraform-aws-modules/vpc/aws\"\n  version = \"{version}\"\n{more}}}\n"
    ))
}
