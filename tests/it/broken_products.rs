//! Input: the templates of every example, on both targets, each with one thing broken.
//! Output: what an audit finds in each: the rule that is broken, at the line that breaks it.
//! Never: edits text; what is broken is a value of the template's tree.

use crate::audit::{of_module, of_template, said_of};
use crate::snapshots::examples;
use ecrc::Block;
use ecrc::aws::Service;
use ecrc::backend::{Options, Target, emit};
use ecrc::diagnostic::{Report, Severity};
use ecrc::plan::{Launch, Workload, callers};
use ecrc::span::Sources;
use serde_json::{Value, json};

/// A template as `build` writes it.
struct Product {
    root: Value,
    is_terraform: bool,
}

/// A resource of it: where it is, and where its properties are.
struct Made {
    kind: String,
    at: String,
    properties: String,
}

/// A template with one thing broken.
struct Broken {
    what: String,
    root: Value,
    code: u16,
    /// What it weighs at least.
    weight: Severity,
    /// The value at whose line it is found; `None`: where the VPC is named.
    at: Option<String>,
}

impl Product {
    fn all(&self) -> Vec<Made> {
        let entries = |value: &Value| value.as_object().cloned().unwrap_or_default();
        if self.is_terraform {
            let kinds = entries(&self.root["resource"]).into_iter();
            let of_kind = |(kind, named): (String, Value)| {
                let names = entries(&named).into_iter().map(|(name, _)| name);
                names.map(|name| format!("/resource/{kind}/{name}")).map(|at| (kind.clone(), at)).collect::<Vec<_>>()
            };
            return kinds.flat_map(of_kind).map(|(kind, at)| Made { kind, properties: at.clone(), at }).collect();
        }
        let resources = entries(&self.root["Resources"]).into_iter();
        let made = resources.map(|(name, resource)| {
            let at = format!("/Resources/{name}");
            Made { kind: resource["Type"].as_str().unwrap().to_owned(), properties: format!("{at}/Properties"), at }
        });
        made.collect()
    }

    fn of(&self, cloudformation: &str, terraform: &str) -> Vec<Made> {
        let kind = if self.is_terraform { terraform } else { cloudformation };
        self.all().into_iter().filter(|made| made.kind == kind).collect()
    }

    /// Where a property of a resource is.
    fn property(&self, made: &Made, cloudformation: &str, terraform: &str) -> String {
        format!("{}/{}", made.properties, if self.is_terraform { terraform } else { cloudformation })
    }

    fn get(&self, at: &str) -> Option<&Value> {
        self.root.pointer(at)
    }

    fn with(&self, at: &str, value: Value) -> Value {
        let mut root = self.root.clone();
        *root.pointer_mut(at).unwrap() = value;
        root
    }

    fn without(&self, at: &str) -> Value {
        let mut root = self.root.clone();
        let (parent, name) = at.rsplit_once('/').unwrap();
        root.pointer_mut(parent).unwrap().as_object_mut().unwrap().shift_remove(name);
        root
    }

    /// The endpoints, each with the end of its service's name: `ecr.dkr`.
    fn endpoints(&self, region: &str) -> Vec<(Made, String)> {
        let endpoints = self.of("AWS::EC2::VPCEndpoint", "aws_vpc_endpoint").into_iter();
        let service = |made: &Made| {
            let name = self.get(&self.property(made, "ServiceName", "service_name"))?.as_str()?;
            Some(name.split_once(&format!(".{region}."))?.1.to_owned())
        };
        endpoints.filter_map(|made| service(&made).map(|service| (made, service))).collect()
    }
}

impl Broken {
    fn new(what: impl Into<String>, root: Value, code: u16, at: String) -> Self {
        Self { what: what.into(), root, code, weight: Severity::Warning, at: Some(at) }
    }

    /// Without the endpoint of a service. Of a cluster it is not known for sure that it uses each.
    fn without(service: &str, root: Value, is_eks: bool) -> Self {
        let code = match service {
            "s3" => 401,
            "logs" => 106,
            "ecr.api" | "ecr.dkr" if !is_eks => 103,
            "ecs" | "ecs-agent" | "ecs-telemetry" => 104,
            _ => 107,
        };
        let is_note = ["sts", "elasticloadbalancing", "eks", "eks-auth"].contains(&service);
        let weight = if is_note { Severity::Note } else { Severity::Error };
        Self { what: format!("without {service}"), root, code, weight, at: None }
    }
}

/// A region that a template is not for.
fn other(region: &str) -> &'static str {
    if region == "eu-central-1" { "us-east-1" } else { "eu-central-1" }
}

fn endpoints(product: &Product, block: &Block, broken: &mut Vec<Broken>) {
    let region = block.region.value.id;
    let is_eks = block.workload.launches.iter().any(|launch| matches!(launch.value, Launch::Eks { .. }));
    for (made, service) in product.endpoints(region) {
        let name = |what: &str| format!("{what} {service}");
        // Of an endpoint that `endpoint` or `uses` asks for, a template does not tell who needs it.
        let launches = Workload { uses: Vec::new(), ..block.workload.clone() };
        let is_called = |service| !callers(&launches, Some(block.region.value), service).is_empty();
        let is_needed = Service::parse(&service).is_some_and(|it| it == Service::S3 || is_called(it));
        let property = |cloudformation, terraform| product.property(&made, cloudformation, terraform);
        let root = product.without(&made.at);
        // That FIPS names are called is no part of a template.
        if is_needed && !service.contains("-fips") {
            broken.push(Broken::without(&service, root, is_eks));
        }
        let at = property("ServiceName", "service_name");
        let elsewhere = product.get(&at).unwrap().as_str().unwrap().replace(region, other(region));
        // A name of another service may be meant for another region, which `ServiceRegion` says.
        if Service::parse(&service).is_some() {
            let root = product.with(&at, json!(elsewhere));
            broken.push(Broken::new(name("elsewhere"), root, 703, at));
        }
        let at = property("PrivateDnsEnabled", "private_dns_enabled");
        if is_needed && product.get(&at) == Some(&json!(true)) {
            let code = match service.as_str() {
                "ecr.dkr" | "ecr-fips.dkr" => 201,
                "ecr.api" => 202,
                _ => 208,
            };
            let root = product.with(&at, json!(false));
            broken.push(Broken::new(name("no private DNS of"), root, code, at));
        }
        let at = property("SubnetIds", "subnet_ids");
        if let Some(Value::Array(subnets)) = product.get(&at)
            && is_needed
            && subnets.len() > 1
        {
            let root = product.with(&at, json!([subnets[0]]));
            broken.push(Broken::new(name("one zone of"), root, 303, at));
        }
    }
}

/// The way to the layers: routes, and the policy of the gateway endpoint.
fn layers(product: &Product, region: &str, broken: &mut Vec<Broken>) {
    let gateway = product.endpoints(region).into_iter().find(|(_, service)| service == "s3");
    let Some((gateway, _)) = gateway else { return };
    let tables = product.property(&gateway, "RouteTableIds", "route_table_ids");
    let root = product.with(&tables, json!([]));
    broken.push(Broken::new("no route tables", root, 402, tables));
    let policy = product.property(&gateway, "PolicyDocument", "policy");
    let statements = if product.is_terraform {
        "/data/aws_iam_policy_document/s3/statement".to_owned()
    } else {
        format!("{policy}/Statement")
    };
    let layers = format!("-{region}-starport-layer-bucket/");
    let mut root = product.root.clone();
    let Some(Value::Array(list)) = root.pointer_mut(&statements) else { return };
    let before = list.len();
    list.retain(|statement| !statement.to_string().contains(&layers));
    if list.len() < before && !list.is_empty() {
        broken.push(Broken::new("no statement for layers", root, 403, policy));
        return;
    }
    let text = product.get(&statements).unwrap().to_string();
    let other = text.replace(&layers, &format!("-{}-starport-layer-bucket/", other(region)));
    let root = product.with(&statements, serde_json::from_str(&other).unwrap());
    broken.push(Broken::new("layers of elsewhere", root, 403, policy));
}

/// What the VPC itself has: names, and who gets in.
fn network(product: &Product, region: &str, broken: &mut Vec<Broken>) {
    for made in product.of("AWS::EC2::VPC", "aws_vpc") {
        for (cloudformation, terraform) in
            [("EnableDnsSupport", "enable_dns_support"), ("EnableDnsHostnames", "enable_dns_hostnames")]
        {
            let at = product.property(&made, cloudformation, terraform);
            let root = product.with(&at, json!(false));
            broken.push(Broken::new(format!("no {cloudformation}"), root, 205, at));
        }
    }
    let rules = product.of("AWS::EC2::SecurityGroupIngress", "aws_vpc_security_group_ingress_rule");
    let interface = product
        .endpoints(region)
        .into_iter()
        .find(|(made, _)| product.get(&product.property(made, "SecurityGroupIds", "security_group_ids")).is_some());
    if let (false, Some((interface, _))) = (rules.is_empty(), interface) {
        let mut root = product.root.clone();
        for rule in &rules {
            for (cloudformation, terraform) in [("FromPort", "from_port"), ("ToPort", "to_port")] {
                *root.pointer_mut(&product.property(rule, cloudformation, terraform)).unwrap() = json!(444);
            }
        }
        let at = product.property(&interface, "SecurityGroupIds", "security_group_ids");
        broken.push(Broken::new("443 closed", root, 301, at));
    }
}

/// The line of a value, from 1.
fn line(root: &Value, at: &str) -> usize {
    let mut marked = root.clone();
    *marked.pointer_mut(at).unwrap() = json!("<here>");
    let text = serde_json::to_string_pretty(&marked).unwrap();
    text.lines().position(|line| line.contains("<here>")).unwrap() + 1
}

/// The lines, from 1, at which a rule is reported, with what they say.
fn lines(text: &str, sources: &Sources, report: &Report, broken: &Broken) -> Vec<(usize, String)> {
    let found = report.open().filter(|found| found.rule.code.0 == broken.code && found.severity() >= broken.weight);
    let line = found.filter_map(|found| {
        let span = found.primary.as_ref()?.span;
        let line = sources.get(span.source)?.position(span.start).line;
        Some((line, text.lines().nth(line - 1)?.trim().to_owned()))
    });
    line.collect()
}

fn judge(product: &Product, block: &Block, broken: &Broken) -> Result<(), String> {
    let text = serde_json::to_string_pretty(&broken.root).unwrap();
    let settings = said_of(block);
    let (sources, report) =
        if product.is_terraform { of_module(&text, "main.tf.json", &settings) } else { of_template(&text, &settings) };
    let found = lines(&text, &sources, &report, broken);
    let names_vpc =
        |line: &str| ["\"VpcId\"", "\"vpc_id\"", "\"Vpc\"", "\"this\""].iter().any(|name| line.starts_with(name));
    let is_right = match &broken.at {
        Some(at) => found.iter().any(|(number, _)| *number == line(&broken.root, at)),
        None => found.iter().any(|(_, line)| names_vpc(line)),
    };
    if is_right {
        return Ok(());
    }
    let codes: Vec<u16> = report.open().map(|found| found.rule.code.0).collect();
    let at = broken.at.as_ref().map(|at| line(&broken.root, at));
    Err(format!("{}: ECR{} at {at:?}: {found:?}, all {codes:?}", broken.what, broken.code))
}

#[test]
fn what_is_broken_in_a_product_is_found_at_its_line() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, compilation) in examples() {
        for (block, plan) in compilation.blocks.iter().zip(compilation.plans()) {
            // What exists is not in the template.
            if !block.existing.is_empty() {
                continue;
            }
            for target in [Target::CloudFormationJson, Target::TerraformJson] {
                let root = serde_json::from_str(&emit(&plan, target, Options::default())).unwrap();
                let product = Product { root, is_terraform: target == Target::TerraformJson };
                let mut broken = Vec::new();
                endpoints(&product, block, &mut broken);
                layers(&product, block.region.value.id, &mut broken);
                network(&product, block.region.value.id, &mut broken);
                assert!(broken.len() > 5, "{name} {}: {} broken", block.name, broken.len());
                count += broken.len();
                let failed = broken.iter().filter_map(|broken| judge(&product, block, broken).err());
                wrong.extend(failed.map(|why| format!("{name} {} {target:?}: {why}", block.name)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} of {count} wrong", wrong.join("\n"), wrong.len());
}
