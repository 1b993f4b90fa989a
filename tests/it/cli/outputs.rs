//! Input: targets that can be written, and targets that cannot.
//! Output: whether files are written atomically.
//! Never: relies on the user's permissions: root may write to a read-only directory, but ecrc refuses all the same.

use super::{Folder, Run, SPEC, block, many, spec_in};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

fn two() -> Folder {
    Folder::with(&[("two.ecr", &(block("alpha") + &block("beta")))])
}

fn only_specs(folder: &Folder) {
    for file in folder.files() {
        assert!(!file.contains(".ecrc-"), "{file} was left behind");
    }
}

#[test]
fn an_unchanged_file_keeps_its_time_stamp() {
    let folder = two();
    folder.run(&["build", "two.ecr", "-o", "out"]).fine();
    let long_ago = SystemTime::now() - Duration::from_secs(100_000);
    for name in ["alpha", "beta"] {
        let file = fs::File::options().write(true).open(folder.path(&format!("out/{name}.yaml"))).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    folder.write("two.ecr", block("alpha") + &spec_in("us-west-2").replace("private_ecr", "private_ecr beta"));
    folder.run(&["build", "two.ecr", "-o", "out"]).fine();
    let modified = |name: &str| fs::metadata(folder.path(name)).unwrap().modified().unwrap();
    assert_eq!(modified("out/alpha.yaml"), long_ago);
    assert!(modified("out/beta.yaml") > long_ago);
    only_specs(&folder);
}

#[test]
fn when_one_target_cannot_be_written_none_is() {
    let folder = two();
    folder.run(&["build", "two.ecr", "-o", "out"]).fine();
    let before = folder.read("out/alpha.yaml");
    fs::remove_file(folder.path("out/beta.yaml")).unwrap();
    fs::create_dir(folder.path("out/beta.yaml")).unwrap();
    folder.write("two.ecr", folder.read("two.ecr").replace("us-east-2", "us-west-2"));
    let said = folder.run(&["build", "two.ecr", "-o", "out"]).failed();
    assert_eq!(said, "error: cannot write `out/beta.yaml`: it is a directory\n");
    assert_eq!(folder.read("out/alpha.yaml"), before);
    only_specs(&folder);
}

#[test]
fn folders_made_on_the_way_are_removed_again() {
    let folder = two();
    folder.write("out/beta", "a file where a folder would be");
    let said = folder.run(&["build", "two.ecr", "-o", "out", "-t", "tf"]).failed();
    assert!(said.contains("`out/beta"), "{said}");
    assert_eq!(folder.files(), ["out/beta", "two.ecr"]);
    assert!(!folder.has("out/alpha"));
}

/// A template that another version of ecrc wrote.
const OLD: &str = "# made by ecrc from a spec: change the spec, not this file\nold\n";

/// Every command that writes what ecrc can make again, of that file.
const WRITE: [&[&str]; 6] = [
    &["build"],
    &["graph", "--format", "svg"],
    &["graph", "--format", "mermaid"],
    &["graph", "--format", "dot"],
    &["report", "--format", "html"],
    &["report", "--format", "json"],
];

/// Runs a command of a file with that output.
fn write(folder: &Folder, command: &[&str], file: &str, output: &str) -> Run {
    folder.run(&[&[command[0], file], &command[1..], &["-o", output]].concat())
}

#[test]
fn what_a_command_reads_is_not_written_over() {
    let common = "defaults < tag \"a\" \"b\" >\n";
    let spec = format!("include \"common.ecr\";\n{SPEC}");
    let folder = Folder::with(&[("infra.ecr", &spec), ("common.ecr", common)]);
    let refused = |run: Run, output: &str| {
        let message = format!("error: `{output}` is a file that this command reads\n");
        assert_eq!(run.failed(), message + "  = help: name another file: ecrc does not overwrite what it reads\n");
    };
    for command in WRITE {
        for output in ["infra.ecr", "./infra.ecr", "common.ecr"] {
            refused(write(&folder, command, "infra.ecr", output), output);
        }
    }
    assert_eq!((folder.read("infra.ecr"), folder.read("common.ecr")), (spec, common.to_owned()));
    // A template that ecrc has written, and reads.
    folder.run(&["build", "infra.ecr", "-o", "out.yaml"]).fine();
    let built = folder.read("out.yaml");
    for command in &WRITE[1..] {
        refused(write(&folder, command, "out.yaml", "out.yaml"), "out.yaml");
    }
    refused(folder.run(&["import", "out.yaml", "--launch=fargate:1.4.0", "-o", "out.yaml"]), "out.yaml");
    assert_eq!(folder.read("out.yaml"), built);
}

#[test]
fn only_what_ecrc_wrote_is_replaced() {
    let foreign = [
        ("own.yaml", "Resources: {Mine: {Type: AWS::SNS::Topic}}\n"),
        ("own.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>\n"),
        ("own.mmd", "flowchart LR\n  a --> b\n"),
        ("own.dot", "digraph g {\n}\n"),
        ("own.html", "<!doctype html>\n<title>ecrc</title>\n"),
        ("own.json", "{\n  \"made_by\": \"me\"\n}\n"),
    ];
    let folder = Folder::with(&[&[("infra.ecr", SPEC), ("other.ecr", "private_ecr < >\n")], &foreign[..]].concat());
    folder.write("block.txt", "# mine\nprivate_ecr b < >\n");
    folder.write("bytes", b"\xff\xfe");
    let help = "  = help: name another file, or remove it first\n";
    for (at, command) in WRITE.into_iter().enumerate() {
        for output in foreign.map(|(name, _)| name).into_iter().chain(["bytes"]) {
            let message = match (command[0], output) {
                ("build", "own.json") => {
                    let help = "  = help: add `-t cfn-json`, or name another file\n";
                    format!("error: `-t cfn` does not write files such as `{output}`\n{help}")
                }
                _ => format!("error: `{output}` already exists, and ecrc did not write it\n{help}"),
            };
            assert_eq!(write(&folder, command, "infra.ecr", output).failed(), message);
        }
        for output in ["other.ecr", "block.txt"] {
            let message = format!("error: `{output}` already exists, and is a spec\n{help}");
            assert_eq!(write(&folder, command, "infra.ecr", output).failed(), message);
        }
        // An empty file holds nothing. What another command wrote is not lost by a slip of the pen.
        folder.write("empty", "");
        write(&folder, command, "infra.ecr", "empty").fine();
        write(&folder, command, "infra.ecr", "empty").fine();
        let next = WRITE[(at + 1) % WRITE.len()];
        let run = write(&folder, next, "infra.ecr", "empty");
        if next[0] == command[0] {
            run.fine();
        } else {
            let is = match command[0] {
                "build" => "template",
                "graph" => "picture",
                _ => "report",
            };
            assert_eq!(run.failed(), format!("error: `empty` already exists, and is a {is}\n{help}"));
        }
    }
    folder.write("old", OLD);
    write(&folder, WRITE[0], "infra.ecr", "old").fine();
    for (name, text) in foreign {
        assert_eq!(folder.read(name), text);
    }
    folder.write("out/infra.yaml", "mine: 1\n");
    let said = folder.run(&["build", "infra.ecr", "-o", "out/"]).failed();
    assert_eq!(said, format!("error: `out/infra.yaml` already exists, and ecrc did not write it\n{help}"));
}

#[test]
fn a_missing_folder_of_a_file_is_a_failure() {
    let folder = Folder::with(&[("infra.ecr", SPEC)]);
    let said = folder.run(&["build", "infra.ecr", "-o", "nosuch/x.yaml"]).failed();
    assert_eq!(said, "error: cannot write `nosuch/x.yaml`: its directory does not exist\n");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    fn mode(folder: &Folder, name: &str) -> u32 {
        fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(folder: &Folder, name: &str, mode: u32) {
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn permissions_are_kept_and_new_files_get_the_usual_ones() {
        let folder = Folder::with(&[("infra.ecr", SPEC), ("out.yaml", OLD), ("usual", "")]);
        set_mode(&folder, "out.yaml", 0o640);
        folder.run(&["build", "infra.ecr", "-o", "out.yaml"]).fine();
        assert_eq!(mode(&folder, "out.yaml"), 0o640);
        folder.run(&["build", "infra.ecr", "-o", "new.yaml"]).fine();
        assert_eq!(mode(&folder, "new.yaml"), mode(&folder, "usual"));
        set_mode(&folder, "infra.ecr", 0o600);
        folder.run(&["fmt", "infra.ecr"]).fine();
        assert_eq!(mode(&folder, "infra.ecr"), 0o600);
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = Folder::with(&[("infra.ecr", SPEC), ("real/out.yaml", OLD)]);
        symlink("real/out.yaml", folder.path("link.yaml")).unwrap();
        symlink("link.yaml", folder.path("link2.yaml")).unwrap();
        folder.run(&["build", "infra.ecr", "-o", "link2.yaml"]).fine();
        assert!(folder.path("link.yaml").is_symlink() && folder.path("link2.yaml").is_symlink());
        assert!(folder.read("real/out.yaml").starts_with("AWSTemplate"));
        // A link to what is not there yet makes it.
        symlink("real/new.yaml", folder.path("dangling.yaml")).unwrap();
        folder.run(&["build", "infra.ecr", "-o", "dangling.yaml"]).fine();
        assert!(folder.path("dangling.yaml").is_symlink() && folder.has("real/new.yaml"));
        symlink("circle.yaml", folder.path("circle.yaml")).unwrap();
        let said = folder.run(&["build", "infra.ecr", "-o", "circle.yaml"]).failed();
        assert!(said.contains("`circle.yaml`"), "{said}");
        only_specs(&folder);
    }

    #[test]
    fn no_link_leads_out_of_the_folder_that_is_named() {
        let folder = Folder::with(&[("specs/infra.ecr", SPEC), ("out/keep", ""), ("else/victim", "old")]);
        symlink("../else/victim", folder.path("out/infra.yaml")).unwrap();
        symlink("../else", folder.path("out/infra")).unwrap();
        for target in ["cfn", "tf"] {
            let said = folder.run(&["build", "specs", "-t", target, "-o", "out/"]).failed();
            assert!(said.contains("is a symlink that leads out of `out/`"), "{said}");
        }
        symlink("../else/victim", folder.path("specs/more.ecr")).unwrap();
        for command in ["fmt", "fix", "check"] {
            let said = folder.run(&[command, "specs"]).failed();
            assert!(said.starts_with("error: `specs/more.ecr` is a symlink that leads out of `specs`\n"), "{said}");
        }
        assert_eq!(folder.read("else/victim"), "old");
        assert_eq!(std::fs::read_dir(folder.path("else")).unwrap().count(), 1);
        // One that stays in it is followed, and so is a folder that the command line names.
        std::fs::remove_file(folder.path("specs/more.ecr")).unwrap();
        std::fs::remove_file(folder.path("out/infra.yaml")).unwrap();
        symlink("keep", folder.path("out/infra.yaml")).unwrap();
        symlink("out", folder.path("named")).unwrap();
        folder.run(&["build", "specs", "-o", "named/"]).fine();
        assert!(folder.read("out/keep").starts_with("AWSTemplate"));
    }

    #[test]
    fn two_products_do_not_meet_in_one_file() {
        let folder = two();
        folder.write("out/alpha.yaml", OLD);
        symlink("alpha.yaml", folder.path("out/beta.yaml")).unwrap();
        let said = folder.run(&["build", "two.ecr", "-o", "out"]).failed();
        assert!(said.contains("`out/beta.yaml`"), "{said}");
        assert_eq!(folder.read("out/alpha.yaml"), OLD);
        only_specs(&folder);
    }

    #[test]
    fn a_read_only_folder_is_one_line() {
        let folder = Folder::with(&[("infra.ecr", SPEC), ("out/infra.yaml", OLD)]);
        set_mode(&folder, "out", 0o555);
        let said = folder.run(&["build", "infra.ecr", "-o", "out"]).failed();
        assert_eq!(said, "error: cannot write `out/infra.yaml`: its directory is read-only\n");
        let said = folder.run(&["build", "infra.ecr", "-o", "out/deeper/"]).failed();
        assert_eq!(said, "error: cannot create directory `out/deeper`: its directory is read-only\n");
        assert_eq!(folder.read("out/infra.yaml"), OLD);
        set_mode(&folder, "out", 0o755);
        assert_eq!(folder.files(), ["infra.ecr", "out/infra.yaml"]);
    }

    #[test]
    fn a_read_only_file_is_one_line_unless_it_is_right_already() {
        let folder = Folder::with(&[("infra.ecr", SPEC)]);
        folder.run(&["build", "infra.ecr", "-o", "out.yaml"]).fine();
        set_mode(&folder, "out.yaml", 0o444);
        folder.run(&["build", "infra.ecr", "-o", "out.yaml"]).fine();
        folder.write("infra.ecr", spec_in("us-west-2"));
        let said = folder.run(&["build", "infra.ecr", "-o", "out.yaml"]).failed();
        assert_eq!(said, "error: cannot write `out.yaml`: it is read-only\n");
    }

    #[test]
    fn a_device_is_written_to_and_stays_a_device() {
        let folder = Folder::with(&[("infra.ecr", SPEC)]);
        folder.run(&["build", "infra.ecr", "-o", "/dev/null"]).fine();
        let out = folder.run(&["build", "infra.ecr", "-o", "/dev/stdout"]).fine();
        assert!(out.starts_with("AWSTemplate"));
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    fn a_product_in_a_folder_is_a_regular_file() {
        let folder = Folder::with(&[("infra.ecr", SPEC), ("out/other.txt", "")]);
        let _socket = std::os::unix::net::UnixListener::bind(folder.path("out/infra.yaml")).unwrap();
        let said = folder.run(&["build", "infra.ecr", "-o", "out"]).failed();
        assert_eq!(said, "error: cannot write `out/infra.yaml`: it is not a regular file\n");
        let said = folder.run(&["build", "infra.ecr", "-o", "out", "--check"]).failed();
        assert_eq!(said, "error: cannot read `out/infra.yaml`: it is not a regular file\n");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_one_line() {
        let folder = two();
        let said = folder.run(&["build", "two.ecr", "-o", "/proc/nosuch/"]).failed();
        assert!(said.contains("`/proc/nosuch"), "{said}");
        folder.write("infra.ecr", SPEC);
        let said = folder.run(&["build", "infra.ecr", "-o", "/dev/full"]).failed();
        assert_eq!(said, "error: cannot write `/dev/full`: no space left\n");
        for arguments in [
            &["build", "infra.ecr"][..],
            &["build", "two.ecr", "-o", "-"],
            &["check", "infra.ecr", "--format", "json"],
            &["endpoints", "infra.ecr"],
            &["init"],
            &["rules"],
            &["completions", "bash"],
            &["man"],
            &["--help"],
            &["--version"],
        ] {
            let full = fs::File::options().write(true).open("/dev/full").unwrap();
            let run = Run::of(&folder.command(arguments).stdout(full).output().unwrap());
            assert_eq!(run.code, Some(2), "{arguments:?}");
            assert_eq!(run.err, "error: cannot write to standard output: no space left\n");
        }
        // Nobody can be told.
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        assert_eq!(folder.command(&["check", "nosuch"]).stderr(full).output().unwrap().status.code(), Some(2));
    }

    #[test]
    fn a_file_keeps_its_owner() {
        let folder = Folder::with(&[("infra.ecr", &SPEC.replace("  ", " "))]);
        let owner =
            |folder: &Folder| fs::metadata(folder.path("infra.ecr")).map(|about| (about.uid(), about.gid())).unwrap();
        if std::os::unix::fs::chown(folder.path("infra.ecr"), Some(1234), Some(1234)).is_err() {
            return; // Only root may give a file away.
        }
        folder.run(&["fmt", "infra.ecr"]).fine();
        assert_eq!(owner(&folder), (1234, 1234));
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::with(&[("many.ecr", &many(300)), ("bad.ecr", &"private_ecr a < wrong >\n".repeat(3000))]);
    for (arguments, code) in [
        (&["build", "many.ecr", "-o", "-"][..], 0),
        (&["build", "many.ecr", "-o", "-", "-t", "tf"], 0),
        (&["check", "bad.ecr", "--format", "json"], 1),
        (&["check", "bad.ecr"], 1),
        (&["endpoints", "many.ecr"], 0),
        (&["--help"], 0),
    ] {
        let mut command = folder.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        if arguments == ["check", "bad.ecr"] {
            drop(child.stderr.take());
        }
        let run = Run::of(&child.wait_with_output().unwrap());
        assert_eq!((run.code, run.err.as_str()), (Some(code), ""), "{arguments:?}");
    }
}
