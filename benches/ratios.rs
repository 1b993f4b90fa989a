//! `cargo bench`: how long `ecrc` takes and how much memory, as ratios within one run.
//!
//! Each row times whole processes: medians, taken in alternating pairs. What a row is compared with is an empty Rust
//! process, built by `rustc` here, `cat`, `ecrc` itself at other work, or a peer on the same stack, where that is
//! installed: `jrsonnet`, `pkl`, `nickel`, the CDK, troposphere, `cfn-lint`, `cfn-guard`. `ecrc` and the empty process
//! are copied first, as an installation does, because files that a linker has just written are read more slowly. Memory
//! is what GNU `time` reports for one run. The bench judges nothing, because machines differ and so do their loads.

// A harness starts processes and prints.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

use std::error::Error;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

const PAIRS: usize = 41;
const FEW: usize = 7;
const BLOCK: &str = "region us-east-2; launch fargate 1.4.0; logs awslogs; deny delete repo \"x\"";
const GNU_TIME: &str = "/usr/bin/time";

/// A command, and the file that its standard output goes to.
struct Run {
    program: PathBuf,
    arguments: Vec<String>,
    output: Option<PathBuf>,
}

impl Run {
    fn new<A: AsRef<str>>(program: impl Into<PathBuf>, arguments: &[A]) -> Self {
        let arguments = arguments.iter().map(|argument| argument.as_ref().to_owned()).collect();
        Self { program: program.into(), arguments, output: None }
    }

    fn into(self, output: &Path) -> Self {
        Self { output: Some(output.to_owned()), ..self }
    }

    fn command(&self) -> Outcome<Command> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stderr(Stdio::null());
        command.stdout(match &self.output {
            Some(path) => Stdio::from(File::create(path)?),
            None => Stdio::null(),
        });
        Ok(command)
    }

    /// Whether it is there, and takes what it is given; what checks takes long, and is asked for its version alone.
    fn works(&self) -> bool {
        let run = if self.judges() {
            Run::new(&self.program, &["--version"])
        } else {
            Run { program: self.program.clone(), arguments: self.arguments.clone(), output: None }
        };
        run.command().and_then(|mut command| Ok(command.status()?)).is_ok_and(|status| status.success())
    }

    fn seconds(&self) -> Outcome<f64> {
        let mut command = self.command()?;
        let start = Instant::now();
        let status = command.status()?;
        let seconds = start.elapsed().as_secs_f64();
        if status.success() || self.judges() && status.code().is_some() {
            Ok(seconds)
        } else {
            Err(format!("{command:?}: {status}").into())
        }
    }

    /// Whether it may find something, which is no failure of its own.
    fn judges(&self) -> bool {
        matches!(self.program.to_str(), Some("cfn-lint" | "cfn-guard"))
            || matches!(self.arguments.first().map(String::as_str), Some("audit" | "check" | "diff"))
    }

    /// KiB, at most.
    fn memory(&self) -> Outcome<f64> {
        let mut command = Command::new(GNU_TIME);
        command.args(["-f", "%M"]).arg(&self.program).args(&self.arguments).stdout(Stdio::null());
        let said = String::from_utf8(command.output()?.stderr)?;
        Ok(said.lines().next_back().unwrap_or_default().trim().parse()?)
    }
}

fn main() -> Outcome<()> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("ratios");
    fs::create_dir_all(&folder)?;
    let program = installed(&folder, Path::new(env!("CARGO_BIN_EXE_ecrc")))?;
    let ecrc = |arguments: &[&str]| Run::new(&program, arguments);
    let text = |path: &Path| path.display().to_string();
    let one = spec(&folder, "one", &format!("private_ecr < {BLOCK} >\n"))?;
    let other = spec(&folder, "other", &format!("private_ecr < {BLOCK}; allow pull role \"app\" repo \"team/*\" >\n"))?;
    let thousand = spec(&folder, "1000", &blocks(1_000)?)?;
    let ten_thousand = spec(&folder, "10000", &blocks(10_000)?)?;
    let build = |spec: &str, target: &str| ecrc(&["build", spec, "-t", target, "-o", "-"]);
    let product = |spec: &str, target: &str, name: &str| -> Outcome<String> {
        let path = folder.join(name);
        build(spec, target).into(&path).seconds()?;
        Ok(text(&path))
    };
    let (first, second) = (folder.join("first.out"), folder.join("second.out"));

    println!("| measure | ratio |\n|---|---|");
    let empty = Run::new(empty_process(&folder)?, &[""; 0]);
    row("one block, `build -t cfn`, over an empty Rust process", PAIRS, &build(&one, "cfn"), &empty)?;
    let stack = product(&one, "cfn-json", "one.jsonnet")?;
    let jsonnet = Run::new("jrsonnet", &[&stack]);
    row("one block, `build -t cfn`, over `jrsonnet` on the same stack", PAIRS, &build(&one, "cfn"), &jsonnet)?;
    for (peer, run) in peers(&folder, &stack)? {
        row(&format!("one block, `build -t cfn`, over {peer} on the same stack"), FEW, &build(&one, "cfn"), &run)?;
    }
    memory("peak memory, one block, over an empty Rust process", &build(&one, "cfn"), &empty)?;

    let stream = product(&ten_thousand, "cfn", "10000.yaml")?;
    let (large, cat) = (build(&ten_thousand, "cfn").into(&first), Run::new("cat", &[&stream]).into(&second));
    row("10,000 blocks, YAML as one stream into a file, over `cat` of it into a file", FEW, &large, &cat)?;
    let array = product(&ten_thousand, "cfn-json", "10000.jsonnet")?;
    let yaml = Run::new("jrsonnet", &["-y", &array]).into(&second);
    row("10,000 blocks, YAML, over `jrsonnet -y`", FEW, &large, &yaml)?;
    let json = (build(&ten_thousand, "cfn-json").into(&first), Run::new("jrsonnet", &[&array]).into(&second));
    row("10,000 blocks, JSON, over `jrsonnet`", FEW, &json.0, &json.1)?;
    row("time of 10,000 blocks over 1,000", FEW, &build(&ten_thousand, "cfn"), &build(&thousand, "cfn"))?;
    if Path::new(GNU_TIME).exists() {
        let more = build(&ten_thousand, "cfn").memory()? - build(&thousand, "cfn").memory()?;
        println!("| memory for each further block | {:.1} KiB |", more / 9_000.0);
    }

    let templates_of = |spec: &str, name: &str| -> Outcome<PathBuf> {
        let templates = folder.join(name);
        ecrc(&["build", spec, "-o", &text(&templates)]).seconds()?;
        Ok(templates)
    };
    let fifty = spec(&folder, "50", &blocks(50)?)?;
    let check = ecrc(&["check", &fifty, "--format", "short"]);
    let lint = Run::new("cfn-lint", &[format!("{}/*.yaml", templates_of(&fifty, "templates-50")?.display())]);
    row("`check` of 50 blocks, over `cfn-lint` on their templates", 1, &check, &lint)?;
    let templates = templates_of(&thousand, "templates")?;
    let check = ecrc(&["check", &thousand, "--format", "short"]);
    let rules = folder.join("rules.guard");
    fs::write(&rules, "rule private { Resources.*[ Type == 'AWS::EC2::VPCEndpoint' ] { Properties.VpcId exists } }\n")?;
    let guard = Run::new("cfn-guard", &["validate", "-r", &text(&rules), "-d", &text(&templates)]);
    row("`check` of 1,000 blocks, over `cfn-guard` with one rule on their templates", 1, &check, &guard)?;

    let own = folder.join("own");
    fs::create_dir_all(&own)?;
    for number in 0..1_000 {
        fs::write(own.join(format!("{number}.yaml")), template(number)?)?;
    }
    let audit = ecrc(&["audit", &text(&own), "--region", "us-east-2", "--format", "short"]);
    let lint = Run::new("cfn-lint", &["--regions", "us-east-2", "--", &format!("{}/*.yaml", own.display())]);
    row("`audit` of 1,000 templates of thirty resources, over `cfn-lint` on them", 1, &audit, &lint)?;
    let guard = Run::new("cfn-guard", &["validate", "-r", &text(&rules), "-d", &text(&own)]);
    row("`audit` of 1,000 templates of thirty resources, over `cfn-guard` with one rule on them", FEW, &audit, &guard)?;

    let ratio = ratio(PAIRS, &ecrc(&["diff", &one, &other]), &build(&one, "cfn"))? / 2.0;
    println!("| `diff` of two one-block specs, over the two builds | {ratio:.2} |");
    Ok(())
}

/// Others that write the stack, in their own way of taking one in.
fn peers(folder: &Path, stack: &str) -> Outcome<Vec<(&'static str, Run)>> {
    let file = |name: &str, text: String| -> Outcome<String> {
        let path = folder.join(name);
        fs::write(&path, text)?;
        Ok(path.display().to_string())
    };
    let pkl = file(
        "one.pkl",
        format!(
            "import \"pkl:json\"\noutput {{\n  value = new json.Parser {{}}.parse(read(\"file:{stack}\"))\n  \
             renderer = new YamlRenderer {{}}\n}}\n"
        ),
    )?;
    let nickel = file("one.ncl", format!("import \"{stack}\" as 'Json\n"))?;
    let troposphere = file(
        "one.py",
        format!(
            "import json\nfrom troposphere.template_generator import TemplateGenerator\n\
             print(TemplateGenerator(json.load(open({stack:?}))).to_yaml())\n"
        ),
    )?;
    let cdk = file(
        "one.js",
        format!(
            "const {{ App, Stack, cloudformation_include: include }} = require('aws-cdk-lib');\n\
             const app = new App({{ outdir: {:?} }});\n\
             new include.CfnInclude(new Stack(app, 'One'), 'Template', {{ templateFile: {stack:?} }});\napp.synth();\n",
            folder.join("cdk.out").display().to_string()
        ),
    )?;
    Ok(vec![
        ("Pkl", Run::new("pkl", &["eval", "--allowed-resources", "file:", &pkl])),
        ("`nickel`", Run::new("nickel", &["export", "--format", "yaml", &nickel])),
        ("troposphere", Run::new("python3", &[troposphere])),
        ("CDK's synth", Run::new("node", &[cdk])),
    ])
}

fn blocks(count: usize) -> Outcome<String> {
    let mut text = String::new();
    for number in 1..=count {
        writeln!(text, "private_ecr vpc-{number} < {BLOCK} >")?;
    }
    Ok(text)
}

/// A template as people write it, of thirty resources: a VPC with endpoints, and a service on Fargate.
fn template(number: u32) -> Outcome<String> {
    let mut text = format!(
        "Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties:\n      CidrBlock: 10.0.0.0/16\n      \
         EnableDnsSupport: true\n      EnableDnsHostnames: true\n      Tags: [{{Key: Name, Value: vpc-{number}}}]\n"
    );
    let mut resource = |name: &str, kind: &str, properties: &[&str]| -> Outcome<()> {
        writeln!(text, "  {name}:\n    Type: AWS::{kind}\n    Properties:")?;
        properties.iter().try_for_each(|property| writeln!(text, "      {property}"))?;
        Ok(())
    };
    for zone in 0..3 {
        let cidr = format!("CidrBlock: 10.0.{zone}.0/24");
        let of_zone = format!("AvailabilityZone: !Select [{zone}, !GetAZs \"\"]");
        let (subnet, table) = (format!("SubnetId: !Ref Subnet{zone}"), format!("RouteTableId: !Ref Table{zone}"));
        resource(&format!("Subnet{zone}"), "EC2::Subnet", &["VpcId: !Ref Vpc", &cidr, &of_zone])?;
        resource(&format!("Table{zone}"), "EC2::RouteTable", &["VpcId: !Ref Vpc"])?;
        resource(&format!("OnTable{zone}"), "EC2::SubnetRouteTableAssociation", &[&subnet, &table])?;
    }
    for service in ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "sts", "kms"] {
        let properties = [
            "VpcId: !Ref Vpc",
            "VpcEndpointType: Interface",
            "PrivateDnsEnabled: true",
            "SubnetIds: [!Ref Subnet0, !Ref Subnet1, !Ref Subnet2]",
            "SecurityGroupIds: [!Ref EndpointsGroup]",
            &format!("ServiceName: !Sub com.amazonaws.${{AWS::Region}}.{service}"),
        ];
        resource(&format!("{}Endpoint", service.replace('.', "")), "EC2::VPCEndpoint", &properties)?;
    }
    let tables = "RouteTableIds: [!Ref Table0, !Ref Table1, !Ref Table2]";
    let service = "ServiceName: !Sub com.amazonaws.${AWS::Region}.s3";
    resource("S3Endpoint", "EC2::VPCEndpoint", &["VpcId: !Ref Vpc", "VpcEndpointType: Gateway", service, tables])?;
    let admitted = "SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/16}]";
    resource("EndpointsGroup", "EC2::SecurityGroup", &["VpcId: !Ref Vpc", "GroupDescription: endpoints", admitted])?;
    resource("TasksGroup", "EC2::SecurityGroup", &["VpcId: !Ref Vpc", "GroupDescription: tasks"])?;
    for (name, own) in [("ExecutionRole", "AmazonECSTaskExecutionRolePolicy"), ("TaskRole", "AmazonSSMReadOnlyAccess")]
    {
        let trust = "AssumeRolePolicyDocument: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Principal: \
                     {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}]}";
        let folder = if own.starts_with("AmazonECS") { "service-role/" } else { "" };
        let policies = format!("ManagedPolicyArns: [!Sub \"arn:${{AWS::Partition}}:iam::aws:policy/{folder}{own}\"]");
        resource(name, "IAM::Role", &[trust, &policies])?;
    }
    resource("LogGroup", "Logs::LogGroup", &["RetentionInDays: 30"])?;
    resource("Repository", "ECR::Repository", &["ImageScanningConfiguration: {ScanOnPush: true}"])?;
    resource("Cluster", "ECS::Cluster", &["ClusterSettings: [{Name: containerInsights, Value: enabled}]"])?;
    let definition = [
        "RequiresCompatibilities: [FARGATE]",
        "NetworkMode: awsvpc",
        "Cpu: \"256\"",
        "Memory: \"512\"",
        "ExecutionRoleArn: !GetAtt ExecutionRole.Arn",
        "TaskRoleArn: !GetAtt TaskRole.Arn",
        "ContainerDefinitions:",
        "  - Name: web",
        "    Image: !Sub \"${Repository.RepositoryUri}:1\"",
        "    LogConfiguration:",
        "      LogDriver: awslogs",
        "      Options: {awslogs-group: !Ref LogGroup, awslogs-region: !Ref AWS::Region, awslogs-stream-prefix: web}",
    ];
    resource("Task", "ECS::TaskDefinition", &definition)?;
    let network = "NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref Subnet0, !Ref Subnet1, !Ref Subnet2], \
                   SecurityGroups: [!Ref TasksGroup]}}";
    let runs =
        ["Cluster: !Ref Cluster", "TaskDefinition: !Ref Task", "LaunchType: FARGATE", "DesiredCount: 2", network];
    resource("Service", "ECS::Service", &runs)?;
    resource("Queue", "SQS::Queue", &["MessageRetentionPeriod: 3600"])?;
    resource("Topic", "SNS::Topic", &["DisplayName: alarms"])?;
    Ok(text)
}

fn spec(folder: &Path, name: &str, text: &str) -> Outcome<String> {
    let path = folder.join(format!("{name}.ecr"));
    fs::write(&path, text)?;
    Ok(path.display().to_string())
}

fn empty_process(folder: &Path) -> Outcome<PathBuf> {
    let source = folder.join("empty.rs");
    fs::write(&source, "fn main() {}\n")?;
    let binary = folder.join("empty");
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let built = Command::new(rustc).args(["-O", "-o"]).arg(&binary).arg(&source).status()?;
    if built.success() { installed(folder, &binary) } else { Err("the empty process does not build".into()) }
}

/// A copy of a program.
fn installed(folder: &Path, program: &Path) -> Outcome<PathBuf> {
    let copies = folder.join("installed");
    fs::create_dir_all(&copies)?;
    let copy = copies.join(program.file_name().ok_or("a program has a name")?);
    // One that another run may still hold is not written to.
    let _ = fs::remove_file(&copy);
    fs::copy(program, &copy)?;
    Ok(copy)
}

/// A line of the table.
fn row(measure: &str, pairs: usize, a: &Run, b: &Run) -> Outcome<()> {
    if b.works() {
        println!("| {measure} | {} |", shown(ratio(pairs, a, b)?));
    } else {
        println!("| {measure} | not installed |");
    }
    Ok(())
}

fn memory(measure: &str, a: &Run, b: &Run) -> Outcome<()> {
    if Path::new(GNU_TIME).exists() {
        println!("| {measure} | {} |", shown(a.memory()? / b.memory()?));
    } else {
        println!("| {measure} | {GNU_TIME} is not installed |");
    }
    Ok(())
}

fn shown(ratio: f64) -> String {
    if ratio < 0.1 { format!("1/{:.0}", 1.0 / ratio) } else { format!("{ratio:.2}") }
}

/// The ratio of the medians of both, run in turn after a warm-up.
fn ratio(pairs: usize, a: &Run, b: &Run) -> Outcome<f64> {
    let (mut of_a, mut of_b) = (Vec::new(), Vec::new());
    for round in 0..=pairs {
        let (time_a, time_b) = (a.seconds()?, b.seconds()?);
        if round > 0 {
            of_a.push(time_a);
            of_b.push(time_b);
        }
    }
    Ok(median(of_a) / median(of_b))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}
