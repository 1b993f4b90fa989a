//! Templates that somebody changed: the error points at the change, and says what it is.

use crate::product::{read, rich};
use crate::spec::sound;
use ecrc::backend::{Options, Target, emit};
use ecrc::plan::{ResourceKind, Value};

/// The templates that what follows damages.
fn template(target: Target) -> String {
    let text = "private_ecr < region us-east-2; launch fargate 1.4.0; vpc \"vpc-0123456789abcdef0\";
        clients 10.0.0.0/16, \"sg-0123456789abcdef0\"; tag \"team\" \"web\"; allow pull role \"ci/web\" >";
    emit(&sound(text).plans()[0], target, Options::default())
}

/// Replaces the first such piece; it must be there.
fn changed(text: &str, piece: &str, with: &str) -> String {
    assert!(text.contains(piece), "no {piece:?} in\n{text}");
    text.replacen(piece, with, 1)
}

/// Where and what the error is: counted by hand in the template, and written here.
fn holds(target: Target, cases: &[(&str, &str, &str)]) {
    let template = template(target);
    let mut wrong = String::new();
    for (piece, with, expected) in cases {
        let found = match read(changed(&template, piece, with)) {
            Ok(_) => "read".to_owned(),
            Err(error) => error.to_string().replacen("template:", "", 1).trim_start().to_owned(),
        };
        if found != *expected {
            wrong += &format!("{piece:?} -> {with:?}\n  expected {expected}\n  found    {found}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[allow(clippy::too_many_lines)] // A table.
#[test]
fn what_was_changed_in_yaml_is_shown() {
    let group =
        "  EndpointSecurityGroup:\n    Type: AWS::EC2::SecurityGroup\n    Metadata:\n      ecrc:\n        Rule: ECR306
        Reason: without a group of their own, interface endpoints get the VPC's default group\n    Properties:
      GroupDescription: \"Interface VPC endpoints: https from their clients\"\n      VpcId: vpc-0123456789abcdef0
      Tags:\n        - Key: team\n          Value: web\n";
    let tables = "  RouteTableIds:\n    Type: CommaDelimitedList
    Description: Route tables of the private subnets, for the S3 gateway endpoint\n";
    let token =
        "              - ecr:GetAuthorizationToken\n            Resource: \"*\"\n      Tags:\n        - Key: team
          Value: web\n  S3Endpoint";
    holds(
        Target::CloudFormationYaml,
        &[
            (
                "in us-east-2\n",
                "in my VPC\n",
                "2:14: `Description` is the text `Private pulls from Amazon ECR through VPC endpoints in my VPC`, where ecrc writes the text `Private pulls from Amazon ECR through VPC endpoints in us-east-2`",
            ),
            ("Rules:\n", "Mappings: {}\nRules:\n", "12:1: `Mappings` is a key that ecrc does not write there"),
            (tables, "", "6:3: `Parameters` has no `RouteTableIds`"),
            (
                "- us-east-2\n",
                "- us-east-9\n",
                "17:13: `Rules.Region.Assertions[0].Assert[1]` names `us-east-9`, which is not a region with Amazon ECR",
            ),
            ("!Equals\n", "!Not\n", "15:17: `Rules.Region.Assertions[0].Assert` must be the function `Equals`"),
            (
                group,
                "",
                "27:16: `Resources.HttpsFrom10x0x0x0m16.Properties.GroupId` refers to `EndpointSecurityGroup.GroupId`, and that is not in the template",
            ),
            (
                "  EndpointSecurityGroup:\n",
                "  EndpointGroup:\n",
                "20:3: `Resources.EndpointGroup` is not a resource that ecrc makes",
            ),
            (
                "Rule: ECR306",
                "Rule: ECR999",
                "24:15: `Resources.EndpointSecurityGroup.Metadata.ecrc.Rule` names `ECR999`, which is not a rule",
            ),
            (
                "Type: AWS::EC2::SecurityGroupIngress",
                "Type: AWS::EC2::SecurityGroupEgress",
                "33:11: `Resources.HttpsFrom10x0x0x0m16.Type` is the text `AWS::EC2::SecurityGroupEgress`, where ecrc writes the text `AWS::EC2::SecurityGroupIngress`",
            ),
            (
                "CidrIp: 10.0.0.0/16",
                "CidrIp: 10.1.0.0/16",
                "32:3: `Resources.HttpsFrom10x0x0x0m16` is not the name that ecrc gives to what admits `10.1.0.0/16`",
            ),
            (
                "IpProtocol: tcp",
                "IpProtocol: udp",
                "40:19: `Resources.HttpsFrom10x0x0x0m16.Properties.IpProtocol` is the text `udp`, where ecrc writes the text `-1`",
            ),
            (
                "FromPort: 443",
                "FromPort: 0443",
                "41:17: `Resources.HttpsFrom10x0x0x0m16.Properties.FromPort` is `0443`, where ecrc writes `443`",
            ),
            (
                "FromPort: 443",
                "FromPort: 65536",
                "41:17: `Resources.HttpsFrom10x0x0x0m16.Properties.FromPort` is `65536`, and must be a small number",
            ),
            (
                "FromPort: 443",
                "FromPort: \"443\"",
                "41:17: `Resources.HttpsFrom10x0x0x0m16.Properties.FromPort` is the text `443`, and must be a small number",
            ),
            (
                "Enabled: true",
                "Enabled: yes",
                "68:26: `Resources.EcrApiEndpoint.Properties.PrivateDnsEnabled` is the text `yes`, and must be `true` or `false`",
            ),
            (
                "Enabled: true",
                "Enabled: true\n      IpAddressType: ipv4",
                "69:7: `Resources.EcrApiEndpoint.Properties.IpAddressType` is a key that ecrc does not write there",
            ),
            (
                "      PrivateDnsEnabled: true\n",
                "",
                "65:7: `Resources.EcrApiEndpoint.Properties` has no `PrivateDnsEnabled`",
            ),
            (
                "!Ref SubnetIds",
                "!ImportValue subnets",
                "69:18: `Resources.EcrApiEndpoint.Properties.SubnetIds` is a function that ecrc does not write there",
            ),
            (
                "!Ref SubnetIds",
                "!Ref Subnets",
                "69:18: `Resources.EcrApiEndpoint.Properties.SubnetIds` refers to `Subnets`, which ecrc does not write",
            ),
            (
                "!Ref SubnetIds",
                "!Sub \"${SubnetIds}\"",
                "69:18: `Resources.EcrApiEndpoint.Properties.SubnetIds` is `!Sub` of the text `${SubnetIds}`, where ecrc writes `!Ref` of the text `SubnetIds`",
            ),
            (
                "Version: \"2012-10-17\"",
                "Version: 2012-10-17",
                "73:18: `Resources.EcrApiEndpoint.Properties.PolicyDocument.Version` is the text `2012-10-17` without quotes, where ecrc writes the text `2012-10-17`",
            ),
            (
                "Effect: Allow",
                "Effect: allow",
                "76:21: `Resources.EcrApiEndpoint.Properties.PolicyDocument.Statement[0].Effect` is `allow`, and must be `Allow` or `Deny`",
            ),
            (
                "AWS: !Sub arn:aws:iam::${AWS::AccountId}:role/ci/web",
                "Federated: x",
                "78:15: `Resources.EcrApiEndpoint.Properties.PolicyDocument.Statement[0].Principal` is a map, and must be a text",
            ),
            (
                "${AWS::AccountId}:role",
                "${AWS::AccountId:role",
                "78:20: `Resources.EcrApiEndpoint.Properties.PolicyDocument.Statement[0].Principal.AWS` has a `${` that is not closed",
            ),
            (
                token,
                token.split_once('\n').unwrap().1,
                "109:15: `Resources.EcrDkrEndpoint.Properties.PolicyDocument.Statement[0].Action` has no element 2, where ecrc writes the text `ecr:GetAuthorizationToken`",
            ),
            (
                "Value: web\n  S3Endpoint",
                "Value: wep\n  S3Endpoint",
                "115:18: `Resources.EcrDkrEndpoint.Properties.Tags[0].Value` is the text `wep`, where ecrc writes the text `web`",
            ),
            (
                "Value: web\n  S3Endpoint",
                "Value: web\n        - Key: a\n          Value: b\n  S3Endpoint",
                "116:11: `Resources.EcrDkrEndpoint.Properties.Tags[1]` is an element that ecrc does not write there",
            ),
            (
                "  EcrApiEndpointId:\n",
                "  EcrApiEndpoint:\n",
                "142:3: `Outputs.EcrApiEndpoint` is not an output that ecrc makes",
            ),
            ("    Value: !Ref EcrApiEndpoint\n", "", "143:5: `Outputs.EcrApiEndpointId` has no `Value`"),
            ("Outputs:\n", "---\nOutputs:\n", "138:1: there is a second document in it"),
            ("Rules:\n", "Rules: &rules\n", "13:3: there is an anchor"),
            ("Value: web\n", "Value: *web\n", "31:18: this is not YAML: while parsing node, found unknown anchor"),
            ("Outputs:\n", "Resources:\n", "138:1: the key `Resources` appears twice in one map"),
            ("Outputs:\n", "? [a]\n: b\nOutputs:\n", "138:3: a key is not a plain text"),
            (
                "Properties:",
                "Properties: [",
                "28:7: this is not YAML: while parsing a flow mapping, did not find expected ',' or '}'",
            ),
            ("made by ecrc from a spec", "made by hand", "not a template that ecrc wrote"),
        ],
    );
}

#[allow(clippy::too_many_lines)] // A table.
#[test]
fn what_was_changed_in_json_is_shown() {
    holds(
        Target::TerraformJson,
        &[
            (
                ">= 5.49.0",
                ">= 4",
                "8:20: `terraform.required_providers.aws.version` is the text `>= 4`, where ecrc writes the text `>= 5.49.0`",
            ),
            (
                "\"provider\": {",
                "\"locals\": {},\n  \"provider\": {",
                "12:3: `locals` is a key that ecrc does not write there",
            ),
            (
                "\"region\": \"us-east-2\"",
                "\"region\": \"us-east-2\",\n      \"profile\": \"x\"",
                "15:7: `provider.aws.profile` is a key that ecrc does not write there",
            ),
            (
                "\"nullable\": false",
                "\"nullable\": true",
                "21:19: `variable.subnet_ids.nullable` is `true`, where ecrc writes `false`",
            ),
            ("\"ecr\": {", "\"ECR\": {", "41:32: `data.aws_iam_policy_document` has no `ecr`"),
            (
                "${data.aws_caller_identity.current.account_id}",
                "${local.account}",
                "52:19: `data.aws_iam_policy_document.ecr.statement[0].principals[0].identifiers[0]` refers to `local.account`, which ecrc does not write",
            ),
            (
                "role/ci/web",
                "role/%{ if true }",
                "52:19: `data.aws_iam_policy_document.ecr.statement[0].principals[0].identifiers[0]` has a directive, `%{`",
            ),
            (
                "self.region == \\\"us-east-2\\\"",
                "true",
                "106:26: `data.aws_service.region.lifecycle.postcondition.condition` names no region",
            ),
            (
                "\"endpoint\": {",
                "\"endpoints\": {",
                "115:7: `resource.aws_security_group.endpoints` is not a resource that ecrc makes",
            ),
            ("ECR306: ", "", "116:15: `resource.aws_security_group.endpoint.//` must be a rule's code and a sentence"),
            (
                "\"cidr_ipv4\": \"0.0.0.0/0\"",
                "\"cidr_ipv4\": \"10.0.0.0/8\"",
                "129:22: `resource.aws_vpc_security_group_egress_rule.all_ipv4.cidr_ipv4` is the text `10.0.0.0/8`, where ecrc writes the text `0.0.0.0/0`",
            ),
            (
                "https_from_10_0_0_0_16",
                "https_from_10_0_0_0_8",
                "134:7: `resource.aws_vpc_security_group_ingress_rule.https_from_10_0_0_0_8` is not the name that ecrc gives to what admits `10.0.0.0/16`",
            ),
            (
                "\"cidr_ipv4\": \"10.0.0.0/16\"",
                "\"cidr_ipv4\": \"10.0.0.0/99\"",
                "140:22: `resource.aws_vpc_security_group_ingress_rule.https_from_10_0_0_0_16.cidr_ipv4` must be a CIDR: the prefix of `10.0.0.0/99` is longer than 32 bits",
            ),
            (
                "\"from_port\": 443",
                "\"from_port\": 4.43e2",
                "138:22: `resource.aws_vpc_security_group_ingress_rule.https_from_10_0_0_0_16.from_port` is the text `4.43e2`, and must be a small number",
            ),
            (
                "\"from_port\": 443",
                "\"from_port\": null",
                "138:22: `resource.aws_vpc_security_group_ingress_rule.https_from_10_0_0_0_16.from_port` is the text `null`, and must be a small number",
            ),
            (
                "\"from_port\": 443",
                "\"from_port\": 443, \"to_port\": 443",
                "139:9: the key `to_port` appears twice in one map",
            ),
            ("\"from_port\": 443", "\"from_port\": 443,, ", "138:26: this is not JSON: key must be a string"),
            ("\"team\": \"web\"", "\"team\": \"\\ud83d\"", "120:19: this is not JSON: half of a surrogate pair"),
            (
                "\"team\": \"web\"",
                "\"team\": \"a\tb\"",
                "120:21: this is not JSON: control character (\\u0000-\\u001F) found while parsing a string",
            ),
            ("\"team\": \"web\"", "\"team\": \"web\" // why", "120:25: this is not JSON: expected `,` or `}`"),
        ],
    );
    holds(
        Target::CloudFormationJson,
        &[
            (
                "\"GroupId\"\n",
                "\"VpcId\"\n",
                "63:20: `Resources.HttpsFrom10x0x0x0m16.Properties.GroupId` refers to `EndpointSecurityGroup.VpcId`, which ecrc does not write",
            ),
            (
                "\"Ref\": \"SubnetIds\"",
                "\"Ref\": \"SubnetIds\", \"x\": 1",
                "111:22: `Resources.EcrApiEndpoint.Properties.SubnetIds` is a map, and must be a text",
            ),
        ],
    );
}

#[test]
fn what_says_another_plan_is_read_as_that() {
    let new = emit(&rich(), Target::CloudFormationYaml, Options::default());
    let found = read(changed(&new, "CidrBlock: 10.0.0.0/16", "CidrBlock: 10.64.0.0/16")).unwrap().plan;
    let ResourceKind::Vpc(vpc) = &found.resources[0].kind else { panic!("{found:?}") };
    assert_eq!(vpc.cidr, Value::literal("10.64.0.0/16"));
    let error = read(changed(&new, "CidrBlock: 10.0.0.0/16", "CidrBlock: 10.0.0.1/16")).unwrap_err();
    assert!(error.message.starts_with("`Resources.Vpc.Properties.CidrBlock` must be a CIDR"), "{error}");

    let terraform = template(Target::TerraformJson);
    let module =
        changed(&terraform, "  \"provider\": {\n    \"aws\": {\n      \"region\": \"us-east-2\"\n    }\n  },\n", "");
    assert!(read(module).unwrap().options.module);
    let found = read(changed(&terraform, "\"ecr:BatchGetImage\"", "\"ecr:BatchGet*\"")).unwrap().plan;
    assert_eq!(found.policies[0].document.statements[0].actions[0], Value::literal("ecr:BatchGet*"));
    let found = read(changed(&terraform, "us-east-2.ecr.api", "us-east-2.ecr-fips.api")).unwrap().plan;
    assert!(found.endpoint(ecrc::aws::Service::EcrApi).is_none());
}

#[test]
fn the_order_of_keys_means_nothing() {
    for target in [Target::CloudFormationJson, Target::TerraformJson] {
        let text = template(target);
        let sorted: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
        let mut sorted = serde_json::to_value(sorted).unwrap();
        sorted.sort_all_objects();
        assert_eq!(read(sorted.to_string()).unwrap().plan, read(text).unwrap().plan);
    }
}

#[test]
fn what_is_no_template_is_refused() {
    let cases: [(&[u8], &str); 10] = [
        (b"", "template: not a template that ecrc wrote"),
        (b"\xef\xbb\xbf", "template: not a template that ecrc wrote"),
        (b"Resources: {}\n", "template: not a template that ecrc wrote"),
        (b"\x7fELF\x02\x00", "template:1:6: the template contains a NUL character"),
        ("é: \"\u{e9}\n".as_bytes(), "template: not a template that ecrc wrote"),
        (b"a: b\n\xc3\xa9\xff", "template:2:2: the file is not valid UTF-8"),
        (b"# made by ecrc from a spec: change the spec, not this file", "template:1:59: there is no document in it"),
        (b"made by ecrc from a spec", "template: not a template that ecrc wrote"),
        (
            b"'made by ecrc from a spec: change the spec, not this file'",
            "template:1:1: the template is the text `made by ecrc from a spec: change the spec, not this file`, and must be \
             a map",
        ),
        (
            b"{\"//\": \"made by ecrc from a spec: change the spec, not this file\"}",
            "template:1:1: the template has no `data`",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(read(bytes).unwrap_err().to_string(), expected);
    }
    let large = read(vec![b' '; 17 * 1024 * 1024]).unwrap_err().to_string();
    assert_eq!(large, "template: not a template that ecrc wrote: it is larger than 16 MiB");
    let hidden = changed(&template(Target::TerraformJson), "\"ecr\"", "\"\u{1b}[31m\u{202e}\"");
    let hidden = hidden.replace("document.ecr.", "document.\u{1b}[31m\u{202e}.");
    let hidden = read(hidden.replace('\u{1b}', "\\u001b")).unwrap_err().to_string();
    assert!(!hidden.contains(['\u{1b}', '\u{202e}']), "{hidden:?}");
}

#[test]
fn messages_help() {
    let shown = |text: String| {
        let error = read(text).unwrap_err();
        format!("{error}\nhelp: {}", error.help.as_deref().unwrap_or_default())
    };
    let template = template(Target::CloudFormationYaml);
    insta::assert_snapshot!(shown(changed(&template, "Enabled: true", "Enabled: true\n      Extra: 1")), @r"
    template:69:7: `Resources.EcrApiEndpoint.Properties.Extra` is a key that ecrc does not write there
    help: it was edited after `build`, or comes from another version of ecrc
    ");
    insta::assert_snapshot!(shown("Resources: {}".to_owned()), @r"
    template: not a template that ecrc wrote
    help: name a template that `ecrc build` wrote; such a template says so near its top
    ");
    insta::assert_snapshot!(shown(changed(&template, "Rules:\n", "Rules: &rules\n")), @r"
    template:13:3: there is an anchor
    help: `build` does not write this: it was edited after `build`, or comes from another version of ecrc
    ");
}
