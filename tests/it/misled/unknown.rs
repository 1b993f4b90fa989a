//! Input: templates and modules in which a name, an id, an image or a policy is known in part, or only seems to be known.
//! Output: what follows from the part that is known, and nothing else.
//! Never: takes a word in the place of a value for the value.

use super::template::{RIGHT, Template};
use super::{found, settings};
use crate::audit::{of_module, of_template};
use ecrc::audit::{Settings, Subject, audit};
use ecrc::diagnostic::Severity;
use ecrc::span::{Source, Sources};
use ecrc::template::NoFiles;

const DKR_MISSING: &str = "error[ECR103]: the `ecr.dkr` endpoint is missing";

#[test]
fn all_is_right_but_what_differs() {
    assert_eq!(RIGHT.found(), [""; 0]);
    assert_eq!(found(&RIGHT.audit(None).0), [""; 0]);
}

/// <https://github.com/distribution/reference>: the names of repositories are lower-case.
#[test]
fn a_word_in_the_place_of_an_image_hides_nothing() {
    for image in
        ["!Ref Image", "''", "<image>", "ECR_REPO_URI:IMAGE_TAG", "REGISTRY/app", "'https://registry.example.com/app'"]
    {
        let parameters = "  Image: {Type: String, Default: 'ECR_REPO_URI:IMAGE_TAG'}\n";
        let right = Template { parameters, image, ..RIGHT };
        let (report, _, unknowns) = right.audit(Some("eu-west-1"));
        assert_eq!(found(&report), [""; 0], "{image}");
        assert!(unknowns.iter().any(|it| it.ends_with("it is not the name of an image")), "{image}: {unknowns:?}");
        // What the task needs whichever image it is.
        let without = Template { dkr: "!Sub 'com.amazonaws.${AWS::Region}.sqs'", ..right };
        assert_eq!(without.found(), [DKR_MISSING], "{image}");
    }
    let public = Template { image: "nginx:1.27", ..RIGHT };
    assert!(public.found()[0].starts_with("error[ECR605]"), "{:?}", public.found());
}

/// A name is none of ECR's if what is known of it is not: <https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html>.
#[test]
fn a_service_name_that_is_known_in_part_is_judged_by_that_part() {
    for (dkr, is_missing) in [
        ("!Sub 'aws.sagemaker.${AWS::Region}.notebook'", true),
        ("!Sub 'aws.api.${AWS::Region}.kendra-ranking'", true),
        ("!Sub 'com.amazonaws.${AWS::Region}.sagemaker.${Open}'", true),
        ("!Sub 'com.amazonaws.${AWS::Region}.ssm${Open}'", true),
        ("!Sub 'com.amazonaws.vpce.${AWS::Region}.${Open}'", true),
        ("!Sub 'com.amazonaws.${AWS::Region}.{{resolve:ssm:/x/name}}.api'", true),
        ("!Sub 'com.amazonaws.${AWS::Region}.ecr.${Open}'", false),
        ("!Sub 'com.amazonaws.${AWS::Region}.${Open}'", false),
        ("!Sub 'com.amazonaws.${Open}.ecr.dkr'", false),
        ("!Sub '${Open}.${AWS::Region}.ecr.dkr'", false),
        ("!Sub 'com.amazonaws.${AWS::Region}.{{resolve:ssm:/x/name}}'", false),
        ("!Sub 'com.amazonaws.${AWS::Region}.{{resolve:ssm:/${Open}/name}}'", false),
        ("!Join ['', [com.amazonaws., !Ref 'AWS::Region', '.{{resolve:ssm:/x/', !Ref Open, '}}']]", false),
        ("'{{resolve:ssm:/x/name}}'", false),
        ("!Ref Open", false),
    ] {
        let template = Template { dkr, parameters: "  Open: {Type: String}\n", ..RIGHT };
        let expected: &[&str] = if is_missing { &[DKR_MISSING] } else { &[] };
        for region in [None, Some("eu-west-1")] {
            assert_eq!(found(&template.audit(region).0), expected, "{dkr} {region:?}");
        }
    }
    let (_, _, unknowns) = Template {
        dkr: "!Sub 'com.amazonaws.${AWS::Region}.ecr.${Open}'",
        parameters: "  Open: {Type: String}\n",
        ..RIGHT
    }
    .audit(None);
    assert!(unknowns.contains(&"`ServiceName` of `Dkr`: `Open` has no value".to_owned()), "{unknowns:?}");
}

/// No region has such a service, whichever is deployed to.
#[test]
fn a_misspelt_service_is_found_without_a_region() {
    for (dkr, name) in [
        ("!Sub 'com.amazonaws.${AWS::Region}.ecr-dkr'", "com.amazonaws.REGION.ecr-dkr"),
        ("!Sub 'aws.amazonaws.${AWS::Region}.ecr.dkr'", "aws.amazonaws.REGION.ecr.dkr"),
        ("'com.amazonaws.${AWS::Region}.ecr.dkr'", "com.amazonaws.${AWS::Region}.ecr.dkr"),
    ] {
        let template = Template { dkr, ..RIGHT };
        for region in [None, Some("eu-west-1")] {
            let (report, text, _) = template.audit(region);
            let name = name.replace("REGION", region.unwrap_or("REGION"));
            let expected = format!("error[ECR704]: no endpoint service is named `{name}`");
            assert!(found(&report).contains(&expected), "{dkr} {region:?}: {:?}", found(&report));
            let of_name = report.open().find(|it| it.rule.code.0 == 704).unwrap();
            let span = of_name.primary.as_ref().unwrap().span;
            assert!(dkr.contains(&text[span.range()]), "{dkr}: {}", &text[span.range()]);
            // Beside it, the endpoint is missing, and the help is about the name.
            let missing = report.open().find(|it| it.rule.code.0 == 103);
            let help = missing.and_then(|it| it.help.clone()).unwrap_or_default();
            assert!(missing.is_none() || help.starts_with("set the service of `Dkr`"), "{dkr} {region:?}: {help}");
        }
    }
    let unreplaced = Template { dkr: "'com.amazonaws.${AWS::Region}.ecr.dkr'", ..RIGHT };
    let (report, ..) = unreplaced.audit(None);
    let found = report.open().find(|it| it.rule.code.0 == 704).unwrap();
    assert!(found.help.as_ref().unwrap().contains("`!Sub`"));
}

/// AWS takes subnets, route tables and security groups of the endpoint's own VPC only.
#[test]
fn an_endpoint_whose_vpc_is_open_is_where_its_subnets_are() {
    let parameters = "  Open: {Type: String}\n  Subs: {Type: CommaDelimitedList}\n";
    for vpc_of_dkr in ["'{{resolve:ssm:/vpc}}'", "!Ref Open", "vpc-xxxxxxxxxxxxxxxxx", "!ImportValue vpc"] {
        let template = Template { parameters, vpc_of_dkr, ..RIGHT };
        assert_eq!(template.found(), [""; 0], "{vpc_of_dkr}");
        let private_dns_off = template.text().replacen("PrivateDnsEnabled: true", "PrivateDnsEnabled: false", 2);
        let report = of_template(&private_dns_off, &settings()).1;
        assert!(report.open().any(|it| it.rule.code.0 == 201), "{vpc_of_dkr}");
    }
    // Nothing tells: neither missing nor there.
    let open = |dkr: &str| {
        let text = Template { vpc_of_dkr: "!Ref Open", subnets: "!Ref Subs", parameters, dkr, ..RIGHT }.text();
        let text =
            text.replacen("SubnetIds: !Ref Subs\n      SecurityGroupIds: [!Ref Ends]", "SubnetIds: !Ref Subs", 1);
        let mut sources = Sources::default();
        let id = sources.add(Source::new("template.yaml", text));
        audit(&Subject::CloudFormation(vec![id]), &mut sources, &Settings::default(), &NoFiles)
    };
    let audited = open(RIGHT.dkr);
    assert!(audited.report.open().all(|it| it.severity() == Severity::Note), "{:?}", found(&audited.report));
    let why = "whether it is in this VPC is not known: `Open` has no value";
    assert!(
        audited.unknowns.iter().any(|unseen| unseen.what == "`Dkr`" && unseen.why == why),
        "{:?}",
        audited.unknowns
    );
    // That of another service is not the one that is missing.
    assert!(found(&open("!Sub 'com.amazonaws.${AWS::Region}.sqs'").report).contains(&DKR_MISSING.to_owned()));
}

/// A group's rule for IPv6 addresses lets no packet over IPv4 through.
#[test]
fn a_rule_for_ipv6_lets_no_ipv4_through() {
    let all = "      SecurityGroupEgress: [{IpProtocol: -1, CidrIpv6: '::/0'}]\n";
    let out = Template { group_of_tasks: all, ..RIGHT };
    assert_eq!(
        out.found(),
        ["error[ECR311]: the security group of `Service` allows no outbound tcp/443 to the endpoints"]
    );
    let dualstack = out
        .text()
        .replace("      PrivateDnsEnabled: true\n", "      PrivateDnsEnabled: true\n      IpAddressType: dualstack\n");
    assert_eq!(
        found(&of_template(&dualstack, &Settings::default()).1),
        ["warning[ECR308]: nobody is admitted over IPv6, and clients that prefer it wait or fail"]
    );
    // AWS refuses it where a subnet has IPv4 addresses.
    let alone = Template { dkr: "!Sub 'com.amazonaws.${AWS::Region}.ecr.dkr'\n      IpAddressType: ipv6", ..RIGHT };
    assert_eq!(alone.found(), ["error[ECR308]: `Dkr` has IPv6 addresses only, and its subnet `A` has IPv4 addresses"]);
    let without = alone
        .text()
        .replace("CidrBlock: 10.0.0.0/24", "Ipv6Native: true")
        .replace("CidrBlock: 10.0.1.0/24", "Ipv6Native: true");
    // There, the endpoints with IPv4 addresses only are out of reach; this one is not refused.
    assert!(!found(&of_template(&without, &Settings::default()).1).iter().any(|it| it.contains("`Dkr` has IPv6")));
}

/// What a prefix list of one's own holds is known where the template makes it.
#[test]
fn the_entries_of_own_prefix_lists_are_read() {
    let list = |entries: &str| {
        format!(
            "  List: {{Type: AWS::EC2::PrefixList, Properties: {{PrefixListName: own, AddressFamily: IPv4, MaxEntries: 5{entries}}}}}\n"
        )
    };
    for (entries, expected) in [
        (", Entries: [{Cidr: 10.0.0.0/16}]", [].as_slice()),
        (", Entries: [{Cidr: 10.0.0.0/24}, {Cidr: 10.0.1.0/24}]", &[]),
        (", Entries: [{Cidr: 10.9.0.0/16}, {Cidr: !Ref Unused}]", &[]),
        ("", &[]),
        (
            ", Entries: [{Cidr: 10.9.0.0/16}]",
            &["error[ECR301]: the endpoints' security group does not admit `10.0.0.0/24`, `10.0.1.0/24`"],
        ),
    ] {
        let template =
            Template { ingress: "SourcePrefixListId: !GetAtt List.PrefixListId", more: &list(entries), ..RIGHT };
        assert_eq!(template.found(), expected, "{entries}");
    }
    let egress = "      SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: !Ref List}, {IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: pl-6da54004}]\n";
    let more = list(", Entries: [{Cidr: 10.9.0.0/16}]");
    let template = Template { group_of_tasks: egress, more: &more, ..RIGHT };
    assert_eq!(template.found(), [""; 0], "the other list is not known");
    let alone =
        egress.replace(", {IpProtocol: tcp, FromPort: 443, ToPort: 443, DestinationPrefixListId: pl-6da54004}", "");
    let template = Template { group_of_tasks: &alone, more: &more, ..RIGHT };
    assert!(template.found()[0].starts_with("error[ECR311]"), "{:?}", template.found());
}

#[test]
fn the_entries_of_own_prefix_lists_are_read_in_modules() {
    let gateway = super::gateway("  route_table_ids = [aws_route_table.p.id]");
    let list = |inline: &str, more: &str| {
        format!(
            "resource \"aws_ec2_managed_prefix_list\" \"own\" {{\n  name = \"own\"\n  address_family = \"IPv4\"\n  max_entries = 5\n{inline}}}\n{more}"
        )
    };
    let entry = |list: &str, cidr: &str| {
        format!(
            "resource \"aws_ec2_managed_prefix_list_entry\" \"own\" {{\n  cidr = {cidr}\n  prefix_list_id = {list}\n}}\n"
        )
    };
    let (own, inline) =
        ("aws_ec2_managed_prefix_list.own.id", |cidr: &str| format!("  entry {{\n    cidr = \"{cidr}\"\n  }}\n"));
    for (list, is_let_in) in [
        (list(&inline("10.8.0.0/16"), ""), true),
        (list(&inline("10.9.0.0/16"), ""), false),
        (list("", ""), true),
        (list("", &entry(own, "aws_vpc.v.cidr_block")), true),
        (list("", &entry(own, "\"10.9.0.0/16\"")), false),
        (
            list(
                "",
                &format!(
                    "variable \"list\" {{}}\n{}{}",
                    entry(own, "\"10.9.0.0/16\""),
                    entry("var.list", "\"10.8.0.0/16\"").replace("\"own\"", "\"open\"")
                ),
            ),
            true,
        ),
    ] {
        let text = super::module(&format!("{gateway}{list}"));
        let text = text.replace("cidr_blocks = [\"10.8.0.0/16\"]", &format!("prefix_list_ids = [{own}]"));
        assert!(text.contains("prefix_list_ids"));
        let report = of_module(&text, "main.tf", &settings()).1;
        assert_eq!(report.open().all(|it| it.rule.code.0 != 301), is_let_in, "{list}: {:?}", found(&report));
    }
}

/// EKS puts network interfaces of its own into the subnets of a cluster; nodes may be elsewhere.
/// <https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html>.
#[test]
fn nodes_that_are_not_shown_may_be_in_any_subnet() {
    let text = RIGHT.text();
    let (before, _) = text.split_once("  Task: ").unwrap();
    let cluster = "  Control: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}\n  Cluster: {Type: AWS::EKS::Cluster, Properties: {RoleArn: r, ResourcesVpcConfig: {SubnetIds: [!Ref Control]}}}\n";
    let codes = |text: &str| -> Vec<u16> {
        let report = of_template(text, &Settings::default()).1;
        report.open().filter(|it| it.rule.code.0 != 107).map(|it| it.rule.code.0).collect()
    };
    assert_eq!(codes(&format!("{before}{cluster}")), [0; 0]);
    let nodes = "  Nodes: {Type: AWS::EKS::Nodegroup, Properties: {ClusterName: !Ref Cluster, NodeRole: r, Subnets: [!Ref Control]}}\n";
    assert_eq!(codes(&format!("{before}{cluster}{nodes}")), [402]);
}

/// <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html>.
#[test]
fn express_services_are_fargate_tasks() {
    let text = RIGHT.text();
    let (before, _) = text.split_once("  Task: ").unwrap();
    let express = "  Web:\n    Type: AWS::ECS::ExpressGatewayService\n    Properties:\n      ExecutionRoleArn: r\n      InfrastructureRoleArn: r\n      PrimaryContainer: {Image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app}\n      NetworkConfiguration: {Subnets: [!Ref A, !Ref B]}\n";
    let of = |text: String| found(&of_template(&text, &Settings::default()).1);
    assert_eq!(of(format!("{before}{express}")), [""; 0]);
    let gone = before.replace(RIGHT.dkr, "!Sub 'com.amazonaws.${AWS::Region}.sqs'").replace("}.logs'", "}.sns'");
    let logs = "error[ECR106]: the `logs` endpoint is missing";
    assert_eq!(of(format!("{gone}{express}")), [DKR_MISSING, logs]);
    // Without subnets it is in the default VPC.
    let (elsewhere, _) = express.split_once("      NetworkConfiguration").unwrap();
    assert!(!of(format!("{gone}{elsewhere}")).contains(&logs.to_owned()));
    let gateway = super::gateway("  route_table_ids = [aws_route_table.p.id]");
    let express = "resource \"aws_ecs_express_gateway_service\" \"w\" {\n  execution_role_arn = \"r\"\n  infrastructure_role_arn = \"r\"\n  primary_container {\n    image = \"111122223333.dkr.ecr.eu-west-1.amazonaws.com/app\"\n    secret {\n      name = \"A\"\n      value_from = \"arn:aws:ssm:eu-west-1:111122223333:parameter/a\"\n    }\n  }\n  network_configuration {\n    subnets = aws_subnet.p[*].id\n  }\n}\n";
    let module = super::module(&format!("{gateway}{express}"));
    let of = |text: &str| found(&of_module(text, "main.tf", &Settings::default()).1);
    assert_eq!(of(&module), ["error[ECR107]: the `ssm` endpoint is missing"]);
    assert!(of(&module.replace("\"ecr.dkr\"", "\"sqs\"")).contains(&DKR_MISSING.to_owned()));
}

/// `${AWS::Region}` is no variable of IAM's, and what `!Sub` does not replace matches nothing.
#[test]
fn what_nothing_replaces_in_a_policy_matches_nothing() {
    let policy = |sub: &str| {
        format!(
            "      PolicyDocument: {{Version: '2012-10-17', Statement: [{{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: {sub} 'arn:aws:s3:::prod-${{AWS::Region}}-starport-layer-bucket/*'}}]}}\n"
        )
    };
    assert_eq!(Template { s3: &policy("!Sub"), ..RIGHT }.found(), [""; 0]);
    let (report, text, _) = Template { s3: &policy(""), ..RIGHT }.audit(Some("eu-west-1"));
    assert_eq!(found(&report), ["error[ECR403]: the S3 gateway's policy blocks the bucket that holds image layers"]);
    let span = report.diagnostics[0].primary.as_ref().unwrap().span;
    assert_eq!(&text[span.range()], "'arn:aws:s3:::prod-${AWS::Region}-starport-layer-bucket/*'");
    assert!(
        report.diagnostics[0].notes.iter().any(|note| note.contains("`!Sub`")),
        "{:?}",
        report.diagnostics[0].notes
    );
    let dkr = "!Sub 'com.amazonaws.${AWS::Region}.ecr.dkr'\n      PolicyDocument: {Statement: [{Effect: Allow, Principal: '*', Action: '*', Resource: 'arn:aws:ecr:us-west-2:111122223333:repository/*'}]}";
    let (report, text, _) = Template { dkr, ..RIGHT }.audit(Some("eu-west-1"));
    let elsewhere = report.open().find(|it| it.rule.code.0 == 504).unwrap();
    assert_eq!(elsewhere.message, "repositories in `us-west-2` are not reachable through an endpoint in `eu-west-1`");
    assert_eq!(
        &text[elsewhere.primary.as_ref().unwrap().span.range()],
        "'arn:aws:ecr:us-west-2:111122223333:repository/*'"
    );
}

/// What loops make has one place in the text, and each its own values.
#[test]
fn a_finding_on_one_of_a_loop_is_at_its_own_value() {
    let text = RIGHT.text();
    let (before, rest) = text.split_once("  Api:\n").unwrap();
    let (_, behind) = rest.split_once("  Logs:\n").unwrap();
    let mappings = "Mappings:\n  Ends:\n    api: {d: true}\n    dkr: {d: false}\n";
    let each = "  Fn::ForEach::Ends:\n    - Name\n    - [api, dkr]\n    - End${Name}:\n        Type: AWS::EC2::VPCEndpoint\n        Properties:\n          ServiceName: !Sub 'com.amazonaws.${AWS::Region}.ecr.${Name}'\n          VpcId: !Ref Vpc\n          VpcEndpointType: Interface\n          PrivateDnsEnabled: !FindInMap [Ends, !Ref Name, d]\n          SubnetIds: [!Ref A, !Ref B]\n          SecurityGroupIds: [!Ref Ends]\n";
    let text = format!("Transform: AWS::LanguageExtensions\n{mappings}{before}{each}  Logs:\n{behind}");
    let (sources, report) = of_template(&text, &Settings::default());
    let found = report.open().find(|it| it.rule.code.0 == 201).unwrap();
    let span = found.primary.as_ref().unwrap().span;
    let source = sources.get(span.source).unwrap();
    assert_eq!((source.position(span.start).line, &text[span.range()]), (5, "false"));
}

/// A way out that a condition makes is none where the condition is false: there, what is missing is an error.
#[test]
fn a_way_out_under_a_condition_hides_nothing() {
    let parameters = "  P: {Type: String}\nConditions:\n  Make: !Equals [!Ref P, x]\n";
    let way = "  Out: {Type: AWS::EC2::Route, Condition: Make, Properties: {RouteTableId: !Ref Rt, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-0123456789abcdef0}}\n";
    let text = Template { parameters, more: way, ..RIGHT }.text();
    let text = text.replacen("  Dkr:\n    Type: AWS::EC2::VPCEndpoint\n", "  Dkr:\n    Type: AWS::Fake::Thing\n", 1);
    let (_, report) = of_template(&text, &Settings::default());
    let missing: Vec<_> = report.open().filter(|it| it.rule.code.0 == 103).collect();
    let said: Vec<_> = missing.iter().map(|it| (it.severity(), it.notes.last().map(String::as_str))).collect();
    assert_eq!(said, [(Severity::Error, Some("only where `Make` is `false`"))]);
}

/// A `Deny` with `NotResource` spares what it names, written out or by reference:
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html>.
#[test]
fn what_a_denial_spares_can_be_named_by_reference() {
    let repository = "  Repo: {Type: AWS::ECR::Repository}\n  More: {Type: AWS::ECR::Repository}\n";
    let account = "arn:aws:ecr:eu-west-1:111122223333:repository";
    for spared in [
        "!GetAtt Repo.Arn",
        "[!GetAtt Repo.Arn]",
        "[!GetAtt Repo.Arn, !GetAtt More.Arn]",
        "!Sub '${Repo.Arn}'",
        "!Sub 'arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/${Repo}'",
        &format!("'{account}/app'"),
        &format!("['{account}/app', !GetAtt Repo.Arn]"),
    ] {
        let policy = format!(
            "\n      PolicyDocument: {{Statement: [{{Effect: Allow, Principal: '*', Action: '*', Resource: '*'}}, \
             {{Effect: Deny, Principal: '*', Action: 'ecr:*', NotResource: {spared}}}]}}"
        );
        let dkr = format!("{}{policy}", RIGHT.dkr);
        let image = "!Sub '${Repo.RepositoryUri}:1'";
        let image = if spared.contains("/app") { RIGHT.image } else { image };
        let template = Template { dkr: &dkr, image, more: repository, ..RIGHT };
        for region in [Some("eu-west-1"), None] {
            let found = found(&template.audit(region).0);
            assert!(!found.iter().any(|it| it.starts_with("error")), "{spared}: {found:?}");
        }
    }
}

/// Where more conditions are open than can be tried, those are tried that make a difference.
#[test]
fn conditions_that_matter_are_tried_before_others() {
    let names = ["C1", "C2", "C3", "C4", "C5"];
    let mut parameters: String = names.iter().map(|it| format!("  P{it}: {{Type: String}}\n")).collect();
    parameters.push_str("  P: {Type: String}\nConditions:\n");
    parameters.extend(names.iter().map(|it| format!("  {it}: !Equals [!Ref P{it}, x]\n")));
    parameters.push_str("  Make: !Equals [!Ref P, x]\n");
    let topics = names.map(|it| format!("  Topic{it}: {{Type: AWS::SNS::Topic, Condition: {it}}}\n")).concat();
    let text = Template { parameters: &parameters, more: &topics, ..RIGHT }.text();
    let text = text.replacen("  Dkr:\n", "  Dkr:\n    Condition: Make\n", 1);
    let (_, report) = of_template(&text, &Settings::default());
    let missing = report.open().find(|it| it.rule.code.0 == 103).unwrap();
    assert_eq!(
        (missing.severity(), missing.notes.last().map(String::as_str)),
        (Severity::Error, Some("only where `Make` is `false`"))
    );
}

/// What keeps calls from an endpoint is no obstacle to those that take another way.
#[test]
fn a_login_past_the_endpoint_is_not_in_doubt() {
    let way = "  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Rt, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: nat-0123456789abcdef0}}\n";
    for (more, is_past) in [("", false), (way, true)] {
        let text = Template { more, ..RIGHT }.text().replacen("PrivateDnsEnabled: true", "PrivateDnsEnabled: false", 1);
        let (_, report) = of_template(&text, &Settings::default());
        let off = report.open().find(|it| it.rule.code.0 == 202).unwrap();
        let doubts = off.notes.iter().any(|note| note.contains("--endpoint-url"));
        assert_eq!((off.severity() == Severity::Note, !doubts), (is_past, is_past), "{:?}", off.notes);
    }
}
