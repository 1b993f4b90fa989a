//! Input: templates and modules, by hand and as `build` writes them.
//! Output: the specs that an import makes of them, and what they compile to.
//! Never: takes the import's own comparison for a proof that the resources are the same.

use crate::audit::Files;
use crate::generate::{block, config, statements};
use crate::snapshots::examples;
use crate::spec::{compiled, entries, project, sound};
use ecrc::audit::{Read, Settings, Subject, read};
use ecrc::aws::{ACTIONS, ActionLevel};
use ecrc::backend::{Options, Target, emit};
use ecrc::cards::{self, Page};
use ecrc::diagnostic::Severity;
use ecrc::import::{Imported, import, spec};
use ecrc::plan::{Plan, PolicyDocument, PolicyId, Resource, Value, World};
use ecrc::policy::{Decision, Request, Who, decide};
use ecrc::render::{self, Look};
use ecrc::span::{Source, Sources};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What is imported of a template or a module, VPC by VPC.
fn imported(name: &str, text: &str, settings: &Settings) -> (Sources, Vec<Imported>) {
    let mut sources = Sources::default();
    let files = Files(BTreeMap::from([(format!("module/{name}"), text.to_owned())]));
    let subject = if name.contains(".tf") {
        Subject::Module("module".to_owned())
    } else {
        let id = sources.add(Source::new(name, text.to_owned()));
        if name == "state.json" { Subject::Shown(id) } else { Subject::CloudFormation(vec![id]) }
    };
    let Read { evaluated, worlds, .. } = read(&subject, &mut sources, settings, &files);
    let all = worlds.iter().map(|world| import(world, Some(&evaluated), &sources)).collect();
    (sources, all)
}

/// The spec of the only VPC.
fn text(of: &Imported) -> String {
    spec([(None, of)])
}

/// Resources and policies without reasons, places and the names of statements.
fn bare(plan: &Plan) -> (Vec<Resource>, Vec<PolicyDocument>, Vec<(String, String)>) {
    let bare = |resource: &Resource| Resource { reason: None, span: None, places: Vec::new(), ..resource.clone() };
    (
        plan.resources.iter().map(bare).collect(),
        plan.policies.iter().map(|policy| policy.document.clone()).collect(),
        plan.tags.clone(),
    )
}

#[test]
fn every_product_is_imported_as_what_it_was_made_of() {
    for (name, compilation) in examples() {
        for (block, plan) in compilation.blocks.iter().zip(compilation.plans()) {
            let mut settings = Settings { workload: block.workload.clone(), ..Settings::default() };
            settings.template.region = Some(block.region.value.id.to_owned());
            for (file, target) in
                [("template.yaml", Target::CloudFormationYaml), ("main.tf.json", Target::TerraformJson)]
            {
                let (_, all) = imported(file, &emit(&plan, target, Options::default()), &settings);
                let [one] = all.as_slice() else { panic!("{name}: {} VPCs", all.len()) };
                assert!(!one.report.has_errors(), "{name} {file}: {:?}", one.report);
                let text = text(one);
                let made = sound(&text).plans().remove(0);
                // What exists is not in a product, and so the import knows nothing of it.
                if !block.existing.is_empty() {
                    continue;
                }
                assert_eq!(bare(&made), bare(&plan), "{name} {file}\n{text}");
                assert_eq!(one.differences, [""; 0], "{name} {file}\n{text}");
            }
        }
    }
}

/// What tasks on Fargate use, in us-east-1; of files that leave these open, nothing.
fn settings_of(name: &str) -> Settings {
    let mut settings = Settings::default();
    if name.starts_with("unknown") {
        return settings;
    }
    if !name.starts_with("tasks") {
        let said = compiled("private_ecr < region us-east-1; launch fargate 1.4.0 >");
        settings.workload = said.blocks[0].workload.clone();
    }
    if !name.starts_with("registry") {
        settings.template.region = Some("us-east-1".to_owned());
    }
    settings
}

/// Every case: the spec that it is imported as, or what cannot be said.
#[test]
fn cases_of_imports() {
    for path in entries(&project("tests/cases/import")) {
        let file = path.file_name().unwrap().to_str().unwrap();
        let (sources, all) = imported(file, &std::fs::read_to_string(&path).unwrap(), &settings_of(file));
        let mut shown = String::new();
        for one in &all {
            if one.report.has_errors() {
                let mut out = Vec::new();
                render::pretty(&mut out, &sources, one.report.open(), Look::PLAIN).unwrap();
                shown += &String::from_utf8(out).unwrap();
                continue;
            }
            let text = spec([(Some(one.name.as_str()), one)]);
            // What is written is canonical, and compiles.
            assert_eq!(ecrc::format("import.ecr", text.clone().into_bytes()).unwrap(), text);
            let compiled = compiled(&text);
            assert_eq!(compiled.blocks.len(), 1, "{file}\n{text}\n{:?}", compiled.report);
            shown += &text;
            for found in compiled.report.open().filter(|found| found.severity() > Severity::Note) {
                writeln!(shown, "{}: {}", found.rule.code, found.message).unwrap();
            }
        }
        crate::snapshots::hold("import", file, &shown);
    }
}

#[test]
fn the_page_of_the_rule_shows_what_is_refused() {
    let settings = settings_of("example");
    for example in &Page::of(&cards::NOT_IMPORTABLE).examples {
        let text = example.text.replace("us-east-2", "us-east-1");
        let (_, all) = imported("example.yaml", &text, &settings);
        let codes: Vec<u16> = all[0].report.diagnostics.iter().map(|found| found.rule.code.0).collect();
        assert_eq!(codes, if example.bad { vec![10] } else { vec![] }, "{:?}", all[0].report);
    }
}

/// A policy that is too long to be taken apart is refused, not taken for one that is the same.
#[test]
fn what_cannot_be_compared_is_refused() {
    let names = |what: &str| (0..200).map(|n| format!("\"{what}{n}\"")).collect::<Vec<_>>().join(", ");
    let roles = names("arn:aws:iam::111122223333:role/r");
    let repositories = names("arn:aws:ecr:us-east-1:111122223333:repository/r");
    let page = Page::of(&cards::NOT_IMPORTABLE);
    let good = page.examples(false).next().unwrap().text;
    let text = good.replace("us-east-2", "us-east-1").replace("Resource: '*'", &format!("Resource: [{repositories}]"));
    let text =
        text.replace("AWS: !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/shop", &format!("AWS: [{roles}]"));
    let (_, all) = imported("example.yaml", &text, &settings_of("example"));
    assert!(all[0].report.has_errors(), "{}", spec([(None, &all[0])]));
}

/// A spec that makes resources of every kind, but for what tasks open.
const EVERYTHING: &str = "private_ecr < region us-east-1; vpc new 10.0.0.0/16; launch fargate 1.4.0; logs awslogs;
  execution_role new \"exec\"; clients 10.0.0.0/16, 10.1.0.0/16; allow pull role \"exec\" repo \"team/app\" >";

/// What is imported of it, where each resource of a target in turn has one more property.
fn with_one_more(target: Target, key: &str, value: &serde_json::Value) -> Vec<(String, String)> {
    let (file, plan) = (
        if target == Target::TerraformJson { "main.tf.json" } else { "template.json" },
        compiled(EVERYTHING).plans().remove(0),
    );
    let root: serde_json::Value = serde_json::from_str(&emit(&plan, target, Options::default())).unwrap();
    let places: Vec<(String, String)> = if target == Target::TerraformJson {
        let types = root["resource"].as_object().unwrap().iter();
        let of_type = |(kind, all): (&String, &serde_json::Value)| {
            let names: Vec<String> = all.as_object().unwrap().keys().cloned().collect();
            names.into_iter().map(move |name| (format!("{kind}.{name}"), format!("/resource/{kind}/{name}"))).collect()
        };
        types.flat_map::<Vec<_>, _>(|(kind, all)| of_type((&kind.clone(), all))).collect()
    } else {
        let names = root["Resources"].as_object().unwrap().keys();
        names.map(|name| (name.clone(), format!("/Resources/{name}/Properties"))).collect()
    };
    let mut texts = Vec::new();
    for (name, place) in places {
        let mut root = root.clone();
        root.pointer_mut(&place).unwrap()[key] = value.clone();
        let (_, all) = imported(file, &root.to_string(), &settings_of("everything"));
        texts.push((name, spec([(None, &all[0])])));
    }
    texts
}

/// Whatever a resource has beyond a spec, known or not: it stays where it is, or the comments say what it has.
#[test]
fn no_setting_is_dropped_in_silence() {
    for target in [Target::CloudFormationJson, Target::TerraformJson] {
        let texts = with_one_more(target, "NotYetKnown", &serde_json::json!("x"));
        assert!(texts.len() > 12, "{}", texts.len());
        for (name, text) in texts {
            assert!(text.contains("`NotYetKnown: x`") || text.contains(&format!("`{name}`")), "{name}\n{text}");
        }
        // What says nothing is no difference.
        let is_said = |(_, text): &(String, String)| text.contains("NotYetKnown");
        assert!(!with_one_more(target, "NotYetKnown", &serde_json::json!(false)).iter().any(is_said));
    }
}

/// What takes rights from a role, gives it others or another name, keeps it where it is; so it is with a VPC.
#[test]
fn what_has_more_than_a_spec_can_say_stays_where_it_is() {
    let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    for (target, key, value, stays) in [
        (Target::CloudFormationJson, "PermissionsBoundary", serde_json::json!(arn), "ExecutionRole"),
        (Target::CloudFormationJson, "Path", serde_json::json!("/team/"), "ExecutionRole"),
        (Target::CloudFormationJson, "ManagedPolicyArns", serde_json::json!([arn]), "ExecutionRole"),
        (Target::TerraformJson, "permissions_boundary", serde_json::json!(arn), "aws_iam_role.execution"),
        (Target::TerraformJson, "path", serde_json::json!("/team/"), "aws_iam_role.execution"),
        (Target::CloudFormationJson, "InstanceTenancy", serde_json::json!("dedicated"), "Vpc"),
        (Target::CloudFormationJson, "MapPublicIpOnLaunch", serde_json::json!(true), "PrivateSubnet1"),
        (Target::TerraformJson, "map_public_ip_on_launch", serde_json::json!(true), "aws_subnet.private_1"),
    ] {
        let texts = with_one_more(target, key, &value);
        let (_, text) = texts.iter().find(|(name, _)| name == stays).unwrap();
        let made = if stays.contains("ole") { "execution_role" } else { "vpc new" };
        assert!(!text.contains(&format!("  {made}")), "{key}\n{text}");
    }
}

/// The members of AWS's own answers are looked at likewise.
#[test]
fn what_is_deployed_has_settings_that_are_said() {
    let more = |name: &str, text: &str| {
        match name {
        "vpcs.json" => text.replace(
            "\"DhcpOptionsId\"",
            r#""InstanceTenancy": "dedicated", "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/16"}], "DhcpOptionsId""#,
        ),
        "vpc-endpoints.json" => text.replace(
            "\"PrivateDnsEnabled\": true",
            r#""IpAddressType": "ipv4", "DnsOptions": {"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": true}, "PrivateDnsEnabled": true"#,
        ),
        _ => text.to_owned(),
    }
    };
    let mut sources = Sources::default();
    let files = crate::deployed::files();
    let ids: Vec<_> = files.iter().map(|(name, text)| sources.add(Source::new(*name, more(name, text)))).collect();
    let read = ecrc::audit::read_deployed(&ids, &sources, &settings_of("registry_deployed"));
    let one = import(&read.worlds[0], None, &sources);
    let is_said = |what: &str| one.differences.iter().any(|difference| difference.contains(what));
    assert!(is_said("`DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint: true`"), "{:?}", one.differences);
    assert!(!is_said("DnsRecordIpType") && !is_said("CidrBlockAssociationSet"), "{:?}", one.differences);
    assert!(!text(&one).contains("vpc new"), "{}", text(&one));
}

/// A name that a pattern matches, and few others do.
fn matching(arn: &Value) -> Value {
    let parts = |value: &Value| match value {
        Value::Literal(text) => Value::literal(text.replace('*', "ab").replace('?', "c")),
        other => other.clone(),
    };
    match arn {
        Value::Join(joined) => Value::join(joined.iter().map(parts)),
        other => parts(other),
    }
}

/// What a document answers to each action of ECR, on each resource and by each principal that one of both names, and by
/// others.
fn answers(document: &PolicyDocument, both: [&PolicyDocument; 2]) -> Vec<Decision> {
    let statements = || both.into_iter().flat_map(|document| &document.statements);
    let resources: BTreeSet<Value> = statements().flat_map(|it| it.resources.iter().map(matching)).collect();
    let arns: BTreeSet<&Value> = both.into_iter().flat_map(PolicyDocument::principals).collect();
    let who: Vec<Who> = arns.into_iter().map(Who::Arn).chain([Who::AnyoneElse]).collect();
    let everything = Value::literal("*");
    let mut answers = Vec::new();
    for action in ACTIONS {
        let on: Vec<&Value> = match action.level {
            ActionLevel::Registry => vec![&everything],
            ActionLevel::Repository => resources.iter().collect(),
        };
        for who in &who {
            let ask = |resource| decide(document, &Request { who: *who, action: action.name, resource });
            answers.extend(on.iter().map(|resource| ask(*resource)));
        }
    }
    answers
}

/// Both make the same, whatever the statements of the policy on access are.
fn same(made: &Plan, plan: &Plan, text: &str) {
    let but_ecr = |plan: &Plan| {
        let mut plan = plan.clone();
        plan.policies.retain(|policy| policy.id != PolicyId::Ecr);
        bare(&plan)
    };
    assert_eq!(but_ecr(made), but_ecr(plan), "{text}");
    if let (Some(new), Some(old)) = (made.policy(&PolicyId::Ecr), plan.policy(&PolicyId::Ecr)) {
        assert_eq!(answers(new, [old, new]), answers(old, [old, new]), "{text}\n{old:?}\n{new:?}");
    }
}

proptest! {
    #![proptest_config(config(64))]

    /// The plan of a spec, and what its templates show, are imported as a spec of the same resources.
    #[test]
    fn what_is_imported_makes_the_same(statements in statements()) {
        let text = block(&statements);
        let compilation = compiled(&text);
        let (block, plan) = (&compilation.blocks[0], compilation.plans().remove(0));
        let world = World { name: "web".to_owned(), plan: plan.clone(), beyond: Vec::new(), span: None };
        let one = import(&world, None, &Sources::default());
        prop_assert!(!one.report.has_errors(), "{text}\n{:?}", one.report);
        let again = self::text(&one);
        prop_assert_eq!(&one.differences, &[""; 0], "{}\n{}", text, again);
        same(&compiled(&again).plans().remove(0), &plan, &format!("{text}\n{again}"));
        // Existing endpoints are not in a template, and nothing is in one that makes nothing.
        if !block.existing.is_empty() || plan.interface_endpoints().next().is_none() {
            return Ok(());
        }
        let mut settings = Settings { workload: block.workload.clone(), ..Settings::default() };
        settings.template.region = Some(block.region.value.id.to_owned());
        for (file, target) in [("template.yaml", Target::CloudFormationYaml), ("main.tf.json", Target::TerraformJson)] {
            let (_, all) = imported(file, &emit(&plan, target, Options::default()), &settings);
            prop_assert!(!all[0].report.has_errors(), "{text}\n{:?}", all[0].report);
            let again = self::text(&all[0]);
            same(&compiled(&again).plans().remove(0), &plan, &format!("{text}\n{again}"));
        }
    }
}

/// What is left is called what its file calls it: a role has each of its policies by a longer name within.
#[test]
fn what_is_left_goes_by_its_address() {
    let module = format!(
        "{}resource \"aws_iam_role\" \"r\" {{
  count              = 1
  assume_role_policy = \"{{}}\"
  inline_policy {{
    name   = \"a\"
    policy = \"{{}}\"
  }}
}}
resource \"aws_iam_role_policy_attachment\" \"a\" {{
  count      = 1
  role       = aws_iam_role.r[0].name
  policy_arn = \"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\"
}}
resource \"aws_iam_policy_attachment\" \"b\" {{
  name       = \"b\"
  roles      = [aws_iam_role.r[0].name, \"other\"]
  policy_arn = \"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess\"
}}
",
        "resource \"aws_vpc_endpoint\" \"s3\" {
  vpc_id          = \"vpc-0a1b2c3d\"
  service_name    = \"com.amazonaws.us-east-2.s3\"
  route_table_ids = [\"rtb-0a1b2c3d\"]
}
"
    );
    let settings = Settings::default();
    let (_, all) = imported("main.tf", &module, &settings);
    let text: String =
        text(&all[0]).lines().map(|line| line.trim_start_matches(['#', '/', ' ']).to_owned() + " ").collect();
    let policies = "`aws_iam_role.r[0]`, `aws_iam_role_policy_attachment.a[0]`, `aws_iam_policy_attachment.b`";
    assert!(text.contains(policies), "{text}");
}
