//! Input: templates and modules with conditions that nothing decides.
//! Output: what is so in the ways in which these can hold together.
//! Never: expects anything of a way that no deployment has.

use super::template::{RIGHT, Template};
use super::{found, gateway, module, settings};
use crate::audit::{of_module, of_template};
use ecrc::audit::Settings;

const BOTH: &str = "error[ECR206]";
const NONE: &str = "error[ECR103]";

/// The endpoint for `ecr.dkr` twice, each under a condition of its own.
fn twice(parameters: &str, one: &str, other: &str) -> String {
    let parameters = format!("{parameters}Conditions:\n  One: {one}\n  Other: {other}\n");
    let text = Template { parameters: &parameters, ..RIGHT }.text();
    let (before, rest) = text.split_once("  Dkr:\n").unwrap();
    let (dkr, behind) = rest.split_once("  Logs:\n").unwrap();
    format!("{before}  Dkr:\n    Condition: One\n{dkr}  Dkr2:\n    Condition: Other\n{dkr}  Logs:\n{behind}")
}

/// One parameter has one value, and one of `AllowedValues`:
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>.
#[test]
fn conditions_of_one_parameter_exclude_each_other() {
    let open = "  Env: {Type: String}\n";
    let two = "  Env: {Type: String, AllowedValues: [dev, prod]}\n";
    let three = "  Env: {Type: String, AllowedValues: [dev, prod, stage]}\n";
    let rules = "  Env: {Type: String}\nRules:\n  R: {Assertions: [{Assert: !Contains [[dev, prod], !Ref Env]}]}\n";
    let (dev, prod) = ("!Equals [!Ref Env, dev]", "!Equals [prod, !Ref Env]");
    for (parameters, one, other, expected) in [
        (open, dev, prod, &[NONE][..]),
        (two, dev, prod, &[]),
        (three, dev, prod, &[NONE]),
        (rules, dev, prod, &[]),
        (open, dev, "!Not [!Equals [!Ref Env, dev]]", &[]),
        (open, dev, "!Not [!Equals [dev, !Ref Env]]", &[]),
        (open, dev, "!Not [!Condition One]", &[]),
        (two, dev, "!Or [!Equals [!Ref Env, prod], !Equals [!Ref Env, stage]]", &[]),
        (three, dev, "!Or [!Equals [!Ref Env, prod], !Equals [!Ref Env, stage]]", &[]),
        (open, dev, "!And [!Equals [!Ref Env, prod], !Equals [!Ref 'AWS::Region', eu-west-1]]", &[NONE]),
        (open, dev, "!Equals [!Ref Env, dev]", &[NONE, BOTH]),
        ("  Env: {Type: String}\n  Size: {Type: String}\n", dev, "!Equals [!Ref Size, l]", &[NONE, BOTH]),
        ("  Env: {Type: String, AllowedValues: [dev]}\n", dev, "!Equals [!Ref Env, prod]", &[]),
    ] {
        let mut settings = Settings::default();
        settings.template.region = Some("eu-west-1".to_owned());
        let found = found(&of_template(&twice(parameters, one, other), &settings).1);
        let mut codes: Vec<&str> = found.iter().filter_map(|it| it.split(':').next()).collect();
        codes.dedup();
        codes.sort_unstable();
        assert_eq!(codes, expected, "{parameters}{one} {other}: {found:?}");
    }
}

/// The same of variables: <https://developer.hashicorp.com/terraform/language/expressions/conditionals>.
#[test]
fn conditions_of_one_variable_exclude_each_other() {
    let of_s3 = |name: &str, condition: &str| {
        gateway(&format!("  count = {condition} ? 1 : 0\n  route_table_ids = [aws_route_table.p.id]"))
            .replace("\"s3\"", &format!("\"{name}\""))
    };
    let (twice, none) = ("error[ECR408]", "error[ECR401]");
    let open = "variable \"x\" {}\nvariable \"y\" {}\n";
    let asked = "variable \"x\" {\n  validation {\n    condition = contains([\"a\", \"b\"], var.x)\n    error_message = \"no\"\n  }\n}\n";
    let locals = "variable \"x\" {}\nlocals { one = var.x == \"a\" }\n";
    for (variables, one, other, expected) in [
        (open, "var.x == \"a\"", "var.x != \"a\"", &[][..]),
        (open, "var.x == \"a\"", "!(var.x == \"a\")", &[]),
        (open, "var.x == null", "var.x != null", &[]),
        (open, "var.x == \"\"", "\"\" != var.x", &[]),
        (open, "length(var.x) > 0", "length(var.x) == 0", &[]),
        (open, "length(var.x) < 1", "length(var.x) >= 1", &[]),
        (open, "var.x == true", "!var.x", &[]),
        (open, "var.x", "var.x == false", &[]),
        (open, "var.x == \"a\"", "var.x == \"b\"", &[none]),
        (open, "contains([\"a\", \"b\"], var.x)", "var.x == \"c\"", &[none]),
        (open, "contains([\"a\", \"b\"], var.x)", "!contains([\"b\", \"a\"], var.x)", &[]),
        (asked, "var.x == \"a\"", "var.x == \"b\"", &[]),
        (locals, "local.one", "var.x != \"a\"", &[]),
        (open, "var.x == \"a\"", "var.y == \"a\"", &[none, twice]),
    ] {
        let text = module(&format!("{variables}{}{}", of_s3("s3", one), of_s3("other", other)));
        let found = found(&of_module(&text, "main.tf", &settings()).1);
        let mut codes: Vec<&str> = found.iter().filter_map(|it| it.split(':').next()).collect();
        codes.dedup();
        codes.sort_unstable();
        assert_eq!(codes, expected, "{one} {other}: {found:?}");
    }
}

/// The words for a truth value are those of YAML 1.1: <https://yaml.org/type/bool.html>. Without quotes they are one value,
/// in a default as elsewhere.
#[test]
fn a_truth_value_is_one_however_it_is_written() {
    for (default, asked, holds) in [
        ("True", "True", true),
        ("yes", "yes", true),
        ("yes", "'true'", true),
        ("on", "TRUE", true),
        ("No", "false", true),
        ("'yes'", "'yes'", true),
        ("'yes'", "yes", false),
        ("'True'", "'true'", false),
        ("yes", "'yes'", false),
        ("1.10", "'1.10'", true),
    ] {
        let parameters =
            format!("  On: {{Type: String, Default: {default}}}\nConditions:\n  Make: !Equals [!Ref On, {asked}]\n");
        let text = Template { parameters: &parameters, ..RIGHT }.text();
        let text = text.replacen("  Dkr:\n", "  Dkr:\n    Condition: Make\n", 1);
        let found = found(&of_template(&text, &Settings::default()).1);
        assert_eq!(found.is_empty(), holds, "{default} {asked}: {found:?}");
    }
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html>: the
/// collection may be a parameter.
#[test]
fn a_loop_over_what_is_not_known_may_make_anything() {
    let text = RIGHT.text();
    let (before, rest) = text.split_once("  Api:\n").unwrap();
    let (_, behind) = rest.split_once("  Logs:\n").unwrap();
    let end = "      - End${S}:\n          Type: AWS::EC2::VPCEndpoint\n          Properties:\n            ServiceName: !Sub 'com.amazonaws.${AWS::Region}.ecr.${S}'\n            VpcId: !Ref Vpc\n            VpcEndpointType: Interface\n            PrivateDnsEnabled: true\n            SubnetIds: [!Ref A, !Ref B]\n            SecurityGroupIds: [!Ref Ends]\n";
    for (collection, missing) in [
        ("!Ref Names", 0),
        ("!Split [',', !Ref One]", 0),
        ("[api, !Ref One]", 0),
        ("[api, !Ref Names]", 0),
        ("[api, dkr]", 0),
        ("[api]", 1),
        ("[]", 2),
    ] {
        let each = format!("  Fn::ForEach::Ends:\n      - S\n      - {collection}\n{end}");
        let parameters = "Parameters:\n  Names: {Type: CommaDelimitedList}\n  One: {Type: String}\n";
        let text = format!("Transform: AWS::LanguageExtensions\n{before}{each}  Logs:\n{behind}").replacen(
            "Parameters:\n",
            parameters,
            1,
        );
        let (_, report) = of_template(&text, &Settings::default());
        let found: Vec<String> = found(&report).into_iter().filter(|it| it.starts_with("error")).collect();
        assert_eq!(found.len(), missing, "{collection}: {found:?}");
    }
}

/// What two conditions decide only together is tried, too, though neither changes anything alone.
#[test]
fn conditions_that_matter_together_are_tried() {
    let topics = ["a", "b", "c"].map(|it| {
        format!("variable \"{it}\" {{}}\nresource \"aws_sns_topic\" \"{it}\" {{ count = var.{it} == \"x\" ? 1 : 0 }}\n")
    });
    let variables = "variable \"ends\" {}\nvariable \"zones\" {}\n";
    let dkr = "resource \"aws_vpc_endpoint\" \"dkr\" {
  count               = var.ends == \"all\" ? var.zones : (var.ends == \"one\" ? 1 : 0)
  vpc_id              = aws_vpc.v.id
  service_name        = \"com.amazonaws.eu-west-1.ecr.dkr\"
  vpc_endpoint_type   = \"Interface\"
  private_dns_enabled = true
  subnet_ids          = aws_subnet.p[*].id
  security_group_ids  = [aws_security_group.e.id]
}
";
    let s3 = gateway("  route_table_ids = [aws_route_table.p.id]");
    let text = module(&format!("{s3}{variables}{dkr}{}", topics.concat())).replace("\"ecr.dkr\", ", "");
    let report = of_module(&text, "main.tf", &settings()).1;
    let missing = report.open().find(|it| it.rule.code.0 == 103);
    let notes = missing.map(|it| it.notes.join(" ")).unwrap_or_default();
    assert!(notes.contains("`var.ends == \"all\"` is `false` and `var.ends == \"one\"` is `false`"), "{notes}");
}
