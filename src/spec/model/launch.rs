//! Input: the words of a `launch`.
//! Output: where containers run, with `latest` read as the version that it stands for.
//! Never: judges whether a version is still offered; a rule does.

use super::arguments::Arguments;
use super::given::Given;
use crate::aws::Malformed;
use crate::cards;
use crate::diagnostic::Diagnostic;
use crate::plan::{Launch, OperatingSystem, PlatformVersion};
use crate::span::Spanned;

/// The place is that of the word that decides: the platform version, or the launch type.
pub(super) fn read(arguments: &mut Arguments) -> Option<Spanned<Launch>> {
    #[derive(Clone, Copy)]
    enum Kind {
        Fargate,
        Ec2,
        Eks,
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
    let kinds = &[("fargate", Kind::Fargate), ("ec2", Kind::Ec2), ("eks", Kind::Eks)];
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
            let fargate = arguments.more();
            if fargate {
                arguments.one_of("a kind of EKS launch", &[("fargate", ())])?;
            }
            Some(Spanned::new(Launch::Eks { fargate }, kind.span))
        }
    }
}

/// Default: Linux.
fn operating_system(arguments: &mut Arguments) -> Option<OperatingSystem> {
    if !arguments.more() {
        return Some(OperatingSystem::Linux);
    }
    let systems = &[("linux", OperatingSystem::Linux), ("windows", OperatingSystem::Windows)];
    Some(arguments.one_of("an operating system", systems)?.value)
}

fn platform_version<'t>(
    word: &Given<'t>,
    os: OperatingSystem,
    arguments: &mut Arguments<'t, '_>,
) -> Option<Spanned<PlatformVersion>> {
    let (name, versions): (_, &[(&'static str, PlatformVersion)]) = match os {
        OperatingSystem::Linux => (
            "Linux",
            &[
                ("1.4.0", PlatformVersion(1, 4, 0)),
                ("latest", PlatformVersion(1, 4, 0)),
                ("1.3.0", PlatformVersion(1, 3, 0)),
                ("1.2.0", PlatformVersion(1, 2, 0)),
                ("1.1.0", PlatformVersion(1, 1, 0)),
                ("1.0.0", PlatformVersion(1, 0, 0)),
            ],
        ),
        OperatingSystem::Windows => {
            ("Windows", &[("1.0.0", PlatformVersion(1, 0, 0)), ("latest", PlatformVersion(1, 0, 0))])
        }
    };
    if let Some((_, version)) = versions.iter().find(|(known, _)| *known == word.value) {
        return Some(arguments.settle(word).map(|_| *version));
    }
    let known: Vec<&'static str> = versions.iter().map(|(known, _)| *known).collect();
    arguments.unknown(
        &cards::PLATFORM_VERSION_UNKNOWN,
        word,
        &format!("platform version of Fargate on {name}"),
        &known,
    );
    None
}
