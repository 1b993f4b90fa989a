//! Input: the words of a `launch`.
//! Output: where containers run, with `latest` read as the version that it stands for.
//! Never: judges whether a version is still offered; a rule does.

use super::arguments::Arguments;
use super::given::Given;
use crate::aws::Malformed;
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::plan::{BatchOn, Launch, OperatingSystem, PlatformVersion};
use crate::span::Spanned;

/// What people run that pulls in another way: what it does, what is wrong here, what to write. From the guides of AWS
/// Lambda ("Create a Lambda function using a container image"), AWS `CodeBuild` ("Use VPC endpoints") and AWS App Runner
/// ("App Runner service based on a source image"), read 2026-11-29; that `SageMaker` pulls likewise is not confirmed.
const OTHERS: &[(&str, [&str; 3])] = &[
    (
        "lambda",
        [
            "is no launch: AWS Lambda fetches the image of a function itself",
            "needs no endpoint to pull",
            "remove it; for what the functions call, add endpoints such as `endpoint sqs` to a block with another launch",
        ],
    ),
    (
        "codebuild",
        [
            "is no launch: AWS CodeBuild fetches the build image itself",
            "only Docker inside a build pulls through it",
            "if builds in the VPC pull or push images, write `launch docker`",
        ],
    ),
    (
        "apprunner",
        [
            "is no launch: AWS App Runner fetches images itself, by its access role",
            "needs no endpoint to pull",
            "remove it; App Runner needs a VPC only for what the service calls",
        ],
    ),
    (
        "sagemaker",
        [
            "is no launch: Amazon SageMaker fetches images itself, as far as is known",
            "needs no launch here, as far as documented",
            "if containers in your VPC pull, write `launch docker`; for its API, `endpoint sagemaker.api`",
        ],
    ),
    (
        "lightsail",
        [
            "is no launch: Amazon Lightsail fetches images itself, by its own role",
            "needs no endpoint to pull",
            "remove it, and name the role of Lightsail in the repository policy",
        ],
    ),
];

/// The place is that of the word that decides: the platform version, or the launch type.
pub(super) fn read(arguments: &mut Arguments) -> Option<Spanned<Launch>> {
    #[derive(Clone, Copy)]
    enum Kind {
        Fargate,
        Ec2,
        Eks,
        Docker,
        Batch,
        ManagedInstances,
    }
    if let Some((word, how)) = arguments.peek_word().and_then(|word| OTHERS.iter().find(|(other, _)| *other == word)) {
        let span = arguments.word("a launch type")?.span;
        let [message, label, help] = how;
        arguments.fault(
            Diagnostic::new(&cards::UNKNOWN_WORD, span, format!("`{word}` {message}")).label(*label).help(*help),
        );
        arguments.give_up();
        return None;
    }
    if arguments.peek_word() == Some("ecs") {
        let word = arguments.word("a launch type")?;
        arguments.fault(
            Diagnostic::new(&cards::UNKNOWN_WORD, word.span, "unknown launch type `ecs`")
                .label("ECS tasks run on Fargate or EC2")
                .help("write `launch fargate 1.4.0` or `launch ec2`"),
        );
        arguments.give_up();
        return None;
    }
    // `fargate:1.4.0`, as on the command line.
    if let Some(word) = arguments.peek_word().filter(|word| word.contains(':')) {
        let span = arguments.word("a launch type")?.span;
        let write = word.replace(':', " ");
        let found = Diagnostic::new(&cards::UNKNOWN_WORD, span, format!("unknown launch type `{word}`"))
            .label("expected blanks between its words");
        arguments.fault(found.help(format!("write `launch {write}`")).suggest(
            span,
            &*write,
            format!("write `{write}`"),
        ));
        arguments.give_up();
        return None;
    }
    let kinds = &[
        ("fargate", Kind::Fargate),
        ("ec2", Kind::Ec2),
        ("eks", Kind::Eks),
        ("docker", Kind::Docker),
        ("batch", Kind::Batch),
        ("managed_instances", Kind::ManagedInstances),
    ];
    let Some(kind) = arguments.one_of("a launch type", kinds) else {
        arguments.give_up();
        return None;
    };
    match kind.value {
        Kind::Fargate => {
            let version = arguments.word("a platform version")?;
            if let system @ ("linux" | "windows") = version.value {
                let fault = Malformed::new(format!("the platform version must come before `{system}`"));
                let fault = fault
                    .labeled("expected a platform version")
                    .advising(format!("write `launch fargate latest {system}`"));
                arguments.malformed(&version, &fault);
                arguments.give_up();
                return None;
            }
            let os = operating_system(arguments)?;
            let version = platform_version(&version, os, arguments)?;
            Some(version.map(|version| Launch::Fargate { version, os }))
        }
        Kind::Ec2 => {
            let os = operating_system(arguments)?;
            Some(Spanned::new(Launch::Ec2 { os }, kind.span))
        }
        Kind::Eks => {
            if arguments.peek_word() == Some("auto") {
                let word = arguments.word("a kind of EKS launch")?;
                arguments.fault(
                    Diagnostic::new(&cards::UNKNOWN_WORD, word.span, "unknown kind of EKS launch `auto`")
                        .label("Auto Mode nodes pull like other nodes")
                        .help("write `launch eks`; AWS documents no further endpoints for Auto Mode"),
                );
                arguments.give_up();
                return None;
            }
            let fargate = arguments.more();
            if fargate {
                arguments.perhaps_one_of("a kind of EKS launch", &[("fargate", ())])?;
            }
            Some(Spanned::new(Launch::Eks { fargate }, kind.span))
        }
        Kind::Docker => {
            let os = operating_system(arguments)?;
            Some(Spanned::new(Launch::Docker { os }, kind.span))
        }
        Kind::Batch => {
            let on = &[("fargate", BatchOn::Fargate), ("ec2", BatchOn::Ec2), ("eks", BatchOn::Eks)];
            Some(arguments.one_of("a kind of Batch launch", on)?.map(Launch::Batch))
        }
        Kind::ManagedInstances => Some(Spanned::new(Launch::ManagedInstances, kind.span)),
    }
}

/// Default: Linux.
fn operating_system(arguments: &mut Arguments) -> Option<OperatingSystem> {
    if !arguments.more() {
        return Some(OperatingSystem::Linux);
    }
    let systems = &[("linux", OperatingSystem::Linux), ("windows", OperatingSystem::Windows)];
    Some(arguments.perhaps_one_of("an operating system", systems)?.value)
}

fn platform_version<'t>(
    word: &Given<'t>,
    os: OperatingSystem,
    arguments: &mut Arguments<'t, '_>,
) -> Option<Spanned<PlatformVersion>> {
    let mut versions = PlatformVersion::listed(os).to_vec();
    let newest = versions.first().map(|(_, version)| ("latest", *version));
    versions.splice(1..1, newest);
    if let Some((_, version)) = versions.iter().find(|(known, _)| *known == word.value) {
        return Some(arguments.settle(word).map(|_| *version));
    }
    let known: Vec<&'static str> = versions.iter().map(|(known, _)| *known).collect();
    arguments.unknown(&cards::PLATFORM_VERSION_UNKNOWN, word, &format!("platform version of Fargate on {os}"), &known);
    None
}
