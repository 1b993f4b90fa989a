//! Valid specs with every statement, each as a list of its words; and hazardous texts.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use proptest::test_runner::{Config, RngSeed};

const FIPS: &str = "fips on";
const DUALSTACK: &str = "ip dualstack";

/// A statement's words.
pub type Words = Vec<String>;

fn said(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// How many cases: `PROPTEST_CASES` instead, if it is set.
pub fn cases(cases: u32) -> u32 {
    said("PROPTEST_CASES").and_then(|cases| u32::try_from(cases).ok()).unwrap_or(cases)
}

/// The same cases in every run; more of them, or others, by `PROPTEST_CASES` and `PROPTEST_RNG_SEED`.
pub fn config(cases: u32) -> Config {
    Config {
        cases: self::cases(cases),
        rng_seed: RngSeed::Fixed(said("PROPTEST_RNG_SEED").unwrap_or(20_261_124)),
        failure_persistence: None,
        ..Config::default()
    }
}

/// What means something to YAML, to `Fn::Sub`, to Terraform, or to IAM.
const HAZARDS: &[&str] = &[
    "${AWS::AccountId}",
    "${!x}",
    "${var.x}",
    "$${",
    "$$${x}",
    "%{if true}",
    "%%{",
    "&{x}",
    "${",
    "$",
    "%",
    "{",
    "}",
    "\"",
    "\\",
    "\\\"",
    "'",
    ": ",
    "key: value",
    " #",
    "- item",
    "!Ref VpcId",
    "*a",
    "&a",
    "@",
    "|",
    ">",
    "yes",
    "~",
    "0755",
    " ",
    "<",
    ";",
    ",",
    "é",
    "東京",
    "\u{1F600}",
    "Fn::Sub",
    "</script>",
];

/// A text that strings of the language may hold.
pub fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => select(HAZARDS).prop_map(str::to_owned),
        1 => "[ -~]{0,6}",
        1 => "[\\p{L}\\p{N}\\p{P}\\p{S}]{0,4}",
    ];
    vec(part, 0..5).prop_map(|parts| parts.concat())
}

/// The path of a role: printable ASCII that IAM takes for itself.
pub fn path() -> impl Strategy<Value = String> {
    let hazard = |text: &&str| text.chars().all(|c| c.is_ascii_graphic());
    let hazards: Vec<&str> = HAZARDS.iter().copied().filter(hazard).collect();
    vec(prop_oneof![select(hazards).prop_map(str::to_owned), "[!-~]{1,4}"], 1..4).prop_map(|parts| {
        let path = parts.concat().replace(['*', '?'], "");
        let path = path.replace("${", "$").replace("&{", "&");
        let path = path.trim_matches('/').trim_start_matches("arn:").to_owned();
        if path.is_empty() || path.contains("${") || path.contains("&{") { "team".to_owned() } else { path }
    })
}

/// A string of the language.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn words(text: &str) -> Words {
    text.split(' ').map(str::to_owned).collect()
}

fn list(keyword: &str, elements: &[String]) -> Words {
    let mut words = words(keyword);
    for (at, element) in elements.iter().enumerate() {
        if at > 0 {
            words.push(",".to_owned());
        }
        words.push(element.clone());
    }
    words
}

fn id(prefix: &str) -> impl Strategy<Value = String> + use<> {
    let prefix = prefix.to_owned();
    "[0-9a-f]{8}([0-9a-f]{9})?".prop_map(move |digits| format!("\"{prefix}-{digits}\""))
}

fn ids(keyword: &'static str, prefix: &str) -> impl Strategy<Value = Words> + use<> {
    proptest::collection::btree_set(id(prefix), 1..4)
        .prop_map(move |ids| list(keyword, &ids.into_iter().collect::<Vec<_>>()))
}

/// `account`, tags and what belongs to no VPC.
fn common() -> impl Strategy<Value = Vec<Words>> {
    let key = text().prop_map(|key| format!("k{key}"));
    let tags = btree_map(key, text(), 0..4).prop_map(|tags| {
        tags.into_iter().map(|(key, value)| vec!["tag".to_owned(), quoted(&key), quoted(&value)]).collect::<Vec<_>>()
    });
    let said = |choices: &'static [&'static str]| option::of(select(choices).prop_map(words));
    let rest = (
        said(&["account 111122223333"]),
        said(&["dns amazon", "dns custom"]),
        said(&["sdk 2018-11-30", "sdk 2024-02-29"]),
        said(&["logs awslogs", "logs none"]),
        said(&["secrets ssm", "secrets ssm , secretsmanager", "secrets secretsmanager ,"]),
        said(&["kms on", "kms off"]),
        said(&["s3 minimal", "s3 full"]),
        said(&[
            "private_dns on",
            "private_dns own",
            "private_dns ecr.api off",
            "private_dns logs off",
            "private_dns ecr.dkr own",
        ]),
        said(&[
            "endpoint sqs , dynamodb",
            "endpoint quantumledger , states ,",
            "endpoint \"com.amazonaws.vpce.us-east-2.vpce-svc-0123456789abcdef0\"",
            "uses parameter_store",
            "uses xray , parameter_store",
        ]),
        (
            said(&["pull_through_cache \"hub\"", "pull_through_cache \"team/hub\""]),
            said(&["fips off", FIPS]),
            said(&["ip ipv4", DUALSTACK]),
        ),
        option::of(text().prop_map(|name| vec!["name".to_owned(), quoted(&format!("n{name}"))])),
    );
    (tags, rest).prop_map(|(mut all, (a, b, c, d, e, f, g, h, i, (j, k, l), m))| {
        all.extend([a, b, c, d, e, f, g, h, i, j, k, l, m].into_iter().flatten());
        all
    })
}

fn vpc() -> impl Strategy<Value = Vec<Words>> {
    let existing = (
        option::of(id("vpc").prop_map(|id| vec!["vpc".to_owned(), id])),
        option::of(ids("subnets", "subnet")),
        option::of(ids("route_tables", "rtb")),
        option::of(prop_oneof![
            ids("clients", "sg"),
            ids("clients", "pl"),
            Just(words("clients parameter , 10.0.0.0/8")),
            Just(words("security_group parameter")),
            Just(words("clients 10.0.0.0/8 , fd00::/8")),
            id("sg").prop_map(|id| vec!["security_group".to_owned(), id]),
        ]),
        option::of(Just(words("s3 in_use"))),
        option::of(id("vpce").prop_map(|id| vec!["existing".to_owned(), "s3".to_owned(), id])),
        option::of(id("vpce").prop_map(|id| vec!["existing".to_owned(), "ecr.api".to_owned(), id])),
        option::of(Just(words("existing ecr.dkr parameter"))),
        option::of(prop_oneof![ids("tasks", "sg"), Just(words("tasks parameter , \"sg-0a1b2c3d\""))]),
    );
    let existing =
        existing.prop_map(|(a, b, c, d, e, f, g, h, i)| [a, b, c, d, e, f, g, h, i].into_iter().flatten().collect());
    let new = (16_u8..=24, option::of(1_u8..=3)).prop_map(|(prefix, zones)| {
        let zones = zones.map(|zones| format!(" zones {zones}")).unwrap_or_default();
        vec![words(&format!("vpc new 10.0.0.0/{prefix}{zones}"))]
    });
    prop_oneof![3 => existing, 1 => new]
}

/// An `allow` or a `deny`.
fn access() -> impl Strategy<Value = Words> {
    let verb = select(&["pull", "push", "delete", "all", "\"ecr:PutImage\"", "\"ecr:Describe*\"", "\"ecr:*Layer*\""]);
    let role = (option::of(path()), "[A-Za-z0-9+=,.@_-]{1,12}").prop_map(|(path, name)| {
        let name = path.map_or(name.clone(), |path| format!("{path}/{name}"));
        quoted(&name)
    });
    let role = prop_oneof![role, Just("\"arn:aws:iam::111122223333:role/x\"".to_owned())];
    let repository = select(&["app", "x", "team-*/app", "team-?", "hub/*", "*", "a.b_c/d-e"]);
    (select(&["allow", "deny"]), verb, option::of(role), option::of("[a-z]{1,8}"), option::of(repository)).prop_map(
        |(effect, verb, role, user, repository)| {
            let mut words = vec![effect.to_owned(), verb.to_owned()];
            for (part, name) in [("role", role), ("user", user.map(|user| quoted(&user)))] {
                words.extend(name.into_iter().flat_map(|name| [part.to_owned(), name]));
            }
            words.extend(repository.into_iter().flat_map(|name| ["repo".to_owned(), quoted(name)]));
            words
        },
    )
}

/// An `allow` or a `deny` on another endpoint, which a block may have; none refuses what a start calls.
fn access_on() -> impl Strategy<Value = Words> {
    let allows =
        ["allow \"sqs:Send*\"", "allow all role \"queues\"", "allow \"sqs:GetQueueUrl\"", "deny \"sqs:DeleteQueue\""];
    let denies = [
        ("deny \"logs:Delete*\"", "logs"),
        ("deny \"logs:DeleteLogGroup\"", "logs"),
        ("deny \"kms:*\"", "kms"),
        ("deny all", "states"),
        ("deny \"secretsmanager:PutSecretValue\"", "secretsmanager"),
    ];
    let role = option::of("[A-Za-z0-9+=,.@_-]{1,12}");
    let on = prop_oneof![(select(allows.to_vec()).prop_map(|words| (words, "sqs"))), select(denies.to_vec())];
    let interface = (on, role).prop_map(|((verb, key), role)| {
        let mut all = words(verb);
        all.extend(role.into_iter().flat_map(|name| ["role".to_owned(), quoted(&name)]));
        all.extend(words(&format!("on {key}")));
        all
    });
    let gateway = select(&["allow \"dynamodb:GetItem\" on dynamodb", "deny \"dynamodb:Delete*\" on dynamodb"]);
    prop_oneof![3 => interface, 1 => gateway.prop_map(words)]
}

/// The statements of a valid block.
pub fn statements() -> impl Strategy<Value = Vec<Words>> {
    let launches = vec![
        "launch fargate 1.4.0",
        "launch fargate 1.3.0 linux",
        "launch fargate latest windows",
        "launch ec2",
        "launch ec2 windows",
        "launch eks",
        "launch eks fargate",
        "launch docker",
        "launch batch fargate",
        "launch batch ec2",
        "launch batch eks",
        "launch managed_instances",
    ];
    let regions: Vec<&str> = ecrc::aws::Region::all().iter().map(|region| region.id).collect();
    let workload = (subsequence(launches, 1..4), any::<(bool, bool, bool)>());
    // Arns of the generator are of one partition.
    let region = prop_oneof![2 => Just("us-east-2"), 1 => select(regions)];
    (region, workload, common(), vpc(), (vec(access(), 0..4), vec(access_on(), 0..3))).prop_map(
        |(region, (launches, (exec, role, images)), common, vpc, (access, on))| {
            let mut all = vec![words(&format!("region {region}"))];
            let any = |word: &str| launches.iter().any(|launch| launch.contains(word));
            let ecs = launches.iter().any(|launch| !launch.contains("eks") && !launch.contains("docker"));
            let fargate = launches.iter().any(|launch| launch.ends_with("fargate") && !launch.contains("eks"));
            let fargate = fargate || launches.iter().any(|launch| launch.starts_with("launch fargate"));
            all.extend((exec && ecs).then(|| words("exec on")));
            let roles =
                ["execution_role \"app\"", "execution_role \"app\" , \"a-1\"", "execution_role \"a_b\" , \"app\""];
            all.extend((role && fargate).then(|| words(roles[launches.len() % roles.len()])));
            all.extend((images && any("windows")).then(|| words("images windows nondistributable")));
            all.extend(launches.iter().map(|launch| words(launch)));
            if !common.contains(&words("s3 full")) {
                all.push(words("s3 also \"bucket-a\" , \"bucket-b\""));
            }
            // Where ECR has no FIPS names it is an error.
            let has_fips = ecrc::aws::region::find(region).is_some_and(ecrc::aws::Region::has_ecr_fips);
            all.extend(common.into_iter().filter(|one| has_fips || *one != words(FIPS)));
            // The subnets of a new VPC have no IPv6.
            if vpc.iter().any(|one| one.starts_with(&words("vpc new"))) {
                all.retain(|one| *one != words(DUALSTACK));
            }
            all.extend(vpc);
            // Their ARNs are of the partition `aws`.
            let of_aws =
                ecrc::aws::region::find(region).is_some_and(|found| found.partition == ecrc::aws::Partition::Aws);
            let of_partition = |one: &Words| of_aws || one.iter().all(|word| !word.starts_with("\"arn:"));
            all.extend(access.into_iter().chain(on).filter(of_partition));
            all
        },
    )
}

/// The statements in another order.
pub fn shuffled(statements: &[Words], order: &[Index]) -> Vec<Words> {
    let mut rest = statements.to_vec();
    let mut shuffled = Vec::new();
    for index in order.iter().cycle().take(statements.len()) {
        shuffled.push(rest.remove(index.index(rest.len())));
    }
    shuffled
}

/// A block of these statements, a line each.
pub fn block(statements: &[Words]) -> String {
    let lines: Vec<String> = statements.iter().map(|words| format!("  {};\n", words.join(" "))).collect();
    format!("private_ecr web <\n{}>\n", lines.concat())
}

/// The same with these gaps between any two words, taken in turn.
pub fn spaced(statements: &[Words], gaps: &[String]) -> String {
    let mut gaps = gaps.iter().cycle();
    let mut text = String::new();
    let mut put = |word: &str| {
        text.push_str(word);
        text.push_str(gaps.next().map_or(" ", String::as_str));
    };
    put("private_ecr");
    put("web");
    put("<");
    for words in statements {
        for word in words {
            put(word);
        }
        put(";");
    }
    put(">");
    text
}

/// Blank space and comments.
pub fn gaps() -> impl Strategy<Value = Vec<String>> {
    let gap = prop_oneof![
        Just(" ".to_owned()),
        Just("\t ".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("\n\n\n  ".to_owned()),
        "[ -~é]{0,8}".prop_map(|comment| format!(" #{comment}\n")),
        "[ -~é]{0,8}".prop_map(|comment| format!("\n\n  # {comment}\r\n  # more\n")),
    ];
    vec(gap, 1..40)
}
